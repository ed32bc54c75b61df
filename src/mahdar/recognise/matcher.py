"""Known words and phrases in a folded text.

One overlapping Aho–Corasick pass finds every written form; then word boundaries and joined particles decide what counts; then the longest
wins among forms of one group. The order matters: choosing before filtering loses matches (docs/decisions/0001).
"""

from __future__ import annotations

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


class _Sense(msgspec.Struct, frozen=True, gc=False):
    """What a form means in one group: the entries and kinds, the particle and the pronoun ending that the form itself holds."""

    group: str
    entries: tuple[Entry, ...]
    kinds: frozenset[str]
    prefix: str
    pronoun: str


# Where a sense was found: start, the end negated (so that the longest sorts first), where its word begins, the particle before it, the sense.
_Found = tuple[int, int, int, str, _Sense]


def _match(found: _Found, inner: tuple[Match, ...] = ()) -> Match:
    start, end, word, particle, sense = found
    return Match(start, -end, word, particle + sense.prefix, sense.pronoun, sense.entries, inner, sense.kinds)


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
        groups: dict[str, list[_Found]] = {}
        senses, particles, last_letters, longest = self._senses, self._particles, self._last_letters, self._longest
        for pattern, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            # a word goes on where the regular expression `\w` would
            if end < size and ((after := text[end]).isalnum() or after == "_"):
                continue
            word, particle = start, ""
            if start and ((before := text[start - 1]).isalnum() or before == "_"):
                if before not in last_letters:
                    continue
                word, low = start - 1, max(start - longest - 1, 0)
                while word > low and ((before := text[word - 1]).isalnum() or before == "_"):
                    word -= 1
                particle = text[word:start]
                if particle not in particles:
                    continue
            meant = senses.get(pattern)
            for sense in self._sense(pattern) if meant is None else meant:
                if sense.pronoun and particle in self._with_article:
                    # a noun with the article has no pronoun ending: "the social", not "the my meeting"
                    continue
                groups.setdefault(sense.group, []).append((start, -end, word, particle, sense))
        out: list[Match] = []
        for group, found in groups.items():
            found.sort()
            if group == "who":
                _nested(found, out)
                continue
            reach = 1
            for one in found:
                # ends are negated: what reaches no further than the last kept lies inside it
                if one[1] < reach:
                    reach = one[1]
                    out.append(_match(one))
        out.sort(key=lambda m: (m.start, -m.end))
        return out


def _nested(found: list[_Found], out: list[Match]) -> None:
    """Adds the forms of the group that compete, those that lie inside a longer one as its `inner`."""
    last: _Found | None = None
    inside: list[Match] = []
    for one in found:
        if last is not None and one[1] >= last[1]:
            inside.append(_match(one))
            continue
        if last is not None:
            out.append(_match(last, tuple(inside)))
        last, inside = one, []
    if last is not None:
        out.append(_match(last, tuple(inside)))
