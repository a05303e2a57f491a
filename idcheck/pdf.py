"""From a PDF to its pages as uint8 RGB, height × width × 3, with PyMuPDF: each page as a reader shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from idcheck.errors import FileError
from idcheck.policy import Limits
from idcheck.rasters import WORKING_SIDE_PX
from idcheck.records import FileCode, Picture

RENDER_DPI = 300
"""what offices scan at; 11.8 px/mm"""
LEAST_SIDE_PX = 1600
"""the longest side of a small page: a card on a page of its own size is read at 18 px/mm, and keeps a photo's detail"""

_LOST = re.compile(
    "premature end|padding truncated image|not a stream|non-page object|cannot load content|failed to decode|"
    "openjpeg error|jbig2dec error|jpeg error|in [12]d faxd|zlib error: (?!incorrect data check)",
    re.IGNORECASE,
)
"""MuPDF's warnings that something of the page does not show: it then draws the rest, and reports no error"""


def page_pictures(data: bytes, limits: Limits) -> Iterator[Picture | FileCode]:
    """The picture of each page with its annotations, rotated as the page says, or why it cannot be shown.

    Raises:
        FileError: nothing of the file can be shown, or it has more pages than ``limits.max_pages``.
    """
    with _opened(data) as document:
        _check(document, data, limits)
        for number in range(document.page_count):
            yield _page(document, number)
            _mupdf().TOOLS.store_shrink(100)  # else up to 256 MB of decoded pictures stay, which nothing asks for again


def _mupdf() -> Any:
    import pymupdf

    return pymupdf


def _opened(data: bytes) -> Any:
    pymupdf = _mupdf()
    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    try:
        return pymupdf.open(stream=data, filetype="pdf")
    except Exception as error:
        raise FileError(FileCode.CORRUPT) from error


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


def _page(document: Any, number: int) -> Picture | FileCode:
    pymupdf = _mupdf()
    pymupdf.TOOLS.reset_mupdf_warnings()
    try:
        page = document.load_page(number)
        side = max(page.rect.width, page.rect.height)
        pixels = min(max(side * RENDER_DPI / 72, LEAST_SIDE_PX), WORKING_SIDE_PX)
        zoom = pymupdf.Matrix(pixels / side, pixels / side)
        pixmap = page.get_pixmap(matrix=zoom, colorspace=pymupdf.csRGB, alpha=False, annots=True)
    except MemoryError:
        return FileCode.TOO_LARGE
    except Exception as error:  # noqa: BLE001 - MuPDF's errors have no common base; each means that the page does not show
        return FileCode.TOO_LARGE if "malloc" in str(error) else FileCode.CORRUPT
    if _LOST.search(pymupdf.TOOLS.mupdf_warnings()):
        return FileCode.CORRUPT
    return np.frombuffer(pixmap.samples, np.uint8).reshape(pixmap.height, pixmap.width, 3)
