"""I connect to PostgreSQL, within limits that have names."""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Final, Protocol, cast
from uuid import uuid4

import asyncpg
from sqlalchemy import event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, NullPool, PoolProxiedConnection

from kiro_py.adapters.database.address import Address

POOL_SIZE: Final = 5
"""How many connections stay open: what one process keeps busy in its daily work."""

POOL_OVERFLOW: Final = 5
"""How many more there may be for a moment; a server has a hundred for everybody."""

POOL_WAIT_SECONDS: Final = 2.0
"""How long it is waited for a connection that another one has."""

CONNECT_SECONDS: Final = 3.0
"""How long a connection may take to be made, unless the address has a `connect_timeout`."""

STATEMENT_SECONDS: Final = 10.0
"""How long the server works for one statement: a page waits for no longer."""

ANSWER_SECONDS: Final = 12.0
"""How long the answer to one statement may take: the server's own limit, and the way."""

LOCK_SECONDS: Final = 5.0
"""How long a statement waits for what another transaction holds, which does so for milliseconds."""

IDLE_IN_TRANSACTION_SECONDS: Final = 15.0
"""After what silence the server undoes a transaction: whoever was frozen holds nobody up."""

RECYCLE_SECONDS: Final = 1800.0
"""How old a connection becomes, so that after a change of the network all are of today."""

KEEPALIVE_IDLE_SECONDS: Final = 30
KEEPALIVE_INTERVAL_SECONDS: Final = 5
KEEPALIVE_COUNT: Final = 3
"""A peer that has gone without a word is known after 45 seconds of silence."""

UNHEARD_SECONDS: Final = 12
"""How long what was sent may stay unheard, until the connection is given up."""

PREPARED: Final = 100
"""How many statements one connection keeps prepared: more than there are."""

_UNKNOWN_TO_POOLERS: Final = "unsupported startup parameter"
"""What PgBouncer says to whoever begins with settings, as we do elsewhere."""

_READ_ONLY: Final = "25006"


def engine(where: Address) -> AsyncEngine:
    """Return an engine with a pool for the daily work."""
    made = create_async_engine(
        "postgresql+asyncpg://",
        connect_args=_arguments(where, ANSWER_SECONDS),
        pool_size=POOL_SIZE,
        max_overflow=POOL_OVERFLOW,
        pool_timeout=POOL_WAIT_SECONDS,
        pool_recycle=RECYCLE_SECONDS,
    )
    event.listen(made.sync_engine, "checkout", _refuse_closed)
    event.listen(made.sync_engine, "invalidate", _cut)
    event.listen(made.sync_engine, "handle_error", _judge)
    return made


def unhurried(where: Address) -> AsyncEngine:
    """Return an engine without a pool, for steps that take as long as they take."""
    return create_async_engine(
        "postgresql+asyncpg://", connect_args=_arguments(where, None), poolclass=NullPool
    )


class Wire(Protocol):
    """What is used here of the driver's connection."""

    async def fetchval(self, query: str) -> object:
        """Return the first column of the first row of the answer."""
        ...

    def is_closed(self) -> bool:
        """Whether it has ended."""
        ...

    def terminate(self) -> None:
        """End it without a farewell."""
        ...


class _Adapted(Protocol):
    """The driver's connection, as it is in a pool."""

    @property
    def driver_connection(self) -> Wire: ...


_connect: Final = cast("Callable[..., Awaitable[Wire]]", asyncpg.connect)  # it has no types


async def connect(where: Address, answer_seconds: float | None = ANSWER_SECONDS) -> Wire:
    """Return a connection of the driver's; raises `OSError` when none can be had.

    Its statements are answered in `answer_seconds`, or fail.
    """
    limits = _server_limits(answer_seconds)
    try:
        made = await _connect(
            dsn=where.dsn,
            host=list(where.hosts),
            port=list(where.ports),
            user=where.user,
            password=where.password.reveal() if where.password else None,
            database=where.database,
            timeout=where.connect_seconds or CONNECT_SECONDS,
            command_timeout=answer_seconds,
            statement_cache_size=0 if where.is_pooled else PREPARED,
            server_settings=dict(where.server) | ({} if where.is_pooled else limits),
            **({"ssl": ssl.create_default_context()} if where.uses_system_certificates else {}),
        )
    except TimeoutError as error:
        raise TimeoutError(f"{where} does not answer") from error
    except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError) as error:
        raise ServerRefused(error) from error
    _keep_alive(made)
    return made


class ServerRefused(ConnectionError):  # noqa: N818 -- a refusal, by who is there
    """The server is there, and lets nobody in; `state` is its SQLSTATE, if it has said one."""

    def __init__(self, error: Exception) -> None:
        told = str(error) or type(error).__name__
        mend = ": add `pgbouncer=true` to the address" if _UNKNOWN_TO_POOLERS in told else ""
        super().__init__(told + mend)
        self.state: str | None = getattr(error, "sqlstate", None)


def _arguments(where: Address, answer_seconds: float | None) -> dict[str, Any]:
    async def make() -> Wire:
        return await connect(where, answer_seconds)

    arguments: dict[str, Any] = {"async_creator_fn": make}
    if where.is_pooled:
        arguments["prepared_statement_cache_size"] = 0
        arguments["prepared_statement_name_func"] = _any_name
    return arguments


def _any_name() -> str:
    """Return a name that no other client of the pooler has given to a statement."""
    return f"kiro_{uuid4().hex}"


def _server_limits(answer_seconds: float | None) -> dict[str, str]:
    kept = {
        "idle_in_transaction_session_timeout": _milliseconds(IDLE_IN_TRANSACTION_SECONDS),
        "tcp_keepalives_idle": str(KEEPALIVE_IDLE_SECONDS),
        "tcp_keepalives_interval": str(KEEPALIVE_INTERVAL_SECONDS),
        "tcp_keepalives_count": str(KEEPALIVE_COUNT),
    }
    if answer_seconds is None:
        return kept
    return kept | {
        "statement_timeout": _milliseconds(STATEMENT_SECONDS),
        "lock_timeout": _milliseconds(LOCK_SECONDS),
    }


def _milliseconds(seconds: float) -> str:
    return str(round(seconds * 1000))


def _keep_alive(connection: Wire) -> None:
    """Let the system notice when the server has gone without a word."""
    transport: asyncio.Transport | None = getattr(connection, "_transport", None)  # it tells nobody
    found: socket.socket | None = transport and transport.get_extra_info("socket")
    if found is None or found.family not in {socket.AF_INET, socket.AF_INET6}:
        return
    found.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (
        ("TCP_KEEPIDLE", KEEPALIVE_IDLE_SECONDS),
        ("TCP_KEEPINTVL", KEEPALIVE_INTERVAL_SECONDS),
        ("TCP_KEEPCNT", KEEPALIVE_COUNT),
        ("TCP_USER_TIMEOUT", UNHEARD_SECONDS * 1000),
    ):
        if hasattr(socket, name):  # not every system has them all
            with suppress(OSError):
                found.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


def _refuse_closed(connection: _Adapted, _: ConnectionPoolEntry, __: PoolProxiedConnection) -> None:
    """Let the pool make another connection in the place of one that has ended meanwhile.

    A question to the server would tell more, for three ways there and back before each use.
    """
    if connection.driver_connection.is_closed():
        raise DisconnectionError("it has ended")


def _cut(connection: _Adapted, _: ConnectionPoolEntry, __: BaseException | None) -> None:
    """End a connection that is given up at once: a farewell would wait for who does not answer."""
    connection.driver_connection.terminate()


def _judge(context: ExceptionContext) -> None:
    """Give up connections to whom nobody answers, and to a server that takes no changes any more.

    After a failover that is the one that was the first before.
    """
    error = context.original_exception
    if isinstance(error, TimeoutError) or getattr(error, "sqlstate", None) == _READ_ONLY:
        context.is_disconnect = True
