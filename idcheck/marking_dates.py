"""The date of a marking: which of the dates on and beside an ID side is it, and none of the document's own."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rapidfuzz.distance import Levenshtein

from idcheck.blocks import LEVEL, ON_SIDE, Block, is_print
from idcheck.dates import MONTHS, Form, Found, dates_in
from idcheck.documents import IDENTITY_CARD, LICENCE, PASSPORT
from idcheck.generations import ends_validity
from idcheck.mrz import parse
from idcheck.records import Part, PartFinding, PartState, Reading, Word
from idcheck.told import UNREAD, Told, absent, part

RIVAL = 0.6
"""share of the votes for a date from which another one makes it doubtful"""
NEARER = 1.0
"""line heights: a date this much further off than another is not the marking's"""
IN_COLUMN = 1.2
"""line heights by which the lines of a label are out of line, and apart"""
OLDEST, LATEST = timedelta(days=3653), timedelta(days=366)
"""before and after receipt: a document is valid for ten years, and its copy is not dated before or long after that; an
older date is one of birth, a later one of expiry"""
_TORN = re.compile(r"(?<!\w)(?=\S*\d\S*\d)(?=\w*[.\-/:])[\dOoIlLZz.\-/:'’]{5,12}(?!\w)")
"""digits and separators set close together, though they make no date that can be read"""
_LONG_YEAR = re.compile(r"\d{4}|['’‘`´]\s?\d\d")
"""without it the two digits of a year are often the first of four, cut off at the rim of a watermark's tile"""
_NO_YEAR_BEFORE = r"^(?!.*\d{4}).*(?<![\d'’‘`´])"
_BEGUN_YEAR = re.compile(_NO_YEAR_BEFORE + r"(?:19|20)$")
"""two digits of a year that may always be the first of four, however many tiles are cut there"""
_SHORT_YEAR = re.compile(_NO_YEAR_BEFORE + r"(?:(?:19|20)|(?<=\.)\d\d)$")
"""two digits of a year that may be the first of four; or as documents print them, 12.03.26"""
SHORT = 6
"""digits of a date with two for its year, which are the first of four where the rim of a tile cuts it"""
MOST_CUT = 3
"""first characters of a date that a tile's rim cuts off, and leaves one that tells: 3-09-2026, 09-2026"""
SAME_LINE = 0.7
"""of a line's box, that lies in that of another reading of it"""
EASILY = 0.9
"""confidence of a reading by which a hardly read one of the same place is none"""
LEAST_VOTES = 0.7
"""votes for a date below which it is doubtful: a single reading of a hand is no surer than its digits"""
TORN, ASSEMBLED = 0.7, 0.75
"""of the vote of a whole date, what a piece counts, or a reading with one digit off; and how sure a date of pieces alone is"""
FAR_AHEAD = timedelta(days=92)
"""after receipt: nobody dates a copy a quarter ahead; across print a digit was misread then"""
_DAY_YEAR = re.compile(r"(?<!\d)(\d{1,2})[\s.,\-/'’]{1,3}(20\d\d)(?!\d)")
"""what a tile's rim leaves of a date: its day or month, and the year"""
_DAY_MONTH = re.compile(r"(?<!\d)(\d{1,2})[\s.]{0,2}([A-Za-z]{2})[A-Za-z]?\W*$")
"""and of one that is written: its day and the beginning of its month, of which the last letter is cut"""
_WITH_MONTH = re.compile(r"(?<!\d)(\d{1,2})[\s.]{0,2}([A-Za-z]{3,})")
"""its day and month, whatever follows"""
_MONTH_YEAR = re.compile(r"([A-Za-z]{3,9})[\s.,]{0,2}(20\d\d)(?!\d)")
"""its month and year, whatever stands before"""
_VALIDITY = re.compile(r"(\d\d\.\d\d)\.\d{4}\W*(4\s?[ab6]\W*)?(\d\d\.\d\d)\.\d{4}")
"""the dates of issue and expiry on one line, as the front of a licence prints them (rubrics 4a and 4b)"""
MOST_MISREAD = 2
"""digits of day and month, by which these two may differ: they are the same day, but for what crosses it"""
_CUED = re.compile(r"(?i)(?<![a-z])(?:d\.?\s?d\.?|dated?|datum|op|on)[\s:.]*$")
"""what introduces a marking's date"""
_BEGUN = re.compile(r"(?i)(?<![a-z])(?:op|on)\s+\d")
"""what is left of a date whose month and year the rim of a tile cut off"""
_ANNOUNCED = re.compile(r"(?i)(?<![a-z])(?:d\.d\.|dated?|datum)[\s:.]*\w")
"""what introduces a date, with anything behind it"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A date that may be the marking's.

    ``anchored``: it stands with wording of a marking; ``bound``: so closely that print is excluded; ``cued``: right behind it;
    ``laid_over``: across the print; ``far``: line heights to the nearest of that wording; ``weight``: its vote.
    """

    found: Found
    text: str
    words: tuple[Word, ...]
    block: Block
    anchored: bool
    bound: bool
    cued: bool
    laid_over: bool
    far: float

    @property
    def style(self) -> str:
        return "".join(dict.fromkeys(re.sub(r"[\w\s]", "", self.text)))

    @property
    def weight(self) -> float:
        cut = _SHORT_YEAR.search(self.text) is not None or (self.laid_over and not _LONG_YEAR.search(self.text))
        doubt = 0.5 if self.found.uncertain or cut else 1.0
        return doubt * min(word.confidence for word in self.words)


def days_of(told: Sequence[Told], reading: Reading, side: int, received: date) -> list[Day]:
    """The dates that can be the marking's: none of the document's own."""
    days = [day for one in told for found in one.dates if (day := _day(found, one, reading)) is not None]
    printed = _printed_dates(reading)
    if reading.sides[side].document == LICENCE:
        days = [replace(day, anchored=day.anchored or _is_written_on(day)) for day in days]
    if reading.sides[side].document not in (PASSPORT, IDENTITY_CARD):
        printed |= {day.found.date for day in days if not day.anchored and not day.bound}
        valid = _dates_of_validity(reading, side)
        days = [day for day in days if day.found.date not in valid]
    days = [day for day in days if day.bound or day.found.date not in printed]
    days = [day for day in days if (day.cued and not _ends_alone(day)) or _is_timely(day, received)]
    days = [_completed(day, days) for day in days]
    days = [day for day in days if not any(_is_torn_from(day, other) or _is_pieced(day, other) for other in days)]
    return days if reading.sides[side].document in (PASSPORT, IDENTITY_CARD) else _of_another_style(days)


def _day(found: Found, one: Told, reading: Reading) -> Day | None:
    words, text = one.block.words_at(found.start, found.end), one.block.text
    if max(word.angle for word in words) - min(word.angle for word in words) > LEVEL:
        return None  # the day of a watermark with a year of the print under it
    if any(match.start() <= found.start < match.end() for match in _VALIDITY.finditer(text) if _is_of_validity(match)):
        return None
    laid_over, saying = any(word in one.laid_over for word in words), one.saying
    if saying and not (laid_over or one.block.beside) and all(word in one.laid_over for word in saying):
        return None  # a level date of the print among the lines of a tilted watermark
    cued = _is_cued(found, words, one, reading)
    return Day(
        found=found,
        text=text[found.start : found.end],
        words=words,
        block=one.block,
        anchored=cued or laid_over or one.says_something,
        cued=cued,
        bound=cued
        or laid_over
        or any(word in saying or _in_column(word, other, reading) for word in words for other in saying),
        laid_over=laid_over,
        far=0.0 if laid_over else min((_distance(w, o, reading) for w in words for o in saying), default=math.inf),
    )


def _is_written_on(day: Day) -> bool:
    """Whether a date on a licence itself has its month in letters, as none of its own has."""
    return day.found.form is Form.WRITTEN and not day.block.beside


def _is_of_validity(match: re.Match[str]) -> bool:
    """Whether two dates on one line are those of issue and expiry, by the rubric between them, or by their day and month."""
    return match[2] is not None or Levenshtein.distance(match[1], match[3]) <= MOST_MISREAD


def _is_cued(found: Found, words: Sequence[Word], one: Told, reading: Reading) -> bool:
    """Whether what introduces a date stands before it: on its line, or at the end of a line of the marking above or beside it.

    A caption "datum" by itself introduces a date of the document.
    """
    cue = _CUED.search(one.block.text[: found.start])
    if cue is None:
        return False
    before = one.block.words_at(cue.start(), cue.start() + len(cue[0].rstrip()))
    return all(
        word in words or (word in one.saying and (_in_column(words[0], word, reading) or _in_row(word, words[0])))
        for word in before
    )


def _in_row(one: Word, other: Word) -> bool:
    """Whether a line stands left of another, on its row."""
    return one.box.top < other.box.centre[1] < one.box.bottom and one.box.centre[0] < other.box.left


def _distance(one: Word, other: Word, reading: Reading) -> float:
    """Line heights between two lines; 0 where they touch."""
    across = max(0.0, one.box.left - other.box.right, other.box.left - one.box.right) * reading.width
    down = max(0.0, one.box.top - other.box.bottom, other.box.top - one.box.bottom) * reading.height
    return math.hypot(across, down) / max(1.0, one.size)


def _in_column(one: Word, other: Word, reading: Reading) -> bool:
    """Whether two lines stand under one another, set left or centred, as those of a label do."""
    left, middle = abs(one.box.left - other.box.left), abs(one.box.centre[0] - other.box.centre[0])
    room = IN_COLUMN * max(1.0, one.size)
    return min(left, middle) * reading.width < room / 2 and _distance(one, other, reading) < IN_COLUMN


def _ends_alone(day: Day) -> bool:
    """Whether the year of a date is a line by itself, as that of birth is in the photo of newer models."""
    return len(day.words) > 1 and re.fullmatch(r"\W*\d{4}\W*", day.words[-1].text) is not None


def _is_timely(day: Day, received: date) -> bool:
    return day.found.date is None or received - OLDEST < day.found.date < received + LATEST


def _is_torn_from(day: Day, other: Day) -> bool:
    """Whether a date is a piece of another, cut at the edge of a tile: 7-10-06 of 2027-10-06, 9-09-20 of 09-09-2026; or with the
    edge taken for its last digit, 05-09-21 of 05-09-2026.
    """
    one, whole = (re.sub(r"\D", "", each.text) for each in (day, other))
    ends = day.anchored and other.bound and day.words[-1].text.endswith(day.text)
    return len(one) < len(whole) and (one in whole or (ends and len(one) == SHORT and whole.startswith(one[:-1])))


def _completed(day: Day, days: Sequence[Day]) -> Day:
    """A date of a watermark whose year one tile cuts off, and its first digits another one, put together of both: 13-09-20 and
    3-09-2026.
    """
    joined = (_joined(day, other) or _joined(other, day) for other in days if other is not day)
    whole = next((one for one in joined if one is not None), None)
    return replace(day, found=replace(day.found, date=whole)) if whole else day


def _joined(begun: Day, ended: Day) -> date | None:
    """The date that begins as one does and ends as the other does, where they have all in between in common."""
    if not (begun.laid_over and ended.laid_over and _BEGUN_YEAR.search(begun.text)):
        return None
    for cut in range(1, MOST_CUT + 1):
        if len(ended.text) > len(begun.text) - cut and ended.text.startswith(begun.text[cut:]):
            found = dates_in(begun.text[:cut] + ended.text)
            return found[0].date if len(found) == 1 else None
    return None


def _is_pieced(day: Day, other: Day) -> bool:
    """Whether a date was put together of several lines, one of which reads whole, with the same month, in another look."""
    if len(day.words) == 1 or len(other.words) > 1 or day.found.date is None or other.found.date is None:
        return False
    same = day.found.date.month == other.found.date.month
    return same and any(word.box.share_in(other.words[0].box) > SAME_LINE for word in day.words)


def _of_another_style(days: Sequence[Day]) -> list[Day]:
    """Where the document prints dates in numbers too: those bound to the marking, else those not set as its own are."""
    bound = [day for day in days if day.bound]
    own = {day.style for day in days if not day.anchored}
    return bound or [day for day in days if day.style not in own and day.style != "."]


def _printed_dates(reading: Reading) -> set[date | None]:
    """The dates that the documents on the page print, by their form and by their strips."""
    days = {found.date for word in reading.words for found in dates_in(word.text) if found.form is Form.DOCUMENT}
    for strip in reading.strips:
        mrz = parse([line.text for line in strip.lines])
        if mrz is not None:
            days |= {
                day for day in (getattr(mrz, "birth", None), getattr(mrz, "expiry", None)) if isinstance(day, date)
            }
    return days - {None}


def _dates_of_validity(reading: Reading, side: int) -> set[date | None]:
    """The days of issue and expiry of a side that prints dates as people write them: two that lie five or ten years apart."""
    box = reading.sides[side].box
    texts = (word.text for word in reading.words if word.box.share_in(box) > ON_SIDE)
    days = {found.date for text in texts for found in dates_in(text) if found.date is not None}
    pairs = ((issued, expiry) for issued in days for expiry in days if ends_validity(expiry, issued))
    return {day for pair in pairs for day in pair}


def date_part(told: Sequence[Told], days: Sequence[Day], unread: Sequence[Word], received: date) -> PartFinding:
    """The date that stands with the marking's words; where there are several, the one most often read."""
    whole = [day for day in days if day.found.date is not None]
    near = _nearest([day for day in whole if day.anchored] or whole)
    if not near and len(pieces := _assembled(told, received)) == 1:
        ((day, words),) = pieces.items()
        return part(Part.DATE, PartState.PRESENT, ASSEMBLED, words, day.isoformat())
    if not near:
        torn = [word for day in days if day.anchored or day.block.beside for word in day.words]
        torn += [word for one in told if one.says_something for word in one.block.words if _is_torn(word)]
        torn += [word for one in told for word in one.laid_over if _is_end_or_beginning(word, received)]
        return part(Part.DATE, PartState.UNCLEAR, 0.4, torn) if torn else absent(Part.DATE, told, unread)
    votes = _votes(near, told, received)
    best = max(votes, key=lambda key: votes[key])
    mine = [day for day in near if day.found.date == best]
    doubtful = votes[best] < LEAST_VOTES or any(votes[other] > RIVAL * votes[best] for other in votes if other != best)
    doubtful |= best > received + FAR_AHEAD and any(day.laid_over for day in mine)
    doubtful |= bool(mine) and all(_BEGUN_YEAR.search(day.text) for day in mine)
    sure = max((min(word.confidence for word in day.words) for day in mine), default=ASSEMBLED)
    state, confidence = (PartState.UNCLEAR, 0.5) if doubtful else (PartState.PRESENT, sure)
    found = part(Part.DATE, state, confidence, [word for day in mine for word in day.words], best.isoformat())
    known = doubtful and sure >= UNREAD and all(map(_is_whole, near))
    return replace(found, one_of=tuple(day.isoformat() for day in sorted(votes))) if known else found


def _is_whole(day: Day) -> bool:
    """Whether all of a date is there, however doubtful a digit: its year is none begun, nor set as a licence's back sets its own,
    and its month is a name where it is written.
    """
    named = day.found.form is not Form.WRITTEN or any(name in day.text.lower() for names in MONTHS for name in names)
    return named and _SHORT_YEAR.search(day.text) is None


def _votes(near: Sequence[Day], told: Sequence[Told], received: date) -> dict[date, float]:
    """The readings that speak for each date: whole ones, pieces with another year, and later dates than the day of receipt, of
    which all but one digit are those of one that is not.
    """
    votes: dict[date, float] = {}
    near = [day for day in near if not any(_is_outdone(day, other) for other in near)]
    counted = [day for index, day in enumerate(near) if not any(_repeats(day, other) for other in near[:index])]
    for (value, _), weight in {(day.found.date, day.words): day.weight for day in counted}.items():
        if value is not None:
            votes[value] = votes.get(value, 0.0) + weight
    whole = {word for day in near for word in day.words}
    for (value, _), weight in _torn_votes(set(votes), told, whole).items():
        votes[value] = votes.get(value, 0.0) + weight
    for later in [day for day in votes if day > received]:
        others = (day for day in votes if day <= received and votes[day] >= LEAST_VOTES and _is_misread(later, day))
        true = max(others, key=lambda day: votes[day], default=None)
        if true and (votes[true] > RIVAL * votes[later] or later > received + FAR_AHEAD):
            votes[true] += TORN * votes.pop(later)
    return votes


def _is_outdone(day: Day, other: Day) -> bool:
    """Whether a date that was hardly read was read as another one with ease in the same place."""
    told = min(word.confidence for word in day.words) < UNREAD and min(word.confidence for word in other.words) > EASILY
    return told and not other.found.uncertain and day.found.date != other.found.date and _in_same_place(day, other)


def _repeats(day: Day, other: Day) -> bool:
    """Whether an uncertain reading of a date is one again of the same place, which makes it no surer."""
    return day.found.uncertain and day.found.date == other.found.date and _in_same_place(day, other)


def _in_same_place(day: Day, other: Day) -> bool:
    pairs = [(one.box, two.box) for one in day.words for two in other.words]
    return any(max(one.share_in(two), two.share_in(one)) > SAME_LINE for one, two in pairs)


def _torn_votes(days: set[date], told: Sequence[Told], whole: set[Word]) -> dict[tuple[date, Word], float]:
    """The pieces of a tile that give the day or the month of one of the dates, and a year: "ch 25, 2027" of March 25; or its day
    and the beginning of its month: "26 fe".
    """
    votes: dict[tuple[date, Word], float] = {}
    for word in {word for one in told for word in one.laid_over} - whole:
        if begun := _DAY_MONTH.search(word.text):
            for day in (each for each in days if each.day == int(begun[1]) and _begins(begun[2], each)):
                votes[(day, word)] = TORN * word.confidence
        for match in _DAY_YEAR.finditer(word.text):
            number, year = int(match[1]), int(match[2])
            for day in (each for each in days if number in (each.day, each.month) and each.year != year):
                if (other := _in_year(day, year)) is not None:
                    votes[(other, word)] = TORN * word.confidence
    return votes


def _assembled(told: Sequence[Told], received: date) -> dict[date, tuple[Word, Word]]:
    """The dates that one line across the print begins, with day and month, and another one ends, with its month and a year, and
    those lines: what they cross spoils one part of a watermark's tile, and another part of the next.
    """
    words = {word for one in told for word in one.laid_over}
    begun = [(int(match[1]), match[2], word) for word in words for match in _WITH_MONTH.finditer(word.text)]
    ended = [(match[1], int(match[2]), word) for word in words for match in _MONTH_YEAR.finditer(word.text)]
    found: dict[date, tuple[Word, Word]] = {}
    for number, letters, one in begun:
        for name, year, other in ended:
            month = _month_of(letters)
            sure = (one.confidence + other.confidence) * TORN >= LEAST_VOTES
            if one is not other and sure and month is not None and month == _month_of(name):
                try:
                    day = date(year, month, number)
                except ValueError:
                    continue
                if received - OLDEST < day <= received + FAR_AHEAD:
                    found[day] = (one, other)
    return found


def _month_of(letters: str) -> int | None:
    """The month with whose name, in any of its forms, letters begin or end."""
    for number, names in enumerate(MONTHS, 1):
        if any(letters.lower().startswith(name) or letters.lower().endswith(name) for name in names):
            return number
    return None


def _begins(letters: str, day: date) -> bool:
    """Whether letters begin the name of a day's month."""
    return any(name.startswith(letters.lower()) for name in MONTHS[day.month - 1])


def _in_year(day: date, year: int) -> date | None:
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February
        return None


def _is_misread(one: date, other: date) -> bool:
    return sum(a != b for a, b in zip(one.isoformat(), other.isoformat(), strict=True)) == 1


def _is_torn(word: Word) -> bool:
    """Whether a line holds a piece of a date, or announces one that was misread, as a caption of the document does not."""
    if dates_in(word.text):
        return False
    return _TORN.search(word.text) is not None or (_ANNOUNCED.search(word.text) is not None and not is_print(word))


def _is_end_or_beginning(word: Word, received: date) -> bool:
    """Whether a line of a watermark holds what its tile's rim left of a date: a year about that of receipt, or "op" with a day."""
    years = (int(year) for year in re.findall(r"(?<!\d)20\d\d(?!\d)", word.text))
    return any(abs(year - received.year) <= 1 for year in years) or _BEGUN.search(word.text) is not None


def _nearest(days: Sequence[Day]) -> list[Day]:
    """Those about as near to the marking's wording as the nearest; a document's own stand further off."""
    least = min((day.far for day in days), default=0.0)
    return [day for day in days if day.far <= least + NEARER]
