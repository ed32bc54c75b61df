"""Scoring on small gold whose figures are worked out by hand in the comments."""

from __future__ import annotations

from typing import Any

import pytest

from mahdar.check.score import Answer, Figure, fold, lines, same_name, score


def person(name: str | None, affiliation: str | None, role: str = "foreign_minister", part: str = "participant") -> dict[str, Any]:
    return {"name": name, "affiliation": affiliation, "role": role, "part": part}


def contact(*people: dict[str, Any], **more: Any) -> dict[str, Any]:
    base: dict[str, Any] = {
        "kind": "meeting",
        "status": "held",
        "participants": list(people),
        "date": "2015-08-11",
        "city": "Moscow",
        "country": "RUS",
        "topics": [],
        "documents": [],
        "according_to": [],
    }
    return base | more


def said(content: str, name: str | None = "Lavrov", act: str = "stress", affiliation: Any = "RUS") -> dict[str, Any]:
    return {"speaker": {"name": name, "affiliation": affiliation, "role": None}, "act": act, "quoted": False, "to": [], "content": content}


def answer(engagements: list[Any], statements: list[Any] | None = None) -> Answer:
    return {"id": "r", "engagements": engagements, "statements": statements or []}


def figures(gold: Answer, read: Answer) -> dict[str, Figure]:
    return score({"r": gold}, {"r": read}).figures()


LAVROV = person("Sergey Lavrov", "RUS")
JUBEIR = person("Adel Jubeir", "SAU")


def test_the_same_is_whole() -> None:
    gold = answer([contact(LAVROV, JUBEIR, topics=["health"])], [said("a b c d")])
    got = figures(gold, gold)
    assert all(f.value() == 1.0 for name, f in got.items() if name not in ("documents", "according_to"))
    # nothing to find and nothing found: no precision to speak of
    assert got["documents"] == Figure(0.0, 0.0, 0.0, 0, 0)


def test_figures_by_hand() -> None:
    gold = answer(
        [
            contact(LAVROV, JUBEIR, topics=["health", "energy"], documents=["UNSC 2254"]),
            contact(person("John Kerry", "USA"), LAVROV, kind="call", city=None, country=None),
        ]
    )
    read = answer(
        [
            # the first one: one role wrong, one topic of two with one extra, city missing, a third person who was not there
            contact(
                person("Lavrov", "RUS", role="president"), JUBEIR, person(None, "USA", "delegation"), topics=["health", "water"], city=None
            ),
            # a call with others: no pair, so missed and extra
            contact(person("Someone Else", "IRN"), person("Another Person", "IRQ"), kind="call"),
        ]
    )
    tally = score({"r": gold}, {"r": read})
    got = tally.figures()
    # 1 pair of 2 gold, 2 read
    assert got["engagements"] == Figure(0.5, 0.5, 0.5, 2, 2)
    # in the pair: 2 of 2 gold found among 3 read
    assert got["participants"] == Figure(round(2 / 3, 4), 1.0, 0.8, 2, 3)
    assert got["role"] == Figure(accuracy=0.5, of=2)
    assert got["affiliation"] == Figure(accuracy=1.0, of=2)
    assert got["city"] == Figure(accuracy=0.0, of=1)
    assert got["country"] == Figure(accuracy=1.0, of=1)
    assert got["topics"] == Figure(0.5, 0.5, 0.5, 2, 2)
    assert got["documents"] == Figure(0.0, 0.0, 0.0, 1, 0)
    # a principal too many: not whole
    assert got["whole record"] == Figure(0.0, 0.0, 0.0, 2, 2)
    assert [(m.what, m.engagement["kind"]) for m in tally.misses] == [("missed", "call"), ("extra", "call")]


def test_whole_needs_kind_status_date_country_and_principals_but_no_attendees() -> None:
    gold = answer([contact(LAVROV, JUBEIR)])
    extra = contact(LAVROV, JUBEIR, person("A Guard", "RUS", "other", "attendee"))
    assert figures(gold, answer([extra]))["whole record"].f1 == 1.0
    for change in ({"kind": "visit"}, {"status": "planned"}, {"date": None}, {"country": None}):
        assert figures(gold, answer([contact(LAVROV, JUBEIR, **change)]))["whole record"].f1 == 0.0
    wrong_state = contact(LAVROV, person("Adel Jubeir", "ARE"))
    assert figures(gold, answer([wrong_state]))["whole record"].f1 == 0.0


def test_a_report_that_was_not_read_is_wholly_missed() -> None:
    gold = answer([contact(LAVROV, JUBEIR)], [said("a b c d")])
    got = score({"r": gold}, {}).figures()
    assert got["engagements"] == Figure(0.0, 0.0, 0.0, 1, 0)
    assert got["statements"] == Figure(0.0, 0.0, 0.0, 1, 0)
    assert "role" not in got


def test_families_never_mix() -> None:
    gold = answer([contact(LAVROV, JUBEIR)])
    assert figures(gold, answer([contact(LAVROV, JUBEIR, kind="call")]))["engagements"].f1 == 0.0
    assert figures(gold, answer([contact(LAVROV, JUBEIR, kind="visit")]))["engagements"].f1 == 1.0


def test_the_best_pair_is_taken_first() -> None:
    gold = answer([contact(LAVROV, JUBEIR, date="2015-08-11"), contact(LAVROV, JUBEIR, date="2015-06-18")])
    read = answer([contact(LAVROV, JUBEIR, date="2015-06-18")])
    tally = score({"r": gold}, {"r": read})
    assert tally.figures()["date"] == Figure(accuracy=1.0, of=1)
    assert [m.engagement["date"] for m in tally.misses] == ["2015-08-11"]


def test_parties_without_names_pair_by_affiliation() -> None:
    gold = answer([contact(person(None, "RUS", "delegation"), person(None, "SAU", "delegation"))])
    assert figures(gold, answer([contact(person(None, "SAU"), person(None, "RUS"))]))["participants"].f1 == 1.0
    assert figures(gold, answer([contact(person(None, "IRN"), person(None, "IRQ"))]))["engagements"].f1 == 0.0


def test_statements() -> None:
    gold = answer([], [said("a b c d"), said("e f g h", act="warn"), said("i j k l", name=None, affiliation=["RUS", "SAU"])])
    read = answer(
        [],
        [
            said("a b c x", act="inform"),  # 3 of 4 words in common: a pair, its act wrong
            said("e x y z", act="warn"),  # 1 of 4: below half, no pair
            said("i j k l", name=None, affiliation="SAU"),  # a joint statement: one common party is enough
            said("m n o p"),  # extra
        ],
    )
    got = figures(gold, read)
    assert got["statements"] == Figure(0.5, round(2 / 3, 4), round(2 * 0.5 * (2 / 3) / (0.5 + 2 / 3), 4), 3, 4)
    assert got["act"] == Figure(accuracy=0.5, of=2)


def test_a_statement_of_another_speaker_is_no_pair() -> None:
    assert figures(answer([], [said("a b c d")]), answer([], [said("a b c d", name="Kerry", affiliation="USA")]))["statements"].f1 == 0.0


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("سيرغي لافروف", "لافروف"),
        ("سيرغي لافروف", "سيرجي لافروف"),
        ("سيرغي فيرشينين", "فرشينين"),
        ("عبد الفتاح السيسي", "عبد الفتاح سيسي"),
        ("الملك سلمان بن عبدالعزيز", "سلمان عبدالعزيز"),
        ("عادل الجبير", "عادل جبير"),
        ("Sergey Lavrov", "Mr. Sergey LAVROV"),
        (None, ""),
    ],
)
def test_names_that_agree(a: str | None, b: str | None) -> None:
    assert same_name(a, b)
    assert same_name(b, a)


@pytest.mark.parametrize(
    ("a", "b"), [("لافروف", "كيري"), ("محمد جواد ظريف", "محمد بن سلمان"), ("لافروف", None), ("Lavrov", "Lavrentiev"), ("علي", "عليا")]
)
def test_names_that_do_not(a: str | None, b: str | None) -> None:
    assert not same_name(a, b)
    assert not same_name(b, a)


def test_folding() -> None:
    assert fold("إِيران، آسيا!") == "ايران اسيا"
    assert fold(None) == ""


def test_lines_are_those_of_the_exam() -> None:
    shown = lines({"engagements": Figure(0.5, 0.25, 0.3333, 4, 2), "role": Figure(accuracy=0.5, of=2)})
    assert shown == ["  engagements   P 0.500  R 0.250  F1 0.333   (2 for 4)", "  role          accuracy 0.500   (of 2)"]
