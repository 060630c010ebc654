"""An external counter on real sockets."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiohttp import web

from kiro_py.adapters.http_counter import (
    FAILURES_IN_A_ROW,
    LARGE_BODY_BYTES,
    LEFT_ALONE_SECONDS,
    REMEMBERED_COUNTS,
    CounterSettings,
    HttpCounter,
)
from kiro_py.adapters.http_upstream import HttpSettings, HttpUpstream
from kiro_py.pool.credential import Proxy
from kiro_py.secret import Secret

BODY = b'{"model":"claude-sonnet-4-5","messages":[{"role":"user","content":"hello"}]}'
KEY = Secret("count-example")


@dataclass
class Answering:
    """A counter that answers as it is told, and remembers what came."""

    status: int = 200
    body: bytes = b'{"input_tokens":14}'
    is_silent: bool = False
    bodies: list[bytes] = field(default_factory=list[bytes])
    headers: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, request: web.BaseRequest) -> web.Response:
        self.bodies.append(await request.read())
        self.headers.append({name.lower(): value for name, value in request.headers.items()})
        if self.is_silent:
            await self.gone.wait()
        return web.Response(status=self.status, body=self.body)


@dataclass
class StillClock:
    """A clock that goes when it is told."""

    seconds: float = 100.0

    def now(self) -> float:
        return self.seconds

    def monotonic(self) -> float:
        return self.seconds


@dataclass
class Scene:
    """A counter, and who asks it."""

    there: Answering
    clock: StillClock
    subject: HttpCounter
    warnings: list[str]


@asynccontextmanager
async def scene(
    there: Answering | None = None,
    *,
    key: Secret | None = KEY,
    auth_type: str = "x-api-key",
    through_proxy: bool = False,
    answer_seconds: float = 30.0,
) -> AsyncGenerator[Scene]:
    there, clock, warnings = there or Answering(), StillClock(), list[str]()
    server = web.Server(there.answer)
    runner = web.ServerRunner(server, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    here = f"http://127.0.0.1:{runner.addresses[0][1]}"
    settings = CounterSettings(
        "http://count.example.com/v1/count" if through_proxy else f"{here}/v1/count",
        key,
        auth_type,
        Proxy(here) if through_proxy else None,
    )
    try:
        async with HttpUpstream(HttpSettings()) as upstream:
            counter = HttpCounter(
                settings, upstream, clock, warnings.append, answer_seconds=answer_seconds
            )
            yield Scene(there, clock, counter, warnings)
    finally:
        there.gone.set()
        await runner.cleanup()


@pytest.mark.parametrize(
    ("key", "auth_type", "expected"),
    [
        (KEY, "x-api-key", {"x-api-key": "count-example"}),
        (KEY, "bearer", {"authorization": "Bearer count-example"}),
        (None, "x-api-key", {}),
        (None, "bearer", {}),
    ],
)
async def test_the_body_goes_out_as_it_came(
    key: Secret | None, auth_type: str, expected: dict[str, str]
):
    """The counter gets the client's bytes, and its key where it wants it."""
    async with scene(key=key, auth_type=auth_type) as subject:
        assert 14 == await subject.subject.count(BODY)

        sent = subject.there.headers[0]
        names = ("x-api-key", "authorization")
        assert [BODY] == subject.there.bodies
        assert expected == {name: sent[name] for name in names if name in sent}
        assert ("application/json", "2023-06-01") == (
            sent["content-type"],
            sent["anthropic-version"],
        )
    assert [] == subject.warnings


async def test_the_proxy_is_used():
    """The counter is asked by way of the proxy of all outgoing connections."""
    async with scene(through_proxy=True) as subject:
        assert 14 == await subject.subject.count(BODY)

        assert "count.example.com" == subject.there.headers[0]["host"]


async def test_a_count_is_remembered():
    """The same body is asked about once, another one by itself."""
    async with scene() as subject:
        counted = [await subject.subject.count(body) for body in (BODY, b"{}", BODY, BODY)]

        assert [14, 14, 14, 14] == counted
        assert [BODY, b"{}"] == subject.there.bodies


async def test_a_large_body_is_remembered_too():
    """A megabyte is hashed beside the loop, and asked about once."""
    body = b" " * LARGE_BODY_BYTES
    async with scene() as subject:
        assert [14, 14] == [await subject.subject.count(body) for _ in range(2)]
        assert 1 == len(subject.there.bodies)


async def test_memory_is_bounded():
    """What was not asked for longest is forgotten."""
    async with scene() as subject:
        for number in range(REMEMBERED_COUNTS):
            await subject.subject.count(b"%d" % number)
        for body in (b"0", b"one more", b"0", b"1"):
            await subject.subject.count(body)

        assert [b"one more", b"1"] == subject.there.bodies[REMEMBERED_COUNTS:]


FAILURES = {
    "refused": Answering(status=401),
    "limited": Answering(status=429),
    "broken": Answering(status=500),
    "elsewhere": Answering(status=302),
    "no JSON": Answering(body=b"<html>"),
    "no figure": Answering(body=b"{}"),
    "no number": Answering(body=b'{"input_tokens":"14"}'),
    "less than nothing": Answering(body=b'{"input_tokens":-1}'),
    "no text": Answering(body=b'{"input_tokens":"\xff"}'),
}


@pytest.mark.parametrize("there", FAILURES.values(), ids=FAILURES.keys())
async def test_a_counter_that_fails_is_left_alone(there: Answering):
    """After three failures it is not asked, then once, and told about once."""
    there.bodies.clear()
    async with scene(there) as subject:
        counted = [await subject.subject.count(b"%d" % number) for number in range(10)]
        assert [None] * 10 == counted
        assert FAILURES_IN_A_ROW == len(there.bodies)

        subject.clock.seconds += LEFT_ALONE_SECONDS
        assert [None, None] == [await subject.subject.count(body) for body in (b"a", b"b")]
        assert FAILURES_IN_A_ROW + 1 == len(there.bodies)
    assert 1 == len(subject.warnings)
    assert "countTokensApiUrl" in subject.warnings[0]
    assert "count-example" not in subject.warnings[0]


async def test_a_counter_that_is_well_again_is_asked_again():
    """One answer ends the time of being left alone, and the next failure is told anew."""
    async with scene(Answering(status=500)) as subject:
        for number in range(FAILURES_IN_A_ROW):
            await subject.subject.count(b"%d" % number)
        subject.clock.seconds += LEFT_ALONE_SECONDS
        subject.there.status = 200
        assert [14, 14] == [await subject.subject.count(body) for body in (b"a", b"b")]

        subject.there.status = 500
        assert None is await subject.subject.count(b"c")
        assert 14 == await subject.subject.count(b"a")
    assert 2 == len(subject.warnings)


async def test_only_one_tries_an_ill_counter():
    """While one request finds out, the others do without."""
    async with scene(Answering(status=500)) as subject:
        for number in range(FAILURES_IN_A_ROW):
            await subject.subject.count(b"%d" % number)
        subject.clock.seconds += LEFT_ALONE_SECONDS
        subject.there.status = 200
        counted = await asyncio.gather(*(subject.subject.count(b"a%d" % n) for n in range(5)))

        assert 1 == sum(tokens is not None for tokens in counted)
        assert FAILURES_IN_A_ROW + 1 == len(subject.there.bodies)


@pytest.mark.parametrize("status", [400, 413, 422])
async def test_a_body_that_it_does_not_take_is_no_illness(status: int):
    """What is wrong with one request keeps no other from being counted."""
    async with scene(Answering(status=status)) as subject:
        counted = [await subject.subject.count(b"%d" % number) for number in range(10)]

        assert [None] * 10 == counted
        assert 10 == len(subject.there.bodies)
    assert 1 == len(subject.warnings)


async def test_a_silent_counter_is_not_waited_for():
    """Patience is short, and everything else goes on meanwhile."""
    async with scene(Answering(is_silent=True), answer_seconds=0.2) as subject:
        beats = 0

        async def beat() -> None:
            nonlocal beats
            while True:
                await asyncio.sleep(0.01)
                beats += 1

        async with asyncio.timeout(20), asyncio.TaskGroup() as tasks:
            beating = tasks.create_task(beat())
            assert None is await subject.subject.count(BODY)
            beating.cancel()

        assert 3 < beats
    assert ["within 0.2 seconds" in warning for warning in subject.warnings] == [True]


async def test_nobody_there():
    """A counter that cannot be reached is one that does not answer."""
    warnings: list[str] = []
    async with HttpUpstream(HttpSettings()) as upstream:
        subject = HttpCounter(
            CounterSettings("http://127.0.0.1:1/count"), upstream, StillClock(), warnings.append
        )
        assert None is await subject.count(BODY)
    assert 1 == len(warnings)
