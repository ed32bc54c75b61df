"""Each form prints everything that a record holds, and any number of records."""

from __future__ import annotations

import json

import msgspec
import pytest

from mahdar.export.forms import forms, line
from mahdar.export.markdown import escape
from mahdar.export.minutes import how, minutes, plain, shorten, title_of
from mahdar.model import INFERRED, SAID, Evidence, Record
from tests.making import record


def printed(name: str, records: list[Record], width: int = 80) -> str:
    return "".join(forms(width=width)[name].chunks(records))


@pytest.mark.parametrize("number", [0, 1, 3])
def test_json_is_one_array(number: int) -> None:
    records = [record(f"r{n}") for n in range(number)]
    assert [r["id"] for r in json.loads(printed("json", records))] == [r.id for r in records]


def test_jsonl_is_one_line_a_record() -> None:
    lines = printed("jsonl", [record("a"), record("b")]).splitlines()
    assert [json.loads(one)["id"] for one in lines] == ["a", "b"]


def test_same_record_same_bytes() -> None:
    assert line(record()) == line(record())


@pytest.mark.parametrize("name", ["table", "markdown"])
def test_the_minutes_hold_what_an_analyst_looks_for(name: str) -> None:
    text = printed(name, [record()]).replace("\\", "")
    for value in (
        "Minister <B> & guest meet",
        "2020-10-13",
        "the only Tuesday that fits",
        "from dateline",
        "Moscow",
        "Amin Bari",
        "foreign minister",
        "special envoy",
        "host",
        "situation in SYR",
        "UNSC 2254",
        "2015-10-13",
        "inform",
        "quoted",
        "The Paper",
        "IRNA",
        "short text",
    ):
        assert value in text


@pytest.mark.parametrize("width", [40, 80, 110])
def test_no_line_of_the_table_is_wider_than_asked(width: int) -> None:
    assert max(map(len, printed("table", [record()], width).splitlines())) <= width


def test_the_table_has_no_blanks_at_line_ends_and_no_colour_codes() -> None:
    text = printed("table", [record()])
    assert "\x1b" not in text
    assert all(one == one.rstrip() for one in text.splitlines())


def test_colour_only_where_it_is_asked_for() -> None:
    assert "\x1b" in forms(colour=True)["table"].one(record())


def test_square_brackets_of_a_report_are_no_markup() -> None:
    m = minutes(record())
    assert "[" not in m.title
    assert "[bold]" in forms()["table"].one(record("[bold]x"))


@pytest.mark.parametrize("name", ["table", "markdown"])
def test_nothing_found_is_said(name: str) -> None:
    assert "No contact between parties was found." in printed(name, [record(empty=True)])


def test_statements_in_a_row_share_their_speaker() -> None:
    text = forms()["table"].one(record())
    assert text.count("RUS foreign minister  Amin Bari") == 1
    assert text.count("RUS foreign minister, host  Amin Bari") == 1


def test_how_is_silent_where_the_value_is_simply_said() -> None:
    said = Evidence("date", 0, 1, "x", SAID, "r")
    worked_out = Evidence("date", 0, 1, "x", INFERRED, "r", "because")
    assert how([said]) == how([worked_out, said]) == how([]) == ""
    assert how([worked_out]) == "inferred: because"


def test_codes_as_words() -> None:
    assert plain("deputy_foreign_minister") == "deputy foreign minister"
    assert plain("situation:SYR") == "situation in SYR"


def test_shorten_cuts_between_words() -> None:
    assert shorten("one two three", 20) == "one two three"
    assert shorten("one two three", 9) == "one two\u2026"
    assert shorten("x" * 30, 10) == "x" * 9 + "\u2026"


def test_a_report_without_headline_is_named_by_its_first_words() -> None:
    r = record()
    bare = msgspec.structs.replace(r, report=msgspec.structs.replace(r.report, title=None))
    assert title_of(bare).startswith("Moscow, 13 October")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("a*b_c", r"a\*b\_c"), ("1. x", r"1\. x"), ("- x", r"\- x"), ("<b>", r"\<b\>"), ("a\nb", "a b"), ("[x](y)", r"\[x\](y)")],
)
def test_markdown_signs_are_escaped(text: str, wanted: str) -> None:
    assert escape(text) == wanted
