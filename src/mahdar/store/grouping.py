"""Groups of persons or of events, from what people decided: who is one with whom, who is not, and what somebody is called.

Pure: decisions go in, in any number and of any people; `Groups` comes out, with what they disagree about.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from mahdar.store.laying import standing
from mahdar.store.shapes import DIFFERENT, MERGE, RENAME, SPLIT, Decision


class Split(msgspec.Struct, frozen=True, gc=False):
    """Two people disagree: `apart` took out of a group what `together` had put into it (or gave `member` another name)."""

    member: str
    together: Decision
    apart: Decision


class Groups(msgspec.Struct, frozen=True):
    """`of` gives the group of a member, named by the member it was merged into; who is in no group isn't listed. `apart` are pairs that are not
    one, `names` what members are called."""

    of: dict[str, str]
    members: dict[str, list[str]]
    conflicts: list[Split]
    apart: list[tuple[str, str]] = []
    names: dict[str, str] = {}


def groups(decisions: Iterable[Decision]) -> Groups:
    """Groups from decisions in order.

    A merge puts the groups of all its members together under the name of the first; a split lets its member stand alone from then on, and
    leaves the others together. Two that are different are never in one group; where one person says so and another merges them, they stay
    apart. Of two names by different people none is taken.
    """
    laid = _Laid()
    for decision in standing(decisions):
        if decision.action == MERGE:
            laid.merge(decision)
        elif decision.action == SPLIT:
            for member in decision.members:
                laid.take_out(member, decision)
        elif decision.action == DIFFERENT:
            laid.different(decision)
        elif decision.action == RENAME:
            laid.rename(decision)
    return laid.groups()


class _Laid:
    """Decisions laid one over another."""

    def __init__(self) -> None:
        self.label: dict[str, str] = {}
        self.inside: dict[str, list[str]] = {}
        self.joined: dict[str, Decision] = {}
        self.apart: dict[tuple[str, str], Decision] = {}
        self.names: dict[str, Decision] = {}
        self.unsure: set[str] = set()
        self.conflicts: list[Split] = []

    def merge(self, decision: Decision) -> None:
        target = self.label.get(decision.members[0], decision.members[0])
        for member in decision.members:
            source = self.label.get(member, member)
            moving = self.inside.get(source, [source])
            if source != target and self._kept_apart(moving, self.inside.get(target, [target]), decision):
                continue
            for one in self.inside.pop(source, [source]) if source != target else [target]:
                self.label[one] = target
                if one not in self.inside.setdefault(target, []):
                    self.inside[target].append(one)
            self.joined[member] = decision

    def _kept_apart(self, some: list[str], others: list[str], decision: Decision) -> bool:
        """Whether somebody else said that two of these are different; what the same person said before gives way."""
        for pair, apart in list(self.apart.items()):
            if (pair[0] in some and pair[1] in others) or (pair[1] in some and pair[0] in others):
                if apart.who != decision.who and not decision.settles:
                    self.conflicts.append(Split(pair[1], decision, apart))
                    return True
                del self.apart[pair]
        return False

    def different(self, decision: Decision) -> None:
        one, other = decision.members
        if self.label.get(one, one) == self.label.get(other, other):
            self.take_out(other, decision)
        self.apart[one, other] = decision

    def take_out(self, member: str, decision: Decision) -> None:
        group = self.label.pop(member, member)
        others = self.inside.get(group, [])
        if member not in others:
            return
        others.remove(member)
        if group == member and others:
            # the group was named after the one that leaves
            name = min(others)
            self.inside[name] = self.inside.pop(group)
            self.label.update(dict.fromkeys(others, name))
        before = self.joined.get(member)
        if before is not None and before.who != decision.who and not decision.settles:
            self.conflicts.append(Split(member, before, decision))

    def rename(self, decision: Decision) -> None:
        member = decision.members[0]
        before = self.names.get(member)
        self.names[member] = decision
        self.unsure.discard(member)
        if before is not None and before.who != decision.who and before.value != decision.value and not decision.settles:
            self.conflicts.append(Split(member, before, decision))
            self.unsure.add(member)

    def groups(self) -> Groups:
        inside = {name: sorted(members) for name, members in self.inside.items() if len(members) > 1}
        names = {member: str(d.value) for member, d in self.names.items() if member not in self.unsure}
        return Groups(
            {member: name for name, members in inside.items() for member in members}, inside, self.conflicts, list(self.apart), names
        )
