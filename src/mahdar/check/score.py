"""How well reports were read: gold answers and records go in, figures come out.

Engagements are paired within a report, best pairs first, when they are of one family (in person, call, message) and their participants
overlap; only pairs count for the fields. Names agree after folding spelling variants, or when one is the family name of the other. The
figures are the same as those of the exam's own measure, which docs/record.md's terms come from.
"""

from __future__ import annotations

import collections
import itertools
import re
import tomllib
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

import msgspec

Answer = dict[str, Any]

_FAMILY = {"call": "call", "message": "message"}
# Below this share of common participants two engagements are never a pair.
_LEAST_OVERLAP = 0.34
_LEAST_CONTENT = 0.5


class _Spelling(msgspec.Struct, frozen=True):
    letters: dict[int, str]
    skip: frozenset[str]
    beginning: re.Pattern[str]
    joined: str
    weak: re.Pattern[str]


@lru_cache(maxsize=1)
def _spelling() -> _Spelling:
    raw = tomllib.loads((files("mahdar.check") / "spelling.toml").read_text(encoding="utf-8"))
    names = raw["names"]
    return _Spelling(
        letters=str.maketrans(raw["letters"]),
        skip=frozenset(names["skip"]),
        beginning=re.compile(f"^(?:{'|'.join(names['beginnings'])})(?=\\w{{3}})"),
        joined=names["joined"],
        weak=re.compile(f"[{names['weak']}]"),
    )


@lru_cache(maxsize=50_000)
def fold(text: str | None) -> str:
    """A text as it is compared: lower case, no marks, no signs, unified letters, single blanks."""
    decomposed = unicodedata.normalize("NFKD", (text or "").lower())
    kept = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w\s]", " ", kept.translate(_spelling().letters)).split())


def _words(name: str | None) -> list[str]:
    how = _spelling()
    out = [how.beginning.sub("", w) for w in fold(name).split() if w not in how.skip]
    return [how.joined + w if before == how.joined else w for before, w in zip([None, *out], out, strict=False) if w != how.joined]


def _close(a: str, b: str) -> bool:
    """Equal, the same but for weak letters, or one edit apart in words of five letters or more."""
    if a == b:
        return True
    bones = [_spelling().weak.sub("", w) for w in (a, b)]
    if min(len(a), len(b)) >= 4 and bones[0] == bones[1] and len(bones[0]) >= 3:
        return True
    if min(len(a), len(b)) < 5 or abs(len(a) - len(b)) > 1:
        return False
    if len(a) == len(b):
        return sum(x != y for x, y in zip(a, b, strict=True)) <= 1
    short, long = sorted((a, b), key=len)
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def same_name(a: str | None, b: str | None) -> bool:
    """Do two printed names name one person?"""
    x, y = _words(a), _words(b)
    if not x or not y:
        return not x and not y
    short, long = sorted((x, y), key=len)
    hits = sum(any(_close(w, v) for v in long) for w in short)
    return hits == len(short) or (hits >= 2 and hits >= len(short) - 1)


def _affiliation(person: Answer) -> frozenset[str]:
    value = person.get("affiliation")
    return frozenset(value if isinstance(value, list) else [value] if value else [])


def _same_participant(g: Answer, p: Answer) -> bool:
    if g.get("name") and p.get("name"):
        return same_name(g["name"], p["name"])
    if not g.get("name") and not p.get("name"):
        return _affiliation(g) == _affiliation(p)
    return _affiliation(g) == _affiliation(p) and bool(_affiliation(g)) and g.get("role") == p.get("role")


def _pair(gold: Sequence[Any], read: Sequence[Any], score: Callable[[Any, Any], float]) -> list[tuple[int, int]]:
    """Pairs of positions, each used once, best scores first."""
    ranked = sorted(
        ((score(g, p), i, j) for (i, g), (j, p) in itertools.product(enumerate(gold), enumerate(read))), key=lambda t: (-t[0], t[1], t[2])
    )
    used_gold: set[int] = set()
    used_read: set[int] = set()
    out = []
    for value, i, j in ranked:
        if value > 0 and i not in used_gold and j not in used_read:
            used_gold.add(i)
            used_read.add(j)
            out.append((i, j))
    return out


def _principals(e: Answer) -> list[Answer]:
    return [p for p in e.get("participants", []) if p.get("part") != "attendee"]


def _parties(people: list[Answer]) -> frozenset[str]:
    return frozenset().union(*map(_affiliation, people))


def _overlap(g: Answer, p: Answer) -> float:
    """How well two engagements fit; 0 where they can't be the same."""
    if _FAMILY.get(g["kind"], "person") != _FAMILY.get(p.get("kind", ""), "person"):
        return 0.0
    a, b = _principals(g), _principals(p)
    hits = len(_pair(a, b, lambda x, y: float(_same_participant(x, y))))
    if hits:
        base = 2 * hits / (len(a) + len(b))
    else:  # nobody agrees by name: the same parties at least?
        x, y = _parties(a), _parties(b)
        base = 0.5 * len(x & y) / len(x | y) if len(x & y) >= 2 else 0.0
    if base < _LEAST_OVERLAP:
        return 0.0
    same = [g.get(field) == p.get(field) for field in ("kind", "status", "date")]
    return base + 0.2 * same[0] + 0.1 * same[1] + 0.1 * same[2]


def _content(a: str | None, b: str | None) -> float:
    x, y = collections.Counter(fold(a).split()), collections.Counter(fold(b).split())
    common = sum((x & y).values())
    return 2 * common / (sum(x.values()) + sum(y.values())) if common else 0.0


def _said_alike(g: Answer, p: Answer) -> float:
    common = _content(g.get("content"), p.get("content"))
    a, b = g.get("speaker") or {}, p.get("speaker") or {}
    named = a.get("name") and b.get("name")
    same = same_name(a["name"], b["name"]) if named else bool(_affiliation(a) & _affiliation(b))
    return common if common >= _LEAST_CONTENT and same else 0.0


class Figure(msgspec.Struct, omit_defaults=True):
    """The figures of one field: either precision, recall and F1 over `gold` and `read` values, or accuracy over `of` pairs."""

    precision: float | None = None
    recall: float | None = None
    f1: float | None = None
    gold: int | None = None
    predicted: int | None = None
    accuracy: float | None = None
    of: int | None = None

    def value(self) -> float:
        """The one figure that a floor is set for: F1, or accuracy."""
        return self.accuracy if self.accuracy is not None else self.f1 or 0.0


class Miss(msgspec.Struct, frozen=True):
    """A gold engagement that was not read (`missed`) or one read that is not in the gold (`extra`)."""

    what: str
    report: str
    engagement: Answer


class Tally:
    """Counts hits field by field while reports are scored."""

    def __init__(self) -> None:
        self._shares: dict[str, list[int]] = {}
        self._rights: dict[str, list[int]] = {}
        self._order: list[str] = []
        self.misses: list[Miss] = []

    def share(self, name: str, hits: int, gold: int, read: int) -> None:
        """Add to a field measured by precision and recall."""
        self._note(name)
        have = self._shares.setdefault(name, [0, 0, 0])
        have[:] = [have[0] + hits, have[1] + gold, have[2] + read]

    def right(self, name: str, ok: bool) -> None:
        """Add one pair to a field measured by accuracy."""
        self._note(name)
        have = self._rights.setdefault(name, [0, 0])
        have[:] = [have[0] + ok, have[1] + 1]

    def _note(self, name: str) -> None:
        if name not in self._order:
            self._order.append(name)

    def figures(self) -> dict[str, Figure]:
        """The figures of every field, rounded to four places, in the order in which fields were met."""
        out = {}
        for name in self._order:
            if name in self._rights:
                ok, of = self._rights[name]
                out[name] = Figure(accuracy=round(ok / of, 4), of=of)
                continue
            hits, gold, read = self._shares[name]
            precision, recall = (hits / read if read else 0.0), (hits / gold if gold else 0.0)
            f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
            out[name] = Figure(round(precision, 4), round(recall, 4), round(f1, 4), gold, read)
        return out


def _fields(g: Answer, p: Answer, tally: Tally) -> bool:
    """Count the fields of one pair; True when the whole record is right."""
    people = _pair(g["participants"], p.get("participants", []), lambda x, y: float(_same_participant(x, y)))
    tally.share("participants", len(people), len(g["participants"]), len(p.get("participants", [])))
    for a, b in people:
        x, y = g["participants"][a], p["participants"][b]
        tally.right("affiliation", _affiliation(x) == _affiliation(y))
        tally.right("role", x.get("role") == y.get("role"))
        tally.right("part", x.get("part") == y.get("part"))
    for field in ("kind", "status", "date", "city", "country"):
        tally.right(field, fold(g.get(field)) == fold(p.get(field)) if field == "city" else g.get(field) == p.get(field))
    for field in ("topics", "documents"):
        wanted, got = ({fold(t) if field == "documents" else t for t in e.get(field) or []} for e in (g, p))
        tally.share(field, len(wanted & got), len(wanted), len(got))
    sources, cited = g.get("according_to") or [], p.get("according_to") or []
    tally.share("according_to", len(_pair(sources, cited, lambda x, y: float(_content(x, y) >= _LEAST_CONTENT))), len(sources), len(cited))
    principals, read = _principals(g), _principals(p)
    hits = _pair(principals, read, lambda x, y: float(_same_participant(x, y) and _affiliation(x) == _affiliation(y)))
    alike = all(g.get(f) == p.get(f) for f in ("kind", "status", "date", "country"))
    return alike and len(hits) == len(principals) == len(read)


def paired(gold: Answer, read: Answer) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Positions of the engagements and of the statements of one report that answer each other: (of `gold`, of `read`)."""
    engagements = _pair(gold["engagements"], read.get("engagements", []), _overlap)
    return engagements, _pair(gold.get("statements", []), read.get("statements", []), _said_alike)


def slots_right(gold: Answer, read: Answer) -> dict[str, bool]:
    """Whether each value of an engagement agrees with the answer it is paired with, by the value's field (`participants[0].role`)."""
    out = {f: fold(gold.get(f)) == fold(read.get(f)) for f in ("kind", "status", "date", "city", "country")}
    people = {j: i for i, j in _pair(gold["participants"], read["participants"], lambda x, y: float(_same_participant(x, y)))}
    for j, person in enumerate(read["participants"]):
        answer = gold["participants"][people[j]] if j in people else None
        out[f"participants[{j}].name"] = answer is not None
        for field in ("affiliation", "role", "part"):
            same = answer is not None and (
                _affiliation(answer) == _affiliation(person) if field == "affiliation" else answer.get(field) == person.get(field)
            )
            out[f"participants[{j}].{field}"] = same
    for field in ("topics", "documents"):
        wanted = {fold(v) for v in gold.get(field) or []}
        out |= {f"{field}[{k}]": fold(v) in wanted for k, v in enumerate(read.get(field) or [])}
    sources = {
        j for _, j in _pair(gold.get("according_to") or [], read["according_to"], lambda x, y: float(_content(x, y) >= _LEAST_CONTENT))
    }
    return out | {f"according_to[{k}]": k in sources for k in range(len(read["according_to"]))}


def score_report(gold: Answer, read: Answer, tally: Tally) -> None:
    """Add one report to the tally. An empty `read` counts as wholly missed."""
    wanted, got = gold["engagements"], read.get("engagements", [])
    pairs, pairs_said = paired(gold, read)
    tally.share("engagements", len(pairs), len(wanted), len(got))
    whole = sum(_fields(wanted[i], got[j], tally) for i, j in pairs)
    tally.share("whole record", whole, len(wanted), len(got))
    said, heard = gold.get("statements", []), read.get("statements", [])
    tally.share("statements", len(pairs_said), len(said), len(heard))
    for i, j in pairs_said:
        tally.right("act", said[i].get("act") == heard[j].get("act"))
    found, used = {i for i, _ in pairs}, {j for _, j in pairs}
    tally.misses += [Miss("missed", gold["id"], e) for i, e in enumerate(wanted) if i not in found]
    tally.misses += [Miss("extra", gold["id"], e) for j, e in enumerate(got) if j not in used]


def score(gold: dict[str, Answer], read: dict[str, Answer]) -> Tally:
    """Score all gold reports; one that was not read counts as wholly missed."""
    tally = Tally()
    for key, answer in gold.items():
        score_report(answer, read.get(key, {}), tally)
    return tally


def lines(figures: dict[str, Figure]) -> list[str]:
    """The figures as the exam's own measure prints them."""
    out = []
    for name, f in figures.items():
        if f.accuracy is not None:
            out.append(f"  {name:14}accuracy {f.accuracy:.3f}   (of {f.of})")
        else:
            out.append(f"  {name:14}P {f.precision:.3f}  R {f.recall:.3f}  F1 {f.f1:.3f}   ({f.predicted} for {f.gold})")
    return out
