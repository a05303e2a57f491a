"""Figures for Prometheus: counts and seconds of this run."""

from __future__ import annotations

import re
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes import FakeChecker
from idcheck.errors import UsageError
from pipelines.effects import Effect
from pipelines.mailroom import run
from pipelines.metrics import Metrics


class Reading(Effect):
    """Reads the figures while the run is still there."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self.figures: dict[str, float] = {}
        self.text = ""

    def close(self) -> None:
        with urllib.request.urlopen(f"http://127.0.0.1:{self._metrics.port}/metrics") as answer:
            self.text = answer.read().decode()
        self.figures = {name: float(value) for name, value in re.findall(r"(?m)^(idcheck\S+) (\S+)$", self.text)}


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "inbox").mkdir()
    return tmp_path / "inbox"


def go(inbox: Path) -> Reading:
    metrics = Metrics("0")
    reading = Reading(metrics)
    out = inbox.parent / "out"
    run(inbox, out, rest=0, workers=1, make_checker=FakeChecker, effects=[reading, metrics])
    return reading


def test_what_was_judged_is_counted_by_outcome_and_reason(inbox: Path) -> None:
    for name, text in {"a": "good", "b": "bad", "jansen": "unclear", "d": "engine fails"}.items():
        (inbox / name).write_text(text)
    reading = go(inbox)
    figures = reading.figures
    assert figures['idcheck_requests_total{outcome="accept"}'] == 1
    assert figures['idcheck_requests_total{outcome="reject"}'] == 2
    assert figures['idcheck_requests_total{outcome="failed"}'] == 1
    assert figures['idcheck_reasons_total{code="bsn-mrz"}'] == 1
    assert figures["idcheck_review_total"] == 1
    assert figures["idcheck_request_seconds_count"] == 3
    assert figures["idcheck_backlog"] == 0
    assert "jansen" not in reading.text, "nothing is of a person"


def test_what_an_earlier_run_judged_is_not_counted_again(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (inbox / "a").write_text("good")
    go(inbox)
    monkeypatch.setattr(Metrics, "__init__", later(Metrics.__init__))
    assert go(inbox).figures['idcheck_requests_total{outcome="accept"}'] == 0


def later(init: object) -> object:
    def begun(self: Metrics, address: str) -> None:
        init(self, address)  # type: ignore[operator]
        self._since = "9999"

    return begun


@pytest.mark.parametrize("address", ["x", "99999999", "nowhere.invalid:9187", "-1"])
def test_where_nothing_can_listen_is_told(address: str) -> None:
    with pytest.raises(UsageError, match=r"nothing can listen there"):
        Metrics(address)


def test_a_port_that_is_taken_is_told() -> None:
    metrics = Metrics("0")
    with pytest.raises(UsageError, match="in use"):
        Metrics(str(metrics.port))
    metrics.close()


def test_without_the_library_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    with pytest.raises(UsageError, match=r"pip install 'idcheck\[mailroom\]'"):
        Metrics("0")
