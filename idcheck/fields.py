"""Look at the printed field of the BSN: under or beside its label, or under the patch that hides it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from idcheck.anchors import anchors_of
from idcheck.bsn import label_in, labels_in, without_others
from idcheck.covers import Blob, covering, is_empty
from idcheck.documents import LICENCE, PASSPORT, Model
from idcheck.engines import ppocr
from idcheck.engines.ppocr import Line
from idcheck.geometry import angle_of, box_of, height_of, length_of, part_of, quad_of
from idcheck.lines import word_of
from idcheck.records import Box, Covering, Look, Place, Quad
from idcheck.sides import FoundSide
from idcheck.sight import DIGITS, Sight, in_strip, numbers, read_at, stretched
from idcheck.strokes import lying_over
from idcheck.traces import LEAST_DIGITS, Trace, closer, in_fields, trace

CLEAR_CONFIDENCE, CLEAR_DEGREES = 0.85, 4.0
"""of the main reader on every line of a side, and the angle of each, when nothing on it was left unread or lies across it"""
NUMBER_MM = ((1.6, 6.0), 7.0)
"""least and most height of a line that may be the number, in the reader's boxes (digits of 2–2.6 mm give 2.8–4, captions less,
signatures more), and its least width: four digits, of which fewer tell nothing"""
SMALLER = 0.65
"""of the height of the side's values: the number is set as they are, captions are half as high"""
WORDS_CONFIDENCE, LEAST_LETTERS, LETTERS_PER_DIGIT = 0.5, 3, 4
"""from which a line of so many letters, and so many for each digit, is words, if misread: digits are never read as letters alone"""
ODD_DIGITS, ODD_RUN, LICENCE_RUN = 5, 9, 10
"""digits outside dates in a line not read with ease; digits in a row, which is no number that a document prints, but a
licence's or a V-number of ten"""
CLEAR_LINES = 10
"""lines of small print, as in a licence's table, that tell the same as captions"""
LEAST_CAPTIONS = 3
"""captions read, smaller than any number: then a label of the BSN would have been read as well"""
FIELD_MM = (26.0, 4.2)
"""width and height of the field under a label: nine digits of 2–2.6 mm with their room"""
ON_SIDE = 0.9
"""of a place beside a label that lies on the side: beyond its edge a table is dark"""
FIELD_PART = 0.67
"""of the field's width that nine digits fill: what is even over so much holds no number"""
FIELD_LEFT_MM, TORN_LEFT_MM = 8.0, 28.0
"""mm left of a label's first letter that was read: a cover over the field often takes the label's beginning with it; and of a
label whose first language is gone, for three languages are 30–40 mm wide"""
FIRST_LABELS = frozenset({"persoonsnummer", "burgerservicenummer", "burgerservice", "bsn", "bsnrijbewijsnummer"})
"""what a label of the BSN on a Dutch document begins with"""
LEAST_FAINT = 3
"""digits read in a field without ink: fewer are made up of the ground's pattern"""
SUSPECT_DIGITS = 4
"""digits, none of a date, of a line that is struck through and may be the number"""
LEVEL_LENGTH = 4.0
"""times as long as high: a shorter line tells its angle badly, by the rim of its box"""
COVER_MM = (10.0, 1.2)
"""width and height of what a patch must hide of a field: nine digits are 15–23 by 2–2.6 mm, and what a patch leaves is read"""
MOST_COVER_MM = 45.0
"""of height: more is the table a card lies on, not a cover"""


def printed_look(sight: Sight, models: Sequence[Model]) -> Look | None:
    """The printed field: under or beside its label; without one, whatever patch hides it."""
    carrying = [model for model in models if model.printed]
    if carrying and not any(map(_is_label, sight.lines)):
        sight = closer(sight, _zone(sight.side))
    labels = [line for line in sight.lines if _is_label(line)]
    words = tuple(word_of(line, sight.page) for line in numbers(sight))
    if not carrying and not labels and not words:
        return None
    if labels:
        found = [_field_covering(sight, line, _field(sight, line.quad)) for line in labels]
        state, box = min(found, key=lambda pair: _openness(pair[0]))
    else:
        doubtful = any(map(_is_odd, sight.lines)) or _has_unread(sight)
        patch = next(_hiding_patches(sight), None) if carrying and not doubtful else None
        box = patch.box if patch else _zone(sight.side)
        state = Covering.SOLID if patch else Covering.BLANK if _nothing_unread(sight) else Covering.UNSEEN
    if state in (Covering.SOLID, Covering.DENSE):
        words += stretched(sight, quad_of(box, sight.page.width, sight.page.height))
    left = _left_of_number(sight, labels, state) if carrying or labels else None
    if left is not None:
        state, box, words = left.covering, left.box, words + left.words
    return Look(
        place=Place.PRINTED,
        box=box,
        covering=state,
        expected=bool(carrying or labels),
        sharp=sight.sharp,
        words=words,
        readers=frozenset({ppocr.NAME}),
    )


def _left_of_number(sight: Sight, labels: Sequence[Line], state: Covering) -> Trace | None:
    """What is left of a number in a field that was not read, or in a line elsewhere that may be one."""
    if labels:
        found = list(in_fields(sight, [place for line in labels for place in _fields(sight, line.quad)]))
    else:
        lines = [line for line in sight.lines if not in_strip(sight, line.quad) and _is_suspect(sight, line)]
        found = [trace(sight, line.quad) for line in lines]
    told = [one for one in found if one.passes or (labels and one.digits >= LEAST_DIGITS)]
    if not told and state in (Covering.NONE, Covering.UNSEEN):
        told = [one for one in found if one.covering is Covering.STRUCK and (labels or one.digits >= SUSPECT_DIGITS)]
    return max(told, key=lambda one: (one.passes, one.digits), default=None)


def _is_suspect(sight: Sight, line: Line) -> bool:
    """Whether a line without a label may be the number: not read with ease, or struck through."""
    if _may_be_number(sight, line):
        return True
    digits = len(DIGITS.findall(without_others(line.text.text)))
    return digits >= SUSPECT_DIGITS and lying_over(sight.page, line.quad, sight.span) is not Covering.NONE


def _nothing_unread(sight: Sight) -> bool:
    """Whether all that stands on the side was read with ease, captions too, and nothing was written across it.

    White-out on a white photocopy leaves no patch to be seen; then only this tells that no number is left.
    """
    print_ = [line for line in sight.lines if not in_strip(sight, line.quad)]
    long = [line for line in print_ if length_of(line.quad) > LEVEL_LENGTH * height_of(line.quad)]
    level = all(abs(angle_of(line.quad)) < CLEAR_DEGREES for line in long)
    captions = sum(any(one.kind == "caption" for one in anchors_of(line, sight.page)) for line in print_)
    enough = max(captions, sight.side.captions) >= LEAST_CAPTIONS or len(print_) >= CLEAR_LINES
    return level and enough and sight.sharp and not _has_unread(sight)


def _has_unread(sight: Sight) -> bool:
    """Whether a line that may be the number, misread, stands where this side has it."""
    zone = _zone(sight.side)
    return any(
        _may_be_number(sight, line)
        for line in sight.lines
        if _share_in(sight, line, zone) >= 0.5 and not in_strip(sight, line.quad)
    )


def _share_in(sight: Sight, line: Line, box: Box) -> float:
    return box_of(line.quad, sight.page.width, sight.page.height).share_in(box)


def _mm(sight: Sight, line: Line) -> float:
    return length_of(line.quad) / sight.side.px_per_mm


def _may_be_number(sight: Sight, line: Line) -> bool:
    """Whether a line may be the BSN, misread: of a number's size, and neither read with ease nor a word."""
    if line.text.confidence > CLEAR_CONFIDENCE:
        return _is_odd(line)
    text = without_others(line.text.text)
    letters, digits = sum(map(str.isalpha, text)), len(DIGITS.findall(text))
    word = letters >= max(LEAST_LETTERS, LETTERS_PER_DIGIT * digits) and line.text.confidence > WORDS_CONFIDENCE
    (low, high), wide = NUMBER_MM
    low = max(low, SMALLER * sight.value_mm)
    return low < height_of(line.quad) / sight.side.px_per_mm < high and _mm(sight, line) > wide and not word


def _is_odd(line: Line) -> bool:
    """Whether a line holds digits that are no date and no number of a document: a BSN may be run into them."""
    text = without_others(line.text.text)
    runs = [len(run) for run in re.findall(r"\d+", text)]
    unsure = line.text.confidence < CLEAR_CONFIDENCE and sum(runs) >= ODD_DIGITS and LICENCE_RUN not in runs
    return unsure or any(run >= ODD_RUN and run != LICENCE_RUN for run in runs)


def _openness(state: Covering) -> int:
    return [Covering.NONE, Covering.UNSEEN, Covering.BLANK, Covering.DENSE, Covering.SOLID].index(state)


def _fields(sight: Sight, label: Quad) -> tuple[Box, Box]:
    return _field(sight, label), _beside(sight, label)


def _is_label(line: Line) -> bool:
    label = label_in(line.text.text)
    return label is not None and label.is_bsn


def _left_mm(label: Line) -> float:
    """How far left of what was read of a label its field may begin: the first language is gone where another one leads."""
    found = next(one for one in labels_in(label.text.text) if one.is_bsn)
    return FIELD_LEFT_MM if found.start == 0 and found.name in FIRST_LABELS else TORN_LEFT_MM


def _field(sight: Sight, label: Quad) -> Box:
    """The field that belongs to a label: right under it."""
    mm = sight.side.px_per_mm
    left, bottom = float(label[:, 0].min()), float(label[:, 1].max())
    corners = np.array(
        [[left - mm, bottom - 0.3 * mm], [left + FIELD_MM[0] * mm, bottom + FIELD_MM[1] * mm]], np.float32
    )
    return box_of(corners, sight.page.width, sight.page.height)


def _beside(sight: Sight, label: Quad) -> Box:
    mm = sight.side.px_per_mm
    right, top, bottom = float(label[:, 0].max()), float(label[:, 1].min()), float(label[:, 1].max())
    corners = np.array([[right, top - mm], [right + FIELD_MM[0] * mm, bottom + mm]], np.float32)
    return box_of(corners, sight.page.width, sight.page.height)


def _field_covering(sight: Sight, label: Line, under: Box) -> tuple[Covering, Box]:
    """What lies over the field under a label or beside it, and where: a patch, nothing at all, or print that was not hidden."""
    beside = _beside(sight, label.quad)
    places = [under, *([beside] if beside.share_in(sight.side.box) > ON_SIDE else [])]
    shown = [place for place in places if any(_share_in(sight, line, place) > 0.4 for line in numbers(sight))]
    for place in shown or places:  # digits tell which of the places is the field
        patch = next((patch for patch in sight.patches if _hides(sight, patch, place, _left_mm(label))), None)
        if patch is not None:
            return Covering.SOLID, patch.box
    for place in shown or places:
        quad = quad_of(place, sight.page.width, sight.page.height)
        inner = part_of(quad, 0.05, 0.05 + FIELD_PART)
        state, _ = covering(sight.page, inner, 9, sight.ground, sight.span)
        if state in (Covering.DENSE, Covering.SOLID):
            return state, place
    if shown:
        return Covering.NONE, shown[0]
    shift = FIELD_LEFT_MM / FIELD_MM[0]
    quad = quad_of(under, sight.page.width, sight.page.height)
    for start in (0.05, -shift):  # a cover often takes the label's beginning with it
        inner = part_of(quad, start, start + FIELD_PART)
        state, _ = covering(sight.page, inner, 9, sight.ground, sight.span)
        if state is not Covering.NONE:
            return state, under
    empty = is_empty(sight.page, quad, sight.ground, sight.span) and not _has_unread(sight)
    return (Covering.BLANK if empty and not _digits_in(sight, quad) else Covering.NONE), under


def _digits_in(sight: Sight, quad: Quad) -> bool:
    """Whether digits can be read in a field that looks empty, as it stands or stretched: faint print is print."""
    words = (*read_at(sight, quad), *stretched(sight, quad))
    return any(len(DIGITS.findall(word.text)) >= LEAST_FAINT for word in words)


def _hides(sight: Sight, patch: Blob, place: Box, left_mm: float) -> bool:
    px_per_mm = sight.side.px_per_mm
    shared = patch.box.meet(place.grow(left_mm * px_per_mm / sight.page.width, 0.0))
    wide, high = shared.width * sight.page.width / px_per_mm, shared.height * sight.page.height / px_per_mm
    return wide >= COVER_MM[0] and high >= COVER_MM[1]


def _zone(side: FoundSide) -> Box:
    """Where this side's printed BSN can stand: beside the photo on a front, above the strip on a back."""
    box = side.box
    left = box.left + 0.3 * box.width if side.side in ("holder", "front") else box.left
    bottom = (
        box.top
        + (0.78 if side.side in ("holder", "front") else 0.68 if side.document != PASSPORT else 1.0) * box.height
    )
    if side.document == LICENCE and side.side == "back":
        bottom = box.top + 0.5 * box.height
    return Box(left, box.top, box.right, bottom)


def _hiding_patches(sight: Sight) -> Iterator[Blob]:
    zone = _zone(sight.side)
    for patch in sight.patches:
        shared = patch.box.meet(zone)
        wide = shared.width * sight.page.width / sight.side.px_per_mm
        high = shared.height * sight.page.height / sight.side.px_per_mm
        if wide >= COVER_MM[0] and COVER_MM[1] <= high <= MOST_COVER_MM:
            yield patch
