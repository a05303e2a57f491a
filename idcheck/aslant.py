"""An ID side that lies aslant on its page, or another way, is looked at on a turn of the page on which it is level: where things
are on one turn of a page, and on another.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from idcheck.anchors import anchors_of, category_anchors, is_cell
from idcheck.engines.ppocr import Line
from idcheck.geometry import angle_of, box_of, height_of, length_of, moved, quad_of, undone
from idcheck.lines import lines_in
from idcheck.records import Box, Look, Page, Quad, Side, Strip
from idcheck.regions import tilt_of_card
from idcheck.sides import FoundSide

ASLANT_DEGREES = 2.0
"""degrees off its page's level from which a side is turned: over the 26 mm of a field it is 0.9 mm, a third of a digit's height"""
TELLING_LENGTH, TELLING_TOGETHER = 3.0, 6.0
"""times as long as high: a shorter line tells its angle badly, by the rim of its box; and all lines of a document's own print
together that tell how it lies, as one title or two dates do"""


def tilt_of(side: FoundSide, lines: Sequence[Line], page: Page) -> float:
    """Degrees, clockwise, at which a side lies on its page: by its strip, its own print, the column of its table or its edges; 0
    where none tells.
    """
    if side.strip is not None:
        return angle_of(max(side.strip.quads, key=length_of))
    inside = lines_in(lines, page, side.box)
    long = [line for line in inside if length_of(line.quad) > TELLING_LENGTH * height_of(line.quad)]
    own = [line.quad for line in long if anchors_of(line, page) or is_cell(line.text.text)]
    if sum(length_of(quad) / height_of(quad) for quad in own) >= TELLING_TOGETHER:
        return float(np.median([angle_of(quad) for quad in own]))
    cells = [anchor.line.quad for anchor in category_anchors(inside, page)]
    if not cells:
        return tilt_of_card(page, side.box)
    x, y = np.array([(quad[0] + quad[3]) / 2 for quad in cells]).T
    return -math.degrees(math.atan(np.polyfit(y, x, 1)[0]))


def carried(quad: Quad, start: Page, end: Page) -> Quad:
    """A place (float32 4×2, pixels) of one turn of a page on another one."""
    if start is end:
        return quad
    return moved(moved(quad, undone(start.turn)), end.turn)


def box_on(box: Box, start: Page, end: Page) -> Box:
    """The upright box, on another turn of a page, around one of this."""
    return box_of(carried(quad_of(box, start.width, start.height), start, end), end.width, end.height)


def whole(page: Page) -> Quad:
    """All of a page."""
    return quad_of(Box(0.0, 0.0, 1.0, 1.0), page.width, page.height)


def line_on(line: Line, start: Page, end: Page) -> Line:
    """A line of one turn of a page on another one."""
    return line._replace(quad=carried(line.quad, start, end))


def side_on(side: Side, start: Page, end: Page) -> Side:
    """A side that was seen on one turn of a page, as it lies on another one."""
    if start is end:
        return side
    return replace(
        side,
        box=box_on(side.box, start, end),
        strips=tuple(strip_on(strip, start, end) for strip in side.strips),
        looks=tuple(_look_on(look, start, end) for look in side.looks),
        level=side,
    )


def strip_on(strip: Strip, start: Page, end: Page) -> Strip:
    """A strip that was read on one turn of a page, as it lies on another one."""
    lines = tuple(replace(line, box=box_on(line.box, start, end)) for line in strip.lines)
    return replace(strip, box=box_on(strip.box, start, end), lines=lines)


def _look_on(look: Look, start: Page, end: Page) -> Look:
    turn = angle_of(carried(whole(start), start, end))
    words = tuple(
        replace(word, box=box_on(word.box, start, end), angle=(word.angle + turn + 180) % 360 - 180)
        for word in look.words
    )
    within = look.within and box_on(look.within, start, end)
    return replace(look, box=box_on(look.box, start, end), words=words, within=within)
