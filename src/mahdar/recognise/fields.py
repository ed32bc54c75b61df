"""Ministers told by their fields: "the ministers of foreign affairs X, of defence Y and of trade Z".

In: the walk over a report at a word for ministers. Out: a mention for each who is named.
"""

from __future__ import annotations

from mahdar.model import SAID
from mahdar.recognise import names
from mahdar.recognise.analysis import Actor, Read
from mahdar.recognise.beside import Beside
from mahdar.recognise.departments import nation
from mahdar.recognise.lexer import COMMA
from mahdar.recognise.matcher import Match
from mahdar.recognise.mentions import titles_at

BY_FIELD = "minister of a field"
FIELD = 6  # words of the field of a ministry
APART = (*COMMA, ":", "\u061b")
NO_FIELD = ("nationality", "state", "city", "people", "counterpart", "office", "honorific", "body", "side")


class Fields(Beside):
    """Several ministers of one government, each with his field and name."""

    def by_field(self, i: int, stop: int) -> tuple[Actor, int] | None:
        """The ministers told from token i on: the last of them and the next token; those before him join the mentions found so far."""
        lex = self.lex
        word = lex.word(i)
        shape = next((s for s in lex.words["ministers"] if word.endswith(s)), "")
        if not shape or (word != shape and word[: -len(shape)] not in lex.pack.settings.particles):
            return None
        lead = lex.who.get(i)
        if lead is not None and (step := self._fields_in_step(i, lead, shape, stop)) is not None:
            return step
        found: list[tuple[Actor, int]] = []
        at = i + 1 + (lex.word(i + 1) in APART)
        while at < stop and (one := self._of_field(at, stop, joined=bool(found) and not lex.word(at).startswith(lex.article))) is not None:
            one[0].joined = bool(found)
            found.append(one)
            at = one[1] + (lex.word(one[1]) in COMMA)
        if len(found) < 2 or lead is None:
            return None
        first = found[0][0]
        first.start, first.particle, first.joined = self._begin(i, lead)
        self.actors += [actor for actor, _ in found[:-1]]
        return found[-1]

    def _fields_in_step(self, i: int, lead: Match, shape: str, stop: int) -> tuple[Actor, int] | None:
        """ "The two ministers of foreign affairs and defence (the Russian) X and Y": the fields first, then as many names; of two ministers also
        without names."""
        lex, at = self.lex, i + 1
        roles: list[Read] = []
        while at < stop and (field := self._known_field(at, stop, joined=bool(roles))) is not None:
            start, at, role = field
            roles.append(Read(role, start, lex.tokens[at - 1].end, SAID, BY_FIELD))
        if len(roles) < 2:
            return None
        whose = nation(lex, at) if at < stop else None
        side = Read(whose[2], whose[0].start, whose[0].end, SAID, whose[1]) if whose is not None and whose[1] == "nationality" else None
        end = lex.after(whose[0]) if whose is not None and side is not None else at
        row = self.row(end, stop)
        if len(row) == len(roles):
            return self.hand_out(i, lead, row, roles, side)
        pair = lex.who[at].get("pair") if at < stop and at in lex.who else None
        if row or pair is not None or len(roles) != 2 or shape not in lex.words["two_ministers"]:
            return None
        out = [self._actor(i, end, "person", "sg", BY_FIELD, lead), self._actor(end - 1, end, "person", "sg", BY_FIELD)]
        out[0].end, out[1].start, out[1].joined = roles[0].end, roles[1].start, True
        for actor, office in zip(out, roles, strict=True):
            actor.role, actor.affiliation = office, side
        self.actors.append(out[0])
        return out[1], end

    def _known_field(self, i: int, stop: int, *, joined: bool) -> tuple[int, int, str] | None:
        """A field at token i of which the pack knows the minister: where it begins, the next token, and the office."""
        lex = self.lex
        letters = next(iter(lex.words["and"])) if joined else ""
        i += joined and lex.word(i) in COMMA
        if not lex.word(i).startswith(letters + lex.article):
            return None
        for k in range(min(i + FIELD, stop), i, -1):
            field = " ".join(lex.word(n) for n in range(i, k)).removeprefix(letters)
            if all(lex.tokens[n].word for n in range(i, k)) and (role := self._minister(field, "")):
                return lex.tokens[i].start + len(letters), k, role
        return None

    def _of_field(self, i: int, stop: int, *, joined: bool) -> tuple[Actor, int] | None:
        """A minister whose field begins at token i, behind "and" where he is `joined`."""
        lex = self.lex
        conjunction = next(iter(lex.words["and"]))
        letters = conjunction if joined else ""
        k = i
        while k < min(stop, i + FIELD):
            text = lex.word(k)
            bare = text.removeprefix(letters) if k == i else text.removeprefix(conjunction)
            if not bare.startswith(lex.article) or (k == i and joined and bare == text) or lex.told(k):
                break
            match = lex.who.get(k)
            if match is not None and any(match.get(kind) for kind in NO_FIELD):
                break
            k += 1
        if k == i:
            return None
        whose = nation(lex, k) if not joined and k < stop else None
        mine = whose is not None and whose[1] == "nationality" and whose[0].prefix == lex.article
        field = " ".join(lex.word(n).removeprefix(letters if n == i else "") for n in range(i, k))
        k += mine
        at, _ = titles_at(lex, k + (lex.word(k) in COMMA), stop)
        name = names.parse(lex, at, stop, after_title=True)
        if name is None or name[1] - name[0] < 2:
            return None
        actor = self._actor(i, name[2], "person", "sg", BY_FIELD)
        actor.start, actor.joined = lex.tokens[i].start + len(letters), joined
        actor.name = self._name(name, actor.rule)
        if whose is not None and mine:
            actor.affiliation = Read(whose[2], whose[0].start, whose[0].end, SAID, whose[1])
        actor.role = Read(self._minister(field), actor.start, lex.tokens[k - 1].end, SAID, actor.rule)
        return actor, name[2]

    def _minister(self, field: str, unknown: str = "minister") -> str:
        """The role of the minister of this field: a minister like others where the pack does not know the office."""
        data = self.lex.pack.data
        for word in self.lex.words["minister"]:
            for form in data.forms.get(f"{word} {field}", ()):
                if data.entries[form.entry].kind == "office":
                    return data.entries[form.entry].value
        return unknown
