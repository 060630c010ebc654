"""The feed that keeps the page live, on a real socket."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from admin.keeping import ADMIN_KEY, Scene, scene
from kiro_py.admin.v1.events import encode
from kiro_py.wire.admin.settings import FeedEvent

EVENTS, SESSION = "/api/admin/v1/events", "/api/admin/v1/session"
KEY = {"x-api-key": ADMIN_KEY}


@asynccontextmanager
async def listening(
    subject: Scene, headers: dict[str, str]
) -> AsyncGenerator[aiohttp.ClientResponse]:
    """Listen to the feed, from its first word on."""
    async with asyncio.timeout(20), subject.client.get(EVENTS, headers=headers) as response:
        assert 200 == response.status
        assert b": the gateway tells what changes\n" == await response.content.readline()
        yield response


async def hear(response: aiohttp.ClientResponse) -> bytes:
    """Return the next line that says something."""
    while not (line := await response.content.readline()).startswith(b"data:"):
        assert line, "the feed has ended"
    return line


def test_an_event_has_no_name():
    """So that every reader takes it for a message."""
    assert b'data: {"topic":"jobs","id":"7"}\n\n' == encode(FeedEvent("jobs", "7"))


async def test_a_change_is_told_as_it_happens(tmp_path: Path):
    """A page that shows the pool asks for it anew."""
    async with scene(tmp_path, "api-key") as subject, listening(subject, KEY) as response:
        assert "text/event-stream" in response.headers["content-type"]
        assert "no-store" == response.headers["cache-control"]
        await subject.do(1, "priority", {"priority": 3})
        assert b'"topic":"credentials"' in await hear(response)


async def test_nobody_else_hears_anything(tmp_path: Path):
    """Without the key there is no feed."""
    async with scene(tmp_path, "api-key") as subject:
        assert 401 == (await subject.ask("GET", EVENTS, headers={})).status


async def test_it_ends_with_its_session(tmp_path: Path):
    """A page that has signed off hears nothing more."""
    async with scene(tmp_path, "api-key") as subject:
        signed = await subject.ask("POST", SESSION, {"key": ADMIN_KEY}, headers={})
        cookie = signed.headers["set-cookie"].partition(";")[0]
        headers = {"cookie": cookie, "x-csrf-token": signed.body["csrfToken"]}
        async with listening(subject, headers) as response:
            await subject.ask("DELETE", SESSION, headers=headers)
            async with asyncio.timeout(5):
                assert b"topic" not in await response.content.read()


async def test_it_does_not_delay_the_end_of_the_gateway(tmp_path: Path):
    """An open page is let go at once, not after the time that answers have."""
    async with asyncio.timeout(10), aiohttp.ClientSession() as client:
        async with scene(tmp_path, "api-key") as subject:
            base = subject.client._base_url
            assert base is not None
            response = await client.get(base.with_path(EVENTS), headers=KEY)
        assert (await response.content.read()).startswith(b": the gateway tells")
