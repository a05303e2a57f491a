"""Find the ID sides on a page: by their strip, their titles and their captions; tell document, side and possible models."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from rapidfuzz import fuzz

from idcheck.dates import dates_in
from idcheck.documents import (
    CAPTIONS,
    CATEGORIES,
    FOREIGN_CAPTIONS,
    FRENCH,
    IDENTITY_CARD,
    LEAST_CATEGORIES,
    LICENCE,
    OTHER,
    PASSPORT,
    PERMIT,
    SIZE_MM,
    STATE,
    STATES,
    TITLES,
    models_of,
)
from idcheck.engines.ppocr import Line
from idcheck.geometry import box_of
from idcheck.lines import folded, plain
from idcheck.mrz import model_hint, parse
from idcheck.records import Box, Page
from idcheck.strips import FoundStrip, compact

COLUMN_MM = 2.54
"""mm from one character of a strip to the next: OCR-B size 1, ten to the inch (ICAO 9303-3 §4.4)"""
STRIP_LEFT_MM = {"TD3": 6.5, "TD1": 4.7, "TD2": 6.0, "DL": 4.7}
"""mm from the left edge to the first character; ICAO 9303-4, -5 figures: 6.0 ± 1 and 4.0 ± 1; specimens 5.5–6.6 and 4.6–5"""
STRIP_BOTTOM_MM = {"TD3": 9.0, "TD1": 4.5, "TD2": 6.0, "DL": 4.5}
"""mm from the foot of the lowest line to the lower edge; specimens of the passport 8.7–11.5"""
HEAD_SHARE = 0.16
"""of a passport page's height above the box reckoned from its strip, in which its own titles are still looked for"""
TITLE_SCORE, STATE_SCORE, CAPTION_SCORE, DATE_SCORE, FIELD_SCORE = 2, 1, 1, 1, 1
FIELDS = {
    "nationality": re.compile(r"(P\s+)?(NLD\s*)?Nederlandse", re.IGNORECASE),
    "sex": re.compile(r"[MVX]/[MFX]"),
    "number": re.compile(r"(?=.*\d)[A-NP-Z]{2}[A-NP-Z0-9]{6}\d"),
    "can": re.compile(r"CAN\s*\d{6}"),
}
"""Values that only a Dutch document prints so: nationality, sex, document number (python-stdnum nl.identiteitskaartnummer), CAN"""
LICENCE_BACK = re.compile(r"\D{0,3}\d{9}\s?[/|]\s?\d{10}")
"""what only the back of a licence since 2014 prints: BSN and licence number (RDW, rubrieken rijbewijsmodel 2014)"""
ALL_TITLES = (*(title for titles in TITLES.values() for title in titles), *STATE)
LEAST_SCORE = 3
"""a title and anything else, or three captions: one word in capitals in a letter is no document"""
CLUSTER_GAP = 0.09
"""page heights between two anchors of one side at most: on an A4 27 mm, half a card"""
MISSING_SHARE = 0.7
"""of the missing width or height that is added on each side: the text seldom stands in the middle"""
UNKNOWN_LINES, LETTER_LINES = 1, 60
"""lines of print on a patch that may be a side not made out, when there is no other: one, for a copy may be too poor to read; and
lines on a page from which it is a printed leaflet with a picture"""
UNKNOWN_CONFIDENCE = 0.4
GROWTHS = 4
"""rounds of taking in what lies next to a side's anchors: a card has a dozen lines, each near another"""
REGION_SCORE = 2
"""enough on a patch that has a card's proportions: there is nothing but a card that it could be"""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSide:
    """An ID side with its geometry: ``box`` in fractions of the page, ``px_per_mm`` its scale, ``captions`` read on it."""

    document: str
    side: str
    models: tuple[str, ...]
    box: Box
    px_per_mm: float
    confidence: float
    captions: int
    strip: FoundStrip | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A line that only an identity document prints."""

    kind: str
    document: str | None
    line: Line = field(repr=False)
    name: str
    score: int
    box: Box


def find_sides(
    page: Page, lines: Sequence[Line], strips: Sequence[FoundStrip], regions: Sequence[Box]
) -> list[FoundSide]:
    """Every ID side on the page, from top to bottom. ``regions``: the patches that could be cards."""
    anchors = [anchor for line in lines for anchor in _anchors(line, page)]
    anchors += _category_anchors(lines, page)
    sides = []
    for strip in strips:
        box = _with_head(_strip_side_box(strip, page), strip, anchors)
        mine = [anchor for anchor in anchors if anchor.box.share_in(box) > 0.5]
        anchors = [anchor for anchor in anchors if anchor.box.share_in(box) <= 0.5]
        sides.append(_strip_side(strip, box, mine, lines, page))
    for region in regions:
        mine = [anchor for anchor in anchors if anchor.box.share_in(region) > 0.5]
        if _score(mine) >= REGION_SCORE and not any(side.box.share_in(region) > 0.5 for side in sides):
            anchors = [anchor for anchor in anchors if anchor.box.share_in(region) <= 0.5]
            sides.append(_plain_side(mine, region, lines, page))
    for group in _clusters(anchors):
        if _score(group) >= LEAST_SCORE:
            box = _grown(group, [box_of(line.quad, page.width, page.height) for line in lines], sides)
            box = _proportioned(box, _plain_document(group)[0], page)
            sides.append(_plain_side(group, box, lines, page))
    sides += [_unknown_side(region, page) for region in regions if _could_be_side(region, sides, lines, page)]
    return sorted(sides, key=lambda side: (side.box.top, side.box.left))


# ---------------------------------------------------------------------------------------------------------------- anchors


def _anchors(line: Line, page: Page) -> list[Anchor]:
    text = folded(line.text.text)
    box = box_of(line.quad, page.width, page.height)
    found = []
    for document, titles in TITLES.items():
        name = next(
            (title for title in titles if _is_title(title, text, line.text.text, exact=document == OTHER)), None
        )
        if name:
            found.append(Anchor(kind="title", document=document, line=line, name=name, score=TITLE_SCORE, box=box))
    if any(fuzz.partial_ratio(state, text) >= 88 for state in STATE if len(text) >= 0.7 * len(state)):
        found.append(Anchor(kind="state", document=None, line=line, name="STATE", score=STATE_SCORE, box=box))
    caption = _caption(text, CAPTIONS)
    abroad = None if caption else _caption(text, FOREIGN_CAPTIONS)
    if abroad:
        found.append(Anchor(kind="caption", document=OTHER, line=line, name=abroad, score=CAPTION_SCORE, box=box))
    if caption:
        score = CAPTION_SCORE + (caption in ("PERSOONSNUMMERPERSONALNO", "BSNRIJBEWIJSNUMMER"))
        found.append(Anchor(kind="caption", document=None, line=line, name=caption, score=score, box=box))
    field = next((name for name, pattern in FIELDS.items() if pattern.fullmatch(line.text.text.strip())), None)
    if field:
        found.append(Anchor(kind="field", document=None, line=line, name=field, score=FIELD_SCORE, box=box))
    if LICENCE_BACK.match(line.text.text.strip()):
        found.append(
            Anchor(kind="field", document=LICENCE, line=line, name="BSNRIJBEWIJSNUMMER", score=TITLE_SCORE, box=box)
        )
    if any(found_date.form == "document" for found_date in dates_in(plain(line.text.text))):
        found.append(Anchor(kind="date", document=None, line=line, name=text, score=DATE_SCORE, box=box))
    return found


def _is_title(title: str, text: str, raw: str, *, exact: bool) -> bool:
    """A title stands alone on its line, or nearly so, in capitals: "kopie van mijn paspoort" in a letter is none."""
    letters = [char for char in raw if char.isalpha()]
    if sum(char.isupper() for char in letters) < 0.7 * len(letters):
        return False
    if title in text:
        rest = len(text) - sum(len(other) for other in ALL_TITLES if other in text)
        return rest <= 0.6 * len(text)
    return not exact and len(title) >= 8 and abs(len(title) - len(text)) <= 3 and fuzz.ratio(title, text) >= 82


def _caption(text: str, captions: Sequence[str]) -> str | None:
    if not 7 <= len(text) <= 60:
        return None
    best = max(captions, key=lambda caption: (fuzz.ratio(caption, text), len(caption)))
    if fuzz.ratio(best, text) >= 80:
        return best
    inside = [caption for caption in captions if len(caption) >= 13 and fuzz.partial_ratio(caption, text) >= 87]
    inside = [caption for caption in inside if len(text) >= 0.85 * len(caption)]
    return max(inside, key=len) if inside else None


def _category_anchors(lines: Sequence[Line], page: Page) -> list[Anchor]:
    """The table of categories on the back of a driving licence: several of its codes, one under another."""
    cells = [line for line in lines if line.text.text.strip().upper() in CATEGORIES]
    names = {line.text.text.strip().upper() for line in cells}
    if len(names) < LEAST_CATEGORIES:
        return []
    lefts = [float(line.quad[:, 0].min()) for line in cells]
    middle = float(np.median(lefts))
    column = [line for line, left in zip(cells, lefts, strict=True) if abs(left - middle) < 0.05 * page.width]
    if len({line.text.text.strip().upper() for line in column}) < LEAST_CATEGORIES:
        return []
    return [
        Anchor(
            kind="category",
            document=LICENCE,
            line=line,
            name=line.text.text.strip().upper(),
            score=1,
            box=box_of(line.quad, page.width, page.height),
        )
        for line in column
    ]


def _score(anchors: Sequence[Anchor]) -> int:
    return sum(anchor.score for anchor in _distinct(anchors))


def _distinct(anchors: Sequence[Anchor]) -> list[Anchor]:
    return list({(anchor.kind, anchor.name): anchor for anchor in anchors}.values())


def _clusters(anchors: Sequence[Anchor]) -> list[list[Anchor]]:
    """Anchors that lie close under one another belong to one side."""
    groups: list[list[Anchor]] = []
    for anchor in sorted(anchors, key=lambda anchor: anchor.box.top):
        home = next((group for group in groups if _near(group, anchor)), None)
        if home is None:
            groups.append([anchor])
        else:
            home.append(anchor)
    return groups


def _near(group: Sequence[Anchor], anchor: Anchor) -> bool:
    bottom = max(other.box.bottom for other in group)
    span = max(other.box.right for other in group) - min(other.box.left for other in group)
    documents = {other.document for other in group if other.kind == "title"}
    clash = anchor.kind == "title" and bool(documents) and anchor.document not in documents
    clash = clash and anchor.box.top > bottom + anchor.box.height
    return not clash and anchor.box.top - bottom < max(CLUSTER_GAP, 0.35 * span)


# ------------------------------------------------------------------------------------------------------ sides with a strip


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
    inside = [line for line in lines if box_of(line.quad, page.width, page.height).share_in(box) > 0.5]
    return FoundSide(
        document=document,
        side=side,
        models=possible_models(document, side, inside, strip),
        box=box,
        px_per_mm=strip.pitch / COLUMN_MM,
        confidence=min(1.0, 0.8 + 0.1 * len(anchors)),
        captions=sum(anchor.kind == "caption" for anchor in _distinct(anchors)),
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
    if not dutch or kind == "TD2":
        return OTHER, "back"
    permit = PERMIT in titles or any(re.match(r"I[A-CE-MO-Z]N[L1I]D", text) or "VNR" in text for text in texts)
    return (PERMIT, "back") if permit else (IDENTITY_CARD, "back")


def _foreign(texts: Sequence[str]) -> bool:
    """Whether another state issued it, by the first line of its strip; what cannot be read counts as Dutch."""
    heads = (re.match(r"[PIAC1][A-Z0-9<]([A-Z<]{3})", text) for text in texts)
    return any(head is not None and head[1] in STATES for head in heads)


# --------------------------------------------------------------------------------------------------- sides without a strip


def _plain_side(anchors: Sequence[Anchor], box: Box, lines: Sequence[Line], page: Page) -> FoundSide:
    document, side = _plain_document(anchors)
    inside = [line for line in lines if box_of(line.quad, page.width, page.height).share_in(box) > 0.5]
    return FoundSide(
        document=document,
        side=side,
        models=possible_models(document, side, inside, None),
        box=box,
        px_per_mm=max(box.width * page.width / SIZE_MM[document][0], box.height * page.height / SIZE_MM[document][1]),
        confidence=min(1.0, 0.5 + 0.1 * _score(anchors)),
        captions=sum(anchor.kind == "caption" for anchor in _distinct(anchors)),
    )


def _plain_document(anchors: Sequence[Anchor]) -> tuple[str, str]:
    """What stands there: by its titles, or by what else only one side prints."""
    names = {anchor.name for anchor in anchors}
    titles = [anchor.document for anchor in anchors if anchor.kind == "title" and anchor.document]
    dutch = [document for document in titles if document != OTHER]
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
        return (PASSPORT, "holder") if french else (IDENTITY_CARD, "front")
    return (PASSPORT, "holder-back") if french else (IDENTITY_CARD, "back")


def weak_boxes(page: Page, lines: Sequence[Line], sides: Sequence[FoundSide]) -> list[Box]:
    """Where something of a document was read, though not enough to tell one: places that are worth a closer look."""
    anchors = [anchor for line in lines for anchor in _anchors(line, page) if anchor.kind != "date"]
    anchors = [anchor for anchor in anchors if not any(anchor.box.share_in(side.box) > 0.5 for side in sides)]
    boxes = [box_of(line.quad, page.width, page.height) for line in lines]
    return [_grown(group, boxes, sides) for group in _clusters(anchors)]


def _grown(anchors: Sequence[Anchor], boxes: Sequence[Box], taken: Sequence[FoundSide]) -> Box:
    """The anchors' own box with the lines around them, as far as they lie close and on no other side."""
    box = _union(anchors)
    free = [other for other in boxes if not any(other.share_in(side.box) > 0.3 for side in taken)]
    for _ in range(GROWTHS):
        reach = 0.12 * max(box.width, box.height)
        near = box.grow(reach, reach)
        joined = [other for other in free if other.share_in(near) > 0.5 and other.width < 0.6]
        for other in joined:
            box = box.join(other)
    return box.grow(0.03 * box.width, 0.03 * box.width)


def _proportioned(box: Box, document: str, page: Page) -> Box:
    """The box made as wide or as high as the document: a cover at its rim is no text that would have told where it ends."""
    wanted = SIZE_MM[document][0] / SIZE_MM[document][1]
    width, height = box.width * page.width, box.height * page.height
    missing_width = max(0.0, wanted * height - width) / page.width
    missing_height = max(0.0, width / wanted - height) / page.height
    return box.grow(missing_width * MISSING_SHARE, missing_height * MISSING_SHARE)


def _union(anchors: Sequence[Anchor]) -> Box:
    box = anchors[0].box
    for anchor in anchors[1:]:
        box = box.join(anchor.box)
    return box


def _could_be_side(region: Box, sides: Sequence[FoundSide], lines: Sequence[Line], page: Page) -> bool:
    """Whether a patch with a card's proportions and print on it may be an ID side that was not made out."""
    if any(side.box.share_in(region) > 0.3 or region.share_in(side.box) > 0.3 for side in sides):
        return False
    inside = [line for line in lines if box_of(line.quad, page.width, page.height).share_in(region) > 0.5]
    if not sides:
        return len(inside) >= UNKNOWN_LINES and len(lines) < LETTER_LINES
    alike = any(0.5 < region.area / side.box.area < 2.2 for side in sides)
    return alike and len(inside) >= 6 * UNKNOWN_LINES


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
    )


# ------------------------------------------------------------------------------------------------------------------ models


def possible_models(document: str, side: str, lines: Sequence[Line], strip: FoundStrip | None) -> tuple[str, ...]:
    """The models that this side can be, by the day of issue: printed on it, or five or ten years before its expiry."""
    models = models_of(document, side)
    if strip is not None and strip.strip.format == "DL":  # only the card has a strip
        models = tuple(model for model in models if model.model != "paper")
    issued = _issue_dates(lines)
    if not issued:
        hint = _hint(strip)
        return tuple(model.model for model in models if model.model in hint) or tuple(model.model for model in models)
    fitting = [model.model for model in models if any(model.issued[0] <= day <= model.issued[1] for day in issued)]
    return tuple(fitting) or tuple(model.model for model in models)


def _hint(strip: FoundStrip | None) -> frozenset[str]:
    """The models that the strip's own expiry and optional data allow; none where it tells nothing."""
    mrz = parse([line.text for line in strip.strip.lines]) if strip else None
    return model_hint(mrz) if mrz and mrz.dutch else frozenset()


def _issue_dates(lines: Sequence[Line]) -> list[date]:
    """The day of issue: a date in the document's own form that lies five or ten years before another one."""
    days = {
        found.date for line in lines for found in dates_in(line.text.text) if found.form == "document" and found.date
    }
    return sorted(
        day for day in days if any(abs((other - _later(day, years)).days) <= 1 for other in days for years in (5, 10))
    )


def _later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
