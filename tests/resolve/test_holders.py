"""Persons of the world data: names as printed against known ones, and the names that are kept in the cache."""

from __future__ import annotations

from pathlib import Path

import pytest

from mahdar import packs
from mahdar.resolve.parts import parse
from mahdar.resolve.world import ALONE, FAMILY, GIVEN, LONGER, PART, RULER, SAME, SHORT, Names, likely


@pytest.mark.parametrize(
    ("said", "known", "worth"),
    [
        ("محمد بن سلمان", "محمد بن سلمان", SAME),
        ("محمد ابن سلمان", "محمد بن سلمان", SAME),
        ("عبد الله بن زايد", "عبدالله بن زايد آل نهيان", PART),
        ("عبد الله زايد نهيان", "عبدالله بن سالم زايد نهيان", SHORT),
        ("عبد العزيز الشيخ", "عبدالعزيز آل الشيخ", PART),
        ("محمد بن سلمان بن عبدالعزيز آل سعود", "محمد بن سلمان", LONGER),
        ("فالتر هانس شتاينماير", "فالتر شتاينماير", LONGER),
        ("محمد توفيق العامري", "محمد توفيق", PART),
        ("كيري", "كيري", ALONE),
        ("ظريف", "محمد جواد ظريف", FAMILY),
        ("جواد ظريف", "محمد جواد ظريف", PART),
        ("محمد", "محمد جواد ظريف", GIVEN),
        ("عبد الله بن الحسين", "عبد الله الثاني", RULER),
        ("عبد الله الثاني بن الحسين", "عبد الله الثاني", RULER),
        ("عبد الله آل زيدان", "عبد الله الثاني", 0.0),
        ("عبد الله زيدان", "عبد الله الثاني", 0.0),
        # a son, a father, a brother, a grandson, another one with that name and father
        ("خالد بن محمد بن سلمان", "محمد بن سلمان", 0.0),
        ("سلمان بن عبدالعزيز", "محمد بن سلمان بن عبدالعزيز", 0.0),
        ("خالد بن سلمان", "محمد بن سلمان", 0.0),
        ("خالد بن عبدالعزيز بن سلمان", "خالد بن سلمان", 0.0),
        ("أحمد بن عبدالعزيز الفارس", "أحمد بن عبدالعزيز", PART),
        ("سلمان", "محمد بن سلمان", 0.0),
        ("ميشيل أوباما", "أوباما", 0.0),
        ("محمد الخامس", "محمد السادس", 0.0),
    ],
)
def test_how_far_a_printed_name_tells(said: str, known: str, worth: float) -> None:
    assert likely(parse(said), parse(known)) == worth


def test_names_are_kept_and_a_damaged_file_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAHDAR_CACHE", str(tmp_path))
    named = [(h.person, name) for h in packs.load("ar", cache=False).data.holders for name in h.names]
    asked = ("سيرجي لافروف", "جون كيري", "لا أحد هنا")
    first = [Names(named).find(name) for name in asked]
    (kept,) = tmp_path.glob("names-*")
    assert first[1] == ["USA:John Kerry"]
    assert [Names(named).find(name) for name in asked] == first
    kept.write_bytes(kept.read_bytes()[:-9])
    assert [Names(named).find(name) for name in asked] == first
    Names(named[:3])
    assert list(tmp_path.glob("names-*")) == [kept]
