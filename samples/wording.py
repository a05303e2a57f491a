"""What people write on a copy: that it is one, for whom, and the date, in many words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Literal, TypeAlias

MONTHS_NL = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)
SHORT_NL = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
MONTHS_EN = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

RECIPIENTS = (
    "Woonpartners",
    "Woonpartners",
    "Woonpartners",
    "WOONPARTNERS",
    "Woon Partners",
    "Stichting Woonpartners",
    "woonpartners",
)
OTHERS = (
    "Woonpalet Zuid",
    "Huurdersbank",
    "Autoverhuur De Waard",
    "Hotel De Linde",
    "Makelaardij Van Houten",
    "Woongroep Oostgaard",
    "Telecom Direct",
    "Verzekeraar Noord",
    "Sportschool FitPunt",
    "Gemeente Berkendam",
    "Uitzendbureau Vlot",
    "Casa Verhuur BV",
)
"""organisations that are not the addressee"""

COPY = {
    "nl": (
        "KOPIE",
        "Kopie",
        "kopie",
        "Kopie ID-bewijs",
        "KOPIE ID",
        "Kopie identiteitsbewijs",
        "Dit is een kopie",
        "Afschrift",
        "KOPIE!",
        "Veilige kopie",
        "Kopie legitimatie",
    ),
    "en": ("COPY", "Copy", "COPY OF ID", "This is a copy", "Copy of identity document", "Copy only"),
}
FOR = {
    "nl": (
        "t.b.v. {}",
        "tbv {}",
        "voor {}",
        "alleen voor {}",
        "uitsluitend voor {}",
        "bestemd voor {}",
        "{}",
        "t.a.v. {}",
        "inzageverzoek {}",
        "aan {}",
        "voor gebruik door {}",
    ),
    "en": ("for {}", "for {} only", "only for {}", "intended for {}", "{}", "for use by {}"),
}
ON = {
    "nl": ("{}", "{}", "d.d. {}", "dd {}", "datum: {}", "datum {}", "op {}"),
    "en": ("{}", "{}", "date: {}", "on {}", "dated {}"),
}
WITHOUT = {
    "nl": ("inzageverzoek", "AVG-verzoek", "i.v.m. verzoek om inzage", ""),
    "en": ("access request", "GDPR request", ""),
}
"""said instead of the part that is left out, or besides the three"""

Part: TypeAlias = Literal["copy", "recipient", "date"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A marking's text. ``lines``: as its writer set it; a drawing may break it elsewhere."""

    lines: tuple[str, ...]
    language: str

    @property
    def text(self) -> str:
        return " ".join(self.lines)


def written_date(day: date, language: str, rng: Random) -> str:
    """A day in one of the forms that people use; numbers always day before month, as the Dutch do."""
    d, m, y = day.day, day.month - 1, day.year
    short = SHORT_NL[m] if language == "nl" else MONTHS_EN[m][:3]
    long = MONTHS_NL[m] if language == "nl" else MONTHS_EN[m]
    forms = (
        f"{d:02d}-{m + 1:02d}-{y}",
        f"{d}-{m + 1}-{y}",
        f"{d:02d}/{m + 1:02d}/{y}",
        f"{d:02d}.{m + 1:02d}.{y}",
        f"{d} {long} {y}",
        f"{d} {short}. {y}" if short != long else f"{d} {short} {y}",
        f"{d} {short} {y}",
        f"{d} {short.upper()} {y}",
        day.isoformat(),
        f"{d:02d}-{m + 1:02d}-'{y % 100}",
        f"{d} {long} {y}",
    )
    if language == "en":
        forms += (f"{long} {d}, {y}", f"{d} {long}, {y}")
    return rng.choice(forms)


def wording(rng: Random, day: date, *, recipient: str = "", without: Part | None = None, language: str = "") -> Wording:
    """Words for a marking of that ``day``, for the addressee or another ``recipient``, ``without`` one of the parts."""
    language = language or rng.choice(("nl", "nl", "nl", "en"))
    said = {
        "copy": rng.choice(COPY[language]),
        "recipient": rng.choice(FOR[language]).format(recipient or rng.choice(RECIPIENTS)),
        "date": rng.choice(ON[language]).format(written_date(day, language, rng)),
    }
    order: list[str] = rng.choice(
        (["copy", "recipient", "date"],) * 5 + (["date", "copy", "recipient"], ["copy", "date", "recipient"])
    )
    pieces = [said[name] for name in order if name != without]
    if without or rng.random() < 0.2:
        pieces.append(rng.choice(WITHOUT[language]))
    pieces = [piece for piece in pieces if piece]
    between = rng.choice((", ", " ", " - ", " | ", " – ", "\n", "\n", "\n", "; "))
    return Wording(lines=tuple(between.join(pieces).split("\n")), language=language)
