"""Governments and movements that face one another: "between the delegations of the government and the Houthis".

Also who else a contact is of, where its words tell of one: who invites to a summit of his own state holds it.
In: a contact's parties. Out: the state of a government that is told without it, where the movement on the other side is of one state; the host.
"""

from __future__ import annotations

from mahdar.frame.arguments import Layout
from mahdar.frame.contact import RESIDENT, Contact, Party
from mahdar.frame.parties import Parties
from mahdar.model import INFERRED
from mahdar.recognise.analysis import OWN_OFFICIALS, Actor, Read

MOVEMENT = "movement"


def governments(layout: Layout, contact: Contact) -> None:
    """Give a government without a state that of the movement which it meets."""
    analysis = layout.analysis
    data = analysis.pack.data
    found = [(p, e.affiliation) for p in contact.parties if p.entity >= 0 and p.actor >= 0 and (e := analysis.entities[p.entity])]
    rivals = [a for _, a in found if a is not None and data.body_types.get(a.value) == MOVEMENT and data.body_states.get(a.value)]
    states = {data.body_states[a.value] for a in rivals}
    if len(states) != 1:
        return
    state, rival = next(iter(states)), rivals[0]
    for party, mine in found:
        if (mine is None or mine.rule == OWN_OFFICIALS) and of_government(layout, analysis.actors[party.actor]):
            analysis.entities[party.entity].affiliation = Read(state, rival.start, rival.end, INFERRED, "state of the movement it faces")


def of_government(layout: Layout, actor: Actor) -> bool:
    """Whether a mention is a government or its delegation."""
    first, last = layout.analysis.token_at(actor.start), layout.analysis.token_at(actor.end)
    return actor.kind in ("institution", "delegation") and any(layout.lex.is_(i, "of_government") for i in range(first, last))


def inviter(parties: Parties, contact: Contact) -> None:
    """ "An invitation from the president X to Y to attend a summit in Paris": who invites to his own state holds the summit there."""
    country = contact.where.country if contact.where is not None else None
    if contact.kind != "conference" or country is None or not any(p.rule == "invited" for p in contact.parties):
        return
    if country in parties.sides(contact) or any(parties.multilateral(e) for e in contact.people):
        return  # a body's gathering is its own
    analysis = parties.analysis
    for index in analysis.actors_in(*analysis.sentences[contact.sentence]):
        actor = analysis.actors[index]
        resident = actor.role is None or actor.role.value in RESIDENT
        if actor.kind == "person" and not resident and parties.affiliation(actor.entity) == country:
            contact.parties.append(Party(actor.entity, "host", index, "invites"))
            return
