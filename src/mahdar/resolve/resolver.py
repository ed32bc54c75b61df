"""Who is meant? From what a report says of a person (name, role, state, day) to persons of the world data and of imported lists.

In: a pack (its holders of offices), a `Record`. Out: for every participant and speaker a `Link`: candidates with a probability and reasons, the
one chosen or none, and flags (a name that contradicts the term). Pure: the record is read, never changed; the table of links lies beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import msgspec

from mahdar.model import INFERRED, SAID, Record
from mahdar.packs import Holder, Pack
from mahdar.resolve.compare import MATCH, compare
from mahdar.resolve.imported import Found
from mahdar.resolve.index import Index

# From this probability on a candidate is the person meant; below it the mention stays unresolved.
CHOSEN = 0.6
# How much more likely the best must be than the second.
AHEAD = 1.5
LISTED = 5
# Weight of somebody whom neither the world data nor an imported list knows.
NOBODY = 0.15
# Weight of what is known beside the name: term runs on the day; near the term; another time; another state; another role; role not said.
IN_TERM, NEAR_TERM, OTHER_TIME, OTHER_STATE, OTHER_ROLE, ROLE_UNSAID = 1.0, 0.6, 0.25, 0.08, 0.35, 0.8
# Months around a term in which a name beside the office is no surprise (named before taking office, reports of the last days).
NEAR_MONTHS = 3
# The states of persons of an imported list say less than a term does.
IMPORTED = 0.5
# Roles that reports use for each other.
NEAR_ROLES = (
    frozenset({"minister", "foreign_minister", "defence_minister", "interior_minister", "finance_minister", "deputy_prime_minister"}),
    frozenset({"president", "monarch", "head_of_state"}),
    frozenset({"special_envoy", "ambassador", "representative"}),
    frozenset({"prime_minister", "head_of_government"}),
)


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """What a report says of one person. `day` is an ISO prefix or empty; `field` is where in the record it stands."""

    field: str = ""
    name: str | None = None
    role: str | None = None
    affiliation: str | None = None
    day: str = ""


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A person who may be meant. `person` identifies him (an imported identifier, else role, state and first name of the world data)."""

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
    """The answer for one mention: `person` is the one chosen or None, `candidates` the likeliest, `flags` what contradicts."""

    field: str
    name: str | None
    person: str | None
    probability: float
    how: str
    candidates: list[Candidate]
    flags: list[str] = []


class Persons(Protocol):
    """A list of persons that can be asked by name (`imported.Store`)."""

    def find(self, name: str, limit: int = ...) -> list[Found]: ...


class _World(msgspec.Struct, frozen=True):
    """Holders of a pack, ready to be asked by name and by office."""

    holders: list[Holder]
    index: Index
    owner: list[int]
    by_office: dict[tuple[str, str], list[int]]
    terms: dict[str, list[Holder]]


# The world of the pack that was asked last: building it takes a moment, and a run asks one pack.
_LAST: list[_World] = []


def _world(pack: Pack) -> _World:
    """The holders of a pack with their index, built once."""
    holders = pack.data.holders
    if _LAST and _LAST[0].holders is holders:
        return _LAST[0]
    world = _World(holders, Index(), [], {}, {})
    for number, holder in enumerate(holders):
        world.by_office.setdefault((holder.role, holder.affiliation), []).append(number)
        world.terms.setdefault(identity(holder), []).append(holder)
        for name in holder.names:
            world.index.add(name)
            world.owner.append(number)
    _LAST[:] = [world]
    return world


def identity(holder: Holder) -> str:
    """Who a holder is: the state and the first written name, so that namesakes of two states stay apart."""
    return f"{holder.affiliation}:{holder.names[0] if holder.names else ''}"


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


def _term(holder: Holder) -> str:
    return f"{holder.role} of {holder.affiliation} {holder.since or '?'} to {holder.until or 'today'}"


# ---------------------------------------------------------------- one mention
def _fit(holder: Holder, mention: Mention, beside: frozenset[str]) -> tuple[float, list[str]]:
    """How well a term fits what is said beside the name, with reasons."""
    weight, why = 1.0, []
    if mention.affiliation and mention.affiliation != holder.affiliation:
        weight *= OTHER_STATE
        why.append(f"belongs to {holder.affiliation}, not {mention.affiliation}")
    elif not mention.affiliation and beside and holder.affiliation not in beside:
        weight *= OTHER_ROLE
    off = off_term(holder, mention.day)
    in_time = IN_TERM if not off else NEAR_TERM if abs(off) <= NEAR_MONTHS else OTHER_TIME
    if mention.role is None:
        # without an office a former or future holder is as good
        return weight * ROLE_UNSAID, [*why, f"held office: {_term(holder)}"]
    if mention.role == holder.role or any({mention.role, holder.role} <= near for near in NEAR_ROLES):
        weight *= in_time if mention.role == holder.role else in_time * NEAR_TERM
        why.append(f"{_term(holder)}" + ("" if not off else f", {abs(off)} months {'before' if off < 0 else 'after'} that term"))
    else:
        weight *= OTHER_ROLE
        why.append(f"known in another office: {_term(holder)}")
    return weight, why


def _by_name(mention: Mention, world: _World, beside: frozenset[str]) -> Iterator[tuple[float, Candidate]]:
    assert mention.name is not None
    seen: dict[str, tuple[float, str]] = {}
    for number, likeness in world.index.find(mention.name):
        holder = world.holders[world.owner[number]]
        who = identity(holder)
        if likeness > seen.get(who, (0.0, ""))[0]:
            seen[who] = (likeness, world.index.names[number])
    for who, (likeness, name) in seen.items():
        fits = [(*_fit(holder, mention, beside), holder) for holder in world.terms[who]]
        weight, why, holder = max(fits, key=lambda fit: (fit[0], fit[2].since))
        reasons = [*compare(mention.name, name).why, *why]
        yield likeness * weight, _candidate(holder, reasons)


def _candidate(holder: Holder, why: list[str], probability: float = 0.0) -> Candidate:
    return Candidate(
        person=identity(holder),
        name=holder.names[0] if holder.names else "",
        probability=probability,
        why=why,
        role=holder.role,
        affiliation=holder.affiliation,
        since=holder.since,
        until=holder.until,
    )


def _imported(mention: Mention, persons: Persons, known: list[Candidate]) -> Iterator[tuple[float, Candidate]]:
    """Persons of an imported list; those that the world data has already are left to it."""
    assert mention.name is not None
    for found in persons.find(mention.name):
        if any(compare(name, found.name).score >= MATCH for name in (c.name for c in known)):
            continue
        weight = IMPORTED
        why = [*compare(mention.name, found.name).why, "from the imported list"]
        if mention.affiliation and found.countries and mention.affiliation.lower() in [c.lower() for c in found.countries]:
            weight, why = 1.0, [*why, f"of {mention.affiliation}"]
        yield found.score * weight, Candidate(person=found.id, name=found.caption, probability=0.0, why=why, source="imported")


def _shared(weighed: list[tuple[float, Candidate]], nobody: float) -> list[Candidate]:
    """Candidates with probabilities: weights against each other and against somebody who is not known."""
    total = sum(weight for weight, _ in weighed) + nobody
    best = sorted(weighed, key=lambda pair: (-pair[0], pair[1].person))[:LISTED]
    return [msgspec.structs.replace(c, probability=round(weight / total, 4)) for weight, c in best if weight > 0]


def _chosen(candidates: list[Candidate]) -> Candidate | None:
    if not candidates or candidates[0].probability < CHOSEN:
        return None
    second = candidates[1].probability if len(candidates) > 1 else 0.0
    return candidates[0] if candidates[0].probability >= AHEAD * second else None


def _named(mention: Mention, world: _World, persons: Persons | None, beside: frozenset[str]) -> Link:
    weighed = list(_by_name(mention, world, beside))
    if persons is not None and mention.name:
        weighed += list(_imported(mention, persons, [c for _, c in weighed]))
    candidates = _shared(weighed, NOBODY)
    best = _chosen(candidates)
    flags = []
    if best is not None and best.source == "world" and mention.role == best.role and mention.affiliation in (None, best.affiliation):
        held = [h for h in world.terms[best.person] if h.role == mention.role]
        off = min((off_term(h, mention.day) for h in held), key=abs, default=0)
        if abs(off) > NEAR_MONTHS:
            when = "before taking office" if off < 0 else "after leaving office"
            flags.append(f"named as {mention.role} {abs(off)} months {when}: former, error or namesake")
    if best is None and mention.role and mention.affiliation:
        there = [world.holders[n] for n in world.by_office.get((mention.role, mention.affiliation), ())]
        held = [h for h in there if mention.day and not off_term(h, mention.day) and h.names]
        if held:
            flags.append(f"that day the office was held by {' or '.join(dict.fromkeys(h.names[0] for h in held))}")
    return Link(
        field=mention.field,
        name=mention.name,
        person=best.person if best else None,
        probability=best.probability if best else 0.0,
        how=SAID,
        candidates=candidates,
        flags=flags,
    )


def _unnamed(mention: Mention, world: _World) -> Link | None:
    """An office without a name leads to who held it that day; two in one month leave two."""
    if not mention.role or not mention.affiliation or not mention.day:
        return None
    there = [world.holders[n] for n in world.by_office.get((mention.role, mention.affiliation), ())]
    held = {identity(h): h for h in there if h.names and not off_term(h, mention.day)}
    if not held:
        return None
    share = (1 - NOBODY / 2) / len(held)
    candidates = [
        _candidate(h, [f"{_term(h)}; the report names the office only"], round(share, 4))
        for h in sorted(held.values(), key=lambda h: h.since)
    ][:LISTED]
    best = candidates[0] if len(held) == 1 else None
    flags = [] if best else [f"{len(held)} persons held the office then"]
    return Link(
        field=mention.field,
        name=None,
        person=best.person if best else None,
        probability=best.probability if best else 0.0,
        how=INFERRED,
        candidates=candidates,
        flags=flags,
    )


def link(pack: Pack, mention: Mention, *, persons: Persons | None = None, beside: frozenset[str] = frozenset()) -> Link | None:
    """The answer for one mention, or None where nothing can be said (no name and no known office)."""
    world = _world(pack)
    return _named(mention, world, persons, beside) if mention.name else _unnamed(mention, world)


# ---------------------------------------------------------------- a record
def mentions(record: Record) -> Iterator[Mention]:
    """Persons of a record: participants on the day of the engagement (else of the report), speakers on the day of the report."""
    published = record.published or ""
    for i, engagement in enumerate(record.engagements):
        for j, p in enumerate(engagement.participants):
            day = engagement.date or published
            yield Mention(field=f"engagements[{i}].participants[{j}]", name=p.name, role=p.role, affiliation=p.affiliation, day=day)
    for i, statement in enumerate(record.statements):
        speaker = statement.speaker
        if not isinstance(speaker.affiliation, list):
            yield Mention(
                field=f"statements[{i}].speaker", name=speaker.name, role=speaker.role, affiliation=speaker.affiliation, day=published
            )


def resolve(pack: Pack, record: Record, persons: Persons | None = None) -> list[Link]:
    """Links of all persons of a record for whom something can be said, in the order of the record."""
    every = list(mentions(record))
    beside = frozenset(m.affiliation for m in every if m.affiliation)
    answers: dict[tuple[str | None, str | None, str | None, str], Link | None] = {}
    out = []
    for mention in every:
        asked = (mention.name, mention.role, mention.affiliation, mention.day)
        if asked not in answers:
            answers[asked] = link(pack, mention, persons=persons, beside=beside)
        answer = answers[asked]
        if answer is not None:
            out.append(msgspec.structs.replace(answer, field=mention.field))
    return out
