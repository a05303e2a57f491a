"""Reading of a hidden layer → Findings: each BSN that can be had there and not on the face of its page.

The finders are those of the face. A copy that only a hidden layer shows is no copy: of its sides and markings nothing is said.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from idcheck.bsn import LENGTH, is_bsn, numbers_in
from idcheck.evidence import LABELLED, UNLABELLED
from idcheck.find import find
from idcheck.mrz import FieldState, bsn_in, parse
from idcheck.policy import Policy
from idcheck.printed import NINE
from idcheck.records import Box, BsnFinding, Finding, Layer, Leftover, Place, Reading, Side, State, Word

IN_DOUBT = 0.4
"""how sure it is that a BSN can be had where a layer shows its place, or leaves bytes of a picture, and no digit could be read"""
LEAST_PX_PER_MM = 2.0
"""pixels, below which a place that shows no digit raises no doubt: on drawn documents the reader got the number of all eight at 2.3
a millimetre, of three at 1.8 and none at 1.2"""
TOLD, LEAST_TELLING = 0.5, 4
"""confidence of the reader on so many characters that are print: of a ground's blots it was 0.3, and once more on three letters"""
STRIP_CHARS = 25
"""characters of a line of text that can be one of a strip (30–44): readers of scanned text drop some fillers"""
STRIP_LINES = 3
WHOLE = Box(0.0, 0.0, 1.0, 1.0)

ON_THE_PAGE = frozenset(
    {Layer.TEXT, Layer.UNDER, Layer.OPTIONAL, Layer.FORM, Layer.REVISION, Layer.THUMBNAIL, Layer.TRANSPARENT}
)
"""layers that lie on the face of their page, place by place; the others are pictures or texts of their own"""


def find_hidden(
    reading: Reading, layer: Layer, face: tuple[Reading, Sequence[Finding]] | None, policy: Policy, received: date
) -> Iterator[BsnFinding]:
    """The BSNs of a hidden layer as findings on its page, one a place; ``face``: what the page shows and what was found there.

    A place that shows no digit though it may hold some is told too, with little confidence, unless the face is in the
    same doubt.
    """
    shown = numbers(face[0]) if face else set()
    fresh = not numbers(reading) <= shown
    best: dict[tuple[int | None, Place], BsnFinding] = {}
    for finding in (*find(reading, policy, received), *_strips(reading)):
        if not isinstance(finding, BsnFinding):
            continue
        sure = _sureness(finding, reading, policy, fresh)
        here = _on_face(replace(finding, confidence=sure), reading, layer, face)
        if sure and not (finding.state is State.UNKNOWN and _is_doubted(here, face)):
            key = (here.side, here.place)
            best[key] = max(best.get(key, here), here, key=lambda one: one.confidence)
    yield from best.values()


def find_leftover(leftover: Leftover) -> BsnFinding:
    """The rest of a picture that could not be looked at: a person should."""
    return BsnFinding(
        attachment=leftover.attachment,
        page=leftover.number,
        side=None,
        place=Place.TEXT,
        state=State.HIDDEN,
        box=WHOLE,
        confidence=IN_DOUBT,
        layer=leftover.layer,
    )


def numbers(reading: Reading) -> set[str]:
    """Every number that was read and is a BSN by its arithmetic: in words, strips and codes. For comparing only."""
    words = [*reading.words, *(word for side in reading.sides for look in side.looks for word in look.words)]
    texts = [word.text for word in words if sum(map(str.isdigit, word.text)) >= LENGTH - 1]
    texts += [code.text for code in reading.codes if code.text]
    found = {run.digits for text in texts for run in numbers_in(text)} | {
        n for text in texts for n in NINE.findall(text)
    }
    strips = [*reading.strips, *(strip for side in reading.sides for strip in side.strips)]
    fields = [_open_number([line.text for line in strip.lines]) for strip in strips]
    return {number for number in (*found, *_numbers_in_strips(reading), *fields) if number and is_bsn(number)}


# -------------------------------------------------------------------------------------------------------- strips in text


def _strips(reading: Reading) -> Iterator[BsnFinding]:
    """A BSN in lines of text that are a strip's: a hidden text has no pixels to look for strips in."""
    for lines in _strip_lines(reading):
        if _open_number([_strip_text(word) for word in lines]):
            yield BsnFinding(
                attachment=reading.attachment,
                page=reading.page,
                side=None,
                place=Place.MRZ,
                state=State.READABLE,
                box=lines[0].box.join(lines[-1].box),
                confidence=LABELLED,
                candidates=1,
            )


def _numbers_in_strips(reading: Reading) -> Iterator[str]:
    for lines in _strip_lines(reading):
        yield _open_number([_strip_text(word) for word in lines])


def _strip_lines(reading: Reading) -> Iterator[Sequence[Word]]:
    """Lines of a text that can be a strip's: each with the two after it, and alone."""
    words = [] if reading.sides else [word for word in reading.words if _is_strip_line(word)]
    for first in range(len(words)):
        yield words[first : first + STRIP_LINES]
        yield words[first : first + 1]


def _is_strip_line(word: Word) -> bool:
    text = _strip_text(word)
    return len(text) >= STRIP_CHARS and "<" in text


def _strip_text(word: Word) -> str:
    """The line as a strip has it: no blanks, guillemets for what they stand for."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", word.text)).replace("«", "<<").replace("‹", "<")


def _open_number(lines: Sequence[str]) -> str:
    """The BSN of a strip; nothing where it is not open."""
    mrz = parse(lines)
    field = bsn_in(mrz) if mrz else None
    return field.digits if field and field.state is FieldState.OPEN else ""


# ------------------------------------------------------------------------------------------------------------ the places


def _sureness(finding: BsnFinding, reading: Reading, policy: Policy, fresh: bool) -> float:
    """How sure it is that the layer gives a BSN away there; 0 where it does not, or the face does already."""
    match finding.state:
        case State.READABLE | State.STRUCK_LEGIBLE | State.SEE_THROUGH:
            return finding.confidence if fresh else 0.0
        case State.PARTIAL if (finding.candidates or 0) < policy.min_candidates:
            return min(finding.confidence, UNLABELLED)
        case State.UNKNOWN if finding.side is not None and _shows_print(reading, reading.sides[finding.side]):
            return IN_DOUBT
    return 0.0


def _shows_print(reading: Reading, side: Side) -> bool:
    """Whether a side is large enough in the layer for digits to be read, and anything is: the ground of a page that a scanner parts
    from its print looks like a card, and bears none.
    """
    words = [word for word in reading.words if word.box.share_in(side.box) > 0.5 and len(word.text) >= LEAST_TELLING]
    return side.px_per_mm >= LEAST_PX_PER_MM and any(word.confidence > TOLD for word in words)


def _on_face(
    finding: BsnFinding, reading: Reading, layer: Layer, face: tuple[Reading, Sequence[Finding]] | None
) -> BsnFinding:
    """The finding as one of the page: on the side of the face that it lies on, at the place that the face has for it."""
    index = _side_on_face(finding, reading, layer, face[0]) if face else None
    place = Place.PRINTED if index is not None and finding.place is Place.TEXT else finding.place
    box = finding.box if layer in ON_THE_PAGE else WHOLE
    same = _same_place(face[1], index, place) if face and index is not None else None
    return replace(
        finding,
        side=index,
        place=place,
        state=State.HIDDEN,
        box=same.box if same else box,
        candidates=None,
        layer=layer,
    )


def _side_on_face(finding: BsnFinding, reading: Reading, layer: Layer, face: Reading) -> int | None:
    """The index of the face's side: the one at that place; for a picture of its own, the one of the same kind."""
    if layer in ON_THE_PAGE:
        return next((i for i, side in enumerate(face.sides) if finding.box.share_in(side.box) > 0.5), None)
    if finding.side is None:
        return None
    own = reading.sides[finding.side]
    alike = (i for i, side in enumerate(face.sides) if (side.document, side.side) == (own.document, own.side))
    return next(alike, None)


def _same_place(findings: Sequence[Finding], side: int, place: Place) -> BsnFinding | None:
    here = (one for one in findings if isinstance(one, BsnFinding) and (one.side, one.place) == (side, place))
    return next(here, None)


def _is_doubted(finding: BsnFinding, face: tuple[Reading, Sequence[Finding]] | None) -> bool:
    """Whether the face leaves the same place open, or in doubt: then that is the reason to give."""
    same = _same_place(face[1], finding.side, finding.place) if face and finding.side is not None else None
    return same is not None and same.state not in (State.COVERED, State.ABSENT)
