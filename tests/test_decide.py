"""The judgement: what is accepted, what is rejected for which reasons, and what a person looks at first."""

from dataclasses import replace
from datetime import date

import pytest

from findings import BOX, FIELD, GOOD, bsn, judge, marking, part, side
from idcheck.policy import WOONPARTNERS, MarkingOn
from idcheck.records import FileCode, FileProblem, Outcome, Part, PartState, Place, State


def test_a_proper_copy_is_accepted_and_needs_no_review():
    verdict = judge(*GOOD)
    assert (verdict.outcome, verdict.needs_review, verdict.reasons) == (Outcome.ACCEPT, False, ())


def test_the_verdict_tells_what_was_seen_on_each_copy():
    (copy,) = judge(*GOOD).copies
    assert (copy.document, copy.model, copy.side, copy.box) == ("passport", "2014", "holder", BOX)
    assert [(one.place, one.state) for one in copy.bsn] == [(Place.MRZ, State.COVERED), (Place.PRINTED, State.ABSENT)]
    assert (copy.marking.copy, copy.marking.recipient, copy.marking.date) == (True, "Woonpartners", date(2026, 11, 12))
    assert copy.marking.boxes == (FIELD,) * 3


def test_nothing_found_is_never_accepted():
    verdict = judge()
    assert (verdict.outcome, verdict.codes, verdict.needs_review) == (Outcome.REJECT, ("no-id-copy",), True)


@pytest.mark.parametrize(
    ("finding", "code", "review"),
    [
        (bsn(State.READABLE, Place.MRZ), "bsn-mrz", False),
        (bsn(State.READABLE, Place.PRINTED), "bsn-printed", False),
        (bsn(State.READABLE, Place.CODE), "bsn-code", False),
        (bsn(State.READABLE, Place.TEXT, side=None, page=3), "bsn-text", False),
        (bsn(State.READABLE, confidence=0.6), "bsn-mrz", True),
        (bsn(State.STRUCK_LEGIBLE), "bsn-struck-legible", True),
        (bsn(State.SEE_THROUGH), "bsn-see-through", False),
        (bsn(State.PARTIAL, candidates=9_999), "bsn-partial", False),
        (bsn(State.PARTIAL, candidates=None), "bsn-partial", False),
        (bsn(State.HIDDEN), "bsn-hidden", False),
        (bsn(State.UNKNOWN), "unreadable", True),
        (bsn(State.COVERED, second_reader=False), "unreadable", True),
        (bsn(State.COVERED, confidence=0.3), "unreadable", True),
        (bsn(State.ABSENT, Place.PRINTED, second_reader=False), "unreadable", True),
    ],
)
def test_one_bad_place_of_a_bsn_rejects_an_otherwise_proper_copy(finding, code, review):
    verdict = judge(*GOOD, finding)
    (reason,) = verdict.reasons
    assert (verdict.outcome, reason.code, verdict.needs_review) == (Outcome.REJECT, code, review)
    assert (reason.page, reason.box) == (finding.page, finding.box)


@pytest.mark.parametrize(
    "finding",
    [
        bsn(State.PARTIAL, candidates=10_000),
        bsn(State.COVERED, Place.CODE, second_reader=False),
        bsn(State.ABSENT, Place.TEXT, side=None, second_reader=False),
    ],
)
def test_what_cannot_be_worked_out_counts_as_covered(finding):
    assert judge(*GOOD, finding).accepted


def test_a_struck_but_legible_bsn_passes_only_a_lenient_policy():
    lenient = replace(WOONPARTNERS, strict_strike=False)
    assert judge(*GOOD, bsn(State.STRUCK_LEGIBLE), policy=lenient).accepted
    assert not judge(*GOOD, bsn(State.STRUCK_LEGIBLE, second_reader=False), policy=lenient).accepted


def test_a_dutch_side_of_which_no_place_was_looked_at_is_unreadable():
    assert judge(side(), marking()).codes == ("unreadable",)


def test_a_foreign_document_needs_no_place_of_a_bsn():
    assert judge(side(document="other-id"), marking()).accepted
    assert judge(side(document="other-id"), bsn(State.READABLE), marking()).codes == ("bsn-mrz",)


def test_a_poor_side_is_one_reason_and_not_one_a_place():
    verdict = judge(side(legible=False), bsn(State.UNKNOWN), bsn(State.UNKNOWN, Place.PRINTED), marking())
    assert [(reason.code, reason.box) for reason in verdict.reasons] == [("unreadable", BOX)]
    assert verdict.needs_review


@pytest.mark.parametrize(
    ("changed", "code", "review"),
    [
        (part(Part.COPY, PartState.MISSING), "marking-copy-missing", False),
        (part(Part.RECIPIENT, PartState.MISSING), "marking-recipient-missing", False),
        (part(Part.RECIPIENT, PartState.WRONG), "marking-recipient-wrong", False),
        (part(Part.RECIPIENT, PartState.WRONG, confidence=0.6), "marking-recipient-wrong", True),
        (part(Part.DATE, PartState.MISSING), "marking-date-missing", False),
        (part(Part.DATE, PartState.MISSING, confidence=0.5), "marking-date-missing", True),
        (part(Part.DATE, value="2026-11-21"), "marking-date-future", False),
        (part(Part.DATE, value="2026-08-19"), "marking-date-stale", False),
        (part(Part.DATE, PartState.UNCLEAR), "marking-unclear", True),
        (part(Part.DATE, value="?"), "marking-unclear", True),
        (part(Part.COPY, confidence=0.4), "marking-unclear", True),
    ],
)
def test_one_bad_part_of_the_marking_rejects_an_otherwise_proper_copy(changed, code, review):
    verdict = judge(*GOOD[:-1], marking(changed))
    (reason,) = verdict.reasons
    assert (reason.code, verdict.needs_review, verdict.accepted) == (code, review, False)


@pytest.mark.parametrize("day", ["2026-11-20", "2026-08-20"])
def test_a_date_from_the_day_of_receipt_back_to_the_policys_age_is_right(day):
    assert judge(*GOOD[:-1], marking(part(Part.DATE, value=day))).accepted


@pytest.mark.parametrize(
    ("days", "accepted"),
    [
        (("2026-11-12", "2026-11-17"), True),
        (("2026-11-12", "2026-11-21"), False),
        (("2021-11-12", "2026-11-12"), False),
        ((), False),
    ],
    ids=["both right", "one ahead", "one stale", "any"],
)
def test_a_date_of_which_a_digit_is_in_doubt_is_right_if_it_is_whichever_it_be(days, accepted):
    unclear = part(Part.DATE, PartState.UNCLEAR, confidence=0.5, value="2026-11-12", one_of=days)
    verdict = judge(*GOOD[:-1], marking(unclear))
    assert (verdict.accepted, verdict.codes) == (accepted, () if accepted else ("marking-unclear",))
    assert (verdict.copies[0].marking.date == date(2026, 11, 12)) is bool(days)


def test_unclear_parts_are_one_reason_that_names_them():
    parts = part(Part.RECIPIENT, PartState.UNCLEAR), part(Part.DATE, PartState.UNCLEAR)
    (reason,) = judge(*GOOD[:-1], marking(*parts)).reasons
    assert "voor wie de kopie is en de datum" in reason.message["nl"]
    assert "for whom it is and the date" in reason.message["en"]


def test_a_side_without_a_finding_on_its_marking_is_unclear():
    assert judge(*GOOD[:-1]).codes == ("marking-unclear",)


def test_a_marking_on_one_of_two_sides_counts_for_their_page():
    nothing = [part(one, PartState.MISSING) for one in Part]
    assert judge(*GOOD, side(side=1), bsn(side=1), marking(*nothing, index=1)).accepted


def test_each_page_needs_its_marking_unless_the_policy_asks_for_one():
    nothing = [part(one, PartState.MISSING) for one in Part]
    two = (*GOOD, side(page=2), bsn(page=2), marking(*nothing, page=2))
    verdict = judge(*two)
    assert verdict.codes == ("marking-copy-missing", "marking-recipient-missing", "marking-date-missing")
    assert {reason.page for reason in verdict.reasons} == {2}
    assert judge(*two, policy=replace(WOONPARTNERS, marking_on=MarkingOn.ANY_PAGE)).accepted


def test_the_parts_of_one_marking_are_not_gathered_from_several_pages():
    first = marking(part(Part.DATE, PartState.MISSING))
    second = marking(part(Part.COPY, PartState.MISSING), page=2)
    policy = replace(WOONPARTNERS, marking_on=MarkingOn.ANY_PAGE)
    assert not judge(*GOOD[:-1], first, side(page=2), bsn(page=2), second, policy=policy).accepted


SECOND = (side(page=2), bsn(page=2))


@pytest.mark.parametrize(
    ("first", "accepted"),
    [
        (part(Part.DATE, PartState.UNCLEAR), True),
        (part(Part.DATE, value="2023-11-12"), True),
        (part(Part.DATE, value="2024-12-12"), False),
        (part(Part.DATE, PartState.MISSING), False),
    ],
)
def test_a_date_that_was_not_read_well_is_that_of_another_page_if_it_differs_by_a_digit_at_most(first, accepted):
    assert judge(*GOOD[:-1], marking(first), *SECOND, marking(page=2)).accepted == accepted


def test_only_a_date_that_is_as_it_should_be_tells_that_of_another_page():
    unclear, stale = part(Part.DATE, PartState.UNCLEAR), part(Part.DATE, value="2023-11-12")
    verdict = judge(*GOOD[:-1], marking(unclear), *SECOND, marking(stale, page=2))
    assert verdict.codes == ("marking-unclear", "marking-date-stale")


@pytest.mark.parametrize("code", FileCode)
def test_a_file_that_could_not_be_examined_rejects_even_beside_a_proper_copy(code):
    problem = FileProblem(attachment="other.pdf", code=code)
    assert judge(*GOOD, problem).codes == (code,)
    assert judge(problem).codes == (code, "no-id-copy")


def test_a_person_looks_only_at_files_that_a_person_may_open():
    looked_at = {code for code in FileCode if judge(FileProblem(attachment="a", code=code)).needs_review}
    assert looked_at == {"file-unsupported", "file-too-large", "file-timeout"}


def test_every_reason_is_reported():
    verdict = judge(
        side(),
        bsn(State.READABLE),
        bsn(State.READABLE, Place.PRINTED),
        bsn(State.READABLE, Place.TEXT, side=None),
        marking(part(Part.COPY, PartState.MISSING), part(Part.DATE, value="2027-01-01")),
        FileProblem(attachment="b.pdf", code=FileCode.CORRUPT),
    )
    assert set(verdict.codes) == {
        "file-corrupt", "bsn-mrz", "bsn-printed", "bsn-text", "marking-copy-missing", "marking-date-future",
    }  # fmt: skip


def test_small_writing_is_turned_away_where_the_policy_asks_for_large():
    small, large = replace(marking(), height_mm=1.8), replace(marking(), height_mm=3.4)
    rest = [one for one in GOOD if one != marking()]
    strict = replace(WOONPARTNERS, marking_min_height_mm=2.5)
    assert judge(*rest, small).accepted
    assert judge(*rest, large, policy=strict).accepted
    verdict = judge(*rest, small, policy=strict)
    assert verdict.codes == ("marking-small",)
    assert "2,5 mm" in verdict.reasons[0].message["nl"]
    assert "2.5 mm" in verdict.reasons[0].message["en"]
    assert verdict.to_dict()["copies"][0]["marking"]["height_mm"] == 1.8
    assert judge(*rest, small, replace(large, side=1), side(side=1), bsn(side=1), policy=strict).accepted
