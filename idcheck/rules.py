"""The rules of the judgement: each is a small function that gives the reasons it sees against a request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce

from idcheck.messages import message
from idcheck.policy import MarkingOn, Policy
from idcheck.records import (
    Box,
    BsnFinding,
    FileCode,
    FileProblem,
    MarkingFinding,
    Part,
    PartFinding,
    PartState,
    Place,
    Reason,
    SideFinding,
    State,
)

SURE = 0.8
"""Confidence, 0–1, from which a finding needs no person's eye: readers give most of what they misread less (chosen)."""
LEAST_SEEN = 0.5
"""Confidence from which what speaks for a copy counts: a cover that was seen, a part of the marking that was read."""
FOREIGN = "other-id"
"""The one kind of document on which no place of a BSN is expected."""
STAFF_CAN_OPEN = frozenset({FileCode.UNSUPPORTED, FileCode.TOO_LARGE, FileCode.TIMEOUT})
"""Files that idcheck gave up on and a person may still be able to look at."""

CODE_OF_PLACE = {
    Place.PRINTED: "bsn-printed",
    Place.MRZ: "bsn-mrz",
    Place.CODE: "bsn-code",
    Place.TEXT: "bsn-text",
}
CODE_OF_STATE = {
    State.STRUCK_LEGIBLE: "bsn-struck-legible",
    State.SEE_THROUGH: "bsn-see-through",
    State.PARTIAL: "bsn-partial",
    State.HIDDEN: "bsn-hidden",
    State.UNKNOWN: "unreadable",
}
ALWAYS_REVIEWED = frozenset({"bsn-struck-legible", "marking-unclear", "unreadable"})
"""Where a machine's word is not enough: struck but legible, unclear writing, quality (contract, ``needs_review``)."""


@dataclass(frozen=True, slots=True)
class Case:
    """The findings of one request by kind, and what they are judged by."""

    sides: tuple[SideFinding, ...]
    bsns: tuple[BsnFinding, ...]
    markings: tuple[MarkingFinding, ...]
    problems: tuple[FileProblem, ...]
    policy: Policy
    received: date


# ------------------------------------------------------------------------------------------------------------ the rules


def every_file_was_examined(case: Case) -> Iterator[Reason]:
    """A file that could not be examined may hold an open BSN, or the copy itself."""
    for problem in case.problems:
        yield Reason(
            code=str(problem.code),
            attachment=problem.attachment,
            page=problem.page,
            box=None,
            confidence=1.0,
            message=message(problem.code),
            needs_review=problem.code in STAFF_CAN_OPEN,
        )


def there_is_a_copy(case: Case) -> Iterator[Reason]:
    """Without a copy a person looks for one, unless a file could not be examined: then the sender sends that again."""
    if not case.sides:
        yield Reason(
            code="no-id-copy",
            attachment=None,
            page=None,
            box=None,
            confidence=1.0,
            message=message("no-id-copy"),
            needs_review=not case.problems,
        )


def no_bsn_can_be_read(case: Case) -> Iterator[Reason]:
    """Every BSN, on a copy or elsewhere in the request, is covered so that it cannot be brought back."""
    for finding in case.bsns:
        if not _counts_as_covered(finding, case.policy) and not _told_of_its_side(case, finding):
            code = CODE_OF_STATE.get(finding.state, CODE_OF_PLACE[finding.place])
            yield _reason(code, finding, finding.box, finding.confidence, message(code, layer=finding.layer))


def every_copy_could_be_judged(case: Case) -> Iterator[Reason]:
    """Not having read a BSN is no evidence: each side was legible, and two readers looked at each place of a BSN."""
    for side in case.sides:
        places = places_of(case, side)
        unread = [place for place in places if _counts_as_covered(place, case.policy) and not _seen_well(side, place)]
        if not side.legible or not _expected(side, places):
            yield _reason("unreadable", side, side.box, side.confidence)
        else:
            yield from (_reason("unreadable", side, place.box, place.confidence) for place in unread)


def every_copy_is_marked(case: Case) -> Iterator[Reason]:
    """Copy, for whom and date stand on every page with an ID side, or on one of them, as the policy asks."""
    pages = dict.fromkeys((side.attachment, side.page) for side in case.sides)
    faults = [list(_marking_faults(case, [s for s in case.sides if (s.attachment, s.page) == page])) for page in pages]
    if case.policy.marking_on is MarkingOn.ANY_PAGE and faults:
        faults = [min(faults, key=len)]
    for page_faults in faults:
        yield from page_faults


# -------------------------------------------------------------------------------------------------------------- the BSN


def _counts_as_covered(finding: BsnFinding, policy: Policy) -> bool:
    match finding.state:
        case State.COVERED | State.ABSENT:
            return True
        case State.PARTIAL:
            return finding.candidates is not None and finding.candidates >= policy.min_candidates
        case State.STRUCK_LEGIBLE:
            return not policy.strict_strike
    return False


def _told_of_its_side(case: Case, finding: BsnFinding) -> bool:
    """Whether the place is unreadable because its whole side is, which is one reason and not one a place."""
    return finding.state is State.UNKNOWN and any(
        not side.legible and finding in places_of(case, side) for side in case.sides
    )


def places_of(case: Case, side: SideFinding) -> list[BsnFinding]:
    """The places of a BSN on one side."""
    key = (side.attachment, side.page, side.side)
    return [finding for finding in case.bsns if (finding.attachment, finding.page, finding.side) == key]


def _expected(side: SideFinding, places: Sequence[BsnFinding]) -> bool:
    """Whether anything is known of the BSN's places, as it must be on a Dutch side: if only that it has none there."""
    return side.document == FOREIGN or bool(places)


def _seen_well(side: SideFinding, place: BsnFinding) -> bool:
    """Whether it was seen well, and by the second reader too where digits are printed on a Dutch document."""
    return place.confidence >= LEAST_SEEN and (
        place.second_reader or side.document == FOREIGN or place.place not in (Place.PRINTED, Place.MRZ)
    )


def proven(case: Case, side: SideFinding) -> bool:
    """The positive evidence for one side: legible, and a cover or nothing at all seen at every place of a BSN."""
    places = places_of(case, side)
    covered = all(_counts_as_covered(place, case.policy) and _seen_well(side, place) for place in places)
    return side.legible and _expected(side, places) and covered


# ---------------------------------------------------------------------------------------------------------- the marking


def _marking_faults(case: Case, sides: Sequence[SideFinding]) -> Iterator[Reason]:
    """What is wrong with the marking of one page; what stands on one of its sides counts for all of them.

    A date that was not read well is that of another page, if one of the request's is as it should be.
    """
    keys = {(side.attachment, side.page, side.side) for side in sides}
    markings = [marking for marking in case.markings if (marking.attachment, marking.page, marking.side) in keys]
    elsewhere = [one for marking in case.markings if marking not in markings for one in marking.parts]
    sound = [written_date(one) for one in elsewhere if one.part is Part.DATE and not _fault(one, case)]
    unclear = []
    for part in Part:
        found = [one for marking in markings for one in marking.parts if one.part is part]
        codes = [("" if _is_misread(one, sound) else _fault(one, case), one) for one in found]
        codes = codes or [("marking-unclear", _unknown(part))]
        code, best = min(codes, key=lambda fault: FAULTS.index(fault[0]))
        if code == "marking-unclear":
            unclear.append(best)
        elif code:
            yield _marking_reason(code, sides[0], [best], case.policy)
    if unclear:
        yield _marking_reason("marking-unclear", sides[0], unclear, case.policy)
    heights = [marking.height_mm for marking in markings if marking.height_mm is not None]
    if heights and max(heights) < case.policy.marking_min_height_mm:
        written = [one for marking in markings for one in marking.parts if one.state is PartState.PRESENT]
        yield _marking_reason("marking-small", sides[0], written, case.policy)


FAULTS = (
    "",
    "marking-unclear",
    "marking-date-stale",
    "marking-date-future",
    "marking-recipient-wrong",
    "marking-copy-missing",
    "marking-recipient-missing",
    "marking-date-missing",
)
"""From none to the worst: of what stands on several sides of a page the best counts."""


def _fault(one: PartFinding, case: Case) -> str:
    """The reason code that a part of the marking gives, or nothing where it is as it should be."""
    match one.state:
        case PartState.MISSING:
            return f"marking-{one.part}-missing"
        case PartState.WRONG:
            return "marking-recipient-wrong" if one.part is Part.RECIPIENT else "marking-unclear"
        case PartState.PRESENT if one.confidence >= LEAST_SEEN:
            return _date_fault(written_date(one), case) if one.part is Part.DATE else ""
        case PartState.UNCLEAR if one.one_of and not any(_date_fault(day, case) for day in map(_day, one.one_of)):
            return ""  # whichever it is
    return "marking-unclear"


def _date_fault(written: date | None, case: Case) -> str:
    if written is None:
        return "marking-unclear"
    if written > case.received:
        return "marking-date-future"
    return "marking-date-stale" if (case.received - written).days > case.policy.date_max_age_days else ""


def _is_misread(one: PartFinding, sound: Sequence[date | None]) -> bool:
    """Whether a part is one of these dates: one that could not be read, or with a digit of it misread."""
    if one.part is not Part.DATE or not sound:
        return False
    written = written_date(one)
    off = [sum(a != b for a, b in zip(f"{written}", f"{other}", strict=True)) for other in sound if written and other]
    return one.state is PartState.UNCLEAR or (one.state is PartState.PRESENT and min(off, default=0) == 1)


def written_date(one: PartFinding) -> date | None:
    """The date that a part of the marking gives, None where it gives none."""
    return _day(one.value or "")


def _day(iso: str) -> date | None:
    try:
        return date.fromisoformat(iso)
    except ValueError:
        return None


def _unknown(part: Part) -> PartFinding:
    """A part that no finding speaks of."""
    return PartFinding(part=part, state=PartState.UNCLEAR, confidence=0.0)


def _marking_reason(code: str, side: SideFinding, parts: Sequence[PartFinding], policy: Policy) -> Reason:
    boxes = [box for part in parts for box in part.boxes]
    return _reason(
        code,
        side,
        reduce(Box.join, boxes) if boxes else side.box,
        min(part.confidence for part in parts),
        message(
            code,
            recipient=policy.recipients[0],
            days=policy.date_max_age_days,
            parts=[p.part for p in parts],
            height_mm=policy.marking_min_height_mm,
        ),
    )


# --------------------------------------------------------------------------------------------------------- the reasons


def _reason(
    code: str, where: BsnFinding | SideFinding, box: Box, confidence: float, text: Mapping[str, str] | None = None
) -> Reason:
    return Reason(
        code=code,
        attachment=where.attachment,
        page=where.page,
        box=box,
        confidence=confidence,
        message=text or message(code),
        needs_review=code in ALWAYS_REVIEWED or confidence < SURE,
    )


RULES = (
    every_file_was_examined,
    there_is_a_copy,
    no_bsn_can_be_read,
    every_copy_could_be_judged,
    every_copy_is_marked,
)
