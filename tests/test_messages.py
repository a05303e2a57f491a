"""Every reason of the contract can be told, in every language."""

import re

import pytest

from idcheck.messages import LANGUAGES, TEXTS, message
from idcheck.records import FileCode, Part
from idcheck.rules import CODE_OF_PLACE, CODE_OF_STATE, FAULTS

CONTRACT = {
    "bsn-printed", "bsn-mrz", "bsn-code", "bsn-text", "bsn-struck-legible", "bsn-see-through", "bsn-partial",
    "bsn-hidden", "marking-copy-missing", "marking-recipient-missing", "marking-recipient-wrong",
    "marking-date-missing", "marking-date-future", "marking-date-stale", "marking-unclear", "no-id-copy", "unreadable",
    "file-encrypted", "file-corrupt", "file-unsupported", "file-empty", "file-too-large", "file-timeout",
}  # fmt: skip
ADDED = {"marking-small"}
"""beside those of the contract, which lets codes be added; given only where a policy asks for large writing"""


def test_the_codes_are_those_of_the_contract():
    assert set(TEXTS) == CONTRACT | ADDED
    assert {*CODE_OF_PLACE.values(), *CODE_OF_STATE.values(), *filter(None, FAULTS), *FileCode} <= CONTRACT


@pytest.mark.parametrize("code", sorted(CONTRACT | ADDED))
def test_each_has_a_message_in_every_language(code):
    texts = message(code, recipient="Woonpartners", days=92, parts=[Part.COPY, Part.RECIPIENT, Part.DATE])
    assert tuple(texts) == LANGUAGES
    assert all(text.endswith(".") and "{" not in text for text in texts.values())
    assert not re.search(r"\d{3}", " ".join(texts.values()))


@pytest.mark.parametrize("code", FileCode)
def test_a_file_message_says_what_to_send_instead(code):
    texts = message(code)
    assert "Stuur" in texts["nl"]
    assert re.search(r"\b[Ss]end\b", texts["en"])


def test_unclear_parts_are_named():
    texts = message("marking-unclear", recipient="Woonpartners", parts=[Part.COPY, Part.RECIPIENT, Part.DATE])
    assert "dat het een kopie is, voor wie de kopie is en de datum" in texts["nl"]
    assert "that it is a copy, for whom it is and the date" in texts["en"]
    assert "Woonpartners" in texts["nl"]


def test_an_unknown_code_is_an_error():
    with pytest.raises(KeyError):
        message("bsn")
