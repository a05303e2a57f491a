"""A request as it is planned, and its pictures: sides drawn, covered, marked, laid on paper, captured."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from random import Random
from typing import Literal, TypeAlias

import cv2
import numpy as np

from samples import captures, letters
from samples.canvas import SCALE, Drawn, Look, Picture, Quad, carried, grow
from samples.covers import cover, part
from samples.documents import side as draw_side
from samples.fonts import Split
from samples.markings import Mark, Region, mark
from samples.papers import Papers
from samples.people import Person
from samples.strokes import SEE_THROUGH, STRIKES, strike, veil

LABEL_ROOM = 54.0, 18.0
"""millimetres of a passport page that a label with four lines takes"""
STRUCK = frozenset(style for styles in STRIKES.values() for style in styles)
LEGIBLE = STRUCK | {style for styles in SEE_THROUGH.values() for style in styles}
"""what lies over a number and leaves it legible"""

LEVEL, ASLANT, ASLANT_SHARE, TURNED_SHARE = (0.0, 1.5), (2.0, 9.0), 0.3, 0.08
"""degrees, either way, at which a side lies on its sheet; and how many are put down carelessly, and on their head or on end"""
MOST_MM = 280.0
"""of a sheet's height that sides and what is written beside them take"""

Where: TypeAlias = Literal["free", "beside", "across", "after", "pdf"]
"""in room on the card, beside it on the paper, across it, over the finished picture, typed in a PDF"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """What lies over one place. ``style``: a cover's, a stroke's or a see-through one's; ``reach``: part of the place, 0-1.

    ``after``: drawn in the finished picture, as an app or a paint program does, instead of on the card.
    """

    place: str
    style: str
    reach: tuple[float, float] = (0.0, 1.0)
    after: bool = False

    @property
    def leaves(self) -> bool:
        """Something of the place can still be read."""
        return self.style in LEGIBLE or self.reach != (0.0, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a request is to show; ``covers`` and ``marks`` go by side."""

    document: str
    model: str
    sides: tuple[str, ...]
    who: Person = field(repr=False)
    its: Papers = field(repr=False)
    look: Look = field(repr=False)
    covers: Mapping[str, tuple[Cover, ...]]
    marks: Mapping[str, Mark]
    where: Where
    capture: str
    together: bool
    """both sides on one page"""
    split: Split

    def open_places(self, side: Drawn) -> list[str]:
        """The places with the BSN that no cover hides whole."""
        hidden = {each.place for each in self.covers.get(side.side, ()) if not each.leaves}
        strip = any(name.startswith("strip") and name != "strip-number" for name in hidden)
        return [name for name in side.bsn_places if name not in hidden and not (name == "mrz" and strip)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """A captured page. ``dpi`` is what its file says."""

    picture: Picture = field(repr=False, compare=False)
    dpi: int
    bilevel: bool = False


def shots(plan: Plan, rng: Random) -> list[Shot]:
    """Every page of the copies, upright."""
    sides = [worked(plan, drawn(plan, name, rng), rng) for name in plan.sides]
    bare = plan.capture in ("photo-card", "digital")
    if plan.together and not bare and len(sides) > 1 and sum(side.size[1] + 34 for side in sides) < 280:
        return [_shot(plan, sides, rng)]
    return [_shot(plan, [side], rng) for side in sides]


def drawn(plan: Plan, name: str, rng: Random) -> Drawn:
    """One side of the plan's document, as it was issued."""
    return draw_side(rng, plan.look, plan.who, plan.its, plan.document, plan.model, name)


def worked(plan: Plan, side: Drawn, rng: Random) -> Drawn:
    """The side with what is done to the card itself."""
    covers = plan.covers.get(side.side, ())
    picture = _covered(side.picture, side.places, [each for each in covers if not each.after], plan, side, rng, SCALE)
    if plan.where in ("free", "across") and side.side in plan.marks:
        wanted = replace(plan.marks[side.side], label=plan.where == "free")
        region = _over_print(side, rng) if wanted.kind == "hand" else _region(side, plan.where)
        picture = mark(picture, region, wanted, rng, millimetre=SCALE * _small(side))
    return replace(side, picture=picture)


def _covered(
    picture: Picture,
    places: Mapping[str, Quad],
    covers: list[Cover],
    plan: Plan,
    side: Drawn,
    rng: Random,
    millimetre: float,
) -> Picture:
    """The picture with these covers; what is to stay open stays so, however loosely its neighbour is covered."""
    out = picture.copy()
    own = [each for each in covers if each.leaves and each.place in side.bsn_places]
    others = [each for each in covers if each not in own]
    for each in others:
        _put(out, places[each.place], each, rng, millimetre)
    if others:
        for place in plan.open_places(side):
            spot = np.zeros(picture.shape[:2], np.uint8)
            cv2.fillPoly(spot, [np.int32(grow(places[place], 0.4 * millimetre, 0.4 * millimetre))], 1)
            out[spot > 0] = picture[spot > 0]
    for each in own:
        _put(out, places[each.place], each, rng, millimetre)
    return out


def _put(picture: Picture, quad: Quad, wanted: Cover, rng: Random, millimetre: float) -> None:
    spot = part(quad, *wanted.reach)
    if wanted.style in STRUCK:
        strike(picture, spot, wanted.style, rng, millimetre=millimetre)
    elif wanted.style in LEGIBLE:
        veil(picture, spot, wanted.style, rng, millimetre=millimetre)
    else:
        # a partly covered number must keep its other digits: no margin along the line
        margin = 0.35 if wanted.reach == (0.0, 1.0) else 0.02
        cover(picture, spot, wanted.style, rng, margin=margin, millimetre=millimetre)


def _small(side: Drawn) -> float:
    """Writing on a card is smaller than on a passport page."""
    return 0.8 if side.size[0] < 100 else 1.0


def _region(side: Drawn, where: Where) -> Region:
    if where == "free":
        return _room(side)
    high, wide = side.picture.shape[:2]
    bottom = side.places["strip"][0][1] - 4 * SCALE if "strip" in side.places else high * 0.96
    top = high * (0.5 if side.side == "open" else 0.08)
    return (wide * 0.04, top, wide * 0.96, bottom)


def _over_print(side: Drawn, rng: Random) -> Region:
    """Where somebody writes across the print: in the most of room, off the strip, the places with the BSN, which are covered,
    and the photo, too dark for a pen.
    """
    high, wide = side.picture.shape[:2]
    kept = [
        grow(side.places[name], SCALE, SCALE)
        for name in ("strip", "printed", "mrz", "code", "photo")
        if name in side.places
    ]
    best = (0.0, _region(side, "free"))
    for _ in range(200):
        width, height = rng.uniform(0.5, 0.92) * wide, rng.uniform(0.22, 0.5) * high
        left, top = rng.uniform(0.03 * wide, 0.97 * wide - width), rng.uniform(0.03 * high, 0.97 * high - height)
        box = [left, top, left + width, top + height]
        room = min(width / 3, height) * rng.uniform(0.7, 1.0)
        if room > best[0] and not any(_meet(box, quad) for quad in kept):
            best = room, (box[0], box[1], box[2], box[3])
    return best[1]


def _room(side: Drawn) -> Region:
    """The room without print, grown to that of a label: over the fields, never over a strip or a place with the BSN."""
    high, wide = side.picture.shape[:2]
    box = [*side.places["free"][0], *side.places["free"][2]]
    kept = [
        grow(side.places[name], 2.5 * SCALE, 2.5 * SCALE)
        for name in ("strip", "printed", "mrz", "code", "number")
        if name in side.places
    ]
    limits = (2 * SCALE, 2 * SCALE, wide - 2 * SCALE, high - 2 * SCALE)
    target = LABEL_ROOM[0] * SCALE * _small(side), LABEL_ROOM[1] * SCALE * _small(side)
    for _ in range(60):
        for edge in range(4):
            if box[edge % 2 + 2] - box[edge % 2] >= target[edge % 2]:
                continue
            wider = list(box)
            wider[edge] += SCALE / 2 if edge > 1 else -SCALE / 2
            inside = wider[0] >= limits[0] and wider[1] >= limits[1] and wider[2] <= limits[2] and wider[3] <= limits[3]
            if inside and not any(_meet(wider, quad) for quad in kept):
                box = wider
    return (box[0], box[1], box[2], box[3])


def _meet(box: list[float], quad: Quad) -> bool:
    (left, top), (right, bottom) = quad.min(0), quad.max(0)
    return bool(box[0] < right and left < box[2] and box[1] < bottom and top < box[3])


def _shot(plan: Plan, sides: list[Drawn], rng: Random) -> Shot:
    kind, *rest = plan.capture.split("-")
    match kind:
        case "digital":
            picture, matrices = _digital(sides[0], rng)
            shot = Shot(picture=picture, dpi=72)
        case "photo" if rest == ["card"]:
            side = sides[0]
            radius = 3.2 * SCALE if side.size[0] < 90 else 2.5 * SCALE
            megapixels = rng.choice((3.0, 3.0, 4.0, 5.0, 8.0))
            picture, matrix = captures.photo(
                side.picture,
                captures.rounded(side.picture, radius=radius),
                rng,
                megapixels=megapixels,
                fill=rng.uniform(0.72, 0.93),
                blur=rng.uniform(0, 0.9) * megapixels**0.5 / 2,
                tilt=rng.uniform(0.01, 0.06),
            )
            matrices, shot = [matrix], Shot(picture=picture, dpi=72)
        case "photo":
            page, laid = sheet(plan, sides, rng, dpi=300, cropped=True)
            picture, matrix = captures.photo(
                page,
                np.full(page.shape[:2], 255, np.uint8),
                rng,
                megapixels=rng.choice((5.0, 8.0, 8.0, 12.0)),
                fill=rng.uniform(0.85, 1.05),
                blur=rng.uniform(0, 0.9),
                tilt=rng.uniform(0.005, 0.04),
            )
            matrices, shot = [matrix @ each for each in laid], Shot(picture=picture, dpi=72)
        case _:
            dpi = int(rest[0])
            mode: captures.Mode = rest[1] if len(rest) > 1 else "grey"  # type: ignore[assignment]
            page, laid = sheet(plan, sides, rng, dpi=dpi)
            picture, matrix = captures.scan(page, rng, mode=mode, copied=kind == "photocopy")
            matrices, shot = [matrix @ each for each in laid], Shot(picture=picture, dpi=dpi, bilevel=mode == "bilevel")
    picture = _after(plan, sides, shot.picture, matrices, rng)
    return Shot(picture=picture, dpi=shot.dpi, bilevel=shot.bilevel)


def _digital(side: Drawn, rng: Random) -> tuple[Picture, list[captures.Matrix]]:
    """What an app saves: the card alone, cut out straight, with a small rim of its surroundings."""
    scale = rng.uniform(0.62, 0.95)
    small = cv2.resize(side.picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    rim = rng.choice((0, 8, 40))
    shade = rng.randint(60, 250)
    framed = cv2.copyMakeBorder(small, rim, rim, rim, rim, cv2.BORDER_CONSTANT, value=(shade, shade, shade))
    matrix = np.array([(scale, 0, rim), (0, scale, rim), (0, 0, 1)], float)
    return captures.noise(np.asarray(framed, np.uint8), rng, rng.uniform(0, 3)), [matrix]


def _after(plan: Plan, sides: list[Drawn], picture: Picture, matrices: list[captures.Matrix], rng: Random) -> Picture:
    """What is drawn in the finished picture: an app's bars and watermark."""
    for side, matrix in zip(sides, matrices, strict=True):
        millimetre = SCALE * float(abs(np.linalg.det(matrix[:2, :2]))) ** 0.5
        after = [each for each in plan.covers.get(side.side, ()) if each.after]
        if after:
            places = {name: carried(quad, matrix) for name, quad in side.places.items()}
            picture = _covered(picture, places, after, plan, side, rng, millimetre)
        if plan.where == "after" and side.side in plan.marks:
            high, wide = side.picture.shape[:2]
            corners = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], float)
            limits = np.array([picture.shape[1], picture.shape[0]])
            box = np.clip(carried(corners, matrix), 0, limits)
            picture = mark(
                picture, (*box.min(0), *box.max(0)), plan.marks[side.side], rng, millimetre=millimetre * _small(side)
            )
    return picture


def sheet(
    plan: Plan, sides: list[Drawn], rng: Random, *, dpi: int, cropped: bool = False
) -> tuple[Picture, list[captures.Matrix]]:
    """The sides on A4 paper, each with its marking beside it; ``cropped``: only the part with something on it."""
    mm = dpi / 25.4
    white = rng.randint(246, 255)
    page = np.full((round(297 * mm), round(210 * mm), 3), (white, white, white - rng.randint(0, 4)), np.uint8)
    zones = [rng.uniform(20, 30) if plan.where == "beside" and side.side in plan.marks else 6.0 for side in sides]
    tilts = [_tilt(rng) for _ in sides]
    sizes = [_extent(side.size, tilt) for side, tilt in zip(sides, tilts, strict=True)]
    total = sum(size[1] + zone for size, zone in zip(sizes, zones, strict=True))
    if total > MOST_MM:  # aslant, they do not fit on one sheet
        tilts, sizes = [0.0] * len(sides), [side.size for side in sides]
        total = sum(size[1] + zone for size, zone in zip(sizes, zones, strict=True))
    y = first = rng.uniform(10, max(11, 285 - total))
    matrices = []
    for side, zone, tilt, (wide, high) in zip(sides, zones, tilts, sizes, strict=True):
        x = rng.uniform(14, 196 - wide)
        above = rng.random() < 0.4
        middle = x + wide / 2, y + (zone if above else 0) + high / 2
        matrices.append(_laid(page, side, middle, tilt, rng, mm))
        if plan.where == "beside" and side.side in plan.marks:
            room = max(wide, rng.uniform(90, 150))
            left = max(12, min(x - rng.uniform(-4, 8), 198 - room))
            top = y + 3.5 if above else y + high + 3.5
            region = (left * mm, top * mm, (left + room) * mm, (top + zone - 7) * mm)
            page = mark(page, region, plan.marks[side.side], rng, millimetre=mm)
        y += high + zone
    if not cropped:
        return page, matrices
    top, bottom = max(0, round((first - 12) * mm)), min(page.shape[0], round((y + 12) * mm))
    move = np.array([(1, 0, 0), (0, 1, -top), (0, 0, 1)], float)
    return page[top:bottom].copy(), [move @ matrix for matrix in matrices]


def _tilt(rng: Random) -> float:
    """Degrees at which a side is put down: level, carelessly, or another way than the one beside it."""
    tilt = rng.uniform(*(ASLANT if rng.random() < ASLANT_SHARE else LEVEL)) * rng.choice((-1, 1))
    return tilt + (rng.choice((90, 180, 180, 270)) if rng.random() < TURNED_SHARE else 0)


def _extent(size: tuple[float, float], tilt: float) -> tuple[float, float]:
    """Width and height in mm of what a side takes that lies aslant by ``tilt`` degrees."""
    cos, sin = abs(math.cos(math.radians(tilt))), abs(math.sin(math.radians(tilt)))
    return size[0] * cos + size[1] * sin, size[0] * sin + size[1] * cos


def _laid(
    page: Picture, side: Drawn, middle: tuple[float, float], tilt: float, rng: Random, mm: float
) -> captures.Matrix:
    """Lay a side on a sheet, its middle there (mm), and tell where it lies."""
    high, wide = side.picture.shape[:2]
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), tilt, mm / SCALE)
    matrix = np.vstack([turn, [0, 0, 1]])
    matrix[:2, 2] += np.array([middle[0] * mm - wide / 2, middle[1] * mm - high / 2])
    radius = 3.2 * SCALE if side.size[0] < 90 else 1.5 * SCALE
    captures.lay(
        page, side.picture, captures.rounded(side.picture, radius=radius), matrix, shadow=rng.choice((0.0, 0.25))
    )
    return matrix


def letter_shot(lines: list[str], rng: Random, split: Split, *, dpi: int = 200) -> Shot:
    """A scanned letter."""
    picture, _ = captures.scan(letters.page(lines, rng, split, dpi=dpi), rng)
    return Shot(picture=picture, dpi=dpi)
