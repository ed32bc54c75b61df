"""What a run did, counted: for the line of progress, the summary and `--json`."""

from __future__ import annotations

import time

import msgspec

from mahdar.ingest.collect.shapes import Reason


class Tally(msgspec.Struct, kw_only=True):
    """Counts of one run. `resting` are sources that are not due yet; `named` articles their answers gave, `new` those not known before;
    `kept`, `changed`, `same` what came of the pages; `waiting` the pages left for the next run."""

    sources: int = 0
    polled: int = 0
    resting: int = 0
    unchanged: int = 0
    named: int = 0
    new: int = 0
    fetched: int = 0
    kept: int = 0
    changed: int = 0
    same: int = 0
    waiting: int = 0
    bytes: int = 0
    failures: dict[str, int] = msgspec.field(default_factory=dict)
    begun: float = msgspec.field(default_factory=time.monotonic)

    def failed(self, reason: Reason) -> None:
        self.failures[reason.value] = self.failures.get(reason.value, 0) + 1

    def outcome(self, outcome: str) -> None:
        """Count what came of a body."""
        if outcome == "new":
            self.kept += 1
        elif outcome == "changed":
            self.changed += 1
        else:
            self.same += 1

    @property
    def failures_in_all(self) -> int:
        return sum(self.failures.values())

    @property
    def done(self) -> int:
        """Bodies dealt with."""
        return self.kept + self.changed + self.same

    def rate(self) -> float:
        """Bodies a second."""
        return self.done / max(time.monotonic() - self.begun, 1e-6)

    def figures(self) -> dict[str, object]:
        """The counts for machines, with seconds and rate."""
        seconds = time.monotonic() - self.begun
        counts = {name: getattr(self, name) for name in self.__struct_fields__ if name not in ("begun", "failures")}
        return {**counts, "failures": dict(sorted(self.failures.items())), "seconds": round(seconds, 2), "rate": round(self.rate(), 2)}
