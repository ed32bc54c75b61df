"""What may be fetched: public machines only, checked where the connection is made."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from mahdar.ingest.collect.fetch import Fetcher
from mahdar.ingest.collect.manners import Manners
from mahdar.ingest.collect.safety import is_public, parse
from mahdar.ingest.collect.shapes import Answer, CollectError, Reason
from tests.ingest.collect import site as sites
from tests.ingest.collect.site import LIMITS, Site, story, to_this_machine


def get(address: str, *, private: bool, resolver: Callable[[str, int], Awaitable[list[str]]] = to_this_machine) -> Answer:
    async def once() -> Answer:
        async with Fetcher(Manners(wait=0.0), limits=LIMITS, private=private, resolver=resolver) as fetcher:
            return await fetcher.get(address)

    return asyncio.run(once())


def reason(address: str, **more: object) -> Reason:
    with pytest.raises(CollectError) as caught:
        get(address, **more)  # type: ignore[arg-type]
    return caught.value.reason


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "8.8.8.8"])
def test_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.9.10", "0.0.0.0", "10.0.0.1", "172.16.5.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1",
        "255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:10.1.2.3", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1", "not an address", "",
    ],
)  # fmt: skip
def test_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("file:///etc/passwd", Reason.refused),
        ("ftp://example.org/a", Reason.refused),
        ("javascript:alert(1)", Reason.refused),
        ("http://user:word@example.org/", Reason.refused),
        ("http:///path", Reason.address),
        ("no address at all", Reason.refused),
        ("http://" + "a" * 5000, Reason.address),
        ("http://[::1", Reason.address),
    ],
)
def test_addresses_that_are_none(address: str, expected: Reason) -> None:
    with pytest.raises(CollectError) as caught:
        parse(address)
    assert caught.value.reason is expected


def test_names_and_paths_of_the_region_are_encoded() -> None:
    assert str(parse("http://مثال.إختبار/أخبار/1#top")) == "http://xn--mgbh0fb.xn--kgbechtv/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/1"


def test_this_machine_only_when_allowed(site: Site) -> None:
    site.pages["/a"] = story(1)
    assert get(site.address("/a"), private=True).body == story(1)
    assert reason(site.address("/a"), private=False) is Reason.refused
    for host in ("127.0.0.1", "[::1]", "localhost", "2130706433", "0x7f.1"):
        assert reason(f"http://{host}:{site.port}/a", private=False) in (Reason.refused, Reason.no_host)
    assert site.asked == ["paper.test/a"]


def test_one_private_address_refuses_the_name(site: Site) -> None:
    async def mixed(host: str, port: int) -> list[str]:
        return ["93.184.216.34", "127.0.0.1"]

    assert reason(site.address("/a"), private=False, resolver=mixed) is Reason.refused


def test_redirects_are_checked_too(site: Site) -> None:
    """A public page that leads to this machine: the first name counts as public here, the second does not."""
    asked: list[str] = []

    async def resolver(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["93.184.216.34"] if host == "public.test" else ["169.254.169.254"]

    assert reason("http://inside.test/latest/meta-data", private=False, resolver=resolver) is Reason.refused
    site.pages["/out"] = sites.redirect("http://169.254.169.254/latest/meta-data")
    site.pages["/file"] = sites.redirect("file:///etc/passwd")
    assert reason(site.address("/file"), private=True) is Reason.refused
    assert asked == ["inside.test"]


def test_redirect_to_a_private_address(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """`is_public` made to take this machine for a public one, so that only the address behind the redirect is not."""
    monkeypatch.setattr("mahdar.ingest.collect.safety.is_public", lambda address: address == "127.0.0.1")
    site.pages["/out"] = sites.redirect("http://10.0.0.1/inside")
    assert reason(site.address("/out"), private=False) is Reason.refused
    assert site.asked == ["paper.test/out"]


def test_a_name_is_resolved_once_for_a_connection(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: the first answer is public, every later one is this machine. The connection goes where the check looked."""
    answers = iter(["93.184.216.34", "127.0.0.1", "127.0.0.1"])
    gone_to: list[str] = []

    async def rebinding(host: str, port: int) -> list[str]:
        return [next(answers)]

    async def connect(self: object, host: str, *more: object) -> object:
        gone_to.append(host)
        raise OSError("not from a test")

    monkeypatch.setattr("httpcore2.AnyIOBackend.connect_tcp", connect)
    assert reason(site.address("/a"), private=False, resolver=rebinding) is Reason.connect
    assert gone_to == ["93.184.216.34"]
    assert reason(site.address("/a"), private=False, resolver=rebinding) is Reason.refused
    assert gone_to == ["93.184.216.34"]


def test_slow_resolver(site: Site) -> None:
    async def silent(host: str, port: int) -> list[str]:
        await asyncio.sleep(60)
        return []

    assert reason(site.address("/a"), private=True, resolver=silent) in (Reason.no_host, Reason.slow)
