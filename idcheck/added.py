"""Read what was laid over a copy and the first reading did not get: watermarks, stamps, writing across the print.

The ID sides are looked at once more with the print taken away, by its darkness or by its lack of colour, with the tiles of a
watermark laid together, and at other scales; the best look first, and no further than it takes. Lines found here go beside
those of the first reading.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce

import numpy as np

from idcheck.blocks import ON_SIDE, is_letter, is_print, level_of
from idcheck.crops import Crop, crop_of, scaled, turned
from idcheck.dates import Form, dates_in
from idcheck.documents import IDENTITY_CARD, PASSPORT
from idcheck.engines import markings, ppocr
from idcheck.engines.ppocr import Line
from idcheck.expected import SURE, recognise, without_strays
from idcheck.free import free_lines
from idcheck.geometry import angle_of, box_of, height_of, length_of, quad_of
from idcheck.lines import folded, word_of
from idcheck.marking import is_marked
from idcheck.overlay import colour_alone, is_coloured, over_print, without_print, without_read
from idcheck.policy import Policy
from idcheck.records import Box, Page, Picture, Quad, Reading, View, Word
from idcheck.tiles import laid_together
from idcheck.told import LEAST_CONFIDENCE, is_laid_over
from idcheck.wording import copies_in, names_in
from idcheck.written import either_way, read_again, read_on, written

WORK_PX_PER_MM = 8.0
"""pixels a mm at which a side is taken apart: print of 1 mm keeps its strokes, and more only costs time"""
TILES_PX_PER_MM = 6.0
"""pixels a mm at which tiles are laid together"""
FINE, COARSE = 5.0, 3.0
"""pixels a mm at which lines are looked for (measured: the two together find 4 of 5 watermarks at any angle)"""
MOST_PX = 1280
"""pixels of the long side when looking for lines: two passports at the fine scale are 950"""
RIM_MM = 4.0
"""mm around a side: an app's watermark runs over its edge"""
AROUND_MM, LEAST_AROUND = 25.0, 1.5
"""mm around the sides, in which people write beside them; and of the sides' area, from which that is more than a rim"""
LEAST_PRINTED = 0.65
"""share of a side's width or height over which its print stands at least (specimens: 0.8)"""
LEAST_LINES = 4
"""lines of print that tell where it stands"""
LARGE_MM = 3.5
"""mm of a line's height in the reader's boxes, some 2 of its capitals: a marking, and no caption"""
EASILY = 0.9
"""confidence from which a date was read with ease"""
READ, TITLE_MM, CAPTION_MM = 0.85, 7.0, 2.4
"""confidence of the main reader on level lines, and mm of their height in its boxes, up to which they are print; and of captions"""
SMALLEST_MM = 2.2
"""mm of a line's height, some 1.2 of its capitals, below which it is a caption: nobody writes a marking as small"""
SAME_PLACE, SAME_ANGLE = 0.7, 4.0
"""share of each box in the other, and degrees, within which a line that was read surely need not be read again"""
MOST_PIXELS = 2.4e6
"""pixels that are searched for lines in all looks, with what reading those costs: some two seconds on one core"""
CHEAP = 4
"""the looks, counted from 0, after which there is no further one without a sign of more"""
LEAST_SIGNS, LEAST_LETTERS = 2, 4
"""lines laid over the print, of so many characters, that promise more"""
LEAST_DIGITS, MOST_AGAIN = 2, 12
"""digits of a line that may hold a date; and lines that are read again: a marking has five"""
PRINT_TURN = 3.0
"""degrees off the level of the print within which a line is print, or of a level watermark"""
ROW_SHARE, ROW_GAP = 0.6, 6.0
"""share of their height that pieces of one row have in common, and line heights between them"""
ROW_ENDS = 4.0
"""line heights by which a row is read on at both ends: what print crosses is often not found"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """A crop in one view, in which lines are looked for with its long side at ``side`` pixels.

    ``rows``: what lies in one row is read in one, from before its first piece to behind its last.
    """

    crop: Crop
    view: View
    side: int
    rows: bool

    @property
    def pixels(self) -> float:
        height, width = self.crop.picture.shape[:2]
        return float(self.side**2 * min(height, width) / max(height, width))


def with_added(page: Page, reading: Reading, policy: Policy, received: date) -> Reading:
    """The reading, with the lines of further looks where it does not show the whole marking.

    Raises:
        EngineError: the reader is missing or failed.
    """
    if not reading.sides or is_marked(reading, policy, received):
        return reading
    own, level = _own_dates(reading), level_of(reading)
    seen = list(_free(page, reading, policy))
    if is_marked(_with(reading, seen), policy, received):
        return _with(reading, seen)
    again = (word for word in written(page, reading, policy) if not _is_caption(word, reading))
    seen += (word for word in again if not _repeats_one(word, own, level))
    if is_marked(_with(reading, seen), policy, received):
        return _with(reading, seen)
    begun = [*_signs(reading, seen), *_begun(reading, seen, policy)]
    seen += (word for word in read_on(page, begun, reading, policy) if not _repeats_one(word, own, level))
    if is_marked(_with(reading, seen), policy, received):
        return _with(reading, seen)
    read, spent = len(seen), 0.0
    for number, look in enumerate(_looks(page, reading, seen)):
        if spent + look.pixels > MOST_PIXELS and number > CHEAP:
            break
        lines = list(_lines(look, page, reading.words))
        spent += look.pixels + sum(map(_pixels_read, lines))
        fresh = (word for word in _words(lines, look, page, policy) if not is_print(word))
        seen += (word for word in fresh if not _repeats_one(word, own, level))
        if is_marked(_with(reading, seen), policy, received):
            return _with(reading, seen)
        if number >= CHEAP and not _has_signs(reading, seen):
            break
    across = _across(seen[read:], level)
    seen += (word for word in read_on(page, across, reading, policy) if not _repeats_one(word, own, level))
    if is_marked(_with(reading, seen), policy, received) or not any(
        _says_part(word, policy) for word in _on_sides(reading, seen)
    ):
        return _with(reading, seen)
    garbled = _garbled(reading, seen, policy)
    seen += (word for word in read_again(page, garbled, reading, policy) if not _repeats_one(word, own, level))
    return _with(reading, seen)


def _with(reading: Reading, seen: Sequence[Word]) -> Reading:
    return replace(reading, words=(*reading.words, *seen))


def _free(page: Page, reading: Reading, policy: Policy) -> Iterator[Word]:
    """The lines of ink on the free part of the sheet, and those there that were read with ease at first."""
    lines = list(free_lines(page, reading))
    for line in lines:
        text = either_way(line.picture, policy)
        if text.text.strip():
            yield word_of(Line(line.quad, text), page, View.FREE, markings.NAME)
    for word in _beside(reading) if lines else ():
        if word.confidence >= SURE:
            yield replace(word, view=View.FREE)


def _beside(reading: Reading) -> list[Word]:
    """What was read at first on the sheet, beside the ID sides."""
    return [word for word in reading.words if all(word.box.share_in(side.box) <= ON_SIDE for side in reading.sides)]


def _own_dates(reading: Reading) -> list[Box]:
    """Where the first reading has a date, read with ease and level on a side: the document's own; a passport and a card set all of
    theirs in a form that nobody writes.
    """
    level = level_of(reading)
    printed = [word for word in reading.words if word.confidence >= EASILY and abs(word.angle - level) < PRINT_TURN]
    numeric = [side.box for side in reading.sides if side.document not in (PASSPORT, IDENTITY_CARD)]
    boxes = [side.box for side in reading.sides]
    return [
        word.box
        for word in printed
        for found in dates_in(word.text)
        if any(word.box.share_in(box) > ON_SIDE for box in (boxes if found.form is Form.DOCUMENT else numeric))
    ]


def _repeats_one(word: Word, dates: Sequence[Box], level: float) -> bool:
    """Whether a line holds a date in the place of one of the document's, which may lose in another view what tells it from that
    of a marking ("05 JAN/JAN 2025"); one that runs across the print, which is at that level, in degrees, only crosses it.
    """
    if word.reader != markings.NAME or not dates_in(word.text) or is_laid_over(word, level):
        return False
    return any(max(word.box.share_in(box), box.share_in(word.box)) > SAME_PLACE for box in dates)


def _is_caption(word: Word, reading: Reading) -> bool:
    """Whether a line on a side is too small for a marking: the reader of markings makes one of a caption ("date st copy")."""
    sides = [side for side in reading.sides if word.box.share_in(side.box) > ON_SIDE]
    return word.reader == markings.NAME and any(word.size < SMALLEST_MM * side.px_per_mm for side in sides)


def _looks(page: Page, reading: Reading, seen: Sequence[Word]) -> Iterator[_Look]:
    """What to look at, how and at which scale, the most telling first; ``seen``: the lines of the looks until then."""
    own = max(side.px_per_mm for side in reading.sides)
    writing = _writing_beside(page, reading, own)
    if writing is not None:
        yield _look(scaled(crop_of(page, writing, own, RIM_MM), WORK_PX_PER_MM), View.CLOSE, FINE)
    sides = scaled(crop_of(page, *_place(reading, own), RIM_MM), WORK_PX_PER_MM)
    rest = replace(sides, picture=_unprinted(sides, page, reading))
    yield _look(rest, View.UNPRINTED, FINE)
    bare = replace(sides, picture=without_print(sides.picture, sides.px_per_mm))
    yield _look(bare, View.BARE, FINE)
    yield _look(sides, View.CLOSE, FINE)
    coloured = is_coloured(sides.picture)
    if coloured:
        alone = replace(sides, picture=colour_alone(sides.picture, sides.px_per_mm))
        yield _look(alone, View.COLOUR, FINE)
    yield _look(bare, View.BARE, COARSE)
    tilt = _tilt(reading, seen)
    yield _look(turned(rest, tilt), View.TURNED, COARSE, rows=True)
    yield _look(turned(bare, tilt), View.TURNED, COARSE, rows=True)
    tiles = _tiles(sides, page, reading)
    if tiles is not None:
        yield _look(turned(tiles, tilt), View.TILES, COARSE, rows=True)
    if coloured:
        yield _look(turned(alone, tilt), View.COLOUR, COARSE, rows=True)
    yield _look(turned(sides, tilt), View.CLOSE, FINE, rows=True)


def _look(crop: Crop, view: View, px_per_mm: float, *, rows: bool = False) -> _Look:
    side = round(max(crop.picture.shape[:2]) * px_per_mm / crop.px_per_mm)
    return _Look(crop=crop, view=view, side=min(MOST_PX, side), rows=rows)


def _unprinted(sides: Crop, page: Page, reading: Reading) -> Picture:
    """The sides without the strokes of their own print: level lines no larger than a title, read with ease, and captions."""
    level = level_of(reading)
    lines = [word for word in reading.words if word.reader != markings.NAME and abs(word.angle - level) < PRINT_TURN]
    quads = [(word, sides.from_page(quad_of(word.box, page.width, page.height))) for word in lines]
    high = [height_of(quad) / sides.px_per_mm for _, quad in quads]
    printed = [quad for (word, quad), mm in zip(quads, high, strict=True) if word.confidence > READ and mm < TITLE_MM]
    captions = [quad for (_, quad), mm in zip(quads, high, strict=True) if mm < CAPTION_MM]
    return without_read(sides.picture, printed, captions, sides.px_per_mm)


def _tiles(sides: Crop, page: Page, reading: Reading) -> Crop | None:
    """The tiles of a watermark laid together, where something repeats; level print is left out when looking for that."""
    crop, level = scaled(sides, TILES_PX_PER_MM), level_of(reading)
    printed = [
        np.asarray(crop.from_page(quad_of(word.box, page.width, page.height)), np.int32)
        for word in reading.words
        if word.confidence >= LEAST_CONFIDENCE and abs(word.angle - level) < PRINT_TURN
    ]
    together = laid_together(over_print(crop.picture, crop.px_per_mm), crop.px_per_mm, printed)
    return None if together is None else replace(crop, picture=together)


def _place(reading: Reading, px_per_mm: float) -> tuple[Box, float]:
    """The box around the ID sides with its scale; where little of it bears print, that of the print: the rest is table."""
    box = reduce(Box.join, (side.box for side in reading.sides))
    read = [word.box for word in reading.words if word.confidence >= SURE and word.box.share_in(box) > ON_SIDE]
    print_ = reduce(Box.join, read, read[0]) if read else box
    share = max(print_.width / box.width, print_.height / box.height)
    return (print_, px_per_mm * share) if len(read) >= LEAST_LINES and share < LEAST_PRINTED else (box, px_per_mm)


def _writing_beside(page: Page, reading: Reading, px_per_mm: float) -> Box | None:
    """Where something large is written on a sheet that is no letter, beside its ID sides; or, where nothing was found on one that
    is larger than they are, around them: a line of small letters is not found on a whole page.
    """
    if is_letter(reading.words):
        return None
    large = [word.box for word in _beside(reading) if word.size >= LARGE_MM * px_per_mm and not is_print(word)]
    if large:
        return reduce(Box.join, large)
    sides = reduce(Box.join, (side.box for side in reading.sides))
    around = sides.grow(AROUND_MM * px_per_mm / page.width, AROUND_MM * px_per_mm / page.height)
    return around if around.area > LEAST_AROUND * sides.area else None


# -------------------------------------------------------------------------------------------------------------- lines


def _lines(look: _Look, page: Page, first: Sequence[Word]) -> Iterator[Quad | Word]:
    """The lines that a look finds, in its pixels; for one that the ``first`` reading has in the same place, and sure, that."""
    least = SMALLEST_MM * look.crop.px_per_mm
    found = [ppocr.upright_quad(quad) for quad in ppocr.detect(look.crop.picture, look.side)]
    found = [quad for quad in found if height_of(quad) >= least]
    known = [_known(look.crop.on_page(quad), page, first) for quad in found]
    if look.rows:
        yield from _rows(found, known, look.crop)
    else:
        yield from (word or quad for quad, word in zip(found, known, strict=True))


def _words(lines: Iterable[Quad | Word], look: _Look, page: Page, policy: Policy) -> Iterator[Word]:
    for line in lines:
        if isinstance(line, Word):
            yield replace(line, view=look.view)
            continue
        large = height_of(line) >= LARGE_MM * look.crop.px_per_mm
        text = (either_way if large else recognise)(ppocr.cut(look.crop.picture, line), policy)
        text = without_strays(text) if look.rows else text
        if text.text.strip():
            yield word_of(Line(look.crop.on_page(line), text), page, look.view, markings.NAME)


def _pixels_read(line: Quad | Word) -> float:
    """What it costs to read a line, in pixels searched: the recogniser takes twice the time for one of its own."""
    return 0.0 if isinstance(line, Word) else 2 * ppocr.LINE_HEIGHT**2 * length_of(line) / max(1.0, height_of(line))


def _known(quad: Quad, page: Page, first: Sequence[Word]) -> Word | None:
    box, angle = box_of(quad, page.width, page.height), angle_of(quad)
    near = (word for word in first if word.confidence >= SURE and abs(word.angle - angle) < SAME_ANGLE)
    return next((word for word in near if _alike(box, word.box) > SAME_PLACE), None)


def _rows(quads: Iterable[Quad], known: Iterable[Word | None], crop: Crop) -> Iterator[Quad]:
    """Each level row of pieces as one quad, with what stands before and behind them; not where all of it is known."""
    width = crop.picture.shape[1]
    rows: list[tuple[Box, bool]] = []
    pieces = [
        (Box(*quad.min(axis=0), *quad.max(axis=0)), word is None) for quad, word in zip(quads, known, strict=True)
    ]
    for piece, fresh in sorted(pieces):
        if piece.width < piece.height:
            continue
        row = next((row for row in rows if _in_row(piece, row[0])), None)
        if row is not None:
            rows.remove(row)
        rows.append((piece, fresh) if row is None else (_joined(row[0], piece), row[1] or fresh))
    for box in (box for box, fresh in rows if fresh):
        left, right = max(0.0, box.left - ROW_ENDS * box.height), min(width, box.right + ROW_ENDS * box.height)
        yield np.array([(left, box.top), (right, box.top), (right, box.bottom), (left, box.bottom)], np.float32)


def _joined(row: Box, piece: Box) -> Box:
    """The row with one more piece, as high as they are on average."""
    share = piece.width / (piece.width + row.width)
    top, bottom = (
        share * each + (1 - share) * other for each, other in ((piece.top, row.top), (piece.bottom, row.bottom))
    )
    return Box(row.left, top, max(row.right, piece.right), bottom)


def _in_row(piece: Box, row: Box) -> bool:
    least = min(piece.height, row.height)
    shared = min(piece.bottom, row.bottom) - max(piece.top, row.top)
    return shared > ROW_SHARE * least and piece.left - row.right < ROW_GAP * least


# -------------------------------------------------------------------------------------------------------------- signs


def _has_signs(reading: Reading, seen: Sequence[Word]) -> bool:
    """Whether several lines were read that are no print, tilted or written again and again: a single one is a signature."""
    return len(_signs(reading, seen)) >= LEAST_SIGNS or _repeats(reading, seen)


def _signs(reading: Reading, seen: Sequence[Word]) -> list[Word]:
    return _across((*reading.words, *seen), level_of(reading))


def _across(words: Iterable[Word], level: float) -> list[Word]:
    """The legible lines that run across print at that level, in degrees."""
    legible = (word for word in words if word.confidence >= LEAST_CONFIDENCE)
    return [word for word in legible if len(word.text.strip()) >= LEAST_LETTERS and is_laid_over(word, level)]


def _begun(reading: Reading, seen: Sequence[Word], policy: Policy) -> list[Word]:
    """The lines on a side in which a part of a marking was read, the longest in each place: print across them may hide the rest,
    and the lines around.
    """
    return _longest((word for word in _on_sides(reading, seen) if _says_part(word, policy)), Box.share_in)


def _garbled(reading: Reading, seen: Sequence[Word], policy: Policy) -> list[Word]:
    """The lines on a side in which the reader of markings read a part of one, or digits, the longest in each place: print that
    crosses them may have garbled the rest.
    """
    read = (word for word in _on_sides(reading, seen) if word.reader == markings.NAME)
    told = (word for word in read if _says_part(word, policy) or sum(map(str.isdigit, word.text)) >= LEAST_DIGITS)
    return _longest(told, _alike)[:MOST_AGAIN]


def _on_sides(reading: Reading, words: Iterable[Word]) -> Iterator[Word]:
    return (word for word in words if any(word.box.share_in(side.box) > ON_SIDE for side in reading.sides))


def _longest(words: Iterable[Word], shared: Callable[[Box, Box], float]) -> list[Word]:
    """The longest line in each place; ``shared``: how much one box has of another that was taken before, or both of each other."""
    found: list[Word] = []
    for word in sorted(words, key=lambda word: -len(word.text)):
        if not any(shared(word.box, other.box) > SAME_PLACE for other in found):
            found.append(word)
    return found


def _alike(one: Box, other: Box) -> float:
    """The least share that either box has in the other."""
    return min(one.share_in(other), other.share_in(one))


def _says_part(word: Word, policy: Policy) -> bool:
    """Whether a line says that something is a copy, or for whom; or has a date, if only a piece of one, in writing."""
    name = names_in(word.text, policy.recipients)
    if any(said.sure for said in copies_in(word.text, policy.copy_words)) or (name is not None and name.sure):
        return True
    return word.reader == markings.NAME and bool(dates_in(word.text))


def _repeats(reading: Reading, seen: Sequence[Word]) -> bool:
    """Whether the same words stand in two places, as they do not on a document."""
    places: dict[str, Box] = {}
    for word in (*reading.words, *seen):
        if (
            word.confidence >= LEAST_CONFIDENCE
            and sum(map(str.isalpha, word.text)) >= LEAST_LETTERS
            and not is_print(word)
        ):
            first = places.setdefault(folded(word.text), word.box)
            if first.meet(word.box).width < 0 or first.meet(word.box).height < 0:
                return True
    return False


def _tilt(reading: Reading, seen: Sequence[Word]) -> float:
    """The angle in degrees of the longest line laid over the print: watermarks run parallel, short lines tell it badly."""
    signs = _signs(reading, seen)
    return max(signs, key=lambda word: math.hypot(word.box.width, word.box.height)).angle if signs else 0.0
