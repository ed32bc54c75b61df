"""What contacts of one report share: the day of one contact holds for the others of the same journey.

In: the contacts after each was finished alone. Out: days of those that had none, where the others leave one answer.
"""

from __future__ import annotations

import msgspec

from mahdar.frame.contact import Contact
from mahdar.frame.finish import Finisher
from mahdar.model import FROM_EARLIER
from mahdar.recognise.analysis import When

IN_PERSON = frozenset({"meeting", "visit", "negotiation"})
MEETING = frozenset({"meeting", "negotiation", "conference"})
DAY = 10  # letters of a day


class Together(Finisher):
    """Fills days from the other contacts of the same persons."""

    def share(self, contacts: list[Contact]) -> None:
        """Give each contact without a day that of the others there."""
        told = [c for c in contacts if c.kind in IN_PERSON and c.status in ("held", "planned") and not c.background]
        # days that were told, so that a day once shared is not shared further
        days = {id(c): c.when for c in told}
        for contact in told:
            if contact.when is None:
                self.share_day(contact, told, days)
        there = [c for c in contacts if c.kind in MEETING | {"visit"} and c.where is not None]
        for contact in contacts:
            if contact.kind in MEETING and contact.where is None and not contact.background:
                self.share_place(contact, there)

    def share_day(self, contact: Contact, told: list[Contact], days: dict[int, When | None]) -> None:
        """A contact without a day, of somebody whose other contacts in that state are all of one day."""
        if contact.where is None or contact.where.country is None:
            return
        found = [
            when
            for other in told
            if other is not contact
            and other.status == contact.status
            and other.where is not None
            and other.where.country == contact.where.country
            and other.people & contact.people
            and (when := days[id(other)]) is not None
            and when.value is not None
        ]
        if found and len({w.value for w in found}) == 1 and len(found[0].value or "") == DAY:
            contact.when = msgspec.structs.replace(
                found[0], how=FROM_EARLIER, reason=f"{found[0].reason}; the day of the others there".strip("; ")
            )

    def share_place(self, contact: Contact, there: list[Contact]) -> None:
        """A contact without a place, of somebody who on that day was in one city as far as the report tells."""
        day = contact.when.value if contact.when is not None else None
        if day is None or len(day) != DAY:
            return
        named = {e for e in contact.people if e >= 0 and self.analysis.entities[e].name is not None}
        found = [
            other
            for other in there
            if other.where is not None
            and other.when is not None
            and (value := other.when.value) is not None
            and len(value) >= DAY
            and value[:DAY] <= day <= value[-DAY:]
            and other.people & named
        ]
        places = {(o.where.city, o.where.country) for o in found if o.where is not None}
        if len(places) == 1:
            contact.where, contact.where_rule = found[0].where, "place of the others that day"
            self.parts(contact)
