"""Tell a cover from the document's own ground by its rim: paint, tape and ink end in a step, a wash of colours does not."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from idcheck.records import Picture

SECTORS = 16
"""parts of a patch's outline, each compared by itself: a cover may adjoin another one, or a line of print"""
INNER_MM, OUTER_MM = 0.75, (0.6, 1.75)
"""mm inside the outline from where, and outside it from and to where levels are taken: a photo's blur, and what the outline may be
off, are narrower"""
STEP = 16
"""levels of 255, in any channel, between both: covers differ from their ground by 20 and more, a wash of colours by 0–14"""
LEAST_BAND = 3
"""pixels of a band in a sector that tell its level"""
STEPPED = 0.75
"""of the outline that must be a step (0.88–1 for covers, 0.25–0.6 for ground between two fields; measured on drawn ones)"""
ALIKE, MOST_ALIKE = 10, 5
"""levels of 255 within which two patches have one colour; and how many of one colour a person lays on a side, over the number, the
code and the strip, each perhaps in two pieces: more are bands of the document's ground"""


def ends_in_step(
    crop: Picture, mask: NDArray[np.bool_], corner: tuple[int, int], px_per_mm: float, least: float = STEP
) -> bool:
    """Whether a patch differs from what lies right around it, by more than ``least`` levels, along most of its outline.

    ``crop``: the side; ``mask``: the patch (bool), whose left and top are ``corner`` in the crop, in pixels.
    """
    room = round(2 * OUTER_MM[1] * px_per_mm)
    left, top = corner
    high, wide = mask.shape
    x, y = max(0, left - room), max(0, top - room)
    window = crop[y : top + high + room, x : left + wide + room].astype(np.int16)
    patch = np.zeros(window.shape[:2], np.uint8)
    patch[top - y : top - y + high, left - x : left - x + wide] = mask
    core = cv2.erode(patch, _square(INNER_MM, px_per_mm), borderType=cv2.BORDER_CONSTANT, borderValue=0) > 0
    inner = core if core.any() else patch > 0
    near, far = (_square(mm, px_per_mm) for mm in OUTER_MM)
    outer = (cv2.dilate(patch, far) > 0) & (cv2.dilate(patch, near) == 0)
    steps = list(_steps(window, inner, outer, _sectors(patch)))
    return bool(steps) and sum(step > least for step in steps) >= STEPPED * len(steps)


def _square(mm: float, px_per_mm: float) -> NDArray[np.uint8]:
    return np.ones((2 * round(mm * px_per_mm) + 1,) * 2, np.uint8)


def _sectors(patch: NDArray[np.uint8]) -> NDArray[np.int_]:
    """The sector of each pixel, as seen from the patch's middle and in its proportions."""
    rows, columns = np.nonzero(patch)
    y, x = np.mgrid[: patch.shape[0], : patch.shape[1]]
    down = (y - rows.mean()) / max(1, np.ptp(rows))
    right = (x - columns.mean()) / max(1, np.ptp(columns))
    return np.asarray((np.arctan2(down, right) / (2 * np.pi) % 1 * SECTORS).astype(np.int_))


def _steps(
    window: NDArray[np.int16], inner: NDArray[np.bool_], outer: NDArray[np.bool_], sectors: NDArray[np.int_]
) -> list[float]:
    found = []
    for sector in range(SECTORS):
        inside, outside = (window[band & (sectors == sector)] for band in (inner, outer))
        if min(len(inside), len(outside)) >= LEAST_BAND:
            found.append(float(np.abs(np.median(inside, axis=0) - np.median(outside, axis=0)).max()))
    return found


def are_bands(colours: Sequence[NDArray[np.float64]]) -> list[bool]:
    """For each patch, by its colour, whether it is one of several bands of the document's ground."""
    return [sum(bool(np.abs(one - other).max() <= ALIKE) for other in colours) > MOST_ALIKE for one in colours]
