"""Measure on the pixels what lies over a place: a box, a sticker, a dense scratch – or print that is still there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from idcheck.engines.ppocr import cut
from idcheck.geometry import quad_of
from idcheck.ink import cropped
from idcheck.overlay import without_laid_over
from idcheck.records import Box, Covering, Page, Picture, Quad
from idcheck.regions import WHITE
from idcheck.rims import ALIKE, STEP, are_bands, ends_in_step

FLAT = 0.16
"""of the print's own contrast: a cell whose levels span less shows nothing to the eye; what the reader can still see in it is
read in the stretched view first (print left at 10 % contrast is read in 40 of 40)"""
DENSE = 0.62
"""of a cell that is as dark as the print: digits of OCR-B and of sans faces fill 20–40 % of their cell"""
COVERED_CELLS = 0.9
"""of the cells of a place that must be flat or dense: a cover may leave the rim of the first and last"""
ON_GROUND = 0.2
"""of the print's contrast: a flat cell this near to the ground's level is blank paper, not a cover of another colour"""

INK, MOST_INK = 0.5, 0.02
"""of the print's contrast: guilloche has 0.1–0.3 of it; and the share of a field: nine digits fill 10–20 %, one pen line 7 %"""

BLOB_PX_PER_MM = 4.0
WINDOW = (round(1.5 * BLOB_PX_PER_MM),) * 2
"""pixels, 1.5 mm, within which it is told how dense and how even a place is"""
LEAST_COVER_MM = (9.0, 1.4)
"""width and height: nine digits are 15–23 mm by 2–2.6 mm, on a licence's back as it is drawn, for no specimen is at hand, 9–14 by
1.5–1.9; a careless cover leaves some of the first and last"""
BAR_MM = (3.0, 1.0)
"""width and height of a dark patch that hides two digits of a field at least, less what its rims take of it where it is measured"""
DARK_SHARE = 0.55
"""of the ground's level: black and dark blue ink and toner lie below 0.4, guilloche and watermarks above 0.6"""
SMOOTH, SMOOTHER = 8.0, 5.0
"""levels of 255, standard deviation within a window: paint, tape and paper stay below, print and guilloche above; and below it too
where their colour is near that of a ground as smooth, from which nothing else parts them"""
FILLED = 0.5
"""of what a patch's box has in common with a place, that it covers: a slanting stroke of a marker leaves corners of both"""
TINT = 16
"""levels of 255 in any channel by which a light cover differs from the ground around it"""
PURE, FROM_PURE = 250, 8
"""level in every channel of a white that no document has as its ground, and by how many levels a rectangle of it does differ (a
drawn white box on a light ground: 18)"""


AT_RIM_MM, AROUND_MM, INNER = 0.5, 3.0, 0.999
"""mm from the rim of a side, which a patch reaches that may be what lies around it; mm around such a patch that tell the colour of
that; and of a patch's box, that lies within the rim when it does not reach it"""
LEAST_AROUND, ROUGHLY = 0.25, 3
"""of what lies right around a side, that has the colour of such a patch; and how many times further off its colour may be there,
where light falls otherwise and cloth or wood has a grain (chosen)"""
MOST_LIGHT_MM = 22.0
"""mm of height, over its width on average, for it may lie aslant: a larger light patch is a part of the document's own ground"""
SAME = 0.6
"""of the box of each of two patches in the other's, from which they are one"""
RECTANGULAR = 0.85
"""of the smallest rectangle around an even patch, however it lies, that it fills: tape and stickers do"""
SQUARE = 1.4
"""times as long as wide: a cover over a code is less, one over nine digits is 3 and more"""
MOST_GROUND, OWN_RIM = 0.1, 3
"""the share of the rest of a side that may have the colour of a patch (of sixteen drawn covers 0–0.05, once 0.18 with some of the
ground in it; the ground between lines of two passports 0.06–0.33, its narrower bands of another colour 0.03–0.08); and pixels
around a patch that are left out"""
RING_MM = (1.5, 4.0)
"""mm around an even patch, from and to which the colour of what lies around it is taken"""


def contrast(page: Page, quads: list[Quad]) -> tuple[float, float]:
    """The level of the ground and the contrast of the print over it (0–255), measured on lines that were read."""
    greys = [cv2.cvtColor(cut(page.picture, quad), cv2.COLOR_RGB2GRAY) for quad in quads]
    if not greys:
        return 230.0, 150.0
    grounds = [float(np.percentile(grey, 85)) for grey in greys]
    inks = [float(np.percentile(grey, 4)) for grey in greys]
    return float(np.median(grounds)), max(20.0, float(np.median(grounds)) - float(np.median(inks)))


def covering(page: Page, quad: Quad, cells: int, ground: float, span: float) -> tuple[Covering, NDArray[np.bool_]]:
    """What lies over a line of ``cells`` characters, and which of the cells are covered.

    ``ground`` and ``span``: level and contrast of the print around it, from `contrast`.
    """
    grey = cv2.cvtColor(cut(page.picture, quad), cv2.COLOR_RGB2GRAY)
    grey = cv2.resize(grey, (cells * 16, 24), interpolation=cv2.INTER_AREA)[4:-4]
    tiles = np.stack(np.split(grey.astype(np.float32), cells, axis=1)).reshape(cells, -1)
    low, high = np.percentile(tiles, 5, axis=1), np.percentile(tiles, 95, axis=1)
    flat = high - low < FLAT * span
    dense = (tiles < ground - 0.4 * span).mean(axis=1) > DENSE
    covered = flat | dense
    if covered.mean() < COVERED_CELLS:
        return Covering.NONE, covered
    if flat.mean() < 0.5:
        return Covering.DENSE, covered
    blank = np.abs(np.median(tiles[flat], axis=1) - ground) < ON_GROUND * span
    return (Covering.BLANK if blank.mean() > 0.5 else Covering.SOLID), covered


def is_empty(page: Page, quad: Quad, ground: float, span: float) -> bool:
    """Whether no ink stands in a place; guilloche and a cover's edge may. ``ground`` and ``span`` as for `covering`."""
    grey = cv2.cvtColor(cut(page.picture, quad), cv2.COLOR_RGB2GRAY)
    return bool((grey < ground - INK * span).mean() < MOST_INK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Blob:
    """A patch that hides what is under it: its box in fractions of the page, its size in mm of the document.

    ``mask``: which parts of the box it covers (bool, rows × columns): what lies around a card has the card in its box.
    """

    box: Box
    width_mm: float
    height_mm: float
    mask: NDArray[np.bool_] = field(repr=False, compare=False)

    def fill(self, place: Box) -> float:
        """The share, 0–1, of what its box has in common with a place that it covers."""
        shared, (rows, columns) = self.box.meet(place), self.mask.shape
        if shared.width <= 0 or shared.height <= 0:
            return 0.0
        left, right = ((x - self.box.left) / self.box.width * columns for x in (shared.left, shared.right))
        top, bottom = ((y - self.box.top) / self.box.height * rows for y in (shared.top, shared.bottom))
        part = self.mask[int(top) : max(int(top) + 1, round(bottom)), int(left) : max(int(left) + 1, round(right))]
        return float(part.mean()) if part.size else 0.0

    def covers(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Which of these places, in fractions of the page, it covers."""
        rows, columns = self.mask.shape
        across = np.floor((x - self.box.left) / self.box.width * columns).astype(int)
        down = np.floor((y - self.box.top) / self.box.height * rows).astype(int)
        within = (across >= 0) & (across < columns) & (down >= 0) & (down < rows)
        return np.asarray(within & self.mask[down.clip(0, rows - 1), across.clip(0, columns - 1)], np.bool_)

    @property
    def is_square(self) -> bool:
        """Whether it is a square, however it lies: two covers that adjoin are none."""
        across, down = self.width_mm / self.mask.shape[1], self.height_mm / self.mask.shape[0]
        rows, columns = np.nonzero(self.mask)
        corners = [np.stack([(columns + x) * across, (rows + y) * down], axis=1) for x in (0, 1) for y in (0, 1)]
        (_, sides, _) = cv2.minAreaRect(np.concatenate(corners).astype(np.float32))
        area = float(self.mask.sum()) * across * down
        return max(sides) < SQUARE * min(sides) and area > RECTANGULAR * sides[0] * sides[1]


def blobs(page: Page, side: Box, px_per_mm: float, laid_over: Sequence[Quad] = ()) -> list[Blob]:
    """The patches on an ID side that could hide a number: dark and even, dense with ink, or of one flat other colour.

    ``laid_over``: the lines of a watermark on the side, which may run across a light patch.
    """
    scale = BLOB_PX_PER_MM / px_per_mm
    quad = quad_of(side, page.width, page.height)
    crop = _shrunk(cut(page.picture, quad), scale)
    dark, light = _hiding(crop)
    found = _components(dark, side)
    views = [(crop, light)]
    if laid_over:
        filled = without_laid_over(crop, [(line - quad[0]) * scale for line in laid_over], BLOB_PX_PER_MM)
        views.append((filled, _hiding(filled)[1]))
    calm, pale = np.asarray(cv2.medianBlur(crop, 3), np.uint8), list[Blob]()
    for each, light in views:
        for mask in (light, *_even(each)):
            fresh = [blob for blob in _components(mask, side) if blob.height_mm * blob.mask.mean() < MOST_LIGHT_MM]
            fresh = [blob for blob in fresh if not any(_is_same(blob, other) for other in (*found, *pale))]
            fresh = [blob for blob in fresh if not _is_ground(calm, _colour(blob, side, crop), blob, side)]
            pale += [blob for blob in fresh if _ends_in_step(each, blob, side)]
    bands = are_bands([_colour(blob, side, crop) for blob in pale])
    found += [blob for blob, band in zip(pale, bands, strict=True) if not band]
    return [blob for blob in found if not _is_surrounding(page, side, blob, px_per_mm)]


def bars(page: Page, place: Box, px_per_mm: float) -> list[Blob]:
    """The dark patches in and around a place that are wide enough to hide digits of a number, most of them too narrow for all."""
    around = place.grow(*_in_page(AROUND_MM * px_per_mm, page)).meet(Box(0.0, 0.0, 1.0, 1.0))
    crop = _shrunk(cut(page.picture, quad_of(around, page.width, page.height)), BLOB_PX_PER_MM / px_per_mm)
    return _components(_dense(_dark(crop)), around, BAR_MM)


def _is_surrounding(page: Page, side: Box, blob: Blob, px_per_mm: float) -> bool:
    """Whether a patch at the rim of a side has the colour of what lies around it there, and much of its rim too: a card lies a
    little aslant in its box, and a cover may reach beyond a side.
    """
    rim, reach = (_in_page(mm * px_per_mm, page) for mm in (AT_RIM_MM, AROUND_MM))
    inner = Box(side.left + rim[0], side.top + rim[1], side.right - rim[0], side.bottom - rim[1])
    if blob.box.share_in(inner) > INNER:
        return False
    quad = quad_of(blob.box.grow(*reach), page.width, page.height).round().astype(int)
    (left, top), (right, bottom) = quad.min(axis=0), quad.max(axis=0)
    crop = page.picture[top:bottom, left:right]
    x, y = np.meshgrid((np.arange(left, right) + 0.5) / page.width, (np.arange(top, bottom) + 0.5) / page.height)
    outside = (x < side.left) | (x > side.right) | (y < side.top) | (y > side.bottom)
    own = blob.covers(x, y) & ~outside
    if not (outside.any() and own.any()):
        return False
    colour = np.median(crop[own], axis=0)
    alike = bool(np.abs(np.median(crop[outside], axis=0) - colour).max() < TINT)
    return alike and _share_around(page, side, reach, colour) > LEAST_AROUND


def _share_around(page: Page, side: Box, reach: tuple[float, float], colour: NDArray[np.float64]) -> float:
    """The share of what lies right around a side that has, roughly, a colour."""
    crop, corner = cropped(page, side.grow(*reach))
    (left, top), _, (right, bottom), _ = (quad_of(side, page.width, page.height) - corner).round().astype(int)
    around = np.ones(crop.shape[:2], np.bool_)
    around[max(0, top) : bottom, max(0, left) : right] = False
    return float((np.abs(crop[around] - colour).max(axis=1) < ROUGHLY * TINT).mean()) if around.any() else 0.0


def _in_page(pixels: float, page: Page) -> tuple[float, float]:
    return pixels / page.width, pixels / page.height


def _ends_in_step(crop: Picture, blob: Blob, side: Box) -> bool:
    least = FROM_PURE if _colour(blob, side, crop).min() > PURE else STEP
    return ends_in_step(crop, blob.mask, _corner(blob, side, crop), BLOB_PX_PER_MM, least)


def _corner(blob: Blob, side: Box, crop: Picture) -> tuple[int, int]:
    """The left and top of a patch in the crop of its side, in pixels."""
    height, width = crop.shape[:2]
    left, top = (blob.box.left - side.left) / side.width * width, (blob.box.top - side.top) / side.height * height
    return round(left), round(top)


def _colour(blob: Blob, side: Box, crop: Picture) -> NDArray[np.float64]:
    left, top = _corner(blob, side, crop)
    high, wide = blob.mask.shape
    return np.asarray(np.median(crop[top : top + high, left : left + wide][blob.mask], axis=0), np.float64)


def _is_ground(crop: Picture, colour: NDArray[np.float64], blob: Blob, side: Box) -> bool:
    """Whether a patch has the colour of much else on its side, as the ground between two lines has; white may be the sheet's."""
    if colour.min() > WHITE:
        return False
    alike = np.abs(crop - colour).max(axis=2) <= ALIKE
    left, top = _corner(blob, side, crop)
    high, wide = blob.mask.shape
    own = np.zeros(alike.shape, np.uint8)
    own[top : top + high, left : left + wide] = blob.mask[: alike.shape[0] - top, : alike.shape[1] - left]
    own = cv2.dilate(own, np.ones((2 * OWN_RIM + 1,) * 2, np.uint8))
    return bool((alike & (own == 0)).sum() > MOST_GROUND * (own == 0).sum())


def _is_same(one: Blob, other: Blob) -> bool:
    """Whether two patches are one, seen in two ways."""
    return one.box.share_in(other.box) > SAME and other.box.share_in(one.box) > SAME


def _components(mask: NDArray[np.uint8], side: Box, least_mm: tuple[float, float] = LEAST_COVER_MM) -> list[Blob]:
    least = tuple(round(mm * BLOB_PX_PER_MM) for mm in least_mm)
    mask = np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((3, 5), np.uint8)), np.uint8)
    mask = np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((least[1], least[1] * 2), np.uint8)), np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    height, width = mask.shape
    found = []
    for index, (left, top, wide, high, area) in enumerate(stats[1:].tolist(), 1):
        if wide >= least[0] and high >= least[1] and area >= 0.5 * wide * high:
            box = Box(
                side.left + left / width * side.width,
                side.top + top / height * side.height,
                side.left + (left + wide) / width * side.width,
                side.top + (top + high) / height * side.height,
            )
            own = np.asarray(labels[top : top + high, left : left + wide] == index, np.bool_)
            found.append(Blob(box=box, width_mm=wide / BLOB_PX_PER_MM, height_mm=high / BLOB_PX_PER_MM, mask=own))
    return found


def _shrunk(picture: Picture, scale: float) -> Picture:
    interpolation = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=interpolation), np.uint8)


def _hiding(crop: Picture) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """What is dark and dense, and what is even and of another colour than the ground around it (masks of the crop)."""
    grey = cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY).astype(np.float32)
    mean = cv2.blur(grey, WINDOW)
    spread = np.sqrt(np.maximum(0.0, cv2.blur(grey * grey, WINDOW) - mean * mean))
    dark = _dark(crop)
    dense = _dense(dark)
    tint = np.abs(crop.astype(np.int16) - _ground(crop, dark)).max(axis=2) > TINT
    light = (cv2.blur(tint.astype(np.float32), (3, 3)) > 0.9) & (spread < SMOOTH) & (dense == 0)
    return dense, light.astype(np.uint8)


def _dense(dark: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Where what is dark is dense (masks of one crop)."""
    return np.asarray(cv2.blur(dark.astype(np.float32), WINDOW) > DENSE, np.uint8)


def _dark(crop: Picture) -> NDArray[np.bool_]:
    """What is as dark as print (a mask of the crop)."""
    grey = cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY)
    return np.asarray(grey < DARK_SHARE * float(np.percentile(grey, 70)), np.bool_)


def _even(crop: Picture) -> Iterator[NDArray[np.uint8]]:
    """The rectangles of one even colour, other than that right around them: a wide tape leaves no ground to compare it with."""
    levels = crop.astype(np.float32)
    mean = cv2.blur(levels, WINDOW)
    spread = np.sqrt(np.maximum(0.0, cv2.blur(levels * levels, WINDOW) - mean * mean)).max(axis=2)
    for smooth in (SMOOTH, SMOOTHER):
        yield from _even_rectangles(crop, (spread < smooth).astype(np.uint8))


def _even_rectangles(crop: Picture, even: NDArray[np.uint8]) -> Iterator[NDArray[np.uint8]]:
    """The patches of an even mask that are rectangles, however they lie, and of another colour than what is right around them."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(even)
    inner, outer = (np.ones((2 * round(mm * BLOB_PX_PER_MM) + 1,) * 2, np.uint8) for mm in RING_MM)
    least = tuple(mm * BLOB_PX_PER_MM for mm in LEAST_COVER_MM)
    for index, (_, _, wide, _, area) in enumerate(stats.tolist()):
        if (
            not index
            or wide < least[0] / 2
            or area < least[0] * least[1] / 2
            or area > MOST_LIGHT_MM * BLOB_PX_PER_MM * wide
        ):
            continue
        patch = (labels == index).astype(np.uint8)
        grown = cv2.dilate(patch, inner)
        ring = (cv2.dilate(patch, outer) > 0) & (grown == 0)
        (_, sizes, _) = cv2.minAreaRect(cv2.findNonZero(patch))
        colour = np.median(crop[patch > 0], axis=0)
        off = FROM_PURE if colour.min() > PURE else TINT
        other = ring.any() and np.abs(np.median(crop[ring], axis=0) - colour).max() > off
        if other and area > RECTANGULAR * (sizes[0] + 1) * (sizes[1] + 1):
            yield np.asarray(cv2.dilate(patch, np.ones(WINDOW, np.uint8)), np.uint8)


def _ground(crop: Picture, dark: NDArray[np.bool_]) -> NDArray[np.int16]:
    """The colour of the ground around each pixel: the median of what is not dark, within some 25 mm."""
    filled = crop.copy()
    filled[dark] = np.median(crop[~dark], axis=0) if (~dark).any() else 255
    quarter = cv2.resize(filled, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    local = cv2.medianBlur(np.asarray(quarter, np.uint8), 25)
    return np.asarray(cv2.resize(local, (crop.shape[1], crop.shape[0])), np.int16)
