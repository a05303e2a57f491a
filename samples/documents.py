"""Every document the samples know, by kind, model and side."""

from __future__ import annotations

from random import Random

from samples import foreign, idcards, licences, passports, permits
from samples.canvas import Drawn, Look, look
from samples.fonts import Split
from samples.papers import ISSUED, Papers, papers
from samples.people import Person, person

SIDES: dict[tuple[str, str], tuple[str, ...]] = {
    **{("passport", model): ("holder", "open") for model in ("2001", "2006", "2011")},
    **{("passport", model): ("holder", "open", "back") for model in ("2014", "2021", "2024")},
    **{("identity-card", model): ("front", "back") for model in ("2006", "2014", "2021", "2024")},
    **{("driving-licence", model): ("front", "back") for model in ("2006", "2013", "2014", "2018", "2025")},
    ("driving-licence", "paper"): ("front",),
    **{("residence-permit", model): ("front", "back") for model in ("2011", "2020")},
    ("foreign-passport", "td3"): ("holder",),
    ("foreign-card", "td1"): ("front", "back"),
    ("foreign-card", "td2"): ("front",),
}
"""the sides of each document and model that can be drawn"""

CARRIES: dict[tuple[str, str, str], tuple[str, ...]] = {
    **{
        ("passport", model, side): ("printed", "mrz")
        for model in ("2001", "2006", "2011")
        for side in ("holder", "open")
    },
    **{("passport", "2014", side): ("mrz",) for side in ("holder", "open")},
    ("passport", "2014", "back"): ("printed",),
    **{("passport", model, "back"): ("printed", "code") for model in ("2021", "2024")},
    ("identity-card", "2006", "front"): ("printed",),
    ("identity-card", "2006", "back"): ("mrz",),
    ("identity-card", "2014", "back"): ("printed", "mrz"),
    **{("identity-card", model, "back"): ("printed", "code") for model in ("2021", "2024")},
    **{("driving-licence", model, "back"): ("printed",) for model in ("2006", "2013", "2014", "2018", "2025")},
    ("driving-licence", "paper", "front"): ("printed",),
}
"""where the BSN stands on the sides that carry it"""

DUTCH = tuple(key for key in SIDES if not key[0].startswith("foreign"))
FOREIGN = tuple(key for key in SIDES if key[0].startswith("foreign"))


def side(rng: Random, style: Look, who: Person, its: Papers, document: str, model: str, name: str) -> Drawn:
    """Draw one side of one document."""
    match document, name:
        case "passport", "holder":
            return passports.holder(rng, style, who, its, model)
        case "passport", "open":
            return passports.open_booklet(rng, style, who, its, model)
        case "passport", "back":
            return passports.back(rng, style, who, its, model)
        case "identity-card", "front":
            return idcards.front(rng, style, who, its, model)
        case "identity-card", "back":
            return idcards.back(rng, style, who, its, model)
        case "driving-licence", "front":
            return (
                licences.paper(rng, style, who, its)
                if model == "paper"
                else licences.front(rng, style, who, its, model)
            )
        case "driving-licence", "back":
            return licences.back(rng, style, its, model)
        case "residence-permit", "front":
            return permits.front(rng, style, who, its, model)
        case "residence-permit", "back":
            return permits.back(rng, style, who, its, model)
        case "foreign-passport", _:
            return foreign.passport(rng, style, who, its)
        case "foreign-card", "front":
            return foreign.front(rng, style, who, its, model)
        case "foreign-card", "back":
            return foreign.back(rng, style, who, its)
        case _:
            raise ValueError(f"no {document} {name}; there are {sorted(SIDES)}")


def holder_of(rng: Random, kind: str, model: str) -> Person:
    """A person who was born before their document was issued; children drive no car."""
    return person(rng, at=ISSUED[kind, model][0], child=kind != "driving-licence" and rng.random() < 0.15)


def document(kind: str, model: str, name: str, rng: Random, *, split: Split = "tuning", with_bsn: bool = True) -> Drawn:
    """Draw one side of a document of a fresh person: ``document("passport", "2014", "holder", Random(1))``."""
    who = holder_of(rng, kind, model)
    return side(rng, look(rng, split), who, papers(rng, who, kind, model, with_bsn=with_bsn), kind, model, name)
