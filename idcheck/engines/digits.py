"""The finder of digits: a small network that tells where digits of a number's size can be seen on a side (`samples/digits`)."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from idcheck.engines import ppocr
from idcheck.records import Picture

MODEL = "digits.onnx"
PX_PER_MM = 6.0
"""pixels a mm at which a side is looked at: digits of a number are 9 to 14 high there"""
STEP = 4
"""pixels of that picture, for each spot of the map"""
LEAST_PX = 32
"""pixels of the least picture that it takes"""


def chances(picture: Picture, px_per_mm: float) -> NDArray[np.float32]:
    """The chance of a digit at each spot of an RGB picture of so many pixels a mm: rows × columns, `STEP` / `PX_PER_MM` mm apart.

    Raises:
        EngineError: the network cannot be loaded.
    """
    scale = PX_PER_MM / px_per_mm
    size = [max(LEAST_PX, round(scale * pixels)) for pixels in (picture.shape[1], picture.shape[0])]
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    network = _session()
    blob = (small.astype(np.float32) * (2 / 255) - 1).transpose(2, 0, 1)[None]
    (found,) = network.run(None, {network.get_inputs()[0].name: blob})
    return np.asarray(found[0, 0], np.float32)


@lru_cache(maxsize=1)
def _session() -> Any:
    return ppocr.session(str(files("idcheck") / "models" / MODEL), LEAST_PX, "pip install --force-reinstall idcheck")
