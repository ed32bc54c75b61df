"""What people decide, as methods of an open store: corrections of claims, groups of persons and events, undoing, and the
lists about them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from mahdar.store import correcting, decisions, finding, grouping, tables, viewing
from mahdar.store.handle import Handle, person
from mahdar.store.laying import standing
from mahdar.store.shapes import CHANGE, CONFIRM, DIFFERENT, MERGE, RENAME, RETRACT, SPLIT, UNDO, Decision, Orphan, Seen


class Deciding(Handle):
    """An open store that takes decisions."""

    def confirm(self, claim: str, field: str = "", *, who: str | None = None, why: str = "", settles: bool = False) -> Decision:
        """Say that a claim, or one field of it, is right as shown."""
        return self._decide(CONFIRM, claim, field=field, who=person(who), why=why, settles=settles)

    def change(self, claim: str, field: str, value: Any, *, who: str | None = None, why: str = "", settles: bool = False) -> Decision:
        """Put another value into a field (`date`, `participants[0].name`, `topics` …)."""
        return self._decide(CHANGE, claim, field=field, value=value, who=person(who), why=why, settles=settles)

    def retract(self, claim: str, *, who: str | None = None, why: str = "", settles: bool = False) -> Decision:
        """Say that a report doesn't tell this."""
        return self._decide(RETRACT, claim, who=person(who), why=why, settles=settles)

    def _decide(self, action: str, claim: str, **about: Any) -> Decision:
        with self._base.writing() as connection:
            decision = correcting.about_claim(connection, action, claim, **about)
            self._changed(connection, finding.report_of(connection, decision.report or "")[0])
            return decision

    def add_claim(self, report: str, type_: str, value: dict[str, Any], *, who: str | None = None, why: str = "") -> Decision:
        """Add an engagement or a statement that was not read; its id is the decision's `claim`."""
        with self._base.writing() as connection:
            decision = correcting.add(connection, report, type_, value, who=person(who), why=why)
            self._changed(connection, finding.report_of(connection, decision.report or "")[0])
            return decision

    def merge(self, kind: str, members: list[str], *, who: str | None = None, why: str = "") -> Decision:
        """Say that persons, or events, are one; the group is named after the first."""
        with self._base.writing() as connection:
            return correcting.group(connection, MERGE, kind, members, who=person(who), why=why)

    def split(self, kind: str, member: str, *, who: str | None = None, why: str = "", settles: bool = False) -> Decision:
        """Say that a person, or an event, is none of the group that it was merged into."""
        with self._base.writing() as connection:
            return correcting.group(connection, SPLIT, kind, [member], who=person(who), why=why, settles=settles)

    def different(self, kind: str, one: str, other: str, *, who: str | None = None, why: str = "", settles: bool = False) -> Decision:
        """Say that two persons are not one, whatever the program takes them for."""
        with self._base.writing() as connection:
            return correcting.group(connection, DIFFERENT, kind, [one, other], who=person(who), why=why, settles=settles)

    def rename(self, kind: str, member: str, name: str, *, who: str | None = None, why: str = "", settles: bool = False) -> Decision:
        """Call a person by another name."""
        with self._base.writing() as connection:
            return correcting.group(connection, RENAME, kind, [member], value=name, who=person(who), why=why, settles=settles)

    def undo(self, decision: str, *, who: str | None = None, why: str = "") -> Decision:
        """Take a decision back; itself a decision, which can be undone."""
        with self._base.writing() as connection:
            made, report = correcting.undo(connection, decision, who=person(who), why=why)
            if report is not None:
                self._changed(connection, report)
            return made

    def _changed(self, connection: sa.Connection, report: int) -> None:
        viewing.refresh(connection, [report])
        self.search_index.written(connection, [report])

    def history(self, *, report: str | None = None, who: str | None = None) -> list[Decision]:
        """Every decision, oldest first, undone ones and undoing included."""
        with self._base.reading() as connection:
            key = finding.report_of(connection, report)[1] if report is not None else None
            return [d for d in decisions.all_of(connection, who=who) if key is None or d.report == key]

    def undone(self) -> set[str]:
        """Ids of decisions that were taken back."""
        with self._base.reading() as connection:
            every = decisions.all_of(connection)
        left = {d.id for d in standing(every)}
        return {d.id for d in every if d.action != UNDO and d.id not in left}

    def groups(self, kind: str) -> grouping.Groups:
        """Persons or events that people merged, told apart or renamed."""
        with self._base.reading() as connection:
            return grouping.groups(decisions.all_of(connection, kind=kind))

    def conflicts(self) -> list[Seen]:
        """Claims that people disagree about."""
        with self._base.reading() as connection:
            s = tables.seen
            return [
                one
                for shown in self._shown(connection, sa.select(s.c.report_id).where(s.c.conflicts > 0).distinct())
                for one in shown.seen
                if one.conflicts
            ]

    def orphans(self) -> list[Orphan]:
        """Decisions whose claim or field is no longer read."""
        with self._base.reading() as connection:
            h = tables.heads
            return [o for shown in self._shown(connection, sa.select(h.c.report_id).where(h.c.orphans > 0)) for o in shown.orphans]

    def _shown(self, connection: sa.Connection, query: sa.Select[Any]) -> list[viewing.Shown]:
        reports = sorted(connection.scalars(query))
        heads = list(viewing.stored(connection, reports))
        return list(viewing.compute(connection, heads, viewing.keys_of(connection, reports)).values())
