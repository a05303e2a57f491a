"""The records that flow between the stages: Attachment → Page → Reading → Finding → Verdict.

Every record is frozen; no stage changes its input. Texts that may hold BSN digits are kept out of ``repr`` so that a traceback
or a log line can never print them; findings and verdicts hold no digits at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Picture: TypeAlias = NDArray[np.uint8]
Quad: TypeAlias = NDArray[np.float32]
Quads: TypeAlias = NDArray[np.float32]
Affine: TypeAlias = NDArray[np.float64]
"""2 × 3, on pixel places"""


def unmoved() -> Affine:
    """What leaves every pixel where it is."""
    return np.eye(2, 3)


class Box(NamedTuple):
    """An upright rectangle in fractions of the upright page (0–1), origin top left."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def area(self) -> float:
        return max(0.0, self.width) * max(0.0, self.height)

    @property
    def centre(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def meet(self, other: Box) -> Box:
        """The part both share; its area is 0 where they do not touch."""
        return Box(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        )

    def join(self, other: Box) -> Box:
        """The smallest box around both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def grow(self, dx: float, dy: float) -> Box:
        """The box made wider by ``dx`` and higher by ``dy`` on each side, kept within the page."""
        return Box(
            max(0.0, self.left - dx), max(0.0, self.top - dy), min(1.0, self.right + dx), min(1.0, self.bottom + dy)
        )

    def share_in(self, other: Box) -> float:
        """The part of this box's area that lies in ``other``, 0–1."""
        if self.area == 0 or self.right <= other.left or other.right <= self.left:
            return 0.0
        return self.meet(other).area / self.area if self.meet(other).height > 0 else 0.0


# ------------------------------------------------------------------------------------------------------------ Attachment


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file of the request: its bytes and its name (``mail.eml/scan.pdf`` for one that lay in another)."""

    name: str
    data: bytes = field(repr=False, compare=False)


class FileCode(StrEnum):
    """Why an attachment could not be examined (contract: the ``file-*`` reasons)."""

    ENCRYPTED = "file-encrypted"
    CORRUPT = "file-corrupt"
    UNSUPPORTED = "file-unsupported"
    EMPTY = "file-empty"
    TOO_LARGE = "file-too-large"
    TIMEOUT = "file-timeout"


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentInfo:
    """What the verdict says of an examined attachment."""

    name: str
    sha256: str
    media_type: str
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FileProblem:
    """An attachment, or a page of it, that could not be examined. ``page`` is None when it is the whole file."""

    attachment: str
    code: FileCode
    page: int | None = None


# ------------------------------------------------------------------------------------------------------------------ Page


class Layer(StrEnum):
    """Where in a file something stands: on the face of the page, or where only a program shows it."""

    FACE = "face"
    """as the page shows it"""
    TEXT = "text-layer"
    """text of a PDF that is invisible, covered or cut off"""
    UNDER = "under-drawing"
    """under a drawn box or shape, an annotation or another picture"""
    OPTIONAL = "optional-content"
    """a layer of a PDF that is switched off"""
    FORM = "form-field"
    """what is filled in or noted, and does not show"""
    REVISION = "revision"
    """an earlier version of the document, kept in the file"""
    CROPPED = "cropped-away"
    """the part of a picture beyond its frame or the page"""
    UNUSED = "unused-object"
    """a picture in the file that no page shows"""
    ATTACHMENT = "attachment"
    """a file within a PDF"""
    METADATA = "metadata"
    """title, description, comments"""
    THUMBNAIL = "thumbnail"
    """a small preview"""
    TRAILING = "trailing-data"
    """bytes after the end of a picture"""
    AUXILIARY = "auxiliary"
    """a second picture beside the one that is shown"""
    TRANSPARENT = "transparent-colour"
    """the colours under what is transparent"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Raster:
    """A page as the file holds it, not yet upright: uint8 RGB, height × width × 3. Its hidden layers have its number.

    ``dpi``: its pixels an inch, where the file says how large the page is on paper (a PDF does).
    """

    attachment: str
    number: int
    picture: Picture = field(repr=False, compare=False)
    layer: Layer = Layer.FACE
    dpi: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What stands written in a file as text and not as pixels: the body of an e-mail, a text file, a DOCX or ODT.

    ``boxes``: the place of each line on its page, as it is rasterised; empty where the text has none.
    """

    attachment: str
    number: int
    text: str = field(repr=False, compare=False)
    layer: Layer = Layer.FACE
    boxes: tuple[Box, ...] = field(default=(), repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftover:
    """What is left in a file of a picture that is not shown, and cannot be shown by us."""

    attachment: str
    number: int
    layer: Layer


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An upright page: uint8 RGB, height × width × 3. ``number`` counts from 1 within its attachment.

    ``quads`` are the places of the lines of text that were found when it was turned upright, in pixels, each with its four
    corners from the top left, clockwise as one reads it (float32, n × 4 × 2). ``turn`` brings a pixel's place on the page as the
    file holds it to that on this one; ``held`` is the width and height, in pixels, that it has there, if it was turned.
    """

    attachment: str
    number: int
    picture: Picture = field(repr=False, compare=False)
    quads: Quads = field(repr=False, compare=False)
    turn: Affine = field(default_factory=unmoved, repr=False, compare=False)
    held: tuple[int, int] | None = field(default=None, repr=False, compare=False)

    @property
    def size_held(self) -> tuple[int, int]:
        """The width and height of the page as the file holds it, in pixels: its canvas may grow as it is turned."""
        return self.held or (self.width, self.height)

    @property
    def width(self) -> int:
        return int(self.picture.shape[1])

    @property
    def height(self) -> int:
        return int(self.picture.shape[0])


# --------------------------------------------------------------------------------------------------------------- Reading


class View(StrEnum):
    """How the pixels stood when something was read in them."""

    FACE = "face"
    """as the page shows it"""
    CLOSE = "close"
    """the same place, cut out at its own resolution"""
    CONTRAST = "contrast"
    """contrast stretched locally (CLAHE)"""
    FLAT = "flat"
    """the ground flattened, for the second reader"""
    BARE = "bare"
    """with the dark print taken away, for what was laid over it"""
    UNPRINTED = "unprinted"
    """without the strokes of the print that was read, for what was written over it"""
    COLOUR = "colour"
    """only what differs in colour from its ground"""
    INK = "ink"
    """only the darkest print, without the colours and greys over it"""
    PALE = "pale"
    """the palest colour channel alone: coloured ink fades"""
    EVEN = "even"
    """each pixel against its surroundings"""
    WRITTEN = "written"
    """as the page shows it, by the reader of markings"""
    FREE = "free"
    """the ink of one line on the free part of a sheet, what stands above and below it taken away"""
    CHANNEL = "channel"
    """one colour channel, stretched: a watermark fades in that of its own colour, print under a marker does not"""
    TURNED = "turned"
    """the page turned, for writing across it"""
    TILES = "tiles"
    """the tiles of a watermark laid over one another"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A line, or a piece of one, that a reader gave back.

    ``angle`` is that of its base line in degrees, clockwise; ``centres`` gives each character's place along the line
    (0–1, one for each character of ``text``, or empty where the reader does not tell); ``size`` is the height of the line
    across its base line, in pixels of the upright page.
    """

    text: str = field(repr=False)
    box: Box
    confidence: float
    angle: float = 0.0
    size: float = 0.0
    view: View = View.FACE
    reader: str = "ppocr"
    centres: tuple[float, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A QR code or barcode. ``text`` is None where one was seen and could not be decoded."""

    kind: str
    text: str | None = field(repr=False)
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class StripLine:
    """One line of an MRZ: ``text`` has one character a column, ``?`` where none could be read."""

    text: str = field(repr=False)
    box: Box
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """An MRZ as read, in one view by one reader."""

    format: str
    """``TD1``, ``TD2``, ``TD3`` or ``DL`` (the one-line strip of the Dutch driving licence)"""
    lines: tuple[StripLine, ...]
    box: Box
    view: View = View.FACE
    reader: str = "ppocr"


class Place(StrEnum):
    """Where on a request a BSN stands (contract: ``copies[].bsn[].place``)."""

    PRINTED = "printed"
    MRZ = "mrz"
    CODE = "code"
    TEXT = "text"


class Covering(StrEnum):
    """What lies over a place, as measured on its pixels."""

    SOLID = "solid"
    """one colour, no structure: a box, a sticker, tape, marker"""
    DENSE = "dense"
    """ink over most of the area: a dense scratch"""
    STRUCK = "struck"
    """thin strokes over print that is still there"""
    VEILED = "veiled"
    """print shows through it, with little of its contrast"""
    BLANK = "blank"
    """paper or ground with nothing on it"""
    NONE = "none"
    """there is something that was not covered, read or not"""
    UNSEEN = "unseen"
    """the place was not found: no label, no strip, no cover"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What was seen at one place where this side can carry a BSN: every reading of it and the cover over it.

    ``words`` are the readings at the place (for the printed one: of every number on the side, outside the strip), in every
    view and by every reader of ``readers``. ``expected``: every model that this side can be carries a BSN here; otherwise some
    do. ``sharp``: a number printed here would have been read, measured on the print around it. ``covered``: columns of a strip's
    number that something lies over. ``laid_over``: a watermark's words run across the side.
    ``labelled``: the label of the printed field was read. ``within``: the field of the label, or around a ``box`` that is but a
    part of it: digits of the number may stand there too.
    """

    place: Place
    box: Box
    covering: Covering
    expected: bool
    sharp: bool
    words: tuple[Word, ...] = ()
    readers: frozenset[str] = frozenset()
    covered: int = 0
    laid_over: bool = False
    labelled: bool = False
    within: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """An ID side on a page. Names as in the contract's ``copies``.

    ``level``: where it lies aslant or another way, the same as it was seen on a turn of the page on which it is level: there what
    stands before a number is left of it.
    """

    document: str
    model: str
    side: str
    box: Box
    confidence: float
    px_per_mm: float
    strips: tuple[Strip, ...] = ()
    looks: tuple[Look, ...] = ()
    level: Side | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Everything that can be read on one page, and how. Pixels end here."""

    attachment: str
    page: int
    width: int
    height: int
    words: tuple[Word, ...]
    strips: tuple[Strip, ...] = ()
    codes: tuple[Code, ...] = ()
    sides: tuple[Side, ...] = ()


# --------------------------------------------------------------------------------------------------------------- Finding


class State(StrEnum):
    """The state of a place where a BSN stands (contract)."""

    READABLE = "readable"
    STRUCK_LEGIBLE = "struck-legible"
    SEE_THROUGH = "see-through"
    PARTIAL = "partial"
    HIDDEN = "hidden"
    COVERED = "covered"
    ABSENT = "absent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class BsnFinding:
    """A place where a BSN stands or could stand. Has no digits: only place, state and how many numbers remain possible.

    ``side`` is the index of the ID side in the reading, None for a number elsewhere on the page. ``layer``: where in the
    file it is hidden, when that is its state.
    """

    attachment: str
    page: int
    side: int | None
    place: Place
    state: State
    box: Box
    confidence: float
    candidates: int | None = None
    second_reader: bool = False
    layer: Layer = Layer.FACE


class Part(StrEnum):
    """The three parts of a marking."""

    COPY = "copy"
    RECIPIENT = "recipient"
    DATE = "date"


class PartState(StrEnum):
    PRESENT = "present"
    MISSING = "missing"
    UNCLEAR = "unclear"
    WRONG = "wrong"
    """recipient only: made out for someone else"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartFinding:
    """One part of the marking. ``value``: the policy's recipient name, or the ISO date; ``boxes``: where it is written;
    ``size``: the height of its line as the reader boxes it, in pixels, 0 where that is not known. ``one_of``: of an unclear date,
    the ISO dates of which it is one beyond doubt, its ``value`` among them; none where that is not known either.
    """

    part: Part
    state: PartState
    confidence: float
    value: str | None = None
    boxes: tuple[Box, ...] = ()
    size: float = 0.0
    one_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkingFinding:
    """What is written on one ID side to mark it as a copy: one finding a part, in the order of `Part`.

    ``height_mm``: how high the capitals of its smallest part are on the copy, None where that is not known.
    """

    attachment: str
    page: int
    side: int
    parts: tuple[PartFinding, PartFinding, PartFinding]
    height_mm: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SideFinding:
    """An ID side was found. ``legible``: sharp and whole enough to be sure that a BSN would have been seen."""

    attachment: str
    page: int
    side: int
    document: str
    model: str
    name: str
    box: Box
    confidence: float
    legible: bool


Finding: TypeAlias = BsnFinding | MarkingFinding | SideFinding | FileProblem


# --------------------------------------------------------------------------------------------------------------- Verdict


class Outcome(StrEnum):
    ACCEPT = "accept"
    REJECT = "reject"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a request is rejected: a code of the contract, its place, and the message in every language we speak."""

    code: str
    attachment: str | None
    page: int | None
    box: Box | None
    confidence: float
    message: Mapping[str, str]
    needs_review: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BsnPlace:
    place: Place
    state: State
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Marking:
    copy: bool
    recipient: str | None
    date: date | None
    boxes: tuple[Box, ...] = ()
    height_mm: float | None = None
    """how high the capitals of its smallest part are, in millimetres of the document; None where that is not known"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """An ID side in the verdict."""

    attachment: str
    page: int
    box: Box
    document: str
    model: str
    side: str
    bsn: tuple[BsnPlace, ...]
    marking: Marking


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Accept or reject, with every reason. `to_dict` is the contract's JSON object."""

    request: str
    outcome: Outcome
    needs_review: bool
    reasons: tuple[Reason, ...]
    copies: tuple[Copy, ...]
    policy_name: str
    policy_version: str
    received: date
    attachments: tuple[AttachmentInfo, ...]
    engine: Mapping[str, str]
    seconds: float

    SCHEMA = "idcheck.verdict/1"

    @property
    def accepted(self) -> bool:
        return self.outcome is Outcome.ACCEPT

    @property
    def codes(self) -> tuple[str, ...]:
        """The reason codes, each once, in the order found."""
        return tuple(dict.fromkeys(reason.code for reason in self.reasons))

    def to_dict(self) -> dict[str, Any]:
        """The verdict as the contract's JSON object (schema ``idcheck.verdict/1``)."""
        return {
            "schema": self.SCHEMA,
            "request": self.request,
            "outcome": str(self.outcome),
            "needs_review": self.needs_review,
            "reasons": [
                {
                    "code": reason.code,
                    "attachment": reason.attachment,
                    "page": reason.page,
                    "box": _fractions(reason.box),
                    "confidence": round(reason.confidence, 2),
                    "message": dict(reason.message),
                }
                for reason in self.reasons
            ],
            "copies": [
                {
                    "attachment": copy.attachment,
                    "page": copy.page,
                    "box": _fractions(copy.box),
                    "document": copy.document,
                    "model": copy.model,
                    "side": copy.side,
                    "bsn": [
                        {"place": str(bsn.place), "state": str(bsn.state), "box": _fractions(bsn.box)}
                        for bsn in copy.bsn
                    ],
                    "marking": {
                        "copy": copy.marking.copy,
                        "recipient": copy.marking.recipient,
                        "date": copy.marking.date.isoformat() if copy.marking.date else None,
                        "boxes": [_fractions(box) for box in copy.marking.boxes],
                        "height_mm": None if copy.marking.height_mm is None else round(copy.marking.height_mm, 1),
                    },
                }
                for copy in self.copies
            ],
            "policy": {"name": self.policy_name, "version": self.policy_version},
            "received": self.received.isoformat(),
            "attachments": [
                {"name": info.name, "sha256": info.sha256, "media_type": info.media_type, "pages": info.pages}
                for info in self.attachments
            ],
            "engine": dict(self.engine),
            "seconds": round(self.seconds, 2),
        }


def _fractions(box: Box | None) -> list[float] | None:
    return None if box is None else [round(value, 4) for value in box]
