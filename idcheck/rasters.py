"""From a picture file to the picture of each frame with Pillow: uint8 RGB, height × width × 3."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from PIL import Image

from idcheck.errors import FileError
from idcheck.formats import MediaType
from idcheck.policy import Limits
from idcheck.records import FileCode, Picture

WORKING_SIDE_PX = 4096
"""The longest side of a page's picture. Reading wants 8–10 px/mm on a card; over an A4 page's 297 mm this gives 13.8,
so that a photo may show one and a half times a page around the card. More only costs time and memory."""
DRAFT = 0.95
"""Part of the working side that a JPEG may come out at, as libjpeg decodes at a half or a quarter of the size:
a phone's 48 megapixels give 4032 pixels, in a quarter of the time and memory."""

_PILLOW = {
    MediaType.JPEG: ("JPEG", "MPO"),
    MediaType.PNG: ("PNG",),
    MediaType.TIFF: ("TIFF",),
    MediaType.WEBP: ("WEBP",),
    MediaType.BMP: ("BMP",),
    MediaType.GIF: ("GIF",),
    MediaType.HEIF: ("HEIF",),
    MediaType.AVIF: ("AVIF",),
}
_SUBFILE, _REDUCED = 254, 1
"""TIFF 6.0, NewSubfileType: bit 0 marks a smaller version of another page"""
_PHOTOMETRIC, _WHITE_IS_ZERO = 262, 0
ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""what brings a picture of each EXIF orientation upright (EXIF 2.3, 4.6.4)"""
_PADDING = bytes(16)


def size_of(data: bytes, kind: MediaType) -> tuple[int, int]:
    """Width and height in pixels as the file's header has them."""
    with opened(data, kind) as image:
        return image.size


def opened(data: bytes, kind: MediaType) -> Image.Image:
    if kind is MediaType.HEIF:
        from pillow_heif import register_heif_opener

        register_heif_opener()
    try:
        return Image.open(io.BytesIO(data), formats=_PILLOW[kind])
    except Exception as error:
        raise FileError(FileCode.CORRUPT) from error


def frame(image: Image.Image, number: int, limits: Limits) -> Picture | FileCode:
    """One frame, counted from 0, or why it cannot be shown."""
    try:
        if image.tell() != number:  # a HEIC opens at its primary image, which need not be the first
            image.seek(number)
        if image.width * image.height > limits.max_pixels:
            return FileCode.TOO_LARGE
        return decoded(image)
    except MemoryError:
        return FileCode.TOO_LARGE
    except Exception:  # noqa: BLE001 - Pillow's decoders raise OSError, ValueError, SyntaxError, struct.error and more
        return FileCode.CORRUPT


def decoded(image: Image.Image) -> Picture | FileCode:
    inverted = image.mode.startswith("I;16") and _tag(image, _PHOTOMETRIC) == _WHITE_IS_ZERO
    is_jpeg = image.format in _PILLOW[MediaType.JPEG]
    if is_jpeg:  # of a HEIC, a draft is the thumbnail in the file: another picture
        width, height = _within(image.size)
        image.draft(image.mode, (round(width * DRAFT), round(height * DRAFT)))
    image.load()
    if is_jpeg and _ends_grey(image):
        return FileCode.CORRUPT
    picture = _turned(_over_white(shrunk(_plain(image))), orientation(image))
    return 255 - picture if inverted else picture


def colours_under(image: Image.Image) -> Picture | None:
    """The loaded picture with nothing transparent; None where nothing is."""
    if not image.has_transparency_data:
        return None
    plain = _plain(image)
    if plain.mode != "RGBA" or plain.getchannel("A").getextrema()[0] == 255:
        return None
    return _turned(shrunk(plain.convert("RGB")), orientation(image))


def _turned(image: Image.Image, orientation: int | None) -> Picture:
    turn = _TURNS.get(orientation or 1)
    return np.asarray(image if turn is None else image.transpose(turn))


def shrunk(image: Image.Image) -> Image.Image:
    """The picture brought within the working side; a smaller one as it is."""
    if max(image.size) <= WORKING_SIDE_PX:
        return image
    return image.resize(_within(image.size), Image.Resampling.LANCZOS, reducing_gap=2.0)


def is_reduced(image: Image.Image) -> bool:
    """Whether the frame that was sought is a smaller version of another."""
    return bool(int(_tag(image, _SUBFILE) or 0) & _REDUCED)


def _tag(image: Image.Image, tag: int) -> Any:
    return getattr(image, "tag_v2", {}).get(tag)


def _within(size: tuple[int, int]) -> tuple[int, int]:
    """The size brought within the working side, in proportion; a smaller one stays."""
    scale = min(1.0, WORKING_SIDE_PX / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _plain(image: Image.Image) -> Image.Image:
    """The picture in mode L, RGB or RGBA, eight bits a channel."""
    if image.mode in {"L", "RGB", "RGBA"} and "transparency" not in image.info:
        return image
    if image.mode == "F" or image.mode.startswith("I"):
        return Image.fromarray(_eight_bits(np.asarray(image)))
    if image.mode == "1":
        return image.convert("L")
    if image.mode == "La":
        return image.convert("LA").convert("RGBA")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _eight_bits(values: Any) -> Picture:
    """Levels of any range to 0–255 by their own least and most: 12 bits in 16, 0–1 and 0–65535 all occur."""
    levels = np.nan_to_num(values.astype(np.float32), nan=0.0, posinf=0.0, neginf=0.0)
    low, high = float(levels.min()), float(levels.max())
    if low == high:
        return np.full(levels.shape, 255, np.uint8)
    scaled: Picture = ((levels - low) * (255.0 / (high - low))).round().astype(np.uint8)
    return scaled


def orientation(image: Image.Image) -> int | None:
    """The EXIF orientation, where it can be read."""
    try:
        return image.getexif().get(ORIENTATION)
    except Exception:  # noqa: BLE001 - broken EXIF raises many kinds, and only means that nothing is known
        return None


def _over_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image if image.mode == "RGB" else image.convert("RGB")
    ground = Image.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def _ends_grey(image: Image.Image) -> bool:
    """Whether the last rows are the exact mid grey that libjpeg fills in where the data ends too soon."""
    if image.mode not in {"L", "RGB"} or image.height < 16:
        return False
    rows = np.asarray(image.crop((0, image.height - 2, image.width, image.height)))
    return bool((rows == 128).all())


def is_padded(data: bytes) -> bool:
    """Whether a JPEG ends in zeros and not in its end marker: a transfer that broke off in a file of full size."""
    return data.endswith(_PADDING) and b"\xff\xd9" not in data[data.rfind(b"\xff\xda") :]
