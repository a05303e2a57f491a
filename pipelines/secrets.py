"""Secrets come from the environment, or a file that it names; never from the command line, where others see them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from idcheck import UsageError


def secret(name: str, environment: Mapping[str, str] = os.environ) -> str:
    """The secret in the variable ``name``, or in the file that ``name_FILE`` names; empty where there is neither.

    Raises:
        UsageError: the file cannot be read.
    """
    if not (file := environment.get(f"{name}_FILE")):
        return environment.get(name, "")
    try:
        return Path(file).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{name}_FILE: {file} cannot be read ({getattr(error, 'strerror', 'no text')})") from None
