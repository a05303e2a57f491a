"""What a PDF holds beside the face of its pages: text that does not show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

from idcheck import pdf_texts
from idcheck.records import Box, Layer, Leftover, Raster, Text

Hidden: TypeAlias = Raster | Text | Leftover
Lines: TypeAlias = Sequence[tuple[str, Box]]


def of_page(name: str, document: Any, number: int) -> Iterator[Hidden]:
    """The hidden layers of one page, counted from 0."""
    page = document[number]
    yield from _text(name, number, Layer.TEXT, pdf_texts.page_text(page))
    yield from _text(name, number, Layer.FORM, pdf_texts.filled_in(document, page))


def of_file(name: str, document: Any) -> Iterator[Hidden]:
    """The hidden layers that belong to no page."""
    text = pdf_texts.about(document)
    if pdf_texts.can_hold_a_number(iter([text])):
        yield Text(attachment=name, number=1, text=text, layer=Layer.METADATA)


def _text(name: str, number: int, layer: Layer, lines: Lines) -> Iterator[Text]:
    """The text with its places; that of the face too: what shows there is told apart when the face has been read."""
    if pdf_texts.can_hold_a_number(text for text, _ in lines):
        yield Text(
            attachment=name,
            number=number + 1,
            text="\n".join(text for text, _ in lines),
            layer=layer,
            boxes=tuple(box for _, box in lines),
        )
