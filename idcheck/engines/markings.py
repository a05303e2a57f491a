"""The reader of markings: PP-OCR's recogniser, taught on lines written, stamped and laid over copies (`samples/reader`).

It reads 77 characters and no others, and writing rather than what is printed below it; so it is never asked for a BSN.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from idcheck.engines import ppocr
from idcheck.records import Picture

NAME = "markings"
MODEL = "markings.onnx"
STRETCH = 1.1
"""times as wide as PP-OCR has its lines: narrow hands need a step for each letter (taught on 0.9 to 1.4)"""


def chances(line: Picture, stretch: float = STRETCH) -> NDArray[np.float32]:
    """The chance of every character at each step along an RGB line picture: steps × `characters`, the CTC blank first.

    Raises:
        EngineError: the model cannot be loaded.
    """
    return ppocr.chances(line, _session(), stretch=stretch)


@lru_cache(maxsize=1)
def characters() -> tuple[str, ...]:
    """What it can read, in the order of its chances; the blank is empty.

    Raises:
        EngineError: the model cannot be loaded.
    """
    alphabet = _session().get_modelmeta().custom_metadata_map["character"].splitlines()
    return ("", *alphabet)


@lru_cache(maxsize=1)
def _session() -> Any:
    return ppocr.session(
        str(files("idcheck") / "models" / MODEL), ppocr.LINE_HEIGHT, "pip install --force-reinstall idcheck"
    )
