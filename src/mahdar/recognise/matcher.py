"""Known words and phrases in a folded text.

One overlapping Aho–Corasick pass finds every written form; then word boundaries and joined particles decide what counts; then the longest
wins among forms of one group. The order matters: choosing before filtering loses matches (docs/decisions/0001).
"""

from __future__ import annotations

import re

import msgspec
from ahocorasick_rs import AhoCorasick, Implementation

from mahdar.packs import Entry, Pack
from mahdar.text import Folded

# Forms of these kinds compete with each other (a place inside a ministry's name is no place); every other kind competes with itself alone.
WHO = frozenset(
    [
        "office",
        "honorific",
        "state",
        "nationality",
        "people",
        "seat",
        "body",
        "institution",
        "agency",
        "city",
        "region",
        "counterpart",
        "side",
        "pair",
        "unnamed_party",
    ]
)


class Match(msgspec.Struct, frozen=True, gc=False):
    """A known form at folded offsets [start, end). `word` is where the word begins that holds it, `prefix` the joined particles before it,
    `pronoun` the joined ending, `entries` what it can mean (all of one group), `inner` the shorter forms of the group that lie inside it."""

    start: int
    end: int
    word: int
    prefix: str
    pronoun: str
    entries: tuple[Entry, ...]
    inner: tuple[Match, ...] = ()

    def get(self, kind: str) -> Entry | None:
        """The first meaning of this kind."""
        for entry in self.entries:
            if entry.kind == kind:
                return entry
        return None

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(e.kind for e in self.entries)


class Matcher:
    """The compiled forms of a pack."""

    def __init__(self, pack: Pack) -> None:
        self._texts = list(pack.data.forms)
        self._forms = list(pack.data.forms.values())
        self._entries = pack.data.entries
        self._particles = frozenset(pack.settings.particles)
        self._automaton = AhoCorasick(self._texts, implementation=Implementation.ContiguousNFA)
        self._word = re.compile(r"\w+")

    def find(self, view: Folded) -> list[Match]:
        """All matches, by start and then longest first; within a group no match lies inside a longer one."""
        text = view.text
        starts: dict[int, int] = {}
        ends: set[int] = set()
        for m in self._word.finditer(text):
            a, b = m.span()
            ends.add(b)
            for i in range(a, min(b, a + 6)):
                starts[i] = a
        best: dict[tuple[str, int, int], list[tuple[Entry, str, str, int]]] = {}
        for pattern, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            if end not in ends:
                continue
            word = starts.get(start)
            if word is None:
                continue
            particle = text[word:start]
            if particle and particle not in self._particles:
                continue
            for form in self._forms[pattern]:
                entry = self._entries[form.entry]
                group = "who" if entry.kind in WHO else entry.kind
                best.setdefault((group, start, end), []).append((entry, particle + form.prefix, form.pronoun, word))
        groups: dict[str, list[tuple[int, int]]] = {}
        for group, start, end in best:
            groups.setdefault(group, []).append((start, end))
        out: list[Match] = []
        for group, spans in groups.items():
            spans.sort(key=lambda s: (s[0], -s[1]))
            reach = -1
            inside: list[Match] = []
            last: Match | None = None
            for start, end in spans:
                found = best[group, start, end]
                _, particle, pronoun, word = found[0]
                match = Match(start, end, word, particle, pronoun, tuple(e for e, *_ in found))
                if end <= reach:
                    if group == "who":
                        inside.append(match)
                    continue
                if last is not None:
                    out.append(msgspec.structs.replace(last, inner=tuple(inside)) if inside else last)
                reach, last, inside = end, match, []
            if last is not None:
                out.append(msgspec.structs.replace(last, inner=tuple(inside)) if inside else last)
        out.sort(key=lambda m: (m.start, -m.end))
        return out
