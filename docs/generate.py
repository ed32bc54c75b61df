"""Writes what the documentation repeats of the program, so that it can't go stale: help texts, the example of the README, the JSON Schema.

`python docs/generate.py` writes the files anew, `--check` only compares and exits 1 naming what is stale (run `make docs` then).
Generated text stands between `<!-- begin: NAME -->` and `<!-- end -->`; everything outside is written by hand.
"""

from __future__ import annotations

import argparse
import html
import re
import sys
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from typer.models import OptionInfo

from mahdar import cli, pipeline
from mahdar.check import schema
from mahdar.export.forms import forms
from mahdar.ingest.files import Failure, sources

TOP = Path(__file__).parents[1]
EXAMPLE = "demo-17"
_BLOCK = re.compile(r"(<!-- begin: (?P<name>[\w -]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def _registered() -> dict[str, Callable[..., Any]]:
    """The function behind each command (`read`, `store backup`), in the order in which the help lists them."""
    found = {}
    for prefix, app in (("", cli.app), *((f"{group.name} ", group.typer_instance) for group in cli.app.registered_groups)):
        for command in app.registered_commands if app is not None else ():
            if command.callback:
                found[prefix + (command.name or command.callback.__name__)] = command.callback
    return found


def commands() -> list[str]:
    """Names of all commands."""
    return list(_registered())


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _spelling(name: str, kind: Any, info: Any) -> str:
    """An argument or option as it is typed: `--format -f table|json|jsonl|markdown`."""
    value = info.metavar or ""
    if isinstance(kind, type) and issubclass(kind, Enum):
        value = "|".join(str(one.value) for one in kind)
    if isinstance(info, OptionInfo):
        # inside Annotated the first name stands where a default would
        names = [one for one in (info.default, *(info.param_decls or ())) if isinstance(one, str) and one.startswith("-")]
        return f"{' '.join(names or [f'--{name}'])} {value}".strip()
    return str(value)


def help_text(command: str) -> str:
    """What a command is for and what it takes; an empty name stands for the list of commands.

    Read off the functions themselves: how `--help` lays it out changes with the library that prints it.
    """
    if not command:
        rows = [f"| `mahdar {name}` | {_cell(run.__doc__ or '')} |" for name, run in _registered().items()]
        return "\n".join(["| command | what |", "| --- | --- |", *rows])
    run = _registered()[command]
    rows = []
    for name, hint in get_type_hints(run, include_extras=True).items():
        if get_origin(hint) is Annotated:
            kind, info = get_args(hint)[:2]
            rows.append(f"| `{_cell(_spelling(name, kind, info))}` | {_cell(info.help or '')} |")
    return "\n".join([_cell(run.__doc__ or ""), *(["", "| takes | what |", "| --- | --- |", *rows] if rows else [])])


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
        return f"\n{help_text(name[5:])}\n\n"
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
