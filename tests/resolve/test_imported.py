"""Lists of persons that a user brings: three formats, and files at fault."""

from __future__ import annotations

import bz2
import gzip
import json
from pathlib import Path

import pytest

from mahdar.resolve import imported
from mahdar.resolve.imported import Kept, Problem, Store, bring


def brought(path: Path, store: Store) -> tuple[Kept, list[str]]:
    problems, kept = [], Kept()
    for item in bring(path, store):
        if isinstance(item, Problem):
            problems.append(str(item))
        else:
            kept = item
    return kept, problems


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "persons.sqlite")


def ftm(identifier: str, *names: str, schema: str = "Person", **properties: list[str]) -> str:
    return json.dumps({"id": identifier, "schema": schema, "properties": {"name": list(names), **properties}}, ensure_ascii=False) + "\n"


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_follow_the_money(tmp_path: Path, store: Store) -> None:
    lines = ftm("Q1", "Sergey Vershinin", "Сергей Вершинин", country=["ru"])
    lines += json.dumps({"id": "post1", "schema": "Position", "properties": {"name": ["Deputy minister"], "country": ["ru"]}}) + "\n"
    lines += (
        json.dumps({"id": "o1", "schema": "Occupancy", "properties": {"holder": ["Q1"], "post": ["post1"], "startDate": ["2018-03-01"]}})
        + "\n"
    )
    lines += ftm("C1", "Acme Ltd", schema="Company")
    kept, problems = brought(write(tmp_path / "list.json", lines), store)
    assert (kept.persons, kept.names, kept.offices, kept.passed) == (1, 2, 1, 1)
    assert problems == []
    found = store.find("سيرغي فيرشينين")
    assert [f.id for f in found] == ["Q1"]
    assert found[0].offices[0].role == "Deputy minister"
    assert found[0].offices[0].since == "2018-03-01"


def test_wikidata(tmp_path: Path, store: Store) -> None:
    def value(prop: str, item: str, **qualifiers: object) -> dict[str, object]:
        return {"mainsnak": {"property": prop, "datavalue": {"value": {"id": item}}}, "rank": "normal", "qualifiers": qualifiers}

    time = [{"datavalue": {"value": {"time": "+2012-05-00T00:00:00Z"}}}]
    person = {
        "id": "Q42",
        "labels": {"en": {"value": "Adel al-Jubeir"}, "ar": {"value": "عادل الجبير"}, "xx": {"value": "unread"}},
        "aliases": {"en": [{"value": "Adel Jubeir"}]},
        "claims": {"P31": [value("P31", "Q5")], "P27": [value("P27", "Q851")], "P39": [value("P39", "Q7330070", P580=time)]},
    }
    town = {"id": "Q60", "labels": {"en": {"value": "New York"}}, "claims": {"P31": [value("P31", "Q515")]}}
    text = "[\n" + ",\n".join(json.dumps(x, ensure_ascii=False) for x in (person, town)) + "\n]\n"
    kept, problems = brought(write(tmp_path / "dump.json", text), store)
    assert (kept.persons, kept.names, kept.offices, kept.passed, problems) == (1, 3, 1, 1, [])
    assert store.find("Адель аль-Джубейр")[0].id == "Q42"
    office = store.offices("Q42")[0]
    assert (office.role, office.affiliation, office.since, office.post) == ("foreign_minister", "", "2012-05", "Q7330070")
    assert store.find("Adel Jubeir")[0].countries == ["SAU"]


def human(identifier: str, post: str, **qualifiers: str) -> str:
    """A line of a dump: a person with one post."""

    def claim(item: str) -> dict[str, object]:
        return {"mainsnak": {"datavalue": {"value": {"id": item}}}, "rank": "normal"}

    beside = {prop: [{"datavalue": {"value": {"id": item}}}] for prop, item in qualifiers.items()}
    claims = {"P31": [claim("Q5")], "P27": [claim("Q79")], "P39": [{**claim(post), "qualifiers": beside}]}
    return json.dumps({"id": identifier, "labels": {"en": {"value": f"Name {identifier}"}}, "claims": claims}) + ",\n"


@pytest.mark.parametrize(
    ("post", "qualifiers", "role", "affiliation"),
    [
        ("Q79784648", {}, "foreign_minister", "EGY"),
        ("Q11696", {}, "president", "USA"),
        ("Q7330070", {"P1001": "Q810"}, "foreign_minister", "JOR"),
        ("Q7330070", {"P642": "Q90"}, "foreign_minister", ""),
        ("Q9999999", {}, "wikidata:Q9999999", ""),
        ("Q9999999", {"P17": "Q55"}, "wikidata:Q9999999", "NLD"),
    ],
)
def test_posts_of_wikidata(tmp_path: Path, store: Store, post: str, qualifiers: dict[str, str], role: str, affiliation: str) -> None:
    brought(write(tmp_path / "dump.json", "[\n" + human("Q1", post, **qualifiers) + "]\n"), store)
    assert [(o.role, o.affiliation, o.post) for o in store.offices("Q1")] == [(role, affiliation, post)]


def test_countries_become_codes(tmp_path: Path, store: Store) -> None:
    text = ftm("a", "Hakan Fidan", country=["tr"]) + ftm("b", "Anwar Gargash", nationality=["ae", "suhh"], country=["ae"])
    brought(write(tmp_path / "list.json", text), store)
    assert store.find("Hakan Fidan")[0].countries == ["TUR"]
    assert store.find("Anwar Gargash")[0].countries == ["ARE", "suhh"]
    brought(write(tmp_path / "list.csv", "name,country,role,affiliation\nNabil Fahmy,Egypt,ambassador,jp\nAla Doe,Old Land,,\n"), store)
    found = store.find("Nabil Fahmy")[0]
    assert (found.countries, found.offices[0].affiliation) == (["EGY"], "JPN")
    assert store.find("Ala Doe")[0].countries == ["Old Land"]


def test_positions_under_an_identifier_of_wikidata(tmp_path: Path, store: Store) -> None:
    lines = ftm("p", "Sameh Shoukry")
    for number, post in enumerate(("Q79784648", "Q1", "own-1")):
        lines += json.dumps({"id": f"o{number}", "schema": "Occupancy", "properties": {"holder": ["p"], "post": [post]}}) + "\n"
    lines += json.dumps({"id": "own-1", "schema": "Position", "properties": {"name": ["Director"], "country": ["eg"]}}) + "\n"
    brought(write(tmp_path / "list.json", lines), store)
    assert {(o.post, o.role, o.affiliation) for o in store.offices("p")} == {
        ("Q79784648", "foreign_minister", "EGY"),
        ("Q1", "", ""),
        ("own-1", "Director", "EGY"),
    }


def test_csv_with_a_line_for_each_term(tmp_path: Path, store: Store) -> None:
    text = "id,name,alias,role,affiliation,from,to\n1,Nabil Fahmy,نبيل فهمي;Nabil Fahmi,foreign_minister,EGY,2013-07,2014-06\n"
    text += '1,Nabil Fahmy,,ambassador,EGY,1999,2008\n2,"Shoukry, Sameh",,,,,\n'
    kept, problems = brought(write(tmp_path / "list.csv", text), store)
    assert (kept.persons, kept.offices, problems) == (2, 2, [])
    assert [o.role for o in store.find("نبيل فهمي")[0].offices] == ["ambassador", "foreign_minister"]
    assert store.find("سامح شكري")[0].id == "2"


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_packed_files(tmp_path: Path, store: Store, pack: object) -> None:
    path = tmp_path / "list.json.packed"
    assert callable(pack)
    path.write_bytes(pack(ftm("Q1", "Hakan Fidan").encode()))
    assert brought(path, store)[0].persons == 1


def test_a_file_that_ends_in_the_middle(tmp_path: Path, store: Store) -> None:
    kept, problems = brought(write(tmp_path / "cut.json", ftm("Q1", "Hakan Fidan") + ftm("Q2", "Anwar Gargash")[:30]), store)
    assert kept.persons == 1
    assert problems == ["cut.json, line 2: the file ends in the middle of an entry; what came before is kept"]
    assert store.find("هاكان فيدان")


def test_a_packed_file_that_ends_in_the_middle(tmp_path: Path, store: Store) -> None:
    path = tmp_path / "cut.gz"
    text = "".join(ftm(f"Q{n}", f"Hakan Fidan {n}") for n in range(2000))
    path.write_bytes(gzip.compress(text.encode())[:2500])
    kept, problems = brought(path, store)
    assert kept.persons > 0
    assert "ends in the middle" in problems[-1]


def test_identifiers_that_come_twice(tmp_path: Path, store: Store) -> None:
    kept, problems = brought(write(tmp_path / "twice.json", ftm("Q1", "Hakan Fidan") + ftm("Q1", "هاكان فيدان")), store)
    assert (kept.persons, kept.names) == (1, 2)
    assert problems == ["twice.json, line 2: identifier Q1 was there before, in line 1; names are put together"]


def test_a_second_import_brings_up_to_date(tmp_path: Path, store: Store) -> None:
    path = write(tmp_path / "a.json", ftm("Q1", "Hakan Fidan"))
    brought(path, store)
    kept, problems = brought(path, store)
    assert (kept.persons, kept.names, kept.replaced, problems) == (1, 0, 1, [])


def test_cycles(tmp_path: Path, store: Store) -> None:
    def office(identifier: str, holder: str, post: str) -> str:
        return json.dumps({"id": identifier, "schema": "Occupancy", "properties": {"holder": [holder], "post": [post]}}) + "\n"

    text = ftm("Q1", "Hakan Fidan") + office("o1", "o1", "p") + office("o2", "o3", "p") + office("o3", "o2", "p") + office("o4", "Q1", "o4")
    kept, problems = brought(write(tmp_path / "cycle.json", text), store)
    assert kept.persons == 1
    assert problems[0] == "cycle.json, line 2: o1 refers to itself; that reference is left out"
    assert any(p.startswith("cycle.json, line 5: o4") for p in problems)
    assert "2 offices belong to nobody" in problems[-1]
    assert store.find("Hakan Fidan")[0].offices == []


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("[1, 2", "ends in the middle"),
        ('{"schema": "Person"}\n', "`id` and `schema`"),
        ('{"id": "Q1", "schema": "Person"}\n', "no name"),
        ("nonsense\n", "not JSON"),
    ],
)
def test_lines_at_fault(tmp_path: Path, store: Store, line: str, reason: str) -> None:
    kept, problems = brought(write(tmp_path / "bad.json", ftm("Q9", "Hakan Fidan") + line), store)
    assert kept.persons == 1
    assert reason in problems[0]
    assert "line 2" in problems[0]


def test_other_encodings_and_empty_files(tmp_path: Path, store: Store) -> None:
    path = tmp_path / "latin.csv"
    path.write_bytes("name\nSaïd\n".encode("latin-1") + b"Hakan Fidan\n")
    kept, problems = brought(path, store)
    assert (kept.persons, problems) == (1, ["latin.csv, line 2: not UTF-8; left out"])
    assert brought(write(tmp_path / "empty.csv", ""), store)[1] == ["empty.csv: the file is empty"]
    assert "a column `name` is needed" in brought(write(tmp_path / "other.csv", "a,b\n1,2\n"), store)[1][0]


def test_lines_without_end_do_not_fill_the_memory(tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imported, "LONGEST_LINE", 1000)
    text = ftm("Q1", "Hakan Fidan") + '{"id": "' + "x" * 10_000 + '"}\n' + ftm("Q2", "Anwar Gargash")
    kept, problems = brought(write(tmp_path / "long.json", text), store)
    assert kept.persons == 2
    assert "line 2: longer than" in problems[0]


def test_a_file_that_is_no_store(tmp_path: Path) -> None:
    path = write(tmp_path / "other.sqlite", "this is no database, only text " * 50)
    with pytest.raises(OSError, match="not a file of imported persons"):
        Store(path)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("X", True),
        (" ".join(f"Word{n}" for n in range(300)), False),
        ("bin al", False),
        ("bin al de", False),
        ("Pеtrоv Ivаn", True),
        ("1984", False),
        ("😀 🇪🇬", False),
        ("\u202eHakan\u202c \u200fFidan", True),
        ("Hаkаn مFidan", True),
    ],
)
def test_odd_names_of_a_list(tmp_path: Path, store: Store, name: str, found: bool) -> None:
    """Whatever stands where a name should, the persons before and after it are kept, and nothing breaks."""
    lines = ftm("Q1", "Sameh Shoukry") + ftm("Q2", name) + ftm("Q3", "Anwar Gargash")
    kept, problems = brought(write(tmp_path / "odd.json", lines), store)
    assert kept.persons == (3 if found else 2)
    assert [p.split(":")[0] for p in problems] == ([] if found else ["odd.json, line 2"])
    assert store.find("سامح شكري")[0].id == "Q1"
    assert store.find("Anwar Gargash")[0].id == "Q3"
    assert bool([f for f in store.find(name) if f.id == "Q2"]) == found


def test_a_file_of_which_nothing_can_be_read_is_not_called_empty(tmp_path: Path, store: Store) -> None:
    path = tmp_path / "list.json"
    path.write_bytes(b"\xff\xfe\x00")
    kept, problems = brought(path, store)
    assert (kept.persons, problems) == (0, ["list.json, line 1: not UTF-8; left out", "list.json: nothing in it could be read"])


def test_identifiers_are_texts_that_say_something(tmp_path: Path, store: Store) -> None:
    kept, problems = brought(write(tmp_path / "list.json", ftm("Q1", "Anna Berg") + ftm(" ", "Omar Zaki")), store)
    assert kept.persons == 1
    assert problems == ["list.json, line 2: no entity: `id` and `schema` are needed"]


def test_names_beyond_the_bound_are_told_and_a_sign_is_no_usual_name(tmp_path: Path, store: Store) -> None:
    many = [f"Anna {'abcdefghij'[n % 10]}berg{'xyz'[n % 3] * (n // 10)}" for n in range(imported.MOST_NAMES + 5)]
    kept, problems = brought(
        write(tmp_path / "list.json", ftm("Q1", "\N{GRINNING FACE}", *dict.fromkeys(many)) + ftm("Q2", "Omar Zaki")), store
    )
    assert kept.persons == 2
    assert problems == [f"list.json, line 1: Q1 has {len(set(many)) + 1} names; the first {imported.MOST_NAMES} are kept"]
    assert store.find("Anna aberg")[0].caption == "Anna aberg"


def test_a_folder_is_no_file_of_persons(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="cannot be opened"):
        Store(tmp_path)


def test_a_list_with_older_keys_says_so_until_something_is_imported(tmp_path: Path, store: Store) -> None:
    brought(write(tmp_path / "list.json", ftm("Q1", "Anna Berg")), store)
    store.db.execute("DELETE FROM key")
    store.db.execute("PRAGMA user_version=1")
    store.close()
    with pytest.raises(OSError, match="older keys of names; run `mahdar world import` again"):
        Store(store.path, readonly=True)
    with Store(store.path) as again:
        assert again.find("Anna Berg")[0].id == "Q1"
    with Store(store.path, readonly=True) as read:
        assert read.find("Anna Berg")[0].id == "Q1"
