"""Reading a report: facts asserted on our own sentences, and properties that hold for any text."""

from __future__ import annotations

import time
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mahdar
from mahdar.model import FROM_DATELINE, INFERRED, SAID, Report, Source
from mahdar.read import NoLexicon, load_rules, read_report
from mahdar.text import folded

RULES = load_rules(Path(mahdar.__file__).parent / "lang" / "ar" / "residue.toml")


CITIES: dict[str, tuple[str, str | None]] = {
    "موسكو": ("Moscow", "RUS"),
    "القاهرة": ("Cairo", "EGY"),
    "الرياض": ("Riyadh", "SAU"),
    "لندن": ("London", "GBR"),
    "دمشق": ("Damascus", "SYR"),
    "روما": ("Rome", "ITA"),
    "باريس": ("Paris", "FRA"),
    "طهران": ("Tehran", "IRN"),
    "جدة": ("Jeddah", "SAU"),
    "أنقرة": ("Ankara", "TUR"),
    "بيروت": ("Beirut", "LBN"),
    "نيويورك": ("New York", "USA"),
    "رام الله": ("Ramallah", "PSE"),
    "برلين": ("Berlin", "DEU"),
}
AGENCIES = {
    "إرنا": "IRNA",
    "واس": "SPA",
    "رويترز": "Reuters",
    "سانا": "SANA",
    "أ ف ب": "AFP",
    "فارس": "Fars",
    "الأناضول": "Anadolu",
    "د ب أ": "DPA",
    "وكالة مهر": "Mehr",
    "(بنا)": "BNA",
}
MONTHS = {"تشرين الأول": 10, "أكتوبر": 10, "أغسطس": 8, "نوفمبر": 11, "تموز": 7, "مايو": 5}


class Facts:
    """A small lexicon."""

    cities: ClassVar = {folded(k): v for k, v in CITIES.items()}
    agencies: ClassVar = {folded(k): v for k, v in AGENCIES.items()}
    months: ClassVar = {folded(k): v for k, v in MONTHS.items()}

    def city(self, form: str) -> tuple[str, str | None] | None:
        return self.cities.get(form)

    def agency(self, form: str) -> str | None:
        return self.agencies.get(form)

    def month(self, form: str) -> int | None:
        return self.months.get(form)


FACTS = Facts()
STORY = "التقى وزير الزراعة نظيره في قاعة البلدية وبحثا موسم الزيتون والقمح."


def read(text: str, **fields: str | None) -> Report:
    return read_report(Source(id="x", text=text, **fields), RULES, FACTS)


def parts(report: Report) -> list[str]:
    return [report.text[s.start : s.end] for s in report.sentences]


def residue(report: Report) -> list[tuple[str, str]]:
    return [(r.kind, report.text[r.start : r.end]) for r in report.residue]


@pytest.mark.parametrize(
    ("lead", "city", "agency", "day", "month", "year"),
    [
        ("موسكو/ 13 تشرين الاول/ أكتوبر/ إرنا - ", "Moscow", "IRNA", 13, 10, None),
        ("الرياض - واس: ", "Riyadh", "SPA", None, None, None),
        ("القاهرة: «الشرق الأوسط»\n", "Cairo", None, None, None, None),
        ("لندن - رويترز\n", "London", "Reuters", None, None, None),
        ("لندن - رويترز: ", "London", "Reuters", None, None, None),
        ("دمشق-سانا\n", "Damascus", "SANA", None, None, None),
        ("دمشق-سانا ـ ", "Damascus", "SANA", None, None, None),
        ("روما - ", "Rome", None, None, None, None),
        ("(أ ف ب) - ", None, "AFP", None, None, None),
        ("باريس 24 أغسطس 2023 (واس) -- ", "Paris", "SPA", 24, 8, 2023),
        ("طهران – فارس: ", "Tehran", "Fars", None, None, None),
        ("القاهرة، مصر (CNN) – ", "Cairo", None, None, None, None),
        ("طهران - مهر: ", "Tehran", "Mehr", None, None, None),
        ("القاهرة (بنا) - ", "Cairo", "BNA", None, None, None),
        ("برلين - د. ب. أ: ", "Berlin", "DPA", None, None, None),
        ("طهران- ا ف ب- ", "Tehran", "AFP", None, None, None),
        ("رام الله (د.ب.أ) - ", "Ramallah", "DPA", None, None, None),
        ("أنقرة - وكالة الأناضول - ", "Ankara", "Anadolu", None, None, None),
        ("جدة 25 شوال 1436 هـ الموافق 10 أغسطس 2015 م واس\n", "Jeddah", "SPA", 10, 8, 2015),
        ("بيروت، نيويورك - وكالات: ", None, None, None, None, None),
    ],
)
def test_datelines(lead: str, city: str | None, agency: str | None, day: int | None, month: int | None, year: int | None) -> None:
    report = read(lead + STORY, title="لقاء زراعي في البلدية")
    assert report.dateline is not None
    line = report.dateline
    assert (line.city, line.day, line.month, line.year) == (city, day, month, year)
    assert (report.agency.value if report.agency else None) == agency
    assert report.text[line.start : line.end] == lead.strip()
    assert parts(report) == ["لقاء زراعي في البلدية", STORY]
    assert report.byline is None
    if agency and report.agency and report.agency.start is not None:
        assert report.text[report.agency.start : report.agency.end] in lead
    if year:
        assert report.published is not None and report.published.how == FROM_DATELINE


@pytest.mark.parametrize(
    "lead",
    [
        "القاهرة مدينة كبيرة - وفيها بحث الوزيران الملف: ",
        "موسكو وطهران تبحثان - منذ أمس - الملف. ",
        "قال الوزير: ",
        "من موسكو: ",
        "أكد الوزير - في القاهرة - ",
        "5 وزراء - ",
        "شكري - وزير سابق: ",
    ],
)
def test_what_is_no_dateline(lead: str) -> None:
    report = read(lead + STORY, title="عنوان التقرير")
    assert report.dateline is None
    assert lead.strip().split()[0] in parts(report)[1]


def test_reporter_in_dateline() -> None:
    report = read("بيروت: كمال سالم\n" + STORY, title="عنوان")
    assert report.dateline is not None and report.dateline.city == "Beirut"
    assert report.byline is not None and report.byline.value == "كمال سالم"
    report = read("القاهرة - قال شكري: إن الموسم جيد هذا العام وإن القمح كثير.", title="عنوان")
    assert report.dateline is not None and parts(report)[1].startswith("قال شكري")


@pytest.mark.parametrize(
    ("author", "city", "agency", "byline"),
    [
        ("الرياض - واس", "Riyadh", "SPA", "الرياض - واس"),
        ("لندن: «الشرق الأوسط أونلاين»", "London", None, "لندن: «الشرق الأوسط أونلاين»"),
        ("أنقرة - وكالات", "Ankara", None, "أنقرة - وكالات"),
        ("جدة: كمال سالم", "Jeddah", None, "كمال سالم"),
        ("&nbsp;كمال سالم (القاهرة)", "Cairo", None, "كمال سالم"),
        ("كمال سالم&ndash; سبق&ndash; القاهرة :", "Cairo", None, "كمال سالم"),
        ("واس (جدة)", "Jeddah", "SPA", "واس (جدة)"),
        ("«الاقتصادية» من الرياض", "Riyadh", None, "«الاقتصادية» من الرياض"),
        ("كمال سالم", None, None, "كمال سالم"),
        ("رويترز", None, "Reuters", "رويترز"),
    ],
)
def test_author_field(author: str, city: str | None, agency: str | None, byline: str) -> None:
    report = read(STORY, title="عنوان", author=author)
    assert (report.dateline.city if report.dateline else None) == city
    if report.dateline:
        assert (report.dateline.start, report.dateline.end) == (-1, -1)
    assert (report.agency.value if report.agency else None) == agency
    assert report.byline is not None and report.byline.value == byline


def test_author_printed_again_in_the_text() -> None:
    report = read("كمال سالم- سبق- القاهرة: " + STORY, title="عنوان", author="كمال سالم- سبق- القاهرة:")
    assert report.dateline is not None and report.dateline.city == "Cairo" and report.dateline.start > 0
    assert parts(report) == ["عنوان", STORY]


@pytest.mark.parametrize("tail", [" - (ا ف ب)", " (رويترز)", ".-(ا ف ب)", "\n(رويترز)", "\nالمصدر: وكالة الأناضول", "\nالمصدر: رويترز"])
def test_agency_at_the_end(tail: str) -> None:
    report = read("عنوان عن الزراعة والقمح\n\n" + STORY + tail)
    assert report.agency is not None and report.agency.value in ("AFP", "Reuters", "Anadolu")
    assert report.agency.start is not None and report.text[report.agency.start : report.agency.end] in tail
    assert [r[0] for r in residue(report)] == ["credit"]
    assert parts(report)[-1].rstrip(".") == STORY.rstrip(".")


def test_a_page_with_all_its_furniture() -> None:
    title = "وزيران يبحثان موسم الزيتون في البلدية"
    report = read(
        f"{title}\n{title}\n● أخبار زراعية ٢٣ نوفمبر ٢٠٢١\n\n{title}\n\n{STORY}\n\n"
        "المصدر: شبكة المثال الكاتب: فريق الزراعة\nمشاركة: \n\nاقرأ أيضاً:\n\nـــــــ ــ\n"
        "انتهى** 2344\n\nتعليقك\n\nYou are replying to: .\n5 + 12 ="
    )
    assert report.title is not None and report.text[report.title.start : report.title.end] == title
    kinds = "headline_again date_line headline_again credit share read_also separator end_mark comment_box comment_box arithmetic"
    assert [k for k, _ in residue(report)] == kinds.split()
    assert parts(report) == [title, STORY]
    assert report.published is not None and (report.published.value, report.published.how) == ("2021-11-23", SAID)
    assert report.text[report.published.start : report.published.end] == "٢٣ نوفمبر ٢٠٢١"
    assert report.outlet is not None and report.outlet.value == "شبكة المثال"
    assert report.byline is not None and report.byline.value == "فريق الزراعة"


def test_furniture_at_the_end_of_a_paragraph() -> None:
    title = "وزير الزراعة يزور البلدية"
    report = read(f"{STORY} رابط الخبر بصحيفة المثال: {title}", title=title)
    assert residue(report) == [("source_link", f"رابط الخبر بصحيفة المثال: {title}")]
    assert parts(report) == [title, STORY]


def test_read_also_takes_the_headlines_after_it_not_the_story() -> None:
    report = read(f"عنوان الخبر هنا\n{STORY}\nاقرأ أيضا:\nوزير يزور الميناء\n{STORY}\nمواضيع ذات صلة\nخبر أول\nخبر ثان")
    assert parts(report) == ["عنوان الخبر هنا", STORY, STORY]


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("تاريخ النشر: الخميس 19 تموز 2012", "2012-07-19"),
        ("الثلاثاء 13 تشرين الأول 2020 - 14:30", "2020-10-13"),
        ("آخر تحديث 2019-05-04", "2019-05-04"),
        ("الأحد 05/مايو/2019 - 04:36 م", "2019-05-05"),
        ("الأحد 05-مايو-2019", "2019-05-05"),
        ("نشر في: 25/08/2019", "2019-08-25"),
        ("نشر في: 05/08/2019", None),
        ("انتخابات بلدية في قرى الشمال 5 مايو 2018", None),
        ("مايو 5, 2018", "2018-05-05"),
    ],
)
def test_date_lines(line: str, date: str | None) -> None:
    report = read(f"{line}\n{STORY}", title="عنوان الخبر")
    assert (report.published.value if report.published else None) == date
    assert ("date_line" in [k for k, _ in residue(report)]) == (line[:3] != "انت")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("توقف الإطلاق.وقال الوزير ذلك. وعاد.", ["توقف الإطلاق.", "وقال الوزير ذلك.", "وعاد."]),
        ("زار د. سالم المدينة. ثم عاد.", ["زار د. سالم المدينة.", "ثم عاد."]),
        ("قالت أ.ف.ب إن الوفد عاد. وغادر.", ["قالت أ.ف.ب إن الوفد عاد.", "وغادر."]),
        ("بلغ النمو 3.5 في المئة. وارتفع.", ["بلغ النمو 3.5 في المئة.", "وارتفع."]),
        ("هل يعود الوفد؟ لا أحد يعلم! ربما…\nغدا", ["هل يعود الوفد؟", "لا أحد يعلم!", "ربما…", "غدا"]),
        ('سأل "لماذا تأخر؟" ثم خرج من القاعة.', ['سأل "لماذا تأخر؟" ثم خرج من القاعة.']),
        ("قال «لا نقبل هذا أبدا». وأضاف شيئا.", ["قال «لا نقبل هذا أبدا».", "وأضاف شيئا."]),
        ("قال «لا نقبل هذا الحل أبدا. ونطلب حلا آخر غيره» ثم عاد.", ["قال «لا نقبل هذا الحل أبدا.", "ونطلب حلا آخر غيره» ثم عاد."]),
        ("شكر دول العالم كافة.. مؤكدا التعاون. وعاد.", ["شكر دول العالم كافة.. مؤكدا التعاون.", "وعاد."]),
        ("انتهى اللقاء.. وغادر الوفد.", ["انتهى اللقاء..", "وغادر الوفد."]),
        ("كتب إلى desk@example.org رسالة. وعاد.", ["كتب إلى desk@example.org رسالة.", "وعاد."]),
        ("وقع ذلك عام 2015 م. وعاد.", ["وقع ذلك عام 2015 م.", "وعاد."]),
    ],
)
def test_sentences(text: str, wanted: list[str]) -> None:
    assert parts(read(text, title="عنوان"))[1:] == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("قال «نعم» ثم “لا” ثم \"ربما\" ثم ''غدا'' ثم ‘أمس’.", ["نعم", "لا", "ربما", "غدا", "أمس"]),
        ("قال «إن “الحل” قريب» وعاد", ["إن “الحل” قريب", "الحل"]),
        ('قال "الحل قريب\nوعاد الوفد', ["الحل قريب"]),
        ("حديث لـ»المثال« أمس", ["المثال"]),
        ('ما يسمى بـ" الصفقة " غدا', ["الصفقة"]),
        ("l'Arabie d'hier", []),
        ('وصفها بـ"المغلوطة" أمس و"الغريبة".', ["المغلوطة", "الغريبة"]),
    ],
)
def test_quotations(text: str, wanted: list[str]) -> None:
    report = read(text, title="عنوان")
    assert [report.text[q.start : q.end] for q in report.quotations] == wanted


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (STORY, "ar"),
        ("وزیر کشاورزی گفت که این دیدار برای هر دو کشور خوب است و در تهران برگزار شد.", "fa"),
        ("وزیر نے کہا کہ یہ ملاقات دونوں ملکوں کے لیے اچھی ہے اور اس میں بات ہوئی۔", "ur"),
        ("Министр сказал, что встреча прошла хорошо и в хорошей обстановке.", "ru"),
        ("The minister said that the meeting was good and that he is pleased.", "en"),
        ("12345", "und"),
    ],
)
def test_language(text: str, code: str) -> None:
    report = read(text)
    assert (report.language.value, report.language.how) == (code, INFERRED)
    assert read(text, language="AR").language.value == "ar"


def test_title_and_line_ends() -> None:
    report = read("أول\r\nثان\rثالث", title="عنوان\nالخبر")
    assert report.text == "عنوان الخبر\nأول\nثان\nثالث"
    assert read(f"عنوان\n{STORY}", title="عنوان").text == f"عنوان\n{STORY}"
    assert read("").sentences == [] and read("").title is None
    assert read(STORY, published="2015-08-03").published is not None
    assert read(STORY, published="soon").published is None


def test_without_facts() -> None:
    report = read_report(Source(id="x", text=f"موسكو - رويترز: {STORY}"), RULES, NoLexicon())
    assert report.dateline is None and report.agency is None


FRAGMENTS = st.sampled_from(
    [
        *(STORY, "موسكو/ ", "الرياض - واس: ", "انتهى** 2344", "مشاركة:", "اقرأ أيضا:", "د. ", "(ا ف ب)", "المصدر: رويترز الكاتب: سالم"),
        *("13 أكتوبر 2020", "رابط الخبر: ", "سمات ", "5 + 3 =", "#وسم", "أ.ف.ب", "1.5", "ـــ", "02-06-2020"),
        *(
            "\n",
            "\n\n",
            "«",
            "»",
            '"',
            "''",
            "“",
            "”",
            ".",
            "؟",
            "..",
            " ",
            "\u064b",
            "\u200f",
            "\ufeff",
            "\ufdfa",
            "\r\n",
            "\u2028",
            "\ud800",
        ),
    ]
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(st.one_of(FRAGMENTS, st.text(max_size=8)), max_size=30).map("".join))


def _check(report: Report) -> None:
    text = report.text
    covered = [False] * len(text)
    spans = [(s.start, s.end) for s in report.sentences] + [(r.start, r.end) for r in report.residue]
    if report.dateline and report.dateline.start >= 0:
        spans.append((report.dateline.start, report.dateline.end))
    for start, end in spans:
        assert 0 <= start < end <= len(text)
        assert not any(covered[start:end]), "two spans overlap"
        covered[start:end] = [True] * (end - start)
    for at, letter in enumerate(text):
        assert covered[at] or not letter.isalnum(), "lost"
    taken = [(r.start, r.end) for r in report.residue]
    for q in report.quotations:
        assert 0 <= q.start < q.end <= len(text) and "\n" not in text[q.start : q.end]
        assert not any(q.start < end and start < q.end for start, end in taken)
    for s in report.sentences:
        assert text[s.start : s.end] == text[s.start : s.end].strip() and "\n" not in text[s.start : s.end]
    for value in (report.agency, report.byline, report.outlet, report.published):
        if value is not None and value.start is not None and value.end is not None:
            assert 0 <= value.start < value.end <= len(text)


@given(TEXTS, st.one_of(st.none(), TEXTS), st.one_of(st.none(), TEXTS))
@settings(max_examples=500, deadline=None)
def test_any_text(text: str, title: str | None, author: str | None) -> None:
    report = read(text, title=title, author=author)
    _check(report)
    assert report == read(text, title=title, author=author)


@pytest.mark.parametrize(
    "text",
    [
        "ا" * 1_000_000,
        "«" * 300_000,
        '"ا ' * 200_000,
        ". " * 300_000,
        "\n" * 300_000,
        "سمات " * 100_000,
        "تويتر " * 50_000,
        "(" * 300_000,
        "#ا" * 100_000,
        "- " * 120,
        "ا\n" * 100_000,
        "5 + " * 60,
    ],
    ids=range(12),
)
def test_linear(text: str) -> None:
    begin = time.process_time()
    report = read(text)
    assert time.process_time() - begin < 10
    assert report.text == text
