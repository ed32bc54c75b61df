"""Words of names that are spellings of one another, and the persons of a report by such words.

In: folded words. Out: whether two are spellings of one, and which persons bear a name with a word like it, without asking every person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from mahdar.recognise.holders import key

CROWD = 50  # persons of one report that are looked at for one word or office: more share it only in texts that are no reports
_G = {0x63A: 0x62C}  # ghayn as jim: a foreign g is written with either
BORNE = 5  # weight of a listed name that many bear
_LONG = 5  # letters from which words one letter apart are spellings of one


def close(a: str, b: str) -> bool:
    """Whether two folded words are spellings of one: equal but for how a g is written, the same without long vowels, or one letter apart in
    words of five or more."""
    if a == b:
        return True
    a, b = a.translate(_G), b.translate(_G)
    if a == b:
        return True
    if abs(len(a) - len(b)) > 2 or min(len(a), len(b)) < 4 or (a[0] != b[0] and a[-1] != b[-1]):
        return False
    x, y = key(a), key(b)
    if x == y and len(x) >= 3:
        return True
    if min(len(a), len(b)) < _LONG or abs(len(a) - len(b)) > 1:
        return False
    if len(a) == len(b):
        return sum(p != q for p, q in zip(a, b, strict=True)) == 1
    short, long = sorted((a, b), key=len)
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def of_one(mine: tuple[str, ...], other: tuple[str, ...], weights: Mapping[str, int], *, told: bool) -> bool:
    """Whether the name of a person can be that of somebody known (folded words, their weights as names): one has words before the other that are
    nobody's given name, or first and last word are the same and no word is another's. A word of the known name is left out between them only where
    the office is `told` to be one of theirs, and not of two words that many bear; two names that many bear are no spellings of one."""
    short, long = sorted((mine, other), key=len)
    ahead = long[: len(long) - len(short)]
    if all(close(a, b) for a, b in zip(short, long[len(ahead) :], strict=True)):
        return not ahead or (weights.get(mine[0], 0) <= BORNE if short is mine else all(weights.get(a, 0) < BORNE for a in ahead))
    ends = [(mine[0], other[0]), (mine[-1], other[-1])]
    borne = any(a != b and weights.get(a, 0) and weights.get(b, 0) and weights[a] + weights[b] > 2 * BORNE for a, b in ends)
    if borne or all(a != b for a, b in ends) or not all(close(a, b) for a, b in ends):
        return False
    if not all(any(close(a, b) for b in long) for a in short):
        return False
    rare = any(weights.get(a, 0) < BORNE for a in (mine[0], mine[-1]))
    return told or rare if len(mine) > len(other) else told and (rare or len(mine) > 2)


@lru_cache(maxsize=50_000)
def _traces(word: str) -> frozenset[str]:
    """What a word leaves when letters are taken off: two words that are `close` have one of these in common."""
    word = word.translate(_G)
    dropped = (word[:i] + word[i + 1 :] for i in range(len(word))) if len(word) >= _LONG else ()
    return frozenset((word, key(word), *dropped))


class Bearers:
    """Persons, as numbers, by the words of their names."""

    def __init__(self) -> None:
        self._by_trace: dict[str, list[int]] = {}

    def add(self, number: int, words: Iterable[str]) -> None:
        for word in words:
            for trace in _traces(word):
                bearers = self._by_trace.setdefault(trace, [])
                if len(bearers) < CROWD and number not in bearers:
                    bearers.append(number)

    def of(self, words: Iterable[str]) -> list[int]:
        """Persons whose name can have a word close to one of these, in order; some of them have none."""
        return sorted({n for word in words for trace in _traces(word) for n in self._by_trace.get(trace, ())})
