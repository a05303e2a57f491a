"""The papers of a person: a document's number, dates and authority, fit for its model."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from samples.people import Person, document_number, licence_number

ISSUED: dict[tuple[str, str], tuple[date, date, int]] = {
    ("passport", "2001"): (date(2001, 10, 1), date(2006, 8, 25), 5),
    ("passport", "2006"): (date(2006, 8, 26), date(2011, 10, 8), 5),
    ("passport", "2011"): (date(2011, 10, 9), date(2014, 3, 8), 5),
    ("passport", "2014"): (date(2014, 3, 9), date(2021, 8, 29), 10),
    ("passport", "2021"): (date(2021, 8, 30), date(2024, 9, 29), 10),
    ("passport", "2024"): (date(2024, 9, 30), date(2025, 6, 1), 10),
    ("identity-card", "2006"): (date(2006, 8, 26), date(2014, 3, 8), 5),
    ("identity-card", "2014"): (date(2014, 3, 9), date(2021, 8, 1), 10),
    ("identity-card", "2021"): (date(2021, 8, 2), date(2024, 9, 29), 10),
    ("identity-card", "2024"): (date(2024, 9, 30), date(2025, 6, 1), 10),
    ("driving-licence", "paper"): (date(1996, 7, 1), date(2006, 9, 30), 10),
    ("driving-licence", "2006"): (date(2006, 10, 1), date(2013, 1, 19), 10),
    ("driving-licence", "2013"): (date(2013, 1, 20), date(2014, 11, 13), 10),
    ("driving-licence", "2014"): (date(2014, 11, 14), date(2018, 5, 25), 10),
    ("driving-licence", "2018"): (date(2018, 5, 26), date(2025, 5, 31), 10),
    ("driving-licence", "2025"): (date(2025, 6, 1), date(2025, 12, 1), 10),
    ("residence-permit", "2011"): (date(2011, 5, 1), date(2020, 9, 30), 5),
    ("residence-permit", "2020"): (date(2020, 10, 1), date(2025, 6, 1), 5),
    ("foreign-passport", "td3"): (date(2016, 1, 1), date(2025, 6, 1), 10),
    ("foreign-card", "td1"): (date(2016, 1, 1), date(2025, 6, 1), 10),
    ("foreign-card", "td2"): (date(2010, 1, 1), date(2020, 6, 1), 10),
}
"""first and last day of issue, and the years of validity, of each model"""

NO_ZERO_SINCE = date(2019, 12, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """What a document says besides its holder. ``bsn`` is empty for a holder without one."""

    number: str
    issued: date
    expires: date
    authority: str
    bsn: str = field(repr=False)
    other: str
    """the V-number of a permit, the CAN of a card: ten or six digits"""


def papers(rng: Random, person: Person, document: str, model: str, *, with_bsn: bool) -> Papers:
    """Papers of this model for this person, older than the person's request."""
    first, last, years = ISSUED[document, model]
    issued = first + timedelta(days=rng.randint(0, (last - first).days))
    initial = {"passport": "N", "identity-card": "I"}.get(document, rng.choice("CLXY"))
    if document == "driving-licence":
        number = licence_number(rng)
    elif document == "residence-permit":
        number = (
            "NLD" + str(rng.randrange(10_000_000, 99_999_999))[:6]
            if model == "2011"
            else "V" + document_number(rng, "A")[1:]
        )
    else:
        number = document_number(rng, initial, zero=issued < NO_ZERO_SINCE)
    return Papers(
        number=number,
        issued=issued,
        expires=_later(issued, years),
        authority=f"Burg. van {person.town}",
        bsn=person.bsn if with_bsn else "",
        other=str(rng.randrange(1_000_000_000, 9_999_999_999)),
    )


def _later(day: date, years: int) -> date:
    """The same day so many years later; 28 February for the 29th."""
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + years, day=28 if leap else day.day)
