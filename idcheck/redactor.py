"""A copy of a file without the BSNs in it: what was found is burnt out, and the result is checked by the same finders.

A file is made anew from the pixels of its pages, so that nothing is left of what does not show. What cannot be made safe is not
written at all.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from idcheck.errors import FileError, UnsafeError, UsageError
from idcheck.formats import MediaType, media_type
from idcheck.names import masked_name
from idcheck.policy import WOONPARTNERS, Policy
from idcheck.records import (
    Attachment,
    BsnFinding,
    FileCode,
    FileProblem,
    Finding,
    Layer,
    Page,
    Place,
    Quad,
    Reading,
    SideFinding,
    State,
)

if TYPE_CHECKING:
    from idcheck.attachments import Source
    from idcheck.checker import Checker
    from idcheck.spots import Frame

ROUNDS = 3
"""times that a result is made and checked: the first burns what was found, the second everything that may be a number; a third for
what only then can be seen"""
BY_HAND = "black it out by hand on a print, solidly, and scan that"
ONE_FILE = (
    "give one PDF or picture; of an e-mail, archive or office file the PDF or picture in it, or print it to a PDF"
)
WAY_OUT: Mapping[FileCode, str] = {
    FileCode.ENCRYPTED: "it is protected by a password; save it without one first",
    FileCode.CORRUPT: "it, or a page of it, is damaged; print it to a new PDF or scan it anew",
    FileCode.UNSUPPORTED: "this type of file is not examined; print it to a PDF",
    FileCode.EMPTY: "it is empty; check that it is the right file",
    FileCode.TOO_LARGE: "it is larger than the limits of the policy; take out the pages that are needed, or raise the limits",
    FileCode.TIMEOUT: "opening it takes too long; print it to a new PDF or scan it anew",
}
OPEN = frozenset({State.READABLE, State.STRUCK_LEGIBLE, State.SEE_THROUGH, State.PARTIAL, State.HIDDEN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Burnt:
    """A place that was burnt out, and the state in which it was found."""

    page: int
    place: Place
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class Redacted:
    """The copy: its bytes, of the same type as the file it was made of; what was burnt out and which layers are gone."""

    data: bytes = field(repr=False)
    media_type: str
    pages: int
    burnt: tuple[Burnt, ...]
    layers: tuple[Layer, ...]
    """those of the file that held a BSN, or might; every other is gone too"""


def redact(source: Source, *, policy: Policy = WOONPARTNERS, received: date | None = None) -> Redacted:
    """A copy of one PDF or picture with every BSN that is found in it burnt out, and nothing in it but what shows.

    ``source``: a path, or bytes with a name ``(name, bytes)``.

    Raises:
        UsageError: no such file, or none that can be redacted.
        UnsafeError: it cannot be examined, or it is not sure that no BSN is left; there is no copy then.
        EngineError: a reader is missing or failed.
        StorageError: the file cannot be read.
    """
    from idcheck.checker import Checker

    given, kind = _one(source, policy)
    with Checker(policy) as checker:
        return _redacted(checker, given, kind, received or date.today())


def _one(source: Source, policy: Policy) -> tuple[Attachment, MediaType]:
    from idcheck.attachments import gather, tidy
    from idcheck.rewriting import WRITTEN

    if isinstance(source, str | os.PathLike) and Path(source).is_dir():
        raise UsageError(f"{masked_name(str(source))} is a folder; {ONE_FILE}")
    (given,) = tidy(gather(source, policy.limits))
    try:
        kind = media_type(given.data)
    except FileError as error:
        if error.code is FileCode.UNSUPPORTED:
            raise UsageError(f"{given.name} cannot be redacted; {ONE_FILE}") from None
        raise _not_examined(given, error.code) from None
    if kind not in WRITTEN:
        raise UsageError(f"{given.name} cannot be redacted; {ONE_FILE}")
    return given, kind


def _not_examined(given: Attachment, code: FileCode) -> UnsafeError:
    return UnsafeError(f"{given.name}: not examined, so nothing was written: {WAY_OUT[code]}")


# ------------------------------------------------------------------------------------------------------------- the rounds

Spots: TypeAlias = dict[int, list[Quad]]
"""what is burnt on each page, in pixels of the page as the file holds it"""


def _redacted(checker: Checker, given: Attachment, kind: MediaType, received: date) -> Redacted:
    first = _seen(checker, given, received)
    _check_legible(given, first)
    burnt, found = first.spots, [one for one in first.findings if isinstance(one, BsnFinding)]
    for _ in range(ROUNDS):
        data = _made(kind, checker, given, burnt)
        seen = _seen(checker, Attachment(name=given.name, data=data), received, first.told)
        if seen.pages != first.pages:
            raise UnsafeError(f"{given.name}: its pages cannot be made anew; print it to a new PDF and redact that")
        if not seen.left:
            return _result(data, kind, first, found)
        found += seen.left
        for page in seen.open:
            burnt[page] += seen.wider[page]
    raise UnsafeError(
        f"{given.name}: a BSN can still be found on page {', '.join(map(str, sorted(seen.open)))}, so nothing was "
        f"written; {BY_HAND}"
    )


def _made(kind: MediaType, checker: Checker, given: Attachment, burnt: Spots) -> bytes:
    from idcheck.rewriting import TooBlack, rewritten

    try:
        return rewritten(kind, checker.faces(given), burnt)
    except TooBlack as error:
        raise UnsafeError(
            f"{given.name}: it cannot be told where on page {error.page} the BSN stands, so nothing was written; {BY_HAND}"
        ) from None


def _result(data: bytes, kind: MediaType, first: _Seen, found: Sequence[BsnFinding]) -> Redacted:
    shown = [one for one in found if one.state not in (State.ABSENT, State.HIDDEN)]
    return Redacted(
        data=data,
        media_type=str(kind),
        pages=first.pages,
        burnt=tuple(dict.fromkeys(Burnt(page=one.page, place=one.place, state=one.state) for one in shown)),
        layers=tuple(dict.fromkeys(one.layer for one in found if one.state is State.HIDDEN)),
    )


def _check_legible(given: Attachment, seen: _Seen) -> None:
    poor = sorted({one.page for one in seen.findings if isinstance(one, SideFinding) and not one.legible})
    if poor:
        raise UnsafeError(
            f"{given.name}: the ID copy on page {', '.join(map(str, poor))} is too poor to be sure that every BSN is "
            f"found, so nothing was written; {BY_HAND}, or make a sharper scan"
        )


# ------------------------------------------------------------------------------------------------------- what was found


@dataclass(slots=True)
class _Seen:
    """What one look at a file shows of it."""

    name: str
    before: Mapping[int, set[Place]] = field(default_factory=dict)
    """the places that were found before they were burnt, by page"""
    pages: int = 0
    findings: Sequence[Finding] = ()
    spots: Spots = field(default_factory=lambda: defaultdict(list), repr=False)
    wider: Spots = field(default_factory=lambda: defaultdict(list), repr=False)
    """what to burn on a page where a BSN is left after the spots were burnt"""
    left: list[BsnFinding] = field(default_factory=list)
    """where a BSN can be had, or may be"""
    told: dict[int, set[Place]] = field(default_factory=dict)
    """the places that were found, by page"""
    frames: dict[int, Frame] = field(default_factory=dict)

    @property
    def open(self) -> set[int]:
        """The pages on which a BSN can be had."""
        return {one.page for one in self.left}

    def add(self, page: Page, reading: Reading, findings: Sequence[Finding], layer: Layer) -> None:
        from idcheck.spots import all_numbers, frame_of, spots, told

        if layer is not Layer.FACE:
            return
        if page.attachment != self.name:
            raise UsageError(f"{self.name} is a portfolio of files; {ONE_FILE}")
        left = list(_left(page, reading, findings, self.before.get(page.number, set())))
        self.pages += 1
        self.told[page.number] = told(reading, findings)
        frame = self.frames[page.number] = frame_of(page)
        self.spots[page.number] += frame.in_file(spots(reading, findings))
        self.left += left
        if left:
            doubted = all(one.state is State.UNKNOWN for one in left)
            boxes = spots(reading, left) if doubted else all_numbers(reading, left)
            self.wider[page.number] += frame.in_file(boxes)

    def add_hidden(self, finding: BsnFinding) -> None:
        """A scan's text layer may tell a number that its face shows, and that was not read there."""
        from idcheck.spots import hidden_spot

        self.left.append(finding)
        box = hidden_spot(finding)
        if box is not None and finding.attachment == self.name and finding.page in self.frames:
            self.spots[finding.page] += self.frames[finding.page].in_file([box])


def _seen(checker: Checker, given: Attachment, received: date, before: Mapping[int, set[Place]] | None = None) -> _Seen:
    """Everything that is found in a file.

    Raises:
        UnsafeError: it, or a page of it, cannot be examined.
    """
    seen = _Seen(given.name, before or {})
    _, seen.findings = checker.look([given], received=received, watch=seen.add)
    for one in seen.findings:
        if isinstance(one, FileProblem) and one.attachment == given.name:
            raise _not_examined(given, one.code)
        if isinstance(one, BsnFinding) and one.state is State.HIDDEN:
            seen.add_hidden(one)
    return seen


def _left(page: Page, reading: Reading, findings: Sequence[Finding], told: set[Place]) -> Iterator[BsnFinding]:
    """The places where a BSN can be had, or may be: one that was never found, and is not black."""
    from idcheck.spots import is_black, look_of

    for one in findings:
        if not isinstance(one, BsnFinding):
            continue
        look = look_of(one, reading)
        doubted = one.state is State.UNKNOWN and one.place not in told and (look is None or look.expected)
        if one.state in OPEN or (doubted and not is_black(page, one.box)):
            yield one
