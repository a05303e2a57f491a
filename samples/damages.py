"""The families in which a BSN was struck out or covered, and can still be had: struck, see-through, partly covered."""

from __future__ import annotations

from datetime import date
from random import Random

from samples.covers import OPAQUE
from samples.drafts import CAPTURES, Draft, any_kind, draft, good_words, marks, planned, well_covered
from samples.fonts import Split
from samples.requests import Request
from samples.scene import Cover
from samples.strokes import SEE_THROUGH, STRIKES

CLEAR = tuple(name for name in CAPTURES if "150" not in name and "bilevel" not in name)
"""captures in which what a stroke leaves of a digit can still be read"""
SHADED = tuple(name for name in CLEAR if "photocopy" not in name)
"""captures that keep the shades of a dark cover: a photocopier does not"""
COUNTED = {"printed": (3, 5), "mrz": (2, 5)}
"""of nine digits hidden: fewer than 10,000 numbers remain (domain 4.3); one or two in a field are as good as open"""


def struck(rng: Random, split: Split, received: date) -> Request:
    """A pen stroke, or a few, through one place."""
    it = draft(rng, split, received, least=1, captures=CLEAR)
    place = _spot(it)
    covers = _bad(it, place, Cover(place=place[1], style=rng.choice(STRIKES[split]), after=_after(it)))
    return _request(it, covers, "bsn-struck-legible", ("doorgestreept maar leesbaar", "struck but legible"))


def struck_code(rng: Random, split: Split, received: date) -> Request:
    """Pen strokes through the QR code, which its error correction or a person can undo."""
    it = draft(rng, split, received, needs="code", captures=CLEAR)
    side, place = rng.choice([each for each in it.places if each[1] == "code"])
    covers = well_covered(it, but=((side, place),))
    strokes = tuple(Cover(place=place, style=rng.choice(STRIKES[split])) for _ in range(rng.randint(1, 3)))
    covers[side] = (*covers.get(side, ()), *strokes)
    return _request(it, covers, "bsn-code", ("QR-code doorgestreept", "QR code struck through"))


def see_through(rng: Random, split: Split, received: date) -> Request:
    """A cover through which the print shines."""
    it = draft(rng, split, received, least=1, captures=SHADED)
    place = _spot(it)
    covers = _bad(it, place, Cover(place=place[1], style=rng.choice(SEE_THROUGH[split]), after=_after(it)))
    return _request(it, covers, "bsn-see-through", ("doorschijnend afgedekt", "covered by something translucent"))


def partial(rng: Random, split: Split, received: date) -> Request:
    """A cover over some of the digits of one place; on a side with two, now and then over other digits of each."""
    it = draft(rng, split, received, least=1, captures=CLEAR)
    side, place = _spot(it)
    style = rng.choice(OPAQUE[split][:2])
    pair = [(side, "printed"), (side, "mrz")]
    if all(each in it.places for each in pair) and rng.random() < 0.4:
        hidden = rng.randint(4, 6)
        reaches = [(0.0, hidden / 9), (1 - hidden / 9, 1.0)]
        rng.shuffle(reaches)
        covers = well_covered(it, but=tuple(pair))
        parts = tuple(Cover(place=p, style=style, reach=r) for (_, p), r in zip(pair, reaches, strict=True))
        covers[side] = (*covers.get(side, ()), *parts)
    else:
        hidden = rng.randint(*COUNTED[place])
        first = rng.choice((0, 9 - hidden, 9 - hidden, rng.randint(0, 9 - hidden)))
        covers = _bad(it, (side, place), Cover(place=place, style=style, reach=(first / 9, (first + hidden) / 9)))
    note = ("maar een deel van de cijfers afgedekt", "only some of the digits covered")
    return _request(it, covers, "bsn-partial", note)


def _spot(it: Draft) -> tuple[str, str]:
    """A place with digits."""
    return it.rng.choice([each for each in it.places if each[1] != "code"])


def _after(it: Draft) -> bool:
    """Whether it is drawn in the finished picture."""
    return it.capture in ("photo-card", "digital") and it.rng.random() < 0.4


def _bad(it: Draft, place: tuple[str, str], bad: Cover) -> dict[str, tuple[Cover, ...]]:
    """A full cover over every place but this one."""
    covers = well_covered(it, but=(place,))
    covers[place[0]] = (*covers.get(place[0], ()), bad)
    return covers


def _request(it: Draft, covers: dict[str, tuple[Cover, ...]], code: str, note: tuple[str, str]) -> Request:
    plan = planned(it, covers, marks(it, any_kind(it), good_words(it)))
    return Request(plan=plan, codes=frozenset({code}), note=note, bsns=it.bsns)
