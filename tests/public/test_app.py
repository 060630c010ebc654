"""The front door on a real socket, with a Kiro that plays a script."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import msgspec
import pytest
from aiohttp import web

from house import API_KEY, KEY_HEADERS, Roster, running_gateway
from kiro_py.eventstream.encoder import encode

HELLO: dict[str, Any] = {
    "model": "claude-sonnet-4-5",
    "max_tokens": 100,
    "messages": [{"role": "user", "content": "hello"}],
}
STREAMED = HELLO | {"stream": True}

Script = Callable[[web.Request], Awaitable[web.StreamResponse]]


def frame(name: str, payload: object) -> bytes:
    headers = {":event-type": name, ":content-type": "application/json", ":message-type": "event"}
    return encode(headers, msgspec.json.encode(payload))


SAY = frame("assistantResponseEvent", {"content": "Hi"})
TAIL = frame("metadataEvent", {"stopReason": "END_TURN"}) + frame("meteringEvent", {"usage": 1})


async def stream(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"content-type": "application/vnd.amazon.eventstream"})
    await response.prepare(request)
    return response


async def greet(request: web.Request) -> web.StreamResponse:
    response = await stream(request)
    await response.write(SAY + TAIL)
    return response


@asynccontextmanager
async def kiro(script: Script) -> AsyncGenerator[str]:
    async def answer(request: web.Request) -> web.StreamResponse:
        if request.path != "/generateAssistantResponse":
            return web.json_response({"message": "not here"}, status=404)
        return await script(request)

    application = web.Application(client_max_size=64 * 1024 * 1024)
    application.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(application, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def door(
    script: Script = greet, store: Roster | None = None, **settings: object
) -> AsyncGenerator[aiohttp.ClientSession]:
    """A client session whose base URL is a gateway's."""
    async with (
        kiro(script) as kiro_url,
        running_gateway(kiro_url, store, **settings) as url,
        aiohttp.ClientSession(url) as session,
    ):
        yield session


async def events_of(response: aiohttp.ClientResponse) -> list[str]:
    body = (await response.read()).decode()
    return [line.removeprefix("event: ") for line in body.splitlines() if line.startswith("event")]


@pytest.mark.parametrize(
    "path",
    ["/v1/messages", "/v1/messages?beta=true", "/messages", "/v1/v1/messages", "/v1//messages"],
)
async def test_a_stream_is_served(path: str):
    """Every spelling of the path streams, with the headers that streaming needs."""
    async with door() as client, client.post(path, json=STREAMED, headers=KEY_HEADERS) as response:
        assert 200 == response.status
        assert "text/event-stream; charset=utf-8" == response.headers["content-type"]
        assert "no-cache" == response.headers["cache-control"]
        assert "no" == response.headers["x-accel-buffering"]
        assert response.headers["request-id"].startswith("req_")
        assert [
            "message_start",
            "content_block_start",
            "content_block_delta",
            "content_block_stop",
            "message_delta",
            "message_stop",
        ] == await events_of(response)


@pytest.mark.parametrize("path", ["/v1/messages", "/cc/v1/messages"])
async def test_a_whole_message_is_served(path: str):
    """Without `stream` the answer is one JSON message."""
    async with door() as client, client.post(path, json=HELLO, headers=KEY_HEADERS) as response:
        message = await response.json()

    assert 200 == response.status
    assert [{"type": "text", "text": "Hi"}] == message["content"]
    assert "end_turn" == message["stop_reason"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/v1/messages", 405),
        ("DELETE", "/v1/models", 405),
        ("GET", "/v1/models/gpt-9", 404),
        ("GET", "/v1/models?limit=none", 400),
    ],
)
async def test_every_wrong_turn_has_the_envelope(method: str, path: str, status: int):
    """Routes, methods and parameters are refused in Anthropic's shape, with an id."""
    async with door() as client, client.request(method, path, headers=KEY_HEADERS) as response:
        body = await response.json()

    assert status == response.status
    assert "error" == body["type"]
    assert body["error"]["message"]
    assert response.headers["request-id"] == body["request_id"]


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        (b"{", 400, "JSON"),
        (b"[]", 400, ""),
        (b'{"model":"claude-sonnet-4-5"}', 400, "messages: Field required"),
        (msgspec.json.encode(HELLO | {"model": "gpt-9"}), 404, "model: gpt-9"),
        (b'{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"\\ud800"}]}', 400,
         "messages.0.content"),
    ],
    ids=["half JSON", "not an object", "missing field", "unknown model", "lone surrogate"],
)  # fmt: skip
async def test_a_body_that_cannot_be_meant_is_refused(body: bytes, status: int, message: str):
    """Bad bodies are named before anything is sent upstream."""
    async with (
        door() as client,
        client.post("/v1/messages", data=body, headers=KEY_HEADERS) as response,
    ):
        told = await response.json()

    assert status == response.status
    assert message in told["error"]["message"]


@pytest.mark.parametrize("is_chunked", [False, True], ids=["declared", "chunked"])
async def test_a_body_over_the_limit_is_413(*, is_chunked: bool):
    """A large body is refused by its length, declared or not."""

    async def pieces() -> AsyncGenerator[bytes]:
        for _ in range(20):
            yield b"x" * 1000

    async with door(max_body_bytes=10_000) as client:
        data = pieces() if is_chunked else b"x" * 20_000
        async with client.post("/v1/messages", data=data, headers=KEY_HEADERS) as response:
            told = await response.json()

    assert 413 == response.status
    assert "request_too_large" == told["error"]["type"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"x-api-key": API_KEY}, 200),
        ({"authorization": f"Bearer {API_KEY}"}, 200),
        ({"authorization": f"bearer {API_KEY}"}, 200),
        ({"x-api-key": "wrong", "authorization": f"Bearer {API_KEY}"}, 200),
        ({"x-api-key": API_KEY, "authorization": "Bearer wrong"}, 200),
        ({"x-api-key": "wrong"}, 401),
        ({"x-api-key": ""}, 401),
        ({}, 401),
    ],
    ids=["key", "bearer", "small bearer", "one of two", "other of two", "wrong", "blank", "none"],
)
async def test_who_may_come_in(headers: dict[str, str], status: int):
    """Either header admits, and a refusal tells clients not to try again."""
    async with door() as client, client.get("/v1/models", headers=headers) as response:
        body = await response.json()

    assert status == response.status
    if status == 401:
        assert "authentication_error" == body["error"]["type"]
        assert "false" == response.headers["x-should-retry"]


async def test_health_needs_no_key():
    """Probes and Claude Code's greeting are answered without a key."""
    async with door() as client:
        for method, path in [("GET", "/healthz"), ("GET", "/readyz"), ("HEAD", "/"),
                             ("HEAD", "/api/hello")]:  # fmt: skip
            async with client.request(method, path) as response:
                assert (path, 200) == (path, response.status)
                assert "request-id" in response.headers


async def test_not_ready_without_a_credential():
    """A gateway that can serve nobody says so to its probe."""
    async with door(store=Roster()) as client, client.get("/readyz") as response:
        assert 503 == response.status


async def test_upstream_refusals_are_statuses():
    """A refusal before the first word is an HTTP status in our own words."""

    async def refuse(_: web.Request) -> web.StreamResponse:
        body = {"message": "Too many requests, please wait before trying again.", "reason": None}
        return web.json_response(body, status=429, headers={"retry-after": "31"})

    async with (
        door(refuse) as client,
        client.post("/v1/messages", json=STREAMED, headers=KEY_HEADERS) as response,
    ):
        body = await response.json()

    assert 429 == response.status
    assert "rate_limit_error" == body["error"]["type"]
    assert "31" == response.headers["retry-after"]


async def test_a_break_after_the_first_word_is_an_error_event():
    """The stream ends with `error` and without `message_stop`."""

    async def cut(request: web.Request) -> web.StreamResponse:
        response = await stream(request)
        await response.write(SAY)
        return response

    async with (
        door(cut) as client,
        client.post("/v1/messages", json=STREAMED, headers=KEY_HEADERS) as response,
    ):
        events = await events_of(response)

    assert "error" == events[-1]
    assert "message_stop" not in events


async def test_a_client_that_leaves_closes_the_upstream():
    """Kiro notices within a second that nobody listens any more."""
    gone = asyncio.Event()

    async def endless(request: web.Request) -> web.StreamResponse:
        response = await stream(request)
        try:
            while True:
                await response.write(SAY)
                await asyncio.sleep(0.01)
        finally:
            gone.set()

    async with door(endless) as client:
        async with client.post("/v1/messages", json=STREAMED, headers=KEY_HEADERS) as response:
            await response.content.readany()
            response.close()
        async with asyncio.timeout(1):
            await gone.wait()


async def test_a_client_that_leaves_before_the_first_word_closes_the_upstream():
    """The same while the upstream has not said anything yet, streaming or not."""
    for body in (STREAMED, HELLO):
        asked, gone = asyncio.Event(), asyncio.Event()

        async def silent(
            _: web.Request, asked: asyncio.Event = asked, gone: asyncio.Event = gone
        ) -> web.StreamResponse:
            asked.set()
            try:
                await asyncio.sleep(60)
            finally:
                gone.set()
            raise AssertionError("nobody waits so long")

        async with door(silent) as client, asyncio.TaskGroup() as group:
            post = group.create_task(
                client.post("/v1/messages", json=body, headers=KEY_HEADERS).__aenter__()
            )
            await asked.wait()
            post.cancel()
            async with asyncio.timeout(1):
                await gone.wait()


async def test_a_slow_reader_gets_everything():
    """A client that reads late loses nothing, and meanwhile the upstream is held back."""
    written = 0
    total = 3000
    piece = frame("assistantResponseEvent", {"content": "x" * 8000})

    async def flood(request: web.Request) -> web.StreamResponse:
        nonlocal written
        response = await stream(request)
        for _ in range(total):
            await response.write(piece)
            written += 1
        await response.write(TAIL)
        return response

    async with (
        door(flood) as client,
        client.post("/v1/messages", json=STREAMED, headers=KEY_HEADERS) as response,
    ):
        before = -1
        while before != written:
            before = written
            await asyncio.sleep(0.2)
        assert written < total
        body = await response.read()

    assert total == body.count(b"event: content_block_delta")
    assert b"event: message_stop" in body


async def test_two_turns_use_one_connection_each_way():
    """Client and upstream connections are kept for the next turn."""
    peers: set[object] = set()

    async def note_peer(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        peers.add(request.transport.get_extra_info("peername"))
        return await greet(request)

    async with door(note_peer) as client:
        for body in (STREAMED, HELLO, STREAMED):
            async with client.post("/v1/messages", json=body, headers=KEY_HEADERS) as response:
                await response.read()

    assert 1 == len(peers)


async def test_cors_is_closed_unless_configured():
    """No origin may read answers unless the settings name it."""
    origin = {"origin": "https://app.example.com"}
    async with door() as client, client.get("/healthz", headers=origin) as response:
        assert "access-control-allow-origin" not in response.headers
    async with (
        door(cors_origins='["https://app.example.com"]') as client,
        client.get("/healthz", headers=origin) as response,
    ):
        assert "https://app.example.com" == response.headers["access-control-allow-origin"]


async def test_tokens_are_counted_without_the_upstream():
    """`count_tokens` answers by itself, on both base paths."""
    async with door() as client:
        for path in ("/v1/messages/count_tokens", "/cc/v1/messages/count_tokens"):
            async with client.post(path, json=HELLO, headers=KEY_HEADERS) as response:
                assert 0 < (await response.json())["input_tokens"] < 50
