"""The sentences of a report laid out: chains of mentions, words of contact, light verbs, clause boundaries and moods, each by position.

In: an analysed report. Out: its sentences, and answers to small questions about them.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property

import msgspec

from mahdar.frame.chains import Chain, Chains
from mahdar.frame.contact import Contact
from mahdar.recognise.analysis import LONG, Actor, Analysis, When
from mahdar.recognise.matcher import Match

TITLE = 3  # words of a quotation that is still a name or title, not speech


class Sentence(msgspec.Struct, gc=False):
    """One sentence laid out for framing: token range, chains, cues, light verbs, clause boundaries and moods, each by position."""

    index: int
    first: int
    after: int
    chains: list[Chain]
    cues: list[Match]
    lights: list[Match]
    bounds: list[int]
    moods: list[Match]


class Layout(Chains):
    """The sentences of a report laid out, and small questions about them."""

    def __init__(self, analysis: Analysis) -> None:
        super().__init__(analysis)
        self._starts = [a.start for a in analysis.actors]

    @cached_property
    def sentences(self) -> list[Sentence]:
        """The sentences, laid out when the first is asked for: a report without a word of contact needs none."""
        analysis = self.analysis
        by_sentence: dict[int, list[int]] = {}
        for index, actor in enumerate(analysis.actors):
            by_sentence.setdefault(actor.sentence, []).append(index)
        table: dict[str, dict[int, list[Match]]] = {}
        for kind in ("cue", "light", "mood", "boundary"):
            rows: dict[int, list[Match]] = {}
            for match in analysis.of(kind):
                rows.setdefault(analysis.sentence_of(match.start), []).append(match)
            table[kind] = rows
        out: list[Sentence] = []
        for index, (start, end) in enumerate(analysis.sentences):
            first, after = analysis.token_at(start), analysis.token_at(end)
            cues = [self._of_two(m) for m in table["cue"].get(index, []) if not self._inside(m, by_sentence.get(index, []))]
            if cues and not analysis.of_in("by_phone", start, end):  # "the news that spoke of a meeting": no word of contact
                cues = [m for m in cues if (e := m.get("cue")) is None or not e.data.get("phoned")]
            lights = [m for m in table["light"].get(index, []) if self._carries(m)]
            chains = self._chains(by_sentence.get(index, []))
            bounds = sorted(m.start for m in table["boundary"].get(index, []))
            out.append(Sentence(index, first, after, chains, cues, lights, bounds, table["mood"].get(index, [])))
        return out

    @cached_property
    def mediations(self) -> set[int]:
        """Where the words begin that lead to a mediator."""
        return {m.word for m, value in self.relations.values() if value == "mediator"}

    def mentions_in(self, start: int, end: int) -> list[Actor]:
        """The mentions that recognition found and that begin in folded [start, end), in order; framing adds others behind them."""
        low = bisect_left(self._starts, start)
        return self.analysis.actors[low : bisect_left(self._starts, end, low)]

    def light_at(self, i: int) -> bool:
        """Whether a form of a light verb begins in token i."""
        if i >= len(self.lex.tokens):
            return False
        end = self.lex.tokens[i].end
        return any(self.token(m) == i for m in self.analysis.of_in("light", end - LONG, end))

    @cached_property
    def joined_says(self) -> list[Match]:
        """Verbs of saying joined to what is before them, in order."""
        return [m for m in self.analysis.of("say") if self.lex.joined(m.prefix)]

    @cached_property
    def speeches(self) -> list[int]:
        """Where quotations begin that have more words than a name or title."""
        text = self.analysis.view.text
        return sorted(a for a, b in self.analysis.quotations if len(text[a:b].split()) > TITLE)

    def _of_two(self, match: Match) -> Match:
        """ "The (two) visits of X", whose ending is that of "my" too: with somebody right behind it, it is that of two."""
        if match.pronoun not in self.lex.words["dual_construct"]:
            return match
        at = self.analysis.token_at(match.end)
        start = self.lex.tokens[at].start if at < len(self.lex.tokens) else -1
        behind = any(a.kind == "person" and not a.particle for a in self.mentions_in(start, start + 1))
        return msgspec.structs.replace(match, pronoun="") if behind else match

    def _carries(self, match: Match) -> bool:
        """Whether a light verb stands as a verb (bare, joined by "and", future), or as a verbal noun behind the purpose particle."""
        if match.prefix in self.lex.words["purpose"]:
            entry = match.get("light")
            return entry is not None and any(e.data.get("masdar") for e in match.entries if e.kind == "light")
        if all(e.data.get("masdar") for e in match.entries if e.kind == "light"):
            return False
        return match.prefix in ("", *self.lex.conjunctions, *self.lex.words["future"])

    def _inside(self, match: Match, actors: list[int]) -> bool:
        """A cue word inside a name or office is none, nor that of a phrase that leads to a mediator ("with the mediation of"). A committee
        of two states is told by words that can speak too."""
        return (
            self.lex.no_cue(match)
            or match.word in self.mediations
            or any(
                a.start <= match.start < a.end and not (a.kind == "institution" and match.word <= a.start)
                for a in (self.analysis.actors[i] for i in actors)
            )
        )

    def own_place(self, contact: Contact) -> bool:
        """Whether the place of a noun that points back is its own: no other word of contact stands in between."""
        where, cues = contact.where, self.sentences[contact.sentence].cues
        return where is not None and not any(contact.cue.end <= m.word and m.end <= where.start for m in cues)

    def of_another(self, sentence: Sentence, start: int, i: int) -> bool:
        """Whether the relative word at token i speaks of another gathering told from folded `start` on, not of one at which somebody met
        ("discussed the summit that will bring … together")."""
        lex = self.lex
        for cue in sentence.cues:
            entry, at = cue.get("cue"), self.token(cue)
            noun = entry is not None and entry.data.get("class") == "noun" and start <= cue.word and 0 <= i - lex.after(cue) <= 1
            if noun and not cue.pronoun and cue.prefix not in lex.words["at"]:
                return not (lex.is_(at - 1, "in") or lex.is_(at - 1, "circumstance"))
        return False

    def participle(self, cue: Match) -> bool:
        """Whether a cue verb is a participle behind another verb ("he left, heading for …"), whose subject never stands behind it."""
        entry = cue.get("cue")
        return entry is not None and entry.data.get("behind") == "no"

    def participle_of_accord(self, cue: Match) -> bool:
        """Whether a cue is the "signed" of "the accord signed in …"."""
        entry = cue.get("cue")
        return entry is not None and entry.value == "agreement" and bool(entry.data.get("dated")) and bool(entry.data.get("with"))

    def told_apart(self, cue: Match) -> bool:
        """Whether day and place before a cue are those of something else: of whoever speaks of an accord signed, or
        reports on the course of talks."""
        return self.participle_of_accord(cue) or self.lex.is_(self.token(cue) - 1, "outcome")

    def of_issue(self, when: When) -> bool:
        """Whether a day is that on which a paper or document came out ("in its issue of today")."""
        at = self.analysis.token_at(when.start)
        return any(self.lex.is_(i, "issued") for i in (at - 1, at - 2))
