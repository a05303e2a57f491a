"""Each place with a BSN is burnt as wide as the number can stand there, and what stands beside it stays."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from fakes import BSN
from idcheck.records import (
    Box,
    BsnFinding,
    Code,
    Covering,
    Layer,
    Look,
    Page,
    Place,
    Reading,
    Side,
    State,
    Strip,
    StripLine,
    Word,
)
from idcheck.spots import frame_of, hidden_spot, is_black, spots, told

SIDE, FIELD = Box(0.1, 0.1, 0.9, 0.7), Box(0.5, 0.3, 0.6, 0.34)
STRIP, COLUMNS = Box(0.12, 0.5, 0.88, 0.66), Box(0.5, 0.51, 0.73, 0.55)


def bsn(place: Place = Place.PRINTED, state: State = State.READABLE, box: Box = FIELD, **rest: Any) -> BsnFinding:
    values = {"attachment": "a", "page": 1, "side": 0, "confidence": 0.9} | rest
    return BsnFinding(place=place, state=state, box=box, **values)


def reading(*looks: Look, words: tuple[Word, ...] = (), codes: tuple[Code, ...] = ()) -> Reading:
    line = StripLine(text="I<NLD", box=STRIP, confidence=0.9)
    strip = Strip(format="TD1", lines=(line,), box=STRIP)
    side = Side(
        document="identity-card",
        model="2014",
        side="back",
        box=SIDE,
        confidence=1.0,
        px_per_mm=10,
        strips=(strip,),
        looks=looks,
    )
    return Reading(
        attachment="a", page=1, width=1000, height=1000, words=words, codes=codes, sides=(side,) if looks else ()
    )


def look(place: Place = Place.PRINTED, covering: Covering = Covering.NONE, box: Box = FIELD, *words: Word) -> Look:
    return Look(place=place, box=box, covering=covering, expected=True, sharp=True, words=words)


def covered(box: Box, found: list[Box]) -> bool:
    return any(box.share_in(one) > 0.999 for one in found)


def test_of_the_strip_the_columns_go_and_all_that_follows_on_the_line() -> None:
    found = spots(reading(look(Place.MRZ, Covering.NONE, COLUMNS)), [bsn(Place.MRZ, box=COLUMNS)])
    assert covered(Box(COLUMNS.left, COLUMNS.top, STRIP.right, COLUMNS.bottom), found)
    assert all(one.left > COLUMNS.left - 0.02 and one.bottom < COLUMNS.bottom + 0.02 for one in found)


def test_of_a_field_the_number_goes_wherever_it_was_read() -> None:
    elsewhere = Box(0.2, 0.2, 0.3, 0.24)
    words = (Word(text=BSN, box=elsewhere, confidence=0.9), Word(text="20.12.1980", box=SIDE, confidence=0.9))
    found = spots(reading(look(Place.PRINTED, Covering.NONE, FIELD, *words)), [bsn()])
    assert covered(FIELD, found)
    assert covered(elsewhere, found)
    assert not covered(SIDE, found)


def test_where_the_field_was_not_found_its_whole_zone_goes_but_not_if_the_number_was_read() -> None:
    seen = reading(look(Place.PRINTED, Covering.UNSEEN, SIDE))
    assert covered(SIDE, spots(seen, [bsn(state=State.UNKNOWN, box=SIDE)]))
    assert not covered(SIDE, spots(seen, [bsn()]))


def test_of_a_field_in_part_under_a_bar_all_goes() -> None:
    bar = FIELD._replace(right=(FIELD.left + FIELD.right) / 2)
    partly = replace(look(Place.PRINTED, Covering.UNSEEN, bar), within=FIELD)
    for state in (State.PARTIAL, State.STRUCK_LEGIBLE, State.SEE_THROUGH, State.UNKNOWN):
        assert covered(FIELD, spots(reading(partly), [bsn(state=state, box=bar)]))
    assert not covered(FIELD, spots(reading(partly), [bsn(state=State.READABLE, box=bar)])), "it was read elsewhere"


@pytest.mark.parametrize(
    ("state", "covering", "burnt"),
    [
        (State.COVERED, Covering.SOLID, True),
        (State.COVERED, Covering.DENSE, True),
        (State.COVERED, Covering.BLANK, False),
        (State.ABSENT, Covering.BLANK, False),
        (State.PARTIAL, Covering.SOLID, True),
        (State.STRUCK_LEGIBLE, Covering.STRUCK, True),
        (State.SEE_THROUGH, Covering.VEILED, True),
    ],
)
def test_what_is_covered_is_covered_once_more_and_blank_paper_stays(
    state: State, covering: Covering, burnt: bool
) -> None:
    assert covered(FIELD, spots(reading(look(covering=covering)), [bsn(state=state)])) is burnt


def test_of_a_line_in_a_letter_only_the_number_goes() -> None:
    text = f"Mijn nummer is {BSN}, dank u wel"
    centres = tuple((index + 0.5) / len(text) for index in range(len(text)))
    line = Word(text=text, box=Box(0.1, 0.5, 0.9, 0.52), confidence=0.9, centres=centres)
    (box,) = spots(reading(words=(line,)), [bsn(Place.TEXT, box=line.box, side=None)])
    start, end = (0.1 + 0.8 * text.index(part) / len(text) for part in (BSN, ", dank"))
    assert start - 0.04 < box.left < start
    assert end < box.right < end + 0.04
    for vague in (replace(line, centres=()), replace(line, angle=12.0)):
        assert covered(line.box, spots(reading(words=(vague,)), [bsn(Place.TEXT, box=line.box, side=None)]))


def test_a_code_goes_whole() -> None:
    code = Code(kind="QRCode", text=BSN, box=FIELD)
    assert covered(FIELD, spots(reading(codes=(code,)), [bsn(Place.CODE, side=None)]))


def test_hidden_in_the_page_it_is_burnt_there_and_beside_it_not() -> None:
    assert hidden_spot(bsn(state=State.HIDDEN, layer=Layer.TEXT)) == FIELD
    assert hidden_spot(bsn(state=State.HIDDEN, layer=Layer.METADATA, box=Box(0.0, 0.0, 1.0, 1.0))) is None


def test_a_place_is_known_where_it_was_seen_or_the_number_surely_read() -> None:
    assert told(reading(look()), [bsn(confidence=0.7)]) == {Place.PRINTED}
    unseen = reading(look(covering=Covering.UNSEEN, box=SIDE))
    assert told(unseen, [bsn()]) == {Place.PRINTED}
    assert not told(unseen, [bsn(confidence=0.7)])
    assert not told(unseen, [bsn(state=State.UNKNOWN)])


def test_black_is_what_is_black_all_over() -> None:
    picture = np.full((100, 100, 3), 255, np.uint8)
    picture[20:60, 20:60] = 8
    page = Page(attachment="a", number=1, picture=picture, quads=np.zeros((0, 4, 2), np.float32))
    assert is_black(page, Box(0.2, 0.2, 0.6, 0.6))
    assert not is_black(page, Box(0.2, 0.2, 0.7, 0.6))
    assert np.allclose(frame_of(page).in_file([Box(0.2, 0.2, 0.6, 0.6)])[0][[0, 2]], [[20, 20], [60, 60]])
