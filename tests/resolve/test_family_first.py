"""Family names that stand first: alone in print they are the person, in states where names are so built."""

from __future__ import annotations

import msgspec
import pytest

from mahdar import packs
from mahdar.packs import Pack
from mahdar.resolve.parts import parse
from mahdar.resolve.resolver import Mention, resolve_mentions
from mahdar.resolve.world import FAMILY, GIVEN, likely


@pytest.fixture(scope="module")
def pack() -> Pack:
    return packs.load("ar")


def people(pack: Pack, *said: dict[str, str], day: str = "2024-05-10") -> list[str | None]:
    every = [msgspec.convert({"field": str(n), "day": day} | one, Mention) for n, one in enumerate(said)]
    found = {link.field: link.person for link in resolve_mentions(pack, every)}
    return [found.get(str(n)) for n in range(len(said))]


def test_a_family_name_that_stands_first_weighs_as_one() -> None:
    said, known = parse("وانغ"), parse("وانغ يي")
    assert likely(said, known, family_first=True) == FAMILY
    assert likely(said, known) == GIVEN


def test_beside_the_office_it_is_the_holder_though_others_bear_it(pack: Pack) -> None:
    assert people(pack, {"name": "وانغ", "role": "foreign_minister", "affiliation": "CHN"}) == ["CHN:Wang Yi"]


def test_behind_the_full_name_it_is_the_same_person(pack: Pack) -> None:
    full = {"name": "ماو نينغ", "role": "spokesperson", "affiliation": "CHN"}
    assert people(pack, full, {"name": "ماو"}) == ["CHN:Mao Ning"] * 2


def test_without_an_office_it_stays_open(pack: Pack) -> None:
    assert people(pack, {"name": "وانغ", "affiliation": "CHN"}) == [None]
