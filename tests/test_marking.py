"""The marking is found on the copy, in any wording, and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from idcheck.engines import markings
from idcheck.marking import find_marking, is_marked
from idcheck.policy import WOONPARTNERS, Policy
from idcheck.records import Box, MarkingFinding, Part, PartState, Reading, Side, View, Word
from idcheck.rules import SURE

RECEIVED = date(2026, 11, 20)
PX_PER_MM, WIDE, HIGH = 8.0, 1680, 2376
CARD = (60.0, 120.0, 125.0, 88.0)
"""left, top, width, height in mm of a passport page on an A4 sheet"""
PRINT = (
    ("KONINKRIJK DER NEDERLANDEN", 100, 125),
    ("PASPOORT PASSPORT", 64, 125),
    ("naam / surname / nom", 100, 132),
    ("DE VRIES", 100, 135),
    ("10 MAA/MAR 1965", 100, 150),
    ("datum van afgifte / date of issue", 100, 157),
    ("30 OKT/OCT 2024", 100, 160),
    ("P<NLDDE<VRIES<<JAN<<<<<<<<<<<<<<<<<<<<<<<<<<", 66, 195),
)


def word(text: str, x: float, y: float, *, high: float = 4.0, **more: Any) -> Word:
    """A line whose left top stands at ``x``, ``y`` mm; ``high``: of the line, each letter two thirds as wide."""
    left, top = x * PX_PER_MM / WIDE, y * PX_PER_MM / HIGH
    box = Box(left, top, left + len(text) * high * 0.55 * PX_PER_MM / WIDE, top + high * PX_PER_MM / HIGH)
    return Word(**{"text": text, "box": box, "confidence": 0.98, "size": high * PX_PER_MM} | more)


def side(document: str = "passport") -> Side:
    x, y, wide, high = CARD
    box = Box(x * 8 / WIDE, y * 8 / HIGH, (x + wide) * 8 / WIDE, (y + high) * 8 / HIGH)
    return Side(document=document, model="2014", side="holder", box=box, confidence=0.9, px_per_mm=PX_PER_MM)


def marking(*words: Word, document: str = "passport", policy: Policy = WOONPARTNERS) -> dict[Part, Any]:
    printed = tuple(word(text, x, y, high=3.0) for text, x, y in PRINT) if document == "passport" else ()
    return parts(find_marking(reading(*printed, *words, document=document), 0, policy, RECEIVED))


def reading(*words: Word, document: str = "passport") -> Reading:
    return Reading(attachment="a.pdf", page=1, width=WIDE, height=HIGH, words=words, sides=(side(document),))


def parts(finding: MarkingFinding) -> dict[Part, Any]:
    assert [one.part for one in finding.parts] == list(Part)
    return {one.part: one for one in finding.parts}


def states(found: dict[Part, Any]) -> str:
    return " ".join(one.state for one in found.values())


def beside(*lines: str, high: float = 5.0, **more: Any) -> list[Word]:
    """Lines of a label under the card."""
    return [word(line, 70, 215 + row * high * 1.4, high=high, **more) for row, line in enumerate(lines)]


WORDINGS = [
    ("KOPIE Woonpartners 12-11-2026",),
    ("Kopie ID-bewijs t.b.v. Woonpartners", "12 november 2026"),
    ("Dit is een kopie voor Stichting Woonpartners d.d. 12 nov. 2026",),
    ("12-11-2026", "kopie paspoort, uitsluitend voor woonpartners"),
    ("COPY OF ID", "for Woon Partners only", "November 12, 2026"),
    ("Afschrift bestemd voor WOONPARTNERS B.V. 2026-11-12",),
    ("fotokopie inzageverzoek Woonpartners", "datum: 12/11/2026"),
    ("KOPIEWOONPARTNERS 12-11-2026",),
    ("Ko pie voor W00npartners 12-11-2026",),
    ("KOPIE Woonpartner 12-11-2026",),
    ("Kopie voor Woon", "partners 12-11-2026"),
    ("KOPIE IDENTITEITSKAART Woonpartners 12-11-2026",),
    ("Kopie Woonpartners en Rabobank 12-11-2026",),
]


@pytest.mark.parametrize("lines", WORDINGS, ids=[" / ".join(lines) for lines in WORDINGS])
def test_every_wording_beside_the_copy_counts(lines: tuple[str, ...]) -> None:
    found = marking(*beside(*lines))
    assert states(found) == "present present present"
    assert found[Part.RECIPIENT].value == "Woonpartners"
    assert found[Part.DATE].value == "2026-11-12"
    assert all(one.boxes for one in found.values())


def test_a_marking_on_the_card_itself_counts() -> None:
    assert states(marking(word("KOPIE Woonpartners 12-11-2026", 102, 170, high=5))) == "present present present"


def test_a_marking_that_begins_on_the_card_and_ends_beside_it_is_read_as_one() -> None:
    found = marking(
        word("KOPIE voor Woonpartners datum", 75, 198), word("12-11-2026", 75, 205.9), document="driving-licence"
    )
    assert states(found) == "present present present"
    apart = marking(
        word("KOPIE voor Woonpartners datum", 75, 180), word("12-11-2026", 75, 216), document="driving-licence"
    )
    assert states(apart) == "present present missing"


def test_a_copy_without_marking_has_none() -> None:
    found = marking()
    assert states(found) == "missing missing missing"
    assert all(one.confidence > 0.8 for one in found.values())


def test_a_copy_word_nearly_read_in_a_row_that_was_laid_together_is_unclear() -> None:
    lines = [word("Kope October 2026;", 102, 170, high=5), word("alleen voor Woonpartners", 102, 178, high=5)]
    assert marking(*lines)[Part.COPY].state == "present"
    rows = [replace(line, reader=markings.NAME, view=View.TURNED) for line in lines]
    assert marking(*rows)[Part.COPY].state == "unclear"


def test_what_is_missing_of_a_marking_that_was_hard_to_read_is_for_a_person_to_see() -> None:
    line = word("alleen voor Woonpartners", 102, 170, high=5)
    assert marking(line)[Part.COPY].confidence >= SURE
    found = marking(replace(line, reader=markings.NAME, view=View.TURNED))
    assert found[Part.COPY].state == "missing"
    assert found[Part.COPY].confidence < SURE


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Woonpartners 12-11-2026", "missing present present"),
        ("KOPIE 12-11-2026", "present missing present"),
        ("KOPIE Woonpartners", "present present missing"),
        ("KOPIE inzageverzoek AVG 12-11-2026", "present missing present"),
        ("Ditis een kopie 12-11-2026", "present missing present"),
    ],
)
def test_a_part_that_is_not_written_is_missing(line: str, expected: str) -> None:
    assert states(marking(*beside(line))) == expected


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("KOPIE voor Woonbron 12-11-2026", "Woonbron"),
        ("Kopie t.b.v. Vesteda - 12-11-2026", "Vesteda"),
        ("Copy only for Rabobank 12-11-2026", "Rabobank"),
        ("KOPIE tbv Woonpalet Zuid 12-11-2026", "Woonpalet Zuid"),
        ("KOPIE Gemeente Berkendam 12-11-2026", "Gemeente Berkendam"),
        ("KOPIE voor Hotel 2000 12-11-2026", "Hotel ####"),
    ],
)
def test_a_copy_for_someone_else_is_wrong(line: str, name: str) -> None:
    found = marking(*beside(line))
    assert states(found) == "present wrong present"
    assert name.startswith(found[Part.RECIPIENT].value)


@pytest.mark.parametrize(
    "line", ["KOPER", "COPYRIGHT 2026", "geen kopie", "not a copy", "niet kopieren", "Cory", "kopje"]
)
def test_words_that_only_look_like_copy_are_none(line: str) -> None:
    assert marking(*beside(line, "Woonpartners 12-11-2026"))[Part.COPY].state is not PartState.PRESENT


LETTER = (
    ("J. de Vries", 24, 20),
    ("Dorpsweg 12", 24, 25.4),
    ("Woonpartners", 24, 36),
    ("Postbus 200", 24, 41.4),
    ("Berkendam, 12 november 2026", 24, 52),
    ("Betreft: verzoek om inzage", 24, 63),
    ("Geachte heer, mevrouw,", 24, 72),
    ("Bijgaand een kopie van mijn paspoort voor Woonpartners.", 24, 81),
    ("Met vriendelijke groet,", 24, 90),
)
letter = [word(text, x, y, high=3.6) for text, x, y in LETTER]


def test_a_letter_on_the_same_sheet_marks_nothing() -> None:
    assert states(marking(*letter)) == "missing missing missing"


def test_a_letter_right_above_the_copy_marks_nothing() -> None:
    near = [word(line.text, 24 + index % 2, 60 + 6 * index, high=3.6) for index, line in enumerate(letter)]
    assert states(marking(*near)) == "missing missing missing"


def test_a_short_note_on_the_same_sheet_marks_nothing() -> None:
    note = [
        ("Geachte Woonpartners,", 90),
        ("hierbij een kopie van mijn paspoort.", 96),
        ("Groet, Jan, 12-11-2026", 102),
    ]
    assert states(marking(*[word(text, 24, y) for text, y in note])) == "missing missing missing"


def test_the_head_of_a_printed_e_mail_marks_nothing() -> None:
    head = ("Aan: info@woonpartners.example", "Verzonden: 12-11-2026", "Onderwerp: kopie paspoort Woonpartners")
    assert (
        states(marking(*[word(text, 24, 80 + 6 * row) for row, text in enumerate(head)])) == "missing missing missing"
    )


def test_the_end_of_a_letter_that_runs_into_the_side_marks_nothing() -> None:
    run_in = [word(line.text, 62, 100 + 5 * index, high=3.6) for index, line in enumerate(letter)]
    assert states(marking(*run_in)) == "missing missing missing"


def test_a_label_beside_the_copy_counts_on_a_letter_too() -> None:
    assert states(marking(*letter, *beside("KOPIE Woonpartners", "12-11-2026"))) == "present present present"


def test_a_marking_on_the_card_counts_on_a_letter_too() -> None:
    assert states(marking(*letter, word("KOPIE Woonpartners 12-11-2026", 102, 170))) == "present present present"


def test_the_dates_of_a_passport_are_not_the_markings() -> None:
    found = marking(*beside("KOPIE Woonpartners"))
    assert found[Part.DATE].state is PartState.MISSING


RUBRICS = ("3. 10.03.1965", "4a. 30.10.2026", "4b. 30.10.2036")
LICENCE = [word(text, 100, 130 + 5 * row, high=3.0) for row, text in enumerate(RUBRICS)]


def test_the_dates_of_a_licence_are_not_the_markings() -> None:
    found = marking(*LICENCE, *beside("KOPIE Woonpartners"), document="driving-licence")
    assert states(found) == "present present missing"


@pytest.mark.parametrize("written", ["12-11-2026", "12.11.2026", "12 november 2026"])
def test_a_marking_on_a_licence_keeps_its_own_date(written: str) -> None:
    label = [word(text, 140, 150 + 4.5 * row, high=3.2) for row, text in enumerate(("KOPIE", "Woonpartners", written))]
    found = marking(*LICENCE, *label, document="driving-licence")
    assert states(found) == "present present present"
    assert found[Part.DATE].value == "2026-11-12"


def test_a_licences_two_dates_on_one_line_are_its_own_whatever_was_read_into_it() -> None:
    crossed = word("22.08.2025 4b 22.08.2026", 90, 215 + 5 * 1.4)
    found = marking(*beside("KOPIE Woonpartners"), crossed, document="driving-licence")
    assert found[Part.DATE].state is PartState.MISSING


def test_the_days_of_issue_and_expiry_are_a_documents_own_whatever_crosses_them() -> None:
    """As residence permits print them; the hand's own date is read apart."""
    crossed = [word("Oss 16-09-24 kopie", 90, 150), word("16-09-2029 Woonpartners", 90, 157)]
    found = marking(*crossed, document="residence-permit")
    assert found[Part.DATE].state is PartState.MISSING
    dated = marking(*crossed, word("21 jul 2026", 90, 164), document="residence-permit")
    assert dated[Part.DATE].value == "2026-07-21"


def test_print_that_lies_skew_keeps_its_dates() -> None:
    print_ = [word("naam / surname / nom", 70, 125, angle=-11.0), word("geboortedatum", 70, 150, angle=-11.0)]
    dates = [word("30.10.2026", 70, 130, angle=-11.0), word("30.10.2036", 70, 140, angle=-11.0)]
    found = marking(*print_, *dates, word("KOPIE Woonpartners", 70, 170), document="driving-licence")
    assert found[Part.DATE].state is PartState.MISSING


def test_a_date_beside_a_copy_that_lies_askew_is_the_markings() -> None:
    print_ = [word(text, x, y, high=3.0, angle=6.0) for text, x, y in PRINT]
    stamp = [word("kopie - t.b.v. WOONPARTNERS", 70, 100, angle=-0.5), word("datum: 2 nov. 2026", 75, 106)]
    found = parts(find_marking(reading(*print_, *stamp, document="residence-permit"), 0, WOONPARTNERS, RECEIVED))
    assert (found[Part.DATE].state, found[Part.DATE].value) == (PartState.PRESENT, "2026-11-02")


def test_a_date_that_is_announced_and_was_not_read_is_unclear() -> None:
    assert marking(*beside("KOPIE Woonpartners datum: 1? ??? 2O2"))[Part.DATE].state is PartState.UNCLEAR
    assert marking(*beside("KOPIE Woonpartners"))[Part.DATE].state is PartState.MISSING
    assert marking(word("KOPIE Woonpartners", 100, 163.5))[Part.DATE].state is PartState.MISSING  # beside a caption


def test_a_printed_date_read_a_little_skew_is_not_the_markings() -> None:
    skew = word("21.04.2024", 100, 150, high=3.0, angle=6.0)
    found = marking(*LICENCE, skew, *beside("KOPIE Woonpartners 12-11-2026"), document="driving-licence")
    assert (found[Part.DATE].state, found[Part.DATE].value) == (PartState.PRESENT, "2026-11-12")


def test_tiles_of_a_watermark_are_read_together() -> None:
    tiles = ("KOPIE WOONPAR", "OONPARTNERS 12-11", "ARTNERS 12-11-2026", "PIE WOONPARTNE")
    words = [word(tile, 66, 130 + 14 * row, angle=20.0, view=View.BARE) for row, tile in enumerate(tiles)]
    assert states(marking(*words)) == "present present present"


def test_the_lines_of_a_tile_that_stand_side_by_side_with_others_are_read_down() -> None:
    tile = (("KOPIE voor Woon", 0, 130), ("partners 12 mei", 0, 135), ("2026", 12, 140))
    tiles = [(text, left + x, y) for left in (70, 110) for text, x, y in tile]
    found = marking(*[word(text, x, y, view=View.BARE) for text, x, y in tiles])
    assert found[Part.DATE].value == "2026-05-12"
    assert found[Part.RECIPIENT].state is PartState.PRESENT


def test_a_date_misread_in_one_tile_is_outvoted() -> None:
    tiles = ["KOPIE Woonpartners 12-11-2026"] * 3 + ["KOPIE Woonpartners 12-11-2020"]
    words = [word(tile, 66, 125 + 18 * row, angle=-15.0) for row, tile in enumerate(tiles)]
    assert marking(*words)[Part.DATE].value == "2026-11-12"


def test_a_date_whose_year_the_rim_cuts_is_the_whole_one_though_the_rim_is_read_as_a_digit() -> None:
    whole, cut = "KOPIE Woonpartners 12-11-2026", "KOPIE Woonpartners 12-11-21"
    words = [word(tile, 66, 125 + 18 * row) for row, tile in enumerate((whole, cut, cut))]
    assert marking(*words)[Part.DATE].value == "2026-11-12"
    other = [word(tile, 66, 125 + 18 * row) for row, tile in enumerate((whole, cut.replace("12-11", "13-11"), cut))]
    assert marking(*other)[Part.DATE].state is PartState.UNCLEAR


def test_a_year_that_the_rim_cut_in_every_tile_is_unclear_and_not_years_ago() -> None:
    words = [word("KOPIE Woonpartners 12-11-20", 66, 125 + 18.0 * row, angle=15.0) for row in range(3)]
    assert marking(*words)[Part.DATE].state is PartState.UNCLEAR


@pytest.mark.parametrize("day", ["2026-10-19", "2026-10-20"])
def test_the_day_behind_a_year_is_no_year_that_was_cut(day: str) -> None:
    found = marking(*beside(f"KOPIE Woonpartners {day}"))
    assert (found[Part.DATE].state, found[Part.DATE].value) == (PartState.PRESENT, day)


def test_the_beginning_of_a_date_in_one_tile_and_its_end_in_another_are_put_together() -> None:
    begun = [word("KOPIE Woonpartners op 13-11-20", 66, 125 + 18.0 * row, angle=15.0) for row in range(3)]
    ended = word("3-11-2026", 66, 179, angle=15.0)
    found = marking(*begun, ended)
    assert (found[Part.DATE].state, found[Part.DATE].value) == (PartState.PRESENT, "2026-11-13")
    other = word("3-10-2026", 66, 179, angle=15.0)
    assert marking(*begun, other)[Part.DATE].state is PartState.UNCLEAR


@pytest.mark.parametrize(("down", "state"), [(0.2, PartState.UNCLEAR), (18.0, PartState.PRESENT)])
def test_an_uncertain_date_is_no_surer_for_being_read_twice_in_one_place(down: float, state: PartState) -> None:
    words = [word("KOPIE Woonpartners 12 11 2026", 66, 125 + down * row, angle=15.0) for row in range(2)]
    assert marking(*words)[Part.DATE].state is state


def test_a_year_misread_in_the_one_whole_date_is_outvoted_by_pieces_with_the_true_one() -> None:
    tiles = ("Copy for Woonpartners dated March 25, 2021", "rch 25, 2026", "arch 25,2026")
    words = [word(tile, 66, 125 + 18 * row, angle=-8.0) for row, tile in enumerate(tiles)]
    assert marking(*words)[Part.DATE].value == "2026-03-25"


def test_a_date_put_together_of_two_lines_gives_way_to_the_line_that_has_it_whole() -> None:
    lines = (("Kopie voor Woonpartners 2", 130), ("okt. 2021 inzage", 135))
    pieces = [word(text, 66, y, view=View.BARE) for text, y in lines]
    whole = word("op 12 okt. 2026 inzage", 60, 135, confidence=0.83, view=View.TURNED)
    assert marking(*pieces)[Part.DATE].value == "2021-10-02"
    found = marking(*pieces, whole)[Part.DATE]
    assert (found.state, found.value) == (PartState.PRESENT, "2026-10-12")


def test_a_date_years_ahead_counts_for_the_one_with_a_digit_off() -> None:
    tiles = ["Kopie 12-10-2028 Woonpartners", "Kopie 12-10-2028 Woonpartners", "Kopie 12-10-2026 Woonpartners"]
    words = [word(tile, 66, 125 + 18 * row, angle=18.0) for row, tile in enumerate(tiles)]
    found = marking(*words)[Part.DATE]
    assert (found.state, found.value) == (PartState.PRESENT, "2026-10-12")


def test_a_date_a_quarter_ahead_across_print_is_unclear_and_a_typed_one_beside_it_is_not() -> None:
    tiles = [word("Kopie 12-10-2027 Woonpartners", 66, 125 + 18 * row, angle=18.0) for row in range(2)]
    assert marking(*tiles)[Part.DATE].state is PartState.UNCLEAR
    assert marking(*beside("Kopie 12-10-2027 Woonpartners"))[Part.DATE].state is PartState.PRESENT


def test_a_date_some_weeks_ahead_stays_what_was_read_most() -> None:
    tiles = ["Kopie 12-12-2026 Woonpartners"] * 3 + ["Kopie 12-11-2026 Woonpartners"]
    words = [word(tile, 66, 125 + 18 * row, angle=18.0) for row, tile in enumerate(tiles)]
    assert marking(*words)[Part.DATE].value == "2026-12-12"


def test_two_dates_that_contradict_each_other_are_unclear_and_one_of_them_is_it() -> None:
    dated = marking(*beside("KOPIE Woonpartners 12-11-2026 13-11-2026"))[Part.DATE]
    assert (dated.state, dated.one_of) == (PartState.UNCLEAR, ("2026-11-12", "2026-11-13"))


def test_a_bar_for_the_day_leaves_in_doubt_which_it_is_and_not_that_it_is_a_date() -> None:
    dated = marking(*beside("KOPIE Woonpartners I NOV 2026"))[Part.DATE]
    assert (dated.state, dated.one_of) == (PartState.UNCLEAR, ("2026-11-01",))


@pytest.mark.parametrize("written", ["12-11-20", "12.11.26", "12 jumi 2026"])
def test_of_what_may_be_cut_or_printed_or_another_month_no_date_is_known(written: str) -> None:
    assert marking(*beside(f"KOPIE Woonpartners {written}"))[Part.DATE].one_of == ()


def test_what_was_hardly_read_where_another_date_was_read_with_ease_does_not_speak_against_it() -> None:
    easily = word("KOPIE Woonpartners 12-11-2026", 70, 215, high=5.0)
    hardly = replace(easily, text="KOPIE Woonpartners 12-11-2021", confidence=0.7, view=View.FREE)
    assert marking(easily, hardly)[Part.DATE].state is PartState.PRESENT
    elsewhere = word("12-11-2021", 70, 222, high=5.0, confidence=0.7)
    assert marking(easily, elsewhere)[Part.DATE].state is PartState.UNCLEAR


@pytest.mark.parametrize("written", ["-11-2026", "0-07-2026", "12-1?-2026", "november 2026", "08/12/2O2L", "1O.I22026"])
def test_a_date_that_cannot_be_read_whole_is_never_present(written: str) -> None:
    assert marking(*beside(f"KOPIE Woonpartners {written}"))[Part.DATE].state is not PartState.PRESENT


@pytest.mark.parametrize("written", ["12-11-26", "12/11/'26", "12-11-'26"])
def test_a_year_of_two_digits_counts(written: str) -> None:
    assert marking(*beside(f"KOPIE Woonpartners {written}"))[Part.DATE].value == "2026-11-12"


@pytest.mark.parametrize("written", ["| 12.11.2026", "112.11.2026", "KOPIE 112-11-2026"])
def test_a_bar_before_a_date_read_as_a_one_is_none_of_its_digits(written: str) -> None:
    assert marking(*beside(f"KOPIE Woonpartners {written}"))[Part.DATE].value == "2026-11-12"


@pytest.mark.parametrize("written", ["12-11-20", "12.11.26"])
def test_a_year_that_may_be_cut_or_a_documents_own_form_is_unclear(written: str) -> None:
    assert marking(*beside(f"KOPIE Woonpartners {written}"))[Part.DATE].state is PartState.UNCLEAR


def test_a_date_read_without_confidence_is_unclear() -> None:
    assert marking(*beside("KOPIE Woonpartners", "12-11-2026", confidence=0.65))[Part.DATE].state is PartState.UNCLEAR


def test_tiles_with_letters_misread_add_up_to_our_name() -> None:
    tiles = ("KOPIE Weun Partnets", "KOPIE Woon Partr", "12-11-2026")
    words = [word(tile, 66, 130 + 14 * row, angle=20.0, view=View.BARE) for row, tile in enumerate(tiles)]
    assert marking(*words)[Part.RECIPIENT].state is PartState.PRESENT


def test_tiles_of_another_name_do_not_add_up_to_ours() -> None:
    tiles = ("KOPIE Woonpalet Zuid", "oonpalet Zuid", "KOPIE Woonpal", "12-11-2026")
    words = [word(tile, 66, 130 + 14 * row, angle=20.0, view=View.BARE) for row, tile in enumerate(tiles)]
    assert marking(*words)[Part.RECIPIENT].state is not PartState.PRESENT


def test_a_crowd_of_tiles_cut_at_the_rim_names_nobody_else() -> None:
    tile = ("Copy", "only for Woon", "Partn", "ers date", "Copy only for Woon")
    words = [word(text, 66 + 30 * column, 125 + 6 * row) for column in (0, 1) for row, text in enumerate(tile)]
    assert marking(*words)[Part.RECIPIENT].state is not PartState.WRONG


def test_a_crowd_of_tiles_for_someone_else_is_wrong() -> None:
    tile = ("Copy only for Huurdersbank", "12-11-2026")
    words = [word(text, 66, 125 + 6 * row + 15 * tiles) for tiles in range(4) for row, text in enumerate(tile)]
    assert marking(*words)[Part.RECIPIENT].state is PartState.WRONG


def test_a_name_that_is_nearly_ours_is_unclear() -> None:
    assert marking(*beside("KOPIE voor Woonpxrtxers 12-11-2026"))[Part.RECIPIENT].state is PartState.UNCLEAR


@pytest.mark.parametrize("cut", ["KOPIE voor Woonp", "KOPIE uitsluitend voor gebr", "KOPIE voor ecember 2026"])
def test_a_text_cut_short_names_nobody_else(cut: str) -> None:
    assert marking(*beside(cut))[Part.RECIPIENT].state is not PartState.WRONG


def test_writing_beside_the_copy_that_could_not_be_read_is_unclear() -> None:
    found = marking(*beside("kqpwz wvmprn tz", confidence=0.5, high=6.0))
    assert states(found) == "unclear unclear unclear"


def test_a_signature_that_runs_over_the_edge_is_no_unread_writing() -> None:
    over = word("Gamearn", 150, 207, high=7.0, confidence=0.5)
    assert states(marking(over)) == "missing missing missing"


def test_a_copy_word_read_without_confidence_is_never_present() -> None:
    assert marking(*beside("KOPIE", confidence=0.4))[Part.COPY].state is not PartState.PRESENT


def test_the_captions_of_a_partners_name_are_not_ours() -> None:
    captions = [word("naam partner / name of partner", 100, 140, high=2.5), word("4. woonplaats", 70, 140, high=2.5)]
    assert marking(*captions)[Part.RECIPIENT].state is PartState.MISSING


def test_another_policy_has_its_own_names_and_words() -> None:
    policy = Policy(name="kpn", version="1", recipients=("KPN",), copy_words=("kopie",))
    assert states(marking(*beside("KOPIE voor KPN 12-11-2026"), policy=policy)) == "present present present"
    assert states(marking(*beside("KOPIE voor DIKPNAT 12-11-2026"), policy=policy)) == "present wrong present"


def test_a_sheet_is_marked_when_every_part_is_read() -> None:
    assert is_marked(reading(*beside("KOPIE Woonpartners 12-11-2026")), WOONPARTNERS, RECEIVED)
    assert is_marked(reading(*beside("KOPIE voor Vesteda 12-11-2026")), WOONPARTNERS, RECEIVED)
    assert not is_marked(reading(*beside("KOPIE Woonpartners")), WOONPARTNERS, RECEIVED)


@pytest.mark.parametrize("written", ["12-11-2024", "12-12-2026"])
def test_a_date_that_is_too_old_or_lies_ahead_is_looked_at_again(written: str) -> None:
    """It rejects the copy, and a digit of a hand may be misread."""
    assert not is_marked(reading(*beside(f"KOPIE Woonpartners {written}")), WOONPARTNERS, RECEIVED)


def test_the_year_of_birth_in_the_photo_is_not_that_of_a_date_written_above_it() -> None:
    lines = (word("KOPIE Woonpartners, date: 22 OCT", 90, 150), word("1988", 90, 155.5))
    assert marking(*lines)[Part.DATE].state is not PartState.PRESENT
    recent = (lines[0], word("2026", 90, 155.5))
    assert marking(*recent)[Part.DATE].value == "2026-10-22"


@pytest.mark.parametrize(("written", "day"), [("28 October2026", "2026-10-28"), ("28.10.2026", None)])
def test_a_month_in_letters_on_a_licence_is_none_of_its_own_dates(written: str, day: str | None) -> None:
    found = marking(word("KOPIE Woonpartners", 90, 150), word(written, 130, 190), document="driving-licence")
    assert found[Part.DATE].value == day


def test_a_date_written_on_the_row_of_a_licences_own_is_the_markings() -> None:
    """A paper licence prints its day of issue alone on a line."""
    for row, day in (("14.03.1998 09.11.2026", "2026-11-09"), ("09.11.2016 09.11.2026", None)):
        lines = (word("KOPIE Woonpartners", 90, 150), word(row, 90, 155.5))
        assert marking(*lines, document="driving-licence")[Part.DATE].value == day


def test_no_digits_of_the_marking_leave_in_a_name() -> None:
    value = marking(*beside("KOPIE voor Klant 123456782 12-11-2026"))[Part.RECIPIENT].value
    assert value is None or not any(char.isdigit() for char in value)


def test_a_printed_date_beside_what_introduces_the_markings_own_is_not_it() -> None:
    lines = [
        word("06.08.1984", 70, 140),
        word("Kopie voor Woonpartners", 110, 140),
        word("datum:", 125, 145),
        word("14.06.2014", 70, 146),
        word("27 oktober 2026", 118, 150),
    ]
    assert marking(*lines, document="driving-licence")[Part.DATE].value == "2026-10-27"


def test_a_date_years_ahead_is_none_of_a_marking_that_does_not_introduce_it() -> None:
    lines = [word("13-01-2030", 80, 150), word("DE VRIESDit is een kopie", 80, 145), word("op 13/10/2026", 110, 148)]
    found = marking(*lines, word("Woonpartners", 110, 144), document="residence-permit")
    assert found[Part.DATE].value == "2026-10-13"


def test_a_caption_of_the_document_introduces_no_date_of_the_marking() -> None:
    lines = [word("6. datum", 70, 140, high=3.0), word("23.05.2004", 70, 144), word("kopie", 110, 150)]
    found = marking(*lines, word("voor Woonpartners d.d. 15-11-2026", 110, 155), document="driving-licence")
    assert found[Part.DATE].value == "2026-11-15"


def test_how_high_it_is_written_is_told_in_millimetres_of_the_document() -> None:
    """Of the smallest part: a large KOPIE does not make up for a date that nobody reads."""
    lines = (word("KOPIE Woonpartners", 60, 95, high=8.0), word("12-11-2026", 60, 104, high=5.0))
    found = find_marking(reading(*lines), 0, WOONPARTNERS, RECEIVED)
    assert found.height_mm == pytest.approx(0.55 * 5.0)
    assert find_marking(reading(), 0, WOONPARTNERS, RECEIVED).height_mm is None


def test_pieces_of_tiles_tell_between_two_readings_of_a_day_in_words() -> None:
    """What was cut at the rim of its tile, "26 fe", speaks for the 26th of February and not for the 20th."""
    tiles = [
        word(f"Kopie Woonpartners {day} feb. 2026", 66, 125 + 12 * row, angle=18.0) for row, day in enumerate((20, 26))
    ]
    pieces = [word("26 fe", 160, 128 + 12 * row, angle=18.0) for row in range(3)]
    assert marking(*tiles)[Part.DATE].state is PartState.UNCLEAR
    dated = marking(*tiles, *pieces)[Part.DATE]
    assert (dated.state, dated.value) == (PartState.PRESENT, "2026-02-26")


@pytest.mark.parametrize("piece", ["ay 2027", "- op 2'"])
def test_what_a_tiles_rim_left_of_a_date_is_unclear_and_not_missing(piece: str) -> None:
    tile = word("Kopie voor Woonpartners", 66, 125, angle=18.0)
    assert marking(tile)[Part.DATE].state is PartState.MISSING
    assert marking(tile, word(piece, 110, 150, angle=18.0))[Part.DATE].state is PartState.UNCLEAR


def test_a_date_that_one_tile_begins_and_another_one_ends_is_put_together() -> None:
    """What they cross spoils the year of one and the day of the other."""
    begun, ended = (
        word(text, 66, y, angle=18.0) for text, y in (("Woonpartners op 6 nov 2aters", 125), ("0nov 2026", 150))
    )
    tile = word("Kopie voor Woonpartners", 66, 175, angle=18.0)
    dated = marking(tile, begun, ended)[Part.DATE]
    assert (dated.state, dated.value) == (PartState.PRESENT, "2026-11-06")
    other = word("op 8 nov z0", 100, 160, angle=18.0)
    assert marking(tile, begun, ended, other)[Part.DATE].state is PartState.UNCLEAR
    assert marking(tile, begun, word("0apr 2026", 66, 150, angle=18.0))[Part.DATE].state is PartState.UNCLEAR
