"""Candidates: each cue with arguments, day, place and status, before mentions of one contact are put together."""

from __future__ import annotations

from mahdar.frame import days, slots, status
from mahdar.frame.combine import tidy
from mahdar.frame.contact import BODY_ADJECTIVE, BY_ADJECTIVE, GATHERINGS, SIGNS_FOR, Contact, Party
from mahdar.frame.cues import Framer
from mahdar.frame.inviting import inviter
from mahdar.frame.journeys import Journeys
from mahdar.frame.listed import listed
from mahdar.frame.rivals import governments
from mahdar.frame.voices import Voice, voice_at
from mahdar.recognise.analysis import LONG, Actor, Analysis, When, Where
from mahdar.recognise.departments import RESIDENT
from mahdar.recognise.matcher import Match

SEVERAL = 4  # sides that make a meeting a conference
LETTER = 3  # who sends, who carries and who receives
ACCORD = 140  # letters from "signed" to what was signed, past the names and the place


class Finder(Journeys):
    """Builds the candidates of one report: cues with their arguments, day, place and status."""

    def __init__(self, analysis: Analysis, voices: list[Voice]) -> None:
        super().__init__(analysis)
        self.voices = voices
        self.part = range(len(analysis.sentences))  # the sentences whose contacts are laid beside each other
        self.misses: list[tuple[Contact, str]] = []
        self.cities: dict[int, tuple[int, int]] = {}

    def within(self) -> tuple[int, int]:
        """Folded range of the part."""
        sentences, part = self.analysis.sentences, self.part
        start = sentences[part.start][0] if part.start else 0
        return start, sentences[part.stop][0] if part.stop < len(sentences) else len(self.analysis.view.text)

    def candidates(self) -> list[Contact]:
        out: list[Contact] = []
        for contact in Framer(self.layout, self.voices).frame() if self.analysis.of("cue") else ():
            sentence = self.layout.sentences[contact.sentence]
            if contact.kind != "message" and status.refused(self.layout, contact):
                word = self.layout.lex.tokens[self.layout.token(contact.light or contact.cue) - 1]
                contact.status, contact.status_at = "denied", (word.start, word.end, "will not")
            elif status.negated(self.layout, contact):
                self.misses.append((contact, "the verb is negated"))
                continue
            if self.of_game(contact):
                self.misses.append((contact, "the sentence is about a game"))
                continue
            if self.layout.lex.is_(self.layout.token(contact.cue) - 1, "if"):
                self.misses.append((contact, "a condition"))
                continue
            if not self.fits(contact):
                self.misses.append(
                    (contact, "what this cue needs beside its word is not there: a second party, an accord, or a verb that carries it")
                )
                continue
            at = self.layout.token(contact.cue)
            if any(self.layout.lex.is_(i, "wished") for i in (at - 1, at - 2)):
                self.misses.append((contact, "only wished for"))
                continue
            contact.when = days.when(self.layout, sentence, contact) or self.day_carried(contact)
            if contact.kind == "visit":
                contact.where = slots.destination(self.layout, sentence, contact)
                contact.where_rule = "destination"
                self.invited_home(contact)
                invited = contact.status_at is not None and contact.status == "proposed"
                if invited and contact.when is not None and contact.status_at is not None and contact.when.end <= contact.status_at[0]:
                    contact.when = None  # the day on which the invitation came
                if contact.when is not None and slots.ends(self.layout, contact) and "/" not in (contact.when.value or ""):
                    contact.when = None
            else:
                contact.where, contact.where_rule = slots.place(self.layout, sentence, contact)
                self.goes_to(contact)
            entry = contact.cue.get("cue")
            if (
                entry is not None
                and (entry.data.get("dated") or (contact.kind == "agreement" and self.relative(contact)))
                and (contact.when is None or contact.when.vague)
                and (contact.where is None or contact.where.city is None)
            ):
                self.misses.append((contact, "an accord told in passing, without day or place of its signing"))
                continue
            if (
                contact.light is None
                and (contact.when is None or not contact.headline)
                and contact.where is None
                and contact.kind != "agreement"
                and any(p.rule == BY_ADJECTIVE for p in contact.parties)
            ):
                self.misses.append((contact, "the parties stand in adjectives alone, without a verb or a place"))
                continue
            present = slots.imperfect(self.layout, contact) and not contact.background
            if present and contact.kind == "visit":
                slots.coming(self.layout, contact)
            if contact.status == "held":
                status.settle(self.layout, sentence, contact)
                status.denied(self.layout, contact, voice_at(self.voices, contact.cue.start))
            if contact.status == "planned":
                slots.coming(self.layout, contact)
            if contact.status in ("held", "planned") and self.layout.lex.is_(at - 1, "any_at_all"):
                self.misses.append((contact, "any contact, none in particular"))
                continue
            days.decided(contact)
            days.lasting(self.layout, contact)
            if contact.status in ("postponed", "cancelled"):
                status.planned_for(self.layout, sentence, contact)
            listed(self.layout, contact)
            self.at_home(contact, out)
            self.summoned(contact)
            if met := self.each_state(contact, out) or self.each_named(contact):
                out += met
                continue
            tidy(contact, self.analysis.entities)
            self.combiner.far_states(contact)
            governments(self.layout, contact)
            self.abroad(contact)
            self.conference(contact)
            inviter(self.combiner, contact)
            self.host_among(contact)
            self.delivered(contact, out)
            self.on_the_way(contact, out)
            if not contact.parties and not contact.pair:
                if entry is not None and entry.data.get("stays") and contact.where is None:
                    self.misses.append((contact, "who is there, and where, is not told"))
                    continue
                if contact.kind == "visit" and not contact.definite and contact.where is None and contact.when is None:
                    self.misses.append((contact, "who travels, where to and when is not told"))
                    continue
                contact.anaphor = True
            out.append(contact)
            if contact.kind == "visit":
                out += [*self.further_stops(contact), *self.tour_stops(contact)]
        return out

    def goes_to(self, contact: Contact) -> None:
        """ "On a tour that leads him to Ghana to meet X": the place right before the purpose; a day told before it is that of another place."""
        cue = contact.cue
        if contact.kind not in GATHERINGS or cue.prefix not in self.layout.lex.words["purpose"]:
            return
        for where in self.analysis.wheres_in(max(cue.start - LONG, 0), cue.start):
            if self.analysis.token_at(where.end) == self.layout.token(cue) and where.before in self.layout.lex.words["to"]:
                if contact.when is not None and contact.when.end < where.start and contact.where != where:
                    contact.when = None
                contact.where, contact.where_rule = where, "place before the cue"

    def abroad(self, contact: Contact) -> None:
        """Who is of the state visited and goes along with guests of another is no guest, but their host."""
        country = contact.where.country if contact.kind == "visit" and contact.where is not None else None
        guests = [p for p in contact.parties if p.part == "guest" and country is not None]
        if any(self.combiner.affiliation(p.entity) not in (country, "") for p in guests):
            for party in guests:
                party.part = "host" if self.combiner.affiliation(party.entity) == country else party.part

    def of_game(self, contact: Contact) -> bool:
        """Whether the sentence is about a game; of a headline also the sentence behind it ("Kenya meets Ghana in September")."""
        start, end = self.analysis.sentences[contact.sentence]
        if contact.headline and contact.sentence + 1 < len(self.analysis.sentences):
            end = self.analysis.sentences[contact.sentence + 1][1]
        return any(not self.elected(m) for m in self.analysis.of_in("not_contact", start, end))

    def elected(self, match: Match) -> bool:
        """Whether a word for a team stands in or behind an office: "the president elect"."""
        at = self.layout.token(match)
        office = any(self.layout.lex.find(i, "office") is not None for i in (at - 1, at - 2) if i >= 0)
        return office or any(a.kind == "person" and match.word < a.end for a in self.layout.mentions_in(match.word - LONG, match.word + 1))

    def day_carried(self, contact: Contact) -> When | None:
        """ "A letter that X carried to him yesterday": the day between the verb of carrying and who carried it."""
        for party in contact.parties:
            if party.rule != "carries the message":
                continue
            end = self.analysis.actors[party.actor].start
            verbs = [
                m for m in self.analysis.of_in("light", contact.cue.end, end) if (e := m.get("light")) is not None and e.value == "send"
            ]
            days_told = self.analysis.whens_in(verbs[-1].end, end) if verbs else []
            if len(days_told) == 1:
                return days_told[0]
        return None

    def fits(self, contact: Contact) -> bool:
        """What a cue needs beside its word to count at all."""
        entry = contact.cue.get("cue")
        if entry is None:
            return False
        at = self.layout.token(contact.cue)
        if contact.kind == "call" and self.layout.lex.is_(at - 1, "set_up"):
            return False  # "the contact group"
        if entry.data.get("carried") and contact.light is None and not any(p.rule == "after with" for p in contact.parties):
            return False
        if entry.data.get("phoned") and not self.analysis.of_in("by_phone", contact.start, contact.end):
            return False
        if entry.data.get("sides") and not any(p.rule == BY_ADJECTIVE for p in contact.parties):
            return False
        if entry.data.get("pair") and not contact.pair and len({p.entity for p in contact.parties}) < 2:
            return False
        if contact.kind == "agreement" and any(self.layout.lex.is_(i, "draft") for i in (at - 1, at - 2)):
            return False
        if (
            contact.kind == "agreement"
            and contact.cue.prefix in self.layout.lex.words["purpose"]
            and self.layout.lex.is_(at - 1, "efforts")
        ):
            return False  # "in the course of his efforts to reach an accord"
        if contact.kind == "agreement":
            accords = self.analysis.of_in("accord", contact.cue.start, min(contact.end, contact.cue.end + ACCORD))
            if not accords and (self.relative(contact) or self.layout.lex.has_article(contact.cue) or self.holds_accord(contact)):
                before = self.analysis.of_in("accord", contact.cue.word - 60 - LONG, contact.cue.word)
                accords = [m for m in before if 0 < contact.cue.word - m.end < 60]
            if not accords and any(p.rule == SIGNS_FOR for p in contact.parties):
                return True  # "… and signed it for A X and for B Y"
            if not accords:
                return False
            contact.accord = accords[0]
        if contact.kind == "visit" and any(
            0 <= m.word - contact.cue.end <= 1 for m in self.analysis.of_in("invite", contact.cue.end, contact.cue.end + LONG)
        ):
            # "directs an invitation": in one written form with "heads for"
            return False
        if contact.kind == "message":
            told = contact.light.get("light") if contact.light is not None else None
            if contact.definite and len(contact.people) == 1 and told is not None and told.value == "send":
                # "the message was handed over by X": he carried the one told before
                contact.parties[0].part, contact.anaphor = "mediator", True
                return True
            # who sends and who receives must both be told; "a strong message to" is a figure of speech
            parts = {p.part for p in contact.parties}
            if entry.data.get("borne"):
                return len(contact.people) == len(parts) == LETTER
            behind = self.analysis.token_at(contact.cue.end)
            figure = any(self.layout.lex.is_(i, "figure") for i in (behind, behind + 1))
            return len(contact.people) >= 2 and len(parts) > 1 and not (figure and contact.kind == "message")
        # a reception that two give or attend is none of one by the other
        return not (
            contact.kind == "meeting"
            and entry.data.get("greets")
            and len(contact.people) > 1
            and {p.part for p in contact.parties} in ({"host"}, {"guest"})
        )

    def holds_accord(self, contact: Contact) -> bool:
        """Whether the verb ends with a pronoun, which stands for an accord told before it ("an accord (that) A and B signed in 2002")."""
        text = self.analysis.view.text[contact.cue.start : contact.cue.end]
        entry = contact.cue.get("cue")
        verb = entry is not None and entry.data.get("class") == "verb"
        return verb and text.endswith(tuple(self.layout.lex.pack.settings.pronouns))

    def relative(self, contact: Contact) -> bool:
        """Whether the verb stands in a relative clause ("the accord that they signed")."""
        at = self.layout.token(contact.cue)
        return any(self.layout.lex.is_(i, "relative") for i in (at - 1, at - 2))

    def conference(self, contact: Contact) -> None:
        """A meeting of bodies, or of the ministers of many states, is a conference; a summit of two is a meeting."""
        entry = contact.cue.get("cue")
        many = any(p.rule == "takes part" for p in contact.parties)
        if entry is not None and entry.data.get("two") and len(contact.people) == 2 and not many:
            kinds = {self.analysis.actors[p.actor].kind for p in contact.parties if p.part != "attendee" and p.actor >= 0}
            if kinds <= {"person", "state", "capital", "delegation"}:
                contact.kind = entry.data["two"]
        elif contact.kind == "conference" and len(contact.people) == 2 and self.of_two(contact):
            contact.kind = "meeting"
        if contact.kind != "meeting":
            return
        if self.of_four(contact) or self.regional(contact):
            contact.kind = "conference"
        for party in contact.parties:
            actor = self.analysis.actors[party.actor] if party.actor >= 0 else None
            if actor is None:
                continue
            many = (
                actor.kind == "group"
                and actor.number == "pl"
                and (actor.affiliation is not None or actor.role is None or actor.role.value not in RESIDENT)
                and (self.combiner.affiliation(party.entity) not in self.combiner.states or len(contact.parties) > 2)
                and not (self.combiner.moves(party.entity) and len(contact.parties) == 2)
                and not self.others_besides(contact, party)
            )
            received = party.part == "guest"
            if (
                (actor.kind == "body" and party.rule == "belongs to the noun")
                or (party.rule.startswith("subject of the light") and self.council(actor))
                or (party.rule == "after with" and self.of_states(actor))
                or party.rule == BODY_ADJECTIVE
                or (many and party.rule not in ("attended", "accompanies") and not received)
            ):
                contact.kind = "conference"
        self.negotiation(contact)
        if self.by_phone(contact):
            contact.kind = "call"

    def others_besides(self, contact: Contact, party: Party) -> bool:
        """ "He will meet the president and other officials": a group without an office, of the side of somebody named or of none that is told."""
        side = self.combiner.affiliation(party.entity)
        role = self.analysis.actors[party.actor].role
        if self.analysis.actors[party.actor].counterpart or (role is not None and role.value not in ("other", "delegation")):
            return False
        others = [p for p in contact.parties if p is not party and p.part != "attendee" and not self.combiner.blank(p.entity)]
        named = {self.combiner.affiliation(p.entity) for p in others}
        return side in named or (not side and len(others) > 1)

    def of_four(self, contact: Contact) -> bool:
        """Whether the ministers or heads of four states or more meet, or a committee of so many, and nobody receives the others."""
        entry = contact.cue.get("cue")
        talks = entry is not None and entry.data.get("talks")
        met = [p for p in contact.parties if p.part != "attendee"]
        kinds = {self.analysis.actors[p.actor].kind for p in met if p.part == "participant" and p.actor >= 0}
        plain = kinds == {"person"} or (not talks and kinds <= {"person", "state", "delegation"})
        return plain and all(p.part == "participant" for p in met) and len(self.combiner.sides(contact)) >= SEVERAL

    def regional(self, contact: Contact) -> bool:
        """ "The regional talks", "an international meeting": one of many states, of whom the sentence names some that take part."""
        entry, at = contact.cue.get("cue"), self.analysis.token_at(contact.cue.end)
        noun = entry is not None and entry.data.get("class") == "noun" and not contact.cue.pronoun
        if noun and len(contact.people) == 1 and self.combiner.hosted(contact):
            return True
        told = any(p.rule in ("takes part", "attended", "after joined_by") for p in contact.parties)
        return noun and told and any(self.layout.lex.is_(i, "regional") for i in (at, at + 1))

    def invited_home(self, contact: Contact) -> None:
        """ "… held his invitation to visit his country": the state of who invites."""
        host = next((p for p in contact.parties if p.part == "host" and p.rule == "invites"), None)
        side = self.analysis.entities[host.entity].affiliation if host is not None and host.entity >= 0 else None
        match = self.layout.lex.find(self.analysis.token_at(contact.cue.end), "own_state")
        if contact.where is None and match is not None and side is not None and side.value in self.combiner.states:
            contact.where, contact.where_rule = Where(match.start, match.end, None, side.value, "", ""), "the host receives at home"

    def host_among(self, contact: Contact) -> None:
        """ "Norway hosts a summit of Norway, Ghana and Togo": the state that hosts is one of those who take part. A capital that hosts is the
        place, where others are told."""
        for host in [p for p in contact.parties if p.part == "host" and p.entity >= 0 and self.combiner.states_party(p.entity)]:
            side = self.combiner.affiliation(host.entity)
            mine = next((p for p in contact.parties if p.part == "participant" and self.combiner.affiliation(p.entity) == side), None)
            capital = host.actor >= 0 and self.analysis.actors[host.actor].kind == "capital"
            if mine is not None and not capital:
                mine.part = "host"
            if mine is not None or (capital and (len(contact.people) > 1 or not self.combiner.of_nations(contact))):
                contact.parties.remove(host)

    def council(self, actor: Actor) -> bool:
        """Whether a body is one of states that sit together: a council, a committee."""
        lex = self.layout.lex
        first = self.analysis.token_at(actor.start)
        return actor.kind == "body" and lex.is_(first, "council")

    def of_states(self, actor: Actor) -> bool:
        """Whether a body is told by the states that it is made up of ("the six states of the council")."""
        return actor.kind == "body" and self.layout.lex.is_(self.analysis.token_at(actor.start), "states")

    def of_two(self, contact: Contact) -> bool:
        """Whether two persons of two states alone hold a gathering ("X and Y chaired the joint session")."""
        told = [p for p in contact.parties if p.part != "attendee" and p.actor >= 0]
        sides = self.combiner.sides(contact)
        return (
            len(sides) == 2
            and sides <= set(self.combiner.states)
            and all(self.analysis.actors[p.actor].kind == "person" and p.rule.startswith("subject of the light") for p in told)
        )

    def negotiation(self, contact: Contact) -> None:
        """Talks of parties, not persons, one of them no state: a round of negotiations."""
        entry = contact.cue.get("cue")
        if contact.kind != "meeting" or entry is None or not entry.data.get("talks") or len(contact.parties) < 2:
            return
        kinds = {self.analysis.entities[p.entity].kind for p in contact.parties if p.entity >= 0}
        codes = self.combiner.sides(contact)
        movements = any(code not in self.combiner.states for code in codes) or any(
            self.combiner.untold(e) for e in contact.people if e >= 0
        )
        if "person" not in kinds and movements:
            contact.kind = "negotiation"

    def by_phone(self, contact: Contact) -> bool:
        """Whether the clause says that they spoke by phone or video."""
        if contact.kind != "meeting":
            return False
        low, high = contact.cue.start - 30, contact.cue.end + 150
        return bool(self.analysis.of_in("by_phone", max(contact.start, low + 1), min(contact.end, high)))
