"""What lies over print that is still there: strokes of a pen, or a veil through which it shines."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from idcheck.bsn import LENGTH
from idcheck.engines.ppocr import cut
from idcheck.ink import dark_print
from idcheck.records import Covering, Page, Picture, Quad

HEIGHT_PX = 40
"""pixels of the line's height at which it is measured: a pen line of 0.2 mm is 3 pixels there"""
INK = 0.45
"""of the place's own contrast below its ground, from where a pixel is ink; guilloche and translucent watermarks stay above"""
STROKE = 1.5
"""line heights that one connected piece of ink spans: an open digit spans 0.3–0.5, two that touch 1; a line or a scribble through
nine of them 2.5–5 (measured on drawn numbers)"""
DARK_INK = 0.68
"""of the same contrast: there the digits of a small or blurred copy stand apart again, and those under a scribble do not"""
SLOPES = np.tan(np.radians(np.arange(-30, 31, 3)))
"""of the lines that are looked for in a long piece of ink: steeper ones cross no nine digits"""
LINE = 0.95
"""of such a line that is ink: digits that touch in a blurred copy fill less, down to 4 pixels a mm (measured on drawn ones)"""
FULL = 0.8
"""of the rectangle around a long piece of ink, from where it is a box or a marker over some digits, and no stroke"""
MIDDLE = (0.35, 0.65)
"""of the line's height, into which a stroke through its digits reaches: the letters of a caption above them touch, too"""
INNER = 0.35
"""of the line's height above and below the band in which a veil is told, digit by digit: its rim shows the ground beside it"""
GAP, BARE, PEN = 0.5, 3, (3, 6)
"""of a digit's pitch, to either side of where two digits meet, the gap is looked for; its columns in pixels; and pixels above and
below a row, from and to which the ground is taken: a pen's line is 2–4 wide there"""
TOUCHING = 0.15
"""of full contrast in the middle of a gap, from which the digits beside it run together there"""
BRIDGE, LEAST_BRIDGED = 0.3, 4
"""of full contrast, by which a row in a gap is darker than those around it; and gaps of eight that tell"""
OUT, OUT_INK, WIDEST, LEAST_OUT = (0.07, 0.17), 0.18, 14, 3
"""of the digits' height, from and to which is looked beyond them; share of full contrast of a stroke there; its width in pixels;
and how many above as below. With the gaps 527 of 676 drawn numbers under slashes or a zigzag were seen, 214 without; of 919 open
ones, a third of them at 150 dpi, 25 looked struck, 17 without (counted before `_of_digits` cut out the rows of the digits)"""
DIGIT_ROW, LEAST_ROWS = 0.35, 0.4
"""of the ink of a row full of digits, from which a row holds digits; and of the line's height, that they take: with a caption above
them in the same cut it is less"""
BLACK, LEAST_OF_PLACE, ROOM = 128, 0.3, 0.25
"""level of the darkest print alone below which it is ink; of a place's height, that its digits take; and of theirs, above and below
them, that is looked at with them: then they fill of the line what the bounds here were measured with"""
VEIL = 0.4
"""of the contrast of the print around it: covers through which the print shines leave 0.05–0.2, open print has 0.7–1"""
DIM, LIGHTEST = 0.6, 80
"""of the same contrast, by which the ground of a number itself is darker, where ink shines through, whatever crosses both: shade
over a photo takes less (chosen, tried on some forty drawn numbers); and the percentile of the band that is taken for its ground"""


def lying_over(page: Page, quad: Quad, ground: float, span: float, crossed: bool = False) -> Covering:
    """What lies over the print at a place: STRUCK, VEILED or NONE.

    ``ground`` and ``span``: the level of what the print around it stands on, and its contrast, in levels of 255. ``crossed``: by a
    watermark, whose letters are no strokes; then only strokes as dark as print are told.
    """
    digits = _of_digits(cut(page.picture, quad))
    scale = HEIGHT_PX / digits.shape[0]
    interpolation = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    crop = np.asarray(cv2.resize(digits, None, fx=scale, fy=scale, interpolation=interpolation), np.uint8)
    grey = cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY)
    if grey.shape[1] < LENGTH:
        return Covering.NONE  # nine digits have no room there
    inner = grey[round(INNER * HEIGHT_PX) : round((1 - INNER) * HEIGHT_PX)]
    cells = np.array_split(inner, LENGTH, axis=1)
    if float(np.median([np.ptp(np.percentile(cell, (5, 95))) for cell in cells])) < VEIL * span:
        return Covering.VEILED
    if float(np.percentile(inner, LIGHTEST)) < ground - DIM * span:
        return Covering.VEILED
    if crossed:
        grey = dark_print(crop)[..., 0]
    dark, light = (float(level) for level in np.percentile(grey, (5, 90)))
    loose, strict = ((grey < light - share * (light - dark)).astype(np.uint8) for share in (INK, DARK_INK))
    struck = any(_is_long(piece) for piece in _pieces(strict)) or any(_is_line(piece) for piece in _pieces(loose))
    ink = (light - grey.astype(np.float32)) / max(1.0, light - dark)
    return Covering.STRUCK if struck or _is_crossed(ink) else Covering.NONE


def _of_digits(crop: Picture) -> Picture:
    """The rows of a place that hold its digits, with some room: a caption may stand above them, and other lines around."""
    rows = (dark_print(crop)[..., 0] < BLACK).mean(axis=1)
    edges = np.flatnonzero(np.diff(np.pad((rows > DIGIT_ROW * np.percentile(rows, 80)).astype(np.int8), 1)))
    top, bottom = max(
        zip(edges[::2], edges[1::2], strict=True), key=lambda run: run[1] - run[0], default=(0, len(crop))
    )
    if bottom - top < LEAST_OF_PLACE * len(crop):
        return crop
    room = round(ROOM * (bottom - top))
    return crop[max(0, top - room) : bottom + room]


def _is_crossed(ink: NDArray[np.float32]) -> bool:
    """Whether pen lines cross the digits of a line by itself. ``ink``: the share of full contrast of each pixel."""
    rows = (ink > DARK_INK).mean(axis=1)
    on = np.flatnonzero(rows > DIGIT_ROW * float(np.percentile(rows, 80)))
    if len(on) < LEAST_ROWS * HEIGHT_PX or len(on) < on[-1] - on[0]:
        return False  # a caption stands above them
    return _bridges_gaps(ink, int(on[0]), int(on[-1])) or _stands_out(ink, int(on[0]), int(on[-1]))


def _bridges_gaps(ink: NDArray[np.float32], top: int, bottom: int) -> bool:
    """Whether a pen's line runs through the gaps between digits in these rows, which are bare in open print."""
    pitch = ink.shape[1] / LENGTH
    dips = (_dip(ink, round(i * pitch), round(GAP * pitch), top, bottom) for i in range(1, LENGTH))
    return sum(dip > BRIDGE for dip in dips) >= LEAST_BRIDGED


def _dip(ink: NDArray[np.float32], middle: int, reach: int, top: int, bottom: int) -> float:
    """How much darker one of these rows is than those above and below it, in the barest columns between two digits."""
    part = ink[:, max(0, middle - reach) : middle + reach]
    if part.shape[1] < BARE:
        return 0.0
    sums = np.convolve(part.clip(0, 1).sum(axis=0), np.ones(BARE), "valid")
    at = int(sums.argmin())
    rows = cv2.blur(part[:, at : at + BARE].mean(axis=1), (1, BARE)).ravel()
    if float(np.median(rows[round(MIDDLE[0] * HEIGHT_PX) : round(MIDDLE[1] * HEIGHT_PX)])) > TOUCHING:
        return 0.0  # the digits of a blurred copy run together
    near, far = PEN
    return max(
        float(rows[y] - max(rows[y - far : y - near].mean(), rows[y + near + 1 : y + far + 1].mean()))
        for y in range(max(far, top), min(len(rows) - far, bottom + 1))
    )


def _stands_out(ink: NDArray[np.float32], top: int, bottom: int) -> bool:
    """Whether ink stands out above and below these rows in several places each, as slashes through digits do."""
    near, far = (share * (bottom - top) for share in OUT)
    bands = ((top - far, top - near), (bottom + 1 + near, bottom + 1 + far))
    return all(_strokes_in(ink, round(first), round(end)) >= LEAST_OUT for first, end in bands)


def _strokes_in(ink: NDArray[np.float32], top: int, bottom: int) -> int:
    """How many strokes as narrow as a pen's cross these rows, as far as they were cut out."""
    if top < 0 or bottom > len(ink) or top >= bottom:
        return 0
    level = ink[top:bottom].mean(axis=0)
    edges = np.flatnonzero(np.diff(np.pad((level - np.median(level) > OUT_INK).astype(np.int8), 1)))
    return int((edges[1::2] - edges[::2] <= WIDEST).sum())


def _pieces(ink: NDArray[np.uint8]) -> Iterator[NDArray[np.bool_]]:
    """Each connected piece of ink, in its columns of the line."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    return (labels[:, x : x + wide] == index for index, (x, _, wide, _, _) in enumerate(stats.tolist()) if index)


def _is_long(piece: NDArray[np.bool_]) -> bool:
    """Whether a piece of ink holds several digits together, and is no box over some."""
    rows, wide = np.flatnonzero(piece.any(axis=1)), piece.shape[1]
    high = int(rows[-1] - rows[0]) + 1
    through = rows[0] < MIDDLE[1] * HEIGHT_PX and rows[-1] + 1 > MIDDLE[0] * HEIGHT_PX
    return bool(through and wide >= STROKE * HEIGHT_PX and piece.sum() < FULL * wide * high)


def _is_line(piece: NDArray[np.bool_]) -> bool:
    return _is_long(piece) and _has_line(piece)


def _has_line(piece: NDArray[np.bool_]) -> bool:
    """Whether a straight line runs in the ink, as long as what makes a stroke of it."""
    length = round(STROKE * HEIGHT_PX)
    columns = np.arange(piece.shape[1])
    for slope in SLOPES:
        rows = np.arange(piece.shape[0])[:, None] + np.rint(slope * (columns - columns.mean())).astype(int)
        on = np.take_along_axis(piece, rows.clip(0, piece.shape[0] - 1), axis=0) & (rows >= 0) & (rows < piece.shape[0])
        sums = np.cumsum(np.pad(on, ((0, 0), (1, 0))), axis=1)
        if (sums[:, length:] - sums[:, :-length]).max() >= LINE * length:
            return True
    return False
