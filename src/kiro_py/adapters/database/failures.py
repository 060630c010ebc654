"""What the database cannot do, in the words of the house."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

from asyncpg import InterfaceError, InternalClientError, PostgresError
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    ProgrammingError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout

from kiro_py.errors import StoreAway, StoreUnwritable

FAILURES: Final = (
    SQLAlchemyError,
    PostgresError,
    InterfaceError,
    InternalClientError,
    OSError,
)
"""What whoever asks the database has to reckon with; no answer in time is an `OSError`.

The driver is at fault itself when a connection ends while it is at work.
"""

_AWAY: Final = frozenset({"08", "25", "53", "55", "57", "58"})
"""Kinds of trouble that pass: a connection, a copy that takes no changes, room, locks, an end."""

_OF_A_ROW: Final = frozenset({"21", "22", "23", "54"})
"""Kinds of trouble that a value makes."""


def told(failure: Exception) -> str:
    """Return what a failure is about, without the statement that has failed."""
    origin = getattr(failure, "orig", None)
    if origin is None and isinstance(failure, SQLAlchemyError):
        return type(failure).__name__
    return str(origin or failure) or type(failure).__name__


def is_away(failure: Exception) -> bool:
    """Whether the database did not answer, or has said that it cannot now."""
    if isinstance(failure, OSError | PoolTimeout | InternalClientError):
        return True
    state = getattr(getattr(failure, "orig", failure), "sqlstate", None)
    if state is not None:
        return state[:2] in _AWAY
    if not isinstance(failure, DBAPIError):
        return False
    # What the driver says itself is about a connection that ends.
    cause = failure.orig and failure.orig.__cause__
    return failure.connection_invalidated or isinstance(cause, InterfaceError | InternalClientError)


def is_of_a_row(failure: Exception) -> bool:
    """Whether what was to be written is at fault, and never can be."""
    state = getattr(getattr(failure, "orig", failure), "sqlstate", None)
    if state is not None:
        return state[:2] in _OF_A_ROW
    if isinstance(failure, DBAPIError):
        return isinstance(failure, DataError | IntegrityError | ProgrammingError)
    return not isinstance(failure, OSError | PoolTimeout | InternalClientError)


@contextmanager
def failures_told() -> Generator[None]:
    """Raise `StoreUnwritable` for what the database fails at; no statement is told with it.

    It is a `StoreAway` where the same may go well in a moment.
    """
    try:
        yield
    except FAILURES as failure:
        if is_away(failure):
            raise StoreAway(told(failure)) from failure
        raise StoreUnwritable("the database", why=told(failure)) from failure
