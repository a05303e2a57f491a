"""``python -m samples``: writes the newcomer's samples with an index of what is wrong with each."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from samples.draw import Case, case
from samples.files import archive

MOST_BYTES = 300_000
"""of one sample: a checkout and an e-mail bear it"""

TRIES = 20
"""before the smallest is taken, seen or not"""

WANTED = (
    ("good-typed", 2),
    ("good-stamp", 2),
    ("good-watermark", 2),
    ("good-handwriting", 1),
    ("open-printed", 2),
    ("open-mrz", 2),
    ("open-code", 1),
    ("open-text", 1),
    ("one-place-left", 2),
    ("struck", 1),
    ("partial", 1),
    ("marking-missing", 2),
    ("marking-wrong", 1),
    ("marking-date", 2),
    ("letterhead-trap", 1),
    ("no-id", 1),
    ("foreign-good", 1),
    ("foreign-bad", 1),
    ("bad-file", 2),
    ("unreadable", 1),
    ("containers", 4),
    ("hidden", 2),
)
"""how many of each family the newcomer sees"""


def newcomers() -> list[Case]:
    """The samples: from each family the first small ones, always the same."""
    chosen: list[Case] = []
    seen: set[str] = set()
    for family, count in WANTED:
        for number in range(count):
            chosen.append(_next(family, 1000 + number * 100, seen))
            seen.add(_kind(chosen[-1]))
    return chosen


def _kind(drawn: Case) -> str:
    tags = drawn.tags
    return f"{tags.get('document')} {tags.get('model')} {tags.get('container')}"


def _next(family: str, seed: int, seen: set[str]) -> Case:
    """The first case from ``seed`` on that is small and shows what none before did; else the smallest tried."""
    tried = []
    for number in range(seed, seed + TRIES):
        drawn = case(number, family, split="tuning")
        if len(drawn.files) == 1 and len(drawn.files[0][1]) < MOST_BYTES and _kind(drawn) not in seen:
            return drawn
        tried.append(drawn)
    return min(tried, key=lambda drawn: sum(len(data) for _, data in drawn.files))


def write(cases: Sequence[Case], out: Path) -> None:
    """Write every case as one file (several become a ZIP), ``index.json`` and ``index.md``."""
    out.mkdir(parents=True, exist_ok=True)
    rows = [_written(number, drawn, out) for number, drawn in enumerate(cases, 1)]
    (out / "index.json").write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", "utf-8")
    lines = ["| file | received | what is wrong | expected | reasons |", "|---|---|---|---|---|"]
    lines += [
        f"| {row['file']} | {row['received']} | {row['note']['en']} | {row['outcome']} | {', '.join(row['codes'])} |"
        for row in rows
    ]
    (out / "index.md").write_text(
        "\n".join(["# Samples", "", "Drawn: nobody in them exists.", "", *lines, ""]), "utf-8"
    )


def _written(number: int, drawn: Case, out: Path) -> dict[str, Any]:
    name, data = drawn.files[0]
    if len(drawn.files) > 1:
        name, data = "all.zip", archive(dict(drawn.files))
    file = f"{number:02d}-{drawn.family}.{name.rsplit('.', 1)[-1]}"
    (out / file).write_bytes(data)
    return {
        "file": file,
        "received": drawn.received.isoformat(),
        "outcome": drawn.outcome,
        "codes": sorted(drawn.codes),
        "note": dict(drawn.note),
        "about": {key: value for key, value in drawn.tags.items() if key != "words"},
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the samples; prints the folder."""
    parser = argparse.ArgumentParser(prog="python -m samples", description=__doc__)
    parser.add_argument(
        "out", nargs="?", type=Path, default=Path("out/samples"), help="folder to write to (default: %(default)s)"
    )
    options = parser.parse_args(arguments)
    write(newcomers(), options.out)
    print(options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
