"""The numbers of a page's licences, and what a cover or a watermark leaves of one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from drawn import a_line_mm, page, paper, typed, whole_side
from idcheck.covers import Blob
from idcheck.documents import LICENCE, UNKNOWN
from idcheck.engines.ppocr import Line
from idcheck.licences import is_piece, is_rest, licence_numbers, slashed
from idcheck.records import Box
from idcheck.sides import FoundSide
from idcheck.sight import _is_cut_number, in_table, sight_of, without_modules
from idcheck.suspects import is_left

NUMBER = "4018973499"


def line(text: str, left: float, top: float, wide: float, *, confidence: float = 0.98) -> Line:
    return a_line_mm(text, left, top, (wide, 2.6), confidence)


def back(document: str = LICENCE) -> FoundSide:
    return whole_side(document, "back", UNKNOWN, 1)


class TestNumbers:
    def test_they_stand_on_the_front_in_its_strip_and_in_the_code_of_the_back(self) -> None:
        assert licence_numbers([f"5. {NUMBER}", "De Vries"], [], []) == (NUMBER,)
        assert licence_numbers([], [f"D1NLD2{NUMBER}12HF7W55VL42L2"], []) == (NUMBER,)
        assert licence_numbers([], [], [f"D1NLD2{NUMBER}12HF7W55VL42L2", None, "999999990"]) == (NUMBER,)
        assert licence_numbers([], [], [NUMBER]) == (NUMBER,)

    @pytest.mark.parametrize(
        ("text", "told"),
        [("14018973499", "/4018973499"), ("1 4018973499", "/ 4018973499"), ("24018973499",) * 2, ("14018973498",) * 2],
    )
    def test_a_slash_before_one_that_was_taken_for_a_digit_is_a_slash(self, text: str, told: str) -> None:
        assert slashed(text, [NUMBER]) == told
        assert [
            one.text.text
            for one in sight_of(page(paper(860, 540)), back(), [line(text, 20, 8, 30)], licences=[NUMBER]).lines
        ] == [told]

    @pytest.mark.parametrize(
        "text",
        ["018973499", "/4018973499", "8973499", "401897", "018973498", "401893499", "40189734990"],
        ids=["first-covered", "whole", "end", "piece", "misread", "one-lost", "one-too-many"],
    )
    def test_what_is_left_of_one(self, text: str) -> None:
        assert is_piece(text, [NUMBER])

    @pytest.mark.parametrize("text", ["123456782", "73499", "018973588", "BSN 018973499", ""])
    def test_what_is_another_number(self, text: str) -> None:
        assert not is_piece(text, [NUMBER])

    def test_the_whole_number_is_no_rest(self) -> None:
        assert is_rest("018973499", [NUMBER])
        assert not is_rest(NUMBER, [NUMBER])


class TestCutNumbers:
    COVER = Blob(box=Box(0.04, 0.08, 0.21, 0.14), width_mm=14.5, height_mm=3.3, mask=np.ones((4, 4), np.bool_))

    def cut(self, text: str, left: float = 18.2, side: FoundSide | None = None, confidence: float = 0.98) -> bool:
        end = line(text, left, 4.8, 13.0, confidence=confidence)
        return _is_cut_number(page(paper(856, 540)), side or back(), end, [self.COVER])

    def test_nine_digits_right_behind_a_cover_that_are_no_bsn_are_a_licence_number(self) -> None:
        assert self.cut("018973499")

    def test_a_bsn_is_never_taken_for_one(self) -> None:
        assert not self.cut("123456782")

    def test_nor_what_was_not_read_with_ease_or_stands_elsewhere(self) -> None:
        assert not self.cut("018973499", confidence=0.8)
        assert not self.cut("018973499", left=30.0)
        assert not self.cut("018973499", side=back("identity-card"))


def test_in_the_table_of_a_licence_stands_no_bsn() -> None:
    rows = [line(text, 30, 12 + 3 * row, 4.0) for row, text in enumerate(["AM", "A1", "A2", "B1", "C1", "D1"])]
    dates, above = line("251016", 44, 15, 8.0), line("123456782", 4, 5, 14.0)
    sight = sight_of(page(paper(856, 540)), back(), [*rows, dates, above])
    assert in_table(sight, dates.quad)
    assert not in_table(sight, above.quad)
    other = sight_of(page(paper(856, 540)), back("identity-card"), [*rows, dates, above])
    assert not in_table(other, dates.quad)


def test_three_digits_beside_the_table_of_a_licence_may_be_left_of_the_number() -> None:
    """A white box over five of nine digits: one stands before it and three behind, all else is read. A watermark is pale."""
    rows = [line(text, 30, 12 + 3 * row, 4.0) for row, text in enumerate(["AM", "A1", "A2", "B1", "C1", "D1"])]
    rest, tile, date = line("591", 14, 5, 5.0), line("127", 2, 20, 5.0), line("180709", 44, 15, 8.0)
    sight = sight_of(page(typed(paper(856, 540), (142, 72), ["591"])), back(), [*rows, rest, tile, date])
    assert is_left(sight, rest)
    assert not is_left(sight, tile)
    assert not is_left(sight, date)
    assert not any(is_left(sight, row) for row in rows)


def test_the_end_of_a_watermarks_year_cut_by_the_rim_is_not_left_of_the_number() -> None:
    rows = [line(text, 30, 12 + 3 * row, 4.0) for row, text in enumerate(["AM", "A1", "A2", "B1", "C1", "D1"])]
    cut, whole = line(":027", 2, 5, 5.0), line("datum: 11 juni 2027", 10, 9, 20.0)
    on = page(typed(paper(856, 540), (22, 72), ["027"]))
    assert not is_left(sight_of(on, back(), [*rows, cut, whole]), cut)
    assert is_left(sight_of(on, back(), [*rows, cut]), cut)


def test_two_dark_digits_on_a_licences_back_may_be_left_and_the_headings_of_its_table_are_not() -> None:
    rows = [line(text, 30, 12 + 3 * row, 4.0) for row, text in enumerate(["AM", "A1", "A2", "B1", "C1", "D1"])]
    rest, heading, pale = line("87", 5, 5, 4.0), line("10.", 44, 9, 4.0), line("87", 5, 30, 4.0)
    on = page(typed(typed(paper(856, 540), (60, 72), ["87"]), (450, 112), ["10."]))
    sight = sight_of(on, back(), [*rows, rest, heading, pale])
    assert is_left(sight, rest)
    assert not is_left(sight, heading)
    assert not is_left(sight, pale)


@pytest.mark.parametrize(("text", "left"), [(f"528/{NUMBER}", True), (f"/{NUMBER}", False), (f"1/{NUMBER}", False)])
def test_digits_before_a_licences_number_may_be_left(text: str, left: bool) -> None:
    """Under a white box too narrow to be seen as one; a single digit is its edge most often."""
    rows = [line(each, 30, 12 + 3 * row, 4.0) for row, each in enumerate(["AM", "A1", "A2", "B1", "C1", "D1"])]
    rest = line(text, 14, 5, 18.0)
    assert is_left(sight_of(page(paper(856, 540)), back(), [*rows, rest]), rest) is left


def test_a_licences_number_that_was_read_as_two_lines_is_no_rest_of_the_bsn() -> None:
    rows = [line(each, 30, 12 + 3 * row, 4.0) for row, each in enumerate(["AM", "A1", "A2", "B1", "C1", "D1"])]
    half, rest, other = line("401897", 4, 5, 8.0), line("3499", 12.5, 5, 5.0), line("349", 12.5, 5, 4.0)
    on = page(typed(typed(paper(856, 540), (45, 72), ["401897"]), (130, 72), ["3499"]))
    assert not any(is_left(sight_of(on, back(), [*rows, half, rest]), one) for one in (half, rest))
    assert all(is_left(sight_of(on, back(), [*rows, half, other]), one) for one in (half, other))


@pytest.mark.parametrize("whole", [f"KOP{NUMBER}", f"39~{NUMBER[3:]}"], ids=["run-into", "cut"])
@pytest.mark.parametrize(
    ("text", "top", "again"),
    [("3499", 6.5, True), ("73499", 3.4, True), ("3499", 9.0, False), ("3498", 6.5, False), ("499", 6.5, False)],
    ids=["lower", "higher", "in-another-row", "another-number", "too-few"],
)
def test_the_end_of_a_licences_number_read_again_in_another_box_is_no_rest(
    text: str, top: float, again: bool, whole: str
) -> None:
    """A watermark above or below it was read into that box too."""
    lines = [line(whole, 4, 5, 20.0), line(text, 16, top, 8.0)]
    sight = sight_of(page(paper(856, 540)), back(), lines, licences=[NUMBER])
    assert [end.text.text for end in sight.ends] == ([text] if again else [])


def test_three_digits_and_a_letter_that_the_fourth_was_taken_for_may_be_left() -> None:
    side = whole_side("passport", "holder-back", "2024", 2)
    rest, word = line("760r", 70, 40, 6.0), line("7r", 70, 50, 6.0)
    on = page(typed(typed(paper(1250, 880), (702, 425), ["760("]), (702, 525), ["7r"]))
    sight = sight_of(on, side, [rest, word])
    assert [is_left(sight, each) for each in sight.lines] == [True, False]


def test_dark_digits_in_a_watermarks_line_are_no_piece_of_it() -> None:
    """Two digits beside white-out, between the letters of a tile that was read across them."""
    rows = [line(text, 30, 12 + 3 * row, 4.0) for row, text in enumerate(["AM", "A1", "A2", "B1", "C1", "D1"])]
    rest, tile = line("70", 10, 5, 4.0), line("Kopie aan Woon Partners 24 mei 2027", 4, 5, 60.0)
    dark, pale = page(typed(paper(856, 540), (110, 72), ["70"])), page(paper(856, 540))
    for on, left in ((dark, True), (pale, False)):
        sight = replace(sight_of(on, back(), [*rows, rest, tile]), laid_over=(tile.quad,))
        assert is_left(sight, rest) is left


def test_what_was_hardly_read_half_in_a_code_is_of_its_modules() -> None:
    on = page(paper(856, 540))
    code, half = Box(0.1, 0.3, 0.3, 0.6), line("花电", 20, 20, 10.0, confidence=0.2)
    assert without_modules([half], [code], on) == []
    assert without_modules([line("Woonpart", 20, 20, 10.0)], [code], on) != []
