"""Facts about the tables of the world: terms that fit each other, resolutions inside their years, names in four languages, counts."""

from __future__ import annotations

import calendar
import re
from collections import Counter, defaultdict
from datetime import date
from itertools import combinations, pairwise

import pytest

from mahdar.packs import HOME, cell, rows
from mahdar.text import folded

WORLD = HOME / "world"
ARABIC = HOME / "lang" / "ar"
HOLDERS = rows(WORLD / "holders.tsv")
STATES = {r["code"] for r in rows(WORLD / "states.tsv")}
BODIES = {r["code"]: r for r in rows(WORLD / "bodies.tsv")}
NAMES = rows(WORLD / "state_names.tsv")
RESOLUTIONS = [(int(r["year"]), int(r["first"]), int(r["last"])) for r in rows(WORLD / "resolutions.tsv")]
SUBJECTS = rows(WORLD / "resolution_subjects.tsv")
DOCUMENTS = rows(WORLD / "documents.tsv")
LANGUAGES = ("ar", "en", "fa", "ru")


def words_of(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Offices that one person holds at a time, in each state or body.
SINGLE = words_of("""monarch crown_prince president prime_minister foreign_minister defence_minister interior_minister finance_minister
    secretary_general central_bank_governor speaker_of_parliament security_adviser military_chief permanent_representative ambassador
    party_leader""")
# Where two are told apart by what the office is called: two chambers, an army and its general staff, deputies of a representative.
BY_POST = words_of("speaker_of_parliament military_chief permanent_representative security_adviser")
# Two at a time all the same, with the reason.
SHARED = {
    ("crown_prince", "SAU"): "the deputy crown prince counts as crown prince",
    ("secretary_general", "EU"): "the European Council and the Commission have a president each",
    ("prime_minister", "LBY"): "rival governments",
    ("foreign_minister", "LBY"): "rival governments",
    ("party_leader", "SPLM_N"): "two wings since 2017",
}
# States whose ministers the table follows.
FOLLOWED = words_of("""DZA BHR EGY IRQ JOR KWT LBN LBY MAR MRT OMN PSE QAT SAU SDN SOM SYR TUN ARE YEM ISR IRN TUR USA RUS CHN GBR FRA DEU ITA ESP
    IND JPN PAK ETH""")
# Dates that are not of today: the data says in its source when it was written.
WRITTEN = 2026


def first_day(prefix: str) -> date:
    """The first day that a year, month or day covers."""
    parts = [int(p) for p in prefix.split("-")]
    return date(*(parts + [1] * (3 - len(parts))))


def last_day(prefix: str) -> date:
    """The last day that a year, month or day covers."""
    parts = [int(p) for p in prefix.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    return date(year, month, parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1])


def surely_until(row: dict[str, str]) -> date:
    """The last day of which it is sure that the term covered it: never later than a term that may have ended unseen."""
    end = row["to"] or row["held"]
    return first_day(end) if end else date.max


def overlap(a: dict[str, str], b: dict[str, str]) -> bool:
    """Do two terms surely overlap, however their unsure dates are read?"""
    earlier, later = sorted((a, b), key=lambda r: last_day(r["from"]))
    return last_day(later["from"]) < surely_until(earlier)


def label(row: dict[str, str]) -> str:
    return f"{row['role']} {row['affiliation']} {row['en']} {row['from']}"


def test_every_term_ends_after_it_begins() -> None:
    for row in HOLDERS:
        if row["from"] and row["to"]:
            assert first_day(row["from"]) <= last_day(row["to"]), label(row)
        if row["from"] and row["held"]:
            assert first_day(row["from"]) <= last_day(row["held"]), label(row)


def test_held_says_something_only_where_the_end_is_not_known() -> None:
    assert [label(r) for r in HOLDERS if r["held"] and r["to"]] == []


def test_no_date_lies_in_the_future_of_the_table() -> None:
    for row in HOLDERS:
        for name in ("from", "to", "held"):
            assert not row[name] or int(row[name][:4]) <= WRITTEN, label(row)


def test_an_office_for_one_has_one_holder_at_a_time() -> None:
    offices = defaultdict(list)
    for row in HOLDERS:
        if row["role"] in SINGLE and row["from"]:
            post = row["post"] if row["role"] in BY_POST else ""
            offices[row["role"], row["affiliation"], row["about"], post].append(row)
    found = {
        (office[0], office[1]): f"{label(a)}, {label(b)}"
        for office, terms in offices.items()
        for a, b in combinations(terms, 2)
        if overlap(a, b)
    }
    assert {k: v for k, v in found.items() if k not in SHARED} == {}
    assert sorted(found) == sorted(SHARED), "an exception that is none any more"


def test_overlap_knows_unsure_dates() -> None:
    def term(since: str, until: str, held: str = "") -> dict[str, str]:
        return {"from": since, "to": until, "held": held}

    assert not overlap(term("2010", "2014-07"), term("2014-07", ""))
    assert not overlap(term("2010", "2014-07-15"), term("2014", ""))
    assert overlap(term("2010", "2014-07-15"), term("2014-06", ""))
    assert overlap(term("2010", ""), term("2014", ""))
    assert not overlap(term("2010", "", "2013"), term("2014", ""))


def test_a_person_is_written_the_same_way_in_every_term() -> None:
    for columns in (("ar",), ("fa",), ("ru",)):
        forms = defaultdict(set)
        for row in HOLDERS:
            forms[row["en"]].add(tuple(row[c] for c in columns))
        assert {k: v for k, v in forms.items() if len(v) > 1} == {}


def test_every_holder_has_an_arabic_name() -> None:
    assert [label(r) for r in HOLDERS if not r["ar"]] == []


@pytest.mark.parametrize(("column", "script"), [("ar", "\u0621-\u064a\u06a8"), ("fa", "\u0621-\u06cc\u200c"), ("ru", "\u0400-\u04ff")])
def test_names_are_in_their_script(column: str, script: str) -> None:
    allowed = re.compile(rf"[{script} .\-'’|]+|[IVX]+")
    for row in HOLDERS:
        for name in cell(row[column]):
            assert all(allowed.fullmatch(word) for word in name.split()), f"{label(row)}: {name}"


def test_persian_names_have_persian_letters() -> None:
    for row in HOLDERS:
        assert not set("\u064a\u0643\u0629\u0649") & set(row["fa"]), f"{label(row)}: Arabic letters in {row['fa']}"


def test_no_name_of_a_holder_is_made_of_common_words_alone() -> None:
    """The engine takes these names for persons wherever they stand."""
    names = {folded(r["word"]) for r in rows(ARABIC / "names.tsv")}
    common = {folded(r["word"]) for r in rows(ARABIC / "common.tsv")} - names
    found = {
        name for row in HOLDERS for name in cell(row["ar"]) if len(words := folded(name).split()) > 1 and all(w in common for w in words)
    }
    assert found == set()


def test_one_written_name_leads_to_one_person() -> None:
    persons = defaultdict(set)
    for row in HOLDERS:
        for name in cell(row["ar"]):
            if " " in name:
                persons[folded(name)].add(row["en"])
    assert {k: v for k, v in persons.items() if len(v) > 1} == {}


def test_envoys_and_ambassadors_say_whereto() -> None:
    missing = [
        r for r in HOLDERS if r["role"] in ("special_envoy", "ambassador", "permanent_representative") and not (r["about"] or r["post"])
    ]
    assert [label(r) for r in missing] == []


def test_how_many_terms_there_are() -> None:
    assert len(HOLDERS) >= 1600
    assert sum(len(r["from"]) >= 7 for r in HOLDERS) >= 1500, "terms sure to the month"
    by_role = Counter(r["role"] for r in HOLDERS)
    for role, least in {
        "foreign_minister": 200,
        "defence_minister": 100,
        "prime_minister": 150,
        "special_envoy": 100,
        "ambassador": 100,
    }.items():
        assert by_role[role] >= least, role


@pytest.mark.parametrize("state", sorted(FOLLOWED))
def test_the_foreign_ministers_of_ten_years_are_known(state: str) -> None:
    """Of the days of 2015 to 2024 at least four in five have a foreign minister."""
    terms = [r for r in HOLDERS if r["role"] == "foreign_minister" and r["affiliation"] == state and r["from"]]
    days = [date(2015, 1, 15).toordinal() + 30 * n for n in range(120)]
    known = sum(
        any(first_day(t["from"]).toordinal() <= d <= (last_day(t["to"]) if t["to"] else date.max).toordinal() for t in terms) for d in days
    )
    assert known >= 0.8 * len(days), f"{known} of {len(days)}"


# ------------------------------------------------------------ states and bodies
def test_every_state_has_its_names_in_four_languages() -> None:
    have = {(r["code"], r["language"]) for r in NAMES if r["names"]}
    assert {(s, g) for s in STATES for g in LANGUAGES} - have == set()


def test_arabic_names_of_states_are_those_that_are_read() -> None:
    read: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows(ARABIC / "nations.tsv"):
        read[row["code"]] |= {folded(n) for n in cell(row["names"])}
    for row in NAMES:
        if row["language"] == "ar" and row["code"] in STATES:
            assert {folded(n) for n in cell(row["names"])} <= read[row["code"]], row["code"]


def test_loaded_names_are_nobodys_usual_name() -> None:
    usual = {(r["language"], n) for r in NAMES for n in cell(r["names"]) + cell(r["official"])}
    loaded = [(r["language"], n) for r in NAMES for n in cell(r["loaded"])]
    assert len(loaded) >= 100
    assert [n for n in loaded if n in usual] == []


def test_bodies_are_many_and_no_states() -> None:
    assert len(BODIES) >= 250
    assert not BODIES.keys() & STATES
    assert {r["type"] for r in BODIES.values()} == {"organisation", "movement", "format", "agency"}


def test_agencies_have_their_state() -> None:
    assert [c for c, r in BODIES.items() if r["type"] == "agency" and not r["state"]] == []


def test_parts_of_bodies_end_at_a_whole() -> None:
    for code in BODIES:
        seen = [code]
        while whole := BODIES[seen[-1]]["part_of"]:
            assert whole not in seen, f"{code} is part of itself"
            seen.append(whole)


def test_institutions_are_those_that_are_read() -> None:
    read = {r["id"]: r["affiliation"] for r in rows(ARABIC / "institutions.tsv")}
    for row in rows(WORLD / "institution_names.tsv"):
        assert read.get(row["id"]) == row["affiliation"], row["id"]


# ------------------------------------------------------------ resolutions and documents
def test_resolutions_are_numbered_without_gaps() -> None:
    assert RESOLUTIONS[0] == (1946, 1, 15)
    for (year, _, last), (after, first, _) in pairwise(RESOLUTIONS):
        assert (after, first) == (year + 1, last + 1)


def test_resolutions_of_the_region_were_adopted_in_their_year() -> None:
    years = {n: year for year, first, last in RESOLUTIONS for n in range(first, last + 1)}
    after = RESOLUTIONS[-1]
    for row in SUBJECTS:
        number = int(row["number"])
        assert number in years or number > after[2], number
        if row["date"]:
            assert int(row["date"][:4]) == years.get(number, after[0] + 1), f"{number}: {row['date']}"


def test_later_resolutions_have_later_dates() -> None:
    dated = [(int(r["number"]), r["date"]) for r in SUBJECTS if len(r["date"]) == 10]
    assert len(dated) >= 150
    assert sorted(dated) == sorted(dated, key=lambda pair: (pair[1], pair[0]))


def test_documents_have_names_in_four_languages() -> None:
    arabic = {r["id"] for r in rows(ARABIC / "documents.tsv")}
    assert [r["id"] for r in DOCUMENTS if r["id"] not in arabic] == []
    for language in ("fa", "ru"):
        assert sum(bool(r[language]) for r in DOCUMENTS) >= 100, language
    assert sum(bool(r["parties"]) for r in DOCUMENTS) >= 90


def test_one_name_in_two_states_at_once_is_a_known_namesake() -> None:
    """One English name is one person; nobody is in office in two states at a time."""
    apart = {(r["en"], r["affiliation"]) for r in rows(WORLD / "namesakes.tsv")}
    assert apart <= {(r["en"], r["affiliation"]) for r in HOLDERS}
    terms: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in HOLDERS:
        if row["from"] and row["affiliation"] in STATES and (row["en"], row["affiliation"]) not in apart:
            terms[row["en"]].append(row)
    for name, held in terms.items():
        for a, b in combinations(held, 2):
            if a["affiliation"] != b["affiliation"]:
                first, second = sorted((a, b), key=lambda r: r["from"])
                assert first["to"], name
                assert last_day(first["to"]) <= last_day(second["from"]), name
