"""What changed between two versions of an article: lines added, removed, reworded, and head values that differ."""

from __future__ import annotations

import difflib

import msgspec

from mahdar.ingest.collect.shapes import Article

_ALIKE = 0.4  # share of common words from which two lines are one line reworded


class Change(msgspec.Struct, frozen=True, omit_defaults=True):
    """One change; `where` is `text` or the name of a head value. An addition has no `before`, a removal no `after`."""

    where: str
    before: str = ""
    after: str = ""


def changes(old: Article, new: Article) -> list[Change]:
    """All changes from one version to the next, head values first, then the text in its order."""
    out: list[Change] = []
    for name in ("title", "author", "published"):
        before, after = old.value(name) or "", new.value(name) or ""
        if before != after:
            out.append(Change(name, before, after))
    one, two = old.text.split("\n"), new.text.split("\n")
    for tag, a, b, c, d in difflib.SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        if tag != "equal":
            out += _lines(one[a:b], two[c:d])
    return out


def _lines(before: list[str], after: list[str]) -> list[Change]:
    """Pairs of lines that are alike, in order; the rest was removed or added."""
    out: list[Change] = []
    at = 0
    for line in before:
        found = next((n for n in range(at, len(after)) if _alike(line, after[n])), None)
        if found is None:
            out.append(Change("text", line))
            continue
        out += [Change("text", "", added) for added in after[at:found]]
        out.append(Change("text", line, after[found]))
        at = found + 1
    return out + [Change("text", "", added) for added in after[at:]]


def _alike(one: str, other: str) -> bool:
    return difflib.SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio() >= _ALIKE


def words(before: str, after: str) -> list[tuple[str, str]]:
    """A reworded line word by word: `("=", …)`, `("-", …)`, `("+", …)` in reading order."""
    one, two = before.split(), after.split()
    out: list[tuple[str, str]] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        if tag == "equal":
            out.append(("=", " ".join(one[a:b])))
            continue
        if b > a:
            out.append(("-", " ".join(one[a:b])))
        if d > c:
            out.append(("+", " ".join(two[c:d])))
    return out
