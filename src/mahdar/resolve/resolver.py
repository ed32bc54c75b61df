"""Who is meant? From what a report says of persons (name, role, state, day) to persons of the world data and of imported lists.

In: a pack (its holders of offices), a `Record`. Out: for every participant and speaker a `Link` (weigh.py weighs each alone). Here the mentions
of one report are laid beside each other: a family name alone is the one whom the report names in full, an office alone the one whom it names
in that office, and somebody whom no list knows becomes a local person. Pure: the record is read, never changed; links lie beside it.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from mahdar.model import INFERRED, Record
from mahdar.packs import Pack
from mahdar.resolve.compare import score
from mahdar.resolve.parts import parse
from mahdar.resolve.weigh import UNSAID, Candidate, Link, Mention, Persons, link
from mahdar.resolve.world import FAMILY, FAMILY_FIRST, SINGLE, identity, likely, off_term, words, world_of
from mahdar.text import folded

__all__ = ["Candidate", "Link", "Mention", "identity", "link", "local_key", "mentions", "off_term", "resolve", "resolve_mentions"]

# From this score on two spellings in one report, of one state, are one person.
ONE_PERSON = 0.9
# A candidate as likely as this stands against a new local person: the mention stays unresolved.
RIVAL = 0.35
# What is left of a probability that is carried from one mention to another of the same report.
CARRIED = 0.95


class _Bearer(msgspec.Struct):
    """Mentions of one report that name one person, by their numbers; `name` is the fullest."""

    name: str
    numbers: list[int]
    parties: set[str]
    roles: set[str | None]


# ---------------------------------------------------------------- who bears which names
def _bearers(every: list[Mention]) -> list[_Bearer]:
    """Named mentions put together: the same words, a shorter name with the one fuller name that it can stand for, spellings of one name."""
    same: dict[tuple[tuple[str, ...], str | None], _Bearer] = {}
    for number, mention in enumerate(every):
        if mention.name and (said := words(parse(mention.name))):
            bearer = same.setdefault((said, mention.affiliation), _Bearer(mention.name, [], set(), set()))
            bearer.numbers.append(number)
            bearer.roles.add(mention.role)
            if mention.affiliation:
                bearer.parties.add(mention.affiliation)
    out: list[_Bearer] = []
    for bearer in sorted(same.values(), key=lambda b: (-len(words(parse(b.name))), not b.parties, b.numbers)):
        found = [other for other in out if _one(bearer, other)]
        if len(found) == 1:
            found[0].numbers += bearer.numbers
            found[0].parties |= bearer.parties
            found[0].roles |= bearer.roles
        else:
            out.append(bearer)
    return out


def _one(short: _Bearer, full: _Bearer) -> bool:
    """Whether a name can stand for a fuller one, or for one spelt otherwise, that a report gives for the same party."""
    if short.parties and full.parties and not short.parties & full.parties:
        return False
    a, b = parse(short.name), parse(full.name)
    found = likely(a, b, family_first=bool((short.parties | full.parties) & FAMILY_FIRST))
    if found >= FAMILY or (found and (short.roles <= UNSAID or short.roles & full.roles)):
        return True
    return len(a.parts) > 1 and bool(short.parties & full.parties) and score(short.name, full.name) >= ONE_PERSON


def local_key(affiliation: str | None, name: str) -> str:
    """The identifier of somebody whom no list knows: the party and the name as it is compared."""
    return f"{affiliation or '-'}:{' '.join(folded(name).split())}"


# What names of bodies begin with, and what they are as a whole.
_BODIES = frozenset({"institution", "body", "agency", "department"})
_PLACES = frozenset({"state", "seat", "city", "people"})


def _kinds(pack: Pack, words_: list[str]) -> set[str]:
    return {pack.data.entries[use.entry].kind for use in pack.data.forms.get(" ".join(words_), ())}


def _body(pack: Pack, name: str) -> bool:
    """Whether a name without an office is rather that of a body: it begins like a known one, is a place, or holds no word but common ones."""
    said = folded(name).split()
    begins = any(_kinds(pack, said[:end]) & _BODIES for end in range(1, len(said) + 1))
    return begins or bool(_kinds(pack, said) & _PLACES) or all(_common(pack, word) for word in said)


def _common(pack: Pack, word: str) -> bool:
    article = pack.settings.article
    return not pack.data.names.get(word) and (word in pack.common or (word.startswith(article) and word[len(article) :] in pack.common))


def _told_apart(pack: Pack, name: str, roles: set[str | None]) -> bool:
    """Whether a name is enough to tell somebody apart whom no list knows: two words, and no common ones where names begin, or where nothing
    but the name says that it is a person."""
    said = folded(name).split()
    if len(words(parse(name))) < 2 or _common(pack, said[0]) or not all(word.isalpha() for word in said):
        return False
    if not roles <= UNSAID:
        return True
    bare = [word.removeprefix(joined) for word in said for joined in ("", *pack.settings.conjunctions)]
    return not any(_common(pack, word) or (_kinds(pack, [word]) & _PLACES and word not in pack.data.names) for word in bare)


# ---------------------------------------------------------------- one report
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
    return resolve_mentions(pack, list(mentions(record)), persons)


def resolve_mentions(pack: Pack, every: list[Mention], persons: Persons | None = None) -> list[Link]:
    """The same for what one report says of persons, however it was gathered."""
    beside = frozenset(m.affiliation for m in every if m.affiliation)
    answers: dict[tuple[str | None, str | None, str | None, str], Link | None] = {}
    links: list[Link | None] = []
    for mention in every:
        asked = (mention.name, mention.role, mention.affiliation, mention.day)
        if asked not in answers and mention.name and mention.role in UNSAID and _body(pack, mention.name):
            answers[asked] = None
        if asked not in answers:
            answers[asked] = link(pack, mention, persons=persons, beside=beside)
        answer = answers[asked]
        links.append(msgspec.structs.replace(answer, field=mention.field) if answer is not None else None)
    bearers = _bearers(every)
    for bearer in bearers:
        _agree(pack, bearer, every, links)
    for number, mention in enumerate(every):
        if not mention.name and mention.role in SINGLE and mention.affiliation:
            links[number] = _in_that_office(pack, mention, links[number], bearers, every, links)
    return [found for found in links if found is not None]


def _agree(pack: Pack, bearer: _Bearer, every: list[Mention], links: list[Link | None]) -> None:
    """Let the mentions of one person lead to one: to whom the fullest of them leads, else to a new local person."""
    found = [(number, one) for number in bearer.numbers if (one := links[number]) is not None]
    sure = [one for _, one in found if one.person is not None]
    fullest = [one for number, one in found if one.person is not None and every[number].name == bearer.name]
    people = {one.person for one in fullest or sure}
    if len(people) == 1:
        best = max(fullest or sure, key=lambda one: one.probability)
        for number, one in found:
            alone = len(words(parse(one.name or ""))) < 2
            if one.person is None or (one.person != best.person and alone):
                links[number] = _carried(one, best, bearer.name)
        return
    rival = max((one.candidates[0].probability for _, one in found if one.candidates), default=0.0)
    if sure or rival >= RIVAL or not _told_apart(pack, bearer.name, bearer.roles):
        return
    key = local_key(min(bearer.parties, default=None), bearer.name)
    for number, one in found:
        links[number] = msgspec.structs.replace(one, local=key)


def _carried(one: Link, best: Link, name: str) -> Link:
    """A link that follows from another of the same report."""
    chosen = next(c for c in best.candidates if c.person == best.person)
    probability = round(best.probability * CARRIED, 4)
    why = [f"the report names {name} in full" if one.name != name else "the report names the same person elsewhere", *chosen.why]
    first = msgspec.structs.replace(chosen, probability=probability, why=why)
    others = [c for c in one.candidates if c.person != best.person and c.probability <= 1 - probability]
    return msgspec.structs.replace(one, person=best.person, probability=probability, candidates=[first, *others])


def _in_that_office(
    pack: Pack, mention: Mention, answer: Link | None, bearers: list[_Bearer], every: list[Mention], links: list[Link | None]
) -> Link | None:
    """An office without a name is the one whom the report names in that office, unless the lists have another one in it that day."""
    if answer is not None and answer.person is not None:
        return answer
    there = [
        (bearer, number)
        for bearer in bearers
        for number in bearer.numbers
        if (every[number].role, every[number].affiliation) == (mention.role, mention.affiliation)
        and every[number].day[:7] == mention.day[:7]
    ]
    found = links[there[0][1]] if len({id(bearer) for bearer, _ in there}) == 1 else None
    if found is None or found.flags or (found.person is None and not found.local):
        return answer
    candidates = [c for c in (answer.candidates if answer is not None else []) if c.person != found.person]
    if found.person is not None:
        terms = world_of(pack).persons.get(found.person)
        held = [h for h in terms.terms if (h.role, h.affiliation) == (mention.role, mention.affiliation)] if terms is not None else []
        if answer is not None and not any(not off_term(h, mention.day) for h in held):
            return answer
        chosen = next(c for c in found.candidates if c.person == found.person)
        why = [f"the report names {there[0][0].name} in this office", *chosen.why]
        first = msgspec.structs.replace(chosen, probability=round(found.probability * CARRIED, 4), why=why)
        candidates = [first, *(c for c in candidates if c.probability <= 1 - first.probability)]
    return Link(
        field=mention.field,
        name=None,
        person=found.person,
        probability=round(found.probability * CARRIED, 4),
        how=INFERRED,
        candidates=candidates,
        local=found.local,
    )
