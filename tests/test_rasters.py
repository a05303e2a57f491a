"""Every kind of picture comes out the same: uint8 RGB, as a viewer shows it."""

from __future__ import annotations

import struct
import zlib
from typing import Any

import numpy as np
import pytest
from PIL import Image

from files import Opened, drawing, encoded, noise, turned
from idcheck.rasters import WORKING_SIDE_PX

KINDS = ["JPEG", "PNG", "TIFF", "WEBP", "BMP", "GIF", "HEIF", "AVIF"]
NEAR = 40
"""levels that a lossy format may change"""


def looks_like_the_drawing(picture: Any, colour: bool = True) -> bool:
    """Black corner, white beside it, the bar at the bottom, at whatever size."""
    height, width, channels = picture.shape
    corner, beside = picture[height // 8, width // 8], picture[height // 8, width * 3 // 4]
    bar = picture[height - height // 10, width // 2].astype(int)
    bar_is_right = bar[0] - bar[1] > 120 if colour else 20 < bar.mean() < 150
    return (
        picture.dtype == np.uint8
        and channels == 3
        and corner.max() < NEAR
        and beside.min() > 255 - NEAR
        and bar_is_right
    )


@pytest.mark.parametrize("kind", KINDS)
def test_each_format(opened: Opened, kind: str) -> None:
    records = opened(encoded(drawing(), kind))
    assert looks_like_the_drawing(records.picture)
    assert records.picture.shape == (200, 320, 3)
    assert [(info.media_type, info.pages) for info in records.infos] == [(f"image/{kind.lower()}", 1)]


@pytest.mark.parametrize("mode", ["L", "LA", "P", "PA", "RGBA", "CMYK", "YCbCr", "I", "F"])
def test_each_mode(opened: Opened, mode: str) -> None:
    source = drawing(mode="L").convert(mode) if mode in "IF" else drawing(mode=mode)
    assert looks_like_the_drawing(opened(encoded(source, "TIFF")).picture, colour=mode not in {"L", "LA", "I", "F"})


@pytest.mark.parametrize("compression", ["group3", "group4", None])
def test_one_bit_scans(opened: Opened, compression: str | None) -> None:
    scan = drawing().convert("L").point(lambda level: 255 * (level > 128), "1")
    picture = opened(encoded(scan, "TIFF", compression=compression)).picture
    assert set(np.unique(picture)) == {0, 255}
    assert picture[10, 10, 0] == 0
    assert picture[10, 300, 0] == 255


@pytest.mark.parametrize("kind", ["TIFF", "PNG"])
@pytest.mark.parametrize("most", [4095, 65535])
def test_sixteen_bits_use_their_own_range(opened: Opened, kind: str, most: int) -> None:
    levels = np.asarray(drawing(mode="L")).astype(np.uint16) * (most // 255)
    picture = opened(encoded(Image.fromarray(levels), kind)).picture
    assert looks_like_the_drawing(picture, colour=False)


def test_sixteen_bits_with_white_as_zero_are_no_negative(opened: Opened) -> None:
    levels = 65535 - np.asarray(drawing(mode="L")).astype(np.uint16) * 257
    data = encoded(Image.fromarray(levels), "TIFF", tiffinfo={262: 0})
    assert looks_like_the_drawing(opened(data).picture, colour=False)


def test_sixteen_bit_colour(opened: Opened) -> None:
    levels = np.asarray(drawing()).astype(">u2") * 257
    rows = b"".join(b"\0" + row.tobytes() for row in levels)
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", 320, 200, 16, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    ]
    png = b"".join(struct.pack(">I", len(d)) + t + d + struct.pack(">I", zlib.crc32(t + d)) for t, d in chunks)
    assert looks_like_the_drawing(opened(b"\x89PNG\r\n\x1a\n" + png).picture)


def test_floats_with_holes(opened: Opened) -> None:
    levels = np.asarray(drawing(mode="L")).astype(np.float32) / 255
    levels[150, 5] = np.nan
    assert looks_like_the_drawing(opened(encoded(Image.fromarray(levels), "TIFF")).picture, colour=False)


def test_cmyk_of_adobe_is_no_negative(opened: Opened) -> None:
    assert looks_like_the_drawing(opened(encoded(drawing(mode="CMYK"), "JPEG")).picture)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF", "HEIF", "AVIF"])
def test_what_is_transparent_is_white(opened: Opened, kind: str) -> None:
    image = drawing(mode="RGBA")
    image.paste((0, 0, 0, 0), (200, 10, 310, 120))
    options = {"lossless": True} if kind == "WEBP" else {}
    assert opened(encoded(image, kind, **options)).picture[30:100, 220:300].min() > 255 - NEAR


def test_a_transparent_palette_colour_is_white(opened: Opened) -> None:
    image = Image.new("P", (120, 120), 0)
    image.putpalette([0, 0, 0, 200, 0, 0])
    image.paste(1, (0, 0, 40, 40))
    picture = opened(encoded(image, "PNG", transparency=0)).picture
    assert picture[80, 80].tolist() == [255, 255, 255]
    assert picture[20, 20].tolist() == [200, 0, 0]


_STORED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@pytest.mark.parametrize("orientation", sorted(_STORED))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_exif_orientation_is_applied(opened: Opened, kind: str, orientation: int) -> None:
    stored = drawing().transpose(_STORED[orientation])
    picture = opened(encoded(stored, kind, exif=turned(orientation))).picture
    assert picture.shape == (200, 320, 3)
    assert looks_like_the_drawing(picture)


def test_a_phones_heic_is_turned_once(opened: Opened) -> None:
    stored = drawing().transpose(Image.Transpose.ROTATE_90)
    assert looks_like_the_drawing(opened(encoded(stored, "HEIF", exif=turned(6).tobytes())).picture)
    assert looks_like_the_drawing(opened(encoded(stored, "AVIF", exif=turned(6))).picture)


def test_broken_exif_costs_the_orientation_only(opened: Opened) -> None:
    assert looks_like_the_drawing(opened(encoded(drawing(), "JPEG", exif=b"Exif\0\0MM\0*\xff\xff")).picture)


@pytest.mark.parametrize("kind", ["TIFF", "GIF", "WEBP", "HEIF", "PNG"])
def test_each_frame_is_a_page(opened: Opened, kind: str) -> None:
    frames = [drawing(), noise(320, 200), drawing().transpose(Image.Transpose.FLIP_LEFT_RIGHT)]
    records = opened(encoded(frames[0], kind, save_all=True, append_images=frames[1:]))
    assert [raster.number for raster in records.rasters] == [1, 2, 3]
    assert looks_like_the_drawing(records.rasters[0].picture)
    assert not looks_like_the_drawing(records.rasters[2].picture)
    assert records.infos[0].pages == 3


def test_pages_of_a_tiff_may_differ_in_size_and_mode(opened: Opened) -> None:
    pages = [drawing(mode="1"), drawing(500, 300), drawing(90, 700, "L")]
    records = opened(encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:]))
    assert [raster.picture.shape for raster in records.rasters] == [(200, 320, 3), (300, 500, 3), (700, 90, 3)]


def test_the_smaller_version_in_a_tiff_is_no_page(opened: Opened) -> None:
    small = drawing(160, 100)
    small.encoderinfo = {"tiffinfo": {254: 1}}
    data = encoded(drawing(), "TIFF", save_all=True, append_images=[small])
    assert len(opened(data).rasters) == 1


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_large_photo_is_brought_to_the_working_side(opened: Opened, kind: str) -> None:
    picture = opened(encoded(drawing(9000, 6000), kind)).picture
    assert picture.shape == (round(WORKING_SIDE_PX * 2 / 3), WORKING_SIDE_PX, 3)
    assert looks_like_the_drawing(picture)


def test_a_strip_of_a_picture_keeps_a_pixel(opened: Opened) -> None:
    assert opened(encoded(drawing(20_000, 2), "PNG")).picture.shape == (1, WORKING_SIDE_PX, 3)


def test_more_pixels_than_pillow_thinks_safe_are_fine_within_the_policy(opened: Opened) -> None:
    assert looks_like_the_drawing(opened(encoded(drawing(14_000, 10_000, "1"), "PNG")).picture, colour=False)


def test_declared_pixels_are_refused_before_anything_is_decoded(opened: Opened) -> None:
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + header + struct.pack(">I", zlib.crc32(b"IHDR" + header))
    bomb += b"\0\0\0\0IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))
    assert opened({"a.png": bomb}).problems == [("a.png", "file-too-large", None)]


def test_an_animation_longer_than_the_pages_left_is_refused(opened: Opened) -> None:
    frames = [noise(50, 50 + i) for i in range(9)]
    data = encoded(frames[0], "TIFF", save_all=True, append_images=frames[1:])
    records = opened({"a.tif": data, "b.png": encoded(drawing())}, max_pages=5)
    assert records.problems == [("a.tif", "file-too-large", None)]
    assert records.names == ["b.png"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_truncated_picture_is_corrupt(opened: Opened, kind: str) -> None:
    data = encoded(noise(), kind)
    assert opened({"a": data[: len(data) * 2 // 3]}).problems == [("a", "file-corrupt", None)]


def test_half_a_jpeg_is_not_judged_however_it_ends(opened: Opened) -> None:
    data = encoded(noise(), "JPEG", quality=80)
    half = data[: len(data) // 2]
    for broken in (half + b"\xff\xd9", half + bytes(len(half)), half + b"\xff\xd9" + b"garbage" * 100):
        assert opened({"a": broken}).problems == [("a", "file-corrupt", None)]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "BMP", "TIFF"])
def test_what_follows_the_picture_does_no_harm(opened: Opened, kind: str) -> None:
    for rubbish in (b"garbage" * 500, bytes(5000)):
        assert looks_like_the_drawing(opened(encoded(drawing(), kind) + rubbish).picture)


def test_a_page_of_a_tiff_that_is_damaged_costs_only_itself(opened: Opened) -> None:
    pages = [noise(), drawing(), noise()]
    data = bytearray(encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:], compression="tiff_lzw"))
    data[2000:3000] = b"\x55" * 1000
    records = opened({"a.tif": bytes(data)})
    assert [raster.number for raster in records.rasters] == [2, 3]
    assert records.problems == [("a.tif", "file-corrupt", 1)]
    assert records.infos[0].pages == 3


def test_the_extension_is_not_believed(opened: Opened) -> None:
    assert opened({"scan.pdf": encoded(drawing())}).infos[0].media_type == "image/png"
