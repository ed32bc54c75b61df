"""Who comes and who is there: those that take part in a gathering, those invited, those received on arrival or seen off."""

from __future__ import annotations

from mahdar.frame.arguments import Chain, Sentence
from mahdar.frame.clauses import PEOPLE
from mahdar.frame.contact import RECEPTION, Contact
from mahdar.frame.sides import Sides
from mahdar.recognise.analysis import LONG
from mahdar.recognise.matcher import Match

AMIDST = 7  # … with the one named in between, past words of time and place
GATHERING = 3  # words from who takes part to the word for the gathering
ARRIVAL = 12  # words from "was there to receive him" to who was there
WAS = 3  # words from "was" to "in"


class Guests(Sides):
    """Contacts by those who come to them."""

    def receives(self, sentence: Sentence, cue: Match) -> bool:
        """ "Was there to receive him": in the noun stands a host of the visit, no meeting of its own."""
        at = self.layout.token(cue)
        if not self.lex.is_(at - 1, "was_there"):
            return False
        first = max(sentence.first, at - 1 - WAS)
        return any(self.lex.is_(i, "was") for i in range(first, at - 1)) or at - 1 == sentence.first

    def reception(self, sentence: Sentence, contact: Contact, cue: Match, after: list[Chain]) -> None:
        """ "Y was at the airport to receive X": X is the guest of a visit, Y and those listed with Y its hosts."""
        contact.kind, contact.rule, contact.parties = "visit", RECEPTION, []
        bare = [c for c in after if self.bare(c, PEOPLE)]
        if not cue.pronoun and bare:
            contact.parties += self.parties(bare[0], "guest", "received on arrival", PEOPLE)
            bare = bare[1:]
        at = self.analysis.token_at(cue.end)
        if bare and (bare[0].first - at <= ARRIVAL or contact.parties):
            contact.parties += self.parties(bare[0], "host", "was there to receive", PEOPLE)

    def taking_part(self, sentence: Sentence, contact: Contact, cue: Match) -> None:
        """ "X takes part in a conference", "X came to attend the summit": the subject of the word right before a gathering."""
        at = self.layout.token(cue)
        for word in self.analysis.of("takes_part"):
            if self.analysis.sentence_of(word.start) != sentence.index:
                continue
            entry = word.get("takes_part")
            verb = entry is not None and entry.value == "verb"
            if word.end > cue.word:
                if verb and self.taken_part_in(sentence, cue, word):
                    self.who_took_part(sentence, contact, word)
                continue
            between = [c for c in self.behind(sentence, word.end, cue.word) if self.bare(c)] if verb else []
            after = between[-1].after if between else self.analysis.token_at(word.end)
            if at - after > (AMIDST if between else GATHERING) or len(between) > 1:
                continue
            if verb and not between and at - after <= 1 and self.took_part_behind(sentence, contact, cue):
                continue
            subject = between[0] if between else self.subject_before(sentence, self.analysis.sentences[sentence.index][0], word.word)
            if subject is not None:
                known = {p.entity for p in contact.parties}
                contact.parties += [p for p in self.parties(subject, "participant", "takes part") if p.entity not in known]

    def took_part_behind(self, sentence: Sentence, contact: Contact, cue: Match) -> bool:
        """ "Taking part in the summit were X, Y and Z": the bare mentions right behind the noun."""
        at = self.analysis.token_at(cue.end)
        chain = next((c for c in self.behind(sentence, cue.end, contact.end) if self.bare(c)), None)
        if chain is None or chain.first - at > 1:
            return False
        known = {p.entity for p in contact.parties}
        contact.parties += [p for p in self.parties(chain, "participant", "takes part") if p.entity not in known]
        return True

    def taken_part_in(self, sentence: Sentence, cue: Match, word: Match) -> bool:
        """ "The summit, in which X and Y take part": a verb with its noun as an ending behind it, and no other cue noun in between."""
        after = self.analysis.token_at(word.end)
        return self.lex.is_(after, "in_it") and not any(cue.end <= m.word < word.word for m in sentence.cues)

    def who_took_part(self, sentence: Sentence, contact: Contact, word: Match) -> None:
        """The bare mention behind "in which took part"."""
        after = self.analysis.token_at(word.end) + 1
        known = {p.entity for p in contact.parties}
        for chain in self.behind(sentence, word.end, self.analysis.sentences[sentence.index][1]):
            if self.bare(chain) and chain.first - after <= 2:
                contact.parties += [p for p in self.parties(chain, "participant", "takes part") if p.entity not in known]
                return

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
        outer = [c for c in self.behind(sentence, lights[-1].end, word.word) if self.bare(c, PEOPLE)] if lights else []
        before = self.subject_before(sentence, begin, lights[-1].word if lights else word.word)
        agent = outer[0] if outer else before
        if verb:
            host = host or (bare[0] if len(bare) > 1 else before)
            guest = guest or (bare[-1] if bare else None)
        elif receives:
            guest = guest or agent
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
        contact.status, contact.status_at = "proposed", (word.start, word.end, "invitation")
        return bool(contact.parties)
