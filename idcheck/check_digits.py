"""The check digits of a strip (ICAO 9303-3 §4.9), and what OCR may have read for another character."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from idcheck.columns import UNREAD

WEIGHTS = (7, 3, 1)
_ALIKE = ("O0", "Q0", "D0", "I1", "Z2", "S5", "G6", "B8")
_MAX_SWAPS = 2


def check_digit(text: str) -> int | None:
    """The check digit of a field (weights 7, 3, 1; A–Z count 10–35, ``<`` 0), or None where a ``?`` is in it."""
    return None if UNREAD in text else sum(_value(char) * WEIGHTS[i % 3] for i, char in enumerate(text)) % 10


def _value(char: str) -> int:
    return 0 if char == "<" else int(char, 36)


def matches(text: str, digit: str) -> bool | None:
    """Whether a field has this check digit, None where either was not read."""
    expected = check_digit(text)
    return None if expected is None or not digit.isdigit() else expected == int(digit)


def swaps(number: str) -> Iterator[str]:
    """The number, then with one, then with two characters taken for the one that OCR mixes it up with."""
    other = {pair[i]: pair[1 - i] for pair in _ALIKE for i in (0, 1)}
    places = [i for i, char in enumerate(number) if char in other]
    for count in range(_MAX_SWAPS + 1):
        for chosen in combinations(places, count):
            yield "".join(other[char] if i in chosen else char for i, char in enumerate(number))
