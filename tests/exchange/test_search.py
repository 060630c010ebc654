"""A web search on its way, against a world made of fakes and a clock that jumps."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import replace
from typing import Any, TypeVar

import msgspec
import pytest

from exchange.test_attachments import Bench
from fakes import FakeClock, FakeUpstream, Forgetful, Notes
from fakes_credentials import ARN, BOOK, NOW, MemoryStore, answer, granted, idc, social, tokens
from fakes_credentials import api_key as bare_key
from jumping_loop import run_jumping
from kiro_py.clients.client import Client
from kiro_py.errors import (
    GatewayError,
    NoCredential,
    RequestRefused,
    UpstreamBroken,
    UpstreamRefused,
    UpstreamUnreachable,
)
from kiro_py.exchange.addressing import Addressing
from kiro_py.exchange.again import Tries
from kiro_py.exchange.approach import Doors
from kiro_py.exchange.ask import Ask, ExchangeLimits
from kiro_py.exchange.book import Book
from kiro_py.exchange.doorstep import Doorsteps
from kiro_py.exchange.fitting import Fitting
from kiro_py.exchange.lease import Leases
from kiro_py.exchange.plan import Planner
from kiro_py.exchange.profiles import Profiles
from kiro_py.exchange.renew import Renewer
from kiro_py.exchange.run import Exchange
from kiro_py.exchange.search import SearchPlan
from kiro_py.exchange.seats import Seats
from kiro_py.kiro.address import Hosts
from kiro_py.pool.credential import Credential, Tokens
from kiro_py.pool.standing import State
from kiro_py.ports.journal import AttemptFailed, RequestEnded
from kiro_py.ports.upstream import HttpAnswer
from kiro_py.secret import Secret
from kiro_py.translate.models import known
from kiro_py.wire.anthropic.content import TextBlock, WebSearchToolResultBlock
from kiro_py.wire.anthropic.message import ReplyMessage, ServerToolUsage
from kiro_py.wire.anthropic.request import Message, MessagesRequest, Tool
from playbook import spell_all
from translate.asking import Json, image, message_of, png, text, user

Result = TypeVar("Result")
Heard = list[tuple[float, list[str]]]

START = "message_start in=366"
TOLD = [
    "0 + server_tool_use srvtoolu_1 web_search",
    '0 json {"query":"boats"}',
    "0 -",
    "1 + web_search_tool_result srvtoolu_1",
    "1 -",
    "2 + text",
    "2 text 'The web search for \"boats\" found nothing.'",
    "2 -",
    "end_turn in=366",
    "message_stop",
]
NO_TOKEN = answer(401, {"message": "The bearer token included in the request is invalid."})
THROTTLED = answer(429, {"message": "Too many requests"}, retry_after="60")
SWITCHED_OFF = answer(403, {"message": "…", "reason": "FEATURE_NOT_SUPPORTED"})
FAILED_ONCE = answer(500, {})
DOWN = UpstreamUnreachable("connect", host="q")


def found(*pages: dict[str, Any], error: str | None = None) -> HttpAnswer:
    text = json.dumps({"results": pages, "error": error})
    return answer(200, {"id": "1", "result": {"content": [{"type": "text", "text": text}]}})


def ask(query: str = "boats", **tool: Any) -> Ask:
    request = MessagesRequest(
        model="claude-haiku-4-5",
        max_tokens=100,
        messages=(Message("user", (TextBlock(query),)),),
        tools=(Tool(type="web_search_20250305", name="web_search", **tool),),
    )
    return Ask(request, "req_1", "msg_1")


def key(number: int = 1) -> Credential:
    return bare_key(
        id=number,
        priority=number,
        kiro_api_key=Secret(f"key-{number}"),
        tokens=Tokens(profile_arn=ARN),
    )


class World:
    """Credentials, what Kiro says to them in order, and an exchange."""

    def __init__(
        self,
        *says: HttpAnswer | GatewayError,
        credentials: tuple[Credential, ...] = (key(),),
        delay: float = 0.0,
        seats: int = 0,
    ) -> None:
        self.upstream, self.notes, clock = FakeUpstream(says, delay=delay), Notes(), FakeClock(NOW)
        store, addressing = MemoryStore(*credentials), Addressing(BOOK)
        self.renewer = Renewer(
            store=store, upstream=self.upstream, clock=clock, journal=self.notes, book=BOOK
        )
        self.book = Book(Forgetful(), clock, self.notes)
        doors = Doors(
            self.upstream,
            Leases(store, self.renewer, self.book, clock),
            Profiles(self.upstream, addressing, store, clock, self.notes),
            addressing,
            Doorsteps(clock),
            clock,
            self.notes,
        )
        self.exchange = Exchange(Planner({}, lambda _: None), doors, ExchangeLimits(), Seats(seats))

    @property
    def asked(self) -> list[str]:
        """Each call as the host's first word, the path's last, and whose token it showed."""
        return [
            " ".join(
                (
                    call.url.split("/")[2].partition(".")[0],
                    call.url.rpartition("/")[2],
                    call.headers.get("authorization", "").removeprefix("Bearer "),
                )
            ).rstrip()
            for call in self.upstream.calls
        ]

    @property
    def ended(self) -> list[RequestEnded]:
        return [each for each in self.notes.happenings if isinstance(each, RequestEnded)]

    @property
    def verdicts(self) -> list[tuple[str, str]]:
        return [
            (each.verdict, each.detail)
            for each in self.notes.happenings
            if isinstance(each, AttemptFailed)
        ]

    def state(self, credential: Credential) -> State:
        return self.book.standing(credential).state

    def run(self, work: Callable[[], Awaitable[Result]]) -> Result:
        async def main() -> Result:
            async with self.renewer:
                return await work()

        return run_jumping(main())

    def whole(self, asked: Ask | None = None) -> ReplyMessage:
        return self.run(lambda: self.exchange.whole(asked or ask()))

    def listen(
        self, asked: Ask | None = None, *, is_buffered: bool = False
    ) -> tuple[Heard, GatewayError | None]:
        """Return what a client hears and when, and the failure that ended it."""
        heard: Heard = []

        async def work() -> GatewayError | None:
            try:
                batches = self.exchange.stream(asked or ask(), is_buffered=is_buffered)
                async with aclosing(batches) as said:
                    async for batch in said:
                        heard.append((asyncio.get_running_loop().time(), spell_all(batch)))
            except GatewayError as failure:
                return failure
            return None

        return heard, self.run(work)


def code(message: ReplyMessage) -> str:
    """Return the code with which a search failed."""
    result = message.content[1]
    assert isinstance(result, WebSearchToolResultBlock)
    return json.loads(bytes(result.content))["error_code"]


def test_a_search_asks_once_and_is_told_at_once():
    """One call to the endpoint, one batch of events."""
    subject = World(found())
    assert ([(0.0, [START, *TOLD])], None) == subject.listen()
    assert ["q mcp key-1"] == subject.asked


def test_a_whole_answer_is_the_same():
    """The message has the three blocks and counts the search."""
    message = World(found()).whole()
    assert ["server_tool_use", "web_search_tool_result", "text"] == [
        block.__struct_config__.tag for block in message.content
    ]
    assert ("end_turn", ServerToolUsage(1)) == (
        message.stop_reason,
        message.usage.server_tool_use,
    )


def test_a_slow_search_is_filled_with_pings():
    """After ten seconds the client hears `message_start`, then a ping every fifteen."""
    heard, failure = World(found(), delay=41.0).listen()
    assert None is failure
    assert [(10.0, [START]), (25.0, ["ping"]), (40.0, ["ping"]), (41.0, TOLD)] == heard


def test_a_buffered_search_comes_at_once():
    """Pings come until then, and nothing else."""
    heard, failure = World(found(), delay=26.0).listen(is_buffered=True)
    assert None is failure
    assert [(10.0, ["ping"]), (25.0, ["ping"]), (26.0, [START, *TOLD])] == heard


@pytest.mark.parametrize(
    ("says", "asked"),
    [
        pytest.param((DOWN, found()), ["q mcp key-1", "runtime mcp key-1"], id="a dead host"),
        pytest.param((FAILED_ONCE, found()), ["q mcp key-1"] * 2, id="a failure"),
        pytest.param((answer(200, b"?"), found()), ["q mcp key-1"] * 2, id="an odd answer"),
    ],
)
def test_what_may_heal_is_tried_again(
    says: tuple[HttpAnswer | GatewayError, ...], asked: list[str]
):
    """Whoever asks hears of the pages only."""
    subject = World(*says, credentials=(key(),))
    assert None is subject.listen()[1]
    assert asked == subject.asked


def test_a_refused_token_is_renewed_once():
    """The next attempt shows the new one."""
    subject = World(NO_TOKEN, granted(), found(), credentials=(social(tokens("old")),))
    assert None is subject.listen()[1]
    assert ["q mcp old", "prod refreshToken", "q mcp new-access"] == subject.asked


def test_a_throttled_credential_rests_and_another_one_searches():
    """The standing of the first is settled, as after any other request."""
    first, second = key(1), key(2)
    subject = World(THROTTLED, found(), credentials=(first, second))
    assert None is subject.listen()[1]
    assert ["q mcp key-1", "q mcp key-2"] == subject.asked
    assert (State.COOLING, State.READY) == (subject.state(first), subject.state(second))


def test_a_profile_is_told_in_a_header():
    """An enterprise's sign-in brings its own."""
    held = tokens()
    credential = idc(Tokens(held.access_token, held.refresh_token, held.expires_at, ARN))
    subject = World(found(), credentials=(credential,))
    subject.whole()
    assert ARN == subject.upstream.calls[0].headers["x-amzn-kiro-profile-arn"]


def test_a_limit_is_told_as_a_status():
    """Before anything has left the client hears 429 and how long to wait."""
    subject = World(THROTTLED)
    heard, failure = subject.listen()
    assert [] == heard
    assert isinstance(failure, UpstreamRefused)
    assert (429, 60) == (failure.refusal.status, failure.refusal.retry_after_seconds)


def test_a_limit_after_the_first_word_ends_the_stream():
    """Nothing is tried again once something has left, and nobody else is asked."""
    subject = World(THROTTLED, found(), credentials=(key(1), key(2)), delay=12.0)
    heard, failure = subject.listen()
    assert [(10.0, [START])] == heard
    assert isinstance(failure, UpstreamRefused)
    assert ["q mcp key-1"] == subject.asked


def test_nobody_to_search_is_told():
    """Without a credential there is no search."""
    assert isinstance(World(credentials=()).listen()[1], NoCredential)


def test_a_silent_search_is_told():
    """It is not asked again: a search that long may have been made."""
    subject = World(UpstreamUnreachable("silence", host="q"))
    with pytest.raises(UpstreamUnreachable):
        subject.whole()


def test_an_odd_answer_is_tried_twice_at_the_most():
    """Then it is told as one that is broken."""
    subject = World(answer(200, b"?"), answer(200, b"?"))
    with pytest.raises(UpstreamBroken):
        subject.whole()


@pytest.mark.parametrize(
    ("says", "told", "verdict"),
    [
        pytest.param(found(error="down"), "unavailable", ("unavailable", '"down"'), id="an error"),
        pytest.param(
            found(error="Too many requests"),
            "too_many_requests",
            ("too_many_requests", '"Too many requests"'),
            id="a limit",
        ),
        pytest.param(
            SWITCHED_OFF,
            "unavailable",
            ("feature", SWITCHED_OFF.body.decode()),
            id="switched off",
        ),
    ],
)
def test_a_failed_search_is_an_answer(says: HttpAnswer, told: str, verdict: tuple[str, str]):
    """Its result has a code, no search is counted, and the journal has Kiro's words."""
    subject = World(says)
    message = subject.whole()
    assert (told, ServerToolUsage(0)) == (code(message), message.usage.server_tool_use)
    assert ([verdict], State.READY) == (subject.verdicts, subject.state(key()))


@pytest.mark.parametrize("is_streamed", [True, False], ids=["stream", "whole"])
def test_what_is_attached_to_a_search_is_left_alone(*, is_streamed: bool):
    """Nobody sees it: it is neither fetched nor drawn, and none of it is refused."""
    subject, bench = World(found()), Bench()
    subject.exchange = replace(
        subject.exchange, fitting=Fitting(bench.subject, lambda ask: known(ask.request.model))
    )
    linked: Json = {"type": "image", "source": {"type": "url", "url": "https://example.com/a"}}
    attached = [linked, image(png(9_000, 1)), image(png(9_000, 1) + "A")]
    search = ask()
    message = message_of(user([text("boats"), *attached]))
    search = replace(search, request=msgspec.structs.replace(search.request, messages=(message,)))

    if is_streamed:
        heard, failure = subject.listen(search)
        assert (TOLD[:8], None) == (heard[0][1][1:9], failure)
    else:
        assert ServerToolUsage(1) == subject.whole(search).usage.server_tool_use
    assert ([], []) == (bench.web.asked, bench.pictures.asked)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        pytest.param(ask("b" * 201), "query_too_long", id="a long query"),
        pytest.param(ask(max_uses=0), "max_uses_exceeded", id="no use"),
    ],
)
def test_a_search_that_cannot_succeed_asks_nobody(asked: Ask, told: str):
    """Neither Kiro nor the pool."""
    subject = World(credentials=())
    assert told == code(subject.whole(asked))
    assert ([], None) == (subject.asked, subject.ended[0].credential_id)


def test_nothing_to_search_for_is_refused_at_once():
    """It raises before anybody is asked."""
    with pytest.raises(RequestRefused):
        World().exchange.stream(ask(" "))


def test_a_search_needs_a_seat():
    """It counts among the requests that are served at once."""
    subject = World(found(), delay=5.0, seats=1)

    async def work() -> tuple[object, object]:
        both = (subject.exchange.whole(ask()) for _ in range(2))
        first, second = await asyncio.gather(*both, return_exceptions=True)
        return first, second

    first, second = subject.run(work)
    assert isinstance(first, ReplyMessage)
    assert isinstance(second, RequestRefused)


@pytest.mark.parametrize(
    ("says", "outcome", "tokens"),
    [
        pytest.param(found(), "end_turn", 366, id="found"),
        pytest.param(found(error="down"), "unavailable", 366, id="failed"),
        pytest.param(THROTTLED, "UpstreamRefused", 0, id="refused"),
    ],
)
def test_the_journal_hears_how_it_ended(says: HttpAnswer, outcome: str, tokens: int):
    """A search is named in the place of the model; what was not answered cost nothing."""
    subject = World(says, delay=2.0)
    subject.listen()
    (ended,) = subject.ended
    assert ("claude-haiku-4-5", "web_search", 1, outcome, 1, 2.0, tokens) == (
        ended.model,
        ended.upstream_model,
        ended.credential_id,
        ended.outcome,
        ended.attempts,
        ended.seconds,
        ended.input_tokens,
    )
    assert (2.0 if outcome != "UpstreamRefused" else None) == ended.first_event_seconds


def test_a_client_that_leaves_ends_the_search():
    """The credential's seat is free again, and its standing is untouched."""
    subject = World(found(), found(), delay=60.0)

    async def work() -> list[str]:
        async with aclosing(subject.exchange.stream(ask())) as said:
            first = spell_all(await anext(said))
        await subject.exchange.whole(ask())
        return first

    assert [START] == subject.run(work)
    assert ["client left", "end_turn"] == [ended.outcome for ended in subject.ended]


def test_a_client_searches_with_its_own_group_only():
    """The better credential of others is not there, and where there is none of its own, nobody."""
    client = Client(id=1, group="team")
    asked = replace(ask(), client=client)
    subject = World(found(), credentials=(key(1), replace(key(2), groups=("team",))))
    subject.run(lambda: subject.exchange.whole(asked))
    assert ["q mcp key-2"] == subject.asked

    alone = World(credentials=(key(1),))
    with pytest.raises(NoCredential, match="of 0 credentials"):
        alone.run(lambda: alone.exchange.whole(asked))


def test_a_failed_search_does_not_leave_its_group():
    """What one of the group is refused is not asked of anybody else."""
    client = Client(id=1, group="team")
    subject = World(THROTTLED, credentials=(replace(key(1), groups=("team",)), key(2)))
    with pytest.raises(UpstreamRefused):
        subject.run(lambda: subject.exchange.whole(replace(ask(), client=client)))
    assert ["q mcp key-1"] == subject.asked


def test_a_search_names_a_model_that_its_client_may_have():
    """No model is asked, but a key for one model is not a key for searches by another name."""
    subject = World()
    forbidden = replace(ask(), client=Client(id=1, models=("claude-opus-*",)))
    with pytest.raises(RequestRefused, match="may not use"):
        subject.run(lambda: subject.exchange.whole(forbidden))
    assert [] == subject.asked


def test_a_query_may_be_kept():
    """It weighs nothing, so that there is nothing to let go."""
    plan = SearchPlan("boats", NOW)
    assert plan == plan.forgotten()


def test_a_search_is_asked_of_the_host_that_answers():
    """The host is chosen by its place in the list, and the attempt is told."""
    hosts = Hosts(api=("https://a.example.com", "https://b.example.com"))
    addressing = Addressing(replace(BOOK, hosts=hosts))
    call = SearchPlan("boats", 1.5).call(addressing, bare_key(), host=1, tries=Tries(on_this=2))

    assert "https://b.example.com/mcp" == call.url
    assert call.headers["amz-sdk-request"].startswith("attempt=2;")
    assert b"_1500_" in call.body
