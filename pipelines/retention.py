"""``--keep-days``: what the mailroom keeps of people is erased on time, and that is recorded."""

from __future__ import annotations

import json
import logging
import os
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from pipelines.effects import Effect
from pipelines.files import OWNER_ONLY, remove, told

log = logging.getLogger(__name__)

FOLDERS = ("accepted", "rejected", "failed", "pictures", "letters/ready", "letters/review", "mail", "fetched")
"""In the mailroom's folder: originals that ``--sort`` moved there, pictures of pages, drafts of letters, what was fetched
from a mailbox or share."""
FETCHED = ("mail", "fetched")
"""of these, where each mailroom keeps its own in a folder of its process"""
DAY = 86_400.0
"""seconds"""


class Retention(Effect):
    """Erases, once a day, what lies in the mailroom's folders for longer than ``days``; counts go to ``erased.jsonl``.

    An entry's age is that of its last change of place or content: moved into a folder, it begins at nought.
    """

    def __init__(self, out: Path, days: int) -> None:
        self._out = out
        self._days = days
        self._next = 0.0

    def tick(self) -> None:
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + DAY
            self.erase(time.time())

    def erase(self, now: float) -> None:
        """Erase what is too old at ``now``, in seconds since 1970.

        Raises:
            StorageError: something cannot be erased.
        """
        erased: Counter[str] = Counter()
        for folder in FOLDERS:
            for path in (self._out / folder).glob("*/*" if folder in FETCHED else "*"):
                if path.lstat().st_ctime < now - self._days * DAY:
                    remove(path)
                    erased[folder] += 1
        if erased:
            self._record(now, erased)

    def _record(self, now: float, erased: Counter[str]) -> None:
        log.info("erased after %d days: %s", self._days, ", ".join(f"{n} in {name}" for name, n in erased.items()))
        when = datetime.fromtimestamp(now, UTC).isoformat(timespec="seconds")
        record = {"erased": when, "after_days": self._days, "counts": erased}
        path = self._out / "erased.jsonl"
        with told(path), os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, OWNER_ONLY), "a") as file:
            file.write(json.dumps(record) + "\n")
