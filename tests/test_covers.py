"""What lies over a place is measured on its pixels: a cover, blank ground, or print that is still there."""

from __future__ import annotations

from random import Random

import cv2
import numpy as np
import pytest

from drawn import page, paper, typed
from idcheck.covers import blobs, contrast, covering, is_empty
from idcheck.records import Box, Covering, Picture, Quad
from samples.covers import OPAQUE, cover
from samples.strokes import strike

NUMBER = "123456782"
WIDTH, HEIGHT = 1000, 640
MM = 11.7
"""pixels: the whole picture is a card of 85.6 mm"""
PLACE: Quad = np.array([[400, 296], [565, 296], [565, 332], [400, 332]], np.float32)
"""the nine digits typed"""
OTHER: Quad = np.array([[80, 96], [420, 96], [420, 132], [80, 132]], np.float32)
"""other print beside it, from which level and contrast are measured"""
WHOLE = Box(0.0, 0.0, 1.0, 1.0)


def card(number: str = NUMBER) -> Picture:
    ground = np.full((HEIGHT, WIDTH, 3), (214, 226, 230), np.uint8)
    picture = typed(ground, (80, 128), ["De Bruijn Willeke"], height=26)
    return typed(picture, (402, 327), [number], height=26)


def covered(style: str, seed: int) -> Picture:
    picture = card()
    cover(picture, PLACE.astype(float), style, Random(seed), millimetre=MM)
    return picture


def seen(picture: Picture) -> tuple[Covering, np.ndarray]:
    on = page(picture)
    ground, span = contrast(on, [OTHER])
    return covering(on, PLACE, len(NUMBER), ground, span)


def test_open_digits_are_not_covered() -> None:
    state, cells = seen(card())
    assert state is Covering.NONE
    assert cells.shape == (9,)
    assert not cells.any()


@pytest.mark.parametrize("colour", [(12, 12, 12), (250, 225, 70), (210, 50, 60), (120, 120, 124), (255, 255, 255)])
def test_a_box_of_any_colour_is_a_cover(colour: tuple[int, int, int]) -> None:
    picture = card()
    picture[285:345, 385:580] = colour
    state, cells = seen(picture)
    assert state in (Covering.SOLID, Covering.DENSE, Covering.BLANK)
    assert cells.all()


def test_a_cover_of_another_colour_than_the_ground_is_told_from_blank_ground() -> None:
    picture = card()
    picture[285:345, 385:580] = 12
    assert seen(picture)[0] in (Covering.SOLID, Covering.DENSE)
    assert seen(card(""))[0] is Covering.BLANK


@pytest.mark.parametrize("style", sorted({style for styles in OPAQUE.values() for style in styles}))
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_cover_that_people_use_is_one(style: str, seed: int) -> None:
    assert seen(covered(style, seed))[0] in (Covering.SOLID, Covering.DENSE, Covering.BLANK)


@pytest.mark.parametrize("seed", range(5))
def test_a_thin_line_is_no_cover(seed: int) -> None:
    picture = card()
    strike(picture, PLACE.astype(float), "line", Random(seed), millimetre=MM)
    assert seen(picture)[0] is Covering.NONE


@pytest.mark.parametrize("digits", [2, 4, 6])
def test_a_cover_over_some_of_the_digits_leaves_the_rest_uncovered(digits: int) -> None:
    picture = card()
    picture[285:345, 395 : 400 + round(165 * digits / 9)] = 12
    state, cells = seen(picture)
    assert state is Covering.NONE
    assert cells[:digits].all()
    assert not cells[digits + 1 :].any()


def test_print_at_a_third_of_its_contrast_is_still_print() -> None:
    picture = card()
    place = picture[285:345, 385:580].astype(np.float32)
    picture[285:345, 385:580] = (0.35 * place + 0.65 * 226).astype(np.uint8)
    assert seen(picture)[0] is Covering.NONE


def test_contrast_is_measured_on_print_and_has_a_least_value() -> None:
    ground, span = contrast(page(card()), [OTHER])
    assert 215 <= ground <= 232
    assert span > 120
    assert contrast(page(paper()), [OTHER])[1] > 0
    assert all(np.isfinite(contrast(page(paper()), [])))


class TestPatches:
    """Patches on a side that could hide a number."""

    def test_a_side_with_print_alone_has_none(self) -> None:
        assert blobs(page(card()), WHOLE, MM) == []

    @pytest.mark.parametrize("colour", [(12, 12, 12), (25, 40, 90), (250, 225, 70), (255, 255, 255)])
    def test_a_box_is_one_with_its_size_in_millimetres(self, colour: tuple[int, int, int]) -> None:
        picture = card()
        picture[285:345, 385:620] = colour
        (patch,) = blobs(page(picture), WHOLE, MM)
        assert patch.width_mm == pytest.approx(235 / MM, abs=1.5)
        assert patch.height_mm == pytest.approx(60 / MM, abs=1.5)
        assert patch.box == pytest.approx((0.385, 285 / 640, 0.62, 345 / 640), abs=0.02)

    def test_a_watermark_across_a_light_one_is_seen_through(self) -> None:
        picture = card()
        picture[275:355, 385:640] = 252
        cv2.putText(picture, "KOPIE voor", (370, 340), cv2.FONT_HERSHEY_SIMPLEX, 1.6, (160, 160, 160), 6)
        line = np.array([[360, 290], [650, 290], [650, 350], [360, 350]], np.float32)
        whole = pytest.approx((0.385, 275 / 640, 0.64, 355 / 640), abs=0.03)
        assert not any(patch.box == whole for patch in blobs(page(picture), WHOLE, MM))
        assert any(patch.box == whole for patch in blobs(page(picture), WHOLE, MM, [line]))

    @pytest.mark.parametrize(("colour", "found"), [((178, 192, 226), 0), ((250, 225, 70), 1)])
    def test_what_has_the_colour_of_much_else_on_the_side_is_its_ground(
        self, colour: tuple[int, int, int], found: int
    ) -> None:
        picture = card()
        picture[20:70] = picture[560:620] = picture[440:490] = (178, 192, 226)
        picture[285:345, 385:620] = colour
        patches = blobs(page(picture), WHOLE, MM)
        assert sum(0.3 < patch.box.left < 0.45 and patch.box.right < 0.7 for patch in patches) == found

    def test_a_patch_too_small_to_hide_a_number_is_none(self) -> None:
        picture = card()
        picture[285:345, 385:445] = 12
        assert blobs(page(picture), WHOLE, MM) == []

    def test_a_patch_is_placed_on_the_page_and_not_on_the_side(self) -> None:
        picture = np.vstack([np.full((HEIGHT, WIDTH, 3), 252, np.uint8), card()])
        picture[HEIGHT + 285 : HEIGHT + 345, 385:620] = 12
        (patch,) = blobs(page(picture), Box(0.0, 0.5, 1.0, 1.0), MM)
        assert patch.box.top == pytest.approx((HEIGHT + 285) / (2 * HEIGHT), abs=0.01)

    def test_a_smooth_shade_over_the_whole_card_is_no_patch(self) -> None:
        shade = cv2.resize(np.array([[1.0, 0.75]], np.float32), (WIDTH, HEIGHT), interpolation=cv2.INTER_LINEAR)
        picture = np.asarray(card() * shade[..., None], np.uint8)
        assert blobs(page(picture), WHOLE, MM) == []


def test_guilloche_is_no_ink_and_a_pen_line_is() -> None:
    on = page(card(number=" "))
    assert is_empty(on, PLACE, 225, 190)
    struck = card(number=" ")
    struck[310:318, 400:565] = 30
    assert not is_empty(page(struck), PLACE, 225, 190)
    assert not is_empty(page(card()), PLACE, 225, 190)


def test_what_lies_around_a_card_covers_nothing_on_it() -> None:
    picture = np.full((HEIGHT, WIDTH, 3), (60, 40, 25), np.uint8)
    picture[60:580, 60:940] = card()[60:580, 60:940]
    dark = blobs(page(picture), WHOLE, MM)
    around = [blob for blob in dark if blob.box.area > 0.9]
    on_card = Box(0.4, 0.45, 0.6, 0.55)
    assert all(blob.fill(on_card) == 0.0 for blob in around)
    assert all(blob.fill(Box(0.0, 0.0, 1.0, 0.05)) > 0.9 for blob in around)


@pytest.mark.parametrize("table", [(104, 110, 92), (30, 30, 34)])
def test_a_table_above_a_card_that_lies_aslant_covers_nothing_and_a_marker_over_its_edge_does(
    table: tuple[int, int, int],
) -> None:
    turn = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), 4.0, 1.0)
    turn[:, 2] += 60
    corners = cv2.transform(np.array([[[0, 0], [WIDTH, 0], [WIDTH, HEIGHT], [0, HEIGHT]]], np.float32), turn)[0]
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    size = WIDTH + 120, HEIGHT + 120
    box = Box(left / size[0], top / size[1], right / size[0], bottom / size[1])

    def on_table(picture: Picture) -> Picture:
        return np.asarray(cv2.warpAffine(picture, turn, size, borderValue=table), np.uint8)

    assert not blobs(page(on_table(card())), box, MM)
    marked = card()
    marked[300:350, :300] = (8, 8, 60)
    assert [patch.height_mm > 3 for patch in blobs(page(on_table(marked)), box, MM)] == [True]


def test_a_cover_fills_what_it_hides() -> None:
    picture = card()
    picture[285:345, 385:580] = 12
    (blob,) = blobs(page(picture), WHOLE, MM)
    assert blob.fill(Box(0.4, 0.46, 0.56, 0.52)) > 0.9
    assert blob.fill(Box(0.7, 0.7, 0.8, 0.8)) == 0.0


@pytest.mark.parametrize("colour", [(250, 225, 70), (235, 235, 235), (180, 190, 205)])
def test_a_wide_even_tape_is_a_patch(colour: tuple[int, int, int]) -> None:
    picture = np.clip(card() + np.random.default_rng(2).normal(0, 2, (HEIGHT, WIDTH, 1)), 0, 255).astype(np.uint8)
    picture[430:600, 40:960] = colour
    assert any(blob.width_mm > 70 and blob.height_mm > 12 for blob in blobs(page(picture), WHOLE, MM))


def test_the_bands_of_a_documents_ground_are_no_patches_and_a_cover_on_them_is() -> None:
    picture = card()
    for top in range(20, HEIGHT, 70):
        picture[top : top + 35, ::] = (186, 196, 226)
        picture[top : top + 35, 300:320] = picture[top : top + 35, 620:640] = 20
    assert not blobs(page(picture), WHOLE, MM)
    picture[280:340, 380:590] = (250, 225, 70)
    (cover,) = blobs(page(picture), WHOLE, MM)
    assert cover.box.share_in(Box(0.35, 0.4, 0.62, 0.58)) > 0.9


def test_a_cover_over_a_code_is_a_square_and_one_over_a_number_is_none_though_both_adjoin() -> None:
    picture = card()
    picture[100:270, 700:875] = 12
    picture[440:480, 700:980] = 12
    code, number = sorted(blobs(page(picture), WHOLE, MM), key=lambda blob: blob.box.top)
    assert code.is_square
    assert not number.is_square
    picture[270:440, 700:875] = 12
    picture[100:270, 700:875] = card()[100:270, 700:875]
    (both,) = blobs(page(picture), WHOLE, MM)
    assert not both.is_square


def test_light_tape_on_a_smooth_ground_of_much_the_same_colour_is_a_patch() -> None:
    picture = card()
    picture[:] = (217, 223, 248)
    picture[285:345, 385:580] = (212, 212, 222)
    found = blobs(page(cv2.GaussianBlur(picture, (0, 0), 3)), WHOLE, MM)
    assert any(patch.width_mm == pytest.approx(16.7, abs=2.5) for patch in found)


def test_a_cover_that_lies_aslant_over_a_strip_is_as_high_as_it_is_thick() -> None:
    picture = np.full((HEIGHT, WIDTH, 3), (250, 250, 250), np.uint8)
    corners = np.array([(60, 420), (940, 360), (952, 545), (72, 605)], np.int32)
    cv2.fillPoly(picture, [corners], (172, 172, 172))
    (patch,) = (patch for patch in blobs(page(picture), WHOLE, MM) if patch.width_mm > 70)
    assert patch.height_mm > 20


@pytest.mark.parametrize(("colour", "seen"), [((255, 255, 255), True), ((243, 243, 245), False)])
def test_a_pure_white_box_is_seen_on_a_ground_that_is_nearly_white(colour: tuple[int, int, int], seen: bool) -> None:
    ground = np.full((HEIGHT, WIDTH, 3), (240, 240, 243), np.uint8)
    picture = typed(ground, (80, 128), ["De Bruijn Willeke"], height=26)
    picture[285:345, 385:580] = colour
    found = blobs(page(picture), WHOLE, MM)
    assert any(blob.box.left < 0.4 and 0.56 < blob.box.right < 0.6 for blob in found) == seen
