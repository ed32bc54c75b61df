"""Writes what the documentation repeats of the program, so that it can't go stale: help texts, the example of the README, the JSON Schema.

`python docs/generate.py` writes the files anew, `--check` only compares and exits 1 naming what is stale (run `make docs` then).
Generated text stands between `<!-- begin: NAME -->` and `<!-- end -->`; everything outside is written by hand.
"""

from __future__ import annotations

import argparse
import html
import os
import re
import sys
from pathlib import Path

import typer.main
from typer.testing import CliRunner

from mahdar import cli, pipeline
from mahdar.check import schema
from mahdar.export.forms import forms
from mahdar.ingest.files import Failure, sources

TOP = Path(__file__).parents[1]
EXAMPLE = "demo-17"
WIDTH = "80"
_BLOCK = re.compile(r"(<!-- begin: (?P<name>[\w -]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def commands() -> list[str]:
    """Names of all commands, in the order in which the help lists them."""
    group = typer.main.get_command(cli.app)
    return list(getattr(group, "commands", {}))


def help_text(command: str) -> str:
    """What `mahdar COMMAND --help` prints in 80 columns; an empty name stands for `mahdar --help`."""
    args = [command, "--help"] if command else ["--help"]
    shown = CliRunner().invoke(cli.app, args, prog_name="mahdar", env={"COLUMNS": WIDTH, "TERMINAL_WIDTH": WIDTH}).stdout
    return "\n".join(line.rstrip() for line in shown.strip().splitlines())


def example() -> str:
    """A bundled report and the minutes that the program makes of it."""
    bundled = TOP / "src" / "mahdar" / "demo" / "reports.jsonl"
    found = (s for s in sources([str(bundled)]) if not isinstance(s, Failure))
    source = next(s for s in found if s.id == EXAMPLE)
    lines = [html.escape(line) for line in source.text.splitlines() if line.strip()]
    shown = forms()["table"].one(pipeline.load().read(source))
    report = "<br>\n".join([f"<b>{html.escape(source.title or '')}</b>", *lines])
    return f'<div dir="rtl" lang="ar">\n\n{report}\n\n</div>\n\n```text\n$ mahdar read report.txt\n{shown}```\n'


def block(name: str) -> str:
    """The generated text of a block by its name (`help`, `help read`, `example`)."""
    if name == "example":
        return example()
    if name == "help" or name.startswith("help "):
        return f"```text\n{help_text(name[5:])}\n```\n"
    raise KeyError(f"no generated block {name!r}")


def filled(text: str) -> str:
    """A page with its generated blocks as they must be now."""
    return _BLOCK.sub(lambda m: f"{m[1]}{block(m['name'])}{m[3]}", text)


def files() -> dict[Path, str]:
    """Every generated file, or file with generated blocks, as it must be now."""
    pages = [TOP / "README.md", *sorted((TOP / "docs").glob("*.md"))]
    out = {page: filled(page.read_text(encoding="utf-8")) for page in pages}
    out[TOP / "src" / "mahdar" / "schema" / schema.SHIPPED] = schema.text()
    return out


def stale() -> list[Path]:
    """The files that differ from what they must be."""
    return [path for path, text in files().items() if not path.is_file() or path.read_text(encoding="utf-8") != text]


def main() -> int:
    parser = argparse.ArgumentParser(description="Write the generated parts of the documentation anew.")
    parser.add_argument("--check", action="store_true", help="only compare; exit 1 when something is stale")
    check = parser.parse_args().check
    os.environ["COLUMNS"] = WIDTH
    old = stale()
    if check:
        for path in old:
            print(f"stale: {path.relative_to(TOP)}: run make docs", file=sys.stderr)
        return 1 if old else 0
    now = files()
    for path in old:
        path.write_text(now[path], encoding="utf-8")
        print(f"written: {path.relative_to(TOP)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
