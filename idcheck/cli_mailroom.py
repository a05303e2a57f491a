"""``idcheck mailroom``: its part of the command line, and what it shows."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from idcheck.cli_progress import progress
from idcheck.terminal import ExitCode, count, policy_of, say, seconds, stdout_kept_clean

if TYPE_CHECKING:
    from idcheck import Policy
    from pipelines.effects import Effect
    from pipelines.inbox import Source
    from pipelines.mailroom import Run


def add_mailroom(command: argparse.ArgumentParser) -> None:
    """The options of ``idcheck mailroom``."""
    command.usage = "idcheck mailroom INBOX --out DIR [--watch] [options]"
    command.description = (
        "Check every entry of a folder as a request of its own: a file, a folder or an e-mail. Verdicts are appended "
        "to DIR/verdicts.jsonl as they come; killed and run again, it goes on with what has none."
    )
    command.add_argument(
        "inbox",
        metavar="INBOX",
        help="the folder; one elsewhere, smb://user@host/share/folder or s3://bucket/folder, with its password in "
        "IDCHECK_SHARE_PASSWORD(_FILE); a mailbox, imaps://user@host/folder, with its password in "
        "IDCHECK_IMAP_PASSWORD(_FILE); or - for a list of entries on stdin, one a line",
    )
    command.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="DIR",
        help="where verdicts.jsonl, summary.csv and report.html are written",
    )
    command.add_argument(
        "--workers", type=count, metavar="N", help="worker processes (default: as cores and memory allow)"
    )
    command.add_argument(
        "--scheduler", metavar="ADDRESS", help="have a Dask cluster check them: tcp://host:8786, tls://host:8786"
    )
    command.add_argument(
        "--ledger",
        metavar="FILE|URL",
        help="what is in hand and done; mailrooms that share an inbox share one: a file, or postgresql://user@host/db "
        "(default: DIR/ledger.sqlite)",
    )
    command.add_argument(
        "--rest",
        type=seconds,
        default=5.0,
        metavar="SECONDS",
        help="leave alone what changed so shortly ago (default: 5)",
    )
    command.add_argument("--watch", action="store_true", help="go on with what comes, until stopped")
    command.add_argument(
        "--poll",
        type=seconds,
        metavar="SECONDS",
        help="watch by looking so often, as for a network share (default: the system tells; elsewhere: 30)",
    )
    command.add_argument(
        "--mail-done", metavar="FOLDER", help="move messages that are done there (default: mark them as read)"
    )
    command.add_argument(
        "--time-limit",
        type=seconds,
        default=1200.0,
        metavar="SECONDS",
        help="what one request may take, before it is turned away with file-timeout (default: 1200)",
    )
    command.add_argument(
        "--sort", action="store_true", help="move each entry to DIR/accepted, DIR/rejected or, not judged, DIR/failed"
    )
    command.add_argument(
        "--letters", action="store_true", help="write a draft of a letter to the sender of each rejected request"
    )
    command.add_argument(
        "--deliver",
        metavar="URL",
        help="post each verdict to a workflow as a CloudEvent, signed with the secret in IDCHECK_DELIVER_SECRET(_FILE)",
    )
    command.add_argument(
        "--keep-days",
        type=count,
        metavar="N",
        help="erase pictures, letters and sorted entries in DIR after N days (default: as the policy says)",
    )
    command.add_argument("--metrics", metavar="PORT", help="serve figures for Prometheus there ([HOST:]PORT)")
    command.add_argument("--log-json", action="store_true", help="what is said on stderr in lines of JSON")
    command.set_defaults(run=_mailroom)


def _mailroom(options: argparse.Namespace) -> ExitCode:
    from pipelines.effects import Effect
    from pipelines.mailroom import run

    os.umask(0o077)  # what is written is readable by its owner only
    policy = policy_of(options)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # what is in hand is left to the next run
    with stdout_kept_clean(), progress(log_json=options.log_json) as shown, _source(options, policy) as source:
        done = run(
            source,
            options.out,
            policy=policy,
            received=options.received,
            workers=options.workers,
            scheduler=options.scheduler,
            ledger=options.ledger,
            seconds=options.time_limit,
            outbox=bool(options.deliver),
            effects=[*_effects(options, policy), *([source] if isinstance(source, Effect) else [])],
            progress=shown,
        )
    _print_run(done, options.lang)
    if done.unjudged:
        return ExitCode.FAILED
    return ExitCode.ACCEPTED if all(row.outcome == "accept" for row in done.rows) else ExitCode.REJECTED


@contextmanager
def _source(options: argparse.Namespace, policy: Policy) -> Iterator[Source]:
    """Where the entries come from."""
    from pipelines.inbox import Inbox, entries_of, listed
    from pipelines.mailbox import LOOK_SECONDS, Mailbox
    from pipelines.share import Share
    from pipelines.watch import Watched

    watch = options.watch or options.poll
    every = (options.poll or LOOK_SECONDS) if watch else None
    if options.inbox.startswith(("imap://", "imaps://")):
        yield Mailbox(options.inbox, options.out, watch=every, done=options.mail_done)
    elif "://" in options.inbox:
        yield Share(options.inbox, options.out, rest=options.rest, watch=every, take=options.sort, limits=policy.limits)
    elif watch:
        with Watched(Path(options.inbox), options.out, rest=options.rest, poll=options.poll) as watched:
            yield watched
    elif options.inbox == "-":
        yield Inbox(listed(sys.stdin.buffer.read()), rest=options.rest)
    else:
        yield Inbox(entries_of(Path(options.inbox), options.out), rest=options.rest)


def _effects(options: argparse.Namespace, policy: Policy) -> list[Effect]:
    """What follows each verdict, in this order: what is erased is in no report any more."""
    from pipelines.delivery import Delivery, secret_of
    from pipelines.ledger import ledger_in
    from pipelines.letters import Letters
    from pipelines.metrics import Metrics
    from pipelines.overview import Overview
    from pipelines.retention import Retention
    from pipelines.sorting import Sorting

    effects: list[Effect] = []
    if options.sort:
        effects.append(Sorting(options.out))
    if options.letters:
        effects.append(Letters(options.out, policy))
    if options.deliver:
        where = options.ledger or ledger_in(options.out)
        effects.append(Delivery(where, options.out, options.deliver, secret_of()))
    if days := options.keep_days or policy.keep_days:
        effects.append(Retention(options.out, days))
    if options.metrics:
        effects.append(Metrics(options.metrics))
    return [*effects, Overview(options.out, options.lang)]


MOST_ROWS = 40
"""Requests that are listed one by one; of more, only the totals are read, and verdicts.jsonl has them all."""


def _print_run(done: Run, lang: str) -> None:
    from rich.console import Console

    from idcheck import report

    unjudged = [entry.request for entry in done.unjudged]
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else 120, highlight=False, markup=False)
    if len(done.rows) + len(unjudged) <= MOST_ROWS:
        console.print(report.requests_table(done.rows, unjudged, lang))
    console.print(report.totals_table(done.rows, len(unjudged), lang))
    for entry in done.unjudged:
        say(f"{entry.request}: not judged: {entry.why}", ExitCode.FAILED)
