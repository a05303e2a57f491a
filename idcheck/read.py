"""Page → Reading: everything that can be read on a page, and how. Pixels end here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import reduce

import numpy as np

from idcheck.anchors import LEAST_CELLS, is_cell
from idcheck.codes import read_codes
from idcheck.documents import LICENCE, UNKNOWN
from idcheck.engines import ppocr
from idcheck.engines.ppocr import Line
from idcheck.geometry import a4_scale, angle_of, box_of, height_of, length_of
from idcheck.ink import cropped, ink, is_inked
from idcheck.licences import licence_numbers
from idcheck.lines import is_column, read_quads, words_of
from idcheck.looks import in_doubt, looks
from idcheck.records import Box, Code, Look, Page, Picture, Quad, Reading, Side, Text, View, Word
from idcheck.regions import card_regions
from idcheck.sides import UNKNOWN_CONFIDENCE, FoundSide, find_sides, weak_boxes
from idcheck.strips import FoundStrip, find_strips
from idcheck.upright import FIND_SIDE_PX

CLOSE_PX = 704
"""pixels of the long side of a document when looking for its lines close by: 8 a mm of a card; captions of 1 mm are then found"""
CLOSE_PX_PER_MM = 8.0
LARGEST_MM = 140.0
"""mm: a passport page with what lies around it; more on an A4 means that the page is none"""
PAGE_PX = 1440
"""pixels of the long side of a page on which nothing was found, when it is looked at again"""
WHOLE = 0.35
"""of a page's area, from which a place is no document but the page"""
LEAST_GAIN = 1.35
"""times finer than the first search, below which looking closer finds nothing new"""
KNOWN_CONFIDENCE, MUCH_HIGHER = 0.8, 1.7
"""of a line on the same spot, above which it is not read again, unless it is so many times as high: two lines taken for one"""
RIM = 0.05
"""of a page around what was read on it"""
MUCH_LARGER = 3.0
"""times the area, from which what is found on a place is too small to be found on the whole: a card on a sheet in a photo"""
COLUMN, UPRIGHT, COLUMN_ENDS = 5.0, 10.0, 0.3
"""times as long as wide, and degrees off the vertical, of a column of cells taken for a line; and of its length, looked at beyond
its ends"""
TABLE_ROOM_MM = (60.0, 35.0, 30.0, 15.0)
"""mm left of, above, right of and below the cells that were read of a licence's back, of 85.6 by 54 mm: they are dates in its right
half most often. Chosen: no specimen of a back is at hand, and a larger place only costs time"""
FEW_LINES = 25
"""lines: a page with more of them and no trace of a document is a letter"""


def read(page: Page) -> Reading:
    """Read a page: its words, strips and codes, the ID sides on it, and each place where one carries a BSN.

    Raises:
        EngineError: a reader is missing or failed.
    """
    lines = read_quads(page, page.quads)
    strips = find_strips(page, lines)
    regions = card_regions(page)
    sides = find_sides(page, lines, strips, regions)
    fresh = _read_close(page, sides, regions, lines)
    if fresh:
        lines = _joined(lines, fresh)
        strips = find_strips(page, lines)
        sides = find_sides(page, lines, strips, regions)
    codes = read_codes(page)
    licences = _licences(page, sides, lines, codes)
    seen = [_seen(page, side, lines, codes, licences if side.document == LICENCE else ()) for side in sides]
    return Reading(
        attachment=page.attachment,
        page=page.number,
        width=page.width,
        height=page.height,
        words=words_of(lines, page) + tuple(word for _, words in seen for word in words),
        strips=tuple(found.strip for found in strips),
        codes=codes,
        sides=tuple(side for side, _ in seen),
    )


def read_text(text: Text) -> Reading:
    """The reading of what stands in a file as text: one word a line, where it stands or on a page of its own without pixels."""
    if text.boxes:
        lines = zip(text.text.split("\n"), text.boxes, strict=True)
        words = tuple(Word(text=line, box=box, confidence=1.0, reader="layer") for line, box in lines)
        return Reading(attachment=text.attachment, page=text.number, width=1, height=1, words=words)
    rows = [row for row in text.text.splitlines() if row.strip()]
    step = 1 / max(1, len(rows))
    words = tuple(
        Word(text=row, box=Box(0.0, index * step, 1.0, (index + 1) * step), confidence=1.0, reader="file")
        for index, row in enumerate(rows)
    )
    return Reading(attachment=text.attachment, page=text.number, width=1, height=max(1, len(rows)), words=words)


def _read_close(page: Page, sides: Sequence[FoundSide], regions: Sequence[Box], lines: Sequence[Line]) -> list[Line]:
    """Lines too small to be found on the whole page, where a document is or could be; what was read is not read again."""
    boxes = [side.box for side in sides]
    for box in [*regions, *_tables(page, lines, sides), *weak_boxes(page, lines, sides), *_columns(page, lines)]:
        if not any(_looks_alike(box, other) for other in boxes):
            boxes.append(box)
    if not any(side.confidence > UNKNOWN_CONFIDENCE for side in sides) and len(lines) < FEW_LINES:
        boxes.append(_printed(page, lines))
    fresh: list[Line] = []
    for box in boxes:
        fresh += _read_box(page, box.grow(0.02, 0.02), [*lines, *fresh])
    return fresh


def _columns(page: Page, lines: Sequence[Line]) -> Iterator[Box]:
    """Around what was taken for one line from top to bottom and could not be read: the categories of a licence's table."""
    for line in lines:
        long = length_of(line.quad) > COLUMN * height_of(line.quad) and abs(abs(angle_of(line.quad)) - 90) < UPRIGHT
        if long and line.text.confidence < KNOWN_CONFIDENCE:
            box = box_of(line.quad, page.width, page.height)
            yield box.grow(box.height * page.height / page.width, COLUMN_ENDS * box.height)


def _tables(page: Page, lines: Sequence[Line], sides: Sequence[FoundSide]) -> Iterator[Box]:
    """Around cells of a licence's table on a sheet, beside the sides that were found: its categories and captions are small."""
    cells = [box_of(line.quad, page.width, page.height) for line in lines if is_cell(line.text.text)]
    cells = [box for box in cells if not any(box.share_in(side.box) > 0.5 for side in sides)]
    scale = a4_scale(page)
    if scale is not None and len(cells) >= LEAST_CELLS:
        box = reduce(Box.join, cells)
        left, above, right, below = (mm * scale for mm in TABLE_ROOM_MM)
        yield Box(
            max(0.0, box.left - left / page.width),
            max(0.0, box.top - above / page.height),
            min(1.0, box.right + right / page.width),
            min(1.0, box.bottom + below / page.height),
        )


def _printed(page: Page, lines: Sequence[Line]) -> Box:
    """The part of a page that anything was read on: a card on a table is a third of a photo."""
    whole = Box(0.0, 0.0, 1.0, 1.0)
    boxes = [box_of(line.quad, page.width, page.height) for line in lines]
    return reduce(Box.join, boxes).grow(RIM, RIM) if boxes else whole


def _looks_alike(box: Box, other: Box) -> bool:
    """Whether a close look at one place shows the other: much the same place, and of no other size."""
    return (box.share_in(other) > 0.5 and other.area < MUCH_LARGER * box.area) or other.share_in(box) > 0.8


def _joined(lines: Sequence[Line], fresh: Sequence[Line]) -> list[Line]:
    return [line for line in lines if not is_column(line, fresh)] + list(fresh)


def _uncrossed(lines: Sequence[Line], again: Sequence[Line], page: Page) -> list[Line]:
    """The lines with those of the darkest print alone; one that was read worse, together with what crosses it, is left out."""
    sure = [line for line in again if line.text.confidence > KNOWN_CONFIDENCE]
    clear = [(box_of(line.quad, page.width, page.height), line.text.confidence) for line in sure]

    def crossed(line: Line) -> bool:
        box = box_of(line.quad, page.width, page.height)
        return any(other.share_in(box) > 0.6 and line.text.confidence < confidence for other, confidence in clear)

    return [line for line in lines if not crossed(line)] + list(again)


def _read_box(page: Page, box: Box, lines: Sequence[Line]) -> list[Line]:
    crop, corner = cropped(page, box)
    long = max(crop.shape[:2])
    before = long * FIND_SIDE_PX / max(page.width, page.height)
    side = min(_close_px(page, long) if box.area < WHOLE else PAGE_PX, 2 * long)
    if before >= side / LEAST_GAIN:
        return []
    quads = [np.asarray(quad + corner, np.float32) for quad in ppocr.detect(crop, side)]
    return read_quads(page, [ppocr.upright_quad(quad) for quad in quads if not _known(quad, lines, page)])


def _close_px(page: Page, long: int) -> int:
    """The size at which to look for lines on a document that is ``long`` pixels on the page."""
    scale = a4_scale(page)
    if scale is None or long / scale > LARGEST_MM:
        return CLOSE_PX
    return round(CLOSE_PX_PER_MM * long / scale)


def _known(quad: Quad, lines: Sequence[Line], page: Page) -> bool:
    """Whether a line was read with ease on this spot, alone: a caption that was taken together with its value was not."""
    box = box_of(np.asarray(quad, np.float32), page.width, page.height)
    return any(
        line.text.confidence > KNOWN_CONFIDENCE
        and box.share_in(box_of(line.quad, page.width, page.height)) > 0.5
        and height_of(line.quad) < MUCH_HIGHER * height_of(quad)
        for line in lines
    )


def _licences(page: Page, sides: Sequence[FoundSide], lines: Sequence[Line], codes: Sequence[Code]) -> tuple[str, ...]:
    """The numbers of the licences whose fronts, or the codes of whose backs, are on the page."""
    fronts = [side for side in sides if _is_licence(side, "front")]
    boxes = [(line.text.text, box_of(line.quad, page.width, page.height)) for line in lines]
    texts = [text for text, box in boxes if any(box.share_in(side.box) > 0.5 for side in fronts)]
    strips = [line.text for side in fronts if side.strip for line in side.strip.strip.lines]
    return licence_numbers(texts, strips, [code.text for code in codes])


def _is_licence(side: FoundSide, name: str) -> bool:
    return (side.document, side.side) == (LICENCE, name)


def _seen(
    page: Page, side: FoundSide, lines: Sequence[Line], codes: Sequence[Code], licences: Sequence[str]
) -> tuple[Side, tuple[Word, ...]]:
    """The side with a look at each place; where one cannot be told, once more in the darkest print alone."""
    first = looks(page, side, lines, codes, licences=licences)
    if not any(in_doubt(look, side) for look in first) or not is_inked(page, side.box):
        return _side(side, first), ()
    dark = replace(page, picture=ink(page, side.box))
    crop, corner = cropped(dark, side.box)
    quads = [
        ppocr.upright_quad(np.asarray(quad + corner, np.float32)) for quad in ppocr.detect(crop, _ink_px(page, crop))
    ]
    again = read_quads(dark, quads)
    sides = find_sides(dark, again, find_strips(dark, again), [side.box])
    better = next((other for other in sides if other.box.share_in(side.box.grow(0.1, 0.1)) > 0.5), None)
    if better is not None and _tells_more(better, side):
        side = replace(better, box=side.box.join(better.box), strip=better.strip or side.strip)
    elif better is not None and set(better.models) < set(side.models):
        side = replace(side, models=better.models)
    known = _uncrossed(lines, again, page)
    seen = _side(side, looks(page, side, known, codes, licences=licences, uncrossed=True))
    extra = tuple(other.strip.strip for other in sides if other.strip and other.strip is not side.strip)
    return replace(seen, strips=seen.strips + extra), words_of(again, page, View.INK)


def _tells_more(better: FoundSide, side: FoundSide) -> bool:
    """Whether the darkest print alone tells what the side is, or more lines of its strip were read in it, or more surely."""
    if side.strip is None:
        return better.strip is not None or better.confidence > side.confidence
    return better.strip is not None and _told(better.strip) > _told(side.strip)


def _told(strip: FoundStrip) -> tuple[int, float]:
    """How many lines of a strip were read, and how surely."""
    return len(strip.strip.lines), min(line.confidence for line in strip.strip.lines)


def _ink_px(page: Page, crop: Picture) -> int:
    long = max(crop.shape[:2])
    return int(min(2 * long, max(CLOSE_PX, _close_px(page, long))))


def _side(side: FoundSide, found: tuple[Look, ...]) -> Side:
    return Side(
        document=side.document,
        model=side.models[0] if len(side.models) == 1 else UNKNOWN,
        side=side.side,
        box=side.box,
        confidence=side.confidence,
        px_per_mm=side.px_per_mm,
        strips=(side.strip.strip,) if side.strip else (),
        looks=found,
    )
