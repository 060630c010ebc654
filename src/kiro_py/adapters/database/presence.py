"""Who serves: each process says every other second that it is there, and reads who else is."""

import asyncio
import math
from collections.abc import AsyncGenerator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Final

from sqlalchemy import Insert, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from kiro_py.adapters.database.behind import Behind
from kiro_py.adapters.database.bulletin import Bulletin
from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.moment import Moment
from kiro_py.adapters.database.tables import REPLICAS
from kiro_py.ports.presence import Replica

TOPIC: Final = "replicas"

BEAT_SECONDS: Final = 2.0
"""How often a process says that it is there."""

GONE_SECONDS: Final = 10.0
"""After what silence it is gone: four words may be lost.

Whoever has not looked for half of that time gives all whom he knew as long to be heard of: the
database may have been away for everybody.
"""

BURIED_SECONDS: Final = 3600.0
"""How long the row of one that is gone stays: whoever looks for it may read when it was seen."""

FAREWELL_SECONDS: Final = 1.0
"""How long the end of the house may wait for the farewell; silence says as much."""

_ROW: Final = REPLICAS.c
_BURYING: Final = delete(REPLICAS).where(_ROW.seen_at < Moment() - BURIED_SECONDS)


class PresenceTable:
    """Implements the `Presence` port in `database`; use it inside `kept`.

    `me` is an id that no other process has or has had, `address` is where the others reach this
    one.  While the database is away what was known last goes on.
    """

    def __init__(
        self,
        database: Database,
        me: str,
        address: str = "",
        bulletin: Bulletin | None = None,
        *,
        warn: Callable[[str], None] = lambda _: None,
        beat_seconds: float = BEAT_SECONDS,
    ) -> None:
        self._database = database
        self._bulletin = bulletin
        self._me = Replica(me, address, 0.0)
        self._all: Sequence[Replica] = (self._me,)
        self._is_leaving = False
        self._beat_seconds = beat_seconds
        self._next_at = 0.0
        self._looked_at = -math.inf
        self._patient_until = -math.inf
        self._behind = Behind(
            self._beat,
            "who else serves is not known any more",
            warn,
            gather_seconds=0.0,
            look_seconds=beat_seconds,
            last_seconds=FAREWELL_SECONDS,
        )
        if bulletin is not None:
            bulletin.hear(TOPIC, self._behind.stir)

    @property
    def me(self) -> Replica:
        """This process."""
        return self._me

    @property
    def problem(self) -> str:
        """Why it is not known any more who serves; empty when it is."""
        return self._behind.problem

    @property
    def count(self) -> int:
        """How many serve, this process among them."""
        return len(self._all)

    @property
    def alive(self) -> Collection[str]:
        """The ids of those who serve, this process's among them."""
        return frozenset(each.id for each in self._all)

    def others(self) -> Sequence[Replica]:
        """Return those who serve besides this process, the oldest first."""
        return [each for each in self._all if each.id != self._me.id]

    @asynccontextmanager
    async def kept(self) -> AsyncGenerator[None]:
        """Be there during the context; at its end the others are told."""
        self._is_leaving, self._next_at = False, 0.0
        async with self._behind.kept():
            try:
                yield
            finally:
                self._is_leaving = True

    async def _beat(self) -> None:
        """Say that this process is there, when it is time for that, and look who else is."""
        now = asyncio.get_running_loop().time()
        if self._is_leaving:
            async with self._database.writing() as connection:
                await connection.execute(delete(REPLICAS).where(_ROW.id == self._me.id))
                await self._tell(connection)
        elif now < self._next_at:
            async with self._database.reading() as connection:
                await self._look(connection)
        else:
            async with self._database.writing() as connection:
                began_at = (await connection.execute(_saying(connection, self._me))).scalar_one()
                await connection.execute(_BURYING)
                await self._look(connection)
                if not self._me.began_at:
                    await self._tell(connection)
            self._me = replace(self._me, began_at=began_at)
            # Whoever hears of another one looks, and does not answer: it would be heard, too.
            self._next_at = now + self._beat_seconds / 2

    async def _look(self, connection: AsyncConnection) -> None:
        now = asyncio.get_running_loop().time()
        if now > self._looked_at + GONE_SECONDS / 2:
            self._patient_until = now + GONE_SECONDS
        self._looked_at = now
        known = self.alive if now < self._patient_until else {self._me.id}
        silence = (Moment() - _ROW.seen_at).label("silence")
        rows = (await connection.execute(select(REPLICAS, silence))).all()
        there = [
            Replica(row.id, row.address, row.began_at)
            for row in rows
            if row.silence <= GONE_SECONDS or row.id in known
        ]
        self._all = sorted(there, key=lambda each: (each.began_at, each.id)) or (self._me,)

    async def _tell(self, connection: AsyncConnection) -> None:
        if self._bulletin is not None:
            await self._bulletin.say(connection, TOPIC)


def _saying(connection: AsyncConnection, me: Replica) -> Insert:
    """Return what says that `me` is there, and returns when that began."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    row = {"id": me.id, "address": me.address, "began_at": me.began_at or Moment()}
    adding = dialect.insert(REPLICAS).values(row | {"seen_at": Moment()})
    return adding.on_conflict_do_update(
        index_elements=["id"], set_={"seen_at": Moment(), "address": me.address}
    ).returning(_ROW.began_at)
