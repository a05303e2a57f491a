"""The pictures of a PDF's page without what is drawn over them, cut off or masked, with pikepdf (qpdf).

A sheet is a page of its own with nothing on it but pictures, each where the page has it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from idcheck.records import Box

MOST_PLACED = 5000
"""pictures on a page: scanners cut one into some hundreds of strips"""
MOST_FORMS = 12
"""forms within forms; in a chain of forms that refer to one another the page never ends"""
MOST_STACKED = 500
"""pictures of a page that are tried for lying on one another; strips do not"""
LEVELS = 6
"""pictures on one another; what lies higher is drawn with the highest"""
STACKED = 0.1
"""part of the smaller of two pictures that the other has to cover: strips overlap by a row"""
LEAST_PX_PER_POINT = 1.4 * 25.4 / 72
"""pixels: the reader got the number of one drawn document of eight at 1.4 a millimetre, and of none at 1.2"""
NOTHING = Box(0.0, 0.0, 0.0, 0.0)
MASKS = ("/SMask", "/Mask", "/SMaskInData")
ROUNDING_PT = 1.0
"""points by which a picture sticks out of its frame by rounding alone"""
_PAINTERS = ("/Pattern", "/Font", "/ExtGState")
"""resources that may paint pictures by themselves"""
_UPWARDS = frozenset({"/P", "/Parent", "/Popup", "/Dest", "/A", "/AA", "/Alternates"})
"""keys that lead to other pages, or to versions of a picture that are not shown"""
_OPERATORS = "q Q cm re W W* n Do BI ID EI"

Matrix: TypeAlias = Any
"""pikepdf.Matrix: from the unit square of a picture to the page, in points from the bottom left"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A picture at its place on a page: the image object, or the bytes of an inline one, in points of the page."""

    image: Any = field(repr=False)
    inline: bytes = field(default=b"", repr=False)
    matrix: Matrix
    box: Box
    is_cut: bool
    """a frame shows only part of it, as far as can be told"""

    @property
    def is_masked(self) -> bool:
        return self.image is not None and any(key in self.image for key in MASKS)

    @property
    def is_coarse(self) -> bool:
        """Whether it has too few pixels on the page for any digit of a document, as the colours of a scan's print have."""
        if self.image is None:
            return False
        long = max(int(self.image.get("/Width", 0)), int(self.image.get("/Height", 0)))
        return long < LEAST_PX_PER_POINT * max(self.box.width, self.box.height)


class TooMany(Exception):
    """More pictures or forms on a page than anybody puts there."""


class Sheets:
    """The pictures of every page of a PDF.

    Raises:
        pikepdf.PdfError: qpdf cannot read the file.
    """

    def __init__(self, data: bytes) -> None:
        import pikepdf

        self._pike = pikepdf
        self._data = data
        self._placed: dict[int, list[Placed]] = {}
        self._file = pikepdf.open(io.BytesIO(data))

    def placed(self, number: int) -> list[Placed]:
        """The pictures on a page, counted from 0, in the order in which they are painted.

        Raises:
            TooMany: nobody puts so many there.
        """
        if number in self._placed:
            return self._placed[number]
        page = self._file.pages[number]
        found: list[Placed] = []
        start = _State(matrix=self._pike.Matrix(), frame=Box(*map(float, page.cropbox)))
        for one in self._walk(page, page.resources, start, 0):
            found.append(one)
            if len(found) > MOST_PLACED:
                raise TooMany
        self._placed[number] = _once(found)
        return self._placed[number]

    def page_in(self, number: int, placed: Placed) -> list[tuple[float, float]] | None:
        """The page's corners in the unit square of a picture, from its bottom left; None where the picture lies within the page."""
        page = Box(*map(float, self._file.pages[number].cropbox))
        if _holds(page, placed.box) or abs(placed.box.area) < 1:
            return None
        back = placed.matrix.inverse()
        corners = [(page.left, page.top), (page.right, page.top), (page.right, page.bottom), (page.left, page.bottom)]
        return [(float(x), float(y)) for x, y in map(back.transform, corners)]

    def shown(self) -> set[int]:
        """The number of every picture that a page shows, with its mask; in patterns, fonts and annotations too."""
        found: set[int] = set()
        for number in range(len(self._file.pages)):
            page = self._file.pages[number]
            painted = [one.image for one in self.placed(number) if one.image is not None]
            for held in (painted, page.get("/Annots", ()), *map(page.resources.get, _PAINTERS)):
                self._reach(held, found, set())
        return found

    def _reach(self, held: Any, found: set[int], seen: set[tuple[int, int]]) -> None:
        """Note the pictures among an object and all that it refers to."""
        waiting = [held]
        while waiting:
            one = waiting.pop()
            if isinstance(one, self._pike.Object):
                if one.is_indirect and one.objgen in seen:
                    continue
                seen.add(one.objgen)
                if isinstance(one, self._pike.Stream) and one.get("/Subtype") == "/Image":
                    found.add(one.objgen[0])
            if isinstance(one, self._pike.Array | list | tuple):
                waiting += list(one)
            elif isinstance(one, self._pike.Dictionary | self._pike.Stream):
                waiting += [value for key, value in one.items() if key not in _UPWARDS]

    def unlocked(self) -> bytes:
        """The file without its layers: everything on them shows."""
        with self._pike.open(io.BytesIO(self._data)) as file:
            del file.Root.OCProperties
            return _saved(file)

    def sheet(self, number: int, placed: Sequence[Placed], *, masked: bool) -> bytes:
        """A PDF of one page, of the size and turn of page ``number``, with these pictures and nothing else."""
        page = self._file.pages[number]
        out = self._pike.new()
        blank = self._pike.Dictionary(
            Type=self._pike.Name.Page,
            MediaBox=self._pike.Array(page.cropbox),
            Rotate=int(page.rotation),
            UserUnit=page.obj.get("/UserUnit", 1),
            Resources=self._pike.Dictionary(XObject=self._pike.Dictionary()),
        )
        out.pages.append(self._pike.Page(out.make_indirect(blank)))
        sheet = out.pages[0]
        content = b""
        for index, one in enumerate(placed):
            content += b"q 0 g " + b" ".join(b"%.5f" % value for value in one.matrix.shorthand) + b" cm "
            if one.image is None:
                content += one.inline
            else:
                name = f"/P{index}"
                sheet.obj.Resources.XObject[name] = self._copied(out, one.image, masked)
                content += f"{name} Do".encode()
            content += b" Q\n"
        sheet.obj.Contents = out.make_stream(content)
        return _saved(out)

    def _copied(self, out: Any, image: Any, masked: bool) -> Any:
        copied = out.copy_foreign(image)
        for key in ("/OC", *(() if masked else MASKS)):
            if key in copied:
                del copied[key]
        return copied

    def _walk(self, content: Any, resources: Any, at: _State, depth: int) -> Iterator[Placed]:
        """The pictures that a page or form paints, and those in its forms."""
        if depth > MOST_FORMS:
            raise TooMany
        stack: list[_State] = []
        for step in self._pike.parse_content_stream(content, operators=_OPERATORS):
            match str(step.operator):
                case "q":
                    stack.append(at)
                case "Q" if stack:
                    at = stack.pop()
                case "cm" if len(step.operands) == 6:
                    at = replace(at, matrix=self._pike.Matrix(*map(float, step.operands)) @ at.matrix)
                case "re" if len(step.operands) == 4:
                    at = replace(at, path=_box_of(at.matrix, *map(float, step.operands)))
                case "W" | "W*":
                    at = replace(at, frame=at.frame.meet(at.path) if at.path else NOTHING, path=None)
                case "n":
                    at = replace(at, path=None)
                case "INLINE IMAGE":
                    yield _placed(None, at, self._pike.unparse_content_stream([step]))
                case "Do" if step.operands:
                    yield from self._done(step.operands[0], resources, at, depth)

    def _done(self, name: Any, resources: Any, at: _State, depth: int) -> Iterator[Placed]:
        painted = resources.get("/XObject", {}).get(str(name)) if resources is not None else None
        if painted is None:
            return
        if painted.get("/Subtype") == "/Image":
            yield _placed(painted, at)
        elif painted.get("/Subtype") == "/Form":
            own = self._pike.Matrix(*map(float, painted.get("/Matrix", (1, 0, 0, 1, 0, 0))))
            here = replace(at, matrix=own @ at.matrix, path=None)
            yield from self._walk(painted, painted.get("/Resources", resources), here, depth + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    """Where a content stream has come to: the matrix, the frame that cuts off what lies beyond, the last rectangle drawn."""

    matrix: Matrix
    frame: Box
    path: Box | None = None


def _once(placed: list[Placed]) -> list[Placed]:
    """Each picture once where it is painted in pieces, each through a frame of its own; a frame that shows all of it goes first."""
    found: dict[Any, Placed] = {}
    for one in placed:
        key = (one.image.objgen if one.image is not None else one.inline, one.matrix.shorthand)
        if key not in found or found[key].is_cut:
            found[key] = one
    return list(found.values())


def _saved(file: Any) -> bytes:
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


def levels(placed: Sequence[Placed]) -> list[list[Placed]]:
    """The pictures by how many lie under them: those of one level lie side by side."""
    if len(placed) > MOST_STACKED:
        return [list(placed)]
    height: list[int] = []
    for index, one in enumerate(placed):
        under = (height[i] for i, other in enumerate(placed[:index]) if _lie_on_one_another(one.box, other.box))
        height.append(min(max(under, default=-1) + 1, LEVELS - 1))
    return [
        [one for one, level in zip(placed, height, strict=True) if level == wanted] for wanted in sorted(set(height))
    ]


def _lie_on_one_another(one: Box, other: Box) -> bool:
    both = one.meet(other)
    if both.width <= 0 or both.height <= 0:
        return False
    return both.area > STACKED * min(one.area, other.area)


def _placed(image: Any, at: _State, inline: bytes = b"") -> Placed:
    box = _box_of(at.matrix, 0, 0, 1, 1)
    return Placed(image=image, inline=inline, matrix=at.matrix, box=box, is_cut=not _holds(at.frame, box))


def _box_of(matrix: Matrix, left: float, bottom: float, width: float, height: float) -> Box:
    corners = [matrix.transform((left + x * width, bottom + y * height)) for x in (0, 1) for y in (0, 1)]
    across, up = [float(x) for x, _ in corners], [float(y) for _, y in corners]
    return Box(min(across), min(up), max(across), max(up))


def _holds(frame: Box, box: Box) -> bool:
    sticks_out = (frame.left - box.left, frame.top - box.top, box.right - frame.right, box.bottom - frame.bottom)
    return max(sticks_out) <= ROUNDING_PT
