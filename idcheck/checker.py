"""One request in, one verdict out: the stages in a row."""

from __future__ import annotations

import hashlib
import os
import re
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from idcheck.errors import EngineError, IdcheckError, StorageError
from idcheck.hands import Hands, Spare, nothing_to_spare, spare_cores
from idcheck.names import distinct, masked_name
from idcheck.policy import WOONPARTNERS, Policy
from idcheck.records import (
    Attachment,
    AttachmentInfo,
    FileCode,
    FileProblem,
    Finding,
    Layer,
    Leftover,
    Page,
    Raster,
    Reading,
    Text,
    Verdict,
)

if TYPE_CHECKING:
    from idcheck.attachments import Source

    Sources: TypeAlias = Source | Sequence[Source]

Seen: TypeAlias = tuple[Reading, tuple[Finding, ...]]
Watch: TypeAlias = Callable[[Page, Reading, Sequence[Finding], Layer], None]
DIGEST_LENGTH = 8
"""Digits of a request's digest in the names of its pictures: two requests with attachments of one name stay apart."""
SLUG_LENGTH = 120
"""Characters of an attachment's name in that of a picture: file systems allow 255 bytes."""


def check(
    attachments: Sources,
    *,
    policy: Policy = WOONPARTNERS,
    received: date | None = None,
    request: str | None = None,
    annotate: Path | None = None,
    cores: int = 1,
) -> Verdict:
    """The verdict on one request: a path, bytes with a name ``(name, bytes)``, or several of them.

    ``received`` is the day the request came in (today unless given), ``request`` its name in the verdict. With
    ``annotate``, a picture of every page is written in that folder, the evidence drawn in and the digits blotted out.
    On several ``cores`` as many pages are looked at side by side, each in some 300 MB.
    Safe to call from several threads and processes; for request after request a `Checker` is faster.

    Raises:
        UsageError: no such file, or an argument of another kind.
        EngineError: a reader is missing or failed; the request was not judged.
        StorageError: a file cannot be read, or a picture cannot be written.
    """
    with Checker(policy) as checker:
        spare = spare_cores(cores - 1)
        return checker.check(attachments, received=received, request=request, annotate=annotate, spare=spare)


class Checker:
    """Checks request after request by one policy, with one child process that opens the files. For one thread each.

    Raises:
        EngineError: a reader is missing; the message holds the command that installs it.
    """

    def __init__(self, policy: Policy = WOONPARTNERS) -> None:
        from idcheck.engines import require
        from idcheck.guard import Guard

        require()
        self.policy = policy
        self._guard = Guard()
        self._watching = threading.Lock()

    def __enter__(self) -> Checker:
        return self

    def __exit__(self, *_: object) -> None:
        self._guard.close()

    def check(
        self,
        attachments: Sources,
        *,
        received: date | None = None,
        request: str | None = None,
        annotate: Path | None = None,
        spare: Spare = nothing_to_spare,
    ) -> Verdict:
        """The verdict on one request; see `idcheck.check`. ``spare`` is asked for cores for pages beside the first."""
        from idcheck.attachments import gather
        from idcheck.decide import decide
        from idcheck.engines import rest, versions

        started = time.perf_counter()
        received = received or date.today()
        given = gather(attachments, self.policy.limits)
        watch = None if annotate is None else _Album(annotate, given).add
        infos, findings = self.look(given, received=received, watch=watch, spare=spare)
        rest()
        return decide(
            findings,
            request=masked_name(request or _name(attachments, given)),
            policy=self.policy,
            received=received,
            attachments=tuple(infos),
            engine=versions(),
            seconds=time.perf_counter() - started,
        )

    def look(
        self,
        given: Sequence[Attachment],
        *,
        received: date,
        watch: Watch | None = None,
        spare: Spare = nothing_to_spare,
    ) -> tuple[list[AttachmentInfo], list[Finding]]:
        """What was examined and all that was found; ``watch`` is shown each picture with what was read and found on it."""
        infos: list[AttachmentInfo] = []
        found: list[Finding | Future[Seen]] = []
        faces: dict[tuple[str, int], Future[Seen]] = {}
        with Hands(spare) as hands:
            for item in self._guard.intake(given, self.policy.limits):
                match item:
                    case AttachmentInfo():
                        infos.append(item)
                    case FileProblem():
                        found.append(item)
                    case Leftover():
                        found.append(_leftover(item))
                    case Raster() | Text():
                        page = item.attachment, item.number
                        face = None if item.layer is Layer.FACE else faces.get(page)
                        seen = hands.give(self._examine, item, received, watch, face)
                        found.append(seen)
                        if item.layer is Layer.FACE:
                            faces[page] = seen
        findings = [one.result()[1] if isinstance(one, Future) else (one,) for one in found]
        return infos, [finding for several in findings for finding in several]

    def faces(self, attachment: Attachment) -> Iterator[Raster]:
        """Each page of a PDF or picture as it shows, and nothing of what the file holds beside it."""
        for item in self._guard.intake([attachment], self.policy.limits):
            if isinstance(item, Raster) and item.layer is Layer.FACE and item.attachment == attachment.name:
                yield item

    def _examine(self, item: Raster | Text, received: date, watch: Watch | None, face: Future[Seen] | None) -> Seen:
        """What one page, or one hidden layer of the page with this ``face``, says.

        Whatever goes wrong here, the request is not judged, and so never accepted.
        """
        from idcheck.upright import upright

        try:
            page = upright(item) if isinstance(item, Raster) else item
            reading = _read(page)
            if item.layer is Layer.FACE:
                reading, findings = self._shown(page, reading, received)
            else:
                findings = self._hidden(reading, item.layer, face.result() if face else None, received)
            if watch is not None and isinstance(page, Page):
                with self._watching:
                    watch(page, reading, findings, item.layer)
            return reading, findings
        except IdcheckError:
            raise
        except Exception as error:  # noqa: BLE001 - engines raise anything; the text may hold what stands on the page
            where = f"{item.attachment}, page {item.number}"
            raise EngineError(
                f"{where}: not judged, a reader failed ({place_of(error)}); try again, then report it"
            ) from None

    def _shown(self, page: Page | Text, reading: Reading, received: date) -> Seen:
        from idcheck.added import with_added
        from idcheck.find import find

        if isinstance(page, Page):
            reading = with_added(page, reading, self.policy, received)
        return reading, tuple(find(reading, self.policy, received))

    def _hidden(self, reading: Reading, layer: Layer, face: Seen | None, received: date) -> tuple[Finding, ...]:
        from idcheck.hidden import find_hidden

        return tuple(find_hidden(reading, layer, face, self.policy, received))


def _read(page: Page | Text) -> Reading:
    from idcheck.read import read, read_text

    return read(page) if isinstance(page, Page) else read_text(page)


def _leftover(item: Leftover) -> Finding:
    from idcheck.hidden import find_leftover

    return find_leftover(item)


def not_examined(
    request: str, code: FileCode, *, policy: Policy = WOONPARTNERS, received: date | None = None, seconds: float = 0.0
) -> Verdict:
    """The verdict on a request whose examination could not be brought to an end: rejected for it, and flagged.

    For who runs `check` in a process of its own, when that died or hung; ``seconds`` is what it took.
    """
    from idcheck import __version__
    from idcheck.decide import decide

    verdict = decide(
        [FileProblem(attachment=masked_name(request), code=code)],
        request=masked_name(request),
        policy=policy,
        received=received or date.today(),
        attachments=(),
        engine={"idcheck": __version__},
        seconds=seconds,
    )
    known = tuple(reason for reason in verdict.reasons if reason.code == code)  # whether it holds a copy, nobody knows
    return replace(verdict, reasons=known, needs_review=True)


class _Album:
    """The pictures of one request, named after its attachments and its digest: none of another's is overwritten."""

    def __init__(self, folder: Path, attachments: Sequence[Attachment]) -> None:
        self._folder = folder
        self._digest = hashlib.sha256(b"".join(a.data for a in attachments)).hexdigest()[:DIGEST_LENGTH]
        self._taken: set[str] = set()

    def add(self, page: Page, reading: Reading, findings: Sequence[Finding], layer: Layer) -> None:
        from idcheck.annotate import annotate

        slug = _slug(masked_name(_slug(page.attachment)))[-SLUG_LENGTH:]  # a slug may join digits that stood apart
        hidden = "" if layer is Layer.FACE else f"-{layer}"
        name = distinct(f"{slug}-{self._digest}-p{page.number}{hidden}.jpg", self._taken)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            annotate(page, reading, findings, self._folder / name)
        except OSError as error:
            raise StorageError(f"{self._folder}: cannot be written ({error.strerror}); give another folder") from error


def _slug(name: str) -> str:
    return re.sub(r"[^\w.-]+", "_", name)


def _name(source: Sources, attachments: Sequence[Attachment]) -> str:
    """What a request without a name is called: its file or folder, or its first file and how many more there are."""
    if isinstance(source, str | os.PathLike):
        return Path(source).absolute().name
    names = [attachment.name for attachment in attachments]
    return "request" if not names else names[0] if len(names) == 1 else f"{names[0]} (+{len(names) - 1})"


def place_of(error: Exception) -> str:
    """The kind of an error and the line of ours it came through: enough to find it, and nothing of the page."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(Path(__file__).parent)] or frames
    return f"{type(error).__name__} in {Path(ours[-1].filename).name}:{ours[-1].lineno}"
