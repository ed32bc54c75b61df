"""The engagement cases of the language: texts with all engagements that they must give. A known miss (`todo`) fails the day it passes."""

from __future__ import annotations

import itertools
import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from mahdar.check import codes
from mahdar.model import Engagement, Participant, Source
from mahdar.packs import HOME
from mahdar.pipeline import Reader, load

FOLDER = HOME / "lang" / "ar" / "cases"
# Each file of cases with a heading of its own in docs/arabic.md.
FILES = [
    "engagements",
    "contacts",
    "encounters",
    "letters",
    "persons",
    "status",
    "places",
    "dates_of_contacts",
    "not_engagements",
    "order_and_voice",
    "invitations",
    "delegations",
    "pairs",
    "gatherings",
    "journeys",
    "hosting",
    "protocol",
    "courts",
    "accords",
    "fields",
]
SINGLE = ("kind", "status", "date", "city", "country")
LISTS = ("topics", "documents", "according_to")
PERSON = ("part", "affiliation", "role", "name")
HEAD = {"construction", "text", "title", "outlet", "url", "published", "todo", "engagements"}

Case = dict[str, Any]
CASES: list[tuple[str, Case]] = [
    (name, case) for name in FILES for case in tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))["case"]
]


@lru_cache(maxsize=1)
def reader() -> Reader:
    return load("ar")


def engagements(case: Case) -> list[Engagement]:
    """What reading a case gives."""
    source = Source(
        id="t",
        text=case["text"],
        title=case.get("title"),
        url=case.get("url"),
        source=case.get("outlet"),
        published=case.get("published"),
        language="ar",
    )
    return reader().read(source).engagements


def one_person(want: dict[str, str], got: Participant) -> bool:
    """Does a participant have what is written down? An empty string stands for none."""
    return all(getattr(got, key) == (value or None) for key, value in want.items())


def fits(want: dict[str, Any], got: Engagement) -> bool:
    """Is an engagement as it is written down? Fields that are not written down are not compared; participants must be these and no others."""
    if any(key in want and getattr(got, key) != (want[key] or None) for key in SINGLE):
        return False
    if any(key in want and sorted(getattr(got, key)) != sorted(want[key]) for key in LISTS):
        return False
    who = want["who"]
    return len(who) == len(got.participants) and any(all(map(one_person, who, order)) for order in itertools.permutations(got.participants))


def right(want: list[dict[str, Any]], got: list[Engagement]) -> bool:
    """Are these the engagements, each once and no others?"""
    return len(want) == len(got) and any(all(map(fits, want, order)) for order in itertools.permutations(got))


def shown(got: list[Engagement]) -> str:
    """Engagements in the form of the cases, for the message of a failure."""
    lines = []
    for one in got:
        lines.append(" ".join(f"{key}={getattr(one, key)}" for key in (*SINGLE, *LISTS)))
        lines += [f"    {p.part} {p.affiliation} {p.role} {p.name}" for p in one.participants]
    return "\n".join(lines) or "no engagement"


@pytest.mark.parametrize("case", [c for _, c in CASES], ids=[f"{name}-{case['construction']}" for name, case in CASES])
def test_case(case: Case) -> None:
    got = engagements(case)
    if case.get("todo"):
        assert not right(case["engagements"], got), "a known miss passes: take `todo` away"
    else:
        assert right(case["engagements"], got), f"{case['text']}\n{shown(got)}"


def test_the_cases_are_well_formed() -> None:
    for name, case in CASES:
        where = f"{name}: {case['construction']}"
        assert set(case) <= HEAD, where
        assert {"construction", "text", "engagements"} <= set(case), where
        for one in case["engagements"]:
            assert set(one) <= {*SINGLE, *LISTS, "who"}, where
            assert one.get("kind", "meeting") in codes.KINDS, where
            assert one.get("status", "held") in codes.STATUSES, where
            for person in one["who"]:
                assert set(person) <= set(PERSON), where
                assert person.get("part", "host") in codes.PARTS, where
                assert person.get("role", "other") in codes.ROLES, where
                assert all(word in f"{case.get('title', '')} {case['text']}" for word in person.get("name", "").split()), where


def test_no_text_stands_twice() -> None:
    texts = [f"{case.get('title')}\n{case['text']}" for _, case in CASES]
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize("name", FILES)
def test_each_file_has_cases_for_and_against(name: str) -> None:
    mine = [case for file, case in CASES if file == name]
    assert any(not case["engagements"] for case in mine), "none against"
    assert any(case["engagements"] for case in mine) or name == "not_engagements", "none for"


def test_the_comparing_compares() -> None:
    got = Engagement(
        id="e",
        kind="meeting",
        status="held",
        participants=[Participant("A", "OMN", "minister", "host"), Participant(None, "NOR", "delegation", "guest")],
        date=None,
        city="Muscat",
        country="OMN",
        topics=["energy"],
        documents=[],
        according_to=[],
        confidence=1.0,
        evidence=[],
    )
    want: dict[str, Any] = {"kind": "meeting", "date": "", "who": [{"affiliation": "NOR", "name": ""}, {"part": "host"}]}
    assert right([want], [got])
    assert not right([], [got])
    assert not right([want, want], [got])
    assert not right([want | {"date": "2021-05-03"}], [got])
    assert not right([want | {"topics": []}], [got])
    assert not right([want | {"who": [{"part": "host"}]}], [got])
    assert not right([want | {"who": [{"part": "host"}, {"part": "host"}]}], [got])


def test_the_page_of_constructions_shows_every_one_with_a_sentence_of_a_case() -> None:
    page = (Path(__file__).parents[2] / "docs" / "arabic.md").read_text(encoding="utf-8")
    rows = [line.split(" | ") for line in page.splitlines() if line.startswith("| ") and not line.startswith(("| construction", "| ---"))]
    assert {row[0].removeprefix("| ") for row in rows} == {case["construction"] for _, case in CASES}
    texts = {" / ".join(case["text"].splitlines()) for _, case in CASES}
    assert [row[1] for row in rows if row[1] not in texts] == []


def test_the_page_of_constructions_gives_every_one_a_figure() -> None:
    page = (Path(__file__).parents[2] / "docs" / "arabic.md").read_text(encoding="utf-8")
    rows = [line.split(" | ") for line in page.splitlines() if line.startswith("| ") and not line.startswith(("| construction", "| ---"))]
    figures = [re.fullmatch(r"(\d+) of ([1-9]\d*) \||does not occur \||no contact \||not measured \|", row[2]) for row in rows]
    assert [row[0] for row, figure in zip(rows, figures, strict=True) if figure is None] == []
    assert all(int(figure[1]) <= int(figure[2]) for figure in figures if figure is not None and figure[1])
