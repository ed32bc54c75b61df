"""The outlet's own voice: what a report says itself, attributed to nobody and telling of no contact.

Kept apart from what is reported. A sentence of the story counts when no statement and no contact stands in it; what follows a statement in its
sentence counts where it holds a loaded word ("the regime of"). `loaded` lists the loaded words of the stretch (the pack's `loaded` entries).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate

from mahdar.model import OwnVoice, Statement
from mahdar.recognise.analysis import Analysis

SHORTEST = 25  # folded code points: less is a heading or a left-over


def own_voice(analysis: Analysis, statements: list[Statement], told: list[tuple[int, int]]) -> list[OwnVoice]:
    """Stretches in the outlet's own voice, in order. `told` are the folded ranges of cues that tell of a contact."""
    said = sorted((analysis.view.at(e.start), analysis.view.at(e.end)) for s in statements for e in s.evidence if e.field == "content")
    reach = list(accumulate((b for _, b in said), max))  # how far what begins up to there goes on
    verbs = sorted(analysis.view.at(e.start) for s in statements for e in s.evidence if e.field == "act")
    cues = sorted(start for start, _ in told)
    out = []
    for start, end in analysis.sentences:
        if end <= analysis.title_end or end - start < SHORTEST:
            continue
        inside = [(a, b) for a, b in said[bisect_right(reach, start) : bisect_left(said, (end,))] if start < b]
        speaks = bool(inside) or bisect_left(verbs, start) < bisect_left(verbs, end)
        if not speaks and bisect_left(cues, start) == bisect_left(cues, end):
            out.append(_voice(analysis, start, end))
        elif inside:
            tail = max(b for _, b in inside)
            if end - tail >= SHORTEST and _loaded(analysis, tail, end):
                out.append(_voice(analysis, tail, end))
    return out


def _loaded(analysis: Analysis, start: int, end: int) -> list[tuple[int, int]]:
    return [(m.start, m.end) for m in analysis.of_in("loaded", start, end) if m.end <= end]


def _voice(analysis: Analysis, start: int, end: int) -> OwnVoice:
    text = analysis.view.text
    while start < end and not text[start].isalnum():
        start += 1
    span = analysis.span(start, end)
    words = list(dict.fromkeys(analysis.words(a, b) for a, b in _loaded(analysis, start, end)))
    return OwnVoice(span.start, span.end, analysis.report.text[span.start : span.end], words)
