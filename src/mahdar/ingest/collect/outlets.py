"""Rules for pages: the general ones, and those of single outlets where the general way fails.

An outlet's file says which hosts it is for, and where on its pages text and head values stand, as XPath. A rule may have a last day: the
outlet was rebuilt after it, and pages fetched later are read without it.
"""

from __future__ import annotations

import hashlib
import re
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
from lxml import etree

from mahdar.packs import HOME

FOLDER = HOME / "outlets"
_GENERAL = "general.toml"
_WORDS = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+")


class General(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """`general.toml`."""

    furniture: list[str]
    pairs: list[str]
    never: list[str]
    elements: list[str]
    containers: list[str]
    leads: list[str] = []
    data: list[str] = []
    lines: dict[str, list[str]] = {}

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(self.furniture)

    @cached_property
    def together(self) -> frozenset[str]:
        return frozenset(self.pairs)

    @cached_property
    def found(self) -> list[Any]:
        return [etree.XPath(path) for path in self.containers]

    @cached_property
    def unseen(self) -> Any:
        return etree.XPath("|".join(f"//{name}" for name in self.never) + "|//comment()|//processing-instruction()")

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(self.elements)

    @cached_property
    def patterns(self) -> dict[str, re.Pattern[str]]:
        return {code: re.compile("|".join(f"(?:{p})" for p in lines), re.IGNORECASE) for code, lines in self.lines.items()}

    def is_lead(self, names: str) -> bool:
        """Whether the class and id of an element say that it is the beginning of the story."""
        return not self._leads.isdisjoint(word.lower() for word in _WORDS.findall(names))

    @cached_property
    def _leads(self) -> frozenset[str]:
        return frozenset(self.leads)

    def is_furniture(self, names: str) -> bool:
        """Whether the class and id of an element say that it is furniture."""
        words = [word.lower() for word in _WORDS.findall(names)]
        return not self.words.isdisjoint(words) or any(f"{a} {b}" in self.together for a, b in pairwise(words))


class OutletRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one outlet's pages are read until `last` (a day, 2024-05-31, or none). `body`, `drop` and the values of `fields` are XPath."""

    body: str | None = None
    drop: list[str] = []
    fields: dict[str, str] = {}
    last: str | None = None


class Outlet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file `<state>/<outlet>.toml`."""

    hosts: list[str]
    why: str
    rule: list[OutletRule]
    name: str = ""


class Outlets:
    """All rules for pages, found by scanning a folder; `digest` names their state."""

    def __init__(self, folder: Path = FOLDER) -> None:
        hashed = hashlib.sha256()
        self._hosts: dict[str, Outlet] = {}
        general: General | None = None
        for path in sorted(folder.rglob("*.toml")):
            data = path.read_bytes()
            hashed.update(path.name.encode() + b"\0" + data)
            try:
                if path.name == _GENERAL:
                    general = msgspec.toml.decode(data, type=General)
                    continue
                outlet = msgspec.toml.decode(data, type=Outlet)
                for rule in outlet.rule:
                    for xpath in (rule.body, *rule.drop, *rule.fields.values()):
                        if xpath is not None:
                            etree.XPath(xpath)
            except (msgspec.MsgspecError, etree.XPathError, UnicodeDecodeError) as error:
                raise ValueError(f"{path.parent.name}/{path.name}: {error}") from error
            for host in outlet.hosts:
                self._hosts[host] = msgspec.structs.replace(outlet, name=f"{path.parent.name}/{path.stem}")
        if general is None:
            raise ValueError(f"{folder}: {_GENERAL} is missing")
        self.general = general
        self.digest = hashed.hexdigest()[:12]

    def rule(self, host: str, day: str) -> tuple[str, OutletRule] | None:
        """The rule for a page of a host fetched on a day, with the name of its file."""
        for name in (host, host.removeprefix("www."), host.partition(".")[2]):
            outlet = self._hosts.get(name)
            if outlet is not None:
                fitting = [rule for rule in outlet.rule if rule.last is None or day[:10] <= rule.last]
                fitting.sort(key=lambda rule: rule.last or "9999")
                return (outlet.name, fitting[0]) if fitting else None
        return None


@lru_cache(maxsize=1)
def bundled() -> Outlets:
    """The rules that come with the program."""
    return Outlets()
