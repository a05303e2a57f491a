"""Worker processes that check one request at a time; one that dies or hangs costs only the request it was on."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from multiprocessing import connection, get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Protocol, TypeAlias

from idcheck import EngineError, FileCode, IdcheckError, Verdict
from idcheck.hands import Spare
from idcheck.memory import give_back
from pipelines.ledger import Claim
from pipelines.seats import Seats

log = logging.getLogger(__name__)

THREAD_VARIABLES = (
    "OMP_NUM_THREADS",
    "OMP_THREAD_LIMIT",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "MALLOC_ARENA_MAX",
)
"""What onnxruntime, Tesseract and numpy ask how many threads to take; with more than one, workers fight over cores. The last is
glibc's: with an arena for each thread that looks at a page, a worker takes 781 MB and not 652."""
NOT_PASSED_ON = "MALLOC_TRIM_THRESHOLD_"
"""set by Dask for its own workers: with it glibc asks the system anew for each picture, which takes 4 % of the time. What a request
leaves is given back after it (`idcheck.memory`)."""

SECONDS_TO_END = 5.0
"""Time that an idle worker gets to end by itself, its own child process with it."""
SECONDS_TO_START = 180.0
"""Time in which a worker must have loaded its readers: it takes 9, on a machine that starts up many times that."""
SECONDS_FOR_REQUEST = 1200.0
"""Time that a request may take: a hundred pages, the most a policy lets through, at 8 seconds each and half as much again."""
RENEWED_AFTER = 250
"""Requests after which a worker's process ends and another takes its place, memory growing a little with each: over 2,000 letters
two of them grew by 8 %. A start takes as long as one or two requests."""
FALSE_STARTS = 3
"""Workers that may die in a row before they have begun: the readers do not run on this machine."""
_PR_SET_PDEATHSIG = 1


Sources: TypeAlias = Path | Sequence[tuple[str, bytes]]


class Checks(Protocol):
    """What a worker calls: `idcheck.Checker` is the one."""

    def check(self, attachments: Sources, *, received: date, request: str, annotate: Path, spare: Spare) -> Verdict:
        """The verdict on one request; pictures of its pages go to the folder ``annotate``."""


MakeChecker: TypeAlias = Callable[[], AbstractContextManager[Checks]]
"""Called once in each worker, so that models are loaded once; must be picklable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A request to check, and where its files are; or the files themselves, for a machine that cannot reach them."""

    claim: Claim
    path: Path
    received: date
    pictures: Path
    files: Sequence[tuple[str, bytes]] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a request was not judged."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """The worker died over the request, or took too long and was ended."""

    code: FileCode
    seconds: float
    """that it had worked on it"""


Answer: TypeAlias = Verdict | Failure | Lost


class Places(Protocol):
    """Where jobs are done: by processes on this machine, or on others."""

    @property
    def has_room(self) -> bool:
        """Whether a worker is free."""

    @property
    def is_idle(self) -> bool:
        """Whether all are."""

    def give(self, job: Job) -> None:
        """Have a free worker check it."""

    def wait(self, seconds: float) -> list[tuple[Job, Answer]]:
        """What was answered meanwhile; waits for at most so long.

        Raises:
            EngineError: workers cannot start: a reader is missing, or there is no memory for them.
        """


class Pool:
    """Places for worker processes, each on one job at a time. A process is started when there is work for it; while there is
    none, the pages of the requests in hand are shared out.
    """

    def __init__(self, make_checker: MakeChecker, size: int, *, seconds: float = SECONDS_FOR_REQUEST) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="idcheck-seats-")
        seats = Seats(Path(self._folder.name), size)
        self._workers = [_Worker(make_checker, seconds, seats, number) for number in range(size)]
        self._false_starts = 0

    @property
    def has_room(self) -> bool:
        return any(worker.job is None for worker in self._workers)

    @property
    def is_idle(self) -> bool:
        return all(worker.job is None for worker in self._workers)

    def give(self, job: Job) -> None:
        next(worker for worker in self._workers if worker.job is None).give(job)

    def wait(self, seconds: float) -> list[tuple[Job, Answer]]:
        busy = [worker for worker in self._workers if worker.job]
        if not busy:
            time.sleep(seconds)
            return []
        soonest = min(worker.seconds_left for worker in busy)
        signs = [sign for worker in busy for sign in worker.signs]
        ready: set[object] = set(connection.wait(signs, max(0.0, min(soonest, seconds))))
        return [answered for worker in busy if (answered := self._heard(worker, ready))]

    def _heard(self, worker: _Worker, ready: set[object]) -> tuple[Job, Answer] | None:
        if ready.isdisjoint(worker.signs) and worker.seconds_left > 0:
            return None
        job = worker.job
        assert job
        answer = worker.take()
        if isinstance(answer, _Begun):
            self._false_starts = 0
        elif worker.has_begun:
            worker.job = None
            return job, answer
        else:
            self._start_again(worker, job)
        return None

    def _start_again(self, worker: _Worker, job: Job) -> None:
        """It died before it had looked at the request, which is not to blame."""
        self._false_starts += 1
        if self._false_starts >= FALSE_STARTS:
            raise EngineError("a worker cannot start: its process dies; is there memory for it? give fewer --workers")
        log.warning("a worker died as it started, and is started again")
        worker.give(job)

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.end(at_once=worker.job is not None)
        self._folder.cleanup()


@dataclass(frozen=True, slots=True)
class _Begun:
    """A worker's word that it has its readers and begins with the request."""


class _Worker:
    """A place for a process: started when there is work, and again after it died or has done its share.

    Spawned, not forked: a fork would copy the locks and threads of the engines.
    """

    def __init__(self, make_checker: MakeChecker, seconds: float, seats: Seats, seat: int) -> None:
        self._make_checker = make_checker
        self._seconds = seconds
        self._seats, self._seat = seats, seat
        self._process: SpawnProcess | None = None
        self._pipe: Connection
        self._deadline = 0.0
        self._served = 0
        self.job: Job | None = None
        self.has_begun = False

    @property
    def signs(self) -> tuple[Connection, int]:
        """What becomes ready when it answers or dies."""
        assert self._process is not None
        return self._pipe, self._process.sentinel

    @property
    def seconds_left(self) -> float:
        return self._deadline - time.monotonic()

    def give(self, job: Job) -> None:
        if self._served >= RENEWED_AFTER:
            self.end(at_once=False)
        if self._process is None:
            self._start()
        self.job, self.has_begun = job, False
        self._served += 1
        self._deadline = time.monotonic() + SECONDS_TO_START
        with suppress(OSError):  # it died while idle: `take` will tell
            self._pipe.send(job)

    def take(self) -> _Begun | Answer:
        """What it says; `Lost` when it died or its time is up."""
        try:
            if not self._pipe.poll():
                return self._lost(FileCode.CORRUPT if self.seconds_left > 0 else FileCode.TIMEOUT)
            answer = self._pipe.recv()
        except (EOFError, OSError):
            return self._lost(FileCode.CORRUPT)
        if isinstance(answer, IdcheckError):
            raise answer
        if isinstance(answer, _Begun):
            self.has_begun = True
            self._deadline = time.monotonic() + self._seconds
        assert isinstance(answer, _Begun | Verdict | Failure)
        return answer

    def _lost(self, code: FileCode) -> Lost:
        self.end(at_once=True)
        return Lost(code=code, seconds=self._seconds - self.seconds_left)

    def end(self, *, at_once: bool) -> None:
        """End it: an idle one by closing its pipe, one on a job at once; that job was not judged."""
        if self._process is None:
            return
        self._pipe.close()
        self._process.join(0 if at_once else SECONDS_TO_END)
        self._process.kill()
        self._process.join()
        self._process = None

    def _start(self) -> None:
        context = get_context("spawn")
        self._pipe, theirs = context.Pipe()
        arguments = (theirs, self._make_checker, self._seats, self._seat, os.getpid())
        self._process = context.Process(target=_serve, args=arguments)
        with _single_threaded():
            self._process.start()
        theirs.close()
        self._served = 0


@contextmanager
def _single_threaded() -> Iterator[None]:
    """What is started meanwhile takes one thread: its libraries look when they are first imported. It does not take over what Dask
    has malloc do.
    """
    before = {name: os.environ.get(name) for name in (*THREAD_VARIABLES, NOT_PASSED_ON)}
    os.environ.update(dict.fromkeys(THREAD_VARIABLES, "1"))
    os.environ.pop(NOT_PASSED_ON, None)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is not None:
                os.environ[name] = value
            else:
                os.environ.pop(name, None)


def _serve(pipe: Connection, make_checker: MakeChecker, seats: Seats, seat: int, mailroom: int) -> None:
    """A worker's life: until the mailroom closes its end of the pipe, or dies."""
    for stop in (signal.SIGINT, signal.SIGTERM):  # they may reach the whole group; the mailroom ends its workers itself
        signal.signal(stop, signal.SIG_IGN)
    os.dup2(2, 1)  # stdout is the result's; engines may print
    _die_first(mailroom)
    with suppress(EOFError, OSError), ExitStack() as stack:
        try:
            checker = stack.enter_context(make_checker())
        except Exception as error:  # noqa: BLE001 - whatever it is, no worker can start: the run must stop and say so
            pipe.recv()
            pipe.send(error if isinstance(error, IdcheckError) else EngineError(f"a worker cannot start: {error!r}"))
            return
        while True:
            job = pipe.recv()
            with seats.own(seat):
                pipe.send(_Begun())
                answer = _answer(checker, job, seats.spare)
            give_back()
            pipe.send(answer)


def _die_first(mailroom: int) -> None:
    """Where memory runs out the kernel takes a worker, not the mailroom; and none outlives the mailroom."""
    if sys.platform != "linux":
        return
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != mailroom:
        os._exit(1)


def _answer(checker: Checks, job: Job, spare: Spare) -> Verdict | Failure:
    try:
        request = job.claim.key.request
        source = job.path if job.files is None else job.files
        return checker.check(source, received=job.received, request=request, annotate=job.pictures, spare=spare)
    except IdcheckError as error:
        return Failure(why=str(error))
    except OSError as error:
        return Failure(why=f"cannot be read ({error.strerror})")
    except Exception as error:  # noqa: BLE001 - a broken entry never stops the run; its text may hold content
        return Failure(why=f"failed unexpectedly ({type(error).__name__}); please report it")
