"""Where a request comes from."""

from typing import Any, cast

import pytest
from litestar.types import HTTPScope

from kiro_py.admin.address import address_of, is_secure


def scope(client: tuple[str, int] | None, scheme: str = "http", **headers: str) -> HTTPScope:
    raw = [(name.replace("_", "-").encode(), text.encode()) for name, text in headers.items()]
    return cast("Any", {"client": client, "scheme": scheme, "headers": raw})


@pytest.mark.parametrize(
    ("expected", "asked"),
    [
        ("192.0.2.1", scope(("192.0.2.1", 5))),
        ("127.0.0.1", scope(("127.0.0.1", 5))),
        ("198.51.100.7", scope(("127.0.0.1", 5), x_forwarded_for="203.0.113.1, 198.51.100.7")),
        ("2001:db8::1", scope(("::1", 5), x_forwarded_for="2001:db8::1")),
        ("192.0.2.1", scope(("192.0.2.1", 5), x_forwarded_for="198.51.100.7")),
        ("127.0.0.1", scope(("127.0.0.1", 5), x_forwarded_for=" ")),
        ("unknown", scope(None)),
    ],
)
def test_only_a_proxy_of_this_machine_is_believed(expected: str, asked: HTTPScope):
    """And of what it says only the part that it wrote itself."""
    assert expected == address_of(asked)


def test_an_address_is_no_novel():
    """What is written down of it has a limit."""
    assert 100 == len(address_of(scope(("::1", 5), x_forwarded_for="x" * 5000)))


@pytest.mark.parametrize(
    ("expected", "asked"),
    [
        (True, scope(None, "https")),
        (True, scope(None, x_forwarded_proto="HTTPS")),
        (False, scope(None)),
        (False, scope(None, x_forwarded_proto="http")),
    ],
)
def test_tls_is_told_by_us_or_by_a_proxy(expected: bool, asked: HTTPScope):  # noqa: FBT001 -- a table
    """The cookie is for TLS alone where there is some."""
    assert expected == is_secure(asked)
