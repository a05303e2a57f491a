"""Page → leaves: what can be made out on a page, whichever way it lies: lines, strips and ID sides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import combinations

import numpy as np
from rapidfuzz import fuzz

from idcheck.anchors import LEAST_CELLS, anchors_of, category_anchors, is_cell, is_on_its_head
from idcheck.aslant import ASLANT_DEGREES, box_on, carried, line_on, tilt_of, whole
from idcheck.documents import OTHER
from idcheck.engines import ppocr
from idcheck.engines.ppocr import Line
from idcheck.geometry import a4_scale, angle_of, box_of, height_of, length_of
from idcheck.ink import cropped, ink
from idcheck.lines import folded, is_column, lines_in, read_quads, uncrossed
from idcheck.records import Box, Page, Quad
from idcheck.regions import card_regions
from idcheck.sides import UNKNOWN_CONFIDENCE, FoundSide, faces, find_sides, overlap, weak_boxes
from idcheck.strips import FoundStrip, find_strips
from idcheck.unread import unread_places
from idcheck.upright import FIND_SIDE_PX, levelled, on_its_head, upright_for, upside_down

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
ON_PLACE = 0.7
"""of a side found again on a turned page, that lies where it was found before"""
LARGER = 1.3
"""times as long as a side that was found, from which a place is what it lies on: a sheet of A5 is 1.7 times a passport's page.
The box around a side askew is longer than the side"""
OTHER_WAY = 45.0
"""degrees off the level from which a line lies another way than its page, and not aslant"""
LEAST_STRAYS, STRAY_LENGTH, ON_END_LENGTH = 4, 3.0, 2.0
"""lines on no side, hardly read or another way, that may be a card's on its head or on end; times as long as high, for a shorter
one tells nothing of its way; and the same of one on end, as a date in a licence's table is"""
LEAST_ON_CARD, LEAST_PIECES = 2, 10
"""such lines on what is shaped as a card on end: a passport's page behind the holder's prints five; and pieces hardly read, however
short, on one that lies level: thirty were seen of one card on its head under a watermark, and the bound is chosen"""
TILE_LETTERS, LEAST_TILES = 6, 3
"""letters of a line, and how often it stands on a page that bears a watermark again and again"""
CROSSED_LETTERS, TILES_ALIKE = 12, 85
"""letters of a line that is one of a watermark's though it was not read whole, and how like others, of 100: "passport", "passeport"
and "paspoort" are as like each other"""
FEW_LINES = 25
"""lines: a page with more of them and no trace of a document is a letter"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """What was made out on a page as it lies, or on a turn of it: its lines and strips, and the ID sides that are upright on it."""

    page: Page
    lines: tuple[Line, ...]
    strips: tuple[FoundStrip, ...]
    sides: tuple[FoundSide, ...]


def leaves_of(page: Page) -> list[Leaf]:
    """The page as it lies, and another turn of it where a side lies another way: on its head beside another one, or on its side."""
    regions = card_regions(page)
    leaf = _made_out(page, read_quads(page, page.quads), regions)
    if _is_tiled(leaf.lines):
        leaf = _below_tiles(leaf, regions)
    made_out = [side.box for side in leaf.sides if side.confidence > UNKNOWN_CONFIDENCE]
    heads = [box for box in made_out if _stands_on_its_head(lines_in(leaf.lines, page, box), page)]
    made_out = [box for box in made_out if box not in heads]
    strays = [line for line in leaf.lines if _is_stray(line, made_out, heads, page)]
    telling = sum(map(_tells_its_way, strays))
    few = not heads and telling < LEAST_STRAYS and not _lie_on_card(strays, made_out, page)
    if few and not _reads_turned_over(strays, page):
        return [leaf]
    turned = upright_for(page, np.array([line.quad for line in strays], np.float32))
    for way in (turned, on_its_head(turned)):  # what is written beside a card need not run as its print does
        if abs(angle_of(carried(whole(page), page, way))) < OTHER_WAY:
            continue
        if (other := _other_leaf(page, way, made_out)).sides:
            places = [box_on(side.box, way, page) for side in other.sides]
            lost = lines_in(leaf.lines, page, *places)
            lines = tuple(line for line in leaf.lines if not any(line is one for one in lost))
            sides = tuple(side for side in leaf.sides if not any(overlap(side.box, box) for box in places))
            sides = tuple(side for side in sides if not _is_facing(side, other.sides, page, way))
            return [replace(leaf, lines=lines, sides=sides), other]
    return [leaf]


def _is_facing(side: FoundSide, others: Sequence[FoundSide], page: Page, way: Page) -> bool:
    """Whether a side that was not made out is the page that faces a passport's page, which lies another ``way``."""
    box = box_on(side.box, page, way)
    return side.confidence <= UNKNOWN_CONFIDENCE and any(faces(box, other, way) for other in others)


def _other_leaf(page: Page, turned: Page, made_out: Sequence[Box]) -> Leaf:
    """What is made out on a turn of the page, but for the sides that were ``made_out`` on the page as it lies."""
    taken = [box_on(box, page, turned) for box in made_out]
    free = [box for box in card_regions(turned) if not any(overlap(box, one) for one in taken)]
    leaf = _made_out(turned, read_quads(turned, turned.quads), free)
    found = [side for side in leaf.sides if side.confidence > UNKNOWN_CONFIDENCE]
    found = [side for side in found if not any(overlap(side.box, box) for box in taken)]
    found = [side for side in found if not _is_read_on(taken, lines_in(leaf.lines, turned, side.box), turned)]
    return replace(leaf, lines=tuple(lines_in(leaf.lines, turned, *(side.box for side in found))), sides=tuple(found))


def _reads_turned_over(strays: Sequence[Line], page: Page) -> bool:
    """Whether one of these lines reads with ease, turned over, as what only a document prints: its title, a caption, its number."""
    quads = (np.roll(line.quad, 2, axis=0) for line in strays if _tells_its_way(line))
    turned = (line for quad in quads for line in read_quads(page, [quad]))
    return any(line.text.confidence > KNOWN_CONFIDENCE and anchors_of(line, page) for line in turned)


def _is_read_on(taken: Sequence[Box], lines: Sequence[Line], page: Page) -> bool:
    """Whether what tells a side among these lines stands on another one, most of it: its title was read again from aside."""
    telling = [line for line in lines if anchors_of(line, page)]
    return 2 * len(lines_in(telling, page, *taken)) > len(telling)


def _stands_on_its_head(lines: Sequence[Line], page: Page) -> bool:
    """Whether a side stands on its head, by these lines of it: its table runs upwards, or it is hardly read and better that way."""
    if is_on_its_head(category_anchors(lines, page)):
        return True
    level = [line for line in lines if _is_level(line)]
    hardly = (
        len(level) >= LEAST_STRAYS and float(np.median([line.text.confidence for line in level])) < KNOWN_CONFIDENCE
    )
    return hardly and upside_down(page.picture, np.array([line.quad for line in level], np.float32))


def _is_tiled(lines: Sequence[Line]) -> bool:
    """Whether a watermark stands on the page again and again: no print says the same words so often, or nearly the same ones of so
    many letters, as print that they cross leaves of them.
    """
    texts = [folded(line.text.text) for line in lines if line.text.confidence > KNOWN_CONFIDENCE]
    told = Counter(text for text in texts if sum(map(str.isalpha, text)) >= TILE_LETTERS)
    long = [text for text in texts if sum(map(str.isalpha, text)) >= CROSSED_LETTERS]
    alike = (sum(fuzz.partial_ratio(one, other) >= TILES_ALIKE for other in long) for one in long)
    return max((*told.values(), *alike), default=0) >= LEAST_TILES


def _below_tiles(leaf: Leaf, regions: Sequence[Box]) -> Leaf:
    """The leaf with what its darkest print alone tells, where a watermark's lines run through all that was read. ``regions``: the
    patches of the page that could be cards, which the darkest print does not show.
    """
    page = leaf.page
    dark = replace(page, picture=ink(page, Box(0.0, 0.0, 1.0, 1.0)))
    again = read_quads(dark, [ppocr.upright_quad(quad) for quad in ppocr.detect(dark.picture, PAGE_PX)])
    below = replace(_made_out(dark, uncrossed(leaf.lines, again, page), regions), page=page)
    if not (_has_side(below) and _holds_sides(below, leaf)):
        return leaf
    unknown = (side for side in leaf.sides if side.confidence <= UNKNOWN_CONFIDENCE)
    lost = (side for side in unknown if not any(overlap(side.box, other.box) for other in below.sides))
    return replace(below, sides=(*below.sides, *lost))


def _holds_sides(below: Leaf, leaf: Leaf) -> bool:
    """Whether every side that was made out before is one of those that were now, two of them the same one only if they overlap."""
    before = [side for side in leaf.sides if side.confidence > UNKNOWN_CONFIDENCE]
    same = [{index for index, now in enumerate(below.sides) if _is_held(one, now)} for one in before]
    pairs = combinations(range(len(before)), 2)
    apart = [(one, other) for one, other in pairs if not overlap(before[one].box, before[other].box)]
    return all(same) and all(len(same[one] | same[other]) > 1 for one, other in apart)


def _is_held(before: FoundSide, now: FoundSide) -> bool:
    """Whether a side is one that was made out before, no other state's if that was Dutch, and with no less of its strip."""
    read = before.strip is None or (now.strip is not None and now.strip.told >= before.strip.told)
    return overlap(before.box, now.box) and (now.document != OTHER or before.document == OTHER) and read


def _has_side(leaf: Leaf) -> bool:
    """Whether an ID side was made out."""
    return any(side.confidence > UNKNOWN_CONFIDENCE for side in leaf.sides)


def _made_out(page: Page, lines: Sequence[Line], regions: Sequence[Box]) -> Leaf:
    """The sides on a page, each place where one is or could be looked at closely; ``regions``: the patches that could be cards."""
    strips, sides = _found(page, lines, regions)
    fresh = _read_close(page, sides, regions, lines)
    if fresh:
        lines = _joined(lines, fresh)
        strips, sides = _found(page, lines, regions)
    return Leaf(page=page, lines=tuple(lines), strips=tuple(strips), sides=tuple(sides))


def _found(
    page: Page, lines: Sequence[Line], regions: Sequence[Box]
) -> tuple[Sequence[FoundStrip], Sequence[FoundSide]]:
    """The strips and sides that the level lines tell: what stands on end has another shape than is reckoned with."""
    level = list(filter(_is_level, lines))
    strips = find_strips(page, level)
    return strips, find_sides(page, level, strips, regions)


def level_for(leaf: Leaf, side: FoundSide) -> tuple[Leaf, FoundSide]:
    """The leaf turned so that one of its sides is level, and the side as it is found there; both as they are if it lies level."""
    tilt = tilt_of(side, leaf.lines, leaf.page)
    if abs(tilt) < ASLANT_DEGREES:
        return leaf, side
    x, y = side.box.centre
    page = levelled(leaf.page, tilt, (x * leaf.page.width, y * leaf.page.height))
    lines = [line_on(line, leaf.page, page) for line in leaf.lines]
    place = box_on(side.box, leaf.page, page)
    regions = [box for box in card_regions(page) if not _is_of_another_size(box, page, side, leaf.page)]
    strips, sides = _found(page, lines, regions)
    found = _nearest(sides, place, side)
    fresh = _read_box(page, found.box.grow(0.02, 0.02), lines) if found else []
    if fresh:  # small print is found better level
        lines = _joined(lines, fresh)
        strips, sides = _found(page, lines, regions)
        found = _nearest(sides, place, side)
    if found is None:
        return leaf, side
    return Leaf(page=page, lines=tuple(lines), strips=tuple(strips), sides=tuple(sides)), found


def _is_of_another_size(box: Box, page: Page, side: FoundSide, before: Page) -> bool:
    """Whether a place on a turned page is the sheet around a side, as it was found before, or a part of one whose edges were seen:
    a turn changes no size.
    """
    long, own = (max(one.width * on.width, one.height * on.height) for one, on in ((box, page), (side.box, before)))
    return long > LARGER * own or (side.framed and LARGER * long < own)


def _nearest(sides: Sequence[FoundSide], place: Box, before: FoundSide) -> FoundSide | None:
    """The side that was found where another turn of the page has one, and made out if that one was."""
    told = before.confidence > UNKNOWN_CONFIDENCE
    sides = [side for side in sides if side.confidence > UNKNOWN_CONFIDENCE or not told]
    sides = [side for side in sides if side.box.share_in(place) > ON_PLACE]
    return max(sides, key=lambda side: side.box.meet(place).area, default=None)


def _is_stray(line: Line, made_out: Sequence[Box], heads: Sequence[Box], page: Page) -> bool:
    """Whether a line on no side that was made out, or on one that stands on its head, may stand on its head or on end."""
    box = box_of(line.quad, page.width, page.height)
    if any(box.share_in(one) > 0.5 for one in made_out):
        return False
    on_head = any(box.share_in(one) > 0.5 for one in heads)
    return on_head or line.text.confidence < KNOWN_CONFIDENCE or not _is_level(line)


def _lie_on_card(strays: Sequence[Line], made_out: Sequence[Box], page: Page) -> bool:
    """Whether what may be a copy of a card, and is no side that was made out, holds lines enough that stand on end, if it does, or
    pieces enough that were hardly read: it stands on its head.
    """
    telling = [line for line in strays if _tells_its_way(line) and not _is_level(line)]
    if len(telling) < LEAST_ON_CARD and len(strays) < LEAST_PIECES:
        return False  # no card is looked for on an ordinary page
    free = [box for box in card_regions(page) if not any(overlap(box, side) for side in made_out)]
    on_end = [box for box in free if box.height * page.height > box.width * page.width]
    return any(len(lines_in(telling, page, box)) >= LEAST_ON_CARD for box in on_end) or any(
        len(lines_in(strays, page, box)) >= LEAST_PIECES for box in free
    )


def _tells_its_way(line: Line) -> bool:
    """Whether a line is long enough to tell its way, or is a cell of a licence's table, of which many stand together."""
    least = STRAY_LENGTH if _is_level(line) else ON_END_LENGTH
    return length_of(line.quad) > least * height_of(line.quad) or is_cell(line.text.text)


def _is_level(line: Line) -> bool:
    return abs(angle_of(line.quad)) < OTHER_WAY


def _read_close(page: Page, sides: Sequence[FoundSide], regions: Sequence[Box], lines: Sequence[Line]) -> list[Line]:
    """Lines too small to be found on the whole page, where a document is or could be; what was read is not read again."""
    boxes = [side.box for side in sides]
    for box in [*regions, *_tables(page, lines, sides), *weak_boxes(page, lines, sides), *_columns(page, lines)]:
        if not any(_looks_alike(box, other) for other in boxes):
            boxes.append(box)
    if not any(side.confidence > UNKNOWN_CONFIDENCE for side in sides) and len(lines) < FEW_LINES:
        boxes.append(_printed(page, lines))
    if scale := a4_scale(page):
        read = [box_of(line.quad, page.width, page.height) for line in lines if line.text.confidence > KNOWN_CONFIDENCE]
        boxes += unread_places(page, [*boxes, *read], scale)
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
    boxes = [box_of(line.quad, page.width, page.height) for line in lines]
    return reduce(Box.join, boxes).grow(RIM, RIM) if boxes else Box(0.0, 0.0, 1.0, 1.0)


def _looks_alike(box: Box, other: Box) -> bool:
    """Whether a close look at one place shows the other: much the same place, and of no other size."""
    return (box.share_in(other) > 0.5 and other.area < MUCH_LARGER * box.area) or other.share_in(box) > 0.8


def _joined(lines: Sequence[Line], fresh: Sequence[Line]) -> list[Line]:
    return [line for line in lines if not is_column(line, fresh)] + list(fresh)


def _read_box(page: Page, box: Box, lines: Sequence[Line]) -> list[Line]:
    crop, corner = cropped(page, box)
    long = max(crop.shape[:2])
    before = long * FIND_SIDE_PX / max(page.width, page.height)
    side = min(close_px(page, long) if box.area < WHOLE else PAGE_PX, 2 * long)
    if before >= side / LEAST_GAIN:
        return []
    quads = [np.asarray(quad + corner, np.float32) for quad in ppocr.detect(crop, side)]
    return read_quads(page, [ppocr.upright_quad(quad) for quad in quads if not _known(quad, lines, page)])


def close_px(page: Page, long: int) -> int:
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
