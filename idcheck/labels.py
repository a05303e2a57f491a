"""The words that say which number stands next to them, found in OCR'd text in spite of its errors."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

if TYPE_CHECKING:
    from idcheck.bsn import Run

BSN_LABELS = (
    "bsn", "bsnnummer", "bsnnr", "bsnrijbewijsnummer", "burgerservicenummer", "burgerservicenr", "burgerservice",
    "sofinummer", "sofinr", "sofi", "sociaalfiscaalnummer", "persoonsnummer", "personalno", "personalnumber",
    "nopersonnel", "identifiantpersonnel", "personalidentificationnumber", "citizenservicenumber", "citizenserviceno",
    "citizenservicenr", "omzetbelastingnummer", "obnummer", "obnr",
)  # fmt: skip
"""What stands before a BSN, letters only: passports and cards (domain 1), licences (RDW), letters and forms."""

OTHER_LABELS = (
    "rsin", "rsinnummer", "kvk", "kvknummer", "kvknr", "btw", "btwnummer", "btwnr", "btwid", "vatnumber", "iban",
    "rekening", "rekeningnummer", "bankrekening", "bankrekeningnummer", "bankaccount", "klantnummer", "klantnr",
    "customernumber", "relatienummer", "debiteurnummer", "debiteurennummer", "vnummer", "vnr", "rijbewijsnummer",
    "rijbewijsnr", "licenceno", "documentnummer", "documentnr", "documentno", "documentnumber", "paspoortnummer",
    "passportno", "passportnumber", "telefoon", "telefoonnummer", "telefoonnr", "tel", "phone", "telephone", "mobiel",
    "fax", "dossier", "dossiernummer", "dossiernr", "zaaknummer", "casenumber", "kenmerk", "onskenmerk", "uwkenmerk",
    "reference", "referentie", "referentienummer", "polisnummer", "polisnr", "onderwijsnummer", "personeelsnummer",
    "personeelsnr", "factuurnummer", "ordernummer", "bestelnummer", "contractnummer", "huurdersnummer", "can",
)  # fmt: skip
"""What stands before a number that only looks like a BSN (domain 5.4)."""

EDITS_PER_LETTER = 1 / 6
"""Errors of OCR that a label may hold: three in "burgerservicenummer"; with more it is another word."""
MIN_FUZZY = 8
"""Letters of a label that may hold errors at all: one error makes "nummer" of "vnummer"."""
EDIT_COST = 2
"""What an error costs against a longer label, in letters."""
REACH = 60
"""Characters between a number and its label on one line: the three languages of a passport's label fit in."""
MAX_WORDS = 4
LETTER_FOR = str.maketrans("0158|!6$", "oisbiibs")
_TOKEN = re.compile(r"[^\W_|!]*[^\W\d_][^\W_]*(?:[|!][^\W\d_]+)*")
_GAP = re.compile(r"[\s.:/'\-–()]{0,3}")
_INSIDE = 8
"""Letters a label has to have to be looked for inside a longer word that OCR ran together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A label in a text: ``name`` is its plain spelling, ``is_bsn`` whether it speaks for a BSN or against it."""

    name: str
    is_bsn: bool
    start: int
    end: int
    edits: int = 0


def label_in(text: str) -> Label | None:
    """The label of a BSN in the text, or else the first label of another number, or None."""
    labels = labels_in(text)
    return next((label for label in labels if label.is_bsn), labels[0] if labels else None)


def label_of(text: str, run: Run) -> Label | None:
    """The label that a run of digits has in its own text: the nearest before it, or else the first after it."""
    labels = labels_in(text)
    before = [label for label in labels if 0 <= run.start - label.end <= REACH]
    return before[-1] if before else next((label for label in labels if 0 <= label.start - run.end <= REACH), None)


def labels_in(text: str) -> tuple[Label, ...]:
    """Every label in the text, in order; of labels that overlap the longest one stays ("BSN/rijbewijsnummer")."""
    kept: list[Label] = []
    for label in sorted(_matches(text), key=lambda label: EDIT_COST * label.edits - len(label.name)):
        if all(label.end <= other.start or label.start >= other.end for other in kept):
            kept.append(label)
    return tuple(sorted(kept, key=lambda label: label.start))


def _matches(text: str) -> Iterator[Label]:
    tokens = [token for match in _TOKEN.finditer(text) if (token := _trim(text, match.start(), match.end()))]
    for first in range(len(tokens)):
        letters = ""
        for last in range(first, min(first + MAX_WORDS, len(tokens))):
            if last > first and not _GAP.fullmatch(text, tokens[last - 1][1], tokens[last][0]):
                break
            letters += _fold(text[slice(*tokens[last])])
            if found := _nearest(letters, text[tokens[first][0] : tokens[last][1]]):
                yield _label(*found, tokens[first][0], tokens[last][1])
        yield from _inside(_fold(text[slice(*tokens[first])]), *tokens[first])


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The token without a number that OCR ran into it; None where no letter is left."""
    number = re.search(r"\d{3,}", text[start:end])
    if number and number.start() == 0:
        start += number.end()
    elif number:
        end = start + number.start()
    return (start, end) if any(char.isalpha() for char in text[start:end]) else None


def _fold(word: str) -> str:
    """Lower case, without accents, letters for the digits that OCR put in the word."""
    plain = unicodedata.normalize("NFKD", word.lower()).translate(LETTER_FOR)
    return "".join(char for char in plain if char.isascii() and char.isalpha())


def _nearest(letters: str, raw: str) -> tuple[str, int] | None:
    best: tuple[str, int] | None = None
    for name in (*BSN_LABELS, *OTHER_LABELS):
        limit = int(len(name) * EDITS_PER_LETTER) if len(name) >= MIN_FUZZY else 0
        if abs(len(letters) - len(name)) > limit or (name == "can" and raw != "CAN"):
            continue
        edits = Levenshtein.distance(letters, name, score_cutoff=limit)
        if edits <= limit and (best is None or edits < best[1]):
            best = name, edits
    return best


def _inside(letters: str, start: int, end: int) -> Iterator[Label]:
    """Labels within a word that OCR ran together ("PersoonsnummerPersonalno"); their place is the word's."""
    for name in BSN_LABELS:
        if len(name) >= _INSIDE and len(letters) > len(name) + 1 and name in letters:
            yield _label(name, 0, start, end)


def _label(name: str, edits: int, start: int, end: int) -> Label:
    return Label(name=name, is_bsn=name in BSN_LABELS, start=start, end=end, edits=edits)
