"""People, and a month of what they have asked: plausible, and all of it made up."""

import math
import random
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from kiro_py.pool.standing import Standing, State
from kiro_py.simulator.accounts.account import Account, Kind

DAY, HOUR = 86_400, 3600

_PEOPLE: Final = (
    ("ada", Kind.SOCIAL, 2000, 1240.5),
    ("grace", Kind.BUILDER_ID, 2000, 311.0),
    ("edsger", Kind.IDC, 10_000, 6120.75),
    ("barbara", Kind.SOCIAL, 1000, 1000.0),
    ("alan", Kind.API_KEY, 2000, 87.25),
    ("katherine", Kind.SOCIAL, 2000, 1890.0),
    ("donald", Kind.IDC, 10_000, 402.5),
    ("margaret", Kind.BUILDER_ID, 1000, 640.0),
    ("dennis", Kind.SOCIAL, 2000, 0.0),
    ("radia", Kind.IDC, 2000, 1555.0),
)
PEOPLE: Final = tuple(
    Account(
        name=name,
        kind=kind,
        email=f"{name}@example.com",
        credit_limit=limit,
        credits_used=used,
        subscription_title="KIRO POWER" if limit > 2000 else "KIRO PRO+",
    )
    for name, kind, limit, used in _PEOPLE
)
ACCOUNTS: Final = tuple(account.name for account in PEOPLE)
MORE: Final = {
    1: {"email": "ada@example.com", "groups": ["team-a"], "note": "Ada's own plan"},
    2: {"email": "grace@example.com", "groups": ["team-a"]},
    3: {"email": "edsger@example.com", "groups": ["research"], "note": "until the end of May"},
    4: {"email": "barbara@example.com", "groups": ["team-b"]},
    5: {"email": "alan@example.com", "note": "for the nightly runs"},
    6: {"email": "katherine@example.com", "groups": ["team-b"]},
    7: {"email": "donald@example.com", "groups": ["research"]},
    8: {"email": "margaret@example.com"},
    9: {"email": "dennis@example.com", "disabled": True, "note": "on leave"},
    10: {"email": "radia@example.com", "groups": ["team-a", "research"]},
}


def standings() -> dict[int, Standing]:
    """Return where some of them stand: one in each state that people ask about."""
    now = time.time()  # noqa: TID251 -- what the page shows is held against its own clock
    return {
        4: Standing(
            State.SPENT,
            now - 3 * HOUR,
            now + 9 * DAY,
            resets_at=now + 9 * DAY - 300,
            reason="MONTHLY_REQUEST_COUNT",
            message="You have reached the limit of your plan.",
        ),
        6: Standing(
            State.COOLING,
            now - 40,
            now + 8 * HOUR,
            reason="ThrottlingException",
            message="Too many requests, please wait before trying again.",
            strikes=2,
            struck_at=now - 40,
        ),
    }


KEYS: Final = (
    {"name": "Claude Code of Ada", "group": "team-a", "limits": {"requestsPerMinute": 60}},
    {"name": "Nightly runs", "note": "CI", "limits": {"creditsPerDay": 150, "parallelRequests": 4}},
    {
        "name": "Grace's editor",
        "models": ["claude-sonnet-*"],
        "limits": {"tokensPerMonth": 250_000_000},
    },
)
_KEYS: Final = (1, 1, 1, 2, 2, 3, None)
_MODELS: Final = (
    ("claude-sonnet-4-5", "claude-sonnet-4.5"),
    ("claude-sonnet-4-5", "claude-sonnet-4.5"),
    ("claude-opus-4-5", "claude-opus-4.5"),
    ("claude-haiku-4-5", "claude-haiku-4.5"),
)
_ENDS: Final = (*["tool_use"] * 30, *["end_turn"] * 16, "max_tokens")
_FAULTS: Final = (
    (429, "rate_limit_error", "throttled", "Too many requests, please wait before trying again."),
    (529, "overloaded_error", "upstream busy", "Kiro is busy: try again in a moment."),
    (400, "invalid_request_error", "refused", "messages: roles must alternate"),
)
_INSERT: Final = f"INSERT INTO requests VALUES ({', '.join('?' * 22)})"
_TRY: Final = "INSERT INTO attempts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_HOST: Final = "q.us-east-1.amazonaws.com"
_SUMS: Final = """
INSERT INTO {table}
SELECT CAST(at / {step} AS INTEGER) * {step}, coalesce(key_id, 0), coalesce(credential_id, 0),
    model, count(*), sum(is_failed), sum(input_tokens), sum(output_tokens), sum(cache_read_tokens),
    sum(cache_write_tokens), coalesce(sum(credits), 0), coalesce(sum(first_token_seconds), 0),
    count(first_token_seconds), sum(seconds)
FROM requests GROUP BY 1, 2, 3, 4
"""


def _moments(count: int, days: float, dice: random.Random) -> Iterator[float]:
    """Yield when people ask: by day more than by night, on weekdays more than on others."""
    now = time.time()  # noqa: TID251 -- a month that ends now
    found: list[float] = []
    while len(found) < count:
        at = now - 5 - dice.random() * days * DAY
        hour, weekday = at % DAY / HOUR, int(at // DAY + 4) % 7
        busy = 0.12 + 0.88 * max(0.0, math.sin((hour - 6) / 14 * math.pi)) ** 1.5
        if dice.random() < busy * (0.3 if weekday in {0, 6} else 1):
            found.append(at)
    yield from sorted(found)


def write_requests(file: Path, count: int, days: float = 30) -> None:
    """Put so many requests into the database that is in `file`, and their sums."""
    dice = random.Random(5)
    rows: list[tuple[object, ...]] = []
    tries: list[tuple[object, ...]] = []
    for number, at in enumerate(_moments(count, days, dice), start=1):
        row, its_tries = _request(number, at, dice)
        rows.append(row)
        tries.extend(its_tries)
    with sqlite3.connect(file) as connection:
        connection.executemany(_INSERT, rows)
        connection.executemany(_TRY, tries)
        connection.execute(_SUMS.format(table="usage_hours", step=HOUR))
        connection.execute(_SUMS.format(table="usage_days", step=DAY))
    connection.close()


def write_readings(file: Path) -> None:
    """Put into the database in `file` what Kiro has told of the credits in the last days."""
    now = time.time()  # noqa: TID251 -- the days before now
    rows = [
        (place, at, used, person.credit_limit, person.credit_limit - used, now + 9 * DAY)
        for place, person in enumerate(PEOPLE, start=1)
        for day in range(8, 0, -1)
        for at, used in [(now - day * DAY, person.credits_used * (1 - day / 20))]
    ]
    with sqlite3.connect(file) as connection:
        connection.executemany("INSERT INTO quota_readings VALUES (?, ?, ?, ?, ?, ?)", rows)
    connection.close()


def _request(
    number: int, at: float, dice: random.Random
) -> tuple[tuple[object, ...], list[tuple[object, ...]]]:
    """Return one request as a row, and the rows of what was tried for it."""
    name = f"req_{number:024x}"
    model, upstream = dice.choice(_MODELS)
    who = dice.choice((1, 1, 1, 2, 2, 3, 5, 7, 10))
    fault = dice.choice(_FAULTS) if dice.random() < 0.02 else None
    first, seconds = dice.lognormvariate(0.4, 0.4), dice.lognormvariate(2.3, 0.7)
    read, written, output = (
        dice.randint(8_000, 90_000),
        dice.randint(0, 4000),
        dice.randint(40, 3000),
    )
    status, outcome, verdict, message = fault or (200, dice.choice(_ENDS), "served", "")
    is_served = fault is None
    again = is_served and dice.random() < 0.03
    row = (
        *(number, name, at, dice.choice(_KEYS), who, model, upstream, "/v1/messages", 1),
        dice.randint(20, 2500),
        *((output, read, written) if is_served else (0, 0, 0)),
        round(output / 2000 + read / 200_000, 4) if is_served else None,
        *((first, first + seconds) if is_served else (None, dice.uniform(0.1, 0.9))),
        *(status, not is_served, 1 + again, outcome, message, _HOST),
    )
    busy = '{"message":"Too many requests, please wait before trying again.","reason":null}'
    tries = [(name, 1, at, 6, _HOST, "throttled", 429, 0.31, busy)] if again else []
    detail = None if is_served else f'{{"message":"{message}"}}'
    last = (name, len(tries) + 1, at + 0.4, who, _HOST, verdict, status, seconds, detail)
    return row, [*tries, last]
