"""The drawn samples: what they claim of themselves is so."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import count
from random import Random

import cv2
import numpy as np
import pymupdf
import pytest
import zxingcpp
from PIL import Image
from stdnum.nl import bsn as stdnum_bsn

from files import Opened
from idcheck.differ import shows_more
from samples import people, strips
from samples.broken import KINDS, broken
from samples.canvas import Drawn, look
from samples.covers import FULL, OPAQUE, cover, part
from samples.documents import CARRIES, DUTCH, SIDES, document
from samples.drafts import CAPTURES
from samples.draw import Case, case, cases, copies_of
from samples.families import FAMILIES, planned_layer
from samples.fonts import FONTS, FontMissing, FontSet, Split, font
from samples.hiding import Copies
from samples.hiding_pictures import HARMLESS, HIDDEN
from samples.scene import Cover, drawn, worked
from samples.strokes import SEE_THROUGH, STRIKES, strike, veil
from samples.wording import RECIPIENTS, wording

SPLITS: tuple[Split, ...] = ("tuning", "reporting")
CODES = {
    "bsn-printed", "bsn-mrz", "bsn-code", "bsn-text", "bsn-struck-legible", "bsn-see-through", "bsn-partial", "bsn-hidden",
    "marking-copy-missing", "marking-recipient-missing", "marking-recipient-wrong", "marking-date-missing", "marking-date-future",
    "marking-date-stale", "no-id-copy", "unreadable", "file-encrypted",
    "file-corrupt", "file-unsupported", "file-empty", "file-too-large",
}  # fmt: skip
"""the contract's codes but those of doubt (unclear) and of a clock"""


@cache
def drawn_sides(split: Split = "tuning") -> list[Drawn]:
    return [
        document(kind, model, side, Random(7), split=split)
        for (kind, model), sides in SIDES.items()
        for side in sides
        if side != "open"
    ]


def crop(picture: np.ndarray, quad: np.ndarray, margin: int = 0) -> np.ndarray:
    (left, top), (right, bottom) = quad.min(0).astype(int) - margin, quad.max(0).astype(int) + margin
    return picture[max(top, 0) : bottom, max(left, 0) : right]


class TestNumbers:
    def test_a_computed_bsn_is_one_by_python_stdnum_too(self) -> None:
        rng = Random(3)
        assert all(stdnum_bsn.is_valid(people.bsn(rng)) for _ in range(200))

    def test_document_numbers_hold_no_letter_o_and_end_in_a_digit(self) -> None:
        numbers = [people.document_number(Random(i), "N", zero=False) for i in range(200)]
        assert all(len(n) == 9 and "O" not in n and "0" not in n and n[-1].isdigit() for n in numbers)

    def test_some_licence_numbers_hold_nine_digits_that_pass_the_elfproef(self) -> None:
        numbers = [people.licence_number(Random(i)) for i in range(100)]
        assert all(len(n) == 10 and n.isdigit() for n in numbers)
        assert 20 < sum(people.elfproef(n[:9]) or people.elfproef(n[1:]) for n in numbers) < 80

    @pytest.mark.parametrize(
        ("lines", "columns"),
        [("P<NLDDE<BRUIJN<<WILLEKE<LISELOTTE<<<<<<<<<<< SPECI20142NLD6503101F2403096999999990<<<<<84", (28, 37)),
         ("I<NLDSPECI20142999999990<<<<<8 6503101F2403096NLD<<<<<<<<<<<8 DE<BRUIJN<<WILLEKE<LISELOTTE<<", (15, 24))],
    )  # fmt: skip
    def test_strips_are_those_of_the_official_specimens(self, lines: str, columns: tuple[int, int]) -> None:
        """RvIG's public specimens, as domain facts quote them."""
        who = people.Person(surname="De Bruijn", given="Willeke Liselotte", partner="", sex="F", born=date(1965, 3, 10),
                            birthplace="", town="", height=175, bsn="999999990")  # fmt: skip
        write = strips.td3 if lines.startswith("P") else strips.td1
        written = write(who, "SPECI2014", date(2024, 3, 9), optional=who.bsn)  # type: ignore[operator]
        assert list(written) == lines.split()
        row = 1 if lines.startswith("P") else 0
        assert written[row][slice(*columns)] == who.bsn

    def test_the_licence_strip_ends_in_its_check_digit(self) -> None:
        line = strips.licence("5094962111", Random(1))
        assert len(line) == 30
        assert line[-1] == strips.check(line[:-1])
        assert strips.check("D1NLD15094962111659VW87Z78NB8") == "4"


class TestDocuments:
    @pytest.mark.parametrize("split", SPLITS)
    def test_each_side_carries_the_bsn_where_its_model_does(self, split: str) -> None:
        for side in drawn_sides(split):
            assert side.bsn_places == CARRIES.get((side.document, side.model, side.side), ())
            assert bool(side.bsn) == bool(side.bsn_places)

    def test_a_holder_without_bsn_has_none_drawn(self) -> None:
        for kind, model in DUTCH:
            for side in set(SIDES[kind, model]) - {"open"}:
                assert document(kind, model, side, Random(5), with_bsn=False).bsn_places == ()

    def test_the_code_on_the_back_holds_the_bare_number_and_the_licences_does_not(self) -> None:
        for side in drawn_sides():
            found = [code.text for code in zxingcpp.read_barcodes(side.picture) if "QR" in str(code.format)]
            if "code" in side.places:
                assert found == [side.bsn]
            elif side.document == "driving-licence" and side.side == "back" and side.model >= "2014":
                assert len(found) == 1
                assert found[0].startswith("D1NLD")

    def test_every_place_lies_on_its_side_and_has_print_in_it(self) -> None:
        for side in drawn_sides():
            high, wide = side.picture.shape[:2]
            for name, quad in side.places.items():
                assert quad.min() >= 0, name
                assert quad[:, 0].max() <= wide, (side, name)
                assert quad[:, 1].max() <= high, (side, name)
            for name in side.bsn_places:
                assert np.ptp(crop(side.picture, side.places[name]).astype(int)) > 90, (side, name)

    def test_its_digits_are_not_in_its_repr(self) -> None:
        side = document("passport", "2011", "holder", Random(2))
        assert side.bsn not in repr(side)


class TestCovers:
    @pytest.mark.parametrize("style", [style for styles in OPAQUE.values() for style in styles])
    @pytest.mark.parametrize(
        ("kind", "model", "side", "place"),
        [
            ("passport", "2014", "holder", "mrz"),
            ("identity-card", "2021", "back", "code"),
            ("driving-licence", "2018", "back", "printed"),
        ],
    )
    def test_a_cover_leaves_nothing_that_depends_on_what_was_below(
        self, style: str, kind: str, model: str, side: str, place: str
    ) -> None:
        card = document(kind, model, side, Random(4))
        below = card.picture.copy()
        blank = below.copy()
        cv2.fillPoly(blank, [np.int32(card.places[place])], (255, 255, 255))
        cover(below, card.places[place], style, Random(1))
        cover(blank, card.places[place], style, Random(1))
        left = np.abs(crop(below, card.places[place]).astype(int) - crop(blank, card.places[place])).max(2) > 40
        assert left.mean() <= 1 - FULL

    @pytest.mark.parametrize("style", [style for styles in STRIKES.values() for style in styles])
    def test_a_strike_leaves_most_of_the_print(self, style: str) -> None:
        card = document("passport", "2011", "holder", Random(4))
        struck = card.picture.copy()
        strike(struck, card.places["printed"], style, Random(1), millimetre=14)
        changed = np.abs(struck.astype(int) - card.picture).max(2) > 20
        assert 0 < crop(changed, card.places["printed"]).mean() < 0.45

    @pytest.mark.parametrize("style", [style for styles in SEE_THROUGH.values() for style in styles])
    def test_print_shines_through_a_see_through_cover(self, style: str) -> None:
        card = document("passport", "2011", "holder", Random(4))
        below, blank = card.picture.copy(), card.picture.copy()
        cv2.fillPoly(blank, [np.int32(card.places["printed"])], (255, 255, 255))
        for picture in (below, blank):
            veil(picture, card.places["printed"], style, Random(1), millimetre=14)
        left = crop(blank, card.places["printed"]).astype(int) - crop(below, card.places["printed"])
        assert 8 < left.max() < 80

    def test_part_of_a_quad_is_a_part_of_its_length(self) -> None:
        quad = np.array([(0, 0), (90, 0), (90, 10), (0, 10)], float)
        assert part(quad, 0.5, 1.0).tolist() == [[45, 0], [90, 0], [90, 10], [45, 10]]


class TestTruth:
    """What a case says of its BSN is so in its pixels, before anything is written on it."""

    @pytest.mark.parametrize("split", SPLITS)
    @pytest.mark.parametrize("family", ["open-printed", "open-code", "one-place-left", "good-typed"])
    def test_open_places_are_whole_and_hidden_ones_are_gone(self, family: str, split: Split) -> None:
        for i in range(12):
            plan = FAMILIES[family](Random(f"{family} {i}"), split, date(2026, 11, 20)).plan
            assert plan
            plan = replace(plan, where="beside", covers=_before(plan.covers))
            for name in plan.sides:
                side = drawn(plan, name, Random(1))
                after = worked(plan, side, Random(1)).picture
                left = plan.open_places(side)
                for place in side.bsn_places:
                    changed = np.abs(
                        crop(after, side.places[place]).astype(int) - crop(side.picture, side.places[place])
                    )
                    share = (changed.max(2) > 40).mean()
                    assert share == 0 if place in left else share > 0.05, (family, i, name, place)

    def test_a_partial_cover_hides_some_digits_and_leaves_the_others(self) -> None:
        for i in range(20):
            plan = FAMILIES["partial"](Random(f"part {i}"), "tuning", date(2026, 11, 20)).plan
            assert plan
            plan = replace(plan, where="beside", covers=_before(plan.covers))
            for name in plan.sides:
                side = drawn(plan, name, Random(1))
                after = worked(plan, side, Random(1)).picture
                for each in plan.covers.get(name, ()):
                    if each.leaves:
                        rest = (each.reach[1], 1.0) if each.reach[0] == 0 else (0.0, each.reach[0])
                        shown = part(side.places[each.place], *_inner(rest))
                        assert np.array_equal(crop(after, shown), crop(side.picture, shown)), i


def _before(covers: Mapping[str, tuple[Cover, ...]]) -> dict[str, tuple[Cover, ...]]:
    """The same covers, all drawn on the card itself."""
    return {side: tuple(replace(each, after=False) for each in those) for side, those in covers.items()}


def _inner(reach: tuple[float, float]) -> tuple[float, float]:
    """A part of the line, less half a digit at either end."""
    return reach[0] + 0.06, reach[1] - 0.06


class TestWording:
    def test_says_all_three_parts(self) -> None:
        for i in range(200):
            text = wording(Random(i), date(2026, 11, 12)).text.lower()
            assert any(word in text for word in ("kopie", "copy", "afschrift"))
            assert any(name.lower() in text for name in RECIPIENTS)
            assert "12" in text
            assert "26" in text

    def test_leaves_out_what_it_is_told_to(self) -> None:
        for i in range(100):
            day = date(2026, 11, 12)
            assert "partners" not in wording(Random(i), day, without="recipient").text.lower()
            assert "26" not in wording(Random(i), day, without="date").text
            copyless = wording(Random(i), day, without="copy").text.lower()
            assert not any(word in copyless for word in ("kopie", "copy", "afschrift"))


class TestSplits:
    @pytest.mark.parametrize("styles", [OPAQUE, STRIKES, SEE_THROUGH])
    def test_share_no_cover_and_no_stroke(self, styles: dict[Split, tuple[str, ...]]) -> None:
        assert not set(styles["tuning"]) & set(styles["reporting"])

    def test_share_no_font_and_no_layout(self) -> None:
        def names(fonts: FontSet) -> set[str]:
            groups = (
                fonts.fields,
                fonts.captions,
                fonts.titles,
                fonts.labels,
                fonts.hands,
                fonts.stamps,
                fonts.letters,
                fonts.signatures,
            )
            return {fonts.strip} | {
                name for group in groups for entry in group for name in ((entry,) if isinstance(entry, str) else entry)
            }

        assert not names(FONTS["tuning"]) & names(FONTS["reporting"])
        layouts = [{look(Random(i), split).layout for i in range(40)} for split in SPLITS]
        assert not layouts[0] & layouts[1]

    def test_a_missing_font_names_the_command_that_installs_it(self) -> None:
        with pytest.raises(FontMissing, match="apt-get install -y fonts-ocr-b"):
            font("NoSuchFont.ttf", 12)


def open_pages(name: str, data: bytes) -> int:
    """How many pages a file has, opened with the usual libraries."""
    if name.endswith(".pdf"):
        return len(pymupdf.open(stream=data, filetype="pdf"))
    if name.endswith((".jpg", ".png", ".tif", ".webp", ".bmp", ".gif")):
        with Image.open(io.BytesIO(data)) as image:
            return getattr(image, "n_frames", 1)
    return 1


@pytest.fixture(scope="module")
def drawn_cases() -> list[Case]:
    """One of each family."""
    return list(cases(len(FAMILIES), 7, "reporting"))


class TestCases:
    def test_each_family_draws(self, drawn_cases: list[Case]) -> None:
        assert [each.family for each in drawn_cases] == list(FAMILIES)
        for each in drawn_cases:
            assert each.files
            assert each.note.keys() == {"nl", "en"}
            if each.family not in ("bad-file",):
                assert all(open_pages(name, data) for name, data in each.files), each.name

    def test_a_good_one_is_to_be_accepted_and_a_bad_one_rejected(self, drawn_cases: list[Case]) -> None:
        for each in drawn_cases:
            assert (each.outcome == "accept") == (not each.codes)
            assert each.family == "containers" or each.family.startswith(("good-", "foreign-good")) == (
                each.outcome == "accept"
            )
            assert each.open_bsn <= bool(each.bsns)

    def test_the_same_seed_gives_the_same_bytes(self) -> None:
        for family in ("open-text", "containers", "hidden", "good-layers"):
            first, again = (case(11, family, split="tuning") for _ in range(2))
            assert first == again
            assert [data for _, data in first.files] == [data for _, data in again.files]

    def test_another_seed_another_case(self) -> None:
        assert case(1, "no-id", split="tuning").files != case(2, "no-id", split="tuning").files

    def test_no_digits_of_a_bsn_in_its_name_or_repr(self, drawn_cases: list[Case]) -> None:
        for each in drawn_cases:
            assert not any(number in repr(each) or number in each.name for number in each.bsns)

    def test_there_is_no_such_family(self) -> None:
        with pytest.raises(ValueError, match="no family"):
            case(1, "nowhere", split="tuning")

    def test_every_reason_code_of_this_issue_is_expected_somewhere(self) -> None:
        expected: set[str] = set()
        for family, build in FAMILIES.items():
            for i in range(40 if family == "bad-file" else 8):
                expected |= build(Random(f"{family} {i}"), "tuning", date(2026, 11, 20)).codes
        assert expected == CODES

    def test_every_capture_and_document_comes_by(self) -> None:
        plans = [FAMILIES["good-typed"](Random(i), "tuning", date(2026, 11, 20)).plan for i in range(150)]
        assert {plan.capture for plan in plans if plan} == set(CAPTURES)
        assert {(plan.document, plan.model) for plan in plans if plan} == set(DUTCH)


@pytest.mark.parametrize("kind", KINDS)
def test_a_broken_file_has_a_file_code(kind: str) -> None:
    name, _, code = broken(kind, Random(1))
    assert code.startswith("file-")
    assert "." in name


class TestHidden:
    """The file's face is covered; what it hides is not, and that is all the harm there is."""

    @staticmethod
    def layered(layer: str) -> tuple[Copies, str, bytes]:
        """A small picture in a file of this kind."""
        for number in count():
            rng = Random(f"{layer} {number}")
            plan = planned_layer(rng, "tuning", date(2026, 11, 20), layer, frozenset()).plan
            if plan and plan.capture == "digital":
                copies = copies_of(plan, rng)
                ending, build = {**HIDDEN, **HARMLESS}[layer]
                return copies, ending, build(copies)
        raise AssertionError

    @pytest.mark.parametrize("layer", sorted(HARMLESS))
    def test_a_harmless_file_hides_nothing_that_counts(self, opened: Opened, layer: str) -> None:
        _, ending, data = self.layered(layer)
        records = opened({f"a.{ending}": data})
        assert records.problems == []
        assert [kind for kind, _, _ in records.hidden] in ([], ["under-drawing"])  # a coarse ground's ragged covers

    @pytest.mark.parametrize("layer", sorted(HIDDEN))
    def test_each_way_to_hide_comes_out(self, opened: Opened, layer: str) -> None:
        copies, ending, data = self.layered(layer)
        records = opened({f"a.{ending}": data})
        assert records.problems == []
        assert records.hidden, layer
        face = records.rasters[0].picture
        assert shows_more(copies.bare, [face]), "the face is not the open copy"
