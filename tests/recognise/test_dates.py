"""Date expressions: what they are worth, what they rest on, and what is none. Sentences are made up; days are facts of the calendar."""

from __future__ import annotations

import re
import shutil
from datetime import date
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mahdar import packs
from mahdar.model import FROM_DATELINE, FROM_PUBLISHED, SAID, Dateline, Report, Value
from mahdar.packs import HOME, Pack
from mahdar.recognise.analysis import Analysis, When
from mahdar.recognise.dates import BEGINS, Anchor, find
from mahdar.recognise.matcher import Matcher
from mahdar.recognise.when_rules import RULES
from mahdar.text import fold, tokens

WORLD = {
    "resolutions.tsv": "year\tfirst\tlast\tsource\n1967\t233\t242\tUN\n2006\t1653\t1738\tUN\n2015\t2196\t2259\tUN\n2021\t2560\t2616\tUN\n",
    "documents.tsv": "id\ten\tdate\tcountry\tsource\nUNSC 2254\tResolution 2254\t2015-12-18\tUSA\tUN\n",
    "cities.tsv": "city\tcountry\tcapital\tsource\nMoscow\tRUS\t1\tx\n",
    "holders.tsv": (
        "role\taffiliation\ten\tar\tfrom\tto\tsource\n"
        "deputy_foreign_minister\tRUS\tSergey Vershinin\tسيرغي فيرشينين|سيرجي فارشينين\t2018-03\t\tx\n"
        "ambassador\tIRN\tKazem Jalali\tكاظم جلالي\t2019-12\t\tx\n"
    ),
}


@lru_cache(maxsize=1)
def pack() -> Pack:
    """The words of time, of saying and of resolutions alone, with a world of a few rows."""
    with TemporaryDirectory() as folder:
        language, world = Path(folder) / "ar", Path(folder) / "world"
        language.mkdir()
        world.mkdir()
        for name in ("pack.toml", "dates.toml", "resolutions.toml", "saying.toml"):
            if (HOME / "lang" / "ar" / name).exists():
                shutil.copy(HOME / "lang" / "ar" / name, language / name)
        for name, rows in WORLD.items():
            (world / name).write_text(rows, encoding="utf-8")
        return packs.load("ar", language=language, world=world, cache=False)


@lru_cache(maxsize=1)
def matcher() -> Matcher:
    return Matcher(pack())


def analyse(text: str, dateline: Dateline | None = None) -> Analysis:
    """The working table of a text, as far as dates need it."""
    view = fold(text)
    report = Report(
        id="t", sha256="", text=text, language=Value("ar", SAID), title=None, dateline=dateline, byline=None, agency=None, outlet=None,
        published=None, url=None, residue=[], sentences=[], quotations=[],
    )  # fmt: skip
    return Analysis(report, pack(), view, [(0, len(view.text))], [], tokens(view.text), matcher().find(view))


MONDAY = Anchor(published=date(2015, 8, 3))


def whens(text: str, anchor: Anchor = MONDAY) -> list[When]:
    return find(analyse(text), anchor)


def only(text: str, anchor: Anchor = MONDAY) -> When:
    found = whens(text, anchor)
    assert len(found) == 1, found
    return found[0]


# Counted from Monday 3 August 2015.
CASES = [
    ("وقع الاتفاق في 30 يوليو 2015", "2015-07-30"),
    ("وقع الاتفاق في ٣٠ تموز ٢٠١٥م", "2015-07-30"),
    ("في 13 تشرين الاول/ أكتوبر/ 2014", "2014-10-13"),
    ("في 26 يوليو (تموز) الماضي", "2015-07-26"),
    ("في 23 سبتمبر (أيلول) المقبل", "2015-09-23"),
    ("في الرابع عشر من يوليو (تموز)", "2015-07-14"),
    ("في الحادي والعشرين من شهر نوفمبر المقبل", "2015-11-21"),
    ("في 11 شتنبر 2014", "2014-09-11"),
    ("يوم 5 جويلية 2015", "2015-07-05"),
    ("أمس الأحد", "2015-08-02"),
    ("اليوم (الاثنين)", "2015-08-03"),
    ("مساء أمس", "2015-08-02"),
    ("أول من أمس", "2015-08-01"),
    ("صباح أمس الأول", "2015-08-01"),
    ("بعد غد", "2015-08-05"),
    ("غدا الثلاثاء", "2015-08-04"),
    ("يوم الثلاثاء المقبل", "2015-08-04"),
    ("الخميس الماضي", "2015-07-30"),
    ("الاثنين الماضي", "2015-07-27"),
    ("استقبله الجمعة", "2015-07-31"),
    ("استقبله الاثنين", "2015-08-03"),
    ("سيزور العاصمة الأربعاء", "2015-08-05"),
    ("من المقرر أن يصل الخميس", "2015-08-06"),
    ("21 أغسطس الجاري", "2015-08-21"),
    ("الثاني من الشهر الجاري", "2015-08-02"),
    ("في 14 من الشهر الماضي", "2015-07-14"),
    ("يومي 24 و25 الشهر الجاري", "2015-08-24/2015-08-25"),
    ("أيام 5 و6 و7 أغسطس", "2015-08-05/2015-08-07"),
    ("يومي الاثنين 3 والثلاثاء 4 أغسطس", "2015-08-03/2015-08-04"),
    ("من 5 وحتى 7 أغسطس الجاري", "2015-08-05/2015-08-07"),
    ("فاتح غشت الجاري", "2015-08-01"),
    ("قبل ظهر أمس", "2015-08-02"),
    ("وصل منذ قليل", "2015-08-03"),
    ("هذا المساء", "2015-08-03"),
    ("منتصف يوليو", "2015-07"),
    ("في يونيو الماضي", "2015-06"),
    ("في آب الماضي", "2014-08"),
    ("مطلع الشهر المقبل", "2015-09"),
    ("في مارس (آذار) 2011", "2011-03"),
    ("عام 2013", "2013"),
    ("سنة 1992", "1992"),
    ("العام الماضي", "2014"),
    ("في 23 ديسمبر من العام الماضي", "2014-12-23"),
    ("14 شوال 1436هـ الموافق 30 يوليو 2015م", "2015-07-30"),
    ("يوم الخميس 14 شوال 1436 هـ، الموافق 30 يوليو 2015", "2015-07-30"),
    ("في 14 شوال الماضي", "2015-07-30"),
    ("12/8/2015", "2015-08-12"),
    ("2015-08-12", "2015-08-12"),
    ("بتاريخ 14-10-1436هـ", "2015-07-30"),
    ("1394/5/8", "2015-07-30"),
    ("الثلاثاء 28/7", "2015-07-28"),
    ("يومي 11 و12 أغسطس", "2015-08-11/2015-08-12"),
    ("يومي 11و12 أغسطس", "2015-08-11/2015-08-12"),
    ("من 3 إلى 5 أغسطس", "2015-08-03/2015-08-05"),
    ("بين 3 و5 أغسطس", "2015-08-03/2015-08-05"),
    ("من 30 يوليو حتى 2 أغسطس", "2015-07-30/2015-08-02"),
    ("يومي الاثنين والثلاثاء", "2015-08-03/2015-08-04"),
    ("يومي الأربعاء والخميس المقبلين", "2015-08-05/2015-08-06"),
    ("أيام الأحد والاثنين والثلاثاء المقبلة", "2015-08-09/2015-08-11"),
    ("ليل السبت/الأحد", "2015-08-01"),
    ("قبل ثلاثة أيام", "2015-07-31"),
    ("قبل يومين", "2015-08-01"),
    ("الأسبوع الماضي", None),
    ("في الأيام المقبلة", None),
    ("خلال شهر رمضان المبارك", "2015-06-18/2015-07-16"),
    ("في شعبان 1436هـ", "2015-05-19/2015-06-17"),
    ("سيزور العاصمة غدا لمدة يومين", "2015-08-04/2015-08-05"),
    ("في السابع من أغسطس المقبل وتستمر أسبوعا", "2015-08-07/2015-08-13"),
    ("وصل أمس في زيارة تستمر ثلاثة أيام", "2015-08-02"),
]


@pytest.mark.parametrize(("text", "value"), CASES)
def test_value(text: str, value: str | None) -> None:
    assert only(text).value == value


@pytest.mark.parametrize(
    "text",
    [
        "القرار 2254 الصادر عن المجلس",
        "5 + 12 =",
        "ثلاثة أشخاص",
        "بلغ السعر 2015 دولارا",
        "انتهى** 2344",
        "فتح باب الحوار",
        "في باب الحديد",
        "مارس الضغط على الحكومة",
        "تيريزا ماي رئيسة الوزراء",
        "محافظة إب اليمنية",
        "اليوم الثاني على التوالي",
        "اليوم الوطني للدولة",
        "خطبة الجمعة",
        "قوى 14 آذار",
        "وصل أحد الوزراء",
        "اثنين من المستشارين",
        "رمضان شلح",
        "الدور الثاني من المفاوضات",
        "أعلنت روسيا اليوم الخبر",
    ],
)
def test_no_date(text: str) -> None:
    assert whens(text) == []


@pytest.mark.parametrize("text", ["أمس", "يوم الثلاثاء", "13 تشرين الأول/ أكتوبر", "في يونيو الماضي", "الشهر المقبل", "العام الماضي"])
def test_nothing_to_count_from(text: str) -> None:
    found = only(text, Anchor())
    assert found.value is None
    assert not found.vague


def test_full_dates_need_no_anchor() -> None:
    assert [w.value for w in whens("في 30 يوليو 2015 ثم في مايو 2016", Anchor())] == ["2015-07-30", "2016-05"]


def test_how() -> None:
    assert only("في 30 يوليو 2015").how == SAID
    assert only("أمس").how == FROM_PUBLISHED
    assert only("في 30 يوليو").how == FROM_PUBLISHED
    assert only("أمس", Anchor(date(2015, 8, 4), (3, 8, None))).how == FROM_DATELINE


def test_dateline_goes_before_published_date() -> None:
    assert only("أمس", Anchor(date(2015, 8, 4), (3, 8, None))).value == "2015-08-02"
    assert only("أمس", Anchor(date(2016, 1, 1), (31, 12, None))).value == "2015-12-30"
    assert only("أمس", Anchor(None, (3, 8, 2015))).value == "2015-08-02"
    assert only("أمس", Anchor(None, (3, 8, None))).value is None


def test_weekday_of_today_moves_the_day_counted_from() -> None:
    """Printed on Tuesday with "today, Monday": yesterday is Sunday."""
    found = whens("وصل الوزير اليوم الاثنين. وكان التقى أمس السفير", Anchor(date(2015, 8, 4)))
    assert [w.value for w in found] == ["2015-08-03", "2015-08-02"]
    assert "weekday" in found[1].reason


def test_bare_weekday_offers_the_other_one() -> None:
    assert only("استقبله الأربعاء").alternatives == ("2015-08-05",)
    assert only("سيستقبله الأربعاء").alternatives == ("2015-07-29",)


def test_future_does_not_reach_over_a_verb_of_saying() -> None:
    assert whens("سيزور العاصمة، وقال الجمعة إن الأمر محسوم")[0].value == "2015-07-31"


def test_two_calendars_that_disagree() -> None:
    found = only("13 شوال 1436هـ الموافق 30 يوليو 2015م")
    assert found.value == "2015-07-30"
    assert found.alternatives == ("2015-07-29",)


def test_day_and_month_first_when_figures_are_open() -> None:
    assert only("12/8/2015").alternatives == ("2015-12-08",)
    assert only("13/8/2015").alternatives == ()


def test_weekday_decides_the_year() -> None:
    assert only("السبت 29 نوفمبر").value == "2014-11-29"
    assert only("الأحد 29 نوفمبر").value == "2015-11-29"


def test_days_apart_are_two() -> None:
    assert [w.value for w in whens("في 3 و20 أغسطس")] == ["2015-08-03", "2015-08-20"]


def test_spans_quote_the_words() -> None:
    text = "اِلتَقَى الوَزِيرَانِ يَوْمَ الثُّلَاثَاءِ المَاضِي في القَصْر"
    table = analyse(text)
    [found] = find(table, MONDAY)
    assert table.words(found.start, found.end) == "يَوْمَ الثُّلَاثَاءِ المَاضِي"


_WELL_FORMED = re.compile(r"\d{4}(-\d\d(-\d\d(/\d{4}-\d\d-\d\d)?)?)?")
_SIGNS = ["في", "من", "إلى", "و", "(", ")", "/", "-", "،", ".", "\n", "1", "12", "31", "2015", "1436هـ", "2254", "11و12", "كتاب"]
_KNOWN = ["الاثنين", "يوليو", "تموز", "شوال", "أمس", "اليوم", "الجاري", "الماضي", "المقبل", "الشهر", "عام", "يومي", "الموافق", "الثاني"]
_MORE = ["قبل", "بعد", "ثلاثة", "أيام", "الأسبوع", "مساء", "بين", "منتصف", "مارس", "رمضان", "سيزور"]


def _check(text: str, anchor: Anchor) -> None:
    table = analyse(text)
    last = 0
    for found in find(table, anchor):
        assert last <= found.start < found.end <= len(table.view.text)
        last = found.end
        assert found.value is None or _WELL_FORMED.fullmatch(found.value)
        for value in (found.value, *found.alternatives):
            for day in (value or "").split("/"):
                assert len(day) < 10 or date.fromisoformat(day)


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_text(text: str) -> None:
    _check(text, MONDAY)


@given(
    st.lists(st.sampled_from(_SIGNS + _KNOWN + _MORE), max_size=14),
    st.none() | st.dates(min_value=date(1, 1, 2)),
    st.none() | st.tuples(st.integers(0, 40), st.integers(0, 14), st.none() | st.integers(1, 2100)),
)
@settings(max_examples=300, deadline=None)
def test_any_words_of_time(words: list[str], published: date | None, dateline: tuple[int, int, int | None] | None) -> None:
    _check(" ".join(words), Anchor(published, dateline))


def test_data_has_every_month_weekday_and_day() -> None:
    entries = pack().data.entries
    for calendar in ("gregorian", "hijri", "solar"):
        assert {int(e.value) for e in entries if e.kind == "month" and e.data["calendar"] == calendar} == set(range(1, 13))
    assert {int(e.value) for e in entries if e.kind == "weekday"} == set(range(7))
    assert {int(e.value) for e in entries if e.kind == "ordinal"} == set(range(1, 32))


def test_rules_are_tried_wherever_they_can_begin() -> None:
    """`BEGINS` leaves out no symbol with which a rule's pattern can match."""
    bodies = [
        "D/D/Y",
        "Y/D/D",
        "DM",
        "OM",
        "DfhS",
        "Dq",
        "WD/D",
        "W&W",
        "RW",
        "W",
        "M",
        "hM",
        "Sq",
        "hS",
        "hAY",
        "Aq",
        "pY",
        "Zq",
        "hZ",
        "R",
        "gCu",
        "GDJ",
        "V",
    ]
    symbols = sorted({*"".join(BEGINS), *"".join(bodies), *"xsFNELU,-.)|"})
    for (pattern, _), begins in zip(RULES, BEGINS, strict=True):
        assert any(pattern.match(body) for body in bodies)
        for first in symbols:
            tried = any(pattern.match(first + second + body) for second in ("", *symbols) for body in ("", *bodies))
            assert not tried or first in begins, (pattern.pattern, first)
