"""Who comes and who is there: those invited, those received on arrival or seen off."""

from __future__ import annotations

from mahdar.frame.arguments import Sentence
from mahdar.frame.chains import Chain
from mahdar.frame.clauses import PEOPLE
from mahdar.frame.contact import RECEPTION, Contact
from mahdar.frame.letters import Letters
from mahdar.recognise.analysis import LONG
from mahdar.recognise.matcher import Match

ARRIVAL = 12  # words from "was there to receive him" to who was there
WAS = 3  # words from "was" to "in"


class Guests(Letters):
    """Contacts by those who come to them."""

    def receives(self, sentence: Sentence, cue: Match) -> bool:
        """ "Was there to receive him": in the noun stands a host of the visit, no meeting of its own."""
        at = self.layout.token(cue)
        if not self.lex.is_(at - 1, "was_there"):
            return False
        first = max(sentence.first, at - 1 - WAS)
        opens = at - 1 == sentence.first
        return opens or any(self.lex.is_(i, "was") for i in range(first, at - 1)) or self.was_first(sentence, at - 1) is not None

    def was_first(self, sentence: Sentence, at: int) -> Chain | None:
        """ "(His brother) Y was the first of those who received him": Y, between "was" and the "in" of the words for those who received."""
        for chain in reversed(sentence.chains):
            if chain.after <= at and self.bare(chain, PEOPLE):
                was = any(self.lex.is_(i, "was") for i in range(max(chain.first - WAS, sentence.first), chain.first))
                return chain if was and at - chain.after <= 1 else None
        return None

    def promised(self, cue: Match) -> bool:
        """ "… and promised a visit to Cairo": the verb right before the noun tells what its own subject will do."""
        return self.lex.is_(self.layout.token(cue) - 1, "promises") and self.lex.preposition(cue.prefix) in self.lex.words["at"]

    def reception(self, sentence: Sentence, contact: Contact, cue: Match, after: list[Chain]) -> None:
        """ "Y was at the airport to receive X": X is the guest of a visit, Y and those listed with Y its hosts."""
        contact.kind, contact.rule, contact.parties = "visit", RECEPTION, []
        bare = [c for c in after if self.bare(c, PEOPLE)]
        at = self.analysis.token_at(cue.end)
        styled = (match := self.lex.busy.get(at)) is not None and match.get("style") is not None  # "those who received his highness"
        if not cue.pronoun and not self.lex.has_article(cue) and bare and not styled:
            contact.parties += self.parties(bare[0], "guest", "received on arrival", PEOPLE)
            bare = bare[1:]
        here = self.was_first(sentence, self.layout.token(cue) - 1)
        if here is not None:
            bare = [here]
        elif not bare and contact.parties:
            # "Y was there to receive X"
            bare = [c for c in self.ahead(sentence, self.analysis.sentences[sentence.index][0], cue.word) if self.bare(c, PEOPLE)][-1:]
        if bare and (bare[0].first - at <= ARRIVAL or contact.parties):
            row = self.parties(bare[0], "host", "was there to receive", PEOPLE)
            named = [p for p in row if self.actor(p.actor).name is not None or self.actor(p.actor).affiliation is not None]
            contact.parties += named or row

    def invitation(self, sentence: Sentence, contact: Contact, cue: Match) -> bool:
        """ "An invitation to X from Y to visit Z": X is the guest, Y the host; nothing is settled yet."""
        light = next((m for m in sentence.lights if m.prefix in self.lex.words["purpose"] and 0 <= cue.word - m.end <= 2), None)
        toward = self.lex.preposition(cue.prefix) in self.lex.words["lam"] or self.lex.is_(self.layout.token(cue) - 1, "to")
        if not toward and light is None:
            return False
        invites = [
            m
            for m in self.analysis.of_in("invite", cue.word - 150 - LONG, cue.word)
            if self.analysis.sentence_of(m.start) == sentence.index and m.end <= cue.word and cue.word - m.end < 150
        ]
        if not invites:
            return False
        word = invites[-1]
        begin = self.analysis.sentences[sentence.index][0]
        between = [c for c in self.behind(sentence, word.end, cue.word) if self.actor(c.members[0]).kind in PEOPLE]
        guest = next((c for c in between if c.relation == "to" or c.particle in self.lex.words["lam"]), None)
        host = next((c for c in between if c.relation == "from"), None)
        lights = [m for m in sentence.lights if m.end <= word.word and word.word - m.end < 150]
        receives = bool(lights) and (entry := lights[-1].get("light")) is not None and entry.value == "receive"
        entry = word.get("invite")
        verb = entry is not None and entry.value == "verb"
        bare = [c for c in between if self.bare(c, PEOPLE)]
        told = self.behind(sentence, lights[-1].end, word.word) if lights else []
        outer = [c for c in told if self.bare(c, PEOPLE)]
        accepts = self.accepts(sentence, word)
        before = self.subject_before(sentence, begin, lights[-1].word if lights else word.word)
        agent = outer[0] if outer else before
        if accepts is not None:
            guest, host = accepts, host or (bare[0] if bare else None)
        elif verb:
            host = host or (bare[0] if len(bare) > 1 else before)
            guest = guest or (bare[-1] if bare else None)
        elif receives:
            # "received from X a letter that holds an invitation"
            guest = guest or agent
            host = host or next((c for c in told if c.relation == "from" and self.actor(c.members[0]).kind in PEOPLE), None)
        else:
            host = host or (bare[0] if bare and guest is None and len(between) > 1 else None) or agent
            guest = guest or (outer[-1] if len(outer) > 1 else None)
        if guest is None and receives is False and host is not agent:
            guest = agent
        contact.parties = []
        if guest is not None:
            contact.parties += self.parties(guest, "guest", "invited")
        if host is not None and host is not guest:
            contact.parties += self.parties(host, "host", "invites")
        settled = "planned" if accepts is not None else "proposed"
        contact.status, contact.status_at = settled, (word.start, word.end, "invitation accepted" if accepts is not None else "invitation")
        return bool(contact.parties)

    def accepts(self, sentence: Sentence, word: Match) -> Chain | None:
        """ "X accepted the invitation of Y": X, between a verb of accepting and the invitation."""
        for match in reversed(self.analysis.of_in("accept", self.analysis.sentences[sentence.index][0], word.word)):
            at = self.analysis.token_at(match.end)
            for chain in self.behind(sentence, match.end, word.word):
                if self.actor(chain.members[0]).kind in PEOPLE and not chain.particle and chain.first - at <= 1:
                    between = range(chain.after, self.layout.token(word))
                    if len(between) <= 2 and (not chain.relation or chain.link >= match.start):
                        return chain
                break
        return None
