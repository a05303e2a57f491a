"""A PDF's pages come out as a reader shows them, and half a file is never judged."""

from __future__ import annotations

import zlib
from pathlib import Path

import numpy as np
import pymupdf
import pytest
from PIL import Image

from files import Opened, drawing, encoded, noise, pdf
from idcheck.rasters import WORKING_SIDE_PX

ROWS = zlib.compress(np.random.default_rng(1).bytes(60 * 60 * 3))
"""a picture of 60 × 60"""
PHOTO = encoded(drawing(1600, 1000), "JPEG")


def test_a_page_is_drawn_at_300_dpi(opened: Opened) -> None:
    assert opened(pdf([{"width": 600, "height": 840}])).picture.shape == (3500, 2500, 3)


@pytest.mark.parametrize(
    ("width", "height", "longest"),
    [(3000, 4000, WORKING_SIDE_PX), (14_400, 100, WORKING_SIDE_PX), (243, 153, 1600), (1, 1, 1600)],
)
def test_pages_of_any_declared_size_come_out_readable(opened: Opened, width: int, height: int, longest: int) -> None:
    picture = opened(pdf([{"width": width, "height": height}])).picture
    assert abs(max(picture.shape[:2]) - longest) <= 1


def test_rotation_is_applied(opened: Opened) -> None:
    page = {"width": 480, "height": 300, "picture": PHOTO}
    upright, turned = opened(pdf([page, page | {"rotation": 90}])).rasters
    assert upright.picture[20, 20].max() < 60
    assert turned.picture.shape[:2] == upright.picture.shape[1::-1]
    assert turned.picture[20, -20].max() < 60


def test_annotations_are_drawn(opened: Opened) -> None:
    document = pymupdf.open()
    page = document.new_page()
    note = page.add_rect_annot(pymupdf.Rect(100, 100, 300, 200))
    note.set_colors(fill=(0, 0, 0))
    note.update()
    assert opened(document.tobytes()).picture[600, 800].max() < 10


def test_pages_are_numbered_from_one(opened: Opened) -> None:
    records = opened({"a.pdf": pdf([{}] * 3), "b.pdf": pdf([{}] * 2)})
    assert [(r.attachment, r.number) for r in records.rasters] == [
        ("a.pdf", 1), ("a.pdf", 2), ("a.pdf", 3), ("b.pdf", 1), ("b.pdf", 2)
    ]  # fmt: skip
    assert [info.pages for info in records.infos] == [3, 2]


def test_a_password_is_told_but_an_owners_alone_is_no_hindrance(opened: Opened) -> None:
    locked = pdf(encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="geheim", owner_pw="baas")
    owned = pdf(encryption=pymupdf.PDF_ENCRYPT_AES_256, owner_pw="baas")
    records = opened({"dicht.pdf": locked, "open.pdf": owned})
    assert records.problems == [("dicht.pdf", "file-encrypted", None)]
    assert records.names == ["open.pdf"]


def test_a_pdf_without_pages_is_empty(opened: Opened) -> None:
    objects = [b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n", b"2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\n"]
    head = b"%PDF-1.4\n"
    places = [len(head), len(head + objects[0])]
    table = b"xref\n0 3\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    body = head + b"".join(objects)
    data = body + table + b"trailer<</Size 3/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(body)
    assert opened({"a.pdf": data}).problems == [("a.pdf", "file-empty", None)]


@pytest.mark.parametrize("share", [0.02, 0.1, 0.4, 0.7, 0.9, 0.99])
def test_a_truncated_pdf_is_corrupt_wherever_it_was_cut(opened: Opened, share: float) -> None:
    data = pdf([{"picture": PHOTO, "text": "hallo"}] * 3)
    records = opened({"a.pdf": data[: int(len(data) * share)]})
    assert records.problems == [("a.pdf", "file-corrupt", None)]
    assert records.rasters == []


def test_a_changed_pdf_that_was_cut_is_corrupt_though_it_has_an_end_in_the_middle(
    opened: Opened, tmp_path: Path
) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(first := pdf([{"text": "een"}, {"text": "twee"}]))
    with pymupdf.open(file) as document:
        document[0].insert_image(document[0].rect, stream=encoded(noise(), "JPEG"))
        document.saveIncr()
    whole = file.read_bytes()
    assert whole.startswith(first)
    assert opened({"a.pdf": whole}).problems == []
    assert opened({"a.pdf": whole[: (len(first) + len(whole)) // 2]}).problems == [("a.pdf", "file-corrupt", None)]


def test_a_page_with_half_a_picture_costs_only_itself(opened: Opened) -> None:
    whole = encoded(noise(), "JPEG")
    data = pdf([{"picture": PHOTO}, {"picture": whole[: len(whole) // 2]}, {"text": "brief"}])
    records = opened({"a.pdf": data})
    assert [raster.number for raster in records.rasters] == [1, 3]
    assert records.problems == [("a.pdf", "file-corrupt", 2)]


@pytest.mark.parametrize(
    ("stream", "problems"),
    [
        (ROWS, []),
        (ROWS[:-4] + b"abcd", []),
        (ROWS[: len(ROWS) // 2], [("a.pdf", "file-corrupt", None)]),
        (zlib.compress(b"\x80" * 3000), [("a.pdf", "file-corrupt", None)]),
    ],
    ids=["whole", "wrong checksum", "cut", "too few rows"],
)
def test_lost_rows_of_a_picture_are_told_and_a_wrong_checksum_is_not(
    opened: Opened, stream: bytes, problems: list[object]
) -> None:
    document = pymupdf.open(stream=pdf([{"picture": encoded(Image.new("RGB", (60, 60)), "PNG")}]), filetype="pdf")
    (xref, *_) = document.get_page_images(0)[0]
    document.update_stream(xref, stream, compress=False)
    document.xref_set_key(xref, "Filter", "/FlateDecode")
    document.xref_set_key(xref, "DecodeParms", "null")
    assert opened({"a.pdf": document.tobytes()}).problems == problems


def test_a_wrong_table_of_contents_alone_is_repaired(opened: Opened) -> None:
    data = pdf([{"picture": PHOTO, "text": "hallo"}])
    moved = data.replace(b"startxref\n", b"startxref\n9")
    records = opened(b"\n\n\n" + moved)
    assert records.problems == []
    assert len(records.rasters) == 1


def test_more_pages_than_the_request_has_left_are_refused(opened: Opened) -> None:
    records = opened({"a.pdf": pdf([{}] * 3), "b.pdf": pdf([{}] * 3), "c.pdf": pdf([{}])}, max_pages=5)
    assert records.problems == [("b.pdf", "file-too-large", None)]
    assert records.names == ["a.pdf", "c.pdf"]
