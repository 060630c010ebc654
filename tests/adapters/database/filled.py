"""A database with many requests in it, made by a few statements."""

from dataclasses import dataclass
from typing import Final

from adapters.database.engines import Place
from kiro_py.adapters.database.engine import Database

UNTIL = 1_800_000_000
"""When the last request was made: the middle of a day and of an hour."""


@dataclass(frozen=True)
class Tongue:
    """Words that the engines have in common only by their meaning."""

    counted: str
    many: str
    count: str
    step: str

    def steps(self, seconds: int, column: str = "at") -> str:
        """Return the words for the step of time in which something was."""
        return self.step.format(column=column, seconds=seconds)


SQLITE: Final = Tongue(
    counted="(WITH RECURSIVE counted(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM counted"
    " WHERE i < {last}) SELECT i FROM counted) AS numbers",
    many="printf('%.2000c', 'x')",
    count="sum(is_failed)",
    step="CAST({column} / {seconds} AS INTEGER) * {seconds}",
)
POSTGRES: Final = Tongue(
    counted="generate_series(0, {last}) AS numbers(i)",
    many="repeat('x', 2000)",
    count="count(*) FILTER (WHERE is_failed)",
    step="CAST(floor({column} / {seconds}) AS BIGINT) * {seconds}",
)

_REQUESTS = """
INSERT INTO requests
SELECT i + 1, 'req_' || i, {until} - ({last} - i) * {pause},
    CASE i % 4 WHEN 0 THEN NULL ELSE i % 4 END, i % 5 + 1,
    'claude-sonnet-' || (i % 3), 'claude-sonnet-4.5', '/v1/messages', true,
    100 + i % 1000, 50, 10, 5, 0.25, 0.5 + (i % 100) / 100.0, 2 + (i % 300) / 10.0,
    CASE i % 50 WHEN 0 THEN 429 ELSE 200 END, i % 50 = 0, 1,
    CASE i % 50 WHEN 0 THEN 'rate_limit_error' ELSE 'end_turn' END, '', 'q.example.com'
FROM {counted}
"""

_ATTEMPTS = """
INSERT INTO attempts
SELECT request_id, 1, at, credential_id, host, 'served', status, seconds,
    CASE status WHEN 200 THEN NULL ELSE {many} END
FROM requests
"""

_SUMS = """
INSERT INTO {table}
SELECT {step}, coalesce(key_id, 0), credential_id, model,
    count(*), {count}, sum(input_tokens), sum(output_tokens), sum(cache_read_tokens),
    sum(cache_write_tokens), sum(credits), sum(first_token_seconds), count(first_token_seconds),
    sum(seconds)
FROM requests GROUP BY 1, 2, 3, 4
"""


def tongue(place: Place) -> Tongue:
    """Return how the engine there says it."""
    return POSTGRES if place.is_postgresql else SQLITE


async def filled(place: Place, requests: int, days: float) -> Database:
    """Return the database with so many requests, the last of which was at `UNTIL`."""
    database, words = place.database(), tongue(place)
    await database.prepare()
    last, pause = requests - 1, days * 86_400 / requests
    counted = words.counted.format(last=last)
    await place.rows(_REQUESTS.format(last=last, until=UNTIL, pause=pause, counted=counted))
    await place.rows(_ATTEMPTS.format(many=words.many))
    for table, seconds in (("usage_hours", 3600), ("usage_days", 86_400)):
        step = words.steps(seconds)
        await place.rows(_SUMS.format(table=table, step=step, count=words.count))
    if place.is_postgresql:
        await place.rows("SELECT setval('requests_seq_seq', (SELECT max(seq) FROM requests))")
        await place.rows("ANALYZE")
    return database
