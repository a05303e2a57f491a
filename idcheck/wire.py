"""Messages between the guard and its child process: a JSON header and raw bytes, each with its length before it.

No pickle: what the child writes may be in the hands of who made the file it read.
"""

from __future__ import annotations

import dataclasses
import json
import struct
from typing import IO, Any, TypeAlias

import numpy as np

from idcheck.policy import Limits
from idcheck.records import (
    Attachment,
    AttachmentInfo,
    Box,
    FileCode,
    FileProblem,
    Layer,
    Leftover,
    Picture,
    Raster,
    Text,
)

Path: TypeAlias = tuple[int, ...]
Record: TypeAlias = Raster | Text | Leftover | AttachmentInfo | FileProblem
_LENGTHS = struct.Struct(">II")
MAX_HEADER = 1 << 16
"""bytes; a header holds a name and some numbers"""
_BOX_BYTES = 16
"""four floats"""


class Broken(Exception):
    """The other side has gone, or speaks another language."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Work begins on this file of the attachment: the one to blame when nothing follows.

    ``path`` is the index in each container from the outside in; ``()`` is the attachment.
    """

    path: Path
    name: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Examine this attachment, from the file at ``start`` on."""

    attachment: Attachment
    limits: Limits
    start: Path


@dataclasses.dataclass(frozen=True, slots=True)
class Ready:
    """The child has started."""


@dataclasses.dataclass(frozen=True, slots=True)
class Done:
    """The request has been answered."""


Answer: TypeAlias = Step | Record | Ready | Done


# ------------------------------------------------------------------------------------------------------------- messages


def send_request(stream: IO[bytes], request: Request) -> None:
    limits = dataclasses.asdict(request.limits)
    _send(stream, {"name": request.attachment.name, "limits": limits, "start": request.start}, request.attachment.data)


def receive_request(stream: IO[bytes]) -> Request | None:
    """The next request; None when no more will come."""
    message = _receive(stream)
    if message is None:
        return None
    header, body = message
    attachment = Attachment(name=header["name"], data=body.tobytes())
    return Request(attachment=attachment, limits=Limits(**header["limits"]), start=tuple(header["start"]))


def send_answer(stream: IO[bytes], answer: Answer) -> None:
    fields = {f.name: getattr(answer, f.name) for f in dataclasses.fields(answer)}
    body: Any = b""
    match answer:
        case Raster():
            body = np.ascontiguousarray(fields.pop("picture"))
            fields["shape"] = body.shape
        case Text():
            boxes = np.asarray(fields.pop("boxes"), np.float32)
            fields["lines"] = len(boxes)
            body = boxes.tobytes() + fields.pop("text").encode("utf-8", "replace")
    _send(stream, {"type": type(answer).__name__, **fields}, body)


def receive_answer(stream: IO[bytes]) -> Answer:
    """The next answer.

    Raises:
        Broken: the child ended, or wrote what is no answer.
    """
    try:
        message = _receive(stream)
        if message is None:
            raise Broken
        return _answer(*message)
    except (KeyError, TypeError, ValueError, MemoryError) as error:
        raise Broken from error


def _answer(header: dict[str, Any], body: Picture) -> Answer:
    match header.pop("type"):
        case "Raster":
            height, width, channels = header.pop("shape")
            if channels != 3:
                raise ValueError
            return Raster(**_layered(header), picture=body.reshape(height, width, 3))
        case "Text":
            return _text(_layered(header), body)
        case "Leftover":
            return Leftover(**_layered(header))
        case "AttachmentInfo":
            return AttachmentInfo(**header)
        case "FileProblem":
            return FileProblem(**header | {"code": FileCode(header["code"])})
        case "Step":
            return Step(path=tuple(header["path"]), name=header["name"])
        case "Ready":
            return Ready()
        case "Done":
            return Done()
        case _:
            raise ValueError


def _layered(header: dict[str, Any]) -> dict[str, Any]:
    return header | {"layer": Layer(header["layer"])}


def _text(header: dict[str, Any], body: Picture) -> Text:
    end = header.pop("lines") * _BOX_BYTES
    boxes = np.nan_to_num(np.frombuffer(body[:end].tobytes(), np.float32)).clip(0, 1).reshape(-1, 4)
    text = body[end:].tobytes().decode("utf-8")
    if len(boxes) not in (0, text.count("\n") + 1):
        raise ValueError
    return Text(**header, text=text, boxes=tuple(Box(*map(float, box)) for box in boxes))


# --------------------------------------------------------------------------------------------------------------- frames


def _send(stream: IO[bytes], header: dict[str, Any], body: Any) -> None:
    view = memoryview(body).cast("B")
    head = json.dumps(header).encode("ascii")
    stream.write(_LENGTHS.pack(len(head), len(view)) + head)
    stream.write(view)
    stream.flush()


def _receive(stream: IO[bytes]) -> tuple[dict[str, Any], Picture] | None:
    lengths = _exactly(stream, _LENGTHS.size)
    if lengths is None:
        return None
    head_length, body_length = _LENGTHS.unpack(lengths.tobytes())
    if head_length > MAX_HEADER:
        raise Broken
    head, body = _exactly(stream, head_length), _exactly(stream, body_length)
    if head is None or body is None:
        return None
    header = json.loads(head.tobytes())
    if not isinstance(header, dict):
        raise Broken
    return header, body


def _exactly(stream: IO[bytes], size: int) -> Picture | None:
    """So many bytes; None where the stream ends before."""
    buffer = np.empty(size, np.uint8)
    if size == 0:
        return buffer
    return buffer if stream.readinto(buffer) == size else None  # type: ignore[attr-defined]  # a BufferedReader: all or EOF
