"""Which models a side can be: by the day of issue, printed on it or told by its strip."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from idcheck.anchors import FIELDS
from idcheck.dates import Form, Found, dates_in
from idcheck.documents import LICENCE, PAPER, Model, models_of
from idcheck.engines.ppocr import Line
from idcheck.mrz import model_hint, parse
from idcheck.strips import FoundStrip

FIRST_CAN = date(2021, 1, 4)
"""the first day on which a document bore a CAN (domain, 1.2)"""
RUBRIC, LEAST_RUBRICS = re.compile(r"(?i)\W*[1-7]\W{0,2}(naam|voornamen|geboorte|woonplaats|afgegeven|datum|nummer)"), 2
"""captions with their numbers, as the front of a paper licence is drawn here: a card's has the numbers alone (domain, 1.3); and how
many of them tell"""
VALID_YEARS = (5, 10)
"""for which a document is valid: passports, cards and licences five or ten, permits five at most (domain gives none; chosen)"""


def possible_models(
    document: str, side: str, lines: Sequence[Line], strip: FoundStrip | None, *, paper: bool | None = None
) -> tuple[str, ...]:
    """The models that this side can be, by the day of issue: printed on it, or five or ten years before its expiry; and by a CAN.

    ``paper``: whether it is a licence of paper or a card by its proportions, which a day of issue overrules; with rubrics in words
    it may always be one of paper.
    """
    models = models_of(document, side)
    if strip is not None and strip.strip.format == "DL":  # only the card has a strip
        models = tuple(model for model in models if model.model != PAPER)
    if any(FIELDS["can"].fullmatch(line.text.text.strip()) for line in lines):
        models = tuple(model for model in models if model.issued[1] >= FIRST_CAN)
    issued = _issue_dates(lines, dotted=document == LICENCE)
    if paper is False and sum(RUBRIC.match(line.text.text) is not None for line in lines) >= LEAST_RUBRICS:
        paper = None
    sized = tuple(model for model in models if paper is None or (model.model == PAPER) is paper) or models
    if not issued:
        hint = _hint(strip)
        return tuple(model.model for model in sized if model.model in hint) or tuple(model.model for model in sized)
    fitting = _issued_on(issued, sized) or _issued_on(issued, models)
    return tuple(fitting) or tuple(model.model for model in sized)


def _issued_on(days: Sequence[date], models: Sequence[Model]) -> list[str]:
    return [model.model for model in models if any(model.issued[0] <= day <= model.issued[1] for day in days)]


def _hint(strip: FoundStrip | None) -> frozenset[str]:
    """The models that the strip's own expiry and optional data allow; none where it tells nothing."""
    mrz = parse([line.text for line in strip.strip.lines]) if strip else None
    return model_hint(mrz) if mrz and mrz.dutch else frozenset()


def _issue_dates(lines: Sequence[Line], *, dotted: bool) -> list[date]:
    """The day of issue: a date in the document's own form that lies five or ten years before another one.

    ``dotted``: that form is 14.06.2014, as on a licence (RDW, rubrics 4a and 4b).
    """
    texts = [line.text.text for line in lines]
    days = {found.date for text in texts for found in dates_in(text) if found.date and _is_own(found, text, dotted)}
    return sorted(day for day in days if any(ends_validity(other, day) for other in days))


def ends_validity(expiry: date, issued: date) -> bool:
    """Whether a document that was issued on one day expires on the other."""
    return any(abs((expiry - _later(issued, years)).days) <= 1 for years in VALID_YEARS)


def _is_own(found: Found, text: str, dotted: bool) -> bool:
    if dotted:
        return re.fullmatch(r"\d\d\.\d\d\.\d{4}", text[found.start : found.end]) is not None
    return found.form is Form.DOCUMENT


def _later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
