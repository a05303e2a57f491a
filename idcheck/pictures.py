"""From a picture file to its pages, and to what it holds beside them."""

from __future__ import annotations

from collections.abc import Iterator

from PIL.Image import Image

from idcheck import picture_layers
from idcheck.errors import FileError
from idcheck.formats import MediaType
from idcheck.picture_layers import Hidden
from idcheck.policy import Limits
from idcheck.rasters import frame, is_padded, is_reduced, opened
from idcheck.records import FileCode, FileProblem, Layer, Leftover, Picture, Raster


def pages(name: str, data: bytes, kind: MediaType, limits: Limits) -> Iterator[Hidden | FileProblem]:
    """Each frame, or why it cannot be shown; after it, its hidden layers, those of the file after the first.

    Raises:
        FileError: nothing of the file can be shown, or it has more frames than ``limits.max_pages``.
    """
    with opened(data, kind) as image:
        count = 1 if kind is MediaType.JPEG else getattr(image, "n_frames", 1)
        if count > limits.max_pages:
            raise FileError(FileCode.TOO_LARGE)
        number = 0
        face: Picture | None = None
        for index in range(count):
            page = frame(image, index, limits)
            if kind is MediaType.JPEG and is_padded(data):
                page = FileCode.CORRUPT
            if face is not None and not isinstance(page, FileCode) and is_reduced(image):
                yield from picture_layers.of_preview(name, number, page, face)
                continue
            number += 1
            if isinstance(page, FileCode):
                yield FileProblem(attachment=name, code=page, page=number)
                continue
            yield Raster(attachment=name, number=number, picture=page)
            yield from _layers(name, data, kind, image, number, page, limits)
            face = page


def _layers(
    name: str, data: bytes, kind: MediaType, image: Image, number: int, page: Picture, limits: Limits
) -> Iterator[Hidden]:
    try:
        yield from picture_layers.of_frame(name, image, number, page)
        if number == 1:
            yield from picture_layers.of_file(name, data, kind, image, page, limits)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - the page shows, so what is wrong in the file is where something may be hidden
        yield Leftover(attachment=name, number=number, layer=Layer.AUXILIARY)
