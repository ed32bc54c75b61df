"""What of two names speaks for one person or for two: a fixed row of numbers between 0 and 1 for each pair.

In: two `Name`s and their `Alignment`. Out: `FEATURES`-many numbers, each with a meaning that can be told. No feature knows a name: they count
weights of matched and left-over words, where they stand and what they are. `compare` weighs them (data/weights.tsv).
"""

from __future__ import annotations

from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.fuzz import token_sort_ratio

from mahdar.resolve.align import Alignment
from mahdar.resolve.parts import FATHER, GIVEN, HOUSE, INITIAL, PARTICLE, WEAK, Name, Part, patronymic

# Weights (sound.tsv) up to which a word can be one syllable, and of which the words of such a name are on the average.
SYLLABLE = 2.8
# Weight of left-over words that does not count as left over.
SMALL = 0.4
MEAN_SYLLABLE = 1.9

FEATURES = (
    "covered_short",
    "covered_long",
    "alike_mean",
    "alike_worst",
    "links_one",
    "links_two",
    "links_three",
    "both_left",
    "both_left_heavy",
    "left_middle",
    "left_last",
    "left_first",
    "single_is_last",
    "single_is_first",
    "single_alone",
    "single_light",
    "last_to_last",
    "first_to_first",
    "crossed",
    "father_conflict",
    "initial_met",
    "initial_missed",
    "number_conflict",
    "number_one_side",
    "number_met",
    "legal_conflict",
    "legal_one_side",
    "legal_met",
    "weak_left",
    "patronymic_conflict",
    "same_script",
    "same_script_ratio",
    "same_script_edits",
    "one_edit",
    "unknown_script",
    "short_words",
    "alike_gap",
    "alike_gap_wide",
    "single_gap",
    "same_script_gap",
    "mean_gap",
    "arabic_gap",
    "arabic_mean_gap",
)


def _left(parts: tuple[Part, ...], rest: tuple[int, ...]) -> float:
    """Weight of what is left over; houses, particles and initials count little, for they are dropped at will."""
    return sum(parts[i].weight * (0.35 if parts[i].kind in (HOUSE, PARTICLE, INITIAL, WEAK) else 1.0) for i in rest)


def _names(parts: tuple[Part, ...]) -> list[int]:
    """Indexes of the words that are names of the person (not of a house, no initials, no particles)."""
    return [i for i, p in enumerate(parts) if p.kind in (GIVEN, FATHER, WEAK)]


def _cross(alignment: Alignment) -> float:
    """Share of link pairs that stand in turned order."""
    links = alignment.links
    pairs = [(x, y) for n, x in enumerate(links) for y in links[n + 1 :]]
    return sum((x.a - y.a) * (x.b - y.b) < 0 for x, y in pairs) / len(pairs) if pairs else 0.0


def features(first: Name, second: Name, alignment: Alignment) -> list[float]:
    """The row for two names, in the order of FEATURES; symmetric in its arguments."""
    a, b, links = first.parts, second.parts, alignment.links
    rest_a, rest_b = alignment.rest_a, alignment.rest_b
    left_a, left_b = _left(a, rest_a), _left(b, rest_b)
    covered_a = 1 - left_a / sum([p.weight for p in a])
    covered_b = 1 - left_b / sum([p.weight for p in b])
    met = [k for k in links if a[k.a].kind != INITIAL and b[k.b].kind != INITIAL]
    count = len(met)
    total = sum([k.weight for k in met])
    mean = sum([k.weight * k.likeness for k in met]) / total if total else 0.0
    worst = min([k.likeness for k in met]) if met else 0.0
    both = min(left_a, left_b)
    own_a, own_b = _names(a), _names(b)
    # the longer name is the one that has more left over
    own, rest, short = (own_a, rest_a, own_b) if (left_a, len(own_a)) >= (left_b, len(own_b)) else (own_b, rest_b, own_a)
    one_left = bool(rest) and bool(own) and both <= SMALL
    left_last = one_left and own[-1] in rest
    left_first = one_left and own[0] in rest
    left_middle = one_left and any(i in rest for i in own[1:-1])
    single = len(short) == 1 and count > 0
    is_last = is_first = False
    if single and len(own) > 1:
        linked = (
            {i for k in links for i in range(k.a, k.a + k.a_count)}
            if own is own_a
            else {j for k in links for j in range(k.b, k.b + k.b_count)}
        )
        is_last = own[-1] in linked
        is_first = own[0] in linked and not is_last
    ends = heads = False
    if own_a and own_b:
        ends = any(k.a + k.a_count - 1 == own_a[-1] and k.b + k.b_count - 1 == own_b[-1] for k in links)
        heads = any(k.a == own_a[0] and k.b == own_b[0] for k in links)
    fathers = any(a[i].kind == FATHER for i in rest_a) and any(b[j].kind == FATHER for j in rest_b)
    slavic = bool(rest_a and rest_b) and any(patronymic(a[i].signs) for i in rest_a) and any(patronymic(b[j].signs) for j in rest_b)
    missed = bool(rest_a and rest_b) and (any(a[i].kind == INITIAL for i in rest_a) or any(b[j].kind == INITIAL for j in rest_b))
    weak = any(a[i].kind == WEAK for i in rest_a) or any(b[j].kind == WEAK for j in rest_b)
    numbers_a, numbers_b = first.numbers, second.numbers
    number_met = not set(numbers_a).isdisjoint(numbers_b) if numbers_a and numbers_b else False
    number_conflict = bool(numbers_a) and bool(numbers_b) and set(numbers_a) != set(numbers_b)
    legal_a, legal_b = first.legal, second.legal
    legal_met = not set(legal_a).isdisjoint(legal_b) if legal_a and legal_b else False
    gap = max(0.0, 0.92 - worst) / 0.3 if count == 1 else 0.0
    same = first.script == second.script
    # letters that render one sound for foreigners are two sounds between two Arabic spellings
    arabic = same and first.script == "A" and count > 0
    ratio = edits = 0.0
    if same:
        ratio = token_sort_ratio(first.plain, second.plain) / 100
        edits = 1 - DamerauLevenshtein.distance(first.joined, second.joined, score_cutoff=4) / 5
    return [
        max(covered_a, covered_b),
        min(covered_a, covered_b),
        mean,
        worst,
        float(count == 1),
        float(count == 2),
        float(count >= 3),
        float(both > SMALL),
        min(1.0, both / 4),
        float(left_middle),
        float(left_last),
        float(left_first),
        float(is_last),
        float(is_first),
        float(single and len(own) <= 1),
        float(single and total < 2.4),
        float(ends),
        float(heads),
        _cross(alignment) if len(links) > 1 else 0.0,
        float(fathers),
        float(len(links) > count),
        float(missed),
        float(number_conflict),
        float(bool(numbers_a) != bool(numbers_b)),
        float(number_met),
        float(bool(legal_a) and bool(legal_b) and not legal_met),
        float(bool(legal_a) != bool(legal_b)),
        float(legal_met),
        float(weak),
        float(slavic),
        float(same),
        ratio,
        edits,
        float(same and edits >= 0.8),
        float(same and first.script == "?"),
        float(count > 0 and total / count < 1.95),
        max(0.0, 0.9 - worst) / 0.3 if count else 0.0,
        max(0.0, 0.75 - worst) / 0.15 if count else 0.0,
        gap,
        gap if same else 0.0,
        max(0.0, 0.92 - mean) / 0.3 if count else 0.0,
        max(0.0, 0.97 - worst) / 0.3 if arabic else 0.0,
        max(0.0, 0.97 - mean) / 0.3 if arabic else 0.0,
    ]


def _other_role(a: tuple[Part, ...], i: int, b: tuple[Part, ...], j: int) -> bool:
    """The person's own first word in one name answers the father's or the house's word in the other."""
    return i == 0 and len(a) > 1 and a[i].kind == GIVEN and j > 0 and b[j].kind in (FATHER, HOUSE)


def conflict(first: Name, second: Name, alignment: Alignment) -> str:
    """A contradiction that no likeness outweighs, or an empty text: the kind of it (`role`, `number`, `syllable`).

    `role`: who is the son in one name is the father in the other. `number`: one is a numbered ruler, the other is told apart by a father's
    name that the first lacks. `syllable`: in names of single syllables (Chinese, Korean) a syllable more is another name.
    """
    a, b = first.parts, second.parts
    links = alignment.links
    if any(_other_role(a, k.a, b, k.b) or _other_role(b, k.b, a, k.a) for k in links):
        return "role"
    if bool(first.numbers) != bool(second.numbers) and not (first.legal or second.legal):
        numbered, plain, rest = (a, b, alignment.rest_b) if first.numbers else (b, a, alignment.rest_a)
        if len(numbered) == 1 and any(plain[i].kind in (FATHER, GIVEN) for i in rest):
            return "number"
    rest = alignment.rest_a or alignment.rest_b
    if not (alignment.rest_a and alignment.rest_b) and len(links) >= 2 and len(rest) == 1:
        longer = a if alignment.rest_a else b
        light = all(p.weight < SYLLABLE and p.kind == GIVEN for p in longer)
        if light and 0 < rest[0] < len(longer) - 1 and sum(p.weight for p in longer) / len(longer) < MEAN_SYLLABLE:
            return "syllable"
    return ""
