"""Pictures of pages, digits blotted out: drawn by the workers, kept of what was rejected, and shown small in a report."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path

from pipelines.ledger import Line

THUMBNAIL = 320
"""Pixels, the longer side: where things stand can be seen, and one takes some 15 kB."""
QUALITY = 60
MOST_PAGES = 4
"""Thumbnails of one request: a letter's copies fit, and a hundred bad pages do not swell the report."""
_PAGE = re.compile(r"-p(\d+)\.jpg$")


def folder_of(out: Path, id: str) -> Path:
    """Where the pictures of a request's pages lie."""
    return out / "pictures" / id


def thumbnails(out: Path, line: Line) -> list[str]:
    """Small pictures, as ``data:`` addresses, of the pages that a verdict has reasons about; none where they are erased."""
    numbers = {reason["page"] for reason in line["reasons"]}
    found = sorted(folder_of(out, line["id"]).glob("*.jpg"), key=lambda path: (_number(path), path.name))
    wanted = [path for path in found if _number(path) in numbers] or found
    return [_thumbnail(path) for path in wanted[:MOST_PAGES]]


def _number(path: Path) -> int:
    match = _PAGE.search(path.name)
    return int(match[1]) if match else 0


def _thumbnail(path: Path) -> str:
    from PIL import Image

    data = io.BytesIO()
    with Image.open(path) as picture:
        picture.thumbnail((THUMBNAIL, THUMBNAIL))
        picture.convert("RGB").save(data, "JPEG", quality=QUALITY)
    return f"data:image/jpeg;base64,{base64.b64encode(data.getvalue()).decode()}"
