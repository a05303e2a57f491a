"""Look at the printed field of the BSN: under or beside its label, or under the patch that hides it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import reduce
from itertools import permutations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from idcheck.anchors import anchors_of
from idcheck.bsn import LENGTH, label_in, labels_in
from idcheck.covers import FILLED, Blob, bars, covering, is_empty
from idcheck.dates import undated_digits
from idcheck.documents import IDENTITY_CARD, LICENCE, PAPER, PASSPORT, Model
from idcheck.engines import ppocr
from idcheck.engines.ppocr import Line
from idcheck.geometry import angle_of, box_of, height_of, length_of, part_of, quad_of, spread
from idcheck.ink import dark_print
from idcheck.labels import Label
from idcheck.lines import pieces, read_quads, word_of
from idcheck.records import Box, Covering, Look, Place, Quad, View
from idcheck.seen import NUMBER, THROUGH, digits_through, seen_in
from idcheck.sight import DIGITS, Sight, cover_px_per_mm, in_table, numbers, scale_at, zone_of
from idcheck.suspects import (
    CLEAR_CONFIDENCE,
    FEW_DIGITS,
    LEAST_DIGITS_LEFT,
    NUMBER_MM,
    SUSPECT_DIGITS,
    has_unread,
    is_doubtful,
    is_left,
    is_pale,
    is_suspect,
    is_wording,
    leaves_elsewhere,
    nothing_unread,
    share_in,
    shows_rest,
    unread_rows,
)
from idcheck.traces import (
    IN_FIELD,
    LEAST_DIGITS,
    OTHER_NUMBER,
    Trace,
    beneath,
    cleared,
    closer,
    in_fields,
    is_own_number,
    on_cover,
    trace,
)

FIELD_MM = (26.0, 4.2)
"""width and height of the field under a label: nine digits of 2–2.6 mm with their room"""
ON_SIDE = 0.9
"""of a place beside a label that lies on the side: beyond its edge a table is dark"""
FIELD_PART = 0.67
"""of the field's width that nine digits fill: what is even over so much holds no number"""
FIELD_LEFT_MM, TORN_LEFT_MM = 8.0, 28.0
"""mm left of a label's first letter that was read: a cover over the field often takes the label's beginning with it; and of a
label whose first language is gone, for three languages are 30–40 mm wide"""
FIRST_LABELS = frozenset({"persoonsnummer", "burgerservicenummer", "burgerservice", "bsn", "bsnrijbewijsnummer"})
"""what a label of the BSN on a Dutch document begins with"""
ON_PATCH, AROUND_PATCH, WITH_MARGIN = 0.6, 0.9, 0.45
"""of the box of what was taken for a line, that lies on a patch; and of a patch, and of that box, where the detector took a cover
with its margin for one"""
LEAST_CAPTIONS = 3
"""captions that tell where the values of a page begin"""
ROW_RIM_MM = 0.7
"""mm around a row of digits as it was seen, that is read with it: a spot of the finder's map"""
LETTERS_BEFORE = {"personalno": 15, "personalnumber": 15, "nopersonnel": 28, "identifiantpersonnel": 28}
"""characters of a passport's label before its second and third languages: "persoonsnummer / personal no. / no. personnel\""""
BEFORE_LICENCE = 0.95
"""of the width of a licence's ten digits as they were read, with or without a slash, that nine before them take with their room"""
ASLANT = 6.0
"""degrees off the level from which what an upright box has below a label is not what stands under it: over 25 mm it is 2.6 off"""
LONG_LABEL = 4.0
"""times as long as high, that a label is which tells its angle: "BSN" tells that of its own box"""
NUMBER_ALONG_MM, NUMBER_DOWN_MM = (1.0, 16.0), (0.6, 3.0)
"""mm along a label from its first letter, and below it, where nine digits stand"""
COVER_MM, LICENCE_COVER_MM = (10.0, 1.2), (8.0, 1.2)
"""width and height of what a patch must hide of a field: nine digits are 15–23 by 2–2.6 mm, on a licence's back as it is drawn from
9 by 1.5; and what a patch leaves is read"""
LONG, FULL = 1.5, 0.92
"""times as wide as high, and of its box, that a cover on a paper licence is, where a photo stands beside the number: three
drawn ones are 3.4–4.7 times and fill 0.98–0.99, the shoulders of two photos 3.2 and 0.85–0.89"""
ON_FIELD, END_MM, END_ROW_MM = 0.6, 26.0, 2.2
"""of a bar, that lies in the field of which it hides a part; mm before and behind it, in which what it leaves has room, with a
licence's number; and mm of a row of digits"""
END_OF_NUMBER = r"\W*[A-Za-z]?(?:\d{2,8}[A-Za-z]?|\d{1,8}\W{0,2}/\s?\d{4,10})\W*"
"""digits, with a letter that one which the bar cuts was taken for, or on the back of a licence before its number; one by itself
is the edge of the card or of the bar most often"""
PIECE_OF_NUMBER = r"\W*(?P<digits>\d{2,7})(?P<licence>\W{0,2}[/ ]\s?\d{10})?\W*"
"""the beginning or the end of a number, and a licence's own number behind it"""
NEARLY_NINE, IN_ROW = 1.5, 0.4
"""digits by which two pieces of a number and what parts them may be off nine (two drawn ones: 1.4, for two digits tell the step
from one to the next badly); and of a line's height, that they may be off one row"""
LINE_MM = 8.0
"""of height, up to which a patch over one line is looked under"""
REACHING_MM = 6.0
"""of height that a patch must reach into the number's zone from elsewhere, as over the strip: its rim hides no field"""
BEGINS = 0.45
"""of a field's height, down to which its cover begins: digits stand 0.6 mm below their label and lower, and what begins further
down is the cover of a code below them"""
MOST_COVER_MM = 45.0
"""of height: more is the table a card lies on, not a cover"""


class PartCover(NamedTuple):
    """What hides a part of a number: its box, that of the field it lies in, and what was read of the number beside it."""

    bar: Box
    field: Box
    ends: list[Line]


def printed_look(sight: Sight, models: Sequence[Model]) -> Look | None:
    """The printed field: under or beside its label; without one, whatever patch hides it."""
    carrying = any(model.printed for model in models)
    sight, suspects = _searched(sight) if carrying and not _labels(sight) else (sight, [])
    labels = _labels(sight)
    sight = _field_searched(sight, labels)
    words = tuple(word_of(line, sight.page) for line in numbers(sight) if not _is_scrap(sight, line))
    if not carrying and not labels and not words:
        return None
    state, box, field = _labelled(sight, labels) if labels else (*_unlabelled(sight, models), None)
    hidden = state in (Covering.SOLID, Covering.DENSE)
    under = [on_cover(sight, _quad(sight, box))] if hidden else []
    words += tuple(word for one in under for word in one.words)
    flat = [patch.box for patch in _hiding_patches(sight) if carrying and patch.height_mm < LINE_MM]
    veil = _veil(sight, box, hidden, flat if not labels else [box] if state is Covering.BLANK else [])
    if veil:
        state, box = Covering.VEILED, veil
    elif any(one.shows_through for one in under) or (hidden and shows_rest(sight, box)):
        state = Covering.UNSEEN
    places = [place for line in labels for place in _fields(sight, line.quad)]
    before = [] if labels else list(_before_licence(sight))
    around = places or [box_of(quad, sight.page.width, sight.page.height) for quad in before]
    part = (_part_cover(sight, around) or _parted(sight)) if state in (Covering.NONE, Covering.UNSEEN) else None
    words += tuple(word_of(line, sight.page) for line in part.ends) if part else ()
    doubts = suspects + [beneath(sight, _quad(sight, box)) for box in flat]
    doubts += [beneath(sight, quad) for quad in before]
    found = list(in_fields(sight, places))
    if state is Covering.BLANK and any(one.digits >= LEAST_DIGITS_LEFT for one in found):
        state = Covering.UNSEEN  # of a number, perhaps, that a watermark's word was read together with
    least = NUMBER_MM[1] * sight.side.px_per_mm / sight.page.width
    left = _left_of_number([*found, *under], doubts, bool(labels), state, least)
    if part and not (left and left.passes):
        state, box, left = Covering.UNSEEN, part.bar, None  # a number that lacks digits, whatever the bar is read as
    if left is not None:
        state, box, words = left.covering, left.box, words + left.words
    return Look(
        place=Place.PRINTED,
        box=box.join(field) if hidden and field and left is None else box,  # a rest of the number stands in either
        covering=state,
        expected=carrying or bool(labels),
        sharp=sight.sharp or _is_front_of_card(sight),
        words=words,
        readers=frozenset({ppocr.NAME}),
        laid_over=bool(sight.laid_over),
        labelled=bool(labels),
        within=part.field if part else field,
    )


def _is_front_of_card(sight: Sight) -> bool:
    """Whether a side is the front of a licence that is a card, by its strip: none has a BSN there, so print too poor hides none."""
    return (sight.side.document, sight.side.side) == (LICENCE, "front") and sight.side.strip is not None


def _veil(sight: Sight, box: Box, hidden: bool, others: Sequence[Box]) -> Box | None:
    """Where digits shine through: the cover that was found, or most of a number elsewhere – in a label's field without ink, which a
    guilloche crosses, or without a label through another patch over one line.
    """
    if hidden and digits_through(sight, box) >= THROUGH:
        return box
    return next((each for each in others if digits_through(sight, each) >= NUMBER), None)


def _part_cover(sight: Sight, places: Sequence[Box]) -> PartCover | None:
    """The bar that hides some digits of a number in one of these places, and leaves others beside it; None where there is none."""
    for place in places:
        for bar in bars(sight.page, place, sight.side.px_per_mm):
            if _is_part(bar, place) and (ends := _ends_at(sight, bar.box)):
                return PartCover(bar.box, place.join(bar.box), ends)
    return None


def _is_part(bar: Blob, place: Box) -> bool:
    """Whether a bar lies in a field, over one line of it."""
    return (
        place.top < bar.box.centre[1] < place.bottom and bar.box.share_in(place) > ON_FIELD and bar.height_mm < LINE_MM
    )


def _ends_at(sight: Sight, bar: Box) -> list[Line]:
    """What is read of a number's digits right before a bar and right behind it, without what it is read as itself."""
    across, down = (mm * sight.side.px_per_mm for mm in (END_MM, END_ROW_MM))
    wide, high = across / sight.page.width, min(bar.height * sight.page.height + down, 2 * down) / sight.page.height
    row = bar._replace(top=bar.centre[1] - high / 2, bottom=bar.centre[1] + high / 2)
    before = row._replace(left=max(sight.side.box.left, bar.left - wide), right=bar.left)
    behind = row._replace(left=bar.right, right=min(sight.side.box.right, bar.right + wide))
    found = []
    for place, end in ((before, -1), (behind, 0)):
        if place.width <= 0:
            continue
        quad = _quad(sight, place)
        crop = ppocr.cut(sight.page.picture, quad)
        tries = (list(pieces(Line(quad, ppocr.recognise(view)))) for view in (crop, dark_print(crop)))
        told = (line for lines in tries for line in lines[end:][:1] if re.fullmatch(END_OF_NUMBER, line.text.text))
        line = next(told, None)
        if line is not None and not is_pale(sight, line):
            found.append(line)
    return found


def _parted(sight: Sight) -> PartCover | None:
    """What parts two pieces of a number, whatever it is: digits in one row, as far apart as those need that lack of nine."""
    ends = [end for line in sight.lines if (end := _piece_of_number(sight, line))]
    for (before, first), (behind, last) in permutations(ends, 2):
        along, down = _directions(before.quad)
        pitch, gap = (_pitch(first) + _pitch(last)) / 2, last[0] - first[-1]
        lacking = float(gap @ along) / pitch - 1
        whole = abs(len(first) + len(last) + lacking - LENGTH) < NEARLY_NINE < lacking
        if whole and abs(float(gap @ down)) < IN_ROW * height_of(before.quad):
            high = height_of(before.quad) / 2
            corners = np.array([first[-1] + (pitch / 2, -high), last[0] + (-pitch / 2, high)], np.float32)
            bar = box_of(corners, sight.page.width, sight.page.height)
            boxes = (box_of(end.quad, sight.page.width, sight.page.height) for end in (before, behind))
            return PartCover(bar, reduce(Box.join, boxes, bar), [before, behind])
    return None


def _piece_of_number(sight: Sight, line: Line) -> tuple[Line, NDArray[np.float32]] | None:
    """A line that may be the beginning or the end of a number, if it is one, and the middles of its digits (float32 n×2, pixels of
    the page); on a licence its number may stand behind them.
    """
    match = re.fullmatch(PIECE_OF_NUMBER, line.text.text)
    if match is None or not (is_left(sight, line) or (match["licence"] and sight.side.document == LICENCE)):
        return None
    at = np.array(line.text.centres[slice(*match.span("digits"))], np.float32)[:, None]
    left, right = (line.quad[0] + line.quad[3]) / 2, (line.quad[1] + line.quad[2]) / 2
    return line, left * (1 - at) + right * at


def _pitch(digits: NDArray[np.float32]) -> float:
    """Pixels from one digit to the next."""
    return float(np.linalg.norm(digits[-1] - digits[0])) / (len(digits) - 1)


def _before_licence(sight: Sight) -> Iterator[Quad]:
    """Where the BSN stands without a label: before the licence's number on its back, of nine digits as large."""
    if (sight.side.document, sight.side.side) == (LICENCE, "back"):
        for line in sight.lines:
            if re.fullmatch(OTHER_NUMBER, line.text.text.strip()) and not in_table(sight, line.quad):
                yield part_of(line.quad, -BEFORE_LICENCE, 0.0)


def _is_scrap(sight: Sight, line: Line) -> bool:
    """Whether a line is a piece of a watermark's date and no rest of a number, which is as dark as other print."""
    return len(DIGITS.findall(line.text.text)) < LEAST_DIGITS and is_pale(sight, line)


def _labels(sight: Sight) -> list[Line]:
    return [_from_start(line) for line in sight.lines if _is_label(line)]


def _from_start(label: Line) -> Line:
    """A label from where it begins: of one whose first language was not read, the number stands under what is missing; one that
    was read as a line with the caption left of it begins behind that.
    """
    found = _bsn_label(label)
    beyond = found.start if found.name in FIRST_LABELS else found.start - LETTERS_BEFORE.get(found.name, found.start)
    return label._replace(quad=part_of(label.quad, beyond / len(label.text.text), 1.0)) if beyond else label


def _missing(label: Line) -> int:
    """How many characters of a label stood before what was read of it, as far as its language tells."""
    found = _bsn_label(label)
    return max(0, LETTERS_BEFORE.get(found.name, 0) - found.start)


def _bsn_label(line: Line) -> Label:
    return next(one for one in labels_in(line.text.text) if one.is_bsn)


def _searched(sight: Sight) -> tuple[Sight, list[Trace]]:
    """The zone searched more closely for a label or a number, and what is left of one in the lines that may be it."""
    for view in (View.CLOSE, View.CONTRAST):
        if not _labels(sight):
            sight = closer(sight, zone_of(sight.side), view)
    if _labels(sight):
        return sight, []
    sight = replace(sight, lines=(*sight.lines, *_read_where_seen(sight)))
    suspects = {i: trace(sight, line.quad) for i, line in enumerate(sight.lines) if is_suspect(sight, line)}
    covers = [i for i, one in suspects.items() if not one.digits and _is_cover(sight, sight.lines[i])]
    lines = tuple(line for i, line in enumerate(cleared(sight, suspects).lines) if i not in covers)
    return replace(sight, lines=lines), list(suspects.values())


def _read_where_seen(sight: Sight) -> list[Line]:
    """What stands where digits are seen that no reader found, read there; a line that was missed is a number most often."""
    rim = ROW_RIM_MM * sight.side.px_per_mm
    return read_quads(sight.page, [spread(row, rim, rim) for row in unread_rows(sight, zone_of(sight.side))])


def _is_cover(sight: Sight, line: Line) -> bool:
    """Whether what was taken for a line is a patch, on which nothing can be told apart."""
    box = box_of(line.quad, sight.page.width, sight.page.height)
    if not any(_is_of_patch(box, patch) and patch.fill(box) > FILLED for patch in sight.patches):
        return False
    state, _ = covering(sight.page, part_of(line.quad, 0.1, 0.9), 9, sight.ground, sight.span)
    return state in (Covering.SOLID, Covering.DENSE)


def _is_of_patch(box: Box, patch: Blob) -> bool:
    """Whether a line's box lies on a patch, or around one with the detector's margin."""
    return box.share_in(patch.box) > (ON_PATCH if patch.box.share_in(box) < AROUND_PATCH else WITH_MARGIN)


def _field_searched(sight: Sight, labels: Sequence[Line]) -> Sight:
    """The sight with what a search of the labels' fields alone finds, where none shows a number: what crosses it had hidden it."""
    fields = [place for line in labels for place in _fields(sight, line.quad)]
    for field in fields:
        for view in (View.CLOSE, View.INK):
            if not any(_shows(sight, place) for place in fields):
                sight = closer(sight, field, view)
    return sight


def _labelled(sight: Sight, labels: Sequence[Line]) -> tuple[Covering, Box, Box]:
    """What lies over the field, where, and the field: of several labels, the one whose field shows most."""
    fields = [(line, _fields(sight, line.quad)) for line in labels]
    found = [(*_field_covering(sight, line, places), places[0]) for line, places in fields]
    return min(found, key=lambda one: _openness(one[0]))


def _unlabelled(sight: Sight, models: Sequence[Model]) -> tuple[Covering, Box]:
    """The patch that hides field and label, if nothing else on the side may be the number; or the zone of it.

    Where a code can stand, a square is the code's cover and tells nothing of the number; nor does a patch on a licence's back that
    does not lie before the licence's number, where that was read; nor that nothing is seen there under a watermark.
    """
    zone, coded = zone_of(sight.side), any(model.code for model in models)
    carrying = any(model.printed for model in models)
    places = [box_of(quad, sight.page.width, sight.page.height) for quad in _before_licence(sight)]
    patches = (patch for patch in _hiding_patches(sight) if not (coded and patch.is_square))
    patches = (patch for patch in patches if not places or any(patch.box.meet(place).area > 0 for place in places))
    patch = next(patches, None) if carrying else None
    seen = seen_in(sight, zone)
    if patch and not is_doubtful(sight, seen) and not leaves_elsewhere(sight, patch.box):
        return Covering.SOLID, patch.box
    watermarked = sight.uncrossed or bool(sight.laid_over)
    crossed = watermarked and (sight.side.document, sight.side.side) == (LICENCE, "back")
    return Covering.BLANK if not crossed and nothing_unread(sight, seen) else Covering.UNSEEN, zone


def _left_of_number(
    places: Sequence[Trace], doubts: Sequence[Trace], labelled: bool, state: Covering, least: float
) -> Trace | None:
    """What is left of a number in a field that was not read or under its cover; or elsewhere, in a line or under a patch that may
    be one. ``least``: of the page's width, that strokes of which nothing was read take: fewer are the edge of a cover.
    """
    found = [*places, *doubts]
    told = [one for one in found if one.passes]
    told += [one for one in places if labelled and one.digits >= LEAST_DIGITS]
    told += [one for one in doubts if one.is_veiled_number or one.is_covered_number]
    if not told and state in (Covering.NONE, Covering.UNSEEN):
        struck = [one for one in found if one.covering is Covering.STRUCK and one.other is None]
        wide = [one for one in struck if one.digits or one.box.width > least]
        told = [one for one in wide if labelled or one.digits >= SUSPECT_DIGITS]
    return max(told, key=lambda one: (one.passes, one.digits, one.covering is not Covering.NONE), default=None)


def _quad(sight: Sight, box: Box) -> Quad:
    return quad_of(box, sight.page.width, sight.page.height)


def _openness(state: Covering) -> int:
    return [Covering.NONE, Covering.UNSEEN, Covering.BLANK, Covering.DENSE, Covering.SOLID].index(state)


def _fields(sight: Sight, label: Quad) -> tuple[Box, ...]:
    """Where the number of a label can stand: under it or beside it; a licence's own number, right behind it, tells which."""
    under = _field(sight, label)
    others = [line for line in numbers(sight) if re.fullmatch(OTHER_NUMBER, line.text.text)]
    ends = [box.left for line in (*others, *sight.ends) if (box := _after(sight, line, under))]
    return (under._replace(right=min(ends)),) if ends else (under, _beside(sight, label))


def _after(sight: Sight, line: Line, field: Box) -> Box | None:
    """The box of a licence's number, if it stands in the field of the BSN: it ends the field on the backs since 2014."""
    if sight.side.document != LICENCE or line.text.confidence < CLEAR_CONFIDENCE:
        return None
    box = box_of(line.quad, sight.page.width, sight.page.height)
    least = LICENCE_COVER_MM[0] / FIELD_MM[0] * field.width
    return box if field.top < box.centre[1] < field.bottom and box.left > field.left + least else None


def _is_label(line: Line) -> bool:
    label = label_in(line.text.text)
    return label is not None and label.is_bsn


def _left_mm(label: Line) -> float:
    """How far left of a label its field may begin: the first language is gone where another one leads, if that is not made up
    for already.
    """
    whole = _bsn_label(label).name in FIRST_LABELS or _missing(label) > 0
    return FIELD_LEFT_MM if whole else TORN_LEFT_MM


def _field(sight: Sight, label: Quad) -> Box:
    """The field that belongs to a label: right under it."""
    mm = scale_at(sight, label)
    left, bottom = float(label[:, 0].min()), float(label[:, 1].max())
    corners = np.array(
        [[left - mm, bottom - 0.3 * mm], [left + FIELD_MM[0] * mm, bottom + FIELD_MM[1] * mm]], np.float32
    )
    return box_of(corners, sight.page.width, sight.page.height)


def _beside(sight: Sight, label: Quad) -> Box:
    mm = scale_at(sight, label)
    right, top, bottom = float(label[:, 0].max()), float(label[:, 1].min()), float(label[:, 1].max())
    corners = np.array([[right, top - mm], [right + FIELD_MM[0] * mm, bottom + mm]], np.float32)
    return box_of(corners, sight.page.width, sight.page.height)


def _field_covering(sight: Sight, label: Line, fields: Sequence[Box]) -> tuple[Covering, Box]:
    """What lies over the field under a label or beside it, and where: a patch, nothing at all, or print that was not hidden."""
    under, *beside = fields
    if abs(angle_of(label.quad)) > ASLANT and length_of(label.quad) > LONG_LABEL * height_of(label.quad):
        return _aslant_covering(sight, label.quad, under)
    places = [under, *(place for place in beside if place.share_in(sight.side.box) > ON_SIDE)]
    shown = [place for place in places if _shows(sight, place)]
    for place in shown or places:  # digits tell which of the places is the field
        patch = next((patch for patch in sight.patches if _hides(sight, patch, place, _left_mm(label))), None)
        if patch is not None:
            return Covering.SOLID, patch.box
    for place in shown or places:
        quad = _quad(sight, place)
        inner = part_of(quad, 0.05, 0.05 + FIELD_PART)
        state, _ = covering(sight.page, inner, 9, sight.ground, sight.span)
        if state in (Covering.DENSE, Covering.SOLID):
            return state, place
    if shown:
        return Covering.NONE, shown[0]
    shift = FIELD_LEFT_MM / FIELD_MM[0]
    quad = _quad(sight, under)
    for start in (0.05, -shift):  # a cover often takes the label's beginning with it
        inner = part_of(quad, start, start + FIELD_PART)
        state, _ = covering(sight.page, inner, 9, sight.ground, sight.span)
        if state is not Covering.NONE:
            return state, under
    seen = seen_in(sight, zone_of(sight.side))
    bare = seen.digits_in(quad) < FEW_DIGITS and is_empty(sight.page, quad, sight.ground, sight.span)
    empty = not has_unread(sight, seen) if bare else nothing_unread(sight, seen)
    return (Covering.BLANK if empty else Covering.NONE), under


def _shows(sight: Sight, place: Box) -> bool:
    """Whether digits enough for a number stand in a place: a marking beside a label has more letters than its year has digits, or
    none but those of its date; a watermark's piece none of a number's size; and the document's own number stands in the next
    column.
    """
    placed = (line for line in numbers(sight) if share_in(sight, line, place) > IN_FIELD)
    told = [line for line in placed if not (is_wording(sight, line) or _is_dated(line) or is_own_number(line))]
    if not told or any(not is_pale(sight, line) for line in told):
        return bool(told)
    seen = seen_in(sight, place)
    return any(seen.digits_in(line.quad) >= LEAST_DIGITS_LEFT for line in told)


def _is_dated(line: Line) -> bool:
    """Whether a line that was read with ease has no digits but those of dates, of a month and year alone too."""
    return line.text.confidence > CLEAR_CONFIDENCE and undated_digits(line.text.text) == 0


def _hides(sight: Sight, patch: Blob, place: Box, left_mm: float) -> bool:
    """Whether a patch hides enough of a field for nine digits, from where they stand in it; the field may begin ``left_mm`` further
    left.
    """
    px_per_mm = sight.side.px_per_mm
    shared = patch.box.meet(place._replace(left=place.left - left_mm * px_per_mm / sight.page.width))
    wide, high = shared.width * sight.page.width / px_per_mm, shared.height * sight.page.height / px_per_mm
    least = _least_mm(sight)
    begins = patch.box.top < place.top + BEGINS * place.height
    return begins and wide >= least[0] and high >= least[1] and patch.fill(shared) > FILLED


def _aslant_covering(sight: Sight, label: Quad, under: Box) -> tuple[Covering, Box]:
    """What lies over nine digits under an aslant label, or beside it, along it: print, unless a cover is seen."""
    mm = scale_at(sight, label)
    along, down = _directions(label)
    beside = (label[1] + label[2]) / 2 - down * float(np.mean(NUMBER_DOWN_MM)) * mm
    for start in (label[3], beside):
        corners = [(x, y) for y in NUMBER_DOWN_MM for x in NUMBER_ALONG_MM]
        left_top, right_top, left_foot, right_foot = (start + mm * (x * along + y * down) for x, y in corners)
        quad = np.array([left_top, right_top, right_foot, left_foot], np.float32)
        grid = np.linspace(left_top, right_top, 18)[:, None] + np.linspace(0, left_foot - left_top, 6)
        x, y = grid[..., 0] / sight.page.width, grid[..., 1] / sight.page.height
        patch = next((patch for patch in sight.patches if patch.covers(x, y).mean() > FILLED), None)
        if patch is not None:
            return Covering.SOLID, patch.box
        state, _ = covering(sight.page, quad, 9, sight.ground, sight.span)
        if state in (Covering.DENSE, Covering.SOLID):
            return state, box_of(quad, sight.page.width, sight.page.height)
    return Covering.NONE, under


def _directions(quad: Quad) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The way along a line, and down from it, of length 1."""
    along, down = (edge / max(1e-6, float(np.linalg.norm(edge))) for edge in (quad[1] - quad[0], quad[3] - quad[0]))
    return along, down


def _end_of_photo(sight: Sight) -> float:
    """Left of which, in fractions of the page's width, a page or card has its photo and no values: where its captions begin."""
    if sight.side.document not in (PASSPORT, IDENTITY_CARD) or sight.side.side not in ("holder", "front"):
        return 0.0
    anchors = [anchor for line in sight.lines for anchor in anchors_of(line, sight.page)]
    lefts = [anchor.box.left for anchor in anchors if anchor.kind == "caption"]
    return float(np.median(lefts)) if len(lefts) >= LEAST_CAPTIONS else 0.0


def _is_bar(patch: Blob) -> bool:
    """Whether a patch is long and full, as a cover of nine digits is, and hair and shoulders of a photo are not."""
    return patch.width_mm > LONG * patch.height_mm and float(patch.mask.mean()) > FULL


def _shows_own(sight: Sight, patch: Blob) -> bool:
    """Whether the document's own number was read with ease on a patch: then it is a band of the ground."""
    return any(is_own_number(line) and share_in(sight, line, patch.box) > IN_FIELD for line in sight.lines)


def _least_mm(sight: Sight) -> tuple[float, float]:
    return LICENCE_COVER_MM if (sight.side.document, sight.side.side) == (LICENCE, "back") else COVER_MM


def _hiding_patches(sight: Sight) -> Iterator[Blob]:
    zone, (wide_mm, high_mm) = zone_of(sight.side), _least_mm(sight)
    photo = _end_of_photo(sight) if sight.patches else 0.0
    px_per_mm = cover_px_per_mm(sight.side)
    for patch in sight.patches:
        if (PAPER in sight.side.models and not _is_bar(patch)) or patch.box.right < photo or _shows_own(sight, patch):
            continue
        shared = patch.box.meet(zone)
        wide = shared.width * sight.page.width / px_per_mm
        high = shared.height * sight.page.height / px_per_mm
        least = high_mm if patch.box.share_in(zone) > 0.5 else REACHING_MM
        if wide >= wide_mm and least <= high <= MOST_COVER_MM and patch.fill(shared) > FILLED:
            yield patch
