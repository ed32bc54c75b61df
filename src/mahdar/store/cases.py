"""A correction as a test case: the report as it came in, and the right answer as people left it, in the two forms that
`mahdar score` reads.

The case fails as long as the program reads what was corrected, and passes from the day it reads what the person said.
"""

from __future__ import annotations

from typing import Any

import msgspec

from mahdar.store.errors import StoreError
from mahdar.store.packed import to_json
from mahdar.store.shapes import ENGAGEMENT, RETRACTED, Kept

_ENGAGEMENT = ("kind", "status", "participants", "date", "city", "country", "topics", "documents", "according_to")
_STATEMENT = ("speaker", "act", "quoted", "to", "content")


class Case(msgspec.Struct, frozen=True):
    """A line of reports and the line of answers to it, each one JSON object."""

    report: str
    answer: str


def case_of(kept: Kept) -> Case:
    """The case of a report. Raises StoreError where nobody corrected it, or where people still disagree."""
    if not any(one.marks for one in kept.seen):
        raise StoreError(f"report {kept.key} was not corrected by anybody; a case needs a person's answer")
    disputed = [one.ref for one in kept.seen if one.conflicts]
    if disputed:
        raise StoreError(f"people disagree about {', '.join(disputed)}; settle that first (mahdar correct conflicts)")
    source = msgspec.structs.replace(kept.versions[-1].source, id=kept.key)
    shown = [one for one in kept.seen if one.state != RETRACTED]
    answer: dict[str, Any] = {
        "id": kept.key,
        "language": kept.record.language,
        "published": kept.record.published,
        "engagements": [_only(msgspec.to_builtins(one.claim), _ENGAGEMENT) for one in shown if one.type == ENGAGEMENT],
        "statements": [_only(msgspec.to_builtins(one.claim), _STATEMENT) for one in shown if one.type != ENGAGEMENT],
    }
    return Case(to_json(source).decode() + "\n", to_json(answer).decode() + "\n")


def _only(value: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: value[name] for name in names}
