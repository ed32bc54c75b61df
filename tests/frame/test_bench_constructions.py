"""The measure of docs/arabic.md: how a text tells a contact, and what becomes of the counts."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from bench.constructions import ABSENT, FOUND, NO_CONTACT, Told, filled, right, values, ways
from mahdar.model import Source
from mahdar.pipeline import Reader, load
from mahdar.recognise.analysis import Analysis

PARTIES = [
    {"name": "سالم الحارثي", "affiliation": "OMN", "role": "foreign_minister", "part": "host"},
    {"name": "لارس هانسن", "affiliation": "NOR", "role": "foreign_minister", "part": "guest"},
]
MEETING: dict[str, Any] = {
    "kind": "meeting",
    "status": "held",
    "date": "2021-05-03",
    "city": None,
    "country": None,
    "participants": PARTIES,
}


@lru_cache(maxsize=1)
def reader() -> Reader:
    return load("ar")


def analysed(text: str) -> Analysis:
    return reader().analyse(Source(id="t", text=text, published="2021-05-04", language="ar"))


def told(text: str) -> set[Any]:
    return set(ways(analysed(text), MEETING)[FOUND])


def sides(text: str) -> list[list[str]]:
    return [sorted(side) for _, side in told(text)]


def test_a_sentence_with_two_parties_and_a_cue_tells_a_contact() -> None:
    assert sides("استقبل الوزير العماني سالم الحارثي أمس الوزير النرويجي لارس هانسن.") == [["behind"]]
    assert sides("الوزير العماني سالم الحارثي استقبل أمس الوزير النرويجي لارس هانسن.") == [["before", "behind"]]


def test_one_party_or_no_cue_tells_none() -> None:
    assert sides("استقبل الوزير العماني سالم الحارثي أمس رئيس الشركة.") == []
    assert sides("قال الوزير العماني سالم الحارثي والوزير النرويجي لارس هانسن إن السلام ممكن.") == []


def test_the_same_words_in_the_same_order_are_one_way() -> None:
    first = told("استقبل الوزير العماني سالم الحارثي الوزير النرويجي لارس هانسن.")
    assert first == told("ويستقبل الحارثي في مسقط غداً ضيفه هانسن.")
    assert first.isdisjoint(told("زار لارس هانسن مسقط والتقى فيها سالم الحارثي."))


def test_values_count_contacts_once_and_say_where_there_are_none() -> None:
    contacts = [
        Told({FOUND: {"a", "b"}, "date": {"d"}}, {FOUND: True, "date": False}),
        Told({FOUND: {"b"}, "date": set()}, {FOUND: False, "date": False}),
        Told({FOUND: {"c"}, "date": {"d"}}, {FOUND: True, "date": True}),
    ]
    rows: dict[str, Any] = {"one": (FOUND, {"a", "b"}), "two": ("date", {"d"}), "three": (FOUND, {"x"}), "four": None}
    assert values(rows, contacts) == {"one": "1 of 2", "two": "1 of 2", "three": ABSENT, "four": NO_CONTACT}


def test_what_was_not_paired_is_right_in_nothing() -> None:
    assert not any(right(MEETING, None).values())
    got = right(MEETING, MEETING | {"date": None, "according_to": []})
    assert got == {FOUND: True, "parties": True, "date": False, "place": True, "status": True}


def test_only_the_last_column_of_known_rows_is_filled() -> None:
    page = "one\n\n| construction | example | recall |\n| --- | --- | --- |\n| one | x | not measured |\n| other | y | not measured |\n"
    assert filled(page, {"one": "3 of 4"}) == page.replace("| x | not measured |", "| x | 3 of 4 |")
