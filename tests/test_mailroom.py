"""The mailroom judges every entry once, whatever happens."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fakes import BSN, RECEIVED, FakeChecker, NoChecker, calls
from idcheck.errors import EngineError, StorageError, UsageError
from idcheck.policy import WOONPARTNERS
from pipelines.mailroom import Run, digest_of, entries, run


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def fill(inbox: Path, **entries: str) -> None:
    for name, text in entries.items():
        (inbox / name).write_text(text)


def go(inbox: Path, workers: int = 2) -> Run:
    return run(inbox, inbox.parent / "out", received=RECEIVED, workers=workers, make_checker=FakeChecker)


def written(inbox: Path) -> list[str]:
    lines = (inbox.parent / "out" / "verdicts.jsonl").read_text().splitlines()
    return sorted(json.loads(line)["request"] for line in lines)


def test_every_entry_has_its_verdict_in_the_file(inbox: Path) -> None:
    fill(inbox, a="good", b="bad")
    (inbox / "c").mkdir()
    done = go(inbox)
    assert written(inbox) == ["a", "b", "c"]
    assert {line["request"]: line["outcome"] for line in done.lines} == {"a": "accept", "b": "reject", "c": "accept"}
    assert not done.unjudged


def test_a_line_is_the_contracts_object_with_the_entrys_digest(inbox: Path) -> None:
    fill(inbox, a="good")
    line = json.loads(json.dumps(go(inbox).lines[0]))
    assert line["schema"] == "idcheck.verdict/1"
    assert line["entry_sha256"] == digest_of(inbox / "a")


def test_a_second_run_does_none_twice_and_tells_the_same(inbox: Path) -> None:
    fill(inbox, a="good", b="bad")
    first = go(inbox)
    second = go(inbox)
    assert calls(inbox, "a") == calls(inbox, "b") == 1
    assert sorted(first.lines, key=str) == sorted(second.lines, key=str)


def test_a_changed_entry_is_judged_anew(inbox: Path) -> None:
    fill(inbox, a="bad")
    go(inbox)
    fill(inbox, a="good")
    assert [line["outcome"] for line in go(inbox).lines] == ["accept"]
    assert calls(inbox, "a") == 2


def test_another_policy_judges_anew(inbox: Path) -> None:
    fill(inbox, a="good")
    go(inbox)
    policy = type(WOONPARTNERS)(name="other", version="1", recipients=("Other",))
    run(inbox, inbox.parent / "out", policy=policy, received=RECEIVED, workers=1, make_checker=FakeChecker)
    assert calls(inbox, "a") == 2


def test_entries_whose_masked_names_and_contents_are_alike_are_all_judged(inbox: Path) -> None:
    fill(inbox, **{"bsn 123456782": "good", "bsn 999999990": "good"})
    assert len(go(inbox).lines) == 2
    assert len(go(inbox).lines) == 2
    assert len(written(inbox)) == 2


def test_a_bsn_in_an_entrys_name_is_in_no_output(inbox: Path) -> None:
    fill(inbox, **{f"{BSN}.txt": "good", f"x {BSN}.txt": "engine fails"})
    done = go(inbox)
    assert BSN not in (inbox.parent / "out" / "verdicts.jsonl").read_text()
    assert BSN not in repr(done)


def test_a_worker_that_dies_costs_only_its_entry(inbox: Path) -> None:
    fill(inbox, a="die", b="good", c="good", d="bad", e="good")
    done = go(inbox)
    assert written(inbox) == ["b", "c", "d", "e"]
    assert [entry.request for entry in done.unjudged] == ["a"]
    assert "died" in done.unjudged[0].why
    assert calls(inbox, "a") == 2, "once among the others, once alone"
    assert calls(inbox, "b") == 1


def test_an_entry_that_a_worker_died_on_by_chance_is_judged_when_tried_alone(inbox: Path) -> None:
    fill(inbox, a="die once", b="good")
    assert not go(inbox).unjudged
    assert written(inbox) == ["a", "b"]


@pytest.mark.parametrize("trouble", ["engine fails", "unexpected"])
def test_an_entry_that_fails_is_named_and_stays_undone_for_the_next_run(inbox: Path, trouble: str) -> None:
    fill(inbox, a=trouble, b="good")
    done = go(inbox)
    assert [entry.request for entry in done.unjudged] == ["a"]
    assert BSN not in done.unjudged[0].why, "the text of an unexpected error may hold what stands on the page"
    fill(inbox, a="good")
    assert not go(inbox).unjudged
    assert written(inbox) == ["a", "b"]


def test_an_entry_that_cannot_be_read_is_named(inbox: Path) -> None:
    (inbox / "gone").symlink_to(inbox / "nowhere")
    os.mkfifo(inbox / "pipe")
    fill(inbox, b="good")
    assert [entry.request for entry in go(inbox).unjudged] == ["gone", "pipe"]
    assert written(inbox) == ["b"]


def test_a_reader_that_is_missing_stops_the_run_with_its_command(inbox: Path) -> None:
    fill(inbox, a="good")
    with pytest.raises(EngineError, match="apt-get install"):
        run(inbox, inbox.parent / "out", make_checker=NoChecker)


def test_hidden_and_unfinished_files_are_left_alone(inbox: Path) -> None:
    fill(inbox, **dict.fromkeys((".hidden", "a.part", "b.TMP", "c.filepart", "Thumbs.db", "scan.pdf"), "good"))
    assert [path.name for path in entries(inbox, inbox / "out")] == ["scan.pdf"]


def test_the_folder_of_verdicts_is_no_entry_of_the_inbox(inbox: Path) -> None:
    fill(inbox, a="good")
    for _ in range(2):
        run(inbox, inbox / "out", received=RECEIVED, workers=1, make_checker=FakeChecker)
    assert calls(inbox, "out") == 0
    with pytest.raises(UsageError, match="give another --out"):
        entries(inbox, inbox)


def test_an_inbox_that_is_no_folder_is_refused(inbox: Path) -> None:
    with pytest.raises(UsageError, match="is no folder"):
        go(inbox / "none")


def test_an_empty_inbox_is_done_at_once(inbox: Path) -> None:
    assert go(inbox).lines == ()


def test_what_it_writes_is_readable_by_its_owner_only(inbox: Path) -> None:
    fill(inbox, a="good")
    go(inbox)
    out = inbox.parent / "out"
    assert [oct(path.stat().st_mode & 0o777) for path in (out, *out.iterdir())] == ["0o700", "0o600", "0o600"]


def test_progress_counts_every_entry_those_of_earlier_runs_too(inbox: Path) -> None:
    fill(inbox, a="good", b="engine fails")
    for _ in range(2):
        seen: list[tuple[int, int]] = []
        run(
            inbox,
            inbox.parent / "out",
            received=RECEIVED,
            make_checker=FakeChecker,
            progress=lambda done, of, seen=seen: seen.append((done, of)),  # type: ignore[misc]
        )
        assert seen == [(1, 2), (2, 2)]


def test_killed_in_the_middle_it_goes_on_without_losing_or_doubling_any(inbox: Path) -> None:
    names = [f"letter-{i:02}" for i in range(40)]
    fill(inbox, **dict.fromkeys(names, "slow"))
    out = inbox.parent / "out"
    script = (
        "from pathlib import Path; from fakes import FakeChecker, RECEIVED; from pipelines.mailroom import run\n"
        f"run(Path({str(inbox)!r}), Path({str(out)!r}), received=RECEIVED, workers=2, make_checker=FakeChecker)"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    process = subprocess.Popen([sys.executable, "-c", script], env=environment)
    try:
        journal = out / "verdicts.jsonl"
        deadline = time.monotonic() + 30
        while not journal.exists() or journal.read_bytes().count(b"\n") < 5:
            assert time.monotonic() < deadline, "the run never got going"
            time.sleep(0.01)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    with journal.open("ab") as file:
        file.write(b'{"schema": "idcheck.ver')  # what a kill leaves in the middle of a write
    before = len(written_whole(journal))
    assert 5 <= before < len(names)
    go(inbox)
    assert written(inbox) == names


def written_whole(journal: Path) -> list[bytes]:
    return [line for line in journal.read_bytes().splitlines(keepends=True) if line.endswith(b"\n")]


def test_two_mailrooms_do_not_write_in_one_folder(inbox: Path) -> None:
    from pipelines.journal import Journal

    with Journal(inbox.parent / "out"), pytest.raises(StorageError, match="another mailroom"):
        go(inbox)
