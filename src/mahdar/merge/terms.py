"""Loaded terms: which word a report uses where others use another, and whether in its own voice or in somebody's words.

In: records, and the list of the language (`lang/<code>/terms.tsv`: concept, neutral forms, loaded forms, whose words they usually are).
Out: each use with its span. The longest form wins where several overlap, so a neutral form that contains a loaded one stays neutral.
"""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import msgspec
from ahocorasick_rs import AhoCorasick

from mahdar import packs
from mahdar.merge.model import Term
from mahdar.model import Record
from mahdar.text import fold, folded

OWN, REPORTED = "own", "reported"


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One pair of the list: a loaded form or a neutral one of a concept."""

    concept: str
    form: str
    neutral: str
    camp: str
    loaded: bool


class Use(msgspec.Struct, frozen=True, gc=False):
    """A form where it stands in a text: offsets into the stored text, and whether a quotation or a statement holds it."""

    entry: Entry
    start: int
    end: int
    words: str
    voice: str


class Finder:
    """The forms of one language, compiled."""

    def __init__(self, entries: Iterable[Entry], joined: Iterable[str] = ()) -> None:
        self.entries: dict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            self.entries[folded(entry.form)].append(entry)
        self._forms = sorted(self.entries)
        self._matcher = AhoCorasick(self._forms) if self._forms else None
        self._joined = frozenset(joined) | {""}

    def find(self, record: Record) -> list[Use]:
        """All uses in a report's story (not in its residue), in order."""
        if self._matcher is None:
            return []
        view = fold(record.report.text)
        text = view.text
        found: list[tuple[int, int, str]] = []
        for number, start, end in self._matcher.find_matches_as_indexes(text, overlapping=True):
            if end < len(text) and (text[end].isalnum()):
                continue
            front = start
            while front > 0 and text[front - 1].isalnum():
                front -= 1
            if text[front:start] in self._joined:
                found.append((start, end, self._forms[number]))
        kept: list[tuple[int, int, str]] = []
        for start, end, form in sorted(found, key=lambda f: (f[0] - f[1], f[0])):
            if all(end <= a or b <= start for a, b, _ in kept):
                kept.append((start, end, form))
        out = []
        said = _said(record)
        for start, end, form in sorted(kept):
            span = view.span(start, end)
            if any(r.start <= span.start < r.end for r in record.report.residue):
                continue
            voice = REPORTED if any(a <= span.start < b for a, b in said) else OWN
            out += [Use(e, span.start, span.end, record.report.text[span.start : span.end], voice) for e in self.entries[form]]
        return out


def _said(record: Record) -> list[tuple[int, int]]:
    """What stands in somebody's words: the contents of statements, and quotations."""
    told = [(e.start, e.end) for s in record.statements for e in s.evidence if e.field == "content"]
    return told + [(q.start, q.end) for q in record.report.quotations]


@lru_cache(maxsize=8)
def finder(language: str = "ar", home: Path = packs.HOME) -> Finder:
    """The finder of a language; finds nothing where the language has no list."""
    folder = home / "lang" / language
    entries = []
    for row in packs.optional(folder / "terms.tsv"):
        neutral = row["neutral"].split("|")
        entries += [Entry(row["concept"], form, neutral[0], row["camp"], True) for form in row["loaded"].split("|") if form]
        entries += [Entry(row["concept"], form, neutral[0], row["camp"], False) for form in neutral if form]
    joined: list[str] = []
    path = folder / "pack.toml"
    if entries and path.exists():
        with path.open("rb") as stream:
            settings = tomllib.load(stream)
        joined = [folded(p) for p in settings.get("particles", [])]
    return Finder(entries, joined)


def used(records: Iterable[Record], side: Mapping[str, str]) -> list[Term]:
    """The loaded terms of reports, each word of a report once a voice, with the words of other sides for the same. `side` by report."""
    every = [(record, use) for record in records for use in finder(record.language).find(record)]
    words: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for record, use in every:
        there = words[use.entry.neutral][side[record.id]]
        if use.words not in there:
            there.append(use.words)
    out: dict[tuple[str, str, str], Term] = {}
    for record, use in every:
        if not use.entry.loaded:
            continue
        own = side[record.id]
        against = {s: [w for w in said if folded(w) != folded(use.words)] for s, said in words[use.entry.neutral].items() if s != own}
        about = (use.entry.concept, use.words, use.entry.neutral, use.entry.camp, record.id, own, use.voice, use.start, use.end)
        out.setdefault((record.id, use.words, use.voice), Term(*about, {s: w for s, w in sorted(against.items()) if w}))
    return sorted(out.values(), key=lambda t: (t.concept, t.side, t.report, t.start))


class Choice(msgspec.Struct, frozen=True, gc=False):
    """An outlet's choice of words for one concept against the others': how often loaded in its own voice, loaded in reported words, and
    neutral; the same of all other outlets; the words it used with their counts."""

    concept: str
    neutral: str
    camp: str
    own: int
    reported: int
    plain: int
    others_own: int
    others_reported: int
    others_plain: int
    words: dict[str, int]
    reports: list[str]


def choices(records: Iterable[Record], outlet: str, found: Finder) -> list[Choice]:
    """How an outlet names what others name otherwise, the concepts that it most often loads first. Each report counts once a word."""
    wanted = folded(outlet)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    words: dict[str, Counter[str]] = defaultdict(Counter)
    reports: dict[str, set[str]] = defaultdict(set)
    about: dict[str, Entry] = {}
    for record in records:
        name = record.report.outlet.value if record.report.outlet else ""
        who = "" if folded(name) == wanted else "others_"
        seen: set[tuple[str, str]] = set()
        for use in found.find(record):
            entry = use.entry
            kind = (use.voice if use.voice == OWN else REPORTED) if entry.loaded else "plain"
            if (entry.form, kind) in seen:
                continue
            seen.add((entry.form, kind))
            counts[entry.concept][who + kind] += 1
            if entry.loaded:
                about[entry.concept] = entry
                if not who:
                    words[entry.concept][entry.form] += 1
                    reports[entry.concept].add(record.id)
    out = []
    for concept, entry in about.items():
        c = counts[concept]
        if c["own"] or c["reported"]:
            numbers = (c["own"], c["reported"], c["plain"], c["others_own"], c["others_reported"], c["others_plain"])
            chosen = dict(sorted(words[concept].items(), key=lambda p: (-p[1], p[0])))
            out.append(Choice(concept, entry.neutral, entry.camp, *numbers, chosen, sorted(reports[concept])))
    return sorted(out, key=lambda c: (-c.own, -c.reported, c.concept))
