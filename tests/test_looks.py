"""What is read on a patch or under a watermark is told from a strip and from a code."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from drawn import a_line, a_line_mm, page, paper, typed, whole_side
from idcheck import leaves, looks
from idcheck.covers import Blob
from idcheck.documents import OTHER, PASSPORT
from idcheck.engines.ppocr import Line
from idcheck.leaves import Leaf, _columns, _holds_sides, _is_read_on, _is_tiled, _reads_turned_over
from idcheck.lines import uncrossed
from idcheck.looks import _are_laid_over, _hides_strip, _is_bare, _is_of_tiles, _is_strip_like, _strip_cover
from idcheck.records import Box, Covering, Look, Picture, Place, Strip, StripLine, Word
from idcheck.sight import Sight
from idcheck.strips import FoundStrip
from idcheck.views import VIEWS


@pytest.mark.parametrize(
    "text",
    [
        "legitimatie - Woonpartners",
        "kopie voor",
        "11",
        "16.05.2026ners, datum 16.05.2026r",
        "2026-05-16, AVG-verzoek",
        "27-12-202bestemd.27-12-20bestemd27-12-2",
        "DEC 2025aiers iv.m.EC 025 a",
    ],
)
def test_a_marking_read_on_a_patch_is_no_strip(text: str) -> None:
    assert not _is_strip_like(text)


@pytest.mark.parametrize("text", ["SPECI20142NLD", "999999990<<<<<84", "DE<BRUIJN<<W", "6503l01F24o3"])
def test_letters_and_digits_of_a_strip_are(text: str) -> None:
    assert _is_strip_like(text)


@pytest.mark.parametrize(
    ("texts", "laid_over"),
    [
        (["ie ID-bewijs"] * 4, True),
        (["ie ID-bewijs"] * 3, False),
        (["ie ID-bewijs"] * 3 + ["ie1D3456782"], False),
        (["WOONPARTNERS"] * 4, False),
        (["aan"] * 4, False),
    ],
)
def test_over_a_strips_columns_lie_a_watermarks_words_if_every_view_gives_nothing_else(
    texts: list[str], laid_over: bool
) -> None:
    pairs = zip(VIEWS, texts, strict=False)
    words = [Word(text=text, box=Box(0.1, 0.8, 0.4, 0.9), confidence=0.98, view=view) for view, text in pairs]
    assert _are_laid_over(words) is laid_over


def at(left: float, right: float) -> list[list[float]]:
    return [[left, 100], [right, 100], [right, 130], [left, 130]]


def test_a_line_read_worse_together_with_what_crosses_it_gives_way_to_the_dark_print_alone() -> None:
    crossed, apart = a_line("V291062007", at(100, 330), 0.82), a_line("Kopie", at(500, 700), 0.7)
    dark = a_line("29.06.2007", at(110, 320), 0.99)
    assert uncrossed([crossed, apart], [dark], page(paper(1000, 600))) == [apart, dark]


def test_what_the_dark_print_alone_shows_with_less_ease_refutes_nothing() -> None:
    read, dark = a_line("123456782", at(100, 330), 0.99), a_line("1234", at(110, 320), 0.9)
    kept = uncrossed([read], [dark], page(paper(1000, 600)))
    assert [line.text.text for line in kept] == ["123456782", "1234"]
    assert np.array_equal(kept[0].quad, read.quad)


def test_a_column_that_could_not_be_read_as_a_line_is_looked_at_more_closely() -> None:
    on = page(paper(1000, 1400))
    corners = [[330.0, 500.0], [330.0, 800.0], [300.0, 800.0], [300.0, 500.0]]
    (box,) = _columns(on, [a_line("11加刃", corners, 0.43), a_line("AM", at(300, 330), 0.43)])
    assert box.left * 1000 < 100
    assert box.top * 1400 < 450
    assert box.bottom * 1400 > 850
    assert not list(_columns(on, [a_line("RIJBEWIJS", corners, 0.97)]))


@pytest.mark.parametrize(("times", "tiled"), [(3, True), (2, False)])
def test_a_watermark_says_the_same_again_and_again(times: int, tiled: bool) -> None:
    print_ = [a_line(text, at(100, 330)) for text in ("Jansen", "11.08.2011", "11.08.2011", "11.08.2011")]
    assert _is_tiled([*print_, *(a_line("Kopie voor", at(100, 330)) for _ in range(times))]) is tiled


def test_a_watermarks_lines_with_what_they_cross_are_alike_and_titles_in_three_languages_are_not() -> None:
    titles = ["PASPOORT", "PASSPORT", "PASSEPORT", "KONINKRIJK DER NEDERLANDEN", "KINGDOM OF THE NETHERLANDS"]
    crossed = [
        "kopie; alleen voog. Woonpartners;",
        "kopie: alleen vopg. Vaoonpartners;",
        "Anna Marale; alleen voor Woonpartners;",
    ]
    assert not _is_tiled([a_line(text, at(100, 330)) for text in titles])
    assert not _is_tiled([a_line(text, at(100, 330)) for text in (*titles, *crossed[:2])])
    assert _is_tiled([a_line(text, at(100, 330)) for text in (*titles, *crossed)])


def a_leaf(*boxes: Box, confidence: float = 0.9) -> Leaf:
    sides = [replace(whole_side(PASSPORT, "holder", "2011", 3), box=box, confidence=confidence) for box in boxes]
    return Leaf(page=page(paper(200, 200)), lines=(), strips=(), sides=tuple(sides))


def test_below_a_watermark_no_side_is_lost_that_was_made_out_above_it() -> None:
    upper, lower, both = Box(0.1, 0.1, 0.9, 0.4), Box(0.1, 0.5, 0.9, 0.8), Box(0.1, 0.1, 0.9, 0.8)
    assert _holds_sides(a_leaf(upper, lower), a_leaf(upper, lower))
    assert _holds_sides(a_leaf(lower), a_leaf(lower, both)), "one page, found twice"
    assert _holds_sides(a_leaf(lower), a_leaf(upper, confidence=0.4)), "nobody knows what it was"
    assert not _holds_sides(a_leaf(lower), a_leaf(upper, lower))
    assert not _holds_sides(a_leaf(both), a_leaf(upper, lower)), "two pages in one"


def test_a_side_of_which_nobody_knows_what_it_is_stays_where_the_darkest_print_tells_of_others_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    upper, lower = Box(0.1, 0.1, 0.9, 0.4), Box(0.1, 0.5, 0.9, 0.8)
    known, unknown = a_leaf(upper).sides[0], a_leaf(lower, confidence=0.4).sides[0]
    above = replace(a_leaf(upper), sides=(known, unknown))
    monkeypatch.setattr(leaves.ppocr, "detect", lambda *_: [])
    for found, boxes in (((known,), {upper, lower}), (a_leaf(upper, lower).sides, {upper, lower})):
        monkeypatch.setattr(leaves, "_made_out", lambda *_, found=found: replace(a_leaf(), sides=found))
        assert {side.box for side in leaves._below_tiles(above, []).sides} == boxes
    foreign = a_leaf(lower)
    foreign = replace(foreign, sides=(replace(foreign.sides[0], document=OTHER),))
    assert not _holds_sides(foreign, a_leaf(lower)), "another state's has no BSN"
    assert _holds_sides(foreign, foreign)


@pytest.mark.parametrize(("confidence", "lines", "held"), [(0.9, 2, True), (0.5, 2, False), (0.99, 1, False)])
def test_below_a_watermark_no_less_is_read_of_a_strip(confidence: float, lines: int, held: bool) -> None:
    """On the German specimen the darkest print lost the letters that tell whose passport it is."""

    def with_strip(confidence: float, lines: int) -> Leaf:
        line = StripLine(text="P<D<<MUSTERMANN", box=Box(0.1, 0.7, 0.9, 0.75), confidence=confidence)
        strip = Strip(format="TD3", lines=(line,) * lines, box=Box(0.1, 0.7, 0.9, 0.8))
        leaf = a_leaf(Box(0.1, 0.1, 0.9, 0.8))
        found = FoundStrip(strip=strip, quads=(), edges=())
        return replace(leaf, sides=(replace(leaf.sides[0], strip=found),))

    assert _holds_sides(with_strip(confidence, lines), with_strip(0.8, 2)) is held


WATERMARK = "Kopie voor Woonpartners"


def test_a_title_that_is_read_turned_over_tells_of_a_side_on_its_head() -> None:
    """The back of a passport's page, on its head under the holder's, has three or four lines large enough to be found."""
    upright = typed(paper(1240, 400), (100, 100), ["PASPOORT PASSPORT PASSEPORT"], height=30)
    there = [[90.0, 60.0], [760.0, 60.0], [760.0, 110.0], [90.0, 110.0]]
    turned = [[1240.0 - x, 400.0 - y] for x, y in (there[2], there[3], there[0], there[1])]
    garbled = a_line("LIOASSVd LIOdSSVd", turned, 0.5)
    assert _reads_turned_over([garbled], page(np.ascontiguousarray(upright[::-1, ::-1])))
    assert not _reads_turned_over([garbled._replace(quad=np.array(there, np.float32))], page(upright))


def test_a_title_read_again_from_aside_makes_no_side_beside_its_own() -> None:
    on, taken = page(paper(1000, 1000)), Box(0.0, 0.0, 0.5, 0.5)
    own = a_line("PASPOORT PASSPORT PASSEPORT", [[100, 100], [400, 100], [400, 140], [100, 140]])
    other = own._replace(quad=own.quad + 500)
    assert _is_read_on([taken], [own], on)
    assert not _is_read_on(
        [taken], [own, other, a_line("1,89 m", [[700, 700], [800, 700], [800, 740], [700, 740]])], on
    )


def framed(picture: Picture, *lines: Line) -> Sight:
    side = replace(whole_side(PASSPORT, "holder", "2011", 3), framed=True)
    return Sight(page=page(picture), side=side, lines=lines, patches=(), ground=252, span=220, sharp=True, value_mm=3.2)


def test_the_page_that_faces_a_passports_which_lies_on_end_is_no_side(monkeypatch: pytest.MonkeyPatch) -> None:
    """It lies left of it on the page as it is, and above it where that is turned."""
    on = page(paper(1000, 1000))
    facing, apart = Box(0.1, 0.2, 0.4, 0.6), Box(0.1, 0.7, 0.4, 0.95)
    holder = a_leaf(Box(0.3, 0.5, 0.7, 0.8)).sides[0]
    turned = {facing: Box(0.3, 0.2, 0.7, 0.5), apart: Box(0.05, 0.2, 0.3, 0.5)}
    monkeypatch.setattr(leaves, "box_on", lambda box, *_: turned[box])
    for box, told in ((facing, True), (apart, False)):
        (unknown,), (known,) = (a_leaf(box, confidence=sure).sides for sure in (0.4, 0.9))
        assert leaves._is_facing(unknown, [holder], on, on) is told
        assert not leaves._is_facing(known, [holder], on, on), "made out"


@pytest.mark.parametrize(
    ("text", "hidden"),
    [("2026|Kopie d.d.2808/206|Kopie d.d.280820", True), ("NIDPZN6U13NLD8006134F1803288210174320", False)],
)
def test_a_watermarks_tiles_over_the_cover_of_a_strip_are_no_strip(text: str, hidden: bool) -> None:
    tile = a_line_mm("d.d. 28/08/2026 | Kopie", 40, 20, (50.0, 5.0))
    assert _is_of_tiles(replace(framed(paper(1250, 880), tile), laid_over=(tile.quad,)), text) is hidden
    assert not _is_of_tiles(framed(paper(1250, 880), tile), text), "print"


def test_a_strip_is_hidden_where_its_place_bears_no_more_than_a_pale_watermark() -> None:
    foot = Box(0.0, 0.55, 1.0, 1.0)
    pale = a_line_mm(WATERMARK, 40, 66, (50.0, 5.0))
    picture = typed(paper(1250, 880), (420, 700), [WATERMARK], height=30)
    watermark = np.asarray(252 - (252 - picture.astype(np.float32)) * 0.3, np.uint8)
    assert _is_bare(framed(paper(1250, 880)), foot)
    assert _is_bare(framed(watermark, pale), foot)
    assert not _is_bare(framed(picture, pale), foot), "as dark as print"
    strip = a_line_mm("P<NLDDE<BRUIJN<<WILLEKE", 40, 66, (50.0, 5.0))
    assert not _is_bare(framed(paper(1250, 880), strip), foot), "a strip that shines through"
    assert not _is_bare(framed(paper(1250, 880), a_line_mm("NF843EH820NLD88090", 10, 70, (60.0, 3.0))), foot)


@pytest.mark.parametrize(
    ("size", "captions", "hidden"), [((2100, 2970), 3, True), ((2100, 2970), 2, False), ((2100, 2100), 3, False)]
)
def test_a_strip_under_white_out_is_hidden_where_captions_tell_the_page_on_a_sheet(
    size: tuple[int, int], captions: int, hidden: bool
) -> None:
    """A photocopy shows no edges. What the holder signs above the strip is none of it."""
    on = page(typed(paper(*size), (300, 500), ["A. Jansen"], height=60))
    side = replace(whole_side(PASSPORT, "holder", "2011", captions), box=Box(0, 0, 1250 / size[0], 880 / size[1]))
    sight = Sight(page=on, side=side, lines=(), patches=(), ground=252, span=220, sharp=True, value_mm=3.2)
    assert _is_bare(sight, side.box._replace(top=0.55 * side.box.bottom)) is hidden


@pytest.mark.parametrize(("left", "framed_", "hidden"), [(0.1, False, True), (0.0, False, False), (0.0, True, True)])
def test_a_patch_at_a_sides_rim_hides_its_strip_only_where_its_edges_were_seen(
    left: float, framed_: bool, hidden: bool
) -> None:
    side = replace(whole_side(PASSPORT, "holder", "2011", 3), framed=framed_, box=Box(0.2, 0.0, 1.0, 1.0))
    box = Box(0.2 + left, 0.82, 0.9, 0.95)
    patch = Blob(box=box, width_mm=80, height_mm=10, mask=np.ones((4, 4), np.bool_))
    sight = Sight(
        page=page(paper(400, 300)), side=side, lines=(), patches=(patch,), ground=250, span=200, sharp=True, value_mm=3
    )
    foot = Box(0.2, 0.6, 1.0, 1.0)
    assert _hides_strip(sight, patch, foot, foot) is hidden
    at_picture, whole = replace(patch, box=box._replace(left=0.0)), Box(0.0, 0.6, 1.0, 1.0)
    assert not _hides_strip(replace(sight, side=replace(side, box=whole._replace(top=0.0))), at_picture, whole, whole)


@pytest.mark.parametrize(("left", "hidden"), [(150, True), (0, False)])
def test_a_cover_over_the_strip_may_reach_beyond_a_box_that_was_reckoned(left: int, hidden: bool) -> None:
    picture = paper(1500, 880)
    picture[740:840, left:1250] = 60
    side = replace(whole_side(PASSPORT, "holder", "2011", 3), box=Box(0.2, 0.0, 1.0, 1.0))
    sight = Sight(page=page(picture), side=side, lines=(), patches=(), ground=250, span=200, sharp=True, value_mm=3)
    assert (_strip_cover(sight, Box(0.2, 0.6, 1.0, 1.0)) is not None) is hidden


@pytest.mark.parametrize(
    ("text", "first", "labelled", "covering"),
    [
        ("1234567", "", False, Covering.UNSEEN),
        ("1234567", "", True, Covering.SOLID),
        ("1234567", "1234567", False, Covering.SOLID),
        ("29-08-2026", "", False, Covering.SOLID),
        ("2026", "", False, Covering.SOLID),
    ],
    ids=["digits alone", "with a label", "read by the first", "a date", "too few"],
)
def test_digits_that_the_second_reader_alone_finds_leave_a_field_without_a_label_unproven(
    monkeypatch: pytest.MonkeyPatch, text: str, first: str, labelled: bool, covering: Covering
) -> None:
    monkeypatch.setattr(looks, "_second_lines", lambda _sight: [a_line_mm(text, 70, 30)])
    sight = framed(paper(1250, 880), *([a_line_mm(first, 70, 30)] if first else []))
    place = Look(
        place=Place.PRINTED,
        box=Box(0.4, 0.5, 0.6, 0.6),
        covering=Covering.SOLID,
        expected=True,
        sharp=True,
        labelled=labelled,
    )
    (seen,) = looks._second_look(sight, [place])
    assert seen.covering is covering
    ended = replace(sight, lines=(), ends=(a_line_mm(text, 70, 30),))
    assert next(iter(looks._second_look(ended, [place]))).covering is Covering.SOLID, (
        "what a cover left of a licence's number"
    )


@pytest.mark.parametrize(
    ("confidence", "covering"), [(0.46, Covering.SOLID), (0.8, Covering.UNSEEN)], ids=["rims", "shining through"]
)
def test_what_the_second_reader_hardly_reads_of_a_cover_is_no_number(
    monkeypatch: pytest.MonkeyPatch, confidence: float, covering: Covering
) -> None:
    monkeypatch.setattr(looks, "_second_lines", lambda _sight: [a_line_mm("65868", 70, 30, confidence=confidence)])
    patch = Blob(box=Box(0.55, 0.33, 0.77, 0.39), width_mm=27.5, height_mm=5.3, mask=np.ones((4, 4), np.bool_))
    sight = replace(framed(paper(1250, 880)), patches=(patch,))
    look = Look(place=Place.PRINTED, box=patch.box, covering=Covering.SOLID, expected=True, sharp=True)
    (seen,) = looks._second_look(sight, [look])
    assert seen.covering is covering
