"""Cue nouns: a noun opens a contact with the mention that follows it, those that "between" and "with" lead to, the subject of the light verb
that carries it, and the person its pronoun ending points to.
"""

from __future__ import annotations

from mahdar.frame.addressed import Addressed
from mahdar.frame.arguments import Sentence
from mahdar.frame.chains import Chain
from mahdar.frame.clauses import NEAR, PEOPLE, SUBJECTS
from mahdar.frame.contact import GATHERINGS, Contact, Party
from mahdar.packs import Entry
from mahdar.recognise.matcher import Match

BETWEEN = 4  # words from a noun to the "between them" of the two spoken of
HELD_ON = 12  # letters from a letter to the verb of its relative clause
CALLED = 3  # words from a visit to the person to whom it is paid
ADJECTIVES = GATHERINGS | {"agreement"}  # whose parties can stand in adjectives
BESIDE = 6  # words from a noun with the article to its "between"
ONE = 1  # word from a visit with the article to the one whose it is: its adjective


class Nouns(Addressed):
    """Contacts that a noun tells of."""

    def noun(self, sentence: Sentence, cue: Match, entry: Entry) -> Contact | None:
        start, end = self.clause(sentence, cue)
        after = [c for c in self.behind(sentence, cue.end, self.arguments_end(sentence, cue, end)) if not self.foreign_noun(c, cue)]
        at = self.lex.analysis.token_at(cue.end)
        contact = Contact(entry.value, cue, sentence.index, start, end, [], f"{entry.value} noun")
        contact.background = self.past_before(sentence, cue)
        contact.definite = self.lex.has_article(cue) or bool(cue.pronoun)
        if entry.data.get("greets") and self.receives(sentence, cue):
            self.reception(sentence, contact, cue, after)
            if cue.pronoun and any(
                self.bare(c, PEOPLE) for c in self.ahead(sentence, self.analysis.sentences[sentence.index][0], cue.word)
            ):
                self.possessor(sentence, contact, cue, entry, "guest")
            return contact
        if entry.value == "visit" and (entry.data.get("greets") or self.round_of(sentence, cue)):
            return None
        his_visit = entry.value == "visit" and bool(cue.pronoun)  # the ending is who travels, whoever stands behind is somebody else
        styled = self.styled_host(sentence, contact, after, at, entry)
        genitive = None if his_visit or styled else self.genitive(sentence, cue, after, at)
        agent = next((c for c in after if c.relation == "agent" and self.actor(c.members[0]).kind in SUBJECTS), None)
        if genitive is not None and entry.data.get("of") and (entry.value != "visit" or self.actor(genitive.members[0]).kind in PEOPLE):
            done_to = entry.data.get("object") if cue.pronoun or agent is not None or self.carried_out(sentence, cue, start) else None
            contact.parties += self.parties(genitive, done_to or entry.data["of"], "belongs to the noun")
            if entry.data.get("object") and not done_to:
                more = [c for c in after if self.bare(c, PEOPLE) and c.start > genitive.end and c.first - genitive.after <= 2]
                if more:
                    contact.parties += self.parties(more[0], entry.data["object"], "object of the noun")
                elif any(self.lex.is_(i, "to_him") for i in range(genitive.after, min(genitive.after + 3, sentence.after))):
                    begin = self.analysis.sentences[sentence.index][0]
                    of_whom = [c for c in self.ahead(sentence, begin, cue.word) if self.bare(c, PEOPLE)]
                    if of_whom:
                        contact.parties += self.parties(of_whom[-1], entry.data["object"], "object of the noun")
            self.in_brackets(contact, genitive, after)
        pointing = self.lex.has_article(cue) and not cue.pronoun
        reached = ""
        for chain in after:
            part = self.part_of(chain, entry)
            if his_visit and chain.particle in self.lex.words["lam"]:
                continue
            if reached == "with" and chain.relation == "between":
                # "talks with X on matters between A and B": those are what was spoken of
                continue
            if self.holder(contact, chain, at, entry):
                continue
            link = self.lex.analysis.token_at(chain.link)
            if pointing and chain.relation == "between" and link - at > BESIDE and self.lex.word(link - 1).startswith(self.lex.article):
                continue  # "the meeting reviewed the close ties between A and B"
            if pointing and chain.relation == "between" and any(self.lex.is_(i, "time_of") for i in range(at, link)):
                continue  # "the talks stopped after the clashes between A and B"
            if contact.kind == "conference" and chain.relation == "joined_by":
                contact.parties += self.parties(chain, "participant", "takes part")
                continue
            # "the official visit of X", in Arabic "… for X": right behind the noun and its adjective
            his = entry.value == "visit" and chain.particle in self.lex.words["lam"] and chain.first - at <= ONE
            his = his and all(self.lex.word(i).startswith(self.lex.article) for i in range(at, chain.first))
            if (
                pointing
                and not (his or self.handed_on(sentence, contact, cue, chain))
                and chain.relation not in ("with", "between", "mediator")
                and not (reached == "between" and chain.particle)
            ):
                continue
            if part and chain is not genitive and (chain.relation == "agent" or self.reach(chain, at, sentence)):
                reached = reached or chain.relation
                contact.parties += self.parties(chain, part, f"after {chain.relation or 'a joined preposition'}")
                if self.brought(chain) and len(contact.people) == 1:
                    self.possessor(sentence, contact, cue, entry, part)
        if contact.kind not in ("negotiation", "conference"):
            self.company(contact, after, entry)
        if not entry.data.get("arrival"):
            self.called_on(contact, after, at)
        if self.first_of(cue):
            named = any(p.part == "guest" and self.actor(p.actor).name is not None for p in contact.parties)
            to = any(w.before in self.lex.words["to"] for w in self.analysis.wheres_in(cue.end, contact.end))
            if contact.kind != "visit" or not (named and to):
                contact.parties, contact.anaphor = [], True
            return contact
        if agent is not None and entry.data.get("object") and not cue.pronoun:
            # "the reception of X by Y"
            contact.parties += self.parties(agent, entry.data["subject"], "agent of the noun")
        light = self.light(sentence, cue, start)
        contact.light = light
        if light is not None and (agent is None or not self.passive(light)):
            self.carried(sentence, contact, light, cue, entry)
        if not contact.parties and contact.kind in ADJECTIVES and entry.data.get("between"):
            contact.parties += self.by_adjective(cue, sentence, entry.data["between"])
            if not contact.parties:
                self.body_adjective(contact, cue, sentence)
        if entry.data.get("mediator"):
            contact.parties += self.mediators(sentence, cue.end, end)
        if entry.data.get("body"):
            # a gathering whose name says whose it is ("the Arab summit")
            contact.parties.append(
                Party(
                    self.side(cue, entry.data["body"], sentence),
                    entry.data["subject"],
                    len(self.analysis.actors) - 1,
                    "body of the gathering",
                )
            )
            # "the Gulf-American summit"
            contact.parties += self.further_sides(cue, sentence, entry.data["subject"])
        if (
            contact.kind in ("conference", "negotiation")
            or (contact.kind == "meeting" and (pointing or self.entered(cue)))
            or (genitive is not None and self.actor(genitive.members[0]).kind == "body")
        ):
            self.taking_part(sentence, contact, cue)
        if entry.data.get("subject") == "mediator":
            self.mediated(sentence, contact)
        if contact.kind == "meeting":
            self.guests_of(contact, after)
        if contact.kind in ("negotiation", "conference"):
            self.among_guests(contact, after)
            self.held_by(sentence, contact, cue, after)
        if contact.kind in ("meeting", "conference"):
            self.headed_by(contact, after)
            self.of_rank(contact, after)
        if not contact.parties and any(self.lex.is_(i, "between_them") for i in range(at, at + BETWEEN)):
            contact.pair = True
        if contact.kind == "message":
            self.carriers(sentence, contact, cue)
            self.answered(contact, cue)
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
        self.after_which(sentence, contact, cue)
        self.spoken_in(sentence, contact, cue)
        self.on_the_margins(sentence, contact, cue)
        self.one_by_one(contact, entry, after)
        if entry.data.get("round") and not contact.parties:
            contact.pair = True
        if entry.data.get("subject_at") and self.made_with(contact):
            for party in contact.parties:
                party.part = entry.data["at"] if party.rule == "after with" else party.part
        if entry.data.get("subject_at") and any(p.part == entry.data.get("at") for p in contact.parties):
            for party in contact.parties:
                if party.rule.startswith("subject") and party.part == entry.data["subject"]:
                    party.part = entry.data["subject_at"]
        return contact

    def handed_on(self, sentence: Sentence, contact: Contact, cue: Match, chain: Chain) -> bool:
        """ "The letter that he received from Y": whom a preposition behind the verb of the noun's relative clause leads to."""
        if contact.kind != "message" or chain.relation not in ("from", "to"):
            return False
        return any(cue.end < m.word < chain.start and self.holds(m) and m.word - cue.end < HELD_ON for m in sentence.lights)

    def made_with(self, contact: Contact) -> bool:
        """ "X made a call with Y": one subject of the verb that carries the noun, which is none of happening or receiving."""
        light = contact.light.get("light") if contact.light is not None else None
        if light is None or contact.light is None or light.value != "hold" or contact.light.word > contact.cue.word:
            return False
        return sum(p.rule.startswith("subject") for p in contact.parties) == 1

    def carried_out(self, sentence: Sentence, cue: Match, start: int) -> bool:
        """ "X undertook the receiving of Y", in Arabic "… rose to (by) the receiving of": whose the noun is, is told by its verb."""
        light = self.light(sentence, cue, start) if self.lex.preposition(cue.prefix) in self.lex.words["at"] else None
        entry = light.get("light") if light is not None else None
        if light is None or entry is None or entry.value != "hold" or light.end > cue.word:
            return False
        return any(self.bare(c, PEOPLE) for c in self.behind(sentence, light.end, cue.word))

    def brought(self, chain: Chain) -> bool:
        """ "The meeting that brought him together with X": whether the ending of the verb before a mention is the other side."""
        link = self.analysis.view.text[chain.link : chain.start].split() if chain.link in self.layout.bringing else []
        singular = tuple(e for e, number in self.lex.pack.settings.pronouns.items() if number == "sg")
        return bool(link) and link[0].endswith(singular) and bool(chain.particle)

    def round_of(self, sentence: Sentence, cue: Match) -> bool:
        """ "A new round of talks": the word for a tour, with talks behind its "of"."""
        at = self.analysis.token_at(cue.end)
        of = next((i for i in range(at, at + 3) if self.lex.is_(i, "drawn_from")), -1)
        talks = next((m for m in sentence.cues if of >= 0 and self.layout.token(m) == of + 1), None)
        entry = talks.get("cue") if talks is not None else None
        return entry is not None and entry.value in GATHERINGS

    def styled_host(self, sentence: Sentence, contact: Contact, after: list[Chain], at: int, entry: Entry) -> bool:
        """ "On His Highness's receiving Y": the style stands for whom the sentences before tell of. Whether the noun is told so."""
        match = self.lex.busy.get(at) or self.lex.who.get(at)
        if not entry.data.get("greets") or match is None or match.get("style") is None or self.topic < 0:
            return False
        contact.parties.append(Party(self.actor(self.topic).entity, entry.data["subject"], self.topic, "whom the style stands for"))
        whom = next((c for c in after if self.bare(c, PEOPLE) and c.first - at <= NEAR and self.open_way(at + 1, c.first)), None)
        if whom is not None:
            contact.parties += self.parties(whom, entry.data["object"], "object of the noun")
        return True

    def called_on(self, contact: Contact, after: list[Chain], at: int) -> None:
        """ "Paid a courtesy visit to the minister": who is visited is a person, so the two met."""
        whom = next((c for c in after if c.relation == "to" and c.first - at <= CALLED), None)
        if contact.kind == "visit" and whom is not None and self.actor(whom.members[0]).kind == "person":
            contact.kind = "meeting"
            contact.parties += self.parties(whom, "host", "to whom the visit is paid", PEOPLE)

    def first_of(self, cue: Match) -> bool:
        """ "This is the first visit of …": no further contact, but one told before (or told here alone, where it names who travels where)."""
        at = self.layout.token(cue)
        return self.lex.is_(at - 1, "first_of") and self.lex.is_(at - 2, "this_is")

    def lacks_subject(self, contact: Contact, cue: Match) -> bool:
        """Whether a noun names one side only (a visit: a destination but no traveller), so that the clause's subject is the other."""
        entry = cue.get("cue")
        if (entry is not None and entry.data.get("subject") == "mediator") or self.lex.is_(self.layout.token(cue) - 1, "occurrence"):
            return False
        if contact.parties and all(p.part == "host" for p in contact.parties) and contact.kind == "conference":
            return False  # "Oslo hosted a conference"
        if contact.kind == "visit":
            of_others = entry is not None and bool(entry.data.get("arrival")) and not cue.pronoun  # "the arrival of the tourists"
            return not contact.parties and not of_others and not self.lex.has_article(cue) and self.leads_somewhere(contact, cue)
        if any(p.rule == "invited" for p in contact.parties):
            return False  # who hands over the invitation is not there
        if any(p.rule == "belongs to the noun" for p in contact.parties):
            cues = self.layout.sentences[contact.sentence].cues
            travels = any(m.end <= cue.word and (e := m.get("cue")) is not None and e.value == "visit" for m in cues)
            goes = contact.kind == "meeting" and travels  # "arrived to meet A and B"
            return (len(contact.people) == 1 or goes) and cue.prefix in self.lex.words["purpose"]
        if contact.kind == "agreement" and not contact.parties and cue.prefix.startswith(tuple(self.lex.words["purpose"])):
            return True  # "X and Y will come for the signing of the accord"
        if self.lex.has_article(cue) and not any(p.rule == "after with" for p in contact.parties):
            return False
        # "between the adversaries", "between X and somebody from his party": all of them are told, though one may not be known
        among = [p for p in contact.parties if p.rule == "after between" and (self.actor(p.actor).number == "pl" or self.goes_further(p))]
        # "X said in talks with A and B": who is met with is told, not who met them
        with_others = bool(contact.parties) and all(p.rule == "after with" for p in contact.parties) and self.said_there(cue)
        return (len({p.entity for p in contact.parties}) == 1 or with_others) and not among

    def goes_further(self, party: Party) -> bool:
        """Whether somebody whom nothing is known of is joined to a party ("between X and the leaders of that movement")."""
        word = self.lex.word(self.analysis.token_at(self.actor(party.actor).end))
        return len(word) > 1 and self.lex.joined(word[:1])

    def leads_somewhere(self, contact: Contact, cue: Match) -> bool:
        """Whether a place with "to" or "for" stands close behind a noun of travel."""
        at = self.lex.analysis.token_at(cue.end)
        for where in self.analysis.wheres_in(cue.end, contact.end):
            if self.lex.analysis.token_at(where.start) - at <= 5:
                return (
                    where.particle in self.lex.words["lam"]
                    or where.before in self.lex.words["to"]
                    or self.lex.analysis.token_at(where.start) == at
                )
        return False

    def genitive(self, sentence: Sentence, cue: Match, after: list[Chain], at: int) -> Chain | None:
        """The bare mention that belongs to a noun: right behind it, or, behind a pronoun ending, past words of time and place ("his receiving
        yesterday X"). A noun with the article takes none."""
        if cue.pronoun:
            # whoever stands behind "with X" belongs to other words
            joined = next((c.first for c in after if c.relation in ("with", "between")), len(self.lex.tokens))
            options = [
                c
                for c in after
                if self.bare(c, PEOPLE | {"body"})
                and c.first - at <= NEAR + 6
                and self.open_way(at, c.first)
                and self.reach(c, at, sentence)
                and c.first < joined
            ]
        elif self.lex.has_article(cue):
            options = []
        else:
            # nobody stands in between ("a cable to His Excellency the president X, president of …")
            options = [c for c in after[:1] if self.bare(c) and self.adjacent(at, c)]
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
            if (
                word in self.lex.words["clause"]
                or self.lex.is_(i, "for_good_of")
                or word.isdigit()
                or word in (",", "\u060c", ":", ".", "(")
            ):
                return False
        return True

    def possessor(self, sentence: Sentence, contact: Contact, cue: Match, entry: Entry, part: str) -> None:
        """ "His meeting": the nearest person before it in the sentence, else the first behind it that is a bare subject, else the topic."""
        number = self.lex.pack.settings.pronouns.get(cue.pronoun, "sg")
        if number == "du":
            two = self.two_named(sentence, cue)
            contact.pair = not two
            contact.parties += [Party(self.actor(i).entity, part, i, "the two of the sentence") for i in two]
            return
        if contact.kind == "visit" and any(p.part == part and p.rule.startswith("subject") for p in contact.parties):
            return  # "X begins his visit": the pronoun is the subject's
        known = {p.entity for p in contact.parties}
        begin = self.analysis.sentences[sentence.index][0]
        informs = self.informer(sentence, cue.word)
        best = informs.members[0] if informs is not None and self.actor(informs.members[0]).entity not in known else -1
        for chain in self.ahead(sentence, begin, cue.word) if best < 0 else ():
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

    def two_named(self, sentence: Sentence, cue: Match) -> list[int]:
        """ "X said that Y told him, in their meeting, …": the mentions of the only two persons that the sentence names before the noun, of two
        sides; else none."""
        told: dict[int, int] = {}
        for chain in self.ahead(sentence, self.analysis.sentences[sentence.index][0], cue.word):
            told |= {self.actor(i).entity: i for i in chain.members if self.actor(i).kind == "person"}
        found = [self.analysis.entities[e] for e in told if e >= 0]
        sides = {e.affiliation.value for e in found if e.affiliation is not None and e.name is not None}
        return list(told.values()) if len(told) == len(sides) == 2 else []
