"""A document being drawn: millimetres in, pixels out, and the places that matter kept as quads."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from samples.fonts import FONTS, FontSet, Split, capital, font

Picture: TypeAlias = NDArray[np.uint8]
Quad: TypeAlias = NDArray[np.float64]
"""four corners x, y: top left, top right, bottom right, bottom left"""
Colour: TypeAlias = tuple[int, int, int]

SCALE = 14.0
"""pixels a millimetre of a drawn document: more than a 300-dpi scan shows of it (11.8)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one printing of a document looks like: fonts, colours and layout, drawn once for each document."""

    split: Split
    fonts: FontSet
    field: tuple[str, str]
    caption: str
    title: str
    ink: Colour
    caption_ink: Colour
    caption_height: float
    """millimetres, of a capital"""
    field_height: float
    layout: int
    """0 or 1 when tuning, 2 or 3 when reporting: captions, and sides of unknown layout"""
    hue: tuple[int, int, int]
    """added to every colour of the ground"""


def look(rng: Random, split: Split) -> Look:
    """A random look within the split."""
    fonts = FONTS[split]
    dark = rng.randint(10, 60)
    return Look(
        split=split,
        fonts=fonts,
        field=rng.choice(fonts.fields[:1] * 3 + fonts.fields),
        caption=rng.choice(fonts.captions),
        title=rng.choice(fonts.titles),
        ink=(dark, dark, dark + rng.randint(0, 12)),
        caption_ink=rng.choice(((50, 90, 190), (70, 100, 200), (60, 80, 160), (90, 90, 150), (40, 110, 170))),
        caption_height=rng.uniform(0.82, 1.05),
        field_height=rng.uniform(1.95, 2.4),
        layout=rng.randint(0, 1) + (2 if split == "reporting" else 0),
        hue=(rng.randint(-14, 10), rng.randint(-14, 10), rng.randint(-14, 10)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A drawn side. ``places`` are quads in pixels of ``picture``; the digits never show in its ``repr``.

    Names of places: ``printed``, ``mrz`` (its BSN columns), ``code``; ``strip``, ``strip-1`` … (whole lines),
    ``number`` (the document's), ``free`` (room without print), ``photo``. ``size`` is in millimetres.
    """

    document: str
    model: str
    side: str
    picture: Picture = field(repr=False, compare=False)
    places: dict[str, Quad] = field(repr=False, compare=False)
    size: tuple[float, float]
    bsn: str = field(repr=False)
    digits: tuple[Quad, ...] = field(default=(), repr=False, compare=False)
    """each digit that is printed on it, of a value, a caption or the strip, as high as a capital"""

    @property
    def bsn_places(self) -> tuple[str, ...]:
        """The places of this side that carry the BSN."""
        return tuple(name for name in ("printed", "mrz", "code") if name in self.places)


class Canvas:
    """A sheet of ``width`` × ``height`` millimetres to draw on; positions are those of base lines."""

    def __init__(self, width: float, height: float, rng: Random, style: Look, *, small: float = 1.0) -> None:
        """``small``: the height of print relative to a passport's."""
        self.width, self.height, self.rng, self.look, self.small = width, height, rng, style, small
        self.scale = SCALE
        self.image = Image.new("RGB", (round(width * SCALE), round(height * SCALE)), "white")
        self.pen = ImageDraw.Draw(self.image)
        self.places: dict[str, Quad] = {}
        self.digits: list[Quad] = []
        self.shift = rng.uniform(-0.5, 0.5), rng.uniform(-0.4, 0.4)

    def px(self, *millimetres: float) -> tuple[float, ...]:
        return tuple(value * self.scale for value in millimetres)

    def ground(self, picture: Picture) -> None:
        """Lay a ground under everything that follows."""
        self.image = Image.fromarray(picture)
        self.pen = ImageDraw.Draw(self.image)

    def paste(self, x: float, y: float, picture: Image.Image, mask: Image.Image | None = None) -> None:
        self.image.paste(picture, (round(x * self.scale), round(y * self.scale)), mask)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        height: float,
        name: str,
        fill: Colour,
        anchor: str = "ls",
        spacing: float = 0.0,
    ) -> Quad:
        """Write ``text`` with its base line at ``y``; gives its quad. ``spacing``: extra millimetres a letter."""
        face = capital(name, height * self.scale)
        if spacing:
            return self._spaced(x, y, text, height, name, fill, spacing)
        self.pen.text(self.px(x, y), text, font=face, fill=fill, anchor=anchor)
        quad = box_quad(*self.pen.textbbox(self.px(x, y), text, font=face, anchor=anchor))
        left, foot = quad[0][0], y * self.scale if anchor[1] == "s" else quad[3][1]
        self.digits += digit_quads(text, face, left, foot, height * self.scale)
        return quad

    def _spaced(self, x: float, y: float, text: str, height: float, name: str, fill: Colour, spacing: float) -> Quad:
        face = capital(name, height * self.scale)
        at = x * self.scale
        for letter in text:
            self.pen.text((at, y * self.scale), letter, font=face, fill=fill, anchor="ls")
            self.digits += digit_quads(letter, face, at, y * self.scale, height * self.scale)
            at += face.getlength(letter) + spacing * self.scale
        return box_quad(x * self.scale, (y - height) * self.scale, at - spacing * self.scale, y * self.scale)

    def caption(self, x: float, y: float, text: str, *, anchor: str = "ls", fill: Colour | None = None) -> Quad:
        style = self.look
        dx, dy = self.shift
        text = (text, text.upper(), text.replace(" / ", "/"), text.replace(" / ", " · "))[style.layout]
        height = style.caption_height * self.small
        room = (self.width - 1 - x - dx) if anchor == "ls" else self.width
        wide = capital(style.caption, height * self.scale).getlength(text) / self.scale
        return self.text(
            x + dx,
            y + dy,
            text,
            height=height * min(1.0, max(room / wide, 0.6)),
            name=style.caption,
            fill=fill or style.caption_ink,
            anchor=anchor,
        )

    def value(
        self, x: float, y: float, text: str, *, bold: bool = False, height: float | None = None, anchor: str = "ls"
    ) -> Quad:
        style = self.look
        dx, dy = self.shift
        return self.text(
            x + dx,
            y + dy,
            text,
            height=height or style.field_height * self.small,
            name=style.field[bold],
            fill=style.ink,
            anchor=anchor,
        )

    def labelled(
        self, x: float, y: float, caption: str, value: str, *, bold: bool = False, height: float | None = None
    ) -> Quad:
        """A caption with its value below; gives the value's quad."""
        x, y = x + self.rng.uniform(-0.2, 0.2), y + self.rng.uniform(-0.12, 0.12)
        size = height or self.look.field_height * self.small
        self.caption(x, y - size - self.rng.uniform(0.55, 0.8) * self.small, caption)
        return self.value(x, y, value, bold=bold, height=height)

    def strip(
        self,
        x: float,
        y: float,
        lines: tuple[str, ...],
        *,
        columns: dict[str, tuple[int, int, int]],
        pitch: float = 2.54,
        gap: float = 6.35,
        height: float = 2.65,
    ) -> None:
        """Write a strip (MRZ) and keep its places; ``columns``: name → line, first and end column (from 0)."""
        dx, dy = self.shift
        x, y, pitch = x + dx, y + dy, pitch * self.rng.uniform(0.992, 1.008)
        face = font(self.look.fonts.strip, round(height / 0.68 * self.scale))
        ink = (self.look.ink[0] // 2,) * 3
        for row, line in enumerate(lines):
            for column, letter in enumerate(line):
                self.pen.text(
                    self.px(x + (column + 0.5) * pitch, y + row * gap), letter, font=face, fill=ink, anchor="ms"
                )

        def cells(row: int, first: int, end: int) -> Quad:
            top = y + row * gap
            return box_quad(*self.px(x + first * pitch, top - height, x + end * pitch, top))

        for name, (row, first, end) in columns.items():
            self.places[name] = cells(row, first, end)
        self.digits += [
            cells(row, column, column + 1)
            for row, line in enumerate(lines)
            for column, letter in enumerate(line)
            if letter.isdigit()
        ]
        for row, line in enumerate(lines):
            self.places[f"strip-{row + 1}"] = cells(row, 0, len(line))
        self.places["strip"] = join(*(self.places[f"strip-{row + 1}"] for row in range(len(lines))))

    def free(self, left: float, top: float, right: float, bottom: float) -> None:
        """Remember room without print."""
        self.places["free"] = box_quad(*self.px(left, top, right, bottom))

    def drawn(self, document: str, model: str, side: str, bsn: str) -> Drawn:
        return Drawn(
            document=document,
            model=model,
            side=side,
            picture=np.asarray(self.image, dtype=np.uint8).copy(),
            places=dict(self.places),
            size=(self.width, self.height),
            bsn=bsn if {"printed", "mrz", "code"} & set(self.places) else "",
            digits=tuple(self.digits),
        )


def digit_quads(text: str, face: ImageFont.FreeTypeFont, left: float, foot: float, height: float) -> list[Quad]:
    """The quad of each digit of a level text, as high as a capital; ``left`` and ``foot`` of the text in pixels."""
    ends = [face.getlength(text[:count]) for count in range(len(text) + 1)]
    return [
        box_quad(left + ends[i], foot - height, left + ends[i + 1], foot)
        for i, char in enumerate(text)
        if char.isdigit()
    ]


def box_quad(left: float, top: float, right: float, bottom: float) -> Quad:
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)], dtype=float)


def join(*quads: Quad) -> Quad:
    """The upright box around quads."""
    points = np.concatenate(quads)
    return box_quad(*points.min(0), *points.max(0))


def grow(quad: Quad, dx: float, dy: float) -> Quad:
    """The quad made wider by ``dx`` and higher by ``dy`` pixels on each side, along its own axes."""
    along, down = quad[1] - quad[0], quad[3] - quad[0]
    along, down = along / max(np.hypot(*along), 1e-6), down / max(np.hypot(*down), 1e-6)
    return quad + np.array(
        [-along * dx - down * dy, along * dx - down * dy, along * dx + down * dy, -along * dx + down * dy]
    )


def carried(quad: Quad, matrix: NDArray[np.float64]) -> Quad:
    """The quad seen through a 3 × 3 perspective matrix."""
    points = np.c_[quad, np.ones(4)] @ matrix.T
    return points[:, :2] / points[:, 2:]
