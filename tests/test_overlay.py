"""Views that show what was laid over a document and not the document."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from idcheck.overlay import colour_alone, is_coloured, over_print, without_laid_over, without_print, without_read
from idcheck.records import Picture

PX_PER_MM = 8.0
GROUND, PRINT, GREY = (225, 232, 228), (20, 20, 20), (150, 152, 155)


def blank(wide: int = 600) -> Picture:
    return np.full((300, wide, 3), GROUND, np.uint8)


def written(picture: Picture, text: str, at: tuple[int, int], colour: tuple[int, int, int]) -> Picture:
    cv2.putText(picture, text, at, cv2.FONT_HERSHEY_SIMPLEX, 2.0, colour, 6)
    return picture


def test_print_is_taken_away_and_a_watermark_stays() -> None:
    bare = without_print(written(written(blank(), "PRINT", (20, 100), PRINT), "KOPIE", (20, 250), GREY), PX_PER_MM)
    assert bare[:150].min() > 200
    assert (bare[150:] < 120).mean() > 0.02


def test_without_the_print_that_was_read_stays_what_was_written_over_it() -> None:
    picture = blank(900)
    for text, at in (("24 JUN/JUN 2017", (20, 100)), ("Burg. van Hoorn", (20, 200))):
        cv2.putText(picture, text, at, cv2.FONT_HERSHEY_SIMPLEX, 0.8, PRINT, 2)
    cv2.putText(picture, "no.", (700, 40), cv2.FONT_HERSHEY_SIMPLEX, 0.3, PRINT, 1)
    cv2.line(picture, (60, 60), (140, 130), PRINT, 5)
    cv2.line(picture, (500, 210), (530, 210), PRINT, 4)
    cv2.rectangle(picture, (600, 150), (880, 290), PRINT, -1)
    lines = [np.array([[10, top], [400, top], [400, top + 40], [10, top + 40]], np.float32) for top in (70, 170)]
    caption = np.array([[690, 25], [730, 25], [730, 45], [690, 45]], np.float32)
    left = without_read(picture, lines, [caption], PX_PER_MM)
    assert left[60:130, 60:140].min() < 60, "a stroke of a hand across print"
    assert left[70:110, 200:400].min() == 255, "print that nothing crosses"
    assert left[170:215, :400].min() == 255
    assert left[205:215, 495:535].min() < 60, "a dash that nobody read"
    assert left[:50, 690:].min() == 255, "a caption"
    assert left[160:280, 610:870].min() == 255, "a patch"


def test_a_watermarks_lines_are_filled_in_and_print_and_what_shines_through_stay() -> None:
    faint = tuple(round(0.9 * level) for level in GROUND)
    picture = written(written(blank(), "KOPIE", (20, 100), GREY), "123", (350, 100), PRINT)
    picture = written(written(picture, "456", (350, 200), faint), "KOPIE", (20, 250), GREY)
    line = np.array([[10, 30], [590, 30], [590, 220], [10, 220]], np.float32)
    bare = without_laid_over(picture, [line], PX_PER_MM).astype(int)
    assert np.abs(bare[30:120, 10:240] - GROUND).max() < 30
    assert bare[:120, 340:].min() < 60
    assert (bare[150:210, 340:] == faint).all(axis=2).mean() > 0.02
    assert bare[225:, :240].min() < 160


@pytest.mark.parametrize("shade", [1.0, 0.5])
def test_a_watermark_is_as_dark_in_the_shade_as_in_the_light(shade: float) -> None:
    picture = written(written(blank(), "PRINT", (20, 100), PRINT), "KOPIE", (20, 250), GREY)
    bare = without_print((picture * shade).astype(np.uint8), PX_PER_MM)
    assert bare[150:].min() < 120


def test_a_picture_without_print_shows_nothing() -> None:
    assert without_print(blank(), PX_PER_MM).min() == 255


def test_what_print_hides_of_a_layer_is_not_seen() -> None:
    layer = over_print(written(written(blank(), "PRINT", (20, 100), PRINT), "KOPIE", (20, 250), GREY), PX_PER_MM)
    assert not layer.seen[:150].all()
    assert layer.seen[150:].all()
    assert 0.25 < layer.depth[150:].max() < 0.45


def test_colour_alone_shows_red_ink_and_no_black() -> None:
    picture = written(written(blank(), "BLACK", (20, 150), PRINT), "RED", (350, 150), (200, 60, 60))
    shown = colour_alone(picture, 2.0)[..., 0]
    assert shown[:, 330:].min() < 60
    assert shown[:, :300].min() > 120


def test_a_grey_picture_has_no_colour() -> None:
    assert is_coloured(written(blank(), "RED", (20, 150), (255, 0, 0)) - np.array([0, 20, 40], np.uint8))
    assert not is_coloured(np.full((300, 400, 3), 200, np.uint8))
