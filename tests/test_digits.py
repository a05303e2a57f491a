"""The finder of digits, by itself: it sees a number at any scale, struck or under a watermark, and none where none stands."""

from __future__ import annotations

from random import Random

import cv2
import numpy as np
import pytest

from drawn import typed
from idcheck.engines import digits
from idcheck.records import Picture
from samples.digits.scenes import NO, YES, windows

PX_PER_MM = 12.0


def side(text: str, *, struck: bool = False, marked: bool = False) -> Picture:
    """85 by 30 mm of pale ground with a text in the middle, 2.2 mm high."""
    picture = typed(np.full((360, 1020, 3), (214, 226, 230), np.uint8), (400, 190), [text], height=26)
    if struck:
        for rise in (0, 9):
            cv2.line(picture, (390, 182 + rise), (600, 178 + rise), (25, 35, 120), 3, cv2.LINE_AA)
    if marked:
        over = typed(picture.copy(), (100, 230), ["KOPIE voor Woonpartners"], height=60)
        picture = cv2.addWeighted(picture, 0.6, over, 0.4, 0)
    return np.asarray(picture, np.uint8)


def most(picture: Picture, px_per_mm: float = PX_PER_MM) -> float:
    """The mm that digits take along the row that has most of them."""
    found = digits.chances(picture, px_per_mm) > 0.5
    return float(found.sum(axis=1).max() * digits.STEP / digits.PX_PER_MM)


@pytest.mark.parametrize("scale", [0.5, 1.0, 2.0])
@pytest.mark.parametrize("made", [{}, {"struck": True}, {"marked": True}, {"struck": True, "marked": True}])
def test_a_number_is_seen_whatever_crosses_it(made: dict[str, bool], scale: float) -> None:
    picture = cv2.resize(side("123456782", **made), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    assert most(np.asarray(picture, np.uint8), PX_PER_MM * scale) > 11  # of 16 that nine digits take


@pytest.mark.parametrize("text", ["", "van der Woude", "Burg. van Groningen"])
def test_where_no_digits_are_none_are_seen(text: str) -> None:
    assert most(side(text)) < 2
    assert most(side(text, marked=True)) < 2


@pytest.mark.parametrize("size", [(1, 1), (400, 3), (3, 900), (60, 60)])
def test_any_picture_gives_a_map(size: tuple[int, int]) -> None:
    found = digits.chances(np.random.default_rng(1).integers(0, 255, (*size, 3), np.uint8), 8.0)
    assert found.ndim == 2
    assert found.min() >= 0
    assert found.max() <= 1


def test_it_tells_lessons_that_it_was_not_taught() -> None:
    lessons = [one for seed in range(6) for one in windows(Random(f"after the last lesson {seed}"))]
    found = [(digits.chances(picture, digits.PX_PER_MM) > 0.5, told) for picture, told in lessons]
    seen = np.concatenate([map_[told == YES] for map_, told in found])
    wrong = np.concatenate([map_[told == NO] for map_, told in found])
    assert len(seen) > 500
    assert seen.mean() > 0.85
    assert wrong.mean() < 0.01
