"""No picture shows a digit of a BSN, found or not; everything else stays to be seen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import fakes
from fakes import BSN, FIELD
from idcheck.annotate import annotate, blots, labels
from idcheck.records import (
    Box,
    BsnFinding,
    Code,
    Covering,
    Finding,
    Look,
    MarkingFinding,
    Page,
    Part,
    PartFinding,
    PartState,
    Place,
    Reading,
    Side,
    SideFinding,
    State,
    Strip,
    StripLine,
    Word,
)

SIDE = Box(0.1, 0.1, 0.9, 0.9)


def word(text: str, box: Box = FIELD) -> Word:
    return Word(text=text, box=box, confidence=0.9)


def reading(*words: Word, **rest: Any) -> Reading:
    return Reading(attachment="a.png", page=1, width=800, height=600, words=words, **rest)


def bsn(state: State = State.READABLE, place: Place = Place.PRINTED) -> BsnFinding:
    return BsnFinding(attachment="a.png", page=1, side=0, place=place, state=state, box=FIELD, confidence=0.9)


def side(*, legible: bool) -> SideFinding:
    return SideFinding(
        attachment="a.png",
        page=1,
        side=0,
        document="passport",
        model="2014",
        name="holder",
        box=SIDE,
        confidence=0.9,
        legible=legible,
    )


def noise() -> Page:
    picture = np.random.default_rng(0).integers(0, 256, (600, 800, 3), np.uint8)
    return Page(attachment="a.png", number=1, picture=picture, quads=np.zeros((0, 4, 2), np.float32))


def drawn(path: Path, seen: Reading, *findings: Finding) -> np.ndarray[Any, np.dtype[np.uint8]]:
    annotate(noise(), seen, findings, path / "a.jpg")
    return np.asarray(Image.open(path / "a.jpg"))


def part_of(picture: np.ndarray[Any, np.dtype[np.uint8]], box: Box) -> np.ndarray[Any, np.dtype[np.uint8]]:
    high, wide = picture.shape[:2]
    inset = 20  # a frame, and the tiles of JPEG that it touches
    return picture[
        int(box.top * high) + inset : int(box.bottom * high) - inset,
        int(box.left * wide) + inset : int(box.right * wide) - inset,
    ]


COVERERS = {
    "a finding": (reading(), [bsn()]),
    "a covered place": (reading(), [bsn(State.COVERED)]),
    "an unread number": (reading(word(BSN)), []),
    "a number in groups": (reading(word("1234.56.782")), []),
    "letters read for digits": (reading(word("I234S6782")), []),
    "a number within a line": (reading(word(f"Mijn BSN is {BSN}, graag")), []),
    "a line of a strip": (reading(word("P<NLDDE<BRUIJN<<WILLEKE")), []),
    "a strip": (
        reading(strips=(Strip(format="TD1", lines=(StripLine(text="I<NLD", box=FIELD, confidence=0.9),), box=FIELD),)),
        [],
    ),
    "a code": (reading(codes=(Code(kind="QRCode", text=None, box=FIELD),)), []),
}


@pytest.mark.parametrize("case", COVERERS)
def test_every_place_that_may_show_a_bsn_is_blotted(tmp_path: Path, case: str) -> None:
    seen, findings = COVERERS[case]
    assert np.ptp(part_of(drawn(tmp_path, seen, *findings), FIELD)) < 8


def test_a_number_that_was_read_in_pieces_is_blotted_whole() -> None:
    pieces = [Box(0.2 + i * 0.05, 0.4, 0.24 + i * 0.05, 0.44) for i in range(9)]
    digits = [word(digit, box) for digit, box in zip(BSN, pieces, strict=True)]
    found = blots(reading(*digits), [])
    assert all(any(box.share_in(blot) > 0.999 for blot in found) for box in pieces)


def test_what_was_read_when_looking_closely_is_blotted() -> None:
    close = Box(0.5, 0.5, 0.6, 0.55)
    look = Look(
        place=Place.PRINTED, box=FIELD, covering=Covering.NONE, expected=True, sharp=True, words=(word("12345", close),)
    )
    passport = Side(
        document="passport", model="2014", side="holder", box=SIDE, confidence=1, px_per_mm=8, looks=(look,)
    )
    seen = reading(sides=(passport,))
    assert any(close.share_in(blot) > 0.999 for blot in blots(seen, []))


def test_of_a_field_in_part_under_a_bar_all_is_blotted_though_no_reader_gave_the_rest() -> None:
    bar = Box(FIELD.left, FIELD.top, (FIELD.left + FIELD.right) / 2, FIELD.bottom)
    look = Look(place=Place.PRINTED, box=bar, covering=Covering.UNSEEN, expected=True, sharp=True, within=FIELD)
    passport = Side(
        document="passport", model="2014", side="holder", box=SIDE, confidence=1, px_per_mm=8, looks=(look,)
    )
    assert any(FIELD.share_in(blot) > 0.999 for blot in blots(reading(sides=(passport,)), []))


def test_where_the_model_has_no_bsn_the_page_stays_to_be_seen() -> None:
    assert not blots(reading(), [bsn(State.ABSENT)])
    assert not list(labels([bsn(State.ABSENT)]))


def test_blots_are_wider_than_what_a_reader_boxed() -> None:
    (blot,) = blots(reading(word(BSN)), [])
    assert blot.left < FIELD.left
    assert blot.top < FIELD.top
    assert blot.right > FIELD.right
    assert blot.bottom > FIELD.bottom


@pytest.mark.parametrize("text", ["12-11-2026", "12 november 2026", "Kopie voor Woonpartners", "d.d. 1/7/2026", "2014"])
def test_the_marking_stays_to_be_seen(tmp_path: Path, text: str) -> None:
    assert not blots(reading(word(text)), [])
    assert np.ptp(part_of(drawn(tmp_path, reading(word(text))), FIELD)) > 100


def test_a_side_too_poor_to_read_is_shown_in_coarse_tiles(tmp_path: Path) -> None:
    plain = part_of(drawn(tmp_path, reading(), side(legible=True)), SIDE)
    coarse = part_of(drawn(tmp_path, reading(), side(legible=False)), SIDE)
    detail = [np.abs(np.diff(picture.astype(int), axis=1)).mean() for picture in (plain, coarse)]
    assert detail[1] < detail[0] / 5


def test_everything_found_is_named() -> None:
    parts = tuple(
        PartFinding(part=part, state=PartState.PRESENT, confidence=0.9, boxes=(FIELD,))
        for part in (Part.COPY, Part.RECIPIENT, Part.DATE)
    )
    marking = MarkingFinding(attachment="a.png", page=1, side=0, parts=parts)  # type: ignore[arg-type]
    told = [text for _, _, text in labels([side(legible=True), bsn(State.STRUCK_LEGIBLE), marking])]
    assert told == [
        "paspoort 2014, houderpagina",
        "BSN in het vak: doorgestreept, nog leesbaar",
        "kopie, voor wie, datum",
    ]


def test_boxes_at_and_over_the_edge_are_drawn(tmp_path: Path) -> None:
    for box in (Box(0, 0, 1, 1), Box(0.999, 0.999, 1.2, 1.2), Box(-1, -1, 0, 0), Box(0.5, 0.5, 0.5, 0.5)):
        drawn(tmp_path, reading(word(BSN, box)), side(legible=False))


def test_the_picture_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    drawn(tmp_path, fakes.read(noise()))
    assert oct((tmp_path / "a.jpg").stat().st_mode & 0o777) == "0o600"
