"""The forms of output by name: what comes first, how one record is written, what stands between two, what comes last.

`FORMS[name]` gives text chunks, so that any number of records can be written one after another without keeping them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import msgspec

from mahdar.export import markdown, table
from mahdar.model import Record


class Form(msgspec.Struct, frozen=True):
    """How records become text. Every chunk ends its own lines."""

    name: str
    one: Callable[[Record], str]
    first: str = ""
    between: str = ""
    last: str = ""

    def chunks(self, records: Iterable[Record]) -> Iterator[str]:
        """The whole output, one chunk a record; also when there are no records."""
        yield self.first
        begun = False
        for record in records:
            yield self.between + self.one(record) if begun else self.one(record)
            begun = True
        yield self.last


_json = msgspec.json.Encoder()


def line(record: Record) -> str:
    """One record as one line of JSON. Same record, same bytes."""
    return _json.encode(record).decode() + "\n"


def pretty(record: Record) -> str:
    """One record as indented JSON, without a line end."""
    return msgspec.json.format(_json.encode(record), indent=2).decode()


def forms(*, width: int = 80, colour: bool = False) -> dict[str, Form]:
    """All forms by name; `width` (columns) and `colour` are for the table."""
    found = [
        Form("table", lambda record: table.minutes_of(record, width=width, colour=colour), between="\n"),
        Form("json", pretty, first="[\n", between=",\n", last="\n]\n"),
        Form("jsonl", line),
        Form("markdown", markdown.minutes_of, between="\n"),
    ]
    return {form.name: form for form in found}
