"""Which identity providers may be trusted with a refresh token."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiro_py.kiro.provider import PROVIDERS, find_endpoint_fault, is_provider

LISTED = ("login.microsoftonline.com", "*.okta.com", "127.0.0.1")


@pytest.mark.parametrize(
    "url",
    [
        "https://login.microsoftonline.com/tenant/oauth2/v2.0/token",
        "https://acme.okta.com/oauth2/v1/token",
        "https://ACME.Okta.com:443/oauth2/v1/token",
        "https://eu.acme.okta.com/token?p=policy",
        "http://127.0.0.1:9000/token",
        "https://127.0.0.1/token",
    ],
)
def test_a_listed_provider_may_renew(url: str):
    """By its name, or as a name under a listed one; this machine only when it is listed."""
    assert find_endpoint_fault(url, LISTED) is None


NOT_LISTED = "{} is not among the identity providers that are allowed"
NO_NAME = "name the host; an address could be anybody's"
NO_TLS = "tokens travel over https, on its own port"
NO_FORM = "write https://host/path"
FAULTS = {
    "a stranger": (NOT_LISTED.format("evil.example.com"), "https://evil.example.com/token"),
    "the end of a name": (NOT_LISTED.format("evilokta.com"), "https://evilokta.com/token"),
    "the name alone": (NOT_LISTED.format("okta.com"), "https://okta.com/token"),
    "a name in front": (
        NOT_LISTED.format("acme.okta.com.evil.example.com"),
        "https://acme.okta.com.evil.example.com/token",
    ),
    "under a whole name": (
        NOT_LISTED.format("evil.login.microsoftonline.com"),
        "https://evil.login.microsoftonline.com/token",
    ),
    "no TLS": (NO_TLS, "http://acme.okta.com/token"),
    "another port": (NO_TLS, "https://acme.okta.com:8443/token"),
    "another scheme": (NO_TLS, "ftp://acme.okta.com/token"),
    "an address": (NO_NAME, "https://169.254.169.254/token"),
    "an address of version 6": (NO_NAME, "https://[2001:db8::1]/token"),
    "an address as one number": (NO_NAME, "https://2130706433/token"),
    "an address in hexadecimal": (NO_NAME, "https://0x7f.1/token"),
    "this machine by another number": (NO_TLS, "http://127.0.0.2/token"),
    "a dot at the end": (NO_NAME, "https://acme.okta.com./token"),
    "a name that is none": (NO_NAME, "https://evil.example.com\\.okta.com/token"),
    "this machine, unlisted": (
        "this machine is not among the identity providers that are allowed",
        "http://localhost:9000/token",
    ),
    "this machine, another scheme": (NO_FORM, "ftp://127.0.0.1/token"),
    "a user": (NO_FORM, "https://acme.okta.com@evil.example.com/token"),
    "a fragment": (NO_FORM, "https://acme.okta.com/token#there"),
    "no host": (NO_FORM, "https:///token"),
    "nothing": (NO_FORM, ""),
    "a line break": (NO_FORM, "https://acme.okta\n.com/token"),
    "a port that is none": ("this is no URL", "https://acme.okta.com:x/token"),
}


@pytest.mark.parametrize(("fault", "url"), FAULTS.values(), ids=FAULTS)
def test_nobody_else_may_renew(fault: str, url: str):
    """Whoever gets a refresh token is the user, so that a doubtful address is refused."""
    assert fault == find_endpoint_fault(url, LISTED)


@given(st.text())
def test_any_address_is_judged(url: str):
    """Nothing that could be in a file breaks the judge; where nobody is listed, nobody passes."""
    assert find_endpoint_fault(url, LISTED) != ""
    assert find_endpoint_fault(url, ()) is not None


@pytest.mark.parametrize("pattern", [*PROVIDERS, "127.0.0.1", "::1", "localhost", "sso.acme.dev"])
def test_a_provider_is_a_name(pattern: str):
    """Those that are rented, those of a company, and this machine."""
    assert is_provider(pattern)


@pytest.mark.parametrize("pattern", ["*", "*.com", "*.", "10.0.0.1", "https://acme.okta.com", ""])
def test_what_would_let_in_everybody_is_no_provider(pattern: str):
    """A list of providers names them."""
    assert not is_provider(pattern)
