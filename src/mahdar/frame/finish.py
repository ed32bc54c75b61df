"""What the clauses leave open: the place of a meeting in a visit, the day that the lead names, who received whom, who else was there."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date
from functools import cached_property

import msgspec

from mahdar.frame import mentioned, slots
from mahdar.frame.contact import DAY, GATHERINGS, Contact, Party, days_differ
from mahdar.frame.delegations import Delegations
from mahdar.frame.rooms import ROOM, room
from mahdar.recognise.analysis import LONG, Where
from mahdar.recognise.departments import RESIDENT

LEAD = 3  # sentences behind the headline, of which one is the lead
MENTIONS = 60  # mentions of the cities of one state that are looked at one by one: more than a report has


class Finisher(Delegations):
    """Fills what the clauses leave open from the rest of the report."""

    def finish(self, contact: Contact, contacts: list[Contact]) -> None:
        if len(self.combiner.sides(contact)) > 1:
            contact.parties = [p for p in contact.parties if not self.some(p)]
        host = next((p for p in contact.parties if p.part == "host"), None)
        if contact.kind == "meeting" and host is not None and contact.where is not None and contact.where.city is None:
            home = self.combiner.affiliation(host.entity)
            if home in self.combiner.states and home != contact.where.country and not self.resident(host):
                # who receives is at home: a bare name of another state in the clause is no place, unless it spells a city of his own
                contact.where = self.city_at_home(contact.where, home)
        if contact.kind == "visit":
            for party in contact.parties:
                # "X arrived with a delegation of businessmen": the delegation is his
                if (
                    party.rule == "accompanies"
                    and self.combiner.blank(party.entity)
                    and self.analysis.actors[party.actor].kind == "delegation"
                ):
                    self.side_of_retinue(party, contact)
            self.own_hosts(contact)
        self.meant_for(contact, contacts)
        if contact.kind in ("call", "message"):
            contact.where = None
        elif contact.where is None:
            self.imply_place(contact, contacts)
            self.in_room(contact)
        if contact.where is not None and contact.where.city is None and contact.where.country is not None:
            self.imply_city(contact, contact.where, contacts)
        self.of_one_body(contact)
        self.parts(contact, contacts)

    def own_hosts(self, contact: Contact) -> None:
        """ "The visits to A and B are by invitation of his counterparts X of A and Y of B": the host of each is who is at home there."""
        where = contact.where
        hosts = [p for p in contact.parties if p.part == "host"]
        home = [p for p in hosts if where is not None and self.combiner.affiliation(p.entity) == where.country]
        if home and len({self.combiner.affiliation(p.entity) for p in hosts} - {""}) > 1:
            contact.parties = [p for p in contact.parties if p.part != "host" or p in home]

    def meant_for(self, contact: Contact, contacts: list[Contact]) -> None:
        """ "He will visit Oslo, and the visit comes for talks with X": a bare noun of meeting behind a visit to come, in its sentence."""
        lex, cue = self.layout.lex, contact.cue
        entry, at = cue.get("cue"), self.layout.token(contact.cue)
        verb = entry is None or entry.data.get("class") == "verb"
        if contact.kind != "meeting" or contact.status != "held" or contact.light is not None or verb or contact.when is not None:
            return
        if contact.background or not lex.joined(cue.prefix) or lex.is_(at - 1, "circumstance") or lex.is_(at - 1, "after"):
            return
        for visit in contacts:
            told = any(t.sentence == contact.sentence and t.cue.end <= cue.word for t in (visit, *visit.joined))
            guests = {p.entity for p in visit.parties if p.part == "guest"}
            if visit.kind == "visit" and visit.status == "planned" and told and guests & contact.people:
                contact.status, contact.status_at = "planned", (cue.start, cue.end, "purpose")
                return

    def some(self, party: Party) -> bool:
        """Whether "a number of officials", of whom neither name nor side is told, stand beside parties that are told."""
        if party.actor < 0 or not self.combiner.blank(party.entity):
            return False
        lex, first = self.layout.lex, self.analysis.token_at(self.analysis.actors[party.actor].start)
        words = (lex.word(i).lstrip("".join(lex.conjunctions)) for i in (first - 1, first))
        return any(word in lex.words["partitive"] for word in words)

    def of_one_body(self, contact: Contact) -> None:
        """The ministers of a body stand for it, where both are told."""
        actors = self.analysis.actors
        groups = {self.combiner.affiliation(p.entity) for p in contact.parties if p.actor >= 0 and actors[p.actor].kind == "group"} - {""}
        if contact.kind == "conference" and groups:
            contact.parties = [
                p
                for p in contact.parties
                if p.actor < 0 or actors[p.actor].kind != "body" or self.combiner.affiliation(p.entity) not in groups
            ]

    def imply_place(self, contact: Contact, contacts: list[Contact]) -> None:
        """The place of the visit that holds the meeting; else the dateline's, where one of the two is at home there; else the host's state."""
        if contact.kind == "agreement":
            self.accord_place(contact)
            return
        visit = self.visit_of(contact, contacts)
        if visit is not None:
            contact.where, contact.where_rule = visit.where, "place of the visit"
            return
        sides = self.combiner.sides(contact)
        near = self.near_place(contact, sides)
        home = next((a for p in contact.parties if p.part == "host" and (a := self.combiner.affiliation(p.entity))), "")
        if near is not None and not (home in self.combiner.states and home != near.country and self.own_rooms(contact)):
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
        if (
            line is not None
            and (line.country in sides or (contact.kind == "conference" and main and not contact.background))
            and (main or self.of_the_day(contact) or self.nowhere_else(contact, contacts))
            and contact.status == "held"
        ):
            cue = contact.cue
            contact.where, contact.where_rule = (
                Where(cue.start, cue.end, line.city, line.country, "", ""),
                "dateline in the state of one side" if line.country in sides else "dateline of the report on it",
            )

    def in_room(self, contact: Contact) -> None:
        """The house that the words tell says the state, where nothing else does."""
        house = room(self.combiner, contact) if contact.where is None and contact.kind in GATHERINGS | {"agreement"} else None
        if house is not None:
            contact.where, contact.where_rule = house, ROOM

    def of_the_day(self, contact: Contact) -> bool:
        """Whether a contact is news of the day of the report, or of the one before."""
        published = self.analysis.report.published
        told = contact.when.value if contact.when is not None else None
        if published is None or told is None or len(told) != DAY or len(published.value) < DAY:
            return False
        return 0 <= (date.fromisoformat(published.value[:DAY]) - date.fromisoformat(told)).days <= 1

    def another_time(self, contact: Contact, visit: Contact) -> bool:
        """Whether a contact took place before the arrival that a visit tells of, or after a visit of another month or year."""
        day, arrival = (c.when.value if c.when is not None else None for c in (contact, visit))
        if day is None or arrival is None or not days_differ(contact, visit):
            return False
        return day < arrival or len(arrival) < DAY

    def nowhere_else(self, contact: Contact, contacts: list[Contact]) -> bool:
        """Whether persons met, not told as past, of whom the report tells no contact outside the dateline's state."""
        line = self.analysis.report.dateline
        if contact.background or line is None or any(self.analysis.entities[e].kind != "person" for e in contact.people):
            return False
        return all(
            other.where is None or other.where.country in (None, line.country) or not other.people & contact.people for other in contacts
        )

    def visit_of(self, contact: Contact, contacts: list[Contact]) -> Contact | None:
        """The visit that holds a contact: one of its guests takes part, and somebody at home there, or both stand in one sentence."""
        if self.layout.told_apart(contact.cue):
            return None
        others: list[Contact] = []
        for visit in contacts:
            if visit.kind != "visit" or visit.where is None or visit is contact or self.another_time(contact, visit):
                continue
            guests = {p.entity for p in visit.parties if p.part == "guest"}
            if not guests & contact.people or (visit.status != contact.status and contact.status != "planned"):
                continue
            if any(self.combiner.affiliation(p.entity) == visit.where.country for p in contact.parties):
                return visit
            if visit.sentence == contact.sentence and visit.where.country is not None:
                others.append(visit)
        return others[0] if others else None

    def imply_city(self, contact: Contact, where: Where, contacts: list[Contact]) -> None:
        """The city where only the state is told: the state itself where it is one city, the dateline's, or that state's only one in the report."""
        city = self.analysis.pack.data.city_states.get(where.country or "")
        line = self.analysis.report.dateline
        rule = "city that is a state"
        if city is None and line is not None and line.country == where.country and line.city is not None and contact.status == "held":
            city, rule = line.city, "city of the dateline"
        if city is None:
            # a capital that stands for its government ("between Berlin and Oslo") is no place, nor is that where somebody else serves
            named = self.cities_told.get(where.country or "", [])
            if len(named) <= MENTIONS:
                named = [w for w in named if not self.of_office(w, contact) and not self.of_another(contact, w, contacts)]
            if len({w.city for w in named[:MENTIONS]}) == 1 and (contact.kind != "visit" or self.close(contact, named)):
                city, rule = named[0].city, "only city of that state in the report"
                self.cities[id(contact)] = (named[0].start, named[0].end)
        if city is not None:
            contact.where = msgspec.structs.replace(where, city=city)
            contact.city_rule = rule

    @cached_property
    def cities_told(self) -> dict[str, list[Where]]:
        """For each state the cities of it that the report tells as places; none of a state with several, where they are more than a report
        has."""
        out: dict[str, list[Where]] = {}
        for where in self.analysis.wheres:
            if where.country is not None and where.city is not None and self.told_as_place(where):
                out.setdefault(where.country, []).append(where)
        return {country: ws for country, ws in out.items() if len(ws) <= MENTIONS or len({w.city for w in ws}) == 1}

    def of_office(self, where: Where, contact: Contact) -> bool:
        """Whether a city is told with the office of somebody who serves there and takes no part ("the ambassador in Rome X")."""
        near = (self.analysis.actors[i] for i in self.analysis.actors_in(where.start - LONG, where.start))
        return any(where.end <= a.end and a.kind == "person" and a.entity not in contact.people for a in near)

    def of_another(self, contact: Contact, where: Where, contacts: list[Contact]) -> bool:
        """Whether a city is where others met, or on another day."""
        others = [c for c in contacts if c is not contact and c.where is not None and c.where.start == where.start]
        return bool(others) and all(days_differ(c, contact) or (c.kind != "conference" and not c.people & contact.people) for c in others)

    def close(self, contact: Contact, places: list[Where]) -> bool:
        """Whether one of the places stands in a sentence that tells of a visit, in the next one or in the headline."""
        told = {t.sentence for t in (contact, *contact.joined)}
        return any(
            w.start < self.analysis.title_end or {(at := self.analysis.sentence_of(w.start)), at - 1} & told for w in places[:MENTIONS]
        )

    def told_as_place(self, where: Where) -> bool:
        """Whether a city stands where something happens or somebody goes: behind "in" or "to", or called a city."""
        words = self.layout.lex.words
        return (
            slots.is_place(self.layout, where)
            or where.particle in words["lam"]
            or where.before in words["to"]
            or where.before in words["capital_word"]
            or where.before in words["city_word"]
        )

    def accord_place(self, contact: Contact) -> None:
        """ "The Vienna accord": an accord named after a city was signed there."""
        if contact.accord is None:
            return
        at = self.analysis.token_at(contact.accord.end)
        tokens = self.layout.lex.tokens
        for where in self.analysis.wheres_in(tokens[at - 1].start + 1, tokens[at].start + 1) if at < len(tokens) else ():
            if where.city and not where.particle:
                contact.where, contact.where_rule = where, "city of the accord's name"

    def near_place(self, contact: Contact, sides: set[str]) -> Where | None:
        """A city of one side's state, told as a place in the same sentence or the one before, and not of another verb of contact there."""
        if contact.status == "proposed":
            return None
        sentence = self.layout.sentences[contact.sentence]
        first = max(contact.sentence - 1, 0)
        start, end = self.analysis.sentences[first][0], self.analysis.sentences[contact.sentence][1]
        here = self.analysis.sentences[contact.sentence][0]
        options = [
            w
            for w in self.analysis.wheres_in(start, end)
            if w.city
            and (w.country in sides or (w.start >= here and contact.kind == "meeting"))
            and slots.is_place(self.layout, w)
            and not mentioned.spoken_of(self.layout, w)
            and not mentioned.of_accord(self.layout, self.layout.sentences[self.analysis.sentence_of(w.start)], contact.cue, w)
            and not any(self.layout.lex.is_(i, "relative") for i in slots.tokens(self.layout, contact.cue.end, w.start))
            and not (w.start >= here and slots.of_cue_before(sentence, contact, w, contact.cue.start))
            and not self.told_apart(contact, w)
        ]
        behind = [w for w in options if w.start < contact.cue.start]
        near = behind[-1] if behind else options[0] if options else None
        # where somebody else serves is the state, not the city
        return msgspec.structs.replace(near, city=None) if near is not None and self.of_office(near, contact) else near

    def told_apart(self, contact: Contact, where: Where) -> bool:
        """Whether a place behind a contact's clause stands in a further clause that tells of another ("… while in Oslo talks are resumed …")."""
        sentence = self.layout.sentences[contact.sentence]
        bounds = [b for b in sentence.bounds if contact.end <= b < where.start]
        # "… and this on the margins of the summit in Oslo" is its own
        others = [m for m in sentence.cues if not slots.circumstance(self.layout, m)]
        return any(bounds[0] <= m.word < where.start for m in (*others, *sentence.lights)) if bounds else False

    @cached_property
    def lead(self) -> int:
        """Index of the last sentence of the report's lead: the first after the headline that names somebody."""
        sentences = self.analysis.sentences
        body = range(bisect_left(sentences, (self.analysis.title_end,)), len(sentences))
        return next((i for i in body[:LEAD] if self.layout.sentences[i].chains), body[0] if body else 0)

    def resident(self, party: Party) -> bool:
        """Whether an office is served abroad."""
        role = self.analysis.entities[party.entity].role
        return role is not None and role.value in RESIDENT

    def parts(self, contact: Contact, contacts: list[Contact]) -> None:
        """At home one receives, the other is a guest: where the place is the state of one side only (whom one who resides there meets is no host)."""
        if contact.kind != "meeting":
            return
        if self.own_office(contact, contacts) or contact.where is None:
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
        if any(self.resident(p) and p.rule.startswith("subject") for p in guests):
            return  # "the ambassador met the minister": who is posted there is at home too
        for party in hosts:
            party.part, party.rule = "host", "at home where they met"
        for party in guests:
            party.part, party.rule = "guest", "met in the other's state"

    def city_at_home(self, where: Where, home: str) -> Where | None:
        """The city of a state that the words for another state spell too."""
        match = self.layout.lex.who.get(self.analysis.token_at(where.start))
        cities = [e.value for e in match.entries if e.kind == "city" and e.data.get("country") == home] if match is not None else []
        return msgspec.structs.replace(where, city=cities[0], country=home) if cities else None

    def own_rooms(self, contact: Contact) -> bool:
        """Whether the words of a contact say that somebody receives in rooms of his own."""
        return bool(self.analysis.of_in("own_office", contact.start, contact.end))

    def own_office(self, contact: Contact, contacts: list[Contact]) -> bool:
        """ "… met X in his office": the subject is the host."""
        said = self.analysis.of_in("own_office", contact.start, contact.end)
        subject = next((p for p in contact.parties if p.rule.startswith("subject")), None)
        if not said or subject is None or any(p.part in ("host", "guest") for p in contact.parties):
            return False
        for party in contact.parties:
            if party.part == "participant":
                party.part = "host" if party is subject else "guest"
        home = self.combiner.affiliation(subject.entity)
        if contact.where is None and home in self.combiner.states and not self.resident(subject) and subject.actor >= 0:
            actor = self.analysis.actors[subject.actor]
            contact.where, contact.where_rule = Where(actor.start, actor.end, None, home, "", ""), "the host receives at home"
            self.imply_city(contact, contact.where, contacts)
        return True
