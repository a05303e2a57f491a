"""QR codes and barcodes: decoded, or at least seen."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import zxingcpp

from drawn import page, paper
from idcheck.codes import read_codes
from idcheck.records import Box, Picture

BSN = "123456782"
"""a public specimen's number"""


def with_code(size: int, text: str = BSN, kind: object = zxingcpp.BarcodeFormat.QRCode) -> Picture:
    """Paper with a code ``size`` pixels wide, its corner at 400, 300."""
    code = zxingcpp.create_barcode(text, kind)
    modules = np.array(code.to_image(scale=1, add_quiet_zones=False), np.uint8)
    high = round(size * modules.shape[0] / modules.shape[1]) if kind is zxingcpp.BarcodeFormat.QRCode else 80
    picture = paper()
    shown = cv2.resize(modules, (size, high), interpolation=cv2.INTER_NEAREST)
    picture[300 : 300 + high, 400 : 400 + size] = shown[..., None]
    return picture


def around_the_code(size: int) -> Box:
    return Box(400 / 1240, 300 / 900, (400 + size) / 1240, (300 + size) / 900)


@pytest.mark.parametrize("size", [60, 150, 400])
def test_a_qr_code_is_decoded_where_it_stands(size: int) -> None:
    (code,) = read_codes(page(with_code(size)))
    assert (code.kind.replace(" ", ""), code.text) == ("QRCode", BSN)
    assert code.box.share_in(around_the_code(size).grow(0.02, 0.02)) > 0.99
    assert around_the_code(size).share_in(code.box.grow(0.02, 0.02)) > 0.99


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_turned_qr_code_is_decoded_too(quarters: int) -> None:
    turned = np.ascontiguousarray(np.rot90(with_code(150), quarters))
    assert [code.text for code in read_codes(page(turned))] == [BSN]


def test_a_barcode_is_decoded() -> None:
    picture = with_code(500, "NL1234", zxingcpp.BarcodeFormat.Code128)
    assert [code.text for code in read_codes(page(picture))] == ["NL1234"]


def test_a_scribbled_code_is_never_decoded_wrong() -> None:
    picture = with_code(150)
    for step in range(0, 150, 9):
        cv2.line(picture, (400, 300 + step), (550, 440 - step), (30, 30, 60), 4)
    assert all(code.text is None for code in read_codes(page(picture)))


def test_a_damaged_code_is_seen_though_not_decoded() -> None:
    picture = with_code(150)
    picture[370:440, 470:540] = 255
    found = read_codes(page(picture))
    assert found
    assert all(code.text is None for code in found)
    assert any(code.box.share_in(around_the_code(150).grow(0.02, 0.02)) > 0.99 for code in found)


def test_a_covered_code_and_empty_paper_hold_nothing() -> None:
    picture = with_code(150)
    picture[295:455, 395:555] = 12
    assert read_codes(page(picture)) == ()
    assert read_codes(page(paper())) == ()


def test_what_a_code_says_is_not_in_its_repr() -> None:
    (code,) = read_codes(page(with_code(150)))
    assert BSN not in repr(code)
