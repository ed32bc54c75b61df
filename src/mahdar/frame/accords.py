"""Accords told without their parties: "on the visit several accords were signed", "the talks were crowned with the signing of a treaty".

In: the noun of signing with what is signed, and the contacts before it. Out: the sides that met, or none where words name others.
"""

from __future__ import annotations

from mahdar.frame.contact import GATHERINGS, Contact, Party, days_differ
from mahdar.frame.series import Series
from mahdar.model import INFERRED
from mahdar.recognise.analysis import Entity, Read

TOLD = 3  # sentences from those who met to what was signed between them
CROWNED = 2  # words from "were crowned" to the signing
FEWEST, MOST = 2, 4  # sides of an accord that those who met sign
ASIDE = ("attendee", "mediator")  # parts of those who are no side of what is signed
RULE = "the sides that met"


class Accords(Series):
    """Accords of the sides that a report has just told of."""

    def signed_between(self, contact: Contact, before: list[Contact]) -> bool:
        """Give what was signed the sides of the meeting or visit told last before it. Whether there were such."""
        if contact.kind == "agreement" and contact.parties and all(p.part == "mediator" for p in contact.parties):
            for party in contact.parties:
                party.part = "attendee"  # "X and Y sponsored the signing": they saw it
        told = [p for p in contact.parties if p.part != "attendee"]
        if contact.kind != "agreement" or told or contact.accord is None:
            return False
        if contact.parties and self.states_of(contact, ("mediator",)) and self.is_news(contact) and not self.of_others(contact):
            # "the presidents X and Y saw the signing of several accords": of their states
            contact.parties = [*self.as_states(contact, ("mediator",)), *contact.parties]
            return True
        if not (contact.pair or contact.anaphor):
            return False
        if not contact.pair and (not self.is_news(contact) or self.of_others(contact)):
            return False
        near = [c for c in before if contact.sentence - self.last_told(c, contact)[0] <= TOLD]
        old = max(near, key=lambda c: self.last_told(c, contact), default=None)
        if old is None or old.kind not in GATHERINGS | {"visit"} or old.background or not self.states_of(old):
            return False
        if contact.pair and len(self.states_of(old)) != FEWEST:
            return False
        held = old.status == contact.status or (old.status == "held" and contact.status == "planned")
        if not held or days_differ(contact, old) or self.places_differ(contact, old):
            return False
        contact.anaphor = contact.pair = False
        contact.parties = [*self.as_states(old), *(p for p in contact.parties if p.part == "attendee")]
        if contact.where is None and old.kind == "visit" and contact.status == old.status:
            contact.where, contact.where_rule = old.where, "place of the visit"
        return True

    def last_told(self, old: Contact, contact: Contact) -> tuple[int, int]:
        """Sentence and offset of the last words before an accord that tell of a contact."""
        return max((t.sentence, t.cue.start) for t in (old, *old.joined) if t is old or t.cue.start < contact.cue.start)

    def is_news(self, contact: Contact) -> bool:
        """Whether a noun of signing is the news of its clause: "was signed", "the visit saw the signing", "were crowned with the signing",
        "the signing is expected". Not of an accord that is pointed to ("the signing of this accord")."""
        entry, lex, at = contact.cue.get("cue"), self.layout.lex, self.layout.token(contact.cue)
        accord = contact.accord
        if entry is None or accord is None or not entry.data.get("signing") or contact.cue.pronoun:
            return False
        of = self.layout.token(accord) - 1
        if lex.is_(of, "this") or (lex.has_article(accord) and not any(lex.is_(i, "drawn_from") for i in (of, of - 1))):
            return False
        return contact.light is not None or contact.status == "planned" or any(lex.is_(i, "crowned") for i in range(at - CROWNED, at))

    def of_others(self, contact: Contact) -> bool:
        """Whether "between", "with" or "by" stands behind the noun: those of whom nothing is known signed it."""
        links = self.analysis.of_in("relation", contact.cue.end, contact.end)
        return any((e := m.get("relation")) is not None and e.value in ("between", "with", "agent") for m in links)

    def states_of(self, contact: Contact, without: tuple[str, ...] = ASIDE) -> list[str]:
        """The states that met; of a visit who came and where to. An empty list where there were too many, or others."""
        told = [self.affiliation(p.entity) for p in contact.parties if p.part not in without and p.entity >= 0]
        where = contact.where.country if contact.kind == "visit" and contact.where is not None else None
        sides = list(dict.fromkeys(a for a in (*told, where or "") if a))
        return sides if FEWEST <= len(sides) <= MOST and all(a in self.states for a in sides) else []

    def as_states(self, old: Contact, without: tuple[str, ...] = ASIDE) -> list[Party]:
        """The states of those who met, as parties."""
        out: list[Party] = []
        for code in self.states_of(old, without):
            of = next((p for p in old.parties if p.entity >= 0 and self.affiliation(p.entity) == code), None)
            side = self.analysis.entities[of.entity].affiliation if of is not None else None
            if side is None:
                assert old.where is not None
                side = Read(code, old.where.start, old.where.end, INFERRED, "destination")
            role = Read("delegation", side.start, side.end, INFERRED, RULE)
            self.analysis.entities.append(Entity(kind="party", affiliation=side, role=role, mentions=[]))
            out.append(Party(len(self.analysis.entities) - 1, "signatory", of.actor if of is not None else -1, RULE))
        return out
