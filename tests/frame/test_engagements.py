"""What holds for engagements as they are written: evidence, ids, order, sources, and that no report is read by another's light."""

from __future__ import annotations

from functools import lru_cache

import pytest

from mahdar.model import INFERRED, Engagement, Evidence, Record, Source
from mahdar.pipeline import Reader, load

TEXT = (
    "مسقط - استقبل وزير الخارجية العماني سالم الحارثي أمس الاثنين نظيره النرويجي لارس هانسن، وبحثا التعاون في مجال الطاقة.\n"
    "وقال الحارثي إن بلاده ترحب بالاستثمارات النرويجية.\n"
    "وكان هانسن قد وصل إلى مسقط الأحد.\n"
)


@lru_cache(maxsize=1)
def reader() -> Reader:
    return load("ar")


def read(text: str, *, published: str | None = "2021-05-04", title: str | None = None) -> Record:
    return reader().read(Source(id="t", text=text, title=title, published=published, language="ar"))


def evidence(one: Engagement, field: str) -> list[Evidence]:
    return [e for e in one.evidence if e.field == field]


def test_a_report_gives_its_engagements_with_all_that_it_says() -> None:
    meeting, visit = read(TEXT).engagements
    assert (meeting.kind, meeting.status, meeting.date, meeting.city, meeting.country) == ("meeting", "held", "2021-05-03", "Muscat", "OMN")
    assert [(p.part, p.name, p.affiliation, p.role) for p in meeting.participants] == [
        ("host", "سالم الحارثي", "OMN", "foreign_minister"),
        ("guest", "لارس هانسن", "NOR", "foreign_minister"),
    ]
    assert meeting.topics == ["energy"]
    assert (visit.kind, visit.date, visit.city) == ("visit", "2021-05-02", "Muscat")
    assert [p.name for p in visit.participants] == ["لارس هانسن"]


def test_values_are_shown_where_they_were_read() -> None:
    meeting = read(TEXT).engagements[0]
    for field, words in (
        ("kind", "استقبل"),
        ("participants[0].name", "سالم الحارثي"),
        ("participants[1].name", "لارس هانسن"),
        ("participants[1].affiliation", "نرويجي"),
        ("topics[0]", "الطاقة"),
    ):
        assert any(words in e.words for e in evidence(meeting, field)), field


def test_the_day_leads_to_its_words() -> None:
    (found,) = evidence(read(TEXT).engagements[0], "date")
    assert found.words in TEXT
    assert "أمس" in found.words


def test_every_evidence_has_a_rule_and_what_is_inferred_a_reason() -> None:
    for one in read(TEXT).engagements:
        assert one.evidence
        for found in one.evidence:
            assert found.rule
            assert found.how != INFERRED or found.reason


def test_confidence_is_a_share() -> None:
    assert all(0 < one.confidence <= 1 for one in read(TEXT).engagements)


def test_ids_are_each_their_own_and_the_same_again() -> None:
    first, second = read(TEXT).engagements, read(TEXT).engagements
    assert [one.id for one in first] == [one.id for one in second]
    assert len({one.id for one in first}) == len(first)


def test_another_report_gives_other_ids() -> None:
    other = TEXT.replace("الطاقة", "المياه")
    assert {one.id for one in read(TEXT).engagements}.isdisjoint(one.id for one in read(other).engagements)


def test_the_published_date_is_never_the_day_of_a_contact_unsaid() -> None:
    text = "التقى وزير الدفاع الكيني جوزيف أوتينو نظيره الغاني كوفي مينساه."
    (one,) = read(text).engagements
    assert one.date is None
    assert evidence(one, "date") == []


def test_without_a_published_date_relative_days_stay_empty() -> None:
    assert [one.date for one in read("زار الرئيس الكيني جوزيف أوتينو مدينة باكو أمس.", published=None).engagements] == [None]


def test_names_not_printed_stay_empty() -> None:
    (one,) = read("استقبل وزير الدفاع الكيني رئيس وزراء غانا.").engagements
    assert [p.name for p in one.participants] == [None, None]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("وقالت وزارة الخارجية النرويجية إن الوزير لارس هانسن سيلتقي نظيره الكيني جوزيف أوتينو في أوسلو.", "وزارة الخارجية النرويجية"),
        ("وذكرت الرئاسة الكينية أن الرئيس الكيني جوزيف أوتينو التقى في نيروبي رئيس غانا كوفي مينساه.", "الرئاسة الكينية"),
    ],
)
def test_who_tells_of_a_contact_is_its_source(text: str, source: str) -> None:
    (one,) = read(text).engagements
    assert len(one.according_to) == 1
    assert source in one.according_to[0]
    assert evidence(one, "according_to[0]")


def test_what_the_report_tells_itself_has_no_source() -> None:
    assert all(one.according_to == [] for one in read(TEXT).engagements)


def test_attendees_are_told_from_principals() -> None:
    text = "استقبل الرئيس الكيني جوزيف أوتينو رئيس غانا كوفي مينساه، بحضور وزير الدفاع الكيني بيتر كاماو."
    (one,) = read(text).engagements
    assert {p.name: p.part for p in one.participants} == {"جوزيف أوتينو": "host", "كوفي مينساه": "guest", "بيتر كاماو": "attendee"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "أمطرت السماء أمس في الشمال.",
        "التقى",
        "استقبل وزير الخارجية النرويجي.",
        "زيارة. لقاء. اجتماع.",
        "التقى وزير الخارجية النرويجي لارس هانسن لارس هانسن.",
        "The minister met his counterpart in Oslo.",
    ],
)
def test_too_little_gives_nothing(text: str) -> None:
    assert read(text or " ").engagements == []


def test_calls_and_messages_have_no_place() -> None:
    text = "تلقى وزير الخارجية النرويجي لارس هانسن في أوسلو اتصالا هاتفيا من نظيره الكيني جوزيف أوتينو."
    (one,) = read(text).engagements
    assert (one.kind, one.city, one.country) == ("call", None, None)


def test_a_headline_alone_is_enough() -> None:
    (one,) = read("تفاصيل لاحقا.", title="وزير الخارجية النرويجي يلتقي نظيره الكيني في أوسلو").engagements
    assert (one.kind, one.status, one.city) == ("meeting", "held", "Oslo")
    assert {p.affiliation for p in one.participants} == {"NOR", "KEN"}


def test_reports_do_not_color_each_other() -> None:
    alone = read(TEXT)
    read("وصل وزير الخارجية الكيني سالم الحارثي إلى باكو.")
    assert read(TEXT) == alone


def test_a_heading_among_the_paragraphs_begins_another_story() -> None:
    lines = (
        "استقبل الرئيس الكيني جوزيف أوتينو أمس السفير النرويجي لارس هانسن. وغادر السفير هانسن القصر بعد ساعة. وشكر هانسن الحضور.",
        "لقاء الأحزاب",
        "عقد اجتماع في مقر الحزب ترأسه الدكتور دانيال كيبيت، وحضره النائب بول مواكا والدكتور سامي أوكوث.",
    )
    (meeting,) = read("\n".join(lines)).engagements
    assert [p.name for p in meeting.participants] == ["جوزيف أوتينو", "لارس هانسن"]
