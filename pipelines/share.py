"""A folder on another machine as inbox, through fsspec: SMB, S3, SFTP and what else it knows. Every entry is a request."""

from __future__ import annotations

import logging
import re
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias
from urllib.parse import urlsplit

from idcheck import Limits, StorageError, UsageError, masked_name
from pipelines.effects import Effect
from pipelines.files import move, own_folder, private_folder, remove, told
from pipelines.inbox import AHEAD, AT_ONCE, CHUNK, REST_SECONDS, is_entry
from pipelines.ledger import Line
from pipelines.secrets import secret

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

log = logging.getLogger(__name__)

PASSWORD = "IDCHECK_SHARE_PASSWORD"
"""Environment variable with the share's password; with ``_FILE`` behind it, the name of a file that holds it."""
AGAIN_SECONDS = 30.0
"""After which what could not be taken off the share is tried again."""
TELLS = ("size", "mtime", "ETag", "etag", "LastModified", "last_modified", "modified", "updated", "md5", "created")
"""What file systems tell of a file that changes when it is written to, and not when it is read."""

Stamp: TypeAlias = tuple[tuple[str, ...], ...]
"""For each file of an entry its path and what `TELLS`."""


class _Resting(NamedTuple):
    stamp: Stamp
    since: float


class Share(Effect):
    """The entries of a folder at a URL; each lies in ``fetched`` in ``out`` until it is judged.

    An entry is fetched once it was the same in two looks ``rest`` seconds apart; with ``watch`` the folder is looked at every so
    many seconds, and what changed is handed out again. With ``take`` an entry that was moved out of ``fetched`` (`Sorting`) is
    taken out of the folder as well, if it is still as it was fetched.

    Raises:
        UsageError: the URL cannot be used, holds a password, or what opens it is not installed.
        StorageError: the folder cannot be reached.
    """

    def __init__(
        self,
        url: str,
        out: Path,
        *,
        rest: float = REST_SECONDS,
        watch: float | None = None,
        take: bool = False,
        limits: Limits | None = None,
    ) -> None:
        self._name = _without_user(url)
        self._rest, self._watch, self._take = rest, watch, take
        self._most_bytes = (limits or Limits()).max_bytes + 1
        self._local = own_folder(out / "fetched")
        self._resting: dict[str, _Resting] = {}
        self._todo: deque[str] = deque()
        self._seen: dict[str, Stamp] = {}
        self._open: dict[Path, tuple[str, Stamp]] = {}
        self._taken: deque[tuple[str, Stamp]] = deque()
        self._take_at = 0.0
        self._looked: float | None = None
        self.total = 0
        with self._told():
            self._share, self._root = _opened(url)

    @property
    def is_endless(self) -> bool:
        return self._watch is not None

    @property
    def is_done(self) -> bool:
        return not (self.is_endless or self._looked is None or self._resting or self._todo)

    def poll(self) -> list[Path]:
        ready: list[Path] = []
        try:
            with self._told():
                if self._is_time():
                    self._look()
                for path in self._fetched():
                    ready.append(path)  # one by one: what is here is handed out, whatever becomes of the next
        except StorageError as error:
            if not ready and (self._looked is None or not self.is_endless):
                raise
            self._looked = time.monotonic()
            log.warning("%s; trying again", error)
        return ready

    def judged(self, entry: Path, line: Line) -> None:
        del line
        self._done_with(entry)
        remove(entry)

    def unjudged(self, entry: Path, request: str, why: str) -> None:
        del request, why
        if not self.is_endless or not entry.exists():  # else it is tried again, and counts
            self._done_with(entry)

    def elsewhere(self, entry: Path) -> None:
        self._open.pop(entry, None)
        remove(entry)

    def tick(self) -> None:
        if self._taken and time.monotonic() >= self._take_at:
            self._take_off()

    def close(self) -> None:
        self._take_off()

    def _done_with(self, entry: Path) -> None:
        name, stamp = self._open.pop(entry, ("", ()))
        if name and self._take and not entry.exists():
            self._taken.append((name, stamp))
            self._take_off()

    def _take_off(self) -> None:
        """Take off the share what lies sorted here; later where it cannot be reached, by the next run at last."""
        try:
            with self._told():
                while self._taken:
                    name, stamp = self._taken[0]
                    path = f"{self._root}/{name}"
                    self._share.invalidate_cache()
                    info = self._share.info(path) if self._share.exists(path) else None
                    if info and self._stamp(info) == stamp:
                        self._share.rm(path, recursive=info["type"] == "directory")
                    self._taken.popleft()
        except StorageError as error:
            self._take_at = time.monotonic() + AGAIN_SECONDS
            log.warning("%s; what was sorted is still there", error)

    def _is_time(self) -> bool:
        if self._looked is None:
            return True
        waits = [*([self._watch] if self._watch is not None else []), *([self._rest] if self._resting else [])]
        return bool(waits) and time.monotonic() >= self._looked + min(waits)

    def _look(self) -> None:
        """Have what is new or changed rest, and hand on what has rested."""
        self._share.invalidate_cache()
        now = time.monotonic()
        inside = (info for info in self._share.ls(self._root, detail=True) if not self._is_root(info["name"]))
        there = {PurePosixPath(info["name"]).name: info for info in inside}
        stamps = {name: self._stamp(info) for name, info in there.items() if is_entry(Path(name))}
        self._seen = {name: stamp for name, stamp in self._seen.items() if name in stamps}
        rested: list[str] = []
        resting: dict[str, _Resting] = {}
        for name, stamp in sorted(stamps.items()):
            if self._seen.get(name) == stamp:
                continue
            before = self._resting.get(name)
            since = before.since if before and before.stamp == stamp else now
            if now - since >= self._rest:
                self._seen[name] = stamp
                rested.append(name)
            else:
                resting[name] = _Resting(stamp, since)
        self._resting = resting
        self._todo.extend(name for name in rested if name not in self._todo)
        self._looked = time.monotonic()

    def _is_root(self, name: str) -> bool:
        """Object stores may list a folder in itself."""
        return name.strip("/") == self._root.strip("/")

    def _stamp(self, info: dict[str, Any]) -> Stamp:
        folder = info["type"] == "directory"
        files = self._share.find(info["name"], detail=True).values() if folder else [info]
        return tuple(sorted((file["name"], *(str(file[key]) for key in TELLS if key in file)) for file in files))

    def _fetched(self) -> Iterator[Path]:
        for _ in range(AT_ONCE):
            if not self._todo or len(self._open) >= AHEAD:
                return
            name = self._todo[0]
            fetched = self._fetch(name)
            self._todo.popleft()
            if fetched is not None:
                path, stamp = fetched
                self._open[path] = name, stamp
                self.total += 1
                yield path

    def _fetch(self, name: str) -> tuple[Path, Stamp] | None:
        """The entry as it is here, and its stamp before it was fetched; None where someone took it away."""
        source, target = f"{self._root}/{name}", self._local / name
        draft = private_folder(self._local) / ".part"
        remove(draft)
        try:
            info = self._share.info(source)
            stamp = self._stamp(info)
            for file, *_ in stamp:
                inside = PurePosixPath(file.strip("/")).relative_to(source.strip("/"))
                self._copy(file, draft.joinpath(*(part.replace("..", "_") for part in inside.parts)))
        except FileNotFoundError:
            remove(draft)
            return None
        if not draft.exists():  # an empty folder
            private_folder(draft)
        move(draft, target)
        return target, stamp

    def _copy(self, source: str, target: Path) -> None:
        """No more of a file than shows that it is too large."""
        left = self._most_bytes
        with self._share.open(source, "rb") as there:
            private_folder(target.parent)
            with told(target):
                here = target.open("wb")
            with here:
                while left and (chunk := there.read(min(left, CHUNK))):
                    with told(target):  # what fails to be read is no fault of the disk here
                        here.write(chunk)
                    left -= len(chunk)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Whatever a file system raises is a `StorageError` that says what to do."""
        try:
            yield
        except (StorageError, UsageError):
            raise
        except Exception as error:  # noqa: BLE001 - each of them has errors of its own
            why = getattr(error, "strerror", None) or type(error).__name__
            raise StorageError(
                f"{self._name}: cannot be reached ({why}); are the address, {PASSWORD} and its rights right?"
            ) from None


def _opened(url: str) -> tuple[AbstractFileSystem, str]:
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise UsageError("an inbox at an address needs: pip install 'idcheck[shares]'") from None
    if urlsplit(url).password:
        raise UsageError(f"no password in the address, please: put it in {PASSWORD} or {PASSWORD}_FILE")
    options = {"password": password} if (password := secret(PASSWORD)) else {}
    try:
        share, root = url_to_fs(url, **options)
    except ImportError as error:
        raise UsageError(f"{_without_user(url)}: {error}; or: pip install 'idcheck[shares]'") from None
    except ValueError as error:
        raise UsageError(f"{_without_user(url)}: {error}; give smb://, s3://, sftp:// or imaps://") from None
    if not share.isdir(root):
        raise UsageError(f"{_without_user(url)}: is no folder; give the one that holds the requests")
    return share, root.rstrip("/")


def _without_user(url: str) -> str:
    return masked_name(re.sub(r"//[^/]*@", "//", url))
