"""Files that only their owner can read, and that are there whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from idcheck import StorageError, masked_name
from pipelines.machine import is_running

OWNER_ONLY = 0o600
FOLDER_OWNER_ONLY = 0o700
_ACROSS_FILE_SYSTEMS = 18
"""errno.EXDEV"""


@contextmanager
def told(path: Path) -> Iterator[None]:
    """What the file system refuses in ``path`` is a `StorageError` that says so."""
    try:
        yield
    except OSError as error:
        raise StorageError(
            f"{masked_name(str(path))}: cannot be written ({error.strerror}); make room or mend it, and run again"
        ) from None


def private_folder(folder: Path) -> Path:
    """The folder, made if need be.

    Raises:
        StorageError: it cannot be made.
    """
    with told(folder):
        folder.mkdir(mode=FOLDER_OWNER_ONLY, parents=True, exist_ok=True)
    return folder


def own_folder(folder: Path) -> Path:
    """Where this process keeps its files in ``folder``; what processes left that are gone is erased.

    Raises:
        StorageError: it cannot be.
    """
    with told(folder):
        left = [path for path in folder.glob("*") if not (path.name.isdigit() and is_running(int(path.name)))]
    for path in left:
        remove(path)
    return folder / str(os.getpid())


def write_whole(path: Path, data: bytes) -> None:
    """Put a file in its place, over an earlier one; whoever reads it finds one or the other.

    Raises:
        StorageError: it cannot be written.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    with told(path.parent):
        private_folder(path.parent)
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY), "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)


def move(source: Path, target: Path) -> None:
    """Move a file or folder, over the same of an earlier time; killed at any moment, one of the two is whole.

    Raises:
        StorageError: it cannot be moved.
    """
    with told(target.parent):
        private_folder(target.parent)
        try:
            _replace(source, target)
        except OSError as error:
            if error.errno != _ACROSS_FILE_SYSTEMS:
                raise
            draft = target.with_name(f".{target.name}.part")
            remove(draft)
            shutil.copytree(source, draft) if source.is_dir() else shutil.copy2(source, draft)
            _replace(draft, target)
            remove(source)


def remove(path: Path) -> None:
    """Remove a file or folder, should it be there.

    Raises:
        StorageError: it cannot be removed.
    """
    with told(path):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _replace(source: Path, target: Path) -> None:
    if target.is_dir():
        remove(target)
    source.replace(target)
