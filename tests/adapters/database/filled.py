"""A database with many requests in it, made by a few statements."""

import sqlite3
from pathlib import Path

from kiro_py.adapters.database.engine import Database, in_file

UNTIL = 1_800_000_000
"""When the last request was made: the middle of a day and of an hour."""

_REQUESTS = """
WITH RECURSIVE counted(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM counted WHERE i < :last)
INSERT INTO requests
SELECT i + 1, 'req_' || i, :until - (:last - i) * :pause,
    CASE i % 4 WHEN 0 THEN NULL ELSE i % 4 END, i % 5 + 1,
    'claude-sonnet-' || (i % 3), 'claude-sonnet-4.5', '/v1/messages', 1,
    100 + i % 1000, 50, 10, 5, 0.25, 0.5 + (i % 100) / 100.0, 2 + (i % 300) / 10.0,
    CASE i % 50 WHEN 0 THEN 429 ELSE 200 END, i % 50 = 0, 1,
    CASE i % 50 WHEN 0 THEN 'rate_limit_error' ELSE 'end_turn' END, '', 'q.example.com'
FROM counted
"""

_ATTEMPTS = """
INSERT INTO attempts
SELECT request_id, 1, at, credential_id, host, 'served', status, seconds,
    CASE status WHEN 200 THEN NULL ELSE printf('%.2000c', 'x') END
FROM requests
"""

_SUMS = """
INSERT INTO {table}
SELECT CAST(at / {step} AS INTEGER) * {step}, coalesce(key_id, 0), credential_id, model,
    count(*), sum(is_failed), sum(input_tokens), sum(output_tokens), sum(cache_read_tokens),
    sum(cache_write_tokens), sum(credits), sum(first_token_seconds), count(first_token_seconds),
    sum(seconds)
FROM requests GROUP BY 1, 2, 3, 4
"""


async def filled(file: Path, requests: int, days: float) -> Database:
    """Return the database in `file` with so many requests, the last of which was at `UNTIL`."""
    database = Database(in_file(file))
    await database.prepare()
    connection = sqlite3.connect(file)
    pause = days * 86_400 / requests
    with connection:
        connection.execute(_REQUESTS, {"last": requests - 1, "until": UNTIL, "pause": pause})
        connection.execute(_ATTEMPTS)
        connection.execute(_SUMS.format(table="usage_hours", step=3600))
        connection.execute(_SUMS.format(table="usage_days", step=86_400))
    connection.close()
    return database
