"""Who carries a letter: "a message from X, which Y carried".

In: a contact that a noun of message opened, with its sender. Out: the carriers as mediators, with the sender's state where none is told.
"""

from __future__ import annotations

import msgspec

from mahdar.frame.arguments import Sentence
from mahdar.frame.clauses import NEAR, PEOPLE
from mahdar.frame.contact import Contact, Party
from mahdar.frame.sides import Sides
from mahdar.model import INFERRED
from mahdar.recognise.analysis import OWN_OFFICIALS
from mahdar.recognise.matcher import Match

ANSWER = 3  # words from a cable to whom it is sent


class Letters(Sides):
    """Carriers of messages, and whom an answer goes to. `letter` holds the parties of the message told last."""

    letter: tuple[Party, ...] = ()

    def answered(self, contact: Contact, cue: Match) -> None:
        """ "X received a cable from Y. And he sent His Majesty a cable of thanks": to the other one of the message told right before, where a
        style or "to him" stands for him."""
        parts = {p.part: p for p in contact.parties}
        if set(parts) == {"sender"} and self.letter and contact.light is not None:
            others = [p for p in self.letter if p.part in ("sender", "receiver") and p.entity != parts["sender"].entity]
            told = [p for p in self.letter if p.entity == parts["sender"].entity]
            if len(others) == len(told) == 1 and self.to_him(cue):
                contact.parties.append(Party(others[0].entity, "receiver", others[0].actor, "to whom it is an answer"))
            elif self.alike(cue):
                # "X sent a cable to Y, and Z sent a similar cable"
                whom = next((p for p in others if p.part == ("receiver" if not told else others[0].part)), None)
                if whom is not None:
                    contact.parties.append(Party(whom.entity, "receiver", whom.actor, "to whom the like was sent"))
        if {"sender", "receiver"} <= {p.part for p in contact.parties}:
            self.letter = tuple(contact.parties)

    def to_him(self, cue: Match) -> bool:
        """Whether "to him", or a style behind "to", stands right beside a letter."""
        at = self.analysis.token_at(cue.end)
        if any(self.lex.is_(i, "to_him") for i in (*range(at, at + ANSWER), self.layout.token(cue) - 1)):
            return True
        styles = self.analysis.of_in("style", cue.end, self.lex.tokens[min(at + ANSWER, len(self.lex.tokens) - 1)].end)
        return any(m.prefix in self.lex.words["lam"] or self.lex.word(self.layout.token(m) - 1) in self.lex.words["to"] for m in styles)

    def alike(self, cue: Match) -> bool:
        """Whether a letter is said to be like the one told before."""
        at = self.analysis.token_at(cue.end)
        return any(self.lex.is_(i, "alike") for i in range(at, at + ANSWER))

    def carriers(self, sentence: Sentence, contact: Contact, cue: Match) -> None:
        """ "A message from X, which Y carried": who stands right behind a verb of sending whose ending is the message."""
        for light in sentence.lights:
            entry = light.get("light")
            if light.word < cue.end or light.word >= contact.end or entry is None or entry.value != "send" or not self.held_in(light):
                continue
            at = self.analysis.token_at(light.end)
            who = next((c for c in self.behind(sentence, light.end, contact.end) if self.bare(c, PEOPLE)), None)
            if who is not None and who.first - at <= NEAR and self.open_way(at, who.first):
                known = {p.entity for p in contact.parties}
                found = [p for p in self.parties(who, "mediator", "carries the message") if p.entity not in known]
                contact.parties += found
                self.sent_with(contact, found)

    def sent_with(self, contact: Contact, carriers: list[Party]) -> None:
        """A carrier whose state is not told is of the sender's."""
        entities = self.analysis.entities
        senders = [found for p in contact.parties if p.part == "sender" and (found := entities[p.entity].affiliation) is not None]
        if len({s.value for s in senders}) != 1:
            return
        for party in carriers:
            mine = entities[party.entity].affiliation
            if mine is None or mine.rule == OWN_OFFICIALS:
                entities[party.entity].affiliation = msgspec.structs.replace(
                    senders[0], how=INFERRED, rule="side of the sender", reason="who carries a message is of the state that sends it"
                )
