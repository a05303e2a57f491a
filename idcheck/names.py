"""Names of attachments as every later stage may show them: no BSN in them, printable, and each one once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate
from pathlib import PurePosixPath

from idcheck.bsn import LENGTH, is_bsn

BLOT = "•"
MAX_LENGTH = 200
"""characters kept of a name: file systems allow 255, and a header of an e-mail any number"""
_CHAIN = re.compile(r"[0-9]+(?:[ ._\-]{1,3}[0-9]+)*")
_GROUP = re.compile(r"[0-9]+")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def masked_name(name: str) -> str:
    """The name with ``•`` for each digit that can be part of a BSN, and no control characters.

    Masked are eight or nine digits that pass the elfproef: groups of digits that ``.``, ``-``, ``_`` or a space part,
    taken together as they stand, and any nine within a longer group.
    """
    clean = _UNPRINTABLE.sub("�", name)
    blots = {place for chain in _CHAIN.finditer(clean) for place in _bsn_places(chain)}
    return "".join(BLOT if i in blots else char for i, char in enumerate(clean))[:MAX_LENGTH]


def _bsn_places(chain: re.Match[str]) -> Iterator[int]:
    """The index in the name of each digit of the chain that can be part of a BSN."""
    groups = [range(g.start() + chain.start(), g.end() + chain.start()) for g in _GROUP.finditer(chain[0])]
    for first in range(len(groups)):
        for places in accumulate(map(list, groups[first:])):
            if len(places) > LENGTH:
                break
            if len(places) >= LENGTH - 1:
                yield from _if_bsn(chain.string, places)
    for group in groups:
        for start in range(len(group) - LENGTH + 1):
            yield from _if_bsn(chain.string, list(group[start : start + LENGTH]))


def _if_bsn(text: str, places: list[int]) -> list[int]:
    return places if is_bsn("".join(text[place] for place in places).zfill(LENGTH)) else []


def distinct(name: str, taken: set[str]) -> str:
    """The name, or ``name (2).jpg`` and so on where it is taken already; adds it to ``taken``."""
    free, count = name, 1
    while free in taken:
        count += 1
        suffix = PurePosixPath(name).suffix
        free = f"{name.removesuffix(suffix)} ({count}){suffix}"
    taken.add(free)
    return free
