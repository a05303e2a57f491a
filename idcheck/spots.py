"""Where a page is burnt: each place that was found with a BSN, as wide as the number can stand there, and no wider.

`idcheck.annotate.blots` is wider, and burns what a narrow spot left (`idcheck.redactor`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from idcheck.annotate import blots, with_margin
from idcheck.bsn import is_bsn, numbers_in
from idcheck.dates import dates_in
from idcheck.evidence import LEAST_DIGITS, REST_CONFIDENCE, UNLABELLED
from idcheck.geometry import moved, quad_of, undone
from idcheck.records import (
    Affine,
    Box,
    BsnFinding,
    Covering,
    Finding,
    Look,
    Page,
    Place,
    Quad,
    Reading,
    Side,
    State,
    Word,
)

BESIDE = 0.03
"""of a side's width: digits so near to the field are of its number"""
LEVEL_DEGREES = 2.0
"""of a line; in one that runs steeper, the box of a part is no longer that of its characters"""
BLACK_LEVEL, BLACK_SHARE = 64, 0.98
"""of 255, and of an area: what is burnt has 0, and a JPEG some noise at its rim"""


def spots(reading: Reading, findings: Sequence[Finding]) -> list[Box]:
    """The boxes to burn on an upright page."""
    boxes = [box for one in findings if isinstance(one, BsnFinding) for box in _of(one, reading)]
    return [with_margin(box, reading) for box in boxes]


def all_numbers(reading: Reading, findings: Sequence[Finding]) -> list[Box]:
    """The spots, and every strip, code and number that may be a BSN, found or not."""
    return [*spots(reading, findings), *blots(reading, findings)]


def look_of(finding: BsnFinding, reading: Reading) -> Look | None:
    """The look at a side's place that the finding is of."""
    if finding.side is None or finding.side >= len(reading.sides):
        return None
    return next((look for look in reading.sides[finding.side].looks if look.place is finding.place), None)


def told(reading: Reading, findings: Sequence[Finding]) -> set[Place]:
    """The places of a page of which it is known where they are: once they are black, a finder may look for them in vain."""
    places = set()
    for one in findings:
        look = look_of(one, reading) if isinstance(one, BsnFinding) and one.state is not State.UNKNOWN else None
        if look is not None and isinstance(one, BsnFinding):
            sure = look.covering is not Covering.UNSEEN or one.confidence >= UNLABELLED or one.state is State.ABSENT
            places |= {look.place} if sure else set()
    return places


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """How an upright page lay in its file: its size in pixels, and what turned it."""

    width: int
    height: int
    turn: Affine

    def in_file(self, boxes: Iterable[Box]) -> list[Quad]:
        """Boxes of the upright page as quads on the page as the file holds it, in pixels of that."""
        back = undone(self.turn)
        quads = [quad_of(box, self.width, self.height) for box in boxes]
        return [moved(quad, back) for quad in quads]


def frame_of(page: Page) -> Frame:
    return Frame(width=page.width, height=page.height, turn=page.turn)


def hidden_spot(finding: BsnFinding) -> Box | None:
    """Where on the page a BSN lies that the face does not show, as far as anybody can tell; None where it lies beside the page."""
    placed = finding.state is State.HIDDEN and finding.box.width < 1
    return finding.box if placed else None


def is_black(page: Page, box: Box) -> bool:
    """Whether nothing but black is there."""
    (left, top), _, (right, bottom), _ = np.rint(quad_of(box, page.width, page.height)).astype(int)
    part = page.picture[top : max(bottom, top + 1), left : max(right, left + 1)]
    return bool((part.max(axis=2) < BLACK_LEVEL).mean() >= BLACK_SHARE)


def _of(finding: BsnFinding, reading: Reading) -> Iterator[Box]:
    look = look_of(finding, reading)
    if finding.state in (State.ABSENT, State.HIDDEN):
        return
    if finding.state is State.COVERED:
        # what hides it from us need not hide it from everybody; where only blank paper was seen there is nothing to burn
        if look is not None and look.covering in (Covering.SOLID, Covering.DENSE):
            yield look.box
        return
    if look is None:
        yield from _numbers(finding, reading)
        return
    yield finding.box
    if look.within is not None and finding.state is not State.READABLE:
        yield look.within
    side = reading.sides[finding.side or 0]
    if look.place is Place.MRZ:
        yield from _to_the_end(look, side)
    elif look.covering is not Covering.UNSEEN:
        yield look.box
    if look.place is Place.PRINTED:
        yield from (word.box for word in look.words if _belongs(word, finding, look, side))


def _to_the_end(look: Look, side: Side) -> Iterator[Box]:
    """The columns of the BSN and what follows on the line: the check digit over them stands in column 30 or 43 (ICAO 9303); on
    a side that does not lie level, the whole strip.
    """
    for strip in side.strips:
        if look.box.share_in(strip.box.grow(0.0, look.box.height)) > 0.5:
            line = Box(look.box.left, look.box.top, max(look.box.right, strip.box.right), look.box.bottom)
            yield line if side.level is None else strip.box


def _belongs(word: Word, finding: BsnFinding, look: Look, side: Side) -> bool:
    """Whether a number that was read on the side is a BSN, or digits of one in its field or right beside."""
    if any(is_bsn(run.digits) for run in numbers_in(word.text)):
        return True
    field = finding.box if look.covering is Covering.UNSEEN else finding.box.join(look.box)
    near = word.box.share_in(field.grow(BESIDE * side.box.width, 0.0)) > 0
    level = side.level is not None or field.top < word.box.centre[1] < field.bottom
    return (
        near
        and level
        and word.confidence > REST_CONFIDENCE
        and sum(map(str.isdigit, word.text)) >= LEAST_DIGITS
        and not dates_in(word.text)
    )


def _numbers(finding: BsnFinding, reading: Reading) -> Iterator[Box]:
    """A code, or the number within its line of a letter; the whole line where its place in it cannot be told."""
    words = [word for word in reading.words if finding.place is not Place.CODE and word.box == finding.box]
    parts = [_part(word, run.start, run.end) for word in words for run in numbers_in(word.text) if is_bsn(run.digits)]
    yield from (box or finding.box for box in parts or [finding.box])


def _part(word: Word, start: int, stop: int) -> Box | None:
    """The box of some characters of a level line and half of those beside them."""
    if len(word.centres) != len(word.text) or abs(word.angle) > LEVEL_DEGREES:
        return None
    step = max((after - before for before, after in pairwise(word.centres[start:stop])), default=1.0)
    left, right = (word.box.left + centre * word.box.width for centre in (word.centres[start], word.centres[stop - 1]))
    return Box(left, word.box.top, right, word.box.bottom).grow(step * word.box.width, 0.0).meet(word.box)
