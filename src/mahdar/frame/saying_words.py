"""The words that hold statements together, read from a pack once: which word opens a clause, which preposition a verb takes, what may stand
between a verb and its subject, where the content of a statement ends. All words are folded."""

from __future__ import annotations

import re

import msgspec

from mahdar.packs import Entry, Pack
from mahdar.text import folded

SLOTS = ("on", "to", "about", "from", "in")
JOINED = ("with", "for")


class Words(msgspec.Struct, frozen=True):
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
    end: re.Pattern[str]
    attribution: re.Pattern[str]
    switch: re.Pattern[str]
    anonymity: re.Pattern[str]

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
        end=re.compile(rf"[\s\u060c,.\-–—]+{conj}(?:{_any(lists.get('end', []))})(?!\w)"),
        attribution=re.compile(rf"(?<!\w)({conj})({led}|{_any(lists.get('attribution', []))})(?:\s+|(?=\w))"),
        switch=re.compile(rf"(?<!\w){conj}(?:{_any(lists.get('switch', []))})(?!\w)"),
        anonymity=re.compile(rf"(?<!\w)(?:{_any(lists.get('anonymity', []))})(?!\w)"),
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
