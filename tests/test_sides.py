"""Drawn documents of every kind are told apart: document, side and what models they can be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from drawn import a_line, drawn, page, paper, place, reading_of, shown, turned_upright, typed, whole_side
from idcheck.anchors import category_anchors, is_on_its_head
from idcheck.engines.ppocr import Line
from idcheck.read import read
from idcheck.records import Box, Page, Place, Side, Strip, StripLine
from idcheck.sides import _is_paper, _strip_document, _with_left, find_sides
from idcheck.sight import sight_of
from idcheck.strips import FoundStrip

SIDES = {
    ("passport", "2011", "holder"): ("passport", "holder"),
    ("passport", "2014", "holder"): ("passport", "holder"),
    ("passport", "2021", "back"): ("passport", "holder-back"),
    ("identity-card", "2006", "front"): ("identity-card", "front"),
    ("identity-card", "2014", "front"): ("identity-card", "front"),
    ("identity-card", "2014", "back"): ("identity-card", "back"),
    ("identity-card", "2024", "back"): ("identity-card", "back"),
    ("driving-licence", "2014", "front"): ("driving-licence", "front"),
    ("driving-licence", "2025", "back"): ("driving-licence", "back"),
    ("driving-licence", "paper", "front"): ("driving-licence", "front"),
    ("residence-permit", "2020", "front"): ("residence-permit", "front"),
    ("residence-permit", "2020", "back"): ("residence-permit", "back"),
}
MODELS = [key for key in SIDES if key[1] == "2014" and key[0] != "driving-licence"]


def only_side(*key: str) -> Side:
    (side,) = reading_of(*key).sides
    return side


@pytest.mark.parametrize("key", SIDES, ids="-".join)
def test_a_side_is_told_for_what_it_is(key: tuple[str, str, str]) -> None:
    side = only_side(*key)
    assert (side.document, side.side) == SIDES[key]


@pytest.mark.parametrize("key", [key for key in SIDES if key[1] != "paper"], ids="-".join)
def test_its_box_lies_around_the_card_and_its_scale_is_right(key: tuple[str, str, str]) -> None:
    side, reading = only_side(*key), reading_of(*key)
    card = 1 - 120 / reading.width, 1 - 120 / reading.height
    assert side.box.area > 0.6 * card[0] * card[1]
    assert side.px_per_mm == pytest.approx(10.0, rel=0.25)


@pytest.mark.parametrize("key", MODELS, ids="-".join)
def test_the_day_of_issue_tells_the_model(key: tuple[str, str, str]) -> None:
    assert only_side(*key).model == key[1]


@pytest.mark.parametrize(
    ("key", "places"),
    [
        (("passport", "2011", "holder"), {"printed", "mrz"}),
        (("passport", "2014", "holder"), {"mrz"}),
        (("passport", "2021", "back"), {"printed"}),
        (("identity-card", "2006", "front"), {"printed"}),
        (("identity-card", "2014", "back"), {"printed", "mrz"}),
        (("identity-card", "2024", "back"), {"printed"}),
        (("driving-licence", "2025", "back"), {"printed"}),
        (("driving-licence", "paper", "front"), {"printed"}),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else None,
)
def test_every_place_that_carries_the_bsn_is_looked_at(key: tuple[str, str, str], places: set[str]) -> None:
    assert places <= {str(look.place) for look in only_side(*key).looks}


@pytest.mark.parametrize("key", [("passport", "2014", "holder"), ("identity-card", "2014", "back")], ids="-".join)
def test_the_columns_of_the_bsn_in_the_strip_are_looked_at_where_they_stand(key: tuple[str, str, str]) -> None:
    (look,) = [look for look in only_side(*key).looks if look.place is Place.MRZ]
    wanted = place(drawn(*key), "mrz", shown(drawn(*key)))
    assert wanted.share_in(look.box.grow(0.01, 0.02)) > 0.95
    assert look.box.share_in(wanted.grow(0.03, 0.03)) > 0.95


FOREIGN = [("foreign-passport", "td3", "holder"), ("foreign-card", "td1", "back")]


@pytest.mark.parametrize("key", FOREIGN, ids="-".join)
def test_a_document_of_another_state_is_another_id(key: tuple[str, str, str]) -> None:
    (side,) = reading_of(*key).sides
    assert side.document == "other-id"


def test_two_sides_on_one_page_are_two() -> None:
    front, back = (shown(drawn("identity-card", "2014", name)) for name in ("front", "back"))
    found = read(turned_upright(np.ascontiguousarray(np.vstack([front, back]))))
    assert [(side.document, side.side) for side in found.sides] == [
        ("identity-card", "front"),
        ("identity-card", "back"),
    ]
    assert found.sides[0].box.bottom < found.sides[1].box.top + 0.02


def test_a_letter_that_speaks_of_a_passport_holds_no_side() -> None:
    lines = [
        "Betreft: verzoek om inzage (AVG artikel 15)",
        "Geachte heer, mevrouw,",
        "Als bijlage stuur ik een kopie van mijn paspoort mee.",
        "Het paspoort is geldig tot 3 mei 2031, mijn nationaliteit is Nederlandse.",
        "Mijn identiteitskaart en rijbewijs stuur ik niet mee.",
        "PASPOORT: zie bijlage",
        "Utrecht, 12 november 2026",
    ]
    found = read(turned_upright(typed(paper(1240, 1754), (140, 220), lines, height=18)))
    assert found.sides == ()
    assert len(found.words) >= 6


def test_a_side_of_which_only_a_title_was_read_is_as_large_as_the_document_on_a_sheet() -> None:
    on = page(paper(2480, 3508))
    title = a_line("PASPOORT PASSPORT PASSEPORT", [[400, 1200], [880, 1200], [880, 1240], [400, 1240]])
    (side,) = find_sides(on, [title], [], [])
    assert side.document == "passport"
    assert side.box.width * 210 == pytest.approx(125, abs=15)
    assert side.box.height * 297 == pytest.approx(88, abs=15)
    assert side.px_per_mm == pytest.approx(3508 / 297, rel=0.15)


def licence_table(left: float) -> list[Line]:
    """The categories of a licence's back, one under another, from ``left`` pixels on, at 10 pixels a mm."""
    rows = [(text, 300.0 + 40 * row) for row, text in enumerate(["AM", "A1", "A2", "B1", "C1", "D1", "BE", "CE"])]
    return [a_line(text, [[left, y], [left + 50, y], [left + 50, y + 28], [left, y + 28]]) for text, y in rows]


def box_at(left: float, top: float, right: float, bottom: float, on: Page) -> Box:
    return Box(left / on.width, top / on.height, right / on.width, bottom / on.height)


def at(left: float, top: float, wide: float, high: float) -> list[list[float]]:
    return [[left, top], [left + wide, top], [left + wide, top + high], [left, top + high]]


def test_of_a_card_and_a_table_printed_on_it_the_card_is_the_side() -> None:
    on = page(paper(1600, 1200))
    card, table = box_at(300, 200, 1156, 740, on), box_at(560, 280, 1130, 640, on)
    (side,) = find_sides(on, licence_table(600), [], [table, card])
    assert side.box == card


def test_of_a_card_and_the_sheet_under_it_the_card_is_the_side() -> None:
    on = page(paper(3000, 2000))
    card, sheet = box_at(900, 200, 1756, 740, on), box_at(50, 50, 2900, 1850, on)
    (side,) = find_sides(on, licence_table(1200), [], [sheet, card])
    assert side.box == card


def test_of_a_passport_and_the_sheet_under_it_the_pitch_of_its_dates_tells() -> None:
    on = page(paper(4200, 3200))
    card, sheet = box_at(540, 1100, 2700, 2650, on), box_at(250, 380, 4130, 3100, on)
    dates = ["01 NOV/NOV 1952", "01 FEB/FEB 2006", "01 FEB/FEB 2011"]
    print_ = [a_line(text, at(1170, 1700 + 220 * row, 420, 80)) for row, text in enumerate(dates)]
    print_ += [
        a_line("PASPOORT", at(600, 1155, 500, 100)),
        a_line("KONINKRIJK DER NEDERLANDEN", at(1180, 1141, 1350, 96)),
    ]
    (side,) = find_sides(on, print_, [], [sheet, card])
    assert side.box == card


def test_what_stands_left_of_a_licences_table_is_of_its_side_where_only_the_table_shows() -> None:
    on = page(paper(1600, 1200))
    (side,) = find_sides(on, licence_table(600), [], [box_at(580, 280, 1130, 640, on)])
    assert side.box.left * on.width < 300
    assert not side.framed


def test_of_a_licences_back_of_which_the_categories_alone_were_read_the_numbers_place_is_its_side() -> None:
    on = page(paper(2480, 3508))
    categories = [line for line in licence_table(1300) if not line.text.text[0].isdigit()]
    column = [a_line(line.text.text, at(1300, 2415 + 29 * row, 45, 26)) for row, line in enumerate(categories)]
    (side,) = find_sides(on, column, [], [])
    assert side.box.left * on.width < 1300 - 20 * 11.8
    assert side.box.top * on.height < 2415 - 8 * 11.8


def test_a_side_reckoned_from_what_was_read_is_as_large_as_its_document_on_a_sheet() -> None:
    on = page(paper(2480, 3508))
    print_ = [a_line("PASPOORT PASSPORT PASSEPORT", at(300, 400, 480, 40))]
    print_ += [
        a_line("documentnummer / document no.", at(300, 520, 450, 22)),
        a_line("NTMG6WB72", at(300, 550, 190, 36)),
    ]
    print_ += [a_line("burgerservicenummer / personal no.", at(980, 520, 340, 22))]
    (side,) = find_sides(on, print_, [], [])
    assert side.box.width * on.width > 120 * 11.8


def test_the_name_of_the_state_stands_at_the_top_of_a_passport_and_right_of_its_photo() -> None:
    on = page(paper(2480, 3508))
    print_ = [a_line("KONINKRIJK DER NEDERLANDEN", at(900, 1000, 960, 60))]
    print_ += [a_line("INSTANTIE / AUTHORITY / AUTORITÉ", at(1500, 1090, 340, 22))]
    print_ += [a_line("16 MEI/MAY 2013", at(900, 1500, 400, 36)), a_line("16 MEI/MAY 2018", at(1500, 1500, 360, 36))]
    (side,) = find_sides(on, print_, [], [])
    assert side.document == "passport"
    assert (900 / on.width - side.box.left) * 210 == pytest.approx(37, abs=8)
    assert (1000 / on.height - side.box.top) * 297 == pytest.approx(5, abs=5)


@pytest.mark.parametrize(
    ("third", "key"), [("", ("passport", "holder-back")), ("Burg. van Oss", ("identity-card", "back"))]
)
def test_a_number_and_a_height_alone_are_of_a_passports_back(third: str, key: tuple[str, str]) -> None:
    """A watermark crosses the title and every caption."""
    on = page(paper(1519, 1069))
    print_ = [a_line("NA5C4Z2G7", at(900, 200, 240, 36)), a_line("1,58 m", at(900, 310, 140, 36))]
    print_ += [a_line(third, at(900, 400, 300, 36))] if third else []
    (side,) = find_sides(on, print_, [], [Box(0.0, 0.0, 1.0, 1.0)])
    assert (side.document, side.side) == key


def test_the_page_above_a_passports_is_no_side() -> None:
    open_ = shown(drawn("passport", "2011", "open"))
    found = read(turned_upright(np.ascontiguousarray(open_)))
    assert [(side.document, side.side) for side in found.sides] == [("passport", "holder")]


def a_strip(text: str, left: float, top: float, pitch: float) -> FoundStrip:
    """One line of a strip of cards, at a place and with a pitch in pixels, on a page of 2480 × 3508."""
    right, bottom = left + pitch * len(text), top + 1.6 * pitch
    box = Box(left / 2480, top / 3508, right / 2480, bottom / 3508)
    quad = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)
    edges = tuple(index / len(text) for index in range(len(text) + 1))
    lines = (StripLine(text=text, box=box, confidence=0.9),)
    return FoundStrip(strip=Strip(format="TD1", lines=lines, box=box), quads=(quad,), edges=edges)


def passport_print() -> list[Line]:
    """Titles and a caption of a passport on a page of 2480 × 3508."""
    texts = ["PASPOORT PASSPORT PASSEPORT", "KONINKRIJK DER NEDERLANDEN", "geboorteplaats / place of birth"]
    places = zip(texts, (900, 960, 1200), strict=True)
    return [a_line(text, [[500, y], [980, y], [980, y + 30], [500, y + 30]]) for text, y in places]


def test_fillers_alone_on_another_side_are_no_side_of_their_own() -> None:
    """Tape over the lower line of a passport's strip cuts through the upper one, of which fillers are left."""
    on = page(paper(2480, 3508))
    fillers = a_strip("<1??K<<<<<<<<<<<<<<<<<<<<<<<??", 800, 1600, 22.5)
    assert [side.document for side in find_sides(on, passport_print(), [fillers], [])] == ["passport"]
    assert [side.document for side in find_sides(on, [], [fillers], [])] == ["identity-card"]


def test_a_band_of_a_documents_ground_is_not_its_frame() -> None:
    on = page(paper(2480, 3508))
    (side,) = find_sides(on, passport_print(), [], [box_at(400, 850, 1870, 1500, on)])
    assert not side.framed
    assert side.box.height * 3508 > 900


@pytest.mark.parametrize(
    ("foot", "side"), [("ERTY OF THE NETHERLANDS", "holder-back"), ("KINGDOM OF THE NETHERLANDS", "holder")]
)
def test_whose_property_a_passport_is_names_no_state(foot: str, side: str) -> None:
    on = page(paper(2480, 3508))
    print_ = [passport_print()[0], a_line(foot, [[500, 1000], [980, 1000], [980, 1030], [500, 1030]])]
    (found,) = find_sides(on, print_, [], [])
    assert (found.document, found.side) == ("passport", side)


def paragraph(confidence: float) -> list[Line]:
    """Four lines that tell of no document."""
    places = [
        (300 + 60 * row, text) for row, text in enumerate(("Bo Bakker", "Havenplein 28", "1247 BJ Ede", "Telefoon"))
    ]
    return [a_line(text, [[300, y], [700, y], [700, y + 30], [300, y + 30]], confidence) for y, text in places]


@pytest.mark.parametrize(("confidence", "level", "sides"), [(0.99, 252, 0), (0.7, 252, 1), (0.99, 225, 1)])
def test_a_paragraph_read_with_ease_on_its_own_paper_is_no_side_that_was_not_made_out(
    confidence: float, level: int, sides: int
) -> None:
    sheet = paper(2480, 3508)
    sheet[250:550, 250:750] = level
    on = page(sheet)
    assert len(find_sides(on, paragraph(confidence), [], [box_at(250, 250, 750, 550, on)])) == sides


def test_the_patch_of_the_page_above_a_passports_may_reach_into_it() -> None:
    on = page(paper(2480, 3508))
    print_ = [*passport_print(), *paragraph(0.99)]
    (own,) = find_sides(on, passport_print(), [], [])
    height = own.box.height
    above = own.box._replace(top=own.box.top - 0.9 * height, bottom=own.box.top + 0.12 * height)
    part = above._replace(left=above.left + 0.3 * above.width, top=above.top + 0.3 * height)
    inner = own.box._replace(
        left=own.box.left + 0.15 * own.box.width, top=own.box.top - 0.9 * height, bottom=own.box.top - 0.3 * height
    )
    for patch in (above, part, inner):
        assert [side.document for side in find_sides(on, print_, [], [patch])] == ["passport"]


def test_a_licences_table_tells_that_it_stands_on_its_head() -> None:
    on = page(paper(1600, 1200))
    cells = category_anchors(licence_table(600), on)
    assert not is_on_its_head(cells)
    again = [cell for cell in cells for _ in range(2)]
    assert not is_on_its_head(again)
    turned = [line._replace(quad=(on.width, on.height) - line.quad[[2, 3, 0, 1]]) for line in licence_table(600)]
    assert is_on_its_head(category_anchors(turned * 2, on))


@pytest.mark.parametrize(("texts", "told"), [("d a B t", 0), ("A B C D", 0), ("A B C BE", 4)])
def test_single_letters_alone_make_no_licences_table(texts: str, told: int) -> None:
    """Print that stands on its head is read as such scraps."""
    on = page(paper(1600, 1200))
    cells = [a_line(text, at(700, 300 + 60 * row, 40, 30)) for row, text in enumerate(texts.split())]
    assert len(category_anchors(cells, on)) == told


def test_the_edges_of_a_paper_licence_seen_from_aside_are_its_own() -> None:
    """Its patch is 1.28 times as wide as high in a photo: 105 by 74 mm are 1.42, a card 1.59."""
    on = page(paper(2663, 2047))
    titles = [a_line("RIJBEWIJS", at(590, 300, 460, 90)), a_line("KONINKRIJK DER NEDERLANDEN", at(590, 430, 620, 40))]
    box = box_at(426, 200, 2234, 1608, on)
    (found,) = find_sides(on, titles, [], [box])
    assert (found.document, found.side, found.framed, found.box) == ("driving-licence", "front", True, box)


@pytest.mark.parametrize(("mm", "framed"), [((105.0, 74.0), True), ((76.0, 49.0), False)])
def test_a_patch_on_a_sheet_that_is_smaller_than_a_document_has_no_edges_of_it(
    mm: tuple[float, float], framed: bool
) -> None:
    """A part of a licence's ground, as shade or a watermark leaves it, on an A4 at 11.8 pixels a mm."""
    on = page(paper(2480, 3508))
    titles = [a_line("RIJBEWIJS", at(620, 640, 330, 60)), a_line("KONINKRIJK DER NEDERLANDEN", at(620, 720, 440, 32))]
    box = box_at(560, 600, 560 + mm[0] * 11.8, 600 + mm[1] * 11.8, on)
    (found,) = find_sides(on, titles, [], [box])
    assert found.framed is framed


def test_a_licence_that_its_table_told_ends_right_of_that() -> None:
    """A slip hides its last rows, and the dates right of them are found later."""
    on = page(paper(1654, 2339))
    cells = licence_table(654)[:10]
    (found,) = find_sides(on, cells, [], [])
    assert (found.document, found.side) == ("driving-licence", "back")
    left, right = found.box.left * on.width, found.box.right * on.width
    assert 200 < 654 - left < 300 < right - 654


@pytest.mark.parametrize(("left", "kept"), [(100, True), (450, False)])
def test_a_box_that_ends_too_near_to_a_licences_table_has_what_stands_left_of_it(left: int, kept: bool) -> None:
    """Shade across the card in a photo has an edge right of the number. The table is 40 mm high, so a mm is 20 pixels."""
    on = page(paper(2400, 1600))
    column = ["AM", "A1", "A2", "A", "B1", "B", "C1", "C", "D1", "D", "BE", "C1E", "CE", "D1E", "DE", "T"]
    rows = [300 + round(770 / 15 * row) for row in range(16)]
    cells = [
        a_line(text, [[700, y], [760, y], [760, y + 30], [700, y + 30]]) for text, y in zip(column, rows, strict=True)
    ]
    box = box_at(left, 150, 1900, 1250, on)
    seen = _with_left(box, category_anchors(cells, on), on)
    assert (seen == box) is kept
    assert seen.left * on.width < 200


def test_a_licences_table_begins_at_its_first_row_though_that_was_not_read() -> None:
    on = page(paper(1000, 630))
    names = ["AM", "A1", "A2", "A", "B1", "B", "C1", "C", "D1", "D"]
    column = [
        a_line(text, [[300, y], [340, y], [340, y + 20], [300, y + 20]])
        for text, y in zip(names, range(120, 520, 40), strict=True)
    ]
    back = replace(whole_side("driving-licence", "back", "unknown", 0), px_per_mm=11.7)
    whole, torn = (sight_of(on, back, lines).table for lines in (column, column[4:]))
    assert whole is not None
    assert torn is not None
    assert abs(torn.top - whole.top) < 0.005
    assert 100 < torn.top * on.height < 120


@pytest.mark.parametrize(("size", "told"), [((860, 540), False), ((1050, 740), True), ((1000, 670), None)])
def test_the_proportions_of_a_licences_front_tell_paper_from_a_card(size: tuple[int, int], told: bool | None) -> None:
    on = page(paper(1200, 1200))
    assert _is_paper(box_at(0, 0, *size, on), on) is told


def test_a_strip_that_says_nld_is_dutch_though_it_was_read_too_long_and_a_check_digit_fits_by_chance() -> None:
    long = a_strip("QVNADIMAL0W75Y7274344+32519-7KE<661", 300, 1600, 40)
    second = "8008039M?17?1224NLD<<<?22<<2Q424R???"
    strip = replace(long.strip, format="TD2", lines=(*long.strip.lines, replace(long.strip.lines[0], text=second)))
    assert _strip_document(replace(long, strip=strip), []) == ("identity-card", "back")
    foreign = replace(strip, lines=(strip.lines[0], replace(strip.lines[1], text=second.replace("NLD", "XYZ"))))
    assert _strip_document(replace(long, strip=foreign), []) == ("other-id", "back")
