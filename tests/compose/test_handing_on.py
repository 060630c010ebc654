"""Several processes, one of which answers for all."""

import asyncio
import json
import socket
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from litestar.types import Receive, Scope, Send

from kiro_py.adapters.peer import Peers
from kiro_py.adapters.system_clock import SystemClock
from kiro_py.admin.introduction import HEADER, Introductions
from kiro_py.cli.server import Server, listen
from kiro_py.compose.handing_on import HandingOn, elders_of
from kiro_py.exchange.pending import Pending
from kiro_py.ports.presence import Alone, Replica
from kiro_py.secret import Secret

SECRET = Secret("secret-key-of-32-characters-or-more")
LONG = b"long " * 400_000


def replica(name: str, began_at: float, address: str | None = None) -> Replica:
    return Replica(name, f"http://{name}.example.com" if address is None else address, began_at)


@dataclass(frozen=True)
class Beside(Alone):
    """One who serves beside others, the oldest first."""

    rest: tuple[Replica, ...] = ()

    def others(self) -> Sequence[Replica]:
        return self.rest


ME = replica("me", 5.0)
A, B, YOUNG = replica("a", 1.0), replica("b", 2.0), replica("young", 9.0)


@pytest.mark.parametrize(
    ("expected", "presence"),
    [
        pytest.param(["a", "b"], Beside(ME, (A, B, YOUNG)), id="two who began before"),
        pytest.param([], Beside(ME, (YOUNG,)), id="I am the eldest"),
        pytest.param(["b"], Beside(ME, (replica("a", 1.0, ""), B)), id="nobody knows where"),
        pytest.param([], Beside(ME, (replica("dead", 1.0, ME.address),)), id="who died here"),
        pytest.param(["b"], Beside(ME, (A, B, replica("c", 9.0, A.address))), id="who died there"),
        pytest.param([], Beside(replace(ME, began_at=0.0), (A,)), id="not known to others yet"),
        pytest.param(["a"], Beside(replica("b", 1.0), (A,)), id="at the same moment"),
        pytest.param(["a"], Beside(replica("me", 5.0, ""), (A,)), id="nobody knows where I am"),
        pytest.param([], Alone(), id="alone"),
    ],
)
def test_those_who_began_before_are_asked_in_their_order(expected: list[str], presence: Alone):
    """As long as the others know where that is."""
    assert [f"http://{name}.example.com" for name in expected] == elders_of(presence)()


@dataclass
class Site:
    """A process: it tells what it is asked, or hands that on to one of its `elders`."""

    name: str
    directory: Path
    is_signing: bool = True
    elders: Sequence[str] = ()
    warned: list[str] = field(default_factory=list[str])
    left: asyncio.Event = field(default_factory=asyncio.Event)
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    url: str = ""

    def __post_init__(self) -> None:
        introductions = Introductions([SECRET] if self.is_signing else [], SystemClock())
        self.handing = HandingOn(
            lambda: self.elders,
            introductions,
            Peers(),
            directory=self.directory,
            warn=self.warned.append,
        )
        self.door = self.handing.before(self.own)

    @property
    def socket(self) -> str:
        return f"unix:{self.directory / self.name}"

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            for name in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{name}.complete"})
            return
        self.handing.receive(scope)
        await self.door(scope, receive, send)

    async def own(self, scope: Scope, receive: Receive, send: Send) -> None:
        match scope["path"]:
            case "/feed":
                await self.feed(receive, send)
            case "/never":
                self.asked.set()
                while (await receive())["type"] != "http.disconnect":
                    pass
                self.left.set()
            case _:
                await self.tell(scope, receive, send)

    async def tell(self, scope: Any, receive: Any, send: Any) -> None:
        body, is_whole = b"", False
        while not is_whole:
            message = await receive()
            body += message["body"]
            is_whole = not message["more_body"]
        told = {
            "who": self.name,
            "asked": f"{scope['method']} {scope['path']}",
            "port": (scope["client"] or ("", None))[1],
            "bytes": len(body),
        }
        headers = [(b"content-type", b"application/json"), (b"x-of", self.name.encode())]
        await send({"type": "http.response.start", "status": 201, "headers": headers})
        encoded = json.dumps(told).encode()
        await send({"type": "http.response.body", "body": encoded, "more_body": False})

    async def feed(self, receive: Any, send: Any) -> None:
        headers = [(b"content-type", b"text/event-stream")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"data: 1\n\n", "more_body": True})
        while (await receive())["type"] != "http.disconnect":
            pass
        self.left.set()


@asynccontextmanager
async def sites(
    directory: Path, *names: str, is_signing: bool = True
) -> AsyncGenerator[list[Site]]:
    """Run processes that know each other's sockets, each of which answers for itself."""
    async with AsyncExitStack() as stack:
        found: list[Site] = []
        for name in names:
            site, ready = Site(name, directory, is_signing=is_signing), asyncio.Event()
            near = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            near.bind(str(directory / name))
            near.listen()
            far = listen("127.0.0.1", 0)
            site.url = f"http://127.0.0.1:{far.getsockname()[1]}"
            server = Server(site, ready.set, site.handing.stop)
            serving = await stack.enter_async_context(Pending(server.serve([far, near])))
            stack.push_async_callback(ended, server, serving)
            await ready.wait()
            found.append(site)
        async with asyncio.timeout(30):
            yield found


async def ended(server: Server, serving: Pending[None]) -> None:
    server.stop()
    await serving.is_done_by(asyncio.get_running_loop().time() + 10)


async def ask(
    site: Site, path: str = "/jobs", headers: dict[str, str] | None = None, body: bytes = b""
) -> tuple[int, Any]:
    async with (
        aiohttp.ClientSession(site.url, headers=headers) as client,
        client.post(path, data=BytesIO(body)) as response,
    ):
        return response.status, await response.json()


async def test_whoever_answers_for_all_is_asked(tmp_path: Path):
    """By his socket or by his URL, a long body as a short one, and the answer is his."""
    async with sites(tmp_path, "a", "b") as (first, second):
        for address in (first.socket, first.url):
            second.elders = [address]
            for body in (b"short", LONG):
                status, told = await ask(second, body=body)
                assert (201, "a", "POST /jobs") == (status, told["who"], told["asked"])
                assert (len(body), 0) == (told["bytes"], told["port"])
        assert "a" == (await ask(first))[1]["who"]
        assert [] == second.warned


async def test_a_question_without_a_body_is_handed_on(tmp_path: Path):
    """As it was asked."""
    async with sites(tmp_path, "a", "b") as (first, second):
        second.elders = [first.url]
        async with (
            aiohttp.ClientSession(second.url) as client,
            client.get("/jobs", params={"all": "1"}) as response,
        ):
            assert "a" == response.headers["x-of"]
            assert "GET /jobs" == (await response.json())["asked"]


async def test_events_come_as_they_are_told(tmp_path: Path):
    """And when nobody listens any more, he hears of it."""
    async with sites(tmp_path, "a", "b") as (first, second):
        second.elders = [first.socket]
        async with (
            aiohttp.ClientSession(second.url) as client,
            client.get("/feed") as response,
        ):
            assert b"data: 1\n" == await response.content.readline()
        await first.left.wait()


async def test_a_feed_ends_with_whoever_hands_it_on(tmp_path: Path):
    """It would hold up his end, and whoever listens begins anew."""
    async with sites(tmp_path, "a", "b") as (first, second):
        second.elders = [first.socket]
        async with (
            aiohttp.ClientSession(second.url) as client,
            client.get("/feed") as response,
        ):
            assert b"data: 1\n" == await response.content.readline()
            second.handing.stop()
            assert b"\n" == await response.content.read()


async def test_who_cannot_be_reached_is_not_waited_for(tmp_path: Path):
    """Nothing was begun there, so that whoever was asked answers, and warns once."""
    async with sites(tmp_path, "a") as (site,):
        site.elders = [f"unix:{tmp_path / 'gone'}"]
        for _ in range(2):
            status, told = await ask(site, body=b"body")
            assert (201, "a", 4) == (status, told["who"], told["bytes"])
        (warned,) = site.warned
        assert "cannot be reached" in warned


async def test_the_next_one_is_asked_when_the_first_is_dead(tmp_path: Path):
    """So that all ask the same one before the dead one is missed."""
    async with sites(tmp_path, "a", "b") as (first, second):
        second.elders = [f"unix:{tmp_path / 'dead'}", first.socket]
        told = (await ask(second, body=b"body"))[1]
        assert ("a", 4) == (told["who"], told["bytes"])


async def test_whoever_was_sent_passes_over_the_dead(tmp_path: Path):
    """He to whom he was sent is the next one, and answers."""
    async with sites(tmp_path, "a", "b") as (first, second):
        dead = f"unix:{tmp_path / 'dead'}"
        first.elders = [dead]
        second.elders = [dead, first.socket]
        assert "a" == (await ask(second))[1]["who"]


async def test_an_address_of_another_machine_s_directory_is_none(tmp_path: Path):
    """Whoever cannot be reached at all lets each answer for itself, without a word."""
    async with sites(tmp_path, "a") as (site,):
        site.elders = ["unix:elsewhere/b"]
        assert ("a", []) == ((await ask(site))[1]["who"], site.warned)


async def test_without_a_secret_nobody_is_sent_over_a_network(tmp_path: Path):
    """A socket of the machine's own needs none."""
    async with sites(tmp_path, "a", "b", is_signing=False) as (first, second):
        second.elders = [first.url]
        assert "b" == (await ask(second))[1]["who"]
        second.elders = [f"{first.url} {first.socket}"]
        assert "a" == (await ask(second))[1]["who"]


async def test_who_answers_no_more_is_given_up(tmp_path: Path):
    """When another one answers for all meanwhile, nobody knows what became of the question."""
    async with sites(tmp_path, "a", "b") as (first, second):
        second.elders = [first.socket]
        async with Pending(ask(second, "/never")) as asking:
            await first.asked.wait()
            second.elders = []
            assert await asking.is_done_by(asyncio.get_running_loop().time() + 10)
            status, told = asking.result()
        assert (503, True) == (status, "may have done it" in told["error"]["message"])
        await first.left.wait()


async def test_a_client_that_leaves_is_waited_for_by_nobody(tmp_path: Path):
    """Whoever answers for all hears that he has left."""
    async with sites(tmp_path, "a", "b") as (first, second):
        second.elders = [first.socket]
        async with Pending(ask(second, "/never")):
            await first.asked.wait()
        await first.left.wait()


async def test_two_who_each_ask_the_other_end_it(tmp_path: Path):
    """A request that comes back is a loop, by either way and with a forged introduction."""
    async with sites(tmp_path, "a", "b") as (first, second):
        for one, other in ((first.socket, second.socket), (first.url, second.url)):
            first.elders, second.elders = [other], [one]
            assert 508 == (await ask(first))[0]
        assert 508 == (await ask(first, headers={HEADER.decode(): "forged"}))[0]


async def test_a_url_that_leads_to_another_worker_leads_on(tmp_path: Path):
    """From there it is one step by the socket, and no more than that."""
    async with sites(tmp_path, "a", "b") as (first, second), sites(tmp_path, "c") as (third,):
        third.elders = [second.url]  # a worker of the machine whose URL it is
        second.elders = [f"{second.url} {first.socket}"]
        assert "a" == (await ask(third))[1]["who"]
        first.elders = [second.socket]
        assert 508 == (await ask(third))[0]
