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
        found: list[tuple[Actor, int]] = []
        at = i + 1 + (lex.word(i + 1) in APART)
        while at < stop and (one := self._of_field(at, stop, joined=bool(found))) is not None:
            found.append(one)
            at = one[1] + (lex.word(one[1]) in COMMA)
        if len(found) < 2 or lead is None:
            return None
        first = found[0][0]
        first.start, first.particle, first.joined = self._begin(i, lead)
        self.actors += [actor for actor, _ in found[:-1]]
        return found[-1]

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

    def _minister(self, field: str) -> str:
        """The role of the minister of this field: a minister like others where the pack does not know the office."""
        data = self.lex.pack.data
        for word in self.lex.words["minister"]:
            for form in data.forms.get(f"{word} {field}", ()):
                if data.entries[form.entry].kind == "office":
                    return data.entries[form.entry].value
        return "minister"
