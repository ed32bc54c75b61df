"""Words as search knows them: folded, and brought to the form that their spellings and endings share.

The stemmer is light and knows no grammar. It takes off what is written onto a word (particles, article) and a few endings, only where what
is left is a word that the packs know, so that names keep their letters. The affixes and the broken plurals are data:
`lang/<code>/stems.tsv`
(docs/search.md); the known words come from the lists of the same pack. Stems are keys of an index and are never shown.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

import msgspec

from mahdar.packs import HOME, rows
from mahdar.text import Folded, fold, folded

LONGEST = 80  # code points: a longer run of letters is no word and isn't indexed
SHORTEST = 3  # letters that must be left of a word
_WORD = re.compile(r"\w+")
_LISTS = {
    "common.tsv": ("word",),
    "nations.tsv": ("names", "adjectives", "plurals"),
    "places.tsv": ("forms",),
    "offices.tsv": ("forms",),
}
_NAMES = "names.tsv"


class Word(msgspec.Struct, frozen=True, gc=False):
    """A word of a text: its folded form and its span in the folded view."""

    text: str
    start: int
    end: int


class Stemmer:
    """The affixes and lists of all languages that have them."""

    def __init__(self, home: Path = HOME) -> None:
        self.direct: dict[str, str] = {}
        self.articles: list[str] = []
        self.particles: list[str] = []
        self.joined_to_names: list[str] = []
        self.endings: dict[str, list[tuple[str, str]]] = {"plural": [], "joined": [], "dual": [], "always": []}
        # words by a last letter that folding makes another one: what ends in it is no pronoun
        self.marked: dict[str, set[str]] = {}
        self.common: set[str] = set()
        self.names: set[str] = set()
        digest = hashlib.sha256()
        for path in sorted(home.glob("lang/*/stems.tsv")):
            digest.update(path.read_bytes())
            self._affixes(path)
            for name, columns in (*_LISTS.items(), (_NAMES, ("word",))):
                if (beside := path.with_name(name)).exists():
                    digest.update(beside.read_bytes())
                    (self.names if name == _NAMES else self.common).update(self._words(beside, columns))
        self.articles.sort(key=len, reverse=True)
        self.particles.sort(key=len)
        for pairs in self.endings.values():
            pairs.sort(key=lambda pair: len(pair[0]), reverse=True)
        self.digest = digest.hexdigest()[:16]
        self.stem = lru_cache(maxsize=100_000)(self._stem)
        self.keys = lru_cache(maxsize=100_000)(self._keys)

    def _affixes(self, path: Path) -> None:
        for row in rows(path):
            form, stem = folded(row["form"]), folded(row["stem"])
            match row["kind"]:
                case "article":
                    self.articles.append(form)
                case "name_particle":
                    self.joined_to_names.append(form)
                case "particle":
                    self.particles.append(form)
                case "broken":
                    self.direct[form] = stem
                case "keep":
                    self.direct[form] = form
                case kind:
                    self.endings.setdefault(kind, []).append((form, stem))
                    if row["stem"] and stem != row["stem"] and len(stem) == 1:
                        self.marked.setdefault(row["stem"], set())

    def known(self, word: str) -> bool:
        return word in self.common or word in self.names or word in self.direct

    def _stem(self, word: str) -> str:
        """The stem of a folded word."""
        if word in self.direct:
            return self.direct[word]
        bare = self.bare(word)
        return self.direct.get(bare) or self._ended(bare)

    def _keys(self, word: str) -> tuple[str, ...]:
        """The stems that a word of a text is found by: its own and, for a word no list knows (a name), the one without a
        particle that may be
        written onto it. What is asked for has one stem only, so a name keeps its first letter."""
        own = self.stem(word)
        if own != word or self.known(word):
            return (own,)
        rests = [word.removeprefix(particle) for particle in self.joined_to_names if word.startswith(particle)]
        return (own, *(self.stem(rest) for rest in rests if len(rest) >= SHORTEST))

    def bare(self, word: str) -> str:
        """A word without what is written onto its beginning."""
        if word in self.direct:
            return word
        # a name that begins like the second half of an article, behind a particle
        if (
            len(word) > SHORTEST
            and self._own(word[1:])
            and any(word.startswith(article) and article[0] in self.particles for article in self.articles)
        ):
            return word[1:]
        for article in self.articles:
            rest = word.removeprefix(article)
            if rest != word and len(rest) >= SHORTEST and (article == self.articles[-1] or not self.known(word) or self._reaches(rest)):
                return rest
        if not self.known(word):
            for particle in self.particles:
                rest = word.removeprefix(particle)
                if rest != word and len(rest) >= SHORTEST and self._reaches(rest):
                    return rest
        return word

    def _own(self, word: str) -> bool:
        """Whether a word is known as a name, or to stay as it is."""
        return self.direct.get(word) == word or (word in self.names and word not in self.common)

    def _reaches(self, word: str) -> bool:
        return self.known(word) or self._ended(word) != word

    def _ended(self, word: str, again: bool = True) -> str:
        """A word without its ending, where what is left is a known word."""
        if word in self.direct:
            return self.direct[word]
        if word in self.names and word not in self.common:
            return word
        for kind in ("joined", "plural", "dual"):
            shortest = SHORTEST + (kind == "dual" and word in self.common)
            for ending, put in self.endings[kind]:
                rest = word[: -len(ending)] + put
                if not word.endswith(ending) or len(rest) < shortest or (kind == "joined" and self._part_of(word, ending)):
                    continue
                if rest in self.direct:
                    return self.direct[rest]
                if self._fits(rest, put):
                    return self._ended(rest, False) if again else rest
                if again and (inner := self._ended(rest, False)) != rest:
                    return inner
        for ending, put in self.endings["always"]:
            if word.endswith(ending) and len(word) >= len(ending) + SHORTEST:
                return word[: -len(ending)] + put
        return word

    def _part_of(self, word: str, ending: str) -> bool:
        """Whether an ending of one letter is the word's own last letter."""
        return len(ending) == 1 and any(word in words for words in self.marked.values())

    def _fits(self, rest: str, put: str) -> bool:
        """Whether a word that an ending was exchanged in is known; with a letter of its own at the end, known to end in it."""
        if len(put) == 1 and self.marked:
            return any(rest in words for words in self.marked.values()) or (put not in map(folded, self.marked) and rest in self.common)
        return rest in self.common

    def _words(self, path: Path, columns: tuple[str, ...]) -> set[str]:
        """The words of some columns of a list, folded. The file is folded as a whole: word by word takes ten times as long."""
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip() and not line.startswith("#")]
        header = lines[0].split("\t") if lines else []
        places = [header.index(column) for column in columns if column in header]
        cells = []
        for line in lines[1:]:
            row = line.split("\t")
            cells += [row[place] for place in places if place < len(row)]
        text = "\n".join(cells)
        for letter, words in self.marked.items():
            words.update(_WORD.findall(fold("\n".join(re.findall(rf"\w+{letter}\b", text))).text))
        forms = re.split(r"[\n|]", fold(text).text)
        alone = {form for form in forms if _WORD.fullmatch(form)}
        found: set[str] = set()
        for form in forms:
            first, *rest = _WORD.findall(form) or [""]
            found.add(first)
            # "the palace in Baghdad" tells of no word beside that of the city
            found.update(word for word in rest if not any(word.startswith(p) and word[len(p) :] in alone for p in self.joined_to_names))
        return found - {""}


@cache
def stemmer() -> Stemmer:
    """The stemmer of the packs that come with the program; read once, when first needed (0.1 s)."""
    return Stemmer()


def words_of(view: Folded | str) -> Iterator[Word]:
    """The words of a folded view, in order."""
    for found in _WORD.finditer(view.text if isinstance(view, Folded) else view):
        if found.end() - found.start() <= LONGEST:
            yield Word(found.group(), found.start(), found.end())


def word_texts(text: str) -> list[str]:
    """The words of a folded text, without their places: four times as fast as `words_of`."""
    return [word for word in _WORD.findall(text) if len(word) <= LONGEST]


def name_words(name: str) -> list[str]:
    """The words of a name as they are compared: folded, without the article."""
    return [stemmer().bare(word) if len(word) > SHORTEST else word for word in word_texts(fold(name).text)]
