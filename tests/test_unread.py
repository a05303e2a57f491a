"""Ink on a sheet of which nothing was read is a place to look at closely; what is known, specks and whole pages are none."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from drawn import page, paper, typed
from idcheck.geometry import a4_scale
from idcheck.records import Box, Picture
from idcheck.unread import LEAST_MM, unread_places

WIDE, HIGH = 1240, 1754
"""pixels of an A4 at 150 dpi"""
CARD = Box(0.3, 0.5, 0.65, 0.7)
"""where rows of small print stand"""


def rows(grey: int = 90) -> Picture:
    """A sheet with rows of small print on the place of a card."""
    picture = paper(WIDE, HIGH)
    for y in range(round(0.51 * HIGH), round(0.69 * HIGH), 24):
        picture = typed(picture, (0.31 * WIDE, float(y)), ["16.10.25 16.10.35 AM A1 B BE 01.06"], height=11)
    return np.asarray(255 - (255 - picture.astype(np.float32)) * (255 - grey) / 255, np.uint8)


def places(picture: Picture, *known: Box) -> list[Box]:
    sheet = page(picture)
    scale = a4_scale(sheet)
    assert scale is not None
    return unread_places(sheet, known, scale)


@pytest.mark.parametrize("grey", [0, 90, 150])
def test_rows_of_print_that_nobody_read_are_a_place(grey: int) -> None:
    (found,) = places(rows(grey))
    assert found.meet(CARD).area > 0.8 * found.area


def test_on_end_as_well() -> None:
    (found,) = places(np.ascontiguousarray(np.rot90(rows())))
    assert found.height > found.width * HIGH / WIDE / 2


def test_what_is_known_is_none() -> None:
    assert not places(rows(), CARD.grow(0.05, 0.05))
    assert not places(paper(WIDE, HIGH))


def test_a_line_a_speck_and_a_crease_are_none() -> None:
    picture = typed(paper(WIDE, HIGH), (300.0, 900.0), ["met vriendelijke groet"], height=20)
    cv2.circle(picture, (200, 200), 3, (40, 40, 40), -1)
    cv2.line(picture, (0, 1200), (WIDE, 1204), (120, 120, 120), 2)
    assert not places(picture)


def test_a_place_is_as_large_as_a_card_at_least() -> None:
    small = paper(WIDE, HIGH)
    small[800:860, 500:600] = rows()[round(0.51 * HIGH) :, round(0.31 * WIDE) :][:60, :100]
    assert LEAST_MM[1] > 60 / 5.9
    assert not places(small)
