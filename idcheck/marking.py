"""Reading → MarkingFinding: is it written on the copy that it is one, for whom, and when. Evidence only.

Each part is PRESENT when it was read beyond doubt, MISSING when there is nothing like it, UNCLEAR in between: wording
that is nearly right, or writing that could not be read where the part could stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from idcheck.blocks import MARKING_LINES, Block, blocks_of, is_print
from idcheck.dates import dates_in
from idcheck.engines import markings
from idcheck.lines import folded
from idcheck.marking_dates import Day, date_part, days_of
from idcheck.policy import Policy
from idcheck.records import MarkingFinding, Part, PartFinding, PartState, Reading, View, Word
from idcheck.told import LEAST_CONFIDENCE, UNREAD, Told, absent, part, told_by, unread_in
from idcheck.wording import copies_in, letters_shown, others_in

WHOLE_NAME = 0.85
"""share of the recipient's letters that fragments from several tiles of a watermark must show together"""
MAIN_PIECE = 0.65
"""share of them that one fragment must show: captions print "woonplaats" and "partner" (0.42 and 0.58)"""
FRAGMENTS = 0.75
"""how sure a name is that was put together from fragments"""
CAPITAL = 0.55
"""height of a capital in that of its line as the reader boxes it (72 lines in hands: 0.42–0.61, 17 of type: 0.5–0.64)"""
WHOLE_OTHER = 7
"""letters of another's name, written across the print, below which it can be what print leaves of ours ("iers", "npart")"""
SURELY_WRONG = 0.8
"""how sure that a name is someone else's, from which looking closer will not show it to be ours"""


def find_marking(reading: Reading, side: int, policy: Policy, received: date) -> MarkingFinding:
    """What marks one ID side of a page as a copy: whether it says so, for whom and from when."""

    def is_marking(text: str) -> bool:
        return any(said.sure for said in copies_in(text, policy.copy_words))

    told = told_by(blocks_of(reading, side, is_marking), reading, policy, received)
    unread = unread_in(told, reading, side)
    days = days_of(told, reading, side, received)
    parts = (_copy(told, unread), _recipient(told, days, unread, policy), date_part(told, days, unread, received))
    sizes = [one.size for one in parts if one.state is PartState.PRESENT and one.size > 0]
    return MarkingFinding(
        attachment=reading.attachment,
        page=reading.page,
        side=side,
        parts=parts,
        height_mm=CAPITAL * min(sizes) / reading.sides[side].px_per_mm if sizes else None,
    )


def is_marked(reading: Reading, policy: Policy, received: date) -> bool:
    """Whether each part of the marking is read beyond doubt on one of the page's ID sides, and its date is one that is asked for:
    of another, a digit may be misread.
    """
    found = [one for side in range(len(reading.sides)) for one in find_marking(reading, side, policy, received).parts]
    wrong = [one for one in found if one.state is PartState.WRONG and one.confidence >= SURELY_WRONG]
    told = [one for one in found if one.state is PartState.PRESENT and not _is_out_of_range(one, policy, received)]
    return {one.part for one in (*wrong, *told)} == set(Part)


def _is_out_of_range(one: PartFinding, policy: Policy, received: date) -> bool:
    """Whether a part is a date that is too old, or lies ahead."""
    if one.part is not Part.DATE or one.value is None:
        return False
    return not timedelta(0) <= received - date.fromisoformat(one.value) <= timedelta(days=policy.date_max_age_days)


def _copy(told: Sequence[Told], unread: Sequence[Word]) -> PartFinding:
    """A copy word as it should be, or nearly so beside a recipient or a date."""
    best: tuple[float, tuple[Word, ...]] | None = None
    weak: tuple[Word, ...] = ()
    for one in told:
        for said in one.copies:
            words = one.block.words_at(said.start, said.end)
            company = (one.ours is not None and one.ours.sure) or bool(one.dates)
            if not said.sure and (not company or any(map(_is_made_up, words))):
                weak = weak or words
                continue
            score = said.score * min(word.confidence for word in words)
            if best is None or score > best[0]:
                best = score, words
    if best is not None:
        return part(Part.COPY, PartState.PRESENT, *best)
    return part(Part.COPY, PartState.UNCLEAR, 0.5, weak) if weak else absent(Part.COPY, told, unread)


def _is_made_up(word: Word) -> bool:
    """Whether a line is a row of a look that is turned or laid together: the reader of markings, which knows what is written on
    copies, makes up what print left of it.
    """
    return word.reader == markings.NAME and word.view in (View.TURNED, View.TILES)


def _recipient(told: Sequence[Told], days: Sequence[Day], unread: Sequence[Word], policy: Policy) -> PartFinding:
    """Ours wherever it can be read; else someone else that the marking names; else what is nearly ours."""
    proper = policy.recipients[0]
    ours = [(one.ours, one.block.words_at(one.ours.start, one.ours.end)) for one in told if one.ours is not None]
    ours = [(said, words) for said, words in ours if not all(is_print(word) for word in words)]
    sure = [
        (said, words)
        for said, words in ours
        if said.sure and min(word.confidence for word in words) >= LEAST_CONFIDENCE
    ]
    if sure:
        said, words = max(sure, key=lambda one: one[0].score)
        confidence = said.score * max(0.7, min(word.confidence for word in words))
        return part(Part.RECIPIENT, PartState.PRESENT, confidence, words, proper)
    pieces = _fragments([one.block for one in told], proper)
    if pieces:
        return part(Part.RECIPIENT, PartState.PRESENT, FRAGMENTS, pieces, proper)
    if ours:
        return part(Part.RECIPIENT, PartState.UNCLEAR, 0.5, [word for _, words in ours for word in words])
    other = _other(told, days, policy)
    if other is not None:
        return other
    return absent(Part.RECIPIENT, told, unread)


def _fragments(blocks: Sequence[Block], name: str) -> list[Word]:
    """The lines that show our name together, each a part of it: tiles of a watermark cut by an edge or print."""
    shown: dict[Word, frozenset[int]] = {}
    for word in (word for block in blocks for word in block.words if word.confidence >= UNREAD and not is_print(word)):
        letters = letters_shown(word.text, name)
        if letters:
            shown[word] = letters
    least = sum(char.isalpha() for char in name)
    whole = frozenset[int]().union(*shown.values())
    main = max(map(len, shown.values()), default=0)
    return list(shown) if len(whole) >= WHOLE_NAME * least and main >= MAIN_PIECE * least and len(shown) > 1 else []


def _other(told: Sequence[Told], days: Sequence[Day], policy: Policy) -> PartFinding | None:
    """Someone else whom the lines of the marking name; unclear where those lines were not read well."""
    dated = {id(day.block) for day in days if day.anchored}
    best: PartFinding | None = None
    for one, block in ((each, block) for each in told for block in _naming(each)):
        marked = any(said.sure for said in one.copies) or id(one.block) in dated
        if not marked and not (one.block.beside and one.dates):
            continue
        taken = [(copy.start, copy.end) for copy in copies_in(block.text, policy.copy_words)]
        taken += [(found.start, found.end) for found in dates_in(block.text)]
        said = others_in(block.text, taken)
        if said is None or not (said.sure or (marked and taken)):
            continue
        words = [word for word in block.words_at(said.start, said.end) if not is_print(word)]
        if not words:
            continue
        confidence = said.score * min(word.confidence for word in words)
        name = block.text[said.start : said.end]
        torn = not block.beside and sum(map(str.isalpha, name)) < WHOLE_OTHER
        if min(word.confidence for word in words) < UNREAD or torn or _is_piece(name, policy):
            found = part(Part.RECIPIENT, PartState.UNCLEAR, confidence, words)
        else:
            found = part(Part.RECIPIENT, PartState.WRONG, confidence, words, _masked(name))
        if best is None or found.confidence > best.confidence:
            best = found
    return best


def _is_piece(name: str, policy: Policy) -> bool:
    """Whether a name can be the beginning or the end of ours, the rest of it unread."""
    piece = folded(name)
    return any(folded(ours).startswith(piece) or folded(ours).endswith(piece) for ours in policy.recipients)


def _naming(one: Told) -> Iterator[Block]:
    """The lines that can name somebody together; of a watermark's tiles, read side by side, each line and each two."""
    block = one.block
    if len(block.words) <= MARKING_LINES:
        yield _middle(one)
        return
    for lines in (*((word,) for word in block.words), *block.under):
        yield Block(words=lines, beside=block.beside)


def _middle(one: Told) -> Block:
    """The lines of a block from the first that says something of a marking to the last, and one more at either end.

    A block on the side itself can run on into the print around it.
    """
    marks = [(said.start, said.end) for said in one.copies] + [(found.start, found.end) for found in one.dates]
    hit = {id(word) for start, end in marks for word in one.block.words_at(start, end)}
    places = [index for index, word in enumerate(one.block.words) if id(word) in hit]
    if not places or one.block.beside:
        return one.block
    words = one.block.words[max(0, places[0] - 1) : places[-1] + 2]
    return Block(words=tuple(word for word in words if not is_print(word)), beside=False)


def _masked(text: str) -> str:
    return re.sub(r"\d", "#", text).strip()
