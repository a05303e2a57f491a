"""The guarded child, made to misbehave: run by test_guard.py in place of ``python -m idcheck.guarded``."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from idcheck import examine, guarded
from idcheck.records import Raster, Text

MEMORY = Path(sys.argv[1])
"""exists once a crash by chance has happened"""
_text = examine._text


def misbehaving(name: str, text: str | None) -> Iterator[Any]:
    wish = text or ""
    if wish.startswith("pages"):
        for number in (1, 2):
            yield Raster(attachment=name, number=number, picture=np.zeros((9, 9, 3), np.uint8))
    if "please hang" in wish:
        time.sleep(60)
    if "crash once" in wish and not MEMORY.exists():
        MEMORY.mkdir()
        os.kill(os.getpid(), signal.SIGSEGV)
    if "please crash" in wish and "once" not in wish:
        os.kill(os.getpid(), signal.SIGSEGV)
    if "please eat" in wish:
        bytearray(guarded.ADDRESS_SPACE)
    if "please print" in wish:
        os.write(1, b"rubbish " * 1000)
        print("rubbish", flush=True)
    if "please shout" in wish:
        os.write(ANSWERS, b"\xff" * 64)
    if "please lie" in wish:
        os.write(
            ANSWERS,
            b"\0\0\0\x4c\0\0\0\3" + b'{"type":"Raster","attachment":"a","number":1,"shape":[9,9,3]}'.ljust(76) + b"abc",
        )
    if "please babble" in wish:
        os.write(ANSWERS, b"\0\0\0\7\0\0\0\0" + b"[1,2,3]")
    if wish.startswith("pages"):
        yield Raster(attachment=name, number=3, picture=np.zeros((9, 9, 3), np.uint8))
    yield Text(attachment=name, number=1, text=wish)


examine._text = misbehaving
ANSWERS = os.dup(1)
guarded.main(int(sys.argv[2]))
