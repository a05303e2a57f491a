"""The ledger: who has which request in hand, and what was decided. One for all mailrooms that share an inbox.

Every change is one statement that is on the disk when it returns, so that a mailroom can be killed between any two.
"""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from idcheck import StorageError
from pipelines.database import MAILROOMS, REQUESTS, Database
from pipelines.machine import is_running, machine

Line: TypeAlias = Mapping[str, Any]
"""A verdict (contract) with ``id``, its own for ever, ``entry_sha256``, the digest of the request's files, and ``judged``,
the moment in UTC."""

LEASE_SECONDS = 120.0
"""A mailroom that was not heard of for so long is taken to be gone, and others take up what it had in hand."""


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
    """A request that was judged. ``elsewhere``: by another mailroom that is still there, and does what follows."""

    line: Line
    elsewhere: bool


@dataclass(frozen=True, slots=True)
class Held:
    """A request that another mailroom, or this one, has in hand."""


class Ledger:
    """The ledger at ``where``, a file or a URL, for the mailroom that writes in ``folder``.

    With ``outbox``, what is judged is to be delivered too.

    Raises:
        UsageError: ``where`` is no address of a ledger.
        StorageError: it cannot be reached or written.
    """

    def __init__(self, where: str | Path, folder: Path, *, outbox: bool = False) -> None:
        self._folder = str(folder.resolve())
        self._outbox = outbox
        self._id = _new_id()
        self._database = Database(where)
        self._run, self._now = self._database.run, self._database.now
        self._enrol()

    def take(self, key: Key) -> Claim | Done | Held:
        """Have the request in hand, unless it is judged or another has it."""
        mine = self._claimed(key)
        ours = (self._is_free() | (REQUESTS.c.mailroom == self._id)).label("ours")
        columns = (REQUESTS.c.id, REQUESTS.c.suspect, REQUESTS.c.line, ours)
        row = self._run(lambda c: c.execute(select(*columns).where(*_is(key))).one())
        if mine:
            return Claim(id=row.id, key=key, suspect=row.suspect)
        return Held() if row.line is None else Done(line=json.loads(row.line), elsewhere=not row.ours)

    def finish(self, claim: Claim, verdict: Line) -> Line | None:
        """Keep the verdict; the line to be written. None when the request was no longer ours: another has judged it."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        line = {**verdict, "id": claim.id, "entry_sha256": claim.key.sha256, "judged": now}
        due = self._now if self._outbox else None
        text = json.dumps(line, ensure_ascii=False)
        return line if self._changed(claim, line=text, folder=self._folder, due=due) else None

    def let_go(self, claim: Claim) -> None:
        """Leave it undone, for whoever comes next."""
        self._changed(claim, mailroom=None)

    def suspect(self, claim: Claim) -> None:
        """A worker died on it: whoever tries it again does so alone."""
        self._changed(claim, suspect=True)

    def wrote(self, line: Line) -> None:
        """The line is on the disk."""
        key = key_of(line)
        self._run(lambda c: c.execute(update(REQUESTS).where(*_is(key)).values(written=True)))

    def beat(self) -> None:
        """Say that we are there; to be done well within `LEASE_SECONDS`."""
        mine = MAILROOMS.c.id == self._id
        self._run(lambda c: c.execute(update(MAILROOMS).where(mine).values(seen=self._now)))

    def unwritten(self) -> list[Line]:
        """Lines of this folder that a mailroom, now gone, may not have written. They are ours to write."""
        mine = (REQUESTS.c.folder == self._folder, REQUESTS.c.written.is_(False), self._is_free())
        taken = update(REQUESTS).where(*mine).values(mailroom=self._id).returning(REQUESTS.c.line)
        return self._run(lambda c: [json.loads(line) for line in c.execute(taken).scalars()])

    def adopt(self, lines: Iterable[Line]) -> None:
        """Know of what stands in ``verdicts.jsonl`` already, should this ledger be new."""
        if self._run(lambda c: c.execute(select(REQUESTS.c.id).limit(1)).first()):
            return
        for line in lines:
            text = json.dumps(line, ensure_ascii=False)
            values = {"id": line.get("id", _new_id()), "line": text, "folder": self._folder, "written": True}
            values |= key_of(line)._asdict()
            with suppress(IntegrityError):  # judged twice, before there were ledgers
                self._run(lambda c, values=values: c.execute(insert(REQUESTS).values(values)))  # type: ignore[misc]

    def close(self) -> None:
        """Leave what is in hand to others."""
        with suppress(StorageError):  # the lease will end
            mine = (REQUESTS.c.mailroom == self._id, REQUESTS.c.line.is_(None))
            self._run(lambda c: c.execute(update(REQUESTS).where(*mine).values(mailroom=None)))
            self._run(lambda c: c.execute(delete(MAILROOMS).where(MAILROOMS.c.id == self._id)))
        self._database.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _claimed(self, key: Key) -> bool:
        values = {"id": _new_id(), **key._asdict(), "mailroom": self._id}
        try:
            self._run(lambda c: c.execute(insert(REQUESTS).values(values)))
            return True
        except IntegrityError:
            free = update(REQUESTS).where(*_is(key), REQUESTS.c.line.is_(None), self._is_free())
            return self._run(lambda c: c.execute(free.values(mailroom=self._id)).rowcount == 1)

    def _is_free(self) -> Any:
        """Nobody has it in hand, or someone who is gone."""
        there = select(MAILROOMS.c.id).where(MAILROOMS.c.seen > self._now - LEASE_SECONDS)
        return REQUESTS.c.mailroom.is_(None) | REQUESTS.c.mailroom.not_in(there)

    def _changed(self, claim: Claim, **values: Any) -> bool:
        """Change a request that we have in hand; False when it no longer is."""
        ours = (*_is(claim.key), REQUESTS.c.mailroom == self._id, REQUESTS.c.line.is_(None))
        return self._run(lambda c: c.execute(update(REQUESTS).where(*ours).values(values)).rowcount == 1)

    def _enrol(self) -> None:
        """Be known, and strike out who has died on this machine: nobody need wait for the end of a lease."""

        def enrol(connection: Connection) -> None:
            here = select(MAILROOMS.c.id, MAILROOMS.c.process).where(MAILROOMS.c.machine == machine())
            gone = [row.id for row in connection.execute(here) if not is_running(row.process)]
            connection.execute(delete(MAILROOMS).where(MAILROOMS.c.id.in_(gone)))
            me = {"id": self._id, "machine": machine(), "process": os.getpid(), "seen": self._now}
            connection.execute(insert(MAILROOMS).values(me))

        self._run(enrol)


def ledger_in(out: Path) -> Path:
    """Where the ledger of a mailroom is that was not told of another."""
    return out / "ledger.sqlite"


def key_of(line: Line) -> Key:
    """What a line is the verdict on."""
    return Key(line["request"], line["entry_sha256"], line["policy"]["name"], line["policy"]["version"])


def _new_id() -> str:
    return str(uuid.uuid4())


def _is(key: Key) -> tuple[Any, ...]:
    return tuple(REQUESTS.c[name] == value for name, value in key._asdict().items())
