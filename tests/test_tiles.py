"""The tiles of a watermark fill one another where print hides them."""

from __future__ import annotations

import cv2
import numpy as np

from idcheck.overlay import Overlay
from idcheck.tiles import laid_together

PX_PER_MM = 6.0
HIGH, WIDE, STEP = 400, 720, 240


def watermark(*places: tuple[int, int]) -> Overlay:
    """A layer with a word of 40 % ink at each place."""
    ink = np.zeros((HIGH, WIDE), np.uint8)
    for place in places:
        cv2.putText(ink, "KOPIE", place, cv2.FONT_HERSHEY_DUPLEX, 1.4, 255, 3, cv2.LINE_AA)
    return Overlay(depth=(ink * (0.4 / 255)).astype(np.float32), seen=np.ones((HIGH, WIDE), bool))


def test_what_is_hidden_in_one_tile_is_filled_in_from_another() -> None:
    layer = watermark((40, 200), (40 + STEP, 200), (40 + 2 * STEP, 200))
    hidden = (slice(160, 210), slice(100, 140))
    seen = layer.seen.copy()
    seen[hidden] = False
    together = laid_together(Overlay(depth=layer.depth, seen=seen), PX_PER_MM, [])
    assert together is not None
    ink, shown = layer.depth[hidden] > 0.2, together[hidden][..., 0]
    assert ((shown < 128) == ink).mean() > 0.9


def test_nothing_is_laid_together_where_nothing_repeats() -> None:
    noise = np.random.default_rng(1).random((HIGH, WIDE)).astype(np.float32)
    assert laid_together(Overlay(depth=0.3 * noise, seen=np.ones((HIGH, WIDE), bool)), PX_PER_MM, []) is None


def test_print_that_repeats_is_left_out() -> None:
    layer = watermark((40, 200), (40 + STEP, 200))
    printed = np.array([(0, 100), (WIDE, 100), (WIDE, 260), (0, 260)], np.int32)
    seen = layer.seen.copy()
    seen[160:210, 100:140] = False
    together = laid_together(Overlay(depth=layer.depth, seen=seen), PX_PER_MM, [printed])
    assert together is None or together[:100].min() == 255
