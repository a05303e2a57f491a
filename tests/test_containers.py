"""Files in files: every one is examined, under its own name, with nothing lost on the way."""

from __future__ import annotations

import base64
import zipfile

import pytest

from files import BSN, Opened, docx, drawing, encoded, locked, noise, odt, pdf, zip_of

PNG = encoded(drawing())


def test_a_zip_gives_its_files_in_order_and_is_no_file_itself(opened: Opened) -> None:
    records = opened(
        {"kopie.zip": zip_of({"b.png": PNG, "map/a.pdf": pdf(), "__MACOSX/._b.png": b"\0\5", "map/": b""})}
    )
    assert records.names == ["kopie.zip/b.png", "kopie.zip/map/a.pdf"]
    assert records.problems == []


def test_a_zip_with_nothing_in_it_is_empty(opened: Opened) -> None:
    for archive in (zip_of({}), zip_of({"map/": b"", "Thumbs.db": b"x"})):
        assert opened({"x.zip": archive}).problems == [("x.zip", "file-empty", None)]


def test_one_bad_file_in_a_zip_costs_only_itself(opened: Opened) -> None:
    archive = zip_of({"a.png": PNG, "b.pdf": b"%PDF-1.7 broken", "c.exe": b"MZ\0\1", "leeg.jpg": b"", "d.png": PNG})
    records = opened({"x.zip": archive})
    assert records.names == ["x.zip/a.png", "x.zip/d.png"]
    assert records.problems == [
        ("x.zip/b.pdf", "file-corrupt", None),
        ("x.zip/c.exe", "file-unsupported", None),
        ("x.zip/leeg.jpg", "file-empty", None),
    ]


def test_a_damaged_file_in_a_zip_is_told_by_its_checksum(opened: Opened) -> None:
    archive = bytearray(zip_of({"a.txt": b"Hallo daar", "b.png": PNG}, compression=zipfile.ZIP_STORED))
    archive[archive.find(b"Hallo")] ^= 1
    records = opened({"x.zip": bytes(archive)})
    assert records.problems == [("x.zip/a.txt", "file-corrupt", None)]
    assert records.names == ["x.zip/b.png"]


def test_a_locked_zip_is_encrypted(opened: Opened) -> None:
    assert opened({"x.zip": locked(zip_of({"a.png": PNG}))}).problems == [("x.zip/a.png", "file-encrypted", None)]


def test_names_in_a_zip_are_masked_and_distinct(opened: Opened) -> None:
    records = opened({"x.zip": zip_of({f"{BSN}.png": PNG, "111222333.png": PNG})})
    assert records.names == ["x.zip/•••••••••.png", "x.zip/••••••••• (2).png"]
    assert BSN not in repr(records)


def test_a_zip_bomb_never_inflates_beyond_the_limit(opened: Opened) -> None:
    bomb = zip_of({"a.png": PNG, "zeros.bin": bytes(50_000_000)})
    records = opened({"bomb.zip": bomb, "b.png": PNG}, max_bytes=1_000_000)
    assert records.problems == [("bomb.zip", "file-too-large", None)]
    assert records.names == ["bomb.zip/a.png", "b.png"]


def test_a_bomb_in_a_bomb_is_one_sum(opened: Opened) -> None:
    inner = zip_of({"zeros.bin": bytes(600_000)})
    records = opened({"x.zip": zip_of({"1.zip": inner, "2.zip": inner})}, max_bytes=1_000_000)
    assert ("x.zip/2.zip", "file-too-large", None) in records.problems


def test_too_many_files_are_told(opened: Opened) -> None:
    records = opened({"x.zip": zip_of({f"{i}.txt": b"hallo" for i in range(9)})}, max_files=5)
    assert len(records.infos) == 5
    assert records.problems == [("x.zip", "file-too-large", None)]


def test_nesting_ends_at_the_limit_and_the_rest_is_examined(opened: Opened) -> None:
    nest = PNG
    for _ in range(7):
        nest = zip_of({"nest": nest})
    records = opened({"x.zip": zip_of({"nest": nest, "a.png": PNG})})
    assert records.problems == [("x.zip" + "/nest" * 5, "file-too-large", None)]
    assert records.names == ["x.zip/a.png"]


def test_a_forwarded_mail_with_a_zip_is_not_too_deep(opened: Opened) -> None:
    assert opened({"x.zip": zip_of({"y.zip": zip_of({"d.docx": docx("a", media={"f.png": PNG})})})}).problems == []


def test_a_word_document_gives_its_text_and_its_pictures(opened: Opened) -> None:
    records = opened(
        {"brief.docx": docx("Geachte heer,", f"mijn BSN is {BSN}", footer="Voet", media={"image1.png": PNG})}
    )
    assert f"Geachte heer,\nmijn BSN is {BSN}" in records.text
    assert "Voet" in records.text
    assert [(info.name, info.pages) for info in records.infos] == [("brief.docx", 1), ("brief.docx/image1.png", 1)]
    assert records.picture.shape == (200, 320, 3)


def test_text_split_over_runs_reads_as_one(opened: Opened) -> None:
    runs = "BSN 12345</w:t></w:r><w:r><w:t>6782"
    assert f"BSN {BSN}" in opened({"brief.docx": docx(runs)}).text


def test_a_strict_document_and_text_in_a_drawing_are_read(opened: Opened) -> None:
    strict = b"<w:document xmlns:w='http://purl.oclc.org/ooxml/wordprocessingml/main'><w:p><w:t>streng</w:t></w:p>"
    drawn = (
        b"<a:p xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main'><a:t>getekend</a:t></a:p></w:document>"
    )
    assert opened(zip_of({"word/document.xml": strict + drawn})).text.split() == ["streng", "getekend"]


def test_deleted_text_does_not_show(opened: Opened) -> None:
    assert opened(docx(f"a</w:t><w:delText>{BSN}</w:delText><w:t>b")).text.split() == ["ab"]


def test_a_hidden_file_in_a_zip_is_examined(opened: Opened) -> None:
    assert opened({"x.zip": zip_of({".kopie.png": PNG, "._kopie.png": b"\0\5"})}).names == ["x.zip/.kopie.png"]


def test_ornaments_in_documents_are_passed_over_but_not_in_a_zip(opened: Opened) -> None:
    icon = encoded(drawing(40, 40))
    assert opened({"brief.docx": docx("a", media={"logo.png": icon})}).names == ["brief.docx"]
    assert opened({"x.zip": zip_of({"logo.png": icon})}).names == ["x.zip/logo.png"]


def test_a_drawing_that_cannot_be_shown_is_told_and_an_svg_with_its_fallback_is_not(opened: Opened) -> None:
    records = opened(
        {"brief.docx": docx("a", media={"a.emf": b"\1\0\0\0" + bytes(40), "b.svg": b"<svg/>", "b.png": PNG})}
    )
    assert records.problems == [("brief.docx/a.emf", "file-unsupported", None)]
    assert records.names == ["brief.docx", "brief.docx/b.png"]


def test_an_opendocument_gives_its_text_and_its_pictures(opened: Opened) -> None:
    text = "BSN<text:tab/><text:span>1234</text:span>56782<text:line-break/>groet"
    records = opened({"brief.odt": odt(text, "tweede", pictures={"p.jpg": encoded(noise(), "JPEG")})})
    assert records.text.split("\n") == ["", f"BSN\t{BSN}", "groet", "", "tweede", ""]
    assert records.names == ["brief.odt", "brief.odt/p.jpg"]


def test_an_opendocument_with_a_password_is_encrypted(opened: Opened) -> None:
    assert opened({"a.odt": odt("x", manifest=b"<encryption-data/>")}).problems == [("a.odt", "file-encrypted", None)]


def test_xml_that_swells_is_refused(opened: Opened) -> None:
    entities = "".join(f'<!ENTITY e{i + 1} "{f"&e{i};" * 10}">' for i in range(12))
    swelling = f'<!DOCTYPE d [<!ENTITY e0 "ha">{entities}]><d>&e12;</d>'.encode()
    archive = zip_of({"word/document.xml": swelling})
    assert opened({"a.docx": archive, "b.png": PNG}).problems == [("a.docx", "file-corrupt", None)]


@pytest.mark.parametrize("mark", ["script", "style"])
def test_a_web_page_gives_the_text_it_shows_and_the_pictures_in_it(opened: Opened, mark: str) -> None:
    source = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"
    page = f"<html><{mark}>x=1</{mark}><p>mijn&nbsp;BSN<br>is {BSN}</p><img src='{source}'><td>a</td><td>b</td></html>"
    records = opened({"p.html": page.encode()})
    assert records.text.split() == ["mijn", "BSN", "is", BSN, "a", "b"]
    assert records.names == ["p.html", "p.html/picture-1"]
