"""What holds for every judgement, whatever was found."""

import json
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from findings import GOOD, RECEIVED, bsn, judge, marking, part, side
from idcheck.records import FileCode, FileProblem, Outcome, Part, PartState, Place, State

confidences = st.floats(0, 1)
pages = st.integers(1, 2)
bsns = st.builds(
    bsn,
    st.sampled_from(State),
    st.sampled_from(Place),
    page=pages,
    side=st.sampled_from([None, 0, 1]),
    confidence=confidences,
    candidates=st.none() | st.integers(0, 10**8),
    second_reader=st.booleans(),
)
open_bsns = st.builds(
    bsn, st.just(State.READABLE), st.sampled_from(Place), page=pages, side=st.sampled_from([None, 0, 1])
)
parts = st.builds(part, st.sampled_from(Part), st.sampled_from(PartState), confidences) | st.builds(
    lambda days: part(Part.DATE, value=(RECEIVED - timedelta(days=days)).isoformat()), st.integers(-100, 200)
)
markings = st.builds(
    lambda some, page, index: marking(*some, page=page, index=index), st.lists(parts), pages, st.integers(0, 1)
)
problems = st.builds(FileProblem, attachment=st.just("b.pdf"), code=st.sampled_from(FileCode))
looked_at = st.tuples(
    st.builds(
        side,
        page=pages,
        side=st.integers(0, 1),
        legible=st.booleans(),
        document=st.sampled_from(["passport", "other-id"]),
    ),
    st.sampled_from([State.COVERED, State.ABSENT]),
).map(lambda pair: (pair[0], bsn(pair[1], page=pair[0].page, side=pair[0].side)))
"""A side, with the finding that its finder always gives."""
requests = st.tuples(st.lists(looked_at, max_size=2), st.lists(bsns | markings | problems, max_size=5)).map(
    lambda drawn: [*(finding for pair in drawn[0] for finding in pair), *drawn[1]]
)


@given(requests, st.booleans())
def test_accepted_means_no_reason_and_rejected_means_one(findings, proper):
    verdict = judge(*findings, *(GOOD if proper else ()))
    assert (verdict.outcome is Outcome.ACCEPT) == (not verdict.reasons)
    assert not (verdict.accepted and (verdict.needs_review or not verdict.copies))


@given(requests, open_bsns, st.data())
def test_an_open_bsn_is_never_accepted_and_takes_no_reason_away(findings, found, data):
    place = data.draw(st.integers(0, len(findings)))
    before, after = judge(*findings), judge(*findings[:place], found, *findings[place:])
    assert not after.accepted
    assert all(reason in after.reasons for reason in before.reasons)
    assert before.needs_review <= after.needs_review


@given(requests, bsns | problems)
def test_more_evidence_against_never_turns_a_rejection_into_an_acceptance(findings, found):
    if not judge(*findings).accepted:
        assert not judge(*findings, found).accepted


@given(st.permutations([*GOOD, bsn(State.READABLE), bsn(State.HIDDEN, Place.PRINTED)]))
def test_the_order_of_the_findings_changes_no_code(findings):
    assert set(judge(*findings).codes) == {"bsn-mrz", "bsn-hidden"}


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_only_dates_up_to_the_day_of_receipt_and_not_too_old_pass(day):
    verdict = judge(*GOOD[:-1], marking(part(Part.DATE, value=day.isoformat())))
    assert verdict.accepted == (timedelta(0) <= RECEIVED - day <= timedelta(days=92))


@given(requests)
def test_a_verdict_is_plain_json_without_a_run_of_nine_digits(findings):
    said = json.dumps(judge(*findings).to_dict())
    assert not any(len(run) >= 9 for run in "".join(c if c.isdigit() else " " for c in said).split())
