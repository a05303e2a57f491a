"""Files that cannot be examined, each with the reason code that it must get."""

from __future__ import annotations

import io
import zipfile
import zlib
from random import Random

import pymupdf

KINDS = (
    "empty",
    "truncated-pdf",
    "truncated-jpeg",
    "encrypted-pdf",
    "sound",
    "program",
    "zip-bomb",
    "huge-picture",
    "zero-page",
    "encrypted-zip",
)


def broken(kind: str, rng: Random) -> tuple[str, bytes, str]:
    """A file's name, bytes and reason code."""
    match kind:
        case "empty":
            return "scan.pdf", b"", "file-empty"
        case "truncated-pdf":
            return "kopie.pdf", b"%PDF-1.7\n" + rng.randbytes(300), "file-corrupt"
        case "truncated-jpeg":
            return (
                "IMG_0001.jpg",
                b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + rng.randbytes(40),
                "file-corrupt",
            )
        case "encrypted-pdf":
            document = pymupdf.open()
            document.new_page().insert_text((72, 72), "Kopie")
            data = document.tobytes(
                no_new_id=True, encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="geheim", owner_pw="geheim"
            )
            return "beveiligd.pdf", bytes(data), "file-encrypted"
        case "sound":
            return "spraakmemo.wav", b"RIFF\x24\x00\x00\x00WAVEfmt " + rng.randbytes(200), "file-unsupported"
        case "program":
            return "kopie.exe", b"MZ\x90\x00" + rng.randbytes(200), "file-unsupported"
        case "zip-bomb":
            out = io.BytesIO()
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
                for i in range(6):
                    file.writestr(
                        zipfile.ZipInfo(f"{i}.bmp", (2026, 1, 1, 0, 0, 0)), bytes(25_000_000), zipfile.ZIP_DEFLATED
                    )
            return "kopieen.zip", out.getvalue(), "file-too-large"
        case "huge-picture":
            return "groot.png", _declared_png(60_000, 60_000), "file-too-large"
        case "zero-page":
            data = (
                b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
            )
            table = b"xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000054 00000 n \n"
            return (
                "leeg.pdf",
                data + table + f"trailer<</Size 3/Root 1 0 R>>\nstartxref\n{len(data)}\n%%EOF\n".encode(),
                "file-empty",
            )
        case "encrypted-zip":
            return "kopie.zip", _locked_zip(rng), "file-encrypted"
        case _:
            raise ValueError(f"no broken file {kind!r}; there are {KINDS}")


def _declared_png(wide: int, high: int) -> bytes:
    """A PNG that says to be far larger than it is."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = wide.to_bytes(4, "big") + high.to_bytes(4, "big") + bytes((8, 2, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


def _locked_zip(rng: Random) -> bytes:
    """A ZIP whose only file says to be encrypted."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as file:
        file.writestr(zipfile.ZipInfo("kopie.jpg", (2026, 1, 1, 0, 0, 0)), rng.randbytes(400))
    data = bytearray(out.getvalue())
    data[6] |= 1  # local header, flag bit 0
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)
