"""Two pictures of the same differ in nothing, however they were saved; print that one of them lacks is told."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageDraw

from files import encoded, lettered
from idcheck.differ import blanked, shows_more
from idcheck.records import Picture

FACE = lettered(900, 1270)


def pixels(image: Image.Image) -> Picture:
    return np.asarray(image.convert("RGB"))


def with_box(place: tuple[int, int, int, int], **drawn: object) -> Picture:
    image = FACE.copy()
    ImageDraw.Draw(image).rectangle(place, **drawn)  # type: ignore[arg-type]
    return pixels(image)


def test_the_same_picture_saved_again_smaller_and_worse_shows_nothing_more() -> None:
    again = Image.open(io.BytesIO(encoded(FACE.resize((600, 847)), "JPEG", quality=60)))
    assert not shows_more(pixels(again), [pixels(FACE)])


def test_print_under_a_box_is_more_and_a_box_over_print_is_not() -> None:
    covered = with_box((100, 100, 300, 130), fill="black")
    assert shows_more(pixels(FACE), [covered])
    assert not shows_more(covered, [pixels(FACE)])


def test_a_frame_and_a_wash_of_colour_cover_nothing() -> None:
    framed = with_box((100, 100, 300, 130), outline="red", width=2)
    washed = Image.blend(FACE, Image.new("RGB", FACE.size, "yellow"), 0.5)
    assert not shows_more(pixels(FACE), [framed])
    assert not shows_more(pixels(FACE), [pixels(washed)])


def test_what_another_known_picture_shows_is_not_more() -> None:
    left, right = with_box((0, 0, 450, 1270), fill="white"), with_box((450, 0, 900, 1270), fill="white")
    assert shows_more(pixels(FACE), [left])
    assert not shows_more(pixels(FACE), [left, right])


def test_paper_and_grain_are_nothing() -> None:
    grain = np.random.default_rng(1).normal(240, 5, (800, 600, 1)).clip(0, 255).astype(np.uint8)
    assert not shows_more(np.repeat(grain, 3, axis=2), [])
    assert not shows_more(np.full((5, 3, 3), 7, np.uint8), [])


def test_a_part_is_blanked_from_the_bottom_left() -> None:
    half = blanked(np.zeros((10, 20, 3), np.uint8), [(0, 0), (0.5, 0), (0.5, 1), (0, 1)])
    assert half[:, :9].max() == 0
    assert half[:, 12:].min() == 255
