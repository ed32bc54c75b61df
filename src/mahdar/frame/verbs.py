"""Cue verbs: a verb opens a contact, and its parts take the arguments of the clause.

The bare mention behind the verb is its subject and the next its object (verb first), or the mention before it is the subject (subject first);
prepositions lead to the other parts as the entry of the pack says.
"""

from __future__ import annotations

from mahdar.frame import slots
from mahdar.frame.arguments import Sentence
from mahdar.frame.chains import Chain
from mahdar.frame.clauses import NEAR, PEOPLE, SUBJECTS
from mahdar.frame.contact import Contact, Party
from mahdar.frame.travellers import Travellers
from mahdar.frame.voices import voice_at
from mahdar.packs import Entry
from mahdar.recognise.lexer import COMMA
from mahdar.recognise.matcher import Match

ASIDE = 4  # words from a circumstance to the relative word of its noun
INSTITUTIONS = frozenset({"institution"})
BRACKETS = frozenset("()")
WITH_HIM = 4  # words from somebody to the end of those with him ("and the delegation that accompanies him")


class Verbs(Travellers):
    """Contacts that a verb tells of."""

    def verb(self, sentence: Sentence, cue: Match, entry: Entry) -> Contact | None:
        start, end = self.clause(sentence, cue)
        after = [c for c in self.behind(sentence, cue.end, self.arguments_end(sentence, cue, end)) if not self.foreign_noun(c, cue)]
        kinds = SUBJECTS
        at = self.layout.token(cue)
        contact = Contact(entry.value, cue, sentence.index, start, end, [], f"{entry.value} verb")
        contact.background = self.past_before(sentence, cue)
        kinds |= {"capital"} if entry.value == "agreement" else frozenset()  # "Oslo and Nairobi signed": only together
        bare = [c for c in after if self.bare(c, kinds) and not self.goal(sentence, cue, c)] if not self.layout.participle(cue) else []
        place_object = entry.data.get("object") == "place"
        if place_object and self.calls_on(sentence, contact, cue, bare):
            return contact
        if place_object or entry.value == "visit":
            bare = [c for c in bare if self.actor(c.members[0]).kind in PEOPLE]
        begin = self.past_accord(cue, entry)
        styled = self.style_at(begin) and begin + 1 < len(self.lex.tokens)
        begin += styled  # "His Highness received yesterday Y": the style is the subject, and stands for somebody told before
        near = bool(bare) and sum(token.text not in BRACKETS for token in self.lex.tokens[begin : bare[0].first]) <= NEAR
        subject = bare[0] if near and self.open_way(begin, bare[0].first) else None
        first_with = next((c.first for c in after if c.relation == "with" and self.part_of(c, entry)), None)
        if subject is not None and entry.value == "agreement" and first_with is not None and first_with < subject.first:
            subject = None  # "reached an accord with X that may lead Y to …"
        rest = bare[1:] if subject is not None and not styled else []
        takes_object = entry.data.get("object", "") not in ("", "place", "thing")
        with_chain = [c for c in after if self.part_of(c, entry)]
        met = next((c for c in with_chain if c.relation == "with"), None)
        if cue.prefix in self.lex.words["purpose"] and met is None and not slots.is_imperfect(self.layout, cue):
            return None  # "Kenya and Ghana propose a meeting for the discussion of …"
        # "met with X after the overthrow of Y": beside a "with", a joined preposition belongs to another word
        with_chain = [c for c in with_chain if met is None or c.first <= met.first or not c.particle]
        before = self.shared(sentence, start, cue, self.subject_before(sentence, start, cue.word))
        if before is None and not self.lex.joined(cue.prefix):
            before = self.sentence_subject(sentence, cue.word) if start > self.analysis.sentences[sentence.index][0] else None
        before = (self.informer(sentence, cue.word) if self.relative_before(at) else None) or self.goer(sentence, cue, start) or before
        before = self.himself(sentence, cue) or before
        if entry.value == "visit" and before is not None and not self.can_travel(sentence, before, cue):
            before = None
        if (
            before is not None
            and before.after < at - 1
            and len(before.members) == 1
            and not self.agrees(cue, self.actor(before.members[0]))
        ):
            before = None  # "by order of the king a ship arrived (she) …"
        if before is None and entry.data.get("summons"):
            # "the ministry summons the ambassador of …"
            before = next((c for c in reversed(self.ahead(sentence, start, cue.word)) if self.bare(c, INSTITUTIONS)), None)
        fronted = False
        if entry.data.get("person") == "first":
            return self.own_words(contact, cue, entry, bare, with_chain)
        if entry.data.get("ending"):
            return self.with_ending(sentence, contact, cue, entry, subject)
        if entry.value == "agreement" and self.relative_before(at):
            before = None
        antecedent = self.antecedent(sentence, at)
        if antecedent is not None and entry.value == "visit" and self.lex.is_(antecedent.first - 1, "inhabitants"):
            return None  # "the Russian citizens who visit Kenya"
        if antecedent is not None and (subject is None or takes_object or place_object):
            rest = [subject] if subject is not None and takes_object else []
            contact.parties += self.parties(antecedent, entry.data["subject"], "whom the relative clause tells of")
            if rest:
                contact.parties += self.parties(rest[0], entry.data["object"], "object of the verb")
            for chain in with_chain:
                contact.parties += self.parties(chain, self.part_of(chain, entry), f"after {chain.relation or 'a joined preposition'}")
            return contact
        agent = next((c for c in after if c.relation == "agent" and not c.particle and self.actor(c.members[0]).kind in SUBJECTS), None)
        if agent is not None and takes_object:
            # "X was received by Y"
            whom = subject or before
            if whom is not None:
                contact.parties += self.parties(agent, entry.data["subject"], "agent of the verb")
                contact.parties += self.parties(whom, entry.data["object"], "whom the passive tells of")
                self.one_by_one(contact, entry, [])
                return contact
        right_before = (
            before is not None and before.after == (at - 1 if self.lex.is_(at - 1, "future") else at) and not self.lex.joined(cue.prefix)
        )
        rest = [c for c in rest if subject is not None and self.can_be_object(sentence, subject, c)]
        if takes_object and subject is not None and not rest and not with_chain:
            rest = self.past_relative(sentence, subject, end)
        ends = self.analysis.view.text[cue.start : cue.end].endswith(tuple(self.lex.words["dual_verb_end"]))
        two = ends and slots.is_imperfect(self.layout, cue)
        if two and before is not None and len(before.members) > 1 and subject is not None and takes_object:
            # "X and Y arrived in Oslo, where the two will meet Z": a verb of two has its subject before it
            rest, subject, fronted = [subject], before, True
        elif two and before is not None and len(before.members) > 1 and not takes_object:
            # "the ministers of A and B discuss by phone the affairs of C"
            rest, subject, fronted = [], before, True
        elif subject is not None and takes_object and not rest and not with_chain and self.on_the_visit(sentence, cue, subject):
            rest, subject, fronted = [subject], before, True
            if before is None:
                contact.parties += self.visitor_of(cue, entry)
        elif right_before and before is not None and takes_object:
            rest, subject, fronted = ([subject] if subject is not None else []), before, True
        elif subject is not None and not rest and not with_chain and self.actor(subject.members[0]).kind == "pair":
            # "the two ministers meet again"
            contact.parties += self.parties(subject, entry.data["subject"], "subjects of the verb")
            return contact
        elif subject is not None and takes_object and not rest and not with_chain:
            if len(subject.members) > 1 and entry.data["object"] == entry.data["subject"] and before is None:
                contact.parties += self.parties(subject, entry.data["subject"], "subjects of the verb")
                return contact
            # one bare mention behind a verb that wants two: it is the object, and the subject stands before or in the sentence before
            rest, subject = [subject], before
            fronted = True
        elif subject is None:
            subject, fronted = before, True
        elif before is not None and before.after == at and (with_chain or self.is_there(entry, cue)) and self.near_verb(before, at):
            rest, subject, fronted = [], before, True
        if subject is not None and rest and not fronted and entry.data["subject"] == "host" and self.arrives(subject, rest[0]):
            subject, rest = rest[0], [subject]
        if subject is not None:
            contact.parties += self.parties(subject, entry.data["subject"], "subject before the verb" if fronted else "subject of the verb")
        elif self.passive_accord(cue, entry) or contact.parties:
            pass  # "an accord was concluded": no word of who did
        elif not self.relative_before(at) and (self.lex.joined(cue.prefix) or self.pro_drop(at)) and not self.of_things(entry, cue):
            if self.said_of_another(sentence, cue):
                return contact
            who = self.traveller if entry.value == "visit" and self.traveller >= 0 else self.topic
            if who >= 0 and self.actor(who).entity >= 0 and self.agrees(cue, self.actor(who)):
                contact.parties.append(Party(self.actor(who).entity, entry.data["subject"], who, "subject of the sentence before"))
        if takes_object and rest:
            contact.parties += self.parties(rest[0], entry.data["object"], "object of the verb")
        for chain in with_chain:
            contact.parties += self.parties(chain, self.part_of(chain, entry), f"after {chain.relation or 'a joined preposition'}")
        self.company(contact, after, entry)
        self.one_by_one(contact, entry, self.behind(sentence, cue.end, end))
        return contact

    def arrives(self, first: Chain, second: Chain) -> bool:
        """ "Received the president of Ghana at the airport of Nairobi the president of Kenya": the object stands first, and who is of the state
        of the airport receives."""
        at, last = first.after, second.first
        if not any(self.lex.is_(i, "on_arrival") for i in range(at, last)):
            return False
        places = self.analysis.wheres_in(self.lex.tokens[at].start - 1, self.lex.tokens[last].start)
        sides = [self.analysis.entities[e].affiliation if (e := self.actor(c.members[0]).entity) >= 0 else None for c in (first, second)]
        here = {w.country for w in places if w.country}
        return all(side is not None for side in sides) and [side.value in here for side in sides if side is not None] == [False, True]

    def goal(self, sentence: Sentence, cue: Match, chain: Chain) -> bool:
        """ "Arrived on Monday for a meeting (with) Y": who stands right behind what somebody came for is not who came."""
        nouns = (m for m in sentence.cues if m.word >= cue.end and m.prefix in self.lex.words["lam"])
        return any(self.analysis.token_at(m.end) == chain.first for m in nouns)

    def goer(self, sentence: Sentence, cue: Match, start: int) -> Chain | None:
        """ "He met A, and X goes to Oslo, where he will meet B", "X arrived to meet A, and is later to meet B": who goes does both."""
        at = self.layout.token(cue)
        first = self.analysis.token_at(start)
        to_come = self.lex.is_(at - 1, "that") and self.lex.is_(at - 2, "over")
        verbs = [m for m in sentence.cues if m.end <= cue.word and (e := m.get("cue")) is not None and e.data.get("class") == "verb"]
        if not verbs or not (to_come or self.lex.is_(first, "where_relative")):
            return None
        going = verbs[-1]
        moves = going.get("cue")
        if moves is None or moves.value != "visit" or self.layout.participle(going):
            return None
        begin = self.analysis.token_at(going.end)
        behind = next((c for c in self.behind(sentence, going.end, cue.word) if self.bare(c, PEOPLE)), None)
        if behind is not None and behind.first - begin <= NEAR and self.open_way(begin, behind.first):
            return behind
        return self.subject_before(sentence, self.analysis.sentences[sentence.index][0], going.word)

    def past_accord(self, cue: Match, entry: Entry) -> int:
        """The first token behind a verb, or behind the accord right behind it ("signed the accord in Oslo on Friday X and Y")."""
        at = self.analysis.token_at(cue.end)
        if entry.value != "agreement" or at >= len(self.lex.tokens):
            return at
        accord = self.lex.find(at, "accord")
        return self.lex.after(accord) if accord is not None else at

    def passive_accord(self, cue: Match, entry: Entry) -> bool:
        """Whether the accord right behind a feminine verb of signing is its subject."""
        feminine = self.feminine(self.analysis.view.text[cue.start : cue.end])
        return feminine and self.past_accord(cue, entry) > self.analysis.token_at(cue.end)

    def is_there(self, entry: Entry, cue: Match) -> bool:
        """Whether a verb says that its subject is in a place, with "in" as its last word: the subject stands before it."""
        return bool(entry.data.get("stays")) and self.lex.is_(self.analysis.token_at(cue.end) - 1, "in")

    def with_ending(self, sentence: Sentence, contact: Contact, cue: Match, entry: Entry, subject: Chain | None) -> Contact:
        """ "X, whom Y received", "X met Z, and Y received him": the ending is whom the words before speak of, the subject stands behind."""
        at = self.layout.token(cue)
        who = self.antecedent(sentence, at) or self.sentence_subject(sentence, cue.word)
        known: set[int] = set()
        if subject is not None:
            contact.parties += self.parties(subject, entry.data["subject"], "subject of the verb")
            known = {p.entity for p in contact.parties}
        if who is not None:
            contact.parties += [p for p in self.parties(who, entry.data["ending"], "ending of the verb", PEOPLE) if p.entity not in known]
        elif self.topic >= 0 and self.actor(self.topic).entity not in known:
            contact.parties.append(Party(self.actor(self.topic).entity, entry.data["ending"], self.topic, "ending of the verb"))
        return contact

    def own_words(self, contact: Contact, cue: Match, entry: Entry, bare: list[Chain], with_chain: list[Chain]) -> Contact:
        """ "I met X": the subject is who is speaking."""
        voice = voice_at(self.voices, cue.start)
        if voice is not None and voice.entity >= 0:
            index = next(
                (
                    i
                    for i in self.analysis.entities[voice.entity].mentions
                    if self.actor(i).start < voice.last and voice.first < self.actor(i).end
                ),
                -1,
            )
            if index >= 0:
                contact.parties.append(Party(voice.entity, entry.data["subject"], index, "who speaks"))
        if with_chain:
            # "we discussed with X the policy of a state": the state belongs to what was discussed
            bare = [c for c in bare if self.actor(c.members[0]).kind in PEOPLE]
        for chain in bare[:1]:
            contact.parties += self.parties(chain, entry.data.get("object", entry.data["subject"]), "object of the verb")
        for chain in with_chain:
            contact.parties += self.parties(chain, self.part_of(chain, entry), "after a preposition")
        return contact

    def can_be_object(self, sentence: Sentence, subject: Chain, chain: Chain) -> bool:
        """Whether a second bare mention can be the verb's object: a person or party that time and place alone part from the subject."""
        if any(subject.end <= m.word < chain.start and self.takes_genitive(m, chain) for m in sentence.cues):
            return False
        if self.lex.is_(chain.first - 1, "they_are"):
            return False  # "met his advisers, and they are X and Y"
        nation = self.lex.find(subject.after, "nationality") if self.actor(subject.members[-1]).kind == "pair" else None
        after = self.lex.after(nation) if nation is not None else subject.after
        # "X received, in the presence of A and B, Y": those who were there stand in between
        there = [c.after for c in sentence.chains if c.relation == "attended" and after < c.after <= chain.first]
        with_them = [c.after for c in sentence.chains if c.relation == "accompanied" and after < c.after <= chain.first]
        after = max(with_them, default=after)  # "a delegation headed by A, with B and C as members, met Y"
        near = self.words_apart(max(there, default=after), chain.first) <= NEAR + 3
        kind = self.actor(chain.members[0]).kind
        return near and kind in PEOPLE | {"body", "institution"} and not self.housed(chain, kind) and self.open_way(after, chain.first)

    def takes_genitive(self, cue: Match, chain: Chain) -> bool:
        """ "The two met on the margins of the meeting of Z": whether a mention behind a noun of contact can belong to it. Not to "the summit",
        and not to the visit of "met, on a visit to Accra, the president"."""
        if self.lex.has_article(cue) or self.his_visit(cue):
            return False
        entry, at = cue.get("cue"), self.analysis.token_at(cue.end)
        noun = entry is not None and entry.data.get("class") == "noun"
        person = self.actor(chain.members[0]).kind == "person"  # "at a summit in Accra that the union hosts": a body does something else
        return not (noun and person) or not any(self.lex.is_(i, "clause") for i in range(at, chain.first))

    def his_visit(self, cue: Match) -> bool:
        """ "Will meet, on his visit, the president": a circumstance that takes no genitive."""
        entry = cue.get("cue")
        return (
            entry is not None and entry.value == "visit" and bool(cue.pronoun) and self.lex.is_(self.layout.token(cue) - 1, "circumstance")
        )

    def himself(self, sentence: Sentence, cue: Match) -> Chain | None:
        """ "X said that Y had failed, adding that he would meet Z": the pronoun behind the second "that" is who speaks."""
        at = self.layout.token(cue)
        if not (self.lex.is_(at - 1, "that_he") and self.lex.word(at - 2) in self.lex.words["to"]):
            return None
        voice = voice_at(self.voices, cue.start)
        said = voice.entity if voice is not None else -1
        people = self.ahead(sentence, self.analysis.sentences[sentence.index][0], cue.word)
        mine = (c for c in people if self.bare(c, frozenset({"person"})) and len(c.members) == 1)
        return next((c for c in mine if self.actor(c.members[0]).entity == said and self.agrees(cue, self.actor(c.members[0]))), None)

    def calls_on(self, sentence: Sentence, contact: Contact, cue: Match, bare: list[Chain]) -> bool:
        """ "The ambassador X visited the minister Y": who is visited is a person, so that the two met."""
        at = self.analysis.token_at(cue.end)
        guest = bare[0] if bare and self.actor(bare[0].members[0]).kind in PEOPLE and bare[0].first - at <= NEAR else None
        if guest is None or len(bare) < 2 or not self.open_way(at, guest.first):
            return False
        host = bare[1]
        with_him = any(c.relation == "accompanied" and guest.start < c.start < host.start for c in sentence.chains)
        if with_him or self.actor(host.members[0]).kind != "person" or not self.can_be_object(sentence, guest, host):
            return False
        sides = [self.side_of(p) for c in (guest, host) for p in self.parties(c, "guest", "", PEOPLE)[:1]]
        if len(sides) < 2 or (sides[0] == sides[1] and sides[0]):
            return False
        contact.kind = "meeting"
        contact.parties += self.parties(guest, "guest", "subject of the verb")
        contact.parties += self.parties(host, "host", "to whom the visit is paid", PEOPLE)
        return True

    def on_the_visit(self, sentence: Sentence, cue: Match, chain: Chain) -> bool:
        """ "Will meet during the visit the president and the prime minister": who is on a visit meets them, and is told before."""
        visits = (m for m in sentence.cues if cue.end <= m.word < chain.start and (e := m.get("cue")) is not None and e.value == "visit")
        return any((m.pronoun or self.lex.has_article(m)) and self.lex.is_(self.layout.token(m) - 1, "circumstance") for m in visits)

    def visitor_of(self, cue: Match, entry: Entry) -> list[Party]:
        """The traveller of the sentence before, else the first that the report tells of."""
        who = self.traveller if self.traveller >= 0 else self.visitor
        if who < 0 or self.actor(who).entity < 0 or not self.agrees(cue, self.actor(who)):
            return []
        return [Party(self.actor(who).entity, entry.data["subject"], who, "who is on the visit")]

    def housed(self, chain: Chain, kind: str) -> bool:
        """ "In the seat of the ministry": a body whose house is told as the place."""
        word = self.lex.word(chain.first - (2 if self.lex.is_(chain.first - 1, "general") else 1))
        seats = self.lex.words["seat"]
        return kind not in PEOPLE and (
            word in seats or any(word.startswith(at) and word[len(at) :] in seats for at in self.lex.words["at"])
        )

    def near_verb(self, chain: Chain, at: int) -> bool:
        return at - chain.after <= 1

    def style_at(self, i: int) -> bool:
        """Whether a style that stands for somebody ("His Highness") begins at a token."""
        match = (self.lex.busy.get(i) or self.lex.who.get(i)) if i >= 0 else None
        return match is not None and match.get("style") is not None and not match.prefix

    def past_relative(self, sentence: Sentence, subject: Chain, end: int) -> list[Chain]:
        """ "X, who began a visit on Monday, will meet Y": the object stands behind the comma that closes the relative clause of the subject."""
        lex = self.lex
        at = subject.after + (lex.word(subject.after) in COMMA)
        with_him = range(subject.after, subject.after + WITH_HIM) if lex.joined(lex.word(subject.after)[:1]) else ()
        begin = next((i for i in (subject.after, *with_him) if lex.is_(i, "circumstance")), -1)
        if begin >= 0:
            at = next(
                (i for i in range(begin, begin + ASIDE) if lex.is_(i, "relative")), at
            )  # "… (and the delegation with him) will meet, on the visit that lasts two days, Y"
        if not lex.is_(at, "relative"):
            return []
        travels = (m for m in sentence.cues if self.layout.token(m) == at + 1 and (e := m.get("cue")) is not None and e.value == "visit")
        travel = next(travels, None)  # "X, who arrived on a visit": takes no object
        if at == subject.after and travel is None:
            return []
        close = self.clause(sentence, travel)[1] if travel is not None else end
        for chain in self.behind(sentence, lex.tokens[at].start, close):
            before = lex.word(chain.first - 1)
            apart = before in COMMA or before in lex.words["each"] or travel is not None
            if self.bare(chain, PEOPLE) and apart and self.of_other_side(subject, chain):
                return [chain]
        return []

    def of_other_side(self, one: Chain, other: Chain) -> bool:
        """Whether a mention is told to be of a side, and that not the one of another mention."""
        entities = self.analysis.entities
        sides = [entities[e].affiliation if (e := self.actor(c.members[0]).entity) >= 0 else None for c in (one, other)]
        told = {side.value for side in sides if side is not None}
        return len(told) == 2 or (len(told) == 1 and sides[1] is not None)
