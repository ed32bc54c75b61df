"""Gatherings: whose they are, and who takes part in them.

In: a cue noun of a meeting or conference with the mentions behind it. Out: the body that holds it, and those told as taking part.
"""

from __future__ import annotations

from mahdar.frame import slots
from mahdar.frame.arguments import Sentence
from mahdar.frame.chains import Chain
from mahdar.frame.clauses import PEOPLE
from mahdar.frame.contact import BODY_ADJECTIVE, Contact, Party
from mahdar.frame.guests import Guests
from mahdar.packs import Entry
from mahdar.recognise.analysis import LONG
from mahdar.recognise.lexer import CLOSING, COMMA, OPENING
from mahdar.recognise.matcher import Match

INVITATION = 24  # letters from an invitation to what somebody is invited to
AMIDST = 7  # words from "takes part" to the gathering, with the one named in between, past words of time and place
INVITED = 120  # letters from an invitation to what it invites to
GATHERING = 3  # words from who takes part to the word for the gathering
ORDINAL = 3  # words from a session to the body that holds it
DELEGATION = 40  # letters from a delegation to who heads it
NUMBERED = 5  # words that tell a gathering apart from others of its kind
HOSTED_NEAR = 60  # letters from a gathering to the verb that says who hosts it
HOLDERS = frozenset({"body", "group"})


class Gatherings(Guests):
    """What gatherings have beside the arguments of their noun."""

    def holder(self, contact: Contact, chain: Chain, at: int, entry: Entry) -> bool:
        """ "The ministerial meeting of the European Union", "a meeting of the alliance", "an urgent meeting in OPEC": the body behind a noun
        (at token `at`) holds the gathering. True where the chain is such a body or the officials of one."""
        first = self.organ(chain, at)
        if contact.kind not in ("conference", "meeting") or not (first - at <= ORDINAL or self.qualified(at, first)):
            return False
        of_organ = first < chain.first and self.lex.word(first).startswith(tuple(self.lex.words["lam"]))
        lam = chain.particle in self.lex.words["lam"] or of_organ
        inside = contact.kind == "conference" and chain.first - at == 1 and self.lex.is_(at, "in")
        actor = self.actor(chain.members[0])
        whole = actor.kind == "group" and (of := actor.affiliation) is not None and of.value not in self.analysis.pack.states
        kinds = HOLDERS if lam and contact.kind == "conference" else frozenset({"body"})
        if not (lam or inside) or not (actor.kind in kinds or (lam and whole)):
            return False
        contact.parties += self.parties(chain, entry.data.get("for", "participant"), "belongs to the noun", HOLDERS | {"person"})
        return True

    def organ(self, chain: Chain, at: int) -> int:
        """Where the words of a body's organ begin that end with its name ("of the council of ministers of the organisation X")."""
        first = chain.first
        actor = self.actor(chain.members[0])
        whole = actor.kind == "group" and (of := actor.affiliation) is not None and of.value not in self.analysis.pack.states
        if (actor.kind == "body" or whole) and (not chain.particle or chain.particle in self.lex.words["lam"]):
            while first > at and self.lex.is_(first - 1, "organ"):
                first -= 1
            if self.lex.is_(first, "in"):
                first = chain.first
        return first

    def held_with(self, sentence: Sentence, contact: Contact, light: Match, cue: Match, entry: Entry) -> None:
        """ "X held with Y, on Tuesday, a meeting": whom "with" leads to between the verb and its noun."""
        if contact.parties or any(light.end <= m.word < cue.word for m in sentence.cues):
            return
        for chain in self.behind(sentence, light.end, cue.word):
            if chain.relation == "with" and (part := self.part_of(chain, entry)):
                contact.parties += self.parties(chain, part, "after with")

    def in_brackets(self, contact: Contact, genitive: Chain, after: list[Chain]) -> None:
        """ "The summit of the leaders of the states (IGAD)": the body in brackets says whose leaders they are."""
        officials = self.actor(genitive.members[-1])
        if officials.kind != "group" or officials.affiliation is not None or self.lex.word(genitive.after) not in OPENING:
            return
        body = next((c for c in after if c.first == genitive.after and self.actor(c.members[0]).kind == "body"), None)
        if body is not None:
            contact.parties = [p for p in contact.parties if p.actor != genitive.members[-1]]
            contact.parties += self.parties(body, "participant", "belongs to the noun")

    def headed_by(self, contact: Contact, after: list[Chain]) -> None:
        """ "The session of the council, headed by X", "the meetings of the committee of the two, headed by X and Y": who heads a gathering of a
        body, or of two sides, takes part."""
        known = {p.entity for p in contact.parties}
        led = [c for c in after if c.relation == "led_by" and not self.analysis.of_in("retinue", c.link - DELEGATION, c.link)]
        heads = [p for c in led for p in self.parties(c, "participant", "heads the meeting", frozenset({"person"}))]
        of_two = len({side for p in heads if (side := self.side_of(p))}) > 1
        if contact.kind == "conference" or of_two or any(self.actor(p.actor).kind == "body" for p in contact.parties if p.actor >= 0):
            contact.parties += [p for p in heads if p.entity not in known]

    def among_guests(self, contact: Contact, after: list[Chain]) -> None:
        """ "In the presence of partners, among them Kenya and the union": states and bodies named among those who are there; of a gathering
        of leaders also persons."""
        known = {p.entity for p in contact.parties}
        kinds = {"state", "body", "person"} if contact.kind == "conference" else {"state", "body"}
        for chain in after:
            if self.lex.is_(chain.first - 1, "among_them") and self.actor(chain.members[0]).kind in kinds:
                contact.parties += [p for p in self.parties(chain, "participant", "takes part") if p.entity not in known]

    def held_by(self, sentence: Sentence, contact: Contact, cue: Match, after: list[Chain]) -> None:
        """ "The conference that lasts two days and that the union hosts", "that is organised by Kenya and Norway": who holds it."""
        known = {p.entity for p in contact.parties}
        if contact.kind != "conference":
            return
        for light in sentence.lights:
            if not cue.end < light.word < cue.end + HOSTED_NEAR or not any(e.data.get("hosts") for e in light.entries if e.kind == "light"):
                continue
            if any(cue.end <= m.word < light.word for m in sentence.cues) or not self.held_in(light):
                continue
            at = self.analysis.token_at(light.end)
            who = next((c for c in self.behind(sentence, light.end, self.analysis.sentences[sentence.index][1]) if self.bare(c)), None)
            if who is not None and who.first == at:
                contact.parties += [p for p in self.parties(who, "host", "holds the gathering") if p.entity not in known]
                return
        for chain in after:
            part = {"agent": "host", "mediator": "mediator"}.get(chain.relation)
            if part is not None and all(self.actor(i).kind in ("state", "body") for i in chain.members):
                # a ruler who lends his name ("under the patronage of the president") takes no part
                contact.parties += [p for p in self.parties(chain, part, "holds the gathering") if p.entity not in known]
                return

    def of_rank(self, contact: Contact, after: list[Chain]) -> None:
        """ "A meeting at the level of the ministers of water of Kenya, Ghana and Togo": those of that rank take part."""
        known = {p.entity for p in contact.parties}
        for chain in after:
            if self.lex.is_(chain.first - 1, "level") and not chain.particle:
                told = self.parties(chain, "participant", "rank of those who meet", frozenset({"person"}))
                contact.parties += [p for p in told if p.entity not in known]
                contact.kind = "conference" if told else contact.kind

    def guests_of(self, contact: Contact, after: list[Chain]) -> None:
        """ "The cabinet met under X, in the presence of Y" of another side: who is there makes it a meeting of the two."""
        people = [c for c in after if self.actor(c.members[0]).kind == "person"]
        heads = [p for c in people if c.relation == "led_by" for p in self.parties(c, "participant", "heads the meeting")]
        there = [p for c in people if c.relation == "attended" for p in self.parties(c, "participant", "there from another side", PEOPLE)]
        own = {side for p in (*contact.parties, *heads) if (side := self.side_of(p))}
        others = [p for p in there if (side := self.side_of(p)) and side not in own]
        if len(own) == 1 and others and len(contact.people) == 1:
            cabinet = [p for p in contact.parties if p.actor >= 0 and self.actor(p.actor).kind == "institution" and heads]
            contact.parties = [*(p for p in contact.parties if p not in cabinet), *heads, others[0]]

    def mediated(self, sentence: Sentence, contact: Contact) -> None:
        """ "The ties of A and B … after a mediation of C": those between whom it mediates, told anywhere in the sentence."""
        if contact.parties and all(p.part == "mediator" for p in contact.parties):
            chain = next((c for c in sentence.chains if c.relation == "between" and len(c.members) > 1), None)
            if chain is not None:
                contact.parties += self.parties(chain, "participant", "after between")

    def body_adjective(self, contact: Contact, cue: Match, sentence: Sentence) -> None:
        """ "The Atlantic meeting": the adjective right behind the noun is that of a body."""
        at = self.analysis.token_at(cue.end)
        match = self.lex.find(at, "body_adjective")
        further = self.lex.find(at + 1, "nationality") or self.lex.find(at + 1, "body_adjective")
        found = match.get("body_adjective") if match is not None and further is None else None
        if match is not None and found is not None and self.lex.has_article(match) == self.lex.has_article(cue):
            side = self.side(match, found.value, sentence)
            contact.parties.append(Party(side, "participant", len(self.analysis.actors) - 1, BODY_ADJECTIVE))

    def entered(self, cue: Match) -> bool:
        """ "Took part in a meeting": a verb of taking part right before the noun and its "in"."""
        at = self.layout.token(cue)
        before = self.lex.tokens[at - 2].end if at > 1 and self.lex.is_(at - 1, "in") else -1
        return any(
            m.end == before and (e := m.get("takes_part")) is not None and e.value == "verb"
            for m in self.analysis.of_in("takes_part", before - LONG, before)
        )

    def taking_part(self, sentence: Sentence, contact: Contact, cue: Match) -> None:
        """ "X takes part in a conference", "X came to attend the summit": the subject of the word right before a gathering."""
        at = self.layout.token(cue)
        for word in self.analysis.of_in("takes_part", *self.analysis.sentences[sentence.index]):
            ahead = slots.is_imperfect(self.layout, word) or word.prefix in self.lex.words["future"]
            if contact.kind == "meeting" and not ahead and self.analysis.of_in("attended", word.start, word.end):
                # "the meeting was attended by X": an attendee
                continue
            if word.end <= cue.word and self.lex.is_(at - 1, "margins"):
                # "the meeting was attended by X, on the margins of the forum"
                continue
            entry = word.get("takes_part")
            verb = entry is not None and entry.value == "verb"
            if word.end > cue.word:
                if verb and self.taken_part_in(sentence, cue, word):
                    self.who_took_part(sentence, contact, word)
                continue
            if not verb and self.invited(sentence, contact, word):
                continue
            if not verb and self.invited_to(word):
                continue
            between = [c for c in self.behind(sentence, word.end, cue.word) if self.bare(c)] if verb else []
            between = self.not_headed(sentence, word.start, between)
            after = between[-1].after if between else self.analysis.token_at(word.end)
            if at - after > (AMIDST if between else GATHERING) or len(between) > 1:
                continue
            if verb and not between and at - after <= 1 and self.took_part_behind(sentence, contact, cue):
                continue
            subject = between[0] if between else self.subject_before(sentence, self.analysis.sentences[sentence.index][0], word.word)
            if subject is not None:
                known = {p.entity for p in contact.parties}
                contact.parties += [p for p in self.parties(subject, "participant", "takes part") if p.entity not in known]

    def on_the_margins(self, sentence: Sentence, contact: Contact, cue: Match) -> None:
        """ "X said, on the margins of the conference": a gathering of which nothing else is told; X was there."""
        at = self.layout.token(cue)
        if contact.parties or contact.kind != "conference" or not any(self.lex.is_(i, "margins") for i in (at - 1, at - 2)):
            return
        told = [e for m in sentence.cues if m.word < cue.word and (e := m.get("cue")) is not None]
        if any(not e.data.get("joint") for e in told):
            return  # who met there is told by his own word
        before = [c for c in self.ahead(sentence, self.analysis.sentences[sentence.index][0], cue.word) if self.bare(c, PEOPLE)]
        if before:
            contact.parties += self.parties(before[0], "participant", "takes part", PEOPLE)
        elif self.topic >= 0 and self.actor(self.topic).entity >= 0:
            contact.parties.append(Party(self.actor(self.topic).entity, "participant", self.topic, "takes part"))

    def invited(self, sentence: Sentence, contact: Contact, word: Match) -> bool:
        """ "Sent invitations to X and Y to attend": those invited would take part."""
        letters = [m for m in self.analysis.of_in("invite", word.word - INVITED - LONG, word.word) if 0 <= word.word - m.end <= INVITED]
        if not letters or self.analysis.sentence_of(letters[-1].start) != sentence.index:
            return False
        between = self.behind(sentence, letters[-1].end, word.word)
        to = next((c for c in between if c.relation == "to" or c.particle in self.lex.words["lam"]), None)
        asked = (e := letters[-1].get("invite")) is not None and e.value == "verb"
        whom = [c for c in between if self.bare(c, PEOPLE)] if asked else []
        to = to or (whom[-1] if whom else None)  # "X invited Y to attend"
        if to is None:
            # "handed him an invitation from X to attend": who hands it over doesn't come
            carries = [m for m in sentence.lights if m.end <= letters[-1].word]
            return bool(carries) and (entry := carries[-1].get("light")) is not None and entry.value == "send"
        if any(self.lex.is_(i, "not") for i in range(self.analysis.token_at(letters[-1].end), to.first)):
            return True  # "the invitation was not sent to X"
        contact.parties += self.parties(to, "participant", "invited")
        # that somebody comes to a summit is proposed, the summit is planned
        settled = "planned" if contact.kind == "conference" else "proposed"
        contact.status, contact.status_at = settled, (letters[-1].start, letters[-1].end, "invitation")
        return True

    def invited_to(self, word: Match) -> bool:
        """Whether words of invitation stand close before "to take part in": who invites and who is invited are not yet there."""
        before = self.analysis.of_in("invite", word.word - INVITATION - LONG, word.word)
        return any(0 <= word.word - m.end <= INVITATION for m in before)

    def not_headed(self, sentence: Sentence, start: int, chains: list[Chain]) -> list[Chain]:
        """The mentions behind a verb (at folded offset `start`) but for the delegation that "headed" takes as its object."""
        light = next((m for m in sentence.lights if m.start == start), None)
        if light is None or not any(e.kind == "light" and e.data.get("heads") for e in light.entries):
            return chains
        return [c for c in chains if self.actor(c.members[0]).kind != "delegation"]

    def took_part_behind(self, sentence: Sentence, contact: Contact, cue: Match) -> bool:
        """ "Taking part in the summit were X, Y and Z": the bare mentions right behind the noun."""
        at = self.analysis.token_at(cue.end)
        known = {p.entity for p in contact.parties}
        bare = [c for c in self.behind(sentence, cue.end, contact.end) if self.bare(c)]
        holders = {p.entity for p in contact.parties if p.rule == "belongs to the noun"}
        if bare and holders and {self.actor(i).entity for i in bare[0].members} <= holders:
            # "taking part in the meeting of the alliance are Kenya and Ghana"
            at, bare = bare[0].after, bare[1:]
        chain = bare[0] if bare else None
        if chain is None or not self.qualified(at, chain.first):
            return False
        for told in self.all_of(sentence, chain):
            contact.parties += [p for p in self.parties(told, "participant", "takes part") if p.entity not in known]
        return True

    def all_of(self, sentence: Sentence, chain: Chain) -> list[Chain]:
        """Those who take part: the mention behind the verb, or the row that spells it out ("the ministers of eleven states: Kenya, Ghana, …"), and
        who is named among them or besides ("among them X", "besides the ministers of Y and Z")."""
        behind = self.behind(sentence, chain.end, self.analysis.sentences[sentence.index][1])
        among = [c for c in behind if self.lex.is_(c.first - 1, "among_them")]
        besides = [c for c in behind if self.besides(c)]
        group = self.actor(chain.members[0])
        row = next((c for c in behind if self.spelt_out(c)), None) if group.kind == "group" and group.affiliation is None else None
        return [row or chain, *among, *besides]

    def spelt_out(self, chain: Chain) -> bool:
        """Whether a row of states stands behind "they are" or "namely"."""
        at = chain.first - 1
        while at > 0 and not self.lex.tokens[at].word:
            at -= 1
        return len(chain.members) > 1 and self.lex.is_(at, "namely") and self.actor(chain.members[0]).kind == "state"

    def besides(self, chain: Chain) -> bool:
        """ "In addition to X", "alongside X"."""
        at = chain.first - 1
        return self.lex.is_(at, "alongside") or (chain.relation == "to" and self.lex.is_(at - 1, "addition"))

    def qualified(self, at: int, first: int) -> bool:
        """Whether only what tells a gathering apart stands between its noun and a mention ("the 29th summit X", "the third meeting X")."""
        lex = self.lex
        words = [w[1:] if lex.joined(w[:1]) and w[1:].startswith(lex.article) else w for w in map(lex.word, range(at, first))]
        quoted = {lex.tokens[i].text for i in range(at, first) if self.analysis.quoted(lex.tokens[i].start, lex.tokens[i].end)}
        quoted |= {lex.word(i) for i in range(at, first) if (m := lex.who.get(i)) is not None and m.get("city") is not None}
        apart = all(w.isdigit() or w.startswith(lex.article) or w in OPENING | CLOSING | COMMA or w in quoted for w in words)
        return len(words) <= 1 or (sum(lex.tokens[i].word for i in range(at, first)) <= NUMBERED and apart)

    def taken_part_in(self, sentence: Sentence, cue: Match, word: Match) -> bool:
        """ "The summit, in which X and Y take part": a verb with its noun as an ending behind it, and no other cue noun in between."""
        after = self.analysis.token_at(word.end)
        return self.lex.is_(after, "in_it") and not any(cue.end <= m.word < word.word for m in sentence.cues)

    def who_took_part(self, sentence: Sentence, contact: Contact, word: Match) -> None:
        """The bare mention behind "in which took part"."""
        after = self.analysis.token_at(word.end) + 1
        known = {p.entity for p in contact.parties}
        for chain in self.behind(sentence, word.end, self.analysis.sentences[sentence.index][1]):
            if self.bare(chain) and chain.first - after <= 2:
                contact.parties += [p for p in self.parties(chain, "participant", "takes part") if p.entity not in known]
                return
