"""Raster → Page: turn a page upright, whichever of the four ways it lay and however skew."""

from __future__ import annotations

import math
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from idcheck.engines import ppocr
from idcheck.geometry import moved
from idcheck.records import Affine, Page, Picture, Quads, Raster
from idcheck.regions import lies_square

FIND_SIDE_PX = 960
"""pixels of the long side when looking for lines: a 2-mm digit on an A4 is then found in 39 of 40 scans, at half 1280's time"""
SKEW_DEGREES = 0.7
"""degrees: below this the boxes of a card's lines still do not overlap, and the page is left as it is"""
ASKEW = 6.0
"""degrees off the picture's edges at which most lines may run because they lie across a small copy, itself laid square"""
SAME_WAY_DEGREES = 12.0
"""degrees: lines within this of the commonest angle count as the page's own print, others as written across it"""
WAY_LINES, DECISIVE = 3, 2.0
"""lines read both ways to tell which end is up, and how much better they must read from one than from the other (confidence times
the root of their length) to read no further: one can be a run of fillers, that reads well from either end (69 pages drawn: on 56
the first line tells as much, and on all of them the others say the same)"""
WAY_HEIGHTS = (5.0, 14.0)
"""line heights: lines of this length are asked first, ten to twenty characters tell; then the longest"""
MOST_WEIGHT = 8.0
"""line heights: a longer line tells its angle no better"""
SQUARE_DEGREES, SQUARE_WEIGHT = 6.0, 4.0
"""lines nearly square to the picture count more: scans and photos are made so, a watermark across them is not"""
LONG_LINES = (2.5, 2.0)
"""times as long as high: a shorter piece does not tell its own angle; and what is made do with where none is as long: the dates
of a licence's table on end are 2.4"""


def upright(raster: Raster) -> Page:
    """Find the lines of text, turn the page so that most of them read from left to right, and keep where they stand."""
    quads = np.array([ppocr.upright_quad(quad) for quad in ppocr.detect(raster.picture, FIND_SIDE_PX)], np.float32)
    page = Page(
        attachment=raster.attachment,
        number=raster.number,
        picture=np.ascontiguousarray(raster.picture),
        quads=quads.reshape(-1, 4, 2),
    )
    if not len(quads):
        return page
    angle = _commonest_angle(page.quads)
    quarter = round(angle / 90) * 90.0
    askew = abs(angle - quarter) > ASKEW
    return _upright(page, page.quads, quarter if askew and lies_square(page.picture) else angle)


def upright_for(page: Page, quads: Quads) -> Page:
    """The page turned so that most of these lines of it (n × 4 × 2, one at least) read from left to right, and they alone are its
    ``quads``.
    """
    return _upright(page, quads, _commonest_angle(quads))


def _upright(page: Page, quads: Quads, angle: float) -> Page:
    """The page turned by such an angle (degrees), and over where its lines then stand on their head."""
    turned = _turned(page, quads, angle)
    return on_its_head(turned) if upside_down(turned.picture, turned.quads) else turned


def on_its_head(page: Page) -> Page:
    """The page turned over, and its lines with it, each begun at what is its left end then."""
    return _turned(page, page.quads, 180.0)


def _turned(page: Page, quads: Quads, angle: float) -> Page:
    picture, quads, turn = _turn(page.picture, quads, angle)
    return replace(
        page,
        picture=np.ascontiguousarray(picture),
        quads=_read_rightwards(quads),
        turn=_after(turn, page.turn),
        held=page.size_held,
    )


def levelled(page: Page, angle: float, centre: tuple[float, float]) -> Page:
    """The page turned about a place (pixels) so that what runs at ``angle`` degrees, clockwise, runs level; as large as it was."""
    turn = np.asarray(cv2.getRotationMatrix2D(centre, angle, 1.0), np.float64)
    size = page.width, page.height
    picture = cv2.warpAffine(page.picture, turn, size, flags=cv2.INTER_LINEAR, borderValue=_rim_colour(page.picture))
    quads = moved(page.quads, turn)
    return replace(
        page, picture=np.asarray(picture, np.uint8), quads=quads, turn=_after(turn, page.turn), held=page.size_held
    )


def angles(quads: Quads) -> NDArray[np.float64]:
    """The angle of each line's top edge in degrees, clockwise, from -180 to 180."""
    edges = (quads[:, 1] - quads[:, 0]) + (quads[:, 2] - quads[:, 3])
    return np.degrees(np.arctan2(edges[:, 1], edges[:, 0]))


def lengths(quads: Quads) -> NDArray[np.float64]:
    """The length of each line along its top edge, in pixels."""
    return np.asarray(np.linalg.norm(quads[:, 1] - quads[:, 0], axis=1), np.float64)


def heights(quads: Quads) -> NDArray[np.float64]:
    """The height of each line across its base line, in pixels."""
    return np.asarray(np.linalg.norm(quads[:, 3] - quads[:, 0], axis=1), np.float64)


def _commonest_angle(quads: Quads) -> float:
    """The angle (0–180°) along which most lines run, small ones above all: what is laid or written over print is larger than it."""
    high = np.maximum(1.0, heights(quads))
    relative = lengths(quads) / high
    least = next((least for least in LONG_LINES if (relative > least).any()), None)
    if least is None:
        return 0.0
    weights = np.where(relative > least, np.minimum(relative, MOST_WEIGHT) / high, 0.0)
    turned = angles(quads) % 180
    weights *= np.where(np.abs((turned + 45) % 90 - 45) < SQUARE_DEGREES, SQUARE_WEIGHT, 1.0)
    near = np.abs((turned[:, None] - turned[None, :] + 90) % 180 - 90) < SAME_WAY_DEGREES
    mode = turned[int(np.argmax(near @ weights))]
    offsets = (turned - mode + 90) % 180 - 90
    same = np.abs(offsets) < SAME_WAY_DEGREES
    order = np.argsort(offsets[same])
    half = np.searchsorted(np.cumsum(weights[same][order]), weights[same].sum() / 2)
    return float(mode + offsets[same][order][half])


def _turn(picture: Picture, quads: Quads, angle: float) -> tuple[Picture, Quads, Affine]:
    """Turn picture and quads so that what ran at ``angle`` degrees runs level; and what turned them."""
    quarters = round(angle / 90) % 4
    skew = (angle - round(angle / 90) * 90 + 45) % 90 - 45
    height, width = picture.shape[:2]
    if abs(skew) < SKEW_DEGREES:
        picture = np.rot90(picture, quarters)
        matrix = _quarter_matrix(quarters, width, height)
    else:
        matrix, size = _whole_page_matrix(angle, width, height)
        picture = cv2.warpAffine(picture, matrix, size, flags=cv2.INTER_LINEAR, borderValue=_rim_colour(picture))  # type: ignore[assignment]
    return picture, moved(quads, matrix), matrix


def _rim_colour(picture: Picture) -> tuple[int, ...]:
    """The colour of the sheet or the table at the picture's rim, which goes on in its new corners: a card's own would join them."""
    rim = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])
    return tuple(int(value) for value in np.median(rim, axis=0))


def _after(second: Affine, first: Affine) -> Affine:
    """Both turns, the first one first."""
    return np.column_stack([second[:, :2] @ first[:, :2], second[:, :2] @ first[:, 2] + second[:, 2]])


def _quarter_matrix(quarters: int, width: int, height: int) -> Affine:
    """What `numpy.rot90` does, as an affine matrix on pixel places."""
    return np.array(
        [
            [[1, 0, 0], [0, 1, 0]],
            [[0, 1, 0], [-1, 0, width]],
            [[-1, 0, width], [0, -1, height]],
            [[0, -1, height], [1, 0, 0]],
        ][quarters],
        np.float64,
    )


def _whole_page_matrix(angle: float, width: int, height: int) -> tuple[Affine, tuple[int, int]]:
    """A turn by ``-angle`` about the middle, on a page grown so that no corner is lost."""
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    cos, sin = abs(matrix[0, 0]), abs(matrix[0, 1])
    size = (math.ceil(width * cos + height * sin), math.ceil(width * sin + height * cos))
    matrix[:, 2] += (size[0] / 2 - width / 2, size[1] / 2 - height / 2)
    return np.asarray(matrix, np.float64), size


def upside_down(picture: Picture, quads: Quads) -> bool:
    """Whether level lines of a handy length read better from the other end."""
    level: NDArray[np.bool_] = np.abs((angles(quads) + 90) % 180 - 90) < SAME_WAY_DEGREES
    relative = lengths(quads) / np.maximum(1.0, heights(quads))
    handy = (relative > WAY_HEIGHTS[0]) & (relative < WAY_HEIGHTS[1])
    order = np.lexsort((-relative, ~handy, ~level))[:WAY_LINES]
    score = 0.0
    for quad in _read_rightwards(quads[order]):
        line = ppocr.cut(picture, quad)
        there, back = ppocr.recognise(line), ppocr.recognise(np.ascontiguousarray(line[::-1, ::-1]))
        score += there.confidence * len(there.text) ** 0.5 - back.confidence * len(back.text) ** 0.5
        if abs(score) > DECISIVE:
            break
    return score < 0


def _read_rightwards(quads: Quads) -> Quads:
    """Each quad with its corners begun at the end that lies left on the page."""
    backwards = np.abs(angles(quads)) > 90
    quads = quads.copy()
    quads[backwards] = np.roll(quads[backwards], 2, axis=1)
    return quads
