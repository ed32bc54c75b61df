"""Same contact or not, pair by pair: what binds, what vetoes, and that the answer has no direction."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mahdar.merge.decide import decide
from mahdar.merge.model import Telling, Verdict
from mahdar.merge.tellings import tellings
from mahdar.model import FROM_PUBLISHED, SAID, Record
from tests.merge.making import HADDAD, KAROV, LINDEN, NASSER, ORLOV, engagement, meeting, record


def one(found: Record) -> Telling:
    return tellings(found)[0]


def verdict(a: Record, b: Record) -> Verdict:
    return decide(one(a), one(b))


def test_the_same_two_on_the_same_day_met_once() -> None:
    found = verdict(
        meeting("a", [KAROV, HADDAD], city="Moscow", country="RUS"), meeting("b", [HADDAD, KAROV], city="Moscow", country="RUS")
    )
    assert found.same
    assert any("same day" in reason for reason in found.reasons)


def test_another_counterpart_vetoes_however_alike_the_words() -> None:
    found = verdict(meeting("a", [ORLOV, HADDAD]), meeting("b", [ORLOV, ("Omar Sabbagh", "SYR", "prime_minister")]))
    assert not found.same
    assert "another counterpart" in found.veto


def test_another_state_is_another_contact() -> None:
    assert not verdict(meeting("a", [KAROV, HADDAD]), meeting("b", [KAROV, LINDEN])).same


def test_another_place_vetoes() -> None:
    found = verdict(
        meeting("a", [KAROV, HADDAD], city="Moscow", country="RUS"), meeting("b", [KAROV, HADDAD], city="Damascus", country="SYR")
    )
    assert not found.same
    assert "another place" in found.veto


@pytest.mark.parametrize(
    ("date", "how", "rule", "same"),
    [
        ("2020-03-10", SAID, "date", True),
        ("2020-03-11", SAID, "date", True),  # a day apart: sides tell midnight differently; kept and shown as disputed
        ("2020-03-13", SAID, "date", False),
        ("2020-03-12", FROM_PUBLISHED, "relative", True),  # counted from a published date that may be off
        ("2020-03-17", FROM_PUBLISHED, "weekday", True),  # the same weekday of a report fetched a week later
        ("2020-03-13", FROM_PUBLISHED, "weekday", False),
        ("2020-03", SAID, "month", True),
        ("2019", SAID, "year", False),
    ],
)
def test_days(date: str, how: str, rule: str, same: bool) -> None:
    a = meeting("a", [KAROV, HADDAD], date="2020-03-10", how=SAID, rule="date", city="Moscow", country="RUS")
    b = meeting("b", [KAROV, HADDAD], date=date, how=how, rule=rule, city="Moscow", country="RUS")
    assert verdict(a, b).same is same


def test_after_midnight_by_two_clocks_is_one_meeting() -> None:
    late = meeting("a", [KAROV, HADDAD], date="2020-03-10", how=SAID, rule="date", published="2020-03-11")
    early = meeting("b", [KAROV, HADDAD], date="2020-03-11", how=SAID, rule="date", published="2020-03-11")
    assert verdict(late, early).same


def test_kinds_that_never_are_one() -> None:
    call, visit = meeting("a", [KAROV, HADDAD], kind="call"), meeting("b", [KAROV, HADDAD], kind="visit", country="SYR")
    held = meeting("c", [KAROV, HADDAD])
    assert verdict(call, held).veto == verdict(visit, held).veto == "another kind of contact"


def test_talks_and_a_meeting_are_one() -> None:
    assert verdict(meeting("a", [KAROV, HADDAD], kind="negotiation"), meeting("b", [KAROV, HADDAD])).same


def test_a_delegation_and_its_head_are_one_in_negotiations() -> None:
    sides = [(None, "RUS", "delegation"), (None, "SYR", "delegation")]
    a = meeting("a", sides, kind="negotiation", city="Geneva", country="CHE")
    assert verdict(a, meeting("b", [KAROV, HADDAD], city="Geneva", country="CHE")).same


def test_a_plan_and_its_holding_are_one() -> None:
    plan = meeting("a", [KAROV, HADDAD], status="planned", date=None, published="2020-03-05")
    assert verdict(plan, meeting("b", [KAROV, HADDAD], published="2020-03-11")).same


def test_a_third_party_makes_it_another_meeting() -> None:
    assert not verdict(meeting("a", [KAROV, HADDAD, LINDEN]), meeting("b", [KAROV, LINDEN])).same


def test_a_minister_without_a_name_is_known_by_office_and_state() -> None:
    assert verdict(meeting("a", [(None, "RUS", "foreign_minister"), HADDAD]), meeting("b", [KAROV, HADDAD])).same
    assert not verdict(meeting("a", [(None, "RUS", "ambassador"), HADDAD]), meeting("b", [KAROV, HADDAD])).same


def test_visits_are_known_by_traveller_and_destination() -> None:
    parts = ["guest"]
    a = meeting("a", [KAROV], kind="visit", city="Damascus", country="SYR", parts=parts)
    b = meeting("b", [KAROV], kind="visit", country="SYR", parts=parts)
    c = meeting("c", [KAROV], kind="visit", country="EGY", parts=parts)
    assert verdict(a, b).same
    assert not verdict(a, c).same


def test_a_conference_is_known_by_where_and_when() -> None:
    a = meeting("a", [KAROV, NASSER], kind="conference", city="Cairo", country="EGY")
    b = meeting("b", [KAROV, LINDEN], kind="conference", city="Cairo", country="EGY")
    assert verdict(a, b).same


def test_a_list_of_those_who_attended_is_no_meeting_of_its_own() -> None:
    title = "Viktor Orlov receives Samir Haddad"
    body = "Viktor Orlov received Samir Haddad in the palace.\nThe reception was attended by Anton Karov, Ilya Belov and Samir Haddad."
    text = f"{title}\n{body}"
    first = engagement("e1", text, "received", [ORLOV, HADDAD], date="2020-03-10")
    second = engagement("e2", text, "attended", [KAROV, ("Ilya Belov", "RUS", "minister"), ("Samir Haddad", "SYR", "foreign_minister")])
    main, rest = tellings(record("r", title, body, [first, second]))
    assert rest.echo_of == main.id
    assert decide(main, rest).same


PEOPLE = st.lists(st.sampled_from([KAROV, HADDAD, ORLOV, NASSER, LINDEN, (None, "RUS", "delegation"), (None, None, "other")]), max_size=4)
MADE = st.builds(
    lambda people, kind, date, city: meeting("x", people, kind=kind, date=date, city=city, country="RUS" if city else None),
    PEOPLE,
    st.sampled_from(["meeting", "call", "visit", "conference", "negotiation", "message", "agreement"]),
    st.sampled_from([None, "2020-03-10", "2020-03-12", "2020-03", "2020", "2020-03-09/2020-03-11"]),
    st.sampled_from([None, "Moscow", "Sochi"]),
)


@given(MADE, MADE)
def test_the_verdict_has_no_direction_and_stays_in_bounds(a: Record, b: Record) -> None:
    left, right = tellings(a)[0], tellings(msgspec.structs.replace(b, id="y"))[0]
    there, back = decide(left, right), decide(right, left)
    assert there == back
    assert 0 <= there.score <= 1
    assert not (there.same and there.veto)
