"""A credential, without its secrets."""

import hashlib

import msgspec
import pytest

from fakes_credentials import ARN, api_key, external, social, tokens
from kiro_py.admin.views import Subject, view
from kiro_py.exchange.lease import Use
from kiro_py.pool.credential import Credential, Direct, Proxy, Tokens
from kiro_py.pool.standing import Standing, State
from kiro_py.secret import Secret

READY = Standing()


def shown(credential: Credential, standing: Standing = READY, use: Use | None = None) -> object:
    subject = Subject(credential, standing, use or Use(), failed_renewals=2)
    return msgspec.to_builtins(view(subject, is_current=True))


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_a_sign_in_is_shown_as_kiro_rs_shows_it():
    """Every member is there, also when it is null, but for a proxy and a reason."""
    held = Tokens(Secret("access"), Secret("refresh"), 1_800_000_000.9, ARN)
    credential = social(held, priority=3, email="ada@example.com", subscription_title="KIRO PRO")
    assert {
        "id": 1,
        "priority": 3,
        "disabled": False,
        "failureCount": 1,
        "isCurrent": True,
        "expiresAt": "2027-01-15T08:00:00+00:00",
        "authMethod": "social",
        "hasProfileArn": True,
        "refreshTokenHash": digest("refresh"),
        "apiKeyHash": None,
        "maskedApiKey": None,
        "email": "ada@example.com",
        "successCount": 42,
        "lastUsedAt": "2027-01-15T08:00:01+00:00",
        "hasProxy": False,
        "refreshFailureCount": 2,
        "endpoint": "ide",
        "state": "ready",
        "reason": None,
        "until": None,
        "subscriptionTitle": "KIRO PRO",
    } == shown(credential, Standing(strikes=1), Use(42, 1_800_000_001.0))


@pytest.mark.parametrize(
    ("expected", "key"),
    [
        ("ksk_...mnop", "ksk_abcdefghijklmnop"),
        ("***", "ksk_abcdefghijkl"),
        ("***", "ksk_abcdefghijklmnopé"),
    ],
    ids=["long", "16 characters", "not ASCII"],
)
def test_a_key_is_masked(expected: str, key: str):
    """Its hash tells duplicates; a short one shows nothing."""
    found = msgspec.convert(shown(api_key(kiro_api_key=Secret(key))), dict[str, object])
    assert (expected, digest(key)) == (found["maskedApiKey"], found["apiKeyHash"])
    assert (None, None, "api_key") == (
        found["expiresAt"],
        found["refreshTokenHash"],
        found["authMethod"],
    )


def test_no_secret_is_shown():
    """Neither tokens, nor a client's secret, nor a proxy's sign-in."""
    proxy = Proxy("http://proxy.example.com:3128", "ada", Secret("proxy-secret"))
    credential = external(
        tokens("access-secret", "refresh-secret"),
        client_secret=Secret("client-secret"),
        proxy=proxy,
    )
    found = repr(shown(credential))
    assert "http://proxy.example.com:3128" in found
    assert not [
        word for word in ("access-s", "refresh-s", "client-s", "proxy-s", "ada") if word in found
    ]


def test_a_way_without_a_proxy_is_one():
    """`direct` is shown as such."""
    found = msgspec.convert(shown(social(proxy=Direct.DIRECT)), dict[str, object])
    assert (True, "direct") == (found["hasProxy"], found["proxyUrl"])


@pytest.mark.parametrize(
    ("reason", "failures", "standing", "is_disabled"),
    [
        ("Manual", 0, READY, True),
        ("Manual", 1, Standing(State.NEEDS_LOGIN), True),
        ("InvalidRefreshToken", 1, Standing(State.NEEDS_LOGIN), False),
        ("TooManyFailures", 3, Standing(State.SUSPENDED, strikes=3), False),
        (None, 1, Standing(State.SPENT, until=1_900_000_000.0), False),
        (None, 1, Standing(State.COOLING, until=1_900_000_000.0), False),
        (None, 2, Standing(strikes=2), False),
    ],
)
def test_only_what_a_person_must_end_is_disabled(
    reason: str | None, failures: int, standing: Standing, *, is_disabled: bool
):
    """What ends by itself is told by its state; whoever is out has failed at least once."""
    found = msgspec.convert(shown(social(disabled=is_disabled), standing), dict[str, object])
    assert (reason, failures) == (found.get("disabledReason"), found["failureCount"])
    assert (reason is not None) is found["disabled"]
    assert standing.state.value == found["state"]
    assert (standing.until is not None) is (found["until"] is not None)
