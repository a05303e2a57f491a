"""Strips are read on their columns, whole or partly covered; what only looks like one is none."""

from __future__ import annotations

import numpy as np
import pytest

from drawn import COLUMN, blacked, columns, paper, strip, strips_on, typed
from idcheck.strips import COLUMNS, _columns, _edges, compact

TD3 = ("P<NLDDE<BRUIJN<<WILLEKE<LISELOTTE<<<<<<<<<<<", "SPECI20142NLD6503101F2403096999999990<<<<<84")
TD1 = ("I<NLDSPECI20142999999990<<<<<8", "6503101F2403096NLD<<<<<<<<<<<8", "DE<BRUIJN<<WILLEKE<LISELOTTE<<")
DL = ("D1NLD362361864332VD9S5D36V7R25",)
"""RvIG's and RDW's public specimens"""
BSN_COLUMNS = {TD3: (1, 28, 37), TD1: (0, 15, 24)}
LOOK_ALIKE = {"O": "0", "I": "1", "Q": "0", "D": "0", "B": "8", "S": "5", "Z": "2", "G": "6", "K": "<", "C": "<"}


def alike(text: str) -> str:
    """The text with the characters that OCR-B confuses folded together: which it is, the check digits tell later."""
    return "".join(LOOK_ALIKE.get(char, char) for char in text)


@pytest.mark.parametrize(("kind", "lines"), [("TD3", TD3), ("TD1", TD1), ("DL", DL)], ids=["TD3", "TD1", "DL"])
def test_a_strip_is_read_on_its_columns(kind: str, lines: tuple[str, ...]) -> None:
    (found,) = strips_on(strip(*lines))
    assert found.strip.format == kind
    assert [alike(line.text) for line in found.strip.lines] == [alike(line) for line in lines]
    assert found.pitch == pytest.approx(COLUMN, rel=0.03)
    assert len(found.quads) == len(lines)


@pytest.mark.parametrize("lines", BSN_COLUMNS, ids=["TD3", "TD1"])
def test_covered_columns_stay_unread_and_everything_else_on_its_place(lines: tuple[str, ...]) -> None:
    row, start, stop = BSN_COLUMNS[lines]
    (found,) = strips_on(blacked(strip(*lines), columns(row, start, stop), margin=1.0))
    text = found.strip.lines[row].text
    assert len(text) == len(lines[row]) == COLUMNS[found.strip.format]
    assert not any(char.isdigit() for char in text[start:stop])
    assert alike(text[:start] + text[stop:]) == alike(lines[row][:start] + lines[row][stop:])
    others = [index for index in range(len(lines)) if index != row]
    assert [alike(found.strip.lines[index].text) for index in others] == [alike(lines[index]) for index in others]


def test_the_boxes_of_the_lines_lie_on_the_lines() -> None:
    picture = strip(*TD3)
    (found,) = strips_on(picture)
    for row, line in enumerate(found.strip.lines):
        (left, top), (right, bottom) = columns(row, 0, 44)[0], columns(row, 0, 44)[2]
        assert line.box.left * 1440 == pytest.approx(left, abs=COLUMN)
        assert line.box.right * 1440 == pytest.approx(right, abs=COLUMN)
        assert line.box.top * 700 < bottom - 9
        assert line.box.bottom * 700 > top + 9


def test_two_strips_on_one_page_are_two() -> None:
    picture = np.vstack([strip(*TD1)[250:], strip(*TD3)[250:]])
    assert sorted(found.strip.format for found in strips_on(np.ascontiguousarray(picture))) == ["TD1", "TD3"]


@pytest.mark.parametrize(
    "lines",
    [
        ["VERZOEK OM INZAGE", "KOPIE VAN MIJN IDENTITEITSBEWIJS", "WOONPARTNERS 12-11-2026"],
        ["KOPIE WOONPARTNERS KOPIE WOONPARTNERS KOPIE", "KOPIE WOONPARTNERS KOPIE WOONPARTNERS KOPIE"],
        ["IBAN NL91BANK0417164300", "KENMERK AB12CD34EF56GH78"],
    ],
    ids=["letter", "watermark", "numbers"],
)
def test_capitals_and_numbers_of_a_letter_are_no_strip(lines: list[str]) -> None:
    assert strips_on(typed(paper(), (120, 200), lines)) == []


def test_a_strip_without_blanks_and_with_its_fillers_plain() -> None:
    assert compact("P<NLD DE«BRUIJN〈〈") == "P<NLDDE<BRUIJN<<"


def places(text: str, narrowing: float) -> list[tuple[float, str]]:
    """Each character of a strip's line that is no blank, on columns of 20 pixels that grow narrower along it."""
    return [(20.0 * c * (1 - narrowing * c / len(text)), char) for c, char in enumerate(text) if char != " "]


@pytest.mark.parametrize("narrowing", [0.0, 0.04, 0.08])
def test_columns_follow_a_strip_that_is_seen_aslant(narrowing: float) -> None:
    lines = [
        places("P<NLDDE<BRUIJN<<WILLEKE<LISELOTTE<<<<<<<<   ", narrowing),
        places("SPECI20142NLD6503101F2403096         <<<<<84", narrowing),
    ]
    last = lines[1][-1][0]
    edges = _edges(lines, 0.0, last / 43, 44)
    for line, text in zip(lines, ("P<NLD", "SPECI2"), strict=True):
        assert _columns(line, edges).startswith(text)
    assert _columns(lines[1], edges)[28:] == "?????????<<<<<84"


def test_a_line_of_which_no_character_was_read_moves_no_column() -> None:
    line = [(10.0 * column, "<") for column in range(30)]
    assert np.allclose(_edges([line, [], line], 0.0, 10.0, 30), _edges([line, line], 0.0, 10.0, 30))
