"""The running simulator, over real sockets."""

import asyncio
import time
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
import pytest

from kiro_py.errors import FrameCorrupt
from kiro_py.eventstream.decoder import Decoder
from kiro_py.simulator.accounts.account import Account, Kind
from kiro_py.simulator.faults.effects import (
    Answer,
    Corrupt,
    Cut,
    Dribble,
    Drop,
    Effect,
    Empty,
    Fail,
    Relabel,
    Replay,
    Silence,
    Throw,
)
from kiro_py.simulator.ledger import Ending, Ledger
from kiro_py.simulator.server import Simulator
from kiro_py.simulator.settings import Settings
from simulator.bodies import Body, body, said, tool, user
from simulator.worlds import GENERATE, bearer, events, words_of

STREAMS = Path(__file__).parents[1] / "streams"
RUNTIME_TARGET = {
    "x-amz-target": "KiroRuntimeService.GenerateAssistantResponse",
    "content-type": "application/x-amz-json-1.0",
}
IMPROPER = "Improperly formed request."
Client = aiohttp.ClientSession
PATIENCE_SECONDS = 10


async def post(
    kiro: Simulator, client: Client, request: Body | None = None, path: str = GENERATE
) -> tuple[int, Any, bytes]:
    """Send a prompt as the social account; return status, headers and body."""
    async with (
        asyncio.timeout(PATIENCE_SECONDS),
        client.post(
            kiro.url + path, json=request or said("say: one two"), headers=bearer(kiro.world)
        ) as answer,
    ):
        return answer.status, answer.headers, await answer.read()


async def collect(answer: aiohttp.ClientResponse, chunks: list[bytes]) -> None:
    """Put what arrives into `chunks`, so that it is there even if the end is not."""
    while chunk := await answer.content.readany():
        chunks.append(chunk)


def has_ended(calls: Ledger) -> bool:
    return bool(len(calls)) and calls[-1].ending is not Ending.OPEN


async def test_a_prompt_is_answered(kiro: Simulator, client: Client):
    """A prompt gets a stream, and the conversation's id back in a header."""
    status, headers, data = await post(kiro, client)

    assert (200, "application/vnd.amazon.eventstream", "one two") == (
        status,
        headers["content-type"],
        words_of(events(data)),
    )
    assert (
        "11111111-2222-5333-8444-555555555555" == (headers["x-amzn-codewhisperer-conversation-id"])
    )


@pytest.mark.parametrize("prefix", ["", "/q", "/runtime", "/runtime/us-east-1"])
async def test_the_runtime_service_answers(kiro: Simulator, client: Client, prefix: str):
    """The other dialect has its target in a header, its agent mode and ARN in the body."""
    request = {
        **said("say: hi"),
        "agentMode": "vibe",
        "profileArn": kiro.accounts.profile_arn("social"),
    }
    headers = {**bearer(kiro.world), **RUNTIME_TARGET}
    async with client.post(f"{kiro.url}{prefix}/", json=request, headers=headers) as answer:
        data = await answer.read()

    assert (200, "hi") == (answer.status, words_of(events(data)))


async def test_refusals_have_the_shape_of_their_dialect(kiro: Simulator, client: Client):
    """In REST the type is a header, in the other dialect it is in the body."""
    rest_status, rest_headers, rest = await post(kiro, client, said(""))
    headers = {**bearer(kiro.world), **RUNTIME_TARGET}
    async with client.post(kiro.url, json=said(""), headers=headers) as answer:
        other = await answer.read()

    assert (400, 400, "ValidationException", "content-empty") == (
        rest_status,
        answer.status,
        rest_headers["x-amzn-errortype"],
        answer.headers["x-simulator-rule"],
    )
    assert (
        {"message": IMPROPER, "reason": None},
        {"__type": "com.amazon.kiro.runtimeservice#ValidationException", "message": IMPROPER},
    ) == (msgspec.json.decode(rest), msgspec.json.decode(other))


async def test_calls_are_recorded(kiro: Simulator, client: Client):
    """A test can see what was sent and what it was answered with."""
    await post(kiro, client, said(""))
    await kiro.calls.until(has_ended)
    (call,) = kiro.calls

    assert ("GenerateAssistantResponse", 400, "content-empty", "social", Ending.COMPLETE) == (
        call.operation,
        call.status,
        call.rule,
        call.account,
        call.ending,
    )
    assert (said(""), True) == (call.body, call.headers["authorization"].startswith("Bearer "))


async def test_a_body_beyond_the_limit_is_refused(client: Client):
    """A long body is refused before all of it is read."""
    async with Simulator(settings=Settings(max_body_bytes=1_000)) as kiro:
        status, _, answer = await post(kiro, client, said("x" * 100_000))

    assert (400, True) == (status, b"Failed to buffer the request body" in answer)


async def test_a_pace_is_kept(client: Client):
    """At a pace an answer takes its time."""
    async with Simulator(pace=100) as kiro:
        began = time.monotonic()
        await post(kiro, client, said("write 20 words"))

        assert time.monotonic() - began >= 0.18


async def test_accounts_are_the_tests_own(client: Client):
    """A test may bring accounts of its own."""
    async with Simulator(accounts=[Account(name="mine", kind=Kind.IDC)]) as kiro:
        assert ["mine"] == list(kiro.accounts)


async def test_a_refused_connection_is_refused(kiro: Simulator, client: Client):
    """With the door closed nobody gets in; opened again it is the same door."""
    url = kiro.url
    await kiro.close_door()
    with pytest.raises(aiohttp.ClientConnectorError):
        await post(kiro, client)
    await kiro.open_door()
    status, _, _ = await post(kiro, client)

    assert (url, 200) == (kiro.url, status)


async def test_closing_the_door_cuts_streams(client: Client):
    """Who is being answered when the door closes is cut off."""
    async with (
        Simulator(pace=10) as kiro,
        client.post(
            kiro.url + GENERATE, json=said("write 100 words"), headers=bearer(kiro.world)
        ) as answer,
    ):
        await answer.content.readany()
        await kiro.close_door()
        with pytest.raises(aiohttp.ClientError):
            await answer.read()


async def test_a_taken_port_is_told(kiro: Simulator):
    """Two simulators do not share a port."""
    port = int(kiro.url.rpartition(":")[2])

    with pytest.raises(OSError, match="in use"):
        await Simulator(port=port).start()


def test_a_simulator_must_run():
    """A door that was never built cannot be opened."""
    with pytest.raises(RuntimeError, match="not running"):
        asyncio.run(Simulator().close_door())


async def test_stopping_twice_is_no_error():
    """A simulator that has stopped may be stopped again."""
    kiro = Simulator()
    await kiro.start()
    await kiro.stop()
    await kiro.stop()

    assert 0 == len(kiro.calls)


async def test_a_client_that_leaves_is_noticed(kiro: Simulator, client: Client):
    """Who leaves in the middle of a silence is gone at once."""
    kiro.faults.add(Silence(at="after-frames", frames=1))
    async with client.post(
        kiro.url + GENERATE, json=said("say: one two"), headers=bearer(kiro.world)
    ) as answer:
        await answer.content.readany()
        before = kiro.calls[0].ending
        answer.close()
    async with asyncio.timeout(PATIENCE_SECONDS):
        await kiro.calls.until(has_ended)

    assert (Ending.OPEN, Ending.CLIENT_LEFT) == (before, kiro.calls[0].ending)


async def test_faults_can_answer(kiro: Simulator, client: Client):
    """A status, a body and headers can be answered instead."""
    kiro.faults.add(Answer(status=429, body={"message": "no"}, headers={"retry-after": "5"}))
    kiro.faults.add(Answer(status=502, text="<html>", headers={"content-type": "text/html"}))
    first, second = await post(kiro, client), await post(kiro, client)

    assert [(429, b'{"message":"no"}', "5"), (502, b"<html>", "text/html")] == [
        (first[0], first[2], first[1]["retry-after"]),
        (second[0], second[2], second[1]["content-type"]),
    ]


async def test_faults_are_for_an_account(kiro: Simulator, client: Client):
    """Another account's calls go unharmed."""
    kiro.faults.add(Answer(status=429), account="idc")
    status, _, _ = await post(kiro, client)

    assert (200, 1) == (status, len(kiro.faults))


@pytest.mark.parametrize("how", ["reset", "close"])
async def test_a_connection_can_be_dropped(kiro: Simulator, client: Client, how: Any):
    """A dropped call gets no answer at all."""
    kiro.faults.add(Drop(how=how))
    # The client tries again by itself when a kept connection breaks: this one is new.
    with pytest.raises((aiohttp.ServerDisconnectedError, aiohttp.ClientOSError)):
        await post(kiro, client)

    assert (0, Ending.CUT_BY_FAULT) == (kiro.calls[0].status, kiro.calls[0].ending)


async def test_a_lost_answer_has_happened(kiro: Simulator, client: Client):
    """A refresh whose answer is lost has spent its token."""
    kiro.faults.add(Drop(is_carried_out=True), operation="RefreshToken")
    token = kiro.accounts.credential("social")["refreshToken"]
    url = f"{kiro.url}/refreshToken"
    with pytest.raises(aiohttp.ClientError):
        await client.post(url, json={"refreshToken": token})
    async with client.post(url, json={"refreshToken": token}) as answer:
        again = await answer.json()

    assert (401, "invalid_grant", 1) == (
        answer.status,
        again["error"],
        kiro.accounts.refresh_tokens_spent_twice,
    )


@pytest.mark.parametrize("how", ["reset", "close"])
@pytest.mark.parametrize("after_bytes", [1, 150, 300])
async def test_a_stream_can_be_cut(kiro: Simulator, client: Client, how: Any, after_bytes: int):
    """The bytes before the cut arrive, and then the connection is gone."""
    kiro.faults.add(Cut(after_bytes=after_bytes, how=how))
    chunks: list[bytes] = []
    async with client.post(
        kiro.url + GENERATE, json=said("say: one two three"), headers=bearer(kiro.world)
    ) as answer:
        with pytest.raises(aiohttp.ClientError):
            await collect(answer, chunks)

    assert (after_bytes, Ending.CUT_BY_FAULT) == (
        sum(map(len, chunks)),
        kiro.calls[0].ending,
    )


async def test_what_was_sent_before_a_reset_arrives(kiro: Simulator, client: Client):
    """A reset does not overtake the bytes before it, even when the client reads slowly."""
    kiro.faults.add(Cut(after_bytes=3_000_000))
    chunks: list[bytes] = []
    async with client.post(
        kiro.url + GENERATE, json=said("write 30000 words"), headers=bearer(kiro.world)
    ) as answer:
        with pytest.raises(aiohttp.ClientError):
            await collect(answer, chunks)

    assert 3_000_000 == sum(map(len, chunks))


async def test_a_stream_can_end_too_early(kiro: Simulator, client: Client):
    """An end that is proper for HTTP leaves a frame unfinished."""
    kiro.faults.add(Cut(after_bytes=150, how="end"))
    status, _, data = await post(kiro, client)

    assert (200, 150) == (status, len(data))


@pytest.mark.parametrize(
    ("effects", "expected"),
    [
        pytest.param([Cut(after_frames=1, how="end")], ["assistantResponseEvent"], id="cut"),
        pytest.param([Empty()], [], id="empty"),
        pytest.param([Throw(type="throttlingError")], ["throttlingError"], id="exception first"),
        pytest.param(
            [Throw(after_frames=2)],
            ["assistantResponseEvent", "assistantResponseEvent", "error"],
            id="exception later",
        ),
        pytest.param([Fail(code="Broken")], ["Broken"], id="error frame"),
        pytest.param(
            [Dribble(chunk_bytes=7), Cut(after_frames=1, how="end")],
            ["assistantResponseEvent"],
            id="dribble",
        ),
        pytest.param(
            [Silence(at="before-headers", seconds=0.01), Cut(after_frames=1, how="end")],
            ["assistantResponseEvent"],
            id="slow headers",
        ),
    ],
)
async def test_streams_can_be_bent(
    kiro: Simulator, client: Client, effects: list[Effect], expected: list[str]
):
    """Frames can be missing, added, late, or cut into pieces."""
    kiro.faults.add(*effects)
    _, _, data = await post(kiro, client)

    assert expected == [name for name, _ in events(data)]


async def test_a_frame_can_be_corrupt(kiro: Simulator, client: Client):
    """One bit is enough for the checksum."""
    kiro.faults.add(Corrupt(frame=1))
    _, _, data = await post(kiro, client)

    decoder = Decoder()
    decoder.receive_data(data)
    with pytest.raises(FrameCorrupt, match="message checksum"):
        decoder.receive_eof()


async def test_the_connection_can_stay_open(kiro: Simulator, client: Client):
    """After the metering the stream is complete, and yet it does not end."""
    kiro.faults.add(Silence(at="after-metering"))
    decoder, names = Decoder(), list[object]()
    async with (
        asyncio.timeout(PATIENCE_SECONDS),
        client.post(
            kiro.url + GENERATE, json=said("say: one"), headers=bearer(kiro.world)
        ) as answer,
    ):
        while "meteringEvent" not in names:
            frames = decoder.receive_data(await answer.content.readany())
            names += [frame.headers[":event-type"] for frame in frames]

        assert Ending.OPEN is kiro.calls[0].ending


async def test_headers_can_be_early(kiro: Simulator, client: Client):
    """Headers arrive although the first frame does not."""
    kiro.faults.add(Silence())
    async with (
        asyncio.timeout(PATIENCE_SECONDS),
        client.post(
            kiro.url + GENERATE, json=said("say: one"), headers=bearer(kiro.world)
        ) as answer,
    ):
        assert (200, Ending.OPEN) == (answer.status, kiro.calls[0].ending)


async def test_headers_can_fail_to_come(kiro: Simulator, client: Client):
    """A call can wait for its headers until the client has had enough."""
    kiro.faults.add(Silence(at="before-headers"))
    async with asyncio.timeout(PATIENCE_SECONDS), asyncio.TaskGroup() as tasks:
        waiting = tasks.create_task(post(kiro, client))
        await kiro.calls.until(lambda calls: len(calls) == 1)
        waiting.cancel()
        await kiro.calls.until(has_ended)

    assert (0, Ending.CLIENT_LEFT) == (kiro.calls[0].status, kiro.calls[0].ending)


async def test_time_can_pass(kiro: Simulator, client: Client):
    """After an hour the access token has expired."""
    kiro.clock.advance(3_600)

    assert 403 == (await post(kiro, client))[0]


async def test_an_answer_bears_the_simulator_s_date(kiro: Simulator, client: Client):
    """A client whose clock is wrong can see it."""
    kiro.clock.advance(3_600)

    _, headers, _ = await post(kiro, client)

    assert 3_600 == pytest.approx(
        parsedate_to_datetime(headers["date"]).timestamp() - time.time(),  # noqa: TID251 -- real time is the matter
        abs=PATIENCE_SECONDS,
    )


async def test_browsers_are_sent_back(kiro: Simulator, client: Client):
    """A sign-in is a redirect with a code."""
    query = {"redirect_uri": "http://127.0.0.1:1", "code_challenge": "x"}
    async with client.get(f"{kiro.url}/signin", params=query, allow_redirects=False) as answer:
        location = answer.headers["location"]

    assert (302, 302, "http://127.0.0.1:1/oauth/callback") == (
        answer.status,
        kiro.calls[0].status,
        location.partition("?")[0],
    )


async def test_the_content_type_can_be_wrong(kiro: Simulator, client: Client):
    """A stream can say that it is something else."""
    kiro.faults.add(Relabel(value="text/html"))
    _, headers, _ = await post(kiro, client)

    assert "text/html" == headers["content-type"]


async def test_plain_answers_can_be_cut_too(kiro: Simulator, client: Client):
    """An answer of known length can break off."""
    kiro.faults.add(Cut(after_bytes=5, how="close"))
    with pytest.raises(aiohttp.ClientPayloadError):
        await post(kiro, client, said(""))

    assert Ending.CUT_BY_FAULT is kiro.calls[0].ending


async def test_recordings_are_played(client: Client):
    """A prompt or a fault plays a recorded stream, byte for byte."""
    recorded = (STREAMS / "one_tool.bin").read_bytes()
    async with Simulator(settings=Settings(streams=STREAMS)) as kiro:
        _, _, asked = await post(kiro, client, said("play one_tool"))
        kiro.faults.add(Replay(name="one_tool", chunk_bytes=50))
        _, _, forced = await post(kiro, client)

    assert [recorded, recorded] == [asked, forced]


async def test_tools_are_called(kiro: Simulator, client: Client):
    """A call is a use of the tool with an id."""
    request = body(user("call tool now"), tools=[tool("now")])
    _, _, data = await post(kiro, client, request)
    used = [payload for name, payload in events(data) if name == "toolUseEvent"]

    assert [("now", "", False)] == [(use["name"], use["input"], use["stop"]) for use in used]


async def test_many_streams_at_once(client: Client):
    """A hundred streams at a pace are all whole."""
    async with Simulator(pace=200) as kiro, asyncio.TaskGroup() as tasks:
        answers = [
            tasks.create_task(post(kiro, client, said("write 20 words"))) for _ in range(100)
        ]

    lengths = {len(words_of(events(answer.result()[2])).split()) for answer in answers}
    assert {20} == lengths
