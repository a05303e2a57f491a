"""How far the mailroom has come: a bar on a terminal, a line a minute in a log."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.desk import Progress
    from pipelines.effects import Standing

log = logging.getLogger("idcheck.mailroom")

LINE_SECONDS = 60.0
"""Between two lines in a log."""


@contextmanager
def progress(*, log_json: bool = False) -> Iterator[Progress]:
    """What to call when a request is done."""
    if log_json or not sys.stderr.isatty():
        lines = _Lines()
        yield lines.show
        lines.end()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task, began = bar.add_task(""), time.monotonic()
        yield lambda now: bar.update(task, completed=now.done, total=now.of, description=_counts(now, began))


class _Lines:
    """Says how things stand once a minute, and at the end."""

    def __init__(self) -> None:
        self._began = self._told = time.monotonic()
        self._last: Standing | None = None

    def show(self, now: Standing) -> None:
        self._last = now
        if time.monotonic() >= self._told + LINE_SECONDS:
            self._told = time.monotonic()
            self._say(now)

    def end(self) -> None:
        if self._last:
            self._say(self._last)

    def _say(self, now: Standing) -> None:
        hourly = _hourly(now, self._began)
        left = f", {(now.of - now.done) / hourly * 60:.0f} min to go" if hourly and now.done < now.of else ""
        log.info("%d of %d done%s: %s", now.done, now.of, left, _counts(now, self._began))


def _counts(now: Standing, began: float) -> str:
    hourly = _hourly(now, began)
    return f"{now.accepted} accepted, {now.rejected} rejected, {now.failed} failed, {hourly:.0f} an hour"


def _hourly(now: Standing, began: float) -> float:
    """Requests of this run alone: those of earlier ones took no time."""
    return (now.done - now.earlier) / max(time.monotonic() - began, 1e-3) * 3600
