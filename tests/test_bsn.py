"""The elfproef, counting what remains possible, and numbers and labels in a text."""

import random
from statistics import mean

import pytest

from idcheck.bsn import CheckSum, candidates, is_bsn, label_in, label_of, numbers_in

TD3 = (7, 3, 1) * 3
TD1_COMPOSITE = (3, 1, 7) * 3


@pytest.mark.parametrize("digits", ["999999990", "111222333", "123456782", "012345672"])
def test_numbers_that_pass_the_elfproef_are_bsns(digits):
    assert is_bsn(digits)


@pytest.mark.parametrize(
    "digits", ["000000000", "123456789", "12345672", "1234567820", "000000012", "12345678x", "", "١٢٣٤٥٦٧٨٢"]
)
def test_impossible_numbers_are_no_bsns(digits):
    assert not is_bsn(digits)


@pytest.mark.parametrize(
    "text",
    [
        "123456782", "1234 56 782", "123.456.782", "1234.56.782", "123-456-782", "12 34 56 782", "1 2 3 4 5 6 7 8 2",
        "123456782/5094962111", "BSN123456782", "burgerservicenummer:123456782", "pagina 2 1234 56 782",
        "123456782 12-03-2026", "12-03-2026 123456782", "123456782.",
        "Persoonsnummer / Personal No 123456782 12 MAA/MAR 1965", "123456782naam", "l23456782", "I23456782",
        "12345G7B2", "1Z34S6782", "123 4S6 782",
    ],
)  # fmt: skip
def test_a_bsn_is_found_as_people_print_write_and_misread_it(text):
    assert [run.digits for run in numbers_in(text)] == ["123456782"]


@pytest.mark.parametrize(
    "text",
    [
        "5094962111", "123456782123", "V123456782", "VNR1234567890", "NL91ABNA0417164300", "NL91 ABNA 0417 1643 00",
        "NL91 INGB 0001 2345 67", "DE89 3704 0044 0532 0130 00", "D1NLD362361864332VD9S5D36V7R25",
        "D1NLD3 623618643 32VD9S5D36V7R25", "06-12345678", "06 12345678", "+31 6 12345678", "+31612345678",
        "0031 6 12345678", "020 123 45 67", "€ 1.234.567,89", "123456782,00", "12-03-2026", "2026-03-12",
        "12-03-2026 1", "IS12B4567", "NS1234567", "NL123456782B01", "NL 1234.56.782.B.01",
        "SPECI20142NLD6503101F2403096999999990<<<<<84", "12345678", "1234 AB 5678", "lSOBZ", "",
    ],
)  # fmt: skip
def test_other_numbers_have_not_the_shape_of_a_bsn(text):
    assert numbers_in(text) == ()


def test_a_run_tells_where_it_stands_and_what_was_repaired_and_hides_its_digits():
    (run,) = numbers_in("nr. 1234 S6 782, graag")
    assert ("nr. 1234 S6 782, graag"[run.start : run.end], run.repaired) == ("1234 S6 782", 1)
    assert "123456782" not in repr(run)


def test_a_slash_that_ocr_lost_or_misread_does_not_hide_the_bsn_on_a_licence():
    for text in ("1234567825094962111", "12345678215094962111", "123456782l5094962111"):
        assert numbers_in(text)[0].digits == "123456782"


def test_a_date_that_ran_into_a_number_is_no_bsn():
    assert numbers_in("14-06-27960") == ()
    assert numbers_in("1234.56.782")[0].digits == "123456782"


def test_eight_digits_count_only_with_a_label():
    assert numbers_in("12345672") == ()
    assert numbers_in("BSN 12345672")[0].digits == "012345672"


def test_an_omzetbelastingnummer_counts_only_with_its_label():
    assert numbers_in("btw-id NL123456782B01") == ()
    assert numbers_in("omzetbelastingnummer NL123456782B01")[0].digits == "123456782"
    assert numbers_in("ob-nummer: NL 1234.56.782.B.01")[0].digits == "123456782"


@pytest.mark.parametrize(
    "text",
    [
        "BSN", "bsn:", "B.S.N.", "B5N", "8SN", "Burgerservicenummer", "burger service nr.", "Burgerserv1cenurnmer",
        "sofinummer", "Sofi-nr", "Persoonsnummer", "Persoonsnumrner", "Personal No", "Personal no.",
        "Personal number", "No Personnel", "Identifiant personnel", "Identifiantpersonne1", "Citizen Service Number",
        "BSN/rijbewijsnummer", "PersoonsnummerPersonalno", "Burgerservicenummer (BSN)",
    ],
)  # fmt: skip
def test_a_label_of_a_bsn_is_known_in_spite_of_ocr(text):
    label = label_in(text)
    assert label is not None
    assert label.is_bsn


@pytest.mark.parametrize(
    "text",
    [
        "RSIN", "KvK-nummer", "KvK", "btw-nummer", "BTW", "IBAN", "rekeningnummer", "Klantnummer", "V-nummer", "VNR",
        "rijbewijsnummer", "documentnummer", "Document no.", "telefoonnumer", "Tel.", "dossiernummer", "Ons kenmerk",
        "polisnummer", "onderwijsnummer", "CAN", "personeelsnummer",
    ],
)  # fmt: skip
def test_labels_of_other_numbers_speak_against_it(text):
    label = label_in(text)
    assert label is not None
    assert not label.is_bsn


@pytest.mark.parametrize(
    "text", ["personal details", "you can do it", "nummer", "het huis aan de gracht", "", "123456782"]
)
def test_other_words_are_no_labels(text):
    assert label_in(text) is None


def test_a_run_belongs_to_the_nearest_label_before_it():
    text = "klantnummer 111222333 BSN 123456782 documentnummer"
    assert [label_of(text, run).is_bsn for run in numbers_in(text)] == [False, True]
    after = "123456782 (bsn)"
    assert label_of(after, numbers_in(after)[0]).is_bsn


@pytest.mark.parametrize(
    ("hidden", "expected"), [(1, 1), (2, 9.1), (3, 91), (4, 909), (5, 9_091), (6, 90_909), (9, 90_909_091)]
)
def test_the_elfproef_leaves_one_in_eleven(hidden, expected):
    assert mean_left(hidden, lambda _: ()) == pytest.approx(expected, rel=0.2)


@pytest.mark.parametrize(("hidden", "expected"), [(2, 2.2), (3, 12.7), (4, 95), (5, 909), (6, 9_091), (9, 9_090_909)])
def test_the_check_digit_of_a_passport_leaves_a_tenth(hidden, expected):
    assert mean_left(hidden, lambda digits: (check(TD3, digits),)) == pytest.approx(expected, rel=0.2)


@pytest.mark.parametrize(("hidden", "expected"), [(2, 2.2), (3, 2.8), (4, 19), (5, 182), (6, 1_818), (9, 1_818_181)])
def test_both_check_digits_of_a_card_leave_a_fiftieth(hidden, expected):
    both = mean_left(hidden, lambda digits: (check(TD3, digits), check(TD1_COMPOSITE, digits)))
    assert both == pytest.approx(expected, rel=0.2)


def test_digits_that_contradict_the_elfproef_leave_nothing():
    assert candidates("123456789") == 0


@pytest.mark.parametrize("digits", ["12345678", "1234567890", "12345678<", ""])
def test_a_mask_has_nine_characters(digits):
    with pytest.raises(ValueError, match="nine"):
        candidates(digits)


def check(weights, digits):
    return CheckSum(weights=weights, residue=sum(w * int(d) for w, d in zip(weights, digits, strict=True)) % 10)


def mean_left(hidden, checks):
    """The mean over random BSNs of what remains with the last ``hidden`` digits covered (domain 4.3)."""
    numbers = (f"{n:09}" for n in random.Random(7).sample(range(10_000_000, 10**9), 4_000))
    bsns = [digits for digits in numbers if is_bsn(digits)][: 60 if hidden < 5 else 3]
    return mean(candidates(digits[: 9 - hidden] + "?" * hidden, checks=checks(digits)) for digits in bsns)
