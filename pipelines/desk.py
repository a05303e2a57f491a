"""The desk: hands out the entries that have no verdict yet, and files each answer."""

from __future__ import annotations

import logging
import os
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import NamedTuple, TypeAlias

from idcheck import Outcome, Policy, Verdict, masked_name, not_examined
from pipelines.effects import Effect, Standing
from pipelines.files import private_folder, remove
from pipelines.inbox import Source, digest_of
from pipelines.journal import Journal
from pipelines.ledger import LEASE_SECONDS, Claim, Done, Held, Key, Ledger, Line
from pipelines.pictures import folder_of
from pipelines.rows import Row
from pipelines.workers import Answer, Failure, Job, Lost, Places

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.5
"""How often the inbox and what others have in hand are looked at while workers are at work."""
AGAIN_SECONDS = 600.0
"""After which a mailroom that runs on tries again what it could not judge."""
BEAT_SECONDS = LEASE_SECONDS / 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Unjudged:
    """An entry without a verdict: it stays undone, and the next run takes it up. ``request`` is its masked name."""

    request: str
    why: str


Progress: TypeAlias = Callable[[Standing], None]
"""Called when an entry is done."""


class Settings(NamedTuple):
    """What a desk works by."""

    out: Path
    policy: Policy
    received: date | None
    effects: Sequence[Effect]
    progress: Progress


class Desk:
    """One run over an inbox."""

    def __init__(self, inbox: Source, journal: Journal, ledger: Ledger, pool: Places, settings: Settings) -> None:
        self.rows: list[Row] = []
        self.unjudged: list[Unjudged] = []
        self._inbox, self._journal, self._ledger, self._pool, self._settings = inbox, journal, ledger, pool, settings
        self._waiting: deque[Path] = deque()
        self._held: list[Path] = []
        self._suspects: deque[Job] = deque()
        self._failed: dict[Path, float] = {}
        self._outcomes: Counter[str] = Counter()
        self._alone = False
        self._more = self._earlier = 0
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
        return self._inbox.is_done and self._pool.is_idle and not (self._waiting or self._held or self._suspects)

    def _keep_time(self) -> None:
        """Look again at what was not ready, and let others know that we are there."""
        now = time.monotonic()
        if now >= self._look + LOOK_SECONDS:
            self._look = now
            self._waiting.extend([*self._held, *self._inbox.poll(), *self._again(now)])
            self._held.clear()
            for effect in self._settings.effects:
                effect.tick()
        if now >= self._beat + BEAT_SECONDS:
            self._beat = now
            self._ledger.beat()

    def _again(self, now: float) -> list[Path]:
        """What could not be judged before and is tried once more, as no other run will do it."""
        due = [path for path, when in self._failed.items() if when <= now]
        for path in due:
            del self._failed[path]
        self._more += len(due)
        return due

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
            policy = self._settings.policy
            key = Key(request, digest_of(path), policy.name, policy.version)
        except OSError as error:
            if os.path.lexists(path):
                self._set_aside(path, request, f"cannot be read ({error.strerror})")
            else:
                self._more -= 1  # someone took it away
            return
        match self._ledger.take(key):
            case Done(line=line, elsewhere=elsewhere):
                self._earlier += 1
                self._file(path, line, elsewhere=elsewhere)
            case Held():
                self._held.append(path)
            case Claim() as claim:
                received = self._settings.received or date.today()
                pictures = folder_of(self._settings.out, claim.id)
                private_folder(pictures.parent)
                remove(pictures)  # of a run that was killed
                job = Job(claim=claim, path=path, received=received, pictures=pictures)
                self._suspects.append(job) if claim.suspect else self._pool.give(job)

    def _take(self, job: Job, answer: Answer) -> None:
        match answer:
            case Lost() if not job.claim.suspect:
                log.warning("a worker died or hung; its request is tried again, alone")
                self._ledger.suspect(job.claim)
                self._suspects.append(replace(job, claim=replace(job.claim, suspect=True)))
            case Lost(code=code, seconds=seconds):
                request, policy = job.claim.key.request, self._settings.policy
                told = not_examined(request, code, policy=policy, received=job.received, seconds=seconds)
                self._keep(job, told)
            case Failure(why=why):
                self._ledger.let_go(job.claim)
                self._set_aside(job.path, job.claim.key.request, why)
            case Verdict() as verdict:
                self._keep(job, verdict)

    def _keep(self, job: Job, verdict: Verdict) -> None:
        """Put the verdict in the ledger and then in the journal, if it is on what was in the ledger's hands."""
        if not _is_as_it_was(job):
            self._ledger.let_go(job.claim)
            self._leave(job.claim.key.request, "it was changed while it was checked")
            return
        line = self._ledger.finish(job.claim, verdict.to_dict())
        if line is None:
            self._held.append(job.path)
            return
        self._journal.append(line)
        self._ledger.wrote(line)
        self._file(job.path, line)

    def _file(self, path: Path, line: Line, *, elsewhere: bool = False) -> None:
        if line["outcome"] == Outcome.ACCEPT:
            remove(folder_of(self._settings.out, line["id"]))
        for effect in self._settings.effects:
            effect.elsewhere(path) if elsewhere else effect.judged(path, line)
        if not self._inbox.is_endless:
            self.rows.append(Row.of(line))
        self._count(line["outcome"])

    def _set_aside(self, path: Path, request: str, why: str) -> None:
        for effect in self._settings.effects:
            effect.unjudged(path, request, why)
        if self._inbox.is_endless:
            log.warning("a request was not judged, and is tried again in %.0f seconds", AGAIN_SECONDS)
            self._failed[path] = time.monotonic() + AGAIN_SECONDS
        self._leave(request, why)

    def _leave(self, request: str, why: str) -> None:
        if not self._inbox.is_endless:
            self.unjudged.append(Unjudged(request=request, why=why))
        self._count("")

    def _count(self, outcome: str) -> None:
        self._outcomes[outcome] += 1
        standing = Standing(
            accepted=self._outcomes[Outcome.ACCEPT],
            rejected=self._outcomes[Outcome.REJECT],
            failed=self._outcomes[""],
            of=self._inbox.total + self._more,
            earlier=self._earlier,
        )
        self._settings.progress(standing)
        for effect in self._settings.effects:
            effect.stands(standing)


def _is_as_it_was(job: Job) -> bool:
    try:
        return digest_of(job.path) == job.claim.key.sha256
    except OSError:
        return False
