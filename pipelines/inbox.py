"""The inbox: entries, each a request. One that is still being written is let rest first."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, Protocol

from idcheck import StorageError, UsageError, is_litter, masked_name

UNFINISHED = (".part", ".partial", ".tmp", ".filepart", ".crdownload")
"""Names that programs give to a file they are still writing: scanners, SFTP clients, browsers."""
REST_SECONDS = 5.0
"""How long an entry must have stayed as it is: scanners and SFTP clients write on within a second or two."""

CHUNK = 1 << 20
AHEAD, AT_ONCE = 20, 5
"""Entries that are fetched from elsewhere and not judged, so that a full mailbox or share does not fill the disk; and those fetched
in one go, as the mailroom has workers to attend to."""


class Stamp(NamedTuple):
    """What changes when an entry is written to: the last change of a file in it (seconds), their sizes and number."""

    changed: float
    size: int
    files: int


class Source(Protocol):
    """Where entries come from."""

    total: int
    """entries that were found, handed out or not"""

    @property
    def is_done(self) -> bool:
        """Whether every entry was handed out and none will come."""

    @property
    def is_endless(self) -> bool:
        """Whether entries may come for as long as one waits."""

    def poll(self) -> list[Path]:
        """The entries that are ready and were not handed out before; returns at once."""


class Resting:
    """Entries that are waited for until nobody writes to them any more."""

    def __init__(self, rest: float) -> None:
        self._rest = rest
        self._restless: dict[Path, tuple[Stamp | None, float]] = {}

    def __len__(self) -> int:
        return len(self._restless)

    def add(self, path: Path) -> None:
        """Wait for this entry."""
        self._restless.setdefault(path, (None, 0.0))

    def rested(self) -> list[Path]:
        """The entries that have come to rest, in the order they were added; they are not waited for any more."""
        rested = [path for path in self._restless if self._is_at_rest(path)]
        for path in rested:
            del self._restless[path]
        return rested

    def _is_at_rest(self, path: Path) -> bool:
        """By the clock of the file system, or where that is ahead of ours, by what we saw ourselves."""
        stamp, now = stamp_of(path), time.monotonic()
        before, since = self._restless[path]
        if stamp is None or stamp.changed <= time.time() - self._rest:
            return True
        if stamp != before:
            self._restless[path] = (stamp, now)
            return self._rest == 0
        return now - since >= self._rest


class Inbox:
    """The entries that are there now: each is handed out once it rests."""

    is_endless = False

    def __init__(self, entries: Iterable[Path], *, rest: float = REST_SECONDS) -> None:
        self._resting = Resting(rest)
        for path in entries:
            self._resting.add(path)
        self.total = len(self._resting)

    @property
    def is_done(self) -> bool:
        return not self._resting

    def poll(self) -> list[Path]:
        return self._resting.rested()


def entries_of(folder: Path, out: Path) -> list[Path]:
    """The entries of a folder, by name; not what is hidden or unfinished.

    Raises:
        UsageError: there is no such folder, or ``out`` is that folder.
        StorageError: the folder cannot be read.
    """
    if not folder.is_dir():
        raise UsageError(f"{masked_name(str(folder))}: is no folder; give the folder that holds the requests")
    own = out.resolve()
    if own == folder.resolve():
        raise UsageError(f"{masked_name(str(out))}: the verdicts would lie among the requests; give another --out")
    try:
        return sorted(path for path in folder.iterdir() if is_entry(path) and path.resolve() != own)
    except OSError as error:
        raise StorageError(f"{masked_name(str(folder))}: cannot be read ({error.strerror}); mend it") from None


def listed(text: bytes) -> list[Path]:
    """The entries of a list of paths, one a line, or each ended by a zero byte as ``find -print0`` does.

    Raises:
        UsageError: there is no such file or folder.
    """
    names = text.split(b"\0") if b"\0" in text else text.splitlines()
    entries = [Path(os.fsdecode(name)) for name in names if name.strip()]
    for number, path in enumerate(entries, start=1):
        if not os.path.lexists(path):
            raise UsageError(f"{masked_name(str(path))}: no such file or folder, number {number} of the list")
    return entries


def stamp_of(entry: Path) -> Stamp | None:
    """The stamp of an entry; None when it cannot be looked at."""
    try:
        found = [path.stat() for path in (entry, *files_of(entry))]
    except OSError:
        return None
    return Stamp(max(max(one.st_mtime, one.st_ctime) for one in found), sum(one.st_size for one in found), len(found))


def digest_of(entry: Path) -> str:
    """SHA-256 over the contents of an entry's files, in the order of their names, each after its length.

    Raises:
        OSError: a file cannot be read, or the entry is neither a file nor a folder.
    """
    digest = hashlib.sha256()
    for path in files_of(entry) if entry.is_dir() else [entry]:
        if not path.is_file():
            raise OSError(None, "it is neither a file nor a folder")
        with path.open("rb") as file:
            digest.update(os.fstat(file.fileno()).st_size.to_bytes(8, "big"))
            while chunk := file.read(CHUNK):
                digest.update(chunk)
    return digest.hexdigest()


def files_of(entry: Path) -> Iterator[Path]:
    """The files in and below a folder, by path; none for a file."""
    yield from sorted(path for path in entry.rglob("*") if path.is_file()) if entry.is_dir() else []


def is_entry(path: Path) -> bool:
    """Whether its name is that of an entry: not hidden, and not one that programs give to what they are still writing."""
    hidden = path.name.startswith(".") or is_litter(path.name)
    return not hidden and path.suffix.lower() not in UNFINISHED
