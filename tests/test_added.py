"""What was laid over a copy is read when, and only when, the first reading does not show it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

import cv2
import numpy as np
import pytest

from idcheck import added, written
from idcheck.added import with_added
from idcheck.engines.ppocr import Line, Text
from idcheck.find import find
from idcheck.geometry import quad_of
from idcheck.marking import find_marking
from idcheck.policy import WOONPARTNERS
from idcheck.records import Box, BsnFinding, Page, PartState, Picture, Quad, Reading, Side, View, Word
from samples import hand

RECEIVED = date(2026, 11, 20)
HAND = "caveat.woff2"
SMALL = Box(0.02, 0.5, 0.98, 0.98)
NOTHING = Text("", 0.0, (), ())
WHOLE = Box(0.02, 0.02, 0.98, 0.98)
PX_PER_MM = 8.0
GROUND, PRINT, GREY, RED = (225, 232, 228), (20, 20, 20), (150, 152, 155), (225, 140, 140)
LINES = (
    "KONINKRIJK DER NEDERLANDEN",
    "De Vries",
    "Willemijn Johanna",
    "10 MAA/MAR 1965",
    "Alphen aan den Rijn",
    "30 OKT/OCT 2024",
)


def card() -> Picture:
    """A passport page with print of 2.5 mm."""
    picture = np.full((704, 1000, 3), GROUND, np.uint8)
    for row, line in enumerate(LINES):
        cv2.putText(picture, line, (330, 90 + row * 95), cv2.FONT_HERSHEY_SIMPLEX, 1.0, PRINT, 3, cv2.LINE_AA)
    return picture


def watermarked(text: str, angle: float, colour: tuple[int, int, int]) -> Picture:
    """The card with a text laid over it again and again, dark print showing through."""
    layer = np.zeros((1600, 1600), np.uint8)
    for row in range(8):
        at = (100 - 170 * (row % 2), 150 + row * 190)
        cv2.putText(layer, f"{text}      {text}", at, cv2.FONT_HERSHEY_DUPLEX, 1.5, 255, 3, cv2.LINE_AA)
    turned = cv2.warpAffine(layer, cv2.getRotationMatrix2D((800, 800), angle, 1.0), (1600, 1600))[448:1152, 300:1300]
    ink = np.full((704, 1000, 3), colour, np.uint8)
    picture = card()
    return np.where(turned[..., None] > 96, np.minimum(picture, ink), picture)


def page(picture: Picture) -> Page:
    return Page(attachment="a.png", number=1, picture=picture, quads=np.zeros((0, 4, 2), np.float32))


def reading(*words: Word, sides: int = 1) -> Reading:
    side = Side(document="passport", model="2014", side="holder", box=WHOLE, confidence=0.9, px_per_mm=PX_PER_MM)
    return Reading(attachment="a.png", page=1, width=1000, height=704, words=words, sides=(side,) * sides)


def plain() -> Reading:
    return reading(Word(text="KOPIE Woonpartners 12-11-2026", box=Box(0.3, 0.8, 0.8, 0.86), confidence=0.98, size=42.0))


def looks(monkeypatch: pytest.MonkeyPatch, *found: Line) -> list[int]:
    """Let each look find these lines; gives the sizes that were looked at."""
    sizes: list[int] = []
    read: list[Line] = []

    def detect(_picture: Picture, size: int) -> list[Quad]:
        sizes.append(size)
        read[:] = found
        return [each.quad for each in found]

    monkeypatch.setattr(added.ppocr, "detect", detect)
    for module in (added, written):
        monkeypatch.setattr(module, "recognise", lambda *_: read.pop(0).text if read else NOTHING)
    return sizes


def line(text: str, angle: float) -> Line:
    cos, sin = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    corners = np.array([(0, 0), (300, 0), (300, 40), (0, 40)]) @ np.array([(cos, sin), (-sin, cos)]) + (300, 300)
    return Line(corners.astype(np.float32), Text(text, 0.95, (), ()))


def test_a_plain_marking_is_not_looked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = looks(monkeypatch)
    assert with_added(page(card()), plain(), WOONPARTNERS, RECEIVED) is not None
    assert sizes == []


def test_a_page_without_an_id_side_is_not_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = looks(monkeypatch)
    with_added(page(card()), reading(sides=0), WOONPARTNERS, RECEIVED)
    assert sizes == []


def test_without_a_sign_of_more_five_looks_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = looks(monkeypatch, line("De Vries", 0.0))
    with_added(page(card()), reading(), WOONPARTNERS, RECEIVED)
    assert len(sizes) == 5


def test_tilted_lines_are_a_sign_of_more(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = looks(monkeypatch, line("inzage", 20.0))
    with_added(page(card()), reading(), WOONPARTNERS, RECEIVED)
    assert len(sizes) > 5


def test_looking_ends_with_the_marking_complete(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = looks(monkeypatch, line("KOPIE Woonpartners 12-11-2026", 20.0))
    seen = with_added(page(card()), reading(), WOONPARTNERS, RECEIVED)
    assert len(sizes) == 1
    assert [word.view for word in seen.words] == [View.UNPRINTED]


@pytest.mark.parametrize(
    ("text", "document", "own"),
    [
        ("15-11-24", "passport", False),
        ("15 NOV/NOV 2024", "passport", True),
        ("15.11.2024", "driving-licence", True),
    ],
)
def test_a_date_in_numbers_on_a_passport_is_none_of_its_own(text: str, document: str, own: bool) -> None:
    """It is read again, whatever it was taken for at first."""
    first = reading(Word(text=text, box=Box(0.3, 0.3, 0.5, 0.35), confidence=0.96, size=30.0))
    first = replace(first, sides=(replace(first.sides[0], document=document),))
    assert bool(added._own_dates(first)) is own


def test_the_first_reading_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    looks(monkeypatch, line("inzage", 20.0))
    first = Word(text="De Vries", box=Box(0.3, 0.3, 0.5, 0.35), confidence=0.99, size=30.0)
    assert with_added(page(card()), reading(first), WOONPARTNERS, RECEIVED).words[0] is first


def test_a_line_that_was_read_surely_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    looks(monkeypatch, line("misread", 0.0))
    known = Word(text="De Vries", box=Box(0.296, 0.42, 0.604, 0.488), confidence=0.99, size=40.0)
    seen = with_added(page(card()), reading(known), WOONPARTNERS, RECEIVED)
    assert {word.text for word in seen.words} == {"De Vries"}


def test_words_written_again_and_again_are_a_sign_of_more(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = looks(monkeypatch)
    twice = [Word(text="inzage", box=Box(0.1, y, 0.3, y + 0.05), confidence=0.98, size=30.0) for y in (0.2, 0.6)]
    with_added(page(card()), reading(*twice), WOONPARTNERS, RECEIVED)
    assert len(sizes) > 5


def test_a_side_taken_for_far_too_large_is_looked_at_where_its_print_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = looks(monkeypatch)
    close = [
        Word(text="De Vries", box=Box(0.4, y, 0.6, y + 0.02), confidence=0.99, size=14.0)
        for y in (0.4, 0.45, 0.5, 0.55)
    ]
    with_added(page(card()), reading(*close), WOONPARTNERS, RECEIVED)
    whole = looks(monkeypatch)
    with_added(page(card()), reading(), WOONPARTNERS, RECEIVED)
    assert sizes[0] > whole[0] / 2


def test_around_a_side_on_a_larger_sheet_is_looked_for_small_writing_unless_that_is_a_letter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sizes = looks(monkeypatch)
    first = reading()
    small = replace(first.sides[0], box=Box(0.35, 0.35, 0.65, 0.65), px_per_mm=0.3 * PX_PER_MM)
    with_added(page(card()), replace(first, sides=(small,)), WOONPARTNERS, RECEIVED)
    assert len(sizes) == 5
    assert sizes[0] > 1.3 * sizes[1]


@pytest.mark.parametrize(("angle", "colour"), [(0.0, GREY), (18.0, GREY), (-25.0, RED)])
def test_a_watermark_across_the_print_is_read(angle: float, colour: tuple[int, int, int]) -> None:
    picture = watermarked("KOPIE Woonpartners 12-11-2026", angle, colour)
    seen = with_added(page(picture), reading(), WOONPARTNERS, RECEIVED)
    found = find_marking(seen, 0, WOONPARTNERS, RECEIVED)
    assert [part.state for part in found.parts] == [PartState.PRESENT] * 3
    assert found.parts[2].value == "2026-11-12"


def handwritten(*lines: str, angle: float) -> Picture:
    """The card with these lines written across it, about its middle."""
    ink = hand.lines(list(lines), HAND, 26, Random(4))
    sheet = np.zeros((704, 1000), np.uint8)
    sheet[300 : 300 + ink.shape[0], 250 : 250 + ink.shape[1]] = ink
    turned = cv2.warpAffine(sheet, cv2.getRotationMatrix2D((500, 350), angle, 1.0), (1000, 704))
    return np.where(turned[..., None] > 96, np.full((704, 1000, 3), (25, 30, 110), np.uint8), card())


@pytest.mark.parametrize("angle", [0.0, 14.0, -22.0, 45.0, 90.0, -90.0, 180.0])
def test_a_hand_across_the_print_is_read(angle: float) -> None:
    picture = handwritten("Kopie voor Woonpartners", "12-11-2026", angle=angle)
    seen = with_added(page(picture), reading(), WOONPARTNERS, RECEIVED)
    found = find_marking(seen, 0, WOONPARTNERS, RECEIVED)
    assert [part.state for part in found.parts] == [PartState.PRESENT] * 3
    assert found.parts[2].value == "2026-11-12"


def test_pieces_of_a_written_line_are_read_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    widths: list[float] = []

    def recognise(picture: Picture, _policy: object) -> Text:
        widths.append(picture.shape[1])
        return Text("KOPIE Woonpartners 12-11-2026", 0.95, (), ())

    monkeypatch.setattr(written, "recognise", recognise)
    pieces = [
        Word(text=text, box=Box(left, 0.8, right, 0.84), confidence=0.7, size=28.0)
        for text, left, right in (("K0P1E W", 0.1, 0.3), ("partncrs", 0.32, 0.5), ("l2-11", 0.53, 0.6))
    ]
    seen = with_added(page(card()), reading(*pieces), WOONPARTNERS, RECEIVED)
    assert widths == [pytest.approx(500, abs=2)]
    assert [word.view for word in seen.words[3:]] == [View.WRITTEN]


def test_what_the_reader_of_markings_reads_is_no_bsn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(written, "recognise", lambda _picture, _policy: Text("BSN 123456782", 0.95, (), ()))
    first = Word(text="BSN 1Z3A5G7", box=Box(0.1, 0.1, 0.4, 0.14), confidence=0.6, size=28.0)
    seen = with_added(
        page(card()), replace(reading(first), sides=(replace(reading().sides[0], box=SMALL),)), WOONPARTNERS, RECEIVED
    )
    assert any("123456782" in word.text for word in seen.words)
    assert not [one for one in find(seen, WOONPARTNERS, RECEIVED) if isinstance(one, BsnFinding)]


def test_a_card_without_a_watermark_has_none() -> None:
    seen = with_added(page(card()), reading(), WOONPARTNERS, RECEIVED)
    assert all(part.state is PartState.MISSING for part in find_marking(seen, 0, WOONPARTNERS, RECEIVED).parts)


def test_a_date_of_the_document_is_no_date_of_the_marking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen in the colours alone, "05 JAN/JAN 2026" was "05 JAN 2 JAN 2026"."""
    printed = Word(text="05 JAN/JAN 2026", box=Box(0.3, 0.4, 0.6, 0.46), confidence=0.97, size=40.0)
    looks(monkeypatch, line("15 JAN 2 JAN 2026", 0.0)._replace(quad=quad_of(printed.box, 1000, 704)))
    seen = with_added(page(card()), reading(printed), WOONPARTNERS, RECEIVED)
    assert {word.text for word in seen.words} == {"05 JAN/JAN 2026"}


def test_a_caption_in_which_the_reader_of_markings_sees_a_copy_word_is_no_marking() -> None:
    side = Side(
        document="passport", model="2014", side="holder", box=WHOLE, confidence=0.9, px_per_mm=PX_PER_MM, looks=()
    )
    on = Reading(attachment="a.png", page=1, width=1000, height=704, words=(), sides=(side,))
    large = Word(
        text="date st copy",
        box=Box(0.3, 0.3, 0.4, 0.32),
        confidence=0.8,
        size=24.0,
        reader="markings",
        view=View.WRITTEN,
    )
    assert not added._is_caption(large, on)
    assert added._is_caption(replace(large, size=12.0), on)
    assert not added._is_caption(replace(large, size=12.0, box=Box(0.99, 0.3, 1.0, 0.32)), on), "beside the side"


def rows(*texts: str) -> list[Word]:
    """Lines under one another on the side, hardly read."""
    return [
        Word(text=text, box=Box(0.4, 0.2 + row / 8, 0.8, 0.26 + row / 8), confidence=0.8, size=42.0)
        for row, text in enumerate(texts)
    ]


def test_a_level_line_on_a_side_with_a_part_of_the_marking_is_read_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """What print crosses before its beginning, and in the lines around it, was not found."""
    begun: list[str] = []

    def read_on(_page: Page, lines: list[Word], *_: object) -> list[Word]:
        begun.extend(word.text for word in lines)
        return []

    monkeypatch.setattr(added, "read_on", read_on)
    looks(monkeypatch)
    texts = ("voor Woonpartners", "1- datum: 18 nov", "NEDERLANDSE", "Willemijn")
    lines = rows(*texts)
    monkeypatch.setattr(
        added, "written", lambda *_: [replace(one, reader="markings", view=View.WRITTEN) for one in lines]
    )
    with_added(page(card()), reading(*lines), WOONPARTNERS, RECEIVED)
    assert sorted(begun) == ["1- datum: 18 nov", "voor Woonpartners"]


def test_a_line_that_print_garbled_is_read_again_on_the_page_in_several_cuts(monkeypatch: pytest.MonkeyPatch) -> None:
    cuts: list[int] = []

    def recognise(_picture: Picture, _policy: object, *others: Picture) -> Text:
        cuts.append(1 + len(others))
        return Text("datum 12-11-2026" if others else "", 0.9, (), ())

    looks(monkeypatch)
    monkeypatch.setattr(written, "recognise", recognise)
    texts = ("KOPIE Woonpartners", "datum 12-1 1-226", "1234", "Willemijn")
    lines = rows(*texts)
    found = [replace(one, reader="markings", view=View.COLOUR) for one in lines]
    monkeypatch.setattr(added, "written", lambda *_: found)
    assert [word.text for word in added._garbled(reading(), found, WOONPARTNERS)] == [
        "KOPIE Woonpartners",
        "datum 12-1 1-226",
        "1234",
    ]
    seen = with_added(page(card()), reading(), WOONPARTNERS, RECEIVED)
    assert 3 in cuts
    assert find_marking(seen, 0, WOONPARTNERS, RECEIVED).parts[2].value == "2026-11-12"


def test_a_line_across_a_date_of_the_document_is_no_reading_of_it() -> None:
    """The box around a long line that lies aslant holds much that it only crosses."""
    own = [Box(0.4, 0.4, 0.6, 0.45)]
    level = Word(
        text="op 12-11-2026",
        box=Box(0.38, 0.4, 0.62, 0.46),
        confidence=0.9,
        size=40.0,
        reader="markings",
        view=View.CLOSE,
    )
    across = replace(level, text="Kopie voor Woonpartners 12-11-2026", box=Box(0.1, 0.2, 0.9, 0.7), angle=28.0)
    assert added._repeats_one(level, own, 0.0)
    assert not added._repeats_one(across, own, 0.0)
