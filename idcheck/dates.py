"""Dates in OCR'd text: Dutch and English, numeric and written, in spite of misread digits and months.

Dutch order, day first, where a numeric date could be either. A document's own dates have a form of their own,
"10 MAA/MAR 1965" (passports and cards), so that they are never taken for the date of a marking.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import product

from rapidfuzz.distance import Levenshtein


class Form(StrEnum):
    """How a date is written."""

    NUMERIC = "numeric"
    """12-03-2026, 12/3/'26, 2026-03-12"""
    WRITTEN = "written"
    """12 maart 2026, March 12th, 2026"""
    DOCUMENT = "document"
    """10 MAA/MAR 1965: printed on a passport or card, never written by hand"""
    INCOMPLETE = "incomplete"
    """no day or no year: maart 2026, 03-2026, 12 maart; has no date"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A date at ``text[start:end]``. ``date`` is None where it is incomplete; ``uncertain``: something was repaired."""

    date: date | None
    start: int
    end: int
    form: Form
    uncertain: bool = False


MONTHS = (
    ("januari", "january", "jan"),
    ("februari", "february", "febr", "feb"),
    ("maart", "march", "mrt", "maa", "mar"),
    ("april", "apr"),
    ("mei", "may"),
    ("juni", "june", "jun"),
    ("juli", "july", "jul"),
    ("augustus", "august", "aug"),
    ("september", "sept", "sep"),
    ("oktober", "october", "okt", "oct"),
    ("november", "nov"),
    ("december", "dec"),
)
"""Names and abbreviations, Dutch and English; MAA is that of passports."""
EDITS = {5: 1, 6: 1, 7: 2, 8: 2, 9: 2}
"""Errors allowed by the letters of a month's name: shorter ones are one letter from each other or from other words."""
LONG_NAME = 5
"""Letters of a month's name from which a misread one is no other's: juni and juli differ by one."""
MIN_DIGITS = 0.6
"""Share of true digits among those of a date: with fewer it is a word."""
YEARS_AHEAD = 10
"""A year of two digits is in the past century when it lies further ahead than a document is valid."""

_DIGIT_FOR = str.maketrans("OoQDlI|!ZSB", "00001111258")
_D = r"[0-9OoQDlI|!ZSB]"
_DAY = rf"(?P<day>[0-9]{{1,2}}|(?<![A-Za-z]){_D}{{1,2}}(?![A-Za-z]))"
_YEAR = rf"(?P<year>{_D}{{4}}|(?<=['’‘`´]){_D}{{2}}|(?<=[^\w]){_D}{{2}})"
_ORDINAL = r"(?i:\s?(?:ste|de|e|st|nd|rd|th)\b)?"
_UPRIGHT = "1|!)]"
_MONTH = rf"(?P<month>[A-Za-z][A-Za-z0{re.escape(_UPRIGHT)}]{{1,10}}?)"
_START = r"(?<![0-9])(?<![0-9][-./])"
_END = r"(?![0-9])(?![-./][0-9])"
_SEP = r"\s?[-–—/.,·_]{1,2}\s?"  # a dash of a hand may be read as two
_MARK = r"[\s.,\-–/'’‘`´]*"
_NUMBER = re.compile(
    rf"{_START}{_DAY}(?P<sep>{_SEP}|\s)(?P<month>{_D}{{1,2}})(?P<sep2>{_SEP}|\s|:)['’‘`´]?{_YEAR}{_END}"
)
_ISO = re.compile(rf"{_START}(?P<year>[12]{_D}{{3}}){_SEP}(?P<month>{_D}{{2}}){_SEP}(?P<day>{_D}{{2}}){_END}")
_DOCUMENT = re.compile(
    rf"{_START}{_DAY}[\s.]*(?P<month>[A-Za-z0-9]{{3}})\s?[/|Il1\\J]?\s?(?P<other>[A-Za-z0-9]{{3}})[\s.]*(?P<year>{_D}{{4}}){_END}"
)
_DAY_MONTH = re.compile(rf"{_START}{_DAY}{_ORDINAL}{_MARK}(?i:of\s+)?{_MONTH}{_MARK}{_YEAR}{_END}")
_MONTH_DAY = re.compile(rf"\b{_MONTH}(?:[\s.]+|(?=[0-9]))(?i:the\s+)?{_DAY}{_ORDINAL}(?:[\s,./]+['’‘`´]?){_YEAR}{_END}")
_NO_DAY = re.compile(rf"(?<![A-Za-z0-9])(?<![0-9][\s.\-/]){_MONTH}{_MARK}20[0-9]{{2}}{_END}")
_NO_DAY_NUMBER = re.compile(rf"{_START}(?P<number>0?[1-9]|1[0-2])\s?[-/.]\s?20[0-9]{{2}}{_END}")
_NO_YEAR = re.compile(rf"{_START}[0-9]{{1,2}}{_ORDINAL}[\s.\-]*(?P<month>[A-Za-z]{{3,9}})\b(?!{_MARK}[0-9])")


def dates_in(text: str, *, received: date | None = None) -> tuple[Found, ...]:
    """Every date in a line or a text, in order. ``received``, by default today, decides years of two digits.

    A date that does not exist is none. A numeric one that only makes sense month first, or whose Dutch reading lies
    after ``received`` where the English one does not, is ``uncertain``.
    """
    last = received or date.today()
    found: list[Found] = []
    for pattern, make in _READERS:
        at = 0
        while match := pattern.search(text, at):
            one = make(match, last)
            at = match.end() if one else match.start() + 1  # "I op 21 mrt" is none, "21 mrt 2026" behind it is one
            if one and all(one.end <= other.start or one.start >= other.end for other in found):
                found.append(one)
    return tuple(sorted(found, key=lambda one: one.start))


def undated_digits(text: str) -> int:
    """How many digits of a text are of no date in it."""
    dated = sum(len(re.findall(r"\d", text[one.start : one.end])) for one in dates_in(text))
    return len(re.findall(r"\d", text)) - dated


def _document(match: re.Match[str], last: date) -> Found | None:
    month = _month_of_both(match["month"].lower(), match["other"].lower())
    return None if month is None else _found(match, Form.DOCUMENT, month, last, uncertain=False)


def _written(match: re.Match[str], last: date) -> Found | None:
    month = _month(match["month"])
    return None if month is None else _found(match, Form.WRITTEN, month[0], last, uncertain=month[1])


def _numeric(match: re.Match[str], last: date) -> Found | None:
    """Day, month, year; parted by blanks alone only with the year in full, and then uncertain."""
    blank = match["sep"].isspace() or match["sep2"].isspace()
    if blank and len(match["year"]) == 2:
        return None
    day, month = _int(match["day"]), _int(match["month"])
    dutch = _found(match, Form.NUMERIC, month, last, uncertain=blank)
    english = _found(match, Form.NUMERIC, day, last, uncertain=True, day=month)
    if dutch and dutch.date and english and english.date and english.date <= last < dutch.date:
        return _found(match, Form.NUMERIC, month, last, uncertain=True)
    return dutch or english


def _iso(match: re.Match[str], last: date) -> Found | None:
    return _found(match, Form.NUMERIC, _int(match["month"]), last, uncertain=False)


def _incomplete(match: re.Match[str], last: date) -> Found | None:  # noqa: ARG001 - one shape for all readers
    if "month" in match.groupdict() and not any(match["month"].lower() in names for names in MONTHS):
        return None
    return Found(date=None, start=match.start(), end=match.end(), form=Form.INCOMPLETE)


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], Found | None]], ...] = (
    (_DOCUMENT, _document),
    (_DAY_MONTH, _written),
    (_MONTH_DAY, _written),
    (_ISO, _iso),
    (_NUMBER, _numeric),
    (_NO_DAY, _incomplete),
    (_NO_DAY_NUMBER, _incomplete),
    (_NO_YEAR, _incomplete),
)


def _int(text: str) -> int:
    return int(text.translate(_DIGIT_FOR))


def _found(
    match: re.Match[str], form: Form, month: int, last: date, *, uncertain: bool, day: int | None = None
) -> Found | None:
    """The date of a match, None where there is no such day or too few of its characters are digits."""
    raw = match["day"] + match["year"] + (match["month"] if form is Form.NUMERIC else "")
    digits = sum(char.isdigit() for char in raw)
    if digits < MIN_DIGITS * len(raw):
        return None
    year = _int(match["year"])
    if len(match["year"]) == 2:
        year += 2000 if year <= (last.year + YEARS_AHEAD) % 100 else 1900
    if not 1900 <= year < 2100:
        return None
    try:
        value = date(year, month, _int(match["day"]) if day is None else day)
    except ValueError:
        return None
    return Found(date=value, start=match.start(), end=match.end(), form=form, uncertain=uncertain or digits < len(raw))


def _month(word: str) -> tuple[int, bool] | None:
    """The month that a word names, and whether its spelling had to be repaired so that it could be another's too."""
    plain = word.lower()
    for number, names in enumerate(MONTHS, 1):
        if plain in names:
            return number, False
    tries = [
        (_distance(spelling, name), number, len(name))
        for spelling in _spellings(plain)
        for number, names in enumerate(MONTHS, 1)
        for name in names
    ]
    errors, number, letters = min(tries)
    return (number, letters < LONG_NAME) if errors < 1 else None


def _distance(word: str, name: str) -> float:
    """Errors against a name, as a share of what it may have; 1 and more is too many."""
    return Levenshtein.distance(word, name) / (EDITS.get(len(name), 0) + 1)


def _spellings(word: str) -> Iterator[str]:
    """The word as OCR may have meant it: letters for digits, m for rn."""
    for one, wide in product("li", (False, True)):
        plain = word.replace("0", "o").translate({ord(char): one for char in _UPRIGHT})
        yield plain.replace("rn", "m") if wide else plain


def _month_of_both(dutch: str, english: str) -> int | None:
    """The month of a document's two abbreviations: one of them plain, the other with one error at most."""
    for number, names in enumerate(MONTHS, 1):
        errors = sorted(min(Levenshtein.distance(word, name) for name in names) for word in (dutch, english))
        if errors[0] == 0 and errors[1] <= 1:
            return number
    return None
