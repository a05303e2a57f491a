"""``python -m samples.show``: checks every sample and shows its verdict beside what was expected."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.progress import track
from rich.table import Table

from idcheck import Checker, Verdict


def agrees(row: dict[str, Any], verdict: Verdict) -> bool:
    """Whether the outcome is the expected one and every expected reason was given."""
    return verdict.outcome == row["outcome"] and set(row["codes"]) <= set(verdict.codes)


def table(rows: Sequence[tuple[dict[str, Any], Verdict]]) -> Table:
    """A row a sample; the last column is empty where the verdict is as expected."""
    shown = Table("sample", "what is wrong with it", "verdict", "reasons", "expected", box=box.SIMPLE_HEAD)
    for row, verdict in rows:
        expected = "" if agrees(row, verdict) else f"{row['outcome']} {', '.join(row['codes'])}"
        shown.add_row(row["file"], row["note"]["en"], verdict.outcome, ", ".join(verdict.codes), expected)
    return shown


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the samples in a folder; 1 when one was accepted that should not be, 0 otherwise."""
    parser = argparse.ArgumentParser(prog="python -m samples.show", description=__doc__)
    parser.add_argument("folder", type=Path, help="what `python -m samples` wrote")
    parser.add_argument("--annotate", type=Path, metavar="DIR", help="write pictures of the pages there")
    options = parser.parse_args(arguments)
    index = json.loads((options.folder / "index.json").read_text("utf-8"))
    errors = Console(stderr=True)
    with Checker() as checker:
        rows = [
            (
                row,
                checker.check(
                    options.folder / row["file"],
                    received=date.fromisoformat(row["received"]),
                    annotate=options.annotate,
                ),
            )
            for row in track(index, "checking", console=errors, disable=not errors.is_terminal)
        ]
    console = Console(width=None if sys.stdout.isatty() else 160, markup=False, highlight=False)
    console.print(table(rows))
    right = sum(agrees(*row) for row in rows)
    console.print(f"{right} of {len(rows)} verdicts as expected")
    return int(any(verdict.accepted and row["outcome"] == "reject" for row, verdict in rows))


if __name__ == "__main__":
    sys.exit(main())
