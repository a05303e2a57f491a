"""Pieces of ink beside what was read: those that a cover leaves of a number stand in a row with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from idcheck.documents import LICENCE
from idcheck.engines.ppocr import Line
from idcheck.geometry import height_of, quad_of, spread
from idcheck.ink import cropped
from idcheck.records import Box, Quad
from idcheck.sight import Sight

SIGN_MM = (1.3, 3.6)
"""height of a digit of a field (2–2.6) or a strip (2.4–3.2); captions have 1"""
SIGN_WIDTH = 1.4
"""of its height, that a sign is wide at most: two that touch are more"""
LEVEL, ALIKE, NEXT = 0.2, 0.3, 1.4
"""of a sign's height: how far the foot of the next one in a row may be off, how much its height may differ, and how far off its
left edge is from the right edge of this one (characters of a drawn strip: 0.2–0.5)"""
BESIDE_MM, LEAST_WIDTH = 20.0, 0.15
"""mm on either side of a cover, in which its number has room; and of a sign's height, its width: less is the cover's own edge"""
LINE_RIM, PATCH_RIM_MM = 0.15, 0.5
"""of a line's height, and mm, around a line and a patch, whose own edge it is"""


class Sign(NamedTuple):
    """The box of a piece of ink, in pixels."""

    left: int
    top: int
    right: int
    bottom: int


def signs_beside(sight: Sight, cover: Box, words: Sequence[Line]) -> int:
    """How many signs, whether read or not, stand in one row with a cover: on either side of it, the first next to its edge; but for
    those of these words, and for those right of it on a licence, whose own number stands there.
    """
    reach, rim = BESIDE_MM * sight.side.px_per_mm / sight.page.width, PATCH_RIM_MM * sight.side.px_per_mm
    band = cover.grow(reach, rim / sight.page.height)
    crop, (x, y) = cropped(sight.page, band.meet(Box(0.0, 0.0, 1.0, 1.0)))
    if not crop.size:
        return 0
    left, right = round(cover.left * sight.page.width) - x, round(cover.right * sight.page.width) - x
    dark = (crop.max(axis=2) < sight.pale) & ~_lying_in(words, (x, y), crop.shape)
    dark[:, max(0, left) : right] = False
    signs = [one for one in _signs(sight, dark) if one.right - one.left > LEAST_WIDTH * (one.bottom - one.top)]
    before = [one._replace(left=-one.right, right=-one.left) for one in signs if one.right <= left]
    behind = [one for one in signs if one.left >= right] if sight.side.document != LICENCE else []
    return _from_edge(sorted(before), -left) + _from_edge(sorted(behind), right)


def _signs(sight: Sight, dark: NDArray[np.bool_]) -> list[Sign]:
    """The pieces of dark ink that are as high as a digit, and no wider than one."""
    low, high = (mm * sight.side.px_per_mm for mm in SIGN_MM)
    signs = (sign for sign in pieces(dark) if low < sign.bottom - sign.top < high)
    return [sign for sign in signs if sign.right - sign.left < SIGN_WIDTH * (sign.bottom - sign.top)]


def _from_edge(signs: Sequence[Sign], edge: int) -> int:
    """How many signs follow one another in a level row from an edge left of them."""
    count, last = 0, None
    for sign in signs:
        high = sign.bottom - sign.top
        if last is None and sign.left - edge >= NEXT * high:
            break
        if last is None or _follows(last, sign):
            count, last = count + 1, sign
    return count


def known(sight: Sight, lines: Sequence[Line], corner: tuple[int, int], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Where in a crop of the page (its left top corner and shape, in pixels) these lines lie, or a patch, or a code that was
    decoded, or a licence's table, in which no BSN stands: bool, of that shape.
    """
    rim = PATCH_RIM_MM * sight.side.px_per_mm
    table = () if sight.table is None else (sight.table,)
    places = (*(patch.box for patch in sight.patches), *sight.codes, *table)
    boxes = (quad_of(place, sight.page.width, sight.page.height) for place in places)
    return _lying_in(lines, corner, shape) | _filled([spread(box, rim, rim) for box in boxes], corner, shape)


def _lying_in(lines: Sequence[Line], corner: tuple[int, int], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    return _filled([spread(line.quad, *(LINE_RIM * height_of(line.quad),) * 2) for line in lines], corner, shape)


def _filled(quads: Sequence[Quad], corner: tuple[int, int], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    mask = np.zeros(shape[:2], np.uint8)
    for quad in quads:
        cv2.fillConvexPoly(mask, np.rint(quad - corner).astype(np.int32), 1)
    return np.asarray(mask > 0, np.bool_)


def pieces(ink: NDArray[np.bool_]) -> list[Sign]:
    """The boxes of the connected pieces of a mask."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8))
    return [Sign(left, top, left + wide, top + high) for left, top, wide, high, _ in stats[1:].tolist()]


def _follows(one: Sign, other: Sign) -> bool:
    high = one.bottom - one.top
    level = abs(one.bottom - other.bottom) < LEVEL * high and abs(high - (other.bottom - other.top)) < ALIKE * high
    return level and -0.2 * high < other.left - one.right < NEXT * high
