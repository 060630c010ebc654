"""The socket that clients connect to, and the server behind it."""

import asyncio
import socket
from typing import Any

import aiohttp
import pytest

from kiro_py.cli.server import Server, listen
from kiro_py.errors import ConfigInvalid
from kiro_py.exchange.pending import Pending


def test_what_is_written_leaves_at_once():
    """A connection does not keep small writes back until the client acknowledges earlier ones."""
    with listen("127.0.0.1", 0) as listening:
        client = socket.create_connection(listening.getsockname())
        accepted, _ = listening.accept()
        with client, accepted:
            assert 1 == accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


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
