"""A watermark written again and again: its tiles laid over one another, so that each shows what print hides in the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from idcheck.overlay import BLACK_AT, WHITE_AT, Overlay, shown
from idcheck.records import Picture

LEAST_SHIFT_MM = 9.0
"""mm from one tile to the next at least: less is from line to line, or the wave of a guilloche"""
LEAST_OVERLAP = 0.12
"""share of the picture in which a shift must lay it over itself"""
LEAST_LIKENESS = 0.16
"""correlation of the picture with itself from which a shift may be that of the tiles"""
MOST_SHIFTS = 8
"""shifts that are tried: the neighbours of a tile are four, where rows stand staggered six"""
SAME_SHIFT_MM = 4.0
"""mm within which two shifts are one"""
FINE_MM, BROAD_MM = 0.2, 1.0
"""mm: strokes of writing are broader than the one and narrower than the other"""
PLACE_MM = 15.0
"""mm of the place in which two tiles are compared: some three letters"""
ALIKE = (0.3, 0.6)
"""correlation of two places from which one counts for the other, and from which it counts whole"""
RULE_MM = 8.0
"""mm: a straight stroke so long is a rule of a table, no letter"""
SMALL = 3
"""times smaller that places are compared: they are broad"""

_Plane = NDArray[np.float32]
_Shift = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Strokes:
    """The strokes of an overlay (mean 0, float32) and where they are seen (1 or 0)."""

    height: _Plane
    seen: _Plane


def laid_together(ink: Overlay, px_per_mm: float, printed: Sequence[NDArray[np.int32]]) -> Picture | None:
    """The ink, dark on white, filled from its tiles; None where nothing in it repeats.

    ``printed``: quads in its pixels that hold print, which is left out when looking for what repeats.
    """
    depth = np.minimum(ink.depth, BLACK_AT)
    seen = (ink.seen & ~_rules(ink, px_per_mm)).astype(np.float32)
    strokes = _strokes(depth, seen, px_per_mm)
    shifts = [*_shifts(strokes, px_per_mm), *_shifts(_strokes(depth, _without(seen, printed), px_per_mm), px_per_mm)]
    if not shifts:
        return None
    total, weight = depth * seen, seen.copy()
    for shift in shifts:
        for there in (shift, (-shift[0], -shift[1])):
            counted = _alike(strokes, there, px_per_mm) * _moved(seen, there)
            total += counted * _moved(depth, there)
            weight += counted
    return shown(np.asarray(total / np.maximum(weight, 1e-3), np.float32), weight < 0.5)


def _without(seen: _Plane, quads: Sequence[NDArray[np.int32]]) -> _Plane:
    free = seen.copy()
    for quad in quads:
        cv2.fillPoly(free, [quad], 0)
    return free


def _rules(ink: Overlay, px_per_mm: float) -> NDArray[np.bool_]:
    """The rules of a table, level or upright."""
    inked = ((ink.depth > WHITE_AT) & ink.seen).astype(np.uint8)
    long = max(3, round(RULE_MM * px_per_mm))
    level, upright = (
        cv2.morphologyEx(inked, cv2.MORPH_OPEN, np.ones(shape, np.uint8)) for shape in ((1, long), (long, 1))
    )
    return np.asarray(cv2.dilate(cv2.max(level, upright), np.ones((3, 3), np.uint8)) > 0)


def _strokes(depth: _Plane, seen: _Plane, px_per_mm: float) -> _Strokes:
    """What is as broad as a stroke of writing, its heights clipped: a blot must not weigh more than the letters."""
    height = (_mean(depth, seen, FINE_MM * px_per_mm) - _mean(depth, seen, BROAD_MM * px_per_mm)) * seen
    limit = float(np.percentile(np.abs(height), 98))
    return _Strokes(np.clip(height, -limit, limit).astype(np.float32), seen)


def _mean(plane: _Plane, seen: _Plane, sigma: float) -> _Plane:
    """The mean around each pixel of what is seen."""
    total, weight = (cv2.GaussianBlur(each, (0, 0), sigma) for each in (plane * seen, seen))
    return np.asarray(total / np.maximum(weight, 0.05), np.float32)


def _shifts(strokes: _Strokes, px_per_mm: float) -> Iterator[_Shift]:
    """The shifts in pixels that lay the strokes over others like them, the best first; of two opposite ones either."""
    likeness = _likeness(strokes)
    middle = likeness.shape[0] // 2, likeness.shape[1] // 2
    rows, columns = np.ogrid[: likeness.shape[0], : likeness.shape[1]]
    likeness[np.hypot(rows - middle[0], columns - middle[1]) < LEAST_SHIFT_MM * px_per_mm] = -1
    radius = round(SAME_SHIFT_MM * px_per_mm)
    for _ in range(MOST_SHIFTS):
        row, column = (int(each) for each in np.unravel_index(int(likeness.argmax()), likeness.shape))
        if likeness[row, column] < LEAST_LIKENESS:
            return
        yield column - middle[1], row - middle[0]
        for at in ((column, row), (2 * middle[1] - column, 2 * middle[0] - row)):
            cv2.circle(likeness, at, radius, -1, cv2.FILLED)


def _likeness(strokes: _Strokes) -> NDArray[np.float64]:
    """The correlation of the strokes with themselves at every shift, over what is seen in both; the middle is no shift."""
    height, width = strokes.seen.shape
    size = cv2.getOptimalDFTSize(2 * height), cv2.getOptimalDFTSize(2 * width)
    seen, value, square = (
        np.fft.rfft2(each, size) for each in (strokes.seen, strokes.height, strokes.height * strokes.height)
    )

    def over(one: NDArray[np.complex128], other: NDArray[np.complex128]) -> NDArray[np.float64]:
        return np.asarray(np.fft.irfft2(np.conj(one) * other, size), np.float64)

    count = np.maximum(over(seen, seen), 1)
    here, there = over(value, seen), over(seen, value)
    spread = (over(square, seen) - here**2 / count) * (over(seen, square) - there**2 / count)
    likeness = (over(value, value) - here * there / count) / np.sqrt(np.maximum(spread, 1e-9))
    likeness[count < LEAST_OVERLAP * height * width] = -1
    return np.fft.fftshift(likeness)


def _alike(strokes: _Strokes, shift: _Shift, px_per_mm: float) -> _Plane:
    """How far each place looks like the one a shift away, 0–1."""
    small = strokes.height.shape[1] // SMALL, strokes.height.shape[0] // SMALL
    patch = (max(3, round(PLACE_MM * px_per_mm / SMALL) | 1),) * 2
    seen = strokes.seen * _moved(strokes.seen, shift)
    here, there = strokes.height * seen, _moved(strokes.height, shift) * seen
    both, one, other = (
        cv2.blur(cv2.resize(each, small, interpolation=cv2.INTER_AREA), patch)
        for each in (here * there, here * here, there * there)
    )
    likeness = both / np.sqrt(np.maximum(one * other, 1e-12))
    counted = np.clip((likeness - ALIKE[0]) / (ALIKE[1] - ALIKE[0]), 0, 1).astype(np.float32)
    return np.asarray(cv2.resize(counted, strokes.height.shape[::-1]), np.float32)


def _moved(plane: _Plane, shift: _Shift) -> _Plane:
    """What stands a shift away, 0 beyond the rim."""
    matrix = np.array([[1, 0, -shift[0]], [0, 1, -shift[1]]], np.float32)
    return np.asarray(cv2.warpAffine(plane, matrix, plane.shape[::-1], flags=cv2.INTER_NEAREST), np.float32)
