"""The mailroom: every entry of a folder is a request; a killed run is taken up where it stopped."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import TypeAlias

from idcheck import WOONPARTNERS, Checker, Policy, UsageError, Verdict, masked_name
from idcheck.attachments import is_litter
from pipelines.journal import Journal, Key, Line
from pipelines.workers import Failure, Job, MakeChecker, check_all

UNFINISHED = (".part", ".partial", ".tmp", ".filepart", ".crdownload")
"""Names that programs give to a file they are still writing: scanners, SFTP clients, browsers."""

CHUNK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Unjudged:
    """An entry without a verdict: it stays undone, and the next run takes it up. ``request`` is its masked name."""

    request: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a run came to: the verdict of every entry of the inbox, earlier runs' included, and what has none."""

    lines: tuple[Line, ...]
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
    progress: Progress = lambda _done, _of: None,
    make_checker: MakeChecker | None = None,
) -> Run:
    """Judge every entry of ``inbox`` that has no verdict yet, and append its verdict to ``verdicts.jsonl`` in ``out``.

    An entry is a file, a folder or an e-mail; hidden and unfinished files are left alone. A broken entry never stops
    the run. ``workers`` processes share the work, by default one a core; ``received`` is today unless given.

    Raises:
        UsageError: there is no such inbox, or ``out`` is the inbox itself.
        EngineError: a reader is missing.
        StorageError: ``out`` cannot be written, or another mailroom writes in it.
    """
    names = entries(inbox, out)
    with Journal(out) as journal:
        desk = _Desk(journal, policy, len(names), progress)
        jobs = desk.jobs(names, received or date.today())
        checker = make_checker or partial(Checker, policy)
        for job, answer in check_all(jobs, checker, min(workers or cores(), max(1, len(names)))):
            desk.take(job, answer)
        return Run(lines=tuple(sorted(desk.lines, key=itemgetter("request"))), unjudged=tuple(desk.unjudged))


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0))


def entries(inbox: Path, out: Path) -> list[Path]:
    """The entries of an inbox, by name.

    Raises:
        UsageError: there is no such folder, or ``out`` is that folder.
    """
    if not inbox.is_dir():
        raise UsageError(f"{masked_name(str(inbox))}: is no folder; give the folder that holds the requests")
    if out.resolve() == inbox.resolve():
        raise UsageError(f"{masked_name(str(out))}: the verdicts would lie among the requests; give another --out")
    return sorted(path for path in inbox.iterdir() if _is_entry(path) and path.resolve() != out.resolve())


def _is_entry(path: Path) -> bool:
    hidden = path.name.startswith(".") or is_litter(path.name)
    return not hidden and path.suffix.lower() not in UNFINISHED


class _Desk:
    """Hands out the entries that have no verdict yet, and files each answer."""

    def __init__(self, journal: Journal, policy: Policy, total: int, progress: Progress) -> None:
        self.lines: list[Line] = []
        self.unjudged: list[Unjudged] = []
        self._journal = journal
        self._policy = policy
        self._total = total
        self._progress = progress
        self._digests: dict[Path, str] = {}

    def jobs(self, names: list[Path], received: date) -> Iterator[Job]:
        for path in names:
            request = masked_name(path.name)
            try:
                digest = digest_of(path)
            except OSError as error:
                self._set_aside(request, f"cannot be read ({error.strerror})")
                continue
            earlier = self._journal.take(Key(request, digest, self._policy.name, self._policy.version))
            if earlier is not None:
                self._file(earlier)
                continue
            self._digests[path] = digest
            yield Job(path=path, request=request, received=received)

    def take(self, job: Job, answer: Verdict | Failure) -> None:
        digest = self._digests.pop(job.path)
        if isinstance(answer, Failure):
            self._set_aside(job.request, answer.why)
            return
        line = answer.to_dict() | {"entry_sha256": digest}
        self._journal.append(line)
        self._file(line)

    def _file(self, line: Line) -> None:
        self.lines.append(line)
        self._tell()

    def _set_aside(self, request: str, why: str) -> None:
        self.unjudged.append(Unjudged(request=request, why=why))
        self._tell()

    def _tell(self) -> None:
        self._progress(len(self.lines) + len(self.unjudged), self._total)


def digest_of(entry: Path) -> str:
    """SHA-256 over the contents of an entry's files, in the order of their names, each after its length.

    Raises:
        OSError: a file cannot be read, or the entry is neither a file nor a folder.
    """
    digest = hashlib.sha256()
    for path in sorted(path for path in entry.rglob("*") if path.is_file()) if entry.is_dir() else [entry]:
        if not path.is_file():
            raise OSError(None, "it is neither a file nor a folder")
        with path.open("rb") as file:
            digest.update(os.fstat(file.fileno()).st_size.to_bytes(8, "big"))
            while chunk := file.read(CHUNK):
                digest.update(chunk)
    return digest.hexdigest()
