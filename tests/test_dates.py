"""Dates as people, stamps and passports write them, and as OCR gives them."""

from datetime import date

import pytest

from idcheck.dates import Form, dates_in

RECEIVED = date(2026, 11, 20)
MARCH = date(2026, 3, 12)


def only(text):
    (found,) = dates_in(text, received=RECEIVED)
    return found


@pytest.mark.parametrize(
    "text",
    [
        "12-3-'26", "12-03-2026", "12/03/26", "12.03.2026", "12.3.26", "2026-03-12", "2026/03/12", "12 - 03 - 2026",
        "12–3–2026", "d.d. 12-3-2026", "dd12-03-2026", "Woonpartners12-03-2026", "12-03-2026, 14:05 uur",
        "12-03-2026kopie", "12/3/’26", "2026-03--12", "12--3-2026",
    ],
)  # fmt: skip
def test_numeric_dates(text):
    found = only(text)
    assert (found.date, found.form, found.uncertain) == (MARCH, Form.NUMERIC, False)


@pytest.mark.parametrize(
    "text",
    [
        "12 maart 2026", "12 mrt 2026", "12 mrt. '26", "12-mrt-2026", "12maart2026", "12 maart2026", "12MAART2026",
        "d.d. 12 maart 2026", "March 12, 2026", "March 12/2026", "12th of March 2026", "12 March 2026", "Mar. 12th, 2026",
        "12 Maart, 2026", "12e maart 2026", "12mrt2026",
    ],
)  # fmt: skip
def test_written_dates(text):
    found = only(text)
    assert (found.date, found.form, found.uncertain) == (MARCH, Form.WRITTEN, False)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("I2-03-2O26", MARCH), ("l2-O3-2026", MARCH), ("12-03-2O26", MARCH), ("l2 apri1 2026", date(2026, 4, 12)),
        ("12 ju1i 2026", date(2026, 7, 12)), ("12 jun1 2026", date(2026, 6, 12)), ("12 03 2026", MARCH),
        ("15 ME) 2026", date(2026, 5, 15)),
        ("03/15/2026", date(2026, 3, 15)),
    ],
)  # fmt: skip
def test_misread_dates_are_repaired_and_uncertain(text, day):
    found = only(text)
    assert (found.date, found.uncertain) == (day, True)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12 rnaart 2026", MARCH), ("12 maarl 2026", MARCH), ("12 n0vember 2026", date(2026, 11, 12)),
        ("12 novernber 2026", date(2026, 11, 12)), ("12 novembcr2026", date(2026, 11, 12)),
        ("12 augustns 2026", date(2026, 8, 12)),
    ],
)  # fmt: skip
def test_a_long_month_misread_is_no_other(text, day):
    found = only(text)
    assert (found.date, found.uncertain) == (day, False)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("10 MAA/MAR 1965", date(1965, 3, 10)), ("09 MAA/MAR 2024", date(2024, 3, 9)),
        ("02 AUG/AUG 2021", date(2021, 8, 2)), ("15 JAN/JAN 2014", date(2014, 1, 15)),
        ("10MAA/MAR1965", date(1965, 3, 10)), ("1O MEI/MAY 2O19", date(2019, 5, 10)),
        ("10 OKTIOCT 2019", date(2019, 10, 10)), ("10 OKT/0CT 2019", date(2019, 10, 10)),
        ("10 DEC DEC 2019", date(2019, 12, 10)),
    ],
)  # fmt: skip
def test_a_documents_own_dates_have_their_own_form(text, day):
    found = only(text)
    assert (found.date, found.form) == (day, Form.DOCUMENT)


@pytest.mark.parametrize("text", ["maart 2026", "Mrt 2026", "03-2026", "3/2026", "12 maart", "12 mrt."])
def test_a_date_without_day_or_year_is_incomplete(text):
    found = only(text)
    assert (found.date, found.form) == (None, Form.INCOMPLETE)


@pytest.mark.parametrize(
    "text",
    [
        "31-02-2026", "30 februari 2026", "32-01-2026", "12-13-2026-1", "00-00-0000", "12.34.56.78", "1234.56.782",
        "06-12345678", "Kerkstraat 12 2026 AB", "artikel 15 lid 3", "12 huizen 2026", "SO-BO-ISOS", "123456782",
        "14:05", "€ 12,50", "", "3.1.26.4", "versie 2.0", "12 man 2026", "24 uur",
    ],
)  # fmt: skip
def test_impossible_dates_and_other_numbers_are_none(text):
    assert dates_in(text, received=RECEIVED) == ()


def test_a_year_of_two_digits_is_near_the_day_of_receipt():
    assert only("10-03-'65").date == date(1965, 3, 10)
    assert only("10-03-'30").date == date(2030, 3, 10)


def test_a_date_that_may_be_english_is_uncertain_when_the_dutch_reading_lies_ahead():
    assert (only("11/12/2026").date, only("11/12/2026").uncertain) == (date(2026, 12, 11), True)
    assert not only("10/11/2026").uncertain


def test_every_date_of_a_line_is_found_where_it_stands():
    text = "kopie t.b.v. Woonpartners d.d. 12 nov. 2026, geldig tot 09 MAA/MAR 2034, geboren 10.03.1965"
    assert [(text[f.start : f.end], f.form) for f in dates_in(text, received=RECEIVED)] == [
        ("12 nov. 2026", Form.WRITTEN),
        ("09 MAA/MAR 2034", Form.DOCUMENT),
        ("10.03.1965", Form.NUMERIC),
    ]
