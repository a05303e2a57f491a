"""The journal keeps every line it was given, and nothing half written."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from fakes import verdict
from idcheck.errors import StorageError
from pipelines.journal import Journal


def line(request: str = "a.pdf", digest: str = "00") -> dict[str, Any]:
    return verdict(request).to_dict() | {"entry_sha256": digest}


def test_lines_are_there_for_a_later_run(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        journal.append(line())
        journal.append(line("b.pdf"))
    with Journal(tmp_path) as journal:
        assert list(journal.lines()) == [line(), line("b.pdf")]


@pytest.mark.parametrize("length", [20, 200_000])
def test_a_last_line_that_was_cut_short_is_taken_off(tmp_path: Path, length: int) -> None:
    with Journal(tmp_path) as journal:
        journal.append(line())
        with (tmp_path / "verdicts.jsonl").open("ab") as file:
            file.write(b"x" * length)
        journal.append(line("c.pdf"))
    lines = (tmp_path / "verdicts.jsonl").read_text().splitlines()
    assert [json.loads(text)["request"] for text in lines] == ["a.pdf", "c.pdf"]


@pytest.mark.parametrize("text", ["no json", "[]", '{"request": "a"}', '"text"'])
def test_a_whole_line_that_is_no_verdict_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "verdicts.jsonl").write_text(text + "\n")
    with Journal(tmp_path) as journal, pytest.raises(StorageError, match="line 1: is no verdict"):
        list(journal.lines())


def test_a_folder_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="give another --out"):
        Journal(tmp_path / "file" / "out")


def test_a_full_disk_says_so_and_leaves_nothing_of_the_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write, calls = os.write, []

    def fills_up(file: int, data: bytes) -> int:
        calls.append(data)
        if len(calls) == 1:
            return write(file, data[:20])
        raise OSError(28, "No space left on device")

    with Journal(tmp_path) as journal:
        journal.append(line())
        monkeypatch.setattr(os, "write", fills_up)
        with pytest.raises(StorageError, match="make room"):
            journal.append(line("b.pdf"))
        assert list(journal.lines()) == [line()]
