"""Find the MRZ strips on a page: gather the fragments of each line, read every whole line again, lay it on its columns.

The detector splits or drops the tail of ``<<<<``; the digits are right. Merging the fragments on one base line and reading the
merged line again gave 14–15 of 16 strips whole, against 3 of 8 without (shared/ocr.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from idcheck.engines import ppocr
from idcheck.engines.ppocr import Line, Text
from idcheck.geometry import angle_of, around, box_of, height_of, length_of, spread
from idcheck.records import Page, Quad, Strip, StripLine, View

COLUMNS = {"TD1": 30, "TD2": 36, "TD3": 44, "DL": 30}
"""Characters of a line: ICAO 9303-5 §4.2, 9303-6 §4.2, 9303-4 §4.2; the driving licence's by RDW"""
ROWS = {"TD1": 3, "TD2": 2, "TD3": 2, "DL": 1}

FILLER_LIKE = str.maketrans("«‹〈＜《〈≤", "<<<<<<<")
FRAGMENT = re.compile(r"[A-Z0-9<]*")
LEAST_FRAGMENT = 5
"""characters: a fragment with fillers; anything shorter joins a strip only by standing on a line of it"""
BARE_FRAGMENT = 14
"""characters: capitals and digits without any filler are strip-like from here (the second lines of a card)"""
SAME_LINE = 0.4
"""line heights: how far a fragment's middle may lie from the line's base"""
LINE_PITCH = (0.6, 3.4)
"""line heights from one line of a strip to the next (specimens: 0.9–2.2 of a found line's height, that holds some margin)"""
LEAST_WALKED, STEPS_REMEMBERED = 0.5, 6
"""of a line's columns that must have been read to tell how a strip lies; steps over which a column's width is averaged"""
ALIGNED, LEAST_BETTER = 0.2, 0.6
"""of a column that characters stand off even columns when the strip lies straight (the reader tells a place to a third); and how
much better narrowing columns must fit"""
GAP_FILLERS = 2
"""columns: a gap of so many between two fillers is a filler that the reader dropped, as it does in long runs of them"""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundStrip:
    """A strip with its geometry in pixels: each line's quad from the first column to the last.

    ``edges``: where each column begins along it, and the last one ends, 0–1; one more than it has columns.
    """

    strip: Strip
    quads: tuple[Quad, ...] = field(repr=False)
    edges: tuple[float, ...] = field(repr=False)

    @property
    def pitch(self) -> float:
        """Pixels from one column to the next; 2.54 mm on a document (ICAO 9303-3 §4.4: OCR-B size 1)."""
        return length_of(self.quads[0]) / COLUMNS[self.strip.format]

    @property
    def told(self) -> tuple[int, float]:
        """How many of its lines were read, and how surely."""
        return len(self.strip.lines), min(line.confidence for line in self.strip.lines)


def find_strips(page: Page, lines: Sequence[Line]) -> list[FoundStrip]:
    """Every MRZ strip on an upright page, from the lines that were read on it."""
    rows = _rows([line for line in lines if _strip_like(line.text.text)], lines)
    found = []
    for group in _groups(rows):
        strip = _read_strip(page, group)
        if strip is not None:
            found.append(strip)
    return found


def compact(text: str) -> str:
    """A strip's text without blanks, its fillers written ``<``."""
    return "".join(text.translate(FILLER_LIKE).split()).replace("(", "<").replace("{", "<").replace("p<", "P<")


def _strip_like(text: str) -> bool:
    plain = compact(text)
    share = sum(len(match) for match in FRAGMENT.findall(plain)) / max(1, len(plain))
    if share < 0.85:
        return False
    if plain.count("<") >= 2:
        return len(plain) >= LEAST_FRAGMENT
    return len(plain) >= BARE_FRAGMENT and any(char.isdigit() for char in plain) and " " not in text.strip()


# ------------------------------------------------------------------------------------------------------------------- rows


def _rows(fragments: Sequence[Line], lines: Sequence[Line]) -> list[list[Line]]:
    """The fragments that stand on one base line, with whatever else stands on it between and right behind them."""
    rows: list[list[Line]] = []
    for line in sorted(fragments, key=lambda line: -length_of(line.quad)):
        home = next((row for row in rows if _on_line(row[0], line)), None)
        if home is None:
            rows.append([line])
        else:
            home.append(line)
    taken = {id(line) for row in rows for line in row}
    for row in rows:
        reach = length_of(row[0].quad) * 0.5
        row.extend(
            line
            for line in lines
            if id(line) not in taken and _on_line(row[0], line) and _along_gap(row, line) < reach and _capital(line)
        )
    return rows


def _capital(line: Line) -> bool:
    plain = compact(line.text.text)
    return bool(plain) and len(re.sub(r"[^A-Z0-9<]", "", plain)) >= 0.6 * len(plain)


def _on_line(base: Line, line: Line) -> bool:
    centre, middle = line.quad.mean(axis=0), base.quad.mean(axis=0)
    axis = (base.quad[1] - base.quad[0]) / max(1.0, length_of(base.quad))
    across = abs(float(axis[0] * (centre - middle)[1] - axis[1] * (centre - middle)[0]))
    ratio = height_of(line.quad) / max(1.0, height_of(base.quad))
    return across < SAME_LINE * height_of(base.quad) and 0.5 < ratio < 1.7


def _along_gap(row: Sequence[Line], line: Line) -> float:
    left, right = line.quad[:, 0].min(), line.quad[:, 0].max()
    starts, ends = [part.quad[:, 0].min() for part in row], [part.quad[:, 0].max() for part in row]
    return float(max(0.0, left - max(ends), min(starts) - right))


def _groups(rows: list[list[Line]]) -> list[list[list[Line]]]:
    """Rows that lie right under one another and side by side form one strip, from top to bottom."""
    groups: list[list[list[Line]]] = []
    for row in sorted(rows, key=lambda row: float(np.mean([line.quad[:, 1].mean() for line in row]))):
        home = next((group for group in groups if _under(group[-1], row)), None)
        if home is None:
            groups.append([row])
        else:
            home.append(row)
    return groups


def _under(above: Sequence[Line], row: Sequence[Line]) -> bool:
    one, two = (around([line.quad for line in part], angle_of(part[0].quad)) for part in (above, row))
    high = (height_of(above[0].quad) + height_of(row[0].quad)) / 2
    across = two.mean(axis=0)[1] - one.mean(axis=0)[1]
    angle = np.radians(angle_of(above[0].quad))
    across -= np.tan(angle) * (two.mean(axis=0)[0] - one.mean(axis=0)[0])
    overlap = min(one[:, 0].max(), two[:, 0].max()) - max(one[:, 0].min(), two[:, 0].min())
    shorter = min(np.ptp(one[:, 0]), np.ptp(two[:, 0]))
    return bool(LINE_PITCH[0] * high < across < LINE_PITCH[1] * high and overlap > 0.5 * shorter)


# ----------------------------------------------------------------------------------------------------------------- reading


def _read_strip(page: Page, group: Sequence[Sequence[Line]]) -> FoundStrip | None:
    """Read each merged line again over the width of the whole strip, and lay it on its columns."""
    angle = float(np.median([angle_of(max(row, key=lambda line: length_of(line.quad)).quad) for row in group]))
    strip = around([line.quad for row in group for line in row], angle)
    quads = [_stretch(around([line.quad for line in row], angle), strip) for row in group]
    texts = [ppocr.recognise(ppocr.cut(page.picture, spread(quad, height_of(quad) * 0.4, 0.0))) for quad in quads]
    quads = [spread(quad, height_of(quad) * 0.4, 0.0) for quad in quads]
    if sum(len(compact(text.text)) for text in texts) < BARE_FRAGMENT or not any(map(_telling, texts)):
        return None
    return _lay_out(page, quads, texts)


def _telling(text: Text) -> bool:
    """Whether a line can only be of a strip: by a run of fillers, a date line or a licence's beginning."""
    plain = compact(text.text)
    return "<<" in plain or bool(re.search(r"^D[1I<L]NLD|\d{6,7}[MFX<]\d{6,7}", plain))


def _stretch(quad: Quad, strip: Quad) -> Quad:
    """The line made as long as the strip: its ends may have been dropped or covered."""
    axis = (quad[1] - quad[0]) / max(1e-6, float(np.linalg.norm(quad[1] - quad[0])))
    start = float((strip[[0, 3]] - quad[0]).dot(axis).min())
    stop = float((strip[[1, 2]] - quad[0]).dot(axis).max())
    return np.array(
        [quad[0] + axis * start, quad[0] + axis * stop, quad[3] + axis * stop, quad[3] + axis * start], np.float32
    )


def _lay_out(page: Page, quads: Sequence[Quad], texts: Sequence[Text]) -> FoundStrip | None:
    """Lay the characters of each line on the columns of the strip's format, ``?`` where none was read."""
    origin = quads[0][0]
    axis = (quads[0][1] - quads[0][0]) / max(1e-6, length_of(quads[0]))
    places = [_places(quad, text, origin, axis) for quad, text in zip(quads, texts, strict=True)]
    pitch = _pitch(places, float(np.median([height_of(quad) for quad in quads])))
    if pitch is None:
        return None
    first = min(place for line in places for place, _ in line)
    last = max(place for line in places for place, _ in line)
    kind = _format(texts, len(quads), (last - first) / pitch + 1)
    if kind is None:
        return None
    whole = [line for line in places if len(line) == COLUMNS[kind]]
    if whole:
        first, last = (float(np.median([line[end][0] for line in whole])) for end in (0, -1))
    even = whole or abs((last - first) / pitch + 1 - COLUMNS[kind]) < 1.5
    step = (last - first) / (COLUMNS[kind] - 1) if even else pitch
    edges = _edges(places, first, step, COLUMNS[kind])
    lines, cells = [], []
    for quad, text, line in zip(quads, texts, places, strict=True):
        row = _shift(quad, origin, axis, float(edges[0]), float(edges[-1] - edges[0]))
        cells.append(row)
        columns = _columns(line, edges)
        lines.append(StripLine(text=columns, box=box_of(row, page.width, page.height), confidence=text.confidence))
    box = box_of(around(list(cells), 0.0), page.width, page.height)
    strip = Strip(format=kind, lines=tuple(lines), box=box, view=View.CLOSE, reader=ppocr.NAME)
    shares = (edges - edges[0]) / (edges[-1] - edges[0])
    return FoundStrip(strip=strip, quads=tuple(cells), edges=tuple(map(float, shares)))


def _edges(places: Sequence[Sequence[tuple[float, str]]], first: float, step: float, count: int) -> NDArray[np.float64]:
    """Where each column begins along the strip and the last one ends, in pixels (count + 1).

    Evenly from the middle of the first column, ``first``, unless the characters tell that the strip lies aslant: then the
    columns grow narrower along it.
    """
    even = np.asarray(first + step * (np.arange(count + 1) - 0.5), np.float64)
    pairs = np.array([pair for line in places if line for pair in _walked(line, first, step)])
    if len(pairs) < LEAST_WALKED * count:
        return even
    columns, found = pairs.T
    bend = np.polyfit(columns, found, 2)
    off_even = np.median(np.abs(found - (first + step * columns)))
    off_bent = np.median(np.abs(found - np.polyval(bend, columns)))
    if off_bent > LEAST_BETTER * off_even or off_even < ALIGNED * step:
        return even
    return np.asarray(np.polyval(bend, np.arange(count + 1) - 0.5), np.float64)


def _walked(line: Sequence[tuple[float, str]], first: float, step: float) -> Iterator[tuple[int, float]]:
    """Each character's column and place, counted from one character to the next by the steps just before."""
    column, before, pitch = round((line[0][0] - first) / step), line[0][0], step
    for place, _ in line:
        jump = place - before
        if place > before:
            column += max(1, round(jump / pitch))
        if 0.5 * pitch < jump < 1.5 * pitch:
            pitch += (jump - pitch) / STEPS_REMEMBERED
        before = place
        yield column, place


def _places(quad: Quad, text: Text, origin: Quad, axis: Quad) -> list[tuple[float, str]]:
    """Each character with its place along the strip, in pixels."""
    start = float((quad[0] - origin).dot(axis))
    span = length_of(quad)
    plain = text.text.translate(FILLER_LIKE)
    plain = plain.upper() if len(plain.upper()) == len(plain) else plain
    return [
        (start + centre * span, char) for char, centre in zip(plain, text.centres, strict=True) if not char.isspace()
    ]


def _pitch(places: Sequence[Sequence[tuple[float, str]]], height: float) -> float | None:
    """Pixels a column: the commonest step from one character to the next, refined over the longest run."""
    steps = [b[0] - a[0] for line in places for a, b in pairwise(line)]
    steps = [step for step in steps if 0.25 * height < step < 1.6 * height]
    if len(steps) < 6:
        return None
    rough = float(np.median(steps))
    near = [
        step for step in steps if abs(step - rough) < 0.55 * rough
    ]  # the reader tells a place to a third of a column
    return float(np.mean(near))


def _format(texts: Sequence[Text], rows: int, columns: float) -> str | None:
    """Which strip this is, by its first characters, the number of its lines and its width in columns."""
    plain = [compact(text.text) for text in texts]
    if any(re.match(r"D[1I<L]?N[LI1][DO0]", text) for text in plain) and rows == 1:
        return "DL"
    if columns > 39.5 or (rows <= 2 and any(re.match(r"P[A-Z<]N[L1I][DO0]", text) for text in plain)):
        return "TD3"
    if rows >= 3 or columns < 32.5:
        return "TD1"
    return "TD2" if rows == 2 else None


def _shift(quad: Quad, origin: Quad, axis: Quad, start: float, span: float) -> Quad:
    """The piece of a line's quad from ``start`` pixels along the strip, ``span`` pixels long."""
    offset = start - float((quad[0] - origin).dot(axis))
    down = quad[3] - quad[0]
    left = quad[0] + axis * offset
    return np.array([left, left + axis * span, left + axis * span + down, left + down], np.float32)


def _columns(line: Sequence[tuple[float, str]], edges: NDArray[np.float64]) -> str:
    """One character a column; the text itself, unaligned, where it is longer than the columns allow."""
    count = len(edges) - 1
    row = ["?"] * count
    spill = False
    for place, char in line:
        column = int(np.searchsorted(edges, place)) - 1
        if not 0 <= column < count or row[column] != "?":
            spill = True
            continue
        row[column] = char
    plain = "".join(char for _, char in line)
    if len(plain) == count or (spill and len(plain) > count - row.count("?") + 1):
        return plain
    return re.sub(rf"(?<=<)\?{{1,{GAP_FILLERS}}}(?=<)", lambda gap: "<" * len(gap[0]), "".join(row))
