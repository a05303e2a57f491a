"""The fonts the samples are drawn in: found by file name, kept apart for tuning and for reporting."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias

from PIL import ImageFont

Split: TypeAlias = Literal["tuning", "reporting"]

HANDS = Path(__file__).parent / "hands"
"""handwriting fonts that Debian does not carry; their licences are beside them"""
FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts", HANDS)
SUFFIXES = (".ttf", ".otf", ".ttc", ".woff2")
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
        hands=(
            "dkg.ttf",
            "Rufscript010.ttf",
            "Humor-Sans.ttf",
            "BecauseWeLearn-Regular.otf",
            "annie-use-your-telescope.woff2",
            "architects-daughter.woff2",
            "beth-ellen.woff2",
            "caveat.woff2",
            "caveat-brush.woff2",
            "coming-soon.woff2",
            "covered-by-your-grace.woff2",
            "dawning-of-a-new-day.woff2",
            "delius.woff2",
            "edu-nsw-act-foundation.woff2",
            "edu-qld-beginner.woff2",
            "edu-sa-beginner.woff2",
            "edu-tas-beginner.woff2",
            "edu-vic-wa-nt-beginner.woff2",
            "fuzzy-bubbles.woff2",
            "gaegu.woff2",
            "gamja-flower.woff2",
            "gloria-hallelujah.woff2",
            "grape-nuts.woff2",
            "handlee.woff2",
            "hi-melody.woff2",
            "indie-flower.woff2",
            "just-me-again-down-here.woff2",
            "liu-jian-mao-cao.woff2",
            "loved-by-the-king.woff2",
            "mali.woff2",
            "mynerve.woff2",
            "neucha.woff2",
            "over-the-rainbow.woff2",
            "pangolin.woff2",
            "permanent-marker.woff2",
            "playpen-sans.woff2",
            "rancho.woff2",
            "sedgwick-ave.woff2",
            "short-stack.woff2",
            "single-day.woff2",
            "square-peg.woff2",
            "sriracha.woff2",
            "sunshiney.woff2",
            "swanky-and-moo-moo.woff2",
            "vibur.woff2",
            "waiting-for-the-sunrise.woff2",
            "walter-turncoat.woff2",
            "yomogi.woff2",
            "zhi-mang-xing.woff2",
        ),
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
            "bad-script.woff2",
            "cedarville-cursive.woff2",
            "crafty-girls.woff2",
            "dekko.woff2",
            "give-you-glory.woff2",
            "gochi-hand.woff2",
            "homemade-apple.woff2",
            "just-another-hand.woff2",
            "kalam.woff2",
            "la-belle-aurore.woff2",
            "long-cang.woff2",
            "mansalva.woff2",
            "marck-script.woff2",
            "nanum-pen-script.woff2",
            "nanum-brush-script.woff2",
            "nothing-you-could-do.woff2",
            "patrick-hand.woff2",
            "reenie-beanie.woff2",
            "rock-salt.woff2",
            "schoolbell.woff2",
            "shadows-into-light.woff2",
            "shadows-into-light-two.woff2",
            "sue-ellen-francisco.woff2",
            "the-girl-next-door.woff2",
            "zeyada.woff2",
        ),
        stamps=("Roboto-Black.ttf", "Lato-Heavy.ttf", "GNUTypewriter.ttf"),
        letters=("Roboto-Regular.ttf", "LinLibertine_R.otf", "Lato-Regular.ttf"),
        signatures=("DancingScript-Regular.otf",),
        strip="OCRBS.otf",
    ),
}


@cache
def _files() -> dict[str, Path]:
    return {path.name: path for folder in FOLDERS for path in folder.rglob("*") if path.suffix in SUFFIXES}


def packages() -> tuple[str, ...]:
    """The packages of fonts.txt."""
    lines = (Path(__file__).parent / "fonts.txt").read_text("utf-8").splitlines()
    return tuple(line.split("#")[0].strip() for line in lines if line.split("#")[0].strip())


@cache
def font(name: str, pixels: int) -> ImageFont.FreeTypeFont:
    """A font by file name or path, its em ``pixels`` high.

    Raises:
        FontMissing: its package is not installed; the message gives the command that does.
    """
    path = Path(name) if "/" in name else _files().get(name)
    if path is None:
        raise FontMissing(f"font {name} is missing; run: sudo apt-get install -y {' '.join(packages())}")
    return ImageFont.truetype(str(path), max(pixels, 4), layout_engine=ImageFont.Layout.BASIC)


def capital(name: str, height: float) -> ImageFont.FreeTypeFont:
    """The font whose capitals are about ``height`` pixels high."""
    return font(name, round(height / CAP_HEIGHT))
