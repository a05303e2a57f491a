"""``--scheduler``: requests are checked on the machines of a Dask cluster, their files sent along.

On each of its workers the same `Pool` of one process checks them as on one machine, so that a request which crashes or hangs a
process costs that process and not the Dask worker. What was on a worker that leaves is done by another.
"""

from __future__ import annotations

import logging
import multiprocessing
import tempfile
import time
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

from distributed import CancelledError, Client, Future, KilledWorker, WorkerPlugin, get_worker, wait

from idcheck import EngineError, FileCode, IdcheckError, Limits, is_litter
from pipelines.files import private_folder, write_whole
from pipelines.inbox import files_of
from pipelines.workers import Answer, Failure, Job, Lost, MakeChecker, Pool

log = logging.getLogger(__name__)

ANSWER_SECONDS = 30.0
"""Time that the scheduler has to answer at the start."""
COUNT_SECONDS = 2.0
"""Between two looks at how many workers there are."""
WARN_SECONDS = 60.0
"""Between two warnings that there are none."""
PLUGIN = "idcheck"

Pictures: TypeAlias = Mapping[str, bytes]


class Cluster:
    """Places on a Dask cluster, as many as it has threads. Use as a `Pool`.

    Raises:
        EngineError: the scheduler cannot be reached.
    """

    def __init__(self, scheduler: str, make_checker: MakeChecker, *, seconds: float, limits: Limits) -> None:
        self._most_bytes = limits.max_bytes + 1
        self._futures: dict[Future[Any], Job] = {}
        self._failed: list[tuple[Job, Answer]] = []
        self._places = 0
        self._counted = self._warned = 0.0
        logging.getLogger("distributed").setLevel(logging.ERROR)  # of workers that come and go it speaks at length
        try:
            self._client = Client(scheduler, timeout=ANSWER_SECONDS)
        except (OSError, ValueError, TimeoutError) as error:
            raise EngineError(f"{scheduler}: the scheduler cannot be reached ({error}); is it running?") from None
        self._client.register_plugin(_Station(make_checker, seconds))

    @property
    def has_room(self) -> bool:
        return len(self._futures) < self._count()

    @property
    def is_idle(self) -> bool:
        return not self._futures and not self._failed

    def give(self, job: Job) -> None:
        try:
            sent = replace(job, files=contents(job.path, self._most_bytes))
        except OSError as error:
            self._failed.append((job, Failure(why=f"cannot be read ({error.strerror})")))
            return
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that the files are large
            self._futures[self._client.submit(_check, sent, pure=False)] = job

    def wait(self, seconds: float) -> list[tuple[Job, Answer]]:
        if self._failed:
            failed, self._failed = self._failed, []
            return failed
        if not self._futures:
            time.sleep(seconds)
            return []
        try:
            done = wait(list(self._futures), timeout=seconds, return_when="FIRST_COMPLETED").done
        except TimeoutError:
            return []
        return [self._answered(future) for future in done]

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.cancel(list(self._futures))
        self._client.close()

    def _answered(self, future: Future[Any]) -> tuple[Job, Answer]:
        job = self._futures.pop(future)
        try:
            answer, pictures = future.result()
        except KilledWorker:  # several workers were lost over it
            return job, Lost(code=FileCode.CORRUPT, seconds=0.0)
        except IdcheckError:
            raise
        except CancelledError as error:
            raise EngineError("the scheduler has gone; what was in hand is done by the next run") from error
        except Exception as error:
            raise EngineError(
                f"the cluster failed ({type(error).__name__}); is the same idcheck installed there, at the scheduler too?"
            ) from error
        for name, data in pictures.items():
            write_whole(private_folder(job.pictures) / name, data)
        return job, answer

    def _count(self) -> int:
        """How many requests can be checked at once."""
        now = time.monotonic()
        if now >= self._counted + COUNT_SECONDS:
            self._counted = now
            try:
                self._places = sum(self._client.nthreads().values())
            except (OSError, TimeoutError) as error:
                raise EngineError("the scheduler has gone; what was in hand is done by the next run") from error
            if not self._places and now >= self._warned + WARN_SECONDS:
                self._warned = now
                log.warning("the cluster has no workers; waiting for them")
        return self._places


def contents(entry: Path, most: int) -> Sequence[tuple[str, bytes]]:
    """The files of an entry as they are sent: of each no more than shows that it is too large.

    Raises:
        OSError: one cannot be read.
    """
    if entry.is_file():
        return [(entry.name, _read(entry, most))]
    inside = [(file.relative_to(entry), file) for file in files_of(entry)]
    shown = [(name, file) for name, file in inside if not any(part.startswith(".") for part in name.parts)]
    return [(name.as_posix(), _read(file, most)) for name, file in shown if not is_litter(name.as_posix())]


def _read(file: Path, most: int) -> bytes:
    with file.open("rb") as opened:
        return opened.read(most)


# ---------------------------------------------------------------------------------------------------- on the Dask worker


class _Station(WorkerPlugin):
    """The worker processes of one Dask worker, kept from one request to the next."""

    name = PLUGIN

    def __init__(self, make_checker: MakeChecker, seconds: float) -> None:
        self._make_checker = make_checker
        self._seconds = seconds
        self._free: list[Pool] = []

    def check(self, job: Job) -> Answer:
        # Dask marks its workers as having no children of their own; theirs end with them (workers._die_first)
        multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]
        pool = self._free.pop() if self._free else Pool(self._make_checker, 1, seconds=self._seconds)
        pool.give(job)
        while not (answers := pool.wait(1.0)):
            pass
        self._free.append(pool)
        return answers[0][1]

    def teardown(self, worker: Any) -> None:
        del worker
        while self._free:
            self._free.pop().__exit__()


def _check(job: Job) -> tuple[Answer, Pictures]:
    """Check a request whose files were sent along; the answer, and the pictures of its pages."""
    station: Any = get_worker().plugins[PLUGIN]
    with tempfile.TemporaryDirectory() as folder:
        answer = station.check(replace(job, pictures=Path(folder) / "pictures"))
        return answer, {path.name: path.read_bytes() for path in Path(folder).glob("pictures/*")}
