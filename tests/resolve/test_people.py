"""Persons over many reports: names by outlet, namesakes apart, what people decided laid over, found by a name in any script."""

from __future__ import annotations

import msgspec
import pytest

from mahdar import packs
from mahdar.model import SAID
from mahdar.packs import Holder, Pack
from mahdar.resolve.people import Opinions, Person, Said, found_by, gathered, label, no_name, unseen
from mahdar.resolve.resolver import Mention, resolve_mentions
from mahdar.resolve.world import world_of
from mahdar.text import folded

FORMS = ["سيرغي لافروف", "لافروف"]
HOLDERS = [
    Holder(
        "foreign_minister", "RUS", list(map(folded, FORMS)), "2004", "", "RUS:Sergei Lavrov", ["Sergei Lavrov", *FORMS], source="record"
    ),
    Holder("foreign_minister", "LBY", [folded("نادر الفاسي")], "2013", "", "LBY:Nader Fassi", ["Nader Fassi", "نادر الفاسي"]),
    Holder("ambassador", "TUN", [folded("نادر الفاسي")], "2013", "", "TUN:Nader Fassi", ["Nader Fassi", "نادر الفاسي"]),
]
LAVROV = "RUS:Sergei Lavrov"


@pytest.fixture(scope="module")
def pack() -> Pack:
    real = packs.load("ar")
    return msgspec.structs.replace(real, data=msgspec.structs.replace(real.data, holders=HOLDERS))


def said(pack: Pack, *given: tuple[str, str | None, str | None, str | None]) -> list[Said]:
    """Mentions, each of a report of its own: outlet, name, role, state."""
    out = []
    for number, (outlet, name, role, state) in enumerate(given):
        for link in resolve_mentions(pack, [Mention(field="speaker", name=name, role=role, affiliation=state, day="2015-08-11")]):
            mention = Mention(field="speaker", name=name, role=role, affiliation=state, day="2015-08-11")
            out.append(
                Said(
                    report=f"r{number}",
                    outlet=outlet,
                    published="2015-08-11",
                    claim="c",
                    type="statement",
                    field="speaker",
                    mention=mention,
                    link=link,
                )
            )
    return out


def by_id(people: list[Person]) -> dict[str, Person]:
    return {person.id: person for person in people}


def test_names_are_counted_by_outlet(pack: Pack) -> None:
    minister = ("foreign_minister", "RUS")
    people = gathered(
        pack, said(pack, ("A", FORMS[0], *minister), ("A", FORMS[0], *minister), ("B", "سيرجي لافروف", *minister), ("B", None, *minister))
    )
    (person,) = people
    assert (person.id, person.name, person.reports, len(person.said)) == (LAVROV, "Sergei Lavrov", 4, 4)
    assert [(n.name, n.count, n.outlets) for n in person.names] == [(FORMS[0], 2, {"A": 2}), ("سيرجي لافروف", 1, {"B": 1})]
    assert [(o.role, o.affiliation, o.count, o.first) for o in person.offices] == [("foreign_minister", "RUS", 4, "2015-08-11")]
    assert person.terms[0].source == "record"
    assert {link.how for link in (one.link for one in person.said)} == {SAID, "inferred"}


def test_namesakes_of_two_states_stay_apart(pack: Pack) -> None:
    name = "نادر الفاسي"
    people = gathered(pack, said(pack, ("A", name, "foreign_minister", "LBY"), ("A", name, "ambassador", "TUN"), ("A", name, None, None)))
    assert {p.id: len(p.said) for p in people} == {"LBY:Nader Fassi": 1, "TUN:Nader Fassi": 1}
    # the mention that can be of either is told at both
    assert all(p.perhaps[0].name == name for p in people)
    assert [p.id for p in found_by("Nader Fassi", people)] == ["LBY:Nader Fassi", "TUN:Nader Fassi"]


def test_local_persons(pack: Pack) -> None:
    people = gathered(
        pack,
        said(
            pack,
            ("A", "ألكسندر لافرينتييف", "special_envoy", "RUS"),
            ("B", "الكسندر لافرنتييف", "special_envoy", "RUS"),
            ("A", "نبيل حسن الزيات", "ambassador", "EGY"),
            ("A", "نبيل حسين الزيات", "ambassador", "EGY"),
        ),
    )
    envoy = next(p for p in people if p.id.startswith("RUS:"))
    assert (len(envoy.said), len(envoy.joined)) == (2, 1)
    # two given names are no spellings of one
    assert sorted(p.id for p in people if p.id.startswith("EGY:")) == ["EGY:نبيل حسن الزيات", "EGY:نبيل حسين الزيات"]


def test_opinions_are_laid_over(pack: Pack) -> None:
    given = said(
        pack,
        ("A", FORMS[0], "foreign_minister", "RUS"),
        ("B", "سيرجي لافروف", "foreign_minister", "RUS"),
        ("C", "مراد الزيات", "spokesperson", "RUS"),
    )
    apart = Opinions(apart=frozenset({frozenset({label("سيرجي لافروف"), label(LAVROV)})}))
    assert {p.id: len(p.said) for p in gathered(pack, given, apart)} == {LAVROV: 1, "RUS:سيرجي لافروف": 1, "RUS:مراد الزيات": 1}
    one = {label(member): label(LAVROV) for member in (LAVROV, "RUS:مراد الزيات")}
    merged = by_id(gathered(pack, given, Opinions(group=one)))
    assert len(merged[LAVROV].said) == 3
    assert merged[LAVROV].decided
    named = by_id(gathered(pack, given, Opinions(names={label("sergei lavrov"): "S. V. Lavrov"})))
    assert named[LAVROV].name == "S. V. Lavrov"


@pytest.mark.parametrize("asked", ["لافروف", "Lavrov", "Sergey Lavrov", "Лавров", "سيرجي لافروف", LAVROV, "RUS:sergei lavrov"])
def test_a_name_in_any_script_finds(pack: Pack, asked: str) -> None:
    people = gathered(pack, said(pack, ("A", FORMS[0], "foreign_minister", "RUS"), ("A", "مراد الزيات", "spokesperson", "RUS")))
    assert [p.id for p in found_by(asked, people)] == [LAVROV]


def test_nobody_is_found_by_a_strange_name(pack: Pack) -> None:
    people = [*gathered(pack, said(pack, ("A", FORMS[0], "foreign_minister", "RUS"))), unseen(world_of(pack), "TUN:Nader Fassi")]
    assert found_by("Genghis Khan", people) == []
    assert found_by("RUS:Genghis Khan", people) == []


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ("", "no letters"),
        ("😀 12", "no letters"),
        ("بن", "only particles or titles"),
        ("ل", "a single letter"),
        ("X.", "a single letter"),
        ("لي", ""),
    ],
)
def test_what_is_no_name(asked: str, why: str) -> None:
    assert no_name(asked) == why
