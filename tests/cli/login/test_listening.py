"""The place that Kiro's page sends a browser back to."""

import asyncio

import aiohttp
import pytest

from kiro_py.cli.login.listening import MAX_HEAD_BYTES, listening


class Visitors:
    """Takes what is brought; refuses what does not hold `good`."""

    def __init__(self) -> None:
        self.brought: list[str] = []

    def bring(self, url: str) -> None:
        self.brought.append(url)
        if "good" not in url:
            raise ValueError(url)


async def ask(port: int | None, head: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(head)
    if not head.endswith(b"\r\n\r\n"):
        writer.write_eof()
    answer = await reader.read()
    writer.close()
    return answer


async def test_an_address_is_brought_as_it_was_sent():
    """Under the name that the page was told, whatever the port."""
    visitors = Visitors()
    async with (
        listening(visitors.bring, 0) as port,
        aiohttp.request("GET", f"http://127.0.0.1:{port}/oauth/callback?code=good") as page,
    ):
        assert (200, "no-store") == (page.status, page.headers["cache-control"])
        assert "You can close this page" in await page.text()
    assert ["http://localhost:3128/oauth/callback?code=good"] == visitors.brought


async def test_what_is_not_waited_for_is_not_repeated():
    """A page of somebody else's gets 404, and none of its own words."""
    visitors = Visitors()
    async with listening(visitors.bring, 0) as port:
        answer = await ask(port, b"GET /<script> HTTP/1.1\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 404")
    assert b"script" not in answer


@pytest.mark.parametrize(
    "head",
    [b"POST /good HTTP/1.1\r\n\r\n", b"GET good HTTP/1.1\r\n\r\n", b"\r\n\r\n"],
)
async def test_only_a_browser_that_comes_back_is_heard(head: bytes):
    """Anything else brings nothing."""
    visitors = Visitors()
    async with listening(visitors.bring, 0) as port:
        assert (await ask(port, head)).startswith(b"HTTP/1.1 404")
    assert [] == visitors.brought


@pytest.mark.parametrize("head", [b"GET /good", b"a" * (MAX_HEAD_BYTES + 10)])
async def test_half_a_request_is_none(head: bytes):
    """Nor is one without an end."""
    visitors = Visitors()
    async with listening(visitors.bring, 0) as port:
        assert b"" == await ask(port, head)
    assert [] == visitors.brought


async def test_a_port_may_be_taken():
    """Then nobody listens, and it is told."""
    visitors = Visitors()
    async with listening(visitors.bring, 0) as port:
        assert port is not None
        async with listening(visitors.bring, port) as again:
            assert None is again
