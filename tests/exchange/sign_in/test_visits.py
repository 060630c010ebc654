"""What a person is shown and comes back with, on a real socket."""

from pathlib import Path
from typing import Any

import pytest

from exchange.sign_in.entrance import COMPANY, Entrance, entrance, visited
from kiro_py.errors import SignInFailed
from kiro_py.exchange.sign_in.visits import Registration
from kiro_py.exchange.sign_in.wanted import Method, wanted
from kiro_py.kiro.device import Provider
from kiro_py.simulator.accounts.grants import Decision
from kiro_py.simulator.faults.effects import Answer, Drop
from kiro_py.simulator.settings import Settings

PATIENT = Settings(approve_after_polls=None, device_interval_seconds=2)
"""A person who has to decide."""

WITH_CODE: dict[str, tuple[Method, dict[str, Any]]] = {
    "builder-id": (Method.BUILDER_ID, {}),
    "idc": (Method.IDC, {"start_url": COMPANY, "region": "us-east-1"}),
    "social": (Method.SOCIAL_DEVICE, {"provider": "google"}),
}
every_code = pytest.mark.parametrize(("method", "said"), WITH_CODE.values(), ids=WITH_CODE)


async def ended(subject: Entrance, method: Method, **said: Any) -> Registration:
    return await (await subject.reception.receive(wanted(method, **said))).finish()


async def failed(subject: Entrance, method: Method, **said: Any) -> tuple[str, str]:
    with pytest.raises(SignInFailed) as failure:
        await ended(subject, method, **said)
    return failure.value.how, failure.value.why


def decides(subject: Entrance, decision: Decision) -> None:
    for grant in subject.kiro.world.grants.waiting:
        grant.decision = decision


@every_code
async def test_a_code_is_shown_and_waited_for(tmp_path: Path, method: Method, said: dict[str, Any]):
    """The page has the code, and the tokens come when the person has agreed, not before."""
    async with entrance(tmp_path, settings=PATIENT) as subject:
        visit = await subject.reception.receive(wanted(method, **said))
        (grant,) = subject.kiro.world.grants.waiting
        shown = visit.invitation
        assert (grant.user_code, False) == (shown.user_code, shown.needs_callback)
        assert f"{subject.kiro.url}/device?user_code={grant.user_code}" == shown.address
        assert grant.expires_at == pytest.approx(shown.expires_at, abs=5)
        subject.waiting.at[3] = lambda: decides(subject, Decision.APPROVED)
        registration = await visit.finish()
        assert registration.tokens.refresh_token
        assert [2, 2, 2] == subject.waiting.seconds
        assert method.is_social is (registration.client is None)


@every_code
async def test_a_person_may_say_no(tmp_path: Path, method: Method, said: dict[str, Any]):
    """Then it is over at once."""
    async with entrance(tmp_path, settings=PATIENT) as subject:
        subject.waiting.at[2] = lambda: decides(subject, Decision.DENIED)
        assert ("denied", "the sign-in was denied") == await failed(subject, method, **said)
        assert 2 == len(subject.waiting.seconds)


@every_code
async def test_a_code_expires(tmp_path: Path, method: Method, said: dict[str, Any]):
    """Nobody is asked once it has, and the person is told to begin again."""
    lazy = Settings(
        approve_after_polls=None, device_interval_seconds=60, device_lifetime_seconds=200
    )
    async with entrance(tmp_path, settings=lazy) as subject:
        how, why = await failed(subject, method, **said)
        assert [60, 60, 60] == subject.waiting.seconds
    assert ("expired", True) == (how, "begin again" in why)


@every_code
async def test_slow_down_is_obeyed(tmp_path: Path, method: Method, said: dict[str, Any]):
    """Five seconds more from then on."""
    async with entrance(tmp_path, settings=PATIENT) as subject:
        subject.kiro.faults.add(
            Answer(status=400, body={"error": "slow_down", "error_description": "slow down"}),
            operation="PollSocialDevice" if method.is_social else "CreateToken",
        )
        subject.waiting.at[3] = lambda: decides(subject, Decision.APPROVED)
        assert await ended(subject, method, **said)
        assert [2, 7, 7] == subject.waiting.seconds


@pytest.mark.parametrize(
    "fault",
    [Answer(status=503, text="busy"), Answer(status=403, text="<html>blocked</html>"), Drop()],
    ids=["their fault", "a page of a proxy", "no answer"],
)
async def test_a_service_that_is_away_is_asked_again(tmp_path: Path, fault: Answer | Drop):
    """A sign-in does not end because a service is down for a moment."""
    async with entrance(tmp_path) as subject:
        visit = await subject.reception.receive(wanted(Method.BUILDER_ID))
        subject.kiro.faults.add(fault, operation="CreateToken", times=2)
        assert (await visit.finish()).tokens.access_token
        assert [1, 2, 4, 4] == subject.waiting.seconds


@pytest.mark.parametrize(
    ("operation", "method", "said"),
    [
        ("RegisterClient", *WITH_CODE["builder-id"]),
        ("StartDeviceAuthorization", *WITH_CODE["idc"]),
        ("StartSocialDevice", *WITH_CODE["social"]),
    ],
)
@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (Answer(status=400, body={"error": "invalid_request"}), "HTTP 400 invalid_request"),
        (Answer(status=500, text="no"), "HTTP 500"),
        (Drop(), "does not answer"),
    ],
    ids=["refused", "broken", "silent"],
)
async def test_what_cannot_begin_is_told(
    tmp_path: Path,
    operation: str,
    method: Method,
    said: dict[str, Any],
    fault: Answer | Drop,
    why: str,
):
    """Nobody is shown a code that is none."""
    async with entrance(tmp_path) as subject:
        subject.kiro.faults.add(fault, operation=operation, times=None)
        with pytest.raises(SignInFailed, match=why):
            await subject.reception.receive(wanted(method, **said))


async def test_a_browser_s_address_is_brought_back(tmp_path: Path):
    """The code in it is changed for tokens, with the verifier that only we know."""
    async with entrance(tmp_path) as subject:
        visit = await subject.reception.receive(wanted(Method.SOCIAL_BROWSER))
        assert (True, None) == (visit.invitation.needs_callback, visit.invitation.user_code)
        visit.bring(await visited(subject.kiro, visit.invitation))
        registration = await visit.finish()
        assert (Provider.GOOGLE, None) == (registration.provider, registration.client)
        assert registration.tokens.profile_arn == subject.kiro.accounts.profile_arn("social")


async def test_an_address_of_another_sign_in_changes_nothing(tmp_path: Path):
    """It is refused, and the right one is still taken."""
    async with entrance(tmp_path) as subject:
        first = await subject.reception.receive(wanted(Method.SOCIAL_BROWSER))
        second = await subject.reception.receive(wanted(Method.SOCIAL_BROWSER))
        theirs = await visited(subject.kiro, second.invitation)
        with pytest.raises(ValueError, match="another sign-in"):
            first.bring(theirs)
        first.bring(await visited(subject.kiro, first.invitation))
        assert (await first.finish()).tokens.access_token


async def test_a_page_may_say_no(tmp_path: Path):
    """Whoever cancels there has denied it."""
    async with entrance(tmp_path) as subject:
        visit = await subject.reception.receive(wanted(Method.SOCIAL_BROWSER))
        visit.bring(await visited(subject.kiro, visit.invitation, denies=True))
        with pytest.raises(SignInFailed, match="denied"):
            await visit.finish()


async def test_nobody_is_waited_for_at_a_page_for_ever(tmp_path: Path):
    """Ten minutes are enough."""
    async with entrance(tmp_path) as subject:
        visit = await subject.reception.receive(wanted(Method.SOCIAL_BROWSER))
        subject.kiro.clock.advance(601)
        with pytest.raises(SignInFailed, match="nobody came back") as failure:
            await visit.finish()
    assert "expired" == failure.value.how


async def test_a_spent_code_is_refused(tmp_path: Path):
    """What the service says is told; the code is not."""
    async with entrance(tmp_path) as subject:
        visit = await subject.reception.receive(wanted(Method.SOCIAL_BROWSER))
        address = await visited(subject.kiro, visit.invitation)
        subject.kiro.clock.advance(599)
        visit.bring(address)
        subject.kiro.faults.add(
            Answer(status=400, body={"error": "invalid_grant"}), operation="ExchangeCode"
        )
        with pytest.raises(SignInFailed, match="HTTP 400 invalid_grant"):
            await visit.finish()


async def test_a_code_ends_without_an_address(tmp_path: Path):
    """There is nothing to bring."""
    async with entrance(tmp_path) as subject:
        visit = await subject.reception.receive(wanted(Method.BUILDER_ID))
        with pytest.raises(ValueError, match="ends by itself"):
            visit.bring("http://localhost:3128/oauth/callback?code=1&state=2")
