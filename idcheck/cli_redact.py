"""``idcheck redact``: its part of the command line, and what it says of the copy."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from idcheck.terminal import ExitCode, policy_of, stdout_kept_clean

if TYPE_CHECKING:
    from idcheck import Redacted

REDACT_EXIT_CODES = (
    "exit codes: 0 written · 1 no safe copy can be made: nothing is written, a person has to · 2 usage or policy "
    "error · 3 an engine or a file system failed: nothing is written · 130 interrupted"
)
WORDS = {
    "nl": {
        "written": "GESCHREVEN",
        "pages": "blz.",
        "burnt": "Zwart gemaakt",
        "none": "Er is geen BSN op de bladzijden gevonden.",
        "hidden": "Niet te zien en weggelaten",
        "gone": "Verder is alles weggelaten wat niet te zien is: tekstlaag, eerdere versies, voorbeelden, gegevens.",
        "checked": "Het resultaat is opnieuw onderzocht: er is geen BSN meer in gevonden. Kijk het zelf ook na.",
    },
    "en": {
        "written": "WRITTEN",
        "pages": "page(s)",
        "burnt": "Burnt out",
        "none": "No BSN was found on the pages.",
        "hidden": "Out of sight, and left out",
        "gone": "Left out too is all that does not show: text layer, earlier versions, previews, data about the file.",
        "checked": "The result was examined again: no BSN is found in it any more. Look at it yourself too.",
    },
}


def add_redact(command: argparse.ArgumentParser) -> None:
    """The options of ``idcheck redact``."""
    command.usage = "idcheck redact FILE -o OUT [options]"
    command.description = (
        "Write a copy of a PDF or picture with every BSN that is found burnt out for good: in the pixels, and "
        "with everything left out that does not show. The copy is checked again before it is written."
    )
    command.add_argument("file", type=Path, metavar="FILE", help="a PDF, JPEG, PNG, TIFF, WebP, BMP, GIF or HEIC")
    command.add_argument(
        "-o", "--out", type=Path, required=True, metavar="OUT", help="the copy, of the same type; must not exist yet"
    )
    command.set_defaults(run=_redact)


def _redact(options: argparse.Namespace) -> ExitCode:
    from idcheck import redact

    policy = policy_of(options)
    _check_target(options.file, options.out)
    with stdout_kept_clean():
        done = redact(options.file, policy=policy)
        _write_new(options.out, done.data)
    print("\n".join(_paragraphs(done, options.out, options.lang)))
    return ExitCode.ACCEPTED


def _paragraphs(done: Redacted, out: Path, lang: str) -> Iterator[str]:
    from idcheck import masked_name

    words = WORDS[lang]
    yield f"{words['written']}  {masked_name(out.name)} ({done.pages} {words['pages']})\n"
    if done.burnt:
        yield f"{words['burnt']}:"
        yield from _burnt(done, lang)
    else:
        yield words["none"]
    if done.layers:
        yield f"{words['hidden']}: {', '.join(done.layers)}."
    yield words["gone"]
    yield words["checked"]


def _burnt(done: Redacted, lang: str) -> Iterator[str]:
    """A line a page."""
    from idcheck.report import PLACES, STATES, WORDS

    for page in sorted({one.page for one in done.burnt}):
        here = [f"{PLACES[lang][one.place]} ({STATES[lang][one.state]})" for one in done.burnt if one.page == page]
        yield f"  - {WORDS[lang]['page']} {page}: {', '.join(here)}"


# -------------------------------------------------------------------------------------------------------------- the file


def _check_target(source: Path, target: Path) -> None:
    """Refuse a place for the copy where something is already, or a name of another type; before any work is done.

    Raises:
        UsageError: it is the file itself, there is another one, or no folder for it.
    """
    import mimetypes

    from idcheck import UsageError, masked_name

    shown = masked_name(str(target))
    if target.exists() and source.exists() and target.samefile(source):
        raise UsageError(f"{shown} is the file itself, which stays as it is; give another name for the copy")
    if not target.parent.is_dir():
        raise UsageError(f"{shown}: there is no such folder; make it first, or give another")
    given, wanted = (mimetypes.guess_type(path.name)[0] for path in (source, target))
    if given and given != wanted:
        raise UsageError(
            f"{shown}: the copy is of the same type as the file; give it a name that ends in {source.suffix}"
        )
    if target.exists() or target.is_symlink():
        raise UsageError(f"{shown} exists; give another name for the copy, or remove it first")


def _write_new(target: Path, data: bytes) -> None:
    """Write a file that only its owner can read; whole, or not at all, and over no other.

    Raises:
        StorageError: it cannot be written.
    """
    import tempfile

    from idcheck import StorageError, masked_name

    shown, made = masked_name(str(target)), None
    try:
        handle, made = tempfile.mkstemp(prefix=".idcheck-", dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(handle)
        _move(Path(made), target)
    except OSError as error:
        raise StorageError(f"{shown}: cannot be written ({error.strerror}); give another folder or name") from None
    finally:
        if made:
            with suppress(OSError):
                Path(made).unlink(missing_ok=True)


def _move(made: Path, target: Path) -> None:
    """Give the file its name, which no other may have by now; some file systems have no links."""
    try:
        os.link(made, target)
    except FileExistsError:
        raise
    except OSError:
        if target.exists():
            raise
        made.rename(target)
