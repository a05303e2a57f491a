"""What people put over a BSN that leaves it legible: pen strokes, and covers through which the print shines."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from samples.canvas import Colour, Picture, Quad, grow
from samples.fonts import Split

Points: TypeAlias = NDArray[np.float64]
"""u, v along and across a line of print, 0–1 within it: n × 2"""

STRIKES: dict[Split, tuple[str, ...]] = {
    "tuning": ("line", "two-lines", "cross", "zigzag"),
    "reporting": ("wavy-line", "three-lines", "slashes", "loops"),
}
"""the strokes of each split, each thin enough to read the number under it"""
PENS: dict[Split, tuple[Colour, ...]] = {
    "tuning": ((30, 40, 120), (25, 25, 30), (150, 30, 40), (120, 125, 130)),
    "reporting": ((20, 60, 160), (12, 12, 14), (20, 105, 60), (190, 90, 30)),
}
WIDTHS: dict[Split, tuple[float, float]] = {"tuning": (0.22, 0.45), "reporting": (0.2, 0.5)}
"""millimetres: a fine ballpoint to a fine felt-tip"""
EDGE = 1.0
"""pixels that OpenCV adds to a smooth line's width"""
MOST_INK, MOST_ACROSS = 0.22, 0.1
"""of the height of the print, for all lines along it together, and for a stroke across it: more hides digits from the eye too"""

SEE_THROUGH: dict[Split, tuple[str, ...]] = {
    "tuning": ("felt-pen", "app-marker", "white-tape"),
    "reporting": ("blue-felt-pen", "app-brush", "paper-tape"),
}
"""the covers of each split through which the print shines"""
LEFT = (0.06, 0.2)
"""of the print's contrast that a see-through cover leaves"""


def strike(picture: Picture, quad: Quad, style: str, rng: Random, *, millimetre: float) -> None:
    """Draw thin pen strokes of this style through ``quad``, in place: they hide nothing."""
    split: Split = "tuning" if style in STRIKES["tuning"] else "reporting"
    lines = _STRIKES[style](rng)
    tall = float(np.hypot(*(quad[3] - quad[0])))
    most = MOST_INK / len(lines) if "line" in style else MOST_ACROSS
    width = min(rng.uniform(*WIDTHS[split]) * millimetre, most * tall)
    ink = np.zeros(picture.shape[:2], np.uint8)
    for line in lines:
        points = quad[0] + (quad[1] - quad[0]) * line[:, :1] + (quad[3] - quad[0]) * line[:, 1:]
        cv2.polylines(ink, [np.int32(points * 8)], False, 255, max(1, round(width - EDGE)), cv2.LINE_AA, 3)
    lay(picture, ink.astype(np.float32)[..., None] / 255, rng.choice(PENS[split]), wet=rng.random() < 0.5)


def lay(picture: Picture, alpha: NDArray[np.float32], colour: Colour, *, wet: bool) -> None:
    """Paint a colour over the picture; ``wet`` ink leaves the dark below it dark, as a ballpoint does."""
    over = np.array(colour, np.float32)
    painted = picture.astype(np.float32)
    painted += alpha * ((np.minimum(painted, over) if wet else over) - painted)
    picture[:] = np.clip(painted, 0, 255).astype(np.uint8)


def _level(rng: Random, v: float, *, wave: float = 0.05) -> Points:
    """A line drawn by hand along the print, about ``v`` of its height."""
    u = np.linspace(-rng.uniform(0.0, 0.08), 1 + rng.uniform(0.0, 0.08), 60)
    slope, phase = rng.uniform(-0.2, 0.2), rng.uniform(0, 6)
    return np.column_stack([u, v + slope * (u - 0.5) + wave * np.sin(u * 7 + phase)])


def _lines(rng: Random, count: int) -> list[Points]:
    spots = {1: (0.5,), 2: (0.36, 0.66), 3: (0.25, 0.5, 0.76)}[count]
    return [_level(rng, v + rng.uniform(-0.08, 0.08)) for v in spots]


def _cross(rng: Random) -> list[Points]:
    ends = [(-0.02, rng.uniform(-0.3, 0.1)), (1.02, rng.uniform(0.9, 1.3))]
    others = [(-0.02, rng.uniform(0.9, 1.3)), (1.02, rng.uniform(-0.3, 0.1))]
    return [np.array(pair) for pair in (ends, others)]


def _zigzag(rng: Random, turns: int) -> list[Points]:
    u = np.linspace(-0.02, 1.02, turns + 1) + np.array([rng.uniform(-0.02, 0.02) for _ in range(turns + 1)])
    v = np.where(np.arange(turns + 1) % 2, -0.1, 1.1) + np.array([rng.uniform(-0.15, 0.15) for _ in range(turns + 1)])
    return [np.column_stack([u, v])]


def _slashes(rng: Random) -> list[Points]:
    lean = rng.uniform(0.04, 0.1)
    starts = np.linspace(0.02, 0.95, rng.randint(6, 10))
    return [np.array([(u, 1.15), (u + lean, -0.15)]) for u in starts + rng.uniform(-0.02, 0.02)]


def _loops(rng: Random) -> list[Points]:
    t, turns = np.linspace(0, 1, 240), rng.randint(4, 7)
    wide = rng.uniform(0.6, 1.0) / turns
    return [np.column_stack([t + wide * np.cos(t * turns * 6.28), 0.5 + 0.6 * np.sin(t * turns * 6.28)])]


_STRIKES: dict[str, Callable[[Random], list[Points]]] = {
    "line": lambda rng: _lines(rng, 1),
    "two-lines": lambda rng: _lines(rng, 2),
    "three-lines": lambda rng: _lines(rng, 3),
    "wavy-line": lambda rng: [_level(rng, 0.5, wave=rng.uniform(0.15, 0.3))],
    "cross": _cross,
    "zigzag": lambda rng: _zigzag(rng, rng.randint(5, 10)),
    "slashes": _slashes,
    "loops": _loops,
}


# ------------------------------------------------------------------------------------------------------------ see-through


def veil(picture: Picture, quad: Quad, style: str, rng: Random, *, millimetre: float) -> None:
    """Lay a cover over ``quad``, in place, that leaves some of the print's contrast (`LEFT`)."""
    tall = min(float(np.hypot(*(quad[3] - quad[0]))), 3.0 * millimetre)
    spot = grow(quad, tall * rng.uniform(0.3, 0.7), tall * rng.uniform(0.2, 0.5))
    left = rng.uniform(*LEFT)
    alpha = np.zeros(picture.shape[:2], np.uint8)
    cv2.fillPoly(alpha, [np.int32(np.round(spot))], 255)
    painted = _PAINTS[style][0]
    cover = np.empty_like(picture, np.float32)
    cover[:] = rng.choice(painted)
    if _PAINTS[style][1]:
        _streaks(cover, spot, rng, tall)
    share = alpha.astype(np.float32)[..., None] / 255 * (1 - left)
    picture[:] = np.clip(picture * (1 - share) + cover * share, 0, 255).astype(np.uint8)


_PAINTS: dict[str, tuple[tuple[Colour, ...], bool]] = {
    "felt-pen": (((10, 10, 14), (24, 20, 26)), True),
    "blue-felt-pen": (((16, 22, 84), (60, 14, 30), (12, 52, 34)), True),
    "app-marker": (((0, 0, 0), (28, 28, 30)), False),
    "app-brush": (((20, 20, 24), (36, 30, 90), (130, 20, 24)), False),
    "white-tape": (((250, 249, 245), (242, 242, 244)), False),
    "paper-tape": (((236, 230, 214), (246, 240, 226)), False),
}
"""colours of each cover, and whether it is drawn with a tip whose strokes show"""


def _streaks(cover: NDArray[np.float32], quad: Quad, rng: Random, tall: float) -> None:
    """Lighter streaks where two strokes of a felt pen meet."""
    for i in range(1, 4):
        v = i / 4 + rng.uniform(-0.06, 0.06)
        ends = [quad[0] * (1 - v) + quad[3] * v, quad[1] * (1 - v) + quad[2] * v]
        shade = tuple(float(c) + rng.uniform(4, 12) for c in cover[0, 0])
        cv2.line(cover, np.int32(ends[0]).tolist(), np.int32(ends[1]).tolist(), shade, max(1, round(0.06 * tall)))


# ----------------------------------------------------------------------------------------------------- mosaic and blur


def mosaic(picture: Picture, quad: Quad, rng: Random, *, tile: float) -> None:
    """Make tiles of ``quad``, in place, as an app does: each ``tile`` of the line's height."""
    left, top, right, bottom = _window(picture, quad, 0.25)
    side = max(2, round(tile * float(np.hypot(*(quad[3] - quad[0])))))
    start_x, start_y = max(0, left - rng.randrange(side)), max(0, top - rng.randrange(side))
    for y in range(start_y, bottom, side):
        for x in range(start_x, right, side):
            piece = picture[y : y + side, x : x + side]
            piece[:] = piece.mean((0, 1))


def blur(picture: Picture, quad: Quad, *, sigma: float) -> None:
    """Blur ``quad``, in place, by ``sigma`` of the line's height."""
    left, top, right, bottom = _window(picture, quad, 0.3)
    part = picture[top:bottom, left:right]
    part[:] = cv2.GaussianBlur(part, (0, 0), sigma * float(np.hypot(*(quad[3] - quad[0]))))


def _window(picture: Picture, quad: Quad, margin: float) -> tuple[int, int, int, int]:
    tall = margin * float(np.hypot(*(quad[3] - quad[0])))
    (left, top), (right, bottom) = np.int32(quad.min(0) - tall), np.int32(quad.max(0) + tall)
    high, wide = picture.shape[:2]
    return max(left, 0), max(top, 0), min(right, wide), min(bottom, high)
