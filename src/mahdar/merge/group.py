"""Tellings to events: candidates by keys, verdicts, and groups that are the same in whatever order the reports came.

`Grouper` keeps what it needs to take in one report at a time; `group` does it in bulk. Both give the same groups: links between tellings
depend on the two alone, and a group is worked out anew from all tellings that hang together by links, never from its own history. Links come
best first; two groups stay apart with as many vetoes as links between them, or when a person says so. What people put together is joined last.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from mahdar.merge import attach, copies, keys
from mahdar.merge.decide import decide
from mahdar.merge.model import DEEPER, Copy, Judgement, Leading, Prepared, Telling, Told, Verdict
from mahdar.merge.tellings import leading, tellings
from mahdar.model import Record

_NONE: dict[str, float] = {}
# What stands for a veto among the scores of links.
VETO = -1.0
# What stands for a person's word among them.
TOLD = 2.0
# Links that it takes to outweigh one veto between two groups.
VETOES_WEIGH = 1.0


def event_id(telling: str) -> str:
    """The id that an event has from its founding telling: the claim's own, without the report."""
    return telling.split("/", 1)[1]


def prepare(record: Record) -> Prepared:
    """What grouping needs of a report. Pure, and most of the work: done beside reading, in as many processes."""
    return Prepared(record.id, record.report.sha256, " ".join(copies.story(record)), leading(record), tellings(record))


class Group(msgspec.Struct, frozen=True):
    """The tellings of one contact, in order of report and cue, and why each report stands under it."""

    tellings: list[Telling]
    told: list[Told]


class Grouper:
    """An index of tellings that takes reports in and out. All that it answers depends on what is in it, not on the order."""

    def __init__(self, judgements: Iterable[Judgement] = ()) -> None:
        self.tellings: dict[str, Telling] = {}
        self.leads: dict[str, Leading] = {}
        self.hashes: dict[str, str] = {}
        self.pairs: dict[frozenset[str], Copy] = {}
        self._of_report: dict[str, list[str]] = {}
        self._keys: dict[str, list[str]] = defaultdict(list)
        self._links: dict[str, dict[str, float]] = {}
        self._sketches = copies.Sketches()
        self._copies: dict[str, set[str]] = defaultdict(set)
        self._published: dict[int, list[str]] = defaultdict(list)
        self._told_together: dict[str, set[str]] = defaultdict(set)
        self._told_apart: set[frozenset[str]] = set()
        self._of_claim: dict[str, set[str]] = defaultdict(set)
        self.compared = 0
        for judgement in judgements:
            self.judge(judgement)

    # ------------------------------------------------------------ taking in and out
    def add(self, record: Record) -> bool:
        """Take a report in; False where it is in already. A report that changed takes the place of its earlier version."""
        return self.take(prepare(record))

    def take(self, ready: Prepared) -> bool:
        """`add` for a report that was prepared elsewhere (in another process)."""
        if self.hashes.get(ready.report) == ready.sha256:
            return False
        self.remove(ready.report)
        for copy in self._sketches.add(ready.report, ready.story.split()):
            self.pairs[frozenset((copy.a, copy.b))] = copy
            self._copies[copy.a].add(copy.b)
            self._copies[copy.b].add(copy.a)
        self.put(ready.lead, ready.tellings)
        self.hashes[ready.report] = ready.sha256
        return True

    def put(self, lead: Leading, found: Sequence[Telling]) -> None:
        """Take in the tellings of a report whose copies are known. All verdicts come first, so a fault leaves nothing half done."""
        report = lead.report
        links: list[tuple[str, str, float]] = []
        own = {telling.id: keys.keys(telling) for telling in found}
        for number, telling in enumerate(found):
            near = {other for key in own[telling.id] for other in self._keys.get(key, ())}
            near |= {other for copied in self._copies.get(report, ()) for other in self._of_report.get(copied, ())}
            for other in [*(self.tellings[name] for name in sorted(near)), *found[:number]]:
                verdict = self.verdict(telling, other)
                if verdict.same or verdict.veto:
                    links.append((telling.id, other.id, verdict.score if verdict.same else VETO))
        self.leads[report] = lead
        if lead.published is not None:
            self._published[lead.published].append(report)
        self._of_report[report] = [t.id for t in found]
        for telling in found:
            self.tellings[telling.id] = telling
            self._of_claim[event_id(telling.id)].add(telling.id)
            self._links[telling.id] = {}
            for key in own[telling.id]:
                self._keys[key].append(telling.id)
        for a, b, value in links:
            self._links[a][b] = value
            self._links[b][a] = value

    def verdict(self, a: Telling, b: Telling) -> Verdict:
        """The verdict on two tellings, knowing whether their reports print one text."""
        self.compared += 1
        return decide(a, b, copies=b.report in self._copies.get(a.report, ()))

    def remove(self, report: str) -> bool:
        """Take a report out (withdrawn); False where it is not in."""
        lead = self.leads.pop(report, None)
        if lead is None:
            return False
        self.hashes.pop(report, None)
        if lead.published is not None:
            self._published[lead.published].remove(report)
        for name in self._of_report.pop(report, []):
            telling = self.tellings.pop(name)
            self._of_claim[event_id(name)].discard(name)
            for key in keys.keys(telling):
                self._keys[key].remove(name)
            for other in self._links.pop(name):
                self._links[other].pop(name, None)
        for other in self._copies.pop(report, set()):
            self._copies[other].discard(report)
            self.pairs.pop(frozenset((report, other)), None)
        self._sketches.remove(report)
        return True

    def judge(self, judgement: Judgement) -> None:
        """Follow a person's word; a later one on the same two takes the place of an earlier one."""
        pair = frozenset((judgement.a, judgement.b))
        if judgement.same:
            self._told_apart.discard(pair)
            self._told_together[judgement.a].add(judgement.b)
            self._told_together[judgement.b].add(judgement.a)
        else:
            self._told_together[judgement.a].discard(judgement.b)
            self._told_together[judgement.b].discard(judgement.a)
            self._told_apart.add(pair)

    # ------------------------------------------------------------ groups
    def hanging_together(self, start: str) -> list[str]:
        """All tellings that hang together with one by links or people's words, in order."""
        seen, todo = {start}, [start]
        while todo:
            at = todo.pop()
            near = [other for other, score in self._links.get(at, _NONE).items() if score > 0]
            near += self._together(at)
            for other in near:
                if other not in seen:
                    seen.add(other)
                    todo.append(other)
        return sorted(seen)

    def _together(self, telling: str) -> list[str]:
        """The tellings that people put together with one, as far as they are here."""
        names = self._told_together.get(telling, set()) | self._told_together.get(event_id(telling), set())
        # Reports that print one text give their claims one id, so an event's id may stand for several tellings.
        found = {other for name in names for other in (name, *self._of_claim.get(name, ()))}
        return sorted(other for other in found if other in self.tellings and other != telling)

    def _apart(self, a: str, b: str) -> bool:
        return any(frozenset((x, y)) in self._told_apart for x in (a, event_id(a)) for y in (b, event_id(b)))

    def clusters(self, members: Sequence[str]) -> list[list[str]]:
        """The contacts among tellings that hang together."""
        if len(members) == 1:
            return [list(members)]
        inside = set(members)
        edges: list[tuple[float, str, str]] = []
        for a in members:
            edges += [(score, a, b) for b, score in self._links[a].items() if score > 0 and a < b and b in inside]
            edges += [(TOLD, a, b) for b in self._together(a) if a < b and b in inside]
        # People join whole contacts, so their word comes when the links have made them.
        edges.sort(key=lambda e: (e[0] == TOLD, -e[0], e[1], e[2]))
        home = {m: m for m in members}
        held: dict[str, list[str]] = {m: [m] for m in members}
        for score, a, b in edges:
            one, two = home[a], home[b]
            if one == two or not self._may_join(held[one], held[two], score == TOLD):
                continue
            held[one] += held[two]
            for member in held.pop(two):
                home[member] = one
        return sorted(sorted(h) for h in held.values())

    def _may_join(self, one: list[str], two: list[str], told: bool) -> bool:
        if self._told_apart and any(self._apart(a, b) for a in one for b in two):
            return False
        if told:
            return True
        links = vetoes = 0
        for a in one:
            known = self._links[a]
            for b in two:
                value = known.get(b)
                if value is None:
                    verdict = self.verdict(self.tellings[a], self.tellings[b])
                    value = VETO if verdict.veto else 0.0
                if value > 0:
                    links += 1
                elif value < 0:
                    vetoes += 1
        return links > VETOES_WEIGH * vetoes

    def group_of(self, telling: str) -> Group:
        """The contact that a telling belongs to, with everything told of it."""
        for members in self.clusters(self.hanging_together(telling)):
            if telling in members:
                return self._filled(members)
        raise KeyError(telling)

    def groups(self) -> list[Group]:
        """All contacts, in order."""
        done: set[str] = set()
        out: list[Group] = []
        for start in sorted(self.tellings):
            if start in done:
                continue
            members = self.hanging_together(start)
            done |= set(members)
            out += [self._filled(cluster) for cluster in self.clusters(members)]
        return out

    def _filled(self, members: Iterable[str]) -> Group:
        found = sorted((self.tellings[m] for m in members), key=lambda t: (t.report, t.start, t.id))
        told = [Told(t.report, t.id, t.position, "") for t in found]
        return Group(found, told + self._attached(found, {t.report for t in found if t.position != DEEPER}))

    def _attached(self, found: list[Telling], inside: set[str]) -> list[Told]:
        out: dict[str, Told] = {}
        for original in sorted(inside):
            for copied in sorted(self._copies.get(original, set()) - inside):
                if copied not in out and copied in self.leads:
                    told = attach.by_copy(found, original, self.leads[copied], self.own(copied))
                    if told:
                        out[copied] = told
        both = attach.sides(found)
        if both:
            for day in range(both.first, both.last + 1):
                for report in self._published.get(day, ()):
                    if report not in inside and report not in out:
                        told = attach.by_names(found, both, self.leads[report], self.own(report))
                        if told:
                            out[report] = told
        return [out[report] for report in sorted(out)]

    def own(self, report: str) -> list[Telling]:
        """The tellings of one report."""
        return [self.tellings[t] for t in self._of_report.get(report, ())]


def group(records: Iterable[Record], judgements: Iterable[Judgement] = ()) -> tuple[list[Group], Mapping[frozenset[str], Copy]]:
    """The contacts of many reports, and which of the reports print one text."""
    grouper = Grouper(judgements)
    for record in records:
        grouper.add(record)
    return grouper.groups(), grouper.pairs
