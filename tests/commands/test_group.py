"""The commands about events: what is typed goes in, lines come out; faults end in a line; a killed run leaves nothing half done."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from mahdar.commands import group as commands
from mahdar.model import SAID, Record, Source
from mahdar.store.api import Store
from tests.merge.making import HADDAD, KAROV, LINDEN, NASSER, meeting, statement

Run = Callable[..., Result]


def records() -> list[Record]:
    said = statement("s1", KAROV, "the road will open in spring")
    return [
        meeting("a", [KAROV, HADDAD], outlet="TASS", topics=["water"], statements=[said], city="Moscow", country="RUS"),
        meeting("b", [KAROV, HADDAD], outlet="SANA", date="2020-03-11", how=SAID, rule="date", published="2020-03-11"),
        meeting("c", [KAROV, LINDEN], outlet="DPA", date="2020-03-20", published="2020-03-20"),
        meeting("d", [HADDAD, NASSER], outlet="SANA", kind="call", status="planned", date="2020-04-01", published="2020-03-29"),
    ]


class Reader:
    """Reads what was made by hand: a report's text is the id of its record; `bad` fails."""

    def __init__(self) -> None:
        self.known = {r.id: r for r in records()}

    def read(self, source: Source) -> Record:
        if source.id == "bad":
            raise RuntimeError("this text breaks the reader")
        return self.known[source.id]


@pytest.fixture
def reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("mahdar.pipeline.load", Reader)
    monkeypatch.setattr(commands._Worker, "reader", None)
    path = tmp_path / "reports.jsonl"
    path.write_text("".join(json.dumps({"id": r.id, "text": r.report.text}) + "\n" for r in records()), encoding="utf-8")
    return path


@pytest.fixture
def run() -> Run:
    app = typer.Typer()
    commands.register(app)

    def go(*words: object) -> Result:
        return CliRunner().invoke(app, [str(w) for w in words] + ([] if "--jobs" in words else ["--jobs", "1"]))

    return go


def lines(result: Result) -> list[dict[str, object]]:
    assert result.exit_code == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_group_prints_one_event_a_line(run: Run, reports: Path) -> None:
    found = lines(run("group", reports, "--format", "jsonl"))
    assert [(e["event"], e["reports"], e["mentions"]) for e in found] == [("e-a", ["a", "b"], []), ("e-c", ["c"], []), ("e-d", ["d"], [])]
    assert {"slots", "timeline", "voices", "people"} <= set(found[0])


def test_no_report_that_tells_a_contact_is_lost(run: Run, reports: Path) -> None:
    found = lines(run("group", reports))
    assert {r for e in found for r in e["reports"]} == {"a", "b", "c", "d"}  # type: ignore[attr-defined]


def test_a_report_given_twice_is_one(run: Run, reports: Path) -> None:
    assert lines(run("group", reports, reports)) == lines(run("group", reports))


def test_events_are_narrowed(run: Run, reports: Path) -> None:
    def asked(*words: str) -> list[object]:
        return [e["event"] for e in lines(run("events", reports, "--format", "jsonl", *words))]

    assert asked() == ["e-a", "e-c", "e-d"]
    assert asked("--who", "Karov") == ["e-a", "e-c"]
    assert asked("--who", "Karov", "--with", "Linden") == ["e-c"]
    assert asked("--state", "EGY") == ["e-d"]
    assert asked("--kind", "call") == asked("--status", "planned") == asked("--since", "2020-03-25") == ["e-d"]
    assert asked("--until", "2020-03-15") == asked("--place", "Moscow") == asked("--topic", "water") == ["e-a"]
    text = run("events", reports).stdout
    assert "meeting (held)" in text
    assert "2 reports" in text


def test_pairs_only_when_asked(run: Run, reports: Path) -> None:
    assert run("events", reports, "--pairs").stdout.splitlines()[0].split()[1:] == ["RUS", "SYR"]


def test_compare_as_text_page_and_data(run: Run, reports: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    result = run("compare", "e-a", reports, "--html", page)
    assert result.exit_code == 0
    assert "omitted by SYR" in result.stdout
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert lines(run("compare", "b", reports, "--format", "jsonl"))[0]["event"]["event"] == "e-a"  # type: ignore[index]


def test_compare_says_what_it_does_not_know(run: Run, reports: Path) -> None:
    missing, several = run("compare", "nothing", reports), run("compare", "e-", reports)
    assert missing.exit_code == several.exit_code == 2
    assert "no event 'nothing'" in missing.stderr
    assert "several events" in several.stderr


def test_timeline_silences_and_changes(run: Run, reports: Path, tmp_path: Path) -> None:
    assert [e["event"] for e in lines(run("timeline", reports, "--between", "rus", "deu", "-f", "jsonl"))] == ["e-c"]
    assert [(s["event"], s["silent"]) for s in lines(run("silences", reports, "-f", "jsonl"))] == []
    assert [c["event"] for c in lines(run("changes", reports, "--since", "2020-03-20", "-f", "jsonl"))] == ["e-c", "e-d"]
    old = tmp_path / "old.jsonl"
    assert run("group", reports, "-o", old).exit_code == 0
    assert lines(run("changes", reports, "--from", old, "-f", "jsonl")) == []
    old.write_text("not json\n", encoding="utf-8")
    assert run("changes", reports, "--from", old).exit_code == 2
    assert run("changes", reports).exit_code == 2
    assert run("changes", reports, "--since", "soon").exit_code == 2


def test_terms_of_an_outlet_without_any(run: Run, reports: Path) -> None:
    result = run("terms", "SANA", reports)
    assert result.exit_code == 0
    assert "no loaded terms" in result.stderr


def test_what_can_not_be_read_is_told_and_the_rest_goes_on(run: Run, reports: Path) -> None:
    with reports.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps({"id": "bad", "text": "x"}) + "\nnot json\n")
    result = run("group", reports)
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 3
    assert "bad: RuntimeError" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_missing_file_ends_in_a_line(run: Run, reports: Path) -> None:
    result = run("group", reports.parent / "nowhere.jsonl")
    assert result.exit_code == 1
    assert "nowhere.jsonl" in result.stderr


def test_reports_of_a_store(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with Store.open(path) as store:
        store.add([(Source(id=r.id, text=r.report.text, source="x"), r) for r in records()], who="tester")
    found = lines(run("events", "--store", path, "--format", "jsonl"))
    assert len(found) == 3
    assert sorted(len(e["reports"]) for e in found) == [1, 1, 2]  # type: ignore[arg-type]


SCRIPT = """
import os, signal, sys, typer
import mahdar.merge.group as merging, mahdar.pipeline
from mahdar.commands import group
from tests.commands.test_group import Reader
mahdar.pipeline.load = Reader
left = int(sys.argv.pop(1))
right = merging.decide
def decide(*a, **k):
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
    return right(*a, **k)
merging.decide = decide
app = typer.Typer()
group.register(app)
app()
"""


def test_a_run_killed_in_the_middle_leaves_the_old_file_and_the_next_one_goes_on(reports: Path, tmp_path: Path) -> None:
    old = tmp_path / "events.jsonl"
    old.write_text("old\n", encoding="utf-8")
    script = tmp_path / "run.py"
    script.write_text(SCRIPT, encoding="utf-8")

    def go(left: int) -> int:
        words = [sys.executable, str(script), str(left), "group", str(reports), "-o", str(old), "--jobs", "1"]
        return subprocess.run(words, check=False, env={"PYTHONPATH": ":".join(p for p in [str(Path.cwd()), *sys.path] if p)}).returncode

    assert go(1) == -signal.SIGKILL
    assert old.read_text(encoding="utf-8") == "old\n"
    assert go(10_000) == 0
    assert len(old.read_text(encoding="utf-8").splitlines()) == 3
    assert not list(tmp_path.glob(".*.part"))


ARABIC = "استقبل وزير الخارجية الروسي سيرغي لافروف في موسكو نظيره السوري وليد المعلم يوم الثلاثاء 10 مارس 2015، وبحثا الأوضاع في المنطقة."


def test_many_processes_give_what_one_gives(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    rows = [{"id": f"r{n:02}", "text": f"{ARABIC}\nخبر رقم {n}", "published": "2015-03-10", "source": f"o{n}"} for n in range(30)]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    one, two = lines(run("group", path, "--jobs", 1)), lines(run("group", path, "--jobs", 2))
    assert one == two
    assert len(one[0]["reports"]) == 30  # type: ignore[arg-type]
