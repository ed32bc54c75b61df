"""A plain logistic regression with a ridge, for learning the small lists of weights that the engine carries. No library needed."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

Example = tuple[list[str], bool]
BIAS = "bias"


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, x))))


def learn(examples: Sequence[Example], *, ridge: float = 5.0, least: int = 5) -> dict[str, float]:
    """Weight of every fact that at least `least` examples show, and the bias: coordinate-wise Newton steps until they stand still."""
    seen = Counter(fact for facts, _ in examples for fact in set(facts))
    names = [BIAS, *sorted(f for f, n in seen.items() if n >= least)]
    place = {name: i for i, name in enumerate(names)}
    rows = [([0, *sorted({place[f] for f in facts if f in place})], float(right)) for facts, right in examples]
    at: list[list[int]] = [[] for _ in names]
    for number, (columns, _) in enumerate(rows):
        for column in columns:
            at[column].append(number)
    weights = [0.0] * len(names)
    totals = [0.0] * len(rows)
    for _ in range(60):
        moved = 0.0
        for column, members in enumerate(at):
            pull = 0.0 if column == 0 else ridge
            gradient, curve = pull * weights[column], pull + 1e-6
            for n in members:
                p = sigmoid(totals[n])
                gradient += p - rows[n][1]
                curve += p * (1 - p)
            step = max(-2.0, min(2.0, gradient / curve))
            weights[column] -= step
            moved = max(moved, abs(step))
            for n in members:
                totals[n] -= step
        if moved < 1e-3:
            break
    return dict(zip(names, weights, strict=True))


def answer(weights: dict[str, float], facts: Sequence[str]) -> float:
    return sigmoid(weights.get(BIAS, 0.0) + sum(weights.get(f, 0.0) for f in facts))
