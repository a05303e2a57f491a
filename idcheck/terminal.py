"""What the commands share: exit codes, the kinds of their arguments, and a stdout that holds the result alone."""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from datetime import UTC, date, datetime
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


class JsonLines(logging.Formatter):
    """A log record as one line of JSON. Of an exception only its kind: its text may hold what stands on a page."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"time": moment, "level": record.levelname, "logger": record.name, "message": record.getMessage()}
        if record.exc_info and record.exc_info[0]:
            line["exception"] = record.exc_info[0].__name__
        return json.dumps(line, ensure_ascii=False)


def set_up_logging(options: argparse.Namespace) -> None:
    """Logs go to stderr, as text or as lines of JSON; a command that runs for long says how far it has come."""
    handler = logging.StreamHandler(sys.stderr)
    as_json = getattr(options, "log_json", False)
    handler.setFormatter(JsonLines() if as_json else logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.DEBUG if options.verbose else logging.WARNING, handlers=[handler], force=True)
    for name in ("idcheck.mailroom", "pipelines"):
        logging.getLogger(name).setLevel(logging.DEBUG if options.verbose else logging.INFO)


def say(message: str, code: ExitCode) -> ExitCode:
    """One line on stderr; gives the exit code back."""
    if any(isinstance(handler.formatter, JsonLines) for handler in logging.root.handlers):
        logging.getLogger("idcheck").error(message)
    else:
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
