"""Dutch driving licences: the cards since 2006, front and back, and the paper one before them."""

from __future__ import annotations

import math
from random import Random

from samples import grounds, strips
from samples.canvas import Canvas, Drawn, Look
from samples.codes import put_barcode, put_code
from samples.idcards import card
from samples.papers import Papers
from samples.people import Person, capitalised

CATEGORIES = ("AM", "A1", "A2", "A", "B1", "B", "C1", "C", "D1", "D", "BE", "C1E", "CE", "D1E", "DE", "T")


def front(rng: Random, look: Look, person: Person, papers: Papers, model: str) -> Drawn:
    """The front: numbered rubrics, a licence number of ten digits, never the BSN; a strip since the model of 2014."""
    canvas = card(rng, look)
    s = canvas.scale
    picture = grounds.wash(canvas, (250, 222, 232), (248, 208, 224), (244, 214, 232))
    grounds.guilloche(
        picture, rng, (228, 130, 160), gap=0.75, height=0.45, scale=s, angle=rng.uniform(-6, 6), alpha=0.5
    )
    if model == "2025":
        grounds.band(picture, [(36, 0), (46, 0), (34, 12), (27, 10)], (246, 216, 170), s, 0.7)
        grounds.band(picture, [(54, 0), (64, 0), (84, 22), (78, 24)], (170, 195, 235), s, 0.5)
    canvas.ground(picture)
    _head(canvas, model)
    strip = model in ("2014", "2018", "2025")
    grounds.put_portrait(canvas, 6, 17, 19.5, 25, year=str(person.born.year) if model >= "2018" else "")
    x = 30.2
    rubrics = [
        ("1", capitalised(person.surname)),
        ("", f"e/v {person.partner}" if person.partner else ""),
        ("2", person.given),
        ("3", f"{person.born:%d.%m.%Y}   {person.birthplace}"),
        ("4a", f"{papers.issued:%d.%m.%Y}"),
        ("4c", f"Gemeente {person.town}"),
        ("5", papers.number),
    ]
    step = rng.uniform(2.7, 3.0)
    for row, (rubric, text) in enumerate(rubrics):
        y = 14.2 + row * step
        canvas.text(27, y, rubric, height=1.1, name=look.caption, fill=(60, 80, 180))
        quad = canvas.value(x, y, text, bold=rubric == "5" and model == "2025")
        if rubric == "4a":
            canvas.text(47.5, y, "4b", height=1.1, name=look.caption, fill=(60, 80, 180))
            canvas.value(51, y, f"{papers.expires:%d.%m.%Y}")
        if rubric == "5":
            canvas.places["number"] = quad
    canvas.text(27, 36.2, "7", height=1.1, name=look.caption, fill=(60, 80, 180))
    grounds.signature(canvas, 32, 38, f"{person.given[0]}. {person.surname}", width=18)
    canvas.text(27, 41.4, "9", height=1.1, name=look.caption, fill=(60, 80, 180))
    canvas.value(x, 41.4, "-".join(rng.sample(("AM", "B", "BE", "A", "C", "T"), rng.randint(1, 3))))
    if model == "2006":
        canvas.text(27, 44.6, "8", height=1.1, name=look.caption, fill=(60, 80, 180))
        canvas.value(x, 44.6, person.town)
    if strip:
        grounds.microtext(
            canvas, "RIJBEWIJSDRIVINGLICENCEPERMISDECONDUIRE", (190, 190, 225), (0, 43, 86, 54), step=1.0, height=0.8
        )
        canvas.strip(4.2, 49.4, (strips.licence(papers.number, rng),), columns={}, pitch=2.56, height=2.6)
    elif model == "2013":
        put_barcode(canvas, papers.number, 52, 44.5, 28, 5)
    canvas.free(56, 15, 83, 28)
    return canvas.drawn("driving-licence", model, "front", "")


def _head(canvas: Canvas, model: str) -> None:
    blue = (50, 75, 170)
    canvas.pen.rectangle(canvas.px(11.5, 4, 24.8, 12.6), fill=(40, 60, 165))
    canvas.text(18.2, 9.5, "NL", height=2.2, name=canvas.look.title, fill=(240, 240, 250), anchor="ms")
    for i in range(12):
        x, y = 18.2 + 3.6 * math.cos(i * math.pi / 6), 8.4 + 3.6 * math.sin(i * math.pi / 6)
        canvas.pen.ellipse(canvas.px(x - 0.3, y - 0.3, x + 0.3, y + 0.3), fill=(240, 215, 60))
    canvas.text(27, 8.2, "RIJBEWIJS", height=2.9, name=canvas.look.title, fill=blue)
    names = (
        ("DRIVING LICENCE", "PERMIS DE CONDUIRE", "FÜHRERSCHEIN")
        if model == "2025"
        else ("KONINKRIJK DER NEDERLANDEN", "DRIVING LICENCE", "MODEL VAN DE EUROPESE UNIE")
    )
    for i, name in enumerate(names):
        canvas.text(51, 6 + i * 1.3, name, height=0.8, name=canvas.look.caption, fill=blue)


def back(rng: Random, look: Look, papers: Papers, model: str) -> Drawn:
    """The back: the BSN top left (since 2014 ``BSN/licence number``) above the categories; its QR code is no BSN."""
    canvas = card(rng, look)
    picture = grounds.wash(canvas, (248, 224, 234), (250, 216, 226))
    grounds.guilloche(
        picture, rng, (230, 150, 175), gap=0.8, height=0.5, scale=canvas.scale, angle=rng.uniform(-8, 8), alpha=0.45
    )
    canvas.ground(picture)
    late = model in ("2014", "2018", "2025")
    if papers.bsn:
        _number(canvas, papers, late)
    left = rng.choice((26.0, 30.0)) if late else 22.0
    _table(canvas, papers, left)
    if late:
        put_code(canvas, strips.licence(papers.number, rng), 5, rng.uniform(11, 20), 13, keep=False)
    elif model == "2006":
        put_barcode(canvas, papers.number, 4, 12, 14, 6)
    canvas.free(3.5, 38, left - 2, 50)
    return canvas.drawn("driving-licence", model, "back", papers.bsn)


def _number(canvas: Canvas, papers: Papers, late: bool) -> None:
    look, (dx, dy) = canvas.look, canvas.shift
    x, y, size = 3.8 + dx, 5.8 + dy, canvas.rng.uniform(1.5, 1.9)
    captions = (
        ("BSN/rijbewijsnummer", "BSN / rijbewijsnummer", "")
        if late
        else ("BSN", "sofi-nummer/BSN", "Burgerservicenummer", "")
    )
    caption = canvas.rng.choice(captions)
    if caption:
        canvas.text(x, y - size - 0.7, caption, height=0.9, name=look.caption, fill=look.caption_ink)
    quad = canvas.text(x, y, papers.bsn, height=size, name=look.field[0], fill=look.ink)
    canvas.places["printed"] = quad
    if late:
        canvas.text(
            quad[1][0] / canvas.scale + 0.25, y, f"/{papers.number}", height=size, name=look.field[0], fill=look.ink
        )


def _table(canvas: Canvas, papers: Papers, left: float) -> None:
    look, rng = canvas.look, canvas.rng
    top, row = 10.5, 2.45
    line = (170, 120, 150)
    held = set(rng.sample(CATEGORIES, rng.randint(2, 5)))
    for i, column in enumerate(("9.", "10.", "11.", "12.")):
        canvas.text(left + 1 + i * 14, top - 0.7, column, height=1.0, name=look.caption, fill=look.caption_ink)
    for i, category in enumerate(CATEGORIES):
        y = top + i * row
        canvas.pen.line(canvas.px(left, y, 82, y), fill=line, width=2)
        canvas.text(left + 1, y + 1.9, category, height=1.2, name=look.field[1], fill=look.ink)
        if category in held:
            canvas.text(left + 15, y + 1.9, f"{papers.issued:%d.%m.%y}", height=1.2, name=look.field[0], fill=look.ink)
            canvas.text(left + 29, y + 1.9, f"{papers.expires:%d.%m.%y}", height=1.2, name=look.field[0], fill=look.ink)
    bottom = top + len(CATEGORIES) * row
    for i in range(5):
        x = min(left + i * 14, 82)
        canvas.pen.line(canvas.px(x, top, x, bottom), fill=line, width=2)


def paper(rng: Random, look: Look, person: Person, papers: Papers) -> Drawn:
    """The pink paper licence of before October 2006, folded open: the BSN (then sofi-number) on its front."""
    canvas = Canvas(105, 74, rng, look)
    picture = grounds.wash(canvas, (246, 196, 206), (242, 186, 200))
    grounds.guilloche(
        picture, rng, (222, 120, 150), gap=1.0, height=0.6, scale=canvas.scale, angle=rng.uniform(-5, 5), alpha=0.4
    )
    canvas.ground(picture)
    canvas.text(8, 9, "RIJBEWIJS", height=4, name=look.title, fill=(60, 40, 90))
    canvas.text(8, 13, "KONINKRIJK DER NEDERLANDEN", height=1.6, name=look.title, fill=(60, 40, 90))
    grounds.put_portrait(canvas, 72, 8, 26, 34)
    rows = [
        ("1. naam", person.surname),
        ("2. voornamen", person.given),
        ("3. geboortedatum en -plaats", f"{person.born:%d.%m.%Y} {person.birthplace}"),
        ("4. woonplaats", person.town),
        ("5. afgegeven door", papers.authority),
        ("6. datum", f"{papers.issued:%d.%m.%Y}"),
        ("7. nummer", papers.number),
    ]
    for i, (caption, text) in enumerate(rows):
        quad = canvas.labelled(8, 21 + i * 6.3, caption, text)
        if caption == "7. nummer":
            canvas.places["number"] = quad
    if papers.bsn:
        caption = rng.choice(("sofi-nummer", "SoFi-nr.", "sociaal-fiscaalnummer"))
        canvas.places["printed"] = canvas.labelled(
            8 if look.layout % 2 else 66, 66 if look.layout % 2 else 58.8, caption, papers.bsn
        )
    grounds.signature(canvas, 72, 52, person.surname, width=22)
    canvas.free(40, 50, 64, 70)
    return canvas.drawn("driving-licence", "paper", "front", papers.bsn)
