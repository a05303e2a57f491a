"""The formats of a machine-readable strip and where their fields stand.

Layouts: ICAO 9303-4 §4.2 (TD3), 9303-5 §4.2 (TD1), 9303-6 §4.2 (TD2); the driving licence's: RDW, model 2014.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class Format(StrEnum):
    TD1 = "TD1"
    """three lines of 30: cards"""
    TD2 = "TD2"
    """two lines of 36: older foreign cards, visas"""
    TD3 = "TD3"
    """two lines of 44: passports"""
    DL = "DL"
    """one line of 30: the Dutch driving licence"""


Span: TypeAlias = tuple[int, int, int]
"""A line, the first column and the one after the last, counted from 0."""


# What a column may hold: n letter, digit or filler · o the same, mostly fillers · d digit · e digit or filler ·
# a letter or filler · x sex · b a column of the BSN: digit or filler · f filler, as in every strip with a BSN ·
# a capital: that letter.
_DATES = "ddddddd" + "x" + "ddddddd"
TD1_NLD = "aaNLD" + "n" * 9 + "e" + "b" * 9 + "f" * 5 + "e"
TD1_PERMIT = "aaNLD" + "n" * 9 + "e" + "VNR" + "b" * 10 + "nn"
"""a residence permit: VNR and ten digits, a number of the IND"""
TD1_OTHER = "aaaaa" + "n" * 9 + "e" + "o" * 15
TD1_DATES = _DATES + "aaa" + "o" * 11 + "d"
TD2_DATES = "n" * 9 + "d" + "aaa" + _DATES + "o" * 7 + "d"
TD3_NLD = "n" * 9 + "d" + "NLD" + _DATES + "b" * 9 + "f" * 5 + "ed"
TD3_OTHER = "n" * 9 + "d" + "aaa" + _DATES + "o" * 14 + "ed"
LICENCE = "DnNLDn" + "d" * 10 + "n" * 13 + "d"


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the fields of a format stand. A field's check digit follows it, unless it has a place of its own here."""

    patterns: tuple[tuple[str, ...], ...]
    """for each line, what its columns hold; a name line has no pattern, only its length"""
    width: int
    issuer: Span
    number: Span
    birth: Span | None = None
    expiry: Span | None = None
    nationality: Span | None = None
    optional: tuple[Span, ...] = ()
    bsn: Span | None = None
    bsn_check: Span | None = None
    composite: tuple[Span, ...] = ()
    composite_check: Span | None = None


LAYOUTS = {
    Format.TD3: Layout(
        patterns=((), (TD3_NLD, TD3_OTHER)), width=44, issuer=(0, 2, 5), number=(1, 0, 9),
        nationality=(1, 10, 13), birth=(1, 13, 19), expiry=(1, 21, 27), optional=((1, 28, 42),), bsn=(1, 28, 37),
        bsn_check=(1, 42, 43), composite=((1, 0, 10), (1, 13, 20), (1, 21, 43)), composite_check=(1, 43, 44),
    ),
    Format.TD1: Layout(
        patterns=((TD1_NLD, TD1_PERMIT, TD1_OTHER), (TD1_DATES,), ()), width=30, issuer=(0, 2, 5),
        number=(0, 5, 14), nationality=(1, 15, 18), birth=(1, 0, 6), expiry=(1, 8, 14),
        optional=((0, 15, 30), (1, 18, 29)),
        bsn=(0, 15, 24), bsn_check=(0, 29, 30), composite=((0, 5, 30), (1, 0, 7), (1, 8, 15), (1, 18, 29)),
        composite_check=(1, 29, 30),
    ),
    Format.TD2: Layout(
        patterns=((), (TD2_DATES,)), width=36, issuer=(0, 2, 5), number=(1, 0, 9), nationality=(1, 10, 13),
        birth=(1, 13, 19), expiry=(1, 21, 27), optional=((1, 28, 35),),
        composite=((1, 0, 10), (1, 13, 20), (1, 21, 35)), composite_check=(1, 35, 36),
    ),
    Format.DL: Layout(
        patterns=((LICENCE,),), width=30, issuer=(0, 2, 5), number=(0, 6, 16), composite=((0, 0, 29),),
        composite_check=(0, 29, 30),
    ),
}  # fmt: skip
