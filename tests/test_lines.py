"""Lines as they are cut, folded and made into words."""

from __future__ import annotations

import numpy as np
import pytest

from drawn import page, paper, typed
from idcheck.engines.ppocr import Line, Text
from idcheck.geometry import length_of
from idcheck.lines import folded, pieces, plain, read_quads, words_of
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
