"""Where a request comes from."""

from typing import Any, cast

import pytest
from litestar.types import HTTPScope

from kiro_py.admin.address import MOST_HOPS, Proxies, is_secure

HERE = Proxies.within(["127.0.0.0/8", "::1"])
INSIDE = Proxies.within(["10.0.0.0/8", "2001:db8:1::/48"])
NONE, ALL = Proxies.within([]), Proxies.within(["0.0.0.0/0", "::/0"])


def scope(client: str | None, *forwarded: str, scheme: str = "http", proto: str = "") -> HTTPScope:
    headers = [(b"x-forwarded-for", each.encode()) for each in forwarded]
    headers += [(b"x-forwarded-proto", proto.encode())] if proto else []
    peer = None if client is None else (client, 5)
    return cast("Any", {"client": peer, "scheme": scheme, "headers": headers})


@pytest.mark.parametrize(
    ("expected", "proxies", "asked"),
    [
        ("192.0.2.1", HERE, scope("192.0.2.1")),
        ("127.0.0.1", HERE, scope("127.0.0.1")),
        ("198.51.100.7", HERE, scope("127.0.0.1", "203.0.113.1, 198.51.100.7")),
        ("2001:db8::1", HERE, scope("::1", "2001:db8::1")),
        ("192.0.2.1", HERE, scope("192.0.2.1", "198.51.100.7")),
        ("10.0.0.2", HERE, scope("10.0.0.2", "198.51.100.7")),
        ("127.0.0.1", NONE, scope("127.0.0.1", "198.51.100.7")),
        ("127.0.0.1", HERE, scope("127.0.0.1", " ")),
        ("127.0.0.1", HERE, scope("127.0.0.1", "198.51.100.7, ")),
        ("unknown", HERE, scope(None, "198.51.100.7")),
    ],
)
def test_only_a_proxy_that_is_trusted_is_believed(
    expected: str, proxies: Proxies, asked: HTTPScope
):
    """And of what it says only the part that it wrote itself."""
    assert expected == proxies.origin_of(asked)


@pytest.mark.parametrize(
    ("expected", "asked"),
    [
        ("198.51.100.7", scope("10.0.0.2", "203.0.113.1, 198.51.100.7, 10.0.0.3")),
        ("198.51.100.7", scope("10.0.0.2", "203.0.113.1", "198.51.100.7", "10.0.0.3, 10.0.0.4")),
        ("2001:db8:2::7", scope("2001:db8:1::2", "10.9.9.9, 2001:db8:2::7, 2001:db8:1::3")),
        ("10.0.0.4", scope("10.0.0.2", "10.0.0.4, 10.0.0.3")),
        ("10.0.0.3", scope("10.0.0.2", "203.0.113.1, , 10.0.0.3")),
        ("somebody", scope("10.0.0.2", "203.0.113.1, somebody")),
    ],
    ids=["two", "three, in lines", "IPv6", "nobody else", "a gap", "a name"],
)
def test_one_proxy_behind_the_other_leads_to_whom_none_knows(expected: str, asked: HTTPScope):
    """The nearest address that is no proxy's: what is before it could be invented."""
    assert expected == INSIDE.origin_of(asked)


@pytest.mark.parametrize(
    ("expected", "asked"),
    [
        ("198.51.100.7", scope("::ffff:10.0.0.2", "198.51.100.7")),
        ("198.51.100.7", scope("10.0.0.2", "::ffff:198.51.100.7")),
        ("198.51.100.7", scope("10.0.0.2", "198.51.100.7:49152, 10.0.0.3:443")),
        ("2001:db8::7", scope("10.0.0.2", "[2001:db8::7]:49152")),
        ("192.0.2.1", scope("::ffff:192.0.2.1")),
    ],
    ids=["a socket of both", "said so", "a port", "a port of IPv6", "nobody's"],
)
def test_an_address_is_written_in_one_way(expected: str, asked: HTTPScope):
    """However the proxy or the socket has it, whoever guesses is the same one."""
    assert expected == INSIDE.origin_of(asked)


def test_who_trusts_everybody_believes_everything():
    """Up to a limit, so that nobody writes a novel."""
    assert "192.0.2.9" == ALL.origin_of(scope("10.0.0.2", "192.0.2.9, 198.51.100.7"))
    many = ", ".join(f"192.0.2.{number}" for number in range(MOST_HOPS + 2))
    assert "192.0.2.2" == ALL.origin_of(scope("10.0.0.2", many))
    assert 100 == len(ALL.origin_of(scope("::1", "x" * 5000)))


@pytest.mark.parametrize(
    ("expected", "asked"),
    [
        (True, scope(None, scheme="https")),
        (True, scope(None, proto="HTTPS")),
        (False, scope(None)),
        (False, scope(None, proto="http")),
    ],
)
def test_tls_is_told_by_us_or_by_a_proxy(expected: bool, asked: HTTPScope):  # noqa: FBT001 -- a table
    """The cookie is for TLS alone where there is some."""
    assert expected == is_secure(asked)
