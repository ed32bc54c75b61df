"""Who is who: do named participants lead to the person that they name?

    python -m bench.links              dev, dev2 and the seeds of the shared folder (MAHDAR_SHARED, default ../shared)
    python -m bench.links dev --misses what was not linked right, one a line

The answers of the exam name no persons of the world data, so the right one is worked out here by a rule of its own, without the comparer of
names and without the resolver: of those whom holders.tsv has in the answer's office, for the answer's state, on the answer's day (else on the
report's), the one whose name agrees by the exam's own rule of spelling. Where nobody does, or two do, the office is not known for this count.

Counted twice: over the answers' participants as they stand, which measures the linking alone, and over what was read from the reports.
A link is also held against the names of whom it leads to, known office or not: where none of them agrees with the name, it is invented.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bench.exam import SETS, read
from mahdar import packs, pipeline
from mahdar.check.score import same_name
from mahdar.model import Record
from mahdar.packs import Holder, Pack
from mahdar.resolve.resolver import Link, Mention, identity, mentions, resolve_mentions
from mahdar.text import folded

RIGHT, WRONG, OPEN, UNREAD, INVENTED = "right", "wrong", "unresolved", "not read", "invented"
# Asked of the linking: share linked right, share linked wrong.
LEAST_RIGHT, MOST_WRONG = 0.97, 0.01
DEFAULT = ("dev", "dev2", "seeds")


def in_office(holder: Holder, day: str) -> bool:
    """Whether a term surely covers a day, both as far as they are written."""
    if not holder.since or not day:
        return False
    width = min(len(day), len(holder.since))
    if day[:width] < holder.since[:width]:
        return False
    width = min(len(day), len(holder.until))
    return not holder.until or day[:width] <= holder.until[:width]


def the_right_one(holders: Iterable[Holder], said: dict[str, Any], days: list[str]) -> str | None:
    """Who is meant by name and office on the first of the days on which the data knows somebody of that name in it; None where nobody or two."""
    there = [h for h in holders if (h.role, h.affiliation) == (said["role"], said["affiliation"])]
    there = [h for h in there if any(same_name(said["name"], name) for name in h.names)]
    for day in days:
        found = {identity(h) for h in there if in_office(h, day)}
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def named(answer: dict[str, Any]) -> Iterator[tuple[dict[str, Any], list[str]]]:
    """The named participants of an answer with the days that may be meant."""
    for engagement in answer["engagements"]:
        days = [day for day in (engagement["date"], answer["published"]) if day]
        yield from ((p, days) for p in engagement["participants"] if p["name"] and p["affiliation"])


def answered(answer: dict[str, Any]) -> list[Mention]:
    """All that an answer says of persons, as the resolver takes it."""
    published = answer["published"] or ""
    out = []
    for i, e in enumerate(answer["engagements"]):
        out += [
            Mention(
                field=f"engagements[{i}].participants[{j}]",
                name=p["name"],
                role=p["role"],
                affiliation=p["affiliation"],
                day=e["date"] or published,
            )
            for j, p in enumerate(e["participants"])
        ]
    for i, s in enumerate(answer["statements"]):
        who = s["speaker"]
        if not isinstance(who["affiliation"], list):
            out.append(
                Mention(field=f"statements[{i}].speaker", name=who["name"], role=who["role"], affiliation=who["affiliation"], day=published)
            )
    return out


def of_name(said: dict[str, Any], given: list[tuple[Mention, Link | None]]) -> list[Link | None]:
    """Links of the mentions that are of this participant: of the same name as written, else in the same office by a name that agrees, else
    by such a name."""
    agree = [(mention, link) for mention, link in given if mention.name and same_name(said["name"], mention.name)]
    written = [link for mention, link in agree if folded(mention.name or "") == folded(said["name"])]
    office = [link for mention, link in agree if (mention.role, mention.affiliation) == (said["role"], said["affiliation"])]
    return written or office or [link for _, link in agree]


class Count:
    """Tallies of one set, with a line for each link that is not right."""

    def __init__(self, pack: Pack) -> None:
        self.names: dict[str, list[str]] = {}
        for holder in pack.data.holders:
            self.names.setdefault(identity(holder), []).extend(holder.names)
        self.holders = pack.data.holders
        self.of: Counter[str] = Counter()
        self.lines: list[str] = []

    def links(self, report: str, answer: dict[str, Any], given: list[tuple[Mention, Link | None]]) -> None:
        """Count the links of one report, given beside the mentions that they are of."""
        for said, days in named(answer):
            right = the_right_one(self.holders, said, days)
            if right is None:
                continue
            answers = of_name(said, given)
            found = {link.person for link in answers if link is not None and link.person is not None}
            result = UNREAD if not answers else RIGHT if found == {right} else WRONG if found else OPEN
            self.of[result] += 1
            if result != RIGHT:
                self.lines.append(
                    f"{report}  {result}  {said['name']} ({said['role']} {said['affiliation']} {days[:1]}): {right} / {sorted(found)}"
                )
        for mention, link in given:
            if mention.name and link is not None and link.person in self.names:
                self.of["linked"] += 1
                if not any(same_name(mention.name, name) for name in self.names[link.person]):
                    self.of[INVENTED] += 1
                    self.lines.append(
                        f"{report}  {INVENTED}  {mention.name} ({mention.role} {mention.affiliation} {mention.day}) → {link.person}"
                    )

    def told(self, name: str) -> str:
        read_ = self.of[RIGHT] + self.of[WRONG] + self.of[OPEN]
        share = [self.of[what] / max(1, read_) for what in (RIGHT, WRONG, OPEN)]
        return (
            f"{name}: {read_} with a known office, right {share[0]:.3f}, wrong {share[1]:.3f}, unresolved {share[2]:.3f}; "
            f"not read {self.of[UNREAD]}; {self.of['linked']} names linked, {self.of[INVENTED]} of them invented"
        )

    def short(self) -> bool:
        read_ = max(1, self.of[RIGHT] + self.of[WRONG] + self.of[OPEN])
        return self.of[RIGHT] / read_ < LEAST_RIGHT or self.of[WRONG] / read_ > MOST_WRONG


def given_by(pack: Pack, said: list[Mention]) -> list[tuple[Mention, Link | None]]:
    links = {link.field: link for link in resolve_mentions(pack, said)}
    return [(mention, links.get(mention.field)) for mention in said]


def measure(pack: Pack, gold: Path, records: dict[str, Record]) -> tuple[Count, Count]:
    """Tallies over the answers, and over what was read."""
    alone, whole = Count(pack), Count(pack)
    for answer in map(json.loads, gold.read_text(encoding="utf-8").splitlines()):
        alone.links(answer["id"], answer, given_by(pack, answered(answer)))
        record = records.get(answer["id"])
        whole.links(answer["id"], answer, given_by(pack, list(mentions(record))) if record else [])
    return alone, whole


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", default=DEFAULT, help=f"of {', '.join(SETS)}")
    parser.add_argument("--misses", action="store_true", help="print what was not linked right")
    args = parser.parse_args()
    reader = pipeline.load()
    pack = packs.load("ar")
    below = False
    for name in args.sets:
        gold, reports = SETS[name]
        if not gold.is_file() or not reports.is_file():
            print(f"{gold}: missing; set MAHDAR_SHARED to the folder with exam/ and seeds/", file=sys.stderr)
            return 2
        for what, count in zip(("the answers' participants", "as read"), measure(pack, gold, read(reader, reports)[0]), strict=True):
            print(count.told(f"{name}, {what}"))
            below |= count.short()
            if args.misses:
                print("\n".join(f"    {line}" for line in count.lines))
    return int(below)


if __name__ == "__main__":
    sys.exit(main())
