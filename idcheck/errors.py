"""What can go wrong, named by whose turn it is; every message tells the way out."""

from __future__ import annotations

from idcheck.records import FileCode


class IdcheckError(Exception):
    """Base of every error idcheck raises on purpose."""


class UsageError(IdcheckError):
    """The caller's turn: an argument or a policy is wrong (exit code 2)."""


class PolicyError(UsageError):
    """The policy file is wrong."""


class EngineError(IdcheckError):
    """The operator's turn: a reader is missing or failed (exit code 3)."""


class UnsafeError(IdcheckError):
    """A person's turn: no copy can be made of which it is sure that no BSN can be had from it (exit code 1)."""


class StorageError(IdcheckError):
    """The operator's turn: a file system failed (exit code 3)."""


class FileError(IdcheckError):
    """The sender's turn: an attachment cannot be examined. Ends as a ``file-*`` reason, never as a crash."""

    def __init__(self, code: FileCode) -> None:
        super().__init__(str(code))
        self.code = code
