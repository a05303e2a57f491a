"""The state of the nine columns of a BSN in a strip, from its readings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import reduce

from idcheck.bsn import LENGTH, is_bsn
from idcheck.dates import dates_in
from idcheck.documents import LICENCE, OTHER, PERMIT
from idcheck.engines import tesseract
from idcheck.evidence import (
    BY_SECOND,
    CLOSE_BY,
    COVERED_SURE,
    COVERS,
    HIDDEN,
    LABELLED,
    LEAST_DIGITS,
    NEARLY,
    NOTHING,
    REST_CONFIDENCE,
    UNDER,
    UNLABELLED,
    Told,
    known,
    union,
    unread,
    without_rims,
)
from idcheck.mrz import BsnField, FieldState, Mrz, bsn_in, parse, possible
from idcheck.records import Covering, Look, Side, State, Word

LEGIBLE_THROUGH = UNDER | {Covering.BLANK: State.SEE_THROUGH}
"""white tape on white paper looks blank, and the print that shines through it can be read"""
FILLER, EASILY, FILLERS = "<", 0.9, 7
"""what stands in the columns where a strip has no BSN; the confidence of a reader on it, where no model of the side has one; and of
nine columns those that tell, for a watermark may lie over two"""
MOST_COLUMNS = LENGTH + 3
"""characters of a reading of the columns alone, one beside them on either side and one too many; more is of a whole cover"""
_OVER_ALL = (Covering.SOLID, Covering.DENSE, Covering.STRUCK, Covering.VEILED)


def strip_state(look: Look, side: Side) -> Told:
    """What the columns show: in the strip as it was read, by the second reader, and in the views of the columns alone."""
    strips = strips_of(side)
    fields = [bsn_in(mrz) for mrz in strips]
    if any(field.state is FieldState.OPEN for field in fields):
        return _open(look, LABELLED)
    bare = look.covering is Covering.NONE or not look.expected  # fillers that were made of a cover tell nothing
    empty = bare and any(field.state in (FieldState.EMPTY, FieldState.NONE) for field in fields)
    # another number, read without fault, is there whatever crosses it
    other = any(
        f.state is FieldState.NONE and m.checks["composite"] is True for f, m in zip(fields, strips, strict=True)
    )
    if empty or other:
        return Told(state=State.ABSENT, box=look.box, confidence=COVERED_SURE)
    if _stray_bsn(side):
        return _open(look, UNLABELLED)
    if any(word.reader == tesseract.NAME and _open_in_strip(word) for word in look.words):
        return _open(look, BY_SECOND)
    return _from_columns(look, side) or _from_fields(look, fields) or unread(look)


def _open(look: Look, confidence: float) -> Told:
    """A number that was read in the strip, as it is or through what lies over its columns."""
    state = LEGIBLE_THROUGH.get(look.covering, State.READABLE)
    return Told(state=state, box=look.box, confidence=confidence, remaining=1)


def strips_of(side: Side) -> list[Mrz]:
    """The strips of a side, laid into their columns."""
    return [mrz for strip in side.strips if (mrz := parse([line.text for line in strip.lines]))]


def remaining(side: Side, mask: str) -> int:
    """How many numbers these digits leave, by the elfproef and whatever check digits of the side's strip were read."""
    return min(possible(mrz, mask) for mrz in [*strips_of(side), None])


def _from_columns(look: Look, side: Side) -> Told | None:
    """What the views of the columns alone give back."""
    close = [word for word in look.words if word.view in CLOSE_BY and len(word.text) <= MOST_COLUMNS]
    readings = without_rims([word for word in close if not dates_in(word.text)], look)
    if not look.expected and any(_is_filled(word) for word in readings):
        return Told(state=State.ABSENT, box=look.box, confidence=COVERED_SURE)
    masks = sorted(((_columns_mask(word), word) for word in readings), key=lambda pair: -pair[1].confidence)
    mask = reduce(union, (mask for mask, _ in masks), NOTHING)
    if known(mask) < LEAST_DIGITS:
        return None
    missing = LENGTH - known(mask)  # more of them than are covered: the others were misread, as a person does not
    if known(mask) >= NEARLY and (look.covering in _OVER_ALL or look.covered < missing or not missing):
        return replace(_open(look, BY_SECOND), mask=mask)
    left = remaining(side, mask)
    return Told(state=State.PARTIAL, box=look.box, confidence=UNLABELLED, remaining=left, mask=mask)


def _is_filled(word: Word) -> bool:
    return len(word.text) == LENGTH and word.text.count(FILLER) >= FILLERS and word.confidence > EASILY


def _from_fields(look: Look, fields: Sequence[BsnField]) -> Told | None:
    """What the strip as a whole gave of the columns, where no cover explains that it gave so little."""
    if look.covering in COVERS or look.covering is Covering.STRUCK:
        return None
    for field in fields:
        if field.state is FieldState.PARTLY:
            if field.check_ok is False:
                return replace(_open(look, BY_SECOND), remaining=field.candidates)
            mask = field.digits.replace("<", HIDDEN)
            return Told(state=State.PARTIAL, box=look.box, confidence=UNLABELLED, remaining=field.candidates, mask=mask)
    return None


def _columns_mask(word: Word) -> str:
    """The digits read from the nine columns of the BSN, each on its own column, ``?`` for the rest."""
    mask = [HIDDEN] * LENGTH
    for char, centre in zip(word.text, word.centres, strict=False):
        if char.isascii() and char.isdigit() and word.confidence > REST_CONFIDENCE:
            mask[min(LENGTH - 1, int(centre * LENGTH))] = char
    return "".join(mask)


def _stray_bsn(side: Side) -> bool:
    """Nine digits that pass the elfproef right before the fillers: a strip whose columns could not be laid out."""
    if side.document in (OTHER, LICENCE, PERMIT):
        return False
    texts = [line.text for strip in side.strips for line in strip.lines]
    return any(is_bsn(match[1]) for text in texts for match in re.finditer(r"(\d{9})<{2,}", text))


def _open_in_strip(word: Word) -> bool:
    mrz = parse([word.text])
    return mrz is not None and bsn_in(mrz).state is FieldState.OPEN
