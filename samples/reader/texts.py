"""Lines of text as markings have them, and others beside them so that nothing is read for being expected."""

from __future__ import annotations

import string
from datetime import date, timedelta
from random import Random

from samples.wording import COPY, FOR, MONTHS_NL, ON, OTHERS, RECIPIENTS, WITHOUT, written_date

CHARACTERS = string.digits + string.ascii_letters + " -./,:;'\"()!&+|"
"""what the reader can read, in the order of its chances, behind the blank of CTC"""
_ALIKE = str.maketrans(
    {"–": "-", "—": "-", "’": "'", "‘": "'", "“": '"', "”": '"', "é": "e", "ë": "e", "ï": "i", "ö": "o"}
)


def _set(words: str) -> tuple[str, ...]:
    return tuple(words.split())


_HEADS = _set(
    "Woon Wonen Huis Vest Stads Thuis Huur Zorg Woning Wijk Land Rand Noord Zuid Oost West Haag Vivare Eigen "
    "Ymere Portaal Mooi Goed Trivire Bouw Volks Sociaal Zee Rijn Maas Amstel Gelder Brabant Fries Kenne Poort "
    "Staed Dudok Accolade Rabo Hotel Casino Auto Fit Tele Data Bank Post Zon Water Groen"
)
_TAILS = _set(
    "partners partner bron stede waard zorg bedrijf groep punt borg plus vast haven linie palet stad land invest "
    "service kracht beheer compagnie unie balans concept stichting markt huis plaats veste gaarde hof meer "
    "combinatie visie"
)
_WORDS = _set(
    "de het een van voor met op aan uit bij naam adres ondertekening handtekening verzoek inzage rectificatie "
    "wissing bezwaar gegevens persoonsgegevens wet artikel vijftien privacy paspoort rijbewijs kaart nummer "
    "geldig tot datum plaats geboren akkoord gezien origineel getoond retour niet gebruiken voor andere "
    "doeleinden s.v.p. dank groeten request access for only use by valid until signature seen original name "
    "address date copy please thanks under article fifteen data subject kantoor balie loket mevrouw meneer heer "
    "familie straat laan weg plein hoek"
)
_SYLLABLES = _set(
    "ba be bo da de do fa ga ge ha he hi jo ka ke ki la le li lo ma me mi na ne no pa pe ra re ri ro sa se si ta "
    "te ti va ve wa we wi za ze"
)


def text(rng: Random) -> str:
    """One line: most of them of a marking, the others words, names and figures."""
    kind = rng.random()
    if kind < 0.46:
        line = _marking(rng)
    elif kind < 0.76:
        line = _date(rng)
    elif kind < 0.88:
        line = " ".join(rng.choice(_WORDS) for _ in range(rng.randint(1, 5)))
    elif kind < 0.96:
        line = _name(rng)
    else:
        line = _figures(rng)
    line = rng.choice((line, line, line, line.upper(), line.lower(), line.capitalize()))
    if len(line) > 44:
        words = line.split()
        cut = rng.randint(1, len(words) - 1) if len(words) > 1 else 0
        line = " ".join(rng.choice((words[:cut], words[cut:])))[:44]
    return plain(line)


def plain(line: str) -> str:
    """The line in the reader's characters, others left out."""
    kept = "".join(char for char in line.translate(_ALIKE) if char in CHARACTERS)
    return " ".join(kept.split())


def _marking(rng: Random) -> str:
    language = rng.choice(("nl", "nl", "nl", "en"))
    copy = rng.choice(COPY[language])
    name = rng.choice(FOR[language]).format(_name(rng))
    day = rng.choice(ON[language]).format(_date(rng))
    between = rng.choice((", ", " ", " - ", " | ", ": ", "; "))
    pieces = rng.choice(
        (
            [copy],
            [name],
            [day],
            [copy, name],
            [name, day],
            [copy, day],
            [copy, name, day],
            [copy, rng.choice(WITHOUT[language])],
        )
    )
    return between.join(piece for piece in pieces if piece)


def _name(rng: Random) -> str:
    """An organisation: ours one time in four; most others invented, many that begin or end as ours does."""
    kind = rng.random()
    if kind < 0.25:
        return rng.choice(RECIPIENTS)
    if kind < 0.35:
        return rng.choice(OTHERS)
    if kind < 0.75:
        head, tail = rng.choice(_HEADS), rng.choice(_TAILS)
        name = rng.choice((head + tail, f"{head} {tail}", f"{head}{tail} {rng.choice(_HEADS)}", f"{tail} {head}"))
        return rng.choice((name, name, f"Stichting {name}", f"{name} BV"))
    made = "".join(rng.choice(_SYLLABLES) for _ in range(rng.randint(2, 4))) + rng.choice(("", "n", "r", "s", "t", "k"))
    return rng.choice((made.capitalize(), f"de {made}", f"{made.capitalize()} {rng.choice(_WORDS)}"))


def _date(rng: Random) -> str:
    day = date(2012, 1, 1) + timedelta(days=rng.randrange(366 * 22))
    kind = rng.random()
    if kind < 0.75:
        return written_date(day, rng.choice(("nl", "nl", "en")), rng)
    short = rng.choice(
        ("{d}-{m}-'{y:02d}", "{d}/{m}/{y:02d}", "{d}.{m}.{y:02d}", "{d} {m} {Y}", "{d}-{m}-{y:02d}", "{d}-{m}")
    )
    if kind < 0.9:
        return short.format(d=day.day, m=day.month, y=day.year % 100, Y=day.year)
    return rng.choice((f"{rng.choice(MONTHS_NL)} {day.year}", str(day.year), f"{day.day} {rng.choice(MONTHS_NL)}"))


def _figures(rng: Random) -> str:
    """Figures and letters without sense."""
    pool = rng.choice(
        (string.digits, string.digits + "-./ ", string.ascii_uppercase + string.digits, string.ascii_letters)
    )
    return "".join(rng.choice(pool) for _ in range(rng.randint(2, 12)))
