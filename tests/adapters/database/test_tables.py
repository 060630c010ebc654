"""The tables can be made on both engines."""

import pytest
from sqlalchemy import Dialect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateTable

from kiro_py.adapters.database.tables import METADATA, REQUESTS, USAGE_DAYS, USAGE_HOURS


@pytest.mark.parametrize("dialect", [sqlite.dialect(), postgresql.dialect()])
def test_every_table_can_be_said_in_both_tongues(dialect: Dialect):
    """SQLite and PostgreSQL both have words for every table."""
    for table in METADATA.sorted_tables:
        assert f"CREATE TABLE {table.name}" in str(CreateTable(table).compile(dialect=dialect))


def test_hours_and_days_are_summed_alike():
    """Both tables of sums have the same columns after the step of time."""
    hours, days = (list(table.columns.keys()) for table in (USAGE_HOURS, USAGE_DAYS))
    assert ("hour", "day", hours[1:]) == (hours[0], days[0], days[1:])
    summed = {"input_tokens", "output_tokens", "cache_read_tokens", "credits", "seconds"}
    assert summed <= set(hours) & set(REQUESTS.columns.keys())
