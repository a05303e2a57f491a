"""A side as it is sent in – covered, struck, veiled, marked, captured – and where digits can still be seen on it."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from idcheck.engines.digits import PX_PER_MM, STEP
from idcheck.views import stretch, tiles_of
from samples.canvas import SCALE, Picture, Quad, digit_quads, grow, join
from samples.covers import OPAQUE, cover, part
from samples.fonts import FONTS, capital
from samples.markings import Mark, mark
from samples.pens.numbers import SPLIT, capture, face, laid_over, struck
from samples.wording import Wording, wording

WINDOW = 256, 128
"""pixels of the pictures that are taught: 43 by 21 mm"""
WINDOWS = 10
"""of each side, half of them where digits are"""
SIZES_MM = (1.25, 3.4)
"""of digits that are taught: those of numbers; smaller and larger ones count for nothing"""
HIDDEN, SEEN = 0.6, 0.15
"""of a digit, from which a cover hides it, and below which it does not; between them it counts for nothing"""
LEFT, FAINT, SHINES = (0.05, 0.3), 3.0, 6.0
"""of the print's contrast, that a veil leaves; and levels of 255 in which a digit's quad differs from one that shows nothing: below
them it shows nothing, and from which it is seen"""
STRETCHED = 0.2
"""of the sides, that are taught with their contrast stretched locally, as they are looked at for what shines through"""
NO, YES, EITHER = 0, 1, 2
"""what a spot of the map says of digits: none, one, or nothing"""


class _Over(NamedTuple):
    """What lies over the digits of a side. ``hidden`` and ``veiled``: where nothing, and where little of it can be seen (bool,
    drawn pixels); ``written``: where a marking has letters and digits; ``shine``: what shines through veils (levels, captured
    pixels).
    """

    hidden: NDArray[np.bool_]
    veiled: NDArray[np.bool_]
    written: NDArray[np.bool_]
    shine: NDArray[np.float32]


def windows(rng: Random) -> list[tuple[Picture, NDArray[np.uint8]]]:
    """Parts of a drawn side as it was captured, and the map of each: `NO`, `YES` or `EITHER` for each `STEP` × `STEP` pixels."""
    its = face(rng)
    places = [quad for name, quad in its.places.items() if name != "free"]
    picture, groups = _written(rng, its.picture, [*its.digits])
    picture = _crossed_out(
        rng, picture, groups, [its.places[name] for name in ("printed", "mrz", "number") if name in its.places]
    )
    picture, hidden = _covered(rng, picture, places)
    clear, blind, veiled = _veiled(rng, picture, [*places, *(join(*group) for group in groups[1:])])
    seed, taken = rng.getrandbits(64), capture(rng)
    marked, laid, said = _marked(Random(seed), clear)
    small, matrix = _captured(taken(marked))
    shine = np.zeros(small.shape[:2], np.float32)
    if veiled.any():
        shine = small.mean(axis=2) - _captured(taken(_marked(Random(seed), blind)[0]))[0].mean(axis=2)
    digits = [quad for group in groups for quad in group]
    told = _map(
        small.shape[:2], digits, _Over(hidden | laid, veiled, laid if said else np.zeros_like(laid), shine), matrix
    )
    if rng.random() < STRETCHED:
        small = stretch(small, tiles_of(small, PX_PER_MM))
    return [_window(rng, small, told) for _ in range(WINDOWS)]


def _captured(capture: tuple[Picture, NDArray[np.float64]]) -> tuple[Picture, NDArray[np.float64]]:
    """A capture as large as the finder looks at it, and the matrix from the drawn pixels to it."""
    picture, matrix = capture
    scale = PX_PER_MM / float(np.hypot(*matrix[:, 0])) / SCALE
    size = round(picture.shape[1] * scale), round(picture.shape[0] * scale)
    matrix = np.diag([size[0] / picture.shape[1], size[1] / picture.shape[0]]) @ matrix
    interpolation = cv2.INTER_AREA if picture.shape[1] > size[0] else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, size, interpolation=interpolation), np.uint8), matrix


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
        if rng.random() < 0.4:
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


def _veiled(rng: Random, picture: Picture, places: list[Quad]) -> tuple[Picture, Picture, NDArray[np.bool_]]:
    """Covers through which the print shines, over some places; the same that let nothing through; and where they lie."""
    clear, blind = picture.copy(), picture.copy()
    for _ in range(rng.choice((0, 0, 1, 2))):
        quad, style, left, state = rng.choice(places), rng.choice(OPAQUE[SPLIT]), rng.uniform(*LEFT), rng.getstate()
        if min(np.hypot(*(quad[1] - quad[0])), np.hypot(*(quad[3] - quad[0]))) < SCALE:
            continue
        cover(blind, quad, style, rng)
        rng.setstate(state)
        over = clear.copy()
        cover(over, quad, style, rng)
        clear = cv2.addWeighted(clear, left, over, 1 - left, 0)
    return clear, blind, (blind != picture).any(axis=2)


def _marked(rng: Random, picture: Picture) -> tuple[Picture, NDArray[np.bool_], bool]:
    """A marking on the side; what it hides, if it is no watermark; and whether it has digits, or letters alone."""
    high, wide = picture.shape[:2]
    none = np.zeros((high, wide), np.bool_)
    if high < wide and rng.random() < 0.25:
        spot = np.array([rng.uniform(0.2, 0.8) * wide, rng.uniform(0.2, 0.8) * high])
        line = spot + np.array([(0, 0), (18, 0), (18, 2.4), (0, 2.4)]) * SCALE
        return laid_over(rng, line)(picture), none, False
    if rng.random() < 0.25:
        return picture, none, False
    kind = rng.choice(("typed", "typed", "stamp", "hand", "watermark", "watermark", "watermark"))
    left, top = rng.uniform(0, 0.5) * wide, rng.uniform(0, 0.5) * high
    region = (
        (0, 0, wide, high)
        if kind == "watermark"
        else (left, top, rng.uniform(left + 0.3 * wide, wide), rng.uniform(top + 0.3 * high, high))
    )
    said = wording(rng, date(2024, 1, 1) + timedelta(days=rng.randint(0, 1500)))
    lettered = rng.random() < 0.5
    said = _lettered(rng, said) if lettered else said
    out = mark(picture, region, Mark(kind=kind, wording=said, split=SPLIT), rng, millimetre=SCALE)
    return out, none if kind == "watermark" else (out != picture).any(axis=2), not lettered


def _lettered(rng: Random, said: Wording) -> Wording:
    """The wording with any letters for its digits: small ones, or capitals."""
    letters = rng.choice(("abcdefghijkmnoprstuvwz", "ABCDEFGHJKLMNPRTUVWZ"))
    lines = ("".join(rng.choice(letters) if char.isdigit() else char for char in line) for line in said.lines)
    return Wording(lines=tuple(lines), language=said.language)


def _map(shape: tuple[int, int], digits: list[Quad], over: _Over, matrix: NDArray[np.float64]) -> NDArray[np.uint8]:
    high, wide = shape[0] // STEP, shape[1] // STEP
    told = np.full((high, wide), NO, np.uint8)
    shrunk = cv2.warpAffine(over.written.astype(np.uint8), matrix / STEP, (wide, high), flags=cv2.INTER_AREA)
    told[cv2.dilate(shrunk, np.ones((3, 3))) > 0] = EITHER
    sure = []
    for quad in digits:
        seen = quad @ matrix[:, :2].T + matrix[:, 2]
        share, mm = _share(over.hidden, quad), float(np.ptp(quad[:, 1])) / SCALE
        shines = SHINES if _share(over.veiled, quad) < SEEN else _spread(over.shine, seen)
        if share > HIDDEN or shines < FAINT:
            continue
        cv2.fillPoly(told, [np.int32(np.round(grow(seen / STEP, 1.0, 1.0)))], EITHER)
        if share < SEEN and shines >= SHINES and SIZES_MM[0] <= mm <= SIZES_MM[1]:
            sure.append(seen / STEP)
    for seen in sure:
        cv2.fillPoly(told, [np.int32(np.round((seen - 0.5) * 16))], YES, shift=4)
    return told


def _share(mask: NDArray[np.bool_], quad: Quad) -> float:
    """Of a quad's pixels, those in the mask; all of them where it lies beside the picture."""
    own = _within(mask, quad)
    return float(own.mean()) if own.size else 1.0


def _spread(levels: NDArray[np.float32], quad: Quad) -> float:
    """How far the levels of a quad lie apart, but for a twentieth on either end."""
    own = _within(levels, quad)
    return float(np.ptp(np.percentile(own, (5, 95)))) if own.size else 0.0


def _within(plane: NDArray[Any], quad: Quad) -> NDArray[Any]:
    (left, top), (right, foot) = quad.min(axis=0).round().astype(int).clip(0), quad.max(axis=0).round().astype(int)
    return plane[top:foot, left:right]


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
