"""Where conversations are at home, in the database: the next turn may come to another replica.

Questions that come together are asked together, by one connection.  Whoever asks waits for a
moment only, and after a question without an answer in time nobody asks for some seconds, so that a
database that is away does not cost each request that moment.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import cache, partial
from hashlib import sha256
from itertools import islice
from typing import Final, TypeAlias

from sqlalchemy import Connection, Executable, bindparam, case, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from kiro_py.adapters.database.behind import Behind
from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.failures import FAILURES
from kiro_py.adapters.database.moment import Moment
from kiro_py.adapters.database.tables import HOMES
from kiro_py.exchange.ongoing import Ongoing
from kiro_py.pool.affinity import MAX_CONVERSATIONS, Home
from kiro_py.ports.clock import Clock

ANSWER_SECONDS: Final = 0.25
"""How long a request waits for the answer: longer than it takes, and shorter than anybody feels."""

QUESTION_SECONDS: Final = 2.0
"""How long the database may take before the question is given up; nobody waits for it then."""

SILENCE_SECONDS: Final = 5.0
"""How long nobody asks after a question without an answer."""

GATHER_SECONDS: Final = 0.05
"""How long a home waits for others before it is written: the next turn comes soon."""

KEPT_SECONDS: Final = 24 * 3600.0
"""How long it is remembered who has served a conversation: what was said there stays said."""

CLEAN_SECONDS: Final = 600.0
"""How often what is older is taken away."""

BATCH: Final = 500
"""How many are asked about or written at once, at the most."""

LONGEST_MODEL: Final = 200

_ROW: Final = HOMES.c

_NOW: Final = select(Moment())
_ASKED: Final = select(HOMES, (Moment() - _ROW.since).label("age")).where(
    _ROW.conversation.in_(bindparam("digests", expanding=True))
)

_Question: TypeAlias = tuple[str, asyncio.Future[Home | None]]


class HomeTable:
    """Implements the `HomeStore` port in `database`; use it inside `kept`.

    A request waits `answer_seconds` for its answer.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        warn: Callable[[str], None] = lambda _: None,
        *,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        self._database = database
        self._clock = clock
        self._answer_seconds = answer_seconds
        self._unwritten = OrderedDict[str, Home]()
        self._questions: list[_Question] = []
        self._asked = asyncio.Event()
        self._is_open = False
        self._silent_until = 0.0
        self._cleaned_at: float | None = None
        self._behind = Behind(
            self._settle,
            "the homes of conversations are not kept",
            warn,
            gather_seconds=GATHER_SECONDS,
            look_seconds=CLEAN_SECONDS,
        )

    async def recall(self, conversation_id: str) -> Home | None:
        """Return the home of a conversation, `None` when it has none or the answer is late."""
        now = self._clock.monotonic()
        if not self._is_open or now < self._silent_until:
            return None
        if self._silent_until:
            self._silent_until = now + SILENCE_SECONDS  # one tries whether there are answers again
        answer = asyncio.get_running_loop().create_future()
        self._questions.append((_digest(conversation_id), answer))
        self._asked.set()
        try:
            async with asyncio.timeout(self._answer_seconds):
                return await answer
        except TimeoutError:
            self._silent_until = now + SILENCE_SECONDS
            return None

    def keep(self, conversation_id: str, home: Home) -> None:
        """Tell the others a moment later; while that fails, the oldest make room."""
        digest = _digest(conversation_id)
        self._unwritten[digest] = home
        self._unwritten.move_to_end(digest)
        while len(self._unwritten) > MAX_CONVERSATIONS:
            self._unwritten.popitem(last=False)
        self._behind.stir()

    @asynccontextmanager
    async def kept(self) -> AsyncGenerator[None]:
        """Ask and tell during the context."""
        self._is_open = True
        try:
            async with self._behind.kept(), Ongoing(self._answer):
                yield
        finally:
            self._is_open = False
            _tell(self._questions, {})

    async def _answer(self) -> None:
        """Answer questions, for ever."""
        while True:
            await self._asked.wait()
            self._asked.clear()
            questions, self._questions = self._questions, []
            for begin in range(0, len(questions), BATCH):
                some = questions[begin : begin + BATCH]
                _tell(some, await self._found({digest for digest, _ in some}))

    async def _found(self, digests: Collection[str]) -> Mapping[str, Home]:
        asked = {"digests": list(digests)}
        try:
            async with asyncio.timeout(QUESTION_SECONDS), self._database.reading() as connection:
                rows = (await connection.execute(_ASKED, asked)).all()
        except FAILURES:
            self._silent_until = self._clock.monotonic() + SILENCE_SECONDS
            return {}
        self._silent_until = 0.0
        now = self._clock.now()
        return {
            row.conversation: Home(row.credential_id, row.model, now - row.age, row.is_shared)
            for row in rows
        }

    async def _settle(self) -> None:
        while self._unwritten:
            homes = dict(islice(self._unwritten.items(), BATCH))
            now = self._clock.now()
            ages = {digest: now - home.since for digest, home in homes.items()}
            await self._database.at_once(partial(_write, homes=homes, ages=ages))
            for digest, home in homes.items():
                if self._unwritten.get(digest) is home:
                    del self._unwritten[digest]
        await self._clean()

    async def _clean(self) -> None:
        now = self._clock.monotonic()
        if self._cleaned_at is not None and now < self._cleaned_at + CLEAN_SECONDS:
            return
        async with self._database.writing() as connection:
            await connection.execute(delete(HOMES).where(_ROW.since < Moment() - KEPT_SECONDS))
        self._cleaned_at = now


def _tell(questions: Sequence[_Question], found: Mapping[str, Home]) -> None:
    for digest, answer in questions:
        if not answer.done():
            answer.set_result(found.get(digest))


def _digest(conversation_id: str) -> str:
    """Return what stands for a conversation: ids come from clients, and may name somebody."""
    return sha256(conversation_id.encode("utf-8", "surrogatepass")).hexdigest()


def _write(connection: Connection, *, homes: Mapping[str, Home], ages: Mapping[str, float]) -> None:
    """Write homes, in the order of their digests; the younger one counts.

    A conversation that has been with two is shared, whoever was there first.
    """
    now = connection.execute(_NOW).scalar_one()
    rows = [
        {
            "conversation": digest,
            "credential_id": homes[digest].credential_id,
            "model": homes[digest].model[:LONGEST_MODEL],
            "since": now - ages[digest],
            "is_shared": homes[digest].is_shared,
        }
        for digest in sorted(homes)
    ]
    connection.execute(_adding(connection.dialect.name), rows)


@cache
def _adding(dialect: str) -> Executable:
    """Return the statement that writes homes; to make it anew takes longer than to execute it."""
    adding = (postgresql if dialect == "postgresql" else sqlite).insert(HOMES)
    told = adding.excluded
    is_younger = told.since >= _ROW.since
    newest = {
        name: case((is_younger, told[name]), else_=_ROW[name])
        for name in ("credential_id", "model", "since")
    }
    is_shared = or_(
        _ROW.is_shared,
        told.is_shared,
        told.credential_id != _ROW.credential_id,
        told.model != _ROW.model,
    )
    return adding.on_conflict_do_update(
        index_elements=["conversation"], set_=newest | {"is_shared": is_shared}
    )
