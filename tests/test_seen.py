"""Digits that can be seen on a side are told whether a reader found them or not."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from drawn import a_line_mm, page, paper, typed, whole_side
from idcheck.covers import Blob
from idcheck.documents import PASSPORT
from idcheck.engines.ppocr import Line
from idcheck.records import Box, Picture
from idcheck.seen import THROUGH, beside, digits_through, seen_in
from idcheck.sight import Sight

WHOLE = Box(0.0, 0.0, 1.0, 1.0)
AT = (700.0, 500.0)
"""where the number is typed: its left end and the foot of its digits, in pixels"""
OVER_IT = a_line_mm("123456782", 69.0, 46.5, (20.0, 4.5))

COVER = np.s_[460:515, 680:900]
COVERED = Box(680 / 1250, 460 / 880, 900 / 1250, 515 / 880)


def sight(picture: Picture, *lines: Line, patches: tuple[Blob, ...] = ()) -> Sight:
    return Sight(
        page=page(picture),
        side=whole_side(PASSPORT, "holder", "2011", 0),
        lines=lines,
        patches=patches,
        ground=252,
        span=220,
        sharp=True,
        value_mm=3.2,
    )


def left(on: Sight, *lines: Line) -> int:
    """How many digits the longest row has that lies in none of these lines."""
    seen = seen_in(on, WHOLE)
    return beside(on, seen, lines).digits_in_row()


@pytest.mark.parametrize("text", ["123456782", "1234.56.782", "123 456 782", "123456782/5763047491"])
def test_a_number_that_no_line_holds_is_left(text: str) -> None:
    on = sight(typed(paper(1250, 880), AT, [text]))
    assert left(on) >= 7
    assert left(on, a_line_mm(text, 69.0, 46.5, (2.2 * len(text), 4.5))) == 0


def test_it_is_under_a_watermark_and_under_strokes() -> None:
    picture = typed(paper(1250, 880), AT, ["123456782"])
    over = typed(picture.copy(), (300, 520), ["KOPIE voor Woonpartners"], height=60)
    picture = np.asarray(cv2.addWeighted(picture, 0.6, over, 0.4, 0), np.uint8)
    for rise in (6, 16):
        cv2.line(picture, (690, 500 - rise), (880, 496 - rise), (25, 35, 120), 3, cv2.LINE_AA)
    assert left(sight(picture)) >= 7


def test_what_a_patch_hides_is_not_left() -> None:
    hiding = Blob(box=Box(0.55, 0.5, 0.75, 0.6), width_mm=25, height_mm=8.8, mask=np.ones((4, 4), np.bool_))
    assert left(sight(typed(paper(1250, 880), AT, ["123456782"]), patches=(hiding,))) == 0


def test_nor_is_what_stands_in_a_code_that_was_decoded() -> None:
    on = sight(typed(paper(1250, 880), AT, ["123456782"]))
    assert left(replace(on, codes=(Box(0.55, 0.5, 0.75, 0.6),))) == 0


@pytest.mark.parametrize("colour", [(12, 12, 16), (246, 240, 226), (130, 20, 24)])
@pytest.mark.parametrize("left_of_it", [0.0, 0.08, 0.2])
def test_digits_are_seen_through_a_cover_that_leaves_some_of_their_contrast(
    colour: tuple[int, int, int], left_of_it: float
) -> None:
    picture = typed(paper(1250, 880), AT, ["123456782"])
    picture[COVER] = left_of_it * picture[COVER] + (1 - left_of_it) * np.array(colour)
    over = typed(picture.copy(), (300, 520), ["KOPIE voor Woonpartners"], height=60)
    for laid in (picture, np.asarray(cv2.addWeighted(picture, 0.6, over, 0.4, 0), np.uint8)):
        through = digits_through(sight(laid), COVERED)
        assert through >= THROUGH if left_of_it else through < 3


def test_letters_through_a_cover_or_over_it_are_no_digits() -> None:
    picture = typed(paper(1250, 880), AT, ["Woonpartners"])
    picture[COVER] = 0.15 * picture[COVER] + 0.85 * np.array((246, 240, 226))
    written = paper(1250, 880)
    written[COVER] = (246, 240, 226)
    for each in (picture, typed(written, (690, 505), ["12-03-2026"])):
        assert digits_through(sight(each), COVERED) < 3


def test_gaps_of_a_scratch_and_grain_and_what_stands_at_a_covers_rim_are_no_digits() -> None:
    scratch = paper(1250, 880)
    scratch[COVER] = (16, 16, 20)
    for x in range(684, 896, 11):
        scratch[496:508, x : x + 4] = (150, 150, 150)
    assert digits_through(sight(cv2.GaussianBlur(scratch, (0, 0), 1.6)), COVERED) < THROUGH
    grained = np.random.default_rng(4)
    even = np.asarray(paper(1250, 880) - grained.integers(0, 14, (880, 1250, 3)), np.uint8)
    even[COVER] = (12, 12, 12)
    small = cv2.resize(even, None, fx=0.67, fy=0.67, interpolation=cv2.INTER_AREA)
    small = np.clip(small + grained.normal(0, 2, small.shape), 0, 255).astype(np.uint8)
    coded = cv2.imdecode(cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 78])[1], cv2.IMREAD_COLOR)
    coded = np.asarray(cv2.resize(coded, (1250, 880), interpolation=cv2.INTER_CUBIC), np.uint8)
    assert digits_through(sight(coded), COVERED) == 0, "as a JPEG rounds an even colour"
    faint = np.asarray(0.9 * paper(1250, 880) + 0.1 * typed(paper(1250, 880), (690, 462), ["123456782"]), np.uint8)
    assert digits_through(sight(faint), COVERED) == 0, "a row that goes on outside it"


@pytest.mark.parametrize("height", [9.0, 60.0])
def test_captions_and_titles_are_none(height: float) -> None:
    assert left(sight(typed(paper(1250, 880), (200, 500), ["personal no. no. 123"], height=height))) < 3


def test_letters_that_the_edge_of_the_place_cuts_through_are_none() -> None:
    on = sight(typed(paper(1250, 880), (200, 500), ["Woonpartners onderhoud"], height=60))
    seen = seen_in(on, Box(0.0, 478 / 880, 1.0, 1.0))
    assert beside(on, seen, ()).digits_in_row() < 3


def test_the_bars_of_a_code_that_a_watermark_cuts_through_are_none() -> None:
    picture = paper(1250, 880)
    for bar in range(30):
        picture[480:505, 300 + 7 * bar : 303 + 7 * bar + bar % 3] = 20
    assert left(sight(picture)) < 4


def test_digits_are_counted_along_a_line() -> None:
    seen = seen_in(sight(typed(paper(1250, 880), AT, ["123456782"])), WHOLE)
    assert seen.digits_in(OVER_IT.quad) >= 9
    assert seen.share_of(OVER_IT.quad) > 0.6
    assert seen.digits_in(a_line_mm("", 20.0, 46.5, (20.0, 4.5)).quad) == 0


def test_where_digits_that_were_read_are_not_seen_it_tells_nothing() -> None:
    there, elsewhere = (a_line_mm("12-03-2026", left, 46.5, (20.0, 3.4)) for left in (69.0, 20.0))
    picture = typed(typed(paper(1250, 880), AT, ["12-03-2026"]), (205, 500), ["MNKAVXHEAZ"])
    for lines, told in [((there,), True), ((elsewhere,), False), ((there, elsewhere), True), ((), True)]:
        on = sight(picture, *lines)
        assert seen_in(on, WHOLE).told == told
