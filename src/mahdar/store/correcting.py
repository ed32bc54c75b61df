"""Making decisions about claims: what a person wants is checked against what is shown, and written down with what it was made over."""

from __future__ import annotations

import datetime
import hashlib
from typing import Any

import msgspec
import sqlalchemy as sa

from mahdar.store import decisions, knowing, viewing
from mahdar.store.errors import StoreError, UnknownError
from mahdar.store.finding import claim_of, report_of
from mahdar.store.grouping import groups
from mahdar.store.laying import convert, matter, standing
from mahdar.store.paths import MissingError, element, lookup, placed, steps
from mahdar.store.shapes import (
    ADD,
    CHANGE,
    CLAIM,
    CONFIRM,
    DIFFERENT,
    EVENT,
    MERGE,
    PERSON,
    RENAME,
    RETRACT,
    SPLIT,
    TYPES,
    UNDO,
    Decision,
    Seen,
)

_EMPTY: dict[str, dict[str, Any]] = {
    "engagement": {"status": "held", "date": None, "city": None, "country": None, "topics": [], "documents": [], "according_to": []},
    "statement": {"quoted": False, "to": []},
}


def now() -> str:
    """The moment, in universal time, to the second."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def seen_of(connection: sa.Connection, given: str) -> tuple[int, Seen]:
    """A claim as shown, by what a person writes for it, with the row of its report. UnknownError where it is no longer read."""
    report, key, claim = claim_of(connection, given)
    heads = list(viewing.current(connection, [report]))
    shown = viewing.compute(connection, heads, {report: key})
    for one in shown[report].seen if report in shown else []:
        if one.key == claim:
            return report, one
    raise UnknownError(f"claim {key}.{claim} is no longer read; `mahdar correct orphans` lists decisions that were about it")


def _made(connection: sa.Connection, action: str, who: str, why: str, **about: Any) -> Decision:
    """A decision of now, not yet written down."""
    return Decision(number=0, id=decisions.new_id(connection), at=now(), who=who.strip(), why=why, action=action, **about)


def about_claim(
    connection: sa.Connection, action: str, given: str, *, field: str = "", value: Any = None, who: str, why: str, settles: bool = False
) -> Decision:
    """Confirm, change or retract a claim (or confirm one field of it)."""
    report, seen = seen_of(connection, given)
    shown: dict[str, Any] = msgspec.to_builtins(seen.claim)
    read = msgspec.to_builtins(seen.as_read) if seen.as_read is not None else shown
    about: dict[str, Any] = {"report": seen.report, "claim": seen.key, "field": field, "type": seen.type, "saw": matter(shown)}
    if action == CONFIRM and not field:
        about["value"] = matter(shown)
    elif action in (CONFIRM, CHANGE):
        way = steps(field)
        old = _old(shown, way, seen)
        new = old if action == CONFIRM else value
        if action == CHANGE:
            _check(seen.type, placed(shown, way, new), field)
        about |= {"value": new, "old": _or_none(read, way, old), "anchor": _anchor(read, way)}
    elif action != RETRACT:
        raise StoreError(f"{action!r} is nothing that can be done to a claim")
    return decisions.write(connection, _made(connection, action, who, why, settles=settles, **about), report)


def _old(shown: dict[str, Any], way: list[str | int], seen: Seen) -> Any:
    try:
        return lookup(shown, way)
    except MissingError:
        fields = ", ".join(sorted(matter(shown)))
        raise StoreError(f"claim {seen.ref} has no such field; it has {fields}, with participants[0].name and the like") from None


def _or_none(read: dict[str, Any], way: list[str | int], default: Any) -> Any:
    try:
        return lookup(read, way)
    except MissingError:
        return default


def _anchor(read: dict[str, Any], way: list[str | int]) -> Any:
    """The list element that a path leads through, as it was read; None where it leads through none, or to one that a person put there."""
    inner = element(way)
    return _or_none(read, inner, None) if inner is not None else None


def _check(type_: str, value: dict[str, Any], field: str) -> None:
    try:
        convert(type_, value)
    except msgspec.ValidationError as error:
        raise StoreError(f"{field or 'the claim'}: the value doesn't fit ({error})") from None


def add(connection: sa.Connection, report_given: str, type_: str, value: dict[str, Any], *, who: str, why: str) -> Decision:
    """Add a claim that the program didn't read. `value` is its plain form; what is left out is empty."""
    report, key = report_of(connection, report_given)
    if type_ not in TYPES:
        raise StoreError(f"{type_!r} is no type of claim: {' or '.join(TYPES)}")
    if not isinstance(value, dict):
        raise StoreError("a claim is a JSON object")
    decision = _made(connection, ADD, who, why, report=key, type=type_)
    claim = hashlib.sha256(f"{key}\0added\0{decision.id}".encode()).hexdigest()[:12]
    whole = _EMPTY[type_] | value | {"id": claim, "confidence": 1.0, "evidence": value.get("evidence", [])}
    if type_ == "engagement":
        whole["participants"] = [{"name": None, "affiliation": None, "role": "other", "part": "participant"} | p for p in _dicts(whole)]
    elif isinstance(whole.get("speaker"), dict):
        whole["speaker"] = {"name": None, "affiliation": None, "role": None} | whole["speaker"]
    _check(type_, whole, "")
    return decisions.write(connection, msgspec.structs.replace(decision, claim=claim, value=whole), report)


def _dicts(whole: dict[str, Any]) -> list[dict[str, Any]]:
    people = whole.get("participants")
    if not isinstance(people, list) or not all(isinstance(p, dict) for p in people):
        raise StoreError("an engagement needs `participants`: a list of objects with name, affiliation, role, part")
    return people


# How many members an action on persons or events takes: at least, and at most.
_MEMBERS = {MERGE: (2, None), SPLIT: (1, 1), DIFFERENT: (2, 2), RENAME: (1, 1)}


def group(
    connection: sa.Connection,
    action: str,
    kind: str,
    members: list[str],
    *,
    value: str | None = None,
    who: str,
    why: str,
    settles: bool = False,
) -> Decision:
    """Merge persons or events, split one off, say that two persons are different, or give one another name (`value`)."""
    if kind not in (PERSON, EVENT):
        raise StoreError(f"only persons and events can be merged and split, not {kind!r}")
    if action not in _MEMBERS:
        raise StoreError(f"{action!r} is nothing that can be done to a group")
    if action in (DIFFERENT, RENAME) and kind != PERSON:
        raise StoreError(f"only persons can be told apart or renamed, not {kind!r}")
    named = list(dict.fromkeys(" ".join(m.split()) for m in members if m.strip()))
    least, most = _MEMBERS[action]
    if len(named) < least or (most is not None and len(named) > most):
        raise StoreError(
            {
                MERGE: f"merging needs two {kind}s at least",
                SPLIT: f"splitting takes one {kind}",
                DIFFERENT: "two persons are told apart at a time",
                RENAME: "renaming takes one person",
            }[action]
        )
    if action == RENAME and not (value or "").strip():
        raise StoreError("the new name is empty")
    if action == SPLIT:
        known = groups(decisions.all_of(connection, kind=kind)).of
        if named[0] not in known:
            raise StoreError(f"{kind} {named[0]!r} is not merged with any other")
    if kind == PERSON:
        for name in named:
            _only_one(connection, name)
    called = " ".join((value or "").split()) if action == RENAME else None
    decision = _made(connection, action, who, why, kind=kind, members=named, value=called, settles=settles)
    return decisions.write(connection, decision, None)


def _only_one(connection: sa.Connection, name: str) -> None:
    """Raises StoreError for a bare name that several persons of the store bear: the decision would be about all of them."""
    found = sorted(knowing.bearers(connection, name))
    if len(found) > 1:
        raise StoreError(f"several persons are called {name!r}: {', '.join(found[:5])}; write one of these")


def undo(connection: sa.Connection, given: str, *, who: str, why: str) -> tuple[Decision, int | None]:
    """Undo a decision (an undoing too); gives the undoing and the row of the report whose view changes."""
    target, report = decisions.one(connection, given)
    every = decisions.of_reports(connection, [report])[report] if report is not None else decisions.all_of(connection, kind=target.kind)
    if _undone(target, every):
        raise StoreError(f"decision {target.id} was undone already")
    if target.action == ADD:
        later = [d for d in standing(every) if d.claim == target.claim and d.action != ADD and d.who != who.strip()]
        if later:
            raise StoreError(f"{later[0].who} decided about the claim that {target.id} added; retract it instead")
    kind = target.kind if report is None else CLAIM
    made = _made(connection, UNDO, who, why, kind=kind, report=target.report, claim=target.claim, undoes=target.id)
    return decisions.write(connection, made, report), report


def _undone(decision: Decision, every: list[Decision]) -> bool:
    """Whether an undoing was itself undone."""
    return any(d.action == UNDO and d.undoes == decision.id and not _undone(d, every) for d in every)
