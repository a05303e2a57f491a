"""``python tests/benchmark.py``: what a page costs, what a worker takes, what a second worker brings. Not a test.

Draws A4 pages scanned at 300 dpi, and has them checked on a machine that should have nothing else to do.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import count, cycle, islice
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

FAMILIES = ("good-typed", "open-mrz", "good-watermark", "open-printed")
RECEIVED = date(2026, 11, 20)


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=8, help="different pages to draw (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="times each is checked (default: %(default)s)")
    parser.add_argument("--worker", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        print(json.dumps(worker(sorted(options.worker.iterdir()), options.rounds)))
        return
    with tempfile.TemporaryDirectory() as folder:
        pages = draw(Path(folder) / "pages", options.pages)
        rows = [*help_rows(), *page_rows(pages, options.rounds), *scaling_rows(pages, Path(folder), options.rounds)]
    print("\n".join(["| measured | figure | wanted |", "|---|---|---|", *(f"| {a} | {b} | {c} |" for a, b, c in rows)]))


def draw(folder: Path, number: int) -> Path:
    """A4 pages at 300 dpi, one a file."""
    from samples.draw import case

    folder.mkdir()
    drawn = (case(seed, family, split="tuning") for seed, family in zip(count(7_000), cycle(FAMILIES), strict=False))
    fit = (one for one in drawn if one.tags["capture"].startswith("scan-300") and len(one.files) == 1)
    for one in islice(fit, number):
        name, data = one.files[0]
        (folder / f"{one.name}{Path(name).suffix}").write_bytes(data)
    return folder


def help_rows() -> Iterator[tuple[str, str, str]]:
    command = [sys.executable, "-m", "idcheck", "--help"]
    seconds = timed(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT), 11)
    yield "`idcheck --help`", f"{seconds:.2f} s", "≤ 0.3 s"


def page_rows(pages: Path, rounds: int) -> Iterator[tuple[str, str, str]]:
    """Measured in a process of its own, so that drawing counts for nothing."""
    command = [sys.executable, __file__, "--worker", str(pages), "--rounds", str(rounds)]
    told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    spread = f"{min(told['seconds']):.1f}–{max(told['seconds']):.1f}"
    yield "a 300-dpi A4 page on one core, median", f"{median(told['seconds']):.1f} s ({spread})", "≤ 3 s"
    yield "the first page of a process, loading the readers", f"{told['first']:.1f} s", ""
    yield (
        "a worker's memory, its opener of files included",
        f"{told['worker_mb']} MB + {told['opener_mb']} MB",
        "≤ 900 MB",
    )


def worker(pages: Sequence[Path], rounds: int) -> dict[str, object]:
    """Check the pages on one core, one after another: the median of each by its pages, and the most memory it took."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    from idcheck import Checker

    with Checker() as checker:
        first = timed(lambda: checker.check(pages[0], received=RECEIVED), 1)
        seconds = []
        for page in pages:
            sheets = sum(file.pages for file in checker.check(page, received=RECEIVED).attachments)
            seconds.append(timed(lambda page=page: checker.check(page, received=RECEIVED), rounds) / sheets)  # type: ignore[misc]
        opener = max(map(peak_mb, children()))
    return {"first": first, "seconds": seconds, "worker_mb": peak_mb(os.getpid()), "opener_mb": opener}


def children() -> list[int]:
    return [int(pid) for task in Path("/proc/self/task").iterdir() for pid in (task / "children").read_text().split()]


def peak_mb(process: int) -> int:
    """The most memory that a process has held; `resource` counts what a child shared with its parent before it began."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def scaling_rows(pages: Path, folder: Path, rounds: int) -> Iterator[tuple[str, str, str]]:
    from pipelines.mailroom import run

    inbox = folder / "inbox"
    inbox.mkdir()
    for number in range(rounds):
        for page in pages.iterdir():
            (inbox / f"{number}-{page.name}").write_bytes(page.read_bytes())
    requests = len(list(inbox.iterdir()))
    seconds = [
        timed(lambda n=n: run(inbox, folder / f"out-{n}", received=RECEIVED, workers=n), 1)  # type: ignore[misc]
        for n in (1, 2)
    ]
    yield f"{requests} requests with one worker, start-up included", f"{seconds[0]:.1f} s", ""
    yield "two workers against one", f"{seconds[0] / seconds[1]:.2f}×", "≥ 1.8×"


def timed(action: Callable[[], object], times: int) -> float:
    """The median of some runs, in seconds."""
    seconds = []
    for _ in range(times):
        started = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - started)
    return median(seconds)


if __name__ == "__main__":
    main()
