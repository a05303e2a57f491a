"""Pages of one request looked at side by side, where the machine has cores to spare.

In threads: nearly all the time goes to the readers' networks, which other threads do not wait for (measured: two pages
at once on two cores 1.57 times as fast as one after the other), and the models are loaded once.

    with Hands(spare) as hands:
        futures = [hands.give(examine, page) for page in pages]
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any, ParamSpec, TypeAlias, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

GiveBack: TypeAlias = Callable[[], None]
Spare: TypeAlias = Callable[[], GiveBack | None]
"""Asks for one more core; what gives it back, or None where none is to spare. Called by one thread, given back by any."""

MOST_HANDS = 32
"""pages at once: more would only take memory"""
LOOK_SECONDS = 0.2
"""between two looks for a core that others have given back"""


def nothing_to_spare() -> None:
    """A `Spare` without one: one page at a time."""


def spare_cores(number: int) -> Spare:
    """A `Spare` with so many cores."""
    cores = threading.Semaphore(number)
    return lambda: cores.release if cores.acquire(blocking=False) else None


class Hands:
    """Does one task at a time, and another for each core to spare. For one thread.

    with Hands(spare) as hands:
        futures = [hands.give(examine, page) for page in pages]
    """

    def __init__(self, spare: Spare = nothing_to_spare) -> None:
        self._spare = spare
        self._executor = ThreadPoolExecutor(MOST_HANDS, thread_name_prefix="page")
        self._own: Future[Any] | None = None
        self._more: set[Future[Any]] = set()

    def __enter__(self) -> Hands:
        return self

    def __exit__(self, *_: object) -> None:
        """Returns once all that was begun is done."""
        self._executor.shutdown()

    def give(self, task: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have it done; returns as soon as it is begun, so that no more waits in memory than is worked on.

        Raises:
            Exception: what an earlier task has raised.
        """
        while True:
            self._own = _unfinished(self._own)
            self._more = {future for future in self._more if _unfinished(future)}
            if self._own is None:
                self._own = future = self._executor.submit(task, *args, **kwargs)
                return future
            if len(self._more) < MOST_HANDS - 1 and (give_back := self._spare()):
                future = self._executor.submit(task, *args, **kwargs)
                future.add_done_callback(lambda _: give_back())
                self._more.add(future)
                return future
            wait([self._own, *self._more], timeout=LOOK_SECONDS, return_when=FIRST_COMPLETED)


def _unfinished(future: Future[Any] | None) -> Future[Any] | None:
    """The future, while it is being worked on; raises what it has raised."""
    if future is None or not future.done():
        return future
    future.result()
    return None
