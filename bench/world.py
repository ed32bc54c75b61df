"""How complete the world data is: counts beside what was asked, and a table of the months for which an office has no holder. Never fails.

    python -m bench.world            counts, and the gaps of the offices that were asked for
    python -m bench.world --open     besides, the terms that are still open, the oldest first

The months run from January 2010 to the last one of which the data can know (`KNOWN`): a term that is open reaches to it, and says nothing of later
months. Where a state has no such office, or nobody held it, that is no gap; `NONE` says so with the reason.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import groupby

from mahdar.packs import HOME, rows

FIRST, KNOWN = "2010-01", "2026-06"
MIDDLE_EAST = [
    *("DZA", "BHR", "EGY", "IRN", "IRQ", "ISR", "JOR", "KWT", "LBN", "LBY", "MAR", "MRT"),
    *("OMN", "PSE", "QAT", "SAU", "SDN", "SYR", "TUN", "ARE", "YEM", "SOM", "DJI", "COM"),
]
OTHERS = ["USA", "RUS", "CHN", "GBR", "FRA", "TUR", "PAK", "IND", "JPN", "DEU", "ITA", "ESP", "ETH"]
OFFICES = {
    "head of state": ("monarch", "president"),
    "head of government": ("prime_minister",),
    "foreign minister": ("foreign_minister",),
    "defence minister": ("defence_minister",),
}
LANGUAGES = ("ar", "en", "fa", "ru")
# State, office, first and last month, and why nobody is missing.
NONE = [
    ("COM", "head of government", FIRST, KNOWN, "no such office"),
    ("COM", "defence minister", FIRST, KNOWN, "no such office"),
    ("IRN", "head of government", FIRST, KNOWN, "no such office; the president"),
    ("USA", "head of government", FIRST, KNOWN, "no such office; the president"),
    ("TUR", "head of government", "2018-07", KNOWN, "no such office since; the president"),
    ("SYR", "head of government", "2025-03", KNOWN, "no such office since; the president"),
    ("SDN", "head of government", FIRST, "2017-02", "no such office; the president"),
    ("PSE", "defence minister", FIRST, KNOWN, "no such office"),
    ("OMN", "defence minister", "2020-08", KNOWN, "a deputy prime minister for defence"),
    ("SDN", "head of government", "2019-04", "2019-08", "military council"),
    ("EGY", "head of state", "2011-02", "2012-06", "council of the armed forces"),
    ("LBN", "head of state", "2014-05", "2016-10", "vacant"),
    ("LBN", "head of state", "2022-10", "2025-01", "vacant"),
    ("LBY", "head of state", FIRST, "2011-02", "no such office; a leader of the revolution"),
    ("LBY", "head of state", "2013-06", "2016-03", "the speaker of parliament"),
    ("LBY", "defence minister", "2013-07", "2013-07", "vacant; the next one took the oath on 5 August"),
    ("TUN", "head of government", "2021-07", "2021-10", "vacant"),
    ("TUN", "defence minister", "2021-07", "2021-10", "vacant"),
    ("CHN", "defence minister", "2023-10", "2023-12", "vacant"),
    ("DZA", "defence minister", "2019-05", "2019-11", "the president's portfolio; an interim president"),
    ("SDN", "foreign minister", "2019-05", "2019-08", "military council"),
    ("SDN", "foreign minister", "2021-12", "2021-12", "vacant after the coup"),
    ("SDN", "defence minister", "2020-04", "2020-05", "vacant"),
    ("YEM", "foreign minister", "2015-02", "2015-02", "the government had resigned"),
    ("YEM", "foreign minister", "2019-07", "2019-08", "vacant"),
    ("PAK", "foreign minister", "2011-03", "2011-06", "vacant; a minister of state"),
    ("IRQ", "defence minister", "2016-08", "2017-01", "vacant"),
    ("IRQ", "defence minister", "2018-10", "2019-06", "vacant"),
]


def months(first: str, last: str) -> list[str]:
    """The months from one to another, both included."""
    start, end = (int(day[:4]) * 12 + int(day[5:7]) - 1 for day in (first, last))
    return [f"{n // 12}-{n % 12 + 1:02}" for n in range(start, end + 1)]


EVERY = months(FIRST, KNOWN)


def held(term: dict[str, str]) -> set[str]:
    """The months of a term; of dates known to the year only, the whole year."""
    if not term["from"]:
        return set(months(f"{term['held'][:4]}-01", f"{term['held'][:4]}-12")) if term["held"] else set()
    first = term["from"][:7] if len(term["from"]) > 4 else term["from"] + "-01"
    last = term["to"][:7] if len(term["to"]) > 4 else (term["to"] + "-12" if term["to"] else KNOWN)
    return set(months(first, last))


def runs(missing: list[str]) -> Iterator[str]:
    """Months that follow each other as one stretch."""
    at = {month: n for n, month in enumerate(EVERY)}
    for _, group in groupby(enumerate(missing), lambda pair: at[pair[1]] - pair[0]):
        found = [month for _, month in group]
        yield found[0] if len(found) == 1 else f"{found[0]} to {found[-1]}"


def counts() -> Iterator[tuple[str, int, str]]:
    """What there is, how many, and how many were asked for."""
    world = HOME / "world"
    states = list(rows(world / "states.tsv"))
    names = list(rows(world / "state_names.tsv"))
    yield "states and territories", len(states), "ISO 3166"
    for language in LANGUAGES:
        own = [row for row in names if row["language"] == language]
        yield f"states with a name in {language}", sum(bool(row["names"]) for row in own), str(len(states))
        yield f"states with an official name in {language}", sum(bool(row["official"]) for row in own), ""
    yield "states with adjectives in ar", sum(bool(row["adjectives"]) for row in rows(HOME / "lang" / "ar" / "nations.tsv")), ""
    bodies = list(rows(world / "bodies.tsv"))
    yield "bodies", len(bodies), "250"
    yield "bodies with a name in ar, fa and ru", sum(bool(row["ar"] and row["fa"] and row["ru"]) for row in bodies), ""
    terms = list(rows(world / "holders.tsv"))
    yield "terms of office", len(terms), "1500"
    yield "terms with a name in fa and ru", sum(bool(row["fa"] and row["ru"]) for row in terms), ""
    yield "terms that begin in 2026", sum(row["from"].startswith("2026") for row in terms), ""
    yield "years of Security Council resolutions", sum(1 for _ in rows(world / "resolutions.tsv")), "1946 to today"
    yield "resolutions with a subject", sum(1 for _ in rows(world / "resolution_subjects.tsv")), "150"
    documents = list(rows(world / "documents.tsv"))
    yield "documents and processes", len(documents), ""
    yield "documents with a name in fa and ru", sum(bool(row["fa"] and row["ru"]) for row in documents), ""


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="How complete the world data is.")
    parser.add_argument("--open", action="store_true", help="list the terms that are still open")
    asked = parser.parse_args()
    for what, number, wanted in counts():
        print(f"{what:45} {number:6}" + (f"   asked: {wanted}" if wanted else ""))
    terms = list(rows(HOME / "world" / "holders.tsv"))
    print(f"\nMonths from {FIRST} to {KNOWN} without a holder; {len(MIDDLE_EAST) + len(OTHERS)} states, {len(OFFICES)} offices")
    whole = 0
    for state in MIDDLE_EAST + OTHERS:
        for office, roles in OFFICES.items():
            known = set().union(*(held(term) for term in terms if term["affiliation"] == state and term["role"] in roles))
            known |= {month for one, of, a, b, _ in NONE if (one, of) == (state, office) for month in months(a, b)}
            missing = list(runs([month for month in EVERY if month not in known]))
            whole += not missing
            if missing:
                print(f"{state}  {office:20} {', '.join(missing)}")
    print(f"{whole} of {len(OFFICES) * len(MIDDLE_EAST + OTHERS)} have a holder for every month, or nobody could hold the office")
    if asked.open:
        print(f"\nTerms that are open, as of {KNOWN} or of the year that the source names")
        for term in sorted((t for t in terms if t["from"] and not t["to"]), key=lambda t: t["from"]):
            print(f"{term['from']:10}  {term['affiliation']:12} {term['role']:22} {term['en']}  ({term['source']})")


if __name__ == "__main__":
    main()
