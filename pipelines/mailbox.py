"""A mailbox as inbox: every unread message is a request. What is done is marked as read, or moved; nothing is deleted."""

from __future__ import annotations

import logging
import ssl
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import unquote, urlsplit

from idcheck import StorageError, UsageError
from pipelines.effects import Effect
from pipelines.files import own_folder, remove, write_whole
from pipelines.inbox import AHEAD, AT_ONCE
from pipelines.ledger import Line
from pipelines.secrets import secret

if TYPE_CHECKING:
    from imapclient import IMAPClient

log = logging.getLogger(__name__)
T = TypeVar("T")

PASSWORD, TOKEN = "IDCHECK_IMAP_PASSWORD", "IDCHECK_IMAP_TOKEN"
"""Environment variables with the password, or an OAuth 2 access token; with ``_FILE`` behind them, the name of a file."""
LOOK_SECONDS = 30.0
"""Between two looks for new messages."""
ANSWER_SECONDS = 30.0
"""Time that the server has for an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a mailbox is."""

    host: str
    port: int | None
    user: str
    folder: str

    @classmethod
    def of(cls, url: str) -> Address:
        """The address in ``imaps://user@host/folder``.

        Raises:
            UsageError: it is none, or holds a password.
        """
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError:
            host = port = None
        if not host or parts.scheme != "imaps" or not parts.username:
            raise UsageError("a mailbox is given as imaps://user@host/folder (an @ in the user's name as %40)")
        if parts.password:
            raise UsageError(f"no password in the address, please: put it in {PASSWORD} or {PASSWORD}_FILE")
        return cls(host=host, port=port, user=unquote(parts.username), folder=unquote(parts.path).strip("/") or "INBOX")


class Mailbox(Effect):
    """The unread messages of a folder, each a file in ``mail`` in ``out`` until it is judged.

    With ``watch`` they are looked for every so many seconds. ``done`` is the folder to which judged messages are moved; without
    it they are marked as read.

    Raises:
        UsageError: the address cannot be used, there is no password or token, or IMAPClient is missing.
    """

    def __init__(self, url: str, out: Path, *, watch: float | None = None, done: str | None = None) -> None:
        try:
            import imapclient  # noqa: F401 - at the start, not at the first message
        except ImportError:
            raise UsageError("a mailbox needs: pip install 'idcheck[mailroom]'") from None
        self._address, self._watch, self._done = Address.of(url), watch, done
        if not (secret(PASSWORD) or secret(TOKEN)):
            raise UsageError(f"put the mailbox's password in {PASSWORD}, or a token in {TOKEN}; or a file in …_FILE")
        self._folder = own_folder(out / "mail")
        self._server: IMAPClient | None = None
        self._validity = 0
        self._todo: deque[int] = deque()
        self._seen: set[int] = set()
        self._marks: list[int] = []
        self._open: set[Path] = set()
        self._looked: float | None = None
        self.total = 0

    @property
    def is_endless(self) -> bool:
        return self._watch is not None

    @property
    def is_done(self) -> bool:
        return not self.is_endless and self._looked is not None and not self._todo

    def poll(self) -> list[Path]:
        if self._looked is None or (self._watch is not None and time.monotonic() >= self._looked + self._watch):
            self._asked(self._look)
            self._looked = time.monotonic()
        return [path for _ in range(AT_ONCE) if (path := self._next())]

    def judged(self, entry: Path, line: Line) -> None:
        del line
        if entry in self._open:
            self._open.discard(entry)
            self._marks.append(int(entry.stem.split("-")[-1]))
            self._mark()
            remove(entry)

    def unjudged(self, entry: Path, request: str, why: str) -> None:
        del request, why
        if not self.is_endless or not entry.exists():  # else it is tried again, and counts
            self._open.discard(entry)

    def elsewhere(self, entry: Path) -> None:
        self._open.discard(entry)
        remove(entry)

    def tick(self) -> None:
        if self._marks:
            self._mark()

    def close(self) -> None:
        if self._server:
            with suppress(OSError, self._server.Error):
                self._server.logout()
        self._hang_up()

    def _hang_up(self) -> None:
        if self._server:
            with suppress(OSError, self._server.Error):
                self._server.shutdown()
        self._server = None

    def _next(self) -> Path | None:
        if not self._todo or len(self._open) >= AHEAD:
            return None
        uid = self._todo.popleft()
        path = self._folder / f"mail-{self._validity}-{uid}.eml"
        found = self._asked(lambda server: server.fetch([uid], ["BODY.PEEK[]"]))
        if found is None:  # the connection was lost: it is found again
            self._seen.discard(uid)
            return None
        if uid not in found:  # someone took it away
            return None
        write_whole(path, found[uid][b"BODY[]"])
        self._open.add(path)
        self.total += 1
        return path

    def _look(self, server: IMAPClient) -> None:
        unread = server.search(["UNSEEN"])
        self._seen &= set(unread)
        self._todo.extend(uid for uid in unread if uid not in self._seen)
        self._seen.update(unread)

    def _mark(self) -> None:
        """Mark as read, or move, what is done; again later where the server does not answer."""
        if self._asked(self._marked):
            self._marks.clear()

    def _marked(self, server: IMAPClient) -> bool:
        if not self._done:
            server.add_flags(self._marks, [rb"\Seen"])
        elif server.has_capability("MOVE"):
            server.move(self._marks, self._done)
        else:
            server.copy(self._marks, self._done)
            server.add_flags(self._marks, [rb"\Seen", rb"\Deleted"])
        return True

    def _asked(self, action: Callable[[IMAPClient], T]) -> T | None:
        """The server's answer. Of a mailbox that is watched, None while it cannot be reached.

        Raises:
            StorageError: it cannot be reached, and the mailbox is not watched or was never reached.
        """
        first = self._looked is None
        try:
            with self._told():
                return action(self._server or self._connected())
        except StorageError as error:
            self._hang_up()
            if first or not self.is_endless:
                raise
            log.warning("%s; trying again", error)
            return None

    @contextmanager
    def _told(self) -> Iterator[None]:
        from imapclient.exceptions import IMAPClientError, LoginError

        try:
            yield
        except LoginError:
            raise StorageError(
                f"{self._address.host}: the mailbox refuses the login; is the password still right?"
            ) from None
        except (IMAPClientError, OSError) as error:
            why = getattr(error, "reason", None) or getattr(error, "strerror", None) or type(error).__name__
            raise StorageError(
                f"{self._address.host}: the mailbox cannot be reached ({why}); run again later"
            ) from None

    def _connected(self) -> IMAPClient:
        from imapclient import IMAPClient

        address = self._address
        context = ssl.create_default_context()
        server = IMAPClient(address.host, address.port, ssl_context=context, timeout=ANSWER_SECONDS)
        self._server = server
        if token := secret(TOKEN):
            server.oauth2_login(address.user, token)
        else:
            server.login(address.user, secret(PASSWORD))
        validity = int(server.select_folder(address.folder)[b"UIDVALIDITY"])
        if validity != self._validity:  # numbers of messages mean other ones now
            self._todo.clear()
            self._seen.clear()
            self._marks.clear()
        self._validity = validity
        return server
