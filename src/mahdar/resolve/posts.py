"""Codes of others for states and posts: ISO 3166-1 alpha-2, Wikidata's identifiers, English names.

In: what a list of persons says of a country or a post. Out: the codes of this program where they are certain (world/states.tsv,
world/posts.tsv), else what was said, so that nothing is lost and nothing is made up.
"""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from mahdar.packs import HOME, cell, optional

# How a post of Wikidata that is not in the table is written in place of a role.
UNKNOWN = "wikidata:"
_ITEM = re.compile(r"Q[1-9][0-9]*")


class Known(msgspec.Struct, frozen=True):
    """What a post is: a role of the records and whose it is (empty for a post that every state has)."""

    role: str
    affiliation: str


@lru_cache(maxsize=1)
def _states() -> dict[str, str]:
    out: dict[str, str] = {}
    for row in optional(HOME / "world" / "states.tsv"):
        for written in (row["code"], row.get("alpha2", ""), row["en"], *cell(row.get("wikidata", ""))):
            if written:
                out[written.casefold()] = row["code"]
    return out


@lru_cache(maxsize=1)
def _posts() -> dict[str, Known]:
    return {row["id"]: Known(row["role"], row["affiliation"]) for row in optional(HOME / "world" / "posts.tsv")}


def state_of(written: str) -> str:
    """The alpha-3 code of a state given by a code, a Wikidata identifier or its English name; empty for others."""
    return _states().get(written.strip().casefold(), "")


def state(written: str) -> str:
    """The code of a state, or what was written where it is none."""
    return state_of(written) or written


def post(identifier: str) -> Known | None:
    """What a post of Wikidata is, None where the table does not know it."""
    return _posts().get(identifier)


def role_of(identifier: str) -> str:
    """The role of a post; `wikidata:Q…` for one that is not known, empty for an identifier of another list."""
    known = post(identifier)
    if known is not None:
        return known.role
    return UNKNOWN + identifier if _ITEM.fullmatch(identifier) else ""
