"""Cue verbs and nouns open a contact: all candidates of a report, in text order."""

from __future__ import annotations

from itertools import takewhile

from mahdar.frame.arguments import Sentence
from mahdar.frame.chains import Chain
from mahdar.frame.contact import Contact
from mahdar.frame.verbs import Verbs

HEAD = 2  # sentences that can stand above a report's text


class Framer(Verbs):
    """Builds the candidate contacts of one report."""

    def frame(self) -> list[Contact]:
        """Candidates in text order."""
        out: list[Contact] = []
        title_end = self.analysis.title_end
        for sentence in self.layout.sentences:
            for cue in sentence.cues:
                entry = cue.get("cue")
                if entry is None or (entry.data.get("pair") and self.lex.is_(self.layout.token(cue) - 1, "keeping_up")):
                    continue  # "agreed to go on consulting", written like the verb
                contact = self.verb(sentence, cue, entry) if entry.data.get("class") == "verb" else self.noun(sentence, cue, entry)
                if contact is not None and entry.data.get("class") == "verb":
                    self.signatories(sentence, contact)
                if contact is not None and contact.kind == "agreement":
                    self.signed_for(contact)
                for one in (contact, *contact.further) if contact is not None else ():
                    two = next((p for p in one.parties if p.entity < 0), None)
                    if two is not None:
                        one.parties = [p for p in one.parties if p.entity >= 0]
                        # "X and Y … between the two countries" names its two itself
                        one.pair = len({p.entity for p in one.parties if p.part != "attendee"}) < 2
                        if two.rule.startswith("subject") and (entry.data.get("class") == "verb" or one.kind == "conference"):
                            one.two = two.actor
                    one.headline = cue.start < title_end or self.line_above(sentence)
                    one.quoted = self.analysis.quoted(cue.start, cue.end)
                    out.append(one)
            self.follow(sentence)
            self.follow_traveller(out, sentence)
        return out

    def line_above(self, sentence: Sentence) -> bool:
        """Whether a sentence is a line above the report's text: one of the first, without a full stop ("agency, headline, dateline")."""
        return sentence.index <= HEAD and self.is_line(sentence)

    def is_line(self, sentence: Sentence) -> bool:
        """Whether a sentence ends with its line, without a full stop."""
        start, end = self.analysis.sentences[sentence.index]
        text = self.analysis.view.text
        if end >= len(text) or not text[start:end].strip():
            return False
        return "\n" in text[end - 1 : end + 1] and text[start:end].rstrip()[-1] not in '.!?\u061f\u2026\u00bb"'

    def follow(self, sentence: Sentence) -> None:
        """Who the next sentence's missing subject is: the first bare person of this one."""
        if self.analysis.sentences[sentence.index][1] <= self.analysis.title_end or self.of_styled(sentence):
            return
        if sentence.index > HEAD and not sentence.chains and self.is_line(sentence):
            # a heading among the paragraphs: what follows is told anew
            self.topic = -1
            return
        for chain in sentence.chains:
            if (self.bare(chain, frozenset({"person"})) or self.after_saying(sentence, chain)) and self.actor(chain.members[0]).entity >= 0:
                self.topic = chain.members[0]
                return

    def of_styled(self, sentence: Sentence) -> bool:
        """ "His Highness received Y": the sentence goes on about whom the style right behind its first word of contact stands for."""
        at = self.analysis.token_at(sentence.cues[0].end) if sentence.cues else -1
        match = (self.lex.busy.get(at) or self.lex.who.get(at)) if at >= 0 else None
        return self.topic >= 0 and match is not None and match.get("style") is not None

    def follow_traveller(self, out: list[Contact], sentence: Sentence) -> None:
        """ "X said that Y would go to A. He will travel on to B": who a verb of travel without a subject tells of in the next sentence."""
        here = list(takewhile(lambda c: c.sentence == sentence.index, reversed(out)))
        last = next((c for c in here if c.kind == "visit" and c.rule.endswith("verb")), None)
        guest = next((p for p in last.parties if p.rule.startswith("subject")), None) if last is not None else None
        self.traveller = guest.actor if guest is not None else -1
        if self.visitor < 0:
            guests = (p for c in reversed(here) if c.kind == "visit" for p in c.parties if p.part == "guest" and p.actor >= 0)
            self.visitor = next((p.actor for p in guests if self.actor(p.actor).kind == "person"), -1)

    def after_saying(self, sentence: Sentence, chain: Chain) -> bool:
        """Whether the word that opens the sentence before a person is a verb of saying that is also written as a preposition."""
        if chain.first != sentence.first + 1 or chain.particle or self.actor(chain.members[0]).kind != "person":
            return False
        return self.lex.find(sentence.first, "say") is not None
