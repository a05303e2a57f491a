"""Files that hold files: ZIP and HTML here. Each gives the text of its own and the parts in it."""

from __future__ import annotations

import binascii
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import unquote_to_bytes

from idcheck.attachments import is_litter
from idcheck.errors import FileError
from idcheck.formats import text_of
from idcheck.policy import Limits
from idcheck.records import Box, FileCode, Layer

WHOLE = Box(0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a document shows of a picture in it, in fractions of the picture: what lies within the frame and under no shape."""

    frame: Box = WHOLE
    covers: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A file in another one: its bytes, or why they cannot be had; on what layer, and what of it the other shows."""

    name: str
    content: bytes | FileCode = field(repr=False)
    layer: Layer = Layer.FACE
    shown: Shown = Shown()


@dataclass(frozen=True, slots=True)
class Unfolded:
    """The text of a container's own (None for one that has none, as a ZIP) and its parts, read one by one.

    ``hidden``: more text, by the layer it is on.
    """

    text: str | None = field(repr=False)
    parts: Iterator[Part]
    hidden: tuple[tuple[Layer, str], ...] = field(default=(), repr=False)


class Budget:
    """What one attachment may still unpack to: files and bytes."""

    def __init__(self, limits: Limits) -> None:
        self._files = limits.max_files
        self._bytes = limits.max_bytes

    def file(self) -> None:
        self._files -= 1
        if self._files < 0:
            raise FileError(FileCode.TOO_LARGE)

    def spend(self, size: int) -> None:
        self._bytes -= size
        if self._bytes < 0:
            raise FileError(FileCode.TOO_LARGE)


def spent(parts: Iterable[Part], budget: Budget) -> Iterator[Part]:
    """The parts, each taken from the budget as it is handed out."""
    for part in parts:
        budget.file()
        budget.spend(len(part.content) if isinstance(part.content, bytes) else 0)
        yield part


# ------------------------------------------------------------------------------------------------------------------ ZIP

CHUNK = 1 << 20
"""bytes unpacked before the budget is asked again"""
_ENCRYPTED_FLAG = 0x1


def unfold_zip(data: bytes, budget: Budget) -> Unfolded:
    """A ZIP: every file in it but litter."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    entries = [entry for entry in archive.infolist() if not entry.is_dir() and not is_litter(entry.filename)]
    return Unfolded(None, (part_of(archive, entry, entry.filename, budget) for entry in entries))


def part_of(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, budget: Budget) -> Part:
    budget.file()
    return Part(name, content_of(archive, entry, budget))


def content_of(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: Budget) -> bytes | FileCode:
    """The unpacked bytes, with the budget asked while they stream: a ZIP bomb never inflates beyond it."""
    if entry.flag_bits & _ENCRYPTED_FLAG:
        return FileCode.ENCRYPTED
    unpacked = bytearray()
    try:
        with archive.open(entry) as stream:
            while chunk := stream.read(CHUNK):
                budget.spend(len(chunk))
                unpacked += chunk
    except NotImplementedError:
        return FileCode.UNSUPPORTED
    except (FileError, MemoryError):
        raise
    except Exception:  # noqa: BLE001 - zipfile and its decompressors raise many kinds; each means damaged
        return FileCode.CORRUPT
    return bytes(unpacked)


# ----------------------------------------------------------------------------------------------------------------- HTML


def unfold_html(data: bytes, budget: Budget) -> Unfolded:
    """A web page: its text, and the pictures written in it as ``data:`` addresses."""
    text, pictures = read_html(text_of(data) or "")
    return Unfolded(text, spent(pictures, budget))


def read_html(source: str) -> tuple[str, list[Part]]:
    """The text that HTML shows, and its pictures."""
    page = _Page()
    page.feed(source)
    page.close()
    return "".join(page.text), page.pictures()


class _Page(HTMLParser):
    _SILENT = frozenset({"script", "style", "template", "title"})
    _BLOCKS = frozenset({"p", "div", "br", "tr", "li", "table", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre"})

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self._silent = 0
        self._sources: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in self._SILENT
        if tag in self._BLOCKS:
            self.text.append("\n")
        self._sources += [value for key, value in attrs if key == "src" and value and value.startswith("data:image/")]

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in self._SILENT))
        self.text.append("\n" if tag in self._BLOCKS else "\t" if tag in {"td", "th"} else "")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.text.append(re.sub(r"\s+", " ", data))

    def pictures(self) -> list[Part]:
        return [Part(f"picture-{number}", _decoded(source)) for number, source in enumerate(self._sources, 1)]


def _decoded(source: str) -> bytes | FileCode:
    head, _, body = source.partition(",")
    if not head.endswith(";base64"):
        return FileCode.UNSUPPORTED
    try:
        return binascii.a2b_base64(unquote_to_bytes(body))
    except ValueError:
        return FileCode.CORRUPT
