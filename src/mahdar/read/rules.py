"""The rules of page furniture: typed, loaded from a language's `residue.toml`, compiled once.

The engine holds no words of a language; every label, verb and name it needs to tell furniture from story stands in that file.
Patterns are written in usual spelling and are compared with the folded text, so the words in them are folded here.
"""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path
from typing import Literal, Protocol

import msgspec

from mahdar.text import folded

Place = Literal["line", "head", "foot", "start", "end", "tail", "block", "rest"]
_SCRIPT_RUN = re.compile("[\u0600-\u06ff]+")
SHORT = 260  # code points: a longer line is story, whole-line patterns are not tried on it


class Lexicon(Protocol):
    """What the reader asks of the facts in the packs. Every form arrives folded (`mahdar.text.folded`), words parted by one blank."""

    def city(self, form: str) -> tuple[str, str | None] | None:
        """English name and country (alpha-3) of a city, or None."""

    def agency(self, form: str) -> str | None:
        """English short name of a news agency, or None."""

    def month(self, form: str) -> int | None:
        """Number 1-12 of a month of the Gregorian calendar, or None (months of other calendars are None)."""


class NoLexicon:
    """A lexicon that knows nothing: reading works without packs, with empty cells."""

    def city(self, form: str) -> tuple[str, str | None] | None:
        return None

    def agency(self, form: str) -> str | None:
        return None

    def month(self, form: str) -> int | None:
        return None


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind of furniture by its look.

    `place`: `line` a whole line anywhere; `head`/`foot` a whole line among the first/last lines; `start` the beginning of a head's line;
    `end` from the match to the end of any line; `tail` the same, in the last story line only; `block` a whole line, and the
    headlines that follow it; `rest` a whole line, and all that follows (only in the second half of the text).
    `cue`: words one of which must be in the line before an `end` or `tail` pattern is tried (speed). `raw`: compare with the stored text.
    """

    kind: str
    place: Place
    pattern: str
    cue: list[str] = []
    raw: bool = False
    yes: list[str] = []
    no: list[str] = []


class DatelineWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words that stand in datelines and bylines: `outlets` newspapers and channels, `desks` words for nobody in particular,
    `wires` words for several agencies, `agency_words` words before an agency's name, `origin` words between outlet and city, `story` words
    that open a story and never a name, `eras` signs after a year, `joiners` words between two dates."""

    outlets: list[str] = []
    desks: list[str] = []
    wires: list[str] = []
    agency_words: list[str] = []
    origin: list[str] = []
    story: list[str] = []
    eras: list[str] = []
    joiners: list[str] = []


class CreditLabels(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Labels before a source's or a writer's name on a line of credits."""

    source: list[str] = []
    author: list[str] = []


class DateWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words that may stand around the date on a date line: `labels` say that the line is one, `fillers` may be left over."""

    labels: list[str] = []
    fillers: list[str] = []


class SentenceWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`abbreviations`: words whose full stop does not end a sentence; `openers`: what the next word begins with where two dots do."""

    abbreviations: list[str] = []
    openers: list[str] = []


class LanguageSigns(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a language of some script is told: letters that others of the script lack, and function words (stored spelling)."""

    code: str
    script: Literal["arabic", "latin", "cyrillic", "hebrew"]
    letters: str = ""
    words: list[str] = []


class ResidueRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """All of `residue.toml`. Compiled forms are made when first asked for."""

    rule: list[Rule]
    dateline: DatelineWords = DatelineWords()
    credit: CreditLabels = CreditLabels()
    dates: DateWords = DateWords()
    sentences: SentenceWords = SentenceWords()
    language: list[LanguageSigns] = []

    @cached_property
    def whole(self) -> dict[str, re.Pattern[str]]:
        """One pattern for each place whose rules match whole lines, and `raw` for those that look at the stored text."""
        groups: dict[str, list[tuple[int, str]]] = {}
        for number, rule in enumerate(self.rule):
            if rule.place in ("line", "head", "foot", "block", "rest", "start"):
                groups.setdefault("raw" if rule.raw else rule.place, []).append((number, rule.pattern))
        return {place: _join(parts, fold=place != "raw") for place, parts in groups.items()}

    @cached_property
    def ends(self) -> list[tuple[Rule, list[str], re.Pattern[str]]]:
        """Rules for the ends of lines with their folded cues."""
        return [
            (rule, [folded(c) for c in rule.cue], re.compile(fold_pattern(rule.pattern)))
            for rule in self.rule
            if rule.place in ("end", "tail")
        ]

    @cached_property
    def outlets(self) -> frozenset[str]:
        return frozenset(map(folded, self.dateline.outlets))

    @cached_property
    def desks(self) -> frozenset[str]:
        return frozenset(map(folded, self.dateline.desks))

    @cached_property
    def wires(self) -> frozenset[str]:
        return frozenset(map(folded, self.dateline.wires))

    @cached_property
    def agency_words(self) -> tuple[str, ...]:
        return tuple(sorted((folded(w) + " " for w in self.dateline.agency_words), key=len, reverse=True))

    @cached_property
    def origin(self) -> frozenset[str]:
        return frozenset(map(folded, self.dateline.origin))

    @cached_property
    def story(self) -> frozenset[str]:
        return frozenset(map(folded, self.dateline.story))

    @cached_property
    def eras(self) -> frozenset[str]:
        return frozenset(map(folded, self.dateline.eras))

    @cached_property
    def joiners(self) -> frozenset[str]:
        return frozenset(map(folded, self.dateline.joiners))

    @cached_property
    def fillers(self) -> frozenset[str]:
        return frozenset(w for f in (*self.dates.fillers, *self.dates.labels) for w in folded(f).split())

    @cached_property
    def stamp(self) -> re.Pattern[str]:
        """A label that says: a date of publishing follows."""
        return (
            re.compile(r"(?<!\w)(?:" + "|".join(re.escape(folded(w)) for w in self.dates.labels) + r")(?!\w)")
            if self.dates.labels
            else _NEVER
        )

    @cached_property
    def credits(self) -> re.Pattern[str]:
        """A credit label with its colon; group 1 is a source's, group 2 a writer's."""
        source, author = ("|".join(re.escape(folded(w)) for w in words) for words in (self.credit.source, self.credit.author))
        if not source or not author:
            return _NEVER
        return re.compile(rf"(?<!\w)(?:({source})|({author})) ?[:/] ?")

    @cached_property
    def abbreviations(self) -> frozenset[str]:
        return frozenset(map(folded, self.sentences.abbreviations))

    @cached_property
    def openers(self) -> tuple[str, ...]:
        return tuple(map(folded, self.sentences.openers))


_NEVER = re.compile(r"(?!)")


def fold_pattern(pattern: str) -> str:
    """A regular expression with its words (not its signs) folded."""
    return _SCRIPT_RUN.sub(lambda m: folded(m.group()), pattern)


def _join(parts: list[tuple[int, str]], *, fold: bool) -> re.Pattern[str]:
    """One alternation; the number of the rule is in the name of its group."""
    return re.compile("|".join(f"(?P<r{number}>{fold_pattern(p) if fold else p})" for number, p in parts))


def load_rules(path: Path) -> ResidueRules:
    """Read and check a `residue.toml`. Raises `ValueError` with the file's name where it does not fit."""
    try:
        rules = msgspec.toml.decode(path.read_bytes(), type=ResidueRules)
        _ = rules.whole, rules.ends, rules.credits, rules.stamp
    except (msgspec.MsgspecError, re.error) as error:
        raise ValueError(f"{path.name}: {error}") from error
    return rules
