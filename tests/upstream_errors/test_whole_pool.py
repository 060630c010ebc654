"""What clients are told while nobody can serve them, and what Kiro is spared then."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import aiohttp
import msgspec
import pytest

from fakes import Forgetful
from fakes_credentials import MemoryStore
from house import KEY_HEADERS, running_gateway
from kiro_py.config.credentials import read_roster
from kiro_py.pool.standing import Standing, State
from kiro_py.simulator.accounts.account import Account, Kind
from kiro_py.simulator.faults.effects import Answer, Effect, Throw
from kiro_py.simulator.server import Simulator
from upstream_errors.lanes import GENERATE, RENEWALS, read_told
from upstream_errors.row import PLAIN, Told

FIRST, SECOND = "first", "second"
CREDITS = 2000.0

NOBODY = Told(
    503,
    "api_error",
    "no usable Kiro credential: the gateway's owner must look after the credentials",
    should_retry=False,
)
REFUSED = Told(
    503,
    "api_error",
    "the gateway's Kiro sign-in was refused: the gateway's owner must sign in to Kiro again",
    should_retry=False,
)


def cooling(seconds: int) -> Told:
    return Told(
        429,
        "rate_limit_error",
        f"every Kiro credential is cooling down: try again in {seconds} s",
        retry_after=seconds,
    )


def refuse(status: int, message: str, reason: str | None = None) -> Answer:
    return Answer(status=status, body={"message": message, "reason": reason})


INVALID = refuse(403, "The bearer token included in the request is invalid.")
SUSPICIOUS = refuse(429, "Due to suspicious activity, we are imposing temporary limits.")
SUSPENDED = refuse(403, "Your User ID temporarily is suspended.", "TEMPORARILY_SUSPENDED")
FIVE_MINUTES = refuse(429, "5-minute credit limit exceeded", "DAILY_REQUEST_COUNT")
TOO_MANY = refuse(429, "Too many requests, please wait before trying again.")

LIMITED = Told(
    429,
    "rate_limit_error",
    "Kiro limits the gateway's account for a while: try again in 600 s",
    retry_after=600,
)


class Watched(Forgetful):
    """A memory that can be waited for."""

    def __init__(self) -> None:
        super().__init__()
        self._saved = asyncio.Event()

    def save(self, credential_id: int, standing: Standing) -> None:
        super().save(credential_id, standing)
        self._saved.set()

    async def until(self, is_so: Callable[[Standing], bool]) -> Standing:
        """Return how the first credential stands, once that is so."""
        async with asyncio.timeout(10):
            while not is_so(self.standings.get(1, Standing())):
                self._saved.clear()
                await self._saved.wait()
        return self.standings[1]


@dataclass(frozen=True, slots=True)
class Scene:
    """A gateway with a pool, and a client that asks one thing after the other."""

    kiro: Simulator
    client: aiohttp.ClientSession
    memory: Watched

    async def ask(self, **more: Any) -> Told | None:
        """Return what the client is told, `None` when it is served."""
        async with self.client.post("/v1/messages", json=PLAIN | more, headers=KEY_HEADERS) as got:
            text = await got.text()
            return None if got.status == 200 else read_told(got, json.loads(text))

    def refuse(self, account: str, *effects: Effect, operation: str = GENERATE) -> None:
        self.kiro.faults.add(*effects, operation=operation, account=account, times=None)

    def end_sign_in(self, account: str) -> None:
        self.kiro.accounts.revoke(account)
        self.kiro.accounts.expire_access(account)

    @property
    def calls(self) -> int:
        return sum(len(self.kiro.calls.of(operation)) for operation in (GENERATE, *RENEWALS))

    def state(self, credential_id: int) -> State:
        return self.memory.standings[credential_id].state


@asynccontextmanager
async def scene(
    *names: str, used: float = 0.0, is_disabled: bool = False, tells_usage: bool = False
) -> AsyncGenerator[Scene]:
    accounts = [Account(name=name, kind=Kind.SOCIAL, credits_used=used) for name in names]
    async with Simulator(accounts=accounts) as kiro:
        if not tells_usage:
            kiro.faults.add(Answer(status=500), operation="GetUsageLimits", times=None)
        entries = [kiro.accounts.credential(name) for name in names]
        roster = read_roster(msgspec.json.encode(entries), "simulator")
        store = MemoryStore(
            *(
                replace(credential, priority=priority, disabled=is_disabled)
                for priority, credential in enumerate(roster.credentials)
            )
        )
        memory = Watched()
        async with (
            running_gateway(kiro.url, store, memory) as url,
            aiohttp.ClientSession(url) as client,
        ):
            yield Scene(kiro, client, memory)


@pytest.mark.parametrize("names", [(FIRST,), (FIRST, SECOND)], ids=["alone", "with another"])
async def test_a_limited_account_is_left_alone(names: tuple[str, ...]):
    """Ten more requests within the limit's time are not one call; nobody steps in for it."""
    async with scene(*names) as subject:
        subject.refuse(FIRST, SUSPICIOUS)
        await subject.ask()
        told = [await subject.ask() for _ in range(10)]

        assert [LIMITED] * 10 == told
        assert 1 == subject.calls


async def test_the_soonest_release_is_told():
    """A client waits for whoever is back first, in the answer that meets the last limit, too."""
    async with scene(FIRST, SECOND) as subject:
        subject.refuse(FIRST, TOO_MANY)
        subject.refuse(SECOND, FIVE_MINUTES)

        assert [cooling(30), cooling(30)] == [await subject.ask(), await subject.ask()]
        assert 2 == subject.calls


async def test_spent_credits_are_told_with_their_date():
    """Once usage has told when credits are back, so is the client, in a form that ends retries."""
    async with scene(FIRST, used=CREDITS, tells_usage=True) as subject:
        first = await subject.ask()
        standing = await subject.memory.until(lambda standing: standing.resets_at is not None)
        assert standing.resets_at is not None
        day = datetime.fromtimestamp(standing.resets_at, UTC).strftime("%Y-%m-%d %H:%M UTC")
        second = await subject.ask()

        spent = Told(429, "billing_error", "", should_retry=False)
        assert first is not None
        assert spent == replace(first, message="")
        assert second == replace(
            spent,
            message=f"spend limit reached (resets {day}): the gateway's Kiro credits are used up",
        )
        assert 1 == subject.calls


async def test_no_date_is_made_up():
    """While nobody has told when credits are back, clients are not told either."""
    async with scene(FIRST, used=CREDITS) as subject:
        await subject.ask()
        message = "spend limit reached: the gateway's Kiro credits are used up"

        assert Told(429, "billing_error", message, should_retry=False) == await subject.ask()
        assert 1 == subject.calls


async def test_a_sign_in_that_has_ended_is_not_renewed_again():
    """It is found out once; from then on nobody asks Kiro anything."""
    async with scene(FIRST) as subject:
        subject.end_sign_in(FIRST)
        await subject.ask()
        calls = subject.calls

        assert [NOBODY] * 5 == [await subject.ask() for _ in range(5)]
        assert calls == subject.calls
        assert State.NEEDS_LOGIN is subject.state(1)


async def test_a_pool_that_needs_its_owner_says_so():
    """One account is suspended, one sign-in has ended: nothing helps but a person."""
    async with scene(FIRST, SECOND) as subject:
        subject.refuse(FIRST, SUSPENDED)
        subject.end_sign_in(SECOND)
        await subject.ask()
        await subject.ask()
        calls = subject.calls

        assert [NOBODY] * 5 == [await subject.ask() for _ in range(5)]
        assert calls == subject.calls
        assert (State.SUSPENDED, State.NEEDS_LOGIN) == (subject.state(1), subject.state(2))


async def test_a_pool_that_is_switched_off_says_so():
    """Without an enabled credential nothing is asked."""
    async with scene(FIRST, is_disabled=True) as subject:
        assert NOBODY == await subject.ask()
        assert 0 == subject.calls


async def test_the_third_refusal_in_a_row_is_believed():
    """One renewal and one more call the first time, then one call each, then none."""
    async with scene(FIRST) as subject:
        subject.refuse(FIRST, INVALID)
        told = [await subject.ask() for _ in range(5)]

        assert [REFUSED, REFUSED, REFUSED, NOBODY, NOBODY] == told
        assert (4, 1) == (len(subject.kiro.calls.of(GENERATE)), subject.kiro.accounts.refreshes)
        assert State.DOUBTED is subject.state(1)


@pytest.mark.parametrize(
    "effect",
    [
        Throw(type="ThrottlingException", reason="USER_REQUEST_RATE_EXCEEDED", after_frames=3),
        Throw(type="AccessDeniedException", reason="TEMPORARILY_SUSPENDED", after_frames=3),
        Throw(after_frames=3),
    ],
    ids=["throttled", "suspended", "failed"],
)
async def test_nobody_else_goes_on_with_what_has_begun(effect: Throw):
    """After the first word a failure is an `error` event, and no other credential is asked."""
    async with scene(FIRST, SECOND) as subject:
        subject.refuse(FIRST, effect)
        body = PLAIN | {"messages": [{"role": "user", "content": "write 50 words"}], "stream": True}
        async with subject.client.post("/v1/messages", json=body, headers=KEY_HEADERS) as got:
            lines = (await got.text()).splitlines()

        assert 200 == got.status
        assert "event: error" == [line for line in lines if line.startswith("event: ")][-1]
        assert 1 == subject.calls


async def test_only_a_client_s_own_key_is_told_as_wrong():
    """A 401 is about the gateway's key, and costs Kiro nothing."""
    async with scene(FIRST) as subject:
        wrong = {"x-api-key": "wrong"}
        async with subject.client.post("/v1/messages", json=PLAIN, headers=wrong) as got:
            assert 401 == got.status
        assert 0 == subject.calls
