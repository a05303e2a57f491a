"""However a page lies, it ends upright, and the lines found on it lie on their words."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import pytest

from drawn import drawn, page, paper, shown, turned_upright, typed
from idcheck.geometry import angle_of, length_of
from idcheck.lines import folded, read_quads
from idcheck.records import Page, Picture
from idcheck.upright import _commonest_angle, _turn, angles, heights, lengths


@cache
def card() -> Picture:
    return shown(drawn("identity-card", "2014", "front"))


def tilted(picture: Picture, degrees: float) -> Picture:
    """The picture turned clockwise on a page of paper large enough for it."""
    high, wide = picture.shape[:2]
    size = round(1.25 * max(high, wide))
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), -degrees, 1.0)
    turn[:, 2] += (size / 2 - wide / 2, size / 2 - high / 2)
    return np.asarray(cv2.warpAffine(picture, turn, (size, size), borderValue=(252, 252, 250)), np.uint8)


def read_words(found: Page) -> set[str]:
    return {folded(line.text.text) for line in read_quads(found, found.quads)}


@cache
def words_of_the_upright_card() -> frozenset[str]:
    on = turned_upright(card())
    return frozenset(word for word in read_words(on) if len(word) >= 5)


def assert_upright(found: Page) -> None:
    wanted, words = words_of_the_upright_card(), read_words(found)
    assert len(wanted) >= 8
    assert len(wanted & words) >= 0.7 * len(wanted), "the words read on the card as it was drawn are read again"
    within = (found.quads >= -2).all() and (found.quads <= (found.width + 2, found.height + 2)).all()
    assert within, "each line lies on the picture"
    long = [quad for quad in found.quads if length_of(quad) > 100]
    assert np.median([abs(angle_of(quad)) for quad in long]) < 1.5


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_card_that_lies_any_way_ends_upright(quarters: int) -> None:
    assert_upright(turned_upright(np.ascontiguousarray(np.rot90(card(), quarters))))


@pytest.mark.parametrize("degrees", [-20.0, 1.5, 12.0, 176.0])
def test_a_card_that_lies_skew_ends_upright(degrees: float) -> None:
    assert_upright(turned_upright(tilted(card(), degrees)))


def test_a_page_that_lies_straight_is_left_as_it_is() -> None:
    assert (turned_upright(card()).picture == card()).all()


def test_no_corner_of_the_page_is_lost() -> None:
    found = turned_upright(tilted(card(), 12.0))
    wide, high = round(1.25 * card().shape[1]), round(1.25 * card().shape[1])
    assert found.width >= wide
    assert found.height >= high


def test_the_new_corners_are_of_the_table_and_not_of_the_card_on_it() -> None:
    table = np.full((900, 1300, 3), (90, 70, 50), np.uint8)
    table[60:840, 60:1240] = (240, 200, 190)
    turned, _, _ = _turn(table, np.zeros((0, 4, 2), np.float32), 4.0)
    assert tuple(turned[0, 0]) == (90, 70, 50)


def test_empty_paper_has_no_lines_and_stays() -> None:
    found = turned_upright(paper(600, 400))
    assert found.quads.shape == (0, 4, 2)
    assert found.picture.shape == (400, 600, 3)


def test_writing_across_the_print_does_not_turn_the_page() -> None:
    lines = ["Graag ontvang ik inzage in mijn gegevens.", "Met vriendelijke groet, J. de Bruijn"] * 4
    layer = typed(np.full((900, 1240, 3), 255, np.uint8), (250, 460), ["KOPIE WOONPARTNERS"], height=50)
    across = cv2.warpAffine(layer, cv2.getRotationMatrix2D((620, 450), 30, 1.0), (1240, 900), borderValue=(255,) * 3)
    letter = np.minimum(typed(paper(), (120, 150), lines), np.maximum(across, 150))
    assert (turned_upright(np.asarray(letter, np.uint8)).picture == letter).all()


def test_a_watermark_of_more_lines_than_the_print_has_does_not_turn_the_page() -> None:
    print_ = [(x, y, 80, 12, 2.0) for y in range(100, 500, 100) for x in (100, 400)]
    laid_over = [(x, y, 240, 36, 17.0) for y in range(60, 560, 60) for x in (80, 380)]
    quads = np.array([quad_at(*one) for one in (*print_, *laid_over)], np.float32)
    assert _commonest_angle(quads) == pytest.approx(2.0)
    assert _commonest_angle(quads[len(print_) :]) == pytest.approx(17.0)


def quad_at(x: float, y: float, wide: float, high: float, degrees: float) -> list[list[float]]:
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return [[x + cos * a - sin * b, y + sin * a + cos * b] for a, b in ((0, 0), (wide, 0), (wide, high), (0, high))]


def test_angles_lengths_and_heights_of_many_quads() -> None:
    quads = np.array([[[0, 0], [100, 0], [100, 20], [0, 20]], [[0, 0], [0, 100], [-20, 100], [-20, 0]]], np.float32)
    assert angles(quads) == pytest.approx([0, 90])
    assert lengths(quads) == pytest.approx([100, 100])
    assert heights(quads) == pytest.approx([20, 20])
    assert page(paper(), *quads).quads.shape == (2, 4, 2)


@pytest.mark.parametrize("degrees", [0.0, 12.0, 90.0, 176.0, 270.0])
def test_a_page_keeps_what_turned_it(degrees: float) -> None:
    picture = tilted(card(), degrees) if degrees % 90 else np.ascontiguousarray(np.rot90(card(), degrees // 90))
    found = turned_upright(picture)
    again = cv2.warpAffine(picture, found.turn, (found.width, found.height), borderValue=(252, 252, 250))
    off = np.abs(cv2.blur(again, (9, 9)).astype(int) - cv2.blur(found.picture, (9, 9)))
    assert off.mean() < 3, "to a pixel: a quarter turn goes by the pixels' edges"


def test_short_lines_tell_the_way_where_there_are_no_longer_ones() -> None:
    short = np.array([[[x, 100], [x, 124], [x - 10, 124], [x - 10, 100]] for x in (200, 240, 280)], np.float32)
    assert _commonest_angle(short) == pytest.approx(90, abs=1)
    level = np.array([[[300, 300], [500, 300], [500, 320], [300, 320]]], np.float32)
    assert _commonest_angle(np.concatenate([short, level])) == pytest.approx(0, abs=1)
