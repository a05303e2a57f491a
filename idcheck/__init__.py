"""Checks copies of Dutch identity documents: is the BSN struck out everywhere, and is the copy marked?

`check` examines one request and gives its `Verdict`; a `Checker` does so for one request after another. `redact` makes a
copy of a file without the BSNs in it. What an
organisation accepts is a `Policy`; `WOONPARTNERS` is the built-in one. The names below are what other programs build
on; they are imported when first used, so that ``import idcheck`` is cheap.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from idcheck.attachments import is_litter
    from idcheck.checker import Checker, check, not_examined
    from idcheck.errors import (
        EngineError,
        FileError,
        IdcheckError,
        PolicyError,
        StorageError,
        UnsafeError,
        UsageError,
    )
    from idcheck.names import masked_name
    from idcheck.policy import WOONPARTNERS, Limits, Policy, load_policy
    from idcheck.records import Attachment, FileCode, Outcome, Verdict
    from idcheck.redactor import Redacted, redact

__version__ = "0.1.0"

__all__ = [
    "WOONPARTNERS",
    "Attachment",
    "Checker",
    "EngineError",
    "FileCode",
    "FileError",
    "IdcheckError",
    "Limits",
    "Outcome",
    "Policy",
    "PolicyError",
    "Redacted",
    "StorageError",
    "UnsafeError",
    "UsageError",
    "Verdict",
    "check",
    "is_litter",
    "load_policy",
    "masked_name",
    "not_examined",
    "redact",
]

_HOME = {
    "attachments": ("is_litter",),
    "checker": ("Checker", "check", "not_examined"),
    "errors": (
        "EngineError",
        "FileError",
        "IdcheckError",
        "PolicyError",
        "StorageError",
        "UnsafeError",
        "UsageError",
    ),
    "names": ("masked_name",),
    "policy": ("WOONPARTNERS", "Limits", "Policy", "load_policy"),
    "records": ("Attachment", "FileCode", "Outcome", "Verdict"),
    "redactor": ("Redacted", "redact"),
}
_MODULE = {name: module for module, names in _HOME.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _MODULE:
        raise AttributeError(f"module 'idcheck' has no attribute {name!r}")
    return getattr(import_module(f"idcheck.{_MODULE[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
