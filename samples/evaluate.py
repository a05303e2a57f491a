"""``python -m samples.evaluate``: draws fresh requests, has them checked, and says per family what went wrong."""

from __future__ import annotations

import argparse
import json
import multiprocessing
import re
import sys
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from samples.draw import Case, case
from samples.families import FAMILIES
from samples.fonts import Split

ENGINE_FAILED = "engine-failed"
"""stands for the codes where the check raised instead of giving a verdict"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one case."""

    name: str
    family: str
    expected: frozenset[str]
    got: frozenset[str]
    accepted: bool
    open_bsn: bool
    leaked: bool
    """a BSN of the case stands in its verdict"""
    seconds: float
    tags: dict[str, str]
    error: str = ""

    @property
    def unsafe(self) -> bool:
        return self.accepted and self.open_bsn

    @property
    def unseen(self) -> bool:
        """Nothing was said of a BSN that can be read: only another fault, if any, kept it from being accepted."""
        return self.open_bsn and not any(
            code == "unreadable" or code.startswith(("bsn-", "file-")) for code in self.got
        )

    @property
    def wrong_accept(self) -> bool:
        return self.accepted and bool(self.expected)

    @property
    def wrong_reject(self) -> bool:
        return not self.accepted and not self.expected

    @property
    def missed(self) -> bool:
        return bool(self.expected - self.got)

    @property
    def failed(self) -> bool:
        return self.wrong_accept or self.wrong_reject or self.missed or self.leaked or bool(self.error)


def judge(seed: int, family: str, split: Split, save: Path | None = None) -> Result:
    """Draw one case and have it checked; with ``save``, keep the files and pages of one that fails."""
    drawn = case(seed, family, split=split)
    started = time.perf_counter()
    verdict, error = _checked(drawn)
    seconds = time.perf_counter() - started
    codes = [reason["code"] for reason in verdict.get("reasons", ())] if verdict else [ENGINE_FAILED]
    result = Result(
        name=drawn.name,
        family=drawn.family,
        expected=drawn.codes,
        got=frozenset(codes),
        accepted=verdict.get("outcome") == "accept",
        open_bsn=drawn.open_bsn,
        leaked=any(number in re.sub(r"[\s.]", "", json.dumps(verdict)) for number in drawn.bsns),
        seconds=seconds,
        tags=dict(drawn.tags),
        error=error,
    )
    if save and result.failed:
        keep(drawn, save / drawn.name, verdict)
    return result


def _checked(drawn: Case) -> tuple[dict[str, Any], str]:
    """The verdict as the contract's object, or nothing and the kind of error."""
    from idcheck import WOONPARTNERS, check

    try:
        return check(list(drawn.files), policy=WOONPARTNERS, received=drawn.received, request=drawn.name).to_dict(), ""
    except Exception as error:  # noqa: BLE001 - a request that breaks it must not hide the others
        return {}, f"{type(error).__name__}: {str(error)[:200]}"


def keep(drawn: Case, folder: Path, verdict: object = None) -> None:
    """Write a case's files, its pages as PNG, and what was expected and found."""
    from PIL import Image

    from idcheck.attachments import gather
    from idcheck.guard import intake
    from idcheck.policy import Limits
    from idcheck.records import Raster

    folder.mkdir(parents=True, exist_ok=True)
    for name, data in drawn.files:
        (folder / name.replace("/", "_")).write_bytes(data)
    for record in intake(gather(list(drawn.files)), Limits()):
        if isinstance(record, Raster):
            stem = re.sub(r"\W+", "-", record.attachment)
            Image.fromarray(record.picture).save(folder / f"page-{stem}-{record.number}.png", compress_level=1)
    about = {"expected": sorted(drawn.codes), "note": dict(drawn.note), "tags": dict(drawn.tags), "verdict": verdict}
    (folder / "case.json").write_text(json.dumps(about, indent=1, ensure_ascii=False, default=str), "utf-8")


def run(n: int, seed: int, split: Split, families: Sequence[str], *, jobs: int, save: Path | None) -> list[Result]:
    """Judge ``n`` fresh cases, the families in turn, in worker processes."""
    work = [(seed * 100_000 + i, families[i % len(families)]) for i in range(n)]
    results: list[Result] = []
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn")) as pool:
        waiting = [pool.submit(judge, number, family, split, save) for number, family in work]
        for done in as_completed(waiting):
            results.append(done.result())
            print(f"\r{len(results)}/{n}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return sorted(results, key=lambda result: (families.index(result.family), result.name))


def table(results: Sequence[Result], families: Iterable[str]) -> str:
    """The report: a line a family, the totals, and what the project is to reach."""
    head = f"{'family':<18}{'cases':>6}{'unsafe':>8}{'wrong acc':>11}{'wrong rej':>11}"
    head += f"{'missed':>8}{'leaks':>7}{'s median':>10}{'s p90':>8}"
    lines = [head, "-" * len(head)]
    for name in families:
        lines += [_row(name, [result for result in results if result.family == name])]
    lines += ["-" * len(head), _row("all", results), ""]
    plain = [r for r in results if r.family.startswith("open-") or r.family == "one-place-left"]
    good = [r for r in results if r.family in ("good-typed", "good-stamp", "good-watermark")]
    lines += [f"plainly open BSN, every code named: {_share(sum(not r.missed for r in plain), len(plain))}"]
    seen = [r for r in results if r.open_bsn]
    lines += [f"BSN of which nothing was said, accepted or not: {_share(sum(r.unseen for r in seen), len(seen))}"]
    lines += [f"good typed, stamped, watermarked, rejected: {_share(sum(r.wrong_reject for r in good), len(good))}"]
    return "\n".join(lines)


def _row(name: str, results: Sequence[Result]) -> str:
    if not results:
        return f"{name:<18}{0:>6}"
    seconds = [result.seconds for result in results]
    slow = quantiles(seconds, n=10)[-1] if len(seconds) > 1 else seconds[0]
    counts = [
        sum(getattr(result, kind) for result in results)
        for kind in ("unsafe", "wrong_accept", "wrong_reject", "missed", "leaked")
    ]
    wide = (8, 11, 11, 8, 7)
    figures = "".join(f"{count or '.':>{width}}" for count, width in zip(counts, wide, strict=True))
    return f"{name:<18}{len(results):>6}{figures}{median(seconds):>10.1f}{slow:>8.1f}"


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole}" + (f" ({100 * part / whole:.1f} %)" if whole else "")


def failures(results: Iterable[Result]) -> str:
    """A line for each case that went wrong."""
    return "\n".join(_failure(result) for result in results if result.failed)


def _failure(result: Result) -> str:
    kind = "UNSEEN" if result.unseen else "missed"
    if result.accepted:
        kind = "UNSAFE" if result.unsafe else "accepted"
    elif result.wrong_reject:
        kind = "rejected"
    shown = ("document", "model", "sides", "capture", "cover", "marking", "where", "container")
    about = " ".join(result.tags.get(key, "") for key in shown)
    line = f"{kind:<9}{result.name:<30} expected {_list(result.expected)}; got {_list(result.got)}  [{about}]"
    return f"{line} {result.error}".rstrip()


def _list(codes: frozenset[str]) -> str:
    return " ".join(sorted(codes)) or "accept"


def main(arguments: Sequence[str] | None = None) -> int:
    """Always 0: what the figures are worth is for a person to say."""
    parser = argparse.ArgumentParser(prog="python -m samples.evaluate", description=__doc__)
    parser.add_argument("--cases", type=int, default=len(FAMILIES) * 2, help="how many to draw (default %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="another seed draws other people, documents and captures")
    parser.add_argument(
        "--split", choices=("tuning", "reporting"), default="tuning", help="which fonts, layouts, hands and covers"
    )
    parser.add_argument("--families", default=",".join(FAMILIES), help="only these, with commas")
    parser.add_argument("--jobs", type=int, default=2, help="worker processes")
    parser.add_argument("--save", type=Path, help="write the failing cases' files and pages below this folder")
    parser.add_argument("--json", type=Path, help="write every result to this file")
    options = parser.parse_args(arguments)
    families = tuple(options.families.split(","))
    if unknown := set(families) - set(FAMILIES):
        parser.error(f"no family {', '.join(sorted(unknown))}; there are {', '.join(FAMILIES)}")
    results = run(options.cases, options.seed, options.split, families, jobs=options.jobs, save=options.save)
    print(table(results, families), failures(results), sep="\n\n")
    if options.json:
        lines = [{key: getattr(r, key) for key in Result.__slots__} for r in results]
        options.json.write_text(json.dumps(lines, indent=1, default=sorted), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
