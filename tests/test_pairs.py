"""What the two sides of one document tell of each other."""

import pytest

from findings import bsn, judge, marking, side
from idcheck.records import Place, State

FRONT = {"document": "identity-card", "name": "front", "model": "unknown"}
BACK = {"document": "identity-card", "name": "back", "side": 1}


def verdict_on(*sides, printed=None, **changes):
    """On a request of such sides, the first with a printed field of which nothing is known, unless it is given."""
    printed = printed or bsn(State.UNKNOWN, Place.PRINTED)
    others = [bsn(side=one.side, page=one.page) for one in sides[1:]]
    markings = [marking(page=one.page, index=one.side) for one in sides]
    return judge(*sides, printed, *others, *markings, **changes)


def test_a_front_is_of_the_model_of_its_back_and_has_no_bsn_where_that_has_none():
    verdict = verdict_on(side(**FRONT), side(**BACK, model="2014"))
    front, _ = verdict.copies
    assert verdict.accepted
    assert (front.model, [(one.place, one.state) for one in front.bsn]) == ("2014", [(Place.PRINTED, State.ABSENT)])


def test_a_holders_page_is_of_the_model_of_its_back():
    back = side(document="passport", model="2021", name="holder-back", side=1)
    assert verdict_on(side(document="passport", model="unknown"), back).accepted


@pytest.mark.parametrize(
    "sides",
    [
        [side(**FRONT)],
        [side(**FRONT), side(**BACK, model="2006")],
        [side(**FRONT), side(**BACK, model="unknown")],
        [side(**FRONT), side(**BACK | {"document": "driving-licence"}, model="2014")],
        [side(**FRONT), side(**BACK, model="2014"), side(**BACK | {"side": 2}, model="2014")],
        [side(**FRONT), side(**FRONT | {"side": 2}), side(**BACK, model="2014")],
        [side(**FRONT | {"model": "2006"}), side(**BACK, model="2014")],
        [
            side(document="passport", model="unknown"),
            side(document="passport", model="unknown", name="holder-back", side=1),
        ],
    ],
)
def test_nothing_is_told_by_another_document_or_by_one_that_may_be_another_or_has_its_bsn_there(sides):
    assert "unreadable" in verdict_on(*sides).codes


@pytest.mark.parametrize("state", [State.READABLE, State.STRUCK_LEGIBLE, State.SEE_THROUGH, State.HIDDEN])
def test_a_number_that_was_seen_stays_one(state):
    verdict = verdict_on(side(**FRONT), side(**BACK, model="2014"), printed=bsn(state, Place.PRINTED))
    assert not verdict.accepted
    assert verdict.copies[0].bsn[0].state is state
