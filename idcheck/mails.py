"""E-mails: RFC 822 (``.eml``) with the standard library, Outlook's ``.msg`` with python-oxmsg."""

from __future__ import annotations

import dataclasses
import email
from collections.abc import Iterator
from email.errors import CloseBoundaryNotFoundDefect, HeaderParseError, StartBoundaryNotFoundDefect
from email.header import decode_header, make_header
from email.message import Message
from email.mime.application import MIMEApplication
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from typing import Any

from idcheck.containers import Budget, Part, Unfolded, read_html, spent
from idcheck.records import FileCode

SIGNATURES = {
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
    "application/pgp-signature",
    "application/applefile",
}
"""parts that mail programs add and that show nothing"""


def unfold_mail(data: bytes, budget: Budget) -> Unfolded:
    """An e-mail: its subject and bodies as text; its attachments and inline pictures, forwarded e-mails whole."""
    return _unfold(email.message_from_bytes(data), budget)


def unfold_msg(data: bytes, budget: Budget) -> Unfolded:
    """An Outlook message, read as the e-mail it stands for."""
    from oxmsg import Message as OutlookMessage

    return _unfold(_from_outlook(OutlookMessage.load(data)), budget)


def _unfold(mail: Message, budget: Budget) -> Unfolded:
    texts = [_decoded(mail.get("Subject"))]
    parts: list[Part] = []
    for part in _leaves(mail):
        if part.get_content_type() in SIGNATURES:
            continue
        if _is_body(part):
            text, pictures = _body(part)
            texts.append(text)
            parts += pictures
        else:
            parts.append(_part(part))
    if _is_cut(mail):
        parts.append(Part("", FileCode.CORRUPT))
    return Unfolded("\n\n".join(texts), spent(parts, budget))


def _is_cut(mail: Message) -> bool:
    """Whether the mail ends before its last part does."""
    cut = (CloseBoundaryNotFoundDefect, StartBoundaryNotFoundDefect)
    return any(isinstance(defect, cut) for part in mail.walk() for defect in part.defects)


def _leaves(mail: Message) -> Iterator[Message]:
    """The parts that hold something, a forwarded e-mail as one."""
    if mail.get_content_maintype() == "multipart" and mail.is_multipart():
        for part in mail.get_payload():
            if isinstance(part, Message):
                yield from _leaves(part)
    else:
        yield mail


def _is_body(part: Message) -> bool:
    apart = part.get_content_disposition() == "attachment" or part.get_filename()
    return part.get_content_type() in {"text/plain", "text/html", "text/enriched"} and not apart


def _body(part: Message) -> tuple[str, list[Part]]:
    text = _text(part)
    return read_html(text) if part.get_content_type() == "text/html" else (text, [])


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    try:
        return content.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        return content.decode("utf-8", "replace")


def _part(part: Message) -> Part:
    name = _decoded(part.get_filename()) or part.get_content_type().replace("/", ".")
    if part.get_content_maintype() != "message":
        content = part.get_payload(decode=True)
        return Part(name, content if isinstance(content, bytes) else FileCode.CORRUPT)
    payload = part.get_payload()
    inside = [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []
    name = name if part.get_filename() or not inside else (_decoded(inside[0].get("Subject")) or "mail") + ".eml"
    try:
        return Part(name, b"\n".join(one.as_bytes() for one in inside))
    except (ValueError, LookupError, AttributeError, TypeError):  # the generator's, on headers it cannot write back
        return Part(name, FileCode.CORRUPT)


def _decoded(header: Any) -> str:
    """A header's text, with its encoded words (RFC 2047) decoded."""
    if header is None:
        return ""
    try:
        return " ".join(str(make_header(decode_header(str(header)))).split())
    except (HeaderParseError, ValueError, LookupError):
        return str(header)


# -------------------------------------------------------------------------------------------------------------- Outlook

_TOP_HEADER, _EMBEDDED_HEADER = 32, 24
"""bytes before the properties of a message on its own, and of one in another (MS-OXMSG 2.4.1)"""
_EMBEDDED = "__substg1.0_3701000D"
_RTF_BODY = 0x1009
_PROPERTIES = "__properties_version1.0"


def _from_outlook(message: Any) -> Message:
    """The message as MIME: bodies, attachments, and messages in it."""
    mail = MIMEMultipart()
    mail["Subject"] = " ".join(message.subject.split())
    bodies = [(message.body, "plain"), (message.html_body, "html")]
    for text, kind in bodies:
        if text:
            mail.attach(MIMEText(text.encode("utf-8", "replace").decode("utf-8"), kind, "utf-8"))
    if not any(text for text, _ in bodies) and (rtf := message.properties.binary_prop_value(_RTF_BODY)):
        mail.attach(_attached(rtf, "body.rtf"))
    for attachment in message.attachments:
        mail.attach(_outlook_part(attachment))
    return mail


def _outlook_part(attachment: Any) -> Message:
    from oxmsg import Message as OutlookMessage

    name = attachment.file_name or "attachment"
    for storage in attachment._storage.storages:
        if storage.name == _EMBEDDED and any(stream.name == _PROPERTIES for stream in storage.streams):
            return MIMEMessage(_from_outlook(OutlookMessage(_on_its_own(storage))))
    return _attached(attachment.file_bytes or b"", name)


def _attached(content: bytes, name: str) -> Message:
    part = MIMEApplication(content)
    part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", " ".join(name.split())))
    return part


def _on_its_own(storage: Any) -> Any:
    """An embedded message with its properties where python-oxmsg looks for them, 8 bytes further on."""
    streams = tuple(
        dataclasses.replace(
            stream,
            bytes_=stream.bytes_[:_EMBEDDED_HEADER]
            + bytes(_TOP_HEADER - _EMBEDDED_HEADER)
            + stream.bytes_[_EMBEDDED_HEADER:],
        )
        if stream.name == _PROPERTIES
        else stream
        for stream in storage.streams
    )
    return dataclasses.replace(storage, streams=streams)
