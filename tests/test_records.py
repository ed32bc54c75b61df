"""What holds for every record, whatever the report: values quote the text, none stands without evidence, same input gives same bytes.

The engine reads the bundled reports; nothing here asks whether it read them well (the cases and the exam do).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mahdar import pipeline
from mahdar.check import schema
from mahdar.export.forms import line
from mahdar.ingest.files import Failure, sources
from mahdar.model import Engagement, Evidence, Record, Source, Statement
from mahdar.packs import HOME

REPORTS = [s for s in sources([str(HOME / "demo" / "reports.jsonl")]) if not isinstance(s, Failure)]


@lru_cache(maxsize=1)
def reader() -> pipeline.Reader:
    return pipeline.load()


@lru_cache(maxsize=len(REPORTS))
def record(number: int) -> Record:
    return reader().read(REPORTS[number])


every_report = pytest.mark.parametrize("number", range(len(REPORTS)), ids=[s.id for s in REPORTS])


def holders(r: Record) -> list[Engagement | Statement]:
    return [*r.engagements, *r.statements]


def pieces(r: Record) -> Iterator[Evidence]:
    for holder in holders(r):
        yield from holder.evidence


def values(holder: Engagement | Statement) -> Iterator[str]:
    """Paths of all values that are given, as evidence names them."""
    if isinstance(holder, Engagement):
        yield from ("kind", "status")
        yield from (name for name in ("date", "city", "country") if getattr(holder, name) is not None)
        for name in ("topics", "documents", "according_to"):
            yield from (f"{name}[{n}]" for n in range(len(getattr(holder, name))))
        for n, person in enumerate(holder.participants):
            yield from (f"participants[{n}].{name}" for name in ("name", "affiliation", "role") if getattr(person, name) is not None)
    else:
        yield from ("act", "content", "speaker")
        yield from (f"to[{n}]" for n in range(len(holder.to)))


def covered(path: str, evidence: list[Evidence]) -> bool:
    """Is there evidence for a value: its own, that of the thing it is part of, or of a part of it?"""
    parents = {path, path.rsplit(".", 1)[0], path.split("[")[0]}
    return any(e.field in parents or e.field.startswith((f"{path}.", f"{path}[")) for e in evidence)


@every_report
def test_evidence_quotes_the_text(number: int) -> None:
    r = record(number)
    for e in pieces(r):
        assert 0 <= e.start < e.end <= len(r.report.text), e
        assert r.report.text[e.start : e.end] == e.words, e


@every_report
def test_no_value_without_evidence(number: int) -> None:
    for holder in holders(record(number)):
        missing = [path for path in values(holder) if not covered(path, holder.evidence)]
        assert not missing, f"{holder.id}: {missing}"


@every_report
def test_what_is_worked_out_says_why(number: int) -> None:
    assert [e for e in pieces(record(number)) if e.how == "inferred" and not e.reason] == []


@every_report
def test_names_contents_and_sources_are_copied_from_the_text(number: int) -> None:
    r = record(number)
    text = " ".join(r.report.text.split())
    copied = [p.name for e in r.engagements for p in e.participants] + [s.speaker.name for s in r.statements]
    copied += [c for e in r.engagements for c in e.according_to] + [s.content for s in r.statements]
    assert [words for words in copied if words is not None and (not words or " ".join(words.split()) not in text)] == []


@every_report
def test_residue_is_no_part_of_the_story(number: int) -> None:
    report = record(number).report
    for kind in ("sentences", "quotations", "residue"):
        spans = [(s.start, s.end) for s in getattr(report, kind)]
        assert spans == sorted(spans), kind
        assert all(0 <= a < b <= len(report.text) for a, b in spans), kind
    for s in [*report.sentences, *report.quotations]:
        assert not any(r.start < s.end and s.start < r.end for r in report.residue), report.text[s.start : s.end]


@every_report
def test_the_record_is_valid_and_ids_are_its_own(number: int) -> None:
    r = record(number)
    jsonschema.Draft202012Validator(schema.generate()).validate(json.loads(line(r)))
    ids = [holder.id for holder in holders(r)]
    assert len(ids) == len(set(ids))


@every_report
def test_same_report_same_bytes(number: int) -> None:
    assert line(record(number)) == line(pipeline.load().read(REPORTS[number]))


def test_same_bytes_whatever_order_sets_have() -> None:
    """Python orders the words of a set anew at each start; no value may follow that order."""
    command = [sys.executable, "-m", "mahdar.cli", "read", str(HOME / "demo" / "reports.jsonl"), "--format", "jsonl"]
    runs = [subprocess.run(command, capture_output=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed}) for seed in ("1", "2")]
    assert runs[0].stdout == runs[1].stdout != b""


def test_participants_stand_once_in_an_engagement() -> None:
    for number in range(len(REPORTS)):
        for e in record(number).engagements:
            named = [p.name for p in e.participants if p.name]
            assert len(named) == len(set(named)), e.id


def sentences() -> list[str]:
    """Sentences of the bundled reports, to be put together anew."""
    out: list[str] = []
    for source in REPORTS:
        out += [one for one in source.text.split("\n") if one.strip()]
    return out


NOISE = st.text(alphabet=st.characters(codec="utf-8"), max_size=40)
PARTS: Any = st.lists(st.one_of(st.sampled_from(sentences()), NOISE), min_size=1, max_size=6)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(parts=PARTS, title=st.one_of(st.none(), NOISE, st.sampled_from(sentences())))
def test_any_text_can_be_read(parts: list[str], title: str | None) -> None:
    source = Source(id="x", text="\n".join(parts) or "x", title=title, published="2023-03-10")
    r = reader().read(source)
    for e in pieces(r):
        assert r.report.text[e.start : e.end] == e.words
    assert line(r) == line(reader().read(source))
