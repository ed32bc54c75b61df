"""Why a record says what it says: the derivation of every engagement and statement, and what was nearly read.

In: the finished `Engagements` of a report and its statements. Out: an `Explanation` whose tree names every rule with its words, and the near
misses, each with the reason why it was not taken. What the rules mean is told in `rules.tsv`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

from mahdar.frame.attach import Weighed
from mahdar.frame.contact import Contact
from mahdar.frame.engagements import Engagements
from mahdar.model import Engagement, Evidence, Record, Statement
from mahdar.packs import rows


class Node(msgspec.Struct, frozen=True):
    """A rule that read a value from stored-text range [start, end), and the rules whose results it used. `field` is what was read and `value` what
    it became, `how` and `reason` as in the evidence; `field` alone tells what a stretch of words does where no value was read."""

    rule: str
    words: str
    start: int
    end: int
    field: str
    value: str = ""
    how: str = ""
    reason: str = ""
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


@cache
def _meanings() -> dict[str, str]:
    return {row["rule"]: row["meaning"] for row in rows(Path(__file__).with_name("rules.tsv"))}


def meaning(rule: str) -> tuple[str, str]:
    """The name under which a rule is explained, its own or the longest that it begins with, and what it reads, in words; empty where nothing is
    told of it."""
    known = _meanings()
    name = rule
    while name and name not in known:
        name = name[: max(name.rfind(", "), name.rfind(": "), 0)]
    return (name, known[name]) if name else (rule, "")


def _leaf(evidence: Evidence, field: str, value: str = "", children: list[Node] | None = None) -> Node:
    e = evidence
    return Node(e.rule, e.words, e.start, e.end, field, value, e.how, e.reason, children or [])


def _text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")


def _slots(engagement: Engagement, mentions: dict[tuple[int, int], str]) -> list[Node]:
    """Every value with the rule that read it, those of one participant under the rule that gave the part. `mentions` are the rules that read the
    mentions of parties, by their places."""
    out: list[Node] = []
    for number, one in enumerate(engagement.participants):
        path = f"participants[{number}]."
        mine = [e for e in engagement.evidence if e.field.startswith(path)]
        part = next(e for e in mine if e.field == f"{path}part")
        told = [_leaf(e, e.field.removeprefix(path), _text(getattr(one, e.field.removeprefix(path)))) for e in mine if e is not part]
        mention = mentions.get((part.start, part.end), "")
        if mention and all(node.rule != mention for node in told):
            told.insert(0, Node(mention, part.words, part.start, part.end, "mention"))
        out.append(_leaf(part, f"party {number + 1}", one.part, told))
    for evidence in engagement.evidence:
        field, _, index = evidence.field.partition("[")
        if field not in ("participants", "kind"):
            value = getattr(engagement, field)
            out.append(_leaf(evidence, "topic" if field == "topics" else field, _text(value[int(index[:-1])] if index else value)))
    return out


def _told(work: Engagements, contact: Contact, field: str) -> Node:
    """One telling of a contact: its cue, and the mentions that became its parties."""
    analysis = work.analysis
    children = []
    for party in contact.parties:
        if party.actor >= 0:
            actor = analysis.actors[party.actor]
            span = analysis.span(actor.start, actor.end)
            children.append(Node(party.rule, analysis.words(actor.start, actor.end), span.start, span.end, party.part))
    span = analysis.span(contact.cue.start, contact.cue.end)
    return Node(contact.rule, analysis.words(contact.cue.start, contact.cue.end), span.start, span.end, field, children=children)


def _engagement(work: Engagements, contact: Contact, engagement: Engagement) -> Node:
    first = engagement.evidence[0]
    tellings = [_told(work, other, "points back" if other.anaphor or other.pair else "told again") for other in contact.joined]
    mentions = {}
    for actor in work.analysis.actors:
        span = work.analysis.span(actor.start, actor.end)
        mentions[span.start, span.end] = actor.rule
    return _leaf(first, "kind", engagement.kind, [*_slots(engagement, mentions), *tellings])


def _statement(statement: Statement) -> Node:
    act = next(e for e in statement.evidence if e.field == "act")
    speaker: list[Node] = []
    others: list[Node] = []
    for evidence in statement.evidence:
        path, _, index = evidence.field.partition("[")
        if path.startswith("speaker."):
            field = path.removeprefix("speaker.")
            speaker.append(_leaf(evidence, field, _text(getattr(statement.speaker, field))))
        elif path == "speaker":
            others.append(_leaf(evidence, path, children=speaker))
        elif evidence is not act:
            value = getattr(statement, path)
            others.append(_leaf(evidence, path, "" if path == "content" else _text(value[int(index[:-1])] if index else value)))
    if speaker and all(node.children is not speaker for node in others):
        others += speaker
    return _leaf(act, "act", statement.act, others)


def explain(work: Engagements, record: Record) -> Explanation:
    """The explanation of a record; `work` is the object whose `engagements()` gave it."""
    tree = [_engagement(work, contact, engagement) for contact, engagement in zip(work.written, record.engagements, strict=True)]
    tree += [_statement(s) for s in record.statements]
    near = []
    for contact, reason in [*work.misses, *work.combiner.misses]:
        span = work.analysis.span(contact.cue.start, contact.cue.end)
        near.append(NearMiss(contact.rule, work.analysis.words(contact.cue.start, contact.cue.end), span.start, span.end, reason))
    return Explanation(record, tree, sorted(near, key=lambda n: n.start), [work.weighed[id(c)] for c in work.written])
