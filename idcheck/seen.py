"""Where digits can be seen on a side, whether a reader found them or not: by the finder of digits.

A detector of lines misses one now and then, under a watermark most often; what it does not find nobody reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from idcheck.engines import digits
from idcheck.engines.ppocr import Line
from idcheck.geometry import angle_of, box_of, height_of, quad_of
from idcheck.ink import cropped
from idcheck.records import Box, Picture, Quad
from idcheck.rows import known, pieces
from idcheck.sight import LEVEL, VALUE_MM, Sight, in_strip, in_table, is_paler
from idcheck.views import shining, stretch, tiles_of

CHANCE, THROUGH_CHANCE, LEAST_SPOTS, DIGIT_MM = 0.8, 0.5, 2, 0.9
"""from which a digit is seen: those of drawn numbers, open or struck, have 0.9 and more, captions of a poor picture 0.6–0.9; and
through a cover, on which nothing else is; spots of 0.67 mm that it is high at least, where captions that a threshold broke have
one; and mm from one to the next, at least, of a number as small as a licence's back has"""
SURELY, MANY, MOSTLY, LEAST_SHARE, INSIDE = 0.9, 6, 0.4, 0.3, 0.8
"""confidence of a line with so many digits, and so many of its characters, as a date has, that must be seen there; of its length,
that they take at least; and of it, that lies in the place"""

SCALES = (1.0, 1.4, 0.7)
"""times the scale of a side, at which it is looked at in turn"""
THROUGH, NUMBER = 5, 6
"""digits that are seen through a cover that hides too little: those that shine through show six or more most often, the fringe
of a scratch and a watermark's piece on it up to four; and those that are most of a number where no cover was seen over its place,
for a guilloche shows up to five, and so does the grain of blank paper in stretched contrast"""
AROUND_MM, COVER_RIM = 4.0, 0.1
"""mm around a place that are looked at with it: what the finder takes into account on either side is 6; and of a cover's width and
height, its rim, that is not taken for its colour"""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Seen:
    """A place in which digits are looked for. ``spots``: where they are (bool, rows × columns), with those around it, of which none
    is one; ``corner``: their left and top, ``size``: width and height of all, and ``step``: of one, in pixels of the page.
    ``told``: whether digits are seen where they were read with ease; without that, those that are not seen tell nothing.
    """

    place: Box
    spots: NDArray[np.bool_] = field(repr=False)
    corner: tuple[int, int]
    size: tuple[int, int]
    step: NDArray[np.float64] = field(repr=False)
    px_per_mm: float
    told: bool = True

    def digits_in(self, quad: Quad) -> int:
        """How many digits have room where some are seen, along a line."""
        return int(self._columns(quad).sum() * self._spot_mm / DIGIT_MM)

    def digits_in_row(self) -> int:
        """How many digits have room in the row that has most, where some are seen."""
        return max(map(self.digits_in, rows_of(self)), default=0)

    def share_of(self, quad: Quad) -> float:
        """The share of a line's length in which digits are seen."""
        columns = self._columns(quad)
        return float(columns.mean()) if columns.size else 0.0

    @property
    def _spot_mm(self) -> float:
        return float(self.step[0]) / self.px_per_mm

    def _columns(self, quad: Quad) -> NDArray[np.bool_]:
        first, last = ((edge - self.corner) / self.step for edge in (quad.min(axis=0), quad.max(axis=0)))
        (left, top), (right, bottom) = np.floor(first).astype(int).clip(0), np.ceil(last).astype(int).clip(0)
        return np.asarray(self.spots[top:bottom, left:right].any(axis=0), np.bool_)


def seen_in(sight: Sight, place: Box, *, stretched: bool = False) -> Seen:
    """Where digits are seen in a place of a side, at the scale of the side or, where those that were read are not seen, at another:
    a box that was reckoned from what was read can be too large or too small.

    ``stretched``: with its contrast stretched locally, in which print shows that shines through, and a watermark's.
    """
    tried = []
    for scale in SCALES:
        tried.append(_seen_at(sight, place, scale * sight.side.px_per_mm, stretched))
        if _is_told(sight, tried[-1]):
            return tried[-1]
    return replace(tried[0], told=False)


def _seen_at(sight: Sight, place: Box, px_per_mm: float, stretched: bool) -> Seen:
    crop, corner = _around(sight, place, px_per_mm)
    if not crop.size:
        return Seen(
            place=place,
            spots=np.zeros((1, 1), np.bool_),
            corner=corner,
            size=(1, 1),
            step=np.ones(2),
            px_per_mm=px_per_mm,
        )
    return _found(sight, place, corner, stretch(crop, tiles_of(crop, px_per_mm)) if stretched else crop, px_per_mm)


def _around(sight: Sight, place: Box, px_per_mm: float) -> tuple[Picture, tuple[int, int]]:
    """A place with what stands around it, for letters that its edge cuts through look like digits; and its corner in pixels."""
    rim = AROUND_MM * px_per_mm
    return cropped(sight.page, place.grow(rim / sight.page.width, rim / sight.page.height))


def _found(
    sight: Sight,
    place: Box,
    corner: tuple[int, int],
    view: Picture,
    px_per_mm: float,
    chance: float = CHANCE,
    *,
    most: bool = False,
) -> Seen:
    """Where digits are seen in a place, in a view of it with what stands around it; ``most``: only those that stand in it with the
    most of their height.
    """
    found = (digits.chances(view, px_per_mm) > chance).astype(np.uint8)
    spots = cv2.morphologyEx(found, cv2.MORPH_OPEN, np.ones((LEAST_SPOTS, 1), np.uint8)) > 0
    step = np.array([view.shape[1], view.shape[0]]) / spots.shape[::-1]
    (left, top), _, (right, bottom), _ = (
        ((quad_of(place, sight.page.width, sight.page.height) - corner) / step).round().astype(int)
    )
    inside = np.zeros_like(spots)
    inside[max(0, top) : bottom, max(0, left) : right] = True
    spots = _mostly(spots, inside) if most else spots & inside
    return Seen(place=place, spots=spots, corner=corner, size=view.shape[1::-1], step=step, px_per_mm=px_per_mm)


def _mostly(spots: NDArray[np.bool_], inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The spots inside a place, without those of a column that goes on outside it with as many: what stands there is its rim."""
    apart = np.zeros((spots.shape[0], 2 * spots.shape[1]), np.uint8)
    apart[:, ::2] = spots
    count, runs = cv2.connectedComponents(apart)
    runs = runs[:, ::2]
    within, whole = (np.bincount(runs[where], minlength=count) for where in (inside, np.ones_like(inside)))
    return np.asarray(spots & inside & (2 * within > whole)[runs], np.bool_)


def digits_through(sight: Sight, cover: Box) -> int:
    """How many digits of one row are seen through a cover, as small as they can be. Of 160 drawn ones that leave 6–20 % of the
    contrast, with fonts of reporting, 159 show more than two fifths of a number's width; of 209 that hide all one shows three
    tenths.
    """
    crop, corner = _around(sight, cover, sight.side.px_per_mm)
    middle, _ = cropped(sight.page, cover.grow(-COVER_RIM * cover.width, -COVER_RIM * cover.height))
    if not middle.size:
        return 0
    px_per_mm = sight.side.px_per_mm
    view = shining(crop, middle, px_per_mm)
    inner = cover.grow(0.0, -COVER_RIM * cover.height)  # print that its edge cuts through shines not through it
    return _found(sight, inner, corner, view, px_per_mm, THROUGH_CHANCE, most=True).digits_in_row()


def _is_told(sight: Sight, seen: Seen) -> bool:
    """Whether digits are seen in any of the lines where they were read with ease, a watermark's among them; where none were,
    nothing speaks against it.
    """
    shares = [seen.share_of(line.quad) for line in sight.lines if _must_be_seen(sight, seen, line)]
    return max(shares, default=1.0) > LEAST_SHARE


def _must_be_seen(sight: Sight, seen: Seen, line: Line) -> bool:
    """Whether a line of the document's own in this place has many digits as large as a number's, read with ease."""
    low, high = (mm * sight.side.px_per_mm for mm in VALUE_MM)
    many = sum(map(str.isdigit, line.text.text)) >= max(MANY, MOSTLY * len(line.text.text))
    if not (many and line.text.confidence > SURELY and low < height_of(line.quad) < high):
        return False
    if in_strip(sight, line.quad) or in_table(sight, line.quad) or abs(angle_of(line.quad)) > LEVEL:
        return False
    box = box_of(line.quad, sight.page.width, sight.page.height)
    if any(box.meet(patch.box).area > 0 for patch in sight.patches):
        return False  # what is laid over a cover is told from what it covers
    if any(line.quad is quad for quad in sight.laid_over) or is_paler(sight.page, line.quad, sight.ground, sight.span):
        return False
    first, last = ((edge - seen.corner) / seen.step for edge in (line.quad.min(axis=0), line.quad.max(axis=0)))
    rows, columns = seen.spots.shape
    inside = np.minimum(last, (columns, rows)) - np.maximum(first, 0)
    return bool((inside > INSIDE * (last - first)).all())


def beside(sight: Sight, seen: Seen, lines: Sequence[Line]) -> Seen:
    """What is seen in none of these lines and under no patch."""
    told = known(sight, lines, seen.corner, seen.size[::-1]).astype(np.uint8)
    return replace(
        seen, spots=seen.spots & (cv2.resize(told, seen.spots.shape[::-1], interpolation=cv2.INTER_NEAREST) == 0)
    )


def rows_of(seen: Seen) -> list[Quad]:
    """The rows of digits that are seen, the longest first, in pixels of the page."""
    high = cv2.morphologyEx(seen.spots.astype(np.uint8), cv2.MORPH_OPEN, np.ones((LEAST_SPOTS, 1), np.uint8))
    joined = cv2.morphologyEx(high, cv2.MORPH_CLOSE, np.ones((1, 3), np.uint8))
    rows = sorted(pieces(joined > 0), key=lambda row: row.left - row.right)
    boxes = [np.array([row[:2], (row.right, row.top), row[2:], (row.left, row.bottom)]) for row in rows]
    return [np.asarray(box * seen.step + seen.corner, np.float32) for box in boxes]
