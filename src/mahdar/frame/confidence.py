"""How sure a reading is: a probability for every engagement, every slot of one and every statement.

In: what was read, with its evidence. Out: the same with `confidence` filled. The probability is a logistic sum of weights, one for each fact
that the evidence shows (the rule that read a value, how it gave it, how much of the record was told). The weights stand in the language's
`confidence.tsv`, a list to be read and argued about; `python -m bench.reliability --write` learns them from the exam's answers, and
`make exam` shows how well they hold on reports they were not learned from.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping

import msgspec

from mahdar.model import Engagement, Evidence, Statement

_NUMBER = re.compile(r"\[\d+\]")
Weights = Mapping[str, float]


def slot(evidence: Evidence) -> str:
    """The kind of slot that a piece of evidence fills: its field without numbers (`participants.role`)."""
    return _NUMBER.sub("", evidence.field)


def engagement_facts(engagement: Engagement) -> list[str]:
    """What speaks for or against an engagement having been told at all."""
    rules = {slot(e): e for e in engagement.evidence if "participants" not in e.field}
    people = [p for p in engagement.participants if p.part != "attendee"]
    states = {p.affiliation for p in people if p.affiliation}
    named = sum(p.name is not None for p in people)
    facts = [f"kind {rules['kind'].rule}"] if "kind" in rules else [f"kind {engagement.kind}"]
    facts += [f"status {engagement.status}", f"named {min(named, 2)}", f"sides {min(len(states), 3)}"]
    facts += sorted({f"part {e.rule}" for e in engagement.evidence if slot(e) == "participants.part"})
    facts += [name for name in ("date", "city", "country") if name in rules]
    if any(p.name is None and p.affiliation is None for p in people):
        facts.append("party without name and side")
    if engagement.topics or engagement.documents:
        facts.append("matters")
    if engagement.according_to:
        facts.append("source")
    return facts


def slot_facts(evidence: Evidence) -> list[str]:
    """What speaks for or against one value of an engagement."""
    return [f"how {evidence.how}", f"rule {evidence.rule}"]


def statement_facts(statement: Statement) -> list[str]:
    """What speaks for or against a statement."""
    facts = ["quoted"] if statement.quoted else []
    for evidence in statement.evidence:
        if evidence.field in ("act", "content", "speaker"):
            facts.append(f"{evidence.field} {evidence.rule.partition(':')[0] if evidence.field == 'act' else evidence.rule}")
            facts.append(f"{evidence.field} {evidence.how}")
    facts += ["named"] if statement.speaker.name else []
    facts += ["side"] if statement.speaker.affiliation else []
    return list(dict.fromkeys(facts))


def probability(weights: Weights, of: str, facts: Iterable[str]) -> float:
    """Between 0 and 1, two places; a fact without a weight says nothing."""
    total = weights.get(f"{of}\tbias", 0.0) + sum(weights.get(f"{of}\t{fact}", 0.0) for fact in facts)
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, total)))), 2)


def rated(engagement: Engagement, weights: Weights) -> Engagement:
    """The engagement with its own probability and one for every slot."""
    evidence = [msgspec.structs.replace(e, confidence=probability(weights, slot(e), slot_facts(e))) for e in engagement.evidence]
    sure = probability(weights, "engagement", engagement_facts(engagement))
    return msgspec.structs.replace(engagement, confidence=sure, evidence=evidence)


def rated_statement(statement: Statement, weights: Weights) -> Statement:
    """The statement with its probability."""
    return msgspec.structs.replace(statement, confidence=probability(weights, "statement", statement_facts(statement)))
