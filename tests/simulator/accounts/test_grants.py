"""Sign-ins under way."""

import pytest

from kiro_py.simulator.accounts.grants import CodeGrant, Decision, DeviceGrant, Grants, Poll
from kiro_py.simulator.settings import Settings
from simulator.worlds import CHALLENGE, VERIFIER, world_of


def grants_of(approve_after_polls: int | None = 1) -> Grants:
    return world_of(settings=Settings(approve_after_polls=approve_after_polls)).grants


def poll(grants: Grants, device: DeviceGrant, after_seconds: float = 1.0) -> DeviceGrant | Poll:
    grants.clock.advance(after_seconds)
    return grants.poll_device(device.device_code, device.client_id)


def test_a_device_is_approved_after_some_polls():
    """By default the second poll gets the tokens, and no poll after it."""
    grants = grants_of()
    device = grants.start_device("client", "idc")

    assert [Poll.PENDING, device, Poll.UNKNOWN] == [poll(grants, device) for _ in range(3)]


def test_a_device_waits_for_its_user():
    """Without an automatic approval the device waits until the user has decided."""
    grants = grants_of(None)
    device = grants.start_device("client", "idc")
    waiting = [poll(grants, device) for _ in range(3)]
    device.decision = Decision.APPROVED

    assert [Poll.PENDING] * 3 + [device] == [*waiting, poll(grants, device)]


def test_a_denial_is_told():
    """A user who says no is heard."""
    grants = grants_of()
    device = grants.start_device("client", "idc")
    device.decision = Decision.DENIED

    assert Poll.DENIED is poll(grants, device)


def test_a_device_code_ends():
    """After its lifetime a code is worthless."""
    grants = grants_of()

    assert Poll.EXPIRED is poll(grants, grants.start_device("client", "idc"), 600)


def test_a_hasty_device_is_slowed_down():
    """Polls closer than the interval are answered with `slow_down`."""
    grants = grants_of(None)
    device = grants.start_device("client", "idc")

    assert [Poll.PENDING, Poll.SLOW_DOWN, Poll.PENDING] == [
        poll(grants, device),
        poll(grants, device, 0.5),
        poll(grants, device),
    ]


def test_a_device_belongs_to_its_client():
    """Another client does not get the tokens."""
    grants = grants_of()
    device = grants.start_device("client", "idc")

    assert Poll.UNKNOWN is grants.poll_device(device.device_code, "another")


def test_a_device_is_found_by_its_user_code():
    """The user code leads to the device, until the user has decided it waits."""
    grants = grants_of()
    device = grants.start_device("client", "idc")
    waiting = grants.waiting
    device.decision = Decision.APPROVED

    assert (device, None, (device,), ()) == (
        grants.find_by_user_code(device.user_code),
        grants.find_by_user_code("AAAA-AAAA"),
        waiting,
        grants.waiting,
    )


@pytest.mark.parametrize(
    ("redirect_uri", "verifier", "after_seconds", "expected"),
    [
        pytest.param("http://127.0.0.1/a", VERIFIER, 0, True, id="right"),
        pytest.param("http://127.0.0.1/b", VERIFIER, 0, False, id="another redirect"),
        pytest.param("http://127.0.0.1/a", "guess", 0, False, id="another verifier"),
        pytest.param("http://127.0.0.1/a", VERIFIER, 600, False, id="too late"),
    ],
)
def test_a_code_fits_its_verifier(
    redirect_uri: str, verifier: str, after_seconds: float, *, expected: bool
):
    """A code is for whoever asked for it, for ten minutes."""
    grants = grants_of()
    grant = CodeGrant("idc", "client", "http://127.0.0.1/a", CHALLENGE, grants.code_expiry())

    now = grants.clock.now() + after_seconds
    assert expected is grant.fits(redirect_uri, verifier, now)


def test_a_code_is_redeemed_once():
    """The second time a code stands for nothing."""
    grants = grants_of()
    grant = CodeGrant("idc", "client", "http://127.0.0.1/a", CHALLENGE, grants.code_expiry())
    code = grants.issue_code(grant)

    assert [grant, None] == [grants.redeem_code(code), grants.redeem_code(code)]


def test_a_registration_ends():
    """A client is known for ninety days."""
    grants = grants_of()
    client_id, _ = grants.register_client("https://example.com/start")
    secret = grants.mint.client_secret(client_id)
    before = grants.knows_client(client_id, secret)
    grants.clock.advance(90 * 86_400)

    assert (True, False) == (before, grants.knows_client(client_id, secret))


def test_a_client_remembers_its_issuer():
    """What a client was registered for is known, and nothing about others."""
    grants = grants_of()
    client_id, _ = grants.register_client("https://example.com/start")

    assert ("https://example.com/start", "") == (
        grants.issuer_of(client_id),
        grants.issuer_of("another"),
    )
