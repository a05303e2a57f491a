"""Laying an OCR'd line of a strip into the columns of a format: each character where it belongs, in spite of OCR.

OCR drops and multiplies fillers, takes ``<`` for K or C, and letters for digits. A line is laid out by its best
alignment with a pattern of what each column may hold (`idcheck.layouts`); what was not read stays ``?``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from math import inf

from idcheck.bsn import is_bsn

UNREAD = "?"
ADDED = "~"
"""A filler that was not read, but likely stood next to one that was."""

DIGIT_FOR = dict(zip("OQDUILZAYSGTB", "0000112445678", strict=True))
LETTER_FOR = dict(zip("0125678", "OIZSGTB", strict=True))
FILLER_LIKE = frozenset("KCLE")
"""Capitals that OCR puts for ``<`` in OCR-B."""
LITERAL_LIKE = {"N": "MHW", "L": "I1T", "D": "O0QUB"}
"""What OCR puts for the letters of NLD."""

_MAX_SHORT = 18
"""Columns that a line may be short of its format: the fillers that OCR drops at its end are at most 15."""
_MAX_LONG = 7
"""Characters that a line may be too long by: fillers read twice; with more it is of a wider format."""
_DROP_FILLER, _DROP_UNREAD, _DROP = -0.15, -0.4, -1.0
_ADD_FILLER, _ADD_EXPECTED, _ADD_AT_END, _ADD_AT_START, _ADD = -0.1, -0.3, -0.2, -0.5, -0.9
"""Costs against gains of up to 1.2 a column: fillers come and go, other characters seldom."""

_EXACT = 2.0
"""Gain of a line that fits as it stands."""

_FILLERS = str.maketrans(dict.fromkeys("‹＜≤([{ckre", "<"))
_OTHERS = str.maketrans({"«": "<<", "|": "I", "l": "I", "!": "I", "$": "S", "€": "E"})
_MAX_LOWER = 0.4
"""Share of small letters in a strip: OCR puts them for fillers; with more the line is ordinary text."""


def clean(line: str, *, space: str = "") -> str:
    """The line in the characters of a strip: A–Z, 0–9, ``<`` and ``?``, with ``space`` for each space in it."""
    if sum(char.islower() for char in line) <= _MAX_LOWER * len(line):
        line = line.translate(_FILLERS)
    text = line.strip().translate(_OTHERS).upper().replace(" ", space)
    text = re.sub(r"[^A-Z0-9<?]", "", text)
    return re.sub(r"(?<=<)[KCE]+(?=<|$)|(?<=<)[KC]{3,}|[KC]{3,}(?=<|$)", lambda match: "<" * len(match[0]), text)


_NLD = "[NMHW][LI1][DO0QUB]"
_HEAD = re.compile(rf"^(.{{0,3}}?){_NLD}")
_DUTCH = re.compile(rf"^.{{0,3}}{_NLD}|^.{{8,12}}{_NLD}[0-9OQDILZSGB?]{{3}}")
BSN_LENGTH = 9
CARD_WIDTH = 30


def lay(text: str, patterns: tuple[str, ...], width: int) -> tuple[float, str]:
    """How well a line fits the best of the patterns, or is a line of names where there are none; and the line laid out.

    The first pattern is that of a Dutch document with a BSN; the last, of any other, is out where the line says NLD.
    """
    forms = {clean(text), clean(text, space="<")}
    if not patterns:
        return max(_lay_names(form, width) for form in forms)
    dutch = any(_DUTCH.match(form) for form in forms)
    tried = patterns[:-1] if dutch and len(patterns) > 1 else patterns
    score, line, source = max((*_lay(form, pattern), form) for form in forms for pattern in tried)
    return score, _shifted(line, source, patterns[0])


def _lay_names(line: str, width: int) -> tuple[float, str]:
    """A line of names; that of a passport begins with the kind of document and who issued it, a card's does not."""
    head = _HEAD.match(line) if width > CARD_WIDTH else None
    if head:
        kind = head[1][1:2] if head[1][1:2] not in ("", "K", "C", "0", "1") else "<"
        line = (head[1][:1] + kind if head[1] else UNREAD * 2) + "NLD" + line[head.end() :]
    passport = 1.5 * (width > CARD_WIDTH and line[:1] == "P") + (head is not None)
    letters, digits = sum(map(str.isalpha, line)), sum(map(str.isdigit, line))
    score = passport + 0.05 * letters - 0.5 * digits + 0.8 * ("<<" in line) - 0.05 * abs(len(line) - width)
    return (score, line[:width].ljust(width, "<")) if score > 0 else (0.0, UNREAD * width)


def _shifted(line: str, source: str, pattern: str) -> str:
    """The line with the BSN in its columns, where the alignment missed it and nine digits right of them are one.

    Right of the expiry date in a passport, right of the document number in a card: nothing else there has nine digits.
    """
    start = pattern.find("b")
    slot = line[start : start + BSN_LENGTH]
    if start < 0 or slot.isdigit() or sum(char.isalpha() for char in slot) > 1:
        return line
    digits = "".join(DIGIT_FOR.get(char, char) for char in source)
    head = re.search(r"[0-9]{7}[MFX<][0-9]{7}" if len(pattern) > CARD_WIDTH else r"^.{0,3}N[1I].{11}", digits)
    tail = digits[head.end() :] if head else ""
    found = next((tail[i : i + BSN_LENGTH] for i in range(len(tail)) if is_bsn(tail[i : i + BSN_LENGTH])), None)
    return line[:start] + found + line[start + BSN_LENGTH :] if found else line


def _lay(line: str, pattern: str) -> tuple[float, str]:
    """How well the line fits the pattern, and the line in its columns; 0 for a line far too short or too long."""
    if not -_MAX_SHORT <= len(line) - len(pattern) <= _MAX_LONG or not line.strip("<?"):
        return 0.0, UNREAD * len(pattern)
    if len(line) == len(pattern) and all(_gain(kind, char) >= 0 for kind, char in zip(pattern, line, strict=True)):
        return _EXACT + sum(map(_gain, pattern, line)), "".join(map(_settle, pattern, line))
    return _align(line, pattern)


@lru_cache(maxsize=1024)
def _gain(kind: str, char: str) -> float:
    """What it is worth to have this character in a column of this kind."""
    if char == UNREAD:
        return 0.0
    shape = "9" if char.isdigit() else "<" if char == "<" else "o" if char in DIGIT_FOR else "A"
    match kind:
        case "d":
            return {"9": 1.0, "o": 0.6, "<": -0.5, "A": -1.0}[shape]
        case "e":
            return 0.3 if char in FILLER_LIKE else {"9": 0.5, "<": 0.5, "o": 0.2, "A": -0.7}[shape]
        case "a":
            return {"9": -0.1 if char in LETTER_FOR else -0.5, "<": 0.3, "o": 0.4, "A": 0.4}[shape]
        case "b":
            return {"9": 0.6, "<": 0.5, "o": 0.3, "A": -0.3}[shape]
        case "f":
            return 0.5 if char in FILLER_LIKE else {"9": -0.4, "<": 0.8, "o": -0.4, "A": -0.4}[shape]
        case "x":
            return 0.8 if char in "MFX<" else -0.3
        case "n":
            return 0.3
        case "o":
            return 0.7 if char == "<" else 0.4
    return 1.2 if char == kind else 0.3 if char in LITERAL_LIKE.get(kind, "") else -1.0


@lru_cache(maxsize=1024)
def _settle(kind: str, char: str) -> str:
    """The character that stands in a column of this kind where OCR read this one."""
    match kind:
        case "d":
            return char if char.isdigit() else DIGIT_FOR.get(char, UNREAD)
        case "e" | "f" if char in FILLER_LIKE:
            return "<"
        case "e" | "b" | "f":
            return DIGIT_FOR.get(char, char) if char != "L" else "<"
        case "a":
            return LETTER_FOR.get(char, char)
        case "N" | "L" | "D" if char in LITERAL_LIKE[kind]:
            return kind
    return char


def _align(line: str, pattern: str) -> tuple[float, str]:
    """The best alignment by dynamic programming over columns and characters (Needleman–Wunsch)."""
    width, length = len(pattern), len(line)
    score = [[-inf] * (length + 1) for _ in range(width + 1)]
    score[0][0] = 0.0
    step = [[""] * (length + 1) for _ in range(width + 1)]
    for i in range(width + 1):
        for j in range(max(0, i - _MAX_SHORT - 1), min(length, i + _MAX_LONG + 1) + 1):
            if i == j == 0:
                continue
            options = []
            if i and j:
                options.append((score[i - 1][j - 1] + _gain(pattern[i - 1], line[j - 1]), "put"))
            if i:
                added, cost = _added(pattern[i - 1], line, j)
                options.append((score[i - 1][j] + cost, added))
            if j:
                options.append((score[i][j - 1] + _dropped(line, j - 1), "drop"))
            score[i][j], step[i][j] = max(options, key=lambda option: option[0])
    return score[width][length], _trace(line, pattern, step)


def _added(kind: str, line: str, j: int) -> tuple[str, float]:
    """What stands in a column for which the line has no character before ``line[j]``, and what that costs."""
    beside = line[j - 1 : j] == "<" or line[j : j + 1] == "<"
    if beside and kind in "noebf":
        return ADDED, _ADD_FILLER
    if j in (0, len(line)):
        return UNREAD, _ADD_AT_END if j else _ADD_AT_START
    return (ADDED, _ADD_EXPECTED) if kind == "f" else (UNREAD, _ADD)


def _dropped(line: str, j: int) -> float:
    if line[j] == "<" and "<" in (line[j - 1 : j], line[j + 1 : j + 2]):
        return _DROP_FILLER
    return _DROP_UNREAD if line[j] == UNREAD else _DROP


def _trace(line: str, pattern: str, step: list[list[str]]) -> str:
    i, j, columns = len(pattern), len(line), []
    while i or j:
        move = step[i][j]
        if move == "drop":
            j -= 1
        elif move == "put":
            i, j = i - 1, j - 1
            columns.append(_settle(pattern[i], line[j]))
        else:
            i -= 1
            columns.append(move)
    return "".join(reversed(columns))
