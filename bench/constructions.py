"""How much of what unseen reports tell in a construction is read right: the last column of docs/arabic.md.

`python -m bench.constructions` goes through the cases of the language and the reports of dev (MAHDAR_SHARED, default ../shared). How a contact
is told is looked up in the answers and the text, whether or not it was read: in the sentences that hold two of its parties (of a visit one
party and the place) and a cue word of its kind. What of these sentences counts as the same construction depends on what the cases of a file
are about (`ABOUT`): the pack's entry of the cue word and on which side of it the parties stand, or how the parties are mentioned, the date
or the place expressed. A row's figure is how many of the contacts of dev that are told as in the row's sentences were read right, of how many.
Rows that are told in the same ways share their figure. `--write` fills the column.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections.abc import Hashable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from bench.exam import SETS
from bench.shared import TOP
from mahdar import packs, pipeline
from mahdar.check import score
from mahdar.ingest.files import Failure, sources
from mahdar.model import Source
from mahdar.packs import Entry
from mahdar.recognise.analysis import Analysis, When

CASES = packs.HOME / "lang" / "ar" / "cases"
PAGE = TOP / "docs" / "arabic.md"
UNMEASURED = "not measured"
ABSENT = "does not occur"
NO_CONTACT = "no contact"
SHORTEST = 3  # letters that must be left of a word when a joined particle is taken off
# What the cases of a file are about, where it isn't that a contact is found.
ABOUT = {"persons": "parties", "dates_of_contacts": "date", "places": "place", "status": "status"}
FOUND = "found"
APART = {"call": "call", "message": "message"}  # kinds that are never told by the words of others
SIDES = tuple(map(frozenset, (["before"], ["behind"], ["before", "behind"])))

# Words that make one expression of a date another than the next; days and numbers don't.
DATE_WORDS = ("month", "relative", "qualifier", "part_of_day", "date_word")

Answer = dict[str, Any]
Ways = set[Hashable]


class Told(msgspec.Struct):
    """A contact of dev: in which ways each thing is told (by what the ways are about), and what of it was read right."""

    ways: dict[str, Ways]
    right: dict[str, bool]


def principals(answer: Answer) -> list[Answer]:
    """Those who take part, by an answer of a set or of a case."""
    return [p for p in answer.get("participants") or answer.get("who") or [] if p.get("part") != "attendee"]


@lru_cache(maxsize=200_000)
def is_name(name: str, word: str) -> bool:
    return score.same_name(name, word)


def named_at(analysis: Analysis, name: str, start: int, end: int) -> list[int]:
    """Where words in folded [start, end) are the last word of a name, joined particles left aside."""
    last = name.split()[-1]
    particles = ["", *analysis.pack.settings.particles]
    out = []
    for token in analysis.tokens[analysis.token_at(start) : analysis.token_at(end)]:
        bare = (token.text.removeprefix(p) for p in particles if token.text.startswith(p))
        if token.word and any(is_name(last, word) for word in bare if len(word) >= SHORTEST):
            out.append(token.start)
    return out


def mentioned_at(analysis: Analysis, party: Answer, start: int, end: int) -> list[int]:
    """Where mentions of a party's state or body begin in folded [start, end)."""
    value = party.get("affiliation")
    wanted = value if isinstance(value, list) else [value] if value else []
    actors = (analysis.actors[k] for k in analysis.actors_in(start, end))
    return [a.start for a in actors if a.affiliation is not None and a.affiliation.value in wanted]


def standing(analysis: Analysis, answer: Answer, start: int, end: int, *, by_name: bool) -> list[list[int]]:
    """For each party that the sentence at folded [start, end) holds: where. With `by_name` a named party counts only by its name."""
    found: list[list[int]] = []
    for party in principals(answer):
        name = party.get("name")
        at = named_at(analysis, name, start, end) if name else []
        if not at and not (name and by_name):
            at = mentioned_at(analysis, party, start, end)
        if at and at not in found:
            found.append(at)
    return found


def tells(analysis: Analysis, answer: Answer, parties: int, start: int, end: int) -> bool:
    """Whether so many parties in a sentence are enough: two, or one with the place of a visit, or one where the answer has no more."""
    if parties >= 2:
        return True
    if parties == 0 or (answer.get("kind") != "visit" and len(principals(answer)) > 1):
        return False
    city, country = answer.get("city"), answer.get("country")
    places = analysis.wheres_in(start, end)
    return not (city or country) or any((city and w.city == city) or (country and w.country == country) for w in places)


def cues(analysis: Analysis, kind: str, start: int, end: int) -> list[tuple[int, Entry]]:
    """The cue words in folded [start, end), with their offsets: those of the kind, else those by which such contacts can be told."""
    found = [(m.start, e) for m in analysis.of_in("cue", start, end) for e in m.entries if e.kind == "cue"]
    return [c for c in found if c[1].value == kind] or [c for c in found if APART.get(c[1].value) == APART.get(kind)]


def dated(analysis: Analysis, when: When) -> Hashable:
    """Of what words a date expression is made: its rule, the words beside the names of days and months, and the months' calendar."""
    entries = [e for kind in DATE_WORDS for m in analysis.of_in(kind, when.start, when.end) for e in m.entries if e.kind == kind]
    words = frozenset((e.kind, e.data.get("calendar", "") if e.kind == "month" else e.value) for e in entries)
    ordinal = any(analysis.of_in("ordinal", when.start, when.end))
    return when.rule, words, ordinal


def ways(analysis: Analysis, answer: Answer) -> dict[str, Ways]:
    """How a text tells of a contact: by sentences with its parties' names; where there are none, by those that mention their states."""
    kind, status = answer.get("kind", "meeting"), answer.get("status", "held")
    out: dict[str, Ways] = {about: set() for about in (FOUND, *ABOUT.values())}
    for by_name in (True, False):
        for start, end in analysis.sentences:
            parties = standing(analysis, answer, start, end, by_name=by_name)
            words = cues(analysis, kind, start, end)
            if not words or not tells(analysis, answer, len(parties), start, end):
                continue
            for at, entry in words:
                nearest = (min(places, key=lambda p: abs(p - at)) for places in parties)
                # an entry is one object as long as the pack is loaded
                out[FOUND].add((id(entry), frozenset("before" if place < at else "behind" for place in nearest)))
                out["status"].add((id(entry), status))
            actors = [analysis.actors[k] for k in analysis.actors_in(start, end)]
            at_parties = {place for places in parties for place in places}
            rules = frozenset(a.rule for a in actors if any(a.start <= place < a.end for place in at_parties))
            out["parties"] |= {rules} if rules else set()
            out["date"] |= {(dated(analysis, w), bool(answer.get("date"))) for w in analysis.whens_in(start, end)}
            for where in analysis.wheres_in(start, end):
                if where.country == answer.get("country") or (where.city and where.city == answer.get("city")):
                    out["place"].add((where.before if where.before_relation else "", where.particle, where.city is None))
        if out[FOUND]:
            break
    return out


def cases() -> Iterator[tuple[str, Answer]]:
    """The cases whose answers are contacts, each with what its file is about."""
    for path in sorted(CASES.glob("*.toml")):
        for case in tomllib.loads(path.read_text(encoding="utf-8")).get("case", []):
            if "construction" in case and "engagements" in case:
                yield ABOUT.get(path.stem, FOUND), case


def source_of(case: Answer) -> Source:
    head = {key: case.get(key) for key in ("title", "url", "published")}
    return Source(id="t", text=case["text"], source=case.get("outlet"), language="ar", **head)


def constructions(reader: pipeline.Reader) -> dict[str, tuple[str, Ways] | None]:
    """What is counted of each construction and the ways in which its sentences tell it; None where they tell of no contact.

    Where no sentence of a case holds its parties and a cue, its cue words count wherever the parties stand.
    """
    out: dict[str, tuple[str, Ways] | None] = {}
    told: dict[str, dict[str, Ways]] = {}
    for about, case in cases():
        name = case["construction"]
        out.setdefault(name, None)
        analysis = reader.analyse(source_of(case))
        for answer in case["engagements"]:
            found = ways(analysis, answer)
            anywhere: Ways = {
                (id(entry), side)
                for _, entry in cues(analysis, answer.get("kind", "meeting"), 0, analysis.sentences[-1][1])
                for side in SIDES
            }
            found[FOUND] = found[FOUND] or anywhere
            mine = told.setdefault(name, {})
            for key, some in found.items():
                mine[key] = mine.get(key, set()) | some
            # a text that shows nothing of what its file is about is measured by how it tells the contact
            chosen = about if mine[about] else FOUND
            out[name] = chosen, mine[chosen]
    return out


def right(gold: Answer, read: Answer | None) -> dict[str, bool]:
    """What of a contact was read right; `read` is what it is paired with."""
    if read is None:
        return dict.fromkeys((FOUND, *ABOUT.values()), False)
    slots = score.slots_right(gold, read)
    people = [ok for field, ok in slots.items() if field.startswith("participants[") and not field.endswith(".part")]
    return {
        FOUND: True,
        "parties": len(gold["participants"]) == len(read["participants"]) and all(people),
        "date": slots["date"],
        "place": slots["city"] and slots["country"],
        "status": slots["status"],
    }


def measured(reader: pipeline.Reader, gold: Path, reports: Path) -> list[Told]:
    """The contacts of the answers."""
    answers = {r["id"]: r for r in map(json.loads, gold.read_text(encoding="utf-8").splitlines()) if r}
    out = []
    for source in sources([str(reports)], published=None, outlet=None, url=None):
        if isinstance(source, Failure) or source.id not in answers:
            continue
        answer = answers[source.id]
        analysis = reader.analyse(source)
        read = msgspec.to_builtins(reader.read(source))
        pairs = dict(score.paired(answer, read)[0])
        for i, one in enumerate(answer["engagements"]):
            out.append(Told(ways(analysis, one), right(one, read["engagements"][pairs[i]] if i in pairs else None)))
    return out


def values(rows: dict[str, tuple[str, Ways] | None], contacts: list[Told]) -> dict[str, str]:
    """The last column by construction: `N of M`, `does not occur` or `no contact`."""
    out = {}
    for construction, row in rows.items():
        if row is None:
            out[construction] = NO_CONTACT
            continue
        about, own = row
        mine = [contact.right[about] for contact in contacts if contact.ways[about] & own]
        out[construction] = f"{sum(mine)} of {len(mine)}" if mine else ABSENT
    return out


def filled(page: str, value: dict[str, str]) -> str:
    """The page with its last column as measured; rows of constructions that are not known keep theirs."""
    lines = []
    for line in page.splitlines():
        cells = line.split(" | ")
        name = cells[0].removeprefix("| ")
        if len(cells) == 3 and line.startswith("| ") and name in value:
            line = " | ".join([*cells[:2], f"{value[name]} |"])
        lines.append(line)
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="fill the last column of docs/arabic.md")
    wanted = parser.parse_args()
    gold, reports = SETS["dev"]
    if not (gold.is_file() and reports.is_file()):
        print(f"missing: {gold} or {reports}; set MAHDAR_SHARED to the folder with exam/", file=sys.stderr)
        return 2
    reader = pipeline.load("ar")
    rows = constructions(reader)
    contacts = measured(reader, gold, reports)
    value = values(rows, contacts)
    page = PAGE.read_text(encoding="utf-8")
    if wanted.write:
        page = filled(page, value)
        PAGE.write_text(page, encoding="utf-8")
    known: Ways = set().union(*(row[1] for row in rows.values() if row is not None and row[0] == FOUND))
    groups = {
        "contacts of dev": contacts,
        "  told in one sentence with a cue word": [c for c in contacts if c.ways[FOUND]],
        "  told by a cue and an order of a construction": [c for c in contacts if c.ways[FOUND] & known],
    }
    for name, group in groups.items():
        print(f"{name}: {sum(c.right[FOUND] for c in group)} of {len(group)} found")
    figures = list(value.values())
    counted = len(figures) - figures.count(ABSENT) - figures.count(NO_CONTACT)
    print(f"constructions: {counted} with a figure, {figures.count(ABSENT)} {ABSENT}, {figures.count(NO_CONTACT)} {NO_CONTACT}")
    print(f"rows of the page not measured: {page.count(f'| {UNMEASURED} |')}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
