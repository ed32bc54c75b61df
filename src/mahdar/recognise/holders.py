"""Office-holders of the world data, found by name: the state of a person whom a report names without one.

The index is built once a pack; its key is the last word of the name without long vowels, so that spellings meet.
"""

from __future__ import annotations

from collections.abc import Callable

from mahdar.packs import Holder, Pack

# alif, waw, ya and its undotted form: the letters that spellings of one name write or leave out
_DROPPED = dict.fromkeys((0x627, 0x648, 0x64A, 0x649))
LONG_VOWELS = frozenset(map(chr, _DROPPED))
RULING = frozenset({"monarch", "president", "prime_minister"})
Words = Callable[[str], tuple[str, ...]]


def key(word: str) -> str:
    """Letters of a folded word without the long vowels."""
    return word.translate(_DROPPED)


class HolderIndex:
    """Terms of office by the family name of their holder."""

    def __init__(self, holders: list[Holder], words: Words) -> None:
        self._by_key: dict[str, list[tuple[tuple[str, ...], Holder]]] = {}
        for holder in holders:
            for name in holder.names:
                parts = words(name)
                if parts:
                    self._by_key.setdefault(key(parts[-1]), []).append((parts, holder))

    def find(self, family: str) -> list[tuple[tuple[str, ...], Holder]]:
        """Name words and term of every holder whose family name is spelt about so."""
        return self._by_key.get(key(family), [])


def holds(pack: Pack, role: str, affiliation: str, family: str) -> bool:
    """Whether somebody of this family name (folded word) is known to have held that office of that state."""
    return affiliation in held_of(pack, role, family)


def held_of(pack: Pack, role: str, family: str) -> frozenset[str]:
    """The states and bodies of which somebody of this family name (folded word) is known to have held that office."""
    found = _FAMILIES.get(pack.digest)
    if found is None:
        terms: dict[tuple[str, str], set[str]] = {}
        for holder in pack.data.holders:
            for name in holder.names:
                if name:
                    terms.setdefault((holder.role, key(name.split()[-1])), set()).add(holder.affiliation)
        found = _FAMILIES[pack.digest] = {at: frozenset(codes) for at, codes in terms.items()}
    return found.get((role, key(family)), _NOWHERE)


def rules(pack: Pack, affiliation: str, words: list[str]) -> bool:
    """Whether a full name (folded words) is that of somebody known to have ruled or governed that state: first and last word are his."""
    found = _RULERS.get(pack.digest)
    if found is None:
        names = ((h.affiliation, name.split()) for h in pack.data.holders if h.role in RULING for name in h.names if " " in name)
        found = _RULERS[pack.digest] = frozenset((side, key(name[0]), key(name[-1])) for side, name in names)
    return len(words) > 1 and (affiliation, key(words[0]), key(words[-1])) in found


def name_sequences(pack: Pack) -> dict[tuple[str, str], list[tuple[str, ...]]]:
    """Names of two words or more of known office-holders, as folded words, by their first two words."""
    found = _SEQUENCES.get(pack.digest)
    if found is None:
        found = {}
        for holder in pack.data.holders:
            for name in holder.names:
                words = tuple(name.split())
                if len(words) > 1:
                    found.setdefault((words[0], words[1]), []).append(words)
        _SEQUENCES[pack.digest] = found
    return found


def in_term(holder: Holder, day: str) -> bool:
    """Whether a term of office is known to cover a day (ISO); an open term covers every later day."""
    return bool(holder.since) and holder.since <= day and (not holder.until or day[: len(holder.until)] <= holder.until)


def known_alone(pack: Pack) -> dict[str, tuple[str, list[Holder]]]:
    """Those office-holders whom the world data lists under one word that is no common one and begins nobody's name: that word (folded) and their
    terms, by the word as it stands in a text, by itself or behind joined particles."""
    found = _ALONE.get(pack.digest)
    if found is None:
        terms: dict[str, list[Holder]] = {}
        given = {name.split()[0] for holder in pack.data.holders for name in holder.names if " " in name}
        for holder in pack.data.holders:
            for name in holder.names:
                if name and " " not in name and name not in given and name not in pack.common:
                    terms.setdefault(name, []).append(holder)
        found = {particle + word: (word, held) for particle in ("", *pack.settings.particles) for word, held in terms.items()}
        _ALONE[pack.digest] = found
    return found


_ALONE: dict[str, dict[str, tuple[str, list[Holder]]]] = {}
_SEQUENCES: dict[str, dict[tuple[str, str], list[tuple[str, ...]]]] = {}
_RULERS: dict[str, frozenset[tuple[str, str, str]]] = {}
_FAMILIES: dict[str, dict[tuple[str, str], frozenset[str]]] = {}
_NOWHERE: frozenset[str] = frozenset()
_BUILT: dict[str, HolderIndex] = {}


def holder_index(pack: Pack, words: Words) -> HolderIndex:
    """The index of a pack, built at the first call."""
    found = _BUILT.get(pack.digest)
    if found is None:
        found = _BUILT[pack.digest] = HolderIndex(pack.data.holders, words)
    return found
