"""The working view of one report for the statement rules: tokens with the party or quotation that covers each, and the verbs of saying."""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from mahdar.frame.saying_words import Found, Words, words
from mahdar.packs import Entry
from mahdar.recognise.analysis import LONG, Actor, Analysis
from mahdar.recognise.lexer import Lexer
from mahdar.recognise.matcher import Match
from mahdar.text import Token, folded

MARKS = frozenset("\"'«»“”„‟‘’‹›`")
COMMAS = frozenset("\u060c,\u061b;")
NAMED = 3  # words of a quotation that can be a name
STOPS = COMMAS | frozenset(".:-–—")


class Cue(msgspec.Struct, gc=False):
    """A form of saying at folded [start, end); `word` is where its word begins with what is joined; `first` and `after` are token
    indexes."""

    word: int
    start: int
    end: int
    first: int
    after: int
    entries: list[Entry]
    joined: bool
    pronoun: str
    sentence: int

    @property
    def form(self) -> str:
        return self.entries[0].data["form"]

    @property
    def feminine(self) -> bool:
        return self.entries[0].data.get("gender") == "f"

    @property
    def plural(self) -> bool:
        return self.entries[0].data.get("number") in ("pl", "du")

    @property
    def number(self) -> str:
        return self.entries[0].data.get("number", "")

    @property
    def dual(self) -> bool:
        return self.entries[0].data.get("number") == "du"


class Scene:
    """One report. All indexes are token indexes, all offsets folded offsets."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.words: Words = words(analysis.pack)
        self.tokens: list[Token] = analysis.tokens
        self.text = analysis.view.text
        self.ends = Found(self.words.end, self.text)
        self.attributions = Found(self.words.attribution, self.text)
        self.actors = analysis.actors
        self._actor_starts = [a.start for a in self.actors]
        self.lex = Lexer(analysis)
        self.covers: dict[int, int] = {}
        for number, actor in enumerate(self.actors):
            i = self.token(actor.start)
            while i < len(self.tokens) and self.tokens[i].start < actor.end:
                self.covers.setdefault(i, number)
                i += 1
        self.opens: dict[int, tuple[int, int]] = {}
        self._quotes = sorted(analysis.quotations)
        self._around = _around(self._quotes)
        for a, b in self._quotes:
            i = analysis.token_at(a)
            while (
                i > 0
                and not self.tokens[i - 1].word
                and self.tokens[i - 1].text in MARKS
                and not self.text[self.tokens[i - 1].end : a].strip("".join(MARKS) + " ")
            ):
                i -= 1
            self.opens.setdefault(i, (a, b))
        self.telling: frozenset[int] = frozenset()
        self.nouns: dict[int, Match] = {}
        for match in analysis.of("say_noun"):
            if not match.prefix or match.prefix in self.words.prefixes or match.prefix in self.words.joined["with"]:
                i = self.token(match.word)
                if i not in self.nouns or match.end > self.nouns[i].end:
                    self.nouns[i] = match
        self.cues = self._cues()
        self.cue_at = {cue.first: cue for cue in reversed(self.cues)}  # by the token that it begins at
        self.boundaries: dict[int, int | None] = {}  # where what was said before each cue ends, by the cue's `id()`
        self._finite_ends = {cue.after for cue in self.cues if cue.form == "finite"}
        self._by_sentence: dict[int, list[Cue]] = {}
        for cue in self.cues:
            self._by_sentence.setdefault(cue.sentence, []).append(cue)
        self.telling = self._telling()

    def token(self, offset: int) -> int:
        """Index of the token that holds or follows `offset`."""
        i = self.analysis.token_at(offset)
        if i > 0 and self.tokens[i - 1].end > offset:
            i -= 1
        return i

    def text_at(self, i: int) -> str:
        """Folded text of token i, empty outside."""
        return self.tokens[i].text if 0 <= i < len(self.tokens) else ""

    def actor_at(self, i: int) -> Actor | None:
        """The party whose mention covers token i."""
        number = self.covers.get(i)
        return None if number is None else self.actors[number]

    def begins(self, i: int) -> Actor | None:
        """The party whose mention begins at token i."""
        number = self.covers.get(i)
        if number is None or self.covers.get(i - 1) == number:
            return None
        return self.actors[number]

    def after(self, offset: int) -> int:
        """Index of the first token that begins at or after `offset`."""
        return self.analysis.token_at(offset)

    def quotes_in(self, start: int, end: int) -> list[tuple[int, int]]:
        """The quotations that begin before `end` and end at `start` or behind it, by where they begin."""
        low = bisect.bisect_left(self._quotes, (start,))
        holding = []
        k = low - 1
        while k >= 0:
            if self._quotes[k][1] >= start:
                holding.append(self._quotes[k])
            k = self._around[k]
        return [*reversed(holding), *self._quotes[low : bisect.bisect_left(self._quotes, (end,), low)]]

    def quotes_from(self, start: int) -> Iterator[tuple[int, int]]:
        """The quotations that begin at or after `start`, in order."""
        return (self._quotes[k] for k in range(bisect.bisect_left(self._quotes, (start,)), len(self._quotes)))

    def actors_from(self, offset: int) -> int:
        """Index of the first mention that begins at or after `offset`."""
        return bisect.bisect_left(self._actor_starts, offset)

    def actors_in(self, start: int, end: int) -> list[Actor]:
        """The mentions that begin in folded [start, end), in order."""
        return self.actors[self.actors_from(start) : self.actors_from(end)]

    def actors_before(self, offset: int) -> Iterator[Actor]:
        """The mentions that begin before `offset`, the last one first."""
        return (self.actors[k] for k in range(self.actors_from(offset) - 1, -1, -1))

    def quote_of(self, offset: int) -> tuple[int, int] | None:
        """The outermost quotation that holds `offset`, but for those that tell what another said."""
        return self._holding(offset, told=False)

    def telling_of(self, offset: int) -> tuple[int, int] | None:
        """The quotation that holds `offset` and tells what another said."""
        return self._holding(offset, told=True)

    def _holding(self, offset: int, *, told: bool) -> tuple[int, int] | None:
        i = bisect.bisect_right(self._quotes, (offset, 1 << 60))
        found = None
        for a, b in self._quotes[max(0, i - 4) : i]:
            if a <= offset < b and (found is None or a < found[0]) and (a in self.telling) == told:
                found = (a, b)
        return found

    def _telling(self) -> frozenset[int]:
        """Where quotations begin whose first word is a verb of saying with another's name: «the minister stressed …», that X «welcomed …»."""
        out = set()
        for a, _ in self._quotes:
            i = self.after(a)
            opens = self.begins(i)
            cue = self.cue_at.get(i)
            if opens is not None and opens.kind in ("person", "institution") and self.text_at(self._past_mark(i - 1)) in self.words.that:
                cue = self.cue_at.get(self.after(opens.end))  # that «the minister repeated …»
                if cue is not None and cue.form == "finite" and not cue.pronoun and any("weak" not in e.data for e in cue.entries):
                    out.add(a)
                continue
            if cue is None or cue.form != "finite" or cue.pronoun or all("weak" in e.data for e in cue.entries):
                continue
            behind = self.begins(cue.after)
            if behind is not None and behind.kind in ("person", "group", "institution") and not behind.particle and not behind.joined:
                out.add(a)
                continue
            subject = self.actor_at(self._past_mark(i - 1))
            if subject is not None and self.text_at(self.token(subject.start) - 1) in self.words.that:
                out.add(a)
        return frozenset(out)

    def turned_to(self, cue: Cue) -> Actor | None:
        """ "As for X, he said": the party right before a joined verb, whom the words "as for" put in front."""
        actor = self.actor_at(cue.first - 1) if cue.joined and cue.form == "finite" else None
        return actor if actor is not None and self.words.has("turning", self.text_at(self.token(actor.start) - 1)) else None

    def _past_mark(self, i: int) -> int:
        """Index of the last token up to i that is no quotation mark."""
        while i > 0 and not self.tokens[i].word and self.tokens[i].text in MARKS:
            i -= 1
        return i

    def past_quote(self, b: int) -> int:
        """Index of the first token after the closing mark of a quotation that ends at `b`."""
        i = self.after(b)
        while i < len(self.tokens) and not self.tokens[i].word and self.tokens[i].text in MARKS and i - self.after(b) < 2:
            i += 1
        return i

    def leads_on(self, cue: Cue) -> bool:
        """Whether another verb of saying ends right before a cue."""
        return cue.first in self._finite_ends

    def cues_of(self, sentence: int) -> list[Cue]:
        """The cues of a sentence, in order."""
        return self._by_sentence.get(sentence, [])

    def sentence_end(self, sentence: int) -> int:
        return self.analysis.sentences[sentence][1]

    def _cues(self) -> list[Cue]:
        out: list[Cue] = []
        for match in self.analysis.of("say"):
            first = self.token(match.word)
            sentence = self.analysis.sentence_of(match.word)
            if sentence < 0:
                continue
            covering = self.actor_at(first)
            if covering is not None and covering.start <= match.start:
                continue
            entries = [e for e in match.entries if e.kind == "say" and self._fits(match, e, first)]
            if entries and "masdar" in entries[0].data:
                party = self.begins(self.after(match.end))
                if (party is not None and self._rules(party)) or (not match.prefix and not self._verbal(first, out[-1] if out else None)):
                    continue  # the verbal noun, with the state whose act it is behind it ("and Egypt's rejection of")
            if entries:
                joined = match.prefix.startswith(self.words.conjunctions)
                out.append(
                    Cue(
                        match.word,
                        match.start,
                        match.end,
                        first,
                        self.after(match.end),
                        entries,
                        joined,
                        entries[0].data.get("attached", ""),
                        sentence,
                    )
                )
        return out

    def _rules(self, party: Actor) -> bool:
        """Whether a state behind a verbal noun is the one whose act it is: a noun stands right behind it, the object."""
        if party.particle or self.masculine(party) or party.kind not in ("state", "capital"):
            return False
        i = self.after(party.end)
        text = self.text_at(i)
        bare = bool(text) and self.tokens[i].word and not text.startswith(self.words.conjunctions) and self.actor_at(i) is None
        return bare and text not in self.words.slots and text not in self.words.that and not self.words.has("preposition", text)

    def masculine(self, actor: Actor) -> bool:
        """Whether a party is of those whose name is masculine."""
        return self.words.has("masculine", self.text_at(self.token(actor.start)))

    def governed(self, i: int) -> bool:
        """Whether token i stands behind a free preposition (or a noun that governs it), so that what begins there is no subject."""
        before = self.text_at(i - 1)
        return self.words.has("preposition", before) or self.words.has("preposition", self.words.bare(before))

    def _verbal(self, first: int, last: Cue | None) -> bool:
        """Whether a form written like a verbal noun is a verb: it opens a clause or follows its subject, and no other verb governs it."""
        if last is not None and last.after == first:
            return False
        actor = self.actor_at(first - 1)
        if actor is not None:
            return not (last is not None and actor.start >= last.end and self.token(actor.start) - last.after <= 2)
        before = self.text_at(first - 1)
        words_ = self.words
        start = self.tokens[first].start
        opens = any(0 <= start - w.end <= 1 for w in self.analysis.whens_in(start - LONG, start))
        opens = opens or self._opens_sentence(first) or not (first and self.tokens[first - 1].word) or before in words_.that
        opens = opens or words_.has("transition", f"{self.text_at(first - 2)} {before}")
        return opens or any(
            words_.has(g, before) for g in ("transition", "auxiliary", "relative", "relative_thing", "subjunctive", "adverb")
        )

    def _opens_sentence(self, i: int) -> bool:
        sentence = self.analysis.sentence_of(self.tokens[i].start)
        return sentence >= 0 and self.token(self.analysis.sentences[sentence][0]) == i

    def imperfect(self, cue: Cue, entry: Entry) -> bool:
        """Whether the form is imperfect."""
        return self.text[cue.start : cue.end].startswith(_imperfect(entry.data.get("imperfect", "")))

    def _fits(self, match: Match, entry: Entry, first: int) -> bool:
        """Whether the particles and the word before allow this form to report something."""
        words_ = self.words
        form = entry.data["form"]
        if form == "finite":
            if match.prefix not in words_.prefixes:
                return False
            if (
                match.prefix
                and match.prefix not in words_.conjunctions
                and not self.text.startswith(_imperfect(entry.data.get("imperfect", "")), match.start)
            ):
                return False  # the particle of the future joins the imperfect alone
            if self._spelt_otherwise(match, entry) and self.begins(self.after(match.end)) is None:
                return False  # "here", which folds to "congratulated"
        elif form == "participle":
            if match.prefix and match.prefix not in words_.conjunctions:
                return False
            if self.text_at(first - 1) in self.analysis.pack.words["was"]:
                return False  # "it was decided that": a predicate
            if (
                entry.data.get("gender") == "f"
                and not match.prefix
                and self.text_at(first - 1) not in STOPS
                and not self._opens_sentence(first)
                and self.text_at(first + 1) not in words_.that
                and self.text_at(first + 1) not in words_.slots
            ):
                return False  # a feminine participle inside a clause is an adjective or a predicate
            if entry.data.get("gender") == "f" and self.text_at(first + 1).endswith(tuple(words_.groups.get("nisba_feminine", ()))):
                return False  # a verbal noun with its adjective, written like the participle ("international support")
        elif match.prefix and match.prefix not in words_.conjunctions and "neutral" not in entry.data:
            return False
        before = words_.bare(self.text_at(first - 1))
        if form == "finite" and not match.prefix and self.governed(first):
            return False  # a verbal noun written like the verb
        if form == "finite" and words_.has("thing", before):
            return False  # "according to what he announced": see the attributions
        if form != "noun" and (words_.has("negator", before) or words_.has("negator", self.text_at(first - 1))):
            return False
        # "that he say" wishes and "to say" intends: no statement behind a particle of purpose, where the form is imperfect
        return not (
            form == "finite"
            and words_.has("subjunctive", before)
            and self.text[match.start : match.end].startswith(_imperfect(entry.data.get("imperfect", "")))
        )

    def _spelt_otherwise(self, match: Match, entry: Entry) -> bool:
        """Whether a form is written as another word that folds to the same letters."""
        written = entry.data.get("written", "")
        return self.text[match.start : match.end] == folded(written) and self.analysis.words(match.start, match.end) != written


def _around(quotes: list[tuple[int, int]]) -> list[int]:
    """For each quotation, in order, the index of the innermost that it lies in (-1: in none)."""
    out: list[int] = []
    for a, _ in quotes:
        k = len(out) - 1
        while k >= 0 and quotes[k][1] <= a:
            k = out[k]
        out.append(k)
    return out


@lru_cache(maxsize=4096)
def _imperfect(cell: str) -> tuple[str, ...]:
    return tuple(folded(form) for form in cell.split("|") if form) or ("\0",)
