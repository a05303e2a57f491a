"""What a PDF holds beside its face comes out, named; an ordinary file holds nothing more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pymupdf
import pytest

from files import BSN, OTHER_BSN, Opened, drawing, encoded, pdf
from idcheck.records import Text

PHOTO = encoded(drawing(1600, 1000), "JPEG")


def made(change: Callable[[Any, Any], object], **page: Any) -> bytes:
    """A PDF of one page, changed."""
    document = pymupdf.open(stream=pdf([page]), filetype="pdf")
    change(document, document[0])
    return bytes(document.tobytes())


# ----------------------------------------------------------------------------------------------------------------- text


def test_invisible_text_comes_out_with_its_place(opened: Opened) -> None:
    records = opened(made(lambda _, page: page.insert_text((297.5, 421), f"BSN {BSN}", render_mode=3)))
    (text,) = (record for record in records if isinstance(record, Text))
    assert (text.text, text.layer, text.number) == (f"BSN {BSN}", "text-layer", 1)
    (box,) = text.boxes
    assert box.left == pytest.approx(0.5, abs=0.01)
    assert box.top < 0.5 < box.bottom


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_its_place_is_that_on_the_page_as_it_is_drawn(opened: Opened, rotation: int) -> None:
    data = made(lambda _, page: page.insert_text((20, 30), BSN), width=400, height=600, rotation=rotation)
    records = opened(data)
    (box,) = next(record.boxes for record in records if isinstance(record, Text))
    height, width = records.picture.shape[:2]
    here = records.picture[
        int(box.top * height) : int(box.bottom * height), int(box.left * width) : int(box.right * width)
    ]
    assert here.min() < 60, "the number stands where the box says"
    assert (records.picture.min(axis=2) < 128).sum() == (here.min(axis=2) < 128).sum(), "and nowhere else"


def test_text_beyond_the_page_s_edge_and_under_a_box_comes_out(opened: Opened) -> None:
    def change(_: Any, page: Any) -> None:
        page.insert_text((700, 100), f"rand {BSN}")
        page.insert_text((50, 200), f"onder {OTHER_BSN}")
        page.draw_rect(pymupdf.Rect(40, 180, 300, 210), fill=(0, 0, 0))

    assert opened(made(change)).hidden_text("text-layer") == f"rand {BSN}\nonder {OTHER_BSN}"


def test_fields_and_notes_come_out_though_they_do_not_show(opened: Opened) -> None:
    def change(_: Any, page: Any) -> None:
        field = pymupdf.Widget()
        field.field_name, field.field_type = "nummer", pymupdf.PDF_WIDGET_TYPE_TEXT
        field.field_value, field.rect = BSN, pymupdf.Rect(50, 200, 200, 220)
        page.add_widget(field)
        page.add_text_annot((50, 400), f"BSN {OTHER_BSN}")

    text = opened(made(change)).hidden_text("form-field")
    assert BSN in text
    assert OTHER_BSN in text


def test_what_the_file_says_of_itself_comes_out(opened: Opened) -> None:
    def change(document: Any, _: Any) -> None:
        document.set_metadata({"title": f"BSN {BSN}"})
        document.set_xml_metadata(f"<x:xmpmeta><dc:description>BSN {OTHER_BSN}</dc:description></x:xmpmeta>")

    text = opened(made(change)).hidden_text("metadata")
    assert f"BSN {BSN}" in text
    assert f"BSN {OTHER_BSN}" in text


def test_a_letter_and_a_scan_without_numbers_hold_nothing_more(opened: Opened) -> None:
    assert opened(pdf([{"text": "Geachte heer, mevrouw,"}, {"picture": PHOTO}])).hidden == []
