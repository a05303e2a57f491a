"""A side as it is sent in – covered, struck, marked, captured – and where digits can still be seen on it."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from idcheck.engines.digits import PX_PER_MM, STEP
from samples.canvas import SCALE, Picture, Quad, digit_quads, grow, join
from samples.covers import OPAQUE, cover, part
from samples.fonts import FONTS, capital
from samples.markings import Mark, mark
from samples.pens.numbers import SPLIT, capture, face, laid_over, struck
from samples.wording import wording

WINDOW = 256, 128
"""pixels of the pictures that are taught: 43 by 21 mm"""
WINDOWS = 12
"""of each side, half of them where digits are"""
SIZES_MM = (1.25, 3.4)
"""of digits that are taught: those of numbers; smaller and larger ones count for nothing"""
HIDDEN, SEEN = 0.6, 0.15
"""of a digit, from which a cover hides it, and below which it does not; between them it counts for nothing"""
NO, YES, EITHER = 0, 1, 2
"""what a spot of the map says of digits: none, one, or nothing"""


def windows(rng: Random) -> list[tuple[Picture, NDArray[np.uint8]]]:
    """Parts of a drawn side as it was captured, and the map of each: `NO`, `YES` or `EITHER` for each `STEP` × `STEP` pixels."""
    its = face(rng)
    picture, groups = _written(rng, its.picture, [*its.digits])
    picture = _crossed_out(
        rng, picture, groups, [its.places[name] for name in ("printed", "mrz", "number") if name in its.places]
    )
    picture, hidden = _covered(rng, picture, [quad for name, quad in its.places.items() if name != "free"])
    picture, written = _marked(rng, picture)
    digits = [quad for group in groups for quad in group]
    small, matrix = capture(rng)(picture)
    scale = PX_PER_MM / SCALE
    size = round(picture.shape[1] * scale), round(picture.shape[0] * scale)
    matrix = np.diag([size[0] / small.shape[1], size[1] / small.shape[0]]) @ matrix
    interpolation = cv2.INTER_AREA if small.shape[1] > size[0] else cv2.INTER_CUBIC
    small = np.asarray(cv2.resize(small, size, interpolation=interpolation), np.uint8)
    told = _map(small.shape[:2], digits, hidden, written, matrix)
    return [_window(rng, small, told) for _ in range(WINDOWS)]


def _written(rng: Random, picture: Picture, own: list[Quad]) -> tuple[Picture, list[list[Quad]]]:
    """The side with more numbers set on it, and the digits of all, those of each new number together."""
    fonts, image, groups = FONTS[SPLIT], Image.fromarray(picture), [own]
    pen, (high, wide) = ImageDraw.Draw(image), picture.shape[:2]
    for _ in range(rng.choice((0, 0, 1, 2, 3, 5))):
        name = rng.choice([each for pair in (*fonts.fields, *fonts.labels) for each in pair] + [fonts.strip] * 2)
        size, text = (
            rng.uniform(1.4, 3.0) * SCALE,
            "".join(rng.choices("0123456789", k=rng.choice((9, 9, 9, 10, 5, 4, 3)))),
        )
        text = rng.choice(
            (text, text, f"BSN {text}", f"{text[:3]} {text[3:6]} {text[6:]}", f"{text[:4]}.{text[4:6]}.{text[6:]}")
        )
        dark, letters = rng.randint(5, 80), capital(name, size)
        left, foot = rng.uniform(0.02, 0.8) * wide, rng.uniform(0.06, 0.98) * high
        pen.text((left, foot), text, font=letters, fill=(dark, dark, dark + rng.randint(0, 30)), anchor="ls")
        groups.append(digit_quads(text, letters, left, foot, size))
    return np.asarray(image, np.uint8).copy(), groups


def _crossed_out(rng: Random, picture: Picture, groups: list[list[Quad]], places: list[Quad]) -> Picture:
    """A pen's strokes through some of the numbers."""
    for quad in [*places, *(join(*group) for group in groups[1:])]:
        if rng.random() < 0.3:
            picture = struck(rng, picture, quad)
    return picture


def _covered(rng: Random, picture: Picture, places: list[Quad]) -> tuple[Picture, NDArray[np.bool_]]:
    """Covers over some places, whole or in part, and over others where nothing stands; and what they hide."""
    hidden, (high, wide) = np.zeros(picture.shape[:2], np.bool_), picture.shape[:2]
    for _ in range(rng.choice((0, 1, 1, 2, 3))):
        if rng.random() < 0.75:
            quad = rng.choice(places)
            quad = quad if rng.random() < 0.6 else part(quad, *sorted((rng.uniform(-0.1, 1.1), rng.uniform(-0.1, 1.1))))
        else:
            left, top = rng.uniform(0, 0.7) * wide, rng.uniform(0, 0.9) * high
            quad = np.array(
                [(left, top), (left + 20 * SCALE, top), (left + 20 * SCALE, top + 3 * SCALE), (left, top + 3 * SCALE)]
            )
        if min(np.hypot(*(quad[1] - quad[0])), np.hypot(*(quad[3] - quad[0]))) < SCALE:
            continue
        style, margin, state = rng.choice(OPAQUE[SPLIT]), rng.uniform(0.02, 0.35), rng.getstate()
        cover(picture, quad, style, rng, margin=margin)
        rng.setstate(state)
        blank = np.full_like(picture, (123, 77, 201))
        cover(blank, quad, style, rng, margin=margin)
        hidden |= (blank != (123, 77, 201)).any(axis=2)
    return picture, hidden


def _marked(rng: Random, picture: Picture) -> tuple[Picture, NDArray[np.bool_]]:
    """A marking on the side, and where one that is no watermark has its letters and digits."""
    high, wide = picture.shape[:2]
    none = np.zeros((high, wide), np.bool_)
    if high < wide and rng.random() < 0.25:
        spot = np.array([rng.uniform(0.2, 0.8) * wide, rng.uniform(0.2, 0.8) * high])
        line = spot + np.array([(0, 0), (18, 0), (18, 2.4), (0, 2.4)]) * SCALE
        return laid_over(rng, line)(picture), none
    if rng.random() < 0.35:
        return picture, none
    kind = rng.choice(("typed", "stamp", "hand", "watermark", "watermark", "watermark"))
    left, top = rng.uniform(0, 0.5) * wide, rng.uniform(0, 0.5) * high
    region = (
        (0, 0, wide, high)
        if kind == "watermark"
        else (left, top, rng.uniform(left + 0.3 * wide, wide), rng.uniform(top + 0.3 * high, high))
    )
    day = date(2024, 1, 1) + timedelta(days=rng.randint(0, 1500))
    out = mark(picture, region, Mark(kind=kind, wording=wording(rng, day), split=SPLIT), rng, millimetre=SCALE)
    return out, none if kind == "watermark" else (out != picture).any(axis=2)


def _map(
    shape: tuple[int, int],
    digits: list[Quad],
    hidden: NDArray[np.bool_],
    written: NDArray[np.bool_],
    matrix: NDArray[np.float64],
) -> NDArray[np.uint8]:
    high, wide = shape[0] // STEP, shape[1] // STEP
    told = np.full((high, wide), NO, np.uint8)
    shrunk = cv2.warpAffine(written.astype(np.uint8), matrix / STEP, (wide, high), flags=cv2.INTER_AREA)
    told[cv2.dilate(shrunk, np.ones((3, 3))) > 0] = EITHER
    sure = []
    for quad in digits:
        (left, top), (right, foot) = quad.min(axis=0).round().astype(int).clip(0), quad.max(axis=0).round().astype(int)
        part_ = hidden[top:foot, left:right]
        share, mm = float(part_.mean()) if part_.size else 1.0, (foot - top) / SCALE
        if share > HIDDEN:
            continue
        counts = share < SEEN and SIZES_MM[0] <= mm <= SIZES_MM[1]
        seen = (quad @ matrix[:, :2].T + matrix[:, 2]) / STEP
        cv2.fillPoly(told, [np.int32(np.round(grow(seen, 1.0, 1.0)))], EITHER)
        if counts:
            sure.append(seen)
    for seen in sure:
        cv2.fillPoly(told, [np.int32(np.round((seen - 0.5) * 16))], YES, shift=4)
    return told


def _window(rng: Random, picture: Picture, told: NDArray[np.uint8]) -> tuple[Picture, NDArray[np.uint8]]:
    """A part of the picture, beyond its rim in one flat colour, and that of the map."""
    wide, high = (each // STEP for each in WINDOW)
    rows, columns = np.nonzero(told == YES)
    if len(rows) and rng.random() < 0.5:
        at = rng.randrange(len(rows))
        left, top = columns[at] - rng.randrange(wide), rows[at] - rng.randrange(high)
    else:
        left, top = (
            rng.randint(-wide // 4, max(1, told.shape[1] - wide * 3 // 4)),
            rng.randint(-high // 4, max(1, told.shape[0] - high * 3 // 4)),
        )
    around = (rng.randint(0, 255),) * 3
    room = max(wide, high)
    cells = cv2.copyMakeBorder(told, room, room, room, room, cv2.BORDER_CONSTANT, value=NO)
    pixels = cv2.copyMakeBorder(picture, *(room * STEP,) * 4, cv2.BORDER_CONSTANT, value=around)
    left, top = left + room, top + room
    return (
        np.asarray(pixels[top * STEP : (top + high) * STEP, left * STEP : (left + wide) * STEP], np.uint8),
        np.asarray(cells[top : top + high, left : left + wide], np.uint8),
    )
