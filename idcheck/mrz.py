"""The machine-readable strip of an identity document, and the BSN in it.

Check digits: ICAO 9303-3 §4.9. In Dutch passports until August 2021 the optional data of line 2 are the BSN and a
check digit; in cards those of line 1, with the check digit in column 30 by Dutch convention. The one line of a driving
licence (RDW, model 2014) never holds a BSN.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import product

from idcheck.bsn import CheckSum, candidates, is_bsn
from idcheck.check_digits import WEIGHTS, check_digit, matches, swaps
from idcheck.columns import ADDED, BSN_LENGTH, UNREAD, clean, lay
from idcheck.documents import IDENTITY_CARD, MODELS, PASSPORT, STATES
from idcheck.layouts import LAYOUTS, Format, Layout, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Mrz:
    """A strip in its columns. ``lines`` have the format's width, with ``?`` for what was not read.

    ``checks``: whether the check digit of number, birth, expiry, optional and composite is right, None where one of its
    characters was not read. ``bsn_columns``: line, first column and end of the BSN, None where the format has none.
    """

    format: Format
    lines: tuple[str, ...] = field(repr=False)
    code: str
    issuer: str
    number: str = field(repr=False)
    birth: date | None = field(repr=False)
    expiry: date | None
    optional: tuple[str, ...] = field(repr=False)
    checks: Mapping[str, bool | None]

    @property
    def bsn_columns(self) -> Span | None:
        return LAYOUTS[self.format].bsn

    @property
    def dutch(self) -> bool:
        """Whether the Netherlands issued it, or could have: what is no other state's code may be a misread NLD."""
        layout = LAYOUTS[self.format]
        codes = [self.issuer, _at(self.lines, layout.nationality) if self.format is Format.TD3 else ""]
        return not any(code in STATES for code in codes) or "NLD" in codes


# -------------------------------------------------------------------------------------------------------------- parsing

_MIN_SCORE = 10.0
"""A fit below this is no strip: a line of capitals scores up to 9 as the first line of a card, a date line 17."""
_MOST_STRAY = 3
"""characters before the first of a strip's line that a watermark adds"""
_TELLING_CHECKS = ("number", "birth", "expiry", "composite")
"""check digits of which one must be right for fillers to be those of the BSN's columns: that over fillers alone is always right"""
_HEAD = re.compile(r"P[A-Z<]([A-Z<]{3})[A-Z]")
_MOST_DIGITS = 8
"""Digits that a passport's line of names can hold by misreading; its second line has twenty."""
_CHECK_BONUS = 2.0
_MAX_LINES = 6
PASSPORT_WIDTH = 44


def parse(lines: Sequence[str]) -> Mrz | None:
    """Lay the lines that OCR read of a strip into the columns of the format they fit best; None if they fit none.

    One character a column where possible, ``?`` for a column that could not be read; lines may be missing or stray.
    """
    texts = [text for line in lines for text in line.splitlines() if len(clean(text)) > 5][:_MAX_LINES]
    strips = [(_score(mrz, fit), mrz) for mrz, fit in (_strip(texts, form) for form in Format)]
    score, best = max(strips, key=lambda scored: scored[0])
    return best if score >= _MIN_SCORE else None


def _strip(texts: Sequence[str], form: Format) -> tuple[Mrz, float]:
    fit, lines = _fit(texts, LAYOUTS[form])
    return _read(form, lines), fit


def _score(mrz: Mrz, fit: float) -> float:
    """How surely it is this strip; 0 where neither a check digit nor the issuer says so."""
    right = sum(ok is True for ok in mrz.checks.values())
    return fit + _CHECK_BONUS * right if right or mrz.issuer == "NLD" else 0.0


def _fit(texts: Sequence[str], layout: Layout) -> tuple[float, tuple[str, ...]]:
    """The best way to take lines of the text, in order, for the lines of this format."""
    unread = UNREAD * layout.width
    table = [
        [
            (0.0, unread)
            if row and layout.width == PASSPORT_WIDTH and _is_first(text)
            else lay(text, patterns, layout.width)
            for text in texts
        ]
        for row, patterns in enumerate(layout.patterns)
    ]
    best = (0.0, (unread,) * len(table))
    for chosen in product((None, *range(len(texts))), repeat=len(table)):
        taken = [i for i in chosen if i is not None]
        if taken != sorted(set(taken)):
            continue
        laid = [(0.0, unread) if i is None else row[i] for row, i in zip(table, chosen, strict=True)]
        score = sum(value for value, _ in laid)
        if score > best[0]:
            best = score, tuple(line for _, line in laid)
    return best


def _is_first(text: str) -> bool:
    """Whether a line can only be the first of a passport's strip: P, an issuing state, and hardly a digit; a few characters
    of what crosses it may stand before them.
    """
    heads = (_HEAD.match(clean(text)[stray:]) for stray in range(_MOST_STRAY + 1))
    named = any(head is not None and (head[1] == "NLD" or head[1] in STATES) for head in heads)
    return named and sum(map(str.isdigit, text)) < _MOST_DIGITS


def _read(form: Format, lines: tuple[str, ...]) -> Mrz:
    """The strip of lines laid out; fillers that were only added are unread where there must have been a BSN."""
    mrz = _fields(form, tuple(line.replace(ADDED, "<") for line in lines))
    if not mrz.bsn_columns or not (_at(lines, LAYOUTS[form].bsn_check) in "123456789" or _had_bsn(mrz)):
        return mrz
    row, start, end = mrz.bsn_columns
    line = lines[row][:start] + lines[row][start:end].replace(ADDED, UNREAD) + lines[row][end:]
    return _fields(form, tuple(text.replace(ADDED, "<") for text in (*lines[:row], line, *lines[row + 1 :])))


def _fields(form: Format, lines: tuple[str, ...]) -> Mrz:
    layout = LAYOUTS[form]
    lines = _repair_number(lines, layout)
    expiry = _date(_at(lines, layout.expiry), latest=None)
    return Mrz(
        format=form,
        lines=lines,
        code=lines[0][:2],
        issuer=_at(lines, layout.issuer),
        number=_at(lines, layout.number).rstrip("<"),
        birth=_date(_at(lines, layout.birth), latest=expiry or date(2069, 12, 31)),
        expiry=expiry,
        optional=tuple(_at(lines, span) for span in layout.optional),
        checks=dict(_checks(lines, layout)),
    )


def _at(lines: Sequence[str], span: Span | None) -> str:
    return lines[span[0]][span[1] : span[2]] if span else ""


def _repair_number(lines: tuple[str, ...], layout: Layout) -> tuple[str, ...]:
    """The lines with the document number as its check digit wants it; a Dutch number has no letter O (RvIG)."""
    row, start, end = layout.number
    number = lines[row][start:end]
    digit = lines[row][end : end + 1]
    if _at(lines, layout.issuer) in ("NLD", UNREAD * 3):
        number = number.replace("O", "0")
    if digit.isdigit() and layout.birth and UNREAD not in number:
        number = next((swapped for swapped in swaps(number) if matches(swapped, digit)), number)
    return (*lines[:row], lines[row][:start] + number + lines[row][end:], *lines[row + 1 :])


def _date(text: str, *, latest: date | None) -> date | None:
    """A date YYMMDD: in this century if that is not after ``latest``; an expiry date up to 2069."""
    if not text.isdigit():
        return None
    year = 2000 + int(text[:2])
    try:
        day = date(year, int(text[2:4]), int(text[4:6]))
        return day.replace(year=year - 100) if (day > latest if latest else year >= 2070) else day
    except ValueError:
        return None


def _checks(lines: Sequence[str], layout: Layout) -> Iterator[tuple[str, bool | None]]:
    for name in ("number", "birth", "expiry"):
        span: Span | None = getattr(layout, name)
        if span and layout.birth:
            row, start, end = span
            yield name, matches(lines[row][start:end], lines[row][end : end + 1])
    if layout.bsn_check:
        row, start, _ = layout.optional[0]
        text, digit = lines[row][start : layout.bsn_check[1]], _at(lines, layout.bsn_check)
        yield "optional", matches(text, digit) if digit != "<" else True if not text.strip("<") else None
    covered = "".join(_at(lines, span) for span in layout.composite)
    yield "composite", matches(covered, _at(lines, layout.composite_check))


# -------------------------------------------------------------------------------------------------------------- the BSN


class FieldState(StrEnum):
    """What stands in the columns of the BSN."""

    OPEN = "open"
    """nine digits, and the elfproef or the check digit agrees"""
    PARTLY = "partly"
    """some digits; or nine of which one was misread"""
    EMPTY = "empty"
    """fillers: a model since August 2021, or a holder without a BSN"""
    COVERED = "covered"
    """nothing could be read"""
    NONE = "none"
    """this strip has no BSN: another format or country, or something else stands there"""


@dataclass(frozen=True, slots=True, kw_only=True)
class BsnField:
    """The BSN in a strip. ``digits`` has nine characters, ``?`` unread, ``<`` filler; ``candidates``: numbers possible.

    ``check_ok``: whether elfproef or check digit agree, None while digits are unread.
    """

    digits: str = field(repr=False)
    state: FieldState
    check_ok: bool | None
    candidates: int


def bsn_in(mrz: Mrz) -> BsnField:
    """What the strip shows of a BSN. Numbers count as possible by the elfproef and by the check digits still read."""
    slot = _at(mrz.lines, mrz.bsn_columns)
    if not slot or not mrz.dutch or (mrz.issuer == "NLD" and not _travels(mrz) and _is_other(mrz, slot)):
        return BsnField(digits=slot, state=FieldState.NONE, check_ok=None, candidates=0)
    digits = re.sub(r"[^0-9<?]", UNREAD, slot)
    if digits == "<" * BSN_LENGTH and _had_bsn(mrz) and mrz.checks["composite"] is not True:
        digits = UNREAD * BSN_LENGTH
    if digits == "<" * BSN_LENGTH and not any(mrz.checks[name] is True for name in _TELLING_CHECKS):
        digits = UNREAD * BSN_LENGTH  # fillers alone can be those of another line
    if digits == "<" * BSN_LENGTH:
        return BsnField(digits=digits, state=FieldState.EMPTY, check_ok=None, candidates=0)
    mask = digits.replace("<", UNREAD)
    if UNREAD in mask:
        state = FieldState.COVERED if mask == UNREAD * BSN_LENGTH else FieldState.PARTLY
        return BsnField(digits=digits, state=state, check_ok=None, candidates=possible(mrz, mask))
    right = is_bsn(mask) or (mrz.checks["optional"] is True)
    if right:
        return BsnField(digits=digits, state=FieldState.OPEN, check_ok=True, candidates=1)
    misread = sum(candidates(mask[:i] + UNREAD + mask[i + 1 :]) for i in range(BSN_LENGTH))
    return BsnField(digits=digits, state=FieldState.PARTLY, check_ok=False, candidates=max(1, misread))


def _is_other(mrz: Mrz, slot: str) -> bool:
    """Whether a permit's optional data is plainly another number: it has letters (VNR…), or a tenth digit (the V-number)."""
    row, _, end = LAYOUTS[mrz.format].bsn or (0, 0, 0)
    return sum(char.isalpha() for char in slot) > 1 or mrz.lines[row][end : end + 1].isdigit()


def _travels(mrz: Mrz) -> bool:
    """Whether it can be a passport or an identity card; another document, a permit, may hold another number there."""
    return mrz.code[:1] == "P" or mrz.code in ("I<", "ID") or UNREAD in mrz.code


def possible(mrz: Mrz | None, mask: str) -> int:
    """How many numbers remain possible: by every check digit, or by fewer where a misread one contradicts the rest."""
    checks = list(_sums(mrz)) if mrz else []
    counts = (candidates(mask, checks=checks[:count]) for count in range(len(checks), -1, -1))
    return next((count for count in counts if count), 0)


def _sums(mrz: Mrz) -> Iterator[CheckSum]:
    """What the field's own check digit and the composite one still say about the digits of the BSN."""
    layout = LAYOUTS[mrz.format]
    if not layout.bsn or not layout.bsn_check:
        return
    row, start, end = layout.bsn
    digit = _at(mrz.lines, layout.bsn_check)
    rest = check_digit("<" * BSN_LENGTH + mrz.lines[row][end : layout.bsn_check[1]])
    own = tuple(WEIGHTS[i % 3] for i in range(BSN_LENGTH))
    if digit.isdigit() and rest is not None:
        yield CheckSum(weights=own, residue=(int(digit) - rest) % 10)
    composite = _at(mrz.lines, layout.composite_check)
    blank = [mrz.lines[i] for i in range(len(mrz.lines))]
    blank[row] = blank[row][:start] + "<" * BSN_LENGTH + blank[row][end:]
    first = sum(stop - begin for line, begin, stop in layout.composite if (line, stop) <= (row, start))
    first += start - next(begin for line, begin, stop in layout.composite if line == row and begin <= start < stop)
    weights = tuple(WEIGHTS[(first + i) % 3] for i in range(BSN_LENGTH))
    if digit == UNREAD and rest is not None:
        blank[row] = blank[row][: layout.bsn_check[1]] + str(rest) + blank[row][layout.bsn_check[2] :]
        factor = WEIGHTS[(first + layout.bsn_check[1] - start) % 3]
        weights = tuple((w + factor * o) % 10 for w, o in zip(weights, own, strict=True))
    known = check_digit("".join(_at(blank, span) for span in layout.composite))
    if composite.isdigit() and known is not None:
        yield CheckSum(weights=weights, residue=(int(composite) - known) % 10)


# ------------------------------------------------------------------------------------------------------------ the model

_DOCUMENTS = {Format.TD3: PASSPORT, Format.TD1: IDENTITY_CARD}
WITHOUT_BSN = frozenset({"2021", "2024"})
"""Models with no BSN in the strip (RvIG: out of strip and chip since August 2021)."""
_TEN_YEARS_FROM = date(2014, 3, 9)
"""Since then documents of adults are valid for ten years, before that all for five."""
_ADULT = 18


def model_hint(mrz: Mrz) -> frozenset[str]:
    """The models of a Dutch passport or card that this strip can be of; empty where it tells nothing."""
    models = _models(mrz)
    if bsn_in(mrz).state in (FieldState.OPEN, FieldState.PARTLY):
        models -= WITHOUT_BSN
    return models


def _models(mrz: Mrz) -> frozenset[str]:
    """The models by the dates alone, and by the ``PP`` of the 2024 passport."""
    if not mrz.dutch or mrz.expiry is None or mrz.format not in _DOCUMENTS or not _travels(mrz):
        return frozenset()
    if mrz.format is Format.TD3 and mrz.code == "PP":
        return frozenset({"2024"})
    days = list(_issued(mrz.expiry, mrz.birth)) or [_years_before(mrz.expiry, years) for years in (5, 10)]
    kinds = [model for model in MODELS if model.document == _DOCUMENTS[mrz.format]]
    return frozenset(kind.model for kind in kinds for day in days if kind.issued[0] <= day <= kind.issued[1])


def _had_bsn(mrz: Mrz) -> bool:
    """Whether the strip of this model held a BSN, unless its holder had none."""
    models = _models(mrz)
    return bool(models) and not models & WITHOUT_BSN


def _issued(expiry: date, birth: date | None) -> Iterator[date]:
    """The days on which a document that expires then can have been issued."""
    for years in (5, 10):
        issued = _years_before(expiry, years)
        minor = birth is None or (issued - birth).days < _ADULT * 365.25
        if (issued >= _TEN_YEARS_FROM) if years == 10 else (issued < _TEN_YEARS_FROM or minor):
            yield issued


def _years_before(day: date, years: int) -> date:
    return day.replace(year=day.year - years, day=28 if (day.month, day.day) == (2, 29) else day.day)
