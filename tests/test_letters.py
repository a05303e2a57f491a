"""A sender whose copy was rejected is written to: what is wrong with this one, and how it is done."""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from fakes import BSN, verdict
from idcheck.errors import UsageError
from idcheck.messages import TEXTS, message
from idcheck.policy import WOONPARTNERS, load_policy
from idcheck.records import Reason
from pipelines.letters import Letters, as_docx, problems, wrapped, written

ROOT = Path(__file__).parent.parent


def line(*codes: str, needs_review: bool = False, request: str = "scan.pdf") -> dict[str, Any]:
    reasons = tuple(
        Reason(
            code=code,
            attachment="scan.pdf",
            page=2,
            box=None,
            confidence=1.0,
            message=message(code, recipient="Woonpartners", days=92),
        )
        for code in codes
    )
    judged = verdict(request, codes, reasons=reasons, needs_review=needs_review)
    return judged.to_dict() | {"id": "0f3a9c21-0000", "entry_sha256": "00"}


def test_the_letter_says_what_is_wrong_with_this_copy_and_how_to_make_a_good_one() -> None:
    text = written(WOONPARTNERS, line("bsn-mrz", "marking-date-missing"), "nl")
    assert "- scan.pdf, bladzijde 2: Het BSN is te lezen in de strook" in text
    assert "Op de kopie staat geen datum." in text
    assert all(
        words in text for words in ("\n1. ", "\n2. ", "\n3. ", "KopieID", "bij ons langs", "20-11-2026", "0f3a9c21")
    )
    assert "KOPIE, voor Woonpartners" in text


def test_there_is_one_in_english_too() -> None:
    text = written(WOONPARTNERS, line("bsn-mrz"), "en")
    assert "- scan.pdf, page 2: The BSN can be read in the strip" in text
    assert "KopieID" in text


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("code", TEXTS)
def test_there_is_a_letter_for_every_reason_and_no_number_of_a_person_in_any(code: str, lang: str) -> None:
    text = written(WOONPARTNERS, line(code), lang)
    assert "- scan.pdf" in text
    assert "{" not in text
    assert not any(part.isdigit() and len(part) > 4 for part in text.replace("0f3a9c21", "").split())


def test_a_problem_that_occurs_twice_in_one_place_is_told_once() -> None:
    assert len(problems(line("bsn-mrz", "bsn-mrz", "bsn-code"), "nl")) == 2


def test_the_text_fits_a_page_and_items_hang() -> None:
    lines = wrapped(written(WOONPARTNERS, line("bsn-mrz"), "nl")).splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0] == "Uw kopie van een identiteitsbewijs"
    assert any(one.startswith("   ") for one in lines)


def test_the_docx_has_the_same_words_with_headings_and_lists() -> None:
    document = Document(io.BytesIO(as_docx(written(WOONPARTNERS, line("bsn-mrz"), "nl"), WOONPARTNERS)))
    styles = [paragraph.style.name for paragraph in document.paragraphs]
    assert styles[0] == "Heading 1"
    assert styles.count("List Number") == 3
    assert styles.count("List Bullet") == 1
    assert document.core_properties.author == "Woonpartners"


def test_an_organisation_has_its_own_letter_and_letterhead(tmp_path: Path) -> None:
    policy = load_policy(ROOT / "samples" / "policies" / "gemeente-nergenhuizen" / "policy.toml")
    text = written(policy, line("bsn-mrz"), "nl")
    assert text.startswith("# Kopie van uw identiteitsbewijs: graag opnieuw")
    head = Document()
    head.add_paragraph("Postbus 1, Nergenhuizen")
    head.save(str(tmp_path / "letter.docx"))
    own = replace(policy, letters=str(tmp_path))
    document = Document(io.BytesIO(as_docx(text, own)))
    assert [paragraph.text for paragraph in document.paragraphs][:2] == [
        "Postbus 1, Nergenhuizen",
        "Kopie van uw identiteitsbewijs: graag opnieuw",
    ]


def test_drafts_are_written_of_rejections_in_the_policys_languages_and_not_again(tmp_path: Path) -> None:
    letters = Letters(tmp_path, WOONPARTNERS)
    letters.judged(tmp_path, line())
    letters.judged(tmp_path, line("bsn-mrz"))
    letters.judged(tmp_path, line("unreadable", needs_review=True, request="b.pdf"))
    drafts = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    assert [str(path.relative_to(tmp_path / "letters")) for path in drafts] == [
        "ready/scan-0f3a9c21.en.docx",
        "ready/scan-0f3a9c21.en.txt",
        "ready/scan-0f3a9c21.nl.docx",
        "ready/scan-0f3a9c21.nl.txt",
        "review/b-0f3a9c21.en.docx",
        "review/b-0f3a9c21.en.txt",
        "review/b-0f3a9c21.nl.docx",
        "review/b-0f3a9c21.nl.txt",
    ]
    assert {oct(path.stat().st_mode & 0o777) for path in drafts} == {"0o600"}
    drafts[3].write_text("as staff changed it")
    letters.judged(tmp_path, line("bsn-mrz"))
    assert drafts[3].read_text() == "as staff changed it"


def test_no_bsn_stands_in_the_name_of_a_draft(tmp_path: Path) -> None:
    from idcheck.names import masked_name

    Letters(tmp_path, WOONPARTNERS).judged(tmp_path, line("bsn-mrz", request=masked_name(f"{BSN}.pdf")))
    assert not any(BSN in path.name for path in tmp_path.rglob("*"))


def test_without_what_writes_docx_it_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(UsageError, match=r"pip install 'idcheck\[mailroom\]'"):
        Letters(tmp_path, WOONPARTNERS)
