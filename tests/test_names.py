"""Names show no BSN, however it is written in them, and stay apart."""

from __future__ import annotations

import pytest

from files import BSN
from idcheck.names import distinct, masked_name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("paspoort 123456782.pdf", "paspoort •••••••••.pdf"),
        ("1234.56.782.jpg", "••••.••.•••.jpg"),
        ("123-456-782 jansen.png", "•••-•••-••• jansen.png"),
        ("jansen_123456782_2024.pdf", "jansen_•••••••••_2024.pdf"),
        ("scan99123456782.pdf", "scan99•••••••••.pdf"),
        ("10000008.pdf", "••••••••.pdf"),
        ("123 - 456 - 782.pdf", "••• - ••• - •••.pdf"),
    ],
)
def test_a_bsn_in_a_name_is_blotted(name: str, shown: str) -> None:
    assert masked_name(name) == shown


@pytest.mark.parametrize("name", ["letter-0017.pdf", "123456789.pdf", "IMG_4821.HEIC", "Jansen-06-12.eml", "•••.pdf"])
def test_other_names_stay(name: str) -> None:
    assert masked_name(name) == name


def test_masking_twice_changes_nothing() -> None:
    assert masked_name(masked_name(f"a {BSN} b")) == masked_name(f"a {BSN} b")


def test_a_name_cannot_steer_a_terminal_or_break_an_encoding() -> None:
    assert masked_name("a\x1b[31m\u202egpj.exe\udcff\n.jpg") == "a�[31m�gpj.exe��.jpg"


def test_a_name_of_any_length_is_cut() -> None:
    assert len(masked_name("a" * 10_000)) == 200


def test_a_name_that_is_taken_gets_a_number() -> None:
    taken: set[str] = set()
    assert [distinct("foto.jpg", taken) for _ in range(3)] == ["foto.jpg", "foto (2).jpg", "foto (3).jpg"]
    assert [distinct("map.v2/foto", taken) for _ in range(2)] == ["map.v2/foto", "map.v2/foto (2)"]
