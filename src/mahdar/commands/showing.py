"""How claims, decisions, results and changes look in a terminal: each a few lines of text, English labels first, copied words last."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from mahdar.export.minutes import plain, shorten
from mahdar.export.table import minutes_of
from mahdar.model import Engagement, Statement
from mahdar.resolve.people import Said
from mahdar.store.shapes import (
    ADD,
    CHANGE,
    CONFIRM,
    DIFFERENT,
    ENGAGEMENT,
    MERGE,
    READ,
    RENAME,
    RETRACT,
    RETRACTED,
    SPLIT,
    UNDO,
    Changes,
    Conflict,
    Decision,
    Kept,
    Mark,
    Orphan,
    ReportLine,
    Seen,
)

if TYPE_CHECKING:
    from mahdar.store.searching import Hit

BOLD, DIM, PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"


def safe(text: str) -> str:
    """Copied words on one line, without signs that move a terminal's cursor."""
    return "".join(c if c.isprintable() else "\ufffd" for c in " ".join(text.split()))


def value(given: Any) -> str:
    """A value as a person would write it."""
    return given if isinstance(given, str) else msgspec.json.encode(given).decode()


# ---------------------------------------------------------------- claims
def claim_line(claim: Engagement | Statement) -> str:
    """A claim on one line."""
    if isinstance(claim, Statement):
        parties = claim.speaker.affiliation
        who = "+".join(parties) if isinstance(parties, list) else parties or ""
        named = f" {safe(claim.speaker.name)}" if claim.speaker.name else ""
        return f"{plain(claim.act)}  {who}{named}: {shorten(safe(claim.content), 70)}"
    people = " / ".join(
        " ".join(part for part in (p.affiliation, safe(p.name) if p.name else None) if part) or plain(p.role) for p in claim.participants
    )
    where = ", ".join(part for part in (claim.city, claim.country) if part)
    return "  ".join(part for part in (claim.date or "no day", f"{plain(claim.kind)} {claim.status}", where, people) if part)


def state_of(seen: Seen) -> str:
    """How a claim stands, where people said something; empty otherwise."""
    words = [] if seen.state == READ else [seen.state]
    if seen.conflicts:
        words.append("DISPUTED")
    return f"[{', '.join(words)}]" if words else ""


def list_lines(line: ReportLine, seen: Seen, *, width: int) -> Iterator[str]:
    """A claim in a list: its line, then its report."""
    yield "  ".join(part for part in (seen.ref, state_of(seen)) if part)
    yield f"    {claim_line(seen.claim)}"
    yield f"    {shorten(safe(line.title), width - 4)}"


def report_lines(kept: Kept, *, width: int, colour: bool) -> Iterator[str]:
    """A report: its minutes as shown, then each claim by its id with what people said, versions and readings."""
    shown = [one for one in kept.seen if one.state != RETRACTED]
    record = msgspec.structs.replace(
        kept.record,
        id=kept.key,
        engagements=[one.claim for one in shown if isinstance(one.claim, Engagement)],
        statements=[one.claim for one in shown if isinstance(one.claim, Statement)],
    )
    yield minutes_of(record, width=width, colour=colour).rstrip("\n")
    yield ""
    yield "CLAIMS"
    for one in kept.seen:
        yield from seen_lines(one)
    for orphan in kept.orphans:
        yield from orphan_lines(orphan)
    yield ""
    for version in kept.versions:
        yield f"version {version.number}  kept {version.at}  as {safe(version.label)}"
    for reading in kept.readings:
        mark = "  (shown)" if reading.shown else ""
        yield f"reading  run {reading.run}  version {reading.version}  program {reading.program}  packs {reading.packs}  {reading.at}{mark}"


def link_lines(links: list[tuple[Said, str]], *, width: int) -> Iterator[str]:
    """Whom the mentions of a report lead to, a line each person of a claim."""
    if links:
        yield ""
        yield "WHO IS WHO"
    for said, person in links:
        sure = f"{said.link.probability:.2f}" if said.link.person == person else ""
        name = safe(said.mention.name) if said.mention.name else f"{plain(said.mention.role or '')} of {said.mention.affiliation}"
        to = safe(person) or f"perhaps {', '.join(safe(c.person) for c in said.link.candidates[:2])}"
        line = "  ".join(part for part in (f"  {said.claim} {said.field}", to, sure, name, *map(safe, said.link.flags)) if part)
        yield shorten(line, width)


def seen_lines(seen: Seen) -> Iterator[str]:
    """A claim by its id, with what people said about it."""
    yield "  ".join(part for part in (f"  {seen.key}", state_of(seen), claim_line(seen.claim)) if part)
    for mark in seen.marks:
        yield f"      {mark_line(mark)}"
    for conflict in seen.conflicts:
        yield from (f"      {line}" for line in conflict_lines(conflict))


def one_claim(kept: Kept, seen: Seen, *, width: int, colour: bool) -> Iterator[str]:
    """One claim of a report."""
    yield from report_lines(msgspec.structs.replace(kept, seen=[seen], orphans=[], versions=[], readings=[]), width=width, colour=colour)
    if seen.as_read is not None and seen.as_read is not seen.claim:
        yield f"as read: {claim_line(seen.as_read)}"


# ---------------------------------------------------------------- decisions
def what(decision: Decision) -> str:
    """What a decision says."""
    if decision.action == CHANGE:
        return f"{decision.field}: {safe(value(decision.old))} becomes {safe(value(decision.value))}"
    if decision.action == CONFIRM:
        return f"{decision.field or 'all of it'} is right"
    if decision.action == RETRACT:
        return "the report doesn't tell this"
    if decision.action == ADD:
        return f"adds {decision.type} {decision.claim}"
    if decision.action == UNDO:
        return f"undoes {decision.undoes}"
    if decision.action in (MERGE, SPLIT):
        return f"{decision.action} {decision.kind}: {' = '.join(safe(m) for m in decision.members)}"
    if decision.action == DIFFERENT:
        return f"different {decision.kind}s: {' and '.join(safe(m) for m in decision.members)}"
    if decision.action == RENAME:
        return f"rename {decision.kind}: {safe(decision.members[0])} is called {safe(value(decision.value))}"
    return decision.action


def decision_line(decision: Decision, *, undone: bool = False) -> str:
    """A decision on one line."""
    about = f"  {decision.report}.{decision.claim}" if decision.report and decision.claim else ""
    why = f" ({safe(decision.why)})" if decision.why else ""
    end = "  [undone]" if undone else ""
    return f"{decision.id}  {decision.at}  {safe(decision.who)}{about}  {what(decision)}{why}{end}"


def mark_line(mark: Mark) -> str:
    """A decision at its claim, with how it stands."""
    note = f"; {mark.note}" if mark.note else ""
    why = f" ({safe(mark.decision.why)})" if mark.decision.why else ""
    return f"{mark.decision.id}  {safe(mark.decision.who)}: {what(mark.decision)}{why}  [{mark.standing}{note}]"


def conflict_lines(conflict: Conflict) -> Iterator[str]:
    """A disagreement."""
    people = ", ".join(f"{safe(d.who)} ({d.id})" for d in conflict.decisions)
    yield f"people disagree about {conflict.field or 'the claim itself'}: {people}; shown as read until one gives in or --settle decides"


def orphan_lines(orphan: Orphan) -> Iterator[str]:
    """A decision that hangs in the air."""
    yield f"{decision_line(orphan.decision)}  [orphaned: {orphan.reason}]"
    if orphan.perhaps:
        yield f"      perhaps now: {', '.join(f'{orphan.decision.report}.{key}' for key in orphan.perhaps)}"


# ---------------------------------------------------------------- results
def hit_lines(number: int, hit: Hit, *, width: int, colour: bool) -> Iterator[str]:
    """A result of a search."""
    ref = f"{hit.report.key}.{hit.key}" if hit.key else hit.report.key
    head = "  ".join(part for part in (f"{number}.", ref, hit.report.published or "no date", safe(hit.report.outlet or "")) if part)
    yield f"{BOLD}{head}{PLAIN}" if colour else head
    yield f"    {shorten(safe(hit.report.title), width - 4)}"
    if hit.claim is not None and hit.type == ENGAGEMENT:
        yield f"    {claim_line(hit.claim)}"
    opening, closing = (BOLD, PLAIN) if colour else ("[", "]")
    words, at, cut = hit.snippet.words, 0, ""
    for mark in hit.snippet.marks:
        cut += safe_part(words[at : mark.start]) + opening + safe_part(words[mark.start : mark.end]) + closing
        at = mark.end
    cut += safe_part(words[at:])
    if cut.strip() and (hit.snippet.marks or hit.key):
        yield f"    {' '.join(cut.split())}"


def safe_part(text: str) -> str:
    """A part of a line, its blanks left."""
    return "".join(c if c.isprintable() else " " if c.isspace() else "\ufffd" for c in text)


def change_lines(changes: Changes, *, limit: int) -> Iterator[str]:
    """What another reading would change."""
    counts = changes.counts
    yield f"run {changes.run}: program {changes.program}, packs {changes.packs}"
    yield (
        f"{changes.reports} reports read again, {changes.same} of them the same; claims: "
        f"{counts['new']} new, {counts['gone']} gone, {counts['changed']} changed; corrections: {len(changes.orphans)} would be orphaned, "
        f"{len(changes.found)} would have their claim again"
    )
    for difference in changes.differences[:limit]:
        ref = f"{difference.report}.{difference.key}"
        if difference.what == "changed":
            yield f"  changed  {ref}  {', '.join(difference.fields)}"
            old, new = msgspec.to_builtins(difference.old), msgspec.to_builtins(difference.new)
            yield from (f"      {field}: {safe(value(old[field]))} becomes {safe(value(new[field]))}" for field in difference.fields)
        else:
            claim = difference.new or difference.old
            yield f"  {difference.what:<8} {ref}  {claim_line(claim) if claim is not None else ''}"
    if sum(counts.values()) > limit:
        yield f"  and {sum(counts.values()) - limit} more (--limit)"
    for orphan in changes.orphans:
        yield from (f"  {line}" for line in orphan_lines(orphan))
