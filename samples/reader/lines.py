"""Pictures of one line as the detector cuts them out of a copy: written, typed, stamped or laid over, on print and paper."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from random import Random

import cv2
import numpy as np
from PIL import Image

from idcheck.overlay import colour_alone, without_print
from samples import hand
from samples.canvas import Picture
from samples.reader.texts import text

HEIGHT = 48
"""pixels of a line picture's height, as the recogniser takes it"""
WIDTH_STEP = 64
"""pixels in which widths rise, so that pictures of one width make a batch"""
LEAST_CONTRAST = 14.0
"""levels of 255 between ink and its ground in which a person still reads it"""
SIGNED = 0.25
"""share of the lines that lie across a signature, as dark as they are"""
NEXT = (0.9, 2.2)
"""capital heights from a line to the next; below 1.5 their letters reach into each other"""
PX_PER_MM = 8.0
"""of the pictures in which a marking is looked for, and of the grounds"""
PENS = ((25, 35, 120), (20, 20, 25), (20, 25, 90), (170, 25, 35), (60, 60, 70), (30, 70, 150), (40, 90, 60))
INKS = ((190, 30, 45), (30, 50, 150), (25, 25, 30), (110, 30, 120), (95, 95, 100), (15, 15, 15), (20, 90, 60))


@dataclass(frozen=True, slots=True)
class Stock:
    """What lines are made of: files of handwriting fonts and of type, and pictures of ID sides without a marking."""

    hands: tuple[str, ...]
    type: tuple[str, ...]
    grounds: tuple[Picture, ...]


def stock(folder: Path) -> Stock:
    """The stock of a folder with ``hand/``, ``type/`` and ``grounds/``."""
    grounds = tuple(np.asarray(Image.open(path).convert("RGB")) for path in sorted((folder / "grounds").glob("*.jpg")))
    fonts = {name: tuple(str(path) for path in sorted((folder / name).iterdir())) for name in ("hand", "type")}
    return Stock(fonts["hand"], fonts["type"], grounds)


def line_picture(rng: Random, its: Stock) -> tuple[Picture, str]:
    """A line picture, `HEIGHT` pixels high, RGB, and what is written in it; one in thirty bears nothing."""
    said = text(rng) if rng.random() > 0.03 else ""
    size = rng.uniform(2.0, 6.0) * PX_PER_MM * rng.choice((0.7, 1.0, 1.0))
    kind = rng.choices(("hand", "typed", "stamp", "watermark"), (0.62, 0.08, 0.1, 0.2))[0]
    name = rng.choice(its.hands if kind == "hand" else its.type)
    mask = _line(said or "x", name, size, rng, kind)
    box = _cut(mask, size, rng) if said else (0, 0, mask.shape[1], mask.shape[0])
    if not said:
        mask = np.zeros_like(mask)
    pad = round(1.2 * size)
    left, top, right, bottom = box[0] - pad, box[1] - pad, box[2] + pad, box[3] + pad
    ink = _beside(_grown(mask, left, top, right, bottom), said, name, size, rng, kind)
    ground = _ground(ink.shape[1], ink.shape[0], rng, its, bare=kind == "typed" and rng.random() < 0.6)
    if rng.random() < SIGNED:
        ground = _signed(ground, size, rng, its)
    inked = _inked(ground, ink, rng, kind)
    captured = _captured(inked, size, rng)
    ways = (_viewed(captured, rng), captured, inked)
    picture = next((each for each in ways if _stands_out(each, ink)), inked) if said else ways[0]
    return _cut_out(picture, (pad, pad, picture.shape[1] - pad, picture.shape[0] - pad), rng), said


def _line(said: str, name: str, size: float, rng: Random, kind: str) -> hand.Mask:
    if kind == "hand":
        return hand.line(said, name, size, rng, unrest=rng.uniform(0.5, 1.6))
    return hand.line(said, name, size, rng, unrest=rng.choice((0.0, 0.0, 0.15)))


def _cut(mask: hand.Mask, size: float, rng: Random) -> tuple[int, int, int, int]:
    """Where the detector cuts: around the ink, a little off on every side."""
    x, y, wide, high = cv2.boundingRect(mask)
    base = hand.ABOVE * size
    top = y - rng.uniform(-0.1, 0.45) * size
    bottom = (y + high if rng.random() < 0.7 else min(y + high, base + 0.15 * size)) + rng.uniform(-0.08, 0.4) * size
    left, right = x - rng.uniform(-0.06, 0.7) * size, x + wide + rng.uniform(-0.06, 0.7) * size
    return round(left), round(top), round(right), round(max(bottom, top + 0.6 * size))


def _grown(mask: hand.Mask, left: int, top: int, right: int, bottom: int) -> hand.Mask:
    """The part of a mask, nothing where it is outside."""
    out = np.zeros((bottom - top, right - left), np.uint8)
    high, wide = mask.shape
    source = mask[max(0, top) : min(high, bottom), max(0, left) : min(wide, right)]
    out[max(0, -top) : max(0, -top) + source.shape[0], max(0, -left) : max(0, -left) + source.shape[1]] = source
    return out


def _beside(ink: hand.Mask, said: str, name: str, size: float, rng: Random, kind: str) -> hand.Mask:
    """The line with pieces of its neighbours, of the frame of a stamp, of a rule it is written on."""
    out = ink.copy()
    high, wide = out.shape
    for where in (-1, 1):
        if rng.random() < 0.5:
            other = _line(text(rng) or "x", name, size, rng, kind)
            shift = round(where * size * rng.uniform(*NEXT) + 1.2 * size - (hand.ABOVE - 1.0) * size)
            piece = _grown(other, -rng.randint(0, wide // 2), -shift, wide, high - shift)[:high, :wide]
            part = out[: piece.shape[0], : piece.shape[1]]
            np.maximum(part, piece, out=part)
    if rng.random() < (0.35 if kind == "stamp" else 0.12):
        y = round(rng.choice((rng.uniform(0.1, 1.0) * size, high - rng.uniform(0.1, 1.0) * size)))
        cv2.line(
            out,
            (0, y),
            (wide, y + rng.randint(-3, 3)),
            rng.randint(120, 255),
            max(1, round(size * rng.uniform(0.03, 0.14))),
        )
    if rng.random() < 0.06 and said:
        ends = [(rng.randint(0, wide), rng.randint(0, high)) for _ in range(2)]
        cv2.line(out, ends[0], ends[1], 255, max(1, round(size * rng.uniform(0.03, 0.1))), cv2.LINE_AA)
    return out


def _ground(wide: int, high: int, rng: Random, its: Stock, *, bare: bool) -> Picture:
    """A piece of an ID side, at some scale and angle; of paper; of a form or letter."""
    kind = rng.random()
    if bare or kind < 0.3:
        level = rng.randint(175, 255)
        return np.full((high, wide, 3), (level, level, max(0, level - rng.randint(0, 25))), np.uint8)
    source = rng.choice(its.grounds)
    scale, angle = rng.uniform(0.7, 1.5), rng.choice((0.0, 0.0, rng.uniform(-30, 30), rng.choice((90.0, 180.0))))
    centre = rng.uniform(0.1, 0.9) * source.shape[1], rng.uniform(0.1, 0.9) * source.shape[0]
    matrix = cv2.getRotationMatrix2D(centre, angle, scale)
    matrix[:, 2] += np.array([wide / 2 - centre[0], high / 2 - centre[1]])
    border = rng.choice((cv2.BORDER_REFLECT, cv2.BORDER_CONSTANT))
    return np.asarray(
        cv2.warpAffine(source, matrix, (wide, high), borderMode=border, borderValue=(245, 245, 245)), np.uint8
    )


def _signed(ground: Picture, size: float, rng: Random, its: Stock) -> Picture:
    """The ground with somebody's signature on it, in whole or in part."""
    high, wide = ground.shape[:2]
    name = hand.line(text(rng)[:14] or "x", rng.choice(its.hands), size * rng.uniform(0.8, 2.2), rng, unrest=1.5)
    left, top = rng.randint(-name.shape[1] // 2, max(1, wide - 10)), rng.randint(-name.shape[0] // 2, high // 2)
    ink = _grown(name, -left, -top, wide - left, high - top).astype(np.float32)[..., None] / 255 * rng.uniform(0.6, 1.0)
    colour = np.array(rng.choice(PENS), np.float32)
    return (ground * (1 - ink) + colour * ink).astype(np.uint8)


def _inked(ground: Picture, ink: hand.Mask, rng: Random, kind: str) -> Picture:
    """The ink on its ground: opaque, worn, or translucent and darkening what lies below."""
    share = {"hand": (0.7, 1.0), "typed": (0.85, 1.0), "stamp": (0.5, 0.95), "watermark": (0.22, 0.6)}[kind]
    alpha = ink.astype(np.float32)[..., None] / 255 * rng.uniform(*share)
    if kind == "stamp":
        noise = np.random.default_rng(rng.getrandbits(32)).random(
            (max(2, ink.shape[0] // 12), max(2, ink.shape[1] // 12)), np.float32
        )
        alpha *= np.clip(
            rng.uniform(0.4, 0.8) + 0.5 * cv2.resize(noise, ink.shape[::-1], interpolation=cv2.INTER_CUBIC), 0, 1
        )[..., None]
    colour = np.array(rng.choice(PENS if kind == "hand" else INKS), np.float32)
    if rng.random() < 0.3:
        colour = np.clip(colour + np.array([rng.uniform(-30, 60) for _ in range(3)]), 0, 200).astype(np.float32)
    below = ground.astype(np.float32)
    if kind == "hand" and rng.random() < 0.6:  # ink lets dark print show through
        return (below * (1 - alpha * (1 - colour / 255))).astype(np.uint8)
    return (below * (1 - alpha) + colour * alpha).astype(np.uint8)


def _stands_out(picture: Picture, ink: hand.Mask) -> bool:
    """Whether the ink can still be told from what is around it."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    around = (cv2.dilate(ink, np.ones((9, 9), np.uint8)) > 20) & (ink < 20)
    core = ink > 150
    return bool(core.any() and around.any()) and float(grey[around].mean()) - float(grey[core].mean()) > LEAST_CONTRAST


def _captured(picture: Picture, size: float, rng: Random) -> Picture:
    """Scanned or photographed: coarse, blurred, dim, noisy, grey, packed."""
    out = picture
    if rng.random() < 0.35:
        out = np.asarray(cv2.cvtColor(cv2.cvtColor(out, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB), np.uint8)
    if rng.random() < 0.6:
        scale = min(1.0, max(rng.uniform(0.45, 1.0), 9 / size))
        small = cv2.resize(out, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        out = np.asarray(
            cv2.resize(small, out.shape[1::-1], interpolation=rng.choice((cv2.INTER_LINEAR, cv2.INTER_CUBIC))), np.uint8
        )
    if rng.random() < 0.4:
        out = np.asarray(cv2.GaussianBlur(out, (0, 0), rng.uniform(0.02, 0.09) * size), np.uint8)
    light = np.linspace(rng.uniform(0.7, 1.1), rng.uniform(0.7, 1.1), out.shape[1], dtype=np.float32)[None, :, None]
    values = out.astype(np.float32) * light * rng.uniform(0.85, 1.1) + rng.uniform(-15, 15)
    sigma = rng.choice((0.0, rng.uniform(0, 4), rng.uniform(0, 10)))
    if sigma:
        values += np.random.default_rng(rng.getrandbits(32)).normal(0, sigma, out.shape).astype(np.float32)
    out = np.clip(values, 0, 255).astype(np.uint8)
    if rng.random() < 0.5:
        _, data = cv2.imencode(".jpg", out, [cv2.IMWRITE_JPEG_QUALITY, rng.randint(35, 92)])
        out = np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)
    if rng.random() < 0.12:
        grey = cv2.cvtColor(out, cv2.COLOR_RGB2GRAY)
        limit = float(grey.mean()) * rng.uniform(0.7, 0.95)
        out = np.asarray(cv2.cvtColor(((grey > limit) * 255).astype(np.uint8), cv2.COLOR_GRAY2RGB), np.uint8)
    return out


def _viewed(picture: Picture, rng: Random) -> Picture:
    """As it is, or in the views in which a marking is looked for."""
    kind = rng.random()
    if kind < 0.3:
        return without_print(picture, PX_PER_MM)
    if kind < 0.36:
        return colour_alone(picture, PX_PER_MM)
    if kind < 0.4:
        grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
        return np.asarray(cv2.cvtColor(cv2.equalizeHist(grey), cv2.COLOR_GRAY2RGB), np.uint8)
    return picture


def _cut_out(picture: Picture, box: tuple[int, int, int, int], rng: Random) -> Picture:
    """The box, turned as far as the detector's angle is off, scaled to the reader's height."""
    left, top, right, bottom = box
    wide, high = right - left, bottom - top
    tilt = math.radians(rng.gauss(0, 1.2))
    lean = 0.5 * wide * math.tan(tilt)
    lean = max(-0.25 * high, min(0.25 * high, lean))
    corners = np.array(
        [(left, top - lean), (right, top + lean), (right, bottom + lean), (left, bottom - lean)], np.float32
    )
    target = max(1, round(wide * HEIGHT / high * rng.uniform(0.9, 1.4) / WIDTH_STEP)) * WIDTH_STEP
    matrix = cv2.getPerspectiveTransform(
        corners, np.array([(0, 0), (target, 0), (target, HEIGHT), (0, HEIGHT)], np.float32)
    )
    return np.asarray(
        cv2.warpPerspective(picture, matrix, (target, HEIGHT), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE),
        np.uint8,
    )
