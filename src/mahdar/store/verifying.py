"""Verifying: is the store whole, does every row unpack, does the view hold what claims and decisions give, does every
piece of evidence quote
the stored text. Findings are lines for people; an empty list means that all is well."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec
import sqlalchemy as sa

from mahdar.model import Record
from mahdar.store import decisions, keeping, linking, naming, packed, tables, viewing
from mahdar.store.errors import StoreError
from mahdar.store.fields import FIELDS, days
from mahdar.store.opening import Base
from mahdar.store.shapes import ENGAGEMENT

BATCH = 200


def verify(base: Base, step: Callable[[int], None] = lambda _: None) -> list[str]:
    """All that is wrong with a store."""
    with base.reading() as connection:
        found = list(_pages(connection))
        if found:
            # what lies on damaged pages would only give more of the same
            return found
        found += _blobs(connection)
        reports = connection.execute(sa.select(tables.reports.c.key, tables.reports.c.id).order_by(tables.reports.c.id)).all()
        keys = {row[1]: row[0] for row in reports}
        done = 0
        for some in keeping.chunks(list(keys), BATCH):
            found += _reports(connection, some, keys)
            done += len(some)
            step(done)
        found += _decisions(connection)
    return found


def _pages(connection: sa.Connection) -> Iterator[str]:
    """What SQLite itself finds; PostgreSQL checks its pages as it reads them."""
    if connection.dialect.name != "sqlite":
        return
    for (line,) in connection.exec_driver_sql("PRAGMA integrity_check(20)"):
        if line != "ok":
            yield f"damaged pages: {line}"
    for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield f"{table}, row {row}: points to a row of {parent} that isn't there"


def _blobs(connection: sa.Connection) -> Iterator[str]:
    """Texts and claims that don't unpack, or aren't what their hash says."""
    for sha, body in connection.execute(sa.select(tables.texts.c.sha, tables.texts.c.body)):
        try:
            if keeping.hash_of(packed.unpack_text(body)) != sha:
                yield f"text {sha[:12]}: isn't the text that was kept"
        except (StoreError, UnicodeDecodeError) as error:
            yield f"text {sha[:12]}: {error}"
    c = tables.claims
    for number, key, kind, digest, body in connection.execute(sa.select(c.c.id, c.c.key, c.c.type, c.c.digest, c.c.body)):
        try:
            claim = keeping.claim_from(key, kind, body)
        except StoreError as error:
            yield f"claim {key} (row {number}): {error}"
            continue
        if keeping.digest_of(claim) != digest:
            yield f"claim {key} (row {number}): isn't the claim that was kept"


def _reports(connection: sa.Connection, some: list[int], keys: dict[int, str]) -> Iterator[str]:
    must = {head.report: head for head in viewing.current(connection, some)}
    have = {head.report: head for head in viewing.stored(connection, some)}
    for report in some:
        if must.get(report) != have.get(report):
            yield f"report {keys[report]}: the view shows another reading than the one that counts; `mahdar store rebuild` makes it anew"
    if must != have:
        return
    try:
        shown = viewing.compute(connection, list(must.values()), keys)
        records = viewing.bare_records(connection, list(must.values()))
    except StoreError as error:
        yield f"reports {keys[some[0]]} to {keys[some[-1]]}: {error}"
        return
    # a store that an older program filled has no terms of persons yet
    linked = linking.complete(connection)
    leads = linking.leads_in(connection, some) if linked else {}
    stored = _stored_view(connection, some, (*FIELDS, *(naming.FIELDS if linked else ())))
    for report, view in shown.items():
        record = records[must[report].reading]
        if _wanted_view(view, record, leads.get(report, {}), linked=linked) != stored.get(report, []):
            yield f"report {keys[report]}: the view isn't what claims and decisions give; `mahdar store rebuild` makes it anew"
        text = record.report.text
        for one in view.seen:
            for evidence in (one.as_read or one.claim).evidence:
                if text[evidence.start : evidence.end] != evidence.words and one.as_read is not None:
                    yield f"claim {one.ref}: the evidence of {evidence.field} doesn't quote the text"


_Line = tuple[str, str, str, int, int | None, int | None, bytes | None, frozenset[tuple[str, str]]]


def _wanted_view(view: viewing.Shown, record: Record, leads: dict[str, list[naming.Lead]], *, linked: bool) -> list[_Line]:
    out: list[_Line] = []
    for one in view.seen:
        first, last = days(getattr(one.claim, "date", None) if one.type == ENGAGEMENT else record.published)
        body = None if one.claim is one.as_read else packed.to_json(one.claim)
        found = frozenset(term for term in viewing.terms(one, leads.get(one.key, [])) if linked or term[0] in FIELDS)
        out.append((one.key, one.type, one.state, len(one.conflicts), first, last, body, found))
    return out


def _stored_view(connection: sa.Connection, reports: list[int], fields: tuple[str, ...]) -> dict[int, list[_Line]]:
    s, st, t = tables.seen, tables.seen_terms, tables.terms
    terms: dict[int, set[tuple[str, str]]] = {}
    pairs = sa.select(st.c.seen_id, t.c.field, t.c.value).join(t, t.c.id == st.c.term_id).join(s, s.c.id == st.c.seen_id)
    for number, field, value in connection.execute(pairs.where(s.c.report_id.in_(reports))):
        if field in fields:
            terms.setdefault(number, set()).add((field, value))
    out: dict[int, list[_Line]] = {}
    query = sa.select(s).where(s.c.report_id.in_(reports)).order_by(s.c.report_id, s.c.place)
    for seen in connection.execute(query).mappings():
        body = packed.unpack(seen["body"]) if seen["body"] is not None else None
        found = frozenset(terms.get(seen["id"], set()))
        line = (seen["key"], seen["type"], seen["state"], seen["conflicts"], seen["first"], seen["last"], body, found)
        out.setdefault(seen["report_id"], []).append(line)
    return out


def _decisions(connection: sa.Connection) -> Iterator[str]:
    try:
        every = decisions.all_of(connection)
    except (StoreError, msgspec.MsgspecError) as error:
        yield f"decisions: {error}"
        return
    known = {d.id for d in every}
    for decision in every:
        if decision.undoes and decision.undoes not in known:
            yield f"decision {decision.id}: undoes {decision.undoes}, which isn't there"
