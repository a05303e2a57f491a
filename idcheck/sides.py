"""Find the ID sides on a page: by their strip, their titles and their captions; tell document, side and possible models."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import filterfalse

import numpy as np

from idcheck.anchors import Anchor, anchors_of, category_anchors, clusters, distinct, score_of, union
from idcheck.documents import (
    FRENCH,
    IDENTITY_CARD,
    LICENCE,
    OTHER,
    PAPER,
    PAPER_MM,
    PASSPORT,
    PERMIT,
    SHARED_TITLES,
    SIZE_MM,
    STATES,
    models_of,
)
from idcheck.engines.ppocr import Line
from idcheck.generations import possible_models
from idcheck.geometry import a4_scale, box_of, height_of
from idcheck.layouts import Format
from idcheck.lines import folded, lines_in, pitch_of
from idcheck.mrz import Mrz, parse
from idcheck.records import Box, Page
from idcheck.regions import has_own_ground
from idcheck.strips import FoundStrip, compact

COLUMN_MM = 2.54
"""mm from one character of a strip to the next: OCR-B size 1, ten to the inch (ICAO 9303-3 §4.4)"""
STRIP_LEFT_MM = {"TD3": 6.5, "TD1": 4.7, "TD2": 6.0, "DL": 4.7}
"""mm from the left edge to the first character; ICAO 9303-4, -5 figures: 6.0 ± 1 and 4.0 ± 1; specimens 5.5–6.6 and 4.6–5"""
STRIP_BOTTOM_MM = {"TD3": 9.0, "TD1": 4.5, "TD2": 6.0, "DL": 4.5}
"""mm from the foot of the lowest line to the lower edge; specimens of the passport 8.7–11.5"""
PERMIT_KINDS = "RT"
"""second letter of a residence permit's strip, IR or IT as they are drawn (no source was found: domain, open points); a filler
misread as K, C or E is none"""
HEAD_SHARE = 0.16
"""of a passport page's height above the box reckoned from its strip, in which its own titles are still looked for"""
LETTER_FOR = str.maketrans("01582", "OISBZ")
"""The letter that OCR meant by a digit in an issuing state."""
LEAST_SCORE = 3
"""a title and anything else, or three captions: one word in capitals in a letter is no document"""
MISSING_SHARE = 0.7
"""of the missing width or height that is added on each side: the text seldom stands in the middle"""
OPEN_PROPORTION = 1.15
"""height by width, from which a patch with a passport on it is the open booklet: 1.41, and one page of it 0.70"""
WIDE_MM = (108.0, 145.0)
"""mm of width of a passport page as it is found, and not of a card"""
TABLE_LEFT, LEFT_OF_TABLE, ABOVE_TABLE, BELOW_TABLE = 0.12, 0.55, 0.15, 0.1
"""of a licence's back: its table begins further from the left edge; and of the table's own size, what lies beside it. Measured on
drawn ones, for no specimen of a back is at hand; more than there is does no harm, for the number's zone only grows"""
COLUMN_HIGH_MM, LEFT_OF_COLUMN_MM, ABOVE_COLUMN_MM, LEAST_LEFT_MM = 40.0, 28.0, 12.0, 21.0
"""height of the column of categories, and what stands left of it and above it, measured on drawn ones likewise; and what a box must
have left of it at least, to be that of the card"""
FACING, HINGE, OVERLAP = 0.25, 0.1, 0.25
"""of a passport page's width, by which that of the page above it may be off (a card is 0.32 narrower), and of its height, by which
they are apart at most, or its patch reaches into it: they hang together, and the back of the page, copied above it, does not"""
INNER = 0.8
"""of a passport page's height, up to which a patch as wide as it, where the page above it is, is the inner part of that"""
PROPORTION_OFF = 1.12
"""times: width by height of a document's patch, seen from aside or a few degrees askew, against its own"""
MOST_OFF = 1.2
"""times, likewise, from which a patch is a part of the document, or more than it: a faint copy shows bands of its ground"""
SAME_PROPORTION = 1.03
"""times as wide for its height: those of a card and of a paper licence are 1.12 times apart"""
SIZE_OFF_MM = 6.0
"""mm by which a patch may differ from a document: its shadow, and a degree or two askew; a paper licence is 20 mm larger"""
LEAST_LINE_MM, LEAST_CELL_MM, LEAST_VALUE_MM = 1.5, 1.7, 2.1
"""mm of a line's height in the reader's boxes: captions have 1.6–2, the cells of a licence's table 1.9–3.6, values 2.4–5"""
LEAST_PITCH_MM = 1.2
"""mm from one character of a passport's or card's date or number to the next: 1.7–2.1 on the specimens, 1.5–2 as drawn. Where a
page was searched from afar the reader's boxes are twice as high as the print; along the line they are true"""
PART_READ, NEARLY_WHOLE = 0.7, 0.95
"""of a document's width or height at the scale of the sheet, below which its lines do not tell its size; and up to which its box is
made as large as it is, for a code at its rim is no line"""
TITLE_RIM = 0.15
"""of what is missing, that lies left of and above a title"""
UNKNOWN_LINES, LETTER_LINES = 1, 60
"""lines of print on a patch that may be a side not made out, when there is no other: one, for a copy may be too poor to read; and
lines on a page from which it is a printed leaflet with a picture"""
TEXT_CONFIDENCE = 0.95
"""median confidence of the lines of a letter's paragraph on its own paper; of a copy too poor to make out it is less"""
UNKNOWN_CONFIDENCE = 0.4
LEAST_TOLD = 5
"""letters and digits of a strip that tell whose it is: state and type, or a check digit and a date"""
GROWTHS = 4
"""rounds of taking in what lies next to a side's anchors: a card has a dozen lines, each near another"""
PASSPORT_BACK = frozenset({"number", "height"})
"""what the back of a passport's page prints since 2024, and no side of a card without a date or the name of the state (domain)"""
REGION_SCORE = 2
"""enough on a patch that has a card's proportions: there is nothing but a card that it could be"""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSide:
    """An ID side with its geometry: ``box`` in fractions of the page, ``px_per_mm`` its scale, ``captions`` read on it.

    ``framed``: the box is that of a patch that was seen, and not reckoned from what was read. ``paper``: it has the proportions of
    a licence of paper, whose scale it is.
    """

    document: str
    side: str
    models: tuple[str, ...]
    box: Box
    px_per_mm: float
    confidence: float
    captions: int
    strip: FoundStrip | None = field(default=None, repr=False)
    framed: bool = False
    paper: bool = False


def find_sides(
    page: Page, lines: Sequence[Line], strips: Sequence[FoundStrip], regions: Sequence[Box]
) -> list[FoundSide]:
    """Every ID side on the page, from top to bottom. ``regions``: the patches that could be cards."""
    anchors = [anchor for line in lines for anchor in anchors_of(line, page)]
    anchors += category_anchors(lines, page)
    sides: list[FoundSide] = []
    for strip in filter(_tells, strips):
        box = _with_head(_strip_side_box(strip, page), strip, anchors)
        mine = [anchor for anchor in anchors if anchor.box.share_in(box) > 0.5]
        anchors = [anchor for anchor in anchors if anchor.box.share_in(box) <= 0.5]
        sides.append(_strip_side(strip, box, mine, lines, page))
    for region in sorted(regions, key=lambda region: _rank(region, anchors, page)):
        mine = [anchor for anchor in anchors if anchor.box.share_in(region) > 0.5]
        taken = any(overlap(side.box, region) for side in sides) or _is_part(region, mine, page)
        if score_of(mine) >= REGION_SCORE and not taken:
            box = _with_left(_one_page(region, mine, page), mine, page)
            document, name = _plain_document(mine, _is_wide(box, page))
            sizes = [SIZE_MM[document], *([PAPER_MM] if (document, name) == (LICENCE, "front") else [])]
            framed = box.share_in(region) > 0.9 and any(_has_edges_of(box, size, page) for size in sizes)
            if not framed:
                box = _whole(_proportioned(box, document, page, mine), document, page, a4_scale(page), mine)
            side = _plain_side(mine, box, lines, page, framed=framed)
            if _is_of_size(region, SIZE_MM[document], page) or _fills(side, mine):
                anchors = [anchor for anchor in anchors if anchor.box.share_in(region) <= 0.5]
                sides.append(side)
    for group in clusters(anchors):
        if score_of(group) >= LEAST_SCORE:
            box = _grown(group, [box_of(line.quad, page.width, page.height) for line in lines], sides)
            document = _plain_document(group)[0]
            box = _proportioned(_around_table(box, group, page), document, page, group)
            scale = a4_scale(page) or next((side.px_per_mm for side in sides if side.strip), None)
            box = _whole(box, document, page, scale, group)
            sides.append(_plain_side(group, box, lines, page))
    for strip in filterfalse(_tells, strips):
        if not any(strip.strip.box.share_in(side.box) > 0.5 for side in sides):
            sides.append(_strip_side(strip, _strip_side_box(strip, page), [], lines, page))
    unknown: list[FoundSide] = []
    for region in sorted(regions, key=lambda region: region.area):
        if _could_be_side(region, sides, lines, page) and not any(overlap(region, other.box) for other in unknown):
            unknown.append(_unknown_side(region, page))
    return sorted(sides + unknown, key=lambda side: (side.box.top, side.box.left))


# ------------------------------------------------------------------------------------------------------ sides with a strip


def _tells(strip: FoundStrip) -> bool:
    """Whether a strip tells a document: of one that a cover cuts through, fillers alone may be left."""
    return sum(char.isalnum() for line in strip.strip.lines for char in line.text) >= LEAST_TOLD


def _strip_side_box(strip: FoundStrip, page: Page) -> Box:
    """The side around a strip, whose columns give the scale and whose place on the document is standardised."""
    mm = strip.pitch / COLUMN_MM
    kind = strip.strip.format
    width, height = SIZE_MM[PASSPORT] if kind == "TD3" else (105.0, 74.0) if kind == "TD2" else SIZE_MM[IDENTITY_CARD]
    left = float(min(quad[:, 0].min() for quad in strip.quads)) - STRIP_LEFT_MM[kind] * mm
    bottom = float(max(quad[:, 1].max() for quad in strip.quads)) + STRIP_BOTTOM_MM[kind] * mm
    corners = np.array([[left, bottom - height * mm], [left + width * mm, bottom]], np.float32)
    return box_of(corners, page.width, page.height)


def _with_head(box: Box, strip: FoundStrip, anchors: Sequence[Anchor]) -> Box:
    """The box of a passport page with the titles right above it: how far the strip stands from the edge varies."""
    if strip.strip.format != "TD3":
        return box
    above = Box(box.left, max(0.0, box.top - HEAD_SHARE * box.height), box.right, box.bottom)
    for anchor in anchors:
        if (
            anchor.kind in ("title", "state")
            and anchor.document in (PASSPORT, None)
            and anchor.box.share_in(above) > 0.5
        ):
            box = box.join(anchor.box)
    return box


def _strip_side(strip: FoundStrip, box: Box, anchors: Sequence[Anchor], lines: Sequence[Line], page: Page) -> FoundSide:
    document, side = _strip_document(strip, anchors)
    inside = lines_in(lines, page, box)
    return FoundSide(
        document=document,
        side=side,
        models=possible_models(document, side, inside, strip),
        box=box,
        px_per_mm=strip.pitch / COLUMN_MM,
        confidence=min(1.0, 0.8 + 0.1 * len(anchors)),
        captions=sum(anchor.kind == "caption" for anchor in distinct(anchors)),
        strip=strip,
    )


def _strip_document(strip: FoundStrip, anchors: Sequence[Anchor]) -> tuple[str, str]:
    kind = strip.strip.format
    if kind == "DL":
        return LICENCE, "front"
    titles = [anchor.document for anchor in anchors if anchor.kind == "title"]
    texts = [compact(line.text) for line in strip.strip.lines]
    mrz = parse(texts)
    dutch = not (_foreign(texts) and (mrz is None or not mrz.dutch))
    if kind == "TD3":
        return (PASSPORT, "holder") if dutch else (OTHER, "holder")
    if not dutch or (kind == "TD2" and _is_whole(mrz) and not any("NLD" in text for text in texts)):
        return OTHER, "back"
    kinds = [match[1] for text in texts if (match := re.match(r"[I1]([A-Z])NLD", text))]
    permit = PERMIT in titles or "VNR" in "".join(texts) or any(kind in PERMIT_KINDS for kind in kinds)
    return (PERMIT, "back") if permit else (IDENTITY_CARD, "back")


def _is_whole(mrz: Mrz | None) -> bool:
    """Whether a strip is likely to be of the width that no Dutch document has: one of its own check digits is right, as one in ten
    is by chance.
    """
    return mrz is not None and mrz.format is Format.TD2 and True in mrz.checks.values()


def _foreign(texts: Sequence[str]) -> bool:
    """Whether another state issued it, by the first line of its strip; what cannot be read counts as Dutch."""
    heads = (re.match(r"[PIAC1][A-Z0-9<]([A-Z0-9<]{3})[A-Z0-9]", text) for text in texts)
    return any(head is not None and head[1].translate(LETTER_FOR) in STATES for head in heads)


# --------------------------------------------------------------------------------------------------- sides without a strip


def _plain_side(
    anchors: Sequence[Anchor], box: Box, lines: Sequence[Line], page: Page, *, framed: bool = False
) -> FoundSide:
    document, side = _plain_document(anchors, _is_wide(box, page))
    inside = lines_in(lines, page, box)
    paper = _is_paper(box, page) if framed and (document, side) == (LICENCE, "front") else None
    models = possible_models(document, side, inside, None, paper=paper)
    paper = bool(paper) and models == (PAPER,)
    wide, high = PAPER_MM if paper else SIZE_MM[document]
    return FoundSide(
        document=document,
        side=side,
        models=models,
        box=box,
        px_per_mm=max(box.width * page.width / wide, box.height * page.height / high),
        confidence=min(1.0, 0.5 + 0.1 * score_of(anchors)),
        captions=sum(anchor.kind == "caption" for anchor in distinct(anchors)),
        framed=framed,
        paper=paper,
    )


def _one_page(region: Box, anchors: Sequence[Anchor], page: Page) -> Box:
    """Of an open passport the half that the anchors stand on."""
    ratio = region.height * page.height / (region.width * page.width)
    if _plain_document(anchors, _is_wide(region, page))[0] != PASSPORT or ratio < OPEN_PROPORTION:
        return region
    middle = region.centre[1]
    lower = sum(anchor.box.centre[1] > middle for anchor in anchors) * 2 >= len(anchors)
    return region._replace(top=middle) if lower else region._replace(bottom=middle)


def _with_left(box: Box, anchors: Sequence[Anchor], page: Page) -> Box:
    """A licence's back with what stands left of its table, the BSN among it, where the box ends at the table, as a faint copy shows
    its lines and not the card's edge; or too near to it, as shade across a card has an edge too.
    """
    column = [anchor for anchor in anchors if anchor.kind == "category"]
    if not column:
        return box
    rows = union(column)
    if rows.left > box.left + TABLE_LEFT * box.width:
        room = (rows.left - box.left) * page.width / _column_scale(rows, page)
        return box if room > LEAST_LEFT_MM else _around_table(box, anchors, page)
    left, top, bottom = LEFT_OF_TABLE * box.width, ABOVE_TABLE * box.height, BELOW_TABLE * box.height
    return Box(max(0.0, box.left - left), max(0.0, box.top - top), box.right, min(1.0, box.bottom + bottom))


def _around_table(box: Box, anchors: Sequence[Anchor], page: Page) -> Box:
    """The box of the lines of a licence's back with what stands left of its column of categories and above it, the BSN among it."""
    column = [anchor for anchor in anchors if anchor.kind == "category"]
    if not column:
        return box
    rows = union(column)
    scale = _column_scale(rows, page)
    left, above = LEFT_OF_COLUMN_MM * scale / page.width, ABOVE_COLUMN_MM * scale / page.height
    return box.join(Box(max(0.0, rows.left - left), max(0.0, rows.top - above), rows.right, rows.bottom))


def _column_scale(rows: Box, page: Page) -> float:
    """Pixels a mm of a licence's back: the sheet's, or by the column of its categories, of which a slip may hide the last."""
    return a4_scale(page) or rows.height * page.height / COLUMN_HIGH_MM


def _has_edges_of(box: Box, size: tuple[float, float], page: Page) -> bool:
    """Whether a patch has the proportions of a document and, on a sheet whose scale is known, is no smaller than it."""
    scale = a4_scale(page)
    whole = scale is None or box.width * page.width > NEARLY_WHOLE * size[0] * scale
    return whole and _off(box, size, page) < MOST_OFF


def _fills(side: FoundSide, anchors: Sequence[Anchor]) -> bool:
    """Whether a side is as large as its patch: on a table with a card on it, its print is too small for a card of that size."""
    cells = [height_of(anchor.line.quad) for anchor in anchors if anchor.kind == "category"]
    if cells:
        return float(np.median(cells)) > LEAST_CELL_MM * side.px_per_mm
    pitches = [pitch_of(anchor.line) for anchor in anchors if anchor.kind == "date" or anchor.name == "number"]
    if pitches and float(np.median(pitches)) < LEAST_PITCH_MM * side.px_per_mm:
        return False
    values = [height_of(anchor.line.quad) for anchor in anchors if anchor.kind in ("field", "date")]
    if values:
        return float(np.median(values)) > LEAST_VALUE_MM * side.px_per_mm
    heights = [height_of(anchor.line.quad) for anchor in anchors]
    return float(np.percentile(heights, 75)) > LEAST_LINE_MM * side.px_per_mm


def _is_part(region: Box, anchors: Sequence[Anchor], page: Page) -> bool:
    """Whether a patch on a sheet is a part of a document's ground: smaller than it is, with print of its full size."""
    scale = a4_scale(page)
    values = [height_of(anchor.line.quad) for anchor in anchors if anchor.kind in ("field", "date", "state", "title")]
    if scale is None or not values or float(np.median(values)) < LEAST_VALUE_MM * scale:
        return False
    wide, high = SIZE_MM[_plain_document(anchors, _is_wide(region, page))[0]]
    return (
        region.width * page.width < PART_READ * wide * scale or region.height * page.height < PART_READ * high * scale
    )


def _rank(region: Box, anchors: Sequence[Anchor], page: Page) -> tuple[float, ...]:
    """Which of several patches is the document: the one that holds most of it; of those that hold the same, on a sheet whose scale
    is known the one of its size, else the largest that has its proportions, or else the smallest.

    A table or an even ground printed on a card is a patch as well, and does not hold the place of its BSN.
    """
    mine = [anchor for anchor in anchors if anchor.box.share_in(region) > 0.5]
    size = SIZE_MM[_plain_document(mine, _is_wide(region, page))[0]]
    proportioned = _off(region, size, page) < PROPORTION_OFF
    return (
        -score_of(mine),
        not _is_of_size(region, size, page),
        not proportioned,
        region.area * (-1 if proportioned else 1),
    )


def _off(box: Box, size: tuple[float, float], page: Page) -> float:
    """How many times the proportion of a box, on the page, is larger or smaller than that of a document."""
    off = box.width * page.width / (box.height * page.height) / (size[0] / size[1])
    return max(off, 1 / off)


def _is_paper(box: Box, page: Page) -> bool | None:
    """Whether a licence's front, whose edges were seen, is one of paper or a card: by its size or else its proportions; None where
    they tell neither.
    """
    sizes = {False: SIZE_MM[LICENCE], True: PAPER_MM}
    fitting = [paper for paper, size in sizes.items() if _off(box, size, page) < SAME_PROPORTION]
    sized = [paper for paper, size in sizes.items() if _is_of_size(box, size, page)]
    return next(iter(sized or fitting), None)


def _is_headed(anchors: Sequence[Anchor]) -> bool:
    """Whether a box begins with what a document prints at its top, a title or the name of the state; or was reckoned by the column
    of a licence's categories.
    """
    return any(anchor.kind in ("title", "state", "category") for anchor in anchors)


def _left_share(anchors: Sequence[Anchor], document: str) -> float:
    """How much of what is missing of a document's width is missing left of what was read: little of one that begins with a title,
    or where a licence's column of categories told; and most of a passport that lacks that, for the name of the state and the values
    stand right of the photo.
    """
    kinds = {anchor.kind for anchor in anchors}
    if kinds & {"title", "category"}:
        return TITLE_RIM
    return 1 - TITLE_RIM if "state" in kinds and document == PASSPORT else 0.5


def _is_wide(box: Box, page: Page) -> bool:
    """Whether it is too wide for a card, on a sheet whose scale is known."""
    scale = a4_scale(page)
    return scale is not None and WIDE_MM[0] < box.width * page.width / scale < WIDE_MM[1]


def _is_of_size(box: Box, size: tuple[float, float], page: Page) -> bool:
    """Whether a patch is as wide and high, in mm, as a document, on a sheet whose scale is known."""
    scale = a4_scale(page)
    sides = (box.width * page.width, box.height * page.height)
    return scale is not None and all(abs(px / scale - mm) < SIZE_OFF_MM for px, mm in zip(sides, size, strict=True))


def _plain_document(anchors: Sequence[Anchor], wide: bool = False) -> tuple[str, str]:
    """What stands there: by its titles, or by what else only one side prints; ``wide``: a passport rather than a card."""
    names = {anchor.name for anchor in anchors}
    titles = [anchor.document for anchor in anchors if anchor.kind == "title" and anchor.document]
    dutch = [document for document in titles if document != OTHER]
    own = names - SHARED_TITLES
    if len(dutch) < len(titles) and not any(anchor.kind == "state" or _is_own(anchor, own) for anchor in anchors):
        return OTHER, "front"
    text = "".join(folded(anchor.line.text.text) for anchor in anchors)
    french = any(word in text for word in FRENCH)
    dates = sum(anchor.kind == "date" for anchor in anchors)
    if dutch:
        document = max(set(dutch), key=dutch.count)
        plain_page = not any(anchor.kind == "state" for anchor in anchors) and dates < 2
        return document, "front" if document != PASSPORT else "holder-back" if plain_page else "holder"
    if titles or (anchors and all(anchor.document == OTHER for anchor in anchors)):
        return OTHER, "front"
    if "BSNRIJBEWIJSNUMMER" in names or any(anchor.kind == "category" for anchor in anchors):
        return LICENCE, "back"
    if any(anchor.kind == "state" for anchor in anchors) or dates >= 2:
        return (PASSPORT, "holder") if french or wide else (IDENTITY_CARD, "front")
    if names >= {"licence number", "authority"}:
        return LICENCE, "front"
    numbered = names >= PASSPORT_BACK and "authority" not in names
    return (PASSPORT, "holder-back") if french or wide or numbered else (IDENTITY_CARD, "back")


def _is_own(anchor: Anchor, own: set[str]) -> bool:
    return anchor.kind == "title" and anchor.document != OTHER and anchor.name in own


def weak_boxes(page: Page, lines: Sequence[Line], sides: Sequence[FoundSide]) -> list[Box]:
    """Where something of a document was read, though not enough to tell one: places that are worth a closer look."""
    anchors = [anchor for line in lines for anchor in anchors_of(line, page) if anchor.kind != "date"]
    anchors = [anchor for anchor in anchors if not any(anchor.box.share_in(side.box) > 0.5 for side in sides)]
    boxes = [box_of(line.quad, page.width, page.height) for line in lines]
    return [_grown(group, boxes, sides) for group in clusters(anchors)]


def _grown(anchors: Sequence[Anchor], boxes: Sequence[Box], taken: Sequence[FoundSide]) -> Box:
    """The anchors' own box with the lines around them, as far as they lie close and on no other side."""
    box = union(anchors)
    free = [other for other in boxes if not any(other.share_in(side.box) > 0.3 for side in taken)]
    for _ in range(GROWTHS):
        reach = 0.12 * max(box.width, box.height)
        near = box.grow(reach, reach)
        joined = [other for other in free if other.share_in(near) > 0.5 and other.width < 0.6]
        for other in joined:
            box = box.join(other)
    return box.grow(0.03 * box.width, 0.03 * box.width)


def _proportioned(box: Box, document: str, page: Page, anchors: Sequence[Anchor]) -> Box:
    """The box made as wide or as high as the document: a cover at its rim is no text that would have told where it ends.

    A title stands at the top, and nothing is missing above it. ``anchors``: those in the box.
    """
    wanted = SIZE_MM[document][0] / SIZE_MM[document][1]
    width, height = box.width * page.width, box.height * page.height
    wide, high = max(0.0, wanted * height - width) / page.width, max(0.0, width / wanted - height) / page.height
    above, below = (TITLE_RIM * high, high) if _is_headed(anchors) else (MISSING_SHARE * high, MISSING_SHARE * high)
    tabled = any(anchor.kind == "category" for anchor in anchors)
    before, behind = (TITLE_RIM * wide, wide) if tabled else (MISSING_SHARE * wide, MISSING_SHARE * wide)
    return Box(
        max(0.0, box.left - before),
        max(0.0, box.top - above),
        min(1.0, box.right + behind),
        min(1.0, box.bottom + below),
    )


def _whole(box: Box, document: str, page: Page, scale: float | None, anchors: Sequence[Anchor]) -> Box:
    """The box made as large as the document where it is smaller: on an A4 sheet, as copies are made at its own size, or beside a
    side whose strip tells the ``scale`` (pixels a mm).

    What was read stands in its middle, or at the top left if it is a title. ``anchors``: those in the box.
    """
    if scale is None:
        return box
    width, height = SIZE_MM[document][0] * scale / page.width, SIZE_MM[document][1] * scale / page.height
    if box.width > NEARLY_WHOLE * width and box.height > NEARLY_WHOLE * height:
        return box
    wide, high = max(0.0, width - box.width), max(0.0, height - box.height)
    above = TITLE_RIM if _is_headed(anchors) else 0.5
    left, top = max(0.0, box.left - _left_share(anchors, document) * wide), max(0.0, box.top - above * high)
    return Box(left, top, min(1.0, left + box.width + wide), min(1.0, top + box.height + high))


def _could_be_side(region: Box, sides: Sequence[FoundSide], lines: Sequence[Line], page: Page) -> bool:
    """Whether a patch with a card's proportions and print on it may be an ID side that was not made out."""
    if any(overlap(region, side.box) or faces(region, side, page) for side in sides):
        return False
    inside = lines_in(lines, page, region)
    if inside and _is_text(inside) and not has_own_ground(page, region):
        return False
    if not sides:
        return len(inside) >= UNKNOWN_LINES and len(lines) < LETTER_LINES
    alike = any(0.5 < region.area / side.box.area < 2.2 for side in sides)
    return alike and len(inside) >= 6 * UNKNOWN_LINES


def _is_text(inside: Sequence[Line]) -> bool:
    """Whether lines were read with ease: of a document so well read titles and captions would have told."""
    return float(np.median([line.text.confidence for line in inside])) > TEXT_CONFIDENCE


def overlap(one: Box, other: Box) -> bool:
    """Whether two places cannot both be sides."""
    return one.share_in(other) > 0.3 or other.share_in(one) > 0.3


def faces(region: Box, side: FoundSide, page: Page) -> bool:
    """Whether a patch is the page of an open passport that lies above the holder's, or a part of it with no card's proportions: no
    model has the BSN there.
    """
    gap, narrower = side.box.top - region.bottom, side.box.width - region.width
    above = side.box.left < region.centre[0] < side.box.right and gap > -OVERLAP * side.box.height
    wide = abs(narrower) < FACING * side.box.width
    part = narrower > 0 and _off(region, SIZE_MM[IDENTITY_CARD], page) > MOST_OFF
    within = wide and region.height < INNER * side.box.height and gap + region.height < (1 + HINGE) * side.box.height
    near = gap < HINGE * side.box.height and (wide or part)
    return (side.document, side.side) == (PASSPORT, "holder") and above and (near or within)


def _unknown_side(region: Box, page: Page) -> FoundSide:
    """A side that was not made out, taken for the one that carries most: the back of an identity card."""
    return FoundSide(
        document=IDENTITY_CARD,
        side="back",
        models=tuple(model.model for model in models_of(IDENTITY_CARD, "back")),
        box=region,
        px_per_mm=region.width * page.width / SIZE_MM[IDENTITY_CARD][0],
        confidence=UNKNOWN_CONFIDENCE,
        captions=0,
        framed=True,
    )
