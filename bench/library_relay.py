"""I am the floor of the libraries: aiohttp's client and uvicorn around a byte copy.

What the gateway costs beyond me is its own doing.  A process of its own:
`python -m bench.library_relay PORT` relays to that port of the loopback.
"""

import asyncio
import socket
import sys

import aiohttp
import uvicorn
from litestar.types import Receive, Scope, Send

from bench import child


class Relay:
    """An ASGI application that asks `url` the same and copies what comes."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._url = url

    async def __call__(self, _: Scope, receive: Receive, send: Send) -> None:
        body, is_whole = b"", False
        while not is_whole:
            message = await receive()
            assert message["type"] == "http.request"
            body, is_whole = body + message["body"], not message["more_body"]
        async with self._session.post(self._url, data=body) as response:
            await send({"type": "http.response.start", "status": response.status, "headers": []})
            while data := await response.content.readany():
                await send({"type": "http.response.body", "body": data, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def main() -> None:
    """Relay until standard input ends."""
    url = f"http://127.0.0.1:{sys.argv[1]}/generateAssistantResponse"
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0), timeout=aiohttp.ClientTimeout(total=None)
    ) as session:
        application = Relay(session, url)
        server = uvicorn.Server(
            uvicorn.Config(
                application,
                http="httptools",
                lifespan="off",
                log_config=None,
                access_log=False,
            )
        )
        with socket.create_server(("127.0.0.1", 0), backlog=2048) as listening:
            async with asyncio.TaskGroup() as group:
                group.create_task(server.serve([listening]))
                child.say({"port": listening.getsockname()[1]})
                await (await child.standard_input()).read()
                server.should_exit = True


if __name__ == "__main__":
    child.run(main)
