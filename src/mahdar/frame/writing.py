"""From contacts to the record: every value with its evidence, topics and documents of the sentences that tell of a contact, its sources."""

from __future__ import annotations

import hashlib
from collections import Counter
from functools import cached_property

from mahdar.frame.attach import MANDATE, SURROUNDINGS, UNLIKELY, Tellings, Weighed, around, nearest, weigh
from mahdar.frame.cited import cited
from mahdar.frame.contact import Contact, Party
from mahdar.frame.sources import Sources
from mahdar.frame.together import Together
from mahdar.frame.voices import Voice, voice_at
from mahdar.model import FROM_DATELINE, FROM_EARLIER, INFERRED, SAID, Alternative, Engagement, Evidence, Participant
from mahdar.recognise.analysis import LONG, Analysis, Mention, Read
from mahdar.recognise.topics import about

HOW = {
    "place of the visit": FROM_EARLIER,
    "place told just before": FROM_EARLIER,
    "place of the others that day": FROM_EARLIER,
    "place of what it was held beside": FROM_EARLIER,
    "place of what was held beside it": FROM_EARLIER,
    "place of the signatories' meeting": FROM_EARLIER,
    "dateline in the host's state": FROM_DATELINE,
    "dateline in the state of one side": FROM_DATELINE,
    "the host receives at home": INFERRED,
    "in the host's house": INFERRED,
}


class Writer(Together):
    """Turns contacts into the record's engagements, every value with its evidence."""

    def __init__(self, analysis: Analysis, voices: list[Voice]) -> None:
        super().__init__(analysis, voices)
        self.weighed: dict[int, list[Weighed]] = {}
        self.cited: dict[int, list[Mention]] = {}
        self.sources = Sources(self.layout, voices)

    def segments(self, contacts: list[Contact]) -> None:
        """Sentences that go on about a contact without naming it again: after its cue until another contact's, they give its topics."""
        main = [c for c in contacts if c.kind not in ("visit", "agreement", "message")] or contacts
        starts: dict[int, Contact] = {}
        for contact in main:
            for told in (contact, *contact.joined):
                aside = contact is not main[0] and (
                    contact.background or (told is contact and voice_at(self.voices, told.cue.start) is not None)
                )
                if not aside:
                    starts[told.sentence] = contact
        current = main[0] if main else None
        self.about: dict[int, list[tuple[int, int]]] = {}
        for index in self.part:
            current = starts.get(index, current)
            if current is not None:
                self.about.setdefault(id(current), []).append(self.analysis.sentences[index])

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
            role = (
                "delegation"
                if entity.kind != "person" and (entity.role is None or entity.role.value in ("delegation", "other"))
                else entity.role.value
                if entity.role
                else "delegation"
            )
            evidence.append(self.at(f"participants[{number}].role", actor.start, actor.end, SAID, actor.rule))
        elif read is not None:
            role = read.value
            evidence.append(self.evidence(f"participants[{number}].role", read))
        else:
            role = "other"
            evidence.append(
                self.at(f"participants[{number}].role", actor.start, actor.end, INFERRED, "no office said", "the report says no office")
            )
        read = actor.affiliation or entity.affiliation
        if read is not None:
            affiliation = read.value
            evidence.append(self.evidence(f"participants[{number}].affiliation", read))
        evidence.append(self.at(f"participants[{number}].part", actor.start, actor.end, SAID, party.rule))
        return Participant(name, affiliation, role, party.part), evidence

    def write(self, contact: Contact) -> Engagement:
        cue = contact.cue
        evidence = [self.at("kind", cue.start, cue.end, SAID, contact.rule)]
        status_at = contact.status_at or (cue.start, cue.end, contact.rule)
        evidence.append(self.at("status", status_at[0], status_at[1], SAID, status_at[2]))
        participants: list[Participant] = []
        for party in contact.parties:
            participant, found = self.participant(len(participants), party)
            if participant.name is None and participant in participants:
                continue  # somebody without a name told twice ("officials there", "the state"): nothing tells the two apart
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
            how = HOW.get(contact.where_rule, SAID)
            for field, value in (("city", city), ("country", country)):
                if value is not None and field == "city" and contact.city_rule:
                    start, end = self.cities.get(id(contact), (contact.where.start, contact.where.end))
                    evidence.append(
                        self.at("city", start, end, INFERRED, contact.city_rule, f"the words tell the state; {contact.city_rule}")
                    )
                elif value is not None:
                    reason = contact.where_rule if how != SAID else ""
                    evidence.append(self.at(field, contact.where.start, contact.where.end, how, contact.where_rule, reason))
        topics = [w for w in self.weighed[id(contact)] if w.taken]
        for number, topic in enumerate(topics):
            how, rule = (SAID, topic.mention.rule) if topic.ruled else (INFERRED, SURROUNDINGS)
            reason = "" if topic.ruled else topic.reason(self.analysis.pack.data.attach)
            evidence.append(self.at(f"topics[{number}]", topic.mention.start, topic.mention.end, how, rule, reason))
        documents = self.cited[id(contact)]
        for number, document in enumerate(documents):
            evidence.append(self.at(f"documents[{number}]", document.start, document.end, SAID, document.rule))
        sources = self.sources.of(contact)
        for number, (start, end) in enumerate(sources):
            evidence.append(self.at(f"according_to[{number}]", start, end, SAID, "speaker of the statement that tells of it"))
        # the legs of a tour share their cue, so the place tells them apart
        leg = f"\0{country}" if contact.kind == "visit" and country else ""
        digest = hashlib.sha256(
            f"{self.analysis.report.sha256}\0engagement\0{contact.kind}\0{self.analysis.span(cue.start, cue.end).start}{leg}".encode()
        ).hexdigest()
        return Engagement(
            id=digest[:12],
            kind=contact.kind,
            status=contact.status,
            participants=participants,
            date=date,
            city=city,
            country=country,
            topics=[t.mention.value for t in topics],
            documents=[d.value for d in documents],
            according_to=[self.analysis.words(*span) for span in sources],
            confidence=0.0,
            evidence=evidence,
            alternatives=alternatives,
        )

    def weigh(self, contacts: list[Contact]) -> None:
        """The documents and topics of every contact: topics that the rules give, weighed with where every topic of the report stands."""
        self.cited = cited(self.analysis, contacts, self.analysis.documents_in(*self.within()), self.voices, self.about)
        ruled = {id(c): self.topics(c) for c in contacts}
        given = Counter(m.value for mentions in ruled.values() for m in mentions)
        found = around(self.analysis, self.voices, self.analysis.topics_in(*self.within()))
        times = self.times
        tellings = [Tellings(c) for c in contacts]
        first = min((t.first for t in tellings), default=0)
        near = nearest(found, tellings)
        for contact, told in zip(contacts, tellings, strict=True):
            mine = ruled[id(contact)]
            # what completes a dealing word alone ("discussed migration") is a topic only there
            alone = around(self.analysis, self.voices, [m for m in mine if m.value not in times])
            self.weighed[id(contact)] = weigh(
                sorted([*found, *alone], key=lambda a: a.mention.start) if alone else found,
                told,
                ruled=mine,
                others=given,
                times=times,
                contacts=len(contacts),
                sent_for={m.value for m in mine if m.rule == MANDATE},
                about={self.analysis.sentence_of(start) for start, _ in self.about.get(id(contact), [])},
                near=near | nearest(alone, tellings),
                first=told.first == first,
                weights=self.analysis.pack.data.attach,
            )
            self.cited[id(contact)] = [d for d in self.cited[id(contact)] if not self.aside(d, self.weighed[id(contact)])]

    def aside(self, document: Mention, topics: list[Weighed]) -> bool:
        """Whether a document's own words name a topic (the nuclear accord) and no such topic is likely to have been dealt with there."""
        named = {m.value for m in self.analysis.topics_in(document.start - LONG, document.end) if m.end > document.start}
        return bool(named) and not any(w.probability >= UNLIKELY and w.mention.value in named for w in topics)

    @cached_property
    def times(self) -> Counter[str]:
        """How often the report names each topic."""
        return Counter(m.value for m in self.analysis.topics)

    def reach(self, contact: Contact) -> list[tuple[int, int]]:
        """Folded ranges of the clauses and sentences that tell of a contact."""
        return [*((c.start, c.end) for c in (contact, *contact.joined)), *self.about.get(id(contact), [])]

    def topics(self, contact: Contact) -> list[Mention]:
        """What the words about a contact say was dealt with, each value once."""
        found: dict[str, Mention] = {}
        for start, end in self.reach(contact):
            for mention in about(self.analysis, start, end):
                found.setdefault(mention.value, mention)
        for mention in self.mandates(contact, dealt=bool(found)):
            found.setdefault(mention.value, mention)
        return list(found.values())

    def mandates(self, contact: Contact, *, dealt: bool) -> list[Mention]:
        """The state that an envoy who takes part is sent for ("the special envoy to Yemen"), as what was dealt with; a state's envoy speaks
        with the very state he is sent to of what is told (`dealt`: whether anything is)."""
        out: list[Mention] = []
        for party in contact.parties:
            entity = self.analysis.entities[party.entity] if party.entity >= 0 and party.part != "attendee" else None
            if entity is None or entity.role is None or entity.role.value != "special_envoy":
                continue
            own = entity.affiliation.value if entity.affiliation is not None else ""
            mentions = [self.analysis.actors[i] for i in entity.mentions]
            met = {a.affiliation.value for a in mentions if a.affiliation is not None} | {own}
            met |= self.combiner.sides(contact) if dealt and own in self.combiner.states else set()
            for mention in mentions:
                for where in self.analysis.wheres_in(mention.start, mention.end):
                    sent = where.particle in self.layout.lex.words["lam"] or where.before_relation
                    if own and sent and where.country is not None and where.country not in met:
                        out.append(Mention(where.start, where.end, f"situation:{where.country}", MANDATE))
        return out
