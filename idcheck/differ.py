"""Whether a hidden picture shows anything that the face of its page does not: what is alike need not be read twice."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from idcheck.records import Picture

COMPARE_PX = 1200
"""pixels of the long side at which two pictures are compared: on an A4 page digits of 2 mm are then 8 high"""
LEAST_COMPARE_PX = 900
"""pixels to which smaller ones are blown up: at less, print of five pixels high is narrower than the windows"""
LEAST_SIDE_PX = 120
"""pixels of the long side from which a hidden picture is looked at: of eight drawn documents, each filling the picture, the number
was read on all at 200 pixels, on three at 160, one at 120 and none at 100"""
WINDOW_PX = 9
"""pixels of the square in which the two are held side by side: about one character"""
LEAST_CONTRAST = 12.0
"""levels, the standard deviation in a window that print gives; paper and the grain of a scan stay below 8"""
ALIKE = 0.5
"""correlation in a window from which both show the same: 0.9 after another compression or size, 0.1 for other content"""
RIM_PX = 11
"""pixels of a difference across: a thin line drawn over print, a frame, spoils no more than the windows that it runs through"""
SHIFT_MOST = 32_000.0
"""pixels: corners lie no farther off, which OpenCV could not draw"""
LEAST_AREA = 250
"""square pixels that have to differ: nine digits are 57 × 8 on an A4 page"""

Grey = NDArray[np.float32]


def shows_more(hidden: Picture, known: Sequence[Picture]) -> bool:
    """Whether print or any other structure of ``hidden`` is on none of the known pictures (uint8 RGB, same extent, any size)."""
    own = _grey(hidden, hidden.shape)
    mean, spread = _moments(own)
    fresh = spread > LEAST_CONTRAST
    for picture in known:
        if not fresh.any():
            return False
        fresh &= np.abs(_correlation(own, mean, spread, _grey(picture, hidden.shape))) < ALIKE
    return int(cv2.countNonZero(_cleaned(fresh))) >= LEAST_AREA


def blanked(picture: Picture, corners: Sequence[tuple[float, float]]) -> Picture:
    """The picture with nothing outside these corners, which are parts of its width and height from the bottom left."""
    height, width = picture.shape[:2]
    inside = np.zeros((height, width), np.uint8)
    places = np.clip([(x * width, (1 - y) * height) for x, y in corners], -SHIFT_MOST, SHIFT_MOST)
    cv2.fillPoly(inside, [np.round(places).astype(np.int32)], 1)
    return np.where(inside[..., None] > 0, picture, np.uint8(255))


def _grey(picture: Picture, shape: tuple[int, ...]) -> Grey:
    """A picture in grey with no more detail than one of this shape has, at the size for comparing."""
    small = _resized(picture, min(1.0, COMPARE_PX / max(shape[:2])), shape)
    grey = np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), np.float32)
    factor = max(1.0, LEAST_COMPARE_PX / max(grey.shape))
    return (
        grey
        if factor == 1.0
        else np.asarray(cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC))
    )


def _resized(picture: Picture, scale: float, shape: tuple[int, ...]) -> Picture:
    size = max(1, round(shape[1] * scale)), max(1, round(shape[0] * scale))
    return picture if picture.shape[1::-1] == size else cv2.resize(picture, size, interpolation=cv2.INTER_AREA)  # type: ignore[return-value]


def _moments(grey: Grey) -> tuple[Grey, Grey]:
    """Mean and standard deviation around each pixel."""
    mean = _blurred(grey)
    return mean, np.sqrt(np.maximum(_blurred(grey * grey) - mean * mean, 0))


def _correlation(own: Grey, mean: Grey, spread: Grey, other: Grey) -> Grey:
    """Pearson's correlation around each pixel; a flat window of the other correlates with nothing."""
    other_mean, other_spread = _moments(other)
    shared = _blurred(own * other) - mean * other_mean
    return np.asarray(shared / np.maximum(spread * other_spread, LEAST_CONTRAST), np.float32)


def _blurred(grey: Grey) -> Grey:
    return np.asarray(cv2.blur(grey, (WINDOW_PX, WINDOW_PX)), np.float32)


def _cleaned(mask: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """The mask without rims: where an edge lies half a pixel off, a thin line differs."""
    kernel = np.ones((RIM_PX, RIM_PX), np.uint8)
    return np.asarray(cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, kernel), np.uint8)
