"""Journeys: the stops of a tour, and those met at them, who are of the state visited though the report does not say so.

In: a contact with the contacts told before it. Out: further visits, parties with the state that is visited, one meeting for each state of a tour.
"""

from __future__ import annotations

import msgspec

from mahdar.frame import days
from mahdar.frame.arguments import Layout
from mahdar.frame.combine import Combiner
from mahdar.frame.contact import Contact, Party
from mahdar.model import INFERRED
from mahdar.recognise.analysis import OWN_OFFICIALS, Actor, Analysis, Entity, Read, Where

RECENT = 4  # contacts told before, among which a visit can be the one under way
LISTED = 4  # letters from one place to the next of a plain list
NEXT_STOP = 14  # letters from one place of a list to the next
HANDED = 4  # sentences from a meeting to the letter that one of the two carried
MANY = 2  # states visited, before a visit is a tour
RULERS = frozenset({"monarch", "president", "crown_prince"})
AT_HOME = "at the place visited"
TOUR = 4  # words from "takes in" to the first place of a tour that it takes in
OF_ROW = "counterpart in a state of the row"
ROW = 4  # words from counterparts to the row of their states


class Journeys:
    """What holds on a journey. `combiner` knows who is of which state."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.layout = Layout(analysis)
        self.combiner = Combiner(self.layout)

    def under_way(self, others: set[int], before: list[Contact]) -> Where | None:
        """Where one of these persons is on a visit told just before, with its state."""
        for visit in reversed(before[-RECENT:]):
            if visit.kind == "visit" and visit.where is not None and others & {p.entity for p in visit.parties if p.part == "guest"}:
                return visit.where if visit.where.country is not None else None
        return None

    def summoned(self, contact: Contact) -> None:
        """ "The ministry summoned the Swedish ambassador": a ministry told without its state is of the state where he is posted, else of the
        outlet's or the dateline's."""
        entry = contact.cue.get("cue")
        if entry is None or not entry.data.get("summons"):
            return
        line = self.analysis.report.dateline
        guests = [self.analysis.actors[p.actor] for p in contact.parties if p.part == "guest" and p.actor >= 0]
        posts = [a.post for a in guests if a.post]
        state = posts[0] if posts else self.analysis.home or (line.country if line is not None else None)
        for party in contact.parties:
            entity = self.analysis.entities[party.entity] if party.part == "host" and party.entity >= 0 else None
            if entity is None or entity.affiliation is not None or entity.kind != "institution":
                continue
            told = self.told_with_state(party.entity)
            if told >= 0:
                party.entity = told
                continue
            if not state:
                continue
            if state not in {self.combiner.affiliation(p.entity) for p in contact.parties}:
                cue = contact.cue
                entity.affiliation = Read(
                    state, cue.start, cue.end, INFERRED, OWN_OFFICIALS, "a ministry that summons whom another state sent"
                )

    def told_with_state(self, institution: int) -> int:
        """The institution of the report that shares a word with this one and is told with its state; -1 where none or two are."""
        text, entities = self.analysis.view.text, self.analysis.entities

        def words(number: int) -> set[str]:
            spans = (self.analysis.actors[i] for i in entities[number].mentions)
            return {word for a in spans for word in text[a.start : a.end].split()}

        mine = words(institution)
        found = [n for n, e in enumerate(entities) if e.kind == "institution" and e.affiliation is not None and mine & words(n)]
        states = {self.combiner.affiliation(n) for n in found}
        return found[0] if len(states) == 1 else -1

    def at_home(self, contact: Contact, before: list[Contact]) -> None:
        """Counterparts and officials without a nation, met by somebody on a visit, are of the state visited."""
        for party in contact.parties:
            if party.actor < 0 or party.entity < 0 or self.combiner.affiliation(party.entity):
                continue
            actor = self.analysis.actors[party.actor]
            if party.part == "host" and self.rules_here(contact, party.entity):
                continue
            if actor.kind == "delegation" and self.of_travellers(contact, party, before):
                continue
            officials = contact.kind == "meeting" and actor.kind == "delegation" and self.layout.lex.is_(self.last_word(actor), "officials")
            if not actor.counterpart and not officials:
                continue
            others = contact.people - {party.entity}
            where = self.under_way(others, before)
            if where is None or where.country in {self.combiner.affiliation(e) for e in others}:
                continue
            if officials:
                # every mention of "officials" is one party: these are a party of their own
                party.entity = self.unnamed(actor, where, actor.role)
            else:
                self.analysis.entities[party.entity].affiliation = Read(
                    where.country or "", where.start, where.end, INFERRED, "counterpart at the place visited"
                )

    def of_travellers(self, contact: Contact, party: Party, before: list[Contact]) -> bool:
        """ "The delegation met Y of the state visited": that of the one whose visit was told just before."""
        others = {self.combiner.affiliation(e) for e in contact.people - {party.entity}} - {""}
        if contact.kind not in ("meeting", "call", "negotiation") or not self.layout.lex.is_(
            self.last_word(self.analysis.actors[party.actor]), "delegation"
        ):
            return False
        for visit in reversed(before[-RECENT:]):
            if visit.kind != "visit" or visit.where is None or visit.where.country not in others:
                continue
            guests = [p for p in visit.parties if p.part == "guest" and self.combiner.affiliation(p.entity) not in others | {""}]
            side = self.analysis.entities[guests[0].entity].affiliation if guests else None
            if side is not None:
                party.entity = self.party_of(party.actor, side)
                if contact.where is None and contact.kind != "call":
                    contact.where, contact.where_rule = visit.where, "place of the visit"
                return True
        return False

    def party_of(self, index: int, side: Read) -> int:
        """A delegation of this side: the report's own where it has one, else a new one."""
        for number, found in enumerate(self.analysis.entities):
            delegation = found.kind == "party" and found.name is None and found.role is not None and found.role.value == "delegation"
            if delegation and self.combiner.affiliation(number) == side.value:
                return number
        affiliation = msgspec.structs.replace(side, how=INFERRED, rule=AT_HOME, reason="the delegation of who is on a visit")
        self.analysis.entities.append(
            Entity(kind="party", affiliation=affiliation, role=self.analysis.actors[index].role, mentions=[index])
        )
        return len(self.analysis.entities) - 1

    def rules_here(self, contact: Contact, entity: int) -> bool:
        """ "The king received X in Rabat": a head of state told without his state receives at home."""
        found, where = self.analysis.entities[entity], contact.where
        if where is None or not where.country or found.role is None or found.role.value not in RULERS:
            return False
        if where.country in {self.combiner.affiliation(e) for e in contact.people - {entity}}:
            return False
        found.affiliation = Read(where.country, where.start, where.end, INFERRED, "a head of state receives at home", "received there")
        return True

    def last_word(self, actor: Actor) -> int:
        """The last token of a mention."""
        return self.analysis.token_at(actor.end) - 1

    def unnamed(self, actor: Actor, where: Where, role: Read | None) -> int:
        """A new party of the state visited, told by a mention without nation or name."""
        affiliation = Read(where.country or "", where.start, where.end, INFERRED, AT_HOME, "met by somebody on a visit there")
        kind = "party" if actor.kind == "delegation" else "person"
        self.analysis.entities.append(Entity(kind=kind, affiliation=affiliation, role=role, mentions=[]))
        return len(self.analysis.entities) - 1

    def each_state(self, contact: Contact, before: list[Contact]) -> list[Contact]:
        """ "He will meet the presidents of the three states and his counterparts there": one meeting for each state of the tour told before."""
        if there := self.officials_there(contact):
            return there
        groups = [i for i in self.groups(contact) if self.of_the_states(self.analysis.actors[i])]
        others = [p for p in contact.parties if p.actor not in groups]
        if not groups or not others:
            return []
        legs: dict[str, Contact] = {}
        for visit in before:
            guests = {p.entity for p in visit.parties if p.part == "guest"}
            if visit.kind == "visit" and visit.where is not None and visit.where.country and guests & {p.entity for p in others}:
                legs.setdefault(visit.where.country, visit)
        if len(legs) < MANY:
            return []
        out = []
        for leg in legs.values():
            for index in groups:
                actor = self.analysis.actors[index]
                role = self.analysis.entities[others[0].entity].role if actor.counterpart else actor.role
                if leg.where is None:
                    continue
                met = Party(self.unnamed(actor, leg.where, role), "participant", index, AT_HOME)
                parties = [*(msgspec.structs.replace(p) for p in others), met]
                out.append(
                    msgspec.structs.replace(
                        contact,
                        kind="meeting",
                        parties=parties,
                        where=leg.where,
                        where_rule=leg.where_rule,
                        when=leg.when,
                        pair=False,
                        joined=[],
                        further=[],
                        why=[],
                    )
                )
        return out

    def officials_there(self, contact: Contact) -> list[Contact]:
        """ "He met officials in Oslo, Paris and Rome": one meeting for each place, with those of its state."""
        lex, text = self.layout.lex, self.analysis.view.text
        if contact.kind not in ("meeting", "conference"):
            return []
        for party in contact.parties:
            actor = self.analysis.actors[party.actor] if party.actor >= 0 else None
            if actor is None or actor.kind not in ("group", "delegation") or self.combiner.affiliation(party.entity):
                continue
            others = [p for p in contact.parties if p is not party]
            places = self.listed(actor, contact.end)
            if text[actor.start : actor.end].split()[0] not in lex.words["officials"] or not places or not others:
                continue
            sides = {self.combiner.affiliation(p.entity) for p in others}
            return [
                msgspec.structs.replace(
                    contact,
                    kind="meeting",
                    parties=[
                        *(msgspec.structs.replace(p) for p in others),
                        Party(self.officials_of(actor, where), "participant", party.actor, AT_HOME),
                    ],
                    where=where,
                    where_rule="place behind the cue",
                    joined=[],
                    further=[],
                    why=[],
                )
                for where in places
                if where.country not in sides
            ]
        return []

    def officials_of(self, actor: Actor, where: Where) -> int:
        """A new party: the officials of the state of a place."""
        role = Read("delegation", actor.start, actor.end, INFERRED, AT_HOME)
        affiliation = Read(where.country or "", where.start, where.end, INFERRED, AT_HOME, "met by somebody on a visit there")
        self.analysis.entities.append(Entity(kind="party", affiliation=affiliation, role=role, mentions=[]))
        return len(self.analysis.entities) - 1

    def listed(self, actor: Actor, end: int) -> list[Where]:
        """The places of the list right behind officials and "in"."""
        found: list[Where] = []
        for where in self.analysis.wheres_in(actor.start, end):
            if not found and (where.start > actor.end + NEXT_STOP or where.before not in self.layout.lex.words["in"]):
                break
            if found and where.start - found[-1].end > LISTED:
                break
            if where.country:
                found.append(where)
        return found

    def each_named(self, contact: Contact) -> list[Contact]:
        """ "Calls with his counterparts in each of Kenya, Ghana and Togo": one contact for each of the states named right behind them."""
        groups = [p for p in contact.parties if p.actor >= 0 and self.of_no_state(self.analysis.actors[p.actor])]
        others = [p for p in contact.parties if p not in groups]
        if contact.kind not in ("meeting", "call") or len(groups) != 1 or len(others) != 1:
            return []
        actor = self.analysis.actors[groups[0].actor]
        after = self.analysis.token_at(actor.end)
        row = next((c for c in self.layout.sentences[contact.sentence].chains if 0 < c.first - after <= ROW), None)
        states = [self.analysis.actors[i] for i in row.members] if row is not None else []
        if not self.layout.lex.is_(after, "in") or len(states) < MANY or any(a.kind != "state" or a.affiliation is None for a in states):
            return []
        role = self.analysis.entities[others[0].entity].role
        out = []
        for state in states:
            if state.affiliation is None:
                continue
            at = Where(state.start, state.end, None, state.affiliation.value, "", "")
            number = self.unnamed(actor, at, role)
            self.analysis.entities[number].kind = "party"  # until the report names him
            met = msgspec.structs.replace(groups[0], entity=number, rule=OF_ROW)
            parties = [*(msgspec.structs.replace(p) for p in others), met]
            out.append(msgspec.structs.replace(contact, parties=parties, pair=False, joined=[], further=[], why=[]))
        return out

    def of_no_state(self, actor: Actor) -> bool:
        """Whether a mention is of several counterparts whose states are not in its own words."""
        return actor.counterpart and actor.kind == "group" and actor.affiliation is None

    def groups(self, contact: Contact) -> list[int]:
        """Mentions of office-holders of several states behind the verb of a meeting, with no state or body of their own."""
        if contact.kind not in ("meeting", "conference"):
            return []
        return [
            i
            for i in self.analysis.actors_in(contact.cue.end, contact.end)
            if (actor := self.analysis.actors[i]).kind == "group"
            and actor.affiliation is None
            and (actor.role is not None or actor.counterpart)
        ]

    def of_the_states(self, actor: Actor) -> bool:
        """Whether the words behind say that they are those of the states spoken of ("of the three states", "there")."""
        lex, i = self.layout.lex, self.analysis.token_at(actor.end)
        if actor.counterpart:
            return lex.is_(i, "in_it") or (lex.is_(i, "in") and (lex.is_(i + 1, "states") or lex.is_(i + 2, "states")))
        return lex.is_(i, "states") or lex.is_(i + 1, "states")

    def on_the_way(self, contact: Contact, before: list[Contact]) -> None:
        """ "X left for A to attend the conference": a gathering told without a place is where those travel who come to it."""
        if contact.kind != "conference" or contact.where is not None or contact.status not in ("held", "planned"):
            return
        comers = {p.entity for p in contact.parties if p.rule == "takes part"}
        for visit in reversed(before[-RECENT:]):
            if not any(
                (e := m.get("takes_part")) is not None
                and (e.value == "noun" or m.prefix in self.layout.lex.words["purpose"])
                and not self.layout.lex.is_(self.layout.token(m) - 1, "time_of")  # ("came home after taking part in the summit")
                for m in self.analysis.of_in("takes_part", visit.cue.end, contact.cue.word)
            ):
                continue
            if visit.kind == "visit" and visit.sentence == contact.sentence and visit.where is not None and comers & visit.people:
                contact.where, contact.where_rule = visit.where, "destination of those who come"
                if contact.status == "held" and contact.when is None:
                    contact.status, contact.status_at = "planned", (visit.cue.start, visit.cue.end, "for which somebody leaves")
                return

    def delivered(self, contact: Contact, before: list[Contact]) -> None:
        """ "X arrived in A (received by Y), carrying a letter from Z": told without its receiver, it goes to whom its bearer meets, else to the
        state that he visits."""
        bearers = {p.entity for p in contact.parties if p.part == "mediator"}
        if contact.kind != "message" or {p.part for p in contact.parties} != {"sender", "mediator"}:
            return
        side = {self.combiner.affiliation(p.entity) for p in contact.parties}
        near = [
            c for c in before if 0 <= contact.sentence - c.sentence <= HANDED and bearers & c.people and c.status in ("held", "planned")
        ]
        for met in reversed(near):
            whom = [p for p in met.parties if p.part != "attendee" and self.combiner.affiliation(p.entity) not in side | {""}]
            if met.kind == "meeting" and len(whom) == 1:
                contact.parties.append(msgspec.structs.replace(whom[0], part="receiver", rule="met by who carries the letter"))
                contact.status, contact.status_at = met.status, met.status_at
                return
        for visit in reversed(near):
            where = visit.where
            if visit.kind != "visit" or visit.sentence != contact.sentence or where is None or where.country in side:
                continue
            for index in self.analysis.actors_in(where.start, where.end):
                place = self.analysis.actors[index]
                if place.kind not in ("state", "capital") or place.entity < 0:
                    continue
                contact.parties.append(Party(place.entity, "receiver", index, "visited by who carries the letter"))
                contact.status, contact.status_at = visit.status, visit.status_at
                return

    def tour_stops(self, contact: Contact) -> list[Contact]:
        """ "X arrived in A at the start of a tour that also takes in B and C": those to come are visits of their own."""
        here, entry, lex = contact.where, contact.cue.get("cue"), self.layout.lex
        if here is None or entry is None or entry.data.get("class") != "verb":
            return []
        close = self.analysis.sentences[contact.sentence][1]
        tours = [
            m for m in self.layout.sentences[contact.sentence].cues if here.end <= m.word and (e := m.get("cue")) and e.value == "visit"
        ]
        covers = self.analysis.of_in("covers", tours[0].end, close) if tours else []
        first = next((w for w in self.analysis.wheres_in(covers[0].end, close) if w.country), None) if covers else None
        if first is None or self.analysis.view.text[covers[0].start : covers[0].end].endswith(tuple(lex.words["feminine_verb_end"])):
            return []
        if self.analysis.token_at(first.start) - self.analysis.token_at(covers[0].end) > TOUR or first.country == here.country:
            return []
        parties = [msgspec.structs.replace(p) for p in contact.parties if p.part == "guest"]
        said = (covers[0].start, covers[0].end, "further stops of a tour")
        when = msgspec.structs.replace(contact.when, value=None, alternatives=(), vague=True) if contact.when is not None else None
        stop = msgspec.structs.replace(
            contact, where=first, when=when, status="planned", status_at=said, parties=parties, joined=[], why=[]
        )
        return [stop, *self.further_stops(stop)]

    def further_stops(self, contact: Contact) -> list[Contact]:
        """ "… to A, B and C": each further place of the list is a visit of its own."""
        stops: list[Contact] = []
        last = contact.where
        text = self.analysis.view.text
        marks = self.layout.lex.words["list_glue"]
        when = days.of_further_stop(self.layout, contact)
        while last is not None:
            near = self.analysis.wheres_in(last.end, last.end + NEXT_STOP + 1)
            where = next((w for w in near if w.country), None)
            if where is None:
                break
            gap = text[last.end : where.start].replace("\u060c", " ").replace(",", " ").split()
            if not all(word in marks for word in gap) or (not gap and where.start - last.end > 1):
                break
            if where.country != last.country:
                stop = msgspec.structs.replace(
                    contact, where=where, when=when, parties=[msgspec.structs.replace(p) for p in contact.parties], joined=[], why=[]
                )
                stops.append(stop)
            last = where
        return stops
