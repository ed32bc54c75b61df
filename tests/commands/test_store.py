"""The commands of the store: what they print where, their exit codes, and that bad input ends in one line, never in a traceback."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import openpyxl
import pyarrow.parquet as pq
import pytest
import typer
from typer.testing import CliRunner, Result

from mahdar import pipeline
from mahdar.commands import care, correct, export, store
from mahdar.model import Source
from mahdar.store import Store
from tests.store.made import FIRST, SECOND, Reader

Run = Callable[..., Result]


@pytest.fixture
def app() -> typer.Typer:
    made = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    for module in (care, correct, export, store):
        module.register(made)
    return made


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The address of a store, which the environment names, with a reader of the tests in the place of the engine."""
    monkeypatch.setenv("MAHDAR_STORE", str(tmp_path / "s.db"))
    monkeypatch.setenv("MAHDAR_WHO", "amal")
    monkeypatch.setattr(pipeline, "load", lambda: Reader())
    lines = [Source(id="one", text=FIRST, published="2015-08-18", source="Paper"), Source(id="two", text=SECOND, published="2016-03-02")]
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "in.jsonl").write_bytes(b"".join(msgspec.json.encode(line) + b"\n" for line in lines))
    return tmp_path


@pytest.fixture
def run(app: typer.Typer, at: Path) -> Run:
    def invoke(*args: str, code: int = 0, **more: object) -> Result:
        result = CliRunner().invoke(app, list(args), **more)  # type: ignore[arg-type]
        assert result.exit_code == code, (result.output, result.stderr, result.exception)
        assert "Traceback" not in result.output
        return result

    return invoke


@pytest.fixture
def filled(run: Run, at: Path) -> Run:
    run("add", str(at / "in" / "in.jsonl"))
    return run


def first_claim(run: Run, *more: str) -> str:
    found = json.loads(run("list", "--format", "jsonl", "-n", "1", *more).output.splitlines()[0])
    return f"{found['report']}.{found['key']}"


# ---------------------------------------------------------------- adding and looking
def test_adding_twice(run: Run, at: Path) -> None:
    assert run("add", str(at / "in" / "in.jsonl")).output == "2 reports added, 0 kept already\n"
    assert run("add", str(at / "in")).output.startswith("0 reports added, 2 kept already")


def test_what_cannot_be_read_is_told_and_the_rest_is_kept(run: Run, at: Path) -> None:
    (at / "broken.jsonl").write_text('{"id": "x"\n', encoding="utf-8")
    result = run("add", str(at / "broken.jsonl"), str(at / "in" / "in.jsonl"), str(at / "none"), code=1)
    assert "2 reports added, 0 kept already, 2 failed" in result.output
    assert "no such file" in result.stderr
    assert run("add", str(at / "in" / "in.jsonl"), "--published", "soon", code=2).stderr.count("\n") == 1


def test_a_reader_that_fails_in_one_report(run: Run, at: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Weak(Reader):
        def read(self, given: Source) -> object:  # type: ignore[override]
            if given.id == "one":
                raise ValueError("no")
            return super().read(given)

    monkeypatch.setattr(pipeline, "load", lambda: Weak())
    result = run("add", str(at / "in" / "in.jsonl"), code=1)
    assert "1 reports added" in result.output
    assert "a fault in the program" in result.stderr


def test_showing_a_report_and_a_claim(filled: Run) -> None:
    shown = filled("show", "one").output
    assert "MEETING  held" in shown
    assert "CLAIMS" in shown
    assert "version 1" in shown
    claim = first_claim(filled, "--kind", "meeting")
    assert "2015-08-17  meeting held  Moscow, RUS" in filled("show", claim).output
    assert json.loads(filled("show", claim, "--format", "json").output)["state"] == "read"
    assert json.loads(filled("show", "one", "--format", "json").output)["versions"][0]["label"] == "one"
    for wrong in ("nobody", "one.ffffffff"):
        assert "`mahdar show REPORT` lists" in (said := filled("show", wrong, code=1).stderr) or "no report" in said


def test_searching(filled: Run) -> None:
    result = filled("search", "وزراء", "since:2016")
    assert "1 found" in result.output
    assert "[الوزراء]" in result.output
    assert json.loads(filled("search", "state:RUS", "--in", "statements", "-f", "json").output)["total"] == 1
    assert len(filled("search", "وزير", "-f", "jsonl").output.splitlines()) == 2
    counted = filled("search", "وزير", "--facets", "-n", "1").output
    assert "2 found, 1 shown" in counted
    assert "IRN 2" in counted
    broken = filled("search", 'وزير "', code=2)
    assert (broken.stderr, broken.output[:0]) == ("mahdar: the quotation mark at letter 6 is never closed\n", "")


def test_listing_with_filters(filled: Run) -> None:
    assert "3 found" in filled("list").output
    assert "1 found" in filled("list", "--state", "Russia", "--since", "2015-08", "--until", "2015-08-17", "--kind", "meeting").output
    assert "1 found" in filled("list", "--who", "لافروف", "--topic", "situation:SYR", "--document", "UNSC 2254", "--status", "held").output
    assert "0 found" in filled("list", "--state", "RUS", "--state", "CHN").output
    assert "2 found" in filled("list", "--statements").output
    assert "3 found, 1 shown" in filled("list", "-n", "1").output
    assert len(json.loads(filled("list", "--format", "json").output)) == 3
    assert "not a date" in filled("list", "--since", "soon", code=2).stderr
    assert "no state" in filled("list", "--state", "؟", code=2).stderr
    assert "is empty" in filled("list", "--who", " ", code=2).stderr


# ---------------------------------------------------------------- correcting
def test_correcting(filled: Run, at: Path) -> None:
    claim = first_claim(filled, "--kind", "meeting")
    filled("correct", "change", claim, "date", "2015-08-11", "--why", "their page")
    assert "date: 2015-08-17 becomes 2015-08-11 (their page)  [applied]" in filled("show", claim).output
    assert "people disagree about date: amal" in filled("correct", "change", claim, "date", "2015-08-12", "--by", "bilal").output
    assert claim in filled("correct", "conflicts").output
    assert "DISPUTED" in filled("list", "--disputed").output
    filled("correct", "change", claim, "date", "2015-08-13", "--by", "chief", "--settle")
    assert filled("correct", "conflicts").output == ""
    listed = [json.loads(line) for line in filled("correct", "list", "--json").output.splitlines()]
    assert [d["who"] for d in listed] == ["amal", "bilal", "chief"]
    filled("correct", "undo", listed[2]["id"][:6])
    assert "[undone]" in filled("correct", "list", "--who", "chief").output
    filled("correct", "undo", listed[1]["id"])
    assert "corrected" in filled("list", "--standing", "corrected").output
    filled("correct", "confirm", claim, "city")
    filled("correct", "confirm", claim)
    filled("correct", "change", claim, "topics", '["sanctions"]')
    filled("correct", "change", claim, "country", "null")
    filled("correct", "retract", claim)
    assert "0 found" in filled("list", "--kind", "meeting").output
    added = filled(
        "correct", "add", "one", "engagement", '{"kind":"call","participants":[{"affiliation":"RUS"},{"affiliation":"IRN"}]}'
    ).output
    assert "adds engagement" in added
    assert filled("correct", "orphans").output == ""
    assert filled("store", "verify").output.endswith("2 reports checked, 0 faults\n")


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("date", "soon", "write 2015-08-11"),
        ("kind", "rumour", "is none of"),
        ("status", "maybe", "is none of"),
        ("country", "Russia", "write RUS"),
        ("participants[0].role", "king", "is none of"),
        ("participants[0].affiliation", "Russia!", "write RUS"),
        ("topics", "sanctions", "is a list"),
        ("topics", '["war"]', "write sanctions"),
        ("topics", '["sanctions"', "isn't"),
        ("participants", '[{"role": "king"}]', "is none of"),
    ],
)
def test_wrong_values_are_refused(filled: Run, field: str, value: str, said: str) -> None:
    assert said in filled("correct", "change", first_claim(filled), field, value, code=2).stderr
    assert filled("correct", "list").output == ""


def test_merging_and_splitting(run: Run, at: Path) -> None:
    run("add", str(at / "in" / "in.jsonl"))
    run("correct", "merge", "person", "سيرغي لافروف", "Sergey Lavrov", "لافروف")
    assert run("correct", "groups", "person").output.count("=") == 2
    run("correct", "split", "person", "لافروف", "--by", "bilal")
    assert "split off by bilal" in run("correct", "groups", "person").output
    assert "person لافروف" in run("correct", "conflicts").output
    assert "not merged" in run("correct", "split", "event", "e1", code=1).stderr
    assert "needs two" in run("correct", "merge", "person", "one", code=1).stderr
    run("correct", "groups", "city", code=2)


def test_a_correction_becomes_a_case(filled: Run, at: Path) -> None:
    claim = first_claim(filled, "--kind", "meeting")
    assert "not corrected" in filled("correct", "case", "one", code=1).stderr
    filled("correct", "change", claim, "date", "2015-08-11")
    reports, answers = at / "case.reports.jsonl", at / "case.answers.jsonl"
    for _ in range(2):
        filled("correct", "case", "one", "--reports", str(reports), "--answers", str(answers))
    [answer] = map(json.loads, answers.read_text(encoding="utf-8").splitlines())
    [report] = map(json.loads, reports.read_text(encoding="utf-8").splitlines())
    assert (answer["engagements"][0]["date"], answer["id"]) == ("2015-08-11", report["id"])
    assert len(filled("correct", "case", "one").output.splitlines()) == 2
    filled("correct", "case", "one", "--reports", str(reports), code=2)


# ---------------------------------------------------------------- reading again
def test_reading_again_tells_before_it_replaces(filled: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    claim = first_claim(filled, "--kind", "meeting")
    filled("correct", "change", claim, "date", "2015-08-11")
    monkeypatch.setattr(pipeline, "load", lambda: Reader("2", without=("meeting",), dates={"2016-02": "2016-03"}))
    result = filled("reread")
    assert "0 new, 1 gone, 1 changed; corrections: 1 would be orphaned" in result.output
    assert "date: 2016-02 becomes 2016-03" in result.output
    assert "orphaned: the claim is no longer read" in result.output
    assert "nothing was replaced" in result.stderr
    assert "3 found" in filled("list").output
    assert "run 2" in filled("reread", "--list").output
    assert "1 gone" in filled("reread", "--changes", "2").output
    assert "and 1 more (--limit)" in filled("reread", "--changes", "2", "-n", "1").output
    assert json.loads(filled("reread", "--changes", "2", "-n", "0", "-f", "json").output)["counts"] == {"new": 0, "gone": 1, "changed": 1}
    assert "2 reports" in filled("reread", "--adopt", "2").output
    assert filled("reread", "--list").output == ""
    assert "2 found" in filled("list").output
    assert "orphaned" in filled("correct", "orphans").output
    # and back to what the first program read
    filled("reread", "--adopt", "1")
    assert "3 found" in filled("list").output
    assert filled("correct", "orphans").output == ""
    filled("reread", "--adopt", "1", "--list", code=2)
    assert "no run 9" in filled("reread", "--adopt", "9", code=1).stderr
    assert "discarded already" in filled("reread", "--discard", "2", code=1).stderr
    assert "are shown as run 3" in filled("reread", "--again", "--yes").output


# ---------------------------------------------------------------- export
def rows_of(run: Run, at: Path, form: str, *more: str) -> list[dict[str, object]]:
    path = at / f"out.{form}"
    run("export", "--format", form, "--output", str(path), *more)
    if form == "csv":
        with path.open(encoding="utf-8", newline="") as stream:
            return [dict(row) for row in csv.DictReader(stream)]
    if form == "jsonl":
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    if form == "parquet":
        found: list[dict[str, object]] = pq.read_table(str(path)).to_pylist()
        return found
    book = openpyxl.load_workbook(path, read_only=True)
    head, *body = [list(row) for row in book.active.iter_rows(values_only=True)]  # type: ignore[union-attr]
    book.close()
    return [dict(zip(map(str, head), row, strict=True)) for row in body]


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet", "xlsx"])
def test_an_export_is_read_back_by_the_library_of_its_form(filled: Run, at: Path, form: str) -> None:
    claim = first_claim(filled, "--kind", "meeting")
    filled("correct", "change", claim, "participants[0].name", '"=1+1|\\n\\"x\\""')
    rows = rows_of(filled, at, form)
    assert len(rows) == 3
    row = next(r for r in rows if r["claim"] == claim)
    assert (row["date"], row["city"], row["state"], row["title"]) == ("2015-08-17", "Moscow", "corrected", FIRST.split("\n")[0])
    lists = form in ("jsonl", "parquet")
    name = '=1+1|\n"x"'
    assert row["participants"] == ([name, "محمد جواد ظريف"] if lists else '=1+1\\|\n"x"|محمد جواد ظريف')
    assert row["corrected_by"] == (["amal"] if lists else "amal")
    said = rows_of(filled, at, form, "--statements", "--state", "LBN")
    assert [r["content"] for r in said] == ["للوزارة موقف ثابت من العقوبات"]
    assert rows_of(filled, at, form, "--state", "USA") == []


def test_an_export_to_standard_output(filled: Run) -> None:
    assert len(list(csv.DictReader(io.StringIO(filled("export", "-f", "csv").output)))) == 3
    assert len(filled("export", "-f", "jsonl").output.splitlines()) == 3
    filled("export", "-f", "xlsx", code=2)
    filled("export", "-f", "pdf", "-o", "x", code=2)


def test_an_export_that_cannot_be_written_leaves_nothing(filled: Run, at: Path) -> None:
    assert "is a folder" in filled("export", "-f", "csv", "-o", str(at), code=1).stderr
    assert "can't be written" in filled("export", "-f", "csv", "-o", str(at / "no" / "x.csv"), code=1).stderr
    assert not list(at.glob(".*part*"))


# ---------------------------------------------------------------- looking after it
def test_backup_and_restore(filled: Run, at: Path) -> None:
    assert "2 reports" in filled("store", "backup", str(at / "b.gz")).output
    assert "there is a store here already" in filled("store", "restore", str(at / "b.gz"), code=1).stderr
    other = str(at / "other.db")
    assert "2 reports" in filled("store", "restore", str(at / "b.gz"), "--store", other).output
    assert "3 found" in filled("list", "--store", other).output
    assert "up to date" in filled("store", "migrate").output
    assert "of 2 reports" in filled("store", "rebuild").output
    assert "of 2 reports" in filled("store", "reindex").output


def test_no_store_yet(run: Run, at: Path) -> None:
    for command in (
        ["list"],
        ["search", "x"],
        ["show", "x"],
        ["reread"],
        ["store", "verify"],
        ["store", "migrate"],
        ["export", "-f", "csv"],
    ):
        assert "no store here yet" in run(*command, code=1).stderr
    assert not (at / "s.db").exists()


def test_a_store_without_its_packages(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [n for n in sys.modules if n.startswith("mahdar.store.api")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    for name in [n for n in sys.modules if n.startswith("mahdar.store.") and n not in ("mahdar.store.errors", "mahdar.store.shapes")]:
        monkeypatch.delitem(sys.modules, name)
    assert "pip install 'mahdar[store]'" in run("list", code=2).stderr


def test_the_program_itself(at: Path) -> None:
    """Once in a process of its own, with the real engine: add, search into a pipe that is closed."""
    env = os.environ | {"PYTHONPATH": "src"}

    def call(*args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-W", "error", "-m", "mahdar.cli", *args], capture_output=True, text=True, env=env, check=False
        )

    (at / "a.txt").write_text("موسكو - استقبل وزير الخارجية الروسي سيرغي لافروف نظيره الإيراني في موسكو اليوم.\n", encoding="utf-8")
    assert call("add", str(at / "a.txt"), "--published", "2015-08-18").stdout.startswith("1 reports added")
    assert "1 found" in call("search", "وزراء").stdout
    with Store.open(at / "s.db") as kept:
        assert kept.verify() == []
