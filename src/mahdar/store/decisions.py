"""What people decided, as rows that are only ever added: written, read back, and the groups of persons or events that they make."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

import msgspec
import sqlalchemy as sa

from mahdar.store import tables
from mahdar.store.errors import StoreError, UnknownError
from mahdar.store.keeping import Numbers, chunks, clean
from mahdar.store.laying import standing
from mahdar.store.shapes import MERGE, SPLIT, Decision

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


# ---------------------------------------------------------------- persons and events that are one
class Split(msgspec.Struct, frozen=True, gc=False):
    """Two people disagree: `apart` took out of a group what `together` had put into it."""

    member: str
    together: Decision
    apart: Decision


class Groups(msgspec.Struct, frozen=True):
    """`of` gives the group of a member, named by the member it was merged into; who is in no group isn't listed."""

    of: dict[str, str]
    members: dict[str, list[str]]
    conflicts: list[Split]


def groups(decisions: Iterable[Decision]) -> Groups:
    """Groups of persons or of events, from their decisions in order.

    A merge puts the groups of all its members together under the name of the first; a split lets its member stand alone from then on, and
    leaves the others together.
    """
    label: dict[str, str] = {}
    inside: dict[str, list[str]] = {}
    joined: dict[str, Decision] = {}
    conflicts: list[Split] = []
    for decision in standing(decisions):
        if decision.action == MERGE:
            target = label.get(decision.members[0], decision.members[0])
            for member in decision.members:
                source = label.get(member, member)
                for one_of in inside.pop(source, [source]) if source != target else [target]:
                    label[one_of] = target
                    if one_of not in inside.setdefault(target, []):
                        inside[target].append(one_of)
                joined[member] = decision
        elif decision.action == SPLIT:
            for member in decision.members:
                conflicts += _take_out(member, decision, label, inside, joined)
    for name in [name for name, members in inside.items() if len(members) < 2]:
        del inside[name]
    kept = {member: name for name, members in inside.items() for member in members}
    return Groups(kept, {name: sorted(members) for name, members in inside.items()}, conflicts)


def _take_out(
    member: str, decision: Decision, label: dict[str, str], inside: dict[str, list[str]], joined: dict[str, Decision]
) -> list[Split]:
    group = label.pop(member, member)
    others = inside.get(group, [])
    if member not in others:
        return []
    others.remove(member)
    if group == member and others:
        # the group was named after the one that leaves
        name = min(others)
        inside[name] = inside.pop(group)
        label.update(dict.fromkeys(others, name))
    before = joined.get(member)
    if before is not None and before.who != decision.who and not decision.settles:
        return [Split(member, before, decision)]
    return []
