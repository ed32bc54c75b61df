"""One person, one entity within a report: mentions gathered under names, surnames, offices and pronoun nouns.

Full names come first; then surnames alone (also where no title led to them), offices without a name, counterparts. Every link follows a rule
that can be told ("surname of …", "the only foreign minister of that state in the report"); a mention that fits two stays alone.
"""

from __future__ import annotations

from mahdar.model import FROM_EARLIER, INFERRED, SAID
from mahdar.recognise.analysis import Actor, Analysis, Entity, Read
from mahdar.recognise.holders import holder_index, key
from mahdar.recognise.lexer import Lexer
from mahdar.text import folded

MINISTERS = frozenset("minister foreign_minister defence_minister interior_minister finance_minister deputy_prime_minister prime_minister deputy_foreign_minister".split())
GENERIC = {"minister": MINISTERS, "president": frozenset({"president", "prime_minister", "speaker_of_parliament"}), "special_envoy": frozenset({"special_envoy"})}
PARTIES = frozenset({"institution", "body", "state", "group", "delegation", "agency", "capital"})


def close(a: str, b: str) -> bool:
    """Whether two folded words are spellings of one: equal, the same without long vowels, or one letter apart in words of five or more."""
    if a == b:
        return True
    if abs(len(a) - len(b)) > 2 or min(len(a), len(b)) < 4 or a[0] != b[0] and a[-1] != b[-1]:
        return False
    bare = str.maketrans("", "", "\u0627\u0648\u064a")
    x, y = a.translate(bare), b.translate(bare)
    if x == y and len(x) >= 3:
        return True
    if min(len(a), len(b)) < 5 or abs(len(a) - len(b)) > 1:
        return False
    if len(a) == len(b):
        return sum(p != q for p, q in zip(a, b, strict=True)) == 1
    short, long = sorted((a, b), key=len)
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


class Gatherer:
    """State of the gathering over one report."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.lex = Lexer(analysis)
        self.actors = analysis.actors
        self.entities: list[Entity] = []
        self.parts: list[tuple[str, ...]] = []
        self.article = analysis.pack.settings.article
        self.particles = analysis.pack.words["name_particle"]
        self.skeletons: dict[str, int] = {}
        self.tails: dict[str, list[tuple[tuple[str, ...], int]]] = {}

    def words(self, name: str) -> tuple[str, ...]:
        """Folded words of a name that tell persons apart: particles joined to what they govern, article taken off."""
        out: list[str] = []
        glue = ""
        for word in folded(name.replace("-", " ")).split():
            bare = word.strip("\"'()[]\u00ab\u00bb\u201c\u201d")
            if not bare or bare in self.lex.words["name_drop"]:
                continue
            if bare in self.lex.words["name_glue"]:
                glue = bare
                continue
            bare = bare.removeprefix(self.article) if len(bare) > len(self.article) + 2 and not glue else bare
            out.append(glue + bare)
            glue = ""
        return tuple(out)

    def _fits(self, actor: Actor, entity: Entity) -> bool:
        """No contradiction in affiliation between a mention and an entity."""
        return actor.affiliation is None or entity.affiliation is None or actor.affiliation.value == entity.affiliation.value

    def _same(self, mine: tuple[str, ...], other: tuple[str, ...]) -> bool:
        short, long = sorted((mine, other), key=len)
        if len(short) < 2:
            return False
        hits = sum(any(close(w, v) for v in long) for w in short)
        return hits == len(short) or (hits >= 2 and hits >= len(short) - 1 and close(short[-1], long[-1]) and close(short[0], long[0]))

    def _join(self, index: int, number: int) -> None:
        actor, entity = self.actors[index], self.entities[number]
        actor.entity = number
        entity.mentions.append(index)
        if actor.name is not None and (entity.name is None or len(actor.name.value.split()) > len(entity.name.value.split())):
            entity.name = actor.name
        if actor.affiliation is not None and entity.affiliation is None:
            entity.affiliation = actor.affiliation
        if actor.role is not None and (entity.role is None or (entity.role.value in ("minister", "other", "president") and actor.role.value in GENERIC.get(entity.role.value, ()))):
            entity.role = actor.role

    def _new(self, index: int, kind: str) -> int:
        self.entities.append(Entity(kind=kind, mentions=[], members=[]))
        self.parts.append(())
        self._join(index, len(self.entities) - 1)
        return len(self.entities) - 1

    def full_names(self) -> None:
        for index, actor in enumerate(self.actors):
            if actor.kind != "person" or actor.name is None:
                continue
            mine = self.words(actor.name.value)
            if len(mine) < 2:
                continue
            for number, other in enumerate(self.parts):
                if self.entities[number].kind == "person" and self._same(mine, other) and self._fits(actor, self.entities[number]):
                    self._join(index, number)
                    if len(mine) > len(other):
                        self.parts[number] = mine
                    break
            else:
                self.parts[self._new(index, "person")] = mine

    def short_names(self) -> None:
        """Names of one word behind a title or office."""
        for index, actor in enumerate(self.actors):
            if actor.kind != "person" or actor.name is None or actor.entity >= 0:
                continue
            mine = self.words(actor.name.value)
            number = self._by_word(mine[-1] if mine else "", actor)
            if number >= 0:
                self._join(index, number)
            else:
                self.parts[self._new(index, "person")] = mine

    def _by_word(self, word: str, actor: Actor | None, *, family_only: bool = False) -> int:
        """The entity one of whose name words is this one; the family name counts before other words; -1 when none or two fit."""
        if not word:
            return -1
        family = [n for n, p in enumerate(self.parts) if p and close(p[-1], word)]
        given = [] if family_only else [n for n, p in enumerate(self.parts) if p and any(close(w, word) for w in p[:-1])]
        for group in (family, given):
            fits = [n for n in group if actor is None or (self._fits(actor, self.entities[n]) and self._role_fits(actor, self.entities[n]))]
            if len(fits) == 1:
                return fits[0]
            if len(fits) > 1 and actor is not None and actor.role is not None:
                exact = [n for n in fits if (role := self.entities[n].role) is not None and role.value == actor.role.value]
                if len(exact) == 1:
                    return exact[0]
        return -1

    def _role_fits(self, actor: Actor, entity: Entity) -> bool:
        if actor.role is None or entity.role is None or actor.role.value == entity.role.value:
            return True
        a, b = actor.role.value, entity.role.value
        return b in GENERIC.get(a, ()) or a in GENERIC.get(b, ()) or {a, b} <= MINISTERS or "monarch" in (a, b) and "president" not in (a, b) or "other" in (a, b)

    def surnames(self) -> None:
        """Words that stand alone and are the family name of a person of the report."""
        families: dict[str, int] = {}
        for number, parts in enumerate(self.parts):
            if parts:
                families[parts[-1]] = -1 if parts[-1] in families and families[parts[-1]] != number else number
        self._tails()
        if not families:
            return
        covered = [(a.start, a.end) for a in self.actors]
        found: list[Actor] = []
        c = 0
        lex = self.lex
        shapes: dict[str, tuple[int, int]] = {}
        for family, number in families.items():
            if number < 0 or len(family) < 3:
                continue
            for particle in ("", *lex.pack.settings.particles):
                shapes.setdefault(particle + family, (number, len(particle)))
        for start, end in self.analysis.sentences:
            for i in range(self.analysis.token_at(start), self.analysis.token_at(end)):
                token = lex.tokens[i]
                while c < len(covered) and covered[c][1] <= token.start:
                    c += 1
                if c < len(covered) and covered[c][0] <= token.start:
                    continue
                tail = self._tail(i)
                if tail is not None:
                    number, after = tail
                    actor = Actor(start=token.start, end=lex.tokens[after - 1].end, kind="person", number="sg", rule="last words of a name")
                    actor.name = Read(self.analysis.words(actor.start, actor.end), actor.start, actor.end, SAID, actor.rule)
                    actor.sentence = self.analysis.sentence_of(token.start)
                    actor.entity = number
                    found.append(actor)
                    covered.append((actor.start, actor.end))
                    covered.sort()
                    continue
                hit = shapes.get(token.text)
                glued = lex.tokens[i - 1].text + token.text if i > 0 and lex.tokens[i - 1].text in lex.words["name_glue"] else ""
                if hit is None and glued:
                    hit = shapes.get(glued)
                if hit is None:
                    hit = self._spelt_otherwise(token.text, families)
                if hit is None:
                    continue
                number, length = hit
                plain = token.text[length:] if not glued else token.text
                if plain in lex.common and lex.names.get(plain, 0) < 6 and self.article + plain in lex.common:
                    continue
                prefix = token.text[:length]
                begin = token.start + length - (len(self.article) if prefix.endswith(self.article) else 0)
                actor = Actor(start=begin, end=token.end, kind="person", number="sg", rule="surname alone")
                actor.name = Read(self.analysis.words(begin, token.end), begin, token.end, SAID, "surname alone")
                actor.particle = lex.preposition(prefix)
                actor.joined = lex.joined(prefix) if prefix != self.article else False
                actor.sentence = self.analysis.sentence_of(token.start)
                actor.entity = number
                found.append(actor)
        if not found:
            return
        order = sorted([*self.actors, *found], key=lambda a: a.start)
        self.analysis.actors = self.actors = order
        for entity in self.entities:
            entity.mentions = []
        for index, actor in enumerate(order):
            if actor.entity >= 0:
                self.entities[actor.entity].mentions.append(index)

    def _spelt_otherwise(self, word: str, families: dict[str, int]) -> tuple[int, int] | None:
        """The person whose family name this word spells in another way (the same without long vowels), with the length of what is joined."""
        if not self.skeletons:
            for family, number in families.items():
                bare = key(family)
                if number >= 0 and len(bare) >= 4 and family not in self.lex.common:
                    self.skeletons[bare] = -1 if bare in self.skeletons else number
        if word in self.lex.common:
            return None
        for particle in ("", *self.lex.words["name_prefix"]):
            if word.startswith(particle):
                number = self.skeletons.get(key(word[len(particle) :]), -1)
                if number >= 0:
                    return number, len(particle)
        return None

    def _tails(self) -> None:
        """Ends of names that begin with a particle ("Ould Cheikh Ahmed", "bin Salman") by their first word."""
        for number, entity in enumerate(self.entities):
            if entity.kind != "person" or entity.name is None:
                continue
            words = folded(entity.name.value).split()
            for k in range(1, len(words) - 1):
                if words[k] in self.lex.words["name_start"]:
                    for end in {len(words), k + 2}:
                        self.tails.setdefault(words[k], []).append((tuple(words[k:end]), number))

    def _tail(self, i: int) -> tuple[int, int] | None:
        """The entity whose name's last words begin at token i, when only one has them: (entity, token after)."""
        best: dict[int, int] = {}
        for words, number in self.tails.get(self.lex.word(i), ()):
            if all(self.lex.word(i + k) == w for k, w in enumerate(words)):
                best[number] = max(best.get(number, 0), len(words))
        if len(best) != 1:
            return None
        number, length = best.popitem()
        return number, i + length

    def counterparts(self) -> None:
        """"His counterpart": the office of the person before it in the sentence, else of the last person spoken of."""
        last: Actor | None = None
        for actor in self.actors:
            if actor.counterpart and actor.role is None:
                holder = last
                if holder is not None:
                    role = holder.role or (self.entities[holder.entity].role if holder.entity >= 0 else None)
                    if role is not None:
                        actor.role = Read(role.value, actor.start, actor.end, FROM_EARLIER, "office of the counterpart", f"as {self.analysis.words(holder.start, holder.end)}")
                        if actor.entity >= 0 and self.entities[actor.entity].role is None:
                            self.entities[actor.entity].role = actor.role
            if actor.kind == "person" and not actor.counterpart and (actor.role is not None or actor.entity >= 0):
                last = actor

    def offices(self) -> None:
        """Offices without a name, groups and parties."""
        for index, actor in enumerate(self.actors):
            if actor.entity >= 0 or actor.kind in ("pair", "pronoun"):
                continue
            if actor.kind == "person" and actor.name is None:
                number = self._by_office(index, actor)
                if number >= 0:
                    self._join(index, number)
                    continue
                self._new(index, "person")
            elif actor.kind == "delegation" and actor.affiliation is None and actor.article and actor.number == "sg" and (number := self._last_delegation(index)) >= 0:
                self._join(index, number)
            elif actor.kind in PARTIES:
                kind = "party" if actor.kind != "institution" else "institution"
                for number, entity in enumerate(self.entities):
                    if entity.kind != kind or entity.affiliation is None or actor.affiliation is None:
                        continue
                    same_role = (entity.role and entity.role.value) == (actor.role and actor.role.value)
                    same_name = kind == "party" or (entity.name is not None and actor.name is not None and folded(entity.name.value) == folded(actor.name.value))
                    if entity.affiliation.value == actor.affiliation.value and same_role and same_name:
                        self._join(index, number)
                        break
                else:
                    self._new(index, kind)

    def _last_delegation(self, index: int) -> int:
        """"The delegation": the one last spoken of."""
        for before in range(index - 1, -1, -1):
            actor = self.actors[before]
            if actor.kind == "delegation" and actor.entity >= 0 and self.entities[actor.entity].affiliation is not None:
                return actor.entity
        return -1

    def _by_office(self, index: int, actor: Actor) -> int:
        """The person whose office this is: same role and affiliation; the nearest before it, else the only one after it."""
        if actor.role is None:
            return -1
        roles = GENERIC.get(actor.role.value, frozenset({actor.role.value})) | {actor.role.value}
        bare = actor.affiliation is None
        fits = [
            n
            for n, e in enumerate(self.entities)
            if e.kind == "person" and e.role is not None and (e.role.value in roles if bare or actor.role.value != "minister" else e.role.value in roles)
            and (bare or e.affiliation is None or e.affiliation.value == (actor.affiliation.value if actor.affiliation else ""))
        ]
        exact = [n for n in fits if (a := self.entities[n].affiliation) is not None and actor.affiliation is not None and a.value == actor.affiliation.value]
        if exact:
            fits = exact
        elif not bare:
            fits = [n for n in fits if self.entities[n].name is not None and self.entities[n].affiliation is None]
        if bare and not actor.article and actor.role.value not in GENERIC:
            named = [n for n in fits if self.entities[n].name is not None]
            return named[0] if len(named) == 1 and len(fits) == 1 else -1
        before = [(max((m for m in self.entities[n].mentions if m < index), default=-1), n) for n in fits]
        before = [b for b in before if b[0] >= 0]
        if before:
            return max(before)[1]
        return fits[0] if len(fits) == 1 and not (bare and actor.role.value in GENERIC) else -1

    def fill(self) -> None:
        """Affiliations that no mention says: from the outlet's state for its own officials, else from the terms of office-holders."""
        home = self.analysis.home
        for entity in self.entities:
            if entity.kind != "person" or entity.affiliation is not None:
                continue
            holder = self._holder(entity)
            first = self.actors[entity.mentions[0]] if entity.mentions else None
            anchor = entity.role or entity.name
            if anchor is None or first is None:
                continue
            if holder:
                entity.affiliation = Read(holder, anchor.start, anchor.end, INFERRED, "office-holder", "the name is that of a known office-holder of this state")
            elif first.counterpart:
                continue
            elif home and entity.role is not None and entity.role.value not in ("other", "former_official", "business_figure"):
                entity.affiliation = Read(home, anchor.start, anchor.end, INFERRED, "outlet's own officials", "an office named without its state in an outlet of this state")

    def _holder(self, entity: Entity) -> str | None:
        if entity.name is None:
            return None
        mine = self.words(entity.name.value)
        if not mine:
            return None
        states = set()
        role = entity.role.value if entity.role is not None else ""
        for other, holder in holder_index(self.analysis.pack, self.words).find(mine[-1]):
            if (len(mine) >= 2 and self._same(mine, other)) or (len(mine) == 1 and close(other[-1], mine[0]) and role == holder.role):
                states.add(holder.affiliation)
        return states.pop() if len(states) == 1 else None


def gather(analysis: Analysis) -> None:
    """Fill `analysis.entities` and the entity of every actor; adds the mentions by surname alone to `analysis.actors`."""
    work = Gatherer(analysis)
    work.full_names()
    work.short_names()
    work.surnames()
    work.counterparts()
    work.offices()
    work.fill()
    analysis.entities = work.entities
