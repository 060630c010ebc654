"""Another process of the gateway, over real sockets."""

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from kiro_py.adapters.peer import PeerLost, Peers, PeerUnreached, Wanted, Way, way_to


@pytest.mark.parametrize(
    ("expected", "address"),
    [
        (None, ""),
        (Way("http://b.example.com:8080"), "http://b.example.com:8080"),
        (Way("http://worker", Path("mine/2.sock")), "unix:mine/2.sock"),
        (None, "unix:theirs/2.sock"),
        (Way("https://b.example.com"), "https://b.example.com unix:theirs/2.sock"),
        (Way("http://worker", Path("mine/2.sock")), "https://b.example.com unix:mine/2.sock"),
    ],
)
def test_the_best_way_is_taken(expected: Way | None, address: str):
    """A socket on this machine, else the URL, if there is one."""
    assert expected == way_to(address, Path("mine"))


def test_without_a_directory_no_socket_is_of_use():
    """It would be another machine's."""
    assert None is way_to("unix:mine/2.sock", None)


@asynccontextmanager
async def other(path: Path | None) -> AsyncGenerator[Way]:
    """Run another process that tells what it was asked."""

    async def tell(request: web.Request) -> web.Response:
        told = f"{request.method} {request.raw_path} {(await request.read()).decode()}"
        headers = {"x-seen": request.headers.get("x-shown", ""), "connection": "close"}
        return web.Response(text=told, status=201, headers=headers)

    application = web.Application()
    application.router.add_route("*", "/{path:.*}", tell)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0) if path is None else web.UnixSite(runner, str(path))
    await site.start()
    try:
        if path is None:
            yield Way(f"http://127.0.0.1:{runner.addresses[0][1]}/")
        else:
            yield Way("http://worker", path)
    finally:
        await runner.cleanup()


@pytest.mark.parametrize("is_near", [False, True], ids=["url", "socket"])
async def test_it_is_seen_who_is_there(tmp_path: Path, *, is_near: bool):
    """As long as somebody listens."""
    async with other(tmp_path / "1.sock" if is_near else None) as way:
        assert await Peers().is_there(way)
    assert not await Peers().is_there(way)


async def body(*pieces: bytes) -> AsyncGenerator[bytes]:
    for piece in pieces:
        yield piece


async def asked(way: Way, peers: Peers | None = None) -> tuple[int, dict[bytes, bytes], bytes]:
    wanted = Wanted(
        "PUT", "/a%20b?c=%2F", [(b"x-shown", "ä".encode()), (b"host", b"x")], body(b"hel", b"lo")
    )
    async with (peers or Peers()).asked(way, wanted) as found:
        pieces = [piece async for piece in found.pieces()]
        return found.status, dict(found.headers), b"".join(pieces)


@pytest.mark.parametrize("is_near", [False, True], ids=["url", "socket"])
async def test_a_request_arrives_as_it_was_sent(tmp_path: Path, *, is_near: bool):
    """Path, headers and body, and the answer comes back without what is about the connection."""
    async with other(tmp_path / "1.sock" if is_near else None) as way:
        status, headers, told = await asked(way)
        assert (201, b"PUT /a%20b?c=%2F hello") == (status, told)
        assert "ä".encode() == headers[b"x-seen"]
        assert {b"connection", b"date"}.isdisjoint(headers)


async def test_whom_nobody_reaches_has_begun_nothing(tmp_path: Path):
    """Neither at a closed port nor at a socket that is gone."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    for way in (Way(f"http://127.0.0.1:{port}"), Way("http://worker", tmp_path / "1.sock")):
        with pytest.raises(PeerUnreached):
            await asked(way)


async def test_who_hangs_up_may_have_done_it():
    """Nobody knows, and that is told."""

    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"lo\r\n0\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(PeerLost):
            await asked(Way(f"http://127.0.0.1:{port}"))


async def test_an_answer_that_breaks_off_is_lost():
    """It must not look whole."""

    async def break_off(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"lo\r\n0\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(break_off, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(PeerLost):
            await asked(Way(f"http://127.0.0.1:{port}"))


async def test_an_answer_that_stops_is_lost():
    """Whoever is frozen holds a connection open for ever."""
    is_lost = asyncio.Event()

    async def stop(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"lo\r\n0\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf")
        await writer.drain()
        await is_lost.wait()
        writer.close()

    server = await asyncio.start_server(stop, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(PeerLost, match=r"nothing has come for 0\.05 s"):
            await asked(Way(f"http://127.0.0.1:{port}"), Peers(silent_seconds=0.05))
        is_lost.set()
