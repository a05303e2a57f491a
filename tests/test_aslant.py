"""A side that lies aslant on its sheet, on its head or on end, is seen as if it were level; what was seen lies in its place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import cv2
import numpy as np
import pytest

from drawn import PAPER, PX_PER_MM, a_line, blacked, drawn, page, paper, turned_upright, typed, whole_side
from idcheck.aslant import box_on, carried, whole
from idcheck.find import find
from idcheck.geometry import quad_of
from idcheck.leaves import _is_of_another_size, _lie_on_card
from idcheck.policy import WOONPARTNERS
from idcheck.read import read
from idcheck.records import Box, BsnFinding, Covering, Page, Picture, Place, Quad, Reading, State
from idcheck.upright import levelled
from samples.canvas import SCALE
from samples.covers import part

FRONT, BACK = ("identity-card", "2014", "front"), ("identity-card", "2014", "back")
SHEET = 2100, 2970
"""pixels of an A4 sheet at 254 dpi"""
MIDDLES = (1050.0, 700.0), (1050.0, 2000.0)
WAYS = [8.0, -6.0, 180.0, 90.0, 275.0]


def laid(sheet: Picture, picture: Picture, middle: tuple[float, float], degrees: float) -> Quad:
    """Lay a side on a sheet, turned clockwise about its middle, and tell what brings its pixels there (2 × 3)."""
    high, wide = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), -degrees, PX_PER_MM / SCALE)
    turn[:, 2] += (middle[0] - wide / 2, middle[1] - high / 2)
    size = sheet.shape[1], sheet.shape[0]
    over = cv2.warpAffine(picture, turn, size, flags=cv2.INTER_AREA, borderValue=PAPER)
    mask = cv2.warpAffine(np.full((high, wide), 255, np.uint8), turn, size)
    sheet[mask > 128] = over[mask > 128]
    return np.asarray(turn, np.float32)


@cache
def two_sides(degrees: float, *, covered: bool) -> tuple[Page, Reading, Box]:
    """A sheet with the level front of a card above its back, which lies another way; and where the printed BSN is on it."""
    front, back = drawn(*FRONT), drawn(*BACK)
    picture = back.picture
    for name in back.bsn_places if covered else ():
        picture = blacked(picture, back.places[name], margin=12)
    sheet = paper(*SHEET)
    laid(sheet, front.picture, MIDDLES[0], 0.0)
    turn = laid(sheet, picture, MIDDLES[1], degrees)
    on = turned_upright(sheet)
    quad = back.places["printed"] @ turn[:, :2].T + turn[:, 2]
    quad = quad @ on.turn[:, :2].T + on.turn[:, 2]
    left, top = quad.min(axis=0) / (on.width, on.height)
    right, bottom = quad.max(axis=0) / (on.width, on.height)
    return on, read(on), Box(float(left), float(top), float(right), float(bottom))


def test_a_side_on_its_head_beside_a_level_marking_is_read_the_other_way() -> None:
    sheet = typed(
        paper(*SHEET),
        (300, 1500),
        ["Dit is een kopie, alleen bestemd voor", "Woonpartners, 12 maart 2026"] * 3,
        height=40,
    )
    laid(sheet, drawn(*FRONT).picture, MIDDLES[0], 180.0)
    (side,) = read(turned_upright(sheet)).sides
    assert (side.document, side.model, side.side) == FRONT
    assert side.level is not None


def bsns_of(reading: Reading) -> dict[Place, BsnFinding]:
    found = find(reading, WOONPARTNERS, date(2026, 5, 1))
    back = next(index for index, side in enumerate(reading.sides) if side.side == "back")
    return {one.place: one for one in found if isinstance(one, BsnFinding) and one.side == back}


@pytest.mark.parametrize("degrees", WAYS)
def test_both_sides_are_made_out(degrees: float) -> None:
    _, reading, _ = two_sides(degrees, covered=True)
    assert sorted((side.document, side.side) for side in reading.sides) == [BACK[::2], FRONT[::2]]


@pytest.mark.parametrize("degrees", WAYS)
def test_its_covers_are_seen(degrees: float) -> None:
    _, reading, _ = two_sides(degrees, covered=True)
    states = {place: one.state for place, one in bsns_of(reading).items()}
    assert states[Place.PRINTED] is states[Place.MRZ] is State.COVERED
    side = next(side for side in reading.sides if side.side == "back")
    assert {look.covering for look in side.looks if look.expected} <= {Covering.SOLID, Covering.DENSE}


@pytest.mark.parametrize("degrees", WAYS)
def test_an_open_number_is_read_and_its_box_lies_on_it(degrees: float) -> None:
    _, reading, place = two_sides(degrees, covered=False)
    found = bsns_of(reading)
    assert found[Place.PRINTED].state is found[Place.MRZ].state is State.READABLE
    assert place.share_in(found[Place.PRINTED].box.grow(0.005, 0.005)) > 0.9


@pytest.mark.parametrize("degrees", [90.0, 180.0])
def test_of_a_number_covered_in_part_the_digits_left_are_no_licences_number(degrees: float) -> None:
    """What stands behind a cover on a licence's back is its own number; on the page of one on its head it stands before it."""
    front, back = drawn(*FRONT), drawn("driving-licence", "2018", "back")
    picture = blacked(back.picture, part(back.places["printed"], 0.0, 0.5).astype(np.float32), margin=6)
    sheet = paper(*SHEET)
    laid(sheet, front.picture, MIDDLES[0], 0.0)
    laid(sheet, picture, MIDDLES[1], degrees)
    reading = read(turned_upright(sheet))
    found = bsns_of(reading)[Place.PRINTED]
    assert found.state is State.UNKNOWN or (
        found.state is State.PARTIAL and found.candidates == pytest.approx(9091, 0.01)
    )
    (field,) = {look.within for side in reading.sides for look in side.looks if look.within is not None}
    assert found.box.share_in(field) > 0.99, "turned with what lies in it"


@pytest.mark.parametrize(("wide", "lines", "told"), [(800, 2, True), (800, 1, False), (1800, 2, False)])
def test_two_lines_on_end_tell_of_a_card_that_is_shaped_as_one_on_end(wide: int, lines: int, told: bool) -> None:
    sheet = paper(*SHEET)
    sheet[1500:2700, 300 : 300 + wide] = (214, 226, 236)
    strays = [
        a_line("PASPOORT", [[x, 2400], [x, 2000], [x + 50, 2000], [x + 50, 2400]])
        for x in range(400, 400 + 100 * lines, 100)
    ]
    assert _lie_on_card(strays, [], page(sheet)) is told


@pytest.mark.parametrize(("pieces", "told"), [(12, True), (4, False)])
def test_many_pieces_hardly_read_tell_of_a_card_on_its_head(pieces: int, told: bool) -> None:
    sheet = paper(*SHEET)
    sheet[1500:2350, 300:1650] = (214, 226, 236)
    strays = [
        a_line("RIB", [[x, 1800], [x + 60, 1800], [x + 60, 1840], [x, 1840]], 0.6)
        for x in range(400, 400 + 90 * pieces, 90)
    ]
    assert _lie_on_card(strays, [], page(sheet)) is told
    assert not _lie_on_card(strays, [Box(0.1, 0.45, 0.85, 0.85)], page(sheet)), "of a side that was made out"


def test_the_sheet_around_a_side_is_not_taken_for_it_on_a_turn_of_the_page() -> None:
    before, turned = page(paper(2000, 1400)), page(paper(2400, 1800))
    side = replace(whole_side("passport", "holder-back", "2014", 1), box=Box(0.2, 0.2, 0.7, 0.75))
    assert not _is_of_another_size(Box(0.25, 0.25, 0.66, 0.65), turned, side, before)
    assert _is_of_another_size(Box(0.1, 0.1, 0.8, 0.9), turned, side, before)


@pytest.mark.parametrize("framed", [True, False])
def test_nor_is_a_part_of_one_whose_edges_were_seen(framed: bool) -> None:
    """The coloured half of a passport's ground; a box that was reckoned can be too large itself."""
    before, turned = page(paper(2000, 1400)), page(paper(2400, 1800))
    side = replace(whole_side("passport", "holder", "2011", 1), box=Box(0.2, 0.2, 0.7, 0.75), framed=framed)
    assert _is_of_another_size(Box(0.4, 0.3, 0.66, 0.65), turned, side, before) is framed


def test_a_place_on_a_turn_of_a_page_lies_on_the_same_pixels() -> None:
    picture = paper(900, 600)
    picture[200:260, 300:420] = 0
    flat = page(picture)
    turned = levelled(flat, 30.0, (400.0, 300.0))
    box = Box(300 / 900, 200 / 600, 420 / 900, 260 / 600)
    there = carried(quad_of(box, 900, 600), flat, turned)
    x, y = there.mean(axis=0).round().astype(int)
    assert turned.picture[y, x].max() < 20
    assert carried(there, turned, flat) == pytest.approx(quad_of(box, 900, 600), abs=0.01)
    assert box.share_in(box_on(box_on(box, flat, turned), turned, flat)) == pytest.approx(1.0)
    assert carried(whole(flat), flat, flat) == pytest.approx(whole(flat))
