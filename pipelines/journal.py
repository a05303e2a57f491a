"""``verdicts.jsonl``: a line for each judged request, on the disk before the next."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from idcheck import StorageError
from pipelines.files import OWNER_ONLY
from pipelines.ledger import Line, key_of

BLOCK = 1 << 16
"""Bytes read at a time, back from the end, in search of the last whole line."""


class Journal:
    """``verdicts.jsonl`` in a folder. Several mailrooms may write in it, each line whole.

    Raises:
        StorageError: the folder cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / "verdicts.jsonl"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, OWNER_ONLY)
            _sync_folder(folder)
        except OSError as error:
            raise StorageError(f"{folder}: cannot be written ({error.strerror}); give another --out") from error

    def append(self, line: Line) -> None:
        """Write one line; it is on the disk on return. What a kill cut short before it is taken off.

        Raises:
            StorageError: the disk is full or gone; nothing is left of the line.
        """
        data = (json.dumps(line, ensure_ascii=False) + "\n").encode()
        try:
            with self._held():
                end = self._cut_to_whole_lines()
                try:
                    while data:
                        data = data[os.write(self._file, data) :]
                    os.fsync(self._file)
                except OSError:
                    os.ftruncate(self._file, end)
                    raise
        except OSError as error:
            raise StorageError(f"{self.path}: cannot be written ({error.strerror}); make room and run again") from error

    def lines(self) -> Iterator[Line]:
        """Every line that stands there, those of earlier runs too.

        Raises:
            StorageError: it cannot be read, or a line is no verdict.
        """
        try:
            with self._held():
                self._cut_to_whole_lines()
            with self.path.open("rb") as file:
                for number, text in enumerate(file, start=1):
                    yield _parsed(text, f"{self.path}, line {number}")
        except OSError as error:
            raise StorageError(f"{self.path}: cannot be read ({error.strerror}); mend it and run again") from error

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._file)

    @contextmanager
    def _held(self) -> Iterator[None]:
        """No other mailroom writes meanwhile; the kernel lets go of it however the process ends."""
        fcntl.flock(self._file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def _cut_to_whole_lines(self) -> int:
        """Take off a last line without its end; the size of what is left."""
        size = end = os.fstat(self._file).st_size
        while end:
            start = max(0, end - BLOCK)
            found = os.pread(self._file, end - start, start).rfind(b"\n")
            if found >= 0:
                end = start + found + 1
                break
            end = start
        if end < size:
            os.ftruncate(self._file, end)
        return end


def _sync_folder(folder: Path) -> None:
    """Put the new file's name on the disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _parsed(text: bytes, where: str) -> Line:
    try:
        line: Line = json.loads(text)
        key_of(line)
    except (ValueError, KeyError, TypeError) as error:
        raise StorageError(f"{where}: is no verdict; move the file away and run again") from error
    return line
