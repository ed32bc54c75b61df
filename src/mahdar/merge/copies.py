"""Which reports print one text: near-duplicates by MinHash, checked on the words themselves.

In: folded text without residue. Two sketches are kept of each report, one of the whole and one of its opening, so that a changed headline,
a cut at the end or a paragraph put in between hides nothing. What the sketches propose is checked: the share of three-word runs of the
shorter text that stand in the longer one. Order of arrival plays no part.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from rensa import RMinHash, RMinHashLSH  # type: ignore[import-untyped]

from mahdar.merge.model import Copy
from mahdar.model import Record
from mahdar.text import folded

PERMUTATIONS, BANDS, SEED = 64, 32, 7
RUN = 3
# Words of the opening that its own sketch is made of.
OPENING = 60
# Shorter texts than this many runs are too short to be called copies.
FEWEST = 12
# From here on the shorter text is a copy of (a part of) the longer one.
CONTAINED = 0.6
_WORD = re.compile(r"\w+")


def story(record: Record) -> list[str]:
    """Words of the body, folded, without headline and residue."""
    report = record.report
    start = report.title.end if report.title else 0
    parts, at = [], start
    for residue in sorted(report.residue, key=lambda r: r.start):
        if residue.end <= at:
            continue
        parts.append(report.text[at : max(at, residue.start)])
        at = max(at, residue.end)
    parts.append(report.text[at:])
    return _WORD.findall(folded(" ".join(parts)))


def runs(words: list[str]) -> frozenset[str]:
    """The runs of three words of a text."""
    return frozenset(map(" ".join, zip(*(words[n:] for n in range(RUN)), strict=False)))


def likeness(a: frozenset[str], b: frozenset[str]) -> tuple[float, float]:
    """How much of the shorter stands in the longer, and the Jaccard likeness."""
    if not a or not b:
        return 0.0, 0.0
    shared = len(a & b)
    return shared / min(len(a), len(b)), shared / len(a | b)


class Sketches:
    """An index of texts. `add` gives the earlier reports that print the same text; the pairs found are the same in any order."""

    def __init__(self) -> None:
        self._whole = RMinHashLSH(threshold=0.5, num_perm=PERMUTATIONS, num_bands=BANDS)
        self._opening = RMinHashLSH(threshold=0.5, num_perm=PERMUTATIONS, num_bands=BANDS)
        self._runs: list[frozenset[str]] = []
        self._ids: list[str] = []
        self._numbers: dict[str, int] = {}

    def add(self, report: str, words: list[str]) -> list[Copy]:
        """Put a report in and give its copies. A report that is in already gives nothing."""
        if report in self._numbers:
            return []
        number = len(self._ids)
        whole = runs(words)
        self._ids.append(report)
        self._runs.append(whole)
        self._numbers[report] = number
        if len(whole) < FEWEST:
            return []
        found: set[int] = set()
        for index, some in ((self._whole, whole), (self._opening, runs(words[:OPENING]))):
            sketch = RMinHash(PERMUTATIONS, SEED)
            sketch.update(sorted(some))
            found |= set(index.query(sketch))
            index.insert(number, sketch)
        out = []
        for other in sorted(found):
            contained, jaccard = likeness(whole, self._runs[other])
            if contained >= CONTAINED:
                a, b = sorted((report, self._ids[other]))
                out.append(Copy(a, b, round(contained, 4), round(jaccard, 4)))
        return out

    def remove(self, report: str) -> None:
        """Forget a report; its number is not given again."""
        number = self._numbers.pop(report, None)
        if number is not None:
            self._whole.remove(number)
            self._opening.remove(number)
            self._runs[number] = frozenset()


def copies(records: Iterable[Record]) -> list[Copy]:
    """All pairs of reports that print one text, in order of their ids."""
    sketches = Sketches()
    found = [copy for record in records for copy in sketches.add(record.id, story(record))]
    return sorted(found, key=lambda c: (c.a, c.b))
