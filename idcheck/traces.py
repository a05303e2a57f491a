"""Traces of a number where one could be that was not read: each place in every view, and what lies over it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from rapidfuzz.distance import Levenshtein

from idcheck.bsn import is_bsn, is_document_number, numbers_in
from idcheck.dates import dates_in
from idcheck.engines import ppocr
from idcheck.engines.ppocr import Line, Text
from idcheck.evidence import BROUGHT_BACK, off_rims
from idcheck.geometry import box_of, height_of, length_of, part_of, quad_of, share_of, spread
from idcheck.ink import cropped, dark_print
from idcheck.lines import not_crossed, read_quads
from idcheck.records import Box, Covering, Quad, View, Word
from idcheck.sight import Sight, in_strip, over_print, without_ends, without_modules
from idcheck.suspects import repeats_date
from idcheck.views import read_channels, read_views, stretch, tiles_of

CLOSE_PX_PER_MM = 12.0
"""pixels a mm at which lines are looked for where a number must stand: struck ones are found in 29 of 30 there, half of the
see-through ones are missed at 5"""
MARGIN = 0.25
"""of a line's height added around it: the detector cuts through strokes that stand out"""
IN_FIELD = 0.4
"""of a line's box that lies in a field for it to be read as what stands there"""
CLEARLY = 0.6
"""confidence of a reader on digits under strokes; noise on a cover is read with 0.2–0.5, four digits of it never with more"""
CLEARLY_COVERED = 0.8
"""of a reader on most of a number under a patch without a label: rims of stickers in a row are read with 0.65–0.8"""
KNOWN_CONFIDENCE = 0.8
"""of a line on the same spot, above which it is not read again"""
EASILY, LEAST_TOLD = 0.9, 3
"""confidence of a reader on open print, and characters of it that tell: strokes are read as two or three at most, and with less"""
OTHER_NUMBER = r"/?\s?\d{10}"
"""a licence's number, or a V-number"""
AFTER_SLASH = re.compile(r"/\s?\d{10}")
"""the same on the back of a licence, where the BSN stands before the slash"""
CROSSED_NUMBER = rf"(?:[^\W\d_]{{2,}}\W*)?{OTHER_NUMBER}"
"""the same, with a watermark's word before it that was read on into it"""
MISREAD = 3
"""digits of a licence's ten that a watermark across them changes or adds (seen); of 300,000 numbers of
nine digits at random six are as near to one"""
YEAR_AMONG_WORDS, LETTERS_OF_WORDS = re.compile(r"(?:\D*[^\w.])?(?:19|20)\d\d(?:[^\w.]\D*)?"), 8
"""a year and no other digit, and the letters beside it that are words: "BSN 1999", a rest of a number with its label, has fewer"""
WHOLE = 0.7
"""of the length of a place, that its digits take where nothing else stands in it (chosen)"""
THROUGH, THROUGH_AGAIN = 5, 4
"""digits that one view gives with confidence on a cover, and another one too, from which it hides too little to be one"""
LEAST_DIGITS = 7
"""digits of nine that make a number of what was read through strokes: a person makes out the others"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What is left of a number at one place: the readings of it, and what lies over it; ``dated``: those that give a date again,
    which stands elsewhere on the side.
    """

    box: Box
    covering: Covering
    words: tuple[Word, ...]
    dated: tuple[Word, ...] = ()

    @property
    def passes(self) -> bool:
        """Whether a view gives nine digits that are a BSN, and no date again, with letters beside it taken for digits."""
        undated = (word for word in self.words if word not in self.dated)
        return any(is_bsn(run.digits) for word in undated for run in numbers_in(word.text))

    @property
    def other(self) -> Word | None:
        """The reading, in any view, that is read with ease as something else than a number: then no stroke hides one there."""
        easily = (word for word in self.words if word.confidence > EASILY and len(word.text) >= LEAST_TOLD)
        others = [
            word for word in easily if self._undated(word) < LEAST_DIGITS or re.fullmatch(CROSSED_NUMBER, word.text)
        ]
        return max(others, key=lambda word: word.confidence, default=None)

    @property
    def digits(self) -> int:
        """The most digits outside dates that a view gives with confidence."""
        return max((self._undated(word) for word in self.words if word.confidence > CLEARLY), default=0)

    @property
    def shows_through(self) -> bool:
        """Whether two views give several digits of what lies under a cover: no proof of a number, and none that it is hidden."""
        told = sorted(self._undated(word) for word in self.words if word.confidence > CLEARLY)
        return self.other is None and len(told) > 1 and told[-1] >= THROUGH and told[-2] >= THROUGH_AGAIN

    @property
    def is_veiled_number(self) -> bool:
        """Whether most of a number is read under a veil, and in no view anything else."""
        return self.covering is Covering.VEILED and self.other is None and self.digits >= LEAST_DIGITS

    @property
    def is_covered_number(self) -> bool:
        """Whether a view brings back most of a number with ease from under a patch, on which noise is read with less."""
        easily = (word for word in self.words if word.confidence > CLEARLY_COVERED and word.view in BROUGHT_BACK)
        return any(self._undated(word) >= LEAST_DIGITS and not self._is_of_other(word) for word in easily)

    def _undated(self, word: Word) -> int:
        return 0 if word in self.dated else _undated(word)

    def _is_of_other(self, word: Word) -> bool:
        """Whether a reading is a licence's number, or one that another view reads with ease, misread."""
        if re.fullmatch(CROSSED_NUMBER, word.text):
            return True
        other = self.other
        return (
            other is not None
            and re.fullmatch(OTHER_NUMBER, other.text) is not None
            and Levenshtein.distance(word.text, other.text) <= MISREAD
        )


def trace(sight: Sight, quad: Quad) -> Trace:
    """Look at one place (float32 4×2, pixels of the page) in every view; what lies over it is told where digits were read."""
    wide = spread(quad, MARGIN * height_of(quad), MARGIN * height_of(quad))
    words = read_views(sight.page, wide)
    best = max(words, key=lambda word: (word.confidence > CLEARLY, _digits(word), word.confidence), default=None)
    spot = _spot(wide, best) if best and _digits(best) >= LEAST_DIGITS else quad
    if length_of(spot) > WHOLE * length_of(quad):
        spot = quad  # its rim shows captions and the guilloche, in which strokes are seen that are none
    return Trace(
        box=box_of(quad, sight.page.width, sight.page.height),
        covering=over_print(sight, spot),
        words=words,
        dated=tuple(word for word in words if _is_dated(sight, word, words)),
    )


def on_cover(sight: Sight, quad: Quad) -> Trace:
    """Look for a number on what was seen over its place (float32 4×2, pixels of the page): the rims of stickers are none."""
    one = trace(sight, quad)
    return replace(one, words=tuple(off_rims(one.words)))


def beneath(sight: Sight, quad: Quad) -> Trace:
    """Look for a number under a patch (float32 4×2, pixels of the page), in each colour channel too; a date again is none, nor the
    document's own number, around which a band of the ground may be taken for a patch.
    """
    one = on_cover(sight, quad)
    words = (*one.words, *off_rims(read_channels(sight.page, quad)))
    own = [
        _compact(line.text.text) for line in sight.lines if is_own_number(line) and share_of(line.quad, quad) > IN_FIELD
    ]
    fresh = (word for word in words if not any(_compact(word.text) in number for number in own))
    return replace(one, words=tuple(word for word in fresh if not _is_dated(sight, word, words)))


def _compact(text: str) -> str:
    return re.sub(r"\W", "", text)


def is_own_number(line: Line) -> bool:
    """Whether a line was read with ease as the number of a passport or a card."""
    return line.text.confidence > EASILY and is_document_number(_compact(line.text.text))


def _is_dated(sight: Sight, word: Word, views: Sequence[Word]) -> bool:
    """Whether all digits of a reading are those of a date again, or of several in a watermark's line."""
    parts = [part for part in word.text.split() if any(map(str.isdigit, part))]
    return repeats_date(sight, word.text, views) or (
        len(parts) > 1 and all(repeats_date(sight, part, views) for part in parts)
    )


def _digits(word: Word) -> int:
    return sum(map(str.isdigit, word.text))


def _undated(word: Word) -> int:
    """Its digits outside dates, which a reader runs together with the word before them, and of no licence's number behind a slash;
    those of a year among words are of none.
    """
    if YEAR_AMONG_WORDS.fullmatch(word.text) and sum(map(str.isalpha, word.text)) >= LETTERS_OF_WORDS:
        return 0
    text = re.sub(r"(?<=[^\W\d])(?=\d)", " ", AFTER_SLASH.sub("", word.text))
    dated = sum(char.isdigit() for one in dates_in(text) for char in text[one.start : one.end])
    return sum(map(str.isdigit, text)) - dated


def _spot(quad: Quad, word: Word) -> Quad:
    """The part of a place from the first digit that was read to the last; of a BSN, where one was read."""
    run = next((run for run in numbers_in(word.text) if is_bsn(run.digits)), None)
    told = slice(run.start, run.end) if run else slice(None)
    read = zip(word.text[told], word.centres[told], strict=True)
    centres = [centre for char, centre in read if char.isdigit()]
    half = (centres[-1] - centres[0]) / (2 * len(centres) - 2)
    return part_of(quad, max(0.0, centres[0] - half), min(1.0, centres[-1] + half))


def cleared(sight: Sight, traces: Mapping[int, Trace]) -> Sight:
    """The sight with the lines that another view reads with ease as something else read so. ``traces``: by index of the line."""
    lines = list(sight.lines)
    for index, one in traces.items():
        if (word := one.other) and not one.passes:
            lines[index] = Line(lines[index].quad, Text(word.text, word.confidence, word.centres, ()))
    return replace(sight, lines=tuple(lines))


def in_fields(sight: Sight, fields: Sequence[Box]) -> Iterator[Trace]:
    """The traces in the fields of a number: the lines that were found there, else the field as it lies."""
    for field in fields:
        lines = [line for line in sight.lines if _stands_in(sight, line, field)]
        quads = [line.quad for line in lines] or [quad_of(field, sight.page.width, sight.page.height)]
        yield from (trace(sight, quad) for quad in quads)


def _stands_in(sight: Sight, line: Line, field: Box) -> bool:
    box = box_of(line.quad, sight.page.width, sight.page.height)
    return box.share_in(field) > IN_FIELD and not in_strip(sight, line.quad)


def closer(sight: Sight, zone: Box, view: View) -> Sight:
    """The sight with what is found in a zone at the scale at which struck numbers and small labels are; known lines are kept.

    Stretched contrast shows the detector numbers under a veil, and costs it some of those under several lines.
    """
    crop, corner = cropped(sight.page, zone)
    if not crop.size:
        return sight
    if view is View.CONTRAST:
        crop = stretch(crop, tiles_of(crop, sight.side.px_per_mm))
    elif view is View.INK:
        crop = dark_print(crop)
    side = round(max(crop.shape[:2]) * CLOSE_PX_PER_MM / sight.side.px_per_mm)
    quads = [ppocr.upright_quad(np.asarray(quad + corner, np.float32)) for quad in ppocr.detect(crop, side)]
    fresh = read_quads(sight.page, [quad for quad in quads if not _known(sight, quad)])
    fresh = without_modules(without_ends(fresh, sight.licences), sight.codes, sight.page)
    if sight.uncrossed:
        fresh = not_crossed(fresh, sight.lines, sight.page)
    return replace(sight, lines=(*sight.lines, *fresh))


def _known(sight: Sight, quad: Quad) -> bool:
    sure = (line for line in sight.lines if line.text.confidence > KNOWN_CONFIDENCE)
    return any(share_of(quad, line.quad) > IN_FIELD for line in sure)
