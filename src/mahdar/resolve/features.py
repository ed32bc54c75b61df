"""What of two names speaks for one person or for two: a fixed row of numbers between 0 and 1 for each pair.

In: two `Name`s and their `Alignment`. Out: `FEATURES`-many numbers, each with a meaning that can be told. No feature knows a name: they count
weights of matched and left-over words, where they stand and what they are. `compare` weighs them (data/weights.tsv).
"""

from __future__ import annotations

from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.fuzz import token_sort_ratio

from mahdar.resolve.align import Alignment, Link
from mahdar.resolve.evidence import MOST_ODDS, Evidence, coarse, evidence, near
from mahdar.resolve.parts import FATHER, GIVEN, HOUSE, INITIAL, PARTICLE, WEAK, Name, Part, patronymic, syllables

# Weight of left-over words that does not count as left over.
SMALL = 0.4
# So many consonants in common leave little to chance.
ENOUGH = 7
# Odds of a word that has a set of short forms in common with another (data/short.tsv).
SHORT_FORM = 2.0

FEATURES = (
    "covered_long",
    "links_one",
    "links_two",
    "both_left",
    "both_left_heavy",
    "left_middle",
    "left_first",
    "single_is_last",
    "single_is_first",
    "single_alone",
    "single_light",
    "last_to_last",
    "first_to_first",
    "father_conflict",
    "initial_missed",
    "number_conflict",
    "number_met",
    "legal_conflict",
    "legal_met",
    "patronymic_conflict",
    "same_script",
    "same_script_ratio",
    "same_script_edits",
    "one_edit",
    "unknown_script",
    "short_words",
    "alike_gap",
    "alike_gap_wide",
    "same_script_gap",
    "mean_gap",
    "arabic_gap",
    "classes_apart",
    "two_classes_apart",
    "compound",
    "compound_left",
    "gap_not_first",
    "gap_left",
    "one_consonant",
    "renderings",
    "dropped",
    "others_same_script",
    "few_left",
    "left_not_first",
    "odds_worst",
    "odds_against",
    "compound_alone",
    "initial_met",
)

# Words that are dropped at will, and those that are names of the person.
_DROPPED = frozenset((HOUSE, PARTICLE, INITIAL, WEAK))
_FULL_VOWELS = frozenset("aeiou")
_OWN = frozenset((GIVEN, FATHER, WEAK))


def _left(parts: tuple[Part, ...], rest: tuple[int, ...]) -> float:
    """Weight of what is left over; houses, particles and initials count little, for they are dropped at will."""
    return sum([parts[i].weight * (0.35 if parts[i].kind in _DROPPED else 1.0) for i in rest])


def _names(parts: tuple[Part, ...]) -> list[int]:
    """Indexes of the words that are names of the person (not of a house, no initials, no particles)."""
    return [i for i, p in enumerate(parts) if p.kind in _OWN]


def _evidence(first: Name, second: Name, link: Link) -> tuple[Evidence, float]:
    """What the words of a link say, and their odds: joined with an article, within one script, or as a short form of each other."""
    one, two = first.parts[link.a], second.parts[link.b]
    found = evidence(
        one.signs if link.a_count == 1 else "".join([p.signs for p in first.parts[link.a : link.a + link.a_count]]),
        two.signs if link.b_count == 1 else "".join([p.signs for p in second.parts[link.b : link.b + link.b_count]]),
    )
    same = first.script == second.script
    odds = found.odds_within if same else found.odds
    if link.a_count == link.b_count == 1 and odds < MOST_ODDS:
        for led, other in ((one.led, two.signs), (two.led, one.signs)):
            if led and near(coarse(led), coarse(other)):
                joined = evidence(led, other)
                odds = max(odds, joined.odds_within if same else joined.odds)
        if odds < SHORT_FORM and not one.sets.isdisjoint(two.sets):
            odds = SHORT_FORM
    return found, odds


def features(first: Name, second: Name, alignment: Alignment) -> list[float]:
    """The row for two names, in the order of FEATURES; symmetric in its arguments."""
    a, b, links = first.parts, second.parts, alignment.links
    rest_a, rest_b = alignment.rest_a, alignment.rest_b
    left_a, left_b = _left(a, rest_a) if rest_a else 0.0, _left(b, rest_b) if rest_b else 0.0
    covered = 1 - max(left_a / sum([p.weight for p in a]), left_b / sum([p.weight for p in b]))
    count = consonants = 0
    total = heavy = 0.0
    worst = 1.0
    odds_worst = MOST_ODDS
    classes_apart = renderings = others = 0.0
    two_apart = dropped = one_consonant = compound = heads = ends = initial_met = False
    own_a, own_b = _names(a), _names(b)
    for k in links:
        if own_a and own_b:
            heads = heads or (k.a == own_a[0] and k.b == own_b[0])
            ends = ends or (k.a + k.a_count - 1 == own_a[-1] and k.b + k.b_count - 1 == own_b[-1])
        if a[k.a].kind == INITIAL or b[k.b].kind == INITIAL:
            initial_met = True
            continue
        count += 1
        total += k.weight
        heavy += k.weight * k.likeness
        worst = min(worst, k.likeness)
        compound = compound or k.a_count != k.b_count
        found, odds = _evidence(first, second, k)
        odds_worst = min(odds_worst, odds)
        consonants += found.common
        one_consonant = one_consonant or found.common <= 1
        if found.likeness < 1:
            classes_apart = max(classes_apart, found.apart / found.size)
            two_apart = two_apart or found.apart > 1
            renderings = max(renderings, found.renderings / found.size)
            others = max(others, (found.others + found.dropped) / found.size)
            dropped = dropped or found.dropped > 0
    if not count:
        odds_worst = worst = 0.0
    mean = heavy / total if total else 0.0
    both = min(left_a, left_b)
    # the longer name is the one that has more left over
    own, rest, short = (own_a, rest_a, own_b) if (left_a, len(own_a)) >= (left_b, len(own_b)) else (own_b, rest_b, own_a)
    one_left = bool(rest) and bool(own) and both <= SMALL
    left_first = one_left and own[0] in rest
    left_middle = one_left and any(i in rest for i in own[1:-1])
    single = len(short) == 1 and count > 0 and not initial_met
    is_last = is_first = False
    if single and len(own) > 1:
        linked = (
            {i for k in links for i in range(k.a, k.a + k.a_count)}
            if own is own_a
            else {j for k in links for j in range(k.b, k.b + k.b_count)}
        )
        is_last = own[-1] in linked
        is_first = own[0] in linked and not is_last
    fathers = slavic = missed = False
    if rest_a and rest_b:
        one, two = [a[i] for i in rest_a], [b[j] for j in rest_b]
        fathers = any(p.kind == FATHER for p in one) and any(p.kind == FATHER for p in two)
        slavic = any(patronymic(p.signs) for p in one) and any(patronymic(p.signs) for p in two)
        missed = any(p.kind == INITIAL for p in (*one, *two))
    numbers_a, numbers_b = first.numbers, second.numbers
    number_met = not set(numbers_a).isdisjoint(numbers_b) if numbers_a and numbers_b else False
    number_conflict = bool(numbers_a) and bool(numbers_b) and set(numbers_a) != set(numbers_b)
    legal_a, legal_b = first.legal, second.legal
    legal_met = not set(legal_a).isdisjoint(legal_b) if legal_a and legal_b else False
    same = first.script == second.script
    # letters that render one sound for foreigners are two sounds between two Arabic spellings
    arabic = same and first.script == "A" and count > 0
    ratio = edits = 0.0
    if same:
        ratio = token_sort_ratio(first.plain, second.plain) / 100
        edits = 1 - DamerauLevenshtein.distance(first.joined, second.joined, score_cutoff=4) / 5
    gap = max(0.0, 0.95 - worst) / 0.3 if count else 0.0
    not_first = count > 1 and not heads
    return [
        covered,
        float(count == 1),
        float(count == 2),
        float(both > SMALL),
        min(1.0, both / 4),
        float(left_middle),
        float(left_first),
        float(is_last),
        float(is_first),
        float(single and len(own) <= 1),
        float(single and total < 2.4),
        float(ends),
        float(heads),
        float(fathers),
        float(missed),
        float(number_conflict),
        float(number_met),
        float(bool(legal_a) and bool(legal_b) and not legal_met),
        float(legal_met),
        float(slavic),
        float(same),
        ratio,
        edits,
        float(same and edits >= 0.8),
        float(same and first.script == "?"),
        float(count > 0 and total / count < 1.95),
        max(0.0, 0.9 - worst) / 0.3 if count else 0.0,
        max(0.0, 0.75 - worst) / 0.15 if count else 0.0,
        max(0.0, 0.92 - worst) / 0.3 if same and count == 1 else 0.0,
        max(0.0, 0.92 - mean) / 0.3 if count else 0.0,
        max(0.0, 0.97 - worst) / 0.3 if arabic else 0.0,
        classes_apart,
        float(two_apart),
        float(compound),
        1 - covered if compound else 0.0,
        gap if not_first else 0.0,
        (1 - covered) * gap,
        float(one_consonant),
        renderings,
        float(dropped),
        others if same else 0.0,
        (1 - covered) * max(0.0, 1 - consonants / ENOUGH),
        1 - covered if not_first else 0.0,
        odds_worst / 4,
        max(0.0, -odds_worst) / 4,
        1 - covered if compound and count == 1 else 0.0,
        float(initial_met),
    ]


def _other_role(a: tuple[Part, ...], i: int, b: tuple[Part, ...], j: int) -> bool:
    """The person's own first word in one name answers the father's or the house's word in the other."""
    return i == 0 and len(a) > 1 and a[i].kind == GIVEN and j > 0 and b[j].kind in (FATHER, HOUSE)


def _one_vowel(part: Part) -> bool:
    return sum([c in _FULL_VOWELS for c in part.form]) == 1


def _other_vowel(a: tuple[Part, ...], b: tuple[Part, ...], link: Link) -> bool:
    """One vowel letter for another, alone between the same consonants; o and u, which writers of Korean take for each other, left out."""
    x, y = a[link.a].form, b[link.b].form
    if link.a_count != 1 or link.b_count != 1 or len(x) != len(y) or x == y:
        return False
    differing = [{c, d} for c, d in zip(x, y, strict=True) if c != d]
    return len(differing) == 1 and differing[0] <= _FULL_VOWELS and differing[0] != {"o", "u"}


def conflict(first: Name, second: Name, alignment: Alignment) -> str:
    """A contradiction that no likeness outweighs, or an empty text: the kind of it (`role`, `number`, `syllable`, `vowel`, `initials`).

    `role`: who is the son in one name is the father in the other. `number`: one is a numbered ruler, the other is told apart by a father's
    name that the first lacks. `syllable`: in names of single syllables (Chinese, Korean) a syllable more is another name.
    `vowel`: in such names, written in Latin letters both, another vowel is another name. `initials`: letters alone name nobody.
    """
    a, b = first.parts, second.parts
    links = alignment.links
    if first.plain != second.plain and (all(p.kind == INITIAL for p in a) or all(p.kind == INITIAL for p in b)):
        return "initials"
    if any(_other_role(a, k.a, b, k.b) or _other_role(b, k.b, a, k.a) for k in links):
        return "role"
    if bool(first.numbers) != bool(second.numbers) and not (first.legal or second.legal):
        numbered, plain, rest = (a, b, alignment.rest_b) if first.numbers else (b, a, alignment.rest_a)
        if len(numbered) == 1 and any(plain[i].kind in (FATHER, GIVEN) for i in rest):
            return "number"
    if first.script == second.script == "L" and any(_other_vowel(a, b, k) for k in links) and all(map(_one_vowel, (*a, *b))):
        return "vowel"
    rest = alignment.rest_a or alignment.rest_b
    if not (alignment.rest_a and alignment.rest_b) and len(links) >= 2 and len(rest) == 1:
        longer = a if alignment.rest_a else b
        if syllables(longer) and 0 < rest[0] < len(longer) - 1:
            return "syllable"
    return ""
