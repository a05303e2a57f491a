"""Places on a sheet that bear ink and of which nothing was read: a copy whose small print lies on end shows no card's edges."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from idcheck.records import Box, Page

PX_PER_MM = 2.0
"""at which ink is looked for: a row of small print is a grey line there"""
INK = 20
"""levels of 255 below the paper, from which a pixel bears ink: the print of the photocopy that it was made for has 50–100 there,
the lines of its table 17–26"""
NEAR_MM = 5.0
"""mm between pieces of ink that belong together (chosen)"""
LEAST_MM, MOST_MM = (30.0, 20.0), 140.0
"""mm of the longer and the shorter side of such a place, and most of either: a card is 86 by 54, a passport's page 125 wide"""
LEAST_INK = 0.02
"""of the place, that bears ink: a crease has less (chosen)"""
MOST_PLACES = 4
"""that are looked at, the largest first: a page of pictures has many"""


def unread_places(page: Page, known: Sequence[Box], scale: float) -> list[Box]:
    """The places, in fractions of the page, as large as a copy of a card and beside what is ``known``; ``scale``: pixels a mm."""
    shrink = PX_PER_MM / scale
    grey = cv2.cvtColor(page.picture, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    high, wide = small.shape
    ink = (small < float(np.percentile(small, 90)) - INK).astype(np.uint8)
    for box in known:
        left, right = (round(x * wide) for x in (box.left, box.right))
        top, bottom = (round(y * high) for y in (box.top, box.bottom))
        ink[max(0, top - 1) : bottom + 1, max(0, left - 1) : right + 1] = 0
    near = np.ones((round(NEAR_MM * PX_PER_MM),) * 2, np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(cv2.dilate(ink, near))
    found = []
    for index, (x, y, w, h, _) in enumerate(stats.tolist()):
        long, short = (each(w, h) / PX_PER_MM - NEAR_MM for each in (max, min))
        if not index or long < LEAST_MM[0] or short < LEAST_MM[1] or long > MOST_MM:
            continue
        own = ink[y : y + h, x : x + w][labels[y : y + h, x : x + w] == index]
        if own.sum() > LEAST_INK * w * h:
            found.append(Box(x / wide, y / high, (x + w) / wide, (y + h) / high))
    return sorted(found, key=lambda box: -box.area)[:MOST_PLACES]
