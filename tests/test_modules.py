"""A QR code that cannot be decoded is seen by its modules; print, guilloche and covers are none."""

from __future__ import annotations

from random import Random

import cv2
import numpy as np
import pytest

from drawn import PAPER, page, paper
from idcheck.modules import module_patch
from idcheck.records import Box, Picture
from samples.canvas import SCALE, Drawn
from samples.covers import OPAQUE, cover, part
from samples.documents import document
from samples.strokes import STRIKES, strike

WHOLE = Box(0.0, 0.0, 1.0, 1.0)
STYLES = [style for styles in STRIKES.values() for style in styles]


def back(kind: str = "identity-card", model: str = "2021", seed: int = 3) -> Drawn:
    return document(kind, model, "back", Random(seed))


def seen(picture: Picture) -> Box | None:
    return module_patch(page(picture), WHOLE, SCALE)


@pytest.mark.parametrize("kind", ["identity-card", "passport"])
def test_an_open_code_is_seen_where_it_stands(kind: str) -> None:
    side = back(kind)
    found = seen(side.picture)
    assert found is not None
    high, wide = side.picture.shape[:2]
    (left, top), (right, bottom) = side.places["code"].min(0), side.places["code"].max(0)
    code = Box(left / wide, top / high, right / wide, bottom / high)
    assert found.share_in(code.grow(0.03, 0.03)) > 0.8
    assert code.share_in(found) > 0.5


def test_words_that_were_read_with_ease_are_no_modules() -> None:
    side = back()
    code = side.places["code"].astype(np.float32)
    assert module_patch(page(side.picture), WHOLE, SCALE, [code]) is None
    elsewhere = code + np.float32((0, 2 * np.ptp(code[:, 1])))
    assert module_patch(page(side.picture), WHOLE, SCALE, [elsewhere]) is not None


def test_a_slanting_line_of_words_hides_no_code_beside_it() -> None:
    side = back()
    (left, top), (right, bottom) = side.places["code"].min(0), side.places["code"].max(0)
    slanting = np.array([[left, bottom], [right, top], [right, top + 9], [left, bottom + 9]], np.float32)
    assert module_patch(page(side.picture), WHOLE, SCALE, [slanting]) is not None


def test_a_watermarks_line_across_it_does_not_hide_it() -> None:
    side = back()
    (left, top), (right, bottom) = side.places["code"].min(0), side.places["code"].max(0)
    wide, high = right - left, bottom - top
    lines = [
        np.array([[left, y], [right + 3 * wide, y], [right + 3 * wide, y + tall], [left, y + tall]], np.float32)
        for y, tall in ((top, 0.4 * high), (top + 0.5 * high, 0.4 * high))
    ]
    assert module_patch(page(side.picture), WHOLE, SCALE, lines) is not None


def test_a_dense_scribble_in_blue_does_not_hide_the_black_below_it() -> None:
    side = back()
    picture = side.picture.copy()
    (left, top), (right, bottom) = side.places["code"].min(0), side.places["code"].max(0)
    for x in np.linspace(left, right, 12):
        cv2.line(picture, (round(x), round(top) - 20), (round(x) + 8, round(bottom) + 20), (20, 50, 150), 9)
    picture = np.minimum(picture, np.where((side.picture < 90).all(axis=2, keepdims=True), side.picture, 255))
    assert seen(picture.astype(np.uint8)) is not None


@pytest.mark.parametrize("style", STYLES)
def test_strokes_through_it_do_not_hide_it(style: str) -> None:
    side = back()
    picture = side.picture.copy()
    for seed in range(2):
        strike(picture, side.places["code"], style, Random(seed), millimetre=SCALE)
    assert seen(picture) is not None


def test_what_a_cover_leaves_of_it_is_seen_from_a_half_on() -> None:
    side = back()
    picture = side.picture.copy()
    cover(picture, part(side.places["code"], 0.0, 0.4), "box", Random(1), margin=0.02, millimetre=SCALE)
    assert seen(picture) is not None


@pytest.mark.parametrize("style", [style for styles in OPAQUE.values() for style in styles])
def test_a_covered_one_is_not(style: str) -> None:
    side = back()
    picture = side.picture.copy()
    cover(picture, side.places["code"], style, Random(1), millimetre=SCALE)
    assert seen(picture) is None


@pytest.mark.parametrize(
    ("kind", "model"), [("identity-card", "2014"), ("passport", "2014"), ("identity-card", "2006")]
)
def test_print_strips_and_guilloche_are_no_code(kind: str, model: str) -> None:
    assert seen(back(kind, model).picture) is None


def test_letters_paler_than_print_are_no_modules() -> None:
    pale = page(np.asarray(255 - (255 - back().picture.astype(np.float32)) * 0.5, np.uint8))
    assert module_patch(pale, WHOLE, SCALE) is not None
    assert module_patch(pale, WHOLE, SCALE, dark=100.0) is None
    assert module_patch(page(back().picture), WHOLE, SCALE, dark=100.0) is not None


def test_empty_paper_is_none() -> None:
    assert seen(np.full((600, 900, 3), PAPER, np.uint8)) is None


@pytest.mark.parametrize("place", [Box(0.0, 0.4, 1.0, 0.4), Box(0.0, 0.0, 1.0, 0.001)])
def test_where_no_room_is_left_above_a_strip_there_is_no_code(place: Box) -> None:
    assert module_patch(page(paper(800, 500)), place, 10.0) is None
