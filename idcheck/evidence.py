"""What the readings of one place, and what lies over it, say of a BSN there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from idcheck.bsn import LENGTH
from idcheck.records import Box, Covering, Look, Place, State, View, Word

LABELLED, UNLABELLED, BY_SECOND = 0.98, 0.9, 0.7
"""How sure a number of nine digits that passes the elfproef is a BSN: with its label, bare on an ID side, or seen by the second
reader alone (1 in 11 random numbers passes)."""
COVERED_SURE, COVERED_BLANK = 0.95, 0.85
SEEN_UNREAD = 0.6
"""how sure it is that a number under strokes or a veil, of which the readers made nothing, can be read by a person"""
REST_CONFIDENCE = 0.6
"""of a reader on what a cover left; noise in a stretched cover is read with 0.2–0.5"""
NEARLY = 7
"""digits of nine read in the place of a BSN: a person who sees the others through the strokes has them too"""
LEAST_DIGITS = 3
"""digits that must be read beside or under a cover to count: at its rim one or two of its neighbours show"""
ROUND, EASE = frozenset("0689"), 0.9
"""digits that a disc looks like; and the confidence of a reader from which they are no disc's (rims are read with 0.6–0.83)"""
HIDDEN = "?"
NOTHING = HIDDEN * LENGTH

BROUGHT_BACK = frozenset({View.CONTRAST, View.PALE, View.EVEN, View.CHANNEL})
"""views that bring back what cannot be read on the face of the page"""
CLOSE_BY = BROUGHT_BACK | {View.CLOSE}
"""views of the place alone"""
COVERS = (Covering.SOLID, Covering.DENSE, Covering.BLANK)
"""what was seen over a place that hides what was not read there"""
_ON_FACE = {Covering.STRUCK: State.STRUCK_LEGIBLE, Covering.VEILED: State.SEE_THROUGH}
UNDER = _ON_FACE | {Covering.DENSE: State.STRUCK_LEGIBLE, Covering.SOLID: State.SEE_THROUGH}
"""the state of a number that was brought back from under what lies over it"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The state of one place. ``mask``: the digits that a part cover leaves, nine characters with ``?`` for the others."""

    state: State
    box: Box
    confidence: float
    remaining: int | None = None
    mask: str = field(default=NOTHING, repr=False)


def without_rims(words: Sequence[Word], look: Look) -> list[Word]:
    """The words without what a view gives of a cover that hides: the rims of round stickers in a row."""
    hidden = look.covering in (Covering.SOLID, Covering.DENSE)
    return off_rims(words) if hidden else list(words)


def off_rims(words: Sequence[Word]) -> list[Word]:
    """The words that a cover's views give, without the rims of stickers."""
    return [word for word in words if not _is_of_rims(word)]


def _is_of_rims(word: Word) -> bool:
    """Whether a view gives round digits alone, read without ease: of a hundred rests with five digits one has no others."""
    digits = [char for char in word.text if char.isdigit()]
    return len(digits) >= LEAST_DIGITS and ROUND.issuperset(digits) and word.view in CLOSE_BY and word.confidence < EASE


def legible(look: Look, word: Word, confidence: float) -> Told:
    """A number that was read, as it is or in spite of what lies over it."""
    return Told(state=state_under(look, word), box=word.box, confidence=confidence, remaining=1)


def state_under(look: Look, word: Word) -> State:
    """The state of a number that was read, by what lies over the place where it was."""
    if max(word.box.share_in(look.box), look.box.share_in(word.box)) <= 0.5:
        return State.READABLE
    under = UNDER if word.view in BROUGHT_BACK else _ON_FACE
    return under.get(look.covering, State.READABLE)


def unread(look: Look) -> Told:
    """No digit could be read: what lies over the place tells whether that is proof."""
    state, confidence = _unread(look)
    return Told(state=state, box=look.box, confidence=confidence)


def _unread(look: Look) -> tuple[State, float]:
    match look.covering:
        case Covering.STRUCK:
            return State.STRUCK_LEGIBLE, SEEN_UNREAD
        case Covering.VEILED:
            return State.SEE_THROUGH, SEEN_UNREAD
        case Covering.SOLID | Covering.DENSE:
            return State.COVERED, COVERED_SURE
        case Covering.BLANK:
            state = State.COVERED if look.expected else State.ABSENT
            return (state if look.sharp else State.UNKNOWN), COVERED_BLANK
        case Covering.UNSEEN if not look.expected and look.sharp:
            return State.ABSENT, COVERED_BLANK
        case Covering.NONE if look.place is Place.CODE:
            return State.READABLE, BY_SECOND
    return State.UNKNOWN, 0.5


def known(mask: str) -> int:
    """How many digits a mask has."""
    return LENGTH - mask.count(HIDDEN)


def union(one: str, other: str) -> str:
    """The digits of both masks; of two that differ, the first one's."""
    return "".join(b if a == HIDDEN else a for a, b in zip(one, other, strict=True))
