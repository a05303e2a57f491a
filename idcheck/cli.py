"""The command ``idcheck``. The result goes to stdout, everything else to stderr; the exit code is the verdict.

Stages and tables are imported when a command needs them: ``idcheck --help`` loads none of them.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from idcheck import __version__
from idcheck.cli_mailroom import add_mailroom
from idcheck.cli_policy import add_policy
from idcheck.cli_redact import REDACT_EXIT_CODES, add_redact
from idcheck.terminal import EXIT_CODES, ExitCode, day, policy_of, say, set_up_logging, stdout_kept_clean


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code. Raises SystemExit where argparse does: for ``--help`` and wrong usage."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    options = parser().parse_args(arguments)
    set_up_logging(options)
    return _guarded(options)


def _guarded(options: argparse.Namespace) -> int:
    """Run the command; every failure is one clear line and an exit code, none of them that of an acceptance."""
    from idcheck import IdcheckError, UnsafeError, UsageError

    try:
        code: int = options.run(options)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return say("interrupted", ExitCode.INTERRUPTED)
    except UsageError as error:
        return say(str(error), ExitCode.USAGE)
    except UnsafeError as error:
        return say(str(error), ExitCode.REJECTED)
    except IdcheckError as error:
        return say(str(error), ExitCode.FAILED)
    except BrokenPipeError:
        # who read the result has gone: say nothing more, and keep Python from trying again as it ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.FAILED
    except Exception as error:  # noqa: BLE001 - Python's own exit code would be that of a rejection
        from idcheck.checker import place_of

        return say(f"failed unexpectedly ({place_of(error)}): nothing was judged; please report it", ExitCode.FAILED)


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
    add_redact(
        commands.add_parser(
            "redact",
            parents=[_common(received=False)],
            help="write a copy with the BSN burnt out",
            epilog=REDACT_EXIT_CODES,
        )
    )
    add_mailroom(
        commands.add_parser("mailroom", parents=[common], help="check every request in a folder", epilog=EXIT_CODES)
    )
    add_policy(commands.add_parser("policy", help="show what is accepted, or check a policy file"))
    return top


def _common(*, received: bool = True) -> argparse.ArgumentParser:
    """The options of every command; the day of receipt is for those that judge."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--policy", type=Path, metavar="FILE", help="what is accepted, in TOML (default: woonpartners)")
    if received:
        common.add_argument("--received", type=day, metavar="YYYY-MM-DD", help="the day of receipt (default: today)")
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


# --------------------------------------------------------------------------------------------------------- the commands


MOST_CORES = 4
"""Pages of one request that are looked at at once: each takes some 300 MB."""


def _check(options: argparse.Namespace) -> ExitCode:
    from idcheck import check, report

    policy = policy_of(options)
    with stdout_kept_clean():
        source = options.files if len(options.files) > 1 else options.files[0]
        verdict = check(source, policy=policy, received=options.received, annotate=options.annotate, cores=_cores())
    print(_object(verdict.to_dict()) if options.json else report.text(verdict, options.lang))
    return ExitCode.ACCEPTED if verdict.accepted else ExitCode.REJECTED


def _cores() -> int:
    """The cores that this process may use, up to `MOST_CORES`."""
    return min(MOST_CORES, len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1)


def _object(verdict: dict[str, object]) -> str:
    return json.dumps(verdict, ensure_ascii=False, indent=2)
