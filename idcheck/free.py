"""Writing on the free part of a sheet, found by its ink alone: lines that touch are no lines to the detector.

Beside a card on a plain sheet nothing stands but what was written there. Its ink is gathered into patches, each turned level by
where its rows are the sharpest, and cut into lines along the paths that cross the least ink.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from idcheck.blocks import is_letter
from idcheck.crops import Crop, crop_of, scaled, turned
from idcheck.expected import SURE
from idcheck.overlay import ink_of
from idcheck.records import Box, Page, Picture, Quad, Reading

WORK_PX_PER_MM = 4.0
"""pixels a mm at which ink is looked for: a ball pen's line of 0.4 mm is nearly two"""
READ_PX_PER_MM = 10.0
"""pixels a mm at which its lines are cut: capitals of 4 mm are as high as the recogniser has them"""
RIM_MM = 1.5
"""mm around a side that are its shadow or its cut"""
GAP_MM = 5.0
"""mm between pieces of one marking: a wide blank, or two lines"""
LEAST_LONG_MM, LEAST_HIGH_MM = 14.0, 3.0
"""mm of a patch: a date alone is as long; what is smaller is a speck, or a caption"""
MOST_HIGH_MM = 70.0
"""mm of a patch across its lines: more is a picture"""
MOST_INK = 0.55
"""share of the hull of a patch that is ink: a black bar is all of it, drawn lines that touch (the two at hand) less than this"""
MOST_SPECKLED = 0.06
"""share of the free sheet that is ink: more is no plain sheet, but a table's grain or a printed form"""
TURNS = np.arange(-90.0, 90.0, 2.0)
"""degrees at which the rows of a patch are tried"""
MOST_POINTS = 4000
"""of a patch's ink that tell its turn"""
VALLEY = 0.6
"""ink of a row between two lines, against the fuller row of the poorer of them"""
LINE_MM = 3.0
"""mm of the lowest line"""
SMOOTH_MM = 0.6
"""mm over which rows are taken together: a stroke and its blur"""
WINDING_MM = 2.0
"""mm by which the path between two lines winds around letters that reach into the other"""
OFF_COURSE, TURNING = 0.02, 0.01
"""what it costs that path to be as far off its row as it may, and to go up or down by a pixel, in pixels of ink: little"""
MARGIN_MM = 0.4
"""mm of paper kept around a line"""
MOST_LINES = 10
"""lines that are read: a marking has five, and a signature may stand beside it"""


class FreeLine(NamedTuple):
    """A line: where it stands, in pixels of the page, and its picture, what stands above and below it taken away."""

    quad: Quad
    picture: Picture


def free_lines(page: Page, reading: Reading) -> Iterator[FreeLine]:
    """The lines of ink on the free part of a plain sheet that holds ID sides and is no letter, the largest patch first."""
    if not reading.sides or is_letter(reading.words):
        return
    number = 0
    for patch, px_per_mm in _patches(page, reading):
        for line in _lines(scaled(crop_of(page, patch, px_per_mm, MARGIN_MM), READ_PX_PER_MM)):
            if number == MOST_LINES:
                return
            number += 1
            yield line


def _patches(page: Page, reading: Reading) -> Iterator[tuple[Box, float]]:
    """The boxes of ink that stands together, with pixels a mm of the page."""
    px_per_mm = max(side.px_per_mm for side in reading.sides)
    sheet = scaled(crop_of(page, Box(0.0, 0.0, 1.0, 1.0), px_per_mm, 0.0), WORK_PX_PER_MM)
    ink = ink_of(sheet.picture, sheet.px_per_mm).astype(np.uint8)
    free = np.ones_like(ink)
    for side in reading.sides:
        _blot(free, side.box, RIM_MM * sheet.px_per_mm)
    if (ink & free).sum() > MOST_SPECKLED * free.sum():
        return
    for word in reading.words:
        if word.confidence >= SURE:
            _blot(free, word.box, 0.0)
    ink &= free
    size = max(1, round(GAP_MM * sheet.px_per_mm))
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    height, width = ink.shape
    for index in sorted(range(1, count), key=lambda index: -stats[index, cv2.CC_STAT_AREA]):
        left, top, wide, high, _ = stats[index].tolist()
        here = ink[top : top + high, left : left + wide] & (labels[top : top + high, left : left + wide] == index)
        long, short = max(wide, high) / sheet.px_per_mm, min(wide, high) / sheet.px_per_mm
        if long < LEAST_LONG_MM or not LEAST_HIGH_MM < short < MOST_HIGH_MM:
            continue
        hull = cv2.convexHull(np.argwhere(here).astype(np.int32))
        if here.sum() <= MOST_INK * cv2.contourArea(hull):
            yield Box(left / width, top / height, (left + wide) / width, (top + high) / height), px_per_mm


def _blot(free: NDArray[np.uint8], box: Box, rim: float) -> None:
    height, width = free.shape
    left, top = max(0, int(box.left * width - rim)), max(0, int(box.top * height - rim))
    free[top : int(box.bottom * height + rim) + 1, left : int(box.right * width + rim) + 1] = 0


def _lines(patch: Crop) -> Iterator[FreeLine]:
    """The lines of a patch, from the top down."""
    ink = ink_of(patch.picture, patch.px_per_mm)
    if not ink.any():
        return
    level = turned(patch, _turn(ink))
    ink = ink_of(level.picture, level.px_per_mm)
    if not 0 < ink.sum() < ink.size:
        return
    rows = _smooth(ink.sum(axis=1).astype(np.float64), SMOOTH_MM * level.px_per_mm)
    cuts = _cuts(rows, 0, len(rows), round(LINE_MM * level.px_per_mm))
    paths = [_path(ink, cut, round(WINDING_MM * level.px_per_mm)) for cut in cuts]
    height, width = ink.shape
    borders = [np.zeros(width, np.intp), *paths, np.full(width, height)]
    row = np.arange(height)[:, None]
    ground = np.median(level.picture[~ink], axis=0).astype(np.uint8)
    for above, below in pairwise(borders):
        inside = (row >= above) & (row < below)
        ys, xs = np.nonzero(ink & inside)
        if len(xs) and np.ptp(xs) > np.ptp(ys):
            alone = replace(level, picture=np.where(inside[..., None], level.picture, ground))
            slope = float(np.degrees(np.arctan(np.polyfit(xs, ys, 1)[0])))
            yield from _trimmed(turned(alone, slope))


def _trimmed(line: Crop) -> Iterator[FreeLine]:
    """A level line without the paper around it; none where its ink is lost as it is turned."""
    ys, xs = np.nonzero(ink_of(line.picture, line.px_per_mm))
    if not len(xs):
        return
    margin, (height, width) = round(MARGIN_MM * line.px_per_mm), line.picture.shape[:2]
    left, right = max(0, int(xs.min()) - margin), min(width, int(xs.max()) + margin + 1)
    top, bottom = max(0, int(ys.min()) - margin), min(height, int(ys.max()) + margin + 1)
    quad = np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float32)
    yield FreeLine(line.on_page(quad), np.ascontiguousarray(line.picture[top:bottom, left:right], np.uint8))


def _turn(ink: NDArray[np.bool_]) -> float:
    """The angle in degrees at which the ink stands in the sharpest rows."""
    points = np.argwhere(ink).astype(np.float64)
    points = points[:: max(1, len(points) // MOST_POINTS)] - points.mean(axis=0)
    size = float(np.abs(points).max()) * 1.5 + 1

    def sharpness(turn: float) -> float:
        rows = points[:, 0] * np.cos(np.radians(turn)) - points[:, 1] * np.sin(np.radians(turn))
        counts, _ = np.histogram(rows, bins=max(8, int(size)), range=(-size, size))
        return float((counts.astype(np.float64) ** 2).sum())

    best = max(TURNS, key=sharpness)
    return float(max(np.arange(best - 1.5, best + 2.0, 0.5), key=sharpness))


def _smooth(rows: NDArray[np.float64], width: float) -> NDArray[np.float64]:
    size = max(1, round(width))
    return np.convolve(rows, np.ones(size) / size, mode="same")


def _cuts(rows: NDArray[np.float64], start: int, stop: int, least: int) -> list[int]:
    """The rows at which to cut, each poorer than what stands on both sides of it."""
    if stop - start < 2 * least:
        return []
    peaks_above = np.maximum.accumulate(rows[start:stop])
    peaks_below = np.maximum.accumulate(rows[start:stop][::-1])[::-1]
    depth = rows[start:stop] / np.maximum(1e-6, np.minimum(peaks_above, peaks_below))
    depth[:least] = depth[-least:] = np.inf
    at = int(depth.argmin())
    if depth[at] > VALLEY:
        return []
    return [*_cuts(rows, start, start + at, least), start + at, *_cuts(rows, start + at, stop, least)]


def _path(ink: NDArray[np.bool_], row: int, reach: int) -> NDArray[np.intp]:
    """The path from left to right, around a row, that crosses the least ink; for each column the row below it."""
    top, bottom = max(0, row - reach), min(len(ink), row + reach + 1)
    off = np.abs(np.arange(top, bottom) - row)[:, None] / max(1, reach)
    cost = ink[top:bottom].astype(np.float64) + OFF_COURSE * off
    total = cost.copy()
    for column in range(1, cost.shape[1]):
        before = np.pad(total[:, column - 1], 1, constant_values=np.inf)
        total[:, column] += np.minimum(np.minimum(before[:-2], before[2:]) + TURNING, before[1:-1])
    path = np.empty(cost.shape[1], np.intp)
    path[-1] = int(total[:, -1].argmin())
    for column in range(cost.shape[1] - 2, -1, -1):
        near = np.arange(max(0, path[column + 1] - 1), min(len(total), path[column + 1] + 2))
        path[column] = near[int(total[near, column].argmin())]
    return path + top
