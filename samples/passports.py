"""Dutch passports: the holder page of each model, its back, and the open booklet."""

from __future__ import annotations

from random import Random

import numpy as np
from PIL import Image

from samples import grounds, strips
from samples.canvas import Canvas, Drawn, Look, Picture
from samples.codes import put_code
from samples.papers import Papers
from samples.people import Person, capitalised, printed_date

WIDE, HIGH = 125.0, 88.0
"""millimetres (ICAO 9303-4: ID-3)"""

NUMBER = (
    "persoonsnummer / personal no. / no. personnel",
    "persoonsnummer / personal number",
    "persoonsnummer / personal no. / identifiant personnel",
    "burgerservicenummer / personal no.",
)


def holder(rng: Random, look: Look, person: Person, papers: Papers, model: str) -> Drawn:
    """The holder page of a passport."""
    canvas = Canvas(WIDE, HIGH, rng, look)
    draw = {"2001": _old, "2006": _old, "2011": _banded, "2014": _wedge, "2021": _black_window, "2024": _black_window}[
        model
    ]
    draw(canvas, person, papers, model)
    _strip(canvas, person, papers, model)
    return canvas.drawn("passport", model, "holder", papers.bsn)


def _strip(canvas: Canvas, person: Person, papers: Papers, model: str) -> None:
    in_strip = papers.bsn if model < "2021" else ""
    kind = "PP" if model == "2024" else "P<"
    lines = strips.td3(person, papers.number, papers.expires, optional=in_strip, kind=kind)
    columns = {"fillers": (0, 34, 44), "strip-number": (1, 0, 9)}
    if in_strip:
        columns["mrz"] = (1, 28, 37)
    canvas.strip(6.4 if model >= "2011" else 5.6, 73.6 if model >= "2011" else 77.0, lines, columns=columns, height=2.5)


def _old(canvas: Canvas, person: Person, papers: Papers, model: str) -> None:
    """2001 and 2006: stripes of lilac and pink, white letters on a violet block, the BSN right of the birth date."""
    rng, s = canvas.rng, canvas.scale
    picture = grounds.wash(canvas, (246, 240, 250), (240, 240, 252), (250, 240, 246))
    stripe = (206, 208, 245) if model == "2006" else (170, 190, 240)
    for i in range(8):
        top = 10 + i * 6.9
        grounds.band(picture, [(0, top), (WIDE, top), (WIDE, top + 2.6), (0, top + 2.6)], stripe, s)
        grounds.band(
            picture, [(0, top + 2.6), (WIDE, top + 2.6), (WIDE, top + 3.6), (0, top + 3.6)], (250, 226, 232), s
        )
    grounds.guilloche(picture, rng, (200, 180, 225), gap=0.9, height=0.5, scale=s, angle=rng.uniform(-8, 8), alpha=0.35)
    grounds.rosette(picture, rng, (68, 46), 26, (230, 190, 150), s, 0.3)
    canvas.ground(picture)
    violet = (140, 130, 205)
    canvas.pen.rectangle(canvas.px(3.5, 1.6, 38, 6.2), fill=violet)
    canvas.text(5, 5.5, "PASPOORT", height=2.9, name=canvas.look.title, fill=(245, 245, 252), spacing=0.7)
    canvas.text(5, 8.1, "PASSPORT/PASSEPORT", height=1.0, name=canvas.look.title, fill=violet, spacing=0.7)
    canvas.text(40, 5.5, "KONINKRIJK DER NEDERLANDEN", height=2.7, name=canvas.look.title, fill=violet, spacing=0.55)
    canvas.text(
        40,
        8.1,
        "KINGDOM OF THE NETHERLANDS / ROYAUME DES PAYS-BAS",
        height=1.0,
        name=canvas.look.title,
        fill=violet,
        spacing=0.6,
    )
    grounds.put_portrait(canvas, 9, 12, 28, 41, faint=0.95)
    if model == "2006":
        canvas.text(8.5, 52, "NLD", height=2.4, name=canvas.look.title, fill=(240, 240, 245))
    f = canvas.labelled
    canvas.caption(39, 10, "type / code / nationaliteit / nationality / nationalité")
    canvas.value(39, 13.3, "P   NLD   Nederlandse")
    canvas.places["number"] = f(82, 13.3, "documentnummer / document no / no du document", papers.number)
    f(39, 20.2, "naam / surname / nom", capitalised(person.surname), bold=model == "2006" or rng.random() < 0.5)
    if person.partner:
        canvas.value(39, 26.6, f"e/v {person.partner}")
    f(39, 33.6, "voornamen / given names / prénoms", person.given)
    f(39, 40.6, "geboortedatum / date of birth / date de naissance", printed_date(person.born))
    if papers.bsn:
        canvas.places["printed"] = f(82, 40.6, NUMBER[rng.randrange(2)], papers.bsn)
    f(39, 47.4, "geboorteplaats / place of birth / lieu de naissance", person.birthplace)
    f(82, 47.4, "geslacht / sex / sexe", {"F": "V/F", "M": "M/M"}[person.sex])
    f(106, 47.4, "lengte / height / taille", f"{person.height / 100:.2f} m".replace(".", ","))
    f(39, 54.3, "datum van afgifte / date of issue", printed_date(papers.issued))
    f(82, 54.3, "geldig tot / date of expiry", printed_date(papers.expires))
    canvas.caption(10, 57, "handtekening / signature")
    grounds.signature(canvas, 10, 66, person.surname)
    f(72, 61.2, "instantie / authority / autorité", papers.authority)
    canvas.text(89, 66.8, f"MODEL {model[2:]}", height=1.4, name=canvas.look.caption, fill=violet)
    canvas.free(39, 62.5, 88, 71)


def _head(canvas: Canvas, *, fade: tuple[tuple[int, int, int], tuple[int, int, int]]) -> None:
    blue = (70, 105, 190)
    for i, word in enumerate(("PASPOORT", "PASSPORT", "PASSEPORT")):
        canvas.text(4.4, 5.2 + i * 2.2, word, height=1.45, name=canvas.look.caption, fill=blue)
    grounds.chip(canvas, 31, 3.4)
    grounds.faded_title(canvas, 40.3, 6.7, "KONINKRIJK DER NEDERLANDEN", 81, *fade, height=3.5)
    canvas.text(40.5, 9.3, "KINGDOM OF THE NETHERLANDS", height=1.35, name=canvas.look.caption, fill=blue)
    canvas.text(78, 9.3, "ROYAUME DES PAYS-BAS", height=1.35, name=canvas.look.caption, fill=blue)


def _fields(canvas: Canvas, person: Person, papers: Papers, *, right: float, pitch: float = 5.15) -> None:
    """The numbered fields as the 2011 and later models have them, in two columns."""
    f, x, y = canvas.labelled, 40.6, 13.8
    canvas.caption(x, y - 2.9, "type   code   2 nationaliteit / nationality / nationalité")
    canvas.value(x, y, "P   NLD Nederlandse")
    canvas.places["number"] = f(91.5, y, "documentnummer / document no. / no. du document", papers.number)
    f(x, y + pitch, "3 naam / surname / nom", capitalised(person.surname), bold=True)
    if person.partner:
        canvas.value(x, y + pitch * 1.62, f"e/v {capitalised(person.partner)}")
    f(x, y + pitch * 2.7, "4 voornamen / given names / prénoms", person.given)
    f(x, y + pitch * 3.7, "5 geboortedatum / date of birth / date de naissance", printed_date(person.born))
    f(x, y + pitch * 4.7, "6 geboorteplaats / place of birth / lieu de naissance", person.birthplace)
    f(x, y + pitch * 5.7, "7 geslacht / sex / sexe", {"F": "V/F", "M": "M/M"}[person.sex])
    f(x, y + pitch * 6.7, "9 datum van afgifte / date of issue / date de délivrance", printed_date(papers.issued))
    f(right, y + pitch * 5.7, "8 lengte / height / taille", f"{person.height / 100:.2f} m".replace(".", ","))
    f(
        right,
        y + pitch * 6.7,
        "10 geldig tot / date of expiry / date d'expiration",
        printed_date(papers.expires),
        bold=True,
        height=2.0,
    )
    f(78.5, y + pitch * 7.65, "12 instantie / authority / autorité", papers.authority)
    canvas.caption(x, y + pitch * 7.15, "11 handtekening / signature")
    grounds.signature(canvas, 42, y + pitch * 8.9, f"{person.given[0]}. {person.surname}")
    canvas.free(76, 15.6, 121, 29)


def _banded(canvas: Canvas, person: Person, papers: Papers, _: str) -> None:
    """2011: the last with the BSN printed on the holder page."""
    rng, s = canvas.rng, canvas.scale
    picture = grounds.wash(canvas, (240, 222, 232), (222, 236, 246), (216, 226, 244))
    grounds.band(picture, [(30, 0), (70, 0), (45, HIGH), (5, HIGH)], (238, 240, 214), s, 0.6)
    grounds.guilloche(picture, rng, (190, 160, 200), gap=0.8, height=1.1, scale=s, angle=40, alpha=0.4)
    grounds.rosette(picture, rng, (96, 40), 24, (150, 180, 225), s, 0.45)
    canvas.ground(picture)
    _head(canvas, fade=((120, 120, 190), (200, 110, 140)))
    grounds.put_portrait(canvas, 5, 12.5, 31, 42, year=str(person.born.year))
    _fields(canvas, person, papers, right=95)
    if papers.bsn:
        canvas.places["printed"] = canvas.labelled(
            rng.choice((89.0, 92.0)), 13.8 + 5.15 * 3.7, NUMBER[rng.randrange(3)], papers.bsn
        )
    canvas.free(78, 17, 121, 24)


def _wedge(canvas: Canvas, person: Person, papers: Papers, _: str) -> None:
    """2014: a yellow wedge from below, a small second photo in the middle, no printed BSN on this page."""
    rng, s = canvas.rng, canvas.scale
    picture = grounds.wash(canvas, (224, 200, 222), (206, 238, 228), (196, 222, 240), (202, 216, 240))
    grounds.band(picture, [(38, 54), (90, 54), (125, 86), (125, 88), (0, 88), (0, 86)], (246, 236, 190), s, 0.85)
    grounds.guilloche(picture, rng, (220, 150, 190), gap=0.7, height=0.1, scale=s, angle=45, alpha=0.35)
    grounds.guilloche(picture, rng, (130, 180, 220), gap=1.0, height=0.8, scale=s, angle=-12, alpha=0.3)
    grounds.band(picture, [(35, 23), (40, 23), (40, 51), (35, 51)], (150, 175, 225), s, 0.8)
    canvas.ground(picture)
    _head(canvas, fade=((140, 140, 205), (225, 120, 135)))
    grounds.put_portrait(canvas, 5, 12, 31, 43, year=str(person.born.year))
    canvas.pen.rounded_rectangle(canvas.px(78.5, 29.5, 94, 50), 30, fill=(240, 244, 248))
    grounds.put_portrait(canvas, 80, 31, 12.5, 18, faint=0.7)
    _fields(canvas, person, papers, right=95)
    grounds.dots(canvas, 8, 61.4, 6)
    grounds.dots(canvas, 92, 61.4, 6)


def _black_window(canvas: Canvas, person: Person, papers: Papers, model: str) -> None:
    """2021 and 2024; the 2024 model has a solid black window right of its dates and a colour portrait."""
    rng, s = canvas.rng, canvas.scale
    stops = (
        ((214, 226, 240), (230, 236, 226), (240, 222, 206))
        if model == "2024"
        else ((232, 214, 226), (216, 236, 240), (226, 228, 214))
    )
    picture = grounds.wash(canvas, *stops)
    grounds.guilloche(
        picture, rng, (150, 170, 210), gap=0.8, height=1.4, scale=s, angle=rng.choice((-25, 15, 60)), alpha=0.4
    )
    grounds.rosette(picture, rng, (60, 50), 34, (225, 170, 150), s, 0.35)
    grounds.rosette(picture, rng, (108, 66), 16, (130, 170, 200), s, 0.4)
    canvas.ground(picture)
    _head(canvas, fade=((90, 110, 190), (215, 110, 90)))
    grounds.put_portrait(
        canvas, 5, 12, 31, 43, colour=model == "2024", year=str(person.born.year) if model == "2021" else ""
    )
    if model == "2024":
        canvas.pen.rounded_rectangle(canvas.px(97, 31, 120, 43), 12, fill=(12, 12, 14))
        grounds.put_portrait(canvas, 104, 16, 9, 12, colour=True, faint=0.8)
    else:
        grounds.put_portrait(canvas, 80, 30, 12.5, 18, faint=0.7)
    _fields(canvas, person, papers, right=78.5 if model == "2024" else 95)
    canvas.text(106, 66, f"CAN {papers.other[:6]}", height=1.6, name=canvas.look.field[0], fill=canvas.look.ink)
    if model == "2024":
        canvas.free(76, 15.6, 102, 29)


def back(rng: Random, look: Look, person: Person, papers: Papers, model: str) -> Drawn:
    """The back of the holder page since 2014: the printed BSN, since 2021 with a QR code. Its layout is a guess."""
    canvas = Canvas(WIDE, HIGH, rng, look)
    canvas.ground(_back_ground(canvas))
    x, y = ((12, 22), (74, 22), (12, 58), (58, 40))[look.layout]
    canvas.text(8, 7, "PASPOORT  PASSPORT  PASSEPORT", height=1.6, name=look.title, fill=(90, 110, 180))
    canvas.text(117, 8, "2", height=3.0, name=look.title, fill=(120, 160, 200), anchor="rs")
    if papers.bsn:
        canvas.places["printed"] = canvas.labelled(
            x, y, NUMBER[rng.randrange(4)], papers.bsn, height=rng.uniform(2.1, 2.8)
        )
        if model >= "2021":
            put_code(canvas, papers.bsn, x + rng.choice((0.0, 30.0)), y + 3, rng.uniform(10, 14))
    others = [
        ("documentnummer / document no. / no. du document", papers.number),
        ("lengte / height / taille", f"{person.height / 100:.2f} m".replace(".", ",")),
    ]
    if person.partner:
        others.append(("naam partner / name of partner", person.partner))
    column = 12 if x > 50 else 74
    for i, (caption, value) in enumerate(others if model == "2024" else others[: rng.randint(0, 2)]):
        canvas.labelled(column, 20 + i * 9, caption, value)
    canvas.caption(
        12,
        78,
        "dit paspoort is eigendom van de Staat der Nederlanden / this passport is the property of the Netherlands",
    )
    canvas.free(column, 46, column + 44, 70)
    return canvas.drawn("passport", model, "back", papers.bsn)


def _back_ground(canvas: Canvas) -> Picture:
    rng = canvas.rng
    picture = grounds.wash(canvas, (228, 238, 240), (240, 230, 220), (226, 232, 244))
    grounds.guilloche(
        picture, rng, (160, 190, 205), gap=0.9, height=1.5, scale=canvas.scale, angle=rng.uniform(0, 180), alpha=0.4
    )
    grounds.rosette(picture, rng, (rng.uniform(40, 90), 44), 30, (200, 180, 210), canvas.scale, 0.35)
    return picture


def open_booklet(rng: Random, look: Look, person: Person, papers: Papers, model: str) -> Drawn:
    """Page 3 above the holder page, as a booklet lies open on a scanner."""
    lower = holder(rng, look, person, papers, model)
    canvas = Canvas(WIDE, HIGH * 2, rng, look)
    scale = canvas.scale
    upper = Canvas(WIDE, HIGH, rng, look)
    upper.ground(_back_ground(upper))
    grounds.microtext(upper, "KONINKRIJKDERNEDERLANDEN", (150, 190, 200), (2, 3, 20, 84))
    for i, text in enumerate(("13 GELDIG VOOR ALLE LANDEN", "Valid for all countries / Valable pour tous les pays")):
        upper.text(28, 13 + i * 3.2, text, height=1.2, name=look.caption, fill=(80, 90, 180))
    for i, text in enumerate(
        (
            "14 OPMERKINGEN VAN BEVOEGDE INSTANTIES",
            "Page reserved for the authorities responsible for issuing the passport /",
            "Page réservée aux autorités compétentes pour délivrer le passeport",
        )
    ):
        upper.text(28, 32 + i * 3.2, text, height=1.2, name=look.caption, fill=(80, 90, 180))
    grounds.perforated(upper, 111, 76, papers.number, height=6, upright=True)
    canvas.image.paste(upper.image, (0, 0))
    canvas.paste(0, HIGH, Image.fromarray(lower.picture))
    canvas.pen.rectangle(canvas.px(0, HIGH - 0.5, WIDE, HIGH + 0.7), fill=(222, 226, 228))
    canvas.places = {name: quad + np.array((0, HIGH * scale)) for name, quad in lower.places.items()}
    canvas.digits = [*upper.digits, *(quad + np.array((0, HIGH * scale)) for quad in lower.digits)]
    canvas.free(28, 42, 92, 76)
    return canvas.drawn("passport", model, "open", papers.bsn)
