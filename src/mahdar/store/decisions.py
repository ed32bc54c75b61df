"""What people decided, as rows that are only ever added: written, read back, and the groups of persons or events that they make."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

import msgspec
import sqlalchemy as sa

from mahdar.store import tables
from mahdar.store.errors import StoreError, UnknownError
from mahdar.store.keeping import Numbers, chunks, clean
from mahdar.store.shapes import Decision

_IN_BODY = ("value", "old", "anchor", "saw", "type", "members", "settles")


def new_id(connection: sa.Connection) -> str:
    """An id that no decision has."""
    while True:
        found = secrets.token_hex(4)
        if connection.execute(sa.select(tables.decisions.c.id).where(tables.decisions.c.key == found)).scalar() is None:
            return found


def write(connection: sa.Connection, decision: Decision, report: int | None) -> Decision:
    """Append a decision; its number is given here."""
    if not decision.who.strip():
        raise StoreError("a decision needs the name of the person who makes it")
    numbered = msgspec.structs.replace(decision, number=Numbers(connection).next(tables.decisions))
    whole = msgspec.to_builtins(numbered)
    body = {name: whole[name] for name in _IN_BODY if name in whole}
    try:
        body_text = msgspec.json.encode(body).decode()
    except UnicodeEncodeError:
        raise StoreError("the value holds letters that can't be written (half of a pair); type it anew") from None
    connection.execute(
        sa.insert(tables.decisions).values(
            id=numbered.number,
            key=numbered.id,
            at=numbered.at,
            who=_clean(numbered.who),
            why=_clean(numbered.why),
            action=numbered.action,
            kind=numbered.kind,
            report_id=report,
            claim=numbered.claim,
            field=numbered.field,
            undoes=numbered.undoes,
            body=body_text,
        )
    )
    return numbered


def _clean(text: str) -> str:
    return " ".join(clean(text).split())


_rows = sa.select(tables.decisions, tables.reports.c.key.label("report_key")).select_from(
    tables.decisions.outerjoin(tables.reports, tables.reports.c.id == tables.decisions.c.report_id)
)


def _decision(row: sa.RowMapping) -> Decision:
    head = {
        "number": row["id"],
        "id": row["key"],
        "report": row["report_key"],
        **{name: row[name] for name in ("at", "who", "why", "action", "kind", "claim", "field", "undoes")},
    }
    return msgspec.convert(head | msgspec.json.decode(row["body"]), Decision)


def of_reports(connection: sa.Connection, reports: Iterable[int]) -> dict[int, list[Decision]]:
    """Decisions about claims of reports, oldest first, undoing included."""
    wanted = list(reports)
    out: dict[int, list[Decision]] = {report: [] for report in wanted}
    for some in chunks(wanted):
        query = _rows.where(tables.decisions.c.report_id.in_(some)).order_by(tables.decisions.c.id)
        for row in connection.execute(query).mappings():
            out[row["report_id"]].append(_decision(row))
    return out


def all_of(connection: sa.Connection, *, kind: str | None = None, who: str | None = None) -> list[Decision]:
    """Every decision, oldest first."""
    query = _rows.order_by(tables.decisions.c.id)
    if kind is not None:
        query = query.where(tables.decisions.c.kind == kind)
    if who is not None:
        query = query.where(tables.decisions.c.who == who)
    return [_decision(row) for row in connection.execute(query).mappings()]


def one(connection: sa.Connection, given: str) -> tuple[Decision, int | None]:
    """The decision of an id (or of the beginning of one), and the id of its report's row."""
    if not given or not given.isalnum():
        raise UnknownError(f"no decision {given!r}; `mahdar correct list` shows them")
    query = _rows.where(tables.decisions.c.key.startswith(given, autoescape=True)).limit(2)
    found = list(connection.execute(query).mappings())
    if not found:
        raise UnknownError(f"no decision {given!r}; `mahdar correct list` shows them")
    if len(found) > 1:
        raise UnknownError(f"several decisions begin with {given!r}; write more of the id")
    return _decision(found[0]), found[0]["report_id"]
