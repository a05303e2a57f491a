"""The judge of pen strokes: a small network that tells whether a pen's strokes run through a line of print (`samples/pens`)."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Any

import cv2
import numpy as np

from idcheck.engines import ppocr
from idcheck.records import Picture

MODEL = "pens.onnx"
HEIGHT, WIDTH = 40, 240
"""pixels of the picture that it takes: a pen line of 0.2 mm is 3 pixels high there; and the most of its width, nine digits with
some room"""


def prepared(line: Picture) -> Picture:
    """An RGB picture of a line, of the height that the network takes and in its own proportions, but for the longest, which are
    made narrower.
    """
    high, wide = line.shape[:2]
    width = min(WIDTH, max(HEIGHT, round(HEIGHT * wide / high)))
    interpolation = cv2.INTER_AREA if high > HEIGHT and wide > width else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(line, (width, HEIGHT), interpolation=interpolation), np.uint8)


def struck(line: Picture) -> float:
    """The chance that a pen's strokes run through an RGB picture of a line.

    Raises:
        EngineError: the network cannot be loaded.
    """
    network = _session()
    blob = (prepared(line).astype(np.float32) * (2 / 255) - 1).transpose(2, 0, 1)[None]
    ((chance,),) = network.run(None, {network.get_inputs()[0].name: blob})
    return float(np.ravel(chance)[0])


@lru_cache(maxsize=1)
def _session() -> Any:
    return ppocr.session(str(files("idcheck") / "models" / MODEL), HEIGHT, "pip install --force-reinstall idcheck")
