"""The inbox hands out what rests, once, and leaves alone what is no request."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from fakes import BSN
from idcheck.errors import StorageError, UsageError
from pipelines import watch
from pipelines.inbox import Inbox, digest_of, entries_of, listed
from pipelines.watch import Watched


def test_entries_are_files_and_folders_by_name_but_hidden_and_unfinished_ones(tmp_path: Path) -> None:
    for name in (".hidden", "a.part", "b.TMP", "c.filepart", "Thumbs.db", "scan.pdf", "mail.eml"):
        (tmp_path / name).touch()
    (tmp_path / "folder").mkdir()
    inbox = Inbox(entries_of(tmp_path, tmp_path / "out"), rest=0)
    assert inbox.total == 3
    assert [path.name for path in inbox.poll()] == ["folder", "mail.eml", "scan.pdf"]
    assert inbox.is_done
    assert inbox.poll() == []


def test_the_folder_of_verdicts_may_lie_in_the_inbox_and_not_be_it(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    assert entries_of(tmp_path, tmp_path / "out") == []
    with pytest.raises(UsageError, match="give another --out"):
        entries_of(tmp_path, tmp_path / ".")


def test_what_lay_there_for_long_is_handed_out_at_once(tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").touch()
    time.sleep(0.02)
    assert Inbox([tmp_path / "scan.pdf"], rest=0.01).poll()


@pytest.mark.parametrize("name", ["scan.pdf", "folder/page-1.jpg"])
def test_what_is_still_being_written_is_not_touched_until_it_rests(tmp_path: Path, name: str) -> None:
    file = tmp_path / "inbox" / name
    file.parent.mkdir(parents=True)
    file.write_bytes(b"half")
    inbox = Inbox(entries_of(tmp_path / "inbox", tmp_path / "out"), rest=0.2)
    assert inbox.poll() == []
    assert not inbox.is_done
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
    inbox = Inbox([file], rest=0.1)
    assert inbox.poll() == []
    time.sleep(0.15)
    assert inbox.poll() == [file]


def test_the_digest_of_a_folder_tells_apart_how_its_bytes_lie_in_files(tmp_path: Path) -> None:
    for folder, parts in (("one", ["ab", "c"]), ("two", ["a", "bc"])):
        (tmp_path / folder).mkdir()
        for number, part in enumerate(parts):
            (tmp_path / folder / str(number)).write_text(part)
    assert digest_of(tmp_path / "one") != digest_of(tmp_path / "two")


@pytest.mark.parametrize("text", ["{a}\n\n{b}", "{a}\0{b}\0"])
def test_a_list_of_entries_is_taken_a_line_or_a_zero_byte_each(tmp_path: Path, text: str) -> None:
    names = [tmp_path / "a b.pdf", tmp_path / "ç.pdf"]
    for name in names:
        name.touch()
    assert listed(text.format(a=names[0], b=names[1]).encode()) == names


def test_an_entry_of_a_list_that_is_not_there_is_named_and_its_bsn_is_not(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="number 2 of the list") as error:
        listed(f"{tmp_path}\n{tmp_path}/{BSN}.pdf".encode())
    assert BSN not in str(error.value)


# ----------------------------------------------------------------------------------------------------------------- watch


def seen(watched: Watched, number: int) -> list[str]:
    """The names of what it hands out, until there are so many."""
    names: list[str] = []
    deadline = time.monotonic() + 10
    while len(names) < number and time.monotonic() < deadline:
        names += [path.name for path in watched.poll()]
        time.sleep(0.01)
    return names


@pytest.mark.parametrize("poll", [None, 0.05])
def test_a_watched_folder_hands_out_what_is_there_what_comes_and_what_changes(
    tmp_path: Path, poll: float | None
) -> None:
    (tmp_path / "first").touch()
    with Watched(tmp_path, tmp_path / "out", rest=0, poll=poll) as watched:
        assert seen(watched, 1) == ["first"]
        (tmp_path / "folder").mkdir()
        assert seen(watched, 1) == ["folder"]
        (tmp_path / "folder" / "page.jpg").touch()
        assert seen(watched, 1) == ["folder"]
        (tmp_path / "first").write_text("more")
        assert seen(watched, 1) == ["first"]
        time.sleep(0.1)
        assert watched.poll() == []
        assert not watched.is_done


def test_a_folder_is_looked_at_also_where_the_system_tells_of_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "watchdog.observers", None)
    monkeypatch.setattr(watch, "LOOK_SECONDS", 0.05)
    with Watched(tmp_path, tmp_path / "out", rest=0) as watched:
        assert watched.poll() == []
        (tmp_path / "scan.pdf").touch()
        assert seen(watched, 1) == ["scan.pdf"]


def test_a_watched_folder_that_goes_away_stops_the_mailroom(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    with Watched(tmp_path / "inbox", tmp_path / "out", poll=0.01) as watched:
        (tmp_path / "inbox").rmdir()
        with pytest.raises(StorageError, match="has gone"):
            seen(watched, 1)
