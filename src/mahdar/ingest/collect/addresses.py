"""Addresses of articles in one form, so that one article is not fetched under five names."""

from __future__ import annotations

from functools import lru_cache

import httpx2

from mahdar.ingest.collect.safety import parse
from mahdar.ingest.collect.shapes import CollectError

# Parameters that say where a reader came from, never which page it is.
_TRACKING = frozenset(
    {"fbclid", "gclid", "dclid", "yclid", "msclkid", "igshid", "mc_cid", "mc_eid", "ref_src", "spm", "_ga", "_gl", "ncid", "cmpid", "xtor"}
)


@lru_cache(maxsize=2048)
def normal(address: str, base: str | None = None) -> str | None:
    """The address made whole against `base`, without fragment and tracking; None where it is none that can be fetched."""
    try:
        address = address.strip()
        if base and not address.lower().startswith(("http://", "https://")):
            address = str(httpx2.URL(base).join(address))
        url = parse(address)
    except (CollectError, httpx2.InvalidURL, ValueError):
        return None
    query = url.query.decode("ascii")
    if query:
        parts = query.split("&")
        kept = [part for part in parts if part and not _is_tracking(part.partition("=")[0].lower())]
        if len(kept) < len(parts):
            url = url.copy_with(query="&".join(kept).encode("ascii") or None)
    return str(url)


def _is_tracking(name: str) -> bool:
    return name in _TRACKING or name.startswith("utm_")


@lru_cache(maxsize=2048)
def same_site(one: str, other: str) -> bool:
    """Whether two addresses are of one site, leaving out `www.`, `m.` and `amp.`."""
    hosts = []
    for address in (one, other):
        try:
            host = httpx2.URL(address).host
        except (httpx2.InvalidURL, ValueError):
            return False
        for lead in ("www.", "m.", "amp."):
            host = host.removeprefix(lead)
        hosts.append(host)
    return hosts[0] == hosts[1] or hosts[0].endswith("." + hosts[1]) or hosts[1].endswith("." + hosts[0])


@lru_cache(maxsize=2048)
def is_front_page(address: str) -> bool:
    """Whether an address names no article: a host alone, or a language's front page."""
    url = httpx2.URL(address)
    return not url.query and len(url.path.strip("/")) <= 2
