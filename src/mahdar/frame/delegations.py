"""Who heads a delegation stands for it: told in a sentence or clause of its own, behind or before the contact.

In: the contacts of a report. Out: the contacts with the head in the place of a delegation that was told without a name.
"""

from __future__ import annotations

import msgspec

from mahdar.frame.arguments import Sentence
from mahdar.frame.contact import GATHERINGS, Contact, Party
from mahdar.frame.retinue import Retinue
from mahdar.model import INFERRED
from mahdar.recognise.analysis import Read
from mahdar.recognise.entities import HEADS_DELEGATION

BEHIND = 2  # sentences from a conference to who heads the delegations to it


class Delegations(Retinue):
    """Heads of delegations."""

    def heads(self, contacts: list[Contact]) -> None:
        """ "The Kenyan delegation was headed by X", "a Kenyan delegation arrived yesterday, headed by X", "the delegation headed by X will …"."""
        for sentence in self.layout.sentences[self.part.start : self.part.stop]:
            for group, heads in self.headed(sentence):
                self.stand_for_side(contacts, sentence.index, group, heads)

    def headed(self, sentence: Sentence) -> list[tuple[int, list[int]]]:
        """Delegations of a sentence with who heads them, as actors; who is told in one mention with his delegation stands for both."""
        actors, lex = self.analysis.actors, self.layout.lex
        out: list[tuple[int, list[int]]] = []
        for light in sentence.lights:
            pair = [c for c in sentence.chains if c.start >= light.end][:2]
            if not any(e.data.get("heads") for e in light.entries) or len(pair) < 2:
                continue
            if pair[0].first - self.layout.token(light) > 2 or pair[1].first - pair[0].after > 2:
                continue
            kinds = [actors[c.members[0]].kind for c in pair]
            if sorted(kinds) == ["delegation", "person"]:
                out.append((pair[kinds.index("delegation")].members[0], pair[kinds.index("person")].members))
        for index, chain in enumerate(sentence.chains):
            head = chain.members[0]
            if actors[head].kind != "person":
                continue
            if chain.relation == "led_by":
                before = [c.members[-1] for c in sentence.chains[:index] if actors[c.members[-1]].kind == "delegation"]
                out += [(before[-1], chain.members)] if before else []
            elif actors[head].rule == HEADS_DELEGATION and lex.word(self.analysis.token_at(actors[head].start)).startswith(lex.article):
                out.append((head, [head]))
        return out

    def stand_for_side(self, contacts: list[Contact], sentence: int, group: int, heads: list[int]) -> None:
        """Put the person of the first actor of `heads` in the place of his side, told by the delegation `group`, in the last contact before this
        sentence that has the side without a name."""
        named, head = self.analysis.actors[group], heads[0]
        told = self.analysis.entities[named.entity].affiliation if named.entity >= 0 else None
        led = named.affiliation or told
        person = self.analysis.actors[head]
        entity = self.analysis.entities[person.entity] if person.entity >= 0 else None
        if (
            led is None
            or entity is None
            or (entity.affiliation is not None and entity.affiliation.value not in (led.value, self.analysis.home))
        ):
            return
        found = msgspec.structs.replace(led, how=INFERRED, rule="side of the delegation", reason="heads its delegation")
        for contact in contacts:
            if contact.kind == "visit":
                self.travels_for(contact, found, heads)
        for contact in reversed(contacts):
            if contact.sentence > sentence or contact.kind not in GATHERINGS or contact.headline:
                continue
            side = [p for p in contact.parties if self.combiner.affiliation(p.entity) == led.value and p.part != "attendee"]
            if not side:
                continue
            if all(self.analysis.entities[p.entity].name is None for p in side):
                entity.affiliation = found
                part = msgspec.structs.replace(side[0], entity=person.entity, actor=head, rule="heads the delegation")
                contact.parties = [part if p is side[0] else p for p in contact.parties if p is side[0] or p not in side]
            return
        for contact in reversed(contacts):
            # "leaders take part in the summit; the delegation of Kenya is headed by X"
            near = 0 <= sentence - max(t.sentence for t in (contact, *contact.joined)) <= BEHIND
            if near and contact.kind == "conference" and person.entity not in contact.people:
                entity.affiliation = found
                contact.parties = [p for p in contact.parties if not self.combiner.blank(p.entity)]
                contact.parties.append(Party(person.entity, "participant", head, "heads the delegation"))
                return

    def travels_for(self, contact: Contact, side: Read, heads: list[int]) -> None:
        """Put those who head a delegation of a side in its place among the guests of a visit."""
        group = [p for p in contact.parties if p.part == "guest" and self.whole(p) and self.combiner.affiliation(p.entity) == side.value]
        if not group:
            return
        leads = [
            msgspec.structs.replace(group[0], entity=number, actor=head, rule="heads the delegation")
            for head in heads
            if (number := self.analysis.actors[head].entity) >= 0 and number not in contact.people
        ]
        at = contact.parties.index(group[0])
        contact.parties = [*contact.parties[:at], *leads, *(p for p in contact.parties[at:] if p not in group)]
        for lead in leads:
            mine = self.analysis.entities[lead.entity].affiliation
            if mine is None or mine.value in (side.value, self.analysis.home):
                self.analysis.entities[lead.entity].affiliation = side
