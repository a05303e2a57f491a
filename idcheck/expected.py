"""Lines of a marking read with what can be expected in them: the copy words of the policy, and dates.

Where the best text of a line misses one of them by little, the recogniser's own chances for it decide.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache

from idcheck.dates import MONTHS, dates_in
from idcheck.engines import ppocr
from idcheck.engines.ctc import Pattern, Slot, Spotted, spot
from idcheck.engines.ppocr import Text
from idcheck.policy import Policy
from idcheck.records import Picture
from idcheck.wording import copies_in

LEAST_SCORE = -5.0
"""natural logarithm of a pattern's chance against that of the best text: what is there reaches it, what is not stays below -10
(measured)"""
LEAST_CHANCE = 0.4
"""geometric mean of the chances of its characters: in noise every text is about as likely as the best"""
LEAST_SURE = 0.7
"""share of the chance of each digit among the digits"""
LEAST_DIGITS, LEAST_LETTERS = 2, 3
"""digits of a line that may hold a date, and letters of one that may hold a word"""
NEXT_TO = 4
"""steps from a date within which another digit may belong to it: characters stand two or three apart"""

_DIGIT = Slot("0123456789")
_YEAR = (Slot("12"), Slot("09"), _DIGIT, _DIGIT)
_THIS_CENTURY = (Slot("2"), Slot("0"), Slot("01234"), _DIGIT)
_SHORT_YEAR = (Slot("'’", optional=True), Slot("23"), _DIGIT)
_DAY, _MONTH = (Slot("0123"), _DIGIT), (Slot("01"), _DIGIT)
_PART = Slot("-./")
_GAP = Slot(" -.", optional=True)


def recognise(line: Picture, policy: Policy) -> Text:
    """The text of an RGB line picture, a copy word or a date that it nearly shows put in its place."""
    chances = ppocr.chances(line)
    text = ppocr.text_of(chances)
    for patterns in _wanted(text.text, policy):
        found = spot(chances, ppocr.characters(), patterns)
        if found is None or found.text in text.text:
            continue
        if _is_read(found) and not _is_cut(found, text, len(chances)):
            text = _with(text, found, len(chances))
            break
    return text


def _wanted(text: str, policy: Policy) -> Iterator[tuple[Pattern, ...]]:
    """What the text may hold and does not show plainly."""
    if sum(map(str.isdigit, text)) >= LEAST_DIGITS and not any(
        one.date and not one.uncertain for one in dates_in(text)
    ):
        yield from dates()
    if sum(map(str.isalpha, text)) >= LEAST_LETTERS and not any(one.sure for one in copies_in(text, policy.copy_words)):
        yield copy_words(policy.copy_words)


@lru_cache(maxsize=4)
def copy_words(words: tuple[str, ...]) -> tuple[Pattern, ...]:
    """The copy words of a policy."""
    return tuple(_letters(word) for word in words)


@lru_cache(maxsize=1)
def dates() -> tuple[tuple[Pattern, ...], ...]:
    """Dates with the year in full, in numbers or with the month written; with two digits of it; the year alone."""
    days, months = (_DAY[1:], _DAY), (_MONTH[1:], _MONTH)
    numeric = [(*day, _PART, *month, _PART) for day in days for month in months]
    iso = [(*_YEAR, _PART, *_MONTH, _PART, *_DAY)]
    names = [_letters(name) for names in MONTHS for name in names]
    written = [(*day, _GAP, *name, _GAP, *_YEAR) for day in days for name in names]
    english = [(*name, _GAP, *day, Slot(",.", optional=True), *_YEAR) for day in days for name in names]
    whole = (*[(*each, *_YEAR) for each in numeric], *iso, *written, *english)
    return whole, tuple((*each, *_SHORT_YEAR) for each in numeric), (_THIS_CENTURY,)


def _letters(word: str) -> Pattern:
    return tuple(Slot(char.lower() + char.upper()) for char in word if not char.isspace())


def _is_read(found: Spotted) -> bool:
    chance = math.exp(sum(map(math.log, found.chances)) / len(found.chances))
    digits = [share for char, share in zip(found.text, found.shares, strict=True) if char.isdigit()]
    return found.score >= LEAST_SCORE and chance >= LEAST_CHANCE and min(digits, default=1.0) >= LEAST_SURE


def _is_cut(found: Spotted, text: Text, steps: int) -> bool:
    """Whether a digit stands so near a date that it may be one of its own."""
    if not any(map(str.isdigit, found.text)):
        return False
    near = (found.steps[0] - NEXT_TO, found.steps[-1] + NEXT_TO)
    places = [(char, centre * steps - 0.5) for char, centre in zip(text.text, text.centres, strict=True)]
    outside = [char for char, at in places if near[0] <= at < found.steps[0] - 1 or found.steps[-1] + 1 < at <= near[1]]
    return any(map(str.isdigit, outside))


def _with(text: Text, found: Spotted, steps: int) -> Text:
    """The text with what was found instead of what was read there, blanks around it."""
    read = list(zip(text.text, text.centres, text.scores, strict=True))
    first, last = ((step + 0.5) / steps for step in (found.steps[0], found.steps[-1]))
    left = [each for each in read if each[1] < first - 1.5 / steps]
    right = [each for each in read if each[1] > last + 1.5 / steps]
    own = [(c, (s + 0.5) / steps, p) for c, s, p in zip(found.text, found.steps, found.chances, strict=True)]
    own = [*([(" ", first, 1.0)] if left else []), *own, *([(" ", last, 1.0)] if right else [])]
    characters, centres, scores = zip(*left, *own, *right, strict=True)
    return Text("".join(characters), sum(scores) / len(scores), centres, scores)
