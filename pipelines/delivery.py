"""``--deliver``: each verdict is posted to a workflow until it is taken.

A CloudEvent in JSON, signed as the Standard Webhooks specification says. A verdict keeps its id however often it is sent,
so that a receiver can tell what it has.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import threading
import time
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from idcheck import StorageError, UsageError
from pipelines.effects import Effect
from pipelines.ledger import Line
from pipelines.outbox import Outbox
from pipelines.secrets import secret

log = logging.getLogger(__name__)

SECRET = "IDCHECK_DELIVER_SECRET"
"""The environment variable that holds the secret of the signature; with ``_FILE`` behind it, one that names a file."""
LOOK_SECONDS = 5.0
"""Between two looks in the outbox when nothing new has come."""
ANSWER_SECONDS = 15.0
"""Time that the receiver has to answer."""
FIRST_SECONDS = 5.0
"""After which a verdict that was not taken is tried again; each time twice as long."""
LONGEST_SECONDS = 3600.0
END_SECONDS = 30.0
"""Time that the end of a run allows for what was not taken yet; the next run goes on with it."""


class Delivery(Effect):
    """Posts the verdicts in the outbox of the ledger at ``where`` to ``url``, in a thread of its own.

    Raises:
        UsageError: the address is not https, there is no secret, or httpx is missing.
    """

    def __init__(self, where: str | Path, out: Path, url: str, secret: bytes) -> None:
        self._where, self._out, self._url, self._secret = where, out, checked(url), secret
        self._new, self._ending = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    def judged(self, entry: Path, line: Line) -> None:
        del entry, line
        self._new.set()

    def tick(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="delivery", daemon=True)
            self._thread.start()

    def close(self) -> None:
        self._ending.set()
        self._new.set()
        if self._thread:
            self._thread.join(END_SECONDS + ANSWER_SECONDS)

    def _work(self) -> None:
        import httpx

        outbox = Outbox(self._where, self._out)
        deadline = 0.0
        with httpx.Client(timeout=ANSWER_SECONDS) as client:
            while True:
                if self._ending.is_set():
                    deadline = deadline or time.monotonic() + END_SECONDS
                if self._is_over(outbox, deadline):
                    break
                self._deliver_due(client, outbox)
                self._new.wait(0.2 if self._ending.is_set() else LOOK_SECONDS)
                self._new.clear()
        outbox.close()

    def _is_over(self, outbox: Outbox, deadline: float) -> bool:
        if not deadline:
            return False
        waiting = outbox.waiting()
        if waiting and time.monotonic() >= deadline:
            log.warning("%d verdicts were not taken; they are kept, and the next run delivers them", waiting)
        return not waiting or time.monotonic() >= deadline

    def _deliver_due(self, client: Any, outbox: Outbox) -> None:
        try:
            while line := outbox.next():
                self._deliver(client, outbox, line)
        except StorageError as error:  # the run itself will stop over it
            log.warning("%s", error)

    def _deliver(self, client: Any, outbox: Outbox, line: Line) -> None:
        import httpx

        body = json.dumps(event(line), ensure_ascii=False).encode()
        try:
            answer = client.post(self._url, content=body, headers=headers(line["id"], body, self._secret))
            why = "" if answer.is_success else f"status {answer.status_code}"
        except httpx.HTTPError as error:
            why = type(error).__name__
        if not why:
            outbox.taken(line["id"])
            return
        seconds = min(LONGEST_SECONDS, FIRST_SECONDS * 2.0 ** outbox.tries(line["id"]))
        outbox.put_back(line["id"], seconds)
        log.warning("verdict %s was not taken (%s); again in %.0f seconds", line["id"], why, seconds)


def event(line: Line) -> Mapping[str, Any]:
    """The verdict as a CloudEvent (version 1.0, structured)."""
    return {
        "specversion": "1.0",
        "id": line["id"],
        "source": "/idcheck/mailroom",
        "type": "idcheck.verdict",
        "subject": line["request"],
        "time": line["judged"],
        "datacontenttype": "application/json",
        "data": line,
    }


def headers(id: str, body: bytes, secret: bytes) -> dict[str, str]:
    """The headers of a delivery: ``webhook-signature`` is over id, moment and body, and proves whom they are from."""
    moment = str(int(time.time()))
    signature = base64.b64encode(hmac.digest(secret, f"{id}.{moment}.".encode() + body, hashlib.sha256)).decode()
    return {
        "content-type": "application/cloudevents+json; charset=utf-8",
        "idempotency-key": id,
        "webhook-id": id,
        "webhook-timestamp": moment,
        "webhook-signature": f"v1,{signature}",
    }


def secret_of() -> bytes:
    """The secret of the signature.

    Raises:
        UsageError: there is none, or its file cannot be read.
    """
    if found := secret(SECRET):
        return found.encode()
    raise UsageError(f"--deliver needs a secret to sign with: put it in {SECRET}, or its file's name in {SECRET}_FILE")


def checked(url: str) -> str:
    """The address, if it can be used.

    Raises:
        UsageError: it is not https, holds a password, or httpx is missing.
    """
    try:
        import httpx  # noqa: F401 - at the start, not at the first verdict
    except ImportError:
        raise UsageError("--deliver needs: pip install 'idcheck[mailroom]'") from None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        parts, host = urlsplit(""), None
    if not host or parts.scheme not in ("http", "https"):
        raise UsageError("--deliver: give the https:// address of the workflow")
    if parts.scheme == "http" and not _is_here(host):
        raise UsageError("--deliver: verdicts go over https:// only, but to this machine itself")
    if parts.password:
        raise UsageError("--deliver: no password in the address, please: the signature proves whom it is from")
    return url


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
