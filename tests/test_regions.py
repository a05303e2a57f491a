"""Patches that could be cards are found on paper, tables and dark backs; letters and lines are none."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from drawn import page, paper, typed
from idcheck.records import Box, Picture
from idcheck.regions import card_regions, has_own_ground, lies_square, tilt_of_card

A4 = 1240, 1754
CARD = 505, 319
"""pixels of a card on an A4 at 150 dpi"""


def card(colour: tuple[int, int, int] = (200, 215, 225)) -> Picture:
    """A card with print on it."""
    picture = np.full((CARD[1], CARD[0], 3), colour, np.uint8)
    return typed(picture, (150, 60), ["De Bruijn", "10 MAA 1965", "Utrecht"], height=12)


def laid(sheet: Picture, *places: tuple[int, int], turned: bool = False) -> Picture:
    sheet = sheet.copy()
    for left, top in places:
        one = np.rot90(card()) if turned else card()
        sheet[top : top + one.shape[0], left : left + one.shape[1]] = one
    return sheet


def box(left: int, top: int, size: tuple[int, int] = CARD, sheet: tuple[int, int] = A4) -> Box:
    return Box(left / sheet[0], top / sheet[1], (left + size[0]) / sheet[0], (top + size[1]) / sheet[1])


def near(found: Box, wanted: Box) -> bool:
    return found == pytest.approx(wanted, abs=0.02)


def test_a_card_on_paper_is_found() -> None:
    (found,) = card_regions(page(laid(paper(*A4), (300, 500))))
    assert near(found, box(300, 500))


def test_two_cards_on_paper_are_two() -> None:
    found = card_regions(page(laid(paper(*A4), (300, 300), (320, 900))))
    assert len(found) == 2
    assert all(any(near(one, wanted) for one in found) for wanted in (box(300, 300), box(320, 900)))


def test_a_card_on_its_side_is_found() -> None:
    (found,) = card_regions(page(laid(paper(*A4), (300, 500), turned=True)))
    assert near(found, box(300, 500, (CARD[1], CARD[0])))


def test_a_card_on_a_dark_table_is_found() -> None:
    table = np.full((900, 1240, 3), (60, 55, 50), np.uint8)
    found, *rest = card_regions(page(laid(table, (350, 280))))
    assert near(found, box(350, 280, sheet=(1240, 900)))
    assert rest == [Box(0.0, 0.0, 1.0, 1.0)]  # a picture without white can be a card from rim to rim


def test_a_card_copied_on_a_sheet_that_lies_on_a_table_is_found() -> None:
    table = np.full((1900, 1500, 3), (60, 55, 50), np.uint8)
    table[80:1834, 130:1370] = laid(paper(*A4), (300, 500))
    assert any(near(found, box(430, 580, sheet=(1500, 1900))) for found in card_regions(page(table)))


def test_a_card_from_rim_to_rim_is_the_whole_picture() -> None:
    assert card_regions(page(card())) == [Box(0.0, 0.0, 1.0, 1.0)]


@pytest.mark.parametrize("noise", [0, 3])
def test_a_letter_holds_no_card(noise: int) -> None:
    letter = typed(paper(*A4), (120, 200), ["Graag ontvang ik inzage in mijn gegevens."] * 30, height=14)
    grain = np.random.default_rng(1).normal(0, noise, letter.shape)
    assert card_regions(page(np.clip(letter + grain, 0, 255).astype(np.uint8))) == []


def test_a_banner_a_column_and_a_stamp_have_no_cards_proportions() -> None:
    picture = paper(*A4)
    picture[100:220, 100:1140] = (30, 90, 160)
    picture[400:1500, 100:220] = (30, 90, 160)
    cv2.circle(picture, (900, 1200), 40, (160, 30, 30), -1)
    assert card_regions(page(picture)) == []


def test_a_card_on_a_sheet_on_a_table_in_a_photo_on_a_page_is_found() -> None:
    page_, photo = paper(*A4), np.full((900, 1040, 3), (150, 148, 130), np.uint8)
    photo[250:700, 60:1000] = (208, 212, 198)
    page_[240:1140, 100:1140] = laid(photo, (400, 320))
    assert any(near(found, box(500, 560)) for found in card_regions(page(page_)))


def test_a_card_on_a_wooden_table_is_found() -> None:
    rows = 70 + 25 * np.sin(np.arange(A4[0]) / 9.0)
    wood = np.repeat(rows[:, None], A4[1], axis=1)[..., None] * np.array([1.0, 0.7, 0.5])
    table = np.clip(wood + np.random.default_rng(3).normal(0, 4, wood.shape), 0, 255).astype(np.uint8)
    found = card_regions(page(laid(table, (600, 400))))
    assert any(near(one, box(600, 400, sheet=(A4[1], A4[0]))) for one in found)


def test_a_card_has_a_ground_of_its_own_and_a_paragraph_has_that_of_its_paper() -> None:
    sheet = laid(paper(*A4), (300, 500))
    assert has_own_ground(page(sheet), box(300, 500))
    text = typed(
        paper(*A4), (310, 540), ["Geachte heer, mevrouw,", "Graag ontvang ik inzage", "in de gegevens."], height=18
    )
    assert not has_own_ground(page(text), box(300, 500))
    assert has_own_ground(page(sheet), Box(0.0, 0.0, 1.0, 1.0))  # with nothing around it


def test_a_card_laid_square_is_told_from_one_that_lies_askew_and_from_the_sheet() -> None:
    sheet = laid(paper(*A4), (300, 500))
    assert lies_square(sheet)
    assert lies_square(np.ascontiguousarray(np.rot90(sheet)))
    turn = cv2.getRotationMatrix2D((550, 660), 15, 1.0)
    assert not lies_square(np.asarray(cv2.warpAffine(sheet, turn, A4, borderValue=(252, 252, 250)), np.uint8))
    assert not lies_square(paper(*A4))


@pytest.mark.parametrize("degrees", [8.0, -12.0, 0.0])
def test_a_cards_edges_tell_how_it_lies(degrees: float) -> None:
    sheet = laid(paper(*A4), (300, 500))
    turn = cv2.getRotationMatrix2D((550, 660), -degrees, 1.0)
    on = page(np.asarray(cv2.warpAffine(sheet, turn, A4, borderValue=(252, 252, 250)), np.uint8))
    (found,) = card_regions(on)
    assert tilt_of_card(on, found) == pytest.approx(degrees, abs=0.6)
    assert tilt_of_card(on, Box(0.0, 0.0, 0.3, 0.2)) == 0.0
