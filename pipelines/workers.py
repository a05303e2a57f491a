"""Worker processes that check one request at a time; one that dies costs only the request it was on."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import dataclass
from datetime import date
from multiprocessing import connection, get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Protocol, TypeAlias

from idcheck import EngineError, IdcheckError, Verdict

log = logging.getLogger(__name__)

THREAD_VARIABLES = ("OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
"""What onnxruntime, Tesseract and numpy ask how many threads to take; with more than one, workers fight over cores."""

SECONDS_TO_END = 5.0
"""Time that an idle worker gets to end by itself, its own child process with it."""


class Checks(Protocol):
    """What a worker calls: `idcheck.Checker` is the one."""

    def check(self, attachments: Path, *, received: date, request: str) -> Verdict:
        """The verdict on one request."""


MakeChecker: TypeAlias = Callable[[], AbstractContextManager[Checks]]
"""Called once in each worker, so that models are loaded once; must be picklable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A request to check. ``request`` is its name in the verdict."""

    path: Path
    request: str
    received: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a request was not judged."""

    why: str


_CRASHED = Failure(why="the process that checked it died, and again when it was tried alone")


def check_all(jobs: Iterable[Job], make_checker: MakeChecker, workers: int) -> Iterator[tuple[Job, Verdict | Failure]]:
    """Check every job, each result as it is done. A job whose worker dies is tried once more, alone, after the others.

    Raises:
        EngineError: a worker cannot start: a reader is missing.
    """
    suspects = []
    for job, answer in _check_once(jobs, make_checker, workers):
        if answer is _CRASHED:
            log.warning("a worker died; its request is tried again, alone, at the end")
            suspects.append(job)
        else:
            yield job, answer
    yield from _check_once(suspects, make_checker, 1)


def _check_once(jobs: Iterable[Job], make_checker: MakeChecker, count: int) -> Iterator[tuple[Job, Verdict | Failure]]:
    todo = iter(jobs)
    workers = [_Worker(make_checker) for _ in range(count)]
    busy: dict[_Worker, Job] = {}
    try:
        while True:
            idle = (worker for worker in workers if worker not in busy)
            for worker, job in list(zip(idle, todo, strict=False)):
                worker.give(job)
                busy[worker] = job
            if not busy:
                return
            for worker in _ready(busy):
                yield busy.pop(worker), worker.take()
    finally:
        for worker in workers:
            worker.end(at_once=worker in busy)


def _ready(busy: Iterable[_Worker]) -> list[_Worker]:
    """Workers that have answered or died; waits for one."""
    signs = {sign: worker for worker in busy for sign in worker.signs}
    return list(dict.fromkeys(signs[sign] for sign in connection.wait(list(signs))))  # type: ignore[index]


class _Worker:
    """A place for a process: started when there is work, and again after it died.

    Spawned, not forked: a fork would copy the locks and threads of the engines.
    """

    def __init__(self, make_checker: MakeChecker) -> None:
        self._make_checker = make_checker
        self._process: SpawnProcess | None = None
        self._pipe: Connection

    @property
    def signs(self) -> tuple[Connection, int]:
        """What becomes ready when it answers or dies."""
        assert self._process is not None
        return self._pipe, self._process.sentinel

    def give(self, job: Job) -> None:
        if self._process is None:
            self._start()
        with suppress(OSError):  # it died while idle: `take` will tell
            self._pipe.send(job)

    def take(self) -> Verdict | Failure:
        """Its answer to the job; `_CRASHED` when it died over it."""
        try:
            answer = self._pipe.recv()
        except (EOFError, OSError):
            self.end(at_once=True)
            return _CRASHED
        if isinstance(answer, IdcheckError):
            raise answer
        assert isinstance(answer, Verdict | Failure)
        return answer

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
        self._process = context.Process(target=_serve, args=(theirs, self._make_checker))
        self._process.start()
        theirs.close()


def _serve(pipe: Connection, make_checker: MakeChecker) -> None:
    """A worker's life: until the mailroom closes its end of the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the mailroom ends its workers itself
    os.dup2(2, 1)  # stdout is the result's; engines may print
    os.environ.update(dict.fromkeys(THREAD_VARIABLES, "1"))
    with suppress(EOFError, OSError), ExitStack() as stack:
        try:
            checker = stack.enter_context(make_checker())
        except Exception as error:  # noqa: BLE001 - whatever it is, no worker can start: the run must stop and say so
            pipe.recv()
            pipe.send(error if isinstance(error, IdcheckError) else EngineError(f"a worker cannot start: {error!r}"))
            return
        while True:
            pipe.send(_answer(checker, pipe.recv()))


def _answer(checker: Checks, job: Job) -> Verdict | Failure:
    try:
        return checker.check(job.path, received=job.received, request=job.request)
    except IdcheckError as error:
        return Failure(why=str(error))
    except OSError as error:
        return Failure(why=f"cannot be read ({error.strerror})")
    except Exception as error:  # noqa: BLE001 - a broken entry never stops the run; its text may hold content
        return Failure(why=f"failed unexpectedly ({type(error).__name__}); please report it")
