"""Several office-holders whose names stand together behind them: "the foreign ministers of Kenya and Ghana, X and Y", "the deputies X and Y".

In: the walk over a report behind an office of two or many. Out: one mention for each holder, the names given out in their order.
"""

from __future__ import annotations

from typing import NamedTuple

from mahdar.model import SAID
from mahdar.recognise import names
from mahdar.recognise.analysis import Actor, Read
from mahdar.recognise.departments import Office
from mahdar.recognise.lexer import COMMA
from mahdar.recognise.matcher import Match
from mahdar.recognise.mentions import titles_at
from mahdar.recognise.series import SIDES, Series

NEXT = "next of several office-holders"
IN_STEP = "names in the order of the offices"
APART = (*COMMA, ":", "\u061b")
IN_TURN = 3  # words of "in that order"


class Name(NamedTuple):
    """A name of a row: first token, the one after the last, the one to go on from; where the name and where its titles begin."""

    first: int
    after: int
    next: int
    start: int
    begin: int


class InStep(Series):
    """Holders and their names, in step."""

    def in_series(self, i: int, stop: int) -> tuple[Actor, int] | None:
        """The next of several holders; with the last of them, where as many names follow as there are holders, all get theirs."""
        found, office = super().in_series(i, stop), self.series
        match = self.lex.who.get(i)
        if found is None or office is None or match is None or office.number == "sg" or office.counterpart:
            return found
        actor, _ = found
        before: list[Actor] = []
        for other in reversed(self.actors):
            if other.name is not None or other.kind != actor.kind or other.sentence != actor.sentence:
                break
            before.insert(0, other)
            if other.rule != NEXT:
                break
        row = self.row(self.lex.after(match), stop)
        if not before or before[0].rule == NEXT or len(row) != len(before) + 1:
            return found
        for holder, name in zip((*before, actor), row, strict=True):
            holder.name = self._read_name(name)
        actor.end = self.lex.tokens[row[-1].after - 1].end
        return actor, row[-1].next

    def row(self, i: int, stop: int) -> list[Name]:
        """The names of two words or more from token i on, joined by "and" or commas; titles and "in that order" are passed over."""
        lex = self.lex
        at = i + (lex.word(i) in APART)
        at = next((k for k in range(at, min(at + IN_TURN, stop)) if not lex.is_(k, "in_turn")), at)
        found: list[Name] = []
        while at < stop and (name := self._next_name(at, stop, joined=bool(found))) is not None:
            found.append(name)
            at = name.next + (lex.word(name.next) in COMMA)
        return found

    def _next_name(self, i: int, stop: int, *, joined: bool) -> Name | None:
        """The name at token i, where it is not the first behind "and" or a comma."""
        lex = self.lex
        at, titles = titles_at(lex, i, stop)
        if titles or not joined or not lex.joined(lex.word(i)[:1]):
            linked = not joined or lex.word(i - 1) in COMMA or (bool(titles) and lex.joined(titles[0].prefix))
            found = names.parse(lex, at, stop, after_title=True) if linked else None
            if found is None or found[1] - found[0] < 2 or lex.told(found[0]):
                return None
            start = lex.tokens[found[0]].start
            return Name(*found, start, titles[0].start if titles else start)
        if lex.told(i) or lex.who.get(i) is not None:
            return None
        j, count = i + 1, 1
        while j < stop and count < names.LONGEST and names.namelike(lex, j, count, True):
            j, count = j + 1, count + 1
        j = max(j, names.known_person(lex, i, stop, joined=1))
        start = lex.tokens[i].start + 1
        return Name(i, j, j, start, start) if j - i > 1 else None

    def _read_name(self, name: Name) -> Read:
        end = self.lex.tokens[name.after - 1].end
        return Read(self.analysis.words(name.start, end), name.start, end, SAID, IN_STEP)

    def each_named(self, i: int, lead: Match, office: Office, at: int, stop: int) -> tuple[Actor, int] | None:
        """ "The two deputies X and Y", "the ministers X, Y and Z": the last of them, those before him join the mentions found so far."""
        if office.role.value in SIDES or office.counterpart or office.former or self._his(office):
            return None
        row = self.row(at, stop)
        if len(row) != 2 if office.number == "du" else len(row) < 2:
            return None
        return self.hand_out(i, lead, row, [office.role] * len(row), office.affiliation)

    def _his(self, office: Office) -> bool:
        """Whether the word for the office ends with a pronoun ("his advisers X and Y"): whose they are is told before."""
        return bool(office.match.pronoun) or office.scope == "own"

    def hand_out(self, i: int, lead: Match, row: list[Name], roles: list[Read], side: Read | None) -> tuple[Actor, int]:
        """One mention for each name with his office; the last of them and the next token."""
        out: list[Actor] = []
        for name, role in zip(row, roles, strict=True):
            actor = self._actor(name.first, name.after, "person", "sg", IN_STEP)
            actor.start, actor.joined, actor.particle = name.begin, True, ""
            actor.name, actor.role, actor.affiliation = self._read_name(name), role, side
            out.append(actor)
        out[0].start, out[0].particle, out[0].joined = self._begin(i, lead)
        out[0].end = self.lex.tokens[row[0].after - 1].end
        self.actors += out[:-1]
        return out[-1], row[-1].next
