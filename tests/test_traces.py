"""What a place shows in every view, and what of it is no number."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drawn import a_line, a_line_mm, page, paper, whole_side
from idcheck import traces
from idcheck.documents import PASSPORT
from idcheck.records import Box, Covering, Quad, View, Word
from idcheck.sides import PERMIT_KINDS
from idcheck.sight import Sight, numbers, without_ends
from idcheck.traces import Trace


def trace(text: str, confidence: float = 0.95) -> Trace:
    box = Box(0.1, 0.1, 0.4, 0.15)
    word = Word(text=text, box=box, confidence=confidence, view=View.CONTRAST)
    return Trace(box=box, covering=Covering.NONE, words=(word,))


@pytest.mark.parametrize(
    "text", ["datum 14.11.2027", "Woonpartners14-11-2027", "Burg. van Hoorn", "5249451630", "partner 5249451630"]
)
def test_what_a_view_reads_with_ease_as_something_else_is_no_number(text: str) -> None:
    assert trace(text).other is not None


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("2026, AVG-verzoek", 0),
        ("inzage; 2026 Woon", 0),
        ("BSN 2026", 4),
        ("2026 1, AVG-verzoek", 5),
        ("2126, AVG-verzoek", 4),
        ("7/1862199311", 1),
        ("263800/6209725473", 6),
    ],
)
def test_a_year_among_words_is_no_rest_of_a_number(text: str, digits: int) -> None:
    assert trace(text).digits == digits


@pytest.mark.parametrize("text", ["1234 5678", "123456782", "op 123456782"])
def test_digits_outside_a_date_are_a_number(text: str) -> None:
    assert trace(text).other is None


@pytest.mark.parametrize(
    ("text", "confidence", "told"),
    [("123456782", 0.95, True), ("1234 5678", 0.85, True), ("17.07.2027", 0.95, False), ("123456782", 0.75, False)],
)
def test_most_of_a_number_read_with_ease_under_a_patch_is_one_and_a_date_is_none(
    text: str, confidence: float, told: bool
) -> None:
    assert trace(text, confidence).is_covered_number is told


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        (("RJBN23214", "R7823"), True),
        (("RJBN23214", "RTN33"), False),
        (("RJBN23214", "19.01.2027 tbv"), False),
        (("823214",), False),
    ],
)
def test_a_cover_on_which_two_views_give_digits_shows_them(texts: tuple[str, ...], told: bool) -> None:
    words = tuple(word for text in texts for word in trace(text, 0.8).words)
    assert replace(trace(""), words=words).shows_through is told


def test_a_licence_number_that_one_view_reads_and_another_misreads_is_no_bsn_under_a_cover() -> None:
    read, misread = trace("3564364725").words, trace("33943647255").words
    assert trace("33943647255").is_covered_number
    assert not replace(trace(""), words=(*read, *misread)).is_covered_number
    assert replace(trace(""), words=(*read, *trace("123456782").words)).is_covered_number


def test_a_date_that_stands_elsewhere_leaves_no_digits() -> None:
    again = trace("12026-06-06it")
    assert again.digits >= 7
    assert replace(again, dated=again.words).digits == 0


@pytest.mark.parametrize(
    ("read", "misread"),
    [
        ("19.01.2027 tbv", "19.012027 tbv"),
        ("only 24-07-2026 COPY for", "only 2407n2026.poCORYf0ro only 24-07-2026 COPY"),
    ],
)
def test_a_date_that_another_view_of_the_place_reads_leaves_no_digits(
    monkeypatch: pytest.MonkeyPatch, read: str, misread: str
) -> None:
    assert told(monkeypatch, (read, 0.95), (misread, 0.86)).digits == 0


def test_a_number_among_dates_is_none_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(monkeypatch, ("op 24-07-2026 Woon", 0.95), ("op 24072026 123456782", 0.86)).passes


def test_strokes_are_looked_for_on_the_bsn_alone_where_a_licences_number_stands_behind_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked_at: list[Quad] = []
    monkeypatch.setattr(traces, "over_print", lambda _, quad: looked_at.append(quad) or Covering.NONE)
    told(monkeypatch, ("123456782/5763047491", 0.99))
    (quad,) = looked_at
    assert 580 < quad[0][0] < 620
    assert 690 < quad[1][0] < 740


def told(monkeypatch: pytest.MonkeyPatch, *readings: tuple[str, float]) -> Trace:
    """The trace of a place from 600 to 850 pixels of a page, of which the views give these readings."""
    words = [word for text, confidence in readings for word in trace(text, confidence).words]
    words = [
        replace(word, centres=tuple((at + 0.5) / len(word.text) for at in range(len(word.text)))) for word in words
    ]
    monkeypatch.setattr(traces, "read_views", lambda *_: tuple(words))
    return traces.trace(a_sight(), a_line_mm("", 60, 40).quad)


def a_sight() -> Sight:
    return Sight(
        page=page(paper(1250, 880)),
        side=whole_side(PASSPORT, "holder", "2011", 0),
        lines=(),
        patches=(),
        ground=252,
        span=200,
        sharp=True,
        value_mm=3.2,
    )


def test_on_a_cover_round_digits_hardly_read_are_the_rims_of_stickers(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(monkeypatch, ("60080", 0.8)).digits == 5
    monkeypatch.setattr(traces, "trace", lambda *_: trace("60080", 0.8))
    assert traces.on_cover(a_sight(), a_line_mm("", 60, 40).quad).digits == 0
    monkeypatch.setattr(traces, "trace", lambda *_: trace("61080", 0.8))
    assert traces.on_cover(a_sight(), a_line_mm("", 60, 40).quad).digits == 5


@pytest.mark.parametrize(("number", "left"), [("XX0000000", False), ("XX0000001", True)])
def test_a_documents_own_number_is_none_under_a_band_taken_for_a_patch(
    monkeypatch: pytest.MonkeyPatch, number: str, left: bool
) -> None:
    seen = trace("X0000000", 0.95).words
    monkeypatch.setattr(traces, "trace", lambda *_: trace("", 0.1))
    monkeypatch.setattr(traces, "read_channels", lambda *_: seen * 3)
    sight = replace(a_sight(), lines=(a_line_mm(number, 60, 40),))
    assert bool(traces.beneath(sight, a_line_mm("", 60, 39, (30, 6)).quad).digits) == left


def test_the_year_of_birth_that_the_strip_gives_is_no_rest_of_a_number() -> None:
    lines = (a_line_mm("1971", 60, 40, (8, 3.2)), a_line_mm("1972", 80, 40, (8, 3.2)))
    assert [line.text.text for line in numbers(replace(a_sight(), lines=lines, born="1971"))] == ["1972"]
    assert len(list(numbers(replace(a_sight(), lines=lines)))) == 2


def test_what_is_hardly_read_is_nothing_else() -> None:
    assert trace("datum 14.11.2027", 0.8).other is None


def left_of(text: str) -> list[str]:
    corners = [[0.0, 0.0], [90.0, 0.0], [90.0, 20.0], [0.0, 20.0]]
    return [line.text.text for line in without_ends([a_line(text, corners)], ["1169007558"])]


@pytest.mark.parametrize("text", ["169007558", "/9007558", "69007558", "169007559"])
def test_the_end_of_a_licence_number_that_stands_on_the_page_is_left_out(text: str) -> None:
    assert left_of(text) == []


@pytest.mark.parametrize("text", ["1169007558", "169007549", "7558", "123456782"])
def test_the_whole_of_it_another_number_and_a_few_digits_are_not(text: str) -> None:
    assert left_of(text) == [text]


def test_a_filler_misread_makes_no_residence_permit() -> None:
    assert not set("<KCELDO0") & set(PERMIT_KINDS)
