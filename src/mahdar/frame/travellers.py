"""Who travels: whether a verb of travel can have the one told before it as its subject, or has a subject of its own that no list knows.

In: a verb of travel and a mention. Out: yes or no. What stands behind the verb, behind "that", and the verb's gender speak against a mention.
"""

from __future__ import annotations

from mahdar.frame.arguments import Sentence
from mahdar.frame.chains import Chain
from mahdar.frame.clauses import PEOPLE
from mahdar.frame.signing import Signing
from mahdar.packs import Entry
from mahdar.recognise.analysis import LONG
from mahdar.recognise.matcher import Match

THAT = 60  # words from "that" to the verb of its clause
WAY = (
    "to",
    "in",
    "clause",
    "between_verb_and_subject",
    "opens_clause",
    "relative",
    "way",
)  # words behind a verb of travel that are no subject


class Travellers(Signing):
    """Subjects of verbs of travel."""

    def can_travel(self, sentence: Sentence, chain: Chain, cue: Match) -> bool:
        """Whether whom the words before a verb of travel tell of is its subject: a person or delegation of the verb's gender, and no other
        noun opens the verb's clause ("X said that the ship arrived", "a player who arrived", "this trend in")."""
        at = self.layout.token(cue)
        if self.actor(chain.members[0]).kind not in PEOPLE:
            return False
        if self.noun_here(cue):
            return False
        if at - chain.after <= 1:
            return True
        if self.relative_before(at) and self.antecedent(sentence, at) is None and not self.held_in(cue):
            return False
        mine = self.agrees(cue, self.actor(chain.members[0])) and not self.said_of_another(sentence, cue, chain.after)
        return mine and ((entry := cue.get("cue")) is None or not self.of_things(entry, cue))

    def noun_here(self, cue: Match) -> bool:
        """Whether a form of a verb is the noun that is written like it ("this trend in"): with the article, and no way told behind it."""
        return self.lex.has_article(cue) and not self.lex.is_(self.analysis.token_at(cue.end), "to")

    def said_of_another(self, sentence: Sentence, cue: Match, low: int = -1) -> bool:
        """ "It is said that the planes … will arrive", "X said that a ship (six lorries) arrived": behind "that" stands a noun of its own, and it
        is no mention: it is the subject. `low`: the token from which "that" counts."""
        at = self.layout.token(cue)
        opens = next((i for i in range(at - 1, max(sentence.first, low, at - THAT) - 1, -1) if self.lex.is_(i, "that_clause")), -1)
        noun = opens + 1
        while noun < at and not self.lex.tokens[noun].word:
            noun += 1
        if opens < 0 or noun >= at:
            return False
        begin, word = self.lex.tokens[noun].start, self.lex.word(noun)
        if any(a.start <= begin < a.end for a in self.around(begin)):
            return False
        if word.startswith(self.lex.article) or word.isdigit() or self.lex.is_(noun, "this"):
            return True
        # an indefinite noun: no verb, no preposition, no word of time
        verb = word.startswith(tuple(self.lex.words["imperfect"])) or self.lex.ordinary(noun) or word in self.lex.words["clause"]
        return low >= 0 and not verb and not self.lex.particled(noun)

    def of_things(self, entry: Entry, cue: Match) -> bool:
        """ "Arrived yesterday the third shipment", "visited Dubai 12 million tourists", "reached its fires Oslo": behind a verb of travel, past
        words of time and the place visited, a noun that is no mention or a number is the subject."""
        if entry.value != "visit":
            return False
        if self.noun_here(cue):
            return True
        i = self.analysis.token_at(cue.end)
        tokens = self.lex.tokens
        while i < len(tokens) and any(
            w.start <= tokens[i].start < w.end for w in self.analysis.whens_in(tokens[i].start - LONG, tokens[i].start + 1)
        ):
            i += 1
        visited = next(
            (w for w in self.analysis.wheres_in(cue.end, cue.end + LONG) if i < len(tokens) and w.start == tokens[i].start), None
        )
        if visited is not None:
            i = self.analysis.token_at(visited.end)
        if i >= len(tokens):
            return False
        if visited is not None or entry.data.get("object") == "place":
            return tokens[i].text.isdigit()
        word = tokens[i].text
        if not tokens[i].word:
            return False
        if any(word in self.lex.words[g] for g in WAY) or self.lex.particled(i):
            return False
        here = any(w.start - LONG <= tokens[i].start < w.end for w in self.analysis.wheres_in(tokens[i].start - LONG, tokens[i].start + 1))
        return word.isdigit() or not (here or word.endswith(tuple(self.lex.words["accusative"])) or self.lex.joined(word[:1]))
