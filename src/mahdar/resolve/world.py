"""Persons of the world data: who held which offices from when to when, found by name and by office.

In: the holders of a pack, a term of office each. Out: `World`: persons with all their terms, their names in every script, and the terms of
each office. Also the arithmetic of days and terms, in which a day is an ISO prefix: a year, a month or a day.
"""

from __future__ import annotations

import hashlib
from functools import cached_property
from pathlib import Path

import msgspec

from mahdar import __version__, packs
from mahdar.packs import Holder, Pack
from mahdar.resolve.index import Index, Packed
from mahdar.resolve.parts import FATHER, HOUSE, Name, parse
from mahdar.resolve.parts import GIVEN as GIVEN_WORD
from mahdar.text import folded

# Offices that one person holds at a time, so that the office alone can say who is meant. In a few states two hold one of them: then two are found.
SINGLE = frozenset(
    {
        "monarch",
        "crown_prince",
        "president",
        "prime_minister",
        "foreign_minister",
        "defence_minister",
        "interior_minister",
        "finance_minister",
        "secretary_general",
        "central_bank_governor",
        "speaker_of_parliament",
    }
)


# States whose people are called by the word that stands first: it is the family name, in print as at home.
FAMILY_FIRST = frozenset({"CHN", "HKG", "KOR", "MAC", "PRK", "TWN", "VNM"})


class Person(msgspec.Struct, frozen=True, gc=False):
    """Somebody of the world data. `name` is the usual one, `names` are all written forms in all languages, `terms` the oldest first."""

    id: str
    name: str
    names: tuple[str, ...]
    terms: tuple[Holder, ...]

    @property
    def family_first(self) -> bool:
        """Whether his family name stands first."""
        return any(term.affiliation in FAMILY_FIRST for term in self.terms)


# Names that are compared in full with one that is asked for: the world data is small, and a report asks for many.
LIMIT = 40
# From so many names on they are kept in the cache.
MANY = 500


class _Kept(msgspec.Struct, frozen=True):
    """Names as the cache holds them."""

    index: Packed
    owner: list[str]
    exact: dict[str, list[str]]


class Names:
    """Names of persons, to be found as written or by their sounds; `owner[n]` is whose name number `n` is.

    Taking thousands of names apart takes half a second, so the result is kept in the cache, under a key of the names and of what takes them apart.
    """

    def __init__(self, named: list[tuple[str, str]]) -> None:
        path = packs.cache_folder() / f"names-{_fingerprint(named)}.index" if len(named) >= MANY else None
        kept = packs.from_cache(path, _Kept) if path is not None else None
        if kept is None:
            kept = _taken_apart(named)
            if path is not None:
                packs.to_cache(path, kept)
        self.index = Index.unpacked(kept.index)
        self.owner = kept.owner
        self.exact = kept.exact

    def find(self, name: str) -> list[str]:
        """Who may bear a name: those who are written so, and unless it has several words those whose names compare well."""
        asked = words(parse(name))
        written = self.exact.get(" ".join(asked), [])
        if written and len(asked) > 1:
            return written
        return list(dict.fromkeys([*written, *(self.owner[number] for number, _ in self.index.find(name, LIMIT))]))

    def near(self, name: str) -> list[str]:
        """All who may bear a name: also those whose names only compare well where another's is written so."""
        written = self.exact.get(" ".join(words(parse(name))), [])
        return list(dict.fromkeys([*written, *(self.owner[number] for number, _ in self.index.find(name))]))


def _taken_apart(named: list[tuple[str, str]]) -> _Kept:
    index, exact = Index(), dict[str, dict[str, None]]()
    for who, name in named:
        exact.setdefault(" ".join(words(parse(name))), {})[who] = None
        index.add(name)
    return _Kept(index.packed(), [who for who, _ in named], {name: list(found) for name, found in exact.items()})


def _fingerprint(named: list[tuple[str, str]]) -> str:
    """Of the names, and of the program and the data by which they are taken apart."""
    seen = hashlib.sha256(f"{__version__}\0".encode())
    here = Path(__file__).parent
    for path in sorted([*here.glob("*.py"), *here.glob("data/*.tsv")]):
        seen.update(path.name.encode() + b"\0" + path.read_bytes())
    for who, name in named:
        seen.update(f"{who}\0{name}\0".encode("utf-8", "surrogatepass"))
    return seen.hexdigest()[:16]


class World:
    """Persons by identifier, terms by office (role and affiliation), and their names: those of the pack's language, and the others, which are
    made ready when a name in another script is asked for."""

    def __init__(self, holders: list[Holder]) -> None:
        self.holders = holders
        self.by_office: dict[tuple[str, str], list[Holder]] = {}
        terms: dict[str, list[Holder]] = {}
        names: dict[str, dict[str, None]] = {}
        self._own: dict[str, dict[str, None]] = {}
        for holder in holders:
            who = identity(holder)
            terms.setdefault(who, []).append(holder)
            names.setdefault(who, {}).update(dict.fromkeys(name for name in (holder.written or holder.names) if name))
            self._own.setdefault(who, {}).update(dict.fromkeys(holder.names))
            self.by_office.setdefault((holder.role, holder.affiliation), []).append(holder)
        self.persons = {
            who: Person(who, next(iter(names[who]), ""), tuple(names[who]), tuple(sorted(held, key=lambda h: (h.since, h.until))))
            for who, held in terms.items()
        }
        self._translated = any(holder.written for holder in holders)
        self.script = next((parse(name).script for own in self._own.values() for name in own), "")

    @cached_property
    def own(self) -> Names:
        """Names in the language of the pack."""
        return Names([(who, name) for who, names in self._own.items() for name in names])

    @cached_property
    def others(self) -> Names:
        """Names in other languages."""
        own = {who: {folded(name) for name in names} for who, names in self._own.items()}
        every = [(person, name) for person in self.persons.values() for name in person.names]
        return Names([(p.id, name) for p, name in every if len(p.names) == 1 or folded(name) not in own[p.id]])

    def find(self, name: str) -> list[Person]:
        """Persons who may bear a name."""
        names = self.own if parse(name).script == self.script or not self._translated else self.others
        return [self.persons[who] for who in names.find(name)]

    def person_of(self, holder: Holder) -> Person:
        """Whose term it is."""
        return self.persons[identity(holder)]

    def held(self, role: str, affiliation: str, day: str) -> list[Holder]:
        """Terms of an office that surely cover a day (as far as both are known)."""
        return [h for h in self.by_office.get((role, affiliation), ()) if h.names and sure(h, day) and not off_term(h, day)]


def identity(holder: Holder) -> str:
    """Who a holder is: one English name is one person but for known namesakes; without one, the state and the first written name."""
    return holder.person or f"{holder.affiliation}:{holder.names[0] if holder.names else ''}"


def words(name: Name) -> tuple[str, ...]:
    """The words of a name, without article, particles and titles: equal for two ways to write the same words."""
    return tuple(part.form for part in name.parts)


# The worlds that were asked last: building one takes a moment, and a run asks one or two packs.
_BUILT: list[World] = []
_KEPT = 2


def world_of(pack: Pack) -> World:
    """The persons of a pack, built once."""
    holders = pack.data.holders
    for world in _BUILT:
        if world.holders is holders:
            return world
    world = World(holders)
    _BUILT[:] = [world, *_BUILT][:_KEPT]
    return world


# ---------------------------------------------------------------- names of a person
# How far a name that a report prints, written like a known one, says that the one is meant; `likely` tells the cases.
SAME, SHORT, LONGER, ALONE, FAMILY, RULER, PART, GIVEN = 1.0, 0.9, 0.9, 0.8, 0.6, 0.6, 0.25, 0.1


def likely(said: Name, known: Name, *, family_first: bool = False) -> float:
    """How far a name as printed can stand for a known one when its words are written the same; 0 where they are not, or tell of a relative.

    A son has his father's name in his own, so the first word of the one must be the first of the other, or stand where no father's name does.
    """
    a, b = words(said), words(known)
    if not a or not b or (said.numbers and known.numbers and said.numbers != known.numbers):
        return 0.0
    if a == b and len(a) > 1:
        return PART if _other_house(said, known) else SAME
    if a == b:
        return ALONE if (said.parts[0].kind == FATHER) == (known.parts[0].kind == FATHER) else 0.0
    if len(a) < len(b):
        return _shorter(said, known, 0 if family_first else len(b) - 1)
    # a longer name begins like the known one; of that more than one word must be known, or a ruler's number, which a father's name stands for
    if a[0] != b[0] or not _inside(known, said):
        return 0.0
    if len(b) == 1:
        return RULER if known.numbers and (said.numbers or said.parts[1].kind == FATHER) else 0.0
    # behind the last known word a family name of its own tells of another one with that name and father, as often as not
    behind = said.parts[len(a) - 1 - a[::-1].index(b[-1]) + 1 :]
    return PART if any(part.kind == GIVEN_WORD for part in behind) else LONGER


def _shorter(said: Name, known: Name, family: int) -> float:
    """The same for a name with fewer words; `family` is where the known one has the family name."""
    a, b = words(said), words(known)
    if not _inside(said, known):
        return 0.0
    if len(a) == 1:
        at = b.index(a[0])
        fathers = (said.parts[0].kind == FATHER, known.parts[at].kind == FATHER)
        if fathers[0] != fathers[1]:
            return 0.0
        return FAMILY if at == family else GIVEN
    if a[0] == b[0]:
        # without a family name many have that name and father
        return PART if said.parts[-1].kind == FATHER or _other_house(said, known) else SHORT
    return PART if a[-1] == b[-1] and known.parts[b.index(a[0])].kind != FATHER else 0.0


def _other_house(said: Name, known: Name) -> bool:
    """Whether two words end in a house here and in a family of that name there."""
    ends = (said.parts[-1], known.parts[-1])
    return len(said.parts) == 2 and ends[0].form == ends[1].form and (ends[0].kind == HOUSE) != (ends[1].kind == HOUSE)


def _inside(a: Name, b: Name) -> bool:
    """Whether the words of one name stand in the other in this order; a father's name stands behind his own child's in both."""
    at = -1
    for part in a.parts:
        found = next((n for n in range(at + 1, len(b.parts)) if b.parts[n].form == part.form), None)
        if found is None or (FATHER in (part.kind, b.parts[found].kind) and at >= 0 and found != at + 1):
            return False
        at = found
    return True


# ---------------------------------------------------------------- days
def _months(prefix: str, *, last: bool = False) -> int | None:
    """Months since year 0 of an ISO prefix; a year alone is its first or its last month."""
    try:
        year, month = int(prefix[:4]), int(prefix[5:7]) if len(prefix) >= 7 else (12 if last else 1)
    except ValueError:
        return None
    return year * 12 + month - 1


def _before(a: str, b: str) -> bool:
    """Whether one ISO prefix surely lies before another (as far as both are known)."""
    width = min(len(a), len(b))
    return a[:width] < b[:width]


def off_term(holder: Holder, day: str) -> int:
    """Months between a day and a term: 0 within it (as far as the prefixes tell), negative before it, positive after it."""
    if not day:
        return 0
    if holder.since and _before(day, holder.since):
        start, at = _months(holder.since), _months(day, last=True)
        return -max(1, start - at) if start is not None and at is not None else 0
    if holder.until and _before(holder.until, day):
        end, at = _months(holder.until, last=True), _months(day)
        return max(1, at - end) if end is not None and at is not None else 0
    return 0


def sure(holder: Holder, day: str) -> bool:
    """Whether a term's dates let one say anything of a day: its beginning is known, or the day lies in the year in which it surely ran."""
    return bool(holder.since) or (bool(holder.held) and day[:4] == holder.held[:4])


def length(months: int) -> str:
    """A number of months in words, from two years on in years."""
    return f"{months // 12} years" if months >= 24 else f"{months} months"


def term(holder: Holder) -> str:
    """A term in words."""
    since = holder.since or (f"surely in {holder.held}" if holder.held else "?")
    return f"{holder.role} of {holder.affiliation} {since} to {holder.until or ('today' if holder.since else '?')}"
