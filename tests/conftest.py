"""One child process for all tests that open files."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from files import Opened, opened_by
from idcheck.guard import Guard


@pytest.fixture(scope="session")
def opened() -> Iterator[Opened]:
    """Opens files, given by name and bytes, and gives all their records."""
    with Guard() as guard:
        yield opened_by(guard)
