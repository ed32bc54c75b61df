"""The JSON Schema of a record, generated from the model and the lists of codes.

`generate` gives the schema as a dictionary, `text` as it is shipped in `mahdar/schema/record.schema.json`; a test holds the two equal.
Run `python -m mahdar.check.schema` to write the shipped file anew after the model changed.
"""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec

from mahdar.check import codes
from mahdar.model import FROM_DATELINE, FROM_EARLIER, FROM_PUBLISHED, INFERRED, SAID, Record

SHIPPED = "record.schema.json"
_HOW = [SAID, FROM_DATELINE, FROM_PUBLISHED, FROM_EARLIER, INFERRED]


def _narrow(definitions: dict[str, Any]) -> None:
    """Write the closed lists and patterns into the fields that the model types as plain strings."""

    def allow(struct: str, field: str, values: list[str] | frozenset[str]) -> None:
        definitions[struct]["properties"][field] = {"enum": sorted(values) if isinstance(values, frozenset) else values}

    date = {"anyOf": [{"type": "string", "pattern": codes.DATE_PATTERN}, {"type": "null"}]}
    topic = {"anyOf": [{"enum": sorted(codes.THEMES)}, {"type": "string", "pattern": codes.SITUATION_PATTERN}]}
    allow("Engagement", "kind", codes.KINDS)
    allow("Engagement", "status", codes.STATUSES)
    allow("Participant", "role", codes.ROLES)
    allow("Participant", "part", codes.PARTS)
    allow("Statement", "act", codes.ACTS)
    allow("Evidence", "how", _HOW)
    definitions["Speaker"]["properties"]["role"] = {"anyOf": [{"enum": sorted(codes.ROLES)}, {"type": "null"}]}
    definitions["Engagement"]["properties"]["date"] = date
    definitions["Engagement"]["properties"]["topics"] = {"type": "array", "items": topic}
    probability = {"type": "number", "minimum": 0, "maximum": 1}
    for struct in ("Engagement", "Statement"):
        definitions[struct]["properties"]["confidence"] = probability
    definitions["Evidence"]["properties"]["confidence"] = {"anyOf": [probability, {"type": "null"}], "default": None}


def generate() -> dict[str, Any]:
    """The schema (JSON Schema 2020-12) of one record, as `mahdar read --format jsonl` prints it on a line."""
    schema = msgspec.json.schema(Record)
    _narrow(schema["$defs"])
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Mahdar record", **schema}


def text() -> str:
    """The schema as the shipped file holds it."""
    return json.dumps(generate(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def shipped() -> str:
    """The shipped file as it is."""
    return (files("mahdar") / "schema" / SHIPPED).read_text(encoding="utf-8")


def write() -> Path:
    """Write the shipped file anew and give its path."""
    path = Path(__file__).parent.parent / "schema" / SHIPPED
    path.parent.mkdir(exist_ok=True)
    path.write_text(text(), encoding="utf-8")
    return path


if __name__ == "__main__":
    write()
