"""Which of a million names are worth comparing? Keys of names, and an index that answers from them.

In: names as written. Out: the numbers of the names that share enough keys with a name that is looked for. A key stands for two
words of a name, for a lone word, for first sound and family name, or for all words written together; its letters are consonant classes so
coarse that competing renderings of a name share them. Loose keys, of one word and of another but for one letter, take what room is left. What is
found is to be compared in full (`compare`): a shared key proves nothing.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain, pairwise
from typing import Self
from zlib import crc32

import msgspec
from rapidfuzz.fuzz import token_set_ratio
from rapidfuzz.process import extract

from mahdar.resolve.compare import MATCH, score
from mahdar.resolve.parts import FATHER, INITIAL, PARTICLE, Name, Part, parse, syllables

# Number of the rules by which names get their keys, raised with each change (a test tells): keys that are kept under another are made anew.
KEYS = 2
# So many candidates a look-up gives unless told otherwise: a name of two very common words matches more than a thousand in a million.
LIMIT = 4_000
# Loose keys fill up to so many.
FILLED = 1_800
# To find a name so many candidates are ranked by their sounds, and so many of them compared in full unless told otherwise.
RANKED, COMPARED = 1_000, 100
# A key that so many names share tells nothing; it is used only where a name has no better one.
COMMON = 8_000
# One in so many candidates is taken for the keys that it shares alone.
SURE = 4
# After so many entries of the rarest keys the others add little but time.
ENOUGH = 8_000
# Of loose keys those count that no more names share.
LOOSE = 2_500
CUT = 5
# Sounds (data/sounds.tsv) to classes; two letters mean either. v, f, w, h and kh come and go between scripts and are left out.
_CLASSES = {
    **dict.fromkeys("bp", ("b",)),
    **dict.fromkeys("m", ("m",)),
    **dict.fromkeys("nN", ("n",)),
    **dict.fromkeys("l", ("l",)),
    **dict.fromkeys("r", ("r",)),
    **dict.fromkeys("td", ("t",)),
    **dict.fromkeys("szSZC", ("s",)),
    **dict.fromkeys("TDB", ("t", "s")),
    **dict.fromkeys("kqgGQ", ("k",)),
    "J": ("s", "k"),
    "c": ("s", "k"),
    "j": ("s", "k", ""),
    "X": ("s", "k", ""),
}
_VARIANTS = 4
_EMPTY = "~"


@lru_cache(maxsize=100_000)
def codes(signs: str) -> tuple[str, ...]:
    """The class strings of a word: one, or a few where a sound can be either of two. A word without consonants has `~`."""
    out = [""]
    for sign in signs:
        classes = _CLASSES.get(sign)
        if classes:
            out = [have if have[-1:] == c else have + c for have in out for c in classes][:_VARIANTS]
    return tuple(dict.fromkeys(code or _EMPTY for code in out))


@lru_cache(maxsize=100_000)
def _short(signs: str, led: str, sets: frozenset[int] = frozenset()) -> tuple[str, ...]:
    """Class strings of a word, with and without the article written together with it, cut to the length that pairs use.

    A word with short forms has also the numbers of their sets, which the short forms share.
    """
    found = codes(signs) + (codes(led) if led else ())
    return tuple(dict.fromkeys([*(code[:CUT] for code in found), *(f"{number:0{CUT}}" for number in sets)]))


def _number(text: str) -> int:
    return crc32(text.encode())


def _words(name: Name) -> list[Part]:
    return [p for p in name.parts if p.kind not in (INITIAL, PARTICLE)] or list(name.parts)


def keys(name: Name, *, asked: bool = False) -> dict[int, int]:
    """Keys of a name for keeping it, or (`asked`) for looking for it, each with how many letters it stands for.

    Both share one for nearly all names that `compare` calls a match.
    """
    parts = _words(name)
    if not parts:
        return {}
    words = [_short(p.signs, p.led, p.sets) for p in parts]
    last = len(parts) - 1
    whole = codes("".join([p.signs for p in parts]))
    out = {_number(f"w{code[:6]}"): len(code[:6]) for code in whole}
    pairs = [(one, two) for i, one in enumerate(words) for two in words[i + 1 :]]
    # words written together by the other side
    joined = [_short(a.signs + (b.led or b.signs), a.signs + b.signs) for a, b in pairwise(parts)] if asked and last else []
    for i, one in enumerate(joined):
        pairs += [(one, two) for two in (*words[:i], *words[i + 2 :], *joined[i + 2 :])]
    for one, two in pairs:
        out.update([(_number(f"p{x}|{y}" if x < y else f"p{y}|{x}"), len(x) + len(y)) for x in one for y in two])
    # a first name may be an initial on either side; two names written in full need no such key
    initial = len(name.parts) > 1 and name.parts[0].kind == INITIAL
    if last or initial:
        kinds = ("i" if initial else "I",) if asked else ("i", "I") if initial else ("i",)
        heads = [(kind, head) for kind in kinds for head in _CLASSES.get(name.parts[0].signs[0], ("a",))]
        out.update([(_number(f"{kind}{head}|{code}"), 1 + len(code)) for kind, head in heads for code in codes(parts[last].signs)])
    if asked:
        # one word is looked for among family names, several also among names of one word
        kind = "o" if last else "l"
        out.update([(_number(kind + code), len(code)) for word in (*words, *joined) for code in word])
    else:
        if not last:
            out.update([(_number("o" + code), len(code)) for code in words[0]])
        # of names of single syllables the family name stands first
        ends = {0, last - 1, last} if syllables(parts) else {last - 1, last}
        out.update(
            [(_number("l" + code), len(code)) for i, word in enumerate(words) if i in ends or parts[i].kind == FATHER for code in word]
        )
    if last == 1:
        # a name of two words that the other side writes as one word, among others or alone
        out.update([(_number(("l" if asked else "o") + code[:CUT]), len(code[:CUT])) for code in whole])
    return out


@lru_cache(maxsize=100_000)
def _nearly(code: str) -> tuple[str, ...]:
    """A class string and those that lack one of its letters: two strings that differ in one letter share one of these."""
    return tuple(dict.fromkeys([code, *(code[:at] + code[at + 1 :] for at in range(len(code)))])) if len(code) > 1 else (code,)


def loose_keys(name: Name) -> set[int]:
    """Keys for names that share no other: one word as it is, another but for one letter."""
    words = [_short(p.signs, p.led) for p in _words(name)]
    others = [{near for code in word for near in _nearly(code)} for word in words]
    return {
        _number(f"h{near}|{code}") for i, one in enumerate(words) for j, two in enumerate(others) if i != j for code in one for near in two
    }


def ranking(name: Name) -> str:
    """The text by which candidates are ranked: sounds of all words, light ones left out."""
    return " ".join([p.signs.translate(_HEARD) for p in name.parts])


# Sounds that are told apart in ranking: renderings of one sound fall together, vowels that scripts leave out fall away.
_HEARD = str.maketrans(
    dict.fromkeys("aeiouAOEYyHQhW")
    | {
        "p": "b",
        "f": "v",
        "w": "v",
        "N": "n",
        "T": "t",
        "D": "d",
        "B": "d",
        "S": "s",
        "Z": "s",
        "z": "s",
        "c": "s",
        "C": "s",
        "X": "s",
    }
    | {"J": "j", "q": "k", "g": "k", "G": "k", "x": "k"}
)


class Packed(msgspec.Struct, frozen=True):
    """An index as it can be kept in a file: names, their ranking texts, and under each key the numbers of names as bytes."""

    names: list[str]
    ranks: list[str]
    postings: dict[int, bytes]


class Index:
    """Names in memory: about 150 bytes each. Numbers are given in the order in which names are added."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.names: list[str] = []
        self.ranks: list[str] = []
        self.postings: dict[int, array[int]] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> int:
        """Keep a name and give its number."""
        number = len(self.names)
        parsed = parse(name)
        self.names.append(name)
        self.ranks.append(ranking(parsed))
        for key in keys(parsed).keys() | loose_keys(parsed):
            have = self.postings.get(key)
            if have is None:
                self.postings[key] = array("i", (number,))
            else:
                have.append(number)
        return number

    def packed(self) -> Packed:
        """The index, to be kept."""
        return Packed(self.names, self.ranks, {key: have.tobytes() for key, have in self.postings.items()})

    @classmethod
    def unpacked(cls, kept: Packed) -> Self:
        """An index that was kept on this machine."""
        index = cls()
        index.names, index.ranks = kept.names, kept.ranks
        index.postings = {key: array("i", have) for key, have in kept.postings.items()}
        return index

    def candidates(self, name: str, limit: int = LIMIT) -> list[int]:
        """Numbers of names that may be the one asked for: those that share a rare key first, then those that share a loose one. Where more than
        `limit` share keys, those that have most in common."""
        parsed = parse(name)
        postings = self.postings
        used = rarest([(postings[key], size) for key, size in keys(parsed, asked=True).items() if key in postings])
        seen = sum([len(have) for have, _ in used])
        if seen > limit:
            return voted(used, limit)
        # all are taken, in no order but that of the rarest keys
        lists = [have for have, _ in used]
        if seen < (room := min(limit, FILLED)):
            for have in sorted([postings[key] for key in loose_keys(parsed) if key in postings], key=len):
                # a loose key that so many names share would only fill the room by chance
                seen += len(have)
                if seen > room or len(have) > LOOSE:
                    break
                lists.append(have)
        return list(dict.fromkeys(chain.from_iterable(lists)))

    def find(self, name: str, limit: int = COMPARED) -> list[tuple[int, float]]:
        """Names that match in full comparison, with their scores, best first; the `limit` candidates nearest in sound are compared."""
        found = self.candidates(name, RANKED)
        return matching(name, [(n, self.names[n]) for n in ranked(ranking(parse(name)), [(n, self.ranks[n]) for n in found], limit)])


List = tuple[Sequence[int], int]


def rarest(lists: Iterable[List]) -> list[List]:
    """The rarest of some lists, each of which comes with how many letters its key stands for: two in any case, others while there is room."""
    used: list[List] = []
    seen = 0
    for have, size in sorted(lists, key=lambda pair: len(pair[0])):
        seen += len(have)
        if used and (len(have) > COMMON or (len(used) > 1 and seen > ENOUGH)):
            break
        used.append((have, size))
    return used


def voted(used: list[List], most: int) -> list[int]:
    """At most so many numbers: those that stand in most lists, and of these those whose key says most."""
    votes: Counter[int] = Counter()
    # both sorts keep the order of equals
    for have, _ in sorted(used, key=lambda pair: -pair[1]):
        votes.update(have)
    return sorted(votes, key=votes.__getitem__, reverse=True)[:most]


def chosen(lists: Iterable[List], most: int = LIMIT) -> list[int]:
    """Numbers of the rarest lists, at most so many."""
    return voted(rarest(lists), most)


def ranked(asked: str, found: list[tuple[int, str]], limit: int) -> list[int]:
    """The `limit` candidates: those with most keys in common, which come first, and of the others the ones whose sounds are nearest."""
    if len(found) <= limit:
        return [number for number, _ in found]
    sure = [number for number, _ in found[: limit // SURE]]
    best = extract(asked, dict(found[limit // SURE :]), scorer=token_set_ratio, limit=limit - len(sure))
    return [*sure, *(number for _, _, number in best)]


def matching(name: str, found: Iterable[tuple[int, str]]) -> list[tuple[int, float]]:
    """Those of the candidates that full comparison calls a match, best first."""
    scored = [(number, score(name, other)) for number, other in found]
    return sorted([(n, s) for n, s in scored if s >= MATCH], key=lambda pair: (-pair[1], pair[0]))
