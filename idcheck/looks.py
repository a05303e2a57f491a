"""Look at every place where an ID side can carry a BSN: what can be read there, in each view, and what lies over it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import cv2
import numpy as np
from rapidfuzz import fuzz

from idcheck.bsn import LENGTH, is_bsn, numbers_in
from idcheck.covers import FILLED, Blob, blobs, contrast, covering
from idcheck.dates import dates_in
from idcheck.documents import IDENTITY_CARD, PASSPORT, Model, models_of
from idcheck.engines import ppocr, tesseract
from idcheck.engines.ppocr import Line
from idcheck.evidence import COVERS, off_rims
from idcheck.fields import printed_look
from idcheck.geometry import a4_scale, box_of, height_of, part_of, quad_of, share_of
from idcheck.lines import folded, word_of
from idcheck.modules import module_patch
from idcheck.mrz import FieldState, bsn_in, parse
from idcheck.records import Box, Code, Covering, Look, Page, Place, Quad, View, Word
from idcheck.seen import THROUGH, digits_through, seen_in
from idcheck.sides import FoundSide
from idcheck.sight import (
    DIGITS,
    Sight,
    cover_px_per_mm,
    in_strip,
    in_table,
    over_print,
    sight_of,
    stretched,
    with_foot,
    zone_of,
)
from idcheck.strips import FoundStrip, compact
from idcheck.suspects import (
    CLEAR_CONFIDENCE,
    LEAST_DIGITS_LEFT,
    REST_DIGITS,
    is_pale,
    is_wording,
    share_in,
    unread_digits,
)
from idcheck.views import VIEWS, read_views, stretch

STRIP_COVER_MM = (38.0, 3.0)
"""a patch this wide and high in the lower part of a side hides its strip, or at least the half that holds the BSN"""
COVER_BESIDE = 0.2
"""of a side's width, on either side of a box that was reckoned, that a cover over its strip may reach: a passport's photo, which
has no text, takes 0.3"""
RIM_SHARE = 0.01
"""of a side's width: a dark patch that reaches its left or right rim, or that of the picture, can be the table it lies on, of which
more is to be seen than the foot's middle"""
FAINT_PX_PER_MM = 8.0
"""pixels a mm at which faint print is looked for: a strip's characters are then 20 pixels high"""
BESIDE_MM = 6.0
"""mm beside a side's box, half of a code's side: what is larger is seen on the side already"""
STROKE_PX_PER_MM, GROUND_MM, STROKE = 6.0, 5.0, 0.4
"""pixels a mm at which strokes of 0.3 mm keep their contrast; mm over which the ground is taken; of the print's contrast"""
EASILY = 0.95
"""confidence of the main reader on words that are no modules of a code, or no characters of a strip"""
LAID_OVER = 0.9
"""confidence, in every view, on words of a watermark over a strip's columns"""
BARE_INK = 0.004
"""of the foot's area: nine digits of a strip alone fill 0.01"""
REPEATED = 75.0
"""how like a line that was laid over a place, of 100, what is read there stretched is, if it is that line again"""
LEAST_TILE = 8
"""letters and digits of a watermark's line that tells what its tiles say"""
BARE_SHARE, PASSPORT_BARE_SHARE, BARE_RIM = 0.85, 0.5, 0.06
"""of the foot's height that is looked at for a strip without a cover: it stands 0.2–0.9 down the foot of a card, and 0.45–0.9 down
that of a passport (of the specimens its lower line is 8.7–11.5 mm above its edge, and on that of 2006 its upper one's top 18.6),
above which the holder signs; and the rim left out: shadows of the card's edge"""
LEAST_CAPTIONS = 3
"""captions that were read on a side, from which a box of its size, reckoned from them, is where it must be: the strip has two lines
or three, and one of them shows though the box is off by as much as it is high"""
READ_THROUGH = 4
"""letters and digits that are read on a patch: it is none, or something stands over it; neither is proof of a cover"""
SMALL_LETTERS, DATED = (
    0.6,
    r"(?:\d{1,2}[-./]\d{1,2}[-./])?(?<!\d)(?:19|20)\d\d(?!\d)(?:[-./]\d{1,2}[-./]\d{1,2}(?!\d))?",
)
"""of what was read on a patch, from which it is words and no strip; and the digits of a marking, a year or a date"""
SMALL_WORD, WITH_WORD = "[a-np-z]{4}", 0.4
"""small letters in a row as no capitals and digits are misread (noughts are, as o), and their share where they stand there"""
MANY_SMALL = 8
"""small letters and no capital, that are words too where a watermark's dates were read together with them: a strip has none"""
LINE_STEP = {"TD1": 1.85, "TD3": 2.0}
"""columns from one line of a strip to the next, where a line was not seen (specimens: 1.85 and 2.0)"""
UNSEEN_LINE = 1.3
"""columns of height around a line that was not seen: characters have 1, and a cover over them is little higher"""
BSN_LINE = {"TD1": (0, 15, 24), "TD3": (1, 28, 37)}
"""line, first column and end of the BSN (domain 1.5)"""
SECOND_PX_PER_MM = 12.0
"""pixels a mm of the crop for the second reader, as measured"""
ON_COVER, LIES_ON = 0.6, 0.6
"""confidence of the second reader on what it reads of a cover: of the rims of stickers in a row 0.46; and of its line's box, that
lies on the cover, as it has a margin"""
ALONE, ALONE_MM = 5, (1.6, 6.0)
"""digits in a row, and mm of height in its boxes, that the second reader alone gives: of 82 drawn requests, proper ones and others,
none had any; a year has four"""


def looks(
    page: Page,
    side: FoundSide,
    lines: Sequence[Line],
    codes: Sequence[Code],
    *,
    licences: Sequence[str] = (),
    uncrossed: bool = False,
) -> tuple[Look, ...]:
    """A look at every place where one of the possible models of this side carries a BSN.

    ``licences``: on a licence, the numbers of those on the page; ``uncrossed``: the lines are those of the darkest
    print too, read without what crosses it.
    """
    models = [model for model in models_of(side.document, side.side) if model.model in side.models]
    decoded = [code.box for code in codes if code.text is not None]
    sight = sight_of(page, side, lines, licences=licences, codes=decoded, uncrossed=uncrossed)
    found = [look for look in (printed_look(sight, models), _mrz(sight, models), _code(sight, models, codes)) if look]
    if all(_open(look) or (look.place is Place.MRZ and side.strip and _strip_open(side.strip)) for look in found):
        return tuple(found)
    return tuple(_second_look(sight, found))


def in_doubt(look: Look, side: FoundSide) -> bool:
    """Whether nothing tells the state of a place that must have a BSN: nothing was read there, and no cover seen; or strokes that
    may be a watermark's letters.
    """
    if look.place is Place.MRZ and side.strip and _strip_tells(side.strip):
        return False
    untold = look.covering in (Covering.UNSEEN, Covering.NONE) or (look.covering is Covering.STRUCK and look.laid_over)
    return look.expected and look.place is not Place.CODE and untold and not _open(look)


def _open(look: Look) -> bool:
    return any(map(_has_bsn, look.words))


def _has_bsn(word: Word) -> bool:
    return any(is_bsn(run.digits) for run in numbers_in(word.text))


def _strip_tells(strip: FoundStrip) -> bool:
    """Whether the strip itself tells of the BSN: that it is there, or that it is not."""
    mrz = parse([line.text for line in strip.strip.lines])
    told = (FieldState.OPEN, FieldState.EMPTY, FieldState.NONE)
    return _strip_open(strip) or (mrz is not None and bsn_in(mrz).state in told)


def _strip_open(strip: FoundStrip) -> bool:
    texts = [line.text for line in strip.strip.lines if strip.strip.format in BSN_LINE]
    return any(is_bsn(run) for text in texts for run in re.findall(r"(?=(\d{9}))", text))


# ------------------------------------------------------------------------------------------------------------------ strip


def _mrz(sight: Sight, models: Sequence[Model]) -> Look | None:
    """The columns of the BSN in the strip; without a strip, the patch that hides it."""
    strip = sight.side.strip
    carrying = [model for model in models if model.mrz]
    stripped = sight.side.document in (PASSPORT, IDENTITY_CARD) and sight.side.side in ("holder", "back")
    if not carrying and not (stripped and strip):
        return None
    if strip is None or strip.strip.format not in BSN_LINE:
        return _stripless(sight, bool(carrying))
    quad = bsn_quad(strip)
    box = box_of(quad, sight.page.width, sight.page.height)
    level = contrast(sight.page, list(strip.quads))
    state, covered, words = over_print(sight, quad, level), 0, tuple[Word, ...]()
    if not _strip_tells(strip):
        state, covered, words = _columns_look(sight, quad, level, state)
        if not carrying and state is Covering.NONE and _shows_none(sight, quad):
            state = Covering.UNSEEN  # fillers that were not read for what crosses them
    elif state is Covering.STRUCK and not _strip_open(strip) and _shows_none(sight, quad):
        state = Covering.NONE  # a watermark's letters across fillers
    return Look(
        place=Place.MRZ,
        box=box,
        covering=state,
        expected=bool(carrying),
        sharp=sight.sharp,
        words=words,
        readers=frozenset({ppocr.NAME}),
        covered=covered,
    )


def _shows_none(sight: Sight, quad: Quad) -> bool:
    """Whether no digits are seen in columns, struck or not."""
    seen = seen_in(sight, box_of(quad, sight.page.width, sight.page.height))
    return seen.digits_in(quad) < LEAST_DIGITS_LEFT


def _columns_look(
    sight: Sight, quad: Quad, level: tuple[float, float], over: Covering
) -> tuple[Covering, int, tuple[Word, ...]]:
    """What lies over columns that were not read, over how many, and what the views of them give. ``level``: ground and contrast of
    the strip's print; ``over``: strokes or a veil over it.
    """
    box = box_of(quad, sight.page.width, sight.page.height)
    through = digits_through(sight, box)
    shown = through >= LEAST_DIGITS_LEFT or not _shows_none(sight, quad)
    state, covered = _over_columns(sight, quad, level, over, through, shown)
    words = read_views(sight.page, quad)
    if state in (Covering.SOLID, Covering.DENSE) and not shown:
        # other digits are made of the cover's own edges and grain
        words = tuple(word for word in words if word.confidence > EASILY or _has_bsn(word))
    if state in (Covering.NONE, Covering.STRUCK, Covering.VEILED) and _are_laid_over(words):
        return Covering.BLANK, LENGTH, words
    return state, covered, words


def _over_columns(
    sight: Sight, quad: Quad, level: tuple[float, float], over: Covering, through: int, shown: bool
) -> tuple[Covering, int]:
    """A cover over the columns, or else what is ``over`` their print; and over how many. ``through``: digits that are seen through
    it; ``shown``: whether more than a piece of one is seen at all.
    """
    state, cells = covering(sight.page, quad, LENGTH, *level)
    covered = int(cells.sum())
    if state is Covering.NONE:
        # a cover askew to the columns, or uneven, leaves none of them of one colour; a watermark across them hides what is below
        crossed = any(share_of(quad, line) > 0 for line in sight.laid_over)
        hidden = _patched(sight, box_of(quad, sight.page.width, sight.page.height)) or (
            over is not Covering.NONE and not shown and not crossed
        )
        return (Covering.SOLID, LENGTH) if hidden else (over, covered)
    if through >= THROUGH:
        return Covering.VEILED, covered
    return Covering.SOLID if state is Covering.DENSE and over is Covering.VEILED else state, covered


def _are_laid_over(words: Sequence[Word]) -> bool:
    """Whether every view of the columns gives words with ease, and so a watermark's: the print of a strip would come out between
    them in one that brings back what shines through.
    """
    easily = [word.text for word in words if word.confidence > LAID_OVER and not _is_strip_like(word.text)]
    return len(easily) == len(VIEWS) and all(sum(map(str.islower, text)) >= READ_THROUGH for text in easily)


def _patched(sight: Sight, box: Box) -> bool:
    return any(box.share_in(patch.box) > 0.8 and patch.fill(box) > FILLED for patch in sight.patches)


def _stripless(sight: Sight, expected: bool) -> Look:
    """The strip where none was found: hidden by a patch of its size, well on the side, on which nothing can be read.

    A light cover on light ground is no patch that can be seen; it leaves the foot of the side without ink.
    """
    box = sight.side.box
    own = box._replace(top=box.top + 0.55 * box.height)
    foot = own._replace(bottom=with_foot(sight.page, sight.side).bottom)
    patch = _strip_cover(sight, foot)
    words = tuple(off_rims(stretched(sight, quad_of(patch.box, sight.page.width, sight.page.height)))) if patch else ()
    hidden = (
        patch is not None
        and not any(_is_strip_like(word.text) and not _is_of_tiles(sight, word.text) for word in words)
        and unread_digits(sight, foot) < REST_DIGITS
    )
    state = Covering.SOLID if hidden else Covering.BLANK if _is_bare(sight, own) else Covering.UNSEEN
    if patch and digits_through(sight, patch.box) >= THROUGH:
        state = Covering.VEILED
    return Look(
        place=Place.MRZ,
        box=patch.box if patch else foot,
        covering=state,
        expected=expected,
        sharp=sight.sharp,
        words=words,
        readers=frozenset({ppocr.NAME}),
    )


def _strip_cover(sight: Sight, foot: Box) -> Blob | None:
    """The patch that hides the strip; it may reach beyond a box that was reckoned from what was read, where a photo, or the cover
    itself, leaves no text at one end.
    """
    found = next((patch for patch in sight.patches if _hides_strip(sight, patch, foot, foot)), None)
    if found or sight.side.framed:
        return found
    wide = foot.grow(COVER_BESIDE * foot.width, 0.0)
    patches = blobs(sight.page, wide, cover_px_per_mm(sight.side), sight.laid_over)
    return next((patch for patch in patches if _hides_strip(sight, patch, foot, wide)), None)


def _is_strip_like(text: str) -> bool:
    """Whether what was read may be of a strip, which has no small letters as a marking, but for its date, has."""
    told = [char for char in re.sub(DATED, "", text) if char.isalnum()]
    small, letters = sum(map(str.islower, told)), sum(map(str.isalpha, told))
    share = WITH_WORD if re.search(SMALL_WORD, text) else SMALL_LETTERS
    worded = small >= share * len(told) or (small >= MANY_SMALL and small == letters)
    return len(told) >= READ_THROUGH and not worded


def _is_of_tiles(sight: Sight, text: str) -> bool:
    """Whether a text is the tiles of a watermark in a row, as they were read elsewhere on the side."""
    mine = folded(text)
    laid_over = (line for line in sight.lines if any(line.quad is quad for quad in sight.laid_over))
    tiles = {tile for line in laid_over if len(tile := folded(line.text.text)) >= LEAST_TILE}
    return any(fuzz.partial_ratio(mine, tile * (2 + len(mine) // len(tile))) > REPEATED for tile in tiles)


def _is_bare(sight: Sight, foot: Box) -> bool:
    """Whether neither ink nor a line stands where the strip must be, on a side whose edges were seen, or whose print on a sheet of
    known size tells them; lines of a watermark, paler than print, may lie over what hides the strip.
    """
    share = PASSPORT_BARE_SHARE if sight.side.document == PASSPORT else BARE_SHARE
    inner = Box(
        foot.left + BARE_RIM * foot.width,
        foot.bottom - share * foot.height,
        foot.right - BARE_RIM * foot.width,
        foot.bottom - BARE_RIM * foot.height,
    )
    quad = quad_of(inner, sight.page.width, sight.page.height)
    lines = [line for line in sight.lines if share_in(sight, line, inner) > 0.3]
    laid_over = all(_is_laid_over(sight, line) for line in lines)
    placed = sight.side.framed or (a4_scale(sight.page) is not None and sight.side.captions >= LEAST_CAPTIONS)
    return placed and laid_over and not _has_strokes(sight, quad) and not _shines_through(sight, quad, lines)


def _is_laid_over(sight: Sight, line: Line) -> bool:
    """Whether a line is a watermark's over what hides a strip, and none of the strip that shines through."""
    return is_wording(sight, line) and is_pale(sight, line) and not _is_strip_like(line.text.text)


def _has_strokes(sight: Sight, quad: Quad) -> bool:
    """Whether a place holds anything as fine and dark as print in every channel, on whatever colour lies there."""
    scale = STROKE_PX_PER_MM / sight.side.px_per_mm
    palest = ppocr.cut(sight.page.picture, quad).max(axis=2)
    palest = cv2.resize(
        palest, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    )
    depth = cv2.subtract(cv2.medianBlur(palest, round(GROUND_MM * STROKE_PX_PER_MM) | 1), palest)
    return bool((depth > STROKE * sight.span).mean() > BARE_INK)


def _shines_through(sight: Sight, quad: Quad, laid_over: Sequence[Line]) -> bool:
    """Whether letters or digits come out when a place without ink is stretched, other than those that were ``laid_over`` it: print
    under thin tape or correction fluid.
    """
    crop = stretch(ppocr.cut(sight.page.picture, quad))
    side = round(max(crop.shape[:2]) * FAINT_PX_PER_MM / sight.side.px_per_mm)
    texts = [ppocr.recognise(ppocr.cut(crop, ppocr.upright_quad(found))) for found in ppocr.detect(crop, side)]
    known = [folded(line.text.text) for line in laid_over]
    fresh = (text for text in texts if not any(fuzz.partial_ratio(folded(text.text), one) > REPEATED for one in known))
    return any(sum(map(str.isalnum, text.text)) >= READ_THROUGH for text in fresh)


def _hides_strip(sight: Sight, patch: Blob, foot: Box, within: Box) -> bool:
    """Whether a patch is as large as a strip's hidden part and lies on the ``foot`` of the document, not at the rim of where it was
    looked for, or of the picture where the document's edges were seen.
    """
    box, rim = sight.side.box, RIM_SHARE * sight.side.box.width
    left, right = (0.0, 1.0) if sight.side.framed else (within.left, within.right)
    inside = left + rim < patch.box.left and patch.box.right < right - rim
    large = patch.width_mm >= STRIP_COVER_MM[0] and patch.height_mm >= STRIP_COVER_MM[1]
    return large and inside and patch.box.top < box.bottom and patch.box.share_in(foot) > 0.5


def bsn_quad(strip: FoundStrip) -> Quad:
    """The columns of the BSN, in pixels; on a line that was not seen, where it must run."""
    line, start, stop = BSN_LINE[strip.strip.format]
    left, right = strip.edges[start], strip.edges[stop]
    seen = _line_index(strip)
    offset = line - seen
    if 0 <= offset < len(strip.quads):
        return part_of(strip.quads[offset], left, right)
    near = strip.quads[0] if offset < 0 else strip.quads[-1]
    steps = offset if offset < 0 else offset - len(strip.quads) + 1
    down = (near[3] - near[0]) / max(1e-6, height_of(near)) * strip.pitch
    spread = (height_of(near) / strip.pitch - UNSEEN_LINE) / 2
    line_quad = near + down * np.array([[spread], [spread], [-spread], [-spread]])
    line_quad += down * LINE_STEP[strip.strip.format] * steps
    return part_of(np.asarray(line_quad, np.float32), left, right)


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
    """The QR code of the models since August 2021: something like one can be seen, if only its modules, or nothing can."""
    carrying = [model for model in models if model.code]
    if not carrying:
        return None
    place = _place_of_code(sight)
    mine = [code for code in codes if code.box.share_in(place.join(sight.side.box)) > 0.5]
    seen = next((code.box for code in mine if code.text is None), None)
    if not mine:
        seen = module_patch(sight.page, place, sight.side.px_per_mm, _words(sight), dark=sight.pale)
    return Look(
        place=Place.CODE,
        box=seen or sight.side.box,
        covering=Covering.NONE if seen else Covering.UNSEEN,
        expected=False,  # a code is large and stark: one that nobody can find is not there to be read
        sharp=sight.sharp,
        readers=frozenset({ppocr.NAME}),
    )


def _words(sight: Sight) -> list[Quad]:
    """Where words were read with ease."""
    easily = [line for line in sight.lines if line.text.confidence > EASILY]
    return [line.quad for line in easily if sum(map(str.isalpha, line.text.text)) >= READ_THROUGH]


def _place_of_code(sight: Sight) -> Box:
    """Where a code can stand: above the strip, whose characters under a watermark are as dense as modules; and right beside a box
    that was reckoned from what was read, for that may be too small.
    """
    box, strip = sight.side.box, sight.side.strip
    if not sight.side.framed:
        rim = BESIDE_MM * sight.side.px_per_mm
        box = box.grow(rim / sight.page.width, rim / sight.page.height)
    return box if strip is None else box._replace(bottom=max(box.top, min(box.bottom, strip.strip.box.top)))


# ----------------------------------------------------------------------------------------------------------- second reader


def _second_look(sight: Sight, found: Sequence[Look]) -> Iterator[Look]:
    """Let the second reader look at the whole side, for the places where the first one saw no open BSN.

    Digits that it alone found keep a field without a label from counting as covered.
    """
    lines = _second_lines(sight)
    words = tuple(word_of(line, sight.page, View.FLAT, tesseract.NAME) for line in lines)
    numbers = [
        (line, word)
        for line, word in zip(lines, words, strict=True)
        if len(DIGITS.findall(word.text)) >= 4 and not in_table(sight, line.quad)
    ]
    for look in found:
        mine: list[Word] = []
        if look.place is Place.PRINTED:
            mine = [word for line, word in numbers if not in_strip(sight, line.quad) and "<" not in word.text]
        elif look.place is Place.MRZ:
            mine = [word for line, word in numbers if in_strip(sight, line.quad) or "<" in word.text]
        unlabelled = look.place is Place.PRINTED and not look.labelled and look.covering in COVERS
        doubted = unlabelled and any(_is_unread(sight, line) for line, _ in numbers)
        covering = Covering.UNSEEN if doubted else look.covering
        yield replace(look, covering=covering, words=look.words + tuple(mine), readers=look.readers | {tesseract.NAME})


def _is_unread(sight: Sight, line: Line) -> bool:
    """Whether the second reader gives digits of a number's size, where this side has it, that the first one read nothing of."""
    runs = map(len, re.findall(r"\d+", line.text.text))
    low, high = (mm * sight.side.px_per_mm for mm in ALONE_MM)
    if max(runs, default=0) < ALONE or not low < height_of(line.quad) < high or dates_in(line.text.text):
        return False
    if in_strip(sight, line.quad) or share_in(sight, line, zone_of(sight.side)) <= 0.5:
        return False
    if line.text.confidence < ON_COVER and any(share_in(sight, line, patch.box) > LIES_ON for patch in sight.patches):
        return False
    easily = (other for other in (*sight.lines, *sight.ends) if other.text.confidence > CLEAR_CONFIDENCE)
    return not any(max(share_of(line.quad, one.quad), share_of(one.quad, line.quad)) > 0.5 for one in easily)


def _second_lines(sight: Sight) -> list[Line]:
    scale = min(2.0, SECOND_PX_PER_MM / sight.side.px_per_mm)
    corner = quad_of(sight.side.box, sight.page.width, sight.page.height)
    crop = ppocr.cut(sight.page.picture, corner)
    interpolation = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    crop = np.asarray(cv2.resize(crop, None, fx=scale, fy=scale, interpolation=interpolation), np.uint8)
    lines = tesseract.read_lines(tesseract.flatten(crop))
    return [Line(np.asarray(line.quad / scale + corner[0], np.float32), line.text) for line in lines]
