"""From a report's analysis to its engagements: candidates found, combined, finished and written."""

from __future__ import annotations

from mahdar.frame.combine import tidy
from mahdar.frame.contact import Contact
from mahdar.frame.together import Together
from mahdar.frame.voices import voices
from mahdar.frame.writing import Writer
from mahdar.model import Engagement, Statement
from mahdar.recognise.analysis import Analysis


class Engagements(Writer, Together):
    """The whole way of one report. For explaining, `candidates_found` keeps every candidate, and `written` the contacts that became the
    engagements, in their order."""

    def __init__(self, analysis: Analysis, statements: list[Statement]) -> None:
        super().__init__(analysis, voices(analysis, statements))
        self.candidates_found: list[Contact] = []
        self.written: list[Contact] = []

    def told(self) -> list[tuple[int, int]]:
        """Folded ranges of the cues that tell of the contacts found."""
        return [(t.cue.start, t.cue.end) for c in self.combiner.contacts for t in (c, *c.joined)]

    def engagements(self) -> list[Engagement]:
        """The engagements of the report, in the order of the words that tell of them."""
        self.candidates_found = self.candidates()
        for contact in self.candidates_found:
            self.combiner.add(contact)
        contacts = [c for c in self.combiner.contacts if not self.combiner.mediated(c)]
        self.attend(contacts)
        self.retinue(contacts)
        self.heads(contacts)
        self.segments(contacts)
        for contact in contacts:
            tidy(contact)
            self.finish(contact, contacts)
        self.share(contacts)
        # the legs of a tour share their cue: they come in the order of their places
        contacts = sorted(contacts, key=lambda c: (c.cue.start, c.where.start if c.kind == "visit" and c.where is not None else 0))
        self.written = [c for c in contacts if c.parties]
        self.weigh(self.written)
        return [self.write(c) for c in self.written]
