"""Writes a line by hand: letters of a handwriting font, each one moved, the line bent and slanted, the ink uneven."""

from __future__ import annotations

import math
from random import Random
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from samples.fonts import capital

Mask: TypeAlias = NDArray[np.uint8]
"""rows × columns, 255 where the ink is full"""

ABOVE, BELOW, BESIDE = 1.7, 1.1, 0.9
"""capital heights of room above the base line, below it and at both ends"""
SWAY, SPREAD = 0.06, 0.05
"""capital heights by which a letter leaves its base line and its place"""
BEND, SLANT, DRIFT = 0.12, 0.2, 0.025
"""capital heights by which a line bends; slant and rise of a line as tangents"""
WOBBLE = 0.06
"""capital heights by which strokes leave their course, from letter to letter"""
PALEST = 0.72
"""share of the ink where the pen hardly pressed"""


def line(text: str, name: str, size: float, rng: Random, *, unrest: float = 1.0) -> Mask:
    """The line in a font, with capitals of ``size`` pixels; ``unrest``: how far the hand strays, 0 as the font has it.

    Its base line lies `ABOVE` capital heights below the upper rim.
    """
    straight = _set(text, name, size, rng, unrest)
    return _pressed(_bent(straight, size, rng, unrest), size, rng)


def lines(texts: list[str], name: str, size: float, rng: Random) -> Mask:
    """Several lines below each other, each starting where the hand happened to."""
    written = [line(text, name, size, rng) for text in texts]
    step = size * rng.uniform(1.65, 1.95)
    shifts = [rng.uniform(0, 0.5) * size if len(texts) > 1 else 0.0 for _ in texts]
    wide = math.ceil(max(each.shape[1] + shift for each, shift in zip(written, shifts, strict=True)))
    high = math.ceil(step * (len(texts) - 1)) + written[0].shape[0]
    sheet = np.zeros((high, wide), np.uint8)
    for row, (each, shift) in enumerate(zip(written, shifts, strict=True)):
        top, left = round(row * step), round(shift)
        part = sheet[top : top + each.shape[0], left : left + each.shape[1]]
        np.maximum(part, each, out=part)
    return _trimmed(sheet)


def _set(text: str, name: str, size: float, rng: Random, unrest: float) -> Mask:
    """The letters one by one beside each other; of a joined hand word by word, or their strokes would not meet."""
    face = capital(name, size)
    joined = rng.random() < 0.3
    pieces = text.split(" ") if joined else list(text)
    blank = max(face.getlength(" "), 0.25 * size) * rng.uniform(0.8, 1.5)
    wide = face.getlength(text) + blank * text.count(" ") + (2 * BESIDE + SPREAD * len(text)) * size
    image = Image.new("L", (math.ceil(wide), math.ceil((ABOVE + BELOW) * size)), 0)
    pen, x, spread = ImageDraw.Draw(image), BESIDE * size, rng.uniform(-0.03, SPREAD) * unrest
    for piece in pieces:
        if piece == " ":
            x += blank
            continue
        sway = rng.uniform(-SWAY, SWAY) * size * unrest
        pen.text((x, ABOVE * size + sway), piece, font=face, fill=255, anchor="ls")
        x += face.getlength(piece) + spread * size + (blank if joined else 0.0)
    return np.asarray(image)


def _bent(mask: Mask, size: float, rng: Random, unrest: float) -> Mask:
    """The line as an unsteady hand bends it: slanted, rising or falling, its strokes a little off everywhere."""
    high, wide = mask.shape
    rows, columns = np.mgrid[0:high, 0:wide].astype(np.float32)
    slant, drift = rng.uniform(-0.5, 1.0) * SLANT * unrest, rng.uniform(-1, 1) * DRIFT * unrest
    wave = rng.uniform(0.5, 1.5) * wide
    bend = BEND * size * rng.uniform(-1, 1) * unrest * np.sin(2 * math.pi * (columns / wave + rng.random()))
    grid = max(2, round(high / size)), max(2, round(wide / size))
    noise = np.random.default_rng(rng.getrandbits(32)).normal(0, WOBBLE * size * unrest, (2, *grid)).astype(np.float32)
    dx, dy = (cv2.resize(each, (wide, high), interpolation=cv2.INTER_CUBIC) for each in noise)
    x = columns + dx + slant * (rows - ABOVE * size)
    y = rows + dy + bend + drift * (columns - wide / 2)
    return np.asarray(cv2.remap(mask, x, y, cv2.INTER_LINEAR), np.uint8)


def _pressed(mask: Mask, size: float, rng: Random) -> Mask:
    """The ink as the pen pressed it, a thicker pen now and then."""
    if rng.random() < 0.5:
        reach = max(1, round(rng.uniform(0.03, 0.12) * size))
        mask = np.asarray(
            cv2.dilate(mask, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach + 1, reach + 1))), np.uint8
        )
    high, wide = mask.shape
    noise = np.random.default_rng(rng.getrandbits(32)).random(
        (max(2, round(2 * high / size)), max(2, round(2 * wide / size))), np.float32
    )
    press = cv2.resize(noise, (wide, high), interpolation=cv2.INTER_CUBIC) * rng.uniform(0, 1 - PALEST)
    return (mask * (1 - np.clip(press, 0, 1))).astype(np.uint8)


def _trimmed(mask: Mask) -> Mask:
    """Only what bears ink."""
    x, y, wide, high = cv2.boundingRect(mask)
    return mask[y : y + high, x : x + wide] if wide and high else mask
