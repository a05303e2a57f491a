"""Office documents: DOCX and ODT. Each gives its text, the pictures and files in it, and what it shows of them."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from idcheck.containers import Budget, Part, Shown, Unfolded, content_of, part_of
from idcheck.errors import FileError
from idcheck.office_drawings import shown_in_open, shown_in_word
from idcheck.records import FileCode, Layer

_OPEN_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_WORD_TEXTS = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")
_WORD_PARTS = re.compile(r"word/(?:(?:media|embeddings)/.+|[^/]+\.(?:mht|html?|rtf|txt|docx))")
_WORD_ABOUT = re.compile(r"docProps/(?:core|app|custom)\.xml")
_LINKS = re.compile(r"(?:word/)?(?:.*/)?_rels/[^/]*\.rels")
_ODT_TEXTS = re.compile(r"(?:content|styles)\.xml")
_ODT_PARTS = re.compile(r"(?:Pictures/.+|Object \d+/?.*\.(?!xml)\w+)")
_ODT_ABOUT = re.compile(r"meta\.xml")
_PARAGRAPHS = {_OPEN_TEXT + "p", _OPEN_TEXT + "h"}
_WHITE = {"p": "\n", "br": "\n", "cr": "\n", "line-break": "\n", "tab": "\t", "s": " "}
"""what these elements of either format stand for"""


def unfold_docx(data: bytes, budget: Budget) -> Unfolded:
    """A Word document: the text of its body, headers, footers and notes; the pictures and files in it.

    Hidden are text that was deleted while changes were tracked, what the file says of itself, and pictures that nothing
    refers to.
    """
    archive = zipfile.ZipFile(io.BytesIO(data))
    roots = _roots(archive, _WORD_TEXTS, budget)
    links = {name: dict(_links(archive, name, budget)) for name in archive.namelist() if _LINKS.fullmatch(name)}
    uses = [use for name, root in roots.items() for use in shown_in_word(root, links.get(_links_of(name), {}))]
    referred = {target for named in links.values() for target in named.values()}
    return Unfolded(
        "\n".join(map(_word_text, roots.values())),
        _parts(archive, _WORD_PARTS, _shown(uses), referred, budget),
        (
            (Layer.REVISION, "\n".join(_text_of(root, "delText") for root in roots.values())),
            (Layer.METADATA, "\n".join(map(_plain, _roots(archive, _WORD_ABOUT, budget).values()))),
        ),
    )


def unfold_odt(data: bytes, budget: Budget) -> Unfolded:
    """An OpenDocument text: its text, headers and footers; the pictures in it."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    manifest = archive.NameToInfo.get("META-INF/manifest.xml")
    content = content_of(archive, manifest, budget) if manifest else b""
    if isinstance(content, bytes) and b"encryption-data" in content:
        raise FileError(FileCode.ENCRYPTED)
    roots = _roots(archive, _ODT_TEXTS, budget)
    shown = _shown([use for root in roots.values() for use in shown_in_open(root)])
    referred = {
        value.removeprefix("./") for root in roots.values() for one in root.iter() for value in one.attrib.values()
    }
    return Unfolded(
        "\n".join(map(_open_text, roots.values())),
        _parts(archive, _ODT_PARTS, shown, referred, budget),
        ((Layer.METADATA, "\n".join(map(_plain, _roots(archive, _ODT_ABOUT, budget).values()))),),
    )


def _roots(archive: zipfile.ZipFile, names: re.Pattern[str], budget: Budget) -> dict[str, Element]:
    return {name: _xml(archive, name, budget) for name in archive.namelist() if names.fullmatch(name)}


def _parts(
    archive: zipfile.ZipFile, names: re.Pattern[str], shown: Mapping[str, Shown], referred: set[str], budget: Budget
) -> Iterator[Part]:
    """The pictures and files: those that nothing refers to are hidden, unless nothing refers to any."""
    wanted = [entry for entry in archive.infolist() if names.fullmatch(entry.filename) and not entry.is_dir()]
    wanted = [entry for entry in wanted if not _has_fallback(entry)]
    known = any(entry.filename in referred for entry in wanted)
    for entry in wanted:
        part = part_of(archive, entry, PurePosixPath(entry.filename).name, budget)
        layer = Layer.UNUSED if known and entry.filename not in referred else Layer.FACE
        yield Part(part.name, part.content, layer, shown.get(entry.filename, Shown()))


def _shown(uses: list[tuple[str, Shown]]) -> dict[str, Shown]:
    """What shows of each picture: all of it where one of its uses shows all, else what its first use does."""
    shown: dict[str, Shown] = {}
    for target, use in uses:
        if use == Shown() or target not in shown:
            shown[target] = use
    return shown


def _links_of(name: str) -> str:
    """The file with the relationships of a part (ECMA-376-2, 6.5.3)."""
    path = PurePosixPath(name)
    return f"{path.parent}/_rels/{path.name}.rels"


def _links(archive: zipfile.ZipFile, name: str, budget: Budget) -> Iterator[tuple[str, str]]:
    """The relationships in a file: each one's name and the part that it leads to."""
    base = PurePosixPath(name).parent.parent
    for link in _xml(archive, name, budget):
        if link.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", str(base), link.get("Target", "")))
            yield link.get("Id", ""), target.lstrip("/")


def _has_fallback(entry: zipfile.ZipInfo) -> bool:
    """An SVG in an office file stands beside the same picture as PNG, for readers that cannot draw it."""
    return entry.filename.lower().endswith(".svg")


def _xml(archive: zipfile.ZipFile, name: str, budget: Budget) -> Element:
    content = content_of(archive, archive.NameToInfo[name], budget)
    if isinstance(content, FileCode):
        raise FileError(content)
    return ElementTree.fromstring(content)


def _plain(root: Element) -> str:
    """Everything that is written in the elements, a line each."""
    return "\n".join(element.text for element in root.iter() if element.text and not element.text.isspace())


def _word_text(root: Element) -> str:
    """The text of the runs; deleted text does not show."""
    return _text_of(root, "t")


def _text_of(root: Element, run: str) -> str:
    """The text of these elements (of any of Word's name spaces), a line a paragraph."""
    named = ((_local(element), element) for element in root.iter())
    return "".join((element.text or "") if name == run else _WHITE.get(name, "") for name, element in named)


def _open_text(root: Element) -> str:
    """The text of the paragraphs and headings, a line each."""
    return "".join("".join(_flow(element)) + "\n" for element in root.iter() if element.tag in _PARAGRAPHS)


def _flow(element: Element) -> Iterator[str]:
    """The text of an element in reading order, with its tabs, spaces and breaks."""
    yield _WHITE.get(_local(element), "")
    yield element.text or ""
    for child in element:
        yield from _flow(child)
        yield child.tail or ""


def _local(element: Element) -> str:
    """The element's name without its name space."""
    return element.tag.rpartition("}")[2]
