"""From a PDF to its pages, each as a reader shows it, and to what it holds beside them, with PyMuPDF."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from idcheck.containers import Part
from idcheck.errors import FileError
from idcheck.pdf_layers import Hidden, PdfLayers
from idcheck.pdf_objects import embedded, is_portfolio
from idcheck.pdf_render import POINTS, mupdf, opened, rendered
from idcheck.policy import Limits
from idcheck.records import FileCode, FileProblem, Picture, Raster

_LOST = re.compile(
    "premature end|padding truncated image|not a stream|non-page object|cannot load content|failed to decode|"
    "openjpeg error|jbig2dec error|jpeg error|in [12]d faxd|zlib error: (?!incorrect data check)",
    re.IGNORECASE,
)
"""MuPDF's warnings that something of the page does not show: it then draws the rest, and reports no error"""


def pages(name: str, data: bytes, limits: Limits) -> Iterator[Hidden | FileProblem]:
    """Each page with its annotations, rotated as it says, or why it cannot be shown; after it, its hidden layers.

    Raises:
        FileError: nothing of the file can be shown, or it has more pages than ``limits.max_pages``.
    """
    with opened(data) as document:
        _check(document, data, limits)
        layers = PdfLayers(name, data, document, limits)
        for number in range(document.page_count):
            face = _page(document, number)
            if isinstance(face, FileCode):
                yield FileProblem(attachment=name, code=face, page=number + 1)
            else:
                yield Raster(attachment=name, number=number + 1, picture=face, dpi=_dpi(document[number], face))
                yield from layers.of_page(number, face)
            mupdf().TOOLS.store_shrink(100)  # else up to 256 MB of decoded pictures stay, which nothing asks for again
        yield from layers.of_file()


def parts(data: bytes) -> tuple[bool, Iterator[Part]]:
    """Whether the file is a portfolio, a mere cover of the files in it; and these."""
    document = opened(data)
    return is_portfolio(document), embedded(document)


def _check(document: Any, data: bytes, limits: Limits) -> None:
    """Turn away what cannot be shown. An owner's password alone forbids printing, not looking: such a file opens."""
    if document.needs_pass and not document.authenticate(""):
        raise FileError(FileCode.ENCRYPTED)
    if document.is_repaired and (_is_cut(data) or not document.page_count):
        raise FileError(FileCode.CORRUPT)
    if not document.page_count:
        raise FileError(FileCode.EMPTY)
    if document.page_count > limits.max_pages:
        raise FileError(FileCode.TOO_LARGE)


def _is_cut(data: bytes) -> bool:
    """Whether the file ends within its objects: MuPDF repairs such a file and shows blank pages for what is gone."""
    return data.rfind(b"%%EOF") < data.rfind(b"endobj")


def _dpi(page: Any, face: Picture) -> float:
    return float(max(face.shape[:2]) / max(page.rect.width, page.rect.height) * POINTS)


def _page(document: Any, number: int) -> Picture | FileCode:
    tools = mupdf().TOOLS
    tools.reset_mupdf_warnings()
    try:
        picture = rendered(document.load_page(number))
    except MemoryError:
        return FileCode.TOO_LARGE
    except Exception as error:  # noqa: BLE001 - MuPDF's errors have no common base; each means that the page does not show
        return FileCode.TOO_LARGE if "malloc" in str(error) else FileCode.CORRUPT
    return FileCode.CORRUPT if _LOST.search(tools.mupdf_warnings()) else picture
