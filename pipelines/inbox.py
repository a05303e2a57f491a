"""The inbox: a folder in which every entry is a request. An entry that is still being written is let rest first."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from idcheck import UsageError, is_litter, masked_name

UNFINISHED = (".part", ".partial", ".tmp", ".filepart", ".crdownload")
"""Names that programs give to a file they are still writing: scanners, SFTP clients, browsers."""
REST_SECONDS = 5.0
"""How long an entry must have stayed as it is: scanners and SFTP clients write on within a second or two."""

CHUNK = 1 << 20


class Stamp(NamedTuple):
    """What changes when an entry is written to: the last change of a file in it (seconds), their sizes and number."""

    changed: float
    size: int
    files: int


class Inbox:
    """Hands out the entries of a folder, each once it rests.

    Raises:
        UsageError: there is no such folder, or ``out`` is that folder.
    """

    def __init__(self, folder: Path, out: Path, *, rest: float = REST_SECONDS) -> None:
        if not folder.is_dir():
            raise UsageError(f"{masked_name(str(folder))}: is no folder; give the folder that holds the requests")
        if out.resolve() == folder.resolve():
            raise UsageError(f"{masked_name(str(out))}: the verdicts would lie among the requests; give another --out")
        self._rest = rest
        self._restless: dict[Path, tuple[Stamp | None, float]] = {}
        for path in sorted(path for path in folder.iterdir() if _is_entry(path) and path.resolve() != out.resolve()):
            self._restless[path] = (None, 0.0)
        self.total = len(self._restless)

    @property
    def is_empty(self) -> bool:
        """Whether every entry was handed out."""
        return not self._restless

    def poll(self) -> list[Path]:
        """The entries that have come to rest since it was last asked, by name."""
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


def _is_entry(path: Path) -> bool:
    hidden = path.name.startswith(".") or is_litter(path.name)
    return not hidden and path.suffix.lower() not in UNFINISHED
