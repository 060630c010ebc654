"""Accounts of keys in the database: one for all who share it."""

import asyncio
from collections.abc import Collection
from typing import Any

import pytest
from sqlalchemy import insert, select

from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.ledger_table import DatabaseLedger
from kiro_py.adapters.database.moment import Moment
from kiro_py.adapters.database.tables import LEDGERS, USAGE_DAYS
from kiro_py.clients.calendar import day_of
from kiro_py.clients.client import Limits
from kiro_py.clients.ledger import Posted, Posting, Wanted
from kiro_py.clients.limits import Busy, Entered, Sums, TooSoon
from kiro_py.ports.ledger import LedgerAway
from postgres import Cluster

Outcomes = dict[str, int]


def nobody() -> Collection[str]:
    return ()


def wanted(count: int, **limits: int) -> tuple[Wanted, ...]:
    return (Wanted(Limits(**limits), 0),) * count


async def test_holders_see_one_account(database: Database):
    """Each key has its own; the settings' is one of them."""
    a, b = (DatabaseLedger(database, name, nobody) for name in "ab")
    (entered,) = (
        await post(a, 7, Posting(number=1, wanted=wanted(1, parallel_requests=1)))
    ).outcomes
    assert isinstance(entered, Entered)
    posted = await post(b, 7, Posting(number=1, wanted=wanted(1, parallel_requests=1)))
    assert ((Busy(),), 1) == (posted.outcomes, posted.sight.others)
    assert isinstance(
        (await post(b, None, Posting(number=1, wanted=wanted(1)))).outcomes[0], Entered
    )
    await post(a, 7, Posting(number=2, done=Sums(1, 5, 0.5)))
    seen = await b.look([7, None])
    assert (Sums(1, 5, 0.5), 0, 0) == (seen[7].books.month, seen[7].others, seen[None].others)


async def test_many_at_once_are_let_in_one_after_the_other(database: Database):
    """As many as the limit says, whoever asks, from the very first."""
    ledgers = [
        DatabaseLedger(database, str(number), nobody, answer_seconds=20.0) for number in range(12)
    ]
    async with asyncio.TaskGroup() as group:
        posted = [
            group.create_task(
                post(ledger, 7, Posting(number=1, wanted=wanted(2, requests_per_minute=5)))
            )
            for ledger in ledgers
        ]
    outcomes = [outcome for task in posted for outcome in task.result().outcomes]
    assert 5 == sum(isinstance(outcome, Entered) for outcome in outcomes)
    assert 19 == sum(isinstance(outcome, TooSoon) for outcome in outcomes)


async def test_a_new_page_begins_with_what_was_used(database: Database):
    """Of the day and of the month, by this key."""
    await use(database, key_id=7, requests=3)
    ledger = DatabaseLedger(database, "a", nobody)
    assert Sums(3, 1111, 0.5) == (await post(ledger, 7, Posting(number=1))).sight.books.day
    assert Sums() == (await post(ledger, 8, Posting(number=1))).sight.books.month


async def test_whoever_has_missed_something_looks_at_what_was_used(database: Database):
    """A key may have had no limits for a while."""
    ledger = DatabaseLedger(database, "a", nobody)
    await post(ledger, 7, Posting(number=1))
    await use(database, key_id=7, requests=3)
    assert Sums() == (await post(ledger, 7, Posting(number=2))).sight.books.day
    posted = await post(ledger, 7, Posting(number=3, has_missed=True))
    assert Sums(3, 1111, 0.5) == posted.sight.books.day


async def test_of_a_key_without_a_page_is_seen_what_was_used(database: Database):
    """By whoever looks; it gets no page by that."""
    await use(database, key_id=7, requests=3)
    ledger = DatabaseLedger(database, "a", nobody)
    assert Sums(3, 1111, 0.5) == (await ledger.look([7, 8]))[7].books.month
    async with database.reading() as connection:
        assert [] == (await connection.execute(select(LEDGERS))).all()


async def test_places_of_those_who_are_gone_are_free(database: Database):
    """As soon as they were silent for long enough."""
    alive = {"a", "b"}
    a, b = (DatabaseLedger(database, name, lambda: alive, silence_seconds=0.2) for name in "ab")
    await post(a, 7, Posting(number=1, wanted=wanted(1)))
    await asyncio.sleep(0.3)
    one = Posting(number=1, wanted=wanted(1, parallel_requests=1))
    assert (Busy(),) == (await post(b, 7, one)).outcomes
    alive.remove("a")
    again = Posting(number=2, wanted=wanted(1, parallel_requests=1))
    assert isinstance((await post(b, 7, again)).outcomes[0], Entered)


async def test_what_is_no_page_begins_anew(database: Database):
    """With what was used, so that a row that somebody else has written shuts nobody out."""
    await use(database, key_id=7, requests=3)
    async with database.writing() as connection:
        await connection.execute(insert(LEDGERS).values(key_id=7, body="{}"))
    ledger = DatabaseLedger(database, "a", nobody)
    assert Sums() == (await ledger.look([7]))[7].books.day
    assert Sums(3, 1111, 0.5) == (await post(ledger, 7, Posting(number=1))).sight.books.day


async def test_a_server_that_does_not_answer_is_told(cluster: Cluster, postgres_url: str):
    """In the time that was given to it; then it is asked again."""
    async with Database(postgres_url).opened() as database:
        ledger = DatabaseLedger(database, "a", nobody, answer_seconds=0.2)
        await post(ledger, 7, Posting(number=1))
        cluster.freeze()
        try:
            async with asyncio.timeout(5):
                with pytest.raises(LedgerAway):
                    await post(ledger, 7, Posting(number=2))
                with pytest.raises(LedgerAway):
                    await ledger.look([7])
        finally:
            cluster.thaw()
        async with asyncio.timeout(10):
            while not await is_answered(ledger):  # noqa: ASYNC110 -- a server sets no event here
                await asyncio.sleep(0.05)


async def post(ledger: DatabaseLedger, key_id: int | None, posting: Posting) -> Posted:
    return (await ledger.post({key_id: posting}))[key_id]


async def is_answered(ledger: DatabaseLedger) -> bool:
    try:
        await post(ledger, 7, Posting(number=3))
    except LedgerAway:
        return False
    return True


async def use(database: Database, *, key_id: int, requests: int) -> None:
    async with database.writing() as connection:
        now = (await connection.execute(select(Moment()))).scalar_one()
        row: dict[str, Any] = {
            "day": int(day_of(now).begins_at),
            "key_id": key_id,
            "credential_id": 1,
            "model": "m",
            "requests": requests,
            "failures": 0,
            "input_tokens": 1000,
            "output_tokens": 100,
            "cache_read_tokens": 10,
            "cache_write_tokens": 1,
            "credits": 0.5,
            "first_token_seconds": 2.0,
            "first_tokens": 1,
            "seconds": 3.0,
        }
        await connection.execute(insert(USAGE_DAYS), [row])
