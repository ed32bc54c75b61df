"""The event of a group: agreed, disputed, silent; the timeline; voices and owners; relations."""

from __future__ import annotations

from mahdar.merge.attach import name_form, stands_in
from mahdar.merge.event import event_of
from mahdar.merge.group import Grouper
from mahdar.merge.model import Event, Slot
from mahdar.merge.relate import related
from mahdar.merge.sides import THIRD, Outlet, Registry, registry
from mahdar.merge.tellings import leading
from mahdar.model import SAID, Record
from tests.merge.making import HADDAD, KAROV, LINDEN, NASSER, ORLOV, engagement, meeting, record
from tests.merge.test_group import LONG

OUTLETS = Registry(
    [
        ("Moscow Wire", Outlet("Moscow Wire", "RUS", "state", "", True)),
        ("Damascus Wire", Outlet("Damascus Wire", "SYR", "state", "", True)),
        ("Free Paper", Outlet("Free Paper", "RUS", "private")),
    ]
)


def found(*records: Record) -> list[Event]:
    grouper = Grouper()
    for one in records:
        grouper.add(one)
    return related([event_of(g, grouper.leads, grouper.pairs, OUTLETS) for g in grouper.groups()])


def slot(event: Event, name: str) -> Slot:
    return next(s for s in event.slots if s.name == name)


def test_agreed_disputed_and_silent_slots() -> None:
    a = meeting("a", [KAROV, HADDAD], date="2020-03-10", how=SAID, rule="date", city="Moscow", country="RUS")
    b = meeting("b", [KAROV, HADDAD], date="2020-03-11", how=SAID, rule="date")
    c = meeting("c", [KAROV, HADDAD], date=None)
    (event,) = found(a, b, c)
    assert slot(event, "city").state == "agreed"
    assert [(v.value, v.reports) for v in slot(event, "city").versions] == [("Moscow", ["a"])]
    assert slot(event, "city").silent == ["b", "c"]
    assert slot(event, "date").state == "disputed"
    assert {v.value: v.reports for v in slot(event, "date").versions} == {"2020-03-10": ["a"], "2020-03-11": ["b"]}
    assert slot(event, "initiated by").state == "silent"
    assert slot(event, "level").versions[0].value == "ministers"
    assert event.parties == ["RUS", "SYR"]


def test_a_month_is_no_other_version_of_a_day_in_it() -> None:
    (event,) = found(
        meeting("a", [KAROV, HADDAD], city="Moscow", country="RUS"), meeting("b", [KAROV, HADDAD], date="2020-03", rule="month")
    )
    assert [v.value for v in slot(event, "date").versions] == ["2020-03-10"]
    assert event.date == "2020-03-10"


def test_who_called_whom_is_told_in_two_ways() -> None:
    one = meeting("a", [KAROV, HADDAD], kind="call", parts=["caller", "callee"])
    other = meeting("b", [KAROV, HADDAD], kind="call", parts=["callee", "caller"])
    (event,) = found(one, other)
    assert slot(event, "initiated by").state == "disputed"


def test_people_stand_once_under_a_full_name() -> None:
    short = ("Karov", "RUS", "foreign_minister")
    (event,) = found(meeting("a", [KAROV, HADDAD]), meeting("b", [short, HADDAD]), meeting("c", [KAROV, HADDAD]))
    assert [(p.name, p.reports) for p in event.people] == [("Anton Karov", ["a", "b", "c"]), ("Samir Haddad", ["a", "b", "c"])]


def test_the_timeline_tells_how_it_came_about_and_a_plan_is_no_dispute() -> None:
    plan = meeting("a", [KAROV, HADDAD], status="planned", published="2020-03-08", date="2020-03-10", how=SAID, rule="date")
    (event,) = found(plan, meeting("b", [KAROV, HADDAD], how=SAID, rule="date"))
    assert [(s.status, s.day, s.report) for s in event.timeline] == [("planned", "2020-03-08", "a"), ("held", "2020-03-10", "b")]
    assert event.status == "held"
    assert slot(event, "status").state == "agreed"


def test_held_and_denied_is_a_dispute() -> None:
    (event,) = found(meeting("a", [KAROV, HADDAD]), meeting("b", [KAROV, HADDAD], status="denied"))
    assert event.status == "disputed"
    assert slot(event, "status").state == "disputed"


def test_one_text_is_one_voice_and_owners_are_named() -> None:
    a = meeting("a", [KAROV, HADDAD], more=LONG, outlet="Moscow Wire", agency="MW")
    b = meeting("b", [KAROV, HADDAD], more=LONG, outlet="Free Paper", agency="MW")
    c = meeting("c", [KAROV, HADDAD], outlet="Damascus Wire", more="Nothing else was made known about it, said people of the house.")
    (event,) = found(a, b, c)
    assert [(v.reports, v.owners, v.sides, v.agency) for v in event.voices] == [
        (["a", "b"], ["private", "state"], ["RUS"], "MW"),
        (["c"], ["state"], ["SYR"], None),
    ]


def test_a_visit_holds_its_meetings_and_a_conference_its_bilaterals() -> None:
    visit = meeting("v", [KAROV], kind="visit", city="Cairo", country="EGY", parts=["guest"])
    talks = meeting("m", [KAROV, NASSER], city="Cairo", country="EGY")
    elsewhere = meeting("x", [KAROV, HADDAD], city="Damascus", country="SYR")
    summit = meeting("s", [NASSER, ORLOV, HADDAD], kind="conference", city="Geneva", country="CHE")
    aside = meeting("i", [LINDEN, HADDAD], city="Geneva", country="CHE")
    events = {e.event: e for e in found(visit, talks, elsewhere, summit, aside)}
    assert events["e-v"].holds == ["e-m"]
    assert events["e-m"].part_of == ["e-v"]
    assert events["e-x"].part_of == []
    assert events["e-i"].part_of == ["e-s"]


def test_rounds_follow_each_other() -> None:
    rounds = [meeting(f"r{d}", [KAROV, HADDAD], kind="negotiation", date=f"2020-0{d}-10", published=f"2020-0{d}-11") for d in (3, 5, 7)]
    events = {e.event: e for e in found(*rounds)}
    assert [events[f"e-r{d}"].follows for d in (3, 5, 7)] == [[], ["e-r3"], ["e-r5"]]


def test_what_was_agreed_to_follow_leads_to_what_came() -> None:
    title, body = (
        "Karov and Haddad met",
        "Anton Karov and Samir Haddad met for talks in Moscow.\nThe two will meet again in Cairo next month.",
    )
    text = f"{title}\n{body}"
    first = engagement("e1", text, "met for talks", [KAROV, HADDAD], date="2020-03-10", city="Moscow", country="RUS")
    second = engagement(
        "e2", text, "will meet again", [KAROV, HADDAD], status="planned", date="2020-04", rule="month", city="Cairo", country="EGY"
    )
    later = meeting("z", [KAROV, HADDAD], date="2020-04-12", published="2020-04-12", city="Cairo", country="EGY", how=SAID, rule="date")
    events = {e.event: e for e in found(record("a", title, body, [first, second]), later)}
    assert sorted(events) == ["e1", "e2"]
    assert events["e2"].reports == ["a", "z"]
    assert [s.status for s in events["e2"].timeline] == ["planned", "held"]
    assert events["e2"].follows == ["e1"]


def test_an_event_does_not_depend_on_the_order_of_its_reports() -> None:
    records = [meeting(k, [KAROV, HADDAD], outlet=k) for k in "abcd"]
    assert found(*records) == found(*reversed(records))


def test_sides_of_outlets() -> None:
    lead = leading(meeting("a", [KAROV, HADDAD], outlet="Damascus Wire"))
    assert OUTLETS.side(lead, ["RUS", "SYR"]) == "SYR"
    assert OUTLETS.side(lead, ["RUS", "EGY"]) == THIRD
    assert OUTLETS.of(leading(meeting("a", [KAROV], outlet="Nobody's"))).owner == "unknown"
    agency = registry().of(leading(meeting("a", [KAROV], outlet="SPA")))
    assert (agency.state, agency.official) == ("SAU", True)


def test_short_forms_of_names() -> None:
    assert name_form("Anton Karov") == "karov"
    assert name_form("Mohammed bin Rashid Al Nuaimi") == "mohammed bin rashid"
    assert name_form("") == ""
    assert stands_in("karov", "the minister karov said")
    assert not stands_in("karov", "the karovian school")
