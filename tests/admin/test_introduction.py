"""Visitors whom another process has sent on."""

from typing import Any, cast

import pytest
from litestar.types import HTTPScope

from fakes import FakeClock
from kiro_py.admin.introduction import HEADER, OLDEST_SECONDS, Introduced, Introductions
from kiro_py.secret import Secret

NOW = 1_800_000_000.0
KEY, OTHER = (
    Secret("secret-key-of-32-characters-or-more"),
    Secret("another-key-of-32-characters-ok"),
)
FAR, NEAR = ("127.0.0.1", 8080), ("somewhere/1.sock", None)


def request(
    value: bytes | None = None, *, server: Any = FAR, method: str = "POST", client: Any = None
) -> HTTPScope:
    headers = [(b"accept", b"*/*")] if value is None else [(b"accept", b"*/*"), (HEADER, value)]
    scope: dict[str, Any] = {
        "method": method,
        "raw_path": b"/api/admin/v1/jobs/a%20b",
        "query_string": b"all=1",
        "client": client or ("192.0.2.1", 4000),
        "server": server,
        "headers": headers,
        "state": {},
    }
    return cast("HTTPScope", scope)


def introductions(*keys: Secret, now: float = NOW) -> Introductions:
    return Introductions(keys, FakeClock(now))


def written(*keys: Secret) -> bytes:
    """Return how a visitor from 203.0.113.9 is introduced."""
    return introductions(*keys).write(request(client=("203.0.113.9", 5000)))


def test_a_visitor_comes_from_where_he_came_from_at_first():
    """And what introduced him is gone, as it was said to us only."""
    scope = request(written(KEY))
    assert Introduced(is_believed=True, is_near=False) == introductions(KEY).read(scope)
    assert ("203.0.113.9", 0) == scope["client"]
    assert [(b"accept", b"*/*")] == scope["headers"]
    assert Introduced(is_believed=True, is_near=False) == Introduced.of(scope)


def test_nobody_is_introduced_who_does_not_say_so():
    """He stays where he is."""
    scope = request()
    assert (None, None) == (introductions(KEY).read(scope), Introduced.of(scope))
    assert ("192.0.2.1", 4000) == scope["client"]


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(written(OTHER), id="another secret"),
        pytest.param(written(), id="no secret"),
        pytest.param(written(KEY).replace(b"203.0.113.9", b"203.0.113.8"), id="another address"),
        pytest.param(written(KEY)[:-1], id="cut"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"\xff \xff \xff", id="no text"),
        pytest.param(b"9" * 5000 + b" 203.0.113.9 -", id="a long time"),
        pytest.param("٣ 203.0.113.9 -".encode(), id="another script"),
    ],
)
def test_a_forged_introduction_is_not_believed(value: bytes):
    """He stays where he is, and is not sent on."""
    scope = request(value)
    assert Introduced(is_believed=False, is_near=False) == introductions(KEY).read(scope)
    assert ("192.0.2.1", 4000) == scope["client"]


def test_an_introduction_is_for_one_request():
    """It is not believed of another one."""
    found = introductions(KEY).read(request(written(KEY), method="DELETE"))
    assert Introduced(is_believed=False, is_near=False) == found


@pytest.mark.parametrize(("expected", "later"), [(True, 0), (True, 1), (False, 1.1), (False, -1.1)])
def test_an_introduction_is_for_now(*, expected: bool, later: float):
    """As far as clocks agree."""
    found = introductions(KEY, now=NOW + later * OLDEST_SECONDS).read(request(written(KEY)))
    assert Introduced(is_believed=expected, is_near=False) == found


def test_the_secret_before_this_one_is_believed():
    """So that it can be changed while the others have it still."""
    found = introductions(OTHER, KEY).read(request(written(KEY)))
    assert Introduced(is_believed=True, is_near=False) == found


def test_a_private_socket_is_proof_enough():
    """Workers of one machine need no secret."""
    scope = request(written(), server=NEAR)
    assert Introduced(is_believed=True, is_near=True) == introductions().read(scope)
    assert ("203.0.113.9", 0) == scope["client"]


def test_whose_address_nobody_knows_has_none():
    """A visitor by a socket has no address."""
    told = introductions(KEY).write(request() | {"client": None})  # type: ignore[arg-type]
    scope = request(told)
    introductions(KEY).read(scope)
    assert None is scope["client"]


def test_only_who_has_a_secret_can_sign():
    """Without one nobody is sent over a network."""
    assert (True, False) == (introductions(KEY).can_sign, introductions().can_sign)
