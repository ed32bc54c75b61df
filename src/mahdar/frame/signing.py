"""Who signs for whom: "the accord was signed for the Jordanian side by X, and for the Moroccan side by Y"."""

from __future__ import annotations

from itertools import pairwise

from mahdar.frame.arguments import Chain, Sentence
from mahdar.frame.clauses import PEOPLE, Clauses
from mahdar.frame.contact import SIGNS_FOR, Contact

SIDES = frozenset({"delegation", "state", "institution", "body"})  # for whom somebody can sign
SIGNS = 3  # words from a side to who signs for it


class Signing(Clauses):
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
