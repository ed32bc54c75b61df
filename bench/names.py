"""Our comparer of names beside the matchers of others, in one run: `python -m bench.names`.

Both labelled sets of the shared folder: names/variants.tsv (without what spelling can't tell) and names/cases.csv. A peer gets the threshold
that is best for it on the very set it is measured on; ours keeps the one it ships with, and its held-out figures (weights learned without
the persons of the pair) are printed beside. Speed is pairs a second of processor time from a cold start, one core. Peers that are not
installed are counted and named.
"""

from __future__ import annotations

import importlib
import os
import time
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

from bench.train_names import CASES, VARIANTS, Pair, cases, described, figures, held_out, pairs, variants
from mahdar.resolve.compare import MATCH, score

Scorer = Callable[[str, str, str], float]


def installed(name: str) -> ModuleType | None:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def string_peers() -> Iterator[tuple[str, Scorer | None]]:
    """Distances of strings, with and without the letters turned into ASCII."""
    fuzz, jellyfish, ascii_ = installed("rapidfuzz.fuzz"), installed("jellyfish"), installed("anyascii")

    def ratio(a: str, b: str, _: str) -> float:
        return float(fuzz.token_set_ratio(a.lower(), b.lower())) / 100  # type: ignore[union-attr]

    def ascii_ratio(a: str, b: str, _: str) -> float:
        return float(fuzz.token_set_ratio(ascii_.anyascii(a).lower(), ascii_.anyascii(b).lower())) / 100  # type: ignore[union-attr]

    def winkler(a: str, b: str, _: str) -> float:
        return float(jellyfish.jaro_winkler_similarity(ascii_.anyascii(a).lower(), ascii_.anyascii(b).lower()))  # type: ignore[union-attr]

    yield "rapidfuzz token_set_ratio", ratio if fuzz else None
    yield "anyascii + token_set_ratio", ascii_ratio if fuzz and ascii_ else None
    yield "anyascii + jellyfish jaro_winkler", winkler if jellyfish and ascii_ else None


def rigour_peer() -> Iterator[tuple[str, Scorer | None]]:
    """rigour's comparison of the parts of two names (the likeness of their best alignment)."""
    names, distance = installed("rigour.names"), installed("rigour.text.distance")

    def parts(a: str, b: str, _: str) -> float:
        one, two = (" ".join(sorted(names.tokenize_name(x.lower()))) for x in (a, b))  # type: ignore[union-attr]
        return float(distance.levenshtein_similarity(one, two, max_edits=50, max_percent=1.0))  # type: ignore[union-attr]

    usable = names is not None and distance is not None and hasattr(names, "tokenize_name") and hasattr(distance, "levenshtein_similarity")
    yield "rigour tokens + levenshtein", parts if usable else None


def nomenklatura_peers() -> Iterator[tuple[str, Scorer | None]]:
    """Matchers of nomenklatura, given both names as entities of the schema that the set says."""
    matching, model = installed("nomenklatura.matching"), installed("followthemoney")
    wanted = ("logic-v2", "logic-v1", "regression-v1", "er-unstable", "name-based", "name-qualified", "ofac")
    for name in wanted:
        algorithm: Any = matching.get_algorithm(name) if matching else None
        if algorithm is None or model is None:
            yield f"nomenklatura {name}", None
            continue
        config = algorithm.default_config()

        def compared(a: str, b: str, schema: str, algorithm: Any = algorithm, config: Any = config) -> float:
            one, two = (model.model.get_proxy({"id": n, "schema": schema, "properties": {"name": [n]}}) for n in (a, b))
            return float(algorithm.compare(one, two, config).score)

        yield f"nomenklatura {name}", compared


def best(scores: list[float], same: list[bool]) -> tuple[tuple[float, float, float], float]:
    """Figures at the threshold with the best F1, and that threshold."""
    thresholds = sorted({round(s, 3) for s in scores})
    thresholds = thresholds[:: max(1, len(thresholds) // 400)]
    return max(((figures(scores, same, t), t) for t in thresholds), key=lambda pair: pair[0][0])


def row(name: str, what: tuple[float, float, float], note: str, speed: float | None) -> None:
    pace = f"{speed:9.0f} pairs/s" if speed else ""
    print(f"  {name:36} F1 {what[0]:.3f}  precision {what[1]:.3f}  recall {what[2]:.3f}  {note:22} {pace}", flush=True)


def measured(title: str, found: list[Pair], schemas: list[str], peers: list[tuple[str, Scorer]]) -> None:
    same = [p.same for p in found]
    print(f"{title}: {len(found)} pairs, {sum(same)} of one person")
    begun = time.process_time()
    ours = [score(p.a, p.b) for p in found]
    row("mahdar", figures(ours, same), f"threshold {MATCH}", len(found) / (time.process_time() - begun))
    for name, scorer in peers:
        begun = time.process_time()
        try:
            scores = [scorer(p.a, p.b, s) for p, s in zip(found, schemas, strict=True)]
        except Exception as error:  # a peer that breaks is told and the others go on
            print(f"  {name}: {type(error).__name__}: {error}")
            continue
        speed = len(found) / (time.process_time() - begun)
        what, threshold = best(scores, same)
        row(name, what, f"best threshold {threshold:.2f}", speed)


def schemas_of_cases() -> list[str]:
    """What kind of thing each case of the peer is about."""
    lines = CASES.read_text(encoding="utf-8").splitlines()
    at = lines[0].split(",").index("schema")
    return [
        kind if (kind := line.split(",")[at]) in ("Person", "Company", "Organization", "Vessel", "LegalEntity") else "LegalEntity"
        for line in lines[1:]
    ]


def main() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    everyone = [*string_peers(), *rigour_peer(), *nomenklatura_peers()]
    peers = [(name, scorer) for name, scorer in everyone if scorer is not None]
    absent = [name for name, scorer in everyone if scorer is None]
    print(
        f"{len(peers)} matchers of others are installed"
        + (f", {len(absent)} are not: {', '.join(absent)} (extra `bench`)" if absent else "")
    )
    if not VARIANTS.is_file() or not CASES.is_file():
        print("the labelled sets of the shared folder are not there (MAHDAR_SHARED)")
        return
    # both sets cold, before anything of them has been described
    measured("variants.tsv", variants(), ["Person"] * len(variants()), peers)
    measured("cases.csv", cases(), schemas_of_cases(), peers)
    every = pairs()
    unseen = dict(held_out(every, [described(p) for p in every]))
    print("mahdar on persons that its weights have not seen")
    for source in ("variants", "cases", "persons"):
        chosen = [i for i, p in enumerate(every) if p.source == source]
        row(source, figures([unseen[i] for i in chosen], [every[i].same for i in chosen]), f"threshold {MATCH}", None)


if __name__ == "__main__":
    main()
