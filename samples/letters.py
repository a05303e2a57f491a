"""The letter that goes with the copies: a request for access, full of numbers that are no BSN."""

from __future__ import annotations

from datetime import date
from random import Random

import numpy as np
from PIL import Image, ImageDraw

from samples.canvas import Picture
from samples.fonts import FONTS, Split, capital
from samples.people import Person, bsn, capitalised
from samples.wording import written_date

LABELS = (
    "BSN: {}",
    "Burgerservicenummer: {}",
    "Mijn BSN is {}.",
    "BSN {}",
    "burgerservicenummer (BSN) {}",
    "My BSN (citizen service number): {}",
)
"""how a letter says a BSN"""


def grouped(digits: str, rng: Random) -> str:
    """Nine digits as people write them."""
    return rng.choice(
        (
            digits,
            digits,
            f"{digits[:4]}.{digits[4:6]}.{digits[6:]}",
            f"{digits[:3]} {digits[3:6]} {digits[6:]}",
            f"{digits[:4]} {digits[4:6]} {digits[6:]}",
        )
    )


def letter(rng: Random, who: Person, day: date, *, number: str = "") -> list[str]:
    """The lines of a letter of that day; with ``number`` it says the BSN. An empty line parts paragraphs."""
    english = rng.random() < 0.2
    traps = [
        f"Telefoon 06-{rng.randrange(10_000_000, 99_999_999)}",
        f"Klantnummer {bsn(rng)}" if rng.random() < 0.5 else f"Huurdersnummer {rng.randrange(100_000, 999_999)}",
        f"IBAN NL{rng.randint(10, 99)} BANK 0{bsn(rng)}",
        f"Contractnummer {rng.randrange(10_000_000, 99_999_999)}",
    ]
    rng.shuffle(traps)
    said = ["", rng.choice(LABELS).format(grouped(number, rng))] if number else []
    head = [
        f"{who.given} {who.surname}",
        f"{rng.choice(('Kerkstraat', 'Lindelaan', 'Dorpsweg', 'Havenplein'))} {rng.randint(1, 240)}",
        f"{rng.randint(1000, 9999)} {rng.choice('ABCDEHJ')}{rng.choice('ABCDEHJ')} {who.town}",
        *traps[: rng.randint(1, 3)],
        "",
        "Woonpartners",
        "t.a.v. de functionaris gegevensbescherming",
        f"RSIN {bsn(rng)}" if rng.random() < 0.3 else "Postbus 200",
        "",
        f"{who.town}, {written_date(day, 'en' if english else 'nl', rng)}",
        "",
    ]
    if english:
        body = [
            "Subject: access request (GDPR article 15)",
            "",
            "Dear sir, madam,",
            "",
            "I ask you for access to the personal data that you hold about me.",
            "Enclosed is a copy of my identity document.",
            *said,
            "",
            "Kind regards,",
        ]
    else:
        body = [
            "Betreft: verzoek om inzage (AVG artikel 15)",
            "",
            "Geachte heer, mevrouw,",
            "",
            "Graag ontvang ik inzage in de gegevens die u van mij verwerkt.",
            "Als bijlage stuur ik een kopie van mijn identiteitsbewijs mee.",
            *said,
            "",
            "Met vriendelijke groet,",
        ]
    return [*head, *body, "", f"{who.given.split()[0]} {capitalised(who.surname)}"]


def page(lines: list[str], rng: Random, split: Split, *, dpi: int, high: float = 297.0) -> Picture:
    """A letter on paper: A4 wide, ``high`` millimetres."""
    mm = dpi / 25.4
    image = Image.new("RGB", (round(210 * mm), round(high * mm)), (252, 252, 250))
    pen, face = ImageDraw.Draw(image), capital(rng.choice(FONTS[split].letters), rng.uniform(2.3, 2.8) * mm)
    y = 24 * mm
    for line in lines:
        pen.text((24 * mm, y), line, font=face, fill=(25, 25, 28), anchor="ls")
        y += 5.4 * mm if line else 3.6 * mm
    return np.asarray(image, np.uint8).copy()
