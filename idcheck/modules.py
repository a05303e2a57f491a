"""See the modules of a QR code that no decoder reads: struck through, or covered in part.

A person with a better decoder, or a pencil, gets the number back: error correction restores up to a third of the modules, and
nine digits with their elfproef fill a fraction of the smallest code. Of 62 drawn codes under strokes none was decoded, and 61 are
seen by their modules; of 154 sides with a code well covered, or without one, none is taken for one. (Counted in their lightness,
and before words that cross a code were looked at; of 13 struck ones drawn since, in the palest channel, all are seen.)
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from idcheck.ink import cropped
from idcheck.records import Box, Page, Quad

PX_PER_MM = 8.0
"""at which it is measured: a module of 0.4–0.6 mm is 3–5 pixels"""
CELL_MM, WINDOW_MM = 3.0, 4.0
"""mm of the surroundings whose middle level parts black from white, and over which black and its edges are counted"""
CONTRAST = 0.35
"""of the ground's level between black and white: guilloche and watermarks have less"""
BLACK = (0.22, 0.82)
"""of a window that is black: half of it in a code, a sixth in print, all or nothing under a cover; strokes add some"""
EDGES_PER_MM = 0.4
"""changes between black and white on a mm, across and down alike: a code has one; print has as many, but only along its lines"""
OF_WORD = 0.5
"""of a word's place, that looks like modules: bold letters do all along, a watermark's line only where it crosses a code"""
LEAST_MM, CROSSED_MM = 4.0, 6.0
"""side of a square full of modules, that shows a code: less than half of the smallest; and of one that lines of words cross, for
where they cross small print they make squares of 5"""


def module_patch(
    page: Page, side: Box, px_per_mm: float, words: Sequence[Quad] = (), *, dark: float = 255.0
) -> Box | None:
    """The box of the largest patch of modules on a side of a document, in fractions of the page, or None.

    ``dark``: the level (0–255) below which modules are, as dark as print, and a watermark's letters are not. ``words``: the places,
    in pixels, of what was read with ease there: bold letters over small print have as many edges as modules.
    """
    crop, corner = cropped(page, side)
    if min(crop.shape[:2]) < LEAST_MM * px_per_mm:
        return None  # a strip alone leaves nothing above it
    scale = PX_PER_MM / px_per_mm
    quads = [(quad - corner) * scale for quad in words]
    # in the palest of their channels coloured strokes and print fade, and black modules do not
    found = _patch(np.asarray(crop.max(axis=2), np.uint8), scale, quads, dark)
    if found is None:
        return None
    (left, top), (x, y, wide, high) = corner, found
    return Box(
        (left + x / scale) / page.width,
        (top + y / scale) / page.height,
        (left + (x + wide) / scale) / page.width,
        (top + (y + high) / scale) / page.height,
    )


def _patch(
    grey: NDArray[np.uint8], scale: float, words: Sequence[Quad], dark: float
) -> tuple[int, int, int, int] | None:
    """Left, top, width and height of the largest patch of modules, in pixels at `PX_PER_MM`, as the ``words`` are."""
    grey = np.asarray(
        cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC),
        np.uint8,
    )
    modules = _modules(np.asarray(grey, np.float32), dark)
    bare = modules.copy()
    for quad in words:
        own = np.zeros_like(modules)
        cv2.fillConvexPoly(own, np.rint(quad).astype(np.int32), 1)
        bare[own > 0] = 0
        if own.any() and modules[own > 0].mean() > OF_WORD:
            modules[own > 0] = 0
    return _largest(bare, LEAST_MM) or _largest(modules, CROSSED_MM)


def _largest(modules: NDArray[np.uint8], least_mm: float) -> tuple[int, int, int, int] | None:
    """Left, top, width and height of the largest patch that holds a square of so many mm; what runs off the rim is as large as it
    shows there.
    """
    square = np.ones((round(least_mm * PX_PER_MM),) * 2, np.uint8)
    mask = cv2.dilate(cv2.erode(modules, square, borderType=cv2.BORDER_CONSTANT, borderValue=0), square)
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask)
    x, y, wide, high, area = max(stats[1:].tolist(), key=lambda piece: piece[cv2.CC_STAT_AREA], default=(0,) * 5)
    return (x, y, wide, high) if area else None


def _modules(grey: NDArray[np.float32], dark: float) -> NDArray[np.uint8]:
    """Where about half is black, some of it no paler than ``dark``, and black and white change in both directions."""
    cell = np.ones((round(CELL_MM * PX_PER_MM),) * 2, np.uint8)
    low, high = cv2.erode(grey, cell), cv2.dilate(grey, cell)
    stark = (high - low > CONTRAST * float(np.percentile(grey, 80))) & (low < dark)
    black = ((grey < (low + high) / 2) & stark).astype(np.float32)
    share, across, down = (_share(each) for each in (black, _changes(black, 1), _changes(black, 0)))
    edges = np.minimum(across, down) * PX_PER_MM
    return ((share > BLACK[0]) & (share < BLACK[1]) & (edges > EDGES_PER_MM)).astype(np.uint8)


def _changes(black: NDArray[np.float32], axis: int) -> NDArray[np.float32]:
    return np.abs(np.diff(black, axis=axis, prepend=np.take(black, [0], axis=axis)))


def _share(mask: NDArray[np.float32]) -> NDArray[np.float32]:
    window = round(WINDOW_MM * PX_PER_MM)
    return np.asarray(cv2.blur(mask, (window, window)), np.float32)
