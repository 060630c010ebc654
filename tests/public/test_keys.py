"""Who is let in, and who is not."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from litestar.types import HTTPScope

from kiro_py.clients.client import MAIN, Client, digest_of
from kiro_py.public.keys import KeyRing, Porter, client_of, find_client, let_in
from kiro_py.secret import Secret

RING = KeyRing([Secret("first-key"), Secret("other-key")])

LET_IN: dict[str, dict[str, str]] = {
    "x-api-key": {"x-api-key": "first-key"},
    "another key of the ring": {"x-api-key": "other-key"},
    "bearer": {"authorization": "Bearer first-key"},
    "bearer in small letters": {"authorization": "bearer first-key"},
    "bearer in capitals, with spaces": {"authorization": " BEARER   other-key "},
    "both, the first one right": {"x-api-key": "first-key", "authorization": "Bearer no"},
    "both, the second one right": {"x-api-key": "no", "authorization": "Bearer first-key"},
    "space around": {"x-api-key": " first-key "},
}


@pytest.mark.parametrize("headers", LET_IN.values(), ids=LET_IN)
def test_a_key_of_the_ring_is_let_in_from_either_header(headers: dict[str, str]):
    """SDKs, Claude Code and others differ in where they put the key, and some put two."""
    assert RING.admits(headers)


TURNED_AWAY: dict[str, dict[str, str]] = {
    "nothing": {},
    "an empty key": {"x-api-key": ""},
    "a blank key": {"x-api-key": "  "},
    "a wrong key": {"x-api-key": "first-kez"},
    "half a key": {"x-api-key": "first"},
    "another case": {"x-api-key": "First-Key"},
    "two keys at once": {"x-api-key": "first-key, other-key"},
    "bearer of nothing": {"authorization": "Bearer "},
    "bearer alone": {"authorization": "Bearer"},
    "no scheme": {"authorization": "first-key"},
    "another scheme": {"authorization": "Basic first-key"},
    "both wrong": {"x-api-key": "no", "authorization": "Bearer no"},
    "beyond Latin-1": {"x-api-key": "first-key\u4e2d"},
    "a lone surrogate": {"x-api-key": "first-key\ud800"},
}


@pytest.mark.parametrize("headers", TURNED_AWAY.values(), ids=TURNED_AWAY)
def test_everybody_else_is_turned_away(headers: dict[str, str]):
    """Only a whole key in its own place counts."""
    assert not RING.admits(headers)


@pytest.mark.parametrize("key", ["", " ", "\t\n"], ids=["empty", "space", "white space"])
def test_a_blank_key_is_refused_when_the_ring_is_made(key: str):
    """It would let in a client that shows nothing."""
    with pytest.raises(ValueError, match="blank"):
        KeyRing([Secret("first-key"), Secret(key)])


def test_a_ring_without_keys_lets_nobody_in():
    """No key is not an open door."""
    assert not KeyRing([]).admits({"x-api-key": ""})


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zs"]), min_size=1))
@example("voil\u00e0")  # whose last byte is a space to Latin-1
def test_a_key_in_any_script_is_known_by_its_bytes(key: str):
    """Clients send UTF-8, and servers read headers as Latin-1."""
    assert KeyRing([Secret(key)]).admits({"x-api-key": key.encode().decode("latin-1")})


ADA = Client(id=7, name="Ada")
FOUND = {digest_of(b"kpy_ada"): ADA}


@pytest.mark.parametrize(
    ("expected", "headers"),
    [
        (MAIN, {"x-api-key": "first-key"}),
        (ADA, {"x-api-key": "kpy_ada"}),
        (ADA, {"authorization": "Bearer kpy_ada"}),
        (ADA, {"x-api-key": "no", "authorization": "Bearer kpy_ada"}),
        (MAIN, {"x-api-key": "kpy_ada", "authorization": "Bearer first-key"}),
        (None, {"x-api-key": "kpy_eve"}),
        (None, {}),
    ],
    ids=["main", "a client", "bearer", "the right one of two", "both", "a stranger", "nothing"],
)
def test_a_porter_knows_who_is_at_the_door(expected: Client | None, headers: dict[str, str]):
    """The settings' own key stands before all others."""
    assert expected == Porter(RING, [lambda _: None, FOUND.get]).find(headers)
    read = {b"kpy_ada": ADA}.get
    assert expected == Porter(RING, readers=[lambda _: None, read]).find(headers)


def test_who_was_let_in_is_remembered():
    """As long as the request lasts, and nobody is there who was not."""
    scope: HTTPScope = {"type": "http"}  # type: ignore[typeddict-item]
    assert None is find_client(scope)
    with pytest.raises(LookupError):
        client_of(scope)
    let_in(scope, ADA)
    assert ADA == find_client(scope) == client_of(scope)
