"""Where a request to the keeper's door comes from."""

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self, TypeAlias

from litestar.types import HTTPScope

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

UNKNOWN: Final = "unknown"

MOST_HOPS: Final = 20
"""How many proxies one behind the other are followed: nobody has so many."""

_LONGEST: Final = 100

_WITH_PORT: Final = re.compile(r"\[([0-9A-Fa-f:.]+)\](?::\d+)?|(\d+(?:\.\d+){3}):\d+")


@dataclass(frozen=True, slots=True)
class Proxies:
    """Those who are believed when they say whom a request comes from."""

    networks: tuple[Network, ...]

    @classmethod
    def within(cls, networks: Iterable[str]) -> Self:
        """Return the proxies with these addresses, or in these networks."""
        return cls(tuple(map(ipaddress.ip_network, networks)))

    def origin_of(self, scope: HTTPScope) -> str:
        """Return the address of the other side.

        Each proxy puts whom it was asked by behind what the one before it has said in
        `x-forwarded-for`: so it is read from the end, and only as long as who wrote it is believed.
        What is before that could be anybody's.
        """
        origin = _plain(scope["client"][0] if scope["client"] else UNKNOWN)
        for told in reversed(_hops(scope)):
            if not told or not self._believe(origin):
                break
            origin = _plain(told)
        return origin[:_LONGEST]

    def _believe(self, address: str) -> bool:
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(found in network for network in self.networks)


def is_secure(scope: HTTPScope) -> bool:
    """Return whether the browser's side speaks TLS, as far as we or its proxy can tell.

    Whoever lies about it only keeps his own browser from sending the cookie back.
    """
    forwarded = dict(scope["headers"]).get(b"x-forwarded-proto", b"")
    return scope["scheme"] == "https" or forwarded.strip().lower() == b"https"


def _hops(scope: HTTPScope) -> list[str]:
    """Return what the last proxies have said, in their order."""
    lines = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
    said = b",".join(lines).decode("latin-1").rsplit(",", MOST_HOPS)
    return [each.strip() for each in said[-MOST_HOPS:]]


def _plain(told: str) -> str:
    """Return an address without the port that some proxies add, one of IPv4 as such."""
    with_port = _WITH_PORT.fullmatch(told)
    text = (with_port[1] or with_port[2]) if with_port else told
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return told
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return str(mapped or found)
