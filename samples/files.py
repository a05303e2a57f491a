"""Pictures and letters put into the files that people send."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage
from random import Random

import numpy as np
import pillow_heif
import pymupdf
from PIL import Image, ImageOps

from samples.canvas import Picture

DOCX_TYPES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" \
ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="jpeg" \
ContentType="image/jpeg"/>\
<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" \
ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
RELATIONS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>"""
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def picture_file(picture: Picture, kind: str, rng: Random, *, dpi: int = 200, turn: int = 0) -> bytes:
    """A picture as a file of that kind; ``turn``: quarters that its EXIF orientation says to turn it (JPEG only)."""
    image, out = Image.fromarray(picture), io.BytesIO()
    match kind:
        case "jpg":
            return _jpeg(image, rng.randint(72, 92), dpi, turn)
        case "png":
            image.quantize(128, method=Image.Quantize.FASTOCTREE).save(
                out, "PNG", dpi=(dpi, dpi)
            ) if rng.random() < 0.3 else image.save(out, "PNG", compress_level=1, dpi=(dpi, dpi))
        case "png-alpha":
            image.putalpha(255)
            ImageOps.expand(image, 12, (0, 0, 0, 0)).save(out, "PNG", compress_level=1)
        case "heic":
            pillow_heif.from_pillow(image).save(out, quality=rng.randint(55, 75), enc_params={"preset": "ultrafast"})
        case "webp":
            image.save(out, "WEBP", quality=rng.randint(70, 90), method=0)
        case "gif":
            image.convert("P", palette=Image.Palette.ADAPTIVE).save(out, "GIF")
        case "bmp":
            image.save(out, "BMP")
        case "tiff":
            image.save(out, "TIFF", compression="tiff_lzw", dpi=(dpi, dpi))
        case _:
            raise ValueError(f"no picture kind {kind!r}")
    return out.getvalue()


def _jpeg(image: Image.Image, quality: int, dpi: int, turn: int) -> bytes:
    """``turn`` quarters clockwise undo how the picture is stored: it is stored turned the other way."""
    out, exif = io.BytesIO(), Image.Exif()
    if turn % 4:
        image = image.transpose(
            {1: Image.Transpose.ROTATE_90, 2: Image.Transpose.ROTATE_180, 3: Image.Transpose.ROTATE_270}[turn % 4]
        )
        exif[0x0112] = {1: 6, 2: 3, 3: 8}[turn % 4]
    image.save(out, "JPEG", quality=quality, dpi=(dpi, dpi), exif=exif)
    return out.getvalue()


def tiff(pictures: list[Picture], *, dpi: int, bilevel: bool) -> bytes:
    """A TIFF of several pages: black and white as a fax (CCITT G4), else compressed with LZW."""
    images = [Image.fromarray(picture) for picture in pictures]
    if bilevel:
        images = [image.convert("L").point([0] * 128 + [255] * 128).convert("1") for image in images]
    out = io.BytesIO()
    images[0].save(
        out,
        "TIFF",
        save_all=True,
        append_images=images[1:],
        compression="group4" if bilevel else "tiff_lzw",
        dpi=(dpi, dpi),
    )
    return out.getvalue()


def pdf(pictures: list[Picture], rng: Random, *, dpi: int, bilevel: bool = False, rotate: int = 0) -> bytes:
    """A scanned PDF. ``rotate``: degrees that the pages' ``/Rotate`` says; pictures are stored turned."""
    document = pymupdf.open()
    for picture in pictures:
        stored = np.rot90(picture, rotate // 90) if rotate else picture
        high, wide = stored.shape[:2]
        page = document.new_page(width=wide * 72 / dpi, height=high * 72 / dpi)
        page.insert_image(page.rect, stream=_page_picture(np.ascontiguousarray(stored), rng, dpi, bilevel))
        page.set_rotation(rotate)
    return bytes(document.tobytes(no_new_id=True))


def _page_picture(picture: Picture, rng: Random, dpi: int, bilevel: bool) -> bytes:
    if not bilevel:
        return _jpeg(Image.fromarray(picture), rng.randint(70, 90), dpi, 0)
    out = io.BytesIO()
    Image.fromarray(picture).convert("1", dither=Image.Dither.NONE).save(out, "PNG")
    return out.getvalue()


def born_pdf(
    lines: list[str], pictures: list[Picture], rng: Random, *, dpi: int, overlay: list[str] | None = None
) -> bytes:
    """A letter typed in a PDF, then pictures on pages of their own; ``overlay``: text above each picture."""
    document = pymupdf.open()
    if lines:
        page, y = document.new_page(width=595, height=842), 70.0
        for line in lines:
            page.insert_text(
                (68, y),
                line.encode("latin-1", "replace").decode("latin-1"),
                fontsize=11,
                fontname=rng.choice(("helv",)),
            )
            y += 15
    for picture in pictures:
        page = document.new_page(width=595, height=842)
        high, wide = picture.shape[:2]
        scale = min(72 / dpi, 480 / wide, 640 / high)
        top = rng.uniform(110, 150)
        page.insert_image(
            pymupdf.Rect(57, top, 57 + wide * scale, top + high * scale),
            stream=_jpeg(Image.fromarray(picture), 85, dpi, 0),
        )
        for row, line in enumerate(overlay or []):
            page.insert_text(
                (57, 50 + row * 20), line.encode("latin-1", "replace").decode("latin-1"), fontsize=15, fontname="hebo"
            )
    return bytes(document.tobytes(no_new_id=True))


def docx(lines: list[str], pictures: list[bytes]) -> bytes:
    """A Word file with text and JPEG pictures."""
    text = "".join(f"<w:p><w:r><w:t xml:space='preserve'>{_escaped(line)}</w:t></w:r></w:p>" for line in lines)
    drawings = "".join(
        "<w:p><w:r><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml' style='width:430pt;height:300pt'>"
        f"<v:imagedata r:id='p{i}'/></v:shape></w:pict></w:r></w:p>"
        for i in range(len(pictures))
    )
    body = (
        "<?xml version='1.0' encoding='UTF-8'?>"
        "<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main' "
        f"xmlns:r='{OFFICE}'><w:body>{text}{drawings}</w:body></w:document>"
    )
    links = "".join(
        f'<Relationship Id="p{i}" Type="{OFFICE}/image" Target="media/image{i + 1}.jpeg"/>'
        for i in range(len(pictures))
    )
    parts = {
        "[Content_Types].xml": DOCX_TYPES.encode(),
        "_rels/.rels": RELATIONS.format(
            f'<Relationship Id="d" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
        ).encode(),
        "word/document.xml": body.encode(),
        "word/_rels/document.xml.rels": RELATIONS.format(links).encode(),
        **{f"word/media/image{i + 1}.jpeg": data for i, data in enumerate(pictures)},
    }
    return archive(parts)


def odt(lines: list[str], pictures: list[bytes]) -> bytes:
    """An OpenDocument text with JPEG pictures."""
    text = "".join(f"<text:p>{_escaped(line)}</text:p>" for line in lines)
    frames = "".join(
        f"<text:p><draw:frame svg:width='9cm'><draw:image xlink:href='Pictures/{i}.jpeg'/></draw:frame></text:p>"
        for i in range(len(pictures))
    )
    names = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}"'
        for short, long in (
            ("office", "office:1.0"),
            ("text", "text:1.0"),
            ("draw", "drawing:1.0"),
            ("svg", "svg-compatible:1.0"),
        )
    )
    body = f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{names} xmlns:xlink="http://www.w3.org/1999/xlink"><office:body><office:text>{text}{frames}</office:text></office:body></office:document-content>'
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    return archive(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "content.xml": body.encode(),
            "META-INF/manifest.xml": manifest.encode(),
            **{f"Pictures/{i}.jpeg": data for i, data in enumerate(pictures)},
        }
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def archive(parts: dict[str, bytes]) -> bytes:
    """A ZIP of these files, the first of them stored as it is, always with the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for i, (name, data) in enumerate(parts.items()):
            info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            file.writestr(info, data, zipfile.ZIP_STORED if i == 0 else zipfile.ZIP_DEFLATED)
    return out.getvalue()


TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png", "heic": "image/heic", "tif": "image/tiff"}


def mail(
    text: str, files: list[tuple[str, bytes]], *, subject: str = "Verzoek om inzage", nested: bool = False
) -> bytes:
    """An e-mail with attachments; ``nested``: forwarded within another."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "huurder@example.org", "privacy@example.org", subject
    message["Date"] = "Mon, 02 Nov 2026 09:00:00 +0100"
    message.set_content(text)
    for name, data in files:
        main, _, sub = TYPES.get(name.rsplit(".", 1)[-1], "application/octet-stream").partition("/")
        message.add_attachment(data, maintype=main, subtype=sub, filename=name)
    if nested:
        outer = EmailMessage()
        outer["From"], outer["To"], outer["Subject"] = "balie@example.org", "privacy@example.org", f"FW: {subject}"
        outer["Date"] = message["Date"]
        outer.set_content("Zie de doorgestuurde mail.")
        outer.add_attachment(message)
        message = outer
    for number, part in enumerate(
        each for each in message.walk() if each.is_multipart() and each.get_content_type() != "message/rfc822"
    ):
        part.set_boundary(f"grens-{number:04d}")
    return message.as_bytes()
