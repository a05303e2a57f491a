"""Traces of a number where one could be that was not read: each place in every view, and what lies over it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from idcheck.bsn import is_bsn, numbers_in
from idcheck.engines import ppocr
from idcheck.engines.ppocr import Line
from idcheck.geometry import box_of, height_of, quad_of, spread
from idcheck.ink import cropped
from idcheck.lines import read_quads
from idcheck.records import Box, Covering, Quad, Word
from idcheck.sight import Sight, in_strip
from idcheck.strokes import lying_over
from idcheck.views import read_views

CLOSE_PX_PER_MM = 12.0
"""pixels a mm at which lines are looked for where a number must stand: struck ones are found in 29 of 30 there, half of the
see-through ones are missed at 5"""
MARGIN = 0.25
"""of a line's height added around it: the detector cuts through strokes that stand out"""
IN_FIELD = 0.4
"""of a line's box that lies in a field for it to be read as what stands there"""
CLEARLY = 0.6
"""confidence of a reader on digits under strokes; noise on a cover is read with 0.2–0.5, four digits of it never with more"""
KNOWN_CONFIDENCE = 0.8
"""of a line on the same spot, above which it is not read again"""
LEAST_DIGITS = 7
"""digits of nine that make a number of what was read through strokes: a person makes out the others"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What is left of a number at one place: the readings of it, and what lies over it."""

    box: Box
    covering: Covering
    words: tuple[Word, ...]

    @property
    def passes(self) -> bool:
        """Whether a view gives nine digits that are a BSN."""
        return any(is_bsn(run.digits) for word in self.words for run in numbers_in(word.text))

    @property
    def digits(self) -> int:
        """The most digits that a view gives with confidence."""
        return max((sum(map(str.isdigit, word.text)) for word in self.words if word.confidence > CLEARLY), default=0)


def trace(sight: Sight, quad: Quad) -> Trace:
    """Look at one place (float32 4×2, pixels of the page) in every view."""
    wide = spread(quad, MARGIN * height_of(quad), MARGIN * height_of(quad))
    return Trace(
        box=box_of(quad, sight.page.width, sight.page.height),
        covering=lying_over(sight.page, quad, sight.span),
        words=read_views(sight.page, wide),
    )


def in_fields(sight: Sight, fields: Sequence[Box]) -> Iterator[Trace]:
    """The traces in the fields of a number: the lines that were found there, else the field as it lies."""
    for field in fields:
        lines = [line for line in sight.lines if _stands_in(sight, line, field)]
        quads = [line.quad for line in lines] or [quad_of(field, sight.page.width, sight.page.height)]
        yield from (trace(sight, quad) for quad in quads)


def _stands_in(sight: Sight, line: Line, field: Box) -> bool:
    box = box_of(line.quad, sight.page.width, sight.page.height)
    return box.share_in(field) > IN_FIELD and not in_strip(sight, line.quad)


def closer(sight: Sight, zone: Box) -> Sight:
    """The sight with what is found in a zone at the scale at which struck numbers and small labels are; known lines are kept."""
    crop, corner = cropped(sight.page, zone)
    if not crop.size:
        return sight
    side = round(max(crop.shape[:2]) * CLOSE_PX_PER_MM / sight.side.px_per_mm)
    quads = [ppocr.upright_quad(np.asarray(quad + corner, np.float32)) for quad in ppocr.detect(crop, side)]
    fresh = read_quads(sight.page, [quad for quad in quads if not _known(sight, quad)])
    return replace(sight, lines=(*sight.lines, *fresh))


def _known(sight: Sight, quad: Quad) -> bool:
    box = box_of(quad, sight.page.width, sight.page.height)
    sure = (line for line in sight.lines if line.text.confidence > KNOWN_CONFIDENCE)
    return any(box.share_in(box_of(line.quad, sight.page.width, sight.page.height)) > IN_FIELD for line in sure)
