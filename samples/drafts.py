"""The choices behind a request: a document, its sides, how it was captured, covered and marked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from samples.canvas import Look, look
from samples.covers import OPAQUE
from samples.documents import CARRIES, DUTCH, SIDES, holder_of
from samples.fonts import Split
from samples.letters import letter
from samples.markings import Kind, Mark
from samples.papers import Papers, papers
from samples.people import Person
from samples.scene import Cover, Plan, Where
from samples.wording import Wording, wording

SCANS = (
    "scan-150-colour",
    "scan-200-colour",
    "scan-200-colour",
    "scan-200-grey",
    "scan-300-colour",
    "scan-300-grey",
    "scan-200-bilevel",
    "scan-300-bilevel",
    "photocopy-200",
    "photocopy-300",
)
PHOTOS = ("photo-card", "photo-card", "photo-card", "photo-paper", "photo-paper")
BARE = ("photo-card", "digital")
"""the card itself, on no paper"""
CAPTURES = (*SCANS, *PHOTOS, "digital")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A document's sides and the choices that a family builds its plan from."""

    rng: Random
    split: Split
    received: date
    who: Person
    its: Papers
    look: Look
    document: str
    model: str
    sides: tuple[str, ...]
    capture: str

    @property
    def places(self) -> list[tuple[str, str]]:
        """Every place with the BSN: side and place."""
        if not self.its.bsn:
            return []
        return [(side, place) for side in self.sides for place in CARRIES.get((self.document, self.model, side), ())]

    @property
    def bsns(self) -> tuple[str, ...]:
        return (self.its.bsn,) if self.places else ()

    def day(self) -> date:
        """A day that suits a marking."""
        return self.received - timedelta(days=self.rng.choice((0, self.rng.randint(0, 10), self.rng.randint(0, 80))))


def draft(
    rng: Random,
    split: Split,
    received: date,
    *,
    keys: tuple[tuple[str, str], ...] = DUTCH,
    needs: str = "",
    least: int = 0,
    captures: tuple[str, ...] = CAPTURES,
) -> Draft:
    """A random document; ``needs``: a place it must have, ``least``: with at least so many places."""
    fitting = [(key, sides) for key in keys for sides in _combinations(key) if _fits(key, sides, needs, least)]
    document, model = rng.choice(sorted({key for key, _ in fitting}))
    names = rng.choice([sides for key, sides in fitting if key == (document, model)])
    who = holder_of(rng, document, model)
    its = papers(rng, who, document, model, with_bsn=bool(needs or least) or rng.random() > 0.06)
    return Draft(
        rng=rng,
        split=split,
        received=received,
        who=who,
        its=its,
        look=look(rng, split),
        document=document,
        model=model,
        sides=names,
        capture=rng.choice(captures),
    )


def _combinations(key: tuple[str, str]) -> list[tuple[str, ...]]:
    """The sides of a document that people send together: one of them, or front and back."""
    names = SIDES[key]
    return [(name,) for name in names] + ([(names[0], names[-1])] * 2 if names[-1] == "back" else [])


def _fits(key: tuple[str, str], names: tuple[str, ...], needs: str, least: int) -> bool:
    places = [place for name in names for place in CARRIES.get((*key, name), ())]
    return len(places) >= least and (not needs or needs in places)


def well_covered(it: Draft, *, but: tuple[tuple[str, str], ...] = ()) -> dict[str, tuple[Cover, ...]]:
    """A full cover over every place with the BSN, ``but`` some."""
    rng, out = it.rng, dict[str, tuple[Cover, ...]]()
    after = it.capture in ("photo-card", "digital", "photo-paper") and rng.random() < 0.4
    style = rng.choice(OPAQUE[it.split])
    if after:
        style = "box" if it.split == "tuning" else "grey-box"
    for name, place in it.places:
        if (name, place) in but:
            continue
        target = place
        if place == "mrz" and rng.random() < 0.45:
            line = "strip-1" if it.document == "identity-card" else "strip-2"
            target = rng.choice((line, "strip"))
        if rng.random() < 0.2 and not after:
            style = rng.choice(OPAQUE[it.split])
        out[name] = (*out.get(name, ()), Cover(place=target, style=style, after=after))
    return out


def marks(it: Draft, kind: Kind, words: Wording, *, across: bool = False) -> tuple[dict[str, Mark], Where]:
    """The same words on every side, and where they stand; a hand may write ``across`` the print."""
    bare = it.capture in BARE
    dark = "bilevel" in it.capture or "photocopy" in it.capture or "grey" in it.capture
    drawn = Mark(kind=kind, wording=words, split=it.split, dark=dark)
    where: Where = "beside"
    if kind == "watermark":
        where = "after" if bare else "across"
    elif across:
        where = "across"
    elif bare or (kind == "typed" and it.rng.random() < 0.25):
        where = "free"
    return dict.fromkeys(it.sides, drawn), where


def any_kind(it: Draft) -> Kind:
    """A kind of marking that the capture bears: nobody writes on the card itself, toner eats a watermark."""
    if it.capture in BARE:
        return it.rng.choice(("typed", "watermark"))
    hard = "bilevel" in it.capture or "photocopy" in it.capture
    return it.rng.choice(("typed", "stamp", "hand") if hard else ("typed", "stamp", "hand", "watermark"))


def planned(it: Draft, covers: dict[str, tuple[Cover, ...]], wanted: tuple[dict[str, Mark], Where]) -> Plan:
    return Plan(
        document=it.document,
        model=it.model,
        sides=it.sides,
        who=it.who,
        its=it.its,
        look=it.look,
        covers=covers,
        marks=wanted[0],
        where=wanted[1],
        capture=it.capture,
        together=it.rng.random() < 0.6,
        split=it.split,
    )


def good_words(it: Draft) -> Wording:
    return wording(it.rng, it.day())


def maybe_letter(it: Draft) -> tuple[str, ...]:
    return tuple(letter(it.rng, it.who, it.day())) if it.rng.random() < 0.3 else ()
