"""Statements: the cases of the language, and what holds for every text."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mahdar.frame.saying_scene import Scene
from mahdar.frame.saying_words import words
from mahdar.frame.statements import find_statements
from mahdar.model import Source, Statement
from mahdar.packs import HOME
from mahdar.pipeline import Reader, load

CASES: list[dict[str, Any]] = tomllib.loads((HOME / "lang" / "ar" / "cases" / "statements.toml").read_text(encoding="utf-8"))["case"]
ACTS = {
    "inform", "stress", "call_for", "support", "oppose", "accuse", "deny", "warn", "promise", "concern", "courtesy", "announce", "agree",
}  # fmt: skip


@lru_cache(maxsize=1)
def reader() -> Reader:
    return load("ar")


def statements(text: str, title: str | None = None) -> list[Statement]:
    """Statements of a text."""
    return find_statements(reader().analyse(Source(id="t", text=text, title=title, language="ar")))


def told(one: Statement) -> dict[str, Any]:
    """A statement in the form of the cases."""
    codes = one.speaker.affiliation
    by = one.speaker.name or ("+".join(codes) if isinstance(codes, list) else codes)
    out: dict[str, Any] = {"by": by, "act": one.act, "content": one.content}
    return out | ({"quoted": True} if one.quoted else {})


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["text"])[:40])
def test_case(case: dict[str, Any]) -> None:
    right = [told(one) for one in statements(case["text"])] == case["said"]
    if case.get("todo"):
        assert not right, "a known miss passes: take `todo` away"
    else:
        assert [told(one) for one in statements(case["text"])] == case["said"]


def test_evidence_quotes_the_text_and_ids_are_stable() -> None:
    text = " ".join(str(case["text"]) for case in CASES)
    first, second = statements(text), statements(text)
    assert first == second
    assert len({one.id for one in first}) == len(first) > 20
    report = reader().analyse(Source(id="t", text=text, language="ar")).report
    for one in first:
        assert one.act in ACTS
        assert 0 < one.confidence <= 1
        assert one.content in report.text
        assert {"act", "content", "speaker"} <= {e.field for e in one.evidence}
        for found in one.evidence:
            assert report.text[found.start : found.end] == found.words


def test_a_headline_that_the_body_repeats_is_left_out() -> None:
    body = "أكد وزير الخارجية النرويجي إسبن هولم أن بلاده ترفض التصعيد في البحر."
    assert len(statements(body, "هولم يؤكد رفض التصعيد في البحر")) == 1


def test_a_verbal_noun_like_a_feminine_participle_brings_no_speaker() -> None:
    text = "أثنى الرئيس الكيني جوزيف أوتينو على الدور الذي تلعبه غانا في دعم ومساندة الصومال، مؤكدا عمق العلاقات."
    assert [one.speaker.name for one in statements(text)] == ["جوزيف أوتينو", "جوزيف أوتينو"]


def test_a_headline_names_whom_the_words_were_said_to() -> None:
    body = "قال وزير الخارجية الكيني جوزيف أوتينو إن الحوار مهم."
    said = [told(one) for one in statements(body, "وزير الخارجية الكيني لـ«صوت نيروبي»: الحدود لن تفتح قبل الاتفاق")]
    assert said[0] == {"by": "جوزيف أوتينو", "act": "inform", "content": "الحدود لن تفتح قبل الاتفاق"}
    assert len(said) == 2
    assert len(statements(body, "وزير الخارجية الكيني يصل أوسلو: جولة من المحادثات الجديدة")) == 1


@given(st.text(alphabet='قال أكد إن «»".،: وزير بلاده على ب\n', max_size=120))
@settings(max_examples=60, deadline=None)
def test_any_text_gives_contents_from_it(text: str) -> None:
    for one in statements(text):
        assert one.content in text.replace("\r", "\n")


def test_the_words_are_built_once() -> None:
    pack = reader().pack
    assert words(pack) is words(pack)
    assert Scene(reader().analyse(Source(id="t", text=CASES[0]["text"], language="ar"))).cues
