"""The ledger gives a request to one mailroom at a time, and keeps what was decided."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from fakes import verdict
from idcheck.errors import StorageError, UsageError
from pipelines.database import address
from pipelines.ledger import LEASE_SECONDS, Claim, Done, Held, Key, Ledger

KEY = Key("a.pdf", "00", "woonpartners", "1")


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """A PostgreSQL server on a socket in a folder."""
    if not shutil.which("initdb") or not shutil.which("postgres"):
        pytest.skip("PostgreSQL is not on this machine")
    with tempfile.TemporaryDirectory() as folder:
        # it does not run as root
        rights: dict[str, Any] = {"user": "postgres"} if os.geteuid() == 0 else {}
        if rights:
            shutil.chown(folder, "postgres")
        quiet = rights | {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}
        subprocess.run(["initdb", "-D", f"{folder}/data", "-U", "idcheck", "-A", "trust"], check=True, **quiet)
        options = ["-c", "listen_addresses=", "-c", "fsync=off", "-k", folder]
        process = subprocess.Popen(["postgres", "-D", f"{folder}/data", *options], **quiet)
        try:
            yield f"postgresql://idcheck@/postgres?host={folder}"
        finally:
            process.send_signal(signal.SIGQUIT)  # at once, whoever is connected
            process.wait()


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """Where a ledger is kept, new for each test."""
    if request.param == "sqlite":
        return tmp_path / "ledger.sqlite"
    url = request.getfixturevalue("server")
    engine = create_engine(address(url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    deadline = time.monotonic() + 30
    while True:
        try:
            with engine.connect() as connection:
                connection.execute(text("DROP TABLE IF EXISTS requests, mailrooms"))
            break
        except DBAPIError:  # it is starting
            assert time.monotonic() < deadline
            time.sleep(0.05)
    engine.dispose()
    return url


def ledger(where: Any, tmp_path: Path, folder: str = "out") -> Ledger:
    return Ledger(where, tmp_path / folder)


def claimed(ledger: Ledger, key: Key = KEY) -> Claim:
    claim = ledger.take(key)
    assert isinstance(claim, Claim)
    return claim


def test_a_request_is_given_to_one_mailroom_only(where: Any, tmp_path: Path) -> None:
    with ledger(where, tmp_path) as one, ledger(where, tmp_path) as two:
        claimed(one)
        assert two.take(KEY) == Held()
        assert one.take(KEY) == Held(), "nor twice to the same"


def test_what_was_decided_is_known_to_all_and_done_by_nobody(where: Any, tmp_path: Path) -> None:
    with ledger(where, tmp_path) as one, ledger(where, tmp_path) as two:
        line = one.finish(claimed(one), verdict("a.pdf").to_dict())
        assert line
        assert line["entry_sha256"] == "00"
        assert two.take(KEY) == Done(line=line, elsewhere=True)
        assert one.take(KEY) == Done(line=line, elsewhere=False)
    with ledger(where, tmp_path) as three:
        assert three.take(KEY) == Done(line=line, elsewhere=False), (
            "who judged it has gone, and left what follows to us"
        )


@pytest.mark.parametrize("change", [{"request": "b"}, {"sha256": "11"}, {"policy": "other"}, {"version": "2"}])
def test_another_name_content_or_policy_is_another_request(where: Any, tmp_path: Path, change: dict[str, str]) -> None:
    with ledger(where, tmp_path) as one:
        one.finish(claimed(one), verdict("a.pdf").to_dict())
        assert isinstance(one.take(KEY._replace(**change)), Claim)


def test_what_is_let_go_or_left_at_the_end_is_free(where: Any, tmp_path: Path) -> None:
    with ledger(where, tmp_path) as one:
        one.let_go(claimed(one))
        claimed(one)
    with ledger(where, tmp_path) as two:
        claimed(two)


def test_a_mailroom_that_was_not_heard_of_loses_what_it_had_and_cannot_decide_it_any_more(
    where: Any, tmp_path: Path
) -> None:
    with ledger(where, tmp_path) as one, ledger(where, tmp_path) as two:
        claim = claimed(one)
        forget(one)
        theirs = claimed(two)
        assert one.finish(claim, verdict("a.pdf").to_dict()) is None
        assert two.finish(theirs, verdict("a.pdf").to_dict())


def test_a_mailroom_that_is_heard_of_keeps_what_it_has(where: Any, tmp_path: Path) -> None:
    with ledger(where, tmp_path) as one, ledger(where, tmp_path) as two:
        claimed(one)
        forget(one)
        one.beat()
        assert two.take(KEY) == Held()


def forget(ledger: Ledger) -> None:
    """Its last word is longer ago than a lease."""
    later = text(f"UPDATE mailrooms SET seen = seen - {LEASE_SECONDS + 1} WHERE id = '{ledger._id}'")
    ledger._database.run(lambda connection: connection.execute(later))


def test_what_a_killed_mailroom_had_is_free_at_once_on_the_same_machine(where: Any, tmp_path: Path) -> None:
    script = (
        "import os; from pathlib import Path; from pipelines.ledger import Key, Ledger\n"
        f"Ledger({str(where)!r}, Path({str(tmp_path)!r})).take(Key{tuple(KEY)!r}); os.kill(os.getpid(), 9)"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    assert subprocess.run([sys.executable, "-c", script], env=environment, check=False).returncode == -9
    with ledger(where, tmp_path) as two:
        claimed(two)


def test_a_request_that_a_worker_died_on_is_remembered_as_such(where: Any, tmp_path: Path) -> None:
    with ledger(where, tmp_path) as one:
        one.suspect(claimed(one))
    with ledger(where, tmp_path) as two:
        assert claimed(two).suspect


def test_lines_that_were_not_written_are_given_once_and_to_their_own_folder(where: Any, tmp_path: Path) -> None:
    with ledger(where, tmp_path) as one:
        line = one.finish(claimed(one), verdict("a.pdf").to_dict())
        assert line
        with ledger(where, tmp_path) as two:
            assert two.unwritten() == [], "the one that decided it is there, and will write it"
    with ledger(where, tmp_path, "elsewhere") as other:
        assert other.unwritten() == []
    with ledger(where, tmp_path) as two:
        assert two.unwritten() == [line]
        two.wrote(line)
    with ledger(where, tmp_path) as three:
        assert three.unwritten() == []


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("mysql://host/db", "is not supported"),
        ("postgresql://user:secret@host/db", "PGPASSFILE"),
        ("postgresql://host:port/db", "is no URL"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_and_no_password_repeated(wrong: str, told: str) -> None:
    with pytest.raises(UsageError, match=told) as error:
        address(wrong)
    assert "secret" not in str(error.value)


def test_a_ledger_that_cannot_be_reached_or_written_is_a_storage_error(tmp_path: Path) -> None:
    for where in (tmp_path / "none" / "ledger", f"postgresql://idcheck@/x?host={tmp_path}"):
        with pytest.raises(StorageError, match="the ledger failed"):
            Ledger(where, tmp_path)
    (tmp_path / "rubbish").write_text("this is no database, however long one looks at it" * 100)
    with pytest.raises(StorageError, match="not a database"):
        Ledger(tmp_path / "rubbish", tmp_path)
