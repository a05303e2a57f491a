"""Stages and checkers that do as they are told, for the tests of what runs them."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from idcheck.errors import EngineError
from idcheck.hands import Spare
from idcheck.policy import Policy
from idcheck.records import (
    AttachmentInfo,
    Box,
    BsnFinding,
    FileProblem,
    Finding,
    Layer,
    Outcome,
    Page,
    Place,
    Raster,
    Reading,
    Reason,
    State,
    Text,
    Verdict,
    Word,
)

RECEIVED = date(2026, 11, 20)
BSN = "123456782"
"""a public specimen's number"""
FIELD = Box(0.2, 0.4, 0.6, 0.5)


def verdict(request: str, codes: Sequence[str] = (), **changes: Any) -> Verdict:
    """A verdict with these reasons; without any, an acceptance."""
    reasons = tuple(
        Reason(code=c, attachment=request, page=1, box=FIELD, confidence=0.9, message={"nl": "Nee.", "en": "No."})
        for c in codes
    )
    values: dict[str, Any] = {
        "request": request,
        "outcome": Outcome.REJECT if codes else Outcome.ACCEPT,
        "needs_review": False,
        "reasons": reasons,
        "copies": (),
        "policy_name": "woonpartners",
        "policy_version": "1",
        "received": RECEIVED,
        "attachments": (AttachmentInfo(name=request, sha256="00", media_type="image/png", pages=1),),
        "engine": {"idcheck": "0"},
        "seconds": 0.1,
    }
    return Verdict(**values | changes)


def readable(reading: Reading) -> BsnFinding:
    return BsnFinding(
        attachment=reading.attachment,
        page=reading.page,
        side=None,
        place=Place.TEXT,
        state=State.READABLE,
        box=FIELD,
        confidence=0.9,
    )


def decide(findings: Sequence[Finding], *, request: str, attachments: tuple[AttachmentInfo, ...], **_: Any) -> Verdict:
    """Rejects what holds a BSN, a file that could not be examined, or nothing at all."""
    bsns = ["bsn-text" for finding in findings if isinstance(finding, BsnFinding)]
    files = [str(finding.code) for finding in findings if isinstance(finding, FileProblem)]
    return verdict(request, bsns + files or ([] if attachments else ["no-id-copy"]), attachments=attachments)


def read(page: Page) -> Reading:
    """White pages hold nothing; on a black one stands a BSN."""
    words = (Word(text=BSN, box=FIELD, confidence=0.9),) if not page.picture.any() else ()
    return Reading(attachment=page.attachment, page=page.number, width=page.width, height=page.height, words=words)


def read_text(text: Text) -> Reading:
    words = (Word(text=text.text, box=FIELD, confidence=1.0),)
    return Reading(attachment=text.attachment, page=text.number, width=1, height=1, words=words)


def find(reading: Reading, _policy: Policy, _received: date) -> Iterator[Finding]:
    yield from (readable(reading) for word in reading.words if BSN in word.text)


def find_hidden(reading: Reading, layer: Layer, face: Any, *_: object) -> Iterator[Finding]:
    """A BSN on the layer is hidden, unless its page's face shows one."""
    if not (face and face[1]):
        for finding in find(reading, *_):
            yield replace(finding, state=State.HIDDEN, layer=layer)


def upright(raster: Raster) -> Page:
    quads = np.zeros((0, 4, 2), np.float32)
    return Page(attachment=raster.attachment, number=raster.number, picture=raster.picture, quads=quads)


def install(monkeypatch: pytest.MonkeyPatch, **stages: Callable[..., Any]) -> None:
    """Put these stages in the place of the real ones; those not given are the fakes above."""
    given = {"upright": upright, "read": read, "find": find, "decide": decide} | stages
    modules = {name: SimpleNamespace(**{name: stage}) for name, stage in given.items() if name != "require"}
    modules["read"].read_text = read_text
    modules["added"] = SimpleNamespace(with_added=lambda _page, reading, _policy, _received: reading)
    modules["hidden"] = SimpleNamespace(find_hidden=find_hidden)
    modules["engines"] = SimpleNamespace(
        require=stages.get("require", lambda: None), versions=lambda: {"ocr": "fake"}, rest=lambda: None
    )
    for name, module in modules.items():
        monkeypatch.setitem(sys.modules, f"idcheck.{name}", module)


def _text(attachments: Path | Sequence[tuple[str, bytes]]) -> str:
    if isinstance(attachments, Path):
        return attachments.read_text() if attachments.is_file() else "folder"
    return attachments[0][1].decode() if len(attachments) == 1 else "folder"


class FakeChecker:
    """Does what the entry's text says; counts its calls in files beside the inbox."""

    def __enter__(self) -> FakeChecker:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def check(
        self,
        attachments: Path | Sequence[tuple[str, bytes]],
        *,
        received: date,
        request: str,
        annotate: Path,
        spare: Spare,
    ) -> Verdict:
        del received
        annotate.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (900, 1200), "white").save(annotate / "page-00-p1.jpg")
        calls = attachments.parent.parent / "calls" if isinstance(attachments, Path) else Path(os.environ["CALLS"])
        calls.mkdir(exist_ok=True)
        (calls / f"{request}-{time.time_ns()}-{os.getpid()}").touch()
        match _text(attachments):
            case "die":
                os.kill(os.getpid(), signal.SIGKILL)
            case "die once" if len(list(calls.glob(f"{request}-*"))) == 1:
                os.kill(os.getpid(), signal.SIGKILL)
            case "hang":
                time.sleep(600)
            case "grows" if isinstance(attachments, Path):
                attachments.write_text("grows more")
            case "engine fails":
                raise EngineError("the reader failed")
            case "unexpected":
                raise RuntimeError(BSN)
            case "slow":
                time.sleep(0.1)
            case "print":
                os.write(1, b"noise of an engine\n")
            case "long" if spare() is None:
                return verdict(request, ["bsn-mrz"])
            case "bad":
                return verdict(request, ["bsn-mrz"])
            case "unclear":
                return verdict(request, ["marking-unclear"], needs_review=True)
        return verdict(request)


def calls(inbox: Path, request: str) -> int:
    """How often an entry was given to a checker."""
    return len(list((inbox.parent / "calls").glob(f"{request}-*")))


class NoChecker(FakeChecker):
    """Cannot be had on this machine."""

    def __init__(self) -> None:
        raise EngineError("Tesseract is missing; install it with: apt-get install tesseract-ocr")


class DyingChecker(FakeChecker):
    """Needs more memory than there is."""

    def __init__(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)
