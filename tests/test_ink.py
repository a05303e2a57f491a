"""The darkest print alone: what lies over it in colour or grey is gone, outside the side nothing is touched."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from drawn import page, paper, typed
from idcheck.ink import _on_even_ground, cropped, ink, is_inked
from idcheck.records import Box, Picture

SIDE = Box(0.1, 0.1, 0.9, 0.9)
NUMBER_AT = (slice(360, 440), slice(380, 700))


def card() -> Picture:
    picture = paper(1240, 800)
    picture[80:720, 124:1116] = (215, 225, 230)
    picture = typed(picture, (160, 140), ["KONINKRIJK DER NEDERLANDEN", "De Bruijn, Willeke Liselotte"], height=32)
    picture = typed(picture, (160, 540), ["10 MAA/MAR 1965 Alphen aan den Rijn", "30 OKT/OCT 2024"], height=32)
    return typed(picture, (400, 420), ["123456782"], height=32)


def overlaid(colour: tuple[int, int, int]) -> Picture:
    """The card with translucent writing across it: the darker of both shows."""
    layer = np.full_like(card(), 255)
    for x in range(-200, 1200, 300):
        cv2.putText(layer, "KOPIE", (x, 520), cv2.FONT_HERSHEY_DUPLEX, 5.0, colour, 14, cv2.LINE_AA)
    return np.minimum(card(), layer)


@pytest.mark.parametrize("colour", [(235, 120, 120), (120, 160, 240), (170, 172, 175)])
def test_what_lies_over_the_print_is_taken_away_and_the_print_stays(colour: tuple[int, int, int]) -> None:
    clean, bare = ink(page(card()), SIDE), ink(page(overlaid(colour)), SIDE)
    assert np.abs(clean[NUMBER_AT].astype(int) - bare[NUMBER_AT]).mean() < 12
    assert bare[NUMBER_AT].min() < 40
    assert np.median(bare[NUMBER_AT]) > 230


def test_paler_ink_nearly_as_dark_as_the_print_is_parted_from_it_in_the_valley_between_both() -> None:
    bare = ink(page(overlaid((120, 122, 125))), SIDE)
    assert np.percentile(bare[480:520, 124:1116], 5) > 200, "of letters of the watermark beside the print"
    assert bare[NUMBER_AT].min() < 40


def test_a_grey_table_and_shade_are_lifted_to_the_level_of_the_ground_and_print_and_covers_are_not() -> None:
    picture = np.full((800, 1240, 3), 230, np.uint8)
    picture[:, 900:] = 138
    picture[300:360, 100:400] = 20
    picture = typed(picture, (600, 520), ["De Bruijn"], height=32)
    even = _on_even_ground(picture)
    assert np.abs(even[:, 1000:].astype(int) - 230).max() < 8
    assert even[310:350, 120:380].max() < 50
    assert even[500:560, 600:800].min() < 40


def test_only_a_side_with_something_over_it_has_any() -> None:
    assert is_inked(page(overlaid((170, 172, 175))), SIDE)
    plain = paper(1240, 800)
    plain[80:720, 124:1116] = (215, 225, 230)
    assert not is_inked(page(plain), SIDE)


def test_the_page_keeps_its_size_and_what_lies_outside_the_side() -> None:
    picture = overlaid((235, 120, 120))
    before = picture.copy()
    bare = ink(page(picture), SIDE)
    assert bare.shape == picture.shape
    assert bare.dtype == np.uint8
    assert (bare[:79] == picture[:79]).all()
    assert (bare[:, 1117:] == picture[:, 1117:]).all()
    assert (picture == before).all(), "no stage changes its input"


def test_a_crop_and_its_corner_give_places_on_the_page_again() -> None:
    crop, (left, top) = cropped(page(card()), SIDE)
    assert (left, top) == (124, 80)
    assert (crop == card()[80 : 80 + crop.shape[0], 124 : 124 + crop.shape[1]]).all()


def test_a_side_of_one_colour_gives_no_noise() -> None:
    bare = ink(page(paper()), SIDE)
    assert np.isfinite(bare).all()
