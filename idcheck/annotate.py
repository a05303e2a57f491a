"""Pictures of the pages with the evidence drawn in, for staff; every digit that could be a BSN's is blotted out first.

What is blotted is decided apart from what was found, and wider: a picture must not show what a finder missed.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from PIL import Image, ImageDraw, ImageFont

from idcheck.bsn import DIGIT_FOR
from idcheck.records import (
    Box,
    BsnFinding,
    Finding,
    Look,
    MarkingFinding,
    Page,
    PartState,
    Place,
    Reading,
    SideFinding,
    State,
    Word,
)
from idcheck.report import PARTS, PLACES, STATES, side_name

LONG_SIDE = 1600
"""Pixels: fills a screen, and a page takes some 300 kB."""
QUALITY = 85
MOSAIC = 40
"""Tiles along an ID side that could not be read well: its kind still shows, a digit (1/60 of its width) does not."""
BLOT_MARGIN = 0.25
"""Of a line's height, blotted around it: readers cut their boxes close, and through the feet of digits."""
SAME_PLACE = 0.6
"""Share that two boxes have in each other when they are drawn as one: labels over one another cannot be read."""
GAP = 4.0
"""Line heights between two pieces of one number: forms have a box a digit, and people leave wide spaces."""
SURE_DIGITS = 5
"""Digits of the eight that have to be read as digits; the rest may be letters that readers take them for."""
_LIKE = "0-9" + re.escape("".join(DIGIT_FOR))
_NUMBER = re.compile(rf"(?:[{_LIKE}][ .,\-–/·:]{{0,3}}){{8,}}")
_DATE = re.compile(r"(?<![\w.\-/])\d{1,2}[-./ ]{1,2}\d{1,2}[-./ ]{1,2}(?:19|20)\d\d(?![\w\-/])")
"""A date is part of the marking, and stays to be seen."""

Colour: TypeAlias = tuple[int, int, int]
BLOT: Colour = (40, 40, 40)
SIDE: Colour = (30, 90, 200)
PRESENT: Colour = (0, 130, 60)
DOUBT: Colour = (225, 120, 0)
OPEN: Colour = (205, 20, 30)
COLOURS = {
    State.READABLE: OPEN,
    State.STRUCK_LEGIBLE: DOUBT,
    State.SEE_THROUGH: DOUBT,
    State.PARTIAL: DOUBT,
    State.HIDDEN: OPEN,
    State.COVERED: PRESENT,
    State.UNKNOWN: DOUBT,
}

Label: TypeAlias = tuple[Box, Colour, str]


def annotate(page: Page, reading: Reading, findings: Sequence[Finding], path: Path) -> None:
    """Write the page as a JPEG only its owner can read, with the ID sides, BSN places and markings framed and named.

    Raises:
        OSError: the picture cannot be written.
    """
    sheet = Image.fromarray(page.picture)
    for box in _too_poor(findings):
        _pixelate(sheet, box)
    sheet.thumbnail((LONG_SIDE, LONG_SIDE))
    draw = ImageDraw.Draw(sheet)
    for box in blots(reading, findings):
        draw.rectangle(_pixels(box, sheet), fill=BLOT)
    for label in labels(findings):
        _frame(draw, label, sheet)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        sheet.save(file, "JPEG", quality=QUALITY)


# ---------------------------------------------------------------------------------------------------------------- blots


def blots(reading: Reading, findings: Sequence[Finding]) -> list[Box]:
    """Every place of the page that may show digits of a BSN: the places found, strips, codes, and any long number."""
    places = [f.box for f in findings if isinstance(f, BsnFinding) and f.state is not State.ABSENT]
    seen = [look for side in reading.sides for look in side.looks]
    looks = [word.box for look in seen for word in look.words if _shows(word, look)]
    looks += [look.within for look in seen if look.within is not None]
    strips = [strip for side in reading.sides for strip in side.strips] + list(reading.strips)
    lines = [box for strip in strips for box in (strip.box, *(line.box for line in strip.lines))]
    codes = [code.box for code in reading.codes]
    numbers = [word.box for word in _with_numbers(reading)]
    return [with_margin(box, reading) for box in (*places, *looks, *lines, *codes, *numbers)]


def _shows(word: Word, look: Look) -> bool:
    """Whether a close reading shows digits of a BSN, if only some: of the strip any, elsewhere more than a year has."""
    return look.place is not Place.PRINTED or sum(c.isdigit() for c in _DATE.sub("", word.text)) >= SURE_DIGITS


def with_margin(box: Box, reading: Reading) -> Box:
    """Wider by a share of its lower side, in pixels alike in both directions."""
    margin = BLOT_MARGIN * min(box.width * reading.width, box.height * reading.height)
    return box.grow(margin / reading.width, margin / reading.height)


def _with_numbers(reading: Reading) -> Iterator[Word]:
    """Words that hold, with the words beside them, so many digits on end that a BSN could be among them."""
    for line in _lines(reading):
        text = "".join(word.text + " " for word in line)
        kept = _DATE.sub(lambda match: "-" * len(match[0]), text)
        spans = [match.span() for match in _NUMBER.finditer(kept) if sum(c.isdigit() for c in match[0]) >= SURE_DIGITS]
        end = 0
        for word in line:
            start, end = end, end + len(word.text) + 1
            if "<<" in word.text or any(first < end and last > start for first, last in spans):
                yield word


def _lines(reading: Reading) -> list[list[Word]]:
    """The words in lines as they stand on the page, so that a number that was read in pieces is whole."""
    lines: list[list[Word]] = []
    for word in sorted(reading.words, key=lambda word: word.box.left):
        for line in lines:
            if _continues(line[-1].box, word.box, reading):
                line.append(word)
                break
        else:
            lines.append([word])
    return lines


def _continues(box: Box, after: Box, reading: Reading) -> bool:
    gap = (after.left - box.right) * reading.width / (max(box.height, after.height) * reading.height or 1.0)
    return abs(box.centre[1] - after.centre[1]) < max(box.height, after.height) / 2 and gap < GAP


def _too_poor(findings: Sequence[Finding]) -> list[Box]:
    return [finding.box for finding in findings if isinstance(finding, SideFinding) and not finding.legible]


def _pixelate(sheet: Image.Image, box: Box) -> None:
    left, top, right, bottom = _pixels(box, sheet)
    part = sheet.crop((left, top, right, bottom))
    tile = max(1, max(part.size) // MOSAIC)
    small = part.resize((max(1, part.width // tile), max(1, part.height // tile)), Image.Resampling.BOX)
    sheet.paste(small.resize(part.size, Image.Resampling.NEAREST), (left, top))


# --------------------------------------------------------------------------------------------------------------- labels


def labels(findings: Sequence[Finding]) -> list[Label]:
    """A box, its colour and a few Dutch words for everything found; one for all that stands in one place."""
    merged: list[Label] = []
    for box, colour, text in _each_label(findings):
        for i, (other, same, texts) in enumerate(merged):
            if colour == same and min(box.share_in(other), other.share_in(box)) > SAME_PLACE:
                merged[i] = (box.join(other), colour, texts if text in texts else f"{texts}, {text}")
                break
        else:
            merged.append((box, colour, text))
    return merged


def _each_label(findings: Sequence[Finding]) -> Iterator[Label]:
    for finding in findings:
        match finding:
            case SideFinding(box=box, legible=legible):
                name = side_name(finding.document, finding.model, finding.name, "nl")
                yield box, SIDE, name if legible else f"{name}: niet te beoordelen"
            case BsnFinding(box=box, place=place, state=state) if state is not State.ABSENT:
                yield box, COLOURS[state], f"{PLACES['nl'][place]}: {STATES['nl'][state]}"
            case MarkingFinding(parts=parts):
                for part in parts:
                    colour = PRESENT if part.state is PartState.PRESENT else DOUBT
                    for box in part.boxes:
                        yield box, colour, PARTS["nl"][part.part]


def _frame(draw: ImageDraw.ImageDraw, label: Label, sheet: Image.Image) -> None:
    box, colour, text = label
    font = ImageFont.load_default(max(sheet.size) / 80)
    left, top, right, bottom = _pixels(box, sheet)
    draw.rectangle((left, top, right, bottom), outline=colour, width=max(2, max(sheet.size) // 500))
    wide, high = draw.textbbox((0, 0), text, font=font)[2:]
    x = max(0.0, min(left, sheet.width - wide - 6))
    y = top - high - 4 if top > high + 4 else top
    draw.rectangle((x, y, x + wide + 6, y + high + 4), fill=colour)
    draw.text((x + 3, y + 1), text, font=font, fill="white")


def _pixels(box: Box, sheet: Image.Image) -> tuple[int, int, int, int]:
    """The box in pixels of the sheet, rounded outwards, at least one pixel and within the sheet."""
    left, top = int(box.left * sheet.width), int(box.top * sheet.height)
    right, bottom = math.ceil(box.right * sheet.width), math.ceil(box.bottom * sheet.height)
    left, top = min(max(0, left), sheet.width - 1), min(max(0, top), sheet.height - 1)
    return left, top, min(max(right, left + 1), sheet.width), min(max(bottom, top + 1), sheet.height)
