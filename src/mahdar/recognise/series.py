"""Several holders of one office told together: "the two presidents, the Russian X and the American Y", "the foreign ministers of A and B"."""

from __future__ import annotations

from mahdar.model import SAID
from mahdar.recognise import names
from mahdar.recognise.analysis import Actor, Read
from mahdar.recognise.departments import Office, nation
from mahdar.recognise.lexer import COMMA
from mahdar.recognise.matcher import Match
from mahdar.recognise.mentions import Mentions, titles_at

# Offices that many hold at once: "officials of A and B" are not one official of each.
MANY = frozenset(
    {"other", "delegation", "legislator", "international_official", "military_officer", "adviser", "business_figure", "director"}
)
SIDES = frozenset({"any", "delegation"})  # "the two sides", "the two delegations"


class Series(Mentions):
    """Mentions of office-holders in the dual or plural, one for each nation."""

    def _counterparts_in(self, office: Office, stop: int) -> None:
        """ "His counterparts in the Gulf Cooperation Council": the body whose members they are."""
        lex = self.lex
        i = office.after
        if not lex.is_(i, "in"):
            return
        for k in (i + 1, i + 2):
            match = lex.who.get(k) if k < stop else None
            code = lex.code(match, "body") if match is not None else None
            if match is not None and code is not None:
                office.affiliation = Read(code, match.start, match.end, SAID, "body of the counterparts")
                office.after = lex.after(match)
                return

    def _told_apart(self, lead: Match, stop: int) -> bool:
        """Whether "the two presidents" are named right behind ("… the Russian X and the American Y")."""
        after = self._adjective(lead)
        pair = lead.get("pair")
        whose = nation(self.lex, after) if after < stop else None
        if pair is None or pair.value == "states" or whose is None or whose[1] != "nationality":
            return False
        return pair.value not in SIDES or self._more(self.lex.after(whose[0]), stop, "nationality")

    def _adjective(self, lead: Match) -> int:
        """The token behind "the two delegations", past one adjective that tells of no nation ("the two military delegations")."""
        lex = self.lex
        after = lex.after(lead)
        return after + (after not in lex.who and lex.word(after).startswith(lex.article))

    def _more(self, i: int, stop: int, kind: str) -> bool:
        """Whether "and the American", "and Tanzania" stands at token i, with or without a comma."""
        i += self.lex.word(i) in COMMA
        match = self.lex.who.get(i) if i < stop else None
        if match is None or match.get(kind) is None or not self.lex.joined(match.prefix) or self.lex.preposition(match.prefix):
            return False
        entry = match.get(kind)
        return kind == "state" or (entry is not None and entry.data.get("number") == "sg")

    def _goes_on(self, office: Office, stop: int) -> bool:
        """Whether an office in the dual or plural stands for one holder of the nation behind it and for those of the nations joined to it."""
        if office.number == "sg" or office.affiliation is None:
            return False
        if self._single(office):
            return self._more(office.after, stop, "nationality")
        if office.affiliation.rule != "state" or office.role.value in MANY:
            return False
        return self._more(office.after, stop, "state") or self._each_named(office.after, stop)

    def _each_named(self, i: int, stop: int) -> bool:
        """ "The foreign ministers of Kenya X and of Ghana Y": a name at token i, and behind it a further state with a name."""
        first = self._named(i, stop)
        if first is None or not self._more(first[2], stop, "state"):
            return False
        further = self.lex.who[first[2] + (self.lex.word(first[2]) in COMMA)]
        return self._named(self.lex.after(further), stop) is not None

    def _named(self, i: int, stop: int) -> tuple[int, int, int] | None:
        """The name at token i, behind titles of its own."""
        return names.parse(self.lex, titles_at(self.lex, i, stop)[0], stop, after_title=True)

    def _each_of(self, office: Office, stop: int) -> None:
        """ "The foreign ministers of each of A and B": the state of the first, behind the words for "each of"."""
        lex = self.lex
        each = lex.find(office.after, "list_of") if office.number != "sg" and office.affiliation is None else None
        at = lex.after(each) if each is not None else stop
        whose = nation(lex, at) if at < stop else None
        if whose is not None and whose[1] == "state" and not lex.joined(whose[0].prefix) and self._more(lex.after(whose[0]), stop, "state"):
            office.affiliation = Read(whose[2], whose[0].start, whose[0].end, SAID, whose[1])
            office.after = lex.after(whose[0])

    def _two_offices(self, lead: Match, i: int) -> Office | None:
        """The office of "the two presidents" with the nation of the first."""
        pair = lead.get("pair")
        whose = nation(self.lex, self._adjective(lead))
        if pair is None or whose is None:
            return None
        role = Read("delegation" if pair.value in SIDES else pair.value, lead.start, lead.end, SAID, "office of two")
        return Office(
            first=i,
            after=self.lex.after(whose[0]),
            match=lead,
            role=role,
            number="du",
            scope="state",
            affiliation=Read(whose[2], whose[0].start, whose[0].end, SAID, whose[1]),
        )

    def _single(self, office: Office) -> bool:
        """Whether the nation behind a dual or plural office is a single one's ("the two ministers, the Russian X and the American Y")."""
        if office.affiliation is not None and office.affiliation.rule == "state":
            return False
        for k in range(office.first, office.after):
            match = self.lex.who.get(k)
            entry = match.get("nationality") if match is not None else None
            if match is not None and entry is not None and office.affiliation is not None and match.end == office.affiliation.end:
                return entry.data.get("number") == "sg"
        return False

    def in_series(self, i: int, stop: int) -> tuple[Actor, int] | None:
        """ "… and the American Y", "… and Tanzania" behind the first of a dual or plural office."""
        lex = self.lex
        match = lex.who.get(i)
        office = self.series
        if office is None or match is None or not lex.joined(match.prefix) or lex.preposition(match.prefix):
            return None
        kind = "nationality" if match.get("nationality") is not None and office.first >= 0 and not self._of_states(office) else "state"
        if match.get(kind) is None or (kind == "state" and not self._of_states(office)):
            return None
        before = i - (lex.word(i - 1) in COMMA)
        adjacent = bool(self.actors) and lex.tokens[before - 1].end == self.actors[-1].end
        if (office.number == "sg" or kind == "state") and not adjacent:
            return None
        last = self.actors[-1].role if self.actors else None
        if kind == "state" and last is not None and last.value != office.role.value and not office.counterpart:
            return None  # "the premiers of Kenya and Ghana, and the envoy to Sudan and South Sudan"
        after = lex.after(match)
        name = self._named(after, stop)
        code = lex.code(match, kind)
        if code is None or (name is None and (office.number == "sg" or not adjacent)):
            return None
        after = name[2] if name is not None else after
        actor = self._actor(i, after, "person", "sg", "next of several office-holders", match)
        if name is not None:
            actor.name = self._name(name, actor.rule)
        actor.affiliation = Read(code, match.start, match.end, SAID, kind)
        actor.role = None if office.counterpart else office.role
        if office.role.value == "delegation":
            actor.kind = "delegation"
        actor.counterpart = office.counterpart
        return actor, after

    def _of_states(self, office: Office) -> bool:
        """Whether the office in the dual or plural is told by names of states, not by adjectives."""
        return office.number != "sg" and office.affiliation is not None and office.affiliation.rule == "state"
