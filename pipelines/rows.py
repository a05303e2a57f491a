"""A verdict in a few words, for tables: what stays in memory of each request."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.ledger import Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What a table says of a verdict."""

    request: str
    outcome: str
    needs_review: bool
    codes: tuple[str, ...]
    """the reasons, each once"""
    seconds: float

    @classmethod
    def of(cls, line: Line) -> Row:
        """The row of a line of ``verdicts.jsonl``."""
        return cls(
            request=line["request"],
            outcome=line["outcome"],
            needs_review=line["needs_review"],
            codes=tuple(dict.fromkeys(reason["code"] for reason in line["reasons"])),
            seconds=line["seconds"],
        )
