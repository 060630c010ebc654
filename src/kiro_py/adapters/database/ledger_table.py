"""The accounts of keys in the database: whoever lets a request in holds the key's row for that."""

import asyncio
from collections.abc import Callable, Collection, Generator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Final

import msgspec
from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.failures import FAILURES, told
from kiro_py.adapters.database.key_usage import used_by
from kiro_py.adapters.database.moment import Moment
from kiro_py.adapters.database.tables import LEDGERS
from kiro_py.clients.ledger import Page, Posted, Posting, Sight
from kiro_py.clients.limits import Sums
from kiro_py.ports.keys import Used
from kiro_py.ports.ledger import LedgerAway

ANSWER_SECONDS: Final = 1.0
"""How long an answer may take: a request waits for it."""

SILENCE_SECONDS: Final = 10.0
"""How long a holder is silent, and not among those alive, before its places are free."""

_MAIN: Final = 0
"""The number of the settings' own key."""

_DECODER: Final = msgspec.json.Decoder(Page)
_ROW: Final = LEDGERS.c

_LOCKED: Final = (
    select(_ROW.key_id, _ROW.body)
    .where(_ROW.key_id.in_(bindparam("numbers", expanding=True)))
    .order_by(_ROW.key_id)
    .with_for_update()
    .cte("locked")
)
_READ: Final = select(_LOCKED.c.key_id, _LOCKED.c.body, Moment())
"""All lock in the same order, and the time is told once a lock is there; SQLite locks the file."""

_WRITTEN: Final = (
    update(LEDGERS).where(_ROW.key_id == bindparam("number")).values(body=bindparam("text"))
)


class DatabaseLedger:
    """Implements the `Ledger` port for `holder`, whose name nobody else has; `alive` knows all.

    With PostgreSQL the row is locked and the time is the server's; with SQLite the file is locked.
    """

    def __init__(
        self,
        database: Database,
        holder: str,
        alive: Callable[[], Collection[str]],
        *,
        answer_seconds: float = ANSWER_SECONDS,
        silence_seconds: float = SILENCE_SECONDS,
    ) -> None:
        self._database = database
        self._holder = holder
        self._alive = alive
        self._answer_seconds = answer_seconds
        self._silence_seconds = silence_seconds

    async def post(self, postings: Mapping[int | None, Posting]) -> Mapping[int | None, Posted]:
        """Write down what the holder has to say of keys; see the port."""
        numbered = {key_id or _MAIN: posting for key_id, posting in postings.items()}
        with _absence_told():
            async with asyncio.timeout(self._answer_seconds):
                posted = await self._database.at_once(partial(self._post, numbered))
                if len(posted) < len(numbered):
                    # For themselves: whoever waits for another one to make a page holds no other.
                    await self._database.at_once(partial(_begin, numbered))
                    posted = await self._database.at_once(partial(self._post, numbered))
        return {number or None: one for number, one in posted.items()}

    async def look(self, key_ids: Collection[int | None]) -> Mapping[int | None, Sight]:
        """Return what is known of keys; see the port."""
        numbers = [number or _MAIN for number in key_ids]
        with _absence_told():
            async with asyncio.timeout(self._answer_seconds), self._database.reading() as asked:
                seen = await asked.run_sync(partial(self._look, numbers))
        return {number or None: sight for number, sight in seen.items()}

    def _look(self, numbers: Collection[int], connection: Connection) -> dict[int, Sight]:
        now = connection.scalars(select(Moment())).one()
        wanted = select(_ROW.key_id, _ROW.body).where(_ROW.key_id.in_(numbers))
        pages = {number: self._current(body, now) for number, body in connection.execute(wanted)}
        if missing := [number for number in numbers if number not in pages]:
            for number, used in used_by(connection, missing, now).items():
                pages[number] = Page.begun(now, used.day, used.month)
        return {number: page.seen(self._holder, now) for number, page in pages.items()}

    def _current(self, body: str, now: float) -> Page:
        """Return what is written, without those who are gone; what is no page begins anew."""
        try:
            page = _DECODER.decode(body)
        except msgspec.DecodeError:
            return Page.begun(0.0, Sums(), Sums())
        return page.without({self._holder, *self._alive()}, now, self._silence_seconds)

    def _post(self, postings: Mapping[int, Posting], connection: Connection) -> dict[int, Posted]:
        """Return what comes of postings, nothing if some of the keys have no page yet."""
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        rows = connection.execute(_READ, {"numbers": sorted(postings)}).all()
        if len(rows) < len(postings):
            return {}
        pages = {number: (self._current(body, now), now) for number, body, now in rows}
        missed = [
            number
            for number, (page, _) in pages.items()
            if postings[number].has_missed or not page.at
        ]
        used = _used(connection, missed)
        posted, written = dict[int, Posted](), list[dict[str, object]]()
        for number, (found, now) in pages.items():
            one = used.get(number)
            page = found if one is None else found.with_at_least(now, one.day, one.month)
            page, outcomes = page.posted(self._holder, postings[number], now)
            written.append({"number": number, "text": _text(page)})
            posted[number] = Posted(page.seen(self._holder, now), tuple(outcomes))
        connection.execute(_WRITTEN, written)
        return posted


def _begin(numbers: Collection[int], connection: Connection) -> None:
    """Make the pages of keys that have none, unless somebody else does so now."""
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    now = connection.scalars(select(Moment())).one()
    rows = [
        {"key_id": number, "body": _text(Page.begun(now, used.day, used.month))}
        for number, used in used_by(connection, sorted(numbers), now).items()
    ]
    connection.execute(insert(LEDGERS).on_conflict_do_nothing(), rows)


def _used(connection: Connection, numbers: Collection[int]) -> Mapping[int, Used]:
    """Return what was used according to others."""
    if not numbers:
        return {}
    return used_by(connection, numbers, connection.scalars(select(Moment())).one())


def _text(page: Page) -> str:
    return msgspec.json.encode(page).decode()


@contextmanager
def _absence_told() -> Generator[None]:
    try:
        yield
    except TimeoutError as error:
        raise LedgerAway("the database does not answer in time") from error
    except FAILURES as error:
        raise LedgerAway(told(error)) from error
