"""Whose an office without a name is: the person of the report who holds it ("the minister of health", "the president of the republic").

In: the persons found by name so far, and the mention of an office. Out: the person, or none where two can be meant.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from mahdar.model import SAID
from mahdar.recognise.analysis import Actor, Entity, Read
from mahdar.recognise.persons import GENERIC, Persons
from mahdar.text import folded

AROUND = 400  # mentions; the longest of 5,000 reports had 181
SINGLE = frozenset(
    {"monarch", "crown_prince", "president", "prime_minister", "foreign_minister", "speaker_of_parliament", "secretary_general"}
)


class ByOffice(Persons):
    """Finds the holder of an office among the persons gathered."""

    def _shares_word(self, actor: Actor, entity: Entity, past: int = 0) -> bool:
        """Whether a word of a mention without a name, past its first ones, stands in one of a person's mentions too, its article taken off. A
        mention with no words past them shares all."""
        mine = {word.removeprefix(self.article) for word in self.analysis.view.text[actor.start : actor.end].split()[past:]}
        if not mine:
            return True
        spans = [self.analysis.view.text[a.start : a.end].split() for a in (self.actors[i] for i in entity.mentions)]
        return any(word.removeprefix(self.article) in mine for words in spans for word in words)

    def _by_office(self, index: int, actor: Actor) -> int:
        """The person whose office this is: same role and affiliation; the nearest before it, else the only one after it."""
        if actor.role is None or self._anybody(actor):
            return -1
        roles = GENERIC.get(actor.role.value, frozenset({actor.role.value})) | {actor.role.value}
        bare = actor.affiliation is None
        fits = [
            n
            for n in self._persons_near(index)
            if (e := self.entities[n]).kind == "person"
            and e.role is not None
            and e.role.value in roles
            and (bare or e.affiliation is None or e.affiliation.value == (actor.affiliation.value if actor.affiliation else ""))
        ]
        exact = [
            n
            for n in fits
            if (a := self.entities[n].affiliation) is not None and actor.affiliation is not None and a.value == actor.affiliation.value
        ]
        several = actor.role.value == "other"
        if several or (actor.role.value == "minister" and not actor.article):
            # "the minister of health" is no minister of something else, nor the head of government; a source is not somebody's deputy
            fits = [n for n in fits if self._shares_word(actor, self.entities[n], past=0 if several else 1)]
            exact = [n for n in exact if n in fits]
        if bare and len(fits) > 1 and actor.role.value == "monarch":
            # "the king" is not the sultan before: who is told by the same word
            fits = [n for n in fits if self._shares_word(actor, self.entities[n])] or fits
        if bare and actor.role.value == "party_leader":
            # a leading member is not the head of the party
            fits = [n for n in fits if self._shares_word(actor, self.entities[n])]
        if exact:
            fits = exact
        elif bare and actor.role.value == "president":
            # "the president" is a president before he is a prime minister
            fits = [n for n in fits if (role := self.entities[n].role) is not None and role.value == actor.role.value] or fits
        elif not bare:
            fits = [n for n in fits if self.entities[n].name is not None and self.entities[n].affiliation is None]
        if bare and not actor.article and len(fits) > 1 and (own := self._told_without_state(fits)) >= 0:
            # "the president of the republic", behind his counterpart of another state: who was told so, without a state
            return own
        if bare and not actor.article and actor.role.value not in GENERIC:
            named = [n for n in fits if self.entities[n].name is not None]
            if len(named) > 1 and actor.role.value in SINGLE:
                # two hold such an office: the only one told so far
                told = [n for n in named if self.entities[n].mentions[0] < index]
                return told[0] if len(told) == 1 else -1
            alone = named[0] if len(named) == 1 and len(fits) == 1 else -1
            # "the foreign minister received the foreign minister of Ghana X": not X, who is told with his state right behind
            return -1 if alone >= 0 and self._met_behind(index, alone) else alone
        last = [(k, n) for n in fits if (k := bisect_left(self.entities[n].mentions, index)) > 0]
        if last:
            return max((self.entities[n].mentions[k - 1], n) for k, n in last)[1]
        return fits[0] if len(fits) == 1 and not (bare and actor.role.value in GENERIC) else -1

    def _anybody(self, actor: Actor) -> bool:
        """ "The first visit of an American foreign minister", in Arabic "… for an American …": an office whose adjective of state is without the
        article means nobody in particular."""
        side = actor.affiliation
        if side is None or actor.number != "sg" or side.rule != "nationality" or actor.particle not in self.lex.words["lam"]:
            return False
        i = self.analysis.token_at(side.end) - 1
        return i > self.analysis.token_at(actor.start) and not self.lex.word(i).startswith(self.article)

    def _met_behind(self, index: int, number: int) -> bool:
        """Whether a person is first told behind a mention in its own sentence, with a state in his own words."""
        first = self.entities[number].mentions[0]
        told = self.actors[first].affiliation
        return first > index and self.actors[first].sentence == self.actors[index].sentence and told is not None and told.how == SAID

    def _told_without_state(self, numbers: list[int]) -> int:
        """The only one of these persons whose mentions tell of no state, nor of a counterpart; -1 where none or two are."""
        own = [
            n
            for n in numbers
            if self.entities[n].name is not None
            and all((a := self.actors[i]).affiliation is None and not a.counterpart for i in self.entities[n].mentions)
        ]
        return own[0] if len(own) == 1 else -1

    def _persons_near(self, index: int) -> Iterable[int]:
        """The entities that an office can mean: all of a report; in a text with more mentions than any report has, those mentioned around it."""
        if len(self.actors) <= AROUND:
            return range(len(self.entities))
        around = self.actors[max(index - AROUND, 0) : index + AROUND]
        return sorted({a.entity for a in around if a.entity >= 0})

    def chancellors(self) -> None:
        """ "The chancellor X" of a state whose head of government is called by a title that is a mere rank elsewhere."""
        lex = self.lex
        for entity in self.entities:
            if entity.role is not None or entity.affiliation is None or folded(entity.affiliation.value) not in lex.words["chancellor_of"]:
                continue
            for actor in (self.actors[i] for i in entity.mentions):
                at = lex.analysis.token_at(actor.start)
                near = [i for i in (at, at - 1, at - 2) if i >= 0 and self._titled_chancellor(i, at)]
                if near:
                    token = lex.tokens[near[0]]
                    entity.role = Read("prime_minister", token.start, token.end, SAID, "chancellor")
                    break

    def _titled_chancellor(self, i: int, at: int) -> bool:
        """Whether token i is the chancellor's title, with nothing but a word for how it is held ("the present") up to the name at token `at`."""
        lex = self.lex
        title = lex.word(i).lstrip("".join(lex.words["joined_preposition"])) if lex.find(i, "honorific") is not None else ""
        between = all(lex.word(k) in lex.words["qualifier"] for k in range(i + 1, at))
        return between and title in lex.words["chancellor"]
