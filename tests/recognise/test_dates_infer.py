"""The day of a report without a date: facts narrow it down, and nothing is guessed.

Calendar facts: 13 October was a Tuesday in 2009, 2015 and 2020.
"""

from __future__ import annotations

from datetime import date

import msgspec

from mahdar.model import INFERRED, SAID, Dateline
from mahdar.recognise.analysis import Actor, Analysis, Read
from mahdar.recognise.documents import resolution_year
from mahdar.recognise.when_infer import candidates, infer_published
from tests.recognise.test_dates import analyse, pack

TODAY = date(2024, 1, 1)
OCTOBER = Dateline(0, 6, "Moscow", "RUS", 13, 10, None)


def _official(role: str, affiliation: str, name: str, former: bool = False) -> Actor:
    def read(value: str) -> Read:
        return Read(value, 0, 1, SAID, "test")

    return Actor(0, 1, "person", "sg", "test", name=read(name), affiliation=read(affiliation), role=read(role), former=former)


def _moscow(text: str = "موسكو/ 13 تشرين الأول/ أكتوبر/ أفادت الوزارة اليوم الثلاثاء وفقا لقرار مجلس الأمن 2254") -> Analysis:
    return analyse(text, OCTOBER)


def test_single_survivor() -> None:
    found = infer_published(_moscow(), today=TODAY)
    assert found is not None
    assert (found.value, found.how) == ("2020-10-13", INFERRED)
    assert any("Tuesday" in r for r in found.reasons)
    assert any("UNSC 2254" in r for r in found.reasons)


def test_survivors_depend_on_the_latest_day() -> None:
    assert infer_published(_moscow(), today=date(2020, 10, 12)) is None
    assert infer_published(_moscow(), today=date(2026, 12, 31)) is None


def test_without_the_document_several_days_remain() -> None:
    days, _ = candidates(_moscow("موسكو/ 13 أكتوبر/ أفادت الوزارة اليوم الثلاثاء"), today=TODAY)
    assert days == [date(2009, 10, 13), date(2015, 10, 13), date(2020, 10, 13)]


def test_terms_of_office() -> None:
    table = _moscow("موسكو/ 13 أكتوبر/ أفادت الوزارة اليوم الثلاثاء")
    table.actors = [_official("ambassador", "IRN", "كاظم جلالي"), _official("deputy_foreign_minister", "RUS", "سيرجي فارشينين")]
    days, reasons = candidates(table, today=TODAY)
    assert days == [date(2020, 10, 13)]
    assert any("ambassador of IRN" in r for r in reasons)


def test_unknown_or_former_holders_constrain_nothing() -> None:
    table = _moscow("موسكو/ 13 أكتوبر/ أفادت الوزارة اليوم الثلاثاء")
    table.actors = [_official("ambassador", "IRN", "كاظم جلالي", former=True), _official("ambassador", "FRA", "جان دوبون")]
    assert len(candidates(table, today=TODAY)[0]) == 3


def test_today_with_day_and_month_needs_no_dateline() -> None:
    table = analyse("قال الوزير اليوم الثلاثاء 13 أكتوبر إن الاتفاق الموقع في 5 مايو 2019 قائم")
    found = infer_published(table, today=TODAY)
    assert found is not None
    assert found.value == "2020-10-13"


def test_nothing_to_start_from() -> None:
    assert candidates(analyse("قال الوزير الثلاثاء إن القرار 2254 قائم"), today=TODAY) == ([], [])
    assert infer_published(analyse(""), today=TODAY) is None


def test_contradicting_weekdays_are_left_out() -> None:
    table = _moscow("موسكو/ 13 أكتوبر/ قال اليوم الثلاثاء ثم قال اليوم الأربعاء")
    assert len(candidates(table, today=TODAY)[0]) == 24


def test_future_dates_bind_nothing() -> None:
    table = _moscow("موسكو/ 13 أكتوبر/ أفادت الوزارة اليوم الثلاثاء. ومن المقرر أن ينعقد المؤتمر في 5 مايو 2023")
    assert len(candidates(table, today=TODAY)[0]) == 3


def test_complete_dateline_is_not_inferred() -> None:
    table = analyse("قال اليوم", msgspec.structs.replace(OCTOBER, year=2020))
    assert infer_published(table, today=TODAY) is None


def test_resolution_year() -> None:
    rows = pack().data.resolutions
    assert resolution_year(2254, rows) == 2015
    assert resolution_year(1701, rows) == 2006
    assert resolution_year(9999, rows) is None
