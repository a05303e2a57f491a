"""The main reader: PP-OCR v6 on onnxruntime, from the models in the rapidocr wheel.

The detector and the recogniser are called apart, at a scale of our choosing: through the library's own front both rescale by
settings of theirs and the places of single characters are lost (measured: slower and less steady).
"""

from __future__ import annotations

import math
import unicodedata
from functools import lru_cache
from importlib import metadata
from importlib.resources import files
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from idcheck.errors import EngineError
from idcheck.records import Picture, Quad

NAME = "ppocr"
DETECTOR = "PP-OCRv6_det_small.onnx"
RECOGNISER = "PP-OCRv6_rec_small.onnx"

MOST_SIDE = 1600
"""pixels: a search takes 0.7 s at this side and grows with its square; what asks for more has the scale of a document wrong"""
LEAST_HEIGHT = 64
"""pixels: the least picture that the detector searches, twice its own step"""
LINE_HEIGHT = 48
"""pixels: the height of a line that the recogniser was trained on"""
LEAST_WIDTH = 32
"""pixels: a narrower line gives the recogniser no column to speak of"""
MOST_WIDTH = 3200
"""pixels: 66 line heights, longer than any line of a page; a wider cut is not a line"""


class Text(NamedTuple):
    """A line as recognised: confidence 0–1, and the centre of each character along the line, 0–1."""

    text: str
    confidence: float
    centres: tuple[float, ...]
    scores: tuple[float, ...]


class Line(NamedTuple):
    """A line as found: its four corners in pixels from the top left, clockwise as one reads it (float32 4×2)."""

    quad: Quad
    text: Text


def detect(picture: Picture, side: int) -> list[Quad]:
    """The quads (float32 4×2, pixels of ``picture``) of the lines in an RGB picture, its long side brought to ``side`` px."""
    height, width = picture.shape[:2]
    scale = min(side, MOST_SIDE) / max(height, width)
    size = tuple(max(32, round(length * scale / 32) * 32) for length in (width, height))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    blob = (small.astype(np.float32) * (2 / 255) - 1).transpose(2, 0, 1)[None]
    session, _ = _sessions()
    (heat,) = session.run(None, {session.get_inputs()[0].name: blob})
    boxes, _ = _post_process()(heat, (height, width))
    return [np.asarray(box, np.float32) for box in boxes]


def cut(picture: Picture, quad: Quad) -> Picture:
    """The line in ``quad`` as an upright picture; a line more than one and a half times as high as wide is turned."""
    width = max(1, round(max(math.dist(quad[0], quad[1]), math.dist(quad[2], quad[3]))))
    height = max(1, round(max(math.dist(quad[0], quad[3]), math.dist(quad[1], quad[2]))))
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    warp = cv2.getPerspectiveTransform(quad.astype(np.float32), corners)
    line = cv2.warpPerspective(picture, warp, (width, height), borderMode=cv2.BORDER_REPLICATE, flags=cv2.INTER_CUBIC)
    return line  # type: ignore[return-value]


def recognise(line: Picture) -> Text:
    """The text of an RGB line picture. One at a time: on one core a batch costs the same, and its padding on top."""
    return text_of(chances(line, _sessions()[1]), characters())


def chances(line: Picture, session: Any, *, stretch: float = 1.0) -> NDArray[np.float32]:
    """A recogniser's chance of every character at each step along an RGB line picture: steps × characters, the CTC blank first.

    ``stretch``: times that the line is made wider, for a recogniser with too few steps for narrow letters.
    """
    height, width = line.shape[:2]
    columns = min(MOST_WIDTH, max(LEAST_WIDTH, math.ceil(stretch * LINE_HEIGHT * width / height)))
    small = cv2.resize(line, (columns, LINE_HEIGHT))
    blob = (small.astype(np.float32) * (2 / 255) - 1).transpose(2, 0, 1)[None]
    (found,) = session.run(None, {session.get_inputs()[0].name: blob})
    return np.asarray(found[0], np.float32)


def upright_quad(quad: Quad) -> NDArray[np.float32]:
    """The quad with its corners turned so that the line runs along its longer side."""
    width = max(math.dist(quad[0], quad[1]), math.dist(quad[2], quad[3]))
    height = max(math.dist(quad[0], quad[3]), math.dist(quad[1], quad[2]))
    return np.roll(quad, -1, axis=0) if height >= 1.5 * width else quad


def version() -> str:
    """The reader's version and model, once it is certain that the models load.

    Raises:
        EngineError: they do not.
    """
    _sessions()
    return f"rapidocr {metadata.version('rapidocr')} {RECOGNISER.split('_')[0]}"


def text_of(chances: NDArray[np.float32], alphabet: tuple[str, ...]) -> Text:
    """Greedy CTC: repeated classes merged, blanks dropped. ``alphabet``: the character of each class, the blank empty."""
    best = chances.argmax(axis=1)
    keep = best != 0
    keep[1:] &= best[1:] != best[:-1]
    steps = np.flatnonzero(keep)
    if not len(steps):
        return Text("", 0.0, (), ())
    scores = chances[steps, best[steps]]
    centres = np.minimum((steps + 0.5) / len(best), 1.0)
    return Text(
        "".join(alphabet[best[step]] for step in steps),
        float(scores.mean()),
        tuple(float(centre) for centre in centres),
        tuple(float(score) for score in scores),
    )


_loaded: list[tuple[Any, int]] = []
"""the networks of this process, and the height of the least picture that each takes"""


@lru_cache(maxsize=1)
def _sessions() -> tuple[Any, Any]:
    models = files("rapidocr") / "models"
    detector, recogniser = (
        session(str(models / name), high, "pip install --force-reinstall 'rapidocr>=3.10,<3.11' onnxruntime")
        for name, high in ((DETECTOR, LEAST_HEIGHT), (RECOGNISER, LINE_HEIGHT))
    )
    return detector, recogniser


def session(path: str, high: int, command: str) -> Any:
    """The network of a file on one thread; the least picture that it takes is ``high`` pixels high.

    Raises:
        EngineError: it cannot be loaded; the message gives the ``command`` that installs it.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # workers, not threads, fill the cores
    options.enable_mem_pattern = False  # line widths vary: a plan for each would be kept for ever (417 MB, against 247)
    options.add_session_config_entry(
        "session.set_denormal_as_zero", "1"
    )  # the detector's weights hold some: 3.3 times slower
    options.log_severity_level = 4
    try:
        network = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        _loaded.append((network, high))
        return network
    except Exception as error:
        raise EngineError(
            f"a reader's model cannot be loaded ({type(error).__name__}); install it with: {command}"
        ) from error


def shrink() -> None:
    """Have the networks that are loaded give back the memory of large pictures, which each keeps for its next run.

    A process that has looked at ten requests rests at 303 MB, and at 740 without. It takes 0.05 s.
    """
    import onnxruntime

    options = onnxruntime.RunOptions()
    options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    for network, high in _loaded:
        network.run(None, {network.get_inputs()[0].name: np.zeros((1, 3, high, high), np.float32)}, options)


@lru_cache(maxsize=1)
def characters() -> tuple[str, ...]:
    """What the recogniser can read, in the order of its chances; the blank is empty."""
    _, session = _sessions()
    alphabet = session.get_modelmeta().custom_metadata_map["character"].splitlines()
    return ("", *map(_half_width, alphabet), " ")


def _half_width(char: str) -> str:
    """A full-width digit or letter of the model's alphabet as the ordinary one: it reads one now and then for the other."""
    plain = unicodedata.normalize("NFKC", char)
    return plain if len(plain) == 1 else char


@lru_cache(maxsize=1)
def _post_process() -> Any:
    from rapidocr.ch_ppocr_det.utils import DBPostProcess

    return DBPostProcess(thresh=0.3, box_thresh=0.5, max_candidates=1000, unclip_ratio=1.6, use_dilation=True)
