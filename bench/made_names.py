"""Pairs of made-up names for learning: one name in two spellings, and names that sound near each other and are different persons'.

Names are drawn as `bench.names_index` draws them, with another seed: words of names/ar-latin.train.tsv (shared folder). The near ones are sought
with an index, as a look-up among many names meets them: most of what it finds shares a word, or words of other sounds that render alike.
"""

from __future__ import annotations

import random

from bench.names_index import Word, made, words
from mahdar.resolve.align import align
from mahdar.resolve.evidence import alike
from mahdar.resolve.index import Index
from mahdar.resolve.parts import parse

SEED = 77_077
NAMES, ASKED = 60_000, 700
# So many names near each question, of so many that the index gives.
NEAR, GIVEN = 6, 200
# Besides, so many of which runs of words, written together, sound near a word of the other.
JOINED = 4
# Words that sound so much alike can be one word: such names can't be told apart by spelling.
ALIKE = 0.88
# Words of one person's name sound at least so much alike in both spellings; what the list spells quite otherwise is another word.
SAID = 0.75


def nearness(a: str, b: str) -> float:
    """Mean likeness of the words of the shorter name to their nearest in the other."""
    one, two = sorted((parse(a).parts, parse(b).parts), key=len)
    return sum(max(alike(p.signs, q.signs) for q in two) for p in one) / max(1, len(one))


def joined(a: str, b: str) -> float:
    """The likeness of the words that answer each other, by their share of the shorter name; 0 where none was taken for several words together."""
    one, two = parse(a), parse(b)
    links = align(one, two).links
    if all(k.a_count == k.b_count for k in links):
        return 0.0
    count = sum(k.likeness * (k.a_count if len(one.parts) < len(two.parts) else k.b_count) for k in links)
    return count / min(len(one.parts), len(two.parts))


def apart(one: list[Word], two: list[Word]) -> bool:
    """Whether the shorter name has a word that is no word of the other, in either script."""
    short, long_ = sorted((one, two), key=len)
    return any(all(word_alike(x, y) < ALIKE for y in long_) for x in short)


def sounding(written: str, other: Word) -> float:
    """The likeness of a word to another in whichever of its two scripts is nearer."""
    return max((alike(p.signs, q.signs) for form in other for p in parse(written).parts for q in parse(form).parts), default=0.0)


def word_alike(x: Word, y: Word) -> float:
    return 1.0 if x[1] == y[1] else max(sounding(written, y) for written in x)


def asked(name: list[Word], rnd: random.Random, spellings: dict[str, list[str]]) -> list[Word]:
    """A name as somebody else writes it: other spellings of its words, sometimes without the one in the middle."""
    if len(name) == 3 and rnd.random() < 0.2:
        name = [name[0], name[2]]
    return [(rnd.choice(spellings[arabic]), arabic) for _, arabic in name]


def made_pairs(seed: int = SEED) -> list[tuple[str, str, bool, int]]:
    """(a name, another, whether they are one person's, number of the question)."""
    rnd = random.Random(seed)
    names = made(NAMES, seed)
    spelt = [" ".join(latin for latin, _ in name) for name in names]
    _, _, spellings = words()
    index = Index(spelt)
    out = []
    for number in rnd.sample(range(NAMES), ASKED):
        name = asked(names[number], rnd, spellings)
        question = " ".join(arabic for _, arabic in name) if rnd.random() < 0.5 else " ".join(latin for latin, _ in name)
        if all(max(sounding(x[0], y) for y in names[number]) >= SAID for x in name) and nearness(question, spelt[number]) >= SAID:
            out.append((question, spelt[number], True, number))
        found = [n for n in index.candidates(question, GIVEN) if n != number]
        near = sorted(found, key=lambda n: -nearness(question, spelt[n]))
        different = [n for n in near if apart(name, names[n])][:NEAR]
        run = {n: joined(question, spelt[n]) for n in found}
        several = sorted((n for n in found if run[n] and n not in different), key=lambda n: -run[n])
        different += [n for n in several if apart(name, names[n])][:JOINED]
        out += [(question, spelt[n], False, number) for n in different]
    return out
