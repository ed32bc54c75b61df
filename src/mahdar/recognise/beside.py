"""What stands beside a name or counterpart and tells who it is: the nation and the office behind it.

In: the walk over a report at the word behind a name. Out: the mention with its office and state, and the next word.
"""

from __future__ import annotations

from mahdar.model import SAID
from mahdar.recognise import names, offices
from mahdar.recognise.analysis import Actor, Read
from mahdar.recognise.departments import Office, nation
from mahdar.recognise.holders import holds, rules
from mahdar.recognise.in_step import InStep
from mahdar.recognise.lexer import CLOSING, COMMA
from mahdar.recognise.mentions import past_wish, titles_at
from mahdar.recognise.second_offices import POSTS
from mahdar.text import folded

MINISTERS = frozenset({"minister", "foreign_minister", "defence_minister", "interior_minister", "finance_minister"})
HEADS = frozenset({"president", "prime_minister", "monarch"})
HELD_ALIKE = HEADS | MINISTERS | {"deputy_foreign_minister"}  # offices that a counterpart is said to hold
RANKS = frozenset({"ambassador", "minister"})  # what diplomats and members of a cabinet are called whatever post they hold
# what is held besides another office, told behind the name
BESIDES = {"deputy_prime_minister": POSTS, "crown_prince": POSTS | {"prime_minister"}, "prime_minister": POSTS}
AIDES = frozenset({"adviser", "special_envoy", "spokesperson"})  # offices named after the person they serve


class Beside(InStep):
    """Offices and nations that stand behind a name."""

    def _nation_behind(self, actor: Actor, i: int, stop: int) -> int:
        """ "His counterpart X the Norwegian": the adjective of a state behind the name of somebody whose state is not told. The next token."""
        whose = nation(self.lex, i) if i < stop and (actor.counterpart or actor.role is not None) and actor.affiliation is None else None
        if whose is None or whose[1] != "nationality" or whose[0].prefix != self.lex.article:
            return i
        entry = whose[0].get("nationality")
        if entry is None or entry.data.get("number") != "sg":
            return i
        actor.affiliation = Read(whose[2], whose[0].start, whose[0].end, SAID, "adjective behind the name")
        return self.lex.after(whose[0])

    def _called_ambassador(self, office: Office) -> bool:
        """Whether an office is "the ambassador" with nothing told of whose."""
        bare = office.article and office.affiliation is None and office.number == "sg" and office.after == self.lex.after(office.match)
        return bare and office.role.value == "ambassador" and not self.lex.joined(office.match.prefix)

    def _office_at(self, i: int) -> bool:
        """Whether an office stands at token i with nothing joined before it."""
        match = self.lex.who.get(i)
        return match is not None and match.get("office") is not None and match.prefix in ("", self.lex.article)

    def _counterpart_of(self, office: Office, stop: int) -> None:
        """ "His counterpart in the Republic of Kenya X": the state before the name is his own, no place."""
        lex, i = self.lex, office.after
        match = lex.who.get(i + 1 if lex.is_(i, "in") else i)
        code = lex.code(match, "state") if match is not None else None
        if match is None or code is None or not (lex.is_(i, "in") or lex.preposition(match.prefix) in lex.words["at"]):
            return
        after, _ = titles_at(lex, lex.after(match), stop)
        if after < stop and names.parse(lex, after, stop, after_title=True) is not None:
            office.affiliation = Read(code, match.start, match.end, SAID, "state of the counterpart")
            office.after = lex.after(match)

    def _counterpart_as(self, office: Office, stop: int) -> Read | None:
        """ "His counterpart the Turkish foreign minister X": the office that the counterpart is said to hold, taken into the phrase."""
        match = self.lex.who.get(office.after) if office.number == "sg" else None
        if match is None or match.get("office") is None or self.lex.preposition(match.prefix) or self.lex.joined(match.prefix):
            return None
        inner = offices.parse(self.lex, office.after, stop)
        if inner is None or inner.number != "sg" or inner.role.value not in HELD_ALIKE:
            return None
        mine, other = office.affiliation, inner.affiliation
        if mine is not None and other is not None and mine.value != other.value:
            return None
        office.affiliation, office.after = mine or other, inner.after
        return inner.role

    def _served(self, office: Office, name: tuple[int, int, int]) -> bool:
        """Whether the name behind an adviser or envoy is that of the one served: a single one, or one who is known to rule that state."""
        if office.affiliation is not None:
            words = [t.text for t in self.lex.tokens[name[0] : name[1]]]
            return office.role.value in AIDES and rules(self.lex.pack, office.affiliation.value, words)
        bare = not office.article and office.after == self.lex.after(office.match) == name[0]
        return bare and office.role.value in AIDES and name[1] - name[0] == 1

    def _apposition(self, actor: Actor, i: int, stop: int) -> int:
        """Take in an office behind the name ("…, foreign minister of …"), unless it has a name of its own. The next token."""
        lex = self.lex
        j = i
        if i + 1 < stop and lex.is_(i, "drawn_from") and actor.role is None and actor.affiliation is None:
            # "X of the International Monetary Fund"
            body = lex.who.get(i + 1)
            code = lex.code(body, "body") if body is not None and not body.prefix.startswith(lex.conjunctions) else None
            if body is not None and code is not None:
                actor.affiliation = Read(code, body.start, body.end, SAID, "body that somebody is of")
                return lex.after(body)
        if j < stop and (lex.word(j) in COMMA or lex.word(j) in ("(", "-", "\u2013")):
            j += 1
        if actor.role is actor.affiliation is None and lex.is_(j, "capacity") and (held := self._capacity(j + 1, stop)) is not None:
            self._from_office(actor, held)
            return held.after
        bracket = j > i and lex.word(i) == "("
        if (
            j >= stop
            or (match := lex.who.get(j)) is None
            or match.get("office") is None
            or lex.preposition(match.prefix)
            or lex.joined(match.prefix)
        ):
            return i
        office = offices.parse(lex, j, stop)
        if office is None or office.number != "sg" or office.role.value == "delegation":
            return i
        seat = lex.who.get(office.after + 1) if office.affiliation is None and lex.is_(office.after, "in") else None
        if seat is not None and office.role.value in MINISTERS and not seat.prefix and (code := lex.code(seat, "state")) is not None:
            # "X, the minister of finance in Kenya"
            office.affiliation, office.after = Read(code, seat.start, seat.end, SAID, "state where the office is held"), lex.after(seat)
        follows, titles = titles_at(lex, office.after, stop)
        own = names.parse(lex, follows, stop, after_title=True)
        if titles and lex.joined(titles[0].prefix):
            own = None
        if own is not None and not bracket and not (titles and actor.role is actor.affiliation is None and self._office_at(own[2])):
            # ("X, minister of A, Mr Y, minister of B": each has the office behind the name)
            return i
        if actor.role is not None and j > i and not bracket and self._name_closed(office.after, stop):
            # "the minister of A, X, the minister of B, Y, and …": each has the office before the name
            return i
        mine, other = actor.affiliation, office.affiliation
        after = office.after + (bracket and lex.word(office.after) in CLOSING)
        if (
            j > i
            and mine is None
            and actor.role is not None
            and actor.role.value in HEADS
            and other is not None
            and other.value not in lex.pack.states
        ):
            # "the president of the republic X, who presides over the union": he still stands for his state
            return past_wish(lex, after, stop)
        if actor.role is not None and mine is not None and other is not None and mine.value != other.value:
            return i
        if actor.role is not None and actor.role.value not in RANKS and j == i and mine is None and other is not None:
            # "the king X the foreign minister of Y": verb, subject, object; "King X, the king of Y" is one person where X is known as such
            family = actor.name.value.split()[-1] if actor.name is not None else ""
            if actor.role.value != office.role.value or not holds(lex.pack, office.role.value, other.value, folded(family)):
                return i
        if actor.role is not None and j > i and not bracket and actor.affiliation is not None and office.affiliation is None:
            return i
        if actor.role is not None and actor.role.value in RANKS and actor.affiliation is None:
            actor.role, actor.post = None, None
        self._from_office(actor, office)
        after = self._second_office(actor, office, stop)
        if bracket and lex.word(after) in CLOSING:
            after += 1
        return past_wish(lex, after, stop)

    def _capacity(self, i: int, stop: int) -> Office | None:
        """ "X, in his capacity as ambassador of Ghana": the office at token i, where its state is told and no name of its own."""
        office = offices.parse(self.lex, i, stop) if i < stop else None
        named = office is not None and names.parse(self.lex, office.after, stop, after_title=True) is not None
        return office if office is not None and office.number == "sg" and office.affiliation is not None and not named else None

    def _name_closed(self, i: int, stop: int) -> bool:
        """Whether a comma at token i opens a name of two words or more that a further comma or the end closes."""
        lex = self.lex
        if i >= stop or lex.word(i) not in COMMA:
            return False
        at, titles = titles_at(lex, i + 1, stop)
        found = names.parse(lex, at, stop, after_title=True)
        if found is None or found[1] - found[0] < 2 or (titles and lex.joined(titles[0].prefix)):
            return False
        return found[2] >= stop or lex.word(found[2]) in (*COMMA, ".")

    def _second_office(self, actor: Actor, office: Office, stop: int) -> int:
        """ "X, deputy premier, foreign minister, …", "X, crown prince and premier of …": what he holds besides, behind a comma or an and. The next
        token."""
        lex = self.lex
        i = office.after + (lex.word(office.after) in COMMA)
        besides = BESIDES.get(office.role.value)
        if besides is None or i >= stop or (match := lex.who.get(i)) is None or lex.preposition(match.prefix):
            return office.after
        if office.role.value != "deputy_prime_minister" and not (i == office.after and lex.joined(match.prefix)):
            return office.after
        second = offices.parse(lex, i, stop) if match.get("office") is not None else None
        if second is None or second.number != "sg" or second.role.value not in besides:
            return office.after
        if office.affiliation is not None and second.affiliation is not None and office.affiliation.value != second.affiliation.value:
            return office.after
        if names.parse(lex, second.after, stop, after_title=True) is not None:
            return office.after
        actor.affiliation = actor.affiliation or second.affiliation
        if office.role.value == "deputy_prime_minister" and second.role.value != "minister":
            actor.role = second.role
        return second.after
