"""Rows of signs that no reader found are told by their ink alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from drawn import a_line_mm, page, paper, typed, whole_side
from idcheck.covers import Blob
from idcheck.documents import LICENCE, PASSPORT
from idcheck.engines.ppocr import Line
from idcheck.records import Box, Picture
from idcheck.rows import LEAST_SIGNS, has_unread_row, signs_beside
from idcheck.sight import Sight

WHOLE = Box(0.0, 0.0, 1.0, 1.0)
AT = (700.0, 500.0)
"""where the number is typed: its left end and the foot of its digits, in pixels"""
COVER = Box(700 / 1250, 470 / 880, 800 / 1250, 505 / 880)
"""a white box, whose edges are below and above digits that are typed there"""
OVER_IT = a_line_mm("123456782", 69.0, 46.5, (20.0, 4.5))


def sight(picture: Picture, *patches: Blob) -> Sight:
    return Sight(
        page=page(picture),
        side=whole_side(PASSPORT, "holder", "2011", 0),
        lines=(),
        patches=patches,
        ground=252,
        span=220,
        sharp=True,
        value_mm=3.2,
    )


def found(picture: Picture, *lines: Line, patches: tuple[Blob, ...] = ()) -> bool:
    return has_unread_row(sight(picture, *patches), WHOLE, lines, LEAST_SIGNS)


@pytest.mark.parametrize("text", ["123456782", "NG3K92204<", "1 2 3 4 5 6"])
def test_a_row_that_no_line_holds_was_not_read(text: str) -> None:
    picture = typed(paper(1250, 880), AT, [text])
    assert found(picture)
    assert not found(picture, OVER_IT)


def test_what_a_patch_hides_is_no_row() -> None:
    box = Box(0.55, 0.5, 0.75, 0.6)
    hiding = Blob(box=box, width_mm=25, height_mm=8.8, mask=np.ones((4, 4), np.bool_))
    assert not found(typed(paper(1250, 880), AT, ["123456782"]), patches=(hiding,))


def test_the_modules_of_a_code_that_was_decoded_are_no_row() -> None:
    picture = typed(paper(1250, 880), AT, ["123456782"])
    code = Box(0.55, 0.5, 0.75, 0.6)
    assert not has_unread_row(replace(sight(picture), codes=(code,)), WHOLE, (), LEAST_SIGNS)


@pytest.mark.parametrize("height", [9.0, 60.0])
def test_captions_and_titles_are_none(height: float) -> None:
    assert not found(typed(paper(1250, 880), (200, 500), ["personal no. no. 123"], height=height))


def test_a_watermark_paler_than_print_is_none() -> None:
    picture = typed(paper(1250, 880), AT, ["123456782"])
    pale = np.asarray(252 - (252 - picture.astype(np.float32)) * 0.5, np.uint8)
    assert not found(pale)


def test_five_signs_and_signs_that_climb_are_none() -> None:
    assert not found(typed(paper(1250, 880), AT, ["12345"]))
    climbing = paper(1250, 880)
    for index in range(9):
        climbing = typed(climbing, (700.0 + 18 * index, 500.0 - 9 * index), ["8"])
    assert not found(climbing)


@pytest.mark.parametrize(
    ("before", "behind", "signs"),
    [("2695", "", 4), ("458", "9", 4), ("45", "", 2), ("", "", 0)],
)
def test_what_a_cover_leaves_of_a_number_stands_in_its_row_on_either_side(before: str, behind: str, signs: int) -> None:
    picture = typed(paper(1250, 880), (700.0 - 17 * len(before), 500.0), [before]) if before else paper(1250, 880)
    picture = typed(picture, (803.0, 500.0), [behind]) if behind else picture
    picture[470:505, 700:800] = 255
    assert signs_beside(sight(picture), COVER, []) == signs


def test_behind_the_cover_on_a_licence_stands_its_own_number() -> None:
    on = sight(typed(paper(1250, 880), (803.0, 500.0), ["5763047491"]))
    assert signs_beside(on, COVER, []) >= 9
    licence = replace(on, side=whole_side(LICENCE, "back", "2014", 0))
    assert signs_beside(licence, COVER, []) == 0


def test_words_right_before_a_cover_are_no_rest() -> None:
    picture = typed(paper(1250, 880), (590.0, 500.0), ["Utrecht"])
    assert signs_beside(sight(picture), COVER, []) >= 4
    assert signs_beside(sight(picture), COVER, [a_line_mm("Utrecht", 58.5, 46.5, (11.5, 4.5))]) == 0


def test_the_bars_of_a_code_that_a_watermark_cuts_through_are_no_row() -> None:
    picture = paper(1250, 880)
    for bar in range(30):
        picture[480:505, 300 + 7 * bar : 303 + 7 * bar + bar % 3] = 20
    assert not found(picture)
