"""The readers. Each gives lines with their places; which of them is asked where is the reading stage's business."""

from __future__ import annotations

from collections.abc import Mapping


def require() -> None:
    """Load every reader.

    Raises:
        EngineError: one is missing; the message has the install command.
    """
    from idcheck.engines import markings

    markings.characters()
    versions()


def rest() -> None:
    """Have the readers give back the memory that they keep for the next large picture."""
    from idcheck.engines import ppocr

    ppocr.shrink()


def versions() -> Mapping[str, str]:
    """Names and versions of the readers, for the verdict.

    Raises:
        EngineError: one is missing.
    """
    from idcheck.engines import ppocr, tesseract

    return {"ocr": ppocr.version(), "second": f"tesseract {tesseract.version()}"}
