"""Across reports: the mentions of many reports put together by person, what people decided laid over it, and a person found by a name.

In: `Said`, one mention of a report with its link, from any number of reports; `Opinions`, what people decided. Out: `Person`: the names seen with
counts by outlet, offices, everything said of him, what contradicts, and who else may be meant. Pure; nothing is stored here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from mahdar.model import Record
from mahdar.packs import Holder, Pack
from mahdar.resolve.compare import MATCH, score
from mahdar.resolve.parts import parse
from mahdar.resolve.resolver import ONE_PERSON, local_key, mentions, resolve
from mahdar.resolve.sounds import skeleton
from mahdar.resolve.weigh import UNSAID, Link, Mention, Persons
from mahdar.resolve.world import FAMILY, World, likely, words, world_of
from mahdar.text import folded

ENGAGEMENT, STATEMENT = "engagement", "statement"
_FIELD = re.compile(r"(engagement|statement)s\[(\d+)\]\.(.+)")
_PARTY = re.compile(r"([A-Z0-9_]{2,}|-):(.+)", re.DOTALL)


class Said(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One mention of a report with its link: `claim` is the engagement or statement, `field` where in it the mention stands."""

    report: str
    outlet: str
    published: str
    claim: str
    type: str
    field: str
    mention: Mention
    link: Link


class Opinions(msgspec.Struct, frozen=True):
    """What people decided, by labels (see `label`): who is in which group, who is not whom, and what a person is called."""

    group: dict[str, str] = {}
    apart: frozenset[frozenset[str]] = frozenset()
    names: dict[str, str] = {}


class NameSeen(msgspec.Struct, frozen=True, gc=False):
    """A name as printed: how often, and in which outlets how often."""

    name: str
    count: int
    outlets: dict[str, int]


class OfficeSeen(msgspec.Struct, frozen=True, gc=False):
    """An office beside the name in reports: how often, and on which days first and last."""

    role: str
    affiliation: str | None
    count: int
    first: str
    last: str


class Perhaps(msgspec.Struct, frozen=True, gc=False):
    """Mentions that may be of this person and were not linked, or somebody else whom his mentions may be of."""

    name: str
    person: str
    count: int
    probability: float
    why: list[str]


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody, over all reports. `terms` are those of the world data; `why` tells how mentions led here, `flags` what contradicts."""

    id: str
    name: str
    names: list[NameSeen]
    terms: list[Holder]
    offices: list[OfficeSeen]
    reports: int
    said: list[Said]
    why: list[tuple[str, int]]
    flags: list[tuple[str, int]]
    perhaps: list[Perhaps]
    others: list[Perhaps]
    joined: list[str]
    decided: bool = False


def said_in(pack: Pack, record: Record, *, report: str = "", persons: Persons | None = None) -> list[Said]:
    """The mentions of a record with their links. `claim` is the claim's id."""
    return [one for _, _, one in numbered(pack, record, report=report or record.id, persons=persons)]


def numbered(pack: Pack, record: Record, *, report: str, persons: Persons | None = None) -> Iterator[tuple[str, int, Said]]:
    """The same, each with the type and the number of its claim in the record."""
    every = {mention.field: mention for mention in mentions(record)}
    outlet = record.report.outlet.value if record.report.outlet else ""
    for link in resolve(pack, record, persons):
        found = _FIELD.fullmatch(link.field)
        assert found is not None
        number = int(found[2])
        claim = (record.engagements if found[1] == ENGAGEMENT else record.statements)[number]
        yield (
            found[1],
            number,
            Said(
                report=report,
                outlet=outlet,
                published=record.published or "",
                claim=claim.id,
                type=found[1],
                field=found[3],
                mention=every[link.field],
                link=link,
            ),
        )


# ---------------------------------------------------------------- labels
def label(written: str) -> str:
    """An identifier or a name as people write it, in the form in which the two are compared: `RUS:sergei lavrov`, or the folded name alone."""
    found = _PARTY.fullmatch(written.strip())
    party, name = (found[1] + ":", found[2]) if found else ("", written)
    return party + " ".join(folded(name).casefold().split())


def name_of(written: str) -> str:
    """The name in an identifier of a party and a name; any other text as it is."""
    found = _PARTY.fullmatch(written.strip())
    return found[2] if found else written


def identifies(written: str) -> bool:
    """Whether a text is an identifier of a party and a name."""
    return _PARTY.fullmatch(written.strip()) is not None


def _own(said: Said) -> list[str]:
    """Labels of a mention by what is printed: the closest first."""
    name = said.mention.name
    return [label(local_key(said.mention.affiliation, name)), label(name)] if name else []


def _of_person(world: World, person: str) -> list[str]:
    """Labels of a known person."""
    known = world.persons.get(person)
    return [label(person), *(label(name) for name in (known.names if known is not None else ()))]


def labels(world: World, target: str) -> list[str]:
    """What people may call somebody by: his identifier and his names."""
    return list(dict.fromkeys([*_of_person(world, target), label(name_of(target))]))


def target_of(world: World, said: Said, opinions: Opinions) -> tuple[str, bool]:
    """To whom a mention leads, and whether that is a group which people made: else to whom its link leads, unless they set the two apart."""
    target = said.link.person or said.link.local
    own = _own(said)
    theirs = _of_person(world, target) if target else []
    if said.link.person and any(frozenset((a, b)) in opinions.apart for a in own for b in theirs):
        target, theirs = local_key(said.mention.affiliation, said.mention.name or ""), []
    for one in (*own, *theirs) if target or own else ():
        if one in opinions.group:
            return opinions.group[one], True
    return target, False


# ---------------------------------------------------------------- putting together
def gathered(pack: Pack, every: Iterable[Said], opinions: Opinions | None = None) -> list[Person]:
    """Persons, most often named first."""
    world = world_of(pack)
    known = opinions or Opinions()
    found: dict[str, list[Said]] = {}
    open_: list[Said] = []
    merged: set[str] = set()
    for said in every:
        target, by_people = target_of(world, said, known)
        if target:
            found.setdefault(target, []).append(said)
            if by_people:
                merged.add(target)
        else:
            open_.append(said)
    joined = _spellings(pack, found, known)
    people = [_person(world, target, some, joined.get(target, []), known, target in merged) for target, some in found.items()]
    whole = {person.id: person for person in people}
    for who, perhaps in _unlinked(open_).items():
        if who in whole:
            whole[who] = msgspec.structs.replace(whole[who], perhaps=perhaps)
        elif who in world.persons:
            whole[who] = msgspec.structs.replace(unseen(world, who), perhaps=perhaps)
    return sorted(whole.values(), key=lambda p: (-len(p.said), p.id))


def unseen(world: World, who: str) -> Person:
    """Somebody of the world data whom no report names."""
    return _person(world, who, [], [], Opinions(), False)


def _spellings(pack: Pack, found: dict[str, list[Said]], opinions: Opinions) -> dict[str, list[str]]:
    """Local persons whose names are spellings of one, put together under the one named most often: same party and office, the same consonants,
    and no two known names that differ in a vowel. Gives for each the spellings that were joined to it."""
    locals_ = sorted((t for t, some in found.items() if some[0].link.local == t), key=lambda t: (-len(found[t]), t))
    kept: dict[tuple[str, str], list[str]] = {}
    joined: dict[str, list[str]] = {}
    for target in locals_:
        party, _, name = target.partition(":")
        bones = " ".join(skeleton(part.signs) for part in parse(name).parts)
        roles = {said.mention.role for said in found[target]} - UNSAID
        for other in kept.setdefault((party, bones), []):
            if roles & {said.mention.role for said in found[other]} and _one_name(pack, name, other.partition(":")[2]):
                if frozenset((label(target), label(other))) in opinions.apart:
                    continue
                found[other] += found.pop(target)
                joined.setdefault(other, []).append(name)
                break
        else:
            kept[party, bones].append(target)
    return joined


def _one_name(pack: Pack, a: str, b: str) -> bool:
    differ = [(x, y) for x, y in zip(a.split(), b.split(), strict=False) if x != y]
    if any(x in pack.data.names and y in pack.data.names for x, y in differ):
        return False
    return score(a, b) >= ONE_PERSON


def _person(world: World, target: str, some: list[Said], joined: list[str], opinions: Opinions, merged: bool) -> Person:
    ids = [target] + ([one for one, _ in Counter(said.link.person for said in some).most_common() if one] if merged else [])
    who = next((one for one in ids if one in world.persons), target)
    terms = [term for one in dict.fromkeys([who, *ids]) if one in world.persons for term in world.persons[one].terms]
    known = world.persons.get(who)
    names: dict[str, Counter[str]] = {}
    offices: dict[tuple[str, str | None], list[str]] = {}
    why: Counter[str] = Counter()
    for said in some:
        if said.mention.name:
            names.setdefault(said.mention.name, Counter())[said.outlet] += 1
        if said.mention.role and said.mention.role not in UNSAID:
            offices.setdefault((said.mention.role, said.mention.affiliation), []).append(said.mention.day or said.published)
        why[_reason(said)] += 1
    seen = [NameSeen(name, sum(by.values()), dict(by.most_common())) for name, by in names.items()]
    seen.sort(key=lambda one: (-one.count, one.name))
    called = next((opinions.names[one] for one in (label(target), *labels(world, who)) if one in opinions.names), None)
    shown = known.name if known is not None else _fullest(some) or (seen[0].name if seen else target.partition(":")[2])
    return Person(
        id=who,
        name=called or shown,
        names=seen,
        terms=terms,
        offices=[
            OfficeSeen(role, party, len(days), min(filter(None, days), default=""), max(days))
            for (role, party), days in sorted(offices.items(), key=_weight)
        ],
        reports=len({said.report for said in some}),
        said=some,
        why=why.most_common(),
        flags=Counter(flag for said in some for flag in said.link.flags).most_common(),
        perhaps=[],
        others=_others(some),
        joined=joined,
        decided=merged or called is not None,
    )


def _weight(item: tuple[tuple[str, str | None], list[str]]) -> tuple[int, str]:
    return -len(item[1]), f"{item[0]}"


def _fullest(some: list[Said]) -> str:
    """The name printed with most words, of these the most frequent."""
    counts = Counter(said.mention.name for said in some if said.mention.name)
    return max(counts, key=lambda name: (len(words(parse(name or ""))), counts[name]), default="") or ""


def _reason(said: Said) -> str:
    """In a few words, why a mention leads to somebody: the last reason is that of the office, the first that of the name."""
    if said.link.person is None:
        return "named, and in no list"
    chosen = next((c for c in said.link.candidates if c.person == said.link.person), None)
    if chosen is None or not chosen.why:
        return said.link.how
    last = chosen.why[-1]
    if not said.mention.name:
        return f"office without a name: {last}"
    return f"office beside the name: {last}" if last.startswith(f"{chosen.role} of ") else last


def _others(some: list[Said]) -> list[Perhaps]:
    """Who else may be meant by mentions that lead to somebody."""
    found: dict[str, list[tuple[float, str, list[str]]]] = {}
    for said in some:
        for candidate in said.link.candidates:
            if candidate.person != said.link.person:
                found.setdefault(candidate.person, []).append((candidate.probability, candidate.name, candidate.why))
    out = [Perhaps(max(c)[1], who, len(c), max(c)[0], max(c)[2]) for who, c in found.items()]
    return sorted(out, key=lambda p: (-p.probability, p.person))


def _unlinked(open_: list[Said]) -> dict[str, list[Perhaps]]:
    """Mentions that lead to nobody, under the persons whom they are most likely of."""
    found: dict[tuple[str, str], list[tuple[float, list[str]]]] = {}
    for said in open_:
        for candidate in said.link.candidates[:2]:
            name = said.mention.name or f"{said.mention.role} of {said.mention.affiliation}"
            found.setdefault((candidate.person, name), []).append((candidate.probability, [*candidate.why, *said.link.flags]))
    out: dict[str, list[Perhaps]] = {}
    for (who, name), c in sorted(found.items(), key=lambda item: -max(item[1])[0]):
        out.setdefault(who, []).append(Perhaps(name, who, len(c), max(c)[0], max(c)[1]))
    return out


# ---------------------------------------------------------------- finding
# How well a single word must be answered: many sound alike. Where one is written the same, those that sound alike are not meant.
ONE_WORD = 0.9


def no_name(asked: str) -> str:
    """Why a text is no name to look for, in words; empty where it is one."""
    parsed = parse(asked)
    if not any(c.isalpha() for c in asked):
        return "no letters"
    if not parsed.parts:
        return "only particles or titles"
    if sum(c.isalpha() for c in asked) < 2:
        return "a single letter"
    return ""


def answers(asked: str, names: Iterable[str]) -> float:
    """How well one of some names answers a name that is asked for: above 1 where it is written the same, 0 where none does."""
    said = parse(asked)
    known = [parse(name) for name in dict.fromkeys(names)]
    if len(words(said)) > 1:
        # a family name alone is no answer to a name of several words, where more of the name is known
        known = [name for name in known if len(words(name)) > 1] or known
    written = max((likely(said, name) for name in known), default=0.0)
    if written >= FAMILY:
        return 1 + written
    best = max((score(asked, name.written) for name in known), default=0.0)
    return best if best >= (MATCH if len(words(said)) > 1 else ONE_WORD) else 0.0


def holders_of(world: World, affiliation: str, role: str) -> list[str]:
    """Known persons who held an office, the latest first."""
    terms = sorted(world.by_office.get((role, affiliation), ()), key=lambda held: held.since, reverse=True)
    return list(dict.fromkeys(world.person_of(held).id for held in terms))


def found_by(asked: str, people: Iterable[Person]) -> list[Person]:
    """The persons who answer to a name or an identifier, those who answer best and are named most often first."""
    wanted = label(asked)
    every = list(people)
    exact = [p for p in every if label(p.id) == wanted]
    if exact or identifies(asked):
        return exact
    script = parse(asked).script
    rated = []
    for person in every:
        names = [person.name, *(seen.name for seen in person.names), *(name for held in person.terms for name in held.written)]
        rate = answers(asked, names)
        # who has names in this script and none that is written so is not meant by a single word
        rated.append((rate, rate > 1 or all(parse(name).script != script for name in names), person))
    so = any(rate > 1 for rate, _, _ in rated) and len(words(parse(asked))) < 2
    best = sorted(rated, key=lambda rating: (-round(rating[0], 1), -len(rating[2].said), rating[2].id))
    return [person for rate, written, person in best if rate and (written or not so)]
