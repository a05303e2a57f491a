"""Files that hold files: ZIP, DOCX, ODT, HTML. Each gives the text of its own and the parts in it."""

from __future__ import annotations

import binascii
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import PurePosixPath
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree

from idcheck.attachments import is_litter
from idcheck.errors import FileError
from idcheck.formats import text_of
from idcheck.policy import Limits
from idcheck.records import FileCode


@dataclass(frozen=True, slots=True)
class Part:
    """A file in another one: its bytes, or why they cannot be had."""

    name: str
    content: bytes | FileCode = field(repr=False)


@dataclass(frozen=True, slots=True)
class Unfolded:
    """The text of a container's own (None for one that has none, as a ZIP) and its parts, read one by one."""

    text: str | None = field(repr=False)
    parts: Iterator[Part]


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
    return Unfolded(None, (_part(archive, entry, entry.filename, budget) for entry in entries))


def _part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, budget: Budget) -> Part:
    budget.file()
    return Part(name, _content(archive, entry, budget))


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: Budget) -> bytes | FileCode:
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


# ------------------------------------------------------------------------------------------------------------ DOCX, ODT

_OPEN_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_WORD_TEXTS = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")
_WORD_PARTS = re.compile(r"word/(?:(?:media|embeddings)/.+|[^/]+\.(?:mht|html?|rtf|txt|docx))")
_ODT_TEXTS = re.compile(r"(?:content|styles)\.xml")
_ODT_PARTS = re.compile(r"(?:Pictures/.+|Object \d+/?.*\.(?!xml)\w+)")
_PARAGRAPHS = {_OPEN_TEXT + "p", _OPEN_TEXT + "h"}
_WHITE = {"p": "\n", "br": "\n", "cr": "\n", "line-break": "\n", "tab": "\t", "s": " "}
"""what these elements of either format stand for"""


def unfold_docx(data: bytes, budget: Budget) -> Unfolded:
    """A Word document: the text of its body, headers, footers and notes; the pictures and files in it.

    The pictures are taken whole: what Word crops off or draws over them is still in the file.
    """
    return _unfold_office(data, budget, _WORD_TEXTS, _WORD_PARTS, _word_text)


def unfold_odt(data: bytes, budget: Budget) -> Unfolded:
    """An OpenDocument text: its text, headers and footers; the pictures in it."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        manifest = archive.NameToInfo.get("META-INF/manifest.xml")
        content = _content(archive, manifest, budget) if manifest else b""
    if isinstance(content, bytes) and b"encryption-data" in content:
        raise FileError(FileCode.ENCRYPTED)
    return _unfold_office(data, budget, _ODT_TEXTS, _ODT_PARTS, _open_text)


def _unfold_office(
    data: bytes,
    budget: Budget,
    texts: re.Pattern[str],
    parts: re.Pattern[str],
    text_in: Callable[[ElementTree.Element], str],
) -> Unfolded:
    archive = zipfile.ZipFile(io.BytesIO(data))
    entries = archive.infolist()
    pages = [text_in(_xml(archive, entry, budget)) for entry in entries if texts.fullmatch(entry.filename)]
    inside = [entry for entry in entries if parts.fullmatch(entry.filename) and not entry.is_dir()]
    wanted = [entry for entry in inside if not _has_fallback(entry)]
    named = ((entry, PurePosixPath(entry.filename).name) for entry in wanted)
    return Unfolded("\n".join(pages), (_part(archive, entry, name, budget) for entry, name in named))


def _has_fallback(entry: zipfile.ZipInfo) -> bool:
    """An SVG in an office file stands beside the same picture as PNG, for readers that cannot draw it."""
    return entry.filename.lower().endswith(".svg")


def _xml(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: Budget) -> ElementTree.Element:
    content = _content(archive, entry, budget)
    if isinstance(content, FileCode):
        raise FileError(content)
    return ElementTree.fromstring(content)


def _word_text(root: ElementTree.Element) -> str:
    """The text of the runs (``t``, of any of Word's name spaces), a line a paragraph; deleted text does not show."""
    named = ((_local(element), element) for element in root.iter())
    return "".join((element.text or "") if name == "t" else _WHITE.get(name, "") for name, element in named)


def _open_text(root: ElementTree.Element) -> str:
    """The text of the paragraphs and headings, a line each."""
    return "".join("".join(_flow(element)) + "\n" for element in root.iter() if element.tag in _PARAGRAPHS)


def _flow(element: ElementTree.Element) -> Iterator[str]:
    """The text of an element in reading order, with its tabs, spaces and breaks."""
    yield _WHITE.get(_local(element), "")
    yield element.text or ""
    for child in element:
        yield from _flow(child)
        yield child.tail or ""


def _local(element: ElementTree.Element) -> str:
    """The element's name without its name space."""
    return element.tag.rpartition("}")[2]


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
