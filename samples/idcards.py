"""Dutch identity cards: front and back of each model."""

from __future__ import annotations

from random import Random

from samples import grounds, strips
from samples.canvas import Canvas, Drawn, Look
from samples.codes import put_code
from samples.papers import Papers
from samples.passports import NUMBER
from samples.people import Person, capitalised, printed_date

WIDE, HIGH = 85.6, 53.98
"""millimetres (ICAO 9303-5: ID-1)"""
SMALL = 0.82
"""the print of a card against a passport's"""


def card(rng: Random, look: Look) -> Canvas:
    return Canvas(WIDE, HIGH, rng, look, small=SMALL)


def front(rng: Random, look: Look, person: Person, papers: Papers, model: str) -> Drawn:
    """The front: with the BSN printed beside the photo until March 2014, without since."""
    canvas = card(rng, look)
    _front_ground(canvas, model)
    _head(canvas, model)
    late = model in ("2021", "2024")
    photo = (27.0, 33.0) if model == "2024" else (25.0, 31.0)
    grounds.put_portrait(
        canvas, 3.6, 9, *photo, colour=model == "2024", year=str(person.born.year) if model != "2006" else ""
    )
    f, x, y = canvas.labelled, 31.5 if model == "2024" else 30.6, 18.3
    canvas.places["number"] = f(62.5, 13.8, "documentnummer / document no.", papers.number, bold=rng.random() < 0.5)
    f(x, y, "naam / surname", capitalised(person.surname), bold=True)
    f(x, y + 4.7, "voornamen / given names", person.given)
    f(x, y + 9.4, "geslacht / sex", {"F": "V/F", "M": "M/M"}[person.sex])
    f(x + 10, y + 9.4, "nationaliteit / nationality", "Nederlandse")
    f(x, y + 14.1, "geboortedatum / date of birth", printed_date(person.born))
    f(x, y + 18.8, "datum van afgifte / date of issue", printed_date(papers.issued))
    f(x, y + 23.5, "geldig tot / date of expiry", printed_date(papers.expires), bold=True)
    if model == "2006":
        f(x, y + 28.4, "geboorteplaats / place of birth", person.birthplace)
        if papers.bsn:
            spot = rng.choice(((62.0, y + 14.1), (62.0, y + 4.7)))
            canvas.places["printed"] = f(*spot, NUMBER[rng.randrange(2)].replace(" / no. personnel", ""), papers.bsn)
    else:
        grounds.put_portrait(canvas, 59.5, 27, 11, 14.5, faint=0.7)
        grounds.dots(canvas, 53, 48.5, 6, radius=1.7)
    if late:
        canvas.text(72, 44, f"CAN {papers.other[:6]}", height=1.3, name=look.field[0], fill=look.ink)
    canvas.caption(3.6, 42.2, "handtekening / signature")
    grounds.signature(canvas, 3.5, 49, person.surname, width=20)
    canvas.free(30, 43.2, 52, 52) if model != "2006" else canvas.free(55, 38, 84, 51)
    return canvas.drawn("identity-card", model, "front", papers.bsn)


def _front_ground(canvas: Canvas, model: str) -> None:
    rng, s = canvas.rng, canvas.scale
    if model == "2006":
        picture = grounds.wash(canvas, (214, 226, 246), (246, 236, 222), (234, 216, 236))
        for top in (16.2, 25.6, 35.0, 44.4):
            grounds.band(picture, [(29, top), (WIDE, top), (WIDE, top + 2.2), (29, top + 2.2)], (204, 212, 244), s, 0.7)
    else:
        stops = ((240, 200, 214), (208, 236, 236), (226, 234, 220), (206, 226, 240))
        picture = grounds.wash(canvas, *(stops if model == "2014" else stops[::-1]))
        grounds.band(picture, [(65, 0), (85.6, 0), (85.6, 20), (58, 50), (50, 40), (42, 30)], (246, 232, 190), s, 0.7)
        grounds.band(picture, [(25, 10), (30, 10), (30, 38), (25, 38)], (150, 176, 226), s, 0.8)
        if model == "2024":
            for i, colour in enumerate(((190, 70, 80), (240, 240, 240), (70, 90, 170))):
                grounds.band(
                    picture, [(72, 16 + i * 2), (82, 16 + i * 2), (82, 18 + i * 2), (72, 18 + i * 2)], colour, s
                )
        if model == "2021":
            grounds.band(picture, [(74, 16), (83, 16), (83, 22), (74, 22)], (60, 80, 160), s, 0.9)
    grounds.guilloche(
        picture,
        rng,
        (220, 120, 160),
        gap=0.6,
        height=rng.choice((0.1, 0.9)),
        scale=s,
        angle=rng.choice((35, 45, -30)),
        alpha=0.35,
    )
    grounds.guilloche(picture, rng, (120, 170, 215), gap=0.9, height=0.7, scale=s, angle=-15, alpha=0.3)
    canvas.ground(picture)
    grounds.microtext(canvas, "KONINKRIJKDER", (196, 212, 222), (60, 16, 84, 52), step=2.0)


def _head(canvas: Canvas, model: str) -> None:
    blue, title = (75, 110, 195), canvas.look.title
    canvas.text(2.6, 4.2, "NEDERLANDSE", height=1.9, name=title, fill=(120, 155, 215))
    canvas.text(2.6, 7.0, "IDENTITEITSKAART", height=1.9, name=title, fill=(120, 155, 215))
    if model != "2006":
        grounds.chip(canvas, 30.6, 2.1, 3.4)
    grounds.faded_title(
        canvas, 37.6, 4.2, "KONINKRIJK DER NEDERLANDEN", 46, (140, 145, 205), (225, 130, 145), height=2.2
    )
    for x, lines in (
        (30.6, ("KINGDOM OF THE NETHERLANDS", "IDENTITY CARD")),
        (62.5, ("ROYAUME DES PAYS-BAS", "CARTE D'IDENTITÉ")),
    ):
        for i, line in enumerate(lines):
            canvas.text(x, 6.4 + i * 2, line, height=1.15, name=canvas.look.caption, fill=blue)


def back(rng: Random, look: Look, person: Person, papers: Papers, model: str) -> Drawn:
    """The back with the strip: BSN printed top right from 2014, with a QR code middle-left from 2021."""
    canvas = card(rng, look)
    picture = grounds.wash(canvas, (212, 232, 240), (238, 232, 214), (234, 214, 228))
    grounds.guilloche(
        picture, rng, (150, 175, 210), gap=0.7, height=1.1, scale=canvas.scale, angle=rng.uniform(0, 180), alpha=0.4
    )
    grounds.band(picture, [(0, 31), (WIDE, 31), (WIDE, HIGH), (0, HIGH)], (244, 244, 240), canvas.scale, 0.5)
    canvas.ground(picture)
    f, variant = canvas.labelled, look.layout
    left = (30.0, 5.0, 34.0, 26.0)[variant]
    if model in ("2021", "2024") and left < 20:
        left = 24.0
    f(left, 6.5, "geboorteplaats / place of birth", person.birthplace)
    f(left, 11.6, "lengte / height", f"{person.height / 100:.2f} m".replace(".", ","))
    f(left, 16.7, "instantie / authority", papers.authority)
    if person.partner and model == "2024":
        f(left, 21.8, "naam partner / name of partner", f"e/v {person.partner}")
    if papers.bsn and model != "2006":
        _number(canvas, papers.bsn, model)
    _strip(canvas, person, papers, model)
    canvas.caption(left, 29.5, "www.paspoortinformatie.nl / model no. " + model)
    canvas.free(left + 2, 18, left + 2 + 28, 29) if left < 50 else None
    return canvas.drawn("identity-card", model, "back", papers.bsn)


def _number(canvas: Canvas, bsn: str, model: str) -> None:
    rng, variant = canvas.rng, canvas.look.layout
    caption = (
        "persoonsnummer / personal no.",
        "persoonsnummer / personal number",
        "persoonsnummer / personal no.",
        "BSN / personal no.",
    )[rng.randrange(4)]
    x, y = ((62.0, 6.5), (58.0, 7.5), (60.0, 12.0), (63.5, 5.5))[variant]
    if model != "2014":
        x, y = ((62.0, 6.5), (4.5, 7.0), (62.0, 11.0), (4.5, 6.0))[variant]
        put_code(canvas, bsn, rng.uniform(3.5, 7), y + 3 if x < 10 else rng.uniform(9, 14), rng.uniform(9, 12))
    canvas.places["printed"] = canvas.labelled(x, y, caption, bsn, bold=rng.random() < 0.3)


def _strip(canvas: Canvas, person: Person, papers: Papers, model: str) -> None:
    in_strip = papers.bsn if model in ("2006", "2014") else ""
    # the earliest cards left position 30 empty; a check digit over the BSN came later
    lines = strips.td1(
        person,
        papers.number,
        papers.expires,
        optional=in_strip,
        dutch_check=model != "2006" or canvas.rng.random() < 0.5,
    )
    columns = {"fillers": (1, 18, 29), "strip-number": (0, 5, 14)}
    if in_strip:
        columns["mrz"] = (0, 15, 24)
    canvas.strip(4.7, 37.6, lines, columns=columns, gap=5.9, height=2.5)
