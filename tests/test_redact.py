"""A redacted copy has no BSN, in no layer, and all else as it was; where that is not sure, there is no copy."""

from __future__ import annotations

import errno
import io
import math
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pymupdf
import pytest
from PIL import Image, ImageDraw

import fakes
import files
from drawn import PX_PER_MM, RIM, drawn, shown
from fakes import BSN, FIELD
from idcheck import UnsafeError, UsageError, redact
from idcheck.cli import main
from idcheck.records import Box, BsnFinding, Finding, Page, Picture, Place, Quad, Reading, SideFinding, State, Word
from samples.canvas import SCALE, Drawn

KINDS = ["PNG", "TIFF", "BMP", "JPEG", "WEBP", "GIF", "HEIF", "PDF"]


def field_of(picture: Picture, box: Box = FIELD) -> Picture:
    high, wide = picture.shape[:2]
    return picture[round(box.top * high) : round(box.bottom * high), round(box.left * wide) : round(box.right * wide)]


def shows_until_black(page: Page) -> Reading:
    """A BSN stands in the field until that is black."""
    words = (Word(text=BSN, box=FIELD, confidence=0.9),) if field_of(page.picture).max() > 60 else ()
    return Reading(attachment=page.attachment, page=page.number, width=page.width, height=page.height, words=words)


def shows_ever(page: Page) -> Reading:
    words = (Word(text=BSN, box=FIELD, confidence=0.9),)
    return Reading(attachment=page.attachment, page=page.number, width=page.width, height=page.height, words=words)


@pytest.fixture
def stages(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Installs stages that do as told."""

    def install(**given: Callable[..., Any]) -> None:
        fakes.install(monkeypatch, **{"read": shows_until_black} | given)

    return install


def picture() -> Image.Image:
    """With something in each corner that must stay."""
    return files.drawing(320, 400)


def file_of(kind: str, image: Image.Image | None = None) -> bytes:
    image = image or picture()
    return files.pdf([{"picture": files.encoded(image)}]) if kind == "PDF" else files.encoded(image, kind)


def seen(opened: files.Opened, data: bytes) -> files.Records:
    return opened({"copy": data})


# ------------------------------------------------------------------------------------------------- with stages as told


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_found_is_black_and_all_else_stays(
    stages: Callable[..., None], opened: files.Opened, kind: str
) -> None:
    stages()
    before = seen(opened, file_of(kind))
    done = redact(("copy", file_of(kind)))
    after = seen(opened, done.data)
    assert (after.infos[0].media_type, after.problems, after.hidden) == (before.infos[0].media_type, [], [])
    assert field_of(after.picture).max() < 40
    changed = np.abs(after.picture.astype(int) - before.picture).max(axis=2) > 60
    high, wide = changed.shape
    changed[round(0.37 * high) : round(0.53 * high), round(0.17 * wide) : round(0.63 * wide)] = False
    assert changed.mean() < 0.01
    assert [(one.page, one.place, one.state) for one in done.burnt] == [(1, Place.TEXT, State.READABLE)]


def test_every_page_stays_and_keeps_its_size(stages: Callable[..., None]) -> None:
    stages()
    pages = [{"width": 243, "height": 153}, {"rotation": 90}, {"width": 2000, "height": 900}, {}]
    done = redact(("a.pdf", files.pdf(pages)))
    with pymupdf.open(stream=done.data) as made, pymupdf.open(stream=files.pdf(pages)) as given:
        sizes = [[tuple(map(round, page.rect[2:])) for page in file] for file in (made, given)]
    assert sizes[0] == sizes[1]
    assert done.pages == len({one.page for one in done.burnt}) == 4


def test_frames_of_a_tiff_stay(stages: Callable[..., None], opened: files.Opened) -> None:
    stages()
    data = files.encoded(picture(), "TIFF", save_all=True, append_images=[files.drawing(200, 300)])
    assert len(seen(opened, redact(("a.tif", data)).data).rasters) == 2


def test_black_and_white_stays_so(stages: Callable[..., None]) -> None:
    stages()
    assert Image.open(io.BytesIO(redact(("a.tif", file_of("TIFF", picture().convert("1")))).data)).mode == "1"


def scan_with_a_past(tmp_path: Path) -> bytes:
    """A PDF with a BSN in its text layer, title, an earlier version and a file in it, and none on its face."""
    file = tmp_path / "past.pdf"
    file.write_bytes(files.pdf([{"text": f"BSN {BSN}"}]))
    with pymupdf.open(file) as document:
        page = document[0]
        page.add_redact_annot(page.rect)
        page.apply_redactions()
        page.insert_text((50, 50), f"BSN {BSN}", render_mode=3)
        document.set_metadata({"title": f"BSN {BSN}"})
        document.embfile_add("in.txt", f"BSN {BSN}".encode())
        document.saveIncr()
    return file.read_bytes()


def test_nothing_of_the_file_is_left_but_what_shows(
    stages: Callable[..., None], opened: files.Opened, tmp_path: Path
) -> None:
    stages(read=fakes.read)
    data = scan_with_a_past(tmp_path)
    assert {layer for layer, *_ in seen(opened, data).hidden} >= {"text-layer", "revision", "metadata", "attachment"}
    done = redact(("a.pdf", data))
    after = seen(opened, done.data)
    assert (after.hidden, after.names) == ([], ["copy"])
    assert {"text-layer", "revision", "metadata", "attachment"} <= set(done.layers)
    with pymupdf.open(stream=done.data) as made:
        assert made.xref_length() == 6, "a catalogue, a tree of one page, its content and its picture"
        assert not any(BSN.encode() in (made.xref_stream(xref) or b"") for xref in range(1, 6))
    assert BSN.encode() not in done.data


def test_exif_preview_and_turn_of_a_photo_are_gone_and_it_stands_upright(
    stages: Callable[..., None], opened: files.Opened
) -> None:
    stages()
    exif = files.turned(6)
    exif[0x010E] = f"BSN {BSN}"
    data = files.encoded(picture(), "JPEG", exif=exif) + files.encoded(files.lettered(), "JPEG")
    assert seen(opened, data).hidden
    done = redact(("a.jpg", data))
    made = Image.open(io.BytesIO(done.data))
    assert (made.size, dict(made.getexif()), seen(opened, done.data).hidden) == ((400, 320), {}, [])
    assert BSN.encode() not in done.data


def test_where_a_bsn_can_still_be_found_there_is_no_copy(
    stages: Callable[..., None], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    stages(read=shows_ever)
    given, out = tmp_path / "a.png", tmp_path / "out.png"
    given.write_bytes(file_of("PNG"))
    assert main(["redact", str(given), "-o", str(out)]) == 1
    captured = capfd.readouterr()
    assert "page 1" in captured.err
    assert captured.out == ""
    assert BSN not in captured.err
    assert list(tmp_path.iterdir()) == [given]


def test_what_a_first_round_leaves_is_burnt_in_the_next(stages: Callable[..., None], opened: files.Opened) -> None:
    other = Box(0.2, 0.7, 0.6, 0.75)

    def read(page: Page) -> Reading:
        first = shows_until_black(page)
        left = (Word(text=BSN, box=other, confidence=0.9),) if field_of(page.picture, other).max() > 60 else ()
        return first if first.words else replace(first, words=left)

    def find(reading: Reading, *_: object) -> Iterator[Finding]:
        for word in reading.words:
            yield replace(fakes.readable(reading), box=word.box)

    stages(read=read, find=find)
    after = seen(opened, redact(("a.png", file_of("PNG"))).data).picture
    assert field_of(after).max() == field_of(after, other).max() == 0


def poor(reading: Reading, *_: object) -> Iterator[Finding]:
    yield SideFinding(
        attachment=reading.attachment,
        page=reading.page,
        side=0,
        document="passport",
        model="2014",
        name="holder",
        box=FIELD,
        confidence=0.9,
        legible=False,
    )


def unknown_all_over(reading: Reading, *_: object) -> Iterator[BsnFinding]:
    yield replace(fakes.readable(reading), state=State.UNKNOWN, box=Box(0.0, 0.0, 1.0, 1.0))


@pytest.mark.parametrize(("find", "why"), [(poor, "too poor"), (unknown_all_over, "cannot be told where")])
def test_what_a_machine_cannot_judge_is_left_to_a_person(
    stages: Callable[..., None], find: Callable[..., Any], why: str
) -> None:
    stages(find=find)
    with pytest.raises(UnsafeError, match=f"{why}.*by hand"):
        redact(("a.png", file_of("PNG")))


def test_a_file_that_cannot_be_examined_gives_no_copy_and_says_what_to_do(stages: Callable[..., None]) -> None:
    stages()
    locked = files.pdf(encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="x", owner_pw="y")
    for data, way_out in ((locked, "without one"), (file_of("PNG")[:200], "scan it anew"), (b"\0\0", "right file")):
        with pytest.raises(UnsafeError, match=way_out):
            redact(("a", data))


@pytest.mark.parametrize("data", [files.mail(), files.zip_of({"a.txt": b"x"}), files.docx("x"), b"text", b"MZ\0\0\x90"])
def test_what_is_no_pdf_or_picture_is_for_the_caller_to_open(data: bytes) -> None:
    with pytest.raises(UsageError, match="print it to a PDF"):
        redact(("a", data))


def test_a_portfolio_is_a_folder_in_disguise(stages: Callable[..., None]) -> None:
    stages()
    document = pymupdf.open()
    document.new_page()
    document.embfile_add("scan.png", file_of("PNG"))
    document.xref_set_key(document.pdf_catalog(), "Collection", "<</Type/Collection>>")
    with pytest.raises(UsageError, match="portfolio"):
        redact(("a.pdf", document.tobytes()))


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="folder"):
        redact(tmp_path)


# ---------------------------------------------------------------------------------------------------------- the command


def test_the_command_writes_the_copy_for_its_owner_and_says_what_was_burnt(
    stages: Callable[..., None], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    stages()
    given, out = tmp_path / "a.pdf", tmp_path / "out.pdf"
    given.write_bytes(file_of("PDF"))
    assert main(["redact", str(given), "-o", str(out), "--lang", "en"]) == 0
    captured = capfd.readouterr()
    assert captured.out.startswith(
        "WRITTEN  out.pdf (1 page(s))\n\nBurnt out:\n  - page 1: BSN in the text (readable)\n"
    )
    assert BSN not in captured.out + captured.err
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert {path.name for path in tmp_path.iterdir()} == {"a.pdf", "out.pdf"}


@pytest.mark.parametrize("name", ["a.png", "./a.png", "other.png", "link.png"])
def test_nothing_is_written_over(tmp_path: Path, name: str, capfd: pytest.CaptureFixture[str]) -> None:
    given = tmp_path / "a.png"
    given.write_bytes(file_of("PNG"))
    (tmp_path / "other.png").write_bytes(b"other")
    (tmp_path / "link.png").symlink_to(tmp_path / "nowhere.png")
    before = {path.name: path.is_symlink() or path.read_bytes() for path in tmp_path.iterdir()}
    assert main(["redact", str(given), "-o", str(tmp_path / name)]) == 2
    assert "another name for the copy" in capfd.readouterr().err
    assert before == {path.name: path.is_symlink() or path.read_bytes() for path in tmp_path.iterdir()}


@pytest.mark.parametrize("name", ["none/out.png", "out.pdf", "out"])
def test_a_name_that_cannot_be_the_copys_is_2(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.png").write_bytes(file_of("PNG"))
    assert main(["redact", str(tmp_path / "a.png"), "-o", str(tmp_path / name)]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]


@pytest.mark.parametrize("call", ["fsync", "link"])
def test_a_copy_that_cannot_be_written_is_3_and_leaves_nothing(
    stages: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    stages()
    (tmp_path / "a.png").write_bytes(file_of("PNG"))
    monkeypatch.setattr(f"os.{call}", full)
    monkeypatch.setattr(Path, "rename", full)
    assert main(["redact", str(tmp_path / "a.png"), "-o", str(tmp_path / "out.png")]) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]


def test_a_file_that_came_in_the_meantime_is_not_written_over(stages: Callable[..., None], tmp_path: Path) -> None:
    out = tmp_path / "out.png"

    def find(reading: Reading, *_: object) -> Iterator[Finding]:
        out.write_bytes(b"other")
        yield from fakes.find(reading, None, None)  # type: ignore[arg-type]

    stages(find=find)
    (tmp_path / "a.png").write_bytes(file_of("PNG"))
    assert main(["redact", str(tmp_path / "a.png"), "-o", str(out)]) == 3
    assert out.read_bytes() == b"other"
    assert {path.name for path in tmp_path.iterdir()} == {"a.png", "out.png"}


# ------------------------------------------------------------------------------------------------ with the stages as are


TILT = 3.0
"""degrees that the card lies askew"""


def places_of(side: Drawn, askew: Image.Image, name: str) -> Quad:
    """Where a place of a drawn side is when it lies askew, in pixels."""
    flat = shown(side)
    quad = side.places[name] * (PX_PER_MM / SCALE) + RIM - (flat.shape[1] / 2, flat.shape[0] / 2)
    cos, sin = math.cos(math.radians(TILT)), math.sin(math.radians(TILT))
    return np.asarray(quad @ np.array([[cos, sin], [-sin, cos]]) + (askew.width / 2, askew.height / 2), np.float32)


def test_the_open_places_of_a_card_that_lies_askew_are_burnt_and_no_more(opened: files.Opened) -> None:
    side = drawn("identity-card", "2014", "back")
    card = Image.fromarray(shown(side)).rotate(-TILT, expand=True, fillcolor="white")
    done = redact(("a.jpg", files.encoded(card, "JPEG", quality=95)))
    assert {(one.place, one.state) for one in done.burnt} == {
        (Place.PRINTED, State.READABLE),
        (Place.MRZ, State.READABLE),
    }
    black = seen(opened, done.data).picture.max(axis=2) < 40
    assert black.shape == (card.height, card.width)
    for name in ("printed", "mrz"):
        mask = Image.new("1", card.size)
        ImageDraw.Draw(mask).polygon([(float(x), float(y)) for x, y in places_of(side, card, name)], fill=1)
        assert black[np.asarray(mask)].mean() > 0.99
    assert black.mean() < 0.1
