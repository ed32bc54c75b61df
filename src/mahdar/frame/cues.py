"""Cue verbs and nouns open a contact; its parts take the arguments of the clause.

A verb takes the bare mention behind it as subject and the next as object (verb first), or the mention before it as subject (subject first);
prepositions lead to the other parts as the pack's entry says. A noun takes the mention that follows it, the ones that "between" and "with" lead
to, the subject of the light verb that carries it, and the person its pronoun ending points to.
"""

from __future__ import annotations

from mahdar.frame.arguments import Chain, Layout, Sentence
from mahdar.frame.contact import Contact, Party
from mahdar.frame.voices import Voice, voice_at
from mahdar.packs import Entry
from mahdar.recognise.analysis import Actor
from mahdar.recognise.matcher import Match

NEAR = 9  # words between a verb and its subject: time and place may stand there
SUBJECTS = frozenset({"person", "group", "delegation", "body", "state", "pair", "institution"})
PEOPLE = frozenset({"person", "group", "delegation", "pair"})


class Framer:
    """Builds the candidate contacts of one report. `topic` is the person whom the sentences before spoke of as subject."""

    def __init__(self, layout: Layout, voices: list[Voice]) -> None:
        self.voices = voices
        self.layout = layout
        self.analysis = layout.analysis
        self.lex = layout.lex
        self.topic: int = -1
        self.says = {m.start: m for m in self.analysis.of("say")}

    def actor(self, index: int) -> Actor:
        return self.analysis.actors[index]

    # ------------------------------------------------------------ clause
    def clause(self, sentence: Sentence, cue: Match) -> tuple[int, int]:
        """Folded range of the clause around a cue: from the last boundary or verb before it to the next verb of its own after it."""
        start, end = self.analysis.sentences[sentence.index]
        for bound in sentence.bounds:
            if bound < cue.word:
                start = max(start, bound)
            elif bound > cue.end:
                end = min(end, bound)
                break
        for other in sentence.cues:
            entry = other.get("cue")
            if entry is None or other is cue:
                continue
            if entry.data.get("class") == "verb" and self.opens(other):
                if other.end <= cue.word:
                    start = max(start, other.word)
                elif other.word >= cue.end:
                    end = min(end, other.word)
        for light in sentence.lights:
            if light.word >= cue.end and self.lex.joined(light.prefix) and light.word < end:
                end = light.word
        for begin, _ in self.analysis.quotations:
            if cue.end <= begin < end and self.analysis.view.text[begin:end].strip("\"'\u00ab\u201c\u2018")[:1]:
                if begin - cue.end > 40 or not any(begin <= c.start < begin + 6 for c in sentence.chains):
                    end = begin
                break
        for at, say in self.says.items():
            if say.word >= cue.end and at < end and self.lex.joined(say.prefix):
                end = say.word
        return start, end

    def opens(self, cue: Match) -> bool:
        """Whether a verb begins a clause of its own: joined by "and", or marked as future."""
        return self.lex.joined(cue.prefix) or cue.prefix in self.lex.words["future"]

    # ------------------------------------------------------------ chains
    def bare(self, chain: Chain, kinds: frozenset[str] = SUBJECTS) -> bool:
        return not chain.relation and not chain.particle and self.actor(chain.members[0]).kind in kinds

    def behind(self, sentence: Sentence, start: int, end: int) -> list[Chain]:
        return [c for c in sentence.chains if start <= c.start < end]

    def ahead(self, sentence: Sentence, start: int, end: int) -> list[Chain]:
        return [c for c in sentence.chains if start <= c.start and c.end <= end]

    def parties(self, chain: Chain, part: str, rule: str, kinds: frozenset[str] = SUBJECTS) -> list[Party]:
        out = []
        for index in chain.members:
            actor = self.actor(index)
            if actor.entity < 0 and actor.kind != "pair":
                continue
            if actor.kind in kinds or actor.kind == "capital" and len(chain.members) > 1:
                out.append(Party(actor.entity, part, index, rule))
        return out

    def subject_before(self, sentence: Sentence, start: int, cue: int) -> Chain | None:
        """The bare person chain nearest before a verb, when nothing but the clause's own words stands between."""
        options = [c for c in self.ahead(sentence, start, cue) if self.bare(c, PEOPLE | {"state", "body"})]
        people = [c for c in options if self.bare(c, PEOPLE)]
        if options and options[-1] not in people and people:
            # a state behind the person is most often the object of another verb
            at = self.analysis.token_at(cue)
            return options[-1] if at - options[-1].after <= 1 and len(options[-1].members) > 1 else people[-1]
        return options[-1] if options else None

    def sentence_subject(self, sentence: Sentence, cue: int) -> Chain | None:
        """Whom the sentence is about: its first bare person before a later clause's verb."""
        begin = self.analysis.sentences[sentence.index][0]
        return next((c for c in self.ahead(sentence, begin, cue) if self.bare(c, PEOPLE)), None)

    # ------------------------------------------------------------ verbs
    def verb(self, sentence: Sentence, cue: Match, entry: Entry) -> Contact | None:
        start, end = self.clause(sentence, cue)
        after = [c for c in self.behind(sentence, cue.end, self.arguments_end(sentence, cue, end)) if not self.foreign_noun(c, cue)]
        kinds = SUBJECTS
        at = self.layout.token(cue)
        contact = Contact(entry.value, cue, sentence.index, start, end, [], f"{entry.value} verb")
        contact.background = self.past_before(sentence, cue)
        bare = [c for c in after if self.bare(c, kinds)]
        place_object = entry.data.get("object") == "place"
        if place_object or entry.value == "visit":
            bare = [c for c in bare if self.actor(c.members[0]).kind in PEOPLE]
        subject = bare[0] if bare and bare[0].first - at <= NEAR and self.open_way(self.lex.analysis.token_at(cue.end), bare[0].first) else None
        rest = bare[1:] if subject is not None else []
        takes_object = entry.data.get("object", "") not in ("", "place", "thing")
        with_chain = [c for c in after if self.part_of(c, entry)]
        before = self.subject_before(sentence, start, cue.word)
        if before is None and not self.lex.joined(cue.prefix):
            before = self.sentence_subject(sentence, cue.word) if start > self.analysis.sentences[sentence.index][0] else None
        fronted = False
        if entry.data.get("person") == "first":
            return self.own_words(contact, cue, entry, bare, with_chain)
        antecedent = self.antecedent(sentence, at)
        if antecedent is not None and (subject is None or takes_object or place_object):
            rest = [subject] if subject is not None and takes_object else []
            contact.parties += self.parties(antecedent, entry.data["subject"], "whom the relative clause tells of")
            if rest:
                contact.parties += self.parties(rest[0], entry.data["object"], "object of the verb")
            for chain in with_chain:
                contact.parties += self.parties(chain, self.part_of(chain, entry), f"after {chain.relation or 'a joined preposition'}")
            return contact
        right_before = before is not None and before.after == at and not self.lex.joined(cue.prefix)
        rest = [c for c in rest if subject is not None and self.can_be_object(subject, c)]
        if right_before and before is not None and takes_object:
            rest, subject, fronted = ([subject] if subject is not None else []), before, True
        elif subject is not None and takes_object and not rest and not with_chain:
            if len(subject.members) > 1 and entry.data["object"] == entry.data["subject"] and before is None:
                contact.parties += self.parties(subject, entry.data["subject"], "subjects of the verb")
                return contact
            # one bare mention behind a verb that wants two: it is the object, and the subject stands before or in the sentence before
            rest, subject = [subject], before
            fronted = True
        elif subject is None:
            subject, fronted = before, True
        elif before is not None and before.after == at and with_chain and self.near_verb(before, at):
            rest, subject, fronted = [], before, True
        if subject is not None:
            contact.parties += self.parties(subject, entry.data["subject"], "subject before the verb" if fronted else "subject of the verb")
        elif self.topic >= 0 and self.actor(self.topic).entity >= 0:
            contact.parties.append(Party(self.actor(self.topic).entity, entry.data["subject"], self.topic, "subject of the sentence before"))
        if takes_object and rest:
            contact.parties += self.parties(rest[0], entry.data["object"], "object of the verb")
        for chain in with_chain:
            contact.parties += self.parties(chain, self.part_of(chain, entry), f"after {chain.relation or 'a joined preposition'}")
        self.company(contact, after, entry)
        return contact

    def company(self, contact: Contact, after: list[Chain], entry: Entry) -> None:
        """"… and with him Y": those who accompany have the part of the one they came with (the guest's, where there is one)."""
        part = "guest" if any(p.part == "guest" for p in contact.parties) else entry.data.get("subject", "participant")
        for chain in after:
            if chain.relation == "accompanied":
                contact.parties += self.parties(chain, part, "accompanies")
            elif chain.relation == "by" and contact.kind == "visit":
                contact.parties += self.parties(chain, "host", "invites")

    def own_words(self, contact: Contact, cue: Match, entry: Entry, bare: list[Chain], with_chain: list[Chain]) -> Contact:
        """"I met X": the subject is who is speaking."""
        voice = voice_at(self.voices, cue.start)
        if voice is not None and voice.entity >= 0:
            index = next((i for i in self.analysis.entities[voice.entity].mentions if self.actor(i).start < voice.last and voice.first < self.actor(i).end), -1)
            if index >= 0:
                contact.parties.append(Party(voice.entity, entry.data["subject"], index, "who speaks"))
        for chain in bare[:1]:
            contact.parties += self.parties(chain, entry.data.get("object", entry.data["subject"]), "object of the verb")
        for chain in with_chain:
            contact.parties += self.parties(chain, self.part_of(chain, entry), "after a preposition")
        return contact

    def antecedent(self, sentence: Sentence, at: int) -> Chain | None:
        """The person right before the relative word before a verb ("X, who is visiting …")."""
        i = at - 1
        if self.lex.is_(i, "future") or self.lex.is_(i, "been"):
            i -= 1
        if not self.lex.is_(i, "relative"):
            return None
        for chain in reversed(sentence.chains):
            if chain.after <= i and i - chain.after <= 1 and self.actor(chain.members[-1]).kind in ("person", "delegation"):
                return Chain(chain.first, chain.after, chain.start, chain.end, [chain.members[-1]])
        return None

    def open_way(self, at: int, first: int) -> bool:
        """Whether only time, place and adverbs stand between a verb and a mention, so that it can be the subject: another noun would be it."""
        if first - at <= 0:
            return True
        token = self.lex.tokens[at]
        if not token.word or token.text in self.lex.words["between_verb_and_subject"] or token.text in self.lex.words["clause"]:
            return True
        if token.text.isdigit() or any(w.start <= token.start < w.end for w in self.analysis.whens):
            return True
        return token.text.startswith(tuple(self.lex.words["at"])) or any(w.start - len(w.particle) <= token.start < w.end for w in self.analysis.wheres)

    def past_before(self, sentence: Sentence, cue: Match) -> bool:
        """"X had met Y": a "was" that opens the sentence tells of what lies before the report's news."""
        at = self.layout.token(cue)
        return any(self.lex.is_(i, "was") for i in range(sentence.first, min(at, sentence.first + 12)) if at - i <= 14)

    def can_be_object(self, subject: Chain, chain: Chain) -> bool:
        """Whether a second bare mention can be the verb's object: a person or party that time and place alone part from the subject."""
        near = chain.first - subject.after <= NEAR + 3
        return near and self.actor(chain.members[0]).kind in PEOPLE | {"body", "institution"} and self.open_way(subject.after, chain.first)

    def near_verb(self, chain: Chain, at: int) -> bool:
        return at - chain.after <= 1

    def part_of(self, chain: Chain, entry: Entry) -> str:
        """The part that a chain's preposition leads to in this entry, or an empty string."""
        if self.actor(chain.members[0]).kind not in SUBJECTS:
            return ""
        if chain.particle in self.lex.words["at"]:
            return entry.data.get("at", "") if self.actor(chain.members[0]).kind in PEOPLE else ""
        if chain.particle in self.lex.words["lam"]:
            return entry.data.get("for", "") if self.actor(chain.members[0]).kind in PEOPLE else ""
        if chain.particle or not chain.relation:
            return ""
        return entry.data.get(chain.relation, "")

    # ------------------------------------------------------------ nouns
    def noun(self, sentence: Sentence, cue: Match, entry: Entry) -> Contact | None:
        start, end = self.clause(sentence, cue)
        after = [c for c in self.behind(sentence, cue.end, self.arguments_end(sentence, cue, end)) if not self.foreign_noun(c, cue)]
        at = self.lex.analysis.token_at(cue.end)
        contact = Contact(entry.value, cue, sentence.index, start, end, [], f"{entry.value} noun")
        contact.background = self.past_before(sentence, cue)
        contact.definite = self.lex.has_article(cue) or bool(cue.pronoun)
        genitive = self.genitive(cue, after, at)
        agent = next((c for c in after if c.relation == "agent" and self.actor(c.members[0]).kind in SUBJECTS), None)
        if genitive is not None and entry.data.get("of"):
            if entry.value != "visit" or self.actor(genitive.members[0]).kind in PEOPLE:
                part = entry.data.get("object") or entry.data["of"] if cue.pronoun else entry.data["of"]
                contact.parties += self.parties(genitive, part, "belongs to the noun")
                if entry.data.get("object") and not cue.pronoun:
                    more = [c for c in after if self.bare(c, PEOPLE) and c.start > genitive.end and c.first - genitive.after <= 2]
                    if more:
                        contact.parties += self.parties(more[0], entry.data["object"], "object of the noun")
        for chain in after:
            part = self.part_of(chain, entry)
            if part and chain is not genitive and self.reach(chain, at, sentence):
                contact.parties += self.parties(chain, part, f"after {chain.relation or 'a joined preposition'}")
        self.company(contact, after, entry)
        light = self.light(sentence, cue, start)
        contact.light = light
        if light is not None:
            self.carried(sentence, contact, light, cue, entry)
        if cue.pronoun:
            if agent is not None and entry.data.get("object"):
                contact.parties += self.parties(agent, entry.data["subject"], "agent of the noun")
                self.possessor(sentence, contact, cue, entry, entry.data["object"])
            else:
                self.possessor(sentence, contact, cue, entry, entry.data.get("of") or entry.data.get("subject", "participant"))
        elif contact.kind == "visit" and self.invitation(sentence, contact, cue):
            return contact
        elif self.lacks_subject(contact, cue):
            self.implied(sentence, contact, cue, entry)
        return contact

    def invitation(self, sentence: Sentence, contact: Contact, cue: Match) -> bool:
        """"An invitation to X from Y to visit Z": X is the guest, Y the host; nothing is settled yet."""
        if self.lex.preposition(cue.prefix) not in self.lex.words["lam"] and not self.lex.is_(self.layout.token(cue) - 1, "to"):
            return False
        invites = [m for m in self.analysis.of("invite") if self.analysis.sentence_of(m.start) == sentence.index and m.end <= cue.word and cue.word - m.end < 150]
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
        return len({p.entity for p in contact.parties}) == 1

    def leads_somewhere(self, contact: Contact, cue: Match) -> bool:
        """Whether a place with "to" or "for" stands close behind a noun of travel."""
        at = self.lex.analysis.token_at(cue.end)
        for where in self.analysis.wheres:
            if cue.end <= where.start < contact.end and self.lex.analysis.token_at(where.start) - at <= 5:
                return where.particle in self.lex.words["lam"] or where.before in self.lex.words["to"] or self.lex.analysis.token_at(where.start) == at
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

    def foreign_noun(self, chain: Chain, cue: Match) -> bool:
        """Whether the preposition of a chain belongs to another noun right before it ("the accord with Iran")."""
        if chain.link < 0:
            return False
        nouns = [*self.analysis.topics, *self.analysis.documents, *self.analysis.of("accord")]
        return any(m.start >= cue.end and 0 <= chain.link - m.end <= 2 for m in nouns)

    def arguments_end(self, sentence: Sentence, cue: Match, end: int) -> int:
        """Where a relative clause opens whose antecedent is an argument, and so the cue's own arguments end."""
        first = self.analysis.token_at(cue.end)
        for i in range(first, self.analysis.token_at(end)):
            if (i >= first + 4 and self.lex.is_(i, "relative")) or self.lex.is_(i, "that_only"):
                return self.lex.tokens[i].start
        return end

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
        for light in sentence.lights:
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
        low, high = (light.end, cue.word) if light.end <= cue.word else (light.end, contact.end)
        chains = [c for c in self.behind(sentence, low, high) if self.bare(c)]
        if contact.kind == "visit":
            chains = [c for c in chains if self.actor(c.members[0]).kind in PEOPLE]
        if light.word > cue.word:
            chains = chains[:1]
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
        elif not contact.parties or all(p.part != part for p in contact.parties):
            if self.topic >= 0 and not self.passive(light):
                contact.parties.append(Party(self.actor(self.topic).entity, part, self.topic, "subject of the sentence before"))

    def passive(self, light: Match) -> bool:
        """Verbs of happening ("took place") have the noun as subject."""
        return self.analysis.view.text[light.start : light.end] in self.lex.words["happens"]

    def possessor(self, sentence: Sentence, contact: Contact, cue: Match, entry: Entry, part: str) -> None:
        """"His meeting": the nearest person before it in the sentence, else the first behind it that is a bare subject, else the topic."""
        number = self.lex.pack.settings.pronouns.get(cue.pronoun, "sg")
        if number == "du":
            contact.pair = True
            return
        known = {p.entity for p in contact.parties}
        begin = self.analysis.sentences[sentence.index][0]
        best = -1
        for chain in self.ahead(sentence, begin, cue.word):
            for index in chain.members:
                if self.actor(index).kind in ("person", "delegation") and self.actor(index).entity not in known and (self.bare(chain) or best < 0):
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
        """"In a meeting with X, Y said": the subject of the clause is the other side."""
        known = {p.entity for p in contact.parties}
        begin, close = self.analysis.sentences[sentence.index]
        options = [c for c in self.ahead(sentence, begin, cue.word) if self.bare(c, PEOPLE)]
        later = [c for c in self.behind(sentence, cue.end, close) if self.bare(c, frozenset({"person"}))]
        pick = options[-1] if options else later[0] if later else None
        part = entry.data.get("subject", "participant")
        if pick is not None:
            contact.parties = [p for p in self.parties(pick, part, "subject of the clause", PEOPLE) if p.entity not in known] + contact.parties
        elif self.topic >= 0 and self.actor(self.topic).entity not in known:
            contact.parties.insert(0, Party(self.actor(self.topic).entity, part, self.topic, "subject of the sentence before"))

    # ------------------------------------------------------------ all
    def frame(self) -> list[Contact]:
        """Candidates in text order."""
        out: list[Contact] = []
        title_end = self.analysis.title_end
        for sentence in self.layout.sentences:
            for cue in sentence.cues:
                entry = cue.get("cue")
                if entry is None:
                    continue
                contact = self.verb(sentence, cue, entry) if entry.data.get("class") == "verb" else self.noun(sentence, cue, entry)
                if contact is not None:
                    if any(p.entity < 0 for p in contact.parties):
                        contact.pair = True
                        contact.parties = [p for p in contact.parties if p.entity >= 0]
                    contact.headline = cue.start < title_end
                    contact.quoted = self.analysis.quoted(cue.start, cue.end)
                    out.append(contact)
            self.follow(sentence)
        return out

    def follow(self, sentence: Sentence) -> None:
        """Who the next sentence's missing subject is: the first bare person of this one."""
        if self.analysis.sentences[sentence.index][1] <= self.analysis.title_end:
            return
        for chain in sentence.chains:
            if self.bare(chain, frozenset({"person"})) and self.actor(chain.members[0]).entity >= 0:
                self.topic = chain.members[0]
                return
