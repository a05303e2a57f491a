"""Official specimens get the findings of their README, through the whole line; proper copies of them are accepted.

The pictures lie beside the repository and are never part of it.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from drawn import typed
from idcheck.checker import Checker
from idcheck.records import Outcome, Picture, Verdict

FOLDER = Path(__file__).parents[1].parent / "shared" / "real"
RECEIVED = date(2026, 11, 20)
MARKING = ["KOPIE", "Woonpartners", "12-11-2026"]
MISSING = {"marking-copy-missing", "marking-recipient-missing", "marking-date-missing"}
SPECIMEN_BSNS = ("999999990", "123456782")

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the specimens are not on this machine")


@pytest.fixture(scope="module")
def checker() -> Iterator[Checker]:
    with Checker() as checker:
        yield checker


def specimen(name: str) -> Path:
    path = FOLDER / name
    if not path.is_file():
        pytest.skip(f"{name} is not on this machine")
    return path


@pytest.fixture(scope="module")
def told(checker: Checker) -> Callable[[str], Verdict]:
    """The verdict on a specimen as it is, each examined once."""
    return cache(lambda name: checker.check(specimen(name), received=RECEIVED))


def picture(name: str) -> Picture:
    return np.asarray(Image.open(specimen(name)).convert("RGB"), np.uint8)


def verdict_on(checker: Checker, shown: Picture) -> Verdict:
    data = io.BytesIO()
    Image.fromarray(shown).save(data, "PNG")
    return checker.check(("copy.png", data.getvalue()), received=RECEIVED)


def bsn_codes(verdict: Verdict) -> set[str]:
    return {code for code in verdict.codes if code.startswith("bsn-")}


@pytest.mark.parametrize(
    ("name", "present"),
    [
        ("passport-2014-open.jpg", {"bsn-mrz", *MISSING}),
        ("passport-2006.jpg", {"bsn-printed", "bsn-mrz"}),
        ("strip-idcard-2014.jpg", {"bsn-mrz"}),
        ("strip-passport-2014.jpg", {"bsn-mrz"}),
    ],
)
def test_an_open_bsn_is_named_with_its_place(told: Callable[[str], Verdict], name: str, present: set[str]) -> None:
    verdict = told(name)
    assert verdict.outcome is Outcome.REJECT
    assert present <= set(verdict.codes)
    assert not any(number in str(verdict.to_dict()) for number in SPECIMEN_BSNS)


def test_the_passport_of_2014_has_its_bsn_in_the_strip_only(told: Callable[[str], Verdict]) -> None:
    verdict = told("passport-2014-open.jpg")
    assert bsn_codes(verdict) == {"bsn-mrz"}
    assert [(copy.document, copy.model, copy.side) for copy in verdict.copies] == [("passport", "2014", "holder")]


def test_a_tiny_passport_is_found_open_or_unreadable_and_never_accepted(told: Callable[[str], Verdict]) -> None:
    verdict = told("passport-2001-covered-photo.jpg")
    assert verdict.outcome is Outcome.REJECT
    assert {"bsn-printed", "bsn-mrz", "unreadable"} & set(verdict.codes)


def test_the_front_of_a_card_of_2014_lacks_its_marking_and_nothing_else(told: Callable[[str], Verdict]) -> None:
    verdict = told("idcard-2014-front.jpg")
    assert set(verdict.codes) == MISSING
    assert [(copy.document, copy.model, copy.side) for copy in verdict.copies] == [("identity-card", "2014", "front")]


@pytest.mark.parametrize("name", ["licence-2025-front.jpg", "permit-old-both.png", "foreign-de-passport-redacted.png"])
def test_what_looks_like_a_bsn_and_is_none_is_not_called_one(told: Callable[[str], Verdict], name: str) -> None:
    verdict = told(name)
    assert verdict.outcome is Outcome.REJECT
    assert bsn_codes(verdict) == set()


def test_a_foreign_copy_made_out_for_someone_else_is_told_so(told: Callable[[str], Verdict]) -> None:
    verdict = told("foreign-de-passport-redacted.png")
    assert {"marking-recipient-wrong", "marking-recipient-missing"} & set(verdict.codes)
    assert "marking-date-missing" in verdict.codes


class TestProperCopies:
    """The specimens, covered and marked as the rules ask."""

    BSN_OF_PASSPORT = (slice(2995, 3102), slice(1398, 1816))
    """rows and columns of 999999990 in the strip of passport-2014-open.jpg"""

    def passport(self, *, covered: bool, marked: bool) -> Picture:
        shown = picture("passport-2014-open.jpg").copy()
        if covered:
            shown[self.BSN_OF_PASSPORT] = 12
        if marked:
            shown = np.vstack([np.full((700, shown.shape[1], 3), 255, np.uint8), shown])
            shown = typed(shown, (200, 200), MARKING, height=80)
        return np.ascontiguousarray(shown)

    def card(self, lines: list[str]) -> Picture:
        front = picture("idcard-2014-front.jpg")
        sheet = np.full((front.shape[0] + 700, front.shape[1] + 400, 3), 255, np.uint8)
        sheet[100 : 100 + front.shape[0], 200 : 200 + front.shape[1]] = front
        return typed(sheet, (250, front.shape[0] + 250), lines, height=60)

    def test_a_passport_of_2014_is_accepted(self, checker: Checker) -> None:
        assert verdict_on(checker, self.passport(covered=True, marked=True)).codes == ()

    def test_the_same_with_its_strip_open_is_rejected_for_that_alone(self, checker: Checker) -> None:
        assert "bsn-mrz" in verdict_on(checker, self.passport(covered=False, marked=True)).codes

    def test_the_front_of_a_card_of_2014_is_accepted(self, checker: Checker) -> None:
        assert verdict_on(checker, self.card(MARKING)).codes == ()

    def test_made_out_for_someone_else_it_is_rejected(self, checker: Checker) -> None:
        verdict = verdict_on(checker, self.card(["KOPIE", "voor Autoverhuur De Vries", "12-11-2026"]))
        assert verdict.outcome is Outcome.REJECT
        assert {code for code in verdict.codes if code.startswith("marking-recipient")}
