"""`mahdar who`: the page of a person over a store or over reports, as text and as JSON; what is no name ends in one line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
import typer
from typer.testing import CliRunner, Result

from mahdar import pipeline
from mahdar.commands import correct, export, group, store, who
from mahdar.model import Source
from tests.store.made import FIRST, LAVROV, SECOND, Reader

Run = Callable[..., Result]
SPELT = FIRST.replace(LAVROV, "سيرجي لافروف").replace("2015-08-17", "2015-10-18")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command; the reader of the tests stands in the place of the engine, the user's folders are empty."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    for module in (correct, export, store, who):
        module.register(app)
    monkeypatch.delenv("MAHDAR_STORE", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("MAHDAR_WHO", "amal")
    monkeypatch.setattr(pipeline, "load", lambda: Reader())
    monkeypatch.setattr(group._Worker, "reader", None)

    def invoke(*args: str, code: int = 0) -> Result:
        result = CliRunner().invoke(app, list(args))
        assert result.exit_code == code, (result.output, result.stderr, result.exception)
        assert "Traceback" not in result.output
        return result

    return invoke


@pytest.fixture
def reports(tmp_path: Path) -> str:
    path = tmp_path / "in.jsonl"
    lines = [
        Source(id="one", text=FIRST, published="2015-08-18", source="Paper"),
        Source(id="two", text=SPELT, published="2015-08-18", source="Radio"),
        Source(id="three", text=SECOND, published="2016-03-02"),
    ]
    path.write_bytes(b"".join(msgspec.json.encode(line) + b"\n" for line in lines))
    return str(path)


def test_over_reports(run: Run, reports: str) -> None:
    shown = run("who", "Lavrov", reports, "--jobs", "1").stdout
    lines = shown.splitlines()
    assert lines[1] == "Sergei Lavrov   RUS:Sergei Lavrov"
    assert lines[3] == "4 mentions in 2 reports"
    for section in ("NAMES SEEN", "OFFICES", "OFFICES AS REPORTED", "CONTACTS  2", "STATEMENTS  2", "WHY"):
        assert section in lines
    assert any("Paper 2" in line for line in lines)
    assert any(line.startswith("   foreign minister of RUS  2004-03-09 to ") for line in lines)
    assert "source: " in shown
    assert all(len(line) <= 80 for line in lines)


def test_the_same_as_json(run: Run, reports: str) -> None:
    answer = json.loads(run("who", "لافروف", reports, "--jobs", "1", "--json").stdout)
    (page,) = answer["persons"]
    assert page["id"] == "RUS:Sergei Lavrov"
    assert {seen["name"]: seen["outlets"] for seen in page["names"]} == {LAVROV: {"Paper": 2}, "سيرجي لافروف": {"Radio": 2}}
    assert {contact["date"] for contact in page["contacts"]} == {"2015-08-17", "2015-10-18"}
    assert page["terms"][0]["source"]
    assert page["statements"][0]["content"]


def test_over_a_store_with_decisions(run: Run, reports: str, tmp_path: Path) -> None:
    at = ("--store", str(tmp_path / "s.db"))
    run("add", reports, *at)
    assert "4 mentions in 2 reports" in run("who", "Лавров", *at).stdout
    run("correct", "different", "person", "سيرجي لافروف", "RUS:Sergei Lavrov", "--why", "the son", *at)
    run("correct", "rename", "person", "RUS:Sergei Lavrov", "S. V. Lavrov", *at)
    shown = run("who", "Lavrov", *at).stdout
    assert shown.startswith("2 persons answer to Lavrov\n")
    assert "S. V. Lavrov   RUS:Sergei Lavrov" in shown
    assert "different persons: " in shown
    listed = run("correct", "groups", "person", *at).stdout
    assert "is not RUS:Sergei Lavrov" in listed
    assert "is called S. V. Lavrov" in listed


def test_links_are_shown_and_exported(run: Run, reports: str, tmp_path: Path) -> None:
    at = ("--store", str(tmp_path / "s.db"))
    run("add", reports, *at)
    assert "WHO IS WHO" in run("show", "one", *at).stdout
    rows = [json.loads(line) for line in run("export", "-f", "jsonl", "--links", *at).stdout.splitlines()]
    found = [row for row in rows if row["person"] == "RUS:Sergei Lavrov"]
    assert {row["name"] for row in found} == {LAVROV, "سيرجي لافروف"}
    assert all(row["how"] == "said" and row["probability"] > 0.8 and row["why"] and row["claim"].startswith(row["report"]) for row in found)
    inferred = next(row for row in rows if row["name"] is None and row["person"])
    assert inferred["how"] == "inferred"
    for form in ("csv", "parquet", "xlsx"):
        run("export", "-f", form, "--links", "--output", str(tmp_path / f"links.{form}"), *at)
    run("correct", "rename", "person", "RUS:Sergei Lavrov", "S. V. Lavrov", *at)
    run("correct", "merge", "person", "IRN:Mohammad Javad Zarif", "RUS:Sergei Lavrov", *at)
    assert '"person":"RUS:Sergei Lavrov"' not in run("export", "-f", "jsonl", "--links", *at).stdout


def test_without_a_store_the_world_data_answers(run: Run) -> None:
    result = run("who", "John Kerry")
    assert "no report names this person" in result.stdout
    assert "no store here yet" in result.stderr


def test_namesakes_are_listed_apart(run: Run) -> None:
    shown = run("who", "محمد عبد العزيز").stdout
    assert "LBY:Mohamed Abdelaziz" in shown
    assert "POLISARIO:Mohamed Abdelaziz" in shown


@pytest.mark.parametrize(
    ("name", "why"), [("", "no letters"), ("بن ال", "only particles or titles"), ("ل", "a single letter"), ("\x00\u202e", "no letters")]
)
def test_what_is_no_name(run: Run, name: str, why: str) -> None:
    assert why in run("who", name, code=2).stderr


def test_nobody(run: Run, reports: str, tmp_path: Path) -> None:
    assert "nobody answers to" in run("who", "Genghis Khan", reports, code=1).stderr
    assert "no store here yet" in run("who", "Lavrov", "--store", str(tmp_path / "none.db"), code=1).stderr
    assert run("who", "Lavrov", str(tmp_path / "none.jsonl"), code=1).stderr
