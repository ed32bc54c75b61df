"""`mahdar correct …`: people say what is right, wrong or missing; undo it; see who disagrees; write a correction out as a test case."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from mahdar.check import codes
from mahdar.commands import showing
from mahdar.commands.say import WRONG_USE, At, By, Why, fail, opened, out, told
from mahdar.export.output import writing
from mahdar.store.shapes import DIFFERENT, EVENT, MERGE, PERSON, RENAME, SPLIT, Decision

app = typer.Typer(no_args_is_help=True, help="Say what is right, wrong or missing in what was read.", rich_markup_mode=None)

ClaimId = Annotated[str, typer.Argument(metavar="CLAIM", help="REPORT.CLAIM, or the claim's own id; `mahdar show REPORT` lists them.")]
Settle = Annotated[bool, typer.Option("--settle", help="Decide instead of everybody who decided about this before.")]
_FIXED = {
    "kind": codes.KINDS,
    "status": codes.STATUSES,
    "role": codes.ROLES,
    "part": codes.PARTS,
    "act": codes.ACTS,
}


def register(main: typer.Typer) -> None:
    """Put `correct` into an application."""
    main.add_typer(app, name="correct")


def _told_of(decision: Decision, hint: str = "") -> None:
    out(f"decision {decision.id}: {showing.what(decision)}{hint}")


def parsed(field: str, words: str) -> Any:
    """What a person typed for a field: JSON where it is a list, an object, a truth value or null, text otherwise."""
    text = words.strip()
    name = field.rpartition(".")[2].partition("[")[0] if not field.endswith("]") else ""
    if text.startswith(("[", "{", '"')) or text in ("null", "true", "false"):
        try:
            return msgspec.json.decode(text)
        except msgspec.DecodeError as error:
            fail(f"{field}: this looks like JSON and isn't ({error})", WRONG_USE)
    if name in ("topics", "documents", "according_to", "to", "participants"):
        fail(f'{field}: is a list; write it as JSON: \'["sanctions", "situation:SYR"]\'', WRONG_USE)
    return text


def check_codes(field: str, value: Any) -> None:
    """End the program where a value is none of the codes that a record may hold."""
    if isinstance(value, dict):
        for name, inner in value.items():
            check_codes(name, inner)
        return
    if isinstance(value, list):
        for inner in value:
            check_codes(field, inner)
        return
    name = re.sub(r"\[\d+\]", "", field.rpartition(".")[2])
    if value is None or not isinstance(value, str):
        return
    allowed = _FIXED.get(name)
    if allowed is not None and value not in allowed:
        fail(f"{field}: {value!r} is none of {', '.join(sorted(allowed))}", WRONG_USE)
    wrong = {
        "date": not re.match(codes.DATE_PATTERN, value),
        "country": not codes.STATE.fullmatch(value),
        "affiliation": not codes.PARTY.fullmatch(value),
        "topics": value not in codes.THEMES and not re.match(codes.SITUATION_PATTERN, value),
    }
    if wrong.get(name):
        examples = {
            "date": "2015-08-11, 2015-08 or 2015-08-11/2015-08-12",
            "country": "RUS",
            "affiliation": "RUS or UN",
            "topics": "sanctions or situation:SYR",
        }
        fail(f"{field}: {value!r} can't be; write {examples[name]}, or null", WRONG_USE)


# ---------------------------------------------------------------- claims
@app.command()
@told
def confirm(
    claim: ClaimId,
    field: Annotated[str, typer.Argument(metavar="[FIELD]", help="Only this field.")] = "",
    store: At = None,
    by: By = None,
    why: Why = "",
    settle: Settle = False,
) -> None:
    """Say that a claim, or one field of it, is right as shown."""
    with opened(store) as kept:
        _told_of(kept.confirm(claim, field, who=by, why=why, settles=settle))


@app.command()
@told
def change(
    claim: ClaimId,
    field: Annotated[str, typer.Argument(metavar="FIELD", help="date, city, topics, participants[0].name, speaker.role …")],
    value: Annotated[str, typer.Argument(metavar="VALUE", help="The right value; lists and objects as JSON, null for nothing.")],
    store: At = None,
    by: By = None,
    why: Why = "",
    settle: Settle = False,
) -> None:
    """Put the right value into a field of a claim."""
    new = parsed(field, value)
    check_codes(field, new)
    with opened(store) as kept:
        decision = kept.change(claim, field, new, who=by, why=why, settles=settle)
        _told_of(decision)
        for conflict in kept.claim(claim).conflicts:
            for line in showing.conflict_lines(conflict):
                out(line)


@app.command()
@told
def retract(claim: ClaimId, store: At = None, by: By = None, why: Why = "", settle: Settle = False) -> None:
    """Say that a report doesn't tell this."""
    with opened(store) as kept:
        _told_of(kept.retract(claim, who=by, why=why, settles=settle))


@app.command()
@told
def add(
    report: Annotated[str, typer.Argument(metavar="REPORT", help="The report that tells it.")],
    type: Annotated[str, typer.Argument(metavar="TYPE", help="engagement or statement.")],
    value: Annotated[str, typer.Argument(metavar="JSON", help="The claim as in the record (docs/record.md); what is left out is empty.")],
    store: At = None,
    by: By = None,
    why: Why = "",
) -> None:
    """Add a claim that was not read."""
    new = parsed("claim", value)
    if not isinstance(new, dict):
        fail(
            'the claim is a JSON object: \'{"kind": "meeting", "participants": [{"affiliation": "RUS"}, {"affiliation": "IRN"}]}\'',
            WRONG_USE,
        )
    check_codes("claim", new)
    with opened(store) as kept:
        decision = kept.add_claim(report, type, new, who=by, why=why)
        out(f"decision {decision.id}: adds {decision.type} {decision.report}.{decision.claim}")


# ---------------------------------------------------------------- persons and events
_DONE = {MERGE: "merged", SPLIT: "split off", DIFFERENT: "told apart", RENAME: "renamed"}
Members = Annotated[list[str], typer.Argument(metavar="MEMBER…", help="Names or ids; the group is named after the first.")]
KindOf = Annotated[str, typer.Argument(metavar="KIND", help=f"{PERSON} or {EVENT}.")]


@app.command()
@told
def merge(kind: KindOf, members: Members, store: At = None, by: By = None, why: Why = "") -> None:
    """Say that persons, or events, are one."""
    with opened(store) as kept:
        _told_of(kept.merge(kind, members, who=by, why=why))


@app.command()
@told
def split(
    kind: KindOf,
    member: Annotated[str, typer.Argument(metavar="MEMBER", help="The one that is none of the group.")],
    store: At = None,
    by: By = None,
    why: Why = "",
    settle: Settle = False,
) -> None:
    """Say that a person, or an event, is none of the group it was merged into."""
    with opened(store) as kept:
        _told_of(kept.split(kind, member, who=by, why=why, settles=settle))


@app.command()
@told
def different(
    kind: KindOf,
    one: Annotated[str, typer.Argument(metavar="ONE", help="A name or id, as `mahdar who` shows it.")],
    other: Annotated[str, typer.Argument(metavar="OTHER", help="Who is somebody else, whatever the program takes him for.")],
    store: At = None,
    by: By = None,
    why: Why = "",
    settle: Settle = False,
) -> None:
    """Say that two persons are different."""
    with opened(store) as kept:
        _told_of(kept.different(kind, one, other, who=by, why=why, settles=settle))


@app.command()
@told
def rename(
    kind: KindOf,
    member: Annotated[str, typer.Argument(metavar="MEMBER", help="A name or id, as `mahdar who` shows it.")],
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the person is called from now on.")],
    store: At = None,
    by: By = None,
    why: Why = "",
    settle: Settle = False,
) -> None:
    """Call a person by another name; what was printed stays as it is."""
    with opened(store) as kept:
        _told_of(kept.rename(kind, member, name, who=by, why=why, settles=settle))


@app.command()
@told
def groups(kind: KindOf, store: At = None) -> None:
    """List the persons, or events, that people merged, told apart or renamed, and what they disagree about."""
    if kind not in (PERSON, EVENT):
        fail(f"{kind!r} is not {PERSON} or {EVENT}", WRONG_USE)
    with opened(store) as kept:
        found = kept.groups(kind)
        for name, members in sorted(found.members.items()):
            out(f"{showing.safe(name)}: {' = '.join(showing.safe(m) for m in members)}")
        for one, other in found.apart:
            out(f"{showing.safe(one)} is not {showing.safe(other)}")
        for member, name in sorted(found.names.items()):
            out(f"{showing.safe(member)} is called {showing.safe(name)}")
        for conflict in found.conflicts:
            both = ", ".join(f"{_DONE[d.action]} by {showing.safe(d.who)} ({d.id})" for d in (conflict.together, conflict.apart))
            out(f"people disagree about {showing.safe(conflict.member)}: {both}")


# ---------------------------------------------------------------- decisions
@app.command()
@told
def undo(
    decision: Annotated[str, typer.Argument(metavar="DECISION", help="Its id, or the beginning of it.")],
    store: At = None,
    by: By = None,
    why: Why = "",
) -> None:
    """Take a decision back (also one that took another one back)."""
    with opened(store) as kept:
        _told_of(kept.undo(decision, who=by, why=why))


@app.command(name="list")
@told
def list_decisions(
    report: Annotated[str | None, typer.Option("--report", metavar="REPORT", help="Only about this report.")] = None,
    who: Annotated[str | None, typer.Option("--who", metavar="NAME", help="Only of this person.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    store: At = None,
) -> None:
    """List all decisions, oldest first."""
    with opened(store) as kept:
        undone = kept.undone()
        for decision in kept.history(report=report, who=who):
            if as_json:
                out(msgspec.json.encode(msgspec.to_builtins(decision) | {"undone": decision.id in undone}).decode())
            else:
                out(showing.decision_line(decision, undone=decision.id in undone))


@app.command()
@told
def conflicts(store: At = None) -> None:
    """List claims that people disagree about."""
    with opened(store) as kept:
        for seen in kept.conflicts():
            out(f"{seen.ref}")
            for line in showing.seen_lines(seen):
                out(line)
        for kind in (PERSON, EVENT):
            for split_off in kept.groups(kind).conflicts:
                out(f"{kind} {showing.safe(split_off.member)}: {showing.what(split_off.together)} / {showing.what(split_off.apart)}")


@app.command()
@told
def orphans(store: At = None) -> None:
    """List decisions whose claim or field is no longer read."""
    with opened(store) as kept:
        for orphan in kept.orphans():
            for line in showing.orphan_lines(orphan):
                out(line)


@app.command()
@told
def case(
    report: Annotated[str, typer.Argument(metavar="REPORT", help="A report that people corrected.")],
    reports: Annotated[
        Path | None, typer.Option("--reports", metavar="FILE", help="Add the report to this file of reports (JSONL).")
    ] = None,
    answers: Annotated[
        Path | None, typer.Option("--answers", metavar="FILE", help="Add the answer to this file of answers (JSONL).")
    ] = None,
    store: At = None,
) -> None:
    """Write a corrected report out as a test case: `mahdar score ANSWERS REPORTS` then measures it."""
    if (reports is None) != (answers is None):
        fail("--reports and --answers go together", WRONG_USE)
    with opened(store) as kept:
        found = kept.case(report)
    if reports is None or answers is None:
        out(found.report.rstrip("\n"))
        out(found.answer.rstrip("\n"))
        return
    for path, line in ((reports, found.report), (answers, found.answer)):
        before = _without(path, line)
        with writing(path) as stream:
            stream.write(before + line)
    out(f"the case {msgspec.json.decode(found.answer)['id']} was written to {reports} and {answers}")


def _without(path: Path, line: str) -> str:
    """What a file of cases holds beside the case that is written now."""
    if not path.exists():
        return ""
    key = msgspec.json.decode(line)["id"]
    kept = []
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        fail(f"{path}: not UTF-8", WRONG_USE)
    for other in text.splitlines(keepends=True):
        with suppress(msgspec.DecodeError):
            decoded = msgspec.json.decode(other)
            if isinstance(decoded, dict) and decoded.get("id") == key:
                continue
        kept.append(other if other.endswith("\n") else other + "\n")
    return "".join(kept)
