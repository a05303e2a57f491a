"""The reader of markings reads hands that PP-OCR does not, and nothing else than its own characters."""

from __future__ import annotations

from random import Random

import cv2
import numpy as np
import pytest

from idcheck.engines import markings, ppocr
from idcheck.errors import EngineError
from idcheck.records import Picture
from samples import hand
from samples.reader.texts import CHARACTERS, text


def written(said: str, font: str, *, print_: str = "") -> Picture:
    """A line written on paper, over a line of print."""
    ink = hand.line(said, font, 28, Random(3))
    picture = np.full((*ink.shape, 3), 235, np.uint8)
    cv2.putText(picture, print_, (60, 55), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (60, 60, 60), 2, cv2.LINE_AA)
    picture[ink > 96] = (25, 30, 110)
    x, y, wide, high = cv2.boundingRect(ink)
    return picture[max(0, y - 8) : y + high + 8, max(0, x - 8) : x + wide + 8]


def read(line: Picture) -> str:
    return ppocr.text_of(markings.chances(line), markings.characters()).text


@pytest.mark.parametrize("font", ["caveat.woff2", "gloria-hallelujah.woff2", "patrick-hand.woff2", "kalam.woff2"])
def test_a_hand_is_read(font: str) -> None:
    assert read(written("Kopie voor Woonpartners", font)) == "Kopie voor Woonpartners"
    assert read(written("12-11-2026", font)) == "12-11-2026"


def test_print_under_a_hand_is_not_read() -> None:
    assert (
        read(written("Kopie voor Woonpartners", "caveat.woff2", print_="NAAM / SURNAME")) == "Kopie voor Woonpartners"
    )


def test_another_organisation_is_read_as_it_is_written() -> None:
    """It was taught on many names, so that it takes none for ours."""
    for name in ("Woonpalet Zuid", "Woonbron", "Portaal Partners", "Huurdersbank"):
        assert read(written(f"voor {name}", "handlee.woff2")) == f"voor {name}"


def test_it_reads_its_own_characters_and_no_others() -> None:
    assert markings.characters() == ("", *CHARACTERS)


def test_the_lines_that_it_is_taught_on_hold_no_other() -> None:
    rng = Random(1)
    assert all(set(text(rng)) <= set(CHARACTERS) for _ in range(300))


def test_without_its_model_nothing_is_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    markings._session.cache_clear()
    monkeypatch.setattr(markings, "MODEL", "none.onnx")
    try:
        with pytest.raises(EngineError, match="pip install"):
            markings.chances(np.zeros((48, 100, 3), np.uint8))
    finally:
        markings._session.cache_clear()
