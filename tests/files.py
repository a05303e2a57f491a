"""Builds the files that people send, for the tests of the intake."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Iterable, Mapping
from email.message import EmailMessage
from typing import Any, TypeAlias

import numpy as np
from PIL import Image, ImageDraw

from idcheck.guard import Guard
from idcheck.policy import Limits
from idcheck.records import Attachment, AttachmentInfo, FileProblem, Layer, Leftover, Raster, Text
from idcheck.wire import Record

BSN = "123456782"
"""a public specimen's number"""
OTHER_BSN = "999999990"

Opened: TypeAlias = Callable[..., "Records"]


class Records(list[Record]):
    """What came of some files, by kind."""

    @property
    def rasters(self) -> list[Raster]:
        """What the pages show."""
        return [record for record in self if isinstance(record, Raster) and record.layer is Layer.FACE]

    @property
    def hidden(self) -> list[tuple[str, int, str]]:
        """The hidden layers: what each is, its page and its kind of record."""
        layers = [r for r in self if isinstance(r, Raster | Text | Leftover) and r.layer is not Layer.FACE]
        return [(str(r.layer), r.number, type(r).__name__) for r in layers]

    def hidden_text(self, layer: str) -> str:
        return "\n".join(record.text for record in self if isinstance(record, Text) and record.layer == layer)

    def hidden_picture(self, layer: str) -> Any:
        """The only picture on that layer."""
        (raster,) = (record for record in self if isinstance(record, Raster) and record.layer == layer)
        return raster.picture

    @property
    def picture(self) -> Any:
        """The only page's."""
        (raster,) = self.rasters
        return raster.picture

    @property
    def text(self) -> str:
        """What shows as text."""
        return "\n".join(record.text for record in self if isinstance(record, Text) and record.layer is Layer.FACE)

    @property
    def infos(self) -> list[AttachmentInfo]:
        return [record for record in self if isinstance(record, AttachmentInfo)]

    @property
    def problems(self) -> list[tuple[str, str, int | None]]:
        return [(r.attachment, str(r.code), r.page) for r in self if isinstance(r, FileProblem)]

    @property
    def names(self) -> list[str]:
        """Of the files that were examined."""
        return [info.name for info in self.infos]


def opened_by(guard: Guard) -> Opened:
    def opened(files: Mapping[str, bytes] | bytes, **limits: Any) -> Records:
        named = {"file": files} if isinstance(files, bytes) else files
        attachments = [Attachment(name=name, data=data) for name, data in named.items()]
        return Records(guard.intake(attachments, Limits(**limits)))

    return opened


def drawing(width: int = 320, height: int = 200, mode: str = "RGB") -> Image.Image:
    """White, with a black corner top left and a red bar at the bottom: shows each turn, mirror, inversion and crop."""
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 3, height // 3), "black")
    draw.rectangle((0, height - height // 5, width, height), (220, 20, 20))
    return image if mode == "RGB" else image.convert(mode)


def noise(width: int = 400, height: int = 600) -> Image.Image:
    levels = np.random.default_rng(1).integers(0, 255, (height, width, 3), np.uint8)
    return Image.fromarray(levels)


def lettered(width: int = 600, height: int = 848, seed: int = 1) -> Image.Image:
    """Print all over a picture, as it seems: grey letters of no alphabet, 12 pixels high."""
    marks = np.random.default_rng(seed).integers(0, 2, (-(-height // 4), -(-width // 4)), np.uint8)
    marks[::4] = marks[:, ::3] = 0
    levels = 235 - 190 * np.kron(marks, np.ones((4, 4), np.uint8))[:height, :width]
    return Image.fromarray(levels.astype(np.uint8)).convert("RGB")


def is_lettered(picture: Any, rotation: int = 0, seed: int = 1) -> bool:
    """Whether a picture, of whatever size, shows all of that print."""
    upright = np.rot90(picture, rotation // 90)
    both = Image.fromarray(np.ascontiguousarray(upright)).convert("L"), lettered(seed=seed).convert("L")
    own, wanted = (np.asarray(image.resize((600, 840)), np.float32) for image in both)
    places = [np.s_[y : y + 30, x : x + 30] for y in range(0, 840, 30) for x in range(0, 600, 30)]
    return all(float(np.corrcoef(own[place].ravel(), wanted[place].ravel())[0, 1]) > 0.6 for place in places)


def encoded(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    if kind == "HEIF":
        from pillow_heif import register_heif_opener

        register_heif_opener(thumbnails=False)
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def turned(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


def pdf(pages: Iterable[Mapping[str, Any]] = ({},), **save: Any) -> bytes:
    """A PDF; each page a dict of width, height, rotation, text, picture."""
    import pymupdf

    document = pymupdf.open()
    for wanted in pages:
        page = document.new_page(width=wanted.get("width", 595), height=wanted.get("height", 842))
        if "picture" in wanted:
            page.insert_image(page.rect, stream=wanted["picture"], keep_proportion=False)
        if "text" in wanted:
            page.insert_text((50, 80), wanted["text"])
        page.set_rotation(wanted.get("rotation", 0))
    return bytes(document.tobytes(**save))


def zip_of(files: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def locked(archive: bytes) -> bytes:
    """The ZIP with the flag of encryption set on each of its files."""
    data = bytearray(archive)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(mark)
        while place >= 0:
            data[place + offset] |= 1
            place = data.find(mark, place + 4)
    return bytes(data)


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(*paragraphs: str, footer: str = "", media: Mapping[str, bytes] | None = None) -> bytes:
    lines = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    files = {
        "[Content_Types].xml": b"<Types/>",
        "word/document.xml": f"<w:document {_W}><w:body>{lines}</w:body></w:document>".encode(),
        "word/footer1.xml": f"<w:ftr {_W}><w:p><w:r><w:t>{footer}</w:t></w:r></w:p></w:ftr>".encode(),
    }
    return zip_of(files | {f"word/media/{name}": data for name, data in (media or {}).items()})


_T = 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'


def odt(*paragraphs: str, pictures: Mapping[str, bytes] | None = None, manifest: bytes = b"<manifest/>") -> bytes:
    lines = "".join(f"<text:p>{text}</text:p>" for text in paragraphs)
    files = {
        "mimetype": b"application/vnd.oasis.opendocument.text",
        "content.xml": f"<office {_T}>{lines}</office>".encode(),
        "META-INF/manifest.xml": manifest,
    }
    return zip_of(files | {f"Pictures/{name}": data for name, data in (pictures or {}).items()})


def mail(body: str = "Goedendag,", files: Mapping[str, bytes] | None = None, subject: str = "Inschrijving") -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Jan <jan@example.org>", "info@example.org", subject
    message.set_content(body)
    for name, data in (files or {}).items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


# ----------------------------------------------------------------------------------------------------- Outlook messages

Tree: TypeAlias = dict[str, "bytes | Tree"]
_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def msg(subject: str, body: str, files: Mapping[str, bytes] | None = None, inside: Tree | None = None) -> bytes:
    """An Outlook message with attachments by value, and one with another message in it."""
    return compound(msg_tree(subject, body, files, inside))


def msg_tree(
    subject: str, body: str, files: Mapping[str, bytes] | None = None, inside: Tree | None = None, header: int = 32
) -> Tree:
    """``header``: 32 bytes for a message on its own, 24 for one in another."""
    tree = _storage({0x0037: subject, 0x1000: body}, header)
    for number, (name, data) in enumerate((files or {}).items()):
        tree[f"__attach_version1.0_#{number:08X}"] = _storage({0x3707: name, 0x3701: data}, 8)
    if inside is not None:
        tree["__attach_version1.0_#000000FF"] = _storage({0x3707: "fwd.msg"}, 8) | {"__substg1.0_3701000D": inside}
    return tree


def _storage(values: Mapping[int, str | bytes], header: int) -> Tree:
    tree: Tree = {}
    entries = bytes(header)
    for key, value in values.items():
        kind, data = (0x001F, value.encode("utf-16-le")) if isinstance(value, str) else (0x0102, value)
        tree[f"__substg1.0_{key:04X}{kind:04X}"] = data
        entries += struct.pack("<HHIII", kind, key, 6, len(data), 0)
    tree["__properties_version1.0"] = entries
    return tree


class _Sectors:
    """Sectors of one size, and the table that chains them."""

    def __init__(self, size: int) -> None:
        self.size, self.data, self.table = size, b"", list[int]()

    def put(self, data: bytes) -> int:
        """The number of the first sector of the data."""
        first, count = len(self.table), -(-len(data) // self.size)
        self.data += data.ljust(count * self.size, b"\0")
        self.table += [*range(first + 1, first + count), _END] if count else []
        return first if count else _END


def compound(tree: Tree) -> bytes:
    """A compound file (MS-CFB)."""
    big, small, entries = _Sectors(_SECTOR), _Sectors(_MINI), list[bytes]()

    def add(name: str, content: bytes | Tree, following: int) -> int:
        """The number of the entry of a stream or storage, after those in it; ``following`` is its next sibling."""
        start, size, child, kind = 0, 0, _FREE, 2
        if isinstance(content, dict):
            kind = 1
            for key, value in content.items():
                child = add(key, value, child)
        else:
            start, size = (small if len(content) < _CUTOFF else big).put(content), len(content)
        entries.append(_entry(name, kind, following, child, start, size))
        return len(entries)

    child = _FREE
    for key, value in tree.items():
        child = add(key, value, child)
    root = _entry("Root Entry", 5, _FREE, child, big.put(small.data), len(small.data))
    minifat = big.put(struct.pack(f"<{len(small.table)}I", *small.table))
    directory = big.put(b"".join([root, *entries]))
    count = next(n for n in range(1, 110) if n * (_SECTOR // 4) >= len(big.table) + n)
    places = range(len(big.table), len(big.table) + count)
    table = struct.pack(f"<{len(big.table) + count}I", *big.table, *[_FAT] * count).ljust(count * _SECTOR, b"\xff")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, count, directory, 0, _CUTOFF, minifat, -(-len(small.table) // 128), _END, 0)
    head += struct.pack("<109I", *places, *[_FREE] * (109 - count))
    return head + big.data + table


def _entry(name: str, kind: int, following: int, child: int, start: int, size: int) -> bytes:
    label = name.encode("utf-16-le") + b"\0\0"
    return struct.pack("<64sHBBIII36sIQ", label, len(label), kind, 1, _FREE, following, child, b"", start, size)
