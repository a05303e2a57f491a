"""The families that are right, and those that are wrong about the BSN or the marking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import TypeAlias

from samples.covers import OPAQUE
from samples.drafts import (
    BARE,
    CAPTURES,
    Draft,
    any_kind,
    draft,
    good_words,
    marks,
    maybe_letter,
    planned,
    well_covered,
)
from samples.fonts import Split
from samples.letters import letter
from samples.markings import Kind
from samples.scene import Cover, Plan
from samples.wording import OTHERS, Part, wording

CODES = {"printed": "bsn-printed", "mrz": "bsn-mrz", "code": "bsn-code"}
MISSING: dict[Part, str] = {
    "copy": "marking-copy-missing",
    "recipient": "marking-recipient-missing",
    "date": "marking-date-missing",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A planned request with what is to be said of it. ``plan`` is None where it holds no copy."""

    plan: Plan | None
    codes: frozenset[str]
    note: tuple[str, str]
    """what is wrong, in Dutch and in English"""
    letter: tuple[str, ...] = field(default=(), repr=False)
    broken: str = ""
    container: str = ""
    bsns: tuple[str, ...] = field(default=(), repr=False)
    blur: bool = False
    layer: str = ""
    """what the file holds beside its face: a name of `samples.hiding_pictures`"""


Family: TypeAlias = Callable[[Random, Split, date], Request]
"""builds the request of one family from a source of chance, the split and the day of receipt"""


def good(kind: Kind, *, across: bool = False) -> Family:
    """Proper copies with one kind of marking; one written by hand stands beside the copy or ``across`` its print."""

    def build(rng: Random, split: Split, received: date) -> Request:
        captures = CAPTURES if kind == "typed" else tuple(name for name in CAPTURES if name not in BARE)
        if kind == "watermark":
            captures = (
                "digital",
                "digital",
                "photo-card",
                "photo-card",
                "scan-200-colour",
                "scan-300-colour",
                "scan-300-grey",
                "photo-paper",
            )
        if across:  # black and white leaves of writing on print neither
            captures = tuple(name for name in captures if "bilevel" not in name)
        it = draft(rng, split, received, captures=captures)
        plan = planned(it, well_covered(it), marks(it, kind, good_words(it), across=across))
        return Request(
            plan=plan, codes=frozenset(), note=("in orde", "as it should be"), bsns=it.bsns, letter=maybe_letter(it)
        )

    return build


def open_place(place: str) -> Family:
    def build(rng: Random, split: Split, received: date) -> Request:
        it = draft(rng, split, received, needs=place)
        left = tuple(it.places) if rng.random() < 0.35 else tuple(each for each in it.places if each[1] == place)
        covers = well_covered(it, but=left)
        note = (
            f"BSN leesbaar: {', '.join(sorted({p for _, p in left}))}",
            f"BSN readable: {', '.join(sorted({p for _, p in left}))}",
        )
        if rng.random() < 0.4:
            covers = _astray(it, covers, place)
            note = (note[0] + "; iets anders is afgedekt", note[1] + "; something else is covered")
        plan = planned(it, covers, marks(it, any_kind(it), good_words(it)))
        return Request(
            plan=plan, codes=frozenset(CODES[p] for _, p in left), note=note, bsns=it.bsns, letter=maybe_letter(it)
        )

    return build


def _astray(it: Draft, covers: dict[str, tuple[Cover, ...]], place: str) -> dict[str, tuple[Cover, ...]]:
    """Covers over something that is no BSN: the wrong line of the strip, its fillers, the document number."""
    style = it.rng.choice(OPAQUE[it.split])
    for side in it.sides:
        if (side, place) not in it.places:
            continue
        if place == "mrz":
            other = ("strip-1",) if it.document == "passport" else ("strip-2", "strip-3")
            target = it.rng.choice((*other, "fillers", "strip-number"))
        elif side == "back":
            continue
        else:
            target = "number"
        # no wider than the place itself: beside it stands what must stay readable
        covers = covers | {side: (*covers.get(side, ()), Cover(place=target, style=style, reach=(0.0, 0.999)))}
    return covers


def open_text(rng: Random, split: Split, received: date) -> Request:
    it = draft(rng, split, received)
    plan = planned(it, well_covered(it), marks(it, any_kind(it), good_words(it)))
    lines = letter(rng, it.who, it.day(), number=it.who.bsn)
    return Request(
        plan=plan,
        codes=frozenset({"bsn-text"}),
        note=("BSN in de brief", "BSN in the letter"),
        letter=tuple(lines),
        bsns=(it.who.bsn,),
    )


def one_place_left(rng: Random, split: Split, received: date) -> Request:
    it = draft(rng, split, received, least=2)
    left = rng.choice(it.places)
    plan = planned(it, well_covered(it, but=(left,)), marks(it, any_kind(it), good_words(it)))
    note = (f"een plaats vergeten: {left[0]}, {left[1]}", f"one place forgotten: {left[0]}, {left[1]}")
    return Request(plan=plan, codes=frozenset({CODES[left[1]]}), note=note, bsns=it.bsns)


def marking_missing(rng: Random, split: Split, received: date) -> Request:
    it = draft(rng, split, received)
    without: Part | None = rng.choice(("copy", "recipient", "date", None))
    if without is None:
        plan = planned(it, well_covered(it), ({}, "beside"))
        return Request(
            plan=plan, codes=frozenset(MISSING.values()), note=("geen kopietekst", "no marking"), bsns=it.bsns
        )
    plan = planned(it, well_covered(it), marks(it, any_kind(it), wording(rng, it.day(), without=without)))
    dutch = {"copy": "dat het een kopie is", "recipient": "voor wie", "date": "de datum"}[without]
    return Request(
        plan=plan,
        codes=frozenset({MISSING[without]}),
        note=(f"er staat niet {dutch}", f"not written: {without}"),
        bsns=it.bsns,
    )


def marking_wrong(rng: Random, split: Split, received: date) -> Request:
    it = draft(rng, split, received)
    plan = planned(it, well_covered(it), marks(it, any_kind(it), wording(rng, it.day(), recipient=rng.choice(OTHERS))))
    return Request(
        plan=plan,
        codes=frozenset({"marking-recipient-wrong"}),
        note=("voor een ander", "made out for someone else"),
        bsns=it.bsns,
    )


def marking_date(rng: Random, split: Split, received: date) -> Request:
    it = draft(rng, split, received)
    future = rng.random() < 0.4
    day = received + timedelta(days=rng.randint(3, 60)) if future else received - timedelta(days=rng.randint(100, 900))
    plan = planned(it, well_covered(it), marks(it, any_kind(it), wording(rng, day)))
    code, note = (
        ("marking-date-future", ("datum in de toekomst", "date in the future"))
        if future
        else ("marking-date-stale", ("datum te oud", "date too old"))
    )
    return Request(plan=plan, codes=frozenset({code}), note=note, bsns=it.bsns)


def letterhead_trap(rng: Random, split: Split, received: date) -> Request:
    it = draft(rng, split, received)
    plan = planned(it, well_covered(it), ({}, "beside"))
    note = ("brief noemt kopie, Woonpartners en datum; de kopie zelf niet", "the letter says it all, the copy nothing")
    return Request(
        plan=plan,
        codes=frozenset(MISSING.values()),
        note=note,
        letter=tuple(letter(rng, it.who, it.day())),
        bsns=it.bsns,
    )
