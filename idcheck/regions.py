"""Patches of a page that could be a copy of a card: not paper, filled, and of a card's proportions."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from idcheck.records import Box, Page, Picture

SEARCH_PX = 800
"""pixels of the long side: 2.7 a mm on an A4"""
PAPER_DIFFERENCE = 9
"""levels of 255 by which a card's ground differs from the paper it lies on; JPEG noise stays below 5 at this scale"""
GRAIN_PERCENTILE = 90
"""of the rim's pixels, by whose difference from its middle level a table's grain is measured"""
FILL = 0.5
"""of its box that differs from paper: a paragraph of text fills 0.1–0.2, a card in colour or grey 0.7–1"""
LEAST_PATCH_PX = 25
"""pixels of the search picture: 9 mm on an A4; lines of text and specks are narrower"""
PROPORTIONS = ((1.2, 1.95), (0.55, 0.84))
"""width by height: ID-1 is 1.586, ID-3 1.42, and seen from aside; an open booklet or a card turned on its side is the second"""
LEAST_SHARE, MOST_SHARE = 0.025, 0.97
"""of the page's area: an ID-1 is 0.074 of an A4"""


WHITE, MOST_WHITE = 238, 0.4
"""level of 255 of white paper, and the share of it that makes a page a sheet; a picture with less can be a card from rim to rim"""
MOST_NESTED = 2
"""patches within one another: the card, on a sheet, on a table in a photo that was put on a page"""
LEAST_SHEET = 0.12
"""of the page's area: a patch of any shape this large can be the sheet on a table that the card was copied on"""


def card_regions(page: Page) -> list[Box]:
    """The boxes of every such patch, also of those on a sheet of paper that lies on something darker."""
    scale = SEARCH_PX / max(page.width, page.height)
    small = np.asarray(cv2.resize(page.picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    patches = _nested(small, Box(0.0, 0.0, 1.0, 1.0))
    found = [patch for patch in patches if _card_like(patch, page)]
    if not found and (small.min(axis=2) > WHITE).mean() < MOST_WHITE:
        found = [patch for patch in [Box(0.0, 0.0, 1.0, 1.0)] if _proportioned(patch, page)]
    return found


def _nested(small: Picture, place: Box, depth: int = MOST_NESTED) -> list[Box]:
    """The patches on a place of the search picture, and those on each that is large enough for a sheet or a photo."""
    inset = 0 if depth == MOST_NESTED else max(2, round(place.width * small.shape[1]) // 40)
    left, top = round(place.left * small.shape[1]) + inset, round(place.top * small.shape[0]) + inset
    right, bottom = round(place.right * small.shape[1]) - inset, round(place.bottom * small.shape[0]) - inset
    if min(right - left, bottom - top) <= LEAST_PATCH_PX * 2:
        return []
    height, width = small.shape[:2]
    inner = Box(left / width, top / height, right / width, bottom / height)
    patches = [_within(patch, inner) for patch in _patches(np.ascontiguousarray(small[top:bottom, left:right]))]
    patches = [patch for patch in patches if patch.area < (1.0 if depth == MOST_NESTED else 0.8 * place.area)]
    sheets = [patch for patch in patches if patch.area > LEAST_SHEET] if depth else []
    return patches + [patch for sheet in sheets for patch in _nested(small, sheet, depth - 1)]


def _within(patch: Box, sheet: Box) -> Box:
    """A box in fractions of a sheet as one in fractions of the page."""
    left, top = sheet.left + patch.left * sheet.width, sheet.top + patch.top * sheet.height
    return Box(left, top, left + patch.width * sheet.width, top + patch.height * sheet.height)


def _card_like(patch: Box, page: Page) -> bool:
    return LEAST_SHARE < patch.area < MOST_SHARE and _proportioned(patch, page)


def _proportioned(patch: Box, page: Page) -> bool:
    ratio = patch.width * page.width / (patch.height * page.height)
    return any(low < ratio < high for low, high in PROPORTIONS)


def _patches(small: Picture) -> list[Box]:
    """The filled patches that differ from the rim of the picture, in fractions of it; where that has a grain of its own, as a table
    of wood, those too that differ by more than this.
    """
    height, width = small.shape[:2]
    rim = np.concatenate([small[: height // 40 + 1].reshape(-1, 3), small[:, : width // 40 + 1].reshape(-1, 3)])
    middle = np.median(rim, axis=0)
    away = np.abs(small.astype(np.int16) - middle).max(axis=2)
    grain = float(np.percentile(np.abs(rim - middle).max(axis=1), GRAIN_PERCENTILE))
    levels = [PAPER_DIFFERENCE] if grain < PAPER_DIFFERENCE else [PAPER_DIFFERENCE, grain]
    return [patch for level in levels for patch in _filled((away > level).astype(np.uint8))]


def _filled(differs: NDArray[np.uint8]) -> list[Box]:
    height, width = differs.shape
    mask = cv2.morphologyEx(differs, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((LEAST_PATCH_PX, LEAST_PATCH_PX), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask)
    found = []
    for left, top, wide, high, _ in sorted(stats[1:].tolist(), key=lambda row: -row[4]):
        if differs[top : top + high, left : left + wide].mean() > FILL:
            found.append(Box(left / width, top / height, (left + wide) / width, (top + high) / height))
    return found
