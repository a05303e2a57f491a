"""The mailroom judges every entry once, whatever happens."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any, ClassVar

import pytest

from fakes import BSN, RECEIVED, DyingChecker, FakeChecker, NoChecker, calls, verdict
from idcheck.errors import EngineError, StorageError, UsageError
from idcheck.policy import WOONPARTNERS
from pipelines.effects import Effect
from pipelines.inbox import digest_of
from pipelines.journal import Journal
from pipelines.ledger import Claim, Key, Ledger, Line
from pipelines.mailroom import Run, run
from pipelines.workers import _single_threaded


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def fill(inbox: Path, **entries: str) -> None:
    for name, text in entries.items():
        (inbox / name).write_text(text)


def go(inbox: Path, **options: Any) -> Run:
    given = {"received": RECEIVED, "workers": 1, "rest": 0, "make_checker": FakeChecker} | options
    return run(inbox, inbox.parent / "out", **given)


def written(inbox: Path) -> list[str]:
    lines = (inbox.parent / "out" / "verdicts.jsonl").read_text().splitlines()
    return sorted(json.loads(line)["request"] for line in lines)


def test_every_entry_has_its_verdict_in_the_file(inbox: Path) -> None:
    fill(inbox, a="good", b="bad")
    (inbox / "c").mkdir()
    done = go(inbox)
    assert written(inbox) == ["a", "b", "c"]
    assert {row.request: row.outcome for row in done.rows} == {"a": "accept", "b": "reject", "c": "accept"}
    assert not done.unjudged


def test_a_line_is_the_contracts_object_with_the_entrys_digest(inbox: Path) -> None:
    fill(inbox, a="good")
    go(inbox)
    line = json.loads((inbox.parent / "out" / "verdicts.jsonl").read_text())
    assert line["schema"] == "idcheck.verdict/1"
    assert line["entry_sha256"] == digest_of(inbox / "a")


def test_a_second_run_does_none_twice_and_tells_the_same(inbox: Path) -> None:
    fill(inbox, a="good", b="bad")
    first = go(inbox)
    second = go(inbox)
    assert calls(inbox, "a") == calls(inbox, "b") == 1
    assert first == second


def test_a_changed_entry_is_judged_anew(inbox: Path) -> None:
    fill(inbox, a="bad")
    go(inbox)
    fill(inbox, a="good")
    assert [row.outcome for row in go(inbox).rows] == ["accept"]
    assert calls(inbox, "a") == 2


def test_another_policy_judges_anew(inbox: Path) -> None:
    fill(inbox, a="good")
    go(inbox)
    policy = type(WOONPARTNERS)(name="other", version="1", recipients=("Other",))
    go(inbox, policy=policy)
    assert calls(inbox, "a") == 2


def test_entries_whose_masked_names_and_contents_are_alike_are_one_letter(inbox: Path) -> None:
    fill(inbox, **{"bsn 123456782": "good", "bsn 999999990": "good"})
    assert len(go(inbox).rows) == 2
    assert len(written(inbox)) == 1


def test_a_bsn_in_an_entrys_name_is_in_no_output(inbox: Path) -> None:
    fill(inbox, **{f"{BSN}.txt": "good", f"x {BSN}.txt": "engine fails"})
    done = go(inbox)
    assert BSN not in (inbox.parent / "out" / "verdicts.jsonl").read_text()
    assert BSN not in repr(done)


def test_pictures_are_kept_of_what_was_rejected_alone(inbox: Path) -> None:
    fill(inbox, a="good", b="bad")
    go(inbox)
    out = inbox.parent / "out"
    lines = map(json.loads, (out / "verdicts.jsonl").read_text().splitlines())
    assert [path.parent.name for path in out.glob("pictures/*/*")] == [
        line["id"] for line in lines if line["request"] == "b"
    ]


@pytest.mark.parametrize(("trouble", "code"), [("die", "file-corrupt"), ("hang", "file-timeout")])
def test_a_worker_that_dies_or_hangs_costs_only_its_entry(inbox: Path, trouble: str, code: str) -> None:
    fill(inbox, a=trouble, b="good", c="good", d="bad", e="good")
    done = go(inbox, seconds=0.5, workers=2)
    assert written(inbox) == ["a", "b", "c", "d", "e"]
    row = done.rows[0]
    assert (row.outcome, row.needs_review, row.codes) == ("reject", True, (code,))
    assert calls(inbox, "a") == 2, "once among the others, once alone"
    assert calls(inbox, "b") == 1


@pytest.mark.parametrize(("workers", "outcome"), [(2, "accept"), (1, "reject")])
def test_a_worker_without_a_request_lends_its_core_to_another(inbox: Path, workers: int, outcome: str) -> None:
    fill(inbox, a="long")  # accepted where there is a core to spare for it
    assert [row.outcome for row in go(inbox, workers=workers).rows] == [outcome]


def test_a_worker_that_has_done_its_share_is_renewed(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.workers.RENEWED_AFTER", 2)
    fill(inbox, **dict.fromkeys("abcde", "good"))
    go(inbox)
    assert written(inbox) == list("abcde")
    processes = [call.name.rpartition("-")[2] for call in (inbox.parent / "calls").iterdir()]
    assert sorted(Counter(processes).values()) == [1, 2, 2]


def test_what_a_worker_died_on_is_tried_alone_by_the_next_run_if_this_one_was_killed(inbox: Path) -> None:
    fill(inbox, a="die", b="good")
    key = Key("a", digest_of(inbox / "a"), "woonpartners", "1")
    with Ledger(inbox.parent / "ledger", inbox.parent / "out") as ledger:
        claim = ledger.take(key)
        assert isinstance(claim, Claim)
        ledger.suspect(claim)
    go(inbox, ledger=inbox.parent / "ledger")
    assert calls(inbox, "a") == 1
    assert written(inbox) == ["a", "b"]


def test_an_entry_that_a_worker_died_on_by_chance_is_judged_when_tried_alone(inbox: Path) -> None:
    fill(inbox, a="die once", b="good")
    assert [row.outcome for row in go(inbox).rows] == ["accept", "accept"]
    assert written(inbox) == ["a", "b"]


def test_workers_that_die_before_they_begin_stop_the_run_and_blame_no_letter(inbox: Path) -> None:
    fill(inbox, a="good")
    with pytest.raises(EngineError, match="fewer --workers"):
        go(inbox, make_checker=DyingChecker)
    assert [row.outcome for row in go(inbox).rows] == ["accept"]


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
        go(inbox, make_checker=NoChecker)


def test_the_folder_of_verdicts_is_no_entry_of_the_inbox(inbox: Path) -> None:
    fill(inbox, a="good")
    for _ in range(2):
        run(inbox, inbox / "out", rest=0, workers=1, make_checker=FakeChecker)
    assert calls(inbox, "out") == 0


def test_an_inbox_that_is_no_folder_is_refused(inbox: Path) -> None:
    with pytest.raises(UsageError, match="is no folder"):
        go(inbox / "none")


def test_an_empty_inbox_is_done_at_once(inbox: Path) -> None:
    assert go(inbox).rows == ()


def test_what_it_writes_is_readable_by_its_owner_only(inbox: Path) -> None:
    fill(inbox, a="good")
    go(inbox)
    out = inbox.parent / "out"
    assert {path.name: oct(path.stat().st_mode & 0o777) for path in (out, *out.iterdir())} == {
        "out": "0o700",
        "verdicts.jsonl": "0o600",
        "ledger.sqlite": "0o600",
        "pictures": "0o700",
    }


def test_progress_counts_every_entry_those_of_earlier_runs_too(inbox: Path) -> None:
    fill(inbox, a="good", b="engine fails")
    for _ in range(2):
        seen: list[tuple[int, int]] = []
        go(inbox, progress=lambda now, seen=seen: seen.append((now.done, now.of)))  # type: ignore[misc]
        assert seen == [(1, 2), (2, 2)]


def start(inbox: Path, out: Path) -> subprocess.Popen[bytes]:
    """A mailroom in a process of its own."""
    script = (
        "from pathlib import Path; from fakes import FakeChecker, RECEIVED; from pipelines.mailroom import run\n"
        f"run(Path({str(inbox)!r}), Path({str(out)!r}), received=RECEIVED, workers=2, rest=0, make_checker=FakeChecker,"
        f" ledger={str(inbox.parent / 'ledger')!r})"
    )
    return subprocess.Popen([sys.executable, "-c", script], env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)})


def await_lines(journal: Path, number: int) -> None:
    deadline = time.monotonic() + 60
    while not journal.exists() or journal.read_bytes().count(b"\n") < number:
        assert time.monotonic() < deadline, "the run never got so far"
        time.sleep(0.01)


def test_killed_in_the_middle_it_goes_on_without_losing_or_doubling_any(inbox: Path) -> None:
    names = [f"letter-{i:02}" for i in range(24)]
    fill(inbox, **dict.fromkeys(names, "slow"))
    out = inbox.parent / "out"
    process = start(inbox, out)
    try:
        await_lines(out / "verdicts.jsonl", 5)
    finally:
        process.kill()
        process.wait()
    with (out / "verdicts.jsonl").open("ab") as file:
        file.write(b'{"schema": "idcheck.ver')  # what a kill leaves in the middle of a write
    assert 5 <= len((out / "verdicts.jsonl").read_bytes().splitlines()) - 1 < len(names)
    go(inbox, ledger=inbox.parent / "ledger")
    assert written(inbox) == names


def test_two_mailrooms_on_one_inbox_share_the_work_and_both_tell_all(inbox: Path) -> None:
    names = [f"letter-{i:02}" for i in range(20)]
    fill(inbox, **dict.fromkeys(names, "slow"))
    other = start(inbox, inbox.parent / "other")
    await_lines(inbox.parent / "other" / "verdicts.jsonl", 2)
    done = go(inbox, ledger=inbox.parent / "ledger")
    assert other.wait() == 0
    assert [row.request for row in done.rows] == names
    lines = [(inbox.parent / out / "verdicts.jsonl").read_text().splitlines() for out in ("out", "other")]
    assert all(lines), "each had its share"
    assert sorted(json.loads(line)["request"] for line in (*lines[0], *lines[1])) == names
    assert {calls(inbox, name) for name in names} == {1}


def test_a_watching_mailroom_judges_what_comes_and_is_stopped_in_order(tmp_path: Path) -> None:
    inbox, out = tmp_path / "inbox", tmp_path / "out"
    inbox.mkdir()
    fill(inbox, a="good")
    script = (
        "import sys; from functools import partial; from idcheck.cli import main; from pipelines import mailroom\n"
        "from fakes import FakeChecker\n"
        "mailroom.run = partial(mailroom.run, make_checker=FakeChecker)\n"
        f"sys.exit(main(['mailroom', {str(inbox)!r}, '--out', {str(out)!r}, '--rest', '0', '--watch', '--workers', '1']))"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    process = subprocess.Popen([sys.executable, "-c", script], env=environment, stderr=subprocess.PIPE, text=True)
    await_lines(out / "verdicts.jsonl", 1)
    fill(inbox, b="engine fails", c="bad", d="hang")
    await_lines(out / "verdicts.jsonl", 2)
    while calls(inbox, "d") < 1:
        time.sleep(0.01)
    process.terminate()
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in said
    assert written(inbox) == ["a", "c"]
    assert "the reader failed" in (out / "report.html").read_text()
    fill(inbox, d="good")
    go(inbox)
    assert written(inbox) == ["a", "c", "d"]


def test_what_follows_a_verdict_is_done_by_who_judged_it(inbox: Path) -> None:
    class Noting(Effect):
        entries: ClassVar[list[str]] = []
        others: ClassVar[list[str]] = []

        def judged(self, entry: Path, line: Line) -> None:
            del line
            self.entries.append(entry.name)

        def elsewhere(self, entry: Path) -> None:
            self.others.append(entry.name)

    fill(inbox, a="good", b="good")
    with Ledger(inbox.parent / "ledger", inbox.parent / "other") as other:
        claim = other.take(Key("a", digest_of(inbox / "a"), "woonpartners", "1"))
        assert isinstance(claim, Claim)
        other.finish(claim, verdict("a").to_dict())
        done = go(inbox, ledger=inbox.parent / "ledger", effects=[Noting()])
        assert [row.request for row in done.rows] == ["a", "b"]
        assert Noting.entries == ["b"]
        assert Noting.others == ["a"]
    go(inbox, ledger=inbox.parent / "ledger", effects=[Noting()])
    assert sorted(Noting.entries) == ["a", "b", "b"], "and when it has gone, by who comes next"


def test_a_verdict_that_was_decided_and_not_written_is_written_by_the_next_run(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(inbox, a="good")

    def full(*_: object) -> None:
        raise StorageError("the disk is full; make room and run again")

    with monkeypatch.context() as patch:
        patch.setattr(Journal, "append", full)
        with pytest.raises(StorageError, match="make room"):
            go(inbox)
    assert written(inbox) == []
    assert [row.request for row in go(inbox).rows] == ["a"]
    assert written(inbox) == ["a"]
    assert calls(inbox, "a") == 1


def test_a_lost_ledger_is_made_again_from_the_verdicts(inbox: Path) -> None:
    fill(inbox, a="good", b="bad")
    first = go(inbox)
    (inbox.parent / "out" / "ledger.sqlite").unlink()
    assert go(inbox) == first
    assert calls(inbox, "a") == 1
    assert written(inbox) == ["a", "b"]


def test_an_entry_that_changes_while_it_is_checked_is_left_for_the_next_run(inbox: Path) -> None:
    fill(inbox, a="grows", b="good")
    assert [entry.why for entry in go(inbox).unjudged] == ["it was changed while it was checked"]
    assert written(inbox) == ["b"]


def test_a_disk_without_room_stops_the_run_and_the_next_goes_on(inbox: Path) -> None:
    names = [f"letter-{i:02}" for i in range(20)]
    fill(inbox, **dict.fromkeys(names, "good"))
    script = (
        "import resource, signal, sys\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))  # a file can become no larger\n"
        "from pathlib import Path; from fakes import FakeChecker; from pipelines.mailroom import run\n"
        f"run(Path({str(inbox)!r}), Path({str(inbox.parent / 'out')!r}), workers=1, rest=0, make_checker=FakeChecker)"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False)
    assert re.search(r"idcheck.errors.StorageError: .*(make room|mend it) and run again", done.stderr)
    assert go(inbox).unjudged == ()
    assert written(inbox) == names


def test_a_worker_is_started_with_one_thread_and_without_what_dask_has_malloc_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MALLOC_TRIM_THRESHOLD_", "65536")
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    with _single_threaded():
        assert os.environ["OMP_NUM_THREADS"] == "1"
        assert "MALLOC_TRIM_THRESHOLD_" not in os.environ
    assert os.environ["MALLOC_TRIM_THRESHOLD_"] == "65536"
    assert "OMP_NUM_THREADS" not in os.environ
