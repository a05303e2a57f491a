"""The mailroom: every entry of an inbox is a request; a killed run is taken up where it stopped."""

from __future__ import annotations

import logging
import os
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import TypeAlias

from idcheck import WOONPARTNERS, Checker, Policy, Verdict, masked_name, not_examined
from pipelines.inbox import REST_SECONDS, Inbox, digest_of
from pipelines.journal import Journal
from pipelines.ledger import LEASE_SECONDS, Claim, Done, Held, Key, Ledger, Line
from pipelines.machine import most_workers
from pipelines.rows import Row
from pipelines.workers import SECONDS_FOR_REQUEST, Answer, Failure, Job, Lost, MakeChecker, Pool

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.5
"""How often the inbox and what others have in hand are looked at while workers are at work."""
BEAT_SECONDS = LEASE_SECONDS / 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Unjudged:
    """An entry without a verdict: it stays undone, and the next run takes it up. ``request`` is its masked name."""

    request: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a run came to: the verdict of every entry of the inbox, earlier runs' included, and what has none."""

    rows: tuple[Row, ...]
    unjudged: tuple[Unjudged, ...]


Progress: TypeAlias = Callable[[int, int], None]
"""Called with how many entries are done and how many there are."""


def run(
    inbox: Path,
    out: Path,
    *,
    policy: Policy = WOONPARTNERS,
    received: date | None = None,
    workers: int | None = None,
    ledger: str | Path | None = None,
    rest: float = REST_SECONDS,
    seconds: float = SECONDS_FOR_REQUEST,
    progress: Progress = lambda _done, _of: None,
    make_checker: MakeChecker | None = None,
) -> Run:
    """Judge every entry of ``inbox`` that has no verdict yet, and append its verdict to ``verdicts.jsonl`` in ``out``.

    An entry is a file, a folder or an e-mail; hidden and unfinished files are left alone, and one that changed within
    ``rest`` seconds is waited for. A broken entry never stops the run, nor one that takes more than ``seconds``.
    ``workers`` processes share the work, by default as many as cores and memory allow; ``received`` is today unless
    given. ``ledger``, a file or URL, is by default ``ledger.sqlite`` in ``out``: mailrooms that share it do no request
    twice.

    Raises:
        UsageError: there is no such inbox, ``out`` is the inbox itself, or ``ledger`` is no address.
        EngineError: a reader is missing.
        StorageError: ``out`` or the ledger cannot be written.
    """
    entries = Inbox(inbox, out, rest=rest)
    checker = make_checker or partial(Checker, policy)
    size = min(workers or most_workers(), max(1, entries.total))
    with (
        Journal(out) as journal,
        Ledger(ledger or out / "ledger.sqlite", out) as book,
        Pool(checker, size, seconds=seconds) as pool,
    ):
        _square(journal, book)
        desk = _Desk(entries, journal, book, pool, policy=policy, received=received, progress=progress)
        desk.work()
        return Run(rows=tuple(sorted(desk.rows, key=attrgetter("request"))), unjudged=tuple(desk.unjudged))


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


class _Desk:
    """Hands out the entries that have no verdict yet, and files each answer."""

    def __init__(
        self,
        inbox: Inbox,
        journal: Journal,
        ledger: Ledger,
        pool: Pool,
        *,
        policy: Policy,
        received: date | None,
        progress: Progress,
    ) -> None:
        self.rows: list[Row] = []
        self.unjudged: list[Unjudged] = []
        self._inbox, self._journal, self._ledger, self._pool = inbox, journal, ledger, pool
        self._policy, self._received, self._progress = policy, received, progress
        self._waiting: deque[Path] = deque()
        self._held: list[Path] = []
        self._suspects: deque[Job] = deque()
        self._alone = False
        self._gone = 0
        self._beat = self._look = 0.0

    def work(self) -> None:
        """Until every entry is judged or named."""
        while True:
            self._keep_time()
            self._hand_out()
            if self._is_done():
                return
            for job, answer in self._pool.wait(LOOK_SECONDS):
                self._take(job, answer)

    def _is_done(self) -> bool:
        return self._pool.is_idle and self._inbox.is_empty and not (self._waiting or self._held or self._suspects)

    def _keep_time(self) -> None:
        """Look again at what was not ready, and let others know that we are there."""
        now = time.monotonic()
        if now >= self._look + LOOK_SECONDS:
            self._look = now
            self._waiting.extend([*self._held, *self._inbox.poll()])
            self._held.clear()
        if now >= self._beat + BEAT_SECONDS:
            self._beat = now
            self._ledger.beat()

    def _hand_out(self) -> None:
        if self._alone and not self._pool.is_idle:
            return
        self._alone = False
        while self._waiting and self._pool.has_room:
            self._offer(self._waiting.popleft())
            self._keep_time()
        if self._suspects and not self._waiting and self._pool.is_idle:
            self._alone = True
            self._pool.give(self._suspects.popleft())

    def _offer(self, path: Path) -> None:
        request = masked_name(path.name)
        try:
            key = Key(request, digest_of(path), self._policy.name, self._policy.version)
        except OSError as error:
            if os.path.lexists(path):
                self._set_aside(request, f"cannot be read ({error.strerror})")
            else:
                self._gone += 1  # someone took it away
            return
        match self._ledger.take(key):
            case Done(line=line):
                self._file(line)
            case Held():
                self._held.append(path)
            case Claim() as claim:
                job = Job(claim=claim, path=path, received=self._received or date.today())
                self._suspects.append(job) if claim.suspect else self._pool.give(job)

    def _take(self, job: Job, answer: Answer) -> None:
        match answer:
            case Lost() if not job.claim.suspect:
                log.warning("a worker died or hung; its request is tried again, alone")
                self._ledger.suspect(job.claim)
                self._suspects.append(replace(job, claim=replace(job.claim, suspect=True)))
            case Lost(code=code, seconds=seconds):
                key = job.claim.key
                verdict = not_examined(key.request, code, policy=self._policy, received=job.received, seconds=seconds)
                self._keep(job, verdict)
            case Failure(why=why):
                self._ledger.let_go(job.claim)
                self._set_aside(job.claim.key.request, why)
            case Verdict() as verdict:
                self._keep(job, verdict)

    def _keep(self, job: Job, verdict: Verdict) -> None:
        """Put the verdict in the ledger and then in the journal, if it is on what was in the ledger's hands."""
        if not _is_as_it_was(job):
            self._ledger.let_go(job.claim)
            self._set_aside(job.claim.key.request, "it was changed while it was checked")
            return
        line = self._ledger.finish(job.claim, verdict.to_dict())
        if line is None:
            self._held.append(job.path)
            return
        self._journal.append(line)
        self._ledger.wrote(line)
        self._file(line)

    def _file(self, line: Line) -> None:
        self.rows.append(Row.of(line))
        self._tell()

    def _set_aside(self, request: str, why: str) -> None:
        self.unjudged.append(Unjudged(request=request, why=why))
        self._tell()

    def _tell(self) -> None:
        self._progress(len(self.rows) + len(self.unjudged), self._inbox.total - self._gone)


def _is_as_it_was(job: Job) -> bool:
    try:
        return digest_of(job.path) == job.claim.key.sha256
    except OSError:
        return False
