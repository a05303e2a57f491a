"""Opening a PDF and drawing its pages as uint8 RGB, height × width × 3, with PyMuPDF."""

from __future__ import annotations

from typing import Any

import numpy as np
from PIL import Image, ImageChops

from idcheck.errors import FileError
from idcheck.policy import Limits
from idcheck.rasters import WORKING_SIDE_PX, shrunk
from idcheck.records import FileCode, Picture

POINTS = 72
"""to an inch"""
RENDER_DPI = 300
"""what offices scan at; 11.8 px/mm"""
LEAST_SIDE_PX = 1600
"""the longest side of a small page: a card on a page of its own size is read at 18 px/mm, and keeps a photo's detail"""


def mupdf() -> Any:
    """PyMuPDF, imported when a PDF comes."""
    import pymupdf

    return pymupdf


def opened(data: bytes) -> Any:
    """The document.

    Raises:
        FileError: it is damaged beyond repair.
    """
    pymupdf = mupdf()
    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    try:
        return pymupdf.open(stream=data, filetype="pdf")
    except Exception as error:
        raise FileError(FileCode.CORRUPT) from error


def rendered(page: Any, annotations: bool = True) -> Picture:
    """The page rotated as it says, with as many pixels as reading wants."""
    pymupdf = mupdf()
    side = max(page.rect.width, page.rect.height)
    pixels = min(max(side * RENDER_DPI / POINTS, LEAST_SIDE_PX), WORKING_SIDE_PX)
    zoom = pymupdf.Matrix(pixels / side, pixels / side)
    pixmap = page.get_pixmap(matrix=zoom, colorspace=pymupdf.csRGB, alpha=False, annots=annotations)
    return np.frombuffer(pixmap.samples, np.uint8).reshape(pixmap.height, pixmap.width, 3)


def picture_of(document: Any, xref: int, limits: Limits) -> Picture:
    """A picture in the file by itself, its mask left out.

    Raises:
        FileError: it has more pixels than ``limits.max_pixels``.
    """
    pymupdf = mupdf()
    wide, high = (int(document.xref_get_key(xref, key)[1]) for key in ("Width", "Height"))
    if wide * high > limits.max_pixels:
        raise FileError(FileCode.TOO_LARGE)
    pixmap = pymupdf.Pixmap(document, xref)
    if pixmap.colorspace is None:  # a stencil: what it paints is dark
        stencil = Image.frombytes("L", (pixmap.width, pixmap.height), pixmap.samples)
        return np.asarray(shrunk(ImageChops.invert(stencil)).convert("RGB"))
    if pixmap.colorspace.n != 3:
        pixmap = pymupdf.Pixmap(pymupdf.csRGB, pixmap)
    plain = pymupdf.Pixmap(pixmap, 0) if pixmap.alpha else pixmap
    return np.asarray(shrunk(Image.frombytes("RGB", (plain.width, plain.height), plain.samples)))
