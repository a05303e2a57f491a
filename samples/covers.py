"""What people put over a BSN: boxes, correction fluid, stickers, tape, marker, scratches."""

from __future__ import annotations

from random import Random

import cv2
import numpy as np

from samples.canvas import SCALE, Colour, Picture, Quad, grow
from samples.fonts import Split

OPAQUE: dict[Split, tuple[str, ...]] = {
    "tuning": ("box", "white-box", "marker", "sticker", "tape", "scratch"),
    "reporting": ("grey-box", "white-out", "felt-tip", "round-sticker", "masking-tape", "scribble"),
}
"""the covers of each split that let nothing through"""

RIM_MILLIMETRES = 3.0
"""a hand covers a QR code no more loosely than a line of print: else it would hide the digits beside it"""
FULL = 0.985
"""part of a place's pixels that a scratch must ink before it counts as a cover"""


def cover(
    picture: Picture, quad: Quad, style: str, rng: Random, *, margin: float = 0.35, millimetre: float = SCALE
) -> None:
    """Cover ``quad`` in place, ``margin`` of its height wider on every side, so that nothing it holds is left."""
    tall = _rim(quad, millimetre)
    spot = grow(quad, tall * (margin + rng.uniform(0, 0.35)), tall * (margin + rng.uniform(0, 0.3)))
    match style:
        case "box":
            _fill(picture, spot, rng.choice(((0, 0, 0), (8, 8, 10), (20, 20, 20))))
        case "grey-box":
            _fill(picture, _upright(spot), rng.choice(((70, 70, 74), (25, 40, 90), (0, 0, 0), (120, 20, 30))))
        case "white-box":
            _fill(picture, spot, rng.choice(((255, 255, 255), (250, 250, 248))))
        case "white-out":
            _ragged(picture, spot, (247, 246, 240), rng, tall)
        case "sticker":
            _sticker(
                picture,
                _turned(spot, rng.uniform(-3, 3)),
                rng.choice(((250, 225, 70), (250, 150, 60), (130, 210, 110))),
                rng,
            )
        case "round-sticker":
            _round_stickers(picture, spot, rng.choice(((210, 50, 60), (60, 110, 200), (40, 150, 120))))
        case "tape":
            _sticker(picture, grow(spot, tall * 0.8, 0), rng.choice(((235, 232, 224), (30, 30, 32))), rng)
        case "masking-tape":
            _sticker(
                picture,
                grow(_turned(spot, rng.uniform(-2, 2)), tall * 0.8, 0),
                rng.choice(((222, 200, 150), (205, 190, 165))),
                rng,
            )
        case "marker":
            _strokes(picture, spot, rng.choice(((12, 12, 14), (22, 18, 24))), rng, tall)
        case "felt-tip":
            _strokes(picture, spot, rng.choice(((18, 26, 70), (30, 60, 40), (70, 16, 24), (10, 10, 10))), rng, tall)
        case "scratch" | "scribble":
            _dense(picture, spot, rng.choice(((20, 20, 24), (25, 35, 110))), rng, tall, loops=style == "scribble")
        case _:
            raise ValueError(f"no cover {style!r}; there are {OPAQUE}")


def _rim(quad: Quad, millimetre: float) -> float:
    """What a cover's overshoot goes by: the height of a line of print, at most that of a QR code's surroundings."""
    return min(float(np.hypot(*(quad[3] - quad[0]))), RIM_MILLIMETRES * millimetre)


def part(quad: Quad, first: float, last: float) -> Quad:
    """The part of a quad between two fractions of its length."""
    along, below = quad[1] - quad[0], quad[2] - quad[3]
    return np.array([quad[0] + along * first, quad[0] + along * last, quad[3] + below * last, quad[3] + below * first])


def _fill(picture: Picture, quad: Quad, colour: Colour) -> None:
    cv2.fillPoly(picture, [np.int32(np.round(quad))], colour)


def _upright(quad: Quad) -> Quad:
    (left, top), (right, bottom) = quad.min(0), quad.max(0)
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)])


def _turned(quad: Quad, degrees: float) -> Quad:
    """Turned about its middle and grown by what the turn would uncover."""
    long = float(np.hypot(*(quad[1] - quad[0])))
    angle = np.radians(degrees)
    turn = np.array([(np.cos(angle), -np.sin(angle)), (np.sin(angle), np.cos(angle))])
    grown = grow(quad, 0, abs(np.sin(angle)) * long / 2)
    return (grown - grown.mean(0)) @ turn.T + grown.mean(0)


def _ragged(picture: Picture, quad: Quad, colour: Colour, rng: Random, rim_width: float) -> None:
    """Correction fluid: a blot with an uneven rim and brush marks."""
    steps = [quad[i] * (1 - t) + quad[(i + 1) % 4] * t for i in range(4) for t in np.linspace(0, 1, 9)[:-1]]
    centre = quad.mean(0)
    rim = [p + (p - centre) / max(np.hypot(*(p - centre)), 1) * rng.uniform(0, 0.28) * rim_width for p in steps]
    cv2.fillPoly(picture, [np.int32(rim)], colour, cv2.LINE_AA)
    for _ in range(6):
        y = rng.uniform(0.1, 0.9)
        a, b = quad[0] * (1 - y) + quad[3] * y, quad[1] * (1 - y) + quad[2] * y
        shade = tuple(c - rng.randint(2, 9) for c in colour)
        cv2.line(picture, np.int32(a).tolist(), np.int32(b).tolist(), shade, 1, cv2.LINE_AA)


def _sticker(picture: Picture, quad: Quad, colour: Colour, rng: Random) -> None:
    """A flat piece with a soft shadow and a little grain."""
    shadow = picture.copy()
    _fill(shadow, quad + 3, tuple(int(c * 0.5) for c in colour))
    cv2.addWeighted(shadow, 0.35, picture, 0.65, 0, picture)
    _fill(picture, quad, colour)
    left, top = np.maximum(np.int32(quad.min(0)), 0)
    right, bottom = np.int32(quad.max(0)) + 1
    window = picture[top:bottom, left:right]
    grain = np.random.default_rng(rng.getrandbits(32)).integers(0, 6, window.shape, dtype=np.uint8)
    inside = np.zeros(window.shape[:2], np.uint8)
    cv2.fillPoly(inside, [np.int32(quad - (left, top))], 1)
    window[inside > 0] = cv2.subtract(window, grain)[inside > 0]


def _round_stickers(picture: Picture, quad: Quad, colour: Colour) -> None:
    """Round ones side by side, on a base that leaves no gap."""
    tall, long = float(np.hypot(*(quad[3] - quad[0]))), float(np.hypot(*(quad[1] - quad[0])))
    _fill(picture, quad, colour)
    count = max(1, round(long / tall / 0.9))
    for i in range(count):
        middle = part(quad, (i + 0.5) / count, (i + 0.5) / count).mean(0)
        cv2.circle(picture, np.int32(middle).tolist(), round(tall * 0.68), colour, -1, cv2.LINE_AA)


def _strokes(picture: Picture, quad: Quad, colour: Colour, rng: Random, reach: float) -> None:
    """A broad marker drawn to and fro."""
    tall = float(np.hypot(*(quad[3] - quad[0])))
    width, rows = max(2, round(reach * 0.42)), max(4, round(tall / reach * 4))
    ends = []
    for i in range(rows):
        y = (i + 0.5) / rows
        a, b = quad[0] * (1 - y) + quad[3] * y, quad[1] * (1 - y) + quad[2] * y
        jitter = [rng.uniform(-0.1, 0.25) * reach for _ in range(2)]
        pair = [a - np.array((jitter[0], 0)), b + np.array((jitter[1], 0))]
        ends += pair if i % 2 == 0 else pair[::-1]
    _fill(picture, quad, colour)
    cv2.polylines(picture, [np.int32(np.array(ends) * 8)], False, colour, width, cv2.LINE_AA, 3)


def _dense(picture: Picture, quad: Quad, colour: Colour, rng: Random, reach: float, *, loops: bool) -> None:
    """A pen to and fro until next to nothing of the print is left."""
    long = float(np.hypot(*(quad[1] - quad[0])))
    ink = np.zeros(picture.shape[:2], np.uint8)
    inside = np.zeros_like(ink)
    cv2.fillPoly(inside, [np.int32(quad)], 1)
    box = cv2.boundingRect(np.int32(quad))
    window = np.s_[max(box[1], 0) : box[1] + box[3], max(box[0], 0) : box[0] + box[2]]
    total = max(int(inside[window].sum()), 1)
    width = max(2, round(reach * 0.13))
    for _ in range(60):
        turns = max(6, round(long / reach * 5))
        t = np.linspace(0, 1, turns * 8)
        slant = rng.uniform(-0.4, 0.4) * reach / max(long, 1)
        if loops:
            u, v = (
                t + 0.6 * reach / long * np.cos(t * turns * 6.28),
                0.5 + 0.55 * np.sin(t * turns * 6.28 + rng.uniform(0, 6)),
            )
        else:
            u, v = (
                t + slant * np.sin(t * turns * 3.14),
                0.5 + 0.56 * np.arcsin(np.sin(t * turns * 3.14 + rng.uniform(0, 6))) / 1.57,
            )
        points = quad[0] + (quad[1] - quad[0]) * u[:, None] + (quad[3] - quad[0]) * v[:, None]
        cv2.polylines(ink, [np.int32(points * 8)], False, 1, width, cv2.LINE_AA, 3)
        if (ink[window] & inside[window]).sum() >= FULL * total:
            break
    picture[ink > 0] = colour
