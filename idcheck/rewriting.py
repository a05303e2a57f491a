"""Faces of pages → a new PDF or picture file that holds nothing but their pixels.

Nothing is taken over from the file they came from: no text, no earlier version, no preview, no data about the file.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from idcheck.formats import MediaType
from idcheck.pdf_render import POINTS, RENDER_DPI
from idcheck.records import Picture, Quad, Raster

QUALITY = 92
"""of a JPEG or the like: print keeps its edges when a copy is made once more"""
MOST_BLACK = 0.8
"""of a page's area: with more burnt, nothing is left that would be of use"""

_SAVED: Mapping[MediaType, tuple[str, Mapping[str, Any]]] = {
    MediaType.JPEG: ("JPEG", {"quality": QUALITY, "subsampling": 0}),
    MediaType.PNG: ("PNG", {}),
    MediaType.TIFF: ("TIFF", {"compression": "tiff_adobe_deflate"}),
    MediaType.WEBP: ("WEBP", {"quality": QUALITY}),
    MediaType.BMP: ("BMP", {}),
    MediaType.GIF: ("GIF", {}),
    MediaType.HEIF: ("HEIF", {"quality": QUALITY}),
    MediaType.AVIF: ("AVIF", {"quality": QUALITY}),
}
WRITTEN = frozenset({MediaType.PDF, *_SAVED})


class TooBlack(Exception):
    """A page would end black nearly all over."""

    def __init__(self, page: int) -> None:
        super().__init__(page)
        self.page = page


def rewritten(kind: MediaType, faces: Iterable[Raster], burnt: Mapping[int, Sequence[Quad]]) -> bytes:
    """A file of this type with these pages, each black where it is burnt: quads in pixels, by the page's number.

    Raises:
        TooBlack: nearly nothing would be left of a page.
    """
    images = ((_image(_burn(face, burnt.get(face.number, ()))), face.dpi) for face in faces)
    return _pdf(images) if kind is MediaType.PDF else _picture(kind, [image for image, _ in images])


def _burn(face: Raster, quads: Sequence[Quad]) -> Picture:
    mask = Image.new("1", (face.picture.shape[1], face.picture.shape[0]))
    draw = ImageDraw.Draw(mask)
    for quad in quads:
        draw.polygon([(float(x), float(y)) for x, y in np.rint(quad)], fill=1, outline=1)
    black = np.asarray(mask)
    if black.mean() > MOST_BLACK:
        raise TooBlack(face.number)
    return np.where(black[:, :, None], np.uint8(0), face.picture)


def _image(picture: Picture) -> Image.Image:
    """In as many colours as it has: black and white alone, greys, or all."""
    first = picture[:, :, 0]
    if (picture != first[:, :, None]).any():
        return Image.fromarray(picture)
    grey = Image.fromarray(np.ascontiguousarray(first))
    only = ((first == 0) | (first == 255)).all()
    return grey.convert("1", dither=Image.Dither.NONE) if only else grey


# -------------------------------------------------------------------------------------------------------------- pictures


def _picture(kind: MediaType, images: Sequence[Image.Image]) -> bytes:
    """All frames in one file, where its type has several."""
    if kind is MediaType.HEIF:
        from pillow_heif import register_heif_opener

        register_heif_opener(thumbnails=False)
    name, options = _SAVED[kind]
    fit = [image.convert("RGB") if image.mode == "1" and kind in _NO_BILEVEL else image for image in images]
    several = {"save_all": True, "append_images": fit[1:]} if len(fit) > 1 else {}
    stream = io.BytesIO()
    fit[0].save(stream, name, **options, **several)
    return stream.getvalue()


_NO_BILEVEL = frozenset({MediaType.JPEG, MediaType.WEBP, MediaType.HEIF, MediaType.AVIF})

# ------------------------------------------------------------------------------------------------------------------- PDF


def _pdf(images: Iterable[tuple[Image.Image, float | None]]) -> bytes:
    """A page an image, each of its own size on paper."""
    import pikepdf

    out = pikepdf.new()
    for image, dpi in images:
        wide, high = (side * POINTS / (dpi or RENDER_DPI) for side in image.size)
        page = pikepdf.Dictionary(
            Type=pikepdf.Name.Page,
            MediaBox=pikepdf.Array([0, 0, round(wide, 3), round(high, 3)]),
            Contents=out.make_stream(b"q %.3f 0 0 %.3f 0 0 cm /P Do Q" % (wide, high)),
            Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=_in_pdf(out, image))),
        )
        out.pages.append(pikepdf.Page(out.make_indirect(page)))
    stream = io.BytesIO()
    out.save(stream)
    return stream.getvalue()


def _in_pdf(out: Any, image: Image.Image) -> Any:
    """The image as a PDF has it: what is black and white alone without loss, else as a JPEG."""
    import pikepdf

    told = dict(_of_pdf(image))
    data = zlib.compress(image.tobytes(), 9) if image.mode == "1" else _picture(MediaType.JPEG, [image])
    return pikepdf.Stream(out, data, {name: pikepdf.Name(v) if isinstance(v, str) else v for name, v in told.items()})


def _of_pdf(image: Image.Image) -> Iterator[tuple[str, str | int]]:
    yield from (("/Type", "/XObject"), ("/Subtype", "/Image"), ("/Width", image.width), ("/Height", image.height))
    yield "/ColorSpace", "/DeviceRGB" if image.mode == "RGB" else "/DeviceGray"
    yield "/BitsPerComponent", 1 if image.mode == "1" else 8
    yield "/Filter", "/FlateDecode" if image.mode == "1" else "/DCTDecode"
