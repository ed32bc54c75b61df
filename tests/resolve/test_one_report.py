"""The mentions of one report laid beside each other: surnames, offices without names, people whom no list knows."""

from __future__ import annotations

import msgspec
import pytest

from mahdar import packs
from mahdar.model import INFERRED
from mahdar.packs import Holder, Pack
from mahdar.resolve.resolver import Link, Mention, local_key, resolve_mentions
from mahdar.text import folded

DAY = "2015-08-11"


def holder(role: str, party: str, names: list[str], since: str, until: str = "", **more: str) -> Holder:
    return Holder(role, party, [folded(name) for name in names], since, until, written=[more.pop("en", ""), *names], **more)


HOLDERS = [
    holder("foreign_minister", "RUS", ["سيرغي لافروف", "لافروف"], "2004-03-09", en="Sergei Lavrov", person="RUS:Sergei Lavrov"),
    holder("foreign_minister", "USA", ["جون كيري", "كيري"], "2013-02-01", "2017-01-20", en="John Kerry", person="USA:John Kerry"),
    holder("foreign_minister", "USA", ["هيلاري كلينتون"], "2009-01-21", "2013-02-01", en="Hillary Clinton", person="USA:Hillary Clinton"),
    holder("monarch", "SAU", ["سلمان بن عبدالعزيز"], "2015-01-23", en="Salman bin Abdulaziz", person="SAU:Salman bin Abdulaziz"),
    holder("crown_prince", "SAU", ["محمد بن سلمان"], "2015-04-29", en="Mohammed bin Salman", person="SAU:Mohammed bin Salman"),
    holder("minister", "SAU", ["سالم العتيق"], "2012", en="Salem al-Atiq", person="SAU:Salem al-Atiq"),
    holder("foreign_minister", "EGY", ["أحمد أبو الغيط"], "2004-07", "2011-03", en="Ahmed Aboul Gheit", person="EGY:Ahmed Aboul Gheit"),
    holder("secretary_general", "LAS", ["أحمد أبو الغيط"], "2016-07", en="Ahmed Aboul Gheit", person="EGY:Ahmed Aboul Gheit"),
    Holder("party_leader", "BADR", [folded("هادي العامري")], "", "", held="2015"),
]


@pytest.fixture(scope="module")
def pack() -> Pack:
    real = packs.load("ar")
    return msgspec.structs.replace(real, data=msgspec.structs.replace(real.data, holders=HOLDERS))


def read(pack: Pack, *said: dict[str, str | None]) -> list[Link | None]:
    """One link a mention, or None; names, roles and states as given, all on one day unless said otherwise."""
    every = [msgspec.convert({"field": str(n), "day": DAY} | one, Mention) for n, one in enumerate(said)]
    found = {link.field: link for link in resolve_mentions(pack, every)}
    return [found.get(str(n)) for n in range(len(said))]


def people(links: list[Link | None]) -> list[str | None]:
    return [link.person or link.local or None if link is not None else None for link in links]


def test_a_family_name_is_the_one_named_in_full(pack: Pack) -> None:
    links = read(pack, {"name": "جون كيري", "role": "foreign_minister", "affiliation": "USA"}, {"name": "كيري"})
    assert people(links) == ["USA:John Kerry"] * 2
    other = read(pack, {"name": "سمير كيري", "role": "ambassador", "affiliation": "LBN"}, {"name": "كيري", "affiliation": "LBN"})
    assert people(other) == [local_key("LBN", "سمير كيري")] * 2


def test_a_family_name_of_two_stays_open(pack: Pack) -> None:
    links = read(
        pack,
        {"name": "نادر الزيات", "role": "ambassador", "affiliation": "TUN"},
        {"name": "مراد الزيات", "role": "spokesperson", "affiliation": "TUN"},
        {"name": "الزيات", "affiliation": "TUN"},
    )
    assert people(links) == [local_key("TUN", "نادر الزيات"), local_key("TUN", "مراد الزيات"), None]


def test_spellings_in_one_report_are_one(pack: Pack) -> None:
    links = read(
        pack,
        {"name": "ألكسندر لافرينتييف", "role": "special_envoy", "affiliation": "RUS"},
        {"name": "الكسندر لافرنتييف", "role": "special_envoy", "affiliation": "RUS"},
    )
    assert len(set(people(links))) == 1
    assert people(links)[0] is not None


def test_father_and_son_stay_apart(pack: Pack) -> None:
    links = read(
        pack,
        {"name": "سلمان بن عبدالعزيز", "role": "monarch", "affiliation": "SAU"},
        {"name": "محمد بن سلمان بن عبدالعزيز", "role": "crown_prince", "affiliation": "SAU"},
        {"name": "سعود بن محمد بن سلمان", "role": "adviser", "affiliation": "SAU"},
    )
    assert people(links)[:2] == ["SAU:Salman bin Abdulaziz", "SAU:Mohammed bin Salman"]
    assert people(links)[2] not in people(links)[:2]


def test_an_office_is_the_one_named_in_it(pack: Pack) -> None:
    links = read(
        pack,
        {"name": "فاروق العمري", "role": "foreign_minister", "affiliation": "TUN"},
        {"role": "foreign_minister", "affiliation": "TUN"},
        {"role": "foreign_minister", "affiliation": "RUS"},
        {"role": "ambassador", "affiliation": "RUS"},
    )
    assert people(links) == [local_key("TUN", "فاروق العمري")] * 2 + ["RUS:Sergei Lavrov", None]
    assert [link.how for link in links[1:3] if link is not None] == [INFERRED, INFERRED]


def test_an_office_that_changed_hands_in_the_month(pack: Pack) -> None:
    (link,) = read(pack, {"role": "foreign_minister", "affiliation": "USA", "day": "2013-02-20"})
    assert link is not None
    assert link.person is None
    assert {c.person for c in link.candidates} == {"USA:John Kerry", "USA:Hillary Clinton"}
    named = read(
        pack,
        {"name": "جون كيري", "role": "foreign_minister", "affiliation": "USA", "day": "2013-02-20"},
        {"role": "foreign_minister", "affiliation": "USA", "day": "2013-02-20"},
    )
    assert people(named) == ["USA:John Kerry"] * 2


def test_one_who_is_not_the_only_one_is_not_inferred(pack: Pack) -> None:
    assert people(read(pack, {"role": "minister", "affiliation": "SAU"}, {"role": "party_leader", "affiliation": "BADR"})) == [None, None]


def test_dates_that_are_not_sure_make_nobody_a_holder_for_ever(pack: Pack) -> None:
    then, later = read(
        pack,
        {"name": "هادي العامري", "role": "party_leader", "affiliation": "BADR"},
        {"name": "هادي العامري", "role": "party_leader", "affiliation": "BADR", "day": "2022-01-01"},
    )
    assert then is not None
    assert later is not None
    assert then.candidates[0].probability > later.candidates[0].probability


def test_one_person_in_two_parties(pack: Pack) -> None:
    links = read(
        pack,
        {"name": "أحمد أبو الغيط", "role": "foreign_minister", "affiliation": "EGY", "day": "2010-05-01"},
        {"name": "أحمد أبو الغيط", "role": "secretary_general", "affiliation": "LAS", "day": "2018-05-01"},
    )
    assert people(links) == ["EGY:Ahmed Aboul Gheit"] * 2
    assert [link.candidates[0].affiliation for link in links if link is not None] == ["EGY", "LAS"]


@pytest.mark.parametrize("name", ["الخارجية", "وزارة الخارجية", "موسكو", "مصدر مسؤول", "مصادر مطلعة", "البيت الأبيض"])
def test_what_is_no_person_leads_to_nobody(pack: Pack, name: str) -> None:
    assert people(read(pack, {"name": name, "role": "other", "affiliation": "RUS"})) == [None]


def test_a_name_with_words_of_its_own_where_the_known_one_has_others(pack: Pack) -> None:
    real = packs.load("ar")
    (link,) = resolve_mentions(real, [Mention(field="0", name="محمد المبارك الصباح", day=DAY)])
    assert link.person is None


def test_namesakes_of_the_world_data() -> None:
    real = packs.load("ar")
    links = resolve_mentions(
        real,
        [
            Mention(field="0", name="محمد عبد العزيز", role="foreign_minister", affiliation="LBY", day="2013-06-01"),
            Mention(field="1", name="محمد عبد العزيز", role="secretary_general", affiliation="POLISARIO", day="2013-06-01"),
            Mention(field="2", name="محمد عبد العزيز", day="2013-06-01"),
        ],
    )
    assert [link.person for link in links] == ["LBY:Mohamed Abdelaziz", "POLISARIO:Mohamed Abdelaziz", None]
