"""A cover ends in a step all around; a wash of colours and the bands of a document's ground do not, or recur."""

from __future__ import annotations

import numpy as np
import pytest

from idcheck.records import Picture
from idcheck.rims import are_bands, ends_in_step

PX_PER_MM = 4.0
AT = (40, 40)
"""left and top of the patch, in pixels"""


def washed() -> Picture:
    """A ground whose colour changes by 60 levels from the left to the right."""
    ramp = np.linspace(180, 240, 200).astype(np.uint8)
    return np.ascontiguousarray(np.broadcast_to(ramp[None, :, None], (120, 200, 3)))


def patch(picture: Picture) -> bool:
    return ends_in_step(picture, np.ones((12, 80), np.bool_), AT, PX_PER_MM)


def test_a_piece_of_a_wash_of_colours_does_not_end_in_a_step() -> None:
    assert not patch(washed())


@pytest.mark.parametrize("colour", [(255, 255, 255), (235, 160, 150), (12, 12, 12)])
def test_paint_does(colour: tuple[int, int, int]) -> None:
    picture = washed().copy()
    picture[40:52, 40:120] = colour
    assert patch(picture)


def test_paint_that_adjoins_something_of_its_colour_for_a_part_does() -> None:
    picture = washed().copy()
    picture[40:52, 40:120] = picture[52:90, 40:58] = 12
    assert patch(picture)


def test_many_patches_of_one_colour_are_bands_of_the_ground_and_a_few_are_covers() -> None:
    band, cover = np.array([170.0, 180.0, 230.0]), np.array([250.0, 225.0, 70.0])
    assert are_bands([band, cover, band + 4, band, band - 3, band, band, cover]) == [True, False] + 5 * [True] + [False]
    assert not any(are_bands([cover, cover, cover]))


def test_a_smaller_step_is_one_where_less_is_asked() -> None:
    picture = np.full((120, 200, 3), 240, np.uint8)
    picture[40:52, 40:120] = 252
    assert not patch(picture)
    assert ends_in_step(picture, np.ones((12, 80), np.bool_), AT, PX_PER_MM, 8)
