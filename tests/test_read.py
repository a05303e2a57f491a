"""A page as it is read: every open number is among its words, and what was covered is told with both readers."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from drawn import a_line, blacked, drawn, page, paper, reading_of, shown, turned_upright, typed, whole_side
from idcheck.leaves import _joined, _tables
from idcheck.lines import folded
from idcheck.read import _surer, read, read_text
from idcheck.records import Box, Covering, Look, Place, Reading, Text, Word

CARD = ("identity-card", "2014", "back")


def digits(reading: Reading) -> str:
    return " ".join(folded(word.text) for word in reading.words)


@cache
def covered() -> Reading:
    """The back of a card with a box over each place of its BSN."""
    card = drawn(*CARD)
    picture = card.picture
    for name in card.bsn_places:
        picture = blacked(picture, card.places[name], margin=12)
    return read(turned_upright(shown(card, picture)))


@pytest.mark.parametrize(
    "key",
    [("passport", "2011", "holder"), ("passport", "2021", "back"), CARD, ("driving-licence", "2025", "back")],
    ids="-".join,
)
def test_an_open_bsn_is_among_what_was_read(key: tuple[str, str, str]) -> None:
    assert drawn(*key).bsn in digits(reading_of(*key))


@pytest.mark.parametrize("key", [("passport", "2021", "back"), ("identity-card", "2024", "back")], ids="-".join)
def test_an_open_code_is_decoded(key: tuple[str, str, str]) -> None:
    assert drawn(*key).bsn in [code.text for code in reading_of(*key).codes]


def test_a_covered_bsn_is_not_read_and_its_covers_are_seen() -> None:
    (side,) = covered().sides
    assert drawn(*CARD).bsn not in digits(covered())
    looks = {look.place: look for look in side.looks}
    for place in (Place.PRINTED, Place.MRZ):
        assert looks[place].covering in (Covering.SOLID, Covering.DENSE)
        assert looks[place].expected
        assert looks[place].sharp


def test_before_a_cover_is_believed_the_second_reader_has_looked() -> None:
    (side,) = covered().sides
    assert all({"ppocr", "tesseract"} <= look.readers for look in side.looks)


def test_boxes_lie_on_the_page_and_confidences_are_shares() -> None:
    for word in (*covered().words, *reading_of(*CARD).words):
        assert 0 <= word.box.left <= word.box.right <= 1
        assert 0 <= word.box.top <= word.box.bottom <= 1
        assert 0 <= word.confidence <= 1


def test_nothing_read_shows_in_a_reprs_text() -> None:
    assert drawn(*CARD).bsn not in repr(reading_of(*CARD))


def test_a_sheet_of_white_paper_gives_nothing() -> None:
    found = read(turned_upright(paper(600, 800)))
    assert (found.words, found.strips, found.codes, found.sides) == ((), (), (), ())


def test_a_typed_line_is_read() -> None:
    found = read(turned_upright(typed(paper(1240, 900), (100, 300), ["Burgerservicenummer 123456782"])))
    assert "BURGERSERVICENUMMER123456782" in digits(found).replace(" ", "")


def test_text_of_a_file_is_one_word_a_line_from_top_to_bottom() -> None:
    found = read_text(Text(attachment="mail.eml", number=2, text="Beste,\n\n  Zie bijlage. \nGroet"))
    assert [word.text.strip() for word in found.words] == ["Beste,", "Zie bijlage.", "Groet"]
    tops = [word.box.top for word in found.words]
    assert tops == sorted(tops)
    assert (found.page, {word.reader for word in found.words}) == (2, {"file"})


@pytest.mark.parametrize("text", ["", "\n \n"])
def test_an_empty_text_is_an_empty_reading(text: str) -> None:
    assert read_text(Text(attachment="mail.eml", number=1, text=text)).words == ()


def test_a_column_taken_for_a_line_goes_when_its_cells_are_read() -> None:
    column = a_line("D8日0)D日B双N", [[140, 100], [140, 400], [100, 400], [100, 100]], 0.4)
    cells = [
        a_line(text, [[105, top], [135, top], [135, top + 20], [105, top + 20]], 0.99)
        for text, top in (("BE", 120), ("CE", 200), ("DE", 300))
    ]
    assert _joined([column], cells) == cells
    assert _joined([column], cells[:2]) == [column, *cells[:2]]


def taped(shines: float) -> Reading:
    """The back of a card with white tape over its strip, through which a share of the print's contrast shines."""
    card = drawn(*CARD)
    picture = card.picture.astype(float)
    foot = np.s_[int(0.56 * picture.shape[0]) : int(0.97 * picture.shape[0]), 30:-30]
    picture[foot] = np.array([232, 230, 220]) * (1 - shines) + picture[foot] * shines
    return read(turned_upright(shown(card, picture.astype(np.uint8))))


@pytest.mark.parametrize(("shines", "bare"), [(0.0, True), (0.03, False), (0.15, False)])
def test_tape_is_a_cover_when_nothing_shines_through(shines: float, bare: bool) -> None:
    reading = taped(shines)
    strip = next(look for look in reading.sides[0].looks if look.place is Place.MRZ)
    assert (strip.covering in (Covering.BLANK, Covering.SOLID)) is bare


def test_around_cells_of_a_table_beside_a_front_a_closer_look_is_taken_on_a_sheet() -> None:
    sheet = page(paper(2480, 3508))
    dates = [
        a_line("02.02.22", [[x, y], [x + 120, y], [x + 120, y + 40], [x, y + 40]])
        for x in (1500, 1680)
        for y in (2600, 2660)
    ]
    (box,) = _tables(sheet, dates, [])
    assert Box(900 / 2480, 2300 / 3508, 2000 / 2480, 2800 / 3508).share_in(box) == pytest.approx(1.0)
    assert not list(_tables(sheet, dates[:3], []))
    assert not list(_tables(page(paper(2480, 2480)), dates, []))
    assert not list(_tables(sheet, dates, [whole_side("driving-licence", "back", "2018", 0)]))


def test_below_a_watermark_no_cover_is_seen_over_a_number_that_was_read_before() -> None:
    """The darkest print alone lacks a number under a pen line, and a code's cover lies right below it."""
    place = Box(0.4, 0.5, 0.6, 0.56)

    def look(covering: Covering, *texts: str, labelled: bool = True) -> Look:
        words = tuple(Word(text=text, box=place, confidence=0.9) for text in texts)
        about = {"place": Place.PRINTED, "box": place, "expected": True, "sharp": True}
        return Look(covering=covering, words=words, labelled=labelled, **about)

    after = look(Covering.SOLID)
    for texts, labelled, first in (
        (("87457652e", "8745765"), True, True),
        (("8745765",), True, False),
        (("17-10-2027", "17-10-2027"), True, False),
        (("691190283", "6971090"), False, False),
    ):
        before = look(Covering.NONE, *texts, labelled=labelled)
        assert (_surer(after, [before]) is before) is first
