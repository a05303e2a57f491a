"""Places on a page: what is said of a quad holds however it is turned."""

from __future__ import annotations

import math

import numpy as np
import pytest

from idcheck.geometry import (
    a4_scale,
    angle_of,
    around,
    box_of,
    height_of,
    length_of,
    part_of,
    quad_of,
    share_of,
    spread,
)
from idcheck.records import Box, Page, Quad
from idcheck.upright import levelled, upright_for

LEVEL: Quad = np.array([[100, 50], [300, 50], [300, 70], [100, 70]], np.float32)
ANGLES = [-170.0, -90.0, -30.0, 0.0, 12.5, 45.0, 90.0, 135.0]


def turned(quad: Quad, degrees: float) -> Quad:
    """The quad turned clockwise as seen on a picture, where y goes down."""
    radians = math.radians(degrees)
    turn = np.array([[math.cos(radians), math.sin(radians)], [-math.sin(radians), math.cos(radians)]], np.float32)
    return np.asarray(quad @ turn, np.float32)


def test_a_box_as_a_quad_and_back_is_the_same_box() -> None:
    box = Box(0.1, 0.25, 0.5, 0.75)
    assert box_of(quad_of(box, 1000, 400), 1000, 400) == pytest.approx(box)


def test_a_box_never_reaches_beyond_the_page() -> None:
    beyond = np.array([[-5, -5], [120, -5], [120, 90], [-5, 90]], np.float32)
    assert box_of(beyond, 100, 80) == Box(0.0, 0.0, 1.0, 1.0)


def test_the_box_of_a_tilted_line_holds_all_its_corners() -> None:
    quad = turned(LEVEL, 20) + np.float32(200)
    box = box_of(quad, 800, 800)
    assert all(box.left * 800 <= x + 1e-2 and x - 1e-2 <= box.right * 800 for x in quad[:, 0])
    assert all(box.top * 800 <= y + 1e-2 and y - 1e-2 <= box.bottom * 800 for y in quad[:, 1])


@pytest.mark.parametrize("angle", ANGLES)
def test_angle_length_and_height_are_those_of_the_line_itself(angle: float) -> None:
    quad = turned(LEVEL, angle)
    assert angle_of(quad) == pytest.approx(angle, abs=1e-3)
    assert length_of(quad) == pytest.approx(200, rel=1e-4)
    assert height_of(quad) == pytest.approx(20, rel=1e-4)


@pytest.mark.parametrize("angle", ANGLES)
def test_the_pieces_of_a_line_lie_end_to_end(angle: float) -> None:
    quad = turned(LEVEL, angle)
    first, second = part_of(quad, 0, 0.3), part_of(quad, 0.3, 1)
    assert first[[1, 2]] == pytest.approx(second[[0, 3]], abs=1e-3)
    assert length_of(first) == pytest.approx(60, rel=1e-4)
    assert part_of(quad, 0, 1) == pytest.approx(quad, abs=1e-3)


def test_a_piece_may_run_on_beyond_the_line() -> None:
    assert part_of(LEVEL, 1, 1.5)[:, 0] == pytest.approx([300, 400, 400, 300])


@pytest.mark.parametrize("angle", ANGLES)
def test_a_quad_is_spread_along_and_across_its_own_line(angle: float) -> None:
    wider = spread(turned(LEVEL, angle), 10, 3)
    assert (length_of(wider), height_of(wider)) == pytest.approx((220, 26), rel=1e-4)
    assert wider.mean(axis=0) == pytest.approx(turned(LEVEL, angle).mean(axis=0), abs=1e-3)


@pytest.mark.parametrize("angle", [-30.0, 0.0, 12.5])
def test_around_the_fragments_of_a_line_lies_the_line(angle: float) -> None:
    quad = turned(LEVEL, angle)
    assert around([part_of(quad, 0, 0.4), part_of(quad, 0.7, 1)], angle) == pytest.approx(quad, abs=1e-2)


@pytest.mark.parametrize("degrees", ANGLES)
def test_the_share_of_a_quad_in_another_holds_however_both_are_turned(degrees: float) -> None:
    right_half = part_of(LEVEL, 0.5, 1.5)
    assert share_of(turned(right_half, degrees), turned(LEVEL, degrees)) == pytest.approx(0.5, abs=0.03)
    assert share_of(turned(LEVEL, degrees), turned(part_of(LEVEL, 1.2, 2.0), degrees)) == 0.0


def test_what_stands_beside_a_slanting_line_is_not_on_it() -> None:
    slanting: Quad = np.array([[100, 400], [500, 300], [500, 330], [100, 430]], np.float32)
    beside: Quad = np.array([[350, 390], [480, 390], [480, 410], [350, 410]], np.float32)
    assert box_of(beside, 1000, 1000).share_in(box_of(slanting, 1000, 1000)) > 0.9
    assert share_of(beside, slanting) == 0.0
    assert share_of(part_of(slanting, 0.2, 0.6), slanting) == 1.0


@pytest.mark.parametrize("degrees", [0.0, 4.0, -9.0, 93.0])
@pytest.mark.parametrize(("size", "told"), [((1240, 1754), True), ((1754, 1240), True), ((1600, 1200), False)])
def test_a_sheet_that_was_turned_keeps_its_scale(size: tuple[int, int], told: bool, degrees: float) -> None:
    sheet = Page(
        attachment="a.png",
        number=1,
        picture=np.full((size[1], size[0], 3), 250, np.uint8),
        quads=np.zeros((0, 4, 2), np.float32),
    )
    scale = a4_scale(upright_for(sheet, np.array([turned(LEVEL, degrees)])))
    assert scale == (pytest.approx(1754 / 297, rel=0.01) if told else None)


@pytest.mark.parametrize("degrees", [2.0, -17.0])
def test_a_sheet_that_is_levelled_in_its_own_canvas_keeps_its_scale(degrees: float) -> None:
    sheet = Page(
        attachment="a.png",
        number=1,
        picture=np.full((1754, 1240, 3), 250, np.uint8),
        quads=np.zeros((0, 4, 2), np.float32),
    )
    assert a4_scale(levelled(sheet, degrees, (620, 877))) == pytest.approx(1754 / 297, rel=0.001)
