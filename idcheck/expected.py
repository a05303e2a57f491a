"""Lines of a marking read with what can be expected in them: the copy words of the policy, and dates.

Where the best text of a line misses one of them by little, the recogniser's own chances for it decide.
"""

from __future__ import annotations

import math
import string
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from idcheck.dates import LONG_NAME, MONTHS, dates_in
from idcheck.engines import markings
from idcheck.engines.ctc import Pattern, Slot, Spotted, spot
from idcheck.engines.ppocr import Text, text_of
from idcheck.policy import Policy
from idcheck.records import Picture
from idcheck.wording import copies_in

Chances: TypeAlias = NDArray[np.float32]
"""steps × characters"""

LEAST_SCORE = -5.0
"""natural logarithm of a pattern's chance against that of the best text: what is there reaches it, what is not stays below -10
(measured)"""
LEAST_CHANCE = 0.4
"""geometric mean of the chances of its characters: in noise every text is about as likely as the best"""
LEAST_SURE = 0.8
"""share of the chance of each digit among the digits"""
LEAST_DIGITS, LEAST_LETTERS = 2, 3
"""digits of a line that may hold a date, and letters of one that may hold a word"""
LIKE = {"0": "OoQD", "2": "Zz", "6": "Gb"}
"""what the recogniser gives for digits that some hands write; not of 1 and 5, for a bar or an s that stand before a day"""
CHARACTERS = ("", *string.digits, *string.ascii_letters, *" -./,'", "\N{REPLACEMENT CHARACTER}")
"""what a pattern can hold, the CTC blank before and one for all others behind it"""
SURE = 0.97
"""confidence from which a line need not be read again"""
LEAST_STEPS, STEPS = 2.2, 2.8
"""steps that a character takes at least, and those that it is given; with fewer, two of them run into one (24 lines in hands with
fewer: 10 are read without fault as they are, 12 made 1.3 times wider; of wider ones no more)"""
MOST_STRETCH = 1.8
"""times that a line is made wider for that, beyond what it always is"""
STRAYS, STRAY_GAP = 3, 2.5
"""characters at either end of a line that was read on beyond what was found of it, which stand apart from it by so many times the
step from one to the next: made up of print (gaps of 3 to 10; a wide blank gives 2 on both sides of it)"""
NEXT_TO = 4
"""steps from a date within which another digit may belong to it: characters stand two or three apart"""

_DIGIT = Slot("0123456789")
_YEAR = (Slot("12"), Slot("09"), _DIGIT, _DIGIT)
_THIS_CENTURY = (Slot("2"), Slot("0"), Slot("01234"), _DIGIT)
_SHORT_YEAR = (Slot("'", optional=True), Slot("23"), _DIGIT)
_DAY, _MONTH = (Slot("0123"), _DIGIT), (Slot("01"), _DIGIT)
_PART = Slot("-./")
_GAP = Slot(" -.", optional=True)


def recognise(line: Picture, policy: Policy, *others: Picture) -> Text:
    """The text of an RGB line picture, a copy word or a date that it nearly shows put in its place. ``others``: further cuts of the
    line, whose chances are taken together with its own: what crosses it is misread in another way in each.
    """
    chances, text = _read(line, *others)
    wanted = list(_wanted(text.text, policy))
    few = _narrowed(chances) if wanted else chances
    for patterns in wanted:
        found = spot(few, CHARACTERS, patterns)
        if found is None or found.text in text.text:
            continue
        if _is_read(found) and not _is_cut(found, text, len(chances)):
            return _with(text, found, len(chances))
    return text


def without_strays(text: Text) -> Text:
    """The text of a line that was read beyond its ends, without the few characters there that stand apart from it."""
    steps = np.diff(text.centres)
    if len(steps) < 2 * STRAYS:
        return text
    apart = [int(index) + 1 for index in np.flatnonzero(steps > STRAY_GAP * float(np.median(steps)))]
    start = max((index for index in apart if index <= STRAYS), default=0)
    stop = min((index for index in apart if index >= len(text.text) - STRAYS), default=len(text.text))
    if start == 0 and stop == len(text.text):
        return text
    scores = text.scores[start:stop]
    return Text(text.text[start:stop], sum(scores) / len(scores), text.centres[start:stop], scores)


def _read(*cuts: Picture) -> tuple[Chances, Text]:
    """The chances of every character and the text, of letters that stand too narrow for the reader's steps drawn apart."""
    once = _read_at(cuts, markings.STRETCH)
    chances, text = once
    steps = len(chances) / max(1, len(text.text))
    if text.confidence >= SURE or len(text.text) < LEAST_LETTERS or steps >= LEAST_STEPS:
        return once
    apart = _read_at(cuts, markings.STRETCH * min(MOST_STRETCH, STEPS / steps))
    return max(once, apart, key=lambda read: read[1].confidence)


def _read_at(cuts: Sequence[Picture], stretch: float) -> tuple[Chances, Text]:
    size = cuts[0].shape[1::-1]
    alike = (np.asarray(cv2.resize(cut, size, interpolation=cv2.INTER_AREA), np.uint8) for cut in cuts[1:])
    chances = [markings.chances(cut, stretch) for cut in (cuts[0], *alike)]
    mean = np.asarray(np.mean(chances, axis=0), np.float32)
    return mean, text_of(mean, markings.characters())


def _wanted(text: str, policy: Policy) -> Iterator[tuple[Pattern, ...]]:
    """What the text may hold and does not show plainly."""
    like = set("".join(LIKE.values()))
    if sum(char.isdigit() or char in like for char in text) >= LEAST_DIGITS and not _shows_date(text):
        yield from dates()
    if sum(map(str.isalpha, text)) >= LEAST_LETTERS and not any(one.sure for one in copies_in(text, policy.copy_words)):
        yield copy_words(policy.copy_words)


def _narrowed(chances: Chances) -> Chances:
    """The chances of `CHARACTERS`, those of its look-alikes added to each digit's; the last column the best of all others."""
    alphabet = markings.characters()
    columns = _columns(alphabet)
    few = chances[:, columns]
    for digit, like in LIKE.items():
        few[:, CHARACTERS.index(digit)] += sum(few[:, CHARACTERS.index(char)] for char in like)
    return np.column_stack([np.minimum(few, 1.0), chances.max(axis=1)])


@lru_cache(maxsize=2)
def _columns(alphabet: tuple[str, ...]) -> list[int]:
    return [alphabet.index(char) for char in CHARACTERS[:-1]]


def _shows_date(text: str) -> bool:
    return any(one.date and not one.uncertain for one in dates_in(text))


@lru_cache(maxsize=4)
def copy_words(words: tuple[str, ...]) -> tuple[Pattern, ...]:
    """The copy words of a policy."""
    return tuple(_letters(word) for word in words)


@lru_cache(maxsize=1)
def dates() -> tuple[tuple[Pattern, ...], ...]:
    """Dates with the year in full, in numbers or with the month written; with two digits of it; without the day; the year alone."""
    days, months = (_DAY[1:], _DAY), (_MONTH[1:], _MONTH)
    numeric = [(*day, _PART, *month, _PART) for day in days for month in months]
    iso = [(*_YEAR, _PART, *_MONTH, _PART, *_DAY)]
    names = [_letters(name) for names in MONTHS for name in names]
    written = [(*day, _GAP, *name, _GAP, *_YEAR) for day in days for name in names]
    english = [(*name, _GAP, *day, Slot(",.", optional=True), *_YEAR) for day in days for name in names]
    whole = (*[(*each, *_YEAR) for each in numeric], *iso, *written, *english)
    torn = tuple((*name, _GAP, *_THIS_CENTURY) for name in names if len(name) >= LONG_NAME)
    return whole, tuple((*each, *_SHORT_YEAR) for each in numeric), torn, (_THIS_CENTURY,)


def _letters(word: str) -> Pattern:
    return tuple(Slot(char.lower() + char.upper()) for char in word if not char.isspace())


def _is_read(found: Spotted) -> bool:
    digits = [share for char, share in zip(found.text, found.shares, strict=True) if char.isdigit()]
    return found.score >= LEAST_SCORE and _chance(found) >= LEAST_CHANCE and min(digits, default=1.0) >= LEAST_SURE


def _chance(found: Spotted) -> float:
    return math.exp(sum(map(math.log, found.chances)) / len(found.chances))


def _is_cut(found: Spotted, text: Text, steps: int) -> bool:
    """Whether a digit stands so near a date that it may be one of its own."""
    if not any(map(str.isdigit, found.text)):
        return False
    near = (found.steps[0] - NEXT_TO, found.steps[-1] + NEXT_TO)
    places = [(char, centre * steps - 0.5) for char, centre in zip(text.text, text.centres, strict=True)]
    outside = [char for char, at in places if near[0] <= at < found.steps[0] - 1 or found.steps[-1] + 1 < at <= near[1]]
    return any(map(str.isdigit, outside))


def _with(text: Text, found: Spotted, steps: int) -> Text:
    """The text with what was found instead of what was read there, blanks around it; no surer than that is."""
    read = list(zip(text.text, text.centres, text.scores, strict=True))
    first, last = ((step + 0.5) / steps for step in (found.steps[0], found.steps[-1]))
    left = [each for each in read if each[1] < first - 1.5 / steps]
    right = [each for each in read if each[1] > last + 1.5 / steps]
    own = [(c, (s + 0.5) / steps, p) for c, s, p in zip(found.text, found.steps, found.chances, strict=True)]
    own = [*([(" ", first, 1.0)] if left else []), *own, *([(" ", last, 1.0)] if right else [])]
    characters, centres, scores = zip(*left, *own, *right, strict=True)
    return Text("".join(characters), min(_chance(found), sum(scores) / len(scores)), centres, scores)
