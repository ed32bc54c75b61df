"""Questions over lists of events."""

from __future__ import annotations

import msgspec
import pytest

from mahdar.merge import questions
from mahdar.merge.group import Grouper
from mahdar.merge.model import Event
from mahdar.merge.questions import Wanted
from mahdar.model import Record
from tests.merge.making import HADDAD, KAROV, LINDEN, NASSER, ORLOV, meeting
from tests.merge.test_event import OUTLETS, found


def records() -> list[Record]:
    return [
        meeting("a", [KAROV, HADDAD], outlet="Moscow Wire", topics=["water"], city="Moscow", country="RUS"),
        meeting("b", [KAROV, NASSER], date="2020-03-20", published="2020-03-20", outlet="Damascus Wire", status="planned"),
        meeting(
            "c", [ORLOV, LINDEN, HADDAD, NASSER], kind="conference", date="2020-04-01", published="2020-04-02", city="Geneva", country="CHE"
        ),
        meeting("d", [ORLOV, HADDAD], kind="call", date=None, published="2020-05-05", outlet="Damascus Wire"),
    ]


def events() -> list[Event]:
    return found(*records())


def asked(**wanted: object) -> list[str]:
    return [e.event for e in questions.events(events(), msgspec.convert(wanted, Wanted))]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, ["e-a", "e-b", "e-c", "e-d"]),
        ({"who": "Karov"}, ["e-a", "e-b"]),
        ({"who": "Anton Karov", "beside": "Haddad"}, ["e-a"]),
        ({"state": ["DEU", "EGY"]}, ["e-b", "e-c"]),
        ({"topic": ["water"]}, ["e-a"]),
        ({"kind": ["call", "conference"]}, ["e-c", "e-d"]),
        ({"status": ["planned"]}, ["e-b"]),
        ({"place": "geneva"}, ["e-c"]),
        ({"place": "RUS"}, ["e-a"]),
        ({"since": "2020-03-20", "until": "2020-04"}, ["e-b", "e-c"]),
        ({"since": "2020-05"}, ["e-d"]),
        ({"who": "Nobody"}, []),
    ],
)
def test_events_asked_for(wanted: dict[str, object], expected: list[str]) -> None:
    assert asked(**wanted) == expected


def test_the_timeline_between_two() -> None:
    assert [e.event for e in questions.timeline(events(), "RUS", "SYR")] == ["e-a", "e-c", "e-d"]


def test_silences_are_of_those_who_were_listened_to() -> None:
    grouper = Grouper()
    for one in records():
        grouper.add(one)
    silent = {s.event: (s.told_by, s.silent) for s in questions.silences(events(), grouper.leads, OUTLETS)}
    assert silent == {"e-a": (["RUS"], ["SYR"]), "e-d": (["SYR"], ["RUS"])}


def test_a_conference_is_one_event_until_pairs_are_asked_for() -> None:
    (conference,) = [e for e in events() if e.kind == "conference"]
    assert len(questions.pairs(conference)) == 6


def test_changes_between_two_lists() -> None:
    before = events()
    more = meeting("a2", [KAROV, HADDAD], outlet="Else", published="2020-03-09", city="Moscow", country="RUS")
    after = found(*records()[:3], more, meeting("n", [LINDEN, KAROV]))
    found_changes = {(c.event, c.what): c.fields for c in questions.changes(before, after)}
    assert found_changes == {("e-a2", "changed"): ["topics", "reports"][1:], ("e-n", "new"): [], ("e-d", "withdrawn"): []}
    assert questions.changes(before, before) == []
    assert {c.what for c in questions.changes([], before)} == {"new"}
    assert {c.what for c in questions.changes(before, [])} == {"withdrawn"}


def test_changes_since_a_day() -> None:
    late = meeting("a2", [KAROV, HADDAD], published="2020-03-12", city="Moscow", country="RUS", topics=["water"])
    changed = questions.changed_since(found(*records(), late), "2020-03-12")
    assert [(c.event, c.what, c.reports) for c in changed] == [
        ("e-a", "changed", ["a2"]),
        ("e-b", "new", ["b"]),
        ("e-c", "new", ["c"]),
        ("e-d", "new", ["d"]),
    ]
    with pytest.raises(ValueError, match="not a date"):
        questions.changed_since([], "soon")
