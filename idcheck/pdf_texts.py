"""The text of a PDF, shown or not: of its pages, of what is filled in and noted, and about itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from idcheck.pdf_render import mupdf
from idcheck.records import Box

LEAST_DIGITS = 8
"""digits in a text that can hold a BSN"""
_TAG = re.compile(r"<[^>]*>")
_FILLED = ("V", "DV", "RV", "Contents", "RC", "TU")
"""keys of a field or annotation with text: its value, a default, a comment (PDF 32000-1, 12.5 and 12.7)"""


def page_text(page: Any) -> tuple[tuple[str, Box], ...]:
    """The lines of a page, each with its place on the page as it is drawn: visible, invisible, covered and cut off alike."""
    pymupdf = mupdf()
    flags = pymupdf.TEXTFLAGS_DICT & ~pymupdf.TEXT_PRESERVE_IMAGES & ~pymupdf.TEXT_MEDIABOX_CLIP & ~pymupdf.TEXT_CLIP
    blocks = page.get_text("dict", flags=flags, clip=pymupdf.INFINITE_RECT())["blocks"]
    lines = (line for block in blocks for line in block.get("lines", ()))
    texts = ((_one_line("".join(span["text"] for span in line["spans"])), line["bbox"]) for line in lines)
    return tuple((text, _box(bbox, page)) for text, bbox in texts if text)


def filled_in(document: Any, page: Any) -> tuple[tuple[str, Box], ...]:
    """What is filled in or noted on a page, with the place of its field or note."""
    found = []
    for xref, *_ in page.annot_xrefs():
        rect = document.xref_get_key(xref, "Rect")[1]
        box = _box(_on_page(rect, page), page)
        for owner in _with_parents(document, xref):
            found += [(text, box) for key in _FILLED if (text := _string(document, owner, key))]
    return tuple(found)


def about(document: Any) -> str:
    """What the file says of itself: title, subject, keywords, XMP, bookmarks; and fields that no page shows."""
    told = [value for value in (document.metadata or {}).values() if isinstance(value, str)]
    told.append(_TAG.sub(" ", document.get_xml_metadata()))
    told += [str(entry[1]) for entry in document.get_toc()]
    if document.is_form_pdf:
        told += [_string(document, xref, "V") for xref in range(1, document.xref_length())]
    return "\n".join(filter(None, map(_one_line, told)))


def can_hold_a_number(texts: Iterable[str]) -> bool:
    """Whether there are digits enough; most pages have no need of a closer look."""
    return sum(sum(map(str.isdigit, text)) for text in texts) >= LEAST_DIGITS


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _with_parents(document: Any, xref: int, most: int = 5) -> Iterator[int]:
    """A field and those it is a part of: the value may be kept there."""
    for _ in range(most):
        yield xref
        kind, value = document.xref_get_key(xref, "Parent")
        if kind != "xref":
            return
        xref = int(value.split()[0])


def _string(document: Any, xref: int, key: str) -> str:
    kind, value = document.xref_get_key(xref, key)
    return _one_line(_TAG.sub(" ", value)) if kind == "string" else ""


def _on_page(rect: str, page: Any) -> Any:
    """A rectangle of the file as one of the page, which is counted from the top."""
    numbers = [float(number) for number in re.findall(r"-?\d*\.?\d+", rect)[:4]]
    return mupdf().Rect(*numbers) * page.transformation_matrix if len(numbers) == 4 else page.rect


def _box(rect: Any, page: Any) -> Box:
    """A rectangle of the unrotated page in fractions of the page as it is drawn."""
    shown = mupdf().Rect(rect) * page.rotation_matrix
    wide, high = page.rect.width or 1.0, page.rect.height or 1.0
    return Box(shown.x0 / wide, shown.y0 / high, shown.x1 / wide, shown.y1 / high)
