"""Arguments of a sentence: mentions joined by "and" into chains, each with the word that governs it.

A chain is what one place of a verb or noun can hold: "X", "X and Y", "X, Y and Z". `relation` is the meaning of the preposition or phrase
before it (`with`, `between`, `to`, …, from the pack's `relation` entries), `particle` the joined preposition; both empty for a bare chain.
"""

from __future__ import annotations

from functools import cached_property

import msgspec

from mahdar.recognise.analysis import Actor, Analysis
from mahdar.recognise.lexer import CLOSING, COMMA, OPENING, Lexer
from mahdar.recognise.matcher import Match

INVITED = 6  # words from an invitation to the "from" of who invites
KIN = "kin"  # the relation of a person told as somebody's kin ("the brother of Y")
ROW = frozenset({"state", "body"})  # what long rows of those who take part list
GROUP = 3  # words that name a group of states before their list
KIN_NEAR = 4  # words from a person to the one whose kin he is
BROUGHT = frozenset({"person", "delegation", "group"})
DESCRIBED = frozenset({"institution", "body", "delegation"})  # of which there can be two


class Chain(msgspec.Struct, gc=False):
    """Mentions at token range [first, after); `members` index `Analysis.actors`."""

    first: int
    after: int
    start: int
    end: int
    members: list[int]
    relation: str = ""
    particle: str = ""
    link: int = -1


class Chains:
    """Gathers the mentions of a sentence into chains."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.lex = Lexer(analysis)

    @cached_property
    def relations(self) -> dict[int, tuple[Match, str]]:
        """Prepositions and phrases that relate what is behind them, with their meaning, by where they end."""
        out: dict[int, tuple[Match, str]] = {}
        for match in self.analysis.of("relation"):
            entry = match.get("relation")
            if entry is not None and not match.prefix.endswith(self.lex.article):
                # by start: the longest phrase before a mention counts ("in answer to an invitation of", not "of"); a preposition or verb has
                # no article ("Friday" is written as "brought him together" with one)
                out.setdefault(match.end, (match, entry.value))
        return out

    @cached_property
    def bringing(self) -> set[int]:
        """Where the words begin that bring one party together with another."""
        return {m.start for m, _ in self.relations.values() if (entry := m.get("relation")) is not None and entry.data.get("brings")}

    def _before(self, actor: Actor) -> int:
        """Index of the token before a mention, passing over opening marks."""
        i = self.analysis.token_at(actor.start)
        if (
            (i < len(self.lex.tokens) and self.lex.tokens[i].start > actor.start)
            or i >= len(self.lex.tokens)
            or self.lex.tokens[i].start != actor.start
        ):
            i -= 1
        i -= 1
        while i >= 0 and self.lex.word(i) in OPENING:
            i -= 1
        return i

    def _relation(self, before: int) -> tuple[str, int]:
        """The relation whose phrase ends with token `before`, and where it begins."""
        if before < 0:
            return "", -1
        found = self.relations.get(self.lex.tokens[before].end)
        if (way := self.lex.before_way(before)) < before and self.relations.get(self.lex.tokens[way].end, ("", ""))[1] == "accompanied":
            found = self.relations[self.lex.tokens[way].end]  # "who was accompanied on it by"
        if found is None and self.lex.is_(before, "seat"):
            to_seat = self._relation(before - 1)
            return to_seat if to_seat[0] == "to" else ("", -1)  # "was summoned to the seat of the ministry"
        if found is None:
            return "", -1
        if found[1] == "from" and (invited := self._invited(before)) >= 0:
            return "by", invited
        return found[1], found[0].start

    def _invited(self, before: int) -> int:
        """Where "in answer to a (kind, official) invitation (received) from" begins, which ends with token `before`; -1 where it does not."""
        tokens = self.lex.tokens
        for match in self.analysis.of_in("invite", tokens[max(before - INVITED, 0)].start, tokens[before].start):
            entry = match.get("invite")
            at = self.token(match)
            answered = match.prefix in self.lex.words["by_invitation_joined"] or self.lex.is_(at - 1, "by_invitation")
            between = range(self.analysis.token_at(match.end), before)
            if entry is None or entry.value != "noun" or not answered or any(not tokens[i].word or i in self.lex.who for i in between):
                continue
            return match.start
        return -1

    def _chains(self, actors: list[int]) -> list[Chain]:
        chains: list[Chain] = []
        for index in actors:
            actor = self.analysis.actors[index]
            before = self._before(actor)
            first = before + 1
            after = self.analysis.token_at(actor.end)
            if chains and self._spells_out(chains[-1], actor, before):
                # "the 5+1 group (the United States, …)": the members stand for the format
                last = chains[-1]
                last.members[-1:] = [index]
                last.after, last.end = after, actor.end
                continue
            if chains and self._again(chains[-1], actor, before):
                # "the movement of … (Hamas)": its short name
                chains[-1].after, chains[-1].end = after, actor.end
                continue
            if chains and self._continues(chains[-1], actor, before):
                last = chains[-1]
                if last.relation == KIN and len(chains) > 1 and last.first - chains[-2].after <= KIN_NEAR:
                    # "X, the son-in-law of Y, and Z": Z stands beside X
                    last = chains[-2]
                last.members.append(index)
                last.after, last.end = after, actor.end
                continue
            relation, link = self._relation(before)
            if relation == "from" and self.lex.is_(before - 1, "partitive"):
                # "met a number of officials"
                first = before - 1
                relation, link = self._relation(before - 2)
            if not relation and self.lex.is_(before, "kin"):
                relation = KIN
            elif (
                not relation
                and before >= 0
                and not actor.particle
                and actor.kind in ("body", "state")
                and self.lex.is_(before, "people_of")
            ):
                # "between the fighters of the group and …"
                first = before
                relation, link = self._relation(before - 1)
            particle = actor.particle
            if not relation and not particle and actor.kind == "body" and (called := self._called(before)) is not None:
                # "(the fight) against the organisation X", "with the organisation X": what governs the noun governs the name behind it
                first, particle = before, called
                relation, link = self._relation(before - 1)
            chains.append(Chain(first, after, actor.start, actor.end, [index], relation, particle, link))
        return chains

    def _called(self, i: int) -> str | None:
        """The preposition joined to token i (or an empty string), where it is a noun before the name of a body ("the organisation X")."""
        for joined in ("", *self.lex.words["joined_preposition"]):
            word = self.lex.word(i)
            if word.startswith(joined) and word[len(joined) :] in self.lex.words["organisation"]:
                return joined
        return None

    def _continues(self, chain: Chain, actor: Actor, before: int) -> bool:
        """Whether a mention goes on with the list that ends just before it."""
        if actor.particle and actor.particle != chain.particle:
            # "brought X together with Y", in Arabic "… by Y"
            brought = chain.link in self.bringing and len(chain.members) == 1 and actor.particle in self.lex.words["at"]
            return brought and actor.kind in BROUGHT and before + 1 - chain.after <= (self.lex.word(before) in COMMA)
        if self._members_in_brackets(chain, actor, before):
            return True
        words: list[str] = []
        for token in self.lex.tokens[chain.after : before + 1]:
            if token.text not in CLOSING and token.text not in OPENING:
                words.append(token.text)
                if len(words) > 2:
                    return False
        if (
            len(words) == 1
            and words[0][:1] in self.lex.words["and"]
            and words[0][1:] in (*self.lex.words["group_of"], *self.lex.words["people_of"])
            and actor.kind in ("body", "group", "state")
        ):
            return True
        if (
            len(words) == 2
            and self.lex.joined(words[0][:1])
            and words[0][1:] in self.lex.words["group_of"]
            and words[1] in self.lex.words["drawn_from"]
            and actor.kind in ("group", "delegation", "body")
        ):
            return True  # "between the government and a number of the movements"
        if actor.joined and len(words) == 1 and self.lex.joined(words[0][:1]) and len(chain.members) > 1 and actor.kind in ROW:
            # "Kenya, Ghana, Foo and Norway": a state in the row that the pack does not know
            return all(self.analysis.actors[i].kind in ROW for i in chain.members[-2:])
        if actor.joined and len(words) == 1 and self._described(chain):
            return True
        if actor.joined:
            return all(w in COMMA for w in words) and len(words) <= 1
        if chain.relation == "attended" and not any(w in self.lex.words["and"] for w in words) and self._of_two_states(chain, actor):
            # "received, in the presence of A and B, the minister of Y"
            return False
        return (
            bool(words)
            and len(words) <= 2
            and all(w in COMMA or w in self.lex.words["and"] for w in words)
            and (words != [words[0]] or words[0] in self.lex.words["and"] or self._listed(chain, actor))
        )

    def _described(self, chain: Chain) -> bool:
        """Whether a word with the article, right behind a body of a state, describes it ("the Kenyan government, the provisional one, and …")."""
        held = chain.after not in self.lex.who and self.lex.find(chain.after, "cue") is None
        kind = self.analysis.actors[chain.members[-1]].kind
        return held and kind in DESCRIBED and self.lex.word(chain.after).startswith(self.lex.article)

    def _members_in_brackets(self, chain: Chain, actor: Actor, before: int) -> bool:
        """Whether a state opens the list of members of a group that the pack does not know, behind "between A and" ("between Oslo and the group
        of five (Kenya, …)")."""
        at = self.analysis.token_at(actor.start) - 1
        words = [self.lex.word(i) for i in range(chain.after, before + 1)]
        named = 0 < len(words) <= GROUP and self.lex.joined(words[0][:1]) and not any(w in COMMA for w in words)
        return actor.kind == "state" and chain.relation == "between" and self.lex.word(at) == "(" and named

    def _again(self, chain: Chain, actor: Actor, before: int) -> bool:
        """Whether a body in brackets is the one right before them, by its other name."""
        last = self.analysis.actors[chain.members[-1]]
        return (
            actor.kind == "body"
            and chain.after == before + 1
            and self.lex.word(chain.after) in OPENING
            and bool(mine := self._state(actor))
            and mine == self._state(last)
        )

    def _of_two_states(self, chain: Chain, actor: Actor) -> bool:
        """Whether a mention is of another state than all those of a list."""
        sides = [self._state(self.analysis.actors[i]) for i in chain.members]
        mine = self._state(actor)
        return bool(mine) and any(sides) and mine not in sides

    def _state(self, actor: Actor) -> str:
        side = actor.affiliation or (self.analysis.entities[actor.entity].affiliation if actor.entity >= 0 else None)
        return side.value if side is not None else ""

    def _spells_out(self, chain: Chain, actor: Actor, before: int) -> bool:
        """Whether a state opens the list of members of the format right before it."""
        last = self.analysis.actors[chain.members[-1]]
        if (
            last.kind != "body"
            or actor.kind != "state"
            or actor.joined
            or last.affiliation is None
            or self.lex.pack.data.body_types.get(last.affiliation.value) != "format"
        ):
            return False
        words = [self.lex.word(i) for i in range(chain.after, before + 1)]
        return len(words) <= 2 and all(w in OPENING or w in self.lex.words["membership"] for w in words)

    def _listed(self, chain: Chain, actor: Actor) -> bool:
        """A comma alone joins a list only where the list has more than one member already or both mentions are states."""
        last = self.analysis.actors[chain.members[-1]]
        return last.kind == actor.kind == "state" or (
            len(chain.members) > 1 and last.kind == actor.kind == "person" and actor.name is not None
        )

    def token(self, match: Match) -> int:
        """Index of the token that holds a match's first letter."""
        return self.analysis.token_at(match.word)
