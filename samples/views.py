"""Draws what each view makes of a number under strokes and under what shines through: `python -m samples.views OUT.png`."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

import cv2
import numpy as np
from PIL import Image

from idcheck.engines import ppocr
from idcheck.views import VIEWS
from samples import grounds
from samples.canvas import SCALE, Canvas, Picture, Quad, look
from samples.strokes import SEE_THROUGH, STRIKES, strike, veil

NUMBER = "123456782"
"""a public specimen's, drawn on an invented ground"""
SIZE_MM, SEED = (30.0, 7.0), 9
ROW, COLUMN, TEXT = 78, 330, 22
"""pixels of a cell, and of the line of text below it"""


def number(seed: int) -> tuple[Picture, Quad]:
    """A field of print with a number in it, and where that stands."""
    rng = Random(seed)
    canvas = Canvas(*SIZE_MM, rng, look(rng, "tuning"))
    ground = grounds.wash(canvas, (214, 226, 238), (232, 222, 230))
    grounds.guilloche(ground, rng, (150, 180, 205), gap=0.8, height=0.5, scale=SCALE, angle=8, alpha=0.5)
    canvas.ground(ground)
    quad = canvas.value(4, 5, NUMBER)
    return np.asarray(canvas.image, np.uint8).copy(), quad


def table() -> Picture:
    """A row for each way of striking or covering the number, a column for each view, with what the reader makes of it."""
    rows = []
    for place, style in enumerate((*STRIKES["tuning"], *SEE_THROUGH["tuning"])):
        picture, quad = number(SEED)
        (strike if style in STRIKES["tuning"] else veil)(picture, quad, style, Random(SEED + place), millimetre=SCALE)
        rows.append(np.hstack([_cell(made(picture), f"{view.value}: ") for view, made in VIEWS.items()]))
    return np.vstack(rows)


def _cell(picture: Picture, head: str) -> Picture:
    small = cv2.resize(picture, (COLUMN, ROW), interpolation=cv2.INTER_AREA)
    cell = cv2.copyMakeBorder(small, 4, TEXT, 4, 4, cv2.BORDER_CONSTANT, value=(255, 255, 255))
    text = head + ppocr.recognise(picture).text.encode("ascii", "replace").decode()
    cv2.putText(cell, text, (6, ROW + TEXT - 2), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (40, 40, 40), 1, cv2.LINE_AA)
    return np.asarray(cell, np.uint8)


if __name__ == "__main__":
    Image.fromarray(table()).save(Path(sys.argv[1]))
