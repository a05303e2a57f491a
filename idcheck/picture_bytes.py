"""The bytes of a picture file that are not its pages: what it says of itself, pictures in that, and what follows its end."""

from __future__ import annotations

import binascii
import io
import re
from collections.abc import Iterator

from PIL import Image

from idcheck.formats import MediaType

JPEG_START, JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
PNG_START, PNG_END = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"
_SCAN_START = 0xDA
_EXTENDED_XMP = b"http://ns.adobe.com/xmp/extension/\0"
_EXTENDED_HEAD = len(_EXTENDED_XMP) + 40
"""bytes before a piece of XMP too long for one segment: name, digest, length, offset (XMP specification 3, 1.1.3.1)"""
_BASE64_JPEG = re.compile(rb"/9j/(?:[A-Za-z0-9+/=\s]|&#x?[0-9A-Fa-f]{1,2};)+")
_ENTITY = re.compile(rb"&#x?[0-9A-Fa-f]{1,2};|\s")
_TEXT = re.compile(rb"[\x20-\x7e\xa0-\xff]{9,}|(?:[\x20-\x7e]\0){9,}")
_CODED = re.compile(r"\S{60,}")
"""no word and no line of a strip: data written in letters"""
_XML_TAG = re.compile(r"<[^>]*>")
LEAST_STUFFED = 20
"""bytes of 0xFF in the coded rows of a JPEG from which it can be told by them: one in 256"""
STUFFED = 0.98
"""part of them that are followed by 0 or a restart marker, as in coded rows alone (ITU-T T.81, B.1.1.5)"""


def blobs(image: Image.Image) -> Iterator[bytes]:
    """What an opened and loaded picture says of itself: EXIF, XMP, comments, a TIFF's tags, a JPEG's application data."""
    segments: dict[str, bytes] = {}
    for marker, content in getattr(image, "applist", ()):
        piece = content[_EXTENDED_HEAD:] if content.startswith(_EXTENDED_XMP) else content
        segments[marker] = segments.get(marker, b"") + piece
    yield from segments.values()
    told = [] if segments else [image.info.get(key) for key in ("exif", "xmp", "comment", "Raw profile type exif")]
    told += getattr(image, "text", {}).values()
    told += getattr(image, "tag_v2", {}).values()
    for value in told:
        if isinstance(value, str | bytes):
            yield value.encode("utf-8", "replace") if isinstance(value, str) else value


def printable(blob: bytes) -> Iterator[str]:
    """The runs of text in it, in Latin or UTF-8 and in UTF-16, without the tags of XML."""
    for match in _TEXT.finditer(blob):
        run = match[0].replace(b"\0", b"")
        lines = _XML_TAG.sub("\n", _decoded(run)).splitlines()
        yield from filter(None, (" ".join(_CODED.sub(" ", line).split()) for line in lines))


def _decoded(run: bytes) -> str:
    try:
        return run.decode("utf-8")
    except UnicodeDecodeError:
        return run.decode("latin-1")


def pictures_in(blob: bytes) -> Iterator[Image.Image]:
    """Every JPEG and PNG in it that opens, also those written in base64."""
    for start, end in ((JPEG_START, JPEG_END), (PNG_START, PNG_END)):
        place = blob.find(start)
        while place >= 0:
            if image := _opened(blob[place:]):
                yield image
            place = blob.find(start, blob.find(end, place) if image and end in blob[place:] else place + len(start))
    for match in _BASE64_JPEG.finditer(blob):
        content = _ENTITY.sub(b"", match[0])
        try:
            image = _opened(binascii.a2b_base64(content[: len(content) // 4 * 4]))
        except ValueError:
            continue
        if image:
            yield image


def _opened(content: bytes) -> Image.Image | None:
    try:
        return Image.open(io.BytesIO(content), formats=("JPEG", "PNG"))
    except Exception:  # noqa: BLE001 - three bytes that look like a beginning are often chance
        return None


def tail_of(data: bytes, kind: MediaType) -> bytes:
    """What follows the end of the picture, padding left out; nothing for formats whose end is not marked."""
    end = -1
    match kind:
        case MediaType.JPEG:
            end = data.find(JPEG_END, _scan(data)) + len(JPEG_END)
        case MediaType.PNG:
            end = data.find(PNG_END) + len(PNG_END)
        case MediaType.WEBP:
            end = 8 + int.from_bytes(data[4:8], "little")
        case MediaType.BMP:
            end = int.from_bytes(data[2:6], "little")
    return data[end:].strip(b"\0\n\r\t ") if end >= 8 else b""


def _scan(data: bytes) -> int:
    """Where the coded rows of a JPEG begin: the segments before may hold pictures of their own."""
    place = 2
    while place + 4 <= len(data) and data[place] == 0xFF:
        if data[place + 1] == _SCAN_START:
            return place
        place += 2 + int.from_bytes(data[place + 2 : place + 4], "big") if data[place + 1] != 0xFF else 1
    return len(data)


def is_rest(tail: bytes, kind: MediaType) -> bool:
    """Whether it is the rest of another picture of this kind, that was longer: the one before an edit, cut short by it.

    Some programs write the new picture over the old one without shortening the file (CVE-2023-21036, CVE-2023-28303).
    """
    if kind is MediaType.PNG:
        return tail.endswith(PNG_END) or b"IDAT" in tail
    marks = tail.count(b"\xff")
    if kind is not MediaType.JPEG or not tail.endswith(JPEG_END) or marks < LEAST_STUFFED:
        return False
    return len(re.findall(rb"\xff[\x00\xd0-\xd7]", tail)) >= STUFFED * (marks - 1)
