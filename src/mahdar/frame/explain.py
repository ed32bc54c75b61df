"""Why a record says what it says: the derivation of every engagement and statement, and what was nearly read.

In: the finished `Engagements` of a report and its statements. Out: an `Explanation` whose tree names every rule with its words, and the near
misses, each with the reason why it was not taken.
"""

from __future__ import annotations

import msgspec

from mahdar.frame.attach import Weighed
from mahdar.frame.contact import Contact
from mahdar.frame.engagements import Engagements
from mahdar.model import Engagement, Evidence, Record, Statement


class Node(msgspec.Struct, frozen=True):
    """A rule that applied to stored-text range [start, end), and the rules whose results it used."""

    rule: str
    words: str
    start: int
    end: int
    note: str
    children: list[Node] = []


class NearMiss(msgspec.Struct, frozen=True):
    """A cue that was not taken for a contact, and why."""

    rule: str
    words: str
    start: int
    end: int
    reason: str


class Explanation(msgspec.Struct, frozen=True):
    """A record with its derivation. `topics` holds for each engagement the topics that could be its own, taken or not, with their facts."""

    record: Record
    tree: list[Node]
    near_misses: list[NearMiss]
    topics: list[list[Weighed]]


def _leaf(evidence: Evidence, value: str = "") -> Node:
    field = evidence.field.rpartition(".")[2]
    note = f"{f'{field} {value}'.rstrip()} ({evidence.how}{': ' + evidence.reason if evidence.reason else ''})"
    return Node(evidence.rule, evidence.words, evidence.start, evidence.end, note)


def _slots(engagement: Engagement) -> list[Node]:
    """Every value with the rule that read it, those of one participant under the rule that gave the part."""
    out: list[Node] = []
    for number, one in enumerate(engagement.participants):
        path = f"participants[{number}]."
        mine = [e for e in engagement.evidence if e.field.startswith(path)]
        part = next(e for e in mine if e.field == f"{path}part")
        told = [_leaf(e, str(getattr(one, e.field.removeprefix(path)) or "")) for e in mine if e is not part]
        out.append(Node(part.rule, part.words, part.start, part.end, f"participant {number + 1}: {one.part} ({part.how})", told))
    for evidence in engagement.evidence:
        field, _, index = evidence.field.partition("[")
        if field not in ("participants", "kind"):
            value = getattr(engagement, field)
            out.append(_leaf(evidence, str(value[int(index[:-1])] if index else value)))
    return out


def _told(work: Engagements, contact: Contact, note: str) -> Node:
    """One telling of a contact: its cue, and the mentions that became its parties."""
    analysis = work.analysis
    children = []
    for party in contact.parties:
        if party.actor >= 0:
            actor = analysis.actors[party.actor]
            span = analysis.span(actor.start, actor.end)
            children.append(
                Node(party.rule, analysis.words(actor.start, actor.end), span.start, span.end, f"{party.part}; mention: {actor.rule}")
            )
    span = analysis.span(contact.cue.start, contact.cue.end)
    return Node(contact.rule, analysis.words(contact.cue.start, contact.cue.end), span.start, span.end, note, children)


def _engagement(work: Engagements, contact: Contact, engagement: Engagement) -> Node:
    first = engagement.evidence[0]
    tellings = [_told(work, contact, "told")]
    tellings += [_told(work, other, "points back" if other.anaphor or other.pair else "told again") for other in contact.joined]
    note = f"{engagement.kind}, {engagement.status}"
    return Node(contact.rule, first.words, first.start, first.end, note, [*tellings, *_slots(engagement)])


def _statement(statement: Statement) -> Node:
    act = next(e for e in statement.evidence if e.field == "act")
    others = [_leaf(e) for e in statement.evidence if e is not act]
    return Node(act.rule, act.words, act.start, act.end, f"statement, {statement.act}", others)


def explain(work: Engagements, record: Record) -> Explanation:
    """The explanation of a record; `work` is the object whose `engagements()` gave it."""
    tree = [_engagement(work, contact, engagement) for contact, engagement in zip(work.written, record.engagements, strict=True)]
    tree += [_statement(s) for s in record.statements]
    near = []
    for contact, reason in [*work.misses, *work.combiner.misses]:
        span = work.analysis.span(contact.cue.start, contact.cue.end)
        near.append(NearMiss(contact.rule, work.analysis.words(contact.cue.start, contact.cue.end), span.start, span.end, reason))
    return Explanation(record, tree, sorted(near, key=lambda n: n.start), [work.weighed[id(c)] for c in work.written])
