"""Draws a marking: typed, stamped, as an app's watermark, by hand; on a region of any picture."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random
from typing import Literal, TypeAlias

import cv2
import numpy as np
from PIL import Image, ImageDraw

from samples import hand
from samples.canvas import Colour, Picture
from samples.fonts import FONTS, FontSet, Split, capital
from samples.wording import Wording

Kind: TypeAlias = Literal["typed", "stamp", "watermark", "hand"]
Region: TypeAlias = tuple[float, float, float, float]
"""left, top, right, bottom in pixels"""

PEN: tuple[Colour, ...] = ((25, 35, 120), (20, 20, 25), (20, 25, 90), (170, 25, 35))
STAMP: tuple[Colour, ...] = ((190, 30, 45), (30, 50, 150), (25, 25, 30), (110, 30, 120))
TYPED: tuple[Colour, ...] = ((15, 15, 15), (15, 15, 15), (180, 20, 30), (20, 40, 140))
WATERMARK: tuple[Colour, ...] = ((95, 95, 100), (190, 30, 40), (30, 60, 170), (50, 50, 50))


SMALL_HAND = 2.4
"""millimetres of a capital below which nobody tilts their writing to fit: they write it level"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A marking to be drawn. ``dark``: only in ink that survives a black and white scan."""

    kind: Kind
    wording: Wording
    split: Split
    dark: bool = False
    label: bool = False
    """typed on a label of its own, over whatever stands there"""


def mark(picture: Picture, region: Region, wanted: Mark, rng: Random, *, millimetre: float) -> Picture:
    """Draw a marking within ``region``; gives the new picture. ``millimetre``: pixels of one, for the letters' size."""
    draw = {"typed": _typed, "stamp": _stamp, "hand": _hand, "watermark": _watermark}[wanted.kind]
    image = Image.fromarray(picture)
    draw(image, region, wanted, rng, millimetre)
    return np.asarray(image, np.uint8).copy()


def _breaks(words: list[str], lines: int) -> list[str]:
    """The words in about equally long lines."""
    total = sum(len(word) + 1 for word in words)
    out, line = [], ""
    for word in words:
        if line and len(line) + len(word) / 2 > total / lines and len(out) < lines - 1:
            out.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*out, line]


def fit(wording: Wording, name: str, room: tuple[float, float], most: float) -> tuple[list[str], float]:
    """The lines and the height of a capital, at most ``most``, with which a text fits the room (all in pixels)."""
    face = capital(name, 40)
    words = wording.text.replace("|", "| ").split()
    tries = [list(wording.lines)] + [_breaks(words, n) for n in range(1, 6)]
    best: tuple[float, list[str]] = (0.0, tries[0])
    for lines in tries:
        wide = max(face.getlength(line) for line in lines) / 40
        size = min(room[0] / wide, room[1] / (len(lines) * 1.75), most)
        if size > best[0] * 1.12:
            best = size, lines
    return best[1], best[0]


def _mask(lines: list[str], name: str, size: float, *, align: str = "left") -> Image.Image:
    """The text as a mask."""
    face, step = capital(name, size), size * 1.75
    wide = max(face.getlength(line) for line in lines)
    image = Image.new("L", (math.ceil(wide + size), math.ceil(step * len(lines) + size * 0.6)), 0)
    pen = ImageDraw.Draw(image)
    for row, line in enumerate(lines):
        x = size * 0.4 + (0 if align == "left" else (wide - face.getlength(line)) / 2)
        y = size * 1.45 + row * step
        for letter in line:
            pen.text((x, y), letter, font=face, fill=255, anchor="ls")
            x += face.getlength(letter)
    return image


def _lay(image: Image.Image, mask: Image.Image, centre: tuple[float, float], colour: Colour, alpha: float) -> None:
    mask = mask.point([int(v * alpha) for v in range(256)])
    at = round(centre[0] - mask.width / 2), round(centre[1] - mask.height / 2)
    image.paste(Image.new("RGB", mask.size, colour), at, mask)


def _centre(region: Region, rng: Random, size: tuple[int, int]) -> tuple[float, float]:
    """A middle for something of ``size`` that stays within the region."""
    spare = [max(0.0, (region[2] - region[0] - size[0]) / 2), max(0.0, (region[3] - region[1] - size[1]) / 2)]
    return (
        (region[0] + region[2]) / 2 + rng.uniform(-1, 1) * spare[0],
        (region[1] + region[3]) / 2 + rng.uniform(-1, 1) * spare[1],
    )


def _room(region: Region, angle: float = 0.0) -> tuple[float, float]:
    """Width and height that stay within the region when turned by ``angle`` degrees."""
    wide, high = (region[2] - region[0]) * 0.96, (region[3] - region[1]) * 0.94
    tilt = abs(math.sin(math.radians(angle)))
    return wide - high * tilt, max(high - wide * tilt, high * 0.25)


def _ink(colours: tuple[Colour, ...], wanted: Mark, rng: Random) -> Colour:
    return (
        rng.choice(colours[1:2] if wanted.dark else colours)
        if colours is not STAMP or not wanted.dark
        else (25, 25, 30)
    )


def _fonts(wanted: Mark) -> FontSet:
    return FONTS[wanted.split]


def _typed(image: Image.Image, region: Region, wanted: Mark, rng: Random, millimetre: float) -> None:
    """Typed in a label, or straight on the page."""
    name = rng.choice(_fonts(wanted).labels)[rng.random() < 0.5]
    lines, size = fit(wanted.wording, name, _room(region), rng.uniform(2.6, 4.6) * millimetre)
    mask = _mask(lines, name, size, align=rng.choice(("left", "centre")))
    centre = _centre(region, rng, mask.size)
    if wanted.label or rng.random() < 0.5:
        box = [
            centre[0] - mask.width / 2,
            centre[1] - mask.height / 2,
            centre[0] + mask.width / 2,
            centre[1] + mask.height / 2,
        ]
        ImageDraw.Draw(image).rectangle(
            box,
            fill=rng.choice(((255, 255, 255), (255, 255, 255), (255, 252, 200))),
            outline=rng.choice((None, (60, 60, 60))),
        )
    _lay(image, mask, centre, _ink(TYPED, wanted, rng), 1.0)


def _hand(image: Image.Image, region: Region, wanted: Mark, rng: Random, millimetre: float) -> None:
    """A hand with a pen or a felt-tip, level or tilted as far as the region bears."""
    name = rng.choice(_fonts(wanted).hands)
    angle = rng.uniform(-5, 5) if rng.random() < 0.6 else rng.choice((-1, 1)) * rng.uniform(8, 30)
    plain = Wording(
        lines=tuple(line.replace("|", "-").replace("–", "-") for line in wanted.wording.lines),
        language=wanted.wording.language,
    )
    most = rng.uniform(3.2, 5.5) * millimetre
    lines, size = _fitted(plain, name, region, angle, most)
    if size < SMALL_HAND * millimetre and abs(angle) > 5:
        angle = rng.uniform(-5, 5)
        lines, size = _fitted(plain, name, region, angle, most)
    mask = Image.fromarray(hand.lines(lines, name, size, rng)).rotate(
        angle, resample=Image.Resampling.BICUBIC, expand=True
    )
    _lay(image, mask, _centre(region, rng, mask.size), _ink(PEN, wanted, rng), rng.uniform(0.85, 1.0))


def _fitted(wording: Wording, name: str, region: Region, angle: float, most: float) -> tuple[list[str], float]:
    """The lines and the height of a capital with which a text fits a region when turned by ``angle`` degrees."""
    return max((fit(wording, name, room, most) for room in _turned_rooms(region, angle)), key=lambda way: way[1])


def _turned_rooms(region: Region, angle: float) -> list[tuple[float, float]]:
    """Rooms of several shapes that stay within the region when turned by ``angle`` degrees."""
    wide, high = (region[2] - region[0]) * 0.96, (region[3] - region[1]) * 0.94
    cos, sin = math.cos(math.radians(angle)), abs(math.sin(math.radians(angle)))
    widths = [(min(wide / (cos + sin / shape), high / (sin + cos / shape)), shape) for shape in (1.5, 2.5, 4.0, 7.0)]
    return [(width, width / shape) for width, shape in widths]


def _stamp(image: Image.Image, region: Region, wanted: Mark, rng: Random, millimetre: float) -> None:
    """A rubber stamp: boxed or round, turned up to 20°, unevenly inked."""
    name = rng.choice(_fonts(wanted).stamps)
    wide, high = region[2] - region[0], region[3] - region[1]
    angle = rng.uniform(-1, 1) * min(20.0, math.degrees(math.asin(min(1.0, 0.5 * high / wide))))
    room = _room(region, angle)
    round_ = wanted.split == "reporting" and room[1] > room[0] * 0.45
    scale = 0.72 if round_ else 0.9
    lines, size = fit(wanted.wording, name, (room[0] * scale, room[1] * scale), rng.uniform(2.6, 4.4) * millimetre)
    text = _mask(lines, name, size, align="centre")
    pad = round(size * 0.5)
    frame = Image.new("L", (text.width + 2 * pad, text.height + 2 * pad), 0)
    if round_:
        frame = Image.new("L", (round(text.width * 1.22) + pad, round(text.height * 1.35) + pad), 0)
    frame.paste(text, ((frame.width - text.width) // 2, (frame.height - text.height) // 2))
    edge, pen = max(2, round(size * 0.13)), ImageDraw.Draw(frame)
    box = (edge, edge, frame.width - edge, frame.height - edge)
    if round_:
        pen.ellipse(box, outline=255, width=edge)
    elif rng.random() < 0.75:
        pen.rounded_rectangle(box, rng.choice((0, edge * 4)), outline=255, width=edge)
    frame = _worn(frame, rng).rotate(angle, resample=Image.Resampling.BICUBIC, expand=True)
    _lay(image, frame, _centre(region, rng, frame.size), _ink(STAMP, wanted, rng), rng.uniform(0.75, 0.95))


def _worn(mask: Image.Image, rng: Random) -> Image.Image:
    """Ink that took unevenly: pale patches, never holes that eat a letter."""
    noise = np.random.default_rng(rng.getrandbits(32)).random(
        (max(2, mask.height // 14), max(2, mask.width // 14)), np.float32
    )
    patches = cv2.resize(noise, mask.size, interpolation=cv2.INTER_CUBIC)
    return Image.fromarray((np.asarray(mask) * np.clip(0.72 + 0.4 * patches, 0, 1)).astype(np.uint8))


def _watermark(image: Image.Image, region: Region, wanted: Mark, rng: Random, millimetre: float) -> None:
    """An app's watermark: tilted, translucent, written again and again over the copy."""
    name = rng.choice(_fonts(wanted).labels[:2])[1]
    wide, high = region[2] - region[0], region[3] - region[1]
    angle = rng.choice((0.0, rng.uniform(8, 35), -rng.uniform(8, 30)))
    size = rng.uniform(2.4, 3.8) * millimetre
    words = wanted.wording.text.split()
    lines = _breaks(words, 1 if len(wanted.wording.text) * size * 0.8 < wide * 0.9 else rng.choice((2, 3)))
    face = capital(name, 40)
    long, tall = max(face.getlength(line) for line in lines) / 40 + 1, 1.75 * len(lines) + 0.6
    cos, sin = math.cos(math.radians(angle)), abs(math.sin(math.radians(angle)))
    size = min(size, wide / (long * cos + tall * sin), high / (long * sin + tall * cos))
    tile = _mask(lines, name, size, align="centre").rotate(angle, resample=Image.Resampling.BICUBIC, expand=True)
    colour, alpha = rng.choice(WATERMARK), rng.uniform(0.36, 0.55)
    layer = Image.new("L", (round(wide), round(high)), 0)
    stepx, stepy = (
        round(tile.width * rng.uniform(1.0, 1.15)),
        round(max(tile.height * rng.uniform(0.9, 1.1), 7 * millimetre)),
    )
    left, top = (layer.width - tile.width) // 2, (layer.height - tile.height) // 2  # one whole tile in the middle
    for row in range(-(top // stepy + 1), (layer.height - top) // stepy + 1):
        for column in range(-(left // stepx + 1), (layer.width - left) // stepx + 1):
            shifted = left + column * stepx + (row % 2) * stepx // 3
            layer.paste(tile, (shifted, top + row * stepy), tile)
    _lay(image, layer, ((region[0] + region[2]) / 2, (region[1] + region[3]) / 2), colour, alpha)
