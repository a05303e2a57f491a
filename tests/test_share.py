"""A folder at an address as inbox, on fsspec's file systems in memory and on the disk."""

from __future__ import annotations

import itertools
import json
import os
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import fsspec
import pytest

from fakes import BSN, FakeChecker
from idcheck.cli import main
from idcheck.errors import StorageError, UsageError
from idcheck.policy import Limits
from pipelines import mailroom
from pipelines.effects import Effect
from pipelines.mailroom import Run, run
from pipelines.share import PASSWORD, Share
from pipelines.sorting import Sorting

NUMBER = itertools.count()


class Folder:
    """A folder at an address."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.share, self.root = fsspec.core.url_to_fs(url)
        self.share.makedirs(self.root)

    def fill(self, **entries: str) -> None:
        for name, text in entries.items():
            path = f"{self.root}/{name}"
            self.share.makedirs(path.rpartition("/")[0], exist_ok=True)
            self.share.pipe_file(path, text.encode())

    @property
    def names(self) -> list[str]:
        return sorted(Path(name).name for name in self.share.ls(self.root, detail=False))


@pytest.fixture(params=["memory", "file"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Folder]:
    place = f"/share-{next(NUMBER)}" if request.param == "memory" else tmp_path / "share"
    folder = Folder(f"{request.param}://{place}")
    yield folder
    folder.share.rm(folder.root, recursive=True)


def go(folder: Folder, out: Path, effects: tuple[Effect, ...] = (), **options: Any) -> Run:
    share = Share(folder.url, out, **{"rest": 0} | options)
    return run(share, out, workers=1, make_checker=FakeChecker, effects=[*effects, share])


def fetched(out: Path) -> list[str]:
    files = [path for path in (out / "fetched").rglob("*") if path.is_file()]
    return [path.name for path in files if path.parent.name != "calls"]  # the fake's own


def test_every_entry_is_judged_and_what_was_fetched_is_erased(folder: Folder, tmp_path: Path) -> None:
    folder.fill(**{"a.pdf": "good", "b.pdf": "bad", "request/1.pdf": "x", "request/deep/2.pdf": "y", ".hidden": "bad"})
    folder.fill(**{"unfinished.part": "bad"})
    done = go(folder, tmp_path / "out")
    assert {row.request: row.outcome for row in done.rows} == {
        "a.pdf": "accept",
        "b.pdf": "reject",
        "request": "accept",
    }
    assert fetched(tmp_path / "out") == []
    assert folder.names == sorted([".hidden", "a.pdf", "b.pdf", "request", "unfinished.part"])


def test_the_next_run_does_none_twice_and_what_changed_anew(folder: Folder, tmp_path: Path) -> None:
    folder.fill(a="good", b="good")
    go(folder, tmp_path / "out")
    folder.fill(b="bad")
    done = go(folder, tmp_path / "out")
    lines = (tmp_path / "out" / "verdicts.jsonl").read_text().splitlines()
    assert sorted(json.loads(line)["request"] for line in lines) == ["a", "b", "b"]
    assert {row.request: row.outcome for row in done.rows} == {"a": "accept", "b": "reject"}


def test_sorted_entries_are_here_and_no_longer_there(folder: Folder, tmp_path: Path) -> None:
    folder.fill(**{"a.pdf": "good", "b.pdf": "bad", "c.pdf": "unexpected", "d/1.pdf": "x"})
    out = tmp_path / "out"
    go(folder, out, (Sorting(out),), take=True)
    assert folder.names == []
    assert [path.name[:1] for path in sorted((out / "accepted").iterdir())] == ["a", "d"]
    assert [path.name[:1] for path in (out / "rejected").iterdir()] == ["b"]
    assert [path.name[:1] for path in (out / "failed").iterdir()] == ["c"]
    assert fetched(out) == []


class Writes(Effect):
    """Someone writes to the share as soon as an entry is judged."""

    def __init__(self, write: Callable[[], None]) -> None:
        self._write = write

    def judged(self, *_: object) -> None:
        self._write()


def test_what_was_written_to_meanwhile_is_not_taken_away(folder: Folder, tmp_path: Path) -> None:
    folder.fill(a="good")
    out = tmp_path / "out"
    go(folder, out, (Writes(lambda: folder.fill(a="written to")), Sorting(out)), take=True)
    assert folder.names == ["a"]
    assert [path.read_text() for path in (out / "accepted").iterdir()] == ["good"]


def test_an_entry_that_is_written_to_is_let_rest(folder: Folder, tmp_path: Path) -> None:
    share = Share(folder.url, tmp_path / "out", rest=0.3)
    folder.fill(a="half")
    assert share.poll() == []
    folder.fill(a="the whole")
    seen: list[Path] = []
    deadline = time.monotonic() + 10
    while not seen and time.monotonic() < deadline:
        seen = share.poll()
        time.sleep(0.02)
    assert [path.read_text() for path in seen] == ["the whole"]
    assert share.is_done


def test_a_watched_share_hands_out_what_comes_and_what_changes(folder: Folder, tmp_path: Path) -> None:
    share = Share(folder.url, tmp_path / "out", rest=0, watch=0.02)
    folder.fill(a="1")
    assert [path.name for path in share.poll()] == ["a"]
    assert share.poll() == []
    folder.fill(b="2")
    time.sleep(0.03)
    assert [path.name for path in share.poll()] == ["b"]
    folder.fill(a="longer")
    time.sleep(0.03)
    assert [path.read_text() for path in share.poll()] == ["longer"]
    assert not share.is_done
    assert share.is_endless


def test_a_share_that_goes_away_is_waited_for_when_watched_and_else_stops_the_run(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    watched = Share(folder.url, tmp_path / "out", rest=0, watch=0.0)
    once = Share(folder.url, tmp_path / "out", rest=0)
    folder.fill(a="good")
    assert len(watched.poll()) == 1

    def away(*_: object, **__: object) -> None:
        raise RuntimeError("a secret of the server")

    with monkeypatch.context() as patch:
        patch.setattr(type(folder.share), "ls", away)
        assert watched.poll() == []
        assert "trying again" in caplog.text
        assert "secret" not in caplog.text
        with pytest.raises(StorageError, match="cannot be reached"):
            once.poll()
    folder.fill(b="good")
    assert [path.name for path in watched.poll()] == ["b"]


def test_what_is_here_is_handed_out_when_the_next_cannot_be_fetched(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.fill(a="1", b="2")
    share = Share(folder.url, tmp_path / "out", rest=0)
    opened = type(folder.share).open

    def failing(self: Any, path: str, *rest: Any, **options: Any) -> Any:
        if path.endswith("/b"):
            raise OSError(5, "Input/output error")
        return opened(self, path, *rest, **options)

    with monkeypatch.context() as patch:
        patch.setattr(type(folder.share), "open", failing)
        assert [path.name for path in share.poll()] == ["a"]
        with pytest.raises(StorageError, match="Input/output error"):
            share.poll()
        assert not share.is_done
    assert [path.name for path in share.poll()] == ["b"]


def test_a_full_disk_is_told_without_the_bsn_in_a_files_name(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.fill(**{f"letter/{BSN}.pdf": "good"})
    share = Share(folder.url, tmp_path / "out", rest=0)
    path_open = Path.open

    def full(self: Path, mode: str = "r", *rest: Any, **options: Any) -> Any:
        if self.name == f"{BSN}.pdf" and mode == "wb":
            raise OSError(28, "No space left on device")
        return path_open(self, mode, *rest, **options)

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(StorageError, match="No space left on device") as caught:
        share.poll()
    assert BSN not in str(caught.value)


def test_what_cannot_be_taken_off_is_taken_off_later(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    folder.fill(a="good")
    out = tmp_path / "out"

    def fails(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(type(folder.share), "rm", fails)
        go(folder, out, (Sorting(out),), take=True)
    assert "still there" in caplog.text
    assert folder.names == ["a"]
    go(folder, out, (Sorting(out),), take=True)
    assert folder.names == []
    assert len(list((out / "accepted").iterdir())) == 1
    assert len((out / "verdicts.jsonl").read_text().splitlines()) == 1


def test_of_a_file_no_more_is_fetched_than_shows_that_it_is_too_large(folder: Folder, tmp_path: Path) -> None:
    folder.fill(a="x" * 100)
    share = Share(folder.url, tmp_path / "out", rest=0, limits=Limits(max_bytes=10))
    assert [path.stat().st_size for path in share.poll()] == [11]


def test_no_more_is_fetched_than_is_judged(folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.share.AHEAD", 3)
    folder.fill(**{f"letter-{number}": "good" for number in range(8)})
    share = Share(folder.url, tmp_path / "out", rest=0)
    first = share.poll()
    assert len(first) == 3
    assert share.poll() == []
    share.elsewhere(first[0])
    share.judged(first[1], {})
    assert len(share.poll()) == 2
    assert len(fetched(tmp_path / "out")) == 3
    share.unjudged(first[2], "letter-2", "the reader failed")
    assert len(share.poll()) == 1


def test_what_a_killed_run_had_fetched_is_erased(folder: Folder, tmp_path: Path) -> None:
    left = tmp_path / "out" / "fetched" / "999999999"
    left.mkdir(parents=True)
    (left / "a").write_text("good")
    Share(folder.url, tmp_path / "out")
    assert not left.exists()


def test_the_command_takes_an_address(folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.fill(a="good", b="bad")
    monkeypatch.setattr(mailroom, "run", partial(run, make_checker=FakeChecker))
    out = str(tmp_path / "out")
    assert main(["mailroom", folder.url, "--out", out, "--rest", "0", "--workers", "1", "--sort"]) == 1
    assert folder.names == []


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("smb://user:secret@host/share", PASSWORD),
        ("nonsense://host/share", "Protocol not known"),
        ("memory:///nowhere", "is no folder"),
    ],
)
def test_an_address_that_cannot_be_used_is_told(tmp_path: Path, url: str, why: str) -> None:
    with pytest.raises(UsageError, match=why) as caught:
        Share(url, tmp_path / "out")
    assert "secret" not in str(caught.value)


def test_the_password_comes_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, Any] = {}

    def url_to_fs(_url: str, **options: Any) -> tuple[Any, str]:
        given.update(options)
        share = fsspec.filesystem("memory")
        share.makedirs("/password", exist_ok=True)
        return share, "/password"

    monkeypatch.setattr("fsspec.core.url_to_fs", url_to_fs)
    (tmp_path / "secret").write_text("hush\n")
    monkeypatch.setenv(f"{PASSWORD}_FILE", os.fspath(tmp_path / "secret"))
    Share("smb://user@host/password", tmp_path / "out")
    assert given == {"password": "hush"}
