"""Read one place in several views: what lies over print in one of them can be gone in another.

Measured on drawn strokes and see-through covers (line crops, 30 of each): the reader itself sees through a line or a marker
that leaves 6 % of the contrast; the four views below read every number that any of eighteen read, but two. Taking strokes out
first (morphology, inpainting) destroys digits. Under opaque covers no view gave four digits back with confidence; but round
stickers in a row are read as noughts and other round digits, with up to 0.83.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from idcheck.engines import ppocr
from idcheck.engines.ppocr import Line
from idcheck.lines import word_of
from idcheck.records import Page, Picture, Quad, View, Word

RANGE = (2, 98)
"""percentiles that become black and white: dust and glare beyond them do not set the scale"""
LEAST_SPAN = 4.0
"""levels of 255: a span below it is noise, and stays grey"""
LOCAL_SHARE, LOCAL_GAIN = 0.4, 55.0
"""of the line's height, the spread of the window by which the view is evened; levels of 255 to a local standard deviation"""
TILE_MM = (8.0, 4.0)
"""width and height of a tile on a side: the height of a field"""
MOST_HEIGHT = 2 * ppocr.LINE_HEIGHT
"""pixels of a line's height that a view is made of: twice what the reader sees; a far too large place costs no minutes"""
LEAST_DEVIATION = 3.0
"""levels of 255: paper's own grain"""
MOST_THROUGH, THROUGH_GROUND, THROUGH_SPAN, MOST_GAIN = 60.0, 190.0, 120.0, 8.0
"""levels of 255 that what shines through a cover differs from its colour at most: 0.3 of the contrast of print; the level of the
cover and the span of what shines through it, in its view; and times that this is made plainer at most, as grain is with it"""
LEAST_THROUGH, ROUNDED = 5.0, 2.0
"""levels of 255: with less nothing shines through a cover (19 drawn see-through ones have 14 and more; print at 3 % of its contrast
would have 7); and those by which a JPEG rounds an even colour, in blocks that look like digits (of those 19 three show fewer for
it and for a rim left out, 17 of 18, 10 of 19 and 14 of 18)"""
HALO_MM = 0.25
"""mm around what is of another colour, that are of no telling: the gaps that a scratch leaves are blurred, and look like digits
(of 21 drawn see-through covers in which digits are seen one shows one fewer for it)"""
AROUND_MM, BESIDE = 2.0, 30.0
"""mm of a window whose middle colour is a cover's, whatever shines through, and levels of 255 by which the ground's is another"""


def read_views(page: Page, quad: Quad) -> tuple[Word, ...]:
    """The words that each view gives at a place (float32 4×2, pixels of the page), each with its view."""
    crop = _of_line_height(ppocr.cut(page.picture, quad))
    lines = ((view, Line(quad, ppocr.recognise(made(crop)))) for view, made in VIEWS.items())
    return tuple(word_of(line, page, view) for view, line in lines if line.text.text.strip())


def read_channels(page: Page, quad: Quad) -> tuple[Word, ...]:
    """The words that each colour channel gives at a place: print under a marker, over which a coloured watermark was laid."""
    crop = _of_line_height(ppocr.cut(page.picture, quad))
    lines = (Line(quad, ppocr.recognise(_channel(crop, index))) for index in range(crop.shape[2]))
    return tuple(word_of(line, page, View.CHANNEL) for line in lines if line.text.text.strip())


def _of_line_height(crop: Picture) -> Picture:
    scale = MOST_HEIGHT / crop.shape[0]
    if scale >= 1:
        return crop
    size = max(1, round(crop.shape[1] * scale)), MOST_HEIGHT
    return np.asarray(cv2.resize(crop, size, interpolation=cv2.INTER_AREA), np.uint8)


def tiles_of(picture: Picture, px_per_mm: float) -> tuple[int, int]:
    """Tiles for `stretch` of a larger picture, each as large as a few digits: across and down."""
    height, width = picture.shape[:2]
    return max(1, round(width / (TILE_MM[0] * px_per_mm))), max(1, round(height / (TILE_MM[1] * px_per_mm)))


def stretch(picture: Picture, tiles: tuple[int, int] = (2, 8)) -> Picture:
    """CLAHE on the lightness: the best single view of what ink left (measured)."""
    lab = cv2.cvtColor(picture, cv2.COLOR_RGB2LAB)
    lab[..., 0] = cv2.createCLAHE(clipLimit=4.0, tileGridSize=tiles).apply(lab[..., 0])
    return np.asarray(cv2.cvtColor(lab, cv2.COLOR_LAB2RGB), np.uint8)


def shining(picture: Picture, cover: Picture, px_per_mm: float) -> Picture:
    """What shines through a cover, of which the middle is given too: what differs little from its colour, made plainer. The ground
    beside it and what was written over it take its colour.
    """
    colour = np.median(cover.reshape(-1, 3), axis=0)
    halo = 2 * round(HALO_MM * px_per_mm) + 1
    low, high = np.percentile(_near(cover, colour, halo), RANGE)
    if high - low < LEAST_THROUGH:
        return np.full_like(picture, round(THROUGH_GROUND))
    gain = min(MOST_GAIN, THROUGH_SPAN / float(high - low))
    above = _near(picture, colour, halo)
    around = cv2.medianBlur(picture, round(AROUND_MM * px_per_mm) | 1).astype(np.float32)
    above[np.abs(around - colour).max(axis=2) > BESIDE] = 0
    return np.asarray(np.clip(above * gain + THROUGH_GROUND, 0, 255), np.uint8)


def _near(picture: Picture, colour: NDArray[np.floating[Any]], halo: int) -> NDArray[np.float32]:
    """How far each pixel is above a colour, 0 where it is another one, and in a square of ``halo`` pixels around that."""
    above = picture.astype(np.float32) - np.asarray(colour, np.float32)
    off = np.abs(above).max(axis=2)
    other = (off > MOST_THROUGH).astype(np.uint8)
    above[off <= ROUNDED] = 0
    above[cv2.dilate(other, np.ones((halo, halo))) > 0] = 0
    return above


def pale(picture: Picture) -> Picture:
    """The palest colour channel of each pixel, stretched: coloured ink fades, black print does not."""
    return _stretched(picture.max(axis=2))


def _channel(picture: Picture, index: int) -> Picture:
    return _stretched(picture[..., index])


def _stretched(levels: NDArray[np.uint8]) -> Picture:
    low, high = np.percentile(levels, RANGE)
    return _grey((levels.astype(np.float32) - low) * (255 / max(LEAST_SPAN, high - low)))


def even(picture: Picture) -> Picture:
    """Each pixel against its surroundings: print under a veil or across its rim gets the contrast of open print."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32)
    sigma = LOCAL_SHARE * grey.shape[0]
    above = grey - cv2.GaussianBlur(grey, (0, 0), sigma)
    deviation = np.sqrt(cv2.GaussianBlur(above * above, (0, 0), sigma))
    return _grey(128 + above / np.maximum(deviation, LEAST_DEVIATION) * LOCAL_GAIN)


def _grey(levels: NDArray[np.floating[Any]]) -> Picture:
    return np.asarray(cv2.cvtColor(np.clip(levels, 0, 255).astype(np.uint8), cv2.COLOR_GRAY2RGB), np.uint8)


VIEWS: Mapping[View, Callable[[Picture], Picture]] = {
    View.CLOSE: lambda picture: picture,
    View.CONTRAST: stretch,
    View.PALE: pale,
    View.EVEN: even,
}
