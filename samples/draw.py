"""The samples' door: `case` draws one request, `cases` a balanced mix of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

import cv2
import numpy as np

from samples import files, strips
from samples.broken import broken
from samples.canvas import Picture
from samples.documents import CARRIES
from samples.families import FAMILIES
from samples.fonts import Split
from samples.hiding import Copies
from samples.hiding_pictures import HARMLESS, HIDDEN
from samples.requests import Request
from samples.scene import Plan, Shot, letter_shot, shots


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A drawn request and what is to be said of it. ``codes``: the reasons that must be named, none when it is good."""

    name: str
    family: str
    seed: int
    split: Split
    files: tuple[tuple[str, bytes], ...] = field(repr=False)
    codes: frozenset[str]
    bsns: tuple[str, ...] = field(repr=False)
    """the BSNs drawn in it, for tests that none leaks"""
    note: Mapping[str, str]
    """what is wrong with it, in ``nl`` and ``en``"""
    received: date
    tags: Mapping[str, str]

    @property
    def outcome(self) -> str:
        return "reject" if self.codes else "accept"

    @property
    def open_bsn(self) -> bool:
        """A BSN can be read in it: to accept it is unsafe."""
        return any(code.startswith("bsn-") for code in self.codes)


def case(seed: int, family: str | None = None, *, split: Split) -> Case:
    """Draw the request of this seed; the same seed, family and split always give the same bytes, but
    for the salt of an encrypted PDF.

    Raises:
        ValueError: there is no such family.
    """
    if family is not None and family not in FAMILIES:
        raise ValueError(f"no family {family!r}; there are {', '.join(FAMILIES)}")
    family = family or Random(f"{split} {seed}").choice(tuple(FAMILIES))
    rng = Random(f"{split} {family} {seed}")
    received = date(2026, 1, 5) + timedelta(days=rng.randint(0, 700))
    request = FAMILIES[family](rng, split, received)
    drawn, container = _files(request, rng, split)
    return Case(
        name=f"{family}-{split[0]}{seed:04d}",
        family=family,
        seed=seed,
        split=split,
        files=tuple(drawn),
        codes=request.codes,
        bsns=request.bsns,
        note={"nl": request.note[0], "en": request.note[1]},
        received=received,
        tags=_tags(request, container),
    )


def cases(n: int, seed: int, split: Split, families: tuple[str, ...] = tuple(FAMILIES)) -> Iterator[Case]:
    """Draw ``n`` requests, the families taken in turn."""
    for i in range(n):
        yield case(seed * 100_000 + i, families[i % len(families)], split=split)


def _tags(request: Request, container: str) -> dict[str, str]:
    plan = request.plan
    if plan is None:
        return {"container": container}
    styles = sorted({each.style for covers in plan.covers.values() for each in covers})
    kinds = sorted({each.kind for each in plan.marks.values()})
    words = next(iter(plan.marks.values())).wording.text if plan.marks else ""
    return {
        "document": plan.document,
        "model": plan.model,
        "sides": "+".join(plan.sides),
        "capture": plan.capture,
        "container": container,
        "cover": "+".join(styles) or "none",
        "marking": "+".join(kinds) or "none",
        "where": plan.where if plan.marks else "none",
        "words": words,
    }


def _files(request: Request, rng: Random, split: Split) -> tuple[list[tuple[str, bytes]], str]:
    """The request's files, and the name of the form they take."""
    if request.layer and request.plan:
        return [_layered(request.plan, request.layer, rng)], request.layer
    pages = shots(request.plan, rng) if request.plan else []
    if request.blur:
        pages = [_poor(page, rng) for page in pages]
    extra = [broken(request.broken, rng)[:2]] if request.broken else []
    container = request.container or _form(request, pages, rng)
    packed = _packed(container, pages, list(request.letter), request, rng, split) if pages or request.letter else []
    return [*packed, *extra], container if packed else request.broken


def _layered(plan: Plan, layer: str, rng: Random) -> tuple[str, bytes]:
    """One file with the page as it is shown and as it was."""
    ending, build = {**HIDDEN, **HARMLESS}[layer]
    return f"kopie.{ending}", build(copies_of(plan, rng))


def copies_of(plan: Plan, rng: Random) -> Copies:
    """The plan's one page as it is to be shown and, the same in every other pixel, as it was before it was covered."""
    state = rng.getstate()
    (face,) = shots(plan, rng)
    rng.setstate(state)
    (bare,) = shots(replace(plan, covers={}), rng)
    dpi = face.dpi if face.dpi != 72 else 200
    return Copies(face=face.picture, bare=bare.picture, dpi=dpi, number=plan.its.bsn, strip=_strip(plan), rng=rng)


def _strip(plan: Plan) -> tuple[str, ...]:
    """The lines of the strip, where it is on the plan's side and holds the BSN."""
    if "mrz" not in CARRIES[plan.document, plan.model, plan.sides[0]]:
        return ()
    lines = strips.td3 if plan.document == "passport" else strips.td1
    return lines(plan.who, plan.its.number, plan.its.expires, optional=plan.its.bsn)


def _form(request: Request, pages: list[Shot], rng: Random) -> str:
    if request.letter:
        return rng.choice(("letter-pdf", "born-pdf", "eml", "two-files"))
    if any(page.bilevel for page in pages):
        return rng.choice(("pdf", "pdf", "tiff-g4"))
    if all(page.dpi == 72 for page in pages):
        return rng.choice(("jpg", "jpg", "jpg", "png", "pdf", "exif"))
    return rng.choice(("pdf", "pdf", "jpg", "jpg", "png", "tiff"))


def _poor(page: Shot, rng: Random) -> Shot:
    """Too few pixels, or too blurred, for any of the print: a strip's letters are 2.5 mm high, four pixels here."""
    if rng.random() < 0.5:
        scale = 42 / page.dpi
        small = cv2.resize(page.picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        return Shot(picture=np.asarray(small, np.uint8), dpi=42)
    blurred = cv2.GaussianBlur(page.picture, (0, 0), 0.7 * page.dpi / 25.4)
    return Shot(picture=np.asarray(blurred, np.uint8), dpi=page.dpi)


def _turned(picture: Picture, rng: Random) -> Picture:
    """Now and then on its side or upside down."""
    return np.ascontiguousarray(np.rot90(picture, rng.randint(1, 3))) if rng.random() < 0.2 else picture


def _packed(
    container: str, pages: list[Shot], letter: list[str], request: Request, rng: Random, split: Split
) -> list[tuple[str, bytes]]:
    dpi, bilevel = (pages[0].dpi, pages[0].bilevel) if pages else (200, False)
    stem = rng.choice(("scan", "kopie id", "IMG_2031", "document", "Scan_001", "id-bewijs", "WhatsApp Image"))
    upright = [page.picture for page in pages]
    turned = [_turned(picture, rng) for picture in upright]

    def scanned(pictures: list[Picture], **more: int) -> bytes:
        return files.pdf(pictures, rng, dpi=dpi if dpi != 72 else 150, bilevel=bilevel, **more)

    def each(kind: str) -> list[tuple[str, bytes]]:
        end = {"png-alpha": "png", "tiff": "tif"}.get(kind, kind)
        return [
            (f"{stem} {i + 1}.{end}", files.picture_file(picture, kind, rng, dpi=dpi))
            for i, picture in enumerate(turned)
        ]

    match container:
        case "jpg" | "png" | "png-alpha" | "webp" | "bmp" | "gif" | "heic":
            return each(container)
        case "exif":
            return [
                (f"{stem} {i}.jpg", files.picture_file(picture, "jpg", rng, dpi=dpi, turn=rng.randint(1, 3)))
                for i, picture in enumerate(upright)
            ]
        case "tiff" | "tiff-g4":
            return [(f"{stem}.tif", files.tiff(turned, dpi=dpi, bilevel=container == "tiff-g4"))]
        case "pdf":
            return [(f"{stem}.pdf", scanned(turned))]
        case "pdf-rotated":
            return [(f"{stem}.pdf", scanned(upright, rotate=rng.choice((90, 180, 270))))]
        case "letter-pdf":
            first = letter_shot(letter, rng, split, dpi=dpi if dpi >= 150 else 150).picture
            return [("brief.pdf", files.pdf([first, *turned], rng, dpi=dpi if dpi >= 150 else 150))]
        case "born-pdf" | "overlay-pdf":
            overlay = (
                list(next(iter(request.plan.marks.values())).wording.lines)
                if container == "overlay-pdf" and request.plan
                else None
            )
            return [
                ("verzoek.pdf", files.born_pdf(letter, upright, rng, dpi=dpi if dpi != 72 else 220, overlay=overlay))
            ]
        case "docx" | "odt":
            write = files.docx if container == "docx" else files.odt
            return [(f"verzoek.{container}", write(letter, [data for _, data in each("jpg")]))]
        case "eml" | "eml-nested":
            return [
                (
                    "bericht.eml",
                    files.mail("\n".join(letter) or "Zie bijlage.", each("jpg"), nested=container == "eml-nested"),
                )
            ]
        case "zip":
            return [("bijlagen.zip", files.archive(dict(each("jpg"))))]
        case "folder":
            return [(f"bijlagen/{name}", data) for name, data in each("jpg")]
        case "two-files":
            if not pages:
                return [("brief.pdf", files.pdf([letter_shot(letter, rng, split).picture], rng, dpi=200))]
            copies = each("jpg") if len(pages) > 1 or dpi == 72 else [(f"{stem}.pdf", scanned(turned))]
            if not letter:
                return copies
            return [("brief.pdf", files.pdf([letter_shot(letter, rng, split).picture], rng, dpi=200)), *copies]
        case _:
            raise ValueError(f"no container {container!r}")
