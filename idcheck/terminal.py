"""What the commands share: exit codes, the kinds of their arguments, and a stdout that holds the result alone."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from datetime import date
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from idcheck import Policy


class ExitCode(IntEnum):
    """What the caller of the command learns from it (contract)."""

    ACCEPTED = 0
    REJECTED = 1
    USAGE = 2
    FAILED = 3
    INTERRUPTED = 130


EXIT_CODES = (
    "exit codes: 0 all accepted · 1 at least one rejected · 2 usage or policy error · "
    "3 an engine or a file system failed: what was not judged is named · 130 interrupted"
)


def say(message: str, code: ExitCode) -> ExitCode:
    """One line on stderr; gives the exit code back."""
    print(f"idcheck: {message}", file=sys.stderr)
    return code


def day(text: str) -> date:
    """An argument that is a date."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no date; write it as 2026-11-20") from error


def count(text: str) -> int:
    """An argument that is a whole number of 1 or more."""
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r}: give a whole number of 1 or more")
    return int(text)


def seconds(text: str) -> float:
    """An argument that is a number of seconds."""
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r}: give a number of seconds")
    return number


def policy_of(options: argparse.Namespace) -> Policy:
    """The policy that ``--policy`` names.

    Raises:
        PolicyError: it cannot be used.
    """
    from idcheck import WOONPARTNERS, load_policy

    return load_policy(options.policy) if options.policy else WOONPARTNERS


@contextmanager
def stdout_kept_clean() -> Iterator[None]:
    """Send to stderr whatever the engines print to stdout, from Python or from C: it belongs to the result."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        with redirect_stdout(sys.stderr):
            yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
