"""The stages in a row: nothing that goes wrong in one ends in an acceptance."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import fakes
import idcheck
from fakes import BSN, RECEIVED
from idcheck.checker import Checker, check, not_examined
from idcheck.errors import EngineError, StorageError, UsageError
from idcheck.records import FileCode, Outcome, Page, Reading


def png(colour: int) -> bytes:
    data = io.BytesIO()
    Image.fromarray(np.full((60, 40, 3), colour, np.uint8)).save(data, "PNG")
    return data.getvalue()


WHITE, BLACK = png(255), png(0)


@pytest.fixture
def checker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Checker]:
    fakes.install(monkeypatch)
    with Checker() as checker:
        yield checker


def raising(error: BaseException) -> Callable[..., Any]:
    def stage(*_: object, **__: object) -> Any:
        raise error

    return stage


def test_the_verdict_is_that_of_all_pages(checker: Checker) -> None:
    assert checker.check(("white.png", WHITE)).accepted
    verdict = checker.check([("white.png", WHITE), ("black.png", BLACK)])
    assert verdict.codes == ("bsn-text",)
    assert [info.name for info in verdict.attachments] == ["white.png", "black.png"]


def test_on_several_cores_the_verdict_is_the_same(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Pages end in another order than they began, and a hidden layer waits for its page."""
    import pymupdf

    def read(page: Any) -> Any:
        time.sleep(0.2 / page.number)
        return fakes.read(page)

    fakes.install(monkeypatch, read=read)
    document = pymupdf.open()
    for number in range(5):
        shown = document.new_page()
        shown.insert_text((50, 50), f"BSN {BSN}" if number in (1, 3) else "nothing", render_mode=3)
    files = [("scan.pdf", document.tobytes()), ("black.png", BLACK), ("broken.png", WHITE[:40]), ("white.png", WHITE)]
    one, four = (check(files, annotate=tmp_path / str(cores), cores=cores) for cores in (1, 4))
    assert set(one.codes) == {"bsn-text", "file-corrupt"}
    assert replace(one, seconds=0) == replace(four, seconds=0)
    names = [sorted(path.name for path in (tmp_path / cores).iterdir()) for cores in ("1", "4")]
    assert names[0] == names[1]
    assert len(names[0]) == 7


def test_text_of_an_e_mail_is_examined_too(checker: Checker) -> None:
    mail = f"From: a@example.org\r\nContent-Type: text/plain\r\n\r\nBSN {BSN}\r\n".encode()
    assert "bsn-text" in checker.check(("mail.eml", mail)).codes


def test_what_a_file_hides_is_examined_too(checker: Checker) -> None:
    import pymupdf

    document = pymupdf.open()
    page = document.new_page()
    assert checker.check(("scan.pdf", document.tobytes())).accepted
    page.insert_text((50, 50), f"BSN {BSN}", render_mode=3)
    assert not checker.check(("scan.pdf", document.tobytes())).accepted


def test_a_file_that_cannot_be_examined_is_a_reason_and_the_rest_is_examined(checker: Checker) -> None:
    verdict = checker.check([("broken.png", WHITE[:40]), ("black.png", BLACK)])
    assert set(verdict.codes) == {"bsn-text", "file-corrupt"}


def test_nothing_is_not_accepted(checker: Checker, tmp_path: Path) -> None:
    assert checker.check([]).outcome is Outcome.REJECT
    assert checker.check(tmp_path).outcome is Outcome.REJECT


@pytest.mark.parametrize("stage", ["upright", "read", "find"])
@pytest.mark.parametrize("error", [RuntimeError(BSN), MemoryError(), KeyError(BSN)])
def test_a_stage_that_fails_leaves_the_request_unjudged(
    monkeypatch: pytest.MonkeyPatch, stage: str, error: Exception
) -> None:
    fakes.install(monkeypatch, **{stage: raising(error)})
    with pytest.raises(EngineError, match=r"white\.png, page 1: not judged") as caught:
        check(("white.png", WHITE))
    assert BSN not in str(caught.value)
    assert caught.value.__suppress_context__


def test_a_stage_that_fails_half_way_leaves_the_request_unjudged(monkeypatch: pytest.MonkeyPatch) -> None:
    def find(*_: object) -> Iterator[Any]:
        yield from ()
        raise ValueError(BSN)

    fakes.install(monkeypatch, find=find)
    with pytest.raises(EngineError, match="not judged"):
        check(("white.png", WHITE))


def test_a_bsn_in_a_name_is_masked_everywhere(checker: Checker, tmp_path: Path) -> None:
    verdict = checker.check((f"{BSN}.png", BLACK), request=f"letter {BSN}", annotate=tmp_path)
    assert BSN not in str(verdict.to_dict())
    assert all(BSN not in path.name for path in tmp_path.iterdir())


def test_a_reader_that_is_missing_is_told_before_anything_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    fakes.install(monkeypatch, require=raising(EngineError("install it with: apt-get install tesseract-ocr")))
    with pytest.raises(EngineError, match="apt-get"):
        Checker()


def test_a_request_is_called_after_what_was_given(checker: Checker, tmp_path: Path) -> None:
    (tmp_path / "letter.png").write_bytes(WHITE)
    assert checker.check(tmp_path / "letter.png").request == "letter.png"
    assert checker.check(tmp_path).request == tmp_path.name
    assert checker.check([("a.png", WHITE), ("b.png", WHITE)]).request == "a.png (+1)"
    assert checker.check(("a.png", WHITE), request="case 7").request == "case 7"


def test_a_file_that_does_not_exist_is_the_callers_turn(checker: Checker, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        checker.check(tmp_path / "none.pdf")


def test_pictures_of_two_requests_with_alike_names_stand_side_by_side(checker: Checker, tmp_path: Path) -> None:
    for _ in range(2):
        checker.check([("scan.png", WHITE), ("a/scan.png", WHITE), ("a_scan.png", WHITE)], annotate=tmp_path)
        checker.check(("scan.png", BLACK), annotate=tmp_path)
    assert len(list(tmp_path.iterdir())) == 4, "three pages of one, one of the other; the second round is the same"


def test_a_folder_for_pictures_that_cannot_be_written_is_told(checker: Checker, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="give another folder"):
        checker.check(("scan.png", WHITE), annotate=tmp_path / "file")


def test_pages_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    import gc
    import weakref

    pages: list[weakref.ref[Page]] = []

    def read(page: Page) -> Reading:
        gc.collect()
        assert not any(ref() is not None for ref in pages), "the page before is still held"
        pages.append(weakref.ref(page.picture))  # type: ignore[arg-type]
        return fakes.read(page)

    fakes.install(monkeypatch, read=read)
    check([(f"{i}.png", WHITE) for i in range(3)])
    assert len(pages) == 3


def test_the_public_names_are_there_and_stay_functions() -> None:
    for name in idcheck.__all__:
        assert getattr(idcheck, name) is not None
    assert idcheck.check is check, "no module may take the function's place"
    assert set(idcheck.__all__) <= set(dir(idcheck))
    with pytest.raises(AttributeError, match="nothing"):
        idcheck.nothing  # noqa: B018


def test_a_request_that_could_not_be_examined_is_rejected_for_that_alone_and_flagged() -> None:
    verdict = not_examined(f"{BSN}.pdf", FileCode.TIMEOUT, received=RECEIVED, seconds=1200.0)
    assert (verdict.outcome, verdict.needs_review, verdict.codes) == (Outcome.REJECT, True, ("file-timeout",))
    assert BSN not in str(verdict.to_dict())
