"""The judge of pen strokes, by itself: any picture of a line is judged, and colour and scale change nothing."""

from __future__ import annotations

from random import Random

import cv2
import numpy as np
import pytest

from drawn import typed
from idcheck.engines import pens
from idcheck.records import Picture
from samples.pens.numbers import face, pair

LEAST, MOST = 0.15, 0.85
"""chances by which a plain case is told well"""


def line(colour: tuple[int, int, int] | None, scale: float = 1.0) -> Picture:
    """Nine digits on a pale ground; with two lines of a pen through them."""
    picture = typed(np.full((44, 186, 3), (214, 226, 230), np.uint8), (8, 35), ["123456782"], height=26)
    if colour:
        for rise in (0, 9):
            cv2.line(picture, (2, 18 + rise), (182, 16 + rise), colour, 2, cv2.LINE_AA)
    interpolation = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=interpolation), np.uint8)


@pytest.mark.parametrize("scale", [0.5, 1.0, 2.0])
def test_open_digits_are_not_struck_at_any_scale(scale: float) -> None:
    assert pens.struck(line(None, scale)) < LEAST


@pytest.mark.parametrize("scale", [0.5, 1.0, 2.0])
@pytest.mark.parametrize("colour", [(20, 30, 130), (15, 15, 15), (170, 20, 30), (20, 110, 50)])
def test_two_lines_of_any_pen_are_strokes(colour: tuple[int, int, int], scale: float) -> None:
    assert pens.struck(line(colour, scale)) > MOST


@pytest.mark.parametrize("size", [(1, 1), (400, 3), (3, 900), (60, 60)])
def test_any_picture_gives_a_chance(size: tuple[int, int]) -> None:
    picture = np.random.default_rng(1).integers(0, 255, (*size, 3), np.uint8)
    assert pens.prepared(picture).shape[0] == pens.HEIGHT
    assert pens.prepared(picture).shape[1] <= pens.WIDTH
    assert 0 <= pens.struck(picture) <= 1


def test_it_tells_lessons_that_it_was_not_taught() -> None:
    rng = Random("lessons after the last one")
    lessons = [both for side in (face(rng) for _ in range(8)) for _ in range(8) if (both := pair(rng, side))]
    right = [pens.struck(open_) < 0.5 for open_, _ in lessons] + [pens.struck(struck) > 0.5 for _, struck in lessons]
    assert len(lessons) > 48
    assert np.mean(right) > 0.85  # 92 of 100 when it was taught: many are as blurred or faint as copies come
    assert all(open_.shape == struck.shape == (pens.HEIGHT, pens.WIDTH, 3) for open_, struck in lessons)
