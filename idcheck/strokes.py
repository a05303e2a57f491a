"""What lies over print that is still there: strokes of a pen, or a veil through which it shines."""

from __future__ import annotations

import cv2
import numpy as np

from idcheck.engines.ppocr import cut
from idcheck.records import Covering, Page, Quad

HEIGHT_PX = 40
"""pixels of the line's height at which it is measured: a pen line of 0.2 mm is 3 pixels there"""
INK = 0.45
"""of the place's own contrast below its ground, from where a pixel is ink; guilloche and translucent watermarks stay above"""
STROKE = 1.5
"""line heights that one connected piece of ink spans: an open digit spans 0.3–0.5, two that touch 1; a line or a scribble through
nine of them 2.5–5 (measured on drawn numbers)"""
VEIL = 0.4
"""of the contrast of the print around it: covers through which the print shines leave 0.05–0.2, open print has 0.7–1"""


def lying_over(page: Page, quad: Quad, span: float) -> Covering:
    """What lies over the print at a place: STRUCK, VEILED or NONE. ``span``: contrast of the print around it, in levels of 255."""
    grey = cv2.cvtColor(cut(page.picture, quad), cv2.COLOR_RGB2GRAY)
    scale = HEIGHT_PX / grey.shape[0]
    grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    dark, light = (float(level) for level in np.percentile(grey, (5, 90)))
    if light - dark < VEIL * span:
        return Covering.VEILED
    ink = (grey < light - INK * (light - dark)).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    widest = max((int(piece[cv2.CC_STAT_WIDTH]) for piece in stats[1:]), default=0)
    return Covering.STRUCK if widest >= STROKE * HEIGHT_PX else Covering.NONE
