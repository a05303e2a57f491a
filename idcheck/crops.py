"""Pieces of a page at a scale of their own, turned or not, with the way back to the page."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from idcheck.geometry import moved, undone
from idcheck.records import Box, Page, Picture, Quad


@dataclass(frozen=True, slots=True, kw_only=True)
class Crop:
    """A piece of a page; ``to_page``: the affine matrix (2×3) from its pixels to those of the page."""

    picture: Picture
    px_per_mm: float
    to_page: NDArray[np.float64]

    def on_page(self, quad: Quad) -> Quad:
        """A quad in its pixels as one in those of the page."""
        return moved(quad, self.to_page)

    def from_page(self, quad: Quad) -> Quad:
        """A quad in pixels of the page as one in its own."""
        back = undone(self.to_page)
        return moved(quad, back)


def crop_of(page: Page, box: Box, px_per_mm: float, rim_mm: float) -> Crop:
    """A place with a rim, at the page's own scale of ``px_per_mm``."""
    box = box.grow(rim_mm * px_per_mm / page.width, rim_mm * px_per_mm / page.height)
    left, top = int(box.left * page.width), int(box.top * page.height)
    picture = page.picture[top : int(box.bottom * page.height) + 1, left : int(box.right * page.width) + 1]
    to_page = np.array([[1.0, 0, left], [0, 1.0, top]])
    return Crop(picture=np.ascontiguousarray(picture), px_per_mm=px_per_mm, to_page=to_page)


def scaled(crop: Crop, px_per_mm: float) -> Crop:
    """The crop at this scale, or at its own where that is less."""
    scale = min(1.0, px_per_mm / crop.px_per_mm)
    if scale == 1.0:
        return crop
    picture = cv2.resize(crop.picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    to_page = crop.to_page @ np.diag([1 / scale, 1 / scale, 1.0])
    return Crop(picture=np.asarray(picture, np.uint8), px_per_mm=crop.px_per_mm * scale, to_page=to_page)


def turned(crop: Crop, angle: float) -> Crop:
    """The crop turned, so that what ran at ``angle`` degrees runs level, with room for its corners."""
    if not angle:
        return crop
    height, width = crop.picture.shape[:2]
    cos, sin = abs(math.cos(math.radians(angle))), abs(math.sin(math.radians(angle)))
    size = math.ceil(width * cos + height * sin), math.ceil(width * sin + height * cos)
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    turn[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
    picture = cv2.warpAffine(crop.picture, turn, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    back = crop.to_page @ np.vstack([cv2.invertAffineTransform(turn), [0, 0, 1]])
    return replace(crop, picture=np.asarray(picture, np.uint8), to_page=back)
