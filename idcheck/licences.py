"""The number of a driving licence, and the rest of one that a cover leaves: ten digits that are no BSN (RDW, rubric 5)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

LENGTH, LEAST_END = 10, 7
"""digits of a licence's number; and of its end that no other number shares by chance"""
MISREAD = 1
"""of those digits that may be misread: one number in ten million then shares an end of eight by chance"""
_PRINTED = re.compile(r"(?:5\.?\s*)?(\d{10})")
"""alone on its line, or behind the number of its rubric"""
_IN_STRIP = slice(6, 16)
"""its columns in the strip (domain 2)"""
_CODED = re.compile(r"D[1<]NLD.(\d{10})\w{14}|(\d{10})")
"""what the code on its back holds: the strip since 2014, the number before (domain 1.3)"""


def licence_numbers(texts: Iterable[str], strip_lines: Iterable[str], codes: Iterable[str | None]) -> tuple[str, ...]:
    """The numbers printed on fronts, by what stands on them, in the strips of licences, and in the codes of a page."""
    printed = [match[1] for text in texts if (match := _PRINTED.fullmatch(text.strip()))]
    coded = [match[1] or match[2] for text in codes if (match := _CODED.fullmatch((text or "").strip()))]
    return (*printed, *(line[_IN_STRIP] for line in strip_lines if line[_IN_STRIP].isdigit()), *coded)


def is_end(text: str, numbers: Sequence[str]) -> bool:
    """Whether a text is one of the numbers, or what a cover over its first digits leaves of it."""
    digits = _bare(text)
    return len(digits) >= LEAST_END and digits.isdigit() and any(_ends_so(number, digits) for number in numbers)


def _ends_so(number: str, digits: str) -> bool:
    off = sum(one != other for one, other in zip(number[-len(digits) :], digits, strict=False))
    return len(digits) <= LENGTH and off <= (MISREAD if len(digits) > LEAST_END else 0)


def is_rest(text: str, numbers: Sequence[str]) -> bool:
    """Whether a text is what a cover left of one of the numbers."""
    return is_end(text, numbers) and len(_bare(text)) < LENGTH


def _bare(text: str) -> str:
    return re.sub(r"\W", "", text)
