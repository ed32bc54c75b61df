"""Finding by what people write: a report by its key, its name or its address, a claim by `REPORT.CLAIM` or its own id, and
lists by fields."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec
import sqlalchemy as sa

from mahdar.model import Source
from mahdar.store import knowing, naming, tables
from mahdar.store.errors import UnknownError
from mahdar.store.fields import FIELDS, WHO, asked, bounds
from mahdar.store.keeping import KEY, identity
from mahdar.store.shapes import ENGAGEMENT, RETRACTED, ReportLine

_HEX = re.compile(r"[0-9a-f]+")
_BATCH = 200


def report_of(connection: sa.Connection, given: str) -> tuple[int, str]:
    """Row and key of the report that is meant: by key or the beginning of one, by the name that it came under, or by its address."""
    given = given.strip()
    r = tables.reports
    if _HEX.fullmatch(given) and 4 <= len(given) <= KEY:
        found = connection.execute(sa.select(r.c.id, r.c.key).where(_begins(r.c.key, given)).limit(2)).all()
        if len(found) == 1:
            return found[0][0], found[0][1]
        if found:
            raise UnknownError(f"several reports begin with {given!r}; write more of the key")
    v = tables.versions
    named = connection.execute(
        sa.select(r.c.id, r.c.key).join(v, v.c.report_id == r.c.id).where(v.c.label == given).distinct().limit(4)
    ).all()
    if len(named) == 1:
        return named[0][0], named[0][1]
    if named:
        raise UnknownError(f"several reports came under the name {given!r}: {', '.join(key for _, key in named[:3])}; write the key of one")
    if "://" in given:
        key = identity(_addressed(given))
        row = connection.execute(sa.select(r.c.id, r.c.key).where(r.c.key == key)).first()
        if row is not None:
            return row[0], row[1]
    raise UnknownError(f"no report {given!r} in the store; `mahdar search` and `mahdar list` show keys")


def _begins(column: sa.Column[str], start: str) -> sa.ColumnElement[bool]:
    """Whether a key of hexadecimal digits begins so, as a range that every collation has: LIKE would look at every row."""
    return sa.and_(column >= start, column < start + "zzzz")


def _addressed(address: str) -> Source:
    return Source(id="", text="", url=address)


def claim_of(connection: sa.Connection, given: str) -> tuple[int, str, str]:
    """Row and key of the report, and key of the claim that is meant: one that is read or was added, or was once."""
    given = given.strip()
    first, dot, second = given.rpartition(".")
    c, d, r = tables.claims, tables.decisions, tables.reports
    places = [
        sa.select(c.c.report_id, r.c.key, c.c.key).join(r, r.c.id == c.c.report_id),
        sa.select(d.c.report_id, r.c.key, d.c.claim).join(r, r.c.id == d.c.report_id),
    ]
    wanted = second if dot else given
    if not re.fullmatch(r"[\w-]+", wanted):
        raise UnknownError(f"no claim {given!r} in the store; `mahdar show REPORT` lists the claims of a report")
    found: set[tuple[int, str, str]] = set()
    report = report_of(connection, first)[0] if dot else None
    for query, column in zip(places, (c.c.key, d.c.claim), strict=True):
        query = query.where(sa.or_(column == wanted, _begins(column, wanted) if len(wanted) >= 4 else sa.false()))
        if report is not None:
            query = query.where((c if column is c.c.key else d).c.report_id == report)
        found |= {(row[0], row[1], row[2]) for row in connection.execute(query.distinct().limit(5))}
    exact = {one for one in found if one[2] == wanted}
    chosen = exact or found
    if len(chosen) == 1:
        return next(iter(chosen))
    if chosen:
        refs = ", ".join(sorted(f"{key}.{claim}" for _, key, claim in chosen)[:3])
        raise UnknownError(f"several claims could be {given!r}: {refs}; write one of these")
    raise UnknownError(f"no claim {given!r} in the store; `mahdar show REPORT` lists the claims of a report")


# ---------------------------------------------------------------- lists
class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """What a list is narrowed to. Several values of a field must all be there; days are ISO days, months or years, both ends included.

    `state` of a claim (how it stands) is asked for by `standing`; retracted claims are left out unless it names them.
    """

    type: str = ENGAGEMENT
    who: list[str] = []
    state: list[str] = []
    topic: list[str] = []
    document: list[str] = []
    kind: list[str] = []
    status: list[str] = []
    role: list[str] = []
    act: list[str] = []
    city: list[str] = []
    since: str | None = None
    until: str | None = None
    standing: str | None = None
    conflicts: bool = False
    report: str | None = None


class Row(msgspec.Struct, frozen=True, gc=False):
    """A line of the view, by its rows: `seen` and the report."""

    seen: int
    report: int


def _where(connection: sa.Connection, query: sa.Select[Any], wanted: Filter) -> sa.Select[Any]:
    s = tables.seen
    query = query.where(s.c.type == wanted.type)
    if wanted.standing is not None:
        query = query.where(s.c.state == wanted.standing)
    else:
        query = query.where(s.c.state != RETRACTED)
    if wanted.conflicts:
        query = query.where(s.c.conflicts > 0)
    first, last = bounds(wanted.since, wanted.until)
    if first is not None:
        query = query.where(s.c.last >= first)
    if last is not None:
        query = query.where(s.c.first <= last)
    if wanted.report is not None:
        query = query.where(s.c.report_id == report_of(connection, wanted.report)[0])
    for field in FIELDS:
        for value in getattr(wanted, field):
            found = _whose(knowing.meant(connection, value)) if field == WHO else _having(field, [asked(field, value)])
            query = query.where(s.c.id.in_(found))
    return query


def _having(field: str, values: list[str]) -> sa.Select[Any]:
    """The claims with one of some values."""
    t, st = tables.terms, tables.seen_terms
    return sa.select(st.c.seen_id).join(t, t.c.id == st.c.term_id).where(t.c.field == field, t.c.value.in_(values))


def _whose(meant: knowing.Meant) -> sa.CompoundSelect[Any]:
    """The claims of those whom a name means: by whom they lead to, and by the words of printed names."""
    by_field: dict[str, list[str]] = {}
    for field, value in meant.terms:
        by_field.setdefault(field, []).append(value)
    found = [_having(field, values) for field, values in by_field.items()]
    field = naming.LOOSE if meant.loose else WHO
    spelt = _having(field, meant.words[:1])
    for word in meant.words[1:]:
        spelt = spelt.where(tables.seen_terms.c.seen_id.in_(_having(field, [word])))
    return sa.union(spelt, *found)


def rows(connection: sa.Connection, wanted: Filter, *, newest_first: bool = True) -> Iterator[list[Row]]:
    """The lines that are wanted, in batches; those without a day come last."""
    s = tables.seen
    query = _where(connection, sa.select(s.c.id, s.c.report_id), wanted)
    day = s.c.first.desc() if newest_first else s.c.first
    result = connection.execute(query.order_by(s.c.first.is_(None), day, s.c.report_id, s.c.place))
    while some := result.fetchmany(_BATCH):
        yield [Row(row[0], row[1]) for row in some]


def count(connection: sa.Connection, wanted: Filter) -> int:
    """How many lines are wanted."""
    query = _where(connection, sa.select(tables.seen.c.id, tables.seen.c.report_id), wanted)
    return connection.execute(sa.select(sa.func.count()).select_from(query.subquery())).scalar_one()


def report_lines(connection: sa.Connection, reports: list[int]) -> dict[int, ReportLine]:
    """How reports stand in a list."""
    h, r, v = tables.heads, tables.reports, tables.versions
    columns = (r.c.id, r.c.key, v.c.label, h.c.published, h.c.outlet, h.c.title)
    query = sa.select(*columns).select_from(h.join(r, r.c.id == h.c.report_id).join(v, v.c.id == h.c.version_id))
    return {row[0]: ReportLine(*row[1:]) for row in connection.execute(query.where(r.c.id.in_(reports)))}
