"""What on a side could be the number, where its field was not found: lines not read with ease, struck through, or a rest of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from idcheck.anchors import anchors_of
from idcheck.bsn import LENGTH, is_bsn, is_document_number, is_pattern, without_others
from idcheck.dates import dates_in, undated_digits
from idcheck.documents import IDENTITY_CARD, LICENCE, PASSPORT
from idcheck.engines import ppocr
from idcheck.engines.ppocr import Line
from idcheck.geometry import a4_scale, angle_of, box_of, height_of, length_of, part_of, quad_of, share_of
from idcheck.licences import is_piece
from idcheck.lines import folded, is_column
from idcheck.records import Box, Covering, Quad, Word
from idcheck.rows import BESIDE_MM, signs_beside
from idcheck.seen import NUMBER, Seen, beside, digits_through, rows_of, seen_in
from idcheck.sight import DIGITS, Sight, in_strip, in_table, is_paler, over_print, scale_at, zone_of
from idcheck.strokes import digit_rows

CLEAR_CONFIDENCE = 0.85
"""of the main reader, from which a line was read with ease"""
NUMBER_MM = ((1.6, 6.0), 7.0)
"""least and most height of a line that may be the number, in the reader's boxes (digits of 2–2.6 mm give 2.8–4, captions less,
signatures more), and its least width: four digits, of which fewer tell nothing"""
SMALLER = 0.65
"""of the height of the side's values: the number is set as they are, captions are half as high"""
WORDS_CONFIDENCE, LEAST_LETTERS, LETTERS_PER_DIGIT = 0.5, 3, 4
"""from which a line of so many letters, and so many for each digit, is words, if misread: digits are never read as letters alone"""
SURELY_READ, CUT_MM = 0.95, 2.0
"""confidence of the main reader on digits of which none is misread; and mm between what it gives of a number that a cover cuts and
the cover: a digit"""
ODD_DIGITS, ODD_RUN, LICENCE_RUN = 5, 7, 10
"""digits outside dates in a line not read with ease; digits in a row that no document prints (a CAN has six), but a licence's
or a V-number of ten, and a permit's eight, which has no BSN: a watermark over the number takes one or two of its nine"""
MOST_DIGIT_MM = 4.5
"""of a digit's height: those of a number have 2–2.6, by a side's scale that is a third too small 3.9"""
HEADING_MM = 6.0
"""from the middle of a heading down to the first row of a licence's table; as it is drawn, 3"""
FEW_DIGITS, LEAST_DIGITS_LEFT, LEAST_BESIDE = 2, 3, 2
"""digits that are seen where nothing else stands, read or not, from which a cover may have left them of a number; digits in one
row that may be the rest of it, and are no piece of those beside them; and those that are seen at least where four signs stand
beside a cover, which may cut one or two"""
YEARS, CAN = r"(?:19|20)\d\d", r"CAN\W?\d{6}"
YEAR, LETTERS_PER_YEAR = 4, 2
"""digits of a line of words, and letters for each: "BSN 1234", the rest of a number with its label, has fewer"""
PIECE, PARTLY, RIM_MM = 0.8, 0.2, 1.0
"""of a line's box, that lies in that of another one, of which it is a piece, or in part; and mm from a side's edge to its own
print"""
MOST_RIM = 2.0
"""times as high as a caption that was read with ease: the number below one would make the line three times as high"""
CUT, CUT_RIM, CUT_DARK, CUT_INK = (0.2, 1.5), 0.2, 0.5, 0.06
"""of a digit's pitch, from and to which a piece of one is left beside a cover; of a line's height, left out above and below; of the
print's contrast; and of that place, which is ink. Chosen, and tried on one drawn case, where half an 8 was left"""
REST_DIGITS = 4
"""digits of nine, from which 10^5 numbers, and of those that pass the elfproef 9,091, remain at most"""
UPENDED = 60.0
"""degrees off the print of its side, from which a line runs up or down it"""
SUSPECT_DIGITS = 4
"""digits, none of a date, of a line that is struck through and may be the number"""
MOST_NUMBER_MM = 45.0
"""of width: nine digits, a slash and a licence's ten are 40; longer lines of letters are titles with something across them"""
ASLANT = 20.0
"""degrees off the level of a line whose own letters make no level row: one of them stands a quarter of its height above the next"""
LEAST_DATE_DIGITS, DIGITS_PER_MISREAD = 5, 4
"""digits of a date that tell it; and for each so many one that another tile's reading changes, adds or loses: of 2,000 four
digits at random one looks like a date of five"""
TILE_LETTERS, TILES_ALIKE = 6, 85
"""letters of a line with a date, and how like another one, of 100: no document says the same words and date twice"""
LEAST_REPEATED, REPEATED = 5, 80
"""letters and digits of a date that tell it, and how like another one, of 100, it is: one of eight is misread"""
MONTH_PAIRS = (
    "JANJAN FEBFEB MAAMAR MRTMAR APRAPR MEIMAY JUNJUN JULJUL AUGAUG SEPSEP OKTOCT NOVNOV DECDEC".split()  # noqa: SIM905
)
"""months as passports and cards print them, in Dutch and English"""
HEIGHT = r"\W*[12].?\d\d.?\s?m\W*"
"""a person's, as passports and cards print it ("1,79 m"), whose comma may be misread; a cover's edge beside the
rest of a number could be read as such an m, and was not seen to be"""
SIGNATURE, SIGNED_MM = "HANDTEKENINGSIGNATURE", (40.0, 10.0)
"""the caption above a signature; and mm from its left along it, and from its top down, that the signature takes: chosen; on
the specimens of 2001 and 2006 nothing else stands there"""
DATED_CAPTION, CAPTION_ALIKE, DATED_FIELD_MM = r"DATE|DATUM|GELDIG|LENGTE", 80.0, (24.0, 4.2)
"""in the names of the captions of dates and of a person's height; how like one, of 100, the whole line is, for one that was read
with its neighbour begins elsewhere; and mm along such a caption from its left, and below it, where its value stands (chosen; on the
specimen of 2006, the only one that shows such captions and a number, none of three reaches it)"""
MONTH_ALIKE, DATE_DIGITS = 83, 10
"""how like one of them, of 100: one letter of six is misread; and digits of a date with some of a watermark's: seven of a BSN
beside its six would be more"""
NEARLY_DATE = r"\W*\d{1,2}[-./]?\d{2,3}[-./](?:19|20)\d\d\W*"
"""a date one of whose separators was taken for a digit, or lost: 07103/2027"""
SHAPED_AS_DATE = r"\W*\w{1,2}[-./]\w{1,2}[-./]20\d\d\W*"
"""day, month and year in one or two and four signs, whatever they were read as: U3-U5-2027"""
DAY, MONTH_AND_YEAR = r"\W*(?:0[1-9]|[12]\d|3[01])\W*", r"\W*[A-Z]{2,3}\W?[A-Z]{3}\W?(?:19|20)\d\d\W*"
"""the day of a passport's or a card's date ("28 AUG/AUG 2006"), and the rest of it"""
AGAIN, MOST_AGAIN = 0.5, 1.6
"""of the place of digits in one line, that lies in the box where they were read again, and times as long as that is the box"""
IN_DATED_FIELD = 0.6
"""of the day's box, that lies in the field of a date: its caption, aslant by a degree, gives the field too low by a quarter"""
ADJOINING = 1.0
"""of a line's height, that its rest begins behind its end, or before it, at most"""
RUN_REST = r"(?<!\S)(?<!CAN )(?!(?:19|20)\d\d(?!\d))\d{4,8}(?!\S)"
"""digits by themselves, no year and no CAN"""
RUN_ON = r"[^\W\d_]+(?!(?:19|20)\d\d$)\d{4,8}|(?!(?:19|20)\d\d\D)\d{4,8}[^\W\d_]+"
"""digits that are no year, right behind letters or before them: a watermark's word was read on into the rest of a number"""
LOWER = 0.75
"""of a line's height, that one is lower which was read in it: it holds that of another row too"""
NUMBER_BEFORE_SLASH = r"\W*\d{2,8}\W{0,2}/\s?\d{10}\W*"
"""digits before the slash of a licence's number, where its back prints the BSN"""
STRIP_FILLERS = "<<<<<"
"""fillers that a line of a strip has in a row, and nothing else that a document prints"""
REST = r"\W*[A-Za-z]?(?!(?:19|20)\d\d\W*[A-Za-z]?\W*$)\d{4,8}[A-Za-z]?(?:\D{0,3}/\s?\d{4,10})?\W*"
"""digits alone, no year, or with a letter that the edge of a cover was taken for; on a licence with the slash and its number"""


def is_suspect(sight: Sight, line: Line) -> bool:
    """Whether a line without a label may be the number: not read with ease, or struck through, and not left of its zone, in the
    photo.
    """
    if in_strip(sight, line.quad) or in_table(sight, line.quad):
        return False
    if _is_own_date(line.text.text) or _is_of_document_number(sight, line) or _was_read(sight, line):
        return False
    right = box_of(line.quad, sight.page.width, sight.page.height).right
    if sight.side.framed and right <= zone_of(sight.side).left:
        return False
    if _may_be_number(sight, line) or _may_be_veiled(sight, line):
        return True
    digits, _ = _counted(without_others(line.text.text))
    _, letters = _counted(line.text.text)
    return (
        digits >= SUSPECT_DIGITS
        and (digits > letters or _mm(sight, line) < MOST_NUMBER_MM)
        and not dates_in(line.text.text)
        and over_print(sight, line.quad) is not Covering.NONE
    )


def _is_of_document_number(sight: Sight, line: Line) -> bool:
    """Whether a line lies partly on a document's number that was read with ease, and so is a piece of it and of what crosses it;
    or wholly on that of a licence, before which the BSN stands.
    """
    for other in sight.lines:
        if other is line or other.text.confidence < CLEAR_CONFIDENCE:
            continue
        text = re.sub(r"\W", "", other.text.text)
        least = PARTLY if is_document_number(text) else PIECE if text in sight.licences else None
        if least is not None and share_of(line.quad, other.quad) > least:
            return True
    return False


def _may_be_number(sight: Sight, line: Line) -> bool:
    """Whether a line may be the BSN, misread: of a number's size, and neither read with ease nor a word nor a pattern."""
    if is_pattern(line.text.text):
        return False
    if line.text.confidence > CLEAR_CONFIDENCE:
        return _is_odd(sight, line)
    return _is_sized(sight, line) and not _is_word(line) and not is_pale(sight, line)


def _is_sized(sight: Sight, line: Line) -> bool:
    """Whether a line is as high and wide as a number of this side."""
    (low, high), wide = NUMBER_MM
    low = max(low, SMALLER * sight.value_mm)
    return low < height_of(line.quad) / sight.side.px_per_mm < high and _mm(sight, line) > wide


def _is_word(line: Line) -> bool:
    """Whether a line is words, if misread."""
    digits, letters = _counted(without_others(line.text.text))
    return letters >= max(LEAST_LETTERS, LETTERS_PER_DIGIT * digits) and line.text.confidence > WORDS_CONFIDENCE


def _may_be_veiled(sight: Sight, line: Line) -> bool:
    """Whether a line paler than the print may be the number under a veil, of which a watermark's level piece cannot be told."""
    placed = share_in(sight, line, zone_of(sight.side)) > 0.5 and is_pale(sight, line)
    return placed and line.text.confidence <= CLEAR_CONFIDENCE and _is_sized(sight, line) and not _is_word(line)


def is_wording(sight: Sight, line: Line) -> bool:
    """Whether a line was read with ease as words, with a date or a year at most; or says what a watermark says elsewhere."""
    digits, letters = _counted(line.text.text)
    easily = line.text.confidence > CLEAR_CONFIDENCE and digits <= YEAR and letters >= LETTERS_PER_YEAR * digits
    return easily or _is_tile(sight, line)


def _is_tile(sight: Sight, line: Line) -> bool:
    """Whether a line has the words and the digits of a date that another one has, but for an error of the reader."""
    mine = _folded(line.text.text)
    if sum(map(str.isalpha, mine)) < TILE_LETTERS:
        return False
    others = (other.text.text for other in sight.lines if other is not line and dates_in(other.text.text))
    return any(
        fuzz.ratio(mine, _folded(other)) >= TILES_ALIKE and Levenshtein.distance(*map(_digits, (mine, other))) <= 1
        for other in others
    )


def _folded(text: str) -> str:
    return re.sub(r"[\W_]", "", text).lower()


def _digits(text: str) -> str:
    return "".join(DIGITS.findall(text))


def _counted(text: str) -> tuple[int, int]:
    """Its digits and its letters."""
    return len(DIGITS.findall(text)), sum(map(str.isalpha, text))


def is_pale(sight: Sight, line: Line) -> bool:
    """Whether nothing as dark as the side's print stands in a line on no patch, in its palest colour: a watermark's piece."""
    box = box_of(line.quad, sight.page.width, sight.page.height)
    if any(box.meet(patch.box).area > 0 for patch in sight.patches):
        return False
    return is_paler(sight.page, line.quad, sight.ground, sight.span)


def _is_odd(sight: Sight, line: Line) -> bool:
    """Whether a line holds digits that are no date and no number of a document: a BSN may be run into them."""
    if line.text.confidence > CLEAR_CONFIDENCE and is_document_number(line.text.text.strip()):
        return False
    text = without_others(line.text.text)
    told = (run for run in re.findall(r"\d+", text) if not re.fullmatch(YEARS, run))
    runs = [len(run) for run in told if not _is_own_number(sight, run)]
    unsure = line.text.confidence < CLEAR_CONFIDENCE and sum(runs) >= ODD_DIGITS and not is_pattern(text)
    return unsure or any(run >= ODD_RUN for run in runs)


def _is_cut_licence(sight: Sight, line: Line) -> bool:
    """Whether a line on the back of a licence is its number but for the first digit, under a cover right before it: nine digits
    read with ease that are no BSN.
    """
    digits = line.text.text.strip()
    if (sight.side.document, sight.side.side) != (LICENCE, "back") or line.text.confidence < SURELY_READ:
        return False
    if re.fullmatch(r"\d{9}", digits) is None or is_bsn(digits):
        return False
    box = box_of(line.quad, sight.page.width, sight.page.height)
    reach = CUT_MM * sight.side.px_per_mm / sight.page.width
    before = Box(box.left - reach, box.top, box.left + reach, box.bottom)
    return any(before.meet(patch.box).area > 0 and patch.box.right < box.centre[0] for patch in sight.patches)


def _is_own_number(sight: Sight, digits: str) -> bool:
    """Whether digits are a licence's or V-number by their length, and that of a licence on the page if one was read, or a piece of
    that: on a passport or a card ten digits are a BSN into which a watermark ran.
    """
    if is_piece(digits, sight.licences):
        return True
    if len(digits) != LICENCE_RUN or sight.side.document in (PASSPORT, IDENTITY_CARD):
        return False
    return not sight.licences


def _is_rest(sight: Sight, line: Line) -> bool:
    """Whether a line may be what a cover left of the number: digits alone, as large as values, no year and no date."""
    large = (
        height_of(line.quad) > NUMBER_MM[0][0] * sight.side.px_per_mm
        and share_in(sight, line, zone_of(sight.side)) > 0.5
    )
    rest = large and re.fullmatch(REST, line.text.text) is not None and not in_strip(sight, line.quad)
    return rest and not is_pattern(line.text.text) and not (is_pale(sight, line) and _is_piece_of_date(sight, line))


def _is_piece_of_date(sight: Sight, line: Line) -> bool:
    """Whether digits can be a piece of a watermark's date: few, or those of one that was read with ease, or nearly a date."""
    text = line.text.text
    few = len(_digits(text)) < LEAST_DATE_DIGITS
    return few or re.fullmatch(NEARLY_DATE, text) is not None or repeats_date(sight, text)


def has_unread(sight: Sight, seen: Seen) -> bool:
    """Whether a line that may be the number, misread, or digits that no reader found stand in the place that was ``seen``."""
    return _has_unread_line(sight, seen) or _unread(sight, seen) >= REST_DIGITS


def _has_unread_line(sight: Sight, seen: Seen) -> bool:
    """Whether a line that may be the number, misread, stands where this side has it."""
    lines = [
        line for line in sight.lines if share_in(sight, line, seen.place) >= 0.5 and not in_strip(sight, line.quad)
    ]
    told = (line for line in lines if _may_be_number(sight, line) or _holds_rest(sight, line))
    return any(_may_hold_digits(sight, seen, line) and not _is_explained(sight, line) for line in told)


def _may_hold_digits(sight: Sight, seen: Seen, line: Line) -> bool:
    """Whether digits are seen in a line that are not those of others, read with ease, that cross it; or through a patch on it; or
    were read there and are paler than print.
    """
    others = [other for other in _others_read(sight, line) if not _is_same(line, other) and _tells(sight, other)]
    known = [*map(_as_read, others), *_dated_fields(sight)]
    if beside(sight, seen, known).digits_in(line.quad) >= LEAST_DIGITS_LEFT:
        return True
    if _counted(line.text.text)[0] >= LEAST_DIGITS_LEFT and is_pale(sight, line):
        return True
    box = box_of(line.quad, sight.page.width, sight.page.height)
    under = (box.meet(patch.box) for patch in sight.patches)
    return any(digits_through(sight, one) >= LEAST_DIGITS_LEFT for one in under if one.area > 0)


def unread_digits(sight: Sight, place: Box) -> int:
    """How many digits are seen in one row of a place beside what was read there; as many as a number has where none can be seen."""
    return _unread(sight, seen_in(sight, place))


def unread_rows(sight: Sight, place: Box) -> list[Quad]:
    """The rows of digits that are seen in a place beside what was read there, of four at least."""
    left = _left(sight, seen_in(sight, place))
    return [row for row in rows_of(left) if left.digits_in(row) >= REST_DIGITS]


def _unread(sight: Sight, seen: Seen) -> int:
    return _left(sight, seen).digits_in_row() if seen.told else LENGTH


def _left(sight: Sight, seen: Seen) -> Seen:
    """What is seen beside the lines that tell what they are, and outside the fields of dates."""
    told = [_as_read(line) for line in (*sight.lines, *sight.ends) if _tells(sight, line)]
    return beside(sight, seen, [*told, *_dated_fields(sight)])


def _dated_fields(sight: Sight) -> list[Line]:
    """The fields under the captions of dates and of a person's height, on passports and cards: whatever writing runs across what
    stands there, no document prints a BSN in one.
    """
    if sight.side.document not in (PASSPORT, IDENTITY_CARD):
        return []
    found = []
    for line in sight.lines:
        names = [one.name for one in anchors_of(line, sight.page) if one.kind == "caption"]
        if any(
            re.search(DATED_CAPTION, name) and fuzz.ratio(name, folded(line.text.text)) > CAPTION_ALIKE
            for name in names
        ):
            wide, high = (mm * scale_at(sight, line.quad) for mm in DATED_FIELD_MM)
            along = (line.quad[1] - line.quad[0]) * (wide / length_of(line.quad))
            down = (line.quad[3] - line.quad[0]) * (high / height_of(line.quad))
            left = line.quad[3]
            found.append(
                line._replace(quad=np.array([left, left + along, left + along + down, left + down], np.float32))
            )
    return found


def _is_same(line: Line, other: Line) -> bool:
    return min(share_of(line.quad, other.quad), share_of(other.quad, line.quad)) > PIECE


def _as_read(line: Line) -> Line:
    """A line as far as its characters reach: a faint number that the detector took for its end was not read with it."""
    centres = line.text.centres
    if len(centres) < LEAST_LETTERS:
        return line
    pitch = (centres[-1] - centres[0]) / (len(centres) - 1)
    return line._replace(quad=part_of(line.quad, max(0.0, centres[0] - pitch), min(1.0, centres[-1] + pitch)))


def _tells(sight: Sight, line: Line) -> bool:
    """Whether a line tells what is seen in its place: digits or the document's own words read with ease, or what is judged
    elsewhere; not a watermark's words, for there may be digits below them.
    """
    if in_strip(sight, line.quad) or in_table(sight, line.quad) or _is_title(sight, line) or _is_caption(sight, line):
        return True
    if any(_is_row_of(other, line) for other in sight.lines):
        return False  # its rows tell, and between them others stand
    if DIGITS.search(line.text.text):
        easily = line.text.confidence > CLEAR_CONFIDENCE and _odd_digits(sight, line.text.text) < REST_DIGITS
        return easily or is_pattern(line.text.text) or _is_explained(sight, line)
    if _is_signature(sight, line, _others_read(sight, line)):
        return True
    own = abs(angle_of(line.quad)) < ASLANT and not _is_laid_over(sight, line) and not is_pale(sight, line)
    return own and is_wording(sight, line)


def _is_row_of(line: Line, other: Line) -> bool:
    """Whether a line is one of several rows that were read together as another one, too."""
    lower = height_of(line.quad) < LOWER * height_of(other.quad)
    return lower and line.text.text in other.text.text and share_of(line.quad, other.quad) > PIECE


def _odd_digits(sight: Sight, text: str) -> int:
    """How many digits of a text are of no date here or elsewhere, no year, document, licence or CAN: between strokes that a reader
    takes for signs stand those of a number.
    """
    text = re.sub(CAN, "", " ".join(word for word in text.split() if not is_document_number(word)))
    dates = _dates(sight)
    runs = [run for run in re.findall(r"\d+", without_others(text)) if not _is_own_number(sight, run)]
    odd = (run for run in runs if not re.fullmatch(YEARS, run) and not any(run in each for each in dates))
    return min(undated_digits(text), sum(map(len, odd)))


def _dates(sight: Sight) -> list[str]:
    """The lines of the side that hold a date, letters and digits alone."""
    return [re.sub(r"\W", "", line.text.text) for line in sight.lines if dates_in(line.text.text)]


def _holds_rest(sight: Sight, line: Line) -> bool:
    """Whether a rest of the number may stand among the words of a line, into which other print or a watermark was run."""
    large = height_of(line.quad) > NUMBER_MM[0][0] * sight.side.px_per_mm
    if not large or _counted(line.text.text)[1] < LEAST_LETTERS or is_pale(sight, line):
        return False
    dates = _dates(sight)
    text = without_others(line.text.text)
    runs = re.findall(RUN_REST, text)
    runs += [_digits(word) for word in text.split() if re.fullmatch(RUN_ON, word) and not is_document_number(word)]
    return any(not any(run in date for date in dates) for run in runs)


def _is_explained(sight: Sight, line: Line) -> bool:
    """Whether a line is a piece of one that was read with ease, or digits of one read again, or a caption with its rim, or says the
    same as one, as a watermark's tiles do; or stands in a licence's table, or is its number that a cover cuts; or is a date of the
    document, its holder's height or signature, or a column of lines, or upended; or a word without a digit that the rim of the side
    cuts through, where no number is printed.
    """
    box = box_of(line.quad, sight.page.width, sight.page.height)
    easily = _others_read(sight, line)
    if in_table(sight, line.quad) or is_column(line, sight.lines) or _is_cut_licence(sight, line):
        return True
    if _is_own_date(line.text.text) or _is_own_height(sight, line):
        return True
    if _is_upended(line, easily) or _is_signature(sight, line, easily):
        return True
    if _is_tile(sight, line) or any(_repeats(line.text.text, other.text.text) for other in easily):
        return True
    wholes = (other for other in easily if _is_piece_of(line, other))
    if any(not (_is_crossed_by(sight, line, other) or _holds_rest(sight, other)) for other in wholes):
        return True
    if any(_is_around(line, other) and _is_caption(sight, other) for other in easily):
        return True
    if _was_read(sight, line) or _is_day_in_field(sight, line) or _is_shaped_as_date(sight, line):
        return True
    if any(_is_day_of(line, other) or _makes_licence(sight, line, other) for other in sight.lines):
        return True
    rim = RIM_MM * sight.side.px_per_mm / sight.page.width
    cut = min(box.left - sight.side.box.left, sight.side.box.right - box.right) < rim
    return cut and sight.side.framed and not DIGITS.search(line.text.text)


def _is_piece_of(line: Line, other: Line) -> bool:
    """Whether a line lies in another one that has at least as many digits, and says no more than it."""
    digits = [_counted(one.text.text)[0] for one in (line, other)]
    told = digits[0] < REST_DIGITS or digits[0] <= digits[1]
    return told and share_of(line.quad, other.quad) > PIECE and not _says_no_more(other, line)


def _was_read(sight: Sight, line: Line) -> bool:
    """Whether a line is digits of a date, a year or a number of ten, read again in a box that lies higher or lower."""
    return any(_is_read_again(line, other) for other in sight.lines if other is not line)


def _is_read_again(line: Line, other: Line) -> bool:
    """Whether a line is digits that another one has where it stands, among those that are no rest of a number."""
    digits, text = line.text.text.strip(), other.text.text
    if not digits.isdigit() or len(digits) < FEW_DIGITS or text.strip() == digits or not other.text.centres:
        return False
    for start, stop in _told_spans(other):
        for match in re.finditer(f"(?={digits})", text[start:stop]):
            first = start + match.start()
            place = _place_in(other, first, first + len(digits))
            if share_of(place, line.quad) > AGAIN and length_of(line.quad) < MOST_AGAIN * length_of(place):
                return True
    return False


def _is_shaped_as_date(sight: Sight, line: Line) -> bool:
    """Whether a line is a watermark's date, of which some digits were taken for letters: no BSN is set so."""
    return re.fullmatch(SHAPED_AS_DATE, line.text.text) is not None and is_pale(sight, line)


def _told_spans(line: Line) -> Iterator[tuple[int, int]]:
    """Where digits of a line stand that are no rest: in a date or a number of ten, read with ease, or the year among words."""
    text = line.text.text
    if line.text.confidence > CLEAR_CONFIDENCE:
        yield from ((one.start, one.end) for one in dates_in(text))
        yield from (match.span() for match in re.finditer(rf"(?<!\d)\d{{{LICENCE_RUN}}}(?!\d)", text))
    if _counted(text)[1] >= LETTERS_PER_YEAR * YEAR and line.text.confidence > WORDS_CONFIDENCE:
        yield from (match.span() for match in re.finditer(rf"(?<!\d){YEARS}(?!\d)", text))


def _place_in(line: Line, start: int, stop: int) -> Quad:
    """Where these characters of a line stand."""
    centres = line.text.centres
    pitch = (centres[stop - 1] - centres[start]) / (stop - 1 - start)
    return part_of(line.quad, max(0.0, centres[start] - pitch / 2), min(1.0, centres[stop - 1] + pitch / 2))


def _is_day_in_field(sight: Sight, line: Line) -> bool:
    """Whether a line is the day of a date, in the field of one, whose month and year a watermark or a poor copy parts from it."""
    return re.fullmatch(DAY, line.text.text) is not None and any(
        share_of(line.quad, field.quad) > IN_DATED_FIELD for field in _dated_fields(sight)
    )


def _makes_licence(sight: Sight, line: Line, other: Line) -> bool:
    """Whether a line is digits that make a licence's ten with those of another one right before or behind it."""
    digits = [one.text.text for one in (line, other)]
    if sight.side.document != LICENCE or not all(map(str.isdigit, digits)) or sum(map(len, digits)) != LICENCE_RUN:
        return False
    before, behind = sorted((line, other), key=lambda one: float(one.quad[0, 0]))
    return _adjoin(before, behind) and not is_pale(sight, other)


def _is_day_of(line: Line, other: Line) -> bool:
    """Whether a line is the day of a date whose month and year were read as another line, right behind it."""
    texts = (line.text.text, other.text.text)
    return all(map(re.fullmatch, (DAY, MONTH_AND_YEAR), texts)) and _adjoin(line, other)


def _adjoin(before: Line, behind: Line) -> bool:
    """Whether a line begins in the row of another one where that ends."""
    high = height_of(before.quad)
    gap, off = behind.quad[0] - before.quad[1]
    return bool(abs(gap) < ADJOINING * high and abs(off) < high / 2)


def _is_crossed_by(sight: Sight, line: Line, other: Line) -> bool:
    """Whether digits alone, as dark as print, stand in a watermark's line: they are what it crosses, and no piece of it."""
    alone = re.fullmatch(r"\W*\d+\W*", line.text.text) is not None
    return alone and _is_laid_over(sight, other) and not is_pale(sight, line)


def _others_read(sight: Sight, line: Line) -> list[Line]:
    """The other lines that were read with ease."""
    return [other for other in sight.lines if other is not line and other.text.confidence > CLEAR_CONFIDENCE]


def _is_around(line: Line, other: Line) -> bool:
    """Whether a line is another one with its rim, that what crosses it was read into."""
    same = share_of(other.quad, line.quad) > PIECE and length_of(other.quad) > PIECE * length_of(line.quad)
    return same and height_of(line.quad) < MOST_RIM * height_of(other.quad)


def _is_caption(sight: Sight, line: Line) -> bool:
    return any(one.kind == "caption" for one in anchors_of(line, sight.page))


def _says_no_more(line: Line, digits: Line) -> bool:
    """Whether a line has no more characters than one of digits alone: it is the same, read again."""
    mine, others = (sum(map(str.isalnum, one.text.text)) for one in (line, digits))
    return mine <= others == len(_digits(digits.text.text))


def _is_upended(line: Line, easily: Sequence[Line]) -> bool:
    """Whether a line without digits enough runs up or down a side, as its edge does on a dark table, and no line of print."""
    if _counted(line.text.text)[0] >= SUSPECT_DIGITS or not easily:
        return False
    own = float(np.median([angle_of(other.quad) for other in easily]))
    return abs((angle_of(line.quad) - own + 90) % 180 - 90) > UPENDED


def _is_signature(sight: Sight, line: Line, easily: Sequence[Line]) -> bool:
    """Whether a line without digits enough stands right under the caption of the signature, as no number does."""
    if _counted(line.text.text)[0] >= SUSPECT_DIGITS:
        return False
    mm = sight.side.px_per_mm
    (left, top), (right, _) = line.quad.min(axis=0), line.quad.max(axis=0)
    above = [
        other
        for other in easily
        if 0 < top - other.quad[:, 1].min() < SIGNED_MM[1] * mm
        and min(right, other.quad[:, 0].min() + SIGNED_MM[0] * mm) - max(left, other.quad[:, 0].min())
        > (right - left) / 2
    ]
    return any(one.name == SIGNATURE for other in above for one in anchors_of(other, sight.page))


def _is_own_height(sight: Sight, line: Line) -> bool:
    """Whether a line is a person's height, or one and the same as such a line."""
    heights = [other.quad for other in sight.lines if re.fullmatch(HEIGHT, other.text.text)]
    return any(max(share_of(line.quad, quad), share_of(quad, line.quad)) > PIECE for quad in heights)


def _is_own_date(text: str) -> bool:
    """Whether a line is a date of a passport or a card ("05 MAA/MAR 2012"), into which a watermark ran, and no number."""
    letters = "".join(filter(str.isalpha, text)).upper()
    return _counted(text)[0] <= DATE_DIGITS and any(
        len(letters) >= len(pair) and fuzz.partial_ratio(pair, letters) >= MONTH_ALIKE for pair in MONTH_PAIRS
    )


def _repeats(text: str, other: str) -> bool:
    """Whether a text is, but for an error of the reader, most of a date that another one holds; digits alone may be a rest."""
    mine, its = _folded(text), _folded(other)
    dated = LEAST_REPEATED <= len(mine) < LENGTH and not text.strip().isdigit() and bool(dates_in(other))
    return dated and fuzz.partial_ratio(mine, its) >= REPEATED


def repeats_date(sight: Sight, text: str, views: Sequence[Word] = ()) -> bool:
    """Whether a text is a date again, that was read with ease elsewhere on the side or in another of the ``views`` of its place: by
    its letters, or by its digits alone.
    """
    easily = [line.text.text for line in sight.lines if line.text.confidence > CLEAR_CONFIDENCE]
    easily += [view.text for view in views if view.confidence > CLEAR_CONFIDENCE]
    dates = (_digits(each[one.start : one.end]) for each in easily for one in dates_in(each))
    mine = _digits(text)
    return any(_repeats(text, each) for each in easily) or any(
        Levenshtein.distance(mine, date) <= len(date) // DIGITS_PER_MISREAD
        for date in dates
        if len(date) >= LEAST_DATE_DIGITS
    )


def nothing_unread(sight: Sight, seen: Seen) -> bool:
    """Whether no digits are seen in the zone that was ``seen`` beside what was read with ease, nor shine through there, and nothing
    of that may be a rest of the number.

    White-out on a white photocopy leaves no patch to be seen; then only this tells that no number is left.
    """
    if not (_is_placed(sight) and sight.sharp):
        return False
    if _has_unread_line(sight, seen) or _unread(sight, seen) >= LEAST_DIGITS_LEFT or _shines_through(sight, seen.place):
        return False
    placed = [
        line for line in sight.lines if not in_strip(sight, line.quad) and share_in(sight, line, seen.place) > 0.2
    ]
    left = [line for line in placed if is_left(sight, line)]
    odd = [line for line in placed if _is_run_into(sight, line)]
    return not any(seen.digits_in(line.quad) >= FEW_DIGITS for line in left) and not any(
        _may_hold_digits(sight, seen, line) for line in (*left, *odd)
    )


def _shines_through(sight: Sight, zone: Box) -> bool:
    """Whether digits are seen once the contrast is stretched, as under light tape that is no patch."""
    seen = seen_in(sight, zone, stretched=True)
    return _left(sight, seen).digits_in_row() >= NUMBER


def _is_laid_over(sight: Sight, line: Line) -> bool:
    """Whether a line is a watermark's, which tells nothing of how the print below it is read."""
    return any(line.quad is quad for quad in sight.laid_over) or _is_tile(sight, line)


def is_left(sight: Sight, line: Line) -> bool:
    """Whether a line is digits alone, read with ease or not, that a cover which was not seen may have left of the number: three, as
    a fourth may be cut and read as a letter, or two where a strip may show others, or before a licence's number; on the back of a
    licence, where no others stand beside its table, a year too, unless a date has it.
    """
    text = line.text.text
    if sight.side.document == LICENCE and re.fullmatch(NUMBER_BEFORE_SLASH, text):
        return True
    if _is_rest(sight, line):
        return not _is_explained(sight, line)
    large = height_of(line.quad) > NUMBER_MM[0][0] * sight.side.px_per_mm
    if not large or is_pattern(text) or _is_heading(sight, line) or _is_of_year(sight, line) or _is_tall(sight, line):
        return False
    pale = is_pale(sight, line)
    few = "{2,3}" if sight.side.document in (PASSPORT, IDENTITY_CARD) or sight.table is not None else "{3}"
    short = not pale and re.fullmatch(rf"\W*(?:\d{few}|\d{{3}}[A-Za-z])\W*", text) is not None
    beside = sight.table is not None and re.fullmatch(r"\W*\d{4,8}\W*", text) is not None
    left = short or (beside and not (pale and _is_piece_of_date(sight, line)))
    return left and not _is_explained(sight, line)


def _is_tall(sight: Sight, line: Line) -> bool:
    """Whether the characters of a line are larger than a number's digits: somebody wrote them."""
    top, bottom = digit_rows(ppocr.cut(sight.page.picture, line.quad))
    return bottom - top > MOST_DIGIT_MM * sight.side.px_per_mm


def _is_heading(sight: Sight, line: Line) -> bool:
    """Whether a line is the number of a column, right above a licence's table: 9 to 12."""
    if sight.table is None or re.fullmatch(r"\W*(?:9|1[0-2])\W*", line.text.text) is None:
        return False
    box = box_of(line.quad, sight.page.width, sight.page.height)
    near = 0 < sight.table.top - box.centre[1] < HEADING_MM * sight.side.px_per_mm / sight.page.height
    return near and box.right > sight.table.left


def leaves_elsewhere(sight: Sight, cover: Box) -> bool:
    """Whether digits alone that may be the rest of a number stand in another row than a cover: it may be that of something else."""
    placed = [line for line in sight.lines if share_in(sight, line, zone_of(sight.side)) > 0.5]
    boxes = [box_of(line.quad, sight.page.width, sight.page.height) for line in placed if is_left(sight, line)]
    return any(not cover.top < box.centre[1] < cover.bottom for box in boxes)


def shows_rest(sight: Sight, cover: Box) -> bool:
    """Whether a cover leaves four digits of a number, read or not, or three and a piece of a fourth beside them, which a person may
    make out: too few numbers remain then.
    """
    words = [line for line in sight.lines if is_wording(sight, line)]
    signs = signs_beside(sight, cover, words) >= REST_DIGITS and _digits_beside(sight, cover) >= LEAST_BESIDE
    return signs or any(
        _is_cut_by(sight, line, cover) for line in sight.lines if re.fullmatch(r"\W*\d{3}\W*", line.text.text)
    )


def _digits_beside(sight: Sight, cover: Box) -> int:
    """How many digits are seen in the row of a cover, on either side of it; a watermark's letters are none."""
    width, height = sight.page.width, sight.page.height
    reach = BESIDE_MM * sight.side.px_per_mm / width
    seen = seen_in(sight, cover.grow(reach, 0.0).meet(Box(0.0, 0.0, 1.0, 1.0)))
    ends = (
        cover._replace(left=cover.left - reach, right=cover.left),
        cover._replace(left=cover.right, right=cover.right + reach),
    )
    return sum(seen.digits_in(quad_of(end, width, height)) for end in ends)


def _is_cut_by(sight: Sight, line: Line, cover: Box) -> bool:
    """Whether ink stands between digits and the edge of a cover beside them, where there is room for a piece of one more."""
    width, height = sight.page.width, sight.page.height
    box = box_of(line.quad, width, height)
    at = [centre for char, centre in zip(line.text.text, line.text.centres, strict=True) if char.isdigit()]
    pitch = (at[-1] - at[0]) / (len(at) - 1) * box.width
    first, last = box.left + at[0] * box.width - pitch / 2, box.left + at[-1] * box.width + pitch / 2
    if not cover.top < box.centre[1] < cover.bottom:
        return False
    rim = CUT_RIM * box.height
    for left, right in ((last, cover.left), (cover.right, first)):
        if CUT[0] * pitch < right - left < CUT[1] * pitch:
            place = quad_of(Box(left, box.top + rim, right, box.bottom - rim), width, height)
            ink = ppocr.cut(sight.page.picture, place).max(axis=2) < sight.ground - CUT_DARK * sight.span
            return bool(ink.mean() > CUT_INK)
    return False


def _is_of_year(sight: Sight, line: Line) -> bool:
    """Whether digits are a year, or either end of one, that a date on the side has: a watermark's tile is cut at its rim; or begin
    with one, paler than print, where that tile crosses another digit.
    """
    years = {str(one.date.year) for other in sight.lines for one in dates_in(other.text.text) if one.date}
    digits = _digits(line.text.text)
    whole = is_pale(sight, line) and any(digits.startswith(year) for year in years)
    return whole or any(year.endswith(digits) or year.startswith(digits) for year in years)


def _is_run_into(sight: Sight, line: Line) -> bool:
    """Whether a number may have run into a line of another kind, as into a watermark that lies level over it."""
    return _is_odd(sight, line) and not _is_explained(sight, line)


def _is_title(sight: Sight, line: Line) -> bool:
    """Whether a line is the name of the state or the title of a document, and no watermark's that has it among its words."""
    anchors = anchors_of(line, sight.page)
    letters = sum(map(str.isalpha, line.text.text))
    return any(one.kind == "state" or (one.kind == "title" and letters <= len(one.name)) for one in anchors)


def _is_placed(sight: Sight) -> bool:
    """Whether a side's box is known, by its edges, its strip or the sheet's scale, and holds the number's place for sure."""
    return sight.side.framed or sight.side.strip is not None or a4_scale(sight.page) is not None


def share_in(sight: Sight, line: Line, box: Box) -> float:
    return box_of(line.quad, sight.page.width, sight.page.height).share_in(box)


def _mm(sight: Sight, line: Line) -> float:
    return length_of(line.quad) / sight.side.px_per_mm


def _is_of_strip(sight: Sight, line: Line) -> bool:
    """Whether a line is one of the strip's, which is looked at by itself, though perhaps not found as one."""
    return in_strip(sight, line.quad) or (STRIP_FILLERS in line.text.text and line.text.confidence > CLEAR_CONFIDENCE)


def _is_pale_wording(sight: Sight, line: Line) -> bool:
    """Whether a line of letters and few digits in a row is paler than print, where the darkest print was read alone: a watermark's
    words with what they cross.
    """
    runs = map(len, re.findall(r"\d+", line.text.text))
    worded = _counted(line.text.text)[1] >= LEAST_LETTERS and max(runs, default=0) <= YEAR
    return sight.uncrossed and worded and is_pale(sight, line) and not _may_be_veiled(sight, line)


def is_doubtful(sight: Sight, seen: Seen) -> bool:
    """Whether anything on the side, whose zone was ``seen``, may be the number or a rest of it: then no patch is its cover."""
    printed = (line for line in sight.lines if not (_is_of_strip(sight, line) or _is_pale_wording(sight, line)))
    told = (line for line in printed if _is_odd(sight, line) or _is_rest(sight, line))
    own = (line for line in told if share_in(sight, line, seen.place) < 1.0 or _may_hold_digits(sight, seen, line))
    return any(not _is_explained(sight, line) for line in own) or has_unread(sight, seen)
