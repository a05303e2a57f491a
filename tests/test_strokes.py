"""Strokes and veils are told from open print, and every view gives a reader the print back."""

from __future__ import annotations

from random import Random

import cv2
import numpy as np
import pytest

from drawn import page, typed
from idcheck.records import Covering, Picture, Quad, View
from idcheck.strokes import lying_over
from idcheck.views import VIEWS
from samples.strokes import SEE_THROUGH, STRIKES, strike, veil

MM = 11.7
PLACE: Quad = np.array([[398, 292], [572, 292], [572, 336], [398, 336]], np.float32)
"""around the digits, with the room that a detected line has"""
GROUND, SPAN = 224.0, 190.0
LOOSE = ("slashes", "zigzag", "loops")
"""strokes of which each crosses a digit or two: not all are told"""


def card() -> Picture:
    ground = np.full((640, 1000, 3), (214, 226, 230), np.uint8)
    return typed(ground, (402, 327), ["123456782"], height=26)


def under(style: str, seed: int) -> Picture:
    picture = card()
    put = strike if any(style in styles for styles in STRIKES.values()) else veil
    put(picture, np.array([[402, 300], [566, 300], [566, 328], [402, 328]], float), style, Random(seed), millimetre=MM)
    return picture


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("style", [style for styles in STRIKES.values() for style in styles if style not in LOOSE])
def test_a_line_through_the_digits_is_a_stroke(style: str, seed: int) -> None:
    assert lying_over(page(under(style, seed)), PLACE, GROUND, SPAN) is Covering.STRUCK


def test_a_thick_line_all_along_the_digits_is_no_edge_of_a_cover_between_two_halves_of_them() -> None:
    picture = card()
    cv2.line(picture, (400, 314), (570, 312), (40, 40, 120), 5, cv2.LINE_AA)
    higher = PLACE + np.float32([[0, -30], [0, -30], [0, 0], [0, 0]])
    typed(picture, (402, 282), ["persoonsnummer / personal no."], height=9)
    assert lying_over(page(picture), higher, GROUND, SPAN) is Covering.STRUCK


@pytest.mark.parametrize("style", LOOSE)
def test_most_slashes_zigzags_and_loops_are_strokes(style: str) -> None:
    states = [lying_over(page(under(style, seed)), PLACE, GROUND, SPAN) for seed in range(12)]
    assert states.count(Covering.STRUCK) >= 9


def test_thin_slashes_of_a_pen_are_strokes() -> None:
    picture = card()
    for x in range(408, 566, 24):
        cv2.line(picture, (x, 334), (x + 12, 294), (40, 40, 140), 4, cv2.LINE_AA)
    assert lying_over(page(picture), PLACE, GROUND, SPAN) is Covering.STRUCK


def test_a_caption_cut_out_with_the_digits_is_no_line_through_their_gaps() -> None:
    picture = typed(card(), (402, 292), ["BSN / personal no."], height=9)
    higher = PLACE + np.float32([[0, -22], [0, -22], [0, 0], [0, 0]])
    assert lying_over(page(picture), higher, GROUND, SPAN) is Covering.NONE


def test_beside_a_caption_the_strokes_of_the_digits_are_told_as_without_it() -> None:
    higher = PLACE + np.float32([[0, -22], [0, -22], [0, 0], [0, 0]])
    pictures = [typed(under("zigzag", seed), (402, 292), ["BSN / personal no."], height=9) for seed in range(12)]
    assert [lying_over(page(one), higher, GROUND, SPAN) for one in pictures].count(Covering.STRUCK) >= 9


def test_the_letters_of_a_watermark_are_no_strokes_and_a_black_pen_across_both_is_one() -> None:
    layer = np.full_like(card(), 255)
    for x in range(380, 600, 40):
        cv2.line(layer, (x, 345), (x + 30, 285), (110, 120, 215), 6, cv2.LINE_AA)
    marked = np.minimum(card(), layer)
    assert lying_over(page(marked), PLACE, GROUND, SPAN, crossed=True) is Covering.NONE
    struck = np.minimum(under("two-lines", 0), layer)
    assert lying_over(page(struck), PLACE, GROUND, SPAN, crossed=True) is Covering.STRUCK


@pytest.mark.parametrize("style", [style for styles in SEE_THROUGH.values() for style in styles])
def test_a_cover_that_leaves_a_little_contrast_is_a_veil(style: str) -> None:
    assert lying_over(page(under(style, 1)), PLACE, GROUND, SPAN) is Covering.VEILED


@pytest.mark.parametrize("scale", [0.55, 0.7, 1.0])
def test_over_open_print_lies_nothing(scale: float) -> None:
    picture = np.asarray(cv2.resize(card(), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    assert lying_over(page(picture), PLACE * np.float32(scale), GROUND, SPAN) is Covering.NONE


@pytest.mark.parametrize("share", [0.3, 0.5])
@pytest.mark.parametrize(("text", "height"), [("KOPIE voor Woonpartners", 60), ("WOONPARTNERS 12-03", 50)])
def test_a_translucent_watermark_across_it_is_no_stroke(text: str, height: float, share: float) -> None:
    over = typed(card().copy(), (290, 340), [text], height=height)
    letters = np.where((over != card()).any(axis=2, keepdims=True), np.array((90, 90, 200), np.uint8), card())
    mixed = np.asarray(cv2.addWeighted(letters, share, card(), 1 - share, 0), np.uint8)
    assert lying_over(page(mixed), PLACE, GROUND, SPAN, crossed=share > 0.3) is Covering.NONE


@pytest.mark.parametrize(("left", "covering"), [(0.45, Covering.VEILED), (0.8, Covering.NONE)])
def test_what_shines_through_dark_ink_under_a_pale_watermark_is_veiled_and_print_in_shade_is_not(
    left: float, covering: Covering
) -> None:
    picture = np.asarray(card() * left, np.uint8)
    for x in range(400, 570, 60):
        cv2.line(picture, (x, 332), (x + 14, 296), (165, 165, 165), 4)
    assert lying_over(page(picture), PLACE, GROUND, SPAN) is covering


@pytest.mark.parametrize("view", list(VIEWS))
def test_a_view_has_the_shape_of_what_was_cut_and_keeps_the_print(view: View) -> None:
    left, top, right, bottom = 398, 292, 572, 336
    picture = under("app-marker", 2)[top:bottom, left:right]
    made = VIEWS[view](picture)
    assert made.shape == picture.shape
    assert made.dtype == np.uint8
    if view is not View.CLOSE:
        assert np.ptp(np.percentile(made, (5, 95))) > np.ptp(np.percentile(picture, (5, 95)))


def test_the_letters_of_a_caption_that_touch_above_it_are_no_stroke() -> None:
    picture = card()
    picture[292:299, 398:560] = (60, 60, 140)
    assert lying_over(page(picture), PLACE, GROUND, SPAN) is Covering.NONE


def test_digits_that_touch_in_a_blurred_copy_are_no_stroke() -> None:
    small = cv2.resize(card(), None, fx=0.4, fy=0.4, interpolation=cv2.INTER_AREA)
    picture = np.asarray(cv2.GaussianBlur(small, (0, 0), 0.8), np.uint8)
    assert lying_over(page(picture), PLACE * np.float32(0.4), GROUND, SPAN / 2) is Covering.NONE


@pytest.mark.parametrize("wide", [0.4, 3.0, 12.0])
def test_a_place_too_narrow_for_nine_digits_has_none_under_anything(wide: float) -> None:
    narrow = np.array([[402, 292], [402 + wide, 292], [402 + wide, 336], [402, 336]], np.float32)
    assert lying_over(page(card()), narrow, GROUND, SPAN) in (Covering.NONE, Covering.VEILED)


def test_a_place_far_too_large_costs_no_more_than_a_line() -> None:
    from time import perf_counter

    from idcheck.views import read_views

    picture = np.random.default_rng(1).integers(0, 255, (3000, 4000, 3), np.uint8)
    quad = np.array([[0, 0], [4000, 0], [4000, 3000], [0, 3000]], np.float32)
    began = perf_counter()
    read_views(page(picture), quad)
    assert perf_counter() - began < 20  # minutes, were the views made at the size of the place


def test_a_place_far_higher_than_wide_is_read_as_any_other() -> None:
    from idcheck.views import read_views

    quad = np.array([[0, 0], [3, 0], [3, 600], [0, 600]], np.float32)
    assert all(word.text for word in read_views(page(card()), quad))
