"""``summary.csv`` and ``report.html``: all that stands in ``verdicts.jsonl``, for people."""

from __future__ import annotations

import csv
import io
import logging
import threading
import time
from collections import deque
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from idcheck import StorageError
from pipelines.effects import Effect
from pipelines.files import write_whole
from pipelines.journal import Journal
from pipelines.ledger import Line
from pipelines.overview_words import WORDS
from pipelines.pictures import thumbnails
from pipelines.rows import Row
from pipelines.statistics import Statistics

log = logging.getLogger(__name__)

EVERY_SECONDS = 900.0
"""Between two writings: with a million verdicts one takes a minute."""
MOST_UNJUDGED = 100
"""Entries without a verdict that a report names, the latest."""
FORMULA = ("=", "+", "-", "@", "\t")
"""How a cell begins that a spreadsheet would take for a formula."""


class Overview(Effect):
    """Writes both files now and then, beside the work, and at the end."""

    def __init__(self, out: Path, lang: str) -> None:
        self._out = out
        self._lang = lang
        self._unjudged: deque[tuple[str, str]] = deque(maxlen=MOST_UNJUDGED)
        self._next = time.monotonic() + EVERY_SECONDS
        self._writing: threading.Thread | None = None

    def unjudged(self, entry: Path, request: str, why: str) -> None:
        del entry
        self._unjudged.append((request, why))

    def tick(self) -> None:
        if time.monotonic() < self._next or (self._writing and self._writing.is_alive()):
            return
        self._next = time.monotonic() + EVERY_SECONDS
        self._writing = threading.Thread(target=self._try, args=(list(self._unjudged),), daemon=True)
        self._writing.start()

    def close(self) -> None:
        if self._writing:
            self._writing.join()
        self._write(list(self._unjudged))

    def _try(self, unjudged: Sequence[tuple[str, str]]) -> None:
        try:
            self._write(unjudged)
        except StorageError as error:  # the run itself will stop over it, or the end will say so again
            log.warning("%s", error)

    def _write(self, unjudged: Sequence[tuple[str, str]]) -> None:
        with Journal(self._out) as journal:
            write_whole(self._out / "summary.csv", table(journal.lines(), self._lang))
            page = report(self._out, Statistics.of(journal.lines()), unjudged, self._lang)
            write_whole(self._out / "report.html", page.encode())


def table(lines: Iterable[Line], lang: str) -> bytes:
    """The verdicts for a spreadsheet: semicolons and a byte order mark, as the Dutch Excel opens it."""
    words = WORDS[lang]
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow([words[name] for name in ("request", "outcome", "review", "reasons", "received", "judged", "id")])
    for line in lines:
        row = Row.of(line)
        when = _local(line["judged"]) if "judged" in line else ""
        review = words["yes"] if row.needs_review else ""
        cells = [
            row.request,
            words[row.outcome],
            review,
            ", ".join(row.codes),
            line["received"],
            when,
            line.get("id", ""),
        ]
        writer.writerow([_no_formula(cell) for cell in cells])
    return text.getvalue().encode("utf-8-sig")


def report(out: Path, statistics: Statistics, unjudged: Sequence[tuple[str, str]], lang: str) -> str:
    """The report as one HTML page that asks nothing of the network."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    times = statistics.over_time()
    environment = Environment(loader=PackageLoader("pipelines"), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("report.html").render(
        lang=lang,
        words=WORDS[lang],
        written=datetime.now().isoformat(" ", "minutes"),
        found=statistics,
        times=times,
        most=max((accepted + rejected for _, accepted, rejected in times), default=1),
        flagged=[_flagged(out, line, lang) for line in reversed(statistics.flagged)],
        unjudged=unjudged,
    )


def _flagged(out: Path, line: Line, lang: str) -> dict[str, Any]:
    reasons = {reason["code"]: reason["message"][lang] for reason in line["reasons"]}
    return {"request": line["request"], "reasons": reasons, "thumbnails": thumbnails(out, line)}


def _local(judged: str) -> str:
    return datetime.fromisoformat(judged).astimezone().isoformat(" ", "seconds")[:19]


def _no_formula(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
