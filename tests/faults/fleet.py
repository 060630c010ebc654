"""Three replicas on one PostgreSQL, clients who ask them without a pause, and what ends both."""

import asyncio
import itertools
import json
import random
from collections import Counter
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import aiohttp

from adapters.database.shared import READ
from faults.ground import question
from faults.running import ADMIN_KEY, Running, running
from kiro_py.adapters.database.credential_store import CredentialTable
from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.key_store import DatabaseKeys
from kiro_py.adapters.sealing import Sealer
from kiro_py.clients.client import Limits, Minted, minted
from kiro_py.exchange.pending import Pending
from kiro_py.ports.keys import Draft
from kiro_py.secret import Secret
from kiro_py.simulator.accounts.account import Account, Kind
from kiro_py.simulator.ledger import Call
from kiro_py.simulator.server import Simulator

REPLICAS: Final = 3
SECRET_KEY: Final = "an example key for tests, no other"
LIMITED: Final = Limits(requests_per_minute=40, parallel_requests=4)
LIMITED_KEY: Final = minted(b"l" * 32)
FREE_KEY: Final = minted(b"f" * 32)
MARK: Final = "limited"
"""What is said in requests of the key that has limits, so that Kiro's ledger tells them."""


def accounts(count: int) -> list[Account]:
    """Return accounts whose tokens rotate."""
    kinds = itertools.cycle((Kind.SOCIAL, Kind.BUILDER_ID, Kind.IDC))
    return [
        Account(name=f"account-{number}", kind=kind, credit_limit=1e9)
        for number, kind in zip(range(1, count + 1), kinds, strict=False)
    ]


async def furnish(url: str, kiro: Simulator) -> None:
    """Put the accounts and two keys into the database."""
    async with Database(url).opened() as database:
        sealer = Sealer(Secret(SECRET_KEY))
        async with CredentialTable(database, sealer, me="furnisher", read=READ).opened() as store:
            await store.add([kiro.accounts.credential(name) for name in kiro.accounts])
        keys = DatabaseKeys(database)
        await keys.add(Draft(name="limited", limits=LIMITED), LIMITED_KEY, 1_800_000_000.0)
        await keys.add(Draft(name="free"), FREE_KEY, 1_800_000_000.0)


@dataclass
class Fleet:
    """Replicas that are started again when they die."""

    directory: Path
    kiro_url: str
    database_url: str
    replicas: dict[int, Running] = field(default_factory=dict[int, Running])
    kills: int = 0
    is_over: bool = False
    slots: Sequence[Pending[None]] = ()

    @property
    def urls(self) -> Sequence[str]:
        """Where somebody answers now, or did a moment ago."""
        return [each.url for each in self.replicas.values()]

    @asynccontextmanager
    async def afloat(self) -> AsyncGenerator[None]:
        """Keep all of them going during the context, and enter when they are."""
        async with AsyncExitStack() as stack:
            slots = [
                await stack.enter_async_context(Pending(self._keep(number)))
                for number in range(REPLICAS)
            ]
            self.slots = slots
            await self.gathered()
            yield
            self.is_over = True
            for each in self.replicas.values():
                each.process.terminate()
            for slot in slots:
                await slot.is_done_by(asyncio.get_running_loop().time() + 90)
                slot.result()

    async def gathered(self) -> None:
        """Wait until all of them serve; raises what keeps one from it."""
        async with asyncio.timeout(120):
            while len(self.replicas) < REPLICAS:
                for slot in self.slots:
                    if await slot.is_done_by(0):
                        slot.result()
                await asyncio.sleep(0.1)

    async def _keep(self, number: int) -> None:
        while not self.is_over:
            async with running(
                self.directory,
                self.kiro_url,
                database_url=self.database_url,
                secret_key=SECRET_KEY,
                admin_api_key=ADMIN_KEY,
                drain_seconds=5,
                load_balancing_mode="balanced",
                log_format="json",
            ) as replica:
                self.replicas[number] = replica
                await replica.process.wait()
                if not self.is_over:
                    del self.replicas[number]

    def kill_one(self, chance: random.Random) -> None:
        """End one as a machine's power cut would, unless it is the only one."""
        if len(self.replicas) > 1:
            chance.choice(list(self.replicas.values())).process.kill()
            self.kills += 1


@dataclass
class Crowd:
    """Clients, and how their requests have ended."""

    fleet: Fleet
    chance: random.Random
    endings: Counter[str] = field(default_factory=Counter[str])
    lies: list[str] = field(default_factory=list[str])
    errors: Counter[str] = field(default_factory=Counter[str])
    is_over: bool = False

    @asynccontextmanager
    async def asking(self, count: int, limited: int) -> AsyncGenerator[None]:
        """Have so many clients ask during the context, and so many of the key with limits."""
        async with asyncio.TaskGroup() as clients:
            for number in range(count + limited):
                is_limited = number >= count
                key, mark = (LIMITED_KEY, MARK) if is_limited else (FREE_KEY, "")
                clients.create_task(self._ask_on(key, f"{mark} client-{number}".strip()))
            try:
                yield
            finally:
                self.is_over = True

    async def _ask_on(self, key: Minted, name: str) -> None:
        headers = {"x-api-key": key.key.reveal()}
        timeout = aiohttp.ClientTimeout(total=120)
        async with aiohttp.ClientSession(headers=headers, timeout=timeout) as session:
            for turn in itertools.count():
                if self.is_over:
                    return
                urls = self.fleet.urls
                if urls:
                    words = " ".join(f"{name}-{turn}-{each}" for each in range(12))
                    await self._ask(session, self.chance.choice(urls), words)
                await asyncio.sleep(0.05 + self.chance.random() / 5)

    async def ask_once(self, url: str) -> None:
        """Ask one replica for a few words."""
        headers = {"x-api-key": FREE_KEY.key.reveal()}
        async with aiohttp.ClientSession(headers=headers) as session:
            # Another conversation each time, which is at home nowhere.
            await self._ask(session, url, f"once {self.chance.random()}")

    async def _ask(self, session: aiohttp.ClientSession, url: str, words: str) -> None:
        body = question(f"say: {words}") | {"stream": True}
        text = ""
        try:
            async with session.post(f"{url}/v1/messages", json=body) as response:
                async for piece in response.content.iter_any():
                    text += piece.decode()
                self._judge(response.status, text, words)
        except aiohttp.ClientConnectorError:
            self.endings["nobody there"] += 1
        except (aiohttp.ClientError, ConnectionError):
            if "event: message_stop" in text:
                self._judge(200, text, words)  # all of it was there, but for the last chunk
            else:
                self.endings["cut"] += 1
        except TimeoutError:
            self.lies.append(f"no end after 120 s: {text[-300:]}")

    def _judge(self, status: int, text: str, words: str) -> None:
        if status != 200:
            error = json.loads(text)["error"]
            self.endings["refused"] += 1
            self.errors[f"{status} {error['type']}: {error['message'][:90]}"] += 1
            return
        events = [json.loads(line[6:]) for line in text.splitlines() if line.startswith("data: ")]
        last = events[-1]["type"] if events else "nothing"
        if last == "error":
            self.endings["error event"] += 1
            self.errors[f"event {events[-1]['error']['message'][:90]}"] += 1
        elif last == "message_stop":
            said = "".join(
                each["delta"].get("text", "")
                for each in events
                if each["type"] == "content_block_delta"
            )
            if words in said:
                self.endings["complete"] += 1
            else:
                self.lies.append(f"it ended well without its words: {said[:300]}")
        else:
            self.lies.append(f"an end without a word: {text[-300:]}")


def most_at_once(calls: Sequence[Call]) -> int:
    """Return how many of these calls were under way together at the most."""
    steps = sorted(
        [(call.began_at, 1) for call in calls]
        + [(call.ended_at, -1) for call in calls if call.ended_at is not None]
    )
    return max(itertools.accumulate(step for _, step in steps), default=0)


def most_in_a_minute(calls: Sequence[Call]) -> int:
    """Return how many of these calls began within 60 seconds at the most."""
    began = sorted(call.began_at for call in calls)
    return max((sum(1 for other in began if at <= other < at + 60.0) for at in began), default=0)
