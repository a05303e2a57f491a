"""The first reader gives back what it does not need."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
from pathlib import Path
import numpy as np
from idcheck.engines import ppocr
from idcheck.memory import give_back

def resident():
    text = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("VmRSS")) / 1024

def rest():
    ppocr.shrink()
    give_back()
    return resident()

small = np.full((64, 320, 3), 255, np.uint8)
ppocr.detect(small, 320)
before = rest()
ppocr.detect(np.random.default_rng(1).integers(0, 255, (1500, 1500, 3), np.uint8), 1500)
give_back()
print(before, resident(), rest())
"""


def test_the_memory_of_a_large_picture_is_given_back() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    before, after, at_rest = map(float, done.stdout.split())
    assert after - before > 100, "MB that the arena of the detector keeps"
    assert at_rest - before < 50
