"""Warnings are posted to a real receiver, who may be in any mood."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiohttp import web

from fakes import FakeClock
from kiro_py.adapters.http_upstream import HttpSettings, HttpUpstream
from kiro_py.adapters.webhook import Webhook, WebhookSettings
from kiro_py.adapters.webhook_formats import SIGNATURE_HEADER, Format
from kiro_py.pool.credential import Proxy
from kiro_py.ports.warnings import Concern, Warned
from kiro_py.secret import Secret

WARNED = [Warned(Concern("pool empty", "critical", None, "nobody can serve", "sign in"), 1.0)]
TOKEN = "t0ken-of-the-owner"


@dataclass
class Receiver:
    """Somebody at the other end."""

    url: str = ""
    asked: list[tuple[str, dict[str, str], bytes]] = field(
        default_factory=list[tuple[str, dict[str, str], bytes]]
    )
    answers: list[web.Response] = field(default_factory=list[web.Response])
    is_silent: bool = False
    has_heard: asyncio.Event = field(default_factory=asyncio.Event)

    async def receive(self, request: web.Request) -> web.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.asked.append((request.path_qs, headers, await request.read()))
        self.has_heard.set()
        if self.is_silent:
            await asyncio.sleep(60)
        return self.answers.pop(0) if self.answers else web.Response(text="{}")


@asynccontextmanager
async def receiving() -> AsyncGenerator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", receiver.receive)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield receiver
    finally:
        await runner.cleanup()


@asynccontextmanager
async def webhook(
    url: str | None,
    form: Format = "generic",
    secret: str | None = None,
    proxy: Proxy | None = None,
    answer_seconds: float = 5.0,
) -> AsyncGenerator[Webhook]:
    settings = WebhookSettings(
        url=None if url is None else Secret(url),
        secret=None if secret is None else Secret(secret),
        format=form,
        proxy=proxy,
    )
    async with HttpUpstream(HttpSettings()) as http:
        yield Webhook(settings, http, FakeClock(), answer_seconds=answer_seconds)


async def test_a_message_arrives_as_it_is_and_signed():
    """With a path and a query of the owner's, and no header that nobody has asked for."""
    async with receiving() as receiver, webhook(f"{receiver.url}/in?a=1", secret="s") as subject:
        assert subject.is_on
        assert await subject.tell(WARNED) is None
        ((path, headers, body),) = receiver.asked
        assert ("/in?a=1", "application/json") == (path, headers["content-type"])
        assert headers[SIGNATURE_HEADER].startswith("sha256=")
        assert b"nobody can serve" in body


@pytest.mark.parametrize(("address", "expected"), [("/robot?access_token=a", "&"), ("/robot", "?")])
async def test_dingtalk_is_signed_after_what_the_address_has(address: str, expected: str):
    """Its address holds the token already."""
    async with (
        receiving() as receiver,
        webhook(receiver.url + address, "dingtalk", "SECexample") as subject,
    ):
        assert await subject.tell(WARNED) is None
        assert receiver.asked[0][0].startswith(f"{address}{expected}timestamp=")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (web.Response(status=500), "HTTP 500"),
        (web.Response(status=302, headers={"location": "/elsewhere"}), "HTTP 302"),
    ],
    ids=["failure", "redirect"],
)
async def test_a_no_is_told_and_nobody_is_sent_elsewhere(answer: web.Response, expected: str):
    """A redirect could lead anywhere."""
    async with receiving() as receiver, webhook(receiver.url) as subject:
        receiver.answers = [answer]
        assert expected == await subject.tell(WARNED)
        assert 1 == len(receiver.asked)
        assert await subject.tell(WARNED) is None


async def test_silence_is_not_waited_for_long():
    """Whoever receives it may be ill."""
    async with receiving() as receiver, webhook(receiver.url, answer_seconds=0.05) as subject:
        receiver.is_silent = True
        assert "no answer within 0.05 seconds" == await subject.tell(WARNED)


@pytest.mark.parametrize(
    "url",
    [
        f"http://127.0.0.1:1/{TOKEN}",
        f"http://somebody:{TOKEN}@127.0.0.1:1/",
        f"http://127.0.0.1:1/?{TOKEN}",
        f"http://exa mple.com/{TOKEN}",
    ],
)
async def test_a_failure_does_not_tell_the_address(url: str):
    """Who knows it may post there."""
    async with webhook(url) as subject:
        told = await subject.tell(WARNED)
    assert told
    assert TOKEN not in told


async def test_it_goes_through_the_proxy():
    """As everything does that leaves the gateway."""
    async with (
        receiving() as proxy,
        webhook("http://hooks.example.com/in", proxy=Proxy(proxy.url)) as subject,
    ):
        assert await subject.tell(WARNED) is None
        assert "hooks.example.com" == proxy.asked[0][1]["host"]


async def test_without_an_address_nothing_is_posted():
    """It is off, until the owner says where to."""
    async with webhook(None) as subject:
        assert not subject.is_on
        assert "there is no address" == await subject.tell(WARNED)
