"""Pictures and Word files whose face shows a covered copy and which hold an open one as well; and harmless likes of all."""

from __future__ import annotations

import io
import struct
from random import Random

import cv2
import numpy as np
import pikepdf
import pymupdf
from PIL import Image

from samples.canvas import Picture
from samples.files import DOCX_TYPES, OFFICE, RELATIONS, archive
from samples.hiding import PDFS, Build, Copies, jpeg, paged, png, saved

PREVIEW = 640
"""pixels of a preview's long side: what phones and editors keep; a card's print can be read on it"""
EMU = 12_700
"""in a point"""


# ------------------------------------------------------------------------------------------------------------- pictures


def _small(picture: Picture, side: int = PREVIEW) -> Picture:
    scale = min(1.0, side / max(picture.shape))
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def with_preview(face: Picture, preview: Picture, rng: Random) -> bytes:
    """A JPEG with a preview in its EXIF (EXIF 2.3, 4.5.2), as small as it has to be for it."""
    for quality in (80, 60, 40, 20):
        out = io.BytesIO()
        Image.fromarray(preview).save(out, "JPEG", quality=quality)
        if len(out.getvalue()) < 64_000:
            break
    inside = out.getvalue()
    first = struct.pack("<HHHII", 1, 0x0112, 3, 1, 1) + struct.pack("<I", 26)
    second = struct.pack("<HHHIIHHIII", 2, 0x0201, 4, 1, 26 + 2 + 24 + 4, 0x0202, 4, 1, len(inside), 0)
    content = b"Exif\0\0II*\0\x08\0\0\0" + first + second + inside
    data = jpeg(face, rng)
    return data[:2] + b"\xff\xe1" + struct.pack(">H", len(content) + 2) + content + data[2:]


def second_picture(it: Copies) -> bytes:
    out = io.BytesIO()
    Image.fromarray(it.face).save(out, "MPO", save_all=True, append_images=[Image.fromarray(it.bare)], quality=85)
    return out.getvalue()


def behind(it: Copies) -> bytes:
    return jpeg(it.face, it.rng) + jpeg(it.bare, it.rng)


def overwritten(it: Copies) -> bytes:
    """A smaller picture written over the open one, the file not shortened (CVE-2023-21036)."""
    before, after = png(Image.fromarray(it.bare)), png(Image.fromarray(it.face).quantize(64))
    return after + before[len(after) :]


def erased(it: Copies) -> bytes:
    """Rubbed out in a drawing program: transparent, with the colours still there."""
    image, alpha = Image.fromarray(it.bare), Image.new("L", it.bare.shape[1::-1], 255)
    for box in it.boxes:
        alpha.paste(0, box)
    image.putalpha(alpha)
    return png(image)


def comment(it: Copies) -> bytes:
    return jpeg(it.face, it.rng, comment=f"Kopie ID, BSN {it.number}".encode())


# ----------------------------------------------------------------------------------------------------------------- Word

NAMES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": OFFICE,
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
}


def _word(drawings: str, *pictures: bytes) -> bytes:
    """A Word file with these drawings in one paragraph; pictures are ``p0``, ``p1`` and so on."""
    names = " ".join(f'xmlns:{short}="{long}"' for short, long in NAMES.items())
    body = f"<w:document {names}><w:body><w:p><w:r>{drawings}</w:r></w:p></w:body></w:document>"
    link = f'<Relationship Id="p0" Type="{OFFICE}/image" Target="media/image0.jpeg"/>'
    main = f'<Relationship Id="d" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
    return archive(
        {
            "[Content_Types].xml": DOCX_TYPES.encode(),
            "_rels/.rels": RELATIONS.format(main).encode(),
            "word/document.xml": body.encode(),
            "word/_rels/document.xml.rels": RELATIONS.format(link).encode(),
            **{f"word/media/image{i}.jpeg": data for i, data in enumerate(pictures)},
        }
    )


def _picture(picture: Picture, it: Copies, crop: str = "") -> str:
    """The picture in the line, at its own size."""
    high, wide = (round(side * 72 / it.dpi * EMU) for side in picture.shape[:2])
    fill = f'<pic:blipFill><a:blip r:embed="p0"/>{crop}</pic:blipFill>'
    graphic = f"<a:graphic><a:graphicData><pic:pic>{fill}</pic:pic></a:graphicData></a:graphic>"
    return f'<w:drawing><wp:inline><wp:extent cx="{wide}" cy="{high}"/>{graphic}</wp:inline></w:drawing>'


def _shape(place: pymupdf.Rect, fill: str) -> str:
    left, top, wide, high = (round(v * EMU) for v in (place.x0, place.y0, place.width, place.height))
    at = "".join(
        f'<wp:position{way} relativeFrom="{base}"><wp:posOffset>{offset}</wp:posOffset></wp:position{way}>'
        for way, base, offset in (("H", "column", left), ("V", "paragraph", top))
    )
    inside = f"<a:graphic><a:graphicData><wps:wsp><wps:spPr>{fill}</wps:spPr></wps:wsp></a:graphicData></a:graphic>"
    return (
        f'<w:drawing><wp:anchor behindDoc="0">{at}<wp:extent cx="{wide}" cy="{high}"/>{inside}</wp:anchor></w:drawing>'
    )


def word_crop(it: Copies) -> bytes:
    both = np.vstack([it.face, it.bare])
    return _word(_picture(it.face, it, '<a:srcRect b="50000"/>'), jpeg(both, it.rng))


def word_shape(it: Copies) -> bytes:
    black = '<a:solidFill><a:srgbClr val="000000"/></a:solidFill>'
    shapes = "".join(_shape(place, black) for place in it.places)
    return _word(_picture(it.bare, it) + shapes, jpeg(it.bare, it.rng))


def word_unused(it: Copies) -> bytes:
    return _word(_picture(it.face, it), jpeg(it.face, it.rng), jpeg(it.bare, it.rng))


def preview(it: Copies) -> bytes:
    return with_preview(it.face, _small(it.bare), it.rng)


HIDDEN: dict[str, tuple[str, Build]] = {
    **{name: ("pdf", build) for name, build in PDFS.items()},
    "preview": ("jpg", preview),
    "second-picture": ("jpg", second_picture),
    "behind": ("jpg", behind),
    "overwritten": ("png", overwritten),
    "erased": ("png", erased),
    "comment": ("jpg", comment),
    "word-crop": ("docx", word_crop),
    "word-shape": ("docx", word_shape),
    "word-unused": ("docx", word_unused),
}
"""every way to hide an open copy: the ending of its file, and who makes it"""


# ------------------------------------------------------------------------------------------------------- harmless likes


def searchable(it: Copies) -> bytes:
    """A scan with its text under it, read after it was covered."""
    document, page = paged(it.face, it)
    for row, line in enumerate(
        ("KONINKRIJK DER NEDERLANDEN", "Persoonsnummer", "V< NLD", f"{it.rng.randint(1, 28)} JAN 1980")
    ):
        page.insert_text((40, 40 + 12 * row), line, fontsize=8, render_mode=3)
    return saved(document)


def typed_over(it: Copies) -> bytes:
    """Lines and a link in a PDF's editor, beside the copy."""
    document, page = paged(it.face, it)
    page.draw_rect(pymupdf.Rect(3, 3, page.rect.width - 3, page.rect.height - 3), color=(0.6, 0.6, 0.6))
    page.insert_link({"kind": pymupdf.LINK_URI, "from": pymupdf.Rect(5, 5, 60, 20), "uri": "https://example.org"})
    return saved(document)


def for_the_web(it: Copies) -> bytes:
    document, _ = paged(it.face, it)
    with pikepdf.open(io.BytesIO(saved(document))) as file:
        out = io.BytesIO()
        file.save(out, linearize=True, deterministic_id=True)
    return out.getvalue()


def compact(it: Copies) -> bytes:
    """As scanners save "compact PDF": a coarse ground, and the print as a mask filled with colour."""
    grey = cv2.cvtColor(it.face, cv2.COLOR_RGB2GRAY)
    print_ = np.where(grey < cv2.blur(grey, (61, 61)).astype(int) - 25, 255, 0).astype(np.uint8)
    away = cv2.dilate(_small(print_, 1100), np.ones((5, 5), np.uint8))
    ground = cv2.inpaint(_small(it.face, 1100), away, 3, cv2.INPAINT_TELEA)
    document, page = paged(it.face, it)
    page.replace_image(page.get_images()[0][0], stream=jpeg(np.asarray(ground, np.uint8), it.rng))
    ink = jpeg(_small(cv2.erode(it.face, np.ones((15, 15), np.uint8)), 300), it.rng)
    page.insert_image(page.rect, stream=ink, mask=png(Image.fromarray(print_)), keep_proportion=False)
    return saved(document)


def own_preview(it: Copies) -> bytes:
    return with_preview(it.face, _small(it.face, it.rng.choice((160, 320, 512))), it.rng)


def own_second_picture(it: Copies) -> bytes:
    out, small = io.BytesIO(), Image.fromarray(_small(it.face, 1200))
    Image.fromarray(it.face).save(out, "MPO", save_all=True, append_images=[small], quality=85)
    return out.getvalue()


def film(it: Copies) -> bytes:
    return jpeg(it.face, it.rng) + b"\0\0\0\x18ftypmp42" + it.rng.randbytes(200_000)


def cut_out(it: Copies) -> bytes:
    image = Image.fromarray(it.face)
    alpha = Image.new("L", image.size, 255)
    alpha.paste(0, (0, 0, image.width, 6))
    image.putalpha(alpha)
    return png(image)


def word_frame(it: Copies) -> bytes:
    frame = _shape(pymupdf.Rect(5, 5, 60, 30), "<a:noFill/>")
    return _word(_picture(it.face, it) + frame, jpeg(it.face, it.rng))


HARMLESS: dict[str, tuple[str, Build]] = {
    "searchable": ("pdf", searchable),
    "typed-over": ("pdf", typed_over),
    "for-the-web": ("pdf", for_the_web),
    "compact": ("pdf", compact),
    "own-preview": ("jpg", own_preview),
    "own-second-picture": ("jpg", own_second_picture),
    "film": ("jpg", film),
    "cut-out": ("png", cut_out),
    "word-frame": ("docx", word_frame),
}
"""ordinary files that hold more than their face, though nothing more can be read in it"""
