"""The outbox in the ledger: verdicts that are to be delivered, kept until they are taken."""

from __future__ import annotations

import json
from pathlib import Path

from sqlalchemy import Connection, func, select, update

from pipelines.database import REQUESTS, Database
from pipelines.ledger import Line

HOLD_SECONDS = 60.0
"""A verdict that is being delivered is left alone for so long by others: a delivery takes seconds."""


class Outbox:
    """The verdicts of the mailroom that writes in ``folder``, in the ledger at ``where``.

    Raises:
        UsageError: ``where`` is no address of a ledger.
        StorageError: it cannot be reached or written.
    """

    def __init__(self, where: str | Path, folder: Path) -> None:
        self._database = Database(where)
        self._run, self._now = self._database.run, self._database.now
        self._ours = (REQUESTS.c.folder == str(folder.resolve()), REQUESTS.c.due.is_not(None))

    def next(self) -> Line | None:
        """A verdict that is due, the longest first; it is ours to deliver now. None where there is none."""
        due = select(REQUESTS.c.id, REQUESTS.c.due, REQUESTS.c.line).where(*self._ours, REQUESTS.c.due <= self._now)

        def take(connection: Connection) -> Line | None:
            row = connection.execute(due.order_by(REQUESTS.c.due).limit(1)).first()
            if row is None:
                return None
            same = (REQUESTS.c.id == row.id, REQUESTS.c.due == row.due)
            held = connection.execute(update(REQUESTS).where(*same).values(due=self._now + HOLD_SECONDS))
            line: Line = json.loads(row.line)
            return line if held.rowcount == 1 else None

        return self._run(take)

    def taken(self, id: str) -> None:
        """It was delivered."""
        self._run(lambda c: c.execute(update(REQUESTS).where(REQUESTS.c.id == id).values(due=None)))

    def tries(self, id: str) -> int:
        """How often it was refused before."""
        return self._run(lambda c: int(c.execute(select(REQUESTS.c.tries).where(REQUESTS.c.id == id)).scalar_one()))

    def put_back(self, id: str, seconds: float) -> None:
        """It was not taken; it is due again after so many seconds."""
        again = {"due": self._now + seconds, "tries": REQUESTS.c.tries + 1}
        self._run(lambda c: c.execute(update(REQUESTS).where(REQUESTS.c.id == id).values(again)))

    def waiting(self) -> int:
        """How many were not taken yet."""
        return self._run(lambda c: int(c.execute(select(func.count()).where(*self._ours)).scalar_one()))

    def close(self) -> None:
        """Let go of the ledger."""
        self._database.close()
