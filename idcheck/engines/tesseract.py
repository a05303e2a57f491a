"""The second reader: Tesseract, independent of the first one and right in other cases.

Useful and cheap on a crop whose ground was flattened, useless on a raw page (measured: 35–38 of 40 against 14–19).
"""

from __future__ import annotations

import os
from functools import lru_cache

import cv2
import numpy as np
import pytesseract

from idcheck.engines.ppocr import Line, Text
from idcheck.errors import EngineError
from idcheck.records import Picture

NAME = "tesseract"
INSTALL = "apt-get install tesseract-ocr tesseract-ocr-nld"
LANGUAGES = "nld+eng"
SPARSE = "--psm 11"
"""find what text there is, in no order: other modes read more and invent more (8–12 false numbers of 40, against 1–2)"""
GROUND_PX = 31
"""pixels: window of the ground's estimate, some three line heights at the scale below"""
os.environ.setdefault("OMP_THREAD_LIMIT", "1")
"""Tesseract's threads wait for one another: with one it takes half the time, on a busy machine a tenth. It has no other setting."""
SECONDS = 20
"""seconds one crop may take: a hundred times the usual"""


def flatten(picture: Picture) -> Picture:
    """The print of an RGB crop on an even white ground: grey, divided by its local ground."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    ground = cv2.medianBlur(cv2.dilate(grey, np.ones((7, 7), np.uint8)), GROUND_PX)
    flat = cv2.divide(grey, ground, scale=255)
    return np.asarray(cv2.normalize(flat, None, 0, 255, cv2.NORM_MINMAX), np.uint8)  # type: ignore[call-overload]


def read_lines(picture: Picture) -> list[Line]:
    """The words of a flattened crop, with their quads in its pixels, gathered into the lines they stand on.

    Raises:
        EngineError: Tesseract or its Dutch data is missing, or it failed.
    """
    version()
    try:
        table = pytesseract.image_to_data(
            picture, lang=LANGUAGES, config=SPARSE, output_type=pytesseract.Output.DICT, timeout=SECONDS
        )
    except (pytesseract.TesseractError, RuntimeError) as error:
        raise EngineError(f"Tesseract failed ({type(error).__name__}); install it with: {INSTALL}") from error
    keys = zip(table["block_num"], table["par_num"], table["line_num"], strict=True)
    rows: dict[tuple[int, int, int], list[int]] = {}
    for index, key in enumerate(keys):
        if table["text"][index].strip():
            rows.setdefault(key, []).append(index)
    return [_line(table, row) for row in rows.values()]


def _line(table: dict[str, list[str]], row: list[int]) -> Line:
    lefts, tops, widths, heights = (
        [int(table[key][index]) for index in row] for key in ("left", "top", "width", "height")
    )
    left, top = min(lefts), min(tops)
    right = max(a + b for a, b in zip(lefts, widths, strict=True))
    bottom = max(a + b for a, b in zip(tops, heights, strict=True))
    quad = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)
    text = " ".join(table["text"][index].strip() for index in row)
    confidence = max(0.0, float(np.mean([float(table["conf"][index]) for index in row])) / 100)
    return Line(quad, Text(text, confidence, (), ()))


@lru_cache(maxsize=1)
def version() -> str:
    """Tesseract's version, once it is certain that it and its Dutch data are there.

    Raises:
        EngineError: it is not.
    """
    try:
        languages = pytesseract.get_languages(config="")
        found = str(pytesseract.get_tesseract_version())
    except (pytesseract.TesseractNotFoundError, pytesseract.TesseractError, OSError) as error:
        raise EngineError(f"Tesseract is not installed; install it with: {INSTALL}") from error
    missing = [name for name in LANGUAGES.split("+") if name not in languages]
    if missing:
        raise EngineError(f"Tesseract lacks its data for {', '.join(missing)}; install it with: {INSTALL}")
    return found
