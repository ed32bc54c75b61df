"""States by name or code: what a person writes after `state:` becomes the code that claims hold."""

from __future__ import annotations

import re
from functools import cache

from mahdar.packs import HOME, optional
from mahdar.store.errors import QueryError
from mahdar.text import folded

_CODE = re.compile(r"[A-Za-z0-9_]{2,}")


@cache
def _names() -> dict[str, str]:
    """Folded names of states and bodies in English and in every language that has a pack; read when first needed."""
    found: dict[str, str] = {}
    for path in sorted(HOME.glob("lang/*/nations.tsv")):
        for row in optional(path):
            for name in row.get("names", "").split("|"):
                found.setdefault(folded(name), row["code"])
    for file in ("states.tsv", "bodies.tsv"):
        for row in optional(HOME / "world" / file):
            found.setdefault(folded(row.get("en", "")), row["code"])
    found.pop("", None)
    return found


def code_of(value: str) -> str:
    """The code of a state, body or movement. Raises QueryError for what is neither a name we know nor looks like a code."""
    code = _names().get(folded(value))
    if code is not None:
        return code
    if _CODE.fullmatch(value.strip()):
        return value.strip().upper()
    raise QueryError(f"state: {value!r} is no state that is known by this name; write its code, as in state:RUS")
