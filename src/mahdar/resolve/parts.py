"""A name taken apart: its words with what each is (father's name, house, initial, number …), particles and titles set aside.

In: a name as written, in any script. Out: a `Name`: parts in reading order, each as sounds, ready for comparison. Joined words are split where
the writing shows it (MohamedBinZayed), words that form one name are joined (servant-of names, kunya), so that both spellings meet.
Words of human languages live in data/nameword.tsv.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import msgspec

from mahdar.resolve.evidence import coarse
from mahdar.resolve.nameword import PLAIN, WORDS, folded_word
from mahdar.resolve.sounds import COSTS, mass, skeleton, sounds, table

LONGEST_NAME = 24
LONGEST_WORD = 60
LONGEST_TEXT = 2000
LIGHT = 0.3

GIVEN, FATHER, HOUSE, INITIAL, NUMBER, LEGAL, TITLE, WEAK, PARTICLE = (
    "given",
    "father",
    "house",
    "initial",
    "number",
    "legal",
    "title",
    "weak",
    "particle",
)


class Part(msgspec.Struct, frozen=True, gc=False):
    """One word of a name: as written, its sounds, what it is, its weight (sum of sound prices).

    `form` are the letters that are heard (the article taken off); `led` are its sounds together with the article, particle or nasab before
    it, for writers who join them; `sets` are the numbers of the sets of short forms (data/short.tsv) that the word is in; `coarse` are its
    consonants as `evidence.near` compares them.
    """

    written: str
    signs: str
    kind: str
    weight: float
    form: str = ""
    led: str = ""
    sets: frozenset[int] = frozenset()
    coarse: str = ""


class Name(msgspec.Struct, frozen=True, gc=False):
    """A name taken apart. `plain` is the folded text for comparison inside one script, `joined` the
    same without blanks; `script` its main script (L, A, C or another); `words` how many words were written (the first LONGEST_NAME are taken)."""

    written: str
    parts: tuple[Part, ...]
    numbers: tuple[str, ...]
    legal: tuple[str, ...]
    plain: str
    joined: str
    script: str
    words: int = 0


@lru_cache(maxsize=100_000)
def _heard(word: str) -> str:
    """The form whose letters are heard: Arabic script folded, other scripts with their marks (they tell sounds apart)."""
    return folded_word(word) if script_of(word) == "A" else word.lower()


_NO_SETS: frozenset[int] = frozenset()
_CAMEL = re.compile(r"(?<=[a-z\u00df-\u00ff\u0430-\u044f]{2})(?=[A-Z\u0410-\u042f][a-z\u0430-\u044f])|(?<=[a-z]{3})(?=[A-Z]{2}\b)")
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_TOKEN = re.compile(r"[^\W_]+", re.UNICODE)
_APOSTROPHES = re.compile("['\u2018\u2019\u02bb\u02bc\u02be\u02bf`\u00b4\u05f3\u2032]")
_LOOK = {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "9": "g"}
_DIGIT_INSIDE = re.compile(r"(?<=[^\W\d_])[0134579](?=[^\W\d_])")
# What is not seen, and signs of vowels and doubling, at which no word ends.
_INVISIBLE = re.compile("[\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e\u2060-\u2069\u061c\ufeff\u00ad]")
# the article of Arabic script, which is written together with its word
ARTICLE = next(a for a in WORDS.kind["article"] if "\u0600" < a < "\u0700")
# No word that joins begins with it, though folding makes some names look as if they did.
_MADDA = "\u0622"
# Scripts in which a letter is a syllable, and a name of up to so many is written without a blank; foreign names have a dot between their words.
_SYLLABLES = re.compile("[\u4e00-\u9fff\uac00-\ud7a3]{2,4}")
_DOT_BETWEEN = "\u00b7"
_JOINED_ARTICLE = re.compile(f"\u200c(?={ARTICLE})")
_LATIN_LIKE = str.maketrans({r["cyrillic"]: r["latin"] for r in table("alike.tsv")})


@lru_cache(maxsize=100_000)
def script_of(word: str) -> str:
    """Latin L, Arabic A, Cyrillic C, or ? for another script, by the first letter."""
    for c in word:
        point = ord(c)
        if point < 0x250 or 0x1E00 <= point < 0x1F00:
            if c.isalpha():
                return "L"
        elif 0x600 <= point < 0x780 or 0x8A0 <= point < 0x900 or 0xFB50 <= point < 0xFE00 or 0xFE70 <= point < 0xFEFF:
            return "A"
        elif 0x400 <= point < 0x530:
            return "C"
        elif c.isalpha():
            return "?"
    return ""


@lru_cache(maxsize=100_000)
def _one_script(word: str) -> str:
    """A Latin word with look-alike Cyrillic letters in it (or the other way about) in the script of most of its letters."""
    if word.isascii():
        return word
    scripts = [script_of(c) for c in word if c.isalpha()]
    if "L" in scripts and "C" in scripts:
        return word.translate(_LATIN_LIKE) if scripts.count("L") >= scripts.count("C") or word.translate(_LATIN_LIKE).isascii() else word
    return word


def _split(text: str) -> list[str]:
    """Words as written. A hyphen is a blank, but for the article before it, which stays marked by the hyphen."""
    text = text[:LONGEST_TEXT]
    # titled words of letters of one script, of which most names are, need nothing of what follows
    plain = text.replace(" ", "").isalpha() if text.isascii() else PLAIN.fullmatch(text)
    if plain and (text.istitle() or text.isupper() or text == text.lower()):
        return [word[:LONGEST_WORD] for word in text.split()]
    if not text.isascii():
        # a joiner that is not seen joins one name, but for an article behind it
        text = _INVISIBLE.sub("", _JOINED_ARTICLE.sub(" ", unicodedata.normalize("NFKC", text)))
        text = _APOSTROPHES.sub("", text)
    elif "'" in text or "`" in text:
        text = _APOSTROPHES.sub("", text)
    if "." in text:
        text = _DOTTED.sub(lambda m: m.group().replace(".", "") + " ", text)
    if text != text.lower() and not text.isupper():
        text = _CAMEL.sub(" ", text)
    out = []
    dotted = not text.isascii() and _DOT_BETWEEN in text
    for m in _TOKEN.finditer(text):
        word = m.group()
        if not dotted and _SYLLABLES.fullmatch(word):
            out += list(word)
            continue
        if not word.isalpha():
            word = _DIGIT_INSIDE.sub(lambda d: _LOOK[d.group()], word)
        word = _one_script(word)
        hyphen = text[m.end() : m.end() + 1] in ("-", "\u2010", "\u2011", "\u2013")
        out.append(word[:LONGEST_WORD] + ("-" if hyphen else ""))
    return out


def _turned(text: str) -> str:
    """`Family, Given` in speaking order; one comma only, and not before a legal form."""
    head, comma, tail = text.partition(",")
    if not comma or "," in tail or not tail.strip() or not head.strip() or _legal(folded_word(tail).strip(" .")):
        return text
    return f"{tail.strip()} {head.strip()}"


def _legal(word: str) -> str:
    bare = word.replace(".", "")
    return WORDS.kind["legal"].get(word) or WORDS.kind["legal"].get(bare) or WORDS.phrases.get(word, "")


class _Taker:
    """Takes one name apart, word by word."""

    def __init__(self, text: str) -> None:
        self.legal: list[str] = []
        self.numbers: list[str] = []
        self.parts: list[Part] = []
        self.lead = ""
        text = text.replace("&", " and ") if "&" in text else text
        words = _split(_turned(text) if "," in text else text)
        self.written, self.words = len(words), words[:LONGEST_NAME]
        self.folded = [w.rstrip("-").lower() if w.isascii() else folded_word(w.rstrip("-")) for w in self.words]
        if not WORDS.phrase_starts.isdisjoint(self.folded):
            plain = folded_word(text)
            self.legal.extend([WORDS.phrases[m.group()] for m in WORDS.phrase.finditer(plain)])
            if self.legal:
                self.words = _split(_turned(WORDS.phrase.sub(" ", plain)))[:LONGEST_NAME]
                self.folded = [folded_word(w.rstrip("-")) for w in self.words]

    def take(self) -> None:
        words, at, role = self.words, 0, ""
        if (WORDS.leading if len(words) > 1 else WORDS.leading_alone).issuperset(self.folded):
            return
        while at < len(words):
            word, form = words[at].rstrip("-"), self.folded[at]
            more = at + 1 < len(words)
            script = script_of(word)
            if script != "A" and form not in WORDS.every and len(form) > 2 and not form.isdigit():
                # a word that nothing but a name can be, with no article or title written together with it
                part = _part(word, word.lower(), role or GIVEN, self.lead)
                if part.signs:
                    self.parts.append(part)
                role = self.lead = ""
                at += 1
                continue
            taken = len(self.parts)
            before = self.lead
            if form not in WORDS.every and not (more and self._nasab_tail(word, form, script)):
                self._word(word, form, script, role, at)
                role = ""
            elif more and (WORDS.has("article", form) or (words[at].endswith("-") and WORDS.has("assimilated", form))):
                if (not words[at].endswith("-") and any(p.kind == FATHER for p in self.parts)) or WORDS.has("house", form):
                    # an article that stands alone behind a father's name leads in the house
                    role = HOUSE
            elif WORDS.has("house", form) and more and at:
                role = HOUSE
            elif WORDS.has("nasab", form) and more:
                role = FATHER
            elif WORDS.has("joins", form) and more and len(self.folded[at + 1]) > 1 and not word.startswith(_MADDA):
                at = self._join(at, role)
                role = ""
            elif more and self._nasab_tail(word, form, script):
                self._add(form[: -len(self._tail(form))], word, role)
                role = FATHER
            else:
                self._word(word, form, script, role, at)
                role = ""
            # a word that was passed over leads the next one; one that was taken ends the lead
            if len(self.parts) > taken:
                self.lead = _heard(word) if self.parts[-1].kind == PARTICLE else ""
            elif self.lead == before and more:
                self.lead += _heard(word)
            at += 1

    def _tail(self, form: str) -> str:
        return next((t for t in WORDS.kind["tail"] if form.endswith(t) and len(form) - len(t) >= 3), "")

    def _nasab_tail(self, word: str, form: str, script: str) -> bool:
        # only long words: short ones end like this by nature
        return script == "A" and bool(self._tail(form)) and len(form) >= 6

    def _join(self, at: int, role: str) -> int:
        """Servant-of and kunya words with what follows them, the article between them taken in."""
        last = at + 1
        while (
            last + 1 < len(self.words)
            and (WORDS.has("article", self.folded[last]) or WORDS.has("assimilated", self.folded[last]))
            and last - at < 2
        ):
            last += 1
        written = " ".join(w.rstrip("-") for w in self.words[at : last + 1])
        self._add("".join(_heard(w.rstrip("-")) for w in self.words[at : last + 1]), written, role)
        return last

    def _word(self, word: str, form: str, script: str, role: str, at: int) -> None:
        if form not in WORDS.every and len(form) > 2 and not form.isdigit():
            self._add(self._stripped(word, form, script), word, role)
            return
        kinds = WORDS.kind
        legal = _legal(form)
        last = at + 1 == len(self.words)
        if WORDS.has("backs", form) and self.parts and self.parts[-1].kind not in (NUMBER, LEGAL, INITIAL):
            before = self.parts.pop()
            self._add(
                _heard(before.written).replace(" ", "") + form, f"{before.written} {word}", before.kind if before.kind != GIVEN else ""
            )
        elif form in kinds["number"] and at and (script != "L" or word.isupper() or len(form) > 3):
            self.numbers.append(kinds["number"][form])
        elif form.isdigit():
            self.numbers.append(str(int(form)) if form.isdecimal() and len(form) < 18 else form)
        elif legal and (last or len(form) > 3 or word.isupper() or at == 0) and len(self.words) > 1:
            self.legal.append(legal)
        elif (form in kinds["filler"] and len(self.words) > 1 and not last) or (form in kinds["suffix"] and last and at):
            return
        elif form in kinds["particle"] and not last:
            # at the head it may be a name after all (a Chinese family name): kept, but light
            if not at:
                self._add(form, word, PARTICLE)
        elif form in kinds["title"] and len(self.words) > 1 and not self._house_named(script, role, last):
            self._add(form, word, TITLE)
        elif (len(form) == 1 and script in ("L", "C", "A")) or (
            script == "L" and len(form) == 2 and word.isupper() and at == 0 and len(self.words) > 1 and not self._shouted()
        ):
            for letter in form:
                self._add(letter, letter, INITIAL)
        else:
            self._add(self._stripped(word, form, script), word, role or (WEAK if form in kinds["weak"] else ""))

    def _house_named(self, script: str, role: str, last: bool) -> bool:
        """Whether a word that is a title elsewhere names a house: behind the word for one, or in Arabic script at the end, where no title stands."""
        return role == HOUSE or (script == "A" and last and bool(self.parts))

    def _shouted(self) -> bool:
        return all(w.isupper() for w in self.words if len(w) > 2)

    def _stripped(self, word: str, form: str, script: str) -> str:
        """Without the article or the title that is written together with the name."""
        if script == "A":
            for prefix in WORDS.kind["prefix"]:
                if form.startswith(prefix) and len(form) >= len(prefix) + 3:
                    return form[len(prefix) :]
            article = ARTICLE
            if word.startswith(article) and len(form) >= len(article) + 2 and not WORDS.has("backs", form):
                self.lead += article
                return form[len(article) :]
        return _heard(word)

    def _add(self, form: str, written: str, role: str) -> None:
        part = _part(written, form, role or GIVEN, self.lead)
        if part.signs:
            self.parts.append(part)


@lru_cache(maxsize=50_000)
def _part(written: str, form: str, kind: str, lead: str) -> Part:
    signs = sounds(form)
    weight = LIGHT if kind == PARTICLE else max(mass(signs), 0.5)
    led = sounds(lead + form) if lead and signs else ""
    return Part(written, signs, kind, weight, form, led, WORDS.sets.get(folded_word(written), _NO_SETS), coarse(signs))


@lru_cache(maxsize=50_000)
def parse(text: str) -> Name:
    """A name taken apart. Never fails: a text without letters gives a name without parts."""
    if (
        text.isascii()
        and len(text) <= LONGEST_WORD
        and text.replace(" ", "").isalpha()
        and (text.istitle() or text.isupper() or text.islower())
    ):
        words, folded = text.split(), text.lower().split()
        if len(min(folded, key=len)) > 2 and WORDS.every.isdisjoint(folded) and WORDS.phrase_starts.isdisjoint(folded):
            # words that nothing but a name can be
            names = [part for word, form in zip(words, folded, strict=True) if (part := _part(word, form, GIVEN, "")).signs]
            plain = " ".join(folded)
            return Name(text, tuple(names), (), (), plain, plain.replace(" ", ""), "L", len(words))
    taker = _Taker(text)
    taker.take()
    parts = taker.parts
    titles = [p for p in parts if p.kind == TITLE]
    if titles:
        # words that are titles elsewhere are the name where there is nothing else
        all_titles = len(titles) == len(parts)
        parts = [msgspec.structs.replace(p, kind=GIVEN) for p in parts] if all_titles else [p for p in parts if p.kind != TITLE]
    plain = " ".join(taker.folded)
    return Name(
        text,
        tuple(parts),
        tuple(taker.numbers),
        tuple(dict.fromkeys(taker.legal)),
        plain,
        plain.replace(" ", ""),
        script_of(text),
        taker.written,
    )


# Weights (sounds.tsv) up to which a word can be one syllable, and of which the words of such a name are on the average.
SYLLABLE, MEAN_SYLLABLE = 2.8, 1.9


def syllables(parts: Sequence[Part]) -> bool:
    """Whether a name is of single syllables, as Chinese and Korean ones are."""
    return all(p.weight < SYLLABLE and p.kind == GIVEN for p in parts) and sum([p.weight for p in parts]) / len(parts) < MEAN_SYLLABLE


@lru_cache(maxsize=100_000)
def patronymic(signs: str) -> bool:
    """Whether a word ends like a Slavic father's name."""
    return len(signs) > 5 and any(signs.endswith(ending) for ending in WORDS.kind["patronymic"])


@lru_cache(maxsize=200_000)
def keys(signs: str) -> str:
    """Skeleton of a word, or its first sound where it has no consonant."""
    return skeleton(signs) or signs[:1]


__all__ = [
    "COSTS",
    "FATHER",
    "GIVEN",
    "HOUSE",
    "INITIAL",
    "LEGAL",
    "NUMBER",
    "PARTICLE",
    "TITLE",
    "WEAK",
    "Name",
    "Part",
    "folded_word",
    "keys",
    "parse",
    "patronymic",
    "script_of",
    "syllables",
]
