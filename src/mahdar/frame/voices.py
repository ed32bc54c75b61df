"""Who tells of what: the statements of a report as ranges of its text, so that a contact told inside one has its source.

In: the statements that `statements` found. Out: for a folded offset, the innermost statement that holds it, its speaker's entity and the
speaker's words as printed.
"""

from __future__ import annotations

from bisect import bisect_right
from operator import attrgetter

import msgspec

from mahdar.model import Statement
from mahdar.recognise.analysis import LONG, Analysis

MANY = 150  # voices in which the innermost is looked for: more than any report has
_start = attrgetter("start")


class Voice(msgspec.Struct, frozen=True, gc=False):
    """A statement's content as folded range [start, end), the entity that speaks (-1: none), the speaker's words at [first, last), and the
    act with the word that tells it at `word`."""

    start: int
    end: int
    entity: int
    first: int
    last: int
    act: str
    word: tuple[int, int]
    spoke: tuple[int, int]


def voices(analysis: Analysis, statements: list[Statement]) -> list[Voice]:
    """The voices of a report, by where what they say begins."""
    out = []
    for statement in statements:
        content = next((e for e in statement.evidence if e.field == "content"), None)
        speaker = next((e for e in statement.evidence if e.field == "speaker.name"), None) or next(
            (e for e in statement.evidence if e.field == "speaker"), None
        )
        act = next((e for e in statement.evidence if e.field == "act"), None)
        if content is None or speaker is None or act is None:
            continue
        first, last = analysis.view.at(speaker.start), analysis.view.at(speaker.end)
        near = (analysis.actors[k] for k in analysis.actors_in(first - LONG, last))
        entity = next((a.entity for a in near if first < a.end), -1)
        word = (analysis.view.at(act.start), analysis.view.at(act.end))
        here = next((e for e in statement.evidence if e.field == "speaker"), speaker)
        spoke = (analysis.view.at(here.start), analysis.view.at(here.end))
        out.append(Voice(analysis.view.at(content.start), analysis.view.at(content.end), entity, first, last, statement.act, word, spoke))
    return sorted(out, key=_start)


def voice_at(found: list[Voice], offset: int) -> Voice | None:
    """The innermost voice whose content holds an offset. `found` is ordered by where the contents begin."""
    last = bisect_right(found, offset, key=_start)
    holding = [v for v in found[max(last - MANY, 0) : last] if offset < v.end]
    return min(holding, key=lambda v: v.end - v.start) if holding else None
