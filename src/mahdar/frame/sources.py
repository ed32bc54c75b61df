"""Whom a report cites for a contact: speakers of the statements that tell of it, who relays them, and phrases of attribution beside it.

In: the tellings of a contact and the report's statements. Out: spans of the sources as printed, each once, the fullest phrase of one that the
words point back to ("the source" is "a source in the ministry"). One who took part and tells of it himself is no source for what took place.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter

from mahdar.frame.arguments import Layout
from mahdar.frame.contact import Contact
from mahdar.frame.voices import Voice, voice_at
from mahdar.recognise.analysis import LONG, Actor
from mahdar.recognise.lexer import CLOSING, COMMA, OPENING
from mahdar.text import folded

PARTIES = frozenset({"institution", "body", "agency"})
STATES = frozenset({"state", "capital"})
CLOSE = 4  # sentences and headings from a contact to the spokesman who goes on about it
SPEAKER = 6  # words from "announced this" to who did
OPENS = 12  # letters from the beginning of what is said to the verb that tells of a contact
WIDE = 4  # words from "according to" to the source
RELAYS = 2  # words from the beginning of a sentence to the agency that relays what it tells
NEXT = 1  # sentences behind a contact in which another tells on
ABOUT = 12  # letters from the beginning of what is said to one who took part
TOLD_ON = frozenset({"meeting", "call", "visit", "message"})  # kinds that a report opens with and a body tells more of
NAMES = 3  # words from a noun that points back to its "according to" ("the meeting, according to the ministry, dealt with …")
HEAD = 2  # words from the beginning of a sentence to its "according to"
SOURCE = 10  # words of a sentence that only names a source
REACH = 200  # letters between a verb of relaying and what it carries
Span = tuple[int, int]
_start = attrgetter("start")


class Sources:
    """The sources of one report's contacts."""

    def __init__(self, layout: Layout, voices: list[Voice]) -> None:
        self.layout = layout
        self.lex = layout.lex
        self.analysis = layout.analysis
        self.voices = voices
        self._ordered: list[Actor] = []
        self._phrases: dict[str, list[tuple[int, int, int, int]]] | None = None

    def of(self, contact: Contact) -> list[Span]:
        """Folded spans of the sources of a contact, in the order of its tellings."""
        out: dict[str, Span] = {}
        for telling in (contact, *contact.joined):
            voice = voice_at(self.voices, telling.cue.start)
            back = telling.anaphor or telling.pair
            told = voice is not None and not (back and not self._reports(voice, telling, contact, out))
            if voice is not None and told and not self._own(voice, telling, contact):
                for span in (*self._relayers(voice), self._printed(voice)):
                    out.setdefault(self._key(span), span)
            further = self._relays(telling) if back and not told else [] if back else self._behind(telling)
            for span in (*further, *self._beside(telling, at_head=back)):
                out.setdefault(self._key(span), span)
        last = max(t.sentence for t in (contact, *contact.joined) if t is contact or not t.anaphor)
        announced = [s for k in (contact.sentence, last + 1) if (s := self._said_so(k)) is not None] if not out else []
        if not out and not announced and contact.kind in TOLD_ON and (goes_on := self._goes_on(contact)) is not None:
            announced = [goes_on]
        return [*out.values(), *announced[:1]]

    def _goes_on(self, contact: Contact) -> Span | None:
        """ "X received Y. The ministry said that the two sides …": who tells on right behind what the report told in its own voice."""
        start = self.analysis.sentences[contact.sentence][1]
        stop = self.analysis.sentences[min(contact.sentence + NEXT, len(self.analysis.sentences) - 1)][1]
        for voice in self.voices:
            if not start <= voice.word[0] < stop or not self._house(voice):
                continue
            about = self._beginning(voice.start, min(voice.start + ABOUT, voice.end))
            if any(a.kind == "pair" or (a.entity in contact.people and a.entity >= 0) for a in about):
                return self._printed(voice)
        return None

    def _house(self, voice: Voice) -> bool:
        """Whether a body, an agency, a spokesman or an unnamed source speaks: no state and nobody for himself."""
        if self.analysis.of_in("agency", *voice.spoke):
            return True
        speakers = [a for a in self._actors(*voice.spoke) if a.end <= voice.spoke[1]]
        roles = {self.analysis.entities[a.entity].role for a in speakers if a.entity >= 0}
        first = self.analysis.token_at(voice.spoke[0])
        if any(self.lex.is_(first, head) for head in ("statement_of", "unnamed_source", "outlet_head")):
            return True
        return bool(speakers and speakers[0].kind in PARTIES) or any(role is not None and role.value == "spokesperson" for role in roles)

    def _said_so(self, sentence: int) -> Span | None:
        """ "This was announced by X", "this came in a statement of the ministry": who told what the sentence before it tells."""
        lex, sentences = self.lex, self.layout.sentences
        if sentence >= len(sentences):
            return None
        at = sentences[sentence].first
        if lex.is_(at, "came") and lex.is_(at + 1, "this") and lex.is_(at + 2, "in") and lex.is_(at + 3, "statement_of"):
            start = lex.tokens[at + 3].start
            return self._statement(start, lex.tokens[at + 3].end) or (start, lex.tokens[at + 3].end)
        if lex.find(at, "say") is None or not lex.is_(at + 1, "this"):
            return None
        stop = lex.tokens[min(at + SPEAKER, sentences[sentence].after - 1)].end
        told = next((a for a in self._beginning(lex.tokens[at + 1].end, stop) if a.kind == "person" or a.kind in PARTIES), None)
        if told is None:
            return None
        return (told.name.start, told.name.end) if told.name is not None else self._full(told.start, told.end)

    def _key(self, span: Span) -> str:
        """One person or body, whatever words name it; else the words."""
        for actor in self._actors(*span):
            if actor.entity >= 0 and (found := self.analysis.entities[actor.entity]).kind == "person" and found.name is not None:
                return str(actor.entity)
        return folded(self.analysis.words(*span))

    def _actors(self, start: int, end: int) -> Sequence[Actor]:
        return [a for a in self._beginning(start - LONG, end) if start < a.end]

    def _beginning(self, start: int, end: int) -> list[Actor]:
        """The mentions that begin in [start, end), in order. Framing adds some behind the others."""
        if len(self._ordered) != len(self.analysis.actors):
            self._ordered = sorted(self.analysis.actors, key=_start)
        low = bisect_left(self._ordered, start, key=_start)
        return self._ordered[low : bisect_left(self._ordered, end, low, key=_start)]

    def _own(self, voice: Voice, telling: Contact, contact: Contact) -> bool:
        """Whether a participant tells of what took place: his word is not cited for it, unless that is what he says. Who announces a plan is
        its source; a state that takes part speaks for itself."""
        speakers = self._actors(*voice.spoke)
        mine = {a.entity for a in speakers} | {voice.entity}
        sides = {found.value for e in contact.people if e >= 0 and (found := self.analysis.entities[e].affiliation) is not None}
        outlet = self.lex.is_(self.analysis.token_at(voice.spoke[0]), "outlet_head")  # "the news agency of the state": not the state
        if not outlet and any(
            a.kind == "pair" or (a.kind in STATES and a.affiliation is not None and a.affiliation.value in sides) for a in speakers
        ):
            return True
        named = any(e in contact.people and e >= 0 and self.analysis.entities[e].name is not None for e in mine)
        if contact.kind == "agreement" and contact.status == "held" and not self._tells(voice, telling):
            return True  # an accord named by the way
        ahead = contact.kind == "message" or contact.status in ("planned", "postponed", "cancelled", "denied")
        return named and not ahead and not (telling is contact and self._tells(voice, telling))

    def _reports(self, voice: Voice, telling: Contact, contact: Contact, found: dict[str, Span]) -> bool:
        """Whether he who speaks of what was told before is its source: an agency ("the agency said that the two dealt at the meeting with …"), or a
        spokesman right behind what the report told in its own voice."""
        if self.analysis.of_in("agency", *voice.spoke):
            return True
        return not found and telling.sentence - contact.sentence <= CLOSE and self._house(voice)

    def _tells(self, voice: Voice, telling: Contact) -> bool:
        """Whether the words said are about the contact first of all ("said that he held talks"), or tell of it by a verb in a quotation."""
        entry = telling.cue.get("cue")
        verb = entry is not None and entry.data.get("class") == "verb"
        first = telling.light.word if telling.light is not None else telling.cue.word
        if 0 <= first - voice.start <= OPENS and (verb or telling.light is not None):
            return True
        return verb and self.analysis.quoted(telling.cue.start, telling.cue.end)

    def _printed(self, voice: Voice) -> Span:
        """The source's words where it speaks: a name if one is printed there, else the phrase, or the fuller one that it points back to."""
        start, end = voice.spoke
        for actor in self._actors(start, end):
            if actor.name is not None and actor.kind == "person":
                return actor.name.start, actor.name.end
        return self._back(*self._full(start, end))

    def _full(self, start: int, end: int) -> Span:
        """A source with the house it belongs to ("a source in the ministry") and the word for what it is ("the agency X")."""
        at, tokens = self.analysis.token_at(end), self.lex.tokens
        while at < len(tokens):
            if tokens[at].text in CLOSING:
                at += 1
                continue
            step = at + 1 if self.lex.is_(at, "house_of") else at
            actor = next(iter(self._beginning(tokens[step].start, tokens[step].end)), None) if step < len(tokens) else None
            adjective = next((m for m in self.lex.by_start.get(at, ()) if m.get("nationality")), None)
            if actor is not None and actor.kind in PARTIES | {"state"} and (step > at or actor.particle in self.lex.words["at"]):
                end = actor.end
            elif adjective is not None and tokens[at - 1].text in CLOSING:
                end = adjective.end
            else:
                break
            at = self.analysis.token_at(end)
        first = self.analysis.token_at(start) - 1
        while first > 0 and self.lex.word(first) in OPENING:
            first -= 1
        if (said := self._statement(start, end)) is not None:
            return said
        first = self._head(first)
        if self.lex.is_(first, "outlet_head"):
            start = tokens[first].start + self.lex.word(first).startswith(tuple(self.lex.words["lam"]))
            after = self.analysis.token_at(end)
            opened = any(self.lex.word(i) in OPENING for i in range(first + 1, min(first + 1 + WIDE, after)))
            if first + 1 < after < len(tokens) and opened and tokens[after].text in CLOSING:
                end = tokens[after].end
        return start, end

    def _statement(self, start: int, end: int) -> Span | None:
        """ "A statement of the ministry", of which one part is the source that was found."""
        tokens, lam = self.lex.tokens, self.lex.words["lam"]
        at = self.analysis.token_at(start + 1) - 1  # the word that holds it, whatever is joined before it
        if self.lex.is_(at, "statement_of") and at + 1 < len(tokens):
            house = at + 1 + (at + 2 < len(tokens) and tokens[at + 1].text in COMMA)
            of = next(iter(self._beginning(tokens[house].start, tokens[house].end)), None)
            return (start, of.end) if of is not None and of.kind in PARTIES and of.particle in lam and of.end > end else None
        joined = self.lex.word(at)[:1] in lam and self.lex.is_(at - 1, "statement_of")
        return (tokens[at - 1].start, end) if joined else None

    def _head(self, i: int) -> int:
        """The word for what an outlet is, before its name: also with adjectives between ("the official news agency "X"")."""
        k = i
        while k > i - WIDE and self.lex.word(k).startswith(self.lex.article):
            k -= 1
        return k if self.lex.is_(k, "outlet_head") and not self.lex.word(k).startswith(self.lex.article) else i

    def _back(self, start: int, end: int) -> Span:
        """The fuller phrase before that a short one with the article points back to."""
        words = self.analysis.view.text[start:end].split()
        article = self.lex.article
        if len(words) > 2 or not words or not words[0].startswith(article):
            return start, end
        # of the phrases with this word that end before it, the last
        if self._phrases is None:
            self._phrases = self._by_word()
        phrases = self._phrases.get(words[0].removeprefix(article), [])
        for at, _, after, full_end in reversed(phrases[: bisect_left(phrases, (start,))]):
            if after <= start:
                return at, full_end
        return start, end

    def _by_word(self) -> dict[str, list[tuple[int, int, int, int]]]:
        """The fuller phrases of speakers and parties by each of their first two words: where they begin, the place in the order of finding
        negated, where the mention and where the phrase ends; in text order."""
        found = [v.spoke for v in self.voices] + [(a.start, a.end) for a in self.analysis.actors if a.kind in PARTIES]
        out: dict[str, list[tuple[int, int, int, int]]] = {}
        for order, (start, after) in enumerate(found):
            at, end = self._full(start, after)
            for word in set(self.analysis.view.text[at:end].split()[:2]):
                out.setdefault(word, []).append((at, -order, after, end))
        for phrases in out.values():
            phrases.sort()
        return out

    def _relayers(self, voice: Voice) -> list[Span]:
        """The outlet that carries a source's words ("the agency X quoted a source as saying")."""
        start, end = voice.word[1], voice.spoke[0]
        if not 0 < end - start < REACH:
            return []
        return [self._full(m.start, m.end) for m in self.analysis.of_in("agency", start, end)]

    def _behind(self, telling: Contact) -> list[Span]:
        """ "(This is) according to the agency X": a sentence right behind a telling that says nothing but whose words it has."""
        index = telling.sentence + 1
        if index >= len(self.layout.sentences):
            return []
        sentence = self.layout.sentences[index]
        head = next((i for i in range(sentence.first, min(sentence.first + HEAD, sentence.after)) if self.lex.is_(i, "according_to")), -1)
        if head < 0 or sentence.after - head > SOURCE or sentence.cues:
            return []
        start, stop = self.lex.tokens[head].end, self.lex.tokens[sentence.after - 1].end
        found = [(a.start, a.end) for a in self._beginning(start, stop) if not a.name]
        found += [(m.start, m.end) for m in self.analysis.of_in("agency", start, stop)]
        return [self._full(*min(found, key=lambda s: (s[0], -s[1])))] if found else []

    def _relays(self, telling: Contact) -> list[Span]:
        """ "The agency said that the minister, at the meeting, stressed …": who relays in the sentence what was said there."""
        start = self.analysis.sentences[telling.sentence][0]
        first = self.layout.sentences[telling.sentence].first
        if self.lex.find(first, "say") is None:
            return []
        near = self.lex.tokens[min(first + RELAYS, len(self.lex.tokens) - 1)].end
        return [self._full(m.start, m.end) for m in self.analysis.of_in("agency", start, min(near, telling.cue.start))][:1]

    def _beside(self, telling: Contact, *, at_head: bool) -> list[Span]:
        """Sources behind "according to" in the sentence of a telling: at its head, or behind the cue (`at_head`: right behind it)."""
        sentence = self.layout.sentences[telling.sentence]
        cue = self.layout.token(telling.cue)
        out = []
        for i in range(sentence.first, sentence.after):
            if not self.lex.is_(i, "according_to") or (sentence.first < i < cue) or (at_head and i > sentence.first and i - cue > NAMES):
                continue
            start = self.lex.tokens[i].end
            stop = self.lex.tokens[min(i + WIDE, sentence.after - 1)].end
            found = [(a.start, a.end) for a in self._beginning(start, stop) if not a.name and (not at_head or a.kind in PARTIES)]
            found += [(m.start, m.end) for m in self.analysis.of_in("agency", start, min(stop, start + LONG))]
            if not found and (outlet := self._outlet(i + 1)) is not None:
                found.append(outlet)
            if found:
                out.append(self._full(*min(found, key=lambda s: (s[0], -s[1]))))
        return out

    def _outlet(self, i: int) -> Span | None:
        """An outlet that no list knows: the word for what it is with the words behind it that have the article ("the agency of …")."""
        k = i
        while self.lex.is_(i, "outlet_head") and self.lex.word(k + 1).startswith(self.lex.article):
            k += 1
        return (
            (self.lex.tokens[i].start + self.lex.word(i).startswith(tuple(self.lex.words["lam"])), self.lex.tokens[k].end)
            if k > i
            else None
        )
