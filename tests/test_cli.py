"""The command line: what it prints where, its exit codes, and that bad input ends in one line, never in a traceback.

Most tests put a reader in the place of the engine that gives hand-made records; the last ones run the program itself.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner, Result

from mahdar import __version__, cli, pipeline
from mahdar.model import Record, Source
from mahdar.packs import PackError
from tests.making import record

REPORT = "طهران - التقى وزير خارجية إيران نظيره العماني في طهران اليوم.\n"
Run = Callable[..., Result]


class Node(msgspec.Struct, frozen=True):
    rule: str
    words: str
    start: int
    end: int
    field: str
    value: str
    how: str
    reason: str
    children: list[Node]


class NearMiss(msgspec.Struct, frozen=True):
    rule: str
    words: str
    start: int
    end: int
    reason: str


class Told(msgspec.Struct, frozen=True):
    record: Record
    tree: list[Node]
    near_misses: list[NearMiss]


class HandMade:
    """A reader that finds the same in every report, and stumbles over one whose text says so."""

    def read(self, source: Source) -> Record:
        if "stumble" in source.text:
            raise RuntimeError("over\na stone")
        return record(source.id)

    def explain(self, source: Source) -> Told:
        name = Node("person.after_office", "Amin Bari", 0, 3, "name", "Amin Bari", "said", "", [])
        date = Node("test.rule", "13 October", 4, 9, "date", "2020-10-13", "inferred", "the only Tuesday that fits", [])
        meeting = Node("meeting.received", "received", 3, 11, "kind", "meeting", "said", "", [name, date])
        said = Node("meeting verb", "said", 3, 11, "act", "inform", "said", "", [])
        return Told(self.read(source), [meeting, said], [NearMiss("call.cue", "call", 5, 9, "no second party")])


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run the command line in an empty folder with the hand-made reader."""
    monkeypatch.setattr(pipeline, "load", lambda: HandMade())
    monkeypatch.chdir(tmp_path)

    def invoke(*args: str, stdin: str | bytes | None = None) -> Result:
        result = CliRunner().invoke(cli.app, list(args), input=stdin)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert "Traceback" not in result.output
        return result

    return invoke


def jsonl(path: Path, *reports: Mapping[str, object] | str) -> Path:
    path.write_text("".join((r if isinstance(r, str) else json.dumps(r)) + "\n" for r in reports), encoding="utf-8")
    return path


def complaints(result: Result) -> list[str]:
    """Lines on standard error; each one must name the program."""
    lines = result.stderr.splitlines()
    assert all(line.startswith("mahdar: ") for line in lines), lines
    return lines


def test_version(run: Run) -> None:
    result = run("--version")
    assert (result.exit_code, result.stdout) == (0, f"mahdar {__version__}\n")


@pytest.mark.parametrize("args", [[], ["--help"], ["read", "--help"], ["score", "--help"]])
def test_help(run: Run, args: list[str]) -> None:
    assert "Usage:" in run(*args).output


def test_reading_one_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(REPORT, encoding="utf-8")
    result = run("read", "a.txt")
    assert result.exit_code == 0
    assert "1. MEETING  held" in result.stdout
    assert result.stderr == ""


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "markdown"])
def test_forms(run: Run, tmp_path: Path, form: str) -> None:
    jsonl(tmp_path / "a.jsonl", {"id": "one", "text": REPORT}, {"id": "two", "text": REPORT})
    result = run("read", "a.jsonl", "--format", form)
    assert result.exit_code == 0
    assert result.stdout.index("one") < result.stdout.index("two")


def test_jsonl_is_what_a_program_reads(run: Run, tmp_path: Path) -> None:
    jsonl(tmp_path / "a.jsonl", {"id": "one", "text": REPORT})
    assert msgspec.json.decode(run("read", "a.jsonl", "-f", "jsonl").stdout, type=Record) == record("one")


def test_standard_input(run: Run) -> None:
    assert run("read", "-", stdin=REPORT.encode()).exit_code == 0


def test_a_packed_file_and_a_folder(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.jsonl.gz").write_bytes(gzip.compress(json.dumps({"id": "one", "text": REPORT}).encode()))
    (tmp_path / "in" / "b.txt").write_text(REPORT, encoding="utf-8")
    result = run("read", "in", "--format", "jsonl")
    assert (result.exit_code, len(result.stdout.splitlines())) == (0, 2)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.txt", b"", "empty file"),
        ("binary.txt", bytes(range(256)) * 20, ""),
        ("broken.json", b'{"text": ', "broken JSON"),
        ("list.json", b"[]", "no reports"),
        ("broken.jsonl.gz", b"not gzip", ".gz"),
        ("bare.jsonl", b'{"id": "x"}\n', "without `text`"),
    ],
)
def test_bad_files_end_in_one_line_and_exit_1(run: Run, tmp_path: Path, name: str, content: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(content)
    result = run("read", name)
    assert result.exit_code == 1
    assert len(complaints(result)) == 1
    assert name in result.stderr
    assert says in result.stderr


def test_a_missing_file_and_a_folder_without_reports(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    result = run("read", "nothing.txt", "in")
    assert result.exit_code == 1
    assert len(complaints(result)) == 2


def test_a_broken_line_is_told_and_the_rest_is_read(run: Run, tmp_path: Path) -> None:
    jsonl(tmp_path / "a.jsonl", {"id": "one", "text": REPORT}, "{broken", {"id": "three", "text": REPORT})
    result = run("read", "a.jsonl", "--format", "jsonl")
    assert result.exit_code == 1
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["one", "three"]
    assert "a.jsonl:2:" in complaints(result)[0]


def test_a_fault_of_the_engine_takes_one_report_only(run: Run, tmp_path: Path) -> None:
    jsonl(tmp_path / "a.jsonl", {"id": "one", "text": "stumble"}, {"id": "two", "text": REPORT})
    result = run("read", "a.jsonl", "--format", "jsonl")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["id"] == "two"
    assert complaints(result) == [
        "mahdar: one: could not be read: a fault in the program (RuntimeError: over a stone); set MAHDAR_DEBUG=1 for details"
    ]


def test_an_output_file(run: Run, tmp_path: Path) -> None:
    jsonl(tmp_path / "a.jsonl", {"id": "one", "text": REPORT})
    result = run("read", "a.jsonl", "--format", "json", "--output", "out.json")
    assert (result.exit_code, result.stdout) == (0, "")
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))[0]["id"] == "one"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.jsonl", "out.json"]
    assert complaints(result) == ["mahdar: 1 reports written to out.json"]


def test_an_output_that_cannot_be_written(run: Run, tmp_path: Path) -> None:
    jsonl(tmp_path / "a.jsonl", {"id": "one", "text": REPORT})
    result = run("read", "a.jsonl", "--output", "no/folder/out.json")
    assert result.exit_code == 1
    assert complaints(result) == ["mahdar: no/folder/out.json: can't be written (no such file or directory)"]


@pytest.mark.parametrize(
    "args",
    [
        ["read"],
        ["read", "a.txt", "--format", "xml"],
        ["read", "a.txt", "--published", "yesterday"],
        ["read", "a.txt", "--no-such-option"],
        ["no-such-command"],
        ["score", "gold.jsonl"],
        ["check", "--root", "nowhere"],
        ["demo", "extra"],
    ],
)
def test_wrong_use_is_exit_2(run: Run, args: list[str]) -> None:
    assert run(*args).exit_code == 2


def test_a_pack_at_fault_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise PackError("saying.toml: line 3")

    monkeypatch.setattr(pipeline, "load", broken)
    result = run("read", "-", stdin="x")
    assert (result.exit_code, complaints(result)) == (1, ["mahdar: saying.toml: line 3"])


def test_explain_tells_words_rules_and_near_misses(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(REPORT, encoding="utf-8")
    result = run("explain", "a.txt")
    assert result.exit_code == 0
    told = " ".join(result.stdout.split())
    for part in (
        "1. MEETING held",
        "kind meeting \u2014 meeting.received 3-11 received",
        "name \u2014 person.after_office 0-3 Amin Bari",
        "date 2020-10-13 \u2014 test.rule 4-9 (inferred) 13 October",
        "because the only Tuesday that fits",
        "or date 2015-10-13: also a Tuesday",
        "call.cue 5-9: no second party call",
        "because a Tuesday",
        "meeting verb a verb that tells of a meeting",
    ):
        assert told.count(part.strip()) == 1, part


def test_demo_prints_minutes_and_writes_a_page(run: Run, tmp_path: Path) -> None:
    result = run("demo", "--html", "page.html")
    assert result.exit_code == 0
    assert "1. MEETING  held" in result.stdout
    assert str(tmp_path / "page.html") in result.stdout.splitlines()[-1]
    assert "</html>" in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_score_reads_and_measures(run: Run, tmp_path: Path) -> None:
    jsonl(tmp_path / "a.jsonl", {"id": "one", "text": REPORT}, {"id": "two", "text": REPORT})
    gold = msgspec.to_builtins(record("one"))
    jsonl(tmp_path / "gold.jsonl", gold, {"id": "three", "engagements": []})
    result = run("score", "gold.jsonl", "a.jsonl")
    assert result.exit_code == 0
    assert "2 reports, 1 absent from the predictions" in result.stdout
    assert "  engagements   P 1.000  R 1.000  F1 1.000   (1 for 1)" in result.stdout
    figures = json.loads(run("score", "gold.jsonl", "a.jsonl", "--json").stdout)
    assert figures["all"]["role"] == {"accuracy": 1.0, "of": 2}


@pytest.mark.parametrize(("text", "says"), [("{", "line 1: not JSON"), ("[]", "line 1: not a gold answer"), ("", "no gold answers")])
def test_a_gold_file_at_fault(run: Run, tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "gold.jsonl").write_text(text, encoding="utf-8")
    result = run("score", "gold.jsonl", "-", stdin="x")
    assert result.exit_code == 2
    assert says in complaints(result)[0]


def test_schema_is_json(run: Run) -> None:
    assert json.loads(run("schema").stdout)["title"] == "Mahdar record"


def test_check_exits_1_on_errors_and_names_file_and_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "lang" / "ar").mkdir(parents=True)
    (tmp_path / "lang" / "ar" / "pack.toml").write_text("a = \n", encoding="utf-8")
    result = run("check", "--root", str(tmp_path))
    assert result.exit_code == 1
    assert "lang/ar/pack.toml:1: error: not TOML" in result.stdout


# ---------------------------------------------------------------- the program itself
def program(*args: str, **more: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "mahdar.cli", *args]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)  # type: ignore[call-overload,no-any-return]


def test_the_engine_reads_a_report() -> None:
    out, err = program("read", "-", "--format", "jsonl", "--published", "2021-11-23").communicate(REPORT.encode())
    assert err == b""
    assert json.loads(out)["published"] == "2021-11-23"


def test_same_input_same_bytes() -> None:
    runs = [program("read", "-", "--format", "jsonl").communicate(REPORT.encode())[0] for _ in range(2)]
    assert runs[0] == runs[1] != b""


def test_a_reader_that_goes_away_ends_it_quietly(tmp_path: Path) -> None:
    source = jsonl(tmp_path / "a.jsonl", *({"id": f"r{n}", "text": REPORT} for n in range(200)))
    child = program("read", str(source))
    assert child.stdout and child.stderr and child.stdin
    child.stdout.read(10)
    child.stdout.close()
    said = child.stderr.read()
    child.stdin.close()
    child.stderr.close()
    assert (child.wait(30), said) == (cli.PIPE_CLOSED, b"")


def test_a_full_disk_behind_standard_output() -> None:
    if not Path("/dev/full").exists():
        return
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        child = subprocess.run([sys.executable, "-m", "mahdar.cli", "schema"], stdout=full, stderr=subprocess.PIPE, check=False)
    assert (child.returncode, child.stderr) == (1, b"mahdar: output: no space left on device\n")


def test_stopping_by_keyboard_leaves_no_half_file(tmp_path: Path) -> None:
    child = program("read", "-", "--output", str(tmp_path / "out.txt"), start_new_session=True)
    assert child.stderr and child.stdin
    while not list(tmp_path.iterdir()) and child.poll() is None:
        pass
    os.kill(child.pid, signal.SIGINT)
    _, err = child.communicate()
    assert (child.returncode, err) == (cli.STOPPED, b"mahdar: stopped; what was done before is kept\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("locale", ["C", "POSIX", "C.UTF-8"])
def test_any_locale_prints_arabic(locale: str) -> None:
    environment = {**os.environ, "LC_ALL": locale, "PYTHONIOENCODING": "ascii"}
    out, err = program("read", "-", env=environment).communicate(REPORT.encode())
    assert err == b""
    assert re.search("[\u0621-\u064a]", out.decode())


def test_reading_loads_neither_grouping_nor_the_store() -> None:
    code = "import sys; sys.argv = ['mahdar', 'read']; import mahdar.cli; print(*{m.split('.')[1] for m in sys.modules if m.startswith('mahdar.')})"
    rooms = set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split())
    assert "frame" in rooms
    assert not rooms & {"merge", "resolve", "check"}
