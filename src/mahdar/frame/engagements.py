"""From a report's analysis to its engagements: candidates found, combined, finished and written."""

from __future__ import annotations

from mahdar.frame import counterparts
from mahdar.frame.combine import tidy
from mahdar.frame.contact import Contact
from mahdar.frame.voices import voices
from mahdar.frame.writing import Writer
from mahdar.model import Engagement, Statement
from mahdar.recognise.analysis import Analysis

# Candidates laid beside each other: more than any report has; of longer texts each such part stands for itself, so that cost stays linear.
AT_ONCE = 150


class Engagements(Writer):
    """The whole way of one report. For explaining, `candidates_found` keeps every candidate, and `written` the contacts that became the
    engagements, in their order."""

    def __init__(self, analysis: Analysis, statements: list[Statement]) -> None:
        super().__init__(analysis, voices(analysis, statements))
        self.candidates_found: list[Contact] = []
        self.written: list[Contact] = []
        self.all_contacts: list[Contact] = []

    def told(self) -> list[tuple[int, int]]:
        """Folded ranges of the cues that tell of the contacts found."""
        return [(t.cue.start, t.cue.end) for c in self.all_contacts for t in (c, *c.joined)]

    def engagements(self) -> list[Engagement]:
        """The engagements of the report, in the order of the words that tell of them."""
        self.candidates_found = found = self.candidates()
        out: list[Engagement] = []
        for k in range(0, len(found), AT_ONCE):
            here, rest = found[k : k + AT_ONCE], found[k + AT_ONCE :]
            end = max(here[-1].sentence + 1, rest[0].sentence) if rest else len(self.layout.sentences)
            self.part = range(here[0].sentence if k else 0, end)
            out += self.together(here)
        return out

    def together(self, candidates: list[Contact]) -> list[Engagement]:
        """The engagements of the candidates that are laid beside each other."""
        self.combiner.contacts, self.combiner.one_sided = [], []
        for contact in candidates:
            self.combiner.add(contact)
        self.all_contacts += self.combiner.contacts
        contacts = [c for c in self.combiner.contacts if not self.combiner.mediated(c)]
        self.took_part(contacts)
        self.attend(contacts)
        self.retinue(contacts)
        self.followers(contacts)
        self.heads(contacts)
        self.segments(contacts)
        for contact in contacts:
            tidy(contact, self.analysis.entities)
            counterparts.settle(self.analysis, contact)
            self.at_home_along(contact)
            self.finish(contact, contacts)
        self.share(contacts)
        # the legs of a tour share their cue: they come in the order of their places
        contacts = sorted(contacts, key=lambda c: (c.cue.start, c.where.start if c.kind == "visit" and c.where is not None else 0))
        written = [c for c in contacts if c.parties]
        self.written += written
        self.weigh(written)
        return [self.write(c) for c in written]
