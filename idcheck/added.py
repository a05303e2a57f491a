"""Read what was laid over a copy and the first reading did not get: watermarks, stamps, writing across the print.

The ID sides are looked at once more with the print taken away, by its darkness or by its lack of colour, and at other
scales; the best look first, and no further than it takes. Lines found here go beside those of the first reading.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce

import cv2
import numpy as np
from numpy.typing import NDArray

from idcheck.blocks import ON_SIDE, is_letter, is_print, level_of
from idcheck.engines import ppocr
from idcheck.engines.ppocr import Line
from idcheck.geometry import angle_of, box_of
from idcheck.lines import word_of
from idcheck.marking import is_marked
from idcheck.policy import Policy
from idcheck.records import Box, Page, Picture, Quad, Reading, View, Word
from idcheck.told import LEAST_CONFIDENCE, is_laid_over

WORK_PX_PER_MM = 8.0
"""pixels a mm at which a side is taken apart: print of 1 mm keeps its strokes, and more only costs time"""
FINE, COARSE = 5.0, 3.0
"""pixels a mm at which lines are looked for (measured: the two together find 4 of 5 watermarks at any angle)"""
MOST_PX = 1280
"""pixels of the long side when looking for lines: two passports at the fine scale are 950"""
RIM_MM = 4.0
"""mm around a side: an app's watermark runs over its edge"""
LARGE_MM = 3.5
"""mm of a line's height in the reader's boxes, some 2 of its capitals: a marking, and no caption"""
GROUND_MM = 1.5
"""mm: wider than a stroke of print or marker, narrower than the space between lines"""
PRINT_SHARE = 0.6
"""of the print's darkness below the ground, from which ink counts as print; a translucent watermark reaches 0.3–0.55"""
LEAST_PRINT = 60
"""levels of 255 that print stands out by; on a paler copy print and watermark cannot be told apart"""
COLOUR_GAIN = 10.0
"""times that differences in colour are stretched; a translucent red differs from its ground by some 20 levels"""
LEAST_COLOUR = 6.0
"""mean levels by which channels of a colour picture differ; a grey scan's JPEG noise stays below 3"""
SURE, SAME_PLACE, SAME_ANGLE = 0.97, 0.7, 4.0
"""confidence, share of each box in the other, and degrees from which a line need not be read again"""
MOST_PIXELS = 1.3e6
"""pixels that are searched for lines in all looks: a second on one core; five looks at a passport page, three at two"""
STEEP_TILT = 10.0
"""degrees, from which lines are found better with the page turned by them"""
CHEAP = 1
"""the looks, counted from 0, after which there is no further one without a sign of more"""
LEAST_SIGNS, LEAST_LETTERS = 2, 4
"""tilted lines, of so many characters, that promise more"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Crop:
    """A piece of the page; ``to_page``: the affine matrix (2×3) from its pixels to those of the page."""

    picture: Picture
    px_per_mm: float
    to_page: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """A crop in one view, in which lines are looked for with its long side at ``side`` pixels."""

    crop: _Crop
    view: View
    side: int

    @property
    def pixels(self) -> float:
        height, width = self.crop.picture.shape[:2]
        return float(self.side**2 * min(height, width) / max(height, width))


def with_added(page: Page, reading: Reading, policy: Policy, received: date) -> Reading:
    """The reading, with the lines of further looks where it does not show the whole marking.

    Raises:
        EngineError: the reader is missing or failed.
    """
    if not reading.sides or is_marked(reading, policy, received):
        return reading
    seen: list[Word] = []
    spent = 0.0
    for number, look in enumerate(_looks(page, reading, seen)):
        spent += look.pixels
        if spent > MOST_PIXELS and number > CHEAP:
            break
        seen += (word for word in _words(look, page, reading.words) if not is_print(word))
        if is_marked(_with(reading, seen), policy, received) or (number >= CHEAP and not _has_signs(reading, seen)):
            break
    return _with(reading, seen)


def _with(reading: Reading, seen: Sequence[Word]) -> Reading:
    return replace(reading, words=(*reading.words, *seen))


def _looks(page: Page, reading: Reading, seen: Sequence[Word]) -> Iterator[_Look]:
    """What to look at, how and at which scale, the most telling first; ``seen``: the lines of the looks until then."""
    own = max(side.px_per_mm for side in reading.sides)
    writing = _writing_beside(reading, own)
    if writing is not None:
        yield _look(_crop(page, writing, own), View.CLOSE, FINE)
    sides = _crop(page, reduce(Box.join, (side.box for side in reading.sides)), own)
    bare = replace(sides, picture=without_print(sides.picture, sides.px_per_mm))
    yield _look(bare, View.BARE, FINE)
    yield _look(bare, View.BARE, COARSE)
    tilt = _tilt(reading, seen)
    if abs(tilt) > STEEP_TILT:
        yield _look(_turned(bare, tilt), View.TURNED, COARSE)
    if _is_coloured(sides.picture):
        coloured = replace(sides, picture=colour_alone(sides.picture, sides.px_per_mm))
        yield _look(coloured, View.COLOUR, COARSE)
        yield _look(coloured, View.COLOUR, FINE)
    yield _look(sides, View.CLOSE, FINE)


def _look(crop: _Crop, view: View, px_per_mm: float) -> _Look:
    side = round(max(crop.picture.shape[:2]) * px_per_mm / crop.px_per_mm)
    return _Look(crop=crop, view=view, side=min(MOST_PX, side))


def _tilt(reading: Reading, seen: Sequence[Word]) -> float:
    """The angle in degrees of the longest line laid over the print: watermarks run parallel, short lines tell it badly."""
    signs = _signs(reading, seen)
    return max(signs, key=lambda word: math.hypot(word.box.width, word.box.height)).angle if signs else 0.0


def _turned(crop: _Crop, angle: float) -> _Crop:
    """The crop turned, so that what ran at ``angle`` degrees runs level, with room for its corners."""
    height, width = crop.picture.shape[:2]
    cos, sin = abs(math.cos(math.radians(angle))), abs(math.sin(math.radians(angle)))
    size = math.ceil(width * cos + height * sin), math.ceil(width * sin + height * cos)
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    turn[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
    picture = cv2.warpAffine(crop.picture, turn, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    back = crop.to_page @ np.vstack([cv2.invertAffineTransform(turn), [0, 0, 1]])
    return _Crop(picture=np.asarray(picture, np.uint8), px_per_mm=crop.px_per_mm, to_page=back)


def _writing_beside(reading: Reading, px_per_mm: float) -> Box | None:
    """Where something large is written on a sheet that is no letter, beside its ID sides."""
    sheet = [word for word in reading.words if all(word.box.share_in(side.box) <= ON_SIDE for side in reading.sides)]
    large = [word.box for word in sheet if word.size >= LARGE_MM * px_per_mm and not is_print(word)]
    return reduce(Box.join, large) if large and not is_letter(reading.words) else None


def _crop(page: Page, box: Box, own: float) -> _Crop:
    """A place with a rim, at the working scale or its own (``own`` pixels a mm) if that is less."""
    box = box.grow(RIM_MM * own / page.width, RIM_MM * own / page.height)
    left, top = int(box.left * page.width), int(box.top * page.height)
    picture = page.picture[top : int(box.bottom * page.height) + 1, left : int(box.right * page.width) + 1]
    scale = min(1.0, WORK_PX_PER_MM / own)
    if scale < 1:
        picture = np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    to_page = np.array([[1 / scale, 0, left], [0, 1 / scale, top]])
    return _Crop(picture=np.ascontiguousarray(picture), px_per_mm=own * scale, to_page=to_page)


def _words(look: _Look, page: Page, first: Sequence[Word]) -> Iterator[Word]:
    """The lines that a look finds; one that the ``first`` reading has in the same place, and sure, is not read again."""
    for found in ppocr.detect(look.crop.picture, look.side):
        small = ppocr.upright_quad(found)
        quad = np.asarray(small @ look.crop.to_page[:, :2].T + look.crop.to_page[:, 2], np.float32)
        known = _known(quad, page, first)
        if known is not None:
            yield replace(known, view=look.view)
            continue
        text = ppocr.recognise(ppocr.cut(look.crop.picture, small))
        if text.text.strip():
            yield word_of(Line(quad, text), page, look.view)


def _known(quad: Quad, page: Page, first: Sequence[Word]) -> Word | None:
    box, angle = box_of(quad, page.width, page.height), angle_of(quad)
    near = (word for word in first if word.confidence >= SURE and abs(word.angle - angle) < SAME_ANGLE)
    return next((word for word in near if min(box.share_in(word.box), word.box.share_in(box)) > SAME_PLACE), None)


def _has_signs(reading: Reading, seen: Sequence[Word]) -> bool:
    """Whether several tilted lines were read, as print is not: one is a signature."""
    return len(_signs(reading, seen)) >= LEAST_SIGNS


def _signs(reading: Reading, seen: Sequence[Word]) -> list[Word]:
    level = level_of(reading)
    legible = (word for word in (*reading.words, *seen) if word.confidence >= LEAST_CONFIDENCE)
    return [word for word in legible if len(word.text.strip()) >= LEAST_LETTERS and is_laid_over(word, level)]


# -------------------------------------------------------------------------------------------------------------- views


def without_print(picture: Picture, px_per_mm: float) -> Picture:
    """The picture with the document's own print filled in from around it: what is left is paler than print.

    What is filled in is never read for a BSN: filling destroys digits.
    """
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    size = max(3, int(px_per_mm * GROUND_MM) | 1)
    ground = cv2.medianBlur(cv2.morphologyEx(grey, cv2.MORPH_CLOSE, np.ones((size, size), np.uint8)), size)
    depth = cv2.subtract(ground, grey)
    strokes = depth[depth > LEAST_PRINT]
    if not len(strokes):
        return picture
    limit = max(LEAST_PRINT, PRINT_SHARE * float(np.percentile(strokes, 90)))
    mask = cv2.dilate((depth > limit).astype(np.uint8), np.ones((3, 3), np.uint8))
    return np.asarray(cv2.inpaint(picture, mask, 3, cv2.INPAINT_TELEA), np.uint8)


def colour_alone(picture: Picture, px_per_mm: float) -> Picture:
    """How far each pixel's colour is from that of its surroundings, dark on white: coloured ink without the print."""
    lab = cv2.cvtColor(picture, cv2.COLOR_RGB2LAB).astype(np.float32)[..., 1:]
    size = max(3, int(px_per_mm * 20) | 1)
    distance = np.linalg.norm(lab - cv2.blur(lab, (size, size)), axis=2)
    dark = 255 - np.clip(distance * COLOUR_GAIN, 0, 255)
    return np.asarray(cv2.cvtColor(dark.astype(np.uint8), cv2.COLOR_GRAY2RGB), np.uint8)


def _is_coloured(picture: Picture) -> bool:
    small = picture[::4, ::4].astype(np.int16)
    return float((small.max(axis=2) - small.min(axis=2)).mean()) > LEAST_COLOUR
