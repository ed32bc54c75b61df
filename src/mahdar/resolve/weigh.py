"""One mention weighed: which persons may be meant, how likely each is, and why.

In: a `Mention` (name, office, state, day) and the persons of a pack, perhaps those of an imported list. Out: a `Link`. A candidate's weight is
how well his name answers the printed one times how well one of his terms answers what is said beside it; the weights share a probability with
somebody whom neither list knows. Below a threshold nobody is chosen.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Protocol

import msgspec

from mahdar.model import INFERRED, SAID
from mahdar.packs import Holder, Pack
from mahdar.resolve.compare import MATCH, compare, score
from mahdar.resolve.imported import Found
from mahdar.resolve.parts import parse
from mahdar.resolve.posts import state_of
from mahdar.resolve.world import ALONE, SINGLE, Person, World, length, likely, off_term, sure, term, words, world_of

# From this probability on a candidate is the person meant; below it the mention stays unresolved.
CHOSEN = 0.6
# How much more likely the best must be than the second.
AHEAD = 1.5
LISTED = 5
# Weight of somebody whom no list knows: where nobody is known in that office that day, and where one who answers to the name is.
NOBODY, HARDLY_NOBODY = 0.15, 0.03
# Weight of what is known beside the name: term runs on the day; near the term; another time, or dates not known; another state; another role;
# a role that reports use for it; no role said.
IN_TERM, NEAR_TERM, OTHER_TIME, OTHER_STATE, OTHER_ROLE, NEAR_ROLE, ROLE_UNSAID = 1.0, 0.6, 0.25, 0.08, 0.35, 0.6, 0.8
# A name without an office that says little by itself (see `_bare`); a state that nobody else in the report belongs to.
BARE, STRANGE = 0.3, 0.35
# Odds of the comparer that count as full likeness, and what a name spelt otherwise is worth then: of several words, of one, where others are
# written as printed, and where of several words one alone is known. Also a name written as a short form of somebody's, but with words in it
# where his full name has others.
FULL_ODDS, SPELT_OTHERWISE, ONE_WORD, OTHERS_SO, ONE_KNOWN, AGAINST = 20.0, 0.8, 0.5, 0.2, 0.3, 0.3
# A name of the same script that is spelt otherwise is another person's as often as not, unless office and state agree.
OFFICE_NEEDED = 0.3
# A namesake in another office where the one in the office that is said bears the name.
HELD = 0.3
# Months around a term in which a name beside the office is no surprise (named before taking office, reports of the last days).
NEAR_MONTHS = 3
# The states of persons of an imported list say less than a term does.
IMPORTED = 0.5
# Roles that reports use for each other.
NEAR_ROLES = (
    frozenset({"minister", "foreign_minister", "defence_minister", "interior_minister", "finance_minister", "deputy_prime_minister"}),
    frozenset({"president", "monarch"}),
    frozenset({"special_envoy", "ambassador", "permanent_representative"}),
)
# Roles that say nothing of the office held.
UNSAID = frozenset({None, "other", "former_official", "delegation"})


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """What a report says of one person. `day` is an ISO prefix or empty; `field` is where in the record it stands."""

    field: str = ""
    name: str | None = None
    role: str | None = None
    affiliation: str | None = None
    day: str = ""


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A person who may be meant. `person` identifies him (an imported identifier, else state and usual name of the world data)."""

    person: str
    name: str
    probability: float
    why: list[str]
    role: str = ""
    affiliation: str = ""
    since: str = ""
    until: str = ""
    source: str = "world"


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """The answer for one mention: `person` is the one chosen or None, `candidates` the likeliest, `flags` what contradicts.

    `local` is set instead of `person` for somebody whom no list knows but whom the report names so that he can be told apart: party and name.
    """

    field: str
    name: str | None
    person: str | None
    probability: float
    how: str
    candidates: list[Candidate]
    flags: list[str] = []
    local: str = ""


class Persons(Protocol):
    """A list of persons that can be asked by name (`imported.Store`)."""

    def find(self, name: str, limit: int = ...) -> list[Found]: ...


class _Named(msgspec.Struct, frozen=True):
    """A person with how well a printed name answers one of his, which, whether its words are written the same, and in the same script."""

    person: Person
    likeness: float
    known: str
    written: bool
    one_script: bool = True


# ---------------------------------------------------------------- by name
def _spelt(said: str, known: str) -> float:
    """What a name spelt otherwise is worth: the odds that the comparer gives, within bounds."""
    found = score(said, known)
    return SPELT_OTHERWISE * min(1.0, found / max(1 - found, 1e-9) / FULL_ODDS) if found >= MATCH else 0.0


def _best_name(said: str, person: Person) -> _Named:
    """The written name of a person that answers best: of those in its own script where there are any. One of his family name alone is no
    answer to a name of several words."""
    parsed = parse(said)
    known = {name: parse(name) for name in person.names}
    known = {name: other for name, other in known.items() if other.script == parsed.script} or known
    several = len(parsed.parts) > 1 and any(len(words(name)) > 1 for name in known.values())
    asked = {name: other for name, other in known.items() if not several or len(words(other)) > 1}
    found = max(
        ((likely(parsed, other, family_first=person.family_first), name) for name, other in asked.items()),
        key=lambda pair: pair[0],
        default=(0.0, ""),
    )
    if found[0]:
        against = any(_against(words(parsed), words(known[found[1]]), words(other)) for other in asked.values())
        return _Named(person, found[0] * (AGAINST if against else 1.0), found[1], True)
    worth, name = max(((_spelt(said, name), name) for name in asked), key=lambda pair: pair[0], default=(0.0, ""))
    if len(parsed.parts) < 2:
        worth *= ONE_WORD
    elif worth and len(words(known[name])) < 2:
        worth *= ONE_KNOWN
    return _Named(person, worth, name, False, parsed.script == known[name].script if name else True)


def _against(said: tuple[str, ...], short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether a name that is longer than a known short one has words which the full one has others for."""
    more, other = set(said) - set(short), set(full) - set(short)
    return bool(more) and bool(other) and set(short) <= set(full) and not more & other


class _Asked:
    """What was asked of the worlds by name; the same names come again and again."""

    def __init__(self) -> None:
        self.world: World | None = None
        self.by_name = lru_cache(maxsize=20_000)(self._by_name)

    def _by_name(self, name: str) -> tuple[_Named, ...]:
        assert self.world is not None
        found = [named for person in self.world.find(name) if (named := _best_name(name, person)).likeness]
        if any(named.written for named in found):
            found = [n if n.written else msgspec.structs.replace(n, likeness=n.likeness * OTHERS_SO) for n in found]
        return tuple(found)

    def of(self, world: World, name: str) -> tuple[_Named, ...]:
        if world is not self.world:
            self.world = world
            self.by_name.cache_clear()
        return self.by_name(name)


_ASKED = _Asked()


@lru_cache(maxsize=20_000)
def _why(said: str, known: str) -> tuple[str, ...]:
    return compare(said, known).why


# ---------------------------------------------------------------- by office
def _fit(holder: Holder, mention: Mention, beside: frozenset[str]) -> tuple[float, list[str]]:
    """How well a term fits what is said beside the name, with reasons."""
    weight, why = 1.0, []
    if mention.affiliation and mention.affiliation != holder.affiliation:
        weight *= OTHER_STATE
        why.append(f"belongs to {holder.affiliation}, not {mention.affiliation}")
    elif not mention.affiliation and beside and holder.affiliation not in beside:
        weight *= STRANGE
    off = off_term(holder, mention.day)
    in_time = OTHER_TIME if not sure(holder, mention.day) else IN_TERM if not off else NEAR_TERM if abs(off) <= NEAR_MONTHS else OTHER_TIME
    if mention.role in UNSAID:
        # without an office a former or future holder is as good
        return weight * ROLE_UNSAID, [*why, f"held office: {term(holder)}"]
    if mention.role == holder.role or any({mention.role, holder.role} <= near for near in NEAR_ROLES):
        weight *= in_time if mention.role == holder.role else in_time * NEAR_ROLE
        why.append(term(holder) + ("" if not off else f", {length(abs(off))} {'before' if off < 0 else 'after'} that term"))
    else:
        weight *= OTHER_ROLE
        why.append(f"known in another office: {term(holder)}")
    return weight, why


def _bare(named: _Named, one: bool, affiliation: str | None, beside: bool) -> bool:
    """Whether a name without an office says little: spelt otherwise, a single word or without a state; or a single word without a state, unless
    the person goes by that word and belongs to a state of the report."""
    if not named.written:
        return one or not affiliation
    return one and not affiliation and not (beside and named.likeness >= ALONE)


def _by_name(mention: Mention, world: World, beside: frozenset[str]) -> Iterator[tuple[float, Candidate]]:
    assert mention.name is not None
    unsaid = mention.role in UNSAID
    one = len(words(parse(mention.name))) < 2
    for named in _ASKED.of(world, mention.name):
        fits = [(*_fit(holder, mention, beside), holder) for holder in named.person.terms]
        weight, why, holder = max(fits, key=lambda fit: (fit[0], fit[2].since))
        in_office = (mention.role, mention.affiliation) == (holder.role, holder.affiliation)
        if not named.written and named.one_script and not in_office:
            weight *= OFFICE_NEEDED
        if unsaid and _bare(named, one, mention.affiliation, holder.affiliation in beside):
            weight *= BARE
        yield named.likeness * weight, candidate(named.person, holder, [*_why(mention.name, named.known), *why])


def candidate(person: Person, holder: Holder, why: list[str], probability: float = 0.0) -> Candidate:
    """A person with the term that speaks for him."""
    return Candidate(
        person=person.id,
        name=person.name,
        probability=probability,
        why=why,
        role=holder.role,
        affiliation=holder.affiliation,
        since=holder.since,
        until=holder.until,
    )


def _imported(mention: Mention, persons: Persons, known: list[Candidate], world: World) -> Iterator[tuple[float, Candidate]]:
    """Persons of an imported list; those that the world data has already are left to it."""
    assert mention.name is not None
    there = [world.persons[c.person] for c in known]
    for found in persons.find(mention.name):
        states = {code for country in found.countries if (code := state_of(country))}
        if any(_same(found, states, person) for person in there):
            continue
        weight, why = IMPORTED, [*_why(mention.name, found.name), "from the imported list"]
        if mention.affiliation and states and state_of(mention.affiliation):
            own = mention.affiliation in states
            weight = 1.0 if own else OTHER_STATE
            why.append(f"of {mention.affiliation}" if own else f"of {' and '.join(sorted(states))}, not {mention.affiliation}")
        yield found.score * weight, Candidate(person=found.id, name=found.caption, probability=0.0, why=why, source="imported")


def _same(found: Found, states: set[str], person: Person) -> bool:
    """Whether an imported person is one of the world data: by identifier, else by name where the states don't contradict."""
    if any(held.wikidata == found.id for held in person.terms):
        return True
    theirs = {held.affiliation for held in person.terms if state_of(held.affiliation)}
    return not (states and theirs and not states & theirs) and any(score(name, found.name) >= MATCH for name in person.names[:2])


# ---------------------------------------------------------------- one mention
def _shared(weighed: list[tuple[float, Candidate]], nobody: float) -> list[Candidate]:
    """Candidates with probabilities: weights against each other and against somebody who is not known."""
    total = sum(weight for weight, _ in weighed) + nobody
    best = sorted(weighed, key=lambda pair: (-pair[0], pair[1].person))[:LISTED]
    return [msgspec.structs.replace(c, probability=round(weight / total, 4)) for weight, c in best if weight > 0]


def chosen(candidates: list[Candidate]) -> Candidate | None:
    """The one who is meant, if he is likely enough and far enough ahead."""
    if not candidates or candidates[0].probability < CHOSEN:
        return None
    second = candidates[1].probability if len(candidates) > 1 else 0.0
    return candidates[0] if candidates[0].probability >= AHEAD * second else None


def _named(mention: Mention, world: World, persons: Persons | None, beside: frozenset[str]) -> Link:
    weighed = list(_by_name(mention, world, beside))
    held = world.held(mention.role, mention.affiliation, mention.day) if mention.role and mention.affiliation and mention.day else []
    answers = any((c.role, c.affiliation) == (mention.role, mention.affiliation) and c.since in {h.since for h in held} for _, c in weighed)
    if answers and len(words(parse(mention.name or ""))) == 1:
        # a family name beside the office of one who bears it: others of that name, known in other offices, are hardly meant
        office = (mention.role, mention.affiliation)
        weighed = [(weight if (c.role, c.affiliation) == office else weight * HELD, c) for weight, c in weighed]
    if persons is not None and mention.name:
        weighed += list(_imported(mention, persons, [c for _, c in weighed], world))
    candidates = _shared(weighed, HARDLY_NOBODY if answers else NOBODY)
    best = chosen(candidates)
    return Link(
        field=mention.field,
        name=mention.name,
        person=best.person if best else None,
        probability=best.probability if best else 0.0,
        how=SAID,
        candidates=candidates,
        flags=_flags(mention, best, held, world),
    )


def _flags(mention: Mention, best: Candidate | None, held: list[Holder], world: World) -> list[str]:
    """What contradicts: a name beside an office that its bearer had left or not yet taken, an office that another one held."""
    if best is None:
        names = dict.fromkeys(world.person_of(h).name for h in held)
        return [f"that day the office was held by {' or '.join(names)}"] if names else []
    if best.source != "world" or mention.role in UNSAID or mention.role != best.role or mention.affiliation not in (None, best.affiliation):
        return []
    terms = [h for h in world.persons[best.person].terms if h.role == mention.role and sure(h, mention.day)]
    off = min((off_term(h, mention.day) for h in terms), key=abs, default=0)
    if abs(off) <= NEAR_MONTHS:
        return []
    return [
        f"named as {mention.role} {length(abs(off))} {'before taking office' if off < 0 else 'after leaving office'}: former, error or namesake"
    ]


def _unnamed(mention: Mention, world: World) -> Link | None:
    """An office without a name leads to who held it that day; where it changed hands in that month, both stay open."""
    if not mention.role or not mention.affiliation or not mention.day or mention.role not in SINGLE:
        return None
    held = world.held(mention.role, mention.affiliation, mention.day[:7])
    people = {world.person_of(h).id: h for h in held}
    if not people:
        return None
    share = (1 - NOBODY / 2) / len(people)
    candidates = [
        candidate(world.persons[who], h, [f"{term(h)}; the report names the office only"], round(share, 4))
        for who, h in sorted(people.items(), key=lambda pair: pair[1].since)
    ][:LISTED]
    best = candidates[0] if len(people) == 1 else None
    return Link(
        field=mention.field,
        name=None,
        person=best.person if best else None,
        probability=best.probability if best else 0.0,
        how=INFERRED,
        candidates=candidates,
        flags=[] if best else [f"{len(people)} persons held the office then"],
    )


def link(pack: Pack, mention: Mention, *, persons: Persons | None = None, beside: frozenset[str] = frozenset()) -> Link | None:
    """The answer for one mention, or None where nothing can be said (no name and no known office)."""
    world = world_of(pack)
    return _named(mention, world, persons, beside) if mention.name else _unnamed(mention, world)
