"""The text for people says everything that the verdict says."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from fakes import FIELD, verdict
from idcheck import report
from idcheck.records import BsnPlace, Copy, Marking, Part, Place, State


def copy(**changes: Any) -> Copy:
    values: dict[str, Any] = {
        "attachment": "scan.pdf",
        "page": 2,
        "box": FIELD,
        "document": "passport",
        "model": "2014",
        "side": "holder",
        "bsn": (BsnPlace(place=Place.MRZ, state=State.READABLE, box=FIELD),),
        "marking": Marking(copy=True, recipient="Woonpartners", date=date(2026, 11, 12)),
    }
    return Copy(**values | changes)


def test_an_acceptance_names_the_copy_and_its_marking() -> None:
    told = report.text(verdict("scan.pdf", copies=(copy(),)), "nl")
    assert told.startswith("GOEDGEKEURD  scan.pdf\n")
    assert "scan.pdf, blz. 2: paspoort 2014, houderpagina" in told
    assert "BSN in de strook: leesbaar" in told
    assert "kopie ja, voor wie Woonpartners, datum 2026-11-12" in told


def test_a_rejection_gives_every_reason_with_its_place_and_code() -> None:
    told = report.text(verdict("scan.pdf", ["bsn-mrz", "marking-date-missing"]), "en")
    assert "  - scan.pdf, page 1: No. [bsn-mrz]" in told
    assert "[marking-date-missing]" in told


def test_what_staff_should_look_at_is_said() -> None:
    assert "medewerker" in report.text(verdict("a", ["unreadable"], needs_review=True), "nl")
    assert "medewerker" not in report.text(verdict("a", ["bsn-mrz"]), "nl")


def test_what_is_missing_from_a_marking_is_said() -> None:
    unmarked = copy(marking=Marking(copy=False, recipient=None, date=None))
    assert report.text(verdict("a", copies=(unmarked,)), "en").count("missing") == 3


@pytest.mark.parametrize("lang", report.LANGUAGES)
def test_every_state_place_and_part_has_a_word(lang: str) -> None:
    assert set(report.STATES[lang]) == set(State)
    assert set(report.PLACES[lang]) == set(Place)
    assert set(report.PARTS[lang]) == set(Part)
    assert report.WORDS[lang].keys() == report.WORDS["en"].keys()


def test_a_reason_without_a_place_stands_by_itself() -> None:
    reason = verdict("a", ["no-id-copy"]).reasons[0]
    placeless = type(reason)(
        **{f.name: getattr(reason, f.name) for f in fields(reason)} | {"attachment": None, "page": None}
    )
    assert "  - No. [no-id-copy]" in report.text(verdict("a", reasons=(placeless,)), "en")


def test_the_tables_count_requests_not_reasons() -> None:
    lines = [verdict("a"), verdict("b", ["bsn-mrz", "bsn-mrz", "bsn-printed"])]
    out = StringIO()
    console = Console(file=out, width=120)
    console.print(report.requests_table(lines, ["c"], "en"))
    console.print(report.totals_table(lines, 1, "en"))
    shown = [" ".join(line.split()) for line in out.getvalue().splitlines()]
    assert "b REJECTED bsn-mrz, bsn-printed" in shown
    assert "c NOT JUDGED" in shown
    assert {"ACCEPTED 1", "REJECTED 1", "NOT JUDGED 1", "bsn-mrz 1"} <= set(shown)
