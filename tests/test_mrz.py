"""Strips as they are printed (public specimens), as OCR gives them, and partly covered."""

from datetime import date

import pytest

from idcheck.check_digits import check_digit
from idcheck.mrz import BsnField, FieldState, Format, bsn_in, model_hint, parse

NAMES = "P<NLDDE<BRUIJN<<WILLEKE<LISELOTTE<<<<<<<<<<<"
PASSPORT = "SPECI20142NLD6503101F2403096999999990<<<<<84"
CARD = ("I<NLDSPECI20142999999990<<<<<8", "6503101F2403096NLD<<<<<<<<<<<8", "DE<BRUIJN<<WILLEKE<LISELOTTE<<")
NEW_CARD = ("I<NLDSPECI20212<<<<<<<<<<<<<<<", "6503101F3108022NLD<<<<<<<<<<<8", CARD[2])


def field_of(*lines: str) -> BsnField:
    mrz = parse(lines)
    assert mrz is not None
    return bsn_in(mrz)


@pytest.mark.parametrize(
    ("lines", "form", "state", "models"),
    [
        ((NAMES, PASSPORT), "TD3", "open", {"2014"}),
        ((NAMES, "SPECI20142NLD6503101F2401151999999990<<<<<82"), "TD3", "open", {"2011", "2014"}),
        (CARD, "TD1", "open", {"2014"}),
        ((NAMES, "SPECI20212NLD6503101F3108309<<<<<<<<<<<<<<<0"), "TD3", "empty", {"2021"}),
        (NEW_CARD, "TD1", "empty", {"2021"}),
        (("XN2039LC36NLD6503101F1610202999999990<<<<<82",), "TD3", "open", {"2011"}),
    ],
)
def test_the_specimens_are_read_with_every_check_digit(lines, form, state, models):
    mrz = parse(lines)
    assert (mrz.format, bsn_in(mrz).state, model_hint(mrz)) == (form, state, models)
    assert set(mrz.checks.values()) == {True}


def test_the_card_of_2006_is_read_in_spite_of_its_misprinted_composite_digit():
    mrz = parse(["I<NLDXI85935F86999999990<<<<<<", "7208148F1108268NLD<<<<<<<<<<<4", "VAN<DER<STEEN<<MARIANNE<LOUISE"])
    assert (bsn_in(mrz).state, mrz.checks["composite"], model_hint(mrz)) == (FieldState.OPEN, False, {"2006"})


def test_the_fields_of_a_passport_are_told():
    mrz = parse([NAMES, PASSPORT])
    assert (mrz.code, mrz.issuer, mrz.number, mrz.birth, mrz.expiry) == (
        "P<", "NLD", "SPECI2014", date(1965, 3, 10), date(2024, 3, 9),
    )  # fmt: skip
    row, start, end = mrz.bsn_columns
    assert mrz.lines[row][start:end] == bsn_in(mrz).digits == "999999990"


def test_no_repr_shows_what_a_strip_says_of_a_person():
    mrz = parse([NAMES, PASSPORT])
    assert not any(text in repr((mrz, bsn_in(mrz))) for text in ("999999990", "SPECI2014", "BRUIJN", "1965"))


@pytest.mark.parametrize(
    "line", ["D1NLD15094962111659VW87Z78NB84", "D1NLD250949621112HF7W55VL42L21", "D1NLD362361864332VD9S5D36V7R25"]
)
def test_the_strip_of_a_driving_licence_never_holds_a_bsn(line):
    mrz = parse([line])
    assert (mrz.format, mrz.checks["composite"], bsn_in(mrz).state) == (Format.DL, True, FieldState.NONE)


def test_the_strip_of_the_2024_passport_begins_with_pp():
    mrz = parse([NAMES.replace("P<", "PP", 1), "SPECI20242NLD6503101F3409305<<<<<<<<<<<<<<<0"])
    assert (mrz.code, bsn_in(mrz).state, model_hint(mrz)) == ("PP", FieldState.EMPTY, {"2024"})


def test_the_v_number_of_a_residence_permit_is_no_bsn():
    mrz = parse(["IRNLDV123AL5681VNR1234567890<<", "6503101F2403096TUR<<<<<<<<<<<8", "DOE<<JANE<<<<<<<<<<<<<<<<<<<<<"])
    assert (mrz.format, mrz.code, bsn_in(mrz).state, model_hint(mrz)) == (Format.TD1, "IR", FieldState.NONE, set())


def test_a_foreign_passport_has_no_bsn():
    field = field_of("P<D<<MUSTERMANN<<ERIKA<<<<<<<<<<<<<<<<<<<<<<", "C01X0006H1D<<6408125F2702283999999990<<<<<84")
    assert field.state is FieldState.NONE


@pytest.mark.parametrize(
    "lines",
    [
        (NAMES[:35], "SPECI20142NLD6503101F2403096999999990<<84"),
        (NAMES[:33], "SPECI20142NLD6503101F240309699999999084"),
        (NAMES + "<<<<", "SPECI20142NLD6503101F2403096999999990<<<<<<<<84"),
        ("PKNLDDE<BRUIJN<<WILLEKE", "SPECI20I42NLO6503I01F24O3096999999990KKKKK84"),
        ("PKNLDDE<BRUIJN<<WILLEKE", "SPECI20142NLD6503101F2403096999999990KCKEK84"),
        ("P<NLDDE BRUIJN  WILLEKE LISELOTTE", "SPECI20142NLD6503101F2403096 99999999O <<<<< 84"),
        ("P«NLDDE<BRUIJN", "SPECI20142N1D6503101F24030969999999D0cccc<84".replace("D0", "90")),
        (NAMES, "5PECI20142NLD6503101F2403096999999990<<(<«84"),
        (NAMES, "ECI20142NLD6503101F2403096999999990<<<<<84"),
        ("KONINKRIJK DER NEDERLANDEN", NAMES, PASSPORT, "Burg. van Stad en Dorp"),
        (PASSPORT,),
        (NAMES.replace("NLD", "MLD"), PASSPORT.replace("NLD", "NL?")),
        ("I<NLDSPECI20142999999990<8", "6503101F2403096NLD<<8", "DE<BRUIJN<<WILLEKE"),
        ("I<NLDSPECI20142999999990<<<<<", *CARD[1:]),
        ("IKNL0SPECI20142999999990<<<<<B", *CARD[1:]),
        ("INLDSPECI20142999999990<<<<<8", *CARD[1:]),
        (CARD[0],),
    ],
)
def test_a_bsn_is_read_in_spite_of_what_ocr_does_to_a_strip(lines):
    field = field_of(*lines)
    assert (field.digits, field.state, field.check_ok) == ("999999990", FieldState.OPEN, True)


@pytest.mark.parametrize(
    "lines",
    [
        ("P<NLDDE<BRUIJN<<WILLEKE", "SPECI20212NLD6503101F3108309<<<<<<0"),
        (NAMES, "SPECI20212NLD6503101F3108309<<<<<<<<<<<<<<<<<<<0"),
        (NAMES, "SPECI20212NLD6503101F3108309<<KK<<<C<<<<<<<0"),
        ("I<NLDSPECI20212<<<<", NEW_CARD[1], NEW_CARD[2]),
    ],
)
def test_fillers_that_come_and_go_make_no_bsn_of_an_empty_field(lines):
    assert field_of(*lines).state is FieldState.EMPTY


@pytest.mark.parametrize(
    "lines",
    [
        (NAMES, "SPECI20142NLD6503101F2403096?????????<<<<<84"),
        (NAMES, "SPECI20142NLD6503101F2403096????????????????"),
        (NAMES, "SPECI20142NLD6503101F2403096<<<<<84"),
        (NAMES, "SPECI20142NLD6503101F2403096"),
        ("I<NLDSPECI20142?????????<<<<<8", *CARD[1:]),
        ("I<NLDSPECI20142", *CARD[1:]),
        ("I<NLDSPECI20142<<", *CARD[1:]),
        (NAMES, "SPECI20142NLD6503101F2403096<<<<<<<<<<<<<<<4"),
    ],
)
def test_what_is_covered_stays_unread(lines):
    field = field_of(*lines)
    assert (field.digits, field.state, field.check_ok) == ("?" * 9, FieldState.COVERED, None)
    assert field.candidates > 1_000_000


def test_a_holder_without_a_bsn_is_believed_when_the_check_digits_agree():
    line = "SPECI20142NLD6503101F2403096" + "<" * 14 + "0"
    composite = check_digit(line[:10] + line[13:20] + line[21:])
    assert field_of(NAMES, f"{line}{composite}").state is FieldState.EMPTY


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("SPECI20142NLD6503101F240309699999999?<<<<<84", range(1, 2)),
        ("SPECI20142NLD6503101F240309699999????<<<<<84", range(50, 150)),
        ("SPECI20142NLD6503101F240309699999????<<<<<??", range(850, 950)),
        ("SPECI20142NLD6503101F240309699999????<<<<<?4", range(100, 260)),
        ("SPECI20142NLD6503101F2403096???999990<<<<<84", range(1, 30)),
    ],
)
def test_a_partly_covered_bsn_leaves_few_numbers(line, left):
    field = field_of(NAMES, line)
    assert (field.state, field.candidates in left) == (FieldState.PARTLY, True)


def test_a_card_gives_more_away_than_a_passport():
    card = field_of("I<NLDSPECI2014299999????<<<<<8", *CARD[1:])
    hidden_digit = field_of("I<NLDSPECI2014299999????<<<<<?", *CARD[1:])
    assert 1 <= card.candidates < 30 <= hidden_digit.candidates < 300


def test_nine_digits_that_no_check_confirms_are_not_called_hidden():
    field = field_of(NAMES, "SPECI20142NLD6503101F2403096999999890<<<<<84")
    assert (field.state, field.check_ok) == (FieldState.PARTLY, False)
    assert 1 <= field.candidates < 10


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [""],
        ["KONINKRIJK DER NEDERLANDEN", "BURGEMEESTER VAN STAD EN DORP"],
        ["?" * 44] * 2,
        ["<" * 44] * 2,
        ["999999990"],
    ],
)
def test_other_text_is_no_strip(lines):
    assert parse(lines) is None


@pytest.mark.parametrize("stray", ["", "E", "EI", "K<C"])
def test_a_line_of_names_with_something_before_it_is_never_the_line_of_the_bsn(stray):
    mrz = parse([f"{stray}P<NLDB0ER<<Z0E<FLEUR<<<<<<<<<<<<<<<<<<<<<<<<<<"])
    assert mrz is None or bsn_in(mrz).state not in (FieldState.EMPTY, FieldState.NONE)


def test_fillers_are_those_of_an_empty_field_only_where_another_check_digit_of_the_strip_is_right():
    assert field_of(NAMES, "SPECI20212NLD6503101F3108309<<<<<<<<<<<<<<<0").state is FieldState.EMPTY
    assert field_of(NAMES, "SPE?I?9?1?NLD6?93?91F?1?8399<<<<<<<<<<<<<<<?").state is FieldState.COVERED


def test_check_digits_are_those_of_icao_9303():
    assert [check_digit(text) for text in ("520727", "AB2134<<<", "L898902C<", "<<<", "1?3")] == [3, 5, 3, 0, None]
