"""The commands about names: tables in and out, what is at fault told with its line."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from mahdar.commands import names

APP = typer.Typer()
names.register(APP)


@APP.callback()
def _several() -> None:
    """More than one command."""


def run(*args: str, given: bytes | None = None) -> Result:
    return CliRunner().invoke(APP, list(args), input=given)


def table(text: str) -> list[dict[str, str]]:
    lines = [line.split("\t") for line in text.splitlines()]
    return [dict(zip(lines[0], cells, strict=True)) for cells in lines[1:]]


def test_names_adds_three_columns(tmp_path: Path) -> None:
    path = tmp_path / "pairs.tsv"
    path.write_text("id\ta\tb\tnote\n1\tسيرغي لافروف\tSergey Lavrov\tx\n2\tSergey Lavrov\tSergey Ryabkov\ty\n", encoding="utf-8")
    result = run("names", str(path))
    assert result.exit_code == 0, result.output
    rows = table(result.stdout)
    assert list(rows[0]) == ["id", "a", "b", "note", "score", "match", "why"]
    assert [r["match"] for r in rows] == ["1", "0"]
    assert [r["note"] for r in rows] == ["x", "y"]
    assert "family name" in rows[0]["why"]
    assert 0 <= float(rows[1]["score"]) < 0.5 <= float(rows[0]["score"]) <= 1


def test_names_from_standard_input_with_windows_line_ends() -> None:
    result = run("names", "-", given="\ufeffb\ta\r\nLavrov\tЛавров\r\n\r\n".encode())
    assert result.exit_code == 0, result.output
    assert [r["match"] for r in table(result.stdout)] == ["1"]


def test_names_replaces_its_own_columns(tmp_path: Path) -> None:
    result = run("names", "-", given="a\tscore\tb\nLavrov\t0.1\tЛавров\n".encode())
    assert "replaced" in result.stderr
    assert list(table(result.stdout)[0]) == ["a", "b", "score", "match", "why"]


def test_names_tells_lines_at_fault() -> None:
    result = run("names", "-", given=b"a\tb\nLavrov\nLavrov\tLavrov\tmore\n\xff\tLavrov\n")
    assert result.exit_code == 1
    assert "line 2: no name in column b" in result.stderr
    assert "line 3: 3 cells for 2 columns" in result.stderr
    assert "line 4: not UTF-8" in result.stderr
    assert [r["match"] for r in table(result.stdout)] == ["0", "1", "0"]


def test_many_complaints_are_counted() -> None:
    result = run("names", "-", given=b"a\tb\n" + b"x\n" * 50)
    assert "and 30 more like these" in result.stderr


@pytest.mark.parametrize("given", [b"", b"left\tright\nx\ty\n", b"a\n"])
def test_names_needs_its_columns(given: bytes) -> None:
    result = run("names", "-", given=given)
    assert result.exit_code == 2
    assert "columns `a` and `b` are needed" in result.stderr


@pytest.mark.parametrize("args", [("names", "nowhere.tsv"), ("romanise", "--file", "nowhere.txt"), ("world", "import", "nowhere.json")])
def test_files_that_are_not_there(args: tuple[str, ...]) -> None:
    result = run(*args)
    assert result.exit_code == 2
    assert "no such file" in result.stderr


def test_romanise_words() -> None:
    result = run("romanise", "فيرشينين", "لافروف")
    assert result.exit_code == 0, result.output
    lines = [line.split("\t") for line in result.stdout.splitlines()]
    assert [line[0] for line in lines] == ["فيرشينين", "لافروف"]
    assert "Vershinin" in lines[0][1::2]
    assert "Lavrov" in lines[1][1::2]
    assert all(len(line) == 7 for line in lines)
    assert all(0 <= float(p) <= 1 for line in lines for p in line[2::2])


def test_romanise_lines_and_json() -> None:
    result = run("romanise", "--json", given="المقداد\nnot Arabic\n".encode())
    assert result.exit_code == 1
    assert "line 2: no Arabic letters" in result.stderr
    first, second = (json.loads(line) for line in result.stdout.splitlines())
    spellings = [s["spelling"] for s in first["spellings"]]
    assert len(spellings) == 3
    assert any(s.startswith("al-") for s in spellings)
    assert second["spellings"] == []


def test_world_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAHDAR_PERSONS", str(tmp_path / "data" / "persons.sqlite"))
    path = tmp_path / "list.json.gz"
    entity = {"id": "Q1", "schema": "Person", "properties": {"name": ["Hakan Fidan"]}}
    path.write_bytes(gzip.compress((json.dumps(entity) + "\n").encode()))
    result = run("world", "import", str(path))
    assert result.exit_code == 0, result.output
    assert "1 persons with 1 names and 0 offices kept" in result.stdout
    again = run("world", "import", str(path))
    assert "1 identifiers were there before" in again.stdout
    path.write_text(json.dumps(entity)[:20], encoding="utf-8")
    cut = run("world", "import", str(path), "--into", str(tmp_path / "other.sqlite"))
    assert cut.exit_code == 1
    assert "line 1: the file ends in the middle" in cut.stderr
    broken = run("world", "import", str(path), "--into", str(path))
    assert broken.exit_code == 1
    assert "not a file of imported persons" in broken.stderr
