"""Lines across the print, read in several views: what one view tore is put together with what another one read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from idcheck.blocks import LINE_GAP, SAME_TURN, Block, Placed, placed
from idcheck.records import Reading, Word

SAME_ROW = 0.5
"""line heights by which pieces of one row stand higher or lower"""
RUN_GAP = 2.5
"""line heights between two pieces of one run of text"""
COVERED = 0.3
"""line heights by which two pieces of one reading may overlap: the reader's boxes are generous"""
BELOW = 0.3
"""share of the shorter of two runs that stands under the other"""
MOST_READINGS = 4
"""readings of one run that are tried with those of the next"""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A word in the frame of the lines: from ``left`` to ``right`` at height ``y``, in pixels."""

    word: Word
    left: float
    right: float
    y: float
    high: float

    @property
    def weight(self) -> float:
        return self.word.confidence * len(self.word.text)

    def meets(self, other: _Piece) -> bool:
        return min(self.right, other.right) - max(self.left, other.left) > COVERED * min(self.high, other.high)


def woven(words: Sequence[Word], reading: Reading) -> Iterator[Block]:
    """The runs of text in which several pieces stand, and each run with the one under it; ``words``: lines across the print."""
    runs = list(_runs(_pieces(words, reading)))
    readings = [list(_readings(run)) for run in runs]
    for own in readings:
        yield from (_block(pieces) for pieces in own if len(pieces) > 1)
    for index, run in enumerate(runs):
        for below, other in enumerate(runs):
            if _under(run, other):
                yield from (_block([*one, *two]) for one, two in product(readings[index], readings[below]))


def _block(pieces: Sequence[_Piece]) -> Block:
    return Block(words=tuple(piece.word for piece in pieces), beside=False)


def _pieces(words: Sequence[Word], reading: Reading) -> list[_Piece]:
    """The words that run along the longest of them."""
    own = [placed(word, reading) for word in words]
    if not own:
        return []
    angle = max(own, key=lambda one: one.long).word.angle
    return [_piece(one, angle) for one in own if abs(one.word.angle - angle) < SAME_TURN + one.leeway]


def _piece(one: Placed, angle: float) -> _Piece:
    x, y = one.along(angle)
    return _Piece(one.word, x - one.long / 2, x + one.long / 2, y, one.high)


def _runs(pieces: Sequence[_Piece]) -> Iterator[list[_Piece]]:
    """Pieces that stand in one row, next to one another or over one another."""
    left = sorted(pieces, key=lambda piece: piece.left)
    while left:
        run = [left.pop(0)]
        for piece in list(left):
            near = any(
                abs(piece.y - one.y) < SAME_ROW * min(piece.high, one.high)
                and piece.left - one.right < RUN_GAP * min(piece.high, one.high)
                for one in run
            )
            if near:
                run.append(piece)
                left.remove(piece)
        yield run


def _readings(run: Sequence[_Piece]) -> Iterator[list[_Piece]]:
    """The best reading of a run, then the best ones with a piece that shows digits and is not in it."""
    best = _best(run)
    yield best
    others = [piece for piece in run if piece not in best and any(map(str.isdigit, piece.word.text))]
    for piece in sorted(others, key=lambda piece: -piece.weight)[: MOST_READINGS - 1]:
        yield sorted([piece, *_best([one for one in run if not one.meets(piece)])], key=lambda one: one.left)


def _best(run: Sequence[_Piece]) -> list[_Piece]:
    """The pieces, none over another, that show the most: the usual schedule of weighted intervals."""
    ends = sorted(run, key=lambda piece: piece.right)
    chains: list[tuple[float, list[_Piece]]] = [(0.0, [])]
    for index, piece in enumerate(ends):
        before = max((at for at in range(index) if not ends[at].meets(piece)), default=-1)
        weight, chain = chains[before + 1]
        with_it = (weight + piece.weight, [*chain, piece])
        chains.append(max(chains[-1], with_it, key=lambda each: each[0]))
    return chains[-1][1]


def _under(run: Sequence[_Piece], other: Sequence[_Piece]) -> bool:
    """Whether another run stands in the row right under this one."""
    high = sum(piece.high for piece in run) / len(run)
    down = sum(piece.y for piece in other) / len(other) - sum(piece.y for piece in run) / len(run)
    if not SAME_ROW * high < down < (1 + LINE_GAP) * high:
        return False
    (left, right), (left2, right2) = ((min(p.left for p in each), max(p.right for p in each)) for each in (run, other))
    return min(right, right2) - max(left, left2) > BELOW * min(right - left, right2 - left2)
