"""Invented people and computed numbers."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

SURNAMES = (
    "de Bruin",
    "van den Berg",
    "Jansen",
    "van 't Hoff",
    "Müller",
    "Yılmaz",
    "El Amrani",
    "Nguyen",
    "Çelik",
    "ter Horst",
    "van der Zee-Smits",
    "Oppenhuizen",
    "Kowalski",
    "Lindström",
    "O'Brien",
    "Pawirosentono",
    "Doğan",
    "IJsbrandy",
    "van Es",
    "Bos",
    "Hoekstra",
    "de la Fuente",
    "Ramdjan",
    "Brouwer",
    "in 't Veld",
    "Tjon-A-Fat",
    "Boër",
    "Søndergaard",
    "Ait Hammou",
    "Vermeulen",
    "Wójcik",
    "van der Meer",
    "den Ouden",
    "Gàmez",
    "Petrović",
    "Abdi",
    "Zijlstra",
    "op den Akker",
)
GIVEN = (
    ("F", "Anna Maria"),
    ("F", "Willemijn"),
    ("F", "Zoë Fleur"),
    ("F", "Fatima"),
    ("F", "Renée"),
    ("F", "Ayşe"),
    ("F", "Johanna Petronella"),
    ("F", "Małgorzata"),
    ("F", "Chloé Lys"),
    ("F", "Noor"),
    ("F", "Thi Lan"),
    ("F", "Sanne"),
    ("M", "Jan Pieter"),
    ("M", "Mohamed"),
    ("M", "Björn"),
    ("M", "Cornelis Johannes"),
    ("M", "Luuk"),
    ("M", "Daniël"),
    ("M", "Mehmet Emin"),
    ("M", "Piotr"),
    ("M", "Raúl Andrés"),
    ("M", "Sjoerd"),
    ("M", "Tariq"),
    ("M", "André"),
    ("M", "Wouter Hendrikus Maria"),
    ("F", "Eva"),
    ("M", "Bo"),
    ("F", "Ísabel"),
)
TOWNS = (
    "Berkendam",
    "Utrecht",
    "'s-Hertogenbosch",
    "Groningen",
    "Paramaribo",
    "Zwolle",
    "Rabat",
    "Súdwest-Fryslân",
    "Ede",
    "Izmir",
    "Vught",
    "Willemstad",
    "Leeuwarden",
    "Kraków",
    "Alphen aan den Rijn",
    "Oss",
    "München",
    "Hoorn",
    "Goes",
)
MONTHS = (
    "JAN/JAN",
    "FEB/FEB",
    "MAA/MAR",
    "APR/APR",
    "MEI/MAY",
    "JUN/JUN",
    "JUL/JUL",
    "AUG/AUG",
    "SEP/SEP",
    "OKT/OCT",
    "NOV/NOV",
    "DEC/DEC",
)
LETTERS = "ABCDEFGHIJKLMNPQRSTUVWXYZ"
"""no letter O in a Dutch document number, so that none is taken for a zero"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Someone who does not exist."""

    surname: str
    given: str
    partner: str
    sex: str
    born: date
    birthplace: str
    town: str
    height: int
    """centimetres"""
    bsn: str = field(repr=False)


def elfproef(digits: str) -> bool:
    """Whether nine digits pass the test of a BSN: 9a + 8b + … + 2h - i is a multiple of 11."""
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return len(digits) == 9 and sum(w * int(d) for w, d in zip(weights, digits, strict=True)) % 11 == 0


def bsn(rng: Random) -> str:
    """A BSN: nine digits that pass the elfproef, the first not often a zero."""
    while True:
        digits = f"{rng.randrange(10_000_000, 999_999_999):09d}"
        if elfproef(digits):
            return digits


def person(rng: Random, *, at: date, child: bool = False) -> Person:
    """Someone who was an adult, or a child, ``at`` that day."""
    sex, given = rng.choice(GIVEN)
    years = rng.randint(1, 17) if child else rng.choice((rng.randint(18, 82), rng.randint(18, 60)))
    return Person(
        surname=rng.choice(SURNAMES),
        given=given,
        partner=rng.choice(SURNAMES) if rng.random() < 0.2 else "",
        sex=sex,
        born=at - timedelta(days=365 * years + rng.randint(0, 364)),
        birthplace=rng.choice(TOWNS),
        town=rng.choice(TOWNS),
        height=rng.randint(148, 203),
        bsn=bsn(rng),
    )


def capitalised(name: str) -> str:
    """``de Bruin`` as the documents print it: ``De Bruin``."""
    at = next(i for i, c in enumerate(name) if c.isalpha())
    return name[:at] + name[at].upper() + name[at + 1 :]


def plain(name: str) -> str:
    """A name in the strip's letters (ICAO 9303-3 §6): capitals without accents, words parted by ``<``."""
    special = {"ü": "ue", "ö": "oe", "ä": "ae", "ø": "oe", "å": "aa", "ß": "ss", "ł": "l", "ı": "i", "ð": "d"}
    text = "".join(special.get(c, c) for c in name.lower().replace("'", ""))
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return "<".join("".join(c if c.isalpha() else " " for c in text).upper().split())


def printed_date(day: date) -> str:
    """``10 MAA/MAR 1965``, as passports and identity cards print it."""
    return f"{day.day:02d} {MONTHS[day.month - 1]} {day.year}"


def document_number(rng: Random, first: str, *, zero: bool = True) -> str:
    """Nine characters: two letters, six letters or digits, a digit; no zero since December 2019."""
    digits = "0123456789" if zero else "123456789"
    body = "".join(rng.choice(digits * 2 + LETTERS) for _ in range(6))
    return first + rng.choice(LETTERS) + body + rng.choice(digits)


def licence_number(rng: Random) -> str:
    """Ten digits; in one of two, nine of them in a row pass the elfproef: a trap."""
    if rng.random() < 0.5:
        run = bsn(rng)
        number = run + rng.choice("0123456789") if rng.random() < 0.5 else rng.choice("123456789") + run
        if number[0] != "0":
            return number
    return str(rng.randrange(3_000_000_000, 9_999_999_999))
