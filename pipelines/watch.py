"""``--watch``: a folder that is looked at for as long as the mailroom runs."""

from __future__ import annotations

import logging
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from idcheck import StorageError, masked_name
from pipelines.inbox import REST_SECONDS, Resting, Stamp, entries_of, stamp_of

log = logging.getLogger(__name__)

LOOK_SECONDS = 10.0
"""Between two looks at the folder where the system does not tell of changes."""
SURE_SECONDS = 60.0
"""Between two looks where it does: it is not told of all, such as what others write on a network share."""


class Watched:
    """Entries as they come. One that changes after it was handed out is handed out again.

    ``poll`` is the number of seconds between two looks; without it the system is asked to tell of changes.

    Raises:
        UsageError: there is no such folder, or ``out`` is that folder.
        StorageError: the folder cannot be read.
    """

    is_done = False
    is_endless = True

    def __init__(self, folder: Path, out: Path, *, rest: float = REST_SECONDS, poll: float | None = None) -> None:
        entries_of(folder, out)
        self._folder, self._out = folder, out
        self._resting = Resting(rest)
        self._handed_out: dict[Path, Stamp | None] = {}
        self._changed = threading.Event()
        self._changed.set()
        self._observer = None if poll else _observer(folder, self._changed)
        self._between = poll or (SURE_SECONDS if self._observer else LOOK_SECONDS)
        self._looked = 0.0
        self.total = 0

    def poll(self) -> list[Path]:
        if self._changed.is_set() or time.monotonic() >= self._looked + self._between:
            self._changed.clear()
            self._looked = time.monotonic()
            self._look()
        ready = self._resting.rested()
        self._handed_out |= {path: stamp_of(path) for path in ready}
        self.total += len(ready)
        return ready

    def close(self) -> None:
        """Look no more."""
        if self._observer:
            self._observer.stop()
            self._observer.join()

    def __enter__(self) -> Watched:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _look(self) -> None:
        if not self._folder.is_dir():
            raise StorageError(f"{masked_name(str(self._folder))}: has gone; is its disk or share there?")
        entries = entries_of(self._folder, self._out)
        there = set(entries)
        self._handed_out = {path: stamp for path, stamp in self._handed_out.items() if path in there}
        for path in entries:
            if path not in self._handed_out or self._handed_out[path] != stamp_of(path):
                self._resting.add(path)


def _observer(folder: Path, changed: threading.Event) -> Any:
    """Has ``changed`` set when something changes in the folder; None where that cannot be had."""
    try:
        from watchdog.events import FileSystemEvent, FileSystemEventHandler
        from watchdog.observers import Observer
    except ImportError:
        log.info(
            "the inbox is looked at every %.0f seconds; at once with: pip install 'idcheck[mailroom]'", LOOK_SECONDS
        )
        return None

    class Handler(FileSystemEventHandler):
        def on_any_event(self, event: FileSystemEvent) -> None:
            if event.event_type not in ("opened", "closed_no_write"):  # that is us
                changed.set()

    observer = Observer()
    observer.schedule(Handler(), str(folder), recursive=True)
    try:
        observer.start()
    except OSError as error:
        log.warning(
            "the system does not tell of changes (%s); looking every %.0f seconds", error.strerror, LOOK_SECONDS
        )
        with suppress(RuntimeError):
            observer.join()
        return None
    return observer
