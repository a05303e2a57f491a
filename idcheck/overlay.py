"""Views of a side that show what was laid over it: without the document's own print, or by its colour alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from idcheck.records import Picture, Quad

GROUND_MM = 1.5
"""mm: wider than a stroke of print or marker, narrower than the space between lines"""
PRINT_SHARE = 0.6
"""of the print's darkness below the ground, from which ink counts as print; a translucent watermark reaches 0.3–0.55"""
LEAST_PRINT = 60
"""levels of 255 that print stands out by; on a paler copy print and watermark cannot be told apart"""
CORE, EDGE = 0.5, 0.12
"""of the ground's light that ink takes: the middle of a stroke of print takes more, a watermark of half its opacity less; and
its blurred edge"""
EDGE_MM = 0.25
"""mm around the middle of a stroke within which that edge lies"""
INK = 0.25
"""of the ground's light from which writing is taken to stand there, and no grain of paper; tried on a few drawn hands alone"""
SHADE = 0.35
"""of a watermark's own depth, by which the middle of its strokes may differ: print is deeper, what shines through paler"""
FRINGE_MM = 0.5
"""mm around the middle of a watermark's stroke in which its blurred edge lies"""
OF_PRINT = 0.8
"""of a stroke, that lies in lines of print that were read: it is theirs, where no writing crosses it"""
STROKE_MM, SPECK_MM, CAPTION_MM, PATCH_MM = 3.2, 0.35, (1.8, 1.3), (30.0, 15.0)
"""mm of a stroke's height, up to which it is of print (digits of a strip have 2.6); of the side of a speck's square; of width and
height, up to which it is a caption's letter; and from which it is a patch, as of hair in a photo"""
DARKEST = 60
"""levels of 255: a darker ground, as of hair on a photo, shows no translucent ink"""
WHITE_AT, BLACK_AT = 0.04, 0.5
"""depth of ink that is shown as white, and as black"""
COLOUR_GAIN = 10.0
"""times that differences in colour are stretched; a translucent red differs from its ground by some 20 levels"""
LEAST_COLOUR = 6.0
"""mean levels by which channels of a colour picture differ; a grey scan's JPEG noise stays below 3"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """Ink laid over a side: ``depth``, the share of the ground's light that it takes (float32, 0–1), where that is ``seen``
    (bool) and not hidden by print.
    """

    depth: NDArray[np.float32]
    seen: NDArray[np.bool_]


def over_print(picture: Picture, px_per_mm: float) -> Overlay:
    """What takes some of the ground's light and not most of it, as print does."""
    grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)
    ground = _ground(grey, px_per_mm)
    depth = _depth(grey, ground)
    core = (depth > CORE).astype(np.uint8)
    reach = 2 * max(1, round(EDGE_MM * px_per_mm)) + 1
    near = cv2.dilate(core, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))) > 0
    touching = cv2.dilate(core, np.ones((3, 3), np.uint8)) > 0
    return Overlay(depth=depth, seen=~((near & (depth > EDGE)) | touching) & (ground > DARKEST))


def without_print(picture: Picture, px_per_mm: float) -> Picture:
    """What is laid over the document, dark on white: its print filled in from around it, its ground evened out.

    What is filled in is never read for a BSN: filling destroys digits.
    """
    grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)
    ground = _ground(grey, px_per_mm)
    below = cv2.subtract(ground, grey)
    strokes = below[below > LEAST_PRINT]
    limit = max(LEAST_PRINT, PRINT_SHARE * float(np.percentile(strokes, 90))) if len(strokes) else 255
    mask = cv2.dilate((below > limit).astype(np.uint8), np.ones((3, 3), np.uint8))
    return shown(_depth(grey, ground), mask > 0)


def without_read(picture: Picture, printed: Sequence[Quad], captions: Sequence[Quad], px_per_mm: float) -> Picture:
    """The ink, grey on white, but for the strokes of print in these lines (quads in the picture's pixels), the letters of these
    ``captions``, read or not, specks and patches: what was written, with the print that it crosses.
    """
    count, strokes, sizes, _ = cv2.connectedComponentsWithStats(ink_of(picture, px_per_mm).astype(np.uint8))
    wide, high, area = (sizes[:, at] for at in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA))

    def are_of(quads: Sequence[Quad]) -> NDArray[np.bool_]:
        inside = np.zeros(strokes.shape, np.uint8)
        for quad in quads:
            cv2.fillConvexPoly(inside, np.rint(quad).astype(np.int32), 1)
        return np.asarray(np.bincount(strokes.ravel(), inside.ravel(), count) > OF_PRINT * area, np.bool_)

    print_ = are_of(printed) & (high < STROKE_MM * px_per_mm)
    letters = are_of(captions) & (wide < CAPTION_MM[0] * px_per_mm) & (high < CAPTION_MM[1] * px_per_mm)
    patches = (wide > PATCH_MM[0] * px_per_mm) & (high > PATCH_MM[1] * px_per_mm)
    left = ~(print_ | letters | patches) & (area > (SPECK_MM * px_per_mm) ** 2)
    left[0] = False  # the ground
    shown_ = cv2.dilate(left[strokes].astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    grey = np.where(shown_, cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), 255).astype(np.uint8)
    return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB), np.uint8)


def without_laid_over(picture: Picture, quads: Sequence[Quad], px_per_mm: float) -> Picture:
    """The picture with the ink of these lines of a watermark filled in; ink in them that is darker or paler than theirs stays.

    For finding what lies under a watermark, never for reading it: filling destroys digits.
    """
    grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)
    size = max(3, int(px_per_mm * GROUND_MM) | 1)
    ground = np.asarray(cv2.morphologyEx(picture, cv2.MORPH_CLOSE, np.ones((size, size), np.uint8)), np.uint8)
    depth = _depth(grey, np.asarray(cv2.cvtColor(ground, cv2.COLOR_RGB2GRAY), np.uint8))
    inside = np.zeros(grey.shape, np.uint8)
    cv2.fillPoly(inside, [np.rint(quad).astype(np.int32) for quad in quads], (1,))
    inked = depth[(inside > 0) & (depth > EDGE)]
    if not len(inked):
        return picture
    shade = float(np.median(inked))
    strokes = ((inside > 0) & (np.abs(depth - shade) < SHADE * shade)).astype(np.uint8)
    reach = 2 * max(1, round(FRINGE_MM * px_per_mm)) + 1
    filled = picture.copy()
    around = cv2.dilate(strokes, np.ones((reach, reach), np.uint8)) > 0
    filled[around] = ground[around]
    return filled


def ink_of(picture: Picture, px_per_mm: float) -> NDArray[np.bool_]:
    """Where ink stands on a plain ground, of whatever colour."""
    grey = np.asarray(picture.min(axis=2), np.uint8)  # the channel that the ink's own colour is darkest in
    return np.asarray(_depth(grey, _ground(grey, px_per_mm)) > INK, np.bool_)


def shown(depth: NDArray[np.float32], unseen: NDArray[np.bool_]) -> Picture:
    """Ink dark on white; where it is ``unseen``, filled in from around."""
    grey = 255 * np.clip(1 - (depth - WHITE_AT) / (BLACK_AT - WHITE_AT), 0, 1)
    filled = cv2.inpaint(grey.astype(np.uint8), unseen.astype(np.uint8), 3, cv2.INPAINT_TELEA)
    return np.asarray(cv2.cvtColor(filled, cv2.COLOR_GRAY2RGB), np.uint8)


def colour_alone(picture: Picture, px_per_mm: float) -> Picture:
    """How far each pixel's colour is from that of its surroundings, dark on white: coloured ink without the print."""
    lab = cv2.cvtColor(picture, cv2.COLOR_RGB2LAB).astype(np.float32)[..., 1:]
    size = max(3, int(px_per_mm * 20) | 1)
    distance = np.linalg.norm(lab - cv2.blur(lab, (size, size)), axis=2)
    dark = 255 - np.clip(distance * COLOUR_GAIN, 0, 255)
    return np.asarray(cv2.cvtColor(dark.astype(np.uint8), cv2.COLOR_GRAY2RGB), np.uint8)


def is_coloured(picture: Picture) -> bool:
    """Whether it is a picture in colour."""
    small = picture[::4, ::4].astype(np.int16)
    return float((small.max(axis=2) - small.min(axis=2)).mean()) > LEAST_COLOUR


def _ground(grey: NDArray[np.uint8], px_per_mm: float) -> NDArray[np.uint8]:
    """The level of what ink stands on: strokes are narrower than the patch it is taken from."""
    size = max(3, int(px_per_mm * GROUND_MM) | 1)
    closed = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, np.ones((size, size), np.uint8))
    return np.asarray(cv2.medianBlur(closed, size), np.uint8)


def _depth(grey: NDArray[np.uint8], ground: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The share of the ground's light that ink takes."""
    return np.clip(1 - grey.astype(np.float32) / np.maximum(ground, 1), 0, 1).astype(np.float32)
