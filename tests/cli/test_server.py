"""The socket that clients connect to, and the server behind it."""

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from kiro_py.cli.server import Drain, Server, listen
from kiro_py.errors import ConfigInvalid, RequestRefused
from kiro_py.exchange.pending import Pending
from kiro_py.public.closing import ClosingTime


def test_what_is_written_leaves_at_once():
    """A connection does not keep small writes back until the client acknowledges earlier ones."""
    with listen("127.0.0.1", 0) as listening:
        client = socket.create_connection(listening.getsockname())
        accepted, _ = listening.accept()
        with client, accepted:
            assert 1 == accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="this system has one of them")
def test_every_interface_is_that_of_both_kinds():
    """`::` is heard by those who know of IPv4 alone, too; `::1` is what it says."""
    with listen("::", 0) as listening:
        port = listening.getsockname()[1]
        for address in ("127.0.0.1", "::1"):
            with socket.create_connection((address, port), timeout=5):
                listening.accept()[0].close()
    with listen("::1", 0) as alone, pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", alone.getsockname()[1]), timeout=5)


@pytest.mark.parametrize("host", ["127.0.0.1.nowhere.invalid", "é" * 80])
def test_an_address_that_cannot_be_had_is_told(host: str):
    """It is named, whether nobody has it or it is no name at all."""
    with pytest.raises(ConfigInvalid, match="cannot listen on"):
        listen(host, 0)


def test_the_message_names_the_settings():
    """An admin side that cannot be had is not put down to `port`."""
    with pytest.raises(ConfigInvalid, match="adminHost, adminPort"):
        listen("127.0.0.1.nowhere.invalid", 0, ("adminHost", "adminPort"))


async def test_what_never_ends_is_ended_before_the_rest_is_waited_for():
    """A request that lasts until it is told to end does not hold up the server."""
    stopped, ready = asyncio.Event(), asyncio.Event()

    async def application(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            for name in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{name}.complete"})
            return
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await stopped.wait()
        await send({"type": "http.response.body", "body": b"the end", "more_body": False})

    listening = listen("127.0.0.1", 0)
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    server = Server(application, ready.set, stopped.set)
    async with asyncio.timeout(20), Pending(server.serve([listening])) as serving:
        await ready.wait()
        async with aiohttp.ClientSession() as client, client.get(address) as response:
            server.should_exit = True
            assert b"the end" == await response.read()
        await serving.is_done_by(asyncio.get_running_loop().time() + 10)


def application(closing: ClosingTime, runs: asyncio.Event) -> Any:
    """Return one whose requests last until they are told to end, or not at all."""

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            for name in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{name}.complete"})
            return
        status, is_long = 200, scope["path"] == "/long"
        try:
            closing.admit()
            async with closing.open_hours():
                if is_long:
                    runs.set()
                    await asyncio.Event().wait()
        except RequestRefused as refused:
            status = refused.status
        headers = [(b"content-length", b"0")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    return answer


class Line:
    """A connection that is kept."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    def ask(self, path: str) -> None:
        self.writer.write(f"GET {path} HTTP/1.1\r\nhost: here\r\n\r\n".encode())

    async def answer(self) -> tuple[str, bool]:
        """Return the status, and whether this was the last answer."""
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode()
        return head.split()[1], "connection: close" in head


@asynccontextmanager
async def lines(
    count: int, drain: Drain
) -> AsyncGenerator[tuple[Server, asyncio.Event, list[Line]]]:
    """Run a server, one of whose requests runs on the last of `count` connections."""
    closing, ready, runs, shut = ClosingTime(), *(asyncio.Event() for _ in range(3))
    listening = listen("127.0.0.1", 0)
    host, port = listening.getsockname()
    door = application(closing, runs)
    server = Server(door, ready.set, shut.set, closing=closing, drain=drain)
    async with asyncio.timeout(30), Pending(server.serve([listening])) as serving:
        await ready.wait()
        found = [Line(*await asyncio.open_connection(host, port)) for _ in range(count)]
        for line in found[:-1]:
            line.ask("/short")
            assert ("200", False) == await line.answer()
        found[-1].ask("/long")
        await runs.wait()
        yield server, shut, found
        for line in found:
            line.writer.close()
        assert await serving.is_done_by(asyncio.get_running_loop().time() + 20)
        assert None is serving.result()


async def test_a_request_at_the_last_moment_is_told_to_try_again():
    """On a connection that was kept; one that is idle is closed, and what runs goes on."""
    async with lines(3, Drain(seconds=600)) as (server, shut, (first, second, long)):
        server.stop()
        await shut.wait()
        first.ask("/short")
        assert ("529", True) == await first.answer()
        assert b"" == await second.reader.read()
        server.stop_now()
        assert ("529", True) == await long.answer()


async def test_nothing_changes_but_connections_while_others_are_told():
    """Until the delay is over all are served, and come back by another connection."""
    async with lines(3, Drain(delay_seconds=600)) as (server, shut, (first, _, long)):
        server.stop()
        first.ask("/short")
        assert ("200", True) == await first.answer()
        assert not shut.is_set()
        server.stop_now()
        assert ("529", True) == await long.answer()


async def test_a_client_that_does_not_listen_is_left():
    """What it is told at the end has a limit, too."""
    stuck, left, ready = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            for name in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{name}.complete"})
            return
        stuck.set()
        while (await receive())["type"] != "http.disconnect":
            pass
        left.set()

    listening = listen("127.0.0.1", 0)
    server = Server(answer, ready.set, drain=Drain(seconds=0))
    async with asyncio.timeout(30), Pending(server.serve([listening])) as serving:
        await ready.wait()
        line = Line(*await asyncio.open_connection(*listening.getsockname()))
        line.ask("/")
        await stuck.wait()
        server.stop()
        await left.wait()
        assert await serving.is_done_by(asyncio.get_running_loop().time() + 20)
        line.writer.close()
