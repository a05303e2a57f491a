"""Through the whole line: an open BSN is never accepted, never shown, and never makes anything better.

Each page takes seconds, so there are few examples, the same on every machine.
"""

from __future__ import annotations

import io
import json
import logging
import re
import tempfile
from datetime import date
from functools import cache
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from PIL import Image

from drawn import blacked, drawn, paper, shown, typed
from idcheck.checker import Checker
from idcheck.records import Outcome, Picture, Verdict
from idcheck.report import text
from samples.captures import scan
from samples.documents import CARRIES

RECEIVED = date(2026, 11, 20)
MARKING = ["KOPIE voor Woonpartners", "12-11-2026"]
CARRYING = sorted(CARRIES)
few = settings(
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    max_examples=5,
)
sides = st.sampled_from(CARRYING)
seeds = st.integers(0, 999)


def marked(picture: Picture) -> Picture:
    """The picture with a good marking typed beneath it."""
    sheet = paper(picture.shape[1], picture.shape[0] + 260)
    sheet[: picture.shape[0]] = picture
    return typed(sheet, (80, picture.shape[0] + 60), MARKING, height=30)


def file_of(picture: Picture) -> bytes:
    data = io.BytesIO()
    Image.fromarray(picture).save(data, "PNG")
    return data.getvalue()


def open_copy(key: tuple[str, str, str], seed: int, quarters: int = 0) -> tuple[bytes, str]:
    """A marked copy with its BSN left open, scanned, as a file; and the BSN."""
    side = drawn(*key, seed=seed)
    scanned, _ = scan(marked(shown(side)), Random(seed))
    return file_of(np.ascontiguousarray(np.rot90(scanned, quarters))), side.bsn


@cache
def base(kind: str) -> bytes:
    """A request without an open BSN: a proper copy, or one without its marking."""
    side = drawn("identity-card", "2014", "back", seed=3)
    picture = side.picture
    for name in side.bsn_places:
        picture = blacked(picture, side.places[name], margin=12)
    return file_of(marked(shown(side, picture)) if kind == "proper" else shown(side, picture))


@cache
def verdict_on_base(kind: str) -> Verdict:
    with Checker() as checker:
        return checker.check(("first.png", base(kind)), received=RECEIVED)


def shows(said: str, number: str) -> bool:
    """Whether the number stands in a text, however it is grouped."""
    return re.search(r"[\s.\-_]?".join(number), said) is not None


@few
@given(sides, seeds, st.integers(0, 3), st.booleans())
def test_an_open_bsn_is_rejected_and_its_digits_are_in_no_output(
    key: tuple[str, str, str], seed: int, quarters: int, named: bool
) -> None:
    data, number = open_copy(key, seed, quarters)
    name = f"kopie {number}.png" if named else "kopie.png"
    logged = io.StringIO()
    handler = logging.StreamHandler(logged)
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        with tempfile.TemporaryDirectory() as folder, Checker() as checker:
            verdict = checker.check((name, data), received=RECEIVED, request=name, annotate=Path(folder))
            pictures = [path.name for path in Path(folder).iterdir()]
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    assert verdict.outcome is Outcome.REJECT
    assert {code for code in verdict.codes if code.startswith("bsn-") or code == "unreadable"}
    assert len(pictures) == 1
    said = [json.dumps(verdict.to_dict()), repr(verdict), text(verdict, "nl"), text(verdict, "en"), *pictures]
    assert not any(shows(one, number) for one in [*said, logged.getvalue()])


@settings(few, max_examples=2)
@given(st.sampled_from(["proper", "unmarked"]), sides, seeds, st.booleans())
def test_an_attachment_with_an_open_bsn_makes_no_verdict_better(
    kind: str, key: tuple[str, str, str], seed: int, first: bool
) -> None:
    before = verdict_on_base(kind)
    added = ("added.png", open_copy(key, seed)[0])
    given_files = [("first.png", base(kind))]
    with Checker() as checker:
        after = checker.check([added, *given_files] if first else [*given_files, added], received=RECEIVED)
    assert after.outcome is Outcome.REJECT
    assert {(one.code, one.attachment, one.page) for one in before.reasons} <= {
        (one.code, one.attachment, one.page) for one in after.reasons
    }
    assert any(one.attachment == "added.png" for one in after.reasons)


@pytest.mark.parametrize(("kind", "accepted"), [("proper", True), ("unmarked", False)])
def test_without_it_the_request_is_judged_for_what_it_is(kind: str, accepted: bool) -> None:
    verdict = verdict_on_base(kind)
    assert verdict.accepted is accepted
    assert not any(code.startswith("bsn-") for code in verdict.codes)
