"""Lines as they are cut, folded and made into words."""

from __future__ import annotations

import numpy as np
import pytest

from drawn import page, paper, typed
from idcheck.engines.ppocr import Line, Text
from idcheck.geometry import length_of
from idcheck.lines import folded, pieces, plain, read_quads, with_years, words_of
from idcheck.records import Quad, View

QUAD: Quad = np.array([[100, 40], [500, 40], [500, 60], [100, 60]], np.float32)


def line(text: str, places: list[float]) -> Line:
    """A line with its characters at these columns of 40."""
    scores = tuple(0.9 for _ in text)
    return Line(QUAD, Text(text, 0.9, tuple((place + 0.5) / 40 for place in places), scores))


def test_two_fields_side_by_side_are_cut_at_the_gap() -> None:
    cut = list(pieces(line("123456782Jansen", [*range(9), *range(30, 36)])))
    assert [piece.text.text for piece in cut] == ["123456782", "Jansen"]
    left, right = cut
    assert left.quad[:, 0].max() < right.quad[:, 0].min()
    assert 100 <= left.quad[:, 0].min() <= 110
    assert left.quad[:, 0].max() >= 190, "nine characters of ten pixels lie in it"
    assert right.quad[:, 0].min() <= 400


def test_every_character_of_a_piece_keeps_its_place_on_the_page() -> None:
    whole = line("123456782Jansen", [*range(9), *range(30, 36)])
    on_page = [100 + 400 * centre for centre in whole.text.centres]
    again = [
        float(piece.quad[0][0] + length_of(piece.quad) * centre)
        for piece in pieces(whole)
        for centre in piece.text.centres
    ]
    assert again == pytest.approx(on_page, abs=0.5)


def test_a_line_without_a_wide_gap_stays_whole() -> None:
    sentence = line("een kopie", list(range(9)))
    assert [piece.text.text for piece in pieces(sentence)] == ["een kopie"]


@pytest.mark.parametrize("text", ["", "1", "ab", "V/F"])
def test_a_short_line_tells_no_step_and_is_not_cut(text: str) -> None:
    assert [piece.text.text for piece in pieces(line(text, [i * 9 for i in range(len(text))]))] == [text]


@pytest.mark.parametrize(
    ("text", "bare"),
    [("Geldig tot / date of expiry", "GELDIGTOTDATEOFEXPIRY"), ("Zoë-Fleur", "ZOEFLEUR"), ("« < ?", ""), ("", "")],
)
def test_folded_text_has_capitals_and_digits_only(text: str, bare: str) -> None:
    assert folded(text) == bare
    assert folded(folded(text)) == folded(text)


def test_accents_are_taken_off_and_letters_stay() -> None:
    assert plain("Søren Müller, 2è") == "Søren Muller, 2e"


def test_what_is_typed_is_read_and_its_box_lies_on_it() -> None:
    picture = typed(paper(800, 200), (100, 100), ["Huurdersnummer 4711"])
    quad = np.array([[90, 70], [460, 70], [460, 110], [90, 110]], np.float32)
    on = page(picture, quad)
    (word,) = words_of(read_quads(on, on.quads), on, View.CLOSE)
    assert folded(word.text) == "HUURDERSNUMMER4711"
    assert word.box == pytest.approx((90 / 800, 70 / 200, 460 / 800, 110 / 200))
    assert (word.view, word.angle, word.size) == (View.CLOSE, 0, 40)
    assert len(word.centres) == len(word.text)


def test_empty_paper_gives_no_line() -> None:
    on = page(paper(), QUAD)
    assert read_quads(on, on.quads) == []


def at(text: str, left: float, *, top: float = 40) -> Line:
    """A line 20 high whose characters stand 10 apart."""
    right = left + 10 * len(text)
    quad = np.array([[left, top], [right, top], [right, top + 20], [left, top + 20]], np.float32)
    return Line(quad, Text(text, 0.9, tuple((i + 0.5) / len(text) for i in range(len(text))), (0.9,) * len(text)))


def test_a_year_set_apart_from_its_day_and_month_is_of_their_date() -> None:
    place, joined = with_years([at("19 OKT/OCT", 100), at("1971", 240), at("Vught", 500)])
    assert (joined.text.text, place.text.text) == ("19 OKT/OCT 1971", "Vught")
    assert joined.quad[:, 0].min() == 100
    assert joined.quad[:, 0].max() == 280
    on_page = [100 + 180 * centre for centre in joined.text.centres]
    assert on_page[0] == pytest.approx(105)
    assert on_page[-4:] == pytest.approx([245, 255, 265, 275])
    assert list(joined.text.centres) == sorted(joined.text.centres)
    assert len(joined.text.centres) == len(joined.text.scores) == len(joined.text.text)


@pytest.mark.parametrize(
    "year",
    [at("1971", 400), at("1971", 240, top=70), at("1971", 20), at("7219", 240), at("19712", 240)],
    ids=["too far off", "on another row", "left of it", "no year", "more digits"],
)
def test_other_digits_are_none(year: Line) -> None:
    day = at("19 OKT/OCT", 100)
    assert with_years([day, year]) == [day, year]


def test_a_year_behind_a_name_or_a_whole_date_stays_as_it_is() -> None:
    for text in ("Berkendam", "19 OKT/OCT 1971"):
        lines = [at(text, 100), at("1971", 110 + 10 * len(text))]
        assert with_years(lines) == lines
