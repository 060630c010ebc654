"""What every account has left, asked for as seldom as can be."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

import pytest

from fakes import FakeClock, FakeUpstream, Notes
from fakes_credentials import ARN, BOOK, NOW, answer, api_key, social, tokens
from jumping_loop import run_jumping
from kiro_py.errors import GatewayError, RenewalFailed, UpstreamUnreachable
from kiro_py.exchange.addressing import Addressing
from kiro_py.exchange.pending import Pending
from kiro_py.exchange.quotas import (
    ANSWER_SECONDS,
    FORCED_SECONDS,
    FRESH_SECONDS,
    LONGEST_REST_SECONDS,
    ROUND_SECONDS,
    STALE_SECONDS,
    QuotaReading,
    Quotas,
)
from kiro_py.pool.credential import Credential
from kiro_py.pool.standing import CreditsBack, CreditsGone
from kiro_py.ports.journal import QuotaRead, QuotaUnread
from kiro_py.ports.upstream import HttpAnswer

Result = TypeVar("Result")

RESET = NOW + 86_400
ONE, TWO = api_key(id=1), api_key(id=2)
WITH_PROFILE = social(replace(social().tokens, profile_arn=ARN))
DOWN = UpstreamUnreachable("connect", host="management")
SUSPENDED = answer(403, {"message": "…", "reason": "TEMPORARILY_SUSPENDED"})


def usage(used: float, limit: float = 100, *, resets_at: float = RESET) -> HttpAnswer:
    return answer(
        200,
        {
            "subscriptionInfo": {"subscriptionTitle": "KIRO PRO"},
            "usageBreakdownList": [
                {"resourceType": "CREDIT", "currentUsage": used, "usageLimit": limit}
            ],
            "overageConfiguration": {"overageStatus": "DISABLED"},
            "nextDateReset": resets_at,
        },
    )


class World:
    """Accounts that tell their usage, and everybody who hears of it."""

    def __init__(self, *answers: HttpAnswer | GatewayError, delay: float = 0.0) -> None:
        self.upstream, self.notes = FakeUpstream(answers, delay=delay), Notes()
        self.told: list[tuple[int, CreditsGone | CreditsBack]] = []
        self.quotas = Quotas(
            self.upstream,
            Addressing(BOOK),
            FakeClock(NOW),
            self.notes,
            lambda credential, event: self.told.append((credential.id, event)),
        )

    @property
    def hosts(self) -> list[str]:
        return [call.url.split("/")[2].partition(".")[0] for call in self.upstream.calls]

    def run(self, work: Callable[[Quotas], Awaitable[Result]]) -> Result:
        async def main() -> Result:
            return await work(self.quotas)

        return run_jumping(main())

    def fetch(self, *pauses: float, credential: Credential = ONE) -> list[QuotaReading]:
        """Ask once, and again after each of the pauses."""

        async def work(quotas: Quotas) -> list[QuotaReading]:
            readings = [await quotas.fetch(credential)]
            for pause in pauses:
                await asyncio.sleep(pause)
                readings.append(await quotas.fetch(credential))
            return readings

        return self.run(work)


def shares(readings: list[QuotaReading]) -> list[float | None]:
    return [None if one.quota is None else one.quota.remaining_share for one in readings]


async def unchanged(credential: Credential) -> Credential:
    return credential


def test_a_reading_says_what_and_when():
    """The quota, the moment, and that it is to be believed; the journal hears of it."""
    subject = World(usage(25), delay=2)
    (reading,) = subject.fetch()
    assert reading.quota is not None
    assert (75, "KIRO PRO") == (reading.quota.remaining, reading.quota.plan)
    assert (NOW + 2, False, "") == (reading.fetched_at, reading.is_stale, reading.why)
    assert [QuotaRead(1, "KIRO PRO", 25, 100, RESET, 75)] == subject.notes.happenings


def test_before_the_first_question_nothing_is_known():
    """Neither a quota nor a share, and the reason is that nobody has asked."""
    quotas = World().quotas
    assert (QuotaReading(), None, None) == (
        quotas.known(1),
        quotas.remaining_share(1),
        quotas.resets_at(1),
    )


def test_a_reading_serves_everybody_for_a_while():
    """The next question is asked when it is old."""
    subject = World(usage(10), usage(20))
    assert [0.9, 0.9, 0.8] == shares(subject.fetch(FRESH_SECONDS - 1, 1))


def test_whoever_insists_is_not_a_storm():
    """Even then, one question in half a minute."""

    async def work(quotas: Quotas) -> list[QuotaReading]:
        readings: list[QuotaReading] = []
        for pause in (0, FORCED_SECONDS - 1, 1):
            await asyncio.sleep(pause)
            readings.append(await quotas.fetch(ONE, force=True))
        return readings

    assert [0.9, 0.9, 0.8] == shares(World(usage(10), usage(20)).run(work))


def test_one_question_is_under_way_for_a_credential():
    """Whoever comes meanwhile gets the same answer."""

    async def work(quotas: Quotas) -> list[QuotaReading]:
        return await asyncio.gather(*(quotas.fetch(ONE, force=True) for _ in range(5)))

    subject = World(usage(10), delay=1)
    assert [0.9] * 5 == shares(subject.run(work))
    assert 1 == len(subject.upstream.calls)


def test_nobody_waits_for_another_credential():
    """Two slow answers take as long as one."""

    async def work(quotas: Quotas) -> float:
        await asyncio.gather(quotas.fetch(ONE), quotas.fetch(TWO))
        return asyncio.get_running_loop().time()

    assert 10 == World(usage(10), usage(20), delay=10).run(work)


def test_whoever_waits_asks_when_the_asker_has_left():
    """A question that was given up keeps nobody waiting."""

    async def work(quotas: Quotas) -> list[QuotaReading]:
        async with asyncio.TaskGroup() as group:
            leaving = group.create_task(quotas.fetch(ONE))
            staying = group.create_task(quotas.fetch(ONE))
            await asyncio.sleep(1)
            leaving.cancel()
        return [staying.result()]

    assert [0.8] == shares(World(usage(10), usage(20), delay=5).run(work))


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param(DOWN, id="unreachable"),
        pytest.param(answer(500, {}), id="failed"),
        pytest.param(answer(200, {}), id="tells no limit"),
        pytest.param(answer(403, {}), id="refused"),
    ],
)
def test_a_host_without_an_answer_is_passed_over(bad: HttpAnswer | GatewayError):
    """The next host of the list is asked."""
    subject = World(bad, usage(10))
    assert [0.9] == shares(subject.fetch())
    assert ["management", "q"] == subject.hosts


OTHER = social(tokens("other"), id=1)
REFUSED = answer(403, {"message": "The bearer token included in the request is invalid."})


def renewing(subject: World, outcome: Credential | GatewayError) -> list[Credential]:
    """Let refused tokens be renewed with this outcome; return those that were."""
    refused: list[Credential] = []

    async def renewed(credential: Credential) -> Credential:
        refused.append(credential)
        if isinstance(outcome, GatewayError):
            raise outcome
        return outcome

    subject.quotas.renewed = renewed
    return refused


def bearers(subject: World) -> list[str]:
    return [call.headers["authorization"] for call in subject.upstream.calls]


def test_a_token_that_is_refused_before_its_end_is_renewed_once():
    """The same host is asked again, with the new one."""
    subject = World(REFUSED, usage(10))
    refused = renewing(subject, OTHER)
    assert [0.9] == shares(subject.fetch(credential=social()))
    assert ["management", "management"] == subject.hosts
    assert ["Bearer access", "Bearer other"] == bearers(subject)
    assert [social()] == refused


def test_a_renewal_that_does_not_help_is_not_repeated():
    """Neither at the next host nor by the next question; the refusal is told."""
    subject = World(*[REFUSED] * 5)
    refused = renewing(subject, OTHER)
    *_, reading = subject.fetch(FRESH_SECONDS, credential=social())
    assert 1 == len(refused)
    assert reading.refusal is not None
    assert "token-refused" == reading.refusal.name


def test_a_refused_token_that_cannot_be_renewed_ends_the_round():
    """Both reasons are told: what the host said, and why there is no other token."""
    subject = World(REFUSED)
    renewing(subject, RenewalFailed("the sign-in is over", is_final=True))
    (reading,) = subject.fetch(credential=social())
    assert reading.why.endswith("token-refused (HTTP 403); the sign-in is over")
    assert reading.refusal is not None


def test_an_api_key_that_is_refused_is_not_asked_with_again():
    """There is no other one, so that the next host is asked."""
    subject = World(REFUSED, usage(10))
    assert [0.9] == shares(subject.fetch())
    assert ["management", "q"] == subject.hosts


def test_why_nobody_has_answered_is_told():
    """Every host with its own reason."""
    (reading,) = World(DOWN, answer(500, {})).fetch()
    assert (
        "connect: 'management'; q.us-east-1.amazonaws.com: failed (HTTP 500)",
        None,
        True,
    ) == (reading.why, reading.quota, reading.is_stale)


@pytest.mark.parametrize(
    "limited",
    [
        pytest.param(answer(429, {}, retry_after="1000"), id="too many requests"),
        pytest.param(SUSPENDED, id="the account's own limit"),
    ],
)
def test_a_limited_account_is_left_alone(limited: HttpAnswer):
    """No other host is asked, since it is the same account there."""
    subject = World(limited)
    subject.fetch()
    assert ["management"] == subject.hosts


@pytest.mark.parametrize(
    ("asked", "rest"),
    [
        pytest.param("1000", 1000, id="as asked"),
        pytest.param("80000", LONGEST_REST_SECONDS, id="not for ever"),
        pytest.param("1", FRESH_SECONDS, id="not sooner than usual"),
    ],
)
def test_a_wait_that_is_asked_for_is_kept(asked: str, rest: float):
    """Nobody asks before it is over, and then somebody does."""
    subject = World(answer(429, {}, retry_after=asked), usage(10))
    assert [None, None, 0.9] == shares(subject.fetch(rest - 1, 1))


def test_a_profile_that_is_refused_is_left_out():
    """Some accounts are asked without it; the host is the same."""
    subject = World(answer(400, {}), usage(10))
    assert [0.9] == shares(subject.fetch(credential=WITH_PROFILE))
    assert ["management"] * 2 == subject.hosts
    assert [True, False] == ["profileArn" in call.url for call in subject.upstream.calls]


def test_the_same_is_not_asked_twice():
    """Without a profile a refusal stands, and the next host is asked."""
    subject = World(answer(400, {}), usage(10))
    assert [0.9] == shares(subject.fetch())
    assert ["management", "q"] == subject.hosts


def test_a_silent_service_is_not_waited_for_for_ever():
    """The question ends, and so does the next one."""
    (reading,) = World(usage(10), delay=ANSWER_SECONDS + 1).fetch()
    assert "no answer within 30 s" == reading.why


def test_what_was_known_stays_known():
    """A failure makes it stale and says why; the share is still the best guess."""
    subject = World(usage(10), DOWN, DOWN)
    _, reading = subject.fetch(FRESH_SECONDS)
    assert [0.9, 0.9] == [*shares([reading]), subject.quotas.remaining_share(1)]
    assert (NOW, True) == (reading.fetched_at, reading.is_stale)
    assert "connect: 'management'" == reading.why


def test_a_failure_is_noted_once():
    """The journal hears of it again when it is another one, or has been over."""
    failures = (DOWN, DOWN, DOWN, DOWN, answer(429, {}), usage(10), answer(429, {}))
    subject = World(*failures)
    subject.fetch(*[FRESH_SECONDS] * 4)
    limited = QuotaUnread(1, "management.us-east-1.kiro.dev: throttled (HTTP 429)")
    assert [
        QuotaUnread(1, "connect: 'management'"),
        limited,
        QuotaRead(1, "KIRO PRO", 10, 100, RESET, 90),
        limited,
    ] == subject.notes.happenings


@pytest.mark.parametrize(
    ("resets_at", "seconds", "expected"),
    [
        pytest.param(RESET, STALE_SECONDS, (False, 0.9, RESET), id="young"),
        pytest.param(RESET, STALE_SECONDS + 1, (True, 0.9, RESET), id="a round was missed"),
        pytest.param(NOW + 100, 99, (False, 0.9, NOW + 100), id="before the reset"),
        pytest.param(NOW + 100, 100, (True, None, None), id="reset since"),
    ],
)
def test_what_is_old_is_stale(
    resets_at: float, seconds: float, expected: tuple[bool, float | None, float | None]
):
    """An old share is better than none, but not one of a period that is over."""

    async def work(quotas: Quotas) -> tuple[bool, float | None, float | None]:
        await quotas.fetch(ONE)
        await asyncio.sleep(seconds)
        return quotas.known(1).is_stale, quotas.remaining_share(1), quotas.resets_at(1)

    assert expected == World(usage(10, resets_at=resets_at)).run(work)


def test_credits_that_are_gone_or_back_are_told():
    """With the date on which they come back; nothing is told while they dwindle."""
    subject = World(usage(10), usage(20), usage(100), usage(0))
    subject.fetch(*[FRESH_SECONDS] * 3)
    assert [
        (1, CreditsBack()),
        (1, CreditsGone("plan-spent", "100.00 of 100.00 credits are used", RESET)),
        (1, CreditsBack()),
    ] == subject.told


def test_nobody_need_be_told():
    """A reading may be all that is wanted."""
    quotas = Quotas(FakeUpstream([usage(100)]), Addressing(BOOK), FakeClock(NOW), Notes())
    assert [0.0] == shares([run_jumping(quotas.fetch(ONE))])


def test_those_in_use_are_kept_fresh():
    """Each is asked for every five minutes, without being asked to."""
    subject = World(*[usage(used) for used in (10, 20, 30, 40)])

    async def work(quotas: Quotas) -> int:
        async with Pending(quotas.keep(lambda: [ONE, TWO], unchanged)):
            await asyncio.sleep(FRESH_SECONDS + 1)
            return len(subject.upstream.calls)

    assert 4 == subject.run(work)


def test_whoever_comes_into_use_is_asked_for_within_a_round():
    """Those that nobody uses cost no question."""
    subject, in_use = World(usage(10)), list[Credential]()

    async def work(quotas: Quotas) -> list[int]:
        asked: list[int] = []
        async with Pending(quotas.keep(lambda: in_use, unchanged)):
            for _ in range(2):
                await asyncio.sleep(ROUND_SECONDS)
                asked.append(len(subject.upstream.calls))
                in_use.append(ONE)
        return asked

    assert [0, 1] == subject.run(work)


def test_a_doubt_is_looked_into_at_once():
    """Although its reading was fresh, and whether it is in use or not."""
    subject = World(usage(10), usage(100))

    async def work(quotas: Quotas) -> float | None:
        async with Pending(quotas.keep(list, unchanged)):
            await quotas.fetch(ONE)
            await asyncio.sleep(FORCED_SECONDS)
            quotas.doubt(ONE)
            await asyncio.sleep(1)
            return quotas.remaining_share(1)

    assert 0.0 == subject.run(work)


def test_a_doubt_does_not_wait_for_another_credential():
    """Although its renewal takes minutes."""
    subject = World(usage(100))

    async def slow_for_one(credential: Credential) -> Credential:
        await asyncio.sleep(120 if credential.id == 1 else 0)
        return credential

    async def work(quotas: Quotas) -> float | None:
        async with Pending(quotas.keep(lambda: [ONE], slow_for_one)):
            await asyncio.sleep(1)
            quotas.doubt(TWO)
            await asyncio.sleep(1)
            return quotas.remaining_share(2)

    assert 0.0 == subject.run(work)


def test_a_slow_renewal_is_not_begun_again():
    """Every round finds it under way."""
    subject, begun = World(usage(100)), list[int]()

    async def slow(credential: Credential) -> Credential:
        begun.append(credential.id)
        await asyncio.sleep(3 * ROUND_SECONDS)
        return credential

    async def work(quotas: Quotas) -> None:
        async with Pending(quotas.keep(lambda: [ONE], slow)):
            await asyncio.sleep(3 * ROUND_SECONDS + 1)

    subject.run(work)
    assert ([1], 1) == (begun, len(subject.upstream.calls))


def test_many_doubts_are_one_question():
    """Ten refusals at once, and another right after the answer."""
    subject = World(usage(100))

    async def work(quotas: Quotas) -> int:
        async with Pending(quotas.keep(list, unchanged)):
            for pause in (*[0] * 10, 1):
                await asyncio.sleep(pause)
                quotas.doubt(ONE)
            await asyncio.sleep(ROUND_SECONDS)
            return len(subject.upstream.calls)

    assert 1 == subject.run(work)


def test_one_that_cannot_be_renewed_does_not_stop_the_others():
    """Its reading says why, and the next one is asked."""

    async def renewed(credential: Credential) -> Credential:
        if credential.id == 1:
            raise RenewalFailed("HTTP 401", is_final=True)
        return credential

    async def work(quotas: Quotas) -> list[QuotaReading]:
        await quotas.refresh_in_use([ONE, TWO], renewed)
        return [quotas.known(1), quotas.known(2)]

    subject = World(usage(10))
    readings = subject.run(work)
    assert ["HTTP 401", ""] == [reading.why for reading in readings]
    assert [None, 0.9] == shares(readings)


def test_a_question_is_asked_with_a_token_that_is_good():
    """What a renewal returns is what is used."""

    async def renewed(_: Credential) -> Credential:
        return social(tokens("renewed"))

    async def work(quotas: Quotas) -> None:
        await quotas.refresh_in_use([social(tokens("ended"))], renewed)

    subject = World(usage(10))
    subject.run(work)
    assert ["Bearer renewed"] == [call.headers["authorization"] for call in subject.upstream.calls]
