"""``--letters``: for each rejected request a draft of a letter to its sender, as text and as DOCX.

A template is Jinja2 in plain text, a paragraph a line; ``# ``, ``- `` and ``1. `` begin a heading and items. It has
``organisation``, ``received``, ``reference`` and ``problems``, the sentences on what is wrong with this copy.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any

from idcheck import Policy, PolicyError, UsageError
from pipelines.effects import Effect
from pipelines.files import write_whole
from pipelines.ledger import Line

if TYPE_CHECKING:
    from docx.document import Document

WIDTH = 80
"""Characters of a line of the text."""
REFERENCE_LENGTH = 8
"""Characters of a verdict's id that a sender is asked to mention."""
PAGE = {"nl": "bladzijde", "en": "page"}
_STYLE = {"# ": "Heading 1", "- ": "List Bullet"}
_NUMBERED = re.compile(r"\d+\. ")


class Letters(Effect):
    """Writes the drafts in ``letters/ready``, or ``letters/review`` where staff should look at the request first.

    Raises:
        UsageError: python-docx is missing.
        PolicyError: a template of the policy cannot be used.
    """

    def __init__(self, out: Path, policy: Policy) -> None:
        try:
            import docx  # noqa: F401 - at the start, not at the first rejection
        except ImportError:
            raise UsageError("--letters needs: pip install 'idcheck[mailroom]'") from None
        check_templates(policy)
        self._folder = out / "letters"
        self._policy = policy

    def judged(self, entry: Path, line: Line) -> None:
        del entry
        if line["outcome"] == "accept":
            return
        folder = self._folder / ("review" if line["needs_review"] else "ready")
        for lang in self._policy.languages:
            path = folder / f"{Path(line['request']).stem}-{reference(line)}.{lang}.txt"
            if not path.with_suffix(".docx").exists():
                text = written(self._policy, line, lang)
                write_whole(path, wrapped(text).encode())
                write_whole(path.with_suffix(".docx"), as_docx(text, self._policy))


def check_templates(policy: Policy) -> None:
    """Write a letter of nothing in each of the policy's languages.

    Raises:
        PolicyError: a template cannot be read, or has an error; with its line.
    """
    line = {"id": "0" * REFERENCE_LENGTH, "received": "2026-01-01", "reasons": []}
    for lang in policy.languages:
        text = written(policy, line, lang)
        with suppress(ImportError):  # no DOCX are written here
            as_docx(text, policy)


def written(policy: Policy, line: Line, lang: str) -> str:
    """The letter to the sender of a rejected request, in Dutch or English.

    Raises:
        PolicyError: the template cannot be used.
    """
    from jinja2 import (
        ChoiceLoader,
        FileSystemLoader,
        PackageLoader,
        StrictUndefined,
        TemplateError,
        TemplateSyntaxError,
    )
    from jinja2.sandbox import SandboxedEnvironment

    own = [FileSystemLoader(policy.letters)] if policy.letters else []
    loader = ChoiceLoader([*own, PackageLoader("pipelines")])
    environment = SandboxedEnvironment(loader=loader, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    name = f"letter.{lang}.txt"
    try:
        return environment.get_template(name).render(_values(policy, line, lang))
    except TemplateSyntaxError as error:
        raise PolicyError(f"{name}:{error.lineno}: {error.message}") from None
    except (TemplateError, UnicodeDecodeError) as error:
        raise PolicyError(f"{name}: {error}") from None


def reference(line: Line) -> str:
    """What a sender mentions when writing back."""
    return str(line["id"])[:REFERENCE_LENGTH]


def problems(line: Line, lang: str) -> list[str]:
    """What is wrong with this copy, in sentences; each begins with its place."""
    told = {f"{_where(reason, lang)}{reason['message'][lang]}": None for reason in line["reasons"]}
    return list(told)


def wrapped(text: str) -> str:
    """The letter in lines that fit a page."""
    lines = [line.removeprefix("# ") for line in text.strip().splitlines()]
    return "\n".join(fill(line, WIDTH, subsequent_indent=" " * _indent(line)) for line in lines) + "\n"


def as_docx(text: str, policy: Policy) -> bytes:
    """The letter as a DOCX, after what stands in the policy's own ``letter.docx``: its letterhead.

    Raises:
        PolicyError: that is no DOCX.
    """
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError

    head = Path(policy.letters) / "letter.docx"
    try:
        document = Document(str(head) if policy.letters and head.is_file() else None)
    except (PackageNotFoundError, ValueError, KeyError):
        raise PolicyError(f"{head}: is no DOCX") from None
    for line in filter(None, text.strip().splitlines()):
        _add(document, line)
    document.core_properties.author = policy.recipients[0]
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def _add(document: Document, line: str) -> None:
    mark = next((mark for mark in _STYLE if line.startswith(mark)), "")
    number = _NUMBERED.match(line)
    style = _STYLE.get(mark) or ("List Number" if number else "")
    if style and style in [known.name for known in document.styles]:
        document.add_paragraph(line.removeprefix(mark)[number.end() if number else 0 :], style)
    else:  # a letterhead of its own styles
        document.add_paragraph(line.removeprefix("# "))


def _indent(line: str) -> int:
    number = _NUMBERED.match(line)
    return number.end() if number else 2 * line.startswith("- ")


def _values(policy: Policy, line: Line, lang: str) -> Mapping[str, Any]:
    return {
        "organisation": policy.recipients[0],
        "received": f"{date.fromisoformat(line['received']):%d-%m-%Y}",
        "reference": reference(line),
        "problems": problems(line, lang),
    }


def _where(reason: Mapping[str, Any], lang: str) -> str:
    parts: Iterator[str] = filter(None, [reason["attachment"], reason["page"] and f"{PAGE[lang]} {reason['page']}"])
    where = ", ".join(parts)
    return f"{where}: " if where else ""
