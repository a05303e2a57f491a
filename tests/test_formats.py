"""A file is what its content says, whatever its name."""

from __future__ import annotations

import pytest

from files import docx, drawing, encoded, locked, mail, msg, odt, pdf, zip_of
from idcheck.errors import FileError
from idcheck.formats import MediaType, media_type, text_of
from idcheck.records import FileCode

FILES = {
    MediaType.PDF: pdf(),
    MediaType.JPEG: encoded(drawing(), "JPEG"),
    MediaType.PNG: encoded(drawing(), "PNG"),
    MediaType.TIFF: encoded(drawing(), "TIFF"),
    MediaType.WEBP: encoded(drawing(), "WEBP"),
    MediaType.BMP: encoded(drawing(), "BMP"),
    MediaType.GIF: encoded(drawing(), "GIF"),
    MediaType.HEIF: encoded(drawing(), "HEIF"),
    MediaType.AVIF: encoded(drawing(), "AVIF"),
    MediaType.DOCX: docx("Hallo"),
    MediaType.ODT: odt("Hallo"),
    MediaType.ZIP: zip_of({"a.txt": b"a"}),
    MediaType.MAIL: mail(),
    MediaType.MSG: msg("Onderwerp", "Hallo"),
    MediaType.HTML: b"<!-- x --><!DOCTYPE html><p>Hallo</p>",
    MediaType.TEXT: "Geachte heer, café €5".encode(),
}


@pytest.mark.parametrize("kind", list(MediaType))
def test_each_type_is_known_by_its_content(kind: MediaType) -> None:
    assert media_type(FILES[kind]) is kind


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\r\njunk before" * 50 + pdf(), MediaType.PDF),
        (zip_of({"scan.pdf": pdf()}, compression=0), MediaType.ZIP),
        (b"From jan@example.org Fri Nov 20 2026\nFrom: jan\nTo: piet\n\nHallo", MediaType.MAIL),
        (b"Received: by a\r\n\tb; c\r\nSubject: x\r\n\r\nHallo", MediaType.MAIL),
        (b"Datum: vandaag\nBetreft: kopie\n\nGeachte", MediaType.TEXT),
        ("café".encode("cp1252"), MediaType.TEXT),
        ("café".encode("utf-16"), MediaType.TEXT),
    ],
)
def test_hard_ones_too(data: bytes, kind: MediaType) -> None:
    assert media_type(data) is kind


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", FileCode.EMPTY),
        (bytes(5000), FileCode.EMPTY),
        (b" \r\n", FileCode.EMPTY),
        (bytes(range(256)) * 4, FileCode.UNSUPPORTED),
        (b"MZ\x90\0" + bytes(60) + b"This program", FileCode.UNSUPPORTED),
        (b"{\\rtf1 Hallo}", FileCode.UNSUPPORTED),
        (b"%!PS-Adobe-3.0", FileCode.UNSUPPORTED),
        (b"<?xml version='1.0'?><svg/>", FileCode.UNSUPPORTED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"WordDocument".ljust(600, b"\1"), FileCode.UNSUPPORTED),
        (zip_of({"xl/workbook.xml": b"x"}), FileCode.UNSUPPORTED),
        (zip_of({"ppt/presentation.xml": b"x"}), FileCode.UNSUPPORTED),
        (zip_of({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), FileCode.UNSUPPORTED),
        (b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + bytes(100), FileCode.UNSUPPORTED),
        (zip_of({"a.txt": b"a"})[:-8], FileCode.CORRUPT),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), FileCode.ENCRYPTED),
        (b"-----BEGIN PGP MESSAGE-----\n\nhQ", FileCode.ENCRYPTED),
    ],
)
def test_what_cannot_be_examined_says_why(data: bytes, code: FileCode) -> None:
    with pytest.raises(FileError) as caught:
        media_type(data)
    assert caught.value.code is code


def test_a_locked_zip_is_still_a_zip() -> None:
    assert media_type(locked(FILES[MediaType.ZIP])) is MediaType.ZIP


def test_text_is_read_by_its_encoding() -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        assert text_of("€ café".encode(encoding)) == "€ café"
    assert text_of(b"\0\1\2") is None
