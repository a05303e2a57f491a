"""Lines as the main reader gives them: cut at wide gaps, folded for comparing, made into the words of a reading."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from idcheck.dates import Form, dates_in
from idcheck.engines import ppocr
from idcheck.engines.ppocr import Line, Text
from idcheck.geometry import angle_of, box_of, height_of, length_of, part_of
from idcheck.records import Box, Page, View, Word

WIDE_GAP = 2.2
"""times the usual step from one character to the next: two fields side by side, not one text (a blank gives 1.5–2)"""
KNOWN_CONFIDENCE = 0.8
"""of a line that was read with ease"""
CROSSED = 0.6
"""of a line that was read clearly, in the box of another one: that is the same, read together with what crosses it"""
LEAST_COLUMN, ACROSS_DEGREES = 3, 60.0
"""lines, and degrees between them and the one that runs across them all"""
LEAST_STEPS = 4
"""characters that a line must have to tell its usual step"""
YEAR, YEAR_LEVEL, YEAR_HEIGHTS = r"(?:19|20)\d\d", 0.4, 4.0
"""a year by itself; of its line's height, how far it stands off the row of its day and month; and how many heights right of them at
most (passports of 2006 set it 1.7 heights apart, as the specimen has it)"""


def read_quads(page: Page, quads: Iterable[np.ndarray]) -> list[Line]:
    """Read the lines at these places (float32 4×2, pixels of the page), each at the page's own resolution."""
    lines = (Line(quad, ppocr.recognise(ppocr.cut(page.picture, quad))) for quad in quads)
    return [piece for line in lines for piece in pieces(line) if piece.text.text.strip()]


def pieces(line: Line) -> Iterator[Line]:
    """The line cut where a gap is too wide for a blank: the detector runs fields together that stand side by side."""
    text, centres = line.text.text, line.text.centres
    steps = np.diff(centres)
    if len(steps) < LEAST_STEPS:
        yield line
        return
    wide = WIDE_GAP * float(np.median(steps))
    cuts = [index + 1 for index, step in enumerate(steps) if step > max(wide, 0.0)]
    for start, stop in zip([0, *cuts], [*cuts, len(text)], strict=True):
        yield _piece(line, start, stop) if cuts else line


def _piece(line: Line, start: int, stop: int) -> Line:
    text = line.text
    left = 0.0 if start == 0 else (text.centres[start - 1] + text.centres[start] * 3) / 4
    right = 1.0 if stop == len(text.text) else (text.centres[stop - 1] * 3 + text.centres[stop]) / 4
    span = max(1e-6, right - left)
    part = Text(
        text.text[start:stop],
        float(np.mean(text.scores[start:stop])),
        tuple((centre - left) / span for centre in text.centres[start:stop]),
        text.scores[start:stop],
    )
    return Line(part_of(line.quad, left, right), part)


def with_years(lines: Sequence[Line]) -> list[Line]:
    """The lines, each year by itself joined to its day and month where a document sets it apart from them: alone it looks like four
    digits that a cover left of a number.
    """
    years = [line for line in lines if re.fullmatch(YEAR, line.text.text.strip())]
    found = {id(year): day for year in years for day in lines if _is_day_of(day, year)}
    used = {id(day) for day in found.values()}
    whole = [_run_on(found[id(year)], year) for year in years if id(year) in found]
    return [line for line in lines if id(line) not in found and id(line) not in used] + whole


def _is_day_of(day: Line, year: Line) -> bool:
    """Whether a line is the day and month of a document's date, whose year stands right of it on its row."""
    text = f"{day.text.text} {year.text.text.strip()}"
    if not any(one.form is Form.DOCUMENT and one.end == len(text) for one in dates_in(text)):
        return False
    high = height_of(year.quad)
    off = np.asarray(year.quad[0] + year.quad[3] - day.quad[1] - day.quad[2]) / 2
    return bool(-high < off[0] < YEAR_HEIGHTS * high and abs(off[1]) < YEAR_LEVEL * high)


def _run_on(line: Line, other: Line) -> Line:
    """Two lines of one row as one, the other behind it."""
    quad = np.array([line.quad[0], other.quad[1], other.quad[2], line.quad[3]], np.float32)
    whole = length_of(quad)
    first, last = length_of(line.quad) / whole, length_of(other.quad) / whole
    blank = 1 - last if first > 1 - last else (first + 1 - last) / 2
    one, two = line.text, other.text
    text = Text(
        f"{one.text} {two.text}",
        min(one.confidence, two.confidence),
        (*(first * centre for centre in one.centres), blank, *(1 - last + last * centre for centre in two.centres)),
        (*one.scores, min(one.confidence, two.confidence), *two.scores),
    )
    return Line(quad, text)


def pitch_of(line: Line) -> float:
    """From one character of a line to the next, in pixels; a line of one character has its own length."""
    centres = line.text.centres
    return length_of(line.quad) * ((centres[-1] - centres[0]) / (len(centres) - 1) if len(centres) > 1 else 1.0)


def is_column(line: Line, others: Sequence[Line]) -> bool:
    """Whether a line that was hardly read runs across several that were read with ease: a column taken for a line."""
    if line.text.confidence > KNOWN_CONFIDENCE:
        return False
    middles = [other.quad.mean(axis=0) for other in others if _across(line, other)]
    left, top = line.quad.min(axis=0)
    right, bottom = line.quad.max(axis=0)
    return sum(bool(left < x < right and top < y < bottom) for x, y in middles) >= LEAST_COLUMN


def _across(line: Line, other: Line) -> bool:
    off = abs(angle_of(line.quad) - angle_of(other.quad)) % 180
    return other.text.confidence > KNOWN_CONFIDENCE and min(off, 180 - off) > ACROSS_DEGREES


def lines_in(lines: Iterable[Line], page: Page, *boxes: Box) -> list[Line]:
    """The lines more than half of which lies in one of these places."""
    placed = ((line, box_of(line.quad, page.width, page.height)) for line in lines)
    return [line for line, place in placed if any(place.share_in(box) > 0.5 for box in boxes)]


def uncrossed(lines: Sequence[Line], again: Sequence[Line], page: Page) -> list[Line]:
    """The lines with those of the darkest print alone; one that was read worse, together with what crosses it, is left out."""
    return [*not_crossed(lines, again, page), *again]


def not_crossed(lines: Sequence[Line], clear: Sequence[Line], page: Page) -> list[Line]:
    """The lines without those in which one of the clear ones stands that was read more surely."""
    sure = [line for line in clear if line.text.confidence > KNOWN_CONFIDENCE]
    told = [(box_of(line.quad, page.width, page.height), line.text.confidence) for line in sure]

    def is_crossed(line: Line) -> bool:
        box = box_of(line.quad, page.width, page.height)
        return any(other.share_in(box) > CROSSED and line.text.confidence < confidence for other, confidence in told)

    return [line for line in lines if not is_crossed(line)]


def words_of(lines: Sequence[Line], page: Page, view: View = View.FACE) -> tuple[Word, ...]:
    """The lines as words of a reading."""
    return tuple(word_of(line, page, view) for line in lines)


def word_of(line: Line, page: Page, view: View = View.FACE, reader: str = ppocr.NAME) -> Word:
    """A line as a word of a reading: its box in fractions of the page, its angle in degrees, its size in pixels."""
    return Word(
        text=line.text.text,
        box=box_of(line.quad, page.width, page.height),
        confidence=line.text.confidence,
        angle=angle_of(line.quad) if length_of(line.quad) else 0.0,
        size=height_of(line.quad),
        view=view,
        reader=reader,
        centres=line.text.centres,
    )


def folded(text: str) -> str:
    """Capitals and digits only, accents taken off: what anchors and captions are compared in."""
    return re.sub(r"[^A-Z0-9]", "", plain(text).upper())


def plain(text: str) -> str:
    """The text without accents: the reader puts some where none are."""
    return "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
