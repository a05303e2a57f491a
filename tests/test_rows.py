"""What a cover leaves of a number stands in a row with it, read or not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drawn import a_line_mm, page, paper, typed, whole_side
from idcheck.documents import LICENCE, PASSPORT
from idcheck.records import Box, Picture
from idcheck.rows import signs_beside
from idcheck.sight import Sight

COVER = Box(700 / 1250, 470 / 880, 800 / 1250, 505 / 880)
"""a white box, whose edges are below and above digits that are typed there"""


def sight(picture: Picture) -> Sight:
    return Sight(
        page=page(picture),
        side=whole_side(PASSPORT, "holder", "2011", 0),
        lines=(),
        patches=(),
        ground=252,
        span=220,
        sharp=True,
        value_mm=3.2,
    )


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
