"""Formats in which lists of persons come, one line at a time: FollowTheMoney, Wikidata dump, CSV.

In: a line. Out: what it says as an `Entry`: a person with names and offices, a post, or neither. A line that is none of it raises
`UnreadableError` with the reason. Countries and posts get the codes of this program where they are certain
(`posts`); nothing is kept between lines but the header of a CSV file.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from typing import Any, Protocol

import msgspec

from mahdar.resolve.posts import post, role_of, state, state_of

# Languages of a Wikidata entry whose labels are taken: those that the comparer reads well.
LANGUAGES = frozenset(
    ["ar", "fa", "ur", "ckb", "ru", "uk", "be", "bg", "sr", "en", "fr", "de", "es", "it", "tr", "pt", "nl", "pl", "az", "arz", "mul"]
)
HUMAN = "Q5"
LONGEST_NAME = 300


class UnreadableError(ValueError):
    """A line that is no entry. `cut` when it looks like the beginning of one."""

    def __init__(self, message: str, *, cut: bool = False) -> None:
        super().__init__(message)
        self.cut = cut


class Office(msgspec.Struct, frozen=True):
    """A term: who (identifier), in which role, of which state or body, from and to (ISO prefixes or empty), by way of which post."""

    holder: str
    role: str
    affiliation: str
    since: str
    until: str
    post: str = ""


class Post(msgspec.Struct, frozen=True):
    """A post that offices refer to."""

    id: str
    role: str
    affiliation: str


class Person(msgspec.Struct, frozen=True):
    """A person: identifier, names (the usual one first), countries: alpha-3 codes, or what the source says where it is no state."""

    id: str
    names: list[str]
    countries: list[str]


class Entry(msgspec.Struct, frozen=True):
    """What a line says. `circular` names a reference to itself; `same_person_expected` where several lines may describe one person."""

    person: Person | None = None
    offices: list[Office] = []
    post: Post | None = None
    circular: str = ""
    same_person_expected: bool = False


class Reader(Protocol):
    """Takes the lines of one file."""

    def entries(self, line: str) -> Iterator[Entry]: ...


def _strings(value: Any) -> list[str]:
    """Strings of a property, whatever shape it has."""
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list):
        return []
    return [" ".join(v.split()) for v in value if isinstance(v, str) and v.strip()]


def _names(*groups: list[str]) -> list[str]:
    return list(dict.fromkeys(n for group in groups for n in group if len(n) <= LONGEST_NAME))


def _json(line: str) -> Any:
    try:
        return msgspec.json.decode(line)
    except (msgspec.DecodeError, RecursionError) as error:
        said = str(error)
        raise UnreadableError(f"not JSON ({said})", cut="truncated" in said or "end" in said.lower()) from error


def _identified(data: dict[str, Any]) -> bool:
    """Whether an entry has an identifier: a text that is not empty."""
    return isinstance(data.get("id"), str) and bool(data["id"].strip())


def _date(value: str) -> str:
    """ISO prefix of a date, or empty."""
    m = re.match(r"\+?(\d{4})(-\d\d)?(-\d\d)?", value)
    if not m:
        return ""
    return "".join(part for part in m.groups() if part and part != "-00")


class FollowTheMoney:
    """Entities of FollowTheMoney: Person, Position, Occupancy; others are passed over."""

    def entries(self, line: str) -> Iterator[Entry]:
        if not line.strip():
            return
        data = _json(line)
        if not isinstance(data, dict) or not _identified(data) or not isinstance(data.get("schema"), str):
            raise UnreadableError("no entity: `id` and `schema` are needed")
        said = data.get("properties")
        p = said if isinstance(said, dict) else {}
        if data["schema"] == "Person":
            names = _names(_strings(data.get("caption")), *(_strings(p.get(k)) for k in ("name", "alias", "weakAlias", "previousName")))
            if not names:
                raise UnreadableError(f"person {data['id']} has no name of at most {LONGEST_NAME} letters")
            countries = [state(c) for k in ("nationality", "citizenship", "country") for c in _strings(p.get(k))]
            yield Entry(person=Person(data["id"], names, _names(countries)))
        elif data["schema"] == "Position":
            name, country = _strings(p.get("name")) or [""], _strings(p.get("country")) or [""]
            known = post(data["id"])
            yield Entry(post=Post(data["id"], known.role if known else name[0], (known and known.affiliation) or state(country[0])))
        elif data["schema"] == "Occupancy":
            since, until = _strings(p.get("startDate")) or [""], _strings(p.get("endDate")) or [""]
            holders, posts = _strings(p.get("holder")), _strings(p.get("post")) or [""]
            right = [h for h in holders if h != data["id"] and h not in posts]
            offices = [self._office(h, p, _date(since[0]), _date(until[0])) for h in right for p in posts if p != data["id"]]
            yield Entry(offices=offices, circular="" if len(right) == len(holders) and data["id"] not in posts else data["id"])
        else:
            yield Entry()

    @staticmethod
    def _office(holder: str, identifier: str, since: str, until: str) -> Office:
        """A term; what its post is stands in another line, unless the world data knows it."""
        known = post(identifier)
        return Office(holder, known.role if known else "", known.affiliation if known else "", since, until, identifier)


class Wikidata:
    """Lines of a Wikidata JSON dump: an array with one entity a line."""

    def entries(self, line: str) -> Iterator[Entry]:
        line = line.strip().rstrip(",")
        if line in ("", "[", "]"):
            return
        data = _json(line)
        if not isinstance(data, dict) or not _identified(data):
            raise UnreadableError("no entity: `id` is needed")
        claims = data.get("claims") if isinstance(data.get("claims"), dict) else {}
        if HUMAN not in [item for item, _ in self._items(claims, "P31")]:
            yield Entry()
            return
        labels = self._texts(data.get("labels"))
        names = _names(labels, self._texts(data.get("aliases")))
        if not names:
            raise UnreadableError(f"person {data['id']} has no label in a language that is read")
        offices, circular = [], ""
        for item, claim in self._items(claims, "P39"):
            if item == data["id"]:
                circular = item
                continue
            known = post(item)
            whose = known.affiliation if known and known.affiliation else self._whose(claim)
            offices.append(Office(data["id"], role_of(item), whose, self._time(claim, "P580"), self._time(claim, "P582"), item))
        countries = _names([state(item) for item, _ in self._items(claims, "P27")])
        yield Entry(person=Person(data["id"], names, countries), offices=offices, circular=circular)

    @staticmethod
    def _texts(value: Any) -> list[str]:
        """Labels or aliases in the languages that are read, English first."""
        out: list[str] = []
        if not isinstance(value, dict):
            return out
        for language in sorted(value.keys() & LANGUAGES, key=lambda code: (code != "en", code)):
            texts = value[language] if isinstance(value[language], list) else [value[language]]
            out += [t for x in texts if isinstance(x, dict) for t in _strings(x.get("value"))]
        return out

    @staticmethod
    def _items(claims: Any, prop: str, key: str | None = "mainsnak") -> Iterator[tuple[str, dict[str, Any]]]:
        """Items that a property names, each with its claim; `key` is where a claim keeps its value (a qualifier is its own)."""
        for claim in claims.get(prop) or [] if isinstance(claims, dict) else []:
            try:
                item = (claim[key] if key else claim)["datavalue"]["value"]["id"]
            except (KeyError, TypeError):
                continue
            if isinstance(item, str) and claim.get("rank") != "deprecated":
                yield item, claim

    @staticmethod
    def _whose(claim: dict[str, Any]) -> str:
        """The state that a post is said to be of beside it (jurisdiction, country, of), or empty."""
        beside = claim.get("qualifiers")
        for prop in ("P1001", "P17", "P642"):
            for item, _ in Wikidata._items(beside, prop, key=None):
                if code := state_of(item):
                    return code
        return ""

    @staticmethod
    def _time(claim: dict[str, Any], prop: str) -> str:
        try:
            return _date(claim["qualifiers"][prop][0]["datavalue"]["value"]["time"])
        except (KeyError, TypeError, IndexError, AttributeError):
            return ""


class Csv:
    """CSV with a header: `name` (needed), `id`, `alias` or `aliases` (`;` or `|` between), `country`, `role`, `affiliation`, `from`, `to`."""

    def __init__(self, header: str) -> None:
        self.delimiter = "\t" if "\t" in header else ";" if header.count(";") > header.count(",") else ","
        self.columns = [c.strip().lower() for c in self._cells(header)]
        self.started = False

    def _cells(self, line: str) -> list[str]:
        try:
            return next(csv.reader([line.rstrip("\r\n")], delimiter=self.delimiter, strict=True), [])
        except csv.Error as error:
            raise UnreadableError(f"not CSV ({error})", cut="end of data" in str(error)) from error

    def entries(self, line: str) -> Iterator[Entry]:
        if not self.started:
            self.started = True
            if "name" not in self.columns:
                raise UnreadableError(f"a column `name` is needed, found: {', '.join(c for c in self.columns if c)[:200]}")
            return
        if "name" not in self.columns or not line.strip():
            return
        cells = self._cells(line)
        if len(cells) > len(self.columns):
            raise UnreadableError(f"{len(cells)} cells for {len(self.columns)} columns")
        row = dict(zip(self.columns, [" ".join(c.split()) for c in cells], strict=False))
        names = _names([row["name"]] if row.get("name") else [], re.split(r"\s*[;|]\s*", row.get("aliases") or row.get("alias") or ""))
        names = [n for n in names if n]
        if not names:
            raise UnreadableError("no name")
        identifier = row.get("id") or names[0]
        offices = []
        if row.get("role") or row.get("affiliation"):
            offices = [
                Office(
                    identifier, row.get("role", ""), state(row.get("affiliation", "")), _date(row.get("from", "")), _date(row.get("to", ""))
                )
            ]
        person = Person(identifier, names, [state(row["country"])] if row.get("country") else [])
        # a person with several terms has a line for each
        yield Entry(person=person, offices=offices, same_person_expected=bool(offices))


def reader_for(first: str) -> Reader:
    """The reader for a file that begins with this line."""
    line = first.strip()
    if line.startswith("["):
        return Wikidata()
    if line.startswith("{"):
        return FollowTheMoney() if '"schema"' in line else Wikidata()
    return Csv(first)
