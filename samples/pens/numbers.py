"""A number as it is cut out of a copy, twice and alike but for one thing: open, and with a pen's strokes through it."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from idcheck.engines import pens
from idcheck.engines.ppocr import cut
from idcheck.ink import dark_print
from samples.canvas import SCALE, Colour, Drawn, Picture, Quad, grow, look
from samples.documents import DUTCH, FOREIGN, SIDES, side
from samples.fonts import FONTS, capital
from samples.papers import papers
from samples.people import person
from samples.strokes import Points, lay

SPLIT = "tuning"
"""whose fonts and layouts are taught; those of reporting are never seen"""
ROOM = 2.2
"""heights of a line of print around it, that are drawn and captured with it"""
COLUMNS = 9
"""characters of a strip that a BSN takes"""
LEAST_SEEN, LEAST_SHARE = 28, 0.012
"""levels by which a pixel is changed by strokes that can be seen, and the share of a line's pixels that are"""
MOST_INK, MOST_ACROSS = 0.3, 0.14
"""of the height of the print, for all lines along it together, and for a stroke across it: more hides digits from the eye too"""
MOST_SPECKS = 0.001
"""of a capture's pixels, that are toner or dust"""
PX_PER_MM = (4.3, 13.0)
"""of the captured line: a photo of three megapixels to a scan of 330 dpi"""


def face(rng: Random) -> Drawn:
    """A side of any document, as it was issued."""
    document, model = rng.choice((*DUTCH, *DUTCH, *FOREIGN))
    style, who = look(rng, SPLIT), person(rng, at=date(2024, 1, 1))
    its = papers(rng, who, document, model, with_bsn=True)
    return side(rng, style, who, its, document, model, rng.choice(SIDES[document, model]))


def pair(rng: Random, its: Drawn) -> tuple[Picture, Picture] | None:
    """A line of this side, open and struck, each `pens.HEIGHT` by `pens.WIDTH` pixels; none where the strokes cannot be seen."""
    bare, quad = _line(rng, its)
    bare = _beside(rng, bare, quad)
    crossed = struck(rng, bare, quad)
    laid = laid_over(rng, quad)
    taken = capture(rng)
    spot, turned = _jittered(rng, quad), rng.random() < 0.08
    both = []
    for picture in (bare, crossed):
        small, matrix = taken(laid(picture))
        line = cut(small, (spot @ matrix[:, :2].T + matrix[:, 2]).astype(np.float32))
        both.append(_widened(pens.prepared(dark_print(line) if turned else line)))
    changed = np.abs(both[0].astype(np.int16) - both[1]).max(axis=2) > LEAST_SEEN
    return (both[0], both[1]) if changed.mean() > LEAST_SHARE else None


def _widened(line: Picture) -> Picture:
    """The line and its mirror image in turn, so that all are as wide: strokes take the same share of it as before."""
    rest = pens.WIDTH - line.shape[1]
    return np.asarray(cv2.copyMakeBorder(line, 0, 0, 0, rest, cv2.BORDER_REFLECT), np.uint8)


# ------------------------------------------------------------------------------------------------------- lines of print


def _line(rng: Random, its: Drawn) -> tuple[Picture, Quad]:
    """A line of print with some room around it: the number, a part of the strip, or one set anywhere on the side."""
    places = [name for name in ("printed", "mrz", "number") if name in its.places]
    strips = [name for name in its.places if name.startswith("strip-")]
    if places and rng.random() < 0.4:
        return _around(its.picture, its.places[rng.choice(places)])
    if strips and rng.random() < 0.3:
        return _around(its.picture, _columns(rng, its.places[rng.choice(strips)]))
    return _set(rng, its.picture)


def _columns(rng: Random, quad: Quad) -> Quad:
    """Nine columns of a line of the strip."""
    count = 44 if quad[1][0] - quad[0][0] > 100 * SCALE else 30
    first = rng.randint(0, count - COLUMNS) / count
    along = quad[1] - quad[0]
    left, right = along * first, along * (first + COLUMNS / count)
    return np.array([quad[0] + left, quad[0] + right, quad[3] + right, quad[3] + left])


def _around(picture: Picture, quad: Quad) -> tuple[Picture, Quad]:
    """The part of a picture around a line, beyond its edges as they are; and the line in it."""
    room = round(ROOM * (quad[3][1] - quad[0][1]))
    left, top = (int(each) - room for each in quad.min(axis=0))
    right, bottom = (int(each) + room for each in quad.max(axis=0))
    high, wide = picture.shape[:2]
    rows, columns = np.arange(top, bottom).clip(0, high - 1), np.arange(left, right).clip(0, wide - 1)
    return picture[np.ix_(rows, columns)].copy(), quad - (left, top)


def _set(rng: Random, picture: Picture) -> tuple[Picture, Quad]:
    """Digits, or what stands beside them on documents, set anywhere on a side."""
    fonts = FONTS[SPLIT]
    name = rng.choice([each for pair in (*fonts.fields, *fonts.labels) for each in pair] + [fonts.strip] * 3)
    size, text = rng.uniform(1.7, 3.0) * SCALE, _text(rng)
    high, wide = picture.shape[:2]
    image = Image.fromarray(picture)
    pen, letters = ImageDraw.Draw(image), capital(name, size)
    at = rng.uniform(0.03, 0.5) * wide, rng.uniform(0.1, 0.95) * high
    dark = rng.randint(5, 75)
    ink = (dark, dark + rng.randint(0, 12), dark + rng.randint(0, 25))
    spacing = rng.choice((0, 0, 0, 0.05, 0.15, 0.4)) * size
    left = x = at[0]
    for letter in text:
        pen.text((x, at[1]), letter, font=letters, fill=ink, anchor="ls")
        x += letters.getlength(letter) + spacing
    if rng.random() < 0.6:
        caption = capital(rng.choice(fonts.captions), rng.uniform(0.8, 1.2) * SCALE)
        above = rng.uniform(0.4, 1.0) * SCALE
        label = rng.choice(("BSN / Personal no.", "persoonsnummer", "10. burgerservicenummer", "Number", "datum/date"))
        pen.text((left, at[1] - size - above), label, font=caption, fill=_caption_ink(rng), anchor="ls")
    quad = np.array([(left, at[1] - size), (x - spacing, at[1] - size), (x - spacing, at[1]), (left, at[1])])
    return _around(np.asarray(image, np.uint8), quad)


def _caption_ink(rng: Random) -> Colour:
    return (rng.randint(20, 100), rng.randint(40, 110), rng.randint(60, 200))


def _text(rng: Random) -> str:
    digits = "".join(rng.choices("0123456789", k=12))
    return rng.choice(
        (
            digits[:9],
            digits[:9],
            digits[:9],
            f"{digits[:4]}.{digits[4:6]}.{digits[6:9]}",
            f"{digits[:3]} {digits[3:6]} {digits[6:9]}",
            f"{digits[:9]}/{digits}"[:20],
            f"{digits[:2]}-{digits[2:4]}-{digits[4:8]}",
            digits[: rng.randint(3, 10)],
            digits[: rng.randint(3, 6)],
            f"NX{digits[:3]}KR{digits[3:5]}",
            f"BSN {digits[:9]}",
            f"{digits[:7]}<M{digits[7:]}<<<",
        )
    )


# -------------------------------------------------------------------------------------------------------------- strokes


def struck(rng: Random, picture: Picture, quad: Quad) -> Picture:
    """The picture with a pen's strokes through this line."""
    lines, along = rng.choice(STROKES)(rng)
    tall = quad[3][1] - quad[0][1]
    most = MOST_INK / len(lines) if along else MOST_ACROSS
    width = min(rng.uniform(0.15, 0.6) * SCALE, most * tall)
    return _drawn(rng, picture, [quad[0] + line * (quad[2] - quad[0]) for line in lines], width)


def _drawn(rng: Random, picture: Picture, lines: list[Points], width: float) -> Picture:
    """Lines of one pen, in pixels: of any colour that writes, wet or not, its ink uneven."""
    ink = np.zeros(picture.shape[:2], np.uint8)
    for line in lines:
        cv2.polylines(ink, [np.int32(line * 8)], False, 255, max(1, round(width - 1)), cv2.LINE_AA, 3)
    alpha = ink.astype(np.float32)[..., None] / 255 * rng.uniform(0.75, 1.0)
    if rng.random() < 0.4:
        alpha *= _uneven(rng, ink.shape)[..., None]
    out = picture.copy()
    lay(out, alpha, _pen(rng), wet=rng.random() < 0.5)
    return out


def _pen(rng: Random) -> Colour:
    """Black, grey, or any dark colour."""
    if rng.random() < 0.35:
        return (rng.randint(5, 130),) * 3
    hue, saturation, value = rng.random() * 180, rng.randint(110, 255), rng.randint(70, 200)
    (((red, green, blue),),) = cv2.cvtColor(np.uint8([[[hue, saturation, value]]]), cv2.COLOR_HSV2RGB).tolist()
    return red, green, blue


def _uneven(rng: Random, shape: tuple[int, ...]) -> NDArray[np.float32]:
    small = np.random.default_rng(rng.getrandbits(32)).uniform(0.5, 1.25, (5, 30)).astype(np.float32)
    return np.asarray(cv2.resize(small, shape[1::-1], interpolation=cv2.INTER_CUBIC).clip(0, 1), np.float32)


def _along(rng: Random) -> tuple[list[Points], bool]:
    """One to four lines along the print, by ruler or by hand."""
    count = rng.choice((1, 1, 1, 2, 2, 3, 4))
    spots = (np.arange(count) + 1) / (count + 1) + np.array([rng.uniform(-0.12, 0.12) for _ in range(count)])
    slope = rng.uniform(-0.35, 0.35)
    return [_level(rng, v, slope + rng.uniform(-0.1, 0.1)) for v in spots], True


def _level(rng: Random, v: float, slope: float) -> Points:
    u = np.linspace(rng.uniform(-0.25, 0.12), rng.uniform(0.88, 1.3), 60)
    wave = rng.choice((0.0, rng.uniform(0, 0.08), rng.uniform(0.1, 0.3)))
    return np.column_stack([u, v + slope * (u - 0.5) + wave * np.sin(u * rng.uniform(3, 25) + rng.uniform(0, 6))])


def _crossed(rng: Random) -> tuple[list[Points], bool]:
    """A cross over the whole, or two or three beside one another."""
    count = rng.choice((1, 1, 2, 3))
    lines = []
    for left in np.arange(count) / count:
        for down in (False, True):
            ends = rng.uniform(-0.4, 0.1), rng.uniform(0.9, 1.4)
            u = left + rng.uniform(-0.03, 0.06), left + 1 / count + rng.uniform(-0.06, 0.03)
            lines.append(np.column_stack([u, ends if down else ends[::-1]]))
    return lines, False


def _hatched(rng: Random) -> tuple[list[Points], bool]:
    """Slanting strokes beside one another, a few for each digit or one for some."""
    lean = rng.uniform(0.02, 0.2) * rng.choice((-1, 1))
    starts = np.linspace(rng.uniform(-0.02, 0.08), rng.uniform(0.85, 1.0), rng.randint(5, 15))
    ends = rng.uniform(-0.5, 0.0), rng.uniform(1.0, 1.5)
    lines = []
    for start in starts:
        u, v = start + rng.uniform(-0.02, 0.02), rng.uniform(-0.12, 0.12)
        lines.append(np.array([(u, ends[1] + v), (u + lean, ends[0] - v)]))
    return lines, False


def _zigzag(rng: Random) -> tuple[list[Points], bool]:
    """Up and down in one stroke, its turns sharp or round."""
    turns = rng.randint(4, 18)
    u = np.linspace(rng.uniform(-0.1, 0.08), rng.uniform(0.9, 1.1), turns + 1)
    u = u + np.array([rng.uniform(-0.03, 0.03) for _ in u])
    low, high = rng.uniform(-0.3, 0.15), rng.uniform(0.85, 1.3)
    v = np.where(np.arange(turns + 1) % 2, low, high) + np.array([rng.uniform(-0.2, 0.2) for _ in u])
    points = np.column_stack([u, v])
    return [_rounded(points) if rng.random() < 0.4 else points], False


def _scribbled(rng: Random) -> tuple[list[Points], bool]:
    """To and fro along the print, and up and down as it goes."""
    count = rng.randint(6, 14)
    u = np.array([(i % 2) * rng.uniform(0.6, 1.1) + rng.uniform(-0.08, 0.2) for i in range(count)])
    v = np.linspace(rng.uniform(-0.1, 0.3), rng.uniform(0.6, 1.1), count) + np.array(
        [rng.uniform(-0.25, 0.25) for _ in u]
    )
    return [_rounded(np.column_stack([u, v])[: rng.randint(3, count)])], True


def _looped(rng: Random) -> tuple[list[Points], bool]:
    """A pen that turns round and round as it goes along, once or to and fro."""
    turns, ways = rng.uniform(2.5, 9.0), rng.choice((1, 1, 1, 2))
    t = np.linspace(0, 1, 60 * math.ceil(turns))
    wide, tall = rng.uniform(0.3, 1.2) / turns, rng.uniform(0.35, 0.85)
    tall = tall * (1 + rng.uniform(-0.4, 0.4) * t) + 0.12 * np.sin(t * rng.uniform(5, 40))
    spin = rng.choice((-1, 1)) * turns * 2 * math.pi * (t + rng.uniform(0, 0.03) * np.sin(t * rng.uniform(5, 30)))
    lines = []
    for _ in range(ways):
        left, right, phase = rng.uniform(-0.1, 0.12), rng.uniform(0.85, 1.1), rng.uniform(0, 2 * math.pi)
        u = left + (right - left) * t + wide * np.cos(spin + phase)
        v = rng.uniform(0.35, 0.65) + rng.uniform(-0.3, 0.3) * (t - 0.5) + tall * np.sin(spin + phase)
        lines.append(np.column_stack([u, v]))
    return lines, False


def _rounded(points: Points) -> Points:
    """The same way without its corners: the mean of neighbours along it."""
    fine = np.concatenate([np.linspace(a, b, 16, endpoint=False) for a, b in pairwise(points)])
    kernel = np.ones(9) / 9
    return np.column_stack([np.convolve(np.pad(fine[:, i], 4, mode="edge"), kernel, "valid") for i in (0, 1)])


STROKES: tuple[Callable[[Random], tuple[list[Points], bool]], ...] = (
    _along,
    _along,
    _along,
    _crossed,
    _hatched,
    _hatched,
    _zigzag,
    _scribbled,
    _looped,
)
"""each gives its lines, and whether they run along the print"""


# ---------------------------------------------------------------------------------------- what is no stroke through it


def _beside(rng: Random, picture: Picture, quad: Quad) -> Picture:
    """Strokes that are not through the line: under it, around it, through what stands above it, through a digit or two."""
    tall, wide = quad[3][1] - quad[0][1], quad[1][0] - quad[0][0]
    size, lines = np.array([wide, tall]), []
    if rng.random() < 0.13:
        v = rng.uniform(1.18, 1.7)
        lines.append(np.array([(rng.uniform(-0.3, 0.1), v), (rng.uniform(0.8, 1.3), v + rng.uniform(-0.12, 0.12))]))
    if rng.random() < 0.1:
        v = rng.choice((rng.uniform(-1.6, -0.7), rng.uniform(1.8, 2.6)))
        lines.append(_level(rng, v, rng.uniform(-0.1, 0.1)))
    if rng.random() < 0.1:
        u, v = rng.uniform(0.06, 0.15), rng.uniform(0.4, 0.9)
        lines.append(np.array([(-u, -v), (1 + u, -v), (1 + u, 1 + v), (-u, 1 + v), (-u, -v)]))
    if rng.random() < 0.07:
        t = np.linspace(0, 6.5, 60)
        u, v = rng.uniform(0.62, 0.75), rng.uniform(1.0, 1.6)
        lines.append(np.column_stack([0.5 + u * np.cos(t), 0.5 + v * np.sin(t)]))
    if rng.random() < 0.12:
        for _ in range(rng.randint(1, 2)):
            u = rng.uniform(-0.05, 1.05)
            lines.append(np.array([(u, -2.0), (u + rng.uniform(-0.08, 0.08), 3.0)]))
    width = rng.uniform(0.12, 0.5) * SCALE
    out = _drawn(rng, picture, [quad[0] + line * size for line in lines], width) if lines else picture.copy()
    if rng.random() < 0.2:
        _end_covered(rng, out, quad)
    return out


def _end_covered(rng: Random, picture: Picture, quad: Quad) -> None:
    """A cover over one end of a line, or up to it."""
    reach = rng.uniform(-0.1, 0.45) * (quad[1][0] - quad[0][0])
    (left, top), (right, bottom) = (quad[0] - 0.5 * (quad[3] - quad[0])), (quad[2] + 0.5 * (quad[3] - quad[0]))
    edges = (left - 99, left + reach) if rng.random() < 0.5 else (right - reach, right + 99)
    first, end = (max(0, round(edge)) for edge in edges)
    shade = rng.choice((rng.randint(0, 60), rng.randint(220, 255)))
    picture[max(0, round(top)) : round(bottom), first:end] = shade


def laid_over(rng: Random, quad: Quad) -> Callable[[Picture], Picture]:
    """A watermark's letters or shade over whatever stands there, the same on each picture; or nothing."""
    share, name = rng.uniform(0.12, 0.6), rng.choice(FONTS[SPLIT].titles)
    size, tilt = rng.uniform(2.5, 9.0) * SCALE, rng.choice((0.0, rng.uniform(-50, 50)))
    colour = rng.choice(((190, 30, 40), (30, 60, 170), (50, 50, 50), (110, 110, 115), _pen(rng)))
    said = rng.choice(("KOPIE voor Woonpartners 12-03-2026 ", "Alleen voor verhuur ", "copy only ")) * 4
    marked, shaded = rng.random() < 0.35, rng.random() < 0.3
    shift, light = rng.uniform(-60, 0) * SCALE, (rng.uniform(0.55, 1.0), rng.uniform(0.55, 1.0))
    row = rng.uniform(-0.6, 1.6)

    def laid(picture: Picture) -> Picture:
        high, wide = picture.shape[:2]
        out = picture.astype(np.float32)
        if marked:
            image = Image.new("L", (wide * 2, wide * 2), 0)
            pen, letters = ImageDraw.Draw(image), capital(name, size)
            for line in range(-3, 4):
                y = wide + (row - 0.5) * (quad[3][1] - quad[0][1]) + line * 2.2 * size
                pen.text((wide * 0.5 + shift * (1 + 0.2 * line), y), said, font=letters, fill=255, anchor="ls")
            turned = image.rotate(tilt, center=(wide, wide))
            middle = wide - quad.mean(axis=0)
            left, top = round(middle[0]), round(middle[1])
            alpha = np.asarray(turned, np.float32)[top : top + high, left : left + wide, None] / 255 * share
            out += alpha * (np.array(colour, np.float32) - out)
        if shaded:
            out *= np.linspace(*light, wide, dtype=np.float32)[None, :, None]
        return np.clip(out, 0, 255).astype(np.uint8)

    return laid


# ------------------------------------------------------------------------------------------------------------- captures


def capture(rng: Random) -> Callable[[Picture], tuple[Picture, Points]]:
    """A scanner, copier or camera, the same for each picture; gives the capture and the 2 × 3 matrix to it."""
    scale = float(np.exp(rng.uniform(*np.log(PX_PER_MM)))) / SCALE
    blur = rng.uniform(0.3, 1.1) if rng.random() < 0.6 else 0.0
    mode = rng.choices(("colour", "grey", "photocopy", "bilevel"), (0.5, 0.2, 0.15, 0.15))[0]
    low, top = rng.randint(0, 60), rng.randint(195, 255)
    gain, grain, seed = rng.uniform(0.65, 1.05), rng.uniform(0, 6), rng.getrandbits(32)
    level, quality = rng.randint(95, 160), rng.choice((0, rng.randint(35, 95), rng.randint(60, 95)))
    turn, specks = rng.uniform(-3, 3), rng.choice((0.0, 0.0, rng.uniform(0.0, MOST_SPECKS)))

    def taken(picture: Picture) -> tuple[Picture, Points]:
        high, wide = picture.shape[:2]
        matrix = cv2.getRotationMatrix2D((wide / 2, high / 2), turn, 1.0)
        out = cv2.warpAffine(picture, matrix, (wide, high), borderMode=cv2.BORDER_REPLICATE)
        out = cv2.resize(out, (max(8, round(wide * scale)), max(8, round(high * scale))), interpolation=cv2.INTER_AREA)
        if blur:
            out = cv2.GaussianBlur(out, (0, 0), blur)
        if mode != "colour":
            out = cv2.cvtColor(cv2.cvtColor(out, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
        if mode == "photocopy":
            out = np.clip((out.astype(np.float32) - low) * 255 / (top - low), 0, 255)
        chance = np.random.default_rng(seed)
        noise = chance.normal(0, grain, out.shape[:2])[..., None]
        out = np.clip(out * (gain if mode != "photocopy" else 1.0) + noise, 0, 255).astype(np.uint8)
        out[chance.random(out.shape[:2]) < specks] = chance.integers(0, 200)
        if mode == "bilevel":
            out = np.where(out > level * gain, 255, 0).astype(np.uint8)
        elif quality:
            _, packed = cv2.imencode(".jpg", out, [cv2.IMWRITE_JPEG_QUALITY, quality])
            out = cv2.imdecode(packed, cv2.IMREAD_COLOR)
        return np.asarray(out, np.uint8), matrix * scale

    return taken


def _jittered(rng: Random, quad: Quad) -> Quad:
    """Where the line is cut out: with some of what stands around it, not quite level, not quite in the middle."""
    tall = quad[3][1] - quad[0][1]
    above, below = rng.choice((0.2, 0.5, 1.0)) * rng.random() * tall, rng.uniform(0.0, 0.6) * tall
    spot = grow(quad, rng.uniform(-0.1, 0.8) * tall, 0.0) + np.array([[0, -above], [0, -above], [0, below], [0, below]])
    spot = spot + np.array([rng.uniform(-0.3, 0.3) * tall, 0.0])
    matrix = cv2.getRotationMatrix2D(tuple(map(float, spot.mean(axis=0))), rng.uniform(-1.5, 1.5), 1.0)
    return spot @ matrix[:, :2].T + matrix[:, 2]
