"""What lies over print that is still there: strokes of a pen, or a veil through which it shines."""

from __future__ import annotations

import cv2
import numpy as np

from idcheck.bsn import LENGTH
from idcheck.engines import pens
from idcheck.engines.ppocr import cut
from idcheck.ink import dark_print
from idcheck.records import Covering, Page, Picture, Quad

STRUCK, SURELY_STRUCK = 0.7, 0.9
"""the chance from which a pen's strokes run through a line (drawn with reporting's fonts and hands, 50 of 51 struck numbers have
0.89 and more, the other, in slashes, 0.43; of 60 open ones one 0.84, the others 0.27 at most); and from which they do where a
watermark crosses it as well, or where they leave little of its ground"""
HEIGHT_PX = 40
"""pixels of the line's height at which a veil is measured"""
INNER = 0.35
"""of the line's height above and below the band in which a veil is told, digit by digit: its rim shows the ground beside it"""
ALL_INK, DIGIT_ROW, BLACK, LEAST_OF_PLACE = 0.6, 0.35, 128, 0.2
"""of a row that is ink, from which it is a cover's edge and of no digits; of the ink of a row full of digits, from which a row
holds some; level of the darkest print alone below which it is ink; and of a place's height, that its digits take"""
ROOM, STROKE_ROOM = 0.25, 0.6
"""of the height of digits, above and below them, that is looked at with them for a veil, and for strokes, which reach beyond them
(drawn lines through digits: with 0.25 some are missed; captions within 1.0 of them make strokes smaller)"""
VEIL = 0.4
"""of the contrast of the print around it: covers through which the print shines leave 0.05–0.2, open print has 0.7–1"""
DIM, LIGHTEST = 0.6, 80
"""of the same contrast, by which the ground of a number itself is darker, where ink shines through, whatever crosses both: shade
over a photo takes less (chosen, tried on some forty drawn numbers); and the percentile of the band that is taken for its ground"""


def lying_over(page: Page, quad: Quad, ground: float, span: float, crossed: bool = False) -> Covering:
    """What lies over the print at a place: STRUCK, VEILED or NONE.

    ``ground`` and ``span``: the level of what the print around it stands on, and its contrast, in levels of 255. ``crossed``: by a
    watermark, whose letters are no strokes; then strokes are told where they are plain, in colour or in the darkest print alone.
    """
    line = cut(page.picture, quad)
    top, bottom = digit_rows(line)
    digits = _with_room(line, top, bottom, ROOM)
    scale = HEIGHT_PX / digits.shape[0]
    interpolation = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    grey = cv2.cvtColor(cv2.resize(digits, None, fx=scale, fy=scale, interpolation=interpolation), cv2.COLOR_RGB2GRAY)
    if grey.shape[1] < LENGTH:
        return Covering.NONE  # nine digits have no room there
    inner = grey[round(INNER * HEIGHT_PX) : round((1 - INNER) * HEIGHT_PX)]
    cells = np.array_split(inner, LENGTH, axis=1)
    if float(np.median([np.ptp(np.percentile(cell, (5, 95))) for cell in cells])) < VEIL * span:
        return Covering.VEILED
    strokes = _with_room(line, top, bottom, STROKE_ROOM)
    lines = (strokes, dark_print(strokes)) if crossed else (strokes,)
    chance = max(map(pens.struck, lines))
    if float(np.percentile(inner, LIGHTEST)) < ground - DIM * span and chance < SURELY_STRUCK:
        return Covering.VEILED
    return Covering.STRUCK if chance > (SURELY_STRUCK if crossed else STRUCK) else Covering.NONE


def digit_rows(crop: Picture) -> tuple[int, int]:
    """The first row of a place's digits and the one below their last: a caption may stand above, and other lines around."""
    rows = (dark_print(crop)[..., 0] < BLACK).mean(axis=1)
    inner = np.flatnonzero(rows <= ALL_INK)
    if not inner.size:
        return 0, len(crop)
    rows[: inner[0]] = rows[inner[-1] + 1 :] = 0.0  # a cover's edge beside the line
    full = np.percentile(rows[rows <= ALL_INK], 80)  # a stroke along the digits has more
    edges = np.flatnonzero(np.diff(np.pad((rows > DIGIT_ROW * full).astype(np.int8), 1)))
    runs = zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    top, bottom = max(runs, key=lambda run: run[1] - run[0], default=(0, 0))
    return (top, bottom) if bottom - top >= LEAST_OF_PLACE * len(crop) else (0, len(crop))


def _with_room(crop: Picture, top: int, bottom: int, room: float) -> Picture:
    """These rows with so much of their height above and below them."""
    beyond = round(room * (bottom - top))
    return crop[max(0, top - beyond) : bottom + beyond]
