"""The command ``idcheck``. The result goes to stdout, everything else to stderr; the exit code is the verdict.

Stages and tables are imported when a command needs them: ``idcheck --help`` loads none of them.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from datetime import date
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

from idcheck import __version__

if TYPE_CHECKING:
    from idcheck import Policy
    from pipelines.mailroom import Progress, Run


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


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code. Raises SystemExit where argparse does: for ``--help`` and wrong usage."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    options = parser().parse_args(arguments)
    logging.basicConfig(
        level=logging.DEBUG if options.verbose else logging.WARNING,
        format="%(levelname)s %(name)s: %(message)s",
        stream=sys.stderr,
    )
    return _guarded(options)


def _guarded(options: argparse.Namespace) -> int:
    """Run the command; every failure is one clear line and an exit code, none of them that of an acceptance."""
    from idcheck import IdcheckError, UsageError

    try:
        code: int = options.run(options)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return _say("interrupted", ExitCode.INTERRUPTED)
    except UsageError as error:
        return _say(str(error), ExitCode.USAGE)
    except IdcheckError as error:
        return _say(str(error), ExitCode.FAILED)
    except BrokenPipeError:
        # who read the result has gone: say nothing more, and keep Python from trying again as it ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.FAILED
    except Exception as error:  # noqa: BLE001 - Python's own exit code would be that of a rejection
        from idcheck.checker import place_of

        return _say(f"failed unexpectedly ({place_of(error)}): nothing was judged; please report it", ExitCode.FAILED)


def _say(message: str, code: ExitCode) -> ExitCode:
    print(f"idcheck: {message}", file=sys.stderr)
    return code


# ----------------------------------------------------------------------------------------------------------- the parser


def parser() -> argparse.ArgumentParser:
    """The command line, as the README shows it."""
    top = argparse.ArgumentParser(
        prog="idcheck",
        description="Checks copies of Dutch identity documents: is the BSN struck out everywhere, is the copy marked?",
        epilog=EXIT_CODES,
    )
    top.add_argument("--version", action="version", version=f"idcheck {__version__}")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    common = _common()
    _add_check(commands.add_parser("check", parents=[common], help="check one request", epilog=EXIT_CODES))
    _add_mailroom(
        commands.add_parser("mailroom", parents=[common], help="check every request in a folder", epilog=EXIT_CODES)
    )
    return top


def _common() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--policy", type=Path, metavar="FILE", help="what is accepted, in TOML (default: woonpartners)")
    common.add_argument("--received", type=_day, metavar="YYYY-MM-DD", help="the day of receipt (default: today)")
    common.add_argument("--lang", choices=("nl", "en"), default="nl", help="language of the result (default: nl)")
    common.add_argument("-v", "--verbose", action="store_true", help="say on stderr what is being done")
    return common


def _add_check(command: argparse.ArgumentParser) -> None:
    command.usage = "idcheck check FILE... [--json] [--annotate DIR] [options]"
    command.description = "Check one request, made of these files: scans, photos, e-mails, archives or folders of them."
    command.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a file or folder")
    command.add_argument("--json", action="store_true", help="print the verdict object instead of text")
    command.add_argument("--annotate", type=Path, metavar="DIR", help="write pictures of the pages, digits blotted out")
    command.set_defaults(run=_check)


def _add_mailroom(command: argparse.ArgumentParser) -> None:
    command.usage = "idcheck mailroom INBOX --out DIR [--workers N] [options]"
    command.description = (
        "Check every entry of a folder as a request of its own: a file, a folder or an e-mail. Verdicts are appended "
        "to DIR/verdicts.jsonl as they come; run again, it goes on with what has none."
    )
    command.add_argument("inbox", type=Path, metavar="INBOX", help="the folder")
    command.add_argument("--out", type=Path, required=True, metavar="DIR", help="where verdicts.jsonl is written")
    command.add_argument("--workers", type=_count, metavar="N", help="worker processes (default: one a core)")
    command.set_defaults(run=_mailroom)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no date; write it as 2026-11-20") from error


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r}: give a whole number of 1 or more")
    return int(text)


def _policy(options: argparse.Namespace) -> Policy:
    from idcheck import WOONPARTNERS, load_policy

    return load_policy(options.policy) if options.policy else WOONPARTNERS


# --------------------------------------------------------------------------------------------------------- the commands


def _check(options: argparse.Namespace) -> ExitCode:
    from idcheck import check, report

    policy = _policy(options)
    with _stdout_kept_clean():
        source = options.files if len(options.files) > 1 else options.files[0]
        verdict = check(source, policy=policy, received=options.received, annotate=options.annotate)
    print(_object(verdict.to_dict()) if options.json else report.text(verdict, options.lang))
    return ExitCode.ACCEPTED if verdict.accepted else ExitCode.REJECTED


def _object(verdict: dict[str, object]) -> str:
    return json.dumps(verdict, ensure_ascii=False, indent=2)


def _mailroom(options: argparse.Namespace) -> ExitCode:
    from pipelines.mailroom import run

    policy = _policy(options)
    with _stdout_kept_clean(), _progress() as progress:
        done = run(
            options.inbox,
            options.out,
            policy=policy,
            received=options.received,
            workers=options.workers,
            progress=progress,
        )
    _print_run(done, options.lang)
    if done.unjudged:
        return ExitCode.FAILED
    return ExitCode.ACCEPTED if all(line["outcome"] == "accept" for line in done.lines) else ExitCode.REJECTED


MOST_ROWS = 40
"""Requests that are listed one by one; of more, only the totals are read, and verdicts.jsonl has them all."""


def _print_run(done: Run, lang: str) -> None:
    from rich.console import Console

    from idcheck import report

    unjudged = [entry.request for entry in done.unjudged]
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else 120, highlight=False, markup=False)
    if len(done.lines) + len(unjudged) <= MOST_ROWS:
        console.print(report.requests_table(done.lines, unjudged, lang))
    console.print(report.totals_table(done.lines, len(unjudged), lang))
    for entry in done.unjudged:
        _say(f"{entry.request}: not judged: {entry.why}", ExitCode.FAILED)


@contextmanager
def _progress() -> Iterator[Progress]:
    """A bar on a terminal; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _done, _of: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    with Progress(BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=Console(stderr=True)) as bar:
        task = bar.add_task("")
        yield lambda done, of: bar.update(task, completed=done, total=of)


@contextmanager
def _stdout_kept_clean() -> Iterator[None]:
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
