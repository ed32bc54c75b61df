"""The shape of the house: imports point one way, modules stay short, engine code knows no words, no test falls out unseen."""

from __future__ import annotations

import ast
import re
from itertools import groupby
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]
PACKAGE = TOP / "src" / "mahdar"
MODULES = sorted(PACKAGE.rglob("*.py"))
TESTS = sorted((TOP / "tests").rglob("*.py"))
LONGEST = 400

# Left to right: a module imports from its own room and from rooms to its left.
BASE = ["model", "text", "packs"]
STAGES = ["ingest", "read", "recognise", "frame", "resolve", "merge", "store", "serve"]
ORDER = [*BASE, *STAGES, "pipeline", "export", "check", "commands", "cli"]
# The package itself only holds its version, which anyone may read.
ROOT = "__init__"

# Scripts that reports are written in: Hebrew, Arabic with its supplements and presentation forms, Cyrillic. Signs and digits are no words.
FOREIGN = re.compile("[\u0590-\u05ff\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u0400-\u04ff]")
SKIPS = re.compile(r"pytest\.(?:mark\.)?(?:skip|skipif|xfail|importorskip)\b|unittest\.skip")
# Skipped or expected to fail, on purpose: file name and how many. Anything else is a test that fell out unseen.
SKIPPED: dict[str, int] = {}


def name_of(path: Path) -> str:
    """`mahdar.read.dates` for a file of the package."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


NAMES = {name_of(path): path for path in MODULES}


def room(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ROOT


def imports(path: Path) -> set[str]:
    """Modules of the package that a file imports, also those inside functions and under TYPE_CHECKING."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: relative import in line {node.lineno}"
            base = node.module or ""
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                found.add(inner if inner in NAMES else base)
    return {name for name in found if name.split(".")[0] == "mahdar"}


def cycle(graph: dict[str, set[str]]) -> list[str]:
    """The modules of one import cycle, or an empty list."""
    done: set[str] = set()

    def walk(at: str, trail: list[str]) -> list[str]:
        if at in trail:
            return [*trail[trail.index(at) :], at]
        if at in done:
            return []
        for other in sorted(graph.get(at, set())):
            if found := walk(other, [*trail, at]):
                return found
        done.add(at)
        return []

    for start in sorted(graph):
        if found := walk(start, []):
            return found
    return []


def ids(path: Path) -> str:
    return path.relative_to(TOP).as_posix()


def test_there_is_something_to_look_at() -> None:
    assert len(MODULES) > 10
    assert len(TESTS) > 5


@pytest.mark.parametrize("path", MODULES, ids=ids)
def test_imports_point_left(path: Path) -> None:
    here = room(name_of(path))
    if here == ROOT:
        assert not imports(path)
        return
    assert here in ORDER, f"{here} has no place in the order of rooms"
    for other in imports(path):
        there = room(other)
        if there != ROOT:
            assert ORDER.index(there) <= ORDER.index(here), f"{name_of(path)} imports {other}, which stands to its right"


def test_no_module_imports_itself_in_a_loop() -> None:
    graph = {name: imports(path) & NAMES.keys() for name, path in NAMES.items()}
    # a package's own face may gather what its modules offer
    assert cycle(graph) == []


def test_the_loop_finder_finds_loops() -> None:
    assert cycle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c", "b"]
    assert cycle({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []


@pytest.mark.parametrize("path", [*MODULES, *TESTS, *sorted((TOP / "bench").glob("*.py"))], ids=ids)
def test_modules_are_short(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines < LONGEST, f"{lines} lines: it holds two things"


def letters(text: str) -> list[str]:
    """Runs of letters of a foreign script."""
    return ["".join(run) for foreign, run in groupby(text, key=lambda c: bool(FOREIGN.match(c)) and c.isalpha()) if foreign]


@pytest.mark.parametrize("path", MODULES, ids=ids)
def test_engine_code_knows_no_words(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), 1):
        assert not letters(line), f"line {number}: words of a human language belong into its pack"
    # nor words spelt out by escapes; single letters are the business of `text`
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert all(len(run) == 1 for run in letters(node.value)), f"line {node.lineno}: a word spelt out by escapes"


def test_words_are_found_in_code() -> None:
    assert letters("x = 'ab \u0627\u0644 \u060c \u043c'") == ["\u0627\u0644", "\u043c"]
    assert letters("[\u060c\u061f]") == []


@pytest.mark.parametrize("path", [*MODULES, *TESTS], ids=ids)
def test_no_imports_inside_functions(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            inner = [node.lineno for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom)]
            assert not inner, f"import in line {inner}"


@pytest.mark.parametrize("path", MODULES, ids=ids)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not text.strip() or ast.get_docstring(ast.parse(text)), "no docstring"


@pytest.mark.parametrize("path", [p for p in MODULES if room(name_of(p)) not in ("cli",)], ids=ids)
def test_only_the_command_line_prints(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id != "print", f"line {node.lineno}"


def test_no_test_is_skipped_unseen() -> None:
    found: dict[str, int] = {}
    for path in TESTS:
        if path != Path(__file__):
            number = len(SKIPS.findall(path.read_text(encoding="utf-8")))
            if number:
                found[ids(path)] = number
    assert found == SKIPPED


def test_nothing_tells_of_a_machine() -> None:
    """No paths of somebody's machine in what is shipped or documented."""
    machine = re.compile(r"(?<![\w.])/(?:home|root|Users|work|tmp)/")
    kinds = {".py", ".md", ".toml", ".tsv", ".jsonl", ".json", ".yml", ".css", ".js", ".txt"}
    for folder in ("src", "docs", "bench", "tests"):
        for path in sorted((TOP / folder).rglob("*")):
            if path.suffix in kinds and path != Path(__file__):
                assert not machine.search(path.read_text(encoding="utf-8")), ids(path)
