"""Who signs for whom: "the accord was signed for the Jordanian side by X, and for the Moroccan side by Y", "Kenya was represented by X"."""

from __future__ import annotations

from itertools import pairwise

from mahdar.frame.arguments import Sentence
from mahdar.frame.chains import Chain
from mahdar.frame.clauses import PEOPLE
from mahdar.frame.contact import SIGNS_FOR, Contact, Party
from mahdar.frame.nouns import Nouns
from mahdar.recognise.analysis import OWN_OFFICIALS, Read

SIDES = frozenset({"delegation", "state", "institution", "body"})  # for whom somebody can sign
FURTHER = 3  # sentences, with that of the signing, in which those who signed are told
REPRESENTS = 6  # words from "the Kenyan side was represented in this signing by" to who signed
SIGNS = 3  # words from a side to who signs for it


class Signing(Nouns):
    """Signatories by their side."""

    def signatories(self, sentence: Sentence, contact: Contact) -> None:
        """Those named right behind the sides for which they sign take the place of whoever else the clause seemed to name."""
        if contact.kind != "agreement":
            return
        begin, end = contact.cue.start, self.analysis.sentences[sentence.index][1]
        chains = self.behind(sentence, begin, end)
        found = [
            party
            for side, chain in pairwise(chains)
            if self.signs_for(side, chain)
            for party in self.parties(chain, "signatory", SIGNS_FOR, PEOPLE)
        ]
        if len({self.actor(p.actor).entity for p in found}) > 1:
            contact.parties = found
            contact.pair = contact.anaphor = False

    def signs_for(self, side: Chain, chain: Chain) -> bool:
        """Whether a mention stands right behind a side that "for" or "of" leads to."""
        kind = self.actor(side.members[0]).kind
        led = self.lex.is_(side.first - 1, "for_side") and not side.particle
        return kind in SIDES and led and self.bare(chain, PEOPLE) and 0 <= chain.first - side.after < SIGNS

    def signed_for(self, contact: Contact) -> None:
        """Put those who signed in the place of the sides that they signed for."""
        for sentence in self.layout.sentences[contact.sentence : contact.sentence + FURTHER]:
            for number, chain in enumerate(sentence.chains):
                reach = self._for_side(chain)
                who = sentence.chains[number + 1] if reach and number + 1 < len(sentence.chains) else None
                if who is None or not self.bare(who, PEOPLE) or who.first - chain.after > reach:
                    continue
                self._replace(sentence, contact, chain, who)

    def _for_side(self, chain: Chain) -> int:
        """How far behind a side who signs for it can stand; 0 where nobody is said to sign for it."""
        side = self.actor(chain.members[0])
        if side.kind not in ("delegation", "state") or side.affiliation is None or len(chain.members) > 1:
            return 0
        if side.kind == "delegation" and self.lex.is_(chain.first - 1, "for_side"):
            return SIGNS - 1
        return REPRESENTS if self.lex.is_(chain.first - 1, "represents") else 0

    def _replace(self, sentence: Sentence, contact: Contact, chain: Chain, who: Chain) -> None:
        side = self.actor(chain.members[0]).affiliation
        assert side is not None
        found = self.parties(who, "signatory", SIGNS_FOR, PEOPLE)
        for party in found:
            entity = self.analysis.entities[party.entity]
            if entity.affiliation is None or entity.affiliation.rule == OWN_OFFICIALS:
                entity.affiliation = Read(side.value, side.start, side.end, side.how, "side that somebody signs for")
        known = {p.entity for p in contact.parties}
        told = {p.entity for p in found}
        contact.parties = [
            p
            for p in contact.parties
            if p.entity in told or self.analysis.entities[p.entity].name is not None or not self._of(p, side.value)
        ]
        contact.parties += [p for p in found if p.entity not in known]

    def _of(self, party: Party, code: str) -> bool:
        found = self.analysis.entities[party.entity].affiliation
        return found is not None and found.value == code
