"""Draws what the finder of digits sees on a side under a watermark and a pen's strokes: `python -m samples.digits.show OUT.png`."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from random import Random

import cv2
import numpy as np
from PIL import Image

from idcheck.engines import digits
from samples.canvas import SCALE, Picture, look
from samples.covers import cover
from samples.documents import side
from samples.markings import Mark, mark
from samples.papers import papers
from samples.people import person
from samples.strokes import strike
from samples.wording import wording

SEED, WIDE, COLOURS = 5, 720, 96
"""of what is drawn; pixels of each picture's width; and colours of the file"""


def shown() -> Picture:
    """A passport's page, its number struck and covered in its strip, under a watermark; and below it the same with what is seen."""
    rng = Random(SEED)
    style, who = look(rng, "reporting"), person(rng, at=date(2024, 1, 1))
    its = side(rng, style, who, papers(rng, who, "passport", "2011", with_bsn=True), "passport", "2011", "holder")
    picture = its.picture.copy()
    cover(picture, its.places["mrz"], "grey-box", rng)
    strike(picture, its.places["printed"], "loops", rng, millimetre=SCALE)
    high, wide = picture.shape[:2]
    said = Mark(kind="watermark", wording=wording(rng, date(2026, 11, 2)), split="reporting")
    picture = mark(picture, (0, 0, wide, high), said, rng, millimetre=SCALE)
    seen = cv2.resize(digits.chances(picture, SCALE), (wide, high))[..., None]
    told = picture * (1 - 0.65 * seen) + seen * 0.65 * np.array((40, 200, 60))
    size = (WIDE, round(WIDE * high / wide))
    both = [cv2.resize(each, size, interpolation=cv2.INTER_AREA) for each in (picture, told.astype(np.uint8))]
    return np.asarray(np.vstack(both), np.uint8)


if __name__ == "__main__":
    Image.fromarray(shown()).quantize(COLOURS).save(Path(sys.argv[1]), optimize=True)
