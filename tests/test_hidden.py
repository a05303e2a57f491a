"""A BSN that only a hidden layer gives away is told, with its layer; what the face shows is not told twice."""

from __future__ import annotations

import pytest

from findings import RECEIVED, judge, marking, side
from findings import bsn as place
from idcheck.hidden import IN_DOUBT, find_hidden, find_leftover
from idcheck.policy import WOONPARTNERS
from idcheck.read import read_text
from idcheck.records import (
    Box,
    BsnFinding,
    Covering,
    Finding,
    Layer,
    Leftover,
    Look,
    Place,
    Reading,
    Side,
    State,
    Text,
    Word,
)

BSN, OTHER = "123456782", "999999990"
SIDE, FIELD, ROW = Box(0.1, 0.1, 0.9, 0.6), Box(0.5, 0.2, 0.7, 0.23), Box(0.12, 0.5, 0.88, 0.53)
STRIP = ("P<NLDDE<BRUIJN<<WILLEKE<LISELOTTE<<<<<<<<<<<", f"SPECI20142NLD6503101F2403096{OTHER}<<<<<84")


def layer_text(*lines: tuple[str, Box], layer: Layer = Layer.TEXT) -> Text:
    return Text(
        attachment="a.pdf",
        number=1,
        text="\n".join(line for line, _ in lines),
        layer=layer,
        boxes=tuple(box for _, box in lines),
    )


def id_side(*words: Word, covering: Covering = Covering.SOLID, px_per_mm: float = 10.0) -> Side:
    look = Look(place=Place.PRINTED, box=FIELD, covering=covering, expected=True, sharp=True, words=words)
    return Side(
        document="identity-card",
        model="2014",
        side="back",
        box=SIDE,
        confidence=0.9,
        px_per_mm=px_per_mm,
        looks=(look,),
    )


def reading(*words: Word, sides: tuple[Side, ...] = ()) -> Reading:
    return Reading(attachment="a.pdf", page=1, width=1000, height=1000, words=words, sides=sides)


def shown(state: State, *words: Word) -> tuple[Reading, tuple[Finding, ...]]:
    finding = BsnFinding(
        attachment="a.pdf", page=1, side=0, place=Place.PRINTED, state=state, box=FIELD, confidence=0.9
    )
    return reading(*words, sides=(id_side(),)), (finding,)


def hidden(
    text: Text | Reading, face: tuple[Reading, tuple[Finding, ...]] | None = None, layer: Layer = Layer.TEXT
) -> list[BsnFinding]:
    own = text if isinstance(text, Reading) else read_text(text)
    return list(find_hidden(own, layer, face, WOONPARTNERS, RECEIVED))


def test_a_number_in_the_text_under_a_cover_is_hidden_at_the_cover_s_place() -> None:
    (found,) = hidden(layer_text((BSN, FIELD)), shown(State.COVERED))
    assert (found.state, found.layer, found.side, found.place) == (State.HIDDEN, Layer.TEXT, 0, Place.PRINTED)
    assert found.box == FIELD


def test_a_number_that_the_face_shows_too_is_not_told_again() -> None:
    word = Word(text=f"Persoonsnummer {BSN}", box=FIELD, confidence=0.95)
    assert hidden(layer_text((BSN, FIELD)), shown(State.READABLE, word)) == []
    assert hidden(layer_text((f"BSN {OTHER}", FIELD)), shown(State.READABLE, word)) != []


def test_a_strip_in_the_text_is_found() -> None:
    lines = [(line, Box(0.1, 0.5 + i / 30, 0.9, 0.52 + i / 30)) for i, line in enumerate(STRIP)]
    (found,) = hidden(layer_text(*lines), shown(State.COVERED))
    assert (found.place, found.side, found.layer) == (Place.MRZ, 0, Layer.TEXT)
    spaced = [(line.replace("<<", "« ").replace("NLD", " NLD "), box) for line, box in lines]
    assert [one.place for one in hidden(layer_text(*spaced))] == [Place.MRZ]


def test_a_strip_without_a_number_hides_nothing() -> None:
    lines = [STRIP[0], "SPECI20212NLD6503101F3108309<<<<<<<<<<<<<<<0", "D1NLD15094962111659VW87Z78NB84"]
    assert hidden(layer_text(*((line, ROW) for line in lines))) == []


@pytest.mark.parametrize("text", ["Klantnummer 123456782", "Dossier 2026-123456789", "06-12345678", "1 of 3"])
def test_other_numbers_in_a_text_hide_nothing(text: str) -> None:
    assert hidden(layer_text((text, FIELD)), shown(State.COVERED)) == []


def test_of_what_a_file_says_of_itself_only_a_number_with_its_label_counts() -> None:
    def about(text: str) -> list[BsnFinding]:
        return hidden(Text(attachment="a.pdf", number=1, text=text, layer=Layer.METADATA), None, Layer.METADATA)

    assert about(f"Scan {BSN}") == []
    (found,) = about(f"Mijn BSN is {BSN}")
    assert (found.layer, found.side, found.box) == (Layer.METADATA, None, Box(0, 0, 1, 1))


def test_a_number_read_on_a_hidden_picture_is_hidden_on_the_side_of_its_kind() -> None:
    word = Word(text=BSN, box=FIELD, confidence=0.95)
    other = reading(word, sides=(id_side(word, covering=Covering.NONE),))
    (found,) = hidden(other, shown(State.COVERED), Layer.UNUSED)
    assert (found.side, found.place, found.box, found.layer) == (0, Place.PRINTED, FIELD, Layer.UNUSED)
    (alone,) = hidden(other, None, Layer.UNUSED)
    assert (alone.side, alone.box) == (None, Box(0, 0, 1, 1))


def test_a_cover_on_the_hidden_picture_is_as_good_as_one_on_the_face() -> None:
    assert hidden(reading(sides=(id_side(),)), shown(State.COVERED), Layer.UNDER) == []


def test_a_place_in_doubt_on_the_layer_alone_is_for_a_person_to_see() -> None:
    print_ = Word(text="Utrecht", box=FIELD, confidence=0.9)
    doubtful = reading(print_, sides=(id_side(covering=Covering.NONE),))
    (found,) = hidden(doubtful, shown(State.COVERED), Layer.UNDER)
    assert (found.state, found.confidence) == (State.HIDDEN, IN_DOUBT)
    assert hidden(doubtful, shown(State.UNKNOWN), Layer.UNDER) == [], "the face says so itself"


def test_the_ground_of_a_page_that_bears_no_print_raises_no_doubt() -> None:
    blots = Word(text="AFI", box=FIELD, confidence=0.3)
    ground = reading(blots, sides=(id_side(covering=Covering.NONE),))
    assert hidden(ground, shown(State.COVERED), Layer.UNDER) == []


def test_a_preview_too_small_for_any_digit_raises_no_doubt() -> None:
    small = reading(sides=(id_side(covering=Covering.NONE, px_per_mm=1.9),))
    assert hidden(small, shown(State.COVERED), Layer.THUMBNAIL) == []


def test_the_verdict_names_the_layer_and_the_side_is_hidden() -> None:
    covered = place(State.COVERED, Place.PRINTED)
    found = place(State.HIDDEN, Place.PRINTED, layer=Layer.REVISION)
    verdict = judge(side(), covered, place(), marking(), found)
    assert verdict.codes == ("bsn-hidden",)
    assert not verdict.needs_review
    (reason,) = verdict.reasons
    assert "eerdere versie" in reason.message["nl"]
    assert "earlier version" in reason.message["en"]
    assert {(str(one.place), str(one.state)) for one in verdict.copies[0].bsn} == {
        ("printed", "hidden"),
        ("mrz", "covered"),
    }


def test_the_rest_of_a_picture_is_for_a_person_to_see() -> None:
    found = find_leftover(Leftover(attachment="copy.pdf", number=1, layer=Layer.TRAILING))
    verdict = judge(side(), place(), place(State.ABSENT, Place.PRINTED), marking(), found)
    assert verdict.codes == ("bsn-hidden",)
    assert verdict.needs_review
