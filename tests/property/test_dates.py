"""Every date is found in each of its forms."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from idcheck.dates import MONTHS, Form, dates_in

RECEIVED = date(2026, 11, 20)
days = st.dates(date(2001, 1, 1), date(2036, 12, 31))


@given(
    days,
    st.sampled_from(["{0.day}-{0.month}-{0.year}", "{0:%d-%m-%Y}", "{0:%d/%m/%y}", "{0:%d.%m.%Y}", "{0:%Y-%m-%d}"]),
)
def test_a_numeric_date_is_found(day, form):
    (found,) = dates_in("Kopie " + form.format(day) + " voor u", received=RECEIVED)
    assert (found.date, found.form) == (day, Form.NUMERIC)


@given(
    days,
    st.data(),
    st.sampled_from(["{0.day} {1} {0.year}", "{0.day}{1}{0.year}", "{0.day}-{1}-{0.year}", "{1} {0.day}, {0.year}"]),
)
def test_a_written_date_is_found(day, data, form):
    name = data.draw(st.sampled_from(MONTHS[day.month - 1]))
    (found,) = dates_in(
        form.format(day, data.draw(st.sampled_from([name, name.title(), name.upper()]))), received=RECEIVED
    )
    assert (found.date, found.form, found.uncertain) == (day, Form.WRITTEN, False)


@given(st.text(max_size=60) | st.text("0123456789-/.' OlIjanmrt", max_size=40))
def test_any_text_is_taken(text):
    for found in dates_in(text, received=RECEIVED):
        assert 0 <= found.start < found.end <= len(text)
        assert (found.date is None) == (found.form is Form.INCOMPLETE)
