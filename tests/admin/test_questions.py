"""What came of a question to Kiro is said honestly."""

from pathlib import Path

import pytest

from admin.keeping import scene
from admin.pool_in_hand import key, pool
from fakes_credentials import answer
from kiro_py.admin.questions import Unproven
from kiro_py.errors import UpstreamUnreachable
from kiro_py.pool.standing import Standing, State
from kiro_py.ports.upstream import HttpAnswer

BREAKDOWN = {"resourceType": "CREDIT", "currentUsage": 12.5, "usageLimit": 2000}
USAGE = answer(
    200,
    {
        "usageBreakdownList": [BREAKDOWN],
        "subscriptionInfo": {"subscriptionTitle": "KIRO PRO"},
    },
)
REFUSED = answer(403, {"message": "The bearer token included in the request is invalid."})
SUSPENDED = answer(403, {"message": "…", "reason": "TEMPORARILY_SUSPENDED"})
DOWN = answer(500, {})


async def test_a_proof_tells_what_is_left(tmp_path: Path):
    """In words."""
    subject = pool(tmp_path, key(1), answers=[USAGE])
    assert "KIRO PRO: 12.50 of 2,000 credits used" == await subject.questions.verify(1)


@pytest.mark.parametrize(
    ("is_dead", "state", "refusal"),
    [
        pytest.param(True, "ready", REFUSED, id="a key that is refused"),
        pytest.param(False, "suspended", SUSPENDED, id="an account that is suspended"),
        pytest.param(False, "ready", DOWN, id="a service that is down"),
    ],
)
async def test_a_failure_says_what_it_proves(
    tmp_path: Path, *, is_dead: bool, state: str, refusal: HttpAnswer
):
    """A sign-in is dead only when the service says so; a suspension is remembered."""
    subject = pool(tmp_path, key(1), answers=[refusal, refusal])
    with pytest.raises(Unproven) as unproven:
        await subject.questions.verify(1)
    assert (is_dead, state) == (unproven.value.is_dead, subject.state(1))


async def test_a_service_that_is_out_of_reach_proves_nothing(tmp_path: Path):
    """It is said which host did not answer."""
    down = UpstreamUnreachable("connect", host="management.example.com")
    subject = pool(tmp_path, key(1), answers=[down, down])
    with pytest.raises(Unproven, match=r"management\.example\.com") as unproven:
        await subject.questions.verify(1)
    assert not unproven.value.is_dead


async def test_a_sign_in_that_works_again_is_used_again(tmp_path: Path):
    """Whatever was thought of it."""
    login = pool(tmp_path, key(1)).register.find(1).kiro_api_key
    assert login is not None
    ended = Standing(State.NEEDS_LOGIN, login=login.fingerprint())
    subject = pool(tmp_path, key(1), answers=[USAGE], standings={1: ended})
    assert "needs login" == subject.state(1)
    await subject.questions.verify(1)
    assert "ready" == subject.state(1)


async def test_usage_that_is_not_told_is_no_balance(tmp_path: Path):
    """The reason is."""
    subject = pool(tmp_path, key(1), answers=[DOWN, DOWN])
    with pytest.raises(Unproven, match="HTTP 500"):
        await subject.questions.balance(1)


async def test_a_dead_sign_in_is_found(tmp_path: Path):
    """A token that still lives is no proof of the account: it is asked."""
    async with scene(tmp_path, "social", revoked="social") as subject:
        found = await subject.ask("POST", "/api/admin/v1/credentials/1/quota?force=true")
        assert "needs login" == (await subject.one(1))["state"]
    assert (200, True) == (found.status, "token-refused" in found.body["quotaProblem"])
