"""Who is who in a store: the persons that answer to a name, from the links of the view with what people decided laid over them; and which terms
of claims (naming.py) lists and searches for a name ask for."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from mahdar.model import SAID, Record
from mahdar.packs import Pack
from mahdar.recognise.asked import office_asked
from mahdar.resolve import imported
from mahdar.resolve.parts import parse
from mahdar.resolve.people import (
    Opinions,
    Person,
    Said,
    answers,
    found_by,
    gathered,
    holders_of,
    identifies,
    label,
    labels,
    name_of,
    no_name,
    target_of,
    unseen,
)
from mahdar.resolve.resolver import local_key
from mahdar.resolve.weigh import Link, Mention
from mahdar.resolve.world import World, words, world_of
from mahdar.store import decisions, linking, naming, tables, viewing
from mahdar.store.grouping import Groups, groups
from mahdar.store.laying import standing
from mahdar.store.shapes import PERSON, Decision
from mahdar.store.words import name_words


def opinions_of(found: Groups) -> Opinions:
    """What people decided about persons, by labels."""
    named = {member: group for group, members in found.members.items() for member in members}
    return Opinions(
        group={label(member): group for member, group in named.items()},
        apart=frozenset(frozenset((label(a), label(b))) for a, b in found.apart),
        names={label(named.get(member, member)): name for member, name in found.names.items()}
        | {label(member): name for member, name in found.names.items()},
    )


def bearers(connection: sa.Connection, name: str) -> set[str]:
    """The persons whom mentions printed as this bare name lead to; nobody for an identifier."""
    wanted = label(name)
    pack = linking.pack_in(connection) if ":" not in wanted else None
    if pack is None:
        return set()
    world = world_of(pack)
    every = [*(who for who in world.persons if wanted in labels(world, who)), *naming.labelled(connection, wanted)]
    return set(linking.printed(connection, every))


def who(connection: sa.Connection, asked: str) -> list[Person]:
    """The persons who answer to a name or identifier, best first; where nobody does and the text is the phrase of an office, those who held it, the
    latest first. Of those whom no report names, the ones of the world data."""
    pack = linking.pack_in(connection)
    if pack is None:
        return []
    world = world_of(pack)
    known = opinions_of(groups(decisions.all_of(connection, kind=PERSON)))
    found = found_by(asked, _people(connection, pack, _targets(connection, world, asked, known), known))
    if not found and (office := office_asked(pack, asked)):
        held = holders_of(world, *office)
        people = _people(connection, pack, held, known)
        # whom people put together with somebody stands under that one's identifier
        ids = [{person.id, *(said.link.person for said in person.said)} for person in people]
        places = [min((held.index(who) for who in some if who in held), default=len(held)) for some in ids]
        return [people[n] for place, n in sorted(zip(places, range(len(people)), strict=True)) if place < len(held)]
    return found


def _people(connection: sa.Connection, pack: Pack, targets: list[str], known: Opinions) -> list[Person]:
    """The persons to whom identifiers lead, as people see them, with their mentions."""
    world = world_of(pack)
    people = gathered(pack, linking.said_of(connection, targets), known)
    there = {person.id for person in people} | {said.link.person for person in people for said in person.said}
    others = [one for one in targets if one in world.persons and one not in there]
    people += [unseen(world, one) for one in others if not any(name in known.group for name in labels(world, one))]
    return people


def _targets(connection: sa.Connection, world: World, asked: str, known: Opinions) -> list[str]:
    """Identifiers that a name can lead to: known persons, imported and local ones, and all who are in one group with them."""
    wanted = label(asked)
    name = name_of(asked)
    nearby = naming.near(connection, name)
    found = [who for who in (*world.persons, *nearby) if label(who) == wanted] if identifies(asked) else []
    if not found:
        # an identifier may be of somebody whom people set apart: then his mentions lead to whom the name leads
        found = [person.id for person in world.find(name)]
        found += nearby
    with imported.given() as persons:
        if persons is not None:
            found += [one.id for one in persons.find(name)]
    called = {member for member, name in known.names.items() if answers(asked, [name])}
    theirs = {one for who in found for one in labels(world, who)} | called | {wanted}
    groups_ = {known.group[one] for one in theirs if one in known.group}
    members = {member for member, group in known.group.items() if group in groups_} | called
    if members:
        found += [who for who in world.persons if members & set(labels(world, who))]
        found += [who for member in sorted(members) for who in naming.labelled(connection, member)]
    return list(dict.fromkeys(found))


class Meant(msgspec.Struct, frozen=True, gc=False):
    """What a name that is asked for finds: claims with one of these terms, and claims with all these words in printed names - of names that lead to
    nobody only (`loose`) where the name is one by which links tell people apart."""

    terms: list[tuple[str, str]]
    words: list[str]
    loose: bool


def meant(connection: sa.Connection, asked: str) -> Meant:
    """The terms of the persons who answer to a name in any script or to an identifier, as people see them; of an office where nobody is called so."""
    spelt = name_words(asked)
    pack = linking.pack_in(connection)
    if pack is None or no_name(asked) or not linking.complete(connection):
        return Meant([], spelt, False)
    known = opinions_of(groups(decisions.all_of(connection, kind=PERSON)))
    leads = naming.leading_to(connection, _targets(connection, world_of(pack), asked, known))
    people = found_by(asked, gathered(pack, [_as_said(number, one) for number, one in enumerate(leads)], known))
    found = [leads[int(said.claim)].term for person in people for said in person.said]
    if identifies(asked):
        return Meant(found, [], True)
    if not found and (office := office_asked(pack, asked)):
        return Meant([naming.office(*office)], [], True)
    return Meant(found, spelt, len(words(parse(asked))) > 1)


def _as_said(number: int, one: naming.Lead) -> Said:
    """A lead as a mention, so that it is seen as mentions are; `claim` is its number."""
    party, _, name = one.printed.partition(":")
    mention = Mention(name=name or None, affiliation=party if party not in ("", "-") else None)
    person, local = (one.target, "") if one.kind == naming.PERSON else (None, one.target)
    link = Link(field="", name=mention.name, person=person, probability=0.0, how=SAID, candidates=[], local=local)
    return Said(report="", outlet="", published="", claim=str(number), type="", field="", mention=mention, link=link)


def links_of(connection: sa.Connection, reports: list[str]) -> list[tuple[Said, str]]:
    """The mentions of reports with whom they lead to, empty for nobody, as people see it."""
    pack = linking.pack_in(connection)
    if pack is None:
        return []
    known = opinions_of(groups(decisions.all_of(connection, kind=PERSON)))
    return [(said, target_of(world_of(pack), said, known)[0]) for said in linking.said_in(connection, reports)]


def shown_records(connection: sa.Connection, reports: list[str]) -> list[Record]:
    """Records as shown, with what people decided in them; `id` is the key of the report."""
    r = tables.reports
    numbers = {row[0]: row[1] for row in connection.execute(sa.select(r.c.id, r.c.key).where(r.c.key.in_(reports)))}
    heads = list(viewing.stored(connection, list(numbers)))
    shown = viewing.compute(connection, heads, numbers)
    bare = viewing.bare_records(connection, heads)
    return [linking.as_shown(bare[head.reading], numbers[head.report], shown[head.report].seen)[0] for head in heads]


def about(connection: sa.Connection, person: Person) -> list[Decision]:
    """What people decided about who somebody is, without what was taken back."""
    own = {label(person.id), label(person.name), *(label(seen.name) for seen in person.names)}
    own |= {label(local_key(said.mention.affiliation, said.mention.name)) for said in person.said if said.mention.name}
    if person.terms:
        # the members of a group; mentions that people set apart lead to a known person and are not of him
        own |= {label(said.link.person) for said in person.said if said.link.person}
    every = standing(decisions.all_of(connection, kind=PERSON))
    return [decision for decision in every if own & {label(member) for member in decision.members}]
