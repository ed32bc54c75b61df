"""The minutes as Markdown, to paste into a brief: a record goes in, text comes out. Everything copied from a report is escaped."""

from __future__ import annotations

import re

from mahdar.export.minutes import Block, Cell, minutes
from mahdar.model import Record

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~&!])")
_LIST_START = re.compile(r"^(\s*\d*)([-+.)])(?=\s)")


def escape(text: str) -> str:
    """Text that Markdown prints as it stands: one line, its signs escaped."""
    return _LIST_START.sub(r"\1\\\2", _SIGNS.sub(r"\\\1", " ".join(text.split())))


def _row(cells: list[Cell]) -> str:
    return "".join((c.before if n else "") + escape(c.text) + (f" ({escape(c.note)})" if c.note else "") for n, c in enumerate(cells))


def _lines(block: Block, skip: tuple[str, ...] = ()) -> list[str]:
    out = []
    for line in block.lines:
        if line.label not in skip:
            out.append(f"- **{line.label}:** " + "; ".join(_row(row) for row in line.rows))
    return out


def minutes_of(record: Record) -> str:
    """The minutes of one record, ending with a line end."""
    m = minutes(record)
    out = [f"## {escape(m.title)}", "", f"{escape(m.id)} \u00b7 " + " \u00b7 ".join(map(escape, m.head)), ""]
    for number, block in enumerate(m.engagements, 1):
        kind, status = (cell.text for cell in block.heading[:2])
        out += [f"### {number}. {kind.capitalize()}, {status}", "", *_lines(block), ""]
    if not m.engagements:
        out += ["No contact between parties was found.", ""]
    if m.statements:
        out += ["### Said", ""]
        for block in m.statements:
            act, *speaker = block.heading
            out += [f"- **{act.text}** {_row(speaker)}"]
            out += [f"  {line}" for line in _lines(block, skip=("that",))]
            out += [f"  > {_row(row)}" for line in block.lines if line.label == "that" for row in line.rows]
        out += [""]
    if m.own_voice:
        out += ["### In the outlet's own voice", "", *(f"- {escape(words)}" for words in m.own_voice), ""]
    out += [f"*Note: {escape(warning)}*" for warning in m.warnings]
    return "\n".join(out).rstrip("\n") + "\n"
