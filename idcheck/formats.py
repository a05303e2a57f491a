"""What a file is, by its content and never by its name."""

from __future__ import annotations

import codecs
import io
import re
import zipfile
from enum import StrEnum

from idcheck.errors import FileError
from idcheck.records import FileCode


class MediaType(StrEnum):
    """The media types that are examined."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"
    TIFF = "image/tiff"
    WEBP = "image/webp"
    BMP = "image/bmp"
    GIF = "image/gif"
    HEIF = "image/heif"
    AVIF = "image/avif"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ODT = "application/vnd.oasis.opendocument.text"
    ZIP = "application/zip"
    MAIL = "message/rfc822"
    MSG = "application/vnd.ms-outlook"
    HTML = "text/html"
    TEXT = "text/plain"

    @property
    def is_picture(self) -> bool:
        return self.startswith("image/")


PDF_HEADER_WITHIN = 1024
"""bytes from the start in which readers look for ``%PDF-`` (PDF reference 1.7, appendix H.3.4.1)"""
HEADERS_WITHIN = 65_536
"""bytes from the start in which the headers of an e-mail end"""

_MAGIC = {
    b"\xff\xd8\xff": MediaType.JPEG,
    b"\x89PNG\r\n\x1a\n": MediaType.PNG,
    b"II*\0": MediaType.TIFF,
    b"MM\0*": MediaType.TIFF,
    b"II+\0": MediaType.TIFF,
    b"MM\0+": MediaType.TIFF,
    b"GIF87a": MediaType.GIF,
    b"GIF89a": MediaType.GIF,
    b"%PDF-": MediaType.PDF,
}
_HEIF_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"hevm", b"hevs", b"mif1", b"msf1"}
_BMP_HEADERS = {12, 40, 52, 56, 64, 108, 124}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER = re.compile(rb"([!-9;-~]+):(?:[ \t].*)?\r?\n(?:[ \t].*\r?\n)*")
_MAIL_HEADERS = {b"from", b"to", b"subject", b"date", b"mime-version", b"received", b"return-path", b"message-id"}
_MAIL_HEADERS |= {b"content-type", b"delivered-to", b"content-transfer-encoding", b"reply-to", b"cc"}
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_OTHER_TEXT = re.compile(r"\s*(?:\{\\rtf|%!PS|<\?xml|<svg)", re.IGNORECASE)
_HTML = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)", re.IGNORECASE | re.DOTALL)
_PGP = b"-----BEGIN PGP MESSAGE-----"


def media_type(data: bytes) -> MediaType:
    """What the bytes are.

    Raises:
        FileError: empty, encrypted as a whole, or of a type that is not examined.
    """
    if not data.strip(b"\0\t\n\r "):
        raise FileError(FileCode.EMPTY)
    kind = _by_magic(data) or _by_text(data)
    if kind is None:
        raise FileError(FileCode.UNSUPPORTED)
    return kind


def text_of(data: bytes) -> str | None:
    """The bytes as text: by their byte order mark, as UTF-8, or as Windows-1252; None for what is no text."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if _BINARY.search(data):
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _by_magic(data: bytes) -> MediaType | None:
    for magic, kind in _MAGIC.items():
        if data.startswith(magic):
            return kind
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _in_zip(data)
    if data.startswith(_OLE):
        return _in_ole(data)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return MediaType.WEBP
    if data.startswith(b"BM") and data[6:10] == bytes(4) and int.from_bytes(data[14:18], "little") in _BMP_HEADERS:
        return MediaType.BMP
    if data[4:8] == b"ftyp":
        return _in_ftyp(data)
    return None


def _in_ftyp(data: bytes) -> MediaType | None:
    """HEIF or AVIF by the brands in the ISO base media header (ISO/IEC 23008-12; AV1 Image File Format)."""
    size = min(int.from_bytes(data[:4], "big"), 256)
    brands = {data[8:12], *(data[i : i + 4] for i in range(16, size, 4))}
    if brands & {b"avif", b"avis"}:
        return MediaType.AVIF
    return MediaType.HEIF if brands & _HEIF_BRANDS else None


def _in_zip(data: bytes) -> MediaType | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 256:
                kind = archive.read("mimetype").decode("ascii", "replace").strip()
                if kind.startswith("application/vnd.oasis.opendocument"):
                    return MediaType.ODT if kind.startswith(MediaType.ODT) else None
    except zipfile.BadZipFile as error:
        raise FileError(FileCode.CORRUPT) from error
    if "word/document.xml" in names:
        return MediaType.DOCX
    return None if names & {"xl/workbook.xml", "xl/workbook.bin", "ppt/presentation.xml"} else MediaType.ZIP


def _in_ole(data: bytes) -> MediaType | None:
    """By its streams: Outlook's message (MS-OXMSG 2.4), an Office file with a password (MS-OFFCRYPTO 2.3.4)."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise FileError(FileCode.ENCRYPTED)
    return MediaType.MSG if "__properties_version1.0".encode("utf-16-le") in data else None


def _by_text(data: bytes) -> MediaType | None:
    if _is_mail(data):
        return MediaType.MAIL
    if b"%PDF-" in data[:PDF_HEADER_WITHIN]:
        return MediaType.PDF
    if data.lstrip().startswith(_PGP):
        raise FileError(FileCode.ENCRYPTED)
    text = text_of(data)
    if text is None:
        return None
    if _HTML.match(text):
        return MediaType.HTML
    return None if _OTHER_TEXT.match(text) else MediaType.TEXT


def _is_mail(data: bytes) -> bool:
    """Whether it begins with header fields (RFC 5322, 2.2), two of them ones that e-mails have."""
    head = data[:HEADERS_WITHIN].removeprefix(codecs.BOM_UTF8).lstrip(b"\r\n")
    place = head.find(b"\n") + 1 if head.startswith(b"From ") else 0
    seen: set[bytes] = set()
    while len(seen) < 2 and (field := _HEADER.match(head, place)):
        seen |= {field[1].lower()} & _MAIL_HEADERS
        place = field.end()
    return len(seen) >= 2
