"""What on a side could be the number, where its field was not found: lines not read with ease, struck through, or a rest of it."""

from __future__ import annotations

import re

import numpy as np

from idcheck.anchors import anchors_of
from idcheck.bsn import without_others
from idcheck.dates import dates_in
from idcheck.documents import LICENCE, PASSPORT
from idcheck.engines import ppocr
from idcheck.engines.ppocr import Line
from idcheck.geometry import a4_scale, angle_of, box_of, height_of, length_of
from idcheck.records import Box, Covering
from idcheck.sides import FoundSide
from idcheck.sight import DIGITS, Sight, in_strip
from idcheck.strokes import lying_over

CLEAR_CONFIDENCE, CLEAR_DEGREES = 0.85, 4.0
"""of the main reader on every line of a side, and the angle of each, when nothing on it was left unread or lies across it"""
NUMBER_MM = ((1.6, 6.0), 7.0)
"""least and most height of a line that may be the number, in the reader's boxes (digits of 2–2.6 mm give 2.8–4, captions less,
signatures more), and its least width: four digits, of which fewer tell nothing"""
SMALLER = 0.65
"""of the height of the side's values: the number is set as they are, captions are half as high"""
WORDS_CONFIDENCE, LEAST_LETTERS, LETTERS_PER_DIGIT = 0.5, 3, 4
"""from which a line of so many letters, and so many for each digit, is words, if misread: digits are never read as letters alone"""
ODD_DIGITS, ODD_RUN, LICENCE_RUN = 5, 7, 10
"""digits outside dates in a line not read with ease; digits in a row that no document prints (a CAN has six), but a licence's
or a V-number of ten, and a permit's eight, which has no BSN: a watermark over the number takes one or two of its nine"""
YEAR, LETTERS_PER_YEAR = 4, 2
"""digits of a line of words, and letters for each: "BSN 1234", the rest of a number with its label, has fewer"""
DARKEST, PALE = 4, 0.65
"""percentile of a line's pixels that its ink fills at least; and of the print's contrast: a number is as dark as other print,
translucent grey and coloured ink in one channel at least are not"""
CLEAR_LINES = 10
"""lines of small print, as in a licence's table, that tell the same as captions"""
LEAST_CAPTIONS = 3
"""captions read, smaller than any number: then a label of the BSN would have been read as well"""
PIECE, RIM_MM = 0.8, 1.0
"""of a line's box, that lies in that of another one, of which it is a piece; and mm from a side's edge to its own print"""
SUSPECT_DIGITS = 4
"""digits, none of a date, of a line that is struck through and may be the number"""
MOST_NUMBER_MM = 45.0
"""of width: nine digits, a slash and a licence's ten are 40; longer lines of letters are titles with something across them"""
LEVEL_LENGTH = 4.0
"""times as long as high: a shorter line tells its angle badly, by the rim of its box"""
PAPER_SHARES = (1.25, 0.5, 1.4)
"""of a card's box, from its left and top: right, top and bottom of the foot of a paper licence, the only one with the BSN on its
front; it is 105 by 74 mm"""
REST = r"\W*(?!(?:19|20)\d\d\W*$)\d{4,8}(?:\D{0,3}/\s?\d{4,10})?\W*"
"""digits alone, no year; on a licence with the slash and its number"""


def zone_of(side: FoundSide) -> Box:
    """Where this side's printed BSN can stand: beside the photo on a front, above the strip on a back."""
    box = side.box
    if side.document == LICENCE and side.side == "front":
        right, bottom = box.left + PAPER_SHARES[0] * box.width, box.top + PAPER_SHARES[2] * box.height
        return Box(box.left, box.top + PAPER_SHARES[1] * box.height, min(1.0, right), min(1.0, bottom))
    left = box.left + 0.3 * box.width if side.side in ("holder", "front") else box.left
    bottom = (
        box.top
        + (0.78 if side.side in ("holder", "front") else 0.68 if side.document != PASSPORT else 1.0) * box.height
    )
    if side.document == LICENCE and side.side == "back":
        bottom = box.top + 0.5 * box.height
    return Box(left, box.top, box.right, bottom)


def is_suspect(sight: Sight, line: Line) -> bool:
    """Whether a line without a label may be the number: not read with ease, or struck through."""
    if in_strip(sight, line.quad):
        return False
    if _may_be_number(sight, line):
        return True
    digits, _ = _counted(without_others(line.text.text))
    _, letters = _counted(line.text.text)
    return (
        digits >= SUSPECT_DIGITS
        and (digits > letters or _mm(sight, line) < MOST_NUMBER_MM)
        and not dates_in(line.text.text)
        and lying_over(sight.page, line.quad, sight.span) is not Covering.NONE
    )


def _may_be_number(sight: Sight, line: Line) -> bool:
    """Whether a line may be the BSN, misread: of a number's size, and neither read with ease nor a word."""
    if line.text.confidence > CLEAR_CONFIDENCE:
        return _is_odd(line)
    text = without_others(line.text.text)
    digits, letters = _counted(text)
    word = letters >= max(LEAST_LETTERS, LETTERS_PER_DIGIT * digits) and line.text.confidence > WORDS_CONFIDENCE
    (low, high), wide = NUMBER_MM
    low = max(low, SMALLER * sight.value_mm)
    sized = low < height_of(line.quad) / sight.side.px_per_mm < high and _mm(sight, line) > wide
    return sized and not word and not is_pale(sight, line)


def is_wording(line: Line) -> bool:
    """Whether a line was read with ease as words, with a date or a year at most."""
    digits, letters = _counted(line.text.text)
    return line.text.confidence > CLEAR_CONFIDENCE and digits <= YEAR and letters >= LETTERS_PER_YEAR * digits


def _counted(text: str) -> tuple[int, int]:
    """Its digits and its letters."""
    return len(DIGITS.findall(text)), sum(map(str.isalpha, text))


def is_pale(sight: Sight, line: Line) -> bool:
    """Whether nothing as dark as the side's print stands in a line on no patch, in its palest colour: a watermark's piece."""
    box = box_of(line.quad, sight.page.width, sight.page.height)
    if any(box.meet(patch.box).area > 0 for patch in sight.patches):
        return False
    darkest = float(np.percentile(ppocr.cut(sight.page.picture, line.quad).max(axis=2), DARKEST))
    return sight.ground - darkest < PALE * sight.span


def _is_odd(line: Line) -> bool:
    """Whether a line holds digits that are no date and no number of a document: a BSN may be run into them."""
    text = without_others(line.text.text)
    runs = [len(run) for run in re.findall(r"\d+", text)]
    unsure = line.text.confidence < CLEAR_CONFIDENCE and sum(runs) >= ODD_DIGITS and LICENCE_RUN not in runs
    return unsure or any(run >= ODD_RUN and run != LICENCE_RUN for run in runs)


def _is_rest(sight: Sight, line: Line) -> bool:
    """Whether a line may be what a cover left of the number: digits alone, as large as values, no year and no date."""
    large = (
        height_of(line.quad) > NUMBER_MM[0][0] * sight.side.px_per_mm
        and share_in(sight, line, zone_of(sight.side)) > 0.5
    )
    rest = large and re.fullmatch(REST, line.text.text) is not None and not in_strip(sight, line.quad)
    return rest and not is_pale(sight, line)


def has_unread(sight: Sight) -> bool:
    """Whether a line that may be the number, misread, stands where this side has it."""
    zone = zone_of(sight.side)
    lines = [line for line in sight.lines if share_in(sight, line, zone) >= 0.5 and not in_strip(sight, line.quad)]
    return any(_may_be_number(sight, line) and not _is_explained(sight, line) for line in lines)


def _is_explained(sight: Sight, line: Line) -> bool:
    """Whether a line is a piece of one that was read with ease, or a word without a digit that the rim of the side cuts through,
    where no document prints its number.
    """
    box = box_of(line.quad, sight.page.width, sight.page.height)
    easily = [other for other in sight.lines if other is not line and other.text.confidence > CLEAR_CONFIDENCE]
    if any(box.share_in(box_of(other.quad, sight.page.width, sight.page.height)) > PIECE for other in easily):
        return True
    rim = RIM_MM * sight.side.px_per_mm / sight.page.width
    cut = min(box.left - sight.side.box.left, sight.side.box.right - box.right) < rim
    return cut and sight.side.framed and not DIGITS.search(line.text.text)


def nothing_unread(sight: Sight) -> bool:
    """Whether all that stands on the side was read with ease, captions too, and nothing was written across it.

    White-out on a white photocopy leaves no patch to be seen; then only this tells that no number is left. A pale watermark may lie
    across it where the darkest print was read alone.
    """
    print_ = [line for line in sight.lines if not in_strip(sight, line.quad)]
    zone = zone_of(sight.side)
    placed = [line for line in print_ if share_in(sight, line, zone) > 0.2]
    long = [line for line in placed if length_of(line.quad) > LEVEL_LENGTH * height_of(line.quad)]
    captions = [line for line in print_ if any(one.kind == "caption" for one in anchors_of(line, sight.page))]
    own = float(np.median([angle_of(line.quad) for line in captions] or [0.0]))
    across = [line for line in long if abs(angle_of(line.quad) - own) >= CLEAR_DEGREES]
    level = all(sight.uncrossed and is_pale(sight, line) for line in across)
    enough = max(len(captions), sight.side.captions) >= LEAST_CAPTIONS or len(print_) >= CLEAR_LINES
    return _is_placed(sight) and level and enough and sight.sharp and not has_unread(sight)


def _is_placed(sight: Sight) -> bool:
    """Whether a side's box is known, by its edges, its strip or the sheet's scale, and holds the number's place for sure."""
    return sight.side.framed or sight.side.strip is not None or a4_scale(sight.page) is not None


def share_in(sight: Sight, line: Line, box: Box) -> float:
    return box_of(line.quad, sight.page.width, sight.page.height).share_in(box)


def _mm(sight: Sight, line: Line) -> float:
    return length_of(line.quad) / sight.side.px_per_mm


def is_doubtful(sight: Sight) -> bool:
    """Whether anything on the side may be the number or a rest of it: then no patch elsewhere is its cover."""
    told = (line for line in sight.lines if _is_odd(line) or _is_rest(sight, line))
    return any(not _is_explained(sight, line) for line in told) or has_unread(sight)
