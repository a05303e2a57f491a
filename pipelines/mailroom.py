"""The mailroom: every entry of an inbox is a request; a killed run is taken up where it stopped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from operator import attrgetter
from pathlib import Path

from idcheck import WOONPARTNERS, Checker, Policy, StorageError, UsageError
from pipelines.desk import Desk, Progress, Settings, Unjudged
from pipelines.effects import Effect
from pipelines.inbox import REST_SECONDS, Inbox, Source, entries_of
from pipelines.journal import Journal
from pipelines.ledger import Ledger, ledger_in
from pipelines.machine import most_workers
from pipelines.rows import Row
from pipelines.workers import SECONDS_FOR_REQUEST, MakeChecker, Places, Pool


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a run came to: the verdict of every entry of the inbox, earlier runs' included, and what has none."""

    rows: tuple[Row, ...]
    unjudged: tuple[Unjudged, ...]


def run(
    inbox: Path | Source,
    out: Path,
    *,
    policy: Policy = WOONPARTNERS,
    received: date | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    ledger: str | Path | None = None,
    rest: float = REST_SECONDS,
    seconds: float = SECONDS_FOR_REQUEST,
    outbox: bool = False,
    effects: Sequence[Effect] = (),
    progress: Progress = lambda _standing: None,
    make_checker: MakeChecker | None = None,
) -> Run:
    """Judge every entry of ``inbox`` that has no verdict yet, and append its verdict to ``verdicts.jsonl`` in ``out``.

    ``inbox`` is a folder, or another source of entries; with an endless one the run ends by an exception. An entry is a
    file, a folder or an e-mail; hidden and unfinished files are left alone, and one that changed within ``rest`` seconds
    is waited for. A broken entry never stops the run, nor one that takes more than ``seconds``. ``workers`` processes
    share the work, by default as many as cores and memory allow, or the Dask cluster at ``scheduler`` does it.
    ``received`` is today unless given. ``ledger``, a file or URL, is by default ``ledger.sqlite`` in ``out``: mailrooms
    that share it do no request twice. ``effects`` follow each verdict; with ``outbox``, one of them delivers it. Pictures
    of the pages of what was rejected are left in ``pictures``.

    Raises:
        UsageError: there is no such inbox, ``out`` is the inbox itself, or ``ledger`` is no address.
        EngineError: a reader is missing.
        StorageError: ``out`` or the ledger cannot be written.
    """
    source = Inbox(entries_of(inbox, out), rest=rest) if isinstance(inbox, Path) else inbox
    checker = make_checker or partial(Checker, policy)
    with (
        Journal(out) as journal,
        Ledger(ledger or ledger_in(out), out, outbox=outbox) as book,
        _places(scheduler, checker, workers, seconds, policy) as pool,
        _closed_at_the_end(effects),
    ):
        _square(journal, book)
        desk = Desk(source, journal, book, pool, Settings(out, policy, received, effects, progress))
        desk.work()
        return Run(rows=tuple(sorted(desk.rows, key=attrgetter("request"))), unjudged=tuple(desk.unjudged))


def _places(
    scheduler: str | None, checker: MakeChecker, workers: int | None, seconds: float, policy: Policy
) -> AbstractContextManager[Places]:
    if not scheduler:
        return Pool(checker, workers or most_workers(), seconds=seconds)
    try:
        from pipelines.cluster import Cluster
    except ImportError:
        raise UsageError("--scheduler needs: pip install 'idcheck[cluster]'") from None
    return Cluster(scheduler, checker, seconds=seconds, limits=policy.limits)


def _square(journal: Journal, ledger: Ledger) -> None:
    """Have the journal and the ledger know the same, whatever was killed between the two."""
    ledger.adopt(journal.lines())
    missing = {line["id"]: line for line in ledger.unwritten()}
    if not missing:
        return
    there = {line.get("id") for line in journal.lines()}
    for line in missing.values():
        if line["id"] not in there:
            journal.append(line)
        ledger.wrote(line)


@contextmanager
def _closed_at_the_end(effects: Sequence[Effect]) -> Iterator[None]:
    try:
        yield
    except BaseException:
        for effect in effects:
            with suppress(StorageError):  # most likely the one that is being told
                effect.close()
        raise
    for effect in effects:
        effect.close()
