"""Residence permits: no BSN, a V-number of ten digits and a strip with optional data of its own."""

from __future__ import annotations

from random import Random

from samples import grounds, strips
from samples.canvas import Drawn, Look
from samples.idcards import card
from samples.papers import Papers
from samples.people import Person

KINDS = (
    "REGULIER BEPAALDE TIJD",
    "REGULIER ONBEPAALDE TIJD",
    "ASIEL BEPAALDE TIJD",
    "ASIEL ONBEPAALDE TIJD",
    "EU LANGDURIG INGEZETENE",
)
NATIONS = (
    ("CHE", "Zwitserse"),
    ("TUR", "Turkse"),
    ("MAR", "Marokkaanse"),
    ("SYR", "Syrische"),
    ("IND", "Indiase"),
    ("USA", "Amerikaanse"),
    ("ERI", "Eritrese"),
)


def front(rng: Random, look: Look, person: Person, papers: Papers, model: str) -> Drawn:
    """The front of a residence permit."""
    canvas = card(rng, look)
    picture = grounds.wash(canvas, (240, 176, 190), (196, 206, 234), (240, 186, 200))
    grounds.guilloche(picture, rng, (170, 120, 170), gap=0.6, height=0.5, scale=canvas.scale, angle=90, alpha=0.4)
    canvas.ground(picture)
    grounds.chip(canvas, 30, 2.6, 4.6)
    title = "VERBLIJFSTITEL" if model == "2011" else "VERBLIJFSTITEL - RESIDENCE PERMIT"
    canvas.text(36, 5.2, title, height=2.4 if model == "2011" else 1.7, name=look.title, fill=(30, 30, 60))
    canvas.places["number"] = canvas.value(65, 9.5, papers.number)
    grounds.put_portrait(canvas, 6, 14, 22, 28)
    f, index = canvas.labelled, rng.randrange(5)
    f(32, 15.5, "naam / name", person.surname.upper())
    canvas.value(32, 18.4, person.given)
    f(32, 23.5, "geldig tot / valid until", f"{papers.expires:%d-%m-%Y}")
    f(32, 28.6, "plaats en datum van afgifte / place and date of issue", f"{person.town} {papers.issued:%d-%m-%y}")
    f(32, 33.7, "soort titel / type of permit", ("I", "II", "III", "IV", "V")[index])
    canvas.value(32, 37, KINDS[index])
    canvas.caption(32, 40.5, "opmerkingen / remarks")
    canvas.value(32, 43, rng.choice(("ARBEID VRIJ TOEGESTAAN", "Arbeid toegestaan, TWV niet vereist")), height=1.3)
    grounds.signature(canvas, 60, 50, person.surname, width=18)
    canvas.free(58, 12, 84, 21)
    return canvas.drawn("residence-permit", model, "front", "")


def back(rng: Random, look: Look, person: Person, papers: Papers, model: str) -> Drawn:
    """The back: birth, nationality, sex, remarks, the V-number, and the strip."""
    canvas = card(rng, look)
    picture = grounds.wash(canvas, (240, 182, 194), (206, 212, 236), (240, 190, 200))
    grounds.guilloche(picture, rng, (180, 130, 170), gap=0.7, height=0.4, scale=canvas.scale, angle=90, alpha=0.35)
    grounds.band(picture, [(0, 30), (85.6, 30), (85.6, 54), (0, 54)], (248, 244, 244), canvas.scale, 0.8)
    canvas.ground(picture)
    state, adjective = rng.choice(NATIONS)
    f = canvas.labelled
    f(5, 7, "geboortedatum en -plaats / date and place of birth", f"{person.born:%d-%m-%y} {person.birthplace} {state}")
    f(36, 12.5, "nationaliteit / nationality", adjective)
    f(5, 12.5, "geslacht / sex", {"F": "V/F", "M": "M/M"}[person.sex])
    f(
        5,
        18,
        "opmerkingen / remarks",
        rng.choice(
            ("Verblijf voor arbeid als kennismigrant.", "Verblijf bij partner.", "Studie. Arbeid beperkt toegestaan.")
        ),
    )
    optional = f"VNR{papers.other}" if model == "2011" else rng.choice((f"VNR{papers.other}", "", papers.other))
    canvas.value(5, 26.5, f"VNR {papers.other}" if rng.random() < 0.6 else f"VNR{papers.other}")
    lines = strips.td1(
        person,
        papers.number[-9:],
        papers.expires,
        optional=optional,
        dutch_check=False,
        kind="IT" if model == "2011" else "IR",
        nation=state,
    )
    canvas.strip(4.7, 37.6, lines, columns={"fillers": (1, 18, 29), "strip-number": (0, 5, 14)}, gap=5.9, height=2.5)
    canvas.free(55, 15, 83, 28)
    return canvas.drawn("residence-permit", model, "back", "")
