"""Reading → MarkingFinding: is it written on the copy that it is one, for whom, and when. Evidence only.

Each part is PRESENT when it was read beyond doubt, MISSING when there is nothing like it, UNCLEAR in between: wording
that is nearly right, or writing that could not be read where the part could stand.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from idcheck.blocks import LEVEL, Block, blocks_of, is_print
from idcheck.dates import Form, Found, dates_in
from idcheck.documents import IDENTITY_CARD, PASSPORT
from idcheck.mrz import parse
from idcheck.policy import Policy
from idcheck.records import Box, MarkingFinding, Part, PartFinding, PartState, Reading, Word
from idcheck.wording import Said, copies_in, fragment_of, names_in, others_in

LEAST_CONFIDENCE = 0.6
"""of the reader, for wording that counts: below it PP-OCR invents letters"""
UNREAD = 0.75
"""confidence below which a line is writing that was seen and not read"""
LEAST_UNREAD = 3
"""characters of such a line: less is a speck, a fold, the end of a signature"""
LEAST_UNREAD_MM = 4.0
"""mm of its line's height, some 2 of its capitals: a marking is to be large, print and specks are smaller"""
WHOLE_NAME = 0.85
"""share of the recipient's letters that fragments from several tiles of a watermark must show together"""
FRAGMENTS = 0.75
"""how sure a name is that was put together from fragments"""
ABSENT, NAMELESS = 0.9, 0.6
"""how sure that a part is missing where nothing was seen, and that a text without a "for" names someone else"""
RIVAL = 0.6
"""share of the votes for a date from which another one makes it doubtful"""
STEEP = 75.0
"""degrees, from which a line is print along the edge of a document again"""
NEARER = 1.0
"""line heights: a date this much further off than another is not the marking's"""
_CUED = re.compile(r"(?i)(?<![a-z])(?:d\.?\s?d\.?|dated?|datum|op|on)[\s:.]*$")
"""what introduces a marking's date"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Day:
    """A date that may be the marking's. ``anchored``: it stands with wording of a marking; ``weight``: its vote;
    ``far``: line heights to the nearest of that wording.
    """

    found: Found
    block: Block
    anchored: bool
    style: str
    weight: float
    far: float
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """A block with what it says."""

    block: Block
    copies: tuple[Said, ...]
    ours: Said | None
    dates: tuple[Found, ...]

    @property
    def says_something(self) -> bool:
        return any(said.sure for said in self.copies) or (self.ours is not None and self.ours.sure)


def find_marking(reading: Reading, side: int, policy: Policy, received: date) -> MarkingFinding:
    """What marks one ID side of a page as a copy: whether it says so, for whom and from when."""

    def is_marking(text: str) -> bool:
        return any(said.sure for said in copies_in(text, policy.copy_words))

    blocks = [
        block for block in blocks_of(reading, side, is_marking) if any(not is_print(word) for word in block.words)
    ]
    told = [_told(block, policy, received) for block in blocks]
    unread = _unread(told, reading, side)
    days = _days(told, reading, side)
    parts = (_copy(told, unread), _recipient(told, days, unread, policy), _date(told, days, unread))
    return MarkingFinding(attachment=reading.attachment, page=reading.page, side=side, parts=parts)


def is_marked(reading: Reading, policy: Policy, received: date) -> bool:
    """Whether each part of the marking is read beyond doubt on one of the page's ID sides."""
    found = [part for side in range(len(reading.sides)) for part in find_marking(reading, side, policy, received).parts]
    return {one.part for one in found if one.state in (PartState.PRESENT, PartState.WRONG)} == set(Part)


def _told(block: Block, policy: Policy, received: date) -> _Told:
    return _Told(
        block=block,
        copies=tuple(
            said for said in copies_in(block.text, policy.copy_words) if _readable(block, said.start, said.end)
        ),
        ours=names_in(block.text, policy.recipients),
        dates=tuple(found for found in dates_in(block.text, received=received) if found.form is not Form.DOCUMENT),
    )


def _readable(block: Block, start: int, end: int) -> bool:
    return all(word.confidence >= LEAST_CONFIDENCE for word in block.words_at(start, end))


def _boxes(words: Iterable[Word]) -> tuple[Box, ...]:
    return tuple(dict.fromkeys(word.box for word in words))


def _part(
    part: Part, state: PartState, confidence: float, words: Iterable[Word], value: str | None = None
) -> PartFinding:
    return PartFinding(part=part, state=state, confidence=min(1.0, confidence), value=value, boxes=_boxes(words))


def _absent(part: Part, told: Sequence[_Told], unread: Sequence[Word]) -> PartFinding:
    """Nothing like it was read: unclear where some writing could not be, else missing; less surely in a watermark."""
    if unread:
        return _part(part, PartState.UNCLEAR, 0.4, unread)
    hard = any(_is_laid_over(word) for one in told if one.says_something or one.dates for word in one.block.words)
    return _part(part, PartState.MISSING, NAMELESS if hard else ABSENT, ())


# ---------------------------------------------------------------------------------------------------- that it is a copy


def _copy(told: Sequence[_Told], unread: Sequence[Word]) -> PartFinding:
    """A copy word as it should be, or nearly so beside a recipient or a date."""
    best: tuple[float, tuple[Word, ...]] | None = None
    weak: tuple[Word, ...] = ()
    for one in told:
        for said in one.copies:
            words = one.block.words_at(said.start, said.end)
            company = (one.ours is not None and one.ours.sure) or bool(one.dates)
            if not said.sure and not company:
                weak = weak or words
                continue
            score = said.score * min(word.confidence for word in words)
            if best is None or score > best[0]:
                best = score, words
    if best is not None:
        return _part(Part.COPY, PartState.PRESENT, *best)
    return _part(Part.COPY, PartState.UNCLEAR, 0.5, weak) if weak else _absent(Part.COPY, told, unread)


# ------------------------------------------------------------------------------------------------------------- for whom


def _recipient(told: Sequence[_Told], days: Sequence[_Day], unread: Sequence[Word], policy: Policy) -> PartFinding:
    """Ours wherever it can be read; else someone else that the marking names; else what is nearly ours."""
    proper = policy.recipients[0]
    ours = [(one.ours, one.block.words_at(one.ours.start, one.ours.end)) for one in told if one.ours is not None]
    ours = [(said, words) for said, words in ours if not all(is_print(word) for word in words)]
    sure = [
        (said, words)
        for said, words in ours
        if said.sure and min(word.confidence for word in words) >= LEAST_CONFIDENCE
    ]
    if sure:
        said, words = max(sure, key=lambda one: one[0].score)
        confidence = said.score * max(0.7, min(word.confidence for word in words))
        return _part(Part.RECIPIENT, PartState.PRESENT, confidence, words, proper)
    pieces = _fragments([one.block for one in told], proper)
    if pieces:
        return _part(Part.RECIPIENT, PartState.PRESENT, FRAGMENTS, pieces, proper)
    if ours:
        return _part(Part.RECIPIENT, PartState.UNCLEAR, 0.5, [word for _, words in ours for word in words])
    other = _other(told, days)
    if other is not None:
        return other
    return _absent(Part.RECIPIENT, told, unread)


def _fragments(blocks: Sequence[Block], name: str) -> list[Word]:
    """The lines that show our name together, each a part of it: tiles of a watermark cut by an edge or print."""
    shown: set[int] = set()
    words = []
    for word in (word for block in blocks for word in block.words if word.confidence >= UNREAD):
        fragment = fragment_of(word.text, name)
        if fragment:
            words.append(word)
            shown |= fragment
    letters = sum(char.isalpha() for char in name)
    return words if len(words) > 1 and len(shown) >= WHOLE_NAME * letters else []


def _other(told: Sequence[_Told], days: Sequence[_Day]) -> PartFinding | None:
    """Someone else whom the lines of the marking name; unclear where those lines were not read well."""
    dated = {id(day.block) for day in days if day.anchored}
    best: PartFinding | None = None
    for one in told:
        marked = any(said.sure for said in one.copies) or id(one.block) in dated
        if not marked and not (one.block.beside and one.dates):
            continue
        block = _middle(one)
        taken = [(said.start, said.end) for said in _told_in(block, one)]
        said = others_in(block.text, taken)
        if said is None or not (marked or said.sure):
            continue
        words = [word for word in block.words_at(said.start, said.end) if not is_print(word)]
        if not words:
            continue
        confidence = said.score * min(word.confidence for word in words)
        if min(word.confidence for word in words) < UNREAD:
            found = _part(Part.RECIPIENT, PartState.UNCLEAR, confidence, words)
        else:
            found = _part(
                Part.RECIPIENT, PartState.WRONG, confidence, words, _masked(block.text[said.start : said.end])
            )
        if best is None or found.confidence > best.confidence:
            best = found
    return best


def _middle(one: _Told) -> Block:
    """The lines of a block from the first that says something of a marking to the last, and one more at either end.

    A block on the side itself can run on into the print around it.
    """
    marks = [(said.start, said.end) for said in one.copies] + [(found.start, found.end) for found in one.dates]
    hit = {id(word) for start, end in marks for word in one.block.words_at(start, end)}
    places = [index for index, word in enumerate(one.block.words) if id(word) in hit]
    if not places or one.block.beside:
        return one.block
    words = one.block.words[max(0, places[0] - 1) : places[-1] + 2]
    return Block(words=tuple(word for word in words if not is_print(word)), beside=False)


def _told_in(block: Block, one: _Told) -> list[Found | Said]:
    """Copy words and dates with their places in a shortened block."""
    shift = one.block.text.find(block.text)
    if shift < 0:
        return []
    found: list[Found | Said] = [*dates_in(block.text)]
    found += [Said(start=s.start - shift, end=s.end - shift, score=s.score, sure=s.sure) for s in one.copies]
    return [said for said in found if 0 <= said.start < len(block.text)]


def _masked(text: str) -> str:
    return re.sub(r"\d", "#", text).strip()


# ----------------------------------------------------------------------------------------------------------------- date


def _days(told: Sequence[_Told], reading: Reading, side: int) -> list[_Day]:
    """The dates that can be the marking's: none of the document's own."""
    printed = _printed_dates(reading)
    plain = reading.sides[side].document in (PASSPORT, IDENTITY_CARD)
    days = []
    for one in told:
        for found in one.dates:
            words = one.block.words_at(found.start, found.end)
            if max(word.angle for word in words) - min(word.angle for word in words) > LEVEL:
                continue  # the day of a watermark with a year of the print under it
            cued = _CUED.search(one.block.text[: found.start]) is not None
            same_line = any(word in _saying(one) for word in words)
            if found.date in printed and not same_line and not cued:
                continue
            weight = min(word.confidence for word in words) * (0.5 if found.uncertain else 1.0)
            anchored = one.says_something or cued or any(_is_laid_over(word) for word in words)
            style = "".join(dict.fromkeys(re.sub(r"[\w\s]", "", one.block.text[found.start : found.end])))
            far = _distance(words, _saying(one), reading)
            days.append(
                _Day(found=found, block=one.block, anchored=anchored, style=style, weight=weight, far=far, words=words)
            )
    days = [day for day in days if not any(_is_torn_from(day, other) for other in days)]
    return days if plain else _of_another_style(days)


def _is_laid_over(word: Word) -> bool:
    """Whether a line runs across the print, as a watermark or a stamp does and nothing that a document prints."""
    return LEVEL < abs(word.angle) < STEEP


def _is_torn_from(day: _Day, other: _Day) -> bool:
    """Whether a date is the end of another: 7-10-06 of 2027-10-06, cut at the edge of a tile."""
    one, whole = (re.sub(r"\D", "", each.block.text[each.found.start : each.found.end]) for each in (day, other))
    return len(one) < len(whole) and whole.endswith(one)


def _of_another_style(days: Sequence[_Day]) -> list[_Day]:
    """Where the document prints dates in numbers too: those not set as several others are, if any."""
    values: dict[str, set[date | None]] = {}
    for day in days:
        if not any(_is_laid_over(word) for word in day.words):
            values.setdefault(day.style, set()).add(day.found.date)
    own = {style for style, dates in values.items() if len(dates) > 1}
    other = [day for day in days if day.style not in own or any(_is_laid_over(word) for word in day.words)]
    return other or [day for day in days if day.anchored]


def _saying(one: _Told) -> list[Word]:
    """The lines that hold wording of a marking."""
    marks = [*one.copies, *([one.ours] if one.ours is not None and one.ours.sure else [])]
    return [word for said in marks for word in one.block.words_at(said.start, said.end)]


def _distance(words: Sequence[Word], others: Sequence[Word], reading: Reading) -> float:
    """Line heights from the nearest of some lines to the nearest of others; 0 where they touch."""
    gaps = [
        math.hypot(
            max(0.0, one.box.left - other.box.right, other.box.left - one.box.right) * reading.width,
            max(0.0, one.box.top - other.box.bottom, other.box.top - one.box.bottom) * reading.height,
        )
        / max(1.0, one.size)
        for one in words
        for other in others
    ]
    return min(gaps, default=0.0)


def _nearest(days: Sequence[_Day]) -> list[_Day]:
    """Those that stand about as near to the marking's wording as the nearest; a document's own stand further off."""
    least = min((day.far for day in days), default=0.0)
    return [day for day in days if day.far <= least + NEARER]


def _printed_dates(reading: Reading) -> frozenset[date]:
    """The dates that the documents on the page print, by their form and by their strips."""
    days = {
        found.date
        for word in reading.words
        for found in dates_in(word.text)
        if found.form is Form.DOCUMENT and found.date
    }
    for strip in reading.strips:
        mrz = parse([line.text for line in strip.lines])
        if mrz is not None:
            days |= {
                day for day in (getattr(mrz, "birth", None), getattr(mrz, "expiry", None)) if isinstance(day, date)
            }
    return frozenset(days)


def _date(told: Sequence[_Told], days: Sequence[_Day], unread: Sequence[Word]) -> PartFinding:
    """The date that stands with the marking's words; where there are several, the one most often read."""
    whole = [day for day in days if day.found.date is not None]
    anchored = _nearest([day for day in whole if day.anchored] or whole)
    if not anchored:
        torn = [word for day in days if day.anchored or day.block.beside for word in day.words]
        return _part(Part.DATE, PartState.UNCLEAR, 0.4, torn) if torn else _absent(Part.DATE, told, unread)
    votes: dict[date, float] = {}
    for day in anchored:
        if day.found.date is not None:
            votes[day.found.date] = votes.get(day.found.date, 0.0) + day.weight
    value = max(votes, key=lambda key: votes[key])
    mine = [day for day in anchored if day.found.date == value]
    words = [word for day in mine for word in day.words]
    confidence = max(min(word.confidence for word in day.words) for day in mine)
    rivals = [votes[other] for other in votes if other != value]
    doubtful = votes[value] < LEAST_CONFIDENCE or any(rival > RIVAL * votes[value] for rival in rivals)
    state = PartState.UNCLEAR if doubtful else PartState.PRESENT
    return _part(Part.DATE, state, confidence if state is PartState.PRESENT else 0.5, words, value.isoformat())


# --------------------------------------------------------------------------------------------------------------- unread


def _unread(told: Sequence[_Told], reading: Reading, side: int) -> list[Word]:
    """Writing that was seen and not read where a marking can stand: beside the side, or in a block that says a part."""
    least = LEAST_UNREAD_MM * reading.sides[side].px_per_mm
    return [
        word
        for one in told
        if (one.block.beside and not any(is_print(word) for word in one.block.words)) or one.says_something
        for word in one.block.words
        if word.confidence < UNREAD
        and len(word.text.strip()) >= LEAST_UNREAD
        and word.size >= least
        and not is_print(word)
    ]
