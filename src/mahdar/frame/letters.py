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


class Letters(Sides):
    """Carriers of messages."""

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
