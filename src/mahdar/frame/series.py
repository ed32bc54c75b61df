"""Series of gatherings: "Oslo will host the third meeting", "the first was held in Rome in May": the same parties as those of the one told before.

In: a gathering told without its parties, and the contacts before it. Out: its parties, or none where nothing sets it apart from those told.
"""

from __future__ import annotations

import msgspec

from mahdar.frame.contact import FROM_BEFORE, GATHERINGS, Contact, Party, days_differ
from mahdar.frame.identity import Identity
from mahdar.recognise.analysis import Entity

SERIAL = 3  # words from the noun of a gathering to its number in the series ("the consultative meeting, the third")
BACK = 5  # sentences from a gathering of a series to the one told before it
FEWEST = {"meeting": 1, "conference": 1, "negotiation": 1, "call": 2}  # sides of a contact of a series are more than these
RULERS = frozenset({"president", "monarch", "prime_minister", "crown_prince"})
SAME_PARTIES = "same parties as the gathering before it in its series"


class Series(Identity):
    """Further gatherings of a series."""

    def of_series(self, contact: Contact, before: list[Contact]) -> bool:
        """Give a gathering that its number sets apart, with a place or day of its own, the parties of the last one told. Whether it was one."""
        if contact.kind not in GATHERINGS or not contact.definite or contact.cue.pronoun or not self.numbered(contact):
            return False
        told = [p for p in contact.parties if p.part not in ("host", "attendee") and p.rule != FROM_BEFORE]
        others = [p for p in told if not self.blank(p.entity)]
        near = [c for c in before if len(self.sides(c)) > FEWEST.get(c.kind, 0) > 0 and contact.sentence - c.sentence <= BACK]
        old = max(reversed(near), key=lambda c: (not c.headline, len(self.sides(c))), default=None)
        if others or old is None or not self.apart(contact, old):
            return False
        summit = contact.kind == "conference" and old.kind != "conference"
        if summit and len(self.sides(old)) <= FEWEST["call"]:
            return False  # two speak of a summit of whoever
        contact.anaphor = contact.pair = False
        contact.kind = contact.kind if summit else old.kind
        host = contact.where.country if contact.where is not None else None
        named = any(p.part == "host" for p in old.parties) and not summit
        contact.parties = [
            *(p for p in contact.parties if p.part == "attendee"),
            *(self.again(p, old, host, named=named, summit=summit) for p in self.met(old)),
        ]
        return True

    def numbered(self, contact: Contact) -> bool:
        """Whether a number, "next" or "previous" stands close behind the noun of a gathering."""
        lex, at = self.layout.lex, self.analysis.token_at(contact.cue.end)
        return any(lex.is_(i, "serial") for i in range(at, at + SERIAL))

    def apart(self, contact: Contact, old: Contact) -> bool:
        """Whether its own place or day, or that one is held and one to come, set a gathering apart from the one before."""
        here, there = contact.where, old.where
        elsewhere = here is not None and there is not None and here.city is not None and there.city is not None and here.city != there.city
        own = self.layout.own_place(contact)
        ahead = {contact.status, old.status} == {"held", "planned"} and (own or contact.when is not None)
        summit = contact.kind == "conference" != old.kind and contact.when is not None and own  # "the last summit was held in Oslo in June"
        return (elsewhere and own) or days_differ(contact, old) or ahead or summit

    def met(self, old: Contact) -> list[Party]:
        """Those who met before, but for who was there besides; of a body's gathering the body alone."""
        met = [p for p in old.parties if p.part != "attendee" and p.entity >= 0]
        return [p for p in met if self.multilateral(p.entity)] or met

    def again(self, party: Party, old: Contact, host: str | None, *, named: bool, summit: bool) -> Party:
        """The party of the next gathering: of the same side and office, whoever holds it (of a summit that ministers speak of, their state); the
        state where it meets is its host, where the one before told of a host too."""
        found = self.analysis.entities[party.entity]
        side, role, kind = found.affiliation, found.role, found.kind
        part = party.part
        if named and part in ("host", "participant", "guest"):
            part = "host" if side is not None and side.value == host else "participant"
        elif summit and part in ("host", "guest", "caller", "callee"):
            part = "participant"
        entity = party.entity
        if kind == "person" and (summit or old.kind != "meeting"):
            if summit and (role is None or role.value not in RULERS):
                kind, role = "party", msgspec.structs.replace(role, value="delegation") if role is not None else None
            self.analysis.entities.append(Entity(kind=kind, affiliation=side, role=role, mentions=[]))
            entity = len(self.analysis.entities) - 1
        return msgspec.structs.replace(party, entity=entity, part=part, rule=SAME_PARTIES)
