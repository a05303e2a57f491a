"""The number of a driving licence, and the rest of one that a cover leaves: ten digits that are no BSN (RDW, rubric 5)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

LENGTH, LEAST_END = 10, 7
"""digits of a licence's number; and of its end that no other number shares by chance"""
_PRINTED = re.compile(r"(?:5\.?\s*)?(\d{10})")
"""alone on its line, or behind the number of its rubric"""
_IN_STRIP = slice(6, 16)
"""its columns in the strip (domain 2)"""


def licence_numbers(texts: Iterable[str], strip_lines: Iterable[str]) -> tuple[str, ...]:
    """The numbers printed on fronts, by what stands on them, and in the strips of licences."""
    printed = [match[1] for text in texts if (match := _PRINTED.fullmatch(text.strip()))]
    return (*printed, *(line[_IN_STRIP] for line in strip_lines if line[_IN_STRIP].isdigit()))


def is_end(text: str, numbers: Sequence[str]) -> bool:
    """Whether a text is one of the numbers, or what a cover over its first digits leaves of it."""
    digits = _bare(text)
    return len(digits) >= LEAST_END and any(number.endswith(digits) for number in numbers)


def is_rest(text: str, numbers: Sequence[str]) -> bool:
    """Whether a text is what a cover left of one of the numbers."""
    return is_end(text, numbers) and len(_bare(text)) < LENGTH


def _bare(text: str) -> str:
    return re.sub(r"\W", "", text)
