"""What keys have used is in the sums by day."""

from typing import Any

from sqlalchemy import insert

from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.key_usage import DatabaseKeyUsage
from kiro_py.adapters.database.tables import USAGE_DAYS
from kiro_py.clients.limits import Sums
from kiro_py.ports.keys import DaySums, Used

DAY = 86_400
TODAY = 1_800_057_600  # 2027-01-16
NOW = TODAY + 3_600.0
FIRST_OF_MONTH = TODAY - 15 * DAY


def row(day: int, key: int, model: str = "m", requests: int = 1) -> dict[str, Any]:
    return {
        "day": day,
        "key_id": key,
        "credential_id": 1,
        "model": model,
        "requests": requests,
        "failures": 1,
        "input_tokens": 1000,
        "output_tokens": 100,
        "cache_read_tokens": 10,
        "cache_write_tokens": 1,
        "credits": 0.5,
        "first_token_seconds": 2.0,
        "first_tokens": 1,
        "seconds": 3.0,
    }


async def test_a_day_and_a_month_are_summed_by_key(database: Database):
    """Tokens of all kinds count, and what was used before the month does not."""
    rows = [
        row(TODAY, 7),
        row(TODAY, 7, "n", requests=2),
        row(FIRST_OF_MONTH, 7),
        row(FIRST_OF_MONTH - DAY, 7),
        row(FIRST_OF_MONTH, 0),
    ]
    async with database.writing() as connection:
        await connection.execute(insert(USAGE_DAYS), rows)
    found = await DatabaseKeyUsage(database).used(NOW)
    assert {
        7: Used(Sums(3, 2222, 1.0), Sums(4, 3333, 1.5)),
        None: Used(Sums(), Sums(1, 1111, 0.5)),
    } == found


async def test_days_of_a_key(database: Database):
    """They are its own, in their order, and those without use are not there."""
    rows = [row(TODAY, 7), row(TODAY, 7, "n"), row(TODAY - 2 * DAY, 7), row(TODAY, 0)]
    async with database.writing() as connection:
        await connection.execute(insert(USAGE_DAYS), rows)
    usage = DatabaseKeyUsage(database)
    found = await usage.days(7, NOW - 2 * DAY)
    main = await usage.days(None, NOW)
    late = await usage.days(7, NOW - DAY)
    assert [TODAY - 2 * DAY, TODAY] == [day.at for day in found]
    assert DaySums(TODAY, 2, 2, 2000, 200, 20, 2, 1.0, 4.0, 2, 6.0) == found[1]
    assert ([TODAY], [TODAY]) == ([day.at for day in main], [day.at for day in late])
