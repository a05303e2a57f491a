"""A Dask cluster does what worker processes do, and loses nothing when its workers go."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fakes import FakeChecker, calls
from idcheck.errors import EngineError
from pipelines.cluster import contents
from pipelines.mailroom import Run, run

pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # distributed's own sockets, as it ends
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


class Machines:
    """A scheduler and workers in processes of their own."""

    def __init__(self, folder: Path) -> None:
        self.started: list[subprocess.Popen[bytes]] = []
        self._file = folder / "scheduler.json"
        self._environment = os.environ | {
            "PYTHONPATH": os.pathsep.join(sys.path),
            "CALLS": str(folder / "calls"),
            "DASK_DISTRIBUTED__SCHEDULER__IDLE_TIMEOUT": "120s",
        }
        self.scheduler = self.start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")

    def start(self, what: str, *options: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.{what}", "--scheduler-file", str(self._file), *options]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        process = subprocess.Popen(command, env=self._environment, start_new_session=True, **quiet)  # type: ignore[call-overload]
        self.started.append(process)
        return process

    def worker(self, *options: str) -> subprocess.Popen[bytes]:
        return self.start("dask_worker", "--nthreads", "1", "--no-dashboard", *options)

    @property
    def address(self) -> str:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self._file.exists() and (text := self._file.read_text()):
                return str(json.loads(text)["address"])
            time.sleep(0.05)
        raise AssertionError("the scheduler never started")


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    machines = Machines(tmp_path)
    yield machines
    for process in reversed(machines.started):
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def go(folder: Path, scheduler: str, **options: Any) -> Run:
    return run(folder / "inbox", folder / "out", rest=0, scheduler=scheduler, make_checker=FakeChecker, **options)


def fill(folder: Path, **entries: str) -> None:
    (folder / "inbox").mkdir(exist_ok=True)
    for name, text in entries.items():
        (folder / "inbox" / name).write_text(text)


def written(folder: Path) -> list[str]:
    lines = (folder / "out" / "verdicts.jsonl").read_text().splitlines()
    return sorted(json.loads(line)["request"] for line in lines)


def test_workers_that_are_killed_and_come_back_lose_nothing_and_do_nothing_twice(
    tmp_path: Path, machines: Machines
) -> None:
    names = [f"letter-{i:02}" for i in range(40)]
    fill(tmp_path, **dict.fromkeys(names, "slow"))
    machines.worker("--nanny")
    lost = machines.worker("--no-nanny")

    def kill(now: Any) -> None:
        if now.done == 8:
            os.killpg(lost.pid, signal.SIGKILL)
            machines.worker("--no-nanny")

    done = go(tmp_path, machines.address, progress=kill)
    assert lost.wait() == -signal.SIGKILL
    assert [row.request for row in done.rows] == names
    assert not done.unjudged
    assert written(tmp_path) == names
    assert sum(calls(tmp_path / "inbox", name) for name in names) <= len(names) + 2, "what was on it was done again"


def test_a_request_that_dies_or_hangs_costs_the_others_nothing(tmp_path: Path, machines: Machines) -> None:
    fill(tmp_path, a="die", b="good", c="bad", d="hang", e="engine fails")
    (tmp_path / "inbox" / "f").mkdir()
    (tmp_path / "inbox" / "f" / "page.jpg").write_text("good")
    machines.worker("--nanny")
    machines.worker("--nanny")
    done = go(tmp_path, machines.address, seconds=1.0)
    assert {row.request: row.codes for row in done.rows} == {
        "a": ("file-corrupt",),
        "b": (),
        "c": ("bsn-mrz",),
        "d": ("file-timeout",),
        "f": (),
    }
    assert [entry.request for entry in done.unjudged] == ["e"]
    line = next(one for one in (tmp_path / "out" / "verdicts.jsonl").read_text().splitlines() if '"c"' in one)
    assert list((tmp_path / "out" / "pictures" / json.loads(line)["id"]).glob("*.jpg")), "pictures come back"


def test_a_cluster_without_workers_is_waited_for(
    tmp_path: Path, machines: Machines, caplog: pytest.LogCaptureFixture
) -> None:
    fill(tmp_path, a="good")

    class Starting(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if "no workers" in record.getMessage():
                machines.worker("--no-nanny")

    handler = Starting()
    logging.getLogger("pipelines.cluster").addHandler(handler)
    try:
        assert [row.outcome for row in go(tmp_path, machines.address).rows] == ["accept"]
    finally:
        logging.getLogger("pipelines.cluster").removeHandler(handler)
    assert "the cluster has no workers" in caplog.text


def test_a_scheduler_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path, a="good")
    monkeypatch.setattr("pipelines.cluster.ANSWER_SECONDS", 0.5)
    for address in ("tcp://127.0.0.1:1", "nonsense://x"):
        with pytest.raises(EngineError, match="cannot be reached"):
            go(tmp_path, address)


def test_what_is_sent_of_an_entry_is_what_would_be_checked(tmp_path: Path) -> None:
    for name in ("b/page.jpg", "a.pdf", ".hidden", "b/.hidden/x", "Thumbs.db"):
        (tmp_path / "entry" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "entry" / name).write_bytes(b"0123456789")
    assert contents(tmp_path / "entry", 4) == [("a.pdf", b"0123"), ("b/page.jpg", b"0123")]
    assert contents(tmp_path / "entry" / "a.pdf", 100) == [("a.pdf", b"0123456789")]
