"""Findings to judge: a proper copy, and ways to spoil it."""

from datetime import date

from idcheck.decide import decide
from idcheck.policy import WOONPARTNERS, Policy
from idcheck.records import (
    AttachmentInfo,
    Box,
    BsnFinding,
    Finding,
    MarkingFinding,
    Part,
    PartFinding,
    PartState,
    Place,
    SideFinding,
    State,
    Verdict,
)

RECEIVED = date(2026, 11, 20)
BOX = Box(0.1, 0.1, 0.5, 0.4)
FIELD = Box(0.2, 0.2, 0.3, 0.22)
FILE = AttachmentInfo(name="copy.pdf", sha256="ab" * 32, media_type="application/pdf", pages=1)


def side(**changes: object) -> SideFinding:
    given = {"attachment": "copy.pdf", "page": 1, "side": 0, "document": "passport", "model": "2014", "name": "holder"}
    return SideFinding(**({**given, "box": BOX, "confidence": 0.95, "legible": True} | changes))


def bsn(state: State = State.COVERED, place: Place = Place.MRZ, **changes: object) -> BsnFinding:
    given = {"attachment": "copy.pdf", "page": 1, "side": 0, "box": FIELD, "confidence": 0.95, "second_reader": True}
    return BsnFinding(**({**given, "place": place, "state": state} | changes))


def marking(*changed: PartFinding, page: int = 1, index: int = 0) -> MarkingFinding:
    """A full marking of this month, but for the parts given."""
    parts = {one.part: one for one in (part(Part.COPY), part(Part.RECIPIENT), part(Part.DATE), *changed)}
    return MarkingFinding(attachment="copy.pdf", page=page, side=index, parts=tuple(parts[one] for one in Part))


def part(one: Part, state: PartState = PartState.PRESENT, confidence: float = 0.9, **changes: object) -> PartFinding:
    values = {Part.COPY: None, Part.RECIPIENT: "Woonpartners", Part.DATE: "2026-11-12"}
    given = {"value": values[one] if state is PartState.PRESENT else None, "boxes": (FIELD,)}
    return PartFinding(part=one, state=state, confidence=confidence, **(given | changes))


GOOD: tuple[Finding, ...] = (side(), bsn(), bsn(State.ABSENT, Place.PRINTED), marking())


def judge(*findings: Finding, policy: Policy = WOONPARTNERS, received: date = RECEIVED) -> Verdict:
    return decide(
        findings,
        request="request",
        policy=policy,
        received=received,
        attachments=(FILE,),
        engine={"idcheck": "0"},
        seconds=1.0,
    )
