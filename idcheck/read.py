"""Page → Reading: everything that can be read on a page, and how. Pixels end here."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from idcheck.codes import read_codes
from idcheck.documents import UNKNOWN
from idcheck.engines import ppocr
from idcheck.engines.ppocr import Line
from idcheck.geometry import box_of, quad_of
from idcheck.lines import read_quads, words_of
from idcheck.looks import looks
from idcheck.records import Box, Code, Page, Quad, Reading, Side, Text, Word
from idcheck.sides import FoundSide, find_sides
from idcheck.strips import find_strips
from idcheck.upright import FIND_SIDE_PX

CLOSE_PX_PER_MM = 7.0
"""pixels a mm of a document when looking for its lines close by: captions of 1 mm are then found"""
CLOSE_BELOW_PX_PER_MM = 5.0
"""pixels a mm in the first search, below which an ID side is searched again close by"""


def read(page: Page) -> Reading:
    """Read a page: its words, strips and codes, the ID sides on it, and each place where one carries a BSN.

    Raises:
        EngineError: a reader is missing or failed.
    """
    lines = read_quads(page, page.quads)
    strips = find_strips(page, lines)
    sides = find_sides(page, lines, strips)
    fresh = [line for side in sides for line in _read_close(page, side, lines)]
    if fresh:
        lines += fresh
        strips = find_strips(page, lines)
        sides = find_sides(page, lines, strips)
    codes = read_codes(page)
    return Reading(
        attachment=page.attachment,
        page=page.number,
        width=page.width,
        height=page.height,
        words=words_of(lines, page),
        strips=tuple(found.strip for found in strips),
        codes=codes,
        sides=tuple(_side(page, side, lines, codes) for side in sides),
    )


def read_text(text: Text) -> Reading:
    """The reading of what stands in a file as text: one word a line, on a page of its own without pixels."""
    rows = [row for row in text.text.splitlines() if row.strip()]
    step = 1 / max(1, len(rows))
    words = tuple(
        Word(text=row, box=Box(0.0, index * step, 1.0, (index + 1) * step), confidence=1.0, reader="file")
        for index, row in enumerate(rows)
    )
    return Reading(attachment=text.attachment, page=text.number, width=1, height=max(1, len(rows)), words=words)


def _read_close(page: Page, side: FoundSide, lines: Sequence[Line]) -> list[Line]:
    """Lines on an ID side that were too small to be found on the whole page; what was read is not read again."""
    if side.px_per_mm * FIND_SIDE_PX / max(page.width, page.height) >= CLOSE_BELOW_PX_PER_MM:
        return []
    box = side.box.grow(0.02, 0.02)
    corner = quad_of(box, page.width, page.height)[0]
    left, top = (max(0, int(value)) for value in corner)
    right, bottom = int(box.right * page.width), int(box.bottom * page.height)
    crop = np.ascontiguousarray(page.picture[top:bottom, left:right])
    scale = min(CLOSE_PX_PER_MM, side.px_per_mm * 2) / side.px_per_mm
    quads = [quad + (left, top) for quad in ppocr.detect(crop, round(max(crop.shape[:2]) * scale))]
    return read_quads(page, [ppocr.upright_quad(quad) for quad in quads if not _known(quad, lines, page)])


def _known(quad: Quad, lines: Sequence[Line], page: Page) -> bool:
    box = box_of(np.asarray(quad, np.float32), page.width, page.height)
    return any(box.share_in(box_of(line.quad, page.width, page.height)) > 0.5 for line in lines)


def _side(page: Page, side: FoundSide, lines: Sequence[Line], codes: Sequence[Code]) -> Side:
    return Side(
        document=side.document,
        model=side.models[0] if len(side.models) == 1 else UNKNOWN,
        side=side.side,
        box=side.box,
        confidence=side.confidence,
        px_per_mm=side.px_per_mm,
        strips=(side.strip.strip,) if side.strip else (),
        looks=looks(page, side, lines, codes),
    )


