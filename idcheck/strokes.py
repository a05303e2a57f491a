"""What lies over print that is still there: strokes of a pen, or a veil through which it shines."""

from __future__ import annotations

import cv2
import numpy as np

from idcheck.bsn import LENGTH
from idcheck.engines.ppocr import cut
from idcheck.records import Covering, Page, Quad

HEIGHT_PX = 40
"""pixels of the line's height at which it is measured: a pen line of 0.2 mm is 3 pixels there"""
INK = 0.45
"""of the place's own contrast below its ground, from where a pixel is ink; guilloche and translucent watermarks stay above"""
STROKE = 1.5
"""line heights that one connected piece of ink spans: an open digit spans 0.3–0.5, two that touch 1; a line or a scribble through
nine of them 2.5–5 (measured on drawn numbers)"""
FULL = 0.8
"""of the rectangle around a long piece of ink, from where it is a box or a marker over some digits, and no stroke"""
MIDDLE = (0.35, 0.65)
"""of the line's height, into which a stroke through its digits reaches: the letters of a caption above them touch, too"""
INNER = 0.35
"""of the line's height above and below the band in which a veil is told, digit by digit: its rim shows the ground beside it"""
VEIL = 0.4
"""of the contrast of the print around it: covers through which the print shines leave 0.05–0.2, open print has 0.7–1"""


def lying_over(page: Page, quad: Quad, span: float) -> Covering:
    """What lies over the print at a place: STRUCK, VEILED or NONE. ``span``: contrast of the print around it, in levels of 255."""
    grey = cv2.cvtColor(cut(page.picture, quad), cv2.COLOR_RGB2GRAY)
    scale = HEIGHT_PX / grey.shape[0]
    grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    inner = grey[round(INNER * HEIGHT_PX) : round((1 - INNER) * HEIGHT_PX)]
    cells = np.array_split(inner, LENGTH, axis=1)
    if float(np.median([np.ptp(np.percentile(cell, (5, 95))) for cell in cells])) < VEIL * span:
        return Covering.VEILED
    dark, light = (float(level) for level in np.percentile(grey, (5, 90)))
    ink = (grey < light - INK * (light - dark)).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    return Covering.STRUCK if any(_is_stroke(*piece[1:]) for piece in stats[1:].tolist()) else Covering.NONE


def _is_stroke(top: int, wide: int, high: int, area: int) -> bool:
    through = top < MIDDLE[1] * HEIGHT_PX and top + high > MIDDLE[0] * HEIGHT_PX
    return through and wide >= STROKE * HEIGHT_PX and area < FULL * wide * high
