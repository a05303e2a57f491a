"""``--sort``: entries leave the inbox for the folder of their outcome."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from idcheck import masked_name
from pipelines.effects import Effect
from pipelines.files import move
from pipelines.inbox import digest_of
from pipelines.ledger import Line

FOLDERS = {"accept": "accepted", "reject": "rejected"}
FAILED = "failed"
"""Of what no verdict could be given on: put back in the inbox, it is tried again."""
DIGEST_LENGTH = 8
"""Digits of an entry's digest in its name: two letters of one name lie side by side."""


class Sorting(Effect):
    """Moves each entry into ``accepted``, ``rejected`` or ``failed``. No BSN stays in its name."""

    def __init__(self, out: Path) -> None:
        self._out = out

    def judged(self, entry: Path, line: Line) -> None:
        self._move(entry, FOLDERS[line["outcome"]], line["entry_sha256"][:DIGEST_LENGTH])

    def unjudged(self, entry: Path, request: str, why: str) -> None:
        del request, why
        with suppress(OSError):  # what cannot be read stays where it is
            self._move(entry, FAILED, digest_of(entry)[:DIGEST_LENGTH])

    def _move(self, entry: Path, folder: str, digest: str) -> None:
        if os.path.lexists(entry):
            suffix = "" if entry.is_dir() else entry.suffix
            move(entry, self._out / folder / f"{masked_name(entry.name.removesuffix(suffix))}-{digest}{suffix}")
