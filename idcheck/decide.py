"""The judgement: findings and a policy in, a verdict out. Nothing is looked for here, only judged.

A request against which no rule has a reason is accepted only on positive evidence: at least one ID side, and each of
them legible, marked, and seen by two readers to be covered wherever a BSN can stand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from idcheck.pairs import paired
from idcheck.policy import Policy
from idcheck.records import (
    AttachmentInfo,
    BsnFinding,
    BsnPlace,
    Copy,
    FileProblem,
    Finding,
    Marking,
    MarkingFinding,
    Outcome,
    Part,
    PartState,
    SideFinding,
    State,
    Verdict,
)
from idcheck.rules import RULES, Case, places_of, proven, written_date


def decide(
    findings: Sequence[Finding],
    *,
    request: str,
    policy: Policy,
    received: date,
    attachments: Sequence[AttachmentInfo],
    engine: Mapping[str, str],
    seconds: float,
) -> Verdict:
    """Judge a request by everything that was found in it. Names are given out as they are: mask them before."""
    sides, bsns = paired(
        [finding for finding in findings if isinstance(finding, SideFinding)],
        [finding for finding in findings if isinstance(finding, BsnFinding)],
    )
    case = Case(
        sides=sides,
        bsns=bsns,
        markings=tuple(finding for finding in findings if isinstance(finding, MarkingFinding)),
        problems=tuple(finding for finding in findings if isinstance(finding, FileProblem)),
        policy=policy,
        received=received,
    )
    reasons = tuple(reason for rule in RULES for reason in rule(case))
    evidence = bool(case.sides) and all(proven(case, side) for side in case.sides)
    outcome = Outcome.ACCEPT if evidence and not reasons else Outcome.REJECT
    return Verdict(
        request=request,
        outcome=outcome,
        needs_review=any(reason.needs_review for reason in reasons),
        reasons=reasons,
        copies=tuple(_copy(case, side) for side in case.sides),
        policy_name=policy.name,
        policy_version=policy.version,
        received=received,
        attachments=tuple(attachments),
        engine=engine,
        seconds=seconds,
    )


def _copy(case: Case, side: SideFinding) -> Copy:
    return Copy(
        attachment=side.attachment,
        page=side.page,
        box=side.box,
        document=side.document,
        model=side.model,
        side=side.name,
        bsn=tuple(BsnPlace(place=one.place, state=one.state, box=one.box) for one in _places(case, side)),
        marking=_marking(case, side),
    )


def _places(case: Case, side: SideFinding) -> list[BsnFinding]:
    """The places of a BSN on one side, each once: where one is hidden in the file, what covers it says no more."""
    places = places_of(case, side)
    hidden = {one.place for one in places if one.state is State.HIDDEN}
    return [one for one in places if one.state is State.HIDDEN or one.place not in hidden]


def _marking(case: Case, side: SideFinding) -> Marking:
    """What the verdict says of the marking on one side: the parts that were read, of a date in doubt the one most read."""
    key = (side.attachment, side.page, side.side)
    found = [one for m in case.markings if (m.attachment, m.page, m.side) == key for one in m.parts]
    read = {one.part: one for one in found if one.state is PartState.PRESENT or one.one_of}
    recipient, written = read.get(Part.RECIPIENT), read.get(Part.DATE)
    return Marking(
        copy=Part.COPY in read,
        recipient=recipient.value if recipient else None,
        date=written_date(written) if written else None,
        boxes=tuple(box for one in found for box in one.boxes),
        height_mm=next((m.height_mm for m in case.markings if (m.attachment, m.page, m.side) == key), None),
    )
