"""The policy: what this organisation accepts, read from TOML and checked once at the border."""

from __future__ import annotations

import math
import re
import tomllib
from dataclasses import MISSING, dataclass, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from idcheck.errors import PolicyError

LANGUAGES = ("nl", "en")


class MarkingOn(StrEnum):
    """Where the marking must stand."""

    EVERY_PAGE = "every-page"
    """on every page with an ID side"""
    ANY_PAGE = "any-page"
    """on one of them"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of a file is examined before it is turned away; each breach is ``file-too-large`` or ``file-timeout``."""

    max_bytes: int = 100_000_000
    """bytes of one attachment, and of all that a container unpacks to"""
    max_pixels: int = 150_000_000
    """pixels of one picture as the file declares it: phones reach 50–108 million, an A3 at 600 dpi 70 million"""
    max_pages: int = 100
    """pages of one request: a letter with copies has a handful"""
    max_files: int = 200
    """files that one attachment unpacks to"""
    max_depth: int = 5
    """containers within containers: an e-mail forwarded with a ZIP in it is 3"""
    max_seconds: float = 60.0
    """seconds that opening and rasterising one attachment may take"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What an organisation accepts (contract, "Policy")."""

    name: str
    version: str
    recipients: tuple[str, ...]
    """accepted names and spellings of the organisation; the first is its proper name"""
    copy_words: tuple[str, ...] = ("kopie", "copy", "afschrift", "kopij", "copie")
    date_max_age_days: int = 92
    """three months: who sends a request gathers the papers some weeks before"""
    min_candidates: int = 10_000
    strict_strike: bool = True
    marking_on: MarkingOn = MarkingOn.EVERY_PAGE
    marking_min_height_mm: float = 0.0
    """millimetres on the document that the marking's capitals must be high; 0: any that can be read will do"""
    languages: tuple[str, ...] = ("nl", "en")
    """in which a sender is written to"""
    letters: str = ""
    """folder with the templates of letters, absolute once loaded; empty: those of idcheck"""
    keep_days: int = 0
    """days after which what was kept of a request is erased; 0: it is not"""
    limits: Limits = Limits()


WOONPARTNERS = Policy(
    name="woonpartners", version="1", recipients=("Woonpartners", "Woon Partners", "Stichting Woonpartners")
)


def load_policy(path: Path) -> Policy:
    """Read a policy from a TOML file.

    Raises:
        PolicyError: the file cannot be read, is no TOML, or a key is missing, unknown or of the wrong type; with its line.
    """
    try:
        text = path.read_text("utf-8")
        policy = _parse(Policy, tomllib.loads(text), ())
        return replace(policy, letters=_letters(policy, path.parent))
    except OSError as error:
        raise PolicyError(f"{path}: cannot be read ({error.strerror}); give the path of a policy file") from error
    except UnicodeDecodeError as error:
        raise PolicyError(f"{path}: is not TOML: it is no text in UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        raise PolicyError(f"{path}:{found[1] if found else text.count(chr(10)) + 1}: is not TOML: {error}") from error
    except _Wrong as wrong:
        line = _line_of(text, wrong.key)
        raise PolicyError(f"{path}{f':{line}' if line else ''}: {wrong}") from None


class _Wrong(Exception):
    """A value that cannot be, at a key: its name, after that of the table it stands in."""

    def __init__(self, key: tuple[str, ...], why: str) -> None:
        super().__init__(f"{'.'.join(key)}: {why}" if key else why)
        self.key = key


def _line_of(text: str, key: tuple[str, ...]) -> int | None:
    """The line on which a key or table is given, counted from 1."""
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        names: tuple[str, ...] = ()
        if header := re.match(r"\s*\[([^\[\]]+)\]", line):
            table = _names(header[1])
        elif given := re.match(r"\s*([\w.\"'-]+)\s*=", line):
            names = _names(given[1])
        if key and (header or names) and (*table, *names)[: len(key)] == key:
            return number
    return None


def _names(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip(" \"'") for part in dotted.split("."))


T = TypeVar("T")


def _parse(kind: type[T], table: dict[str, Any], where: tuple[str, ...]) -> T:
    hints = get_type_hints(kind)
    for key in table:
        if key not in hints:
            raise _Wrong((*where, key), f"unknown key; known are {', '.join(sorted(hints))}")
    values = {key: _value(hints[key], value, (*where, key)) for key, value in table.items()}
    try:
        policy = kind(**values)
    except TypeError as error:
        required = [f.name for f in fields(kind) if f.default is MISSING]  # type: ignore[arg-type]
        missing = [name for name in required if name not in values]
        raise _Wrong((), f"the policy needs {', '.join(required)}; missing: {', '.join(missing)}") from error
    if isinstance(policy, Policy):
        _check(policy)
    return policy


def _check(policy: Policy) -> None:
    if not all(name.strip() for name in policy.recipients or ("",)):
        raise _Wrong(("recipients",), "give at least one name, none of them empty")
    if not policy.languages or not set(policy.languages) <= set(LANGUAGES):
        raise _Wrong(("languages",), f"give one or more of {', '.join(LANGUAGES)}")


def _letters(policy: Policy, folder: Path) -> str:
    """The folder with the letters' templates: the policy names it as seen from its own."""
    if not policy.letters:
        return ""
    letters = (folder / policy.letters).absolute()
    if not any((letters / f"letter.{end}").is_file() for end in (*(f"{lang}.txt" for lang in LANGUAGES), "docx")):
        raise _Wrong(("letters",), f"{policy.letters} is no folder with a letter.nl.txt, letter.en.txt or letter.docx")
    return str(letters)


def _value(kind: Any, value: Any, where: tuple[str, ...]) -> Any:
    if kind is Limits:
        if not isinstance(value, dict):
            raise _Wrong(where, "must be a table, [limits]")
        return _parse(Limits, value, where)
    if get_origin(kind) is tuple:
        if not (isinstance(value, list) and all(isinstance(item, get_args(kind)[0]) for item in value)):
            raise _Wrong(where, "must be a list of texts")
        return tuple(value)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        try:
            return kind(value)
        except ValueError:
            raise _Wrong(where, f"must be one of {', '.join(kind)}") from None
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if kind in (int, float) and (isinstance(value, bool) or not isinstance(value, kind) or not 0 <= value < math.inf):
        raise _Wrong(where, f"must be a {'whole ' * (kind is int)}number of 0 or more")
    if not isinstance(value, kind):
        raise _Wrong(where, f"must be {'true or false' if kind is bool else 'a text'}")
    return value
