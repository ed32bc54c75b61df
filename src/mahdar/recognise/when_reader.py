"""One report while its dates are being read: the line of symbols, the day to count from, and the points found.

In: an `Analysis`, its line and base. Out: `Point`, a `When` with what joining neighbours needs. The grammar itself is `when_rules`.
"""

from __future__ import annotations

import re
from datetime import date

import msgspec

from mahdar.model import SAID
from mahdar.recognise import when_calendar as calendars
from mahdar.recognise.analysis import Analysis, When
from mahdar.recognise.when_line import Item, Line


class Point(msgspec.Struct, frozen=True, gc=False):
    """A `When` with what joining needs: its range of symbols, its first and last day, the calendar it was printed in."""

    first: int
    last: int
    when: When
    days: tuple[date, date] | None = None
    calendar: str = "gregorian"


class Reader:
    """One report being read: the line, the base day, and the text that symbols stand for."""

    def __init__(self, analysis: Analysis, line: Line, base: calendars.Base) -> None:
        self.analysis = analysis
        self.line = line
        self.base = base

    def item(self, m: re.Match[str], name: str) -> Item | None:
        """The item that a named slot of one symbol took."""
        at = m.start(name)
        return self.line.items[at] if at >= 0 else None

    def number(self, m: re.Match[str], name: str) -> int | None:
        item = self.item(m, name)
        return None if item is None else item.value

    def future(self, at: int) -> bool:
        """Whether the clause before symbol `at` speaks of the future: the nearest mark before it, with no verb of saying between."""
        text = self.line.text
        start = max(text.rfind(sign, 0, at) for sign in ".|s")
        return text.rfind("F", start + 1, at) >= 0

    def point(
        self,
        m: re.Match[str],
        rule: str,
        value: str | None,
        reason: str = "",
        *,
        said: bool = False,
        others: tuple[str | None, ...] = (),
        vague: bool = False,
        days: tuple[date, date] | None = None,
        calendar: str = "gregorian",
        stop: int | None = None,
    ) -> Point:
        """The point for a match, trimmed of signs and prepositions at its ends."""
        text = self.line.text
        first, last = m.start(), m.end() if stop is None else stop
        while first < last and text[first] in "pTfb&(,-/U":
            first += 1
        while (last > first + 1 and text[last - 1] in "(,-&Uf") or (text[last - 1] == ")" and "(" not in text[first:last]):
            last -= 1
        how = SAID if said or value is None else self.base.how
        kept = tuple(o for o in others if o is not None and o != value)
        start, end = self.line.items[first].start, self.line.items[last - 1].end
        return Point(first, last, When(start, end, value, how, rule, reason, kept, vague), days, calendar)
