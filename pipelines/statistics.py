"""What many verdicts come to, counted in one pass: however many there are, little stays in memory."""

from __future__ import annotations

import heapq
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from pipelines.ledger import Line
from pipelines.rows import Row

MOST_FLAGGED = 100
"""Requests to be looked at that a report shows, the newest: each has pictures."""
SLOWEST = 10
MOST_HOURS = 72
"""Hours that a chart shows one by one; beyond these it shows days."""


@dataclass(slots=True, kw_only=True)
class Statistics:
    """Counts of verdicts."""

    outcomes: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    review: int = 0
    seconds: float = 0.0
    hours: Counter[tuple[str, str]] = field(default_factory=Counter)
    """by hour (``2026-11-20T14``) and outcome"""
    slowest: list[tuple[float, int, Row]] = field(default_factory=list)
    flagged: deque[Line] = field(default_factory=lambda: deque(maxlen=MOST_FLAGGED))

    @classmethod
    def of(cls, lines: Iterable[Line]) -> Statistics:
        """The statistics of these lines."""
        counted = cls()
        for number, line in enumerate(lines):
            counted._add(line, number)
        counted.slowest.sort(reverse=True)
        return counted

    def _add(self, line: Line, number: int) -> None:
        row = Row.of(line)
        self.outcomes[row.outcome] += 1
        self.codes.update(row.codes)
        self.review += row.needs_review
        self.seconds += row.seconds
        if "judged" in line:
            self.hours[local_hour(line["judged"]), row.outcome] += 1
        item = (row.seconds, -number, row)
        (heapq.heappush if len(self.slowest) < SLOWEST else heapq.heappushpop)(self.slowest, item)
        if row.needs_review:
            self.flagged.append(line)

    @property
    def total(self) -> int:
        return self.outcomes.total()

    def over_time(self) -> list[tuple[str, int, int]]:
        """Accepted and rejected in each hour, or where that would be many, on each day."""
        hours = sorted({hour for hour, _ in self.hours})
        width = len("2026-11-20T14" if len(hours) <= MOST_HOURS else "2026-11-20")
        counts: Counter[tuple[str, str]] = Counter()
        for (hour, outcome), number in self.hours.items():
            counts[hour[:width], outcome] += number
        times = sorted({time for time, _ in counts})
        return [(_shown(time), counts[time, "accept"], counts[time, "reject"]) for time in times]


def local_hour(judged: str) -> str:
    """The hour, by the clock on the wall, of a moment in UTC."""
    return datetime.fromisoformat(judged).astimezone().isoformat()[: len("2026-11-20T14")]


def _shown(time: str) -> str:
    return time.replace("T", " ") + ":00" if "T" in time else time
