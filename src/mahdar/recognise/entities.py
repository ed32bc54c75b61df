"""One person, one entity within a report: mentions gathered under names, surnames, offices and pronoun nouns.

Full names come first; then surnames alone (also where no title led to them), offices without a name, counterparts. Every link follows a rule
that can be told ("surname of …", "the only foreign minister of that state in the report"); a mention that fits two stays alone.
"""

from __future__ import annotations

from bisect import bisect_left

from mahdar.model import FROM_EARLIER, INFERRED
from mahdar.packs import Holder
from mahdar.recognise.alike import close, of_one
from mahdar.recognise.analysis import OWN_OFFICIALS, Actor, Analysis, Entity, Read
from mahdar.recognise.by_office import ByOffice
from mahdar.recognise.fields import BY_FIELD
from mahdar.recognise.holders import holder_index, in_term
from mahdar.recognise.persons import GENERIC, MINISTERS
from mahdar.recognise.staff import deputies, offices_of
from mahdar.text import folded

COMMON_NAME = 7  # weight of a listed name that too many bear
PERSONS = frozenset({"person"})
JOINED = 3  # letters from one of a row to the next
WHOSE = frozenset({"person", "state", "institution", "capital"})
TOLD_BY_ORGANS = frozenset({"president", "prime_minister", "foreign_minister", "defence_minister", "minister"})
HEADS = frozenset({"president", "secretary_general"})
RULERS = frozenset({"president", "monarch", "crown_prince", "prime_minister"})
SERVICES = frozenset({"intelligence_chief", "military_chief", "security_adviser"})
SERVANTS = frozenset(
    {"international_official", "permanent_representative", "ambassador", "spokesperson", "adviser", "charge_d_affaires", "consul"}
)
OF_A_PART = frozenset({"president", "governor"})  # what the head of a part of a state is called
HEADS_DELEGATION = "head of a delegation"
NOT_OF_STATES = frozenset(
    {
        "other",
        "former_official",
        "business_figure",
        "spokesperson",
        "party_leader",
        "secretary_general",
        "opposition_figure",
        "special_envoy",
    }
)  # offices that companies, parties and bodies have too: without a state they tell of none
OF_SOME_STATES = frozenset({"monarch", "crown_prince", "president"})  # … and those that not every state has
PARTIES = frozenset({"institution", "body", "state", "group", "delegation", "agency", "capital"})


class Gatherer(ByOffice):
    """The gathering: persons by name, then offices without a name, groups and parties. While the offices are gone through, `parties` holds those
    told so far by kind, side, office and name, `delegation` the one last spoken of (-1: none)."""

    def __init__(self, analysis: Analysis) -> None:
        super().__init__(analysis)
        self.parties: dict[tuple[str, str, str, str], int] = {}
        self.delegation = -1

    def counterparts(self) -> None:
        """ "His counterpart": the office of the person before it in the sentence, else of the last person spoken of."""
        last: Actor | None = None
        other: Actor | None = None  # the last one of another side than `last`
        place = {id(actor): number for number, actor in enumerate(self.actors)}
        office_holders: dict[int, list[Actor]] = {}
        for actor in self.actors:
            if actor.kind == "person" and actor.role is not None:
                office_holders.setdefault(actor.sentence, []).append(actor)
        for actor in self.actors:
            if actor.counterpart and actor.role is None:
                # a counterpart told before the one he is compared with: the next of the sentence who holds an office
                ahead = next((o for o in office_holders.get(actor.sentence, ()) if o.start > actor.start), None)
                holder = ahead if ahead is not None and self._in_adverbial(actor, ahead) else last or ahead
                if last is not None and self._one_side(last, actor) and other is not None and other.sentence == actor.sentence:
                    # "the German minister met the Italian prime minister and her Italian counterpart": his own state's officials are none
                    holder = other
                role = None
                if holder is not None:
                    role = holder.role or (self.entities[holder.entity].role if holder.entity >= 0 else None)
                    if role is not None and role.value in GENERIC and holder.name is None:
                        # "the minister" of whom the report has told more
                        number = holder.entity if holder.entity >= 0 else self._by_office(place[id(holder)], holder)
                        role = (self.entities[number].role if number >= 0 else None) or role
                if holder is not None and role is not None:
                    actor.role = Read(
                        role.value,
                        actor.start,
                        actor.end,
                        FROM_EARLIER,
                        "office of the counterpart",
                        f"as {self.analysis.words(holder.start, holder.end)}",
                    )
                    if actor.entity >= 0 and self.entities[actor.entity].role is None:
                        self.entities[actor.entity].role = actor.role
            if actor.kind == "person" and not actor.counterpart and (actor.role is not None or actor.entity >= 0):
                if last is not None and not self._one_side(last, actor):
                    other = last
                last = actor

    def _in_adverbial(self, counterpart: Actor, ahead: Actor) -> bool:
        """ "At a press conference with his Syrian counterpart the Turkish minister X said": a counterpart in what stands before the verb of the
        sentence, with nobody before him in it and somebody of another side behind him."""
        first = self.analysis.token_at(self.analysis.sentences[counterpart.sentence][0])
        link = self.lex.find(first, "relation")
        opens = self.lex.is_(first, "in") or (link is not None and (entry := link.get("relation")) is not None and entry.value == "about")
        alone = not any(a.kind == "person" and a is not counterpart and a.start < counterpart.start for a in self._of_sentence(counterpart))
        return opens and alone and not self._one_side(counterpart, ahead) and not ahead.particle and not ahead.counterpart

    def _of_sentence(self, actor: Actor) -> list[Actor]:
        start, end = self.analysis.sentences[actor.sentence]
        low, high = (bisect_left(self.actors, at, key=lambda a: a.start) for at in (start, end))
        return self.actors[low:high]

    def _one_side(self, one: Actor, other: Actor) -> bool:
        """Whether two mentions are told to be of one state or body."""
        sides = [a.affiliation or (self.entities[a.entity].affiliation if a.entity >= 0 else None) for a in (one, other)]
        return sides[0] is not None and sides[1] is not None and sides[0].value == sides[1].value

    def _side(self, index: int) -> Read | None:
        """The state or body of an actor, from its own words or those of its entity."""
        actor = self.actors[index]
        return actor.affiliation or (self.entities[actor.entity].affiliation if actor.entity >= 0 else None)

    def _before(self, index: int, kinds: frozenset[str]) -> Read | None:
        """The side of the last mention of these kinds before this one in its sentence."""
        for k in range(index - 1, -1, -1):
            other = self.actors[k]
            if other.sentence != self.actors[index].sentence:
                return None
            if other.kind in kinds and not other.own and (side := self._side(k)) is not None:
                return side
        return None

    def companions(self) -> None:
        """Sides told by those beside whom somebody stands: "his foreign minister", "accompanied by the minister of …", "in the presence of"."""
        lex = self.lex
        last: Read | None = None
        delegation: Read | None = None
        for index, actor in enumerate(self.actors):
            heads = actor.rule == HEADS_DELEGATION
            if actor.kind != "person" or self._side(index) is not None or actor.counterpart:
                last = self._side(index) if heads else None
                delegation = actor.affiliation or delegation if heads or actor.kind == "delegation" else delegation
                continue
            side: Read | None = None
            rule = ""
            if heads and delegation is not None and self.lex.word(self.analysis.token_at(actor.start)).startswith(self.article):
                side, rule = delegation, "heads the delegation spoken of"
            elif actor.own:
                side, rule = self._before(index, WHOSE), "office of the one spoken of"
            elif (whose := self._colleague(index)) is not None:
                side, rule = whose, "minister of the same government"
            elif actor.joined and last is not None and actor.start - self.actors[index - 1].end <= 3:
                side, rule = last, "joined to one who goes with another"
            else:
                link = lex.linked(self.analysis.token_at(actor.start) - 1)
                if link == "accompanied":
                    side, rule = self._before(index, PERSONS), "goes with the one before"
                elif (whose := self._of_ruler(index)) is not None:
                    side, rule = whose, "joined to one who rules"
                elif (whose := self._for_side(index)) is not None:
                    side, rule = whose, "there for that side"
                elif link == "attended":
                    side, rule = self._first(index), "present with the one who receives"
                elif actor.name is not None and actor.role is not None and actor.role.value in TOLD_BY_ORGANS:
                    side, rule = self._organ(index), "institution of the state that tells of its own"
            last = side
            if side is None:
                continue
            actor.affiliation = Read(
                side.value, side.start, side.end, FROM_EARLIER, rule, f"of {self.analysis.words(side.start, side.end)}"
            )
            if actor.entity >= 0:
                self.entities[actor.entity].affiliation = actor.affiliation

    def _colleague(self, index: int) -> Read | None:
        """The one state of the ministers told with this one by their fields."""
        first = last = index
        if self.actors[index].rule != BY_FIELD:
            return None
        while first and self.actors[first].joined and self.actors[first - 1].rule == BY_FIELD:
            first -= 1
        while last + 1 < len(self.actors) and self.actors[last + 1].joined and self.actors[last + 1].rule == BY_FIELD:
            last += 1
        sides = [side for k in range(first, last + 1) if (side := self._side(k)) is not None]
        return sides[0] if len({side.value for side in sides}) == 1 else None

    def _of_ruler(self, index: int) -> Read | None:
        """ "The Kenyan president X, the prime minister Y and the minister Z": those joined to who rules hold other offices of the same state, and
        so do chiefs of services joined to a minister."""
        role = self.actors[index].role
        heads = RULERS | MINISTERS if role is not None and role.value in SERVICES else RULERS
        while index and role is not None and role.value in MINISTERS | SERVICES and self.actors[index].joined:
            actor, before = self.actors[index], self.actors[index - 1]
            if before.kind != "person" or before.role is None or before.role.value == role.value or actor.start - before.end > JOINED:
                return None
            if before.affiliation is not None:
                return before.affiliation if before.role.value in heads else None
            index -= 1
        return None

    def _for_side(self, index: int) -> Read | None:
        """The side or state right before somebody who is there, or signs, for it ("for the Jordanian side the minister X")."""
        before = self.actors[index - 1] if index else None
        if (
            before is None
            or before.kind not in ("delegation", "state")
            or before.sentence != self.actors[index].sentence
            or before.particle
        ):
            return None
        at, after = self.analysis.token_at(before.start), self.analysis.token_at(before.end)
        gap = self.analysis.token_at(self.actors[index].start) - after
        return before.affiliation if self.lex.is_(at - 1, "for_side") and gap <= 1 and not self.actors[index].particle else None

    def _organ(self, index: int) -> Read | None:
        """The state of the only institution before this one in its sentence: "the Korean presidency said that the president X …"."""
        before = [k for k in self._earlier(index) if self._side(k) is not None]
        sides = {side.value for k in before if (side := self._side(k)) is not None}
        organ = before[0] if before and self.actors[before[0]].kind == "institution" and len(sides) == 1 else -1
        return self._side(organ) if organ >= 0 else None

    def _first(self, index: int) -> Read | None:
        """The side of the first person of the sentence."""
        return next((self._side(k) for k in self._earlier(index) if self.actors[k].kind == "person"), None)

    def _earlier(self, index: int) -> range:
        """The mentions before this one in its sentence."""
        first = index
        while first > 0 and self.actors[first - 1].sentence == self.actors[index].sentence:
            first -= 1
        return range(first, index)

    def offices(self) -> None:
        """Offices without a name, groups and parties."""
        for index, actor in enumerate(self.actors):
            self._spoken_of(index - 1)
            if actor.entity >= 0 or actor.kind in ("pair", "pronoun"):
                continue
            if actor.kind == "person" and actor.name is None:
                number = self._by_office(index, actor)
                if number >= 0:
                    self._join(index, number)
                else:
                    self._new(index, "person")
            elif (
                actor.kind == "delegation" and actor.affiliation is None and actor.article and actor.number == "sg" and self.delegation >= 0
            ):
                self._join(index, self.delegation)
            elif actor.kind in PARTIES:
                kind = "party" if actor.kind != "institution" else "institution"
                name = folded(actor.name.value) if kind == "institution" and actor.name is not None else ""
                role = actor.role.value if actor.role is not None else ""
                told = (kind, actor.affiliation.value, role, name) if actor.affiliation is not None and (name or kind == "party") else None
                if told is not None and told in self.parties:
                    self._join(index, self.parties[told])
                    continue
                number = self._new(index, kind)
                if told is not None:
                    self.parties[told] = number

    def _spoken_of(self, index: int) -> None:
        """Keeps the delegation last spoken of, or who was said to head it, before those after this mention are looked at."""
        actor = self.actors[index] if index >= 0 else None
        if actor is None or (actor.kind != "delegation" and actor.rule != HEADS_DELEGATION):
            return
        if actor.entity >= 0 and self.entities[actor.entity].affiliation is not None:
            self.delegation = actor.entity

    def holders(self) -> None:
        """Affiliations of persons whom the world data knows as holders of an office of one state."""
        for entity in self.entities:
            anchor = entity.role or entity.name
            if entity.kind != "person" or entity.affiliation is not None or anchor is None or not (state := self._holder(entity)):
                continue
            if any(self.actors[i].of_two for i in entity.mentions):
                continue
            entity.affiliation = Read(
                state, anchor.start, anchor.end, INFERRED, "office-holder", "the name is that of a known office-holder of this state"
            )

    def fill(self) -> None:
        """Affiliations that nothing else tells: the outlet's state for its own officials."""
        home = self.analysis.home
        for entity in self.entities:
            if entity.kind != "person" or entity.affiliation is not None:
                continue
            first = self.actors[entity.mentions[0]] if entity.mentions else None
            anchor = entity.role or entity.name
            if anchor is None or first is None or first.counterpart or first.served or first.of_two:
                continue
            role = entity.role.value if entity.role is not None else ""
            if (
                home
                and entity.role is not None
                and role not in NOT_OF_STATES
                and (role not in OF_SOME_STATES or role in self._offices(home))
            ):
                entity.affiliation = Read(
                    home,
                    anchor.start,
                    anchor.end,
                    INFERRED,
                    OWN_OFFICIALS,
                    "an office named without its state in an outlet of this state",
                )

    def _offices(self, state: str) -> frozenset[str]:
        """The offices of a state whose holders the world data knows; for a state of which it knows none, all that only some states have."""
        known = frozenset(h.role for h in self.analysis.pack.data.holders if h.affiliation == state)
        return known or OF_SOME_STATES

    def roles(self) -> None:
        """Offices by what the body is: the president of a movement leads a party, that of an international organisation is its head, and
        its other officials are international ones."""
        data = self.analysis.pack.data
        for entity in self.entities:
            role, side = entity.role, entity.affiliation
            if entity.kind != "person" or role is None or side is None:
                continue
            kind, value = data.body_types.get(side.value, ""), ""
            if kind == "movement" and role.value in HEADS:
                # unless the world data knows presidents of it, as of a region that governs itself
                governs = any(h.role == "president" and h.affiliation == side.value for h in data.holders)
                value = "" if governs else "party_leader"
            elif kind in ("organisation", "agency"):
                value = {"other": "international_official", "president": "secretary_general"}.get(role.value, "")
            if value:
                entity.role = Read(value, role.start, role.end, role.how, f"{role.rule}, by the kind of the body", role.reason)
                for index in entity.mentions:
                    actor = self.actors[index]
                    if actor.role is not None and actor.role.value == role.value:
                        actor.role = entity.role

    def _could_hold(self, entity: Entity, holder: Holder) -> bool:
        """Whether a person of the report can be this office-holder: no other kind of office, and not before the term of office."""
        day = self.analysis.report.published
        published = day.value[:4] if day is not None else ""
        if published and holder.since and published < holder.since[:4]:
            return False
        if entity.role is None or entity.role.value in ("other", "former_official", holder.role):
            return True
        if entity.role.value in RULERS and holder.role in SERVANTS:
            return False
        a, b = entity.role.value, holder.role
        return a in GENERIC.get(b, ()) or b in GENERIC.get(a, ()) or {a, b} <= MINISTERS or a not in MINISTERS

    def _holder(self, entity: Entity) -> str | None:
        if entity.name is None:
            return None
        mine = self.words(entity.name.value)
        if not mine:
            return None
        role = entity.role.value if entity.role is not None else ""
        roles = GENERIC.get(role, frozenset()) | {role}
        day = self.analysis.report.published
        best = (False, False, False)
        states: set[str] = set()
        for other, holder in holder_index(self.analysis.pack, self.words).find(mine[-1]):
            if not self._could_hold(entity, holder):
                continue
            told = role in ("", "other") or holder.role in roles or any({role, holder.role} <= alike for alike in (MINISTERS, OF_A_PART))
            if len(mine) >= 2:
                fits = self._same(mine, other) and of_one(mine, other, self.lex.names, told=told)
            else:
                # a name of one word: a known short name, else a family name that is no common given name
                rare = self.lex.names.get(mine[0], 0) < COMMON_NAME
                fits = holder.role in roles and close(other[-1], mine[0]) and (other == mine or rare)
            if not fits:
                continue
            # the same words before spellings of them, then somebody in office on the day of the report, then the office told
            rank = (other == mine, day is not None and in_term(holder, day.value), role == holder.role)
            if rank > best or not states:
                best, states = rank, set()
            if rank == best:
                states.add(holder.affiliation)
        return states.pop() if len(states) == 1 else None


def gather(analysis: Analysis) -> None:
    """Fill `analysis.entities` and the entity of every actor; adds the mentions by surname alone to `analysis.actors`."""
    work = Gatherer(analysis)
    work.full_names()
    work.short_names()
    work.known_alone()
    work.surnames()
    work.holders()
    offices_of(analysis, work.actors, work.entities)
    work.counterparts()
    work.companions()
    deputies(analysis, work.actors, work.entities)
    work.offices()
    work.fill()
    work.chancellors()
    work.roles()
    analysis.entities = work.entities
