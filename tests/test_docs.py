"""The documentation speaks of the program as it is: each command has its heading and help, each field its row, links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from docs.generate import commands, filled, help_text
from mahdar import __version__, model
from mahdar.check import codes

TOP = Path(__file__).parents[1]
PAGES = sorted([*TOP.glob("*.md"), *(TOP / "docs").rglob("*.md"), TOP / "bench" / "README.md"])


def page(name: str) -> str:
    return (TOP / name).read_text(encoding="utf-8")


def test_every_command_has_a_heading_and_no_heading_is_left_over() -> None:
    assert sorted(re.findall(r"^## mahdar ([\w -]+)$", page("docs/cli.md"), re.MULTILINE)) == sorted(commands())


@pytest.mark.parametrize("command", commands())
def test_the_help_text_of_each_command_stands_there(command: str) -> None:
    assert help_text(command) in page("docs/cli.md"), "run: make docs"


def test_generated_blocks_are_fresh() -> None:
    assert filled(page("docs/cli.md")) == page("docs/cli.md"), "run: make docs"


@pytest.mark.parametrize(
    "struct",
    [
        model.Record,
        model.Engagement,
        model.Participant,
        model.Statement,
        model.Speaker,
        model.Evidence,
        model.Alternative,
        model.OwnVoice,
        model.Report,
        model.Value,
        model.Dateline,
        model.Residue,
        model.Span,
    ],
)
def test_every_field_of_the_record_is_explained(struct: type[msgspec.Struct]) -> None:
    _, _, after = page("docs/record.md").partition(f"\n## {struct.__name__}\n")
    section = after.split("\n## ")[0]
    assert sorted(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)) == sorted(struct.__struct_fields__)


@pytest.mark.parametrize("name", ["KINDS", "STATUSES", "ROLES", "PARTS", "ACTS", "THEMES"])
def test_every_code_is_listed(name: str) -> None:
    listed = set(re.findall(r"`(\w+)`", page("docs/record.md")))
    assert getattr(codes, name) <= listed


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.relative_to(TOP).as_posix())
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
        if not re.match(r"[a-z]+:", target):
            assert (path.parent / target).exists(), target


def test_the_changelog_knows_this_version() -> None:
    assert f"## {__version__}" in page("CHANGELOG.md")


def test_the_readme_shows_its_two_commands_in_the_first_screen() -> None:
    first = "\n".join(page("README.md").splitlines()[:40])
    assert "make demo" in first
    assert "make test" in first
