"""What lies under and between the fields: gradients, guilloches, portraits, signatures, kinegrams."""

from __future__ import annotations

import math
from random import Random

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from samples.canvas import Canvas, Colour, Picture
from samples.fonts import font


def wash(canvas: Canvas, *stops: Colour, turned: bool = False) -> Picture:
    """A smooth blend of colours from left to right (``turned``: from top to bottom)."""
    wide, high = canvas.image.size
    stops_ = np.array([np.clip(np.add(stop, canvas.look.hue), 0, 255) for stop in stops], np.uint8)
    row = stops_[None] if not turned else stops_[:, None]
    return np.ascontiguousarray(cv2.resize(row, (wide, high), interpolation=cv2.INTER_LINEAR))


def band(picture: Picture, points: list[tuple[float, float]], colour: Colour, scale: float, alpha: float = 1.0) -> None:
    """Fill a polygon given in millimetres, ``alpha`` thick."""
    layer = picture.copy() if alpha < 1 else picture
    cv2.fillPoly(layer, [np.int32(np.array(points) * scale)], colour, cv2.LINE_AA)
    if alpha < 1:
        cv2.addWeighted(layer, alpha, picture, 1 - alpha, 0, picture)


def guilloche(
    picture: Picture,
    rng: Random,
    colour: Colour,
    *,
    gap: float,
    height: float,
    scale: float,
    angle: float = 0.0,
    alpha: float = 0.5,
) -> None:
    """Wavy parallel lines over the whole picture: ``gap`` between them and ``height`` of the waves in millimetres."""
    wide, high = picture.shape[1], picture.shape[0]
    reach = math.hypot(wide, high) / 2
    x = np.linspace(-reach, reach, 220)
    period, phase, twist = rng.uniform(8, 30) * scale, rng.uniform(0, 6), rng.uniform(-0.02, 0.02)
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    lines = []
    for offset in np.arange(-reach, reach, gap * scale):
        y = offset + height * scale * np.sin(2 * math.pi * x / period + phase + offset * twist)
        lines.append(np.int32(np.c_[wide / 2 + x * cos - y * sin, high / 2 + x * sin + y * cos] * 8))
    layer = picture.copy()
    cv2.polylines(layer, lines, False, colour, max(1, round(0.07 * scale)), cv2.LINE_AA, 3)
    cv2.addWeighted(layer, alpha, picture, 1 - alpha, 0, picture)


def rosette(
    picture: Picture,
    rng: Random,
    at: tuple[float, float],
    radius: float,
    colour: Colour,
    scale: float,
    alpha: float = 0.5,
) -> None:
    """A spirograph figure, ``radius`` in millimetres."""
    t = np.linspace(0, 2 * math.pi, 1500)
    petals = rng.choice((9, 11, 13, 17))
    layer = picture.copy()
    for step in range(5):
        r = radius * (0.62 + 0.09 * step + 0.3 * np.sin(petals * t + step * 0.5))
        points = np.c_[at[0] + r * np.cos(t), at[1] + r * np.sin(t)] * scale * 8
        cv2.polylines(layer, [np.int32(points)], True, colour, 1, cv2.LINE_AA, 3)
    cv2.addWeighted(layer, alpha, picture, 1 - alpha, 0, picture)


def microtext(
    canvas: Canvas,
    words: str,
    colour: Colour,
    box: tuple[float, float, float, float],
    *,
    step: float = 2.2,
    height: float = 0.7,
) -> None:
    """Rows of small faint letters within a box in millimetres."""
    left, top, right, bottom = box
    face = font(canvas.look.caption, round(height * canvas.scale / 0.72))
    row = (words + " ") * 40
    y, turn = top, 0
    while y < bottom:
        x = left
        for letter in row[turn:]:
            canvas.pen.text(canvas.px(x, y), letter, font=face, fill=colour)
            x += step
            if x > right:
                break
        y, turn = y + step, (turn + 5) % len(words)


def portrait(rng: Random, width: int, height: int, *, colour: bool = False, backdrop: int = 235) -> Image.Image:
    """A drawn face of nobody: ``width`` × ``height`` pixels, grey unless ``colour``."""
    w, h = 300, 380
    skin = rng.choice(((225, 190, 165), (205, 165, 135), (150, 105, 80), (110, 75, 55), (235, 205, 185)))
    hair = rng.choice(((45, 35, 30), (95, 65, 40), (190, 160, 110), (140, 140, 140), (25, 22, 22), (150, 75, 45)))
    image = Image.new("RGB", (w, h), (backdrop,) * 3)
    pen = ImageDraw.Draw(image)
    long, cx = rng.random() < 0.45, w / 2 + rng.uniform(-6, 6)
    face_w, face_h = rng.uniform(62, 74), rng.uniform(88, 102)
    if long:
        pen.ellipse((cx - face_w - 28, 60, cx + face_w + 28, 330), fill=hair)
    pen.rounded_rectangle(
        (20, 300, w - 20, h + 80),
        80,
        fill=rng.choice(((40, 45, 60), (90, 30, 35), (60, 80, 70), (30, 30, 30), (190, 190, 200))),
    )
    pen.rectangle((cx - 30, 250, cx + 30, 320), fill=tuple(int(c * 0.85) for c in skin))
    pen.ellipse((cx - face_w - 12, 62, cx + face_w + 12, 200), fill=hair)
    pen.ellipse((cx - face_w, 190 - face_h, cx + face_w, 190 + face_h), fill=skin)
    pen.pieslice((cx - face_w, 186 - face_h, cx + face_w, 210), 185, 355, fill=hair)
    for side in (-1, 1):
        x, y = cx + side * 28, 182
        pen.ellipse((x - 13, y - 7, x + 13, y + 7), fill=(245, 245, 245))
        pen.ellipse((x - 6, y - 6, x + 6, y + 6), fill=(50, 40, 35))
        pen.line((x - 16, y - 16, x + 16, y - 18), fill=hair, width=5)
    if rng.random() < 0.2:
        for side in (-1, 1):
            pen.ellipse((cx + side * 28 - 22, 164, cx + side * 28 + 22, 200), outline=(30, 30, 30), width=3)
    pen.line((cx - 3, 190, cx - 9, 222, cx + 8, 224), fill=tuple(int(c * 0.75) for c in skin), width=4)
    pen.arc((cx - 26, 226, cx + 26, 258), 20, 160, fill=(150, 80, 75), width=6)
    image = image.filter(ImageFilter.GaussianBlur(3))
    light = np.linspace(1.06, 0.84, w)[None, :, None] * np.linspace(1.03, 0.92, h)[:, None, None]
    grain = np.random.default_rng(rng.getrandbits(32)).normal(0, 6, (h, w, 1))
    picture = np.clip(np.asarray(image) * light + grain, 0, 255).astype(np.uint8)
    face = Image.fromarray(picture).resize((width, height), Image.Resampling.LANCZOS)
    return face if colour else face.convert("L").convert("RGB")


def put_portrait(
    canvas: Canvas, x: float, y: float, w: float, h: float, *, colour: bool = False, faint: float = 1.0, year: str = ""
) -> None:
    """A portrait with its top left corner at ``x``, ``y``; its light backdrop lets the ground through."""
    size = round(w * canvas.scale), round(h * canvas.scale)
    face = portrait(canvas.rng, *size, colour=colour)
    dark = face.convert("L").point([255 if v < 205 else max(0, 255 - (v - 205) * 12) for v in range(256)])
    mask = dark.filter(ImageFilter.GaussianBlur(2)).point([int(v * faint) for v in range(256)])
    canvas.paste(x, y, face, mask)
    if year:
        face_font = font(canvas.look.title, round(4.2 * canvas.scale))
        canvas.pen.text(
            canvas.px(x + 1, y + h - 0.8),
            year,
            font=face_font,
            fill=(150, 150, 150),
            anchor="ls",
            stroke_width=2,
            stroke_fill=(205, 205, 205),
        )


def signature(canvas: Canvas, x: float, y: float, name: str, *, width: float = 26.0) -> None:
    """A signature of about ``width`` millimetres: a name in a quick hand, with a flourish."""
    scale, rng = canvas.scale, canvas.rng
    face = font(canvas.look.fonts.signatures[0], round(rng.uniform(5.5, 8) * scale))
    layer = Image.new("L", (round(width * 1.6 * scale), round(14 * scale)), 0)
    pen = ImageDraw.Draw(layer)
    pen.text((2 * scale, 9 * scale), name, font=face, fill=255, anchor="ls")
    points = [
        (
            2 * scale + i / 40 * width * scale,
            (9 + 2 * math.sin(i / 40 * rng.uniform(5, 8)) + rng.uniform(-0.1, 0.1)) * scale,
        )
        for i in range(41)
    ]
    pen.line(points, fill=230, width=max(1, round(0.3 * scale)), joint="curve")
    layer = layer.rotate(rng.uniform(-4, 7), resample=Image.Resampling.BICUBIC)
    canvas.paste(x, y - 9, Image.new("RGB", layer.size, rng.choice(((25, 25, 30), (20, 30, 90), (40, 40, 40)))), layer)


def dots(canvas: Canvas, x: float, y: float, count: int, *, radius: float = 1.8) -> None:
    """The row of round laser images along the strip of passports and cards since 2011."""
    for i in range(count):
        cx, shade = x + i * radius * 2.5, canvas.rng.randint(95, 235)
        canvas.pen.ellipse(canvas.px(cx - radius, y - radius, cx + radius, y + radius), fill=(shade, shade, shade + 8))
        for step in range(4):
            at = cx - radius * 0.7 + step * radius * 0.45
            canvas.pen.line(canvas.px(at, y - radius * 0.7, at, y + radius * 0.7), fill=(245, 245, 245), width=1)


def perforated(canvas: Canvas, x: float, y: float, text: str, *, height: float = 5.5, upright: bool = False) -> None:
    """A number pierced through the page: rows of small dark holes. ``upright``: running upwards."""
    small = 12
    face = font("LiberationMono-Regular.ttf", round(small / 0.66))
    layer = Image.new("1", (round(face.getlength(text)) + 4, small + 4), 0)
    ImageDraw.Draw(layer).text((2, small + 2), text, font=face, fill=1, anchor="ls")
    points = np.argwhere(np.asarray(layer))[::2]
    cell = height / small
    for row, column in points:
        px, py = (x + row * cell, y - column * cell) if upright else (x + column * cell, y + row * cell)
        r = cell * 0.42
        canvas.pen.ellipse(canvas.px(px - r, py - r, px + r, py + r), fill=(95, 90, 80))


def chip(canvas: Canvas, x: float, y: float, width: float = 6.0, colour: Colour = (60, 105, 180)) -> None:
    """The mark of a document with a chip."""
    h = width * 0.58
    canvas.pen.rectangle(canvas.px(x, y, x + width, y + h), fill=colour)
    canvas.pen.rectangle(canvas.px(x, y + h * 0.44, x + width, y + h * 0.56), fill=(230, 235, 245))
    canvas.pen.ellipse(
        canvas.px(x + width * 0.33, y + h * 0.2, x + width * 0.67, y + h * 0.8),
        fill=colour,
        outline=(230, 235, 245),
        width=3,
    )


def faded_title(
    canvas: Canvas, x: float, y: float, text: str, width: float, left: Colour, right: Colour, *, height: float
) -> None:
    """A title whose colour runs from ``left`` to ``right``, fitted to ``width`` millimetres."""
    scale = canvas.scale
    face = font(canvas.look.title, round(height / 0.72 * scale))
    mask = Image.new("L", (round(face.getlength(text)) + 4, round(height * 1.5 * scale)), 0)
    ImageDraw.Draw(mask).text((2, height * 1.1 * scale), text, font=face, fill=255, anchor="ls")
    mask = mask.resize((round(width * scale), mask.height), Image.Resampling.LANCZOS)
    blend = cv2.resize(np.array([[left, right]], np.uint8), mask.size, interpolation=cv2.INTER_LINEAR)
    canvas.paste(x, y - height * 1.1, Image.fromarray(blend), mask)
