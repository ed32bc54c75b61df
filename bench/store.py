"""How large a store gets, how fast it takes reports in and how soon a search answers. Prints figures, never fails for being slow.

    python -m bench.store            20,000 reports, about two minutes
    python -m bench.store --full     100,000 reports, the size that the requirements speak of
    python -m bench.store --store postgresql://…    on a server (an empty database)

The records are made here, not read: as long as those of the news (4 paragraphs of Arabic words, 2 engagements, 3 statements, 12 pieces of
evidence each), from the words of the packs, each with a frequency as in a language (a word of rank r is 1/r as frequent as the first).
"""

from __future__ import annotations

import argparse
import functools
import hashlib
import itertools
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from mahdar.model import Engagement, Evidence, Participant, Record, Report, Source, Span, Speaker, Statement, Value
from mahdar.packs import HOME, rows
from mahdar.store import Filter, Store

REPORTS, FULL = 20_000, 100_000
STEPS = 10
SEARCHES = 300
STATES = ["RUS", "IRN", "SAU", "SYR", "USA", "CHN", "EGY", "TUR", "QAT", "OMN", "IRQ", "LBN", "JOR", "FRA", "GBR", "DEU", "UN", "EU"]
TOPICS = ["bilateral_relations", "sanctions", "ceasefire", "economy_trade", "situation:SYR", "situation:YEM", "nuclear_programme", "energy"]
KINDS = ["meeting", "call", "visit", "negotiation", "message", "agreement", "conference"]
CITIES = ["Moscow", "Tehran", "Riyadh", "Geneva", "Vienna", "Cairo", "Doha", "Muscat"]
ROLES = ["foreign_minister", "president", "ambassador", "special_envoy", "prime_minister"]


def words(name: str, column: str, number: int) -> list[str]:
    found = [row[column] for row in rows(HOME / "lang" / "ar" / name)]
    random.Random(7).shuffle(found)
    return found[:number]


class Maker:
    """Makes reports one after another, always the same."""

    def __init__(self) -> None:
        self.chance = random.Random(20150811)
        self.words = words("common.tsv", "word", 8000)
        self.weights = list(itertools.accumulate(1 / rank for rank in range(1, len(self.words) + 1)))
        names = words("names.tsv", "word", 600)
        self.given, self.family = names[:300], names[300:]
        self.people = [f"{a} {b}" for a, b in zip(self.given, self.family, strict=True)]
        # foreign ministers of the world data, who are known in four languages
        held = [row for row in rows(HOME / "world" / "holders.tsv") if row["role"] == "foreign_minister" and row["affiliation"] in STATES]
        self.known = [(row["affiliation"], row["en"], row["ar"].split("|")[0]) for row in held if row["en"] and row["ar"]]

    def sentence(self, length: int) -> str:
        return " ".join(self.chance.choices(self.words, cum_weights=self.weights, k=length))

    def pairs(self, number: int) -> Iterator[tuple[Source, Record]]:
        for n in range(number):
            yield self.pair(n)

    def pair(self, n: int) -> tuple[Source, Record]:
        chance = self.chance
        sentences = [self.sentence(10)] + [self.sentence(chance.randint(18, 40)) for _ in range(chance.randint(7, 14))]
        text = "\n".join(sentences)
        spans, at = [], 0
        for sentence in sentences:
            spans.append(Span(at, at + len(sentence)))
            at += len(sentence) + 1
        day = f"{2010 + n % 15}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        source = Source(id=f"b-{n}", text=text, url=f"https://paper{n % 40}.example/{n}", source=f"Paper {n % 40}", published=day)
        sha = hashlib.sha256(text.encode()).hexdigest()
        engagements = [self.engagement(sha, k, text, spans[1 + k], day) for k in range(chance.randint(1, 3))]
        statements = [self.statement(sha, k, text, spans[4 + k]) for k in range(chance.randint(2, 4))]
        report = Report(
            id=source.id,
            sha256=sha,
            text=text,
            language=Value("ar", "inferred"),
            title=spans[0],
            dateline=None,
            byline=None,
            agency=None,
            outlet=Value(source.source or "", "said"),
            published=Value(day, "said"),
            url=source.url,
            residue=[],
            sentences=spans[1:],
            quotations=[],
        )
        record = Record(
            id=source.id,
            language="ar",
            published=day,
            engagements=engagements,
            statements=statements,
            own_voice=[],
            report=report,
            program="bench",
            packs="bench",
        )
        return source, record

    def person(self) -> tuple[str, str, str]:
        """Name, state and office: of ten mentions seven of 300 persons, two of 90,000 and one of those in the world data."""
        chance = self.chance
        sort = chance.random()
        if sort < 0.1:
            state, _, name = chance.choice(self.known)
            return name, state, "foreign_minister"
        name = chance.choice(self.people) if sort < 0.8 else f"{chance.choice(self.given)} {chance.choice(self.family)}"
        return name, chance.choice(STATES), chance.choice(ROLES)

    def evidence(self, field: str, text: str, span: Span) -> Evidence:
        start = self.chance.randint(span.start, span.end - 12)
        return Evidence(field, start, start + 12, text[start : start + 12], "said", "bench.rule")

    def engagement(self, sha: str, k: int, text: str, span: Span, day: str) -> Engagement:
        chance = self.chance
        people = [Participant(*self.person(), "participant") for _ in range(chance.choice([2, 2, 2, 3, 4]))]
        fields = [
            "kind",
            "status",
            "date",
            "city",
            "topics[0]",
            *(f"participants[{n}].{f}" for n in range(2) for f in ("name", "role", "affiliation")),
        ]
        return Engagement(
            id=hashlib.sha256(f"{sha}e{k}".encode()).hexdigest()[:12],
            kind=chance.choice(KINDS),
            status="held",
            participants=people,
            date=day,
            city=chance.choice(CITIES),
            country=chance.choice(STATES),
            topics=chance.sample(TOPICS, 2),
            documents=["UNSC 2254"] if chance.random() < 0.1 else [],
            according_to=[],
            confidence=0.5,
            evidence=[self.evidence(field, text, span) for field in fields],
        )

    def statement(self, sha: str, k: int, text: str, span: Span) -> Statement:
        chance = self.chance
        return Statement(
            id=hashlib.sha256(f"{sha}s{k}".encode()).hexdigest()[:12],
            speaker=Speaker(*self.person()),
            act=chance.choice(["inform", "stress", "call_for", "support"]),
            quoted=False,
            to=[],
            content=text[span.start : span.end],
            confidence=0.5,
            evidence=[self.evidence(field, text, span) for field in ("act", "speaker.name", "content")],
        )


def size(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def queries(maker: Maker) -> dict[str, list[str]]:
    """Queries of several sorts, as people write them."""
    chance = random.Random(3)
    common, rare = maker.words[:100], maker.words[1000:6000]

    def many(one: object) -> list[str]:
        assert callable(one)
        return [one() for _ in range(SEARCHES)]

    return {
        "one common word": many(lambda: chance.choice(common)),
        "one rare word": many(lambda: chance.choice(rare)),
        "two words": many(lambda: f"{chance.choice(common)} {chance.choice(rare)}"),
        "two common words": many(lambda: " ".join(chance.sample(common, 2))),
        "a phrase": many(lambda: f'"{chance.choice(maker.words[:20])} {chance.choice(maker.words[:20])}"'),
        "a word and a state": many(lambda: f"{chance.choice(common)} state:{chance.choice(STATES)}"),
        "fields and days": many(lambda: f"state:{chance.choice(STATES)} kind:meeting since:{2010 + chance.randrange(10)}"),
        "who": many(lambda: f"who:{chance.choice(maker.people).split()[0]} in:engagements"),
        "who, known persons in Latin letters": many(lambda: f'who:"{chance.choice(maker.known)[1]}"'),
        "who, in no list": many(lambda: f'who:"{chance.choice(maker.given)} {chance.choice(maker.family)}"'),
        "words in statements": many(lambda: f"{chance.choice(rare)} in:statements"),
    }


def timed(calls: list[Callable[[], object]]) -> tuple[str, list[float], list[float]]:
    """Median and 95th of a hundred by the clock, and the median of CPU time, which other programs on the machine don't change."""
    took, busy = [], []
    for call in calls:
        begun, cpu = time.perf_counter(), time.process_time()
        call()
        busy.append(time.process_time() - cpu)
        took.append(time.perf_counter() - begun)
    return said(took, busy), took, busy


def said(took: list[float], busy: list[float]) -> str:
    late = sorted(took)[int(len(took) * 0.95)]
    return f"median {statistics.median(took) * 1000:6.1f} ms   95th {late * 1000:6.1f} ms   median of CPU {statistics.median(busy) * 1000:6.1f} ms"


def filled(store: Store, maker: Maker, number: int) -> None:
    """Add reports and print how fast each tenth went in."""
    step = number // STEPS
    pairs = maker.pairs(number)
    for n in range(STEPS):
        made = list(itertools.islice(pairs, step))
        begun, busy = time.perf_counter(), time.process_time()
        store.add(made, who="bench")
        took, added = time.perf_counter() - begun, time.process_time() - busy
        begun, busy = time.perf_counter(), time.process_time()
        store.search_index.index.catch_up()
        waited, indexed = time.perf_counter() - begun, time.process_time() - busy
        print(
            f"added    {(n + 1) * step:7}   {added / step * 1000:5.2f} ms of CPU a report, {step / took:5.0f} a second;"
            f"   indexed {indexed / step * 1000:5.2f} ms, {step / max(waited, 1e-9):5.0f} a second",
            flush=True,
        )


def searched(store: Store, maker: Maker) -> None:
    """Print how soon searches answer, ten results with snippets each; and lists."""
    took: list[float] = []
    busy: list[float] = []
    for name, some in queries(maker).items():
        line, clock, cpu = timed([functools.partial(store.search, query) for query in some])
        took += clock
        busy += cpu
        found = sum(store.search(query, limit=1).total for query in some[:30]) / 30
        print(f"search   {name:22} {line}   {found:9.0f} found", flush=True)
    print(f"search   {'all':22} {said(took, busy)}")
    common = queries(maker)["one common word"][:50]
    print(f"search   {'with facets':22} {timed([functools.partial(store.search, query, facets=True) for query in common])[0]}")

    def listing(state: str) -> list[object]:
        return list(store.listed(Filter(state=[state], kind=["meeting"], since="2015"), limit=20))

    print(f"list     {'state, kind, since':22} {timed([functools.partial(listing, state) for state in STATES])[0]}")

    def of_person(name: str) -> list[object]:
        return list(store.listed(Filter(who=[name]), limit=20))

    asked = [english for _, english, _ in maker.known[:30]] + maker.people[:30]
    print(f"list     {'who':22} {timed([functools.partial(of_person, name) for name in asked])[0]}")
    refs = [seen.ref for _, seen in store.listed(limit=30)]
    print(f"correct  {'confirm':22} {timed([functools.partial(store.confirm, ref, who='bench') for ref in refs])[0]}")


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description="Size and speed of a store.")
    parser.add_argument("--full", action="store_true", help=f"{FULL} reports")
    parser.add_argument("--reports", type=int, default=REPORTS, help="so many reports")
    parser.add_argument("--store", help="an address; else a file that is thrown away")
    asked = parser.parse_args()
    number = FULL if asked.full else asked.reports
    maker = Maker()
    folder = Path(tempfile.mkdtemp(prefix="mahdar-bench-"))
    try:
        with Store.open(asked.store or folder / "store.db") as store:
            filled(store, maker, number)
            if not asked.store:
                whole, index = size(folder), size(folder / "store.db.search")
                print(f"size     {whole / 1e6:.0f} MB, {whole / number:.0f} bytes a report; of it the search index {index / 1e6:.0f} MB")
            searched(store, maker)
            begun = time.perf_counter()
            faults = len(store.verify())
            print(f"verify   {time.perf_counter() - begun:.1f} s, {faults} faults")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
