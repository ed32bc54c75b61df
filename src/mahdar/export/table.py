"""The minutes for a terminal: a record goes in, text of a given width comes out.

Each line begins with English labels and ends with what was copied from the report, so that a terminal that orders right-to-left text by
itself keeps both readable; such text is printed as it is, without any direction marks.
"""

from __future__ import annotations

import io
import itertools

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from mahdar.export.minutes import DASH, Block, Cell, Line, minutes, shorten
from mahdar.model import Record

LABEL_WIDTH = 9
OWN_VOICE_WIDTH = 160


def _cells(cells: list[Cell]) -> Text:
    """The cells of a row beside each other."""
    out = Text()
    for n, cell in enumerate(cells):
        out.append(cell.before if n else "")
        out.append(cell.text, style="bold" if cell.copied else "")
        if cell.note:
            out.append(f"  ({cell.note})", style="dim")
    return out


def _grid(lines: list[Line], style: str = "cyan") -> Padding:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=LABEL_WIDTH, style=style, no_wrap=True)
    grid.add_column(overflow="fold")
    for line in lines:
        for n, row in enumerate(line.rows):
            grid.add_row(line.label if n == 0 else "", _cells(row))
    return Padding(grid, (0, 0, 0, 3))


def _engagement(number: int, block: Block) -> list[object]:
    kind, status = (cell.text for cell in block.heading[:2])
    heading = Text.assemble((f"{number}. {kind.upper()}", "bold green"), (f"  {status}", "green" if status == "held" else "yellow"))
    return [heading, _grid(block.lines)]


def _statements(blocks: list[Block]) -> list[object]:
    """Statements, those of one speaker in a row under one heading, each beginning with its act."""
    parts: list[object] = []
    for _, group in itertools.groupby(blocks, key=lambda block: [cell.text for cell in block.heading[1:]]):
        said = list(group)
        parts.append(_cells(said[0].heading[1:]))
        for block in said:
            first, *more = block.lines
            parts.append(_grid([Line(block.heading[0].text, first.rows), *more], style="magenta"))
    return parts


def minutes_of(record: Record, *, width: int = 80, colour: bool = False) -> str:
    """The minutes of one record as text, lines of at most `width` columns, ending with a line end."""
    m = minutes(record)
    stream = io.StringIO()
    console = Console(
        file=stream,
        width=width,
        force_terminal=colour,
        no_color=not colour,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    parts: list[object] = [
        Rule(style="dim", characters="\u2500"),
        Text(m.title, style="bold"),
        Text(f"{m.id}   " + " \u00b7 ".join(m.head), "dim"),
        "",
    ]
    for number, block in enumerate(m.engagements, 1):
        parts += [*_engagement(number, block), ""]
    if not m.engagements:
        parts += ["No contact between parties was found.", ""]
    if m.statements:
        parts += [Text("SAID", style="bold magenta")]
        parts += [*_statements(m.statements), ""]
    if m.own_voice:
        parts += [Text("IN THE OUTLET'S OWN VOICE", style="bold yellow")]
        parts += [Padding(Text(f"{DASH} {shorten(words, OWN_VOICE_WIDTH)}"), (0, 0, 0, 3)) for words in m.own_voice]
    parts += [Text(f"note: {warning}", style="yellow") for warning in m.warnings]
    for part in parts:
        console.print(part)
    lines = [line.rstrip() for line in stream.getvalue().split("\n")]
    return "\n".join(lines).rstrip("\n") + "\n"
