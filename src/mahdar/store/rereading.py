"""Reading again: all kept reports go through a newer program or pack; what comes out is kept beside what was there, compared with it, and
counts only when it is adopted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import sqlalchemy as sa

from mahdar.model import Record, Source
from mahdar.store import decisions, packed, tables, viewing
from mahdar.store.correcting import now
from mahdar.store.errors import StoreError, UnknownError
from mahdar.store.keeping import ADOPTED, DISCARDED, REREAD_RUN, Keeper, adopt, chunks, claims_in, start_run
from mahdar.store.laying import lay, matter
from mahdar.store.opening import Base
from mahdar.store.shapes import Changes, Claim, Difference

NEW, GONE, CHANGED = "new", "gone", "changed"
BATCH = 50
Read = Callable[[Source], Record]


def read_all(
    base: Base, read: Read, *, who: str, again: bool = False, step: Callable[[int], None] = lambda _: None
) -> tuple[int, list[tuple[str, str]]]:
    """Read every report anew and keep the readings; gives the run and the reports that failed, each with the reason.

    A run of the same reader that was broken off is taken up where it ended, unless `again` asks for a fresh one.
    """
    with base.reading() as connection:
        reports = connection.execute(sa.select(tables.heads.c.report_id).order_by(tables.heads.c.report_id)).scalars().all()
    if not reports:
        raise StoreError("the store holds no reports to read again")
    run: int | None = None
    failed: list[tuple[str, str]] = []
    done = 0
    for some in chunks(list(reports), BATCH):
        with base.reading() as connection:
            heads = list(viewing.current(connection, some))
            keys = viewing.keys_of(connection, some)
            sources = _sources(connection, [head.version for head in heads])
            have = _read_in(connection, run, [head.version for head in heads]) if run is not None else set()
        results: list[tuple[viewing.Head, Record]] = []
        for head in heads:
            if head.version in have:
                continue
            try:
                results.append((head, read(sources[head.version])))
            except Exception as error:  # a fault of the reader in one report must not take the others with it
                failed.append((keys[head.report], f"{type(error).__name__}: {error}"))
        if results:
            with base.writing() as connection:
                if run is None:
                    first = results[0][1]
                    run = None if again else _open_run(connection, first.program, first.packs)
                    if run is None:
                        run = start_run(connection, REREAD_RUN, who, now(), first.program, first.packs)
                    have = _read_in(connection, run, [head.version for head, _ in results])
                keeper = Keeper(connection, run, now())
                keeper.expect_texts([record for _, record in results])
                for head, record in results:
                    if head.version not in have:
                        keeper.reading(head.report, head.version, record)
                keeper.send()
        done += len(some)
        step(done)
    if run is None:
        raise StoreError(f"none of {len(failed)} reports could be read; nothing was changed")
    return run, failed


def _sources(connection: sa.Connection, versions: list[int]) -> dict[int, Source]:
    v = tables.versions
    found = connection.execute(sa.select(v.c.id, v.c.source).where(v.c.id.in_(versions)))
    return {number: packed.decode(blob, Source) for number, blob in found}


def _read_in(connection: sa.Connection, run: int, versions: list[int]) -> set[int]:
    r = tables.readings
    return set(connection.execute(sa.select(r.c.version_id).where(r.c.run_id == run, r.c.version_id.in_(versions))).scalars())


def _open_run(connection: sa.Connection, program: str, packs: str) -> int | None:
    """The latest run of this reader that was neither adopted nor discarded."""
    r = tables.runs
    query = sa.select(r.c.id).where(r.c.kind == REREAD_RUN, r.c.program == program, r.c.packs == packs, r.c.id.not_in(_settled()))
    return connection.execute(query.order_by(r.c.id.desc()).limit(1)).scalar()


def _settled() -> sa.Select[Any]:
    return sa.select(tables.adoptions.c.run_id)


def proposals(connection: sa.Connection) -> list[tuple[int, str, str, str, str]]:
    """Runs that wait to be adopted or discarded: number, who, when, program, packs."""
    r = tables.runs
    query = sa.select(r.c.id, r.c.who, r.c.at, r.c.program, r.c.packs).where(r.c.kind == REREAD_RUN, r.c.id.not_in(_settled()))
    return [(row[0], row[1], row[2], row[3], row[4]) for row in connection.execute(query.order_by(r.c.id))]


def check_run(connection: sa.Connection, run: int) -> tuple[str, str]:
    """Program and packs of a run. Raises UnknownError where there is none."""
    row = connection.execute(sa.select(tables.runs.c.program, tables.runs.c.packs).where(tables.runs.c.id == run)).first()
    if row is None:
        raise UnknownError(f"no run {run} in the store; `mahdar reread --list` shows those that wait")
    return row[0], row[1]


# ---------------------------------------------------------------- what it would change
def compare(connection: sa.Connection, run: int, *, limit: int | None = None) -> Changes:
    """What adopting a run would change. `limit` bounds the list of differences; all are counted."""
    program, packs = check_run(connection, run)
    changes = Changes(run=run, program=program, packs=packs, counts=dict.fromkeys((NEW, GONE, CHANGED), 0))
    for report, key, old, new in _pairs(connection, run):
        changes.reports += 1
        differences = list(_differences(key, old, new))
        if not differences:
            changes.same += 1
        for difference in differences:
            changes.counts[difference.what] += 1
        changes.differences += differences if limit is None else differences[: max(0, limit - len(changes.differences))]
        made = decisions.of_reports(connection, [report])[report] if differences else []
        if made:
            before = {o.decision.id for o in lay(key, old, made)[1]}
            after = lay(key, new, made)[1]
            changes.orphans += [o for o in after if o.decision.id not in before]
            changes.found += [d for d in made if d.id in before - {o.decision.id for o in after}]
    return changes


def _pairs(connection: sa.Connection, run: int) -> Iterator[tuple[int, str, list[Claim], list[Claim]]]:
    """Reports of a run with their claims of now and of the run. A report whose text changed since then isn't touched by the run."""
    r = tables.readings
    h = tables.heads
    query = sa.select(h.c.report_id, h.c.reading_id, r.c.id).join(r, sa.and_(r.c.version_id == h.c.version_id, r.c.run_id == run))
    found = connection.execute(query.order_by(h.c.report_id)).all()
    for some in chunks([(row[0], row[1], row[2]) for row in found], 200):
        keys = viewing.keys_of(connection, [report for report, _, _ in some])
        claims = claims_in(connection, {reading for _, old, new in some for reading in (old, new)})
        for report, old, new in some:
            yield report, keys[report], [c for _, c in claims[old]], [c for _, c in claims[new]]


def _differences(report: str, old: list[Claim], new: list[Claim]) -> Iterator[Difference]:
    before = {claim.key: claim for claim in old}
    after = {claim.key: claim for claim in new}
    for key, claim in before.items():
        if key not in after:
            yield Difference(report, key, claim.type, GONE, [], claim.value, None)
            continue
        fields = changed_fields(claim, after[key])
        if fields:
            yield Difference(report, key, claim.type, CHANGED, fields, claim.value, after[key].value)
    for key, claim in after.items():
        if key not in before:
            yield Difference(report, key, claim.type, NEW, [], None, claim.value)


def changed_fields(old: Claim, new: Claim) -> list[str]:
    """Fields that say something else; other words or rules as evidence of the same value are no change."""
    a: dict[str, Any] = matter(msgspec.to_builtins(old.value))
    b: dict[str, Any] = matter(msgspec.to_builtins(new.value))
    return [name for name in dict.fromkeys((*a, *b)) if a.get(name) != b.get(name)]


# ---------------------------------------------------------------- letting it count
def settle(connection: sa.Connection, run: int, *, who: str, discard: bool = False) -> int:
    """Adopt a run (from now on its readings are shown) or discard it; gives the number of reports whose view was made anew."""
    check_run(connection, run)
    if discard and connection.execute(sa.select(tables.adoptions.c.id).where(tables.adoptions.c.run_id == run).limit(1)).first():
        raise StoreError(f"run {run} was adopted or discarded already")
    adopt(connection, run, DISCARDED if discard else ADOPTED, who, now())
    if discard:
        return 0
    v, r = tables.versions, tables.readings
    touched = (
        connection.execute(sa.select(v.c.report_id).join(r, r.c.version_id == v.c.id).where(r.c.run_id == run).distinct()).scalars().all()
    )
    viewing.refresh(connection, sorted(touched))
    return len(touched)
