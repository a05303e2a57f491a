"""``verdicts.jsonl``: a line for each judged request, on the disk before the next; a resumed run starts from it."""

from __future__ import annotations

import fcntl
import json
import os
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, TypeAlias

from idcheck import StorageError

Line: TypeAlias = Mapping[str, Any]
"""A verdict (contract) with ``entry_sha256``, the digest of all the entry's files as they were judged."""

OWNER_ONLY = 0o600


class Key(NamedTuple):
    """What was judged, and by which policy: the same entry is not judged twice, a changed one is judged anew."""

    request: str
    sha256: str
    policy: str
    version: str


class Journal:
    """The one writer of ``verdicts.jsonl`` in a folder.

    A last line that a kill cut short is taken off; that entry counts as not
    judged.

    Raises:
        StorageError: the folder cannot be written, another mailroom writes in it, or a line is no verdict.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / "verdicts.jsonl"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = _lock(folder)
            self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, OWNER_ONLY)
            whole = _cut_to_whole_lines(self._file)
            _sync_folder(folder)
        except OSError as error:
            raise StorageError(f"{folder}: cannot be written ({error.strerror}); give another --out") from error
        self._earlier: defaultdict[Key, list[Line]] = defaultdict(list)
        for line in _parse(whole, self.path):
            self._earlier[key_of(line)].append(line)

    def take(self, key: Key) -> Line | None:
        """The line of an earlier run that judged this, or None. Each answers for one entry, should two be alike."""
        return self._earlier[key].pop() if self._earlier[key] else None

    def append(self, line: Line) -> None:
        """Write one line; it is on the disk on return.

        Raises:
            StorageError: the disk is full or gone.
        """
        data = (json.dumps(line, ensure_ascii=False) + "\n").encode()
        try:
            while data:
                data = data[os.write(self._file, data) :]
            os.fsync(self._file)
        except OSError as error:
            raise StorageError(f"{self.path}: cannot be written ({error.strerror}); make room and run again") from error

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._file)
        os.close(self._lock)


def key_of(line: Line) -> Key:
    """The key of a line that was written."""
    return Key(line["request"], line["entry_sha256"], line["policy"]["name"], line["policy"]["version"])


def _lock(folder: Path) -> int:
    """Hold the folder: the kernel lets go of it however the process ends."""
    lock = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, OWNER_ONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(lock)
        raise StorageError(f"{folder}: another mailroom writes here; wait for it or give another --out") from error
    return lock


def _cut_to_whole_lines(file: int) -> bytes:
    with open(file, "rb", closefd=False) as reader:
        data = reader.read()
    whole = data[: data.rfind(b"\n") + 1]
    if len(whole) < len(data):
        os.ftruncate(file, len(whole))
    return whole


def _sync_folder(folder: Path) -> None:
    """Put the new file's name on the disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _parse(data: bytes, path: Path) -> Iterator[Line]:
    for number, text in enumerate(data.splitlines(), start=1):
        try:
            line = json.loads(text)
            key_of(line)
        except (ValueError, KeyError, TypeError) as error:
            raise StorageError(f"{path}, line {number}: is no verdict; move the file away and run again") from error
        yield line
