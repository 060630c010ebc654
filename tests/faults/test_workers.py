"""Several processes of one gateway on files: none is in the way of another."""

import asyncio
import os
import signal
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp

from adapters.database.engines import Place
from adapters.database.filled import filled
from faults.ground import write
from faults.running import ADMIN_KEY, Heard, Running, running
from kiro_py.adapters.database.engine import in_file
from kiro_py.adapters.system_clock import SystemClock
from kiro_py.simulator.server import Simulator

ACCOUNTS = ("social", "builder-id", "idc")
CLIENTS = 24
WRITERS = 8
"""How many clients keep four processes writing."""

DAY = 86_400
V1 = "/api/admin/v1"


def visitors(process: int, port: int) -> set[str]:
    """Return the addresses from which a process has connections at `port`."""
    mine = {str(each.readlink()) for each in Path(f"/proc/{process}/fd").iterdir()}
    found: set[str] = set()
    for line in Path(f"/proc/{process}/net/tcp").read_text().splitlines()[1:]:
        words = line.split()
        local, remote = words[1], words[2]
        if f"socket:[{words[9]}]" in mine and int(local.partition(":")[2], 16) == port:
            there = bytes.fromhex(remote.partition(":")[0])[::-1]
            found.add(".".join(map(str, there)))
    return found


@dataclass
class Crowd:
    """Clients that ask without a pause, each from an address of its own, until they `leave`."""

    url: str
    clients: int
    leave: asyncio.Event = field(default_factory=asyncio.Event)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    heard: dict[str, Heard] = field(default_factory=dict[str, Heard])

    async def ask(self, address: str) -> None:
        heard = self.heard[address] = Heard()
        connector = aiohttp.TCPConnector(local_addr=(address, 0))
        async with aiohttp.ClientSession(self.url, connector=connector) as client:
            for turn in count():
                if self.leave.is_set():
                    return
                # A conversation of its own each time: a known one would go where it is at home.
                await heard.ask(client, f"say: {address} for the {turn}th time {'word ' * 16}")
                self.news.set()

    @asynccontextmanager
    async def here(self) -> AsyncGenerator[None]:
        async with asyncio.TaskGroup() as clients:
            for number in range(1, self.clients + 1):
                clients.create_task(self.ask(f"127.0.7.{number}"))
            yield
            self.leave.set()

    @property
    def complete(self) -> int:
        return sum(len(heard.complete) for heard in self.heard.values())

    async def answered(self, more: int) -> None:
        """Wait until so many more have been answered."""
        wanted = self.complete + more
        async with asyncio.timeout(60):
            while self.complete < wanted:
                self.news.clear()
                await self.news.wait()


async def kill_one(gateway: Running) -> set[str]:
    """Kill a worker, and return from where it had visitors."""
    (victim, *_), port = gateway.children, int(gateway.url.rpartition(":")[2])
    os.kill(victim, signal.SIGSTOP)
    found = visitors(victim, port)
    os.kill(victim, signal.SIGKILL)
    await gateway.hear(f'"pid": {victim}')
    return found


async def test_a_worker_that_is_killed_is_missed_by_its_own_visitors(tmp_path: Path):
    """Tokens end meanwhile: none is spent twice, and no other stream is cut or refused."""
    async with Simulator(pace=200) as kiro:
        write(tmp_path / "credentials.json", *(kiro.accounts.credential(each) for each in ACCOUNTS))
        options = ("--workers", "3", "--log-level", "warning")
        async with running(tmp_path, kiro.url, *options, load_balancing_mode="balanced") as gateway:
            crowd, missed = Crowd(gateway.url, CLIENTS), set[str]()
            async with crowd.here():
                for account in ACCOUNTS:
                    await crowd.answered(50)
                    kiro.accounts.expire_access(account)
                    missed |= await kill_one(gateway)
                await crowd.answered(100)
        cut = {address for address, heard in crowd.heard.items() if heard.cut}
        assert set() == cut - missed
        assert [] == [each for heard in crowd.heard.values() for each in heard.errors]
        assert max(len(heard.cut) for heard in crowd.heard.values()) <= len(ACCOUNTS)
        spent = kiro.accounts.refreshes, kiro.accounts.refresh_tokens_spent_twice
        assert (len(ACCOUNTS), 0) == spent


@dataclass
class Keeper:
    """Somebody at the admin side, who makes keys and looks around."""

    url: str
    keys: list[str] = field(default_factory=list[str])

    async def work(self, times: int) -> None:
        async with aiohttp.ClientSession(self.url, headers={"x-api-key": ADMIN_KEY}) as client:
            for _ in range(times):
                made = await ask(client, "POST", "/keys", {"name": "a key"})
                self.keys.append(made["key"])
                for path in ("/keys", "/requests", "/overview", "/credentials", "/audit"):
                    await ask(client, "GET", path)
                await ask(client, "PATCH", f"/keys/{made['view']['id']}", {"note": "changed"})


async def ask(client: aiohttp.ClientSession, method: str, path: str, body: Any = None) -> Any:
    async with client.request(method, f"{V1}{path}", json=body) as response:
        told = await response.json()
        assert response.status < 300, (path, response.status, told)
        return told


def one(path: Path, asked: str) -> Any:
    with closing(sqlite3.connect(path)) as file:
        return file.execute(asked).fetchone()[0]


async def test_four_write_to_one_file(tmp_path: Path):
    """All that is asked, changed and tidied up is done, and nobody hears of a lock."""
    file, began = tmp_path / "kiro-py.db", SystemClock().now()
    await filled(Place(in_file(file), file), 3000, 400.0)
    async with Simulator() as kiro:
        write(tmp_path / "credentials.json", kiro.accounts.credential("social", is_fresh=False))
        options = ("--workers", "4", "--log-level", "warning")
        async with running(
            tmp_path, kiro.url, *options, admin_api_key=ADMIN_KEY, drain_seconds=20
        ) as gateway:
            crowd, keepers = Crowd(gateway.url, WRITERS), [Keeper(gateway.url) for _ in range(3)]
            async with crowd.here():
                await asyncio.gather(*(keeper.work(8) for keeper in keepers))
                await crowd.answered(100)
            for keeper in keepers:
                await until_known(gateway, keeper.keys[-1])
        assert [] == [line for line in gateway.said if "locked" in line or "cannot" in line]
    told = [heard.told for heard in crowd.heard.values()]
    assert (0, 0) == (sum(errors for _, errors, _ in told), sum(cut for *_, cut in told))
    mine = f"SELECT count(*) FROM requests WHERE at BETWEEN {began} AND {began + DAY}"
    assert crowd.complete == one(file, f"{mine} AND host LIKE '127.0.0.1%'")
    assert 24 == one(file, "SELECT count(*) FROM client_keys")
    assert 0 == one(file, f"SELECT count(*) FROM requests WHERE at < {began - 30 * DAY}")
    assert "ok" == one(file, "PRAGMA integrity_check")


async def until_known(gateway: Running, key: str) -> None:
    """Ask with a key, by one new connection after the other, until it is known ten times."""
    times = 0
    async with asyncio.timeout(30):
        while times < 10:
            async with (
                aiohttp.ClientSession(gateway.url, headers={"x-api-key": key}) as client,
                client.get("/v1/models") as response,
            ):
                assert response.status in {200, 401}, await response.text()
                times = times + 1 if response.status == 200 else 0
