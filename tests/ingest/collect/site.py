"""A web server of this machine for the tests: pages, feeds, robots, and every kind of broken answer. Names end in `.test`."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from mahdar.ingest.collect.fetch import Limits
from mahdar.ingest.collect.shapes import SourceEntry

LIMITS = Limits(seconds=3.0, connect=2.0, read=1.0, sent=400_000, unpacked=800_000)
Answerer = Callable[[Any], None]


def page(title: str, paragraphs: list[str], *, head: str = "", around: str = "") -> bytes:
    """A plain page of news."""
    body = "".join(f"<p>{p}</p>" for p in paragraphs)
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{title}</title>{head}</head><body>"
        f"<nav><a href='/'>Home</a></nav>"
        f"<article><h1>{title}</h1><div class='article-body'>{body}</div></article>{around}</body></html>"
    ).encode()


def story(number: int, extra: str = "") -> bytes:
    """A page whose text is different for each number."""
    return page(
        f"Report number {number} of the day",
        [
            f"The minister of state number {number} received the ambassador on Tuesday in the capital, the ministry said.",
            f"The two sides discussed trade and transit across border post {number} and agreed to meet again before the summer. {extra}",
        ],
    )


def rss(links: list[str], *, title: str = "Feed") -> bytes:
    """A feed that names addresses."""
    items = "".join(
        f"<item><title>Item {n}</title><link>{link}</link><pubDate>Tue, 13 Oct 2020 00:{n % 60:02}:00 +0330</pubDate></item>"
        for n, link in enumerate(links)
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>{title}</title>{items}</channel></rss>".encode()


class Site:
    """A running server. `pages` maps `host/path` or `/path` to bytes, to (status, headers, bytes), or to a function of the handler."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes | tuple[int, dict[str, str], bytes] | Answerer] = {}
        self.asked: list[str] = []
        self.times: list[tuple[str, float]] = []
        self.headers: list[dict[str, str]] = []
        self.under_way: dict[str, int] = {}
        self.most_under_way: dict[str, int] = {}
        self.on_request: Callable[[int], None] = lambda number: None
        self._lock = threading.Lock()
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                host = (self.headers.get("Host") or "").partition(":")[0]
                with site._lock:
                    site.asked.append(f"{host}{self.path}")
                    site.times.append((host, time.monotonic()))
                    site.headers.append({k.lower(): v for k, v in self.headers.items()})
                    site.under_way[host] = site.under_way.get(host, 0) + 1
                    site.most_under_way[host] = max(site.most_under_way.get(host, 0), site.under_way[host])
                    number = len(site.asked)
                try:
                    site.on_request(number)
                    site._answer(self, host)
                except OSError:
                    self.close_connection = True
                finally:
                    with site._lock:
                        site.under_way[host] -= 1

            def log_message(self, format: str, *args: object) -> None:
                """Silent."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 256

            def handle_error(self, request: object, client_address: object) -> None:
                """A client that went away is no fault of the server."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def _answer(self, handler: Any, host: str) -> None:
        found = self.pages.get(f"{host}{handler.path}", self.pages.get(handler.path))
        if found is None:
            found = (404, {}, b"not here")
        if isinstance(found, bytes):
            found = (200, {"Content-Type": "text/html; charset=utf-8"}, found)
        if callable(found):
            found(handler)
            return
        send(handler, *found)

    def address(self, path: str, host: str = "paper.test") -> str:
        return f"http://{host}:{self.port}{path}"

    def source(self, name: str, path: str, host: str = "paper.test", **more: Any) -> SourceEntry:
        return SourceEntry(name=name, address=self.address(path, host), **more)

    def feed(self, count: int, host: str = "paper.test", path: str = "/feed") -> list[str]:
        """A feed of that many stories; their addresses."""
        links = [self.address(f"/story/{n}", host) for n in range(count)]
        for n in range(count):
            self.pages[f"{host}/story/{n}"] = story(n)
        self.pages[f"{host}{path}"] = (200, {"Content-Type": "application/rss+xml"}, rss(links))
        return links

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def send(handler: Any, status: int, headers: dict[str, str], body: bytes) -> None:
    """One whole answer."""
    handler.send_response(status)
    if "Content-Length" not in headers:
        headers = {**headers, "Content-Length": str(len(body))}
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


def with_etag(body: bytes, etag: str = '"one"', modified: str | None = None) -> Answerer:
    """A page that answers 304 to who has it."""

    def answer(handler: Any) -> None:
        headers = {"ETag": etag, "Content-Type": "text/html"} | ({"Last-Modified": modified} if modified else {})
        if handler.headers.get("If-None-Match") == etag:
            handler.send_response(304)
            handler.send_header("ETag", etag)
            handler.end_headers()
        else:
            send(handler, 200, headers, body)

    return answer


def dripping(handler: Any) -> None:
    """A byte now and then, for longer than anyone waits."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    for _ in range(60):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.1)


def hanging(handler: Any) -> None:
    """Nothing at all."""
    time.sleep(2.5)
    handler.close_connection = True


def half_gzip(handler: Any) -> None:
    """A compressed body that ends in the middle, with an honest length of what is sent."""
    data = gzip.compress(story(1) * 50)
    send(handler, 200, {"Content-Encoding": "gzip", "Content-Type": "text/html"}, data[: len(data) // 2])


def cut(handler: Any) -> None:
    """A body shorter than promised."""
    handler.send_response(200)
    handler.send_header("Content-Length", "50000")
    handler.end_headers()
    handler.wfile.write(story(1))
    handler.close_connection = True


def garbage(handler: Any) -> None:
    """Bytes that are no HTTP."""
    handler.wfile.write(b"\x00\xff\x13garbage" * 50)
    handler.close_connection = True


def bomb(handler: Any) -> None:
    """Little sent, much unpacked."""
    send(handler, 200, {"Content-Encoding": "gzip", "Content-Type": "text/html"}, gzip.compress(b" " * 50_000_000))


def redirect(to: str, status: int = 302) -> tuple[int, dict[str, str], bytes]:
    return (status, {"Location": to}, b"")


async def to_this_machine(host: str, port: int) -> list[str]:
    """The resolver of the tests: names under `.test` are this machine, nothing else is anywhere."""
    if not host.endswith(".test") or host == "nowhere.test":
        raise OSError(f"{host} is not known")
    return ["127.0.0.1"]
