"""``python tests/benchmark_mailroom.py``: letters an hour, scaling, memory, overhead, kills, a cluster. Not a test.

The figures of the docs are those of ``--letters 500 --sample 20 --rounds 3 --idle 2000 --lasting 2000 --kills 20``, on a
machine with nothing else to do (only ``lasting`` does not mind); it takes hours. ``--only`` measures a part.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from itertools import count, cycle, islice
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple, TypeAlias

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from fakes import FakeChecker, verdict  # noqa: E402 - found by the line above
from idcheck import Verdict  # noqa: E402
from pipelines.effects import Standing  # noqa: E402
from pipelines.mailroom import run  # noqa: E402

RECEIVED = date(2026, 11, 20)
QUIET_DASK = {
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "500ms",
    "distributed.admin.system-monitor.interval": "10s",
}
"""as docs/mailroom.md has a cluster set up: what Dask notes of itself took 6 % of two cores"""
WITHOUT_ID = 3
"""letters without an ID to each one of a family, where many letters are checked for the memory they leave"""
Row: TypeAlias = tuple[str, str, str]


class Idle:
    """A checker that has nothing to do: what is left is the mailroom's own work."""

    def __enter__(self) -> Idle:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def check(self, attachments: Any, *, received: date, request: str, annotate: Path, spare: Any) -> Verdict:
        del attachments, received, annotate, spare
        return verdict(request, ["bsn-mrz", "marking-date-missing"])


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--letters", type=int, default=16, help="drawn letters to check (default: %(default)s)")
    parser.add_argument(
        "--idle", type=int, default=400, help="empty letters for overhead and memory (default: %(default)s)"
    )
    parser.add_argument(
        "--lasting", type=int, default=200, help="letters in a row, for the workers' memory (default: %(default)s)"
    )
    parser.add_argument(
        "--sample", type=int, default=6, help="drawn letters for one worker against two (default: %(default)s)"
    )
    parser.add_argument("--rounds", type=int, default=1, help="times that these are run (default: %(default)s)")
    parser.add_argument("--workers", type=int, default=2, help="of the run over all letters (default: %(default)s)")
    parser.add_argument("--kills", type=int, default=20, help="times a run is killed (default: %(default)s)")
    parser.add_argument(
        "--only", nargs="+", choices=MEASURES, default=list(MEASURES), metavar="WHAT", help="of %(choices)s"
    )
    options = parser.parse_args()
    print("| measured | figure | wanted |\n|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for name in options.only:
            for row in MEASURES[name](Path(folder), options):
                print(f"| {' | '.join(row)} |", flush=True)


def speed(folder: Path, options: argparse.Namespace) -> Iterator[Row]:
    """A night's letters, drawn ones of every family, by all workers."""
    inbox = drawn(folder, options.letters)
    size = sum(path.stat().st_size for path in inbox.rglob("*") if path.is_file())
    yield f"a letter ({options.letters} drawn ones of every family), mean", f"{size / options.letters / 1e6:.2f} MB", ""
    began = resource.getrusage(resource.RUSAGE_CHILDREN)
    pace, memory = paced(inbox, folder / "speed", workers=options.workers)
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = ended.ru_utime + ended.ru_stime - began.ru_utime - began.ru_stime
    yield "processor time a letter, loading the readers included", f"{processor / options.letters:.1f} s", ""
    yield f"letters an hour, {options.workers} workers", f"{pace * 3600:.0f}", ""
    yield "their memory, their openers of files included", f"{memory.end / 1024:.0f} MB", ""
    yield (
        f"the same in the last tenth of {options.letters} letters against the second",
        f"{memory.growth:+.1%}",
        "< +5 %",
    )


def lasting(folder: Path, options: argparse.Namespace) -> Iterator[Row]:
    """Memory over many letters: one of each family and three times as many without an ID, over and over."""
    from samples.families import FAMILIES

    inbox, once = folder / "lasting", []
    for seed, family in enumerate(FAMILIES, 9_500):
        names = [family, *["no-id"] * WITHOUT_ID]
        once += [drawn_case(seed + 100 * turn, name, inbox, f"0-{seed}-{turn}") for turn, name in enumerate(names)]
    for number in range(len(once), options.lasting):
        like = once[number % len(once)]
        name = f"{number // len(once)}{like.name[1:]}"
        shutil.copytree(like, inbox / name) if like.is_dir() else shutil.copy(like, inbox / name)
    _, memory = paced(inbox, folder / "lasting-out", workers=options.workers)
    number = max(len(once), options.lasting)
    yield f"workers' memory in the last tenth of {number} letters against the second", f"{memory.growth:+.1%}", "< +5 %"
    yield "and at the end, their openers of files included", f"{memory.end / 1024:.0f} MB", ""


def scaling(folder: Path, options: argparse.Namespace) -> Iterator[Row]:
    """One worker, two, and two of a Dask cluster on this machine; every second round the other way round.

    The letters are alike: else the pace depends on which ones are the first and the last.
    """
    inbox, rounds = alike(folder, options.sample), []
    for number in range(options.rounds):
        places = list(enumerate((one_worker, one_core, two_workers, dask_workers)))
        runs = {place: pace(inbox, folder / f"{number}-{place}") for place, pace in places[:: -1 if number % 2 else 1]}
        rounds.append([runs[place] for place, _ in places])
    letters = f"{options.sample} letters alike, the median of {options.rounds} rounds"
    memory = median(one.memory.end for one, *_ in rounds)
    yield "a worker's memory, its opener of files included", f"{memory / 1024:.0f} MB", "≤ 900 MB"
    yield "two processes against one that only multiply matrices in the cache", f"{ceiling():.2f}×", "2×"
    yield (
        f"two workers against one ({letters})",
        f"{median(two.pace / one.pace for one, _, two, _ in rounds):.2f}×",
        "≥ 1.85×",
    )
    cores = median(two.pace / one.pace for _, one, two, _ in rounds)
    yield f"two workers on two cores against one on one core ({letters})", f"{cores:.2f}×", ""
    remote = median(remote.pace / two.pace for _, _, two, remote in rounds)
    yield f"two Dask workers against two local ones ({letters})", f"{remote - 1:+.1%}", "within 10 %"


def one_worker(inbox: Path, out: Path) -> Run:
    return paced(inbox, out, workers=1)


def one_core(inbox: Path, out: Path) -> Run:
    """One worker whose opener of files has no core of its own to work ahead on."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        return one_worker(inbox, out)
    finally:
        os.sched_setaffinity(0, cores)


def two_workers(inbox: Path, out: Path) -> Run:
    return paced(inbox, out, workers=2)


def dask_workers(inbox: Path, out: Path) -> Run:
    """On a cluster that is set up as docs/mailroom.md has it."""
    import dask
    from distributed import LocalCluster

    dask.config.set(QUIET_DASK)
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as machines:
        return paced(inbox, out, scheduler=machines.scheduler_address)


def ceiling() -> float:
    """What two processes that share nothing get done against one: on machines with shared cores less than two."""
    ratios = [2 * multiplying(1) / multiplying(2) for _ in range(3)]
    return median(ratios)


def multiplying(processes: int) -> float:
    """Seconds that so many processes take side by side, each for the same products of matrices that fit the cache."""
    script = (
        "import time, numpy as np; a = np.ones((128, 128), np.float32); a @ a; began = time.perf_counter()\n"
        "for _ in range(20_000): a @ a\n"
        "print(time.perf_counter() - began)"
    )
    environment = os.environ | dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    command = [sys.executable, "-c", script]
    started = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(processes)]
    return max(float(process.communicate()[0]) for process in started)


def overhead(folder: Path, options: argparse.Namespace) -> Iterator[Row]:
    """What the ledger, the journal and the handing over take of a letter, and what stays in memory of it."""
    inbox = folder / "idle"
    inbox.mkdir()
    for number in range(options.idle):
        (inbox / f"letter-{number:05}.pdf").write_bytes(random.Random(number).randbytes(200_000))
    command = [sys.executable, __file__, "--idle-run", str(inbox)]
    told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    yield (
        f"the mailroom's own work, a letter of 200 kB ({options.idle} of them)",
        f"{1000 * told['seconds']:.1f} ms",
        "",
    )
    yield "the same, of a letter of 5 seconds", f"{told['seconds'] / 5:.2%}", "< 3 %"
    yield "the mailroom's memory at the end", f"{told['megabytes']:.0f} MB", ""
    yield "that in the last tenth of the run against the second", f"{told['growth']:+.1%}", "< +5 %"


def idle_run(inbox: Path) -> dict[str, float]:
    """In a process of its own: seconds a letter, and memory."""
    seen: Seen = {}
    run(inbox, inbox.parent / "idle-out", rest=0, workers=1, make_checker=Idle, progress=noting(seen, [os.getpid()]))
    early, last, memory = max(seen) // 5, max(seen), memory_of(seen)
    seconds = (seen[last].moment - seen[early].moment) / (last - early)
    return {"seconds": seconds, "megabytes": memory.end / 1024, "growth": memory.growth}


def kills(folder: Path, options: argparse.Namespace) -> Iterator[Row]:
    """``kill -9`` of the whole at random moments; letters that take a moment each."""
    inbox, out, number = folder / "killed", folder / "killed-out", 8 * options.kills
    inbox.mkdir()
    for letter in range(number):
        (inbox / f"letter-{letter:05}").write_text("slow")
    script = (
        "from pathlib import Path; from fakes import FakeChecker; from pipelines.mailroom import run\n"
        f"run(Path({str(inbox)!r}), Path({str(out)!r}), rest=0, workers=2, make_checker=FakeChecker)"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    for _ in range(options.kills):
        process = subprocess.Popen([sys.executable, "-c", script], env=environment)
        time.sleep(random.uniform(0.5, 2.5))
        process.kill()
        process.wait()
    run(inbox, out, rest=0, workers=2, make_checker=FakeChecker)
    lines = [json.loads(line) for line in (out / "verdicts.jsonl").read_text().splitlines()]
    times = Counter(line["request"] for line in lines)
    found = f"{number - len(times)} lost, {sum(n - 1 for n in times.values())} doubled"
    yield f"{options.kills} kills of a run over {number} letters", found, "0 lost, 0 doubled"


MEASURES: dict[str, Callable[[Path, argparse.Namespace], Iterator[Row]]] = {
    "overhead": overhead,
    "kills": kills,
    "scaling": scaling,
    "speed": speed,
    "lasting": lasting,
}


def drawn(folder: Path, number: int) -> Path:
    """Drawn letters, the families in turn; those of several files as folders."""
    from samples.families import FAMILIES

    inbox = folder / f"drawn-{number}"
    if inbox.exists():
        return inbox
    for letter, (seed, family) in enumerate(islice(zip(count(9_000), cycle(FAMILIES), strict=False), number)):
        drawn_case(seed, family, inbox, f"{letter:05}")
    return inbox


def alike(folder: Path, number: int) -> Path:
    """The same letter so many times: one page of text and a photo of a card."""
    inbox = folder / "alike"
    letter = drawn_case(9_000, "good-typed", inbox, "00000")
    for index in range(1, number):
        shutil.copy(letter, inbox / f"{index:05}.pdf")
    return inbox


def drawn_case(seed: int, family: str, inbox: Path, start: str) -> Path:
    """A letter drawn into an inbox under a name that starts so: a file, or a folder of several."""
    from samples.draw import case

    files = case(seed, family, split="tuning").files
    (name, data), *more = files
    place = inbox / start if more else inbox / f"{start}-{name}"
    (place if more else inbox).mkdir(parents=True, exist_ok=True)
    for name, data in files:
        (place / name if more else place).write_bytes(data)
    return place


class Memory(NamedTuple):
    """Of all workers, in kilobytes: the median over the last tenth of the run, and its growth since the second tenth."""

    end: float
    growth: float


class Run(NamedTuple):
    """Letters a second, and the workers' memory."""

    pace: float
    memory: Memory


def paced(inbox: Path, out: Path, **places: Any) -> Run:
    """Letters a second while all workers have one in hand, as in a long night, and the workers' memory."""
    seen: Seen = {}
    run(inbox, out, rest=0, received=RECEIVED, progress=noting(seen, None), **places)
    workers = places.get("workers", 2)
    first, last = workers, max(seen) - workers
    return Run((last - first) / (seen[last].moment - seen[first].moment), memory_of(seen))


class Noted(NamedTuple):
    """The moment a letter was done, in seconds, and the memory then, in kilobytes."""

    moment: float
    memory: int


Seen: TypeAlias = dict[int, Noted]


def noting(seen: Seen, processes: list[int] | None) -> Callable[[Standing], None]:
    """Notes when a letter was done, and the memory of these processes, or of all that this one has started."""

    def note(now: Standing) -> None:
        seen[now.done] = Noted(time.perf_counter(), sum(map(resident, processes or started())))

    return note


def memory_of(seen: Seen) -> Memory:
    """A tenth of the run at a time: a single moment depends on how large a page was in hand."""
    tenth = max(1, len(seen) // 10)
    notes = [seen[number].memory for number in sorted(seen)]
    early, late = median(notes[tenth : 2 * tenth] or notes), median(notes[-tenth:])
    return Memory(late, late / early - 1)


def started() -> list[int]:
    """Every process below this one."""
    parents = {int(path.name): parent_of(path) for path in Path("/proc").glob("[0-9]*")}
    below = {os.getpid()}
    while more := {process for process, parent in parents.items() if parent in below} - below:
        below |= more
    return sorted(below - {os.getpid()})


def parent_of(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def resident(process: int) -> int:
    """Kilobytes."""
    try:
        text = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in text.splitlines() if line.startswith("VmRSS")), 0)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--idle-run"]:
        print(json.dumps(idle_run(Path(sys.argv[2]))))
    else:
        main()
