"""Which words of a reading may mark an ID side, gathered into blocks of lines that stand together.

Only what is written on the copy counts: on the side itself, or beside it on the sheet. Where the sheet is a letter or
a form, its own text says nothing of the copy; there a block beside the side counts only when it stands apart and reads
as a marking.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from rapidfuzz import fuzz

from idcheck.dates import Form, dates_in
from idcheck.documents import CAPTIONS, CATEGORIES, FOREIGN_CAPTIONS, STATE, TITLES
from idcheck.engines import markings
from idcheck.lines import folded
from idcheck.records import Box, Reading, View, Word
from idcheck.wording import LETTER_WORD, STRONG_LETTER_WORD

ON_SIDE = 0.5
"""share of a line's box that lies on the side: it is written on it"""
SAME_TURN = 3.0
"""degrees: lines of one marking run parallel"""
LOOSE_ENDS = 0.25
"""line heights by which the ends of a reader's box are off: a short line's angle is known less well"""
LEVEL = 5.0
"""degrees, below which a line may be print; phone photos bend lines by as much"""
SAME_SIZE = 1.6
"""times: lines of one block differ less in height; capitals against small letters make 1.4 in the reader's boxes"""
LINE_GAP, WORD_GAP = 1.0, 1.3
"""line heights: from one line of a block to the next, and between pieces of one line"""
TILED = 4
"""lines of a block that may hold several tiles side by side"""
SAME_PLACE = 0.5
"""share of a line that lies over another: the same writing, read twice; the readings are kept in blocks of their own"""
LETTER_LINES = 6
"""sentence-like lines on a sheet that make it a letter or a form: a marking has up to five short ones"""
LETTER_WORDS = 4
"""words of a sentence-like line"""
MARKING_LINES, MARKING_LETTERS = 7, 160
"""the most lines and characters of a marking; wording of every kind that we know stays below 120"""
REACH_MM = 40.0
"""mm from the side within which a marking stands on a letter: a label beside the card, not the text above it"""
CAPTION_LIKE = 82
"""of 100: likeness from which a line is a caption or title printed on a document"""

LONG_CAPTION = 9
"""letters of a caption that is no word of a marking"""
PASSPORT_PAGE = (
    "GELDIGVOORALLELANDEN", "VALIDFORALLCOUNTRIES", "VALABLEPOURTOUSLESPAYS", "OPMERKINGENVANBEVOEGDEINSTANTIES",
    "PAGERESERVEDFORTHEAUTHORITIESRESPONSIBLEFORISSUINGTHEPASSPORT", "MODELVANDEEUROPESEUNIE",
    "PAGERESERVEEAUXAUTORITESCOMPETENTESPOURDELIVRERLEPASSEPORT",
)  # fmt: skip
"""what the page above the holder's prints, that lies open with it"""
_CAPTIONS = (*CAPTIONS, *FOREIGN_CAPTIONS, *PASSPORT_PAGE, *STATE)
_TITLES = tuple(title for titles in TITLES.values() for title in titles)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Lines that stand together, in reading order. ``beside``: on the sheet and not on the side itself."""

    words: tuple[Word, ...]
    beside: bool
    under: tuple[tuple[Word, Word], ...] = ()
    """lines with the one right under each, where other lines stand on the same row"""

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    def words_at(self, start: int, end: int) -> tuple[Word, ...]:
        """The words that ``text[start:end]`` touches."""
        found, at = [], 0
        for word in self.words:
            if at < end and start < at + len(word.text):
                found.append(word)
            at += len(word.text) + 1
        return tuple(found)


def blocks_of(reading: Reading, side: int, is_marking: Callable[[str], bool]) -> list[Block]:
    """The blocks that can mark this side. ``is_marking`` tells a text that says "copy" from any other."""
    box = reading.sides[side].box
    on_side = [word for word in reading.words if word.box.share_in(box) > ON_SIDE]
    others = [other.box for other in reading.sides]
    sheet = [word for word in reading.words if all(word.box.share_in(other) <= ON_SIDE for other in others)]
    letter = is_letter(reading.words)
    over_rim = [] if letter else [word for word in sheet if _is_at_rim(word, box, reading)]
    blocks = list(_blocks([*on_side, *over_rim], reading, beside=False))
    beside = list(_blocks(sheet, reading, beside=True))
    if letter:
        blocks = [block for block in blocks if not LETTER_WORD & set(tokens_of(block.text))]
        beside = [block for block in beside if is_marking(block.text) and _stands_apart(block, reading, side)]
    return blocks + beside


def _is_at_rim(word: Word, box: Box, reading: Reading) -> bool:
    """Whether a line of the sheet is no further from the side than the lines of a block from one another: a marking may begin on
    the side and end beside it.
    """
    room = LINE_GAP * word.size
    around = box.grow(room / reading.width, room / reading.height)
    return word.box.meet(around).width > 0 and word.box.meet(around).height > 0


def is_letter(words: Sequence[Word]) -> bool:
    """Whether what stands on a sheet is the text of a letter or a form: as first read, no marking read in many views."""
    words = [word for word in words if word.reader != markings.NAME]
    tokens = {token for word in words for token in tokens_of(word.text)}
    sentences = {folded(word.text) for word in words if _is_sentence(word)}
    return (
        len(tokens & STRONG_LETTER_WORD) >= 2
        or (len(sentences) >= LETTER_LINES and len(tokens & LETTER_WORD) >= 1)
        or len(sentences) >= 2 * LETTER_LINES
    )


def is_print(word: Word) -> bool:
    """Whether a line is what every document of its kind prints: a caption, a title, a strip, a date in its form."""
    text = folded(word.text)
    if "<<" in word.text or any(found.form is Form.DOCUMENT for found in dates_in(word.text)):
        return True
    if word.text.strip().upper() in CATEGORIES:
        return True
    return len(text) >= 5 and (any(_is_title(t, text) for t in _TITLES) or any(_is_caption(c, text) for c in _CAPTIONS))


def tokens_of(text: str) -> list[str]:
    """Its words in capitals, without accents and punctuation."""
    return [token for token in (folded(piece) for piece in re.split(r"[\s.,;:|/()\-–—]+", text)) if token]


def level_of(reading: Reading) -> float:
    """The angle of the documents' own print in degrees: a page turned by its watermark has it off the level."""
    printed = [word.angle for word in reading.words if is_print(word)]
    return median(printed) if printed else 0.0


def _is_title(title: str, text: str) -> bool:
    """A title stands alone: "kopie paspoort" is none."""
    return fuzz.ratio(title, text) >= CAPTION_LIKE


def _is_caption(caption: str, text: str) -> bool:
    """A caption, a piece of one, or one with its other languages."""
    if fuzz.ratio(caption, text) >= CAPTION_LIKE or (len(text) >= 7 and text in caption):
        return True
    return len(caption) >= LONG_CAPTION and caption in text


def _is_sentence(word: Word) -> bool:
    words = [token for token in tokens_of(word.text) if token.isalpha() and len(token) > 1]
    return len(words) >= LETTER_WORDS and abs(word.angle) < LEVEL and not is_print(word)


def _stands_apart(block: Block, reading: Reading, side: int) -> bool:
    """Whether a block on a letter is short, near the side, and no sentence of the letter."""
    if len(block.words) > MARKING_LINES or len(block.text) > MARKING_LETTERS:
        return False
    near = reading.sides[side]
    reach = near.box.grow(REACH_MM * near.px_per_mm / reading.width, REACH_MM * near.px_per_mm / reading.height)
    inside = all(word.box.share_in(reach) > ON_SIDE for word in block.words)
    return inside and not LETTER_WORD & set(tokens_of(block.text))


# --------------------------------------------------------------------------------------------------------------- blocks


@dataclass(frozen=True, slots=True)
class Placed:
    """A word in pixels, in the frame of its own base line."""

    word: Word
    x: float
    y: float
    long: float
    high: float

    @property
    def leeway(self) -> float:
        """Degrees by which its angle may be off."""
        return math.degrees(math.atan(LOOSE_ENDS * self.high / self.long))

    def along(self, angle: float) -> tuple[float, float]:
        """Its centre in a frame turned by ``angle`` degrees."""
        cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        return self.x * cos + self.y * sin, self.y * cos - self.x * sin


def placed(word: Word, reading: Reading) -> Placed:
    """The word's length along its base line, from the upright box around it."""
    wide, high = word.box.width * reading.width, word.box.height * reading.height
    size = word.size or min(wide, high)
    cos, sin = abs(math.cos(math.radians(word.angle))), abs(math.sin(math.radians(word.angle)))
    long = (wide - size * sin) / cos if cos > sin else (high - size * cos) / sin
    x, y = word.box.centre
    return Placed(word, x * reading.width, y * reading.height, max(size * 0.3, long), size)


def _blocks(words: Sequence[Word], reading: Reading, *, beside: bool) -> Iterator[Block]:
    """The blocks of each view apart: what one view reads well another tears to pieces."""
    for view in View:
        for group in _grouped([placed(word, reading) for word in words if word.view is view]):
            yield Block(words=tuple(_ordered(group)), beside=beside, under=tuple(_under(group)))


def _grouped(left: list[Placed]) -> Iterator[list[Placed]]:
    """Words that stand together; a second reading of the same place goes to a group of its own."""
    while left:
        group, queue = [left[0]], [left[0]]
        rest = left[1:]
        while queue:
            here = queue.pop()
            for other in [other for other in rest if _together(here, other)]:
                if not any(_same_place(other, one) for one in group):
                    group.append(other)
                    queue.append(other)
                    rest.remove(other)
        left = rest
        yield group


def _under(group: Sequence[Placed]) -> Iterator[tuple[Word, Word]]:
    """Each line of a larger group with the line centred under it, as the lines of one tile of a watermark are."""
    if len(group) < TILED:
        return
    for one in group:
        x, y = one.along(one.word.angle)
        for other in group:
            x2, y2 = other.along(one.word.angle)
            over = (one.long + other.long) / 2 - abs(x - x2) > 0.5 * min(one.long, other.long)
            if over and 0.5 * one.high < y2 - y < (1 + LINE_GAP) * one.high:
                yield one.word, other.word


def _together(one: Placed, other: Placed) -> bool:
    """Whether two lines are parallel, alike in size, and next to or under one another."""
    high = max(one.high, other.high)
    if abs(one.word.angle - other.word.angle) > SAME_TURN + one.leeway + other.leeway or high > SAME_SIZE * min(
        one.high, other.high
    ):
        return False
    longer = max(one, other, key=lambda piece: piece.long)
    (x1, y1), (x2, y2) = one.along(longer.word.angle), other.along(longer.word.angle)
    apart = abs(x1 - x2) - (one.long + other.long) / 2
    below = abs(y1 - y2) - (one.high + other.high) / 2
    level, over = below < -0.4 * high, apart < -0.3 * min(one.long, other.long)
    return (level and apart < WORD_GAP * high) or (over and below < LINE_GAP * high)


def _same_place(one: Placed, other: Placed) -> bool:
    """Whether two lines lie over one another: in the frame of the lines, upright boxes of tilted neighbours overlap."""
    (x1, y1), (x2, y2) = one.along(one.word.angle), other.along(one.word.angle)
    shared = (one.long + other.long) / 2 - abs(x1 - x2)
    return abs(y1 - y2) < SAME_PLACE * min(one.high, other.high) and shared > SAME_PLACE * min(one.long, other.long)


def _ordered(group: Sequence[Placed]) -> Iterator[Word]:
    """From the top line down, each from left to right."""
    angle = max(group, key=lambda piece: piece.long).word.angle
    places = {id(piece): piece.along(angle) for piece in group}
    rows: list[list[Placed]] = []
    for piece in sorted(group, key=lambda piece: places[id(piece)][1]):
        if rows and places[id(piece)][1] - places[id(rows[-1][0])][1] < 0.5 * piece.high:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    for row in rows:
        yield from (piece.word for piece in sorted(row, key=lambda piece: places[id(piece)][0]))
