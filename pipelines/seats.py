"""The seats of the workers: an empty one is a core to spare, on which another worker's long request gets a page more done.

A seat is a file that is locked while someone works on it. Who dies, however it be, leaves his.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from idcheck.hands import GiveBack

WAIT_SECONDS = 30.0
"""What a worker waits for its own seat, on which another has a page to end: a page takes some seven seconds."""
LOOK_SECONDS = 0.02
"""Between two looks at it."""


class Seats:
    """So many seats, as files in a folder. Picklable, for the processes that share them."""

    def __init__(self, folder: Path, number: int) -> None:
        self._files = [folder / f"seat-{seat}" for seat in range(number)]
        for file in self._files:
            file.touch()

    @contextmanager
    def own(self, seat: int) -> Iterator[None]:
        """Be in one's seat, once it is empty, or after so long a wait that whoever sits there may never rise."""
        late = time.monotonic() + WAIT_SECONDS
        while not (leave := _taken(self._files[seat])) and time.monotonic() < late:
            time.sleep(LOOK_SECONDS)
        try:
            yield
        finally:
            if leave:
                leave()

    def spare(self) -> GiveBack | None:
        """Sit in any empty seat; what leaves it, or None where there is none."""
        return next((leave for file in self._files if (leave := _taken(file))), None)


def _taken(file: Path) -> GiveBack | None:
    seat = os.open(file, os.O_RDWR | os.O_CLOEXEC)
    try:
        fcntl.flock(seat, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(seat)
        return None
    return lambda: os.close(seat)
