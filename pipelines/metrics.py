"""``--metrics``: figures for Prometheus. Counts and seconds only; nothing in them is of a person."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from idcheck import UsageError
from pipelines.effects import Effect, Standing
from pipelines.ledger import Line
from pipelines.rows import Row

HERE = "127.0.0.1"
BUCKETS = (1.0, 2.0, 3.0, 5.0, 8.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1200.0)
"""Seconds: a page takes some, a request at most its time limit."""


class Metrics(Effect):
    """Serves the figures of this run at ``address``: a port of this machine, or ``host:port`` to be reached from others.

    Raises:
        UsageError: nothing can listen there, or prometheus-client is missing.
    """

    def __init__(self, address: str) -> None:
        try:
            from prometheus_client import (
                CollectorRegistry,
                Counter,
                Gauge,
                Histogram,
                ProcessCollector,
                start_http_server,
            )
        except ImportError:
            raise UsageError("--metrics needs: pip install 'idcheck[mailroom]'") from None
        registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._requests = Counter("idcheck_requests", "Requests by outcome", ["outcome"], registry=registry)
        self._review = Counter("idcheck_review", "Requests that staff should look at first", registry=registry)
        self._reasons = Counter("idcheck_reasons", "Requests rejected for a reason", ["code"], registry=registry)
        self._seconds = Histogram("idcheck_request_seconds", "Time a request took", buckets=BUCKETS, registry=registry)
        self._backlog = Gauge("idcheck_backlog", "Entries that are known and not done", registry=registry)
        self._latest = Gauge(
            "idcheck_latest_verdict_timestamp_seconds", "When the latest was judged", registry=registry
        )
        for outcome in ("accept", "reject", "failed"):
            self._requests.labels(outcome)
        self._since = datetime.now(UTC).isoformat(timespec="seconds")
        host, _, port = address.rpartition(":")
        try:
            self._server, self._thread = start_http_server(int(port), host or HERE, registry)
        except (OSError, OverflowError, ValueError) as error:
            why = getattr(error, "strerror", None) or "give a port or host:port"
            raise UsageError(f"--metrics {address}: nothing can listen there ({why})") from None

    @property
    def port(self) -> int:
        return int(self._server.server_port)

    def judged(self, entry: Path, line: Line) -> None:
        del entry
        if line.get("judged", "") < self._since:  # in an earlier run
            return
        row = Row.of(line)
        self._requests.labels(row.outcome).inc()
        self._review.inc(row.needs_review)
        for code in row.codes:
            self._reasons.labels(code).inc()
        self._seconds.observe(row.seconds)
        self._latest.set(datetime.fromisoformat(line["judged"]).timestamp())

    def unjudged(self, entry: Path, request: str, why: str) -> None:
        del entry, request, why
        self._requests.labels("failed").inc()

    def stands(self, now: Standing) -> None:
        self._backlog.set(now.of - now.done)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
