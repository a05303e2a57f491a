"""Pages side by side: one at a time, another for each core to spare, and no more than those."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from idcheck.hands import Hands, nothing_to_spare, spare_cores
from pipelines import seats as seats_module
from pipelines.seats import Seats


class Gauge:
    """A task that tells how many of it ran at once."""

    def __init__(self) -> None:
        self.most = self._now = 0
        self._lock = threading.Lock()

    def __call__(self, number: int) -> int:
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        time.sleep(0.05)
        with self._lock:
            self._now -= 1
        return number


@pytest.mark.parametrize(("spare", "most"), [(nothing_to_spare, 1), (spare_cores(0), 1), (spare_cores(2), 3)])
def test_as_many_at_once_as_there_are_cores(spare: object, most: int) -> None:
    gauge = Gauge()
    with Hands(spare) as hands:  # type: ignore[arg-type]
        futures = [hands.give(gauge, number) for number in range(9)]
    assert [future.result() for future in futures] == list(range(9))
    assert gauge.most == most


def test_cores_are_given_back() -> None:
    spare = spare_cores(1)
    with Hands(spare) as hands:
        for number in range(4):
            hands.give(Gauge(), number)
    assert spare() is not None
    assert spare() is None


def test_a_task_that_fails_stops_the_next_and_what_was_begun_is_ended() -> None:
    ended: list[int] = []

    def fails() -> None:
        raise ValueError("a page")

    def takes_a_moment() -> None:
        time.sleep(0.1)
        ended.append(1)

    with pytest.raises(ValueError, match="a page"), Hands(spare_cores(1)) as hands:  # noqa: PT012 - the failure is told by a later one
        hands.give(takes_a_moment)
        for _ in range(5):
            hands.give(fails)
            time.sleep(0.01)
    assert ended == [1]


# --------------------------------------------------------------------------------------------------------------- seats


def test_an_empty_seat_is_to_spare_and_a_taken_one_is_not(tmp_path: Path) -> None:
    seats = Seats(tmp_path, 2)
    with seats.own(0):
        leave = seats.spare()
        assert leave is not None
        assert seats.spare() is None
        leave()
        again = seats.spare()
        assert again is not None
        again()
    assert seats.spare() is not None


def test_a_worker_waits_for_its_seat_and_not_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seats = Seats(tmp_path, 1)
    leave = seats.spare()
    assert leave is not None
    threading.Timer(0.1, leave).start()
    began = time.monotonic()
    with seats.own(0):
        assert time.monotonic() >= began + 0.09
        monkeypatch.setattr(seats_module, "WAIT_SECONDS", 0.1)
        with seats.own(0):
            assert seats.spare() is None


def test_who_dies_leaves_his_seat(tmp_path: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path; from pipelines.seats import Seats\n"
        "Seats(Path(sys.argv[1]), 1).spare(); print('sits', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    root = Path(__file__).resolve().parent.parent
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=root) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"sits\n"
        seats = Seats(tmp_path, 1)
        assert seats.spare() is None
        process.kill()
        process.wait()
        assert seats.spare() is not None
