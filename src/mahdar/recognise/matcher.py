"""Known words and phrases in a folded text.

One overlapping Aho–Corasick pass finds every written form; then word boundaries and joined particles decide what counts; then the longest
wins among forms of one group. The order matters: choosing before filtering loses matches (docs/decisions/0001).
"""

from __future__ import annotations

from typing import NamedTuple

import msgspec
from ahocorasick_rs import AhoCorasick, Implementation

from mahdar.packs import Entry, Form, Pack
from mahdar.text import WORD, Folded

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
    `pronoun` the joined ending, `entries` what it can mean (all of one group), `inner` the shorter forms of the group that lie inside it,
    `kinds` the kinds of its entries."""

    start: int
    end: int
    word: int
    prefix: str
    pronoun: str
    entries: tuple[Entry, ...]
    inner: tuple[Match, ...] = ()
    kinds: frozenset[str] = frozenset()

    def get(self, kind: str) -> Entry | None:
        """The first meaning of this kind."""
        if kind in self.kinds:
            for entry in self.entries:
                if entry.kind == kind:
                    return entry
        return None

    def office_at_end(self) -> Match | None:
        """The office that the last words of this form are ("His Excellency the president of the republic")."""
        return next((m for m in self.inner if m.end == self.end and m.start > self.start and m.get("office")), None)


class _Sense(NamedTuple):
    """What a form means in one group: the entries and kinds, the particle and the pronoun ending that the form itself holds."""

    group: str
    entries: tuple[Entry, ...]
    kinds: frozenset[str]
    prefix: str
    pronoun: str


class Matcher:
    """The compiled forms of a pack."""

    def __init__(self, pack: Pack) -> None:
        self._texts = list(pack.data.forms)
        self._forms = list(pack.data.forms.values())
        self._senses: dict[int, list[_Sense]] = {}
        self._entries = pack.data.entries
        self._particles = frozenset(pack.settings.particles)
        article = pack.settings.article
        self._with_article = frozenset(p for p in self._particles if article and p.endswith((article, article[-1] * 2)))
        self._last_letters = frozenset(p[-1] for p in self._particles if p)
        self._longest = max(map(len, self._particles), default=0)
        self._automaton = AhoCorasick(self._texts, implementation=Implementation.ContiguousNFA, store_patterns=False)

    def _sense(self, pattern: int) -> list[_Sense]:
        """The senses of a form by group; made when the form is first met, since a report holds few of all forms."""
        groups: dict[str, list[Form]] = {}
        text = self._texts[pattern]
        # a form that begins or ends with a sign stands in no word
        whole = WORD.match(text) is not None and WORD.match(text[-1]) is not None
        for form in self._forms[pattern] if whole else ():
            kind = self._entries[form.entry].kind
            groups.setdefault("who" if kind in WHO else kind, []).append(form)
        made = []
        for group, forms in groups.items():
            entries = tuple(self._entries[form.entry] for form in forms)
            made.append(_Sense(group, entries, frozenset(e.kind for e in entries), forms[0].prefix, forms[0].pronoun))
        self._senses[pattern] = made
        return made

    def find(self, view: Folded) -> list[Match]:
        """All matches, by start and then longest first; within a group no match lies inside a longer one."""
        text, size = view.text, len(view.text)
        # start, the end negated (so that the longest sorts first), where the word begins, the particle before the form, what it means
        found: list[tuple[int, int, int, str, list[_Sense]]] = []
        senses, particles, last_letters, longest = self._senses, self._particles, self._last_letters, self._longest
        for pattern, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            # a word goes on where the regular expression `\w` would
            if end < size and (after := text[end]) != " " and (after.isalnum() or after == "_"):
                continue
            word, particle = start, ""
            if start and (before := text[start - 1]) != " " and (before.isalnum() or before == "_"):
                if before not in last_letters:
                    continue
                word, low = start - 1, max(start - longest - 1, 0)
                while word > low and ((before := text[word - 1]).isalnum() or before == "_"):
                    word -= 1
                particle = text[word:start]
                if particle not in particles:
                    continue
            meant = senses.get(pattern)
            found.append((start, -end, word, particle, self._sense(pattern) if meant is None else meant))
        found.sort()
        out: list[Match] = []
        reach: dict[str, int] = {}  # how far the last match of each group reaches, negated
        holder, inside = -1, list[Match]()  # the last match of the group that competes, and the shorter ones inside it
        for start, end, word, particle, meant in found:
            for group, entries, kinds, prefix, pronoun in meant:
                if pronoun and particle in self._with_article:
                    # a noun with the article has no pronoun ending: "the social", not "the my meeting"
                    continue
                match = Match(start, -end, word, particle + prefix, pronoun, entries, (), kinds)
                if end < reach.get(group, 1):
                    reach[group] = end
                    if group == "who":
                        _hold(out, holder, inside)
                        holder, inside = len(out), []
                    out.append(match)
                elif group == "who":
                    inside.append(match)
        _hold(out, holder, inside)
        return out


def _hold(out: list[Match], at: int, inside: list[Match]) -> None:
    """Gives a match the shorter ones that lie inside it."""
    if inside:
        out[at] = msgspec.structs.replace(out[at], inner=tuple(inside))


def told_in_full(matches: list[Match]) -> list[Match]:
    """The matches without short names of bodies ("the League") in a text that has no full name of theirs, and before an adjective of a state
    ("the Lebanese opposition"): there they are something else's."""
    nations = {m.word for m in matches if "nationality" in m.kinds}
    full = {e.value for m in matches if "body" in m.kinds for e in m.entries if e.kind == "body" and not e.data.get("short")}

    def told(m: Match) -> bool:
        short = "body" in m.kinds and all(e.data.get("short") for e in m.entries)
        return not short or (any(e.value in full for e in m.entries) and m.end + 1 not in nations)

    kept = (m for m in matches if told(m))
    return [m if all(told(i) for i in m.inner) else msgspec.structs.replace(m, inner=tuple(i for i in m.inner if told(i))) for m in kept]
