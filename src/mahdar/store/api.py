"""The store as Python sees it: `Store.open(address)`, then `add`, `report`, `listed`, `search`, `confirm`, `change`,
`retract`, `undo` and so on.

One object may be used by one thread at a time; any number of objects and processes may have the same store open. What goes wrong is a
`StoreError` with a message for people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import sqlalchemy as sa

from mahdar.model import Record, Source
from mahdar.resolve.people import Person, Said
from mahdar.store import backup, cases, correcting, finding, keeping, knowing, linking, packed, rereading, tables, verifying, viewing
from mahdar.store.deciding import Deciding
from mahdar.store.errors import StoreError
from mahdar.store.finding import Filter
from mahdar.store.handle import person
from mahdar.store.query import asks_for_persons, parse
from mahdar.store.searching import Answer
from mahdar.store.shapes import Added, Changes, Decision, Kept, Reading, ReportLine, Seen, Version

BATCH = 100  # reports of one transaction: what a kill may take away, and what a wait on the disk is shared by


class Store(Deciding):
    """A store that is open. Use it as a context manager, or call `close`."""

    # ------------------------------------------------------------ adding
    def has(self, source: Source) -> bool:
        """Whether exactly this source is kept."""
        with self._base.reading() as connection:
            return keeping.find_version(connection, source) is not None

    def add(self, read: Iterable[tuple[Source, Record]], *, who: str | None = None, batch: int = BATCH) -> Added:
        """Keep reports that were read; `batch` of them at a time, each batch as a whole or not at all. What is kept
        already is left alone."""
        added = Added()
        by = person(who)
        run: int | None = None
        waiting: list[tuple[Source, Record]] = []

        def send() -> None:
            nonlocal run
            if not waiting:
                return
            with self._base.writing() as connection:
                if run is None and any(keeping.find_version(connection, source) is None for source, _ in waiting):
                    first = waiting[0][1]
                    run = keeping.start_run(connection, keeping.ADD_RUN, by, correcting.now(), first.program, first.packs)
                results = ["already"] * len(waiting)
                if run is not None:
                    keeper = keeping.Keeper(connection, run, correcting.now())
                    keeper.expect(waiting)
                    results = [keeper.keep(source, record) for source, record in waiting]
                    keeper.send()
                    viewing.refresh(connection, keeper.touched)
                    self.search_index.written(connection, keeper.touched)
            added.new += results.count("new")
            added.versions += results.count("version")
            added.already += results.count("already")
            waiting.clear()

        for pair in read:
            waiting.append(pair)
            if len(waiting) >= batch:
                send()
        send()
        return added

    # ------------------------------------------------------------ looking
    def report(self, given: str) -> Kept:
        """A report with all that is shown of it, by key, by the name that it came under, or by address."""
        with self._base.reading() as connection:
            number, key = finding.report_of(connection, given)
            head = next(viewing.stored(connection, [number]))
            shown = viewing.compute(connection, [head], {number: key})[number]
            return Kept(
                key=key,
                record=keeping.record_of(connection, head.reading),
                seen=shown.seen,
                orphans=shown.orphans,
                versions=_versions(connection, number),
                readings=_readings(connection, number, head.reading),
            )

    def record(self, given: str, *, run: int | None = None) -> Record:
        """The record of a report as it was read: the reading that is shown, or that of a run."""
        with self._base.reading() as connection:
            number, key = finding.report_of(connection, given)
            if run is None:
                return keeping.record_of(connection, next(viewing.stored(connection, [number])).reading)
            r, v = tables.readings, tables.versions
            query = sa.select(r.c.id).join(v, v.c.id == r.c.version_id).where(v.c.report_id == number, r.c.run_id == run)
            found = connection.execute(query.order_by(r.c.id.desc()).limit(1)).scalar()
            if found is None:
                raise StoreError(f"report {key} was not read in run {run}")
            return keeping.record_of(connection, found)

    def claim(self, given: str) -> Seen:
        """A claim as shown."""
        with self._base.reading() as connection:
            return correcting.seen_of(connection, given)[1]

    def listed(self, wanted: Filter | None = None, *, limit: int | None = None) -> Iterator[tuple[ReportLine, Seen]]:
        """Claims as shown, latest day first, each with the line of its report; one state of the store, however long the list is read."""
        left = limit
        wanted = self._linked(wanted)
        with self._base.reading() as connection:
            for some in finding.rows(connection, wanted):
                yield from self._lines(connection, some if left is None else some[:left])
                if left is not None:
                    left -= len(some)
                    if left <= 0:
                        return

    def _lines(self, connection: sa.Connection, rows: list[finding.Row]) -> Iterator[tuple[ReportLine, Seen]]:
        reports = list(dict.fromkeys(row.report for row in rows))
        lines = finding.report_lines(connection, reports)
        heads = list(viewing.stored(connection, reports))
        shown = viewing.compute(connection, heads, {number: line.key for number, line in lines.items()})
        query = sa.select(tables.seen.c.id, tables.seen.c.key).where(tables.seen.c.id.in_([row.seen for row in rows]))
        keys = {row[0]: row[1] for row in connection.execute(query)}
        by_key = {(number, one.key): one for number, view in shown.items() for one in view.seen}
        for row in rows:
            yield lines[row.report], by_key[(row.report, keys[row.seen])]

    def count(self, wanted: Filter | None = None) -> int:
        """How many claims a list holds."""
        wanted = self._linked(wanted)
        with self._base.reading() as connection:
            return finding.count(connection, wanted)

    def _linked(self, wanted: Filter | None) -> Filter:
        """What is wanted; where somebody is asked for, all reports have their links then."""
        wanted = wanted or Filter()
        if wanted.who:
            self.link_all()
        return wanted

    def totals(self) -> dict[str, int]:
        """Rows of each table."""
        with self._base.reading() as connection:
            return {t.name: connection.execute(sa.select(sa.func.count()).select_from(t)).scalar_one() for t in tables.data.sorted_tables}

    # ------------------------------------------------------------ who is who
    def link_all(self, step: Callable[[int], None] = lambda _: None) -> None:
        """Work out whom the mentions of all reports lead to, where an older program kept them without, and give names the keys of now; in a store
        opened for reading, older keys are a StoreError."""
        with self._base.reading() as connection:
            done, keyed = linking.complete(connection), linking.keyed(connection)
        if not done and not self._base.readonly:
            self.rebuild(step)
        elif done and not keyed:
            if self._base.readonly:
                raise StoreError("made with older keys of names; open it for writing once, or run `mahdar store rebuild`")
            with self._base.writing() as connection:
                viewing.rekey(connection)

    def who(self, asked: str) -> list[Person]:
        """The persons who answer to a name in any script, or to an identifier; best first."""
        with self._base.reading() as connection:
            return knowing.who(connection, asked)

    def shown(self, reports: list[str]) -> Iterator[Record]:
        """Records as shown, with what people decided in them; `id` is the key of the report."""
        for some in keeping.chunks(reports, 200):
            with self._base.reading() as connection:
                found = knowing.shown_records(connection, some)
            yield from found

    def links(self, reports: list[str]) -> list[tuple[Said, str]]:
        """The mentions of reports, by key, of whom something can be said, each with whom it leads to (empty for nobody)."""
        with self._base.reading() as connection:
            return knowing.links_of(connection, reports)

    def decisions_about(self, somebody: Person) -> list[Decision]:
        """What people decided about who somebody is, without what was taken back."""
        with self._base.reading() as connection:
            return knowing.about(connection, somebody)

    # ------------------------------------------------------------ reading again
    def reread(
        self,
        read: Callable[[Source], Record],
        *,
        who: str | None = None,
        again: bool = False,
        limit: int | None = None,
        step: Callable[[int], None] = lambda _: None,
    ) -> Changes:
        """Read all reports anew and tell what that would change (`limit` differences one by one); nothing that is shown changes before
        `adopt`."""
        run, failed = rereading.read_all(self._base, read, who=person(who), again=again, step=step)
        changes = self.changes(run, limit=limit)
        changes.failed = failed
        return changes

    def changes(self, run: int, *, limit: int | None = None) -> Changes:
        """What adopting a run would change."""
        with self._base.reading() as connection:
            return rereading.compare(connection, run, limit=limit)

    def proposals(self) -> list[tuple[int, str, str, str, str]]:
        """Runs that wait to be adopted or discarded: number, who, when, program, packs."""
        with self._base.reading() as connection:
            return rereading.proposals(connection)

    def adopt(self, run: int, *, who: str | None = None) -> int:
        """Show what a run read from now on; an earlier run can be adopted again. Gives the number of reports."""
        return self._settle(run, who, discard=False)

    def discard(self, run: int, *, who: str | None = None) -> None:
        """Take a run off the list of proposals; its readings stay on record."""
        self._settle(run, who, discard=True)

    def _settle(self, run: int, who: str | None, *, discard: bool) -> int:
        with self._base.writing() as connection:
            number = rereading.settle(connection, run, who=person(who), discard=discard)
            if not discard:
                self.search_index.written(connection, self._of_run(connection, run))
            return number

    def _of_run(self, connection: sa.Connection, run: int) -> list[int]:
        v, r = tables.versions, tables.readings
        return sorted(
            connection.execute(sa.select(v.c.report_id).join(r, r.c.version_id == v.c.id).where(r.c.run_id == run).distinct()).scalars()
        )

    # ------------------------------------------------------------ looking after it
    def backup(self, path: str | Path, step: Callable[[int], None] = lambda _: None) -> dict[str, int]:
        """Write the whole store to one file, which `restore` reads on any database; gives rows by table."""
        return backup.backup(self._base, Path(path), step)

    @classmethod
    def restore(cls, path: str | Path, address: str | Path | None = None, step: Callable[[int], None] = lambda _: None) -> dict[str, int]:
        """Make a store of a backup, where there is none yet; gives rows by table. What was begun is taken away when it fails."""
        backup.check(Path(path))
        base = cls._checked(address, create=True)
        empty = base.address.path is not None and not (base.address.path.exists() and base.address.path.stat().st_size)
        try:
            rows = backup.restore(base, Path(path), step)
        except BaseException:
            base.close()
            if empty and base.address.path is not None:
                for ending in ("", "-wal", "-shm"):
                    base.address.path.with_name(base.address.path.name + ending).unlink(missing_ok=True)
            raise
        with cls(base) as restored:
            restored.search_index.index.rebuild()
        return rows

    def verify(self, step: Callable[[int], None] = lambda _: None) -> list[str]:
        """All that is wrong with the store, in words; nothing when all is well."""
        return verifying.verify(self._base, step)

    def rebuild(self, step: Callable[[int], None] = lambda _: None) -> int:
        """Make the view and the index anew from claims and decisions; gives the number of reports."""
        with self._base.writing() as connection:
            viewing.rebuild(connection, step)
        return self.search_index.index.rebuild()

    def case(self, report: str) -> cases.Case:
        """A corrected report as a test case for `mahdar score`."""
        return cases.case_of(self.report(report))

    # ------------------------------------------------------------ searching
    def search(self, query: str, *, limit: int = 10, offset: int = 0, facets: bool = False, sort: str = "best") -> Answer:
        """Reports (or with `in:statements`, `in:engagements` single claims) that a query finds. Raises QueryError for a broken query."""
        if asks_for_persons(parse(query).tree):
            self.link_all()
        return self.search_index.search(query, limit=limit, offset=offset, facets=facets, sort=sort)


def _versions(connection: sa.Connection, report: int) -> list[Version]:
    v, r = tables.versions, tables.runs
    query = sa.select(v.c.number, v.c.label, r.c.at, v.c.source).join(r, r.c.id == v.c.run_id).where(v.c.report_id == report)
    return [
        Version(number=number, label=label, at=at, source=packed.decode(blob, Source))
        for number, label, at, blob in connection.execute(query.order_by(v.c.number))
    ]


def _readings(connection: sa.Connection, report: int, shown: int) -> list[Reading]:
    v, r, u = tables.versions, tables.readings, tables.runs
    query = sa.select(r.c.id, r.c.run_id, v.c.number, r.c.program, r.c.packs, u.c.at)
    query = query.join(v, v.c.id == r.c.version_id).join(u, u.c.id == r.c.run_id).where(v.c.report_id == report).order_by(r.c.id)
    return [
        Reading(run, number, program, packs, at, reading == shown) for reading, run, number, program, packs, at in connection.execute(query)
    ]


__all__ = ["Filter", "Store", "StoreError", "person"]
