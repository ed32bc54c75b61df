"""One contact told several times is one: candidates of a report put together.

Two candidates are the same contact when their families agree, they share the parties that both name, and neither day, place nor status speaks
against it. What only points back ("during the meeting", "the two sides discussed") adds to the contact it points to.
"""

from __future__ import annotations

import msgspec

from mahdar.frame.arguments import Layout
from mahdar.frame.contact import RECEPTION, Contact, Party, days_differ
from mahdar.model import INFERRED
from mahdar.recognise.analysis import Read, Where

FEW = 2  # persons who receive a guest, before they are a row of attendees
FAMILY = {"call": "call", "message": "message", "visit": "visit", "agreement": "agreement"}


def family(kind: str) -> str:
    return FAMILY.get(kind, "person")


class Combiner:
    """State of the combining over one report: contacts so far."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.analysis = layout.analysis
        self.contacts: list[Contact] = []
        self.misses: list[tuple[Contact, str]] = []
        self.states = self.analysis.pack.states

    def affiliation(self, entity: int) -> str:
        if entity < 0:
            return ""
        found = self.analysis.entities[entity].affiliation
        return found.value if found is not None else ""

    def sides(self, contact: Contact) -> set[str]:
        return {a for e in contact.people if (a := self.affiliation(e))}

    def foreign(self, contact: Contact) -> bool:
        """Whether two or more different parties take part (a visit: the traveller goes to another party's country)."""
        people = {e for e in contact.people if e >= 0}
        if self.mediated(contact):
            return contact.kind == "negotiation"
        sides = self.sides(contact)
        if contact.kind == "visit":
            if not people or contact.where is None or contact.where.country is None:
                return False
            # who travels decides, not a host told beside the place that is left
            sides = {a for p in contact.parties if p.part == "guest" and (a := self.affiliation(p.entity))} or sides
            if not sides:
                return any(
                    (found := self.analysis.entities[e]).kind == "person" and found.name is not None and found.role is not None
                    for e in people
                )
            return sides != {contact.where.country}
        if contact.kind == "conference":
            told = contact.when is not None or contact.where is not None or len(people) > 1
            return told and bool(sides) and (len(sides) >= 2 or any(self.multilateral(e) for e in people))
        unknown = [e for e in people if not self.affiliation(e)]
        if len(people) >= 2 and sides and any(self.untold(e) for e in unknown):
            return True
        if len(people) < 2 or not sides:
            return False
        return len(sides) >= 2 or (bool(unknown) and self.stand_apart(contact, unknown))

    def mediated(self, contact: Contact) -> bool:
        """Whether only those who mediate are told: between whom must be told elsewhere."""
        return contact.kind != "message" and bool(contact.parties) and all(p.part == "mediator" for p in contact.parties)

    def stand_apart(self, contact: Contact, unknown: list[int]) -> bool:
        """Whether named persons of an unknown side hold a place of their own in the clause, with nobody of the known side in it."""
        if any(self.analysis.entities[e].name is None or self._institution(e) for e in unknown):
            return False
        rules = {p.rule for p in contact.parties if p.entity in unknown}
        if rules == {"after between"} and len(contact.people) == 2:
            return True
        return not any(p.rule in rules for p in contact.parties if p.entity not in unknown)

    def _institution(self, entity: int) -> bool:
        """A body of a state that the report does not name ("the municipality")."""
        return any(self.analysis.actors[i].kind == "institution" for i in self.analysis.entities[entity].mentions)

    def untold(self, entity: int) -> bool:
        """A party of its own that the report does not tell apart ("the powers", "the armed opposition")."""
        found = self.analysis.entities[entity]
        return found.kind == "party" and any(self.analysis.actors[i].rule == "party not told apart" for i in found.mentions)

    def multilateral(self, entity: int) -> bool:
        found = self.analysis.entities[entity]
        return found.kind == "party" and found.affiliation is not None and self.affiliation(entity) not in self.states

    def places_differ(self, a: Contact, b: Contact) -> bool:
        if a.where is None or b.where is None:
            return False
        if a.where.country and b.where.country and a.where.country != b.where.country:
            return True
        return bool(a.where.city and b.where.city and a.where.city != b.where.city)

    def same_people(self, new: Contact, old: Contact) -> bool:
        """The parties both name agree: the smaller set lies in the larger, or each side of one is met by a person of the same side."""
        a, b = new.people, old.people
        if new.kind == "visit" and old.kind == "visit":
            # the travellers decide, hosts may be told once only
            a = {p.entity for p in new.parties if p.part == "guest"}
            b = {p.entity for p in old.parties if p.part == "guest"}
            return bool(a & b) or self.stands_for(a, b)
        if new.kind == old.kind == "conference" and (a & b or (new.definite and any(p.rule == "takes part" for p in new.parties))):
            # a gathering has many, and each sentence names some; "the summit" is the one told before
            return True
        if new.kind == old.kind == "negotiation" and (self.mediated(new) or self.mediated(old)):
            return True
        if len(a & b) >= 2 or (a and a <= b) or (b and b <= a):
            return True
        loose = old.headline != new.headline
        if a & b:
            rest_a, rest_b = a - b, b - a
            return self.stands_for(rest_a, rest_b, loose=loose)
        return self.stands_for(a, b, loose=loose)

    def stands_for(self, a: set[int], b: set[int], *, loose: bool = False) -> bool:
        """Whether unnamed parties of one set can be the named persons of the other (same affiliation, no contradiction; `loose`: whatever
        office is told, for a headline tells the same contact in short)."""
        if not a or not b:
            return False
        vague = self._unnamed if loose else self._vague
        return any(
            all(vague(e) and any(self.affiliation(e) == self.affiliation(f) for f in other) for e in one) for one, other in ((a, b), (b, a))
        )

    def _unnamed(self, entity: int) -> bool:
        return self.analysis.entities[entity].name is None and bool(self.affiliation(entity))

    def _vague(self, entity: int) -> bool:
        found = self.analysis.entities[entity]
        return (
            found.name is None
            and bool(self.affiliation(entity))
            and (found.kind == "party" or found.role is None or found.role.value in ("delegation", "other", "minister"))
        )

    def blank(self, entity: int) -> bool:
        """A party of which the report says neither name nor side ("a number of officials")."""
        return entity >= 0 and self.analysis.entities[entity].name is None and not self.affiliation(entity)

    def _stood_for(self, party: Party, parties: list[Party]) -> bool:
        """A delegation whose members are named beside it."""
        if party.entity < 0 or party.actor < 0 or self.analysis.actors[party.actor].kind != "delegation":
            return False
        side = self.affiliation(party.entity)
        return bool(side) and any(
            p.entity >= 0
            and p.part != "attendee"
            and self.affiliation(p.entity) == side
            and self.analysis.entities[p.entity].name is not None
            for p in parties
        )

    def _state_word(self, party: Party) -> bool:
        """Whether a party is told by the bare name of its state."""
        return party.actor >= 0 and self.analysis.actors[party.actor].kind in ("state", "capital", "institution")

    def same(self, new: Contact, old: Contact) -> bool:
        if family(new.kind) != family(old.kind) and not self.within_call(new, old):
            return False
        if not self.same_people(new, old) or days_differ(new, old) or self.places_differ(new, old):
            return False
        if (
            new.background != old.background
            and new.kind in ("meeting", "call")
            and not self.same_day(new, old)
            and not self.same_city(new, old)
        ):
            return False
        if (
            new.kind != old.kind
            and {new.kind, old.kind} == {"meeting", "conference"}
            and (len(new.people & old.people) < 2 or any(self.multilateral(e) for e in new.people ^ old.people))
        ):
            # two who take part in a body's gathering meet beside it
            return False
        if {new.status, old.status} & {"planned"} and {new.status, old.status} & {"held"}:
            # a plan and its holding in one report are two only where the days say so
            return self.tense_allows(new, old)
        return True

    def within_call(self, new: Contact, old: Contact) -> bool:
        """ "X called Y. He discussed with him …": a weak verb, told without day and place of its own, goes on about the call of the two."""
        weak = any(e.data.get("pair") for e in new.cue.entries) and new.where is None and new.when is None
        return weak and old.kind == "call" and len(new.people) == 2 and new.people == old.people

    def same_day(self, a: Contact, b: Contact) -> bool:
        return a.when is not None and b.when is not None and a.when.value is not None and a.when.value == b.when.value

    def same_city(self, a: Contact, b: Contact) -> bool:
        return a.where is not None and b.where is not None and a.where.city is not None and a.where.city == b.where.city

    def tense_allows(self, new: Contact, old: Contact) -> bool:
        return new.headline or old.headline or new.kind != "visit" or not (new.when and old.when)

    def absorb(self, old: Contact, new: Contact) -> None:
        """Put what `new` says into `old`."""
        old.joined = [*old.joined, new]
        if old.headline and not new.headline:
            # whom the headline tells by office alone the body names
            told = {self.affiliation(p.entity) for p in new.parties if p.part != "attendee" and not self._unnamed(p.entity)} - {""}
            old.parties = [p for p in old.parties if not self._unnamed(p.entity) or self.affiliation(p.entity) not in told]
        have = {p.entity: p for p in old.parties}
        named = {e for e in have if e >= 0 and not self._vague(e)}
        for party in new.parties:
            if party.entity in have:
                mine = have[party.entity]
                if mine.part in ("participant", "attendee") and party.part not in ("participant", "attendee"):
                    mine.part, mine.rule = party.part, party.rule
                continue
            if (
                party.entity >= 0
                and self._vague(party.entity)
                and any(self.affiliation(party.entity) == self.affiliation(e) for e in named)
            ):
                continue
            if self.blank(party.entity) and len(old.people) > 1:
                continue
            old.parties.append(party)
            have[party.entity] = party
        if sum(not self.blank(p.entity) for p in new.parties if p.part != "attendee") > 1:
            theirs = {p.entity for p in new.parties}
            old.parties = [p for p in old.parties if not self.blank(p.entity) or p.entity in theirs]
        vague = [p for p in old.parties if p.entity >= 0 and self._vague(p.entity)]
        for party in vague:
            if (
                party.part != "attendee"
                and any(
                    self.affiliation(p.entity) == self.affiliation(party.entity) and not self._vague(p.entity) and p.part != "attendee"
                    for p in old.parties
                )
                and (self.analysis.entities[party.entity].kind != "party" or self._state_word(party))
            ):
                old.parties.remove(party)
        if old.kind != "visit":
            old.parties = [p for p in old.parties if not self._stood_for(p, old.parties)]
        if new.when is not None and (
            old.when is None
            or (old.when.value is None and new.when.value is not None)
            or len(new.when.value or "") > len(old.when.value or "")
        ):
            old.when = new.when
        if new.where is not None and (old.where is None or (old.where.city is None and new.where.city is not None)):
            old.where, old.where_rule = new.where, new.where_rule
        if new.status in ("postponed", "cancelled", "denied") and old.status in ("held", "planned"):
            old.status, old.status_at = new.status, new.status_at
        elif old.headline and not new.headline and old.status not in ("postponed", "cancelled", "denied"):
            old.status, old.status_at = new.status, new.status_at
            old.kind = new.kind if old.kind == "meeting" or new.kind != "meeting" else old.kind
        if old.headline and not new.headline:
            # the body tells it in full: the contact stands where the body has it
            first = msgspec.structs.replace(old, joined=[])
            old.joined = [first, *(t for t in old.joined if t is not new)]
            old.cue, old.light, old.sentence, old.start, old.end, old.headline = new.cue, new.light, new.sentence, new.start, new.end, False
        if old.accord is None:
            old.accord = new.accord

    def add(self, contact: Contact) -> None:
        if contact.pair and not contact.anaphor and not contact.people and self.new_of_two(contact):
            return
        if contact.anaphor or contact.pair:
            self.refer(contact)
            return
        if contact.rule == RECEPTION and self.received(contact):
            return
        if not self.foreign(contact):
            self.misses.append((contact, self.why_not(contact)))
            if contact.kind != "visit" and contact.definite:
                self.refer(contact)
            return
        for old in reversed(self.contacts):
            if self.same(contact, old):
                self.absorb(old, contact)
                return
        self.contacts.append(contact)

    def received(self, contact: Contact) -> bool:
        """Who was there to receive or see off belongs to the visit told before; without one, and without a place, it is their state that is
        visited. A long row of them, and those beside a host told otherwise, are attendees."""
        guests = {p.entity for p in contact.parties if p.part == "guest"}
        sides = {self.affiliation(e) for e in guests}
        row = [p for p in contact.parties if p.part == "host"]
        hosts = [p for p in row if p.entity not in guests and self.affiliation(p.entity) not in sides]
        contact.parties = [p for p in contact.parties if p.part == "guest" or p in hosts]
        for visit in reversed(self.contacts):
            if visit.kind != "visit" or visit.where is None or (guests and not guests & {p.entity for p in visit.parties}):
                continue
            known = {p.entity for p in visit.parties}
            at_home = [h for h in hosts if self.affiliation(h.entity) in ("", visit.where.country) and h.entity not in known]
            self.of_the_place(at_home, visit.where)
            many = len(at_home) > FEW or any(p.part == "host" for p in visit.parties)
            visit.parties += [msgspec.structs.replace(h, part="attendee" if many else "host") for h in at_home]
            visit.joined = [*visit.joined, contact]
            return True
        if len(row) > FEW:
            return True
        home = hosts[0] if hosts and self.affiliation(hosts[0].entity) in self.states else None
        if contact.where is None and home is not None and guests:
            actor = self.analysis.actors[home.actor]
            contact.where = Where(actor.start, actor.end, None, self.affiliation(home.entity), "", "")
            contact.where_rule = "the host receives at home"
        return False

    def of_the_place(self, hosts: list[Party], where: Where) -> None:
        """Who receives or sees off, and whose state is not told, is of the state visited."""
        for host in hosts:
            entity = self.analysis.entities[host.entity]
            if where.country and entity.name is not None and entity.affiliation is None:
                entity.affiliation = Read(
                    where.country, where.start, where.end, INFERRED, "host of a visit", "received or saw off who came to that state"
                )

    def why_not(self, contact: Contact) -> str:
        """In words, why a candidate is no engagement of two parties."""
        sides = self.sides(contact)
        if not contact.people:
            return "nobody is named as taking part"
        if contact.kind == "visit":
            return "no destination is told" if contact.where is None else "the traveller's own country"
        if len(contact.people) == 1:
            return "one party only"
        return f"officials of one state among themselves ({', '.join(sorted(sides))})" if sides else "whom they represent is not said"

    def new_of_two(self, contact: Contact) -> bool:
        """ "The two ministers will meet again on …": another contact of the same two, where status or day set it apart from theirs before."""
        entry = contact.cue.get("cue")
        if entry is None or entry.data.get("pair") or contact.kind not in ("meeting", "call", "agreement"):
            return False
        before = next((c for c in reversed(self.contacts) if len({e for e in c.people if e >= 0}) == 2 and c.kind != "visit"), None)
        if before is not None and contact.kind == "agreement":
            # "the two signed an accord", after their meeting
            contact.pair = False
            contact.parties = [
                msgspec.structs.replace(p, part="signatory", rule="the two spoken of before")
                for p in before.parties
                if p.part != "attendee"
            ]
            self.add(contact)
            return True
        if before is None or not (days_differ(contact, before) or (contact.status != before.status and contact.when is not None)):
            return False
        if before.status == "planned" and contact.status == "held" and before.background:
            # "they were to meet on Sunday, and met on Monday"
            before.status, before.status_at, before.background = "held", None, False
            before.when, before.joined = contact.when or before.when, [*before.joined, contact]
            if contact.where is not None:
                before.where, before.where_rule = contact.where, contact.where_rule
            return True
        contact.pair = False
        contact.parties = [
            msgspec.structs.replace(p, part="participant", rule="the two spoken of before") for p in before.parties if p.part != "attendee"
        ]
        self.add(contact)
        return True

    def refer(self, contact: Contact) -> None:
        """A noun that points back: what it says goes to the last contact of its family (the last of all for words of any meeting)."""
        for old in reversed(self.contacts):
            if old.headline and len(self.contacts) > 1:
                continue
            fits = family(old.kind) == family(contact.kind) or (contact.kind == "meeting" and family(old.kind) in ("person", "call"))
            known = {e for e in contact.people if e >= 0}
            if fits and (not known or known & old.people) and not days_differ(contact, old) and not self.places_differ(contact, old):
                old.joined = [*old.joined, contact]
                if contact.when is not None and old.when is None:
                    old.when = contact.when
                if contact.where is not None and old.where is None and contact.kind == old.kind:
                    old.where, old.where_rule = contact.where, contact.where_rule
                for party in contact.parties:
                    if party.part == "attendee" and party.entity not in {p.entity for p in old.parties}:
                        old.parties.append(party)
                return


def tidy(contact: Contact) -> None:
    """Each entity once, the more telling part first."""
    seen: dict[int, Party] = {}
    for party in contact.parties:
        if party.entity < 0:
            continue
        have = seen.get(party.entity)
        if have is None or (have.part in ("participant", "attendee") and party.part not in ("participant", "attendee")):
            seen[party.entity] = party
    contact.parties = list(seen.values())
