"""Verdicts in plain words, Dutch or English: a text for one request, tables for many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from textwrap import fill
from typing import TYPE_CHECKING, Protocol

from idcheck.records import Copy, Part, Place, Reason, State, Verdict

if TYPE_CHECKING:
    from rich.table import Table

LANGUAGES = ("nl", "en")
WIDTH = 100
"""Characters of a line of text."""

WORDS = {
    "nl": {
        "accept": "GOEDGEKEURD",
        "reject": "AFGEKEURD",
        "review": "eerst door een medewerker te bekijken",
        "reasons": "Waarom",
        "copies": "Kopieën van een identiteitsbewijs",
        "attachments": "Onderzocht",
        "page": "blz.",
        "pages": "blz.",
        "marking": "opschrift",
        "missing": "ontbreekt",
        "seconds": "seconden",
        "request": "Verzoek",
        "outcome": "Oordeel",
        "codes": "Redenen",
        "look": "Bekijken",
        "yes": "ja",
        "count": "Aantal",
        "unjudged": "NIET BEOORDEELD",
    },
    "en": {
        "accept": "ACCEPTED",
        "reject": "REJECTED",
        "review": "a member of staff should look at it first",
        "reasons": "Why",
        "copies": "Copies of an identity document",
        "attachments": "Examined",
        "page": "page",
        "pages": "page(s)",
        "marking": "marking",
        "missing": "missing",
        "seconds": "seconds",
        "request": "Request",
        "outcome": "Verdict",
        "codes": "Reasons",
        "look": "Review",
        "yes": "yes",
        "count": "Count",
        "unjudged": "NOT JUDGED",
    },
}
PLACES = {
    "nl": {
        Place.PRINTED: "BSN in het vak",
        Place.MRZ: "BSN in de strook",
        Place.CODE: "BSN in de QR-code",
        Place.TEXT: "BSN in de tekst",
    },
    "en": {
        Place.PRINTED: "BSN in its field",
        Place.MRZ: "BSN in the strip",
        Place.CODE: "BSN in the QR code",
        Place.TEXT: "BSN in the text",
    },
}
STATES = {
    "nl": {
        State.READABLE: "leesbaar",
        State.STRUCK_LEGIBLE: "doorgestreept, nog leesbaar",
        State.SEE_THROUGH: "schijnt door",
        State.PARTIAL: "deels afgedekt",
        State.HIDDEN: "verborgen in het bestand",
        State.COVERED: "afgedekt",
        State.ABSENT: "staat hier niet",
        State.UNKNOWN: "niet te beoordelen",
    },
    "en": {
        State.READABLE: "readable",
        State.STRUCK_LEGIBLE: "struck out, still legible",
        State.SEE_THROUGH: "shows through",
        State.PARTIAL: "covered in part",
        State.HIDDEN: "hidden in the file",
        State.COVERED: "covered",
        State.ABSENT: "none here",
        State.UNKNOWN: "cannot be judged",
    },
}
PARTS = {
    "nl": {Part.COPY: "kopie", Part.RECIPIENT: "voor wie", Part.DATE: "datum"},
    "en": {Part.COPY: "copy", Part.RECIPIENT: "for whom", Part.DATE: "date"},
}
NAMES_NL = {
    "passport": "paspoort",
    "identity-card": "identiteitskaart",
    "driving-licence": "rijbewijs",
    "residence-permit": "verblijfsdocument",
    "other-id": "ander identiteitsbewijs",
    "holder": "houderpagina",
    "front": "voorkant",
    "holder-back": "achterkant van de houderpagina",
    "back": "achterkant",
    "unknown": "model onbekend",
}
"""What the contract's names of documents and sides are called in Dutch; a name that is not here stands as it is."""


def text(verdict: Verdict, lang: str) -> str:
    """The verdict for people: what was decided, every reason with its place, and what was seen on each copy."""
    return "\n".join(_paragraphs(verdict, lang))


def _paragraphs(verdict: Verdict, lang: str) -> Iterator[str]:
    words = WORDS[lang]
    review = f" – {words['review']}" if verdict.needs_review else ""
    yield f"{words[verdict.outcome]}  {verdict.request}{review}"
    if verdict.reasons:
        yield f"\n{words['reasons']}:"
        yield from (_item(_reason(reason, lang)) for reason in verdict.reasons)
    if verdict.copies:
        yield f"\n{words['copies']}:"
        yield from (line for copy in verdict.copies for line in _copy(copy, lang))
    if verdict.attachments:
        yield f"\n{words['attachments']} ({verdict.seconds:.1f} {words['seconds']}):"
        yield from (f"  - {a.name} ({a.media_type}, {a.pages} {words['pages']})" for a in verdict.attachments)


def _item(told: str) -> str:
    """An item of a list, in lines that fit a letter."""
    return fill(
        told, WIDTH, initial_indent="  - ", subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
    )


def _reason(reason: Reason, lang: str) -> str:
    return f"{_where(reason.attachment, reason.page, lang)}{reason.message[lang]} [{reason.code}]"


def _where(attachment: str | None, page: int | None, lang: str) -> str:
    parts = [attachment or "", f"{WORDS[lang]['page']} {page}" if page is not None else ""]
    return ", ".join(filter(None, parts)) + ": " if any(parts) else ""


def _copy(copy: Copy, lang: str) -> Iterator[str]:
    words, parts = WORDS[lang], PARTS[lang]
    yield f"  - {_where(copy.attachment, copy.page, lang)}{side_name(copy.document, copy.model, copy.side, lang)}"
    for bsn in copy.bsn:
        yield f"      {PLACES[lang][bsn.place]}: {STATES[lang][bsn.state]}"
    marking = copy.marking
    date = marking.date.isoformat() if marking.date else words["missing"]
    yield (
        f"      {words['marking']}: {parts[Part.COPY]} {words['yes'] if marking.copy else words['missing']},"
        f" {parts[Part.RECIPIENT]} {marking.recipient or words['missing']}, {parts[Part.DATE]} {date}"
    )


def side_name(document: str, model: str, side: str, lang: str) -> str:
    """An ID side in words: ``paspoort 2014, houderpagina``."""
    if lang == "nl":
        document, model, side = (NAMES_NL.get(name, name) for name in (document, model, side))
    return f"{document} {model}".strip() + f", {side}" * bool(side)


# --------------------------------------------------------------------------------------------------------------- tables


class Judged(Protocol):
    """What the tables show of a verdict; a `Verdict` is one."""

    @property
    def request(self) -> str: ...
    @property
    def outcome(self) -> str: ...
    @property
    def needs_review(self) -> bool: ...
    @property
    def codes(self) -> Sequence[str]: ...


def requests_table(judged: Iterable[Judged], unjudged: Iterable[str], lang: str) -> Table:
    """A row a request; those without a verdict last."""
    words = WORDS[lang]
    table = _table(words["request"], words["outcome"], words["look"], words["codes"])
    for one in judged:
        look = words["yes"] if one.needs_review else ""
        table.add_row(one.request, words[one.outcome], look, ", ".join(one.codes))
    for name in unjudged:
        table.add_row(name, words["unjudged"], "", "")
    return table


def totals_table(judged: Sequence[Judged], unjudged: int, lang: str) -> Table:
    """How many requests were accepted and rejected, how many staff should look at, and for which reasons."""
    words = WORDS[lang]
    outcomes = Counter(one.outcome for one in judged)
    table = _table("", words["count"])
    for outcome in ("accept", "reject"):
        table.add_row(words[outcome], str(outcomes[outcome]))
    table.add_row("  " + words["review"], str(sum(one.needs_review for one in judged)))
    table.add_row(words["unjudged"], str(unjudged), end_section=True)
    for code, count in Counter(code for one in judged for code in one.codes).most_common():
        table.add_row(code, str(count))
    return table


def _table(*columns: str) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table
