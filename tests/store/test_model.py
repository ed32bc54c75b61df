"""The store against a plain model in memory: random sequences of adding, correcting, undoing, merging, splitting and reading again.

The model knows nothing of tables: it holds texts, readings and decisions as lists, and works out what must be shown from scratch each time.
"""

from __future__ import annotations

import shutil
import tempfile
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, precondition, rule, run_state_machine_as_test

from mahdar.store import Filter, Store, StoreError, UnknownError
from tests.store.conftest import drop_database, make_database
from tests.store.made import Reader, source

PEOPLE = st.sampled_from(["amal", "bilal"])
DATES = st.sampled_from(["2015-08-17", "2015-08-11", "2016", "2014-01-01"])
CITIES = st.sampled_from(["Moscow", "Geneva", None])
FIELDS = {"date": DATES, "city": CITIES}
# who, what, which field, which value, whether it settles
WORDS = st.sampled_from(sorted(FIELDS)).flatmap(
    lambda field: st.tuples(
        PEOPLE, st.sampled_from(["change", "change", "confirm", "retract"]), st.just(field), FIELDS[field], st.booleans()
    )
)
KINDS = ("meeting", "call", "visit")


class Model:
    """What must be shown."""

    def __init__(self) -> None:
        self.texts: dict[str, list[str]] = {}  # by address, versions in order
        self.read: dict[tuple[str, int], dict[int, list[dict[str, Any]]]] = {}  # (address, version): claims by run
        self.adopted: list[int] = []
        self.decisions: list[dict[str, Any]] = []
        self.merges: list[dict[str, Any]] = []

    def claims(self, address: str) -> list[dict[str, Any]]:
        """What counts of a report: its newest version in the reading adopted last."""
        runs = self.read[(address, len(self.texts[address]) - 1)]
        return runs[max(runs, key=lambda run: max((n for n, r in enumerate(self.adopted) if r == run), default=-1))]

    def live(self, decisions: list[dict[str, Any]]) -> list[dict[str, Any]]:
        void: set[str] = set()
        for decision in reversed(decisions):
            if decision["action"] == "undo" and decision["id"] not in void:
                void.add(decision["undoes"])
        return [d for d in decisions if d["id"] not in void and d["action"] != "undo"]

    def shown(self, claim: dict[str, Any]) -> dict[str, Any]:
        """One claim with what people said: the last word of each person on each thing, followed where nobody objects."""
        mine = [d for d in self.live(self.decisions) if d["claim"] == claim["key"]]
        words: list[dict[str, Any]] = []
        for decision in mine:
            words = [w for w in words if not self.replaces(decision, w)]
            words.append(decision)
        disputed: set[str] = set()
        for one in words:
            for other in words:
                if one["who"] != other["who"] and self.objects(one, other):
                    disputed |= {one["id"], other["id"]}
        followed = [w for w in words if w["id"] not in disputed]
        value = {name: claim[name] for name in ("date", "city")}
        for word in followed:
            if word["action"] == "change":
                value[word["field"]] = word["value"]
        as_read = {name: claim[name] for name in ("date", "city")}
        if any(w["action"] == "retract" for w in followed):
            state = "retracted"
        elif value != as_read:
            state = "corrected"
        elif any(w["action"] == "confirm" and w["value"] == value for w in followed):
            state = "confirmed"
        else:
            state = "read"
        return {"key": claim["key"], "state": state, "disputed": bool(disputed), **value}

    def replaces(self, new: dict[str, Any], old: dict[str, Any]) -> bool:
        if new["who"] != old["who"] and not new["settles"]:
            return False
        if "retract" in (new["action"], old["action"]):
            return True
        if new["action"] == old["action"]:
            return bool(new["action"] == "confirm" or new["field"] == old["field"])
        return bool(new["settles"] and new["who"] != old["who"] and self.objects(new, old))

    def objects(self, a: dict[str, Any], b: dict[str, Any]) -> bool:
        if "retract" in (a["action"], b["action"]):
            return bool(a["action"] != b["action"])
        if a["action"] == "change" and b["action"] == "change":
            return bool(a["field"] == b["field"] and a["value"] != b["value"])
        if a["action"] == b["action"]:
            return False
        confirm, change = (a, b) if a["action"] == "confirm" else (b, a)
        return bool(confirm["value"][change["field"]] != change["value"])

    def groups(self) -> set[frozenset[str]]:
        sets: list[set[str]] = []
        for decision in self.live(self.merges):
            if decision["action"] == "merge":
                touched = [s for s in sets if s & set(decision["members"])]
                sets = [s for s in sets if s not in touched]
                sets.append(set(decision["members"]).union(*touched))
            else:
                for inside in sets:
                    inside.discard(decision["members"][0])
        return {frozenset(s) for s in sets if len(s) > 1}


class Machine(RuleBasedStateMachine):
    """Does to a store and to the model what hypothesis thinks of."""

    server: str | None = None
    made = Bundle("made")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.mkdtemp(prefix="mahdar-model-")
        self.address, self.database = f"{self.folder}/s.db", ""
        if self.server is not None:
            self.address, self.database = make_database(self.server)
        self.store = Store.open(self.address)
        self.model = Model()
        self.program = 1
        self.proposed: list[int] = []
        self.keys: dict[str, str] = {}

    def teardown(self) -> None:
        self.store.close()
        if self.server is not None:
            drop_database(self.server, self.database)
        shutil.rmtree(self.folder, ignore_errors=True)

    def remember(self, address: str, version: int, run: int, record: Any) -> None:
        claims = [{"key": e.id, "kind": e.kind, "date": e.date, "city": e.city} for e in record.engagements]
        self.model.read.setdefault((address, version), {})[run] = claims

    # ------------------------------------------------------------ steps
    @rule(number=st.integers(0, 3), kinds=st.lists(st.sampled_from(KINDS), min_size=1, max_size=3), who=PEOPLE)
    def add(self, number: int, kinds: list[str], who: str) -> None:
        address = f"https://paper.example/{number}"
        text = "\n".join([f"title {number}", *(f"{kind} 2015-08-17 Moscow RUS:- / IRN:-" for kind in kinds)])
        given = source(text, key=f"r{number}", url=address)
        record = Reader(str(self.program)).read(given)
        known = self.model.texts.setdefault(address, [])
        added = self.store.add([(given, record)], who=who)
        if text in known:
            assert added.already == 1
            return
        assert (added.new, added.versions) == ((1, 0) if not known else (0, 1))
        known.append(text)
        run = max(reading.run for reading in self.store.report(address).readings)
        self.remember(address, len(known) - 1, run, record)
        self.model.adopted.append(run)
        self.keys[address] = self.store.report(address).key

    def pick(self, data: st.DataObject) -> tuple[str, dict[str, Any]] | None:
        every = [(address, claim) for address in sorted(self.keys) for claim in self.model.claims(address)]
        return data.draw(st.sampled_from(every)) if every else None

    @precondition(lambda self: self.keys)
    @rule(target=made, data=st.data(), words=st.lists(WORDS, min_size=1, max_size=5))
    def decide(self, data: st.DataObject, words: list[tuple[str, str, str, str | None, bool]]) -> Any:
        """Several people on one claim, one after another."""
        picked = self.pick(data)
        if picked is None:
            return multiple()
        address, claim = picked
        ref = f"{self.keys[address]}.{claim['key']}"
        made = [self.one_word(ref, claim, *word) for word in words]
        return multiple(*made)

    def one_word(self, ref: str, claim: dict[str, Any], who: str, action: str, field: str, given: str | None, settles: bool) -> str:
        value: Any = given
        if action == "change":
            decision = self.store.change(ref, field, value, who=who, settles=settles)
        elif action == "confirm":
            before = self.model.shown(claim)
            field, value = "", {name: before[name] for name in FIELDS}
            decision = self.store.confirm(ref, who=who, settles=settles)
        else:
            field, value = "", None
            decision = self.store.retract(ref, who=who, settles=settles)
        self.model.decisions.append(
            {"id": decision.id, "who": who, "action": action, "claim": claim["key"], "field": field, "value": value, "settles": settles}
        )
        return decision.id

    @rule(target=made, member=st.lists(st.sampled_from("abcde"), min_size=2, max_size=4, unique=True), who=PEOPLE)
    def merge(self, member: list[str], who: str) -> str:
        decision = self.store.merge("person", member, who=who)
        self.model.merges.append({"id": decision.id, "action": "merge", "members": member})
        return decision.id

    @rule(target=made, member=st.sampled_from("abcde"), who=PEOPLE)
    def split(self, member: str, who: str) -> str:
        if not any(member in group for group in self.model.groups()):
            with pytest.raises(StoreError, match="not merged"):
                self.store.split("person", member, who=who)
            return ""
        decision = self.store.split("person", member, who=who)
        self.model.merges.append({"id": decision.id, "action": "split", "members": [member]})
        return decision.id

    @rule(target=made, decision=made, who=PEOPLE)
    def undo(self, decision: str, who: str) -> str:
        for decisions in (self.model.decisions, self.model.merges):
            found = next((d for d in decisions if d["id"] == decision), None)
            if found is None:
                continue
            undone = decision not in {d["id"] for d in self.model.live(decisions)} and found["action"] != "undo"
            if found["action"] == "undo":
                undone = self.is_void(decisions, decision)
            if undone:
                with pytest.raises(StoreError, match="undone already"):
                    self.store.undo(decision, who=who)
                return ""
            made = self.store.undo(decision, who=who)
            decisions.append({"id": made.id, "action": "undo", "undoes": decision, "claim": ""})
            return made.id
        return ""

    def is_void(self, decisions: list[dict[str, Any]], decision: str) -> bool:
        return any(d["action"] == "undo" and d["undoes"] == decision and not self.is_void(decisions, d["id"]) for d in decisions)

    @precondition(lambda self: self.keys)
    @rule(
        readers=st.lists(st.tuples(st.sampled_from([(), ("call",), ("meeting", "visit")]), DATES), min_size=1, max_size=2),
        data=st.data(),
        who=PEOPLE,
    )
    def reread(self, readers: list[tuple[tuple[str, ...], str]], data: st.DataObject, who: str) -> None:
        """Newer programs read everything, and some of what was ever proposed is adopted, in any order."""
        for without, date in readers:
            self.read_again(without, date, who)
        for run in data.draw(st.lists(st.sampled_from(self.proposed), max_size=3)):
            self.store.adopt(run, who=who)
            self.model.adopted.append(run)

    def read_again(self, without: tuple[str, ...], date: str, who: str) -> None:
        self.program += 1
        reader = Reader(str(self.program), without=without, dates={"2015-08-17": date})
        changes = self.store.reread(reader.read, who=who)
        expected = 0
        for address, texts in self.model.texts.items():
            before = {c["key"]: c for c in self.model.claims(address)}
            version = len(texts) - 1
            record = reader.read(source(texts[-1], key="x", url=address))
            self.remember(address, version, changes.run, record)
            after = {c["key"]: c for c in self.model.read[(address, version)][changes.run]}
            expected += sum(before.get(key) != after.get(key) for key in before.keys() | after.keys())
        assert len(changes.differences) == expected
        self.proposed.append(changes.run)

    @rule()
    def reopen(self) -> None:
        self.store.close()
        self.store = Store.open(self.address)

    # ------------------------------------------------------------ what must hold
    @invariant()
    def the_view_is_what_the_model_says(self) -> None:
        read_now = set()
        for address in self.keys:
            wanted = [self.model.shown(claim) for claim in self.model.claims(address)]
            kept = self.store.report(address)
            found = [
                {"key": one.key, "state": one.state, "disputed": bool(one.conflicts), "date": one.claim.date, "city": one.claim.city}  # type: ignore[union-attr]
                for one in kept.seen
            ]
            assert found == wanted
            read_now |= {(kept.key, claim["key"]) for claim in self.model.claims(address)}
            for claim in wanted:
                assert self.store.claim(f"{kept.key}.{claim['key']}").state == claim["state"]
        live = self.model.live(self.model.decisions)
        keys = {key for _, key in read_now}
        assert {o.decision.id for o in self.store.orphans()} == {d["id"] for d in live if d["claim"] not in keys}
        assert {frozenset(m) for m in self.store.groups("person").members.values()} == self.model.groups()

    @invariant()
    def lists_and_search_agree(self) -> None:
        shown = [self.model.shown(c) | {"kind": c["kind"]} for a in self.keys for c in self.model.claims(a)]
        visible = [c for c in shown if c["state"] != "retracted"]
        assert self.store.count() == len(visible)
        assert self.store.count(Filter(city=["Geneva"], since="2015", until="2015-08")) == sum(
            c["city"] == "Geneva" and c["date"].startswith("2015-08") for c in visible
        )
        if shown:
            assert self.store.search("in:engagements kind:meeting").total == sum(c["kind"] == "meeting" for c in visible)

    @invariant()
    def nothing_is_wrong(self) -> None:
        assert self.store.verify() == []


def test_the_store_does_what_the_model_does(backend: str, request: pytest.FixtureRequest) -> None:
    machine = type("Machine_" + backend, (Machine,), {"server": request.getfixturevalue("server") if backend == "postgresql" else None})
    # a database of its own for each sequence: fewer of them on a server
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=25 if backend == "sqlite" else 6,
            stateful_step_count=18,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_the_model_itself_rejects_the_unknown(store: Store) -> None:
    with pytest.raises(UnknownError):
        store.claim("none")
