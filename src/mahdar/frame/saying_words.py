"""The words that hold statements together, read from a pack once: which word opens a clause, which preposition a verb takes, what may stand
between a verb and its subject, where the content of a statement ends. All words are folded."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

import msgspec

from mahdar.packs import Entry, Pack
from mahdar.text import folded

APART = "\u060c,.-\u2013\u2014"  # signs before a phrase that ends what was said
SLOTS = ("on", "to", "about", "from", "in")
JOINED = ("with", "for")


class Phrases:
    """A pattern of phrases with the words that they begin with. `apart`: signs or blanks stand before the phrase, `conjunctions` may be
    joined to it."""

    def __init__(self, pattern: str, phrases: Iterable[str], conjunctions: tuple[str, ...], *, apart: bool = False) -> None:
        self.pattern = re.compile(pattern)
        heads = sorted({" ".join(p.split()[:2]) for p in phrases})
        # a head that begins with another is found where that one stands
        self.heads = [h for h in heads if not any(h != other and h.startswith(other) for other in heads)]
        self.conjunctions = conjunctions
        self.apart = apart


class Found:
    """Where the phrases of one pattern stand in one text: the pattern is tried where their first words stand, not at every letter."""

    def __init__(self, phrases: Phrases, text: str) -> None:
        self._pattern = phrases.pattern
        self._text = text
        self._heads: list[int] = []
        for head in phrases.heads:
            at = text.find(head)
            while at >= 0:
                self._heads.append(at)
                at = text.find(head, at + 1)
        self._heads.sort()
        self._begins = [_begin(phrases, text, at) for at in self._heads]

    def between(self, start: int, end: int) -> Iterator[re.Match[str]]:
        """Matches that lie in [start, end), in order; none overlaps the one before."""
        at = start
        for k in range(bisect_left(self._heads, start), bisect_left(self._heads, end)):
            if self._heads[k] < at:
                continue
            m = self._pattern.match(self._text, max(at, self._begins[k]), end)
            if m is not None:
                yield m
                at = m.end()


def _begin(phrases: Phrases, text: str, at: int) -> int:
    """Where a match begins whose first word stands at `at`."""
    if text[at - 1 : at] in phrases.conjunctions:
        at -= 1
    while phrases.apart and at > 0 and (text[at - 1].isspace() or text[at - 1] in APART):
        at -= 1
    return at


class Words(msgspec.Struct, frozen=True, gc=False):
    """`slots`: free-standing preposition to its names (`on`, `to`, …); `joined`: slot to its letters, longest first; `groups`: other lists
    of the pack; `gap` matches text that may stand between verb and subject; `end` finds phrases that end a content; `attribution` finds
    phrases that attribute what stands beside them; `switch` finds phrases that bring another speaker."""

    groups: dict[str, frozenset[str]]
    slots: dict[str, tuple[str, ...]]
    joined: dict[str, tuple[str, ...]]
    that: frozenset[str]
    not_joined: dict[str, frozenset[str]]
    conjunctions: tuple[str, ...]
    prefixes: frozenset[str]
    gap: re.Pattern[str]
    before: re.Pattern[str]
    end: Phrases
    attribution: Phrases
    switch: re.Pattern[str]
    anonymity: Phrases

    def has(self, group: str, word: str) -> bool:
        """Whether a folded word is in a group."""
        return word in self.groups.get(group, frozenset())

    def bare(self, word: str) -> str:
        """A word without a joined conjunction."""
        for conjunction in self.conjunctions:
            if word.startswith(conjunction) and len(word) > len(conjunction) + 1:
                return word[len(conjunction) :]
        return word


def _lists(pack: Pack) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for entry in pack.data.entries:
        if entry.kind == "say_grammar":
            found.setdefault(entry.value, []).extend(folded(w) for w in entry.data.get("words", "").split("|") if w)
    return found


def _any(phrases: list[str]) -> str:
    """Alternatives, the longest first; blanks in a phrase match any run of blanks."""
    return "|".join(re.escape(p).replace(r"\ ", r"\s+") for p in sorted(set(phrases), key=len, reverse=True)) or r"(?!)"


def build(pack: Pack) -> Words:
    """The words of a pack. Costs some milliseconds; `words` keeps the result."""
    lists = _lists(pack)
    conjunctions = tuple(pack.settings.conjunctions)
    conj = f"(?:{_any(list(conjunctions))})?"
    slots: dict[str, tuple[str, ...]] = {}
    for name in SLOTS:
        for word in lists.get(name, []):
            slots[word] = (*slots.get(word, ()), name)
    future = lists.get("future", [])
    adverb, auxiliary = _any(lists.get("adverb", [])), _any(lists.get("auxiliary", []))
    unit = rf"(?:\W*\b{conj}(?:{adverb})\b)"
    led = rf"(?:{_any(lists.get('attribution_lead', []))})\s+(?:{_any(lists.get('attribution_verb', []))})(?!\w)"
    return Words(
        groups={name: frozenset(words) for name, words in lists.items()},
        slots=slots,
        joined={name: tuple(sorted(lists.get(name, []), key=len, reverse=True)) for name in JOINED},
        that=frozenset(lists.get("that", [])),
        not_joined={name: frozenset(lists.get(f"not_{name}", [])) for name in JOINED},
        conjunctions=conjunctions,
        prefixes=frozenset([c + f for c in ("", *conjunctions) for f in ("", *future)]),
        gap=re.compile(rf"{unit}*[\s\-–—\u060c,\"'«»“”]*"),
        before=re.compile(rf"(?:\W*\b{conj}(?:{auxiliary}|{adverb})\b)*[\s\-–—\u060c,\"'«»“”)]*"),
        end=Phrases(
            rf"[\s{re.escape(APART)}]+{conj}(?:{_any(lists.get('end', []))})(?!\w)", lists.get("end", []), conjunctions, apart=True
        ),
        attribution=Phrases(
            rf"(?<!\w)({conj})({led}|{_any(lists.get('attribution', []))})(?:\s+|(?=\w))",
            (*lists.get("attribution_lead", []), *lists.get("attribution", [])),
            conjunctions,
        ),
        switch=re.compile(rf"(?<!\w){conj}(?:{_any(lists.get('switch', []))})(?!\w)"),
        anonymity=Phrases(rf"(?<!\w)(?:{_any(lists.get('anonymity', []))})(?!\w)", lists.get("anonymity", []), ()),
    )


_KEPT: dict[str, Words] = {}


def words(pack: Pack) -> Words:
    """The words of a pack, built once for each pack."""
    kept = _KEPT.get(pack.digest)
    if kept is None:
        kept = _KEPT[pack.digest] = build(pack)
    return kept


def takes(entry: Entry) -> dict[str, str]:
    """The complements that a verb takes, each with the act that it gives (empty: the verb's own)."""
    out = {}
    for part in entry.data.get("takes", "").split("|"):
        name, _, act = part.partition(":")
        if name:
            out[name] = act
    return out
