"""Reading → Findings: which BSN can be had where, what marks the copy. Evidence only; digits end here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import reduce

from idcheck.anchors import LEAST_CELLS, is_cell
from idcheck.blocks import is_letter
from idcheck.bsn import Run, is_bsn, label_in, label_of, numbers_in
from idcheck.documents import LICENCE, UNKNOWN
from idcheck.engines import markings, tesseract
from idcheck.evidence import BY_SECOND, LABELLED, NOTHING, Told, known, union, unread
from idcheck.licences import is_piece, licence_numbers
from idcheck.marking import find_marking
from idcheck.policy import Policy
from idcheck.printed import printed_state
from idcheck.records import (
    Box,
    BsnFinding,
    Finding,
    Look,
    Place,
    Reading,
    Side,
    SideFinding,
    State,
    Word,
)
from idcheck.striped import remaining, strip_state
from idcheck.wording import copies_in

LABEL_REACH = (0.35, 0.06)
"""of the page's width and height: how far right of or below its label a number in a letter may stand"""
SENTENCE_WORDS, LETTER_SENTENCES = 5, 4
"""words in a line and such lines outside the ID sides that make a page a letter; on another page a bare number is taken for a
BSN, of a side that was not made out"""
UNMADE_OUT = 0.5
"""how sure it is that a page holds an ID side that was not made out"""


def find(reading: Reading, policy: Policy, received: date) -> Iterator[Finding]:
    """Everything the reading shows: ID sides, each place of a BSN on them, BSNs elsewhere, and the marking of each side.

    The reader of markings gives no BSN: its words count for the marking alone.
    """
    whole, reading = reading, replace(reading, words=_once(reading.words))
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
        yield find_marking(whole, index, policy, received)
    yield from _not_made_out(reading, policy)
    yield from _codes(reading)
    yield from _texts(reading, policy)


def _once(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words without what the reader of markings read, and without a line again that one of its looks took over."""
    first: dict[tuple[str, Box], Word] = {}
    for word in words:
        if word.reader != markings.NAME:
            first.setdefault((word.text, word.box), word)
    return tuple(first.values())


def _not_made_out(reading: Reading, policy: Policy) -> Iterator[SideFinding]:
    """An ID side that must be there and was not made out: a page marked as a copy without one, or cells of a licence's table
    beside the sides that were found. It cannot be judged.
    """
    if _is_letter(reading):
        return
    marked = not reading.sides and any(copies_in(word.text, policy.copy_words) for word in reading.words)
    if marked or sum(is_cell(word.text) for word in _outside(reading)) >= LEAST_CELLS:
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
    seen = side.level or side
    told = [_told(look, seen, _licence_numbers(reading)) for look in seen.looks]
    for look, one in zip(seen.looks, _together(told, seen), strict=True):
        second, box = tesseract.NAME in look.readers, _on_page(one.box, side)
        yield _finding(reading, index, look.place, one.state, box, one.confidence, one.remaining, second)


def _on_page(box: Box, side: Side) -> Box:
    """Where a place of a side, as it was seen level, lies on the page."""
    if side.level is None:
        return box
    pairs = list(zip(side.level.looks, side.looks, strict=True))
    places = {seen.box: look.box for seen, look in pairs}
    places |= {seen.box: word.box for one, look in pairs for seen, word in zip(one.words, look.words, strict=True)}
    return places.get(box, side.box)


def _licence_numbers(reading: Reading) -> tuple[str, ...]:
    """The numbers of the driving licences on the page: in rubric 5 of a front, and in its strip (columns 7–16),
    and in the code of a back.
    """
    fronts = [side.box for side in reading.sides if (side.document, side.side) == (LICENCE, "front")]
    printed = [word for word in reading.words if any(word.box.share_in(box) > 0.5 for box in fronts)]
    lines = [line.text for strip in reading.strips if strip.format == "DL" for line in strip.lines]
    return licence_numbers([word.text for word in printed], lines, [code.text for code in reading.codes])


def _told(look: Look, side: Side, others: Sequence[str]) -> Told:
    match look.place:
        case Place.PRINTED:
            return printed_state(look, side, others if side.document == LICENCE else ())
        case Place.MRZ:
            return strip_state(look, side)
    return unread(look)


def _together(told: Sequence[Told], side: Side) -> list[Told]:
    """The states of a side's places; where several were covered in part, what the digits of all of them leave."""
    parts = [one for one in told if one.state is State.PARTIAL and known(one.mask)]
    if len(parts) < 2:
        return list(told)
    left = remaining(side, reduce(union, (part.mask for part in parts), NOTHING))
    return [replace(one, remaining=min(left, one.remaining or left)) if one in parts else one for one in told]


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
    licences = _licence_numbers(reading)
    place = Place.PRINTED if card and not letter else Place.TEXT
    for word in reading.words:
        if _side_at(reading, word.box) is not None:
            continue
        for run in numbers_in(word.text):
            label = _labelled(reading, word, run)
            own = is_bsn(run.digits) and (label or not is_piece(run.digits, licences))  # cut by a cover it is no BSN
            if own and (label or (label is None and not letter)):
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
