"""One person, one entity within a report: mentions gathered under names, surnames, offices and pronoun nouns.

Full names come first; then surnames alone (also where no title led to them), offices without a name, counterparts. Every link follows a rule
that can be told ("surname of …", "the only foreign minister of that state in the report"); a mention that fits two stays alone.
"""

from __future__ import annotations

from mahdar.model import FROM_EARLIER, INFERRED
from mahdar.recognise.analysis import Actor, Analysis, Entity, Read
from mahdar.recognise.holders import holder_index
from mahdar.recognise.persons import GENERIC, Persons, close
from mahdar.text import folded

PARTIES = frozenset({"institution", "body", "state", "group", "delegation", "agency", "capital"})


class Gatherer(Persons):
    """The gathering: persons by name, then offices without a name, groups and parties."""

    def counterparts(self) -> None:
        """ "His counterpart": the office of the person before it in the sentence, else of the last person spoken of."""
        last: Actor | None = None
        for actor in self.actors:
            if actor.counterpart and actor.role is None:
                holder = last
                if holder is not None:
                    role = holder.role or (self.entities[holder.entity].role if holder.entity >= 0 else None)
                    if role is not None:
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
            elif (
                actor.kind == "delegation"
                and actor.affiliation is None
                and actor.article
                and actor.number == "sg"
                and (number := self._last_delegation(index)) >= 0
            ):
                self._join(index, number)
            elif actor.kind in PARTIES:
                kind = "party" if actor.kind != "institution" else "institution"
                for number, entity in enumerate(self.entities):
                    if entity.kind != kind or entity.affiliation is None or actor.affiliation is None:
                        continue
                    same_role = (entity.role and entity.role.value) == (actor.role and actor.role.value)
                    same_name = kind == "party" or (
                        entity.name is not None and actor.name is not None and folded(entity.name.value) == folded(actor.name.value)
                    )
                    if entity.affiliation.value == actor.affiliation.value and same_role and same_name:
                        self._join(index, number)
                        break
                else:
                    self._new(index, kind)

    def _last_delegation(self, index: int) -> int:
        """ "The delegation": the one last spoken of."""
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
            if e.kind == "person"
            and e.role is not None
            and e.role.value in roles
            and (bare or e.affiliation is None or e.affiliation.value == (actor.affiliation.value if actor.affiliation else ""))
        ]
        exact = [
            n
            for n in fits
            if (a := self.entities[n].affiliation) is not None and actor.affiliation is not None and a.value == actor.affiliation.value
        ]
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
                entity.affiliation = Read(
                    holder, anchor.start, anchor.end, INFERRED, "office-holder", "the name is that of a known office-holder of this state"
                )
            elif first.counterpart or first.served:
                continue
            elif home and entity.role is not None and entity.role.value not in ("other", "former_official", "business_figure"):
                entity.affiliation = Read(
                    home,
                    anchor.start,
                    anchor.end,
                    INFERRED,
                    "outlet's own officials",
                    "an office named without its state in an outlet of this state",
                )

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
