"""Patches of a page that could be a copy of a card: an even ground, or what lies on one, of a card's proportions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from idcheck.geometry import quad_of
from idcheck.records import Box, Page, Picture

SEARCH_PX = 800
"""pixels of the long side: 2.7 a mm on an A4"""
STEPS, STEP_BLUR_PX = (4.0, 8.0), 0.8
"""levels of 255 over two pixels, in any channel, that end an even ground: light that falls off makes less, a card's edge on
paper 9 and more; the second for paper and cards with a grain. And the blur that takes the noise of a camera"""
LEAST_GROUND = 0.02
"""of the page's area, that an even ground takes: a card's own, between its guilloche, or the sheet around it"""
PAPER_DIFFERENCE = 9
"""levels of 255 by which a card's ground differs from the paper it lies on; JPEG noise stays below 5 at this scale"""
GRAIN_PERCENTILE = 90
"""of the rim's pixels, by whose difference from its middle level a table's grain is measured"""
FILL = 0.5
"""of its box that a patch fills: a paragraph of text differs from paper on 0.1–0.2, a card in colour or grey on 0.7–1"""
SQUARE_FILL, MOST_SMALL = 0.93, 0.35
"""of its box, that a card fills whose edges are those of its box: an ID-1 2° askew fills as much. And of the page's area, up to
which a patch is no sheet"""
RECTANGULAR = 0.93
"""of the smallest rectangle around it, however it lies, that a card fills"""
LEAST_PATCH_PX = 25
"""pixels of the search picture: 9 mm on an A4; lines of text and specks are narrower"""
PROPORTIONS = ((1.2, 1.95), (0.55, 0.84))
"""width by height: ID-1 is 1.586, ID-3 1.42, and seen from aside; an open booklet or a card turned on its side is the second"""
LEAST_SHARE, MOST_SHARE = 0.025, 0.97
"""of the page's area: an ID-1 is 0.074 of an A4"""
WHITE, MOST_WHITE = 238, 0.4
"""level of 255 of white paper, and the share of it that makes a page a sheet; a picture with less can be a card from rim to rim"""
AROUND, GROUND_PERCENTILE = 0.1, 75
"""of a patch's width and height around it, and of the pixels from dark to light, that tell a ground under print"""
SAME = 0.85
"""of what two boxes cover together, that they have in common if they are one patch seen twice"""


def card_regions(page: Page) -> list[Box]:
    """The boxes of every such patch, each once: on a sheet, on a table, on a sheet on a table, or the picture from rim to rim."""
    small = _small(page.picture)
    whole = Box(0.0, 0.0, 1.0, 1.0)
    patches = [patch.box for patch in _patches(small) if LEAST_SHARE < patch.box.area < MOST_SHARE]
    if (small.min(axis=2) > WHITE).mean() < MOST_WHITE:
        patches.append(whole)
    found: list[Box] = []
    for patch in patches:
        if _proportioned(patch, page.width, page.height) and not any(_is_same(patch, other) for other in found):
            found.append(patch)
    return found


def tilt_of_card(page: Page, box: Box) -> float:
    """Degrees, clockwise, at which the patch in a box lies, by its edges; 0 where they are not those of a card."""
    tilts = (_tilt(patch.mask) for patch in _patches(_small(page.picture)) if _is_same(patch.box, box))
    return next((tilt for tilt in tilts if tilt is not None), 0.0)


def lies_square(picture: Picture) -> bool:
    """Whether a small patch that could be a copy of a card lies with its edges along those of the picture (uint8 RGB)."""
    high, wide = picture.shape[:2]
    patches = [patch.box for patch in _patches(_small(picture)) if patch.fill > SQUARE_FILL]
    return any(LEAST_SHARE < box.area < MOST_SMALL and _proportioned(box, wide, high) for box in patches)


class _Patch(NamedTuple):
    """A patch of a picture: its box in fractions of that, how much of the box it fills, 0–1, and the pixels of the box that it has
    (uint8, 0 or 1).
    """

    box: Box
    fill: float
    mask: NDArray[np.uint8]


def _patches(small: Picture) -> Iterator[_Patch]:
    """Every patch of a picture."""
    yield from _unlike_rim(small)
    yield from _even(small)


def _small(picture: Picture) -> Picture:
    scale = SEARCH_PX / max(picture.shape[:2])
    interpolation = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=interpolation), np.uint8)


def has_own_ground(page: Page, patch: Box) -> bool:
    """Whether a patch has another ground than what lies around it: a paragraph of text has not."""
    around = patch.grow(AROUND * patch.width, AROUND * patch.height)
    inner, outer = (np.rint(quad_of(box, page.width, page.height)).astype(int) for box in (patch, around))
    crop = page.picture[outer[0][1] : outer[2][1], outer[0][0] : outer[2][0]]
    ring = np.ones(crop.shape[:2], bool)
    left, top = inner[0] - outer[0]
    right, bottom = inner[2] - outer[0]
    ring[top:bottom, left:right] = False
    if not ring.any() or ring.all():
        return True
    grounds = [np.percentile(crop[part], GROUND_PERCENTILE, axis=0) for part in (ring, ~ring)]
    return bool(np.abs(grounds[0] - grounds[1]).max() > PAPER_DIFFERENCE)


def _is_same(one: Box, other: Box) -> bool:
    shared = one.meet(other).area
    return shared > SAME * (one.area + other.area - shared)


def _proportioned(patch: Box, width: int, height: int) -> bool:
    """Whether a patch of a picture so many pixels wide and high has the proportions of a document."""
    ratio = patch.width * width / (patch.height * height)
    return any(low < ratio < high for low, high in PROPORTIONS)


# ------------------------------------------------------------------------------------------------- unlike the rim


def _unlike_rim(small: Picture) -> Iterator[_Patch]:
    """The filled patches that differ from the rim of the picture; where that has a grain of its own, as a table of wood, those too
    that differ by more than this.
    """
    height, width = small.shape[:2]
    rim = np.concatenate([small[: height // 40 + 1].reshape(-1, 3), small[:, : width // 40 + 1].reshape(-1, 3)])
    middle = np.median(rim, axis=0)
    away = np.abs(small.astype(np.int16) - middle).max(axis=2)
    grain = float(np.percentile(np.abs(rim - middle).max(axis=1), GRAIN_PERCENTILE))
    for level in [PAPER_DIFFERENCE] if grain < PAPER_DIFFERENCE else [PAPER_DIFFERENCE, grain]:
        differs = (away > level).astype(np.uint8)
        mask = np.asarray(cv2.morphologyEx(differs, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)), np.uint8)
        yield from _filled(mask, differs)


# ---------------------------------------------------------------------------------------------------- even grounds


def _even(small: Picture) -> Iterator[_Patch]:
    """The grounds without a step in them, each with what it encloses, and what lies on it: in light that falls off, and also on
    a sheet on a table.
    """
    steps = _steps(small)
    for level in STEPS:
        even = np.asarray(cv2.erode((steps < level).astype(np.uint8), np.ones((3, 3), np.uint8)), np.uint8)
        _, labels, stats, _ = cv2.connectedComponentsWithStats(even, connectivity=4)
        for index in np.flatnonzero(stats[:, cv2.CC_STAT_AREA] > LEAST_GROUND * steps.size):
            if index:  # 0 are the steps themselves
                ground = np.asarray(cv2.dilate((labels == index).astype(np.uint8), np.ones((3, 3), np.uint8)), np.uint8)
                yield from _of_ground(ground)


def _steps(small: Picture) -> NDArray[np.float32]:
    """The difference over two pixels, in any channel, along either axis."""
    levels = cv2.GaussianBlur(small, (0, 0), STEP_BLUR_PX).astype(np.float32)
    steps = np.zeros(levels.shape[:2], np.float32)
    steps[:, 1:-1] = np.abs(levels[:, 2:] - levels[:, :-2]).max(axis=2)
    steps[1:-1] = np.maximum(steps[1:-1], np.abs(levels[2:] - levels[:-2]).max(axis=2))
    return steps


def _of_ground(ground: NDArray[np.uint8]) -> Iterator[_Patch]:
    outlines, _ = cv2.findContours(ground, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    own, hull = np.zeros_like(ground), np.zeros_like(ground)
    cv2.drawContours(own, outlines, -1, 1, cv2.FILLED)
    cv2.fillConvexPoly(hull, cv2.convexHull(np.concatenate(outlines)), 1)
    for mask in (own, hull & (1 - ground)):
        yield from _filled(mask, mask)


def _filled(mask: NDArray[np.uint8], ink: NDArray[np.uint8]) -> Iterator[_Patch]:
    """The patches of a mask, without what is narrower than any, from the largest, whose box ``ink`` fills."""
    height, width = mask.shape
    mask = np.asarray(
        cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((LEAST_PATCH_PX, LEAST_PATCH_PX), np.uint8)), np.uint8
    )
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    for index in sorted(range(1, len(stats)), key=lambda index: -stats[index, cv2.CC_STAT_AREA]):
        left, top, wide, high, area = stats[index].tolist()
        if ink[top : top + high, left : left + wide].mean() > FILL:
            box = Box(left / width, top / height, (left + wide) / width, (top + high) / height)
            own = (labels[top : top + high, left : left + wide] == index).astype(np.uint8)
            yield _Patch(box, area / (wide * high), own)


def _tilt(mask: NDArray[np.uint8]) -> float | None:
    """Degrees, clockwise, at which a patch lies, −45 to 45, if it is a rectangle."""
    _, (wide, high), angle = cv2.minAreaRect(cv2.findNonZero(mask))
    if mask.sum() < RECTANGULAR * (wide + 1) * (high + 1):
        return None
    return (angle + 45) % 90 - 45
