"""The strips (MRZ) of the drawn documents, written by the rules; no code is shared with what reads them."""

from __future__ import annotations

from datetime import date
from random import Random

from samples.people import LETTERS, Person, plain

VALUES = {c: i for i, c in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")} | {"<": 0}


def check(text: str) -> str:
    """The check digit of ``text`` (ICAO 9303-3 §4.9: weights 7, 3, 1; modulo 10)."""
    return str(sum(VALUES[c] * (7, 3, 1)[i % 3] for i, c in enumerate(text)) % 10)


def six(day: date) -> str:
    return day.strftime("%y%m%d")


def names(person: Person, width: int) -> str:
    """``SURNAME<<GIVEN<NAMES`` cut or filled to ``width``."""
    return f"{plain(person.surname)}<<{plain(person.given)}"[:width].ljust(width, "<")


def td3(
    person: Person, number: str, expiry: date, *, optional: str, kind: str = "P<", state: str = "NLD"
) -> tuple[str, str]:
    """The two lines of a passport (ICAO 9303-4 §4.2). ``optional``: up to 14 characters, the BSN or nothing.

    An empty optional field has ``<`` as its check digit on the Dutch 2021 passport.
    """
    first = kind + state.ljust(3, "<") + names(person, 39)
    number = number.ljust(9, "<")
    body = optional.ljust(14, "<")
    optional_check = check(body) if optional else "<"
    second = f"{number}{check(number)}{state.ljust(3, '<')}{six(person.born)}{check(six(person.born))}{person.sex}"
    second += f"{six(expiry)}{check(six(expiry))}{body}{optional_check}"
    return first, second + check(second[:10] + second[13:20] + second[21:43])


def td1(
    person: Person,
    number: str,
    expiry: date,
    *,
    optional: str,
    dutch_check: bool = True,
    kind: str = "I<",
    state: str = "NLD",
    nation: str = "NLD",
    second_optional: str = "",
) -> tuple[str, str, str]:
    """The three lines of a card (ICAO 9303-5 §4.2).

    The Dutch card has the BSN at 16-24 of line 1 and, other than ICAO, a check digit over 16-29 at 30.
    """
    number = number.ljust(9, "<")
    first = f"{kind}{state.ljust(3, '<')}{number}{check(number)}"
    first += (
        optional.ljust(14, "<") + check(optional.ljust(14, "<"))
        if optional and dutch_check
        else optional.ljust(15, "<")
    )
    second = f"{six(person.born)}{check(six(person.born))}{person.sex}{six(expiry)}{check(six(expiry))}"
    second += nation.ljust(3, "<") + second_optional.ljust(11, "<")
    second += check(first[5:30] + second[:7] + second[8:15] + second[18:29])
    return first, second, names(person, 30)


def td2(person: Person, number: str, expiry: date, *, state: str, kind: str = "I<") -> tuple[str, str]:
    """The two lines of an older foreign card (ICAO 9303-6 §4.2)."""
    number = number.ljust(9, "<")
    second = f"{number}{check(number)}{state.ljust(3, '<')}{six(person.born)}{check(six(person.born))}{person.sex}"
    second += f"{six(expiry)}{check(six(expiry))}".ljust(15, "<")
    second = second[:28].ljust(35, "<")
    return kind + state.ljust(3, "<") + names(person, 31), second + check(second[:10] + second[13:20] + second[21:35])


def licence(number: str, rng: Random) -> str:
    """The one line of a Dutch driving licence: the licence number and a random tail, never a BSN."""
    tail = "".join(rng.choice(LETTERS + "0123456789") for _ in range(13))
    text = f"D1NLD{rng.choice('1234')}{number}{tail}"
    return text + check(text)
