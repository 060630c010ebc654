"""Tokens are kept fresh: one renewal in flight, whoever asks and whoever leaves."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn, Self

import pytest

from fakes import FakeClock, FakeUpstream, Notes
from fakes_credentials import (
    BOOK,
    NOW,
    HandClock,
    MemoryStore,
    SignIn,
    answer,
    api_key,
    granted,
    idc,
    social,
    tokens,
)
from jumping_loop import run_jumping
from kiro_py.errors import GatewayError, RenewalFailed, UpstreamUnreachable
from kiro_py.exchange.renew import (
    FIRST_PAUSE_SECONDS,
    LONGEST_ASKED_PAUSE_SECONDS,
    LONGEST_PAUSE_SECONDS,
    PATIENCE_SECONDS,
    SETTLED_SECONDS,
    Renewer,
)
from kiro_py.kiro.address import Hosts
from kiro_py.pool.credential import Credential
from kiro_py.ports.journal import RenewalMissed, TokensRenewed, TokensUnsaved
from kiro_py.ports.upstream import HttpAnswer
from kiro_py.secret import Secret

EXPIRED = social(tokens(expires_in=-1))
LAST_MINUTE = social(tokens(expires_in=30))
LAST_TEN_MINUTES = social(tokens(expires_in=300))
LIVELY = social()
NEW = Secret("new-access")
OLD = Secret("access")
GONE = answer(400, {"error": "invalid_grant"})
BUSY = answer(503, b"")


@dataclass
class Scene:
    """A renewer with everything around it."""

    store: MemoryStore
    service: SignIn
    clock: HandClock = field(default_factory=HandClock)
    journal: Notes = field(default_factory=Notes)
    book: Any = BOOK

    @classmethod
    def of(cls, credential: Credential, *answers: HttpAnswer | GatewayError) -> Self:
        return cls(MemoryStore(credential), SignIn(*answers))

    def renewer(self) -> Renewer:
        return Renewer(
            store=self.store,
            upstream=self.service,
            clock=self.clock,
            journal=self.journal,
            book=self.book,
        )

    @property
    def asked(self) -> int:
        return len(self.service.calls)


async def settle() -> None:
    """Let everybody go on until they wait for something that only the test brings."""
    for _ in range(20):
        await asyncio.sleep(0)


async def failing(renewing: Coroutine[Any, Any, Credential]) -> RenewalFailed:
    with pytest.raises(RenewalFailed) as caught:
        await renewing
    return caught.value


@pytest.mark.parametrize("credential", [LIVELY, api_key()], ids=["an hour left", "api key"])
async def test_what_lives_long_is_left_alone(credential: Credential):
    """A token with time left, and a key that never ends, cost no call."""
    scene = Scene.of(credential)
    async with scene.renewer() as renewer:
        assert credential is await renewer.fresh(credential)
    assert 0 == scene.asked


@pytest.mark.parametrize(
    "credential",
    [EXPIRED, LAST_MINUTE, social(tokens(access=None)), idc(tokens(expires_in=None))],
    ids=["expired", "last minute", "never renewed", "no known end"],
)
async def test_what_must_be_renewed_is_waited_for(credential: Credential):
    """The credential that comes back holds the new token and its end."""
    scene = Scene.of(credential, granted())
    async with scene.renewer() as renewer:
        found = await renewer.fresh(credential)
    assert (NEW, NOW + 3600) == (found.bearer, found.tokens.expires_at)


async def test_what_should_be_renewed_serves_meanwhile():
    """In the advisory window nobody waits, and the next one gets the new token."""
    scene = Scene.of(LAST_TEN_MINUTES, granted())
    async with scene.renewer() as renewer:
        assert LAST_TEN_MINUTES is await renewer.fresh(LAST_TEN_MINUTES)
        await settle()
        assert NEW == scene.store.credentials()[0].bearer


async def test_fifty_requests_share_one_renewal():
    """However many find the token expired, the refresh token is spent once."""
    scene = Scene.of(EXPIRED, granted())
    async with scene.renewer() as renewer:
        found = await asyncio.gather(*(renewer.fresh(EXPIRED) for _ in range(50)))
    assert ([NEW] * 50, 1) == ([one.bearer for one in found], scene.asked)


async def test_credentials_do_not_wait_for_each_other():
    """A slow renewal of one credential holds up nobody else's."""
    other = replace(EXPIRED, id=2)
    scene = Scene(MemoryStore(EXPIRED, other), SignIn(granted(), granted("other-access")))
    scene.service.door.clear()
    async with scene.renewer() as renewer, asyncio.TaskGroup() as group:
        waiting = [group.create_task(renewer.fresh(one)) for one in (EXPIRED, other)]
        await settle()
        assert 2 == scene.asked
        scene.service.door.set()
    assert {NEW, Secret("other-access")} == {one.result().bearer for one in waiting}


async def test_a_client_that_leaves_does_not_cancel_the_renewal():
    """The rotated refresh token would be lost with it."""
    scene = Scene.of(EXPIRED, granted())
    scene.service.door.clear()
    async with scene.renewer() as renewer:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                await renewer.fresh(EXPIRED)
        scene.service.door.set()
        found = await renewer.fresh(EXPIRED)
    assert (NEW, 1) == (found.bearer, scene.asked)


async def test_leaving_waits_for_renewals_in_flight():
    """A gateway that stops has saved what it was granted."""
    scene = Scene.of(LAST_TEN_MINUTES, granted())
    scene.service.door.clear()
    async with scene.renewer() as renewer:
        await renewer.fresh(LAST_TEN_MINUTES)
        asyncio.get_running_loop().call_later(0.01, scene.service.door.set)
    assert [Secret("new-refresh")] == [one.refresh_token for one in scene.store.saved]


async def test_leaving_with_an_error_waits_as_well():
    """What went wrong elsewhere is no reason to lose a token."""
    scene = Scene.of(LAST_TEN_MINUTES, granted())

    async def fail() -> NoReturn:
        async with scene.renewer() as renewer:
            await renewer.fresh(LAST_TEN_MINUTES)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert [NEW] == [one.access_token for one in scene.store.saved]


async def test_tokens_are_saved_before_they_are_used():
    """Whoever holds a new token may be killed: the file has it already."""
    scene = Scene.of(EXPIRED, granted())
    async with scene.renewer() as renewer:
        found = await renewer.fresh(EXPIRED)
        assert found is scene.store.file[1]


async def test_tokens_are_saved_before_they_are_judged():
    """A grant without an access token still rotated the refresh token."""
    scene = Scene.of(EXPIRED, answer(200, {"refreshToken": "new-refresh"}))
    async with scene.renewer() as renewer:
        await failing(renewer.fresh(EXPIRED))
    assert Secret("new-refresh") == scene.store.file[1].tokens.refresh_token


async def test_what_another_client_renewed_is_taken_over():
    """The file is read before the refresh token is spent."""
    scene = Scene.of(EXPIRED)
    scene.store.file[1] = social(tokens("theirs", "their-refresh"))
    async with scene.renewer() as renewer:
        found = await renewer.fresh(EXPIRED)
    assert (Secret("theirs"), 0) == (found.bearer, scene.asked)


async def test_nothing_is_sent_while_another_process_renews():
    """To send a refresh token that may be spent already would end the sign-in."""
    scene = Scene.of(EXPIRED)
    scene.store.is_our_turn = False
    async with scene.renewer() as renewer:
        failed = await failing(renewer.fresh(EXPIRED))
    assert (False, FIRST_PAUSE_SECONDS) == (failed.is_final, failed.retry_after_seconds)
    assert 0 == scene.asked


async def test_what_another_process_renewed_is_used_though_it_does_not_end():
    """It may hang after it has written."""
    scene = Scene.of(EXPIRED)
    scene.store.is_our_turn = False
    scene.store.file[1] = social(tokens("theirs", "their-refresh"))
    async with scene.renewer() as renewer:
        assert Secret("theirs") == (await renewer.fresh(EXPIRED)).bearer


async def test_tokens_that_cannot_be_written_are_used_and_told():
    """A full disk stops nobody, and does not stay unnoticed."""
    scene = Scene.of(EXPIRED, granted())
    scene.store.is_writable = False
    async with scene.renewer() as renewer:
        found = await renewer.fresh(EXPIRED)
    assert NEW == found.bearer
    assert [TokensUnsaved(1, "read-only file system"), TokensRenewed(1, NOW + 3600)] == (
        scene.journal.happenings
    )


PASSING: dict[str, HttpAnswer | GatewayError] = {
    "429": answer(429, b""),
    "503": BUSY,
    "a firewall's page": answer(403, b"<html>"),
    "no answer": UpstreamUnreachable("connect", host="prod.us-east-1.auth.desktop.kiro.dev"),
    "no token in it": answer(200, {}),
}


@pytest.mark.parametrize("failure", PASSING.values(), ids=PASSING)
async def test_a_token_that_lives_survives_a_failed_renewal(failure: HttpAnswer | GatewayError):
    """A bad minute of the sign-in service is no reason to send a client away."""
    scene = Scene.of(LAST_MINUTE, failure)
    async with scene.renewer() as renewer:
        assert OLD == (await renewer.fresh(LAST_MINUTE)).bearer


@pytest.mark.parametrize("failure", PASSING.values(), ids=PASSING)
async def test_a_passing_failure_is_not_the_end(failure: HttpAnswer | GatewayError):
    """Without a token that lives the client is told when to come again."""
    scene = Scene.of(EXPIRED, failure)
    async with scene.renewer() as renewer:
        failed = await failing(renewer.fresh(EXPIRED))
    assert (False, FIRST_PAUSE_SECONDS) == (failed.is_final, failed.retry_after_seconds)


async def test_a_failure_rests_before_it_is_tried_again():
    """Nobody hammers a service that is down: the rests grow, up to a minute."""
    scene = Scene.of(EXPIRED, *[BUSY] * 8)
    rests: list[int | None] = []
    async with scene.renewer() as renewer:
        for asked in range(1, 7):
            failed = await failing(renewer.fresh(EXPIRED))
            assert asked == scene.asked
            await failing(renewer.fresh(EXPIRED))
            assert asked == scene.asked, "asked again while it rests"
            rests.append(failed.retry_after_seconds)
            scene.clock.elapsed += failed.retry_after_seconds or 0
    assert [5, 10, 20, 40, LONGEST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS] == rests


async def test_a_failure_is_forgotten_when_its_cause_was_mended():
    """A refresh token that was dead in the wrong region is sent again at once."""
    scene = Scene.of(EXPIRED, answer(401, {"message": "no"}), granted())
    async with scene.renewer() as renewer:
        assert (await failing(renewer.fresh(EXPIRED))).is_final
        renewer.forget(1)
        assert NEW == (await renewer.fresh(EXPIRED)).bearer


@pytest.mark.parametrize(
    ("expected", "refresh"),
    [(Secret("refresh").fingerprint(), "new-refresh"), (None, "refresh"), (None, None)],
)
async def test_the_token_that_was_spent_is_told_by_its_mark(
    expected: str | None, refresh: str | None
):
    """None was where the service has not rotated it."""
    scene = Scene.of(EXPIRED, granted(refresh=refresh))
    async with scene.renewer() as renewer:
        await renewer.fresh(EXPIRED)
    (renewed,) = [each for each in scene.journal.happenings if isinstance(each, TokensRenewed)]
    assert expected == renewed.spent


async def test_failures_in_a_row_are_counted():
    """Until a renewal succeeds."""
    scene = Scene.of(EXPIRED, BUSY, BUSY, granted())
    counts: list[int] = []
    async with scene.renewer() as renewer:
        for _ in range(2):
            counts.append(renewer.failures(1))
            await failing(renewer.fresh(EXPIRED))
            scene.clock.elapsed += LONGEST_PAUSE_SECONDS
        counts.append(renewer.failures(1))
        await renewer.fresh(EXPIRED)
        counts.append(renewer.failures(1))
    assert [0, 1, 2, 0] == counts


async def test_a_success_ends_the_rests():
    """The next failure begins with the shortest rest again."""
    scene = Scene.of(EXPIRED, BUSY, granted(), BUSY)
    async with scene.renewer() as renewer:
        await failing(renewer.fresh(EXPIRED))
        scene.clock.elapsed += FIRST_PAUSE_SECONDS
        renewed = await renewer.fresh(EXPIRED)
        scene.clock.elapsed += 3600
        failed = await failing(renewer.fresh(renewed))
    assert FIRST_PAUSE_SECONDS == failed.retry_after_seconds


@pytest.mark.parametrize(
    ("expected", "said"),
    [(FIRST_PAUSE_SECONDS, "1"), (300, "300"), (LONGEST_ASKED_PAUSE_SECONDS, "99999999")],
    ids=["shorter than ours", "longer", "absurd"],
)
async def test_the_service_s_own_wait_is_kept(expected: int, said: str):
    """`retry-after` is obeyed, within reason."""
    scene = Scene.of(EXPIRED, answer(429, b"", retry_after=said))
    async with scene.renewer() as renewer:
        assert expected == (await failing(renewer.fresh(EXPIRED))).retry_after_seconds


async def test_a_dead_refresh_token_is_sent_once():
    """`invalid_grant` is for good: the service is not asked again."""
    scene = Scene.of(EXPIRED, GONE)
    async with scene.renewer() as renewer:
        for _ in range(3):
            failed = await failing(renewer.fresh(EXPIRED))
            assert (True, None) == (failed.is_final, failed.retry_after_seconds)
            scene.clock.elapsed += 3600
    assert 1 == scene.asked
    assert [RenewalMissed(1, "HTTP 400 invalid_grant", is_final=True)] == scene.journal.happenings


async def test_a_new_sign_in_ends_a_final_failure():
    """A person who signs in again need not restart the gateway."""
    scene = Scene.of(EXPIRED, GONE, granted())
    async with scene.renewer() as renewer:
        await failing(renewer.fresh(EXPIRED))
        scene.store.file[1] = social(tokens("access", "signed-in-again", expires_in=-1))
        scene.clock.elapsed += FIRST_PAUSE_SECONDS
        found = await renewer.fresh(EXPIRED)
    assert NEW == found.bearer
    assert b'{"refreshToken":"signed-in-again"}' == scene.service.calls[-1].body


async def test_a_credential_that_is_gone_cannot_be_renewed():
    """Somebody has deleted it from the file."""
    scene = Scene.of(EXPIRED)
    scene.store.file.clear()
    async with scene.renewer() as renewer:
        failed = await failing(renewer.fresh(EXPIRED))
    assert ("it is no longer in the credentials file", True) == (failed.why, failed.is_final)


async def test_hosts_are_tried_in_order():
    """A sign-in service that cannot be reached has a next one where one is configured."""
    hosts = Hosts(auth=("https://one.example.com", "https://two.example.com"))
    scene = Scene.of(EXPIRED, UpstreamUnreachable("connect", host="one.example.com"), granted())
    scene.book = replace(BOOK, hosts=hosts)
    async with scene.renewer() as renewer:
        await renewer.fresh(EXPIRED)
    assert ["https://one.example.com/refreshToken", "https://two.example.com/refreshToken"] == [
        call.url for call in scene.service.calls
    ]


@pytest.mark.parametrize(
    ("held", "expected"),
    [(LAST_MINUTE, OLD), (EXPIRED, FIRST_PAUSE_SECONDS)],
    ids=["alive", "expired"],
)
def test_nobody_waits_for_ever(held: Credential, expected: Secret | int):
    """A silent service is waited for once, and what it grants at last is kept all the same."""
    scene = Scene.of(held)
    renewer = Renewer(
        store=scene.store,
        upstream=FakeUpstream([granted()], delay=PATIENCE_SECONDS + 15),
        clock=FakeClock(NOW),
        journal=scene.journal,
        book=BOOK,
    )

    async def ask_twice() -> None:
        async with renewer:
            for _ in range(2):
                try:
                    found = (await renewer.fresh(held)).bearer
                except RenewalFailed as failed:
                    found = failed.retry_after_seconds
                assert (expected, PATIENCE_SECONDS) == (found, asyncio.get_running_loop().time())

    run_jumping(ask_twice())
    assert [NEW] == [one.access_token for one in scene.store.saved]


async def test_a_fault_of_our_own_is_told_to_those_who_wait():
    """A bug in a renewal neither hangs its waiters nor takes the gateway down."""

    class Broken(SignIn):
        async def fetch(self, call: object) -> NoReturn:
            raise ZeroDivisionError

    scene = Scene(MemoryStore(EXPIRED), Broken())
    async with scene.renewer() as renewer:
        failed = await failing(renewer.fresh(EXPIRED))
        assert isinstance(failed.__cause__, ZeroDivisionError)
        scene.clock.elapsed += FIRST_PAUSE_SECONDS
        await failing(renewer.fresh(EXPIRED))
    assert [RenewalMissed(1, "ZeroDivisionError in the gateway", is_final=False)] * 2 == (
        scene.journal.happenings
    )


async def test_a_short_lived_token_is_not_renewed_on_every_request():
    """A service that grants a few minutes is still asked once a minute at most."""
    short = answer(200, {"accessToken": "new-access", "refreshToken": "r", "expiresIn": 50})
    scene = Scene.of(EXPIRED, short, granted("newer-access"))
    async with scene.renewer() as renewer:
        found = await renewer.fresh(EXPIRED)
        assert NEW == (await renewer.fresh(found)).bearer
        scene.clock.elapsed += SETTLED_SECONDS
        assert Secret("newer-access") == (await renewer.fresh(found)).bearer


async def test_force_renews_a_token_that_was_refused():
    """The service may refuse a token that should still live."""
    scene = Scene.of(LIVELY, granted())
    async with scene.renewer() as renewer:
        assert NEW == (await renewer.force(LIVELY, OLD)).bearer


async def test_fifty_refusals_force_one_renewal():
    """Whoever comes with the refused token gets the new one."""
    scene = Scene.of(LIVELY, granted())
    async with scene.renewer() as renewer:
        found = await asyncio.gather(*(renewer.force(LIVELY, OLD) for _ in range(50)))
        late = await renewer.force(LIVELY, OLD)
    assert ({NEW}, 1) == ({one.bearer for one in (*found, late)}, scene.asked)


async def test_force_takes_over_what_another_client_renewed():
    """The refused token may have been replaced in the file long ago."""
    scene = Scene.of(LIVELY)
    scene.store.file[1] = social(tokens("theirs", "their-refresh"))
    async with scene.renewer() as renewer:
        found = await renewer.force(LIVELY, OLD)
    assert (Secret("theirs"), 0) == (found.bearer, scene.asked)


async def test_force_joins_a_renewal_under_way():
    """The renewal in the background is the one that was wanted."""
    scene = Scene.of(LAST_TEN_MINUTES, granted())
    async with scene.renewer() as renewer:
        await renewer.fresh(LAST_TEN_MINUTES)
        found = await renewer.force(LAST_TEN_MINUTES, OLD)
    assert (NEW, 1) == (found.bearer, scene.asked)


async def test_force_goes_on_when_what_was_under_way_renewed_nothing():
    """A renewal that found a lively token in the file leaves a refused one as it was."""
    scene = Scene.of(LAST_TEN_MINUTES, granted())
    scene.store.file[1] = LIVELY
    async with scene.renewer() as renewer:
        await renewer.fresh(LAST_TEN_MINUTES)
        found = await renewer.force(LAST_TEN_MINUTES, OLD)
    assert (NEW, 1) == (found.bearer, scene.asked)


async def test_force_does_not_renew_what_is_new():
    """A fresh token that is refused is refused for another reason, and no loop begins."""
    scene = Scene.of(LIVELY, granted())
    async with scene.renewer() as renewer:
        renewed = await renewer.force(LIVELY, OLD)
        scene.clock.elapsed += 1
        failed = await failing(renewer.force(renewed, NEW))
    assert (False, None, 1) == (failed.is_final, failed.retry_after_seconds, scene.asked)


async def test_force_looks_into_the_file_before_it_gives_up():
    """Another process has renewed it since, so that it is another token by now."""
    scene = Scene.of(LIVELY, granted())
    async with scene.renewer() as renewer:
        renewed = await renewer.force(LIVELY, OLD)
        scene.store.file[1] = social(tokens("theirs", "their-refresh"))
        found = await renewer.force(renewed, NEW)
    assert (Secret("theirs"), 1) == (found.bearer, scene.asked)


async def test_force_gives_up_on_what_is_gone():
    """A credential that was taken out of the file has no other token."""
    scene = Scene.of(LIVELY, granted())
    async with scene.renewer() as renewer:
        renewed = await renewer.force(LIVELY, OLD)
        del scene.store.file[1]
        assert not (await failing(renewer.force(renewed, NEW))).is_final


async def test_force_fails_where_a_renewal_fails():
    """A refused token is no use while it lives."""
    scene = Scene.of(LIVELY, BUSY)
    async with scene.renewer() as renewer:
        assert "HTTP 503" == (await failing(renewer.force(LIVELY, OLD))).why


async def test_an_api_key_cannot_be_forced():
    """A key that is refused needs a person."""
    scene = Scene.of(api_key())
    async with scene.renewer() as renewer:
        failed = await failing(renewer.force(api_key(), Secret("ksk_example")))
    assert (True, 0) == (failed.is_final, scene.asked)


@pytest.mark.parametrize("said", [granted(), GONE], ids=["renewed", "refused"])
async def test_a_new_sign_in_beats_a_renewal_of_the_old_one(said: HttpAnswer):
    """What becomes of the old refresh token is neither saved nor held against the new one."""
    scene = Scene.of(EXPIRED, said)
    anew = social(tokens("anew", "signed-in-again"))
    scene.service.door.clear()
    async with scene.renewer() as renewer, asyncio.TaskGroup() as clients:
        waiting = clients.create_task(renewer.fresh(EXPIRED))
        await settle()
        scene.store.file[1] = scene.store.known[1] = anew
        scene.service.door.set()
    assert anew == waiting.result()
    assert ([], 0) == (scene.store.saved, renewer.failures(1))


ELSEWHERE = RenewalFailed("another process may have spent it", is_final=True)


async def test_the_store_is_told_before_a_token_is_sent():
    """It writes down what could be lost if this process died now."""
    scene = Scene.of(EXPIRED, granted())
    scene.service.door.clear()
    async with scene.renewer() as renewer, asyncio.TaskGroup() as clients:
        clients.create_task(renewer.fresh(EXPIRED))
        await settle()
        assert [Secret("refresh")] == scene.store.spent
        scene.service.door.set()


async def test_what_the_store_forbids_is_not_sent():
    """A token that lives goes on being used, and then whoever wants one hears why."""
    scene = Scene.of(LAST_MINUTE)
    scene.store.refusals = [ELSEWHERE, ELSEWHERE]
    async with scene.renewer() as renewer:
        assert LAST_MINUTE is await renewer.fresh(LAST_MINUTE)
        scene.clock.elapsed += 60
        failed = await failing(renewer.fresh(LAST_MINUTE))
    assert (ELSEWHERE.why, True, 0) == (failed.why, failed.is_final, scene.asked)


async def test_what_was_not_sent_is_not_dead():
    """The other process may come back: then the same token is sent after all."""
    scene = Scene.of(EXPIRED, granted())
    scene.store.refusals = [ELSEWHERE, ELSEWHERE]
    async with scene.renewer() as renewer:
        for _ in range(2):
            await failing(renewer.fresh(EXPIRED))
            scene.clock.elapsed += FIRST_PAUSE_SECONDS
        assert NEW == (await renewer.fresh(EXPIRED)).bearer
    missed = [each for each in scene.journal.happenings if isinstance(each, RenewalMissed)]
    assert [RenewalMissed(1, ELSEWHERE.why, is_final=True)] == missed, "it is told once"
