"""The inbox hands out what rests, once, and leaves alone what is no request."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from idcheck.errors import UsageError
from pipelines.inbox import Inbox, digest_of


def test_entries_are_files_and_folders_by_name_but_hidden_and_unfinished_ones(tmp_path: Path) -> None:
    for name in (".hidden", "a.part", "b.TMP", "c.filepart", "Thumbs.db", "scan.pdf", "mail.eml"):
        (tmp_path / name).touch()
    (tmp_path / "folder").mkdir()
    inbox = Inbox(tmp_path, tmp_path / "out", rest=0)
    assert inbox.total == 3
    assert [path.name for path in inbox.poll()] == ["folder", "mail.eml", "scan.pdf"]
    assert inbox.is_empty
    assert inbox.poll() == []


def test_the_folder_of_verdicts_may_lie_in_the_inbox_and_not_be_it(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    assert Inbox(tmp_path, tmp_path / "out").total == 0
    with pytest.raises(UsageError, match="give another --out"):
        Inbox(tmp_path, tmp_path / ".")


def test_what_lay_there_for_long_is_handed_out_at_once(tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").touch()
    time.sleep(0.02)
    assert Inbox(tmp_path, tmp_path / "out", rest=0.01).poll()


@pytest.mark.parametrize("name", ["scan.pdf", "folder/page-1.jpg"])
def test_what_is_still_being_written_is_not_touched_until_it_rests(tmp_path: Path, name: str) -> None:
    file = tmp_path / "inbox" / name
    file.parent.mkdir(parents=True)
    file.write_bytes(b"half")
    inbox = Inbox(tmp_path / "inbox", tmp_path / "out", rest=0.2)
    assert inbox.poll() == []
    assert not inbox.is_empty
    time.sleep(0.15)
    with file.open("ab") as more:
        more.write(b"more")
    time.sleep(0.1)
    assert inbox.poll() == [], "it was written to since"
    time.sleep(0.25)
    assert [path.name for path in inbox.poll()] == [Path(name).parts[0]]


def test_a_file_systems_clock_that_is_ahead_does_not_hold_an_entry_up(tmp_path: Path) -> None:
    file = tmp_path / "scan.pdf"
    file.touch()
    os.utime(file, (time.time() + 3600, time.time() + 3600))
    inbox = Inbox(tmp_path, tmp_path / "out", rest=0.1)
    assert inbox.poll() == []
    time.sleep(0.15)
    assert inbox.poll() == [file]


def test_the_digest_of_a_folder_tells_apart_how_its_bytes_lie_in_files(tmp_path: Path) -> None:
    for folder, parts in (("one", ["ab", "c"]), ("two", ["a", "bc"])):
        (tmp_path / folder).mkdir()
        for number, part in enumerate(parts):
            (tmp_path / folder / str(number)).write_text(part)
    assert digest_of(tmp_path / "one") != digest_of(tmp_path / "two")
