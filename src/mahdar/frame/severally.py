"""One cue that tells of several contacts: those met one after another ("met A and also B", "met each of A and B", "held meetings with A and B").

In: a contact with all whom its cue names. Out: the contact with the first of them, and further contacts for the others.
"""

from __future__ import annotations

import msgspec

from mahdar.frame import slots
from mahdar.frame.chains import Chain
from mahdar.frame.clauses import PEOPLE, Clauses
from mahdar.frame.contact import Contact, Party
from mahdar.model import INFERRED
from mahdar.packs import Entry
from mahdar.recognise.analysis import OWN_OFFICIALS, Read
from mahdar.recognise.departments import RESIDENT

HIGH = frozenset({"monarch", "crown_prince", "president", "prime_minister", "speaker_of_parliament"})


class Severally(Clauses):
    """Contacts with one after another."""

    def one_by_one(self, contact: Contact, entry: Entry, after: list[Chain]) -> None:
        """Leave the first of those met in the contact and put the others into its `further` ones, where the words part them."""
        if contact.kind == "message":
            self.letters(contact)
            return
        rules = {p.rule for p in contact.parties}
        came = ("belongs",) if {"subject of the clause", "belongs to the noun"} <= rules else ()  # "came to meet A and B"
        met = [p for p in contact.parties if p.rule.startswith(("after with", "after a joined", "object", "agent", "after from", *came))]
        rest = [p for p in contact.parties if p not in met and p.part != "attendee"]
        more: list[Party] = []
        among = [c for c in after if self.lex.is_(c.first - 1, "among_them") or self.they_are(c)]
        part = entry.data.get("object") or "participant"
        named = [p for c in among for p in self.parties(c, part, "object of the verb", PEOPLE)]
        for chain in among:
            self.of_the_many(chain)
        if named and rest and came:
            # "came to meet other mediators, among them X and Y": together
            contact.parties, met = [*[p for p in rest if p.entity not in {n.entity for n in named}], *named], []
        elif named and rest and contact.kind != "visit":
            # "met officials, among them X and Y": those named
            rest = [p for p in rest if p.entity not in {n.entity for n in named}]
            contact.parties, met, more = [*rest, named[0]], named[:1], named[1:]
        if not met or not rest or contact.kind not in ("meeting", "call"):
            return
        for chain in after:
            before = chain.first - 1
            further = self.lex.is_(before, "and_then") or self.lex.is_(before, "also") or self.lex.is_(before - 1, "also")
            if self.bare(chain, PEOPLE) and further:
                more += self.parties(chain, met[0].part, met[0].rule, PEOPLE)
        if len(met) > 1 and (
            self.told_apart(contact, entry, met, after) or self.against_rank(entry, met) or self.heads(contact, entry, met)
        ):
            contact.parties = [*rest, met[0]]
            more = [*met[1:], *more]
        known = {p.entity for p in contact.parties}
        for party in more:
            if party.entity not in known:
                copies = [msgspec.structs.replace(p) for p in (*rest, party)]
                contact.further = [*contact.further, msgspec.structs.replace(contact, parties=copies, joined=[], further=[], why=[])]

    def letters(self, contact: Contact) -> None:
        """ "Letters to X and Y", "X and Y sent letters": one for each of those to whom or from whom they go."""
        if not self.lex.is_(self.analysis.token_at(contact.cue.start), "several_letters"):
            return
        for part in ("receiver", "sender"):
            each = [p for p in contact.parties if p.part == part]
            if len(each) > 1:
                rest = [p for p in contact.parties if p.part != part]
                contact.parties = [*rest, each[0]]
                contact.further = [
                    msgspec.structs.replace(
                        contact, parties=[*(msgspec.structs.replace(p) for p in rest), p], joined=[], further=[], why=[]
                    )
                    for p in each[1:]
                ]
                return

    def they_are(self, chain: Chain) -> bool:
        """ "Three Iraqi officials, and they are X, Y and Z": who the many of another state are."""
        near = (chain.first - 2, chain.first - 3)
        return self.lex.is_(chain.first - 1, "they_are") and any(i >= 0 and self.lex.find(i, "nationality") is not None for i in near)

    def of_the_many(self, chain: Chain) -> None:
        """ "Ghanaian officials, among them the president X": those named without a state are of theirs."""
        near = (chain.first - 2, chain.first - 3)
        found = next((m for i in near if i >= 0 and (m := self.lex.find(i, "nationality")) is not None), None)
        code = self.lex.code(found, "nationality") if found is not None else None
        if found is None or code is None:
            return
        for index in chain.members:
            number = self.actor(index).entity
            mine = self.analysis.entities[number].affiliation if number >= 0 else None
            if number >= 0 and (mine is None or mine.rule == OWN_OFFICIALS):
                self.analysis.entities[number].affiliation = Read(code, found.start, found.end, INFERRED, "one of the officials of a state")

    def told_apart(self, contact: Contact, entry: Entry, met: list[Party], after: list[Chain]) -> bool:
        """ "Each apart", "met each of A and B", "separate meetings", "meetings with A and B"."""
        at, last = self.analysis.token_at(contact.cue.end), self.analysis.token_at(contact.end)
        before = self.layout.sentences[max(contact.sentence - 1, 0)]
        for words in (range(at, last), range(before.first, before.after)):
            # "… received ambassadors, each apart. He received each of A and B"
            if any(self.lex.is_(i, "apart") and self.lex.is_(i - 1, "over") for i in words):
                return any(self.lex.is_(i, "each") for i in words)
        each = [c for c in after if c.relation == "with" and any(p.actor in c.members for p in met)]
        again = all(self.lex.joined(self.analysis.view.text[c.link - 1 : c.link]) for c in each[1:])
        if again and len(each) == len(met) and all(self.actor(p.actor).kind == "person" for p in met):
            return True  # "a meeting with A and with B"
        if any(self.lex.is_(i, "separately") for i in range(self.analysis.token_at(contact.cue.start), last)):
            return True
        if entry.data.get("class") == "noun":
            word = self.analysis.view.text[contact.cue.start : contact.cue.end].split()[0]
            return word.removesuffix(contact.cue.pronoun) in self.lex.words["several_contacts"]
        first = self.analysis.token_at(self.actor(met[0].actor).start)
        if not any(self.lex.find(i, "list_of") is not None for i in (first - 2, first - 1, first) if i >= at):
            return False
        # who receives several, or meets ambassadors, has them together
        return entry.data.get("object") != "guest" and any(role not in RESIDENT for role in self.roles(met))

    def roles(self, met: list[Party]) -> list[str]:
        return [role.value for p in met if p.entity >= 0 and (role := self.analysis.entities[p.entity].role) is not None]

    def heads(self, contact: Contact, entry: Entry, met: list[Party]) -> bool:
        """ "He will meet the king and the prime minister": those at the head of one state receive a visitor each for himself; so does its foreign
        minister, but for talks that were held with both."""
        roles = self.roles(met)
        states = {side for p in met if (side := self.side_of(p))}
        visited = all(p.part != "guest" for p in met)
        light = contact.light
        apart = entry.data.get("class") == "verb" or (light is not None and slots.is_imperfect(self.layout, light))
        high = [role for role in roles if role in HIGH or (apart and role == "foreign_minister")]
        return visited and len(states) <= 1 and len(set(roles)) > 1 and len(high) > 1

    def against_rank(self, entry: Entry, met: list[Party]) -> bool:
        """ "Talks with his counterpart X and the president Y" of one state: who ranks higher would come first if they had met together."""
        roles = self.roles(met)
        if entry.data.get("object") == "guest" or len(roles) != len(met) or roles[0] in HIGH or roles[-1] not in HIGH:
            return False
        states = {e.affiliation.value if (e := self.analysis.entities[p.entity]).affiliation is not None else "" for p in met}
        return len(states) == 1
