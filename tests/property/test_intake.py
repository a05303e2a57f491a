"""Whatever the bytes, the intake raises nothing and loses nothing."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from files import BSN, Opened, docx, drawing, encoded, mail, msg, odt, pdf, zip_of
from idcheck.bsn import is_bsn
from idcheck.names import masked_name
from idcheck.records import AttachmentInfo
from idcheck.wire import Record

PNG = encoded(drawing())
WHOLE: Mapping[str, bytes] = {
    "pdf": pdf([{"text": "hallo", "picture": encoded(drawing(), "JPEG")}]),
    "zip": zip_of({"a.png": PNG, "b.txt": b"hallo"}),
    "docx": docx("hallo", media={"a.png": PNG}),
    "odt": odt("hallo", pictures={"a.png": PNG}),
    "mail": mail("hallo", {"a.png": PNG}),
    "msg": msg("onderwerp", "hallo", {"a.png": PNG}),
    **{kind: encoded(drawing(), kind) for kind in ("JPEG", "PNG", "TIFF", "WEBP", "BMP", "GIF", "HEIF", "AVIF")},
}


def owner(record: Record) -> str:
    return record.name if isinstance(record, AttachmentInfo) else record.attachment


quick = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A file of some kind with some bytes changed, cut out or put in."""
    data = bytearray(WHOLE[draw(st.sampled_from(sorted(WHOLE)))])
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        length = draw(st.integers(0, 40))
        data[start : start + length] = draw(st.binary(max_size=40))
    return bytes(data)


@quick
@given(data=st.one_of(st.binary(max_size=300), damaged()))
def test_any_bytes_give_a_record_and_the_next_file_is_still_examined(opened: Opened, data: bytes) -> None:
    records = opened({"a": data, "b.png": PNG}, max_seconds=20.0)
    of_first = [record for record in records if owner(record).startswith("a")]
    assert of_first
    assert records.names[-1] == "b.png"


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_name_shows_a_bsn(before: str, after: str) -> None:
    shown = masked_name(before + BSN + after)
    assert BSN not in shown
    assert masked_name(shown) == shown


@given(st.text(alphabet="0123456789._- a", max_size=30))
def test_no_name_shows_nine_digits_that_pass(name: str) -> None:
    shown = masked_name(name)
    nines = (shown[i : i + 9] for i in range(len(shown)))
    assert not any(nine.isdigit() and is_bsn(nine) for nine in nines)
