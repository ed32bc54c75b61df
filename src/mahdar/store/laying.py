"""The view: what people decided laid over what was read. Pure: claims and decisions of one report go in, claims as shown come out.

A person's later decision on a field takes the place of their earlier one. Decisions of different people that can't all hold are a conflict:
none of them is followed, all are shown, until one is undone, its maker decides anew, or somebody settles it knowingly.
Decisions whose claim
or field is gone are orphans, never dropped. See docs/store.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from mahdar.model import Engagement, Statement
from mahdar.store.errors import StoreError
from mahdar.store.paths import MissingError, Step, found_again, lookup, overlap, placed, steps, written
from mahdar.store.shapes import (
    ADD,
    ADDED,
    APPLIED,
    CHANGE,
    CONFIRM,
    CONFIRMED,
    CORRECTED,
    IN_CONFLICT,
    ORPHANED,
    READ,
    RETRACT,
    RETRACTED,
    SUPERSEDED,
    TYPES,
    UNDO,
    Claim,
    Conflict,
    Decision,
    Mark,
    Orphan,
    Seen,
)

GONE = "the claim is no longer read"
FIELD_GONE = "the field is no longer read"
UNFIT = "the value doesn't fit the claim"


def standing(decisions: Iterable[Decision]) -> list[Decision]:
    """Decisions that were not undone, oldest first, without the undoing itself. An undoing that was undone has no effect."""
    ordered = sorted(decisions, key=lambda d: d.number)
    void: set[str] = set()
    for decision in reversed(ordered):
        if decision.action == UNDO and decision.id not in void:
            void.add(decision.undoes)
    return [d for d in ordered if d.action != UNDO and d.id not in void]


class _Held(msgspec.Struct):
    """A decision with the path that it has in the claim as it is read now."""

    decision: Decision
    way: list[Step]
    standing: str = APPLIED
    note: str = ""


def lay(report: str, claims: list[Claim], decisions: Iterable[Decision]) -> tuple[list[Seen], list[Orphan]]:
    """The claims of a report as shown, in the order in which they were read, added ones last; and the decisions that hang in the air."""
    live = standing(decisions)
    by_claim: dict[str, list[Decision]] = {}
    for decision in live:
        by_claim.setdefault(decision.claim, []).append(decision)
    seen: list[Seen] = []
    orphans: list[Orphan] = []
    for claim in claims:
        shown, lost = _one(report, claim, by_claim.pop(claim.key, []), None)
        seen.append(shown)
        orphans += lost
    for made in [d for d in live if d.action == ADD]:
        about = by_claim.pop(made.claim, [])
        try:
            claim = Claim(made.claim, made.type, convert(made.type, made.value))
        except (msgspec.ValidationError, KeyError):
            orphans += [Orphan(d, UNFIT) for d in about]
            continue
        shown, lost = _one(report, claim, [d for d in about if d is not made], made)
        seen.append(shown)
        orphans += lost
    for lost_decisions in by_claim.values():
        orphans += [Orphan(d, GONE, _perhaps(d, claims)) for d in lost_decisions]
    orphans.sort(key=lambda o: o.decision.number)
    return seen, orphans


def convert(type_: str, value: Any) -> Engagement | Statement:
    """A claim from its plain form. Raises msgspec.ValidationError with the place and what was wanted."""
    return msgspec.convert(value, TYPES[type_])


def _perhaps(decision: Decision, claims: list[Claim]) -> list[str]:
    """Claims of now that the decision may have been about: of its type, with most of the names or words of the old one."""
    if not isinstance(decision.saw, dict) or not decision.type:
        return []
    words = _words(decision.saw)
    rated = [(len(words & _words(msgspec.to_builtins(c.value))), c.key) for c in claims if c.type == decision.type]
    best = max((score for score, _ in rated), default=0)
    return [key for score, key in rated if score == best and score > 0][:3]


def _words(claim: dict[str, Any]) -> set[str]:
    people = [*claim.get("participants", []), claim.get("speaker") or {}]
    names = {str(p.get(part)) for p in people for part in ("name", "affiliation") if p.get(part)}
    return names | {claim.get("kind", ""), claim.get("act", "")} - {""}


# ---------------------------------------------------------------- one claim
def _one(report: str, claim: Claim, decisions: list[Decision], made: Decision | None) -> tuple[Seen, list[Orphan]]:
    if not decisions and made is None:
        return Seen(report=report, key=claim.key, type=claim.type, state=READ, claim=claim.value, as_read=claim.value), []
    read: dict[str, Any] = msgspec.to_builtins(claim.value)
    held: list[_Held] = [_Held(made, [])] if made is not None else []
    orphans: list[Orphan] = []
    for decision in decisions:
        one = _hold(decision, read, held)
        if isinstance(one, Orphan):
            orphans.append(one)
            held.append(_Held(decision, [], ORPHANED, one.reason))
            continue
        for other in held:
            if other.standing == APPLIED and _supersedes(one, other):
                other.standing = SUPERSEDED
        held.append(one)
    conflicts = _conflicts([h for h in held if h.standing == APPLIED])
    value, changed = _apply(claim, read, held, orphans)
    state = _state(held, value, changed, made)
    shown = Seen(
        report=report,
        key=claim.key,
        type=claim.type,
        state=state,
        claim=convert(claim.type, value) if changed else claim.value,
        as_read=None if made is not None else claim.value,
        marks=[Mark(h.decision, h.standing, h.note) for h in held],
        conflicts=conflicts,
    )
    return shown, orphans


def _hold(decision: Decision, read: dict[str, Any], held: list[_Held]) -> _Held | Orphan:
    """A decision with its path of now; an orphan where the field is gone."""
    if not decision.field:
        return _Held(decision, [])
    way = steps(decision.field)
    base = read
    # an element that a person put into a list was never read: it is found in what the same person made of it
    for other in held:
        if (
            other.standing == APPLIED
            and other.decision.action == CHANGE
            and other.way == way[: len(other.way)]
            and len(other.way) < len(way)
        ):
            try:
                base = placed(base, other.way, other.decision.value)
            except MissingError:
                continue
    try:
        way = found_again(base, way, decision.anchor)
        value = lookup(base, way)
    except MissingError:
        return Orphan(decision, FIELD_GONE)
    note = ""
    if decision.action == CHANGE and base is read and value not in (decision.old, decision.value):
        note = "made over another value than is read now"
    return _Held(decision, way, note=note)


def _supersedes(new: _Held, old: _Held) -> bool:
    """Whether a later decision takes the place of an earlier one: of the same person on the same thing, or of anybody when it settles."""
    a, b = new.decision, old.decision
    if a.who != b.who and not a.settles:
        return False
    if a.action == RETRACT:
        return True
    if b.action == RETRACT:
        return True
    if a.settles and a.who != b.who and _disagree(new, old):
        return True
    if not a.field or not b.field:
        return a.action == b.action and a.field == b.field
    # a later value for the whole list takes the place of one for an element of it; the other way round both hold
    return new.way == old.way[: len(new.way)]


# ---------------------------------------------------------------- disagreement
def _disagree(a: _Held, b: _Held) -> bool:
    """Whether two decisions can't both hold."""
    first, second = a.decision, b.decision
    if RETRACT in (first.action, second.action):
        return first.action != second.action
    if ADD in (first.action, second.action):
        return False
    if first.action == CONFIRM and second.action == CONFIRM:
        return bool(a.way and a.way == b.way and first.value != second.value)
    if CONFIRM in (first.action, second.action):
        confirmed, change = (a, b) if first.action == CONFIRM else (b, a)
        return _denies(confirmed, change)
    if not overlap(a.way, b.way):
        return False
    if a.way == b.way:
        return bool(first.value != second.value)
    outer, inner = (a, b) if len(a.way) < len(b.way) else (b, a)
    try:
        return bool(lookup(outer.decision.value, inner.way[len(outer.way) :]) != inner.decision.value)
    except MissingError:
        return True


def _denies(confirmed: _Held, change: _Held) -> bool:
    """Whether a change says otherwise than what somebody confirmed."""
    if not overlap(confirmed.way, change.way):
        return False
    try:
        if len(confirmed.way) <= len(change.way):
            return bool(lookup(confirmed.decision.value, change.way[len(confirmed.way) :]) != change.decision.value)
        return bool(lookup(change.decision.value, confirmed.way[len(change.way) :]) != confirmed.decision.value)
    except MissingError:
        return True


def _conflicts(live: list[_Held]) -> list[Conflict]:
    """Groups of decisions that can't all hold, marked as such."""
    out: list[Conflict] = []
    groups: dict[str, list[_Held]] = {}
    for n, a in enumerate(live):
        for b in live[n + 1 :]:
            if a.decision.who != b.decision.who and _disagree(a, b):
                about_all = RETRACT in (a.decision.action, b.decision.action)
                field = "" if about_all else written(min(a.way, b.way, key=len) or max(a.way, b.way, key=len))
                group = groups.setdefault(field, [])
                group += [h for h in (a, b) if h not in group]
    for field, group in sorted(groups.items()):
        for one in group:
            one.standing = IN_CONFLICT
        out.append(Conflict(field, sorted((h.decision for h in group), key=lambda d: d.number)))
    return out


# ---------------------------------------------------------------- the value
def _apply(claim: Claim, read: dict[str, Any], held: list[_Held], orphans: list[Orphan]) -> tuple[dict[str, Any], bool]:
    """The claim's plain form with the changes that hold, and whether it differs from what was read."""
    value = read
    for one in held:
        if one.standing != APPLIED or one.decision.action != CHANGE:
            continue
        try:
            attempt = placed(value, one.way, one.decision.value)
            convert(claim.type, attempt)
        except (MissingError, msgspec.ValidationError) as error:
            reason = FIELD_GONE if isinstance(error, MissingError) else UNFIT
            one.standing, one.note = ORPHANED, reason
            orphans.append(Orphan(one.decision, reason))
            continue
        if attempt == value:
            continue
        value = attempt
        value["evidence"] = [e for e in value["evidence"] if not _backed(e["field"], one.way)]
        if "alternatives" in value:
            value["alternatives"] = [a for a in value["alternatives"] if not _backed(a["field"], one.way)]
    return value, value is not read


def _backed(field: str, way: list[Step]) -> bool:
    try:
        return overlap(steps(field), way)
    except StoreError:
        return False


def _state(held: list[_Held], value: dict[str, Any], changed: bool, made: Decision | None) -> str:
    applied = [h.decision for h in held if h.standing == APPLIED]
    for one in held:
        if one.decision.action == CONFIRM and not one.decision.field and not _still(one.decision.value, value):
            one.note = "confirmed as it was shown then, which was otherwise"
    if any(d.action == RETRACT for d in applied):
        return RETRACTED
    if made is not None:
        return ADDED
    if changed:
        return CORRECTED
    if any(d.action == CONFIRM and not d.field and _still(d.value, value) for d in applied):
        return CONFIRMED
    return READ


def _still(confirmed: Any, value: dict[str, Any]) -> bool:
    """Whether what was confirmed is still what is read; evidence and confidence may differ."""
    if not isinstance(confirmed, dict):
        return True
    return matter(confirmed) == matter(value)


def matter(value: dict[str, Any]) -> dict[str, Any]:
    """What a claim says, without how it was read."""
    return {name: inner for name, inner in value.items() if name not in ("id", "evidence", "confidence", "alternatives")}
