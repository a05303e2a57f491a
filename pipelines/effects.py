"""What is done with a request once it is judged, or could not be."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipelines.ledger import Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far a run has come, in entries; ``of`` is how many there are."""

    accepted: int
    rejected: int
    failed: int
    of: int
    earlier: int
    """that had their verdict before this run"""

    @property
    def done(self) -> int:
        return self.accepted + self.rejected + self.failed


class Effect:
    """Base of what follows a verdict. After a kill it may be asked for again, so doing it twice is doing it once.

    Raises:
        StorageError: what it writes cannot be written; the run stops, and the next begins with it.
    """

    def judged(self, entry: Path, line: Line) -> None:
        """An entry has its verdict, of now or of an earlier run."""

    def unjudged(self, entry: Path, request: str, why: str) -> None:
        """An entry could not be judged; ``request`` is its masked name."""

    def elsewhere(self, entry: Path) -> None:
        """Another mailroom has judged it, and does what follows."""

    def stands(self, now: Standing) -> None:
        """How far the run has come; called when an entry is done."""

    def tick(self) -> None:
        """Called about once a second."""

    def close(self) -> None:
        """Called at the end of a run, also of one that a failing disk or engine stopped."""
