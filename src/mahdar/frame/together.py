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
