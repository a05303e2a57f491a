"""What the blocks beside and on an ID side say: the evidence that the parts of a marking are found in."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from idcheck.blocks import LEVEL, MARKING_LINES, Block, is_print, level_of
from idcheck.dates import Form, Found, dates_in
from idcheck.engines import markings
from idcheck.policy import Policy
from idcheck.records import Part, PartFinding, PartState, Reading, Word
from idcheck.weave import woven
from idcheck.wording import Said, copies_in, names_in

LEAST_CONFIDENCE = 0.6
"""of the reader, for wording that counts: below it PP-OCR invents letters"""
UNREAD = 0.75
"""confidence below which a line is writing that was seen and not read"""
LEAST_UNREAD = 3
"""characters of such a line: less is a speck, a fold, the end of a signature"""
LEAST_UNREAD_MM = 4.0
"""mm of its line's height, some 2 of its capitals: a marking is to be large, print and specks are smaller"""
CLEAR_MM = 3.0
"""mm from every side within which writing is a signature that runs over its edge"""
ABSENT, DOUBTED = 0.9, 0.6
"""how sure that a part is missing: where nothing was seen, and in a marking that was read in pieces or with trouble"""
ENDS_OFF = 0.5
"""character widths by which the ends of a reader's box are off the line: a short one tells its angle badly"""
_BAR = re.compile(r"(?<!\d)1(?=(?:0[1-9]|[12]\d|3[01])([-./])(?:0[1-9]|1[0-2])\1(?:19|20)\d\d(?!\d))")
"""a bar before a date, read as a one: no day has three digits"""
STEEP = 75.0
"""degrees, from which a line is print along the edge of a document again"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A block with what it says."""

    block: Block
    copies: tuple[Said, ...]
    ours: Said | None
    dates: tuple[Found, ...]
    laid_over: frozenset[Word]
    """its lines that run across the print"""

    @property
    def says_something(self) -> bool:
        return any(said.sure for said in self.copies) or (self.ours is not None and self.ours.sure)

    @property
    def saying(self) -> list[Word]:
        """The lines that say that it is a copy or name our organisation."""
        marks = [*self.copies, *([self.ours] if self.ours is not None and self.ours.sure else [])]
        return [word for said in marks for word in self.block.words_at(said.start, said.end)]


def told_by(blocks: Iterable[Block], reading: Reading, policy: Policy, received: date) -> list[Told]:
    """What each block says; and what runs on from one line to the next in a watermark's tile, or from view to view."""
    blocks, level = [block for block in blocks if any(not is_print(word) for word in block.words)], level_of(reading)
    across = [word for block in blocks for word in block.words if not block.beside and is_laid_over(word, level)]
    pairs = [Block(words=pair, beside=block.beside) for block in blocks for pair in block.under]
    joined = (_told(block, level, policy, received) for block in (*pairs, *woven(across, reading)))
    return [_told(block, level, policy, received) for block in blocks] + [one for one in joined if _runs_on(one)]


def _told(block: Block, level: float, policy: Policy, received: date) -> Told:
    copies = copies_in(block.text, policy.copy_words)
    return Told(
        block=block,
        copies=tuple(said for said in copies if _is_read(block.words_at(said.start, said.end))),
        ours=names_in(block.text, policy.recipients),
        dates=tuple(
            found for found in dates_in(_BAR.sub("|", block.text), received=received) if found.form is not Form.DOCUMENT
        ),
        laid_over=frozenset(word for word in block.words if is_laid_over(word, level)),
    )


def _runs_on(one: Told) -> bool:
    """Whether a date or the recipient runs on from one line to the next."""
    said: list[Found | Said] = [found for found in one.dates if found.date is not None]
    said += [one.ours] if one.ours is not None and one.ours.sure else []
    return any(len(one.block.words_at(each.start, each.end)) > 1 for each in said)


def _is_read(words: Sequence[Word]) -> bool:
    return all(word.confidence >= LEAST_CONFIDENCE for word in words)


def is_laid_over(word: Word, level: float) -> bool:
    """Whether a line runs across the print, which runs at ``level`` degrees, as nothing that a document prints does."""
    leeway = math.degrees(math.atan(ENDS_OFF / max(1, len(word.text))))
    return LEVEL + leeway < abs(word.angle - level) < STEEP


def unread_in(told: Sequence[Told], reading: Reading, side: int) -> list[Word]:
    """Writing that was seen and not read where a marking can stand: with what was read of it, else beside the side.

    What another look read on the same place is read; what the reader of markings could not read in its looks is no writing of
    its own, but print half taken away.
    """
    least, clear = LEAST_UNREAD_MM * reading.sides[side].px_per_mm, CLEAR_MM * reading.sides[side].px_per_mm
    around = [other.box.grow(clear / reading.width, clear / reading.height) for other in reading.sides]
    read = [word.box for word in reading.words if word.confidence >= UNREAD and word.size >= least]
    return [
        word
        for one in _around(told)
        for word in one.block.words
        if word.confidence < UNREAD
        and word.reader != markings.NAME
        and len(word.text.strip()) >= LEAST_UNREAD
        and word.size >= least
        and not is_print(word)
        and not any(word.box.share_in(box) > 0.5 for box in read)
        and (one.says_something or not any(word.box.meet(box).area > 0 for box in around))
    ]


def _around(told: Sequence[Told]) -> Iterator[Told]:
    """The blocks that say something, but for crowds of tiles, whose rims cut words; where none does, those beside the side
    that are no print.
    """
    saying = [one for one in told if one.says_something and len(one.block.words) <= MARKING_LINES]
    if any(one.says_something for one in told):
        yield from saying
    else:
        yield from (one for one in told if one.block.beside and not any(map(is_print, one.block.words)))


def part(
    part: Part, state: PartState, confidence: float, words: Iterable[Word], value: str | None = None
) -> PartFinding:
    """A finding with the boxes of these words, and how high they are written."""
    words = list(words)
    boxes = tuple(dict.fromkeys(word.box for word in words))
    size = median(word.size for word in words) if words else 0.0
    return PartFinding(part=part, state=state, confidence=min(1.0, confidence), value=value, boxes=boxes, size=size)


def absent(kind: Part, told: Sequence[Told], unread: Sequence[Word]) -> PartFinding:
    """Nothing like it was read: unclear where some writing could not be, else missing; less surely in a watermark, and where the
    reader of markings alone made out the rest.
    """
    if unread:
        return part(kind, PartState.UNCLEAR, 0.4, unread)
    hard = any(one.laid_over for one in told if one.says_something or one.dates)
    hard = hard or any(word.reader == markings.NAME for one in told for word in one.saying)
    return part(kind, PartState.MISSING, DOUBTED if hard else ABSENT, ())
