"""Who invites to a summit of his own state holds it.

In: a gathering with its place. Out: the host among those of its sentence who are of the state where it is held.
"""

from __future__ import annotations

from mahdar.frame.contact import Contact, Party
from mahdar.frame.parties import Parties
from mahdar.recognise.departments import RESIDENT


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
