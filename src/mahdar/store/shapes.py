"""What a store gives and takes, as plain frozen data: claims as read, decisions of people, claims as shown, and the lists about them."""

from __future__ import annotations

from typing import Any

import msgspec

from mahdar.model import Engagement, Record, Source, Statement

ENGAGEMENT, STATEMENT = "engagement", "statement"
TYPES: dict[str, type[Engagement] | type[Statement]] = {ENGAGEMENT: Engagement, STATEMENT: Statement}

# What a person can do. The first four are about a claim, MERGE and SPLIT about persons or events, DIFFERENT and RENAME about persons, UNDO about
# another decision.
CONFIRM, CHANGE, RETRACT, ADD = "confirm", "change", "retract", "add"
MERGE, SPLIT, DIFFERENT, RENAME, UNDO = "merge", "split", "different", "rename", "undo"
CLAIM, PERSON, EVENT = "claim", "person", "event"

# How a claim stands in the view.
READ, CONFIRMED, CORRECTED, RETRACTED, ADDED = "read", "confirmed", "corrected", "retracted", "added"
# How a decision stands.
APPLIED, IN_CONFLICT, SUPERSEDED, ORPHANED = "applied", "in conflict", "superseded", "orphaned"


class Claim(msgspec.Struct, frozen=True, gc=False):
    """A claim as a reading gave it."""

    key: str
    type: str
    value: Engagement | Statement


class Decision(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What one person decided, when and why. `number` grows with time, `id` is what people write.

    CHANGE: `value` goes into `field`, over `old`; `anchor` is the list element that the field lay in, as it was read; `saw` is the
    whole claim as it was shown. CONFIRM: `value` is what was confirmed (of `field`, or the whole claim where that is
    empty). ADD: `value` is the claim, `type` its type, `claim` its new id.
    MERGE: `members` are one; SPLIT: `members` (one of them) stands alone from then on; DIFFERENT: the two `members` are not one, whatever the
    program takes them for; RENAME: `members` (one of them) is called `value`. UNDO: `undoes` is the id of another decision. `settles`: made
    knowing what others had decided, and instead of it.
    """

    number: int
    id: str
    at: str
    who: str
    why: str
    action: str
    kind: str = CLAIM
    report: str | None = None
    claim: str = ""
    field: str = ""
    value: Any = None
    old: Any = None
    anchor: Any = None
    saw: Any = None
    type: str = ""
    members: list[str] = []
    settles: bool = False
    undoes: str = ""


class Mark(msgspec.Struct, frozen=True, gc=False):
    """A decision at the claim that it is about: how it stands, and a note where the claim is no longer read as it was then."""

    decision: Decision
    standing: str
    note: str = ""


class Conflict(msgspec.Struct, frozen=True, gc=False):
    """Decisions of several people about one field that can't all hold; none of them was followed. `field` is empty for the claim itself."""

    field: str
    decisions: list[Decision]


class Orphan(msgspec.Struct, frozen=True, gc=False):
    """A decision whose claim or field is no longer read. `perhaps` are claims of the report that it may have been about."""

    decision: Decision
    reason: str
    perhaps: list[str] = []


class Seen(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A claim as shown: with what people decided laid over what was read.

    `as_read` is None for a claim that a person added, and `claim` itself where nothing was changed. A changed value has no
    evidence in `claim`:
    what stands behind it is in `marks`.
    """

    report: str
    key: str
    type: str
    state: str
    claim: Engagement | Statement
    as_read: Engagement | Statement | None
    marks: list[Mark] = []
    conflicts: list[Conflict] = []

    @property
    def ref(self) -> str:
        """What a person can write for it."""
        return f"{self.report}.{self.key}"


class Version(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A report as it came in. `number` counts from 1."""

    number: int
    label: str
    at: str
    source: Source


class Reading(msgspec.Struct, frozen=True, gc=False):
    """Which program and packs read a version, in which run, and whether that is what is shown."""

    run: int
    version: int
    program: str
    packs: str
    at: str
    shown: bool


class Kept(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A report with all that is shown of it. `record` is its reading, unchanged."""

    key: str
    record: Record
    seen: list[Seen]
    orphans: list[Orphan]
    versions: list[Version]
    readings: list[Reading]


class Added(msgspec.Struct):
    """What an adding did: new reports, new versions of kept ones, and those that were there already."""

    new: int = 0
    versions: int = 0
    already: int = 0


class ReportLine(msgspec.Struct, frozen=True, gc=False):
    """A report in a list."""

    key: str
    label: str
    published: str | None
    outlet: str | None
    title: str
    url: str | None = None


class Difference(msgspec.Struct, frozen=True, gc=False):
    """What another reading of a report changes of one claim: NEW (`old` None), GONE (`new` None) or CHANGED (`fields` differ)."""

    report: str
    key: str
    type: str
    what: str
    fields: list[str]
    old: Engagement | Statement | None
    new: Engagement | Statement | None


class Changes(msgspec.Struct, kw_only=True):
    """What a reading of all reports would change in the view: `counts` of new, gone and changed claims, `differences` one by one (as
    many as were asked for). `orphans` are decisions that would lose what they are about,
    `found` those that
    would have it again."""

    run: int
    program: str
    packs: str
    reports: int = 0
    same: int = 0
    failed: list[tuple[str, str]] = []
    counts: dict[str, int] = {}
    differences: list[Difference] = []
    orphans: list[Orphan] = []
    found: list[Decision] = []
