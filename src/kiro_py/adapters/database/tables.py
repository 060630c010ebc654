"""The tables, as the migrations make them.

Times are epoch seconds in UTC.  A credential or a key is named by its number, without a reference,
since what was used stays written down when they are gone.
"""

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    cast,
    func,
    text,
)

METADATA: Final = MetaData()

Serial: Final = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts up only what it calls an integer."""

IS_UNWELL: Final = text("status >= 400")
"""Written out, since an index for some rows is used only for a question in its own words."""

IS_TOLD: Final = text("detail IS NOT NULL")

REQUESTS: Final = Table(
    "requests",
    METADATA,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("request_id", String(64), nullable=False, unique=True),
    Column("at", Float, nullable=False, index=True),
    Column("key_id", Integer),
    Column("credential_id", Integer),
    Column("model", String(200), nullable=False),
    Column("upstream_model", String(200), nullable=False),
    Column("path", String(100), nullable=False),
    Column("is_streamed", Boolean, nullable=False),
    Column("input_tokens", BigInteger, nullable=False),
    Column("output_tokens", BigInteger, nullable=False),
    Column("cache_read_tokens", BigInteger, nullable=False),
    Column("cache_write_tokens", BigInteger, nullable=False),
    Column("credits", Float),
    Column("first_token_seconds", Float),
    Column("seconds", Float, nullable=False),
    Column("status", Integer, nullable=False),
    Column("is_failed", Boolean, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("outcome", String(100), nullable=False),
    Column("message", Text, nullable=False),
    Column("host", String(200), nullable=False),
    Index(
        "requests_unwell",
        "at",
        "outcome",
        "status",
        sqlite_where=IS_UNWELL,
        postgresql_where=IS_UNWELL,
    ),
)

ATTEMPTS: Final = Table(
    "attempts",
    METADATA,
    Column("request_id", String(64), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", Float, nullable=False),
    Column("credential_id", Integer),
    Column("host", String(200), nullable=False),
    Column("verdict", String(100), nullable=False),
    Column("status", Integer),
    Column("seconds", Float),
    Column("detail", Text),
    Index("attempts_told", "at", sqlite_where=IS_TOLD, postgresql_where=IS_TOLD),
    sqlite_with_rowid=False,
)
"""What was tried for a request; `detail` is taken away before the row is."""


def _sums(name: str, step: str) -> Table:
    """Return a table of sums by `step` (the instant at which it begins); 0 stands for nobody."""
    return Table(
        name,
        METADATA,
        Column(step, BigInteger, primary_key=True),
        Column("key_id", Integer, primary_key=True),
        Column("credential_id", Integer, primary_key=True),
        Column("model", String(200), primary_key=True),
        Column("requests", BigInteger, nullable=False),
        Column("failures", BigInteger, nullable=False),
        Column("input_tokens", BigInteger, nullable=False),
        Column("output_tokens", BigInteger, nullable=False),
        Column("cache_read_tokens", BigInteger, nullable=False),
        Column("cache_write_tokens", BigInteger, nullable=False),
        Column("credits", Float, nullable=False),
        Column("first_token_seconds", Float, nullable=False),
        Column("first_tokens", BigInteger, nullable=False),
        Column("seconds", Float, nullable=False),
        sqlite_with_rowid=False,
    )


USAGE_HOURS: Final = _sums("usage_hours", "hour")
USAGE_DAYS: Final = _sums("usage_days", "day")

CLIENT_KEYS: Final = Table(
    "client_keys",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("version", Integer, nullable=False),
    Column("name", String(100), nullable=False),
    Column("note", Text, nullable=False),
    Column("prefix", String(20), nullable=False),
    Column("digest", LargeBinary(32), nullable=False, unique=True),
    Column("old_digest", LargeBinary(32)),
    Column("old_until", Float),
    Column("credential_group", String(100)),
    Column("models", Text, nullable=False),
    Column("requests_per_minute", BigInteger),
    Column("parallel_requests", BigInteger),
    Column("tokens_per_day", BigInteger),
    Column("tokens_per_month", BigInteger),
    Column("credits_per_day", Float),
    Column("credits_per_month", Float),
    Column("expires_at", Float),
    Column("disabled", Boolean, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("last_used_at", Float),
    sqlite_autoincrement=True,
)
"""Keys of clients; a number is never given twice, so that no use is put down to a later key."""

SESSIONS: Final = Table(
    "sessions",
    METADATA,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("began_at", Float, nullable=False),
    Column("seen_at", Float, nullable=False),
    Column("address", String(100), nullable=False),
)

AUDIT: Final = Table(
    "audit",
    METADATA,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("at", Float, nullable=False, index=True),
    Column("who", String(100), nullable=False),
    Column("address", String(100), nullable=False),
    Column("action", String(100), nullable=False),
    Column("target", String(200), nullable=False),
    Column("detail", Text, nullable=False),
)

CREDENTIAL_EVENTS: Final = Table(
    "credential_events",
    METADATA,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("credential_id", Integer, nullable=False),
    Column("at", Float, nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("text", Text, nullable=False),
    Column("mark", String(12), index=True),
    Index("credential_events_of", "credential_id", "id"),
)
"""What has happened to credentials; `mark` is the fingerprint of a refresh token that was spent."""

QUOTA_READINGS: Final = Table(
    "quota_readings",
    METADATA,
    Column("credential_id", Integer, primary_key=True),
    Column("at", Float, primary_key=True),
    Column("used", Float, nullable=False),
    Column("credit_limit", Float, nullable=False),
    Column("remaining", Float, nullable=False),
    Column("resets_at", Float),
)

WARNINGS: Final = Table(
    "warnings",
    METADATA,
    Column("kind", String(50), primary_key=True),
    Column("subject", Integer, primary_key=True),
    Column("since", Float, nullable=False),
    Column("ended_at", Float),
    Column("told_at", Float),
)
"""What is or was wrong, and when somebody was told of it; subject 0 is the whole pool."""

CREDENTIALS: Final = Table(
    "credentials",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("place", BigInteger, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("refresh_mark", String(12)),
    Column("turn_of", String(64)),
    Column("turn_until", Float),
    Column("spending", String(12)),
    Column("spending_by", String(64)),
    sqlite_autoincrement=True,
)
"""Credentials shared by replicas; `sealed` is the entry as the credentials file would hold it.

`revision` grows with each change of the row, `place` is the order.  `refresh_mark` is the
fingerprint of the refresh token inside.  `turn_of` may renew it until `turn_until`; `spending` is
the fingerprint of the refresh token that `spending_by` has sent, or was about to, without having
told what came of it.
"""

STANDINGS: Final = Table(
    "standings",
    METADATA,
    Column("credential_id", Integer, primary_key=True),
    Column("revision", BigInteger, nullable=False),
    Column("learned_at", Float, nullable=False),
    Column("body", Text, nullable=False),
)
"""How credentials stand; `revision` grows with each change of the row."""

HOMES: Final = Table(
    "homes",
    METADATA,
    Column("conversation", String(64), primary_key=True),
    Column("credential_id", Integer, nullable=False),
    Column("model", String(200), nullable=False),
    Column("since", Float, nullable=False, index=True),
    Column("is_shared", Boolean, nullable=False),
)
"""Which conversation is at home with which credential; `conversation` is a digest of its id."""

LEDGERS: Final = Table(
    "ledgers",
    METADATA,
    Column("key_id", Integer, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
)
"""What the requests of a key use now and have used, over all replicas; key 0 is the settings'."""

REPLICAS: Final = Table(
    "replicas",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("began_at", Float, nullable=False),
    Column("seen_at", Float, nullable=False),
    Column("address", Text, nullable=False),
)
"""Processes that serve; one that was not seen for a while is gone."""

COUNTS: Final = Table(
    "counts",
    METADATA,
    Column("model", String(200), primary_key=True),
    Column("body", Text, nullable=False),
)
"""How the upstream counts, by model."""

SETTINGS: Final = Table(
    "settings",
    METADATA,
    Column("name", String(50), primary_key=True),
    Column("revision", BigInteger, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
"""What was changed at run time, for all replicas; one sealed document per name."""


def total(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return the sum of a column in its own type: PostgreSQL would make a decimal of it."""
    return cast(func.sum(column), column.type)
