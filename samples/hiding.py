"""PDFs whose face shows a covered copy and which hold an open one as well, each in another layer."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any, TypeAlias

import cv2
import numpy as np
import pikepdf
import pymupdf
from PIL import Image

from samples.canvas import Picture

CHANGED = 24
"""levels from which a pixel of the open copy and of the covered one differ"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """The page as it is to be shown and as it was before, pixel upon pixel, with what stands on it."""

    face: Picture = field(repr=False)
    bare: Picture = field(repr=False)
    dpi: int
    number: str = field(repr=False)
    strip: tuple[str, ...] = field(repr=False)
    rng: Random = field(repr=False)

    @property
    def boxes(self) -> list[tuple[int, int, int, int]]:
        """Left, top, right and bottom of each cover, in pixels."""
        changed = np.abs(self.face.astype(np.int16) - self.bare).max(axis=2) > CHANGED
        joined = cv2.dilate(changed.astype(np.uint8), np.ones((9, 9), np.uint8))
        _, _, stats, _ = cv2.connectedComponentsWithStats(joined)
        return [(int(x), int(y), int(x + w), int(y + h)) for x, y, w, h, area in stats[1:] if area > 80]

    @property
    def places(self) -> list[pymupdf.Rect]:
        """The same in points of the page."""
        return [pymupdf.Rect(*box) * (72 / self.dpi) for box in self.boxes]


Build: TypeAlias = Callable[[Copies], bytes]


def jpeg(picture: Picture, rng: Random, **more: Any) -> bytes:
    out = io.BytesIO()
    Image.fromarray(picture).save(out, "JPEG", quality=rng.randint(80, 90), **more)
    return out.getvalue()


def png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=1)
    return out.getvalue()


# ------------------------------------------------------------------------------------------------------------------ PDF


def paged(picture: Picture, it: Copies) -> tuple[Any, Any]:
    document = pymupdf.open()
    high, wide = picture.shape[:2]
    page = document.new_page(width=wide * 72 / it.dpi, height=high * 72 / it.dpi)
    page.insert_image(page.rect, stream=jpeg(picture, it.rng))
    return document, page


def saved(document: Any) -> bytes:
    return bytes(document.tobytes(no_new_id=True, garbage=0))


def text_layer(it: Copies) -> bytes:
    """A searchable scan, in which the picture was covered and the text under it was not."""
    document, page = paged(it.face, it)
    for index, place in enumerate(it.places):
        lines = (
            it.strip if it.strip and (index or it.rng.random() < 0.5) else ("Persoonsnummer / Personal no", it.number)
        )
        for row, line in enumerate(lines):
            page.insert_text((place.x0, place.y0 + 8 * (row + 1)), line, fontsize=7, render_mode=3)
    return saved(document)


def drawn_box(it: Copies) -> bytes:
    document, page = paged(it.bare, it)
    for place in it.places:
        page.draw_rect(place, fill=(0, 0, 0), color=(0, 0, 0))
    return saved(document)


def annotation(it: Copies) -> bytes:
    document, page = paged(it.bare, it)
    for place in it.places:
        if it.rng.random() < 0.5:
            note = page.add_rect_annot(place)
            note.set_colors(stroke=(0, 0, 0), fill=(0, 0, 0))
            note.update()
        else:
            page.add_freetext_annot(place, "", fill_color=(0, 0, 0)).update()
    return saved(document)


def pasted_picture(it: Copies) -> bytes:
    document, page = paged(it.bare, it)
    for place in it.places:
        page.insert_image(place, stream=png(Image.new("RGB", (8, 4), "black")), keep_proportion=False)
    return saved(document)


def layer_off(it: Copies) -> bytes:
    document, page = paged(it.face, it)
    group = document.add_ocg("origineel", on=False)
    page.insert_image(page.rect, stream=jpeg(it.bare, it.rng), oc=group)
    return saved(document)


def form_field(it: Copies) -> bytes:
    document, page = paged(it.face, it)
    field_ = pymupdf.Widget()
    field_.field_name, field_.field_type = "bsn", pymupdf.PDF_WIDGET_TYPE_TEXT
    field_.field_value, field_.rect = it.number, it.places[0]
    field_.field_display = 1  # hidden
    page.add_widget(field_)
    return saved(document)


def note(it: Copies) -> bytes:
    document, page = paged(it.face, it)
    page.add_text_annot((20, 20), f"BSN is {it.number}")
    return saved(document)


def title(it: Copies) -> bytes:
    document, _ = paged(it.face, it)
    document.set_metadata({"title": "Kopie paspoort", "subject": f"BSN {it.number}"})
    return saved(document)


def cut_page(it: Copies) -> bytes:
    """One picture of two copies, the page cut down to the covered one."""
    document, page = paged(np.vstack([it.face, it.bare]), it)
    page.set_cropbox(pymupdf.Rect(0, 0, page.rect.width, page.rect.height / 2))
    return saved(document)


def clipped(it: Copies) -> bytes:
    document, page = paged(it.bare, it)
    (content,) = page.get_contents()
    high = page.rect.height
    keep = [(0.0, 0.0, page.rect.width, high)]
    for box in it.places:
        keep = [part for one in keep for part in _around(one, box)]
    painted = document.xref_stream(content)
    pieces = [b"q %f %f %f %f re W n %s Q" % (x0, high - y1, x1 - x0, y1 - y0, painted) for x0, y0, x1, y1 in keep]
    document.update_stream(content, b"\n".join(pieces))
    return saved(document)


def _around(one: tuple[float, ...], hole: Any) -> list[tuple[float, float, float, float]]:
    """What is left of a rectangle around a hole: up to four rectangles."""
    x0, y0, x1, y1 = one
    a, b, c, d = max(x0, hole.x0), max(y0, hole.y0), min(x1, hole.x1), min(y1, hole.y1)
    if a >= c or b >= d:
        return [(x0, y0, x1, y1)]
    parts = [(x0, y0, x1, b), (x0, d, x1, y1), (x0, b, a, d), (c, b, x1, d)]
    return [part for part in parts if part[2] > part[0] and part[3] > part[1]]


def soft_mask(it: Copies) -> bytes:
    document, page = paged(np.full_like(it.face, 0), it)
    mask = np.full(it.face.shape[:2], 255, np.uint8)
    for left, top, right, bottom in it.boxes:
        mask[top:bottom, left:right] = 0
    page.insert_image(page.rect, stream=jpeg(it.bare, it.rng), mask=png(Image.fromarray(mask)))
    return saved(document)


def unused(it: Copies) -> bytes:
    document, page = paged(it.bare, it)
    document.update_stream(page.get_contents()[0], b" ")
    page.insert_image(page.rect, stream=jpeg(it.face, it.rng))
    return saved(document)


def revision(it: Copies) -> bytes:
    """The open scan, with the covered picture in its place added at the file's end (PDF 32000-1, 7.5.6)."""
    document, page = paged(it.bare, it)
    before = saved(document)
    xref = page.get_images()[0][0]
    picture = jpeg(it.face, it.rng)
    high, wide = it.face.shape[:2]
    head = f"/Type/XObject/Subtype/Image/Width {wide}/Height {high}/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode"
    changed = b"%d 0 obj\n<<%s/Length %d>>stream\n%s\nendstream\nendobj\n" % (
        xref,
        head.encode(),
        len(picture),
        picture,
    )
    root = re.findall(rb"/Root (\d+ 0 R)", before)[-1]
    last = re.findall(rb"startxref\s+(\d+)", before)[-1]
    table = b"xref\n%d 1\n%010d 00000 n \n" % (xref, len(before))
    trailer = b"trailer\n<</Size %d/Root %s/Prev %s>>\n" % (document.xref_length(), root, last)
    return before + changed + table + trailer + b"startxref\n%d\n%%%%EOF\n" % (len(before) + len(changed))


def attached(it: Copies) -> bytes:
    document, _ = paged(it.face, it)
    with pikepdf.open(io.BytesIO(saved(document))) as file:
        kept = pikepdf.AttachedFileSpec(file, jpeg(it.bare, it.rng), filename="origineel.jpg")
        file.attachments["origineel.jpg"] = kept
        out = io.BytesIO()
        file.save(out, deterministic_id=True)
    return out.getvalue()


PDFS: dict[str, Build] = {
    "text-layer": text_layer,
    "drawn-box": drawn_box,
    "annotation": annotation,
    "pasted-picture": pasted_picture,
    "layer-off": layer_off,
    "form-field": form_field,
    "note": note,
    "title": title,
    "cut-page": cut_page,
    "clipped": clipped,
    "soft-mask": soft_mask,
    "unused": unused,
    "revision": revision,
    "attached": attached,
}
