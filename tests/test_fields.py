"""The printed field: its cover is told by its place, and without label and cover by all else being read."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from drawn import PX_PER_MM, a_line, page, paper, typed, whole_side
from drawn import a_line_mm as line
from idcheck import fields, seen, suspects
from idcheck.bsn import is_bsn
from idcheck.covers import Blob
from idcheck.documents import IDENTITY_CARD, LICENCE, PAPER, PASSPORT, UNKNOWN, models_of
from idcheck.engines import digits
from idcheck.engines.ppocr import Line
from idcheck.fields import _hiding_patches, printed_look
from idcheck.records import Box, Covering, Look, Picture, Strip, StripLine, View, Word
from idcheck.sight import Sight, sight_of, zone_of
from idcheck.strips import FoundStrip
from idcheck.suspects import is_suspect
from idcheck.traces import Trace, trace

PRINT = ["Jansen", "Utrecht", "20 JAN/JAN 1984", "09 AUG/AUG 2013", "Burg. van Utrecht", "1,78 m", "P NLD Nederlandse"]
CAPTIONS = ["naam / surname", "geboorteplaats / place of birth", "lengte / height"]


@pytest.fixture(autouse=True)
def without_a_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digits, "chances", inked)
    monkeypatch.setattr(seen, "_is_told", lambda *_: True)  # the values of `plain` stand there as text alone


def inked(picture: Picture, px_per_mm: float) -> NDArray[np.float32]:
    """A finder that takes all dark ink for digits."""
    dark = (picture.max(axis=2) < 128).astype(np.float32)
    scale = digits.PX_PER_MM / px_per_mm / digits.STEP
    spots = cv2.resize(dark, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.dilate((spots > 0.05).astype(np.float32), np.ones((1, 3))), np.float32)


def plain() -> list[Line]:
    values = [line(text, 45, 8 + 7 * row) for row, text in enumerate(PRINT)]
    return values + [line(text, 45, 5 + 7 * row, (20.0, 1.8)) for row, text in enumerate(CAPTIONS)]


def patch(left: float, top: float, wide: float = 22.0, high: float = 5.0) -> Blob:
    box = Box(left / 125, top / 88, (left + wide) / 125, (top + high) / 88)
    return Blob(box=box, width_mm=wide, height_mm=high, mask=np.ones((4, 4), np.bool_))


def look(
    lines: list[Line],
    *patches: Blob,
    ink: tuple[Line, int] | None = None,
    uncrossed: bool = False,
    captions: int = len(CAPTIONS),
    picture: Picture | None = None,
) -> Look:
    """The look at a passport page. ``ink``: a line that stands there as strokes of such a level, and not as text alone."""
    picture = paper(1250, 880) if picture is None else picture
    if ink is not None:
        (left, top), (right, bottom) = ink[0].quad[0].astype(int), ink[0].quad[2].astype(int)
        picture[top + 4 : bottom - 4, left:right:9] = ink[1]
    side = whole_side(PASSPORT, "holder", "2011", captions)
    on = page(picture)
    sight = Sight(
        page=on,
        side=side,
        lines=tuple(lines),
        patches=patches,
        ground=252,
        span=200,
        sharp=True,
        value_mm=3.2,
        uncrossed=uncrossed,
    )
    found = printed_look(sight, [model for model in models_of(PASSPORT, "holder") if model.model == "2011"])
    assert found is not None
    return found


def test_where_all_else_was_read_with_ease_nothing_is_left() -> None:
    assert look(plain()).covering is Covering.BLANK


def test_three_signs_in_a_row_that_no_reader_found_may_be_a_rest_of_the_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fields, "closer", lambda sight, *_: sight)
    rest = paper(1250, 880)
    for index in range(3):
        cv2.ellipse(rest, (950 + 20 * index, 490), (7, 14), 0, 0, 360, (20, 20, 20), -1)
    assert look(plain(), picture=rest).covering is Covering.UNSEEN


def test_where_digits_are_seen_that_no_reader_found_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    there = line("123456782", 70, 50, (20.0, 3.4))
    monkeypatch.setattr(fields, "closer", lambda sight, *_: sight)
    monkeypatch.setattr(fields, "read_quads", lambda _, quads: [there._replace(quad=quad) for quad in quads])
    (word,) = (word for word in look(plain(), ink=(there, 40)).words if word.text == "123456782")
    assert word.box.left == pytest.approx(70 / 125, abs=0.02)
    assert word.box.right == pytest.approx(90 / 125, abs=0.02)
    assert not any(word.text == "123456782" for word in look(plain()).words)


@pytest.mark.parametrize(
    "harmless",
    [
        line("A. Jansenn", 60, 55, (22.0, 8.6), 0.79),
        line("8 lengte / height /taill", 90, 50, (13.0, 2.4), 0.8),
        line("19", 10, 40, (20.0, 4.0), 0.4),
        line("7", 90, 50, (3.0, 3.0), 0.5),
        line("1799m", 90, 50, (8.0, 2.6), 0.75),
        line("lgesbchreex", 44, 4.4, (21.0, 3.2), 0.43),
    ],
    ids=["a signature", "a caption misread", "in the photo", "too narrow", "a height misread", "a caption and its rim"],
)
def test_what_cannot_be_the_number_does_not_spoil_that(harmless: Line) -> None:
    assert look([*plain(), harmless]).covering is Covering.BLANK


@pytest.mark.parametrize(
    "doubtful",
    [
        line("g3l#2360S", 90, 50, (20.0, 3.4), 0.55),
        line("'269313236050onpartners", 80, 50, (40.0, 4.0), 0.9),
        line(".5-0531317722 woom", 80, 48, (40.0, 8.0), 0.83),
        line("0331317722", 80, 50, (20.0, 3.2), 0.96),
    ],
    ids=["misread", "run into a watermark", "run into a date of it", "with a digit of it"],
)
def test_what_may_be_the_number_does(doubtful: Line) -> None:
    assert look([*plain(), doubtful], ink=(doubtful, 40)).covering is Covering.UNSEEN


def test_a_word_right_under_the_caption_of_the_signature_is_one_and_digits_there_may_be_the_number() -> None:
    caption = line("handtekening / signature", 45, 56, (25.0, 1.8))
    signed, digits = (line(text, 48, 59, (20.0, 4.0), 0.4) for text in ("志#Wll", "4#12360"))
    assert look([*plain(), caption, signed], ink=(signed, 40)).covering is Covering.BLANK
    assert look([*plain(), signed], ink=(signed, 40)).covering is Covering.UNSEEN
    assert look([*plain(), caption, digits], ink=(digits, 40)).covering is Covering.UNSEEN


def test_what_lies_partly_on_a_documents_number_is_a_piece_of_it() -> None:
    own = line("NG3K92204", 90, 50, (20.0, 3.2), 0.96)
    crossed = line("60045", 107, 50, (12.0, 3.2), 0.6)
    sight = replace(on_back(own, crossed), side=whole_side(PASSPORT, "holder", "2011", 0))
    assert not is_suspect(sight, crossed)
    assert is_suspect(replace(sight, lines=(crossed,)), crossed)


def test_a_line_paler_than_the_print_is_a_watermarks_unless_something_lies_over_it() -> None:
    piece = line("WOB3", 90, 50, (20.0, 3.4), 0.4)
    assert look([*plain(), piece], ink=(piece, 170)).covering is Covering.BLANK
    assert look([*plain(), piece], patch(89, 49), ink=(piece, 225)).covering is Covering.VEILED


def slanting(text: str) -> Line:
    return a_line(text, [[450, 300], [850, 440], [840, 470], [440, 330]])


def test_a_line_across_spoils_that_where_digits_are_seen_in_it() -> None:
    across = slanting("kopie voor Woonpartners")
    assert look([*plain(), across]).covering is Covering.BLANK
    assert look([*plain(), across], ink=(across, 40)).covering is Covering.UNSEEN


@pytest.mark.parametrize(("level", "covering"), [(170, Covering.SOLID), (40, Covering.UNSEEN)])
def test_pale_words_and_what_they_cross_spoil_no_cover_once_the_dark_print_was_read_alone(
    level: int, covering: Covering
) -> None:
    mixed = line("iersN16-11KA25T", 2, 60, (50.0, 3.2), 0.8)
    assert look([*plain(), mixed], patch(90, 40), ink=(mixed, level), uncrossed=True).covering is covering


def test_a_piece_of_a_line_read_with_ease_is_no_number() -> None:
    whole, piece = line("3 JAN/JAN 2923", 80, 50, (40.0, 4.0), 0.92), line("2973", 100, 50.2, (15.0, 3.6), 0.71)
    assert look([*plain(), whole, piece], ink=(whole, 40)).covering is Covering.BLANK
    assert look([*plain(), piece], ink=(piece, 40)).covering is Covering.UNSEEN


def test_a_marking_beside_a_label_is_no_number_in_its_field() -> None:
    label = line("persoonsnummer", 45, 60, (15.0, 1.8))
    marking = line("2026, woonpartners", 63, 59.5, (35.0, 4.0))
    found = look([*plain(), label, marking], patch(44, 61.8))
    assert found.covering is Covering.SOLID


def test_a_box_beside_a_number_that_was_misread_is_not_its_cover() -> None:
    number = line("'269313236050onpartners", 80, 50, (40.0, 4.0), 0.9)
    assert look(plain(), patch(80, 56)).covering is Covering.SOLID
    assert look([*plain(), number], patch(80, 56), ink=(number, 40)).covering is Covering.UNSEEN


def test_three_digits_in_another_row_than_a_cover_may_be_what_another_one_leaves_of_the_number() -> None:
    """A code's cover, and white-out on a white copy over the middle of the number below it."""
    beside, below = (line("799", 70, top, (6.0, 3.2)) for top in (41, 58))
    assert look([*plain(), beside], patch(80, 40), ink=(beside, 40)).covering is Covering.SOLID
    assert look([*plain(), below], patch(80, 40), ink=(below, 40)).covering is Covering.UNSEEN


def test_a_band_on_which_the_documents_own_number_was_read_is_no_cover() -> None:
    number, other = line("NG3K92204", 90, 40.6, (18.0, 3.2)), line("Utrecht", 90, 40.6, (18.0, 3.2))
    assert look([*plain(), number], patch(85, 40, 40)).covering is not Covering.SOLID
    assert look([*plain(), other], patch(85, 40, 40)).covering is Covering.SOLID


def test_a_label_whose_beginning_is_covered_has_its_field_under_the_cover() -> None:
    tail = line("o. / no. personnel", 99, 39, (12.0, 1.8))
    assert look([*plain(), tail], patch(80, 39.5, 18.0, 4.5)).covering is Covering.SOLID


def test_a_whole_label_has_its_field_under_itself() -> None:
    label = line("persoonsnummer / personal no", 99, 39, (25.0, 1.8))
    assert look([*plain(), label], patch(75, 39.5, 18.0, 4.5)).covering is not Covering.SOLID


def test_a_cover_that_leaves_digits_on_either_side_of_it_leaves_nothing_proven() -> None:
    picture = typed(typed(paper(1250, 880), (797, 434), ["458"], height=24), (1073, 434), ["9"], height=24)
    assert look(plain(), patch(85, 40), picture=picture).covering is Covering.UNSEEN
    assert look(plain(), patch(85, 40)).covering is Covering.SOLID


def test_hair_left_of_the_captions_is_no_cover_though_the_box_of_the_side_is_too_wide() -> None:
    right = np.float32([25 * PX_PER_MM, 0])
    lines = [each._replace(quad=each.quad + right) for each in plain()]
    assert look(lines, patch(85, 39)).covering is Covering.SOLID
    assert look(lines, patch(42, 39)).covering is Covering.BLANK


def test_a_label_read_with_the_caption_left_of_it_has_its_field_under_itself() -> None:
    both = line("GEBOORTEDATUM / DATE OF BIRTH PERSOONSNUMMER / PERSONAL NO", 45, 39, (58.0, 1.8))
    assert look([*plain(), both], patch(75, 40.5, 20.0, 4.0)).covering is Covering.SOLID
    assert look([*plain(), both], patch(45, 40.5, 20.0, 4.0)).covering is not Covering.SOLID


def test_a_patch_that_begins_at_the_end_of_a_field_is_not_its_cover() -> None:
    """The code's, beside a field of which another cover leaves three digits."""
    label, rest = line("persoonsnummer / personal no", 20, 39, (25.0, 1.8)), line("833", 20, 41, (6.0, 3.2))
    code = patch(39, 41, 18.0, 12.0)
    assert look([*plain(), label, rest], code, ink=(rest, 40)).covering is not Covering.SOLID


def test_a_line_of_a_strip_that_was_not_found_is_no_number() -> None:
    second = line("9709247M3410277NLD<<<<<<<<<<<0", 10, 76, (100.0, 3.4))
    assert look([*plain(), second], patch(80, 56)).covering is Covering.SOLID


@pytest.mark.parametrize("text", ["202003-25", "2026-0"])
def test_a_watermarks_date_once_more_and_misread_is_no_number(text: str) -> None:
    tile, again = line("2026-03-25", 45, 70, (20.0, 4.0)), line(text, 80, 50, (20.0, 3.4), 0.8)
    assert look([*plain(), again], patch(80, 49), ink=(again, 225)).covering is Covering.VEILED
    assert look([*plain(), tile, again], patch(80, 49)).covering is Covering.SOLID


@pytest.mark.parametrize("text", ["000000", "00 000 00", "11111"])
def test_digits_all_alike_are_a_pattern_of_the_ground(text: str) -> None:
    pattern = line(text, 70, 50, (20.0, 3.2), 0.8)
    assert look([*plain(), pattern], ink=(pattern, 40)).covering is Covering.BLANK


@pytest.mark.parametrize("text", ["一一一一", "HHHH"])
def test_letters_all_alike_may_be_a_number_under_strokes(text: str) -> None:
    strokes = line(text, 70, 50, (20.0, 3.2), 0.45)
    assert look([*plain(), strokes], ink=(strokes, 40)).covering is Covering.UNSEEN


def test_the_number_of_the_document_is_no_bsn() -> None:
    assert look([*plain(), line("NG6013241", 70, 50, (18.0, 3.2))]).covering is Covering.BLANK
    unsure = line("NG6013241", 70, 50, (18.0, 3.2), 0.7)
    assert look([*plain(), unsure], ink=(unsure, 40)).covering is Covering.UNSEEN


def test_digits_alone_that_were_read_with_ease_are_a_rest_too() -> None:
    rest = line("071440", 70, 50, (12.0, 3.2))
    assert look([*plain(), rest], ink=(rest, 40)).covering is Covering.UNSEEN


@pytest.mark.parametrize(
    ("digits", "covering"), [("532317", Covering.UNSEEN), ("5323", Covering.BLANK), ("504202", Covering.BLANK)]
)
def test_pale_digits_may_shine_through_a_cover_unless_they_are_few_or_a_watermarks_date(
    digits: str, covering: Covering
) -> None:
    pale, date = line(digits, 70, 50, (12.0, 3.2)), line("date: 05.04.2027", 60, 70, (30.0, 3.2))
    assert look([*plain(), date, pale], ink=(pale, 180)).covering is covering


def test_digits_that_were_read_twice_do_not_explain_each_other() -> None:
    rest, again = line("243", 70, 50, (6.0, 3.2)), line("243", 70, 50.1, (6.1, 3.3))
    assert look([*plain(), rest, again], ink=(rest, 40)).covering is Covering.UNSEEN


@pytest.mark.parametrize(("cut", "covering"), [(False, Covering.SOLID), (True, Covering.UNSEEN)])
def test_a_fourth_digit_that_a_cover_cuts_beside_three_leaves_nothing_proven(cut: bool, covering: Covering) -> None:
    picture = paper(1250, 880)
    picture[500:530, 700:758:9] = 40
    if cut:
        picture[505:525, 762:772] = 40
    found = look([*plain(), line("065", 70, 50, (6.0, 3.0))], patch(78, 49, 14, 5), picture=picture)
    assert found.covering is covering


def test_an_end_of_a_line_that_was_not_read_leaves_nothing_proven() -> None:
    """A watermark's date runs into a number that shines through white tape: the detector saw both, and one was read."""
    date = line("juni 2026", 70, 50, (20.0, 3.2))
    halved = tuple(centre / 2 for centre in date.text.centres)
    torn = date._replace(text=date.text._replace(centres=halved))
    assert look([*plain(), date]).covering is Covering.BLANK
    assert look([*plain(), torn], ink=(torn, 40)).covering is Covering.UNSEEN
    title = line("KONINKRIJK DER NEDERLANDEN", 50, 1, (60.0, 4.0))
    streaked = title._replace(text=title.text._replace(centres=tuple(at * 0.8 for at in title.text.centres)))
    assert look([*plain(), streaked]).covering is Covering.BLANK, "a streak of the copier stands behind a title"


@pytest.mark.parametrize("text", ["dat5MAAMAR2012027", "24 NOV/NOV 203RTNER2", "2310kT/oCT2023e;datum"])
def test_a_date_of_the_document_with_a_watermark_in_it_is_no_number(text: str) -> None:
    garbled = line(text, 70, 50, (30.0, 3.2), 0.8)
    assert look([*plain(), garbled], ink=(garbled, 40)).covering is Covering.BLANK


def test_a_number_beside_a_date_of_the_document_is_not_lost_in_it() -> None:
    both = line("24 NOV/NOV 2023 1234 5678", 60, 50, (40.0, 3.2), 0.8)
    assert look([*plain(), both], ink=(both, 40)).covering is Covering.UNSEEN


def test_a_column_of_lines_taken_for_one_is_no_number() -> None:
    column = a_line("B4B18C21", [[840, 490], [840, 620], [800, 620], [800, 490]], 0.5)
    rows = [line(text, 80, 50 + 4 * row, (4.0, 2.8)) for row, text in enumerate(("AM", "A1", "A2"))]
    picture = paper(1250, 880)
    picture[494:586, 800:840:9] = 40
    assert look([*plain(), column], patch(82, 60), picture=picture).covering is Covering.UNSEEN
    assert look([*plain(), *rows, column], patch(82, 60), picture=picture).covering is Covering.SOLID


def test_digits_alone_that_a_date_holds_too_may_be_a_rest() -> None:
    tile, rest = line("2026-03-25", 45, 70, (20.0, 4.0)), line("02603", 80, 50, (12.0, 3.4))
    assert look([*plain(), tile, rest], patch(80, 56), ink=(rest, 40)).covering is not Covering.SOLID


def test_a_rest_that_was_run_into_other_words_leaves_nothing_proven() -> None:
    merged = line("2982 woon's-Hertogenbosch", 70, 50, (45.0, 4.0), 0.94)
    assert look([*plain(), merged], ink=(merged, 40)).covering is Covering.UNSEEN
    dated = line("1208 woon's-Hertogenbosch", 70, 50, (45.0, 4.0), 0.94)
    assert look([*plain(), dated, line("12-08-2027", 45, 70)], ink=(dated, 40)).covering is Covering.BLANK


def on_side(*lines: Line, document: str = PASSPORT, name: str = "holder") -> Sight:
    return sight_of(page(paper(1250, 880)), whole_side(document, name, "2014", 0), lines)


@pytest.mark.parametrize(
    ("text", "confidence", "told"),
    [
        ("2026, bestemd voor Woonpartners", 0.84, True),
        ("2026, bestemd voor Woonpartners", 0.4, False),
        ("26952 bestemd voor Woonpartners", 0.99, False),
        ("2026", 0.99, False),
    ],
    ids=["a-year-among-words", "hardly-read", "a-rest-among-words", "the-same-line"],
)
def test_a_year_read_again_in_a_box_of_its_own_is_no_rest(text: str, confidence: float, told: bool) -> None:
    whole = line(text, 60, 50, (2.0 * len(text), 4.0), confidence)
    for digits_again in (text[:3], text[:4]):
        again = line(digits_again, 60, 51.5, (2.0 * len(digits_again), 3.6), 0.8)
        sight = on_side(whole, again, document=IDENTITY_CARD, name="back")
        assert suspects._was_read(sight, again) is (told and digits_again != text)
        assert told is not is_suspect(sight, again) or digits_again != text[:4]
    elsewhere = line(text[:4], 100, 51.5, (8.0, 3.6), 0.8)
    assert not suspects._was_read(on_side(whole, elsewhere), elsewhere)


def test_a_piece_of_a_number_of_ten_or_of_a_date_read_again_in_a_higher_box_is_no_rest() -> None:
    number, date = line("5899566689", 60, 50, (20.0, 4.0)), line("12.08.2027 Utrecht", 60, 70, (36.0, 4.0))
    assert suspects._was_read(on_side(number, again := line("956", 65.8, 48, (6.0, 7.0), 1.0)), again)
    assert suspects._was_read(on_side(date, again := line("08", 66, 68, (4.0, 7.0), 1.0)), again)
    bsn = line("123456782", 60, 50, (18.0, 4.0))
    assert not suspects._was_read(on_side(bsn, again := line("5678", 68, 48, (8.0, 7.0), 1.0)), again)


def test_a_day_parted_from_its_month_is_no_rest_in_the_field_of_a_date() -> None:
    caption = line("GELDIG TOT / DATE OF EXPIRY", 80, 40, (40.0, 1.8))
    day, rest, elsewhere = (
        line(text, left, top, (5.0, 3.4)) for text, left, top in (("17", 80, 42.2), ("26952", 80, 42.2), ("17", 80, 60))
    )
    sight = on_side(caption, day, rest, elsewhere)
    assert [suspects._is_explained(sight, one) for one in (day, rest, elsewhere)] == [True, False, False]


def test_what_begins_in_the_lower_half_of_a_field_is_no_cover_of_it() -> None:
    """The cover of a passport's QR code, right below a number that is struck through."""
    caption = line("persoonsnummer / personal no.", 80, 40, (40.0, 1.8))
    for top, covered in ((42.0, True), (44.5, False)):
        found = look([*plain(), caption], patch(78, top, 24, 11))
        assert (found.covering is Covering.SOLID) is covered


def test_a_patch_elsewhere_is_no_cover_of_the_bsn_before_a_licences_number() -> None:
    """A band of the table above the card; and where a watermark crosses the place, that nothing is seen in it is no proof."""
    number = line("/7736636914", 30, 6, (18.0, 3.0))
    rows = [line(text, 40, 14 + 3 * row, (4.0, 2.4)) for row, text in enumerate(["AM", "A1", "A2", "B1", "C1", "D1"])]
    picture = typed(paper(856, 540), (302, 88), ["/7736636914"], height=22)
    side = replace(whole_side(LICENCE, "back", UNKNOWN, 1), framed=True)

    def state(cover: tuple[float, float], *laid_over: Line) -> Covering:
        box = Box(cover[0] / 85.6, cover[1] / 54, (cover[0] + 18) / 85.6, (cover[1] + 4) / 54)
        blob = Blob(box=box, width_mm=18.0, height_mm=4.0, mask=np.ones((4, 4), np.bool_))
        on = Sight(
            page=page(picture),
            side=side,
            lines=(number, *rows),
            patches=(blob,),
            ground=252,
            span=200,
            sharp=True,
            value_mm=3.0,
            laid_over=tuple(one.quad for one in laid_over),
        )
        found = printed_look(on, models_of(LICENCE, "back"))
        assert found is not None
        return found.covering

    assert state((12, 5.5)) is Covering.SOLID
    assert state((60, 1)) is not Covering.SOLID
    assert state((60, 1), line("Copy Woonpartners", 10, 5, (30.0, 4.0))) is Covering.UNSEEN


def test_a_watermarks_date_with_letters_for_digits_is_no_rest() -> None:
    pale = line("U3-U5-2027", 60, 50, (20.0, 4.0), 0.75)
    picture = typed(paper(1250, 880), (600, 530), ["03-05-2027"], height=30)
    watermark = np.asarray(252 - (252 - picture.astype(np.float32)) * 0.3, np.uint8)
    for on, told in ((watermark, True), (picture, False)):
        sight = replace(on_side(pale), page=page(on), ground=252, span=200)
        assert suspects._is_explained(sight, pale) is told


def test_the_years_of_a_watermarks_words_are_no_odd_digits() -> None:
    years, rest = "2027COPV ufONNSEH/2027; COPYf0", "2827COPV ufONNSEH/2029; COPYf0"
    assert [suspects._is_odd(on_side(), line(text, 10, 40, (90.0, 4.0), 0.7)) for text in (years, rest)] == [
        False,
        True,
    ]


def test_the_zone_of_the_number_ends_where_the_strip_begins() -> None:
    side = whole_side(IDENTITY_CARD, "back", "2014", 0)
    box = Box(0.05, 0.6, 0.95, 0.95)
    strip = Strip(format="TD1", lines=(StripLine(text="I<NLDIR636TG90", box=box, confidence=0.9),), box=box)
    found = FoundStrip(
        strip=strip, quads=(np.array([[5, 60], [95, 60], [95, 70], [5, 70]], np.float32),), edges=(0.0, 1.0)
    )
    assert zone_of(replace(side, strip=found)).bottom == 0.6 < zone_of(side).bottom


@pytest.mark.parametrize(
    ("text", "high", "sharp"),
    [("PASPOORT PASSPORT PASSEPORT", 2.6, True), ("KONINKRIJK DER NEDERLANDEN", 5.0, False), ("PASPOORT", 2.6, False)],
)
def test_one_long_line_of_small_print_tells_how_sharp_a_page_is(text: str, high: float, sharp: bool) -> None:
    """The back of a passport's page has no other, once its number is covered."""
    assert on_side(line(text, 10, 5, (50.0, high)), line("2", 110, 5, (2.0, high)), name="holder-back").sharp is sharp


def test_on_the_front_of_a_licence_that_is_a_card_poor_print_hides_nothing() -> None:
    blurred = [line("04081994", 30, 20, (20.0, 3.0), 0.6), line("17.08.2016", 30, 26, (20.0, 3.0), 0.6)]
    sight = on_side(*blurred, document=LICENCE, name="front")
    box = Box(0.05, 0.85, 0.95, 0.95)
    strip = Strip(format="DL", lines=(StripLine(text="D1NLD35126956820", box=box, confidence=0.9),), box=box)
    found = FoundStrip(
        strip=strip, quads=(np.array([[5, 85], [95, 85], [95, 90], [5, 90]], np.float32),), edges=(0.0, 1.0)
    )
    for side, sharp in ((sight.side, False), (replace(sight.side, strip=found), True)):
        seen_so = printed_look(replace(sight, side=side), [])
        assert seen_so is not None
        assert (seen_so.sharp, seen_so.expected) == (sharp, False)


@pytest.mark.parametrize("text", ["Veilige ko26952", "26952ko Veilige"])
def test_a_rest_into_which_a_watermarks_word_was_read_on_leaves_nothing_proven(text: str) -> None:
    merged = line(text, 70, 50, (35.0, 4.0), 0.96)
    assert look([*plain(), merged], patch(95, 40), ink=(merged, 40)).covering is Covering.UNSEEN
    number = line("Document SPECI2014", 70, 50, (35.0, 4.0), 0.96)
    assert look([*plain(), number], ink=(number, 40)).covering is Covering.BLANK


def test_a_licences_own_number_ends_the_field_of_the_bsn_before_it() -> None:
    label, number = line("BSN/rijbewijsnummer", 5, 6, (15.0, 1.8)), line("/5763047491", 18, 8, (16.0, 2.8))
    box = Blob(
        box=Box(4.5 / 85.6, 7.8 / 54, 18 / 85.6, 11 / 54), width_mm=13.5, height_mm=3.2, mask=np.ones((4, 4), np.bool_)
    )
    side = whole_side(LICENCE, "back", UNKNOWN, 1)
    picture = typed(paper(856, 540), (182, 105), ["/5763047491"], height=20)
    sight = Sight(
        page=page(picture),
        side=side,
        lines=(label, number),
        patches=(box,),
        ground=252,
        span=200,
        sharp=True,
        value_mm=3.2,
    )
    found = printed_look(sight, models_of(LICENCE, "back"))
    assert found is not None
    assert found.covering is Covering.SOLID
    assert found.box.right <= 18 / 85.6 + 0.01


def test_the_field_of_a_label_begins_where_its_first_language_stood() -> None:
    """White-out over the rest of label and number: the digits before it stand left of what was read of the label."""
    label = line("no./no. personnel", 80, 40, (17.0, 1.8))
    rest = line("3902", 66, 42.5, (8.0, 3.2))
    found = look([*plain(), label, rest], patch(74, 42), ink=(rest, 40))
    assert found.box.left * 125 < 66
    assert found.covering is not Covering.BLANK


def test_what_is_made_up_for_of_a_label_is_not_made_up_for_twice() -> None:
    """A patch over the birth date, left of the field that begins where the label's first language stood, is no cover of it."""
    label = line("no./no. personnel", 99, 40, (17.0, 1.8))
    assert look([*plain(), label], patch(42, 42)).covering is not Covering.SOLID


def test_a_watermarks_words_with_their_date_once_more_are_no_number_in_a_field() -> None:
    label = line("persoonsnummer", 45, 60, (15.0, 1.8))
    tile, misread = (
        line(f"woonpartners d.d. 2026{sign}06-06", 62, top, (30.0, 4.0)) for sign, top in (("-", 75), ("1", 60))
    )
    assert look([*plain(), label, misread], patch(44, 61.8)).covering is not Covering.SOLID
    assert look([*plain(), label, misread, tile], patch(44, 61.8)).covering is Covering.SOLID


def test_behind_words_room_for_two_digits_is_no_number_and_for_nine_may_be_one() -> None:
    def torn(share: float) -> Line:
        words = line("Op den Akker", 60, 50, (24.0, 3.2))
        return words._replace(text=words.text._replace(centres=tuple(share * one for one in words.text.centres)))

    assert look([*plain(), torn(0.85)], ink=(torn(0.85), 40)).covering is Covering.BLANK
    assert look([*plain(), torn(0.4)], ink=(torn(0.4), 40)).covering is Covering.UNSEEN
    assert look([*plain(), torn(0.4)]).covering is Covering.BLANK, "no digits are seen there"


def test_what_runs_up_a_side_with_few_digits_is_its_edge() -> None:
    edge, number = (a_line(text, [[840, 490], [840, 690], [800, 690], [800, 490]], 0.5) for text in ("A398", "1A2398"))
    picture = paper(1250, 880)
    picture[494:686, 800:840:9] = 40
    assert look([*plain(), edge], patch(60, 60), picture=picture).covering is Covering.SOLID
    assert look([*plain(), number], patch(60, 60), picture=picture).covering is Covering.UNSEEN


@pytest.mark.parametrize("text", ["53596E", "c53596", "5359"])
def test_digits_with_a_letter_of_the_edge_of_a_cover_are_a_rest(text: str) -> None:
    rest = line(text, 70, 50, (10.0, 3.2))
    assert look([*plain(), rest], patch(10, 80, 80, 8), ink=(rest, 40)).covering is Covering.UNSEEN


@pytest.mark.parametrize("text", ["2027K", "1,78 m", "MODEL 06"])
def test_a_year_with_a_letter_and_other_print_are_none(text: str) -> None:
    other = line(text, 70, 50, (10.0, 3.2))
    assert look([*plain(), other], ink=(other, 40)).covering is Covering.BLANK


def test_what_stands_before_a_licences_number_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    monkeypatch.setattr(fields, "beneath", lambda sight, quad: seen.append(quad) or trace(sight, quad))
    sight = on_back(line("/4037633207", 40, 9, (20.0, 3.2)), line("22.06.25", 60, 30))
    printed_look(sight, models_of(LICENCE, "back"))
    assert [(round(quad[0][0]) / 10, round(quad[1][0]) / 10) for quad in seen] == [(21.0, 40.0)]


def test_under_an_aslant_label_only_what_lies_along_it_is_a_cover() -> None:
    """What an upright box has below the end of a label that rises stands far below the number."""
    turn = np.radians(-14.0)
    along, down = np.array([np.cos(turn), np.sin(turn)]), np.array([-np.sin(turn), np.cos(turn)])
    start = np.array([450.0, 500.0])
    corners = [start, start + 280 * along, start + 280 * along + 18 * down, start + 18 * down]
    label = a_line("persoonsnummer / personal no", [list(map(float, corner)) for corner in corners])
    assert look([*plain(), label], patch(44, 52, 20, 10)).covering is not Covering.SOLID
    assert look([*plain(), label], patch(44, 47, 20, 8)).covering is Covering.SOLID


def on_back(*lines: Line) -> Sight:
    side = whole_side(LICENCE, "back", UNKNOWN, 0)
    return Sight(
        page=page(paper(1250, 880)), side=side, lines=lines, patches=(), ground=252, span=200, sharp=True, value_mm=3.2
    )


def test_a_dark_watermark_aslant_over_a_rest_does_not_hide_that_it_was_not_read() -> None:
    picture = typed(paper(1250, 880), (700, 560), ["269526"], height=24)
    corners = [[500.0, 430.0], [1100.0, 650.0], [1080.0, 710.0], [480.0, 490.0]]
    across = a_line("Veilige kopie voor Woonpartners", corners)
    cv2.line(picture, (880, 600), (1060, 666), (30, 30, 30), 16)
    assert look([*plain(), across], patch(95, 30), picture=picture).covering is Covering.UNSEEN


@pytest.mark.parametrize(
    ("beside", "covering"),
    [
        (line("29/08/2026", 84, 44.8, (20.0, 3.4), 1.0), Covering.SOLID),
        (line("08/2026", 84, 44.8, (16.0, 3.4), 1.0), Covering.SOLID),
        (line("123456", 84, 44.8, (16.0, 3.4), 1.0), Covering.NONE),
    ],
    ids=["a watermark's date", "the end of one", "digits"],
)
def test_a_date_beside_a_label_is_no_number_that_tells_which_place_is_the_field(
    beside: Line, covering: Covering
) -> None:
    label = line("persoonsnummer", 60, 45, (20.0, 1.8))
    assert look([*plain(), label, beside], patch(60, 47.5), ink=(beside, 40)).covering is covering


def test_a_cover_on_what_may_be_a_paper_licence_is_measured_in_the_mm_of_paper() -> None:
    """A card's scale is a third too large for it: what is 8 mm of a card is 11 of paper."""
    short = patch(60, 60, 8.0, 2.4)
    sight = Sight(
        page=page(paper(1250, 880)),
        side=whole_side(LICENCE, "front", PAPER, 3),
        lines=(),
        patches=(short,),
        ground=252,
        span=200,
        sharp=True,
        value_mm=3.2,
    )
    assert list(_hiding_patches(sight)) == [short]
    card = replace(sight, side=replace(sight.side, models=("2014",)))
    assert list(_hiding_patches(card)) == []
    measured = replace(sight, side=replace(sight.side, paper=True))
    assert list(_hiding_patches(measured)) == []


def test_how_well_print_is_read_is_not_told_by_what_was_taken_for_lines_on_a_cover() -> None:
    """Values read with ease, beside a cover whose rims were taken for lines."""
    picture = paper(1250, 880)
    picture[600:650, 600:800] = 20
    rims = [line(text, 58, 58, (24.0, 9.0), 0.3) for text in ("cssse", "c0sss", "cesse", "0csse", "sss0e")]
    values = [line(text, 45, 8 + 7 * row) for row, text in enumerate(PRINT[:3])]
    on, side = page(picture), whole_side(PASSPORT, "holder", "2011", 3)
    sight = sight_of(on, side, [*values, *rims])
    assert (sight.sharp, round(sight.value_mm, 1)) == (True, 3.2)
    assert not sight_of(on, side, [*values, *(one._replace(quad=one.quad - 300) for one in rims)]).sharp


@pytest.mark.parametrize(
    ("digits", "left", "covering"),
    [
        ("194482851", 72.5, Covering.SOLID),
        ("194482856", 72.5, Covering.UNSEEN),
        ("194482851", 90.0, Covering.UNSEEN),
    ],
    ids=["cut by the cover", "a BSN", "far from it"],
)
def test_nine_digits_right_behind_a_cover_that_are_no_bsn_are_a_licence_number_cut_by_it(
    digits: str, left: float, covering: Covering
) -> None:
    assert is_bsn(digits) == (covering is Covering.UNSEEN and left == 72.5)
    number = line(digits, left, 30, (18.0, 3.2))
    sight = replace(on_back(number), patches=(patch(50, 29),))
    found = printed_look(sight, models_of(LICENCE, "back"))
    assert found is not None
    assert found.covering is covering


def test_a_short_label_tells_no_angle() -> None:
    tilted = a_line("BSN", [[600, 400], [650, 408], [648, 428], [598, 420]])
    assert look([*plain(), tilted], patch(60, 43)).covering is Covering.SOLID


@pytest.mark.parametrize("labelled", [True, False])
def test_what_a_bar_too_narrow_for_the_number_leaves_on_either_side_is_read_apart_from_it(labelled: bool) -> None:
    """Four of nine digits under a bar of 7 mm, read in one with what stands beside it."""
    picture = typed(paper(856, 540), (60, 82), ["470"], height=20)
    cv2.rectangle(picture, (100, 56), (170, 86), (10, 10, 10), -1)
    typed(picture, (176, 82), ["85/9374988603"], height=20)
    lines = [line("4705524-21/9374988603", 5.5, 5.4, (28.0, 3.4))]
    lines += (
        [line("BSN/rijbewijsnummer", 5.5, 2.4, (18.0, 1.8))]
        if labelled
        else [line("/9374988603", 20, 5.4, (15.0, 3.4))]
    )
    sight = replace(on_back(*lines), page=page(picture))
    found = printed_look(sight, models_of(LICENCE, "back"))
    assert found is not None
    assert found.covering is Covering.UNSEEN
    assert "470" in {word.text for word in found.words}
    assert found.box.left == pytest.approx(10 / 85.6, abs=0.02)
    assert found.within is not None
    assert Box(0.07, 0.11, 0.23, 0.15).share_in(found.within) > 0.99, "all nine digits are in the field"


def test_digits_read_together_with_a_watermarks_word_leave_a_field_unproven() -> None:
    label, crossed = line("persoonsnummer / personal no.", 70, 44, (30.0, 1.8)), line("Wo668", 70, 47, (12.0, 3.4), 0.7)
    picture = typed(paper(1250, 880), (702, 500), ["Wo668"], height=22)
    assert look([*plain(), label, crossed], picture=picture).covering is Covering.UNSEEN


def test_the_labels_field_is_of_the_look_wherever_a_number_is_taken_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """Digits stand under the label, and beside it something that is taken for a struck number: both are blotted."""
    label, rest = line("persoonsnummer / personal no.", 70, 44, (30.0, 1.8)), line("0297", 72, 47, (12.0, 3.4))
    elsewhere = Box(0.9, 0.5, 0.99, 0.55)
    struck = Trace(box=elsewhere, covering=Covering.STRUCK, words=())
    monkeypatch.setattr(fields, "_left_of_number", lambda *_: struck)
    found = look([*plain(), label, rest], ink=(rest, 40))
    assert found.box == elsewhere
    assert found.within is not None
    assert Box(72 / 125, 47.5 / 88, 84 / 125, 50 / 88).share_in(found.within) > 0.99


def test_digits_read_on_into_a_watermarks_word_are_a_rest_though_they_were_read_by_themselves_too() -> None:
    run_on, alone = line("7761tne", 88, 47, (16.0, 5.0), 0.93), line("7761", 88, 47, (9.0, 3.4), 0.97)
    picture = typed(paper(1250, 880), (882, 500), ["7761"], height=22)
    assert look([*plain(), run_on, alone], patch(60, 43), picture=picture).covering is Covering.UNSEEN
    year = [line("2027tne", 88, 47, (16.0, 5.0), 0.93), line("op 12-11-2027", 20, 80, (30.0, 4.0))]
    assert look([*plain(), *year], patch(60, 43)).covering is Covering.SOLID


def test_rows_that_were_read_as_one_line_tell_nothing_of_what_stands_between_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fields, "closer", lambda sight, *_: sight)
    monkeypatch.setattr(fields, "read_quads", lambda *_: [])
    rows = [line("1,91 m", 60, 50, (8.0, 3.0)), line("op 12-11-2027", 75, 49, (35.0, 3.6))]
    picture = typed(paper(1250, 880), (902, 478), ["322200"], height=22)
    joined = line("1,91 m op 12-11-2027", 60, 44, (50.0, 9.0))
    assert look([*plain(), *rows], picture=picture).covering is Covering.UNSEEN
    assert look([*plain(), *rows, joined], picture=picture).covering is Covering.UNSEEN
    assert look([*plain(), *rows, joined]).covering is Covering.BLANK


@pytest.mark.parametrize(("high", "covering"), [(22, Covering.UNSEEN), (60, Covering.BLANK)])
def test_digits_larger_than_a_document_prints_are_no_rest(high: int, covering: Covering) -> None:
    written = line("115", 80, 42, (high / 4, high / 7))
    picture = typed(paper(1250, 880), (802, 425 + high), ["115"], height=high)
    assert look([*plain(), written], picture=picture).covering is covering


def spaced(text: str, left: float, pitch: float = 2.2) -> Line:
    """Digits in the passport's row of its number, so many mm apart."""
    return line(text, left, 47, (pitch * len(text), 3.4))


@pytest.mark.parametrize(("behind", "parted"), [(78.8, True), (77.0, True), (96.0, False), (74.5, False)])
def test_two_pieces_of_a_number_are_told_by_the_room_between_them_whatever_lies_there(
    behind: float, parted: bool
) -> None:
    """Two digits, four that are hidden, and three more: as far apart as nine need, or by far too much or too little."""
    picture = typed(
        typed(paper(1250, 880), (662, 500), ["87"], height=22), (round(10 * behind), 500), ["935"], height=22
    )
    found = look([*plain(), spaced("87", 66.0), spaced("935", behind)], picture=picture)
    assert (found.within is not None) is parted
    if parted and found.within is not None:
        assert found.covering is Covering.UNSEEN
        assert {"87", "935"} <= {word.text for word in found.words}
        assert Box(66 / 125, 47.5 / 88, (behind + 6) / 125, 50 / 88).share_in(found.within) > 0.95


def test_the_documents_own_number_in_the_next_column_is_none_of_the_labels_field() -> None:
    """A cover took the label's first languages with it: what was read of it stands right of the cover."""
    label, own = line("/ identifiant personnel", 72, 44, (18.0, 1.8)), line("NN0FW8012", 96, 44.6, (20.0, 3.4))
    cover, picture = patch(50, 45.5, 20.0, 4.5), typed(paper(1250, 880), (962, 474), ["NN0FW8012"], height=22)
    assert look([*plain(), label, own], cover, picture=picture).covering is Covering.SOLID
    number = line("123456782", 96, 44.6, (20.0, 3.4))
    assert look([*plain(), label, number], cover, picture=picture).covering is not Covering.SOLID


@pytest.mark.parametrize(
    ("name", "covering"), [("geldig tot / date of expiry", Covering.BLANK), ("naam", Covering.UNSEEN)]
)
def test_digits_under_the_caption_of_a_date_are_none_of_the_number_though_no_reader_found_them(
    name: str, covering: Covering, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fields, "closer", lambda sight, *_: sight)
    monkeypatch.setattr(fields, "read_quads", lambda *_: [])
    caption = line(name, 80, 44, (25.0, 1.8))
    picture = typed(paper(1250, 880), (802, 490), ["02 2008"], height=22)
    assert look([*plain(), caption], picture=picture).covering is covering


@pytest.mark.parametrize(
    ("wide", "digits", "covering"), [(3.0, "", Covering.NONE), (9.0, "", Covering.STRUCK), (3.0, "12", Covering.STRUCK)]
)
def test_strokes_on_so_little_that_no_number_has_room_there_are_the_edge_of_a_cover(
    wide: float, digits: str, covering: Covering
) -> None:
    box = Box(0.5, 0.5, 0.5 + wide / 125, 0.54)
    words = (Word(text=digits, box=box, confidence=0.8, size=30.0, view=View.CONTRAST),) if digits else ()
    struck = Trace(box=box, covering=Covering.STRUCK, words=words)
    left = fields._left_of_number([struck], [], True, Covering.NONE, 7.0 / 125)
    assert (left.covering if left else Covering.NONE) is covering
