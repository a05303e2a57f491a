"""What a recogniser nearly read: the best place of a pattern in a line, by its chance for every character at every step.

A recogniser trained with CTC gives its best text only; where one letter of an expected word or one digit of a date lost by
little, its chances still tell (measured on lines across print: "7026-08-26", the 2 at 0.01 and no other digit that makes a year).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

LEAST_CHANCE = 1e-4
"""chance of a character below which it makes no difference how unlikely it is"""
GAIN = 1.0
"""natural logarithm for each character that a pattern explains: of "11-1-2026" all of it is taken, not "1-1-2026\""""
BLANK = 0
"""index of the CTC blank"""

_Scores: TypeAlias = NDArray[np.float64]


class Slot(NamedTuple):
    """One character of a pattern: any of ``chars``; ``optional``: or none."""

    chars: str
    optional: bool = False


Pattern: TypeAlias = tuple[Slot, ...]


class Spotted(NamedTuple):
    """A pattern in a line. ``score``: natural logarithm of its chance against that of the best text of the same place, 0 at
    most. For each character its step, its chance, and the share of that among the characters of its slot.
    """

    text: str
    score: float
    steps: tuple[int, ...]
    chances: tuple[float, ...]
    shares: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Table:
    """Patterns side by side (rows): for each slot its class, and which class holds which characters."""

    slots: NDArray[np.intp]
    optional: NDArray[np.bool_]
    last: NDArray[np.intp]
    classes: tuple[NDArray[np.intp], ...]


def spot(chances: NDArray[np.float32], characters: tuple[str, ...], patterns: tuple[Pattern, ...]) -> Spotted | None:
    """The best place of the best of these patterns. ``chances``: steps × characters, the blank first.

    No pattern may begin or end with an optional slot, or have two in a row.
    """
    table = _table(patterns, characters)
    logs = np.log(np.maximum(chances, LEAST_CHANCE)).astype(np.float64)
    logs -= logs.max(axis=1, keepdims=True)
    chosen = np.stack([each[chances[:, each].argmax(axis=1)] for each in table.classes], axis=1)
    gains = np.take_along_axis(logs, chosen, axis=1)
    score, row, path = _best(table, gains, chosen, logs[:, BLANK])
    slots = [(slot, int(step)) for slot, step in enumerate(path) if step >= 0]
    if not slots:
        return None
    kinds = [(int(table.slots[row, slot]), step) for slot, step in slots]
    own = [float(chances[step, chosen[step, kind]]) for kind, step in kinds]
    rivals = [float(chances[step, table.classes[kind]].sum()) for kind, step in kinds]
    return Spotted(
        text="".join(characters[chosen[step, kind]] for kind, step in kinds),
        score=score - GAIN * len(slots),
        steps=tuple(step for _, step in slots),
        chances=tuple(max(LEAST_CHANCE, each) for each in own),
        shares=tuple(each / max(LEAST_CHANCE, total) for each, total in zip(own, rivals, strict=True)),
    )


def _best(
    table: _Table, gains: _Scores, chosen: NDArray[np.intp], blanks: _Scores
) -> tuple[float, int, NDArray[np.int16]]:
    """The best score, its pattern, and the step at which each of its slots is most likely (-1 for one left out).

    The usual best path of CTC, each slot followed by a blank that may be left out between two different characters. It may
    begin and end anywhere; ``inside`` and ``behind`` are the scores of standing in a slot and in the blank behind it.
    """
    shape = table.slots.shape
    inside, behind, peak = (np.full(shape, -np.inf) for _ in range(3))
    in_path, behind_path = (np.full((*shape, shape[1]), -1, np.int16) for _ in range(2))
    before = np.full(shape, -1)
    rows, columns = np.arange(shape[0]), np.arange(shape[1])
    best = (-np.inf, 0, np.full(shape[1], -1, np.int16))
    for step, gain in enumerate(gains):
        char, here = chosen[step][table.slots], gain[table.slots]
        again = np.zeros(shape, bool)
        again[:, :-1] = char[:, 1:] == before[:, :-1]
        straight = ~again & (inside > behind)
        enter, path = _entries(
            np.where(straight, inside, behind), np.where(straight[..., None], in_path, behind_path), table
        )
        waits = inside > behind
        behind_path = np.where(waits[..., None], in_path, behind_path)
        behind = np.maximum(inside, behind) + blanks[step]
        fresh = enter + GAIN > inside
        in_path = np.where(fresh[..., None], path, in_path)
        peaks = fresh | (here > peak)
        in_path[:, columns, columns] = np.where(peaks, step, in_path[:, columns, columns])
        peak = np.where(peaks, here, peak)
        inside = np.maximum(enter + GAIN, inside) + here
        before = char
        row = int(inside[rows, table.last].argmax())
        if inside[row, table.last[row]] > best[0]:
            best = float(inside[row, table.last[row]]), row, in_path[row, table.last[row]].copy()
    return best


def _entries(done: _Scores, paths: NDArray[np.int16], table: _Table) -> tuple[_Scores, NDArray[np.int16]]:
    """The score of entering each slot, and its path: from the one before it, past an optional one too, or afresh."""
    enter, path = np.full(done.shape, -np.inf), np.full(paths.shape, -1, np.int16)
    enter[:, 0] = 0.0
    enter[:, 1:], path[:, 1:] = done[:, :-1], paths[:, :-1]
    past = np.full(done.shape, -np.inf)
    past[:, 2:] = np.where(table.optional[:, 1:-1], done[:, :-2], -np.inf)
    skips = past > enter
    path[:, 2:] = np.where(skips[:, 2:, None], paths[:, :-2], path[:, 2:])
    return np.maximum(enter, past), path


@lru_cache(maxsize=8)
def _table(patterns: tuple[Pattern, ...], characters: tuple[str, ...]) -> _Table:
    kinds = list(dict.fromkeys(slot.chars for pattern in patterns for slot in pattern))
    places: dict[str, list[int]] = {}
    for index, char in enumerate(characters):
        places.setdefault(char, []).append(index)
    width = max(map(len, patterns))
    padded = [(*pattern, *(Slot(kinds[0]),) * (width - len(pattern))) for pattern in patterns]
    return _Table(
        slots=np.array([[kinds.index(slot.chars) for slot in pattern] for pattern in padded], np.intp),
        optional=np.array([[slot.optional for slot in pattern] for pattern in padded]),
        last=np.array([len(pattern) - 1 for pattern in patterns], np.intp),
        classes=tuple(np.array([at for char in kind for at in places.get(char, ())], np.intp) for kind in kinds),
    )
