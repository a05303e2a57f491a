"""The families of requests: each a way to be right, or one way to be wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from samples.canvas import Drawn, look
from samples.covers import OPAQUE
from samples.documents import DUTCH, FOREIGN, SIDES, holder_of, side
from samples.fonts import Split
from samples.letters import letter
from samples.markings import Kind, Mark
from samples.papers import papers
from samples.people import Person
from samples.scene import Cover, Plan, Where
from samples.wording import OTHERS, Part, Wording, wording

CODES = {"printed": "bsn-printed", "mrz": "bsn-mrz", "code": "bsn-code"}
MISSING: dict[Part, str] = {"copy": "marking-copy-missing", "recipient": "marking-recipient-missing", "date": "marking-date-missing"}

SCANS = ("scan-150-colour", "scan-200-colour", "scan-200-colour", "scan-200-grey", "scan-300-colour", "scan-300-grey",
         "scan-200-bilevel", "scan-300-bilevel", "photocopy-200", "photocopy-300")  # fmt: skip
PHOTOS = ("photo-card", "photo-card", "photo-card", "photo-paper", "photo-paper")
CAPTURES = (*SCANS, *PHOTOS, "digital")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A document's sides and the choices that a family builds its plan from."""

    rng: Random
    split: Split
    received: date
    who: Person
    document: str
    model: str
    sides: tuple[Drawn, ...] = field(repr=False)
    capture: str

    @property
    def places(self) -> list[tuple[str, str]]:
        """Every place with the BSN: side and place."""
        return [(side.side, place) for side in self.sides for place in side.bsn_places]

    @property
    def bsns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(side.bsn for side in self.sides if side.bsn))

    def day(self) -> date:
        """A day that suits a marking."""
        return self.received - timedelta(days=self.rng.choice((0, self.rng.randint(0, 10), self.rng.randint(0, 80))))


def draft(
    rng: Random, split: Split, received: date, *, keys: tuple[tuple[str, str], ...] = DUTCH, needs: str = "", least: int = 0, captures: tuple[str, ...] = CAPTURES
) -> Draft:
    """A random document; ``needs``: a place it must have, ``least``: with at least so many places."""
    for _ in range(200):
        document, model = rng.choice(keys)
        names = SIDES[document, model]
        sides = names[:1] if len(names) == 1 or rng.random() < 0.5 else rng.choice((names[-1:], (names[0], names[-1]), (names[0], names[-1]), names[1:2]))
        who, style = holder_of(rng, document, model), look(rng, split)
        its = papers(rng, who, document, model, with_bsn=bool(needs or least) or rng.random() > 0.06)
        drawn = tuple(side(rng, style, who, its, document, model, name) for name in sides)
        places = [place for each in drawn for place in each.bsn_places]
        if (not needs or needs in places) and len(places) >= least:
            return Draft(rng=rng, split=split, received=received, who=who, document=document, model=model, sides=drawn, capture=rng.choice(captures))
    raise RuntimeError("no document fits; this family asks for a place that no model has")


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


def marks(it: Draft, kind: Kind, words: Wording) -> tuple[dict[str, Mark], Where]:
    """The same words on every side, and where they stand."""
    bare = it.capture in ("photo-card", "digital")
    dark = "bilevel" in it.capture or "photocopy" in it.capture or "grey" in it.capture
    drawn = Mark(kind=kind, wording=words, split=it.split, dark=dark)
    where: Where = "beside"
    if kind == "watermark":
        where = "after" if bare else "across"
    elif bare or it.rng.random() < 0.25:
        where = "free"
    return {each.side: drawn for each in it.sides}, where


def any_kind(it: Draft) -> Kind:
    return it.rng.choice(("typed", "typed", "stamp", "hand") if "bilevel" in it.capture or "photocopy" in it.capture else ("typed", "stamp", "hand", "watermark"))


def planned(it: Draft, covers: dict[str, tuple[Cover, ...]], wanted: tuple[dict[str, Mark], Where]) -> Plan:
    return Plan(document=it.document, model=it.model, sides=it.sides, covers=covers, marks=wanted[0], where=wanted[1],
                capture=it.capture, together=it.rng.random() < 0.6, split=it.split)  # fmt: skip


def good_words(it: Draft) -> Wording:
    return wording(it.rng, it.day())


def _good(kind: Kind) -> Callable[[Random, Split, date], Request]:
    def build(rng: Random, split: Split, received: date) -> Request:
        captures = CAPTURES
        if kind == "watermark":
            captures = ("digital", "digital", "photo-card", "photo-card", "scan-200-colour", "scan-300-colour", "scan-300-grey", "photo-paper")
        it = draft(rng, split, received, captures=captures)
        plan = planned(it, well_covered(it), marks(it, kind, good_words(it)))
        return Request(plan=plan, codes=frozenset(), note=("in orde", "as it should be"), bsns=it.bsns, letter=_maybe_letter(it))

    return build


def _maybe_letter(it: Draft) -> tuple[str, ...]:
    return tuple(letter(it.rng, it.who, it.day())) if it.rng.random() < 0.3 else ()


def _open(place: str) -> Callable[[Random, Split, date], Request]:
    def build(rng: Random, split: Split, received: date) -> Request:
        it = draft(rng, split, received, needs=place)
        left = tuple(it.places) if rng.random() < 0.35 else tuple(each for each in it.places if each[1] == place)
        covers = well_covered(it, but=left)
        note = (f"BSN leesbaar: {', '.join(sorted({p for _, p in left}))}", f"BSN readable: {', '.join(sorted({p for _, p in left}))}")
        if rng.random() < 0.4:
            covers = _astray(it, covers, place)
            note = (note[0] + "; iets anders is afgedekt", note[1] + "; something else is covered")
        plan = planned(it, covers, marks(it, any_kind(it), good_words(it)))
        return Request(plan=plan, codes=frozenset(CODES[p] for _, p in left), note=note, bsns=it.bsns, letter=_maybe_letter(it))

    return build


def _astray(it: Draft, covers: dict[str, tuple[Cover, ...]], place: str) -> dict[str, tuple[Cover, ...]]:
    """Covers over something that is no BSN: the wrong line of the strip, its fillers, the document number."""
    style = it.rng.choice(OPAQUE[it.split])
    for each in it.sides:
        if place not in each.places:
            continue
        wrong = ("number",)
        if place == "mrz":
            wrong = ("strip-1", "fillers", "strip-number") if it.document == "passport" else ("strip-2", "strip-3", "fillers", "strip-number")
        target = it.rng.choice([name for name in wrong if name in each.places] or [""])
        if target:
            # no wider than the place itself: beside it stands what must stay readable
            covers = covers | {each.side: (*covers.get(each.side, ()), Cover(place=target, style=style, reach=(0.0, 0.999)))}
    return covers


def open_text(rng: Random, split: Split, received: date) -> Request:
    it = draft(rng, split, received)
    plan = planned(it, well_covered(it), marks(it, any_kind(it), good_words(it)))
    lines = letter(rng, it.who, it.day(), number=it.who.bsn)
    return Request(plan=plan, codes=frozenset({"bsn-text"}), note=("BSN in de brief", "BSN in the letter"), letter=tuple(lines), bsns=(it.who.bsn,))


def one_place_left(rng: Random, split: Split, received: date) -> Request:
    it = draft(rng, split, received, least=2)
    left = rng.choice(it.places)
    plan = planned(it, well_covered(it, but=(left,)), marks(it, any_kind(it), good_words(it)))
    note = (f"een plaats vergeten: {left[0]}, {left[1]}", f"one place forgotten: {left[0]}, {left[1]}")
    return Request(plan=plan, codes=frozenset({CODES[left[1]]}), note=note, bsns=it.bsns)


def _damaged(style: str) -> Callable[[Random, Split, date], Request]:
    def build(rng: Random, split: Split, received: date) -> Request:
        it = draft(rng, split, received, least=1, captures=tuple(name for name in CAPTURES if "150" not in name))
        spots = [each for each in it.places if each[1] != "code"] or it.places
        left = rng.choice(spots)
        covers = well_covered(it, but=(left,))
        if style == "strike":
            bad, code, note = Cover(place=left[1], style="strike"), "bsn-struck-legible", ("doorgestreept maar leesbaar", "struck but legible")
        else:
            hidden = rng.randint(3, 5) / 9
            reach = (1 - hidden, 1.0) if rng.random() < 0.6 else (0.0, hidden)
            bad, code = Cover(place=left[1], style=rng.choice(OPAQUE[split][:2]), reach=reach), "bsn-partial"
            note = ("maar een deel van de cijfers afgedekt", "only some of the digits covered")
        covers[left[0]] = (*covers.get(left[0], ()), bad)
        plan = planned(it, covers, marks(it, any_kind(it), good_words(it)))
        return Request(plan=plan, codes=frozenset({code}), note=note, bsns=it.bsns)

    return build


def marking_missing(rng: Random, split: Split, received: date) -> Request:
    it = draft(rng, split, received)
    without: Part | None = rng.choice(("copy", "recipient", "date", None))
    if without is None:
        plan = planned(it, well_covered(it), ({}, "beside"))
        return Request(plan=plan, codes=frozenset(MISSING.values()), note=("geen kopietekst", "no marking"), bsns=it.bsns)
    plan = planned(it, well_covered(it), marks(it, any_kind(it), wording(rng, it.day(), without=without)))
    dutch = {"copy": "dat het een kopie is", "recipient": "voor wie", "date": "de datum"}[without]
    return Request(plan=plan, codes=frozenset({MISSING[without]}), note=(f"er staat niet {dutch}", f"not written: {without}"), bsns=it.bsns)


def marking_wrong(rng: Random, split: Split, received: date) -> Request:
    it = draft(rng, split, received)
    plan = planned(it, well_covered(it), marks(it, any_kind(it), wording(rng, it.day(), recipient=rng.choice(OTHERS))))
    return Request(plan=plan, codes=frozenset({"marking-recipient-wrong"}), note=("voor een ander", "made out for someone else"), bsns=it.bsns)


def marking_date(rng: Random, split: Split, received: date) -> Request:
    it = draft(rng, split, received)
    future = rng.random() < 0.4
    day = received + timedelta(days=rng.randint(3, 60)) if future else received - timedelta(days=rng.randint(100, 900))
    plan = planned(it, well_covered(it), marks(it, any_kind(it), wording(rng, day)))
    code, note = ("marking-date-future", ("datum in de toekomst", "date in the future")) if future else ("marking-date-stale", ("datum te oud", "date too old"))
    return Request(plan=plan, codes=frozenset({code}), note=note, bsns=it.bsns)


def letterhead_trap(rng: Random, split: Split, received: date) -> Request:
    it = draft(rng, split, received)
    plan = planned(it, well_covered(it), ({}, "beside"))
    note = ("brief noemt kopie, Woonpartners en datum; de kopie zelf niet", "the letter says it all, the copy nothing")
    return Request(plan=plan, codes=frozenset(MISSING.values()), note=note, letter=tuple(letter(rng, it.who, it.day())), bsns=it.bsns)


def no_id(rng: Random, split: Split, received: date) -> Request:
    del split
    document, model = rng.choice(DUTCH)
    lines = letter(rng, holder_of(rng, document, model), received)
    return Request(plan=None, codes=frozenset({"no-id-copy"}), note=("geen kopie van een identiteitsbewijs", "no copy of an identity document"), letter=tuple(lines))


def _foreign(good: bool) -> Callable[[Random, Split, date], Request]:
    def build(rng: Random, split: Split, received: date) -> Request:
        it = draft(rng, split, received, keys=FOREIGN)
        if good:
            return Request(plan=planned(it, {}, marks(it, any_kind(it), good_words(it))), codes=frozenset(), note=("buitenlands, in orde", "foreign, as it should be"))
        without: Part = rng.choice(("copy", "recipient", "date"))
        plan = planned(it, {}, marks(it, any_kind(it), wording(rng, it.day(), without=without)))
        return Request(plan=plan, codes=frozenset({MISSING[without]}), note=("buitenlands, kopietekst niet volledig", f"foreign, not written: {without}"))

    return build


def bad_file(rng: Random, split: Split, received: date) -> Request:
    from samples.broken import KINDS, broken

    kind = rng.choice(KINDS)
    code = broken(kind, Random(0))[2]
    plan, bsns = None, ()
    if rng.random() < 0.3:
        it = draft(rng, split, received)
        plan, bsns = planned(it, well_covered(it), marks(it, any_kind(it), good_words(it))), it.bsns
    return Request(plan=plan, codes=frozenset({code}), note=(f"bestand niet te onderzoeken: {kind}", f"file cannot be examined: {kind}"), broken=kind, bsns=bsns)


def unreadable(rng: Random, split: Split, received: date) -> Request:
    it = draft(rng, split, received, least=1, captures=("scan-200-colour", "scan-200-grey"))
    covers: dict[str, tuple[Cover, ...]] = {}
    plan = planned(it, covers, ({each.side: Mark(kind="typed", wording=good_words(it), split=split, dark=True) for each in it.sides}, "beside"))
    return Request(plan=plan, codes=frozenset({"unreadable"}), note=("te klein of te onscherp", "too small or too blurred"), bsns=it.bsns, blur=True)


CONTAINERS = ("exif", "heic", "png-alpha", "tiff", "tiff-g4", "webp", "bmp", "gif", "pdf-rotated", "docx", "odt", "eml", "eml-nested",
              "zip", "folder", "overlay-pdf", "born-pdf", "letter-pdf", "two-files")  # fmt: skip


def containers(rng: Random, split: Split, received: date) -> Request:
    container = rng.choice(CONTAINERS)
    narrow = {"tiff-g4": ("scan-200-bilevel", "scan-300-bilevel"), "gif": ("scan-200-colour", "digital"), "heic": ("photo-card",), "exif": ("photo-card", "photo-paper")}
    usual = ("scan-200-colour", "scan-200-grey", "photo-card", "digital", "scan-300-grey")
    it = draft(rng, split, received, captures=narrow.get(container, usual))
    left = (rng.choice(it.places),) if it.places and rng.random() < 0.3 else ()
    wanted = marks(it, any_kind(it), good_words(it))
    if container == "overlay-pdf":
        wanted = marks(it, "typed", good_words(it))[0], "pdf"
    plan = planned(it, well_covered(it, but=left), wanted)
    note = (f"een plaats open, in {container}", f"one place open, in {container}") if left else (f"in orde, in {container}", f"as it should be, in {container}")
    lines = tuple(letter(rng, it.who, it.day())) if container in ("born-pdf", "letter-pdf", "docx", "odt") else ()
    return Request(plan=plan, codes=frozenset(CODES[p] for _, p in left), note=note, container=container, bsns=it.bsns, letter=lines)


FAMILIES: dict[str, Callable[[Random, Split, date], Request]] = {
    "good-typed": _good("typed"),
    "good-stamp": _good("stamp"),
    "good-watermark": _good("watermark"),
    "good-handwriting": _good("hand"),
    "open-printed": _open("printed"),
    "open-mrz": _open("mrz"),
    "open-code": _open("code"),
    "open-text": open_text,
    "one-place-left": one_place_left,
    "struck": _damaged("strike"),
    "partial": _damaged("part"),
    "marking-missing": marking_missing,
    "marking-wrong": marking_wrong,
    "marking-date": marking_date,
    "letterhead-trap": letterhead_trap,
    "no-id": no_id,
    "foreign-good": _foreign(True),
    "foreign-bad": _foreign(False),
    "bad-file": bad_file,
    "unreadable": unreadable,
    "containers": containers,
}
"""every family by name, in the order of a report"""
