"""Contacts in which somebody spoke to somebody: "X told Y in a call that …", "X assured Y during a meeting in Z of …".

In: a noun of a call or a meeting beside which nobody is told. Out: who speaks and who is spoken to, by the verb that opens the sentence.
"""

from __future__ import annotations

from mahdar.frame.arguments import Sentence
from mahdar.frame.chains import Chain
from mahdar.frame.contact import Contact, Party
from mahdar.frame.implied import Implied
from mahdar.recognise.matcher import Match

PAIR = 2
ITS_VERB = 2  # words between the noun and its two: what they did, a preposition of place
ATTACKS = frozenset({"accuse", "oppose"})  # said of somebody rather than to him


class Addressed(Implied):
    """Parties of a contact told as where somebody was spoken to."""

    def spoken_in(self, sentence: Sentence, contact: Contact, cue: Match) -> None:
        """ "X assured Y in a call of …", "X urged, during a meeting, Y to …"."""
        beside = [p for p in contact.parties if contact.kind != "call" or p.rule != "belongs to the noun"]
        indefinite = not (contact.definite or cue.prefix or contact.light)
        if contact.kind not in ("call", "meeting") or beside or not indefinite or not self.said_there(cue):
            return
        if self.agreed_there(sentence, contact, cue):
            return
        people = [c for c in sentence.chains if len(c.members) == 1 and self.actor(c.members[0]).kind == "person"]
        if len(people) < 2 or people[0].end > cue.word or not self.bare(people[0]):
            return
        speaker, whom = people[:2]
        verb = self.spoken_by(sentence, speaker)
        if verb < 0 or not self.spoken_to(contact, whom, verb):
            return
        behind = self.analysis.token_at(cue.end) if whom.start >= cue.end else max(speaker.after, verb + 1)
        if not self.near(behind, whom.first):
            return
        found = self.parties(speaker, "participant", "speaks to the other there")
        found += self.parties(whom, "participant", "spoken to there")
        self.met(contact, found)

    def agreed_there(self, sentence: Sentence, contact: Contact, cue: Match) -> bool:
        """ "In a call, X and Y agreed on …": the two that the sentence goes on with. Whether it does."""
        first = next((c for c in sentence.chains if self.actor(c.members[0]).kind == "person"), None)
        if first is None or first.start < cue.end or not self.bare(first) or len(first.members) != PAIR:
            return False
        if self.words_apart(self.analysis.token_at(cue.end), first.first) > ITS_VERB:
            return False
        return self.met(contact, self.parties(first, "participant", "subject of the clause", frozenset({"person"})))

    def met(self, contact: Contact, found: list[Party]) -> bool:
        """Take two of two sides for the parties of a contact. Whether they are."""
        two = len({self.side_of(p) for p in found} - {""}) == PAIR
        contact.parties = found if two else contact.parties
        return two

    def said_there(self, cue: Match) -> bool:
        """Whether a noun of contact is told as where somebody spoke ("said in a press conference with …", "stressed during a meeting with …")."""
        at = self.layout.token(cue) - 1
        return self.lex.is_(at, "in") or self.lex.is_(at, "circumstance")

    def verb_follows(self, sentence: Sentence, speaker: Chain) -> bool:
        """ "X assures Y …": a headline's order."""
        return speaker.first == sentence.first and self.lex.find(speaker.after, "say") is not None

    def spoken_by(self, sentence: Sentence, speaker: Chain) -> int:
        """The word that says what the speaker does: the first of the sentence, or the one behind him in a headline; -1 for none."""
        if self.verb_follows(sentence, speaker):
            return speaker.after
        opens = speaker.first == sentence.first + 1 and (self.lex.find(sentence.first, "say") or self.informs(sentence.first))
        return sentence.first if opens else -1

    def spoken_to(self, contact: Contact, whom: Chain, verb: int) -> bool:
        """Whether a person is who the verb speaks to: with "to", or as its object where it has one that hears it."""
        if whom.particle:
            return whom.particle in self.lex.words["lam"] and not whom.relation
        match = self.lex.find(verb, "say")
        entry = match.get("say") if match is not None else None
        if whom.relation == "from" and entry is not None and entry.value == "call_for":
            return True  # "asked of Y in a call to …"
        if not self.bare(whom) or (entry is not None and entry.value in ATTACKS):
            return False
        hears = entry is not None and (bool(entry.data.get("recipient")) or entry.value == "courtesy")
        return hears or contact.kind == "call" or self.informs(verb)

    def near(self, at: int, first: int) -> bool:
        """Whether nothing but marks and words of time and place stands from one token to another."""
        return at <= first and self.words_apart(at, first) == 0
