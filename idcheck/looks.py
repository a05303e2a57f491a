"""Look at every place where an ID side can carry a BSN: what can be read there, in each view, and what lies over it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from idcheck.bsn import is_bsn, label_in, numbers_in
from idcheck.covers import Blob, blobs, contrast, covering
from idcheck.documents import IDENTITY_CARD, LICENCE, PASSPORT, Model, models_of
from idcheck.engines import ppocr, tesseract
from idcheck.engines.ppocr import Line
from idcheck.geometry import angle_of, box_of, height_of, part_of, quad_of
from idcheck.lines import word_of
from idcheck.records import Box, Code, Covering, Look, Page, Picture, Place, Quad, View, Word
from idcheck.sides import FoundSide
from idcheck.strips import COLUMNS, FoundStrip, compact

SHARP_LINE_PX = 14.0
"""pixels, the height of a found line of values (2 mm of print and its margins): a digit is then 9 pixels high; below that one of
20 is misread"""
SHARP_CONFIDENCE = 0.85
"""median confidence of the main reader on the side's own print: blurred print falls to 0.6–0.8, sharp stays above 0.93"""
LEAST_PRINT = 2
"""lines of print read on the side before it can tell that a number would have been read too"""
CLEAR_CONFIDENCE, CLEAR_DEGREES = 0.85, 4.0
"""of the main reader on every line of a side, and the angle of each, when nothing on it was left unread or lies across it"""
LEAST_CAPTIONS = 3
"""captions read, smaller than any number: then a label of the BSN would have been read as well"""
FIELD_MM = (26.0, 4.2)
"""width and height of the field under a label: nine digits of 2–2.6 mm with their room"""
FIELD_LEFT_MM = 8.0
"""mm left of a label's first letter that was read: a cover over the field often takes the label's beginning with it"""
COVER_MM = (10.0, 1.2)
"""width and height of what a patch must hide of a field: nine digits are 15–23 by 2–2.6 mm, and what a patch leaves is read"""
MOST_COVER_MM = 45.0
"""of height: more is the table a card lies on, not a cover"""
STRIP_COVER_MM = (38.0, 3.0)
"""a patch this wide and high in the lower part of a side hides its strip, or at least the half that holds the BSN"""
LINE_STEP = {"TD1": 1.85, "TD3": 2.0}
"""columns from one line of a strip to the next, where a line was not seen (specimens: 1.85 and 2.0)"""
BSN_LINE = {"TD1": (0, 15, 24), "TD3": (1, 28, 37)}
"""line, first column and end of the BSN (domain 1.5)"""
SECOND_PX_PER_MM = 12.0
"""pixels a mm of the crop for the second reader, as measured"""
DIGITS = re.compile(r"\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """An ID side with all that was read on it, the patches on it, and the level and contrast of its print."""

    page: Page = field(repr=False)
    side: FoundSide
    lines: tuple[Line, ...] = field(repr=False)
    patches: tuple[Blob, ...]
    ground: float
    span: float
    sharp: bool


def looks(page: Page, side: FoundSide, lines: Sequence[Line], codes: Sequence[Code]) -> tuple[Look, ...]:
    """A look at every place where one of the possible models of this side carries a BSN."""
    models = [model for model in models_of(side.document, side.side) if model.model in side.models]
    sight = _sight(page, side, lines)
    found = [look for look in (_printed(sight, models), _mrz(sight, models), _code(sight, models, codes)) if look]
    if any(_open(look) for look in found) or (side.strip and _strip_open(side.strip)):
        return tuple(found)
    return tuple(_second_look(sight, found))


def in_doubt(look: Look) -> bool:
    """Whether nothing tells the state of a place that must have a BSN: nothing was read there, and no cover seen."""
    return (
        look.expected
        and look.place is not Place.CODE
        and look.covering in (Covering.UNSEEN, Covering.NONE)
        and not _open(look)
    )


def _sight(page: Page, side: FoundSide, lines: Sequence[Line]) -> Sight:
    inside = tuple(line for line in lines if box_of(line.quad, page.width, page.height).share_in(side.box) > 0.6)
    ground, span = contrast(page, [line.quad for line in inside if line.text.confidence > SHARP_CONFIDENCE])
    confidences = [line.text.confidence for line in inside if len(line.text.text) >= 3]
    sharp = (
        float(np.percentile([height_of(line.quad) for line in inside] or [0.0], 75)) >= SHARP_LINE_PX
        and len(confidences) >= LEAST_PRINT
        and float(np.median(confidences)) >= SHARP_CONFIDENCE
    )
    return Sight(
        page=page,
        side=side,
        lines=inside,
        patches=tuple(blobs(page, side.box, side.px_per_mm)),
        ground=ground,
        span=span,
        sharp=sharp,
    )


def _open(look: Look) -> bool:
    return any(is_bsn(run.digits) for word in look.words for run in numbers_in(word.text))


def _strip_open(strip: FoundStrip) -> bool:
    texts = [line.text for line in strip.strip.lines if strip.strip.format in BSN_LINE]
    return any(is_bsn(run) for text in texts for run in re.findall(r"(?=(\d{9}))", text))


# ---------------------------------------------------------------------------------------------------------- printed field


def _printed(sight: Sight, models: Sequence[Model]) -> Look | None:
    """The printed field: under or beside its label; without one, whatever patch hides it."""
    carrying = [model for model in models if model.printed]
    labels = [line for line in sight.lines if _is_label(line)]
    words = tuple(word_of(line, sight.page) for line in _numbers(sight))
    if not carrying and not labels and not words:
        return None
    back = sight.side.side in ("back", "holder-back")
    expected = bool(carrying) and (back or len(carrying) == len(models))
    if labels:
        found = [_field_covering(sight, line, _field(sight, line.quad)) for line in labels]
        state, box = min(found, key=lambda pair: _openness(pair[0]))
    else:
        patch = next(_hiding_patches(sight), None) if carrying else None
        box = patch.box if patch else _zone(sight.side)
        state = Covering.SOLID if patch else Covering.BLANK if _nothing_unread(sight) else Covering.UNSEEN
        if not patch and not expected and sight.side.captions < LEAST_CAPTIONS and carrying:
            expected = not sight.sharp or len(sight.lines) < 2 * LEAST_PRINT
    if state in (Covering.SOLID, Covering.DENSE):
        words += _stretched(sight, quad_of(box, sight.page.width, sight.page.height))
    return Look(
        place=Place.PRINTED,
        box=box,
        covering=state,
        expected=expected or bool(labels),
        sharp=sight.sharp,
        words=words,
        readers=frozenset({ppocr.NAME}),
    )


def _nothing_unread(sight: Sight) -> bool:
    """Whether all that stands on the side was read with ease, captions too, and nothing was written across it.

    White-out on a white photocopy leaves no patch to be seen; then only this tells that no number is left.
    """
    print_ = [line for line in sight.lines if not _in_strip(sight, line.quad)]
    clear = all(line.text.confidence > CLEAR_CONFIDENCE and abs(angle_of(line.quad)) < CLEAR_DEGREES for line in print_)
    return clear and sight.sharp and sight.side.captions >= LEAST_CAPTIONS


def _openness(state: Covering) -> int:
    return [Covering.NONE, Covering.UNSEEN, Covering.BLANK, Covering.DENSE, Covering.SOLID].index(state)


def _is_label(line: Line) -> bool:
    label = label_in(line.text.text)
    return label is not None and label.is_bsn


def _numbers(sight: Sight) -> Iterator[Line]:
    """Lines outside the strip that hold digits enough to be a BSN or most of one."""
    for line in sight.lines:
        if len(DIGITS.findall(line.text.text)) >= 4 and not _in_strip(sight, line.quad):
            yield line


def _in_strip(sight: Sight, quad: Quad) -> bool:
    strip = sight.side.strip
    width, height = sight.page.width, sight.page.height
    return strip is not None and box_of(quad, width, height).share_in(strip.strip.box.grow(0.0, 0.004)) > 0.5


def _field(sight: Sight, label: Quad) -> Box:
    """The field that belongs to a label: right under it."""
    mm = sight.side.px_per_mm
    left, bottom = float(label[:, 0].min()), float(label[:, 1].max())
    corners = np.array(
        [[left - mm, bottom - 0.3 * mm], [left + FIELD_MM[0] * mm, bottom + FIELD_MM[1] * mm]], np.float32
    )
    return box_of(corners, sight.page.width, sight.page.height)


def _beside(sight: Sight, label: Quad) -> Box:
    mm = sight.side.px_per_mm
    right, top, bottom = float(label[:, 0].max()), float(label[:, 1].min()), float(label[:, 1].max())
    corners = np.array([[right, top - mm], [right + FIELD_MM[0] * mm, bottom + mm]], np.float32)
    return box_of(corners, sight.page.width, sight.page.height)


def _field_covering(sight: Sight, label: Line, under: Box) -> tuple[Covering, Box]:
    """What lies over the field under a label or beside it, and where: a patch, nothing at all, or print that was not hidden."""
    places = (under, _beside(sight, label.quad))
    for place in places:
        patch = next((patch for patch in sight.patches if _hides(sight, patch, place)), None)
        if patch is not None:
            return Covering.SOLID, patch.box
    for place in places:
        quad = quad_of(place, sight.page.width, sight.page.height)
        inner = part_of(quad, 0.05, 0.72)
        state, _ = covering(sight.page, inner, 9, sight.ground, sight.span)
        if state in (Covering.DENSE, Covering.SOLID):
            return state, place
    digits = any(
        box_of(line.quad, sight.page.width, sight.page.height).share_in(place) > 0.4
        for place in places
        for line in _numbers(sight)
    )
    if digits:
        return Covering.NONE, under
    quad = quad_of(under, sight.page.width, sight.page.height)
    state, _ = covering(sight.page, part_of(quad, 0.05, 0.72), 9, sight.ground, sight.span)
    return state, under


def _hides(sight: Sight, patch: Blob, place: Box) -> bool:
    px_per_mm = sight.side.px_per_mm
    shared = patch.box.meet(place.grow(FIELD_LEFT_MM * px_per_mm / sight.page.width, 0.0))
    wide, high = shared.width * sight.page.width / px_per_mm, shared.height * sight.page.height / px_per_mm
    return wide >= COVER_MM[0] and high >= COVER_MM[1]


def _zone(side: FoundSide) -> Box:
    """Where this side's printed BSN can stand: beside the photo on a front, above the strip on a back."""
    box = side.box
    left = box.left + 0.3 * box.width if side.side in ("holder", "front") else box.left
    bottom = (
        box.top
        + (0.78 if side.side in ("holder", "front") else 0.68 if side.document != PASSPORT else 1.0) * box.height
    )
    if side.document == LICENCE and side.side == "back":
        bottom = box.top + 0.5 * box.height
    return Box(left, box.top, box.right, bottom)


def _hiding_patches(sight: Sight) -> Iterator[Blob]:
    zone = _zone(sight.side)
    for patch in sight.patches:
        shared = patch.box.meet(zone)
        wide = shared.width * sight.page.width / sight.side.px_per_mm
        high = shared.height * sight.page.height / sight.side.px_per_mm
        if wide >= COVER_MM[0] and COVER_MM[1] <= high <= MOST_COVER_MM:
            yield patch


def _stretched(sight: Sight, quad: Quad) -> tuple[Word, ...]:
    """The same place with its contrast stretched locally: dark ink may leave the print in it."""
    line = Line(quad, ppocr.recognise(stretch(ppocr.cut(sight.page.picture, quad))))
    return (word_of(line, sight.page, View.CONTRAST),) if line.text.text.strip() else ()


def stretch(picture: Picture) -> Picture:
    """CLAHE on the lightness: the best single view of what ink left (measured)."""
    lab = cv2.cvtColor(picture, cv2.COLOR_RGB2LAB)
    lab[..., 0] = cv2.createCLAHE(clipLimit=4.0, tileGridSize=(2, 8)).apply(lab[..., 0])
    return np.asarray(cv2.cvtColor(lab, cv2.COLOR_LAB2RGB), np.uint8)


# ------------------------------------------------------------------------------------------------------------------ strip


def _mrz(sight: Sight, models: Sequence[Model]) -> Look | None:
    """The columns of the BSN in the strip; without a strip, the patch that hides it."""
    strip = sight.side.strip
    carrying = [model for model in models if model.mrz]
    stripped = sight.side.document in (PASSPORT, IDENTITY_CARD) and sight.side.side in ("holder", "back")
    if not carrying and not (stripped and strip):
        return None
    expected = bool(carrying) and len(carrying) == len(models)
    if strip is None or strip.strip.format not in BSN_LINE:
        return _stripless(sight, bool(carrying))
    quad = bsn_quad(strip)
    box = box_of(quad, sight.page.width, sight.page.height)
    ground, span = contrast(sight.page, list(strip.quads))
    state, _ = covering(sight.page, quad, 9, ground, span)
    if state is Covering.NONE and any(box.share_in(patch.box) > 0.8 for patch in sight.patches):
        state = Covering.SOLID
    words = _stretched(sight, quad) if state in (Covering.SOLID, Covering.DENSE) else ()
    return Look(
        place=Place.MRZ,
        box=box,
        covering=state,
        expected=expected,
        sharp=sight.sharp,
        words=words,
        readers=frozenset({ppocr.NAME}),
    )


def _stripless(sight: Sight, expected: bool) -> Look:
    box = sight.side.box
    foot = Box(box.left, box.top + 0.55 * box.height, box.right, box.bottom)
    patch = next(
        (
            patch
            for patch in sight.patches
            if patch.box.share_in(foot) > 0.5
            and patch.width_mm >= STRIP_COVER_MM[0]
            and patch.height_mm >= STRIP_COVER_MM[1]
        ),
        None,
    )
    return Look(
        place=Place.MRZ,
        box=patch.box if patch else foot,
        covering=Covering.SOLID if patch else Covering.UNSEEN,
        expected=expected,
        sharp=sight.sharp,
        words=_stretched(sight, quad_of(patch.box, sight.page.width, sight.page.height)) if patch else (),
        readers=frozenset({ppocr.NAME}),
    )


def bsn_quad(strip: FoundStrip) -> Quad:
    """The columns of the BSN, in pixels; on a line that was not seen, where it must run."""
    line, start, stop = BSN_LINE[strip.strip.format]
    count = COLUMNS[strip.strip.format]
    seen = _line_index(strip)
    offset = line - seen
    if 0 <= offset < len(strip.quads):
        return part_of(strip.quads[offset], start / count, stop / count)
    near = strip.quads[0] if offset < 0 else strip.quads[-1]
    steps = offset if offset < 0 else offset - len(strip.quads) + 1
    down = (near[3] - near[0]) / max(1e-6, height_of(near)) * LINE_STEP[strip.strip.format] * strip.pitch * steps
    return part_of(np.asarray(near + down, np.float32), start / count, stop / count)


def _line_index(strip: FoundStrip) -> int:
    """Which line of its format the first line seen is: 0 unless the first one is hidden or was not found."""
    first = compact(strip.strip.lines[0].text)
    if strip.strip.format == "TD3":
        return 0 if re.match(r"P[A-Z<]", first) or (first.count("<") > 12 and len(strip.quads) > 1) else 1
    if len(strip.quads) >= 3 or re.match(r"[IAC1][A-Z<]?N[LI1][DO0]", first):
        return 0
    return 1 if re.match(r"[\dOISB?]{6}", first) else 2 if len(strip.quads) == 1 and not DIGITS.search(first) else 0


# ------------------------------------------------------------------------------------------------------------------ codes


def _code(sight: Sight, models: Sequence[Model], codes: Sequence[Code]) -> Look | None:
    """The QR code of the models since August 2021: something like one can be seen, or nothing can."""
    carrying = [model for model in models if model.code]
    if not carrying:
        return None
    seen = [code for code in codes if code.box.share_in(sight.side.box) > 0.5 and code.text is None]
    return Look(
        place=Place.CODE,
        box=seen[0].box if seen else sight.side.box,
        covering=Covering.NONE if seen else Covering.UNSEEN,
        expected=False,  # a code is large and stark: one that nobody can find is not there to be read
        sharp=sight.sharp,
        readers=frozenset({ppocr.NAME}),
    )


# ----------------------------------------------------------------------------------------------------------- second reader


def _second_look(sight: Sight, found: Sequence[Look]) -> Iterator[Look]:
    """Let the second reader look at the whole side, now that the first one saw no open BSN on it."""
    lines = _second_lines(sight)
    words = tuple(word_of(line, sight.page, View.FLAT, tesseract.NAME) for line in lines)
    numbers = [(line, word) for line, word in zip(lines, words, strict=True) if len(DIGITS.findall(word.text)) >= 4]
    for look in found:
        mine: list[Word] = []
        if look.place is Place.PRINTED:
            mine = [word for line, word in numbers if not _in_strip(sight, line.quad) and "<" not in word.text]
        elif look.place is Place.MRZ:
            mine = [word for line, word in numbers if _in_strip(sight, line.quad) or "<" in word.text]
        yield replace(look, words=look.words + tuple(mine), readers=look.readers | {tesseract.NAME})


def _second_lines(sight: Sight) -> list[Line]:
    scale = min(2.0, SECOND_PX_PER_MM / sight.side.px_per_mm)
    corner = quad_of(sight.side.box, sight.page.width, sight.page.height)
    crop = ppocr.cut(sight.page.picture, corner)
    interpolation = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    crop = np.asarray(cv2.resize(crop, None, fx=scale, fy=scale, interpolation=interpolation), np.uint8)
    lines = tesseract.read_lines(tesseract.flatten(crop))
    return [Line(np.asarray(line.quad / scale + corner[0], np.float32), line.text) for line in lines]
