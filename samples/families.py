"""The families of requests: each a way to be right, or one way to be wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

from samples.broken import KINDS, broken
from samples.damages import partial, see_through, struck, struck_code
from samples.documents import DUTCH, FOREIGN, holder_of
from samples.drafts import any_kind, draft, good_words, marks, planned, well_covered
from samples.fonts import Split
from samples.hiding_pictures import HARMLESS, HIDDEN
from samples.letters import letter
from samples.markings import Mark
from samples.requests import (
    CODES,
    MISSING,
    Family,
    Request,
    good,
    letterhead_trap,
    marking_date,
    marking_missing,
    marking_wrong,
    one_place_left,
    open_place,
    open_text,
)
from samples.wording import Part, wording


def no_id(rng: Random, split: Split, received: date) -> Request:
    del split
    document, model = rng.choice(DUTCH)
    lines = letter(rng, holder_of(rng, document, model), received)
    return Request(
        plan=None,
        codes=frozenset({"no-id-copy"}),
        note=("geen kopie van een identiteitsbewijs", "no copy of an identity document"),
        letter=tuple(lines),
    )


def _foreign(good: bool) -> Family:
    def build(rng: Random, split: Split, received: date) -> Request:
        it = draft(rng, split, received, keys=FOREIGN)
        if good:
            return Request(
                plan=planned(it, {}, marks(it, any_kind(it), good_words(it))),
                codes=frozenset(),
                note=("buitenlands, in orde", "foreign, as it should be"),
            )
        without: Part = rng.choice(("copy", "recipient", "date"))
        plan = planned(it, {}, marks(it, any_kind(it), wording(rng, it.day(), without=without)))
        return Request(
            plan=plan,
            codes=frozenset({MISSING[without]}),
            note=("buitenlands, kopietekst niet volledig", f"foreign, not written: {without}"),
        )

    return build


def bad_file(rng: Random, split: Split, received: date) -> Request:
    kind = rng.choice(KINDS)
    code = broken(kind, Random(0))[2]
    plan, bsns = None, tuple[str, ...]()
    if rng.random() < 0.3:
        it = draft(rng, split, received)
        plan, bsns = planned(it, well_covered(it), marks(it, any_kind(it), good_words(it))), it.bsns
    return Request(
        plan=plan,
        codes=frozenset({code}),
        note=(f"bestand niet te onderzoeken: {kind}", f"file cannot be examined: {kind}"),
        broken=kind,
        bsns=bsns,
    )


def unreadable(rng: Random, split: Split, received: date) -> Request:
    it = draft(rng, split, received, least=1, captures=("scan-200-colour", "scan-200-grey"))
    drawn = Mark(kind="typed", wording=good_words(it), split=split, dark=True)
    plan = planned(it, {}, (dict.fromkeys(it.sides, drawn), "beside"))
    return Request(
        plan=plan,
        codes=frozenset({"unreadable"}),
        note=("te klein of te onscherp", "too small or too blurred"),
        bsns=it.bsns,
        blur=True,
    )


CONTAINERS = (
    "exif",
    "heic",
    "png-alpha",
    "tiff",
    "tiff-g4",
    "webp",
    "bmp",
    "gif",
    "pdf-rotated",
    "docx",
    "odt",
    "eml",
    "eml-nested",
    "zip",
    "folder",
    "overlay-pdf",
    "born-pdf",
    "letter-pdf",
    "two-files",
)


def containers(rng: Random, split: Split, received: date) -> Request:
    container = rng.choice(CONTAINERS)
    narrow = {
        "tiff-g4": ("scan-200-bilevel", "scan-300-bilevel"),
        "gif": ("scan-200-colour", "digital"),
        "heic": ("photo-card",),
        "exif": ("photo-card", "photo-paper"),
    }
    usual = ("scan-200-colour", "scan-200-grey", "photo-card", "digital", "scan-300-grey")
    it = draft(rng, split, received, captures=narrow.get(container, usual))
    left = (rng.choice(it.places),) if it.places and rng.random() < 0.3 else ()
    wanted = marks(it, any_kind(it), good_words(it))
    if container == "overlay-pdf":
        wanted = marks(it, "typed", good_words(it))[0], "pdf"
    plan = planned(it, well_covered(it, but=left), wanted)
    note = (
        (f"een plaats open, in {container}", f"one place open, in {container}")
        if left
        else (f"in orde, in {container}", f"as it should be, in {container}")
    )
    lines = tuple(letter(rng, it.who, it.day())) if container in ("born-pdf", "letter-pdf", "docx", "odt") else ()
    return Request(
        plan=plan,
        codes=frozenset(CODES[p] for _, p in left),
        note=note,
        container=container,
        bsns=it.bsns,
        letter=lines,
    )


SEEN_PIXELS = ("scan-200-colour", "scan-200-grey", "scan-300-colour", "photo-card", "digital")
"""captures whose covers can be drawn in the finished picture"""


def hidden(rng: Random, split: Split, received: date) -> Request:
    return planned_layer(rng, split, received, rng.choice(sorted(HIDDEN)), frozenset({"bsn-hidden"}))


def harmless(rng: Random, split: Split, received: date) -> Request:
    return planned_layer(rng, split, received, rng.choice(sorted(HARMLESS)), frozenset())


def planned_layer(rng: Random, split: Split, received: date, layer: str, codes: frozenset[str]) -> Request:
    """One side with a BSN, typed upon and covered in the finished picture, in a file that holds more than it shows."""
    captures = ("photo-card", "digital") if "preview" in layer else SEEN_PIXELS
    it = draft(rng, split, received, least=1, captures=captures)
    it = replace(it, sides=(rng.choice(it.places)[0],))
    covers = {side: tuple(replace(each, after=True) for each in ones) for side, ones in well_covered(it).items()}
    style = "box" if split == "tuning" else "grey-box"
    covers = {side: tuple(replace(each, style=style) for each in ones) for side, ones in covers.items()}
    where = ("verborgen", "hidden") if codes else ("onschuldig", "harmless")
    return Request(
        plan=planned(it, covers, marks(it, "typed", good_words(it))),
        codes=codes,
        note=(f"{where[0]}: {layer}", f"{where[1]}: {layer}"),
        layer=layer,
        bsns=it.bsns,
    )


FAMILIES: dict[str, Family] = {
    "good-typed": good("typed"),
    "good-stamp": good("stamp"),
    "good-watermark": good("watermark"),
    "good-handwriting": good("hand"),
    "good-hand-across": good("hand", across=True),
    "open-printed": open_place("printed"),
    "open-mrz": open_place("mrz"),
    "open-code": open_place("code"),
    "open-text": open_text,
    "one-place-left": one_place_left,
    "struck": struck,
    "struck-code": struck_code,
    "see-through": see_through,
    "partial": partial,
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
    "hidden": hidden,
    "good-layers": harmless,
}
"""every family by name, in the order of a report"""
