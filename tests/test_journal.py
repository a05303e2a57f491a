"""The journal keeps every line it was given, and nothing half written."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from fakes import verdict
from idcheck.errors import StorageError
from pipelines.journal import Journal, key_of


def line(request: str = "a.pdf", digest: str = "00") -> dict[str, Any]:
    return verdict(request).to_dict() | {"entry_sha256": digest}


def test_a_line_written_is_taken_once_by_a_later_run(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        journal.append(line())
        assert journal.take(key_of(line())) is None, "only earlier runs answer"
    with Journal(tmp_path) as journal:
        assert journal.take(key_of(line())) == line()
        assert journal.take(key_of(line())) is None
        assert journal.take(key_of(line(digest="11"))) is None


def test_a_last_line_that_was_cut_short_is_taken_off(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        journal.append(line())
    with (tmp_path / "verdicts.jsonl").open("ab") as file:
        file.write(json.dumps(line("b.pdf")).encode())
    with Journal(tmp_path) as journal:
        assert journal.take(key_of(line("b.pdf"))) is None
        journal.append(line("c.pdf"))
    lines = (tmp_path / "verdicts.jsonl").read_text().splitlines()
    assert [json.loads(text)["request"] for text in lines] == ["a.pdf", "c.pdf"]


@pytest.mark.parametrize("text", ["no json", "[]", '{"request": "a"}', '"text"'])
def test_a_whole_line_that_is_no_verdict_stops_the_run(tmp_path: Path, text: str) -> None:
    (tmp_path / "verdicts.jsonl").write_text(text + "\n")
    with pytest.raises(StorageError, match="line 1: is no verdict"):
        Journal(tmp_path)


def test_a_folder_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="give another --out"):
        Journal(tmp_path / "file" / "out")


def test_a_full_disk_says_so_and_the_line_does_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_file: int, _data: bytes) -> int:
        raise OSError(28, "No space left on device")

    with Journal(tmp_path) as journal:
        monkeypatch.setattr(os, "write", full)
        with pytest.raises(StorageError, match="make room"):
            journal.append(line())
    monkeypatch.undo()
    with Journal(tmp_path) as journal:
        assert journal.take(key_of(line())) is None
