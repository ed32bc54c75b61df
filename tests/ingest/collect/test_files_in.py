"""Files into the archive: web archives made by a public tool, documents, exports, packed files, and every damage to them."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from mahdar.ingest.collect import documents, library
from mahdar.ingest.collect.incoming import Trouble
from mahdar.ingest.collect.keeping import Keeper
from mahdar.ingest.collect.shapes import CollectError, Reason
from mahdar.ingest.collect.tally import Tally
from mahdar.ingest.collect.warc import Captured, Counts, Damage, read_warc
from tests.ingest.collect.site import story


class Writer(WARCWriter):  # type: ignore[misc]
    """The public tool, without the temporary files that it leaves to be closed by chance."""

    @classmethod
    def _create_temp_file(cls) -> io.BytesIO:
        return io.BytesIO()


def warc(path: Path, count: int = 5, *, packed: bool = True, wet: bool = False) -> list[int]:
    """A web archive as the public tool writes it; where its records begin."""
    places = []
    with path.open("wb") as stream:
        writer = Writer(stream, gzip=packed)
        stream.write(b"")
        for n in range(count):
            places.append(stream.tell())
            address, dated = f"https://paper.example/n/{n}", {"WARC-Date": f"2021-11-2{n % 9}T10:00:00Z"}
            if wet:
                text = f"Report {n}: the minister received the ambassador on Tuesday, the ministry said in a statement.".encode()
                record = writer.create_warc_record(
                    address, "conversion", payload=io.BytesIO(text), warc_content_type="text/plain", warc_headers_dict=dated
                )
            else:
                headers = [("Content-Type", "text/html; charset=utf-8")]
                body = story(n)
                if n == 1:
                    headers, body = [*headers, ("Content-Encoding", "gzip")], gzip.compress(body)
                if n == 2:
                    headers, body = [*headers, ("Transfer-Encoding", "chunked")], b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
                http = StatusAndHeaders("404 No" if n == 4 else "200 OK", headers, protocol="HTTP/1.1")
                record = writer.create_warc_record(
                    address, "response", payload=io.BytesIO(body), http_headers=http, warc_headers_dict=dated
                )
            writer.write_record(record)
    return places


def take(keeper: Keeper, *paths: Path) -> tuple[Tally, list[Trouble]]:
    troubles: list[Trouble] = []
    return library.take_files(keeper, list(paths), trouble=troubles.append), troubles


@pytest.mark.parametrize("packed", [True, False])
def test_web_archive_of_a_public_tool(tmp_path: Path, keeper: Keeper, packed: bool) -> None:
    path = tmp_path / ("a.warc.gz" if packed else "a.warc")
    warc(path, packed=packed)
    tally, troubles = take(keeper, path)
    assert (tally.kept, troubles) == (4, [])
    found = list(library.articles(keeper))
    assert [a.address for a in found] == [f"https://paper.example/n/{n}" for n in range(4)]
    assert found[3].fetched_at == "2021-11-23T10:00:00Z"
    assert keeper.archive.get(found[1].body).body == story(1)
    assert keeper.archive.get(found[2].body).body == story(2)
    again, _ = take(keeper, path)
    assert (again.kept, again.changed, again.same) == (0, 0, 4)


def test_wet(tmp_path: Path, keeper: Keeper) -> None:
    warc(tmp_path / "a.warc.wet.gz", 3, wet=True)
    tally, troubles = take(keeper, tmp_path / "a.warc.wet.gz")
    assert (tally.kept, troubles) == (3, [])
    assert next(library.articles(keeper)).source.text.startswith("Report 0: the minister")


@pytest.mark.parametrize("packed", [True, False])
def test_damaged_record_does_not_end_the_archive(tmp_path: Path, packed: bool) -> None:
    path = tmp_path / "a.warc.gz"
    places = warc(path, 9, packed=packed)
    data = bytearray(path.read_bytes())
    begin = places[3] + (30 if packed else 0)
    data[begin : begin + 40] = b"\xff" * 40
    path.write_bytes(bytes(data))
    found = list(read_warc(path))
    pages = [item.address[-1] for item in found if isinstance(item, Captured)]
    damages = [item for item in found if isinstance(item, Damage)]
    assert pages == ["0", "1", "2", "5", "6", "7", "8"]
    assert len(damages) == 1
    assert damages[0].error.reason is Reason.damaged


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("cut", [5, 150])
def test_archive_that_was_cut_off_says_so(tmp_path: Path, packed: bool, cut: int) -> None:
    path = tmp_path / "a.warc.gz"
    warc(path, 4, packed=packed)
    path.write_bytes(path.read_bytes()[:-cut])
    found = list(read_warc(path))
    assert sum(isinstance(item, Captured) for item in found) in (3, 4)
    assert [item.error.reason for item in found if isinstance(item, Damage)] in ([Reason.cut], [Reason.damaged])


def test_whole_archive_as_one_member(tmp_path: Path) -> None:
    warc(tmp_path / "a.warc", 4, packed=False)
    (tmp_path / "b.warc.gz").write_bytes(gzip.compress((tmp_path / "a.warc").read_bytes()))
    counts = Counts()
    found = list(read_warc(tmp_path / "b.warc.gz", counts))
    assert (len(found), counts.records, counts.pages) == (4, 4, 4)
    (tmp_path / "c.warc.gz").write_bytes((tmp_path / "b.warc.gz").read_bytes()[:-20])
    assert any(isinstance(item, Damage) for item in read_warc(tmp_path / "c.warc.gz"))


def test_no_web_archive(tmp_path: Path, keeper: Keeper) -> None:
    (tmp_path / "a.warc").write_bytes(b"something else")
    _, troubles = take(keeper, tmp_path / "a.warc")
    assert [t.error.reason for t in troubles] == [Reason.form]


def test_captures_of_one_page_become_versions_once(tmp_path: Path, keeper: Keeper) -> None:
    for name, extra in (("a", ""), ("b", "A note was signed."), ("c", "")):
        with (tmp_path / f"{name}.warc").open("wb") as stream:
            writer = Writer(stream, gzip=False)
            http = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record("https://p.example/1", "response", payload=io.BytesIO(story(1, extra)), http_headers=http)
            )
    for _ in range(2):
        take(keeper, *(tmp_path / f"{name}.warc" for name in "abc"))
    assert [a.version for a in library.articles(keeper)] == [1, 2]


def test_pages_know_their_address(tmp_path: Path, keeper: Keeper) -> None:
    (tmp_path / "one.html").write_bytes(story(1).replace(b"</head>", b"<link rel=canonical href='https://p.example/n/1'></head>"))
    (tmp_path / "two.html").write_bytes(story(2))
    tally, _ = take(keeper, tmp_path)
    assert tally.kept == 2
    one, two = library.articles(keeper)
    assert one.address == one.source.url == "https://p.example/n/1"
    assert two.address == (tmp_path / "two.html").as_uri()
    assert two.source.url is None


def test_saved_page(tmp_path: Path, keeper: Keeper) -> None:
    parts = (
        'MIME-Version: 1.0\r\nSnapshot-Content-Location: https://p.example/n/7\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: https://p.example/n/7\r\n\r\n"
    )
    html = story(7).decode().replace("=", "=3D")
    (tmp_path / "a.mhtml").write_text(f"{parts}{html}\r\n--b--\r\n", encoding="utf-8")
    (tmp_path / "b.mhtml").write_text("Content-Type: text/plain\r\n\r\nno page", encoding="utf-8")
    tally, troubles = take(keeper, tmp_path)
    assert (tally.kept, [t.error.reason for t in troubles]) == (1, [Reason.form])
    article = next(library.articles(keeper))
    assert article.address == "https://p.example/n/7"
    assert "border post 7" in article.source.text


def pdf(lines: list[str], title: str = "") -> bytes:
    """A small PDF with a text layer."""
    text = "BT /F1 12 Tf 50 700 Td " + " ".join(f"({line}) Tj 0 -14 Td" for line in lines) + " ET"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(text)}>>stream\n{text}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        f"<</Title({title})>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj{body}endobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    end += f"trailer<</Size {len(objects) + 1}/Root 1 0 R/Info 6 0 R>>\nstartxref\n{len(out)}\n%%EOF"
    return out + end.encode()


def docx(paragraphs: list[str], title: str = "", extra: str = "") -> bytes:
    """A small Word document."""
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(f"<w:p><w:r><w:t>{p}</w:t></w:r></w:p>" for p in paragraphs)
    core = (
        "<cp:coreProperties xmlns:cp='http://schemas.openxmlformats.org/package/2006/metadata/core-properties' "
        f"xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:title>{title}</dc:title></cp:coreProperties>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", f"<?xml version='1.0'?>{extra}<w:document xmlns:w='{w}'><w:body>{body}</w:body></w:document>")
        packed.writestr("docProps/core.xml", core)
    return stream.getvalue()


def test_pdf_and_docx(tmp_path: Path, keeper: Keeper) -> None:
    lines = ["The minister received the ambassador on Tuesday.", "They discussed trade and transit."]
    (tmp_path / "a.pdf").write_bytes(pdf(lines, "Readout"))
    (tmp_path / "b.docx").write_bytes(docx(["استقبل الوزير السفير", "وبحثا التجارة"], "بيان"))
    (tmp_path / "c.pdf").write_bytes(pdf([]))
    (tmp_path / "d.pdf").write_bytes(b"%PDF-1.4 broken")
    (tmp_path / "e.docx").write_bytes(docx(["x"], extra="<!DOCTYPE d [<!ENTITY a 'b'>]>"))
    tally, troubles = take(keeper, tmp_path)
    assert tally.kept == 2
    one, two = library.articles(keeper)
    assert (one.source.text, one.source.title) == ("\n".join(lines), "Readout")
    assert (two.source.text, two.source.title) == ("استقبل الوزير السفير\nوبحثا التجارة", "بيان")
    assert [t.error.reason for t in troubles] == [Reason.no_text, Reason.damaged, Reason.damaged]


def test_printed_shapes_of_letters_become_letters() -> None:
    assert documents._tidy("\ufe8d\ufedf\ufeee\ufeaf\ufef3\ufeae") == "الوزير"


def test_packed_files_cannot_lead_anywhere(tmp_path: Path, keeper: Keeper) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("../../../outside.html", story(1))
        packed.writestr("/etc/absolute.html", story(2))
        packed.writestr("bomb.html", b"0" * 30_000_000)
        packed.writestr("inner.zip", b"PK\x03\x04")
        packed.writestr("picture.png", b"x")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.zip").write_bytes(stream.getvalue())
    before = sorted(p.name for p in tmp_path.iterdir())
    tally, troubles = take(keeper, tmp_path / "in" / "a.zip")
    assert tally.kept == 2
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted({*before, "kept"})
    assert {t.error.reason for t in troubles} == {Reason.large, Reason.form}
    assert not (tmp_path.parent / "outside.html").exists()


def test_telegram_export(tmp_path: Path, keeper: Keeper) -> None:
    parts = ["The minister met ", {"type": "link", "text": "the envoy"}, "."]
    messages: list[dict[str, object]] = [
        {"id": 1, "type": "service", "text": "joined"},
        {
            "id": 2,
            "type": "message",
            "date": "2021-11-23T23:30:00",
            "date_unixtime": "1637699400",
            "text": parts,
        },
        {"id": 3, "type": "message", "date": "2021-11-24T01:00:00", "text": "Second message of the channel."},
        {"id": 4, "type": "message", "date": "x", "text": ""},
    ]
    export = {"name": "Desk", "type": "public_channel", "id": 77, "messages": messages}
    path = tmp_path / "result.json"
    path.write_text(json.dumps(export), encoding="utf-8")
    assert take(keeper, path)[0].kept == 2
    one, two = library.articles(keeper)
    assert one.source.text == "The minister met the envoy."
    assert (one.published_time, one.source.published) == ("2021-11-23T23:30:00+03:00", "2021-11-23")
    assert two.published_time == "2021-11-24T01:00:00"
    assert (one.source.source, one.address) == ("Desk", "telegram:77/2")
    messages[2]["text"] = "Second message of the channel, edited."
    path.write_text(json.dumps(export), encoding="utf-8")
    tally, _ = take(keeper, path)
    assert (tally.same, tally.changed) == (1, 1)


def test_texts_and_jsonl(tmp_path: Path, keeper: Keeper) -> None:
    (tmp_path / "a.txt").write_bytes("استقبل الوزير السفير في مكتبه".encode("cp1256"))
    rows = [
        {"id": "1", "text": "One report.", "url": "https://p.example/1", "published": "2021-11-23"},
        {"id": "2", "text": "Two."},
        {"no": 1},
    ]
    (tmp_path / "b.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    (tmp_path / "c.txt").write_bytes(b"")
    (tmp_path / "d.html.gz").write_bytes(gzip.compress(story(1))[:-30])
    tally, troubles = take(keeper, tmp_path)
    assert tally.kept == 3
    assert [a.source.text for a in library.articles(keeper)] == ["استقبل الوزير السفير في مكتبه", "One report.", "Two."]
    assert [t.error.reason for t in troubles] == [Reason.damaged, Reason.empty, Reason.damaged]
    _, missing = take(keeper, tmp_path / "nothing")
    assert missing[0].error.reason is Reason.gone


def test_reading_again(tmp_path: Path, keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.html").write_bytes(story(1))
    (tmp_path / "b.html").write_bytes(b"<html><body><p>A line that is too short</p></body></html>")
    take(keeper, tmp_path)
    assert library.reread(keeper).read == 0
    monkeypatch.setattr(keeper, "reader", "later")
    monkeypatch.setattr("mahdar.ingest.collect.extract.SHORT", 5)
    monkeypatch.setattr("mahdar.ingest.collect.story.SHORT", 5)
    counts = library.reread(keeper)
    assert (counts.read, counts.differs, counts.found, counts.failures) == (1, 0, 1, {})
    assert [a.source.text for a in library.articles(keeper)][1] == "A line that is too short"
    assert library.reread(keeper).read == 0
    assert keeper.state.database.execute("SELECT count(*) FROM readings").fetchone()[0] == 3
    numbers = [number for number, _ in library.since(keeper, 0)]
    assert numbers == sorted(numbers)
    assert [n for n, _ in library.since(keeper, numbers[0])] == numbers[1:]


def test_a_lost_body_is_told(tmp_path: Path, keeper: Keeper) -> None:
    (tmp_path / "a.html").write_bytes(story(1))
    take(keeper, tmp_path)
    keeper.archive.path(next(keeper.archive.names())).unlink()
    assert library.reread(keeper, all_again=True).failures == {Reason.damaged.value: 1}
    with pytest.raises(CollectError):
        keeper.archive.get("0" * 64)
