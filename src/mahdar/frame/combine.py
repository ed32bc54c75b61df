"""One contact told several times is one: candidates of a report put together.

What only points back ("during the meeting", "the two sides discussed") adds to the contact it points to.
"""

from __future__ import annotations

import msgspec

from mahdar.frame import slots
from mahdar.frame.accords import Accords
from mahdar.frame.arguments import Layout
from mahdar.frame.contact import DAY, FROM_BEFORE, PRESENT, RECEPTION, Contact, Party, days_differ
from mahdar.frame.identity import family
from mahdar.model import INFERRED
from mahdar.recognise.analysis import OWN_OFFICIALS, Entity, Read, Where

AHEAD = 3  # sentences from a contact told without its parties to the one that names them
ARRIVED = 6  # words from the airport to the verb of receiving behind it
CITY_OF_NAME = "city of the contact's name"
FEW = 2  # persons who receive a guest, before they are a row of attendees


class Combiner(Accords):
    """State of the combining over one report: contacts so far."""

    def __init__(self, layout: Layout) -> None:
        super().__init__(layout)
        self.contacts: list[Contact] = []
        self.misses: list[tuple[Contact, str]] = []
        self.pending: list[Contact] = []
        self.one_sided: list[Contact] = []

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
                and (self.analysis.entities[party.entity].kind != "party" or self._state_word(party) or self._named_by(party, old, new))
            ):
                old.parties.remove(party)
                for named_one in old.parties:
                    if named_one.part == "participant" and self.affiliation(named_one.entity) == self.affiliation(party.entity):
                        named_one.part = party.part
        if old.kind != "visit":
            old.parties = [p for p in old.parties if not self._stood_for(p, old.parties)]
        if new.when is not None and (
            old.when is None
            or (old.when.value is None and new.when.value is not None)
            or len(new.when.value or "") > len(old.when.value or "")
        ):
            old.when = new.when
        retold = old.headline and not new.headline and new.where is not None and old.where is not None and new.where.city == old.where.city
        if new.where is not None and (old.where is None or retold or (old.where.city is None and new.where.city is not None)):
            old.where, old.where_rule = new.where, new.where_rule
        if (new.status in ("postponed", "cancelled", "denied") and old.status in ("held", "planned")) or (
            old.status == "planned" and new.status == "held" and self.dealt(new)
        ):
            old.status, old.status_at = new.status, new.status_at
        elif old.headline and not new.headline and old.status not in ("postponed", "cancelled", "denied"):
            old.status, old.status_at = new.status, new.status_at
            old.kind = new.kind if old.kind == "meeting" or new.kind != "meeting" else old.kind
        elif old.kind == new.kind == "visit" and {old.status, new.status} == {"planned", "held"} and self.same_day(new, old):
            # who was to come on a day came on it, where a verb tells so; a noun tells of what is to come too
            held, planned = (old, new) if old.status == "held" else (new, old)
            came = (entry := held.cue.get("cue")) is not None and entry.data.get("class") == "verb"
            old.status, old.status_at = ("held", held.status_at) if came else ("planned", planned.status_at)
        elif self.came_about(old, new):
            old.status, old.status_at = new.status, new.status_at
        if old.headline and not new.headline:
            # the body tells it in full: the contact stands where the body has it
            first = msgspec.structs.replace(old, joined=[])
            old.joined = [first, *(t for t in old.joined if t is not new)]
            old.cue, old.light, old.sentence, old.start, old.end, old.headline = new.cue, new.light, new.sentence, new.start, new.end, False
        if old.accord is None:
            old.accord = new.accord

    def came_about(self, old: Contact, new: Contact) -> bool:
        """ "X meets Y in Oslo. X received Y": told in the present without a day, as under a headline, and in the past by a verb of its own."""
        present = old.status == "planned" and old.status_at is not None and old.status_at[2] == PRESENT
        told = len(new.people) > 1 and not (new.anaphor or new.pair or new.background)
        verb = new.cue.prefix in ("", *self.layout.lex.conjunctions) and any(e.data.get("class") == "verb" for e in new.cue.entries)
        return present and old.when is None and new.status == "held" and told and verb

    def dealt(self, contact: Contact) -> bool:
        """ "His talks with X dealt with …": what was spoken of tells that the contact took place."""
        tokens = range(self.analysis.token_at(contact.cue.end), self.analysis.token_at(contact.end))
        return bool(contact.cue.pronoun) and any(self.layout.lex.is_(i, "dealt") for i in tokens)

    def add(self, contact: Contact) -> None:
        told = [p for p in contact.parties if p.entity >= 0 and p.rule != FROM_BEFORE and p.part != "attendee"]
        if contact.pair and not told and self.of_another_year(contact) and not self.of_two_states(contact):
            self.misses.append((contact, "an accord of another year is not of those who met now"))
            return
        if contact.pair and not contact.anaphor and not told and self.new_of_two(contact):
            return
        if self.of_series(contact, self.contacts) or self.signed_between(contact, self.contacts):
            self.contacts.append(contact)
            return
        if contact.anaphor or (contact.pair and not self.with_the_two(contact)):
            if contact.kind == "conference" and not contact.people and contact.where is not None:
                self.one_sided.append(contact)
            self.refer(contact)
            return
        if (contact.rule == RECEPTION or self.met_on_arrival(contact)) and self.received(contact):
            return
        if not self.foreign(contact):
            if (before := self.told_of(contact)) is not None:
                self.absorb(before, contact)
                return
            self.misses.append((contact, self.why_not(contact)))
            if family(contact.kind) == "person" and contact.people:
                self.one_sided.append(contact)
            if contact.kind != "visit" and (contact.definite or (contact.status == "denied" and not contact.people)):
                self.refer(contact)
            return
        for old in reversed(self.contacts):
            if self.same(contact, old):
                self.absorb(old, contact)
                return
        if (before := self.told_of(contact)) is not None:
            self.absorb(before, contact)
            return
        self.begun(contact)
        self.contacts.append(contact)
        if contact.when is None and contact.status == "held" and not contact.background:
            for ahead in self.pending:
                if family(ahead.kind) == family(contact.kind) and contact.sentence - ahead.sentence <= AHEAD:
                    # "they failed in talks held today to …": told in the lead before those who talked
                    contact.when, contact.joined = ahead.when, [*contact.joined, ahead]
            self.pending = []

    def begun(self, contact: Contact) -> None:
        """ "The meeting of the group began in Paris today, with X taking part. Y and Z headed and attended it": what the first sentence told of it
        with one side alone."""
        near = [
            c
            for c in self.one_sided
            if 0 < contact.sentence - c.sentence <= AHEAD
            and (c.kind == contact.kind or any(self.blank(e) for e in c.people))
            and c.status in ("held", contact.status)
            and not (c.background or days_differ(c, contact) or self.places_differ(c, contact))
        ]
        if not near or not self.adds(contact, annexed=True):
            return
        first = next((c for c in near if c.status == "held"), near[-1])
        known = contact.people
        contact.parties += [p for p in first.parties if p.entity not in known and not self.blank(p.entity)]
        contact.status, contact.status_at = first.status, first.status_at
        contact.when = contact.when or first.when
        if contact.where is None:
            contact.where, contact.where_rule = first.where, first.where_rule
        contact.joined = [*contact.joined, first]

    def told_of(self, contact: Contact) -> Contact | None:
        """ "The summit was headed by X": the gathering told before, to which a sentence adds somebody of one side."""
        if not self.adds(contact):
            return None
        return next((old for old in reversed(self.contacts) if self.of_many(old) and self.same(contact, old, many=True)), None)

    def with_the_two(self, contact: Contact) -> bool:
        """ "The two ministers met with Z": a contact of the two with somebody else, where the report tells who the two are."""
        others = {e for e in contact.people if e >= 0}
        two = self.the_two(contact) if others and contact.two >= 0 else []
        if len(two) != 2 or others & {self.analysis.actors[i].entity for i in two}:
            return False
        contact.pair = False
        said = [Party(self.analysis.actors[i].entity, "participant", i, "the two spoken of before") for i in two]
        contact.parties = [*said, *contact.parties]
        return True

    def the_two(self, contact: Contact) -> list[int]:
        """Mentions of the two persons: with a nation ("the two American officials") the last two of it, else those of the last contact of two."""
        lex, actors = self.layout.lex, self.analysis.actors
        match = lex.find(self.analysis.token_at(actors[contact.two].end), "nationality")
        if match is None:
            before = next((c for c in reversed(self.contacts) if len(c.people) == 2 and c.kind != "visit"), None)
            named = [p.actor for p in before.parties if p.part != "attendee" and p.actor >= 0] if before is not None else []
            return named if all(actors[i].kind == "person" for i in named) else []
        code = lex.code(match, "nationality")
        found: dict[int, int] = {}
        for i, actor in enumerate(actors):
            named_one = (
                actor.kind == "person"
                and not lex.is_(self.analysis.token_at(actor.start) - 1, "kin")
                and actor.entity >= 0
                and self.analysis.entities[actor.entity].name is not None
            )
            if named_one and actor.start < contact.cue.start and self.affiliation(actor.entity) == code:
                found.pop(actor.entity, None)
                found[actor.entity] = i
        return list(found.values())[-2:]

    def met_on_arrival(self, contact: Contact) -> bool:
        """ "X was received at the airport by Y": part of a visit of X told before, whose host Y is."""
        entry = contact.cue.get("cue")
        if contact.kind != "meeting" or entry is None or entry.data.get("subject") != "host":
            return False
        lex, at = self.layout.lex, self.layout.token(contact.cue)
        # "when X arrived at the airport, he was received by Y" has it before
        tokens = range(at - ARRIVED if entry.data.get("ending") else at, self.analysis.token_at(contact.end))
        if contact.status != "held" or not any(lex.is_(i, "on_arrival") for i in tokens):
            return False
        guests = {p.entity for p in contact.parties if p.part == "guest"}
        hosts = {self.affiliation(p.entity) for p in contact.parties if p.part == "host"} - {""}
        return any(
            v.kind == "visit" and v.where is not None and v.status == "held" and guests & v.people and v.where.country in hosts
            for v in self.contacts
        )

    def received(self, contact: Contact) -> bool:
        """Who was there to receive or see off belongs to the visit told before; without one, and without a place, it is their state that is
        visited. A long row of them, and those beside a host told otherwise, are attendees."""
        guests = {p.entity for p in contact.parties if p.part == "guest"}
        sides = {self.affiliation(e) for e in guests}
        row = [p for p in contact.parties if p.part == "host"]
        hosts = [p for p in row if p.entity not in guests and self.affiliation(p.entity) not in sides]
        hosts = [p for p in hosts if self.analysis.entities[p.entity].kind == "person"] or hosts  # "… and a number of officials"
        contact.parties = [p for p in contact.parties if p.part == "guest" or p in hosts]
        for visit in reversed(self.contacts):
            if visit.kind != "visit" or visit.where is None or (guests and not guests & {p.entity for p in visit.parties}):
                continue
            known = {p.entity for p in visit.parties}
            self.of_the_place(hosts, visit.where)
            at_home = [h for h in hosts if self.affiliation(h.entity) in ("", visit.where.country) and h.entity not in known]
            told = any(p.part == "host" for p in visit.parties)
            few = 0 if told else FEW if len(at_home) <= FEW else 1
            visit.parties += [msgspec.structs.replace(h, part="host" if k < few else "attendee") for k, h in enumerate(at_home)]
            # their own embassy was there too
            theirs = {a for p in visit.parties if p.part == "guest" and (a := self.affiliation(p.entity))}
            own = [p for p in row if self.affiliation(p.entity) in theirs and p.entity not in known | guests]
            visit.parties += [msgspec.structs.replace(p, part="attendee") for p in own if self.analysis.entities[p.entity].name is not None]
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
            mine = entity.affiliation
            guessed = mine is None or (mine.rule == OWN_OFFICIALS and any(self.affiliation(h.entity) == where.country for h in hosts))
            if where.country and entity.name is not None and guessed:
                entity.affiliation = Read(
                    where.country, where.start, where.end, INFERRED, "host of a visit", "received or saw off who came to that state"
                )

    def new_of_two(self, contact: Contact) -> bool:
        """ "The two ministers will meet again on …": another contact of the same two, where status or day set it apart from theirs before."""
        entry = contact.cue.get("cue")
        if entry is None or entry.data.get("pair") or contact.kind not in ("meeting", "call", "agreement", "negotiation"):
            return False
        before = next((c for c in reversed(self.contacts) if len(self.two_of(c)) == 2 and c.kind != "visit"), None)
        if before is not None and contact.kind == "agreement":
            # "the two signed an accord", after their meeting
            contact.pair = False
            contact.parties = [msgspec.structs.replace(p, part="signatory", rule="the two spoken of before") for p in self.two_of(before)]
            self.add(contact)
            return True
        elsewhere = before is not None and self.elsewhere(contact, before)
        if before is None or not (
            elsewhere
            or self.last_of(contact)
            or days_differ(contact, before)
            or (contact.status != before.status and contact.when is not None)
        ):
            return False
        if before.status == "planned" and contact.status == "held" and before.background:
            # "they were to meet on Sunday, and met on Monday"
            before.status, before.status_at, before.background = "held", None, False
            before.when, before.joined = contact.when or before.when, [*before.joined, contact]
            if contact.where is not None:
                before.where, before.where_rule = contact.where, contact.where_rule
            return True
        contact.pair = False
        contact.parties = [msgspec.structs.replace(p, part="participant", rule="the two spoken of before") for p in self.two_of(before)]
        self.add(contact)
        return True

    def two_of(self, contact: Contact) -> list[Party]:
        """Those who met, without who brought them together and who was there besides."""
        return [p for p in contact.parties if p.entity >= 0 and p.part not in ("attendee", "mediator")]

    def handed_over(self, contact: Contact) -> bool:
        """ "The king received a letter, which ambassador X brought. After the meeting X said …": who brought it and who received it met."""
        letter = self.contacts[-1] if self.contacts else None
        if letter is None or letter.kind != "message" or contact.kind != "meeting" or not contact.anaphor or contact.people:
            return False
        if not contact.definite or letter.status != "held" or contact.sentence - letter.sentence > AHEAD:
            return False
        met = [p for p in letter.parties if p.part in ("receiver", "mediator")]
        if len(met) != 2 or len({self.affiliation(p.entity) for p in met}) != 2 or len({p.part for p in met}) != 2:
            return False
        both = {p.entity for p in met}
        if any(c.kind not in ("visit", "message") and both <= c.people for c in self.contacts):
            return False
        contact.anaphor, contact.pair = False, False
        contact.parties = [
            msgspec.structs.replace(p, part="host" if p.part == "receiver" else "guest", rule="the letter told before was handed over")
            for p in met
        ]
        contact.when = contact.when or letter.when
        if contact.where is None:
            contact.where, contact.where_rule = letter.where, letter.where_rule
        self.contacts.append(contact)
        return True

    def refer(self, contact: Contact) -> None:
        """A noun that points back: what it says goes to the last contact of its family (the last of all for words of any meeting)."""
        if self.handed_over(contact):
            return
        told = contact.when.value if contact.when is not None else None
        for old in reversed(self.contacts):
            if old.headline and len(self.contacts) > 1:
                continue
            fits = family(old.kind) == family(contact.kind) or (contact.kind == "meeting" and family(old.kind) in ("person", "call"))
            known = {e for p in contact.parties if p.part not in ("attendee", "mediator") and (e := p.entity) >= 0}
            if fits and (not known or known & old.people) and not days_differ(contact, old) and not self.places_differ(contact, old):
                old.joined = [*old.joined, contact]
                # "a press conference" far from the contact is somebody else's
                near = contact.definite or contact.pair or contact.sentence - max(c.sentence for c in (old, *old.joined[:-1])) <= 1
                # "carrying out the accord signed in 2001" is of an older one
                older = self.layout.participle_of_accord(contact.cue) and len(told or "") < DAY
                if near and told is not None and old.when is None and not older:
                    old.when = contact.when
                if near and contact.status == "denied" and old.status in ("held", "planned") and slots.whether(self.layout, contact):
                    # "… met Y. The ministry denied that the meeting took place"
                    old.status, old.status_at = contact.status, contact.status_at
                named = contact.where_rule == CITY_OF_NAME and not contact.definite  # "and the meetings of Addis Ababa": others
                told_here = near and not named and contact.kind == old.kind and self.layout.own_place(contact)
                if told_here and contact.where is not None and old.where is None:
                    old.where, old.where_rule = contact.where, contact.where_rule
                for party in contact.parties:
                    if party.part in ("attendee", "mediator") and party.entity not in {p.entity for p in old.parties}:
                        old.parties.append(party)
                return
        if not self.contacts and contact.anaphor and not contact.people and told is not None and len(told) == DAY:
            self.pending.append(contact)


def tidy(contact: Contact, entities: list[Entity]) -> None:
    """Each entity once, the more telling part first; two of one printed name, whatever else is told of them, are not told apart."""
    seen: dict[int, Party] = {}
    for party in contact.parties:
        if party.entity < 0:
            continue
        have = seen.get(party.entity)
        if have is None or (have.part in ("participant", "attendee") and party.part not in ("participant", "attendee")):
            seen[party.entity] = party
    names = [(found.value if (found := entities[e].name) is not None else None) for e in seen]
    contact.parties = [p for k, p in enumerate(seen.values()) if names[k] is None or names[k] not in names[:k]]
