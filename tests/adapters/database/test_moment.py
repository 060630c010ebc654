"""What time it is for the database."""

from sqlalchemy import select

from adapters.database.engines import Place
from adapters.database.replicas import opened
from kiro_py.adapters.database.moment import Moment
from kiro_py.adapters.system_clock import SystemClock

SLACK_SECONDS = 0.01
"""SQLite counts milliseconds, and adds them up in days."""


async def test_it_is_the_time_of_the_machine(place: Place):
    """On one machine all clocks agree."""
    async with opened(place.url) as database, database.reading() as connection:
        before = SystemClock().now()
        found = (await connection.execute(select(Moment()))).scalar_one()
        assert before - SLACK_SECONDS <= found <= SystemClock().now() + SLACK_SECONDS
