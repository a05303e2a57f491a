"""A policy is read once and checked whole; what is wrong is told with its line."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from idcheck import cli_policy
from idcheck.cli import main
from idcheck.errors import PolicyError
from idcheck.policy import WOONPARTNERS, Limits, MarkingOn, Policy, load_policy

ROOT = Path(__file__).parent.parent
LEAST = 'name = "ours"\nversion = "1"\nrecipients = ["Ours"]\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "policy.toml"
    path.write_text(text)
    return path


def test_what_is_left_out_has_its_usual_value(tmp_path: Path) -> None:
    assert load_policy(written(tmp_path, LEAST)) == Policy(name="ours", version="1", recipients=("Ours",))


def test_every_value_is_read(tmp_path: Path) -> None:
    text = LEAST + 'marking_on = "any-page"\nkeep_days = 30\nlanguages = ["en"]\n[limits]\nmax_seconds = 5\n'
    policy = load_policy(written(tmp_path, text))
    assert (policy.marking_on, policy.keep_days, policy.languages) == (MarkingOn.ANY_PAGE, 30, ("en",))
    assert policy.limits == Limits(max_seconds=5.0)


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        (LEAST + "date_max_age_days = 'x'\n", 4, "date_max_age_days: must be a whole number of 0 or more"),
        (LEAST + "\n# words\ncopy_words = 'kopie'\n", 6, "copy_words: must be a list of texts"),
        (LEAST + "strict_strike = 1\n", 4, "strict_strike: must be true or false"),
        (LEAST + "keep_days = -1\n", 4, "keep_days"),
        (LEAST + "colour = 'red'\n", 4, "colour: unknown key; known are"),
        (LEAST + "marking_on = 'any'\n", 4, "marking_on: must be one of every-page, any-page"),
        (LEAST + "languages = ['fr']\n", 4, "languages: give one or more of nl, en"),
        (LEAST + "letters = 'none'\n", 4, "letters: none is no folder with a letter.nl.txt"),
        (LEAST + "limits = 3\n", 4, "limits: must be a table"),
        (LEAST + "[limits]\nmax_pages = true\n", 5, "limits.max_pages"),
        (LEAST + "limits.max_pages = 1.5\n", 4, "limits.max_pages: must be a whole number"),
        (LEAST + "[limits]\nmax_seconds = inf\n", 5, "limits.max_seconds"),
        (LEAST + "[limits]\n'max_depht' = 3\n", 5, "limits.max_depht: unknown key"),
        (LEAST + "[windows]\ndays = 3\n", 4, "windows: unknown key"),
        ('name = "ours"\nversion = "1"\nrecipients = []\n', 3, "recipients: give at least one name"),
        ('name = "ours"\nversion = 1\nrecipients = ["Ours"]\n', 2, "version: must be a text"),
        (LEAST + "copy_words = [\n", 5, "is not TOML"),
        (LEAST + "copy words = 3\n", 4, "is not TOML"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, text: str, line: int, told: str) -> None:
    with pytest.raises(PolicyError) as error:
        load_policy(written(tmp_path, text))
    assert str(error.value).startswith(f"{tmp_path}/policy.toml:{line}: ")
    assert told in str(error.value)


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="needs name, version, recipients; missing: version, recipients"):
        load_policy(written(tmp_path, 'name = "ours"\n'))


@pytest.mark.parametrize("content", [b"\xff\xfe", None])
def test_a_file_that_is_no_policy_says_so(tmp_path: Path, content: bytes | None) -> None:
    if content:
        (tmp_path / "policy.toml").write_bytes(content)
    with pytest.raises(PolicyError, match="UTF-8" if content else "cannot be read"):
        load_policy(tmp_path / "policy.toml")


# ----------------------------------------------------------------------------------------------------------- the command


def test_a_policy_that_is_shown_is_that_policy(tmp_path: Path, capsys: Any) -> None:
    assert main(["policy", "show"]) == 0
    shown = capsys.readouterr().out
    assert load_policy(written(tmp_path, shown)) == WOONPARTNERS
    assert f"```toml\n{shown}```" in (ROOT / "README.md").read_text(), "as the README shows it"


def test_every_key_that_is_explained_is_one() -> None:
    assert set(cli_policy.ABOUT) <= {field.name for field in fields(Policy)}


@pytest.mark.parametrize("name", ["woonpartners", "gemeente-nergenhuizen"])
def test_the_samples_have_no_errors(name: str, capsys: Any) -> None:
    assert main(["policy", "check", str(ROOT / "samples" / "policies" / name / "policy.toml")]) == 0
    assert f"{name}, version" in capsys.readouterr().out


def test_an_error_in_a_letter_is_found_with_its_line(tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "letters").mkdir()
    path = written(tmp_path, LEAST + 'letters = "letters"\n')
    for text, told in (("Beste,\n{% for %}\n", "letter.nl.txt:2: "), ("{{ name }}", "'name' is undefined")):
        (tmp_path / "letters" / "letter.nl.txt").write_text(text)
        assert main(["policy", "check", str(path)]) == 2
        assert told in capsys.readouterr().err


def test_a_letterhead_that_is_no_docx_is_told(tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "letter.docx").write_text("no DOCX")
    assert main(["policy", "check", str(written(tmp_path, LEAST + 'letters = "letters"\n'))]) == 2
    assert "is no DOCX" in capsys.readouterr().err
