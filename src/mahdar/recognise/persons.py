"""Names of one report gathered into persons: full names first, then names of one word, then family names that stand alone."""

from __future__ import annotations

from bisect import bisect_left, insort

from mahdar.model import INFERRED, SAID
from mahdar.packs import Holder
from mahdar.recognise.alike import Bearers, close
from mahdar.recognise.analysis import Actor, Analysis, Entity, Read
from mahdar.recognise.holders import LONG_VOWELS, in_term, key, known_alone
from mahdar.recognise.lexer import Lexer
from mahdar.text import folded

MINISTERS = frozenset(
    [
        "minister",
        "foreign_minister",
        "defence_minister",
        "interior_minister",
        "finance_minister",
        "deputy_prime_minister",
        "prime_minister",
        "deputy_foreign_minister",
    ]
)
FIRST = frozenset({"monarch", "president", "prime_minister", "foreign_minister", "secretary_general"})  # by which a person is known first
ASIDE = 2  # letters that can part a name from its rest: a mark and a space
GENERIC = {
    "minister": MINISTERS,
    "president": frozenset({"president", "prime_minister", "speaker_of_parliament"}),
    "special_envoy": frozenset({"special_envoy"}),
}

FATHER = 4  # words of a name that goes on behind its father's: "X son of Y Z"


class Persons:
    """State of the gathering over one report; `parts` holds the words of each entity's fullest name."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.lex = Lexer(analysis)
        self.actors = analysis.actors
        self.entities: list[Entity] = []
        self.parts: list[tuple[str, ...]] = []
        self.bearers = Bearers()
        self.article = analysis.pack.settings.article
        self.particles = analysis.pack.words["name_particle"]
        self.skeletons: dict[str, int] = {}
        self.tails: dict[str, dict[str, list[tuple[tuple[str, ...], int]]]] = {}

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
        short, long = (mine, other) if len(mine) <= len(other) else (other, mine)
        if len(short) < 2:
            return False
        missed = 0
        for word in short:
            if word not in long and not any(close(word, w) for w in long):
                missed += 1
                if missed > 1 or len(short) == 2:
                    return False
        return not missed or (close(short[-1], long[-1]) and close(short[0], long[0]))

    def _father(self, one: str, other: str) -> bool:
        """Whether one name is the other from its father's on ("X son of Y", "Y"): two persons."""
        short, long = sorted((folded(one).split(), folded(other).split()), key=len)
        at = len(long) - len(short)
        return at > 0 and long[at:] == short and long[at - 1] in self.lex.words["son"]

    def _other_father(self, one: str, other: str) -> bool:
        """Whether two names of one given name tell it with different fathers ("X son of Y of the house Z", "X son of W of the house Z")."""
        a, b = folded(one).split(), folded(other).split()
        son = self.lex.words["son"]
        if min(len(a), len(b)) < FATHER or a[1] not in son or b[1] not in son or a[2] in self.lex.words["name_glue"]:
            return False
        return close(a[0], b[0]) and not close(a[2].removeprefix(self.article), b[2].removeprefix(self.article))

    def _join(self, index: int, number: int) -> None:
        actor, entity = self.actors[index], self.entities[number]
        actor.entity = number
        insort(entity.mentions, index)
        if actor.name is not None and (entity.name is None or len(actor.name.value.split()) > len(entity.name.value.split())):
            entity.name = actor.name
        if actor.affiliation is not None and entity.affiliation is None:
            entity.affiliation = actor.affiliation
        if actor.role is not None and (
            entity.role is None
            or (entity.role.value in ("minister", "other", "president") and actor.role.value in GENERIC.get(entity.role.value, ()))
        ):
            entity.role = actor.role

    def _new(self, index: int, kind: str) -> int:
        self.entities.append(Entity(kind=kind, mentions=[], members=[]))
        self.parts.append(())
        self._join(index, len(self.entities) - 1)
        return len(self.entities) - 1

    def _role_fits(self, actor: Actor, entity: Entity) -> bool:
        if actor.role is None or entity.role is None or actor.role.value == entity.role.value:
            return True
        a, b = actor.role.value, entity.role.value
        return (
            b in GENERIC.get(a, ())
            or a in GENERIC.get(b, ())
            or {a, b} <= MINISTERS
            or ("monarch" in (a, b) and "president" not in (a, b))
            or "other" in (a, b)
        )

    def full_names(self) -> None:
        for index, actor in enumerate(self.actors):
            if actor.kind != "person" or actor.name is None:
                continue
            mine = self.words(actor.name.value)
            if len(mine) < 2:
                continue
            for number in self.bearers.of(mine):
                other, entity = self.parts[number], self.entities[number]
                if not self._same(mine, other) or not self._fits(actor, entity):
                    continue
                if entity.name is None or not (
                    self._father(actor.name.value, entity.name.value) or self._other_father(actor.name.value, entity.name.value)
                ):
                    self._join(index, number)
                    if len(mine) > len(other):
                        self._named(number, mine)
                    break
            else:
                self._named(self._new(index, "person"), mine)

    def _named(self, number: int, words: tuple[str, ...]) -> None:
        """The words of an entity's fullest name."""
        self.parts[number] = words
        self.bearers.add(number, words)

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
                self._named(self._new(index, "person"), mine)

    def _by_word(self, word: str, actor: Actor | None, *, family_only: bool = False) -> int:
        """The entity one of whose name words is this one; the family name counts before other words; -1 when none or two fit."""
        if not word:
            return -1
        bearers = self.bearers.of((word,))
        family = [n for n in bearers if close(self.parts[n][-1], word)]
        given = [] if family_only else [n for n in bearers if any(close(w, word) for w in self.parts[n][:-1])]
        for group in (family, given):
            fits = [n for n in group if actor is None or (self._fits(actor, self.entities[n]) and self._role_fits(actor, self.entities[n]))]
            if len(fits) == 1:
                return fits[0]
            if len(fits) > 1 and actor is not None and actor.role is not None:
                exact = [n for n in fits if (role := self.entities[n].role) is not None and role.value == actor.role.value]
                if len(exact) == 1:
                    return exact[0]
        return -1

    def known_alone(self) -> None:
        """A family name that stands alone, of nobody named in the report, where the world data lists the one who bears it under that word: its
        mentions are found with the other surnames."""
        lex = self.lex
        known = known_alone(self.analysis.pack)
        borne = {word for parts in self.parts for word in parts}
        ends = [a.end for a in self.actors]
        for token in lex.tokens:
            if token.text not in known:
                continue
            word, terms = known[token.text]
            bare = word.removeprefix(self.article)
            if bare in borne or bare in lex.common:
                continue
            at = bisect_left(ends, token.end)
            if self.analysis.sentence_of(token.start) < 0 or (at < len(ends) and self.actors[at].start <= token.start):
                continue
            borne.add(bare)
            if at and self.actors[at - 1].kind == "person" and token.start - ends[at - 1] <= ASIDE:
                # "the president (Vladimir) Putin": the rest of a name
                continue
            self._holder_alone(terms, word, token.end - len(word), token.end)

    def _holder_alone(self, terms: list[Holder], word: str, start: int, end: int) -> None:
        """The person of those terms on the day of the report: with the state that all of them are of, and the office where it is one."""
        day = self.analysis.report.published
        held = [h for h in terms if in_term(h, day.value)] if day is not None else terms
        if len({h.affiliation for h in held}) != 1:
            return
        main = [h for h in held if h.role in FIRST] or held
        reason = "the only bearer of this name alone who is known to be in office"
        entity = Entity(kind="person", mentions=[], members=[])
        entity.affiliation = Read(held[0].affiliation, start, end, INFERRED, "office-holder", reason)
        if len({h.role for h in main}) == 1:
            entity.role = Read(main[0].role, start, end, INFERRED, "office-holder", reason)
        self.entities.append(entity)
        self.parts.append(())
        self._named(len(self.entities) - 1, self.words(word))

    def surnames(self) -> None:
        """Words that stand alone and are the family name of a person of the report."""
        families: dict[str, list[int]] = {}
        for number, parts in enumerate(self.parts):
            for word in self._families(number, parts) if parts else ():
                families.setdefault(word, []).append(number)
        self._tails()
        if not families:
            return
        hidden = {id(a) for a in self.actors if self._spells_people(a, families)}
        covered = [(a.start, a.end) for a in self.actors if id(a) not in hidden]
        found: list[Actor] = []
        c = 0
        lex = self.lex
        tokens = lex.tokens
        texts = {t.text for t in tokens}
        glue = texts & lex.words["name_glue"]
        self.skeletons = self._skeletons(families)
        shapes: dict[str, tuple[list[int], int]] = {}
        for family, numbers in families.items():
            if (len(family) < 3 and not self._family_first(numbers[0])) or family in lex.words["clause"]:
                # a name folded like a preposition is one only beside its first name
                continue
            for particle in ("", *lex.pack.settings.particles):
                shapes.setdefault(particle + family, (numbers, len(particle)))
        spelt = self._spelt_otherwise(texts)
        told = texts.intersection(spelt.keys() | shapes.keys() | self.tails.keys())
        for i, token in enumerate(tokens):
            glued = tokens[i - 1].text + token.text if glue and i > 0 and tokens[i - 1].text in glue else ""
            if token.text not in told and glued not in shapes:
                continue
            sentence = self.analysis.sentence_of(token.start)
            while c < len(covered) and covered[c][1] <= token.start:
                c += 1
            if sentence < 0 or (c < len(covered) and covered[c][0] <= token.start):
                continue
            tail = self._tail(i) if token.text in self.tails else None
            if tail is not None:
                number, after = tail
                actor = Actor(start=token.start, end=lex.tokens[after - 1].end, kind="person", number="sg", rule="last words of a name")
                actor.name = Read(self.analysis.words(actor.start, actor.end), actor.start, actor.end, SAID, actor.rule)
                actor.sentence = sentence
                actor.entity = number
                found.append(actor)
                insort(covered, (actor.start, actor.end))
                continue
            hit = shapes.get(token.text) or shapes.get(glued) or spelt.get(token.text)
            if hit is None:
                continue
            numbers, length = hit
            number = self._told_before(numbers, token.start)
            if number < 0:
                continue
            plain = token.text[length:] if not glued else token.text
            office = self._office_before(i, number) if not token.text[:length] else None
            if office is not None:
                # "the president Main": the family name, whatever else it means, behind the office of the one who bears it
                office.name = Read(self.analysis.words(token.start, token.end), token.start, token.end, SAID, "surname behind the office")
                office.end, office.entity = token.end, number
                continue
            if (
                plain in lex.common
                and lex.names.get(plain, 0) < 6
                and self.article + plain in lex.common
                and lex.find(i - 1, "say") is None
            ):
                continue
            prefix = token.text[:length]
            begin = token.start + length - (len(self.article) if prefix.endswith(self.article) else 0)
            actor = Actor(start=begin, end=token.end, kind="person", number="sg", rule="surname alone")
            actor.name = Read(self.analysis.words(begin, token.end), begin, token.end, SAID, "surname alone")
            actor.particle = lex.preposition(prefix)
            actor.joined = lex.joined(prefix) if prefix != self.article else False
            actor.sentence = sentence
            actor.entity = number
            found.append(actor)
        if not found:
            return
        as_names = {(a.start, a.end) for a in found}
        kept = [a for a in self.actors if id(a) not in hidden or (a.start, a.end) not in as_names]
        order = sorted([*kept, *found], key=lambda a: a.start)
        self.analysis.actors = self.actors = order
        for entity in self.entities:
            entity.mentions = []
        for index, actor in enumerate(order):
            if actor.entity >= 0:
                entity = self.entities[actor.entity]
                entity.mentions.append(index)
                entity.name = entity.name or actor.name

    def _families(self, number: int, parts: tuple[str, ...]) -> set[str]:
        """The words that can stand for a person by themselves: the family name, in each spelling of it."""
        told = [parts, *(self.words(n.value) for i in self.entities[number].mentions if (n := self.actors[i].name) is not None)]
        ends = (0, -1) if self._family_first(number) and parts[0] not in self.lex.common else (-1,)
        return {w[end] for w in told for end in ends if w and close(w[end], parts[end])}

    def _family_first(self, number: int) -> bool:
        """Whether the first word of this person's name is the family name, as in Chinese and Korean names."""
        state = self.entities[number].affiliation
        return len(self.parts[number]) > 1 and state is not None and folded(state.value) in self.lex.words["family_first"]

    def _spells_people(self, actor: Actor, families: dict[str, list[int]]) -> bool:
        """ "Ross was received": a family name of the report that is written like the word for a people."""
        match = self.lex.who.get(self.analysis.token_at(actor.start))
        word = self.analysis.view.text[actor.start : actor.end]
        return match is not None and match.get("people") is not None and self._told_before(families.get(word, []), actor.start) >= 0

    def _office_before(self, i: int, number: int) -> Actor | None:
        """The office without a name that ends right before token i, where it is the one that this person holds."""
        if i < 1:
            return None
        end, role = self.lex.tokens[i - 1].end, self.entities[number].role
        at = bisect_left(self.actors, end, key=lambda a: a.end)
        office = self.actors[at] if at < len(self.actors) else None
        if office is None or office.end != end or office.kind != "person" or office.name is not None or office.role is None or role is None:
            return None
        fits = office.role.value == role.value and office.affiliation is None and not office.counterpart
        return office if fits else None

    def _told_before(self, numbers: list[int], start: int) -> int:
        """Whom a family name alone means: its one bearer, or of several the one told before it; -1 where none or two were."""
        if len(numbers) > 1:
            numbers = [n for n in numbers if self.actors[self.entities[n].mentions[0]].start < start]
        return numbers[0] if len(numbers) == 1 else -1

    def _skeletons(self, families: dict[str, list[int]]) -> dict[str, int]:
        """Family names without their long vowels, with the person whose they are (-1: of two)."""
        out: dict[str, int] = {}
        for family, numbers in families.items():
            bare = key(family)
            if len(numbers) == 1 and len(bare) >= 4 and family not in self.lex.common:
                out[bare] = -1 if bare in out else numbers[0]
        return out

    def _spelt_otherwise(self, texts: set[str]) -> dict[str, tuple[list[int], int]]:
        """The words that spell a person's family name in another way (the same without long vowels, as they stand or behind a particle of
        `name_prefix`), each with the person and the length of what is joined."""
        out: dict[str, tuple[list[int], int]] = {}
        last = {bare[-1] for bare in self.skeletons} | LONG_VOWELS
        prefixes = ("", *self.lex.words["name_prefix"])
        for word in texts - self.lex.common if self.skeletons else ():
            if word[-1] not in last:
                continue
            for prefix in prefixes:
                if word.startswith(prefix) and (number := self.skeletons.get(key(word[len(prefix) :]), -1)) >= 0:
                    out[word] = ([number], len(prefix))
                    break
        return out

    def _tails(self) -> None:
        """Whole names, and their ends that begin with a particle ("Ould Cheikh Ahmed", "bin Salman"), by the first and the second word."""
        for number, entity in enumerate(self.entities):
            if entity.kind != "person" or entity.name is None:
                continue
            words = folded(entity.name.value).split()
            if len(words) > 1 and words[0] not in self.lex.words["clause"]:
                # the whole name once more, without a title
                self.tails.setdefault(words[0], {}).setdefault(words[1], []).append((tuple(words), number))
            for k in range(1, len(words) - 1):
                if words[k] in self.lex.words["name_start"]:
                    for end in {len(words), k + 2}:
                        self.tails.setdefault(words[k], {}).setdefault(words[k + 1], []).append((tuple(words[k:end]), number))

    def _tail(self, i: int) -> tuple[int, int] | None:
        """The entity whose name's last words begin at token i, when only one has them: (entity, token after)."""
        best: dict[int, int] = {}
        tails = self.tails.get(self.lex.word(i))
        for words, number in tails.get(self.lex.word(i + 1), ()) if tails is not None else ():
            if all(self.lex.word(i + k) == w for k, w in enumerate(words)):
                best[number] = max(best.get(number, 0), len(words))
        if len(best) != 1:
            return None
        number, length = best.popitem()
        return number, i + length
