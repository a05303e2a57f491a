"""Claims on BSNs that hold for every number."""

from hypothesis import given
from hypothesis import strategies as st
from stdnum.nl import bsn as stdnum_bsn

from idcheck.bsn import CheckSum, candidates, is_bsn, numbers_in

from .strategies import bsns

nine_digits = st.text("0123456789", min_size=9, max_size=9)


@given(nine_digits)
def test_the_arithmetic_is_that_of_stdnum(digits):
    assert is_bsn(digits) == (stdnum_bsn.is_valid(digits) and not digits.startswith("00"))


@given(bsns())
def test_every_bsn_is_one_and_is_the_only_candidate_when_read(digits):
    assert is_bsn(digits)
    assert candidates(digits) == 1


@given(bsns(), st.sets(st.integers(0, 8), max_size=3), st.lists(st.tuples(*[st.integers(0, 9)] * 9), max_size=2))
def test_candidates_equals_trying_them_all(digits, hidden, weights):
    masked = "".join("?" if i in hidden else digit for i, digit in enumerate(digits))
    checks = [CheckSum(weights=w, residue=_sum(w, digits)) for w in weights]
    tried = [masked]
    for place in sorted(hidden):
        tried = [number[:place] + digit + number[place + 1 :] for number in tried for digit in "0123456789"]
    left = [n for n in tried if stdnum_bsn.checksum(n) == 0 and all(_sum(c.weights, n) == c.residue for c in checks)]
    assert candidates(masked, checks=checks) == len(left) >= 1


def _sum(weights, digits):
    return sum(w * int(d) for w, d in zip(weights, digits, strict=True)) % 10


@given(bsns(), st.sampled_from(["{}{}{}", "{} {} {}", "{}.{}.{}", "{}-{}-{}"]), st.booleans())
def test_a_bsn_is_found_in_a_sentence_and_never_shown(digits, form, by_four):
    cuts = (4, 6) if by_four else (3, 6)
    text = "mijn bsn is " + form.format(digits[: cuts[0]], digits[cuts[0] : cuts[1]], digits[cuts[1] :]) + " dank u"
    runs = numbers_in(text)
    assert [run.digits for run in runs] == [digits]
    assert digits not in repr(runs)


@given(st.text(max_size=60))
def test_any_text_is_taken(text):
    for run in numbers_in(text):
        assert 0 <= run.start < run.end <= len(text)
        assert len(run.digits) == 9
