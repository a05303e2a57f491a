"""A pattern is found by the recogniser's chances where its best text misses it by little, and nowhere else."""

from __future__ import annotations

from math import log

import numpy as np
import pytest
from numpy.typing import NDArray

from idcheck.engines.ctc import Pattern, Slot, Spotted, spot

ALPHABET = ("", *"0123456789-abcdefghijklmnopqrstuvwxyz ")


def line(text: str, **second: float) -> NDArray[np.float32]:
    """The chances of a line, a blank behind each character; ``second``: at its place, another character at this chance."""
    steps = np.full((2 * len(text) + 1, len(ALPHABET)), 1e-6, np.float32)
    steps[::2, 0] = 1.0
    for place, char in enumerate(text):
        steps[2 * place + 1, ALPHABET.index(char)] = 1.0
    for key, chance in second.items():
        char, place = key[0], int(key[1:])
        steps[2 * place + 1] *= 1 - chance
        steps[2 * place + 1, ALPHABET.index(char)] = chance
    return steps


def word(text: str) -> Pattern:
    return tuple(Slot(char) for char in text)


def found(chances: NDArray[np.float32], *patterns: Pattern) -> Spotted:
    spotted = spot(chances, ALPHABET, patterns)
    assert spotted is not None
    return spotted


def test_a_word_is_found_where_it_stands() -> None:
    spotted = found(line("een kopie voor"), word("kopie"))
    assert spotted.text == "kopie"
    assert spotted.score == pytest.approx(0.0)
    assert spotted.steps == (9, 11, 13, 15, 17)


def test_a_letter_that_lost_by_little_is_put_right() -> None:
    spotted = found(line("een kapie", o5=0.1), word("kopie"))
    assert spotted.text == "kopie"
    assert spotted.score == pytest.approx(log(0.1 / 0.9), abs=0.01)
    assert min(spotted.chances) == pytest.approx(0.1)


def test_a_letter_that_is_not_there_costs_dear() -> None:
    assert found(line("een kapie"), word("kopie")).score < -8


def test_the_better_of_two_words_is_taken() -> None:
    assert found(line("afschrift van"), word("kopie"), word("afschrift")).text == "afschrift"


DIGIT = Slot("0123456789")
DAY = (DIGIT, Slot("-"), DIGIT, DIGIT)


def test_the_longer_of_two_patterns_that_both_fit_is_taken() -> None:
    assert found(line("11-26"), DAY, (Slot("0123"), *DAY)).text == "11-26"


def test_the_share_of_a_digit_is_that_among_the_digits() -> None:
    spotted = found(line("1-2h", **{"63": 0.06, "53": 0.02}), DAY)
    assert spotted.text == "1-26"
    assert spotted.shares[3] == pytest.approx(0.75, abs=0.02)


def test_two_alike_need_a_blank_between_them() -> None:
    chances = line("1-2")
    held = np.insert(chances, 6, chances[5], axis=0)
    assert found(held, DAY).score < -8
    assert found(line("1-22"), DAY).score == pytest.approx(0.0)


def test_an_optional_character_may_be_left_out() -> None:
    pattern = (*word("op"), Slot(" ", optional=True), DIGIT)
    assert found(line("op 5"), pattern).text == "op 5"
    assert found(line("op5"), pattern).text == "op5"


def test_a_line_too_short_holds_nothing() -> None:
    assert spot(line("k"), ALPHABET, (word("kopie"),)) is None or found(line("k"), word("kopie")).score < -8
