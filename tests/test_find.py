"""Which number is a BSN, and what the evidence says of each place where one can stand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fakes import BSN, RECEIVED
from idcheck.find import find
from idcheck.policy import WOONPARTNERS
from idcheck.read import read_text
from idcheck.records import (
    Box,
    BsnFinding,
    Code,
    Covering,
    Finding,
    Look,
    MarkingFinding,
    Place,
    Reading,
    Side,
    SideFinding,
    State,
    Strip,
    StripLine,
    Text,
    View,
    Word,
)
from idcheck.rules import LEAST_SEEN, SURE

OTHER_BSN = "111222333"
NO_BSN = "123456789"
"""nine digits that fail the elfproef"""
CARD = Box(0.1, 0.1, 0.6, 0.35)
FIELD = Box(0.2, 0.2, 0.35, 0.22)
LETTER = (
    "Geachte heer, mevrouw,",
    "Graag ontvang ik inzage in de gegevens die u van mij verwerkt.",
    "Ik ben sinds 2011 huurder van een woning aan de Lindelaan.",
    "Als bijlage stuur ik een kopie van mijn paspoort mee.",
    "Ik hoor graag binnen een maand van u wat u besluit.",
)
TD3 = ("P<NLDDE<BRUIJN<<WILLEKE<LISELOTTE<<<<<<<<<<<", "SPECI20142NLD6503101F2403096999999990<<<<<84")
STRIP_BOX = Box(0.1, 0.3, 0.6, 0.34)


def word(text: str, left: float = 0.1, top: float = 0.5, **changes: Any) -> Word:
    box = Box(left, top, left + 0.012 * len(text), top + 0.015)
    return Word(text=text, **({"box": box, "confidence": 0.97} | changes))


def lines(*texts: str) -> tuple[Word, ...]:
    return tuple(word(text, top=0.4 + 0.02 * row) for row, text in enumerate(texts))


def reading(*words: Word, **changes: Any) -> Reading:
    return Reading(**({"attachment": "a.png", "page": 1, "width": 1240, "height": 1754, "words": words} | changes))


def look(place: Place, covering: Covering, *words: Word, **changes: Any) -> Look:
    given = {"box": FIELD, "expected": True, "sharp": True, "readers": frozenset({"ppocr", "tesseract"})}
    return Look(place=place, covering=covering, words=words, **(given | changes))


def with_side(*looks: Look, words: tuple[Word, ...] = (), **changes: Any) -> Reading:
    given: dict[str, Any] = {"document": "identity-card", "model": "2014", "side": "back", "box": CARD}
    side = Side(**(given | {"confidence": 0.9, "px_per_mm": 8.0, "looks": looks} | changes))
    return reading(*words, sides=(side,))


def strip(*texts: str, kind: str = "TD3") -> Strip:
    rows = tuple(StripLine(text=text, box=STRIP_BOX, confidence=0.95) for text in texts)
    return Strip(format=kind, lines=rows, box=STRIP_BOX)


def all_of(given: Reading) -> list[Finding]:
    return list(find(given, WOONPARTNERS, RECEIVED))


def bsns(given: Reading) -> list[tuple[Place, State]]:
    return [(found.place, found.state) for found in all_of(given) if isinstance(found, BsnFinding)]


def state_of(covering: Covering, *words: Word, place: Place = Place.PRINTED, **changes: Any) -> State:
    ((_, state),) = bsns(with_side(look(place, covering, *words, **changes)))
    return state


class TestLetters:
    @pytest.mark.parametrize(
        "line",
        [
            f"BSN: {BSN}",
            f"Mijn BSN is {BSN}.",
            "Burgerservicenummer: 1234.56.782",
            "burgerservicenummer (BSN) 123 456 782",
            f"My citizen service number: {BSN}",
            f"sofinummer {BSN}",
            f"Telefoon 06-12345678, BSN {BSN}",
        ],
    )
    def test_a_number_with_the_label_of_a_bsn_is_one(self, line: str) -> None:
        assert bsns(reading(*lines(*LETTER, line))) == [(Place.TEXT, State.READABLE)]

    @pytest.mark.parametrize(
        "line",
        [
            BSN,
            f"Klantnummer {BSN}",
            f"RSIN {BSN}",
            f"Contractnummer: {BSN}",
            f"IBAN NL91 BANK 0{BSN}",
            f"Telefoon +31 {BSN}",
            f"Documentnummer {BSN}",
            f"Rijbewijsnummer {BSN}4",
            f"BSN {NO_BSN}",
            "BSN: afgeplakt",
            "12-11-2026",
        ],
    )
    def test_a_number_without_it_or_with_anothers_is_none(self, line: str) -> None:
        assert bsns(reading(*lines(*LETTER, line))) == []

    def test_a_label_left_of_the_number_on_its_line_counts(self) -> None:
        both = (word("Burgerservicenummer:", top=0.7), word(BSN, left=0.4, top=0.7))
        assert bsns(reading(*lines(*LETTER), *both)) == [(Place.TEXT, State.READABLE)]

    def test_a_label_right_above_the_number_counts(self) -> None:
        both = (word("Burgerservicenummer", top=0.7), word(BSN, top=0.72))
        assert bsns(reading(*lines(*LETTER), *both)) == [(Place.TEXT, State.READABLE)]

    def test_a_label_elsewhere_on_the_page_does_not(self) -> None:
        both = (word("Burgerservicenummer", top=0.05), word(BSN, top=0.9))
        assert bsns(reading(*lines(*LETTER), *both)) == []

    def test_the_text_of_an_e_mail_counts_as_a_letter_however_short(self) -> None:
        def of(text: str) -> list[tuple[Place, State]]:
            return bsns(read_text(Text(attachment="mail.eml", number=1, text=text)))

        assert of(f"Zie bijlage.\nBSN {BSN}") == [(Place.TEXT, State.READABLE)]
        assert of(f"Zie bijlage.\nOrder {BSN}") == []

    def test_every_labelled_number_is_found(self) -> None:
        found = bsns(reading(*lines(*LETTER, f"BSN {BSN}", f"BSN van mijn partner: {OTHER_BSN}")))
        assert found == [(Place.TEXT, State.READABLE)] * 2

    def test_on_a_page_that_is_no_letter_a_bare_number_is_taken_for_a_bsn(self) -> None:
        """It may be a side that was not made out."""
        assert [state for _, state in bsns(reading(word(BSN)))] == [State.READABLE]
        assert bsns(reading(word(NO_BSN))) == []


class TestPrintedPlaces:
    def test_an_open_number_is_readable_whatever_the_cover_was_measured_to_be(self) -> None:
        number = word(BSN, left=0.2, top=0.2)
        for covering in set(Covering) - {Covering.STRUCK, Covering.VEILED}:
            assert state_of(covering, number) is State.READABLE

    @pytest.mark.parametrize(
        ("covering", "state"),
        [
            (Covering.STRUCK, State.STRUCK_LEGIBLE),
            (Covering.DENSE, State.STRUCK_LEGIBLE),
            (Covering.VEILED, State.SEE_THROUGH),
            (Covering.SOLID, State.SEE_THROUGH),
        ],
    )
    def test_a_number_that_comes_back_tells_what_lay_over_it(self, covering: Covering, state: State) -> None:
        assert state_of(covering, word(BSN, box=FIELD, view=View.CONTRAST)) is state
        assert state_of(covering, word(BSN, left=0.2, top=0.6, view=View.CONTRAST)) is State.READABLE

    def test_a_field_of_which_one_digit_is_misread_under_strokes_is_legible(self) -> None:
        assert state_of(Covering.STRUCK, word(NO_BSN, box=FIELD, view=View.CLOSE)) is State.STRUCK_LEGIBLE
        assert state_of(Covering.SOLID, word(NO_BSN, box=FIELD, view=View.EVEN, confidence=0.4)) is State.COVERED

    def test_strokes_over_print_that_no_reader_made_out_are_legible_to_a_person_and_never_sure(self) -> None:
        (found,) = [
            one for one in all_of(with_side(look(Place.PRINTED, Covering.STRUCK))) if isinstance(one, BsnFinding)
        ]
        assert found.state is State.STRUCK_LEGIBLE
        assert found.confidence < 0.8

    def test_one_readers_word_is_enough_to_reject(self) -> None:
        assert state_of(Covering.SOLID, word(BSN, reader="tesseract")) is State.READABLE
        assert state_of(Covering.SOLID, word(BSN, reader="ppocr")) is State.READABLE

    @pytest.mark.parametrize("covering", [Covering.SOLID, Covering.DENSE])
    def test_a_cover_without_a_digit_left_is_covered(self, covering: Covering) -> None:
        assert state_of(covering) is State.COVERED

    def test_blank_ground_is_proof_on_a_sharp_side_only(self) -> None:
        assert state_of(Covering.BLANK) is State.COVERED
        assert state_of(Covering.BLANK, sharp=False) is State.UNKNOWN
        assert state_of(Covering.BLANK, expected=False) is State.ABSENT

    def test_something_uncovered_that_nobody_could_read_is_unknown(self) -> None:
        assert state_of(Covering.NONE) is State.UNKNOWN
        assert state_of(Covering.UNSEEN) is State.UNKNOWN
        assert state_of(Covering.UNSEEN, expected=False, sharp=False) is State.UNKNOWN

    def test_a_model_without_a_bsn_there_has_none_when_sharp(self) -> None:
        assert state_of(Covering.UNSEEN, expected=False) is State.ABSENT

    @pytest.mark.parametrize(("left", "digits"), [("12345", 5), ("1234567", 7)])
    def test_some_digits_left_are_partial_and_say_how_many_numbers_remain(self, left: str, digits: int) -> None:
        given = with_side(look(Place.PRINTED, Covering.NONE, word(left, box=FIELD)))
        (found,) = [one for one in all_of(given) if isinstance(one, BsnFinding)]
        assert found.state is State.PARTIAL
        assert found.candidates == pytest.approx(10 ** (9 - digits) / 11, rel=0.2)

    def test_some_digits_left_where_no_cover_was_seen_never_count_for_the_copy(self) -> None:
        """A box of 7 mm, too short to be seen, with "23" before it misread as letters and "592" behind it."""
        for covering, counts in ((Covering.NONE, False), (Covering.UNSEEN, False), (Covering.SOLID, True)):
            given = with_side(look(Place.PRINTED, covering, word("592", box=FIELD)))
            (found,) = [one for one in all_of(given) if isinstance(one, BsnFinding)]
            assert (found.state, found.confidence >= LEAST_SEEN) == (State.PARTIAL, counts)

    def test_what_stands_before_a_licences_number_is_no_piece_of_that(self) -> None:
        """A cover over the first three digits; the licence's number was read on another page too, and half of the line again."""
        line = look(Place.PRINTED, Covering.UNSEEN, word("263800/6209725473", box=FIELD), word("263800/62", box=FIELD))
        given = with_side(line, document="driving-licence", side="back")
        elsewhere = word("6209725473", box=FIELD, confidence=0.6)
        given = replace(given, sides=(replace(given.sides[0], looks=(replace(line, words=(*line.words, elsewhere)),)),))
        (found,) = [one for one in all_of(given) if isinstance(one, BsnFinding)]
        assert (found.state, found.candidates) == (State.PARTIAL, pytest.approx(91, rel=0.2))

    def test_the_licences_number_read_with_fewer_digits_from_close_by_is_no_bsn(self) -> None:
        line = look(
            Place.PRINTED,
            Covering.NONE,
            word("792402/5553170738", box=FIELD),
            word("55531738", box=FIELD, view=View.PALE, confidence=0.93),
        )
        (found,) = [
            one
            for one in all_of(with_side(line, document="driving-licence", side="back"))
            if isinstance(one, BsnFinding)
        ]
        assert found.state is State.PARTIAL

    def test_four_digits_beside_white_out_of_which_nothing_is_seen_are_partial(self) -> None:
        rest = word("1928", left=0.3, top=0.2)
        assert state_of(Covering.BLANK, rest) is State.PARTIAL
        assert state_of(Covering.BLANK, rest, expected=False, box=CARD) is State.ABSENT

    def test_the_end_of_the_licence_number_beside_a_cover_over_its_first_digit_is_no_bsn(self) -> None:
        end = look(
            Place.PRINTED, Covering.NONE, word(BSN, box=FIELD), word(BSN[:7] + BSN[8:], box=FIELD, view=View.CONTRAST)
        )
        back = with_side(end, document="driving-licence", side="back")
        front = replace(back.sides[0], side="front", box=Box(0.0, 0.0, 1.0, 0.05), looks=())
        number = word("4" + BSN, box=Box(0.1, 0.01, 0.3, 0.03))

        def states(*words: Word) -> list[State]:
            given = replace(back, sides=(back.sides[0], front), words=words)
            return [one.state for one in all_of(given) if isinstance(one, BsnFinding)]

        assert states() == [State.READABLE]
        assert State.READABLE not in states(number)

    @pytest.mark.parametrize(("lower", "state"), [(0.014, State.UNKNOWN), (0.018, State.PARTIAL)])
    def test_the_end_of_a_licences_number_read_again_in_a_lower_box_is_no_rest(
        self, lower: float, state: State
    ) -> None:
        """A watermark below the number stands in that box too; one in the next row may be anything."""
        again = word("6867", box=FIELD._replace(top=FIELD.top + lower, bottom=FIELD.bottom + lower), size=9.0)
        line = look(Place.PRINTED, Covering.UNSEEN, word("8177146867", box=FIELD), again, box=CARD)
        given = with_side(line, document="driving-licence", side="back", px_per_mm=4.0)
        number = word("8177146867", box=Box(0.1, 0.01, 0.3, 0.03))
        front = replace(given.sides[0], side="front", box=Box(0.0, 0.0, 1.0, 0.05), looks=())
        given = replace(given, sides=(given.sides[0], front), words=(number,))
        assert [one.state for one in all_of(given) if isinstance(one, BsnFinding)] == [state]

    @pytest.mark.parametrize(("confidence", "sure"), [(0.97, True), (0.75, False)])
    def test_digits_hardly_read_in_a_cover_are_looked_at_by_a_person(self, confidence: float, sure: bool) -> None:
        given = with_side(look(Place.PRINTED, Covering.SOLID, word("60080", box=FIELD, confidence=confidence)))
        (found,) = [one for one in all_of(given) if isinstance(one, BsnFinding)]
        assert found.state is State.PARTIAL
        assert (found.confidence >= SURE) is sure

    def test_what_the_views_of_a_cover_do_not_agree_on_are_its_edges(self) -> None:
        close = [View.CLOSE, View.CONTRAST, View.PALE, View.EVEN]

        def state(*texts: str) -> State:
            return state_of(
                Covering.SOLID,
                *(word(text, box=FIELD, view=view) for text, view in zip(texts, close, strict=True)),
            )

        assert state("6081", "9203", "1552", "0780") is State.COVERED
        assert state("6081", "6082", "6081", "9781") is State.PARTIAL

    def test_the_year_of_a_date_that_stands_elsewhere_is_no_rest(self) -> None:
        year, date = replace(word("2027", left=0.3, top=0.2), size=40.0), word("29 maart 2027", left=0.5, top=0.3)

        def states(*words: Word) -> list[State]:
            zone = look(Place.PRINTED, Covering.BLANK, *words, box=CARD)
            return [state for _, state in bsns(with_side(zone, side="holder-back"))]

        assert states(year) == [State.PARTIAL]
        assert states(year, date) == [State.COVERED]

    @pytest.mark.parametrize(
        ("confidence", "state"), [(0.8, State.COVERED), (0.95, State.PARTIAL)], ids=["hardly", "easily"]
    )
    def test_round_digits_hardly_read_on_a_cover_are_the_rims_of_stickers(
        self, confidence: float, state: State
    ) -> None:
        views = (View.CLOSE, View.PALE, View.EVEN)
        rims = [word("60080", box=FIELD, view=view, confidence=confidence) for view in views]
        assert state_of(Covering.SOLID, *rims) is state

    def test_digits_all_alike_on_a_cover_are_its_pattern(self) -> None:
        rims = [word("00000", box=FIELD, view=view) for view in (View.CLOSE, View.PALE, View.EVEN)]
        assert state_of(Covering.SOLID, *rims) is State.COVERED

    def test_a_piece_of_a_watermarks_date_across_a_cover_is_no_rest(self) -> None:
        pieces = [word(text, box=FIELD, view=View.PALE) for text in ("20260", "20260", "20269")]
        assert state_of(Covering.SOLID, *pieces) is State.PARTIAL
        assert state_of(Covering.SOLID, *pieces, word("2026-03-25", left=0.4, top=0.15)) is State.COVERED

    def test_a_watermarks_date_across_the_field_is_no_number_nearly_read(self) -> None:
        close = [word(text, box=FIELD, view=View.CLOSE) for text in ("19062026", "1906202")]
        date = word("d.d.19-06-2026", left=0.2, top=0.2)
        assert state_of(Covering.NONE, *close) is State.READABLE
        assert state_of(Covering.SOLID, *close, date) is State.COVERED
        assert state_of(Covering.NONE, word(NO_BSN[:8], box=FIELD, view=View.CLOSE), date) is State.READABLE

    def test_the_year_of_a_tile_beside_a_cover_is_no_rest_where_a_date_has_it(self) -> None:
        tile = word("2026", left=0.36, top=0.202)
        assert state_of(Covering.SOLID, tile) is State.PARTIAL
        assert state_of(Covering.SOLID, tile, word("datum 8 apr. 2026", left=0.4, top=0.15)) is State.COVERED
        assert state_of(Covering.SOLID, tile, word("datum 8 apr. 2027", left=0.4, top=0.15)) is State.PARTIAL

    def test_another_number_of_the_document_is_no_bsn(self) -> None:
        others = (word("SPECI2014"), word("Documentnummer SPECI2014"), word("VNR1234567890"), word("CAN 123456"))
        assert state_of(Covering.SOLID, *others) is State.COVERED

    def test_a_number_labelled_as_anothers_is_no_bsn(self) -> None:
        assert state_of(Covering.SOLID, word(f"Klantnummer {BSN}")) is State.COVERED


class TestLicences:
    def licence(self, *texts: str, covering: Covering = Covering.SOLID, side: str = "back") -> list[State]:
        given = look(Place.PRINTED, covering, *(word(text) for text in texts))
        changes = {"document": "driving-licence", "model": "unknown", "side": side}
        return [state for _, state in bsns(with_side(given, **changes))]

    @pytest.mark.parametrize(
        "text", [f"{BSN}/6236186433", f"{BSN} / 6236186433", f"BSN/rijbewijsnummer {BSN}/6236186433"]
    )
    def test_the_number_before_the_slash_is_the_bsn(self, text: str) -> None:
        assert self.licence(text) == [State.READABLE]

    @pytest.mark.parametrize("text", ["6236186433", "/6236186433", "5. 6236186433"])
    def test_a_licence_number_is_none_though_nine_of_its_digits_pass_the_elfproef(self, text: str) -> None:
        assert self.licence(text) == [State.COVERED]

    def test_its_end_is_none_where_the_second_reader_took_the_cover_before_it_for_more(self) -> None:
        number = word("4" + BSN, box=FIELD, reader="ppocr")
        end = word(f"ENE {BSN}", box=FIELD, reader="tesseract", confidence=0.4)
        about = {"document": "driving-licence", "model": "unknown", "side": "back"}

        def state(*words: Word) -> list[State]:
            return [one for _, one in bsns(with_side(look(Place.PRINTED, Covering.SOLID, *words), **about))]

        assert state(end) == [State.SEE_THROUGH] or state(end) == [State.READABLE]
        assert state(number, end) == [State.COVERED]

    def test_a_number_that_lost_a_digit_is_none_though_the_others_pass_the_elfproef(self) -> None:
        given = look(Place.PRINTED, Covering.UNSEEN, word(f"kopie {BSN} dd"), expected=False)
        front = with_side(given, document="driving-licence", model="unknown", side="front")
        whole = word(BSN[:4] + "0" + BSN[4:], left=0.4, top=0.3)
        assert [state for _, state in bsns(front)] == [State.READABLE]
        assert [state for _, state in bsns(replace(front, words=(whole,)))] == [State.ABSENT]

    def test_what_stands_before_the_slash_is_the_end_of_the_number_wherever_the_field_was_taken_to_be(self) -> None:
        readings = [word("0662/4703729684", left=left, top=0.2) for left in (0.18, 0.2, 0.22)]
        given = look(Place.PRINTED, Covering.NONE, *readings, box=readings[1].box)
        (found,) = [one for one in all_of(with_side(given, document="driving-licence")) if isinstance(one, BsnFinding)]
        assert found.state is State.PARTIAL
        assert found.candidates == pytest.approx(9091, 0.01)

    def test_letters_that_a_bar_was_taken_for_stand_before_the_rest_only_where_the_slash_is_behind_it(self) -> None:
        def state(text: str) -> list[State]:
            given = look(
                Place.PRINTED, Covering.NONE, word(text, left=0.2, top=0.2), box=word(text, left=0.2, top=0.2).box
            )
            return [state for _, state in bsns(with_side(given, document="driving-licence"))]

        assert state("zaq8747/4718615081") == [State.PARTIAL]
        assert state("zaq8747") == [State.UNKNOWN]

    def test_what_a_cover_left_of_it_beside_the_sides_is_none(self) -> None:
        number = f"3{BSN}"
        front = with_side(document="driving-licence", model="unknown", side="front")
        own, cut = word(number, left=0.3, top=0.2), word(BSN, top=0.6)
        assert bsns(replace(front, words=(cut,))) == [(Place.PRINTED, State.READABLE)]
        assert bsns(replace(front, words=(own, cut))) == []

    def test_the_strip_of_a_licence_holds_none(self) -> None:
        assert self.licence("D1NLD362361864332VD9S5D36V7R25") == [State.COVERED]


class TestStrips:
    def states(self, *texts: str, covering: Covering, kind: str = "TD3", **changes: Any) -> list[State]:
        given = look(Place.MRZ, covering, box=STRIP_BOX, **changes)
        about = {"document": "passport", "model": "2014", "side": "holder", "strips": (strip(*texts, kind=kind),)}
        return [state for _, state in bsns(with_side(given, **about))]

    def test_an_open_strip_is_readable_whatever_the_cover_was_measured_to_be(self) -> None:
        legible = {State.READABLE, State.STRUCK_LEGIBLE, State.SEE_THROUGH}
        for covering in Covering:
            assert self.states(*TD3, covering=covering)[0] in legible
        assert self.states(*TD3, covering=Covering.NONE) == [State.READABLE]

    @pytest.mark.parametrize(
        ("covering", "state"),
        [
            (Covering.STRUCK, State.STRUCK_LEGIBLE),
            (Covering.DENSE, State.STRUCK_LEGIBLE),
            (Covering.VEILED, State.SEE_THROUGH),
            (Covering.SOLID, State.SEE_THROUGH),
            (Covering.BLANK, State.SEE_THROUGH),
        ],
    )
    def test_a_strip_that_was_read_in_spite_of_what_lies_over_it_says_so(
        self, covering: Covering, state: State
    ) -> None:
        assert self.states(*TD3, covering=covering) == [state]

    def test_columns_that_one_view_brings_back_are_legible(self) -> None:
        covered = TD3[1][:28] + "?????????" + TD3[1][37:]
        centres = tuple((i + 0.5) / 9 for i in range(9))
        back = word(NO_BSN, box=STRIP_BOX, view=View.EVEN, centres=centres)
        given = look(Place.MRZ, Covering.SOLID, back, box=STRIP_BOX)
        about = {"document": "passport", "model": "2014", "side": "holder", "strips": (strip(TD3[0], covered),)}
        assert bsns(with_side(given, **about)) == [(Place.MRZ, State.SEE_THROUGH)]

    def test_what_was_read_over_a_whole_cover_is_not_of_the_columns(self) -> None:
        marking = "ers 10 nov 2026KOPIE uitsluiten"
        centres = [(i + 0.5) / len(marking) for i in range(len(marking))]
        over = word(marking, box=STRIP_BOX, view=View.CONTRAST, centres=centres)
        seen = look(Place.MRZ, Covering.SOLID, over, box=STRIP_BOX)
        assert bsns(with_side(seen)) == [(Place.MRZ, State.COVERED)]

    def test_covered_columns_are_covered(self) -> None:
        covered = TD3[1][:28] + "?????????" + TD3[1][37:]
        assert self.states(TD3[0], covered, covering=Covering.SOLID) == [State.COVERED]

    def test_covered_columns_without_a_cover_seen_are_never_covered(self) -> None:
        covered = TD3[1][:28] + "?????????" + TD3[1][37:]
        (state,) = self.states(TD3[0], covered, covering=Covering.NONE)
        assert state not in (State.COVERED, State.ABSENT)

    @pytest.mark.parametrize(("covered", "state"), [(0, State.READABLE), (2, State.PARTIAL)])
    def test_columns_misread_though_nothing_covers_them_are_open(self, covered: int, state: State) -> None:
        read = word("1234567", view=View.CLOSE, centres=[(i + 0.5) / 9 for i in range(7)])
        seen = look(Place.MRZ, Covering.NONE, read, covered=covered)
        (found,) = [one for one in all_of(with_side(seen)) if isinstance(one, BsnFinding)]
        assert found.state is state

    def test_four_columns_covered_are_partial(self) -> None:
        assert self.states(TD3[0], TD3[1][:33] + "????" + TD3[1][37:], covering=Covering.NONE) == [State.PARTIAL]

    def test_a_strip_whose_optional_field_is_empty_has_none(self) -> None:
        empty = "SPECI20212NLD6503101F3108022<<<<<<<<<<<<<<<8"
        assert self.states(TD3[0], empty, covering=Covering.NONE) == [State.ABSENT]
        assert self.states(TD3[0], empty, covering=Covering.VEILED) == [State.SEE_THROUGH], (
            "a cover was read as fillers"
        )

    def test_fillers_in_the_columns_are_no_number_where_no_model_has_one(self) -> None:
        fillers = word("<" * 9, box=STRIP_BOX, view=View.PALE, centres=[(i + 0.5) / 9 for i in range(9)])

        def state(expected: bool) -> State:
            seen = look(Place.MRZ, Covering.VEILED, fillers, box=STRIP_BOX, expected=expected)
            (found,) = [one for one in all_of(with_side(seen)) if isinstance(one, BsnFinding)]
            return found.state

        assert state(expected=False) is State.ABSENT
        assert state(expected=True) is State.SEE_THROUGH

    @pytest.mark.parametrize(("composite", "state"), [("8", State.ABSENT), ("7", State.SEE_THROUGH)])
    def test_a_permits_strip_that_was_read_without_fault_has_none_whatever_crosses_it(
        self, composite: str, state: State
    ) -> None:
        texts = (
            "ITNLDNLD2506628VNR4563757695<<",
            f"5403282M2403133SYR<<<<<<<<<<<{composite}",
            "OP<DEN<AKKER<<WOUTER<HENDRIKUS",
        )
        assert self.states(*texts, covering=Covering.VEILED, kind="TD1", expected=True) == [state]

    def test_the_v_number_of_a_permit_is_none(self) -> None:
        permit = ("IRNLDV123AL5681VNR1234567890<<", "6503101F2403096TUR<<<<<<<<<<<8", "DOE<<JANE<<<<<<<<<<<<<<<<<<<<<")
        about = {"document": "residence-permit", "model": "unknown", "strips": (strip(*permit, kind="TD1"),)}
        given = look(Place.MRZ, Covering.NONE, box=STRIP_BOX)
        assert bsns(with_side(given, **about)) == [(Place.MRZ, State.ABSENT)]


class TestTogether:
    """Of a number that is covered in part in two places, the digits of both count."""

    def found(self, printed: str, in_strip: str) -> list[BsnFinding]:
        rest = word(printed, box=FIELD)
        line = TD3[1][:28] + in_strip + "<<<<<??"
        looks = look(Place.PRINTED, Covering.NONE, rest), look(Place.MRZ, Covering.NONE, box=STRIP_BOX)
        about = {"document": "passport", "model": "2011", "side": "holder", "strips": (strip(TD3[0], line),)}
        return [one for one in all_of(with_side(*looks, **about)) if isinstance(one, BsnFinding)]

    def test_other_digits_in_each_place_leave_fewer_numbers_than_either(self) -> None:
        printed, in_strip = self.found("99999", "??????990")
        assert printed.state is in_strip.state is State.PARTIAL
        assert printed.candidates == in_strip.candidates
        assert printed.candidates == 1

    def test_the_same_digits_in_both_leave_as_many(self) -> None:
        printed, _ = self.found("999", "999??????")
        assert printed.candidates == pytest.approx(10**6 / 11, rel=0.01)


class TestCodes:
    def test_a_code_with_nine_digits_that_pass_is_a_bsn(self) -> None:
        code = Code(kind="QRCode", text=BSN, box=FIELD)
        given = reading(sides=with_side().sides, codes=(code,))
        assert bsns(given) == [(Place.CODE, State.READABLE)]

    @pytest.mark.parametrize("text", [NO_BSN, "6236186433", "https://example.org", None])
    def test_another_code_is_none(self, text: str | None) -> None:
        code = Code(kind="QRCode", text=text, box=FIELD)
        assert bsns(reading(sides=with_side().sides, codes=(code,))) == []


def test_each_side_is_found_with_its_marking_in_order() -> None:
    found = all_of(with_side(look(Place.PRINTED, Covering.SOLID), look(Place.MRZ, Covering.SOLID)))
    assert [type(one) for one in found] == [SideFinding, BsnFinding, BsnFinding, MarkingFinding]
    assert found[0].legible  # type: ignore[union-attr]


def test_a_side_is_legible_only_when_every_place_on_it_was_sharp() -> None:
    blurred = look(Place.MRZ, Covering.SOLID, sharp=False)
    (side,) = [
        one for one in all_of(with_side(look(Place.PRINTED, Covering.SOLID), blurred)) if isinstance(one, SideFinding)
    ]
    assert not side.legible


def test_a_number_on_a_side_is_not_told_twice() -> None:
    number = word(BSN, left=0.2, top=0.2)
    given = with_side(look(Place.PRINTED, Covering.NONE, number), words=(number,))
    assert bsns(given) == [(Place.PRINTED, State.READABLE)]


def test_no_finding_holds_a_digit_of_it() -> None:
    number = word(BSN, left=0.2, top=0.2)
    side = with_side(look(Place.PRINTED, Covering.NONE, number), words=(number, word(f"BSN {OTHER_BSN}", top=0.8)))
    said = repr(all_of(side)) + repr(side)
    assert BSN not in said
    assert OTHER_BSN not in said


def test_a_line_that_another_look_took_over_counts_once() -> None:
    """Twice as many sentences would make a letter of the sheet, on which a number without a label is none."""
    sheet = (*lines("Dit is een kopie voor Woonpartners", "alleen voor dit verzoek om inzage"), word(BSN, top=0.8))
    again = tuple(replace(one, view=View.WRITTEN) for one in sheet)
    assert bsns(with_side(words=(*sheet, *again))) == bsns(with_side(words=sheet)) == [(Place.PRINTED, State.READABLE)]
