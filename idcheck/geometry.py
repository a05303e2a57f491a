"""Places on a page: quads in pixels (float32 4×2, corners from the top left, clockwise as read) and boxes in fractions."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from idcheck.records import Affine, Box, Page, Quad, Quads

SHARE_STEPS = (24, 6)
"""points along and across a quad, at which it is looked whether they lie in another one"""
A4_MM = 297.0
A4_PROPORTIONS = (1.36, 1.47)
"""height by width of a page taken for an A4 sheet, on which the size of a document is known"""


def box_of(quad: Quad, width: int, height: int) -> Box:
    """The upright box around a quad, in fractions of a page of ``width`` × ``height`` pixels."""
    left, top = quad.min(axis=0) / (width, height)
    right, bottom = quad.max(axis=0) / (width, height)
    return Box(max(0.0, float(left)), max(0.0, float(top)), min(1.0, float(right)), min(1.0, float(bottom)))


def quad_of(box: Box, width: int, height: int) -> Quad:
    """A box as a quad in pixels."""
    left, top, right, bottom = box.left * width, box.top * height, box.right * width, box.bottom * height
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)


def a4_scale(page: Page) -> float | None:
    """Pixels a mm of a page with an A4 sheet's proportions, as the file holds it; None for another one."""
    short, long = sorted(page.size_held)
    return long / A4_MM if A4_PROPORTIONS[0] * short < long < A4_PROPORTIONS[1] * short else None


def angle_of(quad: Quad) -> float:
    """The angle of the line's base in degrees, clockwise, from -180 to 180."""
    edge = (quad[1] - quad[0]) + (quad[2] - quad[3])
    return math.degrees(math.atan2(edge[1], edge[0]))


def length_of(quad: Quad) -> float:
    """The length along the line, in pixels."""
    return float(np.linalg.norm((quad[1] - quad[0]) + (quad[2] - quad[3])) / 2)


def height_of(quad: Quad) -> float:
    """The height across the line, in pixels."""
    return float(np.linalg.norm((quad[3] - quad[0]) + (quad[2] - quad[1])) / 2)


def share_of(quad: Quad, other: Quad) -> float:
    """The share of a quad, 0–1, that lies in another one: the upright box of a slanting line holds what stands beside it."""
    if (quad.min(axis=0) > other.max(axis=0)).any() or (other.min(axis=0) > quad.max(axis=0)).any():
        return 0.0
    along, down = (((np.arange(steps) + 0.5) / steps)[:, None] for steps in SHARE_STEPS)
    top, bottom = quad[0] + along * (quad[1] - quad[0]), quad[3] + along * (quad[2] - quad[3])
    points = top[None] + down[:, None] * (bottom - top)[None]
    edges = np.roll(other, -1, axis=0) - other
    away = points[..., None, :] - other
    left = edges[:, 0] * away[..., 1] - edges[:, 1] * away[..., 0] >= 0
    return float((left.all(axis=-1) | (~left).all(axis=-1)).mean())


def moved(quads: Quads, turn: Affine) -> Quads:
    """Places (float32, … × 2, in pixels) as an affine matrix brings them elsewhere."""
    return np.asarray(quads @ turn[:, :2].T + turn[:, 2], np.float32)


def undone(turn: Affine) -> Affine:
    """What brings back what an affine matrix moved."""
    return np.asarray(cv2.invertAffineTransform(turn), np.float64)


def part_of(quad: Quad, start: float, stop: float) -> Quad:
    """The piece of a line between two places along it (0 its start, 1 its end; beyond both is allowed)."""
    top, bottom = quad[1] - quad[0], quad[2] - quad[3]
    corners = (quad[0] + top * start, quad[0] + top * stop, quad[3] + bottom * stop, quad[3] + bottom * start)
    return np.array(corners, np.float32)


def spread(quad: Quad, along: float, across: float) -> Quad:
    """The quad made longer by ``along`` at each end and higher by ``across`` on each side, in pixels."""
    x_axis = (quad[1] - quad[0]) / max(1e-6, float(np.linalg.norm(quad[1] - quad[0])))
    y_axis = (quad[3] - quad[0]) / max(1e-6, float(np.linalg.norm(quad[3] - quad[0])))
    signs: NDArray[np.float32] = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], np.float32)
    return np.asarray(quad + signs[:, :1] * along * x_axis + signs[:, 1:] * across * y_axis, np.float32)


def around(quads: list[Quad], angle: float) -> Quad:
    """The smallest quad at ``angle`` degrees around several quads."""
    radians = math.radians(angle)
    turn = np.array([[math.cos(radians), math.sin(radians)], [-math.sin(radians), math.cos(radians)]], np.float64)
    points = np.vstack(quads) @ turn.T
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float64)
    return np.asarray(corners @ turn, np.float32)
