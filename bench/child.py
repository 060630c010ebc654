"""I am how a process of the bench begins and ends: it says its port, and leaves with its parent."""

import asyncio
import resource
import sys
from collections.abc import Callable, Coroutine
from typing import Any

import msgspec
import uvloop


def run(main: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run `main` on the gateway's kind of loop, with as many open files as are allowed."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    uvloop.run(main())


async def serve(protocol: Callable[[], asyncio.Protocol]) -> None:
    """Serve on a free port, which is told on standard output, until standard input ends."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(protocol, "127.0.0.1", 0, backlog=2048)
    say({"port": server.sockets[0].getsockname()[1]})
    commands = await standard_input()
    await commands.read()
    server.close()


def say(message: object) -> None:
    """Tell the parent one thing."""
    sys.stdout.buffer.write(msgspec.json.encode(message) + b"\n")
    sys.stdout.flush()


async def standard_input() -> asyncio.StreamReader:
    """Return what the parent says."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    return reader
