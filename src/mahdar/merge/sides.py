"""Who owns an outlet and on which side it stands: from the lists of outlets, sources and agencies.

An outlet is looked up by its name as printed, then by its address. What no list knows has no owner and no side; it counts as a third party.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from mahdar import packs
from mahdar.merge.model import Leading
from mahdar.text import folded

THIRD = "third parties"
STATE, PRIVATE, PARTY, UNKNOWN = "state", "private", "party", "unknown"
# Words of the lists' own notes (English, part of their format) that tell an owner.
_NOTES = {"state agency": STATE, "official agency": STATE, "state newspaper": STATE, "state broadcaster": STATE, "party": PARTY}


class Outlet(msgspec.Struct, frozen=True, gc=False):
    """An outlet: its state (code or empty), its owner, whose view it is commonly taken to carry, and whether it speaks for its state."""

    name: str
    state: str = ""
    owner: str = UNKNOWN
    camp: str = ""
    official: bool = False


class Registry:
    """Outlets by name and address."""

    def __init__(self, outlets: Iterable[tuple[str, Outlet]]) -> None:
        self._known: dict[str, Outlet] = {}
        for key, outlet in outlets:
            self._known.setdefault(folded(key), outlet)

    def of(self, lead: Leading) -> Outlet:
        """The outlet of a report."""
        for key in (folded(lead.outlet), lead.host, lead.host.rsplit(".", 1)[-1]):
            if key and key in self._known:
                found = self._known[key]
                return msgspec.structs.replace(found, name=lead.outlet or found.name)
        return Outlet(lead.outlet)

    def side(self, lead: Leading, parties: Iterable[str]) -> str:
        """The party that an outlet belongs to, or `THIRD`."""
        state = self.of(lead).state
        return state if state in set(parties) else THIRD


@lru_cache(maxsize=1)
def registry(home: Path = packs.HOME) -> Registry:
    """All outlets that the data knows: sources first (they name owners), then outlets, then the agencies of every language."""
    found: list[tuple[str, Outlet]] = []
    path = home / "world" / "sources.toml"
    if path.exists():
        with path.open("rb") as stream:
            for row in tomllib.load(stream).get("source", []):
                found += _source(row)
    for row in packs.optional(home / "world" / "outlets.tsv"):
        owner = next((kind for note, kind in _NOTES.items() if note in row.get("source", "")), UNKNOWN)
        found.append((row["key"], Outlet(row["key"], row["country"], owner, "", owner == STATE)))
    for folder in sorted((home / "lang").iterdir()):
        for row in packs.optional(folder / "agencies.tsv"):
            state = row.get("affiliation", "")
            outlet = Outlet(row["id"], state, STATE if state else UNKNOWN, "", bool(state))
            found += [(form, outlet) for form in [row["id"], *row["forms"].split("|")] if form]
    return Registry(found)


def _source(row: dict[str, str]) -> list[tuple[str, Outlet]]:
    owner = row.get("owner", "") or UNKNOWN
    official = owner == STATE or owner.startswith(("ministry", "presidency", "government", "royal", "cabinet"))
    outlet = Outlet(row.get("name", ""), row.get("state", ""), owner, row.get("camp", ""), official)
    host = (urlsplit(row.get("address", "")).hostname or "").removeprefix("www.")
    return [(key, outlet) for key in (row.get("name", ""), host) if key]
