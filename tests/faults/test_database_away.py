"""The database slow, gone, back and failing over, below a gateway that goes on serving."""

import asyncio
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from adapters.database.engines import Place
from adapters.database.shared import KEY as SECRET_KEY
from adapters.database.shared import READ, SEALER
from faults.ground import question
from faults.running import ADMIN_KEY, Running, running
from kiro_py.adapters.database.credential_store import CredentialTable
from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.key_store import DatabaseKeys
from kiro_py.clients.client import Limits, minted
from kiro_py.exchange.pending import Pending
from kiro_py.ports.keys import Draft
from kiro_py.simulator.server import Simulator
from postgres import Cluster

CLIENTS = 4
LIMITED = minted(b"l" * 32)
LONGEST_SECONDS = 8.0
"""The ledger may take a second, a home a quarter of one; the rest is for a machine that is busy."""

ANSWER_SECONDS = 3.0
"""In how many seconds three pages are refused for which the database would be asked."""

KNOWN_SECONDS = 10.0
"""In how many seconds it is known that the database is away, or back again."""


async def furnish(url: str, kiro: Simulator) -> None:
    """Put two accounts and a key with limits into the database."""
    async with Database(url).opened() as database:
        async with CredentialTable(database, SEALER, me="furnisher", read=READ).opened() as store:
            await store.add([kiro.accounts.credential(name) for name in ("social", "idc")])
        limits = Limits(requests_per_minute=1_000_000, parallel_requests=1000)
        await DatabaseKeys(database).add(Draft(name="Ada", limits=limits), LIMITED, 1_800_000_000.0)


@dataclass
class Scene:
    """A gateway, its database, and clients who ask it without a pause."""

    gateway: Running
    client: aiohttp.ClientSession
    place: Place
    seconds: list[float] = field(default_factory=list[float])
    bad: list[str] = field(default_factory=list[str])
    is_over: bool = False
    loading: Pending[None] | None = None

    async def ask(self) -> None:
        """Ask for one stream, and remember how long it took and whether it was whole."""
        began = time.monotonic()
        body = question("say: hello there") | {"stream": True}
        headers = {"x-api-key": LIMITED.key.reveal()}
        async with self.client.post("/v1/messages", json=body, headers=headers) as response:
            text = await response.text()
        self.seconds.append(time.monotonic() - began)
        if response.status != 200 or "event: message_stop" not in text:
            self.bad.append(f"{response.status} {text[-300:]}")

    async def load(self) -> None:
        """Ask until it is over, by several at once."""

        async def one() -> None:
            while not self.is_over:
                await self.ask()
                await asyncio.sleep(0.1)

        await asyncio.gather(*(one() for _ in range(CLIENTS)))

    async def end(self) -> None:
        """Let the clients come to their end."""
        self.is_over = True
        assert self.loading is not None
        assert await self.loading.is_done_by(asyncio.get_running_loop().time() + 30)
        self.loading.result()

    async def see(self, path: str) -> tuple[int, Mapping[str, Any]]:
        headers = {"x-api-key": ADMIN_KEY}
        async with self.client.get(path, headers=headers) as response:
            return response.status, await response.json()

    async def readiness(self) -> tuple[int, str]:
        status, body = await self.see("/readyz")
        return status, str(body.get("database", ""))[:17]

    async def until_known(self, *, is_away: bool) -> None:
        """Wait until `/readyz` says how the database is; it stays ready all the time."""
        expected = (200, "unreachable since" if is_away else "")
        async with asyncio.timeout(KNOWN_SECONDS):
            while await self.readiness() != expected:  # noqa: ASYNC110 -- asked over HTTP
                await asyncio.sleep(0.1)


@asynccontextmanager
async def scene(directory: Path, cluster: Cluster, template: str) -> AsyncGenerator[Scene]:
    place = Place(cluster.copy(template))
    async with Simulator() as kiro:
        await furnish(place.url, kiro)
        async with (
            running(
                directory,
                kiro.url,
                database_url=place.url,
                secret_key=SECRET_KEY.reveal(),
                admin_api_key=ADMIN_KEY,
            ) as gateway,
            aiohttp.ClientSession(gateway.url) as client,
        ):
            subject = Scene(gateway, client, place)
            async with Pending(subject.load()) as loading:
                subject.loading = loading
                yield subject


async def written(subject: Scene) -> None:
    """Wait until each request is written down, once."""
    asked = len(subject.seconds)
    async with asyncio.timeout(60):
        while await subject.place.one("SELECT count(*) FROM requests") < asked:  # noqa: ASYNC110 -- another process writes
            await asyncio.sleep(0.2)
    assert asked == await subject.place.one("SELECT count(*) FROM requests")
    assert asked == await subject.place.one("SELECT sum(requests)::int FROM usage_days")


@asynccontextmanager
async def away(subject: Scene) -> AsyncGenerator[None]:
    """Be sure that it is known to be away; afterwards, that it is known to be back.

    What is known goes on meanwhile, and what is not is answered at once.
    """
    await subject.until_known(is_away=True)
    began = time.monotonic()
    for path in ("/api/admin/v1/requests", "/api/admin/v1/audit", "/api/admin/v1/usage"):
        assert 503 == (await subject.see(path))[0]
    assert time.monotonic() - began < ANSWER_SECONDS
    asked = len(subject.seconds)
    async with asyncio.timeout(20):
        while len(subject.seconds) < asked + 2 * CLIENTS:  # noqa: ASYNC110 -- others ask
            await asyncio.sleep(0.05)
    yield
    await subject.until_known(is_away=False)


async def test_requests_go_on_while_the_database_is_away(
    tmp_path: Path, cluster: Cluster, template: str
):
    """Frozen, gone, failed over: nobody waits long, and at the end each is written down once."""
    second = None
    try:
        async with scene(tmp_path, cluster, template) as subject:
            cluster.freeze()
            async with away(subject):
                cluster.thaw()
            # In another thread: the clients' own time goes on here.
            await asyncio.to_thread(cluster.stop)
            async with away(subject):
                await asyncio.to_thread(cluster.start)
            await asyncio.to_thread(cluster.stop)
            second = await asyncio.to_thread(cluster.twin)
            async with away(subject):
                await asyncio.to_thread(second.start)
            await subject.end()
            await written(subject)
    finally:
        if second is not None:
            second.remove()
        cluster.mend()
    assert [] == subject.bad
    assert max(subject.seconds) < LONGEST_SECONDS
