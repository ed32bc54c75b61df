"""What the words of a pack tell by themselves, wherever they stand: worked out once for each word of a text and kept.

Words repeat from report to report, so one look-up in a table stands for the tests behind it. Nothing here looks at a report.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from mahdar.packs import Pack
from mahdar.recognise.holders import name_sequences

STRONG = 3  # weight from which a listed word may open a name by itself
CERTAIN = 6  # weight from which a listed word is a name though it is a common word too
SHORT_FUTURE = 7  # letters below which an unknown word in the form of a future is taken for a verb
SHORT_DUAL = 5  # letters up to which a word in the shape of a verb of two can be a name
MOST = 200_000  # words that one table keeps

Told = TypeVar("Told")


class Kept(dict[str, Told], Generic[Told]):
    """A table that is filled when a word is first asked for, and emptied when a flood of made-up words fills it."""

    def __init__(self, work_out: Callable[[str], Told]) -> None:
        super().__init__()
        self._work_out = work_out

    def __missing__(self, word: str) -> Told:
        if len(self) >= MOST:
            self.clear()
        found = self[word] = self._work_out(word)
        return found


class Vocabulary:
    """The words of one pack. All words are folded.

    `dull`: whether a word cannot open a name that no title leads to, neither by itself nor behind a joined conjunction: true for most words
    of a text. `ends`: whether a word cannot go on with a name, unless a word like "servant of" stands before it. `called_after`: whether a word,
    by itself or behind a joined preposition, is a building or institution that is called after persons.
    `sequences`: names of known office-holders by their first two words; `first`, `second`: those words.
    """

    def __init__(self, pack: Pack) -> None:
        self.names = pack.data.names
        self.common = pack.common
        self.words = pack.words
        self.article = pack.settings.article
        self.conjunctions = tuple(pack.settings.conjunctions)
        self.endings = tuple(p for p in pack.settings.pronouns if len(p) > 1)
        self.pronouns = tuple(pack.settings.pronouns)
        self.plural_end = tuple(pack.words["plural_end"])
        self.stems = pack.settings.pronoun_stems
        self.bound_end = tuple(j for _, *joined in self.stems for j in joined)  # of a noun that changes before a pronoun
        self.joined_preposition = tuple(pack.words["joined_preposition"])
        self.swallowed_article = tuple(pack.words["swallowed_article"])
        self.to_the = tuple(letter * 2 for letter in pack.words["lam"])  # the preposition "to" with the article
        self.noun_end = tuple(pack.words["noun_end"])
        self.present_prefix = tuple(pack.words["present_prefix"])
        self.imperfect = tuple(pack.words["imperfect"])
        self.third = pack.settings.words["imperfect"][0]
        self.dual_ends = tuple(pack.words["dual_verb_end"])
        self.dual_kept = tuple(pack.words["family_name_end"])
        self.accusative = tuple(pack.words["accusative"])
        self.nunation = tuple(pack.settings.words["nunation_written"])
        self.future_prefix = tuple(pack.words["future_prefix"])
        self.article_written = tuple(pack.words["article_written"])
        self.closed = pack.words["clause"] | pack.words["qualifier"] | pack.words["former"]
        self.sequences = name_sequences(pack)
        self.first = frozenset(first for first, _ in self.sequences)
        self.second = frozenset(second for _, second in self.sequences)
        self.dull = Kept(self._dull)
        self.ends = Kept(self._ends)
        self.called_after = Kept(self._called_after)
        # words that let any word behind them be part of a name
        self.openers = pack.words["name_start"] | pack.words["servant"]

    def base(self, word: str) -> str:
        """A word without its article."""
        return word[len(self.article) :] if word.startswith(self.article) and len(word) > len(self.article) + 2 else word

    def known(self, word: str) -> int:
        """Weight of a word as part of a name: from the pack's list, also without its article; 0 when it is not there."""
        weight = self.names.get(word)
        if weight is None:
            return self.names.get(self.base(word), 0) if word.startswith(self.article) else 0
        return weight

    def with_pronoun(self, word: str) -> bool:
        """Whether a word is a common one with the ending of a pronoun, behind a joined preposition or not: an ending of two letters ("her bureau"),
        also behind the mark of the feminine ("her ministry"), or a shorter one behind a plural ("his tasks"), and behind
        a preposition ("for his naming")."""
        if not word.endswith(self.pronouns):
            return False
        stems = [word[: -len(p)] for p in self.endings if word.endswith(p)]
        ends = self.plural_end + (self.bound_end if word.startswith(self.joined_preposition) else ())
        stems += [word[: -len(p)] for p in self.pronouns if word.endswith(p) and word[: -len(p)].endswith(ends)]
        stems += [s[: -len(j)] + bare for s in stems for bare, *joined in self.stems for j in joined if s.endswith(j)]
        stems += [s[1:] for s in stems if s.startswith(self.joined_preposition)]
        return any(s in self.common for s in stems)

    def article_inside(self, word: str) -> bool:
        """Whether a word begins like a preposition or conjunction with the article."""
        return (len(word) > 5 and word.startswith(self.swallowed_article)) or (len(word) > 3 and word.startswith(self.to_the))

    def object(self, word: str) -> bool:
        """Whether an unknown word is a common one with the ending of an object ("handed me a file")."""
        return word.endswith(self.accusative) and any(len(word) > 3 and word[: -len(a)] in self.common for a in self.accusative)

    def joins(self, word: str) -> bool:
        """Whether a conjunction is joined before more than two letters."""
        return len(word) > 3 and word[:1].startswith(self.conjunctions)

    def preposed(self, word: str) -> bool:
        """Whether a word that no list of names has begins with the letter of a joined preposition."""
        return len(word) > 3 and word.startswith(self.joined_preposition) and not self.known(word)

    def future(self, word: str) -> bool:
        """Whether a word is a known verb in the future ("will go"), behind a joined conjunction or not."""
        prefixes = [p for p in self.future_prefix if word.startswith(p)]
        of_two = word.endswith(self.dual_ends) and not word.endswith(self.dual_kept)  # "the two will join"
        return len(word) > 4 and any(len(word) < SHORT_FUTURE or of_two or word[len(p) - 1 :] in self.common for p in prefixes)

    def dual(self, word: str) -> bool:
        """Whether an unknown word has the shape of a verb of two ("the two open …"), not of a family name that ends like one."""
        return (
            len(word) > SHORT_DUAL and word.startswith(self.third) and word.endswith(self.dual_ends) and not word.endswith(self.dual_kept)
        )

    def toward(self, word: str) -> bool:
        """Whether a word is a well-known name behind the joined preposition of a receiver, and nothing else as it stands."""
        return (
            word[:1] in self.words["toward"] and self.names.get(word[1:], 0) >= STRONG and not self.known(word) and word not in self.common
        )

    def _called_after(self, word: str) -> bool:
        called = self.words["called_after"]
        return word in called or (word.startswith(self.joined_preposition) and word[1:] in called)

    def _dull(self, word: str) -> bool:
        """The tests of `names.namelike` for a first word without a title that ask for the word alone."""
        if not word or _sign(word) or word in self.words["name_start"] or word in self.words["clause_or_name"] or word in self.first:
            return False
        if word[0].isdigit() or len(word) == 1:
            return True
        weight = self.known(word)
        if self.names.get(word, 0) >= STRONG or self.toward(word):
            return False
        if not weight and word[0].startswith(self.conjunctions) and self.known(word[1:]):
            return False
        if word in self.closed or (word in self.common and weight < CERTAIN):
            return True
        if weight:
            return False
        if word.startswith(self.article):
            return True
        if len(word) > 3:
            rest = word[1:]
            if self.joins(word) and (rest in self.common or rest in self.words["clause"]):
                return True
            if (rest in self.common and word.startswith(self.joined_preposition)) or word.startswith(self.present_prefix):
                return True
        return self.with_pronoun(word) or self.article_inside(word)

    def _ends(self, word: str) -> bool:
        """The tests of `names.namelike` for a word behind a name word that ask for the word alone."""
        if not word or word == "-" or word in self.second:
            return False
        if _sign(word) or word[0].isdigit() or len(word) == 1:
            return True
        words = self.words
        if word in words["name_particle"] or word in words["regnal"] or word in words["clause_or_name"]:
            return False
        if word in words["clause"] and len(word) == 2 and self.names.get(word, 0) >= STRONG:
            return False
        if word in self.closed:
            return True
        if self.known(word):
            return False
        if word in self.common:
            return True
        if len(word) > 3:
            rest = word[1:]
            if self.joins(word) and (self.known(rest) or rest in self.common or rest in words["clause"]):
                return True
            if word[0] in words["and"] or (rest in self.common and word.startswith(self.joined_preposition)):
                return True
        return self.with_pronoun(word) or self.article_inside(word)


def _sign(word: str) -> bool:
    return not (word[0].isalnum() or word[0] == "_")


_MADE: dict[str, Vocabulary] = {}


def vocabulary(pack: Pack) -> Vocabulary:
    """The vocabulary of a pack, made once for each digest."""
    found = _MADE.get(pack.digest)
    if found is None:
        found = _MADE[pack.digest] = Vocabulary(pack)
    return found
