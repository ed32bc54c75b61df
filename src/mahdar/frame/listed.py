"""Who the many are: "received the credentials of a number of ambassadors. The ambassadors are X, the ambassador of A, and Y, the ambassador of B".

In: a contact with a group of those who serve abroad, of no state. Out: those whom the words behind it name in the group's stead.
"""

from __future__ import annotations

from mahdar.frame.arguments import Layout, Sentence
from mahdar.frame.contact import Contact, Party
from mahdar.recognise.departments import RESIDENT

OPENS = 4  # words in which a sentence says that it goes on with the group


def listed(layout: Layout, contact: Contact) -> None:
    """Put those named behind a group of ambassadors in its place, where two or more are named with their states."""
    actors, entities = layout.analysis.actors, layout.analysis.entities
    for group in contact.parties:
        who = actors[group.actor] if group.actor >= 0 else None
        office = entities[group.entity].role if group.entity >= 0 else None
        if who is None or who.kind != "group" or who.number != "pl" or office is None or office.value not in RESIDENT:
            continue
        here, behind = layout.sentences[contact.sentence], layout.sentences[contact.sentence + 1 : contact.sentence + 2]
        named = (
            _named(layout, here, who.end)
            if any(layout.lex.is_(i, "they_are") for i in range(layout.analysis.token_at(who.end), here.after))
            else []
        )
        for sentence in behind:
            if not named and _goes_on(layout, sentence, office.value):
                named = _named(layout, sentence, -1)
        if len(named) > 1:
            parties = [Party(actors[i].entity, group.part, i, "one of those listed") for i in named]
            contact.parties = [p for p in contact.parties if p is not group] + parties
        return


def _goes_on(layout: Layout, sentence: Sentence, office: str) -> bool:
    """Whether a sentence begins with the group ("the ambassadors are", "and they are", "among them were")."""
    first = range(sentence.first, sentence.first + OPENS)
    if any(layout.lex.is_(i, "they_are") or layout.lex.is_(i, "comprises") for i in first):
        return True
    chain = sentence.chains[0] if sentence.chains else None
    actor = layout.analysis.actors[chain.members[0]] if chain is not None and chain.first - sentence.first < OPENS else None
    role = layout.analysis.entities[actor.entity].role if actor is not None and actor.entity >= 0 else None
    return actor is not None and actor.number == "pl" and role is not None and role.value == office


def _named(layout: Layout, sentence: Sentence, start: int) -> list[int]:
    """The mentions of those who serve abroad for a state, behind a position of a sentence."""
    actors, entities = layout.analysis.actors, layout.analysis.entities
    out: dict[int, int] = {}
    for chain in sentence.chains:
        for i in chain.members:
            entity = entities[actors[i].entity] if actors[i].entity >= 0 and actors[i].kind == "person" else None
            office = entity.role if entity is not None and entity.affiliation is not None else None
            if chain.start >= start and office is not None and office.value in RESIDENT:
                out.setdefault(actors[i].entity, i)
    return list(out.values())
