"""The burgerservicenummer: its arithmetic, and numbers and labels in a text that look like one.

The elfproef comes from python-stdnum (``stdnum.nl.bsn``). One in eleven random numbers of nine digits passes it: weak
evidence by itself, which the finder weighs with the label and the place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from stdnum.nl import bsn as _stdnum

from idcheck.labels import Label, label_in, label_of, labels_in

__all__ = [
    "CheckSum",
    "Label",
    "Run",
    "candidates",
    "is_bsn",
    "label_in",
    "label_of",
    "labels_in",
    "numbers_in",
    "without_others",
]

LENGTH = 9
ELEVEN_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
"""The elfproef: the digits times these add up to a multiple of 11 (python-stdnum, nl.bsn)."""

MAX_REPAIRS = 2
"""Letters of nine characters that may be read as digits; with three, words and document numbers pass for numbers."""

PATTERN = 3
"""digits, all alike, that make a pattern"""

DIGIT_FOR = {"O": "0", "o": "0", "D": "0", "Q": "0", "I": "1", "l": "1", "|": "1", "i": "1", "!": "1"}
DIGIT_FOR |= {"Z": "2", "z": "2", "A": "4", "S": "5", "s": "5", "G": "6", "b": "6", "T": "7", "B": "8", "g": "9"}
"""The digit that OCR meant by a letter."""


def is_bsn(digits: str) -> bool:
    """Whether nine digits are a possible BSN: they pass the elfproef, and are no number below 10,000,000.

    A BSN has eight or nine digits, written with a leading zero where it has eight; two leading zeros do not exist.
    """
    return len(digits) == LENGTH and digits.isascii() and digits[:2] != "00" and bool(_stdnum.is_valid(digits))


def is_document_number(text: str) -> bool:
    """Whether a text is the number of a passport or a card, by its shape."""
    return _DOCUMENT_NUMBER.fullmatch(text) is not None


def is_pattern(text: str) -> bool:
    """Whether a text is digits all alike, as a reader takes the rims of stickers or the ovals of a guilloche for noughts.

    Of a thousand rests of a BSN with four digits one looks so. Letters all alike are none: they may be a number under strokes.
    """
    digits = re.sub(r"\W", "", text)
    return len(digits) >= PATTERN and digits.isdigit() and len(set(digits)) == 1


# --------------------------------------------------------------------------------------------- how many remain possible


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSum:
    """What a readable check digit still tells: the nine digits times ``weights`` leave ``residue`` modulo 10."""

    weights: tuple[int, ...]
    residue: int


def candidates(digits: str, *, checks: Sequence[CheckSum] = ()) -> int:
    """How many numbers of nine digits pass the elfproef and every check, with ``?`` for each digit that was not read.

    Exact, by counting over the residues digit by digit. 0 means that the digits read contradict one another.

    Raises:
        ValueError: the mask is not nine characters out of 0–9 and ``?``.
    """
    if not re.fullmatch(r"[0-9?]{9}", digits):
        raise ValueError("a mask has nine characters, each a digit or '?'")
    ways = Counter({(0,) * (1 + len(checks)): 1})
    for place, char in enumerate(digits):
        weights = (ELEVEN_WEIGHTS[place], *(check.weights[place] for check in checks))
        ways = _step(ways, "0123456789" if char == "?" else char, weights)
    return ways[(0, *(check.residue % 10 for check in checks))]


def _step(ways: Counter[tuple[int, ...]], digits: str, weights: tuple[int, ...]) -> Counter[tuple[int, ...]]:
    after: Counter[tuple[int, ...]] = Counter()
    for residues, count in ways.items():
        for digit in map(int, digits):
            moved = (residue + weight * digit for residue, weight in zip(residues, weights, strict=True))
            after[tuple(value % (10 if i else 11) for i, value in enumerate(moved))] += count
    return after


# ---------------------------------------------------------------------------------------------------- numbers in a text


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Digits in a text that have the shape of a BSN: always nine; ``repaired`` counts the letters read as digits."""

    start: int
    end: int
    digits: str = field(repr=False)
    repaired: int = 0


_STRIP = re.compile(r"D[1Il<]\s?N[LI1][DO0][0-9A-Z<\s]{10,}")
"""The strip of a driving licence: its random tail holds runs of nine digits, never a BSN (domain 2)."""
_OTHERS = (
    re.compile(r"\b[A-Z]{2}\d{2}\s?[A-Z]{4}\s?(?:\d\s?){8,10}(?!\d)"),  # IBAN
    re.compile(r"(?:\+|\b00)\s?\d{2}[\s().\-]*(?:\d[\s().\-]{0,2}){8,11}"),  # telephone with a country code
    re.compile(r"(?<![\d.,\-/])\d{1,2}([-./])(?:0?[1-9]|1[0-2])\1(?:\d{4}|\d{2})(?![-./]?\d)"),  # date
    re.compile(r"(?<![\d.,\-/])(?:19|20)\d{2}-\d{2}-\d{2}(?![-./]?\d)"),  # date
    re.compile(
        r"(?<![\d.,\-/])\d{2}([-./])(?:0[1-9]|1[0-2])\1(?:20)?\d{2}(?=\d{1,4}(?!\d))"
    ),  # date that ran into a number
    re.compile(r"(?<!\d)\d{1,3}(?:\.\d{3})*,\d{2}(?!\d)|(?<!\d)\d+,\d{2}(?!\d)"),  # amount
)
_OB_NUMBER = re.compile(r"NL[ .]?(\d{4}[ .]?\d{2}[ .]?\d{3})[ .]?B[ .]?[\dOol]{2}\b", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]+(?:[|!]+[^\W\d_]*)*|[|!]+")
_CHAIN = re.compile(r"[0-9]+(?:(?:[.\-·‑–,] ?| {1,2})[0-9]+)*")
_GROUP = re.compile(r"[0-9]+")
_DOCUMENT_NUMBER = re.compile(r"[A-Z]{2}[A-Z0-9]{6}[0-9]")
"""Two letters, six of either, a digit: a passport or card number (python-stdnum, nl.identiteitskaartnummer)."""
_STRONG = ((9,), (4, 2, 3))
"""Groupings that stand out as a BSN among other numbers on the line."""
_MAX_GROUPS = 5
_LICENCE_LENGTH = 10


def numbers_in(text: str) -> tuple[Run, ...]:
    """Every run of digits in an OCR'd text that could be a BSN by its shape; the elfproef is left to the caller.

    Nine digits, unspaced or grouped as people and printers do (``123.456.789``, ``1234 56 789``, one to a box), or
    eight where the text labels them as a BSN. Letters that OCR puts for digits are repaired where most characters are
    digits. A run inside a longer number, an IBAN, a telephone number, a date, an amount or a licence's strip is none.
    On the back of a driving licence the BSN stands before a slash and the licence number (RDW, model 2014).

    An omzetbelastingnummer given out before 2020 to a sole trader holds the BSN (NL + BSN + B01); a btw-id since then
    looks the same and does not. So it counts only where it is labelled omzetbelastingnummer or ob-nummer
    (Belastingdienst).
    """
    labels = labels_in(text)
    runs = list(_ob_numbers(text)) if any(label.name.startswith("o") for label in labels) else []
    plain = without_others(text)
    repaired = _repair(plain)
    lengths = (9, 8) if any(label.is_bsn for label in labels) else (9,)
    for chain in _CHAIN.finditer(repaired):
        runs += [run for run in _runs(chain, plain, lengths) if _stands_alone(repaired, run)]
    return tuple(sorted(runs, key=lambda run: run.start))


def _ob_numbers(text: str) -> Iterator[Run]:
    for match in _OB_NUMBER.finditer(text):
        yield Run(start=match.start(1), end=match.end(1), digits=re.sub(r"\D", "", match[1]))


def without_others(text: str) -> str:
    """The text with numbers of another known shape blanked, at the same length; a letter, so that it parts the rest."""
    for shape in (_STRIP, _OB_NUMBER, *_OTHERS):
        text = shape.sub(lambda match: "x" * len(match[0]), text)
    return text


def _repair(text: str) -> str:
    """The text with digits for letters that OCR put in a number, at the same length."""

    def digits(match: re.Match[str]) -> str:
        letters = match[0]
        touches = text[match.start() - 1 : match.start()].isdigit() or text[match.end() : match.end() + 1].isdigit()
        if not touches or len(letters) > MAX_REPAIRS or any(letter not in DIGIT_FOR for letter in letters):
            return letters
        return "".join(DIGIT_FOR[letter] for letter in letters)

    return _LETTERS.sub(digits, text)


def _runs(chain: re.Match[str], text: str, lengths: tuple[int, ...]) -> Iterator[Run]:
    """The runs in one chain of groups of digits: all of it, or a group or three that stand out."""
    groups = [(chain.start() + g.start(), chain.start() + g.end()) for g in _GROUP.finditer(chain[0])]
    sizes = [end - start for start, end in groups]
    if sum(sizes) in lengths and (len(groups) <= _MAX_GROUPS or max(sizes) == 1):
        yield from _run(chain.string, text, groups)
        return
    for shape in _STRONG:
        for i in range(len(groups) - len(shape) + 1):
            if tuple(sizes[i : i + len(shape)]) == shape and _spaced(chain.string, groups, i, i + len(shape)):
                yield from _run(chain.string, text, groups[i : i + len(shape)])
    if len(groups) == 1:
        yield from _before_licence(chain.string, text, *groups[0])


def _spaced(text: str, groups: list[tuple[int, int]], first: int, stop: int) -> bool:
    """Whether only spaces part these groups from the rest of their chain."""
    before = text[groups[first - 1][1] : groups[first][0]] if first else " "
    after = text[groups[stop - 1][1] : groups[stop][0]] if stop < len(groups) else " "
    return before.isspace() and after.endswith(" ")


def _run(repaired: str, text: str, groups: list[tuple[int, int]]) -> Iterator[Run]:
    digits = "".join(repaired[start:end] for start, end in groups)
    raw = "".join(text[start:end] for start, end in groups)
    repairs = sum(a != b for a, b in zip(digits, raw, strict=True))
    if repairs <= MAX_REPAIRS and not _DOCUMENT_NUMBER.fullmatch(raw):
        yield Run(start=groups[0][0], end=groups[-1][1], digits=digits.zfill(LENGTH), repaired=repairs)


def _before_licence(repaired: str, text: str, start: int, end: int) -> Iterator[Run]:
    """BSN and licence number run into one by OCR: the slash between them lost, or taken for a 1 or a 7."""
    lost = end - start == LENGTH + _LICENCE_LENGTH
    taken = end - start == LENGTH + 1 + _LICENCE_LENGTH and repaired[start + LENGTH] in "17"
    if (lost or taken) and is_bsn(repaired[start : start + LENGTH]):
        yield from _run(repaired, text, [(start, start + LENGTH)])


def _stands_alone(text: str, run: Run) -> bool:
    """Whether no lone letter is stuck to it: ``V123456789`` is another number, ``BSN123456789`` a label run into it."""
    stuck = re.search(r"[^\W\d_]*$", text[: run.start])
    if stuck and stuck[0] and (len(stuck[0]) < 3 and stuck[0].lower() not in ("nr", "no")):
        return False
    return not re.match(r"[^\W\d_]{1,2}\d", text[run.end : run.end + 3])
