"""What a picture file holds beside its pages: previews, second pictures, colours under transparency, leftovers and comments."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, TypeAlias

import numpy as np
from PIL import Image

from idcheck.formats import MediaType
from idcheck.pdf_texts import can_hold_a_number
from idcheck.picture_bytes import blobs, is_rest, pictures_in, printable, tail_of
from idcheck.policy import Limits
from idcheck.rasters import ORIENTATION, colours_under, decoded, orientation
from idcheck.records import FileCode, Layer, Leftover, Picture, Raster, Text

Hidden: TypeAlias = Raster | Text | Leftover

MOST_PREVIEWS = 16
"""pictures in a picture that are looked at: cameras keep two or three"""
SAME_SHAPE = 0.02
"""part by which the proportions of a preview differ from its picture's, by rounding"""


def of_frame(name: str, image: Image.Image, number: int, face: Picture) -> Iterator[Raster]:
    """The colours under what is transparent, where they show what the frame does not."""
    under = colours_under(image)
    if under is None:
        return
    from idcheck.differ import shows_more

    if shows_more(under, [face]):
        yield Raster(attachment=name, number=number, picture=under, layer=Layer.TRANSPARENT)


def of_preview(name: str, number: int, preview: Picture, face: Picture) -> Iterator[Raster]:
    """A smaller version of a page in the same file, where it shows more."""
    if _shows_more(preview, [face]):
        yield Raster(attachment=name, number=number, picture=preview, layer=Layer.THUMBNAIL)


def of_file(
    name: str, data: bytes, kind: MediaType, image: Image.Image, face: Picture, limits: Limits
) -> Iterator[Hidden]:
    """The hidden layers that belong to no frame; ``image``: the file opened and loaded, ``face``: what its first page shows."""
    held, tail = list(blobs(image)), tail_of(data, kind)
    lines = [line for blob in held for line in printable(blob) if can_hold_a_number([line])]
    if lines:
        yield Text(attachment=name, number=1, text="\n".join(dict.fromkeys(lines)), layer=Layer.METADATA)
    known = [face]
    found = False
    for count, (layer, preview) in enumerate(_previews(data, kind, image, held, tail)):
        if count == MOST_PREVIEWS:
            yield Leftover(attachment=name, number=1, layer=layer)
            return
        found = found or layer in (Layer.TRAILING, Layer.AUXILIARY)
        picture = _picture(preview, limits)
        if picture is not None and _shows_more(picture, known):
            known.append(picture)
            yield Raster(attachment=name, number=1, picture=picture, layer=layer)
    if not found and is_rest(tail, kind):
        yield Leftover(attachment=name, number=1, layer=Layer.TRAILING)


def _previews(
    data: bytes, kind: MediaType, image: Image.Image, held: list[bytes], tail: bytes
) -> Iterator[tuple[Layer, Image.Image]]:
    """Every other picture in the file, turned as the file says where it does not say so itself, and where it is."""
    second = Layer.AUXILIARY if image.format == "MPO" else Layer.TRAILING
    for layer, blob in (*((Layer.THUMBNAIL, blob) for blob in held), (second, tail)):
        for found in pictures_in(blob):
            if orientation(found) is None and (turn := orientation(image)):
                found.getexif()[ORIENTATION] = turn
            yield layer, found
    if kind is MediaType.HEIF:
        yield from _in_heif(data)


def _in_heif(data: bytes) -> Iterator[tuple[Layer, Image.Image]]:
    """Thumbnails, depth maps and other auxiliary images of a HEIC (ISO/IEC 23008-12), as far as they can be decoded."""
    from pillow_heif import open_heif

    for image in open_heif(io.BytesIO(data)):
        told: dict[str, Any] = image.info
        smaller = [partial(image.get_thumbnail, index) for index in range(len(told["thumbnails"]))]
        others = [
            partial(image.get_aux_image, number) for numbers in told.get("aux", {}).values() for number in numbers
        ]
        others += [partial(_itself, depth) for depth in told["depth_images"]]
        for layer, held in ((Layer.THUMBNAIL, smaller), (Layer.AUXILIARY, others)):
            yield from ((layer, found) for found in map(_heif_picture, held) if found is not None)


def _itself(depth: Any) -> Any:
    return depth


def _heif_picture(held: Callable[[], Any]) -> Image.Image | None:
    try:
        picture: Image.Image = held().to_pillow()
    except (ValueError, RuntimeError, EOFError, OSError, SyntaxError):
        return None
    return picture


def _picture(preview: Image.Image, limits: Limits) -> Picture | None:
    """The preview as a page's picture; None where it is too small to show a number, or does not open."""
    from idcheck.differ import LEAST_SIDE_PX

    if max(preview.size) < LEAST_SIDE_PX or preview.width * preview.height > limits.max_pixels:
        return None
    try:
        picture = decoded(preview)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - what a camera keeps beside its picture need not be a whole picture
        return None
    return None if isinstance(picture, FileCode) else picture


def _shows_more(preview: Picture, known: list[Picture]) -> bool:
    """Whether the preview shows more than the pictures known, without the bars that fill its frame, turned or not."""
    from idcheck.differ import shows_more

    face = known[0]
    if _slant(preview, face) > SAME_SHAPE and _slant(preview, np.rot90(face)) <= SAME_SHAPE:
        return all(shows_more(preview, [np.ascontiguousarray(np.rot90(face, k)), *known[1:]]) for k in (1, 3))
    return shows_more(_without_bars(preview, face), known)


def _slant(one: Picture, other: Picture) -> float:
    """How far the proportions of two pictures differ."""
    return abs(math.log(one.shape[1] / one.shape[0] * other.shape[0] / other.shape[1]))


def _without_bars(preview: Picture, face: Picture) -> Picture:
    """The middle of the preview with the proportions of the face."""
    height, width = preview.shape[:2]
    high = min(height, round(width * face.shape[0] / face.shape[1]))
    wide = min(width, round(height * face.shape[1] / face.shape[0]))
    top, left = (height - high) // 2, (width - wide) // 2
    return preview[top : top + max(1, high), left : left + max(1, wide)]
