"""Which models a side can be: by the day of issue, printed on it or told by its strip."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from idcheck.dates import dates_in
from idcheck.documents import models_of
from idcheck.engines.ppocr import Line
from idcheck.mrz import model_hint, parse
from idcheck.strips import FoundStrip


def possible_models(document: str, side: str, lines: Sequence[Line], strip: FoundStrip | None) -> tuple[str, ...]:
    """The models that this side can be, by the day of issue: printed on it, or five or ten years before its expiry."""
    models = models_of(document, side)
    if strip is not None and strip.strip.format == "DL":  # only the card has a strip
        models = tuple(model for model in models if model.model != "paper")
    issued = _issue_dates(lines)
    if not issued:
        hint = _hint(strip)
        return tuple(model.model for model in models if model.model in hint) or tuple(model.model for model in models)
    fitting = [model.model for model in models if any(model.issued[0] <= day <= model.issued[1] for day in issued)]
    return tuple(fitting) or tuple(model.model for model in models)


def _hint(strip: FoundStrip | None) -> frozenset[str]:
    """The models that the strip's own expiry and optional data allow; none where it tells nothing."""
    mrz = parse([line.text for line in strip.strip.lines]) if strip else None
    return model_hint(mrz) if mrz and mrz.dutch else frozenset()


def _issue_dates(lines: Sequence[Line]) -> list[date]:
    """The day of issue: a date in the document's own form that lies five or ten years before another one."""
    days = {
        found.date for line in lines for found in dates_in(line.text.text) if found.form == "document" and found.date
    }
    return sorted(
        day for day in days if any(abs((other - _later(day, years)).days) <= 1 for other in days for years in (5, 10))
    )


def _later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
