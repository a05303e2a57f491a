"""What a PDF holds beside its face comes out, named; an ordinary file holds nothing more."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pymupdf
import pytest
from PIL import Image

from files import BSN, OTHER_BSN, Opened, drawing, encoded, is_lettered, lettered, pdf
from idcheck.records import Text

PHOTO = encoded(drawing(1600, 1000), "JPEG")


def made(change: Callable[[Any, Any], object], garbage: int = 0, **page: Any) -> bytes:
    """A PDF of one page, changed; ``garbage``: 3 takes out what is no longer referred to."""
    document = pymupdf.open(stream=pdf([page]), filetype="pdf")
    change(document, document[0])
    return bytes(document.tobytes(garbage=garbage))


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


# ------------------------------------------------------------------------------------------------------------- pictures

CARD = lettered()
"""a picture with print all over it"""
BOX = pymupdf.Rect(100, 100, 300, 140)


def scan(change: Callable[[Any, Any], object] = lambda *_: None, **page: Any) -> bytes:
    return made(change, picture=encoded(CARD, "JPEG"), **page)


def annotated(kind: str) -> Callable[[Any, Any], object]:
    def change(_: Any, page: Any) -> None:
        match kind:
            case "redact":
                note = page.add_redact_annot(BOX, fill=(0, 0, 0))
            case "square":
                note = page.add_rect_annot(BOX)
                note.set_colors(fill=(0, 0, 0))
            case "circle":
                note = page.add_circle_annot(pymupdf.Rect(50, 60, 350, 180))
                note.set_colors(fill=(1, 1, 1))
            case "ink":
                note = page.add_ink_annot([[(95, 100 + y), (305, 102 + y)] for y in range(0, 40, 4)])
                note.set_border(width=9)
            case "free text":
                note = page.add_freetext_annot(BOX, "KOPIE", fill_color=(1, 1, 0.8))
            case "stamp":
                note = page.add_stamp_annot(BOX, stamp=0)
        note.update()

    return change


def drawn(_: Any, page: Any) -> None:
    page.draw_rect(BOX, fill=(0, 0, 0))


def pasted(_: Any, page: Any) -> None:
    page.insert_image(BOX, stream=encoded(Image.new("RGB", (40, 8), "black")), keep_proportion=False)


def test_a_scan_is_its_face_and_nothing_more(opened: Opened) -> None:
    assert opened(scan()).hidden == []
    assert opened(scan(rotation=90)).hidden == []


@pytest.mark.parametrize("kind", ["square", "circle", "ink", "free text"])
def test_what_an_annotation_covers_comes_out(opened: Opened, kind: str) -> None:
    records = opened(scan(annotated(kind)))
    assert records.hidden == [("under-drawing", 1, "Raster")]
    assert records.hidden_picture("under-drawing").shape == records.picture.shape
    assert is_lettered(records.hidden_picture("under-drawing"))
    assert not is_lettered(records.picture)


@pytest.mark.parametrize("cover", [drawn, pasted])
@pytest.mark.parametrize("rotation", [0, 90])
def test_what_a_drawn_box_or_another_picture_covers_comes_out(
    opened: Opened, cover: Callable[[Any, Any], object], rotation: int
) -> None:
    records = opened(scan(cover, rotation=rotation))
    assert records.hidden == [("under-drawing", 1, "Raster")]
    assert is_lettered(records.hidden_picture("under-drawing"), rotation)
    assert not is_lettered(records.picture, rotation)


def test_a_box_over_a_scan_cut_in_strips_leaves_one_picture(opened: Opened) -> None:
    def change(_: Any, page: Any) -> None:
        rows = np.array_split(np.asarray(CARD), 16)
        for index, row in enumerate(rows):
            place = pymupdf.Rect(0, 842 * index / 16, 595, 842 * (index + 1) / 16)
            page.insert_image(place, stream=encoded(Image.fromarray(row)), keep_proportion=False)
        drawn(_, page)

    assert is_lettered(opened(made(change)).hidden_picture("under-drawing"))


def test_an_applied_redaction_and_a_comment_beside_the_print_hide_nothing(opened: Opened) -> None:
    def applied(_: Any, page: Any) -> None:
        page.add_redact_annot(BOX, fill=(0, 0, 0))
        page.apply_redactions(images=pymupdf.PDF_REDACT_IMAGE_PIXELS)

    def highlighted(_: Any, page: Any) -> None:
        page.add_highlight_annot(BOX).update()

    def typed(_: Any, page: Any) -> None:
        page.insert_text((20, 820), "KOPIE voor Woonpartners")

    assert opened(scan(applied, garbage=3)).hidden == []
    assert opened(scan(applied)).hidden == [("unused-object", 1, "Raster")], (
        "the picture as it was is still in the file"
    )
    assert opened(scan(highlighted)).hidden == []
    assert opened(scan(typed)).hidden == []


def test_a_layer_that_is_off_comes_out(opened: Opened) -> None:
    def change(document: Any, page: Any) -> None:
        group = document.add_ocg("origineel", on=False)
        page.insert_image(page.rect, stream=encoded(CARD), oc=group, keep_proportion=False)
        page.insert_text((50, 50), f"BSN {BSN}", oc=group)

    records = opened(made(change))
    assert is_lettered(records.hidden_picture("optional-content"))
    assert records.hidden_text("optional-content") == f"BSN {BSN}"


def test_the_colours_under_a_soft_mask_come_out(opened: Opened) -> None:
    mask = Image.new("L", CARD.size, 255)
    mask.paste(0, (0, 100, CARD.width, 300))

    def change(_: Any, page: Any) -> None:
        page.insert_image(page.rect, stream=encoded(CARD), mask=encoded(mask), keep_proportion=False)

    assert is_lettered(opened(made(change)).hidden_picture("under-drawing"))


@pytest.mark.parametrize("cut", ["cropbox", "clip"])
def test_what_is_cut_off_a_picture_comes_out(opened: Opened, cut: str) -> None:
    def change(document: Any, page: Any) -> None:
        if cut == "cropbox":
            page.set_cropbox(pymupdf.Rect(0, 200, 595, 842))
        else:
            (xref,) = page.get_contents()
            document.update_stream(xref, b"q 0 0 595 642 re W n " + document.xref_stream(xref) + b" Q")

    records = opened(scan(change))
    assert records.hidden == [("cropped-away", 1, "Raster")]
    assert is_lettered(records.hidden_picture("cropped-away"))


def test_a_picture_that_bleeds_off_the_page_without_print_there_is_not_read_again(opened: Opened) -> None:
    def change(_: Any, page: Any) -> None:
        page.insert_image(pymupdf.Rect(-40, -40, 635, 882), stream=encoded(Image.new("RGB", (600, 840), "white")))

    assert opened(made(change)).hidden == []


def test_a_scan_in_layers_of_ground_ink_and_mask_is_its_face(opened: Opened) -> None:
    """As scanners save "compact PDF": a coarse ground, and the print as a mask filled with colour (ISO/IEC 16485)."""
    print_ = CARD.convert("L").point([255] * 128 + [0] * 128)
    ground = Image.new("RGB", (CARD.width // 4, CARD.height // 4), (240, 238, 230))
    ink = Image.new("RGB", print_.size, (20, 20, 60))
    ink.putalpha(print_)

    def change(_: Any, page: Any) -> None:
        page.insert_image(page.rect, stream=encoded(ground, "JPEG"), keep_proportion=False)
        page.insert_image(page.rect, stream=encoded(ink), keep_proportion=False)

    assert opened(made(change)).hidden == []
    records = opened(made(lambda _, page: (change(_, page), drawn(_, page))))
    assert is_lettered(records.hidden_picture("under-drawing"))


def test_pictures_side_by_side_as_an_office_program_saves_them_hold_nothing_more(opened: Opened) -> None:
    def change(_: Any, page: Any) -> None:
        for top in (50, 300, 550):
            page.insert_image(
                pymupdf.Rect(50, top, 450, top + 220), stream=encoded(CARD, "JPEG"), keep_proportion=False
            )
            page.insert_text((50, top - 5), "Kopie paspoort")
            page.draw_rect(pymupdf.Rect(50, top, 450, top + 220))

    assert opened(made(change)).hidden == []


def test_more_pictures_than_anybody_puts_on_a_page_are_for_a_person_to_see(opened: Opened) -> None:
    def change(document: Any, page: Any) -> None:
        page.insert_image(pymupdf.Rect(0, 0, 5, 5), stream=encoded(Image.new("L", (2, 2))))
        (xref,) = page.get_contents()
        document.update_stream(xref, document.xref_stream(xref) * 6000)

    assert ("under-drawing", 1, "Leftover") in opened(made(change)).hidden


# ----------------------------------------------------------------------------------------------------- beside the pages


def changed(data: bytes, change: Callable[[Any, Any], object], tmp_path: Path) -> bytes:
    """The PDF with a change added at its end, as programs save it."""
    file = tmp_path / "a.pdf"
    file.write_bytes(data)
    with pymupdf.open(file) as document:
        change(document, document[0])
        document.saveIncr()
    return file.read_bytes()


def replaced(_: Any, page: Any) -> None:
    """The picture of the page, with black pixels where the print was."""
    covered = CARD.copy()
    covered.paste("black", (100, 100, 300, 140))
    page.replace_image(page.get_images()[0][0], stream=encoded(covered, "JPEG"))
    page.insert_text((50, 50), "afgedekt")


def test_an_earlier_version_comes_out_where_it_differs(opened: Opened, tmp_path: Path) -> None:
    records = opened(changed(scan(lambda _, page: page.insert_text((9, 9), BSN)), replaced, tmp_path))
    assert is_lettered(records.hidden_picture("revision"))
    assert not is_lettered(records.picture)


def test_text_of_an_earlier_version_comes_out(opened: Opened, tmp_path: Path) -> None:
    before = made(lambda _, page: page.insert_text((50, 80), f"BSN {BSN}"))

    def erased(document: Any, page: Any) -> None:
        document.update_stream(page.get_contents()[0], b" ")

    assert opened(changed(before, erased, tmp_path)).hidden_text("revision") == f"BSN {BSN}"


def test_a_version_that_only_added_a_signature_or_a_title_is_the_same(opened: Opened, tmp_path: Path) -> None:
    titled = changed(scan(), lambda document, _: document.set_metadata({"title": "Kopie"}), tmp_path)
    assert opened(titled).hidden == []
    noted = changed(scan(), lambda _, page: page.insert_text((10, 838), "x"), tmp_path)
    assert opened(noted).hidden == []


def test_a_file_made_for_the_web_has_no_earlier_version(opened: Opened, tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(scan())) as document:
        document.save(tmp_path / "web.pdf", linearize=True)
    data = (tmp_path / "web.pdf").read_bytes()
    assert data.count(b"%%EOF") == 2
    assert opened(data).hidden == []


def test_more_versions_than_anybody_saves_are_for_a_person_to_see(opened: Opened) -> None:
    end = b"startxref\n9\n%%EOF\n"
    assert opened(scan() + end * 60).hidden == [("revision", 1, "Leftover")]


@pytest.mark.parametrize("where", ["nowhere", "resources"])
def test_a_picture_that_no_page_shows_comes_out(opened: Opened, where: str) -> None:
    def change(document: Any, page: Any) -> None:
        page.insert_image(page.rect, stream=encoded(CARD, "JPEG"))
        xref = page.get_images()[0][0]
        document.update_stream(page.get_contents()[0], b" ")
        if where == "nowhere":
            document.xref_set_key(page.xref, "Resources", "<<>>")
            document.xref_set_key(document.pdf_catalog(), "Lost", f"{xref} 0 R")

    records = opened(made(change))
    assert records.hidden == [("unused-object", 1, "Raster")]
    assert is_lettered(records.hidden_picture("unused-object"))


def test_pictures_of_patterns_and_stamps_are_shown_and_a_logo_kept_is_too_small(opened: Opened) -> None:
    def stamped(document: Any, page: Any) -> None:
        page.insert_image(page.rect, stream=encoded(CARD, "JPEG"), keep_proportion=False)
        note = page.add_stamp_annot(pymupdf.Rect(20, 20, 220, 220))
        note.update()
        other = document.new_page()
        other.insert_image(other.rect, stream=encoded(lettered(seed=2), "JPEG"), keep_proportion=False)
        picture, appearance = other.get_images()[0][0], document.xref_get_key(note.xref, "AP/N")[1].split()[0]
        document.xref_set_key(int(appearance), "Resources/XObject", f"<</P {picture} 0 R>>")
        document.delete_page(1)

    assert opened(made(stamped)).hidden_text("unused-object") == ""
    small = encoded(lettered(110, 60))
    kept = made(lambda document, page: (page.insert_image(page.rect, stream=small), emptied(document, page)))
    assert opened(kept).hidden == []


def emptied(document: Any, page: Any) -> None:
    document.update_stream(page.get_contents()[0], b" ")


@pytest.mark.parametrize(("seed", "layers"), [(1, []), (2, [("thumbnail", 1, "Raster")])])
def test_a_page_s_preview_comes_out_where_it_shows_more(opened: Opened, seed: int, layers: list[object]) -> None:
    def change(document: Any, _: Any) -> None:
        other = document.new_page()
        other.insert_image(other.rect, stream=encoded(lettered(seed=seed).resize((300, 424)), "JPEG"))
        preview = other.get_images()[0][0]
        document.delete_page(1)
        document.xref_set_key(document[0].xref, "Thumb", f"{preview} 0 R")

    assert opened(scan(change)).hidden == layers


def test_files_in_a_pdf_are_examined_as_hidden(opened: Opened) -> None:
    def change(document: Any, page: Any) -> None:
        document.embfile_add("a", encoded(CARD), filename=f"origineel {BSN}.png")
        document.embfile_add("b", b"From: a@example.org\r\nTo: b@example.org\r\n\r\nhallo", filename="mail.eml")
        page.add_file_annot((50, 50), b"\0\1\2", "vreemd.bin")

    records = opened({"a.pdf": made(change, text="zie bijlage")})
    assert records.names == ["a.pdf", "a.pdf/origineel •••••••••.png", "a.pdf/mail.eml"]
    assert records.hidden == [("attachment", 1, "Raster"), ("attachment", 1, "Text")]
    assert records.problems == [("a.pdf/vreemd.bin", "file-unsupported", None)]
    assert len(records.rasters) == 1


def test_the_files_of_a_portfolio_are_what_the_sender_sees(opened: Opened) -> None:
    def change(document: Any, _: Any) -> None:
        document.embfile_add("a", encoded(CARD), filename="voorkant.png")
        document.xref_set_key(document.pdf_catalog(), "Collection", "<</View/T>>")

    records = opened({"a.pdf": made(change)})
    assert records.hidden == []
    assert [raster.attachment for raster in records.rasters] == ["a.pdf", "a.pdf/voorkant.png"]


def test_a_pdf_within_a_pdf_without_end_is_too_large(opened: Opened) -> None:
    data = pdf()
    for _ in range(7):
        data = made(lambda document, _, inner=data: document.embfile_add("a", inner, filename="in.pdf"))
    assert [code for _, code, _ in opened({"a.pdf": data}).problems] == ["file-too-large"]
