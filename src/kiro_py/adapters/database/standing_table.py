"""How credentials stand, in the database: whoever learns something writes it, and all others hear.

Two replicas can learn about one credential without knowing of each other, for a moment, or for as
long as the database is away.  Then the younger word counts, by the database's clock: the older one
is about what was before it.  There is one exception: an answer that came through proves nothing
against a refusal that was learned while it may have been under way, so that within a minute a
credential that is said to be ready does not put aside what makes it rest.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import msgspec
from sqlalchemy import Connection, Row, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from kiro_py.adapters.database.behind import Behind
from kiro_py.adapters.database.bulletin import Bulletin
from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.moment import Moment
from kiro_py.adapters.database.tables import STANDINGS
from kiro_py.pool.standing import Standing, State
from kiro_py.ports.clock import Clock

TOPIC: Final = "standings"

GATHER_SECONDS: Final = 0.05
"""How long what was learned waits for more: a storm of refusals is one write."""

LOOK_SECONDS: Final = 30.0
"""How often it is read without any news."""

UNDER_WAY_SECONDS: Final = 60.0
"""For how long an answer may have been under way that knows nothing of a refusal."""

_ROW: Final = STANDINGS.c


@dataclass(frozen=True, slots=True)
class Learned:
    """What this process has learned; `at` is by its ruler, or by the database's clock.

    `base` is the revision of the row that it knew then.
    """

    standing: Standing
    at: float
    base: int


@dataclass(frozen=True, slots=True)
class Written:
    """What a row says; `standing` is `None` when that cannot be read."""

    revision: int
    at: float
    standing: Standing | None


class StandingTable:
    """Implements the `StandingStore` port in `database`; use it inside `kept`.

    Whoever needs the standings before that calls `read` first.  While the database is away all
    lives in memory, as `warn` is told.
    """

    def __init__(
        self,
        database: Database,
        bulletin: Bulletin,
        clock: Clock,
        warn: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._database = database
        self._bulletin = bulletin
        self._clock = clock
        self._seen: dict[int, int] = {}  # the revisions
        self._known: dict[int, Standing] = {}
        self._unwritten: dict[int, Learned] = {}
        self._news: dict[int, Standing] = {}
        self._followers: list[Callable[[], None]] = []
        self._behind = Behind(
            self._settle,
            "how credentials stand is not kept",
            warn,
            gather_seconds=GATHER_SECONDS,
            look_seconds=LOOK_SECONDS,
        )
        bulletin.hear(TOPIC, self._behind.stir)

    @property
    def problem(self) -> str:
        """Why the database does not have what was learned; empty while it has."""
        return self._behind.problem

    def load(self) -> Mapping[int, Standing]:
        """Return what `read` has found; everything else comes as news."""
        self._news = {}
        return dict(self._known)

    async def read(self) -> None:
        """Read how they stand; what fails is done again inside `kept`."""
        await self._behind.settle()

    def save(self, credential_id: int, standing: Standing) -> None:
        """Keep `standing`, in the database a moment later."""
        earlier = self._unwritten.get(credential_id)
        base = self._seen.get(credential_id, 0) if earlier is None else earlier.base
        self._unwritten[credential_id] = Learned(standing, self._clock.monotonic(), base)
        self._known[credential_id] = standing
        self._news.pop(credential_id, None)
        self._behind.stir()

    def news(self) -> Mapping[int, Standing]:
        """Return what other processes have written since the last call."""
        news, self._news = self._news, {}
        return news

    def follow(self, told: Callable[[], None]) -> None:
        """Call `told` as soon as there are news."""
        self._followers.append(told)

    def kept(self) -> AbstractAsyncContextManager[None]:
        """Write and read during the context; before its body begins all is read."""
        return self._behind.kept()

    async def _settle(self) -> None:
        learned = dict(self._unwritten)
        ages = {key: self._clock.monotonic() - each.at for key, each in learned.items()}
        aged = {key: replace(each, at=ages[key]) for key, each in learned.items()}
        say = partial(self._bulletin.say_at_once, topic=TOPIC)
        work = partial(_exchanged, learned=aged, seen=dict(self._seen), say=say)
        for credential_id, written in (await self._database.at_once(work)).items():
            self._take(credential_id, written, learned.get(credential_id))
        if self._news:
            for told in self._followers:
                told()

    def _take(self, credential_id: int, written: Written, learned: Learned | None) -> None:
        """Take in a row as it is now; `learned` is what was to be written into it."""
        self._seen[credential_id] = written.revision
        latest = self._unwritten.get(credential_id)
        if latest is not None and latest is not learned:
            # It was learned meanwhile, from what was to be written, if that is what was written.
            if learned is not None and learned.standing == written.standing:
                self._unwritten[credential_id] = replace(latest, base=written.revision)
            return
        self._unwritten.pop(credential_id, None)
        standing = written.standing
        if standing is not None and standing != self._known.get(credential_id, Standing()):
            self._known[credential_id] = self._news[credential_id] = standing


def prevails(mine: Learned, theirs: Written) -> bool:
    """Tell whether `mine` takes the place of what another process may have written meanwhile."""
    if theirs.standing is None or mine.base == theirs.revision:
        return mine.standing != theirs.standing
    if replace(theirs.standing, since=mine.standing.since) == mine.standing:
        return False  # two have seen the same
    if theirs.at > mine.at:
        return False
    is_answer = mine.standing.state is State.READY and theirs.standing.state is not State.READY
    return not (is_answer and mine.at - theirs.at < UNDER_WAY_SECONDS)


def _exchanged(
    connection: Connection,
    *,
    learned: Mapping[int, Learned],
    seen: Mapping[int, int],
    say: Callable[[Connection], None],
) -> Mapping[int, Written]:
    """Write what was `learned` (`at` is its age here), and return the rows that are not `seen`.

    Rows are locked in the order of their ids, so that nobody waits for another one in a ring.
    """
    if learned:
        found = _locked(connection, sorted(learned))
        now = connection.execute(select(Moment())).scalar_one()
        mine = {key: replace(each, at=now - each.at) for key, each in learned.items()}
        changed = [
            _values(key, mine[key], row.revision + 1)
            for key, row in found.items()
            if prevails(mine[key], row)
        ]
        if changed:
            connection.execute(
                update(STANDINGS).where(_ROW.credential_id == bindparam("id")), changed
            )
            say(connection)
    revisions = connection.execute(select(_ROW.credential_id, _ROW.revision)).all()
    wanted = [key for key, revision in revisions if seen.get(key) != revision or key in learned]
    if not wanted:
        return {}
    asked = select(STANDINGS)
    if len(wanted) < len(revisions):
        asked = asked.where(_ROW.credential_id.in_(wanted))
    return {row.credential_id: _written(row) for row in connection.execute(asked)}


def _locked(connection: Connection, ids: Sequence[int]) -> Mapping[int, Written]:
    """Return the rows of `ids`, which nobody else changes until the transaction ends."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    blank = {"revision": 0, "learned_at": 0.0, "body": _encoded(Standing())}
    connection.execute(
        dialect.insert(STANDINGS).on_conflict_do_nothing(),
        [{"credential_id": key} | blank for key in ids],
    )
    asked = select(STANDINGS).where(_ROW.credential_id.in_(ids)).order_by(_ROW.credential_id)
    return {row.credential_id: _written(row) for row in connection.execute(asked.with_for_update())}


def _values(credential_id: int, mine: Learned, revision: int) -> Mapping[str, object]:
    body = _encoded(mine.standing)
    return {"id": credential_id, "revision": revision, "learned_at": mine.at, "body": body}


def _encoded(standing: Standing) -> str:
    return msgspec.json.encode(standing).decode()


def _written(row: Row[tuple[object, ...]]) -> Written:
    try:
        standing = msgspec.json.decode(row.body, type=Standing)
    except msgspec.DecodeError:
        standing = None
    return Written(row.revision, row.learned_at, standing)
