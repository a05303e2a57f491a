"""Page → Reading: everything that can be read on a page, and how. Pixels end here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from idcheck.aslant import box_on, line_on, side_on, strip_on
from idcheck.bsn import LENGTH
from idcheck.codes import read_codes
from idcheck.dates import dates_in
from idcheck.documents import LICENCE, OTHER, UNKNOWN
from idcheck.engines import ppocr
from idcheck.engines.ppocr import Line
from idcheck.evidence import COVERS, NEARLY
from idcheck.ink import cropped, ink, is_inked
from idcheck.leaves import CLOSE_PX, Leaf, close_px, leaves_of, level_for
from idcheck.licences import licence_numbers
from idcheck.lines import lines_in, read_quads, uncrossed, words_of
from idcheck.looks import in_doubt, looks
from idcheck.records import Box, Code, Covering, Look, Page, Picture, Reading, Side, Text, View, Word
from idcheck.sides import FoundSide, find_sides
from idcheck.strips import find_strips

IN_PLACE, READINGS = 0.5, 2
"""of a word's box, that lies in the place it was read in; and readings of a number that are no chance"""


def read(page: Page) -> Reading:
    """Read a page: its words, strips and codes, the ID sides on it, and each place where one carries a BSN.

    Raises:
        EngineError: a reader is missing or failed.
    """
    leaves = leaves_of(page)
    codes = read_codes(page)
    licences = tuple(number for leaf in leaves for number in _licences(leaf, codes))
    seen = [_seen_level(leaf, side, codes, licences, page) for leaf in leaves for side in leaf.sides]
    lines = [line_on(line, leaf.page, page) for leaf in leaves for line in leaf.lines]
    return Reading(
        attachment=page.attachment,
        page=page.number,
        width=page.width,
        height=page.height,
        words=words_of(lines, page) + tuple(word for _, more in seen for word in words_of(more, page, View.INK)),
        strips=tuple(strip_on(found.strip, leaf.page, page) for leaf in leaves for found in leaf.strips),
        codes=codes,
        sides=tuple(sorted((side for side, _ in seen), key=lambda side: (side.box.top, side.box.left))),
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


def _licences(leaf: Leaf, codes: Sequence[Code]) -> tuple[str, ...]:
    """The numbers of the licences whose fronts, or the codes of whose backs, are on the page."""
    fronts = [side for side in leaf.sides if (side.document, side.side) == (LICENCE, "front")]
    texts = [line.text.text for line in lines_in(leaf.lines, leaf.page, *(side.box for side in fronts))]
    strips = [line.text for side in fronts if side.strip for line in side.strip.strip.lines]
    return licence_numbers(texts, strips, [code.text for code in codes])


def _seen_level(
    leaf: Leaf, side: FoundSide, codes: Sequence[Code], licences: Sequence[str], page: Page
) -> tuple[Side, list[Line]]:
    """The side with a look at each place, on the page turned level for it where it lies aslant, as it lies on ``page``; and the
    lines of it in the darkest print alone.
    """
    level, found = level_for(leaf, side)
    codes = [replace(code, box=box_on(code.box, page, level.page)) for code in codes]
    seen, again = _seen(level.page, found, level.lines, codes, licences if found.document == LICENCE else ())
    return side_on(seen, level.page, page), [line_on(line, level.page, page) for line in again]


def _seen(
    page: Page, side: FoundSide, lines: Sequence[Line], codes: Sequence[Code], licences: Sequence[str]
) -> tuple[Side, list[Line]]:
    """The side with a look at each place; where one cannot be told, once more in the darkest print alone."""
    first = looks(page, side, lines, codes, licences=licences)
    if not any(in_doubt(look, side) for look in first) or not is_inked(page, side.box):
        return _side(side, first), []
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
    known = uncrossed(lines, again, page)
    second = looks(page, side, known, codes, licences=licences, uncrossed=True)
    seen = _side(side, tuple(_surer(look, first) for look in second))
    extra = tuple(other.strip.strip for other in sides if other.strip and other.strip is not side.strip)
    return replace(seen, strips=seen.strips + extra), again


def _surer(look: Look, before: Sequence[Look]) -> Look:
    """A look below a watermark; or the one before it at the same place, where that saw strokes and this one no cover instead, or
    where that read most of a number and this one sees a cover.
    """
    same = [one for one in before if one.place is look.place]
    if look.covering in COVERS:
        return next((one for one in same if one.covering not in COVERS and _shows_number(one)), look)
    return next((one for one in same if one.covering is Covering.STRUCK), look)


def _shows_number(look: Look) -> bool:
    """Whether two readings of the field of a label have most digits of a number in a row, as no date and no word has."""
    near = [word.text for word in look.words if word.box.share_in(look.box) > IN_PLACE and not dates_in(word.text)]
    return look.labelled and sum(re.search(rf"\d{{{NEARLY},{LENGTH}}}", text) is not None for text in near) >= READINGS


def _tells_more(better: FoundSide, side: FoundSide) -> bool:
    """Whether the darkest print alone tells what the side is, or more lines of its strip were read in it, or more surely; but never
    that a Dutch one is another state's, which has no BSN.
    """
    if better.document == OTHER != side.document:
        return False
    if side.strip is None:
        return better.strip is not None or better.confidence > side.confidence
    return better.strip is not None and better.strip.told > side.strip.told


def _ink_px(page: Page, crop: Picture) -> int:
    long = max(crop.shape[:2])
    return int(min(2 * long, max(CLOSE_PX, close_px(page, long))))


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
