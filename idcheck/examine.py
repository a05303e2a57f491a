"""One attachment, opened: its pages and texts in order, through every container in it.

Runs in the child process that `idcheck.guard` keeps, and trusts nothing: whatever a file makes a library do ends as the
problem of that file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count

from idcheck import pdf, pictures, rasters
from idcheck.containers import Budget, Part, Unfolded, spent, unfold_html, unfold_zip
from idcheck.errors import FileError
from idcheck.formats import MediaType, media_type, text_of
from idcheck.framed import as_shown, on_layer
from idcheck.mails import unfold_mail, unfold_msg
from idcheck.names import distinct, masked_name
from idcheck.office import unfold_docx, unfold_odt
from idcheck.policy import Limits
from idcheck.records import Attachment, AttachmentInfo, FileCode, FileProblem, Layer, Raster, Text
from idcheck.wire import Path, Record, Step

ORNAMENT_PX = 100
"""the longest side of a picture that an e-mail or letter carries as an ornament: a logo's icon, a tracking pixel"""

_UNFOLD: dict[MediaType, Callable[[bytes, Budget], Unfolded]] = {
    MediaType.ZIP: unfold_zip,
    MediaType.DOCX: unfold_docx,
    MediaType.ODT: unfold_odt,
    MediaType.HTML: unfold_html,
    MediaType.MAIL: unfold_mail,
    MediaType.MSG: unfold_msg,
}


def examine(attachment: Attachment, limits: Limits, start: Path = ()) -> Iterator[Step | Record]:
    """The records of one attachment, each file announced by a `Step`; from ``start`` on where that is given."""
    yield from _Examination(limits, start).file(attachment.name, attachment.data, ())


class _Examination:
    def __init__(self, limits: Limits, start: Path) -> None:
        self._limits = limits
        self._start = start
        self._budget = Budget(limits)
        self._pages = limits.max_pages

    def file(
        self, name: str, content: bytes | FileCode, path: Path, within: MediaType | None = None
    ) -> Iterator[Step | Record]:
        """The records of one file. Files before the start are passed over; containers around it are reopened."""
        if path < self._start and not self._leads_to_start(path):
            return
        yield Step(path=path, name=name)
        try:
            yield from self._opened(name, content, path, within)
        except FileError as error:
            yield FileProblem(attachment=name, code=error.code)
        except MemoryError:
            yield FileProblem(attachment=name, code=FileCode.TOO_LARGE)
        except Exception:  # noqa: BLE001 - this is the border: a library's error is the file's problem
            yield FileProblem(attachment=name, code=FileCode.CORRUPT)

    def _leads_to_start(self, path: Path) -> bool:
        return len(path) < len(self._start) and self._start[: len(path)] == path

    def _opened(
        self, name: str, content: bytes | FileCode, path: Path, within: MediaType | None
    ) -> Iterator[Step | Record]:
        if isinstance(content, FileCode):
            raise FileError(content)
        kind = media_type(content)
        if kind in _UNFOLD:
            yield from self._unfolded(name, content, kind, path)
        elif kind is MediaType.TEXT:
            yield from _text(name, text_of(content))
            yield _info(name, content, kind, 1)
        elif not _is_ornament(content, kind, within):
            if not self._leads_to_start(path):
                yield from self._paged(name, content, kind)
            if kind is MediaType.PDF:
                yield from self._embedded(name, content, path)

    def _embedded(self, name: str, content: bytes, path: Path) -> Iterator[Step | Record]:
        """The files in a PDF: what the sender sees of it in a portfolio, hidden in another."""
        portfolio, parts = pdf.parts(content)
        records = self._parts(name, spent(parts, self._budget), path, MediaType.PDF, set())
        yield from on_layer(Layer.FACE if portfolio else Layer.ATTACHMENT, records)

    def _unfolded(self, name: str, content: bytes, kind: MediaType, path: Path) -> Iterator[Step | Record]:
        if len(path) >= self._limits.max_depth:
            raise FileError(FileCode.TOO_LARGE)
        unfolded = _UNFOLD[kind](content, self._budget)
        if unfolded.text is not None and not self._leads_to_start(path):
            yield from _text(name, unfolded.text)
            for layer, text in unfolded.hidden:
                yield from _text(name, text, layer)
            yield _info(name, content, kind, 1)
        taken: set[str] = set()
        yield from self._parts(name, unfolded.parts, path, kind, taken)
        if unfolded.text is None and not taken:
            raise FileError(FileCode.EMPTY)

    def _parts(
        self, name: str, parts: Iterator[Part], path: Path, kind: MediaType, taken: set[str]
    ) -> Iterator[Step | Record]:
        """The records of the files in another; the names given to them are added to ``taken``."""
        for index in count():
            yield Step(path=(*path, index), name=name)
            part = next(parts, None)
            if part is None:
                break
            if len(path) >= self._limits.max_depth:
                raise FileError(FileCode.TOO_LARGE)
            records = self.file(_name(name, part, taken), part.content, (*path, index), kind)
            yield from on_layer(part.layer, as_shown(part.shown, records))

    def _paged(self, name: str, content: bytes, kind: MediaType) -> Iterator[Record]:
        """The pages and their hidden layers; then the pages that cannot be shown. Where none can be, the file as a whole cannot."""
        limits = replace(self._limits, max_pages=self._pages)
        found = (
            pdf.pages(name, content, limits) if kind is MediaType.PDF else pictures.pages(name, content, kind, limits)
        )
        problems: list[FileProblem] = []
        shown = 0
        for record in found:
            if isinstance(record, FileProblem):
                problems.append(record)
                continue
            if isinstance(record, Raster):
                shown += record.layer is Layer.FACE
                self._pages -= 1
            if self._pages < 0:
                raise FileError(FileCode.TOO_LARGE)
            yield record
        if not shown:
            raise FileError(problems[0].code if problems else FileCode.EMPTY)
        yield from problems
        yield _info(name, content, kind, shown + len(problems))


def _text(name: str, text: str | None, layer: Layer = Layer.FACE) -> Iterator[Text]:
    if text and not text.isspace():
        yield Text(attachment=name, number=1, text=text, layer=layer)


def _info(name: str, content: bytes, kind: MediaType, pages: int) -> AttachmentInfo:
    digest = hashlib.sha256(content).hexdigest()
    return AttachmentInfo(name=name, sha256=digest, media_type=str(kind), pages=pages)


def _name(container: str, part: Part, taken: set[str]) -> str:
    return f"{container}/{distinct(masked_name(part.name), taken)}" if part.name else container


def _is_ornament(content: bytes, kind: MediaType, within: MediaType | None) -> bool:
    """Whether it is a picture in a document or e-mail, too small to show a number."""
    if not kind.is_picture or within in {None, MediaType.ZIP}:
        return False
    return max(rasters.size_of(content, kind)) < ORNAMENT_PX
