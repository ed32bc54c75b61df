"""Who was there, and who took part, told in sentences of their own: "the meeting was attended by X", "and X and Y took part in it".

In: the contacts of a report. Out: the contacts with those added.
"""

from __future__ import annotations

import msgspec

from mahdar.frame import slots
from mahdar.frame.arguments import Sentence
from mahdar.frame.candidates import Finder
from mahdar.frame.chains import Chain
from mahdar.frame.clauses import PEOPLE
from mahdar.frame.contact import GATHERINGS, Contact, Party
from mahdar.frame.cues import Framer
from mahdar.model import FROM_EARLIER, INFERRED, SAID
from mahdar.recognise.analysis import LONG, OWN_OFFICIALS
from mahdar.recognise.departments import RESIDENT
from mahdar.recognise.matcher import Match

SIDES = frozenset({"delegation", "state"})  # for whom somebody can be there
PRIVATE = frozenset({"business_figure", "former_official"})  # who is there for nobody
AFTER = 3  # sentences from a gathering to those that tell who took part in it


class Attendance(Finder):
    """Adds those whom other sentences name to the contacts told before."""

    def attend(self, contacts: list[Contact]) -> None:
        """ "The meeting was attended by …": everybody named behind the verb, and behind "in the presence of", is an attendee of the contact."""
        framer = Framer(self.layout, self.voices)
        for sentence in self.layout.sentences[self.part.start : self.part.stop]:
            verbs = self.analysis.of_in("attended", *self.analysis.sentences[sentence.index])
            chains = [c for c in sentence.chains if c.relation == "attended"]
            verb = next((m for m in verbs if self.names_contact(m)), None)
            if verb is not None:
                chains += [c for c in sentence.chains if c.start > verb.end and not c.relation and c not in chains]
            if not chains:
                continue
            told = [c for c in contacts if any(t.sentence == sentence.index for t in (c, *c.joined))]
            before = [c for c in contacts if c.kind in GATHERINGS | {"agreement"} and c.sentence <= sentence.index]
            past = verb is not None and not slots.is_imperfect(self.layout, verb)
            before = [c for c in before if c.status == "held"] if past and any(c.status == "held" for c in before) else before
            target = told[-1] if told and verb is None else before[-1] if before else None
            if verb is not None and (alone := self.one_sided(sentence, target)) is not None:
                self.make_up(contacts, alone, [p for c in chains for p in framer.parties(c, "participant", "attended", PEOPLE)])
                continue
            if target is None or (not told and verb is not None and self.of_no_contact(sentence, verb)):
                continue
            known = {p.entity for p in target.parties}
            for chain in chains:
                for party in framer.parties(chain, "attendee", "attended", PEOPLE):
                    if party.entity not in known and self.analysis.actors[party.actor].kind == "person":
                        known.add(party.entity)
                        target.parties.append(party)
                        if not self.of_told_side(party, sentence):
                            self.of_host(party, target)
            if target.kind == "conference":
                self.represented(target)

    def of_no_contact(self, sentence: Sentence, verb: Match) -> bool:
        """ "A meeting was held at its seat, attended by Y": a gathering of the same sentence, told anew, that is no contact of two sides."""
        return any(
            c.sentence == sentence.index and c.kind in GATHERINGS and c.cue.start < verb.start and not (c.definite or c.anaphor or c.pair)
            for c, _ in self.combiner.misses
        )

    def of_told_side(self, party: Party, sentence: Sentence) -> bool:
        """ "From the Kenyan side it was attended by X, minister of …, and Y": all of the list are of the side told before it.
        Whether a side is told."""
        actors, lex = self.analysis.actors, self.layout.lex
        first = actors[party.actor].start
        told = [
            actors[i]
            for i in self.analysis.actors_in(self.analysis.sentences[sentence.index][0], first)
            if actors[i].kind in SIDES and lex.is_(self.analysis.token_at(actors[i].start) - 1, "for_side")
        ]
        side = told[-1].affiliation if told else None
        if side is None:
            return False
        entity = self.analysis.entities[party.entity]
        mine = entity.affiliation
        if mine is None or mine.how != SAID:
            reason = f"of {self.analysis.words(side.start, side.end)}"
            entity.affiliation = msgspec.structs.replace(side, how=FROM_EARLIER, rule="there for that side", reason=reason)
        return True

    def of_host(self, party: Party, contact: Contact) -> None:
        """Who is there with an office of which no state is told, or only the outlet's own that takes no part, is of the side that receives."""
        entity = self.analysis.entities[party.entity]
        mine = entity.affiliation
        hosts = [p for p in contact.parties if p.part == "host"]
        sides = {side.value: side for p in hosts if (side := self.analysis.entities[p.entity].affiliation) is not None}
        guessed = mine is None or (mine.rule == OWN_OFFICIALS and mine.value not in self.combiner.sides(contact))
        if (
            entity.role is None
            or entity.role.value in (PRIVATE | RESIDENT)
            or not guessed
            or len(sides) != 1
            or not set(sides) <= self.combiner.states
        ):
            return
        side = next(iter(sides.values()))
        reason = f"with {self.analysis.words(side.start, side.end)}"
        entity.affiliation = msgspec.structs.replace(side, how=INFERRED, rule="present with the one who receives", reason=reason)

    def one_sided(self, sentence: Sentence, target: Contact | None) -> Contact | None:
        """ "X held a meeting of three. The meeting was attended by Y and Z": the gathering right before, of which one side alone was told."""
        alone = [c for c in self.combiner.one_sided if c.status == "held" and c.people and not c.definite]
        near = [c for c in alone if 0 < sentence.index - c.sentence < AFTER]
        if not near or (target is not None and target.sentence >= near[-1].sentence and not target.headline):
            return None
        return near[-1]

    def make_up(self, contacts: list[Contact], alone: Contact, others: list[Party]) -> None:
        """Put the others into a gathering of one side, which then is a contact."""
        known = {p.entity for p in alone.parties}
        alone.parties += [p for p in others if p.entity not in known]
        alone.anaphor = False
        if not self.combiner.foreign(alone):
            return
        self.conference(alone)
        same = next((c for c in reversed(contacts) if self.combiner.same(alone, c)), None)
        if same is None:
            contacts.append(alone)
        else:
            self.combiner.absorb(same, alone)

    def represented(self, contact: Contact) -> None:
        """ "The summit of Kenya and Ghana was held in the presence of the presidents X and Y": whoever is there for a side that is told without
        a person takes part for it."""
        sides = [p for p in contact.parties if p.part != "attendee"]
        bare = {
            side
            for p in sides
            if p.actor >= 0
            and self.analysis.actors[p.actor].kind in SIDES
            and (side := self.combiner.affiliation(p.entity)) in self.combiner.states
        }
        there = {a for p in contact.parties if p.part == "attendee" and (a := self.combiner.affiliation(p.entity)) in bare}
        if not there:
            return
        contact.parties = [p for p in contact.parties if not (p in sides and self.combiner.affiliation(p.entity) in there)]
        for party in contact.parties:
            if party.part == "attendee" and self.combiner.affiliation(party.entity) in there:
                party.part, party.rule = "participant", "there for a side"

    def took_part(self, contacts: list[Contact]) -> None:
        """ "… and X took part in it", "Kenya, Ghana and Togo will take part": those behind a verb of taking part without the word for the
        gathering belong to the one told before."""
        framer = Framer(self.layout, self.voices)
        for verb in self.analysis.of_in("takes_part", *self.within()):
            entry, index = verb.get("takes_part"), self.analysis.sentence_of(verb.start)
            if entry is None or entry.value == "noun" or index < 0:
                continue
            sentence = self.layout.sentences[index]
            joins = entry.value == "joins"
            chain = self.who_joins(framer, sentence, verb, contacts) if joins else self.who_behind(framer, sentence, verb)
            gatherings = [c for c in contacts if c.kind in GATHERINGS and not self.combiner.beside(c) and self.just_told(c, index, verb)]
            if chain is None:
                continue
            alone = [
                c for c in self.combiner.one_sided if c.kind == "conference" and c.where is not None and self.just_told(c, index, verb)
            ]
            if alone and not gatherings:
                self.make_up(contacts, alone[-1], framer.parties(chain, "participant", "takes part"))
                continue
            if not gatherings:
                continue
            target = max(gatherings, key=lambda c: self.last_told(c, index, verb))
            if target.kind != "conference" and not joins and not self.combiner.of_many(target):
                continue
            known = {p.entity for p in target.parties if p.part != "attendee"}
            told = [p for p in framer.parties(chain, "participant", "takes part") if p.entity not in known]
            added = msgspec.structs.replace(target, parties=told, joined=[], when=None, where=None)
            self.combiner.absorb(target, added)
            target.joined = [c for c in target.joined if c is not added]

    def last_told(self, contact: Contact, index: int, verb: Match) -> tuple[int, int]:
        """Sentence and place of the last cue before a verb that tells of a contact; (-1, -1) where there is none."""
        before = [(t.sentence, t.cue.start) for t in (contact, *contact.joined)]
        return max((b for b in before if b < (index, verb.start)), default=(-1, -1))

    def just_told(self, contact: Contact, index: int, verb: Match) -> bool:
        """Whether a contact is told before a verb, in its sentence or one of the few before it."""
        last = self.last_told(contact, index, verb)[0]
        return last >= 0 and index - last < AFTER

    def who_joins(self, framer: Framer, sentence: Sentence, verb: Match, contacts: list[Contact]) -> Chain | None:
        """ "Will join the ministers of the union X": X, where those whom he joins are told as meeting."""
        behind = framer.behind(sentence, verb.end, self.analysis.sentences[sentence.index][1])
        whom = next((c for c in behind if c.relation == "to"), None)
        if whom is None:
            return None
        sides = {self.combiner.affiliation(self.analysis.actors[i].entity) for i in whom.members}
        met = [c for c in contacts if c.kind in GATHERINGS and self.just_told(c, sentence.index, verb) and sides <= self.combiner.sides(c)]
        return next((c for c in behind if framer.bare(c, PEOPLE)), None) if met else None

    def who_behind(self, framer: Framer, sentence: Sentence, verb: Match) -> Chain | None:
        """The bare mention behind "took part in it", or the row of them behind "will take part", where no word for a gathering follows."""
        lex, at = self.layout.lex, self.analysis.token_at(verb.end)
        in_it = lex.is_(at, "in_it")
        end = self.analysis.sentences[sentence.index][1]
        chain = next((c for c in framer.behind(sentence, verb.end, end) if framer.bare(c)), None)
        if chain is None or chain.first - at - in_it > 1:
            return None
        if in_it:
            return chain
        stops = [m for m in sentence.cues if m.word >= verb.end]
        return chain if len(chain.members) > 1 and not stops else None

    def names_contact(self, verb: Match) -> bool:
        """Whether the verb's object is a contact ("attended the meeting"), or it holds it as a pronoun."""
        text = self.analysis.view.text[verb.start : verb.end]
        if text.endswith(tuple(self.layout.lex.pack.settings.pronouns)) and verb.end - verb.start > 3:
            return True
        at = self.analysis.token_at(verb.end)
        if self.layout.lex.is_(at, "ceremony"):
            return True
        if self.layout.lex.is_(at, "for_side") and any(
            c.first == at + 1 and self.analysis.actors[c.members[0]].kind in SIDES
            for c in self.layout.sentences[max(self.analysis.sentence_of(verb.start), 0)].chains
        ):
            return True
        return any(
            m.word <= token.start < m.end
            for token in self.layout.lex.tokens[at : at + 2]
            for m in self.analysis.of_in("cue", token.start - LONG, token.end)
        )
