"""Lines that only an identity document prints: titles, captions, values and tables, and which of them belong together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from rapidfuzz import fuzz

from idcheck.dates import dates_in
from idcheck.documents import (
    CAPTIONS,
    CATEGORIES,
    CATEGORY_ORDER,
    FOREIGN_CAPTIONS,
    LEAST_CATEGORIES,
    LICENCE,
    OTHER,
    STATE,
    TITLES,
)
from idcheck.engines.ppocr import Line
from idcheck.geometry import box_of
from idcheck.lines import folded, plain
from idcheck.records import Box, Page

TITLE_SCORE, STATE_SCORE, CAPTION_SCORE, DATE_SCORE, FIELD_SCORE = 2, 1, 1, 1, 1
"""a title in several languages on one line scores one more: nothing but a document says it twice"""
FIELDS = {
    "nationality": re.compile(r"(P\s+)?(NLD\s*)?Nederlandse", re.IGNORECASE),
    "sex": re.compile(r"[MVX]/[MFX]"),
    "number": re.compile(r"(?=.*\d)[A-NP-Z]{2}[A-NP-Z0-9]{6}\d"),
    "licence number": re.compile(r"(5\.?\s*)?\d{10}"),
    "authority": re.compile(r"(4c\.?\s*)?(Gemeente|Burg\. van|Burgemeester van) \S.*"),
    "can": re.compile(r"CAN\s*\d{6}"),
    "height": re.compile(r"[12][.,]\s?\d\d\s?m"),
}
"""Values as Dutch documents print them: nationality, sex, height, document number (python-stdnum nl.identiteitskaartnummer), CAN,
the licence's number and authority (rubrics 5 and 4c, RDW)"""
LICENCE_BACK = re.compile(r"\D{0,3}\d{9}\s?[/|]\s?\d{10}")
"""what only the back of a licence since 2014 prints: BSN and licence number (RDW, rubrieken rijbewijsmodel 2014)"""
ALL_TITLES = (*(title for titles in TITLES.values() for title in titles), *STATE)
LEAST_CELLS = 4
"""cells of a licence's table outside every side that was found: a marking has a date or two"""
SINGLE_LETTERS = frozenset("ABCDT")
STATE_ALIKE = 88
"""how like the name of the state, of 100, a line is"""
PROPERTY = ("DITPASPOORTISEIGENDOMVANDESTAATDERNEDERLANDEN", "THISPASSPORTISTHEPROPERTYOFTHENETHERLANDS")
"""what the samples print below the back of a passport's page (no source was found): no title, though it ends as one"""
CLUSTER_GAP = 0.09
"""page heights between two anchors of one side at most: on an A4 27 mm, half a card"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A line that only an identity document prints."""

    kind: str
    document: str | None
    line: Line = field(repr=False)
    name: str
    score: int
    box: Box


def anchors_of(line: Line, page: Page) -> list[Anchor]:
    """What a line says of a document: its title, its state, a caption, a value or a date in a document's form."""
    text = folded(line.text.text)
    box = box_of(line.quad, page.width, page.height)
    found = []
    for document, titles in TITLES.items():
        name = next(
            (title for title in titles if _is_title(title, text, line.text.text, exact=document == OTHER)), None
        )
        if name:
            score = TITLE_SCORE + (sum(title in text for title in titles) > 1)
            found.append(Anchor(kind="title", document=document, line=line, name=name, score=score, box=box))
    state = max((fuzz.partial_ratio(state, text) for state in STATE if len(text) >= 0.7 * len(state)), default=0.0)
    if state >= STATE_ALIKE and state > max(fuzz.partial_ratio(sentence, text) for sentence in PROPERTY):
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


def category_anchors(lines: Sequence[Line], page: Page) -> list[Anchor]:
    """The table of categories on the back of a driving licence: several of its codes, one under another."""
    cells = [line for line in lines if _category(line) in CATEGORIES]
    if not _tell_table(cells):
        return []
    lefts = [float(line.quad[:, 0].min()) for line in cells]
    middle = float(np.median(lefts))
    column = [line for line, left in zip(cells, lefts, strict=True) if abs(left - middle) < 0.05 * page.width]
    if not _tell_table(column):
        return []
    return [
        Anchor(
            kind="category",
            document=LICENCE,
            line=line,
            name=_category(line),
            score=1,
            box=box_of(line.quad, page.width, page.height),
        )
        for line in column
    ]


def _tell_table(cells: Sequence[Line]) -> bool:
    """Whether cells are of enough categories, and not single letters alone: scraps of print on its head are read as those."""
    names = {_category(line) for line in cells}
    return len(names) >= LEAST_CATEGORIES and not names <= SINGLE_LETTERS


def is_on_its_head(cells: Sequence[Anchor]) -> bool:
    """Whether the categories of a licence's table run from the bottom up: some of them can be read from either end."""
    order = [CATEGORY_ORDER.index(cell.name) for cell in sorted(cells, key=lambda cell: cell.box.centre[1])]
    return sum((above > below) - (above < below) for above, below in pairwise(order)) > 0


def is_cell(text: str) -> bool:
    """Whether a text is a cell of the table on a licence's back: a category, or a date alone."""
    text = text.strip()
    return text.upper() in CATEGORIES - SINGLE_LETTERS or re.fullmatch(r"\d\d[.:]\d\d[.:]\d\d", text) is not None


def _category(line: Line) -> str:
    return line.text.text.strip().upper().replace("I", "1").replace("L", "1")


def score_of(anchors: Sequence[Anchor]) -> int:
    """How much these anchors say together, each kind and name counted once."""
    return sum(anchor.score for anchor in distinct(anchors))


def distinct(anchors: Sequence[Anchor]) -> list[Anchor]:
    """One anchor of each kind and name."""
    return list({(anchor.kind, anchor.name): anchor for anchor in anchors}.values())


def clusters(anchors: Sequence[Anchor]) -> list[list[Anchor]]:
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


def union(anchors: Sequence[Anchor]) -> Box:
    """The smallest box around the anchors."""
    box = anchors[0].box
    for anchor in anchors[1:]:
        box = box.join(anchor.box)
    return box
