"""Copy words and dates that a line nearly shows are put in place; nothing else is changed."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from idcheck import expected
from idcheck.engines.ppocr import Text
from idcheck.expected import recognise, without_strays
from idcheck.policy import WOONPARTNERS

ALPHABET = (*expected.CHARACTERS[:-1], ":")


def chances(text: str, *second: tuple[int, str, float]) -> NDArray[np.float32]:
    """Three steps a character, as the recogniser has; ``second``: place, another character there, and its chance."""
    steps = np.full((3 * len(text) + 2, len(ALPHABET)), 1e-6, np.float32)
    steps[:, 0] = 1.0
    for place, char in enumerate(text):
        steps[3 * place + 1] = 1e-6
        steps[3 * place + 1, ALPHABET.index(char)] = 1.0
    for place, char, chance in second:
        steps[3 * place + 1] *= 1 - chance
        steps[3 * place + 1, ALPHABET.index(char)] = chance
    return steps


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> object:
    """The text of a line with these chances."""

    def run(text: str, *second: tuple[int, str, float]) -> str:
        monkeypatch.setattr(expected.markings, "characters", lambda: ALPHABET)
        monkeypatch.setattr(expected.markings, "chances", lambda _line, _stretch: chances(text, *second))
        return recognise(np.zeros((48, 100, 3), np.uint8), WOONPARTNERS).text

    return run


def test_a_plain_line_is_left_as_it_is(read) -> None:
    assert read("KOPIE Woonpartners 12-11-2026") == "KOPIE Woonpartners 12-11-2026"
    assert read("De Vries") == "De Vries"


def test_a_digit_that_lost_by_little_is_put_right(read) -> None:
    assert read("7026-08-26aan", (0, "2", 0.02)) == "2026-08-26 aan"


def test_a_month_misread_is_put_right(read) -> None:
    assert read("datum 11 ayg 2026", (10, "u", 0.2)) == "datum  11 aug 2026"


def test_the_year_alone_is_put_right(read) -> None:
    assert read("202haccess", (3, "6", 0.06)) == "2026 access"


def test_a_copy_word_misread_is_put_right(read) -> None:
    assert read("Dit is een kopte", (14, "i", 0.3)) == "Dit is een  kopie"


@pytest.mark.parametrize("text", ["kapel 12", "Woonpalet Zuid", "verzoek 4711"])
def test_what_is_not_there_is_not_put_in(read, text: str) -> None:
    assert read(text) == text


def test_a_digit_in_doubt_is_left_alone(read) -> None:
    """The last one could be a 6 or a 5."""
    assert read("2026-08-2h", (9, "6", 0.06), (9, "5", 0.05)) == "2026-08-2h"


def test_a_date_that_goes_on_is_none(read) -> None:
    assert "2026-08-26" not in read("7026-08-261", (0, "2", 0.02))


def test_letters_that_stand_too_narrow_are_drawn_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line with fewer steps than two for each letter is read once more, wider, and the surer text is kept."""
    widths: list[float] = []

    def narrow(_line: object, stretch: float) -> NDArray[np.float32]:
        widths.append(stretch)
        text, sure = ("tor kopse", 0.6) if len(widths) == 1 else ("tor kopie", 0.9)
        steps = np.full((len(text), len(ALPHABET)), 1e-6, np.float32)
        steps[np.arange(len(text)), [ALPHABET.index(char) for char in text]] = sure
        return steps

    monkeypatch.setattr(expected.markings, "characters", lambda: ALPHABET)
    monkeypatch.setattr(expected.markings, "chances", narrow)
    assert recognise(np.zeros((48, 60, 3), np.uint8), WOONPARTNERS).text == "tor kopie"
    assert widths[0] == expected.markings.STRETCH
    assert widths[0] < widths[1] <= widths[0] * expected.MOST_STRETCH


@pytest.mark.parametrize(
    ("gaps", "left"),
    [
        ({22: 5}, "datum: 8 september 2027"),
        ({2: 5}, "um: 8 september 20270"),
        ({19: 5}, "datum: 8 september 20270"),
        ({22: 2}, "datum: 8 september 20270"),
    ],
    ids=["behind it", "before it", "too many", "a blank"],
)
def test_what_stands_apart_at_the_end_of_a_line_read_on_is_left_out(gaps: dict[int, int], left: str) -> None:
    whole = "datum: 8 september 20270"
    steps = [gaps.get(index - 1, 1) for index in range(len(whole))]
    places = np.cumsum(steps) / (sum(steps) + 1)
    found = without_strays(Text(whole, 0.9, tuple(map(float, places)), (0.9,) * len(whole)))
    assert found.text == left
    assert len(found.centres) == len(found.scores) == len(left)


def test_what_one_cut_of_a_line_garbles_the_others_outvote(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a smaller cut the characters stand in the same places: all are read as wide as the first."""
    garbled, plain = "KOPIE Woonpartners 17-11-2026", "KOPIE Woonpartners 12-11-2026"
    monkeypatch.setattr(expected.markings, "characters", lambda: ALPHABET)
    shapes: list[tuple[int, ...]] = []

    def told(cut: NDArray[np.uint8], _stretch: float) -> NDArray[np.float32]:
        shapes.append(cut.shape)
        return chances(garbled if cut.max() == 0 else plain)

    monkeypatch.setattr(expected.markings, "chances", told)
    dark, light = np.zeros((48, 100, 3), np.uint8), np.full((40, 90, 3), 255, np.uint8)
    assert recognise(dark, WOONPARTNERS).text == garbled
    assert recognise(dark, WOONPARTNERS, light, light).text == plain
    assert set(shapes) == {(48, 100, 3)}
