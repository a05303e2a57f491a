"""The two sides of one document tell each other's model, and so where it has no BSN."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from idcheck.documents import UNKNOWN, Model, models_of
from idcheck.evidence import COVERED_BLANK
from idcheck.records import BsnFinding, Place, SideFinding, State

OTHER_SIDE = {"front": "back", "back": "front", "holder": "holder-back", "holder-back": "holder"}


def paired(
    sides: Sequence[SideFinding], bsns: Sequence[BsnFinding]
) -> tuple[tuple[SideFinding, ...], tuple[BsnFinding, ...]]:
    """The findings of a request with what each side of a document tells of the other one.

    A place of which nothing is known has no BSN if the model that the other side tells has none there. One front and one back of a
    kind of document belong together; with more of them in a request it is not known which do.
    """
    models = [_by_other(side, sides) for side in sides]
    named = [replace(side, model=model.model) if model else side for side, model in zip(sides, models, strict=True)]
    known: dict[tuple[str, int, int | None], Model | None] = {
        (side.attachment, side.page, side.side): model for side, model in zip(sides, models, strict=True)
    }
    judged = [_judged(one, known.get((one.attachment, one.page, one.side))) for one in bsns]
    return tuple(named), tuple(judged)


def _by_other(side: SideFinding, sides: Sequence[SideFinding]) -> Model | None:
    """The model of a side that does not tell its own, if the one other side of its document does."""
    name = OTHER_SIDE.get(side.name)
    alike, others = (
        [one for one in sides if (one.document, one.name) == (side.document, which)] for which in (side.name, name)
    )
    if side.model != UNKNOWN or len(alike) != 1 or len(others) != 1:
        return None
    return next((model for model in models_of(side.document, side.name) if model.model == others[0].model), None)


def _judged(one: BsnFinding, model: Model | None) -> BsnFinding:
    """A place of which nothing is known as one without a BSN, where this model has none, as surely as where nothing was seen."""
    if model is None or one.place is Place.TEXT or one.state is not State.UNKNOWN:
        return one
    carries = {Place.PRINTED: model.printed, Place.MRZ: model.mrz, Place.CODE: model.code}[one.place]
    return one if carries else replace(one, state=State.ABSENT, confidence=COVERED_BLANK)
