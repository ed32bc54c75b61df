"""Why a record says what it says: an explanation goes in, text for a terminal comes out.

For every value the words, where they stand, how they gave it and the rule; then the tree of rules; then what was nearly read and why it
was not.
"""

from __future__ import annotations

import io
import itertools
from collections.abc import Sequence
from typing import Protocol

from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from mahdar.export.minutes import head, plain, title_of
from mahdar.model import Alternative, Engagement, Record, Speaker, Statement

WIDTH = 80


class Node(Protocol):
    """A rule that applied to a stretch of words, and the rules whose results it used."""

    @property
    def rule(self) -> str: ...
    @property
    def words(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def note(self) -> str: ...
    @property
    def children(self) -> Sequence[Node]: ...


class NearMiss(Protocol):
    """A stretch of words that a rule nearly read, and why it did not."""

    @property
    def rule(self) -> str: ...
    @property
    def words(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def reason(self) -> str: ...


class Explanation(Protocol):
    """What the pipeline tells of one report: only what is printed here is asked of it."""

    @property
    def record(self) -> Record: ...
    @property
    def tree(self) -> Sequence[Node]: ...
    @property
    def near_misses(self) -> Sequence[NearMiss]: ...


def _value(holder: Engagement | Statement, field: str) -> str:
    """The value at an evidence's field path (`participants[0].role`); empty where the path leads nowhere."""
    at: object = holder
    for step in field.replace("[", ".").replace("]", "").split("."):
        if isinstance(at, list):
            at = at[int(step)] if step.isdecimal() and int(step) < len(at) else None
        else:
            at = getattr(at, step, None)
    if at is None or isinstance(at, Engagement | Statement | Speaker):
        return ""
    return ", ".join(map(str, at)) if isinstance(at, list) else str(at)


def _evidence(holder: Engagement | Statement) -> list[object]:
    """For each value a line with the value, and under it a line for each stretch of words that it was read from, the words last."""
    out: list[object] = []
    for field, group in itertools.groupby(holder.evidence, key=lambda e: e.field):
        value = _value(holder, field) if field != "content" else ""
        out.append(Text.assemble("   ", (field, "cyan"), f"  {value}".rstrip()))
        for e in group:
            words = " ".join(e.words.split())
            out.append(Text.assemble(f"      {e.start}-{e.end}  {e.how}  ", (e.rule, "dim"), f"  {words}"))
            if e.reason:
                out.append(Text(f"      because {e.reason}"))
    return out


def _alternatives(alternatives: Sequence[Alternative]) -> list[object]:
    return [Text(f"   or {a.field} {a.value}: {a.reason}", style="yellow") for a in alternatives]


def _tree(nodes: Sequence[Node]) -> Tree:
    tree = Tree(Text("rules", style="bold"), guide_style="dim")

    def grow(branch: Tree, node: Node) -> None:
        words = " ".join(node.words.split())
        label = Text.assemble(
            (node.rule, "cyan"), f" {node.start}-{node.end}", (f"  {node.note}" if node.note else "", "dim"), f"  {words}"
        )
        grown = branch.add(label)
        for child in node.children:
            grow(grown, child)

    for node in nodes:
        grow(tree, node)
    return tree


def _facts(record: Record) -> list[object]:
    """What the head of the report gave, with reasons."""
    out: list[object] = []
    for name in ("language", "published", "agency", "byline", "outlet"):
        value = getattr(record.report, name)
        if value is None:
            continue
        span = f" at {value.start}-{value.end}" if value.start is not None else ""
        out.append(Text(f"{name}: {value.value} ({value.how}{span})"))
        out += [Text(f"   because {reason}") for reason in value.reasons]
        out += [Text(f"   or {other}", style="yellow") for other in value.alternatives]
    counts: dict[str, int] = {}
    for r in record.report.residue:
        counts[r.kind] = counts.get(r.kind, 0) + 1
    if counts:
        out.append(Text("left out as residue: " + ", ".join(f"{n} {plain(kind)}" for kind, n in sorted(counts.items()))))
    return out


def text_of(explanation: Explanation, *, width: int = WIDTH, colour: bool = False) -> str:
    """The explanation of one report as text."""
    record = explanation.record
    stream = io.StringIO()
    console = Console(file=stream, width=width, force_terminal=colour, no_color=not colour, highlight=False, markup=False, emoji=False)
    parts: list[object] = [
        Text(title_of(record), style="bold"),
        Text(f"{record.id}   " + " \u00b7 ".join(head(record)), style="dim"),
        *_facts(record),
        "",
    ]
    for n, e in enumerate(record.engagements, 1):
        parts += [Text(f"{n}. {plain(e.kind).upper()}  {e.status}  ({e.id}, confidence {e.confidence:.2f})", style="bold green")]
        parts += [*_evidence(e), *_alternatives(e.alternatives), ""]
    for n, s in enumerate(record.statements, 1):
        parts += [Text(f"STATEMENT {n}: {plain(s.act)}  ({s.id}, confidence {s.confidence:.2f})", style="bold magenta"), *_evidence(s), ""]
    if explanation.tree:
        parts += [_tree(explanation.tree), ""]
    parts.append(Text("NOT TAKEN" if explanation.near_misses else "Nothing was nearly read.", style="bold yellow"))
    for miss in explanation.near_misses:
        words = " ".join(miss.words.split())
        parts.append(Text.assemble((f"   {miss.rule} {miss.start}-{miss.end}: {miss.reason}  ", ""), (words, "bold")))
    for part in parts:
        console.print(part)
    return "\n".join(line.rstrip() for line in stream.getvalue().split("\n")).rstrip("\n") + "\n"
