"""Days: what the words allow, and how far apart two readings are."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mahdar.merge.days import apart, bounds, day_of, iso, ordinal
from mahdar.merge.model import GUESS, NEAR, WEEKDAY, WIDE, WORDS, Day
from mahdar.model import FROM_DATELINE, FROM_PUBLISHED, SAID, Evidence


def at(text: str) -> int:
    return datetime.date.fromisoformat(text).toordinal()


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2020-03-10", "2020-03-10", "2020-03-10"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2020", "2020-01-01", "2020-12-31"),
        ("2020-03-10/2020-03-12", "2020-03-10", "2020-03-12"),
        ("2015-01/2015-04", "2015-01-01", "2015-04-30"),
    ],
)
def test_bounds(text: str, first: str, last: str) -> None:
    assert bounds(text) == (at(first), at(last))


@pytest.mark.parametrize("text", ["", "soon", "2020-13", "2020-02-30", "2020-03-10/", "10.3.2020", "2020-3-1"])
def test_what_is_no_date_has_no_bounds(text: str) -> None:
    assert bounds(text) is None


@pytest.mark.parametrize("text", [None, "", "2020", "2020-03", "2020-02-31"])
def test_ordinals_need_a_whole_day(text: str | None) -> None:
    assert ordinal(text) is None


@pytest.mark.parametrize(
    ("how", "rule", "sure"),
    [
        (SAID, "date", WORDS),
        (FROM_DATELINE, "relative", WORDS),
        (FROM_PUBLISHED, "date", WORDS),
        (FROM_PUBLISHED, "weekday", WEEKDAY),
        (FROM_PUBLISHED, "relative weekday", WEEKDAY),
        (FROM_PUBLISHED, "relative", NEAR),
    ],
)
def test_how_sure_the_words_make_a_day(how: str, rule: str, sure: str) -> None:
    found = day_of("2020-03-10", [Evidence("date", 0, 1, "x", how, rule)], None, "held")
    assert found == Day(at("2020-03-10"), at("2020-03-10"), sure)


def test_without_a_date_the_day_of_publication_bounds_it() -> None:
    published = at("2020-03-10")
    held, planned = day_of(None, [], published, "held"), day_of(None, [], published, "planned")
    assert held and planned
    assert held.first < published < held.last == published + 1
    assert planned.first == published - 1 < published < planned.last
    assert held.sure == planned.sure == GUESS
    assert day_of(None, [], None, "held") is None
    month = day_of("2020-03", [], published, "held")
    assert month and month.sure == WIDE


def test_a_weekday_is_the_same_a_week_later() -> None:
    one, other = Day(100, 100, WEEKDAY), Day(107, 107, WEEKDAY)
    assert apart(one, other) == 0
    assert apart(one, Day(106, 106, WEEKDAY)) == 1
    assert apart(one, Day(103, 103, WEEKDAY)) == 3
    assert apart(one, Day(121, 121, WEEKDAY)) == 21
    assert apart(Day(100, 100, NEAR), Day(107, 107, NEAR)) == 7


DAYS = st.builds(
    lambda a, n, sure: Day(a, a + n, sure), st.integers(1, 200), st.integers(0, 5), st.sampled_from([WORDS, WEEKDAY, NEAR, GUESS])
)


@given(DAYS, DAYS)
def test_distance_has_no_direction_and_is_zero_with_itself(a: Day, b: Day) -> None:
    assert apart(a, b) == apart(b, a) >= 0
    assert apart(a, a) == 0


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 1, 1)))
def test_days_go_there_and_back(day: datetime.date) -> None:
    assert iso(ordinal(day.isoformat())) == day.isoformat()
    assert iso(None) is None
