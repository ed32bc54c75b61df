"""How many cases run: counted in the data files and held against bench/counts.toml, so that cases that fall out fail.

A count may grow freely; when it does, write the new number down. It may only shrink with a reason in the commit.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

TOP = Path(__file__).parents[1]
PACKAGE = TOP / "src" / "mahdar"
COUNTS: dict[str, dict[str, int]] = tomllib.loads((TOP / "bench" / "counts.toml").read_text(encoding="utf-8"))
LANGUAGES = sorted(p.parent.name for p in (PACKAGE / "lang").glob("*/pack.toml"))


def tables(value: Any) -> Iterator[dict[str, Any]]:
    """Every table inside nested TOML data."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from tables(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from tables(inner)


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def rule_examples(language: str) -> int:
    """Examples for and against (`yes`, `no`, `todo`) beside the rules of a language."""
    found = 0
    for path in sorted((PACKAGE / "lang" / language).rglob("*.toml")):
        if path.parent.name != "cases":
            found += sum(len(t[key]) for t in tables(read(path)) for key in ("yes", "no", "todo") if isinstance(t.get(key), list))
    return found


def paragraph_cases(language: str) -> int:
    """Paragraphs with the answer that they must give."""
    return sum(len(read(path).get("case", [])) for path in sorted((PACKAGE / "lang" / language / "cases").glob("*.toml")))


def rows(language: str) -> int:
    """Rows of all lists of a language."""
    lists = sorted((PACKAGE / "lang" / language).glob("*.tsv"))
    return sum(
        sum(bool(line.strip()) and not line.startswith("#") for line in p.read_text(encoding="utf-8").splitlines()) - 1 for p in lists
    )


def test_every_language_has_its_counts() -> None:
    assert sorted(set(COUNTS) - {"demo"}) == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_case_of_a_language_is_lost(language: str) -> None:
    wanted = COUNTS[language]
    found = {"rule_examples": rule_examples(language), "paragraph_cases": paragraph_cases(language), "rows": rows(language)}
    assert set(found) == set(wanted)
    for name, number in wanted.items():
        assert found[name] >= number, f"{name}: {found[name]} of {number}"


def whole_run(config: pytest.Config) -> bool:
    """Is everything collected, or only what somebody asked for?"""
    given = (config.option.keyword, config.option.markexpr, getattr(config.option, "lf", False), config.option.deselect)
    return config.args == config.getini("testpaths") and not any(given)


def test_every_case_in_the_data_is_run(request: pytest.FixtureRequest) -> None:
    """Cases are run by tests named `test_case`, examples by tests named `test_example`, one item each, whichever file holds them."""
    if not whole_run(request.config):
        return
    items = [item.nodeid.split("::", 1)[1] for item in request.session.items]
    assert sum(name.startswith("test_case[") for name in items) == sum(map(paragraph_cases, LANGUAGES))
    assert sum(name.startswith("test_example[") for name in items) == sum(map(rule_examples, LANGUAGES))


def test_no_bundled_report_is_lost() -> None:
    reports, answers = (
        [json.loads(line) for line in (PACKAGE / "demo" / name).read_text(encoding="utf-8").splitlines()]
        for name in ("reports.jsonl", "answers.jsonl")
    )
    assert [r["id"] for r in reports] == [a["id"] for a in answers]
    assert len({r["id"] for r in reports}) == len(reports) >= COUNTS["demo"]["reports"]
    events: dict[str, set[str]] = {}
    for r in reports:
        if r.get("event"):
            events.setdefault(r["event"], set()).add(r["source"])
    assert sum(2 <= len(outlets) <= 4 for outlets in events.values()) >= COUNTS["demo"]["events_told_by_several"]


def test_the_counting_counts(tmp_path: Path) -> None:
    data = tomllib.loads('[[a]]\nyes = ["x", "y"]\n[[a.b]]\nno = ["z"]\n')
    assert sum(len(t[key]) for t in tables(data) for key in ("yes", "no") if isinstance(t.get(key), list)) == 3
