"""Kiro over real sockets."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from kiro_py.adapters.http_upstream import HttpSettings, HttpUpstream
from kiro_py.errors import UpstreamUnreachable
from kiro_py.pool.credential import Proxy
from kiro_py.ports.upstream import HttpAnswer, HttpCall

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def serving(handler: Handler) -> AsyncGenerator[str]:
    application = web.Application(client_max_size=4_000_000)
    application.router.add_route("*", "/{path:.*}", handler)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()


def post(url: str, body: bytes = b"{}", proxy: Proxy | None = None) -> HttpCall:
    return HttpCall("POST", f"{url}/x", {"content-type": "application/json"}, body, proxy)


async def test_a_call_goes_out_as_it_is():
    """Method, headers and body are the call's own, and nothing is added to them."""
    seen: list[web.Request] = []

    async def handler(request: web.Request) -> web.Response:
        seen.append(request)
        assert b'{"a":1}' == await request.read()
        return web.Response(body=b"ok", headers={"X-Test": "1"})

    async with serving(handler) as url, HttpUpstream(HttpSettings()) as upstream:
        answer = await upstream.fetch(post(url, b'{"a":1}'))

    assert (200, b"ok", "1") == (answer.status, answer.body, answer.headers["x-test"])
    assert {"host", "content-type", "content-length"} == {name.lower() for name in seen[0].headers}


async def test_a_large_body_arrives_whole():
    """Megabytes of pictures leave in pieces, with their length told first."""
    seen: list[str | None] = []

    async def handler(request: web.Request) -> web.Response:
        seen.append(request.headers.get("content-length"))
        body = await request.read()
        return web.Response(body=str(len(body)).encode())

    async with serving(handler) as url, HttpUpstream(HttpSettings()) as upstream:
        answer = await upstream.fetch(post(url, bytes(3_000_000)))

    assert b"3000000" == answer.body
    assert ["3000000"] == seen


async def test_a_success_streams():
    """Bytes are there as soon as they come, and the end is `b""`."""
    go_on = asyncio.Event()

    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"first")
        await go_on.wait()
        await response.write(b"second")
        return response

    async with serving(handler) as url, HttpUpstream(HttpSettings()) as upstream:
        stream = await upstream.open(post(url))
        assert not isinstance(stream, HttpAnswer)
        assert b"first" == await stream.receive()
        go_on.set()
        assert b"second" == await stream.receive()
        assert b"" == await stream.receive()
        await stream.close(is_over=True)


async def test_a_cancelled_wait_loses_nothing():
    """Bytes that come after a cancelled `receive` are there for the next one."""
    go_on = asyncio.Event()

    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await go_on.wait()
        await response.write(b"late")
        return response

    async with serving(handler) as url, HttpUpstream(HttpSettings()) as upstream:
        stream = await upstream.open(post(url))
        assert not isinstance(stream, HttpAnswer)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                await stream.receive()
        go_on.set()
        assert b"late" == await stream.receive()
        await stream.close(is_over=False)


async def test_a_refusal_comes_whole():
    """A status that is no success is an answer, not a stream."""

    async def handler(_: web.Request) -> web.Response:
        return web.Response(status=429, body=b'{"reason":null}', headers={"Retry-After": "7"})

    async with serving(handler) as url, HttpUpstream(HttpSettings()) as upstream:
        answer = await upstream.open(post(url))

    assert isinstance(answer, HttpAnswer)
    assert (429, b'{"reason":null}', "7") == (
        answer.status,
        answer.body,
        answer.headers["retry-after"],
    )


async def test_a_redirect_is_not_followed():
    """A token never goes where a redirect points."""

    async def handler(_: web.Request) -> web.Response:
        return web.Response(status=307, headers={"Location": "http://127.0.0.1:1/"})

    async with serving(handler) as url, HttpUpstream(HttpSettings()) as upstream:
        answer = await upstream.fetch(post(url))

    assert 307 == answer.status


async def test_the_second_call_reuses_the_connection():
    """A connection whose answer was read to its end is kept."""
    peers: set[object] = set()

    async def handler(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        peers.add(request.transport.get_extra_info("peername"))
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"all")
        return response

    async with serving(handler) as url, HttpUpstream(HttpSettings()) as upstream:
        for _ in range(3):
            stream = await upstream.open(post(url))
            assert not isinstance(stream, HttpAnswer)
            assert b"all" == await stream.receive()
            await stream.close(is_over=True)

    assert 1 == len(peers)


async def test_a_stream_cut_in_the_middle_ends_the_connection():
    """Closing before the end tells the server at once."""
    gone = asyncio.Event()

    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            while True:
                await response.write(b"more")
                await asyncio.sleep(0.001)
        except (ConnectionError, asyncio.CancelledError):
            gone.set()
            raise

    async with serving(handler) as url, HttpUpstream(HttpSettings()) as upstream:
        stream = await upstream.open(post(url))
        assert not isinstance(stream, HttpAnswer)
        await stream.receive()
        await stream.close(is_over=False)
        async with asyncio.timeout(5):
            await gone.wait()


async def test_a_broken_connection_is_told():
    """A body that ends before it should is not a quiet end."""

    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"half")
        assert request.transport is not None
        request.transport.abort()
        return response

    async with serving(handler) as url, HttpUpstream(HttpSettings()) as upstream:
        stream = await upstream.open(post(url))
        assert not isinstance(stream, HttpAnswer)
        assert b"half" == await stream.receive()
        with pytest.raises(UpstreamUnreachable):
            await stream.receive()
        await stream.close(is_over=False)


async def test_nobody_there_is_told():
    """A refused connection names the host and the step."""
    async with HttpUpstream(HttpSettings(connect_timeout=1)) as upstream:
        with pytest.raises(UpstreamUnreachable) as unreachable:
            await upstream.open(post("http://127.0.0.1:1"))

    assert "127.0.0.1:1" == unreachable.value.host


async def test_a_proxy_is_used_and_never_bypassed():
    """With a dead proxy there is no direct connection instead."""
    reached: list[str] = []

    async def handler(request: web.Request) -> web.Response:
        reached.append(request.path)
        return web.Response()

    async with serving(handler) as url, HttpUpstream(HttpSettings()) as upstream:
        for proxy in ("http://127.0.0.1:1", "socks5://127.0.0.1:1", "socks5h://127.0.0.1:1"):
            with pytest.raises(UpstreamUnreachable):
                await upstream.fetch(post(url, proxy=Proxy(proxy, "user")))

    assert [] == reached


async def test_an_http_proxy_is_told_the_whole_address():
    """The proxy sees the target's address and its own sign-in."""
    seen: list[tuple[str, str]] = []

    async def proxy(request: web.Request) -> web.Response:
        seen.append((str(request.url), request.headers["proxy-authorization"]))
        return web.Response(body=b"through the proxy")

    async with serving(proxy) as url, HttpUpstream(HttpSettings()) as upstream:
        answer = await upstream.fetch(post("http://kiro.example.com", proxy=Proxy(url, "user")))

    assert b"through the proxy" == answer.body
    assert [("http://kiro.example.com/x", "Basic dXNlcjo=")] == seen
