"""One request's attempts: whose turn, which host, and what the client hears in the end."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest

from fakes import FakeClock, FakeStream, FakeUpstream, Forgetful, Notes
from fakes_credentials import ARN, BOOK, NOW, MemoryStore, answer, granted, idc, social, tokens
from fakes_credentials import api_key as bare_key
from jumping_loop import run_jumping
from kiro_py.errors import (
    GatewayError,
    Lack,
    NoCredential,
    RenewalFailed,
    RequestRefused,
    UpstreamBroken,
    UpstreamRefused,
    UpstreamUnreachable,
)
from kiro_py.exchange.addressing import Addressing
from kiro_py.exchange.approach import Approach, Doors
from kiro_py.exchange.ask import Ask
from kiro_py.exchange.book import Book
from kiro_py.exchange.doorstep import Doorsteps
from kiro_py.exchange.lease import Errand, Leases
from kiro_py.exchange.plan import Planner
from kiro_py.exchange.profiles import Profiles
from kiro_py.exchange.renew import Renewer
from kiro_py.pool.credential import Credential, Proxy, Tokens
from kiro_py.pool.standing import Standing, State
from kiro_py.pool.turn import Rules
from kiro_py.ports.journal import AttemptFailed
from kiro_py.ports.upstream import HttpAnswer
from kiro_py.secret import Secret
from kiro_py.wire.anthropic.content import TextBlock, ThinkingBlock
from kiro_py.wire.anthropic.request import Message, MessagesRequest

Result = TypeVar("Result")

IDLE_SECONDS = 60.0
PLAN = Planner({}, lambda _: None).plan(
    Ask(
        MessagesRequest(
            model="claude-sonnet-4-5",
            max_tokens=100,
            messages=(Message("user", (TextBlock("hello"),)),),
        ),
        "req_1",
        "msg_1",
    )
)
OTHER = "arn:aws:codewhisperer:eu-central-1:123456789012:profile/OTHER"

OVERLOADED = answer(503, {})
THROTTLED = answer(429, {})
IN_AN_HOUR = answer(429, {}, retry_after="3600")
NO_TOKEN = answer(401, {"message": "The bearer token included in the request is invalid."})
NO_PROFILE = answer(400, {"message": "Invalid profileArn"})
NO_MODEL = answer(400, {"message": "Invalid model.", "reason": "INVALID_MODEL_ID"})
SPENT = answer(402, {"message": "…", "reason": "MONTHLY_REQUEST_COUNT"})
NOT_HERE = answer(404, {})
SUSPENDED = answer(403, {"message": "…", "reason": "TEMPORARILY_SUSPENDED"})
SIGNED_OUT = answer(401, {})
DOWN = UpstreamUnreachable("connect", host="q")


def key(number: int = 1, *, arn: str | None = ARN, proxy: Proxy | None = None) -> Credential:
    """Return an API key that says its number; the first one has the best priority."""
    return bare_key(
        id=number,
        priority=number,
        kiro_api_key=Secret(f"key-{number}"),
        tokens=Tokens(profile_arn=arn),
        proxy=proxy,
    )


def with_profile(held: Tokens | None = None) -> Tokens:
    held = held or tokens()
    return Tokens(held.access_token, held.refresh_token, held.expires_at, ARN)


class World:
    """Credentials, what Kiro says to them in order, and one request."""

    def __init__(
        self,
        *credentials: Credential,
        says: tuple[HttpAnswer | FakeStream | GatewayError, ...] = (),
        delay: float = 0.0,
        standings: dict[int, Standing] | None = None,
        leaves_limited_accounts: bool = False,
    ) -> None:
        self.upstream, self.notes, clock = FakeUpstream(says, delay=delay), Notes(), FakeClock(NOW)
        store, addressing = MemoryStore(*credentials), Addressing(BOOK)
        self.renewer = Renewer(
            store=store, upstream=self.upstream, clock=clock, journal=self.notes, book=BOOK
        )
        self.book = Book(Forgetful(standings), clock, self.notes)
        rules = Rules(seats=1, leaves_limited=leaves_limited_accounts)
        self.leases = Leases(store, self.renewer, self.book, clock, rules=rules)
        self.doors = Doors(
            self.upstream,
            self.leases,
            Profiles(self.upstream, addressing, store, clock, self.notes),
            addressing,
            Doorsteps(clock),
            clock,
            self.notes,
        )
        self.approach = self.another()

    def another(self) -> Approach:
        return Approach("req_1", PLAN, self.doors, IDLE_SECONDS)

    @property
    def asked(self) -> list[str]:
        """Each call as the host's first word, and whose token it showed."""
        return [
            " ".join(
                (
                    call.url.split("/")[2].partition(".")[0],
                    call.headers.get("authorization", "").removeprefix("Bearer "),
                )
            ).rstrip()
            for call in self.upstream.calls
        ]

    @property
    def verdicts(self) -> list[str]:
        return [each.verdict for each in self.notes.happenings if isinstance(each, AttemptFailed)]

    def state(self, credential: Credential) -> State:
        return self.book.standing(credential).state

    def run(self, work: Callable[[], Awaitable[Result]]) -> Result:
        async def main() -> Result:
            async with self.renewer:
                return await work()

        return run_jumping(main())

    def go(self) -> GatewayError | None:
        """Try until an answer is there, or until the client is to be told: why."""
        return self.run(lambda: tried(self.approach))


async def tried(approach: Approach) -> GatewayError | None:
    try:
        while True:
            try:
                await approach.open()
            except GatewayError as failure:
                approach.fail(failure, may_try_again=True)
            else:
                approach.succeed()
                return None
    except GatewayError as told:
        return told
    finally:
        approach.close()


def served() -> FakeStream:
    return FakeStream([])


def test_the_first_host_is_asked_with_the_credential_whose_turn_it_is():
    """What follows the headers is handed on, and it is known when they came."""
    stream = served()
    subject = World(key(2), key(1), says=(stream,), delay=3)

    async def work() -> tuple[object, float | None]:
        return await subject.approach.open(), subject.approach.headers_at

    assert (stream, 3) == subject.run(work)
    assert ["q key-1"] == subject.asked
    assert (1, "q.eu-central-1.amazonaws.com") == (
        subject.approach.credential_id,
        subject.approach.host,
    )


def test_a_request_that_never_began_ends_quietly():
    """There is no credential to settle or to give back."""
    approach = World().approach
    approach.succeed()
    approach.close()
    assert (None, None) == (approach.credential_id, approach.headers_at)


def test_without_a_credential_the_lack_is_told():
    """It is noted like a failed attempt, of nobody."""
    subject = World()
    failure = subject.go()
    assert isinstance(failure, NoCredential)
    why = "of 0 credentials none can be used"
    assert [
        AttemptFailed("req_1", None, "", 0, "NoCredential", why, at=NOW)
    ] == subject.notes.happenings


def test_a_refusal_keeps_kiro_s_own_words():
    """For the log, and not without end."""
    body = b'{"message":"Improperly formed request."}' + b" " * 3000
    subject = World(key(), says=(HttpAnswer(400, {}, body),))
    failure = subject.go()
    assert isinstance(failure, UpstreamRefused)
    assert (400, body[:2000].decode()) == (failure.upstream_status, failure.detail)
    (note,) = subject.notes.happenings
    host = "q.eu-central-1.amazonaws.com"
    assert (
        AttemptFailed("req_1", 1, host, 1, "malformed", failure.detail, NOW, 400, seconds=0.0)
        == note
    )


def test_an_answer_that_is_no_stream_is_broken():
    """A page of somebody in between is cut off, and the same is asked once more."""
    page = FakeStream([b"<html>"], headers={"content-type": "text/html"})
    subject = World(key(), says=(page, served()))
    assert None is subject.go()
    assert False is page.closed_when_over
    assert ["UpstreamBroken"] == subject.verdicts


def test_an_answer_without_a_content_type_is_broken():
    """Nothing is guessed."""
    bare = (FakeStream([], headers={}), FakeStream([], headers={}))
    assert isinstance(World(key(), says=bare).go(), UpstreamBroken)


def test_silence_has_an_end():
    """Whoever says nothing for so long may still be at work: it is not asked again."""
    subject = World(key(), key(2), says=(served(),), delay=IDLE_SECONDS + 1)
    failure = subject.go()
    assert isinstance(failure, UpstreamUnreachable)
    assert ("silence", ["q key-1"]) == (failure.what, subject.asked)


def test_a_client_that_has_heard_something_is_told_at_once():
    """Nothing is tried again then, and the credential is judged."""
    subject = World(key(), key(2), says=(THROTTLED,))

    async def work() -> None:
        with pytest.raises(UpstreamRefused) as refused:
            await subject.approach.open()
        subject.approach.fail(refused.value, may_try_again=False)

    with pytest.raises(UpstreamRefused):
        subject.run(work)
    assert State.COOLING is subject.state(key())


def test_the_same_is_asked_with_growing_pauses():
    """Three times, and then the client is told; the credential is not to blame."""
    subject = World(key(), key(2), says=(OVERLOADED,) * 3)

    async def work() -> float:
        failure = await tried(subject.approach)
        assert isinstance(failure, UpstreamRefused)
        return asyncio.get_running_loop().time()

    assert 2.0 == subject.run(work)
    assert ["q key-1"] * 3 == subject.asked
    assert State.READY is subject.state(key())


@pytest.mark.parametrize(
    ("refusal", "state"),
    [
        pytest.param(THROTTLED, State.COOLING, id="throttled"),
        pytest.param(SPENT, State.SPENT, id="spent"),
        pytest.param(NO_MODEL, State.READY, id="without the model"),
    ],
)
def test_another_credential_serves_instead(refusal: HttpAnswer, state: State):
    """The first one is judged, and its seat is free."""
    subject = World(key(1), key(2), says=(refusal, served()))
    assert None is subject.go()
    assert ["q key-1", "q key-2"] == subject.asked
    assert (state, 2) == (subject.state(key(1)), subject.approach.credential_id)
    assert not subject.leases._in_flight[1]


def test_a_credential_that_was_given_up_is_not_taken_again():
    """Although it stands as well as before."""
    subject = World(key(1), key(2), says=(NO_MODEL, NO_MODEL))
    failure = subject.go()
    assert isinstance(failure, UpstreamRefused)
    assert ("model-unknown", ["q key-1", "q key-2"]) == (failure.refusal.name, subject.asked)


def test_a_request_does_not_wander_for_ever():
    """Nine attempts are the most, however many credentials there are."""
    subject = World(*map(key, range(1, 13)), says=(THROTTLED,) * 9)
    assert isinstance(subject.go(), UpstreamRefused)
    assert 9 == len(subject.asked)


@pytest.mark.parametrize(
    ("is_allowed", "expected"),
    [
        pytest.param(False, ["q key-1"], id="unless the owner allows it"),
        pytest.param(True, ["q key-1", "q key-2"], id="as the owner wants"),
    ],
)
def test_an_account_s_own_limit_ends_the_request(*, is_allowed: bool, expected: list[str]):
    """The account is left alone either way."""
    subject = World(key(1), key(2), says=(SUSPENDED, served()), leaves_limited_accounts=is_allowed)
    assert is_allowed is (subject.go() is None)
    assert expected == subject.asked
    assert State.SUSPENDED is subject.state(key(1))


def test_a_host_that_does_not_serve_is_passed_over():
    """The next request begins with the one that did."""
    subject = World(key(), says=(NOT_HERE, served(), served()))

    async def work() -> None:
        await tried(subject.approach)
        await tried(subject.another())

    subject.run(work)
    assert ["q key-1", "runtime key-1", "runtime key-1"] == subject.asked


def test_all_hosts_are_tried_wherever_it_begins():
    """After the last one of the list comes the first."""
    subject = World(key(), says=(NOT_HERE, served(), NOT_HERE, served()))

    async def work() -> None:
        await tried(subject.approach)
        await tried(subject.another())

    subject.run(work)
    assert ["q key-1", "runtime key-1", "runtime key-1", "q key-1"] == subject.asked


def test_a_dead_proxy_of_its_own_is_left():
    """When no host can be reached through it, another credential may have a better way."""
    proxied = key(1, proxy=Proxy("http://proxy.example.com:3128"))
    subject = World(proxied, key(2), says=(DOWN, DOWN, served()))
    assert None is subject.go()
    assert ["q key-1", "runtime key-1", "q key-2"] == subject.asked


def test_a_refused_token_is_renewed():
    """The same host is asked with the new one, and nothing is held against the credential."""
    subject = World(social(with_profile()), says=(NO_TOKEN, granted("new"), served()))
    assert None is subject.go()
    assert ["q access", "prod", "q new"] == subject.asked
    assert 0 == subject.book.standing(social()).strikes


def test_a_sign_in_that_has_ended_is_given_up():
    """The next credential serves, and a person has to see to the first one."""
    subject = World(social(with_profile()), key(2), says=(NO_TOKEN, SIGNED_OUT, served()))
    assert None is subject.go()
    assert ["q access", "prod", "q key-2"] == subject.asked
    assert State.NEEDS_LOGIN is subject.state(social())


def test_a_renewal_that_must_wait_is_the_client_s_answer():
    """Without another credential it says how long."""
    limited = answer(429, {}, retry_after="20")
    subject = World(social(with_profile()), says=(NO_TOKEN, limited))
    failure = subject.go()
    assert isinstance(failure, RenewalFailed)
    assert (20, State.COOLING) == (failure.retry_after_seconds, subject.state(social()))


def test_a_new_token_that_is_refused_is_not_renewed_again():
    """Whatever is wrong with it is not its age: what Kiro said of it stands, and is a doubt."""
    says = (NO_TOKEN, granted("new"), NO_TOKEN, NO_TOKEN)
    subject = World(social(with_profile()), says=says)

    async def work() -> list[GatewayError | None]:
        return [await tried(subject.approach), await tried(subject.another())]

    failures = subject.run(work)
    assert ["q access", "prod", "q new", "q new"] == subject.asked
    for failure in failures:
        assert isinstance(failure, UpstreamRefused)
        assert "token-refused" == failure.refusal.name
    assert 2 == subject.book.standing(social()).strikes


def test_a_key_is_never_renewed():
    """One that was withdrawn is given up at once."""
    subject = World(key(1, arn=None), key(2), says=(NO_TOKEN, served()))
    assert None is subject.go()
    assert ["q key-1", "q key-2"] == subject.asked


def test_a_profile_that_is_missing_is_found_first():
    """An enterprise's sign-in is not sent to be refused."""
    listed = answer(200, {"profiles": [{"arn": ARN}]})
    nothing = answer(200, {"profiles": []})
    subject = World(idc(), says=(listed, nothing, served()))
    assert None is subject.go()
    assert "q access" == subject.asked[-1]
    assert ARN.encode() in (subject.upstream.calls[-1].body or b"")


def test_a_profile_that_is_refused_is_replaced():
    """By the one that the account has, and the same host is asked again."""
    got = answer(200, {"profile": {"arn": OTHER}})
    subject = World(key(), says=(NO_PROFILE, got, served()))
    assert None is subject.go()
    assert ["q key-1", "management key-1", "q key-1"] == subject.asked


def test_a_profile_that_is_the_right_one_is_not_sent_again():
    """The other host is asked, and then another credential."""
    got = answer(200, {"profile": {"arn": ARN}})
    subject = World(key(1), key(2), says=(NO_PROFILE, got, NO_PROFILE, served()))
    assert None is subject.go()
    assert ["q key-1", "management key-1", "runtime key-1", "q key-2"] == subject.asked


def test_a_social_profile_comes_with_a_new_token():
    """It cannot be asked for by itself."""
    subject = World(social(), says=(NO_PROFILE, granted("new"), served()))
    assert None is subject.go()
    assert ["q access", "prod", "q new"] == subject.asked


def test_a_social_profile_that_is_refused_is_no_reason_to_renew():
    """The next token would come with the same one."""
    subject = World(social(with_profile()), says=(NO_PROFILE, served()))
    assert None is subject.go()
    assert ["q access", "runtime access"] == subject.asked


@pytest.mark.parametrize(
    ("refusal", "other", "lack"),
    [
        pytest.param(
            IN_AN_HOUR, Standing(state=State.COOLING, until=NOW + 30), Lack.COOLING, id="sooner"
        ),
        pytest.param(
            SPENT,
            Standing(state=State.SPENT, until=NOW + 300, resets_at=NOW),
            Lack.SPENT,
            id="with a date",
        ),
    ],
)
def test_the_client_hears_of_the_pool_when_that_helps_more(
    refusal: HttpAnswer, other: Standing, lack: Lack
):
    """Somebody will be back before the last one, or it is known when."""
    failure = World(key(1), key(2), says=(refusal,), standings={2: other}).go()
    assert isinstance(failure, NoCredential)
    assert lack is failure.lack


@pytest.mark.parametrize(
    ("refusal", "other", "name"),
    [
        pytest.param(
            THROTTLED, Standing(state=State.COOLING, until=NOW + 600), "throttled", id="later"
        ),
        pytest.param(THROTTLED, Standing(state=State.SUSPENDED), "throttled", id="nobody else"),
        pytest.param(SPENT, Standing(state=State.SUSPENDED), "plan-spent", id="without a date"),
        pytest.param(
            IN_AN_HOUR,
            Standing(state=State.SPENT, until=NOW + 300, resets_at=NOW),
            "throttled",
            id="spent is not what it met",
        ),
        pytest.param(
            NO_TOKEN,
            Standing(state=State.COOLING, until=NOW + 30),
            "token-refused",
            id="waiting does not mend it",
        ),
    ],
)
def test_else_it_hears_what_the_last_credential_met(
    refusal: HttpAnswer, other: Standing, name: str
):
    """That tells more than that there is no other one."""
    subject = World(key(1, arn=None), key(2), says=(refusal,), standings={2: other})
    failure = subject.go()
    assert isinstance(failure, UpstreamRefused)
    assert name == failure.refusal.name
    assert [name] == subject.verdicts


def test_a_failed_renewal_of_the_other_one_is_not_what_the_client_hears():
    """It never came to be asked for this request."""
    ended = social(tokens(expires_in=-1), id=2, priority=9)
    subject = World(key(1), ended, says=(THROTTLED, SIGNED_OUT))
    failure = subject.go()
    assert isinstance(failure, UpstreamRefused)
    assert State.NEEDS_LOGIN is subject.state(ended)


def test_an_unreachable_service_is_told_as_such():
    """Also when the other credentials cannot be had."""
    proxied = key(1, proxy=Proxy("http://proxy.example.com:3128"))
    assert isinstance(World(proxied, says=(DOWN, DOWN)).go(), UpstreamUnreachable)


def test_a_model_that_nobody_has_is_told_by_its_name():
    """The client's own words for it, not Kiro's."""
    subject = World(key(), says=(NO_MODEL,))

    async def work() -> list[GatewayError | None]:
        return [await tried(subject.approach), await tried(subject.another())]

    refused, unasked = subject.run(work)
    assert isinstance(refused, UpstreamRefused)
    assert isinstance(unasked, RequestRefused)
    assert "model: claude-sonnet-4-5" == refused.refusal.message == unasked.message


def test_a_conversation_stays_where_it_was_served():
    """The next request of it is not for the best one, but for the one that knows it."""
    subject = World(key(1), key(2), says=(THROTTLED, served(), served()))

    async def work() -> int:
        await tried(subject.approach)
        await asyncio.sleep(600)
        with await subject.leases.take(Errand(PLAN.model.id, PLAN.conversation_id)) as lease:
            return lease.credential.id

    assert 2 == subject.run(work)


THOUGHT = Message("assistant", (ThinkingBlock("hm", "c2ln"), TextBlock("hi")))
GOING_ON = Planner({}, lambda _: None).plan(
    Ask(
        MessagesRequest(
            model="claude-opus-4-6",
            max_tokens=100,
            messages=(
                Message("user", (TextBlock("hello"),)),
                THOUGHT,
                Message("user", (TextBlock("go on"),)),
            ),
        ),
        "req_1",
        "msg_1",
    )
)


def test_reasoning_is_for_the_credential_that_gave_it():
    """Whoever steps in for it, and whoever comes after that, does not hear of it."""
    says = (served(), THROTTLED, served(), served())
    subject = World(key(1), key(2), says=says)

    async def work() -> list[bool]:
        for _ in range(3):
            await tried(Approach("req_1", GOING_ON, subject.doors, IDLE_SECONDS))
        return [b"reasoningContent" in call.body for call in subject.upstream.calls]

    assert [True, True, False, False] == subject.run(work)
    assert ["q key-1", "q key-1", "q key-2", "q key-2"] == subject.asked


def test_a_request_that_is_not_sent_again_is_let_go():
    """Megabytes are not kept for as long as an answer takes."""
    approach = World().approach
    approach.forget_request()
    assert PLAN.forgotten() == approach.plan
