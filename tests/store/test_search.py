"""Searching, the same on both indexes: words, phrases, fields, days, facets, snippets that quote, and queries that are broken."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mahdar.store import QueryError, Store
from mahdar.store.query import parse
from tests.store.made import FIRST, LAVROV, SECOND, ZARIF, Reader, read, source

THIRD = """استقبل الوزير فارشينين في طهران، وفارشينين وصل أمس
meeting 2017-05-02 Tehran RUS:سيرغي فارشينين / IRN:-
said RUS سيرغي فارشينين: ان قرارات مجلس الأمن ملزمة للجميع"""


def fill(store: Store) -> Store:
    store.add(
        read(
            source(FIRST, key="one", outlet="وكالة الأنباء", published="2015-08-18"),
            source(SECOND, key="two", published="2016-03-02"),
            source(THIRD, key="three", published=None),
        )
    )
    return store


@pytest.fixture
def filled(store: Store) -> Store:
    """A store of its own, for tests that change it."""
    return fill(store)


@pytest.fixture(scope="module")
def library(shared: Store) -> Store:
    """One store for all tests that only look."""
    return fill(shared)


def found(store: Store, query: str, **how: object) -> list[str]:
    return [hit.report.label for hit in store.search(query, **how).hits]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "labels"),
    [
        ("وزير", {"one", "two", "three"}),
        ("الوزير", {"one", "two", "three"}),
        ("للوزير", {"one", "two", "three"}),
        ("وزراء", {"one", "two", "three"}),
        ("وزارة", {"two"}),
        ("فارشينين", {"three"}),
        ("ارشينين", set()),
        ("القرار", {"three"}),
        ("وزير الخارجية", {"one"}),
        ('"الخارجية الروسي"', {"one"}),
        ('"الروسي الخارجية"', set()),
        ("«وزير الخارجية»", {"one"}),
        ("وزير -الخارجية", {"two", "three"}),
        ("وزير NOT الخارجية", {"two", "three"}),
        ("فارشينين OR الصيني", {"two", "three"}),
        ("وزير AND (الصيني OR الخارجية)", {"one", "two"}),
        ("-(الصيني OR الخارجية) وزير", {"three"}),
        ("state:CHN", {"two"}),
        ("state:chn", {"two"}),
        ("state:China", {"two"}),
        ("state:الصين", {"two"}),
        ("state:RUS state:IRN", {"one", "three"}),
        ("who:لافروف", {"one"}),
        (f'who:"{LAVROV}"', {"one"}),
        ('who:"لافروف سيرغي"', {"one"}),
        ("who:Lavrov", {"one"}),
        ("who:Лавров", {"one"}),
        ('who:"محمد لافروف"', set()),
        ('who:"RUS:Sergei Lavrov"', {"one"}),
        ('who:"وزير الخارجية الروسي"', {"one", "three"}),
        ('who:"وزير خارجية الصين"', {"two"}),
        ("who:سيرغي", {"one", "three"}),
        ("who:ظريف", {"one", "two", "three"}),  # in the third as the Iranian minister of that day
        ("kind:visit", {"two"}),
        ("kind:meeting OR kind:call", {"one", "two", "three"}),
        ("topic:situation:syr", {"one", "two", "three"}),
        ('document:"unsc  2254"', {"one", "three"}),
        ("city:beirut", {"two"}),
        ("act:stress status:held role:foreign_minister", {"one", "two", "three"}),
        ('outlet:"وكالة الانباء"', {"one"}),
        ("since:2016", {"two"}),
        ("until:2015-08-18", {"one"}),
        ("until:2015-08-17", set()),
        ("since:2015 until:2016 وزير", {"one", "two"}),
        ("minister", set()),
        ("مجلس-الأمن", {"three"}),
    ],
)
def test_what_a_query_finds(library: Store, query: str, labels: set[str]) -> None:
    answer = library.search(query)
    assert {hit.report.label for hit in answer.hits} == labels
    assert answer.total == len(labels)


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("in:statements", None),
        ("in:statements state:RUS", 2),
        ("in:statements للوزارة", 1),
        ("in:statements meeting", 0),
        ("in:engagements kind:meeting state:IRN", 2),
        ("in:engagements kind:visit state:IRN", 0),
        ("in:engagements since:2016-02-10 until:2016-02-20", 1),
        ("in:engagements since:2016-03 state:CHN", 1),
        ("in:engagements until:2015", 1),
        ("in:engagements who:ظريف", 3),
        ("in:engagements who:Zarif state:CHN", 1),
        ('in:statements who:"Sergey Lavrov"', 1),
    ],
)
def test_claims_are_searched_one_by_one(library: Store, query: str, number: int | None) -> None:
    if number is None:
        with pytest.raises(QueryError, match="asks for nothing"):
            library.search(query)
        return
    answer = library.search(query)
    assert answer.total == number
    assert all(hit.claim is not None and hit.key for hit in answer.hits)


def test_snippets_quote_the_stored_text(library: Store) -> None:
    [hit] = library.search("فارشينين").hits
    text = library.record("three").report.text
    cut = hit.snippet
    assert text[cut.start : cut.start + len(cut.words)] == cut.words
    assert [cut.words[m.start : m.end] for m in cut.marks] == ["فارشينين", "وفارشينين"]
    [hit] = library.search('"مجلس الامن" in:statements').hits
    assert [hit.snippet.words[m.start : m.end] for m in hit.snippet.marks] == ["مجلس الأمن"]
    # a query of fields alone shows the beginning
    [hit] = library.search("kind:visit").hits
    assert (hit.snippet.words, hit.snippet.marks) == (SECOND.split("\n")[0], [])


def test_long_texts_are_cut_around_what_was_found(store: Store) -> None:
    text = "عنوان\n" + "كلمة أخرى " * 400 + "الخارجية وزير " + "كلمة أخرى " * 400
    store.add(read(source(text)))
    [hit] = store.search("وزير الخارجية").hits
    assert len(hit.snippet.words) <= 260
    assert len(hit.snippet.marks) == 2
    assert text[hit.snippet.start :].startswith(hit.snippet.words)


def test_facets_count_what_was_found(library: Store) -> None:
    answer = library.search("وزير", facets=True)
    assert dict(answer.facets["state"]) == {"RUS": 2, "IRN": 3, "CHN": 1, "LBN": 1}
    assert dict(answer.facets["kind"]) == {"meeting": 2, "call": 1, "visit": 1, "statement": 3}
    assert answer.facets["outlet"] == [("وكالة الأنباء", 1)]
    assert library.search("state:CHN in:engagements", facets=True).facets["state"][0] == ("CHN", 2)
    assert library.search("وزير").facets == {}


def test_order_and_pages(library: Store) -> None:
    assert found(library, "وزير", sort="newest") == ["two", "one", "three"]
    assert found(library, "state:IRN") == ["two", "one", "three"]
    assert found(library, "وزير", sort="newest", limit=1, offset=1) == ["one"]
    for wrong in ({"limit": 0}, {"offset": -1}, {"limit": 100_000}, {"sort": "oldest"}):
        with pytest.raises(QueryError):
            library.search("وزير", **wrong)


def test_search_follows_corrections_and_readings(filled: Store) -> None:
    claim = next(one for _, one in filled.listed() if getattr(one.claim, "city", "") == "Moscow")
    change = filled.change(claim.ref, "city", "Geneva", who="amal")
    assert (found(filled, "city:geneva"), found(filled, "city:moscow")) == (["one"], [])
    filled.undo(change.id, who="amal")
    assert (found(filled, "city:geneva"), found(filled, "city:moscow")) == ([], ["one"])
    filled.retract(claim.ref, who="amal")
    assert found(filled, "kind:meeting") == ["three"]
    filled.add_claim("two", "statement", {"speaker": {"affiliation": "LBN"}, "act": "warn", "content": "تحذير أخير"}, who="amal")
    assert found(filled, "تحذيرات in:statements") == ["two"]
    run = filled.reread(Reader("2", without=("visit",)).read, who="chief").run
    assert found(filled, "kind:visit") == ["two"]
    filled.adopt(run, who="chief")
    assert found(filled, "kind:visit") == []
    assert filled.rebuild() == 3
    assert found(filled, "kind:meeting") == ["three"]


def test_another_opening_finds_the_same(filled: Store, address: str) -> None:
    filled.search("وزير")
    with Store.open(address) as other:
        other.add(read(source("الوزير الرابع\nmeeting 2018 Tehran FRA:- / IRN:-", key="four", published="2018-01-01")))
        assert "four" in found(other, "وزير")
    assert "four" in found(filled, "وزير")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ('"', "never closed"),
        ('وزير "الخارجية', "never closed"),
        ("«وزير", "never closed"),
        ('""', "no words between"),
        ('"!"', "no words between"),
        ("(", "nothing in the brackets"),
        ("()", "nothing in the brackets"),
        ("(وزير", "never closed"),
        ("وزير)", "closing bracket too many"),
        (")", "nothing"),
        ("OR", "nothing beside OR"),
        ("وزير OR", "nothing beside OR"),
        ("OR وزير", "nothing beside OR"),
        ("وزير OR OR سفير", "nothing beside OR"),
        ("AND", "AND needs"),
        ("وزير AND", "AND needs"),
        ("-", "nothing after the minus"),
        ("وزير -", "nothing after the minus"),
        ("NOT", "nothing after the minus"),
        ("-وزير", "only says what must not"),
        ("-(وزير)", "only says what must not"),
        ("وزير OR -سفير", "only says what must not"),
        ("who:", "says nothing"),
        ("who: لافروف", "says nothing"),
        ('who:""', "says nothing"),
        ("who:!", "holds no name"),
        ("whom:لافروف", "did you mean who:"),
        ("colour:red", "fields are"),
        ("state:أطلانتس", "no state that is known"),
        ("since:yesterday", "not a date"),
        ("since:2015-13", "not a date"),
        ("until:2015-08-32", "not a date"),
        ("since:2016 until:2015", "later than"),
        ("since:2015 since:2016", "stands twice"),
        ("-since:2015 وزير", "can't be negated"),
        ("(since:2015 وزير)", "outside of brackets"),
        ("وزير OR since:2015", "both sides"),
        ("in:books وزير", "is not reports"),
        ("in:statements", "asks for nothing"),
        ("*", "no wildcards"),
        ("؟!", "holds no letters"),
        ("(" * 30 + "وزير" + ")" * 30, "deep"),
        ("وزير " * 300, "parts"),
        ("x" * 3000, "longer than"),
        ("- وزير", "nothing after the minus"),
        ("--", "nothing after the minus"),
    ],
)
def test_a_broken_query_says_what_is_wrong(query: str, said: str) -> None:
    with pytest.raises(QueryError, match=said):
        parse(query)


@pytest.mark.parametrize("query", ["' OR 1=1 --", "a\\b", "a'b", "x\0y", "https://paper.example/1", "10:30", '"a:b"', "\u200f وزير"])
def test_signs_of_other_languages_are_words_or_errors_never_faults(library: Store, query: str) -> None:
    with suppress(QueryError):
        library.search(query)


@given(st.text(alphabet="وزير \"()-:|&!*<>\\'ORNTAD who state since in «»2015", max_size=40))
def test_any_query_is_understood_or_refused(text: str) -> None:
    """The parser never falls over, whatever signs stand in whatever order."""
    with suppress(QueryError):
        parse(text)


@pytest.mark.parametrize(
    "query",
    [
        "(وزير OR -سفير) AND kind:meeting -(who:لافروف)",
        "-(وزير) سفير OR (kind:call state:RUS)",
        "وزير & سفير",
        "a:* | !b",
        "' OR '' :*",
    ],
)
def test_both_indexes_take_every_shape_of_tree(library: Store, query: str) -> None:
    with suppress(QueryError):
        library.search(query, facets=True)


def test_names_in_two_reports_are_not_mixed_into_a_phrase(store: Store) -> None:
    store.add(read(source(f"meeting 2015 - RUS:{LAVROV} / IRN:{ZARIF}")))
    last_and_first = f"{LAVROV.split()[-1]} {ZARIF.split()[0]}"
    assert store.search(f'who:"{last_and_first}" OR state:RUS').total == 1
    assert store.search(f'who:"{last_and_first}"').total == 0
