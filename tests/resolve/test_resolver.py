"""Who is meant: by name, by office on a day, and where it must stay open."""

from __future__ import annotations

import msgspec
import pytest

from mahdar import packs
from mahdar.model import INFERRED, SAID
from mahdar.packs import Holder, Pack
from mahdar.resolve.imported import Found
from mahdar.resolve.resolver import Link, Mention, link, off_term
from mahdar.text import folded

HOLDERS = [
    Holder("foreign_minister", "RUS", [folded("سيرغي لافروف"), folded("لافروف")], "2004-03-09", ""),
    Holder("foreign_minister", "EGY", [folded("نبيل فهمي")], "2013-07", "2014-06"),
    Holder("foreign_minister", "EGY", [folded("سامح شكري"), folded("شكري")], "2014-06", "2024-07"),
    Holder("foreign_minister", "IRN", [folded("محمد جواد ظريف")], "2013-08-15", "2021-08-25"),
    Holder("foreign_minister", "SYR", [folded("وليد المعلم")], "2006-02", "2020-11"),
    Holder("foreign_minister", "IRQ", [folded("محمد حسين")], "2010", "2012"),
    Holder("foreign_minister", "SDN", [folded("محمد حسين")], "2010", "2012"),
    Holder("president", "JOR", [], "2010", ""),
]


@pytest.fixture(scope="module")
def pack() -> Pack:
    real = packs.load("ar")
    return msgspec.structs.replace(real, data=msgspec.structs.replace(real.data, holders=HOLDERS))


def asked(pack: Pack, **said: str) -> Link:
    answer = link(pack, Mention(**said))
    assert answer is not None
    return answer


def test_a_name_with_its_office(pack: Pack) -> None:
    answer = asked(pack, name="سيرجي لافروف", role="foreign_minister", affiliation="RUS", day="2015-03-02")
    assert answer.person == f"RUS:{HOLDERS[0].names[0]}"
    assert answer.probability > 0.8
    assert answer.how == SAID
    assert any("foreign_minister of RUS" in why for why in answer.candidates[0].why)
    assert any("family name" in why for why in answer.candidates[0].why)
    assert answer.flags == []


def test_a_name_of_another_script(pack: Pack) -> None:
    assert asked(pack, name="Sergey Lavrov", affiliation="RUS", day="2015").person == f"RUS:{HOLDERS[0].names[0]}"


def test_an_office_without_a_name(pack: Pack) -> None:
    answer = asked(pack, role="foreign_minister", affiliation="RUS", day="2015-03-02")
    assert (answer.how, answer.name) == (INFERRED, None)
    assert answer.person == f"RUS:{HOLDERS[0].names[0]}"


def test_two_holders_in_one_month_leave_two(pack: Pack) -> None:
    answer = asked(pack, role="foreign_minister", affiliation="EGY", day="2014-06-15")
    assert answer.person is None
    assert [c.name for c in answer.candidates] == [HOLDERS[1].names[0], HOLDERS[2].names[0]]
    assert answer.flags == ["2 persons held the office then"]
    assert asked(pack, role="foreign_minister", affiliation="EGY", day="2014-07-01").person == f"EGY:{HOLDERS[2].names[0]}"


def test_a_name_that_contradicts_the_term(pack: Pack) -> None:
    answer = asked(pack, name="نبيل فهمي", role="foreign_minister", affiliation="EGY", day="2015-06-20")
    assert answer.candidates[0].name == HOLDERS[1].names[0]
    assert "12 months after leaving office: former, error or namesake" in answer.flags[0]


def test_another_name_in_a_known_office_stays_open(pack: Pack) -> None:
    answer = asked(pack, name="إبراهيم الجعفري", role="foreign_minister", affiliation="RUS", day="2015-06-20")
    assert answer.person is None
    assert answer.flags == [f"that day the office was held by {HOLDERS[0].names[0]}"]


def test_namesakes_of_two_states(pack: Pack) -> None:
    open_ = asked(pack, name="محمد حسين", day="2011-05-01")
    assert open_.person is None
    assert {c.affiliation for c in open_.candidates} == {"IRQ", "SDN"}
    assert (
        asked(pack, name="محمد حسين", role="foreign_minister", affiliation="SDN", day="2011-05-01").person == f"SDN:{HOLDERS[6].names[0]}"
    )


def test_unknown_names_and_nothing_at_all(pack: Pack) -> None:
    assert asked(pack, name="Genghis Khan").person is None
    assert asked(pack, name="😀").candidates == []
    assert link(pack, Mention(role="foreign_minister", affiliation="FRA", day="2015")) is None
    assert link(pack, Mention(role="president", affiliation="JOR", day="2015")) is None
    assert link(pack, Mention()) is None


class _List:
    """An imported list of two namesakes and one other."""

    def find(self, name: str, limit: int = 0) -> list[Found]:
        if "Perthes" in name:
            return [Found("Q1", "Volker Perthes", ["de"], "Volker Perthes", 0.99)]
        return [Found(f"Q{n}", "Ali Ali", [], "Ali Ali", 0.99) for n in (7, 8)] if "Ali" in name else []


def test_imported_persons(pack: Pack) -> None:
    answer = link(pack, Mention(name="Volker Perthes"), persons=_List())
    assert answer is not None
    assert answer.person == "Q1"
    assert answer.candidates[0].source == "imported"
    assert answer.candidates[0].why[-1] == "from the imported list"
    here, elsewhere = (link(pack, Mention(name="Volker Perthes", affiliation=state), persons=_List()) for state in ("DEU", "FRA"))
    assert here is not None
    assert here.person == "Q1"
    assert here.probability > answer.probability
    assert elsewhere is not None
    assert elsewhere.person is None
    twins = link(pack, Mention(name="Ali Ali"), persons=_List())
    assert twins is not None
    assert twins.person is None


@pytest.mark.parametrize(
    ("since", "until", "day", "off"),
    [
        ("2014-06", "", "2014-06-01", 0),
        ("2014-06", "", "2014-05-31", -1),
        ("2010", "2012", "2012-12-31", 0),
        ("2010", "2012", "2013-02", 2),
        ("", "", "2013", 0),
        ("x", "", "2013", 0),
    ],
)
def test_months_off_a_term(since: str, until: str, day: str, off: int) -> None:
    assert off_term(Holder("president", "FRA", ["x"], since, until), day) == off


class _Namesake:
    """An imported namesake of a minister, of another state."""

    def find(self, name: str, limit: int = 0) -> list[Found]:
        return [Found("Q9", "Sergei Lavrov", ["KZ"], "Sergei Lavrov", 0.99), Found("Q10", "Sergei Lavrov", ["ru"], "Sergei Lavrov", 0.99)]


def test_an_imported_namesake_of_another_state_is_somebody_else(pack: Pack) -> None:
    at_home, abroad, anywhere = (
        link(pack, Mention(name="سيرغي لافروف", affiliation=s, day="2015"), persons=_Namesake()) for s in ("RUS", "KAZ", None)
    )
    assert at_home is not None
    assert at_home.person == f"RUS:{HOLDERS[0].names[0]}"
    assert abroad is not None
    assert abroad.person == "Q9"
    assert anywhere is not None
    assert {c.person for c in anywhere.candidates} == {f"RUS:{HOLDERS[0].names[0]}", "Q9"}
