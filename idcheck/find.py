"""Reading → Findings: which BSN can be had where, what marks the copy. Evidence only; digits end here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import TypeAlias

from idcheck.blocks import is_letter
from idcheck.bsn import LENGTH, Run, candidates, is_bsn, label_in, label_of, numbers_in
from idcheck.dates import dates_in
from idcheck.documents import CATEGORIES, LICENCE, OTHER, PERMIT, UNKNOWN
from idcheck.engines import tesseract
from idcheck.marking import find_marking
from idcheck.mrz import BsnField, FieldState, bsn_in, parse
from idcheck.policy import Policy
from idcheck.records import (
    Box,
    BsnFinding,
    Covering,
    Finding,
    Look,
    Place,
    Reading,
    Side,
    SideFinding,
    State,
    Strip,
    View,
    Word,
)
from idcheck.views import VIEWS
from idcheck.wording import copies_in

NINE = re.compile(r"(?<![A-Z0-9])\d{9}(?!\d)")
"""nine digits with print or writing run into them, which counts on an ID side only"""
LABELLED, UNLABELLED, BY_SECOND = 0.98, 0.9, 0.7
"""How sure a number of nine digits that passes the elfproef is a BSN: with its label, bare on an ID side, or seen by the second
reader alone (1 in 11 random numbers passes)."""
COVERED_SURE, COVERED_BLANK = 0.95, 0.85
LABEL_REACH = (0.35, 0.06)
"""of the page's width and height: how far right of or below its label a number in a letter may stand"""
SENTENCE_WORDS, LETTER_SENTENCES = 5, 4
"""words in a line and such lines outside the ID sides that make a page a letter; on another page a bare number is taken for a
BSN, of a side that was not made out"""
EXPLAINS = 0.9
"""of a reader on a whole date or number, from which a poorer reading of the same place is no rest of another"""
REST_CONFIDENCE = 0.6
"""of a reader on what a cover left; noise in a stretched cover is read with 0.2–0.5"""
STRUCK_UNREAD = 0.6
"""how sure it is that a number under strokes, of which the readers made nothing, can be read by a person"""
REST = re.compile(r"[^\w]*(\d{3,8})(?:\D{0,8}(/)\s?\d{4,10})?[^\w]*")
"""what a cover leaves of a number, on a licence with the slash and the licence number behind it"""
BESIDE, GAP_SHARE = 0.3, 0.03
"""of the field's height and the side's width: how far the rest of a number stands from its cover at most"""
FIELD_SHARE = 0.6
"""of a side's width, that no field and no cover of one takes: a wider box is the zone in which the field was not found"""
UNMADE_OUT = 0.5
"""how sure it is that a page holds an ID side that was not made out"""
LEAST_CELLS = 4
"""cells of a licence's table outside every side that was found: a marking has a date or two"""
SINGLE_LETTERS = frozenset("ABCDT")
NEARLY = 7
"""digits of nine read in the field of a BSN: a person who sees the others through the strokes has them too"""
BROUGHT_BACK = VIEWS.keys() - {View.CLOSE}
"""views that bring back what cannot be read on the face of the page"""
LEGIBLE_ON_FACE = {Covering.STRUCK: State.STRUCK_LEGIBLE, Covering.VEILED: State.SEE_THROUGH}
LEGIBLE_UNDER = LEGIBLE_ON_FACE | {Covering.DENSE: State.STRUCK_LEGIBLE, Covering.SOLID: State.SEE_THROUGH}
"""the state of a number that was read in spite of what lies over it"""
LEAST_DIGITS = 3
"""digits that a stretched view must give back from under a cover to count: at a cover's rim one or two of its neighbours show"""


def find(reading: Reading, policy: Policy, received: date) -> Iterator[Finding]:
    """Everything the reading shows: ID sides, each place of a BSN on them, BSNs elsewhere, and the marking of each side."""
    for index, side in enumerate(reading.sides):
        yield SideFinding(
            attachment=reading.attachment,
            page=reading.page,
            side=index,
            document=side.document,
            model=side.model,
            name=side.side,
            box=side.box,
            confidence=side.confidence,
            legible=all(look.sharp for look in side.looks),
        )
        yield from _side_bsns(reading, index, side)
        yield find_marking(reading, index, policy, received)
    yield from _not_made_out(reading, policy)
    yield from _codes(reading)
    yield from _texts(reading, policy)


def _not_made_out(reading: Reading, policy: Policy) -> Iterator[SideFinding]:
    """An ID side that must be there and was not made out: a page marked as a copy without one, or cells of a licence's table
    beside the sides that were found. It cannot be judged.
    """
    if _is_letter(reading):
        return
    marked = not reading.sides and any(copies_in(word.text, policy.copy_words) for word in reading.words)
    if marked or sum(_is_cell(word) for word in _outside(reading)) >= LEAST_CELLS:
        yield SideFinding(
            attachment=reading.attachment,
            page=reading.page,
            side=len(reading.sides),
            document=UNKNOWN,
            model=UNKNOWN,
            name=UNKNOWN,
            box=Box(0.0, 0.0, 1.0, 1.0),
            confidence=UNMADE_OUT,
            legible=False,
        )


def _is_cell(word: Word) -> bool:
    """A cell of the table on a licence's back: a category, or a date alone."""
    text = word.text.strip()
    return text.upper() in CATEGORIES - SINGLE_LETTERS or re.fullmatch(r"\d\d[.:]\d\d[.:]\d\d", text) is not None


def _outside(reading: Reading) -> list[Word]:
    return [word for word in reading.words if _side_at(reading, word.box) is None]


def _finding(
    reading: Reading,
    side: int | None,
    place: Place,
    state: State,
    box: Box,
    confidence: float,
    remaining: int | None = None,
    second_reader: bool = False,
) -> BsnFinding:
    return BsnFinding(
        attachment=reading.attachment,
        page=reading.page,
        side=side,
        place=place,
        state=state,
        box=box,
        confidence=confidence,
        candidates=remaining,
        second_reader=second_reader,
    )


# --------------------------------------------------------------------------------------------------------------- ID sides


def _side_bsns(reading: Reading, index: int, side: Side) -> Iterator[BsnFinding]:
    for look in side.looks:
        second = tesseract.NAME in look.readers
        match look.place:
            case Place.PRINTED:
                state, box, confidence, remaining = _printed(look, side)
            case Place.MRZ:
                state, box, confidence, remaining = _mrz(look, side)
            case _:
                state, box, confidence, remaining = _unread(look)
        yield _finding(reading, index, look.place, state, box, confidence, remaining, second)


PlaceState: TypeAlias = tuple[State, Box, float, int | None]


def _printed(look: Look, side: Side) -> PlaceState:
    """A number that is a BSN by its arithmetic and no other number by its label is readable; else what lies over the field."""
    best: tuple[float, Word] | None = None
    for word in look.words:
        if side.document == OTHER and not _is_bsn_label(word.text):
            continue  # another state's document has numbers of its own
        label = label_in(word.text)
        if (label is None or label.is_bsn) and any(map(is_bsn, NINE.findall(word.text))):
            best = max(best or (0.0, word), (BY_SECOND, word), key=lambda pair: pair[0])
        for run in numbers_in(word.text):
            if is_bsn(run.digits) and (best is None or _sureness(word, run, look) > best[0]):
                label = label_of(word.text, run)
                if label is None or label.is_bsn:
                    best = _sureness(word, run, look), word
    if best:
        return _state_of(look, best[1]), best[1].box, best[0], 1
    if side.document == OTHER:
        return State.ABSENT, look.box, COVERED_SURE, None
    if nearly := max(
        (word for word in look.words if _nearly(word, look)), key=lambda word: word.confidence, default=None
    ):
        return _state_of(look, nearly), look.box, BY_SECOND * nearly.confidence, 1
    part = _digits_left(look, side)
    return part if part is not None and look.covering is not Covering.STRUCK else _unread(look)


def _state_of(look: Look, word: Word) -> State:
    """The state of a number that was read, by what lies over the place where it was."""
    here = word.box.share_in(look.box) > 0.5 or look.box.share_in(word.box) > 0.5
    under = LEGIBLE_UNDER if word.view in BROUGHT_BACK else LEGIBLE_ON_FACE
    return under.get(look.covering, State.READABLE) if here else State.READABLE


def _nearly(word: Word, look: Look) -> bool:
    """Whether a reading of the field itself has nearly all digits of a number, of which one or two were misread."""
    digits = re.sub(r"\D", "", word.text.split("/")[0])
    close = word.view in VIEWS and word.box.share_in(look.box) > 0.5
    return close and NEARLY <= len(digits) <= LENGTH and word.confidence > REST_CONFIDENCE


def _is_bsn_label(text: str) -> bool:
    label = label_in(text)
    return label is not None and label.is_bsn


def _sureness(word: Word, run: Run, look: Look) -> float:
    if word.reader == tesseract.NAME:
        return BY_SECOND
    label = label_in(word.text)
    near = word.box.share_in(look.box) > 0.5
    sure = LABELLED if near or (label is not None and label.is_bsn) else UNLABELLED
    return sure - 0.1 * run.repaired


def _digits_left(look: Look, side: Side) -> PlaceState | None:
    """Digits that stand in the field or right beside its cover, though not all nine: how many numbers they leave."""
    told = [word for word in look.words if word.confidence > EXPLAINS and not REST.fullmatch(word.text)]
    words = [word for word in look.words if not any(_same_place(word.box, other.box) for other in told)]
    found = [mask for word in words if (mask := _mask(word, look, side)) is not None]
    masks = [mask for mask in found if LENGTH - mask.count("?") >= LEAST_DIGITS]
    if not masks:
        return None
    return State.PARTIAL, look.box, UNLABELLED, min(candidates(mask) for mask in masks)


def _same_place(one: Box, other: Box) -> bool:
    return max(one.share_in(other), other.share_in(one)) > 0.5


def _mask(word: Word, look: Look, side: Side) -> str | None:
    """The digits of a word at the field as nine characters with ``?`` for the hidden ones; None for anything but a number's rest.

    On the back of a licence what stands before the slash is the BSN, what stands behind a cover without one is the licence number.
    """
    rest = REST.fullmatch(word.text)
    if rest is None or word.confidence < REST_CONFIDENCE or dates_in(word.text):
        return None
    if look.box.width > FIELD_SHARE * side.box.width:
        return rest[1].rjust(LENGTH, "?") if _alone(rest, look, side) else None
    reach = BESIDE * look.box.height
    level = look.box.top - reach < word.box.centre[1] < look.box.bottom + reach
    if not level or not _beside(word.box, look.box, side):
        return None
    behind = word.box.centre[0] > look.box.centre[0]
    if behind and side.document == LICENCE and not rest[2]:
        return None
    return rest[1].rjust(LENGTH, "?") if behind else rest[1].ljust(LENGTH, "?")


def _alone(rest: re.Match[str], look: Look, side: Side) -> bool:
    """Whether digits alone on a side that must have a BSN, whose field was not found, are the rest of it and no date."""
    year = re.fullmatch(r"(19|20)\d\d", rest[1]) is not None  # stands in the photo of newer models
    dated = year or (side.document == LICENCE and len(rest[1]) in (4, 6))
    return look.expected and (bool(rest[2]) or not dated)


def _beside(box: Box, field: Box, side: Side) -> bool:
    """Whether a word stands in the field, or begins or ends within a digit or two of it."""
    gap = max(box.left - field.right, field.left - box.right)
    return gap < GAP_SHARE * side.box.width


def _mrz(look: Look, side: Side) -> PlaceState:
    fields = [field for field in map(_field, side.strips) if field]
    if any(field.state is FieldState.OPEN for field in fields):
        return State.READABLE, look.box, LABELLED, 1
    if any(field.state in (FieldState.EMPTY, FieldState.NONE) for field in fields):
        return State.ABSENT, look.box, COVERED_SURE, None
    if _stray_bsn(side):
        return State.READABLE, look.box, UNLABELLED, 1
    second = [word for word in look.words if word.reader == tesseract.NAME and _open_in_strip(word)]
    if second:
        return State.READABLE, look.box, BY_SECOND, 1
    masks = [_columns_mask(word) for word in look.words if word.view is View.CONTRAST and not dates_in(word.text)]
    masks = [mask for mask in masks if LENGTH - mask.count("?") >= LEAST_DIGITS]
    if masks:
        return State.PARTIAL, look.box, UNLABELLED, min(candidates(mask) for mask in masks)
    hidden = look.covering in (Covering.SOLID, Covering.DENSE, Covering.BLANK)
    for field in fields:
        match field.state:
            case FieldState.PARTLY if field.check_ok is False and not hidden:
                return State.READABLE, look.box, BY_SECOND, field.candidates
            case FieldState.PARTLY if not hidden:
                return State.PARTIAL, look.box, UNLABELLED, field.candidates
    return _unread(look)


def _columns_mask(word: Word) -> str:
    """The digits read from the nine columns of the BSN, each on its own column, ``?`` for the rest."""
    mask = ["?"] * LENGTH
    for char, centre in zip(word.text, word.centres, strict=False):
        if char.isascii() and char.isdigit() and word.confidence > REST_CONFIDENCE:
            mask[min(LENGTH - 1, int(centre * LENGTH))] = char
    return "".join(mask)


def _field(strip: Strip) -> BsnField | None:
    mrz = parse([line.text for line in strip.lines])
    return bsn_in(mrz) if mrz else None


def _stray_bsn(side: Side) -> bool:
    """Nine digits that pass the elfproef right before the fillers: a strip whose columns could not be laid out."""
    if side.document in (OTHER, LICENCE, PERMIT):
        return False
    texts = [line.text for strip in side.strips for line in strip.lines]
    return any(is_bsn(match[1]) for text in texts for match in re.finditer(r"(\d{9})<{2,}", text))


def _open_in_strip(word: Word) -> bool:
    mrz = parse([word.text])
    return mrz is not None and bsn_in(mrz).state is FieldState.OPEN


def _unread(look: Look) -> PlaceState:
    """No digit could be read: what lies over the place tells whether that is proof."""
    match look.covering:
        case Covering.STRUCK:
            return State.STRUCK_LEGIBLE, look.box, STRUCK_UNREAD, None
        case Covering.SOLID | Covering.DENSE:
            return State.COVERED, look.box, COVERED_SURE, None
        case Covering.BLANK:
            state = State.COVERED if look.expected else State.ABSENT
            return (state if look.sharp else State.UNKNOWN), look.box, COVERED_BLANK, None
        case Covering.UNSEEN if not look.expected and look.sharp:
            return State.ABSENT, look.box, COVERED_BLANK, None
        case Covering.NONE if look.place is Place.CODE:
            return State.READABLE, look.box, BY_SECOND, None
    return State.UNKNOWN, look.box, 0.5, None


# ------------------------------------------------------------------------------------------------------- codes and letters


def _codes(reading: Reading) -> Iterator[BsnFinding]:
    for code in reading.codes:
        if code.text and any(is_bsn(digits) for digits in re.findall(r"(?<!\d)\d{9}(?!\d)", code.text)):
            yield _finding(
                reading, _side_at(reading, code.box), Place.CODE, State.READABLE, code.box, LABELLED, 1, True
            )


def _texts(reading: Reading, policy: Policy) -> Iterator[BsnFinding]:
    """Numbers outside the ID sides: in a letter, on a form or another document, or on a side that was not made out."""
    letter = _is_letter(reading)
    card = reading.sides or any(_not_made_out(reading, policy))
    place = Place.PRINTED if card and not letter else Place.TEXT
    for word in reading.words:
        if _side_at(reading, word.box) is not None:
            continue
        for run in numbers_in(word.text):
            label = _labelled(reading, word, run)
            if is_bsn(run.digits) and (label or (label is None and not letter)):
                sure = (LABELLED if label else BY_SECOND) - 0.1 * run.repaired
                yield _finding(reading, None, place, State.READABLE, word.box, sure, 1)


def _labelled(reading: Reading, word: Word, run: Run) -> bool | None:
    """Whether the number has the label of a BSN, or another's (False); None where it has none."""
    label = label_of(word.text, run)
    if label is not None:
        return label.is_bsn
    return True if any(_leads(other, word) for other in reading.words if other is not word) else None


def _is_letter(reading: Reading) -> bool:
    """Whether running text stands on the page beside its ID sides."""
    outside = _outside(reading)
    sentences = sum(len(word.text.split()) >= SENTENCE_WORDS for word in outside)
    return sentences >= LETTER_SENTENCES or is_letter(outside) or any(word.reader == "file" for word in outside)


def _leads(other: Word, word: Word) -> bool:
    """Whether another line is a BSN label that stands left of a number on its line, or right above it."""
    label = label_in(other.text)
    if label is None or not label.is_bsn or any(char.isdigit() for char in other.text[label.end :]):
        return False
    x, y = word.box.left - other.box.right, word.box.centre[1] - other.box.centre[1]
    beside = -0.01 < x < LABEL_REACH[0] and abs(y) < 0.7 * max(word.box.height, other.box.height)
    above = 0 < y < LABEL_REACH[1] / 2 and word.box.left < other.box.right and other.box.left < word.box.right
    return beside or above


def _side_at(reading: Reading, box: Box) -> int | None:
    return next((index for index, side in enumerate(reading.sides) if box.share_in(side.box) > 0.5), None)
