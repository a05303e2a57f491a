"""The child process of `idcheck.guard`: opens attachments, under limits, and answers over its standard output.

Ends when its parent closes the pipe or dies.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import warnings
from typing import BinaryIO

from idcheck import wire
from idcheck.examine import examine
from idcheck.memory import give_back

ADDRESS_SPACE = 6 << 30
"""bytes: twice what a picture of the most pixels takes, and room for what the libraries reserve without using it"""
_PR_SET_PDEATHSIG = 1


def main(parent: int) -> None:
    """Answer requests until there are no more."""
    requests, answers = _private_pipes()
    _confine(parent)
    _quieten()
    wire.send_answer(answers, wire.Ready())
    while request := wire.receive_request(requests):
        for answer in examine(request.attachment, request.limits, request.start):
            wire.send_answer(answers, answer)
        wire.send_answer(answers, wire.Done())
        give_back()


def _private_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The pipes to the parent, out of reach of libraries that print."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.close(nothing)
    return requests, answers


def _confine(parent: int) -> None:
    """Limits, where the system has them: memory, no core dumps, no files written, no life after the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
    if sys.platform != "win32":
        import resource

        limits = ((resource.RLIMIT_AS, ADDRESS_SPACE), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0))
        for limit, most in limits:
            hard = resource.getrlimit(limit)[1]
            resource.setrlimit(limit, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _quieten() -> None:
    """Settings of libraries for the whole process."""
    from PIL import Image

    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = None  # the policy's limit holds, checked before anything is decoded
    sys.modules["pymupdf.layout"] = None  # type: ignore[assignment]  # its models: 0.25 s and 50 MB, not used here


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else os.getppid())
