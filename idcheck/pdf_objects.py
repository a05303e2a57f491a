"""What is in a PDF apart from its pages: earlier versions of it, pictures that no page shows, files in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from idcheck.containers import Part

_END = re.compile(rb"startxref\s+([1-9]\d*)\s+%%EOF\s?\n?")
"""the end of a version; a file made for the web has one in its first part, which points to 0 (PDF 32000-1, 7.5.6 and annex F)"""


def earlier(data: bytes) -> Iterator[bytes]:
    """The file as it was before each change that was added at its end, the latest first."""
    ends = [match.end() for match in _END.finditer(data)]
    yield from (data[:end] for end in reversed(ends[:-1]))


def print_of(document: Any, number: int) -> tuple[Any, ...]:
    """What a page is made of: two that are alike in this look the same."""
    page = document[number]
    objects = [page.xref, *page.get_contents(), *(xref for xref, *_ in page.annot_xrefs())]
    objects += [xref for xref, *_ in page.get_images(full=True)] + [xref for xref, *_ in page.get_xobjects()]
    return tuple((document.xref_object(xref), _stream(document, xref)) for xref in objects)


def _stream(document: Any, xref: int) -> bytes | None:
    return bytes(document.xref_stream_raw(xref)) if document.xref_is_stream(xref) else None


def pictures(document: Any) -> list[int]:
    """Every picture object of the file, by its number."""
    return [xref for xref in range(1, document.xref_length()) if document.xref_is_image(xref)]


def thumbnails(document: Any) -> list[tuple[int, int]]:
    """The number of each page with a preview, counted from 0, and that of the preview."""
    kept = ((number, document.xref_get_key(document[number].xref, "Thumb")) for number in range(document.page_count))
    return [(number, int(value.split()[0])) for number, (kind, value) in kept if kind == "xref"]


def is_portfolio(document: Any) -> bool:
    """Whether the file is a cover with the documents proper in it (PDF 32000-1, 12.3.5)."""
    return bool(document.xref_get_key(document.pdf_catalog(), "Collection")[0] != "null")


def embedded(document: Any) -> Iterator[Part]:
    """The files in it, those pinned to a page too."""
    for index in range(document.embfile_count()):
        yield Part(document.embfile_info(index)["filename"] or "file", bytes(document.embfile_get(index)))
    for page in document:
        for note in page.annots(types=[_FILE_NOTE]):
            yield Part(note.file_info["filename"] or "file", bytes(note.get_file()))


_FILE_NOTE = 17
"""an annotation that is a file (PyMuPDF's number)"""
