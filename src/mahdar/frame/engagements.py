"""From candidate contacts to engagements: slots filled, mentions of one contact combined, every value with its evidence."""

from __future__ import annotations

import hashlib

from mahdar.frame import slots, status
from mahdar.frame.arguments import Layout
from mahdar.frame.combine import Combiner, tidy
from mahdar.frame.contact import Contact, Party
from mahdar.frame.cues import PEOPLE, Framer
from mahdar.model import FROM_DATELINE, FROM_EARLIER, INFERRED, SAID, Alternative, Engagement, Evidence, Participant
from mahdar.recognise.analysis import Analysis, Read
from mahdar.recognise.topics import about

RESIDENT = frozenset({"ambassador", "charge_d_affaires", "consul", "permanent_representative"})
HIGHEST = ("monarch", "president", "crown_prince", "vice_president", "prime_minister")


class Writer:
    """Turns the contacts of one report into engagements."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.layout = Layout(analysis)
        self.combiner = Combiner(self.layout)

    # ------------------------------------------------------------ candidates
    def candidates(self) -> list[Contact]:
        out = []
        for contact in Framer(self.layout).frame():
            sentence = self.layout.sentences[contact.sentence]
            if status.negated(self.layout, contact):
                continue
            if not self.fits(contact):
                continue
            contact.when = slots.when(self.layout, sentence, contact)
            if contact.kind == "visit":
                contact.where = slots.destination(self.layout, sentence, contact)
                contact.where_rule = "destination"
            else:
                contact.where, contact.where_rule = slots.place(self.layout, sentence, contact)
            status.settle(self.layout, sentence, contact)
            tidy(contact)
            self.conference(contact)
            if not contact.parties and not contact.pair:
                contact.anaphor = True
            out.append(contact)
        return out

    def fits(self, contact: Contact) -> bool:
        """What a cue needs beside its word to count at all."""
        entry = contact.cue.get("cue")
        if entry is None:
            return False
        if entry.data.get("pair") and not contact.pair and len({p.entity for p in contact.parties}) < 2:
            return False
        if contact.kind == "agreement":
            accords = [m for m in self.analysis.of("accord") if contact.cue.start <= m.start < min(contact.end, contact.cue.end + 60)]
            if not accords:
                return False
            contact.accord = accords[0]
        if contact.kind == "message":
            return contact.light is not None or any(p.part == "sender" for p in contact.parties)
        return True

    def conference(self, contact: Contact) -> None:
        """A meeting of bodies, or of the ministers of many states, is a conference."""
        if contact.kind != "meeting":
            return
        for party in contact.parties:
            actor = self.analysis.actors[party.actor] if party.actor >= 0 else None
            if actor is not None and actor.kind in ("body", "group") and party.rule == "belongs to the noun" and actor.number == "pl":
                contact.kind = "conference"

    # ------------------------------------------------------------ finishing
    def finish(self, contact: Contact, contacts: list[Contact]) -> None:
        if contact.kind in ("call", "message"):
            contact.where = None
        elif contact.where is None:
            self.imply_place(contact, contacts)
        if contact.when is None:
            self.imply_day(contact, contacts)
        self.parts(contact)

    def imply_place(self, contact: Contact, contacts: list[Contact]) -> None:
        """The place of the visit that holds the meeting, else the dateline's where one of the two is at home there."""
        for visit in contacts:
            if visit.kind != "visit" or visit.where is None or visit is contact:
                continue
            guests = {p.entity for p in visit.parties if p.part == "guest"}
            hosts = {p.entity for p in contact.parties if self.combiner.affiliation(p.entity) == visit.where.country}
            if guests & contact.people and hosts and visit.status == contact.status:
                contact.where, contact.where_rule = visit.where, "place of the visit"
                return

    def imply_day(self, contact: Contact, contacts: list[Contact]) -> None:
        return

    def parts(self, contact: Contact) -> None:
        """At home one receives, the other is a guest: where the place is the state of one side only (residents are at home in both)."""
        if contact.kind not in ("meeting",) or contact.where is None:
            return
        country = contact.where.country
        plain = [p for p in contact.parties if p.part in ("participant", "host", "guest")]
        if any(p.part in ("host", "guest") for p in plain):
            for party in plain:
                if party.part == "participant":
                    party.part = "host" if self.combiner.affiliation(party.entity) == country else "guest"
            return
        hosts = [p for p in plain if self.combiner.affiliation(p.entity) == country]
        guests = [p for p in plain if p not in hosts and self.combiner.affiliation(p.entity)]
        if not hosts or not guests or len(hosts) + len(guests) < len(plain):
            return
        if any((role := self.analysis.entities[p.entity].role) is not None and role.value in RESIDENT for p in guests):
            return
        for party in hosts:
            party.part, party.rule = "host", "at home where they met"
        for party in guests:
            party.part, party.rule = "guest", "met in the other's state"

    # ------------------------------------------------------------ output
    def evidence(self, field: str, read: Read) -> Evidence:
        span = self.analysis.span(read.start, read.end)
        return Evidence(field, span.start, span.end, self.analysis.report.text[span.start : span.end], read.how, read.rule, read.reason)

    def at(self, field: str, start: int, end: int, how: str, rule: str, reason: str = "") -> Evidence:
        return self.evidence(field, Read("", start, end, how, rule, reason))

    def participant(self, number: int, party: Party) -> tuple[Participant, list[Evidence]]:
        entity = self.analysis.entities[party.entity]
        actor = self.analysis.actors[party.actor]
        evidence: list[Evidence] = []
        name = role = affiliation = None
        if entity.kind == "person" and entity.name is not None:
            name = entity.name.value
            evidence.append(self.evidence(f"participants[{number}].name", entity.name))
        read = actor.role if actor.role is not None and entity.role is not None and actor.role.value == entity.role.value else entity.role
        if entity.kind != "person":
            role = "delegation" if entity.kind != "person" and (entity.role is None or entity.role.value in ("delegation", "other")) else entity.role.value if entity.role else "delegation"
            evidence.append(self.at(f"participants[{number}].role", actor.start, actor.end, SAID, actor.rule))
        elif read is not None:
            role = read.value
            evidence.append(self.evidence(f"participants[{number}].role", read))
        else:
            role = "other"
            evidence.append(self.at(f"participants[{number}].role", actor.start, actor.end, INFERRED, "no office said", "the report says no office"))
        read = actor.affiliation or entity.affiliation
        if read is not None:
            affiliation = read.value
            evidence.append(self.evidence(f"participants[{number}].affiliation", read))
        evidence.append(self.at(f"participants[{number}].part", actor.start, actor.end, SAID, party.rule))
        return Participant(name, affiliation, role, party.part), evidence

    def write(self, contact: Contact) -> Engagement:
        cue = contact.cue
        told = [contact, *contact.joined]
        evidence = [self.at("kind", cue.start, cue.end, SAID, contact.rule)]
        status_at = contact.status_at or (cue.start, cue.end, contact.rule)
        evidence.append(self.at("status", status_at[0], status_at[1], SAID, status_at[2]))
        participants = []
        for party in contact.parties:
            participant, found = self.participant(len(participants), party)
            participants.append(participant)
            evidence += found
        alternatives: list[Alternative] = []
        date = None
        if contact.when is not None and contact.when.value is not None:
            date = contact.when.value
            evidence.append(self.at("date", contact.when.start, contact.when.end, contact.when.how, contact.when.rule, contact.when.reason))
            alternatives += [Alternative("date", value, contact.when.reason) for value in contact.when.alternatives]
        city = country = None
        if contact.where is not None:
            city, country = contact.where.city, contact.where.country
            how = SAID if contact.where.start >= 0 and contact.where_rule not in ("place of the visit",) else FROM_EARLIER
            for field, value in (("city", city), ("country", country)):
                if value is not None:
                    evidence.append(self.at(field, contact.where.start, contact.where.end, how, contact.where_rule))
        topics, documents = self.matters(told)
        for number, topic in enumerate(topics):
            evidence.append(self.at(f"topics[{number}]", topic.start, topic.end, SAID, topic.rule))
        for number, document in enumerate(documents):
            evidence.append(self.at(f"documents[{number}]", document.start, document.end, SAID, document.rule))
        digest = hashlib.sha256(f"{self.analysis.report.sha256}\0engagement\0{contact.kind}\0{self.analysis.span(cue.start, cue.end).start}".encode()).hexdigest()
        return Engagement(
            id=digest[:12],
            kind=contact.kind,
            status=contact.status,
            participants=participants,
            date=date,
            city=city,
            country=country,
            topics=[t.value for t in topics],
            documents=[d.value for d in documents],
            according_to=[],
            confidence=0.5,
            evidence=evidence,
            alternatives=alternatives,
        )

    def matters(self, told: list[Contact]) -> tuple[list, list]:
        """Topics and documents of the clauses that tell of a contact, each value once."""
        topics: dict[str, object] = {}
        documents: dict[str, object] = {}
        for contact in told:
            start, end = contact.start, contact.end
            for mention in about(self.analysis, start, end):
                topics.setdefault(mention.value, mention)
            for mention in self.analysis.documents:
                if start <= mention.start < end:
                    documents.setdefault(mention.value, mention)
        return list(topics.values()), list(documents.values())

    def engagements(self) -> list[Engagement]:
        for contact in self.candidates():
            self.combiner.add(contact)
        contacts = self.combiner.contacts
        for contact in contacts:
            tidy(contact)
            self.finish(contact, contacts)
        return [self.write(c) for c in contacts if c.parties]


def find_engagements(analysis: Analysis) -> list[Engagement]:
    """The engagements of a report, in the order in which it first tells of them."""
    return Writer(analysis).engagements()


__all__ = ["FROM_DATELINE", "PEOPLE", "find_engagements"]
