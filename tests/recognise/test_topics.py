"""Topics: phrases, chains of fields, situations of countries, and the scope of dealing words. All sentences are our own."""

from __future__ import annotations

import re
import time
import tomllib
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mahdar.model import Report, Value
from mahdar.packs import HOME, load
from mahdar.recognise.analysis import Analysis
from mahdar.recognise.matcher import Matcher
from mahdar.recognise.topics import about, find_topics
from mahdar.text import fold, tokens

CASES = tomllib.loads((HOME / "lang" / "ar" / "cases" / "topics.toml").read_text(encoding="utf-8"))["case"]
THEMES = {
    "bilateral_relations", "regional_situation", "international_situation", "political_settlement", "ceasefire", "humanitarian_aid",
    "refugees", "human_rights", "counter_terrorism", "security_cooperation", "military_cooperation", "arms_control", "nuclear_programme",
    "chemical_weapons", "sanctions", "economy_trade", "investment", "energy", "water", "transport", "reconstruction",
    "prisoners_exchange", "elections", "constitution", "borders", "maritime_security", "migration", "health", "education_culture",
    "science_technology", "media", "climate", "food_security", "consular", "parliamentary_cooperation", "un_agenda",
    "multilateral_coordination", "peacekeeping", "collective_security", "normalisation", "settlements_occupation", "sovereignty",
    "foreign_intervention", "crime_drugs", "tourism", "religion", "development_aid", "space", "cyber", "agreements_implementation",
    "condolence", "congratulation",
}  # fmt: skip


@lru_cache(maxsize=1)
def matcher() -> Matcher:
    return Matcher(load("ar", cache=False))


@lru_cache(maxsize=1)
def pack():  # type: ignore[no-untyped-def]
    return load("ar", cache=False)


def analyse(text: str) -> Analysis:
    view = fold(text)
    sentences = [m.span() for m in re.finditer(r"[^.\n]+[.\n]?", view.text)]
    report = Report(
        id="t", sha256="", text=text, language=Value("ar", "said"), title=None, dateline=None, byline=None, agency=None, outlet=None,
        published=None, url=None, residue=[], sentences=[], quotations=[],
    )  # fmt: skip
    analysis = Analysis(report, pack(), view, sentences, [], tokens(view.text), matcher().find(view))
    analysis.topics = find_topics(analysis)
    return analysis


def dealt(text: str) -> set[str]:
    analysis = analyse(text)
    return {m.value for m in about(analysis, 0, len(analysis.view.text))}


def wrong(case: dict[str, object]) -> list[str]:
    text = str(case["text"])
    analysis = analyse(text)
    got = {m.value for m in about(analysis, 0, len(analysis.view.text))}
    named = {m.value for m in analysis.topics}
    want = set(case["about"])  # type: ignore[call-overload]
    out = [f"missed {t}" for t in sorted(want - got)] + [f"extra {t}" for t in sorted(got - want)]
    return out + [f"not named {t}" for t in sorted(set(case.get("named", [])) - named)]  # type: ignore[call-overload]


@pytest.mark.parametrize("case", CASES, ids=range(len(CASES)))
def test_case(case: dict[str, object]) -> None:
    found = wrong(case)
    if case.get("todo"):
        assert found, "a known miss passes now: take its `todo` away"
    else:
        assert not found, f"{found}: {case['text']}"


def test_every_theme_of_the_guide_has_phrases() -> None:
    values = {e.value for e in pack().data.entries if e.kind == "topic"}
    assert values >= THEMES
    assert {v for v in values if ":" not in v} == THEMES
    fields = {e.value for e in pack().data.entries if e.kind == "field"} - {""}
    assert fields <= THEMES


def test_mentions_lie_in_the_text_in_order_and_quote_their_words() -> None:
    analysis = analyse("بحثا الأزمة اليمنيّة والسورية، والأوضاع في العراق.\nوناقشا التعاون في مجال الطاقة.")
    spans = [(m.start, m.end) for m in analysis.topics]
    assert spans == sorted(spans)
    assert "الأزمة اليمنيّة" in analysis.report.text
    first = next(m for m in analysis.topics if m.value == "situation:YEM")
    assert analysis.words(first.start, first.end).endswith("اليمنيّة")
    assert all(m.rule for m in about(analysis, 0, len(analysis.view.text)))


def test_range_limits_what_is_returned() -> None:
    text = "بحثا الأزمة اليمنية.\nوناقشا أمن الطاقة."
    analysis = analyse(text)
    cut = analysis.view.text.index("\n")
    assert {m.value for m in about(analysis, 0, cut)} == {"situation:YEM"}
    assert {m.value for m in about(analysis, cut, len(analysis.view.text))} == {"energy"}
    assert about(analysis, 5, 5) == []


def test_an_agent_is_no_situation() -> None:
    for text in ("بحثا العدوان الروسي.", "ناقشا الموقف السعودي.", "تناولا شؤون الجالية المصرية."):
        assert not {t for t in dealt(text) if t.startswith("situation:")}, text


def test_scope_ends_at_a_reporting_verb() -> None:
    assert dealt("بحث الجانبان التعاون العسكري، وأكد الوزير أن تغير المناخ خطر داهم.") == {"military_cooperation"}


WORDS = sorted(
    {w for c in CASES for w in str(c["text"]).split()}
    | {"«", "»", "(", "،", "/", "\n", "حول", "ملف", "القضايا", "وسوريا", "في", "و", "ال", ""}
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=40), st.text(max_size=20), st.integers(-5, 300), st.integers(-5, 300))
def test_never_raises(words: list[str], noise: str, start: int, end: int) -> None:
    analysis = analyse(" ".join(words) + noise)
    for m in analysis.topics + about(analysis, start, end) + about(analysis, 0, len(analysis.view.text)):
        assert 0 <= m.start < m.end <= len(analysis.view.text)


def test_speed() -> None:
    """The aim is 0.4 ms for 1,700 letters of news; this text is nothing but topics, and shared machines are noisy."""
    text = " ".join(str(c["text"]) for c in CASES)
    text = (text * 2)[:1700]
    analysis = analyse(text)
    best = min(_timed(analysis) for _ in range(10))
    assert best < 0.004


def _timed(analysis: Analysis) -> float:
    begin = time.perf_counter()
    analysis.topics = find_topics(analysis)
    about(analysis, 0, len(analysis.view.text))
    return time.perf_counter() - begin


def test_engine_code_holds_no_arabic() -> None:
    source = (Path(find_topics.__code__.co_filename)).read_text(encoding="utf-8")
    assert not re.search("[\u0621-\u064a]", source)
