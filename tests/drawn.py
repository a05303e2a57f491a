"""Drawn pages for the tests of what looks at pixels."""

from __future__ import annotations

from functools import cache
from random import Random

import cv2
import numpy as np
from PIL import Image, ImageDraw

from idcheck.engines.ppocr import Line, Text
from idcheck.lines import read_quads
from idcheck.read import read
from idcheck.records import Box, Page, Picture, Quad, Raster, Reading
from idcheck.sides import FoundSide
from idcheck.strips import FoundStrip, find_strips
from idcheck.upright import upright
from samples.canvas import SCALE, Drawn
from samples.documents import document
from samples.fonts import capital

PX_PER_MM = 10.0
"""a scan of 254 dpi"""
RIM = 60
"""pixels of paper around a drawn side"""
PAPER = (252, 252, 250)
SANS = "LiberationSans-Regular.ttf"
OCR_B = "OCRB.otf"


def paper(width: int = 1240, height: int = 900) -> Picture:
    return np.full((height, width, 3), PAPER, np.uint8)


def page(picture: Picture, *quads: Quad) -> Page:
    """The picture as a page on which these lines were found."""
    places = np.array(quads, np.float32).reshape(-1, 4, 2)
    return Page(attachment="a.png", number=1, picture=picture, quads=places)


def a_line(text: str, corners: list[list[float]], confidence: float = 0.98) -> Line:
    """A line as if it had been read in these four corners."""
    centres = tuple((index + 0.5) / len(text) for index in range(len(text)))
    return Line(np.array(corners, np.float32), Text(text, confidence, centres, (confidence,) * len(text)))


def a_line_mm(
    text: str, left: float, top: float, size: tuple[float, float] = (25.0, 3.2), confidence: float = 0.98
) -> Line:
    """A line at a place in mm, as wide and high in mm as given."""
    right, bottom = left + size[0], top + size[1]
    corners = [[left, top], [right, top], [right, bottom], [left, bottom]]
    return a_line(text, [[x * PX_PER_MM, y * PX_PER_MM] for x, y in corners], confidence)


def whole_side(document: str, side: str, model: str, captions: int) -> FoundSide:
    """A side that fills its picture."""
    return FoundSide(
        document=document,
        side=side,
        models=(model,),
        box=Box(0.0, 0.0, 1.0, 1.0),
        px_per_mm=PX_PER_MM,
        confidence=1.0,
        captions=captions,
    )


def turned_upright(picture: Picture) -> Page:
    return upright(Raster(attachment="a.png", number=1, picture=picture))


def typed(
    picture: Picture, at: tuple[float, float], lines: list[str], *, height: float = 22.0, font: str = SANS
) -> Picture:
    """The picture with lines typed from ``at``, capitals ``height`` pixels high."""
    image = Image.fromarray(picture)
    pen, face = ImageDraw.Draw(image), capital(font, height)
    for row, line in enumerate(lines):
        pen.text((at[0], at[1] + row * 2 * height), line, font=face, fill=(25, 25, 28), anchor="ls")
    return np.asarray(image, np.uint8).copy()


def blacked(picture: Picture, quad: Quad, margin: float = 0.0) -> Picture:
    """The picture with a black box over a place, ``margin`` pixels wider on every side."""
    (left, top), (right, bottom) = quad.min(axis=0) - margin, quad.max(axis=0) + margin
    covered = picture.copy()
    covered[max(0, round(top)) : round(bottom), max(0, round(left)) : round(right)] = 12
    return covered


def shown(side: Drawn, picture: Picture | None = None) -> Picture:
    """A drawn side as a scan shows it, on a rim of paper."""
    scale = PX_PER_MM / SCALE
    small = cv2.resize(side.picture if picture is None else picture, None, fx=scale, fy=scale)
    return np.asarray(cv2.copyMakeBorder(small, RIM, RIM, RIM, RIM, cv2.BORDER_CONSTANT, value=PAPER), np.uint8)


def place(side: Drawn, name: str, picture: Picture) -> Box:
    """A place of a drawn side in fractions of the picture that shows it."""
    quad = side.places[name] * (PX_PER_MM / SCALE) + RIM
    left, top = quad.min(axis=0) / (picture.shape[1], picture.shape[0])
    right, bottom = quad.max(axis=0) / (picture.shape[1], picture.shape[0])
    return Box(float(left), float(top), float(right), float(bottom))


def drawn(kind: str, model: str, name: str, seed: int = 7) -> Drawn:
    return document(kind, model, name, Random(seed))


@cache
def reading_of(kind: str, model: str, name: str, seed: int = 7) -> Reading:
    """What is read on a drawn side with nothing done to it."""
    return read(turned_upright(shown(drawn(kind, model, name, seed))))


COLUMN = 25.4
"""pixels from one character of a strip to the next: 2.54 mm"""
STRIP_AT = 150, 400
"""where the first line of a typed strip begins, and its base line"""


def strip(*lines: str) -> Picture:
    """A strip in OCR-B size 1 on paper, each character on its column."""
    picture = Image.fromarray(paper(1440, 700))
    pen, face = ImageDraw.Draw(picture), capital(OCR_B, 25.0)
    for row, line in enumerate(lines):
        for column, char in enumerate(line):
            at = STRIP_AT[0] + (column + 0.5) * COLUMN, STRIP_AT[1] + row * 64
            pen.text(at, char, font=face, fill=(20, 20, 22), anchor="ms")
    return np.asarray(picture, np.uint8).copy()


def columns(row: int, start: int, stop: int) -> Quad:
    """The place of some columns of a typed strip, in pixels."""
    left, right = (STRIP_AT[0] + column * COLUMN for column in (start, stop))
    base = STRIP_AT[1] + row * 64
    return np.array([[left, base - 34], [right, base - 34], [right, base + 9], [left, base + 9]], np.float32)


def strips_on(picture: Picture) -> list[FoundStrip]:
    on = turned_upright(picture)
    return find_strips(on, read_quads(on, on.quads))
