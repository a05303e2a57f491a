"""Which models a side can be follows from its dates, its strip and its size."""

from __future__ import annotations

import pytest

from drawn import a_line
from idcheck.engines.ppocr import Line
from idcheck.generations import possible_models

CARDS = {"2006", "2013", "2014", "2018", "2025"}


def lines(*texts: str) -> list[Line]:
    return [
        a_line(text, [[0, y], [300, y], [300, y + 30], [0, y + 30]])
        for y, text in zip(range(0, 400, 40), texts, strict=False)
    ]


@pytest.mark.parametrize(
    ("issued", "expires", "model"),
    [("29.06.2007", "28.06.2017", "2006"), ("18.04.2013", "18.04.2023", "2013"), ("01.09.2025", "01.09.2030", "2025")],
)
def test_a_licence_tells_its_model_by_its_dates(issued: str, expires: str, model: str) -> None:
    read = lines("1. De Vries", "3. 30.05.1977 Zwolle", f"4a. {issued}", f"4b. {expires}")
    assert possible_models("driving-licence", "front", read, None) == (model,)


def test_a_licence_without_its_dates_may_be_the_paper_one() -> None:
    assert set(possible_models("driving-licence", "front", lines("30.05.1977"), None)) == CARDS | {"paper"}


def test_a_licence_of_a_cards_size_is_not_the_paper_one() -> None:
    assert set(possible_models("driving-licence", "front", lines("30.05.1977"), None, paper=False)) == CARDS


def test_rubrics_in_words_tell_that_a_licence_may_be_the_paper_one_whatever_its_size() -> None:
    """A part of its ground has a card's proportions, and the BSN stands below it."""
    read = lines("1. naam", "2. voornamen", "17.07.1953", "5. afgegeven door")
    assert set(possible_models("driving-licence", "front", read, None, paper=False)) == CARDS | {"paper"}
    one = lines("1. naam", "2. Zijlstra", "17.07.1953")
    assert set(possible_models("driving-licence", "front", one, None, paper=False)) == CARDS


def test_a_licence_of_the_paper_ones_proportions_is_one_unless_its_dates_tell_another() -> None:
    assert possible_models("driving-licence", "front", lines("30.05.1977"), None, paper=True) == ("paper",)
    read = lines("29.06.2007", "28.06.2017")
    assert possible_models("driving-licence", "front", read, None, paper=True) == ("2006",)


def test_a_marking_in_another_form_is_no_day_of_issue() -> None:
    read = lines("kopie 12-03-2026", "geldig tot 12-03-2016")
    assert "paper" in possible_models("driving-licence", "front", read, None)


@pytest.mark.parametrize(("text", "models"), [("CAN 764462", {"2014", "2021", "2024"}), ("CAN 76446", None)])
def test_a_can_stands_on_no_card_before_2021(text: str, models: set[str] | None) -> None:
    every = set(possible_models("identity-card", "front", [], None))
    assert {"2001", "2006", "2011"} < every
    assert set(possible_models("identity-card", "front", lines(text), None)) == (models or every)


def test_a_misread_day_of_issue_does_not_overrule_a_can() -> None:
    read = lines("CAN 764462", "05 MAA/MAR 2012", "05 MAA/MAR 2017")
    assert set(possible_models("identity-card", "front", read, None)) == {"2014", "2021", "2024"}
