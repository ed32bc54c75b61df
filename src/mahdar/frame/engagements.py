"""From candidate contacts to engagements: slots filled, mentions of one contact combined, every value with its evidence."""

from __future__ import annotations

import hashlib

import msgspec

from mahdar.frame import slots, status
from mahdar.frame.arguments import Layout
from mahdar.frame.combine import Combiner, tidy
from mahdar.frame.contact import Contact, Party
from mahdar.frame.cues import PEOPLE, Framer
from mahdar.frame.voices import Voice, voice_at, voices
from mahdar.model import FROM_DATELINE, FROM_EARLIER, INFERRED, SAID, Alternative, Engagement, Evidence, Participant, Statement
from mahdar.recognise.analysis import Analysis, Mention, Read, Where
from mahdar.recognise.matcher import Match
from mahdar.recognise.topics import about
from mahdar.text import folded

HOW = {
    "place of the visit": FROM_EARLIER,
    "place told just before": FROM_EARLIER,
    "dateline in the host's state": FROM_DATELINE,
    "dateline in the state of one side": FROM_DATELINE,
    "the host receives at home": INFERRED,
}
RESIDENT = frozenset({"ambassador", "charge_d_affaires", "consul", "permanent_representative"})
HIGHEST = ("monarch", "president", "crown_prince", "vice_president", "prime_minister")


class Writer:
    """Turns the contacts of one report into engagements."""

    def __init__(self, analysis: Analysis, statements: list[Statement]) -> None:
        self.analysis = analysis
        self.voices = voices(analysis, statements)
        self.layout = Layout(analysis)
        self.combiner = Combiner(self.layout)

    # ------------------------------------------------------------ candidates
    def candidates(self) -> list[Contact]:
        out = []
        for contact in Framer(self.layout, self.voices).frame():
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
            present = slots.imperfect(self.layout, contact) and not contact.background
            if present and contact.kind == "visit":
                slots.coming(self.layout, contact)
            if contact.status == "held":
                status.settle(self.layout, sentence, contact)
            if contact.status == "planned":
                slots.coming(self.layout, contact)
            tidy(contact)
            self.conference(contact)
            if not contact.parties and not contact.pair:
                contact.anaphor = True
            out.append(contact)
            if contact.kind == "visit":
                out += self.further_stops(contact)
        return out

    def further_stops(self, contact: Contact) -> list[Contact]:
        """"… to A, B and C": each further place of the list is a visit of its own."""
        stops: list[Contact] = []
        last = contact.where
        text = self.analysis.view.text
        marks = self.layout.lex.words["list_glue"]
        for where in self.analysis.wheres:
            if last is None or where.start < last.end or not where.country:
                continue
            gap = text[last.end : where.start].replace("\u060c", " ").replace(",", " ").split()
            if where.start - last.end > 14 or not all(word in marks for word in gap) or not gap and where.start - last.end > 1:
                break
            if where.country != last.country:
                stop = msgspec.structs.replace(contact, where=where, parties=[msgspec.structs.replace(p) for p in contact.parties], joined=[], why=[])
                stops.append(stop)
            last = where
        return stops

    def fits(self, contact: Contact) -> bool:
        """What a cue needs beside its word to count at all."""
        entry = contact.cue.get("cue")
        if entry is None:
            return False
        if entry.data.get("pair") and not contact.pair and len({p.entity for p in contact.parties}) < 2:
            return False
        if contact.kind == "agreement":
            accords = [m for m in self.analysis.of("accord") if contact.cue.start <= m.start < min(contact.end, contact.cue.end + 60)]
            if not accords and self.relative(contact):
                accords = [m for m in self.analysis.of("accord") if 0 < contact.cue.word - m.end < 60]
            if not accords:
                return False
            contact.accord = accords[0]
        if contact.kind == "message":
            return contact.light is not None or any(p.part == "sender" for p in contact.parties)
        return True

    def relative(self, contact: Contact) -> bool:
        """Whether the verb stands in a relative clause ("the accord that they signed")."""
        at = self.layout.token(contact.cue)
        return any(self.layout.lex.is_(i, "relative") for i in (at - 1, at - 2))

    def conference(self, contact: Contact) -> None:
        """A meeting of bodies, or of the ministers of many states, is a conference."""
        if contact.kind != "meeting":
            return
        for party in contact.parties:
            actor = self.analysis.actors[party.actor] if party.actor >= 0 else None
            if actor is None:
                continue
            many = actor.kind == "group" and actor.number == "pl" and (self.combiner.affiliation(party.entity) not in self.combiner.states or len(contact.parties) > 2)
            if (actor.kind == "body" and party.rule == "belongs to the noun") or (many and party.rule != "attended"):
                contact.kind = "conference"
        self.negotiation(contact)
        if self.by_phone(contact):
            contact.kind = "call"

    def negotiation(self, contact: Contact) -> None:
        """Talks of parties, not persons, one of them no state: a round of negotiations."""
        entry = contact.cue.get("cue")
        if contact.kind != "meeting" or entry is None or not entry.data.get("talks") or len(contact.parties) < 2:
            return
        kinds = {self.analysis.entities[p.entity].kind for p in contact.parties if p.entity >= 0}
        codes = self.combiner.sides(contact)
        if "person" not in kinds and any(code not in self.combiner.states for code in codes):
            contact.kind = "negotiation"

    def by_phone(self, contact: Contact) -> bool:
        """Whether the clause says that they spoke by phone or video."""
        if contact.kind != "meeting":
            return False
        low, high = contact.cue.start - 30, contact.cue.end + 150
        return any(contact.start <= m.start < contact.end and low < m.start < high for m in self.analysis.of("by_phone"))

    # ------------------------------------------------------------ finishing
    def finish(self, contact: Contact, contacts: list[Contact]) -> None:
        host = next((p for p in contact.parties if p.part == "host"), None)
        if contact.kind == "meeting" and host is not None and contact.where is not None and contact.where.city is None:
            home = self.combiner.affiliation(host.entity)
            if home in self.combiner.states and home != contact.where.country and not self.resident(host):
                # who receives is at home: a bare name of another state in the clause is no place
                contact.where = None
        if contact.kind in ("call", "message"):
            contact.where = None
        elif contact.where is None:
            self.imply_place(contact, contacts)
        if contact.when is None:
            self.imply_day(contact, contacts)
        self.parts(contact)

    def imply_place(self, contact: Contact, contacts: list[Contact]) -> None:
        """The place of the visit that holds the meeting; else the dateline's, where one of the two is at home there; else the host's state."""
        if contact.kind == "agreement":
            self.accord_place(contact)
            return
        for visit in contacts:
            if visit.kind != "visit" or visit.where is None or visit is contact:
                continue
            guests = {p.entity for p in visit.parties if p.part == "guest"}
            hosts = {p.entity for p in contact.parties if self.combiner.affiliation(p.entity) == visit.where.country}
            together = visit.sentence == contact.sentence and visit.where.country is not None
            if guests & contact.people and (hosts or together) and (visit.status == contact.status or contact.status == "planned"):
                contact.where, contact.where_rule = visit.where, "place of the visit"
                return
        sides = self.combiner.sides(contact)
        near = self.near_place(contact, sides)
        if near is not None:
            contact.where, contact.where_rule = near, "place told just before"
            return
        line = self.analysis.report.dateline
        main = contact.headline or contact.sentence <= self.lead
        host = next((p for p in contact.parties if p.part == "host" and self.combiner.affiliation(p.entity)), None)
        if host is not None and contact.kind != "conference":
            country = self.combiner.affiliation(host.entity)
            role = self.analysis.entities[host.entity].role
            if role is not None and role.value in RESIDENT:
                return
            actor = self.analysis.actors[host.actor]
            if country in self.combiner.states:
                same = line is not None and line.country == country and main
                contact.where = Where(actor.start, actor.end, line.city if same and line is not None else None, country, "", "")
                contact.where_rule = "dateline in the host's state" if same else "the host receives at home"
            return
        if line is not None and line.country in sides and main and contact.kind in ("meeting", "negotiation", "agreement") and contact.status == "held":
            cue = contact.cue
            contact.where, contact.where_rule = Where(cue.start, cue.end, line.city, line.country, "", ""), "dateline in the state of one side"

    def accord_place(self, contact: Contact) -> None:
        """"The Vienna accord": an accord named after a city was signed there."""
        if contact.accord is None:
            return
        at = self.analysis.token_at(contact.accord.end)
        for where in self.analysis.wheres:
            if self.analysis.token_at(where.start) == at and where.city and not where.particle:
                contact.where, contact.where_rule = where, "city of the accord's name"

    def near_place(self, contact: Contact, sides: set[str]) -> Where | None:
        """A city of one side's state, told as a place in the same sentence or the one before."""
        first = max(contact.sentence - 1, 0)
        start, end = self.analysis.sentences[first][0], self.analysis.sentences[contact.sentence][1]
        here = self.analysis.sentences[contact.sentence][0]
        options = [
            w
            for w in self.analysis.wheres
            if start <= w.start < end and w.city and (w.country in sides or (w.start >= here and contact.kind == "meeting")) and slots.is_place(self.layout, w)
        ]
        behind = [w for w in options if w.start < contact.cue.start]
        return behind[-1] if behind else options[0] if options else None

    @property
    def lead(self) -> int:
        """Index of the last sentence of the report's lead: the first after the headline."""
        return next((i for i, (a, _) in enumerate(self.analysis.sentences) if a >= self.analysis.title_end), 0)

    def imply_day(self, contact: Contact, contacts: list[Contact]) -> None:
        """A meeting at the place of a visit under way on the day that the report's lead names, told as today's news."""
        if contact.status != "held" or contact.kind not in ("meeting", "call", "negotiation") or contact.background:
            return
        for visit in contacts:
            if visit.kind == "visit" and visit.status == "held" and visit.when is not None and visit.when.value is not None and len(visit.when.value) == 10:
                guests = {p.entity for p in visit.parties if p.part == "guest"}
                there = contact.where is not None and visit.where is not None and contact.where.country == visit.where.country
                if there and guests & contact.people and not visit.background:
                    contact.when = msgspec.structs.replace(visit.when, how=FROM_EARLIER, reason=f"{visit.when.reason}; the day of the visit".strip("; "))
                    return
        start, end = self.analysis.sentences[self.lead]
        days = [w for w in self.analysis.whens if start <= w.start < end and w.value is not None and len(w.value) == 10]
        if len({w.value for w in days}) == 1 and contact.sentence <= self.lead + 2:
            contact.when = msgspec.structs.replace(days[0], how=FROM_EARLIER, reason=f"{days[0].reason}; the day that the lead names".strip("; "))

    def resident(self, party: Party) -> bool:
        """Whether an office is served abroad."""
        role = self.analysis.entities[party.entity].role
        return role is not None and role.value in RESIDENT

    def parts(self, contact: Contact) -> None:
        """At home one receives, the other is a guest: where the place is the state of one side only (residents are at home in both)."""
        if contact.kind != "meeting":
            return
        if self.own_office(contact) or contact.where is None:
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

    def own_office(self, contact: Contact) -> bool:
        """"… met X in his office": the subject is the host."""
        said = [m for m in self.analysis.of("own_office") if contact.start <= m.start < contact.end]
        subject = next((p for p in contact.parties if p.rule.startswith("subject")), None)
        if not said or subject is None or any(p.part in ("host", "guest") for p in contact.parties):
            return False
        for party in contact.parties:
            if party.part == "participant":
                party.part = "host" if party is subject else "guest"
        return True

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
            how = HOW.get(contact.where_rule, SAID)
            for field, value in (("city", city), ("country", country)):
                if value is not None:
                    reason = contact.where_rule if how != SAID else ""
                    evidence.append(self.at(field, contact.where.start, contact.where.end, how, contact.where_rule, reason))
        topics, documents = self.matters(told, self.about.get(id(contact), []))
        for number, topic in enumerate(topics):
            evidence.append(self.at(f"topics[{number}]", topic.start, topic.end, SAID, topic.rule))
        for number, document in enumerate(documents):
            evidence.append(self.at(f"documents[{number}]", document.start, document.end, SAID, document.rule))
        sources = self.sources(told)
        for number, voice in enumerate(sources):
            evidence.append(self.at(f"according_to[{number}]", voice.first, voice.last, SAID, "speaker of the statement that tells of it"))
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
            according_to=[self.analysis.words(v.first, v.last) for v in sources],
            confidence=0.5,
            evidence=evidence,
            alternatives=alternatives,
        )

    # ------------------------------------------------------------ who else was there, what it was about
    def attend(self, candidates: list[Contact], contacts: list[Contact]) -> None:
        """"The meeting was attended by …": everybody named behind the verb, and behind "in the presence of", is an attendee of the contact."""
        framer = Framer(self.layout, self.voices)
        for sentence in self.layout.sentences:
            verbs = [m for m in self.analysis.of("attended") if self.analysis.sentence_of(m.start) == sentence.index]
            chains = [c for c in sentence.chains if c.relation == "attended"]
            verb = next((m for m in verbs if self.names_contact(m)), None)
            if verb is not None:
                chains += [c for c in sentence.chains if c.start > verb.end and not c.relation and c not in chains]
            if not chains:
                continue
            told = [c for c in contacts if any(t.sentence == sentence.index for t in (c, *c.joined))]
            before = [c for c in contacts if c.kind in ("meeting", "conference", "negotiation", "agreement") and c.sentence <= sentence.index]
            target = told[-1] if told and verb is None else before[-1] if before else None
            if target is None:
                continue
            known = {p.entity for p in target.parties}
            for chain in chains:
                for party in framer.parties(chain, "attendee", "attended", PEOPLE):
                    if party.entity not in known and self.analysis.actors[party.actor].kind == "person":
                        known.add(party.entity)
                        target.parties.append(party)

    def retinue(self, contacts: list[Contact]) -> None:
        """"The delegation includes …": those named travel with the guests of the last visit told."""
        framer = Framer(self.layout, self.voices)
        retinues = self.analysis.of("retinue")
        for verb in self.analysis.of("includes"):
            index = self.analysis.sentence_of(verb.start)
            if index < 0:
                continue
            close = [m for m in retinues if 0 <= m.word - verb.end < 30 or 0 <= verb.word - m.end < 4]
            visits = [c for c in contacts if c.kind == "visit" and c.sentence <= index and not c.headline] or [c for c in contacts if c.kind == "visit"]
            if not close or not visits:
                continue
            visit = visits[-1]
            guests = {self.combiner.affiliation(p.entity) for p in visit.parties if p.part == "guest"}
            known = {p.entity for p in visit.parties}
            for chain in self.layout.sentences[index].chains:
                if chain.start < verb.end or chain.relation or (chain.particle and chain.particle not in self.layout.lex.words["lam"]):
                    continue
                for party in framer.parties(chain, "guest", "in the delegation", PEOPLE):
                    side = self.combiner.affiliation(party.entity)
                    if party.entity not in known and (side in guests or not side) and chain.particle == "":
                        known.add(party.entity)
                        visit.parties.append(party)

    def names_contact(self, verb: Match) -> bool:
        """Whether the verb's object is a contact ("attended the meeting"), or it holds it as a pronoun."""
        text = self.analysis.view.text[verb.start : verb.end]
        if text.endswith(tuple(self.layout.lex.pack.settings.pronouns)) and verb.end - verb.start > 3:
            return True
        at = self.analysis.token_at(verb.end)
        return any(m.word <= self.layout.lex.tokens[k].start < m.end for k in (at, at + 1) if k < len(self.layout.lex.tokens) for m in self.analysis.of("cue"))

    def segments(self, contacts: list[Contact]) -> None:
        """Sentences that go on about a contact without naming it again: after its cue until another contact's, they give its topics."""
        main = [c for c in contacts if c.kind not in ("visit", "agreement", "message")] or contacts
        starts: dict[int, Contact] = {}
        for contact in main:
            for told in (contact, *contact.joined):
                aside = contact is not main[0] and (contact.background or (told is contact and voice_at(self.voices, told.cue.start) is not None))
                if not aside:
                    starts[told.sentence] = contact
        current = main[0] if main else None
        self.about: dict[int, list[tuple[int, int]]] = {}
        for index, (start, end) in enumerate(self.analysis.sentences):
            if index in starts:
                current = starts[index]
            if current is not None:
                self.about.setdefault(id(current), []).append((start, end))

    def sources(self, told: list[Contact]) -> list[Voice]:
        """Whose statements tell of a contact, each source once; a participant who tells of it himself is one too."""
        out: dict[str, Voice] = {}
        for contact in told:
            if contact.anaphor or contact.pair:
                continue
            voice = voice_at(self.voices, contact.cue.start)
            if voice is not None:
                key = str(voice.entity) if voice.entity >= 0 else folded(self.analysis.words(voice.first, voice.last))
                out.setdefault(key, voice)
        return list(out.values())

    def matters(self, told: list[Contact], more: list[tuple[int, int]]) -> tuple[list[Mention], list[Mention]]:
        """Topics and documents of the clauses and sentences that tell of a contact, each value once."""
        topics: dict[str, Mention] = {}
        documents: dict[str, Mention] = {}
        for start, end in [*((c.start, c.end) for c in told), *more]:
            for mention in about(self.analysis, start, end):
                topics.setdefault(mention.value, mention)
            for mention in self.analysis.documents:
                if start <= mention.start < end:
                    documents.setdefault(mention.value, mention)
        return list(topics.values()), list(documents.values())

    def engagements(self) -> list[Engagement]:
        candidates = self.candidates()
        for contact in candidates:
            self.combiner.add(contact)
        contacts = self.combiner.contacts
        self.attend(candidates, contacts)
        self.retinue(contacts)
        self.segments(contacts)
        for contact in contacts:
            tidy(contact)
            self.finish(contact, contacts)
        return [self.write(c) for c in contacts if c.parties]


def find_engagements(analysis: Analysis, statements: list[Statement]) -> list[Engagement]:
    """The engagements of a report, in the order in which it first tells of them; the statements give each its source."""
    return Writer(analysis, statements).engagements()


__all__ = ["FROM_DATELINE", "PEOPLE", "find_engagements"]
