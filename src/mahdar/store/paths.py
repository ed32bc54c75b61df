"""Paths into a claim (`date`, `participants[0].name`, `topics`): read, looked up and set in its plain form.

The plain form is what `msgspec.to_builtins` makes of a claim: dictionaries, lists, values.
"""

from __future__ import annotations

import copy
import re
from typing import Any

from mahdar.store.errors import StoreError

Step = str | int
_PATH = re.compile(r"[a-z_]+(\[\d+\])?(\.[a-z_]+(\[\d+\])?)*")
_STEP = re.compile(r"([a-z_]+)|\[(\d+)\]")
# What no person fills: they say where a value was read, or name the claim.
_OURS = ("id", "evidence", "alternatives", "confidence")


class MissingError(LookupError):
    """The claim has no such field (any more)."""


def steps(path: str) -> list[Step]:
    """`participants[0].name` as `["participants", 0, "name"]`. Raises StoreError for what is no path."""
    if not _PATH.fullmatch(path):
        raise StoreError(f"{path!r} is not a field: write date, participants[0].name, topics …")
    found: list[Step] = [name or int(number) for name, number in _STEP.findall(path)]
    if found[0] in _OURS:
        raise StoreError(f"{path!r} can't be corrected: it says how a value was read, not what it is")
    return found


def lookup(value: Any, way: list[Step]) -> Any:
    """The value at a path; MissingError where there is none."""
    for step in way:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            raise MissingError(step) from None
    return value


def placed(value: Any, way: list[Step], new: Any) -> Any:
    """A copy of `value` with `new` at a path that must be there."""
    lookup(value, way)
    whole = copy.deepcopy(value)
    inner = whole
    for step in way[:-1]:
        inner = inner[step]
    inner[way[-1]] = copy.deepcopy(new)
    return whole


def overlap(a: list[Step], b: list[Step]) -> bool:
    """Whether one path holds the other, or they are the same."""
    short = min(len(a), len(b))
    return a[:short] == b[:short]


def element(way: list[Step]) -> list[Step] | None:
    """The path of the list element that a path leads through (`participants[1]` of `participants[1].name`), if any."""
    for at, step in enumerate(way):
        if isinstance(step, int):
            return way[: at + 1]
    return None


def found_again(read: Any, way: list[Step], anchor: Any) -> list[Step]:
    """The path where the list element that was corrected stands now.

    A newer reading may find one participant more and so move the others: the element is looked for as it was, at its old
    place first, then by
    its name, then by office and state; MissingError where it is not one element for certain.
    """
    inner = element(way)
    if inner is None or anchor is None:
        return way
    before, place = inner[:-1], inner[-1]
    items = lookup(read, before)
    if not isinstance(items, list) or not isinstance(place, int):
        raise MissingError(place)
    if place < len(items) and items[place] == anchor:
        return way
    for same in (_equal, _same_name, _same_office):
        places = [n for n, item in enumerate(items) if same(item, anchor)]
        if len(places) == 1:
            return [*before, places[0], *way[len(inner) :]]
        if places:
            break
    raise MissingError(place)


def _equal(item: Any, anchor: Any) -> bool:
    return bool(item == anchor)


def _same_name(item: Any, anchor: Any) -> bool:
    return isinstance(item, dict) and isinstance(anchor, dict) and bool(anchor.get("name")) and item.get("name") == anchor.get("name")


def _same_office(item: Any, anchor: Any) -> bool:
    if not isinstance(item, dict) or not isinstance(anchor, dict):
        return False
    # a name that is read differently now is the commonest thing a correction of it meets
    return all(item.get(part) == anchor.get(part) for part in ("affiliation", "role")) and bool(anchor.get("affiliation"))


def written(way: list[Step]) -> str:
    """A path as text."""
    out = ""
    for step in way:
        out += f"[{step}]" if isinstance(step, int) else f".{step}" if out else step
    return out
