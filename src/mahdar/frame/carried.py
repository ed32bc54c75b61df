"""Light verbs: the verb that carries a cue noun ("held a meeting", "the talks that X held", "favoured him with a reception") and whom it names.

In: a cue noun and the light verbs of its sentence. Out: the verb, and the parties that are its subject and objects.
"""

from __future__ import annotations

from mahdar.frame.arguments import Sentence
from mahdar.frame.chains import Chain
from mahdar.frame.clauses import NEAR, PEOPLE, SUBJECTS
from mahdar.frame.contact import GATHERINGS, Contact, Party
from mahdar.frame.gatherings import Gatherings
from mahdar.packs import Entry
from mahdar.recognise.lexer import COMMA
from mahdar.recognise.matcher import Match

CAPITAL = frozenset({"capital"})
HANDED = frozenset({"send", "receive"})  # verbs that no gathering is the object of
RELATIVE_NEAR = 8  # words from a relative word to the purpose of its clause
STYLE = 4  # letters from a verb to the style behind it
RELATIVE = 30  # letters from a noun to the verb of its relative clause
HELD = 60  # … where the verb ends with a pronoun for the noun


class Carried(Gatherings):
    """What the verb that carries a noun says."""

    def light(self, sentence: Sentence, cue: Match, start: int) -> Match | None:
        """The light verb that carries a cue noun: the nearest before it in the clause."""
        found = None
        entry = cue.get("cue")
        aside = "time_of" if entry is not None and entry.value == "agreement" else "circumstance"
        at = self.layout.token(cue)
        circumstance = self.lex.is_(at - 1, aside) or (self.lex.is_(at - 1, "convening") and self.lex.is_(at - 2, aside))
        gathering = entry is not None and entry.value in GATHERINGS and not entry.data.get("sent_by")
        for light in () if circumstance else sentence.lights:
            if gathering and (handed := light.get("light")) is not None and handed.value in HANDED:
                continue
            if light.end <= cue.word and light.word >= start and cue.word - light.end < 160 and self.reaches(sentence, light, cue):
                found = light if found is None or not self.told_beside(light, cue) else found
        other = found is not None and any(found.end <= m.word and m.end <= cue.word for m in sentence.cues)
        if found is None or (other and cue.prefix == ""):
            for light in sentence.lights:
                # "the talks that X held": relative clause behind the noun
                between = range(self.analysis.token_at(cue.end), self.layout.token(light))
                held = self.holds(light)
                near = cue.end < light.word < cue.end + (HELD if held else RELATIVE)
                if near and held and any(cue.end <= m.word < light.word for m in sentence.cues):
                    continue
                if near and (held or any(self.lex.is_(i, "relative") for i in between)):
                    return light
        return found

    def holds(self, light: Match) -> bool:
        """Whether a light verb ends with a pronoun, which stands for the noun before it."""
        text = self.analysis.view.text[light.start : light.end]
        return self.held_in(light) or text.endswith(tuple(self.lex.pack.settings.pronouns))

    def reaches(self, sentence: Sentence, light: Match, cue: Match) -> bool:
        """Whether a light verb can carry a noun behind it: no "that" opens a clause in between, and it holds no other noun as an ending."""
        between = range(self.analysis.token_at(light.end), self.layout.token(cue))
        entry = light.get("light")
        if entry is not None and entry.value == "offer" and self.offered(sentence, light, cue) is None:
            return False
        return not any(self.lex.is_(i, "that_only") for i in between) and not self.taken(sentence, light)

    def offered(self, sentence: Sentence, light: Match, cue: Match) -> Chain | None:
        """ "X offered Y a meeting": whom the word behind the verb leads to."""
        text = self.analysis.view.text
        return next(
            (
                c
                for c in self.behind(sentence, light.end, cue.word)
                if c.link >= 0 and self.actor(c.members[0]).kind in PEOPLE and text[c.link : c.start].strip() in self.lex.words["over"]
            ),
            None,
        )

    def taken(self, sentence: Sentence, light: Match) -> bool:
        """Whether a light verb behind a relative word holds its noun as an ending ("the meeting that Oslo hosted"): it carries no further one."""
        at = self.layout.token(light)
        if not self.lex.is_(at - 1, "relative") or self.antecedent(sentence, at) is not None:
            return False
        return self.held_in(light)

    def told_beside(self, light: Match, cue: Match) -> bool:
        """Whether a verb stands in a relative clause that a comma closes before the noun ("X, who had an invitation from Y, will hold talks")."""
        at, last = self.layout.token(light), self.layout.token(cue)
        return self.lex.is_(at - 1, "relative") and any(self.lex.word(i) in COMMA for i in range(at + 1, last))

    def carried(self, sentence: Sentence, contact: Contact, light: Match, cue: Match, entry: Entry) -> None:
        """Parts that the light verb gives: its subject, in the part that the noun (and for messages the verb's direction) says."""
        value = light.get("light")
        direction = value.value if value is not None else "hold"
        part = entry.data.get("subject", "participant")
        if entry.value == "message" and direction == "receive":
            part = "receiver"
            if any(p.part == "receiver" for p in contact.parties):
                part = "mediator"  # who takes a message for somebody
        if entry.value == "call" and direction == "receive":
            part = "callee"
        if entry.value == "agreement" and value is not None and value.data.get("witness"):
            part = "attendee"
        if direction == "happen" or (direction == "receive" and contact.kind in ("negotiation", "conference")):
            return
        if direction == "mediate":
            part = "mediator"
        if direction == "hold" and light.end <= cue.word:
            self.held_with(sentence, contact, light, cue, entry)
        whom = self.offered(sentence, light, cue) if direction == "offer" else None
        if whom is not None:
            contact.parties += self.parties(whom, part, "to whom it is offered")
            contact.status, contact.status_at = "proposed", (light.start, light.end, "offer")
        if direction == "undergo":
            part = entry.data.get("object", part)
        hosts = any(e.kind == "light" and e.data.get("hosts") for e in light.entries)
        if hosts and contact.kind == "conference":
            part = "host"
        if direction == "gather":
            self.gathered(sentence, contact, cue, part)
            return
        low, high = (light.end, cue.word) if light.end <= cue.word else (light.end, contact.end)
        chains = [c for c in self.behind(sentence, low, high) if self.bare(c)]
        told_all, chains = chains, self.not_headed(sentence, light.start, chains)
        leads = contact.kind == "conference" and len(chains) < len(told_all)  # "X heads the delegation to the forum"
        if contact.kind == "visit":
            chains = [c for c in chains if self.actor(c.members[0]).kind in PEOPLE]
        if light.word > cue.word:
            at = self.analysis.token_at(light.end)
            chains = [c for c in chains[:1] if c.first - at <= NEAR and self.open_way(at, c.first)]
        capital = self.hosting_capital(sentence, light) if hosts and contact.kind in GATHERINGS else None
        subject = capital or (chains[0] if chains else None)
        rule = "takes part" if leads else "subject of the light verb"
        told = contact.kind == "visit" and any(p.part == "guest" and p.rule == "belongs to the noun" for p in contact.parties)
        aside = told or self.passive(light) or self.own_noun(light)  # nobody before the verb is its subject
        if subject is None and direction != "none" and light.end <= cue.word and not aside:
            subject = self.of_relative(sentence, light) or self.subject_before(sentence, contact.start, light.word)
            begin = self.analysis.sentences[sentence.index][0]
            if subject is None and not self.lex.joined(light.prefix):
                # "X met Y, and also held talks with Z": behind "and also" the subject is whom the sentence is about
                also = self.lex.is_(self.analysis.token_at(contact.start), "further")
                subject = self.sentence_subject(sentence, light.word) if also else self.subject_before(sentence, begin, light.word)
                if subject is not None and not self.agrees(light, self.actor(subject.members[0])):
                    subject = None
            rule = "subject before the light verb"
            if subject is not None and self.masdar(light) and self.speaks_for(subject):
                subject = None  # "the spokesman said that Kenya proposes the holding of a summit of the union"
            if direction == "hold" and len({p.entity for p in contact.parties if p.rule == "after between"}) > 1:
                subject = None  # "the spokesman denied the holding of a meeting between X and Y": the two are told
        told_later = (entry.value, direction) in (("call", "hold"), ("message", "receive"))
        if subject is None and told_later and light.word > cue.word and self.holds(light):
            # "X said, in a call that he made with Y", "X told the cabinet of the letter that he received from Y": his verb behind the noun
            subject, rule = self.subject_before(sentence, self.analysis.sentences[sentence.index][0], cue.word), "subject before the noun"
        handed_over = contact.kind == "message" and direction == "send" and contact.definite and light.end <= cue.word and not chains
        if handed_over:
            # "handed over the message X": the subject behind the object
            at = self.analysis.token_at(cue.end)
            behind = [c for c in self.behind(sentence, cue.end, contact.end) if self.bare(c, PEOPLE) and c.first - at <= NEAR]
            if behind:
                subject, rule = behind[0], "subject of the light verb"
        if contact.kind == "message" and self.lex.is_(self.layout.token(cue) - 1, "handing") and contact.parties:
            # "will hand over the letter of Z to Y"
            part = "mediator"
        if contact.kind == "message" and direction == "send":
            if any(p.part == "sender" for p in contact.parties):
                # "handed Y a message from Z": who hands it over carries it
                part = "mediator"
                first = self.fronted(sentence, light) if len(chains) == 1 and subject is chains[0] and not self.held_in(light) else None
                if first is not None and not any(p.part == "receiver" for p in contact.parties):
                    # "Y will hand X a message from Z": subject, verb, object
                    contact.parties += self.parties(chains[0], "receiver", "object of the light verb")
                    subject, rule = first, "subject before the light verb"
            whom = next((c for c in chains if c is not subject and self.bare(c, PEOPLE)), None) or self.handed_to(sentence, light, cue)
            if whom is not None and not any(p.part == "receiver" for p in contact.parties):
                contact.parties += self.parties(whom, "receiver", "object of the light verb")
            handed = self.antecedent(sentence, self.layout.token(light))
            if handed is not None:
                # "X received Y, who handed him a message from Z"
                subject, rule = handed, "whom the relative clause tells of"
                to = self.sentence_subject(sentence, handed.start)
                told = self.held_in(light) or self.styled(light)
                if to is not None and told and not any(p.part == "receiver" for p in contact.parties):
                    contact.parties += self.parties(to, "receiver", "ending of the verb")
            elif subject is not None and self.styled(light) and not any(p.part == "receiver" for p in contact.parties):
                # "X received Y, and he handed His Highness a message from Z"
                to = self.sentence_subject(sentence, light.word)
                if to is not None and to.members != subject.members:
                    contact.parties += self.parties(to, "receiver", "whom the style stands for")
        if direction == "favour" and entry.data.get("object"):
            whom = next((c for c in chains if c is not subject and self.bare(c, PEOPLE)), None)
            if whom is not None:
                contact.parties += self.parties(whom, entry.data["object"], "object of the light verb")
        if direction == "send" and entry.data.get("sent_by"):
            part = entry.data["sent_by"]
        if subject is not None and part == "attendee" and self.actor(subject.members[0]).kind not in PEOPLE:
            subject = None  # "Oslo, the capital of Norway, witnessed the signing": a place
        if subject is not None:
            known = {p.entity for p in contact.parties}
            if contact.kind in GATHERINGS and hosts:
                part = "host"
            kinds = SUBJECTS if capital is None else CAPITAL
            contact.parties += [p for p in self.parties(subject, part, rule, kinds) if p.entity not in known]
            if contact.kind == "visit" and light.end <= cue.word:
                # "X makes, in answer to an invitation by Y, a visit"
                invited = [c for c in self.behind(sentence, light.end, cue.word) if c.relation == "by"]
                contact.parties += [p for c in invited for p in self.parties(c, "host", "invites") if p.entity not in contact.people]
            if contact.kind == "meeting" and light.end <= cue.word:
                for chain in self.behind(sentence, light.end, cue.word):
                    if chain.relation == "accompanied":
                        # "X, together with Y, chaired the session"
                        contact.parties += self.parties(chain, part, "accompanies")
        elif (
            (not contact.parties or all(p.part != part for p in contact.parties))
            and self.topic >= 0
            and not hosts
            and not (value is not None and value.data.get("witness"))
            and not self.passive(light)
            and self.pro_drop(self.layout.token(light))
            and not self.own_noun(light)
        ):
            contact.parties.append(Party(self.actor(self.topic).entity, part, self.topic, "subject of the sentence before"))

    def fronted(self, sentence: Sentence, light: Match) -> Chain | None:
        """The person who stands right before a verb that is not joined to him."""
        ahead = self.ahead(sentence, self.analysis.sentences[sentence.index][0], light.word)
        at = self.layout.token(light)
        at -= self.lex.is_(at - 1, "future")
        return next((c for c in ahead if self.bare(c, PEOPLE) and c.after == at), None) if not self.lex.joined(light.prefix) else None

    def hosting_capital(self, sentence: Sentence, light: Match) -> Chain | None:
        """ "Oslo hosts a summit", "the capital Oslo will host a summit": the capital right behind the verb or before it stands for its state."""
        first, after = self.layout.token(light), self.analysis.token_at(light.end)
        near = (c for c in sentence.chains if c.after == first or c.first == after)
        return next((c for c in near if self.bare(c, CAPITAL) and len(c.members) == 1), None)

    def of_relative(self, sentence: Sentence, light: Match) -> Chain | None:
        """ "Y, who visits Oslo in order to hold talks with Z": whom the relative clause tells of, where the verb is the purpose of its verb."""
        if light.prefix not in self.lex.words["purpose"]:
            return None
        at = self.layout.token(light)
        for i in range(at - 1, max(at - RELATIVE_NEAR, sentence.first), -1):
            if self.lex.is_(i, "relative"):
                return self.antecedent(sentence, i + 1)
            if self.lex.is_(i, "clause") or self.lex.word(i) in COMMA:
                return None
        return None

    def masdar(self, light: Match) -> bool:
        """Whether a light verb is a verbal noun ("the holding of")."""
        return any(e.kind == "light" and e.data.get("masdar") for e in light.entries)

    def speaks_for(self, chain: Chain) -> bool:
        """Whether somebody is a spokesman."""
        role = self.actor(chain.members[0]).role
        return role is not None and role.value == "spokesperson"

    def styled(self, light: Match) -> bool:
        """Whether a style that stands for somebody ("His Highness") is right behind a light verb."""
        return any(m.word - light.end <= 1 for m in self.analysis.of_in("style", light.end, light.end + STYLE))

    def handed_to(self, sentence: Sentence, light: Match, cue: Match) -> Chain | None:
        """ "Conveyed to Y a letter": whom "to" or "for" leads to between verb and noun."""
        between = self.behind(sentence, light.end, cue.word)
        return next(
            (c for c in between if (c.particle in self.lex.words["lam"] or c.relation == "to") and self.actor(c.members[0]).kind in PEOPLE),
            None,
        )

    def gathered(self, sentence: Sentence, contact: Contact, cue: Match, part: str) -> None:
        """ "A meeting brought X and Y together": those behind the noun take part, X bare, Y joined to X by "and", "b" or "with"."""
        known = {p.entity for p in contact.parties}
        behind = self.behind(sentence, cue.end, contact.end)
        chain = next((c for c in behind if self.bare(c, PEOPLE)), None)
        if chain is not None:
            beside = [c for c in behind if c.particle in self.lex.words["at"] and c.start > chain.end]
            near = [c for c in beside[:1] if c.first - chain.after <= (self.lex.word(chain.after) in COMMA)]
            for told in (chain, *near):
                found = self.parties(told, part, "brought together by the noun", PEOPLE)
                contact.parties += [p for p in found if p.entity not in known]

    def passive(self, light: Match) -> bool:
        """Verbs of happening ("took place") have the noun as subject."""
        return self.analysis.view.text[light.start : light.end] in self.lex.words["happens"]
