"""The policy: what this organisation accepts, read from TOML and checked once at the border."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from idcheck.errors import PolicyError


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
    languages: tuple[str, ...] = ("nl", "en")
    limits: Limits = Limits()


WOONPARTNERS = Policy(
    name="woonpartners", version="1", recipients=("Woonpartners", "Woon Partners", "Stichting Woonpartners")
)


def load_policy(path: Path) -> Policy:
    """Read a policy from a TOML file.

    Raises:
        PolicyError: the file cannot be read, is no TOML, or a key is missing, unknown or of the wrong type.
    """
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise PolicyError(f"{path}: cannot be read ({error.strerror}); give the path of a policy file") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PolicyError(f"{path}: is not TOML: {error}") from error
    return _parse(Policy, table, str(path))


T = TypeVar("T")


def _parse(kind: type[T], table: dict[str, Any], where: str) -> T:
    hints = get_type_hints(kind)
    unknown = sorted(set(table) - set(hints))
    if unknown:
        raise PolicyError(f"{where}: unknown key {unknown[0]!r}; known are {', '.join(sorted(hints))}")
    values = {key: _value(hints[key], value, f"{where}: {key}") for key, value in table.items()}
    try:
        policy = kind(**values)
    except TypeError as error:
        missing = [f.name for f in fields(kind) if f.name not in values]  # type: ignore[arg-type]
        raise PolicyError(f"{where}: the policy needs name, version and recipients; missing: {missing}") from error
    if isinstance(policy, Policy) and not all(name.strip() for name in policy.recipients or ("",)):
        raise PolicyError(f"{where}: recipients: give at least one name, none of them empty")
    return policy


def _value(kind: Any, value: Any, where: str) -> Any:
    if kind is Limits:
        if not isinstance(value, dict):
            raise PolicyError(f"{where}: must be a table, [limits]")
        return _parse(Limits, value, where)
    if get_origin(kind) is tuple:
        if not (isinstance(value, list) and all(isinstance(item, get_args(kind)[0]) for item in value)):
            raise PolicyError(f"{where}: must be a list of texts")
        return tuple(value)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        try:
            return kind(value)
        except ValueError as error:
            raise PolicyError(f"{where}: must be one of {', '.join(kind)}") from error
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if kind in (int, float) and (isinstance(value, bool) or not isinstance(value, kind) or value < 0):
        raise PolicyError(f"{where}: must be a number of 0 or more")
    if not isinstance(value, kind):
        raise PolicyError(f"{where}: must be {'true or false' if kind is bool else 'a ' + kind.__name__}")
    return value
