"""One contact told several times is one, with all that is said of it; what day, place, kind or people set apart stays apart."""

from __future__ import annotations

from functools import lru_cache

import pytest

from mahdar.model import Engagement, Source
from mahdar.pipeline import Reader, load

LEAD = "استقبل وزير الخارجية البولندي ماريك زيلينسكي أمس الاثنين في وارسو نظيره الكندي توم أندرسن."


@lru_cache(maxsize=1)
def reader() -> Reader:
    return load("ar")


def engagements(text: str, title: str | None = None) -> list[Engagement]:
    return reader().read(Source(id="t", text=text, title=title, published="2021-05-04", language="ar")).engagements


@pytest.mark.parametrize(
    "more",
    [
        "وبحث الوزيران خلال اللقاء أمن الطاقة.",
        "وتناول الاجتماع أمن الطاقة.",
        "وقال زيلينسكي عقب لقائه أندرسن إن المحادثات كانت مثمرة.",
        "وأكد الجانبان خلال المباحثات أهمية التعاون.",
        "وجرى خلال اللقاء بحث التعاون الاقتصادي.",
        "وناقش زيلينسكي مع أندرسن أمن الطاقة.",
        "وفي ختام اللقاء شكر أندرسن مضيفه.",
        "وحضر اللقاء سفير كندا في وارسو.",
        "وأوضح أندرسن أن الاجتماع كان مثمرا.",
        "وفي مؤتمر صحفي مشترك مع أندرسن، أكد زيلينسكي عمق العلاقات.",
    ],
)
def test_what_points_back_adds_no_contact(more: str) -> None:
    found = engagements(f"{LEAD}\n{more}")
    assert [one.kind for one in found] == ["meeting"]
    assert {p.name for p in found[0].participants if p.part != "attendee"} == {"ماريك زيلينسكي", "توم أندرسن"}


def test_later_sentences_add_what_they_say() -> None:
    text = (
        "التقى وزير الخارجية البولندي ماريك زيلينسكي نظيره الكندي توم أندرسن.\n"
        "وجرى اللقاء في وارسو أمس الاثنين.\n"
        "وبحث الوزيران خلال اللقاء أمن الطاقة.\n"
    )
    (one,) = engagements(text)
    assert (one.date, one.city, one.country, one.topics) == ("2021-05-03", "Warsaw", "POL", ["energy"])


def test_headline_and_lead_are_one() -> None:
    (one,) = engagements(LEAD, "زيلينسكي يستقبل نظيره الكندي في وارسو")
    assert one.date == "2021-05-03"
    assert len(one.participants) == 2


def test_the_same_lead_twice_is_one() -> None:
    assert len(engagements(f"{LEAD}\n{LEAD}")) == 1


@pytest.mark.parametrize(
    ("more", "kinds"),
    [
        ("كما التقى زيلينسكي وزير خارجية اليابان كينجي موراتا.", ["meeting", "meeting"]),
        ("وكان زيلينسكي قد أجرى اتصالا هاتفيا مع أندرسن الشهر الماضي.", ["call", "meeting"]),
        ("ويزور زيلينسكي أوتاوا في 12 يونيو.", ["meeting", "visit"]),
        ("وكان الوزيران قد التقيا في برلين في مارس الماضي.", ["meeting", "meeting"]),
    ],
)
def test_other_people_kinds_days_and_places_stay_apart(more: str, kinds: list[str]) -> None:
    assert sorted(one.kind for one in engagements(f"{LEAD}\n{more}")) == kinds


def test_what_is_put_off_is_one_contact_put_off() -> None:
    text = "كان من المقرر أن يستقبل وزير الخارجية البولندي ماريك زيلينسكي نظيره الكندي توم أندرسن أمس، إلا أن اللقاء تأجل."
    found = engagements(text)
    assert len(found) == 1


def test_each_person_stands_once() -> None:
    text = f"{LEAD}\nوقال زيلينسكي إنه بحث مع أندرسن ملف الطاقة.\nوأضاف وزير الخارجية البولندي أن لقاءه مع الوزير الكندي كان مثمرا."
    for one in engagements(text, "وزير خارجية بولندا يلتقي وزير خارجية كندا"):
        named = [(p.name, p.affiliation) for p in one.participants]
        assert len(named) == len(set(named)) == 2


def test_the_order_of_the_sentences_does_not_make_two_of_one() -> None:
    more = "وبحث الوزيران خلال اللقاء أمن الطاقة."
    assert len(engagements(f"{LEAD}\n{more}")) == len(engagements(f"{LEAD} {more}")) == 1
