"""What a document shows of the files in it, and what it does not: the rest of a picture beyond its frame or under shapes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from idcheck.containers import WHOLE, Shown
from idcheck.records import Box, Layer, Leftover, Picture, Raster, Text
from idcheck.wire import Record, Step

LEAST_FRAME_PX = 50
"""pixels: a smaller frame shows nothing that could be judged; the picture is then taken whole"""
COVER = 0
"""the level that a shape is drawn with: whatever its colour, nothing shows under it"""
BLANK = 255


def on_layer(layer: Layer, records: Iterator[Step | Record]) -> Iterator[Step | Record]:
    """The records of a file that is hidden as a whole; as they are where it is not."""
    for record in records:
        hidden = isinstance(record, Raster | Text | Leftover) and layer is not Layer.FACE
        yield replace(record, layer=layer) if hidden else record  # type: ignore[arg-type]  # those three have one


def as_shown(shown: Shown, records: Iterator[Step | Record]) -> Iterator[Step | Record]:
    """The records of a picture of which a document shows a part: its face is that, the whole is hidden where it shows more."""
    for record in records:
        if shown == Shown() or not isinstance(record, Raster) or record.layer is not Layer.FACE:
            yield record
            continue
        from idcheck.differ import shows_more

        covered = _covered(record.picture, shown)
        top, bottom, left, right = _pixels(shown.frame, record.picture)
        if min(bottom - top, right - left) < LEAST_FRAME_PX:
            yield record
            continue
        yield replace(record, picture=np.ascontiguousarray(covered[top:bottom, left:right]))
        if shows_more(record.picture, [covered]):
            yield replace(record, layer=Layer.UNDER if shown.frame == WHOLE else Layer.CROPPED)


def _covered(picture: Picture, shown: Shown) -> Picture:
    """The picture, blank beyond the frame and black under the shapes."""
    covered = np.full_like(picture, BLANK)
    top, bottom, left, right = _pixels(shown.frame, picture)
    covered[top:bottom, left:right] = picture[top:bottom, left:right]
    for cover in shown.covers:
        top, bottom, left, right = _pixels(cover, picture)
        covered[top:bottom, left:right] = COVER
    return covered


def _pixels(box: Box, picture: Picture) -> tuple[int, int, int, int]:
    """Top, bottom, left and right of a box in a picture."""
    height, width = picture.shape[:2]
    return round(box.top * height), round(box.bottom * height), round(box.left * width), round(box.right * width)
