"""What the property tests draw from."""

from hypothesis import strategies as st


@st.composite
def bsns(draw):
    """A number that passes the elfproef, without two leading zeros."""
    head = draw(st.integers(1_000_000, 99_999_999).map("{:08}".format).filter(lambda digits: _last(digits) < 10))
    return f"{head}{_last(head)}"


def _last(head):
    return sum((9 - i) * int(digit) for i, digit in enumerate(head)) % 11
