"""An ID side with all that was read on it: what every look at one of its places starts from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, compress

import numpy as np
from rapidfuzz import fuzz

from idcheck.anchors import Anchor, category_anchors, union
from idcheck.bsn import is_bsn
from idcheck.covers import Blob, blobs, contrast
from idcheck.dates import undated_digits
from idcheck.documents import CATEGORY_ORDER, LICENCE, PAPER, PASSPORT, SIZE_MM
from idcheck.engines import ppocr
from idcheck.engines.ppocr import Line
from idcheck.geometry import angle_of, box_of, height_of, length_of, share_of, spread
from idcheck.licences import AGAIN, is_end, is_piece, is_rest, slashed
from idcheck.lines import folded, with_years, word_of
from idcheck.mrz import parse
from idcheck.records import Box, Covering, Page, Quad, View, Word
from idcheck.sides import FoundSide
from idcheck.strokes import lying_over
from idcheck.views import stretch

SHARP_LINE_PX = 14.0
"""pixels, the height of a found line of values (2 mm of print and its margins): a digit is then 9 pixels high; below that one of
20 is misread"""
SHARP_CONFIDENCE = 0.85
"""median confidence of the main reader on the side's own print: blurred print falls to 0.6–0.8, sharp stays above 0.93"""
LEAST_PRINT = 2
"""lines of print read on the side before it can tell that a number would have been read too"""
LEAST_TELLING = 3
"""characters of a line that tell how well it was read"""
LONG_LINE, SMALL_MM = 20, 4.0
"""characters of a line that tells it alone, and mm of its height in the reader's boxes, below which it is as large as values at
most: the title of a passport's back has 2.6–3.9, the name of the state on its front more"""
LEAST_LABEL_MM = 1.3
"""height of a label in the reader's boxes: letters of 0.7–1 mm and their room give 1.4–2"""
VALUE_MM, LEAST_VALUES = (2.4, 5.0), 4
"""mm of a line's height in the reader's boxes: values and numbers have 2.8–4.5, captions less, titles and signatures more; and
how many of them tell by themselves"""
LEAST_VALUE_MM, USUAL_VALUE_MM = 1.9, 3.2
"""mm of the larger lines' height in the reader's boxes: with less, the side's box holds more than the document"""
EASILY, BEHIND, ROOM = 0.9, 1.0, 0.8
"""of the main reader on digits of which none is misread; of a line's height, that its first digit stands from the cover of those
before it; and of the width of nine digits, that such a cover has at least"""
LAID_OVER_READ, WORD, YEAR_DIGITS = 0.6, 4, 4
"""confidence of a line that can be a watermark's, its characters, and the digits that it has beside those of a date"""
TILE_LETTERS, TILES, ALIKE = 6, 3, 90
"""letters of a line that stands so often on a side, each so like it, of 100: no print does"""
LEVEL, STEEP, LONG = 5.0, 75.0, 3.0
"""degrees off the level of print between which a line runs across it, where it is so many times as long as high"""
DARKEST, PALE = 4, 0.65
"""percentile of a line's pixels that its ink fills at least; and of the print's contrast: a number is as dark as other print,
translucent grey and coloured ink in one channel at least are not"""
ON_PATCH = 0.8
"""of a line's box that lies on a patch, or of a patch that lies in a line's box"""
MIDDLE = 0.35
"""of a line's height, left out above and below, where a watermark's letters across its digits are told from captions"""
IN_TABLE = 0.8
"""of a line's box, that lies in the table of categories"""
IN_CODE, PARTLY_IN_CODE, HARDLY = 0.8, 0.5, 0.5
"""of a line's box, that lies in a code; and of one read with less confidence, for a watermark's line runs into its modules"""
BELOW_MM = 8.0
"""mm below the box of a side that was reckoned from what was read, which may still be its own: a passport's strip ends 9 mm from
the edge, and a cover over it is no text that would have told where the side ends"""
LACKS = 0.06
"""of a box's height, that it lacks of its document's: a page seen from aside is as much off (chosen)"""
PAPER_SHARES = (1.25, 0.5, 1.7)
"""of a card's box, from its left and top: right, top and bottom of the foot of a paper licence, the only one with the BSN on its
front; it is 105 by 74 mm, and a box reckoned from its titles alone smaller than a card"""
PAPER_SCALE = 0.73
"""pixels a mm of a paper licence to those reckoned for a card: as it is drawn, for no specimen is at hand, it is 74 mm high, a card
54"""
BELOW_ZONE = 0.3
"""of a card's height, that a cover may reach beyond the foot of a paper licence"""
DIGITS = re.compile(r"\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """An ID side with all that was read on it, the patches on it, and the level and contrast of its print.

    ``value_mm``: the height of its larger lines, which its values have, in the reader's boxes. ``uncrossed``: the darkest print was
    read alone as well. ``licences``: on a licence, the numbers of those on the page; ``ends``: what a cover or a watermark left of
    them, which is none of ``lines``; ``table``: that of the categories, in which no BSN stands; ``codes``: those that were decoded;
    ``born``: the year of birth that the strip gives; ``laid_over``: the lines of a watermark.
    """

    page: Page = field(repr=False)
    side: FoundSide
    lines: tuple[Line, ...] = field(repr=False)
    patches: tuple[Blob, ...]
    ground: float
    span: float
    sharp: bool
    value_mm: float
    uncrossed: bool = False
    licences: tuple[str, ...] = field(default=(), repr=False)
    ends: tuple[Line, ...] = field(default=(), repr=False)
    table: Box | None = None
    codes: tuple[Box, ...] = ()
    born: str = field(default="", repr=False)
    laid_over: tuple[Quad, ...] = field(default=(), repr=False)

    @property
    def pale(self) -> float:
        """The level, 0–255 in the palest channel, above which ink is paler than print."""
        return _pale(self.ground, self.span)


def sight_of(
    page: Page,
    side: FoundSide,
    lines: Sequence[Line],
    *,
    licences: Sequence[str] = (),
    codes: Sequence[Box] = (),
    uncrossed: bool = False,
) -> Sight:
    """What was read on a side, without the modules of ``codes`` that were decoded, which a reader takes for characters."""
    inside = [line for line in without_modules(lines, codes, page) if _box(line, page).share_in(side.box) > 0.6]
    inside = [
        line._replace(text=line.text._replace(text=slashed(line.text.text, licences))) for line in with_years(inside)
    ]
    easily = [line for line in inside if line.text.confidence > SHARP_CONFIDENCE]
    overlaid = [line.quad for line in inside if _runs_across(line) or _is_repeated(line, inside)]
    own = [line for line in easily if not any(line.quad is quad for quad in overlaid)]
    ground, span = contrast(page, [line.quad for line in (own if len(own) >= LEAST_PRINT else easily)])
    if inside and (value_px := _value_px(inside)) < LEAST_VALUE_MM * side.px_per_mm:
        side = replace(side, px_per_mm=value_px / USUAL_VALUE_MM)
    laid_over = [
        line.quad
        for line in inside
        if _may_be_overlay(line)
        and (any(line.quad is quad for quad in overlaid) or is_paler(page, line.quad, ground, span))
    ]
    patches = tuple(blobs(page, _with_covers(page, side), cover_px_per_mm(side), laid_over))
    cut = [
        is_rest(line.text.text, licences)
        or _is_cut_number(page, side, line, patches)
        or _is_read_again(line, inside, licences)
        for line in inside
    ]
    print_ = [line for line in inside if not _is_on_patch(page, line, patches)]
    value_px = _value_px(print_)
    sharp = value_px >= SHARP_LINE_PX and _legibility(print_, side.px_per_mm) >= SHARP_CONFIDENCE
    return Sight(
        page=page,
        side=side,
        lines=tuple(line for line, end in zip(inside, cut, strict=True) if not end),
        ends=tuple(compress(inside, cut)),
        table=_table(page, side, inside),
        patches=patches,
        ground=ground,
        span=span,
        sharp=sharp,
        value_mm=value_px / side.px_per_mm,
        uncrossed=uncrossed,
        licences=tuple(licences),
        codes=tuple(codes),
        born=_year_of_birth(side),
        laid_over=tuple(laid_over),
    )


def _year_of_birth(side: FoundSide) -> str:
    mrz = parse([line.text for line in side.strip.strip.lines]) if side.strip else None
    return str(mrz.birth.year) if mrz and mrz.birth else ""


def _value_px(lines: Sequence[Line]) -> float:
    """Pixels of height of the larger of these lines, which the values of a side have."""
    return float(np.percentile([height_of(line.quad) for line in lines] or [0.0], 75))


def _is_on_patch(page: Page, line: Line, patches: Sequence[Blob]) -> bool:
    """Whether a line lies on a patch, or around one that was taken for it: it tells nothing of how the print is read."""
    box = _box(line, page)
    return any(max(box.share_in(patch.box), patch.box.share_in(box)) > ON_PATCH for patch in patches)


def cover_px_per_mm(side: FoundSide) -> float:
    """Pixels a mm in which covers are measured: of a side that may be a paper licence those of paper; a card's front has none."""
    return side.px_per_mm * (PAPER_SCALE if PAPER in side.models and not side.paper else 1.0)


def _may_be_overlay(line: Line) -> bool:
    """Whether a line is words or a date, without other digits than a year's, as a watermark's are."""
    text = line.text.text
    return line.text.confidence >= LAID_OVER_READ and undated_digits(text) <= YEAR_DIGITS and len(text) >= WORD


def _runs_across(line: Line) -> bool:
    """Whether a line runs across the print, which is level."""
    long = length_of(line.quad) > LONG * height_of(line.quad)
    return long and LEVEL < abs(angle_of(line.quad)) < STEEP


def _is_repeated(line: Line, lines: Sequence[Line]) -> bool:
    """Whether a line says what others of these lines say, so often as no print does."""
    mine = folded(line.text.text)
    if sum(map(str.isalpha, mine)) < TILE_LETTERS:
        return False
    same = sum(fuzz.partial_ratio(mine, folded(other.text.text)) > ALIKE for other in lines if other is not line)
    return same >= TILES - 1


def is_paler(page: Page, quad: Quad, ground: float, span: float) -> bool:
    """Whether nothing as dark as print stands in a line, in its palest colour; ``ground`` and ``span`` as `Sight` has them."""
    darkest = float(np.percentile(ppocr.cut(page.picture, quad).max(axis=2), DARKEST))
    return darkest > _pale(ground, span)


def _pale(ground: float, span: float) -> float:
    return ground - PALE * span


def over_print(sight: Sight, quad: Quad, level: tuple[float, float] | None = None) -> Covering:
    """What lies over the print at a place, other than a watermark: STRUCK, VEILED or NONE. ``level``: ground and contrast of that
    print, if they are other than the side's.
    """
    ground, span = level or (sight.ground, sight.span)
    middle = spread(quad, 0.0, -MIDDLE * height_of(quad))  # captions, as pale, stand above
    crossed = sight.uncrossed or any(share_of(middle, line) > 0 for line in sight.laid_over)
    return lying_over(sight.page, quad, ground, span, crossed)


def scale_at(sight: Sight, caption: Quad) -> float:
    """Pixels a mm at a caption: the side's, unless its box holds more than the document."""
    return min(sight.side.px_per_mm, height_of(caption) / LEAST_LABEL_MM)


def zone_of(side: FoundSide) -> Box:
    """Where this side's printed BSN can stand: beside the photo on a front, above the strip on a back."""
    box = side.box
    if side.paper:
        return box._replace(top=box.top + PAPER_SHARES[1] * box.height)
    if PAPER in side.models:
        right, bottom = box.left + PAPER_SHARES[0] * box.width, box.top + PAPER_SHARES[2] * box.height
        return Box(box.left, box.top + PAPER_SHARES[1] * box.height, min(1.0, right), min(1.0, bottom))
    left = box.left + 0.3 * box.width if side.side in ("holder", "front") else box.left
    bottom = (
        box.top
        + (0.78 if side.side in ("holder", "front") else 0.68 if side.document != PASSPORT else 1.0) * box.height
    )
    if side.document == LICENCE and side.side == "back":
        bottom = box.top + 0.5 * box.height
    if side.strip:
        bottom = max(box.top, min(bottom, side.strip.strip.box.top))
    return Box(left, box.top, box.right, bottom)


def without_modules(lines: Sequence[Line], codes: Sequence[Box], page: Page) -> list[Line]:
    """The lines that are no modules of one of these codes."""

    def is_modules(line: Line) -> bool:
        share = IN_CODE if line.text.confidence > HARDLY else PARTLY_IN_CODE
        return any(_box(line, page).share_in(code) > share for code in codes)

    return [line for line in lines if not is_modules(line)]


def _box(line: Line, page: Page) -> Box:
    return box_of(line.quad, page.width, page.height)


def with_foot(page: Page, side: FoundSide) -> Box:
    """The box of a side with what may still be its own below it: none where all its edges were seen. A box too low for its document
    ends at a cover over the strip, which parts it from the rest of its ground.
    """
    wide, high = SIZE_MM[side.document]
    lacks = max(0.0, side.box.width * page.width * high / wide / page.height - side.box.height)
    if side.framed and lacks < LACKS * side.box.height:
        return side.box
    return side.box._replace(bottom=min(1.0, side.box.bottom + lacks + BELOW_MM * side.px_per_mm / page.height))


def _with_covers(page: Page, side: FoundSide) -> Box:
    """Where a cover of one of a side's places can lie: on it or right below, on a paper licence as far as its BSN can stand."""
    box, zone = with_foot(page, side), zone_of(side)
    below = BELOW_ZONE * side.box.height  # one that is cut off there would be taken for what lies around
    return box.join(zone._replace(bottom=min(1.0, zone.bottom + below))) if PAPER in side.models else box


def without_ends(lines: Sequence[Line], licences: Sequence[str]) -> list[Line]:
    """The lines without what a cover left of one of these licence numbers."""
    return [line for line in lines if not is_rest(line.text.text, licences)]


def _is_cut_number(page: Page, side: FoundSide, line: Line, patches: Sequence[Blob]) -> bool:
    """Whether a line on the back of a licence is its number, whose first digit went under the cover of the BSN before it: nine
    digits, read with ease, that are no BSN, right behind a patch on which nine more have room.
    """
    if (side.document, side.side) != (LICENCE, "back") or line.text.confidence < EASILY:
        return False
    digits, box = line.text.text.strip(), box_of(line.quad, page.width, page.height)
    if not re.fullmatch(r"\d{9}", digits) or is_bsn(digits):
        return False
    near = BEHIND * box.height * page.height / page.width
    return any(
        abs(box.left - patch.box.right) < near
        and patch.box.top < box.centre[1] < patch.box.bottom
        and patch.box.width > ROOM * box.width
        for patch in patches
    )


def _is_read_again(line: Line, lines: Sequence[Line], licences: Sequence[str]) -> bool:
    """Whether a line is the end of one of these licence numbers, read again where another line has more of it."""
    if not is_end(line.text.text, licences):
        return False
    near = (other.text.text for other in lines if share_of(line.quad, other.quad) > AGAIN)
    runs = (run for text in near for run in re.findall(r"\d+", text))
    return any(len(run) > len(line.text.text) and is_piece(run, licences) for run in runs)


def _legibility(lines: Sequence[Line], px_per_mm: float) -> float:
    """How surely the side's lines were read, or those of values alone, which a number is as large as: their median confidence.

    A threshold eats captions and leaves values; a watermark garbles values more than captions. The back of a passport's page may
    have one line beside the number, its small title.
    """
    told = [line for line in lines if len(line.text.text) >= LEAST_TELLING]
    values = [line for line in told if VALUE_MM[0] < height_of(line.quad) / px_per_mm < VALUE_MM[1]]
    small = [line for line in told if height_of(line.quad) < SMALL_MM * px_per_mm and len(line.text.text) >= LONG_LINE]
    groups = [
        group for group, least in ((told, LEAST_PRINT), (values, LEAST_VALUES), (small, 1)) if len(group) >= least
    ]
    return max((float(np.median([line.text.confidence for line in group])) for group in groups), default=0.0)


def _table(page: Page, side: FoundSide, lines: Sequence[Line]) -> Box | None:
    """The table on the back of a licence, from its first row, read or not, and the column of its categories to the side's right and
    lower edge.
    """
    cells = category_anchors(lines, page) if (side.document, side.side) == (LICENCE, "back") else []
    if not cells:
        return None
    box = union(cells)
    return Box(box.left, max(side.box.top, min(box.top, _first_row(cells))), side.box.right, side.box.bottom)


def _first_row(cells: Sequence[Anchor]) -> float:
    """Where the first row of the table begins, in fractions of the page's height: by the order of the categories that were read and
    the median step from row to row.
    """
    rows = [(CATEGORY_ORDER.index(cell.name), cell.box.centre[1]) for cell in cells]
    steps = [(y - above) / (row - before) for (before, above), (row, y) in combinations(rows, 2) if row != before]
    step = float(np.median(steps or [0.0]))
    return float(np.median([y - row * step for row, y in rows])) - step / 2


def in_table(sight: Sight, quad: Quad) -> bool:
    """Whether a place lies in the table of a licence's back, whose dates a watermark garbles: the BSN stands above it."""
    box = box_of(quad, sight.page.width, sight.page.height)
    return sight.table is not None and box.share_in(sight.table) > IN_TABLE


def numbers(sight: Sight) -> Iterator[Line]:
    """Lines outside the strip and the table that hold digits enough to be a BSN or most of one, and are no year of birth, which a
    document may set apart from its day and month.
    """
    for line in sight.lines:
        told = len(DIGITS.findall(line.text.text)) >= 4 and line.text.text.strip() != sight.born
        if told and not in_strip(sight, line.quad) and not in_table(sight, line.quad):
            yield line


def in_strip(sight: Sight, quad: Quad) -> bool:
    strip = sight.side.strip
    width, height = sight.page.width, sight.page.height
    return strip is not None and box_of(quad, width, height).share_in(strip.strip.box.grow(0.0, 0.004)) > 0.5


def stretched(sight: Sight, quad: Quad) -> tuple[Word, ...]:
    """A place with its contrast stretched locally, read on its own: dark ink may leave the print in it."""
    line = Line(quad, ppocr.recognise(stretch(ppocr.cut(sight.page.picture, quad))))
    return (word_of(line, sight.page, View.CONTRAST),) if line.text.text.strip() else ()
