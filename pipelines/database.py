"""The database under the ledger: SQLite in a file, or PostgreSQL by URL.

Each statement is a transaction of its own and on the disk when it returns.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

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
    literal_column,
)
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError

from idcheck import StorageError, UsageError
from pipelines.files import OWNER_ONLY

T = TypeVar("T")

BUSY_SECONDS = 60.0
"""How long a statement waits for another mailroom's: each takes milliseconds."""

_NOW = {
    "sqlite": literal_column("(julianday('now') - 2440587.5) * 86400.0", Float),
    "postgresql": literal_column("extract(epoch FROM clock_timestamp())", Float),
}
"""Seconds by the clock of the database: those of two machines differ."""

TABLES = MetaData()
MAILROOMS = Table(
    "mailrooms",
    TABLES,
    Column("id", String(36), primary_key=True),
    Column("machine", String(100), nullable=False),
    Column("process", Integer, nullable=False),
    Column("seen", Float(53), nullable=False),
)
REQUESTS = Table(
    "requests",
    TABLES,
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
    Column("due", Float(53), index=True),  # when the line is to be delivered; none where it was, or need not be
    Column("tries", Integer, nullable=False, default=0),  # that it was not taken
    UniqueConstraint("request", "sha256", "policy", "version"),
)


class Database:
    """The database at ``where``, a file or a URL; its tables are made if need be.

    Raises:
        UsageError: ``where`` is no address of one.
        StorageError: it cannot be reached or written.
    """

    def __init__(self, where: str | Path) -> None:
        self._url = address(where)
        self._shown = self._url.render_as_string(hide_password=True)
        with self.told():
            self._engine = _engine(self._url)
            self.now = _NOW[self._engine.dialect.name]
            self._prepare()

    def run(self, action: Callable[[Connection], T]) -> T:
        """What the action makes of a connection.

        Raises:
            StorageError: the database failed.
            IntegrityError: there is such a row already.
        """
        with self.told(), self._engine.connect() as connection:
            return action(connection)

    @contextmanager
    def told(self) -> Iterator[None]:
        """What the database refuses is a `StorageError` that says so."""
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

    def close(self) -> None:
        """Let go of its connections."""
        self._engine.dispose()

    def _prepare(self) -> None:
        try:
            TABLES.create_all(self._engine)
        except DBAPIError:  # another mailroom was making them at the same moment
            TABLES.create_all(self._engine)


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
