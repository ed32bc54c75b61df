"""What is known of one report while it is being understood: the working table that the stages after `read` share.

`Analysis` is built by `recognise`, one field after the other, and read by `frame`. All offsets in it are folded offsets; `span` turns them
into the stored text's. An `Actor` is one mention of a person or party; an `Entity` gathers the mentions of one person or party in this report.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from operator import attrgetter
from typing import Any, Protocol

import msgspec

from mahdar.model import Report, Span
from mahdar.packs import Pack
from mahdar.recognise.matcher import Match
from mahdar.text import Folded, Token

OWN_OFFICIALS = "outlet's own officials"  # the rule of an affiliation that is assumed: an office without a state
LONG = 1000  # code points: no known form, place, date or topic is longer; what holds an offset begins at most so far before it


class Read(msgspec.Struct, frozen=True, gc=False):
    """A value with the folded range it was read from, how, and the rule."""

    value: str
    start: int
    end: int
    how: str
    rule: str
    reason: str = ""


class Actor(msgspec.Struct, gc=False):
    """A mention of a person, a party without a person, a state, a body or an institution.

    `kind`: `person` (named, or an office held by one), `group` (plural or dual office, people of a state), `delegation`, `institution`,
    `body`, `state` (also a capital or seat of power that can stand for one), `pair` (the two sides), `pronoun`.
    `particle` is the preposition joined to its first word (folded letters), `joined` whether a conjunction is joined.
    `number`: `sg`, `du`, `pl`. `entity` is an index into `Analysis.entities` (-1: none).
    """

    start: int
    end: int
    kind: str
    number: str
    rule: str
    name: Read | None = None
    affiliation: Read | None = None
    role: Read | None = None
    particle: str = ""
    joined: bool = False
    article: bool = False
    post: str | None = None
    former: bool = False
    counterpart: bool = False
    served: bool = False  # told by the name of the person served ("X's adviser")
    of_two: bool = False  # told by an adjective that can mean two states
    own: bool = False  # an office with a pronoun ending ("his foreign minister")
    entity: int = -1
    sentence: int = -1
    members: list[int] = []


class Entity(msgspec.Struct, gc=False):
    """One person or party of this report: fullest name, affiliation, role, with where each was read; `mentions` index `Analysis.actors`."""

    kind: str
    name: Read | None = None
    affiliation: Read | None = None
    role: Read | None = None
    mentions: list[int] = []
    members: list[int] = []


class When(msgspec.Struct, frozen=True, gc=False):
    """A date expression at folded [start, end): its worked-out value (`2015-08-11`, `…/…`, `2015-08`, `2015`) or None where it is vague or
    cannot be worked out, `how`, the rule, the reason, and other values the words allow."""

    start: int
    end: int
    value: str | None
    how: str
    rule: str
    reason: str = ""
    alternatives: tuple[str, ...] = ()
    vague: bool = False


class Where(msgspec.Struct, frozen=True, gc=False):
    """A place at folded [start, end): usual English city name and alpha-3 country, either may be None; `particle` is the joined preposition,
    `before` the free-standing word before it (folded), `before_relation` whether that is a preposition or the like."""

    start: int
    end: int
    city: str | None
    country: str | None
    particle: str
    before: str
    before_relation: bool = False


class Mention(msgspec.Struct, frozen=True, gc=False):
    """A topic or a document at folded [start, end)."""

    start: int
    end: int
    value: str
    rule: str


class Placed(Protocol):
    """What begins at a folded offset."""

    @property
    def start(self) -> int: ...


_start = attrgetter("start")


class Lexed(msgspec.Struct, frozen=True, gc=False):
    """The known forms of a report by the token that holds them (`Lexer` explains them): the longest party or office, the longest other
    form, and all forms."""

    who: dict[int, Match]
    busy: dict[int, Match]
    by_start: dict[int, list[Match]]


class Analysis(msgspec.Struct, gc=False):
    """The working table of one report."""

    report: Report
    pack: Pack
    view: Folded
    sentences: list[tuple[int, int]]
    quotations: list[tuple[int, int]]
    tokens: list[Token]
    matches: list[Match]
    actors: list[Actor] = []
    entities: list[Entity] = []
    whens: list[When] = []
    wheres: list[Where] = []
    topics: list[Mention] = []
    documents: list[Mention] = []
    title_end: int = 0
    home: str | None = None
    # worked out when first asked for, and kept; `kept` is for look-ups private to one module, under its name. Nothing in them may refer to
    # the analysis itself: it is not seen by the collector of cycles.
    lexed: Lexed | None = None
    named: frozenset[str] | None = None
    kept: dict[str, Any] = {}
    _starts: list[int] | None = None
    _kinds: dict[str, list[Match]] | None = None
    _several: dict[tuple[str, ...], list[Match]] | None = None
    _points: dict[str, list[int]] | None = None

    def span(self, start: int, end: int) -> Span:
        """Span in the stored text."""
        return self.view.span(start, end)

    def words(self, start: int, end: int) -> str:
        """The stored text's words at folded [start, end)."""
        span = self.view.span(start, end)
        return self.report.text[span.start : span.end]

    def of(self, *kinds: str) -> list[Match]:
        """Matches that can mean one of these kinds, in order. The list is the analysis's own: not to be changed."""
        table = self._kinds
        if table is None:
            table = self._kinds = {}
            for match in self.matches:
                for kind in match.kinds:
                    table.setdefault(kind, []).append(match)
            self._several = {}
        if len(kinds) == 1:
            return table.get(kinds[0], [])
        several = self._several if self._several is not None else {}
        found = several.get(kinds)
        if found is None:
            unique = {id(m): m for k in kinds for m in table.get(k, [])}
            found = several[kinds] = sorted(unique.values(), key=lambda m: (m.start, -m.end))
        return found

    def token_at(self, offset: int) -> int:
        """Index of the first token that begins at or after `offset`."""
        if self._starts is None:
            self._starts = [t.start for t in self.tokens]
        return bisect.bisect_left(self._starts, offset)

    def _range(self, name: str, items: Sequence[Placed], start: int, end: int) -> tuple[int, int]:
        """Which indexes of a list ordered by start begin in [start, end). Their offsets are kept under `name` while the list keeps its
        length: the lists are filled once, by the stage that makes them."""
        if self._points is None:
            self._points = {}
        points = self._points.get(name)
        if points is None or len(points) != len(items):
            points = self._points[name] = [i.start for i in items]
        return bisect.bisect_left(points, start), bisect.bisect_left(points, end)

    def whens_in(self, start: int, end: int) -> list[When]:
        """Date expressions that begin in folded [start, end), in order."""
        low, high = self._range("whens", self.whens, start, end)
        return self.whens[low:high]

    def place_at(self, i: int) -> bool:
        """Whether a place begins in token i."""
        return i < len(self.tokens) and bool(self.wheres_in(self.tokens[i].start, self.tokens[i].end))

    def wheres_in(self, start: int, end: int) -> list[Where]:
        """Places that begin in folded [start, end), in order."""
        low, high = self._range("wheres", self.wheres, start, end)
        return self.wheres[low:high]

    def topics_in(self, start: int, end: int) -> list[Mention]:
        """Topics that begin in folded [start, end), in order."""
        low, high = self._range("topics", self.topics, start, end)
        return self.topics[low:high]

    def documents_in(self, start: int, end: int) -> list[Mention]:
        """Documents that begin in folded [start, end), in order."""
        low, high = self._range("documents", self.documents, start, end)
        return self.documents[low:high]

    def of_in(self, kind: str, start: int, end: int, *kinds: str) -> list[Match]:
        """Matches that can mean this kind, or one of `kinds`, and begin in folded [start, end), in order."""
        matches = self.of(kind, *kinds)
        if not matches:
            return []
        low = bisect.bisect_left(matches, start, key=_start)
        return matches[low : bisect.bisect_left(matches, end, low, key=_start)]

    def sentence_of(self, offset: int) -> int:
        """Index of the sentence that holds `offset` (-1 in residue)."""
        i = bisect.bisect_right(self.sentences, (offset, 1 << 60)) - 1
        return i if i >= 0 and offset < self.sentences[i][1] else -1

    def quoted(self, start: int, end: int) -> bool:
        """Whether [start, end) lies inside a quotation."""
        i = bisect.bisect_right(self.quotations, (start, 1 << 60)) - 1
        return i >= 0 and end <= self.quotations[i][1]

    def actors_in(self, start: int, end: int) -> range:
        """Indexes of the mentions that begin in folded [start, end)."""
        low = bisect.bisect_left(self.actors, start, key=_start)
        return range(low, bisect.bisect_left(self.actors, end, low, key=_start))
