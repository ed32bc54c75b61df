"""The shipped JSON Schema is the generated one, and says what a record is."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import msgspec
import pytest

from mahdar.check import schema
from mahdar.export.forms import line
from mahdar.model import Record
from tests.making import record


def _validator() -> Any:
    return jsonschema.Draft202012Validator(schema.generate())


def test_the_shipped_file_is_what_is_generated() -> None:
    assert schema.shipped() == schema.text(), "run: python -m mahdar.check.schema"


def test_the_schema_itself_is_well_formed() -> None:
    jsonschema.Draft202012Validator.check_schema(schema.generate())


@pytest.mark.parametrize("empty", [False, True])
def test_a_printed_record_is_valid(empty: bool) -> None:
    _validator().validate(json.loads(line(record(empty=empty))))


@pytest.mark.parametrize(
    ("where", "value"),
    [
        (("engagements", 0, "kind"), "dinner"),
        (("engagements", 0, "status"), "maybe"),
        (("engagements", 0, "date"), "13 October"),
        (("engagements", 0, "topics"), ["situation:Syria"]),
        (("engagements", 0, "participants", 0, "role"), "boss"),
        (("engagements", 0, "participants", 0, "part"), "friend"),
        (("engagements", 0, "evidence", 0, "how"), "guessed"),
        (("engagements", 0, "confidence"), 1.5),
        (("statements", 0, "act"), "shout"),
        (("statements", 0, "speaker", "role"), "boss"),
        (("report", "text"), None),
    ],
)
def test_a_record_with_a_foreign_value_is_not(where: tuple[str | int, ...], value: object) -> None:
    data: Any = json.loads(line(record()))
    at = data
    for step in where[:-1]:
        at = at[step]
    at[where[-1]] = value
    assert not _validator().is_valid(data)


def test_a_record_comes_back_from_its_line() -> None:
    assert msgspec.json.decode(line(record()), type=Record) == record()


def test_every_struct_says_what_it_is() -> None:
    for name, definition in schema.generate()["$defs"].items():
        assert definition.get("description"), f"{name} has no docstring"
