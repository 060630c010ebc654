"""The keeper of three replicas, who reach one another by URL, meets one gateway at each of them."""

import asyncio
import signal
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest_asyncio

from admin.keeping import V1
from faults.fleet import REPLICAS, SECRET_KEY, accounts, furnish
from faults.keeper import Keeper
from faults.running import ADMIN_KEY, Running, running
from kiro_py.simulator.server import Simulator


@dataclass
class Trio:
    """Replicas in the order in which they began."""

    replicas: list[Running]

    @property
    def keepers(self) -> list[Keeper]:
        return [Keeper(each.url) for each in self.replicas]

    async def agree(self) -> None:
        """See that each of them finds what was begun at any of them."""
        for keeper in self.keepers:
            begun = await keeper.do("POST", "/sign-ins", {"method": "builder-id"})
            assert {200} == set(await self.see(f"/sign-ins/{begun['id']}"))

    async def see(self, path: str) -> list[int]:
        """Return how each of them answers."""
        return [(await keeper.ask("GET", f"{V1}{path}"))[0] for keeper in self.keepers]


@pytest_asyncio.fixture
async def trio(tmp_path: Path, postgres_url: str) -> AsyncGenerator[Trio]:
    async with Simulator(accounts=accounts(2)) as kiro, AsyncExitStack() as stack:
        await furnish(postgres_url, kiro)
        replicas: list[Running] = []
        for number in range(REPLICAS):
            (tmp_path / str(number)).mkdir()
            replica = running(
                tmp_path / str(number),
                kiro.url,
                *("--log-level", "warning"),
                database_url=postgres_url,
                secret_key=SECRET_KEY,
                admin_api_key=ADMIN_KEY,
                replica_url="http://127.0.0.1:{port}",
            )
            replicas.append(await stack.enter_async_context(replica))
        yield Trio(replicas)


async def test_what_is_begun_at_one_goes_on_at_the_others(trio: Trio):
    """Whichever of them the page reaches; and whoever has not seen a change cannot undo it."""
    for keeper in trio.keepers:
        begun = await keeper.do("POST", "/sign-ins", {"method": "builder-id"})
        assert [200, 200, 200] == await trio.see(f"/sign-ins/{begun['id']}")
        job = await keeper.do("POST", "/jobs", {"action": "balance", "ids": [1]})
        assert [200, 200, 200] == await trio.see(f"/jobs/{job['id']}")
    seen = (await trio.keepers[0].do("GET", "/credentials/1"))["version"]
    first, second = trio.keepers[1:]
    for keeper in (first, second):
        keeper.headers["if-match"] = f'"{seen}"'
    assert 7 == (await first.do("PATCH", "/credentials/1", {"priority": 7}))["priority"]
    assert 412 == (await second.ask("PATCH", f"{V1}/credentials/1", {"priority": 8}))[0]
    assert 7 == (await trio.keepers[2].do("GET", "/credentials/1"))["priority"]


async def test_the_next_one_answers_when_the_eldest_is_frozen_or_killed(trio: Trio):
    """At once when it is dead, before it is missed; nobody knows what one has done that hangs."""
    eldest = trio.replicas.pop(0)
    eldest.send(signal.SIGSTOP)
    try:
        keeper = trio.keepers[-1]
        status, told = await keeper.ask("POST", f"{V1}/sign-ins", {"method": "builder-id"})
        assert (503, True) == (status, "may have done it" in str(told))
        await trio.agree()
    finally:
        eldest.send(signal.SIGCONT)
    begun = await Keeper(eldest.url).do("POST", "/sign-ins", {"method": "builder-id"})
    async with asyncio.timeout(30):
        while {200} != set(await trio.see(f"/sign-ins/{begun['id']}")):  # noqa: ASYNC110 -- theirs
            await asyncio.sleep(0.2)
    eldest.process.kill()
    await eldest.ended()
    await trio.agree()
