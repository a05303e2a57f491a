"""Strips composed of any valid fields are read back, also after what OCR does to them."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from idcheck.check_digits import check_digit
from idcheck.mrz import FieldState, bsn_in, model_hint, parse

from .strategies import bsns

LETTERS = "ABDFGHIJMNOPQRSTUVWXYZ"
DIGIT_CONFUSIONS = {"0": "ODQ", "1": "I", "2": "Z", "5": "S", "6": "G", "8": "B"}


@st.composite
def passports(draw):
    """The two lines of a Dutch passport of before August 2021, and its BSN."""
    bsn = draw(bsns())
    number = draw(st.from_regex(r"[A-NP-Z]{2}[A-NP-Z1-9]{6}[1-9]", fullmatch=True))
    birth = draw(st.dates(date(1930, 1, 1), date(2005, 12, 31)))
    expiry = draw(st.dates(date(2024, 3, 9), date(2031, 8, 29)))
    names = draw(st.text(LETTERS, min_size=1, max_size=15)) + "<<" + draw(st.text(LETTERS, min_size=1, max_size=15))
    dates = _checked(f"{birth:%y%m%d}") + draw(st.sampled_from("MF")) + _checked(f"{expiry:%y%m%d}")
    head = _checked(number)
    optional = _checked(bsn + "<" * 5)
    composite = check_digit(head + dates[:7] + dates[8:] + optional)
    return f"P<NLD{names}".ljust(44, "<"), f"{head}NLD{dates}{optional}{composite}", bsn


@st.composite
def cards(draw):
    """The three lines of a Dutch identity card of 2014–2021, and its BSN."""
    names, line, bsn = draw(passports())
    first = "I<NLD" + line[:10] + _checked(bsn + "<" * 5)
    dates = line[13:28] + "NLD" + "<" * 11
    composite = check_digit(first[5:] + dates[:7] + dates[8:15] + dates[18:])
    return first, f"{dates}{composite}", names[5:35], bsn


def _checked(text):
    return f"{text}{check_digit(text)}"


@settings(max_examples=40)
@given(passports())
def test_a_passport_is_read_back(passport):
    *lines, bsn = passport
    mrz = parse(lines)
    assert mrz.lines == tuple(lines)
    assert set(mrz.checks.values()) == {True}
    assert bsn_in(mrz).digits == bsn
    assert bsn_in(mrz).state is FieldState.OPEN
    assert model_hint(mrz) <= {"2014"}


@settings(max_examples=40)
@given(cards())
def test_a_card_is_read_back(card):
    *lines, bsn = card
    mrz = parse(lines)
    assert mrz.lines == tuple(lines)
    assert set(mrz.checks.values()) == {True}
    assert (bsn_in(mrz).digits, bsn_in(mrz).state) == (bsn, FieldState.OPEN)


@settings(max_examples=60)
@given(passports() | cards(), st.data())
def test_the_bsn_is_read_after_confusions_and_fillers_dropped_or_doubled(document, data):
    *lines, bsn = document
    row = 1 if len(lines) == 2 else 0
    digits = [i for i, char in enumerate(lines[row]) if char in DIGIT_CONFUSIONS and (i > 9 + 5 * (row == 0))]
    line = list(lines[row])
    for place in data.draw(st.lists(st.sampled_from(digits), max_size=3, unique=True)) if digits else []:
        line[place] = data.draw(st.sampled_from(DIGIT_CONFUSIONS[line[place]]))
    text = "".join(line).replace("<<<<<", "<" * data.draw(st.integers(1, 9)))
    noisy = (*lines[:row], text, *lines[row + 1 :])
    assert bsn_in(parse(noisy)).digits == bsn


@settings(max_examples=40)
@given(passports() | cards(), st.sets(st.integers(0, 8)))
def test_a_covered_digit_is_never_made_up(document, hidden):
    *lines, bsn = document
    row, start = (1, 28) if len(lines) == 2 else (0, 15)
    masked = "".join("?" if i in hidden else digit for i, digit in enumerate(bsn))
    lines[row] = lines[row][:start] + masked + lines[row][start + 9 :]
    field = bsn_in(parse(lines))
    assert field.digits == masked
    assert field.candidates >= 1
    assert bsn not in repr(field)


@given(st.lists(st.text(max_size=50) | st.text("ABKNLD0159<?P", max_size=46), max_size=4))
def test_any_lines_are_taken(lines):
    if mrz := parse(lines):
        assert len({len(line) for line in mrz.lines}) == 1
        assert bsn_in(mrz).candidates >= 0
        model_hint(mrz)
