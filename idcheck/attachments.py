"""From what the caller gives to attachments: a file, a folder, bytes with a name, or several of them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from idcheck.errors import StorageError, UsageError
from idcheck.names import distinct, masked_name
from idcheck.policy import Limits
from idcheck.records import Attachment

Source: TypeAlias = str | os.PathLike[str] | tuple[str, bytes] | Attachment
EXPECTED = "give the path of a file or folder, (name, bytes), an Attachment, or a list of these"
LITTER = {"thumbs.db", "desktop.ini", "__macosx", ".ds_store"}
"""what file managers leave behind in folders and archives; files that begin with ``._`` too"""


def gather(source: Source | Sequence[Source], limits: Limits | None = None) -> tuple[Attachment, ...]:
    """The attachments of one request, each with a name of its own in which no BSN stands.

    A folder gives the files in it and below it, sorted by path, hidden ones left out. Of a file no more is read than
    shows that it is too large.

    Raises:
        UsageError: no such file, or an argument of another kind.
        StorageError: a file or folder cannot be read.
    """
    most = (limits or Limits()).max_bytes + 1
    return tidy([attachment for one in _several(source) for attachment in _read(one, most)])


def tidy(attachments: Sequence[Attachment]) -> tuple[Attachment, ...]:
    """The attachments with masked names, each different."""
    taken: set[str] = set()
    return tuple(Attachment(name=distinct(masked_name(a.name), taken), data=a.data) for a in attachments)


def is_litter(path: str) -> bool:
    """Whether it is a file, or in a folder, that a file manager made."""
    parts = path.replace("\\", "/").lower().split("/")
    return any(part in LITTER or part.startswith("._") for part in parts)


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts) or is_litter(path.as_posix())


def _several(source: Source | Sequence[Source]) -> Sequence[Source]:
    match source:
        case str() | os.PathLike() | Attachment():
            return [source]
        case (str() as name, (bytes() | bytearray() | memoryview()) as data):
            return [(name, bytes(data))]
        case bytes() | bytearray() | memoryview():
            raise UsageError("bytes need a name: give (name, bytes)")
        case Sequence():
            return list(source)  # type: ignore[arg-type]  # not the named bytes: those were taken above
    raise UsageError(EXPECTED)


def _read(source: Source, most: int) -> Iterator[Attachment]:
    match source:
        case Attachment():
            yield source
        case (str() as name, (bytes() | bytearray() | memoryview()) as data):
            yield Attachment(name=name, data=bytes(data))
        case str() | os.PathLike():
            yield from _from_path(Path(source), most)
        case _:
            raise UsageError(EXPECTED)


def _from_path(path: Path, most: int) -> Iterator[Attachment]:
    shown = masked_name(str(path))
    try:
        if path.is_dir():
            for file in _files_in(path):
                yield Attachment(name=file.relative_to(path).as_posix(), data=_bytes_of(file, most))
        elif path.is_file():
            yield Attachment(name=path.name, data=_bytes_of(path, most))
        else:
            raise UsageError(f"{shown}: no such file or folder; check the path")
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "not a path"
        raise StorageError(f"{shown}: cannot be read ({why}); check its permissions and the disk") from None


def _files_in(folder: Path) -> list[Path]:
    """The files in a folder and below it, by path; links to folders are not followed."""

    def stop(error: OSError) -> None:
        raise error

    found = [Path(top, name) for top, _, names in os.walk(folder, onerror=stop) for name in names]
    return sorted(file for file in found if not _is_hidden(file.relative_to(folder)) and file.is_file())


def _bytes_of(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        return file.read(most)
