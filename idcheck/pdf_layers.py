"""What a PDF holds beside the face of its pages: text and pictures that do not show."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain
from typing import Any, TypeAlias

from idcheck import pdf_objects, pdf_texts
from idcheck.pdf_objects import print_of
from idcheck.pdf_render import mupdf, opened, picture_of, rendered
from idcheck.pdf_sheets import Placed, Sheets, TooMany, levels
from idcheck.policy import Limits
from idcheck.records import Box, Layer, Leftover, Picture, Raster, Text

Hidden: TypeAlias = Raster | Text | Leftover
Lines: TypeAlias = Sequence[tuple[str, Box]]

TOUCH_PT = 1.0
"""points by which two things on a page may overlap, or one stick out, by rounding alone"""
SAME_SHAPE = 0.03
"""part by which the proportions of a preview differ from its page's, by rounding"""
MOST_VERSIONS = 50
"""earlier versions that are looked at: programs add one each time that a file is saved or signed"""
MANY_PICTURES = 500
"""pictures of a page that are compared with what is painted after them; a page of more is looked at closely"""
_PICTURES = frozenset({"fill-image", "fill-imgmask"})
_INVISIBLE = "ignore-text"
_UNDRAWN = frozenset({1, 16, 20})
"""annotations that cover nothing: link, popup, form field (PyMuPDF's numbers)"""


class PdfLayers:
    """The hidden layers of one document; what is only needed for some of them is opened when it is."""

    def __init__(self, name: str, data: bytes, document: Any, limits: Limits) -> None:
        self._name = name
        self._data = data
        self._document = document
        self._limits = limits

    def of_page(self, number: int, face: Picture) -> Iterator[Hidden]:
        """The hidden layers of one page, counted from 0, that show what its face does not; its text whatever it shows."""
        page = self._document[number]
        yield from self._texts(page, number)
        try:
            yield from self._pictures(page, number, face)
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - the page shows, so what is wrong in the file is where something may be hidden
            yield Leftover(attachment=self._name, number=number + 1, layer=Layer.UNDER)

    def of_file(self) -> Iterator[Hidden]:
        """The hidden layers that belong to no page, or to an earlier version of one."""
        text = pdf_texts.about(self._document)
        if pdf_texts.can_hold_a_number([text]):
            yield Text(attachment=self._name, number=1, text=text, layer=Layer.METADATA)
        for layer, hidden in ((Layer.UNUSED, self._unused()), (Layer.REVISION, self._earlier())):
            try:
                yield from hidden
            except MemoryError:
                raise
            except Exception:  # noqa: BLE001 - as for a page
                yield Leftover(attachment=self._name, number=1, layer=layer)

    # ------------------------------------------------------------------------------------------------------------- text

    def _texts(self, page: Any, number: int) -> Iterator[Text]:
        lines = pdf_texts.page_text(page)
        yield from self._text(number, Layer.TEXT, lines)
        yield from self._text(number, Layer.FORM, pdf_texts.filled_in(self._document, page))
        if self._unlocked is not None:
            more = [line for line in pdf_texts.page_text(self._unlocked[number]) if line not in lines]
            yield from self._text(number, Layer.OPTIONAL, more)

    def _text(self, number: int, layer: Layer, lines: Lines) -> Iterator[Text]:
        """The text with its places; that of the face too: what shows there is told apart when the face has been read."""
        if pdf_texts.can_hold_a_number([text for text, _ in lines]):
            yield Text(
                attachment=self._name,
                number=number + 1,
                text="\n".join(text for text, _ in lines),
                layer=layer,
                boxes=tuple(box for _, box in lines),
            )

    # --------------------------------------------------------------------------------------------------------- pictures

    def _pictures(self, page: Any, number: int, face: Picture) -> Iterator[Raster]:
        """What lies under annotations, on layers that are off, and in pictures that something covers, cuts or masks."""
        yield from self._more(number, self._sheets(page, number), [face])
        for whole in self._beyond(number):
            yield self._raster(number, Layer.CROPPED, whole)

    def _more(self, number: int, sheets: Iterable[tuple[Layer, Picture]], known: Sequence[Picture]) -> Iterator[Raster]:
        """The sheets that show more than the known pictures, and than the sheets before."""
        known = list(known)
        for layer, sheet in sheets:
            from idcheck.differ import shows_more

            if shows_more(sheet, known):
                known.append(sheet)
                yield self._raster(number, layer, sheet)

    def _raster(self, number: int, layer: Layer, picture: Picture) -> Raster:
        return Raster(attachment=self._name, number=number + 1, picture=picture, layer=layer)

    def _sheets(self, page: Any, number: int) -> Iterator[tuple[Layer, Picture]]:
        """The page drawn in other ways, and where what they show is hidden."""
        if any(kind not in _UNDRAWN for _, kind, _ in page.annot_xrefs()):
            yield Layer.UNDER, rendered(page, annotations=False)
        if self._unlocked is not None:
            yield Layer.OPTIONAL, rendered(self._unlocked[number])
        if not has_pictures(page):
            return
        placed = self._pages.placed(number)
        covered, masked = is_painted_over(page), any(one.is_masked for one in placed)
        if covered or masked or any(one.is_cut for one in placed):
            layer = Layer.UNDER if covered or masked else Layer.CROPPED
            yield layer, self._sheet(number, placed, masked=True)
        stacked = levels(placed)
        if len(stacked) > 1 or masked:
            for level in stacked:
                if not all(one.is_coarse for one in level):
                    yield Layer.UNDER, self._sheet(number, level, masked=False)

    def _sheet(self, number: int, placed: Sequence[Placed], *, masked: bool) -> Picture:
        return rendered(opened(self._pages.sheet(number, placed, masked=masked))[0])

    def _beyond(self, number: int) -> Iterator[Picture]:
        """Pictures of which a part lies beyond the page, whole, where there is anything on that part."""
        from idcheck.differ import blanked, shows_more

        for one in self._pages.placed(number) if has_pictures(self._document[number]) else ():
            corners = self._pages.page_in(number, one)
            if one.image is None or corners is None:
                continue
            whole = picture_of(self._document, one.image.objgen[0], self._limits)
            if shows_more(whole, [blanked(whole, corners)]):
                yield whole

    @cached_property
    def _pages(self) -> Sheets:
        return Sheets(self._data)

    @cached_property
    def _unlocked(self) -> Any:
        """The document with every layer switched on; None where all are on."""
        groups = self._document.get_ocgs()
        return None if all(group["on"] for group in groups.values()) else opened(self._pages.unlocked())

    # --------------------------------------------------------------------------------------------------- beside the pages

    def _unused(self) -> Iterator[Raster]:
        """Pictures that no page shows, where they show more than the pages; and the pages' own previews."""
        from idcheck.differ import LEAST_SIDE_PX

        previews = {xref: number for number, xref in pdf_objects.thumbnails(self._document)}
        pictures = set(pdf_objects.pictures(self._document)) - previews.keys()
        unused = pictures - self._pages.shown() if pictures else set()
        for xref in sorted({*unused, *previews}):
            picture = picture_of(self._document, xref, self._limits)
            number, layer = previews.get(xref, 0), Layer.THUMBNAIL if xref in previews else Layer.UNUSED
            if max(picture.shape) >= LEAST_SIDE_PX:
                yield from self._more(number, [(layer, picture)], list(self._faces_like(picture)))

    def _faces_like(self, picture: Picture) -> Iterator[Picture]:
        """The pages of the picture's proportions: it may be one of them, smaller."""
        for page in self._document:
            if abs(math.log(page.rect.width / page.rect.height * picture.shape[0] / picture.shape[1])) < SAME_SHAPE:
                yield rendered(page)

    def _earlier(self) -> Iterator[Raster | Text]:
        """What earlier versions of the file show, and hide, that the last does not show."""
        for count, data in enumerate(pdf_objects.earlier(self._data)):
            if count == MOST_VERSIONS:
                raise TooMany
            document = opened(data)
            if not document.is_repaired and (not document.needs_pass or document.authenticate("")):
                yield from self._of_version(PdfLayers(self._name, data, document, self._limits))

    def _of_version(self, version: PdfLayers) -> Iterator[Raster | Text]:
        for number in range(version._document.page_count):
            last = self._document.page_count - 1
            if number <= last and print_of(version._document, number) == print_of(self._document, number):
                continue
            page = version._document[number]
            here = self._document[min(number, last)]
            lines = pdf_texts.page_text(here)
            more = [line for line in pdf_texts.page_text(page) if line not in lines]
            yield from self._text(min(number, last), Layer.REVISION, more)
            drawn = chain([rendered(page)], (sheet for _, sheet in version._sheets(page, number)))
            yield from self._more(min(number, last), ((Layer.REVISION, sheet) for sheet in drawn), [rendered(here)])


# ------------------------------------------------------------------------------------------------- what lies over what


def has_pictures(page: Any) -> bool:
    """Whether the page paints a picture, or could."""
    return bool(page.get_images()) or any(kind in _PICTURES for kind, _ in page.get_bboxlog())


def is_painted_over(page: Any) -> bool:
    """Whether anything but invisible text is painted over one of the page's pictures, annotations included."""
    pictures: list[Any] = []
    for kind, bbox in page.get_bboxlog():
        rect = mupdf().Rect(bbox)
        if kind != _INVISIBLE and any(_touch(rect, picture) for picture in pictures):
            return True
        if kind in _PICTURES:
            pictures.append(rect)
        if len(pictures) > MANY_PICTURES:
            return True
    return False


def _touch(one: Any, other: Any) -> bool:
    """Whether they overlap, by more than rounding."""
    return bool(
        min(one.x1, other.x1) - max(one.x0, other.x0) > TOUCH_PT
        and min(one.y1, other.y1) - max(one.y0, other.y0) > TOUCH_PT
    )
