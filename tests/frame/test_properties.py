"""What holds for any text: spans quote it, no value without its words, the same bytes for the same input, no exception, no runaway time.

The texts are the bundled reports in disorder, reports with holes, Arabic-like noise, and hostile repeats.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from functools import lru_cache

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mahdar.check import codes
from mahdar.export.forms import line
from mahdar.model import Engagement, Evidence, Record, Source, Statement
from mahdar.packs import HOME
from mahdar.pipeline import Reader, load

REPORTS = [json.loads(one) for one in (HOME / "demo" / "reports.jsonl").read_text(encoding="utf-8").splitlines()]
SENTENCES = [one for report in REPORTS for one in report["text"].split("\n") if one.strip()]
WORDS = sorted({word for sentence in SENTENCES for word in sentence.split()})
SLOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@lru_cache(maxsize=1)
def reader() -> Reader:
    return load("ar")


def read(text: str, title: str | None = None, published: str | None = "2023-03-10") -> Record:
    return reader().read(Source(id="x", text=text or " ", title=title, published=published, language="ar"))


def values(one: Engagement | Statement) -> Iterator[tuple[str, object]]:
    """Every value that is given, with its path as evidence names it."""
    if isinstance(one, Statement):
        yield from (("act", one.act), ("content", one.content), ("speaker", one.speaker))
        return
    for name in ("kind", "status", "date", "city", "country"):
        yield name, getattr(one, name)
    for name in ("topics", "documents", "according_to"):
        yield from ((f"{name}[{n}]", found) for n, found in enumerate(getattr(one, name)))
    for n, person in enumerate(one.participants):
        for name in ("name", "affiliation", "role"):
            yield f"participants[{n}].{name}", getattr(person, name)


def shown(path: str, evidence: list[Evidence]) -> bool:
    """Has a value evidence of its own, or a part of it, or the whole that it is part of?"""
    whole = {path, path.rsplit(".", 1)[0]}
    return any(e.field in whole or e.field.startswith((f"{path}.", f"{path}[")) for e in evidence)


def holds(record: Record) -> None:
    """All that must hold for a record, whatever it was read from."""
    text = record.report.text
    both: list[Engagement | Statement] = [*record.engagements, *record.statements]
    ids = [one.id for one in both]
    assert len(ids) == len(set(ids))
    for one in both:
        assert 0 < one.confidence <= 1
        for found in one.evidence:
            assert 0 <= found.start < found.end <= len(text)
            assert text[found.start : found.end] == found.words
            assert found.rule
        for path, value in values(one):
            assert value is None or shown(path, one.evidence), f"{path}={value} without evidence"
    for engagement in record.engagements:
        assert engagement.kind in codes.KINDS
        assert engagement.status in codes.STATUSES
        assert engagement.participants
        assert all(p.role in codes.ROLES and p.part in codes.PARTS for p in engagement.participants)
        named = [p.name for p in engagement.participants if p.name is not None]
        assert len(named) == len(set(named))
        flat = " ".join(text.split())
        assert all(" ".join(name.split()) in flat for name in named)


@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=12), st.one_of(st.none(), st.sampled_from(SENTENCES)))
@SLOW
def test_sentences_of_all_reports_in_any_order(sentences: list[str], title: str | None) -> None:
    holds(read("\n".join(sentences), title))


@given(st.sampled_from(REPORTS), st.randoms(use_true_random=False))
@SLOW
def test_the_sentences_of_a_report_in_disorder(report: dict[str, str], chance: random.Random) -> None:
    lines = [one for one in report["text"].split("\n") if one.strip()]
    chance.shuffle(lines)
    holds(read("\n".join(lines), report.get("title"), report.get("published")))


@given(st.sampled_from(REPORTS), st.randoms(use_true_random=False), st.floats(0.01, 0.6))
@SLOW
def test_a_report_with_words_left_out(report: dict[str, str], chance: random.Random, share: float) -> None:
    kept = [word for word in report["text"].split(" ") if chance.random() > share]
    holds(read(" ".join(kept), report.get("title"), report.get("published")))


@given(st.sampled_from(REPORTS), st.randoms(use_true_random=False), st.integers(1, 40))
@SLOW
def test_a_report_with_letters_left_out(report: dict[str, str], chance: random.Random, holes: int) -> None:
    letters = list(report["text"])
    for _ in range(min(holes, len(letters) - 1)):
        del letters[chance.randrange(len(letters))]
    holds(read("".join(letters), report.get("title"), report.get("published")))


@example(["المشير"])  # a title that is also an office, with nothing behind it
@given(st.lists(st.sampled_from(WORDS), max_size=80))
@SLOW
def test_words_of_the_reports_in_any_order(words: list[str]) -> None:
    holds(read(" ".join(words)))


@given(st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأإؤئةىپچژگیکـًٌٍَُِّْ٠١٢٣٤٥۴۵ \n.،؛؟:«»()-/\"'\u200f\u202b\u00a0", max_size=300))
@SLOW
def test_letters_in_any_order(text: str) -> None:
    holds(read(text))


@given(st.text(max_size=200))
@SLOW
def test_any_characters(text: str) -> None:
    holds(read(text))


@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6), st.sampled_from([None, "2023-03-10", "2016-02-29"]))
@SLOW
def test_same_text_same_bytes(sentences: list[str], published: str | None) -> None:
    text = "\n".join(sentences)
    assert line(read(text, None, published)) == line(read(text, None, published))


@pytest.mark.parametrize(
    "piece",
    [
        "التقى ",
        "وزير الخارجية ",
        "و",
        "زيارة إلى ",
        "بين وزير خارجية كينيا ونظيره الغاني و",
        "قال إن ",
        "«",
        "في أوسلو ",
        "يوم 12 مايو ",
        "بحث الأزمة السورية و",
        "محمد بن ",
        "رئيس وزراء ",
        "(",
        "،",
        "ا",
    ],
)
def test_hostile_repeats_take_no_more_than_quadratic_time(piece: str) -> None:
    """Four times the text may take sixteen times as long, with room for noise and small numbers."""
    times = []
    for size in (1200, 4800):
        text = (piece * (size // len(piece) + 1))[:size]
        begin = time.perf_counter()
        read(text)
        times.append(time.perf_counter() - begin)
    assert times[1] < 32 * max(times[0], 0.02)
