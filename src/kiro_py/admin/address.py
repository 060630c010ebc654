"""Where a request to the keeper's door comes from."""

import ipaddress
from typing import Final

from litestar.types import HTTPScope

UNKNOWN: Final = "unknown"

_LONGEST: Final = 100


def address_of(scope: HTTPScope) -> str:
    """Return the address of the other side.

    A proxy on this machine is believed what it says in `x-forwarded-for`, of which it wrote the
    last part itself; anybody else could say anything there.
    """
    peer = scope["client"][0] if scope["client"] else UNKNOWN
    if not _is_loopback(peer):
        return peer
    forwarded = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
    last = forwarded[-1].decode("latin-1").rpartition(",")[2].strip() if forwarded else ""
    return last[:_LONGEST] or peer


def is_secure(scope: HTTPScope) -> bool:
    """Return whether the browser's side speaks TLS, as far as we or its proxy can tell.

    Whoever lies about it only keeps his own browser from sending the cookie back.
    """
    forwarded = dict(scope["headers"]).get(b"x-forwarded-proto", b"")
    return scope["scheme"] == "https" or forwarded.strip().lower() == b"https"


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
