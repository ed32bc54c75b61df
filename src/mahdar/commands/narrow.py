"""The options that narrow a list or an export, the same for both."""

from __future__ import annotations

import importlib
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mahdar.commands.say import WRONG_USE, fail, store_class

if TYPE_CHECKING:
    from mahdar.store.finding import Filter


class How(StrEnum):
    """How a claim stands."""

    read = "read"
    confirmed = "confirmed"
    corrected = "corrected"
    retracted = "retracted"
    added = "added"


Many = list[str] | None
State = Annotated[Many, typer.Option("--state", metavar="STATE", help="A state, body or movement that takes part: RUS, Russia, UN.")]
Who = Annotated[
    Many,
    typer.Option("--who", metavar="NAME", help="Somebody who takes part or speaks: a name in any script, an identifier, or an office."),
]
Kind = Annotated[Many, typer.Option("--kind", metavar="KIND", help="meeting, call, visit …")]
Status = Annotated[Many, typer.Option("--status", metavar="STATUS", help="held, planned …")]
Topic = Annotated[Many, typer.Option("--topic", metavar="TOPIC", help="sanctions, situation:SYR …")]
Document = Annotated[Many, typer.Option("--document", metavar="NAME", help="A document in connection with it: UNSC 2254.")]
Role = Annotated[Many, typer.Option("--role", metavar="ROLE", help="An office of somebody who takes part: foreign_minister.")]
City = Annotated[Many, typer.Option("--city", metavar="CITY", help="Where: Moscow.")]
Since = Annotated[str | None, typer.Option("--since", metavar="DATE", help="On this day, month or year, or later.")]
Until = Annotated[str | None, typer.Option("--until", metavar="DATE", help="On this day, month or year, or earlier.")]
Said = Annotated[bool, typer.Option("--statements", help="Statements, not engagements.")]
Standing = Annotated[How | None, typer.Option("--standing", help="Only claims that stand so. Retracted ones are left out otherwise.")]
Disputed = Annotated[bool, typer.Option("--disputed", help="Only what people disagree about.")]


def narrowed(
    *, state: Many, statements: bool, standing: How | None, disputed: bool, since: str | None, until: str | None, **others: Many
) -> Filter:
    """The filter that the options give. Ends the program where a date or a state can't be understood."""
    store_class()
    finding: Any = importlib.import_module("mahdar.store.finding")
    states: Any = importlib.import_module("mahdar.store.states")
    for field, values in others.items():
        if any(not value.strip() for value in values or []):
            fail(f"--{field}: is empty", WRONG_USE)
    found: Filter = finding.Filter(
        type="statement" if statements else "engagement",
        state=[states.code_of(value) for value in state or []],
        since=since,
        until=until,
        standing=standing.value if standing is not None else None,
        conflicts=disputed,
        **{field: values or [] for field, values in others.items()},
    )
    return found
