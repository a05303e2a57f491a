"""Documents of other countries: a passport (TD3), a card (TD1) and an older card (TD2)."""

from __future__ import annotations

from random import Random

from samples import grounds, strips
from samples.canvas import Canvas, Drawn, Look
from samples.idcards import card
from samples.papers import Papers
from samples.people import Person

STATES = (
    (
        "D",
        "BUNDESREPUBLIK DEUTSCHLAND",
        "REISEPASS / PASSPORT / PASSEPORT",
        "PERSONALAUSWEIS / IDENTITY CARD",
        "DEUTSCH",
        "Name / Surname",
        "Vornamen / Given names",
    ),
    (
        "BEL",
        "KONINKRIJK BELGIË / ROYAUME DE BELGIQUE",
        "PASPOORT / PASSEPORT / REISEPASS",
        "IDENTITEITSKAART / CARTE D'IDENTITÉ",
        "BELG / BELGE",
        "Naam / Name",
        "Voornamen / Given names",
    ),
    (
        "POL",
        "RZECZPOSPOLITA POLSKA",
        "PASZPORT / PASSPORT",
        "DOWÓD OSOBISTY / IDENTITY CARD",
        "POLSKIE",
        "Nazwisko / Surname",
        "Imiona / Given names",
    ),
    (
        "ESP",
        "REINO DE ESPAÑA",
        "PASAPORTE / PASSPORT",
        "DOCUMENTO NACIONAL DE IDENTIDAD",
        "ESPAÑOLA",
        "Apellidos / Surname",
        "Nombre / Given names",
    ),
    (
        "TUR",
        "TÜRKİYE CUMHURİYETİ / REPUBLIC OF TURKEY",
        "PASAPORT / PASSPORT",
        "KİMLİK KARTI / IDENTITY CARD",
        "TÜRK / TURKISH",
        "Soyadı / Surname",
        "Adı / Given names",
    ),
    (
        "FRA",
        "RÉPUBLIQUE FRANÇAISE",
        "PASSEPORT / PASSPORT",
        "CARTE NATIONALE D'IDENTITÉ",
        "FRANÇAISE",
        "Nom / Surname",
        "Prénoms / Given names",
    ),
)


def _common(canvas: Canvas, person: Person, papers: Papers, names: tuple[str, str, str], x: float, step: float) -> None:
    f = canvas.labelled
    for row, (caption, value) in enumerate(
        (
            (names[0], person.surname.upper()),
            (names[1], person.given.upper()),
            ("Nationality / Nationalité", names[2]),
            ("Date of birth / Date de naissance", f"{person.born:%d.%m.%Y}"),
            ("Place of birth / Lieu de naissance", person.birthplace.upper()),
            ("Date of issue", f"{papers.issued:%d.%m.%Y}"),
        )
    ):
        f(x, 17 * canvas.small + row * step, caption, value)
    f(x + 44 * canvas.small, 17 * canvas.small + 3 * step, "Sex / Sexe", person.sex)
    f(
        x + 44 * canvas.small,
        17 * canvas.small + 5 * step,
        "Date of expiry / Date d'expiration",
        f"{papers.expires:%d.%m.%Y}",
    )


def _ground(canvas: Canvas) -> None:
    rng = canvas.rng
    tint = rng.choice(((226, 236, 226), (232, 228, 216), (226, 230, 242), (238, 226, 232)))
    picture = grounds.wash(canvas, tint, tuple(min(255, c + 10) for c in tint), tint)  # type: ignore[arg-type]
    grounds.guilloche(
        picture, rng, (150, 170, 160), gap=0.8, height=1.2, scale=canvas.scale, angle=rng.uniform(0, 180), alpha=0.4
    )
    grounds.rosette(
        picture,
        rng,
        (canvas.width * 0.6, canvas.height * 0.4),
        canvas.height * 0.35,
        (190, 160, 140),
        canvas.scale,
        0.4,
    )
    canvas.ground(picture)


def passport(rng: Random, look: Look, person: Person, papers: Papers) -> Drawn:
    """The holder page of a foreign passport; its optional data may hold a national number that is no BSN."""
    canvas = Canvas(125, 88, rng, look)
    _ground(canvas)
    code, state, kind, _, nation, *captions = rng.choice(STATES)
    canvas.text(40, 6, state, height=2.2, name=look.title, fill=(60, 50, 90))
    canvas.text(5, 6, kind.split(" / ")[0], height=2.2, name=look.title, fill=(60, 50, 90))
    canvas.text(40, 9, kind, height=1.2, name=look.caption, fill=(60, 50, 90))
    grounds.put_portrait(canvas, 5, 13, 33, 44, colour=rng.random() < 0.5)
    canvas.places["number"] = canvas.labelled(92, 13.5, "Passport No. / No. du passeport", papers.number)
    _common(canvas, person, papers, (captions[0], captions[1], nation), 42, 7.0)
    grounds.signature(canvas, 88, 64, person.surname)
    optional = rng.choice(("", "", str(rng.randrange(10**10, 10**11))))
    lines = strips.td3(person, papers.number, papers.expires, optional=optional, state=code)
    canvas.strip(6.4, 74, lines, columns={"fillers": (0, 34, 44), "strip-number": (1, 0, 9)}, height=2.5)
    canvas.free(88, 17, 122, 34)
    return canvas.drawn("foreign-passport", "td3", "holder", "")


def front(rng: Random, look: Look, person: Person, papers: Papers, model: str) -> Drawn:
    """The front of a foreign card; a TD2 card has its strip there."""
    canvas = Canvas(105, 74, rng, look) if model == "td2" else card(rng, look)
    _ground(canvas)
    code, state, _, kind, nation, *captions = rng.choice(STATES)
    canvas.text(4, 4.8, state, height=1.8 * canvas.small, name=look.title, fill=(50, 60, 110))
    canvas.text(4, 8, kind, height=1.6 * canvas.small, name=look.title, fill=(50, 60, 110))
    grounds.put_portrait(canvas, 4, 11, 23, 29, colour=rng.random() < 0.3)
    canvas.places["number"] = canvas.value(canvas.width - 26, 9, papers.number, bold=True)
    _common(canvas, person, papers, (captions[0], captions[1], nation), 31, 5.4 if model == "td1" else 7.4)
    if model == "td2":
        lines = strips.td2(person, papers.number, papers.expires, state=code)
        canvas.strip(6, 63, lines, columns={"fillers": (0, 28, 36), "strip-number": (1, 0, 9)}, height=2.5)
        canvas.free(74, 14, 103, 36)
    else:
        grounds.signature(canvas, 4, 49, person.surname, width=18)
        canvas.free(58, 17, 84, 27)
    return canvas.drawn("foreign-card", model, "front", "")


def back(rng: Random, look: Look, person: Person, papers: Papers) -> Drawn:
    """The back of a foreign TD1 card: address, authority, strip."""
    canvas = card(rng, look)
    _ground(canvas)
    code, *_ = rng.choice(STATES)
    canvas.labelled(5, 7, "Address / Adresse", f"{person.town.upper()} {rng.randint(10000, 99999)}")
    canvas.labelled(5, 13, "Authority / Autorité", f"STADT {person.birthplace.upper()}")
    canvas.labelled(5, 19, "Height / Taille", f"{person.height} cm")
    optional = rng.choice(("", str(rng.randrange(10**10, 10**11))))
    lines = strips.td1(
        person, papers.number, papers.expires, optional=optional, dutch_check=False, state=code, nation=code
    )
    canvas.strip(4.7, 37.6, lines, columns={"fillers": (1, 18, 29), "strip-number": (0, 5, 14)}, gap=5.9, height=2.5)
    canvas.free(44, 10, 83, 29)
    return canvas.drawn("foreign-card", "td1", "back", "")
