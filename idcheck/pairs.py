"""The two sides of one document tell each other's model, and so where it has no BSN."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from idcheck.documents import UNKNOWN, Model, models_of
from idcheck.records import BsnFinding, Place, SideFinding, State

OTHER_SIDE = {"front": "back", "back": "front", "holder": "holder-back", "holder-back": "holder"}
TOLD = 0.85
"""how sure it is that a place has no BSN where the other side tells the model: as for one where nothing at all was seen"""


def paired(
    sides: Sequence[SideFinding], bsns: Sequence[BsnFinding]
) -> tuple[tuple[SideFinding, ...], tuple[BsnFinding, ...]]:
    """The findings of a request with what each side of a document tells of the other one.

    A place of which nothing is known has no BSN if no model has one there that both sides can be. One front and one back of a kind
    of document belong together; with more of them in a request it is not known which do.
    """
    told, judged = list(sides), list(bsns)
    for index, side in enumerate(sides):
        models = _shared(side, sides)
        if not models:
            continue
        if len(models) == 1:
            told[index] = replace(side, model=models[0].model)
        for at, one in enumerate(judged):
            if _is_of(one, side) and one.state is State.UNKNOWN and not any(_carries(model, one) for model in models):
                judged[at] = replace(one, state=State.ABSENT, confidence=TOLD)
    return tuple(told), tuple(judged)


def _shared(side: SideFinding, sides: Sequence[SideFinding]) -> list[Model]:
    """The models of a side that the other side of its document can be too; none where there is no such side, or more than one."""
    name = OTHER_SIDE.get(side.name)
    alike, others = (
        [one for one in sides if (one.document, one.name) == (side.document, which)] for which in (side.name, name)
    )
    if len(alike) != 1 or len(others) != 1:
        return []
    known = {model.model for model in _models(others[0])}
    return [model for model in _models(side) if model.model in known]


def _models(side: SideFinding) -> list[Model]:
    """The models that a side can be by itself."""
    return [model for model in models_of(side.document, side.name) if side.model in (UNKNOWN, model.model)]


def _is_of(one: BsnFinding, side: SideFinding) -> bool:
    return (one.attachment, one.page, one.side) == (side.attachment, side.page, side.side)


def _carries(model: Model, one: BsnFinding) -> bool:
    return {Place.PRINTED: model.printed, Place.MRZ: model.mrz, Place.CODE: model.code}.get(one.place, True)
