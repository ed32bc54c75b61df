"""Why a record says what it says: an explanation goes in, text for a terminal comes out.

For each engagement and statement one tree: every value with the rule that read it, the place of the words, how they gave it where it is not
simply said, and the words themselves, which end the line as in `table`; then what was nearly read and why it was not; and, for all reports
together, what the rules that were named mean.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from mahdar.export.minutes import head, plain, title_of
from mahdar.model import SAID, Alternative, Record
from mahdar.text import folded

WIDTH = 80
GUIDE = 4  # columns that each branch of a tree takes


class Reading(Protocol):
    """A stretch of words and the rule that read or nearly read it, with the reason."""

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


class Node(Reading, Protocol):
    """A rule that read a value from a stretch of words, and the rules whose results it used."""

    @property
    def field(self) -> str: ...
    @property
    def value(self) -> str: ...
    @property
    def how(self) -> str: ...
    @property
    def children(self) -> Sequence[Node]: ...


class Explanation(Protocol):
    """What the pipeline tells of one report: only what is printed here is asked of it."""

    @property
    def record(self) -> Record: ...
    @property
    def tree(self) -> Sequence[Node]: ...
    @property
    def near_misses(self) -> Sequence[Reading]: ...


def _line(node: Node, room: int) -> Text:
    """What was read, by which rule, where, and the words last, on a line of their own where they would be torn; a value that is the words is not
    written twice. The reason stands below."""
    words = " ".join(node.words.split())
    value = "" if not node.value or folded(node.value) == folded(words) else f" {plain(node.value) if node.value.isascii() else node.value}"
    how = f" ({node.how})" if node.how not in ("", SAID) else ""
    line = Text.assemble((node.field, "cyan"), value, (f" \u2014 {node.rule} {node.start}-{node.end}{how}", "dim"))
    line.append(f"  {words}" if line.cell_len + cell_len(words) + 2 <= room else f"\n{words}")
    return line.append(f"\nbecause {node.reason}") if node.reason else line


def _tree(heading: Text, root: Node, width: int) -> Tree:
    """The tree of one engagement or statement: what made it one comes first."""
    tree = Tree(heading, guide_style="dim")
    tree.add(_line(root, width - GUIDE))

    def grow(branch: Tree, nodes: Sequence[Node], room: int) -> None:
        for node in nodes:
            grow(branch.add(_line(node, room)), node.children, room - GUIDE)

    grow(tree, root.children, width - GUIDE)
    return tree


def _headings(record: Record) -> Iterator[tuple[Text, Sequence[Alternative]]]:
    for n, e in enumerate(record.engagements, 1):
        yield Text(f"{n}. {plain(e.kind).upper()}  {e.status}  ({e.id}, confidence {e.confidence:.2f})", style="bold green"), e.alternatives
    for n, s in enumerate(record.statements, 1):
        yield Text(f"STATEMENT {n}: {plain(s.act)}  ({s.id}, confidence {s.confidence:.2f})", style="bold magenta"), ()


def rules_of(explanation: Explanation) -> set[str]:
    """The rules that an explanation names, and the ways in which words gave a value."""
    out = {miss.rule for miss in explanation.near_misses}

    def walk(nodes: Sequence[Node]) -> None:
        for node in nodes:
            out.update((node.rule, node.how))
            walk(node.children)

    walk(explanation.tree)
    return out - {"", SAID}


def legend(rules: Mapping[str, str], *, width: int = WIDTH) -> str:
    """What rules mean, one below the other."""
    if not rules:
        return ""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(width=min(max(map(len, rules)), width // 3), overflow="fold")
    grid.add_column(overflow="fold")
    for rule in sorted(rules):
        grid.add_row(rule, rules[rule])
    return _printed([Text("RULES"), Padding(grid, (0, 0, 0, 3))], width=width, colour=False)


def _facts(record: Record) -> list[RenderableType]:
    """What the head of the report gave, with reasons."""
    out: list[RenderableType] = []
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
    parts: list[RenderableType] = [
        Text(title_of(record), style="bold"),
        Text(f"{record.id}   " + " \u00b7 ".join(head(record)), style="dim"),
        *_facts(record),
        "",
    ]
    for (heading, alternatives), node in zip(_headings(record), explanation.tree, strict=True):
        tree = _tree(heading, node, width)
        for a in alternatives:
            tree.add(Text(f"or {a.field} {a.value}: {a.reason}", style="yellow"))
        parts += [tree, ""]
    parts.append(Text("NOT TAKEN" if explanation.near_misses else "Nothing was nearly read.", style="bold yellow"))
    for miss in explanation.near_misses:
        words = " ".join(miss.words.split())
        line = Text.assemble(f"{miss.rule} {miss.start}-{miss.end}: {miss.reason}  ", (words, "bold"))
        parts.append(Padding(line, (0, 0, 0, 3)))
    return _printed(parts, width=width, colour=colour)


def _printed(parts: Iterable[RenderableType], *, width: int, colour: bool) -> str:
    stream = io.StringIO()
    console = Console(file=stream, width=width, force_terminal=colour, no_color=not colour, highlight=False, markup=False, emoji=False)
    for part in parts:
        console.print(part)
    return "\n".join(line.rstrip() for line in stream.getvalue().split("\n")).rstrip("\n") + "\n"
