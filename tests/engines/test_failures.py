"""Readers that crash, hang or return rubbish: the request is left unjudged or rejected, never accepted."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytesseract
import pytest
from PIL import Image

import idcheck
from drawn import blacked, drawn, paper, shown, typed
from idcheck.cli import main
from idcheck.engines import ppocr, tesseract
from idcheck.engines.ppocr import Line, Text
from idcheck.errors import EngineError
from idcheck.records import Outcome, Picture, Verdict
from idcheck.terminal import ExitCode

RECEIVED = date(2026, 11, 20)
SECRET = "123456782"
"""a public specimen's number, in the text of an engine's error"""


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """A version that was found once is asked for again."""
    tesseract.version.cache_clear()
    yield
    tesseract.version.cache_clear()


@cache
def proper_copy() -> bytes:
    """A card covered and marked as the rules ask, as a file."""
    card = drawn("identity-card", "2014", "back")
    picture = card.picture
    for name in card.bsn_places:
        picture = blacked(picture, card.places[name], margin=12)
    small = shown(card, picture)
    sheet = paper(small.shape[1], small.shape[0] + 260)
    sheet[: small.shape[0]] = small
    return png(typed(sheet, (80, small.shape[0] + 60), ["KOPIE voor Woonpartners", "12-11-2026"], height=30))


def png(picture: Picture) -> bytes:
    data = io.BytesIO()
    Image.fromarray(picture).save(data, "PNG")
    return data.getvalue()


def check() -> Verdict:
    return idcheck.check(("copy.png", proper_copy()), received=RECEIVED)


def raising(error: BaseException) -> Callable[..., Any]:
    def fail(*_: object, **__: object) -> Any:
        raise error

    return fail


def giving(value: object) -> Callable[..., Any]:
    return lambda *_, **__: value


def test_with_readers_that_work_the_copy_is_accepted() -> None:
    """So that the refusals below are the readers' doing."""
    assert check().codes == ()


class TestCrashes:
    @pytest.mark.parametrize("name", ["detect", "recognise"])
    @pytest.mark.parametrize("error", [RuntimeError(SECRET), MemoryError(), ValueError(SECRET)])
    def test_a_main_reader_that_crashes_leaves_the_request_unjudged(
        self, monkeypatch: pytest.MonkeyPatch, name: str, error: Exception
    ) -> None:
        monkeypatch.setattr(ppocr, name, raising(error))
        with pytest.raises(EngineError, match="not judged") as caught:
            check()
        assert SECRET not in str(caught.value)

    @pytest.mark.parametrize(
        "error",
        [pytesseract.TesseractError(1, SECRET), RuntimeError("Tesseract process timeout")],
        ids=["crash", "hang"],
    )
    def test_a_second_reader_that_crashes_or_hangs_is_told_with_what_to_do(
        self, monkeypatch: pytest.MonkeyPatch, error: Exception
    ) -> None:
        monkeypatch.setattr(pytesseract, "image_to_data", raising(error))
        with pytest.raises(EngineError, match="apt-get install tesseract-ocr") as caught:
            check()
        assert SECRET not in str(caught.value)

    def test_the_second_reader_is_given_a_time_limit(self, monkeypatch: pytest.MonkeyPatch) -> None:
        given: dict[str, Any] = {}
        empty: dict[str, list[str]] = {key: [] for key in ("block_num", "par_num", "line_num", "text")}
        monkeypatch.setattr(pytesseract, "image_to_data", lambda *_, **options: given.update(options) or empty)
        assert tesseract.read_lines(np.full((40, 200), 255, np.uint8)) == []
        assert 0 < given["timeout"] <= 60

    def test_a_hanging_tesseract_is_ended(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
        hanging = tmp_path / "tesseract"
        hanging.write_text("#!/bin/sh\nexec sleep 60\n")
        hanging.chmod(0o755)
        tesseract.version()
        monkeypatch.setattr(pytesseract.pytesseract, "tesseract_cmd", str(hanging))
        monkeypatch.setattr(tesseract, "SECONDS", 1)
        with pytest.raises(EngineError, match="Tesseract failed"):
            tesseract.read_lines(np.full((40, 200), 255, np.uint8))


class TestRubbish:
    """What comes back is no reading of the page: nothing may follow from it but a rejection."""

    def test_a_main_reader_that_finds_nothing_sees_no_copy(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(ppocr, "detect", giving([]))
        verdict = check()
        assert verdict.outcome is Outcome.REJECT
        assert verdict.codes

    @pytest.mark.parametrize(
        "text",
        [
            Text("", 0.0, (), ()),
            Text("KOPIE", 0.05, (0.1, 0.3, 0.5, 0.7, 0.9), (0.05,) * 5),
        ],
        ids=["nothing", "one word everywhere"],
    )
    def test_a_main_reader_that_reads_rubbish_never_accepts(self, monkeypatch: pytest.MonkeyPatch, text: Text) -> None:
        monkeypatch.setattr(ppocr, "recognise", giving(text))
        assert check().outcome is Outcome.REJECT

    def test_a_second_reader_that_sees_a_bsn_is_believed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        quad = np.array([[100, 100], [300, 100], [300, 130], [100, 130]], np.float32)
        monkeypatch.setattr(tesseract, "read_lines", giving([Line(quad, Text(SECRET, 0.9, (), ()))]))
        verdict = check()
        assert verdict.outcome is Outcome.REJECT
        assert SECRET not in str(verdict.to_dict())

    def test_an_unsure_main_reader_is_no_proof_that_a_number_would_have_been_read(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        recognise = ppocr.recognise

        def unsure(line: Picture) -> Text:
            text = recognise(line)
            return text._replace(confidence=0.3 * text.confidence, scores=tuple(0.3 * one for one in text.scores))

        monkeypatch.setattr(ppocr, "recognise", unsure)
        assert check().outcome is Outcome.REJECT


def test_wide_digits_and_letters_are_read_as_plain_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """PP-OCR's alphabet holds them, and gives them now and then: ``P<FRＡ``."""
    wide = "BSN１２３４５６７８２"
    _, model = ppocr._sessions()
    alphabet = ["", *model.get_modelmeta().custom_metadata_map["character"].splitlines(), " "]
    chances = np.zeros((1, 2 * len(wide), len(alphabet)), np.float32)
    for step, char in enumerate(wide):
        chances[0, 2 * step, alphabet.index(char)] = chances[0, 2 * step + 1, 0] = 1.0
    session = SimpleNamespace(run=giving([chances]), get_inputs=giving([SimpleNamespace(name="x")]))
    ppocr.characters()  # as they are kept, from the model itself
    monkeypatch.setattr(ppocr, "_sessions", giving((session, session)))
    assert ppocr.recognise(paper(300, 48)).text == f"BSN{SECRET}"


class TestMissing:
    @pytest.fixture
    def no_tesseract(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pytesseract.pytesseract, "tesseract_cmd", "/nowhere/tesseract")

    @pytest.mark.usefixtures("no_tesseract")
    def test_without_tesseract_nothing_is_judged(self) -> None:
        with pytest.raises(EngineError, match="apt-get install tesseract-ocr"):
            check()

    @pytest.mark.usefixtures("no_tesseract")
    def test_the_command_says_how_to_install_it_and_ends_with_3(self, capsys: Any, tmp_path: Any) -> None:
        (tmp_path / "copy.png").write_bytes(proper_copy())
        assert main(["check", str(tmp_path / "copy.png")]) == ExitCode.FAILED == 3
        out, err = capsys.readouterr()
        assert "apt-get install tesseract-ocr" in err
        assert "GOEDGEKEURD" not in out

    def test_without_its_dutch_data_nothing_is_judged(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pytesseract, "get_languages", giving(["eng", "osd"]))
        with pytest.raises(EngineError, match=r"nld.*apt-get install"):
            check()

    def test_without_the_models_nothing_is_judged(self, monkeypatch: pytest.MonkeyPatch) -> None:
        ppocr._sessions.cache_clear()
        monkeypatch.setattr(ppocr, "DETECTOR", "none.onnx")
        try:
            with pytest.raises(EngineError, match="pip install"):
                check()
        finally:
            ppocr._sessions.cache_clear()
