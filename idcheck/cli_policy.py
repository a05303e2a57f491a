"""``idcheck policy``: shows what is accepted, and says what is wrong with a policy file."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from idcheck.terminal import ExitCode, policy_of

if TYPE_CHECKING:
    from idcheck import Policy

ABOUT: Mapping[str, str] = {
    "recipients": "accepted spellings of the organisation, the proper name first",
    "copy_words": "any of these says that it is a copy",
    "date_max_age_days": "how old the written date may be on the day of receipt",
    "min_candidates": "fewer possible numbers left than this is a leak",
    "strict_strike": "a BSN that is struck out but legible is rejected",
    "marking_on": 'every page with an ID side, or "any-page" of them',
    "marking_min_height_mm": "how high the marking's capitals must be on the document; 0: any height",
    "languages": "in which a sender is written to: nl, en",
    "letters": "folder with letter.nl.txt, letter.en.txt, letter.docx; empty: idcheck's own",
    "keep_days": "days after which the mailroom erases what it kept; 0: it does not",
    "limits": "beyond these a file is turned away, with a reason",
}
"""A comment on each key that does not speak for itself."""
COMMENT_COLUMN = 30


def add_policy(command: argparse.ArgumentParser) -> None:
    """The parts of ``idcheck policy``."""
    command.description = "Show what is accepted, or check a policy file."
    parts = command.add_subparsers(required=True, metavar="WHAT")
    show = parts.add_parser("show", help="print the policy with all its values, as TOML")
    check = parts.add_parser("check", help="say what is wrong with a policy file, and on which line")
    show.add_argument("policy", nargs="?", type=Path, metavar="FILE", help="the policy (default: woonpartners)")
    check.add_argument("policy", type=Path, metavar="FILE", help="the policy")
    for part, run in ((show, _show), (check, _check)):
        part.set_defaults(run=run, verbose=False)


def _show(options: argparse.Namespace) -> ExitCode:
    print(text(policy_of(options)))
    return ExitCode.ACCEPTED


def _check(options: argparse.Namespace) -> ExitCode:
    from pipelines.letters import check_templates

    policy = policy_of(options)
    check_templates(policy)
    print(f"{options.policy}: {policy.name}, version {policy.version}: no errors")
    return ExitCode.ACCEPTED


def text(policy: Policy) -> str:
    """The policy as TOML, each key with what it says."""
    return "\n".join(_lines(policy, ""))


def _lines(table: Any, prefix: str) -> Iterator[str]:
    for field in fields(table):
        value = getattr(table, field.name)
        about = f"# {ABOUT[field.name]}" if field.name in ABOUT and not prefix else ""
        if hasattr(value, "__dataclass_fields__"):
            yield f"\n{f'[{field.name}]':{COMMENT_COLUMN}}{about}".rstrip()
            yield from _lines(value, f"{field.name}.")
            continue
        given = f"{field.name} = {_toml(value)}"
        if len(given) < COMMENT_COLUMN:
            yield f"{given:{COMMENT_COLUMN}}{about}".rstrip()
        else:
            yield from filter(None, (about, given))


def _toml(value: Any) -> str:
    """A value as TOML writes it; of texts, numbers and lists that is as JSON does."""
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:_}"
    return json.dumps(value, ensure_ascii=False)
