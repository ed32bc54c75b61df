"""Killed in the middle of writing, and several at once: what was committed is there, what wasn't leaves no trace, readers never wait and never
see half of a batch."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from mahdar.store import Filter, Store
from tests.store.made import FIRST, Reader, read, source

TOP = Path(__file__).parents[2]
ENV = os.environ | {"PYTHONPATH": os.pathsep.join([str(TOP / "src"), str(TOP)]), "MAHDAR_WHO": "amal"}
BATCH = 5
_ADDING = """
import sys
from mahdar.store import Store
from tests.store.made import FIRST, read, source
name, number = sys.argv[2], int(sys.argv[3])
with Store.open(sys.argv[1]) as store:
    print("open", flush=True)
    for n in range(0, number, 5):
        store.add(read(*(source(f"{name} {k}\\n" + FIRST, key=f"{name}{k}") for k in range(n, n + 5))), batch=5)
        print(n + 5, flush=True)
    store.search("x")
"""
_CHANGING = """
import sys
from mahdar.store import Store
from tests.store.made import Reader
with Store.open(sys.argv[1]) as store:
    print("open", flush=True)
    refs = [seen.ref for _, seen in store.listed()]
    for n in range(10_000):
        store.change(refs[n % len(refs)], "date", f"2015-08-{n % 28 + 1:02}")
        if n % 5 == 4:
            run = store.reread(Reader(str(n)).read, again=True).run
            store.adopt(run)
        store.search("kind:meeting")
        print(n, flush=True)
"""


def started(program: str, *args: str) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", program, *args], stdout=subprocess.PIPE, text=True, env=ENV)
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    return process


def killed(process: subprocess.Popen[str], after: float) -> list[int]:
    """Kill a process at some moment; what it had said was done by then."""
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    done, _ = process.communicate()
    return [int(line) for line in done.split()]


def sources_of(name: str, number: int) -> list[str]:
    return [f"{name} {n}\n{FIRST}" for n in range(number)]


@pytest.mark.parametrize("after", [0.05, 0.31, 0.77])
def test_killed_while_adding(address: str, after: float) -> None:
    with Store.open(address) as store:
        store.add(read(source(FIRST, key="first")))
    process = started(_ADDING, address, "k", "100000")
    done = killed(process, after)
    with Store.open(address) as store:
        number = store.totals()["reports"] - 1
        # at most the batch under way is more than what was said to be done
        assert number % BATCH == 0
        assert (done[-1] if done else 0) <= number <= (done[-1] if done else 0) + BATCH
        assert store.verify() == []
        assert store.search("kind:meeting").total == number + 1
        # the same again goes on where it ended
        again = store.add(read(*(source(text) for text in sources_of("k", number + 7))))
        assert (again.new, again.already) == (7, number)
        assert store.verify() == []


@pytest.mark.parametrize("after", [0.2, 0.63])
def test_killed_while_correcting_and_reading_again(address: str, after: float) -> None:
    with Store.open(address) as store:
        store.add(read(*(source(text, key=f"r{n}") for n, text in enumerate(sources_of("c", 20)))))
    done = killed(started(_CHANGING, address), after)
    with Store.open(address) as store:
        assert store.verify() == []
        made = [d for d in store.history() if d.action == "change"]
        assert len(made) >= (done[-1] + 1 if done else 0)
        assert store.search("kind:meeting").total == 20
        store.adopt(store.reread(Reader("last").read, who="amal").run, who="amal")
        assert store.verify() == []


def test_two_write_at_once(address: str) -> None:
    with Store.open(address):
        pass
    processes = [started(_ADDING, address, name, "60") for name in ("a", "b")]
    for process in processes:
        process.communicate(timeout=120)
        assert process.returncode == 0
    with Store.open(address) as store:
        assert store.totals()["reports"] == 120
        assert store.verify() == []
        assert store.search("kind:meeting", limit=200).total == 120


def test_many_read_while_one_writes(address: str) -> None:
    """Readers in threads with their own openings: each sees whole batches only, and more and more of them."""
    with Store.open(address) as store:
        store.add(read(source(FIRST, key="first")))
    stop = threading.Event()
    seen: dict[int, list[int]] = {n: [] for n in range(3)}
    faults: list[BaseException] = []

    def look(number: int) -> None:
        try:
            with Store.open(address) as mine:
                while not stop.is_set():
                    counted = mine.count(Filter(kind=["meeting"]))
                    assert len(list(mine.listed(Filter(kind=["meeting"])))) >= counted
                    seen[number].append(counted)
                    mine.search("kind:meeting")
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=look, args=(n,)) for n in seen]
    for thread in threads:
        thread.start()
    with Store.open(address) as store:
        for at in range(0, 60, BATCH):
            store.add(read(*(source(text) for text in sources_of("w", 60)[at : at + BATCH])), batch=BATCH)
    stop.set()
    for thread in threads:
        thread.join(timeout=60)
    assert faults == []
    for counts in seen.values():
        assert counts == sorted(counts)
        assert all((count - 1) % BATCH == 0 for count in counts)
    with Store.open(address) as store:
        assert store.search("kind:meeting", limit=100).total == 61


def test_a_list_is_one_state_of_the_store(address: str) -> None:
    with Store.open(address) as store:
        store.add(read(*(source(text) for text in sources_of("l", 450))))
        walking = store.listed()
        got = [next(walking)]
        with Store.open(address) as other:
            other.add(read(*(source(text) for text in sources_of("m", 10))))
        got += list(walking)
        assert len(got) == 450
        assert len(list(store.listed())) == 460
