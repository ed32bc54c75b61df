"""The stages in order: what `load` gives, what a reader takes and gives, and what it takes from a report's head."""

from __future__ import annotations

from functools import lru_cache

import pytest

from mahdar import __version__, packs
from mahdar.model import Record, Source
from mahdar.pipeline import Reader, load
from mahdar.text import fold

BODY = "وصل وزير خارجية قبرص نيكوس إيوانو إلى أوسلو أمس. وقال إيوانو إن السلام ممكن."


@lru_cache(maxsize=1)
def reader() -> Reader:
    return load()


def read(text: str = BODY, **head: str | None) -> Record:
    return reader().read(Source(id="t", text=text, **head))


def test_a_language_without_a_pack_is_refused() -> None:
    with pytest.raises(packs.PackError):
        load("xx")


def test_two_readers_read_alike() -> None:
    assert load().read(Source(id="t", text=BODY)) == load().read(Source(id="t", text=BODY))


def test_a_record_says_what_made_it() -> None:
    record = read()
    assert record.program == __version__
    assert record.packs == f"ar-{reader().pack.digest}"
    assert (record.id, record.language) == ("t", "ar")


def test_the_text_is_title_and_body_and_never_changed() -> None:
    record = read(title="إيوانو في أوسلو")
    assert record.report.text.startswith("إيوانو في أوسلو\n")
    assert BODY in record.report.text
    assert record.report.title is not None
    title = record.report.title
    assert record.report.text[title.start : title.end] == "إيوانو في أوسلو"


@pytest.mark.parametrize(("published", "expected"), [("2021-05-04", "2021-05-03"), ("2021-03-01", "2021-02-28"), (None, None)])
def test_yesterday_counts_from_the_published_date(published: str | None, expected: str | None) -> None:
    record = read(published=published)
    assert record.published == published
    assert [one.date for one in record.engagements] == [expected]


def test_the_dateline_gives_day_and_place() -> None:
    text = "أوسلو 9 نيسان/أبريل 2021 - التقى وزير الخارجية النرويجي لارس هانسن اليوم نظيره القبرصي نيكوس إيوانو."
    record = read(text)
    line = record.report.dateline
    assert line is not None
    assert (line.city, line.country, line.day, line.month) == ("Oslo", "NOR", 9, 4)
    (one,) = record.engagements
    assert (one.date, one.city, one.country) == ("2021-04-09", "Oslo", "NOR")


def test_residue_gives_neither_engagements_nor_statements() -> None:
    text = f"{BODY}\nاقرأ أيضا: الرئيس الكيني جوزيف أوتينو يلتقي في نيروبي نظيره الغاني كوفي مينساه\n"
    record = read(text, published="2021-05-04")
    assert [r.kind for r in record.report.residue] != []
    assert {p.affiliation for one in record.engagements for p in one.participants} == {"CYP"}


@pytest.mark.parametrize(
    ("head", "home"),
    [
        ({"source": "كونا"}, "KWT"),
        ({"url": "https://www.omandaily.om/article/1"}, "OMN"),
        ({"source": "صحيفة لا يعرفها أحد"}, None),
        ({}, None),
    ],
)
def test_the_state_of_an_outlet(head: dict[str, str], home: str | None) -> None:
    analysis = reader().analyse(Source(id="t", text=BODY, **head))
    assert analysis.home == home


def test_all_stages_leave_what_they_found() -> None:
    analysis = reader().analyse(Source(id="t", text=BODY, published="2021-05-04"))
    assert analysis.view.text == fold(analysis.report.text).text
    assert len(analysis.sentences) == 2
    assert analysis.tokens
    assert analysis.matches
    assert {a.kind for a in analysis.actors} >= {"person"}
    assert [w.city for w in analysis.wheres if w.city] == ["Oslo"]
    assert [w.value for w in analysis.whens] == ["2021-05-03"]
    assert all(analysis.sentence_of(a.start) >= 0 for a in analysis.actors)


def test_offsets_lead_back_to_the_stored_text() -> None:
    analysis = reader().analyse(Source(id="t", text="وصَلَ وزيـر خارجية قبرص نيكوس إيوانُو إلى أُوسلو."))
    for actor in analysis.actors:
        span = analysis.span(actor.start, actor.end)
        assert analysis.words(actor.start, actor.end) == analysis.report.text[span.start : span.end]
    assert [analysis.words(w.start, w.end) for w in analysis.wheres if w.city] == ["أُوسلو"]


def test_marks_that_are_not_seen_change_nothing() -> None:
    marked = BODY.replace("قبرص", "\u200fقبرص\u200f").replace("أوسلو", "\u202bأوسلو\u202c")
    plain, other = read(published="2021-05-04"), read(marked, published="2021-05-04")
    assert [(e.kind, e.city, e.date) for e in plain.engagements] == [(e.kind, e.city, e.date) for e in other.engagements]
    assert [s.act for s in plain.statements] == [s.act for s in other.statements]


def test_line_ends_of_other_systems_are_read_alike() -> None:
    text = BODY.replace(". ", ".\n")
    assert read(text).engagements == read(text.replace("\n", "\r\n")).engagements
