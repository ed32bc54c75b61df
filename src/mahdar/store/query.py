"""The language of searches: words, "exact phrases", `field:value`, `-not`, `OR` and brackets become a small tree; a broken query becomes a
message that says which part is wrong.

    foreign minister state:RUS since:2015
    "security council" (topic:sanctions OR topic:arms_control) -kind:visit in:engagements
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable

import msgspec

from mahdar.store.errors import QueryError
from mahdar.store.fields import ACT, CITY, DOCUMENT, FIELDS, KIND, ROLE, STATE, STATUS, TOPIC, WHO, asked, bounds
from mahdar.store.states import code_of
from mahdar.store.words import name_words, stemmer, words_of
from mahdar.text import fold

REPORTS, STATEMENTS, ENGAGEMENTS = "reports", "statements", "engagements"
SCOPES = {REPORTS: "report", STATEMENTS: "statement", ENGAGEMENTS: "engagement"}
OUTLET, SINCE, UNTIL, IN = "outlet", "since", "until", "in"
OUTLET_SHOWN = "outlet_shown"  # as printed, for counts; OUTLET is what is compared
ALL_FIELDS = (*FIELDS, OUTLET, SINCE, UNTIL, IN)
LONGEST = 2000  # code points of a query
DEEPEST = 20  # brackets within brackets
MOST = 200  # words and fields of one query

_OPENING, _CLOSING = (
    '"\u201c\u201e\u00ab\u201f',
    {'"': '"', "\u201c": "\u201d", "\u201e": "\u201c\u201d", "\u00ab": "\u00bb", "\u201f": "\u201d"},
)
_NAME = re.compile(r"([A-Za-z_]+):")
_END = re.compile(r"[\s()]")


class Word(msgspec.Struct, frozen=True, gc=False):
    """A word, in any of its forms."""

    stem: str


class Phrase(msgspec.Struct, frozen=True, gc=False):
    """Words as they stand, one after another; only spelling variants are let pass."""

    words: list[str]


class Term(msgspec.Struct, frozen=True, gc=False):
    """A value of a field."""

    field: str
    value: str


class Name(msgspec.Struct, frozen=True, gc=False):
    """Somebody who takes part or speaks: `asked` as written, and the words of the name, `together` when they must follow each other.

    `meant` is put in by who knows (`named`): terms of the persons meant. With `loose` the words count in names alone that lead to nobody.
    """

    asked: str
    words: list[str]
    together: bool
    meant: list[tuple[str, str]] = []
    loose: bool = False


class Not(msgspec.Struct, frozen=True):
    """Nothing that the inner part finds."""

    inner: Node


class And(msgspec.Struct, frozen=True):
    """All parts."""

    parts: list[Node]


class Or(msgspec.Struct, frozen=True):
    """Any part."""

    parts: list[Node]


Node = Word | Phrase | Term | Name | Not | And | Or


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """A query that was understood. `tree` is None when only days are asked for; `stems` and `phrases` are what a snippet shows."""

    tree: Node | None
    scope: str
    first: int | None
    last: int | None
    stems: frozenset[str]
    phrases: list[list[str]]

    @property
    def wordy(self) -> bool:
        """Whether there are words to rank by."""
        return bool(self.stems or self.phrases)


def parse(text: str) -> Query:
    """The query that a person wrote. Raises QueryError."""
    return _Parser(text).query()


def named(node: Node, known: Callable[[Name], Name]) -> Node:
    """A tree with every name looked up."""
    match node:
        case Name():
            return known(node)
        case Not(inner):
            return Not(named(inner, known))
        case And(parts):
            return And([named(part, known) for part in parts])
        case Or(parts):
            return Or([named(part, known) for part in parts])
    return node


def asks_for_persons(node: Node | None) -> bool:
    """Whether a tree holds a name."""
    match node:
        case Name():
            return True
        case Not(inner):
            return asks_for_persons(inner)
        case And(parts) | Or(parts):
            return any(asks_for_persons(part) for part in parts)
    return False


class _Parser:
    """Reads a query from left to right."""

    def __init__(self, text: str) -> None:
        if len(text) > LONGEST:
            raise QueryError(f"the query is longer than {LONGEST} letters")
        self.text = text
        self.at = 0
        self.parts = 0
        self.options: dict[str, str] = {}
        self.stems: set[str] = set()
        self.phrases: list[list[str]] = []

    def query(self) -> Query:
        if not self.text.strip():
            raise QueryError("the query is empty; write words, or fields such as state:RUS")
        tree = self._any(0)
        if self.at < len(self.text):
            raise QueryError(f"there is a closing bracket too many at letter {self.at + 1}")
        if tree is not None and not _wants(tree):
            raise QueryError("the query only says what must not be there; add a word or a field that is wanted")
        first, last = bounds(self.options.get(SINCE), self.options.get(UNTIL))
        if tree is None and first is None and last is None:
            raise QueryError("the query asks for nothing; write words, or fields such as state:RUS")
        return Query(
            tree=tree,
            scope=self.options.get(IN, REPORTS),
            first=first,
            last=last,
            stems=frozenset(self.stems),
            phrases=self.phrases,
        )

    # ------------------------------------------------------------ grammar
    def _blank(self) -> None:
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1

    def _keyword(self, word: str) -> bool:
        end = self.at + len(word)
        if self.text[self.at : end] == word and (end == len(self.text) or _END.match(self.text[end])):
            self.at = end
            return True
        return False

    def _any(self, depth: int) -> Node | None:
        found = [self._all(depth, first=True)]
        several = False
        while True:
            self._blank()
            if not self._keyword("OR"):
                break
            several = True
            found.append(self._all(depth, first=False))
        if several and None in found:
            raise QueryError("OR needs a word or a field on both sides; since:, until: and in: can't be one")
        parts = [part for part in found if part is not None]
        return parts[0] if len(parts) == 1 else Or(parts) if parts else None

    def _all(self, depth: int, *, first: bool) -> Node | None:
        parts: list[Node] = []
        options = len(self.options)
        begun = False
        while True:
            self._blank()
            if self.at >= len(self.text) or self.text[self.at] == ")":
                break
            place = self.at
            if self._keyword("OR"):
                self.at = place
                break
            if self._keyword("AND"):
                if not begun:
                    raise QueryError("AND needs a word or a field on both sides")
                self._blank()
                if self.at >= len(self.text) or self.text[self.at] == ")":
                    raise QueryError("AND needs a word or a field on both sides")
                continue
            begun = True
            part = self._one(depth)
            if part is not None:
                parts.append(part)
        if not parts and not (first and len(self.options) > options):
            if begun:
                return None
            place_said = "beside OR" if not first or self.text[self.at : self.at + 2] == "OR" else "in the brackets"
            raise QueryError(f"there is nothing {place_said} at letter {min(self.at + 1, len(self.text))}")
        return parts[0] if len(parts) == 1 else And(parts) if parts else None

    def _one(self, depth: int) -> Node | None:
        self.parts += 1
        if self.parts > MOST:
            raise QueryError(f"the query has more than {MOST} parts")
        negative = self.text[self.at] == "-"
        if negative:
            self.at += 1
        elif self._keyword("NOT"):
            negative = True
            self._blank()
        if negative:
            if self.at >= len(self.text) or self.text[self.at].isspace() or self.text[self.at] == ")":
                raise QueryError("there is nothing after the minus (or NOT); write it before a word or a field")
            options = dict(self.options)
            inner = self._one(depth + 1)
            if inner is None or self.options != options:
                raise QueryError("since:, until: and in: can't be negated")
            return Not(inner)
        if self.text[self.at] == "(":
            return self._brackets(depth)
        if self.text[self.at] in _OPENING:
            return self._phrase(self._quoted())
        named = _NAME.match(self.text, self.at)
        if named is not None and not self.text.startswith("//", named.end()):
            self.at = named.end()
            return self._field(named[1].lower(), depth)
        return self._words(self._run())

    def _brackets(self, depth: int) -> Node | None:
        if depth >= DEEPEST:
            raise QueryError(f"brackets stand more than {DEEPEST} deep in each other")
        opened = self.at
        self.at += 1
        options = dict(self.options)
        inner = self._any(depth + 1)
        if self.at >= len(self.text):
            raise QueryError(f"the bracket at letter {opened + 1} is never closed")
        self.at += 1
        if self.options != options:
            raise QueryError("since:, until: and in: stand outside of brackets")
        return inner

    def _quoted(self) -> str:
        """The words between quotation marks."""
        opened = self.at
        closing = _CLOSING[self.text[opened]]
        end = opened + 1
        while end < len(self.text) and self.text[end] not in closing:
            end += 1
        if end >= len(self.text):
            raise QueryError(f"the quotation mark at letter {opened + 1} is never closed")
        self.at = end + 1
        return self.text[opened + 1 : end]

    def _run(self) -> str:
        start = self.at
        while self.at < len(self.text) and not _END.match(self.text[self.at]) and self.text[self.at] not in _OPENING:
            self.at += 1
        if self.at == start:
            self.at += 1
        return self.text[start : self.at]

    # ------------------------------------------------------------ parts
    def _words(self, run: str) -> Node:
        words = [word.text for word in words_of(fold(run))]
        if not words:
            hint = "; there are no wildcards, endings are found by themselves" if set(run) & {"*", "?"} else ""
            raise QueryError(f"{run!r} holds no letters to search for{hint}")
        if len(words) > 1:
            self.phrases.append(words)
            return Phrase(words)
        stem = stemmer().stem(words[0])
        self.stems.add(stem)
        return Word(stem)

    def _phrase(self, text: str) -> Node:
        words = [word.text for word in words_of(fold(text))]
        if not words:
            raise QueryError("there are no words between the quotation marks")
        self.phrases.append(words)
        return Phrase(words)

    def _field(self, name: str, depth: int) -> Node | None:
        if name not in ALL_FIELDS:
            near = difflib.get_close_matches(name, ALL_FIELDS, 1)
            hint = f"; did you mean {near[0]}:?" if near else f"; fields are {', '.join(ALL_FIELDS)}"
            raise QueryError(f"there is no field {name!r}{hint} (write it in quotation marks to search for the words)")
        if self.at >= len(self.text) or self.text[self.at].isspace() or self.text[self.at] == ")":
            raise QueryError(f"{name}: says nothing; write the value right after the colon, as in {_EXAMPLES[name]}")
        quoted = self.text[self.at] in _OPENING
        value = self._quoted() if quoted else self._run()
        if not value.strip() or value == "(":
            raise QueryError(f"{name}: says nothing; write the value right after the colon, as in {_EXAMPLES[name]}")
        if name in (SINCE, UNTIL, IN):
            self._option(name, value.strip().lower(), depth)
            return None
        if name == WHO:
            words = name_words(value)
            if not words:
                raise QueryError(f"who: {value!r} holds no name")
            return Name(value, words, quoted and len(words) > 1)
        if name == STATE:
            return Term(STATE, code_of(value))
        return Term(name, comparable_outlet(value) if name == OUTLET else asked(name, value))

    def _option(self, name: str, value: str, depth: int) -> None:
        if depth:
            raise QueryError("since:, until: and in: stand outside of brackets and can't be negated")
        if name in self.options:
            raise QueryError(f"{name}: stands twice in the query")
        if name == IN and value not in SCOPES:
            raise QueryError(f"in: {value!r} is not {', '.join(SCOPES)}")
        if name != IN:
            bounds(value if name == SINCE else None, value if name == UNTIL else None)
        self.options[name] = value


def comparable_outlet(value: str) -> str:
    """An outlet's name as it is compared."""
    return " ".join(fold(value).text.split())


def _wants(node: Node) -> bool:
    """Whether a node asks for something (and not only against)."""
    if isinstance(node, Not):
        return False
    if isinstance(node, And):
        return any(_wants(part) for part in node.parts)
    if isinstance(node, Or):
        return all(_wants(part) for part in node.parts)
    return True


_EXAMPLES = {
    WHO: 'who:Lavrov or who:"Sergey Lavrov"',
    STATE: "state:RUS",
    TOPIC: "topic:sanctions",
    DOCUMENT: 'document:"UNSC 2254"',
    KIND: "kind:meeting",
    STATUS: "status:planned",
    ROLE: "role:foreign_minister",
    ACT: "act:warn",
    CITY: "city:Moscow",
    OUTLET: "outlet:IRNA",
    SINCE: "since:2015-08",
    UNTIL: "until:2015-08-11",
    IN: "in:statements",
}
