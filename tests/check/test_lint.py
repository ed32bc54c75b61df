"""Lint on small packs: a clean one gives nothing, every kind of fault gives its finding with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from mahdar.check.layout import LANGUAGE, WORLD
from mahdar.check.lint import ERROR, WARNING, Finding, Lint, is_date
from mahdar.packs import HOME
from tests.making import write

CLEAN = {
    "world/states.tsv": "code\ten\tcapital\tsource\nRUS\tRussia\tMoscow\tISO\nSAU\tSaudi Arabia\tRiyadh\tISO\n",
    "world/cities.tsv": "city\tcountry\tcapital\tsource\nMoscow\tRUS\t1\tatlas\nRiyadh\tSAU\t1\tatlas\nJeddah\tSAU\t\tatlas\n",
    "world/bodies.tsv": "code\ten\ttype\tpart_of\tseat\tsource\nUN\tUnited Nations\torganisation\t\t\tcharter\n",
    "world/holders.tsv": "role\taffiliation\ten\tar\tfrom\tto\tsource\npresident\tRUS\tA B\tألف باء\t2012-05-07\t\tnews\n",
    "world/documents.tsv": "id\ten\tdate\tcountry\tsource\nJCPOA\tNuclear deal\t2015-07-14\t\tnews\n",
    "world/resolutions.tsv": "year\tfirst\tlast\tsource\n2015\t2195\t2259\tUN\n",
    "lang/ar/pack.toml": 'code = "ar"\n',
    "lang/ar/nations.tsv": "code\tnames\tadjectives\tplurals\tstands_for\nRUS\tروسيا|روسيا الاتحادية\tروسي\tروس\tالكرملين\n",
    "lang/ar/offices.tsv": "role\tnumber\tgender\tscope\tforms\nforeign_minister\tsg\tm\tstate\tوزير الخارجية|وزير خارجية\n",
    "lang/ar/places.tsv": "city\tcountry\tforms\nMoscow\tRUS\tموسكو\nJeddah\tSAU\tجدة\n",
    "lang/ar/bodies.tsv": "code\tforms\nUN\tالأمم المتحدة\n",
    "lang/ar/topics.tsv": "topic\tforms\nhealth\tالصحة\nsituation:SAU\tالشأن السعودي\n",
    "lang/ar/names.tsv": "word\tweight\nسيرغي\t5\n",
    "lang/ar/saying.toml": '[[entry]]\nkind = "say"\nvalue = "inform"\nforms = ["قال"]\n',
}


def findings(root: Path, changed: dict[str, str]) -> list[Finding]:
    return Lint(write(root, CLEAN | changed)).run()


def test_a_clean_pack_gives_nothing(tmp_path: Path) -> None:
    assert findings(tmp_path, {}) == []


def row(name: str, text: str) -> dict[str, str]:
    """One more row at the end of a clean file."""
    return {name: CLEAN[name] + text + "\n"}


FAULTS = [
    (row("world/states.tsv", "Rus\tRussia\tMoscow\tISO"), "world/states.tsv", 4, ERROR, "alpha-3"),
    (row("world/states.tsv", "RUS\tRussia again\tMoscow\tISO"), "world/states.tsv", 4, ERROR, "already in line 2"),
    (row("world/states.tsv", "FRA\tFrance\tParis\tISO"), "world/states.tsv", 4, ERROR, "'Paris' is not in world/cities.tsv"),
    (row("world/cities.tsv", "Paris\tFRA\t\tatlas"), "world/cities.tsv", 5, ERROR, "'FRA' is not in world/states.tsv"),
    (row("world/cities.tsv", "Sochi\tRUS\tyes\tatlas"), "world/cities.tsv", 5, ERROR, "unknown value 'yes'"),
    (row("world/cities.tsv", "Sochi\tRUS\t"), "world/cities.tsv", 5, ERROR, "3 cells for 4 columns"),
    (row("world/cities.tsv", "Sochi\tRUS\t\t\t"), "world/cities.tsv", 5, ERROR, "5 cells for 4 columns"),
    (row("world/cities.tsv", "Sochi\tRUS\t\t"), "world/cities.tsv", 5, ERROR, "source: empty"),
    (row("world/cities.tsv", "\t\t\t"), "world/cities.tsv", 5, ERROR, "empty row"),
    (row("world/bodies.tsv", "AU\tAfrican Union\tclub\t\t\tx"), "world/bodies.tsv", 3, ERROR, "unknown value 'club'"),
    (row("world/holders.tsv", "king\tSAU\tC\tجيم\t2015\t\tx"), "world/holders.tsv", 3, ERROR, "unknown value 'king'"),
    (row("world/holders.tsv", "monarch\tSAU\tC\tجيم\t2015-13\t\tx"), "world/holders.tsv", 3, ERROR, "not a date"),
    (row("world/holders.tsv", "monarch\tSAU\tC\tجيم\t2015-01-23\t2014\tx"), "world/holders.tsv", 3, ERROR, "before it begins"),
    (row("world/holders.tsv", "monarch\tEU\tC\tجيم\t2015\t\tx"), "world/holders.tsv", 3, ERROR, "neither in"),
    (row("world/documents.tsv", "X\tX\t14 July\t\tx"), "world/documents.tsv", 3, ERROR, "not a date"),
    (row("world/resolutions.tsv", "2016\t2300\t2260\tx"), "world/resolutions.tsv", 3, ERROR, "lower than the first"),
    (row("world/resolutions.tsv", "2016\tmany\t2260\tx"), "world/resolutions.tsv", 3, ERROR, "not a whole number"),
    (row("lang/ar/nations.tsv", "IRN\tإيران\tإيراني\t\t"), "lang/ar/nations.tsv", 3, ERROR, "'IRN' is neither"),
    (row("lang/ar/nations.tsv", "SAU\tالسعودية||المملكة\tسعودي\t\t"), "lang/ar/nations.tsv", 3, ERROR, "empty value between"),
    (row("lang/ar/nations.tsv", "SAU\tالسعودية\tروسي\t\t"), "lang/ar/nations.tsv", 3, WARNING, "belongs to SAU and, in line 2, to RUS"),
    (row("lang/ar/offices.tsv", "boss\tsg\tm\tstate\tرئيس"), "lang/ar/offices.tsv", 3, ERROR, "unknown value 'boss'"),
    (row("lang/ar/offices.tsv", "president\tone\tm\tstate\tرئيس"), "lang/ar/offices.tsv", 3, ERROR, "number: unknown value 'one'"),
    (row("lang/ar/offices.tsv", "president\tsg\tm\tstate\t\u064b\u0640"), "lang/ar/offices.tsv", 3, ERROR, "folds to nothing"),
    (row("lang/ar/offices.tsv", "president\tsg\tm\tstate\tرئيس|رئيس "), "lang/ar/offices.tsv", 3, WARNING, "fold to one form"),
    (row("lang/ar/offices.tsv", "president\tsg\tm\tstate\tرئيس\u200f"), "lang/ar/offices.tsv", 3, ERROR, "U+200F"),
    (row("lang/ar/offices.tsv", "president\tsg\tm\tstate\t\ufeaeئيس"), "lang/ar/offices.tsv", 3, ERROR, "presentation form U+FEAE"),
    (row("lang/ar/offices.tsv", "president\tsg\tm\tstate\tوزير خارجية"), "lang/ar/offices.tsv", 3, WARNING, "to foreign_minister"),
    (row("lang/ar/places.tsv", "Paris\tRUS\tباريس"), "lang/ar/places.tsv", 4, ERROR, "'Paris' is not in world/cities.tsv"),
    (row("lang/ar/places.tsv", "Riyadh\tRUS\tالرياض"), "lang/ar/places.tsv", 4, ERROR, "Riyadh is not in RUS"),
    (row("lang/ar/bodies.tsv", "EU\tالاتحاد الأوروبي"), "lang/ar/bodies.tsv", 3, ERROR, "not in world/bodies.tsv"),
    (row("lang/ar/topics.tsv", "gossip\tشائعات"), "lang/ar/topics.tsv", 4, ERROR, "unknown topic 'gossip'"),
    (row("lang/ar/topics.tsv", "situation:IRN\tإيران"), "lang/ar/topics.tsv", 4, ERROR, "unknown topic 'situation:IRN'"),
    (row("lang/ar/names.tsv", "سِيرغي\t5"), "lang/ar/names.tsv", 3, WARNING, "already in line 2"),
    ({"lang/ar/agencies.tsv": "id\tforms\nIRNA\tإرنا\n"}, "lang/ar/agencies.tsv", 1, ERROR, "column missing: affiliation"),
    ({"lang/ar/common.tsv": "word\tmood\nبيت\tgood\n"}, "lang/ar/common.tsv", 1, WARNING, "unknown column, never read: mood"),
    ({"lang/ar/common.tsv": "word\tword\nبيت\tبيت\n"}, "lang/ar/common.tsv", 1, ERROR, "twice in the header"),
    ({"lang/ar/common.tsv": "\n"}, "lang/ar/common.tsv", 0, ERROR, "a header line is needed"),
    ({"lang/ar/common.tsv": "word\n"}, "lang/ar/common.tsv", 0, WARNING, "no rows"),
    ({"lang/ar/commons.tsv": "word\nبيت\n"}, "lang/ar/commons.tsv", 0, WARNING, "not a file that is read here"),
    ({"lang/ar/saying.toml": 'a = 1\nb = "x\n'}, "lang/ar/saying.toml", 2, ERROR, "not TOML"),
    ({"lang/ar/status.toml": '[[entry]]\nkind = "say"\nforms = []\n'}, "lang/ar/status.toml", 1, ERROR, "no forms"),
    ({"lang/ar/status.toml": '[[entry]]\nkind = "say"\n'}, "lang/ar/status.toml", 1, ERROR, "without `forms`"),
    (
        {"lang/ar/status.toml": '[[entry]]\nkind = "say"\nvalue = "shout"\nforms = ["صاح"]\n'},
        "lang/ar/status.toml",
        3,
        ERROR,
        "unknown value 'shout'",
    ),
    (
        {"lang/ar/status.toml": '[[entry]]\nkind = "say"\nvalue = "inform"\nforms = ["صاح", "صاحْ"]\n'},
        "lang/ar/status.toml",
        4,
        WARNING,
        "stands twice",
    ),
    (
        {"lang/ar/saying.toml": CLEAN["lang/ar/saying.toml"] + '[[entry]]\nkind = "say"\nvalue = "warn"\nforms = ["قال"]\n'},
        "lang/ar/saying.toml",
        8,
        WARNING,
        "belongs to warn and to inform",
    ),
    (
        {"lang/ar/frames/meeting.toml": '[[entry]]\nkind = "cue"\nvalue = "dinner"\nsubject = "friend"\nforms = ["تعشى", ""]\n'},
        "lang/ar/frames/meeting.toml",
        4,
        ERROR,
        "subject: unknown part 'friend'",
    ),
    ({"lang/ar/status.toml": 'entry = "x"\n'}, "lang/ar/status.toml", 0, ERROR, "write [[entry]]"),
    ({"lang/ar/cases/a.toml": 'status = "maybe"\n'}, "lang/ar/cases/a.toml", 1, ERROR, "unknown value 'maybe'"),
]


@pytest.mark.parametrize(("changed", "path", "line", "level", "message"), FAULTS)
def test_each_fault_is_told_with_its_place(tmp_path: Path, changed: dict[str, str], path: str, line: int, level: str, message: str) -> None:
    found = findings(tmp_path, changed)
    assert any((f.path, f.line, f.level) == (path, line, level) and message in f.message for f in found), found


TERMS = "role\taffiliation\ten\tar\tfrom\tto\theld\tfa\tru\tabout\tpost\twikidata\tsource\n"
MORE = [
    ("world/holders.tsv", TERMS + "president\tRUS\tA B\tألف باء\t2012\t\t\t\t\tFRA\t\t\tx\n", 2, "about: 'FRA' is neither"),
    ("world/holders.tsv", TERMS + "president\tRUS\tA B\tألف باء\t2012\t\t\t\t\t\t\t76\tx\n", 2, "not a Wikidata identifier"),
    ("world/holders.tsv", TERMS + "president\tRUS\tA B\tألف باء\t2012\t\tlate\t\t\t\t\t\tx\n", 2, "not a date"),
    ("world/state_names.tsv", "code\tlanguage\tnames\tofficial\tadjectives\tloaded\tsource\nRUS\tRussian\tРоссия\t\t\t\tx\n", 2, "639-1"),
    ("world/resolution_subjects.tsv", "number\tdate\ttopics\ten\tar\tsource\n242\t\tpeace\tX\tس\tx\n", 2, "unknown topic 'peace'"),
    ("world/outlets.tsv", "key\tcountry\towner\tsource\nspa\tSAU\tking\tx\n", 2, "owner: unknown value 'king'"),
    (
        "world/bodies.tsv",
        "code\ten\ttype\tpart_of\tseat\tstate\towner\tar\tfa\tru\tsource\nUN\tX\torganisation\t\t\tXYZ\t\t\t\t\tx\n",
        2,
        "state 'XYZ' is not in",
    ),
    (
        "world/documents.tsv",
        "id\ten\tdate\tcountry\tparties\tfa\tru\tsource\nJCPOA\tX\t\t\tRUS|FRA\t\t\tx\n",
        2,
        "parties: 'FRA' is neither",
    ),
]


@pytest.mark.parametrize(("path", "text", "line", "message"), MORE)
def test_columns_that_may_be_left_out_are_checked_where_they_stand(tmp_path: Path, path: str, text: str, line: int, message: str) -> None:
    found = [f for f in findings(tmp_path, {path: text}) if (f.path, f.line, f.level) == (path, line, ERROR)]
    assert any(message in f.message for f in found), found


def test_one_person_may_hold_several_offices(tmp_path: Path) -> None:
    one = "president\tRUS\tA B\tألف باء\t2012\t\t\t\t\t\t\tQ1\tx\nminister\tRUS\tA B\tألف باء\t2008\t2012\t\t\t\t\t\tQ1\tx\n"
    assert findings(tmp_path, {"world/holders.tsv": TERMS + one}) == []
    two = one.replace("minister\tRUS\tA B", "minister\tRUS\tC D")
    found = findings(tmp_path, {"world/holders.tsv": TERMS + two})
    assert [f.level for f in found] == [WARNING]


def test_persian_names_keep_the_joiner_between_their_letters(tmp_path: Path) -> None:
    name = "محمود احمدی\u200cنژاد"
    row = f"president\tRUS\tA B\tألف باء\t2012\t\t\t{name}\t\t\t\t\tx\n"
    assert findings(tmp_path, {"world/holders.tsv": TERMS + row}) == []
    found = findings(tmp_path, {"world/holders.tsv": TERMS + row.replace(name, name + "\u200c")})
    assert any("U+200C" in f.message for f in found)
    # a form that is searched for never holds one
    assert any("U+200C" in f.message for f in findings(tmp_path, {"lang/ar/names.tsv": f"word\tweight\n{name}\t5\n"}))


def test_text_of_cases_may_hold_anything_by_escapes(tmp_path: Path) -> None:
    assert findings(tmp_path, {"lang/ar/cases/a.toml": 'text = "\\u200fنص"\nforms = []\n'}) == []


def test_comments_and_empty_lines_are_no_rows(tmp_path: Path) -> None:
    assert findings(tmp_path, {"lang/ar/names.tsv": "# names\nword\tweight\n\n# more\nسيرغي\t5\n"}) == []


def test_two_cities_of_one_spelling_in_the_same_rows_meaning(tmp_path: Path) -> None:
    text = CLEAN["lang/ar/offices.tsv"] + "foreign_minister\tsg\tm\tstate\tوزير الخارجية\n"
    assert findings(tmp_path, {"lang/ar/offices.tsv": text}) == []


def test_a_missing_file_that_is_needed(tmp_path: Path) -> None:
    root = write(tmp_path, CLEAN)
    (root / "world" / "cities.tsv").unlink()
    assert Finding("world/cities.tsv", 0, ERROR, "missing: every pack needs this file") in Lint(root).run()


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    root = write(tmp_path, CLEAN)
    (root / "lang/ar/names.tsv").write_bytes("word\tweight\nسيرغي\t5\n".encode("windows-1256"))
    found = [f for f in Lint(root).run() if f.path == "lang/ar/names.tsv"]
    assert any("not UTF-8" in f.message and f.line == 2 for f in found)


def test_no_language_at_all(tmp_path: Path) -> None:
    assert any("no language pack" in f.message for f in Lint(tmp_path).run())


def test_findings_are_one_line_each_with_file_and_line() -> None:
    assert str(Finding("world/x.tsv", 3, ERROR, "bad")) == "world/x.tsv:3: error: bad"
    assert str(Finding("world/x.tsv", 0, WARNING, "odd")) == "world/x.tsv: warning: odd"


@pytest.mark.parametrize(("value", "good"), [("2013", True), ("2013-02", True), ("2013-02-29", False), ("2012-02-29", True), ("13", False)])
def test_dates(value: str, good: bool) -> None:
    assert is_date(value) is good


def test_the_shipped_packs_hold_no_errors() -> None:
    assert [str(f) for f in Lint(HOME).run() if f.level == ERROR] == []


def test_every_file_of_the_format_page_has_a_layout() -> None:
    page = (Path(__file__).parents[2] / "docs" / "packs.md").read_text(encoding="utf-8")
    named = {line.split("`")[1] for line in page.splitlines() if line.startswith("| `") and ".tsv`" in line}
    assert named <= set(WORLD) | set(LANGUAGE)
