"""Learns to spell names in Latin letters and says how well it does: `python -m bench.train_romanise [--write]`.

Learns from names/ar-latin.train.tsv of the shared folder (Wikidata, CC0): pairs of words are aligned letter by letter (expectation
maximisation), and the pieces are counted in their contexts. The list of names comes from packages of the extra `train`: the 1990 census of
the United States (`names`, public domain) and the name lists of `faker` (MIT). Without `--write` only names/ar-latin.dev.tsv is measured.
No Latin word of dev is in train, and about a quarter of its Arabic words are, with another Latin spelling.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import math
import pkgutil
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import msgspec

from bench.shared import SHARED
from mahdar.resolve.romanise import CHAIN, LEFT, MODEL, RIGHT, Romaniser, Weights, contexts, load, plain

TRAIN = SHARED / "names" / "ar-latin.train.tsv"
DEV = SHARED / "names" / "ar-latin.dev.tsv"
ROUNDS = 4
# Letters and Latin letters that a piece may hold, and how likely it is to begin with. (0, 1) is a vowel that Arabic does not write.
SHAPES = {(1, 1): 1.0, (1, 2): 0.2, (0, 1): 0.15, (1, 0): 0.1, (1, 3): 0.02, (2, 1): 0.02}
SEEN = 3
BAND = 3
DISCOUNT = 0.9
# From this level on contexts seen once are left out: they only repeat single words.
PARTICULAR = 4
Piece = tuple[str, str]


def rows(path: Path) -> list[tuple[str, str, int]]:
    """(Latin word, Arabic word, how often seen)."""
    cells = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return [(latin, arabic.replace(" ", ""), int(count)) for latin, arabic, count in cells]


def arcs(latin: str, arabic: str) -> Iterator[tuple[int, int, int, int, Piece]]:
    """All pieces that can stand at each place of a pair, in order."""
    for i in range(len(arabic) + 1):
        # pieces that lie far off the diagonal belong to no alignment worth a thought
        middle = i * len(latin) / max(1, len(arabic))
        for j in range(max(0, round(middle) - BAND), min(len(latin), round(middle) + BAND) + 1):
            for di, dj in SHAPES:
                if i + di <= len(arabic) and j + dj <= len(latin):
                    yield i, j, i + di, j + dj, (arabic[i : i + di], latin[j : j + dj])


def expected(pairs: list[tuple[str, str, int]], chance: dict[Piece, float] | None) -> dict[Piece, float]:
    """One round: chances of pieces from how often they are expected to occur."""
    counts: dict[Piece, float] = defaultdict(float)
    for latin, arabic, seen in pairs:
        forward: dict[tuple[int, int], float] = defaultdict(float)
        forward[0, 0] = 1.0
        steps = []
        for i, j, k, m, piece in arcs(latin, arabic):
            if forward.get((i, j)):
                p = chance.get(piece, 1e-9) if chance else SHAPES[len(piece[0]), len(piece[1])]
                forward[k, m] += forward[i, j] * p
                steps.append((i, j, k, m, piece, p))
        total = forward[len(arabic), len(latin)]
        if total <= 0:
            continue
        backward: dict[tuple[int, int], float] = defaultdict(float)
        backward[len(arabic), len(latin)] = 1.0
        weight = (1 + math.log(seen)) / total
        for i, j, k, m, piece, p in reversed(steps):
            if backward.get((k, m)):
                backward[i, j] += p * backward[k, m]
                counts[piece] += weight * forward[i, j] * p * backward[k, m]
    total = sum(counts.values())
    return {piece: count / total for piece, count in counts.items() if count > 1e-4}


def aligned(latin: str, arabic: str, chance: dict[Piece, float]) -> list[Piece]:
    """The likeliest pieces of a pair; what Arabic does not write hangs on the piece before."""
    best: dict[tuple[int, int], tuple[float, tuple[int, int], Piece]] = {(0, 0): (0.0, (0, 0), ("", ""))}
    for i, j, k, m, piece in arcs(latin, arabic):
        if (i, j) in best and piece in chance:
            value = best[i, j][0] + math.log(chance[piece])
            if (k, m) not in best or value > best[k, m][0]:
                best[k, m] = (value, (i, j), piece)
    at = (len(arabic), len(latin))
    if at not in best:
        return []
    path: list[Piece] = []
    while at != (0, 0):
        _, before, piece = best[at]
        path.append(piece)
        at = before
    out: list[Piece] = []
    for letters, spelt in reversed(path):
        if out and (not letters or not out[-1][0]):
            out[-1] = (out[-1][0] + letters, out[-1][1] + spelt)
        else:
            out.append((letters, spelt))
    return out


def counted(sequences: list[list[Piece]]) -> list[dict[str, dict[str, int]]]:
    """Counts of pieces by context, level by level."""
    levels: list[dict[str, Counter[str]]] = [defaultdict(Counter) for _ in range(2 * CHAIN)]
    for pieces in sequences:
        padded = "_" * LEFT + "".join(letters for letters, _ in pieces) + "_" * (RIGHT + 1)
        at, history = LEFT, ("^", "^", "^")
        for letters, piece in pieces:
            for level, context in zip(levels, contexts(padded, at, history), strict=True):
                level["\t".join(context)][f"{letters}\t{piece}"] += 1
            at += len(letters)
            history = (history[1], history[2], piece)
    return [
        {context: dict(found) for context, found in level.items() if number % CHAIN < PARTICULAR or sum(found.values()) > 1}
        for number, level in enumerate(levels)
    ]


def module(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise SystemExit(f"{name} is needed to learn anew: pip install names faker ({error})") from error


def listed() -> dict[str, int]:
    """Names in Latin letters with 0..9 for how often they are borne (0: not known)."""
    out: dict[str, int] = {}
    folder = Path(str(module("names").__file__)).parent
    for file in ("dist.all.last", "dist.male.first", "dist.female.first"):
        for line in (folder / file).read_text(encoding="utf-8").splitlines():
            word, percent, *_ = line.split()
            out[word.lower()] = max(out.get(word.lower(), 0), min(9, round(math.log(1 + 1000 * float(percent)))))
    persons = module("faker.providers.person")
    for found in pkgutil.iter_modules(persons.__path__):
        provider = module(f"faker.providers.person.{found.name}").Provider
        for attribute in dir(provider):
            values = getattr(provider, attribute)
            if "name" in attribute and isinstance(values, list | tuple | dict):
                for value in values:
                    for word in re.split(r"[\s-]+", value) if isinstance(value, str) else []:
                        if re.fullmatch(r"[a-z']{2,}", plain(word)):
                            out.setdefault(plain(word), 0)
    return dict(sorted(out.items()))


def learned() -> Weights:
    pairs = rows(TRAIN)
    chance: dict[Piece, float] | None = None
    for number in range(ROUNDS):
        chance = expected(pairs, chance)
        print(f"round {number + 1}: {len(chance)} pieces", flush=True)
    sequences = [aligned(latin, arabic, chance or {}) for latin, arabic, _ in pairs]
    often = Counter(piece for pieces in sequences for piece in pieces)
    # a word with a piece that hardly any other word has is a translation, another word, or a slip
    return Weights(DISCOUNT, counted([s for s in sequences if s and all(often[p] >= SEEN for p in s)]), listed())


def measured(model: Romaniser, step: int = 1) -> None:
    """Print word accuracy on dev: the given Latin word is the first, or among the first three, by rows and by how often they were seen."""
    found = rows(DEV)[::step]
    known = {arabic for _, arabic, _ in rows(TRAIN)}
    begun = time.process_time()
    hits: Counter[str] = Counter()
    for latin, arabic, seen in found:
        best = [spelling.lower() for spelling, _ in model.word(arabic)]
        folded = [plain(b) for b in best]
        for name, weight in (("rows", 1), ("seen", seen), ("twice", int(seen > 1)), ("new", int(arabic not in known))):
            hits[name] += weight
            hits[f"{name} 1"] += weight * (best[:1] == [latin])
            hits[f"{name} 3"] += weight * (latin in best)
            hits[f"{name} plain 1"] += weight * (folded[:1] == [plain(latin)])
            hits[f"{name} plain 3"] += weight * (plain(latin) in folded)
    took = time.process_time() - begun
    titles = {
        "rows": "each row once",
        "seen": "each row as often as seen",
        "twice": "rows seen twice or more",
        "new": "Arabic word not in train",
    }
    for name, title in titles.items():
        of = hits[name]
        exact = f"top-1 {hits[f'{name} 1'] / of:.3f}  top-3 {hits[f'{name} 3'] / of:.3f}"
        print(f"{title:28} {exact}   without accents {hits[f'{name} plain 1'] / of:.3f}  {hits[f'{name} plain 3'] / of:.3f}")
    shared = sum(arabic in known for _, arabic, _ in found)
    print(f"{len(found)} words, {1000 * took / len(found):.1f} ms of processor time each")
    print(f"no Latin word of dev is in train; {shared} Arabic ones are, with another Latin spelling")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--write", action="store_true", help="learn anew and write the model")
    parser.add_argument("--step", type=int, default=1, help="measure every so many rows only")
    options = parser.parse_args()
    if options.write:
        weights = learned()
        MODEL.write_bytes(gzip.compress(msgspec.msgpack.encode(weights), mtime=0))
        print(f"{MODEL.name}: {MODEL.stat().st_size / 1e6:.1f} MB, {len(weights.listed)} names listed")
    begun = time.process_time()
    model = load()
    print(f"loaded in {time.process_time() - begun:.2f} s")
    measured(model, options.step)


if __name__ == "__main__":
    main()
