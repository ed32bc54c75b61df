"""Plain logistic regressions with a ridge, for learning the small lists of weights that the engine carries. No library needed."""

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


def learn_choice(groups: Sequence[tuple[list[list[float]], int]], *, ridge: float = 1.0, rounds: int = 120) -> list[float]:
    """Weights by which, in each group of rows, the row at the given place weighs most (conditional logit, rising step by step).

    All rows have the same length; what is returned has it too.
    """
    wide = len(groups[0][0][0])
    every = [row for rows, _ in groups for row in rows]
    means = [sum(row[k] for row in every) / len(every) for k in range(wide)]
    spread = [math.sqrt(sum((row[k] - means[k]) ** 2 for row in every) / len(every)) or 1.0 for k in range(wide)]
    scaled = [([[(x - m) / s for x, m, s in zip(row, means, spread, strict=True)] for row in rows], right) for rows, right in groups]
    weights = [0.0] * wide
    step = [0.1] * wide
    before = [0.0] * wide
    for _ in range(rounds):
        slope = [-ridge * w for w in weights]
        for rows, right in scaled:
            totals = [sum([w * x for w, x in zip(weights, row, strict=True)]) for row in rows]
            top = max(totals)
            chances = [math.exp(t - top) for t in totals]
            whole = sum(chances)
            for k in range(wide):
                slope[k] += rows[right][k] - sum([c * row[k] for c, row in zip(chances, rows, strict=True)]) / whole
        for k in range(wide):
            # the step grows while the slope keeps its sign, and shrinks when the top was passed
            step[k] = min(step[k] * 1.2, 1.0) if slope[k] * before[k] > 0 else max(step[k] * 0.5, 1e-4)
            weights[k] += math.copysign(step[k], slope[k])
        before = slope
    return [w / s for w, s in zip(weights, spread, strict=True)]
