"""What this machine has: its cores, its memory, and which processes run on it."""

from __future__ import annotations

import os
from pathlib import Path

WORKER_BYTES = 1_400_000_000
"""What a worker takes at most, with the process that opens its files (README, "What it costs")."""
SPARE_BYTES = 500_000_000
"""For the mailroom itself and the system's cache."""
_CGROUP = Path("/sys/fs/cgroup")


def most_workers() -> int:
    """As many worker processes as fit both the cores and the memory that this process may use; at least one."""
    return max(1, min(cores(), (free_memory() - SPARE_BYTES) // WORKER_BYTES))


def cores() -> int:
    """The cores that this process may use: those it may run on, or the share of them that a container was given."""
    return max(1, min(len(os.sched_getaffinity(0)), _share_of_cores()))


def free_memory() -> int:
    """Bytes that can still be taken, by the machine's count or by the container's, whichever is less."""
    machine = _numbers(Path("/proc/meminfo"), "MemAvailable:")
    most, used = _numbers(_CGROUP / "memory.max"), _numbers(_CGROUP / "memory.current")
    container = [most[0] - used[0]] if most and used else []
    return min([*(kilobytes * 1024 for kilobytes in machine), *container], default=SPARE_BYTES + WORKER_BYTES)


def machine() -> str:
    """This machine since it was started, and the space in which its process numbers mean something."""
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return f"{boot}/{Path('/proc/self/ns/pid').stat().st_ino}"


def is_running(process: int) -> bool:
    """Whether there is a process of this number, be it another one by now."""
    return Path(f"/proc/{process}").exists()


def _share_of_cores() -> int:
    quota = _numbers(_CGROUP / "cpu.max")
    return quota[0] // quota[1] if len(quota) > 1 else len(os.sched_getaffinity(0))


def _numbers(file: Path, label: str = "") -> list[int]:
    """The numbers on the line with this label, or in a file of one line; none where there is no such file or limit."""
    try:
        lines = [line for line in file.read_text().splitlines() if line.startswith(label)]
    except OSError:
        return []
    return [int(word) for line in lines for word in line.split() if word.isdigit()]
