"""Signing in in a browser: the page, the address it ends at, the code in that."""

from contextlib import suppress
from urllib.parse import parse_qs, urlencode, urlsplit

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes_credentials import BOOK, MACHINE
from kiro_py.errors import SignInFailed
from kiro_py.kiro.browser import (
    Callback,
    Visit,
    challenge_of,
    exchange_code,
    read_callback,
    sign_in_page,
)
from kiro_py.kiro.device import Provider, Way
from kiro_py.secret import Secret
from simulator.worlds import CHALLENGE, VERIFIER

VISIT = Visit(Secret("our-state"), Secret(VERIFIER))
BACK = "http://localhost:3128/oauth/callback"
WITH_GOOGLE = f"{BACK}?login_option=google"


def back(address: str = BACK, **query: str) -> str:
    found = {"login_option": "google", "code": "the-code", "state": "our-state"} | query
    return f"{address}?{urlencode({name: value for name, value in found.items() if value})}"


def test_the_page_is_told_a_digest():
    """PKCE as RFC 7636 has it: the verifier itself stays here."""
    page = urlsplit(sign_in_page(BOOK, VISIT))
    assert ("https", "app.kiro.dev", "/signin") == (page.scheme, page.netloc, page.path)
    assert {
        "state": ["our-state"],
        "code_challenge": [CHALLENGE],
        "code_challenge_method": ["S256"],
        "redirect_uri": ["http://localhost:3128"],
        "redirect_from": ["KiroIDE"],
    } == parse_qs(page.query)


def test_the_digest_is_the_standard_s():
    """The example of RFC 7636, appendix B."""
    verifier = Secret("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    assert "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM" == challenge_of(verifier)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (back(), Callback(Secret("the-code"), WITH_GOOGLE, Provider.GOOGLE)),
        (f"  {back()}\n", Callback(Secret("the-code"), WITH_GOOGLE, Provider.GOOGLE)),
        (
            back(BACK.replace("localhost", "127.0.0.1"), login_option="github"),
            Callback(Secret("the-code"), f"{BACK}?login_option=github", Provider.GITHUB),
        ),
        (
            back("http://localhost:3128/signin/callback", login_option=""),
            Callback(Secret("the-code"), "http://localhost:3128/signin/callback", None),
        ),
    ],
    ids=["whole", "with blanks", "the other name of this machine", "without an option"],
)
def test_the_code_is_found(url: str, expected: Callback):
    """It is bound to the address without code and state."""
    assert expected == read_callback(url, VISIT)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "the-code",
        back("https://localhost:3128/oauth/callback"),
        back("http://localhost:3129/oauth/callback"),
        back("http://localhost:no/oauth/callback"),
        back("http://example.com:3128/oauth/callback"),
        back("http://localhost:3128/elsewhere"),
        back(state="another"),
        back(state=""),
        back(error="access_denied", state="another"),
        f"{back()}\u202e",
        f"{back()}{'a' * 9000}",
        back() + "&a=1" * 60,
    ],
)
def test_an_address_of_somebody_else_is_refused(url: str):
    """It says nothing about this sign-in, which goes on."""
    with pytest.raises(ValueError, match=r"expected the address|another sign-in"):
        read_callback(url, VISIT)


@pytest.mark.parametrize(
    ("query", "how", "why"),
    [
        ({"error": "access_denied"}, "denied", "the sign-in was denied"),
        ({"error": "server_error"}, "failed", "the page says server_error"),
        ({"error": "<b>\n"}, "failed", "the page says b"),
        ({"code": "", "login_option": ""}, "failed", "the address has no code"),
        ({"code": "", "login_option": "awsidc"}, "failed", "awsidc was chosen there"),
        ({"code": "", "login_option": "external_idp"}, "failed", "external_idp was chosen there"),
    ],
)
def test_a_page_that_ends_it_is_believed(query: dict[str, str], how: str, why: str):
    """What it says is told, letters only."""
    with pytest.raises(SignInFailed) as failed:
        read_callback(back(**query), VISIT)
    assert how == failed.value.how
    assert failed.value.why.startswith(why)


def test_the_code_is_changed_for_tokens():
    """JSON in OAuth's own spelling, at the social service."""
    way = Way(book=BOOK, machine=MACHINE, invocation_id="invocation")
    call = exchange_code(way, read_callback(back(), VISIT), VISIT)
    assert "https://prod.us-east-1.auth.desktop.kiro.dev/oauth/token" == call.url
    assert {
        "code": "the-code",
        "code_verifier": VERIFIER,
        "redirect_uri": WITH_GOOGLE,
    } == msgspec.json.decode(call.body)


@given(st.text(max_size=200) | st.text(max_size=60).map(lambda text: f"{BACK}?{text}"))
def test_anything_can_be_pasted(url: str):
    """It is a callback, somebody else's address, or an end; never another error."""
    with suppress(ValueError, SignInFailed):
        assert read_callback(url, VISIT).redirect_uri.startswith("http://localhost:3128/")
