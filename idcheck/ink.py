"""The darkest print of a side alone: what lies over it in colour or in translucent grey taken away."""

from __future__ import annotations

import cv2
import numpy as np

from idcheck.records import Box, Page, Picture

PRINT_LEVEL = 0.62
"""of the ground's level: print is darker in every channel, a translucent watermark lighter, coloured ink in one channel at least"""
INKED, LEAST_LEVEL = 0.8, 0.3
"""of the ground's level, below which a pixel bears ink; and of the contrast of the darkest print, that it keeps at least"""
GROUND_TIMES, GROUND_SHARE, LEAST_GROUND = 4, 0.06, 0.5
"""times smaller that the ground is taken; of a side's height, wider than strokes are (3 mm of a card, 5 of a passport); and of the
side's level, that the ground is taken for at least: a cover is darker and stays dark"""
LEAST_INKED = 0.004
"""of a side's pixels between print and ground: below it nothing lies over the print that could be taken away"""


def cropped(page: Page, box: Box) -> tuple[Picture, tuple[int, int]]:
    """The part of a page in a box, and its corner in pixels."""
    left, top = int(box.left * page.width), int(box.top * page.height)
    right, bottom = int(box.right * page.width), int(box.bottom * page.height)
    return np.ascontiguousarray(page.picture[top:bottom, left:right]), (left, top)


def is_inked(page: Page, box: Box) -> bool:
    """Whether enough of the side is neither print nor ground."""
    brightest = _brightest(page, box)
    ground = float(np.percentile(brightest, 70))
    between = (brightest > PRINT_LEVEL * ground * 0.7) & (brightest < ground * 0.93)
    return bool(between.mean() > LEAST_INKED)


def ink(page: Page, box: Box) -> Picture:
    """The page with one side stretched so that only its darkest print is left: uint8 RGB, of the page's size."""
    picture = page.picture.copy()
    crop, (left, top) = cropped(page, box)
    picture[top : top + crop.shape[0], left : left + crop.shape[1]] = dark_print(_on_even_ground(crop))
    return picture


def _on_even_ground(crop: Picture) -> Picture:
    """A crop with its ground, what is broader than a stroke, at one level: a grey table, or shade, is no paler ink."""
    brightest = crop.max(axis=2)
    level = float(np.percentile(brightest, 70))
    small = cv2.resize(brightest, None, fx=1 / GROUND_TIMES, fy=1 / GROUND_TIMES, interpolation=cv2.INTER_AREA)
    broad = round(GROUND_SHARE * small.shape[0]) | 1
    ground = cv2.blur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((broad, broad), np.uint8)), (broad, broad))
    ground = cv2.resize(ground, brightest.shape[::-1], interpolation=cv2.INTER_LINEAR).astype(np.float32)
    gain = level / np.maximum(ground, LEAST_GROUND * level)
    return np.asarray(np.clip(crop * gain[..., None], 0, 255), np.uint8)


def dark_print(crop: Picture) -> Picture:
    """The darkest print of a crop alone, stretched: uint8 RGB, of its size."""
    brightest = crop.max(axis=2)
    ground, black = float(np.percentile(brightest, 70)), float(np.percentile(brightest, 1))
    span = max(16.0, _print_level(brightest, ground, black) - black)
    stretched = np.clip((brightest.astype(np.float32) - black) * (255 / span), 0, 255).astype(np.uint8)
    return np.asarray(cv2.cvtColor(stretched, cv2.COLOR_GRAY2RGB), np.uint8)


def _print_level(brightest: Picture, ground: float, black: float) -> float:
    """The level from which ink is print no more: in the valley between it and what lies over it in paler ink (Otsu)."""
    inked = brightest[brightest < INKED * ground]
    highest, lowest = PRINT_LEVEL * ground, black + LEAST_LEVEL * (ground - black)
    if not inked.size or lowest > highest:
        return highest
    valley, _ = cv2.threshold(inked.reshape(1, -1), 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    return float(np.clip(valley, lowest, highest))


def _brightest(page: Page, box: Box) -> Picture:
    crop, _ = cropped(page, box)
    return np.asarray(crop.max(axis=2), np.uint8)
