"""The accounts of keys in the database: whoever lets a request in holds the key's row for that."""

import asyncio
from collections.abc import Callable, Collection, Generator, Mapping
from contextlib import contextmanager
from typing import Final

import msgspec
from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.key_usage import used_by
from kiro_py.adapters.database.moment import Moment
from kiro_py.adapters.database.tables import LEDGERS
from kiro_py.clients.ledger import Page, Posted, Posting, Sight
from kiro_py.ports.ledger import LedgerAway

ANSWER_SECONDS: Final = 1.0
"""How long an answer may take: a request waits for it."""

SILENCE_SECONDS: Final = 10.0
"""How long a holder is silent, and not among those alive, before its places are free."""

_MAIN: Final = 0
"""The number of the settings' own key."""

_DECODER: Final = msgspec.json.Decoder(Page)
_ROW: Final = LEDGERS.c


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

    async def post(self, key_id: int | None, posting: Posting) -> Posted:
        """Write down what the holder has to say of a key; see the port."""

        def work(connection: Connection) -> Posted:
            return self._post(connection, key_id or _MAIN, posting)

        with _absence_told():
            async with asyncio.timeout(self._answer_seconds):
                return await self._database.at_once(work)

    async def look(self, key_ids: Collection[int | None]) -> Mapping[int | None, Sight]:
        """Return what is written of keys; see the port."""
        numbers = [number or _MAIN for number in key_ids]
        wanted = select(_ROW.key_id, _ROW.body, Moment()).where(_ROW.key_id.in_(numbers))
        with _absence_told():
            async with asyncio.timeout(self._answer_seconds), self._database.reading() as asked:
                rows = (await asked.execute(wanted)).all()
            return {
                number or None: _DECODER.decode(body).seen(self._holder, now)
                for number, body, now in rows
            }

    def _post(self, connection: Connection, number: int, posting: Posting) -> Posted:
        page, now = _locked(connection, number)
        if page.is_untouched(now):
            used = used_by(connection, number, now)
            page = page.with_at_least(now, used.day, used.month)
        alive = {self._holder, *self._alive()}
        page = page.without(alive, now, self._silence_seconds)
        page, outcomes = page.posted(self._holder, posting, now)
        body = msgspec.json.encode(page).decode()
        connection.execute(update(LEDGERS).where(_ROW.key_id == number).values(body=body))
        return Posted(page.seen(self._holder, now), tuple(outcomes))


def _locked(connection: Connection, number: int) -> tuple[Page, float]:
    """Return the page of a key, which nobody else writes until the end of the transaction."""
    wanted = select(_ROW.body).where(_ROW.key_id == number)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        wanted = wanted.with_for_update()
    # The time is told once the lock is there, not when it was asked for.
    row = wanted.cte("locked")
    asked = select(row.c.body, Moment())
    found = connection.execute(asked).one_or_none()
    if found is None:
        _begin(connection, number)
        found = connection.execute(asked).one()
    return _DECODER.decode(found[0]), found[1]


def _begin(connection: Connection, number: int) -> None:
    """Make the page of a key that has none, unless somebody else does so now."""
    now = connection.execute(select(Moment())).scalar_one()
    used = used_by(connection, number, now)
    page = Page.begun(now, used.day, used.month)
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    row = {"key_id": number, "body": msgspec.json.encode(page).decode()}
    connection.execute(insert(LEDGERS).values(row).on_conflict_do_nothing())


@contextmanager
def _absence_told() -> Generator[None]:
    try:
        yield
    except TimeoutError as error:
        raise LedgerAway("the database does not answer in time") from error
    except (SQLAlchemyError, OSError) as error:
        raise LedgerAway(str(getattr(error, "orig", None) or type(error).__name__)) from error
    except msgspec.DecodeError as error:
        raise LedgerAway(f"the ledger cannot be read: {error}") from error
