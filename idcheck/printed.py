"""The state of the printed field of a BSN, from its readings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import reduce

from rapidfuzz import fuzz

from idcheck.bsn import LENGTH, Run, candidates, is_bsn, is_pattern, label_in, label_of, numbers_in
from idcheck.dates import dates_in
from idcheck.documents import LICENCE, OTHER
from idcheck.engines import ppocr, tesseract
from idcheck.evidence import (
    BROUGHT_BACK,
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
    UNLABELLED,
    Told,
    known,
    legible,
    union,
    unread,
    without_rims,
)
from idcheck.licences import AGAIN, is_end, is_piece
from idcheck.records import Box, Covering, Look, Side, State, View, Word

NINE = re.compile(r"(?<![A-Z0-9])\d{9}(?!\d)")
"""nine digits with print or writing run into them, which counts on an ID side only"""
REST = re.compile(
    r"[^\w]*(?:[A-Za-z](?=\d{4})|[A-Za-z]{2,4}(?=\d{4,8}\W{0,2}/))?(\d{1,8})(?:(?<=\d{4})[A-Za-z])?(?:\D{0,8}(/)\s?\d{4,10})?[^\w]*"
)
"""what a cover leaves of a number, with a letter at most at either end that its edge was taken for; on a licence with the slash
and its number behind it, and before the digits what a bar or a watermark's word was taken for"""
BEFORE_SLASH = re.compile(r"\d\W{0,2}/\s?\d{4}")
"""what the back of a licence prints before its number, on the same line"""
AT_MOST = 0.45
"""confidence where no cover was seen: the other digits were perhaps misread, as a person does not, and fewer numbers remain. It is
too little to count for the copy"""
YEAR = r"(?:19|20)\d\d"
EXPLAINS = 0.9
"""of a reader on a whole date or number, from which a poorer reading of the same place is no rest of another"""
ALIKE = 85.0
"""how like a date, of 100, digits are that repeat it: one of eight is misread"""
VIEWS_AGREE, TELLING = 2, 4
"""views of four that must give the same digit for one to stand under a cover that hides; and digits in a row that tell a date"""
NEARLY_DATE = 75.0
"""how like a piece of a date, of 100, four digits are of which one is not its own"""
BESIDE, GAP_SHARE = 0.3, 0.03
"""of the field's height and the side's width: how far the rest of a number stands from its cover at most"""
LEAST_SIZE_MM = 1.9
"""mm of a line's height in the reader's boxes: a number's is more, that of captions and of the model's year less"""
FIELD_SHARE = 0.6
"""of a side's width, that no field and no cover of one takes: a wider box is the zone in which the field was not found"""


def printed_state(look: Look, side: Side, others: Sequence[str] = ()) -> Told:
    """A number that is a BSN by its arithmetic and no other number by its label is readable; else what lies over the field.

    ``others``: licence numbers read elsewhere on the page; what a cover or a watermark left of one of them is no BSN.
    """
    pieces = [word.box for word in look.words if is_piece(word.text, others)]
    words = [
        word
        for word in look.words
        if BEFORE_SLASH.search(word.text)
        or not any(
            _same_place(word.box, box) or (is_end(word.text, others) and word.box.share_in(box) > AGAIN)
            for box in pieces
        )
    ]
    look = replace(look, words=tuple(word for word in words if not _is_end_of_own(word, words, side)))
    best = _number(look, side, others)
    if best:
        return legible(look, best[1], best[0])
    if side.document == OTHER:
        return Told(state=State.ABSENT, box=look.box, confidence=COVERED_SURE)
    nearly = [word for word in look.words if _nearly(word, look) and not (_is_dated(word, look) or _is_cut(word, look))]
    if nearly:
        surest = max(nearly, key=lambda word: word.confidence)
        told = legible(look, surest, BY_SECOND * surest.confidence)
        dim = told.state is State.READABLE and all(word.view in BROUGHT_BACK for word in nearly)
        return replace(told, state=State.SEE_THROUGH) if dim else told
    mask = _digits_left(look, side)
    if known(mask) < LEAST_DIGITS or look.covering is Covering.STRUCK:
        return unread(look)
    easily = any(word.confidence > EXPLAINS and _mask(word, look, side) for word in look.words)
    under = UNLABELLED if easily else BY_SECOND  # what is hardly read in a cover may be its own edges
    confidence = under if look.covering in COVERS else AT_MOST
    return Told(state=State.PARTIAL, box=look.box, confidence=confidence, remaining=candidates(mask), mask=mask)


def _is_end_of_own(word: Word, words: Sequence[Word], side: Side) -> bool:
    """Whether the second reader took a cover and the end of the licence's number, that the first read whole there, for a number."""
    if (side.document, side.side) != (LICENCE, "back") or word.reader != tesseract.NAME:
        return False
    whole = [one for one in words if one.reader == ppocr.NAME and one.view is View.FACE and one.confidence > EXPLAINS]
    numbers = [one for one in whole if re.fullmatch(r"/?\s?\d{10}", one.text) and _same_place(one.box, word.box)]
    return is_piece(re.sub(r"\D", "", word.text), [re.sub(r"\D", "", one.text) for one in numbers])


def _number(look: Look, side: Side, others: Sequence[str]) -> tuple[float, Word] | None:
    """The surest BSN among the readings, and how sure; a licence number that lost a digit in what crosses it is none."""
    best: tuple[float, Word] | None = None

    def is_number(digits: str) -> bool:
        return is_bsn(digits) and not is_piece(digits, others)

    for word in look.words:
        label = label_in(word.text)
        if side.document == OTHER and not (label and label.is_bsn):
            continue  # another state's document has numbers of its own
        if (label is None or label.is_bsn) and any(map(is_number, NINE.findall(word.text))):
            best = max(best or (0.0, word), (BY_SECOND, word), key=lambda pair: pair[0])
        for run in numbers_in(word.text):
            if is_number(run.digits) and (best is None or _sureness(word, run, look) > best[0]):
                label = label_of(word.text, run)
                if label is None or label.is_bsn:
                    best = _sureness(word, run, look), word
    return best


def _sureness(word: Word, run: Run, look: Look) -> float:
    if word.reader == tesseract.NAME:
        return BY_SECOND
    label = label_in(word.text)
    near = word.box.share_in(look.box) > 0.5
    sure = LABELLED if near or (label is not None and label.is_bsn) else UNLABELLED
    return sure - 0.1 * run.repaired


def _nearly(word: Word, look: Look) -> bool:
    """Whether a reading of the field itself has nearly all digits of a number, of which one or two were misread."""
    digits = re.sub(r"\D", "", word.text.split("/")[0])
    close = word.view in CLOSE_BY and word.box.share_in(look.box) > 0.5
    return close and NEARLY <= len(digits) <= LENGTH and word.confidence > REST_CONFIDENCE


def _is_cut(word: Word, look: Look) -> bool:
    """Whether a surer reading of the same place has a licence's number behind a slash, and before that too few digits: what a
    closer view gives is that number then.
    """
    surer = [other for other in look.words if other.confidence > max(EXPLAINS, word.confidence)]
    told = (BEFORE_SLASH.search(other.text) for other in surer if _same_place(other.box, word.box))
    return any(one is not None and len(re.findall(r"\d", one.string[: one.start() + 1])) < NEARLY for one in told)


def _is_dated(word: Word, look: Look) -> bool:
    """Whether a reading is a date, or but for a digit a piece of one that was read with ease: a watermark's across the field."""
    if dates_in(word.text):
        return True
    digits = re.sub(r"\D", "", word.text)
    easily = [other.text for other in look.words if other.confidence > EXPLAINS]
    dates = [re.sub(r"\D", "", text[one.start : one.end]) for text in easily for one in dates_in(text)]
    return any(fuzz.partial_ratio(digits, date) > ALIKE for date in dates if len(date) >= NEARLY)


# ----------------------------------------------------------------------------------------------------- what a cover left


def _digits_left(look: Look, side: Side) -> str:
    """The digits that stand in the field or right beside its cover, though not all nine: the most at either end of it."""
    others = [word for word in look.words if word.confidence > EXPLAINS and not REST.fullmatch(word.text)]
    words = [word for word in look.words if not any(_explains(other, word) for other in others)]
    words = without_rims(words, look)
    hidden = look.covering in (Covering.SOLID, Covering.DENSE)
    told = [(word.view in CLOSE_BY, mask) for word in words if (mask := _mask(word, look, side)) is not None]
    return reduce(union, (_most_at(end, told, look, hidden=hidden) for end in (0, -1)), NOTHING)


def _most_at(end: int, told: Sequence[tuple[bool, str]], look: Look, *, hidden: bool) -> str:
    """The most digits that are told at one end of the field; under a cover that hides, what several views agree on."""
    masks = [mask for close, mask in told if mask[end] != HIDDEN and not (close and hidden)]
    if hidden:
        agreed = _agreed([mask for close, mask in told if close and mask[end] != HIDDEN])
        masks += [] if _repeats_date(agreed, look) or is_pattern(agreed.replace(HIDDEN, "")) else [agreed]
    return max(masks, key=known, default=NOTHING)


def _agreed(masks: Sequence[str]) -> str:
    """The digits that two views at least give on the same column: the edges of a cover are read as another digit in each."""
    return "".join(_most("".join(column)) for column in zip(*masks, strict=True)) if masks else NOTHING


def _most(column: str) -> str:
    digit, times = max(Counter(column.replace(HIDDEN, "")).items(), key=lambda one: one[1], default=(HIDDEN, 0))
    return digit if times >= VIEWS_AGREE else HIDDEN


def _repeats_date(mask: str, look: Look) -> bool:
    """Whether what was read on a cover is a piece of a date elsewhere on the side: of a watermark's tile across it, which
    a letter beside it can make another by a digit.
    """
    digits = mask.replace(HIDDEN, "")
    dates = [re.sub(r"\D", "", word.text) for word in look.words if word.view is View.FACE and dates_in(word.text)]
    alike = look.laid_over and len(digits) == TELLING
    told = any(digits in date or (alike and fuzz.partial_ratio(digits, date) >= NEARLY_DATE) for date in dates)
    return len(digits) >= TELLING and told


def _explains(other: Word, word: Word) -> bool:
    """Whether a word tells what another one on the same place is: it says no mere piece of that, and that no other digits with
    ease, as those of a number do which a watermark's words cross.
    """
    digits, its = (re.sub(r"\D", "", one.text) for one in (word, other))
    piece = BEFORE_SLASH.search(word.text) is not None and its in digits
    another = word.confidence > EXPLAINS and len(digits) >= TELLING and fuzz.partial_ratio(digits, its) < NEARLY_DATE
    return _same_place(word.box, other.box) and not (piece or another)


def _same_place(one: Box, other: Box) -> bool:
    return max(one.share_in(other), other.share_in(one)) > 0.5


def _mask(word: Word, look: Look, side: Side) -> str | None:
    """The digits of a word at the field as nine characters with ``?`` for the hidden ones; None for anything but a number's rest.

    On the back of a licence what stands before the slash is the BSN, what stands behind a cover without one is the licence number.
    """
    rest = REST.fullmatch(word.text)
    if (
        rest is None
        or word.confidence < REST_CONFIDENCE
        or dates_in(word.text)
        or _is_year_of_date(rest[1], word, look)
    ):
        return None
    if look.box.width > FIELD_SHARE * side.box.width:
        return rest[1].rjust(LENGTH, HIDDEN) if _alone(word, rest, look, side) else None
    reach = BESIDE * look.box.height
    level = look.box.top - reach < word.box.centre[1] < look.box.bottom + reach
    if not level or not _beside(word.box, look.box, side):
        return None
    behind = bool(rest[2]) or word.box.centre[0] > look.box.centre[0]  # before a slash stands the end of the number
    if behind and side.document == LICENCE and not rest[2]:
        return None
    return rest[1].rjust(LENGTH, HIDDEN) if behind else rest[1].ljust(LENGTH, HIDDEN)


def _is_year_of_date(digits: str, word: Word, look: Look) -> bool:
    """Whether digits are a year alone that a date elsewhere on the side has: of a watermark's tile, or of the document's own."""
    dates = (other for other in look.words if other is not word and digits in other.text and dates_in(other.text))
    return re.fullmatch(YEAR, digits) is not None and any(dates)


def _alone(word: Word, rest: re.Match[str], look: Look, side: Side) -> bool:
    """Whether digits alone on a side that must have a BSN, whose field was not found, are the rest of it and no year."""
    year = re.fullmatch(YEAR, rest[1]) and side.side in ("front", "holder")  # it stands in the photo of newer models
    large = word.size >= LEAST_SIZE_MM * side.px_per_mm and word.box.share_in(look.box) > 0.5
    return look.expected and large and len(rest[1]) >= LEAST_DIGITS and not year


def _beside(box: Box, field: Box, side: Side) -> bool:
    """Whether a word stands in the field, or begins or ends within a digit or two of it."""
    gap = max(box.left - field.right, field.left - box.right)
    return gap < GAP_SHARE * side.box.width
