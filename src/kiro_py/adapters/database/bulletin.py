"""News between those who share a database: who has changed something says what it is about.

PostgreSQL carries them by `NOTIFY`, over a connection that does nothing else.  SQLite carries none:
its change counter is looked at instead, where several processes work on one file.  News can be
missed, so whoever hears them reads for himself, and everybody does so now and then without any.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from secrets import token_hex
from typing import Final, Protocol, TypeAlias, cast

from sqlalchemy import Connection, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kiro_py.adapters.database import postgres
from kiro_py.adapters.database.address import Address
from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.failures import FAILURES, told
from kiro_py.exchange.ongoing import Ongoing
from kiro_py.exchange.pending import Pending

CHANNEL: Final = "kiro_py"

ROUND_SECONDS: Final = 30.0
"""How often everybody is called without any news."""

POOLED_ROUND_SECONDS: Final = 1.0
"""How often through a pooler, which hands a connection on after each transaction and its news."""

LOOK_SECONDS: Final = 0.5
"""How often SQLite's change counter is looked at."""

PULSE_SECONDS: Final = 3.0
"""How often a line is tried, and how long an answer may take before the line is given up.

A network that swallows everything tells nobody.
"""

FIRST_PAUSE_SECONDS: Final = 0.1
LONGEST_PAUSE_SECONDS: Final = 2.0
"""How long the last pauses are between tries to get a line again."""

Heard: TypeAlias = Callable[[], None]
"""Whoever is called when there are news: it comes back at once, and reads later."""


Announce: TypeAlias = Callable[[AsyncConnection], Awaitable[None]]
"""Tells the other processes of a change, in its transaction."""


async def say_nothing(_: AsyncConnection) -> None:
    """Tell nobody: they find out by looking."""


class _Wire(Protocol):
    """What is used of the driver's connection."""

    async def add_listener(self, channel: str, callback: Callable[..., None]) -> None: ...

    def add_termination_listener(self, callback: Callable[..., None]) -> None: ...

    async def execute(self, query: str) -> str: ...

    def is_closed(self) -> bool: ...

    def terminate(self) -> None: ...


class Bulletin:
    """Carries news by topic; register with `hear` before `kept` is entered.

    Nobody hears what was said here by `say`: the process knows it already.  `watches` is for
    several processes on one SQLite file, which then hear of all topics at each change, their own
    ones too.  `warn` is told once when news do not come any more; `problem` says why meanwhile.
    """

    def __init__(
        self,
        database: Database,
        warn: Callable[[str], None] = lambda _: None,
        *,
        watches: bool = False,
        round_seconds: float = ROUND_SECONDS,
        pulse_seconds: float = PULSE_SECONDS,
    ) -> None:
        self._database = database
        self._warn = warn
        self._watches = watches
        self._where = database.address
        is_deaf = self._where is not None and self._where.is_pooled
        self._round_seconds = POOLED_ROUND_SECONDS if is_deaf else round_seconds
        self._pulse_seconds = pulse_seconds
        self._me = token_hex(8)
        self._ears = defaultdict[str, list[Heard]](list)
        self.problem = ""

    def hear(self, topic: str, heard: Heard) -> None:
        """Call `heard` when there are news of `topic`, or may have been."""
        self._ears[topic].append(heard)

    async def say(self, connection: AsyncConnection, topic: str) -> None:
        """Say within the transaction of `connection` what it is about; heard when it is kept."""
        if connection.dialect.name == "postgresql":
            await connection.execute(self._saying(topic))

    def saying(self, topic: str) -> Announce:
        """Return what says that it is about `topic`."""

        async def say(connection: AsyncConnection) -> None:
            await self.say(connection, topic)

        return say

    def say_at_once(self, connection: Connection, topic: str) -> None:
        """Do as `say` does, within `Database.at_once`."""
        if connection.dialect.name == "postgresql":
            connection.execute(self._saying(topic))

    @asynccontextmanager
    async def kept(self) -> AsyncGenerator[None]:
        """Carry news during the context; it does not wait for a database that is away."""
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(Ongoing(self._go_round))
            if self._where is not None and not self._where.is_pooled:
                await stack.enter_async_context(Ongoing(partial(self._follow, self._where)))
            elif self._watches:
                await stack.enter_async_context(Ongoing(self._watch))
            yield

    def _saying(self, topic: str) -> Select[tuple[object]]:
        return select(func.pg_notify(CHANNEL, f"{topic} {self._me}"))

    async def _go_round(self) -> None:
        while True:
            await asyncio.sleep(self._round_seconds)
            self._call_all()

    async def _follow(self, where: Address) -> None:
        """Have a line at all times: one that breaks is replaced, and then all are called."""
        pause = FIRST_PAUSE_SECONDS
        while True:
            try:
                async with self._listening(where) as wire:
                    pause, self.problem = FIRST_PAUSE_SECONDS, ""
                    self._call_all()
                    await _until_it_breaks(wire, self._pulse_seconds)
            except FAILURES as failure:
                self._fail(told(failure))
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    @asynccontextmanager
    async def _listening(self, where: Address) -> AsyncGenerator[_Wire]:
        """Give a connection on which news come."""
        wire = cast("_Wire", await postgres.connect(where))
        try:
            async with asyncio.timeout(self._pulse_seconds):
                await wire.add_listener(CHANNEL, self._hear)
            yield wire
        finally:
            wire.terminate()  # a farewell would wait for an answer

    async def _watch(self) -> None:
        """Look at SQLite's counter of changes; each connection has one of its own."""
        while True:
            try:
                async with self._database.alone() as connection:
                    await self._look(connection)
            except FAILURES as failure:
                self._fail(told(failure))
            await asyncio.sleep(LONGEST_PAUSE_SECONDS)

    async def _look(self, connection: AsyncConnection) -> None:
        last = None
        while True:
            counter = (await connection.exec_driver_sql("PRAGMA data_version")).scalar_one()
            if counter != last:
                self._call_all()
            last, self.problem = counter, ""
            await asyncio.sleep(LOOK_SECONDS)

    def _hear(self, _connection: object, _pid: int, _channel: str, said: str) -> None:
        topic, _, who = said.partition(" ")
        if who != self._me:
            self._call(topic)

    def _call_all(self) -> None:
        for topic in tuple(self._ears):
            self._call(topic)

    def _call(self, topic: str) -> None:
        for heard in self._ears.get(topic, ()):
            try:
                heard()
            except Exception as error:  # noqa: BLE001 -- who stumbles must not keep news from others
                self._warn(f"news of {topic} were not taken in: {error!r}")

    def _fail(self, why: str) -> None:
        if not self.problem:
            self._warn(f"news of other replicas come late, every {ROUND_SECONDS:.0f} s: {why}")
        self.problem = why


async def _until_it_breaks(wire: _Wire, pulse_seconds: float) -> None:
    """Wait until `wire` is broken, or gives no answer any more; raises `OSError` then."""
    broken = asyncio.Event()

    def breaks(_: object) -> None:
        broken.set()

    wire.add_termination_listener(breaks)
    while not wire.is_closed():
        with suppress(TimeoutError):
            async with asyncio.timeout(pulse_seconds):
                await broken.wait()
                break
        async with Pending(wire.execute("SELECT 1")) as pulse:
            if not await pulse.is_done_by(_now() + pulse_seconds):
                wire.terminate()
                await pulse.is_done_by(_now() + pulse_seconds)  # a cancelled one would ask again
                raise TimeoutError("the database does not answer")
            pulse.result()
    raise ConnectionError("the database has ended the connection")


def _now() -> float:
    return asyncio.get_running_loop().time()
