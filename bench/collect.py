"""`python -m bench.collect`: collecting measured. Prints figures; `--full` does it at full size (an archive of 5 GB).

Extraction against the bare libraries, pages to clean reports a second, streaming of web archives with their memory, taking an archive in, and
polling of 500 feeds in one process. Everything on one core and on this machine; the archive and the feeds are made by the bench.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import os
import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import msgspec

from bench.extraction import Page, heads, measure, ours, pages, peers
from bench.fresh import FRESH
from bench.layouts import LAYOUTS
from bench.speed import peak_megabytes
from bench.unseen import UNSEEN
from mahdar.ingest.collect import library
from mahdar.ingest.collect.collector import Collector, Settings, later
from mahdar.ingest.collect.keeping import Keeper
from mahdar.ingest.collect.shapes import SourceEntry
from mahdar.ingest.collect.warc import Counts, Damage, read_warc

MEAN = 31_000  # bytes of a page as the web has them, by the trials of libraries
SMALL, FULL = 100, 5000  # megabytes of the archive that is streamed
TAKEN = 2000  # pages of the archive that is taken in
FEEDS, ITEMS = 500, 20
FLOORS = {"f1": 0.97, "pages": 60.0, "stream": 25.0, "memory": 500.0}


def one_core() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def line(name: str, value: str) -> None:
    print(f"{name:34}{value}", flush=True)


# ---------------------------------------------------------------- extraction
def extraction() -> bool:
    """Ours and the others, on the pages written with the rules in view and on those written after."""
    found = pages()
    good = True
    for what, chosen in (
        ("layouts known to the rules", [p for p in found if p.right.layout in LAYOUTS]),
        ("layouts that the rules met later", [p for p in found if p.right.layout in UNSEEN]),
        ("layouts after which no rule was changed", [p for p in found if p.right.layout in FRESH]),
        ("all pages", found),
    ):
        print(f"\n{what}: {len(chosen)} pages, {sum(len(p.body) for p in chosen) // len(chosen)} bytes each")
        print(f"{'':34}precision recall  F1     worst  pages/s")
        for name, extract in {"mahdar": ours(), **peers()}.items():
            m = measure(name, extract, chosen)
            line(name, f"{m.precision:.3f}     {m.recall:.3f}   {m.f1:.3f}  {m.worst:.3f}  {m.speed:6.0f}")
            good = good and (name != "mahdar" or what != "all pages" or m.f1 >= FLOORS["f1"])
    result = heads(found)
    line("head values right", ", ".join(f"{name} {result.right.get(name, 0)}/{n}" for name, n in sorted(result.stated.items())))
    return good


def enlarged(page: Page) -> Page:
    """A page with scripts, menus and teasers around it until it has the size of those of the web."""
    lack = max(0, MEAN - len(page.body))
    script = b"<script>var a=" + b"[1,2,3]," * (lack // 20) + b"0</script>"
    teaser = b"<div class='teaser'><a href='/n/1'><img src='/t.jpg' alt=''>Words of another story</a></div>"
    body = page.body.replace(
        b"</body>", script + b"<div class='more-news related'>" + teaser * (lack * 6 // 10 // len(teaser)) + b"</div></body>"
    )
    return Page(page.name, body, page.text, page.right)


def speed() -> bool:
    """Pages of the size of the web's to clean reports, a second on this core."""
    found = [enlarged(p) for p in pages()]
    measured = measure("mahdar", ours(), found, rounds=3)
    line(
        "\npage to clean report",
        f"{measured.speed:.0f} a second ({sum(len(p.body) for p in found) // len(found)} bytes each, F1 {measured.f1:.3f})",
    )
    return measured.speed >= FLOORS["pages"]


# ---------------------------------------------------------------- archives
def make_archive(path: Path, megabytes: int) -> None:
    """A gzipped web archive, one member a record, that holds so many megabytes unpacked."""
    chance = random.Random(3)
    found = [enlarged(p) for p in pages()]
    written, number = 0, 0
    with path.open("wb") as stream:
        # Whole records are packed once and repeated with new addresses: making them must not take longer than reading them.
        while written < megabytes * 1_000_000:
            page = found[chance.randrange(len(found))]
            body = page.body.replace(b"</title>", b" %d</title>" % number)
            http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
            head = (
                f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012}>\r\n"
                f"WARC-Date: 2021-11-23T10:00:00Z\r\nWARC-Target-URI: https://news.example/{number}\r\n"
                f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
            )
            record = head.encode() + http + b"\r\n\r\n"
            stream.write(gzip.compress(record, compresslevel=1))
            written += len(record)
            number += 1


def stream_archive(path: str) -> None:
    """In a process of its own: read an archive through, print records, megabytes a second and peak memory."""
    one_core()
    counts = Counts()
    begun, took = time.perf_counter(), time.process_time()
    damages = sum(isinstance(item, Damage) for item in read_warc(Path(path), counts))
    wall, cpu = time.perf_counter() - begun, time.process_time() - took
    figures = {
        "pages": counts.pages,
        "megabytes": counts.bytes / 1e6,
        "damages": damages,
        "cpu": cpu,
        "wall": wall,
        "peak": peak_megabytes(),
    }
    print(msgspec.json.encode(figures).decode())


def archives(folder: Path, megabytes: int) -> bool:
    """Streaming before extraction, and its memory."""
    path = folder / "bench.warc.gz"
    make_archive(path, megabytes)
    done = subprocess.run([sys.executable, "-m", "bench.collect", "--stream", str(path)], capture_output=True, text=True, check=True)
    figures = msgspec.json.decode(done.stdout, type=dict[str, float])
    rate = figures["megabytes"] / figures["cpu"]
    size = f"{figures['megabytes']:.0f} MB unpacked, {path.stat().st_size / 1e6:.0f} MB packed"
    line(
        "web archive streamed", f"{rate:.0f} MB/s on one core ({figures['pages']:.0f} pages, {size}, peak memory {figures['peak']:.0f} MB)"
    )
    path.unlink()
    return rate >= FLOORS["stream"] and figures["peak"] < FLOORS["memory"] and figures["damages"] == 0


def take(folder: Path, count: int) -> None:
    """Taking an archive in: read, extracted, stored, on record."""
    path = folder / "taken.warc.gz"
    make_archive(path, count * MEAN // 1_000_000)
    keeper = Keeper(folder / "taken", durable=False)
    begun = time.process_time()
    tally = library.take_files(keeper, [path])
    took = time.process_time() - begun
    begun = time.process_time()
    again = library.take_files(keeper, [path])
    line(
        "web archive taken in",
        f"{tally.done / took:.0f} pages a second; the second time {again.done / (time.process_time() - begun):.0f}, {again.kept} new",
    )
    keeper.close()


# ---------------------------------------------------------------- feeds
async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A small server for the bench: feeds by host, everything else is not there."""
    try:
        while request := await reader.readuntil(b"\r\n\r\n"):
            host = request.partition(b"Host: ")[2].partition(b":")[0].decode()
            path = request.split(b" ", 2)[1].decode()
            items = "".join(
                f"<item><title>Story {n} of {host}</title><link>http://pages.test/{host}/{n}</link></item>" for n in range(ITEMS)
            )
            body = f"<rss version='2.0'><channel><title>{host}</title>{items}</channel></rss>".encode() if path == "/feed" else b""
            status = b"200 OK" if body else b"404 No"
            await asyncio.sleep(0.05)  # a server that is neither near nor idle
            writer.write(b"HTTP/1.1 " + status + b"\r\nContent-Type: application/rss+xml\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
            await writer.drain()
    except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
        writer.close()


async def _poll(folder: Path, count: int) -> tuple[float, int, int]:
    server = await asyncio.start_server(_serve, "127.0.0.1", 0, backlog=1024)
    port = server.sockets[0].getsockname()[1]

    async def resolver(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    keeper = Keeper(folder / "polled", durable=False)
    most = threading.active_count()

    def told(_: object) -> None:
        nonlocal most
        most = max(most, threading.active_count())

    entries = [SourceEntry(name=f"f{n}", address=f"http://h{n}.test:{port}/feed") for n in range(count)]
    begun = time.perf_counter()
    collector = Collector(keeper, Settings(wait=0.0, private=True), resolver=resolver, told=told)
    # Only the polling is measured: the host of the pages that the feeds name wants to be left alone.
    keeper.state.leave_alone("pages.test", later(3600.0), "bench")
    tally = await collector.once(entries)
    took = time.perf_counter() - begun
    server.close()
    keeper.close()
    return took, tally.polled, most


def feeds(folder: Path) -> bool:
    """500 hosts, robots.txt and feed of each, in one process."""
    took, polled, threads = asyncio.run(_poll(folder, FEEDS))
    line(
        "feeds polled",
        f"{polled} of {FEEDS} in {took:.1f} s ({polled / took:.0f} a second, with robots.txt; {threads} threads, server included)",
    )
    return polled == FEEDS and threads < 10


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--full", action="store_true", help=f"an archive of {FULL} MB instead of {SMALL}")
    parser.add_argument("--stream", metavar="FILE", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.stream:
        stream_archive(given.stream)
        return 0
    one_core()
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    good = [extraction(), speed()]
    with tempfile.TemporaryDirectory() as folder:
        good.append(archives(Path(folder), FULL if given.full else SMALL))
        take(Path(folder), TAKEN)
        good.append(feeds(Path(folder)))
    print("\nall floors held" if all(good) else "\nNOT all floors held: " + ", ".join(f"{k} {v:g}" for k, v in FLOORS.items()))
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
