"""The office of "his counterpart" in a contact of two: that of the other one.

In: a contact with its parties. Out: nothing; the counterpart's office is set anew where it was taken from somebody who is not in the contact.
"""

from __future__ import annotations

import msgspec

from mahdar.frame.contact import Contact
from mahdar.model import FROM_EARLIER
from mahdar.recognise.analysis import Analysis

OF_COUNTERPART = "office of the counterpart"
# no office that one can share with another; a diplomat is called ambassador in whatever post
VAGUE = frozenset({"minister", "other", "delegation", "ambassador"})


def settle(analysis: Analysis, contact: Contact) -> None:
    """ "The minister will hand the president of Ghana a letter of the president of Kenya, and will confer with his Ghanaian counterpart": the
    counterpart is a minister, though a president is told right before him."""
    met = [p for p in contact.parties if p.part != "attendee" and p.entity >= 0 and p.actor >= 0]
    if len(met) != 2:
        return
    for party, other in (met, met[::-1]):
        entity, office = analysis.entities[party.entity], analysis.entities[other.entity].role
        role = entity.role
        if not analysis.actors[party.actor].counterpart or analysis.actors[other.actor].counterpart:
            continue
        if role is None or role.rule != OF_COUNTERPART or office is None or office.value in VAGUE | {role.value}:
            continue
        actor = analysis.actors[other.actor]
        entity.role = msgspec.structs.replace(
            role, value=office.value, how=FROM_EARLIER, reason=f"as {analysis.words(actor.start, actor.end)}"
        )
