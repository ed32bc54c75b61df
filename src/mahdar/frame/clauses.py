"""Clauses: where the words that belong to a cue begin and end, and which mentions of a clause can be its arguments.

In: the laid-out sentences. Out: answers for the modules of verbs and nouns.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise
from operator import attrgetter

from mahdar.frame.arguments import Layout, Sentence
from mahdar.frame.chains import Chain
from mahdar.frame.contact import Contact, Party
from mahdar.frame.voices import Voice
from mahdar.packs import Entry
from mahdar.recognise.analysis import LONG, Actor, Mention
from mahdar.recognise.lexer import COMMA
from mahdar.recognise.matcher import Match

BESIDE = 90  # letters from a noun to the preposition behind its adjectives
NEAR = 9  # words between a verb and its subject: time and place may stand there
FAR = 20  # tokens between a subject and its object, words of time and place among them
ABSENT = 3  # words from an absence to whose it is
SUBJECTS = frozenset({"person", "group", "delegation", "body", "state", "pair", "institution"})
PEOPLE = frozenset({"person", "group", "delegation", "pair"})
_word = attrgetter("word")
MENTIONS = 8  # mentions of a person, of which one tells the office


class Clauses:
    """The report laid out, and the questions that verbs and nouns ask of a clause. `topic` is the person whom the sentences before spoke of as
    subject (-1: nobody), `traveller` who travelled in the sentence before, `visitor` who travels first in the report."""

    def __init__(self, layout: Layout, voices: list[Voice]) -> None:
        self.voices = voices
        self.layout = layout
        self.analysis = layout.analysis
        self.lex = layout.lex
        self.topic: int = -1
        self.traveller: int = -1
        self.visitor: int = -1
        self._openers: tuple[int, list[Match], list[int]] = (-1, [], [])

    def side_of(self, party: Party) -> str:
        """Affiliation of a party, or an empty string."""
        found = self.analysis.entities[party.entity].affiliation if party.entity >= 0 else None
        return found.value if found is not None else ""

    def actor(self, index: int) -> Actor:
        return self.analysis.actors[index]

    def clause(self, sentence: Sentence, cue: Match) -> tuple[int, int]:
        """Folded range of the clause around a cue: from the last boundary or verb before it to the next verb of its own after it."""
        start, end = self.analysis.sentences[sentence.index]
        for bound in sentence.bounds:
            if bound < cue.word:
                start = max(start, bound)
            elif bound > cue.end and not self.was_set(sentence, cue, bound):
                end = min(end, bound)
                break
        openers, words = self.openers(sentence)
        for k in range(bisect_left(words, cue.word) - 1, -1, -1):
            if openers[k].end <= cue.word and openers[k] is not cue:
                start = max(start, words[k])
                break
        k = bisect_left(words, cue.end)
        if k < len(words):
            end = min(end, words[k])
        for light in sentence.lights:
            if light.word >= cue.end and self.lex.joined(light.prefix) and light.word < end:
                end = light.word
        for k in range(bisect_left(self.layout.speeches, cue.end), len(self.layout.speeches)):
            begin = self.layout.speeches[k]
            if begin >= end:
                break
            if self.analysis.view.text[begin:end].strip("\"'\u00ab\u201c\u2018")[:1]:
                if begin - cue.end > 40 or not any(begin <= c.start < begin + 6 for c in sentence.chains):
                    end = begin
                break
        k = bisect_left(self.layout.joined_says, cue.end, key=_word)
        if k < len(self.layout.joined_says) and self.layout.joined_says[k].start < end:
            end = self.layout.joined_says[k].word
        return start, end

    def was_set(self, sentence: Sentence, cue: Match, bound: int) -> bool:
        """ "A visit that was planned to …", "the summit that was on Monday to bring X and Y together": the "was" behind the noun or its relative
        word begins no clause of its own."""
        at = self.analysis.token_at(bound)
        if not self.lex.is_(at, "was") or at + 1 >= len(self.lex.tokens):
            return False
        begin = self.lex.tokens[at + 1].start
        planned = any(m.word == begin and (e := m.get("mood")) is not None and e.value == "planned" for m in sentence.moods)
        if at == self.analysis.token_at(cue.end):
            return planned
        gathers = any(m.word == begin and (e := m.get("light")) is not None and e.value == "gather" for m in sentence.lights)
        told = any(cue.end <= m.word < bound for m in sentence.cues)
        return self.lex.relative(at - 1) and (planned or gathers) and not told

    def openers(self, sentence: Sentence) -> tuple[list[Match], list[int]]:
        """The verbs of a sentence that begin a clause of their own, by where their word begins; the last sentence's are kept."""
        if self._openers[0] != sentence.index:
            found = [m for m in sentence.cues if (e := m.get("cue")) is not None and e.data.get("class") == "verb" and self.opens(m)]
            found.sort(key=lambda m: m.word)
            self._openers = (sentence.index, found, [m.word for m in found])
        return self._openers[1], self._openers[2]

    def opens(self, cue: Match) -> bool:
        """Whether a verb begins a clause of its own: joined by "and", or marked as future."""
        return self.lex.joined(cue.prefix) or cue.prefix in self.lex.words["future"] or self.lex.is_(self.layout.token(cue) - 1, "future")

    def bare(self, chain: Chain, kinds: frozenset[str] = SUBJECTS) -> bool:
        kind = self.actor(chain.members[0]).kind
        return not chain.relation and not chain.particle and kind in kinds and not (kind == "delegation" and self.headed(chain))

    def headed(self, chain: Chain) -> bool:
        """Whether a delegation is whom somebody heads ("in order to head the delegation of …", "… that His Majesty head the delegation")."""
        return any(self.lex.is_(i, "heads") for i in (chain.first - 1, chain.first - 2))

    def behind(self, sentence: Sentence, start: int, end: int) -> list[Chain]:
        return [c for c in sentence.chains if start <= c.start < end]

    def ahead(self, sentence: Sentence, start: int, end: int) -> list[Chain]:
        return [c for c in sentence.chains if start <= c.start and c.end <= end]

    def parties(self, chain: Chain, part: str, rule: str, kinds: frozenset[str] = SUBJECTS) -> list[Party]:
        out: list[Party] = []
        if chain.particle and any(self.lex.is_(i, "absence") for i in range(chain.first - ABSENT, chain.first)):
            return out  # "in the striking absence of X"
        for index in chain.members:
            actor = self.actor(index)
            if (actor.entity < 0 and actor.kind != "pair") or self.press(actor):
                continue
            if actor.kind == "institution" and actor.affiliation is None and self.lex.find(chain.first, "cue") is not None:
                continue  # a committee of two states is no third party
            if actor.kind in kinds or (actor.kind == "capital" and (len(chain.members) > 1 or chain.relation == "between")):
                out.append(Party(actor.entity, part, index, rule))
        return out

    def press(self, actor: Actor) -> bool:
        """Whether a group is of journalists: they stand for nobody (in Arabic "for the liberation of" is written as "for editing")."""
        words = self.analysis.of_in("press", actor.start, actor.end)
        return actor.kind in ("group", "delegation") and any(m.prefix not in self.lex.words["lam"] for m in words)

    def subject_before(self, sentence: Sentence, start: int, cue: int) -> Chain | None:
        """The bare person chain nearest before a verb, when nothing but the clause's own words stands between."""
        options = [c for c in self.ahead(sentence, start, cue) if self.bare(c, PEOPLE | {"state", "body"}) and not self.met_by(sentence, c)]
        people = [c for c in options if self.bare(c, PEOPLE)]
        if options and options[-1] not in people and people:
            # a state behind the person is most often the object of another verb
            at = self.analysis.token_at(cue)
            return options[-1] if at - options[-1].after <= 1 and len(options[-1].members) > 1 else people[-1]
        return options[-1] if options else None

    def shared(self, sentence: Sentence, start: int, cue: Match, before: Chain | None) -> Chain | None:
        """ "X met Y and conferred with Z", in either order of the first verb and its subject: two verbs joined by "and" share their subject, and
        who stands nearest before the second is the object of the first."""
        if before is None or not self.lex.joined(cue.prefix):
            return before
        verbs = [m for m in sentence.cues if start <= m.word < before.start and (e := m.get("cue")) is not None and e.data.get("object")]
        first = verbs[-1] if verbs else None
        entry = first.get("cue") if first is not None else None
        if first is None or entry is None or entry.data.get("class") != "verb" or entry.data["object"] == "place":
            return before
        behind = [c for c in self.behind(sentence, first.end, cue.word) if self.bare(c, PEOPLE)]
        ahead = [c for c in self.ahead(sentence, start, first.word) if self.bare(c, PEOPLE) and c.after == self.layout.token(first)]
        if behind[:1] == [before] and ahead:
            return ahead[0]
        return behind[0] if behind[1:2] == [before] and self.analysis.token_at(first.end) == behind[0].first else before

    def met_by(self, sentence: Sentence, chain: Chain) -> bool:
        """ "After his meeting (with) Y received X …", "… for a meeting (with) Y before going to": who stands right behind the noun belongs to it."""
        nouns = (m for m in sentence.cues if (e := m.get("cue")) is not None and e.data.get("class") == "noun")
        own = (m for m in nouns if m.pronoun or m.prefix in self.lex.words["lam"])
        return any(self.analysis.token_at(m.end) == chain.first for m in own)

    def sentence_subject(self, sentence: Sentence, cue: int) -> Chain | None:
        """Whom the sentence is about before a later clause's verb: its first bare person, or the first of what is said ("X said that Y will
        go … and will travel")."""
        people = [c for c in self.ahead(sentence, self.analysis.sentences[sentence.index][0], cue) if self.bare(c, PEOPLE)]
        for i in range(self.analysis.token_at(cue) - 1, sentence.first, -1):
            if self.lex.is_(i, "that_he"):
                break
            said = [c for c in people if c.first > i] if self.lex.is_(i, "that_clause") else []
            if said:
                return said[0]
        return people[0] if people else None

    def informer(self, sentence: Sentence, cue: int) -> Chain | None:
        """ "X briefed Y on the results of his visit, on which he met Z": who informs another does what he tells of."""
        people = [c for c in self.ahead(sentence, self.analysis.sentences[sentence.index][0], cue) if self.bare(c, frozenset({"person"}))]
        for told, whom in pairwise(people):
            if self.informs(told.first - 1) and whom is people[-1] and whom.first - told.after <= (self.lex.word(told.after) in COMMA):
                return told
        return None

    def informs(self, at: int) -> bool:
        """Whether the word at a token is a verb of informing somebody."""
        verb = self.lex.word(at)
        return verb in self.lex.words["informs"] or (self.lex.joined(verb) and verb[1:] in self.lex.words["informs"])

    def part_of(self, chain: Chain, entry: Entry) -> str:
        """The part that a chain's preposition leads to in this entry, or an empty string."""
        if self.actor(chain.members[0]).kind not in SUBJECTS and not (
            chain.relation == "between" and self.actor(chain.members[0]).kind == "capital"
        ):
            return ""
        if chain.particle in self.lex.words["at"]:
            return entry.data.get("at", "") if self.actor(chain.members[0]).kind in PEOPLE else ""
        if chain.particle in self.lex.words["lam"]:
            return entry.data.get("for", "") if self.actor(chain.members[0]).kind in PEOPLE else ""
        if chain.particle or not chain.relation:
            return ""
        return entry.data.get(chain.relation, "")

    def open_way(self, at: int, first: int) -> bool:
        """Whether only time, place and adverbs stand between a verb and a mention, so that it can be the subject: another noun would be it."""
        if first - at <= 0:
            return True
        token = self.lex.tokens[at]
        if not token.word or token.text in self.lex.words["between_verb_and_subject"] or token.text in self.lex.words["clause"]:
            return True
        if token.text.isdigit() or any(w.start <= token.start < w.end for w in self.analysis.whens_in(token.start - LONG, token.start + 1)):
            return True
        return token.text.startswith(tuple(self.lex.words["at"])) or any(
            w.start - len(w.particle) <= token.start < w.end for w in self.analysis.wheres_in(token.start - LONG, token.start + LONG)
        )

    def words_apart(self, at: int, first: int) -> int:
        """How many words stand from one token to another; within reach, marks and words of time and place count for nothing ("received, in the
        palace in the capital, today (Monday), Y")."""
        if first - at > FAR:
            return first - at
        whens = self.analysis.whens_in(self.lex.tokens[at].start - LONG, self.lex.tokens[first].start)
        wheres = self.analysis.wheres_in(self.lex.tokens[at].start - LONG, self.lex.tokens[first].start)
        held = [(w.start, w.end) for w in whens] + [(w.start - len(w.particle), w.end) for w in wheres]
        tokens = self.lex.tokens[at:first]
        return sum(bool(t.word) and not any(start <= t.start < end for start, end in held) for t in tokens)

    def pro_drop(self, at: int) -> bool:
        """Whether a verb can have its subject in a sentence before: it opens the sentence or clause, and no other noun stands right before it."""
        before = at - 1
        while before >= 0 and (self.lex.is_(before, "future") or self.lex.is_(before, "been")):
            before -= 1
        token = self.lex.tokens[before] if before >= 0 else None
        if token is not None and (
            any(w.start <= token.start < w.end for w in self.analysis.whens_in(token.start - LONG, token.start + 1))
            or any(w.start <= token.start < w.end for w in self.analysis.wheres_in(token.start - LONG, token.start + 1))
        ):
            return True
        return token is None or not token.word or token.text in self.lex.words["clause"] or token.text in self.lex.words["opens_clause"]

    def agrees(self, cue: Match, actor: Actor) -> bool:
        """Whether a verb can tell of a person not right beside it: a feminine verb tells of nobody whose office is told in the masculine alone."""
        text = self.analysis.view.text[cue.start : cue.end]
        if actor.kind != "person" or actor.entity < 0 or not self.feminine(text):
            return True
        # the first mentions tell the office in full
        mentions = self.analysis.entities[actor.entity].mentions[:MENTIONS]
        return {g for i in mentions for g in self.genders(self.actor(i))} != {"m"}

    def feminine(self, verb: str) -> bool:
        """Whether a form is that of a verb whose subject is feminine: one with the feminine ending or beginning, whose masculine is known too."""
        forms, third, other = self.lex.pack.data.forms, *self.lex.pack.settings.words["imperfect"][:2]
        ends = self.lex.words["feminine_verb_end"]
        past = any(verb.endswith(end) and verb[: -len(end)] in forms for end in ends)
        is_past = any(verb + end in forms for end in ends)  # a masculine past may begin like a feminine present
        return past or (not is_past and verb.startswith(other) and third + verb[len(other) :] in forms)

    def genders(self, actor: Actor) -> set[str]:
        """The genders of the office words that a mention holds."""
        first, after = self.analysis.token_at(actor.start), self.analysis.token_at(actor.end)
        found = (self.lex.find(i, "office") for i in range(first, after))
        return {str(entry.data.get("gender") or "") for m in found if m is not None and (entry := m.get("office")) is not None}

    def relative_before(self, at: int) -> bool:
        """Whether a relative word stands right before a verb."""
        return self.lex.is_(at - 1, "relative") or self.lex.is_(at - 2, "relative")

    def held_in(self, verb: Match) -> bool:
        """Whether a verb ends with a pronoun, taken off or part of its listed form."""
        text = self.analysis.view.text[verb.start : verb.end]
        forms = self.lex.pack.data.forms
        endings = self.lex.pack.settings.pronouns
        return bool(verb.pronoun) or any(text.endswith(e) and text[: -len(e)] in forms for e in endings)

    def own_noun(self, verb: Match) -> bool:
        """Whether a noun with the article stands right behind a verb that is no mention, time or place: the verb's own subject ("the closeness
        carries a message"), so that nobody told before is it."""
        at = self.analysis.token_at(verb.end)
        word, start = self.lex.word(at), self.lex.tokens[at].start if at < len(self.lex.tokens) else -1
        if not word.startswith(self.lex.article) or word in self.lex.words["clause"] or word in self.lex.words["between_verb_and_subject"]:
            return False
        here = any(m.word <= start < m.end for m in self.analysis.of_in("cue", start - 1, start + LONG))
        when = any(w.start <= start < w.end for w in self.analysis.whens_in(start - LONG, start + 1))
        where = any(w.start - LONG <= start < w.end for w in self.analysis.wheres_in(start - LONG, start + 1))
        return not (here or when or where or any(a.start <= start < a.end for a in self.around(start)))

    def around(self, start: int) -> list[Actor]:
        """The mentions near an offset."""
        return [self.actor(i) for i in self.analysis.actors_in(start - LONG, start + 1)]

    def foreign_noun(self, chain: Chain, cue: Match) -> bool:
        """Whether the preposition of a chain belongs to another noun right before it ("the accord with Iran")."""
        if chain.link < 0 or chain.relation == "joined_by":
            return False
        entry = cue.get("cue")
        if entry is not None and entry.value == "negotiation" and chain.relation == "between" and len(chain.members) > 1:
            return False  # "the negotiations on the dam between A and B": who is at odds negotiates
        near = (max(cue.end, chain.link - BESIDE), chain.link)
        nouns: list[Mention | Match] = [*self.analysis.documents_in(*near)]
        discussed = entry is not None and bool(entry.data.get("pair")) and chain.relation == "with"
        if not (discussed and self.actor(chain.members[0]).kind == "person"):  # "discussed the events in Kenya with his counterpart"
            nouns += self.analysis.topics_in(*near)
        if entry is None or entry.value != "agreement":
            nouns += self.analysis.of_in("accord", *near)
        text, article = self.analysis.view.text, self.lex.article
        return any(
            0 <= chain.link - m.end <= 2
            or (m.end < chain.link and all(word.startswith(article) for word in text[m.end : chain.link].split()))
            for m in nouns
        )

    def arguments_end(self, sentence: Sentence, cue: Match, end: int) -> int:
        """Where a relative clause opens whose antecedent is an argument, and so the cue's own arguments end."""
        first, last = self.analysis.token_at(cue.end), self.analysis.token_at(end)
        stop = min(self.next_of("relative", first + 4, last), self.next_of("that_only", first, last))
        said = self.next_of("said_in_it", first + 3, last + 1) - 1
        if said < last and (verb := self.lex.busy.get(said)) is not None and not verb.kinds.isdisjoint(("say", "about_stop")):
            stop = min(stop, said)  # "a call with X, in which he voiced his solidarity with …"
        return self.lex.tokens[stop].start if stop < last else end

    def next_of(self, group: str, i: int, after: int) -> int:
        """The first token from i on and before `after` that is one of the pack's words of this group, else `after`."""
        words = self.lex.words.get(group, frozenset())
        return next((k for k in range(i, after) if self.lex.word(k) in words), max(i, after))

    def company(self, contact: Contact, after: list[Chain], entry: Entry) -> None:
        """ "… and with him Y": those who accompany have the part of the one they came with (the guest's, where there is one)."""
        part = "guest" if any(p.part == "guest" for p in contact.parties) else entry.data.get("subject", "participant")
        if contact.kind == "visit" and not contact.parties and any(c.relation == "accompanied" for c in after):
            # "X came back from a visit on which Y accompanied him"
            whose = self.sentence_subject(self.layout.sentences[contact.sentence], contact.cue.word)
            contact.parties += self.parties(whose, part, "belongs to the noun", PEOPLE) if whose is not None else []
        for chain in after:
            if chain.relation == "accompanied":
                contact.parties += self.parties(chain, part, "accompanies")
            elif chain.relation == "by" and contact.kind == "visit":
                contact.parties += self.parties(chain, "host", "invites")
        if contact.kind == "visit":
            self.invited_before(contact)
            self.invited_behind(contact)

    def invited_before(self, contact: Contact) -> None:
        """ "By invitation of Y, X travels to …": words of invitation that open the sentence name the host."""
        sentence = self.layout.sentences[contact.sentence]
        first = sentence.chains[0] if sentence.chains else None
        cues = sentence.cues[0].start if sentence.cues else contact.cue.start
        if first is None or first.relation != "by" or first.end > contact.cue.word or cues < first.start:
            return
        known = {p.entity for p in contact.parties}
        contact.parties += [p for p in self.parties(first, "host", "invites") if p.entity not in known]

    def invited_behind(self, contact: Contact) -> None:
        """ "X travels to …, and this in answer to an invitation of Y": words of invitation after the clause, before any other contact."""
        sentence = self.layout.sentences[contact.sentence]
        close = min((m.word for m in sentence.cues if m.word >= contact.end), default=self.analysis.sentences[contact.sentence][1])
        known = {p.entity for p in contact.parties}
        for chain in self.behind(sentence, contact.end, close):
            if chain.relation == "by" and not any(p.part == "host" for p in contact.parties):
                contact.parties += [p for p in self.parties(chain, "host", "invites") if p.entity not in known]

    def antecedent(self, sentence: Sentence, at: int) -> Chain | None:
        """The person right before the relative word before a verb ("X, who is visiting …")."""
        i = at - 1
        if self.lex.is_(i, "future") or self.lex.is_(i, "been"):
            i -= 1
        if not self.lex.is_(i, "relative"):
            return None
        for chain in reversed(sentence.chains):
            if chain.after <= i and i - chain.after <= 1 and self.actor(chain.members[-1]).kind in ("person", "delegation", "group"):
                return Chain(chain.first, chain.after, chain.start, chain.end, [chain.members[-1]])
        return None

    def past_before(self, sentence: Sentence, cue: Match) -> bool:
        """ "X had met Y": a "was" that opens the sentence tells of what lies before the report's news."""
        at = self.layout.token(cue)
        return any(self.lex.is_(i, "was") for i in range(sentence.first, min(at, sentence.first + 12)) if at - i <= 14)
