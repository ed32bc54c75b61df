"""Governments and movements that face one another: "between the delegations of the government and the Houthis".

In: a contact's parties. Out: the state of a government that is told without it, where the movement on the other side is of one state.
"""

from __future__ import annotations

from mahdar.frame.arguments import Layout
from mahdar.frame.contact import Contact
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
