"""Files in: every kind of file, every kind of damage. The sentences are our own."""

from __future__ import annotations

import gzip
import io
import json
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mahdar.ingest.decode import NotTextError, decode
from mahdar.ingest.files import LIMIT, Failure, iso_date, sources
from mahdar.model import Source

STORY = "التقى وزير الزراعة نظيره أمس في قاعة البلدية، وبحث الجانبان موسم الزيتون.\nوعاد الوفد مساء إلى الميناء."


def split(items: Iterable[Source | Failure]) -> tuple[list[Source], list[Failure]]:
    found, failed = [], []
    for item in items:
        if isinstance(item, Source):
            found.append(item)
        else:
            failed.append(item)
            assert "\n" not in item.message and item.message
    return found, failed


def write(path: Path, data: str | bytes) -> Path:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def lines(*reports: object) -> str:
    return "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in reports)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1256"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    found, failed = split(sources([write(tmp_path / "a.txt", STORY.encode(encoding))]))
    assert not failed
    assert [(s.id, s.text) for s in found] == [("a", STORY)]


def test_broken_utf8_is_read_with_a_warning(tmp_path: Path) -> None:
    data = STORY.encode()
    found, failed = split(sources([write(tmp_path / "a.txt", data[:31] + b"\xff" + data[31:])]))
    assert len(found) == 1 and "\ufffd" in found[0].text and "الزيتون" in found[0].text
    assert [(f.fatal, "UTF-8" in f.message) for f in failed] == [(False, True)]


def test_short_code_page_text_is_arabic(tmp_path: Path) -> None:
    assert decode("وصل الوفد".encode("cp1256")) == ("وصل الوفد", None)


def test_jsonl_fields_defaults_and_ids(tmp_path: Path) -> None:
    file = write(
        tmp_path / "reports.jsonl",
        lines(
            {"id": "x1", "text": STORY, "title": " عنوان ", "source": "outlet", "published": "2015-08-03T23:30:00+03:00", "language": "ar"},
            {"text": STORY},
            {"id": 7, "text": STORY, "published": "2015-08-04"},
        ),
    )
    found, failed = split(sources([file], published="2020-01-02", outlet="other", url="https://example.org/"))
    assert not failed
    assert [s.id for s in found] == ["x1", "reports-2", "7"]
    assert found[0] == Source(
        id="x1", text=STORY, title="عنوان", source="outlet", published="2015-08-03", language="ar", url="https://example.org/"
    )
    assert (found[1].published, found[1].source) == ("2020-01-02", "other")
    assert found[2].published == "2015-08-04"


def test_jsonl_bad_lines_are_told_and_the_rest_is_read(tmp_path: Path) -> None:
    good = lines({"text": STORY})
    file = write(tmp_path / "r.jsonl", good + '{"text": "x\n' + lines({"title": "x"}, {"text": 5}, [1], {"text": " "}) + "\n" + good)
    found, failed = split(sources([file]))
    assert [s.id for s in found] == ["r-1", "r-8"]
    assert [f.line for f in failed] == [2, 3, 4, 5, 6]
    assert "broken JSON" in failed[0].message and "without `text`" in failed[1].message and "not a string" in failed[2].message
    assert str(failed[0]).startswith(f"{file}:2: ")


def test_invalid_published_and_fields_are_left_out_with_a_warning(tmp_path: Path) -> None:
    file = write(tmp_path / "r.jsonl", lines({"text": STORY, "published": "yesterday", "title": 5}))
    found, failed = split(sources([file]))
    assert (found[0].published, found[0].title) == (None, None)
    assert [f.fatal for f in failed] == [False, False]
    assert split(sources([file], published="31.12.2020"))[1][0].fatal is False


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("2015-08-03", "2015-08-03"),
        (" 2015-08-03 ", "2015-08-03"),
        ("2015-08-03T23:59:59Z", "2015-08-03"),
        ("2015-08-03 01:00:00+03:00", "2015-08-03"),
        ("2015-02-30", None),
        ("2015", None),
        ("", None),
        ("٢٠١٥", None),
    ],
)
def test_dates(given: str, wanted: str | None) -> None:
    assert iso_date(given) == wanted


def test_json_one_report_and_a_list(tmp_path: Path) -> None:
    one = write(tmp_path / "one.json", json.dumps({"text": STORY}, indent=1))
    many = write(tmp_path / "many.json", json.dumps([{"text": STORY}, 5, {"id": "b", "text": STORY}]))
    found, failed = split(sources([one, many]))
    assert [s.id for s in found] == ["one", "many-1", "b"]
    assert len(failed) == 1 and failed[0].fatal


PAGE = """<!DOCTYPE html><html lang="ar"><head><title>لقاء في البلدية</title>
<meta property="og:title" content="لقاء في البلدية"><meta property="article:published_time" content="2019-05-04T10:00:00+03:00">
<meta property="og:site_name" content="صحيفة المثال"><meta name="author" content="سالم كمال"></head>
<body><nav><a href="/">الرئيسية</a></nav><article><h1>لقاء في البلدية</h1>{paragraphs}</article><script>var x = 1;</script></body></html>"""


def test_html(tmp_path: Path) -> None:
    paragraphs = "".join(f"<p>{STORY} وقال في اليوم {n} إن الموسم جيد وإن المزارعين راضون عن المحصول هذا العام.</p>" for n in range(6))
    page = PAGE.replace("{paragraphs}", paragraphs)
    found, failed = split(sources([write(tmp_path / "p.html", page), write(tmp_path / "q.htm.gz", gzip.compress(page.encode()))]))
    assert not failed
    assert [s.id for s in found] == ["p", "q"]
    first = found[0]
    assert "موسم الزيتون" in first.text and "var x" not in first.text and "<p>" not in first.text
    assert (first.title, first.published, first.source, first.language) == ("لقاء في البلدية", "2019-05-04", "صحيفة المثال", "ar")
    assert first.text == found[1].text


def test_html_without_a_story_gives_its_visible_text_and_none_a_message(tmp_path: Path) -> None:
    bare = write(tmp_path / "a.html", "<html><body><div>وصل الوفد</div><script>1</script></body></html>")
    empty = write(tmp_path / "b.html", "<html><body><script>var x = 1</script></body></html>")
    found, failed = split(sources([bare, empty]))
    assert [s.text for s in found] == ["وصل الوفد"]
    assert [f.path for f in failed if f.fatal] == [str(empty)]


def test_folder_recursive_sorted(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    write(tmp_path / "b" / "2.txt", STORY)
    write(tmp_path / "b" / "1.txt", STORY)
    write(tmp_path / "a.txt.gz", gzip.compress(STORY.encode()))
    write(tmp_path / "z.png", b"\x89PNG")
    write(tmp_path / ".hidden.txt", STORY)
    found, failed = split(sources([tmp_path]))
    assert [s.id for s in found] == ["a", "1", "2"] and not failed


def test_bad_input(tmp_path: Path) -> None:
    (tmp_path / "empty_folder").mkdir()
    packed = gzip.compress(STORY.encode() * 50)
    bad = {
        "empty.txt": b"",
        "blank.txt": b" \n \n",
        "empty.jsonl": b"",
        "empty.json": b"",
        "binary.txt": bytes(range(256)) * 20,
        "image.html": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(400),
        "broken.json": b'{"text": ',
        "nolist.json": b"[]",
        "cut.txt.gz": packed[: len(packed) // 2],
        "fake.txt.gz": STORY.encode(),
        "deep.json": b"[" * 100_000,
        "deep.jsonl": b'{"text": ' + b"[" * 100_000 + b"\n",
    }
    for name, data in bad.items():
        write(tmp_path / name, data)
    paths = [str(tmp_path / name) for name in [*bad, "missing.txt", "empty_folder"]]
    good = write(tmp_path / "good.txt", STORY)
    found, failed = split(sources([*paths, good]))
    assert [s.id for s in found] == ["good"]
    assert [f.path for f in failed] == paths
    assert all(f.fatal for f in failed)


def test_cut_jsonl_gz_keeps_the_lines_before(tmp_path: Path) -> None:
    reports = [{"id": str(n), "text": f"{STORY} {n * 7919}"} for n in range(3000)]
    packed = gzip.compress(lines(*reports).encode())
    found, failed = split(sources([write(tmp_path / "r.jsonl.gz", packed[: len(packed) * 2 // 3])]))
    assert len(found) > 100 and found[5].id == "5"
    assert len(failed) == 1 and "cut off" in failed[0].message


def test_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(tmp_path / "a.txt", STORY)

    def refuse(self: Path, *args: object, **kwargs: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    found, failed = split(sources([file]))
    assert not found and "Permission denied" in failed[0].message


def test_large_texts(tmp_path: Path) -> None:
    long_line = write(tmp_path / "line.txt", "ا" * 1_000_000)
    large = write(tmp_path / "large.txt", (STORY + "\n").encode() * (50_000_000 // (len(STORY.encode()) + 1)))
    over = write(tmp_path / "over.txt", b"x" * (LIMIT + 1))
    over_line = write(tmp_path / "over.jsonl", b'{"text": "' + b"x" * (LIMIT + 1) + b'"}\n' + lines({"text": STORY}).encode())
    found, failed = split(sources([long_line, large, over, over_line]))
    assert [s.id for s in found] == ["line", "large", "over-2"]
    assert [(f.path, f.line) for f in failed] == [(str(over), None), (str(over_line), 1)]
    assert all("64 MB" in f.message for f in failed)


class _Stdin:
    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


@pytest.mark.parametrize(
    ("data", "count"),
    [
        (STORY.encode(), 1),
        (STORY.encode("cp1256"), 1),
        (lines({"id": "a", "text": STORY}, {"text": STORY}).encode(), 2),
        (b"\xef\xbb\xbf" + lines({"id": "a", "text": STORY}).encode(), 1),
        (json.dumps({"text": STORY}, indent=2).encode(), 1),
        (json.dumps([{"text": STORY}, {"text": STORY}]).encode(), 2),
        (b"<html><body><p>" + STORY.encode() + b"</p></body></html>", 1),
        (gzip.compress(STORY.encode()), 1),
        (b'{"text": broken}\n' + lines({"text": STORY}).encode(), 1),
        (b"", 0),
    ],
)
def test_standard_input(monkeypatch: pytest.MonkeyPatch, data: bytes, count: int) -> None:
    monkeypatch.setattr(sys, "stdin", _Stdin(data))
    found, failed = split(sources(["-"]))
    assert len(found) == count
    assert all("الزيتون" in s.text for s in found)
    assert failed or count


@given(st.binary(max_size=300))
@settings(max_examples=300)
def test_any_bytes_decode_or_are_refused(data: bytes) -> None:
    try:
        text, _ = decode(data)
    except NotTextError:
        return
    assert isinstance(text, str)


@given(st.text(max_size=300))
@settings(max_examples=200)
def test_text_without_controls_comes_back(text: str) -> None:
    if any(ord(c) < 32 and c not in "\n\r\t" for c in text) or text.startswith("\ufeff"):
        return
    assert decode(text.encode("utf-8", "ignore"))[0] == text.encode("utf-8", "ignore").decode()


@given(
    st.lists(st.one_of(st.binary(max_size=60), st.just(lines({"text": STORY}).encode())), max_size=6),
    st.sampled_from([".jsonl", ".json", ".html", ".txt", ".txt.gz"]),
)
@settings(max_examples=120, deadline=None)
def test_any_file_gives_sources_or_messages(tmp_path_factory: pytest.TempPathFactory, parts: list[bytes], ending: str) -> None:
    file = write(tmp_path_factory.getbasetemp() / f"any{ending}", b"\n".join(parts))
    found, failed = split(sources([file]))
    assert found or failed
