"""How a copy gets into a file: laid on paper, scanned, photocopied, photographed."""

from __future__ import annotations

from random import Random
from typing import Literal, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from samples.canvas import Picture

Mode: TypeAlias = Literal["colour", "grey", "bilevel"]
Matrix: TypeAlias = NDArray[np.float64]


def rounded(picture: Picture, *, radius: float) -> NDArray[np.uint8]:
    """The mask of a card: its corners cut round, ``radius`` in pixels."""
    high, wide = picture.shape[:2]
    mask, r = np.zeros((high, wide), np.uint8), round(radius)
    cv2.rectangle(mask, (r, 0), (wide - r, high), 255, -1)
    cv2.rectangle(mask, (0, r), (wide, high - r), 255, -1)
    for x in (r, wide - r):
        for y in (r, high - r):
            cv2.circle(mask, (x, y), r, 255, -1, cv2.LINE_AA)
    return mask


def lay(page: Picture, picture: Picture, mask: NDArray[np.uint8], matrix: Matrix, *, shadow: float = 0.0) -> None:
    """Lay ``picture`` on ``page`` in place, seen through ``matrix``."""
    scale = float(np.sqrt(abs(np.linalg.det(matrix[:2, :2]))))
    if scale < 0.7:  # a warp alone would skip pixels
        smaller = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        mask = np.asarray(
            cv2.resize(mask, (smaller.shape[1], smaller.shape[0]), interpolation=cv2.INTER_AREA), np.uint8
        )
        matrix = matrix @ np.diag([picture.shape[1] / smaller.shape[1], picture.shape[0] / smaller.shape[0], 1.0])
        picture = np.asarray(smaller, np.uint8)
    high, wide = picture.shape[:2]
    corners = np.array([(0, 0, 1), (wide, 0, 1), (wide, high, 1), (0, high, 1)]) @ matrix.T
    corners = corners[:, :2] / corners[:, 2:]
    left, top = np.clip(np.floor(corners.min(0)).astype(int) - 32, 0, None)
    right, bottom = np.minimum(np.ceil(corners.max(0)).astype(int) + 32, (page.shape[1], page.shape[0]))
    move = np.array([(1, 0, -left), (0, 1, -top), (0, 0, 1)], float) @ matrix
    size = int(right - left), int(bottom - top)
    seen = cv2.warpPerspective(picture, move, size, flags=cv2.INTER_LINEAR)
    alpha = cv2.warpPerspective(mask, move, size, flags=cv2.INTER_LINEAR).astype(np.float32) / 255
    window = page[top:bottom, left:right]
    under = np.ascontiguousarray(window)
    if shadow:
        soft = cv2.blur(np.roll(alpha, (6, 6), (0, 1)), (25, 25)) * shadow
        under = cv2.blendLinear(under, np.zeros_like(under), 1 - soft, soft)
    window[:] = cv2.blendLinear(seen, under, alpha, 1 - alpha)


def noise(picture: Picture, rng: Random, sigma: float) -> Picture:
    """Grain of ``sigma`` grey levels; one tile of it, repeated."""
    if sigma <= 0:
        return picture
    tile = np.random.default_rng(rng.getrandbits(32)).normal(0, sigma, (512, 512, picture.shape[2]))
    high, wide = picture.shape[:2]
    repeats = (high // 512 + 1, wide // 512 + 1, 1)
    plus = np.tile(np.clip(tile, 0, 255).astype(np.uint8), repeats)[:high, :wide]
    minus = np.tile(np.clip(-tile, 0, 255).astype(np.uint8), repeats)[:high, :wide]
    return np.asarray(cv2.subtract(cv2.add(picture, plus), minus), np.uint8)


def scan(page: Picture, rng: Random, *, mode: Mode = "colour", copied: bool = False) -> tuple[Picture, Matrix]:
    """A flatbed scan of a page: skewed, dusty, a bit soft; ``copied``: photocopied before. Gives it and how it lies."""
    high, wide = page.shape[:2]
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), rng.uniform(-1.6, 1.6), 1.0)
    back = rng.randint(243, 255)
    out = cv2.warpAffine(page, turn, (wide, high), flags=cv2.INTER_LINEAR, borderValue=(back, back, back))
    if copied:
        out = _photocopy(out, rng)
    elif rng.random() < 0.5:
        out = cv2.GaussianBlur(out, (3, 3), rng.uniform(0.3, 0.7))
    for _ in range(rng.randint(0, 25)):
        spot = rng.randrange(wide), rng.randrange(high)
        cv2.circle(out, spot, rng.randint(0, 2), (rng.randint(80, 210),) * 3, -1)
    out = noise(out, rng, rng.uniform(0.5, 3.0))
    if mode != "colour":
        grey = cv2.cvtColor(out, cv2.COLOR_RGB2GRAY)
        if mode == "bilevel":
            grey = np.where(grey > rng.randint(118, 138), 255, 0).astype(np.uint8)
        out = cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB)
    return np.asarray(out, np.uint8), np.vstack([turn, [0, 0, 1]])


def _photocopy(page: Picture, rng: Random) -> Picture:
    """Grey, hard, with toner specks and a dark rim."""
    grey = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY)
    grey = cv2.GaussianBlur(grey, (3, 3), 0.7)
    low, top = rng.randint(35, 60), rng.randint(195, 225)
    table = np.clip((np.arange(256) - low) * 255 / (top - low), 0, 255).astype(np.uint8)
    grey = cv2.LUT(grey, table)
    specks = np.random.default_rng(rng.getrandbits(32)).random(grey.shape, np.float32) < 0.0004
    grey[specks] = 60
    if rng.random() < 0.4:
        grey[: rng.randint(8, 30)] = rng.randint(20, 90)
    if rng.random() < 0.3:
        column = rng.randrange(grey.shape[1])
        grey[:, column : column + 2] = np.minimum(grey[:, column : column + 2], 170)
    return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB), np.uint8)


def table(rng: Random, wide: int, high: int) -> Picture:
    """What lies under a photographed copy: wood, cloth, stone."""
    seed = np.random.default_rng(rng.getrandbits(32))
    base = np.array(
        rng.choice(
            (
                (150, 110, 75),
                (95, 65, 45),
                (70, 75, 80),
                (190, 185, 175),
                (225, 222, 215),
                (45, 50, 60),
                (120, 130, 110),
            )
        )
    )
    kind = rng.choice(("wood", "cloth", "stone"))
    small = seed.random((high // 24 + 2, wide // 24 + 2), np.float32)
    if kind == "wood":
        small = np.repeat(seed.random((high // 12 + 2, 1), np.float32), wide // 200 + 2, 1)
        small += 0.25 * seed.random(small.shape, np.float32)
    strength = {"wood": 45, "cloth": 14, "stone": 26}[kind]
    coarse = np.clip(base + (small[..., None] - 0.5) * strength, 0, 255).astype(np.uint8)
    return np.asarray(cv2.resize(coarse, (wide, high), interpolation=cv2.INTER_CUBIC), np.uint8)


def photo(
    flat: Picture,
    mask: NDArray[np.uint8],
    rng: Random,
    *,
    megapixels: float = 5.0,
    fill: float = 0.8,
    blur: float = 0.6,
    tilt: float = 0.05,
) -> tuple[Picture, Matrix]:
    """A phone's photo of something flat on a table: perspective, uneven light, a shadow, blur, noise.

    ``fill``: the part of the picture that it takes, along the tighter side; ``tilt``: how far corners are off, as a
    part of its size. Gives the photo and the matrix from the flat picture to it.
    """
    flat_h, flat_w = flat.shape[:2]
    ratio = 4 / 3 if flat_w > flat_h else 3 / 4
    high = round((megapixels * 1e6 / ratio) ** 0.5)
    wide = round(high * ratio)
    page = table(rng, wide, high)
    scale = fill * min(wide / flat_w, high / flat_h)
    w, h = flat_w * scale, flat_h * scale
    middle = np.array(
        [wide / 2 + rng.uniform(-0.5, 0.5) * (wide - w) * 0.5, high / 2 + rng.uniform(-0.5, 0.5) * (high - h) * 0.5]
    )
    corners = np.array([(-w, -h), (w, -h), (w, h), (-w, h)]) / 2
    corners += np.array([[rng.uniform(-tilt, tilt) * w, rng.uniform(-tilt, tilt) * h] for _ in range(4)])
    angle = np.radians(rng.uniform(-4, 4))
    corners = corners @ np.array([(np.cos(angle), np.sin(angle)), (-np.sin(angle), np.cos(angle))]) + middle
    source = np.float32([(0, 0), (flat_w, 0), (flat_w, flat_h), (0, flat_h)])
    matrix = cv2.getPerspectiveTransform(source, np.float32(corners))
    lay(page, flat, mask, matrix, shadow=rng.uniform(0.1, 0.4))
    if blur > 0.25:
        page = cv2.GaussianBlur(page, (0, 0), blur)
    page = _light(page, rng)
    return noise(page, rng, rng.uniform(1.5, 6.0)), matrix


def _light(page: Picture, rng: Random) -> Picture:
    """Uneven light, a soft shadow of the hand, a warm or cold lamp."""
    high, wide = page.shape[:2]
    y, x = np.mgrid[0:48, 0:64].astype(np.float32) / (48, 64)[0]
    angle = rng.uniform(0, 6.28)
    light = 1 + rng.uniform(0.02, 0.16) * ((x - 0.6) * np.cos(angle) + (y - 0.5) * np.sin(angle))
    if rng.random() < 0.5:
        cx, cy, r = rng.uniform(0, 1.3), rng.uniform(0, 1), rng.uniform(0.2, 0.6)
        light *= 1 - rng.uniform(0.15, 0.4) / (1 + np.exp((np.hypot(x - cx, y - cy) - r) * 12))
    warm = np.array([rng.uniform(0.95, 1.04), 1.0, rng.uniform(0.9, 1.04)], np.float32) * rng.uniform(0.82, 1.05)
    field = cv2.resize(light[..., None] * warm, (wide, high), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.multiply(page, field, dtype=cv2.CV_8U), np.uint8)
