"""`python -m samples.specimens ../shared/real`: has public specimens judged, struck, veiled or covered, marked and captured.

The pictures stay where they are; only where their BSN stands is known here.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path
from random import Random

import cv2
import numpy as np
from PIL import Image

from samples.canvas import Picture, Quad, box_quad
from samples.captures import noise, photo, scan
from samples.covers import OPAQUE, cover, part
from samples.markings import Mark, mark
from samples.strokes import SEE_THROUGH, STRIKES, strike, veil
from samples.wording import wording

RECEIVED = date(2026, 11, 20)
PX_PER_MM = 11.81
"""of the sheet: 300 dpi"""
PAGE_MM = 125.0
"""of width of a passport's page"""
KINDS = ("open", "struck", "see-through", "partial", "covered")
CAPTURES = ("digital", "scan", "grey", "photo", "photocopy")
"""the last of them makes what shines through black"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Specimen:
    """Where its BSN stands, as left, top, right and bottom in pixels, and how many pixels wide its page is."""

    file: str
    wide: int
    places: dict[str, tuple[float, float, float, float]]


SPECIMENS = (
    Specimen(file="passport-2014-open.jpg", wide=2200, places={"mrz": (1406, 3012, 1808, 3088)}),
    Specimen(file="passport-2006.jpg", wide=640, places={"printed": (416, 190, 511, 209), "mrz": (396, 410, 514, 429)}),
)
CODES = {"struck": "bsn-struck-legible", "see-through": "bsn-see-through", "partial": "bsn-partial"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A copy of a specimen, and the code that its verdict must have: none for a proper one."""

    about: str
    kind: str
    data: bytes
    code: str


def sent(seed: int, kind: str, folder: Path) -> Sent:
    """One copy: a place as its kind says, the others covered; the marking typed above it."""
    rng = Random(f"specimen {seed} {kind}")
    one, capture = rng.choice(SPECIMENS), rng.choice(CAPTURES[:-1] if kind == "see-through" else CAPTURES)
    with Image.open(folder / one.file) as image:
        bare = np.asarray(image.convert("RGB"), np.uint8)
    scale = PX_PER_MM * PAGE_MM / one.wide
    picture = cv2.resize(bare, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    shown, place, style = np.asarray(picture, np.uint8).copy(), rng.choice([*one.places]), ""
    for name, box in one.places.items():
        quad = box_quad(*(each * scale for each in box))
        if name != place or kind == "covered":
            style = rng.choice((*OPAQUE["tuning"], *OPAQUE["reporting"]))
            cover(shown, quad, style, rng, millimetre=PX_PER_MM)
    if kind != "covered":
        quad = box_quad(*(each * scale for each in one.places[place]))
        style = _worked(shown, quad, kind, rng)
    return Sent(
        about=f"{one.file} {place} {style} {capture}",
        kind=kind,
        data=_captured(_marked(shown, rng), capture, rng),
        code="" if kind == "covered" else CODES.get(kind, f"bsn-{place}"),
    )


def _worked(picture: Picture, quad: Quad, kind: str, rng: Random) -> str:
    """What is done to an open place, in the picture itself; gives its style."""
    if kind == "struck":
        style = rng.choice((*STRIKES["tuning"], *STRIKES["reporting"]))
        strike(picture, quad, style, rng, millimetre=PX_PER_MM)
    elif kind == "see-through":
        style = rng.choice((*SEE_THROUGH["tuning"], *SEE_THROUGH["reporting"]))
        veil(picture, quad, style, rng, millimetre=PX_PER_MM)
    elif kind == "partial":
        style, left = rng.choice(("box", "white-box", "marker", "grey-box")), rng.choice((2, 3, 4))
        ends = (0.0, 1 - (9 - left) / 9) if rng.random() < 0.5 else ((9 - left) / 9, 1.0)
        cover(picture, part(quad, *ends), style, rng, margin=0.02, millimetre=PX_PER_MM)
    else:
        style = ""
    return style


def _marked(picture: Picture, rng: Random) -> Picture:
    """A sheet with the copy on it and the marking typed above."""
    high, wide = picture.shape[:2]
    room, rim = round(45 * PX_PER_MM), round(rng.uniform(12, 40) * PX_PER_MM)
    sheet = np.full(
        (max(round(297 * PX_PER_MM), high + 2 * room), max(round(210 * PX_PER_MM), wide + 2 * rim), 3), 255, np.uint8
    )
    sheet[room : room + high, rim : rim + wide] = picture
    words = wording(rng, RECEIVED - timedelta(days=rng.randint(0, 20)))
    region = (float(rim), 8 * PX_PER_MM, rim + 0.9 * wide, room - 4 * PX_PER_MM)
    return mark(sheet, region, Mark(kind="typed", wording=words, split="reporting"), rng, millimetre=PX_PER_MM)


def _captured(sheet: Picture, capture: str, rng: Random) -> bytes:
    match capture:
        case "digital":
            out = sheet
        case "photo":
            out, _ = photo(sheet, np.full(sheet.shape[:2], 255, np.uint8), rng, megapixels=12, fill=0.92)
        case "photocopy":
            out, _ = scan(sheet, rng, copied=True)
        case _:
            out, _ = scan(noise(sheet, rng, 1.0), rng, mode="grey" if capture == "grey" else "colour")
    data = BytesIO()
    Image.fromarray(out).save(data, "JPEG", quality=rng.randint(75, 93))
    return data.getvalue()


def judged(case: tuple[int, str], folder: Path, save: Path | None) -> tuple[str, str, str, tuple[str, ...]]:
    """Kind, what it is, the code that it must have, and those that it got."""
    from idcheck import WOONPARTNERS, check

    one = sent(*case, folder)
    verdict = check([("kopie.jpg", one.data)], policy=WOONPARTNERS, received=RECEIVED, request="specimen")
    wrong = verdict.codes if not one.code else () if one.code in verdict.codes else ("missed",)
    if save and wrong:
        save.mkdir(parents=True, exist_ok=True)
        (save / f"{case[1]}-{case[0]}.jpg").write_bytes(one.data)
    return one.kind, one.about, one.code, verdict.codes


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m samples.specimens", description=__doc__)
    parser.add_argument("folder", type=Path, help="the folder of the specimens")
    parser.add_argument("--cases", type=int, default=100, help="copies to draw (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of the first copy (default: %(default)s)")
    parser.add_argument("--kinds", default=",".join(KINDS), help="only these, with commas")
    parser.add_argument("--jobs", type=int, default=2, help="worker processes (default: %(default)s)")
    parser.add_argument("--save", type=Path, help="where copies that are judged wrongly are kept")
    args = parser.parse_args()
    kinds = args.kinds.split(",")
    cases = [(args.seed * 10_000 + number, kinds[number % len(kinds)]) for number in range(args.cases)]
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    judge: Callable[[tuple[int, str]], tuple[str, str, str, tuple[str, ...]]] = partial(
        judged, folder=args.folder, save=args.save
    )
    with ProcessPoolExecutor(args.jobs, get_context("spawn")) as pool:
        for case, (kind, about, code, got) in zip(cases, pool.map(judge, cases), strict=True):
            right = not got if not code else code in got
            counts[kind].update(cases=1, rejected=bool(got), right=right)
            if not right:
                print(f"{kind}-{case[0]}: {about}: {' '.join(got) or 'accepted'}", flush=True)
    print(f"\n{'kind':<14}{'copies':>8}{'rejected':>10}{'as it must be':>15}")
    for kind in kinds:
        print(f"{kind:<14}{counts[kind]['cases']:>8}{counts[kind]['rejected']:>10}{counts[kind]['right']:>15}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
