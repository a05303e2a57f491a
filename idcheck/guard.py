"""Attachments opened in a child process that can be ended: a file that hangs or crashes a library costs that file only.

    with Guard() as guard:
        for record in guard.intake(attachments, limits):
            ...

The child is ``python -m idcheck.guarded``, started by `subprocess` and not by `multiprocessing`: a user's script needs
no main guard, and threads may start it.
"""

from __future__ import annotations

import hashlib
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from types import TracebackType
from typing import TypeVar

from idcheck import wire
from idcheck.attachments import tidy
from idcheck.errors import EngineError
from idcheck.policy import Limits
from idcheck.records import Attachment, FileCode, FileProblem, Raster
from idcheck.wire import Path, Record

T = TypeVar("T")
logger = logging.getLogger(__name__)

START_SECONDS = 60.0
"""seconds in which the child must start: it takes 0.2, on a machine that is starting up many times that"""
MAX_FAILURES = 4
"""hangs and crashes that end the examination of an attachment: one is bad luck, a file full of them an attack"""


def intake(attachments: Sequence[Attachment], limits: Limits) -> Iterator[Record]:
    """The records of one request's attachments, in a child process of its own; see `Guard.intake`."""
    with Guard() as guard:
        yield from guard.intake(attachments, limits)


class Guard:
    """A child process that opens attachments, kept from one request to the next. For one thread at a time."""

    def __init__(self) -> None:
        self._child: _Child | None = None

    def __enter__(self) -> Guard:
        self._child = _Child()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child."""
        if self._child:
            self._child.end()
        self._child = None

    def intake(self, attachments: Sequence[Attachment], limits: Limits) -> Iterator[Record]:
        """For every file, those in containers too, its pages or text in order and then its `AttachmentInfo`.

        What cannot be examined gives a `FileProblem`; everything else is still examined. Names are masked and distinct;
        pages count from 1 in each file. Time that the caller spends between two records does not count.

        Raises:
            EngineError: the child process does not start.
        """
        pages = limits.max_pages
        for attachment in tidy(attachments):
            for record in self._examined(attachment, replace(limits, max_pages=pages)):
                pages -= isinstance(record, Raster)
                yield record

    def _examined(self, attachment: Attachment, limits: Limits) -> Iterator[Record]:
        """One attachment, gone on with after the file at which the child ended."""
        if len(attachment.data) > limits.max_bytes:
            yield FileProblem(attachment=attachment.name, code=FileCode.TOO_LARGE)
            return
        progress = _Progress(name=attachment.name, pages=limits.max_pages)
        code = FileCode.CORRUPT
        for _ in range(MAX_FAILURES):
            here = replace(limits, max_pages=progress.pages)
            try:
                yield from self._answers(
                    wire.Request(attachment=attachment, limits=here, start=progress.start), progress
                )
                return
            except _Ended as ended:
                code = ended.code
                logger.debug("%s: the child ended (%s)", hashlib.sha256(attachment.data).hexdigest(), code)
            if code is FileCode.CORRUPT and progress.retry():
                continue
            yield FileProblem(attachment=progress.name, code=code)
            if not progress.skip():
                return
        yield FileProblem(attachment=attachment.name, code=code)

    def _answers(self, request: wire.Request, progress: _Progress) -> Iterator[Record]:
        child = self._started()
        finished = False
        try:
            for answer in child.ask(request):
                if isinstance(answer, wire.Step):
                    progress.step(answer)
                elif progress.is_new(answer):
                    yield answer
            finished = True
        finally:
            if not finished:
                self.close()

    def _started(self) -> _Child:
        if self._child is None or not self._child.is_alive():
            self.close()
            self._child = _Child()
        self._child.await_start()
        return self._child


@dataclass(slots=True)
class _Progress:
    """How far the examination of one attachment has come."""

    name: str
    pages: int
    """pages left for the request when the file at ``path`` was begun"""
    path: Path = ()
    start: Path = ()
    sent: int = 0
    """records of the file at ``path`` handed out"""
    rasters: int = 0
    repeated: int = 0
    """records of it that come a second time, after a retry"""
    retried: Path | None = None

    def step(self, step: wire.Step) -> None:
        if step.path != self.path:
            self.pages -= self.rasters
            self.path, self.sent, self.rasters = step.path, 0, 0
        self.name = step.name

    def is_new(self, record: Record) -> bool:
        if self.path == self.retried and self.repeated:
            self.repeated -= 1
            return False
        self.sent += 1
        self.rasters += isinstance(record, Raster)
        return True

    def retry(self) -> bool:
        """Begin again at the same file, as a crash may be chance; False where that has been tried."""
        if self.retried == self.path:
            return False
        self.retried, self.start, self.repeated = self.path, self.path, self.sent
        return True

    def skip(self) -> bool:
        """Go on after this file; False where there is none, as it is the attachment itself."""
        if not self.path:
            return False
        self.pages, self.rasters = self.pages - self.rasters, 0
        self.start = (*self.path[:-1], self.path[-1] + 1)
        return True


class _Ended(Exception):
    """The child ended before its answer did."""

    def __init__(self, code: FileCode) -> None:
        super().__init__(str(code))
        self.code = code


class _Child:
    def __init__(self) -> None:
        path = os.pathsep.join(entry for entry in sys.path if entry)
        environment = os.environ | {"PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        try:
            self._process = subprocess.Popen(
                command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
            )
        except OSError as error:
            raise EngineError(f"the process that opens files does not start: {error.strerror}") from error
        self._ready = False
        self._left = START_SECONDS

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def await_start(self) -> None:
        if self._ready:
            return
        self._left = START_SECONDS
        try:
            self._wait(self._receive)
        except _Ended as error:
            raise EngineError("the process that opens files does not start; try: python -m idcheck.guarded") from error
        self._ready = True

    def ask(self, request: wire.Request) -> Iterator[wire.Step | Record]:
        """The answers to a request. Only the time spent waiting for them counts."""
        self._left = request.limits.max_seconds
        self._wait(lambda: self._send(request))
        while not isinstance(answer := self._wait(self._receive), (wire.Done, wire.Ready)):
            yield answer

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(OSError):  # what is still buffered for the child
                stream.close()  # type: ignore[union-attr]

    def _send(self, request: wire.Request) -> None:
        assert self._process.stdin
        wire.send_request(self._process.stdin, request)

    def _receive(self) -> wire.Answer:
        assert self._process.stdout
        return wire.receive_answer(self._process.stdout)

    def _wait(self, action: Callable[[], T]) -> T:
        """The action's result; the child is killed when the time left has passed before."""
        expired = threading.Event()

        def expire() -> None:
            expired.set()
            self._process.kill()

        timer = threading.Timer(max(self._left, 0.0), expire)
        timer.daemon = True
        began = time.monotonic()
        timer.start()
        try:
            return action()
        except (wire.Broken, OSError) as error:
            raise _Ended(FileCode.TIMEOUT if expired.is_set() else FileCode.CORRUPT) from error
        finally:
            timer.cancel()
            self._left -= time.monotonic() - began


def command() -> list[str]:
    """The child's command line. ``-P``: nothing is imported from the folder that idcheck happens to be run in."""
    return [sys.executable, "-P", "-m", "idcheck.guarded", str(os.getpid())]
