"""What the day of the report says of the day and status of a contact: a plan lies ahead of it, what was held does not."""

from __future__ import annotations

from datetime import date

import msgspec

from mahdar.frame import slots
from mahdar.frame.contact import DAY, MONTH, PRESENT, Contact
from mahdar.frame.finish import Finisher
from mahdar.recognise.analysis import LONG


def days_between(first: str, second: str) -> int:
    """Days from one ISO day to another."""
    return (date.fromisoformat(second[:DAY]) - date.fromisoformat(first[:DAY])).days


class ReportDay(Finisher):
    """Lays contacts against the day of the report."""

    def fits_report(self, contact: Contact) -> None:
        """What is planned does not lie before the report, nor what was held after it: told in the present for a day before, it was held; else the
        day is not its own. What was to take place keeps its day, and so does what a report written a day before tells of "today"."""
        lex, day = self.layout.lex, contact.when.value if contact.when is not None else None
        if day is None or contact.when is None:
            return
        if contact.status == "held" and self.ahead(day[:DAY]):
            past = [v for v in contact.when.alternatives if len(v) == MONTH and not self.ahead(v)]
            if past:
                contact.when = msgspec.structs.replace(contact.when, value=past[0], alternatives=(day,))
            elif slots.circumstance(self.layout, contact.cue) or self.took_place(contact):
                contact.when = None  # "in the course of his meeting with X he said that next year …"
            else:
                contact.status, contact.status_at = "planned", (contact.when.start, contact.when.end, "date ahead of the report")
            return
        if contact.status != "planned" or not self.over(day.rpartition("/")[2]) or contact.status_at is None:
            return
        counted = (m.get("relative") for m in self.analysis.of_in("relative", contact.when.start, contact.when.end))
        today = any(entry is not None and int(entry.value) >= 0 for entry in counted)
        if today or lex.is_(self.analysis.token_at(contact.status_at[0]) - 1, "been"):
            return
        at = contact.status_at[0]
        of_day = any(w.start <= at < w.end and w.start != contact.when.start for w in self.analysis.whens_in(at - LONG, at + 1))
        if contact.status_at[2] == PRESENT or of_day:  # ("the visit of tomorrow comes after one in March")
            contact.status, contact.status_at = "held", None
        else:
            contact.when = None

    def took_place(self, contact: Contact) -> bool:
        """Whether a verb tells a contact in the past."""
        verbs = [t for t in (contact, *contact.joined) if any(e.data.get("class") == "verb" for e in t.cue.entries)]
        return any(t.status == "held" and not slots.imperfect(self.layout, t) for t in verbs)

    def over(self, day: str) -> bool:
        """Whether a day lies before the report."""
        published = self.analysis.report.published
        return published is not None and day < published.value[: len(day)]

    def today(self, day: str) -> bool:
        """Whether a day is that of the report."""
        published = self.analysis.report.published
        return published is not None and day == published.value

    def ahead(self, day: str) -> bool:
        """Whether a day lies after the report."""
        published = self.analysis.report.published
        return published is not None and day > published.value

    def recent(self, day: str) -> bool:
        """Whether a day lies no more than one before the report: an arrival further back says nothing of the days that followed."""
        published = self.analysis.report.published
        return published is None or len(published.value) < DAY or len(day) != DAY or days_between(day, published.value) <= 1
