"""The fonts the samples are drawn in: found by file name, kept apart for tuning and for reporting."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias

from PIL import ImageFont

Split: TypeAlias = Literal["tuning", "reporting"]

FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")
CAP_HEIGHT = 0.72
"""of the em, in most text fonts: sizes here are heights of a capital, as one measures them on a document"""


class FontMissing(RuntimeError):
    """A font's package is not installed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FontSet:
    """The font files of one split. ``fields`` and ``labels`` are pairs: regular and bold."""

    fields: tuple[tuple[str, str], ...]
    captions: tuple[str, ...]
    titles: tuple[str, ...]
    labels: tuple[tuple[str, str], ...]
    hands: tuple[str, ...]
    stamps: tuple[str, ...]
    letters: tuple[str, ...]
    signatures: tuple[str, ...]
    strip: str


FONTS: dict[Split, FontSet] = {
    "tuning": FontSet(
        fields=(
            ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
            ("OpenSans-Regular.ttf", "OpenSans-Bold.ttf"),
            ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf"),
            ("Courier Prime.otf", "Courier Prime Bold.otf"),
            ("LiberationSerif-Regular.ttf", "LiberationSerif-Bold.ttf"),
        ),
        captions=("LiberationSans-Regular.ttf", "OpenSans-Semibold.ttf", "LiberationSans-Bold.ttf"),
        titles=("LiberationSans-Bold.ttf", "OpenSans-Bold.ttf"),
        labels=(
            ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf"),
            ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
            ("Courier Prime.otf", "Courier Prime Bold.otf"),
        ),
        hands=("dkg.ttf", "Rufscript010.ttf", "Humor-Sans.ttf", "BecauseWeLearn-Regular.otf"),
        stamps=("LiberationSans-Bold.ttf", "DejaVuSans-Bold.ttf", "Courier Prime Bold.otf"),
        letters=("LiberationSans-Regular.ttf", "LiberationSerif-Regular.ttf", "DejaVuSans.ttf"),
        signatures=("Kristi.ttf",),
        strip="OCRB.otf",
    ),
    "reporting": FontSet(
        fields=(
            ("DejaVuSansMono.ttf", "DejaVuSansMono-Bold.ttf"),
            ("Lato-Regular.ttf", "Lato-Bold.ttf"),
            ("Lato-Medium.ttf", "Lato-Heavy.ttf"),
            ("Roboto-Regular.ttf", "Roboto-Bold.ttf"),
            ("LinBiolinum_R.otf", "LinBiolinum_RB.otf"),
            ("LinLibertine_R.otf", "LinLibertine_RB.otf"),
        ),
        captions=("Lato-Bold.ttf", "Roboto-Regular.ttf", "Roboto-Medium.ttf"),
        titles=("Roboto-Bold.ttf", "Lato-Black.ttf"),
        labels=(
            ("Roboto-Regular.ttf", "Roboto-Bold.ttf"),
            ("Lato-Regular.ttf", "Lato-Bold.ttf"),
            ("LinLibertine_R.otf", "LinLibertine_RB.otf"),
            ("GNUTypewriter.ttf", "GNUTypewriter.ttf"),
        ),
        hands=(
            "SteveHand.ttf",
            "BecauseWeOrganize-Regular.otf",
            "BecauseWeConnect-Regular.otf",
            "KleeOne-SemiBold.ttf",
        ),
        stamps=("Roboto-Black.ttf", "Lato-Heavy.ttf", "GNUTypewriter.ttf"),
        letters=("Roboto-Regular.ttf", "LinLibertine_R.otf", "Lato-Regular.ttf"),
        signatures=("DancingScript-Regular.otf",),
        strip="OCRBS.otf",
    ),
}


@cache
def _files() -> dict[str, Path]:
    return {path.name: path for folder in FOLDERS for path in folder.rglob("*.[ot]t[fc]")}


def packages() -> tuple[str, ...]:
    """The packages of fonts.txt."""
    lines = (Path(__file__).parent / "fonts.txt").read_text("utf-8").splitlines()
    return tuple(line.split("#")[0].strip() for line in lines if line.split("#")[0].strip())


@cache
def font(name: str, pixels: int) -> ImageFont.FreeTypeFont:
    """A font by file name, its em ``pixels`` high.

    Raises:
        FontMissing: its package is not installed; the message gives the command that does.
    """
    path = _files().get(name)
    if path is None:
        raise FontMissing(f"font {name} is missing; run: sudo apt-get install -y {' '.join(packages())}")
    return ImageFont.truetype(str(path), max(pixels, 4), layout_engine=ImageFont.Layout.BASIC)


def capital(name: str, height: float) -> ImageFont.FreeTypeFont:
    """The font whose capitals are about ``height`` pixels high."""
    return font(name, round(height / CAP_HEIGHT))
