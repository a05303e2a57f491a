"""What a marking says, in a line of OCR'd text: that it is a copy, and for whom. Dates are in `idcheck.dates`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq, Levenshtein

from idcheck.dates import MONTHS

SURE_NAME, UNSURE_NAME = 84.0, 75.0
"""of 100, partial ratio of the recipient's name: two of twelve letters wrong or missing still give 84, three 75;
"woonplaats" and other associations that begin with "Woon" stay below"""
SHORT_NAME = 6
"""letters: a shorter name counts only as a word of its own, and exactly"""
LEAST_SHARED = 0.8
"""of a name's length that a text must have to be compared with all of it"""
FRAGMENT = 5
"""letters of a name that a fragment from the rim of a watermark's tile must have, one more where both its ends are cut"""
LEAST_NAME = 4
"""letters of another recipient's name: less is a stray mark"""
FUZZY_FROM = 5
"""letters that a copy word must have to be known with one letter wrong: "cop" and "cory" are not "copy\""""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_LETTER_FOR = str.maketrans("0135869|!", "OIESBGGII")
_NOT_AFTER = _set("GEEN NIET NO NOT ZONDER NEVER")
"""before a copy word these turn it round: "no copy\""""
_ARTICLES = _set("A AN EEN DE THE")
_NOT_COPY = ("COPYRIGHT", "COPYWRITE", "KOPIEREN", "KOPIEER", "COPYING")
_REAL_WORDS = _set("KOPER KOPEN KOPJE KOPPIE")
"""one letter from a copy word, and something else"""

_STOP = _set(
    "DE HET EEN DIT IS VAN MET OP IN AAN DOOR VOOR TBV TAV TER IVM INZAKE ALLEEN UITSLUITEND BESTEMD GEBRUIK "
    "ENKEL VEILIGE ONLY FOR USE BY OF THE THIS A AN ON TO INTENDED AND EN DD DATE DATED DATUM ID IDBEWIJS BEWIJS "
    "IDENTITEITSBEWIJS LEGITIMATIE LEGITIMATIEBEWIJS PASPOORT RIJBEWIJS IDENTITEITSKAART IDKAART KAART IDENTITY "
    "DOCUMENT CARD PASSPORT LICENCE LICENSE DRIVING IDENTIFICATIE IDENTIFICATION IDENTITEIT INZAGEVERZOEK INZAGE "
    "VERZOEK AVGVERZOEK AVG GDPR ACCESS REQUEST WBP DOELEINDEN DOEL EIGEN AANVRAAG ADMINISTRATIE CONTROLE "
    "VERIFICATIE VERIFICATION PURPOSES PURPOSE STICHTING BV NV NOT VALID ORIGINAL GELDIG GEWAARMERKT MIJN MY "
    "ORIGINEEL ART ARTIKEL BEHOEVE ATTENTIE CODE KOPIE COPY AFSCHRIFT KOPIJ COPIE VERTROUWELIJK OM WEGENS VERBAND"
)
_STOP |= {name.upper() for names in MONTHS for name in names}
"""words of a marking that name nobody"""
STRONG_LETTER_WORD = _set(
    "GEACHTE BIJGAAND HIERBIJ BETREFT GROET GROETEN HOOGACHTEND ONDERGETEKENDE DEAR ENCLOSED REGARDS SINCERELY "
    "SUBJECT ONDERWERP VERZONDEN BIJLAGE BIJLAGEN ATTACHMENTS"
)
"""two of these make a sheet a letter or a printed e-mail, however short"""
LETTER_WORD = STRONG_LETTER_WORD | _set(
    "BESTE STUUR GRAAG VRIENDELIJKE SIR MADAM ATTACHED POSTBUS ONTVANG MIJ MIJN IK U UW WIJ MY YOUR YOU"
)
"""words of letters that no marking needs"""
_CUE = re.compile(
    r"(?i)(?<![a-z])(?:t\.?\s?[ab]\.?\s?v\.?|(?:bestemd |uitsluitend |alleen )?voor(?: gebruik door)?|aan|"
    r"(?:intended |only )?for(?: use by)?|inzageverzoek)(?![a-z])[\s:]*"
)
"""what introduces a recipient"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Something said at ``text[start:end]``. ``sure``: beyond what a misreading or another word could give."""

    start: int
    end: int
    score: float
    sure: bool


def copies_in(text: str, words: Sequence[str]) -> list[Said]:
    """Where the text says that it is a copy: the word alone, or first or last of a compound (KOPIEID, fotokopie)."""
    found = []
    tokens = list(_tokens(text))
    for index, (token, start, end) in enumerate(tokens):
        before = [other for other, *_ in tokens[:index] if other not in _ARTICLES][-1:]
        if _NOT_AFTER.intersection(before):
            continue
        pair = tokens[index + 1] if index + 1 < len(tokens) else None
        for word in words:
            wanted = _letters(word)[0]
            said = _copy(token, wanted, start, end)
            if said is None and pair is not None and len(token) < len(wanted):
                said = _copy(token + pair[0], wanted, start, pair[2], parted=True)
            if said is not None:
                found.append(said)
    return found


def _copy(token: str, wanted: str, start: int, end: int, *, parted: bool = False) -> Said | None:
    """The word itself, parted by a blank or not; first or last of a compound; or with one letter wrong."""
    if any(other in token for other in _NOT_COPY):
        return None
    if token == wanted or (not parted and (token.startswith(wanted) or token.endswith(wanted))):
        return Said(start=start, end=end, score=1.0, sure=True)
    near = len(wanted) >= FUZZY_FROM and abs(len(token) - len(wanted)) <= 1 and token not in _REAL_WORDS and not parted
    if near and Levenshtein.distance(token, wanted) == 1:
        return Said(start=start, end=end, score=0.7, sure=False)
    return None


def names_in(text: str, names: Sequence[str]) -> Said | None:
    """Where the text best names one of these recipients; None where nothing is like them."""
    letters, places = _letters(text)
    best: Said | None = None
    for name in names:
        wanted = _letters(name)[0]
        said = _short_name(text, wanted) if len(wanted) < SHORT_NAME else _name(letters, places, wanted)
        if said is not None and (best is None or said.score > best.score):
            best = said
    return best


def _short_name(text: str, wanted: str) -> Said | None:
    return next((Said(start=s, end=e, score=1.0, sure=True) for token, s, e in _tokens(text) if token == wanted), None)


def _name(letters: str, places: Sequence[int], wanted: str) -> Said | None:
    if len(letters) < LEAST_SHARED * len(wanted):
        return None
    found = fuzz.partial_ratio_alignment(wanted, letters, score_cutoff=UNSURE_NAME)
    if found is None:
        return None
    score = found.score if len(letters) >= len(wanted) else fuzz.ratio(wanted, letters)
    start, end = (found.dest_start, found.dest_end) if len(letters) >= len(wanted) else (0, len(letters))
    if score < UNSURE_NAME or end <= start:
        return None
    return Said(start=places[start], end=places[end - 1] + 1, score=score / 100, sure=score >= SURE_NAME)


def letters_shown(text: str, name: str) -> frozenset[int]:
    """The letters of a name, by their place in it, that this text shows: all that is nearly the name, or a piece of it."""
    letters, wanted = _letters(text)[0], _letters(name)[0]
    if not letters:
        return frozenset()
    near = fuzz.partial_ratio_alignment(wanted, letters, score_cutoff=UNSURE_NAME)
    if near is not None and len(letters) >= LEAST_SHARED * len(wanted):
        blocks = LCSseq.editops(wanted, letters[near.dest_start : near.dest_end]).as_matching_blocks()
        return frozenset(place for block in blocks for place in range(block.a, block.a + block.size))
    piece = SequenceMatcher(None, wanted, letters, autojunk=False).find_longest_match()
    at_end = piece.a == 0 or piece.a + piece.size == len(wanted)
    least = FRAGMENT if at_end else FRAGMENT + 1
    return frozenset(range(piece.a, piece.a + piece.size)) if piece.size >= least else frozenset()


def others_in(text: str, taken: Sequence[tuple[int, int]]) -> Said | None:
    """A name of someone in what is left of a marking's text without ``taken``; sure where a "for" leads to it."""
    masked = list(text)
    for start, end in taken:
        masked[start:end] = "\n" * (end - start)
    left = "".join(masked)
    for cue in _CUE.finditer(left):
        name = _leading_name(left, cue.end())
        if name is not None:
            return Said(start=name[0], end=name[1], score=0.9, sure=True)
    name = _leading_name(left, 0)
    return None if name is None else Said(start=name[0], end=name[1], score=0.6, sure=False)


def _leading_name(text: str, start: int) -> tuple[int, int] | None:
    """The first run of words from ``start`` on that can name somebody, up to punctuation or what was taken out."""
    for run in re.finditer(r"[^\n,;|–()]+", text[start:]):
        named = [(s, e) for token, s, e in _tokens(run.group()) if _names_somebody(token, run.group()[s:e])]
        if sum(end - begin for begin, end in named) >= LEAST_NAME:
            return start + run.start() + named[0][0], start + run.start() + named[-1][1]
    return None


def _names_somebody(token: str, raw: str) -> bool:
    letters = sum(char.isalpha() for char in raw)
    if len(token) < 2 or 2 * letters < len(raw) or token in _STOP:
        return False
    if any(token[:cut] in _STOP and token[cut:] in _STOP for cut in range(2, len(token) - 1)):
        return False
    if len(token) >= 3 and any(stop.startswith(token) or stop.endswith(token) for stop in _STOP):
        return False  # the rim of a tile cuts words
    return not any(len(stop) > 6 and fuzz.ratio(stop, token) > 82 for stop in _STOP)


def _tokens(text: str) -> Iterator[tuple[str, int, int]]:
    """Each run of letters and digits, as capitals, with its place."""
    for run in re.finditer(r"[^\W_|]+(?:['’|!][^\W_]+)*|[|!][^\W_]+", text):
        letters = _letters(run.group())[0]
        if letters:
            yield letters, run.start(), run.end()


def _letters(text: str) -> tuple[str, list[int]]:
    """The text as capitals, digits as the letters they are mistaken for, without the rest; and where each one stood."""
    letters, places = [], []
    for index, char in enumerate(text):
        plain = unicodedata.normalize("NFKD", char).upper().translate(_LETTER_FOR)
        for one in plain:
            if "A" <= one <= "Z":
                letters.append(one)
                places.append(index)
    return "".join(letters), places
