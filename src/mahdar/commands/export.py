"""`mahdar export`: what is kept, as a table for other programs: csv, jsonl, parquet, xlsx."""

from __future__ import annotations

import csv
import importlib
import io
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from mahdar.commands.narrow import City, Disputed, Document, Kind, Role, Said, Since, Standing, State, Status, Topic, Until, Who, narrowed
from mahdar.commands.say import WRONG_USE, At, fail, opened, out, progress, tell, told
from mahdar.export.output import OutputError
from mahdar.model import Engagement, Statement
from mahdar.resolve.people import Said as Mentioned
from mahdar.store.shapes import ReportLine, Seen

if TYPE_CHECKING:
    from mahdar.store.api import Filter, Store

ROWS_OF_A_SHEET = 1_048_576  # of the xlsx format, heading included
LETTERS_OF_A_CELL = 32_767
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

HEAD = ("report", "claim", "published", "outlet", "title", "type", "state", "disputed")
ENGAGEMENT = (
    "kind",
    "status",
    "date",
    "city",
    "country",
    "participants",
    "affiliations",
    "roles",
    "parts",
    "topics",
    "documents",
    "according_to",
)
STATEMENT = ("act", "speaker", "affiliations", "role", "to", "quoted", "content")
LINK = (
    "report",
    "claim",
    "published",
    "outlet",
    "field",
    "name",
    "role",
    "affiliations",
    "person",
    "how",
    "probability",
    "why",
    "contradictions",
    "alternatives",
)
# Claims whose links are looked up at a time.
TOGETHER = 200
TAIL = ("confidence", "corrected_by", "read_from")

Row = dict[str, Any]


class Form(StrEnum):
    """Forms of export."""

    csv = "csv"
    jsonl = "jsonl"
    parquet = "parquet"
    xlsx = "xlsx"


def register(app: typer.Typer) -> None:
    """Put `export` into an application."""
    app.command(name="export")(export)


@told
def export(
    format: Annotated[Form, typer.Option("--format", "-f", help="Form of the file.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to; csv and jsonl go to standard output without it.")
    ] = None,
    state: State = None,
    who: Who = None,
    kind: Kind = None,
    status: Status = None,
    since: Since = None,
    until: Until = None,
    topic: Topic = None,
    document: Document = None,
    role: Role = None,
    city: City = None,
    statements: Said = False,
    links: Annotated[bool, typer.Option("--links", help="Whom their participants and speakers lead to, one a row, instead.")] = False,
    standing: Standing = None,
    disputed: Disputed = False,
    store: At = None,
) -> None:
    """Write engagements (or statements) as a table, one a row; the same options as `mahdar list` narrow it."""
    wanted = narrowed(
        state=state,
        who=who,
        kind=kind,
        status=status,
        since=since,
        until=until,
        topic=topic,
        document=document,
        role=role,
        city=city,
        statements=statements,
        standing=standing,
        disputed=disputed,
    )
    if output is None and format in (Form.parquet, Form.xlsx):
        fail(f"--output FILE is needed for {format.value}", WRONG_USE)
    columns = LINK if links else (*HEAD, *(STATEMENT if statements else ENGAGEMENT), *TAIL)
    with opened(store) as kept, progress("rows") as step:
        number = 0

        def rows() -> Iterator[Row]:
            nonlocal number
            if links:
                kept.link_all()
            for one in _links(kept, wanted) if links else (row(line, seen) for line, seen in kept.listed(wanted)):
                number += 1
                step(number)
                yield one

        if output is None:
            writer = _csv if format is Form.csv else _jsonl
            for chunk in writer(columns, rows()):
                out(chunk.decode().rstrip("\n"))
            return
        write: Callable[[Path, tuple[str, ...], Iterator[Row]], None] = {
            Form.csv: _to_file(_csv),
            Form.jsonl: _to_file(_jsonl),
            Form.parquet: _parquet,
            Form.xlsx: _xlsx,
        }[format]
        _whole(output, lambda part: write(part, columns, rows()))
    tell(f"{number} rows written to {output}")


# ---------------------------------------------------------------- rows
def row(line: ReportLine, seen: Seen) -> Row:
    """A claim as a row: lists stay lists, one for all participants in their order."""
    claim = seen.claim
    people = sorted({mark.decision.who for mark in seen.marks if mark.standing == "applied"})
    found: Row = {
        "report": line.key,
        "claim": seen.ref,
        "published": line.published,
        "outlet": line.outlet,
        "title": line.title,
        "type": seen.type,
        "state": seen.state,
        "disputed": bool(seen.conflicts),
        "confidence": claim.confidence,
        "corrected_by": people,
        "read_from": list(dict.fromkeys(" ".join(e.words.split()) for e in claim.evidence)),
    }
    return found | (_engagement(claim) if isinstance(claim, Engagement) else _statement(claim))


def _engagement(claim: Engagement) -> Row:
    return {
        "kind": claim.kind,
        "status": claim.status,
        "date": claim.date,
        "city": claim.city,
        "country": claim.country,
        "participants": [p.name or "" for p in claim.participants],
        "affiliations": [p.affiliation or "" for p in claim.participants],
        "roles": [p.role for p in claim.participants],
        "parts": [p.part for p in claim.participants],
        "topics": claim.topics,
        "documents": claim.documents,
        "according_to": claim.according_to,
    }


def _statement(claim: Statement) -> Row:
    parties = claim.speaker.affiliation
    return {
        "act": claim.act,
        "speaker": claim.speaker.name,
        "affiliations": parties if isinstance(parties, list) else [parties] if parties else [],
        "role": claim.speaker.role,
        "to": claim.to,
        "quoted": claim.quoted,
        "content": claim.content,
    }


def _links(kept: Store, wanted: Filter) -> Iterator[Row]:
    """Whom the mentions of claims lead to: a row a mention of whom something can be said."""
    listed = kept.listed(wanted)
    while some := list(islice(listed, TOGETHER)):
        found: dict[tuple[str, str], list[Row]] = {}
        for said, person in kept.links(list(dict.fromkeys(seen.report for _, seen in some))):
            found.setdefault((said.report, said.claim), []).append(_link(said, person))
        for _, seen in some:
            yield from found.get((seen.report, seen.key), ())


def _link(said: Mentioned, person: str) -> Row:
    link, mention = said.link, said.mention
    chosen = next((c for c in link.candidates if c.person == link.person), None)
    return {
        "report": said.report,
        "claim": f"{said.report}.{said.claim}",
        "published": said.published or None,
        "outlet": said.outlet or None,
        "field": said.field,
        "name": mention.name,
        "role": mention.role,
        "affiliations": [mention.affiliation] if mention.affiliation else [],
        "person": person or None,
        "how": link.how,
        "probability": link.probability or None,
        "why": chosen.why if chosen is not None else [],
        "contradictions": link.flags,
        "alternatives": [f"{c.person} {c.probability:.2f}" for c in link.candidates if c.person != person],
    }


def flat(value: Any) -> Any:
    """A cell of a table without lists: their values behind each other with `|`, and `\\|` for a bar inside one."""
    if isinstance(value, list):
        return "|".join(str(one).replace("\\", "\\\\").replace("|", "\\|") for one in value)
    return value


# ---------------------------------------------------------------- files
def _whole(target: Path, write: Callable[[Path], None]) -> None:
    """Let a file be written beside the one asked for and put into its place when it is whole."""
    if target.is_dir():
        raise OutputError(f"{target}: is a folder, not a file to write")
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name[:60]}.", suffix=f".part{target.suffix}", dir=target.parent)
        os.close(handle)
    except OSError as error:
        raise OutputError(f"{target}: can't be written ({(error.strerror or str(error)).lower()})") from error
    part = Path(name)
    try:
        write(part)
        mask = os.umask(0)
        os.umask(mask)
        part.chmod(0o666 & ~mask)
        part.replace(target)
    except OSError as error:
        raise OutputError(f"{target}: writing stopped ({(error.strerror or str(error)).lower()}); no file was left") from error
    finally:
        with suppress(OSError):
            part.unlink()


def _to_file(chunks: Callable[[tuple[str, ...], Iterator[Row]], Iterator[bytes]]) -> Callable[[Path, tuple[str, ...], Iterator[Row]], None]:
    def write(part: Path, columns: tuple[str, ...], rows: Iterator[Row]) -> None:
        with part.open("wb") as stream:
            stream.writelines(chunks(columns, rows))

    return write


def _csv(columns: tuple[str, ...], rows: Iterator[Row]) -> Iterator[bytes]:
    """RFC 4180 in UTF-8: line breaks inside of cells stay, quoted."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")

    def taken() -> bytes:
        data = buffer.getvalue().replace("\0", "").encode("utf-8", "replace")
        buffer.seek(0)
        buffer.truncate()
        return data

    writer.writerow(columns)
    for one in rows:
        writer.writerow(["" if one.get(c) is None else flat(one[c]) for c in columns])
        yield taken()
    yield taken()


def _jsonl(columns: tuple[str, ...], rows: Iterator[Row]) -> Iterator[bytes]:
    encode = msgspec.json.Encoder().encode
    for one in rows:
        yield encode({c: one[c] for c in columns}) + b"\n"


def _extra(module: str, form: str) -> Any:
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        fail(f"{form} needs more packages ({error.name} is missing): pip install 'mahdar[export]'", WRONG_USE)


LISTS = frozenset(
    {"participants", "affiliations", "roles", "parts", "topics", "documents", "according_to", "to", "corrected_by", "read_from"}
    | {"why", "contradictions", "alternatives"}
)
NUMBERS = frozenset({"confidence", "probability"})
BOOLEANS = frozenset({"disputed", "quoted"})


def _parquet(part: Path, columns: tuple[str, ...], rows: Iterator[Row]) -> None:
    arrow = _extra("pyarrow", "parquet")
    parquet = _extra("pyarrow.parquet", "parquet")
    texts = {name: arrow.string() for name in columns}
    types = texts | {name: arrow.list_(arrow.string()) for name in columns if name in LISTS}
    types |= {name: arrow.float64() for name in columns if name in NUMBERS} | {name: arrow.bool_() for name in columns if name in BOOLEANS}
    schema = arrow.schema([(name, types[name]) for name in columns])
    with parquet.ParquetWriter(str(part), schema, compression="zstd") as writer:
        waiting: list[Row] = []
        for one in rows:
            waiting.append({c: _clean(one[c]) for c in columns})
            if len(waiting) >= 5000:
                writer.write_table(arrow.Table.from_pylist(waiting, schema=schema))
                waiting.clear()
        writer.write_table(arrow.Table.from_pylist(waiting, schema=schema))


def _clean(value: Any) -> Any:
    if isinstance(value, list):
        return [_clean(one) for one in value]
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _xlsx(part: Path, columns: tuple[str, ...], rows: Iterator[Row]) -> None:
    openpyxl = _extra("openpyxl", "xlsx")
    cells = _extra("openpyxl.cell", "xlsx")
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("claims")
    sheet.append(list(columns))
    cut = 0

    def cell(value: Any) -> Any:
        nonlocal cut
        if not isinstance(value, str):
            return value
        text = _UNWRITABLE.sub("\ufffd", value)
        cut += len(text) > LETTERS_OF_A_CELL
        found = cells.WriteOnlyCell(sheet, value=text[:LETTERS_OF_A_CELL])
        # a headline that begins with "=" is words, not a formula
        found.data_type = "s"
        return found

    for number, one in enumerate(rows, 2):
        if number > ROWS_OF_A_SHEET:
            raise OutputError(f"more rows than a sheet holds ({ROWS_OF_A_SHEET}); narrow the export, or take csv or parquet")
        sheet.append([cell(flat(one[c])) for c in columns])
    book.save(str(part))
    book.close()
    if cut:
        tell(f"warning: {cut} cells are longer than a sheet allows and were cut; csv, jsonl and parquet hold them whole")
