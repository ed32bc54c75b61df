"""Nouns of contact that name one side or none: the clause says who the others are.

In: a noun's contact with those told beside it. Out: the subject of the clause, of a verb of mood, or of the sentence before.
"""

from __future__ import annotations

from mahdar.frame.arguments import Sentence
from mahdar.frame.carried import Carried
from mahdar.frame.chains import Chain
from mahdar.frame.clauses import PEOPLE
from mahdar.frame.contact import Contact, Party
from mahdar.packs import Entry
from mahdar.recognise.matcher import Match


class Implied(Carried):
    """Parties that a noun leaves to its clause."""

    def after_which(self, sentence: Sentence, contact: Contact, cue: Match) -> None:
        """ "X and Y signed an accord after a meeting in Oslo", "after talks that they held": nobody is told beside the noun, so that the two of
        the clause met."""
        told = contact.parties or contact.pair or contact.definite or cue.prefix
        if contact.kind not in ("meeting", "negotiation") or told or not self.lex.is_(self.layout.token(cue) - 1, "time_of"):
            return
        begin = self.analysis.sentences[sentence.index][0]
        for chain in reversed(self.ahead(sentence, begin, cue.word)):
            found = self.parties(chain, "participant", "subject of the clause", frozenset({"person"}))
            if self.bare(chain, PEOPLE) and len({side for p in found if (side := self.side_of(p))}) > 1:
                contact.parties = found
                return

    def wanted(self, sentence: Sentence, contact: Contact, cue: Match, entry: Entry) -> None:
        """ "X denied meeting Y", "X intends a meeting with Y": the subject of the verb of mood whose object the noun is."""
        if cue.prefix or contact.kind not in ("meeting", "call") or len(contact.people) != 1 or contact.light is not None:
            return
        at = self.layout.token(cue)
        if self.lex.is_(at - 1, "occurrence"):
            # "denied that a meeting took place": no word of who was to meet
            return
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

    def goes_on(self, contact: Contact, cue: Match) -> bool:
        """Whether a noun without a subject of its own can tell of whom the sentence before spoke of: not "since the start of the talks with Y",
        which are anybody's, and a message only where it is what the news was said in ("this came in a cable to Y")."""
        if contact.kind == "visit":
            return self.promised(cue)
        if contact.kind == "message":
            at = self.layout.token(cue)
            return any(self.lex.is_(i, "came") for i in range(max(at - 4, 0), at))
        if contact.kind == "agreement":
            return contact.light is not None
        whom = [self.actor(p.actor) for p in contact.parties if p.rule == "after with"]
        anybodys = contact.definite and not cue.pronoun and contact.light is None
        return not anybodys or any(a.kind == "person" for a in whom)

    def had(self, chain: Chain, cue: Match) -> bool:
        """ "X had talks with Y", in Arabic "to X were talks": whose the noun behind is."""
        behind = self.layout.token(cue) - chain.after <= 1
        return behind and chain.particle in self.lex.words["lam"] and self.lex.is_(chain.first - 1, "was")

    def implied(self, sentence: Sentence, contact: Contact, cue: Match, entry: Entry) -> None:
        """ "In a meeting with X, Y said": the subject of the clause is the other side."""
        known = {p.entity for p in contact.parties}
        begin, close = self.analysis.sentences[sentence.index]
        kinds = PEOPLE | {"institution"} if entry.data.get("implied") else PEOPLE
        options = [c for c in self.ahead(sentence, begin, cue.word) if self.bare(c, kinds)]
        heads = {side for p in contact.parties if p.rule == "takes part" and (side := self.side_of(p))}
        if heads:
            options = [c for c in options if self.actor(c.members[0]).kind != "delegation"]  # the one that he heads
        later = [
            c
            for c in self.behind(sentence, cue.end, close)
            if self.bare(c, frozenset({"person"})) and self.actor(c.members[0]).entity not in known
        ]
        had = next((c for c in self.ahead(sentence, begin, cue.word) if self.had(c, cue)), None)
        pick = had or (options[-1] if options else later[0] if later else None)
        part = entry.data.get("subject", "participant")
        if pick is not None:
            contact.parties = [
                p for p in self.parties(pick, part, "subject of the clause", kinds) if p.entity not in known
            ] + contact.parties
        elif self.topic >= 0 and self.actor(self.topic).entity not in known and self.goes_on(contact, cue):
            contact.parties.insert(0, Party(self.actor(self.topic).entity, part, self.topic, "subject of the sentence before"))
