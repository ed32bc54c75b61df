"""Sides told by adjectives alone: "Saudi-Qatari talks" are talks of the two states, though neither is named as a party.

In: a cue noun and its sentence. Out: one party a state, where the adjectives behind the noun are of two states or more.
"""

from __future__ import annotations

from mahdar.frame.arguments import Sentence
from mahdar.frame.chains import Chain
from mahdar.frame.contact import BY_ADJECTIVE, Party
from mahdar.frame.severally import Severally
from mahdar.model import SAID
from mahdar.recognise.analysis import Actor, Entity, Read
from mahdar.recognise.lexer import COMMA
from mahdar.recognise.matcher import Match

ONE_SPACE = 1
FIRST = 3  # words from the noun to the first of the adjectives: others may come first ("political consultations of …")


class Sides(Severally):
    """Parties that stand in adjectives of nationality."""

    def adjectives(self, cue: Match, sentence: Sentence) -> list[tuple[Match, str]]:
        """The adjectives of nationality that follow a noun one after another, with their states."""
        lex = self.lex
        i = self.analysis.token_at(cue.end)
        found: list[tuple[Match, str]] = []
        for _ in range(FIRST):
            if i >= sentence.after or lex.is_(i, "clause") or lex.word(i) in COMMA or lex.nationality(i) is not None:
                break
            i += 1
        while i < sentence.after:
            match = lex.nationality(i)
            code = lex.code(match, "nationality") if match is not None else None
            if match is None or code is None or lex.preposition(match.prefix):
                break
            found.append((match, code))
            i = lex.after(match)
            while i < sentence.after and not lex.tokens[i].word and lex.word(i) not in COMMA:
                i += 1
        return found

    def by_adjective(self, cue: Match, sentence: Sentence, part: str) -> list[Party]:
        """One party for each state, where there are two or more."""
        found = self.adjectives(cue, sentence)
        if len({code for _, code in found}) < 2 or any(self.holds_more(c, m) for m, _ in found for c in sentence.chains):
            return []
        return [Party(self.side(match, code, sentence), part, len(self.analysis.actors) - 1, BY_ADJECTIVE) for match, code in found]

    def holds_more(self, chain: Chain, match: Match) -> bool:
        """Whether a mention takes in an adjective and stands for more than it: not the one of a state whose name is spelt like its adjective,
        nor the committee itself, among the adjectives of a noun ("the Saudi Chinese committee")."""
        actor = self.actor(chain.members[0])
        alone = chain.start >= match.word or actor.kind == "institution"
        own = len(chain.members) == 1 and alone and chain.end == match.end and not chain.relation
        return chain.start <= match.start < chain.end and not own

    def further_sides(self, cue: Match, sentence: Sentence, part: str) -> list[Party]:
        """One party for each state whose adjective follows a gathering that says by its own name whose it is."""
        found = [(m, code) for m, code in self.adjectives(cue, sentence) if m.word - cue.end <= ONE_SPACE]
        return [Party(self.side(match, code, sentence), part, len(self.analysis.actors) - 1, BY_ADJECTIVE) for match, code in found]

    def mediators(self, sentence: Sentence, start: int, end: int) -> list[Party]:
        """ "Through Egyptian and Qatari mediation": one mediator for each adjective right behind the words for mediation."""
        out: list[Party] = []
        for link in self.analysis.of_in("relation", start, end):
            entry = link.get("relation")
            if entry is None or entry.value != "mediator" or self.lex.find(self.analysis.token_at(link.end), "nationality") is None:
                continue
            for match, code in self.adjectives(link, sentence):
                if not any(c.start <= match.start < c.end for c in sentence.chains):
                    out.append(
                        Party(self.side(match, code, sentence), "mediator", len(self.analysis.actors) - 1, "adjective of the mediation")
                    )
        return out

    def side(self, match: Match, code: str, sentence: Sentence) -> int:
        """The entity of a state as a party: the report's own where it has one, else a new one. The adjective becomes a mention of it."""
        affiliation = Read(code, match.start, match.end, SAID, BY_ADJECTIVE)
        role = Read("delegation", match.start, match.end, SAID, BY_ADJECTIVE)
        entities = self.analysis.entities
        index = next(
            (
                k
                for k, e in enumerate(entities)
                if e.kind == "party"
                and e.name is None
                and e.affiliation is not None
                and e.affiliation.value == code
                and (e.role is None or e.role.value == "delegation")
            ),
            len(entities),
        )
        if index == len(entities):
            entities.append(Entity(kind="party", affiliation=affiliation, role=role))
        entities[index].mentions.append(len(self.analysis.actors))
        self.analysis.actors.append(
            Actor(
                match.start,
                match.end,
                "state",
                "sg",
                BY_ADJECTIVE,
                affiliation=affiliation,
                role=role,
                entity=index,
                sentence=sentence.index,
            )
        )
        return index
