"""Writing on the free part of a sheet is found by its ink, each line by itself."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import cv2
import numpy as np
import pytest

from drawn import whole_side
from idcheck.added import with_added
from idcheck.expected import recognise
from idcheck.free import free_lines
from idcheck.geometry import angle_of
from idcheck.marking import find_marking
from idcheck.policy import WOONPARTNERS
from idcheck.records import Box, Page, PartState, Picture, Reading, Word
from samples import hand
from test_added import RECEIVED

HAND = "caveat.woff2"
PX_PER_MM = 8.0
CARD = Box(0.05, 0.02, 0.6, 0.35)
BELOW = (500, 950)


def sheet(*lines: str, angle: float = 0.0, gap: int = 42) -> Picture:
    """A sheet of 150 × 160 mm with a grey card, and lines written below it ``gap`` pixels apart: they touch."""
    picture = np.full((1280, 1200, 3), 250, np.uint8)
    left, top, right, bottom = (round(at * size) for at, size in zip(CARD, (1200, 1280, 1200, 1280), strict=True))
    picture[top:bottom, left:right] = 205
    ink = np.zeros((900, 900), np.float32)
    for row, line in enumerate(lines):
        mask = np.asarray(hand.line(line, HAND, 46, Random(row + 3)), np.float32)
        y, x = 380 + row * gap, 450 - mask.shape[1] // 2
        place = ink[y : y + mask.shape[0], x : x + mask.shape[1]]
        np.maximum(place, mask / max(1.0, float(mask.max())), out=place)
    turned = cv2.warpAffine(ink, cv2.getRotationMatrix2D((450, 450), -angle, 1.0), (900, 900))
    x, y = BELOW[0] - 450, BELOW[1] - 450
    part = picture[y:, x : x + 900]
    part[:] = (part * (1 - 0.8 * turned[: len(part), :, None])).astype(np.uint8)
    return picture


def page(picture: Picture) -> Page:
    return Page(attachment="a", number=1, picture=picture, quads=np.zeros((0, 4, 2), np.float32))


def reading(*words: Word) -> Reading:
    side = replace(whole_side("passport", "holder", "2014", 4), box=CARD, px_per_mm=PX_PER_MM)
    return Reading(attachment="a", page=1, width=1200, height=1280, words=words, sides=(side,))


WRITTEN = ("kopie voor Woonpartners", "19 november 2026")


@pytest.mark.parametrize("angle", [0, 9, -28, 84])
def test_lines_that_touch_are_found_one_by_one(angle: float) -> None:
    found = list(free_lines(page(sheet(*WRITTEN, angle=angle)), reading()))
    assert len(found) == 2
    off = [(angle_of(line.quad) - angle + 90) % 180 - 90 for line in found]  # either way up
    assert max(map(abs, off)) < 5


@pytest.mark.parametrize("angle", [0, 9, -28])
def test_each_is_read_without_the_other(angle: float) -> None:
    found = list(free_lines(page(sheet(*WRITTEN, angle=angle)), reading()))
    texts = [recognise(line.picture, WOONPARTNERS).text.strip() for line in found]
    assert [text.split()[0].lower() for text in texts] == ["kopie", "19"]
    assert "2026" in texts[1]


def test_one_line_with_long_letters_stays_one() -> None:
    assert len(list(free_lines(page(sheet("kopie, gekopieerd bij de balie")), reading()))) == 1


def test_nothing_is_found_on_an_empty_sheet_nor_on_a_letter_nor_without_a_side() -> None:
    assert not list(free_lines(page(sheet()), reading()))
    box = Box(0.1, 0.8, 0.9, 0.82)
    letter = Word(text="Geachte heer, mevrouw, hierbij verzoek ik u om inzage", box=box, confidence=0.99)
    letter = replace(letter, text=f"{letter.text} met vriendelijke groet")
    lines = [replace(letter, box=Box(0.1, 0.8 + row * 0.01, 0.9, 0.81 + row * 0.01)) for row in range(13)]
    words = [replace(line, text=f"{line.text} {'abcdefghijklm'[row]}") for row, line in enumerate(lines)]
    assert not list(free_lines(page(sheet(*WRITTEN)), reading(*words)))
    assert not list(free_lines(page(sheet(*WRITTEN)), replace(reading(), sides=())))


def test_what_was_read_with_ease_a_bar_and_the_grain_of_a_table_are_left_out() -> None:
    picture = sheet(*WRITTEN)
    easily = Word(text="kopie", box=Box(0.1, 0.6, 0.9, 0.95), confidence=0.99)
    assert not list(free_lines(page(picture), reading(easily)))
    bar = sheet()
    bar[900:960, 300:900] = 10
    assert not list(free_lines(page(bar), reading()))
    grain = sheet(*WRITTEN)
    grain[500:] = np.where(np.random.default_rng(1).random((780, 1200, 1)) < 0.2, 120, grain[500:])
    assert not list(free_lines(page(grain), reading()))


@pytest.mark.parametrize("seed", range(12))
def test_whatever_lies_on_the_sheet_nothing_fails(seed: int) -> None:
    """Specks, hair lines, blots and shadows, at the edge of what is ink."""
    rng = np.random.default_rng(seed)
    picture = sheet()
    for _ in range(30):
        at, to = (tuple(int(v) for v in rng.integers((0, 460), (1200, 1280))) for _ in range(2))
        grey = int(rng.integers(120, 215))
        cv2.line(picture, at, to, (grey,) * 3, int(rng.integers(1, 4)))
        cv2.circle(picture, at, int(rng.integers(1, 25)), (grey,) * 3, int(rng.choice([-1, 2])))
    if seed % 2:
        picture = cv2.GaussianBlur(picture, (0, 0), float(rng.uniform(1, 4)))
    for line in free_lines(page(np.asarray(picture, np.uint8)), reading()):
        assert min(line.picture.shape) > 0


def test_a_marking_whose_lines_touch_is_read() -> None:
    one = page(sheet(*WRITTEN, angle=6))
    seen = with_added(one, reading(), WOONPARTNERS, RECEIVED)
    marking = find_marking(seen, 0, WOONPARTNERS, RECEIVED)
    assert [part.state for part in marking.parts] == [PartState.PRESENT] * 3
