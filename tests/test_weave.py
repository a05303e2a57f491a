"""What one view tore is read with what another view read of the same place."""

from __future__ import annotations

from idcheck.records import Box, Reading, View, Word
from idcheck.weave import woven

WIDE, HIGH = 1000, 1000
LETTER, LINE = 12, 24.0


def word(text: str, x: float, y: float, view: View = View.BARE, confidence: float = 0.95) -> Word:
    box = Box(x / WIDE, y / HIGH, (x + LETTER * len(text)) / WIDE, (y + LINE) / HIGH)
    return Word(text=text, box=box, confidence=confidence, size=LINE, view=view)


def texts(*words: Word) -> list[str]:
    return [block.text for block in woven(words, Reading(attachment="a", page=1, width=WIDE, height=HIGH, words=words))]


def test_a_line_goes_on_in_another_view() -> None:
    assert texts(word("op 12", 100, 100), word("maart 2026", 172, 102, View.TURNED)) == ["op 12 maart 2026"]


def test_a_line_goes_on_in_the_one_under_it_of_another_view() -> None:
    assert "Woonpartners 17 sep 2027" in texts(
        word("Woonpartners 17", 100, 100),
        word("sep 2327", 120, 130, confidence=0.7),
        word("sep 2027", 120, 131, View.TILES),
    )


def test_the_digits_of_every_view_are_tried() -> None:
    found = texts(
        word("Woonpartners 17", 100, 100), word("sep 2327", 120, 130), word("sep 2027", 120, 131, View.TILES, 0.7)
    )
    assert {"Woonpartners 17 sep 2327", "Woonpartners 17 sep 2027"} <= set(found)


def test_two_readings_of_one_place_are_never_put_behind_one_another() -> None:
    assert texts(word("sep 2027", 100, 100), word("sep 2O27", 102, 101, View.TILES)) == []


def test_a_line_far_below_is_another() -> None:
    assert texts(word("Woonpartners 17", 100, 100), word("sep 2027", 120, 200)) == []
