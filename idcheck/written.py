"""What was found at first and is no print, read by the reader of markings; and lines across the print read on from there.

Nothing is searched for here: the detector's lines are taken as they are, their pieces put together, and where they cross print,
where it finds little, they are gone along.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from idcheck.blocks import ON_SIDE, Placed, is_letter, is_print, placed
from idcheck.engines import markings, ppocr
from idcheck.engines.ppocr import Line, Text
from idcheck.expected import SURE, recognise, without_strays
from idcheck.geometry import around, spread
from idcheck.lines import word_of
from idcheck.policy import Policy
from idcheck.records import Page, Picture, Quad, Reading, View, Word
from idcheck.told import LEAST_CONFIDENCE, UNREAD

SAME_TURN = 4.0
"""degrees within which pieces make one line, beside what the ends of their boxes leave open"""
EASILY = 0.9
"""confidence from which a line is not read upside down too: of one that lies so, digits are read with 0.75–0.85 as others"""
LEAST_WRITTEN = 2
"""characters of a line that is read again: less is a speck"""
ROW_OFF, PIECE_GAP = 0.5, 1.5
"""line heights by which pieces of one line lie beside its course, and between them: a wide blank"""
READ_ON = 7.0
"""line heights by which a line across the print is read on at both ends: a name or a date, the rest of it crossed"""
MOST_READ_ON = 4
"""lines that are read on, the longest: a watermark has dozens, and its tiles say the same"""
CUTS, AGAIN_ON = (0.05, -0.08, 0.2), 3.0
"""line heights around a line that is read again, in each of its cuts, the first as a detector leaves it; and by which it is read
on"""
PITCHES = ((0.0,), (-1.0, -1.3, -1.6), (1.0, 1.3, 1.6))
"""line heights to the line itself, the one above it and the one below; the best reading of each counts: 1.0 for a generous box"""


def written(page: Page, reading: Reading, policy: Policy) -> Iterator[Word]:
    """What was found at first and is no print, its pieces in one line together, read by the reader of markings.

    What was read with ease stays as it was read.
    """
    for row in _in_rows([placed(word, reading) for word in _writing(reading)]):
        if len(row) == 1 and row[0].word.confidence >= SURE:
            yield replace(row[0].word, view=View.WRITTEN)
            continue
        quad = _quad_around(row)
        text = either_way(ppocr.cut(page.picture, quad), policy)
        if text.text.strip():
            yield word_of(Line(quad, text), page, View.WRITTEN, markings.NAME)


def read_on(page: Page, lines: Iterable[Word], reading: Reading, policy: Policy) -> Iterator[Word]:
    """Lines across the print read on at both ends, and those above and below them: where they cross print, little is found."""
    legible = [word for word in lines if word.confidence >= UNREAD and not is_print(word)]
    for word in sorted(legible, key=lambda word: -len(word.text))[:MOST_READ_ON]:
        line = spread(_quad_around([placed(word, reading)]), READ_ON * word.size, 0.0)
        down = (line[3] - line[0] + line[2] - line[1]) / 2
        for pitches in PITCHES:
            quads = [np.asarray(line + pitch * down, np.float32) for pitch in pitches]
            texts = [without_strays(recognise(ppocr.cut(page.picture, quad), policy)) for quad in quads]
            quad, text = max(zip(quads, texts, strict=True), key=lambda one: one[1].confidence * len(one[1].text))
            if text.confidence >= LEAST_CONFIDENCE and text.text.strip():
                yield word_of(Line(quad, text), page, View.TURNED, markings.NAME)


def read_again(page: Page, lines: Iterable[Word], reading: Reading, policy: Policy) -> Iterator[Word]:
    """Lines that were found in another look or cut narrowly, read once more on the page itself, as they are and read on, in several
    cuts together.
    """
    for word in lines:
        row = _quad_around([placed(word, reading)])
        for ends in (0.0, AGAIN_ON * word.size):
            quads = [spread(row, ends, rim * word.size) for rim in CUTS]
            line, *others = (ppocr.cut(page.picture, quad) for quad in quads)
            text = recognise(line, policy, *others)
            text = without_strays(text) if ends else text
            if text.confidence >= LEAST_CONFIDENCE and text.text.strip():
                yield word_of(Line(quads[0], text), page, View.TURNED, markings.NAME)


def _writing(reading: Reading) -> list[Word]:
    """The lines that may be writing: no print of a document, nor the text of a letter."""
    letter = is_letter(reading.words)
    return [
        word
        for word in reading.words
        if not is_print(word)
        and len(word.text.strip()) >= LEAST_WRITTEN
        and (not letter or any(word.box.share_in(side.box) > ON_SIDE for side in reading.sides))
    ]


def _in_rows(pieces: Sequence[Placed]) -> list[list[Placed]]:
    """The pieces that lie in one line, at whatever angle, from its first to its last."""
    rows: list[list[Placed]] = []
    for piece in sorted(pieces, key=lambda piece: -piece.long):
        row = next((row for row in rows if any(_in_line(other, piece) for other in row)), None)
        if row is None:
            rows.append([piece])
        else:
            row.append(piece)
    return rows


def _in_line(long: Placed, short: Placed) -> bool:
    """Whether a piece goes on where a longer one begins or ends; a second reading of the same place does too."""
    if abs(long.word.angle - short.word.angle) > SAME_TURN + long.leeway + short.leeway:
        return False
    (x1, y1), (x2, y2) = long.along(long.word.angle), short.along(long.word.angle)
    gap = abs(x1 - x2) - (long.long + short.long) / 2
    return abs(y1 - y2) < ROW_OFF * min(long.high, short.high) and gap < PIECE_GAP * max(long.high, short.high)


def _quad_around(row: Sequence[Placed]) -> Quad:
    """The line that the pieces make, along the longest of them."""
    angle = row[0].word.angle
    return around([_quad(piece, angle) for piece in row], angle)


def _quad(piece: Placed, angle: float) -> Quad:
    """A piece as a quad in pixels, at ``angle`` degrees."""
    radians, long, high = math.radians(angle), piece.long / 2, piece.high / 2
    along, down = np.array([math.cos(radians), math.sin(radians)]), np.array([-math.sin(radians), math.cos(radians)])
    corners = [x * long * along + y * high * down for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    return (np.array([piece.x, piece.y]) + np.array(corners)).astype(np.float32)


def either_way(line: Picture, policy: Policy) -> Text:
    """The line as it lies, or upside down where that is read better: what is written along an edge can run either way."""
    text = recognise(line, policy)
    if text.confidence >= EASILY:
        return text
    back = recognise(np.ascontiguousarray(line[::-1, ::-1]), policy)
    return back if back.confidence > max(UNREAD, text.confidence) else text
