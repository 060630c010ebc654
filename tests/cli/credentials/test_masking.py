"""What covers secrets when an entry is shown."""

import pytest

from kiro_py.cli.credentials.masking import masked, told
from kiro_py.secret import Secret

ENTRY = {
    "id": 3,
    "authMethod": "idc",
    "refreshToken": "refresh-example",
    "accessToken": "access-example",
    "clientId": "client",
    "clientSecret": "secret-example",
    "kiroApiKey": "ksk_example",
    "email": "ada@example.com",
    "priority": 0,
    "disabled": True,
    "provider": "BuilderId",
    "tags": ["mine"],
    "cookie": "cookie-example",
    "session": {"token": "nested-example"},
    "region": None,
}
SECRETS = ("refreshToken", "accessToken", "clientSecret", "kiroApiKey", "cookie", "session")


def test_whatever_might_be_a_secret_is_covered():
    """Secrets and members that nobody knows are masked, everything else is as it was."""
    assert ENTRY | dict.fromkeys(SECRETS, "***") == masked(ENTRY)


def test_fingerprints_tell_secrets_apart():
    """A covered text is told with the fingerprint of what is below."""
    shown = told(ENTRY)
    assert f"*** ({Secret('ksk_example').fingerprint()})" == shown["kiroApiKey"]
    assert "***" == shown["session"]
    assert "example" not in "".join(str(shown[name]) for name in SECRETS)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("http://ada:hidden@proxy.example.com:3128", "http://proxy.example.com:3128"),
        ("Direct", "direct"),
        ("no proxy: hidden", "***"),
    ],
    ids=["with a sign-in", "direct", "unreadable"],
)
def test_a_proxy_is_shown_without_its_sign_in(value: str, shown: str):
    """The address stays, user name and password do not."""
    assert {"proxyUrl": shown} == masked({"proxyUrl": value})
