"""Cue nouns: a noun opens a contact with the mention that follows it, those that "between" and "with" lead to, the subject of the light verb
that carries it, and the person its pronoun ending points to.
"""

from __future__ import annotations

from mahdar.frame.arguments import Chain, Sentence
from mahdar.frame.clauses import NEAR, PEOPLE, SUBJECTS, Clauses
from mahdar.frame.contact import Contact, Party
from mahdar.packs import Entry
from mahdar.recognise.matcher import Match

GATHERING = 3  # words from who takes part to the word for the gathering


class Nouns(Clauses):
    """Contacts that a noun tells of."""

    def noun(self, sentence: Sentence, cue: Match, entry: Entry) -> Contact | None:
        start, end = self.clause(sentence, cue)
        after = [c for c in self.behind(sentence, cue.end, self.arguments_end(sentence, cue, end)) if not self.foreign_noun(c, cue)]
        at = self.lex.analysis.token_at(cue.end)
        contact = Contact(entry.value, cue, sentence.index, start, end, [], f"{entry.value} noun")
        contact.background = self.past_before(sentence, cue)
        contact.definite = self.lex.has_article(cue) or bool(cue.pronoun)
        genitive = self.genitive(cue, after, at)
        agent = next((c for c in after if c.relation == "agent" and self.actor(c.members[0]).kind in SUBJECTS), None)
        if genitive is not None and entry.data.get("of") and (entry.value != "visit" or self.actor(genitive.members[0]).kind in PEOPLE):
            part = entry.data.get("object") or entry.data["of"] if cue.pronoun else entry.data["of"]
            contact.parties += self.parties(genitive, part, "belongs to the noun")
            if entry.data.get("object") and not cue.pronoun:
                more = [c for c in after if self.bare(c, PEOPLE) and c.start > genitive.end and c.first - genitive.after <= 2]
                if more:
                    contact.parties += self.parties(more[0], entry.data["object"], "object of the noun")
        pointing = self.lex.has_article(cue) and not cue.pronoun
        reached = ""
        for chain in after:
            part = self.part_of(chain, entry)
            if reached == "with" and chain.relation == "between":
                # "talks with X on matters between A and B": those are what was spoken of
                continue
            if pointing and chain.relation not in ("with", "between", "mediator") and not (reached == "between" and chain.particle):
                continue
            if part and chain is not genitive and self.reach(chain, at, sentence):
                reached = reached or chain.relation
                contact.parties += self.parties(chain, part, f"after {chain.relation or 'a joined preposition'}")
        self.company(contact, after, entry)
        if self.first_of(cue):
            contact.parties, contact.anaphor = [], True
            return contact
        light = self.light(sentence, cue, start)
        contact.light = light
        if light is not None:
            self.carried(sentence, contact, light, cue, entry)
        if contact.kind == "conference" or (genitive is not None and self.actor(genitive.members[0]).kind == "body"):
            self.taking_part(sentence, contact, cue)
        if cue.pronoun:
            if agent is not None and entry.data.get("object"):
                contact.parties += self.parties(agent, entry.data["subject"], "agent of the noun")
                self.possessor(sentence, contact, cue, entry, entry.data["object"])
            else:
                self.possessor(sentence, contact, cue, entry, entry.data.get("of") or entry.data.get("subject", "participant"))
        elif contact.kind == "visit" and self.invitation(sentence, contact, cue):
            return contact
        elif self.lacks_subject(contact, cue) or (entry.data.get("implied") and len(contact.people) == 1):
            self.implied(sentence, contact, cue, entry)
        else:
            self.wanted(sentence, contact, cue, entry)
        if entry.data.get("subject_at") and any(p.part == entry.data.get("at") for p in contact.parties):
            for party in contact.parties:
                if party.rule.startswith("subject") and party.part == entry.data["subject"]:
                    party.part = entry.data["subject_at"]
        return contact

    def wanted(self, sentence: Sentence, contact: Contact, cue: Match, entry: Entry) -> None:
        """ "X denied meeting Y", "X intends a meeting with Y": the subject of the verb of mood whose object the noun is."""
        if cue.prefix or contact.kind not in ("meeting", "call") or len(contact.people) != 1 or contact.light is not None:
            return
        at = self.layout.token(cue)
        mood = next((m for m in reversed(sentence.moods) if contact.start <= m.word and m.end <= cue.word), None)
        if mood is None:
            return
        between = [c for c in self.behind(sentence, mood.end, cue.word) if self.bare(c, PEOPLE)]
        before = [c for c in self.ahead(sentence, contact.start, mood.word) if self.bare(c, PEOPLE)]
        subject = None
        if between and at - between[-1].after <= 1:
            subject = between[-1]
        elif before and at - self.lex.after(mood) <= 1 and self.layout.token(mood) - before[-1].after <= 1:
            subject = before[-1]
        if subject is not None:
            known = {p.entity for p in contact.parties}
            part = entry.data.get("subject", "participant")
            contact.parties += [p for p in self.parties(subject, part, "subject of the mood") if p.entity not in known]

    def first_of(self, cue: Match) -> bool:
        """ "This is the first visit of …": no further contact, but one told before."""
        at = self.layout.token(cue)
        return self.lex.is_(at - 1, "first_of") and self.lex.is_(at - 2, "this_is")

    def taking_part(self, sentence: Sentence, contact: Contact, cue: Match) -> None:
        """ "X takes part in a conference", "X came to attend the summit": the subject of the word right before a gathering."""
        at = self.layout.token(cue)
        for word in self.analysis.of("takes_part"):
            if word.end > cue.word or self.analysis.sentence_of(word.start) != sentence.index:
                continue
            entry = word.get("takes_part")
            verb = entry is not None and entry.value == "verb"
            between = [c for c in self.behind(sentence, word.end, cue.word) if self.bare(c)] if verb else []
            after = between[-1].after if between else self.analysis.token_at(word.end)
            if at - after > GATHERING or len(between) > 1:
                continue
            subject = between[0] if between else self.subject_before(sentence, self.analysis.sentences[sentence.index][0], word.word)
            if subject is not None:
                known = {p.entity for p in contact.parties}
                contact.parties += [p for p in self.parties(subject, "participant", "takes part") if p.entity not in known]

    def invitation(self, sentence: Sentence, contact: Contact, cue: Match) -> bool:
        """ "An invitation to X from Y to visit Z": X is the guest, Y the host; nothing is settled yet."""
        light = next((m for m in sentence.lights if m.prefix in self.lex.words["purpose"] and 0 <= cue.word - m.end <= 2), None)
        toward = self.lex.preposition(cue.prefix) in self.lex.words["lam"] or self.lex.is_(self.layout.token(cue) - 1, "to")
        if not toward and light is None:
            return False
        invites = [
            m
            for m in self.analysis.of("invite")
            if self.analysis.sentence_of(m.start) == sentence.index and m.end <= cue.word and cue.word - m.end < 150
        ]
        if not invites:
            return False
        word = invites[-1]
        begin = self.analysis.sentences[sentence.index][0]
        between = [c for c in self.behind(sentence, word.end, cue.word) if self.actor(c.members[0]).kind in PEOPLE]
        guest = next((c for c in between if c.relation == "to" or c.particle in self.lex.words["lam"]), None)
        host = next((c for c in between if c.relation == "from"), None)
        lights = [m for m in sentence.lights if m.end <= word.word and word.word - m.end < 150]
        receives = bool(lights) and (entry := lights[-1].get("light")) is not None and entry.value == "receive"
        entry = word.get("invite")
        verb = entry is not None and entry.value == "verb"
        bare = [c for c in between if self.bare(c, PEOPLE)]
        outer = [c for c in self.behind(sentence, lights[-1].end, word.word) if self.bare(c, PEOPLE)] if lights else []
        before = self.subject_before(sentence, begin, lights[-1].word if lights else word.word)
        agent = outer[0] if outer else before
        if verb:
            host = host or (bare[0] if len(bare) > 1 else before)
            guest = guest or (bare[-1] if bare else None)
        elif receives:
            guest = guest or agent
        else:
            host = host or (bare[0] if bare and guest is None and len(between) > 1 else None) or agent
            guest = guest or (outer[-1] if len(outer) > 1 else None)
        if guest is None and receives is False and host is not agent:
            guest = agent
        contact.parties = []
        if guest is not None:
            contact.parties += self.parties(guest, "guest", "invited")
        if host is not None and host is not guest:
            contact.parties += self.parties(host, "host", "invites")
        contact.status, contact.status_at = "proposed", (word.start, word.end, "invitation")
        return bool(contact.parties)

    def lacks_subject(self, contact: Contact, cue: Match) -> bool:
        """Whether a noun names one side only (a visit: a destination but no traveller), so that the clause's subject is the other."""
        if contact.kind == "visit":
            return not contact.parties and not self.lex.has_article(cue) and self.leads_somewhere(contact, cue)
        if any(p.rule == "belongs to the noun" for p in contact.parties):
            return len(contact.people) == 1 and cue.prefix in self.lex.words["purpose"]
        if self.lex.has_article(cue) and not any(p.rule == "after with" for p in contact.parties):
            return False
        return len({p.entity for p in contact.parties}) == 1

    def leads_somewhere(self, contact: Contact, cue: Match) -> bool:
        """Whether a place with "to" or "for" stands close behind a noun of travel."""
        at = self.lex.analysis.token_at(cue.end)
        for where in self.analysis.wheres:
            if cue.end <= where.start < contact.end and self.lex.analysis.token_at(where.start) - at <= 5:
                return (
                    where.particle in self.lex.words["lam"]
                    or where.before in self.lex.words["to"]
                    or self.lex.analysis.token_at(where.start) == at
                )
        return False

    def genitive(self, cue: Match, after: list[Chain], at: int) -> Chain | None:
        """The bare mention that belongs to a noun: right behind it, or, behind a pronoun ending, past words of time and place ("his receiving
        yesterday X"). A noun with the article takes none."""
        if cue.pronoun:
            options = [c for c in after if self.bare(c, PEOPLE | {"body"}) and c.first - at <= NEAR + 6 and self.open_way(at, c.first)]
        elif self.lex.has_article(cue):
            options = []
        else:
            options = [c for c in after if self.bare(c) and self.adjacent(at, c)]
        return options[0] if options else None

    def reach(self, chain: Chain, at: int, sentence: Sentence) -> bool:
        """Whether a preposition still belongs to the noun: no other cue noun stands between."""
        begin = self.lex.tokens[at].start if at < len(self.lex.tokens) else chain.start
        return chain.first - at <= 25 and not any(begin <= m.word < chain.start for m in sentence.cues)

    def adjacent(self, at: int, chain: Chain) -> bool:
        """Whether a chain stands directly behind a noun: only adjectives of the noun, marks or an "each of" between."""
        if chain.first - at > 4 or chain.first < at:
            return False
        for i in range(at, chain.first):
            word = self.lex.word(i)
            if word in self.lex.words["clause"] or word.isdigit() or word in (",", "\u060c", ":", ".", "("):
                return False
        return True

    def light(self, sentence: Sentence, cue: Match, start: int) -> Match | None:
        """The light verb that carries a cue noun: the nearest before it in the clause."""
        found = None
        circumstance = self.lex.word(self.layout.token(cue) - 1) in self.lex.words["circumstance"]
        for light in () if circumstance else sentence.lights:
            if light.end <= cue.word and light.word >= start and cue.word - light.end < 160:
                found = light
        if found is None:
            for light in sentence.lights:
                # "the talks that X held": relative clause behind the noun
                between = range(self.analysis.token_at(cue.end), self.layout.token(light))
                if cue.end < light.word < cue.end + 30 and (
                    any(self.lex.is_(i, "relative") for i in between)
                    or self.analysis.view.text[light.start : light.end].endswith(tuple(self.lex.pack.settings.pronouns))
                ):
                    return light
        return found

    def carried(self, sentence: Sentence, contact: Contact, light: Match, cue: Match, entry: Entry) -> None:
        """Parts that the light verb gives: its subject, in the part that the noun (and for messages the verb's direction) says."""
        value = light.get("light")
        direction = value.value if value is not None else "hold"
        part = entry.data.get("subject", "participant")
        if entry.value == "message" and direction == "receive":
            part = "receiver"
        if entry.value == "call" and direction == "receive":
            part = "callee"
        if direction == "mediate":
            part = "mediator"
        if direction == "gather":
            self.gathered(sentence, contact, cue, part)
            return
        low, high = (light.end, cue.word) if light.end <= cue.word else (light.end, contact.end)
        chains = [c for c in self.behind(sentence, low, high) if self.bare(c)]
        if contact.kind == "visit":
            chains = [c for c in chains if self.actor(c.members[0]).kind in PEOPLE]
        if light.word > cue.word:
            at = self.analysis.token_at(light.end)
            chains = [c for c in chains[:1] if c.first - at <= NEAR and self.open_way(at, c.first)]
        subject = chains[0] if chains else None
        rule = "subject of the light verb"
        if subject is None and direction != "none" and light.end <= cue.word:
            subject = self.subject_before(sentence, contact.start, light.word)
            if subject is None and not self.lex.joined(light.prefix):
                subject = self.subject_before(sentence, self.analysis.sentences[sentence.index][0], light.word)
            rule = "subject before the light verb"
        if subject is not None:
            known = {p.entity for p in contact.parties}
            contact.parties += [p for p in self.parties(subject, part, rule) if p.entity not in known]
        elif (
            (not contact.parties or all(p.part != part for p in contact.parties))
            and self.topic >= 0
            and not self.passive(light)
            and self.pro_drop(self.layout.token(light))
        ):
            contact.parties.append(Party(self.actor(self.topic).entity, part, self.topic, "subject of the sentence before"))

    def gathered(self, sentence: Sentence, contact: Contact, cue: Match, part: str) -> None:
        """ "A meeting brought X and Y together": those behind the noun take part, X bare, Y joined to X by "and", "b" or "with"."""
        known = {p.entity for p in contact.parties}
        chain = next((c for c in self.behind(sentence, cue.end, contact.end) if self.bare(c, PEOPLE)), None)
        if chain is not None:
            found = self.parties(chain, part, "brought together by the noun")
            contact.parties += [p for p in found if p.entity not in known]

    def passive(self, light: Match) -> bool:
        """Verbs of happening ("took place") have the noun as subject."""
        return self.analysis.view.text[light.start : light.end] in self.lex.words["happens"]

    def possessor(self, sentence: Sentence, contact: Contact, cue: Match, entry: Entry, part: str) -> None:
        """ "His meeting": the nearest person before it in the sentence, else the first behind it that is a bare subject, else the topic."""
        number = self.lex.pack.settings.pronouns.get(cue.pronoun, "sg")
        if number == "du":
            contact.pair = True
            return
        known = {p.entity for p in contact.parties}
        begin = self.analysis.sentences[sentence.index][0]
        best = -1
        for chain in self.ahead(sentence, begin, cue.word):
            for index in chain.members:
                if (
                    self.actor(index).kind in ("person", "delegation")
                    and self.actor(index).rule != "party not told apart"
                    and self.actor(index).entity not in known
                    and (self.bare(chain) or best < 0)
                ):
                    best = index
        if best < 0:
            for chain in self.behind(sentence, cue.end, self.analysis.sentences[sentence.index][1]):
                if self.bare(chain, frozenset({"person"})) and self.actor(chain.members[0]).entity not in known:
                    best = chain.members[0]
                    break
        if best < 0 and self.topic >= 0:
            best = self.topic
        if best >= 0:
            contact.parties.insert(0, Party(self.actor(best).entity, part, best, "pronoun of the noun"))

    def implied(self, sentence: Sentence, contact: Contact, cue: Match, entry: Entry) -> None:
        """ "In a meeting with X, Y said": the subject of the clause is the other side."""
        known = {p.entity for p in contact.parties}
        begin, close = self.analysis.sentences[sentence.index]
        kinds = PEOPLE | {"institution"} if entry.data.get("implied") else PEOPLE
        options = [c for c in self.ahead(sentence, begin, cue.word) if self.bare(c, kinds)]
        later = [c for c in self.behind(sentence, cue.end, close) if self.bare(c, frozenset({"person"}))]
        pick = options[-1] if options else later[0] if later else None
        part = entry.data.get("subject", "participant")
        if pick is not None:
            contact.parties = [
                p for p in self.parties(pick, part, "subject of the clause", kinds) if p.entity not in known
            ] + contact.parties
        elif self.topic >= 0 and self.actor(self.topic).entity not in known and contact.kind != "visit":
            contact.parties.insert(0, Party(self.actor(self.topic).entity, part, self.topic, "subject of the sentence before"))
