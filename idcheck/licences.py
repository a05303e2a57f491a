"""The number of a driving licence, and the rest of one that a cover leaves: ten digits that are no BSN (RDW, rubric 5)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rapidfuzz.distance import Levenshtein

LENGTH, LEAST_PIECE = 10, 6
"""digits of a licence's number; and in a row of it, that another number shares once in 200,000"""
LEAST_END, AGAIN = 4, 0.2
"""digits at its end, which a BSN's rest has once in 5,000; and of the box in which they were read, that lies in that of the number:
a box higher or lower holds a piece of a watermark too"""
LEAST_MISREAD, MISREAD = 8, 1
"""digits, of which one may be misread, missing or too many: another number looks so once in a million"""
_PRINTED = re.compile(r"(?:5\.?\s*)?(\d{10})")
"""alone on its line, or behind the number of its rubric"""
_SLASH_MISREAD = re.compile(r"[1Il|]\s?(\d{10})")
_IN_STRIP = slice(6, 16)
"""its columns in the strip (domain 2)"""
_CODED = re.compile(r"D[1<]NLD.(\d{10})\w{14}|(\d{10})")
"""what the code on its back holds: the strip since 2014, the number before (domain 1.3)"""


def licence_numbers(texts: Iterable[str], strip_lines: Iterable[str], codes: Iterable[str | None]) -> tuple[str, ...]:
    """The numbers printed on fronts, by what stands on them, in the strips of licences, and in the codes of a page."""
    printed = [match[1] for text in texts if (match := _PRINTED.fullmatch(text.strip()))]
    coded = [match[1] or match[2] for text in codes if (match := _CODED.fullmatch((text or "").strip()))]
    return (*printed, *(line[_IN_STRIP] for line in strip_lines if line[_IN_STRIP].isdigit()), *coded)


def is_piece(text: str, numbers: Sequence[str]) -> bool:
    """Whether a text is one of the numbers, or what a cover or a watermark over some of its digits left of it."""
    digits = _bare(text)
    return digits.isdigit() and any(_is_of(number, digits) for number in numbers)


def is_rest(text: str, numbers: Sequence[str]) -> bool:
    """Whether a text is what a cover or a watermark left of one of the numbers."""
    return is_piece(text, numbers) and len(_bare(text)) < LENGTH


def is_end(text: str, numbers: Sequence[str]) -> bool:
    """Whether a text is the last digits of one of the numbers, too few to tell by themselves that they are."""
    digits = _bare(text)
    return digits.isdigit() and len(digits) >= LEAST_END and any(number.endswith(digits) for number in numbers)


def slashed(text: str, numbers: Sequence[str]) -> str:
    """One of the numbers behind a slash as it is printed on a back, if that is what a text says with the slash taken for a one."""
    match = _SLASH_MISREAD.fullmatch(text)
    return f"/{text[1:]}" if match and match[1] in numbers else text


def _is_of(number: str, digits: str) -> bool:
    if len(digits) >= LEAST_PIECE and digits in number:
        return True
    near = (number, number[-len(digits) :])
    return len(digits) >= LEAST_MISREAD and any(Levenshtein.distance(digits, one) <= MISREAD for one in near)


def _bare(text: str) -> str:
    return re.sub(r"\W", "", text)
