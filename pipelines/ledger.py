"""The ledger: who has which request in hand, and what was decided. One for all mailrooms that share an inbox.

SQLite in a file, or PostgreSQL by URL. Every change is one statement that is on the disk when it returns, so that a
mailroom can be killed between any two.
"""

from __future__ import annotations

import json
import os
import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias, TypeVar

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    create_engine,
    delete,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError

from idcheck import StorageError, UsageError
from pipelines.files import OWNER_ONLY
from pipelines.machine import is_running, machine

Line: TypeAlias = Mapping[str, Any]
"""A verdict (contract) with ``id``, its own for ever, ``entry_sha256``, the digest of the request's files, and ``judged``,
the moment in UTC."""
T = TypeVar("T")

LEASE_SECONDS = 120.0
"""A mailroom that was not heard of for so long is taken to be gone, and others take up what it had in hand."""
BUSY_SECONDS = 60.0
"""How long a statement waits for another mailroom's: each takes milliseconds."""

_NOW = {
    "sqlite": literal_column("(julianday('now') - 2440587.5) * 86400.0", Float),
    "postgresql": literal_column("extract(epoch FROM clock_timestamp())", Float),
}
"""Seconds by the clock of the ledger: those of two machines differ."""

_TABLES = MetaData()
_MAILROOMS = Table(
    "mailrooms",
    _TABLES,
    Column("id", String(36), primary_key=True),
    Column("machine", String(100), nullable=False),
    Column("process", Integer, nullable=False),
    Column("seen", Float(53), nullable=False),
)
_REQUESTS = Table(
    "requests",
    _TABLES,
    Column("id", String(36), primary_key=True),
    Column("request", String(200), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("policy", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("mailroom", String(36)),  # who has it in hand, or judged it
    Column("suspect", Boolean, nullable=False, default=False),  # a worker died on it
    Column("line", Text),  # the verdict; none while it is not judged
    Column("folder", Text),  # whose verdicts.jsonl the line belongs in
    Column("written", Boolean, nullable=False, default=False),  # and whether it is there
    UniqueConstraint("request", "sha256", "policy", "version"),
)


class Key(NamedTuple):
    """What is judged, and by which policy: the same is not judged twice, what changed is judged anew."""

    request: str
    sha256: str
    policy: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A request that is ours to judge. ``suspect``: a worker died on it before, so it is to be tried alone."""

    id: str
    """of the request, and of its verdict to come"""
    key: Key
    suspect: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A request that was judged."""

    line: Line


@dataclass(frozen=True, slots=True)
class Held:
    """A request that another mailroom, or this one, has in hand."""


class Ledger:
    """The ledger at ``where``, a file or a URL, for the mailroom that writes in ``folder``.

    Raises:
        UsageError: ``where`` is no address of a ledger.
        StorageError: it cannot be reached or written.
    """

    def __init__(self, where: str | Path, folder: Path) -> None:
        self._url = address(where)
        self._shown = self._url.render_as_string(hide_password=True)
        self._folder = str(folder.resolve())
        self._id = _new_id()
        with self._told():
            self._engine = _engine(self._url)
            self._now = _NOW[self._engine.dialect.name]
            self._prepare()
            self._enrol()

    def take(self, key: Key) -> Claim | Done | Held:
        """Have the request in hand, unless it is judged or another has it."""
        with self._told(), self._engine.connect() as connection:
            if self._claimed(connection, key):
                row = connection.execute(select(_REQUESTS.c.id, _REQUESTS.c.suspect).where(*_is(key))).one()
                return Claim(id=row.id, key=key, suspect=row.suspect)
            line = connection.execute(select(_REQUESTS.c.line).where(*_is(key))).scalar_one()
            return Held() if line is None else Done(line=json.loads(line))

    def finish(self, claim: Claim, verdict: Line) -> Line | None:
        """Keep the verdict; the line to be written. None when the request was no longer ours: another has judged it."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        line = {**verdict, "id": claim.id, "entry_sha256": claim.key.sha256, "judged": now}
        values = {"line": json.dumps(line, ensure_ascii=False), "folder": self._folder}
        return line if self._changed(claim, **values) else None

    def let_go(self, claim: Claim) -> None:
        """Leave it undone, for whoever comes next."""
        self._changed(claim, mailroom=None)

    def suspect(self, claim: Claim) -> None:
        """A worker died on it: whoever tries it again does so alone."""
        self._changed(claim, suspect=True)

    def wrote(self, line: Line) -> None:
        """The line is on the disk."""
        key = key_of(line)
        self._run(lambda c: c.execute(update(_REQUESTS).where(*_is(key)).values(written=True)))

    def beat(self) -> None:
        """Say that we are there; to be done well within `LEASE_SECONDS`."""
        mine = _MAILROOMS.c.id == self._id
        self._run(lambda c: c.execute(update(_MAILROOMS).where(mine).values(seen=self._now)))

    def unwritten(self) -> list[Line]:
        """Lines of this folder that a mailroom, now gone, may not have written. They are ours to write."""
        mine = (_REQUESTS.c.folder == self._folder, _REQUESTS.c.written.is_(False), self._is_free())
        taken = update(_REQUESTS).where(*mine).values(mailroom=self._id).returning(_REQUESTS.c.line)
        return self._run(lambda c: [json.loads(line) for line in c.execute(taken).scalars()])

    def adopt(self, lines: Iterable[Line]) -> None:
        """Know of what stands in ``verdicts.jsonl`` already, should this ledger be new."""
        if self._run(lambda c: c.execute(select(_REQUESTS.c.id).limit(1)).first()):
            return
        for line in lines:
            text = json.dumps(line, ensure_ascii=False)
            values = {"id": line.get("id", _new_id()), "line": text, "folder": self._folder, "written": True}
            values |= key_of(line)._asdict()
            with suppress(IntegrityError):  # judged twice, before there were ledgers
                self._run(lambda c, values=values: c.execute(insert(_REQUESTS).values(values)))  # type: ignore[misc]

    def close(self) -> None:
        """Leave what is in hand to others."""
        with suppress(StorageError):  # the lease will end
            mine = (_REQUESTS.c.mailroom == self._id, _REQUESTS.c.line.is_(None))
            self._run(lambda c: c.execute(update(_REQUESTS).where(*mine).values(mailroom=None)))
            self._run(lambda c: c.execute(delete(_MAILROOMS).where(_MAILROOMS.c.id == self._id)))
        self._engine.dispose()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _claimed(self, connection: Connection, key: Key) -> bool:
        try:
            connection.execute(insert(_REQUESTS).values(id=_new_id(), **key._asdict(), mailroom=self._id))
            return True
        except IntegrityError:
            free = update(_REQUESTS).where(*_is(key), _REQUESTS.c.line.is_(None), self._is_free())
            return connection.execute(free.values(mailroom=self._id)).rowcount == 1

    def _is_free(self) -> Any:
        """Nobody has it in hand, or someone who is gone."""
        there = select(_MAILROOMS.c.id).where(_MAILROOMS.c.seen > self._now - LEASE_SECONDS)
        return _REQUESTS.c.mailroom.is_(None) | _REQUESTS.c.mailroom.not_in(there)

    def _changed(self, claim: Claim, **values: Any) -> bool:
        """Change a request that we have in hand; False when it no longer is."""
        ours = (*_is(claim.key), _REQUESTS.c.mailroom == self._id, _REQUESTS.c.line.is_(None))
        return self._run(lambda c: c.execute(update(_REQUESTS).where(*ours).values(values)).rowcount == 1)

    def _prepare(self) -> None:
        try:
            _TABLES.create_all(self._engine)
        except DBAPIError:  # another mailroom was making them at the same moment
            _TABLES.create_all(self._engine)

    def _enrol(self) -> None:
        """Be known, and strike out who has died on this machine: nobody need wait for the end of a lease."""
        with self._engine.connect() as connection:
            here = select(_MAILROOMS.c.id, _MAILROOMS.c.process).where(_MAILROOMS.c.machine == machine())
            gone = [row.id for row in connection.execute(here) if not is_running(row.process)]
            connection.execute(delete(_MAILROOMS).where(_MAILROOMS.c.id.in_(gone)))
            me = {"id": self._id, "machine": machine(), "process": os.getpid(), "seen": self._now}
            connection.execute(insert(_MAILROOMS).values(me))

    def _run(self, action: Callable[[Connection], T]) -> T:
        with self._told(), self._engine.connect() as connection:
            return action(connection)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except IntegrityError:
            raise
        except (DBAPIError, OSError) as error:
            why = getattr(error, "orig", None) or error
            reason = (getattr(why, "strerror", None) or str(why)).strip().split("\n")[0]
            raise StorageError(
                f"{self._shown}: the ledger failed ({reason}); what has a verdict is kept: mend it and run again"
            ) from None


def key_of(line: Line) -> Key:
    """What a line is the verdict on."""
    return Key(line["request"], line["entry_sha256"], line["policy"]["name"], line["policy"]["version"])


def address(where: str | Path) -> URL:
    """The address of a ledger, given as a file or as a URL.

    Raises:
        UsageError: it is neither, or holds a password: who lists processes would see it.
    """
    if not re.match(r"\w+(\+\w+)?://", str(where)):
        return URL.create("sqlite", database=str(where))
    try:
        url = make_url(str(where))
    except (ArgumentError, ValueError):
        raise UsageError("--ledger: is no URL; write postgresql://user@host/database, or the path of a file") from None
    if url.password is not None:
        raise UsageError("--ledger: no password in the URL, please: put it in PGPASSWORD or a PGPASSFILE")
    if url.get_backend_name() not in _NOW:
        raise UsageError(f"--ledger: {url.get_backend_name()} is not supported; give a file or a postgresql:// URL")
    return url


def _engine(url: URL) -> Engine:
    """Each statement is a transaction of its own."""
    if url.get_backend_name() == "postgresql":
        try:
            return create_engine(
                url.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT", pool_pre_ping=True
            )
        except ImportError as error:
            raise UsageError("--ledger: PostgreSQL needs: pip install 'idcheck[mailroom]'") from error
    if url.database:
        os.close(os.open(url.database, os.O_RDWR | os.O_CREAT, OWNER_ONLY))
    return create_engine(url, isolation_level="AUTOCOMMIT", connect_args={"timeout": BUSY_SECONDS})


def _new_id() -> str:
    return str(uuid.uuid4())


def _is(key: Key) -> tuple[Any, ...]:
    return tuple(_REQUESTS.c[name] == value for name, value in key._asdict().items())
