"""What a picture file holds beside its pages comes out, named; a camera's ordinary photo holds nothing more."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from typing import Any

import numpy as np
import pytest
from PIL import Image

from files import BSN, OTHER_BSN, Opened, encoded, is_lettered, lettered
from idcheck import picture_layers
from idcheck.formats import MediaType
from idcheck.picture_bytes import is_rest
from idcheck.records import Layer

OPEN = lettered()
COVERED = lettered()
COVERED.paste("black", (100, 100, 400, 300))
EXIF_BLOCK = b"Exif\0\0"


def segment(marker: int, content: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(content) + 2) + content


def photo(image: Image.Image, *segments: bytes, tail: bytes = b"") -> bytes:
    """A JPEG with these segments at its head."""
    data = encoded(image, "JPEG", quality=85)
    return data[:2] + b"".join(segments) + data[2:] + tail


def exif(preview: Image.Image, orientation: int = 1) -> bytes:
    """An APP1 segment with a preview in its second directory (EXIF 2.3, 4.5.2)."""
    jpeg = encoded(preview, "JPEG", quality=70)
    first = struct.pack("<HHHII", 1, 0x0112, 3, 1, orientation) + struct.pack("<I", 26)
    second = struct.pack("<HHHIIHHIII", 2, 0x0201, 4, 1, 26 + 2 + 24 + 4, 0x0202, 4, 1, len(jpeg), 0)
    return segment(0xE1, EXIF_BLOCK + b"II*\0\x08\0\0\0" + first + second + jpeg)


def small(image: Image.Image, width: int) -> Image.Image:
    return image.resize((width, round(width * image.height / image.width)), Image.Resampling.LANCZOS)


# ------------------------------------------------------------------------------------------------------------- previews


def test_a_preview_older_than_the_edit_comes_out(opened: Opened) -> None:
    records = opened(photo(COVERED, exif(small(OPEN, 300))))
    assert records.hidden == [("thumbnail", 1, "Raster")]
    assert is_lettered(records.hidden_picture("thumbnail"))


def test_a_preview_of_the_picture_itself_is_nothing_more(opened: Opened) -> None:
    for width in (160, 240, 300):
        assert opened(photo(OPEN, exif(small(OPEN, width)))).hidden == []


def test_a_preview_too_small_for_a_number_is_not_looked_at(opened: Opened) -> None:
    assert opened(photo(COVERED, exif(OPEN.resize((80, 113))))).hidden == []


def test_a_preview_with_bars_at_its_rim_is_the_picture_itself(opened: Opened) -> None:
    framed = Image.new("RGB", (320, 240), "black")
    framed.paste(small(OPEN, 170), (75, 0))
    assert opened(photo(OPEN, exif(framed))).hidden == []


def test_a_preview_is_turned_with_its_picture(opened: Opened) -> None:
    stored = OPEN.transpose(Image.Transpose.ROTATE_90)
    assert opened(photo(stored, exif(small(stored, 400), orientation=6))).hidden == []
    hidden = opened(photo(COVERED.transpose(Image.Transpose.ROTATE_90), exif(small(stored, 400), orientation=6)))
    assert is_lettered(hidden.hidden_picture("thumbnail"))


def test_previews_in_maker_notes_photoshop_data_and_xmp_come_out(opened: Opened) -> None:
    jpeg = encoded(small(OPEN, 300), "JPEG", quality=40)
    photoshop = b"Photoshop 3.0\0" + b"8BIM\x04\x0c\0\0" + struct.pack(">I", len(jpeg) + 28) + bytes(28) + jpeg
    coded = base64.encodebytes(jpeg).replace(b"\n", b"&#xA;")
    xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta><xmpGImg:image>" + coded + b"</xmpGImg:image></x:xmpmeta>"
    for piece in (segment(0xED, photoshop), segment(0xE1, xmp), segment(0xE4, b"maker" + bytes(99) + jpeg)):
        assert is_lettered(opened(photo(COVERED, piece)).hidden_picture("thumbnail"))


def test_xmp_too_long_for_one_segment_is_put_together(opened: Opened) -> None:
    coded = b"<GImage:Data>" + base64.b64encode(encoded(OPEN, "JPEG", quality=50)) + b"</GImage:Data>"
    assert len(coded) > 60_000
    name = b"http://ns.adobe.com/xmp/extension/\0" + b"0" * 32
    pieces = [coded[i : i + 60_000] for i in range(0, len(coded), 60_000)]
    segments = [segment(0xE1, name + struct.pack(">II", len(coded), 60_000 * i) + p) for i, p in enumerate(pieces)]
    assert is_lettered(opened(photo(COVERED, *segments)).hidden_picture("thumbnail"))


def test_a_second_picture_of_a_camera_comes_out_where_it_differs(opened: Opened) -> None:
    def pair(second: Image.Image) -> bytes:
        return encoded(COVERED, "MPO", save_all=True, append_images=[second])

    assert opened(pair(small(COVERED, 400))).hidden == []
    assert is_lettered(opened(pair(OPEN)).hidden_picture("auxiliary"))


def test_a_gain_map_behind_a_photo_is_nothing_more(opened: Opened) -> None:
    """As phones add one for bright screens (Ultra HDR): a small grey picture of how much brighter each place is."""
    gain = small(COVERED, 150).convert("L").point([max(0, 2 * level - 255) for level in range(256)])
    assert opened(photo(COVERED, tail=encoded(gain, "JPEG"))).hidden == []


def test_a_film_behind_a_photo_is_passed_over(opened: Opened) -> None:
    film = b"\0\0\0\x18ftypmp42" + np.random.default_rng(1).bytes(300_000)
    assert opened(photo(COVERED, tail=film)).hidden == []


def test_the_smaller_version_in_a_tiff_comes_out_where_it_differs(opened: Opened) -> None:
    def with_smaller(image: Image.Image) -> bytes:
        preview = small(image, 300)
        preview.encoderinfo = {"tiffinfo": {254: 1}}
        return encoded(COVERED, "TIFF", save_all=True, append_images=[preview])

    assert opened(with_smaller(COVERED)).hidden == []
    assert is_lettered(opened(with_smaller(OPEN)).hidden_picture("thumbnail"))


def test_auxiliary_pictures_of_a_heic_come_out_where_they_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a stand-in for the container: no encoder that we have writes a preview unlike its picture."""
    pillow_heif = pytest.importorskip("pillow_heif")

    class Held:
        def __init__(self, image: Image.Image | None) -> None:
            self._image = image

        def to_pillow(self) -> Image.Image:
            if self._image is None:
                raise ValueError("no decoder")
            return self._image

    class Primary:
        def __init__(self) -> None:
            self.info: Any = {"thumbnails": [300], "depth_images": [Held(None)], "aux": {"urn:x": [1]}}

        def get_thumbnail(self, _: int) -> Held:
            return Held(small(OPEN, 300))

        def get_aux_image(self, _: int) -> Held:
            return Held(Image.new("L", (300, 424), 128))

    monkeypatch.setattr(pillow_heif, "open_heif", lambda _: [Primary()])
    found = list(picture_layers._in_heif(b""))
    assert [(layer, image.size) for layer, image in found] == [
        (Layer.THUMBNAIL, (300, 424)),
        (Layer.AUXILIARY, (300, 424)),
    ]


# ------------------------------------------------------------------------------------------- leftovers and transparency


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "BMP", "WEBP"])
@pytest.mark.parametrize("second", ["JPEG", "PNG"])
def test_a_picture_behind_the_end_comes_out(opened: Opened, kind: str, second: str) -> None:
    data = encoded(COVERED, kind) + b"\0\0" + encoded(OPEN, second)
    assert is_lettered(opened(data).hidden_picture("trailing-data"))
    assert opened(encoded(COVERED, kind) + encoded(COVERED, second)).hidden == []


def test_the_rest_of_a_longer_picture_under_a_shorter_one_is_for_a_person_to_see(opened: Opened) -> None:
    """Written over one another without shortening the file: Pixel's Markup, Windows' snipping tool."""
    for kind in ("PNG", "JPEG"):
        short, long = encoded(small(COVERED, 60), kind), encoded(OPEN, kind)
        assert opened(short + long[len(short) :]).hidden == [("trailing-data", 1, "Leftover")], kind


def test_rubbish_and_padding_behind_the_end_are_nothing() -> None:
    random = np.random.default_rng(1).bytes(50_000)
    for tail in (b"", bytes(5000), b"garbage" * 500, random, random + b"\xff\xd9", b"\xff\xd9"):
        assert not is_rest(tail, MediaType.JPEG)
        assert not is_rest(tail, MediaType.PNG)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF"])
def test_the_colours_under_what_is_transparent_come_out(opened: Opened, kind: str) -> None:
    erased = OPEN.copy()
    alpha = Image.new("L", OPEN.size, 255)
    alpha.paste(0, (100, 100, 400, 300))
    erased.putalpha(alpha)
    records = opened(encoded(erased, kind, **({"lossless": True, "exact": True} if kind == "WEBP" else {})))
    assert records.hidden == [("transparent-colour", 1, "Raster")]
    assert is_lettered(records.hidden_picture("transparent-colour"))
    assert not is_lettered(records.picture)


def test_a_drawing_with_rounded_corners_has_nothing_under_them(opened: Opened) -> None:
    rounded = OPEN.copy()
    alpha = Image.new("L", OPEN.size, 255)
    alpha.paste(0, (0, 0, 20, 20))
    rounded.putalpha(alpha)
    rounded.paste((0, 0, 0, 0), (0, 0, 20, 20))
    assert opened(encoded(rounded, "PNG")).hidden == []


# ------------------------------------------------------------------------------------------------------------- comments


def test_comments_with_a_number_come_out(opened: Opened) -> None:
    described = Image.Exif()
    described[0x010E] = f"BSN {BSN}"
    described[0x9C9C] = f"nummer {OTHER_BSN}\0".encode("utf-16-le")
    for kind in ("JPEG", "PNG", "WEBP", "TIFF"):
        text = opened(encoded(OPEN, kind, exif=described)).hidden_text("metadata")
        assert f"BSN {BSN}" in text, kind
        assert OTHER_BSN in text, kind


def test_a_png_s_own_text_comes_out_compressed_or_not(opened: Opened) -> None:
    data = encoded(OPEN, "PNG")
    content = b"Comment\0\0" + zlib.compress(f"BSN {BSN}".encode())
    chunk = struct.pack(">I", len(content)) + b"zTXt" + content + struct.pack(">I", zlib.crc32(b"zTXt" + content))
    assert opened(data[:-12] + chunk + data[-12:]).hidden_text("metadata") == f"BSN {BSN}"


def test_times_and_settings_of_a_camera_give_a_few_short_lines(opened: Opened) -> None:
    settings = Image.Exif()
    settings[0x0132] = "2026:11:20 10:11:12"
    settings[0x9286] = "x" * 5000
    assert opened(encoded(OPEN, "JPEG", exif=settings)).hidden_text("metadata") == "2026:11:20 10:11:12"


def test_a_heic_s_first_picture_is_looked_at_though_another_is_the_main_one(opened: Opened) -> None:
    pillow_heif = pytest.importorskip("pillow_heif")
    both = pillow_heif.HeifFile()
    both.add_from_pillow(OPEN)
    both.add_from_pillow(COVERED)
    stream = io.BytesIO()
    both.save(stream, quality=60, primary_index=1)
    first, second = opened(stream.getvalue()).rasters
    assert is_lettered(first.picture)
    assert not is_lettered(second.picture)
